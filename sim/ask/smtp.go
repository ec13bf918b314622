package ask

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/oauthbearer"
	"posta/sim/trace"
)

// line finds what can be asked when something is said.
func (f *finder) line(l *dialogue.Line) {
	if !l.FromClient {
		return
	}
	f.overhears(l)
	switch l.Protocol {
	case dialogue.DNS:
		f.names(l)
	case dialogue.SMTP:
		if a := f.answer(l); a != nil {
			f.greets(l, a)
			f.replies(l, a)
			f.promise(l, a)
		}
	}
}

// answer is the reply that a line got.
func (f *finder) answer(l *dialogue.Line) *dialogue.Line {
	if l.Received == 0 || l.Partial {
		return nil
	}
	said := f.t.Talk.LinesOf(l.Conn)
	for _, a := range said[sort.Search(len(said), func(i int) bool { return said[i].Index > l.Index }):] {
		if a.Question == l.Index && !a.FromClient && a.Received > l.Received && !a.Partial && a.Code > 0 {
			return a
		}
	}
	return nil
}

// greets: what is answered to HELO and EHLO?
func (f *finder) greets(l, a *dialogue.Line) {
	if l.Verb != "HELO" && l.Verb != "EHLO" || a.Class != dialogue.ClassOK && a.Class != dialogue.ClassPermanent {
		return
	}
	list := Choice{Text: lang.Sprintf("250, su nombre y una lista de lo que sabe hacer", "250, its name and a list of what it can do"),
		Why: lang.Sprintf("Es lo que pide EHLO: cada línea tras la primera es una extensión (RFC 5321, 4.1.1.1).", "That is what EHLO asks for: each line after the first is an extension (RFC 5321 section 4.1.1.1).")}
	name := Choice{Text: lang.Sprintf("250 y su nombre, nada más", "250 and its name, nothing more"),
		Why: lang.Sprintf("Así se contesta a HELO, y a EHLO quien no sabe ninguna extensión.", "That is the answer to HELO, and to EHLO from one that knows no extension.")}
	refuse := Choice{Text: lang.Sprintf("5xx: no conoce esa orden", "5xx: it does not know that command"),
		Why: lang.Sprintf("EHLO y HELO los conoce todo el que habla SMTP moderno; solo los muy viejos no conocen EHLO.", "Everybody who speaks modern SMTP knows EHLO and HELO; only very old ones do not know EHLO.")}
	more := Choice{Text: lang.Sprintf("354: que siga con la carta", "354: go ahead with the letter"), Idea: DataIsSent,
		Why: lang.Sprintf("354 solo contesta a DATA, y para eso falta el sobre.", "354 answers only DATA, and for that the envelope is missing.")}
	right := name
	switch {
	case a.Class == dialogue.ClassPermanent:
		right = refuse
	case len(explain.Extensions(a)) > 0:
		right = list
	}
	if said := f.sentences(f.t.Story.StepOf(a)); !said.IsZero() {
		right.Why = said
	}
	telling := 15
	if right.Text != list.Text {
		telling = 60
	}
	f.add(&Question{Kind: Greets, After: l.Received, Reveals: a.Received, telling: telling,
		Text: lang.Sprintf("%s se presenta con %s. ¿Qué le contesta %s?", "%s introduces itself with %s. What does %s answer?", l.Speaker, l.Verb, l.Listener)}, l.Verb+right.Text.EN, 1, right, list, name, refuse, more)
}

// moment is a place of an SMTP session at which a server decides.
type moment struct {
	asks   func(l *dialogue.Line) lang.Text // what the client does
	yes    int                              // the code that says yes
	says   lang.Text                        // and what it means
	codes  [2]int                           // those that a temporary and a permanent no usually have
	more   bool                             // 250 would be a belief about it
	fault  string                           // the command that a fault is at
	urgent int
}

var moments = map[string]moment{
	"MAIL FROM": {asks: func(l *dialogue.Line) lang.Text {
		return lang.Sprintf("dice el remitente del sobre, %s", "says the envelope's sender, %s", l.Args)
	}, yes: 250, says: lang.Text{ES: "sí (250): anota el remitente", EN: "yes (250): it notes the sender"}, codes: [2]int{451, 554}, fault: "MAIL", urgent: 10},
	"RCPT TO": {asks: func(l *dialogue.Line) lang.Text {
		return lang.Sprintf("nombra a un destinatario, %s", "names a recipient, %s", l.Args)
	}, yes: 250, says: lang.Text{ES: "sí (250): lo apunta en el sobre", EN: "yes (250): it goes on the envelope"}, codes: [2]int{451, 550}, fault: "RCPT", urgent: 30},
	"DATA": {asks: func(*dialogue.Line) lang.Text { return lang.Text{ES: "dice DATA", EN: "says DATA"} },
		yes: 354, says: lang.Text{ES: "que siga (354): ahora viene la carta", EN: "go on (354): now for the letter"}, codes: [2]int{451, 554}, more: true, fault: "DATA", urgent: 35},
	"letter": {asks: func(*dialogue.Line) lang.Text {
		return lang.Text{ES: "ha terminado la carta con un punto", EN: "has ended the letter with a dot"}
	}, yes: 250, says: lang.Text{ES: "sí (250): se queda con la carta y responde por ella", EN: "yes (250): it takes the letter and answers for it"}, codes: [2]int{452, 554}, fault: "DOT", urgent: 30},
	"AUTH": {asks: func(*dialogue.Line) lang.Text {
		return lang.Text{ES: "dice su usuario y su contraseña", EN: "says its user and its password"}
	}, yes: 235, says: lang.Text{ES: "sí (235): es quien dice ser", EN: "yes (235): it is who it says"}, codes: [2]int{454, 535}, fault: "AUTH", urgent: 12},
}

// replies: what does a server answer?
func (f *finder) replies(l, a *dialogue.Line) {
	verb := l.Verb
	switch {
	case l.Kind == dialogue.KindData:
		verb = "letter"
	case l.Kind == dialogue.KindCredentials:
		verb = "AUTH"
	}
	m, ok := moments[verb]
	if !ok || a.Code == 334 {
		return
	}
	yes := Choice{Text: m.says, Why: lang.Sprintf("No: esta vez no pudo decir que sí.", "No: this time it could not say yes.")}
	later := Choice{Text: lang.Sprintf("ahora no (%d): que vuelva a intentarlo", "not now (%d): let it try again", m.codes[0]), Why: lang.Sprintf("Un 4xx es «ahora no»: quien tiene la carta la guarda y vuelve.", "A 4xx is \"not now\": whoever has the letter keeps it and comes back.")}
	never := Choice{Text: lang.Sprintf("no (%d), y que no insista", "no (%d), and do not try again", m.codes[1]), Why: lang.Sprintf("Un 5xx es un no definitivo: no se intentaría más.", "A 5xx is a no for good: it would not be tried again.")}
	done := Choice{Text: lang.Sprintf("hecho (250): la carta ya está entregada", "done (250): the letter is handed over"), Idea: DataIsSent, Why: lang.Sprintf("DATA solo anuncia la carta: todavía no se ha dicho ni una línea de ella.", "DATA only announces the letter: not a line of it has been said yet.")}
	read := Choice{Text: lang.Sprintf("sí (251): ya la han leído", "yes (251): it has been read"), Idea: AcceptedIsRead, Why: lang.Sprintf("SMTP no sabe quién lee: solo quién se queda con la carta. Y 251 solo contesta a un destinatario.", "SMTP does not know who reads: only who takes the letter. And 251 answers only a recipient.")}
	right := yes
	switch {
	case a.Class == dialogue.ClassTemporary:
		right = later
		right.Text = lang.Sprintf("ahora no (%d): que vuelva a intentarlo", "not now (%d): let it try again", a.Code)
	case a.Class == dialogue.ClassPermanent:
		right = never
		right.Text = lang.Sprintf("no (%d), y que no insista", "no (%d), and do not try again", a.Code)
	case a.Code != m.yes:
		return
	}
	wrong := []Choice{}
	if m.more {
		wrong = append(wrong, done)
	}
	at := func(code int) string {
		// It acts on this occasion and no other: the first from this instant on, and of this client.
		return fmt.Sprintf("answer: {host: %s, client: %s, command: %s, code: %d, times: 1, from: %s}", l.Listener, l.Speaker, m.fault, code, instant(f.t.Trace.At(l.Received).At))
	}
	for _, c := range []*Choice{&yes, &later, &never} {
		same := c == &yes && a.Code == m.yes || c == &later && a.Class == dialogue.ClassTemporary || c == &never && a.Class == dialogue.ClassPermanent
		if same {
			continue
		}
		if l.Speaker != "" && l.Listener != "" && a.Class != dialogue.ClassTemporary && a.Class != dialogue.ClassPermanent {
			switch c {
			case &later:
				c.Fault = at(m.codes[0])
			case &never:
				c.Fault = at(m.codes[1])
			}
		}
		wrong = append(wrong, *c)
	}
	if verb == "letter" {
		wrong = append(wrong, read)
	}
	if said := f.sentences(f.t.Story.StepOf(a)); !said.IsZero() {
		right.Why = said
	}
	telling := m.urgent
	if a.Class == dialogue.ClassTemporary || a.Class == dialogue.ClassPermanent {
		telling = 90
	} else if l.Service == "smtp" {
		telling += 5
	}
	f.add(&Question{Kind: Replies, After: l.Received, Reveals: a.Received, telling: telling,
		Text: lang.Sprintf("%s %s. ¿Qué contesta %s?", "%s %s. What does %s answer?", l.Speaker, m.asks(l), l.Listener)}, verb+string(a.Class), 1, right, wrong...)
}

// promise: what is true after the first 250 for a letter?
func (f *finder) promise(l, a *dialogue.Line) {
	if l.Kind != dialogue.KindData || a.Class != dialogue.ClassOK {
		return
	}
	var letter trace.MessageAccepted
	for _, at := range f.behind(l.First, taken(l.Conn)) {
		if at < a.Received {
			letter = f.t.Trace.At(at).Fact.(trace.MessageAccepted)
		}
	}
	if len(letter.Recipients) == 0 || letter.MessageID == "" {
		return
	}
	// Nobody else may have it yet: neither a mailbox nor another server.
	for _, at := range f.behind(0, held(letter.MessageID)) {
		e := f.t.Trace.At(at)
		if _, laid := e.Fact.(trace.MailboxStored); at <= a.Received && (laid || e.Host != l.Listener) {
			return
		}
	}
	whom := f.person(letter.Recipients[0])
	domain := domainOf(letter.Recipients[0])
	if h := f.host(l.Listener); h == nil || h.Domain == domain {
		return
	}
	f.add(&Question{Kind: Promise, After: a.Received, Reveals: a.Received, telling: 65,
		Text: lang.Sprintf("%s acaba de decir 250: se queda con la carta para %s. ¿Qué es verdad ahora?", "%s has just said 250: it takes the letter for %s. What is true now?", l.Listener, whom)}, "", 1,
		Choice{Text: lang.Sprintf("%s tiene la carta y responde por ella", "%s has the letter and answers for it", l.Listener),
			Why: lang.Sprintf("Desde ese 250, o la entrega o avisa de que no pudo (RFC 5321, 4.2.5 y 6.1). Nada más está dicho.", "From that 250 on it delivers it, or reports that it could not (RFC 5321 sections 4.2.5 and 6.1). Nothing else is said.")},
		Choice{Text: lang.Sprintf("la carta está en el buzón de %s", "the letter is in the mailbox of %s", whom), Idea: AcceptedIsThere,
			Why: lang.Sprintf("Todavía no ha salido de %s.", "It has not left %s yet.", l.Listener)},
		Choice{Text: lang.Sprintf("%s la ha leído", "%s has read it", whom), Idea: AcceptedIsRead,
			Why: lang.Sprintf("SMTP no sabe quién lee: solo quién se queda con la carta.", "SMTP does not know who reads: only who takes the letter.")},
		Choice{Text: lang.Sprintf("el servidor de %s ha dicho que la recibirá", "the server of %s has said that it will take it", domain), Idea: OneComputer,
			Why: lang.Sprintf("A ese todavía no lo ha llamado nadie.", "Nobody has called that one yet.")})
}

// overhears: what does a listener on the road read when somebody logs in?
func (f *finder) overhears(l *dialogue.Line) {
	if l.Kind != dialogue.KindCredentials || l.Partial || l.Speaker == "" || l.Secret == "" {
		return
	}
	parts := l.SecretParts()
	if strings.Contains(l.Secret, string(oauthbearer.Dummy)) {
		return // a token, or what answers a challenge: no password is in it
	}
	password := parts[len(parts)-1]
	if password == "" {
		return
	}
	plain := strings.Contains(l.Text, password)
	all := Choice{Text: lang.Sprintf("la contraseña", "the password"), Why: lang.Sprintf("La línea va en claro: la lee cualquiera por donde pase.", "The line goes in the clear: anybody reads it where it passes.")}
	nothing := Choice{Text: lang.Sprintf("que alguien dice algo, cuándo y cómo de largo; no qué", "that somebody says something, when, and how long; not what"), Why: lang.Sprintf("La conexión va por TLS: en el camino solo se ven longitudes.", "The connection is inside TLS: on the road only lengths are seen.")}
	gibberish := Choice{Text: lang.Sprintf("letras revueltas que sin una clave no sirven", "scrambled letters that are of no use without a key"), Idea: Base64Hides, Why: lang.Sprintf("Base64 no es cifrado: se deshace sin ninguna clave.", "Base64 is no encryption: it is undone without any key.")}
	user := Choice{Text: lang.Sprintf("quién es, pero no su contraseña: esa nunca viaja", "who it is, but not the password: that never travels"), Idea: ClearHides, Why: lang.Sprintf("Las dos cosas van en la misma conversación, y viajan igual.", "Both go in the same conversation, and travel alike.")}
	right, wrong := all, []Choice(nil)
	if l.Encrypted {
		all.Idea, all.Why = TLSLeaks, lang.Sprintf("No: va por TLS, y en el camino solo se ven longitudes.", "No: it goes inside TLS, and on the road only lengths are seen.")
		gibberish.Idea, gibberish.Why = "", lang.Sprintf("Ni eso: lo que va por TLS no se distingue de bytes al azar.", "Not even that: what goes inside TLS cannot be told from random bytes.")
		right, wrong = nothing, []Choice{all, user}
		user.Why = lang.Sprintf("Por TLS no se ve ni una cosa ni la otra.", "Inside TLS neither is seen.")
		wrong[1] = user
	} else {
		nothing.Idea, nothing.Why = ClearHides, lang.Sprintf("Eso sería con TLS, y aquí no lo hay.", "That would be with TLS, and there is none here.")
		wrong = []Choice{gibberish, nothing, user}
		if !plain {
			right.Why = lang.Sprintf("Va en base64, que se deshace sin ninguna clave: no es cifrado.", "It goes in base64, which is undone without any key: it is no encryption.")
		} else {
			gibberish.Why = lang.Sprintf("Ni siquiera va en base64, que tampoco es cifrado: va tal cual.", "It is not even in base64, which is no encryption either: it goes as it is.")
			wrong[0] = gibberish
		}
	}
	before := l.First - 1
	if before < 1 {
		return
	}
	how := fmt.Sprint(l.Encrypted, plain)
	telling := 35
	if slices.ContainsFunc(f.found, func(q *Question) bool { return q.Kind == Overhear }) || l.Encrypted {
		telling = 55
	}
	who := f.owner(l.Speaker)
	f.add(&Question{Kind: Overhear, After: before, Reveals: l.Last, telling: telling,
		Text: lang.Sprintf("Alguien escucha en el camino mientras %s se identifica ante %s. ¿Qué lee?", "Somebody listens on the road while %s logs in at %s. What do they read?", who, l.Listener)}, how, 1, right, wrong...)
}

// owner is how whoever uses a machine is called.
func (f *finder) owner(host string) string {
	if h := f.host(host); h != nil && h.User != "" {
		return f.person(h.User)
	}
	return host
}
