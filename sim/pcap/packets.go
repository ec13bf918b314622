package pcap

import (
	"time"

	"posta/sim/trace"
)

// Packet is one packet of the capture, as those say it who read captures.
type Packet struct {
	At time.Duration
	// Event is the seq of the PacketSent; where the packet is Filled in, of the event
	// that an ordinary stack would answer with it.
	Event  int
	Filled bool
	Conn   int
	// From and To are hosts, or the address of one that has no name.
	From, To string
	// Flags are those of trace.PacketSent, or "ICMP".
	Flags string
	// Seq and Ack count from 0 at each end's SYN; Acks: there is an Ack.
	Seq, Ack uint32
	Acks     bool
	Len      int // octets of payload
}

// Packets lists what Write writes, in its order.
func Packets(t *trace.Trace) []Packet {
	frames := capture(t, 0)
	list := make([]Packet, len(frames))
	for i := range frames {
		list[i] = frames[i].Packet
	}
	return list
}
