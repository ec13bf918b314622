package scenario

import (
	"posta/sim/form"
)

// LineEndings is what a server makes of a CR or LF that is not part of CRLF (RFC 5321 section 2.3.8). Where two servers differ about
// them, one letter can be read as two: SMTP smuggling.
type LineEndings string

// The four ways.
const (
	LineEndingsReject    LineEndings = "reject"    // it refuses the letter
	LineEndingsNormalize LineEndings = "normalize" // a bare LF ends a line, and no letter
	LineEndingsPass      LineEndings = "pass"      // it goes through as it came
	LineEndingsLax       LineEndings = "lax"       // a bare LF is as good as CRLF, at the final dot too
)

// Smuggled is a letter that is hidden in another, behind what only a lax server takes for the other's end.
type Smuggled struct {
	From    Named
	To      Address
	Subject string
	Body    string
}

type smuggledSpec struct {
	From    form.Opt[form.Line]    `key:"from" is:"address" required:"1" example:"jefa@alfa.test" es:"remitente, en el sobre y en la carta" en:"sender, on the envelope and in the letter"`
	To      form.Opt[form.Line]    `key:"to" is:"address" required:"1" example:"benito@beta.test" es:"destinatario" en:"recipient"`
	Subject form.Opt[form.Caption] `key:"subject" example_es:"Urgente" example_en:"Urgent" es:"asunto" en:"subject"`
	Body    form.Opt[form.Words]   `key:"body" example_es:"Paga esta factura." example_en:"Pay this bill." es:"texto" en:"text"`
}

// smuggled reads a hidden letter; nil where there is none.
func (r *resolver) smuggled(o *form.Opt[smuggledSpec]) *Smuggled {
	if !o.OK {
		return nil
	}
	from, ok := r.namedAddress(&o.V.From)
	to := r.plainAddress(&o.V.To)
	if !ok || to == (Address{}) {
		return nil
	}
	return &Smuggled{From: from, To: to, Subject: r.said(o.V.Subject.V.Phrase), Body: r.said(o.V.Body.V.Phrase)}
}
