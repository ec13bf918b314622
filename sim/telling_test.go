package sim_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"posta/sim"
	"posta/sim/lang"
	"posta/sim/replay"
	"posta/sim/scenario"
	"posta/sim/simtest"
	"posta/sim/stage"
	"posta/sim/story"
	"posta/sim/telling"
	"posta/sim/trace"
	"posta/sim/transcript"
	"posta/sim/view"
)

// maxTold is how much of a long run is told twice.
const maxTold = 20_000

// toldAlike tells a trace whole and in random pieces, looks at what is open after
// each piece, and finds no difference: in no step, line, chapter or state.
func toldAlike(t interface {
	Helper()
	Fatalf(string, ...any)
}, full *trace.Trace, most int, seed uint64) {
	t.Helper()
	full = &trace.Trace{Header: full.Header, Events: full.Events[:min(len(full.Events), maxTold)]}
	whole, grown := telling.Of(full), telling.New(full.Header)
	m := stage.Update(stage.New(nil, nil), stage.Load{Telling: grown, Growing: true})
	r := rand.New(rand.NewPCG(seed, 2))
	for at := 0; at < len(full.Events); {
		n := min(1+r.IntN(most), len(full.Events)-at)
		m = stage.Update(m, stage.Grow{Events: full.Events[at : at+n]})
		at += n
		if r.IntN(20) == 0 {
			m = stage.Update(m, stage.Seek{Step: r.IntN(m.StepCount()), Still: true})
			stage.Scene(m)
		}
	}
	if seen, want := stateText(t, m.State()), stateText(t, whole.Replay.At(m.State().Seq)); seen != want {
		t.Fatalf("the stage shows another state than that of event %d", m.State().Seq)
	}
	for _, d := range story.Details() {
		a, b := whole.Story.Steps(d), grown.Story.Steps(d)
		if len(a) != len(b) {
			t.Fatalf("%s: %d steps told whole, %d in pieces of up to %d (seed %d)", d, len(a), len(b), most, seed)
		}
		for i := range a {
			if x, y := stepText(whole.Story, a[i]), stepText(grown.Story, b[i]); x != y {
				t.Fatalf("in pieces of up to %d (seed %d), %s step %d\n told whole: %s\n in pieces:  %s", most, seed, d, i, x, y)
			}
		}
	}
	for seq := range len(full.Events) + 1 {
		for _, d := range story.Details() {
			if x, y := whole.Story.StepAt(d, seq), grown.Story.StepAt(d, seq); x != y {
				t.Fatalf("event %d is in %s step %d told whole, in %d told in pieces", seq, d, x, y)
			}
		}
	}
	a, b := view.New(whole), view.New(grown)
	for _, d := range story.Details() {
		if x, y := a.Timeline(d, lang.ES), b.Timeline(d, lang.ES); !reflect.DeepEqual(x, y) {
			t.Fatalf("the timeline at %s told whole:\n%v\nin pieces:\n%v", d, x, y)
		}
		if x, y := a.Dialogue(d, lang.EN), b.Dialogue(d, lang.EN); !reflect.DeepEqual(x, y) {
			t.Fatalf("the dialogue at %s is another told in pieces", d)
		}
	}
	for seq := 0; seq <= len(full.Events); seq += 1 + len(full.Events)/20 {
		if x, y := stateText(t, whole.Replay.At(seq)), stateText(t, grown.Replay.At(seq)); x != y {
			t.Fatalf("the state at event %d told whole:\n%s\nin pieces:\n%s", seq, x, y)
		}
	}
}

// stateText is all that a state says.
func stateText(t interface{ Fatalf(string, ...any) }, s *replay.State) string {
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return string(text)
}

// stepText is all that a step says, and what it belongs to.
func stepText(s *story.Story, st *story.Step) string {
	cause, parent, envelope, line := -1, -1, "", ""
	if c := s.Cause(st); c != nil {
		cause = c.Index
	}
	if st.Parent != nil {
		parent = st.Parent.Index
	}
	if st.Envelope != nil {
		envelope = fmt.Sprint(*st.Envelope)
	}
	if l := st.Line; l != nil {
		line = fmt.Sprintf("%d %s %q", l.Index, l.Kind, l.Text)
	}
	text := fmt.Sprintf("%s/%s [%d-%d @%d] %s>%s c%d %T %d %s %v cause %d parent %d chapter %d (%s) {%s} open %v:", st.Kind, st.Variant, st.First, st.Last, st.At,
		st.From, st.To, st.Conn, st.Fact, st.FactSeq, st.Class, st.Failure, cause, parent, st.Chapter(), envelope, line, s.Open(st))
	for _, p := range s.Parts(st) {
		text += fmt.Sprint(" ", p.Index)
	}
	return text
}

func TestEveryLessonIsToldInPiecesAsWhole(t *testing.T) {
	for i, slug := range someSlugs() {
		t.Run(slug, func(t *testing.T) {
			s := simtest.Lesson(t, slug)
			tr := run(t, s, sim.Options{})
			for _, most := range []int{1, 17, 400} {
				toldAlike(t, tr, most, uint64(i))
			}
		})
	}
}

func TestRandomWorldsAreToldInPiecesAsWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, _ := scenario.Parse("random.yaml", []byte(drawScenario(t)))
		if s == nil {
			t.Skip("mail that runs in a circle")
		}
		tr := run(t, s, sim.Options{})
		toldAlike(t, tr, rapid.SampledFrom([]int{1, 5, 60, 2000}).Draw(t, "pieces"), rapid.Uint64().Draw(t, "seed"))
	})
}

// TestFollowersTellTheSame: what is said while a run goes on is said once, however
// the run comes.
func TestFollowersTellTheSame(t *testing.T) {
	s := simtest.Lesson(t, "first-email")
	tr := run(t, s, sim.Options{})
	lines := func(piece int) map[string]int {
		var out bytes.Buffer
		f := transcript.NewFollower(&out, tr.Header, transcript.Options{Lang: lang.EN})
		for at := 0; at < len(tr.Events); at += piece {
			if err := f.Tell(tr.Events[at:min(at+piece, len(tr.Events))]); err != nil {
				t.Fatal(err)
			}
		}
		count := map[string]int{}
		for _, l := range bytes.Split(out.Bytes(), []byte("\n")) {
			if bytes.Contains(l, []byte("C: ")) || bytes.Contains(l, []byte("S: ")) {
				count[string(l)]++
			}
		}
		return count
	}
	if a, b := lines(len(tr.Events)), lines(1); !reflect.DeepEqual(a, b) || len(a) < 40 {
		t.Errorf("at once: %d different lines of the wire, one by one: %d", len(a), len(b))
	}
}
