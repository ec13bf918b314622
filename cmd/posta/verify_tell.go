//go:build !js

package main

import (
	"encoding/hex"
	"fmt"
	"strings"

	"posta/sim/auth"
	"posta/sim/auth/arc"
	"posta/sim/auth/dkim"
	"posta/sim/auth/dmarc"
	"posta/sim/auth/spf"
	"posta/sim/auth/verify"
	"posta/sim/lang"
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
		auth.ServFail: {ES: "el DNS no pudo responder", EN: "the DNS could not answer"},
		auth.Timeout:  {ES: "nadie respondió a tiempo", EN: "nobody answered in time"},
	}
	if text, ok := outcome[a.Outcome]; ok {
		t.say(depth, lang.Text{ES: fmt.Sprintf("? %s %s: %s", a.Name, a.Type, text.ES), EN: fmt.Sprintf("? %s %s: %s", a.Name, a.Type, text.EN)})
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

var spfReasons = map[spf.Reason]lang.Text{
	spf.NoMatch:     {ES: "ningún mecanismo coincide", EN: "no mechanism matches"},
	spf.NotAName:    {ES: "no es un nombre por el que se pueda preguntar", EN: "not a name that can be asked for"},
	spf.NoRecord:    {ES: "entre los TXT no hay ninguno que empiece por v=spf1", EN: "none of the TXT records begins with v=spf1"},
	spf.ManyRecords: {ES: "hay más de un registro SPF, y sólo puede haber uno", EN: "there is more than one SPF record, and there may only be one"},
	spf.DNSError:    {ES: "el DNS no respondió", EN: "the DNS did not answer"},
	spf.Syntax:      {ES: "el registro está mal escrito", EN: "the record is malformed"},
	spf.TooMany:     {ES: "más de diez términos que preguntan al DNS", EN: "more than ten terms that ask the DNS"},
	spf.TooManyVoid: {ES: "más de dos preguntas que no hallan nada", EN: "more than two questions that find nothing"},
	spf.TooManyMX:   {ES: "más de diez servidores en un mx", EN: "more than ten exchangers in one mx"},
	spf.IncludeNone: {ES: "el dominio nombrado no tiene registro SPF", EN: "the domain named has no SPF record"},
	spf.Nested:      {ES: "el registro de dentro acabó en error", EN: "the record inside ended in an error"},
}

func (t authTeller) spfRecord(depth int, r *spf.Record) {
	if r.Answer.Name != "" {
		t.asked(depth, &r.Answer)
	}
	for _, term := range r.Terms {
		t.spfTerm(depth, term)
	}
	if text, ok := spfReasons[r.Reason]; ok {
		t.say(depth, lang.Text{ES: fmt.Sprintf("= %s: %s", r.Result, text.ES), EN: fmt.Sprintf("= %s: %s", r.Result, text.EN)})
	} else {
		t.line(depth, "= %s", "= %s", r.Result)
	}
}

func (t authTeller) spfTerm(depth int, term *spf.Term) {
	state := map[spf.State]lang.Text{
		spf.Match: {ES: "coincide", EN: "matches"}, spf.Missed: {ES: "no coincide", EN: "does not match"}, spf.Unread: {ES: "no hizo falta mirarlo", EN: "did not have to be looked at"},
		spf.Broken: {ES: "error", EN: "error"}, spf.Used: {ES: "se sigue", EN: "followed"}, spf.Ignored: {ES: "sin efecto", EN: "without effect"},
	}[term.State]
	t.say(depth, lang.Text{ES: fmt.Sprintf("%s: %s", short(term.Text), state.ES), EN: fmt.Sprintf("%s: %s", short(term.Text), state.EN)})
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

var dkimReasons = map[dkim.Reason]lang.Text{
	dkim.Verified:      {ES: "quien tiene la llave de ese dominio firmó estos campos y este cuerpo, y siguen igual", EN: "whoever holds that domain's key signed these fields and this body, and they are the same still"},
	dkim.BadSyntax:     {ES: "la firma está mal escrita", EN: "the signature is malformed"},
	dkim.BadVersion:    {ES: "la versión no se conoce", EN: "the version is not known"},
	dkim.FromUnsigned:  {ES: "no firma el From, y tiene que hacerlo", EN: "it does not sign From, and has to"},
	dkim.BadIdentity:   {ES: "la identidad i= no es del dominio d=", EN: "the identity i= is not of the domain d="},
	dkim.BadAlgorithm:  {ES: "ese algoritmo ya no se acepta", EN: "that algorithm is no longer accepted"},
	dkim.Expired:       {ES: "la firma ha caducado", EN: "the signature has expired"},
	dkim.NoKey:         {ES: "no hay llave bajo ese nombre", EN: "there is no key at that name"},
	dkim.KeyUnknown:    {ES: "el DNS no dio la llave; más tarde quizá sí", EN: "the DNS did not give the key; later perhaps"},
	dkim.KeySyntax:     {ES: "la llave publicada está mal escrita", EN: "the published key is malformed"},
	dkim.KeyRevoked:    {ES: "la llave fue revocada", EN: "the key was revoked"},
	dkim.KeyUse:        {ES: "la llave no sirve para una firma así", EN: "the key is not for such a signature"},
	dkim.KeyShort:      {ES: "la llave es demasiado corta", EN: "the key is too short"},
	dkim.BodyChanged:   {ES: "el cuerpo no es el que se firmó; los campos firmados, sí", EN: "the body is not the one that was signed; the signed fields are"},
	dkim.BodyShort:     {ES: "l= dice más octetos de los que hay", EN: "l= says more octets than there are"},
	dkim.HeaderChanged: {ES: "los campos no son los que se firmaron, o la firma se hizo con otra llave", EN: "the fields are not those that were signed, or another key signed them"},
	dkim.BothChanged:   {ES: "ni el cuerpo ni los campos firmados encajan", EN: "neither the body nor the signed fields fit"},
	dkim.TooMany:       {ES: "hay demasiadas firmas; ésta no se miró", EN: "there are too many signatures; this one was not looked at"},
	dkim.HugeHeader:    {ES: "la cabecera tiene demasiados campos", EN: "the header has too many fields"},
}

var dkimWarnings = map[dkim.Warning]lang.Text{
	dkim.BodyOpen:      {ES: "peligro: l= deja el final abierto, y cualquiera puede añadir texto", EN: "danger: l= leaves the end open, and anybody can add text"},
	dkim.FromTwice:     {ES: "hay varios campos From", EN: "there are several From fields"},
	dkim.ShortKey:      {ES: "la llave tiene menos de 2048 bits", EN: "the key has fewer than 2048 bits"},
	dkim.TestKey:       {ES: "el dueño dice que está probando (t=y)", EN: "the owner says that this is a test (t=y)"},
	dkim.FutureTime:    {ES: "dice haberse firmado en el futuro", EN: "it says that it was signed in the future"},
	dkim.NoSubject:     {ES: "el Subject no está firmado", EN: "Subject is not signed"},
	dkim.AddableFields: {ES: "se podría añadir otro From encima sin romper la firma", EN: "another From could be put on top without breaking the signature"},
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
			t.say(2, dkimReasons[v.Reason])
			continue
		}
		t.line(1, "Firma de %s, selector %s: %s", "Signature of %s, selector %s: %s", s.Domain, s.Selector, v.Result)
		t.line(2, "%s, %s/%s; campos: %s", "%s, %s/%s; fields: %s", s.Algorithm, s.HeaderCanon, s.BodyCanon, short(strings.Join(s.Headers, ", ")))
		if v.BodyHash != nil {
			t.line(2, "resumen del cuerpo: %s dice la firma, %s da lo que llegó", "hash of the body: %s says the signature, %s is that of what arrived", short(hex.EncodeToString(s.BodyHash)), hex.EncodeToString(v.BodyHash))
		}
		if v.KeyAnswer != nil {
			t.asked(2, v.KeyAnswer)
		}
		if v.Beyond > 0 {
			t.line(2, "%d octetos del cuerpo no están firmados", "%d octets of the body are not signed", v.Beyond)
		}
		for _, w := range v.Warnings {
			t.say(2, dkimWarnings[w])
		}
		t.say(2, lang.Text{ES: "= " + dkimReasons[v.Reason].ES, EN: "= " + dkimReasons[v.Reason].EN})
	}
}

var dmarcReasons = map[dmarc.Reason]lang.Text{
	dmarc.Aligned:    {ES: "lo probado habla del dominio del From: su dueño autorizó este uso", EN: "what was proved speaks for the From domain: its owner authorized this use"},
	dmarc.NotAligned: {ES: "algo pasó, pero para otro dominio que el del From", EN: "something passed, but for another domain than the one in From"},
	dmarc.NotProved:  {ES: "no pasó ni SPF ni DKIM", EN: "neither SPF nor DKIM passed"},
	dmarc.NoRecord:   {ES: "el dominio del From no publica DMARC", EN: "the From domain publishes no DMARC record"},
	dmarc.Unusable:   {ES: "el registro DMARC no tiene una política válida ni pide informes", EN: "the DMARC record has no valid policy and asks for no reports"},
	dmarc.DNSError:   {ES: "el DNS no respondió", EN: "the DNS did not answer"},
	dmarc.Undecided:  {ES: "una comprobación que decidiría no se pudo terminar", EN: "a check that would decide could not be finished"},
	dmarc.NoAuthor:   {ES: "el From no da ningún dominio por el que preguntar", EN: "From gives no domain to ask for"},
	dmarc.ManyAuthor: {ES: "el From muestra demasiados dominios", EN: "From shows too many domains"},
}

func (t authTeller) dmarc(r *dmarc.Report) {
	t.line(0, "DMARC: %s", "DMARC: %s", r.Result)
	if r.Fields > 1 {
		t.line(1, "Hay %d campos From; sólo puede haber uno (RFC 5322, 3.6).", "There are %d From fields; there may only be one (RFC 5322, 3.6).", r.Fields)
	}
	for _, e := range r.Evaluations {
		t.line(1, "From de %s: %s", "From of %s: %s", e.Author, e.Result)
		for _, l := range e.Walk {
			t.asked(2, &l.Answer)
			if l.Many > 1 {
				t.line(3, "hay %d registros DMARC, así que no vale ninguno", "there are %d DMARC records, and so none counts", l.Many)
			}
		}
		if e.Policy != "" {
			t.line(2, "vale el registro de %s; su %s= pide %s", "the record of %s applies; its %s= asks for %s", e.At, e.Tag, e.Policy)
		}
		if e.Disposition != e.Policy {
			t.line(2, "el dueño está probando (t=y): se queda en %s", "the owner is testing (t=y): it comes down to %s", e.Disposition)
		}
		for _, a := range e.Identifiers {
			t.alignment(e, a)
		}
		t.say(2, lang.Text{ES: "= " + dmarcReasons[e.Reason].ES, EN: "= " + dmarcReasons[e.Reason].EN})
	}
	if len(r.Evaluations) == 0 {
		t.say(1, dmarcReasons[r.Reason])
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
	if a.Aligned {
		t.say(2, lang.Text{ES: fmt.Sprintf("%s %s para %s: alineado con %s (%s)", name, a.Result, a.Domain, e.Author, mode.ES),
			EN: fmt.Sprintf("%s %s for %s: aligned with %s (%s)", name, a.Result, a.Domain, e.Author, mode.EN)})
		return
	}
	if a.Result == "pass" || a.Unknown {
		t.say(2, lang.Text{ES: fmt.Sprintf("%s %s para %s: no alineado con %s (%s)", name, a.Result, a.Domain, e.Author, mode.ES),
			EN: fmt.Sprintf("%s %s for %s: not aligned with %s (%s)", name, a.Result, a.Domain, e.Author, mode.EN)})
		return
	}
	t.line(2, "%s %s para %s: no prueba nada", "%s %s for %s: proves nothing", name, a.Result, a.Domain)
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
	if r.Detail != "" && t.c.lang == lang.EN {
		t.line(1, "%s", "%s", short(r.Detail))
	}
}
