package mail

import (
	"net/netip"
	"strings"
	"testing"
)

func TestParseAddress(t *testing.T) {
	tests := []struct {
		name, in, local, domain, out string // out: as written again; "" when it is refused
	}{
		{"ordinary", "alicia@uno.test", "alicia", "uno.test", "alicia@uno.test"},
		{"case is kept", "Alicia@UNO.test", "Alicia", "UNO.test", "Alicia@UNO.test"},
		{"dots and plus", "a.b+c@uno.test", "a.b+c", "uno.test", "a.b+c@uno.test"},
		{"quoted for nothing", `"alicia"@uno.test`, "alicia", "uno.test", "alicia@uno.test"},
		{"quoted with a space", `"a b"@uno.test`, "a b", "uno.test", `"a b"@uno.test`},
		{"quoted quote and at", `"a\"@b"@uno.test`, `a"@b`, "uno.test", `"a\"@b"@uno.test`},
		{"empty but quoted", `""@uno.test`, "", "uno.test", `""@uno.test`},
		{"UTF-8", "josé@uno.test", "josé", "uno.test", "josé@uno.test"},
		{"IPv4 literal", "a@[192.0.2.1]", "a", "[192.0.2.1]", "a@[192.0.2.1]"},
		{"IPv6 literal", "a@[IPv6:2001:db8::1]", "a", "[IPv6:2001:db8::1]", "a@[IPv6:2001:db8::1]"},
		{"no at", "alicia", "", "", ""},
		{"no local part", "@uno.test", "", "", ""},
		{"no domain", "alicia@", "", "", ""},
		{"two ats", "a@b@uno.test", "", "", ""},
		{"dot first", ".a@uno.test", "", "", ""},
		{"two dots", "a..b@uno.test", "", "", ""},
		{"hyphen last", "a@uno-.test", "", "", ""},
		{"underscore", "a@u_no.test", "", "", ""},
		{"dot last", "a@uno.test.", "", "", ""},
		{"open quote", `"a@uno.test`, "", "", ""},
		{"not UTF-8", "\xff@uno.test", "", "", ""},
		{"a line end", "a\r\nb@uno.test", "", "", ""},
		{"IPv6 without its tag", "a@[2001:db8::1]", "", "", ""},
		{"long local part", strings.Repeat("a", 65) + "@uno.test", "", "", ""},
		{"long label", "a@" + strings.Repeat("b", 64) + ".test", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseAddress(tt.in)
			if (err == nil) != (tt.out != "") || got.Local != tt.local || got.Domain != tt.domain || got.String() != tt.out {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestParsePaths(t *testing.T) {
	tests := []struct {
		name, in, reverse, forward, rest string // "-" where it is refused
	}{
		{"ordinary", "<a@uno.test> SIZE=1", "a@uno.test", "a@uno.test", " SIZE=1"},
		{"null", "<> RET=FULL", "", "-", " RET=FULL"},
		{"postmaster", "<postMaster>", "-", "postMaster", ""},
		{"source route", "<@x.test,@y.test:a@uno.test>", "a@uno.test", "a@uno.test", ""},
		{"angle bracket in quotes", `<"a>b"@uno.test>`, `"a>b"@uno.test`, `"a>b"@uno.test`, ""},
		{"no brackets", "a@uno.test", "-", "-", ""},
		{"no closing bracket", "<a@uno.test", "-", "-", ""},
		{"stuck together", "<a@uno.test>SIZE=1", "-", "-", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for want, parse := range map[*string]func(string) (Address, string, error){&tt.reverse: ParseReversePath, &tt.forward: ParseForwardPath} {
				a, rest, err := parse(tt.in)
				if (err != nil) != (*want == "-") || err == nil && (a.String() != *want || rest != tt.rest) {
					t.Errorf("got %q, %q, %v; want %q", a, rest, err, *want)
				}
			}
		})
	}
}

func TestEqual(t *testing.T) {
	a := MustParseAddress("Alicia@uno.test")
	for other, same := range map[string]bool{"Alicia@UNO.TEST": true, "alicia@uno.test": false, "Alicia@dos.test": false} {
		if a.Equal(MustParseAddress(other)) != same {
			t.Errorf("%s and %s", a, other)
		}
	}
	if !MustParseAddress("POSTMASTER@uno.test").Equal(MustParseAddress("postmaster@uno.test")) {
		t.Error("postmaster has no case (RFC 5321 section 4.5.1)")
	}
	if a.Fold() != MustParseAddress("alicia@UNO.test").Fold() {
		t.Error("Fold")
	}
}

func TestLiteral(t *testing.T) {
	for in, want := range map[string]string{"192.0.2.1": "[192.0.2.1]", "2001:db8::1": "[IPv6:2001:db8::1]", "::ffff:192.0.2.1": "[192.0.2.1]"} {
		if got := Literal(netip.MustParseAddr(in)); got != want || !ValidDomain(got) {
			t.Errorf("%s: %s", in, got)
		}
	}
}

func TestXtextAndORCPT(t *testing.T) {
	for plain, coded := range map[string]string{"a+b=c d": "a+2Bb+3Dc+20d", "QQ314": "QQ314"} {
		if got := EncodeXtext(plain); got != coded {
			t.Errorf("%q: %q", plain, got)
		}
		if got, ok := DecodeXtext(coded); !ok || got != plain {
			t.Errorf("%q: %q", coded, got)
		}
	}
	for _, bad := range []string{"+", "+4", "+zz", "+2b", "a b", "a=b"} {
		if got, ok := DecodeXtext(bad); ok {
			t.Errorf("%q: %q", bad, got)
		}
	}
	for in, want := range map[string]string{
		"rfc822;benito+40dos.test": "rfc822;benito@dos.test", `utf-8;jos\x{E9}@dos.test`: "utf-8;josé@dos.test",
		"RFC822;a": "rfc822;a", "x400;a": "", "rfc822": "", ";a": "", "rfc822;a+": "", `utf-8;\x{110000}`: "", "rfc822;a+0Ab": "",
	} {
		if got, err := ParseORCPT(in); got.String() != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func TestNotify(t *testing.T) {
	for in, want := range map[string]string{"never": "NEVER", "DELAY,Success": "SUCCESS,DELAY", "NEVER,DELAY": "", "DELAY,DELAY": "", "": "", "X": ""} {
		if got, err := ParseNotify(in); got.String() != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	tests := []struct {
		notify                     Notify
		failed, delayed, delivered bool
	}{{0, true, true, false}, {NotifyNever, false, false, false}, {NotifySuccess | NotifyFailure, true, false, true}}
	for _, tt := range tests {
		if tt.notify.Wants(ActionFailed) != tt.failed || tt.notify.Wants(ActionDelayed) != tt.delayed || tt.notify.Wants(ActionDelivered) != tt.delivered {
			t.Errorf("NOTIFY=%s", tt.notify)
		}
	}
	bounce := Envelope{Recipients: []Recipient{{Notify: NotifyFailure}}}
	if bounce.Wants(0, ActionFailed) {
		t.Error("a bounce of a bounce")
	}
}

func TestStatus(t *testing.T) {
	for in, ok := range map[string]bool{"5.1.1": true, "2.0.0": true, "4.999.999": true, "3.1.1": false, "5.1": false, "5.1.1.1": false, "5.1.1000": false, "5.-1.0": false, "": false} {
		got, valid := ParseStatus(in)
		if valid != ok || ok && got.String() != in {
			t.Errorf("%q: %v, %v", in, got, valid)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{"a@uno.test", `"a\"b"@[IPv6:::1]`, "<@x:a@y>", "<>", "<Postmaster> A=B", `""@x`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if a, err := ParseAddress(s); err == nil {
			if again, err := ParseAddress(a.String()); err != nil || again != a {
				t.Fatalf("%q reads %+v and then %+v, %v", s, a, again, err)
			}
		}
		if a, rest, err := ParseForwardPath(s); err == nil {
			if again, _, err := ParseForwardPath(a.Path() + rest); err != nil || again != a {
				t.Fatalf("%q reads %+v and then %+v, %v", s, a, again, err)
			}
		}
		ParseReversePath(s)
		ParseORCPT(s)
		ParseNotify(s)
		ParseStatus(s)
	})
}
