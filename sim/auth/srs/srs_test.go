package srs

import (
	"errors"
	"strings"
	"testing"
	"time"

	"posta/sim/mail"
)

var now = time.Date(2024, 1, 10, 12, 0, 0, 0, time.UTC)

func TestThereAndBack(t *testing.T) {
	one, two, three := Rewriter{"forward.test", []byte("one")}, Rewriter{"second.test", []byte("two")}, Rewriter{"third.test", []byte("three")}
	ana := mail.MustParseAddress(`"a=b c"@uno.test`)
	for _, from := range []mail.Address{ana, mail.MustParseAddress("ana@uno.test")} {
		a := one.Forward(from, now)
		b := two.Forward(a, now)
		c := three.Forward(b, now)
		if a.Domain != "forward.test" || !strings.HasPrefix(b.Local, "SRS1=") || len(c.Local) > len(b.Local) {
			t.Errorf("%s, %s, %s", a, b, c)
		}
		// A bounce to the third goes to the first at once, and from there home.
		back, err := three.Reverse(c, now)
		if err != nil || back.Domain != "forward.test" {
			t.Fatalf("%s, %v", back, err)
		}
		if home, err := one.Reverse(back, now.Add(20*24*time.Hour)); err != nil || home != from {
			t.Errorf("%s, %v", home, err)
		}
	}
	if got := one.Forward(mail.Address{}, now); !got.IsNull() {
		t.Errorf("the null reverse-path became %s", got)
	}
}

func TestRefused(t *testing.T) {
	r := Rewriter{"forward.test", []byte("one")}
	a := r.Forward(mail.MustParseAddress("ana@uno.test"), now)
	for name, c := range map[string]struct {
		address string
		at      time.Time
		want    error
	}{
		"another inside":  {strings.Replace(a.String(), "=ana@", "=eva@", 1), now, ErrForged},
		"another's":       {Rewriter{"forward.test", []byte("two")}.Forward(mail.MustParseAddress("ana@uno.test"), now).String(), now, ErrForged},
		"too late":        {a.String(), now.Add(30 * 24 * time.Hour), ErrExpired},
		"an ordinary one": {"ana@forward.test", now, ErrNotSRS},
		"of elsewhere":    {"ana@uno.test", now, ErrNotSRS},
		"in pieces":       {"SRS0=ABCD=EF@forward.test", now, ErrNotSRS},
	} {
		if _, err := r.Reverse(mail.MustParseAddress(c.address), c.at); !errors.Is(err, c.want) {
			t.Errorf("%s: %v; want %v", name, err, c.want)
		}
	}
}

func FuzzReverse(f *testing.F) {
	f.Add("SRS0=ABCD=EF=uno.test=ana")
	f.Add("SRS0+000000000") // another's separator stays
	f.Add("SRS1=ABCD=x.test==ABCD=EF=uno.test=ana")
	f.Fuzz(func(t *testing.T, local string) {
		r := Rewriter{"forward.test", []byte("one")}
		_, _ = r.Reverse(mail.Address{Local: local, Domain: "forward.test"}, now)
		a := r.Forward(mail.Address{Local: local, Domain: "uno.test"}, now)
		if back, err := r.Reverse(a, now); err == nil && back.Domain == "uno.test" && !strings.EqualFold(back.Local, local) {
			t.Errorf("%q came back as %q", local, back.Local)
		}
	})
}
