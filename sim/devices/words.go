package devices

import (
	"slices"
	"strings"

	"posta/sim/explain"
	"posta/sim/lang"
)

// Say tells a moment in one sentence, without its subject.
func (m Moment) Say() lang.Text {
	t := m.said()
	if m.Of != 0 && m.Lag > 0 {
		after := explain.Duration(m.Lag)
		t.ES += ", " + after.ES + " después"
		t.EN += ", " + after.EN + " later"
	}
	if m.Offline {
		t.ES += "; el servidor aún no lo sabe"
		t.EN += "; the server does not know yet"
	}
	return t
}

func (m Moment) said() lang.Text {
	l := m.Letter.name()
	switch m.What {
	case Arrived:
		return lang.Text{ES: "tiene " + l.ES + " en " + m.Folder, EN: "has " + l.EN + " in " + m.Folder}
	case Headers:
		return lang.Text{ES: "trae la cabecera de " + l.ES, EN: "brings the header of " + l.EN}
	case Beginning:
		return lang.Text{ES: "trae el principio de " + l.ES, EN: "brings the beginning of " + l.EN}
	case Whole:
		return lang.Text{ES: "tiene entera " + l.ES, EN: "has all of " + l.EN}
	case Opened:
		return lang.Text{ES: "muestra " + l.ES, EN: "shows " + l.EN}
	case Filed:
		return lang.Text{ES: l.ES + " está en " + m.Folder, EN: l.EN + " is in " + m.Folder}
	case Gone:
		return lang.Text{ES: l.ES + " ya no está", EN: l.EN + " is gone"}
	case Waiting:
		return lang.Text{ES: l.ES + " espera en la bandeja de salida", EN: l.EN + " waits in the outbox"}
	}
	is := flagsSaid(m.Flags)
	return lang.Text{ES: l.ES + " está " + is.ES, EN: l.EN + " is " + is.EN}
}

// name is how a letter is called: by its subject.
func (l Letter) name() lang.Text {
	if l.Subject == "" {
		return lang.Text{ES: "la carta sin asunto", EN: "the letter without a subject"}
	}
	return lang.Text{ES: "«" + l.Subject + "»", EN: "“" + l.Subject + "”"}
}

var flagWords = []struct {
	flag string
	is   lang.Text
}{
	{`\Seen`, lang.Text{ES: "leída", EN: "read"}},
	{`\Flagged`, lang.Text{ES: "destacada", EN: "flagged"}},
	{`\Answered`, lang.Text{ES: "contestada", EN: "answered"}},
	{`\Draft`, lang.Text{ES: "sin terminar", EN: "unfinished"}},
	{`\Deleted`, lang.Text{ES: "por borrar", EN: "to be deleted"}},
}

func flagsSaid(flags []string) lang.Text {
	flags = known(flags)
	var es, en []string
	for _, w := range flagWords {
		if slices.Contains(flags, w.flag) {
			es, en = append(es, w.is.ES), append(en, w.is.EN)
		}
	}
	for _, f := range flags {
		if !strings.HasPrefix(f, `\`) {
			es, en = append(es, "marcada "+f), append(en, "marked "+f)
		}
	}
	if len(es) == 0 {
		return lang.Text{ES: "sin leer y sin marcas", EN: "unread, with no flags"}
	}
	if !slices.Contains(flags, `\Seen`) {
		es, en = append([]string{"sin leer"}, es...), append([]string{"unread"}, en...)
	}
	return lang.Text{ES: explain.List(es).ES, EN: explain.List(en).EN}
}

// Say tells what a device does not know.
func (b Blind) Say() lang.Text {
	l := b.Letter.name()
	t := map[What]lang.Text{
		Arrived: {ES: "que ha llegado " + l.ES, EN: "that " + l.EN + " has come"},
		Flags:   {ES: "que las marcas de " + l.ES + " son otras", EN: "that the flags of " + l.EN + " are others"},
		Filed:   {ES: "que " + l.ES + " está en otra carpeta", EN: "that " + l.EN + " is in another folder"},
		Gone:    {ES: "que " + l.ES + " ya no está en el servidor", EN: "that " + l.EN + " is no longer at the server"},
	}[b.What]
	if b.Never {
		return lang.Text{ES: "nunca sabrá " + t.ES, EN: "will never know " + t.EN}
	}
	return lang.Text{ES: "aún no sabe " + t.ES, EN: "does not know yet " + t.EN}
}

// Holds says what a place holds.
func (p Place) Holds() lang.Text {
	t := count(p.Letters, "carta entera", "cartas enteras", "whole letter", "whole letters")
	if p.Partly > 0 {
		part := count(p.Partly, "solo en parte", "solo en parte", "in part", "in part")
		t.ES, t.EN = t.ES+", "+part.ES, t.EN+", "+part.EN
	}
	if p.Letters+p.Partly > 0 {
		size := explain.Size(p.Octets)
		t.ES, t.EN = t.ES+" ("+size.ES+")", t.EN+" ("+size.EN+")"
	}
	if p.Pending > 0 {
		pending := count(p.Pending, "cosa que contar al servidor", "cosas que contar al servidor", "thing to tell the server", "things to tell the server")
		t.ES, t.EN = t.ES+"; "+pending.ES, t.EN+"; "+pending.EN
	}
	return t
}

// Loss says what would be lost with the place; the zero Text for nothing.
func (p Place) Loss() lang.Text {
	var es, en []string
	for _, l := range p.Only {
		n := l.name()
		es, en = append(es, n.ES), append(en, n.EN)
	}
	return lang.Text{ES: explain.List(es).ES, EN: explain.List(en).EN}
}

func count(n int, one, many, oneEN, manyEN string) lang.Text {
	return explain.Counted(n, lang.Text{ES: one, EN: oneEN}, lang.Text{ES: many, EN: manyEN})
}
