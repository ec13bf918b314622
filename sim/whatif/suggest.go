package whatif

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"posta/sim/dialogue"
	"posta/sim/lang"
	"posta/sim/trace"
)

// MaxSuggestions is how many things that could go wrong are offered at one step.
const MaxSuggestions = 8

// How long what goes wrong goes wrong, where it is not for one occasion only.
const (
	aWhile = 10 * time.Minute
	anHour = time.Hour
)

// Suggestion is one thing that could go wrong.
type Suggestion struct {
	// Title completes "What if ...?" and "¿Y si ...?", without mark and question mark.
	Title lang.Text
	// Fault is for scenario.WithFault.
	Fault string
}

// Guide knows a trace well enough to say at each step what could go wrong.
type Guide struct {
	t *trace.Trace
	d *dialogue.Dialogue
	// opened is each connection's first event.
	opened map[int]int
	// power is when each host lost and regained its power, in turns.
	power map[string][]int
	// stored are the mailboxes that letters were put into.
	stored map[string]bool
	// packets tells whether it has recorded them.
	packets bool
	// composed is when each letter was written, by its Message-ID.
	composed map[string]int
	// secured are the connections that went over to TLS.
	secured map[int]bool
}

// NewGuide reads a trace; d is its dialogue, or nil to have it read.
func NewGuide(t *trace.Trace, d *dialogue.Dialogue) *Guide {
	if d == nil {
		d = dialogue.Of(t)
	}
	g := &Guide{t: t, d: d, opened: map[int]int{}, power: map[string][]int{}, stored: map[string]bool{}, composed: map[string]int{}, secured: map[int]bool{}}
	for _, e := range t.Events {
		switch f := e.Fact.(type) {
		case trace.ConnOpening:
			if _, known := g.opened[e.Conn]; !known {
				g.opened[e.Conn] = e.Seq
			}
		case trace.HostDown, trace.HostUp:
			g.power[e.Host] = append(g.power[e.Host], e.Seq)
		case trace.PacketSent:
			g.packets = true
		case trace.MailboxStored:
			g.stored[strings.ToLower(f.User)] = true
		case trace.MessageComposed:
			g.composed[f.MessageID] = e.Seq
		case trace.TLSDone:
			g.secured[e.Conn] = g.secured[e.Conn] || f.OK
		}
	}
	return g
}

// off tells whether a host is without power at an event.
func (g *Guide) off(host string, seq int) bool {
	turns, _ := slices.BinarySearch(g.power[host], seq+1)
	return turns%2 == 1
}

// Suggest says what could go wrong at an event, the most telling first. Each fault
// begins to act no earlier than what happens at the event.
func (g *Guide) Suggest(seq int) []Suggestion {
	e := g.t.At(seq)
	if e.Fact == nil {
		return nil
	}
	m := &menu{g: g, header: &g.t.Header, seq: seq}
	if l := g.line(e); l != nil {
		m.said(l)
	} else if o, at := g.opening(e); o != nil {
		m.knock(g.t.At(at).Host, *o, g.t.At(at).At)
	}
	m.fact(e)
	if len(m.list) > MaxSuggestions {
		m.list = m.list[:MaxSuggestions]
	}
	return m.list
}

// Title gives the words in which a fault is offered, wherever in the run that is. False: it is offered nowhere.
func (g *Guide) Title(fault string) (lang.Text, bool) {
	since := g.since(fault)
	for _, e := range slices.Concat(g.t.Events[since:], g.t.Events[:since]) {
		for _, s := range g.Suggest(e.Seq) {
			if s.Fault == fault {
				return s.Title, true
			}
		}
	}
	return lang.Text{}, false
}

// since is the index of the first event at the instant from which a fault acts: there, or soon after, it is offered most often.
func (g *Guide) since(fault string) int {
	_, from, _ := strings.Cut(fault, "from: ")
	from, _, _ = strings.Cut(strings.TrimSuffix(from, "}"), ", ")
	return max(0, slices.IndexFunc(g.t.Events, func(e trace.Event) bool { return instant(e.At) == from }))
}

// line finds what the client said that an event is part of: the command, where the
// event is its answer.
func (g *Guide) line(e trace.Event) *dialogue.Line {
	if e.Conn == 0 {
		return nil
	}
	l := g.d.LineAt(e.Seq)
	if l == nil {
		switch e.Fact.(type) {
		case trace.ConnOpening, trace.ConnAccepted, trace.ConnEstablished, trace.ConnFailed:
			return nil
		}
		for _, one := range g.d.LinesOf(e.Conn) {
			if one.First <= e.Seq {
				l = one
			}
		}
	}
	for l != nil && !l.FromClient && l.Question >= 0 && l.Question != l.Index {
		l = g.d.Lines[l.Question]
	}
	return l
}

// opening finds how an event's connection began.
func (g *Guide) opening(e trace.Event) (*trace.ConnOpening, int) {
	at, ok := g.opened[e.Conn]
	if !ok || e.Conn == 0 {
		return nil, 0
	}
	o := g.t.At(at).Fact.(trace.ConnOpening)
	return &o, at
}

// menu is what is offered at one step.
type menu struct {
	g      *Guide
	header *trace.Header
	seq    int
	list   []Suggestion
}

// serves tells whether a host is one of the scenario's servers, and on.
func (m *menu) serves(host string) bool {
	h := m.header.FindHost(host)
	return h != nil && h.User == "" && !m.g.off(host, m.seq)
}

func (m *menu) add(fault, es, en string, args ...any) {
	title := lang.Sprintf(es, en, args...)
	for _, s := range m.list {
		if s.Title == title {
			return
		}
	}
	m.list = append(m.list, Suggestion{Title: title, Fault: fault})
}

// service names a service as the scenario does, and tells whether it does at all.
func service(name string) (string, bool) {
	switch name {
	case "smtp", "submission", "pop3", "imap":
		return name, true
	case "submissions", "pop3s", "imaps":
		return strings.TrimSuffix(name, "s"), true
	case "domain":
		return "dns", true
	}
	return "", false
}

// offers tells whether a service is a host's own, and not that of somebody whose calls come
// to it.
func (m *menu) offers(host, service string) bool {
	h := m.header.FindHost(host)
	return h != nil && slices.ContainsFunc(h.Services, func(s trace.Service) bool { return s.Name == service })
}

// said is a line of a conversation.
func (m *menu) said(l *dialogue.Line) {
	server, client := l.Listener, l.Speaker
	if !l.FromClient {
		server, client = client, server
	}
	name, ok := service(l.Service)
	if !ok || !m.serves(server) || !m.offers(server, l.Service) {
		return
	}
	at := m.g.t.At(l.First).At
	if l.Received > 0 {
		at = m.g.t.At(l.Received).At
	}
	w := where{server: server, client: client, service: name, from: "from: " + instant(at), at: at}
	switch {
	case l.Protocol == dialogue.DNS:
		m.question(l, w)
	case l.Protocol == dialogue.SMTP && l.Kind == dialogue.KindGreeting:
		w.back(m.g, l)
		m.greeting(w)
	case l.Protocol == dialogue.SMTP:
		m.smtp(l, w)
	case l.Protocol == dialogue.POP3, l.Protocol == dialogue.IMAP:
		m.reading(l, w)
	}
	m.road(w)
}

// where is the place of a fault: a server's door and who stands before it.
type where struct {
	server, client, service string
	from                    string // "from: 3s"
	at                      time.Duration
}

// since is a place from the beginning of its connection on: whoever is to stand in the middle takes the call.
func (w where) since(g *Guide, l *dialogue.Line) where {
	w.back(g, l)
	return w
}

// back goes to the beginning of the connection: a greeting is due once it stands.
func (w *where) back(g *Guide, l *dialogue.Line) {
	if seq, ok := g.opened[l.Conn]; ok {
		w.at = g.t.At(seq).At
		w.from = "from: " + instant(w.at)
	}
}

func (w where) once(key, rest string) string {
	return fmt.Sprintf("%s: {host: %s, service: %s, %s, times: 1, %s}", key, w.server, w.service, rest, w.from)
}

func (w where) to(d time.Duration) string { return w.from + ", to: " + instant(w.at+d) }

// knock is a connection being opened.
func (m *menu) knock(client string, o trace.ConnOpening, at time.Duration) {
	name, ok := service(o.Service)
	if !ok || !m.serves(o.Peer) || !m.offers(o.Peer, o.Service) {
		return
	}
	w := where{server: o.Peer, client: client, service: name, from: "from: " + instant(at), at: at}
	if o.Network == "udp" {
		return // the question itself says more
	}
	m.add(w.once("refuse", "client: "+client), "%s no aceptara la conexión", "%s did not accept the connection", w.server)
	m.add(fmt.Sprintf("silence: {host: %s, service: %s, %s}", w.server, w.service, w.to(aWhile)),
		"%s no contestara durante diez minutos", "%s did not answer for ten minutes", w.server)
	m.down(w)
	m.strip(w)
	m.ownCertificate(w)
	m.alter(w, m.g.t.At(m.seq).Conn, m.letterAfter(m.seq))
	if name == "smtp" || name == "submission" {
		m.greeting(w)
	}
	m.road(w)
}

func (m *menu) greeting(w where) {
	m.add(w.once("answer", "command: CONNECT, code: 421"), "%s saludara con 421 y colgara", "%s greeted with 421 and hung up", w.server)
	m.add(w.once("answer", "command: CONNECT, code: 554"), "%s dijera que aquí no hay servicio (554)", "%s said that there is no service here (554)", w.server)
	m.add(w.once("delay", "command: CONNECT, by: 6min"), "%s tardara seis minutos en saludar", "%s took six minutes to greet", w.server)
}

// smtp is a command, or the letter.
func (m *menu) smtp(l *dialogue.Line, w where) {
	verb, _, _ := strings.Cut(l.Verb, " ")
	if l.Kind == dialogue.KindData {
		verb = "DOT"
	}
	recipient := between(l.Args, '<', '>')
	switch verb {
	case "EHLO", "HELO":
		m.strip(w.since(m.g, l))
		m.add(w.once("answer", "command: "+verb+", code: 421"), "%s colgara al oír el saludo (421)", "%s hung up on hearing the greeting (421)", w.server)
		m.add(w.once("cut", "command: "+verb), "se cortara la conexión al saludar", "the connection broke at the greeting")
	case "STARTTLS":
		m.strip(w.since(m.g, l))
		m.ownCertificate(w.since(m.g, l))
	case "AUTH":
		m.add(w.once("answer", "command: AUTH, code: 454"), "%s no pudiera comprobar contraseñas ahora (454)", "%s could not check passwords now (454)", w.server)
		m.add(w.once("answer", "command: AUTH, code: 535"), "%s no aceptara la contraseña (535)", "%s did not accept the password (535)", w.server)
		m.add(w.once("cut", "command: AUTH"), "se cortara la conexión al identificarse", "the connection broke at the log-in")
	case "MAIL":
		m.add(w.once("disk_full", "client: "+w.client), "%s no tuviera sitio en el disco (452)", "%s had no room on its disk (452)", w.server)
		if w.service == "smtp" {
			m.add(fmt.Sprintf("rate_limit: {host: %s, limit: 0, per: 10min, %s}", w.server, w.to(aWhile)),
				"%s creyera que ya había recibido demasiadas cartas (450)", "%s thought that it had had too many letters (450)", w.server)
		}
		m.add(w.once("answer", "command: MAIL, code: 554"), "%s no quisiera nada de este remitente (554)", "%s wanted nothing from this sender (554)", w.server)
		m.add(w.once("cut", "command: MAIL"), "se cortara la conexión en MAIL FROM", "the connection broke at MAIL FROM")
	case "RCPT":
		if strings.Contains(recipient, "@") {
			m.add(w.once("answer", "command: RCPT, code: 550, recipient: "+recipient), "%s no conociera a %s (550)", "%s did not know %s (550)", w.server, recipient)
			if w.service == "smtp" && m.livesAt(recipient, w.server) {
				m.forward(recipient, w.at)
				m.add(fmt.Sprintf("mailbox_full: {user: %s, %s}", recipient, w.to(anHour)), "el buzón de %s estuviera lleno una hora (452)", "the mailbox of %s were full for an hour (452)", recipient)
			}
		}
		if w.service == "smtp" {
			m.add(fmt.Sprintf("greylist: {host: %s, %s}", w.server, w.from), "%s pidiera a los desconocidos que volvieran (451)", "%s asked strangers to come again (451)", w.server)
		}
		m.add(w.once("answer", "command: RCPT, code: 451"), "%s tuviera un problema pasajero (451)", "%s had a passing problem (451)", w.server)
		m.add(w.once("cut", "command: RCPT"), "se cortara la conexión en RCPT TO", "the connection broke at RCPT TO")
	case "DATA":
		m.add(w.once("answer", "command: DATA, code: 451"), "%s no quisiera la carta ahora (451)", "%s did not want the letter now (451)", w.server)
		m.add(w.once("cut", "command: DATA"), "se cortara la conexión antes de la carta", "the connection broke before the letter")
		m.add(w.once("silence", "command: DATA"), "%s enmudeciera antes de la carta", "%s fell silent before the letter", w.server)
	case "DOT":
		m.alter(w.since(m.g, l), l.Conn, l.Body)
		if m.refusedForItsForm(l) {
			return
		}
		m.add(w.once("cut", "command: DOT"), "se cortara la conexión tras el punto final, con la carta ya aceptada", "the connection broke after the final dot, with the letter taken already")
		m.add(w.once("answer", "command: DOT, code: 452"), "%s no tuviera sitio para la carta (452)", "%s had no room for the letter (452)", w.server)
		m.add(w.once("answer", "command: DOT, code: 554"), "%s rechazara la carta por lo que dice (554)", "%s refused the letter for what it says (554)", w.server)
		m.add(w.once("silence", "command: DOT"), "%s aceptara la carta y no lo dijera nunca", "%s took the letter and never said so", w.server)
		m.add(w.once("delay", "command: DOT, by: 15min"), "%s tardara un cuarto de hora en aceptarla", "%s took a quarter of an hour to take it", w.server)
	case "QUIT":
		m.add(w.once("cut", "command: QUIT"), "se cortara la conexión en la despedida", "the connection broke at the goodbye")
		m.add(w.once("answer", "command: QUIT, code: 421"), "%s se despidiera con 421", "%s said goodbye with 421", w.server)
	}
}

// refusedForItsForm tells of a letter that its server did not come to think about: a line end, a line or the whole of it is not as it
// has to be (RFC 5321 sections 2.3.8 and 4.5.3.1), and no fault at its final dot would act.
func (m *menu) refusedForItsForm(l *dialogue.Line) bool {
	for _, r := range m.g.d.LinesOf(l.Conn) {
		if r.Question == l.Index && r.Kind == dialogue.KindReply && r.Class == dialogue.ClassPermanent {
			return r.Enhanced == "5.5.2" || r.Enhanced == "5.3.4"
		}
	}
	return false
}

// reading is a command of POP3 or IMAP.
func (m *menu) reading(l *dialogue.Line, w where) {
	verb := strings.TrimPrefix(l.Verb, "UID ")
	switch verb {
	case "PASS", "LOGIN", "AUTH", "AUTHENTICATE", "APOP":
		m.add(w.once("answer", "command: LOGIN"), "%s estuviera demasiado ocupado para dejarle entrar", "%s were too busy to let anybody in", w.server)
		m.add(w.once("cut", "command: LOGIN"), "se cortara la conexión al entrar", "the connection broke at the log-in")
		m.add(w.once("delay", "command: LOGIN, by: 30s"), "%s tardara medio minuto en abrir", "%s took half a minute to open", w.server)
	case "IDLE", "DONE":
		m.tunnel(w)
	case "RETR", "TOP", "STAT", "UIDL", "LIST", "DELE", "SELECT", "SEARCH", "FETCH", "STORE", "MOVE", "EXPUNGE", "APPEND", "LOGOUT":
		if !knows(w.service, verb) {
			return
		}
		m.add(w.once("cut", "command: "+verb), "se cortara la conexión en %s", "the connection broke at %s", verb)
		m.tunnel(w)
		m.add(w.once("silence", "command: "+verb), "%s no contestara a %s", "%s did not answer %s", w.server, verb)
		m.add(w.once("answer", "command: "+verb), "%s dijera que no a %s", "%s said no to %s", w.server, verb)
	}
}

// tunnel is that a device is out of reach for a while, and neither it nor its server is told. It comes out again and finds what has
// happened meanwhile.
func (m *menu) tunnel(w where) {
	if m.mobile(w.client) && m.packets(w) > 0 {
		m.add(fmt.Sprintf("loss: {between: [%s, %s], chance: 100%%, %s}", w.client, w.server, w.to(aWhile)),
			"%s pasara diez minutos dentro de un túnel", "%s spent ten minutes in a tunnel", w.client)
	}
}

// mobile tells whether a host is a device that is carried about.
func (m *menu) mobile(host string) bool {
	h := m.header.FindHost(host)
	return h != nil && h.User != "" && h.Device != "desktop"
}

// knows tells whether a command that a fault may be at belongs to a service.
func knows(service, verb string) bool {
	switch verb {
	case "LIST":
		return true
	case "RETR", "TOP", "STAT", "UIDL", "DELE":
		return service == "pop3"
	}
	return service == "imap"
}

// question is one to a name server.
func (m *menu) question(l *dialogue.Line, w where) {
	if l.DNS == nil {
		return
	}
	name := strings.TrimSuffix(l.DNS.Name, ".")
	about := fmt.Sprintf("host: %s, ", w.server)
	if name != "" && name == strings.ToLower(name) && strings.Contains(name, ".") {
		about += "name: " + name + ", "
	}
	switch l.DNS.Type {
	case "A", "AAAA", "MX", "TXT", "NS", "SOA", "CNAME", "PTR":
		about += "type: " + l.DNS.Type + ", "
	}
	ask := func(does, when, es, en string, args ...any) {
		m.add(fmt.Sprintf("dns: {%sdoes: %s, %s}", about, does, when), es, en, args...)
	}
	m.published(l, w)
	ask("silent", w.to(aWhile), "%s no contestara durante diez minutos", "%s did not answer for ten minutes", w.server)
	ask("servfail", w.from+", times: 1", "%s fallara (SERVFAIL)", "%s failed (SERVFAIL)", w.server)
	if !m.missing(l) {
		ask("nxdomain", w.from+", times: 1", "%s dijera que %s no existe (NXDOMAIN)", "%s said that %s does not exist (NXDOMAIN)", w.server, name)
	}
	ask("slow, by: 3s", w.from+", times: 1", "%s tardara tres segundos", "%s took three seconds", w.server)
	ask("truncated", w.from+", times: 1", "la respuesta no cupiera en un datagrama", "the answer did not fit into a datagram")
	ask("lame", w.from+", times: 1", "%s no supiera nada de la zona", "%s knew nothing of the zone", w.server)
}

// published is what a domain's owner may have done to the records that a question is about.
func (m *menu) published(l *dialogue.Line, w where) {
	name, kind := strings.TrimSuffix(l.DNS.Name, "."), l.DNS.Type
	owned := func(d trace.Domain) bool { return name == d.Name || strings.HasSuffix(name, "."+d.Name) }
	said := m.answered(l)
	if kind != "TXT" || name != strings.ToLower(name) || said == "" || !slices.ContainsFunc(m.header.Domains, owned) {
		return // what is not there cannot be taken away
	}
	// The name alone: what stands below it (a key below a domain, whom reports may be sent to below _dmarc) is another's to take away.
	gone := fmt.Sprintf("dns: {host: %s, name: %s, below: false, type: TXT, does: empty, %s}", w.server, name, w.to(anHour))
	switch {
	case strings.Contains(name, "._domainkey."):
		m.add(fmt.Sprintf(`dns: {host: %s, name: %s, type: TXT, does: wrong, records: ['%s. TXT "v=DKIM1; p="'], %s}`, w.server, name, name, w.to(anHour)),
			"la clave de %s ya se hubiera cambiado por otra (revocada)", "the key at %s had been changed for another already (revoked)", name)
		m.add(gone, "no hubiera clave en %s", "there were no key at %s", name)
	case strings.HasPrefix(name, "_dmarc."):
		domain, other := strings.TrimPrefix(name, "_dmarc."), "p=none"
		if strings.Contains(said, "p=none") {
			other = "p=reject"
		}
		m.add(gone, "%s no publicara DMARC", "%s published no DMARC", domain)
		m.add(fmt.Sprintf(`dns: {host: %s, name: %s, type: TXT, does: wrong, records: ['%s. TXT "v=DMARC1; %s"'], %s}`, w.server, name, name, other, w.to(anHour)),
			"%s pidiera %s", "%s asked for %s", domain, other)
	case strings.HasPrefix(name, "_mta-sts."):
		m.add(gone, "alguien ocultara el registro %s", "somebody hid the record %s", name)
	case !strings.Contains(name, "_"):
		m.add(gone, "%s no publicara SPF", "%s published no SPF", name)
		m.add(fmt.Sprintf(`dns: {host: %s, name: %s, type: TXT, does: wrong, records: ['%s. TXT "v=spf1 -all"'], %s}`, w.server, name, name, w.to(anHour)),
			"%s publicara que nadie envía por él (v=spf1 -all)", "%s published that nobody sends for it (v=spf1 -all)", name)
	}
}

// answered is what a question was answered with.
func (m *menu) answered(l *dialogue.Line) string {
	var records []string
	for _, a := range m.g.d.LinesOf(l.Conn) {
		if a.Kind == dialogue.KindAnswer && a.Question == l.Index && a.DNS != nil {
			records = append(records, a.DNS.Answer...)
		}
	}
	return strings.Join(records, "\n")
}

// missing tells whether a question was answered with NXDOMAIN: to say so again would change nothing.
func (m *menu) missing(l *dialogue.Line) bool {
	return slices.ContainsFunc(m.g.d.LinesOf(l.Conn), func(a *dialogue.Line) bool {
		return a.Kind == dialogue.KindAnswer && a.Question == l.Index && a.DNS != nil && a.DNS.RCode == "NXDOMAIN"
	})
}

// middle is what somebody on the road between two servers may do to what they say.
func (m *menu) middle(w where, does, es, en string, args ...any) {
	if w.service != "smtp" || w.client == w.server || !m.offers(w.client, "smtp") && !m.offers(w.client, "submission") || !m.offers(w.server, "smtp") {
		return
	}
	m.add(fmt.Sprintf("intercept: {between: [%s, %s], %s%s}", w.client, w.server, does, w.to(anHour)), es, en, args...)
}

// strip is that somebody takes the offer of TLS away.
func (m *menu) strip(w where) {
	if m.offersTLS(w.server) {
		m.middle(w, "does: strip_starttls, ", "alguien en medio del camino quitara STARTTLS", "somebody in the middle of the road stripped STARTTLS")
	}
}

func (m *menu) ownCertificate(w where) {
	if m.offersTLS(w.server) {
		m.middle(w, "does: own_certificate, ", "alguien en medio enseñara un certificado suyo", "somebody in the middle showed a certificate of his own")
	}
}

func (m *menu) offersTLS(host string) bool {
	h := m.header.FindHost(host)
	return h != nil && slices.ContainsFunc(h.Services, func(s trace.Service) bool { return s.Name == "smtp" && s.TLS != "" })
}

// alter is that somebody changes one letter of what a letter says, on a connection where it can be read.
func (m *menu) alter(w where, conn int, letter []byte) {
	if m.g.secured[conn] {
		return // nobody on the road sees a word inside TLS
	}
	if word, other := misread(letter); word != "" {
		m.middle(w, fmt.Sprintf("replace: %s, with: %s, ", word, other), "alguien en medio cambiara «%s» por «%s» en la carta", "somebody in the middle changed \"%s\" into \"%s\" in the letter", word, other)
	}
}

// misread gives a word of a letter's text that stands in it once, and what it becomes when one letter of it is another.
func misread(letter []byte) (word, other string) {
	if len(letter) > maxMisread { // what is replaced once could be anywhere in it
		return "", ""
	}
	_, text, found := strings.Cut(string(letter), "\r\n\r\n")
	if !found {
		return "", ""
	}
	words := strings.FieldsFunc(text, func(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') })
	for _, w := range words[:min(len(words), maxWords)] {
		if len(w) < len(word) || len(w) < shortWord || len(w) > longWord || strings.Count(string(letter), w) != 1 {
			continue
		}
		last := len(w) - 1
		for last > 0 && !strings.ContainsRune("aeiou", rune(w[last])) {
			last--
		}
		if last > 0 && len(w) > len(word) {
			word, other = w, w[:last]+map[byte]string{'a': "o", 'e': "i", 'i': "e", 'o': "a", 'u': "o"}[w[last]]+w[last+1:]
		}
	}
	return word, other
}

// Letters of such a length, so many of their words, and words of such lengths are looked at.
const (
	maxMisread          = 16 << 10
	maxWords            = 200
	shortWord, longWord = 4, 14
)

// letterAfter is the next letter that a connection brings after an event.
func (m *menu) letterAfter(seq int) []byte {
	conn := m.g.t.At(seq).Conn
	for _, l := range m.g.d.LinesOf(conn) {
		if l.Kind == dialogue.KindData && l.FromClient {
			return l.Body
		}
	}
	return nil
}

// forge is that whoever wrote a letter wrote another's name into From: the first of those that the scenario has elsewhere.
func (m *menu) forge(messageID string) {
	seq, known := m.g.composed[messageID]
	if !known {
		return
	}
	e := m.g.t.At(seq)
	h := m.header.FindHost(e.Host)
	f := e.Fact.(trace.MessageComposed)
	if h == nil || h.User == "" || !strings.EqualFold(h.User, f.From) {
		return // it is forged already
	}
	if bytes.Contains(f.Data, []byte("report-type=disposition-notification")) {
		return // a program's receipt, which nobody writes
	}
	for _, u := range m.header.Users {
		if domainOf(u.Address) == domainOf(h.User) || strings.ContainsAny(u.Address+u.Name, `'"{}[],<>`) {
			continue
		}
		m.add(fmt.Sprintf("forge: {user: %s, as: '%s <%s>', from: %s, times: 1}", h.User, u.Name, u.Address, instant(e.At)),
			"%s escribiera en el From el nombre de %s", "%s wrote %s's name into From", h.User, u.Address)
		return
	}
}

// forward is that the mail of a mailbox goes to another one, where the same checks are made.
func (m *menu) forward(mailbox string, at time.Duration) {
	if !slices.ContainsFunc(m.header.Users, func(u trace.User) bool { return strings.EqualFold(u.Address, mailbox) }) {
		return // one of thousands, whom the scenario does not name
	}
	local, _, _ := strings.Cut(mailbox, "@")
	for _, elsewhere := range []string{"otra.test", "casa.test"} {
		if slices.ContainsFunc(m.header.Domains, func(d trace.Domain) bool { return d.Name == elsewhere }) || local == "" || strings.ContainsAny(local, `'"{}[],: `) {
			continue
		}
		m.add(fmt.Sprintf("forward: {user: %s, mail: %s-casa@%s, from: %s}", strings.ToLower(mailbox), local, elsewhere, instant(at)),
			"el correo de %s se reenviara a otro buzón suyo", "the mail of %s were forwarded to another mailbox of the same person", mailbox)
		return
	}
}

func domainOf(address string) string {
	return strings.ToLower(address[strings.LastIndexByte(address, '@')+1:])
}

// checked is what could have been different about what a check of "who says so?" found: the letter, and what its domain publishes.
func (m *menu) checked(e trace.Event, f trace.PolicyChecked) {
	switch f.Check {
	case "spf", "dkim", "dmarc":
	default:
		return
	}
	for _, a := range f.Input {
		if a.Name == "message-id" {
			m.forge(a.Value)
		}
	}
	if f.Check == "dkim" && e.Conn != 0 {
		if o, at := m.g.opening(e); o != nil {
			w := where{server: o.Peer, client: m.g.t.At(at).Host, service: "smtp", at: m.g.t.At(at).At}
			w.from = "from: " + instant(w.at)
			m.alter(w, e.Conn, m.letterAfter(e.Seq))
		}
	}
	for _, name := range asked(f.Steps) {
		for i := m.g.d.Until(e.Seq) - 1; i >= 0 && i >= m.g.d.Until(e.Seq)-maxBack; i-- {
			l := m.g.d.Lines[i]
			if l.DNS == nil || l.Kind != dialogue.KindQuery || l.DNS.Type != "TXT" || !strings.EqualFold(strings.TrimSuffix(l.DNS.Name, "."), name) || !m.serves(l.Listener) {
				continue
			}
			at := m.g.t.At(l.First).At
			m.published(l, where{server: l.Listener, client: l.Speaker, service: "dns", from: "from: " + instant(at), at: at})
			break
		}
	}
}

// maxBack is how many lines a check's questions are looked for in.
const maxBack = 400

// asked are the names whose texts a check asked for.
func asked(steps []trace.PolicyStep) []string {
	var names []string
	for _, s := range steps {
		for _, q := range s.Questions {
			if q.Type == "TXT" && len(q.Records) > 0 {
				names = append(names, strings.ToLower(strings.TrimSuffix(q.Name, ".")))
			}
		}
		names = append(names, asked(s.Steps)...)
	}
	return names
}

// road is what may happen to packets, wherever they go.
func (m *menu) road(w where) {
	if m.header.FindHost(w.client) == nil || w.client == w.server {
		return
	}
	ends := fmt.Sprintf("between: [%s, %s]", w.client, w.server)
	switch n := m.packets(w); {
	case n == 0:
	case n < enough:
		m.add(fmt.Sprintf("loss: {%s, chance: 100%%, %s}", ends, w.to(time.Second)), "el camino lo perdiera todo durante un segundo", "the road lost everything for a second")
	default:
		m.add(fmt.Sprintf("loss: {%s, chance: 30%%, %s}", ends, w.to(anHour)), "el camino perdiera un paquete de cada tres", "the road lost one packet in three")
	}
	m.add(fmt.Sprintf("slow: {%s, latency: 2s, %s}", ends, w.to(anHour)), "cada paquete tardara dos segundos", "each packet took two seconds")
}

// enough is how many packets make it as good as certain that of one in three some are lost.
const enough = 16

// packets counts those that go along a road within the hour, as far as enough; where a run has not recorded them, it is
// taken to be.
func (m *menu) packets(w where) int {
	if !m.g.packets {
		return enough
	}
	packets := 0
	for seq := m.seq; seq <= len(m.g.t.Events) && packets < enough; seq++ {
		e := m.g.t.At(seq)
		if e.At > w.at+anHour {
			break
		}
		if _, sent := e.Fact.(trace.PacketSent); !sent {
			continue
		}
		if o, at := m.g.opening(e); o != nil && (m.g.t.At(at).Host == w.client && o.Peer == w.server || m.g.t.At(at).Host == w.server && o.Peer == w.client) {
			packets++
		}
	}
	return packets
}

func (m *menu) down(w where) {
	m.add(fmt.Sprintf("down: {host: %s, %s}", w.server, w.to(anHour)), "%s se quedara sin corriente una hora", "%s lost its power for an hour", w.server)
}

// fact is what a host decided, or what happened to it.
func (m *menu) fact(e trace.Event) {
	w := where{from: "from: " + instant(e.At), at: e.At}
	next := func(host string) bool {
		w.server = host
		return m.serves(host)
	}
	switch f := e.Fact.(type) {
	case trace.QueueAttempt:
		if next(f.Remote) && f.Remote != e.Host {
			w.service = "smtp"
			m.add(fmt.Sprintf("refuse: {host: %s, service: smtp, client: %s, times: 1, %s}", f.Remote, e.Host, w.from), "%s no aceptara la conexión", "%s did not accept the connection", f.Remote)
			m.down(w)
		}
	case trace.QueueDeferred:
		if next(f.Remote) {
			m.add(fmt.Sprintf("down: {host: %s, %s}", f.Remote, w.from), "%s no volviera nunca", "%s never came back", f.Remote)
		}
		if next(e.Host) {
			m.down(w)
		}
	case trace.ActionStarted:
		m.asleep(e, f)
	case trace.MessageComposed:
		m.forge(f.MessageID)
	case trace.PolicyChecked:
		m.checked(e, f)
	case trace.MailboxStored:
		if next(e.Host) {
			m.forward(f.User, e.At)
			m.down(w)
		}
	case trace.MessageAccepted, trace.QueueAdded, trace.MailRouted, trace.ReportMade:
		if next(e.Host) {
			m.down(w)
		}
	}
}

// asleep is that the device on which somebody is about to do something is off: what it would have fetched, deleted or told has to wait
// until it wakes up, and others may have been there by then.
func (m *menu) asleep(e trace.Event, f trace.ActionStarted) {
	if f.Index < 0 || f.Index >= len(m.header.Script) {
		return
	}
	switch a := m.header.Script[f.Index]; a.Kind {
	case "sync", "fetch", "delete", "flag", "move", "archive", "open", "idle", "search":
		if h := m.header.FindHost(a.Host); h != nil && h.User != "" && !m.g.off(a.Host, m.seq) {
			m.add(fmt.Sprintf("down: {host: %s, from: %s, to: %s}", a.Host, instant(e.At), instant(e.At+anHour)),
				"%s estuviera apagado, y despertara una hora más tarde", "%s were off, and woke up an hour later", a.Host)
		}
	}
}

// livesAt tells whether mail for that address ends in a mailbox on a host, of somebody who has a name.
func (m *menu) livesAt(address, host string) bool {
	_, domain, _ := strings.Cut(address, "@")
	h := m.header.FindHost(host)
	named := slices.ContainsFunc(m.header.Users, func(u trace.User) bool { return strings.EqualFold(u.Address, address) })
	return named && m.g.stored[strings.ToLower(address)] && h != nil && strings.EqualFold(h.Domain, domain) && h.Has(trace.RoleMDA)
}

// between gives what stands between two marks, "" if they are not there.
func between(s string, open, shut byte) string {
	i := strings.IndexByte(s, open)
	if i < 0 {
		return ""
	}
	j := strings.IndexByte(s[i:], shut)
	if j < 0 {
		return ""
	}
	return s[i+1 : i+j]
}

// instant writes a moment as scenarios do, to the nanosecond.
func instant(d time.Duration) string {
	whole, rest := d/time.Second, d%time.Second
	switch {
	case d <= 0:
		return "0"
	case rest == 0:
		return fmt.Sprintf("%ds", whole)
	}
	fraction := fmt.Sprintf("%d.%03dus", rest/time.Microsecond, rest%time.Microsecond)
	if whole == 0 {
		return fraction
	}
	return fmt.Sprintf("%ds %s", whole, fraction)
}
