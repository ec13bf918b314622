package cause

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	"posta/sim/actor"
	"posta/sim/actor/secure"
	"posta/sim/dns"
	"posta/sim/imap"
	"posta/sim/mailbox"
	"posta/sim/pop3"
	"posta/sim/smtp"
	"posta/sim/trace"
)

func TestOf(t *testing.T) {
	const host = "mail.beta.test"
	wrapped := func(err error) error { return fmt.Errorf("doing something: %w", err) }
	for _, tc := range []struct {
		name string
		err  error
		want trace.Cause
	}{
		{"a reply", &smtp.Error{Stage: smtp.StageRCPT, Code: 550, Text: "No such user"}, trace.Said("550 No such user")},
		{"a reply of POP3", &pop3.Error{Code: "IN-USE", Text: "busy"}, trace.Said("-ERR [IN-USE] busy")},
		{"a reply of IMAP", &imap.StatusError{Type: "NO", Text: "go away"}, trace.Said("NO go away")},
		{"no AUTH", &smtp.Error{Stage: smtp.StageAUTH, Err: &smtp.MissingError{Extension: "AUTH PLAIN"}}, trace.Cause{Code: trace.CauseAuthNotOffered, Host: host}},
		{"no STARTTLS", &smtp.Error{Stage: smtp.StageSTARTTLS, Err: &smtp.MissingError{Extension: "STARTTLS"}}, trace.Cause{Code: trace.CauseTLSNotOffered, Host: host}},
		{"no SMTPUTF8", &smtp.Error{Stage: smtp.StageMAIL, Err: &smtp.MissingError{Extension: "SMTPUTF8"}}, trace.Cause{Code: trace.CauseNotOffered, Host: host, Name: "SMTPUTF8"}},
		{"no TLS at a mailbox", secure.ErrNotOffered, trace.Cause{Code: trace.CauseTLSNotOffered, Host: host}},
		{"a certificate", &smtp.Error{Stage: smtp.StageSTARTTLS, Err: &secure.Error{Why: trace.Cause{Code: trace.CauseExpired}}}, trace.Cause{Code: trace.CauseExpired, Host: host}},
		{"a name", &dns.Error{Name: "beta.test.", Kind: dns.ErrNXDomain}, trace.Cause{Code: trace.CauseNoSuchDomain, Name: "beta.test"}},
		{"no room", &mailbox.QuotaError{Account: "ana@beta.test"}, trace.Cause{Code: trace.CauseOverQuota, Name: "ana@beta.test"}},
		{"silence", os.ErrDeadlineExceeded, trace.Cause{Code: trace.CauseReplyTimeout, Host: host}},
		{"the end", io.ErrUnexpectedEOF, trace.Cause{Code: trace.CauseConnectionLost, Host: host}},
		{"a reset", &net.OpError{Op: "read", Err: syscall.ECONNRESET}, trace.Cause{Code: trace.CauseConnectionLost, Host: host}},
		{"another protocol", &smtp.Error{Stage: smtp.StageGreeting, Err: smtp.ErrMalformedReply}, trace.Cause{Code: trace.CauseNotSpoken, Host: host, Name: "SMTP"}},
		{"no power", actor.ErrStopped, trace.Cause{Code: trace.CauseStopped}},
		{"what nobody knows", errors.New("the moon is full"), trace.Cause{Code: trace.CauseOther, Said: "doing something: the moon is full"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := Of(host, wrapped(tc.err))
			if got != tc.want {
				t.Errorf("%+v, want %+v", got, tc.want)
			}
			if err := got.Check(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestLookups: each sentinel of package dns has a code of its own; and those are a question without an answer that do not say what is, or
// that there is nothing.
func TestLookups(t *testing.T) {
	seen := map[trace.Code]error{}
	for _, kind := range []error{dns.ErrNXDomain, dns.ErrNoData, dns.ErrNullMX, dns.ErrNoRoute, dns.ErrBadName, dns.ErrTimeout, dns.ErrNetwork, dns.ErrServFail,
		dns.ErrRefused, dns.ErrRCode, dns.ErrMalformed, dns.ErrLame, dns.ErrLoop, dns.ErrCircle, dns.ErrLimit, dns.ErrNoServer, dns.ErrBogus} {
		why := Lookup("beta.test.", &dns.Error{Name: "beta.test.", Kind: kind})
		told := slices.Contains([]error{dns.ErrNXDomain, dns.ErrNoData, dns.ErrNullMX, dns.ErrNoRoute, dns.ErrBadName}, kind)
		if why.Unanswered() == told {
			t.Errorf("%v is unanswered: %v", kind, why.Unanswered())
		}
		c := why.Code
		if other := seen[c]; other != nil || c == trace.CauseLookup {
			t.Errorf("%v is %s, like %v", kind, c, other)
		}
		seen[c] = kind
	}
}

func TestDialling(t *testing.T) {
	for err, code := range map[error]trace.Code{
		os.ErrDeadlineExceeded: trace.CauseConnectTimeout, syscall.ECONNREFUSED: trace.CauseConnectRefused,
		syscall.EHOSTUNREACH: trace.CauseConnectUnreachable, syscall.ENETUNREACH: trace.CauseConnectUnreachable, io.EOF: trace.CauseConnectFailed,
	} {
		if c := Dialling("b.test", "192.0.2.1", 25, &net.OpError{Op: "dial", Err: err}); c.Code != code {
			t.Errorf("%v: %+v, want %s", err, c, code)
		}
	}
}

// TestTheFirstWordCounts: what is known near the error is not guessed again further up.
func TestTheFirstWordCounts(t *testing.T) {
	near := Dialling("b.test", "", 143, syscall.ECONNREFUSED)
	err := At("c.test", fmt.Errorf("fetching: %w", With(near, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED})))
	if got := Of("d.test", err); got != near {
		t.Errorf("%+v, want %+v", got, near)
	}
	if At("c.test", nil) != nil || At("c.test", actor.ErrStopped) != actor.ErrStopped {
		t.Error("no error, and the end of the run, are not to be wrapped")
	}
}

// TestDiagnostics: whatever can end up in a report has words for programs, in ASCII
// (RFC 3464 section 2.3.6).
func TestDiagnostics(t *testing.T) {
	for _, code := range trace.Codes() {
		said := Diagnostic(trace.Example(code))
		if said == "" || strings.ContainsFunc(said, func(r rune) bool { return r > '~' || r < ' ' }) {
			t.Errorf("%s: %q", code, said)
		}
	}
	c := trace.Cause{Code: trace.CauseConnectRefused, Host: "b.test", Address: "192.0.2.1", Suspended: true}
	if got, want := Diagnostic(c), "delivery suspended: b.test (192.0.2.1): connection refused"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
