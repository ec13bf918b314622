package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"github.com/spf13/pflag"

	"posta/sim"
	"posta/sim/expect"
	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
	"posta/sim/transcript"
	"posta/sim/whatif"
)

var runCommand = command{
	name:  "run",
	args:  lang.Text{ES: "LECCIÓN|ARCHIVO|-", EN: "LESSON|FILE|-"},
	short: lang.Text{ES: "simula y cuenta qué pasó", EN: "simulates, and tells what happened"},
	long: lang.Text{
		ES: `Simula una lección (su nombre), un archivo YAML o la entrada estándar (-) y cuenta
el viaje: quién habla con quién, las líneas que se dicen y qué significan.

  --lang es|en                      idioma (por defecto, el del entorno)
  --detail tell|dialogue|packets    cuánto contar: la historia, cada línea (lo normal),
                                    cada paquete
  --format text|jsonl|hash          el relato, la traza en JSON Lines, o su huella SHA-256
  --seed N                          otra semilla para lo que depende del azar (0 a 999999999999999)
  --fault 'FALLO'                   ¿y si...? añade un fallo, escrito como en el archivo:
                                    --fault 'answer: {host: mail.beta.test, command: RCPT, code: 451}'
  --inputs ARCHIVO                  lo que se le hace al mundo mientras corre: conexiones a
                                    mano, líneas tecleadas, cambios, fallos (ENTRADAS.md)
  --color auto|always|never         colores en el relato

Termina con 0 si se cumplió lo que el escenario espera y cada acción salió como debía,
con 1 si no, con 2 si el escenario o la llamada están mal.`,
		EN: `Simulates a lesson (by name), a YAML file or the standard input (-) and tells the
journey: who speaks to whom, the lines that are said, and what they mean.

  --lang es|en                      language (the environment's by default)
  --detail tell|dialogue|packets    how much to tell: the story, every line (the default),
                                    every packet
  --format text|jsonl|hash          the transcript, the trace as JSON Lines, or its SHA-256
  --seed N                          another seed for all that is random (0 to 999999999999999)
  --fault 'FAULT'                   what if? adds a fault, written as in a file:
                                    --fault 'answer: {host: mail.beta.test, command: RCPT, code: 451}'
  --inputs FILE                     what is done to the world while it runs: connections by
                                    hand, typed lines, changes, faults (INPUTS.md)
  --color auto|always|never         colours in the transcript

Exits with 0 if what the scenario expects came true and every action went as it should,
with 1 if not, with 2 if the scenario or the call is wrong.`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		format := flags.String("format", "text", "")
		detail := flags.String("detail", "dialogue", "")
		color := flags.String("color", "auto", "")
		var seed seedFlag
		flags.Var(&seed, "seed", "")
		faults := flags.StringArray("fault", nil, "")
		inputs := flags.String("inputs", "", "")
		return func(c console, args []string) int {
			name, ok := c.journeyArg("run", args)
			if !ok {
				return exitUsage
			}
			o := transcript.Options{Lang: c.lang, Color: c.color()}
			switch *color {
			case "always":
				o.Color = true
			case "never":
				o.Color = false
			case "auto":
			default:
				return badChoice(c, "color", *color, "auto, always, never")
			}
			if o.Detail, ok = story.ParseDetail(*detail); !ok {
				return badChoice(c, "detail", *detail, "tell, dialogue, packets")
			}
			if *format != "text" && *format != "jsonl" && *format != "hash" {
				return badChoice(c, "format", *format, "text, jsonl, hash")
			}
			return runScenario(c, name, *faults, *inputs, *format, sim.Options{Seed: seed.chosen()}, o)
		}
	},
}

func badChoice(c console, flag, value, choices string) int {
	c.fail(lang.Sprintf("--%s %s: los valores posibles son %s", "--%s %s: the possible values are %s", flag, value, choices))
	return exitUsage
}

func runScenario(c console, name string, faults []string, inputs, format string, options sim.Options, o transcript.Options) int {
	s, ok := load(c, name)
	if !ok {
		return exitUsage
	}
	if s, ok = withFaults(c, s, faults); !ok {
		return exitUsage
	}
	if options.Inputs, ok = readInputs(c, s, inputs); !ok {
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	t, err := sim.Run(ctx, s, options)
	if err != nil {
		c.fail(lang.Sprintf("no se puede simular %s: %v", "cannot simulate %s: %v", name, err))
		return exitUsage
	}
	switch format {
	case "text":
		err = transcript.Write(c.out, t, o)
	case "jsonl":
		err = t.Write(c.out)
	case "hash":
		_, err = fmt.Fprintln(c.out, t.Hash())
	}
	if err != nil {
		c.fail(lang.Sprintf("no se puede escribir el resultado: %v", "cannot write the result: %v", err))
		return exitFailed
	}
	code := judge(c, t, expect.Check(s, t))
	if late := len(options.Inputs) - inputsActed(t); late > 0 {
		c.fail(lang.Sprintf("%d de las %d entradas quedan después del final de la simulación y no han actuado", "%d of the %d inputs are after the end of the simulation and did not act", late, len(options.Inputs)))
		return exitFailed
	}
	return code
}

// inputsActed counts the inputs that the run came to.
func inputsActed(t *trace.Trace) (n int) {
	for _, e := range t.Events {
		if _, ok := e.Fact.(trace.InputActed); ok {
			n++
		}
	}
	return n
}

// judge complains of what did not come true.
func judge(c console, t *trace.Trace, results []expect.Result) int {
	code := exitOK
	failed := expect.Failed(results)
	if n := len(failed); n > 0 && inputsActed(t) > 0 {
		code, failed = exitFailed, nil
		c.fail(lang.Sprintf("con lo que se le ha hecho al mundo, de las %d cosas que espera la lección no se cumplen %d",
			"with what was done to the world, of the %d things that the lesson expects %d do not come true", len(results), n))
	} else if n > 0 && len(whatif.Added(t)) > 0 {
		// The lesson promised this of itself, and not of what somebody makes of it.
		code, failed = exitFailed, nil
		words := lang.Text{ES: "con el fallo añadido ya no se cumplen %d de las %d cosas que espera la lección",
			EN: "with the fault that was added, %d of the %d things that the lesson expects no longer come true"}
		if n == 1 {
			words = lang.Text{ES: "con el fallo añadido ya no se cumple %d de las %d cosas que espera la lección",
				EN: "with the fault that was added, %d of the %d things that the lesson expects no longer comes true"}
		}
		c.fail(lang.Sprintf(words.ES, words.EN, n, len(results)))
	}
	for _, r := range failed {
		code = exitFailed
		c.fail(lang.Sprintf("no se cumplió lo esperado (%s, línea %d): ", "what was expected did not come true (%s, line %d): ", r.Noun, r.Line),
			r.Want, lang.Both("; "), r.Got)
		if !r.Closest.IsZero() {
			c.hint(r.Closest)
		}
	}
	for _, e := range t.Events {
		switch f := e.Fact.(type) {
		case trace.ActorPanicked:
			code = exitFailed
			c.fail(lang.Sprintf("error interno en %s: %s", "internal error in %s: %s", f.Process, f.Value))
		case trace.RunEnded:
			if f.Reason != trace.EndQuiet {
				code = exitFailed
				c.fail(endReason(f))
			}
		}
	}
	return code
}

// endReason words why a run did not come to its natural end.
func endReason(f trace.RunEnded) lang.Text {
	switch f.Reason {
	case trace.EndStuck:
		return lang.Sprintf("la simulación no puede seguir: %v espera algo que nunca llegará", "the simulation cannot go on: %v waits for what will never come", f.Waiting)
	case trace.EndCancelled:
		return lang.Sprintf("la simulación se interrumpió; se cuenta lo ocurrido hasta ahí", "the simulation was interrupted; what happened so far is told")
	case trace.EndEvents, trace.EndDeliveries:
		return lang.Sprintf("la simulación se detuvo: demasiados sucesos (limits.events)", "the simulation was stopped: too many events (limits.events)")
	case trace.EndVirtualTime:
		return lang.Sprintf("la simulación se detuvo: pasó demasiado tiempo virtual (limits.virtual_time)", "the simulation was stopped: too much virtual time passed (limits.virtual_time)")
	}
	return lang.Sprintf("la simulación se detuvo: %s", "the simulation was stopped: %s", f.Reason)
}
