//go:build !js

package main

import (
	"encoding/base64"
	"fmt"
	"strings"

	"posta/sim/auth"
	"posta/sim/auth/arc"
	"posta/sim/auth/dkim"
	"posta/sim/auth/dmarc"
	"posta/sim/auth/spf"
	"posta/sim/auth/verify"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/published"
	"posta/sim/transcript"
)

// authTeller writes what was found, one step a line, the nested ones further in.
type authTeller struct{ c console }

func (t authTeller) line(depth int, es, en string, args ...any) {
	text := lang.Sprintf(es, en, args...).In(t.c.lang)
	fmt.Fprintln(t.c.out, strings.Repeat("  ", depth)+transcript.Visible(text))
}

// say writes a text that has both languages already.
func (t authTeller) say(depth int, text lang.Text) {
	fmt.Fprintln(t.c.out, strings.Repeat("  ", depth)+transcript.Visible(text.In(t.c.lang)))
}

// concludes says why a check came to its result.
func (t authTeller) concludes(why lang.Text) {
	t.say(2, lang.Sprintf("= %s", "= %s", why))
}

func tellLetter(c console, r *verify.Report) {
	t := authTeller{c}
	t.spf(r.SPF)
	t.dkim(r.DKIM)
	t.dmarc(r.DMARC)
	t.arc(r.ARC)
}

// asked tells a question and its answer.
func (t authTeller) asked(depth int, a *auth.Answer) {
	outcome := map[auth.Outcome]lang.Text{
		auth.NoData:   {ES: "el nombre existe, pero no hay registros de ese tipo", EN: "the name is there, but no record of that type"},
		auth.NXDomain: {ES: "ese nombre no existe", EN: "there is no such name"},
		auth.ServFail: {ES: "nadie pudo responder", EN: "nobody could answer"},
		auth.Timeout:  {ES: "nadie respondió a tiempo", EN: "nobody answered in time"},
		auth.Loop:     {ES: "sus alias (CNAME) dan vueltas en círculo, y no llevan a ninguna respuesta", EN: "its aliases (CNAME) lead in a circle, and so to no answer"},
	}
	if text, ok := outcome[a.Outcome]; ok {
		t.line(depth, "? %s %s: %s", "? %s %s: %s", a.Name, a.Type, text)
		return
	}
	t.line(depth, "? %s %s: %s", "? %s %s: %s", a.Name, a.Type, records(a))
}

// maxShown is how many records of an answer, and characters of one, are shown.
const maxShown = 200

func records(a *auth.Answer) string {
	var list []string
	for _, s := range a.Texts {
		list = append(list, fmt.Sprintf("%q", short(s)))
	}
	for _, ip := range a.Addrs {
		list = append(list, ip.String())
	}
	for _, mx := range a.Exchangers {
		list = append(list, fmt.Sprintf("%d %s", mx.Preference, mx.Host))
	}
	list = append(list, a.Names...)
	if len(list) > maxShown {
		list = append(list[:maxShown], "…")
	}
	return strings.Join(list, ", ")
}

func short(s string) string {
	if len(s) > maxShown {
		return s[:maxShown] + "…"
	}
	return s
}

func (t authTeller) spf(r *spf.Report) {
	if r == nil {
		t.line(0, "SPF: sin comprobar; hace falta --ip, y --from o --helo", "SPF: not checked; --ip is needed, and --from or --helo")
		return
	}
	t.line(0, "SPF de %s (%s) desde %s: %s", "SPF of %s (%s) from %s: %s", r.Domain, r.Identity, r.IP, r.Result)
	t.spfRecord(1, r.Record)
	t.line(1, "Términos que preguntan: %d de %d; preguntas sin respuesta útil: %d de %d (RFC 7208, 4.6.4)",
		"Terms that ask: %d of %d; questions that found nothing: %d of %d (RFC 7208, 4.6.4)", r.Lookups, spf.MaxLookups, r.Void, spf.MaxVoid)
	if r.Explanation != "" {
		t.line(1, "El dueño explica: %s", "The owner explains: %s", r.Explanation)
	}
	t.say(1, map[spf.Result]lang.Text{
		spf.Pass:      {ES: "El dueño de ese dominio deja enviar a esa dirección. No dice nada del From, ni de que la carta sea honesta.", EN: "The owner of that domain lets that address send. It says nothing about From, nor that the letter is honest."},
		spf.Fail:      {ES: "El dueño de ese dominio no deja enviar a esa dirección.", EN: "The owner of that domain does not let that address send."},
		spf.SoftFail:  {ES: "El dueño cree que esa dirección no debería enviar, pero no lo asegura.", EN: "The owner thinks that address should not send, but does not say so firmly."},
		spf.Neutral:   {ES: "El dueño no dice ni sí ni no de esa dirección.", EN: "The owner says neither yes nor no of that address."},
		spf.None:      {ES: "No hay registro SPF: no se puede decir nada.", EN: "There is no SPF record: nothing can be said."},
		spf.TempError: {ES: "No se pudo averiguar ahora; más tarde quizá sí.", EN: "It could not be found out now; later perhaps."},
		spf.PermError: {ES: "Lo que publica el dominio no se puede evaluar; su dueño tiene que corregirlo.", EN: "What the domain publishes cannot be evaluated; its owner has to mend it."},
	}[r.Result])
}

func (t authTeller) spfRecord(depth int, r *spf.Record) {
	if r.Answer.Name != "" {
		t.asked(depth, &r.Answer)
	}
	for _, term := range r.Terms {
		t.spfTerm(depth, term)
	}
	if text := explain.Reason("spf", string(r.Reason)); !text.IsZero() {
		t.line(depth, "= %s: %s", "= %s: %s", r.Result, text)
	} else {
		t.line(depth, "= %s", "= %s", r.Result)
	}
	if r.Mistake != nil {
		t.line(depth+1, "%s", "%s", published.Mistake(r.Mistake))
	}
}

func (t authTeller) spfTerm(depth int, term *spf.Term) {
	state := map[spf.State]lang.Text{
		spf.Match: {ES: "coincide", EN: "matches"}, spf.Missed: {ES: "no coincide", EN: "does not match"}, spf.Unread: {ES: "no hizo falta mirarlo", EN: "did not have to be looked at"},
		spf.Broken: {ES: "error", EN: "error"}, spf.Used: {ES: "se sigue", EN: "followed"}, spf.Ignored: {ES: "sin efecto", EN: "without effect"},
	}[term.State]
	t.line(depth, "%s: %s", "%s: %s", short(term.Text), state)
	for _, m := range term.Macros {
		t.line(depth+1, "%s es %s", "%s is %s", m.Text, m.Value)
	}
	for _, s := range term.Steps {
		switch {
		case s.Answer != nil:
			t.asked(depth+1, s.Answer)
		case s.Name != "" && s.Equal:
			t.line(depth+1, "%s vale: tiene esa dirección y es de %s", "%s counts: it has that address and belongs to %s", s.Name, term.Target)
		case s.Name != "":
			t.line(depth+1, "%s no es de %s", "%s does not belong to %s", s.Name, term.Target)
		case s.Equal:
			t.line(depth+1, "la dirección está en %s", "the address is within %s", s.Network)
		default:
			t.line(depth+1, "la dirección no está en %s", "the address is not within %s", s.Network)
		}
	}
	if term.Inner != nil {
		t.spfRecord(depth+1, term.Inner)
	}
}

func (t authTeller) dkim(r *dkim.Report) {
	t.line(0, "DKIM: %s", "DKIM: %s", r.Result())
	if len(r.Signatures) == 0 {
		t.line(1, "La carta no lleva ninguna firma.", "The letter bears no signature.")
	}
	for _, v := range r.Signatures {
		s := v.Signature
		if s == nil {
			t.line(1, "Una firma que no se puede leer: %s", "A signature that cannot be read: %s", v.Result)
			t.say(2, explain.Reason("dkim", string(v.Reason)))
			continue
		}
		t.line(1, "Firma de %s, selector %s: %s", "Signature of %s, selector %s: %s", s.Domain, s.Selector, v.Result)
		t.line(2, "%s, %s/%s; campos: %s", "%s, %s/%s; fields: %s", s.Algorithm, s.HeaderCanon, s.BodyCanon, short(strings.Join(s.Headers, ", ")))
		if v.BodyHash != nil {
			t.line(2, "resumen del cuerpo (bh=): %s dice la firma, %s da lo que llegó", "hash of the body (bh=): %s says the signature, %s is that of what arrived", short(base64.StdEncoding.EncodeToString(s.BodyHash)), base64.StdEncoding.EncodeToString(v.BodyHash))
		}
		if v.KeyAnswer != nil {
			t.asked(2, v.KeyAnswer)
		}
		if v.Beyond > 0 {
			t.line(2, "%d bytes del cuerpo no están firmados", "%d bytes of the body are not signed", v.Beyond)
		}
		for _, w := range v.Warnings {
			t.say(2, explain.Warning(string(w)))
		}
		t.hashed(explain.OfVerification(v))
		t.concludes(explain.Reason("dkim", string(v.Reason)))
	}
}

// hashed shows the canonical form, byte by byte, and what is known to have been added to it.
func (t authTeller) hashed(h *explain.Hashed) {
	if h == nil {
		return
	}
	t.say(2, h.Say)
	for _, part := range h.Parts {
		t.line(2, "%s:", "%s:", part.Title)
		for _, l := range part.Lines {
			t.line(3, "%s %s", "%s %s", l.Mark.Sign(), l.Text())
		}
	}
}

func (t authTeller) dmarc(r *dmarc.Report) {
	if r.Result == verify.Undecided {
		t.line(0, "DMARC: sin decidir; hace falta --ip, y --from o --helo", "DMARC: not decided; --ip is needed, and --from or --helo")
	} else {
		t.line(0, "DMARC: %s", "DMARC: %s", r.Result)
	}
	if r.Fields > 1 {
		t.line(1, "Hay %d campos From; solo puede haber uno (RFC 5322, 3.6).", "There are %d From fields; there may only be one (RFC 5322, 3.6).", r.Fields)
	}
	for _, e := range r.Evaluations {
		if e.Result == verify.Undecided {
			t.line(1, "From de %s: sin decidir", "From of %s: not decided", e.Author)
		} else {
			t.line(1, "From de %s: %s", "From of %s: %s", e.Author, e.Result)
		}
		for _, l := range e.Walk {
			t.asked(2, &l.Answer)
			if l.Many > 1 {
				t.line(3, "hay %d registros DMARC, así que no vale ninguno", "there are %d DMARC records, and so none counts", l.Many)
			}
		}
		t.policyRecord(e)
		if e.Policy != "" && e.Record.Invalid == "" {
			t.line(2, "vale el registro de %s; su %s= pide %s", "the record of %s applies; its %s= asks for %s", e.At, e.Tag, e.Policy)
		}
		if e.Disposition != e.Policy {
			t.line(2, "el dueño está probando (t=y): se queda en %s", "the owner is testing (t=y): it comes down to %s", e.Disposition)
		}
		for _, a := range e.Identifiers {
			t.alignment(e, a)
		}
		if e.Result == verify.Undecided {
			t.concludes(lang.Sprintf("ninguna firma DKIM prueba nada para %s; SPF podría probarlo, y no se ha comprobado", "no DKIM signature proves anything for %s; SPF might, and was not checked", e.Author))
			continue
		}
		t.concludes(explain.Reason("dmarc", string(e.Reason)))
	}
	if len(r.Evaluations) == 0 {
		t.say(1, explain.Reason("dmarc", string(r.Reason)))
	}
}

// policyRecord tells of a record whose policy is missing or cannot be read what it says and what becomes of it (RFC 9989 section
// 4.10.1).
func (t authTeller) policyRecord(e *dmarc.Evaluation) {
	if e.Record == nil || e.Record.Invalid == "" {
		return
	}
	why := lang.Sprintf("al registro de %s le falta p=", "the record of %s lacks p=", e.At)
	if e.Record.Invalid != "p" {
		why = lang.Sprintf("en el registro de %s, «%s» no es una política (none, quarantine o reject)", "in the record of %s, \"%s\" is no policy (none, quarantine or reject)", e.At, e.Record.Invalid)
	}
	switch stated := e.Record.Stated; {
	case e.Record.Unusable:
		t.line(2, "%s, y no hay un rua= con una dirección válida: el registro no cuenta (RFC 9989, 4.10.1)", "%s, and there is no rua= with a valid address: the record does not count (RFC 9989, 4.10.1)", why)
	case stated == dmarc.Quarantine || stated == dmarc.Reject:
		t.line(2, "%s, y eso anula también el p=%s del dueño: todo el registro se lee como p=none (RFC 9989, 4.10.1)", "%s, and that annuls the owner's p=%s too: the whole record reads as p=none (RFC 9989, 4.10.1)", why, stated)
	default:
		t.line(2, "%s: todo el registro se lee como p=none (RFC 9989, 4.10.1)", "%s: the whole record reads as p=none (RFC 9989, 4.10.1)", why)
	}
}

func (t authTeller) alignment(e *dmarc.Evaluation, a *dmarc.Alignment) {
	for _, l := range a.Walk {
		if !l.Known {
			t.asked(2, &l.Answer)
		}
	}
	name, mode := strings.ToUpper(a.Method), lang.Text{ES: "relajada", EN: "relaxed"}
	if a.Mode == dmarc.Strict {
		mode = lang.Text{ES: "estricta", EN: "strict"}
	}
	switch {
	case a.Result != "pass":
		t.line(2, "%s %s para %s: no prueba nada", "%s %s for %s: proves nothing", name, a.Result, a.Domain)
	case a.Unknown:
		t.line(2, "%s %s para %s: el DNS no deja saber si está alineado con %s (%s)", "%s %s for %s: the DNS does not let one know whether it is aligned with %s (%s)", name, a.Result, a.Domain, e.Author, mode)
	case a.Aligned:
		t.line(2, "%s %s para %s: alineado con %s (%s)", "%s %s for %s: aligned with %s (%s)", name, a.Result, a.Domain, e.Author, mode)
	default:
		t.line(2, "%s %s para %s: no alineado con %s (%s)", "%s %s for %s: not aligned with %s (%s)", name, a.Result, a.Domain, e.Author, mode)
	}
}

func (t authTeller) arc(r *arc.Report) {
	t.line(0, "ARC: %s", "ARC: %s", r.Result)
	for i := range r.Asked {
		t.asked(1, &r.Asked[i])
	}
	for _, s := range r.Sets {
		if s.Sealed != nil {
			t.line(1, "sello %d, de %s: dice que halló %s", "seal %d, of %s: it says that it found %s", s.Instance, s.Sealed.Domain, short(s.Results))
		}
	}
	t.say(1, map[arc.Reason]lang.Text{
		arc.Whole:     {ES: "La cadena de sellos está entera. Si quienes sellaron dijeron la verdad es cuestión de confianza.", EN: "The chain of seals is whole. Whether those who sealed told the truth is a question of trust."},
		arc.NoSets:    {ES: "La carta no lleva sellos.", EN: "The letter bears no seals."},
		arc.Ended:     {ES: "Quien selló antes ya halló rota la cadena: no queda nada que validar.", EN: "One who sealed before found the chain broken already: nothing is left to validate."},
		arc.Structure: {ES: "Los campos no forman una cadena.", EN: "The fields form no chain."},
		arc.TooMany:   {ES: "Hay demasiados sellos.", EN: "There are too many seals."},
		arc.Message:   {ES: "La firma más nueva no encaja con la carta.", EN: "The newest signature does not fit the letter."},
		arc.Seal:      {ES: "Un sello no encaja.", EN: "A seal does not fit."},
	}[r.Reason])
	if r.Flaw != nil {
		t.line(1, "%s", "%s", short(arcFlaw(r.Flaw).In(t.c.lang)))
	}
}
