package spf

import (
	"strings"

	"posta/sim/auth"
)

// pointers asks for the names of the address, and believes those that have that address themselves (section 5.5). Names that
// do not lie in the target could not match, and are not looked up.
func (c *check) pointers(t *Term) (Result, Reason) {
	a, ok := c.ask(t, ReverseName(c.in.IP), auth.PTR)
	switch {
	case a.Failed():
		return "", "" // section 5.5: no match
	case !ok:
		return t.broken(PermError, TooManyVoid)
	}
	for i, name := range a.Names {
		if i == MaxPTR {
			break // section 4.6.4: the others are ignored
		}
		if !within(name, t.Target) {
			t.Steps = append(t.Steps, Step{Name: name})
			continue
		}
		if c.confirm(t, name) {
			t.State = Match
			t.Steps = append(t.Steps, Step{Name: name, Equal: true})
			break
		}
		if c.void > MaxVoid {
			return t.broken(PermError, TooManyVoid)
		}
	}
	return "", ""
}

// confirm tells whether a name has the connection's address; a failing look-up says no (section 5.5).
func (c *check) confirm(t *Term, name string) bool {
	a, _ := c.ask(t, name, c.addressType())
	for _, ip := range a.Addrs {
		if ip == c.in.IP {
			return true
		}
	}
	return false
}

// within tells whether a name is the domain or below it.
func within(name, domain string) bool {
	name, domain = strings.ToLower(name), strings.ToLower(domain)
	return name == domain || strings.HasSuffix(name, "."+domain)
}

// macroP is the validated name of the address: the domain itself, else one below it, else any; "unknown" if there is none
// (section 7.3). It does not count against the limits, as it is no term; it is asked for once a check.
func (c *check) macroP(t *Term, domain string) string {
	if !c.validatedDone {
		c.validatedDone = true
		void := c.void
		a, _ := c.ask(t, ReverseName(c.in.IP), auth.PTR)
		for i, name := range a.Names {
			if i == MaxPTR {
				break
			}
			if c.confirm(t, name) {
				c.validated = append(c.validated, name)
			}
		}
		c.void = void
	}
	best := "unknown"
	for _, name := range c.validated {
		switch {
		case strings.EqualFold(name, domain):
			return name
		case within(name, domain) && !within(best, domain), best == "unknown":
			best = name
		}
	}
	return best
}

// explain fetches the text the owner has for those who are refused (section 6.2): that of the record that decided, be it by
// redirect. Anything wrong with it means that there is none.
func (c *check) explain(rec *Record) (string, []auth.Answer) {
	for rec.Reason == Redirected {
		for _, t := range rec.Terms {
			if t.Inner != nil && t.State == Used {
				rec = t.Inner
				break
			}
		}
	}
	for _, t := range rec.Terms {
		if !t.Modifier || t.Name != "exp" {
			continue
		}
		t.State = Used
		c.target(t, rec.Domain)
		a := auth.Ask(c.ctx, c.dns, t.Target, auth.TXT)
		t.Steps = append(t.Steps, Step{Answer: &a})
		asked := []auth.Answer{a}
		if len(a.Texts) != 1 || !isASCII(a.Texts[0]) {
			return "", asked
		}
		pieces, err := parseMacros(a.Texts[0], true)
		if err != nil {
			return "", asked
		}
		text, _ := c.expand(pieces, rec.Domain, func() string { return c.macroP(t, rec.Domain) })
		if len(text) > maxExplanation {
			return "", asked
		}
		return text, asked
	}
	return "", nil
}

// maxExplanation is the longest explanation believed to be one, in octets: a reply line of SMTP holds 512.
const maxExplanation = 2048

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}
