package story

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posta/sim/dialogue"
	"posta/sim/story/storytest"
	"posta/sim/trace"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func dump(s *Story, d Detail) string {
	var w strings.Builder
	chapter := -1
	for _, st := range s.Steps(d) {
		if st.Chapter() != chapter {
			chapter = st.Chapter()
			c := s.Chapters[chapter]
			fmt.Fprintf(&w, "== %d %s %s -> %s %s %s\n", chapter, c.Kind, c.From, strings.Join(c.To, " "), strings.Join(c.Names, " "), c.User)
		}
		mark := ""
		if st.Failure {
			mark = " !"
		}
		env := ""
		if st.Envelope != nil {
			env = " " + st.Envelope.MessageID + "/" + st.Envelope.Queue
		}
		v := ""
		if st.Variant != "" {
			v = "/" + st.Variant
		}
		cause := -1
		if c := s.Cause(st); c != nil {
			cause = c.Index
		}
		fmt.Fprintf(&w, "%d [%d-%d @%d] %s%s %s>%s %s c%d cause %d%s%s\n", st.Index, st.First, st.Last, st.At, st.Kind, v, st.From, st.To, st.Class, st.Conn, cause, env, mark)
	}
	return w.String()
}

// whole checks what must hold of any story of any trace.
func whole(t *testing.T, s *Story) {
	t.Helper()
	d := s.Talk
	n := len(s.Trace.Events)
	lineSteps := map[*dialogue.Line]int{}
	for level, detail := range Details() {
		known := map[Kind]bool{}
		for _, k := range KindsOf(detail) {
			known[k] = true
		}
		at := 0
		for i, st := range s.Steps(detail) {
			if st.Index != i || st.Detail != detail {
				t.Fatalf("%s step %d calls itself %s %d", detail, i, st.Detail, st.Index)
			}
			if !known[st.Kind] {
				t.Errorf("%s step %d: kind %q is in no list", detail, i, st.Kind)
			}
			if st.At < at || st.At < 1 || st.At > n {
				t.Errorf("%s step %d: at %d after %d of %d", detail, i, st.At, at, n)
			}
			at = st.At
			if st.Start > st.End || st.End != s.Trace.At(at).At {
				t.Errorf("%s step %d: from %v to %v, and event %d is of %v", detail, i, st.Start, st.End, at, s.Trace.At(at).At)
			}
			if st.First < 1 || st.Last > n || st.First > st.Last {
				t.Errorf("%s step %d: events %d to %d of %d", detail, i, st.First, st.Last, n)
			}
			if c := s.Cause(st); c != nil && (c.Index >= i || c.Detail != detail) {
				t.Errorf("%s step %d is caused by %s step %d", detail, i, c.Detail, c.Index)
			}
			if (st.Parent == nil) != (detail == Tell) {
				t.Errorf("%s step %d: parent %v", detail, i, st.Parent)
			}
			if st.Chapter() < 0 || st.Chapter() >= len(s.Chapters) {
				t.Errorf("%s step %d: chapter %d", detail, i, st.Chapter())
			}
			if detail == Dialogue && st.Line != nil {
				lineSteps[st.Line]++
			}
			for _, part := range s.Parts(st) {
				if part.Parent != st || part.Detail != Details()[level+1] || s.Steps(part.Detail)[part.Index] != part {
					t.Errorf("%s step %d has a part that is not its own: %s step %d", detail, i, part.Detail, part.Index)
				}
			}
			if detail == Tell && len(s.Parts(st)) == 0 {
				t.Errorf("tell step %d is empty", i)
			}
		}
		for seq := 1; seq <= n; seq++ {
			i := s.StepAt(detail, seq)
			if i < 0 || i >= len(s.Steps(detail)) {
				t.Fatalf("event %d belongs to %s step %d", seq, detail, i)
			}
			if level > 0 && s.Steps(detail)[i].Parent.Index != s.StepAt(Details()[level-1], seq) {
				t.Errorf("event %d: %s step %d is not part of its %s step", seq, detail, i, Details()[level-1])
			}
			if st := s.Steps(detail)[i]; detail == Packets && (seq < st.First || seq > st.Last) {
				t.Errorf("event %d lies outside its step's %d to %d", seq, st.First, st.Last)
			}
		}
	}
	for _, l := range d.Lines {
		if lineSteps[l] != 1 {
			t.Errorf("line %d %q is in %d dialogue steps", l.Index, l.Text, lineSteps[l])
		}
	}
	next := 0
	for i, c := range s.Chapters {
		begin, end := c.Range(Tell)
		if begin != next || end <= begin || c.Kind == "" || c.Index != i {
			t.Errorf("chapter %d (%s) has tell steps %d to %d after %d", i, c.Kind, begin, end, next)
		}
		next = end
	}
	if next != len(s.Steps(Tell)) {
		t.Errorf("the chapters end at tell step %d of %d", next, len(s.Steps(Tell)))
	}
}

var journeys = map[string]func() *trace.Trace{
	"first-email": storytest.FirstEmail, "patience": storytest.Patience, "unknown": storytest.Unknown,
	"broken": storytest.Broken, "recursion": storytest.Recursion, "secure": storytest.Secure,
}

func TestStoriesAreWhole(t *testing.T) {
	for name, journey := range journeys {
		t.Run(name, func(t *testing.T) {
			tr := journey()
			whole(t, Of(tr))
		})
	}
}

// TestGoldenStories keeps the steps of the handmade journeys, to be read.
func TestGoldenStories(t *testing.T) {
	for name, journey := range journeys {
		for _, detail := range Details() {
			t.Run(name+"/"+string(detail), func(t *testing.T) {
				got := dump(Of(journey()), detail)
				file := filepath.Join("testdata", name+"."+string(detail)+".txt")
				if *update {
					if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), got); diff != "" {
					t.Errorf("(-want +got; -update rewrites)\n%s", diff)
				}
			})
		}
	}
}

// TestRandomTraces throws facts together in every order: whatever a trace says,
// its story is whole.
func TestRandomTraces(t *testing.T) {
	for seed := range uint64(400) {
		tr := storytest.Random(seed, 120)
		whole(t, Of(tr))
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// TestCutAnywhere tells a journey that ends in the middle, as a live trace does.
func TestCutAnywhere(t *testing.T) {
	full := storytest.FirstEmail()
	for n := range len(full.Events) {
		cut := &trace.Trace{Header: full.Header, Events: full.Events[:n]}
		whole(t, Of(cut))
		if t.Failed() {
			t.Fatalf("cut after %d events", n)
		}
	}
}

// TestDetailSwitchKeepsThePlace goes from each Dialogue step to the other details
// and back.
func TestDetailSwitchKeepsThePlace(t *testing.T) {
	s := Of(storytest.FirstEmail())
	for _, st := range s.Steps(Dialogue) {
		if got := s.StepAt(Tell, st.First); got != st.Parent.Index && st.Line == nil {
			t.Errorf("step %d of %s: from dialogue to tell gives %d, want %d", st.Index, st.Kind, got, st.Parent.Index)
		}
	}
	if s.StepAt(Tell, 0) != -1 || s.StepAt(Packets, len(s.Trace.Events)+1) != len(s.Steps(Packets))-1 {
		t.Error("outside the trace")
	}
}

func BenchmarkOf(b *testing.B) {
	tr := storytest.Long(10_000)
	b.ReportMetric(float64(len(tr.Events)), "events")
	for b.Loop() {
		Of(tr)
	}
}
