package nameserver_test

import (
	"encoding/binary"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"posta/sim/actor/actortest"
	"posta/sim/actor/nameserver"
	"posta/sim/dns"
)

const (
	book   = "192.0.2.53"
	office = "192.0.2.1"
)

// question is a query as it travels.
func question(t *testing.T, id uint16, name string) []byte {
	t.Helper()
	m := new(mdns.Msg).SetQuestion(name, mdns.TypeTXT)
	m.Id = id
	out, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// says is an answer in a few words: its number, its code, its first text.
func says(t *testing.T, packet []byte) string {
	t.Helper()
	var m mdns.Msg
	if err := m.Unpack(packet); err != nil {
		t.Errorf("an answer that cannot be read: %v", err)
		return ""
	}
	said := []string{string('0' + rune(m.Id)), mdns.RcodeToString[m.Rcode]}
	for _, rr := range m.Answer {
		said = append(said, strings.Join(rr.(*mdns.TXT).Txt, ""))
	}
	return strings.Join(said, " ")
}

// echo answers with the name that was asked for, after as long as its first label says.
func echo(m *actortest.Machine) dns.Handler {
	return dns.HandlerFunc(func(r *dns.Request) *dns.Msg {
		name := r.Question().Name
		if wait, err := time.ParseDuration(mdns.SplitDomainName(name)[0]); err == nil {
			m.Sleep(wait)
		}
		reply := r.Reply(mdns.RcodeSuccess)
		reply.Answer = []mdns.RR{&mdns.TXT{Hdr: mdns.RR_Header{Name: name, Rrtype: mdns.TypeTXT, Class: mdns.ClassINET}, Txt: []string{name}}}
		return reply
	})
}

func start(t *testing.T, l *actortest.Lab, waits func() bool) {
	m := l.Host("dns.test", book)
	m.Begin(0, func() {
		if err := nameserver.Start(m, echo(m), 53, waits); err != nil {
			t.Error(err)
		}
	})
}

// packets says what comes back for datagrams that are sent one after the other, in the order in which it comes, and when.
func packets(t *testing.T, m *actortest.Machine, send ...[]byte) (got []string, took []time.Duration) {
	conn, err := m.Dial("udp", book+":53", time.Second)
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close()
	began := m.Now()
	for _, p := range send {
		conn.Write(p)
	}
	for buf := make([]byte, 4096); ; {
		conn.SetReadDeadline(m.Now().Add(30 * time.Second))
		n, err := conn.Read(buf)
		if err != nil {
			return got, took
		}
		got, took = append(got, says(t, buf[:n])), append(took, m.Now().Sub(began))
	}
}

// TestBothDoors: UDP and TCP say the same (RFC 7766 section 5), several questions to a connection (section 6.2.1), and what is
// no question harms nobody who comes after it.
func TestBothDoors(t *testing.T) {
	var udp, tcp []string
	actortest.Run(t, 1, func(l *actortest.Lab) {
		start(t, l, nil)
		m := l.Host("mail.alfa.test", office)
		m.Begin(time.Second, func() {
			udp, _ = packets(t, m, []byte("\x00"), question(t, 9, "x.test.")[:14], question(t, 1, "uno.test."))
		})
		m.Begin(time.Minute, func() {
			conn, err := m.Dial("tcp", book+":53", time.Second)
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			var all []byte
			for i, name := range []string{"uno.test.", "dos.test."} {
				q := question(t, uint16(i+1), name)
				all = append(binary.BigEndian.AppendUint16(all, uint16(len(q))), q...)
			}
			conn.Write(all)
			for range 2 {
				tcp = append(tcp, says(t, framed(t, conn)))
			}
		})
	})
	if want := []string{"9 FORMERR", "1 NOERROR uno.test."}; !slices.Equal(udp, want) {
		t.Errorf("by UDP: %q, want %q", udp, want)
	}
	if slices.Sort(tcp); !slices.Equal(tcp, []string{"1 NOERROR uno.test.", "2 NOERROR dos.test."}) {
		t.Errorf("by TCP: %q", tcp)
	}
}

// framed reads one message of a connection (RFC 1035 section 4.2.2).
func framed(t *testing.T, conn net.Conn) []byte {
	t.Helper()
	var size [2]byte
	if _, err := io.ReadFull(conn, size[:]); err != nil {
		t.Error(err)
		return nil
	}
	out := make([]byte, binary.BigEndian.Uint16(size[:]))
	if _, err := io.ReadFull(conn, out); err != nil {
		t.Error(err)
	}
	return out
}

// TestASlowQuestionHoldsUpNobody: a resolver that has to ask others first answers meanwhile what it knows.
func TestASlowQuestionHoldsUpNobody(t *testing.T) {
	for _, c := range []struct {
		name  string
		waits func() bool
		want  []string
	}{
		{"it may have to wait", func() bool { return true }, []string{"2 NOERROR uno.test.", "1 NOERROR 10s.test."}},
		{"it never does", nil, []string{"1 NOERROR 10s.test.", "2 NOERROR uno.test."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			var took []time.Duration
			actortest.Run(t, 1, func(l *actortest.Lab) {
				start(t, l, c.waits)
				m := l.Host("mail.alfa.test", office)
				m.Begin(time.Second, func() { got, took = packets(t, m, question(t, 1, "10s.test."), question(t, 2, "uno.test.")) })
			})
			if !slices.Equal(got, c.want) {
				t.Fatalf("%q, want %q", got, c.want)
			}
			if quick := took[0] < 10*time.Second; quick != (c.waits != nil) {
				t.Errorf("the first answer took %v", took[0])
			}
		})
	}
}

// TestAPortThatIsTaken: whichever of the two doors is taken, it is said, and the other is not kept.
func TestAPortThatIsTaken(t *testing.T) {
	actortest.Run(t, 1, func(l *actortest.Lab) {
		m := l.Host("dns.test", book)
		m.Begin(0, func() {
			listener, err := m.Listen(53)
			if err != nil {
				t.Error(err)
				return
			}
			if err := nameserver.Start(m, echo(m), 53, nil); err == nil || !strings.Contains(err.Error(), "starting the name server") {
				t.Errorf("TCP's port is taken: %v", err)
			}
			listener.Close()
			packets, err := m.ListenPacket(53)
			if err != nil {
				t.Errorf("UDP's port was kept: %v", err)
				return
			}
			if err := nameserver.Start(m, echo(m), 53, nil); err == nil {
				t.Error("UDP's port is taken, and nobody says so")
			}
			packets.Close()
			if err := nameserver.Start(m, echo(m), 53, nil); err != nil {
				t.Error(err)
			}
		})
	})
}
