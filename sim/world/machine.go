package world

import (
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net"
	"net/netip"
	"time"

	"posta/sim/actor"
	"posta/sim/kernel"
	"posta/sim/trace"
	"posta/sim/vnet"
)

// machine is a host of the virtual network as its actors see it.
type machine struct {
	v    *virtual
	host *vnet.Host
}

var _ Host = (*machine)(nil)

func (m *machine) Name() string   { return m.host.Name() }
func (m *machine) Now() time.Time { return m.v.k.Now() }

func (m *machine) After(d time.Duration, label string, f func()) {
	m.v.k.Lock()
	defer m.v.k.Unlock()
	if !m.v.k.Stopped() {
		m.host.Go(d, label, f)
	}
}

func (m *machine) Sleep(d time.Duration) error {
	return stopped(m.host.Sleep(d))
}

func (m *machine) Dial(network, address string, timeout time.Duration) (net.Conn, error) {
	addr, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, fmt.Errorf("dialling %q: machines dial addresses, not names: %w", address, err)
	}
	switch network {
	case "tcp":
		c, err := m.host.Dial(addr, timeout)
		return c, stopped(err)
	case "udp":
		c, err := m.host.DialUDP(addr)
		if err != nil {
			return nil, stopped(err)
		}
		return c, nil
	}
	return nil, fmt.Errorf("dialling %s: %w", address, net.UnknownNetworkError(network))
}

// DialAs is for whoever stands on a road (package interceptor).
func (m *machine) DialAs(source netip.Addr, address string, timeout time.Duration) (net.Conn, error) {
	addr, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, fmt.Errorf("dialling %q: machines dial addresses, not names: %w", address, err)
	}
	c, err := m.host.DialAs(source, addr, timeout)
	return c, stopped(err)
}

func (m *machine) Listen(port uint16) (net.Listener, error) { return m.host.Listen(port) }

func (m *machine) ListenPacket(port uint16) (net.PacketConn, error) {
	return m.host.ListenPacket(port)
}

func (m *machine) Rand(label string) *rand.Rand { return m.v.rand(m.Name() + " " + label) }

func (m *machine) Keep(letter []byte) []byte {
	m.v.k.Lock()
	defer m.v.k.Unlock()
	return m.v.rec.keep(letter)
}

func (m *machine) Record(conn net.Conn, fact trace.Fact) {
	id, road := 0, beneath(conn)
	m.v.k.Lock()
	defer m.v.k.Unlock()
	switch c := road.(type) {
	case nil:
	case *vnet.Conn:
		id, fact = inside(c, fact)
	default:
		id = c.ID()
	}
	m.v.rec.add(m.Name(), id, fact)
}

// inside is a fact of an end of a connection as it is told: what TLS covers all the way to the
// client, whoever stands in the middle and passes it on, is the client's connection, and its
// octets are counted there.
func inside(road *vnet.Conn, fact trace.Fact) (conn int, _ trace.Fact) {
	conn, sent, received := road.Inside()
	switch f := fact.(type) {
	case trace.DataSent:
		f.Offset += sent
		return conn, f
	case trace.DataReceived:
		f.Offset += received
		return conn, f
	}
	return conn, fact
}

func (m *machine) Begin(label string, f func()) { m.host.Go(0, label, f) }
func (m *machine) Down() bool                   { return m.host.Down() }
func (m *machine) SetDown(down bool)            { m.host.SetDown(down) }
func (m *machine) Waiting() bool                { return m.host.Waiting() }

// numbered is a connection of the network.
type numbered interface{ ID() int }

// beneath finds the connection of the network under whatever wraps it; nil where there is none.
func beneath(conn net.Conn) numbered {
	for conn != nil {
		switch c := conn.(type) {
		case numbered:
			return c
		case interface{ NetConn() net.Conn }:
			conn = c.NetConn()
		default:
			return nil
		}
	}
	return nil
}

// connID is that connection's number; 0: there is none.
func connID(conn net.Conn) int {
	if c := beneath(conn); c != nil {
		return c.ID()
	}
	return 0
}

func stopped(err error) error {
	if errors.Is(err, kernel.ErrStopped) {
		return actor.ErrStopped
	}
	return err
}

// Rand gives a generator that depends on the run's seed and the label alone.
func Rand(seed uint64, label string) *rand.Rand {
	return rand.New(source(seed, label))
}

func source(seed uint64, label string) *rand.PCG {
	h := fnv.New64a()
	h.Write([]byte(label))
	return rand.NewPCG(seed, h.Sum64())
}
