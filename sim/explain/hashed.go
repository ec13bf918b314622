package explain

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"posta/sim/auth/dkim"
	"posta/sim/dialogue"
	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/story"
	"posta/sim/trace"
)

// Hashed is what a DKIM check hashed of a letter, byte by byte, beside what was signed of it, as far as that is known.
type Hashed struct {
	// Say is what there is to see.
	Say   lang.Text
	Parts []HashedPart
	// Changed tells that what arrived is not what was signed.
	Changed bool
}

// HashedPart is the header or the body, in canonical form (RFC 6376 section 3.4).
type HashedPart struct {
	Title lang.Text
	Lines []HashedLine
}

// Mark says where a line of a canonical form is.
type Mark string

// The marks.
const (
	InBoth  Mark = ""
	Signed  Mark = "signed"  // it was signed, and did not arrive
	Arrived Mark = "arrived" // it arrived, and was not signed
	Beyond  Mark = "beyond"  // l= leaves it out: nobody signed it, and nobody checks it
	Alike   Mark = "alike"   // so many lines more, in both
)

// HashedLine is a line in writing in which every octet can be told: \r\n is its end, \t a tab, \x80 an octet that is no character.
type HashedLine struct {
	Mark Mark
	// Before, Changed and After are its parts: Changed is what differs from the line that took its place.
	Before, Changed, After string
	Count                  int // of Alike
}

// Text is the whole line.
func (l HashedLine) Text() lang.Text {
	switch {
	case l.Mark == Alike && l.Count == 1:
		return lang.Text{ES: "… (1 línea igual)", EN: "… (1 line alike)"}
	case l.Mark == Alike:
		return lang.Sprintf("… (%d líneas iguales)", "… (%d lines alike)", l.Count)
	}
	return lang.Both(l.Before + l.Changed + l.After)
}

// Sign is how a line's mark is written where there is no colour for it.
func (m Mark) Sign() string {
	switch m {
	case Signed:
		return "-"
	case Arrived:
		return "+"
	case Beyond:
		return "~"
	}
	return " "
}

// Limits of what is shown.
const (
	maxHashedLines = 60  // of a part
	maxHashedText  = 400 // of a line, in octets
	aroundChange   = 2   // lines alike that stay beside one that is not
)

// OfVerification shows what a verification hashed, for whoever knows nothing but the letter.
func OfVerification(v *dkim.Verification) *Hashed {
	if v.Signature == nil || v.BodyHash == nil {
		return nil
	}
	return hashed(nil, &dkim.Form{Header: v.Header, Body: v.Body, Beyond: v.BodyBeyond}, v.Signature, v.Result)
}

// hashed compares what was signed, nil where that is not known, with what arrived.
func hashed(signed, arrived *dkim.Form, sig *dkim.Signature, result dkim.Result) *Hashed {
	h := &Hashed{}
	added, appended := 0, false
	if signed == nil && result != dkim.Pass {
		added, appended = dkim.Appended(arrived.Body, sig.BodyHash)
	}
	known := signed
	if known == nil { // a signature that fits proves that this is what was signed
		known = &dkim.Form{Header: arrived.Header, Body: arrived.Body[:len(arrived.Body)-added]}
	}
	header, body := dkim.Compare(known.Header, arrived.Header), dkim.Compare(known.Body, arrived.Body)
	for _, l := range append(header[:len(header):len(header)], body...) {
		h.Changed = h.Changed || !l.Same()
	}
	switch {
	case appended:
		h.Say = lang.Text{ES: "El resumen que dice la firma es el de las primeras líneas del cuerpo: lo marcado con «+» se añadió después de firmar.",
			EN: "The hash that the signature says is that of the first lines of the body: what is marked “+” was added after the signing."}
	case h.Changed:
		h.Say = lang.Text{ES: "«-» marca lo que se firmó y ya no está; «+», lo que llegó y nadie firmó.", EN: "“-” marks what was signed and is no longer there; “+” what arrived and nobody signed."}
	case result == dkim.Pass:
		h.Say = lang.Text{ES: "Lo que se firmó y lo que llegó son los mismos bytes.", EN: "What was signed and what arrived are the same bytes."}
	case signed == nil:
		h.Say = lang.Text{ES: "Es lo que llegó, byte a byte. Lo que se firmó no se sabe: de ello solo queda el resumen.", EN: "This is what arrived, byte by byte. What was signed is not known: its hash is all that is left of it."}
	case result == dkim.Fail:
		h.Say = lang.Text{ES: "Son los mismos bytes que se firmaron: lo que no encaja es la clave, o la propia firma.", EN: "They are the very bytes that were signed: what does not fit is the key, or the signature itself."}
	default:
		h.Say = lang.Text{ES: "Son los mismos bytes que se firmaron.", EN: "They are the very bytes that were signed."}
	}
	h.Parts = []HashedPart{
		{lang.Sprintf("Campos firmados, en forma canónica (%s)", "The signed fields, in canonical form (%s)", sig.HeaderCanon), written(header)},
		{lang.Sprintf("Cuerpo, en forma canónica (%s)", "The body, in canonical form (%s)", sig.BodyCanon), written(body)},
	}
	if len(arrived.Beyond) > 0 {
		rest := written(dkim.Compare(nil, arrived.Beyond))
		for i := range rest {
			if rest[i].Mark == Arrived {
				rest[i].Mark = Beyond
			}
		}
		h.Parts = append(h.Parts, HashedPart{lang.Sprintf("Lo que l=%s deja fuera: cualquiera puede cambiarlo", "What l=%s leaves out: anybody may change it", fmt.Sprint(sig.Length)), rest})
	}
	return h
}

// written are the lines of a comparison in writing. Many alike are counted.
func written(list []dkim.Line) []HashedLine {
	near := make([]bool, len(list))
	for i := range list {
		if !list[i].Same() {
			for j := max(0, i-aroundChange); j <= min(i+aroundChange, len(list)-1); j++ {
				near[j] = true
			}
		}
	}
	var out []HashedLine
	for i := range list {
		l := &list[i]
		last := len(out) - 1
		switch {
		case len(list) <= maxHashedLines || near[i] && len(out) < maxHashedLines:
			out = append(out, line(l))
		case last >= 0 && out[last].Mark == Alike:
			out[last].Count++
		default:
			out = append(out, HashedLine{Mark: Alike, Count: 1})
		}
	}
	return out
}

func line(l *dkim.Line) HashedLine {
	from, to := l.From, l.To
	if from == to {
		from, to = len(l.Text), len(l.Text)
	}
	out := HashedLine{Before: octets(l.Text[:from]), Changed: octets(l.Text[from:to]), After: octets(l.Text[to:])}
	switch {
	case l.Same():
	case l.Signed:
		out.Mark = Signed
	default:
		out.Mark = Arrived
	}
	return out
}

// octets writes octets so that each can be told. Of very many the first and the last are shown.
func octets(b []byte) string {
	if len(b) > maxHashedText {
		return octets(b[:maxHashedText/2]) + "…" + octets(b[len(b)-maxHashedText/2:])
	}
	var s strings.Builder
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == '\r':
			s.WriteString(`\r`)
		case r == '\n':
			s.WriteString(`\n`)
		case r == '\t':
			s.WriteString(`\t`)
		case r == '\\':
			s.WriteString(`\\`)
		case r == utf8.RuneError && n == 1, !unicode.IsPrint(r), unicode.In(r, unicode.Mn, unicode.Bidi_Control):
			for _, c := range b[:n] {
				fmt.Fprintf(&s, `\x%02x`, c)
			}
		default:
			s.Write(b[:n])
		}
		b = b[n:]
	}
	return s.String()
}

// hashed shows what a DKIM check of the story hashed: what arrived is what the connection brought, and what was signed is what the
// signer sent out.
func (x *Explainer) hashed(st *story.Step, f trace.PolicyChecked) *Hashed {
	if f.Check != "dkim" || st.Conn == 0 {
		return nil
	}
	step, ok := speaking(f)
	if !ok {
		return nil
	}
	args := map[string]string{}
	for _, a := range step.Args {
		args[a.Name] = a.Value
	}
	arrived := x.signedBy(x.brought(st.Conn, st.FactSeq), args["domain"], args["selector"])
	if arrived == nil || !hashedSo(step, arrived) {
		return nil
	}
	var signed *dkim.Form
	if out := x.sentOut(arrived, st.FactSeq); out != nil {
		signed = &out.form
	}
	return hashed(signed, &arrived.form, arrived.signature, dkim.Result(step.Result))
}

// speaking is the signature whose result is that of the letter.
func speaking(f trace.PolicyChecked) (trace.PolicyStep, bool) {
	for _, s := range f.Steps {
		if s.Code == "signature" && s.Result == f.Result {
			return s, true
		}
	}
	return trace.PolicyStep{}, false
}

// hashedSo tells whether the body is the one that the check hashed: a server may have changed the letter before it looked.
func hashedSo(step trace.PolicyStep, l *signedLetter) bool {
	for _, s := range step.Steps {
		if s.Code == "body-hash" {
			for _, a := range s.Args {
				if a.Name == "computed" {
					return a.Value == base64.StdEncoding.EncodeToString(dkim.Sum(l.form.Body))
				}
			}
		}
	}
	return false
}

// signedLetter is a letter seen by one of its signatures.
type signedLetter struct {
	signature *dkim.Signature
	messageID string
	form      dkim.Form
}

// brought is the letter that a connection brought last before an event.
func (x *Explainer) brought(conn, before int) []byte {
	var letter []byte
	for _, l := range x.s.Talk.LinesOf(conn) {
		if l.First > before {
			break
		}
		switch {
		case l.Protocol != dialogue.SMTP || !l.FromClient:
		case l.Kind == dialogue.KindData:
			letter = append(letter, l.Body...)
		case l.Verb == "MAIL FROM":
			letter = nil
		}
	}
	return letter
}

// signedBy reads a letter's signature of a domain; nil where there is none.
func (x *Explainer) signedBy(letter []byte, domain, selector string) *signedLetter {
	h := mail.ParseHeader(letter)
	for i := range h.Fields {
		if !strings.EqualFold(h.Fields[i].Name, "DKIM-Signature") {
			continue
		}
		sig, err := dkim.ParseSignature(h.Fields[i].Value)
		if err != nil || sig.Domain != domain || sig.Selector != selector {
			continue
		}
		id, _ := mail.FindField(letter, "Message-ID")
		return &signedLetter{sig, id, dkim.FormOf(&h, i, sig)}
	}
	return nil
}

// sentOut is the same letter as its signer sent it out first; nil where no host of the story signed it.
func (x *Explainer) sentOut(arrived *signedLetter, before int) *signedLetter {
	from, signers := x.signings.of(x.s.Trace.Events[:min(before, len(x.s.Trace.Events))], arrived.messageID)
	if len(signers) == 0 {
		return nil
	}
	for _, l := range x.s.Talk.Lines[x.s.Talk.Until(from):] {
		if l.First > before {
			break
		}
		if l.Kind != dialogue.KindData || l.Protocol != dialogue.SMTP || !l.FromClient || !signers[l.Speaker] ||
			from > 0 && !bytes.Contains(l.Body, []byte(arrived.messageID)) {
			continue
		}
		out := x.signedBy(l.Body, arrived.signature.Domain, arrived.signature.Selector)
		if out == nil || out.messageID != arrived.messageID && !bytes.Equal(out.signature.Value, arrived.signature.Value) {
			continue
		}
		if !bytes.Equal(dkim.Sum(out.form.Body), out.signature.BodyHash) {
			return nil // it was changed after it was signed, and before it left
		}
		return out
	}
	return nil
}

// signings are who signed which letter, and when: what thousands of letters would else be searched for again with each of them. It
// reads the events of a story as they come.
type signings struct {
	mu    sync.Mutex
	read  int
	byID  map[string][]signing // by Message-ID
	hosts []signing            // the first of each
}

type signing struct {
	seq  int
	host string
}

// of gives, of the beginning of a story, the hosts that signed a letter, and the event at which the first of them did. Of a letter
// that nobody signed under that Message-ID it is all who ever signed one, from the beginning: it may have had another then.
func (s *signings) of(events []trace.Event, id string) (from int, hosts map[string]bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byID == nil {
		s.byID = map[string][]signing{}
	}
	for ; s.read < len(events); s.read++ {
		s.add(events[s.read])
	}
	hosts = map[string]bool{}
	for _, one := range s.byID[id] {
		if one.seq <= len(events) {
			hosts[one.host] = true
		}
	}
	if len(hosts) > 0 {
		return s.byID[id][0].seq, hosts
	}
	for _, one := range s.hosts {
		if one.seq <= len(events) {
			hosts[one.host] = true
		}
	}
	return 0, hosts
}

func (s *signings) add(e trace.Event) {
	f, ok := e.Fact.(trace.PolicyChecked)
	if !ok || f.Check != "dkim-sign" || f.Result != "signed" {
		return
	}
	one := signing{e.Seq, e.Host}
	if !slices.ContainsFunc(s.hosts, func(h signing) bool { return h.host == e.Host }) {
		s.hosts = append(s.hosts, one)
	}
	for _, a := range f.Input {
		if a.Name == "message-id" {
			s.byID[a.Value] = append(s.byID[a.Value], one)
		}
	}
}
