package world

import (
	"math/rand/v2"
	"net/netip"
	"time"

	"posta/sim/kernel"
	"posta/sim/scenario"
	"posta/sim/trace"
	"posta/sim/vnet"
)

// virtual is the ground of a simulation: the kernel's bubble and its network.
type virtual struct {
	dice  *dice
	k     *kernel.Kernel
	net   *vnet.Network
	rec   *recorder
	hosts map[string]*vnet.Host
}

var _ Ground = (*virtual)(nil)

func (v *virtual) Lock()                           { v.k.Lock() }
func (v *virtual) Unlock()                         { v.k.Unlock() }
func (v *virtual) Now() time.Time                  { return v.k.Now() }
func (v *virtual) Elapsed() time.Duration          { return v.k.Elapsed() }
func (v *virtual) Post(at time.Duration, f func()) { v.k.Post(at, 0, f) }

func (v *virtual) PostScenery(at time.Duration, f func()) (await func() bool) {
	return v.k.PostScenery(at, 0, f).Promote
}

func (v *virtual) AddHost(name string, addrs []netip.Addr) (Host, error) {
	h, err := v.net.AddHost(name, addrs...)
	if err != nil {
		return nil, err
	}
	v.hosts[name] = h
	return &machine{v: v, host: h}, nil
}

func (v *virtual) Connect(a, b string, n scenario.Network) {
	v.net.Connect(v.hosts[a], v.hosts[b], road(n))
}

func (v *virtual) SetWeather(w vnet.Weather)           { v.net.SetWeather(w) }
func (v *virtual) Record(host string, fact trace.Fact) { v.rec.add(host, 0, fact) }
func (v *virtual) Root()                               { v.k.SetCause(0) }

func (v *virtual) rand(label string) *rand.Rand { return v.dice.rand(label) }

func road(n scenario.Network) vnet.Road {
	return vnet.Road{Latency: n.Latency, Jitter: n.Jitter, Bandwidth: n.Bandwidth, Loss: n.Loss, MSS: n.MSS}
}
