package dns

import (
	"reflect"
	"strings"
	"testing"

	mdns "github.com/miekg/dns"
)

func TestDescribe(t *testing.T) {
	s := &Server{Handler: serve(t, mustZone(t, "alpha.test", teachingZone))}
	m := new(Msg)
	m.Id = 4660
	m.RecursionDesired = true
	m.Question = []Question{{Name: "alpha.test.", Qtype: mdns.TypeMX, Qclass: mdns.ClassINET}}
	m.SetEdns0(1232, false)
	query, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	want := Packet{ID: 4660, Opcode: "QUERY", RecursionDesired: true, Question: []string{"alpha.test. MX"},
		EDNS: "version 0, 1232 bytes", Size: len(query)}
	if got := Describe(query); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	reply := s.Respond("udp", nil, query)
	want = Packet{ID: 4660, Response: true, Opcode: "QUERY", RCode: "NOERROR", Authoritative: true, RecursionDesired: true,
		Question: []string{"alpha.test. MX"},
		Answer:   []string{"alpha.test. 300 IN MX 20 backup.alpha.test.", "alpha.test. 300 IN MX 10 mail.alpha.test."},
		Additional: []string{"backup.alpha.test. 300 IN A 192.0.2.26", "mail.alpha.test. 300 IN A 192.0.2.25",
			"mail.alpha.test. 300 IN AAAA 2001:db8::25"},
		EDNS: "version 0, 1232 bytes", Size: len(reply)}
	got := Describe(reply)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got.Flags() != "QR AA RD" {
		t.Error(got.Flags())
	}
	cut := Describe(reply[:60])
	if cut.Err == "" || len(cut.Question) != 1 || cut.ID != 4660 {
		t.Errorf("what can be read of a piece: %+v", cut)
	}
	for _, bad := range [][]byte{nil, {1}, make([]byte, 11), make([]byte, MaxMessageSize+1)} {
		if Describe(bad).Err == "" {
			t.Errorf("%d bytes are no message", len(bad))
		}
	}
}

func TestDescribeIsBounded(t *testing.T) {
	m := new(Msg)
	for range 500 {
		m.Answer = append(m.Answer, &mdns.A{Hdr: mdns.RR_Header{Name: "a.test.", Rrtype: mdns.TypeA, Class: mdns.ClassINET}, A: []byte{192, 0, 2, 1}})
	}
	m.Compress = true
	wire, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	d := Describe(wire)
	if n := len(d.Answer); n != MaxDescribedRecords+1 || d.Answer[n-1] != "… and 400 more" {
		t.Errorf("%d lines, the last %q", n, d.Answer[n-1])
	}
}

func FuzzDescribe(f *testing.F) {
	s := &Server{Handler: serve(f, mustZone(f, "alpha.test", teachingZone))}
	for _, q := range []string{"alpha.test.", "www.alpha.test.", "x.child.alpha.test.", "nobody.alpha.test."} {
		m := new(Msg)
		m.SetQuestion(q, mdns.TypeA)
		m.SetEdns0(1232, true)
		wire, _ := m.Pack()
		f.Add(wire)
		f.Add(s.Respond("udp", nil, wire))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		d := Describe(in)
		_ = d.Flags()
		for _, l := range append(append(append(d.Question, d.Answer...), d.Authority...), d.Additional...) {
			if strings.ContainsAny(l, "\n\t\x00") {
				t.Errorf("not one clean line: %q", l)
			}
		}
	})
}
