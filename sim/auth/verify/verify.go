// Package verify makes all the checks on one letter, in the order in which each needs the one before: SPF for the envelope,
// DKIM for the signatures, DMARC for both against the From, ARC for those who handed it on.
//
// It is for a letter that lies in a file. A server in a world makes the same checks at the moments when it can, one by one
// (package policy).
package verify

import (
	"bytes"
	"context"
	"net/netip"
	"time"

	"posta/sim/auth"
	"posta/sim/auth/arc"
	"posta/sim/auth/dkim"
	"posta/sim/auth/dmarc"
	"posta/sim/auth/spf"
)

// Letter is a letter with what a receiver knew when it came.
type Letter struct {
	Message  []byte
	IP       netip.Addr // the zero Addr: not known, and SPF is not checked
	Helo     string
	MailFrom string // without brackets; "" for <>
	Receiver string
	Time     time.Time
}

// Report is what was found.
type Report struct {
	SPF   *spf.Report   `json:"spf,omitempty"`
	DKIM  *dkim.Report  `json:"dkim"`
	DMARC *dmarc.Report `json:"dmarc"`
	ARC   *arc.Report   `json:"arc"`
}

// Undecided is a result that RFC 9989 does not have: DMARC would fail, but SPF was not checked, and could have passed for an
// aligned domain. A receiver always knows where a letter came from; a file does not say it.
const Undecided dmarc.Result = "undecided"

// All makes all checks; none asks the DNS what another has asked already.
func All(ctx context.Context, r auth.Resolver, l Letter) *Report {
	r = auth.Once(r)
	report := &Report{SPF: SPF(ctx, r, l), DKIM: dkim.Verify(ctx, r, l.Message, l.Time)}
	report.DMARC = dmarc.Evaluate(ctx, r, l.Message, report.SPF, report.DKIM)
	if report.SPF == nil {
		undecide(report.DMARC)
	}
	report.ARC = arc.Validate(ctx, r, l.Message)
	return report
}

// undecide takes back each failure that stands only because SPF is not known.
func undecide(r *dmarc.Report) {
	for _, e := range r.Evaluations {
		if e.Result == dmarc.Fail {
			e.Result, e.Reason = Undecided, dmarc.Undecided
		}
	}
	if r.Result == dmarc.Fail {
		r.Result, r.Reason = Undecided, dmarc.Undecided
	}
}

// SPF checks the envelope; nil where the address is not known, or there is neither MAIL FROM nor HELO.
func SPF(ctx context.Context, r auth.Resolver, l Letter) *spf.Report {
	if !l.IP.IsValid() || l.MailFrom == "" && l.Helo == "" {
		return nil
	}
	return spf.Check(ctx, r, spf.Input{IP: l.IP, Helo: l.Helo, MailFrom: l.MailFrom, Receiver: l.Receiver, Time: l.Time})
}

// Wire gives a letter the line ends it had on the wire: files on many systems have LF.
func Wire(msg []byte) []byte {
	bare := bytes.Count(msg, []byte("\n")) - bytes.Count(msg, []byte("\r\n"))
	if bare == 0 {
		return msg
	}
	out := make([]byte, 0, len(msg)+bare)
	for i, c := range msg {
		if c == '\n' && (i == 0 || msg[i-1] != '\r') {
			out = append(out, '\r')
		}
		out = append(out, c)
	}
	return out
}
