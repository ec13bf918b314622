package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"posta/sim"
	"posta/sim/explain"
	"posta/sim/figures"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/trace"
)

var figuresCommand = command{
	name:  "figures",
	args:  lang.Text{ES: "LECCIÓN|ARCHIVO|-", EN: "LESSON|FILE|-"},
	short: lang.Text{ES: "las cifras de una campaña: entregadas, rebotes, aperturas, quejas; y las cartas que hay detrás", EN: "a campaign's figures: delivered, bounces, opens, complaints; and the letters behind them"},
	long: lang.Join([]lang.Text{{
		ES: `Simula un escenario con campañas y cuenta qué fue de sus cartas. Una cifra cuenta cartas: la que se
abrió cinco veces es una. Lo marcado con * no lo ve quien envía.

  --by total|campaign|provider|segment|subject|source|day
                     en qué partes se cuentan (total); day: días desde el comienzo
  --format text|csv|json|svg
                     svg: una gráfica de lo acumulado hasta cada momento; con --by, una línea
                     por parte
  --what-if DECISIÓN lo mismo con otra decisión, al lado (DECISIÓN: abajo)
  --meaning          qué dice cada cifra, y qué no puede decir
  --letters CIFRA    las cartas que hay detrás de una cifra (CIFRA: abajo); con --of, de una
                     parte: --by provider --of grande.test
  --open DIRECCIÓN   simula otra vez y abre la carta de una persona, o la que lleva un número:
                     lo que pasó con ella y por qué, la conversación en que se entregó, y sus
                     bytes; con --campaign, la de esa campaña; con --format jsonl, su traza,
                     para verla sola en la página
  --seed N           otra semilla
  --lang es|en       idioma

`,
		EN: `Simulates a scenario with campaigns and counts what became of their letters. A figure counts
letters: one that was opened five times is one. What is marked * a sender does not see.

  --by total|campaign|provider|segment|subject|source|day
                     by what they are told apart (total); day: days since the beginning
  --format text|csv|json|svg
                     svg: a plot of the running totals over time; with --by, one line a part
  --what-if DECISION the same with another decision, beside it (DECISION: below)
  --meaning          what each figure tells, and what it cannot
  --letters FIGURE   the letters behind a figure (FIGURE: below); with --of, in one part: --by
                     provider --of big.test
  --open ADDRESS     simulates again and opens one person's letter, or that of a number: what
                     became of it and why, the conversation in which it was delivered, and its
                     bytes; with --campaign, that of one campaign; with --format jsonl, its
                     trace, to be seen alone in the page
  --seed N           another seed
  --lang es|en       language

`,
	}, choices()}, ""),
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		var o figuresOptions
		var seed seedFlag
		flags.StringVar(&o.by, "by", "total", "")
		flags.StringVar(&o.format, "format", "text", "")
		flags.StringVar(&o.whatIf, "what-if", "", "")
		flags.BoolVar(&o.meaning, "meaning", false, "")
		flags.StringVar(&o.letters, "letters", "", "")
		flags.StringVar(&o.of, "of", "", "")
		flags.StringVar(&o.open, "open", "", "")
		flags.StringVar(&o.campaign, "campaign", "", "")
		flags.Var(&seed, "seed", "")
		return func(c console, args []string) int {
			name, ok := c.journeyArg("figures", args)
			if !ok {
				return exitUsage
			}
			o.seed = seed.chosen()
			switch {
			case !slices.Contains(figures.Dimensions, figures.Dimension(o.by)):
				return badChoice(c, "by", o.by, words(figures.Dimensions))
			case !slices.Contains([]string{"text", "csv", "json", "jsonl", "svg"}, o.format), o.format == "jsonl" && o.open == "":
				return badChoice(c, "format", o.format, "text, csv, json, svg; jsonl: --open")
			case o.letters != "" && !slices.Contains(figures.All, figures.Figure(o.letters)):
				return badChoice(c, "letters", o.letters, words(figures.All))
			}
			s, ok := load(c, name)
			if !ok {
				return exitUsage
			}
			if len(s.Campaigns(nil)) == 0 {
				c.fail(lang.Sprintf("en %s no hay ninguna campaña que contar", "in %s there is no campaign to count", name))
				c.hint(lang.Sprintf("en el guion va así: - campaign: {name: boletin, from: hola, to: [ana@beta.test], subject: Novedades}", "in the script it goes so: - campaign: {name: newsletter, from: hello, to: [ana@beta.test], subject: News}"))
				return exitUsage
			}
			return o.tell(c, s)
		}
	},
}

// choices are the figures and the decisions by the names by which they are asked for, each with what it means.
func choices() (text lang.Text) {
	for _, l := range lang.All() {
		var b strings.Builder
		fmt.Fprintln(&b, lang.Text{ES: "CIFRA es una de estas (* no lo ve quien envía):", EN: "FIGURE is one of these (* a sender does not see it):"}.In(l))
		for _, f := range figures.All {
			m := figures.Meanings[f]
			name := m.Name.In(l)
			if m.Unseen {
				name += " *"
			}
			fmt.Fprintf(&b, "  %s %s\n", pad(string(f), 18), name)
		}
		fmt.Fprintf(&b, "\n%s", lang.Text{ES: "DECISIÓN es una de estas:", EN: "DECISION is one of these:"}.In(l))
		for _, d := range scenario.Decisions {
			fmt.Fprintf(&b, "\n  %s %s", pad(d.Name, 18), d.What.In(l))
		}
		text = text.With(l, b.String())
	}
	return text
}

type figuresOptions struct {
	by, format, whatIf, letters, of, open, campaign string
	meaning                                         bool
	seed                                            *uint64
}

func words[T ~string](list []T) string {
	var all []string
	for _, x := range list {
		all = append(all, string(x))
	}
	return strings.Join(all, ", ")
}

func (o *figuresOptions) tell(c console, s *scenario.Scenario) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	runs := []*scenario.Scenario{s}
	if o.whatIf != "" {
		other, ok := scenario.Decide(s, o.whatIf)
		if !ok {
			var names []string
			for _, d := range scenario.Decisions {
				names = append(names, d.Name)
			}
			return badChoice(c, "what-if", o.whatIf, strings.Join(names, ", "))
		}
		runs = append(runs, other)
	}
	if o.open != "" {
		return o.openLetter(ctx, c, runs[len(runs)-1])
	}
	var counted []*figures.Figures
	code := exitOK
	for _, one := range runs {
		f := figures.New()
		t, err := c.simulate(ctx, one, sim.Options{Seed: o.seed, Record: scenario.RecordDecisions}, func(e trace.Event) bool { f.See(e); return decides(e) })
		if err != nil {
			c.fail(lang.Sprintf("no se puede simular %s: %v", "cannot simulate %s: %v", s.Name, err))
			return exitUsage
		}
		for _, why := range troubles(t) {
			code = exitFailed
			c.fail(why)
		}
		counted = append(counted, f)
	}
	var heads []*trace.Header
	for _, one := range runs {
		head := sim.Header(one, sim.Options{Seed: o.seed})
		heads = append(heads, &head)
	}
	if o.letters != "" {
		o.list(c, heads[len(heads)-1], counted[len(counted)-1])
		return code
	}
	switch o.format {
	case "csv":
		o.csv(c, counted)
	case "json":
		o.json(c, counted)
	case "svg":
		o.svg(c, counted)
	default:
		o.text(c, heads, counted)
	}
	return code
}

// svg draws the plot of the runs.
func (o *figuresOptions) svg(c console, counted []*figures.Figures) {
	p := figures.Plot{Runs: counted, Names: []lang.Text{{ES: "como está", EN: "as it is"}}, By: figures.Dimension(o.by), Lang: c.lang}
	if d, ok := scenario.Decided(scenario.DecideKey + ": " + o.whatIf); ok {
		p.Names = append(p.Names, d.What)
	}
	fmt.Fprint(c.out, p.SVG())
}

// rows are the tables of the runs side by side: the same parts in each.
func (o *figuresOptions) rows(counted []*figures.Figures) (keys []string, tables []map[string]figures.Row) {
	for _, f := range counted {
		table := map[string]figures.Row{}
		for _, r := range f.Table(figures.Dimension(o.by)) {
			table[r.Key] = r
			if !slices.Contains(keys, r.Key) {
				keys = append(keys, r.Key)
			}
		}
		tables = append(tables, table)
	}
	if o.by == string(figures.ByDay) {
		slices.Sort(keys)
	}
	return keys, tables
}

func (o *figuresOptions) csv(c console, counted []*figures.Figures) {
	w := csv.NewWriter(c.out)
	w.Write(append([]string{"run", o.by}, strings.Split(words(figures.All), ", ")...))
	keys, tables := o.rows(counted)
	for i, table := range tables {
		for _, k := range keys {
			line := []string{o.runName(i), k}
			for _, n := range table[k].Counts {
				line = append(line, strconv.Itoa(n))
			}
			w.Write(line)
		}
	}
	w.Flush() // what could not be written, the console's owner sees at the end
}

func (o *figuresOptions) runName(i int) string {
	if i == 0 {
		return "as-it-is"
	}
	return o.whatIf
}

func (o *figuresOptions) json(c console, counted []*figures.Figures) {
	type part struct {
		Run     string         `json:"run"`
		Key     string         `json:"key"`
		Figures map[string]int `json:"figures"`
	}
	var parts []part
	keys, tables := o.rows(counted)
	for i, table := range tables {
		for _, k := range keys {
			p := part{o.runName(i), k, map[string]int{}}
			for _, f := range figures.All {
				p.Figures[string(f)] = table[k].Of(f)
			}
			parts = append(parts, p)
		}
	}
	e := json.NewEncoder(c.out)
	e.SetIndent("", " ")
	e.Encode(map[string]any{"by": o.by, "parts": parts})
}

// barWidth is how wide the longest bar of a plot is, in columns.
const barWidth = 24

func (o *figuresOptions) text(c console, heads []*trace.Header, counted []*figures.Figures) {
	keys, tables := o.rows(counted)
	if len(counted) == 2 {
		i := slices.IndexFunc(scenario.Decisions, func(d scenario.Decision) bool { return d.Name == o.whatIf })
		fmt.Fprintf(c.out, "%s: %s\n", lang.Text{ES: "A: como está. B", EN: "A: as it is. B"}.In(c.lang), scenario.Decisions[i].What.In(c.lang))
	}
	for _, k := range keys {
		if k != "" {
			if o.by == string(figures.ByDay) {
				n, _ := strconv.Atoi(k) // it is figures.Day's
				fmt.Fprintf(c.out, "\n%s\n", lang.Sprintf("Día %d, desde %s", "Day %d, from %s", n, begins(heads, time.Duration(n-1)*24*time.Hour)).In(c.lang))
			} else {
				fmt.Fprintf(c.out, "\n%s\n", counted[0].Called(figures.Dimension(o.by), k))
			}
		}
		most := 1
		for _, table := range tables {
			for _, n := range table[k].Counts {
				most = max(most, n)
			}
		}
		for _, f := range figures.All {
			m := figures.Meanings[f]
			name := m.Name.In(c.lang)
			if m.Unseen {
				name += " *"
			}
			fmt.Fprintf(c.out, "  %s", pad(name, 32))
			for _, table := range tables {
				r := table[k]
				n, sent := r.Of(f), r.Of(figures.Sent)
				share := ""
				if sent > 0 && f != figures.Sent {
					p := figures.PerMyriad(n, sent)
					share = fmt.Sprintf("%3d%s%02d %%", p/100, lang.Text{ES: ",", EN: "."}.In(c.lang), p%100)
				}
				fmt.Fprintf(c.out, " %7d %9s %s", n, share, pad(bar(n, most, barWidth/len(tables)), barWidth/len(tables)))
			}
			if len(tables) == 2 {
				if d := tables[1][k].Of(f) - tables[0][k].Of(f); d != 0 {
					fmt.Fprintf(c.out, " %+d", d)
				}
			}
			fmt.Fprintln(c.out)
			if o.meaning {
				fmt.Fprintf(c.out, "      %s\n      %s %s\n", m.Tells.In(c.lang), lang.Text{ES: "No dice:", EN: "It does not tell:"}.In(c.lang), lowerFirst(m.Hides.In(c.lang)))
			}
		}
	}
	for _, note := range figures.Notes(counted, heads) {
		fmt.Fprintf(c.out, "\n%s\n", c.fold(0, note.In(c.lang)))
	}
	fmt.Fprintf(c.out, "\n%s\n%s\n", figures.Unseen.In(c.lang), lang.Text{ES: "Los porcentajes son de las enviadas. Con --meaning se lee qué dice cada cifra.", EN: "Percentages are of what was sent. With --meaning one reads what each figure tells."}.In(c.lang))
}

// begins says an instant of each run by its clocks: they are the same but where a decision puts everything off.
func begins(heads []*trace.Header, at time.Duration) lang.Text {
	first := explain.Dated(heads[0], at)
	if last := heads[len(heads)-1]; !last.Start.Equal(heads[0].Start) {
		return lang.Sprintf("%s (A) y %s (B)", "%s (A) and %s (B)", first, explain.Dated(last, at))
	}
	return first
}

func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return strings.ToLower(string(r)) + s[n:]
}

// bar is n of most as blocks, by eighths.
func bar(n, most, width int) string {
	eighths := n * width * 8 / most
	if n > 0 && eighths == 0 {
		eighths = 1
	}
	s := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		s += string([]rune(" ▏▎▍▌▋▊▉")[rest])
	}
	return s
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(width-utf8.RuneCountInString(s), 0))
}

// list shows the letters behind a figure.
func (o *figuresOptions) list(c console, h *trace.Header, f *figures.Figures) {
	of := o.of
	if n, err := strconv.Atoi(of); err == nil && o.by == string(figures.ByDay) {
		of = figures.Day(n)
	}
	for _, l := range f.Behind(figures.Figure(o.letters), figures.Dimension(o.by), of) {
		at, _ := l.When(figures.Figure(o.letters))
		fmt.Fprintln(c.out, strings.TrimRight(strings.Join([]string{explain.Clock(h, at, 0).In(c.lang), l.Campaign, l.Recipient, l.Segment, l.MessageID, l.Said}, "\t"), "\t"))
	}
}
