package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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

Un archivo que es de otra persona o de otra tarea no se toca.

Por ejemplo:
  posta homework semana3.yaml --name 'Ana Ruiz'
  posta homework semana3.yaml --name 'Ana Ruiz' --world b > mio.yaml
  posta talk mio.yaml --as laptop-carmen --to mail.norte.test --save b.jsonl
  posta homework semana3.yaml --name 'Ana Ruiz' --inputs b=b.jsonl`,
		EN: `Does an assignment: asks what there is to answer, and takes what was brought about by hand.
Everybody has a world of their own, made from the name and the class's key. What is handed in
is a small file that proves itself: whoever grades it does it again.

  --name NAME             who you are
  -o FILE                 what is handed in (NAME.posta.json); what is done already is kept
  --world ID              writes your world for that part, for posta talk
  --inputs ID=FILE        what you did in it with posta talk --save, or the changes of a repair
  --lang es|en            language

A file that is another person's, or another assignment's, is not touched.

For example:
  posta homework week3.yaml --name 'Ana Ruiz'
  posta homework week3.yaml --name 'Ana Ruiz' --world b > mine.yaml
  posta talk mine.yaml --as laptop-carmen --to mail.norte.test --save b.jsonl
  posta homework week3.yaml --name 'Ana Ruiz' --inputs b=b.jsonl`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		name := flags.String("name", "", "")
		out := flags.StringP("output", "o", "", "")
		world := flags.String("world", "", "")
		inputs := flags.StringArray("inputs", nil, "")
		return func(c console, args []string) int {
			file, ok := c.oneArg("homework", args, lang.Sprintf("hace falta el archivo de la tarea", "the assignment's file is needed"),
				lang.Sprintf("posta homework semana3.yaml --name 'Ana Ruiz'; cómo se escribe una tarea lo dice posta help grade", "posta homework week3.yaml --name 'Ana Ruiz'; posta help grade tells how an assignment is written"))
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
			x := &pupil{console: c, a: a, file: file, name: strings.Join(strings.Fields(*name), " "), out: *out}
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
	file string // the assignment's
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

// own is somebody's own world of an item: its letters in the language in which it was begun, or else in whoever's reads now.
func (x *pupil) own(i *homework.Item, done *homework.Done) (*homework.World, bool) {
	letters := x.lang
	if done != nil {
		letters = done.Letters
	}
	src, err := curriculum.Text(i)
	if err == nil {
		var w *homework.World
		if w, err = x.a.World(i, x.name, src, letters); err == nil {
			return w, true
		}
	}
	x.fail(lang.Sprintf("no se puede construir el mundo de %s: %v", "cannot build the world of %s: %v", i.ID, err))
	return nil, false
}

// world writes somebody's own world.
func (x *pupil) world(id string) int {
	i := x.item(id)
	if i == nil {
		return exitUsage
	}
	w, ok := x.own(i, nil)
	if !ok {
		return exitUsage
	}
	fmt.Fprint(x.console.out, w.YAML())
	return exitOK
}

// work does what can be done now, and writes what is handed in. What was done before
// elsewhere is looked at first, so that nothing is asked in vain; and each part is kept
// as soon as it is done.
func (x *pupil) work(files []string) int {
	s, code := x.begun()
	if code != exitOK {
		return code
	}
	given, ok := x.given(files)
	if !ok {
		return exitUsage
	}
	if code := x.take(s, given); code != exitOK {
		return code
	}
	fmt.Fprintf(x.console.out, "%s\n", transcript.Visible(x.a.Title.In(x.lang)))
	in := bufio.NewReader(x.in)
	whole := 0
	for _, i := range x.a.Items {
		done, code := x.do(i, s, given[i.ID], in)
		if kept := x.keep(s); kept != exitOK {
			return kept
		}
		if code != exitOK {
			return code
		}
		if done {
			whole++
		}
	}
	x.say(lang.Sprintf("\nLo que se entrega está en %s: %d de %d partes.", "\nWhat is handed in is in %s: %d of %d parts.", x.out, whole, len(x.a.Items)))
	if whole < len(x.a.Items) {
		return exitFailed
	}
	return exitOK
}

// begun is what is in the file of earlier, or a new submission. A file that is anything
// else than the same person's work at the same assignment is never written over.
func (x *pupil) begun() (*homework.Submission, int) {
	s := homework.NewSubmission(x.a, x.name, version(), time.Now())
	src, err := readFile(x.out, limit{homework.MaxSubmission, lang.Text{ES: "una entrega", EN: "a submission"}})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s, exitOK
	case err != nil:
		x.fail(lang.Sprintf("no se puede leer %s: ", "cannot read %s: ", x.out), readError(err))
		return nil, exitFailed
	}
	before, err := homework.ReadSubmission(src)
	var what lang.Text
	switch {
	case err != nil:
		what = lang.Sprintf("no es una entrega de Posta", "it is not a Posta submission")
	case homework.Normal(before.Student) != homework.Normal(x.name):
		what = lang.Sprintf("es la entrega de %s", "it is the submission of %s", transcript.Visible(before.Student))
	case before.Assignment != x.a.Name:
		what = lang.Sprintf("es la entrega de otra tarea, «%s»", "it is the submission of another assignment, \"%s\"", transcript.Visible(before.Assignment))
	case before.Edition != x.a.Digest:
		what = lang.Sprintf("es de otra edición de esta tarea, que ha cambiado desde entonces", "it belongs to another edition of this assignment, which has changed since")
	default:
		s.Done = before.Done
		if s.Done == nil {
			s.Done = map[string]*homework.Done{}
		}
		return s, exitOK
	}
	x.fail(lang.Sprintf("%s ya existe, y se deja como está: %s", "%s exists already, and is left as it is: %s", x.out, what))
	x.hint(lang.Sprintf("Elige otro archivo con -o, o pon ese en otro sitio.", "Choose another file with -o, or put that one elsewhere."))
	return nil, exitUsage
}

// keep writes what is handed in.
func (x *pupil) keep(s *homework.Submission) int {
	src, err := s.Write()
	if err == nil {
		err = os.WriteFile(x.out, src, 0o644)
	}
	if err != nil {
		x.fail(lang.Sprintf("no se puede escribir %s: ", "cannot write %s: ", x.out), readError(err))
		return exitFailed
	}
	return exitOK
}

// given are the files of --inputs, by the part's ID.
func (x *pupil) given(files []string) (map[string]string, bool) {
	given := map[string]string{}
	for _, f := range files {
		id, name, ok := strings.Cut(f, "=")
		if !ok {
			x.fail(lang.Sprintf("--inputs %s: se espera ID=ARCHIVO", "--inputs %s: ID=FILE is expected", f))
			return nil, false
		}
		i := x.item(id)
		switch {
		case i == nil:
			return nil, false
		case i.Ask != "":
			x.fail(lang.Sprintf("--inputs %s: la parte %s son preguntas, y se contesta a ellas, sin archivo", "--inputs %s: part %s is questions, which are answered, without a file", f, id))
			return nil, false
		}
		given[id] = name
	}
	return given, true
}

// take takes what is in the files, all of it or nothing.
func (x *pupil) take(s *homework.Submission, given map[string]string) int {
	for _, i := range x.a.Items {
		file, ok := given[i.ID]
		if !ok {
			continue
		}
		w, ok := x.own(i, nil)
		if !ok {
			return exitUsage
		}
		take := x.talked
		if i.Task != "" {
			take = x.mended
		}
		if code := take(i, w, s, file); code != exitOK {
			return code
		}
	}
	return exitOK
}

// do does one part, and says whether it is done.
func (x *pupil) do(i *homework.Item, s *homework.Submission, file string, in *bufio.Reader) (bool, int) {
	w, ok := x.own(i, s.Done[i.ID])
	if !ok {
		return false, exitUsage
	}
	head := w.Named(i.Do).In(x.lang)
	if head == "" {
		head = i.Lesson()
	}
	fmt.Fprintf(x.console.out, "\n== %s: %s\n", i.ID, transcript.Visible(head))
	switch {
	case file != "":
		x.say(lang.Sprintf("   recogido de %s", "   taken from %s", file))
	case i.Ask != "":
		return x.asked(i, w, s, in)
	case s.Done[i.ID] != nil:
		x.say(lang.Sprintf("   hecho", "   done"))
	case i.Talk != "":
		x.say(lang.Sprintf("   posta homework %s --name %q --world %s > mio.yaml\n   posta talk mio.yaml --as … --to … --save %s.jsonl\n   y después: --inputs %s=%s.jsonl", "   posta homework %s --name %q --world %s > mine.yaml\n   posta talk mine.yaml --as … --to … --save %s.jsonl\n   and then: --inputs %s=%s.jsonl", x.file, x.name, i.ID, i.ID, i.ID, i.ID))
		return false, exitOK
	default:
		fmt.Fprintf(x.console.out, "   %s\n   %s.\n", transcript.Visible(w.Task.Do.In(x.lang)), capital(w.Task.Choices().In(x.lang)))
		x.say(lang.Sprintf("   Escribe los cambios en un archivo, uno por línea, y después: --inputs %s=ARCHIVO", "   Write the changes into a file, one a line, and then: --inputs %s=FILE", i.ID))
		return false, exitOK
	}
	return true, exitOK
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
	s.Done[i.ID] = &homework.Done{Inputs: string(src), Letters: w.Scenario.Lang, Hash: t.Hash()}
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
	s.Done[i.ID] = &homework.Done{Repair: changes, Letters: w.Scenario.Lang, Hash: hash}
	return exitOK
}

// asked asks the questions that are not answered yet, without saying what is right. What
// was answered counts, though there be no more answers.
func (x *pupil) asked(i *homework.Item, w *homework.World, s *homework.Submission, in *bufio.Reader) (bool, int) {
	t, err := sim.Run(context.Background(), w.Scenario, w.Options())
	if err != nil {
		x.fail(lang.Sprintf("no se puede simular: %v", "cannot simulate: %v", err))
		return false, exitFailed
	}
	questions, hash, err := w.Questions(i.Questions)
	if err != nil {
		x.fail(lang.Sprintf("no se puede simular: %v", "cannot simulate: %v", err))
		return false, exitFailed
	}
	done := s.Done[i.ID]
	if done == nil {
		done = &homework.Done{Letters: w.Scenario.Lang, Hash: hash}
	}
	if done.Answers == nil {
		done.Answers = map[string]string{}
	}
	if done.Hash != hash && len(done.Answers) > 0 {
		x.say(lang.Sprintf("   hecho con otra versión de Posta, y se deja como está", "   done with another version of Posta, and left as it is"))
		return true, exitOK
	}
	y := &asking{console: x.console, s: w.Scenario, t: telling.Of(t)}
	words := explain.New(y.t.Story)
	told, asked := 0, 0
	for n, q := range questions {
		if done.Answers[q.ID] != "" {
			continue
		}
		asked++
		told = y.tell(words, told, q.After)
		y.put(n, len(questions), q)
		chosen, err := y.answer(in, len(q.Choices))
		if err != nil {
			x.say(lang.Sprintf("\nNo hay más respuestas: de la parte %s hay %d de %d. La misma orden pregunta las demás.", "\nThere are no more answers: of part %s there are %d of %d. The same command asks the others.", i.ID, n, len(questions)))
			return false, exitOK
		}
		done.Answers[q.ID] = q.Choices[chosen].Text.EN
		s.Done[i.ID] = done
	}
	if asked == 0 {
		x.say(lang.Sprintf("   hecho", "   done"))
	}
	return true, exitOK
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
