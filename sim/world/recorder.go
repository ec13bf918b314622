package world

import (
	"errors"
	"net/netip"
	"os"
	"syscall"

	"posta/sim/kernel"
	"posta/sim/scenario"
	"posta/sim/trace"
	"posta/sim/vnet"
)

// recorder writes the trace. It is the network's tap, and machines hand it their
// actors' facts. The kernel's mark carries causes: whatever is posted while an
// event is the newest one has that event as its cause.
type recorder struct {
	k      *kernel.Kernel
	events []trace.Event
	count  int // of events, kept or given away
	// each takes the events, where they are not kept.
	each  func(trace.Event)
	level scenario.Record
	takes func(host string, f trace.Fact) bool // whether a level records a fact; nil: all that come
	// service names the service behind an address, for ConnOpening.
	service func(network string, a netip.AddrPort) string
	limit   int
	ended   bool
	held    holding
	// road is what a listener would hear of TLS.
	road listener
	// underway is what the network holds, in octets.
	underway func() int64
}

// add appends an event. Called with the kernel's lock held.
func (r *recorder) add(host string, conn int, fact trace.Fact) int {
	if r.ended {
		return 0
	}
	if !r.dialogue() {
		switch fact.(type) {
		case trace.DataSent, trace.DataReceived: // what is said inside TLS, which programs tell
			return 0
		}
	}
	if r.takes != nil && !r.takes(host, fact) {
		return 0
	}
	if r.limit > 0 && r.count >= r.limit {
		r.k.End(LimitEvents) // what this delivery still brings is left out
		return 0
	}
	fact, room := r.held.note(fact, r.underway)
	r.count++
	e := trace.Event{Seq: r.count, At: r.k.Elapsed(), Host: host, Conn: conn, Cause: r.k.Cause(), Fact: fact}
	if r.each != nil {
		r.each(e)
	} else {
		r.events = append(r.events, e)
	}
	r.k.SetCause(r.count)
	if !room {
		r.k.End(LimitMemory)
	}
	return r.count
}

// keep keeps a letter for a machine.
func (r *recorder) keep(letter []byte) []byte { return r.held.set(letter) }

// packets and dialogue tell whether these are recorded: what is not leaves the cause
// of what follows as it was.
func (r *recorder) packets() bool  { return r.level.Holds(scenario.RecordPackets) }
func (r *recorder) dialogue() bool { return r.level.Holds(scenario.RecordDialogue) }

func (r *recorder) Opening(host string, conn int, network string, local, remote netip.AddrPort, peer string) {
	if !r.dialogue() {
		return
	}
	r.add(host, conn, trace.ConnOpening{Network: network, Local: local, Remote: remote, Peer: peer, Service: r.service(network, remote)})
}

func (r *recorder) Accepted(host string, conn int, network string, local, remote netip.AddrPort, peer string) {
	if !r.dialogue() {
		return
	}
	r.add(host, conn, trace.ConnAccepted{Network: network, Local: local, Remote: remote, Peer: peer, Service: r.service(network, local)})
}

func (r *recorder) Established(host string, conn int) {
	if r.dialogue() {
		r.add(host, conn, trace.ConnEstablished{})
	}
}

func (r *recorder) Failed(host string, conn int, err error) {
	if !r.dialogue() {
		return
	}
	reason := trace.FailReset
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		reason = trace.FailRefused
	case errors.Is(err, syscall.EHOSTUNREACH):
		reason = trace.FailUnreachable
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, syscall.ETIMEDOUT):
		reason = trace.FailTimeout
	}
	r.add(host, conn, trace.ConnFailed{Reason: reason})
}

func (r *recorder) Closed(host string, conn int, reset bool) {
	if !r.dialogue() {
		return
	}
	r.add(host, conn, trace.ConnClosed{Reset: reset})
}

func (r *recorder) Ended(host string, conn int) {
	if r.dialogue() {
		r.add(host, conn, trace.ConnEnded{})
	}
}

func (r *recorder) DataSent(host string, conn, offset int, data []byte) {
	if !r.dialogue() {
		if !r.held.room(r.underway()) {
			r.k.End(LimitMemory)
		}
		return
	}
	r.add(host, conn, trace.DataSent{Offset: offset, Data: data})
}

func (r *recorder) DataReceived(host string, conn, offset, n int) {
	if !r.dialogue() {
		return
	}
	r.add(host, conn, trace.DataReceived{Offset: offset, Len: n})
}

func (r *recorder) Passed(host string, conn, inside int, client, server string) {
	if r.dialogue() {
		r.add(host, conn, trace.TLSPassed{Inside: inside, Client: client, Server: server})
	}
}

func (r *recorder) PacketSent(host string, conn int, p vnet.Packet) int {
	if !r.packets() {
		return 0
	}
	fact := trace.PacketSent{Flags: p.Flags, Seq: p.Seq, Ack: p.Ack, Len: p.Len, Try: p.Try}
	if p.Covered == nil {
		return r.add(host, conn, fact)
	}
	fact.Records = r.road.note(host, conn, p)
	seq := r.add(host, conn, fact)
	r.road.keep(seq, p.Covered)
	return seq
}

func (r *recorder) PacketReceived(host string, conn, mark int) {
	if !r.packets() {
		return
	}
	r.add(host, conn, trace.PacketReceived{Sent: mark})
}

func (r *recorder) PacketLost(host string, conn, mark int, why string) {
	if !r.packets() {
		return
	}
	r.add(host, conn, trace.PacketLost{Sent: mark, Why: trace.LossReason(why)})
}
