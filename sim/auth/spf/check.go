package spf

import (
	"context"
	"errors"
	"net/netip"
	"strings"

	"posta/sim/auth"
)

// Check evaluates the identity MAIL FROM, or HELO where the reverse-path is empty (RFC 7208 section 2.4).
func Check(ctx context.Context, r auth.Resolver, in Input) *Report {
	sender, identity := in.MailFrom, "mailfrom"
	if sender == "" {
		sender, identity = "postmaster@"+in.Helo, "helo"
	}
	return evaluate(ctx, r, in, identity, sender)
}

// CheckHelo evaluates the identity HELO (section 2.3).
func CheckHelo(ctx context.Context, r auth.Resolver, in Input) *Report {
	return evaluate(ctx, r, in, "helo", "postmaster@"+in.Helo)
}

// check is one evaluation on its way.
type check struct {
	ctx                 context.Context
	dns                 auth.Resolver
	in                  Input
	local, senderDomain string
	lookups, void       int
	validatedDone       bool // %{p} is asked for once
	validated           []string
}

func evaluate(ctx context.Context, r auth.Resolver, in Input, identity, sender string) *Report {
	in.IP = in.IP.Unmap().WithZone("") // section 5: IPv4-mapped addresses are IPv4
	c := &check{ctx: ctx, dns: r, in: in}
	local, domain := "", sender
	if at := strings.LastIndexByte(sender, '@'); at >= 0 {
		local, domain = sender[:at], sender[at+1:]
	}
	if local == "" {
		local = "postmaster" // section 4.3
	}
	domain = strings.TrimSuffix(domain, ".")
	c.local, c.senderDomain = local, domain
	report := &Report{Identity: identity, IP: in.IP, Sender: local + "@" + domain, Domain: domain}
	rec := c.host(domain)
	report.Record, report.Result = rec, rec.Result
	if rec.Result == Fail {
		report.Explanation, report.Asked = c.explain(rec)
	}
	report.Lookups, report.Void = c.lookups, c.void
	return report
}

// host is check_host() (section 4).
func (c *check) host(domain string) *Record {
	rec := &Record{Domain: domain}
	if !checkable(domain) {
		return rec.end(None, NotAName)
	}
	rec.Answer = auth.Ask(c.ctx, c.dns, domain, auth.TXT)
	if rec.Answer.Failed() {
		return rec.end(TempError, Reason(rec.Answer.Unanswered())) // section 4.4
	}
	found := 0
	for _, txt := range rec.Answer.Texts {
		if IsRecord(txt) {
			rec.Text = txt
			found++
		}
	}
	if found != 1 {
		rec.Text = ""
		if found == 0 {
			return rec.end(None, NoRecord)
		}
		return rec.end(PermError, ManyRecords)
	}
	return c.record(rec)
}

func (r *Record) end(result Result, why Reason) *Record {
	r.Result, r.Reason = result, why
	return r
}

// checkable tells the domains that section 4.3 lets be asked for: several labels, none too long.
func checkable(domain string) bool {
	return auth.ValidName(domain) && strings.IndexByte(domain, '.') > 0 && domain[0] != '['
}

// record evaluates the terms in order (section 4.6).
func (c *check) record(rec *Record) *Record {
	directives, err := Parse(rec.Text)
	for i := range directives {
		d := &directives[i]
		t := &Term{Text: d.Text, Name: d.Name, Modifier: d.Modifier, State: Unread, directive: d}
		if !d.Modifier {
			t.Qualifier = string(d.Qualifier)
		}
		rec.Terms = append(rec.Terms, t)
	}
	if err != nil {
		if n := len(rec.Terms); n > 0 {
			rec.Terms[n-1].State, rec.Terms[n-1].Reason = Broken, Syntax
		}
		rec.Mistake, _ = errors.AsType[*SyntaxError](err)
		rec.Detail = err.Error()
		return rec.end(PermError, Syntax)
	}
	var redirect *Term
	for _, t := range rec.Terms {
		if t.Modifier {
			t.State = Ignored
			if t.Name == "redirect" {
				redirect = t
			}
		}
	}
	for _, t := range rec.Terms {
		if t.Modifier {
			continue
		}
		result, why := c.mechanism(t, rec.Domain)
		t.Lookups, t.Void = c.lookups, c.void
		switch {
		case t.State == Broken:
			t.Reason = why
			return rec.end(result, why)
		case t.State == Match:
			return rec.end(t.directive.Qualifier.result(), Matched)
		}
	}
	if redirect == nil {
		return rec.end(Neutral, NoMatch) // section 4.7
	}
	return c.redirect(rec, redirect)
}

// redirect lets another domain's record decide (section 6.1).
func (c *check) redirect(rec *Record, t *Term) *Record {
	t.State = Used
	if !c.count() {
		t.State, t.Reason = Broken, TooMany
		return rec.end(PermError, TooMany)
	}
	c.target(t, rec.Domain)
	t.Inner = c.host(t.Target)
	t.Lookups, t.Void = c.lookups, c.void
	if t.Inner.Result == None {
		t.State, t.Reason = Broken, IncludeNone
		return rec.end(PermError, IncludeNone)
	}
	return rec.end(t.Inner.Result, Redirected)
}

// count takes one of the ten lookups; false when there is none left (section 4.6.4).
func (c *check) count() bool {
	c.lookups++
	return c.lookups <= MaxLookups
}

// ask asks for a term, and counts what finds nothing.
func (c *check) ask(t *Term, name string, typ auth.Type) (a auth.Answer, ok bool) {
	a = auth.Ask(c.ctx, c.dns, name, typ)
	t.Steps = append(t.Steps, Step{Answer: &a})
	if a.Void() {
		c.void++
	}
	return a, c.void <= MaxVoid
}

// target expands a term's domain-spec; without one it is the current domain (section 4.8).
func (c *check) target(t *Term, domain string) {
	t.Target = domain
	if t.directive.Spec == "" {
		return
	}
	pieces, err := parseMacros(t.directive.Spec, false)
	if err != nil {
		return // Parse has read it before
	}
	name, macros := c.expand(pieces, domain, func() string { return c.macroP(t, domain) })
	t.Target, t.Macros = fit(name), macros
}

// mechanism evaluates one mechanism. The result counts where the term is Broken.
func (c *check) mechanism(t *Term, domain string) (Result, Reason) {
	t.State = Missed
	if t.directive.asks() {
		if !c.count() {
			t.State = Broken
			return PermError, TooMany
		}
		c.target(t, domain)
	}
	switch t.Name {
	case "all":
		t.State = Match
		return "", ""
	case "ip4", "ip6":
		c.compare(t, t.directive.Network, "")
		return "", ""
	case "a":
		return c.addresses(t, t.Target)
	case "mx":
		return c.exchangers(t)
	case "ptr":
		return c.pointers(t)
	case "exists":
		return c.exists(t)
	}
	return c.include(t)
}

func (t *Term) broken(r Result, why Reason) (Result, Reason) {
	t.State = Broken
	return r, why
}

// compare compares the connection's address with a network; it matches only where the family is the same.
func (c *check) compare(t *Term, network netip.Prefix, host string) bool {
	equal := network.Addr().Is4() == c.in.IP.Is4() && network.Contains(c.in.IP)
	t.Steps = append(t.Steps, Step{Network: network, Host: host, Equal: equal})
	if equal {
		t.State = Match
	}
	return equal
}

// addressType is the type of the connection's family (section 5).
func (c *check) addressType() auth.Type {
	if c.in.IP.Is6() {
		return auth.AAAA
	}
	return auth.A
}

// addresses looks a host's addresses up and compares with each (section 5.3).
func (c *check) addresses(t *Term, host string) (Result, Reason) {
	a, ok := c.ask(t, host, c.addressType())
	if a.Failed() {
		return t.broken(TempError, Reason(a.Unanswered()))
	}
	if !ok {
		return t.broken(PermError, TooManyVoid)
	}
	n := t.directive.Bits4
	if c.in.IP.Is6() {
		n = t.directive.Bits6
	}
	for _, ip := range a.Addrs {
		if c.compare(t, netip.PrefixFrom(ip, n), host) {
			break
		}
	}
	return "", ""
}

// exchangers are the hosts of the domain's MX records, and their addresses (section 5.4).
func (c *check) exchangers(t *Term) (Result, Reason) {
	a, ok := c.ask(t, t.Target, auth.MX)
	switch {
	case a.Failed():
		return t.broken(TempError, Reason(a.Unanswered()))
	case !ok:
		return t.broken(PermError, TooManyVoid)
	case len(a.Exchangers) > MaxMX:
		return t.broken(PermError, TooManyMX)
	}
	for _, mx := range a.Exchangers {
		if result, why := c.addresses(t, mx.Host); t.State != Missed {
			return result, why
		}
	}
	return "", ""
}

// exists asks for an A record, whatever the connection's family (section 5.7).
func (c *check) exists(t *Term) (Result, Reason) {
	a, ok := c.ask(t, t.Target, auth.A)
	switch {
	case a.Failed():
		return t.broken(TempError, Reason(a.Unanswered()))
	case !ok:
		return t.broken(PermError, TooManyVoid)
	case len(a.Addrs) > 0:
		t.State = Match
	}
	return "", ""
}

// include runs check_host() for another domain, and matches if that passes (section 5.2).
func (c *check) include(t *Term) (Result, Reason) {
	t.Inner = c.host(t.Target)
	switch t.Inner.Result {
	case Pass:
		t.State = Match
	case TempError:
		return t.broken(TempError, Nested)
	case PermError:
		return t.broken(PermError, Nested)
	case None:
		return t.broken(PermError, IncludeNone)
	}
	return "", ""
}
