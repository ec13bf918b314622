package scenario

import (
	"fmt"
	"strconv"
	"time"

	"posta/sim/lang"
	"posta/sim/policy"
)

// Defaults of a scenario that says nothing else. What the form says of a default (`default:"=name"` in surface.go) is written
// from the value here that acts, by defaultText.
const (
	DefaultTTL           = time.Hour
	DefaultNegativeTTL   = 5 * time.Minute
	DefaultLatency       = 10 * time.Millisecond
	DefaultBandwidth     = 10_000_000 // bits per second
	DefaultMSS           = 1460       // octets: Ethernet's 1500 less the IPv4 and TCP headers
	DefaultMaxMessage    = 25_000_000 // octets
	DefaultMaxRecipients = 100        // RFC 5321 section 4.5.3.1.8
	DefaultPause         = time.Second
	DefaultAttachment    = 1 << 10 // octets
	DefaultFaultCode     = 451
	DefaultSeed          = 1
	DefaultLang          = lang.ES // of people

	DefaultRecord      = RecordPackets
	DefaultEvents      = 500_000
	eventsPerAction    = 60        // where that is more: what a letter leaves behind at the level of decisions, twice
	DefaultMemory      = 512 << 20 // octets
	DefaultVirtualTime = 30 * 24 * time.Hour
	DefaultHops        = 50
	DefaultRetries     = 1_000
	DefaultConnections = 1_000

	inbox             = "INBOX" // RFC 9051 section 5.1
	defaultMediaType  = "application/octet-stream"
	defaultRecordType = "A"
	defaultHello      = "EHLO"
	defaultCommand    = "CONNECT" // at which a fault acts
	defaultAnswerAt   = "RCPT"

	defaultSPFFail          = policy.Accept // DMARC, or whoever reads the letter, knows more (RFC 7208 section 8.4)
	defaultDKIMKey          = "rsa"
	defaultCanonicalization = "relaxed/relaxed"
)

// DefaultStart is when a story begins that does not say: a Monday morning.
var DefaultStart = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// defaultOversign are the fields of which a signature says that there are no more: another From on top would be what people
// read (RFC 6376 section 8.15).
var defaultOversign = []string{"From"}

// DefaultRetry is how a queue waits that does not say (RFC 5321 section 4.5.4.1 asks for four to five days in all).
var DefaultRetry = Retry{First: 15 * time.Minute, Factor: 2, Max: 4 * time.Hour, Lifetime: 5 * 24 * time.Hour, ReportAfter: 4 * time.Hour, Jitter: 0.1}

// DefaultHostTLS is how a host holds it with TLS that does not say.
var DefaultHostTLS = HostTLS{Policy: TLSNone, Certificate: "good", Relay: TLSOpportunistic}

// defaultValues are the defaults by the names that the form's tags give them, each as the type of the key that it is of.
var defaultValues = map[string]any{
	"start": date{t: DefaultStart}, "seed": whole(DefaultSeed), "style": word(DNSDirectory), "ttl": span(DefaultTTL), "negative": span(DefaultNegativeTTL),
	"latency": span(DefaultLatency), "zero": span(0), "bandwidth": rate(DefaultBandwidth), "loss": chance(0), "mss": whole(DefaultMSS),
	"lang": word(DefaultLang), "yes": truth(true), "message": size(DefaultMaxMessage), "recipients": whole(DefaultMaxRecipients),
	"tls": word(DefaultHostTLS.Policy), "certificate": word(DefaultHostTLS.Certificate), "relay": word(DefaultHostTLS.Relay),
	"first": span(DefaultRetry.First), "factor": decimal(DefaultRetry.Factor), "max": span(DefaultRetry.Max), "lifetime": span(DefaultRetry.Lifetime),
	"report": span(DefaultRetry.ReportAfter), "jitter": chance(DefaultRetry.Jitter),
	"laptop": word(Laptop), "imap": word(IMAP), "inbox": line(inbox), "bodies": word(BodiesAll), "hello": word(defaultHello), "type": word(defaultRecordType),
	"smtp-port": whole(usualPort[SMTP]), "submission-port": whole(usualPort[Submission]), "imap-port": whole(usualPort[IMAP]),
	"media": line(defaultMediaType), "attachment": size(DefaultAttachment),
	"record": word(DefaultRecord), "events": whole(DefaultEvents), "memory": size(DefaultMemory), "time": span(DefaultVirtualTime), "hops": whole(DefaultHops), "retries": whole(DefaultRetries), "connections": whole(DefaultConnections),
	"always": chance(1), "none": whole(0), "code": whole(DefaultFaultCode), "at-connect": word(defaultCommand), "at-rcpt": word(defaultAnswerAt),
	"smtp": word(SMTP), "greylist-delay": span(policy.DefaultGreylistDelay), "greylist-within": span(policy.DefaultGreylistWithin), "greylist-known": span(policy.DefaultGreylistKnown),
	"spf-fail": word(defaultSPFFail), "sts-age": span(DefaultSTSAge), "list-from": word(defaultListFrom), "dkim-key": word(defaultDKIMKey), "oversign": line(defaultOversign[0]), "canonicalization": word(defaultCanonicalization),
	"rate-of": word(policy.Messages), "rate-per": span(policy.DefaultRatePer),
}

// defaultText writes a default as a person would.
func defaultText(name string) string {
	v, ok := defaultValues[name]
	if !ok {
		panic("scenario: no default is called " + name)
	}
	switch v := v.(type) {
	case span:
		return spanText(time.Duration(v))
	case size:
		return unitText(int64(v), []unit{{1_000_000, " MB"}, {1 << 20, " MiB"}, {1000, " kB"}, {1 << 10, " KiB"}})
	case rate:
		return unitText(int64(v), []unit{{1e9, " Gbit/s"}, {1e6, " Mbit/s"}, {1e3, " kbit/s"}, {1, " bit/s"}})
	case chance:
		return strconv.FormatFloat(float64(float64(v)*100), 'g', -1, 64) + "%"
	case decimal:
		return strconv.FormatFloat(float64(v), 'g', -1, 64)
	case date:
		return v.t.Format("2006-01-02 15:04")
	}
	return fmt.Sprint(v)
}

type unit struct {
	size int64
	name string
}

// unitText writes a figure in the first unit that it is a whole number of.
func unitText(n int64, units []unit) string {
	for _, u := range units {
		if n != 0 && n%u.size == 0 {
			return strconv.FormatInt(n/u.size, 10) + u.name
		}
	}
	return strconv.FormatInt(n, 10)
}
