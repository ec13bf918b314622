package fault

import (
	"strconv"
	"time"

	"posta/sim/scenario"
	"posta/sim/trace"
	"posta/sim/vnet"
)

// Weather gives what the faults make of roads and doors, or nil where they leave
// them alone. Its methods are called with the kernel's lock held, and so are now,
// the virtual time since the start, and record.
func (st *State) Weather(now func() time.Duration, record func(host string, conn int, f trace.Fact)) vnet.Weather {
	faults := st.pick(func(f *fault) bool { return f.Do.Edge("") == scenario.EdgeRoad })
	if len(faults) == 0 {
		return nil
	}
	return &weather{st, faults, now, record}
}

type weather struct {
	st     *State
	faults []*fault
	now    func() time.Duration
	record func(host string, conn int, f trace.Fact)
}

// Pass is a packet about to leave.
func (w *weather) Pass(p vnet.Passing, road vnet.Road) (vnet.Road, string) {
	lost := ""
	for _, f := range w.faults {
		switch do := f.Do.(type) {
		case *scenario.Slow:
			if on(do.Road, p) {
				road = w.slow(f, do, p, road)
			}
		case *scenario.Loss:
			if lost == "" && on(do.Road, p) && w.strike(f, p) {
				lost = vnet.LostRoad
			}
		case *scenario.Silence:
			client := p.From
			if client == p.Door.Server {
				client = p.To
			}
			if lost == "" && f.at(p.Door.Server, p.Door.Port) && meant(do.Client, client) && w.strike(f, p) {
				lost = vnet.LostSilence
			}
		}
	}
	return road, lost
}

// strike takes a packet as an occasion.
func (w *weather) strike(f *fault, p vnet.Passing) bool {
	time, ok := w.st.strike(f, w.now())
	if ok {
		w.record(p.From, p.Conn, trace.FaultActed{Fault: f.Index, Do: f.Do.Key(), Peer: p.To, Time: time})
	}
	return ok
}

// on tells whether a packet takes a road.
func on(r scenario.Road, p vnet.Passing) bool {
	a, b := r.A.Name(), r.B.Name()
	if b == "" {
		return p.From == a || p.To == a
	}
	return p.From == a && p.To == b || p.From == b && p.To == a
}

// slow makes the road slower for a packet. It is told of once a connection.
func (w *weather) slow(f *fault, do *scenario.Slow, p vnet.Passing, road vnet.Road) vnet.Road {
	time, ok := w.st.strike(f, w.now())
	if !ok {
		return road
	}
	if !f.slowed[p.Conn] {
		if f.slowed == nil {
			f.slowed = map[int]bool{}
		}
		f.slowed[p.Conn] = true
		w.record(p.From, p.Conn, trace.FaultActed{Fault: f.Index, Do: "slow", Peer: p.To, What: trace.EffectWait, Wait: do.Latency, Time: time})
	}
	if do.Latency > 0 {
		road.Latency = do.Latency
	}
	if do.Bandwidth > 0 {
		road.Bandwidth = do.Bandwidth
	}
	if do.Jitter > 0 {
		if f.rng == nil {
			f.rng = w.st.rand("fault " + strconv.Itoa(f.Index))
		}
		road.Latency += jitter(f, do)
	}
	return road
}

func jitter(f *fault, do *scenario.Slow) time.Duration {
	return time.Duration(f.rng.Int64N(int64(do.Jitter) + 1))
}

// Refuses is a client that knocks at a door.
func (w *weather) Refuses(d vnet.Door, client string, conn int) bool {
	for _, f := range w.faults {
		do, ok := f.Do.(*scenario.Refuse)
		if !ok || !f.at(d.Server, d.Port) || !meant(do.Client, client) {
			continue
		}
		if time, ok := w.st.strike(f, w.now()); ok {
			w.record(d.Server, conn, trace.FaultActed{Fault: f.Index, Do: "refuse", At: atConnect, Peer: client, What: trace.EffectReset, Time: time})
			return true
		}
	}
	return false
}

// Divert is a client that calls over a road on which somebody stands.
func (w *weather) Divert(d vnet.Door, client string) string {
	for _, f := range w.faults {
		do, ok := f.Do.(*scenario.Intercept)
		if !ok || client == do.Middle.Name || !on(do.Road, vnet.Passing{From: client, To: d.Server}) {
			continue
		}
		if time, ok := w.st.strike(f, w.now()); ok {
			// Before the call: it begins as if nothing were wrong.
			w.record(client, 0, trace.FaultActed{Fault: f.Index, Do: f.Do.Key(), Peer: d.Server, Time: time})
			return do.Middle.Name
		}
	}
	return ""
}
