package storytest

import (
	"encoding/base64"
	"net/netip"
	"strings"
	"time"

	"posta/sim/lang"
	"posta/sim/trace"
)

// The cast of the handmade journeys.
const (
	Laptop = "laptop-alicia"
	Phone  = "phone-benito"
	Alfa   = "mail.alfa.test"
	Beta   = "mx.beta.test"
	DNS    = "dns.test"
)

// Header is the world of the handmade journeys.
func Header() trace.Header {
	addr := func(s string) []netip.Addr { return []netip.Addr{netip.MustParseAddr(s)} }
	return trace.Header{
		Scenario: "handmade", Seed: 1, Start: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), Zone: 3600,
		Title:   lang.Text{ES: "La primera carta", EN: "The first letter"},
		Summary: lang.Text{ES: "Alicia escribe a Benito: cada byte del camino.", EN: "Alicia writes to Benito: every byte of the way."},
		Ends:    []lang.Text{{ES: "Sé quién habla con quién.", EN: "I can say who speaks to whom."}},
		Domains: []trace.Domain{{Name: "alfa.test", Mail: true}, {Name: "beta.test", Mail: true}, {Name: "test"}},
		Hosts: []trace.Host{
			{Name: Laptop, Domain: "alfa.test", Addrs: addr("192.0.2.10"), Roles: []trace.Role{trace.RoleMUA}, User: "alicia@alfa.test", Device: "laptop"},
			{Name: Alfa, Domain: "alfa.test", Addrs: addr("192.0.2.25"), Roles: []trace.Role{trace.RoleMSA, trace.RoleMTA, trace.RoleMDA}, Services: []trace.Service{{Name: "smtp", Port: 25, TLS: "offered"}, {Name: "submission", Port: 587, TLS: "offered"}}},
			{Name: Beta, Domain: "beta.test", Addrs: addr("198.51.100.25"), Roles: []trace.Role{trace.RoleMTA, trace.RoleMDA, trace.RolePOP3, trace.RoleIMAP}, Services: []trace.Service{{Name: "smtp", Port: 25, TLS: "offered"}, {Name: "pop3", Port: 110, TLS: "offered"}, {Name: "imap", Port: 143, TLS: "offered"}}},
			{Name: Phone, Domain: "beta.test", Addrs: addr("198.51.100.10"), Roles: []trace.Role{trace.RoleMUA}, User: "benito@beta.test", Device: "phone"},
			{Name: DNS, Domain: "test", Addrs: addr("203.0.113.53"), Roles: []trace.Role{trace.RoleNameServer, trace.RoleResolver}, Services: []trace.Service{{Name: "domain", Port: 53}}},
		},
		Users: []trace.User{
			{Address: "alicia@alfa.test", Name: "Alicia", Domain: "alfa.test"},
			{Address: "benito@beta.test", Name: "Benito", Domain: "beta.test"},
		},
		Script: []trace.Action{
			{Kind: "send", Host: Laptop, User: "alicia@alfa.test", Say: lang.Text{ES: "Alicia pulsa «Enviar».", EN: "Alicia presses “Send”."}},
			{Kind: "fetch", Host: Phone, User: "benito@beta.test", Say: lang.Text{ES: "Benito mira su correo por POP3.", EN: "Benito looks at his mail, by POP3."}},
			{Kind: "fetch", Host: Phone, User: "benito@beta.test", Say: lang.Text{ES: "Y ahora por IMAP.", EN: "And now by IMAP."}},
		},
	}
}

// ID is the handmade letter's Message-ID.
const ID = "<1.2026@laptop-alicia>"

// Letter is its text as it leaves Alicia's hands.
const Letter = "From: Alicia <alicia@alfa.test>\r\nTo: Benito <benito@beta.test>\r\nSubject: Hola\r\nDate: Mon, 02 Mar 2026 09:00:00 +0100\r\nMessage-ID: " + ID + "\r\n\r\nHola, Benito.\r\n"

func plain(user, password string) string {
	return base64.StdEncoding.EncodeToString([]byte("\x00" + user + "\x00" + password))
}

// Submit lets Alicia write, and hand her letter in at her own server.
func (b *Builder) Submit(to string) {
	b.Fact("", 0, trace.ActionStarted{Index: 0})
	b.Fact(Laptop, 0, trace.MessageComposed{MessageID: ID, From: "alicia@alfa.test", To: []string{to}, Subject: "Hola", Data: []byte(Letter)})
	c := b.Open(Laptop, Alfa, "submission")
	c.S("220 mail.alfa.test ESMTP Posta")
	c.C("EHLO laptop-alicia")
	c.S("250-mail.alfa.test", "250-SIZE 10485760", "250-8BITMIME", "250-PIPELINING", "250-ENHANCEDSTATUSCODES", "250 AUTH PLAIN")
	c.C("AUTH PLAIN " + plain("alicia@alfa.test", "secreta"))
	c.Fact(Alfa, trace.Authenticated{Protocol: "smtp", Mechanism: "PLAIN", User: "alicia@alfa.test", OK: true})
	c.S("235 2.7.0 Authentication succeeded")
	c.C("MAIL FROM:<alicia@alfa.test> SIZE=240")
	c.S("250 2.1.0 Originator ok")
	c.C("RCPT TO:<" + to + ">")
	c.Fact(Alfa, trace.RecipientDecided{Sender: "alicia@alfa.test", Recipient: to, Verdict: "relay", Code: 250, Status: "2.1.5"})
	c.S("250 2.1.5 Recipient ok")
	c.C("DATA")
	c.S("354 Go ahead, end with <CRLF>.<CRLF>")
	c.C(strings.TrimSuffix(Letter, "\r\n"), ".")
	c.Fact(Alfa, trace.MessageAccepted{Queue: "A1", MessageID: ID, Sender: "alicia@alfa.test", Recipients: []string{to}, Data: []byte("Received: from laptop-alicia\r\n" + Letter)})
	b.Fact(Alfa, 0, trace.QueueAdded{Queue: "A1", Sender: "alicia@alfa.test", Recipients: []string{to}, Destination: to[strings.IndexByte(to, '@')+1:], Expires: b.now + 5*24*time.Hour})
	c.S("250 2.0.0 Ok: queued as A1")
	b.Fact(Laptop, c.ID, trace.MessageSubmitted{MessageID: ID, OK: true})
	c.C("QUIT")
	c.S("221 2.0.0 Bye")
	c.Close()
	b.Fact("", 0, trace.ActionEnded{Index: 0, OK: true})
}

// FindWay asks where beta.test takes its mail.
func (b *Builder) FindWay() {
	b.Lookup(Alfa, DNS, "beta.test", "MX", "NOERROR", "beta.test. 3600 IN MX 10 mx.beta.test.")
	b.Lookup(Alfa, DNS, "mx.beta.test", "A", "NOERROR", "mx.beta.test. 3600 IN A 198.51.100.25")
	b.Fact(Alfa, 0, trace.MailRouted{Domain: "beta.test", Hosts: []trace.MXHost{{Name: Beta, Preference: 10, Addrs: []netip.Addr{netip.MustParseAddr("198.51.100.25")}}}})
}

// Attempt begins a try of the queue.
func (b *Builder) Attempt(try int) {
	b.Fact(Alfa, 0, trace.QueueAttempt{Queue: "A1", Destination: "beta.test", Try: try, Remote: Beta, Address: "198.51.100.25"})
}

// Relay hands the letter over to beta.test, which puts it into Benito's mailbox.
func (b *Builder) Relay() {
	b.Attempt(1)
	c := b.Open(Alfa, Beta, "smtp")
	c.S("220 mx.beta.test ESMTP Posta")
	c.C("EHLO mail.alfa.test")
	c.S("250-mx.beta.test", "250-PIPELINING", "250 SIZE 10485760")
	c.C("MAIL FROM:<alicia@alfa.test> SIZE=300", "RCPT TO:<benito@beta.test>", "DATA")
	c.Fact(Beta, trace.RecipientDecided{Sender: "alicia@alfa.test", Recipient: "benito@beta.test", Verdict: "local", Code: 250, Status: "2.1.5"})
	c.S("250 2.1.0 Ok", "250 2.1.5 Ok", "354 Go ahead")
	c.C("Received: from laptop-alicia", strings.TrimSuffix(Letter, "\r\n"), ".")
	c.Fact(Beta, trace.MessageAccepted{Queue: "B1", MessageID: ID, Sender: "alicia@alfa.test", Recipients: []string{"benito@beta.test"}, Data: []byte(Letter)})
	b.Fact(Beta, 0, trace.QueueAdded{Queue: "B1", Sender: "alicia@alfa.test", Recipients: []string{"benito@beta.test"}, Destination: "local"})
	b.Fact(Beta, 0, trace.MailboxStored{User: "benito@beta.test", Folder: "INBOX", UID: 1, MessageID: ID, Queue: "B1", How: "delivered", Data: []byte(Letter)})
	b.Fact(Beta, 0, trace.QueueDone{Queue: "B1", Destination: "local", Recipient: "benito@beta.test", Outcome: "delivered"})
	b.Fact(Beta, 0, trace.QueueRemoved{Queue: "B1"})
	c.S("250 2.0.0 Ok: queued as B1")
	b.Fact(Alfa, c.ID, trace.QueueDone{Queue: "A1", Destination: "beta.test", Recipient: "benito@beta.test", Outcome: "delivered", Remote: Beta, Status: "2.0.0", Reply: "250 2.0.0 Ok: queued as B1"})
	b.Fact(Alfa, 0, trace.QueueRemoved{Queue: "A1"})
	c.C("QUIT")
	c.S("221 2.0.0 Bye")
	c.Close()
}

// POP3 lets Benito download his mail, and delete it from the server.
func (b *Builder) POP3() {
	b.Wait(time.Hour)
	b.Fact("", 0, trace.ActionStarted{Index: 1})
	b.Lookup(Phone, DNS, Beta, "A", "NOERROR", "mx.beta.test. 3600 IN A 198.51.100.25")
	c := b.Open(Phone, Beta, "pop3")
	c.S("+OK POP3 mx.beta.test <1.2@mx.beta.test>")
	c.C("CAPA")
	c.S("+OK", "USER", "TOP", "UIDL", ".")
	c.C("USER benito@beta.test")
	c.S("+OK Send the password")
	c.C("PASS secreto")
	c.Fact(Beta, trace.Authenticated{Protocol: "pop3", Mechanism: "USER", User: "benito@beta.test", OK: true})
	c.S("+OK 1 message")
	c.C("STAT")
	c.S("+OK 1 300")
	c.C("UIDL")
	c.S("+OK", "1 uid-1", ".")
	c.C("RETR 1")
	c.S("+OK 300 octets", strings.TrimSuffix(Letter, "\r\n"), ".")
	c.Fact(Phone, trace.DeviceStored{User: "benito@beta.test", Protocol: "pop3", Folder: "INBOX", UID: "uid-1", MessageID: ID, Subject: "Hola", From: "Alicia <alicia@alfa.test>", Part: "message", Data: []byte(Letter)})
	c.C("DELE 1")
	c.S("+OK marked")
	c.C("QUIT")
	c.Fact(Beta, trace.MailboxRemoved{User: "benito@beta.test", Folder: "INBOX", UID: 1, How: "downloaded"})
	c.S("+OK bye")
	c.Close()
	b.Fact(Phone, 0, trace.DeviceShown{User: "benito@beta.test", Folder: "INBOX", UID: "uid-1", MessageID: ID, Subject: "Hola", From: "Alicia <alicia@alfa.test>"})
	b.Fact("", 0, trace.ActionEnded{Index: 1, OK: true})
}

// IMAP lets Benito read his mail where it lies.
func (b *Builder) IMAP() {
	b.Wait(time.Hour)
	b.Fact("", 0, trace.ActionStarted{Index: 2})
	b.Remembered(Phone, Beta, "A", "mx.beta.test. 3600 IN A 198.51.100.25")
	c := b.Open(Phone, Beta, "imap")
	c.S("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready")
	c.C("T1 LOGIN benito@beta.test secreto")
	c.Fact(Beta, trace.Authenticated{Protocol: "imap", Mechanism: "LOGIN", User: "benito@beta.test", OK: true})
	c.S("T1 OK [CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS] Logged in")
	c.C("T2 SELECT INBOX")
	c.S(`* FLAGS (\Answered \Flagged \Deleted \Seen \Draft)`, "* 1 EXISTS", "* 1 RECENT", "* OK [UIDVALIDITY 1] UIDs valid", "* OK [UIDNEXT 2] next", "T2 OK [READ-WRITE] SELECT completed")
	c.C("T3 UID FETCH 1:* (FLAGS BODY.PEEK[])")
	c.S("* 1 FETCH (UID 1 FLAGS () BODY[] {"+itoa(len(Letter))+"}", Letter+")", "T3 OK FETCH completed")
	c.Fact(Phone, trace.DeviceStored{User: "benito@beta.test", Protocol: "imap", Folder: "INBOX", UID: "1", MessageID: ID, Subject: "Hola", From: "Alicia <alicia@alfa.test>", Part: "message", Data: []byte(Letter)})
	b.Fact(Phone, 0, trace.DeviceShown{User: "benito@beta.test", Folder: "INBOX", UID: "1", MessageID: ID, Subject: "Hola", From: "Alicia <alicia@alfa.test>"})
	c.C(`T4 UID STORE 1 +FLAGS (\Seen)`)
	c.Fact(Beta, trace.MailboxFlagged{User: "benito@beta.test", Folder: "INBOX", UID: 1, Flags: []string{`\Seen`}})
	c.S(`* 1 FETCH (UID 1 FLAGS (\Seen))`, "T4 OK STORE completed")
	c.C("T5 LOGOUT")
	c.S("* BYE see you", "T5 OK LOGOUT completed")
	c.Close()
	b.Fact("", 0, trace.ActionEnded{Index: 2, OK: true})
}

func itoa(n int) string {
	var s []byte
	for n > 0 || len(s) == 0 {
		s = append([]byte{byte('0' + n%10)}, s...)
		n /= 10
	}
	return string(s)
}

// Deferred is a try at a server that has no time.
func (b *Builder) Deferred(try int, wait time.Duration) {
	b.Attempt(try)
	c := b.Open(Alfa, Beta, "smtp")
	c.S("220 mx.beta.test ESMTP Posta")
	c.C("EHLO mail.alfa.test")
	c.S("250-mx.beta.test", "250 PIPELINING")
	c.C("MAIL FROM:<alicia@alfa.test>")
	c.S("250 2.1.0 Ok")
	c.C("RCPT TO:<benito@beta.test>")
	c.Fact(Beta, trace.RecipientDecided{Sender: "alicia@alfa.test", Recipient: "benito@beta.test", Verdict: "refused", Code: 451, Status: "4.7.1", Why: trace.Cause{Code: "greylisted"}})
	c.S("451 4.7.1 Greylisted, try again later")
	b.Fact(Alfa, c.ID, trace.QueueAttemptFailed{Queue: "A1", Destination: "beta.test", Try: try, Remote: Beta, Stage: "rcpt", Why: trace.Said("451 4.7.1 Greylisted, try again later")})
	b.Fact(Alfa, c.ID, trace.QueueDeferred{Queue: "A1", Destination: "beta.test", Recipients: []string{"benito@beta.test"}, Try: try, Next: b.now + wait, Stage: "rcpt", Remote: Beta, Status: "4.7.1", Why: trace.Said("451 4.7.1 Greylisted, try again later")})
	c.C("QUIT")
	c.S("221 2.0.0 Bye")
	c.Close()
	b.Wait(wait)
}

// Closed is a try at a server whose door is shut.
func (b *Builder) Closed(try int, wait time.Duration) {
	b.Attempt(try)
	c := b.Refused(Alfa, Beta, "smtp")
	b.Fact(Alfa, c.ID, trace.QueueAttemptFailed{Queue: "A1", Destination: "beta.test", Try: try, Remote: Beta, Stage: "connect", Why: trace.Cause{Code: trace.CauseConnectRefused, Host: Beta}})
	b.Fact(Alfa, 0, trace.QueueDeferred{Queue: "A1", Destination: "beta.test", Recipients: []string{"benito@beta.test"}, Try: try, Next: b.now + wait, Stage: "connect", Remote: Beta, Why: trace.Cause{Code: trace.CauseConnectRefused, Host: Beta}})
	b.Wait(wait)
}

// Bounce is a try that a server refuses for good, and the report about it.
func (b *Builder) Bounce() {
	b.Attempt(1)
	c := b.Open(Alfa, Beta, "smtp")
	c.S("220 mx.beta.test ESMTP Posta")
	c.C("EHLO mail.alfa.test")
	c.S("250 mx.beta.test")
	c.C("MAIL FROM:<alicia@alfa.test>")
	c.S("250 2.1.0 Ok")
	c.C("RCPT TO:<nadie@beta.test>")
	c.Fact(Beta, trace.RecipientDecided{Sender: "alicia@alfa.test", Recipient: "nadie@beta.test", Verdict: "refused", Code: 550, Status: "5.1.1", Why: trace.Cause{Code: "no-such-user", Name: "nadie@beta.test"}})
	c.S("550 5.1.1 No such user here")
	b.Fact(Alfa, c.ID, trace.QueueAttemptFailed{Queue: "A1", Destination: "beta.test", Try: 1, Remote: Beta, Stage: "rcpt", Why: trace.Said("550 5.1.1 No such user here"), Permanent: true})
	b.Fact(Alfa, c.ID, trace.QueueDone{Queue: "A1", Destination: "beta.test", Recipient: "nadie@beta.test", Outcome: "failed", Remote: Beta, Status: "5.1.1", Why: trace.Said("550 5.1.1 No such user here")})
	b.Fact(Alfa, 0, trace.ReportMade{Queue: "A1", Report: "A2", Action: "failed", To: "alicia@alfa.test", About: []string{"nadie@beta.test"}})
	b.Fact(Alfa, 0, trace.MessageAccepted{Queue: "A2", MessageID: "<2.2026@mail.alfa.test>", Sender: "", Recipients: []string{"alicia@alfa.test"}, Data: []byte("Message-ID: <2.2026@mail.alfa.test>\r\n\r\nSorry\r\n")})
	b.Fact(Alfa, 0, trace.QueueRemoved{Queue: "A1"})
	b.Fact(Alfa, 0, trace.QueueAdded{Queue: "A2", Recipients: []string{"alicia@alfa.test"}, Destination: "local"})
	b.Fact(Alfa, 0, trace.MailboxStored{User: "alicia@alfa.test", Folder: "INBOX", UID: 1, MessageID: "<2.2026@mail.alfa.test>", Queue: "A2", How: "delivered"})
	b.Fact(Alfa, 0, trace.QueueDone{Queue: "A2", Destination: "local", Recipient: "alicia@alfa.test", Outcome: "delivered"})
	b.Fact(Alfa, 0, trace.QueueRemoved{Queue: "A2"})
	c.C("QUIT")
	c.S("221 2.0.0 Bye")
	c.Close()
}

// End ends the run.
func (b *Builder) End() *trace.Trace {
	b.Fact("", 0, trace.RunEnded{Reason: "quiet"})
	return b.Trace
}

// FirstEmail is the whole journey: submission, DNS, relay, POP3.
func FirstEmail() *trace.Trace {
	b := New(Header())
	b.Submit("benito@beta.test")
	b.FindWay()
	b.Relay()
	b.POP3()
	b.IMAP()
	return b.End()
}

// Patience is a letter that is refused for now twice, and then delivered.
func Patience() *trace.Trace {
	b := New(Header())
	b.Submit("benito@beta.test")
	b.FindWay()
	b.Closed(1, 15*time.Minute)
	b.Deferred(2, 30*time.Minute)
	b.Relay()
	return b.End()
}

// Unknown is a letter to nobody, and the report that comes back.
func Unknown() *trace.Trace {
	b := New(Header())
	b.Submit("nadie@beta.test")
	b.FindWay()
	b.Bounce()
	return b.End()
}
