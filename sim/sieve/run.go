package sieve

import (
	netmail "net/mail"
	"slices"
	"strings"

	"posta/sim/mail"
)

// Message is what a script decides about.
type Message struct {
	Raw []byte
	// From and To are the envelope's.
	From, To string
}

// run is one run of a script.
type run struct {
	m      Message
	header mail.Header
	flags  []string // of imap4flags
	kept   bool     // the implicit keep has been cancelled
	out    []Action
}

// Run decides what becomes of a message. There is at least one action.
func (s *Script) Run(m Message) []Action {
	r := &run{m: m, header: mail.ParseHeader(m.Raw)}
	perform(r, s.commands)
	if !r.kept {
		r.add(Action{Kind: Keep, Flags: r.flags})
	}
	if slices.ContainsFunc(r.out, func(a Action) bool { return a.Kind != Discard && a.Kind != Vacation }) {
		// Who discards and keeps, keeps: discard only cancels what would happen by itself
		// (RFC 5228 section 4.4).
		r.out = slices.DeleteFunc(r.out, func(a Action) bool { return a.Kind == Discard })
	}
	return r.out
}

func perform(r *run, list []command) (stop bool) {
	for _, c := range list {
		if c.do(r) {
			return true
		}
	}
	return false
}

// add notes an action, unless it is to be done already (RFC 5228 section 2.10.3) or is
// one too many.
func (r *run) add(a Action) {
	redirects := 0
	for _, have := range r.out {
		if have.Kind == Redirect {
			redirects++
		}
		if have.Kind == a.Kind && have.To == a.To && a.Kind != Vacation {
			return
		}
		if have.Kind == Vacation && a.Kind == Vacation {
			return // one answer at most (RFC 5230 section 4.7)
		}
	}
	if len(r.out) < MaxActions && (a.Kind != Redirect || redirects < MaxRedirects) {
		r.out = append(r.out, a)
	}
}

type stop struct{}

func (stop) do(*run) bool { return true }

// act is an action with its arguments.
type act struct {
	kind  Kind
	to    string
	flags []string // nil: those of setflag and addflag
	copy  bool     // the message is kept as well (RFC 3894)
	line  int
}

func (a act) do(r *run) bool {
	if !a.copy {
		r.kept = true
	}
	one := Action{Kind: a.kind, To: a.to, Line: a.line}
	if a.kind == Keep || a.kind == FileInto {
		if one.Flags = a.flags; a.flags == nil {
			one.Flags = slices.Clone(r.flags)
		}
	}
	r.add(one)
	return false
}

type answer struct {
	Answer
	line int
}

func (a answer) do(r *run) bool {
	r.add(Action{Kind: Vacation, Line: a.line, Answer: a.Answer})
	return false
}

type setFlags struct {
	how   string
	flags []string
}

func (s setFlags) do(r *run) bool {
	if s.how == "setflag" {
		r.flags = nil
	}
	for _, f := range s.flags {
		i := slices.IndexFunc(r.flags, func(x string) bool { return strings.EqualFold(x, f) })
		switch {
		case s.how == "removeflag" && i >= 0:
			r.flags = slices.Delete(slices.Clone(r.flags), i, i+1)
		case s.how != "removeflag" && i < 0:
			r.flags = append(slices.Clip(r.flags), f)
		}
	}
	return false
}

type branch struct {
	test     test // nil: else
	commands []command
}

type choice []branch

func (c choice) do(r *run) bool {
	for _, b := range c {
		if b.test == nil || b.test.holds(r) {
			return perform(r, b.commands)
		}
	}
	return false
}

type fixed bool

func (f fixed) holds(*run) bool { return bool(f) }

type not struct{ tests []test }

func (n not) holds(r *run) bool { return !n.tests[0].holds(r) }

type anyOf []test

func (list anyOf) holds(r *run) bool {
	return slices.ContainsFunc(list, func(t test) bool { return t.holds(r) })
}

type allOf []test

func (list allOf) holds(r *run) bool {
	return !slices.ContainsFunc(list, func(t test) bool { return !t.holds(r) })
}

type size struct {
	over bool
	n    int64
}

func (s size) holds(r *run) bool {
	if octets := int64(len(r.m.Raw)); s.over {
		return octets > s.n
	}
	return int64(len(r.m.Raw)) < s.n
}

type exists []string

func (e exists) holds(r *run) bool {
	return !slices.ContainsFunc(e, func(name string) bool { _, ok := r.header.Get(name); return !ok })
}

// compare is header, address, envelope and hasflag.
type compare struct {
	what, how, part string
	octets          bool // i;octet: case matters
	fields, keys    []string
}

func (c compare) holds(r *run) bool {
	for _, value := range c.values(r) {
		if slices.ContainsFunc(c.keys, func(key string) bool { return c.fits(value, key) }) {
			return true
		}
	}
	return false
}

// values are the texts that are looked at.
func (c compare) values(r *run) (list []string) {
	switch c.what {
	case "hasflag":
		return r.flags
	case "envelope":
		for _, f := range c.fields {
			address := r.m.To
			if strings.EqualFold(f, "from") {
				address = r.m.From
			}
			list = c.append(list, address)
		}
		return list
	}
	for _, name := range c.fields {
		for _, f := range r.header.Fields {
			if !strings.EqualFold(f.Name, name) {
				continue
			}
			if c.what == "header" {
				list = append(list, strings.TrimSpace(f.Decoded)) // RFC 5228 section 2.7.2
				continue
			}
			boxes, err := netmail.ParseAddressList(f.Value)
			if err != nil {
				continue // an address that cannot be read is none (RFC 5228 section 5.1)
			}
			for _, b := range boxes {
				list = c.append(list, b.Address)
			}
		}
	}
	return list
}

// append adds the part of an address that is meant (RFC 5228 section 2.7.4, RFC 5233
// section 4). Of an address without a detail there is none to compare.
func (c compare) append(list []string, address string) []string {
	at := strings.LastIndexByte(address, '@')
	local, domain := address, ""
	if at >= 0 {
		local, domain = address[:at], address[at+1:]
	}
	user, detail, has := strings.Cut(local, "+")
	switch c.part {
	case "localpart":
		return append(list, local)
	case "domain":
		return append(list, domain)
	case "user":
		return append(list, user)
	case "detail":
		if !has {
			return list
		}
		return append(list, detail)
	}
	return append(list, address)
}

// fits compares (RFC 5228 section 2.7.1); letters beyond ASCII are told apart by case
// (RFC 4790 section 9.2).
func (c compare) fits(value, key string) bool {
	if !c.octets {
		value, key = lower(value), lower(key)
	}
	switch c.how {
	case "contains":
		return strings.Contains(value, key)
	case "matches":
		return matches([]rune(value), []rune(key))
	}
	return value == key
}

func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// matches compares with a pattern in which * is any text, ? one character, and a
// backslash takes either at its word. It takes time in proportion to the product of the
// lengths at most.
func matches(s, pattern []rune) bool {
	star, back := -1, 0
	i, j := 0, 0
	for i < len(s) {
		if j < len(pattern) && pattern[j] == '*' {
			star, back = j, i
			j++
			continue
		}
		if n := one(pattern[j:], s[i]); n > 0 {
			i++
			j += n
			continue
		}
		if star < 0 {
			return false
		}
		back++
		i, j = back, star+1
	}
	for j < len(pattern) && pattern[j] == '*' {
		j++
	}
	return j == len(pattern)
}

// one is how many runes of the pattern stand for this one; 0: they do not.
func one(pattern []rune, r rune) int {
	switch {
	case len(pattern) == 0:
		return 0
	case pattern[0] == '?':
		return 1
	case pattern[0] == '\\' && len(pattern) > 1:
		if pattern[1] == r {
			return 2
		}
	case pattern[0] == r:
		return 1
	}
	return 0
}
