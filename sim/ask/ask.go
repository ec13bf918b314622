// Package ask finds good questions in a run: what will happen next, where the letter is
// now, who is told. Whoever has to say it before they see it learns more than whoever only
// watches.
//
// In the e-mail's journey it is the teacher who stops at the door and asks before it
// opens. A Question stands at a position of the trace (After) and is answered by what
// comes then (Reveals): its right answer is read off the trace, so it is right by
// construction, whatever the scenario and the faults in it. The wrong ones are what people
// believe who have not understood (Idea), and each says why it is not so. Some wrong
// answers come with a fault: in the world with that fault they would have been right, and
// whoever shows questions can run it beside the other.
//
// It is a function of the trace, in both languages; it asks no actor. It never asks what
// the trace does not decide, and never offers a wrong answer that is true.
package ask

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"posta/sim/dialogue"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/telling"
	"posta/sim/trace"
)

// Kind is what sort of thing is asked.
type Kind string

const (
	Submits  Kind = "submits"   // to which machine a mail program gives its letter
	Finds    Kind = "finds"     // what a server needs to know before it can hand on
	Names    Kind = "names"     // what the DNS answers
	Greets   Kind = "greets"    // what is answered to HELO and EHLO
	Replies  Kind = "replies"   // what a server answers
	Promise  Kind = "promise"   // what is true after the first 250
	Outcome  Kind = "outcome"   // what becomes of the letter after an attempt that failed
	Retries  Kind = "retries"   // who begins the next attempt
	Waits    Kind = "waits"     // when the next attempt is
	Told     Kind = "told"      // who tells the sender
	Checks   Kind = "checks"    // what a check finds
	Speaks   Kind = "speaks"    // what a "pass" is worth to the domain that one reads
	Overhear Kind = "overhears" // what a listener on the road reads
	Fetches  Kind = "fetches"   // how a letter comes from the mailbox to the screen
	Remains  Kind = "remains"   // what is left on the server after reading
	Order    Kind = "order"     // which exchanger is tried first
	Shows    Kind = "shows"     // whose name the reader sees
	Own      Kind = "own"       // the lesson's own question
)

// Question is asked at a position of a run, and answered by what comes then.
type Question struct {
	// ID names it within its lesson. It stays the same while the run up to there does.
	ID   string
	Kind Kind
	// After is the event up to which one may have seen the run when it is asked, Reveals
	// the one that shows the answer.
	After, Reveals int
	Text           lang.Text
	Choices        []Choice // in the order in which they are shown
	// Telling is how much there is in it: the greater, the sooner it is asked.
	telling int
}

// Choice is an answer.
type Choice struct {
	Text lang.Text
	// Why says why it is so, or why it is not.
	Why   lang.Text
	Right bool
	// Idea is the misconception behind a wrong one; empty where it is only another turn
	// that things could have taken.
	Idea Idea
	// Fault, where there is one, makes the world in which a wrong one comes true: it is for
	// scenario.WithFault.
	Fault string
}

// Right is the index of the right choice.
func (q *Question) Right() int {
	return slices.IndexFunc(q.Choices, func(c Choice) bool { return c.Right })
}

// finder goes through a run.
type finder struct {
	index
	t     *telling.Telling
	words *explain.Explainer
	lines map[int][]*dialogue.Line // by the event with which they begin
	asked map[string]int           // how many there are of a sort
	found []*Question
	// failed and waited are the last attempt that failed, and the last wait, by server, queue and destination.
	failed, waited map[[3]string]trace.Event
}

// All finds every question in a run that has come to its end, in the order in which they
// are asked.
func All(t *telling.Telling) []*Question {
	f := &finder{index: newIndex(t.Trace, t.Story.Steps(story.Dialogue)), t: t, words: explain.New(t.Story), lines: map[int][]*dialogue.Line{}, asked: map[string]int{},
		failed: map[[3]string]trace.Event{}, waited: map[[3]string]trace.Event{}}
	for _, l := range t.Talk.Lines {
		f.lines[l.First] = append(f.lines[l.First], l)
	}
	f.own()
	for _, e := range t.Trace.Events {
		f.event(e)
		for _, l := range f.lines[e.Seq] {
			f.line(l)
		}
	}
	slices.SortStableFunc(f.found, func(a, b *Question) int { return cmp.Compare(a.After, b.After) })
	return f.found
}

// Most is how many questions of a run are asked, unless somebody wants all.
const Most = 8

// Of finds the best questions in a run: no more than Most, of different sorts rather than
// the same one again, in the order in which they are asked.
func Of(t *telling.Telling) []*Question {
	all := All(t)
	ranked := slices.Clone(all)
	slices.SortStableFunc(ranked, func(a, b *Question) int { return cmp.Compare(b.telling, a.telling) })
	var chosen []*Question
	times := map[Kind]int{}
	for round := 1; len(chosen) < Most && round <= 3; round++ {
		for _, q := range ranked {
			if len(chosen) < Most && times[q.Kind] < round && !slices.Contains(chosen, q) && !crowded(chosen, q) {
				times[q.Kind]++
				chosen = append(chosen, q)
			}
		}
	}
	slices.SortStableFunc(chosen, func(a, b *Question) int { return cmp.Compare(a.After, b.After) })
	return chosen
}

// crowded tells whether another question is asked at the same moment, or would give this
// one's answer away.
func crowded(chosen []*Question, q *Question) bool {
	return slices.ContainsFunc(chosen, func(c *Question) bool { return c.After == q.After && c.Kind != Own && q.Kind != Own })
}

// event finds what can be asked at an event.
func (f *finder) event(e trace.Event) {
	switch fact := e.Fact.(type) {
	case trace.MessageComposed:
		f.submits(e, fact)
	case trace.QueueAdded:
		f.finds(e, fact)
	case trace.QueueAttemptFailed:
		f.outcome(e, fact)
	case trace.QueueDeferred:
		f.retries(e, fact)
		f.waits(e, fact)
	case trace.QueueDone:
		f.tells(e, fact)
	case trace.PolicyChecked:
		f.checks(e, fact)
	case trace.MailboxStored:
		f.fetches(e, fact)
	case trace.MailRouted:
		f.order(e, fact)
	case trace.ConnOpening:
		f.remains(e, fact)
	case trace.DeviceShown:
		f.shows(e, fact)
	}
}

// add adds a question, unless it has fewer than two wrong answers or there are enough of
// its sort.
func (f *finder) add(q *Question, sort string, atMost int, right Choice, wrong ...Choice) {
	wrong = slices.DeleteFunc(wrong, func(c Choice) bool { return c.Text.IsZero() || c.Text == right.Text })
	for i := 0; i < len(wrong); i++ {
		if slices.ContainsFunc(wrong[:i], func(c Choice) bool { return c.Text == wrong[i].Text }) {
			wrong = slices.Delete(wrong, i, i+1)
			i--
		}
	}
	if len(wrong) < 2 || f.enough(q.Kind, sort, atMost) || right.Text.IsZero() {
		return
	}
	f.asked[string(q.Kind)+" "+sort]++
	if q.ID == "" {
		q.ID = fmt.Sprintf("%s@%d", q.Kind, q.After)
	}
	right.Right = true
	q.Choices = append([]Choice{right}, wrong[:min(len(wrong), 3)]...)
	shuffle(q)
	f.found = append(f.found, q)
}

// shuffle puts the choices in an order that tells nothing and is always the same.
func shuffle(q *Question) {
	rank := func(c Choice) uint64 {
		h := fnv.New64a()
		h.Write([]byte(q.ID + "\x00" + c.Text.EN))
		return h.Sum64()
	}
	slices.SortStableFunc(q.Choices, func(a, b Choice) int { return cmp.Compare(rank(a), rank(b)) })
}

// person is how a user is called.
func (f *finder) person(address string) string {
	for _, u := range f.t.Trace.Header.Users {
		if strings.EqualFold(u.Address, address) && u.Name != "" {
			return u.Name
		}
	}
	return address
}

// host is a host of the header.
func (f *finder) host(name string) *trace.Host { return f.hosts[name] }

// device is a machine that somebody holds.
func (f *finder) device(address string) string {
	for _, h := range f.t.Trace.Header.Hosts {
		if h.User != "" && strings.EqualFold(h.User, address) {
			return h.Name
		}
	}
	return ""
}

// nameServer is one that answers for names.
func (f *finder) nameServer() string {
	for _, h := range f.t.Trace.Header.Hosts {
		if h.Has(trace.RoleNameServer) || h.Has(trace.RoleResolver) {
			return h.Name
		}
	}
	return ""
}

// exchanger is a server of a domain that takes mail.
func (f *finder) exchanger(domain string) string {
	for _, h := range f.t.Trace.Header.Hosts {
		if h.Domain == domain && h.Has(trace.RoleMTA) {
			return h.Name
		}
	}
	return ""
}

func domainOf(address string) string {
	_, domain, _ := strings.Cut(address, "@")
	return strings.ToLower(domain)
}

// sentences join what explain says of a step.
func (f *finder) sentences(st *story.Step) lang.Text {
	if st == nil {
		return lang.Text{}
	}
	switch e := f.words.Explain(st); {
	case e.Why.IsZero():
		return e.What
	case e.What.IsZero():
		return e.Why
	default:
		return lang.Sprintf("%s %s", "%s %s", e.What, e.Why)
	}
}

// stepAt is the Dialogue step that tells an event.
func (f *finder) stepAt(seq int) *story.Step { return f.steps[seq] }

// instant is an instant of the run as a scenario has it.
func instant(d time.Duration) string {
	return fmt.Sprintf("%ds %d.%03dus", d/time.Second, d%time.Second/time.Microsecond, d%time.Microsecond)
}
