package whatif

import (
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
}

// NewGuide reads a trace; d is its dialogue, or nil to have it read.
func NewGuide(t *trace.Trace, d *dialogue.Dialogue) *Guide {
	if d == nil {
		d = dialogue.Of(t)
	}
	g := &Guide{t: t, d: d, opened: map[int]int{}, power: map[string][]int{}, stored: map[string]bool{}}
	for _, e := range t.Events {
		switch f := e.Fact.(type) {
		case trace.ConnOpening:
			if _, known := g.opened[e.Conn]; !known {
				g.opened[e.Conn] = e.Seq
			}
		case trace.HostDown, trace.HostUp:
			g.power[e.Host] = append(g.power[e.Host], e.Seq)
		case trace.MailboxStored:
			g.stored[strings.ToLower(f.User)] = true
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
	if h := m.header.FindHost(w.server); slices.ContainsFunc(h.Services, func(s trace.Service) bool { return s.Name == "smtp" && s.TLS != "" }) {
		m.middle(w, "does: strip_starttls, ", "alguien en medio del camino quitara STARTTLS", "somebody in the middle of the road stripped STARTTLS")
		m.middle(w, "does: own_certificate, ", "alguien en medio enseñara un certificado suyo", "somebody in the middle showed a certificate of his own")
	}
	m.middle(w, "replace: a, with: e, ", "alguien en medio cambiara letras de la carta", "somebody in the middle changed letters of the letter")
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
		m.add(w.once("answer", "command: "+verb+", code: 421"), "%s colgara al oír el saludo (421)", "%s hung up on hearing the greeting (421)", w.server)
		m.add(w.once("cut", "command: "+verb), "se cortara la conexión al saludar", "the connection broke at the greeting")
	case "AUTH":
		m.add(w.once("answer", "command: AUTH, code: 454"), "%s no pudiera comprobar contraseñas ahora (454)", "%s could not check passwords now (454)", w.server)
		m.add(w.once("answer", "command: AUTH, code: 535"), "%s no aceptara la contraseña (535)", "%s did not accept the password (535)", w.server)
		m.add(w.once("cut", "command: AUTH"), "se cortara la conexión al identificarse", "the connection broke at the login")
	case "MAIL":
		m.add(w.once("disk_full", "client: "+w.client), "%s no tuviera sitio en el disco (452)", "%s had no room on its disk (452)", w.server)
		if w.service == "smtp" {
			m.add(fmt.Sprintf("rate_limit: {host: %s, limit: 0, per: 10min, %s}", w.server, w.to(aWhile)),
				"%s creyera que ya ha recibido demasiadas cartas (450)", "%s thought that it has had too many letters (450)", w.server)
		}
		m.add(w.once("answer", "command: MAIL, code: 554"), "%s no quisiera nada de este remitente (554)", "%s wanted nothing from this sender (554)", w.server)
		m.add(w.once("cut", "command: MAIL"), "se cortara la conexión en MAIL FROM", "the connection broke at MAIL FROM")
	case "RCPT":
		if strings.Contains(recipient, "@") {
			m.add(w.once("answer", "command: RCPT, code: 550, recipient: "+recipient), "%s no conociera a %s (550)", "%s did not know %s (550)", w.server, recipient)
			if w.service == "smtp" && m.livesAt(recipient, w.server) {
				m.add(fmt.Sprintf("mailbox_full: {user: %s, %s}", recipient, w.to(anHour)), "el buzón de %s estuviera lleno una hora (452)", "the mailbox of %s were full for an hour (452)", recipient)
			}
		}
		if w.service == "smtp" {
			m.add(fmt.Sprintf("greylist: {host: %s, %s}", w.server, w.from), "%s pidiera a los desconocidos que vuelvan (451)", "%s asked strangers to come again (451)", w.server)
		}
		m.add(w.once("answer", "command: RCPT, code: 451"), "%s tuviera un problema pasajero (451)", "%s had a passing problem (451)", w.server)
		m.add(w.once("cut", "command: RCPT"), "se cortara la conexión en RCPT TO", "the connection broke at RCPT TO")
	case "DATA":
		m.add(w.once("answer", "command: DATA, code: 451"), "%s no quisiera la carta ahora (451)", "%s did not want the letter now (451)", w.server)
		m.add(w.once("cut", "command: DATA"), "se cortara la conexión antes de la carta", "the connection broke before the letter")
		m.add(w.once("silence", "command: DATA"), "%s enmudeciera antes de la carta", "%s fell silent before the letter", w.server)
	case "DOT":
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

// reading is a command of POP3 or IMAP.
func (m *menu) reading(l *dialogue.Line, w where) {
	verb := strings.TrimPrefix(l.Verb, "UID ")
	switch verb {
	case "PASS", "LOGIN", "AUTH", "AUTHENTICATE", "APOP":
		m.add(w.once("answer", "command: LOGIN"), "%s estuviera demasiado ocupado para dejarle entrar", "%s were too busy to let anybody in", w.server)
		m.add(w.once("cut", "command: LOGIN"), "se cortara la conexión al entrar", "the connection broke at the login")
		m.add(w.once("delay", "command: LOGIN, by: 30s"), "%s tardara medio minuto en abrir", "%s took half a minute to open", w.server)
	case "RETR", "TOP", "STAT", "UIDL", "LIST", "DELE", "SELECT", "SEARCH", "FETCH", "STORE", "MOVE", "EXPUNGE", "APPEND", "LOGOUT":
		if !knows(w.service, verb) {
			return
		}
		m.add(w.once("cut", "command: "+verb), "se cortara la conexión en %s", "the connection broke at %s", verb)
		m.add(w.once("silence", "command: "+verb), "%s no contestara a %s", "%s did not answer %s", w.server, verb)
		m.add(w.once("answer", "command: "+verb), "%s dijera que no a %s", "%s said no to %s", w.server, verb)
	}
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
	m.published(name, l.DNS.Type, w)
	ask("silent", w.to(aWhile), "%s no contestara durante diez minutos", "%s did not answer for ten minutes", w.server)
	ask("servfail", w.from+", times: 1", "%s fallara (SERVFAIL)", "%s failed (SERVFAIL)", w.server)
	ask("nxdomain", w.from+", times: 1", "%s dijera que %s no existe (NXDOMAIN)", "%s said that %s does not exist (NXDOMAIN)", w.server, name)
	ask("slow, by: 3s", w.from+", times: 1", "%s tardara tres segundos", "%s took three seconds", w.server)
	ask("truncated", w.from+", times: 1", "la respuesta no cupiera en un datagrama", "the answer did not fit into a datagram")
	ask("lame", w.from+", times: 1", "%s no supiera nada de la zona", "%s knew nothing of the zone", w.server)
}

// published is what a domain's owner may have done to its records.
func (m *menu) published(name, kind string, w where) {
	owned := func(d trace.Domain) bool { return name == d.Name || strings.HasSuffix(name, "."+d.Name) }
	if kind != "TXT" || name != strings.ToLower(name) || !slices.ContainsFunc(m.header.Domains, owned) {
		return
	}
	gone := fmt.Sprintf("dns: {host: %s, name: %s, type: TXT, does: empty, %s}", w.server, name, w.to(anHour))
	switch {
	case strings.Contains(name, "._domainkey."):
		m.add(fmt.Sprintf(`dns: {host: %s, name: %s, type: TXT, does: wrong, records: ['%s. TXT "v=DKIM1; p="'], %s}`, w.server, name, name, w.to(anHour)),
			"la llave de %s ya se hubiera cambiado por otra (revocada)", "the key at %s had been changed for another already (revoked)", name)
		m.add(gone, "no hubiera llave en %s", "there were no key at %s", name)
	case strings.HasPrefix(name, "_dmarc."):
		m.add(gone, "%s no publicara DMARC", "%s published no DMARC", strings.TrimPrefix(name, "_dmarc."))
		m.add(fmt.Sprintf(`dns: {host: %s, name: %s, type: TXT, does: wrong, records: ['%s. TXT "v=DMARC1; p=none"'], %s}`, w.server, name, name, w.to(anHour)),
			"%s pidiera p=none", "%s asked for p=none", strings.TrimPrefix(name, "_dmarc."))
	case strings.HasPrefix(name, "_mta-sts."):
		m.add(gone, "alguien ocultara el registro %s", "somebody hid the record %s", name)
	case !strings.Contains(name, "_"):
		m.add(gone, "%s no publicara SPF", "%s published no SPF", name)
		m.add(fmt.Sprintf(`dns: {host: %s, name: %s, type: TXT, does: wrong, records: ['%s. TXT "v=spf1 -all"'], %s}`, w.server, name, name, w.to(anHour)),
			"%s publicara que nadie envía por él (v=spf1 -all)", "%s published that nobody sends for it (v=spf1 -all)", name)
	}
}

// middle is what somebody on the road between two servers may do to what they say.
func (m *menu) middle(w where, does, es, en string) {
	if w.service != "smtp" || w.client == w.server || !m.offers(w.client, "smtp") || !m.offers(w.server, "smtp") {
		return
	}
	m.add(fmt.Sprintf("intercept: {between: [%s, %s], %s%s}", w.client, w.server, does, w.to(anHour)), es, en)
}

// road is what may happen to packets, wherever they go.
func (m *menu) road(w where) {
	if m.header.FindHost(w.client) == nil || w.client == w.server {
		return
	}
	ends := fmt.Sprintf("between: [%s, %s]", w.client, w.server)
	m.add(fmt.Sprintf("loss: {%s, chance: 30%%, %s}", ends, w.to(anHour)), "el camino perdiera un paquete de cada tres", "the road lost one packet in three")
	m.add(fmt.Sprintf("slow: {%s, latency: 2s, %s}", ends, w.to(anHour)), "cada paquete tardara dos segundos", "each packet took two seconds")
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
	case trace.MessageAccepted, trace.QueueAdded, trace.MailboxStored, trace.MailRouted, trace.ReportMade:
		if next(e.Host) {
			m.down(w)
		}
	}
}

// livesAt tells whether mail for that address ends in a mailbox on a host.
func (m *menu) livesAt(address, host string) bool {
	_, domain, _ := strings.Cut(address, "@")
	h := m.header.FindHost(host)
	return m.g.stored[strings.ToLower(address)] && h != nil && strings.EqualFold(h.Domain, domain) && h.Has(trace.RoleMDA)
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
