// Package world turns a scenario into a trace: it builds the network, puts the
// cast on it, lets the script happen, and gives back what was recorded.
//
//	(scenario, seed, inputs) -> trace
//
// Everything that the trace tells came out of the protocols: the world decides
// who stands where and when somebody presses "send", never how it ends. The same
// scenario, seed and inputs give the same trace, byte for byte, whether the inputs
// were known from the start (Run) or came while the world was held (Session).
package world

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"

	"posta/sim/actor/esp"
	"posta/sim/actor/mua"
	"posta/sim/actor/reader"
	"posta/sim/actor/relay"
	"posta/sim/actor/reporter"
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
	// LimitMemory: letters have come to take up what the scenario allows.
	LimitMemory = string(trace.EndMemory)
	// Stuck: an action of the script waits for something that can never come.
	Stuck = "stuck"
)

// deliveriesPerEvent bounds what happens without leaving an event behind, so
// that a loop of timers ends too.
const deliveriesPerEvent = 20

// Recording says what is kept of a run.
type Recording struct {
	// Level is how much; "": what the scenario says. The run is the same.
	Level scenario.Record
	// Each takes every event as it comes, in the place of its being kept. It is called
	// inside the run, and waits for nothing of it.
	Each func(trace.Event)
}

// firstEvents is how many events room is made for at first: a letter's journey
// has a few hundred.
const firstEvents = 512

// world is one run being made.
type world struct {
	s     *scenario.Scenario
	seed  uint64
	o     Options
	keep  Recording
	g     Ground
	v     *virtual // the ground of a simulation, else nil
	hosts map[string]Host
	// returns are when the power of hosts comes back, by itself.
	returns []powerReturn

	faults   *fault.State
	zones    map[string]*authority // by server name
	stores   map[string]*mailbox.Store
	queues   map[string]*relay.Queue
	devices  map[string]*mua.Device
	stubs    map[string]*dns.Resolver
	services map[netip.AddrPort]string
	// addrTypes are the address records that programs look for.
	addrTypes []uint16

	trust trust // of the scenario's certificates

	reporters map[string]*reporter.Reporter // by host
	senders   map[string]*esp.Sender        // of campaigns, by host
	readers   map[string]*reader.Readers    // by domain

	keys map[string]mailbox.Key // by device: the newest of its own
	made map[string]int         // how many there have been
	// refresh are the refresh tokens that count, by device.
	refresh map[string]string

	letters map[string]string // Message-IDs of the letters that the script has names for

	// outside is what inputs do; nil where none can come.
	outside *outside
	// servers are the services that can be started anew, and listening what they listen
	// with; empty where no input can come.
	servers   map[string][]server
	listening map[seatPlace]net.Listener
	dice      *dice

	// record adds a fact that concerns a connection.
	record func(host string, conn int, f trace.Fact)

	director *director
	broken   error // what kept the world from being built
}

func newWorld(s *scenario.Scenario, seed uint64) *world {
	return &world{
		s: s, seed: seed,
		hosts: map[string]Host{}, zones: map[string]*authority{},
		stores: map[string]*mailbox.Store{}, queues: map[string]*relay.Queue{}, devices: map[string]*mua.Device{}, stubs: map[string]*dns.Resolver{},
		services: map[netip.AddrPort]string{}, reporters: map[string]*reporter.Reporter{}, senders: map[string]*esp.Sender{}, readers: map[string]*reader.Readers{}, letters: map[string]string{},
		keys: map[string]mailbox.Key{}, made: map[string]int{}, refresh: map[string]string{},
		servers: map[string][]server{}, listening: map[seatPlace]net.Listener{}, dice: &dice{seed: seed},
	}
}

// Run runs the scenario with a seed of its own, whatever the scenario says, and with
// what is done to it meanwhile.
func Run(ctx context.Context, s *scenario.Scenario, seed uint64, keep Recording, inputs []*scenario.Input) (*trace.Trace, error) {
	w := newWorld(s, seed)
	w.keep = keep
	if len(inputs) > 0 {
		w.outside = newOutside()
	}
	err := kernel.Run(ctx, s.Start, w.limits(), func(k *kernel.Kernel) {
		w.boot(k)
		w.feed(inputs)
	}, w.end)
	if err := w.failed(err); err != nil {
		return nil, err
	}
	t := &trace.Trace{Header: HeaderOf(w.s, w.seed, w.level())}
	w.tell(t)
	return t, nil
}

// level is how much is recorded.
func (w *world) level() scenario.Record { return cmp.Or(w.keep.Level, w.s.Record) }

func (w *world) limits() kernel.Limits {
	lasts, _ := w.s.Lasts()
	return kernel.Limits{Deliveries: w.s.Limits.Events * deliveriesPerEvent, Time: lasts}
}

// failed says why there was no run, or would be no end of it.
func (w *world) failed(err error) error {
	if err != nil {
		return fmt.Errorf("running scenario %s: %w", w.s.Name, err)
	}
	if w.broken != nil {
		return fmt.Errorf("building the world of scenario %s: %w", w.s.Name, w.broken)
	}
	return nil
}

// tell brings a trace up to what has happened.
func (w *world) tell(t *trace.Trace) {
	t.Events = w.v.rec.events
	if w.trust.authority != nil {
		t.Wire = &trace.Wire{Payload: w.v.rec.road.payload, KeyLog: w.trust.keys.text}
	}
}

// boot is called by the kernel, inside the bubble, before anything runs.
func (w *world) boot(k *kernel.Kernel) {
	rec := &recorder{
		k: k, limit: w.s.Limits.Events, service: w.service, events: make([]trace.Event, 0, firstEvents),
		level: w.level(), each: w.keep.Each, held: holding{limit: w.s.Limits.Memory},
	}
	if rec.level == scenario.RecordLetters {
		rec.takes = trace.Sieve(trace.RecordLetters)
	}
	k.OnPanic = func(p kernel.Panic) {
		rec.add("", 0, trace.ActorPanicked{Process: p.Process, Value: p.Value})
	}
	w.v = &virtual{dice: w.dice, k: k, rec: rec, hosts: map[string]*vnet.Host{}}
	w.v.net = vnet.New(k, rec, w.rand, road(w.s.Network), w.s.Limits.Connections)
	rec.underway = w.v.net.Underway
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
	w.record = record
	w.blow()
	return w.build()
}

// blow lets the faults have their say about roads and doors.
func (w *world) blow() {
	if weather := w.faults.Weather(w.g.Elapsed, w.record); weather != nil {
		w.g.SetWeather(weather)
	}
}

func (w *world) rand(label string) *rand.Rand { return w.dice.rand(label) }

// end writes the last event. Called with the kernel's lock held.
func (w *world) end(k *kernel.Kernel, reason string) {
	var waiting []trace.Unfinished
	if w.director != nil {
		if waiting = w.director.unfinished(); len(waiting) > 0 && reason == kernel.Quiet {
			reason = Stuck
		}
	}
	if _, calendar := w.s.Lasts(); calendar && reason == kernel.LimitTime {
		reason = string(trace.EndCalendar)
	}
	rec := w.v.rec
	k.SetCause(rec.count)
	rec.limit = 0
	ended := trace.RunEnded{Reason: trace.EndReason(reason), Waiting: waiting}
	if reason == LimitMemory {
		ended.Held = rec.held.most()
	}
	rec.add("", 0, ended)
	rec.ended = true
}

// service names what listens at an address, by its IANA name.
func (w *world) service(network string, a netip.AddrPort) string {
	if name, ok := w.services[a]; ok {
		return name
	}
	return wellKnown(a.Port())
}
