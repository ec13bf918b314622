package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"posta/sim"
	"posta/sim/dialogue"
	"posta/sim/form"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/story"
	"posta/sim/talk"
	"posta/sim/trace"
	"posta/sim/transcript"
	"posta/sim/turn"
)

var talkCommand = command{
	name:  "talk",
	args:  lang.Text{ES: "LECCIÓN --as QUIÉN [--to SERVIDOR[:PUERTO]]", EN: "LESSON --as WHO [--to SERVER[:PORT]]"},
	short: lang.Text{ES: "ocupa un puesto en la lección y habla a mano", EN: "takes a seat in the lesson, to speak by hand"},
	long: lang.Text{
		ES: `Ocupa un puesto en una lección, y habla tú. Con --to eres un cliente: teclea SMTP, POP3 o IMAP,
y el servidor simulado contesta. Sin --to ocupas el puesto de un servidor, y escribes lo que
debería contestar, o el de un servidor de nombres, y contestas sus preguntas. Mientras piensas,
el tiempo de la simulación no pasa.

  --as QUIÉN                un dispositivo o un servidor de la lección: --as laptop-alicia
  --to SERVIDOR[:PUERTO]    a quién llamas: --to mail.beta.test (por el 25), --to mail.beta.test:110
  --service SERVICIO        qué puesto ocupas de un servidor: smtp, pop3, imap, dns... (todos)
  --at INSTANTE             cuándo: 2s, 09:30 (al empezar)
  --crib                    con chuleta: qué se puede decir ahora
  --all                     cuenta también lo que dicen los demás
  --save ARCHIVO            guarda lo que haces; posta run LECCIÓN --inputs ARCHIVO lo repite igual
  --seed N                  otra semilla
  --lang es|en              idioma

Las líneas se leen del teclado, o de la entrada estándar. Las que empiezan por dos puntos son
para posta: :help las muestra. Al acabar la entrada, la lección sigue sola hasta su final.`,
		EN: `Takes a seat in a lesson, and lets you speak. With --to you are a client: type SMTP, POP3 or
IMAP, and the simulated server answers. Without --to you take a server's seat and write what
it should answer, or a name server's, and answer its questions. While you think, the
simulation's time stands still.

  --as WHO                  a device or a host of the lesson: --as laptop-alicia
  --to SERVER[:PORT]        whom you call: --to mail.beta.test (at 25), --to mail.beta.test:110
  --service SERVICE         which seat of a server you take: smtp, pop3, imap, dns... (all)
  --at INSTANT              when: 2s, 09:30 (at the beginning)
  --crib                    with a crib: what can be said now
  --all                     tells what the others say too
  --save FILE               keeps what you do; posta run LESSON --inputs FILE does the same again
  --seed N                  another seed
  --lang es|en              language

Lines are read from the keyboard, or from the standard input. Those that begin with a colon
are for posta: :help shows them. When the input ends, the lesson goes on to its end by itself.`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		var seed seedFlag
		as := flags.String("as", "", "")
		to := flags.String("to", "", "")
		service := flags.String("service", "", "")
		at := flags.String("at", "", "")
		crib := flags.Bool("crib", false, "")
		all := flags.Bool("all", false, "")
		save := flags.String("save", "", "")
		flags.Var(&seed, "seed", "")
		return func(c console, args []string) int {
			name, ok := c.journeyArg("talk", args)
			if !ok {
				return exitUsage
			}
			s, ok := load(c, name)
			if !ok {
				return exitUsage
			}
			o := talk.Options{As: *as, Service: *service, At: *at, Sim: sim.Options{Seed: seed.chosen()}}
			if *as == "" {
				c.fail(lang.Sprintf("falta decir qué puesto ocupas: --as", "say whose seat you take: --as"))
				c.hint(lang.Sprintf("En esta lección están: %s", "In this lesson there are: %s", strings.Join(seats(s), ", ")))
				return exitUsage
			}
			if o.To, o.Port, ok = c.target(*to); !ok {
				return exitUsage
			}
			return converse(c, s, o, talking{crib: *crib, all: *all, save: *save, again: name})
		}
	},
}

// target reads HOST[:PORT].
func (c console) target(to string) (host string, port uint16, ok bool) {
	host, number, given := strings.Cut(to, ":")
	if !given {
		return host, 0, true
	}
	n, err := strconv.ParseUint(number, 10, 16)
	if err != nil || n == 0 || host == "" {
		c.fail(lang.Sprintf("--to %s: se espera SERVIDOR o SERVIDOR:PUERTO", "--to %s: SERVER or SERVER:PORT is expected", to))
		c.hint(lang.Sprintf("Por ejemplo: --to mail.beta.test:25", "For example: --to mail.beta.test:25"))
		return "", 0, false
	}
	return host, uint16(n), true
}

// seats are the places that may be taken.
func seats(s *scenario.Scenario) (names []string) {
	for _, d := range s.Devices {
		names = append(names, d.Name)
	}
	for _, h := range s.Hosts {
		names = append(names, h.Name)
	}
	return names
}

// talking is how a conversation is held.
type talking struct {
	crib, all bool
	save      string
	again     string // how the lesson is called
}

// talker holds a conversation in a terminal.
type talker struct {
	console
	talking
	t      *talk.Talk
	o      talk.Options
	ways   []way // that were gone; the one that is gone now is among them
	way    int
	f      *transcript.Follower
	names  turn.Names
	judged map[int]bool // lines, by their index
	left   map[int]bool // connections that are over, by their number
	warned bool         // of a password that others can read
	going  bool         // everything is told
	hinted string       // the crib that was shown last
	saved  *os.File
	kept   int // inputs that are in the file
}

func converse(c console, s *scenario.Scenario, o talk.Options, how talking) int {
	ctx := context.Background()
	t, problems, err := talk.Open(ctx, s, o)
	for _, p := range problems {
		c.fail(p.What)
		c.hint(p.Hint)
	}
	switch {
	case len(problems) > 0:
		return exitUsage
	case err != nil:
		c.fail(lang.Sprintf("no se puede simular %s: %v", "cannot simulate %s: %v", s.Name, err))
		return exitUsage
	}
	x := &talker{console: c, talking: how, o: o, ways: make([]way, 1), names: talk.NamesFor(s, t.Host, t.Peer)}
	x.sit(t)
	defer func() { x.t.Close() }()
	if how.save != "" {
		if x.saved, err = os.Create(how.save); err != nil {
			c.fail(lang.Sprintf("no se puede guardar en %s: ", "cannot save in %s: ", how.save), readError(err))
			return exitUsage
		}
		defer x.saved.Close()
		if _, err := x.saved.WriteString(talk.FileHead); err != nil {
			c.fail(lang.Sprintf("no se puede guardar en %s: ", "cannot save in %s: ", how.save), readError(err))
			return exitFailed
		}
	}
	x.welcome()
	if err := x.read(ctx); err != nil {
		c.fail(lang.Sprintf("no se puede seguir: %v", "cannot go on: %v", err))
		return exitFailed
	}
	return x.end(ctx)
}

// welcome says where one sits.
func (x *talker) welcome() {
	switch x.t.Role {
	case talk.Client:
		x.say(lang.Sprintf("Eres %s, y llamas a %s. :help muestra qué más puedes hacer.", "You are %s, and call %s. :help shows what else you can do.", x.t.Host, x.t.Peer))
	case talk.Server:
		x.say(lang.Sprintf("Ocupas el puesto de %s: lo que diga lo escribes tú. :help muestra qué más puedes hacer.", "You have taken the seat of %s: what it says, you write. :help shows what else you can do.", x.t.Host))
	case talk.Resolver:
		x.say(lang.Sprintf("Ocupas el puesto de %s: contestas a quien pregunta por un nombre. :help muestra qué más puedes hacer.", "You have taken the seat of %s: you answer those who ask for a name. :help shows what else you can do.", x.t.Host))
	}
}

// read reads lines until there are no more.
func (x *talker) read(ctx context.Context) error {
	in := bufio.NewReaderSize(x.in, scenario.MaxTyped)
	for {
		if err := x.show(); err != nil {
			return err
		}
		if x.t.Ended() {
			return nil
		}
		x.prompt()
		line, err := readLine(in)
		if err != nil {
			if x.terminal {
				fmt.Fprintln(x.out)
			}
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		if command, meant := strings.CutPrefix(line, ":"); meant && !strings.HasPrefix(command, ":") {
			done, err := x.command(ctx, strings.Fields(command))
			if done || err != nil {
				return err
			}
			continue
		}
		if err := x.speak(ctx, strings.TrimPrefix(line, ":")); err != nil {
			return err
		}
	}
}

// readLine reads a line of any length; what is too much of it is left out.
func readLine(in *bufio.Reader) (string, error) {
	line, more, err := in.ReadLine()
	text := string(line)
	for more && err == nil {
		_, more, err = in.ReadLine()
	}
	return strings.TrimSuffix(text, "\r"), err
}

// speak says a line.
func (x *talker) speak(ctx context.Context, line string) error {
	do := talk.Says
	if x.t.Role == talk.Resolver {
		do = talk.Answers
	}
	problems, err := x.t.Make(ctx, talk.Move{Do: do, Text: line})
	x.refuse(problems)
	switch {
	case errors.Is(err, talk.ErrSilent) && x.t.Role == talk.Client:
		x.say(lang.Sprintf("! La conversación ha terminado: :call abre otra, y :go deja que la lección siga.", "! The conversation is over: :call opens another, and :go lets the lesson go on."))
		return nil
	case errors.Is(err, talk.ErrSilent):
		x.say(lang.Sprintf("! Nadie espera nada de ti: :go deja que la lección siga.", "! Nobody wants anything of you: :go lets the lesson go on."))
		return nil
	case errors.Is(err, talk.ErrEnded):
		return nil
	}
	return err
}

// refuse says why something cannot be said.
func (x *talker) refuse(problems form.Problems) {
	for _, p := range problems {
		x.say(lang.Sprintf("! %s. %s", "! %s. %s", p.What, p.Hint))
	}
}

// command does what is for posta.
func (x *talker) command(ctx context.Context, words []string) (done bool, err error) {
	if len(words) == 0 {
		words = []string{"help"}
	}
	switch words[0] {
	case "help":
		x.say(lang.Text{
			ES: "  :crib           qué se puede decir ahora\n  :back [N]       vuelve atrás, antes de lo último (de lo N último) que hiciste; lo que hiciste se conserva\n  :ways           los caminos que has seguido; :way N vuelve a uno\n  :wait 5min      deja pasar el tiempo\n  :close          cuelga\n  :call [PUERTO]  llama otra vez\n  :leave          devuelve el puesto a su programa\n  :go             deja que la lección siga sola hasta su final, y cuenta qué pasa\n  :quit           lo mismo, sin contarlo\n  ::texto         dice :texto",
			EN: "  :crib           what can be said now\n  :back [N]       steps back, before the last thing (the last N) that you did; what you did is kept\n  :ways           the ways that you have gone; :way N goes back to one\n  :wait 5min      lets time go by\n  :close          hangs up\n  :call [PORT]    calls again\n  :leave          gives the seat back to its program\n  :go             lets the lesson go on by itself to its end, and tells what happens\n  :quit           the same, without telling it\n  ::text          says :text",
		})
	case "crib":
		x.suggest(true)
	case "back":
		return false, x.back(ctx, words[1:])
	case "ways":
		x.listWays()
	case "way":
		return false, x.over(ctx, words[1:])
	case "wait":
		text := strings.Join(words[1:], "")
		if _, ok := talk.Wait(text); !ok {
			x.say(lang.Sprintf("! :wait lleva un tiempo: :wait 30s, :wait 5min, :wait 2h", "! :wait takes a time: :wait 30s, :wait 5min, :wait 2h"))
			return false, nil
		}
		_, err = x.t.Make(ctx, talk.Move{Do: talk.Waits, Text: text})
	case "close":
		_, err = x.t.Make(ctx, talk.Move{Do: talk.HangsUp})
	case "call":
		if x.t.Role != talk.Client || !x.t.Over() {
			x.say(lang.Sprintf("! Solo llama un cliente, y cuando ha colgado: :close", "! Only a client calls, and once it has hung up: :close"))
			return false, nil
		}
		var problems form.Problems
		problems, err = x.t.Make(ctx, talk.Move{Do: talk.Calls, Text: strings.Join(words[1:], "")})
		x.refuse(problems)
	case "leave":
		if _, err = x.t.Make(ctx, talk.Move{Do: talk.Leaves}); err == nil {
			x.say(lang.Sprintf("El puesto vuelve a su programa.", "The seat is its program's again."))
		}
	case "go":
		x.going = true
		return true, nil
	case "quit":
		return true, nil
	default:
		x.say(lang.Sprintf("! No hay ninguna orden :%s; :help las muestra. Para decir una línea que empieza por dos puntos, escribe ::", "! There is no command :%s; :help shows them. To say a line that begins with a colon, write ::", transcript.Visible(words[0])))
	}
	switch {
	case errors.Is(err, talk.ErrSilent):
		x.say(lang.Sprintf("! Ahora no se puede: no hay ninguna conversación, o ningún puesto que devolver.", "! Not now: there is no conversation, or no seat to give back."))
		return false, nil
	case errors.Is(err, talk.ErrEnded):
		return true, nil
	}
	return false, err
}

// show tells what has happened since, and what was wrong with what was said.
func (x *talker) show() error {
	for _, g := range x.t.Growths() {
		if err := x.f.Grown(g, x.shown); err != nil {
			return err
		}
	}
	x.judge()
	return x.keep()
}

// shown: one's own conversation, and what comes true where one speaks.
func (x *talker) shown(st *story.Step) bool {
	switch {
	case st.First < x.t.Begun():
		return false
	case x.all || x.going:
		return true
	case st.Conn != 0:
		return x.t.Mine(st.Conn) && st.Kind != story.InputActed
	case st.Line != nil:
		return false
	}
	switch st.Fact.(type) {
	case trace.InputEnded, trace.RunEnded:
		return true
	case trace.ActionStarted, trace.ActionEnded, trace.InputActed:
		return false
	}
	return st.From == x.t.Peer || st.From == x.t.Host
}

// judge says which rules were broken, once each.
func (x *talker) judge() {
	if x.t.Role == talk.Resolver {
		for _, l := range x.t.Telling.Talk.Lines {
			if l.Kind == dialogue.KindAnswer && l.Speaker == x.t.Host && x.t.Mine(l.Conn) && l.Question >= 0 && !x.judged[l.Index] {
				x.judged[l.Index] = true
				x.mistakes(turn.AnswerMistakes(x.t.Telling.Talk.Lines[l.Question], l))
			}
		}
		return
	}
	for _, lines := range x.t.Talks() {
		x.judgeLines(lines, x.t.Over() || len(x.t.Lines()) == 0 || lines[0] != x.t.Lines()[0])
	}
}

// judgeLines judges one connection.
func (x *talker) judgeLines(lines []*dialogue.Line, over bool) {
	heard := x.t.Role == talk.Server || over // a client's line is judged with what was answered
	for i := len(lines) - 1; i >= 0 && !x.judged[lines[i].Index]; i-- {
		l := lines[i]
		switch {
		case l.FromClient != (x.t.Role == talk.Client):
			heard = true
		case heard && !l.Partial:
			defer func() { x.judged[l.Index] = true; x.mistakes(turn.Mistakes(lines, i)) }() // in their order
		}
	}
	if len(lines) > 0 && x.t.Role == talk.Client && over && !x.left[lines[0].Conn] {
		x.left[lines[0].Conn] = true
		defer func() { x.mistakes(turn.Unfinished(lines)) }()
	}
}

func (x *talker) mistakes(list []turn.Mistake) {
	for _, m := range list {
		if m.Code == turn.ClearPassword {
			if x.warned {
				continue
			}
			x.warned = true
		}
		cite := ""
		if m.RFC.RFC != 0 {
			cite = " (" + m.RFC.String() + ")"
		}
		fmt.Fprintln(x.out, transcript.Visible(lang.Sprintf("  Ojo: %s%s.", "  Mind: %s%s.", m.Text, cite).In(x.lang)))
	}
}

// keep writes what was done to the file.
func (x *talker) keep() error {
	if x.saved == nil {
		return nil
	}
	more := x.t.InputsFrom(x.kept)
	x.kept += len(more)
	_, err := x.saved.WriteString(strings.Join(more, ""))
	return err
}

// prompt asks for a line.
func (x *talker) prompt() {
	if q := x.t.Question(); q != nil {
		x.say(lang.Sprintf("  ¿%s %s?", "  %s %s?", q.DNS.Name, q.DNS.Type))
	}
	if x.crib {
		x.suggest(false)
	}
	if !x.terminal {
		return
	}
	switch x.t.Role {
	case talk.Client:
		fmt.Fprint(x.out, "C> ")
	case talk.Server:
		fmt.Fprint(x.out, "S> ")
	default:
		fmt.Fprint(x.out, "> ")
	}
}

// suggest says what could be said, unless it is what was said last.
func (x *talker) suggest(again bool) {
	list := x.t.Crib(x.names)
	var b strings.Builder
	for i, g := range list {
		head := "   "
		if i == 0 {
			head = " ->"
		}
		fmt.Fprintf(&b, "%s %-34s  %s\n", head, transcript.Visible(g.Line), g.For.In(x.lang))
	}
	if again || b.String() != x.hinted {
		fmt.Fprint(x.out, b.String())
	}
	x.hinted = b.String()
}

// end lets the lesson go on to its end, and says what became of everything.
func (x *talker) end(ctx context.Context) int {
	if x.going {
		x.say(lang.Sprintf("\nDesde aquí, sola:", "\nFrom here on, by itself:"))
	}
	t, err := x.t.Finish(ctx)
	if err != nil && !errors.Is(err, talk.ErrEnded) {
		x.fail(lang.Sprintf("no se puede terminar la simulación: %v", "the simulation cannot be finished: %v", err))
		return exitFailed
	}
	if t == nil {
		t = x.t.Telling.Trace
	}
	if err := x.show(); err != nil {
		x.fail(lang.Sprintf("no se puede escribir el resultado: %v", "cannot write the result: %v", err))
		return exitFailed
	}
	if err := transcript.Ending(x.out, t, transcript.Options{Lang: x.lang, Color: x.color(), Width: x.width()}); err != nil {
		return exitFailed
	}
	x.say(lang.Sprintf("\nHuella: %s", "\nHash: %s", t.Hash()))
	if err := x.keepWays(); err != nil {
		x.fail(lang.Sprintf("no se puede guardar en %s: ", "cannot save in %s: ", x.save), readError(err))
		return exitFailed
	}
	if x.save != "" {
		x.say(lang.Sprintf("Lo que hiciste está en %s; posta run %s --inputs %s lo repite.", "What you did is in %s; posta run %s --inputs %s does it again.", x.save, x.again, x.save))
	}
	return exitOK
}
