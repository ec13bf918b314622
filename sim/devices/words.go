package devices

import (
	"slices"
	"strings"

	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/mail"
)

// Say tells a moment in one sentence, without its subject.
func (m Moment) Say() lang.Text {
	t := m.said()
	if m.Of != 0 && m.Lag > 0 {
		t = lang.Sprintf("%s, %s después", "%s, %s later", t, explain.Duration(m.Lag))
	}
	if m.Offline {
		t = lang.Sprintf("%s; el servidor aún no lo sabe", "%s; the server does not know yet", t)
	}
	return t
}

func (m Moment) said() lang.Text {
	l := m.Letter.name()
	switch m.What {
	case Arrived:
		return lang.Sprintf("tiene %s en %s", "has %s in %s", l, m.Folder)
	case Headers:
		return lang.Sprintf("trae la cabecera de %s", "brings the header of %s", l)
	case Beginning:
		return lang.Sprintf("trae el principio de %s", "brings the beginning of %s", l)
	case Text:
		return lang.Sprintf("trae el texto de %s, sin lo que lleva adjunto", "brings the text of %s, without what is attached", l)
	case Saved:
		if m.File == "" {
			return lang.Sprintf("guarda un archivo de %s", "saves a file of %s", l)
		}
		return lang.Sprintf("guarda %s, de %s", "saves %s, of %s", m.File, l)
	case Whole:
		return lang.Sprintf("tiene entera %s", "has all of %s", l)
	case Opened:
		switch m.As {
		case mail.MediaHTML:
			return lang.Sprintf("muestra %s en HTML", "shows %s in HTML", l)
		case mail.MediaPlain:
			return lang.Sprintf("muestra %s como texto sin formato", "shows %s as plain text", l)
		}
		return lang.Sprintf("muestra %s", "shows %s", l)
	case Filed:
		return lang.Sprintf("%s está en %s", "%s is in %s", l, m.Folder)
	case Gone:
		return lang.Sprintf("%s ya no está", "%s is gone", l)
	case Waiting:
		return lang.Sprintf("%s espera en la bandeja de salida", "%s waits in the outbox", l)
	}
	return lang.Sprintf("%s está %s", "%s is %s", l, flagsSaid(m.Flags))
}

// name is how a letter is called: by its subject.
func (l Letter) name() lang.Text {
	if l.Subject == "" {
		return lang.Text{ES: "la carta sin asunto", EN: "the letter without a subject"}
	}
	return lang.Sprintf("«%s»", "“%s”", l.Subject)
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
	var is []lang.Text
	for _, w := range flagWords {
		if slices.Contains(flags, w.flag) {
			is = append(is, w.is)
		}
	}
	for _, f := range flags {
		if !strings.HasPrefix(f, `\`) {
			is = append(is, lang.Sprintf("marcada %s", "marked %s", f))
		}
	}
	if len(is) == 0 {
		return lang.Text{ES: "sin leer y sin marcas", EN: "unread, with no flags"}
	}
	if !slices.Contains(flags, `\Seen`) {
		is = slices.Insert(is, 0, lang.Text{ES: "sin leer", EN: "unread"})
	}
	return listed(is)
}

// maxListed is how many things a sentence lists.
const maxListed = 6

// listed joins things: "a, b and c". There is at least one.
func listed(list []lang.Text) lang.Text {
	last := list[len(list)-1]
	if more := len(list) - maxListed + 1; more > 1 {
		list, last = list[:maxListed], lang.Sprintf("%d más", "%d more", more)
	}
	t := list[0]
	if len(list) == 1 {
		return t
	}
	for _, x := range list[1 : len(list)-1] {
		t = lang.Sprintf("%s, %s", "%s, %s", t, x)
	}
	return lang.Sprintf("%s y %s", "%s and %s", t, last)
}

// Say tells what a device does not know.
func (b Blind) Say() lang.Text {
	l := b.Letter.name()
	t := lang.Sprintf("que %s ya no está en el servidor", "that %s is no longer at the server", l)
	switch b.What {
	case Arrived:
		t = lang.Sprintf("que ha llegado %s", "that %s has come", l)
	case Flags:
		t = lang.Sprintf("que las marcas de %s son otras", "that the flags of %s are others", l)
	case Filed:
		t = lang.Sprintf("que %s está en otra carpeta", "that %s is in another folder", l)
	}
	if b.Never {
		return lang.Sprintf("nunca sabrá %s", "will never know %s", t)
	}
	return lang.Sprintf("aún no sabe %s", "does not know yet %s", t)
}

// Holds says what a place holds.
func (p Place) Holds() lang.Text {
	t := count(p.Letters, "%d carta entera", "%d cartas enteras", "%d whole letter", "%d whole letters")
	if p.Partly > 0 {
		t = lang.Sprintf("%s, %d solo en parte", "%s, %d in part", t, p.Partly)
	}
	if p.Letters+p.Partly > 0 {
		t = lang.Sprintf("%s (%s)", "%s (%s)", t, explain.Size(p.Octets))
	}
	if p.Pending > 0 {
		t = lang.Sprintf("%s; %s", "%s; %s", t,
			count(p.Pending, "%d cosa que contar al servidor", "%d cosas que contar al servidor", "%d thing to tell the server", "%d things to tell the server"))
	}
	return t
}

// Loss says what would be lost with the place; the zero Text for nothing.
func (p Place) Loss() lang.Text {
	if len(p.Only) == 0 {
		return lang.Text{}
	}
	var list []lang.Text
	for _, l := range p.Only {
		list = append(list, l.name())
	}
	return listed(list)
}

func count(n int, one, many, oneEN, manyEN string) lang.Text {
	if n == 1 {
		return lang.Sprintf(one, oneEN, n)
	}
	return lang.Sprintf(many, manyEN, n)
}
