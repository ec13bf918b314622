// Package aggregate makes the reports that owners of domains ask for with rua=: once a day, who sent mail with their domain in
// From, and what became of it (RFC 9990).
//
// A Collector takes what DMARC said of each letter. At the end of a period it gives one Report for each domain that published
// a policy, and Report writes it: XML in gzip, in the letter's form that section 3.1 of the RFC prescribes. Destinations tells
// where it may be sent: an address of another domain must have agreed, or anybody could have reports sent to anybody.
//
// What it promises: the same letters in the same order give the same bytes; rows stay within MaxRows. It sends nothing.
package aggregate

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"strconv"
	"strings"
	"time"

	"posta/sim/auth/dkim"
	"posta/sim/auth/dmarc"
	"posta/sim/auth/spf"
)

// MaxRows is how many different rows one report may have; letters beyond them are only counted in the error element.
const MaxRows = 10_000

// maxSignatures is how many signatures of a letter a row tells (RFC 9990 section 3.1.1.13 allows 100).
const maxSignatures = 10

// Letter is what is known of one letter.
type Letter struct {
	SPF          *spf.Report
	DKIM         *dkim.Report
	Evaluation   *dmarc.Evaluation
	EnvelopeFrom string // the domain; "" for <>
	// Disposition is what the receiver did: none, quarantine or reject.
	Disposition dmarc.Policy
	// Override says why that is not what the owner asked for: "local_policy", "mailing_list", "trusted_forwarder" or "other"; ""
	// if it is. What t=y softened is found by itself.
	Override string
	Comment  string
}

// Collector gathers letters until a report is due.
type Collector struct {
	domains []string
	reports map[string]*Report
}

// Report is what one owner is told of one period.
type Report struct {
	Organization string // who reports
	Email        string
	Submitter    string // the reporting host's domain
	ID           string // unique, of letters and digits
	Begin, End   time.Time
	Domain       string // the policy domain
	Record       *dmarc.Record
	Rows         []*Row
	Dropped      int
	index        map[string]*Row
}

// Row is one line: so many letters with all this in common.
type Row struct {
	Count  int
	Source string
	// Disposition also says "pass" (RFC 9990: passed under an enforcing policy).
	Disposition         string
	DKIM, SPF           bool // aligned and passed
	Reason, Comment     string
	From, EnvelopeFrom  string
	Signatures          []Signature
	SPFDomain, SPFState string
}

// Signature is one DKIM result.
type Signature struct{ Domain, Selector, Result string }

// Add counts a letter, if its author's domain has a policy whose owner wants reports.
func (c *Collector) Add(l Letter) {
	e := l.Evaluation
	if e == nil || e.Record == nil || len(e.Record.Aggregate) == 0 || e.Result != dmarc.Pass && e.Result != dmarc.Fail {
		return
	}
	if c.reports == nil {
		c.reports = map[string]*Report{}
	}
	r := c.reports[e.At]
	if r == nil {
		r = &Report{Domain: e.At, Record: e.Record, index: map[string]*Row{}}
		c.reports[e.At] = r
		c.domains = append(c.domains, e.At)
	}
	row := newRow(l)
	key := fmt.Sprintf("%+v", *row)
	if known := r.index[key]; known != nil {
		known.Count++
		return
	}
	if len(r.Rows) == MaxRows {
		r.Dropped++
		return
	}
	r.index[key] = row
	r.Rows = append(r.Rows, row)
	row.Count = 1
}

func newRow(l Letter) *Row {
	e := l.Evaluation
	row := &Row{Disposition: string(l.Disposition), Reason: l.Override, Comment: l.Comment, From: e.Author, EnvelopeFrom: l.EnvelopeFrom}
	if l.SPF != nil {
		row.Source, row.SPFDomain, row.SPFState = l.SPF.IP.String(), l.SPF.Domain, string(l.SPF.Result)
	}
	for _, a := range e.Identifiers {
		row.SPF = row.SPF || a.Method == "spf" && a.Aligned && a.Result == "pass"
		row.DKIM = row.DKIM || a.Method == "dkim" && a.Aligned && a.Result == "pass"
	}
	if e.Result == dmarc.Pass && e.Policy != dmarc.PolicyNone && l.Disposition == dmarc.PolicyNone {
		row.Disposition = "pass"
	}
	if row.Reason == "" && e.Result == dmarc.Fail && e.Disposition != e.Policy {
		row.Reason = "policy_test_mode"
	}
	// Those that pass are told before the others (section 3.1.1.13).
	for _, passed := range []bool{true, false} {
		for _, v := range signatures(l.DKIM) {
			if v.Signature != nil && (v.Result == dkim.Pass) == passed && len(row.Signatures) < maxSignatures {
				row.Signatures = append(row.Signatures, Signature{v.Signature.Domain, v.Signature.Selector, string(v.Result)})
			}
		}
	}
	return row
}

func signatures(d *dkim.Report) []*dkim.Verification {
	if d == nil {
		return nil
	}
	return d.Signatures
}

// Take gives the reports that are due, in the order in which the domains were first met, and begins anew.
func (c *Collector) Take() []*Report {
	var list []*Report
	for _, d := range c.domains {
		list = append(list, c.reports[d])
	}
	c.domains, c.reports = nil, nil
	return list
}

// Empty tells whether there is nothing to report.
func (c *Collector) Empty() bool { return len(c.domains) == 0 }

// FileName is the attachment's (section 3.5.2).
func (r *Report) FileName() string {
	return fmt.Sprintf("%s!%s!%d!%d!%s.xml.gz", r.Submitter, r.Domain, r.Begin.Unix(), r.End.Unix(), r.ID)
}

// Subject is the letter's (section 3.5.2).
func (r *Report) Subject() string {
	return fmt.Sprintf("Report Domain: %s Submitter: %s Report-ID: <%s@%s>", r.Domain, r.Submitter, r.ID, r.Submitter)
}

// Gzip is the report compressed (RFC 1952), without a time or a name in it.
func (r *Report) Gzip() ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(r.XML()); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// XML is the report in the form of RFC 9990 appendix A.
func (r *Report) XML() []byte {
	w := &writer{}
	w.b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	w.open(`feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0"`)
	w.leaf("version", "1.0")
	w.open("report_metadata")
	w.leaf("org_name", r.Organization)
	w.leaf("email", r.Email)
	w.leaf("report_id", r.ID)
	w.open("date_range")
	w.leaf("begin", strconv.FormatInt(r.Begin.Unix(), 10))
	w.leaf("end", strconv.FormatInt(r.End.Unix(), 10))
	w.close("date_range")
	r.errors(w)
	w.leaf("generator", "Posta")
	w.close("report_metadata")
	r.published(w)
	for _, row := range r.Rows {
		row.write(w)
	}
	w.close("feedback")
	return w.b.Bytes()
}

func (r *Report) errors(w *writer) {
	var list []string
	if n := len(r.Record.Ignored); n > 0 {
		list = append(list, "ignored in the DMARC record: "+strings.Join(r.Record.Ignored, "; "))
	}
	if r.Dropped > 0 {
		list = append(list, fmt.Sprintf("%d messages of further kinds are not listed", r.Dropped))
	}
	if len(list) > 0 {
		w.leaf("error", strings.Join(list, ". "))
	}
}

func (r *Report) published(w *writer) {
	rec := r.Record
	w.open("policy_published")
	w.leaf("domain", r.Domain)
	w.leaf("p", string(rec.Policy))
	if rec.Subdomain != "" {
		w.leaf("sp", string(rec.Subdomain))
	}
	if rec.Missing != "" {
		w.leaf("np", string(rec.Missing))
	}
	w.leaf("adkim", string(rec.DKIM))
	w.leaf("aspf", string(rec.SPF))
	w.leaf("discovery_method", "treewalk")
	w.leaf("fo", rec.Failure)
	w.leaf("testing", map[bool]string{false: "n", true: "y"}[rec.Testing])
	w.close("policy_published")
}

func passFail(ok bool) string {
	if ok {
		return "pass"
	}
	return "fail"
}

func (row *Row) write(w *writer) {
	w.open("record")
	w.open("row")
	w.leaf("source_ip", row.Source)
	w.leaf("count", strconv.Itoa(row.Count))
	w.open("policy_evaluated")
	w.leaf("disposition", row.Disposition)
	w.leaf("dkim", passFail(row.DKIM))
	w.leaf("spf", passFail(row.SPF))
	if row.Reason != "" {
		w.open("reason")
		w.leaf("type", row.Reason)
		if row.Comment != "" {
			w.leaf("comment", row.Comment)
		}
		w.close("reason")
	}
	w.close("policy_evaluated")
	w.close("row")
	w.open("identifiers")
	w.leaf("header_from", row.From)
	w.leaf("envelope_from", row.EnvelopeFrom)
	w.close("identifiers")
	w.open("auth_results")
	for _, s := range row.Signatures {
		w.open("dkim")
		w.leaf("domain", s.Domain)
		w.leaf("selector", s.Selector)
		w.leaf("result", s.Result)
		w.close("dkim")
	}
	if row.SPFState != "" {
		w.open("spf")
		w.leaf("domain", row.SPFDomain)
		w.leaf("scope", "mfrom")
		w.leaf("result", row.SPFState)
		w.close("spf")
	}
	w.close("auth_results")
	w.close("record")
}

// writer writes elements, indented.
type writer struct {
	b     bytes.Buffer
	depth int
}

func (w *writer) indent() {
	for range w.depth {
		w.b.WriteString("  ")
	}
}

func (w *writer) open(name string) {
	w.indent()
	w.b.WriteString("<" + name + ">\n")
	w.depth++
}

func (w *writer) close(name string) {
	w.depth--
	w.indent()
	w.b.WriteString("</" + name + ">\n")
}

func (w *writer) leaf(name, text string) {
	w.indent()
	w.b.WriteString("<" + name + ">")
	escape(&w.b, text)
	w.b.WriteString("</" + name + ">\n")
}

// escape leaves only what XML 1.0 allows (section 2.2 of its recommendation).
func escape(b *bytes.Buffer, s string) {
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r < ' ' && r != '\t', r == 0xFFFE, r == 0xFFFF:
			b.WriteRune('\uFFFD')
		default:
			b.WriteRune(r)
		}
	}
}
