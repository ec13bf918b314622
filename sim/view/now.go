package view

import (
	"time"

	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
)

// Now is what changes with every step: where we are, what happens, and why.
type Now struct {
	Detail story.Detail `json:"detail"`
	// Step counts from 0; -1 is before the first. Count is how many there are.
	Step  int `json:"step"`
	Count int `json:"count"`
	// Seq is the position in the trace, which is the same at every detail.
	Seq int `json:"seq"`
	// Clock is the virtual time of day with milliseconds, Date its day; Passed is
	// how long after the step before, worded, where that is long.
	Clock  string `json:"clock"`
	Date   string `json:"date"`
	Passed string `json:"passed,omitempty"`
	// Chapter is the index of the chapter, -1 before the first.
	Chapter      int    `json:"chapter"`
	ChapterTitle string `json:"chapter_title"`

	Explain Explain `json:"explain"`
	// Heard is how many lines of the dialogue have begun; Current are those that
	// belong to this step.
	Heard   int   `json:"heard"`
	Current []int `json:"current"`
	// Busy are the hosts that this step concerns, the one that acts first.
	Busy []string `json:"busy"`
}

// Explain is the teacher's word on a step.
type Explain struct {
	Title string `json:"title"`
	// Say is the lesson's own narration, where an action with one begins.
	Say     string   `json:"say,omitempty"`
	What    string   `json:"what"`
	Why     string   `json:"why,omitempty"`
	RFC     []RFC    `json:"rfc,omitempty"`
	Changed []string `json:"changed,omitempty"`
	// Steps are how a server made a check, where the step is one.
	Steps []Reasoning `json:"steps,omitempty"`
	// Hashed is what it hashed, where the check is of a DKIM signature.
	Hashed *Hashed `json:"hashed,omitempty"`
	// Cause is the step that led to this one.
	Cause *Link `json:"cause,omitempty"`
	// Class is ok, more, temporary, permanent or empty, and Verdict says it in words.
	Class   story.Class `json:"class,omitempty"`
	Verdict string      `json:"verdict,omitempty"`
	Failure bool        `json:"failure,omitempty"`
	// From and To are who speaks to whom; Wire is the line on the wire: of an exchange the
	// one that decided it.
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
	Wire string `json:"wire,omitempty"`
}

// Reasoning is one thing that a server did to make a check; Depth is how many such
// things it is within.
type Reasoning struct {
	Depth int    `json:"depth,omitempty"`
	Text  string `json:"text"`
}

// Hashed is what was hashed for a DKIM signature, beside what was signed.
type Hashed struct {
	Say   string       `json:"say"`
	Parts []HashedPart `json:"parts"`
}

// HashedPart is the header or the body in canonical form.
type HashedPart struct {
	Title string       `json:"title"`
	Lines []HashedLine `json:"lines"`
}

// HashedLine is one line in writing, with its sign (" ", "-", "+", "~"); Changed is what
// differs from the line that took its place.
type HashedLine struct {
	Sign    string `json:"sign"`
	Before  string `json:"before"`
	Changed string `json:"changed,omitempty"`
	After   string `json:"after,omitempty"`
}

// RFC is a section to read on.
type RFC struct {
	Label string `json:"label"`
	Title string `json:"title"`
	URL   string `json:"url"`
}

// Link leads to a step of the same detail.
type Link struct {
	Step  int    `json:"step"`
	Title string `json:"title"`
}

// maxWire is how much of a line is quoted beside the explanation, in bytes.
const maxWire = 400

// passedFrom is the wait from which the time that has passed is worth a word.
const passedFrom = time.Second

// Now tells of a step.
func (v *Viewer) Now(d story.Detail, index int, l lang.Lang) Now {
	steps := v.story.Steps(d)
	n := Now{Detail: d, Step: -1, Count: len(steps), Chapter: -1, Current: []int{}, Busy: []string{}}
	st := v.step(d, index)
	if st == nil {
		n.Clock, n.Date = v.clock(0), v.date(0, l)
		n.Explain = v.opening(l)
		return n
	}
	n.Step, n.Seq, n.Chapter = index, st.At, st.Chapter()
	n.Clock, n.Date = v.clock(v.trace.At(st.At).At), v.date(v.trace.At(st.At).At, l)
	if before := v.step(d, index-1); before != nil && st.End-before.End >= passedFrom {
		n.Passed = v.passed(st.End-before.End, l)
	}
	n.ChapterTitle = v.words.Chapter(v.story.Chapters[n.Chapter]).In(l)
	n.Explain = v.explain(st, l)
	n.Heard = v.talk.Until(st.At)
	n.Current = v.linesOf(st)
	for _, h := range []string{st.From, st.To} {
		if h != "" && (len(n.Busy) == 0 || n.Busy[0] != h) {
			n.Busy = append(n.Busy, h)
		}
	}
	return n
}

// opening is what is said before the first step.
func (v *Viewer) opening(l lang.Lang) Explain {
	h := &v.trace.Header
	return Explain{Title: h.Title.In(l), What: h.Summary.In(l)}
}

func (v *Viewer) explain(st *story.Step, l lang.Lang) Explain {
	x := v.words.Explain(st)
	e := Explain{
		Title: x.Title.In(l), What: x.What.In(l), Why: x.Why.In(l), Changed: texts(x.Changed, l),
		Class: st.Class, Verdict: explain.Word(st.Class).In(l), Failure: st.Failure, From: st.From, To: st.To,
	}
	if f, ok := st.Fact.(trace.ActionStarted); ok && f.Index >= 0 && f.Index < len(v.trace.Header.Script) && (v.astrayFrom() == 0 || st.First < v.astrayFrom()) {
		e.Say = v.trace.Header.Script[f.Index].Say.In(l)
	}
	for _, r := range x.RFC {
		e.RFC = append(e.RFC, RFC{Label: r.String(), Title: r.Title.In(l), URL: r.URL()})
	}
	if cause := v.story.Cause(st); cause != nil {
		e.Cause = &Link{Step: cause.Index, Title: v.words.Title(cause).In(l)}
	}
	for _, r := range x.Steps {
		e.Steps = append(e.Steps, Reasoning{r.Depth, r.Text.In(l)})
	}
	if x.Hashed != nil {
		e.Hashed = hashed(x.Hashed, l)
	}
	if line := v.story.Decisive(st); line != nil {
		e.Wire = shorten(line.Text, maxWire)
		e.From, e.To = line.Speaker, line.Listener
	}
	return e
}

func hashed(of *explain.Hashed, l lang.Lang) *Hashed {
	h := &Hashed{Say: of.Say.In(l)}
	for _, part := range of.Parts {
		p := HashedPart{Title: part.Title.In(l), Lines: []HashedLine{}}
		for _, line := range part.Lines {
			if line.Changed == "" {
				line.Before, line.After = line.Text().In(l), ""
			}
			p.Lines = append(p.Lines, HashedLine{line.Mark.Sign(), line.Before, line.Changed, line.After})
		}
		h.Parts = append(h.Parts, p)
	}
	return h
}

// Title is a step's title alone, for a slider's label.
func (v *Viewer) Title(d story.Detail, index int, l lang.Lang) string {
	if st := v.step(d, index); st != nil {
		return v.words.Title(st).In(l)
	}
	return v.trace.Header.Title.In(l)
}

// linesOf are the lines of the dialogue that a step is made of.
func (v *Viewer) linesOf(st *story.Step) []int {
	list := []int{}
	switch st.Detail {
	case story.Tell:
		for _, part := range v.story.Parts(st) {
			if line := part.Line; line != nil && len(list) < maxCurrent {
				list = append(list, line.Index)
			}
		}
	default:
		if st.Line != nil {
			list = append(list, st.Line.Index)
		} else if st.Detail == story.Packets && st.Parent.Line != nil {
			list = append(list, st.Parent.Line.Index)
		}
	}
	return list
}

// maxCurrent is how many lines are marked as said just now.
const maxCurrent = 200
