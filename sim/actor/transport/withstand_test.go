package transport_test

import (
	"cmp"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"posta/sim/actor/actortest"
	"posta/sim/actor/secure"
	"posta/sim/actor/transport"
	"posta/sim/dns"
	"posta/sim/explain/causes"
	"posta/sim/tlsca"
	"posta/sim/trace"
)

// directory is a DNS as a literal: "name TYPE" and the records' data; a name that is not there does not exist.
type directory map[string]any

func (d directory) Resolve(name string, qtype uint16) (*dns.Answer, error) {
	key := name + " " + mdns.TypeToString[qtype]
	a := &dns.Answer{Name: name, Type: qtype, Final: name, RCode: mdns.RcodeNameError}
	switch v := d[key].(type) {
	case error:
		return nil, &dns.Error{Name: name, Type: qtype, Kind: v, RCode: dns.NoRCode}
	case []string:
		a.RCode, a.Secure = mdns.RcodeSuccess, !strings.HasPrefix(strings.Join(v, ""), "unproved ")
		for _, data := range v {
			rr, err := mdns.NewRR(fmt.Sprintf("%s. 300 IN %s %s", name, mdns.TypeToString[qtype], strings.TrimPrefix(data, "unproved ")))
			if err != nil {
				return nil, err
			}
			a.Records = append(a.Records, rr)
		}
	}
	return a, nil
}

func (d directory) LookupAddrs(host string) ([]netip.Addr, error) {
	switch v := d[host+" A"].(type) {
	case error:
		return nil, &dns.Error{Name: host, Type: mdns.TypeA, Kind: v, RCode: dns.NoRCode}
	case []string:
		return []netip.Addr{netip.MustParseAddr(v[0])}, nil
	}
	return nil, &dns.Error{Name: host, Type: mdns.TypeA, Kind: dns.ErrNXDomain, RCode: mdns.RcodeNameError}
}

const (
	relay      = "mail.alfa.test"
	policyHost = "mta-sts.beta.test"
	good       = "version: STSv1\nmode: enforce\nmx: mail.beta.test\nmax_age: 86400\n"
)

// page is an answer of the policy's host.
func page(status, fields, body string) string {
	return fmt.Sprintf("HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s", status, fields, len(body), body)
}

const text = "Content-Type: text/plain; charset=utf-8\r\n"

// served runs a relay that goes to beta.test, and a host that answers each call over HTTPS with the next of the pages.
func served(t *testing.T, zone directory, kind tlsca.Kind, pages []string, drive func(*actortest.Machine, *transport.Guard)) *actortest.Lab {
	t.Helper()
	return actortest.Run(t, 1, func(l *actortest.Lab) {
		a, err := tlsca.New(1, actortest.Start)
		if err != nil {
			t.Fatal(err)
		}
		cert, err := a.Issue(kind, policyHost)
		if err != nil {
			t.Fatal(err)
		}
		web, m := l.Host(policyHost, "192.0.2.30"), l.Host(relay, "192.0.2.10")
		if pages != nil {
			web.Begin(0, func() { serve(web, a.ServerConfig(cert, web.Now, nil), pages) })
		}
		m.Begin(time.Second, func() {
			drive(m, &transport.Guard{Machine: m, Resolver: zone, STS: true, DANE: true, Trust: func(host string) *tls.Config { return a.ClientConfig(host, m.Now) }})
		})
	})
}

func serve(web *actortest.Machine, config *tls.Config, pages []string) {
	listener, err := web.Listen(443)
	if err != nil {
		panic(err)
	}
	defer listener.Close()
	for _, page := range pages {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		web.After(0, "answer", func() {
			defer conn.Close()
			conn.SetDeadline(web.Now().Add(time.Hour))
			above, err := secure.Server(web, conn, config)
			if err != nil {
				return
			}
			defer above.Close()
			above.Read(make([]byte, 4096))
			io.WriteString(above, page)
			if page == "" { // it says nothing, and keeps the line
				web.Sleep(30 * time.Minute)
			}
		})
	}
}

func zone(more directory) directory {
	z := directory{"_mta-sts.beta.test TXT": []string{`"v=STSv1; id=1"`}, policyHost + " A": []string{"192.0.2.30"}}
	for k, v := range more {
		z[k] = v
	}
	return z
}

// found is the last finding of a check, its result and what the fetch said.
func found(l *actortest.Lab, check string) (result, fetch, why string) {
	for _, f := range actortest.Of[trace.PolicyChecked](l, relay) {
		if f.Check != check {
			continue
		}
		result, fetch, why = f.Result, "", ""
		for _, s := range f.Steps {
			if s.Code == "fetch" {
				fetch = s.Result
				for _, a := range s.Args {
					if a.Name == "error" {
						why = a.Value
					}
				}
			}
		}
	}
	return
}

// applied is what a report says of one policy (RFC 8460 section 4.4).
type applied struct {
	Policy struct {
		Kind  string   `json:"policy-type"`
		Lines []string `json:"policy-string"`
	} `json:"policy"`
	Summary struct {
		Good int `json:"total-successful-session-count"`
		Bad  int `json:"total-failure-session-count"`
	} `json:"summary"`
	Details []struct {
		Type  string `json:"result-type"`
		Count int    `json:"failed-session-count"`
	} `json:"failure-details"`
}

// failures are the kinds of failure, each as often as it was met.
func (a applied) failures() string {
	var list []string
	for _, d := range a.Details {
		list = append(list, slices.Repeat([]string{d.Type}, d.Count)...)
	}
	return strings.Join(list, " ")
}

// reported is the day's report about beta.test.
func reported(t *testing.T, g *transport.Guard) []applied {
	t.Helper()
	var report struct{ Policies []applied }
	for _, day := range g.Take() {
		text := day.JSON("alfa.test", "postmaster@alfa.test", "1", actortest.Start, actortest.Start.Add(24*time.Hour))
		if err := json.Unmarshal(text, &report); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
	}
	return report.Policies
}

// TestPoliciesThatAreNone: whatever the policy's host says instead of a policy, the letter goes on as if there were none (RFC 8461
// section 3.3), after a minute at most, and the finding says why.
func TestPoliciesThatAreNone(t *testing.T) {
	for _, tt := range []struct {
		name string
		zone directory
		cert tlsca.Kind
		page string
		deaf bool   // nobody listens
		why  string // "" where it is not even asked for
		// report is what the day's report calls it (RFC 8460 section 4.3.2.2); "": sts-policy-fetch-error.
		report string
		rfc    string // RFC
	}{
		{name: "no mode", page: page("200 OK", text, "version: STSv1\nmx: mail.beta.test\nmax_age: 86400\n"), why: "not-a-policy", report: "sts-policy-invalid", rfc: "8461 3.2"},
		{name: "another version", page: page("200 OK", text, strings.Replace(good, "STSv1", "STSv2", 1)), why: "not-a-policy", report: "sts-policy-invalid", rfc: "8461 3.2"},
		{name: "kept for a thousand years", page: page("200 OK", text, strings.Replace(good, "86400", "99999999999", 1)), why: "not-a-policy", report: "sts-policy-invalid", rfc: "8461 3.2"},
		{name: "no host", page: page("200 OK", text, "version: STSv1\nmode: enforce\nmax_age: 86400\n"), why: "not-a-policy", report: "sts-policy-invalid", rfc: "8461 3.2"},
		{name: "an empty page", page: page("200 OK", text, ""), why: "not-a-policy", report: "sts-policy-invalid", rfc: "8461 3.2"},
		{name: "64 kB of a policy", page: page("200 OK", text, good+strings.Repeat("mx: x.test\n", 6000)), why: "too-long", rfc: "8461 3.3"},
		{name: "a length that never comes", page: "HTTP/1.1 200 OK\r\n" + text + "Content-Length: 9999999999\r\n\r\n" + good, why: "too-long", rfc: "8461 3.3"},
		{name: "a page of HTML", page: page("200 OK", "Content-Type: text/html\r\n", good), why: "not-text", report: "sts-policy-invalid", rfc: "8461 3.2"},
		{name: "a page of no type", page: page("200 OK", "", good), why: "not-text", report: "sts-policy-invalid", rfc: "8461 3.2"},
		{name: "gone elsewhere", page: page("301 Moved Permanently", text+"Location: https://www.beta.test/mta-sts.txt\r\n", good), why: "redirected", rfc: "8461 3.3"},
		{name: "not found", page: page("404 Not Found", text, good), why: "status", rfc: "8461 3.3"},
		{name: "no HTTP", page: "220 mail.beta.test ESMTP\r\n\r\n", why: "not-http", rfc: "9112 4"},
		{name: "fields without end", page: "HTTP/1.1 200 OK\r\n" + strings.Repeat("X: "+strings.Repeat("x", 1000)+"\r\n", 1000), why: "too-long", rfc: "9112 5"},
		{name: "half a page", page: "HTTP/1.1 200 OK\r\n" + text + "Content-Length: 500\r\n\r\nversion: STSv1\n", why: "connection-lost", rfc: "9112 8"},
		{name: "silence", page: "", why: "reply-timeout", rfc: "8461 3.3"},
		{name: "nobody there", deaf: true, why: "connect-refused", rfc: "8461 3.3"},
		{name: "a certificate that has expired", cert: tlsca.Expired, page: page("200 OK", text, good), why: "expired", report: "sts-webpki-invalid", rfc: "8461 3.3"},
		{name: "a certificate of its own making", cert: tlsca.SelfSigned, page: page("200 OK", text, good), why: "self-signed", report: "sts-webpki-invalid", rfc: "8461 3.3"},
		{name: "a certificate for another name", cert: tlsca.WrongName, page: page("200 OK", text, good), why: "wrong-name", report: "sts-webpki-invalid", rfc: "8461 3.3"},
		{name: "no address", zone: directory{policyHost + " A": nil}, deaf: true, why: "no-such-domain", rfc: "8461 3.3"},
		{name: "an address that fails", zone: directory{policyHost + " A": dns.ErrServFail}, deaf: true, why: "servfail", rfc: "8461 3.3"},
		{name: "two records", zone: directory{"_mta-sts.beta.test TXT": []string{`"v=STSv1; id=1"`, `"v=STSv1; id=2"`}}, page: page("200 OK", text, good), rfc: "8461 3.1"},
		{name: "a record without id", zone: directory{"_mta-sts.beta.test TXT": []string{`"v=STSv1"`}}, page: page("200 OK", text, good), rfc: "8461 3.1"},
		{name: "a record that fails", zone: directory{"_mta-sts.beta.test TXT": dns.ErrServFail}, page: page("200 OK", text, good), rfc: "8461 3.1"},
		{name: "a record that is not answered", zone: directory{"_mta-sts.beta.test TXT": dns.ErrTimeout}, page: page("200 OK", text, good), rfc: "8461 3.1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			kind, pages := tt.cert, []string{tt.page}
			if kind == "" {
				kind = tlsca.Good
			}
			if tt.deaf {
				pages = nil
			}
			took := time.Hour
			l := served(t, zone(tt.zone), kind, pages, func(m *actortest.Machine, g *transport.Guard) {
				began := m.Now()
				h := g.To("beta.test", false).Host(dns.MXHost{Name: "mail.beta.test"}, secure.Wish{})
				took = m.Now().Sub(began)
				if h.Wish.Policy == secure.Require || !h.No.IsZero() {
					t.Errorf("it demands %v, and says %v (RFC %s)", h.Wish.Policy, h.No, tt.rfc)
				}
				h.Came(trace.Cause{})
				want := ""
				if tt.why != "" {
					want = cmp.Or(tt.report, "sts-policy-fetch-error")
				}
				if p := reported(t, g); len(p) != 1 || p[0].Policy.Kind != "no-policy-found" || p[0].Summary.Good != 1 || p[0].Summary.Bad != 0 || p[0].failures() != want {
					t.Errorf("the report says %+v; want one conversation with TLS, and %q (RFC 8460 4.3.2.2)", p, want)
				}
			})
			if result, fetch, why := found(l, "mta-sts"); why != tt.why || fetch != map[bool]string{true: "failed"}[tt.why != ""] {
				t.Errorf("%s: the fetch %s, for %q; want %q (RFC %s)", result, fetch, why, tt.why, tt.rfc)
			}
			if took > 2*transport.FetchTimeout {
				t.Errorf("it took %v", took)
			}
		})
	}
}

// TestAPolicyThatIsKept: once known, a policy is in force until it expires, whatever becomes of the record or the page (RFC 8461
// section 5.1); and a page that failed is left alone for a while (section 3.3).
func TestAPolicyThatIsKept(t *testing.T) {
	z := zone(nil)
	var demanded []bool
	l := served(t, z, tlsca.Good, []string{page("503 Not Now", text, ""), page("200 OK", text, good), page("404 Gone", text, "")}, func(m *actortest.Machine, g *transport.Guard) {
		ask := func(wait time.Duration) {
			m.Sleep(wait)
			h := g.To("beta.test", false).Host(dns.MXHost{Name: "mail.beta.test"}, secure.Wish{})
			demanded = append(demanded, h.Wish.Policy == secure.Require)
			h.Came(trace.Cause{})
		}
		ask(0)                   // 503
		ask(time.Minute)         // too early to try again
		ask(transport.FetchRest) // 200
		z["_mta-sts.beta.test TXT"] = dns.ErrServFail
		ask(time.Hour) // kept
		z["_mta-sts.beta.test TXT"] = []string{`"v=STSv1; id=2"`}
		ask(time.Hour)      // 404, kept
		ask(23 * time.Hour) // expired; the host is asked once more, and there is nobody
		p := reported(t, g)
		if len(p) != 2 || p[0].Policy.Kind != "no-policy-found" || p[1].Policy.Kind != "sts" || p[0].Summary.Good != 3 || p[1].Summary.Good != 3 ||
			p[0].failures() != strings.TrimSpace(strings.Repeat("sts-policy-fetch-error ", 3)) || p[1].failures() != "sts-policy-fetch-error" {
			t.Errorf("the report says %+v", p)
		}
	})
	if got := fmt.Sprint(demanded); got != "[false false true true true false]" {
		t.Errorf("TLS was demanded: %s", got)
	}
	var fetched []string
	for _, f := range actortest.Of[trace.PolicyChecked](l, relay) {
		fetched = append(fetched, f.Result)
		for _, s := range f.Steps {
			if s.Code == "fetch" {
				fetched[len(fetched)-1] += " " + s.Result
			}
		}
	}
	if got, want := strings.Join(fetched, ", "), "failed failed, failed rests, enforce ok, enforce, enforce failed, failed failed"; got != want {
		t.Errorf("found: %s\nwant: %s", got, want)
	}
}

// TestDANEAnswers: what each answer to the question for TLSA records demands of the host (RFC 7672 sections 2.1.1 and 2.2).
func TestDANEAnswers(t *testing.T) {
	a, err := tlsca.New(1, actortest.Start)
	if err != nil {
		t.Fatal(err)
	}
	shown := func(kind tlsca.Kind) []*x509.Certificate {
		c, err := a.Issue(kind, "mail.beta.test")
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := x509.ParseCertificate(c.Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		return []*x509.Certificate{leaf}
	}
	key := sha256.Sum256(shown(tlsca.Good)[0].RawSubjectPublicKeyInfo)
	record := "3 1 1 " + hex.EncodeToString(key[:])
	for _, tt := range []struct {
		name     string
		answer   any
		hosts    bool // the host's address was authenticated
		result   string
		refused  trace.Code // the host is not spoken with at all
		tls      bool       // TLS is demanded
		good     trace.Code // what is said of its own certificate
		impostor trace.Code // and of an impostor's
	}{
		{"its key", []string{record}, true, "found", "", true, "", trace.CauseDANE},
		{"another key", []string{"3 1 1 " + strings.Repeat("00", 32)}, true, "found", "", true, trace.CauseDANE, trace.CauseDANE},
		{"another key, and its own", []string{"3 1 1 " + strings.Repeat("00", 32), record}, true, "found", "", true, "", trace.CauseDANE},
		{"records that mean nothing", []string{"1 1 1 " + strings.Repeat("00", 32), "3 1 1 00ff"}, true, "unusable", "", true, "", ""},
		{"a thousand records", many(1000), true, "found", "", true, trace.CauseDANE, trace.CauseDANE},
		{"an answer that nobody proved", []string{"unproved " + record}, true, "", "", false, "", ""},
		{"a host that nobody proved", []string{record}, false, "", "", false, "", ""},
		{"no records", nil, true, "", "", false, "", ""},
		{"a server that fails", dns.ErrServFail, true, "failed", trace.CauseServFail, false, "", ""},
		{"an answer that is not signed as it must be", dns.ErrBogus, true, "failed", trace.CauseBogus, false, "", ""},
		{"no answer", dns.ErrTimeout, true, "failed", trace.CauseDNSTimeout, false, "", ""},
		{"an answer that is none", dns.ErrMalformed, true, "failed", trace.CauseMalformed, false, "", ""},
		{"aliases in a circle", dns.ErrLoop, true, "failed", trace.CauseNameLoop, false, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := served(t, directory{"_25._tcp.mail.beta.test TLSA": tt.answer}, tlsca.Good, nil, func(_ *actortest.Machine, g *transport.Guard) {
				h := g.To("beta.test", true).Host(dns.MXHost{Name: "mail.beta.test", Secure: tt.hosts}, secure.Wish{})
				if h.No.Code != tt.refused || h.Wish.Policy == secure.Require != tt.tls {
					t.Errorf("refused for %q, TLS demanded: %t; want %q, %t", h.No.Code, h.Wish.Policy == secure.Require, tt.refused, tt.tls)
				}
				if said := causes.Say(h.No); said.ES == "" && !h.No.IsZero() || said.EN == "" && !h.No.IsZero() {
					t.Errorf("%v has no words", h.No)
				}
				if h.Wish.Distrust == nil {
					return
				}
				h.Came(trace.Cause{})
				want, _ := tt.answer.([]string)
				if p := reported(t, g); len(p) != 1 || p[0].Policy.Kind != "tlsa" || !slices.Equal(p[0].Policy.Lines, want) {
					t.Errorf("the report says %.300v; want the records (RFC 8460 4.4)", p)
				}
				if got := h.Wish.Distrust(shown(tlsca.Good)); got != tt.good {
					t.Errorf("of its own certificate: %q; want %q", got, tt.good)
				}
				if got := h.Wish.Distrust(shown(tlsca.Impostor)); got != tt.impostor {
					t.Errorf("of an impostor's: %q; want %q", got, tt.impostor)
				}
			})
			if result, _, _ := found(l, "dane"); result != tt.result {
				t.Errorf("found %q; want %q", result, tt.result)
			}
		})
	}
}

func many(n int) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprintf("3 1 1 %064x", i))
	}
	return list
}
