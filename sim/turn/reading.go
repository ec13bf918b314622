package turn

import (
	"slices"
	"strconv"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/explain"
)

// pop3Command judges what a client says (RFC 1939).
func (m *judge) pop3Command() {
	l, s := m.l, m.s
	if l.Kind == dialogue.KindCredentials && l.Verb != "" {
		m.clear()
	}
	if !m.refused {
		return
	}
	after := []string{"STAT", "LIST", "RETR", "DELE", "TOP", "UIDL", "RSET", "NOOP"}
	switch {
	case l.Verb == "" || !slices.Contains(pop3Verbs, l.Verb):
		m.unknown(pop3Verbs)
	case l.Verb == "PASS" && s.User == "":
		m.add("no-user", 1939, "7", "PASS va después de USER y de su +OK", "PASS comes after USER and its +OK")
	case slices.Contains(after, l.Verb) && !s.LoggedIn:
		m.add("not-logged-in", 1939, "4", "antes de %s hay que identificarse: USER, y después PASS", "before %s one has to log in: USER, and then PASS", l.Verb)
	case (l.Verb == "USER" || l.Verb == "PASS") && s.LoggedIn:
		m.add("logged-in", 1939, "4", "ya te habías identificado", "you had logged in already")
	case slices.Contains([]string{"RETR", "DELE", "TOP"}, l.Verb):
		if n, _, _ := strings.Cut(l.Args, " "); n == "" {
			m.add("no-number", 1939, "5", "%s lleva detrás el número de la carta, que dice LIST", "%s is followed by the letter's number, which LIST tells", l.Verb)
		} else if _, err := strconv.Atoi(n); err != nil {
			m.add("no-number", 1939, "5", "«%s» no es un número: las cartas se llaman por el que dice LIST", "\"%s\" is no number: letters are called by the one that LIST tells", n)
		} else {
			m.add("no-such-letter", 1939, "5", "no hay ninguna carta %s: LIST dice cuáles hay, y una marcada para borrar ya no cuenta", "there is no letter %s: LIST tells which there are, and one that is marked for deletion no longer counts", n)
		}
	}
}

// pop3Reply judges what a server says (RFC 1939 section 3).
func (m *judge) pop3Reply() {
	if m.l.Kind == dialogue.KindOther {
		m.add("no-indicator", 1939, "3", "una respuesta de POP3 empieza por +OK o por -ERR, en mayúsculas", "a reply of POP3 begins with +OK or -ERR, in capitals")
		return
	}
	if m.s.Greeted && len(m.s.Waiting) == 0 && m.l.Kind == dialogue.KindReply && !m.l.Partial {
		m.add("unasked", 1939, "3", "nadie había preguntado nada: el cliente tomará esto por la respuesta a su próxima orden", "nobody had asked anything: the client will take this for the answer to its next command")
	}
}

// imapCommand judges what a client says (RFC 9051).
func (m *judge) imapCommand() {
	l, s := m.l, m.s
	if l.Kind == dialogue.KindCredentials && l.Verb == "LOGIN" {
		m.clear()
	}
	if l.Kind == dialogue.KindCredentials && l.Verb == "" || l.Kind == dialogue.KindData {
		return
	}
	if strings.HasSuffix(l.Verb, "FETCH") && !m.refused && s.Folder != "" && !s.ReadOnly && !explain.Peeks(l.Args) {
		m.add("fetch-seen", 9051, "6.4.5", "sin PEEK, el servidor marca la carta como leída (\\Seen): BODY.PEEK[…] trae lo mismo sin tocar nada", "without PEEK the server marks the letter as read (\\Seen): BODY.PEEK[…] brings the same and touches nothing")
	}
	w := words(l.Text)
	if !m.refused && !(len(w) > 0 && l.Verb == "" && slices.Contains(imapVerbs, w[0])) {
		return
	}
	selected := []string{"FETCH", "STORE", "SEARCH", "COPY", "MOVE", "EXPUNGE", "CLOSE", "UID FETCH", "UID STORE", "UID SEARCH", "UID COPY", "UID MOVE", "UID EXPUNGE"}
	before := []string{"LOGIN", "AUTHENTICATE", "CAPABILITY", "NOOP", "LOGOUT", "STARTTLS", "ID"}
	known := slices.Contains(imapVerbs, strings.Split(l.Verb, " ")[0])
	switch {
	case len(w) > 0 && slices.Contains(imapVerbs, w[0]) && !known:
		m.add("no-tag", 9051, "2.2.1", "cada orden de IMAP empieza por una etiqueta que eliges tú: a1 %s…; así se sabe a qué contesta cada respuesta", "each command of IMAP begins with a tag of your choice: a1 %s…; that tells which answer is to what", w[0])
	case !known:
		m.unknown(imapVerbs)
	case !s.LoggedIn && !slices.Contains(before, l.Verb):
		m.add("not-logged-in", 9051, "3", "antes de %s hay que identificarse, con LOGIN", "before %s one has to log in, with LOGIN", l.Verb)
	case s.Folder == "" && slices.Contains(selected, l.Verb):
		m.add("no-folder", 9051, "3", "%s trabaja con una carpeta abierta: antes va SELECT INBOX", "%s works on an open folder: SELECT INBOX comes before", l.Verb)
	case strings.HasSuffix(l.Verb, "FETCH") && len(strings.Fields(l.Args)) < 2:
		m.add("fetch-what", 9051, "6.4.5", "falta decir qué se quiere de esas cartas: FETCH 1 FLAGS, o BODY[]", "what is wanted of those letters is missing: FETCH 1 FLAGS, or BODY[]")
	case l.Verb == "LOGIN" && len(strings.Fields(l.Args)) != 2:
		m.add("login-words", 9051, "6.2.3", "LOGIN lleva dos palabras, usuario y contraseña; si alguna tiene espacios, entre comillas", "LOGIN takes two words, user and password; one with spaces stands in quotation marks")
	}
}

// imapReply judges what a server says (RFC 9051 section 2.2.2).
func (m *judge) imapReply() {
	l, s := m.l, m.s
	w := words(l.Text)
	if len(w) == 0 || l.Partial {
		return
	}
	if !s.Greeted {
		if w[0] != "*" {
			m.add("greeting", 9051, "7.1", "el saludo de IMAP es una línea «* OK …»", "the greeting of IMAP is a line \"* OK …\"")
		}
		return
	}
	if w[0] == "*" || w[0] == "+" {
		return
	}
	tagged := slices.ContainsFunc(s.Waiting, func(q *dialogue.Line) bool { return strings.EqualFold(began(q, m.lines).Tag, w[0]) })
	verdict := len(w) > 1 && slices.Contains([]string{"OK", "NO", "BAD"}, strings.ToUpper(w[1]))
	switch {
	case !tagged && len(s.Waiting) > 0:
		m.add("wrong-tag", 9051, "2.2.2", "la respuesta empieza por la etiqueta de la orden, «%s»: sin ella el cliente sigue esperando", "the answer begins with the command's tag, \"%s\": without it the client goes on waiting", s.Waiting[0].Tag)
	case !verdict:
		m.add("no-verdict", 9051, "7.1", "tras la etiqueta va OK, NO o BAD", "the tag is followed by OK, NO or BAD")
	}
}
