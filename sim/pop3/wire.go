package pop3

import (
	"fmt"
	"strings"
)

// Command is one line from client to server: a keyword of letters, case
// insensitive, and arguments behind a space (RFC 1939 §3, RFC 2449 §3).
type Command struct {
	Verb string // in upper case
	Rest string // what stands behind the verb's space, as it came
}

// ParseCommand reads a command line without its line end.
func ParseCommand(line string) (Command, error) {
	verb, rest, _ := strings.Cut(line, " ")
	if verb == "" {
		return Command{}, &Error{Text: "A command begins with its name"}
	}
	for i := range len(verb) {
		if c := verb[i] | 0x20; c < 'a' || c > 'z' {
			return Command{}, &Error{Text: "A command's name has letters only"}
		}
	}
	for i := range len(rest) {
		if c := rest[i]; c < ' ' || c == 0x7f {
			return Command{}, &Error{Text: "Control characters have no place in a command"}
		}
	}
	return Command{Verb: strings.ToUpper(verb), Rest: rest}, nil
}

// Args are the arguments, split at spaces. PASS has one argument that may hold
// spaces (RFC 1939 §7): for it, read Rest.
func (c Command) Args() []string { return strings.Fields(c.Rest) }

// Multiline tells whether a positive reply to the command is followed by lines
// up to one with a single dot (RFC 1939 §3). It depends on the command alone:
// nothing in the reply says so.
func (c Command) Multiline() bool {
	switch c.Verb {
	case "CAPA", "RETR", "TOP":
		return true
	case "LIST", "UIDL":
		return len(c.Args()) == 0
	}
	return false
}

// Reply is the first line of a server's answer.
type Reply struct {
	OK        bool
	Challenge bool         // "+ ...": a step of AUTH, neither yes nor no (RFC 5034 §4)
	Code      ResponseCode // empty: none
	Text      string       // behind the status indicator and the code
}

// ParseReply reads a reply's first line without its line end. The status
// indicators are "+OK" and "-ERR", in upper case (RFC 1939 §3).
func ParseReply(line string) (Reply, error) {
	status, text, _ := strings.Cut(line, " ")
	var r Reply
	switch status {
	case "+OK":
		r.OK = true
	case "-ERR":
	case "+":
		return Reply{Challenge: true, Text: text}, nil
	default:
		return Reply{}, fmt.Errorf("%w: %.40q begins with neither +OK nor -ERR", ErrProtocol, line)
	}
	r.Code, r.Text = cutCode(text)
	return r, nil
}

// cutCode takes the response code off a reply's text (RFC 2449 §8). Text that
// only looks a little like a code is left to people.
func cutCode(text string) (ResponseCode, string) {
	if !strings.HasPrefix(text, "[") {
		return "", text
	}
	code, rest, ok := strings.Cut(text[1:], "]")
	if !ok || code == "" {
		return "", text
	}
	for i := range len(code) {
		// resp-code = 1*RCCHAR levels with "/" between (RFC 2449 §3).
		if c := code[i]; c <= ' ' || c > '~' || c == '[' {
			return "", text
		}
	}
	return ResponseCode(code), strings.TrimPrefix(rest, " ")
}

// Capability is one line of the answer to CAPA (RFC 2449 §5).
type Capability struct {
	Tag  string // in upper case
	Args []string
}

// Capabilities are what a server announced, in its order.
type Capabilities []Capability

// Has tells whether the tag was announced.
func (cs Capabilities) Has(tag string) bool {
	for _, c := range cs {
		if c.Tag == strings.ToUpper(tag) {
			return true
		}
	}
	return false
}

// HasMechanism tells whether the SASL capability names the mechanism (RFC 5034
// §3).
func (cs Capabilities) HasMechanism(name string) bool {
	for _, c := range cs {
		if c.Tag != "SASL" {
			continue
		}
		for _, mechanism := range c.Args {
			if strings.EqualFold(mechanism, name) {
				return true
			}
		}
	}
	return false
}
