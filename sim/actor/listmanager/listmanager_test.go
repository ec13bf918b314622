package listmanager

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/trace"
)

var (
	alicia = mail.MustParseAddress("alicia@alfa.test")
	benito = mail.MustParseAddress("benito@beta.test")
	club   = List{Address: mail.MustParseAddress("club@beta.test"), Request: mail.MustParseAddress("club-request@beta.test"), Owner: benito, Members: []mail.Address{benito}}
)

// TestARequestAloneChangesNothing: only the word that was sent to the address in question does, once, and for three days.
func TestARequestAloneChangesNothing(t *testing.T) {
	n := 0
	fresh := func() string { n++; return "w" + strconv.Itoa(n) }
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	type ask struct {
		verb, word string
		from       mail.Address
		after      time.Duration
		want       trace.ListDo
		members    int
	}
	for _, c := range []struct {
		name string
		asks []ask
	}{
		{"joins, and leaves", []ask{{"subscribe", "", alicia, 0, trace.ListAsked, 1}, {"confirm", "w1", alicia, time.Hour, trace.ListJoined, 2},
			{"unsubscribe", "", alicia, 2 * time.Hour, trace.ListLeaving, 2}, {"confirm", "w2", alicia, 3 * time.Hour, trace.ListLeft, 1}}},
		{"a word is good once", []ask{{"subscribe", "", alicia, 0, trace.ListAsked, 1}, {"confirm", "w1", alicia, 0, trace.ListJoined, 2}, {"confirm", "w1", alicia, 0, trace.ListUnknownWord, 2}}},
		{"and for three days", []ask{{"subscribe", "", alicia, 0, trace.ListAsked, 1}, {"confirm", "w1", alicia, ConfirmWithin, trace.ListUnknownWord, 1}}},
		{"whoever asks again has another", []ask{{"subscribe", "", alicia, 0, trace.ListAsked, 1}, {"subscribe", "", alicia, 0, trace.ListAsked, 1}, {"confirm", "w1", alicia, 0, trace.ListUnknownWord, 1}, {"confirm", "w2", alicia, 0, trace.ListJoined, 2}}},
		{"whoever has the word may confirm from anywhere", []ask{{"subscribe", "", alicia, 0, trace.ListAsked, 1}, {"confirm", "w1", benito, 0, trace.ListJoined, 2}}},
		{"a guess", []ask{{"subscribe", "", alicia, 0, trace.ListAsked, 1}, {"confirm", "w9", alicia, 0, trace.ListUnknownWord, 1}}},
		{"is on it already, or is not", []ask{{"subscribe", "", benito, 0, trace.ListAlready, 1}, {"unsubscribe", "", alicia, 0, trace.ListNoMember, 1}}},
		{"says something else", []ask{{"", "", alicia, 0, trace.ListHelped, 1}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			n = 0
			l := &list{List: club, members: []mail.Address{benito}}
			for _, a := range c.asks {
				got, _ := l.decide(a.verb, a.word, a.from, start.Add(a.after), fresh)
				if got != a.want || len(l.members) != a.members {
					t.Errorf("%s %s from %s: %s with %d members, want %s with %d", a.verb, a.word, a.from, got, len(l.members), a.want, a.members)
				}
			}
		})
	}
}

// TestRequestsAreBounded: whoever asks in a thousand names fills no memory.
func TestRequestsAreBounded(t *testing.T) {
	l := &list{List: club}
	n := 0
	for i := range MaxWaiting + 50 {
		l.decide("subscribe", "", mail.Address{Local: "x" + strconv.Itoa(i), Domain: "alfa.test"}, time.Time{}, func() string { n++; return strconv.Itoa(n) })
	}
	if len(l.waiting) != MaxWaiting || l.waiting[0].word != "51" {
		t.Errorf("%d wait, the first with %q", len(l.waiting), l.waiting[0].word)
	}
}

// TestWhatALetterAsksFor: its subject says it, or the first line of its text.
func TestWhatALetterAsksFor(t *testing.T) {
	for letter, want := range map[string]string{
		"Subject: subscribe\r\n\r\n":                            "subscribe ",
		"Subject: Re: confirm 7af3\r\n\r\nSí\r\n":               "confirm 7af3",
		"Subject: RE: Re: CONFIRM 7AF3 (por favor)\r\n\r\n":     "confirm 7af3",
		"Subject: =?utf-8?q?Re:_confirm_7af3?=\r\n\r\n":         "confirm 7af3",
		"Subject: Hola\r\n\r\n\r\nunsubscribe\r\nsubscribe\r\n": "unsubscribe ",
		"Subject: confirm\r\n\r\n":                              " ",
		"Subject: Hola\r\n\r\n¿Hay alguien?\r\nsubscribe\r\n":   " ",
		"\r\n": " ",
		"Content-Type: text/html\r\n\r\n<p>subscribe\r\n":                     " ",
		"Subject: Auto: confirm 7af3\r\nAuto-Submitted: auto-replied\r\n\r\n": "confirm 7af3", // it is not read: see below
	} {
		h := mail.ParseHeader([]byte(letter))
		verb, word := command([]byte(letter), &h)
		if got := verb + " " + word; got != want {
			t.Errorf("%q asks for %q, want %q", letter, got, want)
		}
	}
}

// TestNoProgramIsAnswered (RFC 3834 section 2): nor does one confirm anything.
func TestNoProgramIsAnswered(t *testing.T) {
	for header, want := range map[string]trace.Withheld{
		"Subject: confirm 7af3":                                   "",
		"Auto-Submitted: no":                                      "",
		"Auto-Submitted: auto-replied (vacation)":                 trace.WithheldProgram,
		"List-Id: <otra.gamma.test>":                              trace.WithheldList,
		"Precedence: bulk":                                        trace.WithheldList,
		"Auto-Submitted: auto-generated\r\nSubject: confirm 7af3": trace.WithheldProgram,
	} {
		h := mail.ParseHeader([]byte(header + "\r\n\r\n"))
		if got := automatic(&list{List: club}, alicia, &h); got != want {
			t.Errorf("%q: %q, want %q", header, got, want)
		}
	}
	var h mail.Header
	for sender, want := range map[mail.Address]trace.Withheld{{}: trace.WithheldNobody, club.Address: trace.WithheldSelf, club.Request: trace.WithheldSelf} {
		if got := automatic(&list{List: club}, sender, &h); got != want {
			t.Errorf("from %q: %q, want %q", sender, got, want)
		}
	}
}

// TestEveryDecisionHasItsLetter, in both languages, with nothing left to be put in.
func TestEveryDecisionHasItsLetter(t *testing.T) {
	for do, l := range letters {
		for _, tongue := range []lang.Lang{lang.ES, lang.EN} {
			if l.subject.In(tongue) == "" || l.text.In(tongue) == "" {
				t.Errorf("%s has no words in %s", do, tongue)
			}
			for rest := l.subject.In(tongue) + l.text.In(tongue); ; {
				_, after, open := strings.Cut(rest, "{")
				name, more, _ := strings.Cut(after, "}")
				if rest = more; !open {
					break
				}
				if !strings.Contains(" title list request who word ", " "+name+" ") {
					t.Errorf("%s: nobody knows %q", do, name)
				}
			}
		}
	}
}

func FuzzCommand(f *testing.F) {
	f.Add([]byte("Subject: Re: confirm 7af3\r\n\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		h := mail.ParseHeader(b)
		verb, word := command(b, &h)
		if strings.ContainsAny(verb+word, " \r\n\t") {
			t.Errorf("%q %q", verb, word)
		}
		author(&h)
		automatic(&list{List: club}, alicia, &h)
	})
}
