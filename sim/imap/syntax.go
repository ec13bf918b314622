package imap

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	imap2 "github.com/emersion/go-imap/v2"

	"posta/sim/imap/utf7"
)

// The grammar of commands (RFC 3501 §9), read once more in front of the library. The
// library answers much that is wrong with NO [SERVERBUG], with silence, or by hanging
// up; whoever types a command by hand is to be told BAD and what was expected (RFC
// 3501 §7.1.3). What passes here, the library understands.

// command is one command whose grammar is right.
type command struct {
	tag  string
	name string // in capitals, "UID FETCH" for one
	// wire is the command for the library: the same, but its literals come unasked.
	wire []byte
	// message is the literal of APPEND that is still to come; nil in all others.
	message *literal
	// utf8Message: the message stands in UTF8 (~{...}), and a parenthesis follows (RFC 6855 §4).
	utf8Message bool

	search *imap2.SearchCriteria // of SEARCH
	fetch  *fetchItems           // of FETCH

	// What CONDSTORE and QRESYNC add (RFC 7162); the library hears nothing of it.
	condstore      bool     // the command makes the server tell mod-sequences from now on
	resync         *resync  // of SELECT and EXAMINE
	unchangedSince *uint64  // of STORE
	minModSeq      uint64   // of SEARCH: MODSEQ
	extended       bool     // and it has RETURN
	enables        []string // of ENABLE: CONDSTORE, QRESYNC
	nothingLeft    bool     // and nothing else
	status         []string // of STATUS, where HIGHESTMODSEQ is among the items
	mailboxName    string   // of STATUS and the QUOTA commands, decoded
}

// literal announces octets that follow a line (RFC 3501 §4.3, RFC 7888).
type literal struct {
	size    int64
	unasked bool // {n+}: they come without being asked for
}

// syntaxError says what does not fit the grammar; it becomes a BAD.
type syntaxError struct {
	tag  string // empty: no tag could be read
	text string
}

func (e *syntaxError) Error() string { return e.text }

// refusal is a command that is well formed and cannot be done.
type refusal struct {
	tag  string
	code imap2.ResponseCode
	text string
}

func (e *refusal) Error() string { return e.text }

// moreError says that the command goes on after a literal that has not come yet.
type moreError struct {
	literal
	tag string
}

func (e *moreError) Error() string { return "the command is not complete" }

// commandParser reads a command from left to right. After the first error it does nothing.
type commandParser struct {
	b     []byte
	at    int
	utf8  bool // the client has said ENABLE UTF8=ACCEPT
	cmd   *command
	edits []edit
	lits  int
	err   error
}

// edit replaces b[from:to] in what the library gets.
type edit struct {
	from, to int
	with     []byte
}

// parseCommand reads a command: whole lines, and the literals between them.
func parseCommand(b []byte, utf8Accepted bool) (*command, error) {
	p := &commandParser{b: b, utf8: utf8Accepted, cmd: &command{}}
	p.command()
	if p.err != nil {
		return nil, p.err
	}
	p.cmd.wire = p.edited()
	return p.cmd, nil
}

func (p *commandParser) edited() []byte {
	if len(p.edits) == 0 {
		return p.b[:p.at]
	}
	var out []byte
	at := 0
	for _, e := range p.edits {
		out = append(append(out, p.b[at:e.from]...), e.with...)
		at = e.to
	}
	return append(out, p.b[at:p.at]...)
}

func (p *commandParser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = &syntaxError{p.cmd.tag, fmt.Sprintf(format, args...)}
	}
}

func (p *commandParser) refuse(code imap2.ResponseCode, text string) {
	if p.err == nil {
		p.err = &refusal{p.cmd.tag, code, text}
	}
}

// expected names what the grammar wants and what stands there instead.
func (p *commandParser) expected(what string) {
	const excerpt = 24
	rest := p.b[min(p.at, len(p.b)):]
	if end := bytes.IndexAny(rest, "\r\n"); end >= 0 {
		rest = rest[:end]
	}
	if len(rest) == 0 {
		p.fail("expected %s, not the end of the line", what)
		return
	}
	cut := ""
	if len(rest) > excerpt {
		rest, cut = rest[:excerpt], "..."
	}
	p.fail("expected %s, not %s%s", what, strconv.QuoteToASCII(string(rest)), cut)
}

// peek is the next octet; 0 at the end, and after an error.
func (p *commandParser) peek() byte {
	if p.err != nil || p.at >= len(p.b) {
		return 0
	}
	return p.b[p.at]
}

func (p *commandParser) accept(c byte) bool {
	if c != 0 && p.peek() == c {
		p.at++
		return true
	}
	return false
}

func (p *commandParser) special(c byte) {
	if !p.accept(c) {
		p.expected(strconv.Quote(string(c)))
	}
}

// sp is the one space between two things.
func (p *commandParser) sp() {
	if !p.accept(' ') {
		p.expected("a space")
		return
	}
	if p.peek() == ' ' {
		p.fail("one space parts two arguments, not several")
	}
}

// end is the end of the command. A space before it does no harm, and some programs
// leave one; a bare LF is taken for CRLF, since netcat says it.
func (p *commandParser) end() {
	if p.err != nil {
		return
	}
	from := p.at
	p.accept(' ')
	p.accept('\r')
	if !p.accept('\n') {
		p.at = from
		p.expected("the end of the command")
	}
}

func isCtl(c byte) bool { return c < ' ' || c == 0x7f }

// atomChar: ATOM-CHAR of RFC 3501 §9.
func atomChar(c byte) bool {
	return !isCtl(c) && c < 0x80 && strings.IndexByte(`(){ %*"\]`, c) < 0
}

func astringChar(c byte) bool { return atomChar(c) || c == ']' }

func listChar(c byte) bool { return astringChar(c) || c == '%' || c == '*' }

// word reads as many octets as fit, at least one.
func (p *commandParser) word(what string, fits func(byte) bool) string {
	from := p.at
	for c := p.peek(); c != 0 && fits(c); c = p.peek() {
		p.at++
	}
	if p.err == nil && p.at == from {
		p.expected(what)
	}
	return string(p.b[from:min(p.at, len(p.b))])
}

func (p *commandParser) atom(what string) string { return p.word(what, atomChar) }

func (p *commandParser) keyword(what string) string { return strings.ToUpper(p.atom(what)) }

// quoted is a string between quotation marks.
func (p *commandParser) quoted() string {
	p.special('"')
	var s []byte
	for p.err == nil {
		c := p.peek()
		switch {
		case p.at >= len(p.b) || c == '\r' || c == '\n':
			p.fail("a quoted string is not closed")
		case c == 0:
			p.fail("a string has no NUL")
		case c == '"':
			p.at++
			return string(s)
		case c == '\\':
			p.at++
			if c = p.peek(); c != '"' && c != '\\' {
				p.fail(`inside quotation marks only \" and \\ may follow a backslash`)
				break
			}
			fallthrough
		default:
			s = append(s, c)
			p.at++
		}
	}
	return ""
}

// announce reads {n} or {n+} and its line end.
func (p *commandParser) announce() literal {
	p.special('{')
	digits := p.word("a number of octets", func(c byte) bool { return c >= '0' && c <= '9' })
	l := literal{unasked: p.accept('+')}
	size, err := strconv.ParseInt(digits, 10, 64)
	if p.err == nil && err != nil {
		p.fail("%s octets are more than any literal has", digits)
	}
	l.size = size
	p.special('}')
	p.accept('\r')
	if !p.accept('\n') {
		p.expected("the end of the line after a literal's size")
	}
	return l
}

// literal reads octets that came after their announcement. To the library they come
// unasked: it has them together with all the rest.
func (p *commandParser) literal() string {
	from := p.at
	l := p.announce()
	if p.err != nil {
		return ""
	}
	if p.lits++; p.lits > maxLiterals {
		p.fail("a command has at most %d literals", maxLiterals)
		return ""
	}
	if l.size > maxLiteralOctets || l.size > int64(len(p.b)-p.at) {
		p.err = &moreError{l, p.cmd.tag}
		return ""
	}
	p.edits = append(p.edits, edit{from, p.at, fmt.Appendf(nil, "{%d+}\r\n", l.size)})
	s := p.b[p.at : p.at+int(l.size)]
	if bytes.IndexByte(s, 0) >= 0 {
		p.fail("a string has no NUL")
	}
	p.at += int(l.size)
	return string(s)
}

// str is a string: quoted or a literal.
func (p *commandParser) str(what string) string {
	switch p.peek() {
	case '"':
		return p.quoted()
	case '{':
		return p.literal()
	}
	p.expected(what)
	return ""
}

// astring is a string or a bare word. Letters beyond ASCII have to be in a string; a
// person who types them bare is understood all the same, where they are UTF-8.
func (p *commandParser) astring(what string) string {
	if c := p.peek(); c == '"' || c == '{' {
		return p.str(what)
	}
	from := p.at
	s := p.word(what, func(c byte) bool { return astringChar(c) || c >= 0x80 })
	if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		if !utf8.ValidString(s) {
			p.fail("text that is not ASCII has to be UTF-8")
		}
		p.edits = append(p.edits, edit{from, p.at, fmt.Appendf(nil, "{%d+}\r\n%s", len(s), s)})
	}
	return s
}

// list is ( item SP item ... ).
func (p *commandParser) list(what string, least int, item func()) {
	if p.peek() != '(' {
		p.expected(what)
		return
	}
	p.at++
	if p.accept(')') {
		if least > 0 {
			p.fail("%s may not be empty", what)
		}
		return
	}
	for p.err == nil {
		item()
		if p.accept(')') {
			return
		}
		p.sp()
	}
}

// mailbox is a mailbox's name as it travels: modified UTF-7 (RFC 3501 §5.1.3), or UTF-8
// after ENABLE UTF8=ACCEPT (RFC 6855 §3), which the library does not know to read.
func (p *commandParser) mailbox() string {
	from := p.at
	name := p.astring("a mailbox name")
	if p.err != nil {
		return ""
	}
	switch {
	case p.utf8:
		if !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			p.refuse(imap2.ResponseCodeCannot, "A mailbox name is UTF-8 without control characters (RFC 6855)")
			return ""
		}
		if coded := utf7.Encode(name); coded != name {
			p.replace(from, quote(coded))
		}
	default:
		decoded, err := utf7.Decode(name)
		if err != nil {
			p.refuse(imap2.ResponseCodeCannot, "This mailbox name is not modified UTF-7 (RFC 3501 5.1.3)")
		}
		name = decoded
	}
	return name
}

// replace puts something else in place of all since from.
func (p *commandParser) replace(from int, with string) {
	for len(p.edits) > 0 && p.edits[len(p.edits)-1].from >= from {
		p.edits = p.edits[:len(p.edits)-1]
	}
	p.edits = append(p.edits, edit{from, p.at, []byte(with)})
}

func quote(s string) string { return string(appendQuoted(nil, s)) }

func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	for i := range len(s) {
		if s[i] == '\\' || s[i] == '"' {
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return append(b, '"')
}

// nothing is a pattern that fits no name: one cannot begin or end with the delimiter.
const nothing = `"//"`

// pattern is a mailbox name with wildcards. One that is no modified UTF-7 fits nothing.
func (p *commandParser) pattern() {
	from := p.at
	var name string
	if c := p.peek(); c == '"' || c == '{' {
		name = p.str("a mailbox pattern")
	} else {
		name = p.word("a mailbox pattern", func(c byte) bool { return listChar(c) || c >= 0x80 })
	}
	if p.err != nil {
		return
	}
	if p.utf8 && utf8.ValidString(name) {
		if coded := utf7.Encode(name); coded != name {
			p.replace(from, quote(coded))
		}
		return
	}
	if _, err := utf7.Decode(name); err != nil {
		p.replace(from, nothing)
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// number is a number of 32 bits; nz: not zero.
func (p *commandParser) number(what string, nz bool) uint32 {
	from := p.at
	digits := p.word(what, isDigit)
	n, err := strconv.ParseUint(digits, 10, 32)
	if p.err == nil && (err != nil || nz && n == 0) {
		p.at = from
		p.expected(what)
	}
	return uint32(n)
}

func (p *commandParser) number64(what string) int64 {
	from := p.at
	digits := p.word(what, isDigit)
	n, err := strconv.ParseInt(digits, 10, 64)
	if p.err == nil && err != nil {
		p.at = from
		p.expected(what)
	}
	return n
}

// seqRange is one sequence number or range; 0 stands for "*", as in the library.
type seqRange struct{ start, stop uint32 }

// seqNumber is a number or "*".
func (p *commandParser) seqNumber() uint32 {
	if p.accept('*') {
		return 0
	}
	return p.number("a number from 1 on, or *", true)
}

// set is a sequence set such as 1,3:5,7:*; or $, what the last SEARCH saved.
func (p *commandParser) set() (ranges []seqRange, saved bool) {
	if p.accept('$') {
		return nil, true
	}
	for p.err == nil {
		r := seqRange{start: p.seqNumber()}
		r.stop = r.start
		if p.accept(':') {
			r.stop = p.seqNumber()
		}
		ranges = append(ranges, r)
		if !p.accept(',') {
			break
		}
	}
	return ranges, false
}

// flag is \Seen, or a keyword.
func (p *commandParser) flag() string {
	system := ""
	if p.accept('\\') {
		system = `\`
	}
	return system + p.atom("a flag")
}

// date is 2-Mar-2026, quoted or not.
func (p *commandParser) date() time.Time {
	from := p.at
	text := p.astring("a date such as 2-Mar-2026")
	t, err := time.Parse("2-Jan-2006", text)
	if p.err == nil && err != nil {
		p.at = from
		p.expected("a date such as 2-Mar-2026")
	}
	return t
}

// dateTime is " 2-Mar-2026 10:00:00 +0100", always in quotation marks.
func (p *commandParser) dateTime() {
	from := p.at
	text := p.quoted()
	if _, err := time.Parse(dateTimeLayout, text); p.err == nil && err != nil {
		p.at = from
		p.expected(`a time such as " 2-Mar-2026 10:00:00 +0100"`)
	}
}

// ---- The commands

// arguments reads what follows each command's name.
var arguments map[string]func(*commandParser)

func init() { // arguments reads itself: UID is followed by a command
	none := func(p *commandParser) {}
	mailbox := func(p *commandParser) { p.sp(); p.mailbox() }
	arguments = map[string]func(*commandParser){
		"CAPABILITY": none, "NOOP": none, "CHECK": none, "LOGOUT": none, "STARTTLS": none, "IDLE": none,
		"NAMESPACE": none, "CLOSE": none, "UNSELECT": none, "EXPUNGE": none,
		"SELECT": (*commandParser).selectCommand, "EXAMINE": (*commandParser).selectCommand, "DELETE": mailbox, "SUBSCRIBE": mailbox, "UNSUBSCRIBE": mailbox,
		"RENAME":       func(p *commandParser) { p.sp(); p.mailbox(); p.sp(); p.mailbox() },
		"LOGIN":        func(p *commandParser) { p.sp(); p.astring("a user name"); p.sp(); p.astring("a password") },
		"AUTHENTICATE": (*commandParser).authenticate,
		"ENABLE":       (*commandParser).enable,
		"ID":           (*commandParser).id,
		"CREATE":       (*commandParser).create,
		"STATUS":       (*commandParser).statusCommand,
		"GETQUOTA":     func(p *commandParser) { p.sp(); p.cmd.mailboxName = p.astring("a quota root") },
		"GETQUOTAROOT": func(p *commandParser) { p.sp(); p.cmd.mailboxName = p.mailbox() },
		"SETQUOTA":     (*commandParser).setQuota,
		"LIST":         (*commandParser).listCommand,
		"LSUB":         func(p *commandParser) { p.sp(); p.mailbox(); p.sp(); p.pattern() },
		"APPEND":       (*commandParser).append,
		"FETCH":        (*commandParser).fetchCommand,
		"STORE":        (*commandParser).store,
		"COPY":         (*commandParser).copyCommand,
		"MOVE":         (*commandParser).copyCommand,
		"SEARCH":       (*commandParser).searchCommand,
		"UID":          (*commandParser).uid,
	}
}

func (p *commandParser) command() {
	if c := p.peek(); c == '\r' || c == '\n' {
		p.fail("an empty line is no command")
		return
	}
	tag := p.word("a tag, then a command", func(c byte) bool { return atomChar(c) && c != '+' })
	if p.err != nil {
		return
	}
	if len(tag) >= maxTagOctets {
		p.fail("a tag has fewer than %d octets", maxTagOctets)
		return
	}
	p.cmd.tag = tag
	if c := p.peek(); c != ' ' {
		p.expected("a space and a command after the tag")
		return
	}
	p.sp()
	name := p.keyword("a command")
	if p.err != nil {
		return
	}
	read, ok := arguments[name]
	if !ok {
		p.fail("unknown command")
		return
	}
	p.cmd.name = name
	read(p)
	if p.cmd.message == nil {
		p.end()
	}
}

func (p *commandParser) uid() {
	p.sp()
	name := p.keyword("FETCH, STORE, SEARCH, COPY, MOVE or EXPUNGE after UID")
	if p.err != nil {
		return
	}
	p.cmd.name = "UID " + name
	switch name {
	case "FETCH", "STORE", "SEARCH", "COPY", "MOVE":
		arguments[name](p)
	case "EXPUNGE": // RFC 4315 §2.1
		p.sp()
		p.set()
	default:
		p.fail("UID comes before FETCH, STORE, SEARCH, COPY, MOVE or EXPUNGE")
	}
}

// authenticate: the mechanism, and perhaps an initial response (RFC 4959).
func (p *commandParser) authenticate() {
	p.sp()
	p.atom("a mechanism such as PLAIN")
	if p.peek() != ' ' {
		return
	}
	p.sp()
	from := p.at
	if response := p.word("an initial response in base64", func(c byte) bool { return !isCtl(c) && c != ' ' }); !isSASL(response) {
		p.at = from
		p.expected("an initial response in base64")
	}
}

func (p *commandParser) enable() {
	others := false
	for first := true; p.err == nil && (first || p.more()); first = false {
		from := p.at
		p.sp()
		switch name := p.keyword("a capability"); name {
		case "CONDSTORE", "QRESYNC":
			p.cmd.enables = append(p.cmd.enables, name)
			p.replace(from, "")
		default:
			others = true
		}
	}
	p.cmd.nothingLeft = !others
}

// more tells whether another argument follows.
func (p *commandParser) more() bool {
	return p.peek() == ' ' && p.at+1 < len(p.b) && p.b[p.at+1] != '\r' && p.b[p.at+1] != '\n'
}

// id is a list of names and values, or NIL (RFC 2971).
func (p *commandParser) id() {
	p.sp()
	if p.peek() != '(' {
		if p.keyword("a list in parentheses, or NIL") != "NIL" {
			p.fail("expected a list in parentheses, or NIL")
		}
		return
	}
	fields := 0
	p.list("a list of names and values", 0, func() {
		p.str("a name in quotation marks")
		p.sp()
		if c := p.peek(); c == '"' || c == '{' {
			p.str("a value")
		} else if p.keyword("a value in quotation marks, or NIL") != "NIL" {
			p.fail("expected a value in quotation marks, or NIL")
		}
		if fields++; fields > 30 { // RFC 2971 §3.3
			p.fail("ID has at most 30 fields")
		}
	})
}

// create: with a special use, perhaps (RFC 6154 §3).
func (p *commandParser) create() {
	p.sp()
	p.mailbox()
	if p.peek() != ' ' || p.at+1 < len(p.b) && (p.b[p.at+1] == '\r' || p.b[p.at+1] == '\n') {
		return
	}
	p.sp()
	p.special('(')
	if p.keyword("USE") != "USE" {
		p.fail("unknown parameter of CREATE: only USE is known")
	}
	p.sp()
	p.list("a list of special uses", 1, func() {
		if p.peek() != '\\' {
			p.expected(`a special use such as \Archive`)
		}
		p.flag()
	})
	p.special(')')
}

var statusNames = []string{"MESSAGES", "RECENT", "UIDNEXT", "UIDVALIDITY", "UNSEEN", "DELETED", "SIZE", "APPENDLIMIT", "DELETED-STORAGE"}

func (p *commandParser) statusItems() {
	p.list("a list of STATUS items in parentheses", 1, func() { p.oneOf("STATUS item", statusNames) })
}

// oneOf is one of several words.
func (p *commandParser) oneOf(what string, names []string) string {
	from := p.at
	name := p.keyword("a " + what)
	if p.err == nil && !slices.Contains(names, name) {
		p.at = from
		p.expected("a " + what)
	}
	return name
}

// listCommand is LIST with its options (RFC 5258 §6, RFC 5819, RFC 6154).
func (p *commandParser) listCommand() {
	p.sp()
	if p.peek() == '(' {
		subscribed, recursive := false, false
		p.list("selection options", 0, func() {
			switch p.oneOf("LIST selection option", []string{"SUBSCRIBED", "REMOTE", "RECURSIVEMATCH", "SPECIAL-USE"}) {
			case "SUBSCRIBED":
				subscribed = true
			case "RECURSIVEMATCH":
				recursive = true
			}
		})
		if recursive && !subscribed {
			p.fail("RECURSIVEMATCH needs SUBSCRIBED beside it")
		}
		p.sp()
	}
	p.mailbox()
	p.sp()
	if p.peek() == '(' {
		p.list("a list of patterns", 1, p.pattern)
	} else {
		p.pattern()
	}
	if p.peek() != ' ' || p.at+1 < len(p.b) && (p.b[p.at+1] == '\r' || p.b[p.at+1] == '\n') {
		return
	}
	p.sp()
	if p.keyword("RETURN") != "RETURN" {
		p.fail("after the patterns only RETURN may follow")
	}
	p.sp()
	p.list("return options", 0, func() {
		if p.oneOf("LIST return option", []string{"SUBSCRIBED", "CHILDREN", "SPECIAL-USE", "STATUS"}) == "STATUS" {
			p.sp()
			p.statusItems()
		}
	})
}

// append reads as far as the message, which is too large to be kept here.
func (p *commandParser) append() {
	p.sp()
	p.mailbox()
	p.sp()
	if p.peek() == '(' {
		p.list("a list of flags", 0, func() { p.flag() })
		p.sp()
	}
	if p.peek() == '"' {
		p.dateTime()
		p.sp()
	}
	if c := p.peek(); c == 'U' || c == 'u' {
		if p.keyword("a message") != "UTF8" {
			p.fail("expected a message as a literal such as {310}")
		}
		p.sp()
		p.special('(')
		if p.peek() != '~' {
			p.expected("~{")
		}
		p.cmd.utf8Message = true
	}
	p.accept('~')
	if p.peek() != '{' {
		p.expected("a message as a literal such as {310}")
		return
	}
	l := p.announce()
	p.cmd.message = &l
}

func (p *commandParser) store() {
	p.sp()
	p.set()
	p.unchanged()
	p.sp()
	from := p.at
	item := p.word("FLAGS, +FLAGS or -FLAGS", atomChar)
	switch strings.TrimSuffix(strings.ToUpper(item), ".SILENT") {
	case "FLAGS", "+FLAGS", "-FLAGS":
	default:
		p.at = from
		p.expected("FLAGS, +FLAGS or -FLAGS")
	}
	p.sp()
	if p.peek() == '(' {
		p.list("a list of flags", 0, func() { p.flag() })
		return
	}
	p.flag()
	for p.peek() == ' ' && p.at+1 < len(p.b) && p.b[p.at+1] != '\r' && p.b[p.at+1] != '\n' {
		p.sp()
		p.flag()
	}
}

func (p *commandParser) copyCommand() {
	p.sp()
	p.set()
	p.sp()
	p.mailbox()
}
