package policy

import (
	"strings"
	"testing"

	"posta/sim/mail"
)

// FuzzList: whatever is written to a list, what it sends has the list's own fields once, and whatever else the author wrote.
func FuzzList(f *testing.F) {
	f.Add([]byte("From: a@alfa.test\r\nList-Id: <x.y>\r\nSubject: Hola\r\n\r\nHola.\r\n"), "[club]", "-- \r\nclub\r\n", true)
	f.Add([]byte("From: a@alfa.test, b@beta.test\r\n list-id: x\r\nSender : y\r\nPrecedence: bulk"), "", "", false)
	f.Fuzz(func(t *testing.T, letter []byte, tag, footer string, rewrite bool) {
		address := func(local string) mail.Address { return mail.Address{Local: local, Domain: "beta.test"} }
		if strings.ContainsAny(tag, "\r\n") {
			t.Skip("a scenario's tag is a line")
		}
		letter = mail.Canonical(letter)
		l := NewList(List{Address: address("club"), Bounces: address("club-bounces"), Owner: address("olga"), Request: address("club-request"),
			Tag: tag, Footer: footer, Rewrite: rewrite})
		found := l.Examine(&Transaction{Message: letter, Recipient: l.Address, Recipients: []mail.Address{address("benito")}})
		if found.Sender == nil || !found.Sender.Equal(l.Bounces) {
			t.Fatalf("its envelope is from %v", found.Sender)
		}
		h := mail.ParseHeader(found.Message)
		for _, name := range []string{"Sender", "List-Id", "List-Post", "List-Owner", "List-Help", "List-Subscribe", "List-Unsubscribe", "Precedence"} {
			n := 0
			for _, f := range h.Fields {
				if strings.EqualFold(f.Name, name) {
					n++
				}
			}
			if n != 1 {
				t.Errorf("%d fields %s:\n%q", n, name, found.Message)
			}
		}
		if footer == "" && string(h.Body) != string(mail.ParseHeader(letter).Body) {
			t.Errorf("the text was %q, and is %q", mail.ParseHeader(letter).Body, h.Body)
		}
	})
}
