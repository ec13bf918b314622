package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/explain"
	"posta/sim/homework"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/telling"
	"posta/sim/transcript"
)

var homeworkCommand = command{
	name:  "homework",
	args:  lang.Text{ES: "TAREA.yaml --name NOMBRE", EN: "ASSIGNMENT.yaml --name NAME"},
	short: lang.Text{ES: "hace una tarea, y prepara lo que se entrega", EN: "does an assignment, and makes what is handed in"},
	long: lang.Text{
		ES: `Hace una tarea: pregunta lo que hay que contestar y recoge lo que hay que conseguir a mano.
Cada persona tiene su propio mundo, que sale de su nombre y de la clave de la clase. Lo que se
entrega es un archivo pequeño, que se demuestra solo: quien califica lo vuelve a hacer.

  --name NOMBRE           quién eres
  -o ARCHIVO              lo que se entrega (NOMBRE.posta.json); lo ya hecho se conserva
  --world ID              escribe tu mundo de esa parte, para posta talk
  --inputs ID=ARCHIVO     lo que hiciste en él con posta talk --save, o los cambios de un arreglo
  --lang es|en            idioma

Por ejemplo:
  posta homework semana3.yaml --name 'Ana Ruiz'
  posta homework semana3.yaml --name 'Ana Ruiz' --world b > mio.yaml
  posta talk mio.yaml --as laptop-alicia --to mail.norte.test --save b.jsonl
  posta homework semana3.yaml --name 'Ana Ruiz' --inputs b=b.jsonl`,
		EN: `Does an assignment: asks what there is to answer, and takes what was brought about by hand.
Everybody has a world of their own, made from the name and the class's key. What is handed in
is a small file that proves itself: whoever grades it does it again.

  --name NAME             who you are
  -o FILE                 what is handed in (NAME.posta.json); what is done already is kept
  --world ID              writes your world for that part, for posta talk
  --inputs ID=FILE        what you did in it with posta talk --save, or the changes of a repair
  --lang es|en            language

For example:
  posta homework week3.yaml --name 'Ana Ruiz'
  posta homework week3.yaml --name 'Ana Ruiz' --world b > mine.yaml
  posta talk mine.yaml --as laptop-alicia --to mail.norte.test --save b.jsonl
  posta homework week3.yaml --name 'Ana Ruiz' --inputs b=b.jsonl`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		name := flags.String("name", "", "")
		out := flags.StringP("output", "o", "", "")
		world := flags.String("world", "", "")
		inputs := flags.StringArray("inputs", nil, "")
		return func(c console, args []string) int {
			file, ok := c.journeyArg("homework", args)
			if !ok {
				return exitUsage
			}
			a, ok := readAssignment(c, file)
			if !ok {
				return exitUsage
			}
			if strings.TrimSpace(*name) == "" {
				c.fail(lang.Sprintf("falta decir quién eres: --name", "say who you are: --name"))
				return exitUsage
			}
			x := &pupil{console: c, a: a, name: strings.Join(strings.Fields(*name), " "), out: *out}
			if x.out == "" {
				x.out = fileOf(x.name) + ".posta.json"
			}
			if *world != "" {
				return x.world(*world)
			}
			return x.work(*inputs)
		}
	},
}

// curriculum is where assignments take their lessons and tasks from.
var curriculum = homework.Source{Lessons: scenarios.Slugs(), Tasks: scenarios.Tasks(), Lesson: scenarios.Read, Task: scenarios.ReadTask}

func readAssignment(c console, name string) (*homework.Assignment, bool) {
	src, err := readFile(name, scenarioLimit)
	if err != nil {
		c.fail(lang.Sprintf("no se puede leer %s: ", "cannot read %s: ", name), readError(err))
		return nil, false
	}
	a, problems := homework.Read(name, src, curriculum)
	if len(problems) > 0 {
		fmt.Fprint(c.err, problems.Render(c.lang, c.colorErr()))
		return nil, false
	}
	return a, true
}

// fileOf is a name as a file may have it.
func fileOf(name string) string {
	safe := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '-'
		}
		return r
	}, name)
	return strings.Trim(strings.ReplaceAll(strings.ToLower(safe), " ", "-"), ".-")
}

// pupil does homework.
type pupil struct {
	console
	a    *homework.Assignment
	name string
	out  string
}

func (x *pupil) item(id string) *homework.Item {
	n := slices.IndexFunc(x.a.Items, func(i *homework.Item) bool { return i.ID == id })
	if n < 0 {
		var ids []string
		for _, i := range x.a.Items {
			ids = append(ids, i.ID)
		}
		x.fail(lang.Sprintf("la tarea no tiene ninguna parte %q", "the assignment has no part %q", id))
		x.hint(lang.Sprintf("Tiene: %s", "It has: %s", strings.Join(ids, ", ")))
		return nil
	}
	return x.a.Items[n]
}

func (x *pupil) own(i *homework.Item) (*homework.World, bool) {
	read := curriculum.Lesson
	if i.Task != "" {
		read = curriculum.Task
	}
	src, err := read(i.Lesson())
	if err == nil {
		var w *homework.World
		if w, err = x.a.World(i, x.name, src); err == nil {
			return w, true
		}
	}
	x.fail(lang.Sprintf("no se puede construir el mundo de %s: %v", "cannot build the world of %s: %v", i.ID, err))
	return nil, false
}

// seedKey is a scenario's own seed.
var seedKey = regexp.MustCompile(`(?m)^seed:.*\n`)

// world writes somebody's own world.
func (x *pupil) world(id string) int {
	i := x.item(id)
	if i == nil {
		return exitUsage
	}
	w, ok := x.own(i)
	if !ok {
		return exitUsage
	}
	src := seedKey.ReplaceAllString(string(w.Scenario.Source), "")
	fmt.Fprintf(x.console.out, "%s\nseed: %d\n", strings.TrimRight(src, "\n"), w.Seed)
	return exitOK
}

// work does what can be done now, and writes what is handed in.
func (x *pupil) work(files []string) int {
	s := homework.NewSubmission(x.a, x.name, version(), time.Now())
	if src, err := readFile(x.out, limit{homework.MaxSubmission, lang.Text{ES: "una entrega", EN: "a submission"}}); err == nil {
		if before, err := homework.ReadSubmission(src); err == nil && before.Edition == x.a.Digest && homework.Normal(before.Student) == homework.Normal(x.name) {
			s.Done = before.Done
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		x.fail(lang.Sprintf("no se puede leer %s: ", "cannot read %s: ", x.out), readError(err))
		return exitFailed
	}
	if s.Done == nil {
		s.Done = map[string]*homework.Done{}
	}
	given := map[string]string{}
	for _, f := range files {
		id, name, ok := strings.Cut(f, "=")
		if !ok {
			x.fail(lang.Sprintf("--inputs %s: se espera ID=ARCHIVO", "--inputs %s: ID=FILE is expected", f))
			return exitUsage
		}
		if x.item(id) == nil {
			return exitUsage
		}
		given[id] = name
	}
	fmt.Fprintf(x.console.out, "%s\n", transcript.Visible(x.a.Title.In(x.lang)))
	in := bufio.NewReader(x.in)
	for _, i := range x.a.Items {
		if code := x.do(i, s, given[i.ID], in); code != exitOK {
			return code
		}
	}
	src, err := s.Write()
	if err == nil {
		err = os.WriteFile(x.out, src, 0o644)
	}
	if err != nil {
		x.fail(lang.Sprintf("no se puede escribir %s: ", "cannot write %s: ", x.out), readError(err))
		return exitFailed
	}
	x.say(lang.Sprintf("\nLo que se entrega está en %s: %d de %d partes.", "\nWhat is handed in is in %s: %d of %d parts.", x.out, len(s.Done), len(x.a.Items)))
	if len(s.Done) < len(x.a.Items) {
		return exitFailed
	}
	return exitOK
}

// do does one part.
func (x *pupil) do(i *homework.Item, s *homework.Submission, file string, in *bufio.Reader) int {
	head := i.Do.In(x.lang)
	if head == "" {
		head = i.Lesson()
	}
	fmt.Fprintf(x.console.out, "\n== %s: %s\n", i.ID, transcript.Visible(head))
	w, ok := x.own(i)
	switch {
	case !ok:
		return exitUsage
	case i.Talk != "" && file == "" && s.Done[i.ID] == nil:
		x.say(lang.Sprintf("   posta homework TAREA --name %q --world %s > mio.yaml\n   posta talk mio.yaml --as … --to … --save %s.jsonl\n   y después: --inputs %s=%s.jsonl", "   posta homework ASSIGNMENT --name %q --world %s > mine.yaml\n   posta talk mine.yaml --as … --to … --save %s.jsonl\n   and then: --inputs %s=%s.jsonl", x.name, i.ID, i.ID, i.ID, i.ID))
	case i.Task != "" && file == "" && s.Done[i.ID] == nil:
		fmt.Fprintf(x.console.out, "   %s\n", transcript.Visible(w.Task.Do.In(x.lang)))
		x.say(w.Task.Choices())
		x.say(lang.Sprintf("   Escribe los cambios en un archivo, uno por línea, y después: --inputs %s=ARCHIVO", "   Write the changes into a file, one a line, and then: --inputs %s=FILE", i.ID))
	case i.Task != "" && file != "":
		return x.mended(i, w, s, file)
	case i.Talk != "" && file != "":
		return x.talked(i, w, s, file)
	case i.Ask != "" && s.Done[i.ID] == nil:
		return x.asked(i, w, s, in)
	default:
		x.say(lang.Sprintf("   hecho", "   done"))
	}
	return exitOK
}

// talked takes what was done by hand.
func (x *pupil) talked(i *homework.Item, w *homework.World, s *homework.Submission, file string) int {
	src, err := readFile(file, inputsLimit)
	if err != nil {
		x.fail(lang.Sprintf("no se pueden leer las entradas de %s: ", "cannot read the inputs in %s: ", file), readError(err))
		return exitUsage
	}
	inputs, problems := scenario.ReadInputs(w.Scenario, file, src)
	if len(problems) > 0 {
		fmt.Fprint(x.err, problems.Render(x.lang, x.colorErr()))
		return exitUsage
	}
	o := w.Options()
	o.Inputs = inputs
	t, err := sim.Run(context.Background(), w.Scenario, o)
	if err != nil {
		x.fail(lang.Sprintf("no se puede simular: %v", "cannot simulate: %v", err))
		return exitFailed
	}
	s.Done[i.ID] = &homework.Done{Inputs: string(src), Hash: t.Hash()}
	x.say(lang.Sprintf("   recogido de %s", "   taken from %s", file))
	return exitOK
}

// mended takes a repair.
func (x *pupil) mended(i *homework.Item, w *homework.World, s *homework.Submission, file string) int {
	changes, ok := readChanges(x.console, file)
	if !ok {
		return exitUsage
	}
	hash, problems := w.Repaired(context.Background(), changes)
	if len(problems) > 0 {
		fmt.Fprint(x.err, problems.Render(x.lang, x.colorErr()))
		return exitUsage
	}
	s.Done[i.ID] = &homework.Done{Repair: changes, Hash: hash}
	x.say(lang.Sprintf("   recogido de %s", "   taken from %s", file))
	return exitOK
}

// asked asks the questions, without saying what is right.
func (x *pupil) asked(i *homework.Item, w *homework.World, s *homework.Submission, in *bufio.Reader) int {
	t, err := sim.Run(context.Background(), w.Scenario, w.Options())
	if err != nil {
		x.fail(lang.Sprintf("no se puede simular: %v", "cannot simulate: %v", err))
		return exitFailed
	}
	questions, hash, err := w.Questions(i.Questions)
	if err != nil {
		x.fail(lang.Sprintf("no se puede simular: %v", "cannot simulate: %v", err))
		return exitFailed
	}
	y := &asking{console: x.console, s: w.Scenario, t: telling.Of(t)}
	words := explain.New(y.t.Story)
	done := &homework.Done{Answers: map[string]string{}, Hash: hash}
	told := 0
	for n, q := range questions {
		told = y.tell(words, told, q.After)
		y.put(n, len(questions), q)
		chosen, err := y.answer(in, len(q.Choices))
		if err != nil {
			x.say(lang.Sprintf("\nNo hay más respuestas: la parte %s queda sin hacer.", "\nThere are no more answers: part %s is not done.", i.ID))
			return exitOK
		}
		done.Answers[q.ID] = q.Choices[chosen].Text.EN
	}
	s.Done[i.ID] = done
	return exitOK
}

// create makes a file for a result.
func create(c console, name string) (*os.File, bool) {
	f, err := os.Create(filepath.Clean(name))
	if err != nil {
		c.fail(lang.Sprintf("no se puede escribir %s: ", "cannot write %s: ", name), readError(err))
		return nil, false
	}
	return f, true
}
