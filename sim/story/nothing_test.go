package story_test

import (
	"testing"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/simtest"
	"posta/sim/story"
	"posta/sim/telling"
	"posta/sim/trace"
)

// TestWhatComesToNothing is told as such: a flag for a letter that the server has no more, when that is the last that was asked for, and
// a letter that a filter throws away; and nothing else is.
func TestWhatComesToNothing(t *testing.T) {
	told := map[string]int{}
	for _, slug := range scenarios.Slugs() {
		s := telling.Of(simtest.Run(t, simtest.Lesson(t, slug), sim.Options{})).Story
		for _, st := range s.Steps(story.Tell) {
			settled, discarded := true, false
			for _, part := range s.Parts(st) {
				switch f := part.Fact.(type) {
				case trace.DeviceSettled:
					settled = f.OK
				case trace.FilterActed:
					discarded = discarded || f.Do == trace.FilterDiscard
				}
			}
			want := ""
			switch {
			case st.Kind == story.TellIMAPFlag && !settled:
				want = "moot"
			case st.Kind == story.TellDelivery && discarded:
				want = "discarded"
			}
			if is := st.Variant == "moot" || st.Variant == "discarded"; is != (want != "") || is && st.Variant != want {
				t.Errorf("%s, step %d, %s: told as %q, and it is %q", slug, st.Index+1, st.Kind, st.Variant, want)
			}
			if want == "discarded" && st.Class != story.None {
				t.Errorf("%s, step %d: what is thrown away is told as %v", slug, st.Index+1, st.Class)
			}
			told[want]++
		}
	}
	for _, want := range []string{"moot", "discarded"} {
		if told[want] == 0 {
			t.Errorf("no lesson tells of what is %s", want)
		}
	}
}
