package policy

import (
	"net/netip"
	"strings"
	"testing"

	"posta/sim/dns"
	"posta/sim/trace"

	mdns "github.com/miekg/dns"
)

// TestDNSList: what lists say of an address, and what is believed of it (RFC 5782).
func TestDNSList(t *testing.T) {
	z := newZoneText(t, `7.2.0.192.bl.test. A 127.0.0.2
7.2.0.192.bl.test. TXT "Sent spam; https://bl.test/192.0.2.7"
8.2.0.192.bl.test. A 127.0.0.4
8.2.0.192.bl.test. A 127.0.0.10
1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.bl.test. A 127.0.0.2
7.2.0.192.all.test. A 127.0.0.2
1.0.0.127.all.test. A 127.0.0.2
7.2.0.192.park.test. A 203.0.113.80
7.2.0.192.good.test. A 127.0.0.3
`)
	for _, tt := range []struct {
		name, ip, user     string
		checks             []*DNSList
		result, why, reply string
		folder             string
		questions          int // of the last check
	}{
		{name: "listed", ip: "192.0.2.7", checks: []*DNSList{NewBlocklist("bl.test", Reject)}, result: "listed", questions: 3,
			reply: "550 5.7.1 192.0.2.7 is listed in bl.test: Sent spam; https://bl.test/192.0.2.7"},
		{name: "without a reason", ip: "192.0.2.8", checks: []*DNSList{NewBlocklist("bl.test", Reject)}, result: "listed", questions: 3, reply: "550 5.7.1 192.0.2.8 is listed in bl.test"},
		{name: "filed", ip: "192.0.2.7", checks: []*DNSList{NewBlocklist("bl.test", Junk)}, result: "listed", folder: JunkFolder, questions: 3},
		{name: "only told", ip: "192.0.2.7", checks: []*DNSList{NewBlocklist("bl.test", Accept)}, result: "listed", questions: 3},
		{name: "not listed", ip: "192.0.2.9", checks: []*DNSList{NewBlocklist("bl.test", Reject)}, result: "not-listed", questions: 1},
		{name: "IPv6", ip: "2001:db8::1", checks: []*DNSList{NewBlocklist("bl.test", Reject)}, result: "listed", questions: 3, reply: "550 5.7.1 2001:db8::1 is listed in bl.test"},
		{name: "a list that has everything", ip: "192.0.2.7", checks: []*DNSList{NewBlocklist("all.test", Reject)}, result: "broken", why: "everything", questions: 2},
		{name: "a name that was sold", ip: "192.0.2.7", checks: []*DNSList{NewBlocklist("park.test", Reject)}, result: "broken", why: "outside", questions: 1},
		{name: "of good repute", ip: "192.0.2.7", checks: []*DNSList{NewAllowlist("good.test"), NewBlocklist("bl.test", Reject)}, result: "spared"},
		{name: "unknown to the good", ip: "192.0.2.8", checks: []*DNSList{NewAllowlist("good.test"), NewBlocklist("bl.test", Reject)}, result: "listed", questions: 3, reply: "550 5.7.1 192.0.2.8 is listed in bl.test"},
		{name: "logged in", ip: "192.0.2.7", user: "ana", checks: []*DNSList{NewBlocklist("bl.test", Reject)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tr := Transaction{Client: netip.MustParseAddr(tt.ip), User: tt.user, resolver: z}
			var f Finding
			for _, c := range tt.checks {
				f = c.Examine(&tr)
				f.Check = c.Name()
				tr.Earlier = append(tr.Earlier, f)
			}
			reply := ""
			if !f.Reply.IsZero() {
				reply = f.Reply.String()
			}
			if f.Result != tt.result || f.Why != tt.why || reply != tt.reply || f.Folder != tt.folder {
				t.Errorf("%q %q, reply %q, folder %q", f.Result, f.Why, reply, f.Folder)
			}
			if n := countQuestions(f.Steps); n != tt.questions {
				t.Errorf("%d questions, want %d", n, tt.questions)
			}
		})
	}
}

func countQuestions(steps []trace.PolicyStep) (n int) {
	for _, s := range steps {
		n += len(s.Questions) + countQuestions(s.Steps)
	}
	return n
}

// silent is a resolver whom nobody answers.
type silent struct{}

func (silent) Resolve(name string, qtype uint16) (*dns.Answer, error) {
	return nil, &dns.Error{Name: name, Type: qtype, Kind: dns.ErrTimeout, RCode: dns.NoRCode}
}

// TestDNSListIsNoObstacle: a list that does not answer keeps no letter out, and what a stranger writes into one is harmless.
func TestDNSListIsNoObstacle(t *testing.T) {
	tr := Transaction{Client: netip.MustParseAddr("192.0.2.7"), resolver: silent{}}
	if f := NewBlocklist("bl.test", Reject).Examine(&tr); f.Result != "unknown" || f.Why != "timeout" || !f.Reply.IsZero() {
		t.Errorf("%+v", f)
	}
	z := zoneText{rrs: []dns.RR{
		&mdns.A{Hdr: mdns.RR_Header{Name: "7.2.0.192.bl.test.", Rrtype: mdns.TypeA, Class: 1}, A: []byte{127, 0, 0, 2}},
		&mdns.TXT{Hdr: mdns.RR_Header{Name: "7.2.0.192.bl.test.", Rrtype: mdns.TypeTXT, Class: 1}, Txt: []string{"a\r\n250 ok", strings.Repeat("ñ", 200), strings.Repeat("x", 255)}},
	}}
	tr.resolver = z
	f := NewBlocklist("bl.test", Reject).Examine(&tr)
	if s := f.Reply.String(); f.Result != "listed" || strings.ContainsAny(s, "\r\nñ") || len(s) > 500 {
		t.Errorf("%q", s)
	}
}
