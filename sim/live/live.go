package live

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"slices"
	"time"

	"posta/sim/live/localca"
	"posta/sim/scenario"
	"posta/sim/tlsca"
	"posta/sim/trace"
	"posta/sim/world"
)

// Options say how a scenario goes live.
type Options struct {
	// Bind puts all hosts on one address; not valid: each has a loopback address of
	// its own, or, where the system has only one, all have that.
	Bind netip.Addr
	// Privileged uses the scenario's own ports.
	Privileged bool
	// Play lets the scenario's script happen, and the scenario's own clock count.
	// Otherwise only the servers are there, and the clock is the system's.
	Play bool
	// Speed is how much faster than the real clock the scenario's runs, with Play; 0:
	// as fast. Strangers are given real time.
	Speed float64
	// Skip sets the clock forward whenever nothing happens but waiting, with Play.
	Skip bool
	// Seed takes the place of the scenario's own.
	Seed *uint64
	// Spill makes the file to which a trace goes that memory has no room for; nil: what finds none is missed. It is closed at
	// the end, and is whoever made it's to remove.
	Spill func() (*os.File, error)
	// Past is what was before, where a cast goes on that another program began; nil: it begins.
	Past *Past
	// Keep is told of each event before anybody can know of it: before what is said is said, and before what was accepted is
	// answered for. It is called with everything held up, and must not wait; nil: nobody is.
	Keep func(trace.Event)
	// Later: what Keep was told is kept once Settled says so, and until then nothing is said to anybody outside that follows
	// from it, nor does Next or Await give it: for where keeping takes as long as a network does.
	Later bool
	// Discreet: passwords, and whatever else opens a mailbox, are nowhere in the trace, wrong ones neither: in their place are
	// asterisks, of which it says that they are. For a cast whose trace others see than whoever logs in.
	Discreet bool
	// Away are hosts that are machines of others: nobody is at home there until a Guest is.
	Away []string
	// Far has this machine be one host of a cast whose trace is on another.
	Far *Far
	// Authority is asked, where there is TLS, who vouches for the hosts; nil: somebody made
	// for this once. A scenario's own authority never does here: everybody has its key.
	Authority func() (*localca.Authority, error)
}

// Past is what a cast had come to when the program that it was in ended: it goes on with the mailboxes, the queues and the copies
// that the trace tells of, by the same clock. What was under way is lost, as it is with a machine that loses its power: that is
// told.
type Past struct {
	Trace *trace.Trace
	// Acts are the lines that were done to the cast (Acted).
	Acts []string
}

func (o Options) speed() float64 {
	if !o.Play || o.Speed <= 0 {
		return 1
	}
	return o.Speed
}

// Live is a scenario on real sockets.
type Live struct {
	Scenario *scenario.Scenario
	Header   trace.Header
	// Doors are the services, where they are.
	Doors []Door

	g         *ground
	w         *world.World
	o         Options
	authority *localca.Authority
	acts      acts
}

// Keys are what devices were given to open their owners' accounts with, as things stand.
func (l *Live) Keys() []world.Key {
	l.g.Lock()
	defer l.g.Unlock()
	return l.w.Keys()
}

// Reasons for which it ends, beside trace.RunEnded's.
const (
	Quiet     = "quiet"
	Cancelled = "cancelled"
	// LimitTime: the scenario's own limit of time.
	LimitTime = "limit:virtual-time"
)

// Start opens the sockets and starts the cast. A socket that cannot be had is a
// *PortError.
func Start(s *scenario.Scenario, o Options) (*Live, error) {
	seed := s.Seed
	if o.Seed != nil {
		seed = *o.Seed
	}
	if err := mayBeAway(s, o.Away); err != nil {
		return nil, err
	}
	switch {
	case o.Far != nil:
		theirs := *s
		theirs.Start = o.Far.Start
		s = &theirs
	case o.Past != nil:
		before := *s
		before.Start = o.Past.Trace.Header.Start
		s = &before
	case !o.Play:
		now := *s
		now.Start = time.Now().In(time.FixedZone("", int(s.UTCOffset/time.Second))).Truncate(time.Millisecond)
		s = &now
	}
	l := &Live{Scenario: s, Header: world.HeaderOf(s, seed, scenario.RecordPackets), o: o}
	p, err := makePlan(s, o, l.doors)
	if err != nil {
		return nil, err
	}
	sockets, err := p.open()
	if err != nil {
		return nil, err
	}
	l.Doors = p.doors
	l.g = newGround(s.Start, seed, p, sockets, o)
	switch {
	case o.Far != nil:
		l.g.base = o.Far.Elapsed()
	case o.Past != nil:
		l.g.base = o.Past.elapsed()
	}
	l.g.seed += uint64(l.g.base) // what programs draw by chance, as the names of letters, is not drawn again
	l.g.rec.open = o.Spill
	if o.Far == nil { // the program is on the machine where the trace is
		l.g.outside = outsiders(s)
	}
	// Nothing runs yet: no lock is needed, and what the cast begins waits for raise.
	wishes := world.Options{
		Mailbox: MaxMailbox, Queue: MaxQueue,
		Also:      func(host string) []netip.Addr { return reachable(p.addrs[host]) },
		Authority: func() (tlsca.Issuer, error) { return l.vouch() },
		SMTP:      l.g.holds.watch,
		Look:      l.g.holds.look,
		Inputs:    true,
	}
	l.w, err = world.On(l.g, s, seed, wishes, func(host string, conn int, f trace.Fact) { l.g.add(host, conn, f) })
	if err != nil {
		l.g.stop()
		return nil, err
	}
	switch {
	case o.Far != nil:
		err = l.w.Restore(o.Far.Host, o.Far.Disk)
	case o.Past != nil:
		err = l.resume(o.Past)
	}
	if err != nil {
		l.g.stop()
		return nil, err
	}
	l.g.rec.keep, l.g.rec.later, l.g.rec.settled = o.Keep, o.Later, l.g.rec.count
	for _, name := range o.Away {
		h := l.g.hosts[name]
		h.SetDown(true)
		l.g.add(name, 0, trace.HostDown{})
	}
	if o.Past != nil {
		l.g.awake()
	}
	l.g.raise()
	return l, nil
}

// elapsed is the time since the start: by the system's clock, and never before what was.
func (p *Past) elapsed() clockTime {
	last := p.Trace.At(len(p.Trace.Events)).At
	return max(last+time.Millisecond, time.Since(p.Trace.Header.Start).Truncate(time.Millisecond))
}

// resume goes on from what was. Nothing runs yet.
func (l *Live) resume(p *Past) error {
	l.g.rec.recall(p.Trace.Events)
	for _, e := range p.Trace.Events {
		l.g.lastConn = max(l.g.lastConn, e.Conn)
	}
	disks := disksOf(p.Trace)
	for _, h := range p.Trace.Header.Hosts {
		if l.g.away[h.Name] {
			continue
		}
		if err := l.w.Restore(h.Name, disks.of(h.Name)); err != nil {
			return err
		}
	}
	if problems := l.acts.read(l.Scenario); len(problems) > 0 {
		return problems
	}
	for _, line := range p.Acts {
		in, problems := l.acts.reader.Line("", len(l.acts.lines)+1, line)
		if len(problems) > 0 {
			return problems
		}
		l.acts.lines = append(l.acts.lines, line)
		l.w.Settle(in)
	}
	return nil
}

// doors are a host's services before they have sockets.
func (l *Live) doors(h *scenario.Host) []Door {
	var list []Door
	for _, s := range l.Header.FindHost(h.Name).Services {
		list = append(list, Door{Host: h.Name, Service: s.Name, Port: s.Port, Addrs: h.Addrs, UDP: s.Name == "domain", TLS: s.TLS})
	}
	return list
}

func (l *Live) vouch() (*localca.Authority, error) {
	vouch := l.o.Authority
	if vouch == nil {
		vouch = func() (*localca.Authority, error) { return localca.New(time.Now) }
	}
	a, err := vouch()
	l.authority = a
	return a, err
}

// reachable are the addresses under which others find a socket's.
func reachable(a netip.Addr) []netip.Addr {
	if !a.IsUnspecified() {
		return []netip.Addr{a}
	}
	list := []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}
	all, _ := net.InterfaceAddrs() // without them the certificate has fewer addresses
	for _, n := range all {
		if n, ok := n.(*net.IPNet); ok {
			if a, ok := netip.AddrFromSlice(n.IP); ok && !slices.Contains(list, a.Unmap()) {
				list = append(list, a.Unmap())
			}
		}
	}
	return list
}

// ErrStuck: something of the cast would not end.
var ErrStuck = errors.New("live: some of the cast would not stop")

// Run lets it go on until ctx ends, or, with Play, until the script has been played
// and everything has come to rest. Then it ends the trace and the cast.
func (l *Live) Run(ctx context.Context) error {
	reason := Cancelled
	g := l.g
	switch {
	case l.o.Far != nil:
		select {
		case <-ctx.Done():
		case <-g.far.over:
		}
	case l.o.Play:
		reason = l.play(ctx)
	default:
		<-ctx.Done()
	}
	g.mu.Lock()
	fact := trace.RunEnded{Reason: trace.EndReason(reason), Waiting: l.w.Unfinished()}
	if g.rec.full && reason != LimitTime {
		fact.Reason = trace.EndEvents
	}
	g.add("", 0, fact)
	g.mu.Unlock()
	if !g.stop() {
		return ErrStuck
	}
	return nil
}

// play lets the script happen.
func (l *Live) play(ctx context.Context) string {
	g := l.g
	g.mu.Lock()
	l.w.Play()
	g.mu.Unlock()
	ticker := time.NewTicker(look)
	defer ticker.Stop()
	rested := 0 // how often in a row nothing was seen to happen
	seen := 0
	for {
		select {
		case <-ctx.Done():
			return Cancelled
		case <-ticker.C:
		}
		g.mu.Lock()
		if g.elapsed() > l.Scenario.Limits.VirtualTime {
			g.mu.Unlock()
			return LimitTime
		}
		if rested++; g.restless() || g.rec.count+g.rec.missed != seen {
			rested = 0
		}
		seen = g.rec.count + g.rec.missed
		if rested >= l.rest() {
			rested = 0
			if g.waiting == 0 {
				l.w.Quiet()
			}
			switch {
			case g.waiting > 0 && l.o.Skip:
				g.skip()
			case len(l.o.Away) > 0: // what waits on other machines is not known here
			case g.waiting == 0:
				reason := Quiet
				if !l.w.Finished() {
					reason = world.Stuck
				}
				g.mu.Unlock()
				return reason
			}
		}
		g.mu.Unlock()
	}
}

// rest is how often in a row nothing may be seen to happen before all has come to rest: what goes on inside other machines is
// seen when they tell of it.
func (l *Live) rest() int {
	if len(l.o.Away) > 0 {
		return int(time.Second / look)
	}
	return 2
}

// Discreet tells whether nobody sees what opens a mailbox (Options).
func (l *Live) Discreet() bool { return l.o.Discreet }

// Elapsed is the time since the scenario's start.
func (l *Live) Elapsed() time.Duration {
	l.g.Lock()
	defer l.g.Unlock()
	return l.g.elapsed()
}

// Places are the doors as things stand: those of a host that is another machine are there.
func (l *Live) Places() (list []Door) {
	l.g.Lock()
	defer l.g.Unlock()
	for _, s := range l.g.sockets {
		list = append(list, s.Door)
	}
	return list
}

// Outgrown is closed once memory has no room for the trace any more; spilled tells whether what follows is in a file, from
// where Next and Await give it all the same. Otherwise it is missed.
func (l *Live) Outgrown() (outgrown <-chan struct{}, spilled func() bool) {
	return l.g.rec.room, func() bool {
		l.g.mu.Lock()
		defer l.g.mu.Unlock()
		return l.g.rec.spill != nil && !l.g.rec.full
	}
}

// Trace is what has happened so far, as far as memory has had room; it does not grow any more.
func (l *Live) Trace() *trace.Trace {
	l.g.mu.Lock()
	defer l.g.mu.Unlock()
	return &trace.Trace{Header: l.Header, Events: slices.Concat(l.g.rec.sheets...)}
}

// Whole is all of the trace until now, what is in a file too.
func (l *Live) Whole() (*trace.Trace, error) {
	t := &trace.Trace{Header: l.Header}
	for {
		l.g.mu.Lock()
		events, read := l.g.rec.since(len(t.Events))
		l.g.mu.Unlock()
		if read != nil {
			var err error
			if events, err = read(); err != nil {
				return nil, err
			}
		}
		if len(events) == 0 {
			return t, nil
		}
		t.Events = append(t.Events, events...)
	}
}

// Settled says that the first n events are kept (Options.Later).
func (l *Live) Settled(n int) {
	l.g.mu.Lock()
	defer l.g.mu.Unlock()
	l.g.rec.settle(n)
}

// Missed is how many facts came after the trace was full.
func (l *Live) Missed() int {
	l.g.mu.Lock()
	defer l.g.mu.Unlock()
	return l.g.rec.missed
}

// Next waits for events after the first n and gives some; none: there will be no more.
func (l *Live) Next(n int) []trace.Event { return l.Await(context.Background(), n) }

// Await is Next for those who do not wait for ever; none, too, when ctx ends.
func (l *Live) Await(ctx context.Context, n int) []trace.Event {
	for {
		l.g.mu.Lock()
		r := l.g.rec
		events, read := r.since(n)
		events = r.known(n, events)
		ended := r.ended
		if r.grown == nil {
			r.grown = make(chan struct{})
		}
		grown := r.grown
		l.g.mu.Unlock()
		if read != nil {
			var err error
			if events, err = read(); err != nil {
				return nil // a file that cannot be read any more ends what is told of it
			}
			l.g.mu.Lock()
			events = r.known(n, events)
			l.g.mu.Unlock()
		}
		if len(events) > 0 || ended {
			return events
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return nil
		}
	}
}
