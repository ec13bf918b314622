package turn

import (
	"cmp"
	"slices"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/explain"
)

// State is how far a conversation has come.
type State struct {
	Protocol string // as dialogue.Line has it; "" before anybody has spoken
	// Greeted: the server has spoken; Introduced: the client has, and was heard (EHLO or
	// HELO). Over: the client has taken its leave.
	Greeted, Introduced, Over bool
	// Extended: it said EHLO. Offers are the keywords that the server answered.
	Extended bool
	Offers   []string
	Secure   bool // inside TLS
	LoggedIn bool
	User     string // POP3: the name that was given
	// Sender: MAIL FROM was taken; Recipients counts the RCPT TO that were.
	Sender     bool
	Params     []string // of that MAIL FROM, in capitals (RFC 5321 section 4.1.1.11)
	Recipients int
	// Data: what the client says now is a letter, up to the lone dot.
	Data bool
	// Secret: the client's next line is what a mechanism asked for.
	Secret bool
	// Letters counts those that were taken.
	Letters int
	// Folder is the one that IMAP has open, ReadOnly by EXAMINE; Idle: until DONE.
	Folder   string
	ReadOnly bool
	Idle     bool
	// Waiting are the client's lines that have no answer, oldest first.
	Waiting []*dialogue.Line
}

// Read reads a connection's lines, as dialogue.LinesOf gives them.
func Read(lines []*dialogue.Line) State {
	var s State
	for _, l := range lines {
		s.take(l, lines)
	}
	return s
}

// find finds a line of a connection by its index: they stand in that order.
func find(lines []*dialogue.Line, index int) *dialogue.Line {
	i, ok := slices.BinarySearchFunc(lines, index, func(l *dialogue.Line, index int) int { return cmp.Compare(l.Index, index) })
	if !ok {
		return nil
	}
	return lines[i]
}

// take goes on with a line.
func (s *State) take(l *dialogue.Line, lines []*dialogue.Line) {
	if s.Protocol == "" {
		s.Protocol = l.Protocol
	}
	s.Secure = s.Secure || l.Encrypted
	if l.FromClient {
		s.asked(l)
		return
	}
	if l.Partial {
		return
	}
	s.Greeted = true
	q := find(lines, l.Question)
	if q == nil || !q.FromClient {
		return
	}
	switch l.Kind {
	case dialogue.KindReply, dialogue.KindContinuation, dialogue.KindAnswer:
		s.answered(q)
	default:
		return
	}
	switch l.Protocol {
	case dialogue.SMTP:
		s.smtp(q, l, lines)
	case dialogue.POP3:
		s.pop3(q, l)
	case dialogue.IMAP:
		s.imap(q, l)
	}
}

// asked: the client has said something.
func (s *State) asked(l *dialogue.Line) {
	switch {
	case l.Partial && s.Data:
		return
	case l.Kind == dialogue.KindData:
		s.Data = false
		if n := len(s.Waiting); !l.Partial && l.Protocol == dialogue.SMTP && (n == 0 || s.Waiting[n-1].Verb != "BDAT") {
			s.Sender, s.Recipients = false, 0 // the next envelope may be said ahead of the answer (RFC 2920 section 3.1)
		}
	}
	s.Secret = false
	if l.Verb == "DONE" {
		s.Idle = false
		return
	}
	if !l.Partial {
		s.Waiting = append(s.Waiting, l)
	}
}

// answered: a line, and whatever belongs to what came before it, waits no more.
func (s *State) answered(q *dialogue.Line) {
	for i, w := range s.Waiting {
		if w == q {
			s.Waiting = s.Waiting[i+1:]
			return
		}
	}
}

// began is the command to which credentials or a letter belong.
func began(q *dialogue.Line, lines []*dialogue.Line) *dialogue.Line {
	for q.Verb == "" && q.Question >= 0 {
		first := find(lines, q.Question)
		if first == nil || !first.FromClient {
			break
		}
		q = first
	}
	return q
}

// params are the parameters behind a path, in capitals.
func params(args string) []string {
	_, after, _ := strings.Cut(args, ">")
	return strings.Fields(strings.ToUpper(after))
}

// lastChunk tells whether a BDAT ends its letter.
func lastChunk(bdat *dialogue.Line) bool {
	w := strings.Fields(strings.ToUpper(bdat.Args))
	return len(w) > 1 && w[1] == "LAST"
}

// smtp follows an SMTP session (RFC 5321 section 4.1.4).
func (s *State) smtp(q, l *dialogue.Line, lines []*dialogue.Line) {
	verb := began(q, lines).Verb
	if l.Class == dialogue.ClassMore {
		s.Data = s.Data || l.Code == 354
		s.Secret = l.Code == 334
		return
	}
	ok := l.Class == dialogue.ClassOK
	if q.Kind == dialogue.KindData {
		if bdat := began(q, lines); bdat.Verb == "BDAT" && ok && !lastChunk(bdat) {
			return // more of the letter is to come (RFC 3030 section 2)
		}
		if ok {
			s.Letters++
		}
		s.Sender, s.Recipients = false, 0
		return
	}
	if !ok {
		return
	}
	switch verb {
	case "EHLO", "HELO":
		s.Introduced, s.Extended, s.Offers = true, verb == "EHLO", nil
		if s.Extended {
			s.Offers = explain.Extensions(l)
		}
		s.Sender, s.Recipients = false, 0
	case "MAIL FROM":
		s.Sender, s.Recipients, s.Params = true, 0, params(q.Args)
	case "RCPT TO":
		s.Recipients++
	case "RSET":
		s.Sender, s.Recipients = false, 0
	case "AUTH":
		s.LoggedIn = true
	case "STARTTLS":
		// All that was known before is forgotten (RFC 3207 section 4.2).
		s.Introduced, s.Extended, s.Offers = false, false, nil
	case "QUIT":
		s.Over = true
	}
}

// pop3 follows a POP3 session (RFC 1939 section 3).
func (s *State) pop3(q, l *dialogue.Line) {
	if l.Class == dialogue.ClassMore {
		s.Secret = true
		return
	}
	ok := l.Class == dialogue.ClassOK
	switch {
	case q.Verb == "USER" && ok:
		s.User = q.Args
	case q.Kind == dialogue.KindCredentials && ok, q.Verb == "APOP" && ok:
		s.LoggedIn = true
	case q.Verb == "PASS":
		s.User = ""
	case q.Verb == "QUIT":
		s.Over = true
	}
}

// imap follows an IMAP session (RFC 9051 section 3).
func (s *State) imap(q, l *dialogue.Line) {
	if l.Class == dialogue.ClassMore {
		s.Idle = q.Verb == "IDLE"
		s.Secret = q.Verb == "AUTHENTICATE"
		return
	}
	if l.Class != dialogue.ClassOK {
		if q.Verb == "SELECT" || q.Verb == "EXAMINE" {
			s.Folder = "" // RFC 9051 section 6.3.2
		}
		return
	}
	switch {
	case q.Kind == dialogue.KindCredentials:
		s.LoggedIn = true
	case q.Verb == "SELECT", q.Verb == "EXAMINE":
		s.Folder, s.ReadOnly = strings.Trim(q.Args, `"`), q.Verb == "EXAMINE"
	case q.Verb == "CLOSE", q.Verb == "UNSELECT":
		s.Folder = ""
	case q.Verb == "LOGOUT":
		s.Over = true
	}
}
