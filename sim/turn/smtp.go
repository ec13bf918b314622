package turn

import (
	"bytes"
	netmail "net/mail"
	"slices"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/lang"
)

// smtpCommand judges what a client says (RFC 5321).
func (m *judge) smtpCommand() {
	l, s := m.l, m.s
	if l.Kind == dialogue.KindData {
		m.letter()
		return
	}
	verb := l.Verb
	if verb == "" {
		if l.Kind != dialogue.KindCredentials && m.refused {
			m.unknown(smtpVerbs)
		}
		return
	}
	if s.Over {
		m.add("after-quit", 5321, "4.1.1.10", "después de QUIT no se dice nada más", "nothing more is said after QUIT")
		return
	}
	if !s.Greeted {
		m.add("before-greeting", 5321, "3.1", "el servidor habla primero: hay que esperar su 220", "the server speaks first: its 220 has to be waited for")
	}
	switch verb {
	case "EHLO", "HELO":
		if l.Args == "" {
			m.add("no-name", 5321, "4.1.1.1", "%s lleva detrás el nombre de quien llama: %s laptop.example", "%s is followed by the caller's name: %s laptop.example", verb, verb)
			break
		}
		m.hello()
	case "MAIL FROM":
		m.path("MAIL FROM:")
		m.international(params(l.Args))
		switch {
		case !s.Introduced && m.refused:
			m.add("no-hello", 5321, "4.1.4", "antes de un sobre hay que presentarse, con EHLO", "before an envelope one introduces oneself, with EHLO")
		case s.Sender:
			m.add("nested-mail", 5321, "4.1.4", "ya hay un sobre empezado: se termina con DATA, o se tira con RSET", "an envelope is begun already: it is finished by DATA, or thrown away by RSET")
		}
	case "RCPT TO":
		m.path("RCPT TO:")
		if s.Sender {
			m.international(s.Params)
		}
		if !s.Sender && m.refused && !m.pipelined("MAIL FROM") {
			m.add("no-sender", 5321, "4.1.4", "primero el remitente del sobre, MAIL FROM, y que digan 250; después los destinatarios", "first the envelope's sender, MAIL FROM, and its 250; then the recipients")
		}
	case "MAIL", "RCPT":
		m.noPath()
	case "DATA":
		switch {
		case !m.refused:
		case !s.Sender && !m.pipelined("MAIL FROM"):
			m.add("no-sender", 5321, "4.1.4", "no hay sobre: antes van MAIL FROM y RCPT TO", "there is no envelope: MAIL FROM and RCPT TO come before")
		case s.Recipients == 0 && !m.pipelined("RCPT TO"):
			m.add("no-recipient", 5321, "3.3", "el sobre no tiene ningún destinatario aceptado: falta un RCPT TO que acabe en 250", "the envelope has no recipient that was accepted: an RCPT TO with its 250 is missing")
		}
	case "BDAT":
		if s.Introduced && !slices.Contains(s.Offers, "CHUNKING") {
			m.add("not-offered", 3030, "2", "este servidor no ofreció CHUNKING, y sin eso no hay BDAT: la carta se dicta con DATA", "this server did not offer CHUNKING, and without it there is no BDAT: the letter is dictated by DATA")
		}
	case "STARTTLS":
		switch {
		case s.Secure:
			m.add("secure-already", 3207, "4.2", "la conexión ya va por TLS", "the connection is inside TLS already")
		case s.Introduced && !slices.Contains(s.Offers, "STARTTLS"):
			m.add("not-offered", 3207, "4", "este servidor no ofreció STARTTLS en su respuesta a EHLO", "this server did not offer STARTTLS in its answer to EHLO")
		}
	case "AUTH":
		switch {
		case s.Sender:
			m.add("auth-in-transaction", 4954, "4", "AUTH no vale con un sobre empezado", "AUTH is not allowed once an envelope is begun")
		case s.Introduced && !slices.Contains(s.Offers, "AUTH"):
			m.add("not-offered", 4954, "4", "este servidor no ofreció AUTH: por el puerto 25 nadie se identifica; para eso está el 587", "this server did not offer AUTH: nobody logs in at port 25; 587 is for that")
		case l.Kind == dialogue.KindCredentials:
			m.clear()
			m.mechanism()
		}
	default:
		if m.refused {
			m.unknown(smtpVerbs)
		}
	}
}

// pipelined tells whether a command waits for its answer before this line: a client may
// say several in one breath (RFC 2920).
func (m *judge) pipelined(verb string) bool {
	return slices.ContainsFunc(m.s.Waiting, func(q *dialogue.Line) bool { return q.Verb == verb })
}

// path judges how MAIL and RCPT give their address (RFC 5321 sections 3.3 and 4.1.2).
func (m *judge) path(verb string) {
	text := m.l.Text
	_, after, _ := strings.Cut(text, ":")
	before := text[:len(text)-len(after)]
	if strings.HasPrefix(after, " ") || strings.HasSuffix(before, " :") {
		m.add("colon-space", 5321, "3.3", "junto a los dos puntos no va ningún espacio: %s<…>%s", "no space stands beside the colon: %s<…>%s", verb, m.lenient())
	}
	path := strings.TrimSpace(after)
	switch {
	case !strings.HasPrefix(path, "<"):
		m.add("no-brackets", 5321, "4.1.2", "la dirección va entre < y >: %s<…>%s", "the address stands between < and >: %s<…>%s", verb, m.lenient())
	case !strings.Contains(path, ">"):
		m.add("no-brackets", 5321, "4.1.2", "falta el > que cierra la dirección", "the > that closes the address is missing")
	case strings.HasPrefix(path, "<@"):
		m.add("source-route", 5321, "4.1.1.3", "eso delante de la dirección es una ruta de servidores, que ya no se usa: se escribe solo %s<…>, y el camino lo dice el MX", "that before the address is a route of servers, no longer used: just %s<…> is written, and the MX tells the way", verb)
	case verb == "RCPT TO:" && !strings.Contains(path, "@") && m.refused && !strings.EqualFold(path, "<postmaster>"):
		m.add("no-domain", 5321, "2.3.5", "a la dirección le falta el dominio, lo que va detrás de @: sin él nadie sabe a qué servidor va", "the address lacks its domain, what comes after @: without it nobody knows to which server it goes")
	}
}

// hello judges the name that EHLO or HELO gives: a domain, whose labels are letters, digits
// and hyphens, or an address in brackets (RFC 5321 sections 2.3.5 and 4.1.3).
func (m *judge) hello() {
	name, _, _ := strings.Cut(m.l.Args, " ")
	if strings.HasPrefix(name, "[") {
		return
	}
	if strings.Contains(name, "_") {
		m.add("hello-underscore", 5321, "2.3.5", "el nombre de un servidor lleva letras, cifras y guiones: «_» no va%s", "a host's name is made of letters, digits and hyphens: there is no \"_\" in it%s", m.lenient())
	}
}

// international judges an address beyond ASCII: MAIL FROM has to say SMTPUTF8 (RFC 6531
// section 3.4), which the server has to have offered (section 3.1).
func (m *judge) international(params []string) {
	address, _, _ := strings.Cut(m.l.Args, ">")
	if ascii([]byte(address)) || slices.Contains(params, "SMTPUTF8") {
		return
	}
	switch {
	case m.s.Introduced && !slices.Contains(m.s.Offers, "SMTPUTF8"):
		m.add("no-smtputf8", 6531, "3.1", "esa dirección lleva letras fuera de ASCII, y este servidor no ofreció SMTPUTF8: por aquí no puede ir", "that address has letters beyond ASCII, and this server did not offer SMTPUTF8: it cannot go this way")
	default:
		m.add("no-smtputf8", 6531, "3.4", "esa dirección lleva letras fuera de ASCII, y falta el parámetro que lo dice: MAIL FROM:<…> SMTPUTF8", "that address has letters beyond ASCII, and the parameter that says so is missing: MAIL FROM:<…> SMTPUTF8")
	}
}

func ascii(b []byte) bool {
	return !slices.ContainsFunc(b, func(c byte) bool { return c >= 0x80 })
}

// lenient is said of what was not refused.
func (m *judge) lenient() lang.Text {
	if m.refused {
		return lang.Text{}
	}
	return lang.Text{ES: "; este servidor lo deja pasar, otros no", EN: "; this server lets it pass, others do not"}
}

// noPath judges MAIL and RCPT without FROM: or TO:.
func (m *judge) noPath() {
	if !m.refused {
		return
	}
	word := strings.ToUpper(m.l.Args)
	switch {
	case m.l.Verb == "MAIL" && strings.HasPrefix(word, "TO"), m.l.Verb == "RCPT" && strings.HasPrefix(word, "FROM"):
		m.add("from-and-to", 5321, "3.3", "el remitente se dice con MAIL FROM, y cada destinatario con RCPT TO", "the sender is said by MAIL FROM, and each recipient by RCPT TO")
	case m.l.Verb == "MAIL":
		m.add("no-colon", 5321, "3.3", "se escribe MAIL FROM:<dirección>, con los dos puntos", "it is written MAIL FROM:<address>, with the colon")
	default:
		m.add("no-colon", 5321, "3.3", "se escribe RCPT TO:<dirección>, con los dos puntos", "it is written RCPT TO:<address>, with the colon")
	}
}

// mechanism judges what AUTH PLAIN carries (RFC 4616 section 2).
func (m *judge) mechanism() {
	name, initial, given := strings.Cut(m.l.Args, " ")
	if !m.refused || !strings.EqualFold(name, "PLAIN") || !given || initial == "" {
		return
	}
	if parts := strings.Split(m.l.Secret, "\x00"); len(parts) != 3 {
		m.add("auth-plain", 4616, "2", "PLAIN lleva en base64 tres cosas separadas por bytes nulos: nada, el usuario y la contraseña", "PLAIN carries in base64 three things parted by NUL bytes: nothing, the user and the password")
	}
}

// letter judges a letter that was dictated.
func (m *judge) letter() {
	raw := m.l.Raw
	if bdat := began(m.l, m.lines); bdat.Verb == "BDAT" {
		return // a piece of a letter, which is judged whole or not at all
	}
	if !bytes.HasSuffix(raw, []byte(".\r\n")) && !bytes.HasSuffix(raw, []byte(".\n")) {
		return
	}
	first, _, _ := strings.Cut(m.l.Text, "\n")
	name, _, colon := strings.Cut(first, ":")
	header, _, parted := strings.Cut(m.l.Text, "\n\n")
	switch {
	case strings.TrimSpace(m.l.Text) == "":
		m.add("empty-letter", 5322, "3.6", "la carta va vacía: ni siquiera dice de quién es (From) ni cuándo se escribió (Date)", "the letter is empty: it does not even say whose it is (From) or when it was written (Date)")
		return
	case !colon || strings.ContainsAny(name, " \t") || name == "":
		m.add("no-header", 5322, "2.1", "la carta no empieza por cabeceras: todo lo escrito se toma por texto, o se pierde; van arriba, una por línea, y una línea vacía las separa", "the letter does not begin with header fields: all of it is taken for text, or is lost; they stand on top, one a line, and an empty line parts them off")
		return
	case !parted && !wholeHeader(m.l.Text):
		m.add("no-blank-line", 5322, "2.1", "falta la línea vacía entre las cabeceras y el texto: sin ella el texto se toma por cabeceras", "the empty line between the header and the text is missing: without it the text is taken for header fields")
	}
	m.fields(header)
	m.eightBit()
	for line := range bytes.Lines(raw) {
		if line = bytes.TrimRight(line, "\r\n"); len(line) > 1 && line[0] == '.' && line[1] != '.' {
			m.add("dot-stuffing", 5321, "4.5.2", "una línea del texto empieza por un punto, y hay que doblarlo: el servidor ha quitado el primero", "a line of the text begins with a dot, which has to be doubled: the server has taken the first one off")
			break
		}
	}
}

// singles are the fields that a letter has once (RFC 5322 section 3.6).
var singles = []string{"Date", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Message-ID", "In-Reply-To", "References", "Subject"}

// fields judges which fields the header has.
func (m *judge) fields(header string) {
	if !hasField(header, "From") {
		m.add("no-from", 5322, "3.6", "falta la cabecera From, que es obligatoria: lo de MAIL FROM es el sobre, y no se ve al leer", "the field From is missing, and it is required: what MAIL FROM said is the envelope, and is not seen when reading")
	}
	if !hasField(header, "Date") {
		m.add("no-date", 5322, "3.6", "falta la cabecera Date, que es obligatoria: dice cuándo se escribió la carta", "the field Date is missing, and it is required: it says when the letter was written")
	}
	times := map[string]int{}
	for _, f := range split(header) {
		times[strings.ToLower(f.name)]++
		if strings.EqualFold(f.name, "Date") && times["date"] == 1 {
			if _, err := netmail.ParseDate(f.body); err != nil {
				m.add("bad-date", 5322, "3.3", "«%s» no es una fecha como las de las cartas: Mon, 02 Mar 2026 09:00:00 +0000", "\"%s\" is no date as letters have it: Mon, 02 Mar 2026 09:00:00 +0000", f.body)
			}
		}
	}
	for _, name := range singles {
		if times[strings.ToLower(name)] > 1 {
			m.add("two-fields", 5322, "3.6", "la cabecera %s va una sola vez: con dos, cada programa mostrará la que quiera", "the field %s stands once: of two, each program shows the one it likes", name)
		}
	}
}

// eightBit judges octets beyond ASCII: a text with them needs BODY=8BITMIME (RFC 6152
// section 3), a header SMTPUTF8 (RFC 6531 section 3.4).
func (m *judge) eightBit() {
	head, body, _ := bytes.Cut(m.l.Body, []byte("\r\n\r\n"))
	p := m.s.Params
	if !ascii(head) && !slices.Contains(p, "SMTPUTF8") {
		m.add("8bit-header", 6531, "3.4", "las cabeceras llevan letras fuera de ASCII sin el parámetro SMTPUTF8 en MAIL FROM; sin él se escriben codificadas: =?utf-8?…?=", "the header has letters beyond ASCII without the parameter SMTPUTF8 at MAIL FROM; without it they are written encoded: =?utf-8?…?=")
	}
	if !ascii(body) && !slices.Contains(p, "BODY=8BITMIME") && !slices.Contains(p, "BODY=BINARYMIME") {
		m.add("8bit-body", 6152, "3", "el texto lleva letras fuera de ASCII, y MAIL FROM no lo anunció: falta BODY=8BITMIME, o codificarlo", "the text has letters beyond ASCII, and MAIL FROM did not announce it: BODY=8BITMIME is missing, or an encoding")
	}
}

// field is one of a header, unfolded (RFC 5322 section 2.2.3).
type field struct{ name, body string }

func split(header string) (list []field) {
	for line := range strings.Lines(header) {
		line = strings.TrimRight(line, "\n")
		if n := len(list); n > 0 && line != "" && (line[0] == ' ' || line[0] == '\t') {
			list[n-1].body += line
			continue
		}
		if name, body, ok := strings.Cut(line, ":"); ok {
			list = append(list, field{strings.TrimSpace(name), strings.TrimSpace(body)})
		}
	}
	return list
}

// wholeHeader tells whether every line could be part of a header.
func wholeHeader(text string) bool {
	for line := range strings.Lines(text) {
		name, _, colon := strings.Cut(line, ":")
		if strings.TrimSpace(line) != "" && line[0] != ' ' && line[0] != '\t' && (!colon || strings.ContainsAny(name, " \t")) {
			return false
		}
	}
	return true
}

func hasField(header, name string) bool {
	return slices.ContainsFunc(split(header), func(f field) bool { return strings.EqualFold(f.name, name) })
}

// smtpReply judges what a server says (RFC 5321 section 4.2).
func (m *judge) smtpReply() {
	l, s := m.l, m.s
	text := l.Text
	if l.Kind == dialogue.KindOther {
		m.add("no-code", 5321, "4.2", "una respuesta empieza por un código de tres cifras y un espacio: 250 Ok. Sin él, el cliente no entiende nada", "a reply begins with a code of three digits and a space: 250 Ok. Without it the client understands nothing")
		return
	}
	if l.Partial {
		return
	}
	if !s.Greeted {
		if l.Code != 220 && l.Code != 554 && l.Code != 421 {
			m.add("greeting-code", 5321, "4.3.2", "el saludo es 220 (o 554, o 421, para no atender)", "the greeting is 220 (or 554, or 421, to serve nobody)")
		}
		return
	}
	if len(s.Waiting) == 0 {
		if l.Code != 421 {
			m.add("unasked", 5321, "3.1", "nadie había preguntado nada: el cliente tomará esto por la respuesta a su próxima orden", "nobody had asked anything: the client will take this for the answer to its next command")
		}
		return
	}
	q := s.Waiting[0]
	switch {
	case q.Verb == "DATA" && l.Class == dialogue.ClassOK:
		m.add("data-not-354", 5321, "4.3.2", "a DATA se contesta 354; con un %sxx el cliente no sabe si dictar la carta", "DATA is answered by 354; on a %sxx the client does not know whether to dictate the letter", text[:1])
	case l.Code == 354 && q.Verb != "DATA":
		m.add("354-not-data", 5321, "4.3.2", "354 solo contesta a DATA", "354 answers only DATA")
	case l.Code == 221 && q.Verb != "QUIT":
		m.add("221-not-quit", 5321, "4.3.2", "221 solo contesta a QUIT", "221 answers only QUIT")
	case q.Kind == dialogue.KindData && l.Class == dialogue.ClassMore:
		m.add("more-after-dot", 5321, "4.3.2", "la carta ya terminó: se contesta 250, 4xx o 5xx", "the letter has ended: the answer is 250, 4xx or 5xx")
	}
	if code := enhancedCode(l.Args); l.Enhanced == "" && code != "" && code[0] != text[0] {
		m.add("enhanced-class", 2034, "4", "los dos códigos se contradicen: el segundo empieza por la misma cifra que el primero", "the two codes contradict each other: the second begins with the same digit as the first")
	}
}

// enhancedCode is what stands in an enhanced status code's place and looks like one (RFC
// 3463 section 2).
func enhancedCode(args string) string {
	word, _, _ := strings.Cut(args, " ")
	parts := strings.Split(word, ".")
	if len(parts) != 3 || len(parts[0]) != 1 {
		return ""
	}
	for _, p := range parts {
		if p == "" || len(p) > 3 || strings.Trim(p, "0123456789") != "" {
			return ""
		}
	}
	return word
}
