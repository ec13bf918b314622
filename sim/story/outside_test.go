package story

import (
	"net/netip"
	"testing"

	"posta/sim/trace"
)

// TestQuestionFromOutside: what a client outside the scenario asks by UDP is the
// first thing that happens; that the server took it up is no step of its own.
func TestQuestionFromOutside(t *testing.T) {
	ask := []byte("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x04beta\x04test\x00\x00\x0f\x00\x01")
	tr := &trace.Trace{Events: []trace.Event{
		{Seq: 1, Host: "dns.test", Conn: 1, Fact: trace.ConnAccepted{Network: "udp", Local: netip.MustParseAddrPort("203.0.113.53:53"), Remote: netip.MustParseAddrPort("192.0.2.1:40000"), Service: "domain"}},
		{Seq: 2, Conn: 1, Fact: trace.DataSent{Data: ask}},
		{Seq: 3, Conn: 1, Cause: 2, Fact: trace.PacketSent{Flags: "UDP", Len: len(ask)}},
		{Seq: 4, Host: "dns.test", Conn: 1, Cause: 3, Fact: trace.PacketReceived{Sent: 3}},
		{Seq: 5, Host: "dns.test", Conn: 1, Cause: 4, Fact: trace.DataReceived{Len: len(ask)}},
	}}
	steps := Of(tr).Steps(Dialogue)
	if len(steps) != 1 || steps[0].Kind != "dns.query" || steps[0].First != 1 || steps[0].To != "dns.test" {
		t.Errorf("told as %+v", steps)
	}
}
