package expect

import (
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// Actions judges the script alone, by a trace of which no more than how the actions
// ended needs to be there.
func Actions(s *scenario.Scenario, t *trace.Trace) []Result {
	return (&checker{s: s, t: t}).actions(0)
}

// actions judges the script: every action goes well, but those that must not. One
// that did not end is no matter of its own: the run did not come to its end, and
// says so.
func (c *checker) actions(index int) (results []Result) {
	ended := map[int]trace.Event{}
	for _, e := range c.t.Events {
		if f, ok := e.Fact.(trace.ActionEnded); ok {
			ended[f.Index] = e
		}
	}
	for _, a := range c.s.Script {
		e, over := ended[a.Index]
		f, _ := e.Fact.(trace.ActionEnded)
		if !over && !a.Fails {
			continue
		}
		r := Result{Index: index, Line: a.Line, Noun: a.Do.Verb(), Near: e.Seq, Held: over && f.OK != a.Fails}
		r.Want = lang.Sprintf("que la acción %d (%s) salga bien", "that action %d (%s) goes well", a.Index+1, a.Do.Verb())
		if a.Fails {
			r.Want = lang.Sprintf("que la acción %d (%s) no salga bien", "that action %d (%s) does not go well", a.Index+1, a.Do.Verb())
		}
		switch {
		case !over:
			r.Got = lang.Text{ES: "no terminó", EN: "it did not end"}
		case f.OK:
			r.Got = lang.Text{ES: "salió bien", EN: "it went well"}
		default:
			r.Got = because(f.Why)
		}
		if !r.Held && over && !f.OK {
			r.Closest = lang.Text{ES: "Si en esta lección no tiene que salir bien, ponle «fails: true».", EN: "If in this lesson it must not go well, give it “fails: true”."}
		}
		results = append(results, r)
		index++
	}
	return results
}

// because says why an action did not go well.
func because(cause trace.Cause) lang.Text {
	why := explain.Cause(cause)
	if why.IsZero() {
		return lang.Text{ES: "no salió bien", EN: "it did not go well"}
	}
	return lang.Sprintf("no salió bien: %s", "it did not go well: %s", why)
}

// letterIDs gives the Message-IDs of the letters that the script has names for:
// each action that composes records its letter between its start and its end.
func letterIDs(s *scenario.Scenario, t *trace.Trace) map[string]string {
	named := map[int]string{}
	for _, a := range s.Script {
		if do, ok := a.Do.(scenario.LetterMaker); ok {
			named[a.Index] = do.Letter()
		}
	}
	drafts := map[int]bool{}
	for _, a := range s.Script {
		_, drafts[a.Index] = a.Do.(*scenario.Draft)
	}
	ids := map[string]string{}
	current := map[string]int{} // host: the action that runs on it
	for _, e := range t.Events {
		switch f := e.Fact.(type) {
		case trace.ActionStarted:
			current[e.Host] = f.Index
		case trace.InputActed:
			delete(current, e.Host) // what follows is not the script's
		case trace.MessageComposed:
			if name := named[current[e.Host]]; name != "" {
				ids[name] = f.MessageID
			}
		case trace.DeviceStored: // a draft is not composed yet, but it has its name
			if name := named[current[e.Host]]; name != "" && drafts[current[e.Host]] {
				ids[name] = f.MessageID
			}
		}
	}
	return ids
}
