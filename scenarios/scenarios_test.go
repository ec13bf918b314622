package scenarios

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"posta/sim"
	"posta/sim/expect"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/scenario"
	"posta/sim/trace"
)

var update = flag.Bool("update", false, "write the golden files anew")

// patience bounds a lesson that would not end, in real time.
const patience = time.Minute

// every lesson, as a test of its own.
func every(t *testing.T, f func(t *testing.T, slug string)) {
	for _, slug := range Slugs() {
		t.Run(slug, func(t *testing.T) { f(t, slug) })
	}
}

func parse(t testing.TB, slug string) *scenario.Scenario {
	t.Helper()
	src, err := Read(slug)
	if err != nil {
		t.Fatal(err)
	}
	s, problems := scenario.Parse(slug+".yaml", src)
	if len(problems) > 0 {
		t.Fatal(problems.Render(lang.EN, false))
	}
	return s
}

func run(t testing.TB, s *scenario.Scenario) *trace.Trace {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	tr, err := sim.Run(ctx, s, sim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func TestTheCurriculumIsTheFiles(t *testing.T) {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	slugs := Slugs()
	for _, name := range names {
		if slug := strings.TrimSuffix(name, ".yaml"); !slices.Contains(slugs, slug) {
			t.Errorf("%s is in no chapter of the curriculum", name)
		}
	}
	seen := map[string]string{}
	for _, c := range Curriculum {
		whole(t, "the title of chapter "+c.Slug, c.Title)
		for _, slug := range c.Lessons {
			if other, twice := seen[slug]; twice {
				t.Errorf("%s is in the chapters %s and %s", slug, other, c.Slug)
			}
			seen[slug] = c.Slug
			if !slices.Contains(names, slug+".yaml") {
				t.Errorf("there is no %s.yaml, but the curriculum names it", slug)
				continue
			}
			if got := parse(t, slug).Chapter; got != c.Slug {
				t.Errorf("%s says that its chapter is %q, but it stands in %q", slug, got, c.Slug)
			}
		}
	}
}

func TestReadNamesWhatIsMissing(t *testing.T) {
	if _, err := Read("no-such-lesson"); err == nil || !strings.Contains(err.Error(), "no-such-lesson") {
		t.Errorf("reading a lesson that does not exist: %v", err)
	}
}

// whole says of a text that a language is missing, or that it is the same in
// both.
func whole(t *testing.T, what string, text lang.Text) {
	t.Helper()
	for _, l := range lang.Complete() {
		switch words := text.In(l); {
		case strings.TrimSpace(words) == "":
			t.Errorf("%s is missing in %q", what, l)
		case strings.TrimSpace(words) != words:
			t.Errorf("%s has spaces around it in %q: %q", what, l, words)
		}
	}
	if text.ES == text.EN {
		t.Errorf("%s is the same in both languages: %q", what, text.ES)
	}
	for _, pair := range [][2]string{{"¿", "?"}, {"¡", "!"}, {"«", "»"}} {
		if opened, closed := strings.Count(text.ES, pair[0]), strings.Count(text.ES, pair[1]); opened != closed {
			t.Errorf("%s has %d of %s in Spanish and %d of %s: %q", what, opened, pair[0], closed, pair[1], text.ES)
		}
	}
}

func TestEverythingIsSaidInBothLanguages(t *testing.T) {
	every(t, func(t *testing.T, slug string) {
		s := parse(t, slug)
		whole(t, "the title", s.Title)
		whole(t, "the summary", s.Summary)
		for i, g := range s.Goals {
			whole(t, fmt.Sprintf("goal %d", i+1), g)
		}
		for i, e := range s.Ends {
			whole(t, fmt.Sprintf("end %d", i+1), e)
		}
		for i, a := range s.Script {
			if i > 0 && a.Line == s.Script[i-1].Line {
				continue // the same step once more: it was said the first time
			}
			whole(t, fmt.Sprintf("what is said on line %d", a.Line), a.Say)
		}
		if len(s.Goals) == 0 || len(s.Ends) == 0 || len(s.Expect) == 0 {
			t.Errorf("it has %d goals, %d ends and %d expectations; a lesson has some of each", len(s.Goals), len(s.Ends), len(s.Expect))
		}
	})
}

func TestEveryLessonComesTrue(t *testing.T) {
	every(t, func(t *testing.T, slug string) {
		s := parse(t, slug)
		tr := run(t, s)
		end, ok := tr.Events[len(tr.Events)-1].Fact.(trace.RunEnded)
		if !ok || end.Reason != "quiet" || len(end.Waiting) > 0 {
			t.Errorf("it ended with %+v", tr.Events[len(tr.Events)-1].Fact)
		}
		ended := 0
		for _, e := range tr.Events {
			if why, _ := trace.CauseOf(e.Fact); why.Code == trace.CauseOther {
				t.Errorf("event %d: %s says why in a program's words: %s", e.Seq, e.Kind(), why.Said)
			}
			switch f := e.Fact.(type) {
			case trace.ActionEnded:
				ended++
				if a := s.Script[f.Index]; !f.OK && !a.Fails {
					t.Errorf("event %d: action %d (%s) failed: %s", e.Seq, f.Index+1, s.Script[f.Index].Do.Verb(), explain.Cause(f.Why).EN)
				}
			case trace.ActorPanicked:
				t.Errorf("event %d: %s panicked: %s", e.Seq, f.Process, f.Value)
			}
		}
		if ended != len(s.Script) {
			t.Errorf("%d of %d actions ended", ended, len(s.Script))
		}
		for _, r := range expect.Failed(expect.Check(s, tr)) {
			t.Errorf("%s.yaml:%d: %s: want %s, got %s (see event %d)", slug, r.Line, r.Noun, r.Want.EN, r.Got.EN, r.Near)
		}
	})
}

func TestEveryLessonIsTheSameTwice(t *testing.T) {
	every(t, func(t *testing.T, slug string) {
		s := parse(t, slug)
		first, second := run(t, s).Hash(), run(t, s).Hash()
		if first != second {
			t.Errorf("one run has the hash %s, the next %s", first, second)
		}
	})
}

// The five ports of the opening lesson are what it is about.
func TestFirstEmailUsesTheFivePorts(t *testing.T) {
	ports := map[uint16]bool{}
	for _, e := range run(t, parse(t, "first-email")).Events {
		if f, ok := e.Fact.(trace.ConnOpening); ok {
			ports[f.Remote.Port()] = true
		}
	}
	for _, port := range []uint16{587, 53, 25, 143, 110} {
		if !ports[port] {
			t.Errorf("nobody called port %d", port)
		}
		delete(ports, port)
	}
	if len(ports) > 0 {
		t.Errorf("somebody called other ports too: %v", ports)
	}
}

// The reference of the format, one file a language, is made from the types that
// the reader of scenarios fills.
func TestReferenceIsInStep(t *testing.T) {
	for l, file := range map[lang.Lang]string{lang.EN: "FORMAT.md", lang.ES: "FORMATO.md"} {
		golden(t, file, scenario.Reference(l))
	}
	for l, file := range map[lang.Lang]string{lang.EN: "INPUTS.md", lang.ES: "ENTRADAS.md"} {
		golden(t, file, scenario.InputReference(l))
	}
}

// TestLettersAreInTheReadersLanguage: every lesson is as true in each language as in the other, and what is written in its
// letters is in it.
func TestLettersAreInTheReadersLanguage(t *testing.T) {
	every(t, func(t *testing.T, slug string) {
		for _, l := range lang.Complete() {
			s := scenario.In(parse(t, slug), l)
			for _, r := range expect.Failed(expect.Check(s, run(t, s))) {
				t.Errorf("%s: line %d, %s: %s; %s", l, r.Line, r.Noun, r.Want.In(l), r.Got.In(l))
			}
			if l != lang.EN {
				continue
			}
			for _, a := range s.Script {
				words := ""
				switch do := a.Do.(type) {
				case *scenario.Send:
					words = do.Subject + do.Body
				case *scenario.Reply:
					words = do.Subject + do.Body
				}
				if i := strings.IndexFunc(words, func(r rune) bool { return strings.ContainsRune("áéíóúñ¿¡", r) }); i >= 0 {
					t.Errorf("a letter is in Spanish: %.60s", words)
				}
			}
		}
	})
}

// TestNothingToReadIsInTheOtherLanguage: what people and programs write in a run, in letters, in the answers of filters, in what
// lists and servers add and in the names of campaigns, is in the language of the run. What is the same in both is a name, and
// names are what FORMAT says is not translated.
func TestNothingToReadIsInTheOtherLanguage(t *testing.T) {
	every(t, func(t *testing.T, slug string) {
		written := func(l lang.Lang) (out []string) {
			s := scenario.In(parse(t, slug), l)
			tr := run(t, s)
			seen := map[string]bool{}
			add := func(texts ...string) {
				for _, line := range strings.Split(strings.Join(texts, "\n"), "\n") {
					if line = strings.TrimSpace(line); line != "" && !seen[line] {
						seen[line] = true
						out = append(out, line)
					}
				}
			}
			for _, e := range tr.Events {
				switch f := e.Fact.(type) {
				case trace.MessageComposed:
					add(append(mail.Text(f.Data), f.Subject)...)
				case trace.MessageAccepted:
					add(mail.Text(f.Data)...)
				case trace.CampaignStarted:
					add(f.Campaign)
				}
			}
			return out
		}
		english := written(lang.EN)
		spanish := written(lang.ES)
		for _, line := range english {
			if slices.Contains(spanish, line) && spanishWord.MatchString(line) {
				t.Errorf("it is in Spanish in an English run too: %s", line)
			}
		}
	})
}

// spanishWord finds the little words, and the letters, without which no Spanish sentence goes.
var spanishWord = regexp.MustCompile(`(?i)[áéíóúñ¿¡]|\b(el|la|los|las|un|una|por|para|que|con|del|se|es|en|su|hasta|vuelvo|lista|estoy)\b`)
