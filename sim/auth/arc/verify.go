package arc

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"posta/sim/auth"
	"posta/sim/auth/dkim"
	"posta/sim/auth/tags"
	"posta/sim/mail"
)

// Result is a chain's validation status (RFC 8617 section 4.4).
type Result string

// The three states.
const (
	None Result = "none" // there is no chain that could be validated
	Pass Result = "pass"
	Fail Result = "fail"
)

// MaxSets is how many sets a chain may have (section 4.2.1).
const MaxSets = 50

// Reason says why, as a word that tellers have sentences for.
type Reason string

// Why a chain has its state.
const (
	Whole     Reason = "whole"
	NoSets    Reason = "no-sets"
	Ended     Reason = "ended" // a hop before found the chain broken, and said so
	Structure Reason = "structure"
	TooMany   Reason = "too-many"
	Message   Reason = "message-signature" // the newest ARC-Message-Signature does not fit
	Seal      Reason = "seal"              // an ARC-Seal does not fit
)

// Set is the three fields of one hop.
type Set struct {
	Instance int             `json:"instance"`
	Results  string          `json:"results"` // what the hop found, without i=
	Message  *dkim.Signature `json:"message,omitempty"`
	Sealed   *SealTags       `json:"seal,omitempty"`
	// MessageIntact is known for the newest set, SealIntact for all that were reached.
	MessageIntact bool  `json:"message_intact,omitempty"`
	SealIntact    bool  `json:"seal_intact,omitempty"`
	Flaw          *Flaw `json:"flaw,omitempty"`

	aar, ams, as []byte
	amsValue     string
	asValue      string
}

// SealTags is an ARC-Seal, read (section 4.1.3).
type SealTags struct {
	Algorithm dkim.Algorithm `json:"algorithm"`
	Domain    string         `json:"domain"`
	Selector  string         `json:"selector"`
	Chain     Result         `json:"cv"` // what the hop found of the chain that came to it
	Value     []byte         `json:"value"`
}

// Report is the validation of a chain.
type Report struct {
	Result Result `json:"result"`
	Reason Reason `json:"reason"`
	Flaw   *Flaw  `json:"flaw,omitempty"`   // nil: none, or a letter without sets
	Detail string `json:"detail,omitempty"` // the same in English
	Sets   []*Set `json:"sets,omitempty"`   // the oldest first
	// Asked are the questions for keys, in their order.
	Asked []auth.Answer `json:"asked,omitempty"`
}

func (r *Report) end(result Result, why Reason, f *Flaw) *Report {
	r.Result, r.Reason, r.Flaw = result, why, f
	if f != nil {
		r.Detail = f.Error()
	}
	return r
}

// Validate follows section 5.2.
//
// Where a hop has already sealed "cv=fail", the chain is over (section 5.1.1: nobody may add to it). Section 5.2 calls that
// state "fail"; the suite of tests that the implementations share calls it "none", as there is nothing left to validate, and
// so does this package. Nothing is proved either way; Reason tells the two apart.
func Validate(ctx context.Context, r auth.Resolver, msg []byte) *Report {
	h := mail.ParseHeader(msg)
	report := &Report{}
	sets, f := collect(&h)
	report.Sets = sets
	switch {
	case f != nil:
		return report.end(Fail, Structure, f)
	case len(sets) == 0:
		return report.end(None, NoSets, nil)
	case len(sets) > MaxSets:
		report.Sets = nil
		return report.end(Fail, TooMany, flaw(TooLong, strconv.Itoa(MaxSets), "%d sets; the limit is %d (RFC 8617 section 4.2.1)", len(sets), MaxSets))
	case h.Truncated:
		return report.end(Fail, TooMany, flaw(TooLong, strconv.Itoa(mail.MaxHeaderFields), "more than %d header fields", mail.MaxHeaderFields))
	}
	for _, s := range sets {
		if s.Flaw = s.read(); s.Flaw != nil {
			s.Flaw.Set = s.Instance
			return report.end(Fail, Structure, s.Flaw)
		}
	}
	for _, s := range sets {
		if s.Sealed.Chain == Fail {
			return report.end(None, Ended, flaw(SaidBroken, "", "it says that the chain was broken already").in(s.Instance, ""))
		}
	}
	for _, s := range sets {
		if want := chainOf(s.Instance); s.Sealed.Chain != want {
			return report.end(Fail, Structure, flaw(WrongState, string(s.Sealed.Chain), "cv=%s, where only %s can stand (RFC 8617 section 5.2)", s.Sealed.Chain, want).in(s.Instance, sealField))
		}
	}
	v := validation{dkim.NewKeyring(ctx, r), report, &h}
	return v.signatures()
}

func chainOf(instance int) Result {
	if instance == 1 {
		return None
	}
	return Pass
}

type validation struct {
	keys   *dkim.Keyring
	report *Report
	header *mail.Header
}

// signatures checks the newest message signature, and then every seal from the newest down (steps 4 and 6).
func (v validation) signatures() *Report {
	sets := v.report.Sets
	newest := sets[len(sets)-1]
	if err := v.message(newest); err != nil {
		newest.Flaw = flawOf(err).in(newest.Instance, messageField)
		return v.report.end(Fail, Message, newest.Flaw)
	}
	newest.MessageIntact = true
	for i := len(sets) - 1; i >= 0; i-- {
		s := sets[i]
		if err := v.check(s.Sealed.Algorithm, s.Sealed.Selector+"._domainkey."+s.Sealed.Domain, SealedBytes(sets[:i+1]), s.Sealed.Value); err != nil {
			s.Flaw = flawOf(err).in(s.Instance, sealField)
			return v.report.end(Fail, Seal, s.Flaw)
		}
		s.SealIntact = true
	}
	return v.report.end(Pass, Whole, nil)
}

// message checks a signature of the letter as it left a hop. The error is DKIM's.
func (v validation) message(s *Set) error {
	sig := s.Message
	body := sig.BodyCanon.Body(v.header.Body)
	if sig.Length > int64(len(body)) {
		return &dkim.Problem{Reason: dkim.BodyShort, Detail: fmt.Sprintf("l=%d, but the body has %d bytes", sig.Length, len(body))}
	}
	if sig.Length >= 0 {
		body = body[:sig.Length]
	}
	if !bytes.Equal(dkim.Sum(body), sig.BodyHash) {
		return &dkim.Problem{Reason: dkim.BodyChanged, Detail: "the body is not the one that was signed"}
	}
	signed := dkim.CanonicalHeader(v.header.Fields, dkim.Choose(v.header.Fields, sig.Headers), sig.HeaderCanon, s.ams)
	return v.check(sig.Algorithm, sig.KeyName(), signed, sig.Value)
}

// check fetches a key, once a name, and checks a signature with it.
func (v validation) check(a dkim.Algorithm, name string, signed, value []byte) error {
	key, answer, again, err := v.keys.Fetch(name)
	if !again {
		v.report.Asked = append(v.report.Asked, answer)
	}
	if err != nil {
		return err
	}
	return key.Check(a, dkim.Sum(signed), value)
}

// SealedBytes is what the newest of some sets seals: all their fields in canonical form, and its own seal without b= and the
// last line end (section 5.1.1).
func SealedBytes(sets []*Set) []byte {
	var out []byte
	for i, s := range sets {
		out = append(out, dkim.Relaxed.Field(dkim.Terminated(s.aar))...)
		out = append(out, dkim.Relaxed.Field(dkim.Terminated(s.ams))...)
		seal := s.as
		if i == len(sets)-1 {
			seal = dkim.WithoutB(seal)
		}
		out = append(out, dkim.Relaxed.Field(dkim.Terminated(seal))...)
	}
	return out[:len(out)-2]
}

// The names of the three fields.
const (
	resultsField = "ARC-Authentication-Results"
	messageField = "ARC-Message-Signature"
	sealField    = "ARC-Seal"
)

// collect sorts the fields into sets: three of each instance, and no instance missing (step 3).
func collect(h *mail.Header) ([]*Set, *Flaw) {
	byInstance := map[int]*Set{}
	highest, fields := 0, 0
	for _, f := range h.Fields {
		var into func(*Set) (*[]byte, *string)
		switch {
		case strings.EqualFold(f.Name, resultsField):
			into = func(s *Set) (*[]byte, *string) { return &s.aar, &s.Results }
		case strings.EqualFold(f.Name, messageField):
			into = func(s *Set) (*[]byte, *string) { return &s.ams, &s.amsValue }
		case strings.EqualFold(f.Name, sealField):
			into = func(s *Set) (*[]byte, *string) { return &s.as, &s.asValue }
		default:
			continue
		}
		fields++
		n, bad := instance(f)
		if bad != nil {
			return nil, bad.in(0, f.Name)
		}
		s := byInstance[n]
		if s == nil {
			s = &Set{Instance: n}
			byInstance[n] = s
			highest = max(highest, n)
		}
		raw, value := into(s)
		if *raw != nil {
			return nil, flaw(Twice, "", "it stands twice (RFC 8617 section 5.2)").in(n, f.Name)
		}
		*raw, *value = f.Raw, f.Value
	}
	if highest > fields {
		return nil, flaw(Gap, strconv.Itoa(highest), "i=%d among %d fields: sets are missing", highest, fields)
	}
	var list []*Set
	for n := 1; n <= highest; n++ {
		s := byInstance[n]
		if s == nil || s.aar == nil || s.ams == nil || s.as == nil {
			return list, flaw(Incomplete, "", "one of its three fields is missing (RFC 8617 section 5.2)").in(n, "")
		}
		list = append(list, s)
	}
	return list, nil
}

// instance reads i=. In ARC-Authentication-Results it stands first, before a semicolon (section 4.1.1).
func instance(f mail.Field) (int, *Flaw) {
	var text string
	if strings.EqualFold(f.Name, resultsField) {
		first, _, ok := strings.Cut(f.Value, ";")
		name, value, eq := strings.Cut(first, "=")
		if !ok || !eq || strings.TrimSpace(name) != "i" {
			return 0, flaw(NoInstance, "", "it does not begin with i= and a semicolon (RFC 8617 section 4.1.1)")
		}
		text = strings.TrimSpace(value)
	} else {
		list, err := tags.Parse(f.Value)
		if err != nil {
			return 0, flawOf(err)
		}
		text, _ = list.Get("i")
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 1000 || strings.TrimLeft(text, "0123456789") != "" {
		return 0, flaw(BadInstance, clip(text), "i=%q is no instance (RFC 8617 section 4.2.1)", clip(text))
	}
	return n, nil
}

// read reads the fields of a set.
func (s *Set) read() *Flaw {
	_, s.Results, _ = strings.Cut(s.Results, ";")
	s.Results = strings.TrimSpace(s.Results)
	list, err := tags.Parse(s.amsValue)
	if err != nil {
		return flawOf(err).in(0, messageField)
	}
	if s.Message, err = dkim.ParseTags(list); err != nil {
		return flawOf(err).in(0, messageField)
	}
	if !list.Has("c") { // the suite that implementations share, and dkimpy, take relaxed where nothing is said
		s.Message.HeaderCanon, s.Message.BodyCanon = dkim.Relaxed, dkim.Relaxed
	}
	for _, name := range s.Message.Headers {
		if strings.EqualFold(name, sealField) {
			return flaw(SealsItself, "", "h= names %s (RFC 8617 section 4.1.2)", sealField).in(0, messageField)
		}
	}
	var bad *Flaw
	if s.Sealed, bad = parseSeal(s.asValue); bad != nil {
		return bad.in(0, sealField)
	}
	return nil
}

func parseSeal(value string) (*SealTags, *Flaw) {
	list, err := tags.Parse(value)
	if err != nil {
		return nil, flawOf(err)
	}
	get := func(name string) string { v, _ := list.Get(name); return v }
	for _, name := range []string{"a", "b", "cv", "d", "s"} {
		if get(name) == "" {
			return nil, flaw(TagMissing, name, "the tag %s= is missing or empty (RFC 8617 section 4.1.3)", name)
		}
	}
	for _, name := range []string{"h", "bh"} {
		if list.Has(name) {
			return nil, flaw(TagTooMany, name, "the tag %s= may not stand here (RFC 8617 section 4.1.3)", name)
		}
	}
	if t, ok := list.Get("t"); ok && (t == "" || strings.TrimLeft(t, "0123456789") != "") {
		return nil, flaw(BadTime, clip(t), "t=%q is no time", clip(t))
	}
	seal := &SealTags{Algorithm: dkim.Algorithm(get("a")), Domain: get("d"), Selector: get("s"), Chain: Result(get("cv"))}
	if seal.Chain != None && seal.Chain != Pass && seal.Chain != Fail {
		return nil, flaw(BadState, clip(string(seal.Chain)), "cv=%q is none of none, pass, fail", clip(string(seal.Chain)))
	}
	if seal.Value, err = base64.StdEncoding.DecodeString(tags.Compact(get("b"))); err != nil {
		return nil, flaw(NoBase64, "b", "b= is no base64")
	}
	return seal, nil
}

// clip cuts what is quoted from a letter.
func clip(s string) string {
	if len(s) > 20 {
		s = strings.ToValidUTF8(s[:20], "") + "…"
	}
	return s
}
