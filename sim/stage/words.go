package stage

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"posta/sim/dialogue"
	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
)

// The stage says little: names, what a building is, how an answer is to be taken.
// What it says of a step is the wire's own line, or the caption that it was given.

func tr(es, en string) lang.Text { return lang.Text{ES: es, EN: en} }

var (
	wordNetwork   = tr("La red", "The network")
	wordPostHere  = tr("oficina de correos", "post office")
	wordDirectory = tr("guía de nombres", "directory of names")
	wordFinder    = tr("busca nombres", "looks up names")
	wordServer    = tr("servidor", "server")
	wordNoPower   = tr("sin corriente", "no power")
	wordSealed    = tr("ilegible para quien escucha", "unreadable to a listener")
	wordHeard     = tr("cualquiera puede leerlo", "anybody can read this")
	wordLetter    = tr("la carta", "the letter")
	wordSilence   = tr("sin respuesta", "no answer")
	wordBogus     = tr("firma no válida", "invalid signature")
	wordLost      = tr("se pierde por el camino", "lost on the road")
	wordUnheard   = tr(": esto no le llega", ": this never arrives")
	wordAtServer  = tr("en el servidor", "at the server")
	wordFrom      = tr("De", "From")
	wordTo        = tr("Para", "To")
	wordNext      = tr("próximo", "next")
	wordTries     = tr("%d intentos más", "%d more tries")
	wordNeverSeen = tr("nunca visto", "never seen")
	wordAnswered  = tr("%s ha contestado", "%s has answered")
)

var deviceWords = map[string]lang.Text{
	"laptop": tr("portátil de %s", "%s's laptop"), "desktop": tr("ordenador de %s", "%s's computer"),
	"phone": tr("teléfono de %s", "%s's phone"), "tablet": tr("tableta de %s", "%s's tablet"),
	"webmail": tr("correo web de %s", "%s's webmail"), "": tr("dispositivo de %s", "%s's device"),
}

// wordOf says what a host is.
func (t *tale) wordOf(h *trace.Host, l lang.Lang) string {
	if isDevice(h) {
		form, ok := deviceWords[h.Device]
		if !ok {
			form = deviceWords[""]
		}
		return fmt.Sprintf(form.In(l), t.personOf(h.User))
	}
	switch buildingOf(h) {
	case "post-office":
		return wordPostHere.In(l)
	case "directory":
		return wordDirectory.In(l)
	case "resolver":
		return wordFinder.In(l)
	}
	return wordServer.In(l)
}

// wordsOf are those of wordOf in both languages.
func (t *tale) wordsOf(h *trace.Host) lang.Text {
	return lang.Text{ES: t.wordOf(h, lang.ES), EN: t.wordOf(h, lang.EN)}
}

func isDevice(h *trace.Host) bool { return h.Device != "" || h.User != "" }

// articles are no names by themselves: of "La jefa" the first word says nothing.
var articles = map[string]bool{"El": true, "La": true, "Los": true, "Las": true, "The": true}

// personOf is a user's first name, or what stands before the @.
func (t *tale) personOf(address string) string {
	for i := range t.header.Users {
		if u := &t.header.Users[i]; u.Address == address && u.Name != "" {
			first, rest, _ := strings.Cut(u.Name, " ")
			if articles[first] && rest != "" {
				return u.Name
			}
			return first
		}
	}
	local := localPart(address)
	if local == "" {
		return address
	}
	return strings.ToUpper(local[:1]) + local[1:]
}

// buildingOf is the picture of a host.
func buildingOf(h *trace.Host) string {
	if isDevice(h) {
		if icons[h.Device] != nil {
			return h.Device
		}
		return "laptop"
	}
	for _, r := range []trace.Role{trace.RoleMTA, trace.RoleMSA, trace.RoleMDA, trace.RolePOP3, trace.RoleIMAP} {
		if h.Has(r) {
			return "post-office"
		}
	}
	switch {
	case h.Has(trace.RoleNameServer):
		return "directory"
	case h.Has(trace.RoleResolver):
		return "resolver"
	}
	return "server"
}

// classSign is the shape that goes with a class, and classWord the word.
var classSign = map[story.Class]string{story.OK: "tick", story.More: "arrow", story.Temporary: "hourglass", story.Permanent: "cross"}

var classWord = map[story.Class]lang.Text{
	story.OK:        tr("sí, hecho", "yes, done"),
	story.More:      tr("adelante, sigue", "go on"),
	story.Temporary: tr("ahora no: más tarde", "not now: later"),
	story.Permanent: tr("no: rechazado", "no: refused"),
}

var kindWord = map[dialogue.Kind]lang.Text{
	dialogue.KindGreeting:     tr("saluda", "greets"),
	dialogue.KindCommand:      tr("pide", "asks"),
	dialogue.KindReply:        tr("responde", "replies"),
	dialogue.KindContinuation: tr("adelante, sigue", "go on"),
	dialogue.KindCredentials:  tr("dice quién es", "says who it is"),
	dialogue.KindData:         wordLetter,
	dialogue.KindUntagged:     tr("informa", "reports"),
	dialogue.KindQuery:        tr("pregunta al directorio", "asks the directory"),
	dialogue.KindAnswer:       tr("responde el directorio", "the directory answers"),
	dialogue.KindOther:        tr("dice", "says"),
}

var kindSign = map[dialogue.Kind]string{
	dialogue.KindGreeting: "speech", dialogue.KindCommand: "speech", dialogue.KindReply: "speech", dialogue.KindContinuation: "arrow",
	dialogue.KindCredentials: "key", dialogue.KindData: "envelope", dialogue.KindUntagged: "speech",
	dialogue.KindQuery: "question", dialogue.KindAnswer: "book", dialogue.KindOther: "speech",
}

// The places of the classes in Palette.Verdicts.
const (
	inNone = iota
	inOK
	inMore
	inTemporary
	inPermanent
)

// verdict is how a class looks.
func (p *Palette) verdict(c story.Class) Verdict {
	switch c {
	case story.OK:
		return p.Verdicts[inOK]
	case story.More:
		return p.Verdicts[inMore]
	case story.Temporary:
		return p.Verdicts[inTemporary]
	case story.Permanent:
		return p.Verdicts[inPermanent]
	}
	return p.Verdicts[inNone]
}

// spoken is a line of the wire, made short enough to be read at a glance.
func spoken(l *dialogue.Line, in lang.Lang) string {
	switch {
	case l.Kind == dialogue.KindData:
		size := len(l.Body)
		if size == 0 {
			size = len(l.Raw)
		}
		return fmt.Sprintf("%s · %s", capital(wordLetter.In(in)), lang.Size(int64(size)).In(in))
	case l.DNS != nil && l.Kind == dialogue.KindQuery:
		return l.DNS.Type + "? " + strings.TrimSuffix(l.DNS.Name, ".")
	case l.DNS != nil:
		return answered(l.DNS)
	}
	first, rest, more := strings.Cut(strings.ToValidUTF8(l.Text, "\u00b7"), "\n")
	if more {
		first = strings.TrimRight(first, "\r") + fmt.Sprintf("  +%d", strings.Count(rest, "\n")+1)
	}
	// The parameters of MAIL and RCPT say less than the address before them.
	if i := strings.IndexByte(first, '>'); i > 0 && i < len(first)-1 && l.Kind == dialogue.KindCommand && l.Protocol == dialogue.SMTP {
		first = first[:i+1] + " \u2026"
	}
	return printable(first)
}

// Printable tells whether a character can be seen: controls, and marks that turn the direction of writing, cannot.
func Printable(r rune) bool { return unicode.IsGraphic(r) }

// written are the ranges beyond Latin Extended-A of which the stage's fonts have every
// character.
var written = [...][2]rune{
	{0x18f, 0x18f}, {0x192, 0x192}, {0x1a0, 0x1a1}, {0x1af, 0x1b0},
	{0x1cd, 0x1ce}, {0x1e6, 0x1e7}, {0x1ea, 0x1eb}, {0x1f4, 0x1f5}, {0x1fc, 0x1ff}, {0x218, 0x21b}, {0x232, 0x233}, {0x237, 0x237}, {0x259, 0x259},
	{0x2b9, 0x2ba}, {0x2bc, 0x2bc}, {0x2c6, 0x2c7}, {0x2c9, 0x2c9}, {0x2da, 0x2da}, {0x2dc, 0x2dd},
	{0x300, 0x301}, {0x303, 0x304}, {0x308, 0x309}, {0x323, 0x323}, {0x1e80, 0x1e85}, {0x1e9e, 0x1e9e}, {0x1ef2, 0x1ef9},
	{0x2013, 0x2014}, {0x2018, 0x201a}, {0x201c, 0x201e}, {0x2020, 0x2020}, {0x2022, 0x2022}, {0x2026, 0x2026}, {0x2032, 0x2033}, {0x2039, 0x203a}, {0x2044, 0x2044},
	{0x20ab, 0x20ac}, {0x20ae, 0x20ae}, {0x20bd, 0x20bd}, {0x20bf, 0x20bf}, {0x2113, 0x2113}, {0x2122, 0x2122}, {0x2191, 0x2191}, {0x2193, 0x2193}, {0x2212, 0x2212},
}

// canWrite tells whether the stage has letters for a character.
func canWrite(r rune) bool {
	return r < 0x180 || slices.ContainsFunc(written[:], func(w [2]rune) bool { return w[0] <= r && r <= w[1] })
}

// scrawl puts a wavy line in the place of writing that the stage has no letters for: other
// scripts, and pictures. The words beside the stage have it as it is.
func scrawl(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return !canWrite(r) }) {
		return s
	}
	const most = 5
	var out strings.Builder
	run := 0
	for _, r := range s {
		if canWrite(r) {
			run = 0
			out.WriteRune(r)
		} else if run++; run <= most && !unicode.In(r, unicode.Mn, unicode.Cf) {
			out.WriteByte('~')
		}
	}
	return out.String()
}

// printable takes what cannot be seen out of what came over the wire.
func printable(s string) string {
	return scrawl(strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case !Printable(r):
			return '\u00b7'
		}
		return r
	}, s))
}

func answered(m *dialogue.DNSMessage) string {
	if m.RCode != "NOERROR" || len(m.Answer) == 0 {
		if m.RCode == "NOERROR" && len(m.Authority) > 0 {
			return m.Type + ": \u2013"
		}
		return m.RCode
	}
	// "beta.test. 3600 IN MX 10 mx.beta.test."
	fields := strings.Fields(m.Answer[0])
	said := m.Answer[0]
	if len(fields) > 4 {
		said = undotted(strings.Join(fields[3:], " "))
	}
	if n := len(m.Answer) - 1; n > 0 {
		said += fmt.Sprintf("  +%d", n)
	}
	return printable(said)
}

// referral is the server that an answer without one says to ask instead, "" where it names none (RFC 1034 section 4.3.1).
func referral(m *dialogue.DNSMessage) string {
	if m.RCode != "NOERROR" || len(m.Answer) > 0 || len(m.Authority) == 0 {
		return ""
	}
	if f := strings.Fields(m.Authority[0]); len(f) > 4 && f[3] == "NS" {
		return undotted(f[4])
	}
	return ""
}

// undotted takes the last dot of a name, but leaves the root, which is nothing else.
func undotted(s string) string {
	if s == "." || strings.HasSuffix(s, " .") {
		return s
	}
	return strings.TrimSuffix(s, ".")
}

func sprintf(form string, a ...any) string { return fmt.Sprintf(form, a...) }

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// packetSaid is a packet, as tcpdump's readers know it.
func packetSaid(f trace.PacketSent) string {
	s := f.Flags
	if f.Len > 0 {
		s += fmt.Sprintf("  %d bytes", f.Len)
	}
	if f.Try > 0 {
		s += fmt.Sprintf("  #%d", f.Try+1)
	}
	return s
}

// span is a stretch of time in words as short as can be.
func span(d time.Duration, l lang.Lang) string {
	d = d.Round(time.Second)
	days, h, m, s := int(d/(24*time.Hour)), int(d/time.Hour)%24, int(d/time.Minute)%60, int(d/time.Second)%60
	switch {
	case days > 0 && h == 0:
		return fmt.Sprintf("%d d", days)
	case days > 0:
		return fmt.Sprintf("%d d %d h", days, h)
	case h > 0 && m == 0:
		return fmt.Sprintf("%d h", h)
	case h > 0:
		return fmt.Sprintf("%d h %d min", h, m)
	case m > 0 && s == 0:
		return fmt.Sprintf("%d min", m)
	case m > 0:
		return fmt.Sprintf("%d min %d s", m, s)
	}
	return fmt.Sprintf("%d s", s)
}

// broadest is how wide a text is in the language in which it is wider.
func (t *tale) broadest(f Font, size float64, text lang.Text) float64 {
	return math.Max(t.measure(f, size, text.ES), t.measure(f, size, text.EN))
}

// leastOfLocal is how much of an address is seen before its domain, where something before that is left out.
const leastOfLocal = 3

// shorten fits a text into a width by taking from its middle, of an address from what stands before its domain; "" if not even its
// ends and the ellipsis fit.
func (t *tale) shorten(f Font, size float64, s string, width float64) string {
	if t.measure(f, size, s) <= width {
		return s
	}
	if at := strings.LastIndexByte(s, '@'); at > 0 {
		head, least := []rune(s[:at]), utf8.RuneCountInString(s[:strings.LastIndexAny(s[:at], "<: ")+1])+leastOfLocal
		for n := len(head) - 1; n >= least; n-- {
			if short := string(head[:n]) + "\u2026" + s[at:]; t.measure(f, size, short) <= width {
				return short
			}
		}
	}
	runes := []rune(s)
	// The most runes that fit: n and n+1 differ by one rune in the middle.
	lo, hi := 1, len(runes)-1
	cut := func(n int) string {
		head := (n + 1) / 2
		return string(runes[:head]) + "\u2026" + string(runes[len(runes)-(n-head):])
	}
	best := ""
	for lo <= hi {
		n := (lo + hi) / 2
		if c := cut(n); t.measure(f, size, c) <= width {
			best, lo = c, n+1
		} else {
			hi = n - 1
		}
	}
	if len([]rune(best)) < 4 {
		return ""
	}
	return best
}
