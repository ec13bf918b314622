package view

import (
	"posta/sim/ask"
	"posta/sim/lang"
	"posta/sim/story"
)

// Asked is a question that is put before its answer shows. Its words are in every language, because it may be
// asked again on another day.
type Asked struct {
	ID string `json:"id"`
	// Step is the one at which it is asked: the last before the answer shows.
	Step    int       `json:"step"`
	Reveals int       `json:"reveals"` // the event that shows the answer
	Text    lang.Text `json:"text"`
	Choices []Choice  `json:"choices"`
}

// Choice is an answer.
type Choice struct {
	Text  lang.Text `json:"text"`
	Why   lang.Text `json:"why"`
	Right bool      `json:"right,omitempty"`
	// Fault is, of a wrong one, the fault with which it would have been right, where there is such a world.
	Fault string `json:"fault,omitempty"`
}

// Questions are those of a run that has ended, in the order in which they are asked at a detail.
func (v *Viewer) Questions(d story.Detail) []Asked {
	v.renew()
	if v.questions == nil {
		v.questions = ask.Of(v.telling)
	}
	list := []Asked{}
	for _, q := range v.questions {
		x := Asked{ID: q.ID, Reveals: q.Reveals, Text: q.Text, Step: v.story.StepAt(d, q.After)}
		for x.Step >= 0 && q.Reveals > q.After && v.story.Steps(d)[x.Step].At >= q.Reveals {
			x.Step--
		}
		for _, c := range q.Choices {
			x.Choices = append(x.Choices, Choice{Text: c.Text, Why: c.Why, Right: c.Right, Fault: c.Fault})
		}
		list = append(list, x)
	}
	return list
}
