// Package homework gives work to do at home, and marks what comes back by doing it again.
//
// In the e-mail's journey it is the desk at the end of the lesson. An assignment names
// lessons: questions to answer about them (package ask), and worlds in which something
// has to be brought about by hand (package talk). Each student gets a world of their own:
// the personal seed, made from the name and the class's key, changes the domains' names,
// everything random, and the fault that strikes, so that a neighbour's answers do not fit.
// A submission is a few kB: answers and inputs, with the hash of the trace that they made.
//
// Grading trusts nothing of it: every world is built anew from the name, every input is
// replayed, and the hash has to come out. It promises marks with reasons, and tells what
// it cannot know: that two students said the same is listed for the teacher to look at,
// and is never a verdict; what a clock says is the student's own. Nothing is sent
// anywhere.
package homework

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"path"
	"reflect"
	"slices"
	"strings"
	"time"

	"posta/sim/form"
	"posta/sim/lang"
)

// What an assignment may hold.
const (
	MaxItems     = 50
	MaxQuestions = 40 // of one item
)

// Assignment is what a class is asked to do.
type Assignment struct {
	Name     string // slug: the file's, without its folder and extension
	Digest   string // of the file's bytes: which edition it is
	Title    lang.Text
	Key      string    // the class's: with a name it makes a personal seed
	Deadline time.Time // zero: none
	Late     int64     // per cent of the mark that lateness costs
	Items    []*Item
}

// Item is one thing to do.
type Item struct {
	ID string
	// Ask or Talk is a lesson's slug, Task that of a task; exactly one is there.
	Ask, Talk, Task string
	Questions       int       // of Ask: how many
	Fault           bool      // of Ask: one strikes that the lesson does not have
	Goal            string    // of Talk: expectations, as in a scenario
	Do              lang.Text // what is to be done, in words
	Weight          int64
	Line            int
}

// Lesson is the slug of the lesson, or the task, that an item is about.
func (i *Item) Lesson() string { return i.Ask + i.Talk + i.Task }

// Source is where lessons and tasks come from.
type Source struct {
	Lessons, Tasks []string
	Lesson, Task   func(slug string) ([]byte, error)
}

// Text is that of what an item is about.
func (s Source) Text(i *Item) ([]byte, error) {
	if i.Task != "" {
		return s.Task(i.Task)
	}
	return s.Lesson(i.Lesson())
}

type assignmentSpec struct {
	Assignment form.Opt[form.Whole]  `key:"assignment" required:"1" range:"1..1" example:"1" es:"versión del formato" en:"version of the format"`
	Title      form.Opt[form.Phrase] `key:"title" required:"1" example_es:"Semana 3" example_en:"Week 3" es:"título, en una línea" en:"title, on one line"`
	Key        form.Opt[form.Line]   `key:"key" required:"1" example:"4B-2026" es:"la clave de la clase: con el nombre de cada uno da su semilla" en:"the class's key: with a name it gives the personal seed"`
	Deadline   form.Opt[form.Line]   `key:"deadline" example:"'2026-12-01 23:59'" es:"hasta cuándo, en UTC" en:"until when, in UTC"`
	Late       form.Opt[form.Whole]  `key:"late" range:"0..100" default:"=late" es:"cuánto cuesta llegar tarde, en tanto por ciento de la nota" en:"what lateness costs, in per cent of the mark"`
	Items      form.List[itemSpec]   `key:"items" required:"1" example:"[{id: a, ask: first-email}]" es:"lo que hay que hacer" en:"what there is to do"`
}

type itemSpec struct {
	ID        form.Opt[form.Line]   `key:"id" required:"1" example:"a" es:"cómo se llama" en:"what it is called"`
	Ask       form.Opt[form.Line]   `key:"ask" example:"first-email" es:"una lección, sobre la que se pregunta" en:"a lesson, about which questions are asked"`
	Questions form.Opt[form.Whole]  `key:"questions" range:"1..40" default:"=questions" es:"cuántas preguntas" en:"how many questions"`
	Fault     form.Opt[form.Truth]  `key:"fault" default:"=yes" es:"true: a cada uno le ocurre un fallo propio" en:"true: a fault of their own strikes each"`
	Talk      form.Opt[form.Line]   `key:"talk" example:"first-email" es:"una lección en la que hay que conseguir algo a mano, con posta talk" en:"a lesson in which something has to be brought about by hand, with posta talk"`
	Task      form.Opt[form.Line]   `key:"task" example:"records-lab" es:"algo que arreglar, o que romper: una tarea de posta task" en:"something to mend, or to break: a task of posta task"`
	Goal      form.Opt[form.Str]    `key:"goal" example:"'- delivered: {to: benito@beta.test, count: 2}'" es:"con «talk»: qué tiene que cumplirse, como en «expect»" en:"with \"talk\": what must come true, as in \"expect\""`
	Do        form.Opt[form.Phrase] `key:"do" es:"qué hay que hacer, con palabras" en:"what there is to do, in words"`
	Weight    form.Opt[form.Whole]  `key:"weight" range:"0..1000" default:"=weight" es:"cuánto pesa en la nota" en:"how much it weighs in the mark"`
}

func tr(es, en string, args ...any) lang.Text { return lang.Sprintf(es, en, args...) }

var assignmentFormat = &form.Format{
	Name:  tr("una tarea", "an assignment"),
	Begin: tr("una tarea empieza por «assignment: 1», «title:», «key:» e «items:»", "an assignment begins with \"assignment: 1\", \"title:\", \"key:\" and \"items:\""),
	Large: tr("comprueba que sea el archivo que querías", "make sure it is the file you meant"),
	Tops:  []reflect.Type{reflect.TypeFor[assignmentSpec]()},
	Defaults: map[string]any{
		"late": form.Whole(0), "questions": form.Whole(8), "weight": form.Whole(1), "yes": form.Truth(true),
	},
}

// Read reads an assignment about what a source has.
func Read(name string, src []byte, from Source) (*Assignment, form.Problems) {
	rep := form.NewReporter(assignmentFormat, name)
	root := form.Load(rep, src)
	var spec assignmentSpec
	d := &form.Decoder{Reporter: rep}
	if root == nil || !d.Top(root, &spec) {
		return nil, rep.Finish()
	}
	sum := sha256.Sum256(src)
	a := &Assignment{Name: strings.TrimSuffix(path.Base(name), path.Ext(name)), Digest: hex.EncodeToString(sum[:8]), Title: spec.Title.V.Text, Key: string(spec.Key.V), Late: int64(spec.Late.V)}
	if spec.Deadline.OK {
		at, err := time.ParseInLocation("2006-01-02 15:04", string(spec.Deadline.V), time.UTC)
		if err != nil {
			rep.Report(spec.Deadline.At, form.CodeValue, tr("no se entiende este plazo", "this deadline makes no sense"), tr("por ejemplo: '2026-12-01 23:59'", "for example: '2026-12-01 23:59'"))
		}
		a.Deadline = at
	}
	if n := len(spec.Items.Items); spec.Items.Given() && (n == 0 || n > MaxItems) {
		rep.Report(spec.Items.At, form.CodeRange, tr("hay %d cosas que hacer, y tiene que haber de 1 a %d", "there are %d things to do, and there have to be 1 to %d", n, MaxItems), tr("por ejemplo: items: [{id: a, ask: first-email}]", "for example: items: [{id: a, ask: first-email}]"))
	}
	for i := range spec.Items.Items {
		if o := &spec.Items.Items[i]; o.OK {
			a.item(rep, &o.V, o.At, from)
		}
	}
	if rep.Failed() {
		return nil, rep.Finish()
	}
	return a, nil
}

// item reads one thing to do.
func (a *Assignment) item(rep *form.Reporter, v *itemSpec, at form.Place, from Source) {
	i := &Item{ID: string(v.ID.V), Ask: string(v.Ask.V), Talk: string(v.Talk.V), Task: string(v.Task.V), Questions: 8, Fault: true, Goal: string(v.Goal.V), Do: v.Do.V.Text, Weight: 1, Line: at.Node.Line}
	if v.Questions.OK {
		i.Questions = int(v.Questions.V)
	}
	if v.Fault.OK {
		i.Fault = bool(v.Fault.V)
	}
	if v.Weight.OK {
		i.Weight = int64(v.Weight.V)
	}
	kinds := 0
	for _, slug := range []string{i.Ask, i.Talk, i.Task} {
		if slug != "" {
			kinds++
		}
	}
	there, what := from.Lessons, tr("posta list muestra las lecciones", "posta list shows the lessons")
	if i.Task != "" {
		there, what = from.Tasks, tr("posta task muestra las tareas", "posta task lists the tasks")
	}
	switch {
	case kinds != 1:
		rep.Report(at, form.CodeConflict, tr("hay que decir «ask», «talk» o «task», uno de los tres", "say \"ask\", \"talk\" or \"task\", one of the three"), tr("por ejemplo: {id: a, ask: first-email}", "for example: {id: a, ask: first-email}"))
		return
	case !slices.Contains(there, i.Lesson()):
		hint := what
		if near := form.Nearest(i.Lesson(), there); near != "" {
			hint = tr("¿quisiste decir «%s»?", "did you mean \"%s\"?", near)
		}
		rep.Report(at, form.CodeValue, tr("no hay nada que se llame «%s»", "there is no lesson or task \"%s\"", form.Shown(i.Lesson())), hint)
		return
	case i.Talk != "" && strings.TrimSpace(i.Goal) == "":
		rep.Report(at, form.CodeMissing, tr("a «talk» le falta decir qué se quiere: «goal»", "\"talk\" lacks what is wanted: \"goal\""), tr("por ejemplo: goal: '- delivered: {to: benito@beta.test}'", "for example: goal: '- delivered: {to: benito@beta.test}'"))
		return
	case slices.ContainsFunc(a.Items, func(o *Item) bool { return o.ID == i.ID }):
		rep.Report(at, form.CodeValue, tr("ya hay algo que se llama «%s»", "there is something called \"%s\" already", form.Shown(i.ID)), tr("dale otro «id»", "give it another \"id\""))
		return
	}
	a.Items = append(a.Items, i)
}

// maxSeed is the largest seed that a scenario takes.
const maxSeed = 999_999_999_999_999

// Seed is a student's own: whoever has the assignment can make it from the name.
func (a *Assignment) Seed(student string) uint64 {
	mac := hmac.New(sha256.New, []byte(a.Key))
	mac.Write([]byte(a.Name + "\x00" + Normal(student)))
	return binary.BigEndian.Uint64(mac.Sum(nil)[:8]) % (maxSeed + 1)
}

// Normal is a name as it counts: however many spaces, and in whatever case, it was written.
func Normal(student string) string {
	return strings.ToLower(strings.Join(strings.Fields(student), " "))
}
