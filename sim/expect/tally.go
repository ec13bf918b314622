package expect

import (
	"slices"
	"strings"

	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/story"
	"posta/sim/trace"
)

// tally counts the events that an expectation is about, and remembers the one that
// came nearest without counting.
type tally struct {
	c     *checker
	what  lang.Text
	terms []lang.Text // the conditions, as the expectation has them
	found []int
	near  int
	buts  []lang.Text // what keeps the nearest from counting
}

func (c *checker) tally(es, en string, args ...any) *tally {
	return &tally{c: c, what: lang.Sprintf(es, en, args...)}
}

// term is a condition, where the expectation has it.
func (t *tally) term(given bool, es, en string, args ...any) {
	if given {
		t.terms = append(t.terms, lang.Sprintf(es, en, args...))
	}
}

// but is what keeps an event from counting, where it does.
func but(does bool, es, en string, args ...any) lang.Text {
	if !does {
		return lang.Text{}
	}
	return lang.Sprintf(es, en, args...)
}

// weigh counts an event, unless something speaks against it. Of those that do not
// count, the first with the fewest buts is the nearest.
func (t *tally) weigh(seq int, buts ...lang.Text) {
	buts = slices.DeleteFunc(buts, lang.Text.IsZero)
	switch {
	case len(buts) == 0:
		t.found = append(t.found, seq)
	case t.near == 0 || len(buts) < len(t.buts):
		t.near, t.buts = seq, buts
	}
}

// related forgets a nearest event that has nothing of what was asked for: every
// condition speaks against it. Where others count, those tell more.
func (t *tally) related() *tally {
	if len(t.buts) >= len(t.terms) || len(t.found) > 0 {
		t.near, t.buts = 0, nil
	}
	return t
}

// verdict holds the count against its bounds. Where nothing came near, otherwise
// says what else there is to look at: an event, or words alone.
func (t *tally) verdict(want scenario.Count, otherwise func() (int, lang.Text)) verdict {
	n := len(t.found)
	v := verdict{held: want.Holds(n), want: bounds(t.whole(), want), got: numbered(n)}
	if n > 0 {
		v.near = t.found[n-1]
	}
	switch {
	case v.held:
	case n > want.Max:
		v.closest = t.c.tell(lastOne, v.near)
	case t.near > 0:
		v.near = t.near
		v.closest = t.c.tell(lang.Text{ES: "Lo más parecido", EN: "The nearest miss"}, t.near, t.buts...)
	case n > 0:
		v.closest = t.c.tell(lastOne, v.near)
	case otherwise != nil:
		if seq, words := otherwise(); seq > 0 || !words.IsZero() {
			v.closest = words
			if seq > 0 {
				v.near = seq
			}
		}
	}
	return v
}

var lastOne = lang.Text{ES: "Lo último que cuenta", EN: "The last that counts"}

// whole is what is counted, with its conditions.
func (t *tally) whole() lang.Text {
	if len(t.terms) == 0 {
		return t.what
	}
	all := join(t.terms)
	return lang.Sprintf("%s (%s)", "%s (%s)", t.what, all)
}

func join(list []lang.Text) lang.Text {
	return lang.Join(list, ", ")
}

func bounds(what lang.Text, c scenario.Count) lang.Text {
	many := lang.Sprintf("entre %d y %d", "between %d and %d", c.Min, c.Max)
	switch {
	case c.Exactly():
		many = lang.Sprintf("exactamente %d", "exactly %d", c.Min)
	case c.Max == scenario.Unbounded:
		many = lang.Sprintf("al menos %d", "at least %d", c.Min)
	case c.Min == 0:
		many = lang.Sprintf("como mucho %d", "at most %d", c.Max)
	}
	return lang.Sprintf("%s: %s", "%s: %s", what, many)
}

func numbered(n int) lang.Text {
	if n == 1 {
		return lang.Text{ES: "hubo 1", EN: "there was 1"}
	}
	return lang.Sprintf("hubo %d", "there were %d", n)
}

// tell says in words when an event was and what it was, as a transcript would, and
// what keeps it from counting.
func (c *checker) tell(lead lang.Text, seq int, buts ...lang.Text) lang.Text {
	e := c.t.At(seq)
	if e.Fact == nil {
		return lang.Text{}
	}
	if c.words == nil {
		c.story = story.Of(c.t)
		c.words = explain.New(c.story)
	}
	clock := c.words.Clock(e.At, 0)
	out := lang.Sprintf("%s (%s): ", "%s (%s): ", lead, clock)
	step := c.story.Steps(story.Dialogue)[c.story.StepAt(story.Dialogue, seq)]
	words := c.words.Explain(step)
	out.ES, out.EN = out.ES+words.Title.ES, out.EN+words.Title.EN
	buts = slices.DeleteFunc(buts, lang.Text.IsZero)
	if len(buts) > 0 {
		var es, en []string
		for _, b := range buts {
			es, en = append(es, b.ES), append(en, b.EN)
		}
		out.ES, out.EN = out.ES+"; pero "+explain.List(es).ES, out.EN+"; but "+explain.List(en).EN
	}
	out.ES, out.EN = stop(out.ES), stop(out.EN)
	if len(buts) == 0 && (step.Failure || step.Class == story.Temporary || step.Class == story.Permanent) && !words.What.IsZero() {
		out.ES, out.EN = out.ES+" "+words.What.ES, out.EN+" "+words.What.EN
	}
	return out
}

// stop ends a sentence that has no end yet.
func stop(s string) string {
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "…") {
		return s
	}
	return s + "."
}

// fate is the last that is known of mail for these addresses when it did not come
// to its end.
func (c *checker) fate(addresses ...string) func() (int, lang.Text) {
	return func() (int, lang.Text) {
		last, sent := 0, false
		written := map[string]bool{}
		about := func(recipients ...string) bool {
			for _, r := range recipients {
				for _, a := range addresses {
					if strings.EqualFold(r, a) {
						sent = true
						return true
					}
				}
			}
			return false
		}
		for _, e := range c.t.Events {
			switch f := e.Fact.(type) {
			case trace.MessageComposed:
				written[f.MessageID] = about(f.To...) || about(f.Bcc...)
			case trace.MessageSubmitted:
				if written[f.MessageID] && !f.OK {
					last = e.Seq
				}
			case trace.QueueAdded:
				about(f.Recipients...)
			case trace.QueueDeferred:
				if about(f.Recipients...) {
					last = e.Seq
				}
			case trace.QueueDone:
				if about(f.Recipient) && f.Outcome != "delivered" {
					last = e.Seq
				}
			case trace.RecipientDecided:
				if about(f.Recipient) && f.Verdict == "refused" {
					last = e.Seq
				}
			case trace.MailboxRefused:
				if about(f.User) {
					last = e.Seq
				}
			}
		}
		switch {
		case last > 0:
			return last, c.tell(lang.Sprintf("Lo último que se supo de %s", "The last that was heard of %s", addresses[0]), last)
		case !sent:
			return 0, lang.Sprintf("Ninguna carta salió hacia %s.", "No letter left for %s.", addresses[0])
		}
		return 0, lang.Text{}
	}
}
