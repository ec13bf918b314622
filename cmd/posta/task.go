package main

import (
	"bufio"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"posta/scenarios"
	"posta/sim/form"
	"posta/sim/lang"
	"posta/sim/task"
	"posta/sim/transcript"
)

var taskCommand = command{
	name:  "task",
	args:  lang.Text{ES: "[TAREA|ARCHIVO]", EN: "[TASK|FILE]"},
	short: lang.Text{ES: "da algo que arreglar, o que romper, y juzga el arreglo", EN: "gives something to mend, or to break, and judges the repair"},
	long: lang.Text{
		ES: `Da un mundo en el que algo está mal, o uno sano para romperlo, y juzga lo que cambies por lo que
pasa entonces: en el mundo que ves y en otros que no ves. Cualquier arreglo que funcione vale.
Sin nada detrás, muestra las tareas.

  --try 'CAMBIO'          un cambio, escrito como en las entradas; se puede repetir:
                          --try 'change: {domain: alfa.test, remove: "@ TXT"}'
  --repair ARCHIVO        los cambios de un archivo, uno por línea (- : la entrada estándar)
  --hint N                pistas, de menos a más: salen del arreglo más corto que Posta encuentra
  --world                 el escenario, en YAML
  --lang es|en            idioma

Termina con 0 si está resuelta, con 1 si no, con 2 si la llamada está mal.`,
		EN: `Gives a world in which something is wrong, or a sound one to be broken, and judges what you change
by what happens then: in the world that you see, and in others that you do not. Any repair that
works will do. With nothing after it, lists the tasks.

  --try 'CHANGE'          a change, written as in inputs; may be repeated:
                          --try 'change: {domain: alfa.test, remove: "@ TXT"}'
  --repair FILE           the changes in a file, one a line (-: the standard input)
  --hint N                hints, from less to more: of the shortest repair that Posta finds
  --world                 the scenario, as YAML
  --lang es|en            language

Exits with 0 if it is solved, with 1 if not, with 2 if the call is wrong.`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		try := flags.StringArray("try", nil, "")
		repair := flags.String("repair", "", "")
		hint := flags.Int("hint", 0, "")
		world := flags.Bool("world", false, "")
		return func(c console, args []string) int {
			if len(args) == 0 {
				return listTasks(c)
			}
			name, ok := c.journeyArg("task", args)
			if !ok {
				return exitUsage
			}
			t, ok := loadTask(c, name)
			if !ok {
				return exitUsage
			}
			if *world {
				fmt.Fprint(c.out, string(t.Shown.Scenario.Source))
				return exitOK
			}
			if *hint > 0 {
				return hintAt(c, t, *hint)
			}
			changes := *try
			if *repair != "" {
				more, ok := readChanges(c, *repair)
				if !ok {
					return exitUsage
				}
				changes = append(changes, more...)
			}
			if len(changes) == 0 {
				return showTask(c, t, name)
			}
			return judgeTask(c, t, changes)
		}
	},
}

func listTasks(c console) int {
	for _, slug := range scenarios.Tasks() {
		if t, ok := loadTask(c, slug); ok {
			fmt.Fprintf(c.out, "%-20s  %s\n", slug, t.Title.In(c.lang))
		}
	}
	return exitOK
}

func loadTask(c console, name string) (*task.Task, bool) {
	var src []byte
	var err error
	if slices.Contains(scenarios.Tasks(), name) {
		src, err = scenarios.ReadTask(name)
		name += ".yaml"
	} else {
		src, err = readFile(name, scenarioLimit)
	}
	if err != nil {
		c.fail(lang.Sprintf("no se puede leer %s: ", "cannot read %s: ", name), readError(err))
		if guess := form.Nearest(name, scenarios.Tasks()); guess != "" {
			c.hint(lang.Sprintf("¿Querías decir la tarea %q?", "Did you mean the task %q?", guess))
		}
		c.hint(lang.Sprintf("posta task muestra las tareas.", "posta task lists the tasks."))
		return nil, false
	}
	t, problems := task.Read(name, src)
	if len(problems) > 0 {
		fmt.Fprint(c.err, problems.Render(c.lang, c.colorErr()))
		return nil, false
	}
	return t.In(c.lang), true
}

// readChanges reads changes, one a line.
func readChanges(c console, name string) (list []string, ok bool) {
	in := c.in
	if name != "-" {
		src, err := readFile(name, scenarioLimit)
		if err != nil {
			c.fail(lang.Sprintf("no se puede leer %s: ", "cannot read %s: ", name), readError(err))
			return nil, false
		}
		in = strings.NewReader(string(src))
	}
	lines := bufio.NewReader(in)
	for {
		line, err := readLine(lines)
		if err != nil {
			return list, true
		}
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			list = append(list, line)
		}
	}
}

// showTask says what there is to do.
func showTask(c console, t *task.Task, name string) int {
	fmt.Fprintf(c.out, "%s\n\n%s\n", transcript.Visible(t.Title.In(c.lang)), transcript.Visible(t.Do.In(c.lang)))
	list, _, err := t.Judge(context.Background(), nil)
	if err != nil {
		c.fail(lang.Sprintf("no se puede simular %s: %v", "cannot simulate %s: %v", t.Name, err))
		return exitUsage
	}
	c.say(lang.Sprintf("\nLo que tiene que cumplirse:", "\nWhat must come true:"))
	tellGoal(c, list[0])
	fmt.Fprintf(c.out, "\n%s.\n", capital(t.Choices().In(c.lang)))
	c.say(lang.Sprintf("\n   posta task %s --world\n   posta task %s --try '%s'\n   posta task %s --hint 1", "\n   posta task %s --world\n   posta task %s --try '%s'\n   posta task %s --hint 1", name, name, example(t), name))
	return exitFailed
}

// capital is a text that begins a sentence.
func capital(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[n:]
}

// example is how a change is written, of the sort that the task allows.
func example(t *task.Task) string {
	m := t.May[0]
	switch {
	case m.Records != "":
		return "change: {domain: " + m.Records + ", add: \"nombre TXT hola\"}"
	case m.Host != "":
		return "set_host: {host: " + m.Host + ", ...}"
	case m.Device != "":
		return "set_device: {device: " + m.Device + ", ...}"
	}
	return "set_user: {user: " + m.User + ", ...}"
}

// tellGoal says what of a goal came true in a world.
func tellGoal(c console, v *task.Verdict) {
	for _, r := range v.Results {
		sign := "✗"
		if r.Held {
			sign = "✓"
		}
		fmt.Fprintf(c.out, "  %s %s: %s\n", sign, transcript.Visible(r.Want.In(c.lang)), transcript.Visible(r.Got.In(c.lang)))
	}
}

// judgeTask says whether a repair does.
func judgeTask(c console, t *task.Task, changes []string) int {
	list, problems, err := t.Judge(context.Background(), changes)
	if err != nil {
		c.fail(lang.Sprintf("no se puede simular %s: %v", "cannot simulate %s: %v", t.Name, err))
		return exitUsage
	}
	if len(problems) > 0 {
		fmt.Fprint(c.err, problems.Render(c.lang, c.colorErr()))
		return exitUsage
	}
	tellGoal(c, list[0])
	if !list[0].Good() {
		c.say(lang.Sprintf("\nTodavía no. posta task %s --hint 1 da una pista.", "\nNot yet. posta task %s --hint 1 gives a hint.", t.Name))
		return exitFailed
	}
	if task.Solved(list) {
		c.say(lang.Sprintf("\nResuelta: sirve aquí, y en los otros %d mundos en que se ha probado.", "\nSolved: it works here, and in the other %d worlds in which it was tried.", len(list)-1))
		return exitOK
	}
	c.say(lang.Sprintf("\nSirve en el mundo que ves, pero no en todos:", "\nIt works in the world that you see, but not in all:"))
	told := map[string]bool{}
	for _, v := range list[1:] {
		why := v.World.Why.In(c.lang)
		if why == "" {
			why = lang.Sprintf("el mismo mundo, con otra semilla", "the same world, with another seed").In(c.lang)
		}
		if !v.Good() && !told[why] {
			told[why] = true
			fmt.Fprintf(c.out, "  ✗ %s\n", transcript.Visible(why))
		}
	}
	return exitFailed
}

// hintAt gives a hint.
func hintAt(c console, t *task.Task, level int) int {
	repair, err := t.Shortest(context.Background())
	if err != nil {
		c.fail(lang.Sprintf("no se puede simular %s: %v", "cannot simulate %s: %v", t.Name, err))
		return exitUsage
	}
	if repair == nil {
		c.say(lang.Sprintf("Posta no encuentra ningún arreglo de pocos pasos: esta vez tendrás que pensarlo sin ella.", "Posta finds no repair of a few steps: this time you will have to think of one without it."))
		return exitFailed
	}
	hint, more := t.Hint(repair, level)
	if !more {
		c.say(lang.Sprintf("No hay más pistas: la %d lo dice todo.", "There are no more hints: number %d says it all.", 3*len(repair)))
		return exitFailed
	}
	c.say(hint)
	return exitOK
}
