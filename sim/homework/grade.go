package homework

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"posta/sim"
	"posta/sim/ask"
	"posta/sim/expect"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// Verdict says how far what was handed in can be believed.
type Verdict string

const (
	Proved  Verdict = "proved"  // done again, it came out the same
	Missing Verdict = "missing" // it was not done
	// Incomplete is of a submission: some of its parts were not done.
	Incomplete Verdict = "incomplete"
	Forged     Verdict = "forged"     // the hash is of no run of these inputs
	Copied     Verdict = "copied"     // it is another student's world
	Broken     Verdict = "broken"     // the inputs cannot be replayed
	Foreign    Verdict = "foreign"    // of another assignment, or another edition of it
	Versioned  Verdict = "version"    // made by another version of Posta, and comes out differently here
	NoFile     Verdict = "unreadable" // no submission at all
)

// Words say a verdict.
func (v Verdict) Words() lang.Text { return verdicts[v] }

// Word is a verdict in a few words, for a column. It says what was seen, and accuses nobody.
func (v Verdict) Word(l lang.Lang) string { return columns[v].In(l) }

var columns = map[Verdict]lang.Text{
	Proved: tr("comprobado", "proved"), Missing: tr("sin hacer", "not done"), Incomplete: tr("incompleto", "incomplete"), Forged: tr("no cuadra", "does not add up"),
	Copied: tr("mundo de otra persona", "another's world"), Broken: tr("no se repite", "cannot be replayed"), Foreign: tr("otra tarea", "another assignment"),
	Versioned: tr("otra versión", "another version"), NoFile: tr("ilegible", "unreadable"),
}

var verdicts = map[Verdict]lang.Text{
	Proved:     {ES: "comprobado", EN: "proved"},
	Missing:    {ES: "sin hacer", EN: "not done"},
	Incomplete: {ES: "incompleta", EN: "incomplete"},
	Forged:     {ES: "la huella no es de esta simulación", EN: "the hash is not this run's"},
	Copied:     {ES: "es el mundo de otra persona", EN: "it is somebody else's world"},
	Broken:     {ES: "las entradas no se pueden repetir", EN: "the inputs cannot be replayed"},
	Foreign:    {ES: "es de otra tarea, o de otra edición", EN: "it belongs to another assignment, or another edition"},
	Versioned:  {ES: "se hizo con otra versión de Posta, y aquí sale distinto", EN: "it was made with another version of Posta, and comes out differently here"},
	NoFile:     {ES: "no es una entrega de Posta", EN: "it is not a Posta submission"},
}

// Marked is one item, marked.
type Marked struct {
	Item    *Item
	Verdict Verdict
	// Right of Of: questions, or expectations.
	Right, Of int
	Reasons   []lang.Text
	// Ideas are what was believed, of wrong answers.
	Ideas []ask.Idea
	// Wrong are the wrong answers, and said the lines that were typed, as they are in the
	// lesson's own names: for comparing.
	Wrong []string
	Said  []string
}

// Graded is one submission, marked.
type Graded struct {
	File    string
	Student string
	Program string
	Verdict Verdict // the worst of its items'
	Marks   []*Marked
	Late    bool
	// Points of Of: in millionths of a weight, so that nothing of a mark is rounded away.
	Points, Of int64
}

// Elsewhere puts the assignment's own items into what another machine has marked, and was sent here.
func (g *Graded) Elsewhere(a *Assignment) error {
	if len(g.Marks) != len(a.Items) {
		return fmt.Errorf("%d items were marked, and the assignment has %d", len(g.Marks), len(a.Items))
	}
	for i, m := range g.Marks {
		m.Item = a.Items[i]
	}
	return nil
}

// whole is one weight in points.
const whole = 1_000_000

// Says is what is to be said of a submission: its verdict, and which parts are missing.
func (g *Graded) Says() lang.Text {
	var ids []string
	for _, m := range g.Marks {
		if m.Verdict == Missing {
			ids = append(ids, m.Item.ID)
		}
	}
	if g.Verdict != Incomplete {
		return g.Verdict.Words()
	}
	return lang.Sprintf("%s: sin %s", "%s: without %s", g.Verdict.Words(), strings.Join(ids, ", "))
}

// Grader marks submissions of one assignment. It may be used by several goroutines.
type Grader struct {
	Assignment *Assignment
	Program    string // the version of Posta that grades
	Source     Source
	// Students are the names in the class: whose world a copy is of.
	Students []string
}

// Grade does a submission again.
func (g *Grader) Grade(ctx context.Context, file string, s *Submission) (*Graded, error) {
	r := &Graded{File: file, Student: s.Student, Program: s.Program, Verdict: Proved}
	a := g.Assignment
	r.Late = !a.Deadline.IsZero() && s.At.After(a.Deadline)
	for _, i := range a.Items {
		m := &Marked{Item: i, Verdict: Missing}
		r.Marks = append(r.Marks, m)
		r.Of += whole * i.Weight
		done := s.Done[i.ID]
		switch {
		case s.Assignment != a.Name || s.Edition != a.Digest:
			m.Verdict = Foreign
			m.Reasons = append(m.Reasons, tr("la entrega dice ser de «%s», edición %s", "the submission says that it belongs to \"%s\", edition %s", s.Assignment, s.Edition))
		case done == nil:
			var err error
			if m.Of, err = g.size(i, s.Student); err != nil {
				return nil, err
			}
		default:
			if err := g.item(ctx, i, s, done, m); err != nil {
				return nil, err
			}
		}
		if m.Verdict == Proved && m.Of > 0 {
			r.Points += nearest(whole*i.Weight*int64(m.Right), int64(m.Of))
		}
		r.Verdict = worse(r.Verdict, m.Verdict)
	}
	if r.Late {
		r.Points = nearest(r.Points*(100-a.Late), 100)
	}
	if r.Verdict == Missing && slices.ContainsFunc(r.Marks, func(m *Marked) bool { return m.Verdict != Missing }) {
		r.Verdict = Incomplete
	}
	return r, nil
}

// nearest is a quotient, rounded to the nearest whole number.
func nearest(n, by int64) int64 { return (2*n + by) / (2 * by) }

// size is how many questions, expectations or worlds a part that was not done has.
func (g *Grader) size(i *Item, student string) (int, error) {
	src, err := g.Source.Text(i)
	if err != nil {
		return 0, err
	}
	w, err := g.Assignment.World(i, student, src, "")
	switch {
	case err != nil:
		return 0, err
	case i.Task != "":
		return w.Task.Worlds(), nil
	case i.Talk != "":
		return len(w.Scenario.Expect), nil
	}
	questions, _, err := w.Questions(i.Questions)
	return len(questions), err
}

// worse is the verdict that a teacher has to know of.
func worse(a, b Verdict) Verdict {
	order := []Verdict{Proved, Missing, Versioned, Foreign, Broken, Forged, Copied, NoFile}
	if slices.Index(order, b) > slices.Index(order, a) {
		return b
	}
	return a
}

// item does one item again.
func (g *Grader) item(ctx context.Context, i *Item, s *Submission, done *Done, m *Marked) error {
	src, err := g.Source.Text(i)
	if err != nil {
		return err
	}
	w, err := g.Assignment.World(i, s.Student, src, done.Letters)
	if err != nil {
		return err
	}
	if i.Task != "" {
		return g.repair(ctx, i, w, src, s, done, m)
	}
	if i.Ask != "" {
		return g.answers(ctx, i, w, src, s, done, m)
	}
	return g.talk(ctx, i, w, src, s, done, m)
}

// answers marks answers to questions.
func (g *Grader) answers(_ context.Context, i *Item, w *World, src []byte, s *Submission, done *Done, m *Marked) error {
	questions, hash, err := w.Questions(i.Questions)
	if err != nil {
		return err
	}
	m.Of = len(questions)
	if hash != done.Hash {
		m.Verdict = g.whose(i, src, s, done, m, func(other *World) bool {
			_, theirs, err := other.Questions(i.Questions)
			return err == nil && theirs == done.Hash
		})
		return nil
	}
	m.Verdict = Proved
	for _, q := range questions {
		said, given := done.Answers[q.ID]
		if !given {
			m.Reasons = append(m.Reasons, lang.Sprintf("sin contestar: %s", "not answered: %s", q.Text))
			continue
		}
		n := slices.IndexFunc(q.Choices, func(c ask.Choice) bool { return c.Text.EN == said })
		switch {
		case n < 0:
			m.Reasons = append(m.Reasons, tr("no era ninguna de las respuestas: «%s»", "it was not one of the answers: \"%s\"", cut(said)))
		case q.Choices[n].Right:
			m.Right++
		default:
			c := q.Choices[n]
			m.Reasons = append(m.Reasons, lang.Sprintf("%s «%s»: %s", "%s \"%s\": %s", q.Text, c.Text, c.Why))
			if c.Idea != "" {
				m.Ideas = append(m.Ideas, c.Idea)
			}
			m.Wrong = append(m.Wrong, string(q.Kind)+" "+lessonNames(c.Text.EN, w))
		}
	}
	return nil
}

// talk marks what was brought about by hand.
func (g *Grader) talk(ctx context.Context, i *Item, w *World, src []byte, s *Submission, done *Done, m *Marked) error {
	m.Of = len(w.Scenario.Expect)
	inputs, problems := scenario.ReadInputs(w.Scenario, "inputs", []byte(done.Inputs))
	if len(problems) > 0 {
		// Whatever does not fit this world may fit another's.
		m.Verdict = g.whose(i, src, s, done, m, func(other *World) bool { return replays(ctx, other, done) != nil })
		if m.Verdict == Forged { // what does not fit cannot have had a hash
			m.Verdict, m.Reasons = Broken, []lang.Text{problems[0].What}
		}
		return nil
	}
	o := w.Options()
	o.Inputs = inputs
	t, err := sim.Run(ctx, w.Scenario, o)
	if err != nil {
		m.Verdict = Broken
		m.Reasons = append(m.Reasons, lang.Both(err.Error()))
		return nil
	}
	if t.Hash() != done.Hash {
		m.Verdict = g.whose(i, src, s, done, m, func(other *World) bool { return replays(ctx, other, done) != nil })
		return nil
	}
	m.Verdict = Proved
	for _, r := range expect.Check(w.Scenario, t)[:m.Of] {
		if r.Held {
			m.Right++
			continue
		}
		m.Reasons = append(m.Reasons, unmet(r))
	}
	for _, in := range inputs {
		if f, ok := in.Do.(*scenario.Type); ok {
			m.Said = append(m.Said, lessonNames(string(f.Data), w))
		}
	}
	return nil
}

// repair marks what was mended, or broken.
func (g *Grader) repair(ctx context.Context, i *Item, w *World, src []byte, s *Submission, done *Done, m *Marked) error {
	hash, problems := w.Repaired(ctx, done.Repair)
	if hash == "" || hash != done.Hash {
		m.Verdict = g.whose(i, src, s, done, m, func(other *World) bool {
			theirs, _ := other.Repaired(ctx, done.Repair)
			return theirs != "" && theirs == done.Hash
		})
		if len(problems) > 0 && m.Verdict == Forged {
			m.Verdict, m.Reasons = Broken, []lang.Text{problems[0].What}
		}
		return nil
	}
	list, _, err := w.Task.Judge(ctx, done.Repair)
	if err != nil {
		return err
	}
	m.Verdict, m.Of = Proved, len(list)
	for _, v := range list {
		switch {
		case v.Good():
			m.Right++
		case v.Unseen && !v.World.Why.IsZero():
			m.Reasons = append(m.Reasons, v.World.Why)
		default:
			r := expect.Failed(v.Results)[0]
			m.Reasons = append(m.Reasons, unmet(r))
		}
	}
	m.Reasons = slices.Compact(m.Reasons)
	return nil
}

// unmet says what did not come true.
func unmet(r expect.Result) lang.Text {
	return lang.Sprintf("no se cumplió %s; %s", "%s did not come true; %s", r.Want, r.Got)
}

// replays runs what was done in a world: nil where it does not come out with its hash.
func replays(ctx context.Context, w *World, done *Done) *trace.Trace {
	inputs, problems := scenario.ReadInputs(w.Scenario, "inputs", []byte(done.Inputs))
	if len(problems) > 0 {
		return nil
	}
	o := w.Options()
	o.Inputs = inputs
	t, err := sim.Run(ctx, w.Scenario, o)
	if err != nil || t.Hash() != done.Hash {
		return nil
	}
	return t
}

// whose finds out why a hash does not come out: it is that of another student's world, or
// another version of Posta made it, or nobody's.
func (g *Grader) whose(i *Item, src []byte, s *Submission, done *Done, m *Marked, fits func(*World) bool) Verdict {
	for _, name := range g.Students {
		if Normal(name) == Normal(s.Student) {
			continue
		}
		if other, err := g.Assignment.World(i, name, src, done.Letters); err == nil && fits(other) {
			m.Reasons = append(m.Reasons, tr("es el mundo de %s", "it is the world of %s", name))
			return Copied
		}
	}
	if s.Program != g.Program {
		m.Reasons = append(m.Reasons, tr("se hizo con Posta %s, y esta es la %s: hay que calificarlo con aquella", "it was made with Posta %s, and this is %s: grade it with that version", cut(s.Program), g.Program))
		return Versioned
	}
	m.Reasons = append(m.Reasons, tr("la huella no sale de lo entregado: cambió la huella, lo hecho, el idioma o el nombre", "the hash does not follow from what was handed in: the hash, what was done, the language or the name has changed"))
	return Forged
}

// lessonNames is a text with everything called as in the lesson.
func lessonNames(text string, w *World) string {
	return w.names.back().in(text)
}

func cut(s string) string {
	if r := []rune(s); len(r) > 80 {
		s = string(r[:80]) + "…"
	}
	return strings.ToValidUTF8(s, "?")
}
