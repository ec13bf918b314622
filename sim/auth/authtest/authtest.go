// Package authtest answers the questions of the checks in tests: a DNS as a literal, and the folder of outside vectors.
package authtest

import (
	"context"
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"posta/sim/auth"
)

// Vectors reads one file of the outside test data, or skips the test where it is not there.
func Vectors(t testing.TB, file string, into any) {
	t.Helper()
	dir := os.Getenv("POSTA_VECTORS")
	if dir == "" {
		t.Skip("POSTA_VECTORS names no folder with the outside test data; skipped")
	}
	b, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatalf("reading the outside test data: %v", err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatalf("reading %s: %v", file, err)
	}
}

// Record is one record as the vectors write it.
type Record struct {
	Type    string          `json:"type"`
	Value   json.RawMessage `json:"value"`
	Timeout bool            `json:"timeout"`
}

// Zone is names and their records. It is a Resolver.
type Zone map[string][]Record

// Texts is a zone of TXT records only.
func Texts(names map[string]string) Zone {
	z := Zone{}
	for name, text := range names {
		v, _ := json.Marshal(text)
		z[name] = []Record{{Type: "TXT", Value: v}}
	}
	return z
}

// Asked wraps a resolver and writes the questions down.
func Asked(r auth.Resolver, list *[]auth.Question) auth.Resolver {
	return auth.ResolverFunc(func(ctx context.Context, q auth.Question) auth.Answer {
		*list = append(*list, q)
		return r.Resolve(ctx, q)
	})
}

func (z Zone) find(name string) ([]Record, bool) {
	for n, rs := range z {
		if strings.EqualFold(n, name) {
			return rs, true
		}
	}
	return nil, false
}

// Resolve answers from the zone, following aliases.
func (z Zone) Resolve(_ context.Context, q auth.Question) auth.Answer {
	a := auth.Answer{Question: q, Outcome: auth.NXDomain}
	name := q.Name
	for range 12 {
		rs, ok := z.find(name)
		if !ok {
			return a
		}
		a.Outcome = auth.NoData
		next := ""
		for _, r := range rs {
			if r.Timeout && (r.Type == "*" || r.Type == q.Type.String()) {
				if a.Outcome != auth.Found {
					a.Outcome = auth.Timeout
				}
				continue
			}
			if r.Type == "CNAME" {
				next = text(r.Value)
				continue
			}
			if r.Type == q.Type.String() {
				a.Outcome = auth.Found
				add(&a, r.Value)
			}
		}
		if a.Outcome != auth.NoData || next == "" {
			return a
		}
		name = strings.TrimSuffix(next, ".")
		a.Alias = name
	}
	a.Outcome = auth.Loop
	a.Detail = "the names lead in a circle"
	return a
}

func text(v json.RawMessage) string {
	var s string
	if json.Unmarshal(v, &s) != nil {
		var list []string
		if err := json.Unmarshal(v, &list); err != nil {
			panic(err)
		}
		s = strings.Join(list, "")
	}
	// The data holds bytes as the characters of Latin-1.
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xff {
			return s
		}
		b = append(b, byte(r))
	}
	return string(b)
}

func add(a *auth.Answer, v json.RawMessage) {
	switch a.Type {
	case auth.TXT:
		a.Texts = append(a.Texts, text(v))
	case auth.A, auth.AAAA:
		a.Addrs = append(a.Addrs, netip.MustParseAddr(text(v)))
	case auth.PTR:
		a.Names = append(a.Names, strings.TrimSuffix(text(v), "."))
	case auth.MX:
		var pair []any
		if err := json.Unmarshal(v, &pair); err != nil {
			panic(err)
		}
		a.Exchangers = append(a.Exchangers, auth.Exchanger{Preference: uint16(pair[0].(float64)), Host: strings.TrimSuffix(pair[1].(string), ".")})
	}
}
