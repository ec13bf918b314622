package live

import (
	"encoding/json"
	"fmt"
	"time"

	"posta/sim/form"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/world"
)

// acts are what was done to a live cast from the stage: a letter that one of the lesson's people was given to send, a fault
// thrown, a password changed.
type acts struct {
	reader *scenario.InputReader
	lines  []string
}

// Act does something to the cast now, in the language of inputs: {send: {...}}, {fetch: {...}}, {break: {...}}. It gives what
// is wrong with it, and then does nothing.
func (l *Live) Act(by, what string) form.Problems {
	l.g.Lock()
	defer l.g.Unlock()
	if problems := l.acts.read(l.Scenario); len(problems) > 0 {
		return problems
	}
	name, _ := json.Marshal(by)
	line := fmt.Sprintf("{at: %dms, by: %s, %s}", l.g.elapsed()/time.Millisecond, name, what)
	in, problems := l.acts.reader.Line("", len(l.acts.lines)+1, line)
	if len(problems) == 0 && !world.Acts(in) {
		problems = form.Problems{{Line: 1, What: lang.Text{ES: "esto solo se puede en una simulación: aquí lo hace cualquier programa de correo", EN: "this is for simulations only: here any mail program does it"}}}
	}
	if len(problems) == 0 && len(l.acts.lines) >= scenario.MaxInputs {
		problems = form.Problems{{Line: 1, What: lang.Sprintf("ya se han hecho aquí %d cosas, y más no caben en un archivo de entradas", "%d things have been done here already, and a file of inputs holds no more", scenario.MaxInputs)}}
	}
	if len(problems) > 0 {
		l.acts.reader = nil // it has read a line that is not there
		return problems
	}
	l.acts.lines = append(l.acts.lines, line)
	l.w.Act(in)
	return nil
}

// read reads anew what was done, where something was read that was not: what the next line may say depends on it.
func (a *acts) read(s *scenario.Scenario) (problems form.Problems) {
	if a.reader != nil {
		return nil
	}
	a.reader = scenario.NewInputReader(s)
	for i, line := range a.lines {
		_, p := a.reader.Line("", i+1, line)
		problems = append(problems, p...)
	}
	return problems
}

// Acted is what was done to the cast after the first n things, as lines of inputs.
func (l *Live) Acted(n int) []string {
	l.g.Lock()
	defer l.g.Unlock()
	if n >= len(l.acts.lines) {
		return nil
	}
	return l.acts.lines[n:len(l.acts.lines):len(l.acts.lines)]
}

// Repeat does a line that was done to the cast on the machine that has its trace.
func (l *Live) Repeat(line string) {
	l.g.Lock()
	defer l.g.Unlock()
	if len(l.acts.read(l.Scenario)) > 0 {
		return
	}
	in, problems := l.acts.reader.Line("", len(l.acts.lines)+1, line)
	if len(problems) > 0 {
		l.acts.reader = nil
		return
	}
	l.acts.lines = append(l.acts.lines, line)
	l.w.Act(in)
}
