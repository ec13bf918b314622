package sim_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"posta/sim"
	"posta/sim/simtest"
	"posta/sim/trace"
)

// stored are the letters that came into a mailbox.
func stored(t *testing.T, text, user string) (letters []string) {
	t.Helper()
	s := simtest.Scenario(t, "posta: 1\ntitle: x\n"+text)
	tr := simtest.Run(t, s, sim.Options{})
	toldWhole(t, tr)
	queued := map[string]string{}
	for _, e := range tr.Events {
		switch f := e.Fact.(type) {
		case trace.MessageAccepted:
			queued[f.Queue] = string(f.Data)
		case trace.MailboxStored:
			if f.User == user {
				letters = append(letters, queued[f.Queue])
			}
		}
	}
	return letters
}

// opened is the file that a letter brings, unpacked.
func opened(t *testing.T, letter, kind string) []byte {
	t.Helper()
	_, rest, ok := strings.Cut(letter, "Content-Type: "+kind)
	_, rest, blank := strings.Cut(rest, "\r\n\r\n")
	body, _, _ := strings.Cut(rest, "\r\n--")
	packed, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(body), ""))
	if !ok || !blank || err != nil {
		t.Fatalf("no file of type %s in\n%s", kind, letter)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// valid has xmllint look whether a document is of the form that a schema of testdata gives.
func valid(t *testing.T, schema string, document []byte) {
	t.Helper()
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("xmllint is not installed")
		}
		t.Log("xmllint is not installed: the form was not looked at")
		return
	}
	cmd := exec.Command(lint, "--noout", "--schema", filepath.Join("testdata", schema), "-")
	cmd.Stdin = bytes.NewReader(document)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s\n%s", out, document)
	}
}

const day = `
domains:
  alfa.test: {users: [alicia], spf: mx -all, dkim: s1, dmarc: 'p=quarantine; rua=mailto:alicia@alfa.test; ruf=mailto:alicia@alfa.test'}
  mala.test: {users: [mallory], spf: mx -all}
  beta.test: {users: [benito], dkim: b1, spf: mx -all, mta_sts: testing, tls_rpt: 'mailto:benito@beta.test'}
hosts:
  mail.alfa.test: {tls: {policy: offer, relay_asks: mta_sts}, reports: true}
  mail.beta.test: {policy: [spf: {}, dkim: {}, dmarc: {}], reports: true, tls: {policy: offer, certificate: expired}}
script:
  - send: {from: alicia, to: benito@beta.test, subject: One}
  - {after: 1min, send: {from: alicia, to: benito@beta.test, subject: Two}}
  - {after: 1min, send: {from: mallory, to: benito@beta.test, header_from: alicia@alfa.test, subject: Forged}}
`

// TestADaysReports: what owners ask for comes to them as letters, and says what happened.
func TestADaysReports(t *testing.T) {
	letters := stored(t, day, "alicia@alfa.test")
	if len(letters) != 2 {
		t.Fatalf("alicia has %d reports", len(letters))
	}
	failure, aggregate := letters[0], letters[1]
	for _, want := range []string{`multipart/report; report-type="feedback-report"`, "Auth-Failure: dmarc", "Reported-Domain: alfa.test", "Delivery-Result: spam", "Subject: Forged"} {
		if !strings.Contains(failure, want) {
			t.Errorf("the failure report does not say %q:\n%s", want, failure)
		}
	}
	valid(t, "dmarc-report.xsd", opened(t, aggregate, "application/gzip"))
	var feedback struct {
		Records []struct {
			Count       int    `xml:"row>count"`
			Disposition string `xml:"row>policy_evaluated>disposition"`
			DKIM        string `xml:"row>policy_evaluated>dkim"`
			From        string `xml:"identifiers>header_from"`
		} `xml:"record"`
	}
	if err := xml.Unmarshal(opened(t, aggregate, "application/gzip"), &feedback); err != nil {
		t.Fatal(err)
	}
	if r := feedback.Records; len(r) != 2 || r[0].Count != 2 || r[0].Disposition != "pass" || r[0].DKIM != "pass" || r[1].Count != 1 || r[1].Disposition != "quarantine" || r[1].From != "alfa.test" {
		t.Errorf("the aggregate report says %+v", r)
	}
	if !strings.Contains(aggregate, "DKIM-Signature: ") || !strings.Contains(aggregate, "d=beta.test") {
		t.Error("the report is not signed by who sends it")
	}
}

// TestADaysRoads: a domain whose certificate has expired learns of it by the report.
func TestADaysRoads(t *testing.T) {
	var report string
	for _, l := range stored(t, day, "benito@beta.test") {
		if strings.Contains(l, "TLS-Report-Domain: beta.test") {
			report = l
		}
	}
	var got struct {
		Policies []struct {
			Policy struct {
				Kind  string   `json:"policy-type"`
				Lines []string `json:"policy-string"`
				Hosts []string `json:"mx-host"`
			} `json:"policy"`
			Summary struct {
				Good int `json:"total-successful-session-count"`
				Bad  int `json:"total-failure-session-count"`
			} `json:"summary"`
		} `json:"policies"`
	}
	if err := json.Unmarshal(opened(t, report, "application/tlsrpt+gzip"), &got); err != nil {
		t.Fatal(err)
	}
	if p := got.Policies; len(p) != 1 || p[0].Policy.Kind != "sts" || len(p[0].Policy.Lines) != 4 || len(p[0].Policy.Hosts) != 1 || p[0].Policy.Hosts[0] != "mail.beta.test" || p[0].Summary.Good != 0 || p[0].Summary.Bad == 0 || !strings.Contains(report, `report-type="tlsrpt"`) {
		t.Errorf("%+v", got)
	}
}
