package policy

import (
	"crypto/tls"
	"net/netip"
	"strings"
	"testing"
	"time"

	"posta/sim/auth/dkim"
	"posta/sim/mail"
)

// TestSenderRules: who sends little is asked for little; who has once sent a lot is asked for more, for ever.
func TestSenderRules(t *testing.T) {
	c := NewSenderRules(Asks{Bulk: 10, Everybody: []Demand{{NeedReverse, "5.7.25"}, {NeedTLS, "4.7.29"}, {NeedAuthenticated, "5.7.26"}},
		Senders: []Demand{{NeedSPF, "5.7.27"}, {NeedDKIM, "5.7.30"}, {NeedDMARC, "5.7.40"}, {NeedAligned, "5.7.32"}, {NeedOneClick, Junk}}})
	signed := &dkim.Report{Signatures: []*dkim.Verification{{Result: dkim.Pass, Signature: &dkim.Signature{Headers: []string{"From", "List-Unsubscribe", "list-unsubscribe-post"}}}}}
	loose := &dkim.Report{Signatures: []*dkim.Verification{{Result: dkim.Pass, Signature: &dkim.Signature{Headers: []string{"From"}}}}}
	const way = "List-Unsubscribe: <mailto:x@esp.test>, <https://esp.test/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	all := "reverse-dns=pass spf=pass dkim=pass dmarc=pass"
	for _, test := range []struct {
		name, found, fields string
		after               time.Duration
		recipients          int
		clear               bool
		proved              *dkim.Report
		want, why, code     string
	}{
		{"a little, with a little", "reverse-dns=pass spf=pass", "", 0, 9, false, nil, "met", "", ""},
		{"no name in the reverse DNS", "reverse-dns=permerror spf=pass", "", 25 * time.Hour, 1, false, nil, "refused", "reverse-dns", "550 5.7.25"},
		{"in the clear", "reverse-dns=pass spf=pass", "", 25 * time.Hour, 1, true, nil, "deferred", "tls", "421 4.7.29"},
		{"proved by nothing", "reverse-dns=pass spf=fail dkim=none", "", 25 * time.Hour, 1, true, nil, "refused", "authenticated", "550 5.7.26"},
		{"many, over two days", all, way, 49 * time.Hour, 6, false, signed, "met", "", ""},
		{"many, on one", "reverse-dns=pass spf=pass dkim=pass dmarc=none", "", 50 * time.Hour, 6, false, nil, "refused", "dmarc", "550 5.7.40"},
		{"a bulk sender once is one always", "reverse-dns=pass dkim=pass dmarc=pass", "", 5000 * time.Hour, 1, false, nil, "refused", "spf", "550 5.7.27"},
		{"and its key", "reverse-dns=pass spf=pass dmarc=pass", "", 5000 * time.Hour, 1, false, nil, "refused", "dkim", "550 5.7.30"},
		{"and its From", "reverse-dns=pass spf=pass dkim=pass dmarc=fail", "", 5000 * time.Hour, 1, false, nil, "refused", "aligned", "550 5.7.32"},
		{"no way to leave", all, "", 5000 * time.Hour, 1, false, signed, "filed", "one-click", ""},
		{"a way that nobody signed", all, way, 5000 * time.Hour, 1, false, loose, "filed", "one-click", ""},
		{"by letter alone", all, "List-Unsubscribe: <mailto:x@esp.test>\r\n", 5000 * time.Hour, 1, false, signed, "filed", "one-click", ""},
		{"all", all, way, 5000 * time.Hour, 1, false, signed, "met", "", ""},
	} {
		tr := &Transaction{Now: start.Add(test.after), Client: netip.MustParseAddr("192.0.2.9"), Sender: mail.Address{Local: "a", Domain: "esp.test"},
			Recipients: make([]mail.Address, test.recipients), Message: []byte("From: a@esp.test\r\n" + test.fields + "\r\nHola\r\n")}
		if !test.clear {
			tr.TLS = &tls.ConnectionState{}
		}
		for _, f := range strings.Fields(test.found) {
			check, result, _ := strings.Cut(f, "=")
			one := Finding{Check: check, Result: result}
			if check == "dkim" && test.proved != nil {
				one.Proved = test.proved
			}
			tr.Earlier = append(tr.Earlier, one)
		}
		f := c.Examine(tr)
		if f.Result != test.want || f.Why != test.why || !strings.HasPrefix(f.Reply.String(), test.code) || (test.code == "") != f.Reply.IsZero() {
			t.Errorf("%s: %s %s %s, want %s %s %s", test.name, f.Result, f.Why, f.Reply, test.want, test.why, test.code)
		}
	}
	if f := c.Examine(&Transaction{User: "ana"}); !f.IsZero() {
		t.Error("somebody who has logged in is looked at")
	}
	if f := c.Examine(&Transaction{Message: []byte("Subject: nobody's\r\n\r\n")}); !f.IsZero() {
		t.Errorf("a letter without From: %v", f)
	}
}
