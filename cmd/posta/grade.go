package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"posta/sim/homework"
	"posta/sim/lang"
	"posta/sim/many"
	"posta/sim/transcript"
)

var gradeCommand = command{
	name:  "grade",
	args:  lang.Text{ES: "CARPETA --of TAREA.yaml -o notas.csv", EN: "FOLDER --of ASSIGNMENT.yaml -o grades.csv"},
	short: lang.Text{ES: "califica una tarea, haciendo otra vez lo entregado", EN: "grades homework, by doing again what was handed in"},
	long: lang.Text{
		ES: `Califica las entregas de una carpeta (*.posta.json): construye el mundo de cada persona, repite
lo que hizo y comprueba la huella, con todos los procesadores. Da notas con sus razones, dice
qué entrega es copia de otra, cuál está manipulada y cuál hizo otra versión de Posta, y qué
cree la clase que no es así. Que dos hayan hecho lo mismo se avisa, y no es un veredicto.

  --of TAREA.yaml    la tarea
  -o ARCHIVO         las notas, en CSV
  --roster ARCHIVO   los nombres de la clase, uno por línea: quién falta, y de quién es una copia
  --nats DIRECCIÓN   con la ayuda de otras máquinas (posta worker) por ese bus (posta bus)
  --lang es|en       idioma

El CSV está en el idioma pedido, y como lo abre allí una hoja de cálculo: en español, con punto y
coma entre columnas y coma decimal; en inglés, con comas y punto decimal; siempre en UTF-8, con su
marca (BOM). En cada idioma, sus encabezados y veredictos no cambian: un programa que lo lea debe
pedir siempre el mismo --lang.

Una tarea se escribe así (cada parte es «ask», «talk» o «task»):
  assignment: 1
  title: {es: Semana 3, en: Week 3}
  key: 4B-2026                    # la clave de la clase: con ella, cada nombre da su mundo
  deadline: '2026-12-01 23:59'    # hasta cuándo, en UTC; se puede omitir
  late: 20                        # lo que cuesta llegar tarde, en % de la nota
  items:
    - {id: a, ask: first-email, questions: 4, weight: 2}    # preguntas
    - id: b
      talk: first-email                                     # a mano
      do: Envía a Benito una carta más.
      goal: |
        - delivered: {to: benito@beta.test, count: 2}
    - {id: c, task: astray}                                 # un arreglo

La fecha de una entrega es la del reloj de quien la hizo: no prueba nada. Termina con 0 si todo
lo entregado se pudo comprobar, con 1 si no.`,
		EN: `Grades the submissions in a folder (*.posta.json): it builds everybody's world, does again what
they did and compares the hash, on all processors. It gives marks with reasons, tells which
submission is a copy of another's, which was tampered with and which another version of Posta
made, and what the class believes that is not so. That two did the same is told, and is no
verdict.

  --of ASSIGNMENT.yaml   the assignment
  -o FILE                the marks, as CSV
  --roster FILE          the class's names, one a line: who is missing, and whose a copy is
  --nats URL             with other machines' help (posta worker) over that bus (posta bus)
  --lang es|en           language

The CSV is in the language asked for, and as a spreadsheet opens it there: in English, with
commas between columns and a decimal point; in Spanish, with semicolons and a decimal comma;
always in UTF-8, with its mark (BOM). In each language its headers and verdicts do not change: a
program that reads it should always ask for the same --lang.

An assignment is written like this (each part is "ask", "talk" or "task"):
  assignment: 1
  title: {es: Semana 3, en: Week 3}
  key: 4B-2026                    # the class's: with it each name gives a world
  deadline: '2026-12-01 23:59'    # until when, in UTC; may be left out
  late: 20                        # what lateness costs, in % of the mark
  items:
    - {id: a, ask: first-email, questions: 4, weight: 2}    # questions
    - id: b
      talk: first-email                                     # by hand
      do: Send Benito one more letter.
      goal: |
        - delivered: {to: benito@beta.test, count: 2}
    - {id: c, task: astray}                                 # a repair

A submission's date is that of its maker's clock: it proves nothing. Exits with 0 if all that
was handed in could be proved, with 1 if not.`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		of := flags.String("of", "", "")
		out := flags.StringP("output", "o", "", "")
		roster := flags.String("roster", "", "")
		var on busFlags
		on.declare(flags)
		return func(c console, args []string) int {
			folder, ok := c.oneArg("grade", args, lang.Sprintf("hace falta la carpeta con lo entregado", "the folder with what was handed in is needed"),
				lang.Sprintf("posta grade entregas --of semana3.yaml -o notas.csv", "posta grade handed-in --of week3.yaml -o grades.csv"))
			if !ok {
				return exitUsage
			}
			if *of == "" {
				c.fail(lang.Sprintf("falta decir qué tarea es: --of", "say which assignment it is: --of"))
				return exitUsage
			}
			a, ok := readAssignment(c, *of)
			if !ok {
				return exitUsage
			}
			return gradeFolder(c, a, folder, *out, *roster, *of, on)
		}
	},
}

// handedIn is a file of the folder.
type handedIn struct {
	file string
	s    *homework.Submission
	why  lang.Text // it is none
}

// marked is what came of one.
type marked struct {
	g   *homework.Graded
	err error
}

func gradeFolder(c console, a *homework.Assignment, folder, out, roster, of string, on busFlags) int {
	files, err := filepath.Glob(filepath.Join(folder, "*.posta.json"))
	if err != nil || len(files) == 0 {
		c.fail(lang.Sprintf("en %s no hay ninguna entrega (*.posta.json)", "there is no submission in %s (*.posta.json)", folder))
		return exitUsage
	}
	slices.Sort(files)
	g := &homework.Grader{Assignment: a, Program: version(), Source: curriculum}
	var names []string
	if roster != "" {
		src, err := readFile(roster, scenarioLimit)
		if err != nil {
			c.fail(lang.Sprintf("no se puede leer %s: ", "cannot read %s: ", roster), readError(err))
			return exitUsage
		}
		for line := range strings.Lines(string(src)) {
			if line = strings.TrimSpace(line); line != "" {
				names = append(names, line)
			}
		}
		g.Students = append(g.Students, names...)
	}
	var list []handedIn
	for _, f := range files {
		h := handedIn{file: filepath.Base(f)}
		src, err := readFile(f, limit{homework.MaxSubmission, lang.Text{ES: "una entrega", EN: "a submission"}})
		if err == nil {
			h.s, err = homework.ReadSubmission(src)
		}
		if err != nil {
			h.why = readError(err)
		} else {
			g.Students = append(g.Students, h.s.Student)
		}
		list = append(list, h)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	source, err := readFile(of, scenarioLimit)
	if err != nil {
		c.fail(lang.Sprintf("no se puede leer %s: ", "cannot read %s: ", of), readError(err))
		return exitUsage
	}
	results, asked, ok := on.gradeOn(c, ctx, g, of, source, list)
	switch {
	case !ok:
		return exitUsage
	case !asked:
		results = many.InOrder(len(list), func(i int) marked {
			if list[i].s == nil {
				return marked{g: &homework.Graded{File: list[i].file, Verdict: homework.NoFile}}
			}
			graded, err := g.Grade(ctx, list[i].file, list[i].s)
			return marked{graded, err}
		})
	}
	var all []*homework.Graded
	for i, r := range results {
		if r.err != nil {
			c.fail(lang.Sprintf("no se puede calificar %s: %v", "cannot grade %s: %v", list[i].file, r.err))
			return exitFailed
		}
		all = append(all, r.g)
	}
	if out != "" {
		f, ok := create(c, out)
		if !ok {
			return exitFailed
		}
		err := homework.WriteCSV(f, a, all, c.lang)
		if closed := f.Close(); err == nil {
			err = closed
		}
		if err != nil {
			c.fail(lang.Sprintf("no se puede escribir %s: ", "cannot write %s: ", out), readError(err))
			return exitFailed
		}
	}
	return tellGrades(c, all, names)
}

// tellGrades says what came of it.
func tellGrades(c console, all []*homework.Graded, roster []string) int {
	code := exitOK
	for _, g := range all {
		name := g.Student
		if name == "" {
			name = g.File
		}
		late := ""
		if g.Late {
			late = lang.Sprintf(" (tarde)", " (late)").In(c.lang)
		}
		fmt.Fprintf(c.out, "  %5s  %s%s: %s\n", g.Mark(c.lang), transcript.Visible(name), late, g.Says().In(c.lang))
		if g.Verdict != homework.Proved && g.Verdict != homework.Missing && g.Verdict != homework.Incomplete {
			code = exitFailed
		}
		for _, m := range g.Marks {
			if m.Verdict != homework.Proved {
				for _, r := range m.Reasons {
					fmt.Fprintf(c.out, "           %s: %s\n", m.Item.ID, transcript.Visible(r.In(c.lang)))
				}
			}
		}
	}
	for _, name := range roster {
		if !slices.ContainsFunc(all, func(g *homework.Graded) bool { return homework.Normal(g.Student) == homework.Normal(name) }) {
			fmt.Fprintf(c.out, "      -  %s: %s\n", transcript.Visible(name), lang.Sprintf("no ha entregado nada", "has not handed anything in").In(c.lang))
		}
	}
	if list := homework.Suspicions(all); len(list) > 0 {
		c.say(lang.Sprintf("\nPara mirar, y no más que eso:", "\nTo be looked at, and no more than that:"))
		for _, s := range list {
			item := ""
			if s.Item != nil {
				item = s.Item.ID + ": "
			}
			fmt.Fprintf(c.out, "  - %s%s, %s: %s\n", item, transcript.Visible(s.A), transcript.Visible(s.B), s.Reason.In(c.lang))
		}
	}
	if list := homework.Beliefs(all); len(list) > 0 {
		c.say(lang.Sprintf("\nLo que cree la clase, y no es así:", "\nWhat the class believes that is not so:"))
		for _, b := range list {
			fmt.Fprintf(c.out, "  - %d: %s\n", b.Students, b.Idea.Text().In(c.lang))
		}
	}
	return code
}
