package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"posta/sim"
	"posta/sim/ask"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/story"
	"posta/sim/telling"
	"posta/sim/transcript"
)

var askCommand = command{
	name:  "ask",
	args:  lang.Text{ES: "LECCIÓN|ARCHIVO|-", EN: "LESSON|FILE|-"},
	short: lang.Text{ES: "pregunta qué pasará antes de contarlo", EN: "asks what will happen before it tells"},
	long: lang.Text{
		ES: `Cuenta una lección parándose a preguntar: qué contestará el servidor, dónde está la carta, a
quién se avisa. La respuesta buena sale de lo que pasa de verdad; de cada mala se dice por qué
no. Las preguntas las encuentra solas en cualquier escenario, y las suyas (ask) van primero.

  --all              todas las que hay, no solo las mejores
  --what-if          si fallas y hay un mundo en que habrías acertado, cuenta en qué se separa
  --json             las preguntas, con sus respuestas, sin preguntar nada
  --seed N           otra semilla
  --fault 'FALLO'    con un fallo más
  --inputs ARCHIVO   con lo que se le hace al mundo
  --lang es|en       idioma

Se contesta con el número de la respuesta, desde el teclado o la entrada estándar. Termina con
0 si se acertaron todas, con 1 si no, con 2 si la llamada está mal.`,
		EN: `Tells a lesson and stops to ask: what the server will answer, where the letter is, who is told.
The right answer is what really happens; of each wrong one it says why not. It finds the
questions by itself in any scenario, and the scenario's own (ask) come first.

  --all              all that there are, not only the best
  --what-if          where you are wrong and there is a world in which you would be right, tells
                     where it parts
  --json             the questions with their answers, and asks nothing
  --seed N           another seed
  --fault 'FAULT'    with one fault more
  --inputs FILE      with what is done to the world
  --lang es|en       language

Answer with the number, from the keyboard or the standard input. Exits with 0 if all were
answered right, with 1 if not, with 2 if the call is wrong.`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		var seed seedFlag
		all := flags.Bool("all", false, "")
		run := flags.Bool("what-if", false, "")
		asJSON := flags.Bool("json", false, "")
		faults := flags.StringArray("fault", nil, "")
		inputs := flags.String("inputs", "", "")
		flags.Var(&seed, "seed", "")
		return func(c console, args []string) int {
			name, ok := c.journeyArg("ask", args)
			if !ok {
				return exitUsage
			}
			s, ok := load(c, name)
			if !ok {
				return exitUsage
			}
			if s, ok = withFaults(c, s, *faults); !ok {
				return exitUsage
			}
			o := sim.Options{Seed: seed.chosen(), Record: scenario.RecordPackets}
			if o.Inputs, ok = readInputs(c, s, *inputs); !ok {
				return exitUsage
			}
			t, err := sim.Run(context.Background(), s, o)
			if err != nil {
				c.fail(lang.Sprintf("no se puede simular %s: %v", "cannot simulate %s: %v", name, err))
				return exitUsage
			}
			x := &asking{console: c, s: s, o: o, t: telling.Of(t), whatIf: *run}
			x.questions = ask.Of(x.t)
			if *all {
				x.questions = ask.All(x.t)
			}
			if *asJSON {
				return x.list()
			}
			return x.ask()
		}
	},
}

// asking asks about one run.
type asking struct {
	console
	s         *scenario.Scenario
	o         sim.Options
	t         *telling.Telling
	questions []*ask.Question
	whatIf    bool
}

// written is a question as --json has it.
type written struct {
	ID      string          `json:"id"`
	Kind    ask.Kind        `json:"kind"`
	After   int             `json:"after"`
	Reveals int             `json:"reveals"`
	Text    lang.Text       `json:"text"`
	Choices []writtenChoice `json:"choices"`
}

type writtenChoice struct {
	Text  lang.Text `json:"text"`
	Why   lang.Text `json:"why,omitzero"`
	Right bool      `json:"right,omitempty"`
	Idea  ask.Idea  `json:"idea,omitempty"`
	Fault string    `json:"fault,omitempty"`
}

// list writes the questions.
func (x *asking) list() int {
	list := make([]written, 0, len(x.questions))
	for _, q := range x.questions {
		w := written{ID: q.ID, Kind: q.Kind, After: q.After, Reveals: q.Reveals, Text: q.Text}
		for _, c := range q.Choices {
			w.Choices = append(w.Choices, writtenChoice{c.Text, c.Why, c.Right, c.Idea, c.Fault})
		}
		list = append(list, w)
	}
	e := json.NewEncoder(x.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(list); err != nil {
		x.fail(lang.Sprintf("no se puede escribir el resultado: %v", "cannot write the result: %v", err))
		return exitFailed
	}
	return exitOK
}

// ask tells the run up to each question, asks it, and goes on.
func (x *asking) ask() int {
	if len(x.questions) == 0 {
		x.say(lang.Sprintf("En este recorrido no hay nada que preguntar.", "There is nothing to ask about in this run."))
		return exitOK
	}
	in := bufio.NewReader(x.in)
	words := explain.New(x.t.Story)
	fmt.Fprintf(x.out, "%s\n\n%s\n", transcript.Visible(x.s.Title.In(x.lang)), transcript.Visible(x.s.Summary.In(x.lang)))
	right, told := 0, 0
	for n, q := range x.questions {
		told = x.tell(words, told, q.After)
		x.put(n, len(x.questions), q)
		chosen, err := x.answer(in, len(q.Choices))
		if err != nil {
			x.say(lang.Sprintf("\nNo hay más respuestas: quedan %d preguntas.", "\nThere are no more answers: %d questions are left.", len(x.questions)-n))
			x.score(right, n)
			return exitFailed
		}
		if x.verdict(q, chosen) {
			right++
		}
	}
	x.score(right, len(x.questions))
	if right < len(x.questions) {
		return exitFailed
	}
	return exitOK
}

// put puts a question.
func (x *asking) put(n, of int, q *ask.Question) {
	fmt.Fprintf(x.out, "\n%d/%d  %s\n", n+1, of, transcript.Visible(q.Text.In(x.lang)))
	for i, c := range q.Choices {
		fmt.Fprintf(x.out, "   %d) %s\n", i+1, transcript.Visible(c.Text.In(x.lang)))
	}
}

// tell tells the steps up to an event, the last few of them.
func (x *asking) tell(words *explain.Explainer, from, to int) int {
	var titles []string
	for _, st := range x.t.Story.Steps(story.Tell) {
		if st.At > from && st.At <= to {
			titles = append(titles, words.Title(st).In(x.lang))
		}
	}
	const most = 6
	if n := len(titles) - most; n > 0 {
		fmt.Fprintf(x.out, "  …\n")
		titles = titles[n:]
	}
	for _, t := range titles {
		fmt.Fprintf(x.out, "  · %s\n", transcript.Visible(t))
	}
	return max(from, to)
}

// answer reads a number, until it is one.
func (x *asking) answer(in *bufio.Reader, most int) (int, error) {
	for {
		if x.terminal {
			fmt.Fprint(x.out, "> ")
		}
		line, err := readLine(in)
		if err != nil {
			return 0, err
		}
		if n, err := strconv.Atoi(strings.TrimSpace(line)); err == nil && n >= 1 && n <= most {
			return n - 1, nil
		}
		if strings.TrimSpace(line) != "" {
			x.say(lang.Sprintf("   (un número, de 1 a %d)", "   (a number, 1 to %d)", most))
		}
	}
}

// verdict says whether an answer is right, and why.
func (x *asking) verdict(q *ask.Question, chosen int) bool {
	c, best := q.Choices[chosen], q.Choices[q.Right()]
	if c.Right {
		fmt.Fprintf(x.out, "   %s\n", strings.TrimSpace("✓ "+c.Why.In(x.lang)))
		return true
	}
	fmt.Fprintf(x.out, "   %s\n", strings.TrimSpace("✗ "+c.Why.In(x.lang)))
	was := lang.Sprintf("Fue: ", "It was: ").In(x.lang) + strings.TrimSuffix(best.Text.In(x.lang), ".") + ". " + best.Why.In(x.lang)
	fmt.Fprintf(x.out, "     %s\n", strings.TrimSpace(was))
	if x.whatIf && c.Fault != "" {
		x.would(c.Fault)
	}
	return false
}

// would tells the world in which a wrong answer would have been right.
func (x *asking) would(fault string) {
	s, problems := scenario.WithFault(x.s, fault)
	if len(problems) > 0 {
		return
	}
	t, err := sim.Run(context.Background(), s, x.o)
	if err != nil {
		return
	}
	x.say(lang.Sprintf("     Con «%s» habrías acertado. Lo que pasaría entonces:", "     With \"%s\" you would have been right. What would happen then:", fault))
	other := telling.Of(t)
	words := explain.New(other.Story)
	known := map[string]bool{}
	mine := explain.New(x.t.Story)
	for _, st := range x.t.Story.Steps(story.Tell) {
		known[fmt.Sprint(st.At, mine.Title(st))] = true
	}
	shown := 0
	for _, st := range other.Story.Steps(story.Tell) {
		if title := words.Title(st); !known[fmt.Sprint(st.At, title)] && shown < 5 {
			shown++
			fmt.Fprintf(x.out, "     · %s\n", transcript.Visible(title.In(x.lang)))
		}
	}
}

// score says how it went. Speed counts for nothing.
func (x *asking) score(right, of int) {
	x.say(lang.Sprintf("\nAcertaste %d de %d.", "\nYou were right in %d of %d.", right, of))
	if right < of {
		x.say(lang.Sprintf("posta run %s lo cuenta entero.", "posta run %s tells all of it.", x.s.Name))
	}
}
