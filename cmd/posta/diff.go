package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"posta/sim"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/story"
	"posta/sim/trace"
	"posta/sim/transcript"
	"posta/sim/whatif"
)

// columnWidth is how wide each of the two stories is, in characters, where nobody knows
// how much fits on a line; between the two is a line of three.
const (
	columnWidth  = 54
	betweenWidth = 3
)

// page is where two stories are set side by side.
type page struct {
	out   *bufio.Writer
	width int // of each column
}

func newPage(c console) *page {
	p := &page{bufio.NewWriter(c.out), columnWidth}
	if w := c.width(); w > 0 {
		p.width = min(columnWidth, (w-betweenWidth)/2)
	}
	return p
}

var diffCommand = command{
	name:  "diff",
	args:  lang.Text{ES: "A B | LECCIÓN --fault 'FALLO'", EN: "A B | LESSON --fault 'FAULT'"},
	short: lang.Text{ES: "compara dos recorridos desde donde se separan", EN: "compares two journeys from where they part"},
	long: lang.Text{
		ES: `Compara dos recorridos: dice cuál es el primer suceso distinto y, desde ahí, cuenta las dos
historias lado a lado. A y B son lecciones, archivos de escenario o trazas (.jsonl). Con una
sola lección y --fault (o --seed) compara lo que pasó con lo que habría pasado.

  --fault 'FALLO'                   ¿y si...? el fallo que se añade a la segunda historia
  --seed N                          la segunda historia con otra semilla
  --detail tell|dialogue|packets    cuánto contar (lo normal: tell)
  --lang es|en                      idioma

Termina con 0 si son iguales, con 1 si se separan, con 2 si la llamada está mal.`,
		EN: `Compares two journeys: names the first event that differs and, from there, tells both
stories side by side. A and B are lessons, scenario files or traces (.jsonl). With one lesson
and --fault (or --seed) it compares what happened with what would have happened.

  --fault 'FAULT'                   what if? the fault that is added to the second story
  --seed N                          the second story with another seed
  --detail tell|dialogue|packets    how much to tell (the default: tell)
  --lang es|en                      language

Exits with 0 if they are the same, with 1 if they part, with 2 if the call is wrong.`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		faults := flags.StringArray("fault", nil, "")
		detail := flags.String("detail", "tell", "")
		var seed seedFlag
		flags.Var(&seed, "seed", "")
		return func(c console, args []string) int {
			depth, ok := story.ParseDetail(*detail)
			if !ok {
				return badChoice(c, "detail", *detail, "tell, dialogue, packets")
			}
			if len(args) == 1 && (len(*faults) > 0 || seed.chosen() != nil) {
				args = append(args, args[0])
			}
			if len(args) > 2 {
				c.noMore("diff", args[2:])
				return exitUsage
			}
			if len(args) != 2 {
				c.fail(lang.Sprintf("hacen falta dos recorridos, o uno y --fault", "two journeys are needed, or one and --fault"))
				c.hint(lang.Sprintf("Por ejemplo: posta diff server-down first-email", "For example: posta diff server-down first-email"))
				return exitUsage
			}
			if n, same := sameFiles(args[0], args[1]); same {
				return c.same(n)
			}
			a, ok := recorded(c, args[0])
			if !ok {
				return exitUsage
			}
			b, ok := recorded(c, args[1])
			if !ok {
				return exitUsage
			}
			letters := c.lang // a run beside a trace has its letters in the trace's language
			for _, t := range []*trace.Trace{a, b} {
				if t != nil && t.Header.Lang != "" && !c.langGiven {
					letters = t.Header.Lang
				}
			}
			if a == nil {
				if a, ok = journey(c, args[0], letters, nil, nil); !ok {
					return exitUsage
				}
			}
			if b == nil {
				if b, ok = journey(c, args[1], letters, *faults, seed.chosen()); !ok {
					return exitUsage
				}
			}
			return compare(c, side{a, args[0]}, side{b, args[1]}, depth)
		}
	},
}

// sameFiles tells whether two traces in files are the same, without holding either: they may be larger than the memory. Whatever
// keeps it from finding out will be met again by whoever reads them whole.
func sameFiles(a, b string) (events int, same bool) {
	if !strings.HasSuffix(a, ".jsonl") || !strings.HasSuffix(b, ".jsonl") {
		return 0, false
	}
	var readers [2]*trace.Reader
	for i, name := range []string{a, b} {
		f, err := os.Open(name)
		if err != nil {
			return 0, false
		}
		defer f.Close()
		if readers[i], err = trace.NewReader(f); err != nil {
			return 0, false
		}
	}
	fork, n, err := whatif.DiffRead(readers[0], readers[1])
	return n, err == nil && fork.Same()
}

// same says that two journeys are.
func (c console) same(events int) int {
	c.say(lang.Sprintf("Los dos recorridos son iguales: %d sucesos.", "Both journeys are the same: %d events.", events))
	return exitOK
}

// recorded gives a trace that a file holds; nil of another name. It complains itself; ok
// is false then.
func recorded(c console, name string) (t *trace.Trace, ok bool) {
	if !isTrace(name) {
		return nil, true
	}
	f, err := os.Open(name)
	if err != nil {
		c.fail(lang.Sprintf("no se puede leer %s: %s", "cannot read %s: %s", name, readError(err)))
		return nil, false
	}
	defer f.Close()
	if t, err = readTrace(name, f); err != nil {
		c.fail(lang.Sprintf("%s no es una traza: %v", "%s is no trace: %v", name, err))
		return nil, false
	}
	return t, true
}

// isTrace tells by its name whether a file is a trace.
func isTrace(name string) bool {
	return strings.HasSuffix(name, ".jsonl") || strings.HasSuffix(name, smallTrace)
}

// smallTrace is how the name of a compressed trace ends.
const smallTrace = ".jsonl.gz"

// readTrace reads a file that is one by its name.
func readTrace(name string, from io.Reader) (*trace.Trace, error) {
	if strings.HasSuffix(name, smallTrace) {
		small, err := gzip.NewReader(from)
		if err != nil {
			return nil, err
		}
		from = small
	}
	return trace.Read(from)
}

// journey runs a scenario.
func journey(c console, name string, letters lang.Lang, faults []string, seed *uint64) (*trace.Trace, bool) {
	s, ok := load(c, name)
	if !ok {
		return nil, false
	}
	s = scenario.In(s, letters)
	if s, ok = withFaults(c, s, faults); !ok {
		return nil, false
	}
	o := sim.Options{Seed: seed}
	t, err := runAlone(context.Background(), s, o)
	if err != nil {
		c.fail(lang.Sprintf("no se puede simular %s: %v", "cannot simulate %s: %v", name, err))
		return nil, false
	}
	sim.Judge(context.Background(), s, o, t)
	return t, true
}

// withFaults adds what a person wants to go wrong.
func withFaults(c console, s *scenario.Scenario, faults []string) (*scenario.Scenario, bool) {
	for _, fault := range faults {
		next, problems := scenario.WithFault(s, fault)
		if len(problems) > 0 {
			fmt.Fprint(c.err, problems.Render(c.lang, c.colorErr()))
			return nil, false
		}
		s = next
	}
	return s, true
}

// side is one of the two journeys.
type side struct {
	t    *trace.Trace
	name string // as the call has it
}

// titles tell the two sides apart: by their titles, or by what is not the same.
func titles(a, b side, l lang.Lang) (string, string) {
	left, right := a.t.Header.Title.In(l), b.t.Header.Title.In(l)
	for _, one := range []struct {
		side
		title *string
	}{{a, &left}, {b, &right}} {
		if *one.title == "" {
			*one.title = one.t.Header.Scenario
		}
		for _, fault := range whatif.Added(one.t) {
			*one.title += lang.Sprintf(", con el fallo «%s»", ", with the fault “%s”", one.t.Header.Faults[fault].Text).In(l)
		}
	}
	if left == right {
		x, y := a.t.Header, b.t.Header
		mark := func(differ bool, ones, others lang.Text) {
			if differ {
				left, right = left+ones.In(l), right+others.In(l)
			}
		}
		mark(x.Seed != y.Seed, lang.Sprintf(", semilla %d", ", seed %d", x.Seed), lang.Sprintf(", semilla %d", ", seed %d", y.Seed))
		mark(x.Lang != y.Lang, lang.Both(", "+string(x.Lang)), lang.Both(", "+string(y.Lang)))
		mark(a.name != b.name, lang.Both(" ("+a.name+")"), lang.Both(" ("+b.name+")"))
	}
	return left, right
}

func compare(c console, a, b side, depth story.Detail) int {
	fork := whatif.Diff(a.t, b.t)
	if fork.Same() {
		return c.same(len(a.t.Events))
	}
	p := newPage(c)
	out := p.out
	defer out.Flush()
	left, right := newTeller(a.t), newTeller(b.t)
	titleA, titleB := titles(a, b, c.lang)
	fmt.Fprintf(out, "A: %s\nB: %s\n\n", titleA, titleB)
	fmt.Fprintln(out, lang.Text{ES: "Lo primero en que se separan:", EN: "Where they part:"}.In(c.lang))
	saidA, saidB := left.event(fork.A, c.lang), right.event(fork.B, c.lang)
	fmt.Fprintf(out, "  A: %s\n  B: %s\n", saidA, saidB)
	if saidA == saidB {
		fmt.Fprintf(out, "  %s\n", lang.Text{ES: "Dicho así es lo mismo; lo que cambia se ve en las trazas, al final.", EN: "Put like this it is the same; what differs is seen in the traces, at the end."}.In(c.lang))
	}
	fmt.Fprintln(out)
	p.columns("A", "B")
	fmt.Fprintf(out, "%s─┼─%[1]s\n", strings.Repeat("─", p.width))
	p.rows(left.tellings(fork.Seq, depth, c.lang), right.tellings(fork.Seq, depth, c.lang))
	fmt.Fprintln(out)
	fmt.Fprintln(out, lang.Sprintf("En las trazas (--format jsonl), el suceso %d es el primero distinto:",
		"In the traces (--format jsonl), event %d is the first that differs:", fork.Seq).In(c.lang))
	lineA, lineB := around(eventLine(fork.A, c.lang), eventLine(fork.B, c.lang))
	fmt.Fprintf(out, "  A: %s\n  B: %s\n", lineA, lineB)
	return exitFailed
}

// ended stands for the next event of a journey that has none.
var ended = lang.Text{ES: "(ya terminó)", EN: "(it has ended)"}

func eventLine(e trace.Event, l lang.Lang) string {
	if e.Fact == nil {
		return ended.In(l)
	}
	line, err := trace.AppendEvent(nil, e)
	if err != nil {
		return string(e.Kind())
	}
	return string(line)
}

// around cuts two long lines to how they begin and to where they differ.
func around(a, b string) (string, string) {
	const begin, before, longest = 70, 30, 160 // characters
	x, y := []rune(a), []rune(b)
	same := 0
	for same < len(x) && same < len(y) && x[same] == y[same] {
		same++
	}
	cut := func(line []rune) string {
		if from := same - before; len(line) > longest && from > begin {
			line = slices.Concat(line[:begin], []rune("…"), line[from:])
		}
		if len(line) > longest {
			return string(line[:longest]) + "…"
		}
		return string(line)
	}
	return cut(x), cut(y)
}

// moment is one step in words.
type moment struct {
	at   time.Duration
	text string
}

// teller tells one of the two journeys.
type teller struct {
	s *story.Story
	x *explain.Explainer
}

func newTeller(t *trace.Trace) teller {
	s := story.Of(t)
	return teller{s, explain.New(s)}
}

// event tells one event in words, as the step that it belongs to.
func (t teller) event(e trace.Event, l lang.Lang) string {
	if e.Fact == nil {
		return ended.In(l)
	}
	step := t.s.Steps(story.Dialogue)[t.s.StepAt(story.Dialogue, e.Seq)]
	return t.x.Clock(e.At, 0).In(l) + " " + explain.Sign(step.Class) + " " + t.x.Title(step).In(l)
}

// tellings are the steps that show anything from an event on.
func (t teller) tellings(seq int, depth story.Detail, l lang.Lang) []moment {
	var list []moment
	steps := t.s.Steps(depth)
	var folds []story.Fold
	if depth != story.Packets {
		folds = t.s.Folds()
	}
	told := map[int]bool{} // folds
	for i := range steps {
		if steps[i].At < seq {
			continue
		}
		at := slices.IndexFunc(folds, func(f story.Fold) bool { c := steps[i].Chapter(); return c >= f.Begin && c < f.End })
		switch {
		case at >= 0 && told[at]:
		case at >= 0:
			told[at] = true
			list = append(list, moment{steps[i].End, t.x.Clock(steps[i].End, 0).In(l) + " " + transcript.Folded(folds[at]).In(l)})
		default:
			list = append(list, moment{steps[i].End, fmt.Sprintf("%s %s %s",
				t.x.Clock(steps[i].End, 0).In(l), explain.Sign(steps[i].Class), t.x.Title(steps[i]).In(l))})
		}
	}
	return list
}

// rows sets two stories side by side in the order of time; what both tell at once
// stands on one row.
func (p *page) rows(a, b []moment) {
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(a) > 0 && len(b) > 0 && a[0] == b[0]:
			p.columns(a[0].text, b[0].text)
			a, b = a[1:], b[1:]
		case len(b) == 0 || len(a) > 0 && a[0].at <= b[0].at:
			p.columns(a[0].text, "")
			a = a[1:]
		default:
			p.columns("", b[0].text)
			b = b[1:]
		}
	}
}

// columns writes one row, wrapped within its two columns.
func (p *page) columns(left, right string) {
	l, r := wrap(left, p.width), wrap(right, p.width)
	for i := range max(len(l), len(r)) {
		var one, two string
		if i < len(l) {
			one = l[i]
		}
		if i < len(r) {
			two = r[i]
		}
		row := one + strings.Repeat(" ", p.width-utf8.RuneCountInString(one)) + " │ " + two
		fmt.Fprintln(p.out, strings.TrimRight(row, " "))
	}
}

// wrap breaks a text into lines of at most width characters; later ones are
// indented.
func wrap(text string, width int) []string {
	const indent = "    "
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		for utf8.RuneCountInString(word) > width-len(indent) {
			runes := []rune(word)
			cut := width - len(indent)
			if line != "" {
				lines, line = append(lines, line), ""
			}
			lines = append(lines, indent+string(runes[:cut]))
			word = string(runes[cut:])
		}
		switch {
		case line == "" && len(lines) == 0:
			line = word
		case line == "":
			line = indent + word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width:
			lines, line = append(lines, line), indent+word
		default:
			line += " " + word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
