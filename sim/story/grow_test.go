package story

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posta/sim/story/storytest"
	"posta/sim/trace"
)

// said is all that a step says, with other steps by their place.
func said(s *Story, st *Step) string {
	at := func(o *Step) int {
		if o == nil {
			return -1
		}
		return o.Index
	}
	line, envelope := "", ""
	if l := st.Line; l != nil {
		line = fmt.Sprintf("%d %s %q %v %d %d", l.Index, l.Kind, l.Text, l.Partial, l.Received, l.Question)
	}
	if st.Envelope != nil {
		envelope = fmt.Sprint(*st.Envelope)
	}
	parts := ""
	for _, p := range s.Parts(st) {
		parts += fmt.Sprint(" ", p.Index)
	}
	return fmt.Sprintf("%d %s %s/%s [%d-%d @%d] %v-%v %s>%s c%d {%s} %T %d %s %v ^%d <%d #%d (%s) open %v:%s",
		st.Index, st.Detail, st.Kind, st.Variant, st.First, st.Last, st.At, st.Start, st.End, st.From, st.To, st.Conn, line,
		st.Fact, st.FactSeq, st.Class, st.Failure, at(st.Parent), at(s.Cause(st)), st.Chapter(), envelope, s.Open(st), parts)
}

// all is everything that a story says.
func all(s *Story) []string {
	var list []string
	for _, d := range Details() {
		for _, st := range s.Steps(d) {
			list = append(list, said(s, st))
		}
		for seq := range len(s.Trace.Events) + 2 {
			list = append(list, fmt.Sprintf("%s: event %d is in step %d", d, seq, s.StepAt(d, seq)))
		}
	}
	for _, c := range s.Chapters {
		text := fmt.Sprintf("chapter %d %s %s>%v %v %s [%d-%d] %v-%v %v %v", c.Index, c.Kind, c.From, c.To, c.Names, c.User, c.First, c.Last, c.Start, c.End, c.Failure, c.Wait)
		for _, d := range Details() {
			begin, end := c.Range(d)
			text += fmt.Sprint(" ", begin, "-", end)
		}
		list = append(list, text)
	}
	return list
}

// inPieces tells a trace in pieces of random lengths up to one, and looks at all of
// it after each.
func inPieces(t *testing.T, full *trace.Trace, most int, seed uint64) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	grown := &trace.Trace{Header: full.Header}
	s := Of(grown)
	for len(grown.Events) < len(full.Events) {
		n := min(1+r.IntN(most), len(full.Events)-len(grown.Events))
		grown.Events = append(grown.Events, full.Events[len(grown.Events):len(grown.Events)+n]...)
		s.Grow()
		if most > 1 || len(full.Events) < 200 {
			all(s)
		}
	}
	if diff := cmp.Diff(all(Of(full)), all(s)); diff != "" {
		t.Fatalf("by up to %d events, seed %d (-whole +in pieces):\n%s", most, seed, diff)
	}
}

func TestToldInPieces(t *testing.T) {
	for name, journey := range journeys {
		t.Run(name, func(t *testing.T) {
			for i, most := range []int{1, 3, 40} {
				inPieces(t, journey(), most, uint64(i))
			}
		})
	}
	for seed := range uint64(120) {
		inPieces(t, storytest.Random(seed, 150), 1+int(seed)%7, seed)
	}
}

// FuzzToldInPieces tells traces that no run would have made.
func FuzzToldInPieces(f *testing.F) {
	for seed := range uint64(4) {
		f.Add(seed, uint8(seed))
	}
	f.Fuzz(func(t *testing.T, seed uint64, most uint8) {
		inPieces(t, storytest.Random(seed, 100), 1+int(most), seed)
	})
}

// TestGrowthTells: what stands before the place that Grow names is the same as
// before, step for step and word for word; and at every moment the story is that of
// the trace so far.
func TestGrowthTells(t *testing.T) {
	traces := []*trace.Trace{storytest.Broken(), storytest.Recursion(), storytest.Secure(), storytest.Unknown()}
	for seed := range uint64(40) {
		traces = append(traces, storytest.Random(seed, 100))
	}
	words := func(s *Story, st *Step) string { // its own, not its place among others
		envelope := ""
		if st.Envelope != nil {
			envelope = fmt.Sprint(*st.Envelope)
		}
		return fmt.Sprintf("%s/%s [%d-%d @%d] %s>%s %T %s %v %s", st.Kind, st.Variant, st.First, st.Last, st.At, st.From, st.To, st.Fact, st.Class, st.Failure, envelope)
	}
	for i, full := range traces {
		grown := &trace.Trace{Header: full.Header}
		s := Of(grown)
		for _, e := range full.Events {
			var before [levels][]string
			var same [levels][]*Step
			for level, d := range Details() {
				for _, st := range s.Steps(d) {
					before[level], same[level] = append(before[level], words(s, st)), append(same[level], st)
				}
			}
			chapters := len(s.Chapters)
			grown.Events = append(grown.Events, e)
			g := s.Grow()
			for level, d := range Details() {
				if g.From(d) > len(before[level]) {
					t.Fatalf("trace %d, event %d: %d steps of %s are the same, of %d", i, e.Seq, g.From(d), d, len(before[level]))
				}
				for k := range g.From(d) {
					if st := s.Steps(d)[k]; st != same[level][k] || words(s, st) != before[level][k] {
						t.Fatalf("trace %d, event %d, %s step %d: was %s, is %s", i, e.Seq, d, k, before[level][k], words(s, st))
					}
				}
			}
			if g.FromChapter() > chapters {
				t.Fatalf("trace %d, event %d: %d chapters are the same, of %d", i, e.Seq, g.FromChapter(), chapters)
			}
			if e.Seq%10 == 0 {
				cut := &trace.Trace{Header: full.Header, Events: full.Events[:e.Seq]}
				if diff := cmp.Diff(all(Of(cut)), all(s)); diff != "" {
					t.Fatalf("trace %d, after event %d (-whole +in pieces):\n%s", i, e.Seq, diff)
				}
			}
		}
	}
}

// TestOneMoreEvent counts the steps that one more event looks at: no more at the end
// of a long story than near its beginning.
func TestOneMoreEvent(t *testing.T) {
	full := storytest.Long(100_000)
	grown := &trace.Trace{Header: full.Header}
	s := Of(grown)
	work := func() int { return s.shelves[tell].work + s.shelves[lines].work + s.shelves[packets].work }
	cost := func(from, to int) (most int, mean float64) {
		begin := work()
		for seq := from; seq < to; seq++ {
			before := work()
			grown.Events = append(grown.Events, full.Events[seq])
			s.Grow()
			most = max(most, work()-before)
		}
		return most, float64(work()-begin) / float64(to-from)
	}
	early, earlyMean := cost(0, 2000)
	s2 := full.Events[2000 : len(full.Events)-2000]
	grown.Events = append(grown.Events, s2...)
	s.Grow()
	late, lateMean := cost(len(full.Events)-2000, len(full.Events))
	t.Logf("steps looked at by one event: %.1f on average and %d at most in the beginning, %.1f and %d at the end", earlyMean, early, lateMean, late)
	if late > 2*early || lateMean > 1.5*earlyMean {
		t.Errorf("an event costs %.1f steps (at most %d) at the end, %.1f (%d) in the beginning", lateMean, late, earlyMean, early)
	}
}

func BenchmarkGrow(b *testing.B) {
	for _, at := range []int{100, 100_000} {
		b.Run(fmt.Sprint(at), func(b *testing.B) {
			b.ReportAllocs()
			full := storytest.Long(at + 20_000)
			var s *Story
			grown := &trace.Trace{Header: full.Header}
			next := len(full.Events)
			for b.Loop() {
				if next == len(full.Events) {
					b.StopTimer()
					grown.Events = append([]trace.Event(nil), full.Events[:at]...)
					s, next = Of(grown), at
					b.StartTimer()
				}
				grown.Events = append(grown.Events, full.Events[next])
				s.Grow()
				next++
			}
		})
	}
}
