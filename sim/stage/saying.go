package stage

import (
	"strings"
	"unicode/utf8"

	"posta/sim/dialogue"
	"posta/sim/lang"
	"posta/sim/listener"
	"posta/sim/story"
	"posta/sim/trace"
)

// saying is what a balloon says: in the largest letters what decided (a reply's code,
// a record), below it the wire's own words, and in one sentence how it is meant. Each
// may be missing.
type saying struct {
	sign       string
	head       string
	wire       string
	word       string
	question   string // the question that it answers
	class      story.Class
	unreadable bool     // a listener cannot read it
	matters    []string // pictures of what it is about, where the words are hidden,
	asks       []string // and of what was asked
}

// arrows puts signs that the fonts have in place of some that they do not have.
var arrows = strings.NewReplacer("\u2192", "\u203a", "\u2190", "\u2039", "\u21d2", "\u00bb")

// saying words the present step, ok is false where there is nothing to say.
func (m *Model) saying() (saying, bool) {
	s := m.act.step
	if s == nil {
		return saying{}, false
	}
	say := saying{class: m.act.class}
	if m.tale.caption != nil {
		say.word = printable(arrows.Replace(m.tale.caption(s, m.lang)))
	}
	switch f := s.Fact.(type) {
	case trace.PacketSent:
		say.sign, say.wire = "packet", packetSaid(f)
	case trace.PacketLost:
		if say.word == "" {
			say.word = wordLost.In(m.lang)
		}
	}
	if l := m.act.said; l != nil {
		say.head, say.wire = m.tale.quoted(l, m.lang)
		if say.class == story.None {
			say.sign = kindSign[l.Kind]
		}
		if q := m.act.asked; q != nil && q.Kind != dialogue.KindData { // a letter is seen to go
			say.question = spoken(q, m.lang)
		}
		if say.word == "" {
			say.word = kindWord[l.Kind].In(m.lang)
		}
		if m.act.unheard && say.class == story.Temporary && !l.FromClient {
			say.word += wordUnheard.In(m.lang)
		}
		m.overhear(&say, l)
	}
	if say.head == "" {
		say.head = m.learned(s)
	}
	if m.wordless {
		return m.riddle(say), true
	}
	return say, say.head != "" || say.wire != "" || say.word != ""
}

// learned is what came of a question to the directory of which no line says it: none came back, what came was not believed, or it
// was still known.
func (m *Model) learned(s *story.Step) string {
	for _, part := range m.tale.telling.Story.Parts(s) {
		switch f, _ := part.Fact.(trace.DNSAnswered); {
		case f.Why.Code == trace.CauseBogus:
			return wordBogus.In(m.lang)
		case !f.Why.IsZero():
			return wordSilence.In(m.lang)
		case f.RCode != "" && f.RCode != "NOERROR":
			return f.RCode
		}
	}
	return ""
}

// quoted is what is cited of a line: what decides in it, and the rest of its words.
func (t *tale) quoted(l *dialogue.Line, in lang.Lang) (head, rest string) {
	first := func(s string) string {
		line, more, cut := strings.Cut(strings.ToValidUTF8(s, "\u00b7"), "\n")
		line = strings.TrimRight(line, "\r")
		if cut {
			line += " (+" + itoa(strings.Count(more, "\n")+1) + ")"
		}
		return printable(line)
	}
	switch {
	case l.DNS != nil && l.Kind == dialogue.KindAnswer:
		if l.DNS.RCode != "NOERROR" || len(l.DNS.Answer) == 0 {
			if next := referral(l.DNS); next != "" {
				return "NS", printable(next)
			}
			if l.DNS.RCode == "NOERROR" {
				return l.DNS.Type + ": \u2013", ""
			}
			return l.DNS.RCode, strings.TrimSuffix(l.DNS.Name, ".")
		}
		fields := strings.Fields(answered(l.DNS))
		if len(fields) > 2 && fields[0] == "MX" && fields[2] == "." {
			return strings.Join(fields, " "), "" // the null MX (RFC 7505 section 3)
		}
		if len(fields) > 2 && fields[0] == "MX" {
			return "MX " + fields[1], strings.Join(fields[2:], " ")
		}
		if len(fields) > 1 {
			return fields[0], strings.Join(fields[1:], " ")
		}
		return answered(l.DNS), ""
	case l.Code != 0:
		head = itoa(l.Code)
		if l.Enhanced != "" {
			head += " " + l.Enhanced
		}
		return printable(head), first(l.Args)
	case (l.Kind == dialogue.KindReply) && l.Class != "" && l.Verb != "":
		return printable(l.Verb), first(l.Args)
	}
	return "", spoken(l, in)
}

// overhear turns what is said into what a listener on the road gets of it.
func (m *Model) overhear(say *saying, l *dialogue.Line) {
	if !m.listener {
		return
	}
	if !l.Encrypted {
		say.word = wordHeard.In(m.lang)
		return
	}
	say.unreadable, say.sign, say.class, say.question = true, "lock", story.None, ""
	// What a listener learns is how long the records are (RFC 8446 section 5.1), not
	// how long the words in them were.
	lengths := ""
	for i, r := range listener.Carrying(m.tale.telling.Trace, l) {
		if i > 0 {
			lengths += " + "
		}
		lengths += lang.Octets(r.Len).In(m.lang)
	}
	if lengths == "" {
		lengths = lang.Octets(len(l.Raw)).In(m.lang)
	}
	say.head, say.wire = "", strings.Repeat("\u2022", 8)+"  "+lengths
	say.word = wordSealed.In(m.lang)
}

// Words is how many letters there are to read in what is said about the step.
func (m Model) Words() int {
	s, ok := m.saying()
	if !ok {
		return 0
	}
	return utf8.RuneCountInString(s.head) + utf8.RuneCountInString(s.wire) + utf8.RuneCountInString(s.word)
}
