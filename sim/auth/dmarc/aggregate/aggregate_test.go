package aggregate_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/xml"
	"io"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"posta/sim/auth/authtest"
	"posta/sim/auth/dkim"
	"posta/sim/auth/dmarc"
	"posta/sim/auth/dmarc/aggregate"
	"posta/sim/auth/spf"
)

func letter(ip, from string, s spf.Result, d dkim.Result, did dmarc.Policy) aggregate.Letter {
	z := authtest.Texts(map[string]string{"_dmarc.uno.test": "v=DMARC1; p=quarantine; rua=mailto:dmarc@uno.test; wrong", "_dmarc.dos.test": "v=DMARC1; p=none; rua=mailto:d@dos.test",
		"_dmarc.tres.test": "v=DMARC1; p=none"})
	sr := &spf.Report{IP: netip.MustParseAddr(ip), Domain: "bounce." + from, Result: s}
	dr := &dkim.Report{Signatures: []*dkim.Verification{{Result: d, Signature: &dkim.Signature{Domain: from, Selector: "s<1>"}}}}
	e := dmarc.Evaluate(context.Background(), z, []byte("From: x@"+from+"\r\n\r\n"), sr, dr)
	return aggregate.Letter{SPF: sr, DKIM: dr, Evaluation: e.Decisive, EnvelopeFrom: sr.Domain, Disposition: did}
}

func collect() *aggregate.Report {
	var c aggregate.Collector
	for range 3 {
		c.Add(letter("192.0.2.1", "uno.test", spf.Pass, dkim.Pass, dmarc.PolicyNone))
	}
	c.Add(letter("198.51.100.9", "uno.test", spf.Fail, dkim.Fail, dmarc.Quarantine))
	c.Add(letter("2001:db8::9", "news.uno.test", spf.Pass, dkim.Fail, dmarc.PolicyNone))
	c.Add(letter("192.0.2.1", "dos.test", spf.Pass, dkim.Pass, dmarc.PolicyNone))
	c.Add(letter("192.0.2.1", "tres.test", spf.Pass, dkim.Pass, dmarc.PolicyNone)) // its owner wants no reports
	list := c.Take()
	if len(list) != 2 || list[1].Domain != "dos.test" || !c.Empty() {
		panic(len(list))
	}
	r := list[0]
	r.Organization, r.Email, r.Submitter, r.ID = "Tres & Co", "postmaster@tres.test", "tres.test", "1704067200"
	r.Begin, r.End = time.Unix(1704067200, 0), time.Unix(1704153599, 0)
	return r
}

type feedback struct {
	XMLName xml.Name `xml:"urn:ietf:params:xml:ns:dmarc-2.0 feedback"`
	Org     string   `xml:"report_metadata>org_name"`
	Error   string   `xml:"report_metadata>error"`
	P       string   `xml:"policy_published>p"`
	Method  string   `xml:"policy_published>discovery_method"`
	Records []struct {
		Source      string `xml:"row>source_ip"`
		Count       int    `xml:"row>count"`
		Disposition string `xml:"row>policy_evaluated>disposition"`
		DKIM        string `xml:"row>policy_evaluated>dkim"`
		SPF         string `xml:"row>policy_evaluated>spf"`
		From        string `xml:"identifiers>header_from"`
		Selector    string `xml:"auth_results>dkim>selector"`
	} `xml:"record"`
}

func TestReport(t *testing.T) {
	r := collect()
	zipped, err := r.Gzip()
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := collect().Gzip(); !bytes.Equal(again, zipped) {
		t.Error("the same letters gave other bytes")
	}
	z, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if path := os.Getenv("POSTA_REPORT"); path != "" { // for a schema checker
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var f feedback
	if err := xml.Unmarshal(text, &f); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if f.Org != "Tres & Co" || f.P != "quarantine" || f.Method != "treewalk" || !strings.Contains(f.Error, "wrong") || len(f.Records) != 3 {
		t.Errorf("%+v", f)
	}
	for i, want := range []string{"192.0.2.1 3 pass pass pass uno.test", "198.51.100.9 1 quarantine fail fail uno.test", "2001:db8::9 1 pass fail pass news.uno.test"} {
		g := f.Records[i]
		if got := strings.Join([]string{g.Source, string(rune('0' + g.Count)), g.Disposition, g.DKIM, g.SPF, g.From}, " "); got != want || g.Selector != "s<1>" {
			t.Errorf("row %d: %s; want %s", i, got, want)
		}
	}
	if r.FileName() != "tres.test!uno.test!1704067200!1704153599!1704067200.xml.gz" {
		t.Error(r.FileName())
	}
	if r.Subject() != "Report Domain: uno.test Submitter: tres.test Report-ID: <1704067200@tres.test>" {
		t.Error(r.Subject())
	}
}

// TestDestinations: who gets reports of another's domain must have said so (RFC 9990 section 4).
func TestDestinations(t *testing.T) {
	rec, err := dmarc.Parse("v=DMARC1; p=none; rua=mailto:d@uno.test, mailto:d@mail.uno.test!10m, mailto:a@yes.test, mailto:a@no.test, mailto:a@moved.test, mailto:a@thief.test, mailto:a@silent.test, https://x.test/d")
	if err != nil {
		t.Fatal(err)
	}
	z := authtest.Texts(map[string]string{"uno.test._report._dmarc.yes.test": "v=DMARC1", "uno.test._report._dmarc.moved.test": "v=DMARC1; rua=mailto:b@moved.test",
		"uno.test._report._dmarc.thief.test": "v=DMARC1; rua=mailto:b@victim.test"})
	z["uno.test._report._dmarc.silent.test"] = []authtest.Record{{Type: "*", Timeout: true}}
	got := aggregate.Destinations(context.Background(), z, rec, "uno.test", func(host string) bool { return host == "mail.uno.test" })
	want := []string{"d@uno.test same-organization", "d@mail.uno.test same-organization", "a@yes.test permitted", "- not-permitted", "b@moved.test permitted", "- not-permitted", "- no-answer", "- unsupported"}
	for i, d := range got {
		text := "- " + d.Reason
		if d.Allowed {
			text = d.Address.String() + " " + d.Reason
		}
		if text != want[i] {
			t.Errorf("%s: %s; want %s", d.URI, text, want[i])
		}
	}
}
