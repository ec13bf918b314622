package world

import (
	"errors"
	"net/netip"
	"os"
	"syscall"

	"posta/sim/kernel"
	"posta/sim/trace"
	"posta/sim/vnet"
)

// recorder writes the trace. It is the network's tap, and machines hand it their
// actors' facts. The kernel's mark carries causes: whatever is posted while an
// event is the newest one has that event as its cause.
type recorder struct {
	k      *kernel.Kernel
	events []trace.Event
	// service names the service behind an address, for ConnOpening.
	service func(network string, a netip.AddrPort) string
	limit   int
	ended   bool
	// road is what a listener would hear of TLS.
	road listener
}

// add appends an event. Called with the kernel's lock held.
func (r *recorder) add(host string, conn int, fact trace.Fact) int {
	if r.ended {
		return 0
	}
	if r.limit > 0 && len(r.events) >= r.limit {
		r.k.End(LimitEvents) // what this delivery still brings is left out
		return 0
	}
	seq := len(r.events) + 1
	r.events = append(r.events, trace.Event{
		Seq: seq, At: r.k.Elapsed(), Host: host, Conn: conn, Cause: r.k.Cause(), Fact: fact,
	})
	r.k.SetCause(seq)
	return seq
}

func (r *recorder) Opening(host string, conn int, network string, local, remote netip.AddrPort, peer string) {
	r.add(host, conn, trace.ConnOpening{Network: network, Local: local, Remote: remote, Peer: peer, Service: r.service(network, remote)})
}

func (r *recorder) Accepted(host string, conn int, network string, local, remote netip.AddrPort, peer string) {
	r.add(host, conn, trace.ConnAccepted{Network: network, Local: local, Remote: remote, Peer: peer, Service: r.service(network, local)})
}

func (r *recorder) Established(host string, conn int) { r.add(host, conn, trace.ConnEstablished{}) }

func (r *recorder) Failed(host string, conn int, err error) {
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
	r.add(host, conn, trace.ConnClosed{Reset: reset})
}

func (r *recorder) Ended(host string, conn int) { r.add(host, conn, trace.ConnEnded{}) }

func (r *recorder) DataSent(host string, conn, offset int, data []byte) {
	r.add(host, conn, trace.DataSent{Offset: offset, Data: data})
}

func (r *recorder) DataReceived(host string, conn, offset, n int) {
	r.add(host, conn, trace.DataReceived{Offset: offset, Len: n})
}

func (r *recorder) PacketSent(host string, conn int, p vnet.Packet) int {
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
	r.add(host, conn, trace.PacketReceived{Sent: mark})
}

func (r *recorder) PacketLost(host string, conn, mark int, why string) {
	r.add(host, conn, trace.PacketLost{Sent: mark, Why: trace.LossReason(why)})
}
