// Package transcript tells a run as text: what `posta run` prints, to be read on
// a terminal, in a file, or aloud.
//
// It has the scenario's title and summary, then a chapter for each hop of the
// letter's journey, with the teacher's narration, who speaks to whom, the lines
// of the wire as they were, what they mean, and at the end where every letter
// is. What is the same each time, such as what a folder tells of itself, is said
// once, and of attempts that are all alike the short telling counts most. Colour only repeats what shape and word say already, so nothing is lost
// without it.
//
// It is a pure function of the trace and the options, the same bytes every time;
// no line ends in a space, and whatever the wire said, no control character
// reaches the terminal.
package transcript

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"posta/sim/dialogue"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/pcap"
	"posta/sim/story"
	"posta/sim/trace"
)

// Options say how to tell.
type Options struct {
	Lang   lang.Lang
	Detail story.Detail
	Color  bool
	// RealTime: the run's clock was the reader's own.
	RealTime bool
	// Width is the longest line, in characters; DefaultWidth for 0.
	Width int
}

// DefaultWidth is the width where none is asked for, and MinWidth the least.
const (
	DefaultWidth = 100
	MinWidth     = 40
)

// maxTextLines is how many lines of one message are shown, except at Packets,
// which shows none.
const maxTextLines = 60

// Write tells the trace.
func Write(w io.Writer, t *trace.Trace, o Options) error {
	if o.Width == 0 {
		o.Width = DefaultWidth
	}
	o.Width = max(o.Width, MinWidth)
	if _, ok := lang.Parse(string(o.Lang)); !ok {
		o.Lang = lang.EN
	}
	if _, ok := story.ParseDetail(string(o.Detail)); !ok {
		o.Detail = story.Dialogue
	}
	s := story.Of(t)
	p := &printer{w: bufio.NewWriter(w), o: o, s: s, x: explain.New(s), t: t, conn: -1, offers: map[string]bool{}, said: map[string]bool{}}
	if o.Detail == story.Packets {
		p.watchRoad()
	}
	p.title()
	var folds []story.Fold
	if o.Detail != story.Packets {
		folds = p.s.Folds()
	}
	for i := 0; i < len(s.Chapters); i++ {
		if len(folds) > 0 && folds[0].Begin == i {
			p.folded(folds[0])
			i = folds[0].End - 1
			folds = folds[1:]
			continue
		}
		p.chapter(s.Chapters[i])
	}
	p.ending()
	return p.w.Flush()
}

type printer struct {
	w       *bufio.Writer
	o       Options
	s       *story.Story
	x       *explain.Explainer
	t       *trace.Trace
	conn    int  // the conversation that is being shown
	inside  bool // it is inside a TLS tunnel
	forked  int  // the event with which a fault that was added begins to act
	lastDay string
	offers  map[string]bool // extensions of SMTP that were explained
	said    map[string]bool // sentences that bear no repeating, nil where all do

	// At Packets: what a capture shows, its packets by the event that sent them, and
	// by Packets step those that no event tells.
	road    []pcap.Packet
	sent    map[int]int
	answers map[int][]int
}

func (p *printer) say(t lang.Text) string { return t.In(p.o.Lang) }

func (p *printer) pick(es, en string, args ...any) string {
	return lang.Sentence(es, en, args...).In(p.o.Lang)
}

// ---- Lines

// Colours, as SGR parameters (ECMA-48 section 8.3.117).
const (
	bold, dim, red, green, yellow, cyan = "1", "2", "31", "32", "33", "36"
)

func (p *printer) paint(style, s string) string {
	if !p.o.Color || s == "" || style == "" {
		return s
	}
	return "\x1b[" + style + "m" + s + "\x1b[0m"
}

func styleOf(c story.Class) string {
	switch c {
	case story.OK:
		return green
	case story.More:
		return cyan
	case story.Temporary:
		return yellow
	case story.Permanent:
		return red
	}
	return ""
}

// line prints one line, without trailing spaces.
func (p *printer) line(s string) {
	p.w.WriteString(strings.TrimRight(s, " "))
	p.w.WriteByte('\n')
}

// para prints words, wrapped: the first line behind head, the others behind as
// many spaces as indent says. Style paints the words.
func (p *printer) para(head string, headWidth, indent int, style, text string) {
	for i, l := range wrap(Visible(text), p.o.Width-max(indent, headWidth)) {
		if i == 0 {
			p.line(head + p.paint(style, l))
			continue
		}
		p.line(strings.Repeat(" ", indent) + p.paint(style, l))
	}
}

// wrap breaks a text into lines of at most width characters, at spaces where it
// can. Spaces at the beginning of the text stay.
func wrap(s string, width int) []string {
	width = max(width, 8)
	var out []string
	runes := []rune(s)
	for len(runes) > width {
		cut := width
		for cut > width/3 && runes[cut] != ' ' {
			cut--
		}
		if runes[cut] != ' ' {
			cut = width // one long word: an address, base64
		}
		out = append(out, strings.TrimRight(string(runes[:cut]), " "))
		for cut < len(runes) && runes[cut] == ' ' {
			cut++
		}
		runes = runes[cut:]
	}
	return append(out, strings.TrimRight(string(runes), " "))
}

// Visible makes what cannot be seen visible: a stranger's words must neither command
// the reader's terminal, nor turn the direction in which it writes, nor hide in it.
func Visible(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r == utf8.RuneError || unseen(r) }) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\t':
			b.WriteString("    ")
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, "\\x%02x", s[i])
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, "\\x%02x", r)
		case unseen(r):
			fmt.Fprintf(&b, "\\u%04x", r)
		default:
			b.WriteRune(r)
		}
		i += size
	}
	return b.String()
}

// unseen: controls, marks of direction, spaces of no width, separators of lines. The
// joiner and the non-joiner are part of how Persian and Hindi, and some pictures, are written.
func unseen(r rune) bool {
	return !unicode.IsGraphic(r) && r != '\u200c' && r != '\u200d' || unicode.In(r, unicode.Zl, unicode.Zp)
}

// ---- Parts

func (p *printer) title() {
	h := &p.t.Header
	title := Visible(p.say(h.Title))
	if title == "" {
		title = Visible(h.Scenario)
	}
	if title != "" {
		p.para("", 0, 0, bold, title)
		p.line(strings.Repeat("=", min(len([]rune(title)), p.o.Width)))
	}
	p.whatIf()
	if s := p.say(h.Summary); s != "" {
		if p.forked > 0 {
			s = p.pick("Sin él, la lección es así: ", "Without it, the lesson goes like this: ") + s
		}
		p.line("")
		p.para("", 0, 0, "", s)
	}
	if s := p.say(explain.Unrecorded(h.Record)); s != "" {
		p.line("")
		p.para("", 0, 0, "", s)
	}
}

func (p *printer) chapter(c *story.Chapter) {
	p.line("")
	head := fmt.Sprintf("%d. ", c.Index+1)
	p.para(p.paint(bold, head), len(head), len(head), bold, p.say(p.x.Chapter(c)))
	p.conn = -1
	begin, end := c.Range(story.Tell)
	for i := begin; i < end; i++ {
		st := p.s.Steps(story.Tell)[i]
		if p.o.Detail == story.Tell {
			p.tellStep(st)
			continue
		}
		for _, child := range p.s.Parts(st) {
			if p.o.Detail == story.Packets {
				p.packetsOf(child)
				continue
			}
			p.dialogueStep(child)
		}
	}
}

// clock is a step's time of day; a new day is announced.
func (p *printer) clock(at time.Duration) string {
	h := &p.t.Header
	t := h.Start.Add(at).In(time.FixedZone("", h.Zone))
	if day := t.Format("2006-01-02"); day != p.lastDay {
		p.lastDay = day
		p.line(p.paint(dim, "  -- "+day+" --"))
	}
	if p.o.Detail == story.Tell {
		// Things that overlap are told one after the other; thousandths would only
		// distract.
		return t.Format("15:04:05")
	}
	return t.Format("15:04:05.000")
}

// indent and tellIndent are where words begin, behind the clock.
const (
	indent     = 2 + len("15:04:05.000") + 2
	tellIndent = 2 + len("15:04:05") + 2
)

// narrate is the teacher's voice, where an action has words of its own.
func (p *printer) narrate(st *story.Step) {
	f, ok := st.Fact.(trace.ActionStarted)
	if !ok || f.Index < 0 || f.Index >= len(p.t.Header.Script) || p.forked > 0 && st.FactSeq > p.forked {
		return
	}
	if say := p.say(p.t.Header.Script[f.Index].Say); say != "" {
		p.line("")
		p.para("  | ", 4, 4, "", say)
		p.line("")
	}
}

// mark is the class's sign and word.
func (p *printer) mark(c story.Class) string {
	word := p.say(explain.Word(c))
	if word == "" {
		return ""
	}
	return explain.Sign(c) + " " + word
}

func (p *printer) tellStep(st *story.Step) {
	p.narrate(st)
	e := p.x.Explain(st)
	sign := "· "
	if st.Class != story.None || st.Failure {
		sign = explain.Sign(st.Class) + " "
		if st.Class == story.None {
			sign = "! "
		}
	}
	head := "  " + p.paint(dim, p.clock(st.Start)) + "  " + p.paint(styleOf(st.Class), sign)
	p.para(head, tellIndent+2, tellIndent+2, "", sentence(p.say(e.Title)))
	if what := p.once(st, p.say(e.What)); what != "" {
		p.para(strings.Repeat(" ", tellIndent+4), tellIndent+4, tellIndent+4, dim, what)
	}
}

// sentence ends a title as a sentence.
func sentence(s string) string {
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".?!:»”") {
		return s
	}
	return s + "."
}

// dialogueStep prints a line of the wire or a fact, and what it means.
func (p *printer) dialogueStep(st *story.Step) {
	p.narrate(st)
	if st.Conn != 0 && st.Line != nil && (st.Conn != p.conn || st.Line.Encrypted != p.inside) {
		p.conn, p.inside = st.Conn, st.Line.Encrypted
		p.introduce(st)
	}
	e := p.x.Explain(st)
	at := st.Start
	switch st.Kind {
	case story.ConnRefused, story.ConnTimeout, story.ConnUnreachable, story.TLSDone, story.TLSFailed:
		at = st.End // when it was known
	}
	clock := p.paint(dim, p.clock(at))
	if st.Line == nil {
		sign := "· "
		if st.Failure {
			sign = "! "
		}
		if st.Class != story.None {
			sign = explain.Sign(st.Class) + " "
		}
		p.para("  "+clock+"  "+p.paint(styleOf(st.Class), sign), indent+2, indent+2, "", sentence(p.say(e.Title)))
		what := p.say(e.What)
		if st.Kind != story.MailComposed {
			what = firstSentence(what)
		}
		if what = p.once(st, what); what != "" && st.Kind != story.ActionStarted {
			p.para(strings.Repeat(" ", indent+4), indent+4, indent+4, dim, what)
		}
		if e.Hashed != nil && e.Hashed.Changed {
			p.hashed(e.Hashed)
		}
		return
	}
	who := "S: "
	if st.Line.FromClient {
		who = "C: "
	}
	mark := p.mark(st.Class)
	if mark != "" {
		mark = p.paint(styleOf(st.Class), "["+mark+"]") + " "
	}
	for i, text := range p.wire(st.Line) {
		head, width := strings.Repeat(" ", indent+3), indent+3
		if i == 0 {
			head = "  " + clock + "  " + p.paint(bold, who)
			if mark != "" {
				head += mark
				width += len([]rune(p.mark(st.Class))) + 3
			}
		}
		p.para(head, width, indent+3, "", text)
	}
	meaning := p.say(e.What)
	if meaning == "" {
		meaning = sentence(p.say(e.Title))
	}
	switch st.Kind {
	case "smtp.auth", "smtp.credentials":
		p.para(strings.Repeat(" ", indent+5), indent+5, indent+5, dim, meaning)
	default:
		if meaning = p.once(st, firstSentence(meaning)); meaning != "" {
			p.para(strings.Repeat(" ", indent+5), indent+5, indent+5, dim, meaning)
		}
	}
	if st.Kind == "smtp.reply.ehlo" && st.Class == story.OK {
		for _, word := range explain.Extensions(st.Line) {
			if t := explain.Extension(word); !t.IsZero() && !p.offers[word] {
				p.offers[word] = true
				p.para(strings.Repeat(" ", indent+5)+"- ", indent+7, indent+7, dim, p.say(t))
			}
		}
	}
	if st.Failure {
		if why := p.say(e.Why); why != "" {
			p.para(strings.Repeat(" ", indent+5), indent+5, indent+5, dim, why)
		}
	}
}

// hashed prints what changed of a letter since it was signed.
func (p *printer) hashed(h *explain.Hashed) {
	p.para(strings.Repeat(" ", indent+4), indent+4, indent+4, dim, p.say(h.Say))
	for _, part := range h.Parts {
		for _, l := range part.Lines {
			if l.Mark != explain.InBoth && l.Mark != explain.Alike {
				p.para(strings.Repeat(" ", indent+6)+l.Mark.Sign()+" ", indent+8, indent+8, "", p.say(l.Text()))
			}
		}
	}
}

// introduce says who talks, where a conversation begins or goes on.
func (p *printer) introduce(st *story.Step) {
	client, server := st.From, st.To
	if !st.Line.FromClient {
		client, server = server, client
	}
	outside := p.pick("(fuera)", "(outside)")
	if client == "" {
		client = outside
	}
	if server == "" {
		server = outside
	}
	tube := ""
	if st.Line.Encrypted {
		tube = p.pick(" (dentro del túnel TLS)", " (inside the TLS tunnel)")
	}
	p.para(strings.Repeat(" ", indent), indent, indent, bold, fmt.Sprintf("C = %s, S = %s%s", client, server, tube))
}

// wire is what was said, line by line.
func (p *printer) wire(l *dialogue.Line) []string {
	if m := l.DNS; m != nil {
		if l.Kind == dialogue.KindQuery {
			return []string{m.Name + " " + m.Type + "?"}
		}
		out := []string{m.RCode}
		out = append(out, m.Answer...)
		for _, r := range m.Authority {
			out = append(out, "("+p.pick("autoridad", "authority")+") "+r)
		}
		for _, r := range m.Additional {
			out = append(out, "("+p.pick("de paso", "additional")+") "+r)
		}
		return out
	}
	lines := strings.Split(strings.TrimSuffix(strings.ReplaceAll(l.Text, "\r\n", "\n"), "\n"), "\n")
	if l.Protocol == "" || l.Text == "" {
		lines = []string{fmt.Sprintf("(%s)", p.say(explain.Size(int64(len(l.Raw)))))}
	}
	if over := len(lines) + l.CutLines - maxTextLines; over > 0 {
		lines = append(lines[:min(len(lines), maxTextLines):min(len(lines), maxTextLines)], fmt.Sprintf(p.pick("… (%d líneas más)", "… (%d more lines)"), over))
	}
	return lines
}

// once leaves out what has been said word for word before, where it bears no
// repeating: how a letter is made up, how long a queue has patience, what a folder
// tells of itself each time that it is opened.
func (p *printer) once(st *story.Step, text string) string {
	switch st.Kind {
	case story.MailComposed, story.QueueAdded, story.DNSCacheMiss, story.TellIMAPSelect, story.TellIMAPFlag, "imap.select", "imap.reply.select":
	default:
		if !strings.HasPrefix(string(st.Kind), "imap.untagged.") {
			return text
		}
	}
	if p.said == nil || st.Failure {
		return text
	}
	var fresh []string
	for rest := text; rest != ""; {
		sentence := firstSentence(rest)
		rest = strings.TrimLeft(rest[len(sentence):], " ")
		if !p.said[sentence] || strings.Contains(sentence, "@") { // whom it is for is always news
			p.said[sentence] = true
			fresh = append(fresh, sentence)
		}
	}
	return strings.Join(fresh, " ")
}

// firstSentence is the text up to its first full stop.
func firstSentence(s string) string {
	for i := 0; i+1 < len(s); i++ {
		if (s[i] == '.' || s[i] == '?' || s[i] == '!') && s[i+1] == ' ' {
			return s[:i+1]
		}
	}
	return s
}

// packetsOf prints the packets and facts that make a Dialogue step.
func (p *printer) packetsOf(parent *story.Step) {
	p.narrate(parent)
	if parent.Line != nil {
		who := "S: "
		if parent.Line.FromClient {
			who = "C: "
		}
		text := p.wire(parent.Line)
		words := text[0]
		if len(text) > 1 {
			words += fmt.Sprintf(p.pick(" … (+%d líneas)", " … (+%d lines)"), len(text)-1)
		}
		p.para("  "+p.paint(bold, who), 5, 5, bold, words)
	}
	var owed []int
	for _, st := range p.s.Parts(parent) {
		p.packetsUntil(&owed, st.Start)
		clock := p.paint(dim, p.clock(st.Start))
		text := ""
		if f, ok := st.Fact.(trace.PacketSent); ok {
			text = p.packet(p.asCaptured(st, f))
			if f.Try > 0 {
				text += fmt.Sprintf(p.pick(" (otra vez, %d)", " (again, %d)"), f.Try)
			}
		} else {
			text = sentence(p.say(p.x.Title(st)))
		}
		sign := "  "
		if st.Failure {
			sign = "! "
		}
		p.para("  "+clock+"  "+p.paint(styleOf(st.Class), sign), indent+2, indent+4, "", text)
		owed = append(owed, p.answers[st.Index]...)
	}
	p.packetsUntil(&owed, math.MaxInt64)
}

// packetsUntil prints the packets that no event tells, as far as they left before
// what comes next.
func (p *printer) packetsUntil(owed *[]int, next time.Duration) {
	for len(*owed) > 0 && p.road[(*owed)[0]].At < next {
		k := p.road[(*owed)[0]]
		p.para("  "+p.paint(dim, p.clock(k.At))+"    ", indent+2, indent+4, "", p.packet(k))
		*owed = (*owed)[1:]
	}
}
