package explain

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"posta/sim/dialogue"
	"posta/sim/dns"
	"posta/sim/imap/utf7"
	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
)

// exchange is what the parts of a Tell step show, taken together.
type exchange struct {
	taken, refused             []string    // recipients
	people                     []string    // whose mailboxes were reached
	destinations, waiting      []string    // of the queue's new lines
	filtered                   []lang.Text // what filters have decided
	done                       []string    // recipients that the queue is done with
	remotes                    []string    // who took them
	found, flags               []string
	fetched                    []string // what FETCH asked for, in order
	removed, flagged           map[string]bool
	verbs                      []string // what was done about folders, in order
	ehlo, helo                 bool     // how they greeted: EHLO taken, HELO said
	ehloRefused, said, replied bool     // EHLO refused; a letter was said, and answered
	heard                      bool     // all of it came to the listener
	stored, asked, answered    bool
	searched, brought          bool      // the server has said what it found; what was asked for has come
	readByProgram              bool      // a program reads what is stored
	accepted                   string    // the server's name for the letter
	banner                     string    // the name in the server's greeting
	forwarded, list            string    // its name when it leaves again; the list that sends it out
	onward                     int       // to how many addresses it leaves again
	program                    string    // the list whose program has read it
	programmed                 lang.Text // and what that has done
	extensions                 []string
	tls                        *trace.TLSDone
	tlsFrom, tlsTo             string
	encrypted                  bool
	name                       string   // that is asked for in the DNS
	expired                    []string // names of which something was remembered for as long as it was worth it
	because                    lang.Text
	refusal                    string
	messages                   int
}

// tellValues gathers what a whole exchange was about, from its parts.
func (x *Explainer) tellValues(v values, st *story.Step) {
	e := exchange{removed: map[string]bool{}, flagged: map[string]bool{}, messages: -1}
	for _, c := range x.s.Parts(st) {
		x.tellFact(v, &e, st, c)
		if c.Line != nil {
			x.tellLine(v, &e, c)
		}
	}
	v.list("taken", e.taken)
	v.list("refused", e.refused)
	if e.searched {
		v.list("found", e.found)
	}
	v.list("extensions", e.extensions)
	if e.refusal != "" {
		v.set("refusal", e.refusal)
	}
	if len(e.destinations) > 0 {
		v.list("destination", e.destinations)
		v.list("recipients", e.waiting)
	}
	if len(e.done) > 0 {
		v.list("recipients", e.done)
	}
	if len(e.remotes) > 1 {
		v.say("remote", lang.Text{ES: "Cada uno de los servidores", EN: "Each of the servers"})
	}
	if n := len(e.removed); n > 0 {
		v.count("removedCount", n)
	}
	if len(e.flags) > 0 {
		v.list("flags", e.flags)
	}
	if e.asked && slices.Contains(e.expired, e.name) {
		v.say("expired", lang.Text{ES: "Lo recordaba, pero venció su TTL; vuelve a preguntar.", EN: "It remembered, but the TTL ran out; it asks again."})
	}
	if st.Failure || st.Kind == story.QueueDeferred {
		e.because = x.because(st, e.because)
	}
	v.say("because", e.because)
	v.say("exposed", exposed(e.encrypted))
	greets := st.Kind == story.TellSMTPGreet && x.s.Chapters[st.Chapter()].Kind == story.ChapterGreeting
	e.compose(v, st, greets)
	if greets {
		v.say("greeting", join(v["greeting"].text, v["offer"].text)) // it is all that happens
	}
	if e.tls != nil && e.tls.OK {
		v.say("tube", lang.Text{ES: "Antes de decir nada levantan el túnel TLS.", EN: "Before they say anything they put up the TLS tunnel."})
	}
	if e.tls != nil {
		v.tls(x, *e.tls, e.tlsFrom, e.tlsTo)
	}
}

// exposed says who else hears what is said.
func exposed(encrypted bool) lang.Text {
	if encrypted {
		return phrase("exposed", "encrypted")
	}
	return phrase("exposed", "open")
}

// tellFact gathers what a decision shows.
func (x *Explainer) tellFact(v values, e *exchange, st, c *story.Step) {
	switch f := c.Fact.(type) {
	case trace.DeviceStored:
		v.set("subject", f.Subject)
		v.set("author", f.From)
	case trace.MailboxStored:
		v.set("user", f.User)
		v.set("folder", f.Folder)
		if p := x.person(f.User); !slices.Contains(e.people, p) {
			e.people = append(e.people, p)
		}
		if local, _, _ := strings.Cut(f.User, "@"); (strings.HasSuffix(local, "-request") || strings.HasSuffix(local, "-bounces")) && x.users[strings.ToLower(f.User)] == "" {
			e.readByProgram = true // where one writes to join a list, or where its letters come back (RFC 2142 section 6)
		}
		e.stored = true
	case trace.ListActed:
		e.program, e.programmed = f.List, x.Title(c)
	case trace.FilterActed, trace.FilterWithheld:
		if f, ok := f.(trace.FilterActed); ok {
			v.set("person", x.person(f.User))
		}
		e.filtered = append(e.filtered, lang.Sprintf("%s.", "%s.", x.Title(c)))
	case trace.MailboxRemoved:
		e.removed[f.Folder+strconv.Itoa(int(f.UID))] = true
	case trace.MailboxFlagged:
		e.flags = f.Flags
		e.flagged[f.Folder+strconv.Itoa(int(f.UID))] = true
	case trace.QueueAdded:
		e.destinations = append(e.destinations, f.Destination)
		e.waiting = append(e.waiting, f.Recipients...)
	case trace.QueueAttempt:
		if f.Try > 1 {
			v.count("try", f.Try)
		}
		if len(e.destinations) == 0 {
			v.set("destination", f.Destination)
		}
	case trace.QueueAttemptFailed:
		v.say("reason", Cause(f.Why))
	case trace.QueueDeferred:
		v.say("trouble", Cause(f.Why))
	case trace.QueueDone:
		e.done = append(e.done, f.Recipient)
		if !slices.Contains(e.remotes, f.Remote) {
			e.remotes = append(e.remotes, f.Remote)
		}
		if f.Forwarded != "" {
			e.forwarded = f.Forwarded
		}
	case trace.MessageAccepted:
		e.accepted = f.Queue
		e.onward += len(f.Recipients)
	case trace.DNSCache:
		switch f.Op {
		case trace.CacheHit:
			v.say("ttl", Duration(time.Duration(f.TTL)*time.Second))
			v.data("records", f.Records)
			v.negative(f.Name, f.Type, f.RCode, f.Records)
		case trace.CacheExpired:
			e.expired = append(e.expired, dns.Canonical(f.Name))
		}
	case trace.DNSAnswered:
		if f.Cached || len(f.Records) > 0 {
			v.data("records", f.Records)
			v.negative(f.Name, f.Type, f.RCode, f.Records)
		}
	case trace.PolicyChecked:
		for _, a := range f.Input {
			if f.Check == "list" && a.Name == "list" {
				e.list = a.Value
			}
		}
		if f.Action != "accept" || known(policyReason+"/"+c.Variant) {
			e.because = fill(find(policyReason, c.Variant), x.values(c), func(w words) string { return w.what })
		}
	case trace.FaultActed:
		if said := x.Title(c); e.because.IsZero() {
			e.because = lang.Sprintf("%s.", "%s.", said)
		}
	case trace.TLSDone:
		e.tls, e.tlsFrom, e.tlsTo = &f, c.From, c.To
	}
}

// tellLine gathers what a line shows.
func (x *Explainer) tellLine(v values, e *exchange, c *story.Step) {
	l := c.Line
	e.encrypted = e.encrypted || l.Encrypted
	switch l.Protocol {
	case "smtp":
		x.tellSMTP(v, e, c)
	case "dns":
		e.tellDNS(v, c)
	case "imap":
		e.tellIMAP(v, c)
	case "pop3":
		x.tellPOP3(v, e, c)
	}
	if c.Failure && !l.FromClient {
		e.refusal = firstLine(l.Text)
	}
}

func (x *Explainer) tellSMTP(v values, e *exchange, c *story.Step) {
	l := c.Line
	switch c.Kind {
	case "smtp.mail":
		if p, ok := path(l.Args); ok {
			v.path("sender", p)
			v.returning(p)
		}
		v.declared(l.Args)
	case "smtp.reply.rcpt":
		if q := x.asked(l); q != nil {
			p, _ := path(q.Args)
			if c.Failure {
				e.refused = append(e.refused, p)
			} else {
				e.taken = append(e.taken, p)
			}
		}
	case "smtp.message":
		e.said, e.heard = true, l.Received != 0
	case "smtp.reply.message":
		e.replied = true
	case "smtp.greeting":
		e.banner = greeter(l.Text)
	case "smtp.ehlo", "smtp.helo":
		v.set("hello", l.Args)
		v.set("verb", l.Verb)
		e.helo = e.helo || c.Kind == "smtp.helo"
	case "smtp.reply.ehlo":
		if c.Failure {
			e.ehloRefused = true
		} else {
			e.ehlo, e.extensions = true, Extensions(l)
		}
	case "smtp.auth", "smtp.credentials":
		v.login(c)
	}
}

// login is a line in which somebody says who they are.
func (v values) login(c *story.Step) {
	v.credentials(c.Line)
	v.say("spelt", phrase("spelling", string(c.Kind)))
	worth := "password"
	if _, ok := v["token"]; ok || c.Line.Withheld && strings.Contains(c.Line.Args, "OAUTH") {
		worth = "token"
	}
	v.say("worth", phrase("worth", worth))
}

func (e *exchange) tellDNS(v values, c *story.Step) {
	switch l := c.Line; c.Kind {
	case "dns.query":
		v.question(l.Args, l.Verb)
		e.asked, e.name = true, dns.Canonical(l.Args)
	case "dns.answer":
		e.answered = true
		if l.DNS != nil {
			v.answer(l.DNS)
		}
	}
}

func (e *exchange) tellIMAP(v values, c *story.Step) {
	l := c.Line
	switch c.Kind {
	case "imap.login", "imap.authenticate", "imap.credentials":
		v.login(c)
	case "imap.fetch":
		what := c.Variant
		items := strings.ToUpper(firstLine(l.Args))
		switch {
		case what == "message" && !Peeks(l.Args):
			what = "opened"
		case what == "message" && strings.HasSuffix(strings.TrimRight(items, ")"), ">"): // BODY.PEEK[]<0.2000>
			what = "beginning"
		case what == "items" && strings.Contains(items, "BODYSTRUCTURE"):
			what = "structure"
		}
		e.fetched = append(e.fetched, what)
	case "imap.list", "imap.lsub", "imap.status", "imap.create", "imap.delete", "imap.rename", "imap.subscribe", "imap.unsubscribe", "imap.namespace":
		if c.Variant != "literal" {
			e.verbs = append(e.verbs, strings.TrimPrefix(string(c.Kind), "imap."))
			v.set("folder", mailboxName(l.Args, 0))
		}
	case "imap.search", "imap.select", "imap.examine", "imap.store", "imap.copy", "imap.move", "imap.append", "imap.expunge":
		v.command(c)
		if c.Kind == "imap.select" || c.Kind == "imap.examine" {
			v.set("folder", mailboxName(l.Args, 0))
		}
	case "imap.untagged.search", "imap.untagged.esearch":
		e.found, e.searched = strings.Fields(l.Args), true
	case "imap.untagged.fetch", "imap.message":
		e.brought = true
	case "imap.untagged.exists":
		e.count(strings.TrimPrefix(l.Text, "* "))
	}
}

func (x *Explainer) tellPOP3(v values, e *exchange, c *story.Step) {
	l := c.Line
	switch c.Kind {
	case "pop3.user", "pop3.pass", "pop3.auth", "pop3.credentials":
		v.login(c)
		if l.Secret != "" && c.Kind == "pop3.pass" {
			v.set("password", l.Secret)
		}
		if c.Kind == "pop3.user" {
			v.set("user", l.Args)
			v.say("blind", lang.Text{ES: "Al nombre dijo +OK sin mirar si existe: así no revela quién tiene buzón.", EN: "To the name it said +OK without looking whether it exists: that way it does not tell who has a mailbox."})
		}
	case "pop3.dele":
		v.command(c)
	case "pop3.reply.stat", "pop3.reply.pass", "pop3.reply.list", "pop3.reply.uidl":
		if q := x.asked(l); q != nil && strings.EqualFold(q.Verb, "STAT") {
			e.count(strings.TrimSpace(strings.TrimPrefix(l.Args, "+OK")))
		}
	}
}

// command is a command with its arguments, as far as they fit.
func (v values) command(c *story.Step) {
	if c.Variant == "literal" {
		v.set("args", announced(v["args"].text.ES, c.Line))
	} else {
		v.set("args", c.Line.Args)
	}
	v.set("verb", c.Line.Verb)
}

// count reads how many letters there are, which a text begins with.
func (e *exchange) count(text string) {
	word, _, _ := strings.Cut(text, " ")
	if n, err := strconv.Atoi(word); err == nil {
		e.messages = n
	}
}

// compose makes the sentences that depend on more than one part; greets says that the
// greeting is all that happens.
func (e *exchange) compose(v values, st *story.Step, greets bool) {
	switch st.Kind {
	case story.TellSMTPGreet:
		e.greeting(v, greets)
	case story.TellSMTPEnvelope:
		e.envelope(v, st.Class)
	case story.TellSMTPLetter:
		e.handing(v, st.Variant == "onward")
	case story.TellDNS, story.TellDNSReply, story.TellDNSAsking, story.TellDNSCached:
		v.during(st.During)
		if e.asked && !e.answered {
			v.sentence("silence", "Nadie contesta.", "Nobody answers.")
		}
	case story.TellSMTPSecure, story.TellPOP3Secure, story.TellIMAPSecure:
		e.unsecured(v)
	case story.TellDelivery:
		if st.Variant == "discarded" {
			return // there is nothing more to say of it than what is always so
		}
		e.delivery(v, st)
		for _, decided := range slices.Backward(e.filtered) {
			v.say("whereto", join(decided, v["whereto"].text))
		}
	case story.TellIMAPFetch:
		e.fetching(v)
	case story.TellIMAPFlag:
		v.storing(v["args"].text.EN)
		if len(e.flagged) > 0 {
			v.sentence("others", "Lo demás que ha pedido sí queda marcado.", "What else it has asked for is flagged.")
		}
	case story.TellIMAPFolders:
		e.foldering(v)
	case story.TellIMAPMove:
		e.moving(v)
	case story.TellIMAPSelect, story.TellPOP3Look:
		e.contents(v)
	}
}

// during says who waits for a reply while a server looks something up: what they said is told when it has been answered.
func (v values) during(l *dialogue.Line) {
	switch {
	case l == nil:
	case l.Kind == dialogue.KindData:
		v.sentence("meanwhile", "Entretanto, %s espera la respuesta a la carta que le ha pasado.", "Meanwhile %s waits for the reply to the letter that it has handed over.", l.Speaker)
	default:
		v.sentence("meanwhile", "Entretanto, %s espera la respuesta a su %s.", "Meanwhile %s waits for the reply to its %s.", l.Speaker, command(l))
	}
}

// command is what a command is called.
func command(l *dialogue.Line) string {
	if l.Verb == "MAIL" || l.Verb == "RCPT" {
		return l.Verb + map[string]string{"MAIL": " FROM", "RCPT": " TO"}[l.Verb]
	}
	return l.Verb
}

// greeting says how two servers introduce themselves (RFC 5321 section 3.2); greets says that it is all that happens.
func (e *exchange) greeting(v values, greets bool) {
	from, to := v["from"].text, v["to"].text
	hello := v["hello"].text.ES
	switch {
	case e.ehlo:
		e.names(v, from, to, hello)
		if t := v["extensions"].text; !t.IsZero() {
			v.sentence("offer", "Y %s enumera lo que sabe hacer: sus extensiones.", "And %s lists what it can do: its extensions.", to)
			if greets {
				v.sentence("offer", "Y %s enumera lo que sabe hacer: %s.", "And %s lists what it can do: %s.", to, t)
			}
		}
	case e.helo && e.ehloRefused:
		v.sentence("greeting", "Cuando oye EHLO, %s contesta que no lo conoce («%s»). %s prueba con HELO, el saludo antiguo, y se entienden, aunque sin extensiones.", "When it hears EHLO, %s answers that it does not know it (“%s”). %s tries HELO, the old greeting, and they understand each other, though without extensions.", to, e.refusal, from)
	case e.helo:
		v.sentence("greeting", "%[1]s dice su nombre (220), %[2]s el suyo (HELO %[3]s), y %[1]s contesta 250. Solo nombres: ninguna extensión.", "%[1]s gives its name (220), %[2]s its own (HELO %[3]s), and %[1]s answers 250. Just names: no extensions.", to, from, hello)
	}
}

// names says which names they gave each other: what is said is not always who says it.
func (e *exchange) names(v values, from, to lang.Text, hello string) {
	banner := cmp.Or(e.banner, to.ES)
	honest, own := strings.EqualFold(banner, to.ES), strings.EqualFold(hello, from.ES)
	switch {
	case honest && strings.HasPrefix(hello, "["):
		v.sentence("greeting", "%s dice su nombre (220), %s su dirección IP (EHLO %s).", "%s gives its name (220), %s its IP address (EHLO %s).", to, from, hello)
	case honest && own:
		v.sentence("greeting", "%s dice su nombre (220), %s el suyo (EHLO %s).", "%s gives its name (220), %s its own (EHLO %s).", to, from, hello)
	case honest:
		v.sentence("greeting", "%s dice su nombre (220); %s dice llamarse %s (EHLO).", "%s gives its name (220); %s says that its name is %s (EHLO).", to, from, hello)
	case own:
		v.sentence("greeting", "%s dice llamarse %s (220); %s dice su nombre (EHLO %s).", "%s says that its name is %s (220); %s gives its own (EHLO %s).", to, banner, from, hello)
	default:
		v.sentence("greeting", "%s dice llamarse %s (220), y %s, %s (EHLO).", "%s says that its name is %s (220), and %s, that it is %s (EHLO).", to, banner, from, hello)
	}
}

// greeter is the name in a server's greeting (RFC 5321 section 4.2); "" where it says none.
func greeter(reply string) string {
	name, _, _ := strings.Cut(strings.TrimLeft(firstLine(reply), "0123456789- "), " ")
	return clip(name)
}

// envelope says what became of the reverse-path and the recipients.
func (e *exchange) envelope(v values, class story.Class) {
	from, to := v["from"].text, v["to"].text
	refusal := clip(e.refusal)
	taken, refused := v["taken"].text, v["refused"].text
	switch {
	case len(e.refused) > 0 && len(e.taken) > 0:
		v.sentence("verdict", "no acepta a %s, pero sí a %s", "does not accept %s, but does accept %s", refused, taken) // what matters first: its end may be cut off
	case len(e.refused) > 0 && class == story.Temporary:
		v.sentence("verdict", "no acepta a %s, por ahora", "does not accept %s, for now", refused)
	case len(e.refused) > 0:
		v.sentence("verdict", "no acepta a %s", "does not accept %s", refused)
	case class == story.Temporary:
		v.sentence("verdict", "no acepta cartas de %s, por ahora", "takes no letters from %s, for now", from)
	case strings.HasPrefix(refusal, "552") && !v["declared"].text.IsZero():
		size := v["declared"].text
		v.sentence("verdict", "no admite una carta de %s", "takes no letter of %s", size)
	default:
		v.sentence("verdict", "no acepta el sobre", "does not accept the envelope")
	}
	switch n := len(e.taken); {
	case n == 1:
		v.sentence("accepts", "%s lo acepta.", "%s accepts it.", to)
	case n > 1:
		v.sentence("accepts", "%s acepta a los %s.", "%s accepts all %s.", to, number(n))
		if n == 2 {
			v.sentence("accepts", "%s acepta a los dos.", "%s accepts both.", to)
		}
	}
	if refusal != "" {
		v.sentence("quoted", "Contesta «%s».", "It answers “%s”.", refusal)
	}
}

// handing says how the letter itself was handed over.
func (e *exchange) handing(v values, onward bool) {
	to := v["to"].text
	delete(v, "queue") // that is the sender's name for it
	q := clip(e.accepted)
	letter := v["letter"].text
	calls := lang.Text{ES: "la llama", EN: "calls it"}
	if strings.HasPrefix(letter.ES, "el ") {
		calls.ES = "lo llama"
	}
	v.say("calls", calls)
	v.sentence("hands", "pasa", "hands")
	v.sentence("passing", "DATA, %s y un punto final.", "DATA, %s and a final dot.", letter)
	switch lost := e.said && !e.replied && !onward; {
	case lost && q == "" && !e.heard:
		v.sentence("hands", "empieza a pasar", "begins to hand")
		v.sentence("passing", "DATA y %s, pero solo llega una parte: %s no ve el punto final.", "DATA and %s, but only a part arrives: %s never sees the final dot.", letter, to)
	case lost && q != "":
		v.sentence("unanswered", "%s se hace cargo y %s %s, pero su 250 no llega.", "%s takes charge and %s %s, but its 250 never arrives.", to, calls, q)
	case lost:
		v.sentence("unanswered", "La respuesta no llega.", "The answer never comes.")
	default:
		v.set("queue", q)
	}
}

// contents says how many letters there are.
func (e *exchange) contents(v values) {
	switch {
	case e.messages == 0:
		v.sentence("contents", "no hay ninguna carta", "there are no letters")
	case e.messages == 1:
		v.sentence("contents", "hay 1 carta", "there is 1 letter")
	case e.messages > 1:
		v.sentence("contents", "hay %d cartas", "there are %d letters", e.messages)
	}
}

// unsecured says what follows when a conversation stays without TLS: after a handshake
// that failed there is nothing more to say on the connection; after a refusal of the
// command it may go on in the clear (RFC 3207 section 4.1).
func (e *exchange) unsecured(v values) {
	from := v["from"].text
	switch {
	case e.tls != nil && !e.tls.OK:
		v.say("aftermath", lang.Sprintf("%s no dice nada más por esta conexión.", "%s says no more on this connection.", from))
		v.say("moral", lang.Text{ES: "Sin saber quién está al otro lado, más vale callar que decirle un secreto.", EN: "Not knowing who is at the other end, better to be silent than to tell a secret."})
	case e.refusal != "":
		v.say("aftermath", lang.Text{ES: "Lo que se diga después en esta conexión irá en claro.", EN: "Whatever is said on this connection after that goes in the clear."})
		v.say("moral", lang.Text{ES: "Quien exige TLS se despide aquí; quien solo lo aprovecha cuando lo hay sigue sin él.", EN: "Who insists on TLS says goodbye here; who only uses it where there is any goes on without."})
	}
}

// storing says what a STORE does to flags: adds, takes away or sets them anew (RFC 3501
// section 6.4.6).
func (v values) storing(args string) {
	set, rest, _ := strings.Cut(args, " ")
	item, list, listed := strings.Cut(rest, "(")
	if !listed {
		item, list, _ = strings.Cut(rest, " ")
	}
	item = strings.TrimSuffix(strings.ToUpper(strings.TrimSpace(item)), ".SILENT")
	flags := strings.Fields(strings.TrimRight(list, ") "))
	letters, missing := lang.Text{ES: "la carta", EN: "the letter"}, lang.Text{ES: "una carta", EN: "a letter"}
	if strings.ContainsAny(set, ":,*$") {
		letters, missing = lang.Text{ES: "las cartas", EN: "the letters"}, lang.Text{ES: "cartas", EN: "letters"}
	}
	v.say("missing", missing)
	say := func(es, en string) { v.say("storing", lang.Sprintf(es, en, letters)) }
	delete(v, "flags")
	if len(flags) > 0 {
		v.list("flags", flags)
	}
	switch {
	case item == "-FLAGS" && len(flags) == 1:
		say("quita una marca a %s", "takes a flag off %s")
	case item == "-FLAGS":
		say("quita marcas a %s", "takes flags off %s")
	case item == "+FLAGS":
		say("marca %s", "flags %s")
	case item == "FLAGS" && len(flags) == 0:
		say("quita todas las marcas a %s", "takes all flags off %s")
	case item == "FLAGS":
		say("deja en %s solo estas marcas", "leaves just these flags on %s")
	default:
		say("cambia las marcas de %s", "changes the flags of %s")
	}
	for _, f := range flags {
		if t, ok := flagMeanings[strings.ToLower(f)]; ok {
			v.say("flagMeans", t)
			return
		}
	}
}

// flagMeanings say what system flags are for (RFC 3501 section 2.3.2).
var flagMeanings = map[string]lang.Text{
	`\seen`:     {ES: `\Seen es leída: por eso lo que lees en el teléfono aparece leído en el portátil.`, EN: `\Seen is read: that is why what you read on the phone shows as read on the laptop.`},
	`\flagged`:  {ES: `\Flagged es destacada: para encontrarla luego.`, EN: `\Flagged is starred: to find it again later.`},
	`\answered`: {ES: `\Answered es contestada.`, EN: `\Answered is answered.`},
	`\deleted`:  {ES: `\Deleted es por borrar: no desaparece hasta que alguien pida EXPUNGE.`, EN: `\Deleted is to be removed: it does not go until somebody asks for EXPUNGE.`},
	`\draft`:    {ES: `\Draft es borrador.`, EN: `\Draft is a draft.`},
}

// delivery says where a letter ended up that a server kept for itself.
func (e *exchange) delivery(v values, st *story.Step) {
	letter := v["letter"].text
	people := List(clipAll(e.people))
	switch {
	case e.program != "":
		v.sentence("delivery", "da %s al programa de la lista %s", "gives %s to the program of the list %s", letter, e.program)
		v.sentence("whereto", "%s.", "%s.", e.programmed)
		if e.forwarded != "" {
			v.sentence("whereto", "%s. También sigue hacia quien cuida la lista.", "%s. It also goes on to whoever keeps the list.", e.programmed)
		}
		return
	case len(e.people) == 1:
		v.sentence("delivery", "deja %s en el buzón de %s", "puts %s into the mailbox of %s", letter, people)
	case len(e.people) > 1:
		v.sentence("delivery", "deja %s en los buzones de %s", "puts %s into the mailboxes of %s", letter, people)
	case e.forwarded != "" && e.list != "":
		v.sentence("delivery", "reparte %s en la lista %s", "sends %s out to everybody on the list %s", letter, e.list)
		v.sentence("whereto", "No queda en ningún buzón de aquí: sale hacia cada miembro.", "It goes into no mailbox here: it leaves for each member.")
		return
	case e.forwarded != "":
		who := List(clipAll(e.done))
		v.sentence("delivery", "reenvía %s: el correo para %s va a otra dirección", "sends %s on: mail for %s goes on to another address", letter, who)
		if e.onward > 1 {
			v.sentence("delivery", "reenvía %s: el correo para %s va a otras %d direcciones", "sends %s on: mail for %s goes on to %d other addresses", letter, who, e.onward)
		}
		v.sentence("whereto", "No queda en ningún buzón de aquí: se pone otra vez en camino.", "It goes into no mailbox here: it is put on the road again.")
		return
	case st.Failure && len(e.waiting)+len(e.done) > 0:
		who := List(clipAll(append(slices.Clip(e.waiting), e.done...)[:1]))
		v.sentence("delivery", "no puede entregar %s a %s", "cannot deliver %s to %s", letter, who)
		if t := v["reason"].text; !t.IsZero() {
			v.sentence("whereto", "Motivo: %s.", "The reason: %s.", t)
		}
		return
	default:
		v.sentence("delivery", "se ocupa "+de(letter.ES)+": es para alguien de la casa", "sees to "+letter.EN+": it is for somebody of the house")
		return
	}
	if folder := v["folder"].text.ES; folder != "" {
		if strings.EqualFold(folder, "INBOX") {
			v.sentence("whereto", "Queda en INBOX, la bandeja de entrada, a la espera de que alguien la lea.", "It lies in INBOX, where new mail comes in, waiting for somebody to read it.")
		} else {
			v.sentence("whereto", "Queda en %s, a la espera de que alguien la lea.", "It lies in %s, waiting for somebody to read it.", folder)
		}
		if len(e.people) > 1 {
			v.sentence("whereto", "Queda en el %s de cada uno, a la espera de que la lea.", "It lies in the %s of each of them, waiting to be read.", folder)
		}
		if e.readByProgram {
			v.sentence("whereto", "Esa dirección la lee un programa.", "A program reads that address.")
		}
		if letter != letterWord(nil) {
			v.sentence("whereto", "Queda en %s, como una carta más.", "It lies in %s, a letter like any other.", folder)
		}
	}
}

// de puts the Spanish "de" before words, which melts into "del" with an article.
func de(words string) string {
	if rest, ok := strings.CutPrefix(words, "el "); ok {
		return "del " + rest
	}
	return "de " + words
}

// foldering says what was done about folders: the change, if there was one.
func (e *exchange) foldering(v values) {
	v.say("deed", lang.Text{ES: "mira sus carpetas", EN: "looks at its folders"})
	folder := v["folder"].text
	for _, verb := range e.verbs {
		did := phrase("folder", verb)
		if did.IsZero() {
			continue
		}
		v.say("deed", lang.Sprintf("%s %s", "%s %s", did, folder))
		if folder.IsZero() {
			v.say("deed", did)
		}
	}
}

// moving says what was put into another folder, and into which.
func (e *exchange) moving(v values) {
	args, verb := v["args"].text.ES, v["verb"].text.ES
	one, folder := true, mailboxName(args, 1)
	if set, _, ok := strings.Cut(args, " "); ok && strings.ContainsAny(set, ":,*") {
		one = false
	}
	does := lang.Text{ES: "mueve ", EN: "moves "}
	switch {
	case strings.HasSuffix(verb, "APPEND"):
		one, folder = true, mailboxName(args, 0)
		does = lang.Text{ES: "sube ", EN: "puts "}
	case strings.HasSuffix(verb, "COPY"):
		does = lang.Text{ES: "copia ", EN: "copies "}
	}
	what := lang.Text{ES: "la carta", EN: "the letter"}
	if !one {
		what = lang.Text{ES: "las cartas", EN: "the letters"}
	}
	into := lang.Text{ES: " a otra carpeta", EN: " into another folder"}
	if folder != "" {
		into = lang.Sprintf(" a %s", " into %s", clip(folder))
	}
	v.say("deed", lang.Sprintf("%s%s%s", "%s%s%s", does, what, into))
	if e.refusal != "" {
		v.say("how", lang.Sprintf("Contesta «%s».", "It answers “%s”.", clip(e.refusal)))
		return
	}
	if strings.HasSuffix(verb, "APPEND") {
		v.say("how", lang.Text{ES: "APPEND guarda allí lo que trae el dispositivo.", EN: "APPEND stores there what the device brings."})
		return
	}
	v.say("how", lang.Sprintf("%s lo hace dentro del servidor.", "%s does so inside the server.", clip(strings.ToUpper(verb))))
}

// mailboxName is the name of a mailbox among a command's arguments, as people read it:
// the word number n without its quotes, out of modified UTF-7 (RFC 3501 section 5.1.3).
func mailboxName(args string, n int) string {
	name := argument(args, n)
	if read, err := utf7.Decode(name); err == nil {
		return read
	}
	return name
}

// argument is the word number n of a command's arguments, without its quotes.
func argument(args string, n int) string {
	for ; n > 0; n-- {
		_, rest, ok := strings.Cut(args, " ")
		if !ok {
			return ""
		}
		args = strings.TrimSpace(rest)
	}
	if quoted, ok := strings.CutPrefix(args, `"`); ok {
		name, _, _ := strings.Cut(quoted, `"`)
		return name
	}
	name, _, _ := strings.Cut(args, " ")
	return name
}

var numbers = []lang.Text{
	{ES: "cero", EN: "none"}, {ES: "uno", EN: "one"}, {ES: "dos", EN: "two"}, {ES: "tres", EN: "three"}, {ES: "cuatro", EN: "four"}, {ES: "cinco", EN: "five"},
	{ES: "seis", EN: "six"}, {ES: "siete", EN: "seven"}, {ES: "ocho", EN: "eight"}, {ES: "nueve", EN: "nine"}, {ES: "diez", EN: "ten"},
}

// number is a small number as one says it.
func number(n int) lang.Text {
	if n < 0 || n >= len(numbers) {
		return lang.Both(strconv.Itoa(n))
	}
	return numbers[n]
}

// partly is how one says that less than the letter was asked for, the most of it first.
var partly = []struct{ what, es, en string }{
	{"beginning", "pide el principio de la carta «%s»", "asks for the beginning of the letter “%s”"},
	{"part", "pide una parte de la carta «%s»", "asks for a part of the letter “%s”"},
	{"headers", "pide la cabecera de la carta «%s»", "asks for the header of the letter “%s”"},
	{"structure", "pregunta de qué partes consta la carta «%s»", "asks of what parts the letter “%s” consists"},
}

// fetching says what a device asked for, in its order.
func (e *exchange) fetching(v values) {
	var all lang.Text
	for i, what := range e.fetched {
		part := phrase("fetched", what)
		switch {
		case i > 0 && what == e.fetched[i-1], part.IsZero():
		case all.IsZero():
			all = part
		default:
			all = lang.Sprintf("%s; después, %s", "%s; then %s", all, part)
		}
	}
	if all.IsZero() {
		return
	}
	v.say("fetched", lang.Sprintf("FETCH pide %s.", "FETCH asks for %s.", all))
	if e.brought {
		v.say("fetched", lang.Sprintf("FETCH trae %s.", "FETCH brings %s.", all))
	}
	// Who asks for the flags of all asks for no letter, even if it learns of one alone that it has others now.
	if !slices.ContainsFunc(e.fetched, func(what string) bool { return what != "flags" && what != "changed" }) {
		delete(v, "subject")
	}
	if subject := v["subject"].text; !subject.IsZero() && !slices.Contains(e.fetched, "message") && !slices.Contains(e.fetched, "opened") {
		for _, some := range partly {
			if slices.Contains(e.fetched, some.what) {
				v.say("what", lang.Sprintf(some.es, some.en, subject))
				delete(v, "subject")
				return
			}
		}
	}
	if v["subject"].text.IsZero() {
		v.say("what", lang.Text{ES: "pide la lista de cartas", EN: "asks for the list of letters"})
		switch e.fetched[0] {
		case "changed":
			v.say("what", lang.Text{ES: "pregunta qué ha cambiado", EN: "asks what has changed"})
		case "message", "opened", "beginning":
			v.say("what", lang.Text{ES: "pide una carta", EN: "asks for a letter"})
		case "structure":
			v.say("what", lang.Text{ES: "pregunta de qué partes consta una carta", EN: "asks of what parts a letter consists"})
		case "part":
			v.say("what", lang.Text{ES: "pide una parte de una carta", EN: "asks for a part of a letter"})
		case "headers":
			v.say("what", lang.Text{ES: "pide las cabeceras", EN: "asks for the headers"})
		case "items":
			v.say("what", lang.Text{ES: "pide datos de cartas", EN: "asks for data of letters"})
		}
	}
}

// announced puts what a literal brought into the place that its command kept for
// it, "{7}", as one would write it on one line.
func announced(args string, l *dialogue.Line) string {
	open := strings.LastIndexByte(args, '{')
	n, err := strconv.Atoi(strings.Trim(args[max(open, 0):], "{+}"))
	if open < 0 || err != nil || n < 0 || n > len(l.Raw) {
		return args + " " + l.Args
	}
	return args[:open] + `"` + string(l.Raw[:n]) + `"` + strings.TrimRight(string(l.Raw[n:]), "\r\n")
}

// Peeks tells whether FETCH leaves letters unread: BODY[...] sets \Seen where
// BODY.PEEK[...] does not, and so do RFC822 and RFC822.TEXT (RFC 3501 section 6.4.5).
func Peeks(args string) bool {
	args = strings.ToUpper(firstLine(args))
	for _, whole := range []string{"RFC822.SIZE", "RFC822.HEADER"} {
		args = strings.ReplaceAll(args, whole, "")
	}
	return !strings.Contains(args, "BODY[") && !strings.Contains(args, "BINARY[") && !strings.Contains(args, "RFC822")
}
