package turn

import (
	"slices"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/explain"
	"posta/sim/lang"
)

// Mistake is a rule that a line broke.
type Mistake struct {
	Code string // names the rule, for programs: "mail-from-space"
	Text lang.Text
	RFC  explain.Ref
}

// Mistakes says which rules the line lines[i] broke, given all that was said on its
// connection until now: what was answered to it counts too.
func Mistakes(lines []*dialogue.Line, i int) []Mistake {
	l := lines[i]
	if l.Partial && l.Kind == dialogue.KindData {
		return nil // a letter is judged whole
	}
	before := Read(lines[:i])
	m := judge{l: l, s: &before, lines: lines, refused: refused(lines, i)}
	switch {
	case l.Protocol == dialogue.SMTP && l.FromClient:
		m.smtpCommand()
	case l.Protocol == dialogue.SMTP:
		m.smtpReply()
	case l.Protocol == dialogue.POP3 && l.FromClient:
		m.pop3Command()
	case l.Protocol == dialogue.POP3:
		m.pop3Reply()
	case l.Protocol == dialogue.IMAP && l.FromClient:
		m.imapCommand()
	case l.Protocol == dialogue.IMAP:
		m.imapReply()
	}
	return m.found
}

// judge looks at one line.
type judge struct {
	l       *dialogue.Line
	s       *State // before it
	lines   []*dialogue.Line
	refused bool // what was answered to it is a refusal
	found   []Mistake
}

func (m *judge) add(code string, rfc int, section, es, en string, args ...any) {
	m.found = append(m.found, Mistake{Code: code, Text: lang.Sprintf(es, en, args...), RFC: explain.Ref{RFC: rfc, Section: section}})
}

// refused tells whether a line was answered, and with a refusal. What is no command at all
// may get an answer that belongs to none.
func refused(lines []*dialogue.Line, i int) bool {
	for _, a := range lines[i+1:] {
		strays := a.Question < 0 && lines[i].Kind == dialogue.KindOther
		if (a.Question == lines[i].Index || strays) && !a.FromClient && (a.Kind == dialogue.KindReply || a.Kind == dialogue.KindContinuation || strays) {
			return a.Class == dialogue.ClassPermanent || a.Class == dialogue.ClassTemporary
		}
	}
	return false
}

// The commands of each protocol.
var (
	smtpVerbs = []string{"EHLO", "HELO", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT", "VRFY", "EXPN", "HELP", "STARTTLS", "AUTH", "BDAT"}
	pop3Verbs = []string{"USER", "PASS", "STAT", "LIST", "RETR", "DELE", "NOOP", "RSET", "QUIT", "TOP", "UIDL", "CAPA", "STLS", "AUTH", "APOP"}
	// Commands that a protocol had, and no longer has: RFC 821 section 4.1.1 (RFC 5321
	// appendix F), and RFC 1460.
	smtpObsolete = []string{"SEND", "SOML", "SAML", "TURN"}
	pop3Obsolete = []string{"LAST", "RPOP"}
	imapVerbs    = []string{"CAPABILITY", "NOOP", "LOGOUT", "STARTTLS", "AUTHENTICATE", "LOGIN", "ENABLE", "SELECT", "EXAMINE", "CREATE", "DELETE", "RENAME", "SUBSCRIBE",
		"UNSUBSCRIBE", "LIST", "LSUB", "NAMESPACE", "STATUS", "APPEND", "IDLE", "CLOSE", "UNSELECT", "EXPUNGE", "SEARCH", "FETCH", "STORE", "COPY", "MOVE", "UID", "ID", "CHECK"}
)

// words are those of a line, the first one in capitals.
func words(text string) []string {
	list := strings.Fields(text)
	if len(list) > 0 {
		list[0] = strings.ToUpper(list[0])
	}
	return list
}

// unknown says what a line may have been meant for that is no command of its protocol.
// It is for lines that were refused.
func (m *judge) unknown(verbs []string) {
	w := words(m.l.Text)
	if len(w) == 0 {
		m.add("empty", 0, "", "una línea vacía no pide nada", "an empty line asks for nothing")
		return
	}
	protocols := []struct {
		name, port string
		verbs      []string
	}{{"SMTP", "25", smtpVerbs}, {"POP3", "110", pop3Verbs}, {"IMAP", "143", imapVerbs}}
	spoken := strings.ToUpper(m.l.Protocol)
	field, _, colon := strings.Cut(m.l.Text, ":")
	switch {
	case m.l.Protocol == dialogue.SMTP && colon && field != "" && !strings.ContainsAny(field, " <>@") && !slices.Contains(smtpVerbs, strings.ToUpper(field)):
		m.add("header-outside", 5321, "4.1.1.4", "«%s:» es una cabecera, parte de la carta: va después de DATA y de su 354", "\"%s:\" is a header field, part of the letter: it comes after DATA and its 354", field)
		return
	case len(w) > 1 && m.l.Protocol != dialogue.IMAP && slices.Contains(imapVerbs, strings.ToUpper(w[1])) && !slices.Contains(verbs, w[0]):
		m.add("other-protocol", 0, "", "eso es IMAP (una etiqueta y una orden), y aquí se habla %s: IMAP atiende en el puerto 143", "that is IMAP (a tag and a command), and here %s is spoken: IMAP is at port 143", spoken)
		return
	case w[0] == "GET" || w[0] == "POST":
		m.add("other-protocol", 0, "", "eso es HTTP, el idioma de la web; aquí se habla %s", "that is HTTP, the web's language; here %s is spoken", spoken)
		return
	}
	for _, p := range protocols {
		tagged := m.l.Protocol == dialogue.IMAP && len(w) > 1 && slices.Contains(imapVerbs, strings.ToUpper(w[1]))
		if p.name != spoken && slices.Contains(p.verbs, w[0]) && !slices.Contains(verbs, w[0]) && !tagged {
			m.add("other-protocol", 0, "", "%s es de %s, que atiende en el puerto %s; aquí se habla %s", "%s belongs to %s, at port %s; here %s is spoken", w[0], p.name, p.port, spoken)
			return
		}
	}
	name := w[0]
	if m.l.Protocol == dialogue.IMAP && len(w) > 1 {
		name = strings.ToUpper(w[1])
	}
	if slices.Contains(verbs, name) {
		return // it is one, and something else is wrong with it
	}
	switch {
	case m.l.Protocol == dialogue.SMTP && slices.Contains(smtpObsolete, name):
		m.add("obsolete", 5321, "F", "%s fue una orden de SMTP (RFC 821), y ya no se usa: hoy las cartas empiezan con MAIL FROM", "%s was a command of SMTP (RFC 821), and is no longer used: today letters begin with MAIL FROM", name)
		return
	case m.l.Protocol == dialogue.POP3 && slices.Contains(pop3Obsolete, name):
		m.add("obsolete", 1939, "3", "%s fue una orden de las primeras versiones de POP3 (RFC 1081), y ya no existe: qué cartas son nuevas se sabe con UIDL", "%s was a command of POP3's first versions (RFC 1081), and is gone: UIDL tells which letters are new", name)
		return
	}
	if near := nearest(name, verbs); near != "" {
		m.add("typo", 0, "", "no hay ninguna orden %s; quizá querías decir %s", "there is no command %s; perhaps you meant %s", name, near)
		return
	}
	m.add("no-command", 0, "", "no hay ninguna orden %s en %s", "there is no command %s in %s", name, spoken)
}

// nearest is the word that is one slip of the hand away: a letter more, less, another,
// or two that changed places.
func nearest(given string, from []string) string {
	for _, w := range from {
		if slip(given, w) {
			return w
		}
	}
	return ""
}

func slip(a, b string) bool {
	if len(a) < 3 || len(a)-len(b) > 1 || len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	ra, rb := a[i:], b[i:]
	switch {
	case ra == "" || rb == "":
		return true
	case ra[1:] == rb[1:], ra == rb[1:], ra[1:] == rb:
		return true
	}
	return len(ra) > 1 && len(rb) > 1 && ra[0] == rb[1] && ra[1] == rb[0] && ra[2:] == rb[2:]
}

// ClearPassword is the code of the one that may be said once too often.
const ClearPassword = "clear-password"

// clear says that a password was readable.
func (m *judge) clear() {
	if m.l.Encrypted {
		return
	}
	base64 := lang.Text{ES: "; el base64 no es cifrado", EN: "; base64 is no encryption"}
	if m.l.Verb == "PASS" || m.l.Verb == "LOGIN" {
		base64 = lang.Text{} // said as it is
	}
	m.add(ClearPassword, 8314, "3", "esa contraseña ha viajado sin TLS, y cualquiera en el camino la lee%s", "that password travelled without TLS, and anybody on the road reads it%s", base64)
}

// Unfinished says what is lost when a client leaves here without having taken its leave.
func Unfinished(lines []*dialogue.Line) []Mistake {
	s := Read(lines)
	m := judge{s: &s}
	deleted := slices.ContainsFunc(lines, func(l *dialogue.Line) bool { return l.FromClient && l.Protocol == dialogue.POP3 && l.Verb == "DELE" })
	switch {
	case s.Over:
	case s.Data:
		m.add("letter-cut", 5321, "4.1.1.4", "la carta quedó sin su punto final: nadie se ha quedado con ella", "the letter was left without its final dot: nobody has taken it")
	case s.Sender:
		m.add("envelope-cut", 5321, "3.3", "quedó un sobre a medias, sin DATA ni carta: no se ha enviado nada", "an envelope was left half done, without DATA or a letter: nothing was sent")
	case deleted:
		m.add("no-quit", 1939, "6", "sin QUIT no se borra nada de lo marcado con DELE", "without QUIT nothing that DELE marked is deleted")
	}
	return m.found
}
