package dns

import (
	"bytes"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"testing"
	"time"

	mdns "github.com/miekg/dns"
)

// manyHosts is a zone whose MX answer outgrows any datagram, and one with addresses that merely add to it.
func manyHosts() string {
	var b strings.Builder
	b.WriteString("$TTL 300\n@ SOA ns1 h 1 2 3 4 60\n@ NS ns1\nns1 A 192.0.2.1\n")
	for i := range 60 {
		fmt.Fprintf(&b, "many MX 10 a-rather-long-name-for-a-host-%02d\n", i)
	}
	for i := range 12 {
		fmt.Fprintf(&b, "some MX 10 host-%02d\nhost-%02d AAAA 2001:db8::%x\n", i, i, i+1)
		fmt.Fprintf(&b, "sub NS host-%02d.sub\nhost-%02d.sub AAAA 2001:db8:1::%x\n", i, i, i+1)
	}
	// Delegations whose servers are within (in-domain), with addresses of both kinds, and within another delegation (sibling).
	b.WriteString("both NS ns.both\nboth NS ns2.both\nns.both A 192.0.2.2\nns.both AAAA 2001:db8:2::1\nns2.both A 192.0.2.3\nkid NS ns.both\n")
	return b.String()
}

func TestTruncation(t *testing.T) {
	s := &Server{Handler: serve(t, mustZone(t, "alpha.test", manyHosts()))}
	for _, c := range []struct {
		name, network, q string
		bufsize          uint16
		tc               bool
		answers, extras  int
	}{
		{"too long for 512 bytes", "udp", "many.alpha.test. MX", 0, true, 0, 0},
		{"too long for our own 1232", "udp", "many.alpha.test. MX", 4096, true, 0, 0},
		{"whole on TCP", "tcp", "many.alpha.test. MX", 0, false, 60, 0},
		{"addresses left out without a word (RFC 2181 section 9)", "udp", "some.alpha.test. MX", 0, false, 12, 0},
		{"or sent where they fit", "udp", "some.alpha.test. MX", 1232, false, 12, 12},
		{"a buffer below 512 means 512 (RFC 6891 section 6.2.3)", "udp", "some.alpha.test. MX", 100, false, 12, 0},
		// RFC 9471 section 3.1: a referral has all the glue of in-domain servers, or TC; never a part of it in silence.
		{"glue that does not fit is TC", "udp", "x.sub.alpha.test. A", 0, true, 0, 0},
		{"all of it where it fits", "udp", "x.sub.alpha.test. A", 1232, false, 0, 12},
		{"all of it on TCP, where TC leads", "tcp", "x.sub.alpha.test. A", 0, false, 0, 12},
		{"every address of every server", "udp", "x.both.alpha.test. MX", 0, false, 0, 3},
		{"of siblings too (section 3.2)", "udp", "x.kid.alpha.test. A", 0, false, 0, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ask(t, s, c.network, c.q, c.bufsize)
			head, _, _ := strings.Cut(got, "\n")
			if strings.Contains(head, "TC") != c.tc || strings.Count(got, "\nAN ") != c.answers || strings.Count(got, "\nAD ") != c.extras {
				t.Errorf("got\n%s", got)
			}
		})
	}
}

func TestQueriesThatAreNone(t *testing.T) {
	s := &Server{Handler: serve(t, mustZone(t, "alpha.test", alphaZone))}
	build := func(change func(*Msg)) []byte {
		m := new(Msg)
		m.Id = 9
		m.Question = []Question{{Name: "alpha.test.", Qtype: mdns.TypeMX, Qclass: mdns.ClassINET}}
		change(m)
		wire, err := m.Pack()
		if err != nil {
			t.Fatal(err)
		}
		return wire
	}
	plain := build(func(*Msg) {})
	counted := func(at int, n byte) []byte {
		w := bytes.Clone(plain)
		w[at] = n
		return w
	}
	for _, c := range []struct {
		name string
		wire []byte
		want string
	}{
		{"nothing", nil, "silence"},
		{"half a header", plain[:11], "silence"},
		{"a response", build(func(m *Msg) { m.Response = true }), "silence"},
		{"a header alone", plain[:12], "FORMERR"},
		{"a name that stops", plain[:15], "FORMERR"},
		{"no question", build(func(m *Msg) { m.Question = nil }), "FORMERR"},
		{"two questions (RFC 9619)", build(func(m *Msg) { m.Question = append(m.Question, m.Question[0]) }), "FORMERR"},
		{"more records than bytes", counted(11, 5), "FORMERR"},
		{"a name that points to itself", append(bytes.Clone(plain[:12]), 0xc0, 12, 0, 15, 0, 1), "FORMERR"},
		{"NOTIFY", build(func(m *Msg) { m.Opcode = mdns.OpcodeNotify }), "NOTIMP"},
		{"UPDATE", build(func(m *Msg) { m.Opcode = mdns.OpcodeUpdate }), "NOTIMP"},
		{"NOTIFY with EDNS", build(func(m *Msg) { m.Opcode = mdns.OpcodeNotify; m.SetEdns0(1232, true) }), "NOTIMP"},
		{"no question, with EDNS", build(func(m *Msg) { m.Question = nil; m.SetEdns0(1232, false) }), "FORMERR"},
		{"two OPT records", build(func(m *Msg) { m.SetEdns0(512, false); m.SetEdns0(512, false) }), "FORMERR"},
		{"EDNS version 1", build(func(m *Msg) { m.SetEdns0(512, false); m.IsEdns0().SetVersion(1) }), "BADVERS"},
		{"class CHAOS", build(func(m *Msg) { m.Question[0].Qclass = mdns.ClassCHAOS }), "REFUSED"},
		{"type 0", build(func(m *Msg) { m.Question[0].Qtype = 0 }), "NOTIMP"},
		{"bytes after the message", append(bytes.Clone(plain), "tail"...), "NOERROR"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := "silence"
			if reply := s.Respond("udp", nil, c.wire); reply != nil {
				d := Describe(reply)
				got = d.RCode
				if !d.Response || d.Err != "" || d.ID != 9 {
					t.Errorf("a bad reply: %+v", d)
				}
				// An OPT for an OPT that could be read, and none for none (RFC 6891 section 6.1.1).
				query, answer := new(Msg), new(Msg)
				readable := query.Unpack(c.wire) == nil
				if err := answer.Unpack(reply); err != nil || readable && (query.IsEdns0() != nil) != (answer.IsEdns0() != nil) {
					t.Errorf("%v: the reply to\n%v\nis\n%v", err, query, answer)
				} else if answer.IsEdns0() != nil && query.IsEdns0().Do() != answer.IsEdns0().Do() {
					t.Error("DO is not copied (RFC 3225 section 3)")
				}
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// A Handler before another: it answers in its place, keeps silent, or spoils what it says.
func TestHandlerBeforeAnother(t *testing.T) {
	auth := serve(t, mustZone(t, "alpha.test", alphaZone))
	for _, c := range []struct {
		name   string
		before HandlerFunc
		want   string
	}{
		{"SERVFAIL", func(r *Request) *Msg { return r.Reply(mdns.RcodeServerFailure) }, "SERVFAIL QR"},
		{"silence", func(*Request) *Msg { return nil }, "silence"},
		{"truncated", func(r *Request) *Msg { return Truncate(auth.ServeDNS(r)) }, "NOERROR QR AA TC"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := ask(t, &Server{Handler: c.before}, "udp", "web.alpha.test. A", 0); got != c.want {
				t.Errorf("got %s", got)
			}
		})
	}
}

// loopback serves a zone on real sockets, UDP and TCP on one port.
func loopback(t *testing.T, h Handler) string {
	t.Helper()
	var l net.Listener
	var pc net.PacketConn
	var err error
	for range 10 { // the UDP port just got may be taken for TCP
		if pc, err = net.ListenPacket("udp", "127.0.0.1:0"); err != nil {
			t.Skip("no loopback network:", err)
		}
		if l, err = net.Listen("tcp", pc.LocalAddr().String()); err == nil {
			break
		}
		pc.Close()
	}
	if err != nil {
		t.Skip("no free port:", err)
	}
	s := &Server{Handler: h, Now: time.Now}
	ends := make(chan error, 2)
	go func() { ends <- s.ServePacket(pc) }()
	go func() { ends <- s.Serve(l) }()
	t.Cleanup(func() {
		pc.Close()
		l.Close()
		for range 2 {
			if err := <-ends; err != nil {
				t.Error("a closed server says", err)
			}
		}
	})
	return pc.LocalAddr().String()
}

func TestAgainstTheLibrarysClient(t *testing.T) {
	addr := loopback(t, serve(t, mustZone(t, "alpha.test", manyHosts())))
	m := new(Msg)
	m.SetQuestion("many.alpha.test.", mdns.TypeMX)
	udp, _, err := new(mdns.Client).Exchange(m, addr)
	if err != nil || !udp.Truncated {
		t.Fatalf("%v %v", udp, err)
	}
	conn, err := new(mdns.Client).Dial(addr)
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
	c := &mdns.Client{Net: "tcp"}
	if conn, err = c.Dial(addr); err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for range 3 { // several questions on one connection (RFC 7766 section 6.2.1)
		tcp, _, err := c.ExchangeWithConn(m, conn)
		if err != nil || len(tcp.Answer) != 60 {
			t.Fatalf("%v %v", tcp, err)
		}
	}
}

func TestAgainstDig(t *testing.T) {
	dig, err := exec.LookPath("dig")
	if err != nil {
		t.Skip("dig is not installed")
	}
	addr := loopback(t, serve(t, mustZone(t, "alpha.test", teachingZone)))
	host, port, _ := net.SplitHostPort(addr)
	for _, c := range []struct{ args, want string }{
		{"alpha.test MX", "20 backup.alpha.test.\n10 mail.alpha.test."},
		{"+tcp www.alpha.test A", "web.alpha.test.\n192.0.2.80"},
		{"x.wild.alpha.test A", "192.0.2.77"},
	} {
		args := append([]string{"@" + host, "-p", port, "+short", "+tries=1"}, strings.Fields(c.args)...)
		out, err := exec.Command(dig, args...).CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != c.want {
			t.Errorf("dig %s: %v\n%s", c.args, err, got)
		}
	}
	out, _ := exec.Command(dig, "@"+host, "-p", port, "+tries=1", "nobody.alpha.test").CombinedOutput()
	if !strings.Contains(string(out), "status: NXDOMAIN") || strings.Contains(string(out), "WARNING: Message parser") {
		t.Errorf("%s", out)
	}
}

func TestResolverOverRealSockets(t *testing.T) {
	addr := loopback(t, serve(t, mustZone(t, "alpha.test", manyHosts())))
	var id uint16
	r := &Resolver{Servers: []string{addr}, Dial: net.Dial, Now: time.Now, ID: func() uint16 { id++; return id }}
	a, err := r.Resolve("many.alpha.test", mdns.TypeMX)
	if err != nil || len(a.Records) != 60 {
		t.Fatalf("%v %v", a, err)
	}
}

// TestTheSilentMakeRoom: however many connections say nothing, or half a query, whoever asks is answered; those that have been
// silent for longest leave, and one that has just asked does not.
func TestTheSilentMakeRoom(t *testing.T) {
	addr := loopback(t, serve(t, mustZone(t, "alpha.test", alphaZone)))
	dial := func() net.Conn {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		return conn
	}
	ask := func(conn net.Conn) {
		t.Helper()
		m := new(mdns.Msg)
		m.SetQuestion("alpha.test.", mdns.TypeSOA)
		query, err := m.Pack()
		if err != nil {
			t.Fatal(err)
		}
		if err := writeFrame(conn, query); err != nil {
			t.Fatal(err)
		}
		if _, err := readFrame(conn, nil); err != nil {
			t.Fatalf("no answer: %v", err)
		}
	}
	first := dial()
	ask(first)
	var silent []net.Conn
	for i := range MaxTCPConns - 1 {
		conn := dial()
		ask(conn)
		conn.Write([]byte{0, 64, 1}[:i%4])
		silent = append(silent, conn)
	}
	ask(first) // it is among the last in line now
	for range MaxTCPConns / 4 {
		ask(dial())
	}
	ask(first)
	if n, err := silent[0].Read(make([]byte, 1)); n > 0 || err == nil {
		t.Errorf("who was silent for longest is still there: %d, %v", n, err)
	}
}

// stream is one end of a connection whose input is known beforehand.
type stream struct {
	memConn
	in  bytes.Reader
	out bytes.Buffer
}

func (s *stream) Read(p []byte) (int, error)  { return s.in.Read(p) }
func (s *stream) Write(p []byte) (int, error) { return s.out.Write(p) }

// inbox is a PacketConn with one datagram in it.
type inbox struct {
	memConn
	in  [][]byte
	out [][]byte
}

func (b *inbox) ReadFrom(p []byte) (int, net.Addr, error) {
	if len(b.in) == 0 {
		return 0, nil, net.ErrClosed
	}
	n := copy(p, b.in[0])
	b.in = b.in[1:]
	return n, memAddr("client"), nil
}

func (b *inbox) WriteTo(p []byte, _ net.Addr) (int, error) {
	b.out = append(b.out, bytes.Clone(p))
	return len(p), nil
}

func TestTCPEndsWhereNoMessageIs(t *testing.T) {
	s := &Server{Handler: serve(t, mustZone(t, "alpha.test", alphaZone))}
	for _, c := range []struct {
		name, in string
		ok       bool
	}{
		{"closed at once", "", true},
		{"a length and nothing", "\x00\x20", false},
		{"half a length", "\x00", false},
		{"an empty message", "\x00\x00", false},
		{"a short message", "\x00\x03abc", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			conn := &stream{in: *bytes.NewReader([]byte(c.in))}
			if err := s.ServeConn(conn); (err == nil) != c.ok || conn.out.Len() > 0 {
				t.Errorf("%v, wrote %q", err, conn.out.String())
			}
		})
	}
}

func FuzzServe(f *testing.F) {
	m := new(Msg)
	m.SetQuestion("x.wild.alpha.test.", mdns.TypeMX)
	m.SetEdns0(1232, true)
	plain, _ := m.Pack()
	f.Add(plain)
	f.Add(plain[:14])
	f.Add(append(bytes.Clone(plain[:12]), 0xc0, 12, 0, 15, 0, 1))
	f.Fuzz(func(t *testing.T, in []byte) {
		z := mustZone(t, "alpha.test", teachingZone)
		s := &Server{Handler: serve(t, z)}
		box := &inbox{in: [][]byte{in, plain}}
		if err := s.ServePacket(box); err != nil {
			t.Fatal(err)
		}
		if n := len(box.out); n == 0 || Describe(box.out[n-1]).RCode != "NOERROR" {
			t.Fatal("what came before spoilt the next query")
		}
		for _, out := range box.out {
			if d := Describe(out); d.Err != "" || !d.Response || d.Size > DefaultUDPSize {
				t.Fatalf("a bad reply: %+v", d)
			}
		}
		conn := &stream{in: *bytes.NewReader(in)}
		s.ServeConn(conn)
	})
}
