// Package expect holds a trace against what its scenario said must come true, so
// that the whole curriculum is a test suite. It judges by the trace alone: by
// what was stored, shown, said and asked, never by asking an actor.
package expect

import (
	"fmt"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// Result is how one expectation came out.
type Result struct {
	Index int // of the expectation, from 0
	Line  int // in the scenario's file
	Noun  string
	Held  bool
	// Want and Got say what was expected and what came; both are set either way.
	Want, Got lang.Text
	// Near is the event nearest to the matter: the last one that counted, or the
	// one that shows why nothing did; 0 where there is none.
	Near int
}

// Check judges every expectation, in the file's order.
func Check(s *scenario.Scenario, t *trace.Trace) []Result {
	c := &checker{s: s, t: t, d: dialogue.Of(t), ids: letterIDs(s, t)}
	results := make([]Result, len(s.Expect))
	for i, e := range s.Expect {
		v := c.judge(e.What)
		results[i] = Result{Index: e.Index, Line: e.Line, Noun: e.What.Noun(), Held: v.held, Want: v.want, Got: v.got, Near: v.near}
	}
	return append(results, c.setbacks(len(s.Expect))...)
}

// setbacks judges the actions that must not go well.
func (c *checker) setbacks(index int) (results []Result) {
	ended := map[int]trace.Event{}
	for _, e := range c.t.Events {
		if f, ok := e.Fact.(trace.ActionEnded); ok {
			ended[f.Index] = e
		}
	}
	for _, a := range c.s.Script {
		if !a.Fails {
			continue
		}
		r := Result{Index: index, Line: a.Line, Noun: "fails", Near: ended[a.Index].Seq}
		r.Want = lang.Sprintf("que la acción %d (%s) no salga bien", "that action %d (%s) does not go well", a.Index+1, a.Do.Verb())
		f, ok := ended[a.Index].Fact.(trace.ActionEnded)
		switch r.Held = ok && !f.OK; {
		case !ok:
			r.Got = lang.Sprintf("no ha terminado", "it has not ended")
		case f.OK:
			r.Got = lang.Sprintf("ha salido bien", "it went well")
		default:
			r.Got = lang.Both(f.Error)
		}
		results = append(results, r)
		index++
	}
	return results
}

// Failed keeps those that did not hold.
func Failed(results []Result) []Result {
	var failed []Result
	for _, r := range results {
		if !r.Held {
			failed = append(failed, r)
		}
	}
	return failed
}

type checker struct {
	s   *scenario.Scenario
	t   *trace.Trace
	d   *dialogue.Dialogue
	ids map[string]string // Message-IDs by the script's names
}

// verdict is what a judge found.
type verdict struct {
	held      bool
	want, got lang.Text
	near      int
}

// counted is the verdict about a number of events.
func counted(what lang.Text, want scenario.Count, seqs []int, hint int) verdict {
	v := verdict{held: want.Holds(len(seqs)), want: bounds(what, want), got: lang.Both(fmt.Sprint(len(seqs))), near: hint}
	if len(seqs) > 0 {
		v.near = seqs[len(seqs)-1]
	}
	return v
}

func bounds(what lang.Text, c scenario.Count) lang.Text {
	switch {
	case c.Exactly():
		return lang.Text{ES: fmt.Sprintf("%s: exactamente %d", what.ES, c.Min), EN: fmt.Sprintf("%s: exactly %d", what.EN, c.Min)}
	case c.Max == scenario.Unbounded:
		return lang.Text{ES: fmt.Sprintf("%s: al menos %d", what.ES, c.Min), EN: fmt.Sprintf("%s: at least %d", what.EN, c.Min)}
	case c.Min == 0:
		return lang.Text{ES: fmt.Sprintf("%s: como mucho %d", what.ES, c.Max), EN: fmt.Sprintf("%s: at most %d", what.EN, c.Max)}
	}
	return lang.Text{ES: fmt.Sprintf("%s: entre %d y %d", what.ES, c.Min, c.Max), EN: fmt.Sprintf("%s: between %d and %d", what.EN, c.Min, c.Max)}
}

func (c *checker) judge(e scenario.Expect) verdict {
	switch e := e.(type) {
	case *scenario.Delivered:
		return c.delivered(e)
	case *scenario.NotDelivered:
		found, _ := c.stored(e.Users, letterTest{from: e.From, subject: e.Subject, id: e.ID, c: c}, "", 0)
		none := scenario.Count{}
		return counted(lang.Sprintf("cartas entregadas a %s", "letters delivered to %s", e.To), none, found, 0)
	case *scenario.Bounced:
		return c.bounced(e)
	case *scenario.Queued:
		return c.queued(e)
	case *scenario.Refused:
		return c.refused(e)
	case *scenario.Seen:
		return c.seen(e)
	case *scenario.Exchanges:
		return c.exchanges(e)
	case *scenario.Cache:
		return c.cache(e)
	case *scenario.Chose:
		return c.chose(e)
	case *scenario.TLS:
		return c.tls(e)
	case *scenario.Overheard:
		return c.overheard(e)
	case *scenario.Elapsed:
		return c.elapsed(e)
	case *scenario.Message:
		return c.message(e)
	}
	return verdict{want: lang.Both(e.Noun()), got: lang.Text{ES: "esta versión no sabe comprobarlo", EN: "this version cannot check it"}}
}

// letterIDs gives the Message-IDs of the letters that the script has names for:
// each action that composes records its letter between its start and its end.
func letterIDs(s *scenario.Scenario, t *trace.Trace) map[string]string {
	named := map[int]string{}
	for _, a := range s.Script {
		switch do := a.Do.(type) {
		case *scenario.Send:
			named[a.Index] = do.ID
		case *scenario.Reply:
			named[a.Index] = do.ID
		}
	}
	ids := map[string]string{}
	current := map[string]int{} // host: the action that runs on it
	for _, e := range t.Events {
		switch f := e.Fact.(type) {
		case trace.ActionStarted:
			current[e.Host] = f.Index
		case trace.MessageComposed:
			if name := named[current[e.Host]]; name != "" {
				ids[name] = f.MessageID
			}
		}
	}
	return ids
}

func contains(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}
