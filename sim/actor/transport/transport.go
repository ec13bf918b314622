// Package transport is what a relay finds out about the road before it takes it: whether the
// domain at its end wants TLS with a certificate that fits, or no letter at all.
//
// By itself a relay takes TLS where it is offered and goes in the clear where it is not (RFC
// 7435), so whoever stands on the road takes the offer away. Two ways forbid that. With
// MTA-STS (RFC 8461) the domain publishes a policy over HTTPS: what is believed is the
// authorities that sign web certificates, and the first visit, after which the policy is
// kept. With DANE (RFC 7672) it publishes in the DNS which certificate its host shows: what
// is believed is DNSSEC, and nothing is kept from before. Where both are there, DANE decides.
//
// What it finds is recorded as a finding (package policy) of the phase "relay"; what came of
// each host goes into the tally of the day (TLS-RPT, RFC 8460), which others send.
package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	mdns "github.com/miekg/dns"

	"posta/sim/actor"
	"posta/sim/actor/cause"
	"posta/sim/actor/secure"
	"posta/sim/auth/dane"
	"posta/sim/auth/mtasts"
	"posta/sim/dns"
	"posta/sim/http"
	"posta/sim/policy"
	"posta/sim/trace"
)

// Limits of fetching a policy (RFC 8461 section 3.3 advises a minute, and five of rest after one that failed).
const (
	FetchTimeout = time.Minute
	FetchRest    = 5 * time.Minute
	// MaxPolicies is how many domains' policies are kept.
	MaxPolicies = 10_000
)

// Resolver finds records and addresses; *dns.Resolver is one.
type Resolver interface {
	Resolve(name string, qtype uint16) (*dns.Answer, error)
	LookupAddrs(host string) ([]netip.Addr, error)
}

// Guard keeps what one relay knows.
type Guard struct {
	Machine  actor.Machine
	Resolver Resolver
	Trust    func(host string) *tls.Config
	STS      bool // asks for MTA-STS policies
	DANE     bool // asks for TLSA records
	// Noted is told that there is something to report; nil: nobody reports.
	Noted func()

	mu       sync.Mutex // never held while anybody waits
	policies map[string]*kept
	failures map[string]failure
	tally    tally
}

// failure is a fetch that came to nothing: the same version is not asked for again before an instant.
type failure struct {
	id, why string
	status  int // of HTTP, 0 if it came to none
	until   time.Time
}

// kept is a policy that was fetched.
type kept struct {
	id      string
	policy  *mtasts.Policy
	text    string
	expires time.Time
}

// Way is what is demanded on the way to a domain, for one attempt.
type Way struct {
	g      *Guard
	domain string
	secure bool // the list of hosts was authenticated
	sts    *kept
	failed *failure // there is a policy, or a newer one, that could not be fetched
	quiet  bool
}

// To finds out what a domain demands. secure says that its list of hosts was authenticated.
func (g *Guard) To(domain string, secure bool) *Way {
	if g == nil {
		return nil
	}
	w := &Way{g: g, domain: strings.ToLower(domain), secure: secure}
	if g.STS {
		w.sts, w.failed = g.policyOf(w.domain)
	}
	return w
}

// Quietly says that this is the delivery of a report: it counts, and is no reason for
// another one, or they would go on for ever.
func (w *Way) Quietly(quiet bool) *Way {
	if w != nil {
		w.quiet = quiet
	}
	return w
}

// policyOf is the policy in force (RFC 8461 section 3): the one that is kept, unless the
// DNS says that there is another; and why that one could not be fetched.
func (g *Guard) policyOf(domain string) (known *kept, unfetched *failure) {
	now := g.Machine.Now()
	g.mu.Lock()
	known = g.policies[domain]
	if known != nil && !now.Before(known.expires) {
		delete(g.policies, domain)
		known = nil
	}
	g.mu.Unlock()
	name := "_mta-sts." + domain
	a, err := g.Resolver.Resolve(name, mdns.TypeTXT)
	q := policy.Question(name, mdns.TypeTXT, a, err)
	id, ok := mtasts.RecordID(Texts(a))
	f := policy.Finding{Input: []trace.Argument{policy.Arg("domain", domain)},
		Steps: []trace.PolicyStep{{Code: "record", Questions: []trace.PolicyQuestion{q}}}}
	switch {
	case known != nil && (!ok || id == known.id):
		// Section 5.1: a policy is in force until it expires, whatever becomes of the record.
		f.Why = "kept"
	case !ok:
		return nil, nil
	default:
		fresh, step, failed := g.tryFetch(domain, id)
		f.Steps, unfetched = append(f.Steps, step), failed
		if fresh == nil {
			if known == nil {
				f.Result, f.Why = "failed", "not-fetched"
				policy.Record(g.Machine, "mta-sts", policy.AtRelay, f)
				return nil, unfetched
			}
			f.Why = "kept"
			break
		}
		f.Why, known = "fetched", fresh
	}
	p := known.policy
	f.Result = string(p.Mode)
	f.Details = []trace.Argument{policy.Arg("hosts", strings.Join(p.MX, ", ")), policy.Span("age", time.Duration(p.MaxAge)*time.Second)}
	f.Steps = append(f.Steps, trace.PolicyStep{Code: "policy", Args: []trace.Argument{policy.Arg("text", strings.Join(strings.Fields(strings.ReplaceAll(known.text, "\n", " ")), " "))}})
	policy.Record(g.Machine, "mta-sts", policy.AtRelay, f)
	if p.Mode == mtasts.None {
		return nil, unfetched
	}
	return known, unfetched
}

// Texts are the texts of an answer's TXT records.
func Texts(a *dns.Answer) (list []string) {
	if a == nil {
		return nil
	}
	for _, rr := range a.Records {
		if txt, ok := rr.(*mdns.TXT); ok {
			list = append(list, strings.Join(txt.Txt, ""))
		}
	}
	return list
}

// tryFetch fetches a version of a policy, unless it failed a moment ago (RFC 8461 section 3.3).
func (g *Guard) tryFetch(domain, id string) (*kept, trace.PolicyStep, *failure) {
	host, step := "mta-sts."+domain, trace.PolicyStep{Code: "fetch"}
	now := g.Machine.Now()
	g.mu.Lock()
	last, again := g.failures[domain]
	g.mu.Unlock()
	if again && last.id == id && now.Before(last.until) {
		step.Result = "rests"
	} else {
		fresh, why, status := g.fetch(host)
		if fresh != nil {
			fresh.id = id
			g.keep(domain, fresh)
			step.Result, step.Args = "ok", []trace.Argument{policy.Arg("url", "https://"+host+path)}
			return fresh, step, nil
		}
		last, step.Result = failure{id, why, status, g.Machine.Now().Add(FetchRest)}, "failed"
		g.failed(domain, last)
	}
	step.Args = []trace.Argument{policy.Arg("error", last.why), policy.Arg("host", host)}
	if last.status != 0 {
		step.Args = append(step.Args, policy.Arg("status", strconv.Itoa(last.status)))
	}
	return nil, step, &last
}

func (g *Guard) keep(domain string, k *kept) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.policies == nil {
		g.policies = map[string]*kept{}
	}
	delete(g.failures, domain)
	if len(g.policies) < MaxPolicies || g.policies[domain] != nil {
		g.policies[domain] = k
	}
}

func (g *Guard) failed(domain string, f failure) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.failures == nil || len(g.failures) >= MaxPolicies {
		g.failures = map[string]failure{}
	}
	g.failures[domain] = f
}

// path is where a policy stands (RFC 8461 section 3.3).
const path = "/.well-known/mta-sts.txt"

// fetch gets the policy over HTTPS, from the one whom the certificate names; no redirection
// is followed. Why not, is a code: a cause's, or a reason of the check "mta-sts".
func (g *Guard) fetch(host string) (p *kept, why string, status int) {
	addrs, err := g.Resolver.LookupAddrs(host)
	if err != nil {
		return nil, string(cause.Lookup(host, err).Code), 0
	}
	m := g.Machine
	conn, err := m.Dial("tcp", netip.AddrPortFrom(addrs[0], 443).String(), FetchTimeout)
	if err != nil {
		return nil, string(cause.Dialling(host, addrs[0].String(), 443, err).Code), 0
	}
	defer conn.Close()
	conn.SetDeadline(m.Now().Add(FetchTimeout))
	above, err := secure.Client(m, conn, g.Trust(host), true)
	if err != nil {
		return nil, string(cause.Of(host, err).Code), 0
	}
	defer above.Close()
	r, err := http.Do(above, host, &http.Request{Method: "GET", Target: path}, mtasts.MaxPolicy)
	switch {
	case errors.Is(err, http.ErrMalformed):
		return nil, "not-http", 0
	case errors.Is(err, http.ErrTooLong):
		return nil, "too-long", 0
	case err != nil:
		return nil, string(cause.Of(host, err).Code), 0
	case r.Status >= 300 && r.Status < 400:
		return nil, "redirected", r.Status
	case r.Status != 200:
		return nil, "status", r.Status
	case !plainText(r):
		return nil, "not-text", 0
	}
	read, err := mtasts.Parse(string(r.Body))
	if err != nil {
		return nil, "not-a-policy", 0
	}
	return &kept{policy: read, text: string(r.Body), expires: m.Now().Add(time.Duration(read.MaxAge) * time.Second)}, "", 0
}

// plainText keeps out what untrusted users of a web server may have put there (RFC 8461 section 3.2).
func plainText(r *http.Response) bool {
	media, _, _ := strings.Cut(r.Fields.Get("Content-Type"), ";")
	return strings.EqualFold(strings.TrimSpace(media), "text/plain")
}

// Host is what is demanded of one of the domain's hosts.
type Host struct {
	way  *Way
	name string
	// kind is which demand decides: "tlsa", "sts" or "no-policy-found" (RFC 8460 section 4.3).
	kind    string
	records string // the data of its TLSA records, one a line
	testing bool
	// Wish is how to speak with it.
	Wish secure.Wish
	// No is why it is not to be spoken with at all; zero: it may.
	No trace.Cause
	// soft is what would have been No, were the policy enforced.
	soft trace.Cause
}

// Host looks at a host, which would else be spoken with by a wish.
func (w *Way) Host(h dns.MXHost, wish secure.Wish) *Host {
	if w == nil {
		return &Host{Wish: wish}
	}
	out := &Host{way: w, name: h.Name, kind: "no-policy-found", Wish: wish}
	if w.g.DANE && w.secure && h.Secure && w.dane(out) {
		return out
	}
	if w.sts == nil {
		return out
	}
	out.kind, out.testing = "sts", w.sts.policy.Mode == mtasts.Testing
	switch fits := w.sts.policy.Allows(h.Name); {
	case !fits && out.testing:
		out.soft = trace.Cause{Code: trace.CauseSTSHost, Host: h.Name}
	case !fits:
		out.No = trace.Cause{Code: trace.CauseSTSHost, Host: h.Name}
		out.Came(out.No)
	case !out.testing:
		out.Wish.Policy = secure.Require
	case wish.Config != nil:
		// It goes on all the same, and is told what would have kept it from that.
		out.Wish.Distrust = func(chain []*x509.Certificate) trace.Code {
			code := secure.Distrust(chain, wish.Config)
			if code != "" {
				out.soft = trace.Cause{Code: code, Host: out.name}
			}
			return code
		}
	}
	return out
}

// dane asks for the host's TLSA records (RFC 7672 section 2.2); false: there are none that
// count.
func (w *Way) dane(out *Host) bool {
	name := "_25._tcp." + out.name
	a, err := w.g.Resolver.Resolve(name, mdns.TypeTLSA)
	f := policy.Finding{Input: []trace.Argument{policy.Arg("host", out.name)}, Result: "none",
		Steps: []trace.PolicyStep{{Code: "record", Questions: []trace.PolicyQuestion{policy.Question(name, mdns.TypeTLSA, a, err)}}}}
	if err != nil { // section 2.1.1: nobody could say, so it is not known that there are none
		f.Result, f.Why = "failed", string(cause.Lookup(name, err).Code)
		policy.Record(w.g.Machine, "dane", policy.AtRelay, f)
		out.kind, out.No = "tlsa", cause.Lookup(name, err)
		out.Came(out.No)
		return true
	}
	usable := dane.Usable(a.Records)
	if len(a.Records) == 0 || !a.Secure {
		return false
	}
	if f.Result = "found"; len(usable) == 0 {
		f.Result = "unusable"
	}
	policy.Record(w.g.Machine, "dane", policy.AtRelay, f)
	out.kind, out.Wish.Policy = "tlsa", secure.Require
	for _, rr := range a.Records {
		out.records += strings.TrimPrefix(rr.String(), rr.Header().String()) + "\n"
	}
	out.Wish.Distrust = func(chain []*x509.Certificate) trace.Code {
		if len(usable) == 0 || dane.Match(usable, chain, out.name, w.domain) {
			return "" // without a usable record: TLS, with whomever (section 2.2)
		}
		return trace.CauseDANE
	}
	return true
}

// Came notes for the day's report what came of the host: zero where TLS stands as demanded.
func (h *Host) Came(why trace.Cause) {
	if h == nil || h.way == nil {
		return
	}
	if why.IsZero() {
		why = h.soft
	}
	h.way.g.note(h, why)
}
