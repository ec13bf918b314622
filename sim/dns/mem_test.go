package dns

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"
)

// memNet is a network where a write is answered before it returns, and where silence moves the clock to the deadline:
// whole resolutions run with no goroutine and no waiting.
type memNet struct {
	now     time.Time
	servers map[string]*Server // by "address:port"
	log     []string           // one line a message
	nextID  uint16
}

func newMemNet() *memNet {
	return &memNet{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), servers: map[string]*Server{}}
}

func (n *memNet) Now() time.Time { return n.now }

func (n *memNet) ID() uint16 { n.nextID++; return n.nextID }

func (n *memNet) listen(addr string, h Handler) {
	n.servers[net.JoinHostPort(addr, "53")] = &Server{Handler: h, Now: n.Now}
}

func (n *memNet) Dial(network, address string) (net.Conn, error) {
	if n.servers[address] == nil {
		return nil, errors.New("no route to host")
	}
	return &memConn{net: n, network: network, address: address}, nil
}

// drain returns and empties the log.
func (n *memNet) drain() string {
	out := strings.Join(n.log, "\n")
	n.log = nil
	return out
}

type memConn struct {
	net              *memNet
	network, address string
	deadline         time.Time
	in, out          bytes.Buffer
	packets          [][]byte
}

type memAddr string

func (a memAddr) Network() string { return "mem" }
func (a memAddr) String() string  { return string(a) }

func (c *memConn) Write(p []byte) (int, error) {
	if c.network == "udp" {
		if reply := c.ask(p); reply != nil {
			c.packets = append(c.packets, reply)
		}
		return len(p), nil
	}
	c.out.Write(p)
	for c.out.Len() >= 2 {
		n := int(binary.BigEndian.Uint16(c.out.Bytes()))
		if c.out.Len() < 2+n {
			break
		}
		if reply := c.ask(c.out.Next(2 + n)[2:]); reply != nil {
			writeFrame(&c.in, reply)
		}
	}
	return len(p), nil
}

func (c *memConn) ask(p []byte) []byte {
	reply := c.net.servers[c.address].Respond(c.network, memAddr("client"), p)
	d := Describe(p)
	verdict := "silence"
	if reply != nil {
		r := Describe(reply)
		verdict = fmt.Sprintf("%s %s %d/%d/%d", r.RCode, r.Flags(), len(r.Answer), len(r.Authority), len(r.Additional))
	}
	host, _, _ := net.SplitHostPort(c.address)
	c.net.log = append(c.net.log, fmt.Sprintf("%s %s %s -> %s", c.network, host, strings.Join(d.Question, ","), verdict))
	return reply
}

func (c *memConn) Read(p []byte) (int, error) {
	if c.network == "tcp" && c.in.Len() > 0 {
		return c.in.Read(p)
	}
	if len(c.packets) > 0 {
		n := copy(p, c.packets[0])
		c.packets = c.packets[1:]
		return n, nil
	}
	if c.deadline.IsZero() {
		return 0, io.EOF
	}
	c.net.now = c.deadline
	return 0, os.ErrDeadlineExceeded
}

func (c *memConn) ReadFrom(p []byte) (int, net.Addr, error) {
	n, err := c.Read(p)
	return n, memAddr(c.address), err
}
func (c *memConn) WriteTo(p []byte, _ net.Addr) (int, error) { return c.Write(p) }
func (c *memConn) Close() error                              { return nil }
func (c *memConn) LocalAddr() net.Addr                       { return memAddr("client") }
func (c *memConn) RemoteAddr() net.Addr                      { return memAddr(c.address) }
func (c *memConn) SetDeadline(t time.Time) error             { c.deadline = t; return nil }
func (c *memConn) SetReadDeadline(t time.Time) error         { return c.SetDeadline(t) }
func (c *memConn) SetWriteDeadline(time.Time) error          { return nil }

func mustZone(t testing.TB, origin, text string) *Zone {
	t.Helper()
	z, err := ParseZone(origin, text)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func serve(t testing.TB, zones ...*Zone) *Authority {
	t.Helper()
	a, err := NewAuthority(zones...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

const (
	rootAddr  = "192.0.2.1"
	tldAddr   = "192.0.2.2"
	alphaAddr = "198.51.100.53"
	betaAddr  = "203.0.113.53"
)

const rootZone = `
.               86400 IN SOA a.root.test. hostmaster.root.test. 1 7200 1800 1209600 600
.               86400 IN NS  a.root.test.
test.           86400 IN NS  ns.nic.test.
ns.nic.test.    86400 IN A   192.0.2.2
`

const testZone = `
@           86400 IN SOA ns.nic hostmaster.nic 1 7200 1800 1209600 600
@           86400 IN NS  ns.nic
ns.nic      86400 IN A   192.0.2.2
alpha       86400 IN NS  ns1.alpha
ns1.alpha   86400 IN A   198.51.100.53
beta        86400 IN NS  ns1.beta
ns1.beta    86400 IN A   203.0.113.53
noglue      86400 IN NS  ns1.alpha
circle      86400 IN NS  ns.round
round       86400 IN NS  ns.circle
lame        86400 IN NS  ns1.beta
`

const alphaZone = `
$TTL 300
@       IN SOA ns1 hostmaster 7 7200 1800 1209600 60
@       IN NS  ns1
@       IN MX  10 mail
@       IN MX  20 backup.beta.test.
@       IN TXT "v=spf1 mx -all"
ns1     IN A   198.51.100.53
mail    IN A   198.51.100.25
mail    IN AAAA 2001:db8:a::25
www     IN CNAME web
web     IN A   198.51.100.80
out     IN CNAME www.beta.test.
ring1   IN CNAME ring2.beta.test.
dangle  IN CNAME nothing.beta.test.
`

const betaZone = `
$TTL 300
@       IN SOA ns1 hostmaster 7 7200 1800 1209600 60
@       IN NS  ns1
@       IN MX  10 mail
ns1     IN A   203.0.113.53
mail    IN A   203.0.113.25
backup  IN A   203.0.113.26
www     IN A   203.0.113.80
ring2   IN CNAME ring1.alpha.test.
short   0 IN A 203.0.113.99
`

// internet is a root, the test. registry and two domains on four hosts, and a recursive resolver with a cache.
func internet(t testing.TB) (*memNet, *Resolver) {
	t.Helper()
	n := newMemNet()
	noglue := mustZone(t, "noglue.test", "@ 300 IN SOA ns1.alpha.test. h 1 2 3 4 5\n@ NS ns1.alpha.test.\nwww 300 A 198.51.100.81\n")
	n.listen(rootAddr, serve(t, mustZone(t, ".", rootZone)))
	n.listen(tldAddr, serve(t, mustZone(t, "test.", testZone)))
	n.listen(alphaAddr, serve(t, mustZone(t, "alpha.test", alphaZone), noglue))
	n.listen(betaAddr, serve(t, mustZone(t, "beta.test", betaZone)))
	return n, &Resolver{
		Roots: []RootHint{{Name: "a.root.test.", Addrs: []netip.Addr{netip.MustParseAddr(rootAddr)}}},
		Dial:  n.Dial, Now: n.Now, ID: n.ID, Cache: &Cache{},
	}
}

// texts are records as lines.
func texts(rrs []RR) string {
	var out []string
	for _, rr := range rrs {
		out = append(out, Text(rr))
	}
	return strings.Join(out, "\n")
}
