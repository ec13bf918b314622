package transcript

import (
	"fmt"

	"posta/sim/pcap"
	"posta/sim/story"
	"posta/sim/trace"
)

// watchRoad lists the packets that a capture of the run shows, so that whoever has
// both before them finds the same: the acknowledgements too that no event tells,
// since no mail depends on them.
func (p *printer) watchRoad() {
	p.road, p.sent, p.answers = pcap.Packets(p.t), map[int]int{}, map[int][]int{}
	for i, k := range p.road {
		if _, told := p.t.At(k.Event).Fact.(trace.PacketSent); told && !k.Filled {
			p.sent[k.Event] = i
		} else if step := p.s.StepAt(story.Packets, k.Event); step >= 0 {
			p.answers[step] = append(p.answers[step], i)
		}
	}
}

// asCaptured is a packet as the capture has it; what never left its host is in no
// capture, and stands as the program meant it.
func (p *printer) asCaptured(st *story.Step, f trace.PacketSent) pcap.Packet {
	if i, ok := p.sent[st.FactSeq]; ok {
		return p.road[i]
	}
	return pcap.Packet{From: st.From, To: st.To, Flags: f.Flags, Seq: f.Seq, Len: f.Len}
}

// packet is one line of packets, in columns. Only with the ACK flag does the
// acknowledgement number mean anything (RFC 9293 section 3.1).
func (p *printer) packet(k pcap.Packet) string {
	outside := p.pick("(fuera)", "(outside)")
	from, to := k.From, k.To
	if from == "" {
		from = outside
	}
	if to == "" {
		to = outside
	}
	numbers := ""
	switch {
	case k.Flags == "UDP" || k.Flags == "ICMP":
	case k.Acks:
		numbers = fmt.Sprintf("seq %-7d ack %-7d", k.Seq, k.Ack)
	default:
		numbers = fmt.Sprintf("seq %-7d", k.Seq)
	}
	return fmt.Sprintf("%-8s %-23s len %-5d %s → %s", k.Flags, numbers, k.Len, from, to)
}
