package whatif_test

import (
	"strings"
	"testing"

	"posta/sim/dialogue"
	"posta/sim/lang"
	"posta/sim/story/storytest"
	"posta/sim/trace"
	"posta/sim/whatif"
)

// offers are the faults that are offered where a client says something, or at the first
// event that fits.
func offers(t *testing.T, tr *trace.Trace, fits func(e trace.Event, l *dialogue.Line) bool) string {
	t.Helper()
	d := dialogue.Of(tr)
	g := whatif.NewGuide(tr, d)
	for _, e := range tr.Events {
		if fits(e, d.LineAt(e.Seq)) {
			var list []string
			for _, s := range g.Suggest(e.Seq) {
				list = append(list, s.Fault)
			}
			return strings.Join(list, "\n")
		}
	}
	t.Fatal("there is no such event")
	return ""
}

// TestWhatIsOfferedFitsTheStep: what can go wrong at a line of a conversation is of that
// line, at that server, and no earlier.
func TestWhatIsOfferedFitsTheStep(t *testing.T) {
	tr := storytest.FirstEmail()
	says := func(protocol, verb string) func(trace.Event, *dialogue.Line) bool {
		return func(_ trace.Event, l *dialogue.Line) bool {
			return l != nil && l.FromClient && string(l.Protocol) == protocol && l.Verb == verb
		}
	}
	for _, c := range []struct {
		name string
		at   func(trace.Event, *dialogue.Line) bool
		want []string
	}{
		{"a recipient is named", says("smtp", "RCPT TO"), []string{"command: RCPT", "code: 5", "code: 4", "host: mail.alfa.test"}},
		{"a sender is named", says("smtp", "MAIL FROM"), []string{"command: MAIL"}},
		{"somebody logs in to read", says("imap", "LOGIN"), []string{"service: imap", "command: LOGIN", "host: mx.beta.test"}},
		{"a letter is fetched by POP3", says("pop3", "RETR"), []string{"service: pop3", "command: RETR"}},
		{"a name is asked for", func(_ trace.Event, l *dialogue.Line) bool {
			return l != nil && string(l.Protocol) == "dns" && l.FromClient
		}, []string{"dns: {", "does: nxdomain", "host: dns.test"}},
		{"a connection is opened", func(e trace.Event, _ *dialogue.Line) bool { _, ok := e.Fact.(trace.ConnOpening); return ok }, []string{"refuse: {host: mail.alfa.test"}},
		{"a letter lies in a mailbox", func(e trace.Event, _ *dialogue.Line) bool { _, ok := e.Fact.(trace.MailboxStored); return ok }, []string{"down: {host: mx.beta.test"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := offers(t, tr, c.at)
			for _, part := range c.want {
				if !strings.Contains(got, part) {
					t.Errorf("nothing offers %q:\n%s", part, got)
				}
			}
		})
	}
}

// TestOffersAreFewAndWhole: at every event there are at most MaxSuggestions, no two alike,
// each with a title in every language and a fault on one line.
func TestOffersAreFewAndWhole(t *testing.T) {
	for name, tr := range map[string]*trace.Trace{"a journey": storytest.FirstEmail(), "everything": storytest.Everything()} {
		g := whatif.NewGuide(tr, nil)
		some := 0
		for _, e := range tr.Events {
			list := g.Suggest(e.Seq)
			some += len(list)
			if len(list) > whatif.MaxSuggestions {
				t.Errorf("%s, event %d: %d offers", name, e.Seq, len(list))
			}
			seen := map[string]bool{}
			for _, s := range list {
				if seen[s.Fault] {
					t.Errorf("%s, event %d: %s is offered twice", name, e.Seq, s.Fault)
				}
				seen[s.Fault] = true
				for _, l := range lang.Complete() {
					if s.Title.In(l) == "" {
						t.Errorf("%s, event %d: %s has no title in %s", name, e.Seq, s.Fault, l)
					}
				}
				if strings.ContainsAny(s.Fault, "\r\n") || strings.Contains(s.Fault, "%!") {
					t.Errorf("%s, event %d: %q", name, e.Seq, s.Fault)
				}
			}
		}
		if some == 0 {
			t.Errorf("%s: nothing can go wrong", name)
		}
	}
}

// TestWhereTwoRunsPart.
func TestWhereTwoRunsPart(t *testing.T) {
	a, b := storytest.FirstEmail(), storytest.FirstEmail()
	if f := whatif.Diff(a, b); !f.Same() {
		t.Errorf("the same journey parts at %d", f.Seq)
	}
	b.Events[7].At++
	if f := whatif.Diff(a, b); f.Seq != 8 || f.A.Seq != 8 || f.B.At != f.A.At+1 {
		t.Errorf("they part at %+v", f)
	}
	b = storytest.FirstEmail()
	b.Events = b.Events[:10]
	if f := whatif.Diff(a, b); f.Seq != 11 || f.B.Fact != nil {
		t.Errorf("one that is cut short parts at %+v", f)
	}
}
