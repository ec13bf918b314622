package replay

import (
	"fmt"
	"net/netip"
	"time"

	"posta/sim/trace"
)

// journey builds a trace by hand, as a run would leave one: Alicia's laptop
// submits a letter, her server looks beta.test up and relays it, Benito's phone
// fetches it.
type journey struct {
	t     trace.Trace
	at    time.Duration
	conns int
	sent  map[string]int
}

const (
	laptop = "laptop.alfa.test"
	alfa   = "mail.alfa.test"
	names  = "ns.test"
	beta   = "mail.beta.test"
	phone  = "phone.beta.test"
)

func newJourney() *journey {
	j := &journey{sent: map[string]int{}}
	h := &j.t.Header
	h.Format, h.Version, h.Scenario = trace.Format, trace.Version, "by hand"
	h.Start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	h.Domains = []trace.Domain{{Name: "alfa.test", Mail: true}, {Name: "test"}, {Name: "beta.test", Mail: true}}
	h.Hosts = []trace.Host{
		{Name: laptop, Domain: "alfa.test", Roles: []trace.Role{trace.RoleMUA}, Device: "laptop"},
		{Name: alfa, Domain: "alfa.test", Roles: []trace.Role{trace.RoleMSA, trace.RoleMTA, trace.RoleMDA}},
		{Name: names, Domain: "test", Roles: []trace.Role{trace.RoleNameServer}},
		{Name: beta, Domain: "beta.test", Roles: []trace.Role{trace.RoleMTA, trace.RoleMDA, trace.RolePOP3, trace.RoleIMAP}},
		{Name: phone, Domain: "beta.test", Roles: []trace.Role{trace.RoleMUA}, Device: "phone"},
	}
	h.Users = []trace.User{{Address: "alicia@alfa.test", Domain: "alfa.test"}, {Address: "benito@beta.test", Domain: "beta.test", Quota: 1000}}
	return j
}

// fact adds an event, a millisecond after the last.
func (j *journey) fact(host string, conn int, f trace.Fact) int {
	j.at += time.Millisecond
	seq := len(j.t.Events) + 1
	j.t.Events = append(j.t.Events, trace.Event{Seq: seq, At: j.at, Host: host, Conn: conn, Cause: seq - 1, Fact: f})
	return seq
}

// packet leaves and arrives.
func (j *journey) packet(from, to string, conn int, flags string, n int) {
	sent := j.fact(from, conn, trace.PacketSent{Flags: flags, Len: n})
	j.fact(to, conn, trace.PacketReceived{Sent: sent})
}

// open opens a connection and gives its number.
func (j *journey) open(network, service, client, server string, port uint16) int {
	j.conns++
	local := netip.AddrPortFrom(netip.MustParseAddr("192.0.2.1"), uint16(40000+j.conns%20000))
	remote := netip.AddrPortFrom(netip.MustParseAddr("192.0.2.25"), port)
	j.fact(client, j.conns, trace.ConnOpening{Network: network, Local: local, Remote: remote, Peer: server, Service: service})
	if network == "tcp" {
		j.packet(client, server, j.conns, "SYN", 0)
		j.packet(server, client, j.conns, "SYN,ACK", 0)
		j.fact(client, j.conns, trace.ConnEstablished{})
		j.packet(client, server, j.conns, "ACK", 0)
		j.fact(server, j.conns, trace.ConnAccepted{Network: network, Local: remote, Remote: local, Peer: client, Service: service})
	}
	return j.conns
}

func (j *journey) say(conn int, from, to, what string) {
	k := fmt.Sprint(conn, from)
	j.fact(from, conn, trace.DataSent{Offset: j.sent[k], Data: []byte(what)})
	j.packet(from, to, conn, "PSH,ACK", len(what))
	j.fact(to, conn, trace.DataReceived{Offset: j.sent[k], Len: len(what)})
	j.sent[k] += len(what)
}

func (j *journey) close(conn int, first, second string) {
	j.fact(first, conn, trace.ConnClosed{})
	j.packet(first, second, conn, "FIN,ACK", 0)
	j.fact(second, conn, trace.ConnEnded{})
	j.fact(second, conn, trace.ConnClosed{})
	j.packet(second, first, conn, "FIN,ACK", 0)
	j.fact(first, conn, trace.ConnEnded{})
}

// letter sends one message the whole way; n makes its names.
func (j *journey) letter(n int) {
	id, queue, there := fmt.Sprintf("<%d@alfa.test>", n), fmt.Sprintf("A%d", n), fmt.Sprintf("B%d", n)
	body := fmt.Sprintf("Subject: letter %d\r\n\r\nHello\r\n", n)
	to := []string{"benito@beta.test"}
	j.fact(laptop, 0, trace.ActionStarted{Index: n})
	j.fact(laptop, 0, trace.MessageComposed{MessageID: id, From: "alicia@alfa.test", To: to, Subject: "letter", Data: []byte(body)})
	c := j.open("tcp", "submission", laptop, alfa, 587)
	j.say(c, alfa, laptop, "220 hello\r\n")
	j.say(c, laptop, alfa, "AUTH PLAIN AGEAYg==\r\n")
	j.fact(alfa, c, trace.Authenticated{Protocol: "smtp", Mechanism: "PLAIN", User: "alicia@alfa.test", OK: true})
	j.say(c, alfa, laptop, "235 fine\r\n")
	j.say(c, laptop, alfa, "DATA\r\n")
	j.say(c, alfa, laptop, "354 go\r\n")
	j.say(c, laptop, alfa, body+".\r\n")
	j.fact(alfa, c, trace.MessageAccepted{Queue: queue, MessageID: id, Sender: "alicia@alfa.test", Recipients: to, Data: []byte(body)})
	j.fact(alfa, 0, trace.QueueAdded{Queue: queue, Sender: "alicia@alfa.test", Recipients: to, Destination: "beta.test", Expires: time.Hour})
	j.say(c, alfa, laptop, "250 queued\r\n")
	j.fact(laptop, 0, trace.MessageSubmitted{MessageID: id, OK: true})
	j.close(c, laptop, alfa)
	j.fact(laptop, 0, trace.ActionEnded{Index: n, OK: true})

	j.fact(alfa, 0, trace.DNSCache{Op: trace.CacheMiss, Name: "beta.test.", Type: "MX"})
	d := j.open("udp", "domain", alfa, names, 53)
	j.sent[fmt.Sprint(d, alfa)] = 0
	j.say(d, alfa, names, "a query of MX")
	j.say(d, names, alfa, "an answer with an MX")
	j.fact(alfa, 0, trace.DNSCache{Op: trace.CacheStored, Name: "beta.test.", Type: "MX", Records: []string{"beta.test. 60 IN MX 10 mail.beta.test."}, RCode: "NOERROR", TTL: 60})
	j.fact(alfa, 0, trace.MailRouted{Domain: "beta.test", Hosts: []trace.MXHost{{Name: beta, Preference: 10}}})
	j.fact(alfa, 0, trace.QueueAttempt{Queue: queue, Destination: "beta.test", Try: 1, Remote: beta})
	c = j.open("tcp", "smtp", alfa, beta, 25)
	j.say(c, beta, alfa, "451 later\r\n")
	j.close(c, beta, alfa)
	j.fact(alfa, 0, trace.QueueAttemptFailed{Queue: queue, Destination: "beta.test", Try: 1, Remote: beta, Stage: "greeting", Why: trace.Said("451 later")})
	j.fact(alfa, 0, trace.QueueDeferred{Queue: queue, Destination: "beta.test", Recipients: to, Try: 1, Next: j.at + 30*time.Second, Stage: "greeting", Why: trace.Said("451 later")})
	j.at += 30 * time.Second
	j.fact(alfa, 0, trace.QueueAttempt{Queue: queue, Destination: "beta.test", Try: 2, Remote: beta})
	c = j.open("tcp", "smtp", alfa, beta, 25)
	j.say(c, beta, alfa, "220 hello\r\n")
	j.say(c, alfa, beta, "DATA\r\n"+body+".\r\n")
	j.fact(beta, c, trace.MessageAccepted{Queue: there, MessageID: id, Sender: "alicia@alfa.test", Recipients: to, Data: []byte(body)})
	j.fact(beta, 0, trace.QueueAdded{Queue: there, Sender: "alicia@alfa.test", Recipients: to, Destination: "local"})
	j.say(c, beta, alfa, "250 mine\r\n")
	j.fact(alfa, 0, trace.QueueDone{Queue: queue, Destination: "beta.test", Recipient: to[0], Outcome: "delivered"})
	j.fact(alfa, 0, trace.QueueRemoved{Queue: queue})
	j.close(c, alfa, beta)
	j.fact(beta, 0, trace.MailboxStored{User: to[0], Folder: "INBOX", UID: uint32(n), MessageID: id, Queue: there, How: "delivered", Data: []byte(body)})
	j.fact(beta, 0, trace.QueueDone{Queue: there, Destination: "local", Recipient: to[0], Outcome: "delivered"})
	j.fact(beta, 0, trace.QueueRemoved{Queue: there})

	service, port := "pop3", uint16(110)
	if n%2 == 0 {
		service, port = "imap", 143
	}
	c = j.open("tcp", service, phone, beta, port)
	j.say(c, beta, phone, "hello\r\n")
	j.fact(beta, c, trace.Authenticated{Protocol: service, Mechanism: "USER", User: "benito", OK: false})
	j.fact(beta, c, trace.Authenticated{Protocol: service, Mechanism: "USER", User: "benito@beta.test", OK: true})
	j.say(c, phone, beta, "RETR 1\r\n")
	j.say(c, beta, phone, "+OK\r\n"+body+".\r\n")
	uid := fmt.Sprint(n)
	j.fact(phone, c, trace.DeviceStored{User: to[0], Protocol: service, Folder: "INBOX", UID: uid, MessageID: id, Subject: "letter", Part: "message", Data: []byte(body)})
	if n%2 == 0 {
		j.fact(beta, c, trace.MailboxFlagged{User: to[0], Folder: "INBOX", UID: uint32(n), Flags: []string{`\Seen`}})
	} else {
		j.fact(beta, c, trace.MailboxRemoved{User: to[0], Folder: "INBOX", UID: uint32(n), How: "downloaded"})
	}
	j.close(c, phone, beta)
	j.fact(phone, 0, trace.DeviceShown{User: to[0], Folder: "INBOX", UID: uid, MessageID: id, Subject: "letter"})
}

// long is a trace of at least n events, of letters one after another.
func long(n int) *trace.Trace {
	j := newJourney()
	for i := 1; len(j.t.Events) < n; i++ {
		j.letter(i)
	}
	j.fact("", 0, trace.RunEnded{Reason: "quiet", Waiting: []trace.Unfinished{{Verb: "send", Began: true}}})
	return &j.t
}
