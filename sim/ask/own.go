package ask

import (
	"fmt"

	"posta/sim/trace"
)

// own takes the questions that the lesson asks itself, each as the action begins that it
// belongs to.
func (f *finder) own() {
	script := f.t.Trace.Header.Script
	started := map[int]int{}
	for _, e := range f.t.Trace.Events {
		switch a := e.Fact.(type) {
		case trace.ActionStarted:
			started[a.Index] = e.Seq
		case trace.ActionEnded:
			begun := started[a.Index]
			if begun == 0 || a.Index < 0 || a.Index >= len(script) {
				continue
			}
			for i, asked := range script[a.Index].Ask {
				q := &Question{ID: fmt.Sprintf("%s@%d.%d", Own, a.Index+1, i+1), Kind: Own, After: begun, Reveals: max(e.Seq, begun), Text: asked.Text, telling: 1000}
				for n, c := range asked.Choices {
					q.Choices = append(q.Choices, Choice{Text: c.Text, Why: c.Why, Right: n == 0})
				}
				shuffle(q)
				f.found = append(f.found, q)
			}
		}
	}
}
