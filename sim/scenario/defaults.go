package scenario

import (
	"fmt"
	"time"

	"posta/sim/lang"
	"posta/sim/policy"
	"posta/sim/readers"
	"posta/sim/reputation"
	"posta/sim/spam"

	"posta/sim/form"
)

// Defaults of a scenario that says nothing else. What the form says of a default (`default:"=name"` in surface.go) is written
// from the value here that acts, by package form.
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
	DefaultLang          = lang.ES   // of people
	DefaultTokenFor      = time.Hour // expires_in of RFC 6749 section 5.1's example

	DefaultRecord      = RecordPackets
	DefaultEvents      = 500_000
	eventsPerAction    = 60        // where that is more: what a letter leaves behind at the level of decisions, twice
	DefaultMemory      = 512 << 20 // octets
	DefaultVirtualTime = 30 * 24 * time.Hour
	DefaultHops        = 100 // RFC 5321 section 6.3
	DefaultRetries     = 1_000
	DefaultConnections = 1_000

	receiptsNever     = "never"
	showsHTML         = "html"
	withLetter        = "with_letter"
	authPassword      = "password" // how the file says AuthPassword
	inbox             = "INBOX"    // RFC 9051 section 5.1
	defaultMediaType  = "application/octet-stream"
	defaultRecordType = "A"
	defaultHello      = "EHLO"
	defaultCommand    = "CONNECT" // at which a fault acts
	defaultAnswerAt   = "RCPT"
	defaultRcode      = "noerror"

	leastSaid   = 1 // so many there must be at least, when nothing is said
	leastCapped = 0 // and when only a most is

	usualHost     = "mail."    // and the domain: its server
	usualPassword = "secreta-" // and the mailbox
	firstPref     = 10         // of a domain's first MX; each next one has so much more

	defaultSPFFail          = policy.Accept // DMARC, or whoever reads the letter, knows more (RFC 7208 section 8.4)
	defaultListed           = policy.Reject // a list is asked to be believed
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

// percent is a share as the file has it.
func percent(s readers.Share) form.Chance { return form.Chance(s) / form.Chance(readers.Whole) }

// usualPref is the preference of a domain's n-th MX, from 0.
func usualPref(n int) form.Whole { return form.Whole(firstPref * (n + 1)) }

// defaultValues are the defaults by the names that the form's tags give them, each as the type of the key that it is of,
// or in words with the value in them.
var defaultValues = map[string]any{
	"start": form.Date{T: DefaultStart}, "seed": form.Whole(DefaultSeed), "style": form.Word(DNSDirectory), "ttl": form.Span(DefaultTTL), "negative": form.Span(DefaultNegativeTTL),
	"latency": form.Span(DefaultLatency), "zero": form.Span(0), "bandwidth": form.Rate(DefaultBandwidth), "loss": form.Chance(0), "mss": form.Whole(DefaultMSS),
	"lang": form.Word(DefaultLang), "yes": form.Truth(true), "message": form.Size(DefaultMaxMessage), "recipients": form.Whole(DefaultMaxRecipients),
	"tls": form.Word(DefaultHostTLS.Policy), "certificate": form.Word(DefaultHostTLS.Certificate), "relay": form.Word(DefaultHostTLS.Relay),
	"first": form.Span(DefaultRetry.First), "factor": form.Decimal(DefaultRetry.Factor), "max": form.Span(DefaultRetry.Max), "lifetime": form.Span(DefaultRetry.Lifetime),
	"report": form.Span(DefaultRetry.ReportAfter), "jitter": form.Chance(DefaultRetry.Jitter),
	"laptop": form.Word(Laptop), "imap": form.Word(IMAP), "inbox": form.Line(inbox), "bodies": form.Word(BodiesAll), "hello": form.Word(defaultHello), "type": form.Word(defaultRecordType),
	"smtp-port": form.Whole(usualPort[SMTP]), "submission-port": form.Whole(usualPort[Submission]), "imap-port": form.Whole(usualPort[IMAP]),
	"media": form.Line(defaultMediaType), "attachment": form.Size(DefaultAttachment),
	"record": form.Word(DefaultRecord), "events": form.Whole(DefaultEvents), "memory": form.Size(DefaultMemory), "time": form.Span(DefaultVirtualTime), "hops": form.Whole(DefaultHops), "retries": form.Whole(DefaultRetries), "connections": form.Whole(DefaultConnections),
	"always": form.Chance(1), "none": form.Whole(0), "code": form.Whole(DefaultFaultCode), "at-connect": form.Word(defaultCommand), "at-rcpt": form.Word(defaultAnswerAt),
	"smtp": form.Word(SMTP), "greylist-delay": form.Span(policy.DefaultGreylistDelay), "greylist-within": form.Span(policy.DefaultGreylistWithin), "greylist-known": form.Span(policy.DefaultGreylistKnown),
	"helo-bad": form.Word(defaultHELOBad), "reverse-fail": form.Word(defaultReverseFail), "content-junk": form.Decimal(spam.DefaultJunk / 10),
	"bulk": defaultBulk, "line-endings": form.Word(LineEndingsReject),
	"half-life": form.Span(time.Duration(reputation.Usual.HalfLife) * oneDay), "reputation-volume": form.Whole(reputation.Usual.Volume), "concern": percent(readers.Share(reputation.Usual.Concern)), "limit": percent(readers.Share(reputation.Usual.Limit)),
	"reputation-junk": form.Whole(reputation.Usual.Junk), "reputation-defer": form.Whole(reputation.Usual.Defer), "reputation-refuse": form.Whole(reputation.Usual.Refuse),
	"listed": form.Word(defaultListed), "spf-fail": form.Word(defaultSPFFail), "dkim-key": form.Word(defaultDKIMKey), "oversign": form.Line(defaultOversign[0]), "canonicalization": form.Word(defaultCanonicalization),
	"give": form.Chance(float64(defaultGive) / 10_000), "per-hour": form.Whole(defaultPerHour), "unsubscribe": form.Word(defaultUnsubscribe),
	"sts-age": form.Span(DefaultSTSAge), "list-from": form.Word(defaultListFrom), "member-is": form.Word(MemberOn),
	"opens": percent(readers.DefaultOpens), "clicks": percent(readers.DefaultClicks), "deletes": percent(readers.DefaultDeletes), "complains": percent(readers.DefaultComplain),
	"leaves": percent(readers.DefaultLeaves), "stuck": percent(readers.DefaultStuck), "again": percent(readers.DefaultAgain), "looks": percent(readers.DefaultLooks),
	"rescues": percent(readers.DefaultRescues), "pictures": percent(readers.DefaultPictures), "look-after": form.Span(readers.DefaultAfter), "wakes": form.Whole(readers.DefaultWakes), "sleeps": form.Whole(readers.DefaultSleeps),
	"shows": form.Word(showsHTML), "attachments": form.Word(withLetter), "receipts": form.Word(receiptsNever), "auth": form.Word(authPassword), "token-for": form.Span(DefaultTokenFor),
	"no": form.Truth(false), "utc": form.UTCOffset(0), "beginning": form.Span(0), "ports": form.Line(usualPorts()), "rcode": form.Word(defaultRcode),
	"prefs":  form.Line(fmt.Sprintf("%d, %d, %d...", usualPref(0), usualPref(1), usualPref(2))),
	"server": tr("%sDOMINIO", "%sDOMAIN", usualHost), "mx": tr("[{host: %sDOMINIO, pref: %d}]", "[{host: %sDOMAIN, pref: %d}]", usualHost, usualPref(0)),
	"password":  tr("%sBUZÓN", "%sMAILBOX", usualPassword),
	"rate-code": tr("%d para «connections», %d para lo demás", "%d for \"connections\", %d otherwise", policy.DefaultRateCode(policy.Connections), policy.DefaultRateCode(policy.Messages)),
	"least":     tr("%d; con «max», %d", "%d; with \"max\", %d", leastSaid, leastCapped),
	"rate-of":   form.Word(policy.Messages), "rate-per": form.Span(policy.DefaultRatePer),
}
