package smtp

import (
	"fmt"
	"strings"
	"testing"
)

// TestUsualReplies: a code says its own meaning in answer to each command, by the RFCs' lists, and none that nobody gave it.
func TestUsualReplies(t *testing.T) {
	const list = `
		CONNECT  421 4.3.2 Service not available, closing transmission channel
		CONNECT  554 5.3.2 No SMTP service here
		CONNECT  521 5.3.2 Server does not accept mail
		CONNECT  450 Not now
		CONNECT  550 No
		EHLO     500 5.5.2 Syntax error, command unrecognized
		EHLO     502 5.5.1 Command not implemented
		EHLO     504 5.5.4 Command parameter not implemented
		EHLO     550 5.7.1 Requested action not taken: command rejected for policy reasons
		EHLO     454 Not now
		STARTTLS 454 4.7.0 TLS not available due to temporary reason
		STARTTLS 501 5.5.4 Syntax error (no parameters allowed)
		STARTTLS 535 No
		AUTH     432 4.7.12 A password transition is needed
		AUTH     454 4.7.0 Temporary authentication failure
		AUTH     500 5.5.6 Authentication Exchange line is too long
		AUTH     504 5.5.4 Unrecognized authentication type
		AUTH     530 5.7.0 Must issue a STARTTLS command first
		AUTH     534 5.7.9 Authentication mechanism is too weak
		AUTH     535 5.7.8 Authentication credentials invalid
		AUTH     538 5.7.11 Encryption required for requested authentication mechanism
		MAIL     450 4.7.1 Requested mail action not taken: temporarily blocked for policy reasons
		MAIL     451 4.3.0 Requested action aborted: local error in processing
		MAIL     452 4.3.1 Requested action not taken: insufficient system storage
		MAIL     454 Not now
		MAIL     455 4.5.4 Server unable to accommodate parameters
		MAIL     530 5.7.0 Authentication required
		MAIL     535 No
		MAIL     550 5.7.1 Requested action not taken: command rejected for policy reasons
		MAIL     552 5.3.4 Message size exceeds fixed maximum message size
		MAIL     553 5.1.7 Requested action not taken: sender's mailbox name not allowed
		MAIL     554 Transaction failed
		MAIL     555 5.5.4 MAIL FROM/RCPT TO parameters not recognized or not implemented
		RCPT     450 4.2.1 Requested mail action not taken: mailbox unavailable
		RCPT     550 5.1.1 Requested action not taken: mailbox unavailable
		RCPT     551 5.7.1 User not local
		RCPT     552 5.2.2 Requested mail action aborted: exceeded storage allocation
		RCPT     553 5.1.3 Requested action not taken: mailbox name not allowed
		RCPT     556 5.1.10 Domain does not accept mail
		RCPT     521 No
		DATA     503 5.5.1 Bad sequence of commands
		DATA     554 Transaction failed
		DOT      450 4.7.1 Requested mail action not taken: temporarily blocked for policy reasons
		DOT      550 5.7.1 Requested action not taken: message rejected for policy reasons
		DOT      552 5.3.4 Message size exceeds fixed maximum message size
		DOT      554 Transaction failed
		DOT      500 No
		RSET     501 5.5.4 Syntax error (no parameters allowed)
		NOOP     550 No
		QUIT     421 4.3.2 Service not available, closing transmission channel
		MAIL     499 Not now
		MAIL     599 No`
	for line := range strings.Lines(strings.TrimSpace(list)) {
		command, want, _ := strings.Cut(strings.TrimSpace(line), " ")
		want = strings.TrimSpace(want)
		var code int
		fmt.Sscan(want, &code)
		got := Usual(command, code)
		if got.String() != want {
			t.Errorf("%s: %q, want %q", command, got, want)
		}
		if none := got.Text == "No" || got.Text == "Not now"; Meant(command, code) == none {
			t.Errorf("%s %d has a meaning: %v", command, code, !none)
		}
		if !got.Enhanced.IsZero() && got.Enhanced.Class != got.Class() {
			t.Errorf("%s: the classes of %q differ", command, got)
		}
	}
}
