package ask

import (
	"slices"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/lang"
	"posta/sim/trace"
)

// submits: to which machine does a mail program give its letter?
func (f *finder) submits(e trace.Event, m trace.MessageComposed) {
	if len(m.To) == 0 {
		return
	}
	next, ok := f.after(e.Seq, calls, func(n trace.Event) bool {
		o, opening := n.Fact.(trace.ConnOpening)
		_, again := n.Fact.(trace.MessageComposed)
		return again || opening && n.Host == e.Host && o.Network == "tcp"
	})
	o, opening := next.Fact.(trace.ConnOpening)
	if !ok || !opening || next.Host != e.Host || !slices.Contains([]string{"submission", "submissions", "smtp"}, o.Service) || o.Peer == "" {
		return
	}
	to := m.To[0]
	who, whom := f.person(m.From), f.person(to)
	name := func(host string) Choice { return Choice{Text: lang.Sprintf("a %s", "to %s", host)} }
	right := name(o.Peer)
	right.Why = lang.Sprintf("Un programa de correo solo conoce el servidor de su gente: le pasa la carta, y él busca el camino (RFC 6409).",
		"A mail program knows only its people's own server: it hands over the letter, and that server finds the way (RFC 6409).")
	var wrong []Choice
	if d := f.device(to); d != "" && d != e.Host {
		c := name(d)
		c.Idea, c.Why = DeviceToDevice, lang.Sprintf("El dispositivo de %s puede estar apagado, y nadie sabe dónde está: las cartas esperan en un servidor, no van de aparato en aparato.", "The device of %s may be off, and nobody knows where it is: letters wait on a server, they do not go from device to device.", whom)
		wrong = append(wrong, c)
	}
	if x := f.exchanger(domainOf(to)); x != "" && x != o.Peer {
		c := name(x)
		c.Idea, c.Why = NoOwnServer, lang.Sprintf("A ese lo llamará, si acaso, el servidor de %s: un programa de correo no sale a buscar servidores ajenos.", "That one will be called by the server of %s, if at all: a mail program does not go and look for the servers of others.", who)
		wrong = append(wrong, c)
	}
	if x := f.nameServer(); x != "" && x != o.Peer {
		c := name(x)
		c.Idea, c.Why = DNSCarries, lang.Sprintf("El DNS contesta preguntas sobre nombres. Cartas no lleva.", "The DNS answers questions about names. It carries no letters.")
		wrong = append(wrong, c)
	}
	wrong = append(wrong, Choice{Text: lang.Sprintf("a nadie: la carta se queda en Internet hasta que %s la lea", "to nobody: the letter stays in the Internet until %s reads it", whom), Idea: OneComputer,
		Why: lang.Sprintf("Internet no es un sitio donde dejar cosas: una carta está siempre en alguna máquina, que responde de ella.", "The Internet is no place to leave things at: a letter is always on some machine, which answers for it.")})
	f.add(&Question{Kind: Submits, After: f.begun(e), Reveals: next.Seq, telling: 50,
		Text: lang.Sprintf("%s acaba de pulsar «Enviar» para escribir a %s. ¿A qué máquina llama su programa?", "%s has just pressed Send, to write to %s. Which machine does the program call?", who, whom)}, "", 1, right, wrong...)
}

// begun is the event with which the person began what led to another: what tells of the
// other may tell its answer too.
func (f *finder) begun(e trace.Event) int {
	for c := e; c.Cause > 0; {
		c = f.t.Trace.At(c.Cause)
		if _, ok := c.Fact.(trace.ActionStarted); ok {
			return c.Seq
		}
	}
	return e.Seq
}

// finds: what does a server need to find out before it can hand a letter on?
func (f *finder) finds(e trace.Event, q trace.QueueAdded) {
	if q.Destination == trace.LocalDestination || len(q.Recipients) == 0 {
		return
	}
	domain, whom := q.Destination, q.Recipients[0]
	next, ok := f.after(e.Seq, routes(e.Host), func(n trace.Event) bool {
		switch fact := n.Fact.(type) {
		case trace.DNSCache:
			return fact.Type == "MX" && strings.EqualFold(strings.TrimSuffix(fact.Name, "."), domain)
		case trace.MailRouted, trace.QueueAttempt:
			return true
		}
		return false
	})
	cache, isCache := next.Fact.(trace.DNSCache)
	if !ok || !isCache {
		return
	}
	ask := Choice{Text: lang.Sprintf("qué servidor recibe el correo de %s: pregunta al DNS por su MX", "which server takes the mail of %s: it asks the DNS for its MX", domain),
		Why: lang.Sprintf("Lo de la derecha de la @ es un dominio; el DNS dice qué servidores reciben su correo (RFC 5321, 5.1).", "What is right of the @ is a domain; the DNS says which servers take its mail (RFC 5321 section 5.1).")}
	known := Choice{Text: lang.Sprintf("nada: todavía recuerda lo que le contestó el DNS", "nothing: it still remembers what the DNS answered"),
		Why: lang.Sprintf("Una respuesta del DNS se puede recordar tanto tiempo como diga su TTL (RFC 1035, 3.2.1).", "An answer of the DNS may be remembered for as long as its TTL says (RFC 1035 section 3.2.1).")}
	right, other := ask, known
	switch cache.Op {
	case trace.CacheHit:
		right, other = known, ask
		other.Idea, other.Why = CacheForgets, lang.Sprintf("Ya lo preguntó, y el TTL de aquella respuesta no ha terminado.", "It has asked already, and the TTL of that answer is not over.")
	case trace.CacheMiss, trace.CacheExpired:
		other.Why = lang.Sprintf("No tiene ninguna respuesta que valga todavía.", "It has no answer that is still good.")
	default:
		return
	}
	f.add(&Question{Kind: Finds, After: e.Seq, Reveals: next.Seq, telling: 45,
		Text: lang.Sprintf("%s tiene una carta para %s. ¿Qué necesita averiguar primero?", "%s has a letter for %s. What does it need to find out first?", e.Host, whom)}, string(cache.Op), 1, right,
		Choice{Text: lang.Sprintf("en qué buzón está %s: pregunta al DNS por la dirección entera", "which mailbox %s is: it asks the DNS for the whole address", whom), Idea: DNSMailboxes,
			Why: lang.Sprintf("El DNS no sabe de buzones, solo de dominios y máquinas. Quién tiene buzón lo sabe el servidor de %s.", "The DNS knows nothing of mailboxes, only of domains and machines. Who has a mailbox is known to the server of %s.", domain)},
		Choice{Text: lang.Sprintf("dónde está encendido el dispositivo de %s", "where the device of %s is switched on", f.person(whom)), Idea: DeviceToDevice,
			Why: lang.Sprintf("Da igual: la carta irá a un servidor, y allí esperará.", "It does not matter: the letter will go to a server, and wait there.")},
		other,
		Choice{Text: lang.Sprintf("nada: le da la carta al DNS, que la lleva", "nothing: it gives the letter to the DNS, which carries it"), Idea: DNSCarries,
			Why: lang.Sprintf("El DNS contesta preguntas sobre nombres. Cartas no lleva.", "The DNS answers questions about names. It carries no letters.")})
}

// names: what does the DNS answer?
func (f *finder) names(l *dialogue.Line) {
	if l.DNS == nil || l.DNS.Type != "MX" || l.Kind != dialogue.KindQuery || l.Received == 0 {
		return
	}
	name := strings.TrimSuffix(l.DNS.Name, ".")
	var answer *dialogue.Line
	for _, a := range f.t.Talk.LinesOf(l.Conn) {
		if a.Kind == dialogue.KindAnswer && a.Question == l.Index && a.Received > 0 && a.DNS != nil {
			answer = a
			break
		}
	}
	fault := func(does string) string {
		return "dns: {host: " + l.Listener + ", name: " + name + ", type: MX, times: 1, from: " + instant(f.t.Trace.At(l.Received).At) + ", does: " + does + "}"
	}
	server := Choice{Text: lang.Sprintf("el nombre de un servidor, o de varios", "the name of a server, or of several"),
		Why: lang.Sprintf("Es lo que lleva un MX: una preferencia y el nombre de quien recibe el correo. La dirección IP se pregunta después.", "That is what an MX holds: a preference, and the name of whoever takes the mail. The IP address is asked for afterwards.")}
	none := Choice{Text: lang.Sprintf("que ese nombre existe y no tiene ningún MX", "that the name exists and has no MX"),
		Why: lang.Sprintf("Sin MX vale la dirección del propio dominio (RFC 5321, 5.1).", "Without an MX the domain's own address counts (RFC 5321 section 5.1).")}
	nobody := Choice{Text: lang.Sprintf("que ese nombre no existe", "that there is no such name"), Fault: fault("nxdomain"),
		Why: lang.Sprintf("Sería NXDOMAIN: la carta volvería enseguida.", "It would be NXDOMAIN: the letter would come back at once.")}
	broken := Choice{Text: lang.Sprintf("que ahora no puede decirlo", "that it cannot tell now"), Fault: fault("servfail"),
		Why: lang.Sprintf("Sería SERVFAIL: habría que preguntar otra vez más tarde.", "It would be SERVFAIL: one would have to ask again later.")}
	refuses := Choice{Text: lang.Sprintf("que el dominio no recibe correo", "that the domain takes no mail"),
		Why: lang.Sprintf("Sería un MX nulo, «MX 0 .» (RFC 7505).", "It would be a null MX, \"MX 0 .\" (RFC 7505).")}
	silence := Choice{Text: lang.Sprintf("nada: nadie contesta", "nothing: nobody answers"),
		Why: lang.Sprintf("Los servidores de nombres contestan, aunque sea que no. El silencio es una avería.", "Name servers do answer, be it no. Silence is something broken.")}
	address := Choice{Text: lang.Sprintf("la dirección IP de un servidor", "the IP address of a server"), Idea: MXIsAddress,
		Why: lang.Sprintf("Un MX lleva un nombre, no una dirección: la dirección se pregunta después, con A o AAAA.", "An MX holds a name, not an address: the address is asked for afterwards, by A or AAAA.")}
	box := Choice{Text: lang.Sprintf("en qué buzón hay que dejar la carta", "which mailbox the letter has to be left in"), Idea: DNSMailboxes,
		Why: lang.Sprintf("El DNS no sabe de buzones, solo de dominios y máquinas.", "The DNS knows nothing of mailboxes, only of domains and machines.")}
	var right Choice
	wrong := []Choice{address, box}
	q := &Question{Kind: Names, After: l.Received, telling: 40,
		Text: lang.Sprintf("%s pregunta al DNS por el MX de %s. ¿Qué le contestan?", "%s asks the DNS for the MX of %s. What is answered?", l.Speaker, name)}
	switch {
	case answer == nil:
		// Only a question to which nothing came at all; a late answer would be one.
		if slices.ContainsFunc(f.t.Talk.LinesOf(l.Conn), func(a *dialogue.Line) bool { return a.Kind == dialogue.KindAnswer }) {
			return
		}
		failed, ok := f.after(l.Received, answers(l.Speaker), func(e trace.Event) bool {
			a := e.Fact.(trace.DNSAnswered)
			return a.Type == "MX" && strings.EqualFold(strings.TrimSuffix(a.Name, "."), name)
		})
		if !ok {
			return
		}
		right, wrong, q.Reveals, q.telling = silence, append(wrong, server), failed.Seq, 80
	case answer.DNS.RCode == "NXDOMAIN":
		right, wrong, q.telling = nobody, append(wrong, server), 80
	case answer.DNS.RCode == "SERVFAIL" || answer.DNS.RCode == "REFUSED":
		right, wrong, q.telling = broken, append(wrong, server), 80
	case answer.DNS.RCode != "NOERROR" || answer.DNS.TC:
		return
	default:
		kinds := f.mx(answer.DNS)
		switch {
		case kinds == "":
			if len(answer.DNS.Answer) > 0 || len(answer.DNS.Authority) > 0 && !slices.ContainsFunc(answer.DNS.Authority, func(r string) bool { return strings.Contains(r, "\tSOA\t") || strings.Contains(r, " SOA ") }) {
				return // an alias, or a referral
			}
			right, wrong, q.telling = none, append(wrong, server), 80
		case kinds == "null":
			right, wrong, q.telling = refuses, append(wrong, server), 80
		case kinds == "address":
			return
		default:
			right, wrong = server, append(wrong, nobody)
		}
	}
	right.Fault = ""
	if answer != nil {
		q.Reveals = answer.Received
		if said := f.sentences(f.t.Story.StepOf(answer)); !said.IsZero() {
			right.Why = said
		}
	}
	f.add(q, right.Text.EN, 1, right, wrong...)
}

// mx says what sort of exchangers an answer names: "" for none, "null", "address" where
// somebody wrote one in a name's place, or "name".
func (f *finder) mx(m *dialogue.DNSMessage) string {
	kind := ""
	for _, record := range m.Answer {
		fields := strings.Fields(record)
		if len(fields) != 6 || fields[3] != "MX" {
			continue
		}
		switch host := fields[5]; {
		case host == "." && len(m.Answer) == 1:
			return "null"
		case strings.Trim(host, "0123456789.:") == "":
			return "address"
		}
		kind = "name"
	}
	return kind
}

// order: which exchanger is tried first?
func (f *finder) order(e trace.Event, m trace.MailRouted) {
	if len(m.Hosts) < 2 || m.Implicit || m.Hosts[0].Preference == m.Hosts[1].Preference {
		return
	}
	named := func(h trace.MXHost) Choice {
		return Choice{Text: lang.Sprintf("%s, con el número %d", "%s, with the number %d", h.Name, h.Preference)}
	}
	right := named(m.Hosts[0])
	right.Why = lang.Sprintf("El número es una preferencia, y el menor va primero (RFC 5321, 5.1).", "The number is a preference, and the least comes first (RFC 5321 section 5.1).")
	var wrong []Choice
	for _, h := range m.Hosts[1:] {
		c := named(h)
		c.Idea, c.Why = HigherFirst, lang.Sprintf("El número no es la importancia: el menor va primero.", "The number is no importance: the least comes first.")
		wrong = append(wrong, c)
	}
	wrong = append(wrong, Choice{Text: lang.Sprintf("todos a la vez", "all of them at once"), Idea: OneComputer,
		Why: lang.Sprintf("Llegarían varias copias. Se prueba uno, y si no puede, el siguiente.", "Several copies would arrive. One is tried, and if it cannot, the next.")})
	f.add(&Question{Kind: Order, After: e.Seq - 1, Reveals: e.Seq, telling: 70,
		Text: lang.Sprintf("%s tiene varios servidores de correo. ¿A cuál llama primero %s?", "%s has several mail servers. Which one does %s call first?", m.Domain, e.Host)}, m.Domain, 1, right, wrong...)
}
