package vnet_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"posta/sim/kernel"
	"posta/sim/leaktest"
	"posta/sim/vnet"
)

// diary is a tap that writes one line for everything it is told.
type diary struct {
	k     *kernel.Kernel
	lines []string
	quiet bool // count only
	marks int
}

func (d *diary) put(host string, conn int, format string, args ...any) int {
	d.marks++
	if !d.quiet {
		d.lines = append(d.lines, fmt.Sprintf("%8.3f %s #%d ", float64(d.k.Elapsed())/1e6, host, conn)+fmt.Sprintf(format, args...))
	}
	return d.marks
}
func (d *diary) Opening(h string, c int, network string, l, r netip.AddrPort, peer string) {
	d.put(h, c, "opening %s %s -> %s (%s)", network, l, r, peer)
}
func (d *diary) Accepted(h string, c int, network string, l, r netip.AddrPort, peer string) {
	d.put(h, c, "accepted from %s", peer)
}
func (d *diary) Established(h string, c int)           { d.put(h, c, "established") }
func (d *diary) Failed(h string, c int, err error)     { d.put(h, c, "failed: %v", err) }
func (d *diary) Closed(h string, c int, reset bool)    { d.put(h, c, "closed reset=%v", reset) }
func (d *diary) Ended(h string, c int)                 { d.put(h, c, "ended") }
func (d *diary) DataSent(h string, c, o int, b []byte) { d.put(h, c, "says [%d] %d octets", o, len(b)) }
func (d *diary) DataReceived(h string, c, o, n int)    { d.put(h, c, "hears [%d] %d octets", o, n) }
func (d *diary) Passed(h string, c, inside int, client, server string) {
	d.put(h, c, "passes on what #%d covers, from %s to %s", inside, client, server)
}
func (d *diary) PacketSent(h string, c int, p vnet.Packet) int {
	return d.put(h, c, "-> %s seq=%d len=%d try=%d", p.Flags, p.Seq, p.Len, p.Try)
}
func (d *diary) PacketReceived(h string, c, m int)       { d.put(h, c, "<- packet") }
func (d *diary) PacketLost(h string, c, m int, w string) { d.put(h, c, "lost packet: %s", w) }

var (
	addrA = netip.MustParseAddr("192.0.2.1")
	addrB = netip.MustParseAddr("198.51.100.1")
	start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
)

// play runs a story between hosts a and b and gives what the tap was told.
func play(t testing.TB, seed uint64, road vnet.Road, story func(n *vnet.Network, a, b *vnet.Host)) *diary {
	t.Helper()
	d := &diary{}
	err := kernel.Run(context.Background(), start, kernel.Limits{Deliveries: 1e6, Time: 24 * time.Hour}, func(k *kernel.Kernel) {
		d.k = k
		k.OnPanic = func(p kernel.Panic) { t.Errorf("%s panicked: %s\n%s", p.Process, p.Value, p.Stack) }
		n := vnet.New(k, d, func(label string) *rand.Rand { return rand.New(rand.NewPCG(seed, uint64(len(label)))) }, road, 0)
		a, err := n.AddHost("a", addrA)
		if err != nil {
			t.Error(err)
		}
		b, err := n.AddHost("b", addrB)
		if err != nil {
			t.Error(err)
		}
		story(n, a, b)
	}, func(*kernel.Kernel, string) {})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// echo serves lines back until the peer closes.
func echo(t testing.TB, h *vnet.Host, port uint16) func() {
	return func() {
		l, err := h.Listen(port)
		if err != nil {
			t.Error(err)
			return
		}
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			io.Copy(c, c)
			c.Close()
		}
	}
}

func TestADialogueOverLossyRoadArrivesWholeAndInOrder(t *testing.T) {
	text := strings.Repeat("the quick brown fox jumps over the lazy dog\n", 2000)
	var got string
	story := func(n *vnet.Network, a, b *vnet.Host) {
		b.Go(0, "echo", echo(t, b, 7))
		a.Go(time.Millisecond, "client", func() {
			c, err := a.Dial(netip.AddrPortFrom(addrB, 7), time.Minute)
			if err != nil {
				t.Error(err)
				return
			}
			io.WriteString(c, text)
			c.(*vnet.Conn).CloseWrite()
			all, err := io.ReadAll(c)
			if err != nil {
				t.Error(err)
			}
			got = string(all)
			c.Close()
		})
	}
	road := vnet.Road{Latency: 10 * time.Millisecond, Jitter: 5 * time.Millisecond, Bandwidth: 10e6, Loss: 0.2}
	first := play(t, 7, road, story)
	if got != text {
		t.Fatalf("got %d octets back, sent %d, or they differ", len(got), len(text))
	}
	for range 20 {
		if again := play(t, 7, road, story); strings.Join(again.lines, "\n") != strings.Join(first.lines, "\n") {
			t.Fatal("the same seed gave another diary")
		}
	}
	if other := play(t, 8, road, story); strings.Join(other.lines, "\n") == strings.Join(first.lines, "\n") {
		t.Fatal("another seed lost the same packets")
	}
}

func TestTheHandshakeIsTold(t *testing.T) {
	d := play(t, 1, vnet.Road{Latency: 10 * time.Millisecond}, func(n *vnet.Network, a, b *vnet.Host) {
		b.Go(0, "echo", echo(t, b, 7))
		a.Go(time.Millisecond, "client", func() {
			c, _ := a.Dial(netip.AddrPortFrom(addrB, 7), time.Minute)
			// Three writes at one instant are one segment.
			io.WriteString(c, "one ")
			io.WriteString(c, "two ")
			io.WriteString(c, "three\n")
			bufio.NewReader(c).ReadString('\n')
			c.Close()
		})
	})
	want := `   1.000 a #1 opening tcp 192.0.2.1:49152 -> 198.51.100.1:7 (b)
   1.000 a #1 -> SYN seq=0 len=0 try=0
  11.000 b #1 <- packet
  11.000 b #1 -> SYN,ACK seq=0 len=0 try=0
  21.000 a #1 <- packet
  21.000 a #1 established
  21.000 a #1 -> ACK seq=1 len=0 try=0
  21.000 a #1 says [0] 14 octets
  21.000 a #1 -> PSH,ACK seq=1 len=14 try=0
  31.000 b #1 <- packet
  31.000 b #1 accepted from a
  31.000 b #1 <- packet
  31.000 b #1 hears [0] 14 octets
  31.000 b #1 says [0] 14 octets
  31.000 b #1 -> PSH,ACK seq=1 len=14 try=0
  41.000 a #1 <- packet
  41.000 a #1 hears [0] 14 octets
  41.000 a #1 closed reset=false
  41.000 a #1 -> FIN,ACK seq=15 len=0 try=0
  51.000 b #1 <- packet
  51.000 b #1 ended
  51.000 b #1 closed reset=false
  51.000 b #1 -> FIN,ACK seq=15 len=0 try=0
  61.000 a #1 <- packet
  61.000 a #1 ended`
	if got := strings.Join(d.lines, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// What a program covers is told as packets alone, from the octet on at which it did.
func TestCoveredOctetsAreNotTold(t *testing.T) {
	d := play(t, 1, vnet.Road{Latency: 10 * time.Millisecond, MSS: 4}, func(n *vnet.Network, a, b *vnet.Host) {
		b.Go(0, "server", func() {
			l, err := b.Listen(7)
			if err != nil {
				t.Error(err)
				return
			}
			c, _ := l.Accept()
			buf := make([]byte, 16)
			c.Read(buf[:3])
			if sent, received := c.(*vnet.Conn).Cover(); sent != 0 || received != 3 {
				t.Errorf("the server has sent %d and received %d octets in the open", sent, received)
			}
			io.ReadFull(c, buf[:6])
			// Its last words are on their way when the client has none left.
			io.WriteString(c, "bye")
			c.(*vnet.Conn).Drain()
		})
		a.Go(time.Millisecond, "client", func() {
			c, _ := a.Dial(netip.AddrPortFrom(addrB, 7), time.Minute)
			io.WriteString(c, "one")
			if sent, received := c.(*vnet.Conn).Cover(); sent != 3 || received != 0 {
				t.Errorf("the client has sent %d and received %d octets in the open", sent, received)
			}
			io.WriteString(c, "secret")
			c.Read(make([]byte, 16))
			io.WriteString(c, "bye")
			c.(*vnet.Conn).Drain()
		})
	})
	told := strings.Join(d.lines, "\n")
	for _, want := range []string{"a #1 says [0] 3 octets", "b #1 hears [0] 3 octets", "a #1 -> PSH,ACK seq=1 len=3", "a #1 -> PSH,ACK seq=4 len=4", "a #1 -> PSH,ACK seq=8 len=2", "a #1 ended", "b #1 ended"} {
		if !strings.Contains(told, want) {
			t.Errorf("it does not tell %q:\n%s", want, told)
		}
	}
	for _, not := range []string{"says [3]", "hears [3]", "RST", "failed"} {
		if strings.Contains(told, not) {
			t.Errorf("it tells %q:\n%s", not, told)
		}
	}
}

// TestCoveredOctetsArePassedOn: what one end covers comes to the other whole through a host that passes octets on; that
// host is not shown it, nor does the tap hear of it but once.
func TestCoveredOctetsArePassedOn(t *testing.T) {
	const open, sealed = "in the open, ", "\x16\x03\x01\x00\x06sealed"
	var got, shown string
	var at [3]int // conn, sent, received
	d := play(t, 1, vnet.Road{Latency: 10 * time.Millisecond, MSS: 11}, func(n *vnet.Network, a, b *vnet.Host) {
		addrM := netip.MustParseAddr("203.0.113.1")
		m, err := n.AddHost("m", addrM)
		if err != nil {
			t.Error(err)
		}
		b.Go(0, "server", func() {
			l, _ := b.Listen(7)
			conn, _ := l.Accept()
			c := conn.(*vnet.Conn)
			head := make([]byte, len("> ")+len(open))
			io.ReadFull(c, head)
			io.WriteString(c, "so?")
			c.Cover()
			rest, _ := io.ReadAll(c)
			got = string(head) + string(rest)
			io.WriteString(c, sealed)
			n.Lock(func() { at[0], at[1], at[2] = c.Inside() })
			c.Close()
		})
		m.Go(0, "in the middle", func() {
			l, _ := m.Listen(7)
			client, _ := l.Accept()
			server, _ := m.Dial(netip.AddrPortFrom(addrB, 7), time.Minute)
			io.WriteString(server, "> ")
			m.Go(0, "back", func() {
				client.(*vnet.Conn).PassOn(server)
				b := make([]byte, 100)
				k, _ := client.Read(b)
				shown = string(b[:k])
				client.Close()
			})
			server.(*vnet.Conn).PassOn(client)
			server.(*vnet.Conn).CloseWrite()
		})
		a.Go(time.Millisecond, "client", func() {
			conn, _ := a.Dial(netip.AddrPortFrom(addrM, 7), time.Minute)
			c := conn.(*vnet.Conn)
			io.WriteString(c, open)
			io.ReadFull(c, make([]byte, 3))
			c.Cover()
			io.WriteString(c, sealed)
			c.CloseWrite()
			if back, _ := io.ReadAll(c); string(back) != sealed {
				t.Errorf("the client was given %q back", back)
			}
			c.Close()
		})
	})
	if got != "> "+open+sealed || shown != "" {
		t.Errorf("the server was given %q, the middle %q", got, shown)
	}
	// On the client's connection it is told, and there two octets less had been said to the server.
	if at != [3]int{1, 0, -2} {
		t.Errorf("it is told at %v", at)
	}
	for _, line := range d.lines {
		if strings.Contains(line, "passes on") && !strings.HasSuffix(line, "m #2 passes on what #1 covers, from a to b") {
			t.Error(line)
		}
	}
	if n := strings.Count(strings.Join(d.lines, "\n"), "passes on"); n != 1 {
		t.Errorf("told %d times that it is passed on", n)
	}
}

func TestWhatDialMeets(t *testing.T) {
	nobody := netip.MustParseAddr("203.0.113.9")
	for _, tc := range []struct {
		name string
		to   netip.AddrPort
		down bool
		want error
		took time.Duration
	}{
		{"nothing listens", netip.AddrPortFrom(addrB, 25), false, syscall.ECONNREFUSED, 20 * time.Millisecond},
		{"nobody has the address", netip.AddrPortFrom(nobody, 25), false, syscall.EHOSTUNREACH, 20 * time.Millisecond},
		{"the host is off", netip.AddrPortFrom(addrB, 7), true, os.ErrDeadlineExceeded, time.Minute},
		{"no address of that family", netip.MustParseAddrPort("[2001:db8::1]:25"), false, syscall.EHOSTUNREACH, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			play(t, 1, vnet.Road{Latency: 10 * time.Millisecond}, func(n *vnet.Network, a, b *vnet.Host) {
				b.Go(0, "echo", echo(t, b, 7))
				b.SetDown(tc.down)
				a.Go(0, "client", func() {
					before := time.Now()
					_, err := a.Dial(tc.to, time.Minute)
					if !errors.Is(err, tc.want) {
						t.Errorf("got %v, want %v", err, tc.want)
					}
					var op *net.OpError
					if !errors.As(err, &op) {
						t.Fatalf("%T is no network error", err)
					}
					if bare, ok := op.Err.(syscall.Errno); ok {
						t.Errorf("%q is worded by the system, each in its own way", bare)
					}
					if took := time.Since(before); took != tc.took {
						t.Errorf("took %v, want %v", took, tc.took)
					}
				})
			})
		})
	}
}

func TestPowerFailureResetsAfterwards(t *testing.T) {
	play(t, 1, vnet.Road{Latency: 10 * time.Millisecond}, func(n *vnet.Network, a, b *vnet.Host) {
		b.Go(0, "echo", echo(t, b, 7))
		a.Go(time.Millisecond, "client", func() {
			c, err := a.Dial(netip.AddrPortFrom(addrB, 7), time.Minute)
			if err != nil {
				t.Error(err)
				return
			}
			n.Lock(func() { b.SetDown(true); b.SetDown(false) })
			io.WriteString(c, "are you there?\n")
			if _, err := c.Read(make([]byte, 10)); !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("got %v, want a reset", err)
			}
			if c, err = a.Dial(netip.AddrPortFrom(addrB, 7), time.Minute); err != nil {
				t.Errorf("the listener did not come back: %v", err)
			}
			c.Close()
		})
	})
}

// TestWithoutPowerNothingHappens: the processes of a host that is off stand still,
// whatever they waited for, and go on when it is back.
func TestWithoutPowerNothingHappens(t *testing.T) {
	type line struct {
		at   time.Duration
		what string
	}
	var told []line
	play(t, 1, vnet.Road{Latency: 10 * time.Millisecond}, func(n *vnet.Network, a, b *vnet.Host) {
		say := func(what string) { told = append(told, line{time.Since(start), what}) }
		b.Go(time.Minute, "off", func() { n.Lock(func() { a.SetDown(true) }) })
		b.Go(time.Hour, "on", func() { n.Lock(func() { a.SetDown(false) }) })
		b.Go(0, "echo", echo(t, b, 7))
		a.Go(0, "sleeper", func() {
			a.Sleep(2 * time.Minute)
			say("slept")
		})
		a.Go(0, "reader", func() {
			c, err := a.Dial(netip.AddrPortFrom(addrB, 7), time.Minute)
			if err != nil {
				t.Error(err)
				return
			}
			c.SetReadDeadline(start.Add(5 * time.Minute))
			_, err = c.Read(make([]byte, 1))
			if !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("reading gave %v, want a reset", err)
			}
			say("lost the connection")
		})
		a.Go(time.Minute-10*time.Millisecond, "dialler", func() {
			_, err := a.Dial(netip.AddrPortFrom(addrB, 7), 10*time.Minute)
			if !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("dialling into the power failure gave %v, want a reset", err)
			}
			say("gave up dialling")
		})
		a.Go(30*time.Minute, "late", func() { say("began") })
	})
	want := []line{
		{time.Hour, "lost the connection"}, {time.Hour, "gave up dialling"}, {time.Hour, "slept"}, {time.Hour, "began"},
	}
	if len(told) != len(want) {
		t.Fatalf("got %v, want %v", told, want)
	}
	for _, w := range want {
		if !slices.Contains(told, w) {
			t.Errorf("got %v, want %v in it", told, w)
		}
	}
}

func TestDeadlines(t *testing.T) {
	play(t, 1, vnet.Road{Latency: 10 * time.Millisecond}, func(n *vnet.Network, a, b *vnet.Host) {
		b.Go(0, "echo", echo(t, b, 7))
		a.Go(time.Millisecond, "client", func() {
			c, _ := a.Dial(netip.AddrPortFrom(addrB, 7), time.Minute)
			defer c.Close()
			before := time.Now()
			c.SetReadDeadline(before.Add(5 * time.Second))
			_, err := c.Read(make([]byte, 1))
			if nerr := net.Error(nil); !errors.As(err, &nerr) || !nerr.Timeout() || time.Since(before) != 5*time.Second {
				t.Errorf("got %v after %v, want a time-out after 5 s", err, time.Since(before))
			}
			if _, err := c.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("a past deadline gave %v", err)
			}
			c.SetReadDeadline(time.Time{})
			io.WriteString(c, "x")
			if n, err := c.Read(make([]byte, 1)); n != 1 || err != nil {
				t.Errorf("after clearing the deadline: %d, %v", n, err)
			}
		})
	})
}

func TestDatagrams(t *testing.T) {
	play(t, 1, vnet.Road{Latency: 10 * time.Millisecond}, func(n *vnet.Network, a, b *vnet.Host) {
		b.Go(0, "server", func() {
			s, err := b.ListenPacket(53)
			if err != nil {
				t.Error(err)
				return
			}
			buf := make([]byte, 512)
			for {
				n, from, err := s.ReadFrom(buf)
				if err != nil {
					return
				}
				s.WriteTo(append([]byte("re: "), buf[:n]...), from)
			}
		})
		a.Go(time.Millisecond, "client", func() {
			c, err := a.DialUDP(netip.AddrPortFrom(addrB, 53))
			if err != nil {
				t.Error(err)
				return
			}
			io.WriteString(c, "hello")
			buf := make([]byte, 512)
			if n, err := c.Read(buf); err != nil || string(buf[:n]) != "re: hello" {
				t.Errorf("got %q, %v", buf[:n], err)
			}
			c.Close()
			c.Close()
			c, _ = a.DialUDP(netip.AddrPortFrom(addrB, 54))
			io.WriteString(c, "anybody?")
			if _, err := c.Read(buf); !errors.Is(err, syscall.ECONNREFUSED) {
				t.Errorf("a closed port gave %v", err)
			}
		})
	})
}

func TestRunsLeakNoGoroutine(t *testing.T) {
	defer leaktest.Check(t)()
	for range 100 {
		play(t, 1, vnet.Road{Latency: time.Millisecond}, func(n *vnet.Network, a, b *vnet.Host) {
			b.Go(0, "echo", echo(t, b, 7))
			a.Go(0, "stuck", func() {
				c, err := a.Dial(netip.AddrPortFrom(addrB, 7), time.Minute)
				if err == nil {
					c.Read(make([]byte, 1)) // for ever
				}
			})
		})
	}
}

func BenchmarkEvents(b *testing.B) {
	var events int
	for b.Loop() {
		d := &diary{quiet: true}
		kernel.Run(context.Background(), start, kernel.Limits{}, func(k *kernel.Kernel) {
			d.k = k
			n := vnet.New(k, d, nil, vnet.Road{Latency: 10 * time.Millisecond, Bandwidth: 1e7}, 0)
			x, _ := n.AddHost("a", addrA)
			y, _ := n.AddHost("b", addrB)
			y.Go(0, "echo", echo(b, y, 7))
			x.Go(time.Millisecond, "client", func() {
				c, _ := x.Dial(netip.AddrPortFrom(addrB, 7), time.Minute)
				buf := make([]byte, 64)
				for range 1000 {
					io.WriteString(c, "MAIL FROM:<alicia@alfa.test>\r\n")
					c.Read(buf)
				}
				c.Close()
			})
		}, func(*kernel.Kernel, string) {})
		events += d.marks
	}
	b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
}
