package dialogue

import (
	"testing"

	"posta/sim/trace"
)

// TestWhatIsNotShownIsNotRead: asterisks in a secret's place are neither decoded nor taken for a password, in whatever pieces they
// come; asterisks that somebody has said are.
func TestWhatIsNotShownIsNotRead(t *testing.T) {
	b := new(tale)
	b.open(1, "tcp", "imap", "client.test", "server.test")
	hide := func(at, n int) {
		e := &b.t.Events[len(b.t.Events)-2] // behind it is what was received
		f := e.Fact.(trace.DataSent)
		f.Hidden = append(f.Hidden, trace.Span{Offset: at, Len: n})
		e.Fact = f
	}
	b.say(1, "server.test", "client.test", "* OK ready\r\n")
	b.say(1, "client.test", "server.test", "1 LOGIN ana **")
	hide(12, 2)
	b.say(1, "client.test", "server.test", "***\r\n2 LOGIN ben ****\r\n3 LOGIN cai {3}\r\n")
	hide(0, 3)
	b.say(1, "server.test", "client.test", "1 NO\r\n2 NO\r\n+ go\r\n")
	b.say(1, "client.test", "server.test", "***\r\n")
	hide(0, 3)
	b.say(1, "server.test", "client.test", "3 OK\r\n")
	b.say(1, "client.test", "server.test", "4 AUTHENTICATE PLAIN ****\r\n5 NOOP\r\n")
	hide(21, 4)
	b.say(1, "server.test", "client.test", "4 OK\r\n")
	type seen struct {
		kind     Kind
		verb     string
		withheld bool
		secret   string
	}
	want := []seen{
		{KindCredentials, "LOGIN", true, ""}, {KindCredentials, "LOGIN", false, "ben\x00****"}, {KindCredentials, "LOGIN", false, "cai"},
		{KindCredentials, "LOGIN", true, ""}, {KindCredentials, "AUTHENTICATE", true, ""}, {KindCommand, "NOOP", false, ""},
	}
	var got []seen
	for _, l := range Of(&b.t).Lines {
		if l.FromClient {
			got = append(got, seen{l.Kind, l.Verb, l.Withheld, l.Secret})
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("line %d: %+v, not %+v", i, got[i], want[i])
		}
	}
}
