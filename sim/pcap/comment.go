package pcap

import (
	"strings"

	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
)

// Comments gives, for Options.Comment, what each packet's step means: all of it
// beside the step's first packet, its title beside the others.
func Comments(t *trace.Trace, l lang.Lang) func(seq int) string {
	s := story.Of(t)
	x := explain.New(s)
	told := map[int]bool{}
	return func(seq int) string {
		i := s.StepAt(story.Dialogue, seq)
		if i < 0 {
			return ""
		}
		st := s.Steps(story.Dialogue)[i]
		if told[i] {
			return x.Title(st).In(l)
		}
		told[i] = true
		e := x.Explain(st)
		parts := []string{e.Title.In(l), e.What.In(l), e.Why.In(l)}
		for _, ref := range e.RFC {
			parts = append(parts, ref.String())
		}
		var lines []string
		for _, p := range parts {
			if p != "" {
				lines = append(lines, p)
			}
		}
		return strings.Join(lines, "\n")
	}
}
