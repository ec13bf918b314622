package auth

import (
	"context"
	"errors"
	"fmt"
	"strings"

	mdns "github.com/miekg/dns"

	"posta/sim/dns"
)

// FromDNS lets the checks ask through a resolver of package dns; resolve is its Resolve method.
func FromDNS(resolve func(name string, qtype uint16) (*dns.Answer, error)) Resolver {
	return ResolverFunc(func(_ context.Context, q Question) Answer {
		got, err := resolve(escapeName(q.Name), uint16(q.Type))
		if err != nil {
			return failed(q, err)
		}
		a := Answer{Question: q, Cached: got.Cached, Outcome: NoData}
		if got.Final != "" && got.Final != got.Name {
			a.Alias = plainName(got.Final)
		}
		if got.RCode == mdns.RcodeNameError {
			a.Outcome = NXDomain
		}
		a.take(got.Records)
		return a
	})
}

func failed(q Question, err error) Answer {
	a := Answer{Question: q, Outcome: ServFail, Detail: err.Error()}
	var e *dns.Error
	switch {
	case errors.Is(err, dns.ErrBadName):
		a.Outcome = NXDomain
	case errors.As(err, &e):
		a.Failure = e.Code()
		if e.RCode != dns.NoRCode {
			a.RCode = dns.RCodeName(e.RCode)
		}
		switch e.Kind {
		case dns.ErrTimeout:
			a.Outcome = Timeout
		case dns.ErrLoop:
			a.Outcome = Loop
		}
	}
	return a
}

// take reads the records of the type asked for.
func (a *Answer) take(records []dns.RR) {
	for _, rr := range records {
		switch rr := rr.(type) {
		case *mdns.A, *mdns.AAAA:
			if ip, ok := dns.AddrOf(rr); ok {
				a.Addrs = append(a.Addrs, ip)
			}
		case *mdns.MX:
			a.Exchangers = append(a.Exchangers, Exchanger{rr.Preference, plainName(rr.Mx)})
		case *mdns.PTR:
			a.Names = append(a.Names, plainName(rr.Ptr))
		case *mdns.TXT:
			a.Texts = append(a.Texts, unescape(strings.Join(rr.Txt, "")))
		default:
			continue
		}
		a.Outcome = Found
	}
}

// plainName is a name without its final dot; escapes stay, so that it can be asked for again.
func plainName(name string) string { return strings.TrimSuffix(name, ".") }

// escapeName writes a name as zone text does, where some octets need a backslash (RFC 1035 section 5.1).
func escapeName(name string) string {
	plain := func(c byte) bool { return c > ' ' && c < 0x7f && strings.IndexByte(`"();@$`, c) < 0 }
	for i := range len(name) {
		if !plain(name[i]) {
			var b strings.Builder
			for _, c := range []byte(name) {
				if plain(c) {
					b.WriteByte(c)
				} else {
					fmt.Fprintf(&b, `\%03d`, c)
				}
			}
			return b.String()
		}
	}
	return name
}

// unescape takes the backslashes off that the library puts into character-strings.
func unescape(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	digit := func(i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '\\' && digit(i+1) && digit(i+2) && digit(i+3) {
			c = byte(int(s[i+1]-'0')*100 + int(s[i+2]-'0')*10 + int(s[i+3]-'0'))
			i += 3
		} else if c == '\\' && i+1 < len(s) {
			i++
			c = s[i]
		}
		b = append(b, c)
	}
	return string(b)
}
