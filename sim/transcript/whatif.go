package transcript

import (
	"fmt"

	"posta/sim/story"
	"posta/sim/whatif"
)

// whatIf says, right below the title, which faults were added to the lesson, and
// from where on the lesson's own words are not told: they are about what would have
// happened without.
func (p *printer) whatIf() {
	for _, fault := range whatif.Added(p.t) {
		p.line("")
		p.para("", 0, 0, bold, p.pick("Con un fallo que la lección no tiene: ", "With a fault that the lesson does not have: ")+p.t.Header.Faults[fault].Text)
		seq := whatif.Begins(p.t, fault)
		if seq == 0 {
			p.para("", 0, 0, "", p.pick("No llega a actuar: no cambia nada.", "It never comes to act: it changes nothing."))
			continue
		}
		at, title := p.began(seq)
		p.para("", 0, 0, "", fmt.Sprintf(p.pick("Actúa por primera vez (%s): %s", "It acts for the first time (%s): %s"), at, sentence(title)))
	}
	if p.forked = whatif.Astray(p.t); p.forked > 0 {
		p.para("", 0, 0, "", p.pick("Desde ahí la historia es otra, y el narrador de la lección calla.", "From there on it is another story, and the lesson's narrator is silent."))
	}
}

// began tells what happened at an event, as the story's step has it.
func (p *printer) began(seq int) (at, title string) {
	e := p.t.At(seq)
	step := p.s.Steps(story.Dialogue)[p.s.StepAt(story.Dialogue, seq)]
	words := p.x.Explain(step)
	title = p.say(words.Title)
	if what := p.say(words.What); what != "" && step.Kind != "host.down" {
		title = sentence(title) + " " + what
	}
	return p.say(p.x.Clock(e.At, 0)), title
}
