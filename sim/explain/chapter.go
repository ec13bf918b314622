package explain

import (
	"slices"
	"strings"

	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
)

// chapterTitles are the hops' headings, by kind, or "kind/variant" where what
// happened in the chapter asks for other words.
var chapterTitles = map[string]lang.Text{
	"opening":             {ES: "En {from}", EN: "At {from}"},
	"submission":          {ES: "{from} entrega la carta a su servidor, {to}", EN: "{from} hands the letter to its own server, {to}"},
	"submission/failed":   {ES: "{from} intenta entregar la carta a su servidor, {to}", EN: "{from} tries to hand the letter to its own server, {to}"},
	"submission/login":    {ES: "{from} se identifica ante {to}", EN: "{from} logs in at {to}"},
	"submission/no login": {ES: "{from} intenta identificarse ante {to}", EN: "{from} tries to log in at {to}"},
	"dns":                 {ES: "{from} consulta la guía (DNS)[[: {names}]]", EN: "{from} consults the directory (DNS)[[: {names}]]"},
	"dns/cached":          {ES: "{from} recuerda lo que dijo el DNS[[: {names}]]", EN: "{from} remembers what the DNS said[[: {names}]]"},
	"relay":               {ES: "{from} lleva la carta a {to}", EN: "{from} carries the letter to {to}"},
	"relay/failed":        {ES: "{from} intenta llevar la carta a {to}", EN: "{from} tries to carry the letter to {to}"},
	"bounce":              {ES: "{from} lleva el aviso a {to}", EN: "{from} carries the report to {to}"},
	"bounce/failed":       {ES: "{from} intenta llevar el aviso a {to}", EN: "{from} tries to carry the report to {to}"},
	"bounce/made":         {ES: "{from} avisa a {user}", EN: "{from} writes a report to {user}"},
	"bounce/withheld":     {ES: "{from} calla", EN: "{from} keeps silent"},
	"delivery":            {ES: "{from} deja la carta en el buzón[[ de {user}]]", EN: "{from} puts the letter into the mailbox[[ of {user}]]"},
	"waiting":             {ES: "La carta espera[[ {wait}]] en la cola de {from}", EN: "The letter waits[[ {wait}]] in the queue of {from}"},
	"refused":             {ES: "{to} no abre la puerta a {from}", EN: "{to} does not open the door to {from}"},
	"refused/silent":      {ES: "{to} no contesta a {from}", EN: "{to} does not answer {from}"},
	"greeting":            {ES: "{from} saluda a {to}", EN: "{from} says hello to {to}"},
	"greeting/failed":     {ES: "{from} llama a {to}, y no llega a entregar nada", EN: "{from} calls {to}, and does not get to hand anything over"},
	"pop3":                {ES: "{from} descarga el correo de {to} (POP3)", EN: "{from} downloads its mail from {to} (POP3)"},
	"pop3/failed":         {ES: "{from} no consigue entrar en su buzón de {to} (POP3)", EN: "{from} does not get into its mailbox on {to} (POP3)"},
	"imap":                {ES: "{from} mira el buzón en {to} (IMAP)", EN: "{from} looks into the mailbox on {to} (IMAP)"},
	"imap/search":         {ES: "{from} busca en el buzón de {to} (IMAP)", EN: "{from} searches the mailbox on {to} (IMAP)"},
	"imap/flag":           {ES: "{from} marca cartas en {to} (IMAP)", EN: "{from} flags letters on {to} (IMAP)"},
	"imap/move":           {ES: "{from} cambia cartas de carpeta en {to} (IMAP)", EN: "{from} moves letters between folders on {to} (IMAP)"},
	"imap/delete":         {ES: "{from} borra cartas en {to} (IMAP)", EN: "{from} deletes letters on {to} (IMAP)"},
	"imap/login":          {ES: "{from} se identifica ante {to} (IMAP)", EN: "{from} logs in at {to} (IMAP)"},
	"imap/failed":         {ES: "{from} no consigue entrar en su buzón de {to} (IMAP)", EN: "{from} does not get into its mailbox on {to} (IMAP)"},
	"power":               {ES: "Encendidos y apagones", EN: "Power goes and comes"},
	"power/down":          {ES: "{from} se queda sin corriente", EN: "{from} loses its power"},
	"power/up":            {ES: "{from} recupera la corriente", EN: "{from} gets its power back"},
	"ending":              {ES: "Fin", EN: "The end"},
}

// Chapter is a chapter's title.
func (x *Explainer) Chapter(c *story.Chapter) lang.Text {
	v := values{}
	if c.From == "" {
		if c.Kind == story.ChapterOpening {
			v.say("from", lang.Text{ES: "el escenario", EN: "the scene"})
		} else {
			v.say("from", nobody)
		}
	}
	v.set("from", c.From)
	v.list("to", c.To)
	if len(c.To) == 0 {
		v.say("to", nobody)
	}
	v.list("names", c.Names)
	v.set("user", x.person(c.User))
	if c.Wait > 0 {
		v.say("wait", Duration(c.Wait))
	}
	begin, end := c.Range(story.Tell)
	steps := x.s.Steps(story.Tell)[begin:end]
	if c.Kind == story.ChapterDelivery {
		for i := range steps {
			if steps[i].Kind == story.TellDelivery {
				return x.Title(steps[i])
			}
		}
	}
	if conversations[c.Kind] && x.byHand(steps) {
		return lang.Text{ES: expand("{from} y {to} hablan: en un lado teclea una persona", lang.ES, v), EN: expand("{from} and {to} talk: at one end a person types", lang.EN, v)}
	}
	t, ok := chapterTitles[string(c.Kind)+"/"+x.chapterVariant(v, c, steps)]
	if !ok {
		t = chapterTitles[string(c.Kind)]
	}
	return lang.Text{ES: strings.TrimSpace(expand(t.ES, lang.ES, v)), EN: strings.TrimSpace(expand(t.EN, lang.EN, v))}
}

// conversations are the kinds of chapters in which two programs talk, or a person does
// in the place of one.
var conversations = map[story.ChapterKind]bool{
	story.ChapterSubmission: true, story.ChapterRelay: true, story.ChapterBounce: true, story.ChapterGreeting: true,
	story.ChapterPOP3: true, story.ChapterIMAP: true,
}

// byHand tells whether a person opened a conversation of these steps, or typed in it.
func (x *Explainer) byHand(steps []*story.Step) bool {
	return slices.ContainsFunc(steps, func(st *story.Step) bool {
		if st.Conn == 0 {
			return false
		}
		f, ok := st.Fact.(trace.InputActed)
		if !ok {
			f, ok = x.s.Trace.At(x.s.Trace.At(st.First).Cause).Fact.(trace.InputActed)
		}
		return ok && (f.Do == "connect" || f.Do == "type")
	})
}

// deedOf is the one thing of the script that a chapter's steps are about, "" where
// there are several or none.
func (x *Explainer) deedOf(steps []*story.Step) string {
	kind := ""
	for i := range steps {
		k := ""
		switch f := steps[i].Fact.(type) {
		case trace.ActionStarted:
			if f.Index >= 0 && f.Index < len(x.s.Trace.Header.Script) {
				k = x.s.Trace.Header.Script[f.Index].Kind
			}
		case trace.InputActed:
			k = f.Do
		}
		if k == "" {
			continue
		}
		if kind != "" && kind != k {
			return ""
		}
		kind = k
	}
	return kind
}

// chapterVariant finds what became of a chapter.
func (x *Explainer) chapterVariant(v values, c *story.Chapter, steps []*story.Step) string {
	has := func(good bool, kinds ...story.Kind) bool {
		return slices.ContainsFunc(steps, func(st *story.Step) bool {
			return slices.Contains(kinds, st.Kind) && (!good || !st.Failure && st.Class != story.More)
		})
	}
	failed := func(bad bool) string {
		if bad {
			return "failed"
		}
		return ""
	}
	switch c.Kind {
	case story.ChapterSubmission:
		switch {
		case has(true, story.TellSMTPLetter):
			return ""
		case !has(false, story.MailComposed) && has(true, story.TellSMTPLogin):
			return "login"
		case !has(false, story.MailComposed) && !has(false, story.TellSMTPEnvelope):
			return "no login"
		}
		return "failed"
	case story.ChapterRelay:
		return failed(!has(true, story.TellSMTPLetter))
	case story.ChapterGreeting:
		return failed(c.Failure)
	case story.ChapterPOP3:
		return failed(c.Failure && !has(true, story.TellPOP3Login))
	case story.ChapterIMAP:
		if c.Failure && !has(true, story.TellIMAPLogin) {
			return "failed"
		}
		return x.deedOf(steps)
	case story.ChapterDNS:
		if has(false, story.TellDNSCached) && !has(false, story.TellDNS, story.TellDNSAsking, story.TellDNSReply) {
			return "cached"
		}
	case story.ChapterRefused:
		if has(false, story.ConnTimeout) && !has(false, story.ConnRefused, story.ConnUnreachable) {
			return "silent"
		}
	case story.ChapterPower:
		switch down, up := has(false, story.HostDown), has(false, story.HostUp); {
		case down && !up:
			return "down"
		case up && !down:
			return "up"
		}
	case story.ChapterBounce:
		if len(c.To) > 0 {
			return failed(!has(true, story.TellSMTPLetter))
		}
		withheld := false
		for i := range steps {
			switch f := steps[i].Fact.(type) {
			case trace.ReportMade:
				v.path("user", x.person(f.To))
				return "made"
			case trace.ReportWithheld:
				withheld = true
			}
		}
		if withheld {
			return "withheld"
		}
		v.say("to", nobody)
	}
	return ""
}
