package listener_test

import (
	"testing"

	"posta/sim/dialogue"
	"posta/sim/listener"
	"posta/sim/trace"
)

// One connection, half in the clear and half inside TLS.
func TestWhatIsHeard(t *testing.T) {
	tr := &trace.Trace{}
	add := func(host string, f trace.Fact) {
		tr.Events = append(tr.Events, trace.Event{Seq: len(tr.Events) + 1, Host: host, Conn: 1, Cause: len(tr.Events), Fact: f})
	}
	add("laptop", trace.ConnOpening{Network: "tcp", Peer: "mail.alfa.test", Service: "submission"})
	add("mail.alfa.test", trace.DataSent{Data: []byte("220 mail.alfa.test\r\n")})
	add("laptop", trace.DataSent{Data: []byte("EHLO laptop\r\n")})
	add("mail.alfa.test", trace.DataSent{Offset: 20, Data: []byte("250-mail.alfa.test\r\n250 AUTH PLAIN\r\n")})
	add("laptop", trace.DataSent{Offset: 13, Data: []byte("AUTH PLAIN AGFsaWNpYQBsdW5h\r\n")})
	add("laptop", trace.PacketSent{Flags: "PSH,ACK", Len: 246, Records: []trace.TLSRecord{{Type: "handshake", Len: 241, Message: "client_hello", ServerName: "mail.alfa.test"}}})
	add("laptop", trace.TLSDone{OK: true})
	add("mail.alfa.test", trace.TLSDone{OK: true})
	add("laptop", trace.DataSent{Offset: 42, Data: []byte("MAIL FROM:<alicia@alfa.test>\r\n")})
	add("laptop", trace.PacketSent{Flags: "PSH,ACK", Len: 52, Records: []trace.TLSRecord{{Type: "application_data", Len: 47}}})

	heard := listener.Listen(tr, dialogue.Of(tr))
	says := func(text string) (n int) {
		for _, h := range heard {
			if h.Says(text) {
				n++
			}
		}
		return n
	}
	for _, tc := range []struct {
		text string
		want int
		why  string
	}{
		{"EHLO", 1, "it was said in the clear"},
		{"luna", 1, "base64 is no cipher"},
		{"alicia@alfa.test", 0, "it was said inside TLS"},
		{"mail.alfa.test", 3, "the server says it twice, and the client_hello once"},
	} {
		if got := says(tc.text); got != tc.want {
			t.Errorf("%q is heard %d times, want %d: %s", tc.text, got, tc.want, tc.why)
		}
	}
	last := heard[len(heard)-1]
	if last.Line != nil || last.From != "laptop" || last.To != "mail.alfa.test" || last.Octets() != 47 {
		t.Errorf("the last thing heard is %+v", last)
	}
	for i, h := range heard[1:] {
		if h.Seq < heard[i].Seq {
			t.Errorf("event %d is heard after event %d", h.Seq, heard[i].Seq)
		}
	}
}
