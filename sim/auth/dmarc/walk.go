package dmarc

import (
	"context"
	"strings"

	"posta/sim/auth"
)

// MaxWalk is how many questions one walk asks at most (RFC 9989 section 4.10).
const MaxWalk = 8

// Lookup is one question for a record.
type Lookup struct {
	Domain string      `json:"domain"` // asked for at _dmarc.Domain
	Answer auth.Answer `json:"answer"`
	Record *Record     `json:"record,omitempty"` // the one found
	Many   int         `json:"many,omitempty"`   // so many were, and so none counts
	Known  bool        `json:"known,omitempty"`  // asked before for this letter
}

// walker asks, each name once a letter.
type walker struct {
	ctx   context.Context
	dns   auth.Resolver
	asked map[string]*Lookup
}

// look asks for the record of one domain.
func (w *walker) look(domain string) *Lookup {
	if l, ok := w.asked[domain]; ok {
		again := *l
		again.Known = true
		return &again
	}
	l := &Lookup{Domain: domain, Answer: auth.Ask(w.ctx, w.dns, "_dmarc."+domain, auth.TXT)}
	w.asked[domain] = l
	for _, txt := range l.Answer.Texts {
		if !IsRecord(txt) {
			continue
		}
		l.Many++
		if r, err := Parse(txt); err == nil {
			l.Record = r
		}
	}
	if l.Many > 1 {
		l.Record = nil // step 2: several are none
	} else {
		l.Many = 0
	}
	return l
}

// stops tells a record that ends a walk (steps 2 and 6).
func (l *Lookup) stops() bool { return l.Record != nil && (l.Record.PSD == "y" || l.Record.PSD == "n") }

// targets are the names a walk asks for: the domain, then what remains of it when it is shortened label by label, to seven at
// first where it has eight or more.
func targets(domain string) []string {
	list := []string{domain}
	labels := strings.Split(domain, ".")
	from := 1
	if len(labels) >= MaxWalk {
		from = len(labels) - (MaxWalk - 1)
	}
	for ; from < len(labels); from++ {
		list = append(list, strings.Join(labels[from:], "."))
	}
	return list
}

// walk goes up from a domain until a record says to stop, or the names are at their end. A question without an answer ends it,
// as what lies above would then say too little.
func (w *walker) walk(domain string) (steps []*Lookup, ok bool) {
	for _, name := range targets(domain) {
		l := w.look(name)
		steps = append(steps, l)
		if l.Answer.Failed() {
			return steps, false
		}
		if l.stops() {
			break
		}
	}
	return steps, true
}

// organizational is the domain of the organization, by what a walk found (section 4.10.2).
func organizational(domain string, steps []*Lookup) string {
	org := domain
	for i, l := range steps {
		if l.Record == nil {
			continue
		}
		switch {
		case l.Record.PSD == "n":
			return l.Domain
		case l.Record.PSD == "y" && i > 0:
			return below(domain, l.Domain)
		}
		org = l.Domain // the one with the fewest labels is the last
	}
	return org
}

// below is the name one label below a parent on the way to a domain.
func below(domain, parent string) string {
	rest := strings.TrimSuffix(domain, "."+parent)
	if at := strings.LastIndexByte(rest, '.'); at >= 0 {
		rest = rest[at+1:]
	}
	return rest + "." + parent
}
