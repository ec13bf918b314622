// Package cause reads the errors that protocol parts and machines return, and says
// in the trace's own vocabulary why something failed.
//
// An actor meets errors of many packages, each with its own words for programs. Facts
// hold codes (trace.Cause), the same on every platform and in every language; here is
// the one place where an error becomes one.
package cause

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"

	"posta/sim/actor"
	"posta/sim/actor/secure"
	"posta/sim/dns"
	"posta/sim/imap"
	"posta/sim/mailbox"
	"posta/sim/pop3"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// Error is an error whose cause is known where it arose.
type Error struct {
	Cause trace.Cause
	Err   error
}

func (e *Error) Error() string { return e.Err.Error() }
func (e *Error) Unwrap() error { return e.Err }

// With gives an error its cause, unless it is nil or has one.
func With(c trace.Cause, err error) error {
	var known *Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &Error{c, err}
}

// At gives an error of a conversation with a host its cause.
func At(host string, err error) error {
	if err == nil || err == actor.ErrStopped {
		return err
	}
	return With(Of(host, err), err)
}

// Of reads an error of a conversation with a host.
func Of(host string, err error) trace.Cause {
	var known *Error
	if errors.As(err, &known) {
		return known.Cause
	}
	for _, read := range []func(string, error) trace.Cause{ofTLS, ofReply, ofLookup, ofMailbox, ofConversation} {
		if c := read(host, err); !c.IsZero() {
			return c
		}
	}
	return trace.Cause{Code: trace.CauseOther, Said: err.Error()}
}

// Dialling reads why a connection could not be opened, the same on every platform.
// The address or the port may be missing.
func Dialling(host, address string, port uint16, err error) trace.Cause {
	c := trace.Cause{Code: trace.CauseConnectFailed, Host: host, Address: address, Port: port}
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		c.Code = trace.CauseConnectTimeout
	case errors.Is(err, syscall.ECONNREFUSED):
		c.Code = trace.CauseConnectRefused
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		c.Code = trace.CauseConnectUnreachable
	}
	return c
}

func ofTLS(host string, err error) trace.Cause {
	var handshake *secure.Error
	if errors.As(err, &handshake) {
		c := handshake.Why
		if c.Host == "" {
			c.Host = host
		}
		return c
	}
	if errors.Is(err, secure.ErrNotOffered) {
		return trace.Cause{Code: trace.CauseTLSNotOffered, Host: host}
	}
	return trace.Cause{}
}

// ofReply is what a server said.
func ofReply(host string, err error) trace.Cause {
	var said *smtp.Error
	if errors.As(err, &said) {
		switch {
		case said.Code != 0:
			return trace.Said(said.Reply().String())
		case said.Stage == smtp.StageAUTH && errors.Is(err, smtp.ErrNotOffered):
			return trace.Cause{Code: trace.CauseAuthNotOffered, Host: host}
		case said.Stage == smtp.StageSTARTTLS && errors.Is(err, smtp.ErrNotOffered):
			return trace.Cause{Code: trace.CauseTLSNotOffered, Host: host}
		case errors.Is(err, smtp.ErrNotOffered):
			return trace.Cause{Code: trace.CauseNotOffered, Host: host, Name: lacking(err)}
		}
	}
	var no *pop3.Error
	if errors.As(err, &no) {
		return trace.Said(no.Error())
	}
	var status *imap.StatusError
	if errors.As(err, &status) {
		return trace.Said(status.Error())
	}
	return trace.Cause{}
}

// lacking is the extension that a server lacks.
func lacking(err error) string {
	var missing *smtp.MissingError
	if errors.As(err, &missing) {
		return missing.Extension
	}
	return "ESMTP"
}

// lookups are the codes of what can be wrong with a look-up.
var lookups = []struct {
	kind error
	code trace.Code
}{
	{dns.ErrNXDomain, trace.CauseNoSuchDomain}, {dns.ErrNoData, trace.CauseNoRecord}, {dns.ErrNullMX, trace.CauseNullMX},
	{dns.ErrNoRoute, trace.CauseNoRoute}, {dns.ErrBadName, trace.CauseBadName}, {dns.ErrTimeout, trace.CauseDNSTimeout},
	{dns.ErrNetwork, trace.CauseDNSNetwork}, {dns.ErrServFail, trace.CauseServFail}, {dns.ErrRefused, trace.CauseDNSRefused},
	{dns.ErrRCode, trace.CauseRCode}, {dns.ErrMalformed, trace.CauseMalformed}, {dns.ErrLame, trace.CauseLame},
	{dns.ErrLoop, trace.CauseNameLoop}, {dns.ErrCircle, trace.CauseDelegationLoop}, {dns.ErrLimit, trace.CauseLookupLimit}, {dns.ErrNoServer, trace.CauseNoServer}, {dns.ErrBogus, trace.CauseBogus},
}

func ofLookup(_ string, err error) trace.Cause {
	var e *dns.Error
	if !errors.As(err, &e) {
		return trace.Cause{}
	}
	return Lookup(e.Name, err)
}

// Lookup reads why a name could not be looked up.
func Lookup(name string, err error) trace.Cause {
	c := trace.Cause{Code: trace.CauseLookup, Name: plain(name)}
	var e *dns.Error
	if !errors.As(err, &e) {
		return c
	}
	for _, l := range lookups {
		if e.Kind == l.kind {
			c.Code = l.code
		}
	}
	return c
}

// plain is a name without the dot at its end; the root's has nothing else.
func plain(name string) string {
	if n := len(name); n > 1 && name[n-1] == '.' {
		return name[:n-1]
	}
	return name
}

func ofMailbox(name string, err error) trace.Cause {
	var full *mailbox.QuotaError
	switch {
	case errors.As(err, &full):
		return trace.Cause{Code: trace.CauseOverQuota, Name: full.Account}
	case errors.Is(err, mailbox.ErrNoAccount):
		return trace.Cause{Code: trace.CauseNoSuchUser, Name: name}
	case errors.Is(err, mailbox.ErrTooBig):
		return trace.Cause{Code: trace.CauseTooBig, Name: name}
	}
	return trace.Cause{}
}

// ofConversation is silence, and what cannot be understood.
func ofConversation(host string, err error) trace.Cause {
	var said *smtp.Error
	var op *net.OpError
	switch {
	case errors.Is(err, actor.ErrStopped):
		return trace.Cause{Code: trace.CauseStopped}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return trace.Cause{Code: trace.CauseReplyTimeout, Host: host}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), errors.As(err, &op),
		errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return trace.Cause{Code: trace.CauseConnectionLost, Host: host}
	case errors.As(err, &said):
		return trace.Cause{Code: trace.CauseNotSpoken, Host: host, Name: "SMTP"}
	case errors.Is(err, pop3.ErrProtocol), errors.Is(err, pop3.ErrLineTooLong), errors.Is(err, pop3.ErrTooBig), errors.Is(err, pop3.ErrEarlyTLS):
		return trace.Cause{Code: trace.CauseNotSpoken, Host: host, Name: "POP3"}
	case errors.Is(err, imap.ErrProtocol), errors.Is(err, imap.ErrEarlyTLS):
		return trace.Cause{Code: trace.CauseNotSpoken, Host: host, Name: "IMAP"}
	}
	return trace.Cause{}
}

// Diagnostic is a cause in the words of a program's log, in English, as it goes into
// a report's Diagnostic-Code (RFC 3464 section 2.3.6) and is read by programs and by
// whoever runs the host.
func Diagnostic(c trace.Cause) string {
	if c.Suspended {
		c.Suspended = false
		return "delivery suspended: " + Diagnostic(c)
	}
	if c.Said != "" && c.Code != trace.CauseAlert {
		return c.Said
	}
	words, ok := diagnostics[c.Code]
	if !ok {
		words = string(c.Code)
	}
	about := c.Name
	switch {
	case c.Host != "" && c.Address != "":
		about = fmt.Sprintf("%s (%s)", c.Host, c.Address)
	case c.Host != "" && c.Name != "" && c.Code == trace.CauseNotOffered:
		return c.Host + " " + words + ": " + c.Name
	case c.Host != "":
		about = c.Host
	}
	if about == "" {
		return words
	}
	return about + ": " + words
}

var diagnostics = map[trace.Code]string{
	trace.CauseConnectRefused:     "connection refused",
	trace.CauseConnectTimeout:     "connection timed out",
	trace.CauseConnectUnreachable: "no route to host",
	trace.CauseConnectFailed:      "connection failed",
	trace.CauseReplyTimeout:       "no answer in time",
	trace.CauseConnectionLost:     "connection lost",
	trace.CauseNotSpoken:          "protocol error",
	trace.CauseNotOffered:         "lacks an extension that the message needs",
	trace.CauseAuthNotOffered:     "no AUTH offered",
	trace.CauseTLSNotOffered:      "no TLS offered, and it is required",
	trace.CauseExpired:            "its certificate has expired",
	trace.CauseNotYetValid:        "its certificate is not valid yet",
	trace.CauseWrongName:          "its certificate is for another name",
	trace.CauseSelfSigned:         "its certificate is self-signed",
	trace.CauseUnknownAuthority:   "its certificate is signed by an unknown authority",
	trace.CauseBadCertificate:     "its certificate cannot be read",
	trace.CauseAlert:              "TLS alert",
	trace.CauseNoTLS:              "not a TLS handshake",
	trace.CauseTLSTimeout:         "TLS handshake timed out",
	trace.CauseTLSLost:            "connection lost in the TLS handshake",
	trace.CauseTLSFailed:          "TLS handshake failed",
	trace.CauseNoSuchDomain:       "no such domain",
	trace.CauseNoRecord:           "no address record",
	trace.CauseBadName:            "not a domain name",
	trace.CauseDNSTimeout:         "the DNS did not answer in time",
	trace.CauseDNSNetwork:         "the name server could not be reached",
	trace.CauseServFail:           "the name server failed",
	trace.CauseDNSRefused:         "the name server refused",
	trace.CauseRCode:              "the name server answered an error",
	trace.CauseMalformed:          "the DNS answer is malformed",
	trace.CauseLame:               "lame delegation",
	trace.CauseNameLoop:           "the names lead in a circle",
	trace.CauseDelegationLoop:     "the delegations lead in a circle",
	trace.CauseLookupLimit:        "too much work for one look-up",
	trace.CauseNoServer:           "no name server to ask",
	trace.CauseLookup:             "look-up failed",
	trace.CauseNullMX:             "takes no mail (null MX)",
	trace.CauseNoRoute:            "no mail exchanger and no address",
	trace.CauseLeadsBack:          "mail leads back to this host",
	trace.CauseNoAddress:          "no address for its exchangers",
	trace.CauseNoAddressYet:       "no address yet for its exchangers",
	trace.CauseExchangerUnknown:   "an exchanger could not be looked up",
	trace.CauseNoSuchUser:         "no such mailbox",
	trace.CauseAliasLoop:          "the alias leads nowhere",
	trace.CauseForwarding:         "mail forwarding loop",
	trace.CauseTooBig:             "the message is too big for the mailbox",
	trace.CauseOverQuota:          "mailbox full",
	trace.CauseDiskFull:           "insufficient system storage",
	trace.CausePolicy:             "refused by policy",
	trace.CauseStore:              "the mailbox store failed",
}
