package pcap_test

import (
	"strings"
	"testing"

	"posta/scenarios"
	"posta/sim/pcap"
	"posta/sim/trace"
)

// Every packet of a lesson opens layer by layer, and what is read in it is what the trace
// says of it.
func TestEveryPacketOpens(t *testing.T) {
	for _, slug := range []string{"first-email", "starttls", "ports"} {
		src, err := scenarios.Read(slug)
		if err != nil {
			t.Fatal(err)
		}
		tr := play(t, src)
		octets := pcap.Octets(tr)
		seen := 0
		for _, e := range tr.Events {
			f, ok := e.Fact.(trace.PacketSent)
			if !ok {
				continue
			}
			b := octets[e.Seq]
			if b == nil {
				continue // it never left a host that was off
			}
			seen++
			layers := pcap.Dissect(b)
			if len(layers) < 2 {
				t.Fatalf("%s, event %d: %d layers in % x", slug, e.Seq, len(layers), b)
			}
			at := 0
			for _, l := range layers {
				if l.From != at || l.To <= l.From || l.To > len(b) {
					t.Fatalf("%s, event %d: %s stands at %d to %d after %d of %d octets", slug, e.Seq, l.Name, l.From, l.To, at, len(b))
				}
				at = l.To
				for _, x := range l.Fields {
					if x.From < l.From || x.To > l.To || x.From >= x.To {
						t.Errorf("%s: %s leaves its layer", l.Name, x.Key)
					}
				}
			}
			if at != len(b) {
				t.Errorf("%s, event %d: %d of %d octets are read", slug, e.Seq, at, len(b))
			}
			if layers[1].Name == "TCP" {
				got := map[string]string{}
				for _, x := range layers[1].Fields {
					got[x.Key] = x.Value
				}
				for _, flag := range strings.Split(f.Flags, ",") {
					if flag != "" && !strings.Contains(got["flags"], flag) {
						t.Errorf("%s, event %d: flags %q, the trace says %q", slug, e.Seq, got["flags"], f.Flags)
					}
				}
			}
		}
		if seen < 20 {
			t.Errorf("%s has %d packets", slug, seen)
		}
	}
}

func FuzzDissect(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0x45, 0, 0, 20, 0, 0, 0, 0, 64, 6, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0xf0, 2, 0, 0, 0, 0, 0, 0, 2, 4, 5, 0xb4, 3})
	f.Add([]byte{0x4f, 0, 0, 20})
	f.Add(append([]byte{0x60, 0, 0, 0, 0, 8, 17, 64}, make([]byte, 44)...))
	f.Fuzz(func(t *testing.T, b []byte) {
		at := 0
		for _, l := range pcap.Dissect(b) {
			if l.From != at || l.To < l.From || l.To > len(b) {
				t.Fatalf("%s at %d to %d of %d", l.Name, l.From, l.To, len(b))
			}
			at = l.To
			for _, x := range l.Fields {
				if x.From < l.From || x.To > l.To {
					t.Fatalf("%s.%s at %d to %d", l.Name, x.Key, x.From, x.To)
				}
			}
		}
	})
}
