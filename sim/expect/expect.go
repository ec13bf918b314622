// Package expect holds a trace against what its scenario said must come true, so
// that the whole curriculum is a test suite. It judges by the trace alone: by
// what was stored, shown, said and asked, never by asking an actor.
//
// Each line of a scenario's expect is one thing that must come true, and so is each
// action of its script: it goes well, or, where the script says fails, it does not.
// A lesson in which somebody's letter silently did not leave teaches nothing.
//
// What did not come true is said in both languages: the whole condition, what came
// instead, and the event that came nearest to it, with its time and in the words of
// package explain.
package expect

import (
	"strings"

	"posta/sim/dialogue"
	"posta/sim/explain"
	"posta/sim/figures"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/story"
	"posta/sim/trace"
)

// Result is how one expectation came out.
type Result struct {
	Index int    // of the expectation, from 0; those about actions come after the file's own
	Line  int    // in the scenario's file
	Noun  string // the expectation's key; of an action, its verb
	Held  bool
	// Want and Got say what was expected and what came; both are set either way.
	// Want is a noun phrase, Got a clause.
	Want, Got lang.Text
	// Near is the event nearest to the matter: the last one that counted, or the
	// one that shows why nothing did; 0 where there is none.
	Near int
	// Closest tells of that event in whole sentences, where the expectation did not
	// hold and there is something to tell.
	Closest lang.Text
}

// Check judges every expectation, in the file's order, then every action.
func Check(s *scenario.Scenario, t *trace.Trace) []Result {
	c := &checker{s: s, t: t, d: dialogue.Of(t), ids: letterIDs(s, t)}
	results := make([]Result, len(s.Expect))
	for i, e := range s.Expect {
		v := c.judge(e.What)
		results[i] = Result{Index: e.Index, Line: e.Line, Noun: e.What.Noun(), Held: v.held, Want: v.want, Got: v.got, Near: v.near, Closest: v.closest}
	}
	return append(results, c.actions(len(s.Expect))...)
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
	s    *scenario.Scenario
	t    *trace.Trace
	d    *dialogue.Dialogue
	ids  map[string]string          // Message-IDs by the script's names
	sent map[string]map[string]bool // Message-IDs by address, once asked for
	// stored are the letters in mailboxes, once asked for.
	stored  []*letter
	counted *figures.Figures // the campaigns' letters, once asked for
	story   *story.Story     // these two once there is something to tell
	words   *explain.Explainer
}

// verdict is what a judge found.
type verdict struct {
	held               bool
	want, got, closest lang.Text
	near               int
}

// judge finds who judges an expectation, as sim/dispatch_test.go asks for each.
func (c *checker) judge(e scenario.Expect) verdict {
	switch e := e.(type) {
	case *scenario.Delivered:
		return c.delivered(e)
	case *scenario.NotDelivered:
		return c.notDelivered(e)
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
	case *scenario.Auth:
		return c.auth(e)
	case *scenario.Holds:
		return c.holds(e)
	case *scenario.Saved:
		return c.saved(e)
	case *scenario.Kept:
		return c.kept(e)
	case *scenario.Member:
		return c.member(e)
	case *scenario.Found:
		return c.found(e)
	case *scenario.Learnt:
		return c.learnt(e)
	case *scenario.Synced:
		return c.synced(e)
	case *scenario.FigureClaim:
		return c.figure(e)
	case *scenario.Elapsed:
		return c.elapsed(e)
	case *scenario.Message:
		return c.message(e)
	}
	return verdict{want: lang.Both(e.Noun()), got: lang.Text{ES: "esta versión no sabe comprobarlo", EN: "this version cannot check it"}}
}

func contains(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}
