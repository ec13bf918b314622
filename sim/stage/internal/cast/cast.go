// Package cast makes countries for the stage's tests: as many domains and hosts as
// wanted, with names as long as can be, and conversations between them. What it
// makes are traces, as a run would leave them, but nobody ran anything.
package cast

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"time"

	"posta/sim/trace"
)

// Trace builds a trace by hand.
type Trace struct {
	*trace.Trace
	conns int
	at    time.Duration
}

// New begins one.
func New() *Trace {
	t := &Trace{Trace: new(trace.Trace)}
	t.Header = trace.Header{
		Format: trace.Format, Version: trace.Version, Scenario: "cast", Seed: 1,
		Start: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC),
	}
	return t
}

// Domain adds a domain.
func (t *Trace) Domain(name string, mail bool) *Trace {
	t.Header.Domains = append(t.Header.Domains, trace.Domain{Name: name, Mail: mail})
	return t
}

// Server adds a server.
func (t *Trace) Server(name, domain string, roles ...trace.Role) *Trace {
	t.Header.Hosts = append(t.Header.Hosts, trace.Host{Name: name, Domain: domain, Roles: roles, Addrs: t.addr()})
	return t
}

// Device adds what a person holds.
func (t *Trace) Device(name, kind, user, domain string) *Trace {
	t.Header.Hosts = append(t.Header.Hosts, trace.Host{Name: name, Domain: domain, Roles: []trace.Role{trace.RoleMUA}, User: user, Device: kind, Addrs: t.addr()})
	return t
}

// User adds a person.
func (t *Trace) User(address, name, domain string) *Trace {
	t.Header.Users = append(t.Header.Users, trace.User{Address: address, Name: name, Domain: domain})
	return t
}

func (t *Trace) addr() []netip.Addr {
	return []netip.Addr{netip.AddrFrom4([4]byte{192, 0, 2, byte(len(t.Header.Hosts) + 1)})}
}

// Event adds a fact.
func (t *Trace) Event(host string, conn int, f trace.Fact) *Trace {
	t.Events = append(t.Events, trace.Event{Seq: len(t.Events) + 1, At: t.at, Host: host, Conn: conn, Cause: len(t.Events), Fact: f})
	return t
}

// Wait lets time pass.
func (t *Trace) Wait(d time.Duration) *Trace {
	t.at += d
	return t
}

// Connect opens a connection and gives its number.
func (t *Trace) Connect(client, server, service string) int {
	t.conns++
	a, b := netip.MustParseAddrPort("192.0.2.1:40000"), netip.MustParseAddrPort("192.0.2.2:25")
	t.Event(client, t.conns, trace.ConnOpening{Network: "tcp", Local: a, Remote: b, Peer: server, Service: service})
	t.Wait(10 * time.Millisecond)
	t.Event(server, t.conns, trace.ConnAccepted{Network: "tcp", Local: b, Remote: a, Peer: client, Service: service})
	t.Event(client, t.conns, trace.ConnEstablished{})
	return t.conns
}

// Say sends a line over a connection.
func (t *Trace) Say(conn int, from, to, line string) *Trace {
	offset := 0
	for _, e := range t.Events {
		if d, ok := e.Fact.(trace.DataSent); ok && e.Conn == conn && e.Host == from {
			offset += len(d.Data)
		}
	}
	data := []byte(strings.ReplaceAll(line, "\n", "\r\n") + "\r\n")
	t.Event(from, conn, trace.DataSent{Offset: offset, Data: data})
	t.Wait(10 * time.Millisecond)
	return t.Event(to, conn, trace.DataReceived{Offset: offset, Len: len(data)})
}

// pairCast are two domains and a directory.
func pairCast() *Trace {
	t := New().Domain("alfa.test", true).Domain("beta.test", true).Domain("", false)
	t.User("alicia@alfa.test", "Alicia", "alfa.test").User("benito@beta.test", "Benito", "beta.test")
	t.Device("laptop-alicia", "laptop", "alicia@alfa.test", "alfa.test")
	t.Server("mail.alfa.test", "alfa.test", serverRoles[0]...)
	t.Server("mail.beta.test", "beta.test", serverRoles[0]...)
	t.Device("movil-benito", "phone", "benito@beta.test", "beta.test")
	t.Server("dns.test", "", trace.RoleNameServer, trace.RoleResolver)
	return t
}

// Secure is a letter on its way inside TLS.
func Secure() *Trace {
	t := pairCast()
	a, b := "mail.alfa.test", "mail.beta.test"
	t.Connect("laptop-alicia", a, "submission")
	t.Connect(a, "dns.test", "domain")
	t.Connect("movil-benito", b, "imap")
	c := t.Connect(a, b, "smtp")
	t.Say(c, b, a, "220 mail.beta.test ESMTP").Say(c, a, b, "EHLO mail.alfa.test").Say(c, b, a, "250-mail.beta.test\n250 STARTTLS")
	t.Say(c, a, b, "STARTTLS").Say(c, b, a, "220 2.0.0 Ready")
	t.Event(a, c, trace.TLSDone{OK: true, Version: "TLS 1.3"}).Event(b, c, trace.TLSDone{OK: true, Version: "TLS 1.3"})
	t.Say(c, a, b, "MAIL FROM:<alicia@alfa.test>").Say(c, b, a, "250 2.1.0 OK")
	return t.Say(c, a, b, "RCPT TO:<benito@beta.test>").Say(c, b, a, "250 2.1.5 OK")
}

// Patience is a letter that waits for a server without power.
func Patience() *Trace {
	t := pairCast()
	a, b := "mail.alfa.test", "mail.beta.test"
	t.Connect("laptop-alicia", a, "submission")
	t.Connect("movil-benito", b, "imap")
	t.Connect(a, "dns.test", "domain")
	id := "<1@alfa.test>"
	t.Event("laptop-alicia", 0, trace.MessageComposed{MessageID: id, From: "alicia@alfa.test", To: []string{"benito@beta.test"}, Subject: "Hola"})
	t.Event(a, 0, trace.MessageAccepted{Queue: "Q1", MessageID: id, Sender: "alicia@alfa.test", Recipients: []string{"benito@beta.test"}, Data: []byte("Received: by mail.alfa.test\r\n\r\n")})
	t.Event(a, 0, trace.QueueAdded{Queue: "Q1", Sender: "alicia@alfa.test", Recipients: []string{"benito@beta.test"}, Destination: "beta.test"})
	t.Event(b, 0, trace.HostDown{})
	wait := 15 * time.Minute
	for try := 1; try <= 6; try++ {
		t.Event(a, 0, trace.QueueAttempt{Queue: "Q1", Destination: "beta.test", Try: try, Remote: b})
		t.conns++
		t.Event(a, t.conns, trace.ConnOpening{Network: "tcp", Local: netip.MustParseAddrPort("192.0.2.1:40000"), Remote: netip.MustParseAddrPort("192.0.2.2:25"), Peer: b, Service: "smtp"})
		t.Wait(30*time.Second).Event(a, t.conns, trace.ConnFailed{Reason: trace.FailTimeout})
		t.Event(a, 0, trace.QueueAttemptFailed{Queue: "Q1", Destination: "beta.test", Try: try, Remote: b, Stage: "connect"})
		wait = min(wait*2, 4*time.Hour)
		t.Event(a, 0, trace.QueueDeferred{Queue: "Q1", Destination: "beta.test", Recipients: []string{"benito@beta.test"}, Try: try, Next: t.at + wait, Stage: "connect", Remote: b, Why: trace.Cause{Code: trace.CauseConnectTimeout, Host: b}})
		t.Wait(wait)
	}
	return t
}

var syllables = []string{"alfa", "beta", "correo", "universidad", "ayuntamiento", "mx", "posta", "telecomunicaciones", "x", "norte", "rio", "departamento-de-matematicas"}

var serverRoles = [][]trace.Role{
	{trace.RoleMTA, trace.RoleMSA, trace.RoleMDA, trace.RolePOP3, trace.RoleIMAP}, {trace.RoleMTA}, {trace.RoleNameServer}, {trace.RoleResolver},
}

// Long makes a cast of so many domains whose labels have 63 characters, as long as a
// label may be (RFC 1035 section 2.3.4); everybody writes to the next.
func Long(domains int) *Trace {
	t := New()
	for i := range domains {
		d := strings.Repeat("abcdefghi-", 6) + fmt.Sprintf("x%02d", i) + ".test"
		t.Domain(d, true)
		t.Server("mail."+d, d, serverRoles[0]...)
		user := fmt.Sprintf("persona%d@%s", i, d)
		t.User(user, "Maximiliana Bartolomé de la Cruz", d)
		t.Device(fmt.Sprintf("portatil%d.%s", i, d), "laptop", user, d)
	}
	for i := range domains {
		a, b := t.Header.Hosts[2*i].Name, t.Header.Hosts[2*((i+1)%domains)].Name
		if a == b {
			break
		}
		c := t.Connect(a, b, "smtp")
		t.Say(c, b, a, "220 "+b+" ESMTP")
		t.Say(c, a, b, "RCPT TO:<"+t.Header.Users[(i+1)%domains].Address+">")
		t.Say(c, b, a, "550 5.1.1 No such user here")
	}
	return t
}

// Random makes a cast of a size out of a seed, in which everybody has something to
// say to somebody. pins gives some of the hosts fixed places.
func Random(seed uint64, domains, hosts int, pins bool) *Trace {
	r := rand.New(rand.NewPCG(seed, 7))
	t := New()
	names := make([]string, domains)
	for i := range names {
		names[i] = fmt.Sprintf("%s%d.test", syllables[r.IntN(len(syllables))], i)
		t.Domain(names[i], i == 0 || r.IntN(4) > 0)
	}
	for i := range hosts {
		d := names[r.IntN(domains)]
		if i < domains {
			d = names[i]
		}
		part := syllables[r.IntN(len(syllables))]
		if r.IntN(2) == 0 {
			user := fmt.Sprintf("%s%d@%s", part, i, d)
			t.User(user, strings.ToUpper(part[:1])+part[1:]+" de la Cruz", d)
			t.Device(fmt.Sprintf("ordenador-portatil-%s%d.%s", part, i, d), []string{"laptop", "phone", "desktop", "tablet", "webmail"}[r.IntN(5)], user, d)
		} else {
			t.Server(fmt.Sprintf("%s%d.%s", part, i, d), d, serverRoles[r.IntN(len(serverRoles))]...)
		}
		if pins && r.IntN(3) == 0 {
			t.Header.Hosts[i].Position = &trace.Position{X: r.Float64(), Y: r.Float64()}
		}
	}
	for i := 1; i < hosts; i++ {
		a, b := t.Header.Hosts[i].Name, t.Header.Hosts[r.IntN(i)].Name
		c := t.Connect(a, b, "smtp")
		t.Say(c, b, a, "220 "+b+" ESMTP")
		t.Say(c, a, b, "MAIL FROM:<alguien-con-un-nombre-larguisimo@"+t.Header.Hosts[i].Domain+">")
		t.Say(c, b, a, []string{"250 2.1.0 OK", "451 4.7.1 Greylisted, try again later", "550 5.1.1 No such user here"}[r.IntN(3)])
		if r.IntN(3) == 0 {
			t.Event(b, 0, trace.QueueAdded{Queue: fmt.Sprint("Q", i), Sender: "x@a.test", Recipients: []string{"y@b.test"}, Destination: "b.test"})
			t.Event(b, 0, trace.QueueDeferred{Queue: fmt.Sprint("Q", i), Destination: "b.test", Recipients: []string{"y@b.test"}, Try: 1, Next: t.at + 30*time.Minute, Stage: "connect", Why: trace.Cause{Code: trace.CauseConnectTimeout, Host: "b.test"}})
		}
		if r.IntN(4) == 0 {
			t.Event(b, 0, trace.MailboxStored{User: "u@" + t.Header.Hosts[i].Domain, Folder: "INBOX", UID: uint32(i), How: "delivered", Data: []byte("Subject: x\r\n\r\n")})
		}
	}
	return t
}
