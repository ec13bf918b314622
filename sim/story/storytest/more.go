package storytest

import (
	"math/rand/v2"
	"net/netip"
	"strings"
	"time"

	"posta/sim/trace"
)

// Broken is a letter whose conversation is cut after the final dot: it is sent
// again, and arrives twice. The road loses packets too.
func Broken() *trace.Trace {
	b := New(Header())
	b.Submit("benito@beta.test")
	b.FindWay()
	b.Attempt(1)
	b.TimedOut(Alfa, Beta, "smtp")
	b.Fact(Alfa, 0, trace.QueueAttemptFailed{Queue: "A1", Destination: "beta.test", Try: 1, Remote: Beta, Stage: "connect", Why: trace.Cause{Code: trace.CauseConnectTimeout, Host: Beta}})
	b.Attempt(1)
	c := b.Open(Alfa, Beta, "smtp")
	c.S("220 mx.beta.test ESMTP Posta")
	c.CLost("EHLO mail.alfa.test")
	c.S("250 mx.beta.test")
	c.C("MAIL FROM:<alicia@alfa.test>")
	c.S("250 2.1.0 Ok")
	c.C("RCPT TO:<benito@beta.test>")
	c.S("250 2.1.5 Ok")
	c.C("DATA")
	c.S("354 Go ahead")
	c.C(strings.TrimSuffix(Letter, "\r\n"), ".")
	c.Fact(Beta, trace.MessageAccepted{Queue: "B1", MessageID: ID, Sender: "alicia@alfa.test", Recipients: []string{"benito@beta.test"}, Data: []byte(Letter)})
	c.Reset()
	b.Fact(Alfa, c.ID, trace.QueueAttemptFailed{Queue: "A1", Destination: "beta.test", Try: 1, Remote: Beta, Stage: "dot", Why: trace.Cause{Code: trace.CauseConnectionLost, Host: Beta}})
	b.Fact(Alfa, c.ID, trace.QueueDeferred{Queue: "A1", Destination: "beta.test", Recipients: []string{"benito@beta.test"}, Try: 1, Next: b.now + time.Hour, Stage: "dot", Why: trace.Cause{Code: trace.CauseConnectionLost, Host: Beta}})
	b.Wait(time.Hour)
	b.Relay()
	d := b.Open(Phone, Beta, "pop3")
	d.S("+OK hello")
	d.Cut("USER benito@beta.test")
	return b.End()
}

// Recursion is a look-up that a resolver has to make others ask for.
func Recursion() *trace.Trace {
	h := Header()
	for _, name := range []string{"resolver.test", "root.test", "ns.beta.test"} {
		h.Hosts = append(h.Hosts, trace.Host{Name: name, Domain: "test", Addrs: []netip.Addr{netip.MustParseAddr("203.0.113.1")}, Roles: []trace.Role{trace.RoleNameServer}})
	}
	b := New(h)
	b.Fact(Alfa, 0, trace.DNSCache{Op: trace.CacheMiss, Name: "beta.test", Type: "MX"})
	stub := b.Ask(Alfa, "resolver.test", "beta.test", "MX")
	b.Fact("resolver.test", 0, trace.DNSCache{Op: trace.CacheMiss, Name: "beta.test.", Type: "MX"})
	b.Ask("resolver.test", "root.test", "beta.test", "MX").Answer("NOERROR")
	b.Fact("resolver.test", 0, trace.DNSCache{Op: trace.CacheStored, Name: "beta.test", Type: "NS", Records: []string{"beta.test. 3600 IN NS ns.beta.test."}, TTL: 3600})
	b.Ask("resolver.test", "ns.beta.test", "beta.test", "MX").Answer("NOERROR", "beta.test. 3600 IN MX 10 mx.beta.test.")
	b.Fact("resolver.test", 0, trace.DNSCache{Op: trace.CacheStored, Name: "beta.test", Type: "MX", Records: []string{"beta.test. 3600 IN MX 10 mx.beta.test."}, TTL: 3600})
	stub.Answer("NOERROR", "beta.test. 3600 IN MX 10 mx.beta.test.")
	b.Fact(Alfa, 0, trace.DNSAnswered{Name: "beta.test", Type: "MX", RCode: "NOERROR", Records: []string{"beta.test. 3600 IN MX 10 mx.beta.test."}})
	b.Lookup(Alfa, "resolver.test", "gama.test", "MX", "NXDOMAIN")
	b.Fact(Alfa, 0, trace.MailRouted{Domain: "gama.test", Why: trace.Cause{Code: trace.CauseNoSuchDomain, Name: "gama.test"}})
	b.Remembered(Alfa, "beta.test", "MX", "beta.test. 3000 IN MX 10 mx.beta.test.")
	return b.End()
}

// Secure is a submission that goes inside a tube half-way in, and is turned away
// for a wrong password.
func Secure() *trace.Trace {
	b := New(Header())
	b.Fact("", 0, trace.ActionStarted{Index: 0})
	c := b.Open(Laptop, Alfa, "submission")
	c.S("220 mail.alfa.test ESMTP Posta")
	c.C("EHLO laptop-alicia")
	c.S("250-mail.alfa.test", "250 STARTTLS")
	c.C("STARTTLS")
	c.S("220 2.0.0 Ready to start TLS")
	c.TLS(Alfa)
	c.C("EHLO laptop-alicia")
	c.S("250-mail.alfa.test", "250 AUTH PLAIN LOGIN")
	c.C("AUTH LOGIN")
	c.S("334 VXNlcm5hbWU6")
	c.C("YWxpY2lhQGFsZmEudGVzdA==")
	c.S("334 UGFzc3dvcmQ6")
	c.C("bWFsYQ==")
	c.Fact(Alfa, trace.Authenticated{Protocol: "smtp", Mechanism: "LOGIN", User: "alicia@alfa.test"})
	c.S("535 5.7.8 Authentication credentials invalid")
	c.C("NOOP")
	c.S("250 2.0.0 Ok")
	c.C("XYZZY")
	c.S("500 5.5.1 Nothing happens")
	c.C("QUIT")
	c.S("221 2.0.0 Bye")
	c.Close()
	b.Fact("", 0, trace.ActionEnded{Index: 0, Why: trace.Said("535 5.7.8 Authentication credentials invalid")})
	return b.End()
}

// Long is a journey of at least n events: one letter after the other.
func Long(n int) *trace.Trace {
	b := New(Header())
	for len(b.Trace.Events) < n {
		b.Submit("benito@beta.test")
		b.FindWay()
		b.Deferred(1, time.Minute)
		b.Relay()
		b.POP3()
		b.IMAP()
	}
	return b.End()
}

// Random is a trace of n events that a run could hardly have made: what must hold
// for every trace must hold for it.
func Random(seed uint64, n int) *trace.Trace {
	r := rand.New(rand.NewPCG(seed, 7))
	b := New(Header())
	hosts := []string{Laptop, Alfa, Beta, Phone, DNS, ""}
	pick := func() string { return hosts[r.IntN(len(hosts))] }
	services := []string{"smtp", "submission", "pop3", "imap", "domain", "echo"}
	texts := []string{
		"220 hi\r\n", "EHLO x\r\n", "250 ok\r\n", "MAIL FROM:<a@b.test>\r\n", "RCPT TO:<c@d.test>\r\nDATA\r\n", "354 go\r\n", "Subject: x\r\n\r\nx\r\n.\r\n",
		"QUIT\r\n", "221 bye\r\n", "+OK\r\n", "RETR 1\r\n", "-ERR no\r\n", "USER x\r\n", "* OK hi\r\n", "a FETCH 1 BODY[]\r\n", "* 1 FETCH (BODY[] {3}\r\nabc)\r\n", "a OK\r\n",
		"\x00\x01", "AUTH PLAIN\r\n", "334 \r\n", "x", "421 bye\r\n", "a STORE 1 FLAGS (x)\r\n", "IDLE", "250-x\r\n250 y\r\n",
	}
	facts := []trace.Fact{
		trace.QueueAdded{Queue: "A1", Destination: "beta.test"}, trace.QueueAdded{Queue: "B1", Destination: "local"}, trace.QueueRemoved{Queue: "A1"},
		trace.QueueAttempt{Queue: "A1", Destination: "beta.test", Remote: Beta, Address: "198.51.100.25"}, trace.QueueDeferred{Queue: "A1"},
		trace.QueueAttemptFailed{Queue: "A1"}, trace.QueueDone{Queue: "A1", Outcome: "delivered"}, trace.QueueDone{Queue: "B1", Destination: "local", Outcome: "failed"},
		trace.MessageAccepted{Queue: "A1", MessageID: ID}, trace.MessageAccepted{Queue: "A2"}, trace.ReportMade{Queue: "A1", Report: "A2", Action: "failed"},
		trace.ReportWithheld{Queue: "A2", Why: trace.Cause{Code: "null-sender"}}, trace.MailboxStored{Queue: "B1", How: "delivered"}, trace.MailboxStored{How: "moved"},
		trace.MailboxRefused{Why: trace.Cause{Code: trace.CauseOverQuota, Name: "benito@beta.test"}}, trace.MailboxFlagged{}, trace.MailboxRemoved{How: "expunged"}, trace.FolderChanged{Op: "created"},
		trace.DeviceStored{Part: "message"}, trace.DeviceRemoved{}, trace.DeviceShown{}, trace.ActionStarted{Index: r.IntN(9)}, trace.ActionEnded{OK: r.IntN(2) == 0},
		trace.HostDown{}, trace.HostUp{}, trace.ActorPanicked{}, trace.MessageComposed{MessageID: ID}, trace.MessageSubmitted{}, trace.Authenticated{},
		trace.RecipientDecided{Verdict: "refused", Code: 450}, trace.MailRouted{Domain: "x.test"}, trace.DNSCache{Op: trace.CacheMiss, Name: "x.test", Type: "MX"},
		trace.DNSCache{Op: trace.CacheStored, Name: "x.test", Type: "MX"}, trace.DNSCache{Op: trace.CacheHit, Name: "x.test", Type: "MX"}, trace.DNSAnswered{Name: "x.test", Type: "MX"},
		trace.FaultActed{Do: "answer", At: "RCPT", Time: 1}, policyChecked("greylist", "rcpt", "new", "defer", "", ""), policyChecked("rate-limit", "mail", "over", "defer", "", ""),
		trace.TLSDone{OK: r.IntN(2) == 0}, trace.RunEnded{Reason: "quiet"},
	}
	offsets := map[[2]string]int{}
	for range n {
		b.Wait(time.Duration(r.IntN(3)) * time.Millisecond)
		host, conn, cause := pick(), r.IntN(5), 0
		if b.last > 0 {
			cause = r.IntN(b.last + 1)
		}
		ref := cause
		var f trace.Fact
		switch r.IntN(14) {
		case 0:
			f = trace.ConnOpening{Network: []string{"tcp", "tcp", "udp"}[r.IntN(3)], Peer: pick(), Service: services[r.IntN(len(services))], Remote: netip.MustParseAddrPort("198.51.100.25:25")}
		case 1:
			f = trace.ConnAccepted{Network: "tcp", Peer: pick(), Service: services[r.IntN(len(services))]}
		case 2:
			f = trace.ConnEstablished{}
		case 3:
			f = trace.ConnFailed{Reason: []trace.FailReason{trace.FailRefused, trace.FailTimeout, trace.FailReset, trace.FailUnreachable}[r.IntN(4)]}
		case 4:
			f = trace.ConnClosed{Reset: r.IntN(3) == 0}
		case 5:
			f = trace.ConnEnded{}
		case 6, 7, 8:
			text := texts[r.IntN(len(texts))]
			key := [2]string{host, string(rune('0' + conn))}
			f = trace.DataSent{Offset: offsets[key], Data: []byte(text)}
			offsets[key] += len(text)
		case 9:
			f = trace.DataReceived{Offset: r.IntN(40), Len: r.IntN(40)}
		case 10:
			f = trace.PacketSent{Flags: []string{"SYN", "SYN,ACK", "ACK", "PSH,ACK", "FIN,ACK", "RST", "UDP"}[r.IntN(7)], Seq: uint32(r.IntN(50)), Len: r.IntN(30), Try: max(0, r.IntN(4)-2)}
		case 11:
			f = trace.PacketReceived{Sent: ref}
		case 12:
			f = trace.PacketLost{Sent: ref, Why: "loss"}
		default:
			f = facts[r.IntN(len(facts))]
		}
		b.Add(host, conn, cause, f)
	}
	return b.Trace
}
