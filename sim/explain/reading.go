package explain

import (
	"strings"

	"posta/sim/dialogue"
	"posta/sim/lang"
)

// items are what FETCH asks for, in its order (RFC 3501 section 6.4.5); nothing where one
// of them is none that is known here.
func items(args string) []lang.Text {
	_, rest, _ := strings.Cut(firstLine(args), " ")
	rest = strings.TrimSpace(rest)
	if inner, ok := strings.CutPrefix(rest, "("); ok {
		rest, _, _ = cutOutside(inner, ')')
	}
	var list []lang.Text
	for rest != "" {
		var item string
		item, rest, _ = cutOutside(rest, ' ')
		rest = strings.TrimSpace(rest)
		t := itemOf(strings.ToUpper(item))
		if t.IsZero() {
			return nil
		}
		list = append(list, t)
	}
	return list
}

// cutOutside cuts at the first sep that stands in no brackets.
func cutOutside(s string, sep byte) (before, after string, found bool) {
	depth := 0
	for i := range len(s) {
		switch {
		case s[i] == '[':
			depth++
		case s[i] == ']':
			depth--
		case s[i] == sep && depth <= 0:
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// itemOf says one of them, written in capitals.
func itemOf(item string) lang.Text {
	if t := phrase("item", item); !t.IsZero() {
		return t
	}
	section, ok := strings.CutPrefix(strings.Replace(item, ".PEEK", "", 1), "BODY[")
	section, rest, closed := strings.Cut(section, "]")
	if !ok || !closed || rest != "" {
		return lang.Text{}
	}
	if names, ok := strings.CutPrefix(section, "HEADER.FIELDS ("); ok {
		fields := strings.Fields(strings.TrimRight(names, ")"))
		if len(fields) == 1 {
			return lang.Sprintf("la cabecera %s", "the field %s", fields[0])
		}
		return lang.Sprintf("las cabeceras %s", "the fields %s", List(fields))
	}
	return phrase("item", "BODY["+section+"]")
}

// fetching says what asking for a letter's text brings and does.
func (v values) fetching(args string) {
	wanted := lang.Text{ES: "Quiere el texto de la carta, o una parte", EN: "It wants the text of the letter, or a part of it"}
	if up := strings.ToUpper(args); strings.Contains(up, "BODY[]") || strings.Contains(up, "BODY.PEEK[]") {
		wanted = lang.Text{ES: "BODY[] es la carta entera, tal como está guardada", EN: "BODY[] is the whole letter, as it is stored"}
	}
	v.say("wanted", wanted)
	v.say("items", Listed(items(args)))
	if !Peeks(args) {
		v.say("seen", lang.Text{ES: "Sin PEEK queda además marcada como leída, salvo tras EXAMINE", EN: "Without PEEK it is marked as read besides, unless after EXAMINE"})
	}
	if Peeks(args) {
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
	if l.Protocol == dialogue.IMAP {
		v.folders(l)
	}
	if l.Protocol == dialogue.IMAP && l.FromClient && strings.HasSuffix(l.Verb, "STORE") {
		v.storing(firstLine(l.Args))
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

// folders say the names of mailboxes in a command as people read them; what the wire
// bears stands in the line itself.
func (v values) folders(l *dialogue.Line) {
	args := firstLine(l.Args)
	if !strings.Contains(args, "&") {
		return
	}
	if !l.FromClient {
		// * LIST (\HasNoChildren) "/" "A&APE-o": the name comes last (RFC 3501 section 7.2.2).
		if kind := strings.ToUpper(l.Text); strings.HasPrefix(kind, "* LIST ") || strings.HasPrefix(kind, "* LSUB ") {
			if _, rest, ok := strings.Cut(args, ") "); ok {
				v.set("called", mailboxName(rest, 1))
			}
		}
		return
	}
	switch strings.TrimPrefix(l.Verb, "UID ") {
	case "SELECT", "EXAMINE", "CREATE", "DELETE", "SUBSCRIBE", "UNSUBSCRIBE", "STATUS", "APPEND":
		v.set("args", mailboxName(args, 0))
		v.set("arg", mailboxName(args, 0))
	case "RENAME":
		v.set("args", mailboxName(args, 0)+" → "+mailboxName(args, 1))
	case "COPY", "MOVE":
		set, _, _ := strings.Cut(args, " ")
		v.set("args", set+" → "+mailboxName(args, 1))
	}
}
