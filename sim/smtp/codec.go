package smtp

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"

	"posta/sim/mail"
)

// Command is one line a client says (RFC 5321 section 4.1.1).
type Command struct {
	Verb   string // upper case; empty when the line has none
	Args   string // the rest, outer spaces taken off
	Secret bool   // Args hold a password, or would (RFC 4954 section 4)
}

// ParseCommand reads one line, with or without its line end. Any bytes are a command of some kind; whether a server knows the
// verb is the server's affair.
func ParseCommand(line []byte) Command {
	text := strings.TrimRight(string(trimEOL(line)), " \t")
	verb, args, _ := strings.Cut(text, " ")
	c := Command{Verb: upperASCII(verb), Args: strings.Trim(args, " \t")}
	if c.Verb == "AUTH" {
		_, initial, _ := strings.Cut(c.Args, " ")
		c.Secret = initial != ""
	}
	return c
}

// String is the command with its secret covered.
func (c Command) String() string {
	if c.Secret {
		mechanism, _, _ := strings.Cut(c.Args, " ")
		return c.Verb + " " + mechanism + " ********"
	}
	return strings.TrimSpace(c.Verb + " " + c.Args)
}

// DecodeSASL reads what a line of an AUTH exchange hides, base64 being no secret at all. Zero bytes, which part the words of
// PLAIN (RFC 4616), come back as they are.
func DecodeSASL(s string) (string, bool) {
	if s == "=" {
		return "", true
	}
	b, err := base64.StdEncoding.DecodeString(s)
	return string(b), err == nil
}

// ErrMalformedReply is a line where a reply should be, or a reply that never ends.
var ErrMalformedReply = errors.New("not an SMTP reply (RFC 5321 section 4.2)")

// ParseReply reads the reply at the head of b and says how many bytes it took. 0 and no error: it is not all there yet. With
// ErrMalformedReply n bytes are to be skipped.
func ParseReply(b []byte) (r Reply, n int, err error) {
	var room [1]string
	lines := room[:0]
	for {
		end := bytes.IndexByte(b[n:], '\n')
		if end < 0 {
			if len(b)-n > MaxReplyLine {
				return Reply{}, len(b), ErrMalformedReply
			}
			return Reply{}, 0, nil
		}
		line := trimEOL(b[n : n+end+1])
		code, last, ok := replyLine(line)
		if !ok || r.Code != 0 && code != r.Code || len(line) > MaxReplyLine || len(lines) == MaxReplyLines {
			if len(lines) > 0 {
				return Reply{}, n, ErrMalformedReply // what came before the odd line
			}
			return Reply{}, n + end + 1, ErrMalformedReply
		}
		r.Code = code
		n += end + 1
		lines = append(lines, string(line[min(4, len(line)):]))
		if last {
			r.Text, r.Enhanced = splitEnhanced(code, lines)
			return r, n, nil
		}
	}
}

// replyLine reads code and separator. A bare code is a whole last line (RFC 5321 section 4.2: clients take it so).
func replyLine(line []byte) (code int, last, ok bool) {
	if len(line) < 3 || line[0] < '2' || line[0] > '5' {
		return 0, false, false
	}
	for _, c := range line[:3] {
		if c < '0' || c > '9' {
			return 0, false, false
		}
		code = code*10 + int(c-'0')
	}
	if len(line) == 3 || line[3] == ' ' {
		return code, true, true
	}
	return code, false, line[3] == '-'
}

// splitEnhanced takes the enhanced status code off lines that all begin with it, when its class is the code's (RFC 2034
// section 4).
func splitEnhanced(code int, lines []string) (string, mail.Status) {
	word, _, _ := strings.Cut(lines[0], " ")
	status, ok := mail.ParseStatus(word)
	if !ok || status.Class != code/100 {
		return joined(lines), mail.Status{}
	}
	for i, line := range lines {
		// Some servers, go-smtp among them, put it on one line only.
		if line == word || strings.HasPrefix(line, word+" ") {
			lines[i] = strings.TrimPrefix(line[len(word):], " ")
		}
	}
	return joined(lines), status
}

func joined(lines []string) string {
	if len(lines) == 1 {
		return lines[0]
	}
	return strings.Join(lines, "\n")
}

func trimEOL(line []byte) []byte {
	line = bytes.TrimSuffix(line, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r"))
}

func upperASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, s)
}
