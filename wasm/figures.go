//go:build js && wasm

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"syscall/js"
	"time"

	"posta/sim"
	"posta/sim/explain"
	"posta/sim/figures"
	"posta/sim/form"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/trace"
	"posta/wasm/api"
)

// counted are the campaigns that were counted last, the latest last: whoever looks at one figure looks at the next.
var counted []*countedRun

// mostCounted is how many are kept: a run and what it is compared with, and one more of each.
const mostCounted = 4

type countedRun struct {
	of       string // all that the run depends on
	scenario *scenario.Scenario
	options  sim.Options
	figures  *figures.Figures
}

// countable reads what a campaign's run is, from the first arguments of figures and alone.
func countable(args []js.Value, fault string) (*scenario.Scenario, sim.Options, form.Problems) {
	s, problems := parse(text(args, 0), text(args, 1), fault, language(args, 5))
	if len(problems) > 0 {
		return nil, sim.Options{}, problems
	}
	o := options(text(args, 2))
	o.Inputs, problems = parseInputs(s, text(args, 3))
	return s, o, problems
}

// count runs a campaign and counts its letters. Nothing else of the run is kept, so that many letters fit. The page is told how
// many have been sent.
func count(args []js.Value, fault string, progress js.Value) (*countedRun, form.Problems, error) {
	of := strings.Join([]string{text(args, 0), text(args, 1), text(args, 2), text(args, 3), fault, text(args, 5)}, "\x00")
	if i := slices.IndexFunc(counted, func(c *countedRun) bool { return c.of == of }); i >= 0 {
		return counted[i], nil, nil
	}
	s, o, problems := countable(args, fault)
	if len(problems) > 0 {
		return nil, problems, nil
	}
	f := figures.New()
	run := &countedRun{of, s, o, f}
	told := 0
	o.Record = scenario.RecordDecisions
	o.Each = func(e trace.Event) {
		f.See(e)
		if n := len(f.Letters); n-told >= 25 && progress.Type() == js.TypeFunction {
			told = n
			progress.Invoke(n)
		}
	}
	if _, err := sim.Run(context.Background(), s, o); err != nil {
		return nil, nil, err
	}
	counted = append(counted, run)
	if len(counted) > mostCounted {
		counted = counted[1:]
	}
	return run, nil, nil
}

// decisions are what could have been decided otherwise.
func decisions(args []js.Value) any {
	list := []api.Decision{}
	if s, problems := parse(text(args, 0), text(args, 1), "", language(args, 2)); len(problems) == 0 {
		for _, d := range s.Deciding() {
			list = append(list, api.Decision{Fault: d.Ask(), What: d.Question().In(language(args, 3))})
		}
	}
	return asJSON(list)
}

// mostLetters is how many letters behind a figure are listed.
const mostLetters = 200

func figuresOf(args []js.Value) any {
	x := api.Counted{Problems: form.Problems{}, Decisions: []api.Decision{}, Figures: []api.FigureWord{}, Rows: []api.CountedRow{}, Notes: []string{}, Letters: []api.CountedLetter{}}
	var q api.Counting
	if err := json.Unmarshal([]byte(text(args, 6)), &q); err != nil {
		x.Error = err.Error()
		return asJSON(x)
	}
	var runs []*figures.Figures
	var heads []*trace.Header
	names := []lang.Text{{ES: "como está", EN: "as it is"}}
	for i, fault := range []string{"", text(args, 4)} {
		if i == 1 && fault == "" {
			break
		}
		run, problems, err := count(args, fault, argument(args, 7))
		if err != nil {
			x.Error = err.Error()
			return asJSON(x)
		}
		if len(problems) > 0 {
			x.Problems = problems
			return asJSON(x)
		}
		if i == 0 {
			for _, d := range run.scenario.Deciding() {
				x.Decisions = append(x.Decisions, api.Decision{Fault: d.Ask(), What: d.What.In(q.Lang)})
			}
		}
		head := sim.Header(run.scenario, run.options)
		runs, heads = append(runs, run.figures), append(heads, &head)
	}
	if d, ok := scenario.Decided(text(args, 4)); ok {
		names = append(names, d.What)
	} else {
		names = append(names, lang.Both(text(args, 4)))
	}
	for _, f := range figures.All {
		m := figures.Meanings[f]
		x.Figures = append(x.Figures, api.FigureWord{Name: string(f), Word: m.Name.In(q.Lang), Tells: m.Tells.In(q.Lang), Hides: m.Hides.In(q.Lang), Unseen: m.Unseen})
	}
	x.Rows = append(x.Rows, countedRows(runs, q.By)...)
	p := figures.Plot{Runs: runs, Names: names, By: q.By, Lang: q.Lang, Dark: q.Dark, Width: q.Width}
	x.Plot = p.SVG()
	for _, note := range figures.Notes(runs, heads) {
		x.Notes = append(x.Notes, note.In(q.Lang))
	}
	if q.Run >= 0 && q.Run < len(runs) && q.Figure != "" {
		from, to, by := time.Duration(0), time.Duration(1<<62), q.By
		if q.Slice >= 0 {
			if by == figures.ByDay {
				by = figures.ByNothing // as it is drawn
			}
			unit := figures.Slice(runs)
			from, to = unit*time.Duration(q.Slice), unit*time.Duration(q.Slice+1)
		}
		list := runs[q.Run].Within(q.Figure, by, q.Key, from, to)
		x.Count = len(list)
		for _, l := range list[:min(len(list), mostLetters)] {
			at, _ := l.When(q.Figure)
			x.Letters = append(x.Letters, api.CountedLetter{ID: l.MessageID, Campaign: l.Campaign, Recipient: l.Recipient, Segment: l.Segment, At: explain.Clock(heads[q.Run], at, 0).In(q.Lang), Said: l.Said})
		}
	}
	return asJSON(x)
}

// countedRows are the tables of the runs side by side.
func countedRows(runs []*figures.Figures, by figures.Dimension) (rows []api.CountedRow) {
	at := map[string]int{}
	for i, f := range runs {
		for _, r := range f.Table(by) {
			n, known := at[r.Key]
			if !known {
				n = len(rows)
				at[r.Key] = n
				rows = append(rows, api.CountedRow{Key: r.Key, Counts: make([][]int, len(runs))})
				for k := range runs {
					rows[n].Counts[k] = make([]int, len(figures.All))
				}
			}
			copy(rows[n].Counts[i], r.Counts[:])
		}
	}
	if by == figures.ByDay {
		slices.SortFunc(rows, func(a, b api.CountedRow) int { return strings.Compare(a.Key, b.Key) })
	}
	return rows
}

// alone runs a campaign again and keeps what is about one of its letters.
func alone(args []js.Value) any {
	return file(func(b *bytes.Buffer) error {
		run, problems, err := count(args, text(args, 4), argument(args, 7))
		if err != nil {
			return err
		}
		if len(problems) > 0 {
			return problems
		}
		i := slices.IndexFunc(run.figures.Letters, func(l *figures.Letter) bool { return l.MessageID == text(args, 6) })
		if i < 0 {
			return fmt.Errorf("no campaign has sent a letter %s", text(args, 6))
		}
		a := figures.NewAlone(run.figures.Letters[i])
		o := run.options
		o.Record = scenario.RecordDialogue
		o.Each = a.See
		if _, err := sim.Run(context.Background(), run.scenario, o); err != nil {
			return err
		}
		return a.Trace(sim.Header(run.scenario, o)).Write(b)
	})
}
