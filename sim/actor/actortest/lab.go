// Package actortest is a laboratory for the cast: a few machines on a virtual
// network, in virtual time, and what they recorded. Tests of actors run in it
// what a scenario would run in a world, without a scenario.
package actortest

import (
	"context"
	"errors"
	"hash/fnv"
	"math/rand/v2"
	"net"
	"net/netip"
	"testing"
	"time"

	"posta/sim/actor"
	"posta/sim/kernel"
	"posta/sim/trace"
	"posta/sim/vnet"
)

// Start is the instant at which every experiment begins.
var Start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.FixedZone("", 3600))

// maxDeliveries ends an experiment that would go on for ever.
const maxDeliveries = 2_000_000

// Event is a fact that an actor recorded.
type Event struct {
	At   time.Duration
	Host string
	Fact trace.Fact
}

// Lab is one experiment.
type Lab struct {
	t    testing.TB
	seed uint64
	k    *kernel.Kernel
	net  *vnet.Network

	Events []Event
	// Ended is why the experiment was over: kernel.Quiet, or a limit.
	Ended string
}

// Run does an experiment: setup puts machines on the network and says with Start
// what happens on them. It returns when nothing is left to happen.
func Run(t testing.TB, seed uint64, setup func(*Lab)) *Lab {
	t.Helper()
	l := &Lab{t: t, seed: seed}
	var panics []kernel.Panic
	err := kernel.Run(context.Background(), Start, kernel.Limits{Deliveries: maxDeliveries}, func(k *kernel.Kernel) {
		l.k = k
		k.OnPanic = func(p kernel.Panic) { panics = append(panics, p) }
		l.net = vnet.New(k, tap{}, l.rand, vnet.Road{Latency: 10 * time.Millisecond}, 0)
		setup(l)
	}, func(_ *kernel.Kernel, reason string) { l.Ended = reason })
	if err != nil {
		t.Fatalf("the experiment would not end: %v", err)
	}
	for _, p := range panics {
		t.Errorf("process %s panicked: %s\n%s", p.Process, p.Value, p.Stack)
	}
	if l.Ended != kernel.Quiet {
		t.Errorf("the experiment ended by %s, not because nothing was left to happen", l.Ended)
	}
	return l
}

func (l *Lab) rand(label string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(label))
	return rand.New(rand.NewPCG(l.seed, h.Sum64()))
}

// Host puts a machine on the network. It is for setup only.
func (l *Lab) Host(name string, addrs ...string) *Machine {
	var list []netip.Addr
	for _, a := range addrs {
		list = append(list, netip.MustParseAddr(a))
	}
	h, err := l.net.AddHost(name, list...)
	if err != nil {
		panic(err)
	}
	return &Machine{lab: l, host: h}
}

// Of lists the facts of one type that a host recorded, in order.
func Of[F trace.Fact](l *Lab, host string) []F {
	var list []F
	for _, e := range l.Events {
		if f, ok := e.Fact.(F); ok && e.Host == host {
			list = append(list, f)
		}
	}
	return list
}

// Machine is a machine of the laboratory.
type Machine struct {
	lab  *Lab
	host *vnet.Host
}

var _ actor.Machine = (*Machine)(nil)

// Begin starts a process at an instant. Unlike After it is for setup.
func (m *Machine) Begin(at time.Duration, f func()) { m.host.Go(at, "begin", f) }

// Power turns the machine off and on, at an instant. It is for setup.
func (m *Machine) Power(at time.Duration, on bool) {
	m.lab.k.Post(at, 0, func() { m.host.SetDown(!on) })
}

// Name is the host's.
func (m *Machine) Name() string { return m.host.Name() }

// Now is virtual.
func (m *Machine) Now() time.Time { return m.lab.k.Now() }

// After starts a process after d.
func (m *Machine) After(d time.Duration, label string, f func()) {
	m.lab.k.Lock()
	defer m.lab.k.Unlock()
	if !m.lab.k.Stopped() {
		m.host.Go(d, label, f)
	}
}

// Sleep waits in virtual time.
func (m *Machine) Sleep(d time.Duration) error { return stopped(m.host.Sleep(d)) }

// Dial connects by TCP or UDP.
func (m *Machine) Dial(network, address string, timeout time.Duration) (net.Conn, error) {
	if network == "udp" {
		c, err := m.host.DialUDP(netip.MustParseAddrPort(address))
		if err != nil {
			return nil, stopped(err)
		}
		return c, nil
	}
	c, err := m.host.Dial(netip.MustParseAddrPort(address), timeout)
	if err != nil {
		return nil, stopped(err)
	}
	return c, nil
}

// Listen listens on every address.
func (m *Machine) Listen(port uint16) (net.Listener, error) { return m.host.Listen(port) }

// Keep keeps a letter as it is.
func (m *Machine) Keep(letter []byte) []byte { return letter }

// ListenPacket listens on every address.
func (m *Machine) ListenPacket(port uint16) (net.PacketConn, error) { return m.host.ListenPacket(port) }

// Rand depends on the experiment's seed, the host and the label.
func (m *Machine) Rand(label string) *rand.Rand { return m.lab.rand(m.Name() + " " + label) }

// Record keeps the fact.
func (m *Machine) Record(_ net.Conn, fact trace.Fact) {
	m.lab.k.Lock()
	defer m.lab.k.Unlock()
	m.lab.Events = append(m.lab.Events, Event{At: m.lab.k.Elapsed(), Host: m.Name(), Fact: fact})
}

func stopped(err error) error {
	if errors.Is(err, kernel.ErrStopped) {
		return actor.ErrStopped
	}
	return err
}

// tap hears nothing: what crosses the network is not what these tests are about.
type tap struct{}

func (tap) Opening(string, int, string, netip.AddrPort, netip.AddrPort, string)  {}
func (tap) Accepted(string, int, string, netip.AddrPort, netip.AddrPort, string) {}
func (tap) Established(string, int)                                              {}
func (tap) Failed(string, int, error)                                            {}
func (tap) Closed(string, int, bool)                                             {}
func (tap) Ended(string, int)                                                    {}
func (tap) DataSent(string, int, int, []byte)                                    {}
func (tap) DataReceived(string, int, int, int)                                   {}
func (tap) Passed(string, int, int, string, string)                              {}
func (tap) PacketSent(string, int, vnet.Packet) int                              { return 0 }
func (tap) PacketReceived(string, int, int)                                      {}
func (tap) PacketLost(string, int, int, string)                                  {}
