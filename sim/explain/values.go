package explain

import (
	"mime"
	"net/netip"
	"strconv"
	"strings"
	"time"

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

// maxValue is the longest value, in bytes, that a sentence quotes.
const maxValue = 120

// clip shortens what a sentence quotes, and keeps it on one line.
func clip(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		s = strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f {
				return ' '
			}
			return r
		}, s)
	}
	if len(s) <= maxValue {
		return s
	}
	cut := maxValue - 3
	for cut > 0 && s[cut]&0xC0 == 0x80 {
		cut--
	}
	return s[:cut] + "…"
}

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
	for _, f := range []trace.Fact{st.Fact, x.opened[st.Conn]} {
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
var stages = map[string]lang.Text{
	"dns":      {ES: "al buscar su dirección en el DNS", EN: "while looking its address up in the DNS"},
	"connect":  {ES: "al conectar", EN: "while connecting"},
	"greeting": {ES: "en el saludo", EN: "at the greeting"},
	"ehlo":     {ES: "al presentarse (EHLO)", EN: "at EHLO"},
	"starttls": {ES: "al pasar a TLS", EN: "while going over to TLS"},
	"auth":     {ES: "al identificarse (AUTH)", EN: "at AUTH"},
	"mail":     {ES: "al decir el remitente (MAIL FROM)", EN: "at MAIL FROM, the sender"},
	"rcpt":     {ES: "al decir el destinatario (RCPT TO)", EN: "at RCPT TO, the recipient"},
	"data":     {ES: "al pasar la carta (DATA)", EN: "at DATA, while passing the letter"},
	"dot":      {ES: "después del punto final", EN: "after the final dot"},
	"rset":     {ES: "al empezar de nuevo (RSET)", EN: "at RSET"},
	"quit":     {ES: "al despedirse (QUIT)", EN: "at QUIT"},
	"local":    {ES: "al dejarla en el buzón", EN: "while putting it into the mailbox"},
}

var reasons = map[string]lang.Text{
	"no-such-user":                    {ES: "aquí no existe ese buzón", EN: "there is no such mailbox here"},
	"relay-denied":                    {ES: "la dirección es de otro dominio, y a un desconocido no se le reenvía correo", EN: "the address belongs to another domain, and mail is not passed on for strangers"},
	"over-quota":                      {ES: "el buzón está lleno", EN: "the mailbox is full"},
	"alias-loop":                      {ES: "el alias da vueltas sobre sí mismo", EN: "the alias goes round in circles"},
	"greylisted":                      {ES: "es la primera vez que se ve este trío de cliente, remitente y destinatario (lista gris)", EN: "this client, sender and recipient have never been seen together (greylisting)"},
	"rate-limit":                      {ES: "llegan demasiadas cartas a la vez", EN: "too many letters come at once"},
	"null-sender":                     {ES: "la carta misma es un aviso: su remitente es <>", EN: "the letter itself is a report: its sender is <>"},
	"notify":                          {ES: "quien la envió pidió no recibir avisos (NOTIFY=NEVER)", EN: "its sender asked for none (NOTIFY=NEVER)"},
	"quiet":                           {ES: "ya no queda nada por suceder", EN: "nothing is left to happen"},
	"stuck":                           {ES: "alguien espera algo que nunca llegará", EN: "somebody waits for what will never come"},
	"cancelled":                       {ES: "se detuvo a mano", EN: "it was stopped by hand"},
	"loss":                            {ES: "se perdió en el camino", EN: "it was lost on the road"},
	"down":                            {ES: "el destino estaba apagado", EN: "its destination was switched off"},
	"refused":                         {ES: "nadie escucha en ese puerto", EN: "nobody listens on that port"},
	"timeout":                         {ES: "no hubo respuesta a tiempo", EN: "no answer came in time"},
	"unreachable":                     {ES: "no hay camino hasta esa dirección", EN: "there is no road to that address"},
	"no such domain":                  {ES: "el dominio no existe", EN: "the domain does not exist"},
	"no record of that type":          {ES: "no hay registros de ese tipo", EN: "there is no record of that type"},
	"the domain takes no mail":        {ES: "el dominio no recibe correo", EN: "the domain takes no mail"},
	"no mail exchanger or address":    {ES: "no tiene servidor de correo ni dirección", EN: "it has no mail exchanger and no address"},
	"no reply in time":                {ES: "no hubo respuesta a tiempo", EN: "no reply came in time"},
	"the server could not be reached": {ES: "no se pudo llegar al servidor", EN: "the server could not be reached"},
	"the server failed":               {ES: "el servidor falló (SERVFAIL)", EN: "the server failed (SERVFAIL)"},
	"the server refused":              {ES: "el servidor se negó (REFUSED)", EN: "the server refused (REFUSED)"},
	"the names lead in a circle":      {ES: "los nombres dan vueltas en círculo", EN: "the names lead in a circle"},
	"no server to ask":                {ES: "no hay servidor a quien preguntar", EN: "there is no server to ask"},
	"reset":                           {ES: "la conexión se rompió a la mitad", EN: "the connection broke in the middle"},
}

// reason says a reason's name in words, or quotes what is not in the list.
func reason(name string) lang.Text {
	if t, ok := reasons[name]; ok {
		return t
	}
	if name == "" {
		return lang.Text{}
	}
	return lang.Text{ES: "«" + clip(name) + "»", EN: "“" + clip(name) + "”"}
}

// factValues reads a fact's fields.
func (x *Explainer) factValues(v values, st *story.Step) {
	at := x.s.Trace.At(st.FactSeq).At
	switch f := st.Fact.(type) {
	case trace.ConnFailed:
		v.say("reason", reason(string(f.Reason)))
		v.say("after", Duration(at-x.s.Trace.At(st.First).At))
	case trace.PacketSent:
		v.set("flags", f.Flags)
		v.count("seq", int(f.Seq))
		v.count("ack", int(f.Ack))
		v.count("len", f.Len)
		v.say("size", Size(int64(f.Len)))
		v.count("try", f.Try)
	case trace.PacketLost:
		v.say("reason", reason(f.Why))
		if p, ok := x.s.Trace.At(f.Sent).Fact.(trace.PacketSent); ok {
			v.set("flags", p.Flags)
			v.say("size", Size(int64(p.Len)))
			v.count("seq", int(p.Seq))
		}
	case trace.DataSent:
		v.say("size", Size(int64(len(f.Data))))
	case trace.DataReceived:
		v.say("size", Size(int64(f.Len)))
	case trace.TLSDone:
		v.set("version", f.Version)
		v.set("serverName", f.ServerName)
		v.set("subject", f.Subject)
		v.set("issuer", f.Issuer)
		v.set("error", f.Error)
	case trace.DNSCache:
		v.question(f.Name, f.Type)
		v.list("records", rdata(f.Records))
		v.set("rcode", f.RCode)
		v.say("ttl", Duration(time.Duration(f.TTL)*time.Second))
	case trace.DNSAnswered:
		v.question(f.Name, f.Type)
		v.list("records", rdata(f.Records))
		v.set("rcode", f.RCode)
		v.say("reason", reason(f.Error))
	case trace.MailRouted:
		v.set("domain", f.Domain)
		var names []string
		for _, h := range f.Hosts {
			name := h.Name
			if !f.Implicit && len(f.Hosts) > 1 {
				name += " (" + strconv.Itoa(int(h.Preference)) + ")"
			}
			names = append(names, name)
		}
		v.list("hosts", names)
		if len(f.Hosts) > 0 {
			v.set("first", f.Hosts[0].Name)
			if len(f.Hosts[0].Addrs) > 0 {
				v.set("address", f.Hosts[0].Addrs[0].String())
			}
		}
		v.say("reason", reason(f.Error))
	case trace.MessageComposed:
		v.set("id", f.MessageID)
		v.set("sender", f.From)
		v.set("person", x.person(f.From))
		v.list("recipients", f.To)
		v.list("bcc", f.Bcc)
		v.set("subject", f.Subject)
		v.say("size", Size(int64(len(f.Data))))
	case trace.MessageSubmitted:
		v.set("id", f.MessageID)
		v.say("stage", stages[f.Stage])
		v.set("reply", f.Reply)
	case trace.Authenticated:
		v.set("mechanism", f.Mechanism)
		v.set("user", f.User)
	case trace.RecipientDecided:
		v.path("sender", f.Sender)
		v.set("recipient", f.Recipient)
		v.list("targets", f.Targets)
		v.count("code", f.Code)
		v.set("enhanced", f.Status)
		v.say("reason", reason(f.Reason))
	case trace.MessageAccepted:
		v.set("queue", f.Queue)
		v.set("id", f.MessageID)
		v.path("sender", f.Sender)
		v.list("recipients", f.Recipients)
		v.say("size", Size(int64(len(f.Data))))
	case trace.MailboxRefused:
		v.set("user", f.User)
		v.set("folder", f.Folder)
		v.say("reason", reason(f.Reason))
	case trace.MailboxFlagged:
		v.mailbox(f.User, f.Folder, f.UID)
		v.list("flags", f.Flags)
		v["flagsNow"] = value{text: flagsNow(f.Flags)}
	case trace.MailboxStored:
		v.mailbox(f.User, f.Folder, f.UID)
		v.set("person", x.person(f.User))
		v.set("queue", f.Queue)
		v.say("size", Size(int64(len(f.Data))))
	case trace.MailboxRemoved:
		v.mailbox(f.User, f.Folder, f.UID)
	case trace.FolderChanged:
		v.set("user", f.User)
		v.set("folder", f.Folder)
		v.set("target", f.To)
	case trace.DeviceStored:
		v.set("user", f.User)
		v.set("person", x.person(f.User))
		v.set("folder", f.Folder)
		v.set("uid", f.UID)
		v.set("subject", f.Subject)
		v.set("author", f.From)
		v.set("protocol", strings.ToUpper(f.Protocol))
	case trace.DeviceRemoved:
		v.set("user", f.User)
		v.set("folder", f.Folder)
		v.set("uid", f.UID)
	case trace.DeviceShown:
		v.set("user", f.User)
		v.set("person", x.person(f.User))
		v.set("subject", f.Subject)
		v.set("author", f.From)
	case trace.ActionStarted:
		x.actionValues(v, f.Index)
	case trace.ActionEnded:
		x.actionValues(v, f.Index)
		v.set("error", f.Error)
	case trace.FaultActed:
		v.set("fault", f.Do)
		v.set("where", f.At)
		v.set("effect", f.What)
		v.count("time", f.Time)
	case trace.Greylisted:
		v.set("client", f.Client)
		v.path("sender", f.Sender)
		v.set("recipient", f.Recipient)
		if f.Wait > 0 {
			v.say("wait", Duration(f.Wait))
		}
	case trace.RateLimited:
		v.set("client", f.Client)
		v.count("count", f.Count)
		v.count("limit", f.Limit)
		v.say("window", Duration(f.Window))
	case trace.ActorPanicked:
		v.set("process", f.Process)
		v.set("error", f.Value)
	case trace.RunEnded:
		v.say("reason", reason(f.Reason))
		v.list("waiting", f.Waiting)
	default:
		x.queueValues(v, st.Fact, at)
	}
}

func (v values) mailbox(user, folder string, uid uint32) {
	v.set("user", user)
	v.set("folder", folder)
	v.set("uid", strconv.FormatUint(uint64(uid), 10))
}

func flagsNow(flags []string) lang.Text {
	if len(flags) == 0 {
		return lang.Text{ES: "ninguna marca", EN: "no flags"}
	}
	return List(clipAll(flags))
}

// queueValues reads what a server decides about its queue.
func (x *Explainer) queueValues(v values, f trace.Fact, at time.Duration) {
	switch f := f.(type) {
	case trace.QueueAdded:
		v.set("queue", f.Queue)
		v.path("sender", f.Sender)
		v.list("recipients", f.Recipients)
		v.set("destination", f.Destination)
		if f.Expires > at {
			v.say("until", Duration(f.Expires-at))
		}
	case trace.QueueAttempt:
		v.set("queue", f.Queue)
		v.set("destination", f.Destination)
		v.count("try", f.Try)
		v.set("remote", f.Remote)
		v.set("remoteAddress", f.Address)
	case trace.QueueAttemptFailed:
		v.set("queue", f.Queue)
		v.set("destination", f.Destination)
		v.count("try", f.Try)
		v.set("remote", f.Remote)
		v.say("stage", stages[f.Stage])
		v.say("reason", reason(f.Reply))
	case trace.QueueDeferred:
		v.set("queue", f.Queue)
		v.set("destination", f.Destination)
		v.list("recipients", f.Recipients)
		v.count("try", f.Try)
		v.say("wait", Duration(f.Next-at))
		v.say("next", x.Clock(f.Next, at))
		v.say("stage", stages[f.Stage])
		v.set("remote", f.Remote)
		v.set("enhanced", f.Status)
		v.say("reason", reason(f.Reason))
	case trace.QueueDone:
		v.set("queue", f.Queue)
		v.set("destination", f.Destination)
		v.set("recipient", f.Recipient)
		v.set("remote", f.Remote)
		v.set("enhanced", f.Status)
		v.set("reply", f.Reply)
	case trace.QueueRemoved:
		v.set("queue", f.Queue)
	case trace.ReportMade:
		v.set("queue", f.Queue)
		v.set("report", f.Report)
		v.set("recipient", f.To)
		v.list("about", f.About)
	case trace.ReportWithheld:
		v.set("queue", f.Queue)
		v.list("about", f.About)
		v.say("reason", reason(f.Why))
	}
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
	action, ok := actions[a.Kind]
	if !ok {
		action = lang.Both(a.Kind)
	}
	v.say("action", action)
}

// actions are the script's verbs, third person.
var actions = map[string]lang.Text{
	"send":   {ES: "envía una carta", EN: "sends a letter"},
	"reply":  {ES: "contesta una carta", EN: "answers a letter"},
	"fetch":  {ES: "mira su correo", EN: "looks at the mail"},
	"greet":  {ES: "llama a un servidor solo para saludar", EN: "calls a server just to say hello"},
	"lookup": {ES: "pregunta un nombre al DNS", EN: "asks the DNS for a name"},
	"wait":   {ES: "deja pasar el tiempo", EN: "lets time pass"},
	"down":   {ES: "se queda sin corriente", EN: "loses its power"},
	"up":     {ES: "vuelve a encenderse", EN: "comes back up"},
	"flag":   {ES: "marca cartas", EN: "flags letters"},
	"move":   {ES: "guarda cartas en otra carpeta", EN: "moves letters to another folder"},
	"delete": {ES: "borra cartas", EN: "deletes letters"},
	"search": {ES: "busca en su buzón", EN: "searches the mailbox"},
	"login":  {ES: "intenta identificarse", EN: "tries to log in"},
	"change": {ES: "cambia la zona de su dominio", EN: "changes the domain's zone"},
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
	"PTR":   {ES: "¿qué nombre tiene la dirección {n}?", EN: "what is the name of the address {n}?"},
}

func (v values) question(name, typ string) {
	name = strings.TrimSuffix(name, ".")
	if name == "" {
		name = "."
	}
	v.set("name", name)
	v.set("type", typ)
	q, ok := questions[typ]
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
		out = append(out, strings.TrimSuffix(strings.Join(fields, " "), "."))
	}
	return out
}

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
		v.list("records", rdata(m.Answer))
		return
	}
	if m.RCode == "NOERROR" && !m.AA && len(m.Authority) > 0 {
		v.list("referral", rdata(m.Authority))
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
			v.answer(m)
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
		_, params, _ := strings.Cut(l.Args, ">")
		v.set("params", strings.TrimSpace(params))
		for _, p := range strings.Fields(params) {
			if n, ok := strings.CutPrefix(strings.ToUpper(p), "SIZE="); ok {
				if size, err := strconv.ParseInt(n, 10, 64); err == nil {
					v.say("declared", Size(size))
				}
			}
		}
	}
	if l.Verb == "AUTH" {
		word, _, _ := strings.Cut(l.Args, " ")
		v.set("mechanism", strings.ToUpper(word))
	}
	v.credentials(l)
	if l.Verb == "" && !l.FromClient || l.Code != 0 {
		v.set("words", firstLine(strings.ReplaceAll(l.Args, "\n", " · ")))
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
	if !l.FromClient {
		v.set("words", firstLine(l.Args))
	}
	if l.Protocol == dialogue.POP3 && l.FromClient && strings.EqualFold(l.Verb, "USER") {
		v.set("user", l.Args)
	}
}

// tellValues gathers what a whole exchange was about, from its parts.
func (x *Explainer) tellValues(v values, st *story.Step) {
	steps := x.s.Steps(story.Dialogue)
	var taken, refused, found, flags []string
	queue := map[string]bool{}
	for _, i := range x.s.Children(story.Tell, st.Index) {
		c := &steps[i]
		switch f := c.Fact.(type) {
		case trace.DeviceStored:
			v.set("subject", f.Subject)
			v.set("author", f.From)
		case trace.MailboxStored:
			v.set("user", f.User)
			v.set("folder", f.Folder)
			v.set("person", x.person(f.User))
		case trace.MailboxRemoved:
			queue[f.Folder+strconv.Itoa(int(f.UID))] = true
		case trace.MailboxFlagged:
			flags = f.Flags
		case trace.QueueAttempt:
			v.count("try", f.Try)
			v.set("destination", f.Destination)
		case trace.QueueAttemptFailed:
			v.say("reason", reason(f.Reply))
		case trace.MessageAccepted:
			v.set("queue", f.Queue)
		case trace.DNSCache:
			if f.Op == trace.CacheHit {
				v.say("ttl", Duration(time.Duration(f.TTL)*time.Second))
				v.list("records", rdata(f.Records))
			}
		case trace.DNSAnswered:
			if f.Cached || len(f.Records) > 0 {
				v.list("records", rdata(f.Records))
			}
		}
		l := c.Line
		if l == nil {
			continue
		}
		switch c.Kind {
		case "smtp.mail":
			if p, ok := path(l.Args); ok {
				v.path("sender", p)
			}
		case "smtp.reply.rcpt":
			q := x.asked(l)
			if q == nil {
				break
			}
			p, _ := path(q.Args)
			if c.Failure {
				refused = append(refused, p)
			} else {
				taken = append(taken, p)
			}
		case "smtp.ehlo", "smtp.helo":
			v.set("hello", l.Args)
			v.set("verb", l.Verb)
		case "smtp.auth", "smtp.credentials", "pop3.pass", "pop3.user", "imap.login", "pop3.auth", "imap.authenticate":
			v.credentials(l)
		case "dns.query":
			v.question(l.Args, l.Verb)
		case "dns.answer":
			if l.DNS != nil {
				v.answer(l.DNS)
			}
		case "imap.search", "pop3.dele", "imap.select", "imap.examine", "imap.store", "imap.copy", "imap.move", "imap.append", "imap.expunge":
			v.set("args", l.Args)
			v.set("verb", l.Verb)
			if c.Kind == "imap.select" || c.Kind == "imap.examine" {
				v.set("folder", strings.Trim(l.Args, `"`))
			}
		case "imap.untagged.search", "imap.untagged.esearch":
			found = strings.Fields(l.Args)
		case "imap.untagged.exists":
			word, _, _ := strings.Cut(strings.TrimPrefix(l.Text, "* "), " ")
			if n, err := strconv.Atoi(word); err == nil {
				v.count("messages", n)
			}
		case "pop3.reply.stat", "pop3.reply.pass", "pop3.reply.list", "pop3.reply.uidl":
			if q := x.asked(l); q != nil && strings.EqualFold(q.Verb, "STAT") {
				word, _, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(l.Args, "+OK")), " ")
				if n, err := strconv.Atoi(word); err == nil {
					v.count("messages", n)
				}
			}
		}
		if c.Failure && !l.FromClient {
			v.set("refusal", firstLine(l.Text))
		}
	}
	v.list("taken", taken)
	v.list("refused", refused)
	v.list("found", found)
	v["removedCount"] = value{text: lang.Both(strconv.Itoa(len(queue))), n: len(queue)}
	if len(flags) > 0 {
		v.list("flags", flags)
	}
}
