package sieve

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"posta/sim/lang"
)

// Error is what is wrong with a script.
type Error struct {
	Line int // from 1
	What lang.Text
}

func (e *Error) Error() string { return "line " + strconv.Itoa(e.Line) + ": " + e.What.EN }

type kind int

const (
	word   kind = iota + 1
	tag         // :is
	text        // "..." or text:
	number      // 10K
	mark        // one of ; , ( ) [ ] { }
	end
)

// token is one word of a script.
type token struct {
	kind kind
	s    string // of word and tag in small letters
	n    int64
	line int
}

// lexer reads a script from left to right (RFC 5228 section 8.1).
type lexer struct {
	src  string
	at   int
	line int
}

func (l *lexer) fail(es, en string, args ...any) *Error {
	return &Error{l.line, lang.Sprintf(es, en, args...)}
}

// space skips white space and comments (RFC 5228 section 2.2, 2.3).
func (l *lexer) space() *Error {
	for l.at < len(l.src) {
		switch c := l.src[l.at]; {
		case c == '\n':
			l.line++
			l.at++
		case c == ' ' || c == '\t' || c == '\r':
			l.at++
		case c == '#':
			for l.at < len(l.src) && l.src[l.at] != '\n' {
				l.at++
			}
		case strings.HasPrefix(l.src[l.at:], "/*"):
			stop := strings.Index(l.src[l.at+2:], "*/")
			if stop < 0 {
				return l.fail("el comentario que empieza con /* no se cierra", "the comment that begins with /* is not closed")
			}
			l.line += strings.Count(l.src[l.at:l.at+2+stop], "\n")
			l.at += stop + 4
		default:
			return nil
		}
	}
	return nil
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

func (l *lexer) next() (token, *Error) {
	if err := l.space(); err != nil {
		return token{}, err
	}
	if l.at >= len(l.src) {
		return token{kind: end, line: l.line}, nil
	}
	t := token{line: l.line}
	switch c := l.src[l.at]; {
	case strings.IndexByte(";,()[]{}", c) >= 0:
		l.at++
		t.kind, t.s = mark, string(c)
		return t, nil
	case c == '"':
		return l.quoted()
	case isDigit(c):
		return l.number()
	case c == ':':
		l.at++
		if l.at >= len(l.src) || !isLetter(l.src[l.at]) {
			return t, l.fail("tras «:» va una palabra, como :is", "after \":\" comes a word, such as :is")
		}
		t.kind = tag
		t.s = l.identifier()
		return t, nil
	case isLetter(c):
		t.kind = word
		t.s = l.identifier()
		if t.s == "text" && strings.HasPrefix(l.src[l.at:], ":") {
			return l.multiLine()
		}
		return t, nil
	}
	r, _ := utf8.DecodeRuneInString(l.src[l.at:])
	return t, l.fail("%s no tiene sentido aquí", "%s makes no sense here", strconv.QuoteRune(r))
}

func (l *lexer) identifier() string {
	from := l.at
	for l.at < len(l.src) && (isLetter(l.src[l.at]) || isDigit(l.src[l.at])) {
		l.at++
	}
	return strings.ToLower(l.src[from:l.at])
}

// quoted is "text", with \" and \\ inside.
func (l *lexer) quoted() (token, *Error) {
	t := token{kind: text, line: l.line}
	var b strings.Builder
	for i := l.at + 1; i < len(l.src); i++ {
		switch c := l.src[i]; c {
		case '"':
			l.line += strings.Count(l.src[l.at:i], "\n")
			l.at = i + 1
			t.s = b.String()
			return t, nil
		case '\\':
			if i++; i < len(l.src) {
				b.WriteByte(l.src[i])
			}
		default:
			b.WriteByte(c)
		}
	}
	return t, l.fail("las comillas no se cierran", "the quotation marks are not closed")
}

// number may end in K, M or G (RFC 5228 section 2.4.1).
func (l *lexer) number() (token, *Error) {
	from := l.at
	for l.at < len(l.src) && isDigit(l.src[l.at]) {
		l.at++
	}
	digits := l.src[from:l.at]
	n, err := strconv.ParseInt(digits, 10, 32)
	shift := 0
	if l.at < len(l.src) {
		switch l.src[l.at] {
		case 'K', 'k':
			shift = 10
		case 'M', 'm':
			shift = 20
		case 'G', 'g':
			shift = 30
		}
	}
	if shift > 0 {
		l.at++
	}
	if err != nil || n<<shift>>shift != n || n<<shift > 1<<40 || l.at < len(l.src) && isLetter(l.src[l.at]) {
		return token{}, l.fail("«%s» no es un número como 100 o 20K", "\"%s\" is not a number such as 100 or 20K", digits)
	}
	return token{kind: number, n: n << shift, line: l.line}, nil
}

// multiLine is text: up to a line with nothing but a dot (RFC 5228 section 8.1).
func (l *lexer) multiLine() (token, *Error) {
	t := token{kind: text, line: l.line}
	l.at++
	for l.at < len(l.src) && (l.src[l.at] == ' ' || l.src[l.at] == '\t') {
		l.at++
	}
	if rest := l.src[l.at:]; !strings.HasPrefix(rest, "#") && !strings.HasPrefix(rest, "\n") && !strings.HasPrefix(rest, "\r\n") {
		return t, l.fail("tras «text:» se pasa a otra línea", "after \"text:\" a new line begins")
	}
	_, rest, _ := strings.Cut(l.src[l.at:], "\n")
	l.line++
	var b strings.Builder
	for rest != "" {
		line, after, found := strings.Cut(rest, "\n")
		rest = after
		l.line++
		bare := strings.TrimSuffix(line, "\r")
		if bare == "." {
			l.at = len(l.src) - len(rest)
			t.s = b.String()
			return t, nil
		}
		if !found {
			break
		}
		b.WriteString(strings.TrimPrefix(bare, "."))
		if strings.HasPrefix(bare, ".") && !strings.HasPrefix(bare, "..") {
			return t, l.fail("una línea del texto que empieza por un punto lleva dos", "a line of the text that begins with a dot has two of them")
		}
		b.WriteString("\r\n")
	}
	return t, l.fail("el texto no termina: hace falta una línea con un solo punto", "the text does not end: a line with nothing but a dot is needed")
}
