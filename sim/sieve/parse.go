package sieve

import (
	"posta/sim/lang"
)

// The grammar is general: a command is a word, arguments, perhaps tests, and a semicolon
// or a block (RFC 5228 section 8.2). What each word wants is checked in compile.go.

// node is a command or a test.
type node struct {
	name  string
	args  []argument
	tests []*node
	block []*node
	// hasBlock: there are braces, though nothing may be in them.
	hasBlock bool
	line     int
}

// argument is a tag, a number, or strings.
type argument struct {
	kind  kind
	tag   string
	n     int64
	list  []string
	plain bool // one string, not a list
	line  int
}

type parser struct {
	lexer
	t token // the next one
}

func (p *parser) advance() *Error {
	t, err := p.next()
	p.t = t
	return err
}

func (p *parser) is(s string) bool { return p.t.kind == mark && p.t.s == s }

func (p *parser) failed(es, en string, args ...any) *Error {
	return &Error{p.t.line, lang.Sprintf(es, en, args...)}
}

// shown is how a token is named.
func (t token) shown() lang.Text {
	switch t.kind {
	case end:
		return lang.Text{ES: "el final", EN: "the end"}
	case text:
		return lang.Text{ES: "un texto", EN: "a text"}
	case number:
		return lang.Text{ES: "un número", EN: "a number"}
	case tag:
		return lang.Both(":" + clip(t.s))
	}
	return lang.Sprintf("«%s»", "\"%s\"", clip(t.s))
}

// clip keeps a word of a script short.
func clip(s string) string {
	const most = 40
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}

func (p *parser) expected(whatES, whatEN string) *Error {
	return &Error{p.t.line, lang.Sprintf("aquí va %s, y no %s", "%s goes here, not %s", lang.Text{ES: whatES, EN: whatEN}, p.t.shown())}
}

func (p *parser) commands(depth int) (list []*node, err *Error) {
	if depth > MaxNesting {
		return nil, p.failed("hay más de %d bloques unos dentro de otros", "there are more than %d blocks inside each other", MaxNesting)
	}
	for p.t.kind == word {
		n, err := p.named(depth)
		if err != nil {
			return nil, err
		}
		switch {
		case p.is(";"):
			err = p.advance()
		case p.is("{"):
			n.hasBlock = true
			if err = p.advance(); err == nil {
				n.block, err = p.commands(depth + 1)
			}
			if err == nil && !p.is("}") {
				err = p.expected("una orden o «}»", "a command or \"}\"")
			}
			if err == nil {
				err = p.advance()
			}
		default:
			err = p.expected("«;»", "\";\"")
		}
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, nil
}

// named is a word with its arguments and tests.
func (p *parser) named(depth int) (*node, *Error) {
	if depth > MaxNesting {
		return nil, p.failed("hay más de %d pruebas unas dentro de otras", "there are more than %d tests inside each other", MaxNesting)
	}
	n := &node{name: p.t.s, line: p.t.line}
	if err := p.advance(); err != nil {
		return nil, err
	}
	for p.t.kind == tag || p.t.kind == number || p.t.kind == text || p.is("[") {
		a, err := p.argument()
		if err != nil {
			return nil, err
		}
		n.args = append(n.args, a)
	}
	switch {
	case p.t.kind == word:
		test, err := p.named(depth + 1)
		n.tests = []*node{test}
		return n, err
	case p.is("("):
		return n, p.testList(n, depth)
	}
	return n, nil
}

func (p *parser) testList(n *node, depth int) *Error {
	for {
		if err := p.advance(); err != nil {
			return err
		}
		if p.t.kind != word {
			return p.expected("una prueba, como header o size", "a test, such as header or size,")
		}
		test, err := p.named(depth + 1)
		if err != nil {
			return err
		}
		n.tests = append(n.tests, test)
		if p.is(")") {
			return p.advance()
		}
		if !p.is(",") {
			return p.expected("«,» o «)»", "\",\" or \")\"")
		}
	}
}

func (p *parser) argument() (argument, *Error) {
	a := argument{kind: p.t.kind, tag: p.t.s, n: p.t.n, line: p.t.line}
	switch {
	case p.t.kind == text:
		a.list, a.plain, a.tag = []string{p.t.s}, true, ""
	case p.is("["):
		a.kind, a.tag = text, ""
		for {
			if err := p.advance(); err != nil {
				return a, err
			}
			if p.t.kind != text {
				return a, p.expected("un texto entre comillas", "a text in quotation marks")
			}
			if len(a.list) == MaxStrings {
				return a, p.failed("en una lista caben %d textos", "a list has room for %d texts", MaxStrings)
			}
			a.list = append(a.list, p.t.s)
			if err := p.advance(); err != nil {
				return a, err
			}
			if p.is("]") {
				break
			}
			if !p.is(",") {
				return a, p.expected("«,» o «]»", "\",\" or \"]\"")
			}
		}
	}
	return a, p.advance()
}
