// Package reporter writes the reports that owners of domains ask for, and hands them to the
// queue as letters like any: once a day who sent mail in their name and what became of it
// (DMARC aggregate reports, RFC 9990) and whether the road to them was safe (TLS-RPT, RFC
// 8460); and at once, where they ask for that too, what is known of one letter that failed
// (RFC 9991).
//
// An address of another domain gets none unless that domain has agreed (RFC 9990 section
// 4), or anybody could have anybody swamped. Days are those of UTC. What was found is
// recorded as findings (package policy) of the phase "report".
package reporter

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	mdns "github.com/miekg/dns"

	"posta/sim/actor"
	"posta/sim/actor/relay"
	"posta/sim/actor/transport"
	"posta/sim/auth"
	"posta/sim/auth/dkim"
	"posta/sim/auth/dmarc"
	"posta/sim/auth/dmarc/aggregate"
	"posta/sim/auth/mtasts"
	"posta/sim/dns"
	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/policy"
	"posta/sim/trace"
)

// Day is how long one report tells of.
const Day = 24 * time.Hour

// MaxFailures is how many failure reports one domain gets in a day.
const MaxFailures = 10

// Resolver finds records.
type Resolver interface {
	Resolve(name string, qtype uint16) (*dns.Answer, error)
}

// Config is who reports.
type Config struct {
	Machine  actor.Machine
	Queue    *relay.Queue
	Resolver Resolver
	// Domain is in whose name, and From who writes.
	Domain string
	From   mail.Mailbox
	// Guard knows how safe roads were; nil: that is not reported.
	Guard *transport.Guard
	// Sign signs the letters; nil: nobody does.
	Sign *dkim.Signer
	// Loops are who wants to hear of complaints about what they sent.
	Loops []Loop
}

// Loop is a sender that is registered for a provider's feedback loop.
type Loop struct {
	// Domain is the one that has to be proved to have sent a letter, it or one below it.
	Domain string
	To     mail.Address
}

// Reporter gathers what there is to report.
type Reporter struct {
	c Config

	mu        sync.Mutex // never held while anybody waits
	collector aggregate.Collector
	due       bool
	begin     time.Time
	failures  map[string]int // told today, by domain
}

// New makes one with nothing to report. A Guard's conversations count from then on.
func New(c Config) *Reporter {
	r := &Reporter{c: c, failures: map[string]int{}}
	if c.Guard != nil {
		c.Guard.Noted = r.await
	}
	return r
}

// Note takes what DMARC said of a letter.
func (r *Reporter) Note(l aggregate.Letter, message []byte) {
	r.mu.Lock()
	r.collector.Add(l)
	some := !r.collector.Empty()
	r.mu.Unlock()
	if h := mail.ParseHeader(message); h.Automatic() {
		return // two who report to each other would go on for ever (RFC 3834 section 2)
	}
	if some {
		r.await()
	}
	r.failed(l, message)
}

// await has the reports written when the day is over. A day without letters has none.
func (r *Reporter) await() {
	now := r.c.Machine.Now().UTC()
	midnight := now.Truncate(Day)
	r.mu.Lock()
	first := !r.due
	r.due, r.begin = true, midnight
	r.mu.Unlock()
	if first {
		r.c.Machine.After(midnight.Add(Day).Sub(now), "daily reports", r.send)
	}
}

// send writes the day's reports.
func (r *Reporter) send() {
	r.mu.Lock()
	reports, begin := r.collector.Take(), r.begin
	r.due = false
	clear(r.failures)
	r.mu.Unlock()
	end := begin.Add(Day - time.Second)
	for _, one := range reports {
		one.Organization, one.Email, one.Submitter = r.c.Domain, r.c.From.Address.String(), r.c.Domain
		one.ID, one.Begin, one.End = fmt.Sprintf("%d", begin.Unix()), begin, end
		r.aggregate(one)
	}
	if r.c.Guard != nil {
		for _, day := range r.c.Guard.Take() {
			r.roads(day, begin, end)
		}
	}
}

func (r *Reporter) names() auth.Resolver { return auth.FromDNS(r.c.Resolver.Resolve) }

// destinations asks who may get reports about a domain, and tells.
func (r *Reporter) destinations(rec *dmarc.Record, domain string, f *policy.Finding) (to []mail.Address) {
	same := func(host string) bool { return strings.HasSuffix(host, "."+domain) }
	for _, d := range aggregate.Destinations(context.Background(), r.names(), rec, domain, same) {
		step := trace.PolicyStep{Code: "address", Result: d.Reason, Args: []trace.Argument{policy.Arg("address", strings.TrimPrefix(d.URI, "mailto:"))}}
		if d.Asked != nil {
			step.Questions = []trace.PolicyQuestion{policy.Asked(*d.Asked)}
		}
		f.Steps = append(f.Steps, step)
		if d.Allowed {
			to = append(to, d.Address)
		}
	}
	return to
}

// aggregate sends one owner the report of the day.
func (r *Reporter) aggregate(one *aggregate.Report) {
	f := policy.Finding{Input: []trace.Argument{policy.Arg("domain", one.Domain)}, Result: "nobody"}
	to := r.destinations(one.Record, one.Domain, &f)
	letters := one.Dropped
	for _, row := range one.Rows {
		letters += row.Count
	}
	f.Details = []trace.Argument{policy.Count("letters", letters), policy.Count("rows", len(one.Rows))}
	packed, err := one.Gzip()
	if err != nil || len(to) == 0 {
		policy.Record(r.c.Machine, "dmarc-report", policy.AtReport, f)
		return
	}
	f.Result = "sent"
	f.Details = append(f.Details, policy.Arg("address", addresses(to)), policy.Arg("file", one.FileName()))
	f.Steps = append(f.Steps, trace.PolicyStep{Code: "xml", Args: []trace.Argument{policy.Arg("text", string(one.XML()))}})
	policy.Record(r.c.Machine, "dmarc-report", policy.AtReport, f)
	m := mail.Message{
		Subject:  one.Subject(),
		Attached: []mail.Attachment{{Name: one.FileName(), ContentType: "application/gzip", Content: packed}},
	}
	r.post(m, lang.Sprintf("Este es un informe DMARC del día (RFC 9990), de %s sobre %s. Cartas: %d.\n",
		"This is a DMARC aggregate report (RFC 9990) of %s about %s. Messages: %d.\n", r.c.Domain, one.Domain, letters), to, "")
}

// roads sends one owner how safe the road was (RFC 8460 section 5.3).
func (r *Reporter) roads(day *transport.Day, begin, end time.Time) {
	name := "_smtp._tls." + day.Domain
	a, err := r.c.Resolver.Resolve(name, mdns.TypeTXT)
	good, bad := day.Sessions()
	f := policy.Finding{Input: []trace.Argument{policy.Arg("domain", day.Domain)}, Result: "sent",
		Steps:   []trace.PolicyStep{{Code: "record", Questions: []trace.PolicyQuestion{policy.Question(name, mdns.TypeTXT, a, err)}}},
		Details: []trace.Argument{policy.Count("good", good), policy.Count("bad", bad)}}
	uris, ok := mtasts.ReportURIs(transport.Texts(a))
	var to []mail.Address
	for _, uri := range uris {
		if address, err := mail.ParseAddress(strings.TrimPrefix(uri, "mailto:")); err == nil && strings.HasPrefix(uri, "mailto:") {
			to = append(to, address)
		}
	}
	if !ok || len(to) == 0 {
		return // they did not ask
	}
	id := fmt.Sprintf("%d.%s@%s", begin.Unix(), day.Domain, r.c.Domain)
	text := day.JSON(r.c.Domain, r.c.From.Address.String(), id, begin, end)
	f.Details = append(f.Details, policy.Arg("address", addresses(to)))
	f.Steps = append(f.Steps, trace.PolicyStep{Code: "json", Args: []trace.Argument{policy.Arg("text", string(text))}})
	policy.Record(r.c.Machine, "tls-report", policy.AtReport, f)
	file := fmt.Sprintf("%s!%s!%d!%d!001.json.gz", r.c.Domain, day.Domain, begin.Unix(), end.Unix())
	m := mail.Message{
		Subject:  fmt.Sprintf("Report Domain: %s Submitter: %s Report-ID: <%s>", day.Domain, r.c.Domain, id),
		Extra:    []mail.ExtraField{{Name: "TLS-Report-Domain", Value: day.Domain}, {Name: "TLS-Report-Submitter", Value: r.c.Domain}},
		Attached: []mail.Attachment{{Name: file, ContentType: "application/tlsrpt+gzip", Content: packed(text)}},
	}
	r.post(m, lang.Sprintf("Este es un informe sobre TLS (RFC 8460), de %s sobre %s.\n",
		"This is a TLS report (RFC 8460) of %s about %s.\n", r.c.Domain, day.Domain), to, "tlsrpt")
}

func packed(text []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(text) // into memory: no error can come
	z.Close()
	return b.Bytes()
}

// failed tells an owner of one letter that failed, where they want to know at once (RFC
// 9991 section 4): its header and what was found, never its text.
func (r *Reporter) failed(l aggregate.Letter, message []byte) {
	e := l.Evaluation
	if e == nil || e.Record == nil || len(e.Record.Failures) == 0 || e.Result != dmarc.Fail {
		return // fo=1, d and s ask for more; what else there was stands in the day's report
	}
	r.mu.Lock()
	r.failures[e.At]++
	many := r.failures[e.At] > MaxFailures
	r.mu.Unlock()
	if many {
		return
	}
	rec := *e.Record
	rec.Aggregate = rec.Failures
	f := policy.Finding{Input: []trace.Argument{policy.Arg("domain", e.At)}, Result: "nobody"}
	to := r.destinations(&rec, e.At, &f)
	if len(to) > 0 {
		f.Result = "sent"
		f.Details = []trace.Argument{policy.Arg("address", addresses(to))}
	}
	policy.Record(r.c.Machine, "dmarc-failure-report", policy.AtReport, f)
	if len(to) == 0 {
		return
	}
	source := ""
	if l.SPF != nil {
		source = l.SPF.IP.String()
	}
	feedback := fmt.Sprintf("Feedback-Type: auth-failure\r\nUser-Agent: Posta\r\nVersion: 1\r\nAuth-Failure: dmarc\r\nIdentity-Alignment: none\r\nReported-Domain: %s\r\nSource-IP: %s\r\nArrival-Date: %s\r\nDelivery-Result: %s\r\n",
		e.Author, source, mail.FormatDate(r.c.Machine.Now()), map[dmarc.Policy]string{dmarc.Reject: "reject", dmarc.Quarantine: "spam", dmarc.PolicyNone: "delivered"}[l.Disposition])
	m := mail.Message{
		Subject: "DMARC failure report about " + e.Author,
		Attached: []mail.Attachment{{ContentType: "message/feedback-report", Content: []byte(feedback)},
			{ContentType: "text/rfc822-headers", Content: ascii(mail.HeaderBytes(message))}},
	}
	r.post(m, lang.Sprintf("Este es un aviso de fallo de DMARC (RFC 9991), de %s sobre una carta que decía venir de %s.\n",
		"This is a DMARC failure report (RFC 9991) of %s about a message that claimed to be from %s.\n", r.c.Domain, e.Author), to, "feedback-report")
}

// Complained tells whoever is registered that a reader marked a letter of theirs as junk (RFC 5965, and how it is used in
// RFC 6449): its header, never its text.
func (r *Reporter) Complained(user string, message []byte) {
	o := policy.OriginOf(message, r.c.Machine.Name())
	for _, loop := range r.c.Loops {
		for _, d := range o.Domains {
			if d == loop.Domain || strings.HasSuffix(d, "."+loop.Domain) {
				r.complaint(loop, user, d, o, message)
				return
			}
		}
	}
}

func (r *Reporter) complaint(loop Loop, user, domain string, o policy.Origin, message []byte) {
	policy.Record(r.c.Machine, "complaint-report", policy.AtReport, policy.Finding{
		Input: []trace.Argument{policy.Arg("user", user), policy.Arg("domain", domain)}, Result: "sent", Details: []trace.Argument{policy.Arg("address", loop.To.String())},
	})
	path, _ := mail.FindField(message, "Return-Path")
	feedback := "Feedback-Type: abuse\r\nUser-Agent: Posta\r\nVersion: 1\r\n"
	for _, f := range []struct{ name, value string }{
		{"Original-Mail-From", strings.TrimSpace(path)}, {"Original-Rcpt-To", user}, {"Arrival-Date", mail.FormatDate(r.c.Machine.Now())},
		{"Source-IP", sourceOf(o)}, {"Reported-Domain", domain},
	} {
		if f.value != "" {
			feedback += f.name + ": " + f.value + "\r\n"
		}
	}
	r.post(mail.Message{
		Subject: "Complaint about a message from " + domain,
		Attached: []mail.Attachment{{ContentType: "message/feedback-report", Content: ascii([]byte(feedback))},
			{ContentType: "text/rfc822-headers", Content: ascii(mail.HeaderBytes(message))}},
	}, lang.Sprintf("Esta es una queja (RFC 5965), de %s sobre una carta de %s que uno de sus usuarios marcó como correo no deseado.\n",
		"This is a complaint (RFC 5965) of %s about a message from %s that one of its users marked as junk.\n", r.c.Domain, domain), []mail.Address{loop.To}, "feedback-report")
}

func sourceOf(o policy.Origin) string {
	if !o.Client.IsValid() {
		return ""
	}
	return o.Client.String()
}

// post writes the letter, with words in the language of the first whom it is for, signs it, and puts
// it into the queue; kind is the multipart's report-type, where it has one (RFC 6522).
func (r *Reporter) post(m mail.Message, words lang.Text, to []mail.Address, kind string) {
	l := r.c.Queue.Language(to[0])
	m.Text = words.In(l)
	now := r.c.Machine.Now()
	id := r.c.Queue.NewID()
	m.From, m.Date, m.ID = r.c.From, now, now.UTC().Format("20060102150405")+"."+id+"@"+r.c.Domain
	for _, a := range to {
		m.To = append(m.To, mail.Mailbox{Address: a})
	}
	m.Extra = append(m.Extra, mail.ExtraField{Name: "Auto-Submitted", Value: "auto-generated"}, mail.ExtraField{Name: "Content-Language", Value: string(l)})
	m.Boundary = func(int) string { return "report." + id }
	plain := m.Attached
	if kind == "feedback-report" {
		m.Attached = []mail.Attachment{{ContentType: plain[0].ContentType}}
	}
	data, err := m.Bytes()
	if err != nil {
		panic(err) // every field comes from parsers that have checked it
	}
	if kind == "feedback-report" {
		data = asTheyAre(data, m.Boundary(0), plain)
	}
	if kind != "" {
		data = bytes.Replace(data, []byte("multipart/mixed;"), []byte(`multipart/report; report-type="`+kind+`";`), 1)
	}
	if r.c.Sign != nil {
		if signed, err := r.c.Sign.Sign(data, now); err == nil {
			data = mail.Prepend(data, signed.Field)
		}
	}
	data = r.c.Machine.Keep(data)
	env := mail.Envelope{ReversePath: r.c.From.Address, Size: int64(len(data))}
	var names []string
	for _, a := range to {
		env.Recipients = append(env.Recipients, mail.Recipient{Address: a, Notify: mail.NotifyNever})
		names = append(names, a.String())
	}
	r.c.Machine.Record(nil, trace.MessageAccepted{Queue: id, MessageID: "<" + m.ID + ">", Sender: env.ReversePath.String(), Recipients: names, Data: data})
	r.c.Queue.Add(id, relay.Message{Envelope: env, Data: data, Quiet: true})
}

func addresses(list []mail.Address) string {
	var names []string
	for _, a := range list {
		names = append(names, a.String())
	}
	return strings.Join(names, ", ")
}

// asTheyAre puts parts into a letter without any encoding (RFC 5965 section 2: a
// message/feedback-report is 7bit), in the place of those that stand there.
func asTheyAre(data []byte, boundary string, parts []mail.Attachment) []byte {
	mark := []byte("\r\n--" + boundary)
	first := bytes.Index(data, mark)
	second := first + len(mark) + bytes.Index(data[first+len(mark):], mark)
	out := bytes.Clone(data[:second])
	for _, p := range parts {
		out = append(out, string(mark)+"\r\nContent-Type: "+p.ContentType+"\r\n\r\n"...)
		out = append(out, p.Content...)
	}
	return append(out, string(mark)+"--\r\n"...)
}

// ascii is a text without what would need an encoding.
func ascii(b []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if r > 0x7e {
			return '?'
		}
		return r
	}, b)
}
