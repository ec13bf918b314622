package devices

import (
	"testing"
	"time"

	"posta/sim/story/storytest"
	"posta/sim/trace"
)

const (
	benito = "benito@beta.test"
	box    = "mail.beta.test"
	phone  = "phone-benito"
	old    = "desktop-benito"
)

// story begins with a letter that the phone and an old computer have brought home.
func story() *storytest.Builder {
	b := storytest.New(trace.Header{Hosts: []trace.Host{
		{Name: box}, {Name: phone, User: benito, Device: "phone"}, {Name: old, User: benito, Device: "desktop"},
	}})
	b.Fact(box, 0, trace.MailboxStored{User: benito, Folder: "INBOX", UID: 1, MessageID: "<1>", How: trace.ArrivalDelivered, Data: []byte("Subject: Hola\r\n\r\nx\r\n")})
	b.Wait(2 * time.Second)
	b.Fact(phone, 0, trace.DeviceStored{User: benito, Protocol: "imap", Folder: "INBOX", UID: "1", MessageID: "<1>", Subject: "Hola", Part: trace.PartMessage, Data: []byte("Subject: Hola\r\n\r\nx\r\n")})
	b.Fact(old, 0, trace.DeviceStored{User: benito, Protocol: "pop3", Folder: "INBOX", UID: "9.1", MessageID: "<1>", Subject: "Hola", Part: trace.PartMessage, Data: []byte("Subject: Hola\r\n\r\nx\r\n")})
	return b
}

func TestWhatEachDeviceKnows(t *testing.T) {
	for _, tt := range []struct {
		name    string
		then    func(*storytest.Builder)
		blind   map[string]What // of a device that does not know
		never   map[string]bool
		only    map[string]int // letters that would be lost with it
		letters map[string]int
	}{
		{name: "all is the same", then: func(*storytest.Builder) {}, letters: map[string]int{box: 1, phone: 1, old: 1}},
		{name: "read elsewhere", then: func(b *storytest.Builder) {
			b.Fact(box, 0, trace.MailboxFlagged{User: benito, Folder: "INBOX", UID: 1, Flags: []string{`\Seen`}})
		}, blind: map[string]What{phone: Flags, old: Flags}, never: map[string]bool{old: true}, letters: map[string]int{box: 1, phone: 1, old: 1}},
		{name: "gone from the server", then: func(b *storytest.Builder) {
			b.Fact(box, 0, trace.MailboxRemoved{User: benito, Folder: "INBOX", UID: 1, How: trace.DepartureExpunged})
			b.Fact(phone, 0, trace.DeviceRemoved{User: benito, Folder: "INBOX", UID: "1"})
		}, blind: map[string]What{old: Gone}, never: map[string]bool{old: true}, only: map[string]int{old: 1}, letters: map[string]int{box: 0, phone: 0, old: 1}},
		{name: "a letter waits in the outbox", then: func(b *storytest.Builder) {
			b.Fact(phone, 0, trace.MessageComposed{MessageID: "<2>", From: benito, Subject: "Re", Data: []byte("x")})
			b.Fact(phone, 0, trace.DeviceChanged{User: benito, MessageID: "<2>", Do: trace.DoSend})
		}, only: map[string]int{phone: 1}, letters: map[string]int{box: 1, phone: 2, old: 1}},
		{name: "and has left, and nobody kept a copy", then: func(b *storytest.Builder) {
			b.Fact(phone, 0, trace.MessageComposed{MessageID: "<2>", From: benito, Subject: "Re", Data: []byte("x")})
			b.Fact(phone, 0, trace.MessageSubmitted{MessageID: "<2>", OK: true})
		}, letters: map[string]int{box: 1, phone: 1, old: 1}},
		{name: "and could not leave", then: func(b *storytest.Builder) {
			b.Fact(phone, 0, trace.MessageComposed{MessageID: "<2>", From: benito, Subject: "Re", Data: []byte("x")})
			b.Fact(phone, 0, trace.MessageSubmitted{MessageID: "<2>", Stage: "rcpt"})
		}, only: map[string]int{phone: 1}, letters: map[string]int{box: 1, phone: 2, old: 1}},
		{name: "the folder is made anew, and holds the same", then: func(b *storytest.Builder) {
			b.Fact(box, 0, trace.FolderChanged{User: benito, Folder: "INBOX", Op: trace.FolderRebuilt})
			b.Fact(box, 0, trace.MailboxStored{User: benito, Folder: "INBOX", UID: 1, MessageID: "<1>", How: trace.ArrivalRebuilt, Data: []byte("Subject: Hola\r\n\r\nx\r\n")})
		}, letters: map[string]int{box: 1, phone: 1, old: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := story()
			tt.then(b)
			list := Of(b.Trace, 0)
			if len(list) != 1 {
				t.Fatalf("%d accounts", len(list))
			}
			a := list[0]
			for _, x := range a.Blind {
				if x.What != tt.blind[x.Host] || x.Never != tt.never[x.Host] {
					t.Errorf("%s does not know %q, never %v", x.Host, x.What, x.Never)
				}
				delete(tt.blind, x.Host)
			}
			for host, what := range tt.blind {
				t.Errorf("%s is told to know of %q", host, what)
			}
			for _, p := range a.Places {
				if len(p.Only) != tt.only[p.Host] || p.Letters != tt.letters[p.Host] {
					t.Errorf("%s holds %d letters, of which only it has %v", p.Host, p.Letters, p.Only)
				}
			}
			if m := a.Moments[1]; m.Host != phone || m.Lag != 2*time.Second || m.What != Whole {
				t.Errorf("the phone learnt %+v", m)
			}
		})
	}
}

// TestOfIsAsOfAnInstant: at an earlier event less is known.
func TestOfIsAsOfAnInstant(t *testing.T) {
	tr := story().Trace
	if list := Of(tr, 1); len(list) != 0 {
		t.Errorf("before any device did anything: %+v", list)
	}
	if list := Of(tr, 2); len(list) != 1 || list[0].Places[1].Letters != 1 || list[0].Places[2].Letters != 0 {
		t.Errorf("after the phone: %+v", list)
	}
}
