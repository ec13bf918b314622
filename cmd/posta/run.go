package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"slices"

	"github.com/spf13/pflag"

	"posta/sim"
	"posta/sim/expect"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/scenario"
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

  --lang es|en                      idioma, también el de las cartas que lo tienen en los
                                    dos (por defecto, el del entorno; en jsonl y hash, es)
  --detail tell|dialogue|packets    cuánto contar: la historia, cada línea (lo normal),
                                    cada paquete
  --format text|jsonl|hash          el relato, la traza en JSON Lines, o su huella SHA-256
  --seed N                          otra semilla para lo que depende del azar (0 a 999999999999999)
  --seeds N                         con N semillas seguidas, a la vez en todos los procesadores:
                                    con cuáles no se cumple lo esperado
  --nats DIRECCIÓN                  --seeds con la ayuda de otras máquinas (posta worker) por
                                    ese bus (posta bus)
  --fault 'FALLO'                   ¿y si...? añade un fallo, escrito como en el archivo:
                                    --fault 'answer: {host: mail.beta.test, command: RCPT, code: 451}'
  --inputs ARCHIVO                  lo que se le hace al mundo mientras corre: conexiones a
                                    mano, líneas tecleadas, cambios, fallos (ENTRADAS.md)
  --record packets|dialogue|decisions
                                    cuánto apuntar de la misma simulación (lo que dice el
                                    archivo): todo; sin paquetes; solo lo que se decide
  --color auto|always|never         colores en el relato

Termina con 0 si se cumplió lo que el escenario espera y cada acción salió como debía,
con 1 si no, con 2 si el escenario o la llamada están mal.`,
		EN: `Simulates a lesson (by name), a YAML file or the standard input (-) and tells the
journey: who speaks to whom, the lines that are said, and what they mean.

  --lang es|en                      language, that of letters that are in both too (the
                                    environment's by default; in jsonl and hash, es)
  --detail tell|dialogue|packets    how much to tell: the story, every line (the default),
                                    every packet
  --format text|jsonl|hash          the transcript, the trace as JSON Lines, or its SHA-256
  --seed N                          another seed for all that is random (0 to 999999999999999)
  --seeds N                         with N seeds in a row, on all processors at once: with which
                                    of them what is expected does not come true
  --nats URL                        --seeds with other machines' help (posta worker) over that
                                    bus (posta bus)
  --fault 'FAULT'                   what if? adds a fault, written as in a file:
                                    --fault 'answer: {host: mail.beta.test, command: RCPT, code: 451}'
  (FILE may be a recorded trace, .jsonl or .jsonl.gz: it is told as it is)
  --inputs FILE                     what is done to the world while it runs: connections by
                                    hand, typed lines, changes, faults (INPUTS.md)
  --record packets|dialogue|decisions
                                    how much of the same simulation to record (what the file
                                    says): everything; no packets; only what is decided
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
		record := flags.String("record", "", "")
		seeds := flags.Int("seeds", 0, "")
		var on busFlags
		on.declare(flags)
		return func(c console, args []string) int {
			name, ok := c.journeyArg("run", args)
			if !ok {
				return exitUsage
			}
			o := transcript.Options{Lang: c.lang, Color: c.color(), Width: c.width()}
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
			if *record != "" && !slices.Contains(scenario.Records, scenario.Record(*record)) {
				return badChoice(c, "record", *record, "packets, dialogue, decisions")
			}
			options := sim.Options{Seed: seed.chosen(), Record: scenario.Record(*record)}
			switch t, ok := recorded(c, name); {
			case !ok:
				return exitUsage
			case t != nil:
				return tellRecorded(c, t, *format, o)
			}
			if !flags.Changed("seeds") {
				return runScenario(c, name, *faults, *inputs, *format, options, o)
			}
			switch {
			case *seeds < 1 || *seeds > maxSeeds:
				c.fail(lang.Sprintf("--seeds %d: cuántas semillas es un número de 1 a %d", "--seeds %d: how many seeds is a number from 1 to %d", *seeds, maxSeeds))
			case *inputs != "" || *format == "jsonl":
				c.fail(lang.Sprintf("--seeds da el resultado de muchas simulaciones: no va con --inputs ni con --format jsonl", "--seeds gives what came of many runs: it does not go with --inputs or --format jsonl"))
			default:
				return runSeeds(c, name, *faults, *format == "hash", *seeds, options, on)
			}
			return exitUsage
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
	if format != "text" && !c.langGiven {
		// What is to be compared is the same in whoever's environment.
		s = scenario.In(s, scenario.DefaultLang)
	}
	if s, ok = withFaults(c, s, faults); !ok {
		return exitUsage
	}
	if options.Inputs, ok = readInputs(c, s, inputs); !ok {
		return exitUsage
	}
	s = c.decidable(s, options.Record)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	take, finish := writing(c, sim.Header(s, options), format, o)
	keep := keeps(s, format)
	t, err := c.simulate(ctx, s, options, func(e trace.Event) bool { take(e); return keep(e) })
	if err != nil {
		c.fail(lang.Sprintf("no se puede simular %s: %v", "cannot simulate %s: %v", name, err))
		return exitUsage
	}
	if format == "text" {
		sim.Judge(ctx, s, options, t)
	}
	if err := finish(t); err != nil {
		c.fail(lang.Sprintf("no se puede escribir el resultado: %v", "cannot write the result: %v", err))
		return exitFailed
	}
	code := judge(c, t, results(s, t))
	if late := len(options.Inputs) - inputsActed(t); late > 0 {
		c.fail(lang.Sprintf("%d de las %d entradas quedan después del final de la simulación y no han actuado", "%d of the %d inputs are after the end of the simulation and did not act", late, len(options.Inputs)))
		return exitFailed
	}
	return code
}

// tellRecorded tells what a file has that was recorded, and says what it is: real sockets cannot be run again.
func tellRecorded(c console, t *trace.Trace, format string, o transcript.Options) int {
	take, finish := writing(c, t.Header, format, o)
	for _, e := range t.Events {
		take(e)
	}
	if err := finish(t); err != nil {
		c.fail(lang.Sprintf("no se puede escribir el resultado: %v", "cannot write the result: %v", err))
		return exitFailed
	}
	c.hint(lang.Sprintf("Esto es una grabación: aquí no se ha simulado nada, y su huella solo prueba que está entera.", "This is a recording: nothing was simulated here, and its hash proves only that it is whole."))
	return exitOK
}

// writing says how a run is written: event by event as it comes, and what is left at
// its end.
func writing(c console, h trace.Header, format string, o transcript.Options) (take func(trace.Event), finish func(*trace.Trace) error) {
	switch format {
	case "jsonl":
		w := trace.NewWriter(c.out, h)
		return w.Event, func(*trace.Trace) error { return w.Flush() }
	case "hash":
		sum := trace.NewHasher(h)
		return sum.Event, func(*trace.Trace) error { _, err := fmt.Fprintln(c.out, sum.Sum()); return err }
	}
	return func(trace.Event) {}, func(t *trace.Trace) error { return transcript.Write(c.out, t, o) }
}

// keeps says which events are held until the run ends: what is written as it comes
// needs none, unless something is to be judged by it.
func keeps(s *scenario.Scenario, format string) func(trace.Event) bool {
	if format == "text" || len(s.Expect) > 0 {
		return func(trace.Event) bool { return true }
	}
	return decides
}

// results judges a run, by what was kept of it.
func results(s *scenario.Scenario, t *trace.Trace) []expect.Result {
	if len(s.Expect) == 0 {
		return expect.Actions(s, t)
	}
	return expect.Check(s, t)
}

// decidable is the scenario without the expectations that what is to be recorded cannot
// decide, and says so. (A file that records less than it expects is an error of its own.)
func (c console) decidable(s *scenario.Scenario, record scenario.Record) *scenario.Scenario {
	s, left := decided(s, record)
	if left > 0 {
		c.hint(lang.Sprintf("con --record %s no se juzgan %d de las %d cosas que espera el escenario", "with --record %s, %d of the %d things that the scenario expects are not judged", record, left, left+len(s.Expect)))
	}
	return s
}

// decided is the scenario without what the record cannot decide, and how much that is.
func decided(s *scenario.Scenario, record scenario.Record) (*scenario.Scenario, int) {
	if record == "" {
		return s, 0
	}
	rest := *s
	rest.Expect = nil
	for _, e := range s.Expect {
		if record.Holds(scenario.Needs(e.What)) {
			rest.Expect = append(rest.Expect, e)
		}
	}
	return &rest, len(s.Expect) - len(rest.Expect)
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
		code = exitFailed
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
		c.fail(unmet(r))
		if !r.Closest.IsZero() {
			c.hint(r.Closest)
		}
	}
	for _, why := range troubles(t) {
		code = exitFailed
		c.fail(why)
	}
	return code
}

// unmet says what did not come true.
func unmet(r expect.Result) lang.Text {
	return lang.Sprintf("no se cumplió lo esperado (%s, línea %d): %s; %s", "what was expected did not come true (%s, line %d): %s; %s", r.Noun, r.Line, r.Want, r.Got)
}

// troubles say what should not be in any run, whatever it expects.
func troubles(t *trace.Trace) (list []lang.Text) {
	for _, e := range t.Events {
		switch f := e.Fact.(type) {
		case trace.ActorPanicked:
			list = append(list, lang.Sprintf("error interno en %s: %s", "internal error in %s: %s", f.Process, f.Value))
		case trace.RunEnded:
			if f.Reason != trace.EndQuiet {
				list = append(list, endReason(f))
			}
		}
	}
	return list
}

// outOfMemory says what holds the letters' octets, and what can be changed.
func outOfMemory(f trace.RunEnded) lang.Text {
	held := explain.Held(f)
	return lang.Sprintf("la simulación se detuvo: las cartas ocupan más de lo que dice limits.memory: %s. Envía menos o más pequeñas, apunta menos (record: decisions) o sube el límite (limits: {memory: 1 GiB})", "the simulation was stopped: letters take up more than limits.memory says: %s. Send fewer or smaller ones, record less (record: decisions), or raise the limit (limits: {memory: 1 GiB})", held)
}

// endReason words why a run did not come to its natural end.
func endReason(f trace.RunEnded) lang.Text {
	switch f.Reason {
	case trace.EndStuck:
		why := explain.Unfinished(f.Waiting)
		return lang.Sprintf("la simulación no puede seguir. %s", "the simulation cannot go on. %s", why)
	case trace.EndCancelled:
		return lang.Sprintf("la simulación se interrumpió; se cuenta lo ocurrido hasta ahí", "the simulation was interrupted; what happened so far is told")
	case trace.EndEvents:
		return lang.Sprintf("la simulación se detuvo: hay demasiados sucesos que apuntar; una carta grande viaja en miles de paquetes, y cada uno se apunta. Apunta menos (record: decisions), envía menos o más pequeñas, o sube el límite (limits.events)", "the simulation was stopped: there are too many events to record; a large letter travels in thousands of packets, and each is recorded. Record less (record: decisions), send fewer or smaller ones, or raise the limit (limits.events)")
	case trace.EndDeliveries:
		return lang.Sprintf("la simulación se detuvo: pasan demasiadas cosas. Haz menos, o sube el límite (limits.events)", "the simulation was stopped: too much happens. Do less, or raise the limit (limits.events)")
	case trace.EndCalendar:
		return lang.Sprintf("la simulación se detuvo: se acabó el año 9999, y los certificados e IMAP escriben el año con cuatro cifras. Empieza antes (start)", "the simulation was stopped: the year 9999 is over, and certificates and IMAP write the year in four digits. Begin earlier (start)")
	case trace.EndMemory:
		return outOfMemory(f)
	case trace.EndVirtualTime:
		return lang.Sprintf("la simulación se detuvo: pasó demasiado tiempo virtual (limits.time)", "the simulation was stopped: too much virtual time passed (limits.time)")
	}
	return lang.Sprintf("la simulación se detuvo: %s", "the simulation was stopped: %s", f.Reason)
}
