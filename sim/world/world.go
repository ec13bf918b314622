// Package world turns a scenario into a trace: it builds the network, puts the
// cast on it, lets the script happen, and gives back what was recorded.
//
//	(scenario, seed) -> trace
//
// Everything that the trace tells came out of the protocols: the world decides
// who stands where and when somebody presses "send", never how it ends. The same
// scenario and seed give the same trace, byte for byte.
package world

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/netip"

	"posta/sim/actor/mua"
	"posta/sim/dns"
	"posta/sim/fault"
	"posta/sim/kernel"
	"posta/sim/mailbox"
	"posta/sim/scenario"
	"posta/sim/trace"
	"posta/sim/vnet"
)

// Reasons for which a run ends, besides the kernel's: see trace.RunEnded.
const (
	// LimitEvents: the trace has as many events as the scenario allows.
	LimitEvents = string(trace.EndEvents)
	// Stuck: an action of the script waits for something that can never come.
	Stuck = "stuck"
)

// deliveriesPerEvent bounds what happens without leaving an event behind, so
// that a loop of timers ends too.
const deliveriesPerEvent = 20

// firstEvents is how many events room is made for at first: a letter's journey
// has a few hundred.
const firstEvents = 512

// world is one run being made.
type world struct {
	s     *scenario.Scenario
	seed  uint64
	o     Options
	g     Ground
	v     *virtual // the ground of a simulation, else nil
	hosts map[string]Host
	// returns are when the power of hosts comes back, by itself.
	returns []powerReturn

	faults   *fault.State
	zones    map[string]*authority // by server name
	stores   map[string]*mailbox.Store
	devices  map[string]*mua.Device
	stubs    map[string]*dns.Resolver
	services map[netip.AddrPort]string
	// addrTypes are the address records that programs look for.
	addrTypes []uint16

	trust trust // of the scenario's certificates

	letters map[string]string // Message-IDs of the letters that the script has names for

	director *director
	broken   error // what kept the world from being built
}

func newWorld(s *scenario.Scenario, seed uint64) *world {
	return &world{
		s: s, seed: seed,
		hosts: map[string]Host{}, zones: map[string]*authority{},
		stores: map[string]*mailbox.Store{}, devices: map[string]*mua.Device{}, stubs: map[string]*dns.Resolver{},
		services: map[netip.AddrPort]string{}, letters: map[string]string{},
	}
}

// Run runs the scenario with a seed of its own, whatever the scenario says.
func Run(ctx context.Context, s *scenario.Scenario, seed uint64) (*trace.Trace, error) {
	w := newWorld(s, seed)
	limits := kernel.Limits{Deliveries: s.Limits.Events * deliveriesPerEvent, Time: s.Limits.VirtualTime}
	err := kernel.Run(ctx, s.Start, limits, w.boot, w.end)
	if err != nil {
		return nil, fmt.Errorf("running scenario %s: %w", s.Name, err)
	}
	if w.broken != nil {
		return nil, fmt.Errorf("building the world of scenario %s: %w", s.Name, w.broken)
	}
	t := &trace.Trace{Header: HeaderOf(w.s, w.seed), Events: w.v.rec.events}
	if w.trust.authority != nil {
		t.Wire = &trace.Wire{Payload: w.v.rec.road.payload, KeyLog: w.trust.keys.text}
	}
	return t, nil
}

// boot is called by the kernel, inside the bubble, before anything runs.
func (w *world) boot(k *kernel.Kernel) {
	rec := &recorder{k: k, limit: w.s.Limits.Events, service: w.service, events: make([]trace.Event, 0, firstEvents)}
	k.OnPanic = func(p kernel.Panic) {
		rec.add("", 0, trace.ActorPanicked{Process: p.Process, Value: p.Value})
	}
	w.v = &virtual{seed: w.seed, k: k, rec: rec, hosts: map[string]*vnet.Host{}}
	w.v.net = vnet.New(k, rec, w.rand, road(w.s.Network), w.s.Limits.Connections)
	w.broken = w.stand(w.v, func(host string, conn int, f trace.Fact) { rec.add(host, conn, f) })
	if w.broken != nil {
		return
	}
	w.director = newDirector(w)
	k.OnQuiet = w.director.quiet
}

// stand builds the world on a ground.
func (w *world) stand(g Ground, record func(host string, conn int, f trace.Fact)) error {
	w.g = g
	w.faults = fault.New(w.s, w.rand)
	if weather := w.faults.Weather(g.Elapsed, record); weather != nil {
		g.SetWeather(weather)
	}
	return w.build()
}

func (w *world) rand(label string) *rand.Rand { return Rand(w.seed, label) }

// end writes the last event. Called with the kernel's lock held.
func (w *world) end(k *kernel.Kernel, reason string) {
	var waiting []string
	if w.director != nil {
		if waiting = w.director.unfinished(); len(waiting) > 0 && reason == kernel.Quiet {
			reason = Stuck
		}
	}
	k.SetCause(len(w.v.rec.events))
	w.v.rec.limit = 0
	w.v.rec.add("", 0, trace.RunEnded{Reason: trace.EndReason(reason), Waiting: waiting})
	w.v.rec.ended = true
}

// service names what listens at an address, by its IANA name.
func (w *world) service(network string, a netip.AddrPort) string {
	if name, ok := w.services[a]; ok {
		return name
	}
	return wellKnown(a.Port())
}
