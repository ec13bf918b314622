package smtp

import "slices"

// meaning is what a code says in answer to some commands.
type meaning struct {
	code     int
	commands []string // in answer to which; nil: to any
	enhanced string   // RFC 3463 and its registry (RFC 5248)
	text     string
}

// The moments of a conversation that are no commands: the greeting, and the answer to the letter's final dot.
const (
	AtConnect = "CONNECT"
	AtDot     = "DOT"
)

// meanings are the codes of RFC 5321 section 4.2.3 and of the extensions, with what each says in answer to a command
// (section 4.3.2). The first row that fits counts.
var meanings = []meaning{
	{421, nil, "4.3.2", "Service not available, closing transmission channel"},

	// The greeting (RFC 5321 section 3.1, RFC 7504 section 3).
	{554, []string{AtConnect}, "5.3.2", "No SMTP service here"},
	{521, []string{AtConnect}, "5.3.2", "Server does not accept mail"},

	// STARTTLS (RFC 3207 section 4).
	{454, []string{"STARTTLS"}, "4.7.0", "TLS not available due to temporary reason"},
	{501, []string{"STARTTLS", "RSET", "DATA", "QUIT"}, "5.5.4", "Syntax error (no parameters allowed)"},

	// AUTH (RFC 4954 sections 4 and 6).
	{432, []string{"AUTH"}, "4.7.12", "A password transition is needed"},
	{454, []string{"AUTH"}, "4.7.0", "Temporary authentication failure"},
	{500, []string{"AUTH"}, "5.5.6", "Authentication Exchange line is too long"},
	{504, []string{"AUTH"}, "5.5.4", "Unrecognized authentication type"},
	{534, []string{"AUTH"}, "5.7.9", "Authentication mechanism is too weak"},
	{535, []string{"AUTH"}, "5.7.8", "Authentication credentials invalid"},
	{538, []string{"AUTH"}, "5.7.11", "Encryption required for requested authentication mechanism"},
	{530, []string{"AUTH"}, "5.7.0", "Must issue a STARTTLS command first"}, // RFC 3207 section 4
	{530, nil, "5.7.0", "Authentication required"},                          // RFC 4954 section 6

	// MAIL.
	{450, []string{"MAIL"}, "4.7.1", "Requested mail action not taken: temporarily blocked for policy reasons"},
	{550, []string{"MAIL"}, "5.7.1", "Requested action not taken: command rejected for policy reasons"},
	{552, []string{"MAIL", "DATA", AtDot}, "5.3.4", "Message size exceeds fixed maximum message size"}, // RFC 1870 section 6
	{553, []string{"MAIL"}, "5.1.7", "Requested action not taken: sender's mailbox name not allowed"},
	{555, []string{"MAIL", "RCPT"}, "5.5.4", "MAIL FROM/RCPT TO parameters not recognized or not implemented"},
	{455, []string{"MAIL", "RCPT"}, "4.5.4", "Server unable to accommodate parameters"},

	// RCPT.
	{450, []string{"RCPT"}, "4.2.1", "Requested mail action not taken: mailbox unavailable"},
	{550, []string{"RCPT"}, "5.1.1", "Requested action not taken: mailbox unavailable"},
	{551, []string{"RCPT"}, "5.7.1", "User not local"}, // 5.1.6 would say that no new address is known
	{552, []string{"RCPT"}, "5.2.2", "Requested mail action aborted: exceeded storage allocation"},
	{553, []string{"RCPT"}, "5.1.3", "Requested action not taken: mailbox name not allowed"},
	{556, []string{"RCPT"}, "5.1.10", "Domain does not accept mail"}, // RFC 7504 section 4, RFC 7505 section 4.2

	// DATA and the letter.
	{450, []string{"DATA", AtDot}, "4.7.1", "Requested mail action not taken: temporarily blocked for policy reasons"},
	{550, []string{"DATA", AtDot}, "5.7.1", "Requested action not taken: message rejected for policy reasons"},
	{554, []string{"MAIL", "RCPT", "DATA", AtDot}, "", "Transaction failed"}, // DATA's "no valid recipients" is said where there are none

	// Wherever a letter is on its way, and EHLO, whose name may be refused (RFC 5321 section 4.1.1.1).
	{451, []string{"MAIL", "RCPT", "DATA", AtDot}, "4.3.0", "Requested action aborted: local error in processing"},
	{452, []string{"MAIL", "RCPT", "DATA", AtDot}, "4.3.1", "Requested action not taken: insufficient system storage"},
	{550, []string{"EHLO", "HELO"}, "5.7.1", "Requested action not taken: command rejected for policy reasons"},
	{504, []string{"EHLO", "HELO", "MAIL", "RCPT"}, "5.5.4", "Command parameter not implemented"},

	// What may answer any command, and no greeting or letter.
	{500, commands, "5.5.2", "Syntax error, command unrecognized"},
	{501, commands, "5.5.4", "Syntax error in parameters or arguments"},
	{502, commands, "5.5.1", "Command not implemented"},
	{503, commands, "5.5.1", "Bad sequence of commands"},
}

var commands = []string{"EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "VRFY", "EXPN", "HELP", "QUIT"}

// Usual is what a server says that answers a command with a code and has nothing of its own to say: the code's own meaning
// there. With a code that has none there, only the first digit says something (RFC 5321 section 4.2.1), and no more is said.
func Usual(command string, code int) Reply {
	for _, m := range meanings {
		if m.code == code && (m.commands == nil || slices.Contains(m.commands, command)) {
			return R(code, m.enhanced, m.text)
		}
	}
	if code/100 == 4 {
		return R(code, "", "Not now")
	}
	return R(code, "", "No")
}

// Meant says whether a code has a meaning in answer to a command.
func Meant(command string, code int) bool {
	return slices.ContainsFunc(meanings, func(m meaning) bool {
		return m.code == code && (m.commands == nil || slices.Contains(m.commands, command))
	})
}
