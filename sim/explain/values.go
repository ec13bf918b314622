package explain

import (
	"mime"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
)

// value is what a {name} stands for; n chooses between the forms of a plural.
type value struct {
	text lang.Text
	n    int
}

// values are the facts of one step, by the names that the catalogue uses.
type values map[string]value

func (v values) set(name, s string) {
	if s != "" {
		v[name] = value{text: lang.Both(clip(s))}
	}
}

func (v values) say(name string, t lang.Text) {
	if !t.IsZero() {
		v[name] = value{text: t}
	}
}

func (v values) count(name string, n int) {
	v[name] = value{text: lang.Both(strconv.Itoa(n)), n: n}
}

func (v values) list(name string, items []string) {
	v[name+"Count"] = value{text: lang.Both(strconv.Itoa(len(items))), n: len(items)}
	if len(items) > 0 {
		v[name] = value{text: List(clipAll(items)), n: len(items)}
	}
}

// clip shortens what a sentence quotes, and keeps it on one line.
func clip(s string) string { return lang.Clip(s) }

func clipAll(items []string) []string {
	out := make([]string, len(items))
	for i, s := range items {
		out[i] = clip(s)
	}
	return out
}

// nobody is a host outside of the scenario.
var nobody = lang.Text{ES: "alguien de fuera", EN: "somebody outside"}

// values gathers what the words for a step may need.
func (x *Explainer) values(st *story.Step) values {
	v := values{}
	v.host("from", st.From)
	v.host("to", st.To)
	if st.Conn != 0 {
		v.count("conn", st.Conn)
	}
	v.say("letter", letterWords[st.Envelope != nil && st.Envelope.Report])
	if e := st.Envelope; e != nil {
		v.set("id", e.MessageID)
		v.set("queue", e.Queue)
		v.path("sender", e.Sender)
	}
	if st.Fact != nil {
		x.factValues(v, st)
	}
	if st.Line != nil {
		x.lineValues(v, st.Line)
	}
	x.openingValues(v, st)
	if st.Detail == story.Tell {
		x.tellValues(v, st)
	}
	return v
}

// letterWords call a letter what it is; a report is one too.
var letterWords = map[bool]lang.Text{
	false: {ES: "la carta", EN: "the letter"},
	true:  {ES: "el aviso", EN: "the report"},
}

func (v values) host(name, host string) {
	if host == "" {
		v[name] = value{text: nobody}
		return
	}
	v.set(name, host)
}

// path is a reverse-path: <> has a name of its own.
func (v values) path(name, path string) {
	if path == "" {
		v[name] = value{text: lang.Both("<>")}
		return
	}
	v.set(name, path)
}

// person is a user's name, or the address where no name is known.
func (x *Explainer) person(address string) string {
	if name := x.users[strings.ToLower(address)]; name != "" {
		return name
	}
	return address
}

// services are the doors of the journey.
var services = map[string]lang.Text{
	"smtp":        {ES: "SMTP (correo entre servidores)", EN: "SMTP (mail between servers)"},
	"submission":  {ES: "entrega de correo (submission)", EN: "mail submission"},
	"submissions": {ES: "entrega de correo sobre TLS (submissions)", EN: "mail submission over TLS (submissions)"},
	"pop3":        {ES: "POP3 (lectura del buzón)", EN: "POP3 (reading the mailbox)"},
	"pop3s":       {ES: "POP3 sobre TLS", EN: "POP3 over TLS"},
	"imap":        {ES: "IMAP (lectura del buzón)", EN: "IMAP (reading the mailbox)"},
	"imaps":       {ES: "IMAP sobre TLS", EN: "IMAP over TLS"},
	"domain":      {ES: "DNS (nombres)", EN: "DNS (names)"},
}

// openingValues adds what is known of how the step's connection began.
func (x *Explainer) openingValues(v values, st *story.Step) {
	if st.Conn == 0 {
		return
	}
	for _, f := range []trace.Fact{st.Fact, x.s.Opened(st.Conn)} {
		switch f := f.(type) {
		case trace.ConnOpening:
			v.opening(f.Network, f.Service, f.Local, f.Remote)
			return
		case trace.ConnAccepted:
			v.opening(f.Network, f.Service, f.Remote, f.Local)
			return
		}
	}
}

func (v values) opening(network, service string, client, server netip.AddrPort) {
	v.set("network", strings.ToUpper(network))
	v.set("service", service)
	v.say("serviceName", services[service])
	if server.IsValid() {
		v.set("port", strconv.Itoa(int(server.Port())))
		v.set("address", server.Addr().String())
	}
	if client.IsValid() {
		v.set("clientPort", strconv.Itoa(int(client.Port())))
		v.set("clientAddress", client.Addr().String())
	}
}

// stages are where an attempt can fail.
var stages = map[trace.Stage]lang.Text{
	trace.StageDNS:      {ES: "al buscar su dirección en el DNS", EN: "while looking its address up in the DNS"},
	trace.StageConnect:  {ES: "al conectar", EN: "while connecting"},
	trace.StageGreeting: {ES: "en el saludo", EN: "at the greeting"},
	trace.StageEHLO:     {ES: "al presentarse (EHLO)", EN: "at EHLO"},
	trace.StageSTARTTLS: {ES: "al pasar a TLS", EN: "while going over to TLS"},
	trace.StageAUTH:     {ES: "al identificarse (AUTH)", EN: "at AUTH"},
	trace.StageMAIL:     {ES: "al dar el remitente (MAIL FROM)", EN: "at MAIL FROM, the sender"},
	trace.StageRCPT:     {ES: "al dar el destinatario (RCPT TO)", EN: "at RCPT TO, the recipient"},
	trace.StageDATA:     {ES: "al pasar la carta (DATA)", EN: "at DATA, while passing the letter"},
	trace.StageDot:      {ES: "después del punto final", EN: "after the final dot"},
	trace.StageRSET:     {ES: "al empezar de nuevo (RSET)", EN: "at RSET"},
	trace.StageQUIT:     {ES: "al despedirse (QUIT)", EN: "at QUIT"},
	trace.StageLocal:    {ES: "al dejarla en el buzón", EN: "while putting it into the mailbox"},
}

// stageOf says at which stage an attempt failed, as the one that tried saw it: whose
// answer to the final dot stays out cannot tell how far the letter came.
func stageOf(stage trace.Stage, why trace.Cause) lang.Text {
	if stage == trace.StageDot && !why.Answered() {
		return lang.Text{ES: "a la espera de la respuesta al punto final", EN: "while waiting for the answer to the final dot"}
	}
	return stages[stage]
}

// decided tells whether a failure at this stage is an answer that holds for the
// domain's other servers too (RFC 5321 section 5.1): they are tried where this one
// did not get to hear of the letter, or was lost before the end.
func decided(stage trace.Stage, why trace.Cause) bool {
	switch stage {
	case trace.StageMAIL, trace.StageRCPT, trace.StageDATA:
		return why.Answered()
	}
	return stage == trace.StageDot || stage == trace.StageLocal
}

// actionValues says who acts, and what the teacher says meanwhile.
func (x *Explainer) actionValues(v values, index int) {
	script := x.s.Trace.Header.Script
	v.count("line", index+1)
	if index < 0 || index >= len(script) {
		v.say("who", lang.Text{ES: "El guion", EN: "The script"})
		v.say("action", lang.Text{ES: "sigue", EN: "goes on"})
		return
	}
	a := script[index]
	who := x.person(a.User)
	if who == "" {
		who = a.Host
	}
	v.set("who", who)
	if who == "" {
		v.say("who", lang.Text{ES: "El guion", EN: "The script"})
	}
	v.set("device", a.Host)
	v.say("say", a.Say)
	words, ok := deeds[a.Kind]
	if !ok {
		words = deed{does: lang.Both(a.Kind), failed: lang.Text{ES: "no pudo hacerlo", EN: "could not do it"}, done: lang.Text{ES: "terminó", EN: "is done"}}
	}
	v.say("action", words.does)
	v.say("done", words.done)
	v.say("failed", words.failed)
	v.say("after", words.after)
	if words.how.ES != "" && a.User != "" {
		v.say("how", lang.Text{ES: strings.Replace(words.how.ES, "{d}", clip(a.Host), 1), EN: strings.Replace(words.how.EN, "{d}", clip(a.Host), 1)})
	}
}

// inputOf finds the input of that number, looking back from an event.
func (x *Explainer) inputOf(input, seq int) trace.InputActed {
	for ; seq > 0; seq-- {
		if f, ok := x.s.Trace.At(seq).Fact.(trace.InputActed); ok && f.Input == input {
			return f
		}
	}
	return trace.InputActed{Input: input}
}

// inputValues say who does what from outside.
func (x *Explainer) inputValues(v values, f trace.InputActed, host string) {
	v.count("line", f.Input+1)
	switch person := x.person(f.User); {
	case f.By != "":
		v.set("who", f.By)
	case person != "":
		v.set("who", person)
	default:
		v.say("who", lang.Text{ES: "Alguien", EN: "Somebody"})
	}
	v.set("text", f.Text)
	words, ok := inputDeeds[f.Do]
	if !ok {
		if words, ok = deeds[f.Do]; !ok {
			words = deed{does: lang.Both(f.Do), failed: lang.Text{ES: "no pudo hacerlo", EN: "could not do it"}, done: lang.Text{ES: "terminó", EN: "is done"}}
		}
		if f.Do == "down" || f.Do == "up" {
			words = switches[f.Do]
		}
	}
	at := func(t lang.Text) lang.Text {
		return lang.Text{ES: strings.ReplaceAll(t.ES, "{d}", clip(host)), EN: strings.ReplaceAll(t.EN, "{d}", clip(host))}
	}
	v.say("action", at(words.does))
	v.say("done", at(words.done))
	v.say("failed", at(words.failed))
	v.say("after", at(words.after))
	if host != "" && words.how.ES != "" {
		v.say("how", at(words.how))
	}
}

// switches are power switches under somebody's hand: of a script it is the machine
// that loses its power.
var switches = map[string]deed{
	"down": {does: lang.Text{ES: "apaga {d}", EN: "switches {d} off"}, done: lang.Text{ES: "lo ha apagado", EN: "has switched it off"}, failed: lang.Text{ES: "no puede apagar {d}", EN: "cannot switch {d} off"}},
	"up":   {does: lang.Text{ES: "enciende {d}", EN: "switches {d} on"}, done: lang.Text{ES: "lo ha encendido", EN: "has switched it on"}, failed: lang.Text{ES: "no puede encender {d}", EN: "cannot switch {d} on"}},
}

// deed is what is said of an action of the script, in the third person: what
// somebody does and how, and what is said when it went well or did not.
type deed struct {
	does, how, done, after, failed lang.Text
}

var deeds = map[string]deed{
	"send": {does: lang.Text{ES: "envía una carta", EN: "sends a letter"}, how: lang.Text{ES: "Con un clic en «Enviar», en {d}.", EN: "With a click on “Send”, on {d}."},
		done: lang.Text{ES: "ya envió su carta", EN: "has sent the letter"}, after: lang.Text{ES: "Enviada no quiere decir entregada: ahora se ocupa su servidor.", EN: "Sent does not mean delivered: now it is the server's turn."},
		failed: lang.Text{ES: "ya lo sabe: su carta no salió", EN: "knows it now: the letter did not leave"}},
	"reply": {does: lang.Text{ES: "contesta una carta", EN: "answers a letter"}, how: lang.Text{ES: "Pulsa «Responder» en {d}.", EN: "With a click on “Reply”, on {d}."},
		done: lang.Text{ES: "ya envió su respuesta", EN: "has sent the answer"}, after: lang.Text{ES: "Es una carta más, con su propio sobre.", EN: "It is a letter like any other, with an envelope of its own."},
		failed: lang.Text{ES: "ya lo sabe: su respuesta no salió", EN: "knows it now: the answer did not leave"}},
	"fetch": {does: lang.Text{ES: "mira su correo", EN: "looks at the mail"}, how: lang.Text{ES: "Lo hace con el programa de correo de {d}.", EN: "With the mail program on {d}."},
		done: lang.Text{ES: "ya vio su correo", EN: "has seen the mail"}, failed: lang.Text{ES: "no pudo ver su correo", EN: "could not see the mail"}},
	"greet": {does: lang.Text{ES: "llama a un servidor solo para saludar", EN: "calls a server just to say hello"},
		done: lang.Text{ES: "ya saludó", EN: "has said hello"}, after: lang.Text{ES: "No llevaba ninguna carta.", EN: "It carried no letter."},
		failed: lang.Text{ES: "no pudo saludar", EN: "could not say hello"}},
	"lookup": {does: lang.Text{ES: "pregunta un nombre al DNS", EN: "asks the DNS for a name"},
		done: lang.Text{ES: "ya tiene su respuesta", EN: "has its answer"}, failed: lang.Text{ES: "se queda sin respuesta", EN: "is left without an answer"}},
	"wait":   {does: lang.Text{ES: "deja pasar el tiempo", EN: "lets time pass"}, done: lang.Text{ES: "ya esperó", EN: "has waited"}, failed: lang.Text{ES: "no pudo esperar", EN: "could not wait"}},
	"down":   {does: lang.Text{ES: "se queda sin corriente", EN: "loses its power"}, done: lang.Text{ES: "está sin corriente", EN: "is without power"}, failed: lang.Text{ES: "no se apaga", EN: "does not go down"}},
	"up":     {does: lang.Text{ES: "recupera la corriente", EN: "gets its power back"}, done: lang.Text{ES: "tiene corriente", EN: "has power"}, failed: lang.Text{ES: "no se enciende", EN: "does not come up"}},
	"flag":   {does: lang.Text{ES: "marca cartas", EN: "flags letters"}, done: lang.Text{ES: "ya marcó sus cartas", EN: "has flagged the letters"}, failed: lang.Text{ES: "no pudo marcar sus cartas", EN: "could not flag the letters"}},
	"move":   {does: lang.Text{ES: "guarda cartas en otra carpeta", EN: "moves letters to another folder"}, done: lang.Text{ES: "ya movió sus cartas", EN: "has moved the letters"}, failed: lang.Text{ES: "no pudo mover sus cartas", EN: "could not move the letters"}},
	"delete": {does: lang.Text{ES: "borra cartas", EN: "deletes letters"}, done: lang.Text{ES: "ya borró sus cartas", EN: "has deleted the letters"}, failed: lang.Text{ES: "no pudo borrar sus cartas", EN: "could not delete the letters"}},
	"search": {does: lang.Text{ES: "busca en su buzón", EN: "searches the mailbox"}, done: lang.Text{ES: "ya buscó", EN: "has searched"}, failed: lang.Text{ES: "no pudo buscar", EN: "could not search"}},
	"login": {does: lang.Text{ES: "intenta identificarse", EN: "tries to log in"}, how: lang.Text{ES: "Con la contraseña que guarda {d}.", EN: "With the password that {d} keeps."},
		done: lang.Text{ES: "pudo identificarse", EN: "was let in"}, failed: lang.Text{ES: "no pudo identificarse", EN: "was not let in"}},
	"change": {does: lang.Text{ES: "cambia la zona de su dominio", EN: "changes the domain's zone"}, done: lang.Text{ES: "ya cambió su zona", EN: "has changed the zone"}, failed: lang.Text{ES: "no pudo cambiar su zona", EN: "could not change the zone"}},
}

// questions say in words what a DNS question asks.
var questions = map[string]lang.Text{
	"MX":    {ES: "¿quién recibe el correo de {n}?", EN: "who takes mail for {n}?"},
	"A":     {ES: "¿qué dirección IPv4 tiene {n}?", EN: "what is the IPv4 address of {n}?"},
	"AAAA":  {ES: "¿qué dirección IPv6 tiene {n}?", EN: "what is the IPv6 address of {n}?"},
	"NS":    {ES: "¿quién responde por la zona {n}?", EN: "who answers for the zone {n}?"},
	"TXT":   {ES: "¿qué textos publica {n}?", EN: "what texts does {n} publish?"},
	"SOA":   {ES: "¿cuál es el registro de inicio de la zona {n}?", EN: "what is the start of authority of {n}?"},
	"CNAME": {ES: "¿de qué otro nombre es alias {n}?", EN: "of what name is {n} an alias?"},
	"NONE":  {ES: "¿existe {n}?", EN: "does {n} exist?"}, // what an NXDOMAIN answers, whatever was asked
	"PTR":   {ES: "¿qué nombre tiene la dirección {n}?", EN: "what is the name of the address {n}?"},
}

func (v values) question(name, typ string) {
	name = strings.TrimSuffix(name, ".")
	if name == "" {
		name = "."
	}
	v.set("name", name)
	v.set("type", typ)
	q, ok := questions[strings.ToUpper(typ)]
	if !ok {
		q = lang.Text{ES: "¿qué registros " + typ + " tiene {n}?", EN: "what " + typ + " records has {n}?"}
	}
	v.say("question", lang.Text{ES: strings.Replace(q.ES, "{n}", clip(name), 1), EN: strings.Replace(q.EN, "{n}", clip(name), 1)})
}

// rdata are the records' last part, what one wants to know: "10 mx.beta.test".
func rdata(records []string) []string {
	out := make([]string, 0, len(records))
	for _, r := range records {
		fields := strings.Fields(r)
		// owner, TTL, class and type stand before it (RFC 1035 section 5.1); in a
		// record from elsewhere they may be missing.
		for i := 1; i < len(fields)-1; i++ {
			if fields[i] == "IN" {
				fields = fields[i+2:]
				break
			}
		}
		said := strings.Join(fields, " ")
		if n := len(fields); n == 0 || fields[n-1] != "." { // the root, as the null MX has it (RFC 7505)
			said = strings.TrimSuffix(said, ".")
		}
		out = append(out, said)
	}
	return out
}

// data lists what records say. One that ends in a dot stands in quotes, or it would
// look like the end of the sentence.
func (v values) data(name string, records []string) {
	said := rdata(records)
	v.list(name, said)
	if !slices.ContainsFunc(said, endsInDot) {
		return
	}
	var es, en []string
	for _, s := range clipAll(said) {
		if endsInDot(s) {
			es, en = append(es, "«"+s+"»"), append(en, "“"+s+"”")
			continue
		}
		es, en = append(es, s), append(en, s)
	}
	v[name] = value{text: lang.Text{ES: List(es).ES, EN: List(en).EN}, n: len(said)}
}

func endsInDot(s string) bool { return strings.HasSuffix(s, ".") }

// answer reads a DNS message: records, a "no", or a referral to somebody who
// knows (RFC 1034 section 4.3.1).
func (v values) answer(m *dialogue.DNSMessage) {
	v.set("rcode", m.RCode)
	delete(v, "referral")
	delete(v, "no")
	if m.RCode != "NOERROR" {
		v.set("no", m.RCode)
	}
	if len(m.Answer) > 0 {
		v.data("records", m.Answer)
		return
	}
	if m.RCode != "NOERROR" {
		v.negative(m.Name, m.Type, m.RCode, m.Answer)
		return
	}
	// A referral names servers and no SOA; "there is nothing of that type" may name
	// the SOA (RFC 2308 section 2.2).
	var servers []string
	for _, r := range m.Authority {
		if fields := strings.Fields(r); slices.Contains(fields, "SOA") {
			servers = nil
			break
		} else if slices.Contains(fields, "NS") {
			servers = append(servers, r)
		}
	}
	if !m.AA && len(servers) > 0 {
		v.data("referral", servers)
		return
	}
	v.negative(m.Name, m.Type, m.RCode, m.Answer)
}

// missing says what a resolver's memory lacks. What an answer brought along may be
// the very thing; it is no answer, though, and not kept as one (RFC 2181 section 5.4.1).
func (x *Explainer) missing(v values, st *story.Step, f trace.DNSCache) {
	v.say("missing", lang.Text{
		ES: "En su memoria (cache) no hay nada sobre " + v["name"].text.ES + " (" + clip(f.Type) + "): tiene que preguntar.",
		EN: "Its cache has nothing about " + v["name"].text.EN + " (" + clip(f.Type) + "): it has to ask.",
	})
	if st.Detail != story.Dialogue {
		return
	}
	steps := x.s.Steps(story.Dialogue)
	for i := st.Index - 1; i >= max(0, st.Index-maxLookBack); i-- {
		l := steps[i].Line
		if l == nil || l.DNS == nil || l.Listener != st.From {
			continue
		}
		for _, r := range l.DNS.Additional {
			fields := strings.Fields(r)
			if len(fields) > 3 && strings.EqualFold(strings.TrimSuffix(fields[0], "."), strings.TrimSuffix(f.Name, ".")) && slices.Contains(fields[2:4], f.Type) {
				v.say("missing", lang.Text{
					ES: "Vino de paso con otra respuesta, pero lo que no se ha preguntado no se da por sabido: tiene que preguntar.",
					EN: "It came along with another answer, but what was not asked for does not count as known: it has to ask.",
				})
				v.set("brought", r)
				return
			}
		}
	}
}

// maxLookBack bounds the search for what an earlier answer brought along, in steps.
const maxLookBack = 20

// negative says what it means that there is no record: a clause that stands by
// itself, and behind "notes down that".
func (v values) negative(name, typ, rcode string, records []string) {
	delete(v, "nothing")
	if name = clip(strings.TrimSuffix(name, ".")); name == "" {
		name = "."
	}
	typ = clip(typ)
	switch {
	case len(records) > 0:
	case rcode == "NXDOMAIN":
		v.say("nothing", lang.Text{ES: name + " no existe (NXDOMAIN)", EN: name + " does not exist (NXDOMAIN)"})
	case rcode == "SERVFAIL":
		v.say("nothing", lang.Text{ES: "sobre " + name + " no se pudo averiguar nada (SERVFAIL)", EN: "nothing could be found out about " + name + " (SERVFAIL)"})
	case rcode == "REFUSED":
		v.say("nothing", lang.Text{ES: "sobre " + name + " no se quiere contestar (REFUSED)", EN: "there is no will to answer about " + name + " (REFUSED)"})
	case rcode != "" && rcode != "NOERROR":
		v.say("nothing", lang.Both(clip(rcode)))
	case typ == "MX":
		v.say("nothing", lang.Text{ES: name + " existe, pero no tiene MX (NODATA)", EN: name + " exists, but has no MX (NODATA)"})
	default:
		v.say("nothing", lang.Text{ES: name + " existe, pero no tiene registros " + typ + " (NODATA)", EN: name + " exists, but has no " + typ + " records (NODATA)"})
	}
}

// firstLine is the beginning of what was said, for quoting.
func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// lineValues reads a line of dialogue.
func (x *Explainer) lineValues(v values, l *dialogue.Line) {
	v.set("text", firstLine(l.Text))
	v.set("verb", l.Verb)
	v.set("args", l.Args)
	v.set("tag", l.Tag)
	if l.Code != 0 {
		v.count("code", l.Code)
	}
	v.set("enhanced", l.Enhanced)
	v.host("client", l.Speaker)
	v.host("server", l.Listener)
	if !l.FromClient {
		v.host("client", l.Listener)
		v.host("server", l.Speaker)
	}
	switch l.Protocol {
	case dialogue.SMTP:
		x.smtpValues(v, l)
	case dialogue.POP3, dialogue.IMAP:
		x.readingValues(v, l)
	case dialogue.DNS:
		v.question(l.Args, l.Verb)
		if m := l.DNS; m != nil {
			v.question(m.Name, m.Type)
			if l.Kind != dialogue.KindQuery {
				v.answer(m)
			}
		}
	}
	v.say("size", Size(int64(len(l.Raw))))
	if l.Kind == dialogue.KindData {
		v.say("size", Size(int64(len(l.Body))))
		head := header(l.Body)
		v.set("subject", decoded(head["subject"]))
		v.set("author", decoded(head["from"]))
		v.count("received", strings.Count(strings.ToLower(string(l.Body[:min(len(l.Body), 64<<10)])), "\nreceived:")+boolInt(strings.HasPrefix(strings.ToLower(string(l.Body[:min(len(l.Body), 9)])), "received:")))
	}
	if l.Partial {
		v.say("partial", lang.Text{ES: "La frase quedó cortada", EN: "The sentence was cut off"})
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// decoded reads the encoded words of a header field (RFC 2047); what cannot be
// read stays as it is.
func decoded(s string) string {
	if out, err := new(mime.WordDecoder).DecodeHeader(s); err == nil {
		return out
	}
	return s
}

// header reads the fields that a person looks at first.
func header(message []byte) map[string]string {
	out := map[string]string{}
	rest := string(message[:min(len(message), 64<<10)])
	for rest != "" {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		line = strings.TrimSuffix(line, "\r")
		if line == "" {
			break
		}
		name, val, found := strings.Cut(line, ":")
		name = strings.ToLower(name)
		if found && out[name] == "" {
			out[name] = strings.TrimSpace(val)
		}
	}
	return out
}

// fields names those fields of a new letter's header that a person fills in.
func (v values) fields(message []byte) {
	there := header(message)
	var names []string
	for _, name := range []string{"From", "To", "Cc", "Subject", "Date"} {
		if there[strings.ToLower(name)] != "" {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		names = []string{"From", "Date"} // the least that there is (RFC 5322 section 3.6)
	}
	v.set("fields", strings.Join(names, ", "))
}

// path is the address between angle brackets.
func path(args string) (string, bool) {
	i := strings.IndexByte(args, '<')
	if i < 0 {
		return "", false
	}
	j := strings.IndexByte(args[i:], '>')
	if j < 0 {
		return "", false
	}
	return args[i+1 : i+j], true
}

// smtpValues reads what SMTP commands carry.
func (x *Explainer) smtpValues(v values, l *dialogue.Line) {
	about := l
	if q := x.asked(l); q != nil {
		about = q
	}
	switch about.Verb {
	case "MAIL FROM":
		if p, ok := path(about.Args); ok {
			v.path("sender", p)
		}
	case "RCPT TO":
		if p, ok := path(about.Args); ok {
			v.set("recipient", p)
			local, domain, _ := strings.Cut(p, "@")
			v.set("local", local)
			v.set("domain", domain)
		}
	case "EHLO", "HELO":
		v.set("hello", about.Args)
	}
	if l == about && l.Verb == "MAIL FROM" {
		v.declared(l.Args)
	}
	if l.Verb == "AUTH" {
		word, _, _ := strings.Cut(l.Args, " ")
		v.set("mechanism", strings.ToUpper(word))
	}
	v.credentials(l)
	v.say("exposed", exposed[l.Encrypted])
	if l.Verb == "" && !l.FromClient || l.Code != 0 {
		v.set("words", firstLine(strings.ReplaceAll(l.Args, "\n", " · ")))
	}
}

// declared is the size that MAIL FROM announces (RFC 1870 section 5).
func (v values) declared(args string) {
	_, params, _ := strings.Cut(args, ">")
	for _, p := range strings.Fields(params) {
		if n, ok := strings.CutPrefix(strings.ToUpper(p), "SIZE="); ok {
			if size, err := strconv.ParseInt(n, 10, 64); err == nil {
				v.say("declared", Size(size))
			}
		}
	}
}

// asked is the line that a reply answers, or nil.
func (x *Explainer) asked(l *dialogue.Line) *dialogue.Line {
	i := x.s.StepOfLine(l.Question)
	if i < 0 {
		return nil
	}
	return x.s.Steps(story.Dialogue)[i].Line
}

// credentials says what a secret really contains.
func (v values) credentials(l *dialogue.Line) {
	if l.Secret == "" {
		return
	}
	parts := l.SecretParts()
	switch len(parts) {
	case 3:
		v.set("user", parts[1])
		v.set("password", parts[2])
	case 2:
		v.set("user", parts[0])
		v.set("password", parts[1])
	default:
		v.set("secret", l.Secret)
	}
}

// fetching says what asking for a letter's text brings and does.
func (v values) fetching(args string) {
	wanted := lang.Text{ES: "Quiere el texto de la carta, o una parte", EN: "It wants the text of the letter, or a part of it"}
	if up := strings.ToUpper(args); strings.Contains(up, "BODY[]") || strings.Contains(up, "BODY.PEEK[]") {
		wanted = lang.Text{ES: "BODY[] es la carta entera, tal como está guardada", EN: "BODY[] is the whole letter, as it is stored"}
	}
	v.say("wanted", wanted)
	if peeks(args) {
		v.say("marking", lang.Text{ES: "con PEEK no queda marcada como leída", EN: "PEEK leaves it unmarked as read"})
		v.say("reading", lang.Text{ES: "Descargar no es leer: la marca se pondrá cuando una persona la abra.", EN: "To download is not to read: the flag is set when a person opens it."})
		return
	}
	v.say("marking", lang.Text{ES: "sin PEEK queda marcada como leída, salvo tras EXAMINE", EN: "without PEEK it is marked as read, unless after EXAMINE"})
	v.say("reading", lang.Text{ES: "Para el servidor, pedirla así es leerla.", EN: "To the server, asking for it so is reading it."})
}

// readingValues reads what POP3 and IMAP commands carry.
func (x *Explainer) readingValues(v values, l *dialogue.Line) {
	args := strings.Fields(l.Args)
	if q := x.asked(l); q != nil {
		if !l.FromClient {
			args = strings.Fields(q.Args)
		}
		v.set("asked", q.Verb+" "+q.Args)
	}
	if len(args) > 0 {
		v.set("arg", strings.Trim(args[0], `"`))
	}
	if len(args) > 1 {
		v.set("rest", strings.Join(args[1:], " "))
	}
	v.credentials(l)
	v.say("exposed", exposed[l.Encrypted])
	if l.Protocol == dialogue.IMAP && l.FromClient && strings.HasSuffix(l.Verb, "FETCH") {
		v.fetching(l.Args)
	}
	if l.FromClient && l.Verb != "" {
		v.set("selection", strings.Trim(firstLine(l.Args), `"`))
	}
	if !l.FromClient {
		v.set("words", firstLine(l.Args))
	}
	if l.Protocol == dialogue.POP3 && l.FromClient && strings.EqualFold(l.Verb, "USER") {
		v.set("user", l.Args)
	}
}
