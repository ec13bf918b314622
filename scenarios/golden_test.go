package scenarios

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"posta/sim/expect"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/story"
	"posta/sim/trace"
	"posta/sim/transcript"
)

// told are the lessons whose pages are kept word for word, in both languages: between them they go through nearly all
// that Posta knows to say. Of every lesson the steps are kept, without words: a sentence that is put better is so a small
// change to read, and a step that is another one is seen wherever it happens.
var told = []string{
	"first-email",     // a letter, from one screen to the other
	"helo-ehlo",       // a greeting and a look into the DNS, by hand
	"wrong-password",  // what is refused to a user
	"nxdomain",        // a name that does not exist
	"unknown-user",    // a refusal for good, and its bounce
	"greylisting",     // a refusal for now, and its retry
	"starttls",        // a conversation that is sealed half-way
	"aligned-or-not",  // two checks that pass, and one that asks for whom
	"connection-lost", // a road that breaks, packets lost, the same letter twice
}

func TestTranscripts(t *testing.T) {
	for _, slug := range told {
		t.Run(slug, func(t *testing.T) {
			for _, l := range lang.Complete() {
				tr := run(t, scenario.In(parse(t, slug), l))
				for _, depth := range []struct {
					detail story.Detail
					file   string
				}{
					{story.Dialogue, fmt.Sprintf("testdata/%s.%s.txt", slug, l)},
					{story.Tell, fmt.Sprintf("testdata/%s.tell.%s.txt", slug, l)},
				} {
					var b bytes.Buffer
					if err := transcript.Write(&b, tr, transcript.Options{Lang: l, Detail: depth.detail, Width: 100}); err != nil {
						t.Fatal(err)
					}
					golden(t, depth.file, b.Bytes())
				}
			}
		})
	}
}

// TestStepsOfEveryLesson keeps what happens in each lesson: how its script and its expectations came out, its chapters,
// and its steps with who, when and how it went; under each, what it is made of.
func TestStepsOfEveryLesson(t *testing.T) {
	every(t, func(t *testing.T, slug string) {
		s := parse(t, slug)
		golden(t, "testdata/"+slug+".steps.txt", steps(s, run(t, s)))
	})
}

// steps is a run without words.
func steps(s *scenario.Scenario, tr *trace.Trace) []byte {
	var w bytes.Buffer
	for _, e := range tr.Events {
		if f, ok := e.Fact.(trace.ActionEnded); ok {
			fmt.Fprintf(&w, "script %d %s: %s\n", f.Index+1, s.Script[f.Index].Do.Verb(), verdict(f.OK))
		}
	}
	results := expect.Check(s, tr)
	fmt.Fprintf(&w, "expectations: %d, of which %d failed\n", len(results), len(expect.Failed(results)))
	st := story.Of(tr)
	chapter := -1
	for i := range st.Steps(story.Tell) {
		step := st.Steps(story.Tell)[i]
		if step.Chapter() != chapter {
			chapter = step.Chapter()
			c := st.Chapters[chapter]
			fmt.Fprintf(&w, "\n%s %s\n", c.Kind, strings.Join(slices.Concat([]string{c.From}, c.To, c.Names), " "))
		}
		fmt.Fprintf(&w, "  %s %s%s%s%s\n", step.Start.Round(time.Millisecond), step.Kind, marked("/", step.Variant), marked(" ", string(step.Class)), who(step))
		if parts := parts(st, i); parts != string(step.Kind) {
			fmt.Fprintf(&w, "      %s\n", parts)
		}
	}
	return w.Bytes()
}

func verdict(ok bool) string {
	if ok {
		return "ok"
	}
	return "fails"
}

func marked(mark, s string) string {
	if s == "" {
		return ""
	}
	return mark + s
}

func who(s *story.Step) string { return marked(" ", s.From) + marked(" > ", s.To) }

// parts are the kinds of what a step is made of, one after the other; what comes again and again is counted.
func parts(st *story.Story, tell int) string {
	var out []string
	n := 0
	last := ""
	flush := func() {
		switch {
		case n == 1:
			out = append(out, last)
		case n > 1:
			out = append(out, fmt.Sprintf("%s×%d", last, n))
		}
	}
	for _, step := range st.Parts(st.Steps(story.Tell)[tell]) {
		if name := string(step.Kind) + marked("/", step.Variant); name != last {
			flush()
			last, n = name, 0
		}
		n++
	}
	flush()
	return strings.Join(out, " ")
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; -update writes it", err)
	}
	if bytes.Equal(got, want) {
		return
	}
	was, is := strings.Split(string(want), "\n"), strings.Split(string(got), "\n")
	for i := range max(len(was), len(is)) {
		a, b := at(was, i), at(is, i)
		if a != b {
			t.Fatalf("%s:%d differs (-update writes it anew):\n was %s\n  is %s", file, i+1, a, b)
		}
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(the end)"
}
