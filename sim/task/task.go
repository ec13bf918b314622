// Package task gives a world with something wrong in it to be mended, or a sound one to
// be broken in a given way.
//
// In the e-mail's journey it is the workshop. A task says what is to come true (its goal,
// in a scenario's own language of expectations), and what may be changed for it: a
// domain's records, a host's settings, what a mail program has been told, an account. A
// repair is a few inputs, and is judged by what then happens: in the world that is shown,
// and in worlds that are not (other letters, other seeds), so that any repair that works
// will do, and one that only fits what was seen will not. Hints come from the shortest
// repair that a search among all small changes finds by trying them; nobody wrote it down.
package task

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"posta/sim"
	"posta/sim/expect"
	"posta/sim/form"
	"posta/sim/lang"
	"posta/sim/scenario"
)

// What a task may hold.
const (
	MaxUnseen = 10
	MaxRepair = 20 // changes in one repair
)

// Task is something to mend, or to break.
type Task struct {
	Name    string // slug: the file's, without its folder and extension
	Title   lang.Text
	Chapter string
	Do      lang.Text
	Break   bool
	May     []May
	// Shown is the world that is seen; Unseen are those that the repair has to fit as well.
	Shown  *World
	Unseen []*World
}

// World is a scenario with what must come true in it.
type World struct {
	Scenario *scenario.Scenario
	Why      lang.Text // what it is for, once it has been met
}

// May is something that may be changed.
type May struct {
	Records, Host, Device, User string   // exactly one: whose
	Settings                    []string // of a host, a device or a user: which; none: all
}

// Whose says what may be changed, in the words of the inputs.
func (m May) Whose() string { return m.Records + m.Host + m.Device + m.User }

type taskSpec struct {
	Task    form.Opt[form.Whole]  `key:"task" required:"1" range:"1..1" example:"1" es:"versión del formato" en:"version of the format"`
	Title   form.Opt[form.Phrase] `key:"title" required:"1" example_es:"El registro que falta" example_en:"The missing record" es:"título, en una línea" en:"title, on one line"`
	Chapter form.Opt[form.Word]   `key:"chapter" enum:"journey|dns|failures|tls|authentication|spam|reading|scale" es:"capítulo del curso" en:"chapter of the course"`
	Do      form.Opt[form.Phrase] `key:"do" required:"1" example_es:"Haz que la carta llegue." example_en:"Make the letter arrive." es:"qué hay que conseguir" en:"what is to be brought about"`
	Break   form.Opt[form.Truth]  `key:"break" default:"=no" es:"true: se trata de estropear algo" en:"true: something is to be broken"`
	World   form.Opt[form.Str]    `key:"world" required:"1" example:"'domains: {alfa.test: {users: [alicia]}}'" es:"el escenario, sin título, guion ni lo que espera" en:"the scenario, without title, script and what it expects"`
	Script  form.Opt[form.Str]    `key:"script" required:"1" example:"'- send: {from: alicia, to: alicia}'" es:"lo que pasa, como en «script»" en:"what happens, as in \"script\""`
	Goal    form.Opt[form.Str]    `key:"goal" required:"1" example:"'- delivered: {to: alicia@alfa.test}'" es:"lo que tiene que cumplirse, como en «expect»" en:"what must come true, as in \"expect\""`
	May     form.List[maySpec]    `key:"may" required:"1" example:"[{records: alfa.test}]" es:"qué se puede cambiar" en:"what may be changed"`
	Unseen  form.List[unseenSpec] `key:"unseen" es:"mundos que no se enseñan y en los que el arreglo también tiene que servir" en:"worlds that are not shown, in which the repair has to do as well"`
}

type maySpec struct {
	Records  form.Opt[form.Line]  `key:"records" example:"alfa.test" es:"los registros de un dominio" en:"a domain's records"`
	Host     form.Opt[form.Line]  `key:"host" example:"mail.alfa.test" es:"los ajustes de un servidor" en:"a host's settings"`
	Device   form.Opt[form.Line]  `key:"device" example:"laptop-alicia" es:"lo que sabe un programa de correo" en:"what a mail program has been told"`
	User     form.Opt[form.Line]  `key:"user" example:"alicia" es:"una cuenta en su servidor" en:"an account on its server"`
	Settings form.List[form.Line] `key:"settings" example:"[tls, certificate]" es:"solo estos" en:"these alone"`
}

type unseenSpec struct {
	Script form.Opt[form.Str]    `key:"script" es:"lo que pasa allí" en:"what happens there"`
	Goal   form.Opt[form.Str]    `key:"goal" es:"lo que tiene que cumplirse allí" en:"what must come true there"`
	Why    form.Opt[form.Phrase] `key:"why" es:"para qué está: se dice cuando el arreglo no sirve en él" en:"what it is for: it is said when the repair does not do in it"`
}

func tr(es, en string, args ...any) lang.Text { return lang.Sprintf(es, en, args...) }

var format = &form.Format{
	Name:     tr("una tarea de taller", "a task"),
	Begin:    tr("empieza por «task: 1», «title:», «do:», «world:», «script:», «goal:» y «may:»", "it begins with \"task: 1\", \"title:\", \"do:\", \"world:\", \"script:\", \"goal:\" and \"may:\""),
	Large:    tr("comprueba que sea el archivo que querías", "make sure it is the file you meant"),
	Tops:     []reflect.Type{reflect.TypeFor[taskSpec]()},
	Defaults: map[string]any{"no": form.Truth(false)},
}

// Read reads a task.
func Read(name string, src []byte) (*Task, form.Problems) {
	rep := form.NewReporter(format, name)
	root := form.Load(rep, src)
	var spec taskSpec
	d := &form.Decoder{Reporter: rep}
	if root == nil || !d.Top(root, &spec) {
		return nil, rep.Finish()
	}
	t := &Task{Name: strings.TrimSuffix(path.Base(name), path.Ext(name)), Title: spec.Title.V.Text, Chapter: string(spec.Chapter.V), Do: spec.Do.V.Text, Break: bool(spec.Break.V)}
	world := func(at form.Place, script, goal string) *World {
		s, problems := scenario.Parse(t.Name+".yaml", compose(t.Title, string(spec.World.V), script, goal))
		if s == nil {
			rep.Report(at, form.CodeValue, tr("este mundo no se puede construir: %s", "this world cannot be built: %s", problems[0].What.ES), problems[0].Hint)
			return nil
		}
		return &World{Scenario: s}
	}
	t.Shown = world(spec.World.At, string(spec.Script.V), string(spec.Goal.V))
	if n := len(spec.Unseen.Items); n > MaxUnseen {
		rep.Report(spec.Unseen.At, form.CodeRange, tr("hay %d mundos que no se enseñan, y puede haber %d", "there are %d worlds that are not shown, and there may be %d", n, MaxUnseen), tr("quita algunos", "take some out"))
		return nil, rep.Finish()
	}
	for i := range spec.Unseen.Items {
		o := &spec.Unseen.Items[i]
		script, goal := string(o.V.Script.V), string(o.V.Goal.V)
		if !o.V.Script.OK {
			script = string(spec.Script.V)
		}
		if !o.V.Goal.OK {
			goal = string(spec.Goal.V)
		}
		if w := world(o.At, script, goal); w != nil {
			w.Why = o.V.Why.V.Text
			t.Unseen = append(t.Unseen, w)
		}
	}
	for i := range spec.May.Items {
		if o := &spec.May.Items[i]; o.OK {
			t.may(rep, &o.V, o.At)
		}
	}
	if rep.Failed() {
		return nil, rep.Finish()
	}
	return t, nil
}

// In gives the task with its letters in a language. What is judged is the same; only what the letters say is another.
func (t *Task) In(l lang.Lang) *Task {
	out := *t
	in := func(w *World) *World { return &World{Scenario: scenario.In(w.Scenario, l), Why: w.Why} }
	out.Shown, out.Unseen = in(t.Shown), nil
	for _, w := range t.Unseen {
		out.Unseen = append(out.Unseen, in(w))
	}
	return &out
}

func (t *Task) may(rep *form.Reporter, v *maySpec, at form.Place) {
	m := May{Records: string(v.Records.V), Host: string(v.Host.V), Device: string(v.Device.V), User: string(v.User.V)}
	n := 0
	for _, given := range []bool{v.Records.OK, v.Host.OK, v.Device.OK, v.User.OK} {
		if given {
			n++
		}
	}
	if n != 1 {
		rep.Report(at, form.CodeConflict, tr("hay que decir «records», «host», «device» o «user», uno de ellos", "say \"records\", \"host\", \"device\" or \"user\", one of them"), tr("por ejemplo: {records: alfa.test}", "for example: {records: alfa.test}"))
		return
	}
	for i := range v.Settings.Items {
		m.Settings = append(m.Settings, string(v.Settings.Items[i].V))
	}
	t.May = append(t.May, m)
}

// compose is a scenario's text.
func compose(title lang.Text, world, script, goal string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "posta: 1\ntitle: {es: %q, en: %q}\n%s\n", title.ES, title.EN, strings.TrimRight(world, "\n"))
	block := func(key, text string) {
		b.WriteString(key + ":\n")
		for line := range strings.Lines(strings.TrimRight(text, "\n") + "\n") {
			b.WriteString("  " + line)
		}
	}
	block("script", script)
	block("expect", goal)
	return b.Bytes()
}

// Verdict is what came of a repair in one world.
type Verdict struct {
	World   *World
	Unseen  bool
	Seed    uint64
	Results []expect.Result
}

// Good tells whether the goal is reached.
func (v *Verdict) Good() bool { return len(expect.Failed(v.Results)) == 0 }

// seeds are those of the unseen worlds, besides the world's own.
var seeds = []uint64{7, 1234}

// Repair reads changes, each as an input's line without its instant, and refuses what may
// not be changed.
func (t *Task) Repair(w *World, changes []string) ([]*scenario.Input, form.Problems) {
	x := scenario.NewInputReader(w.Scenario)
	var list []*scenario.Input
	if len(changes) > MaxRepair {
		return nil, refuse(tr("son %d cambios, y puede haber %d", "these are %d changes, and there may be %d", len(changes), MaxRepair), tr("quita algunos", "take some out"))
	}
	for n, c := range changes {
		c = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(c), "- "))
		in, problems := x.Line("repair", n+1, instant+strings.TrimSuffix(strings.TrimPrefix(c, "{"), "}\n")+"}")
		if len(problems) > 0 {
			for i, p := range problems {
				if p.Code == scenario.CodeUnknown { // it cannot be declared here
					problems[i].Hint = t.Choices()
				}
			}
			return nil, asWritten(problems)
		}
		if !t.allows(in.Do) {
			return nil, refuse(tr("eso no se puede cambiar en esta tarea: %s", "that may not be changed in this task: %s", form.Shown(c)), t.Choices())
		}
		list = append(list, in)
	}
	return list, nil
}

// instant begins the input that a change becomes.
const instant = "{at: 0, "

// asWritten points at what somebody wrote, not at what was put around it.
func asWritten(problems form.Problems) form.Problems {
	for i := range problems {
		p := &problems[i]
		if text, ok := strings.CutPrefix(p.Text, instant); ok {
			p.Text, p.Caret = strings.TrimSuffix(text, "}"), max(0, p.Caret-len(instant))
		}
		p.Column = max(1, p.Column-len(instant))
		p.Width = max(1, min(p.Width, utf8.RuneCountInString(p.Text)-p.Caret))
	}
	return problems
}

func refuse(what, hint lang.Text) form.Problems {
	rep := form.NewReporter(format, "repair")
	rep.ReportAt(1, 1, 1, "", form.CodeValue, what, hint)
	return rep.Finish()
}

// Worlds is in how many worlds a repair is judged.
func (t *Task) Worlds() int { return (1 + len(t.Unseen)) * (1 + len(seeds)) }

// Choices say what may be changed.
func (t *Task) Choices() lang.Text {
	list := make([]lang.Text, 0, len(t.May))
	for _, m := range t.May {
		only := ""
		if len(m.Settings) > 0 {
			only = " (" + strings.Join(m.Settings, ", ") + ")"
		}
		switch {
		case m.Records != "":
			list = append(list, lang.Sprintf("los registros de %s (change)", "the records of %s (change)", m.Records))
		case m.Host != "":
			list = append(list, lang.Sprintf("%s%s (set_host)", "%s%s (set_host)", m.Host, only))
		case m.Device != "":
			list = append(list, lang.Sprintf("%s%s (set_device)", "%s%s (set_device)", m.Device, only))
		default:
			list = append(list, lang.Sprintf("la cuenta de %s%s (set_user)", "the account of %s%s (set_user)", m.User, only))
		}
	}
	all := list[0]
	for _, l := range list[1:] {
		all = lang.Sprintf("%s; %s", "%s; %s", all, l)
	}
	return lang.Sprintf("se puede cambiar: %s", "what may be changed: %s", all)
}

// allows tells whether a change is one of those that may be made.
func (t *Task) allows(do scenario.Deed) bool {
	whose, settings := "", []string{}
	given := func(key string, is bool) {
		if is {
			settings = append(settings, key)
		}
	}
	var is func(May) string
	switch d := do.(type) {
	case *scenario.Change:
		whose, is = d.Domain.Name, func(m May) string { return m.Records }
	case *scenario.SetHost:
		whose, is = d.Host.Name, func(m May) string { return m.Host }
		given("open_relay", d.OpenRelay != nil)
		given("ehlo", d.Extensions != nil)
		given("max_message", d.MaxMessage != nil)
		given("max_recipients", d.MaxRecipients != nil)
		given("tls", d.TLS != nil)
		given("certificate", d.Certificate != nil)
		given("policy", d.Policy != nil)
	case *scenario.SetDevice:
		whose, is = d.Device.Name, func(m May) string { return m.Device }
		given("password", d.Password != nil)
		given("port", d.Port != nil)
		given("tls", d.TLS != nil)
	case *scenario.SetUser:
		whose, is = d.User.Local, func(m May) string { return m.User }
		given("password", d.Password != nil)
		given("quota", d.Quota != nil)
	default:
		return false
	}
	return slices.ContainsFunc(t.May, func(m May) bool {
		return is(m) == whose && (len(m.Settings) == 0 || !slices.ContainsFunc(settings, func(s string) bool { return !slices.Contains(m.Settings, s) }))
	})
}

// try runs a world with a repair.
func (t *Task) try(ctx context.Context, w *World, changes []string, seed *uint64) (*Verdict, form.Problems, error) {
	inputs, problems := t.Repair(w, changes)
	if len(problems) > 0 {
		return nil, problems, nil
	}
	tr, err := sim.Run(ctx, w.Scenario, sim.Options{Seed: seed, Inputs: inputs})
	if err != nil {
		return nil, nil, err
	}
	return &Verdict{World: w, Seed: tr.Header.Seed, Results: expect.Check(w.Scenario, tr)[:len(w.Scenario.Expect)]}, nil, nil
}

// Judge tries a repair in all worlds: the one that is shown first.
func (t *Task) Judge(ctx context.Context, changes []string) (list []*Verdict, problems form.Problems, err error) {
	v, problems, err := t.try(ctx, t.Shown, changes, nil)
	if err != nil || len(problems) > 0 {
		return nil, problems, err
	}
	list = append(list, v)
	for _, w := range append([]*World{t.Shown}, t.Unseen...) {
		for i := range append(seeds, 0) {
			var seed *uint64
			if i < len(seeds) {
				seed = &seeds[i]
			} else if w == t.Shown {
				continue // that is the one that was tried
			}
			v, problems, err := t.try(ctx, w, changes, seed)
			if err != nil || len(problems) > 0 {
				return list, problems, err
			}
			v.Unseen = true
			list = append(list, v)
		}
	}
	return list, nil, nil
}

// Solved tells whether a repair reaches the goal everywhere.
func Solved(list []*Verdict) bool {
	return len(list) > 0 && !slices.ContainsFunc(list, func(v *Verdict) bool { return !v.Good() })
}
