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
	id := connID(conn)
	m.v.k.Lock()
	defer m.v.k.Unlock()
	m.v.rec.add(m.Name(), id, fact)
}

func (m *machine) Begin(label string, f func()) { m.host.Go(0, label, f) }
func (m *machine) Down() bool                   { return m.host.Down() }
func (m *machine) SetDown(down bool)            { m.host.SetDown(down) }
func (m *machine) Waiting() bool                { return m.host.Waiting() }

// connID finds the connection's number below whatever wraps it.
func connID(conn net.Conn) int {
	for conn != nil {
		switch c := conn.(type) {
		case interface{ ID() int }:
			return c.ID()
		case interface{ NetConn() net.Conn }:
			conn = c.NetConn()
		default:
			return 0
		}
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
