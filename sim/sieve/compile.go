package sieve

import (
	"slices"
	"strings"

	"posta/sim/lang"
	"posta/sim/mail"
)

// Script is a script that has been read and is right.
type Script struct{ commands []command }

// command is one that is ready to be done.
type command interface{ do(r *run) (stop bool) }

// test is one that is ready to be asked.
type test interface{ holds(r *run) bool }

// extensions are those that "require" may name.
var extensions = []string{
	"fileinto", "envelope", "copy", "reject", "imap4flags", "subaddress", "vacation",
	"comparator-i;ascii-casemap", "comparator-i;octet",
}

// Compile reads a script. The error is an *Error.
func Compile(src string) (*Script, error) {
	if len(src) > MaxScriptOctets {
		return nil, &Error{1, lang.Sprintf("un guion de filtros tiene como mucho %d bytes", "a script of filters has at most %d octets", MaxScriptOctets)}
	}
	p := &parser{lexer: lexer{src: src, line: 1}}
	if err := p.advance(); err != nil {
		return nil, err
	}
	nodes, err := p.commands(0)
	if err == nil && p.t.kind != end {
		err = p.expected("una orden, como if o fileinto", "a command, such as if or fileinto,")
	}
	if err != nil {
		return nil, err
	}
	c := &compiler{}
	commands, err := c.commands(nodes, true)
	if err != nil {
		return nil, err
	}
	return &Script{commands}, nil
}

type compiler struct {
	required []string
	begun    bool // another command than require has come
}

func bad(line int, es, en string, args ...any) *Error {
	return &Error{line, lang.Sprintf(es, en, args...)}
}

// needs refuses what the script has not required.
func (c *compiler) needs(n *node, extension string) *Error {
	if slices.Contains(c.required, extension) {
		return nil
	}
	return bad(n.line, "«%s» necesita al principio: require \"%s\";", "\"%s\" needs at the beginning: require \"%s\";", clip(n.name), extension)
}

func (c *compiler) commands(nodes []*node, top bool) (list []command, err *Error) {
	for i := 0; i < len(nodes); i++ {
		n := nodes[i]
		var one command
		switch n.name {
		case "require":
			if err = c.require(n, top); err != nil {
				return nil, err
			}
			continue
		case "if":
			one, i, err = c.conditional(nodes, i)
		case "elsif", "else":
			err = bad(n.line, "«%s» va detrás de un if", "\"%s\" comes after an if", n.name)
		default:
			one, err = c.action(n)
		}
		if err != nil {
			return nil, err
		}
		c.begun = true
		list = append(list, one)
	}
	return list, nil
}

func (c *compiler) require(n *node, top bool) *Error {
	a := reader{n: n}
	names := a.strings("los nombres de las extensiones", "the names of extensions")
	if err := a.done(false, false); err != nil {
		return err
	}
	if c.begun || !top {
		return bad(n.line, "require va al principio, antes de las demás órdenes", "require comes at the beginning, before the other commands")
	}
	for _, name := range names {
		if !slices.Contains(extensions, name) {
			return bad(n.line, "este servidor no conoce la extensión «%s»; conoce %s", "this server does not know the extension \"%s\"; it knows %s", clip(name), strings.Join(extensions[:7], ", "))
		}
		c.required = append(c.required, name)
	}
	return nil
}

// conditional is if, elsif and else, as far as they follow each other.
func (c *compiler) conditional(nodes []*node, i int) (command, int, *Error) {
	var out choice
	for {
		n := nodes[i]
		b := branch{}
		if n.name != "else" {
			if len(n.tests) != 1 || len(n.args) > 0 {
				return nil, i, bad(n.line, "tras «%s» va una prueba", "after \"%s\" comes a test", n.name)
			}
			t, err := c.test(n.tests[0])
			if err != nil {
				return nil, i, err
			}
			b.test = t
		} else if len(n.tests)+len(n.args) > 0 {
			return nil, i, bad(n.line, "tras «else» va un bloque", "after \"else\" comes a block")
		}
		if !n.hasBlock {
			return nil, i, bad(n.line, "«%s» lleva sus órdenes entre llaves", "\"%s\" has its commands in braces", n.name)
		}
		c.begun = true
		commands, err := c.commands(n.block, false)
		if err != nil {
			return nil, i, err
		}
		b.commands = commands
		out = append(out, b)
		if i+1 >= len(nodes) || n.name == "else" || nodes[i+1].name != "elsif" && nodes[i+1].name != "else" {
			return out, i, nil
		}
		i++
	}
}

func (c *compiler) action(n *node) (command, *Error) {
	a := reader{n: n}
	switch n.name {
	case "stop":
		return stop{}, a.done(false, false)
	case "keep":
		flags, err := c.flags(&a)
		if err != nil {
			return nil, err
		}
		return act{kind: Keep, flags: flags, line: n.line}, a.done(false, false)
	case "discard":
		return act{kind: Discard, line: n.line}, a.done(false, false)
	case "fileinto":
		flags, err := c.flags(&a)
		if err != nil {
			return nil, err
		}
		one := act{kind: FileInto, flags: flags, copy: a.flag("copy"), line: n.line}
		one.to = a.string("la carpeta", "the folder")
		return c.checked(one, &a, "fileinto")
	case "redirect":
		one := act{kind: Redirect, copy: a.flag("copy"), line: n.line}
		one.to = a.string("una dirección", "an address")
		if err := a.done(false, false); err != nil {
			return nil, err
		}
		if _, err := mail.ParseAddress(one.to); err != nil {
			return nil, bad(n.line, "«%s» no es una dirección", "\"%s\" is not an address", clip(one.to))
		}
		return c.checked(one, &a, "")
	case "reject":
		one := act{kind: Reject, line: n.line}
		one.to = a.string("el motivo", "the reason")
		return c.checked(one, &a, "reject")
	case "setflag", "addflag", "removeflag":
		list := a.strings("las marcas", "the flags")
		if err := a.done(false, false); err != nil {
			return nil, err
		}
		return setFlags{n.name, words(list)}, c.needs(n, "imap4flags")
	case "vacation":
		return c.vacation(&a)
	}
	return nil, bad(n.line, "no hay ninguna orden «%s»", "there is no command \"%s\"", clip(n.name))
}

func (c *compiler) checked(one act, a *reader, extension string) (command, *Error) {
	if err := a.done(false, false); err != nil {
		return nil, err
	}
	if one.copy {
		if err := c.needs(a.n, "copy"); err != nil {
			return nil, err
		}
	}
	if extension != "" {
		return one, c.needs(a.n, extension)
	}
	return one, nil
}

// flags is the tagged argument of keep and fileinto (RFC 5232 section 5).
func (c *compiler) flags(a *reader) ([]string, *Error) {
	list, ok := a.tagged("flags")
	if !ok {
		return nil, nil
	}
	return append([]string{}, words(list)...), c.needs(a.n, "imap4flags")
}

// words are the flags of a list, in which one text may hold several (RFC 5232 section 2).
func words(list []string) (out []string) {
	for _, s := range list {
		for _, f := range strings.Fields(s) {
			if !slices.ContainsFunc(out, func(x string) bool { return strings.EqualFold(x, f) }) {
				out = append(out, f)
			}
		}
	}
	return out
}

func (c *compiler) vacation(a *reader) (command, *Error) {
	one := Answer{Days: 7}
	if n, ok := a.number("days"); ok {
		one.Days = int(min(max(n, 1), 365))
	}
	first := func(name string) string {
		list, _ := a.tagged(name)
		return strings.Join(list[:min(1, len(list))], "")
	}
	one.Subject, one.From, one.Handle = first("subject"), first("from"), first("handle")
	one.Addresses, _ = a.tagged("addresses")
	if a.flag("mime") {
		return nil, bad(a.n.line, "aquí «vacation» contesta con texto, sin :mime", "here \"vacation\" answers with text, without :mime")
	}
	one.Reason = a.string("lo que se contesta", "what is answered")
	if err := a.done(false, false); err != nil {
		return nil, err
	}
	return answer{one, a.n.line}, c.needs(a.n, "vacation")
}

func (c *compiler) tests(nodes []*node) (list []test, err *Error) {
	for _, n := range nodes {
		t, err := c.test(n)
		if err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, nil
}

func (c *compiler) test(n *node) (test, *Error) {
	a := reader{n: n}
	switch n.name {
	case "true", "false":
		return fixed(n.name == "true"), a.done(false, false)
	case "not", "anyof", "allof":
		if err := a.done(true, false); err != nil {
			return nil, err
		}
		if len(n.tests) == 0 || n.name == "not" && len(n.tests) != 1 {
			return nil, bad(n.line, "«%s» necesita pruebas", "\"%s\" needs tests", n.name)
		}
		list, err := c.tests(n.tests)
		switch n.name {
		case "not":
			return not{list}, err
		case "anyof":
			return anyOf(list), err
		}
		return allOf(list), err
	case "size":
		over, under := a.flag("over"), a.flag("under")
		if over == under {
			return nil, bad(n.line, "«size» lleva :over o :under", "\"size\" has :over or :under")
		}
		t := size{over: over, n: a.positional("un número de bytes", "a number of octets")}
		return t, a.done(false, false)
	case "exists":
		t := exists(a.strings("nombres de cabeceras", "names of header fields"))
		return t, a.done(false, false)
	case "header", "address", "envelope", "hasflag":
		return c.comparing(&a)
	}
	return nil, bad(n.line, "no hay ninguna prueba «%s»", "there is no test \"%s\"", clip(n.name))
}

// comparing is a test that compares texts (RFC 5228 sections 2.7, 5.1, 5.4, 5.7).
func (c *compiler) comparing(a *reader) (test, *Error) {
	n := a.n
	t := compare{what: n.name, how: "is", part: "all"}
	ways := 0
	for _, how := range []string{"is", "contains", "matches"} {
		if a.flag(how) {
			t.how = how
			ways++
		}
	}
	parts := 0
	if n.name == "address" || n.name == "envelope" {
		for _, part := range []string{"all", "localpart", "domain", "user", "detail"} {
			if a.flag(part) {
				t.part = part
				parts++
			}
		}
	}
	if ways > 1 || parts > 1 {
		return nil, bad(n.line, "de :is, :contains y :matches se pone uno, y lo mismo de :all, :localpart y :domain", "of :is, :contains and :matches there may be one, and the same of :all, :localpart and :domain")
	}
	if (t.part == "user" || t.part == "detail") && !slices.Contains(c.required, "subaddress") {
		return nil, c.needs(n, "subaddress")
	}
	if list, ok := a.tagged("comparator"); ok {
		switch strings.Join(list, "") {
		case "i;ascii-casemap":
		case "i;octet":
			t.octets = true
		default:
			return nil, bad(n.line, "los comparadores son i;ascii-casemap e i;octet", "the comparators are i;ascii-casemap and i;octet")
		}
	}
	if n.name != "hasflag" {
		t.fields = a.strings("nombres de cabeceras", "names of header fields")
	}
	t.keys = a.strings("lo que se busca", "what is looked for")
	if err := a.done(false, false); err != nil {
		return nil, err
	}
	switch n.name {
	case "envelope":
		for _, f := range t.fields {
			if !strings.EqualFold(f, "from") && !strings.EqualFold(f, "to") {
				return nil, bad(n.line, "del sobre se conocen «from» y «to», y no «%s»", "of the envelope \"from\" and \"to\" are known, not \"%s\"", clip(f))
			}
		}
		return t, c.needs(n, "envelope")
	case "hasflag":
		t.keys = words(t.keys)
		return t, c.needs(n, "imap4flags")
	}
	return t, nil
}

// reader takes the arguments of a command or test, in any order the tagged ones, and then
// those that have a place (RFC 5228 section 2.6).
type reader struct {
	n    *node
	used []int
	at   int // the next that has a place
	err  *Error
}

// flag takes a tag without a value.
func (a *reader) flag(name string) bool {
	for i, arg := range a.n.args {
		if arg.kind == tag && arg.tag == name && !slices.Contains(a.used, i) {
			a.used = append(a.used, i)
			return true
		}
	}
	return false
}

// tagged takes a tag with texts.
func (a *reader) tagged(name string) ([]string, bool) {
	for i, arg := range a.n.args {
		if arg.kind != tag || arg.tag != name || slices.Contains(a.used, i) {
			continue
		}
		a.used = append(a.used, i, i+1)
		if i+1 == len(a.n.args) || a.n.args[i+1].kind != text {
			a.fail(arg.line, "tras :%s va un texto", "after :%s comes a text", name)
			return nil, true
		}
		return a.n.args[i+1].list, true
	}
	return nil, false
}

// number takes a tag with a number.
func (a *reader) number(name string) (int64, bool) {
	for i, arg := range a.n.args {
		if arg.kind != tag || arg.tag != name {
			continue
		}
		a.used = append(a.used, i, i+1)
		if i+1 == len(a.n.args) || a.n.args[i+1].kind != number {
			a.fail(arg.line, "tras :%s va un número", "after :%s comes a number", name)
			return 0, true
		}
		return a.n.args[i+1].n, true
	}
	return 0, false
}

func (a *reader) fail(line int, es, en string, args ...any) {
	if a.err == nil {
		a.err = bad(line, es, en, args...)
	}
}

// place takes the next argument that has one.
func (a *reader) place(of kind, whatES, whatEN string) argument {
	for i, arg := range a.n.args {
		if i < a.at || slices.Contains(a.used, i) || arg.kind == tag {
			continue
		}
		a.at = i + 1
		a.used = append(a.used, i)
		if arg.kind == of {
			return arg
		}
		break
	}
	if a.err == nil {
		a.err = bad(a.n.line, "a «%s» le falta: %s", "\"%s\" lacks %s", clip(a.n.name), lang.Text{ES: whatES, EN: whatEN})
	}
	return argument{}
}

func (a *reader) strings(es, en string) []string { return a.place(text, es, en).list }

func (a *reader) string(es, en string) string {
	arg := a.place(text, es, en)
	if len(arg.list) != 1 {
		a.fail(a.n.line, "«%s» lleva un solo texto", "\"%s\" has one text", clip(a.n.name))
		return ""
	}
	return arg.list[0]
}

func (a *reader) positional(es, en string) int64 { return a.place(number, es, en).n }

// done tells whether all is as it should be, and nothing is left over.
func (a *reader) done(tests, block bool) *Error {
	if a.err != nil {
		return a.err
	}
	for i, arg := range a.n.args {
		if !slices.Contains(a.used, i) {
			if arg.kind == tag {
				return bad(arg.line, "«%s» no lleva :%s", "\"%s\" has no :%s", clip(a.n.name), clip(arg.tag))
			}
			return bad(arg.line, "a «%s» le sobran argumentos", "\"%s\" has too many arguments", clip(a.n.name))
		}
	}
	if !tests && len(a.n.tests) > 0 {
		return bad(a.n.line, "«%s» no lleva pruebas", "\"%s\" has no tests", clip(a.n.name))
	}
	if !block && a.n.hasBlock {
		return bad(a.n.line, "«%s» no lleva bloque", "\"%s\" has no block", clip(a.n.name))
	}
	return nil
}
