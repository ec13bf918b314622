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

// values gathers what the words for a step may need.
func (x *Explainer) values(st *story.Step) values {
	v := values{}
	v.host("from", st.From)
	v.host("to", st.To)
	if st.Conn != 0 {
		v.count("conn", st.Conn)
	}
	v.say("letter", letterWord(st.Envelope != nil && st.Envelope.Report))
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

// letterWord calls a letter what it is; a report is one too.
func letterWord(report bool) lang.Text {
	if report {
		return phrase("letter", "report")
	}
	return phrase("letter", "letter")
}

func (v values) host(name, host string) {
	if host == "" {
		v.say(name, phrase("nobody"))
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
	v.say("serviceName", phrase("service", service))
	if server.IsValid() {
		v.set("port", strconv.Itoa(int(server.Port())))
		v.set("address", server.Addr().String())
	}
	if client.IsValid() {
		v.set("clientPort", strconv.Itoa(int(client.Port())))
		v.set("clientAddress", client.Addr().String())
	}
}

// stageOf says at which stage an attempt failed, as the one that tried saw it: whose
// answer to the final dot stays out cannot tell how far the letter came.
func stageOf(stage trace.Stage, why trace.Cause) lang.Text {
	if stage == trace.StageDot && !why.Answered() {
		return lang.Text{ES: "a la espera de la respuesta al punto final", EN: "while waiting for the answer to the final dot"}
	}
	return phrase("stage", string(stage))
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
	d := deedOf("deed", a.Kind)
	at := v.with("d", a.Host)
	v.say("action", template(d.does, at))
	v.say("done", template(d.done, at))
	v.say("failed", template(d.failed, at))
	v.say("after", template(d.after, at))
	if a.User != "" {
		v.say("how", template(d.how, at))
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
	d := deedOf("input", f.Do)
	if d.does.IsZero() {
		d = deedOf("deed", f.Do)
	}
	at := v.with("d", host)
	v.say("action", template(d.does, at))
	v.say("done", template(d.done, at))
	v.say("failed", template(d.failed, at))
	v.say("after", template(d.after, at))
	if host != "" {
		v.say("how", template(d.how, at))
	}
}

// deed is what is said of an action, in the third person: what somebody does and how,
// and what is said when it went well or did not. {d} is where.
type deed struct {
	does, how, done, after, failed lang.Text
}

// deedOf finds the words for an action of the script, or for what only inputs do.
func deedOf(family, name string) deed {
	d := deed{phrase(family, name, "does"), phrase(family, name, "how"), phrase(family, name, "done"), phrase(family, name, "after"), phrase(family, name, "failed")}
	if d.does.IsZero() && family == "deed" {
		return deed{does: lang.Both(name), failed: phrase("deed", "", "failed"), done: phrase("deed", "", "done")}
	}
	return d
}

func (v values) question(name, typ string) {
	name = strings.TrimSuffix(name, ".")
	if name == "" {
		name = "."
	}
	v.set("name", name)
	v.set("type", typ)
	q := phrase("question", strings.ToUpper(typ))
	if q.IsZero() {
		q = phrase("question", "")
	}
	v.say("question", template(q, v.with("n", name)))
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
	v.say("exposed", exposed(l.Encrypted))
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
	v.say("exposed", exposed(l.Encrypted))
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
