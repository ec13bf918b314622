package view_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/story"
	"posta/sim/telling"
	"posta/sim/trace"
	"posta/sim/view"
)

func TestEveryStepOfEveryLessonHasItsWords(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		if _, err := scenarios.Read(slug); err != nil {
			continue
		}
		v, s := viewer(lesson(t, slug, ""))
		for _, d := range story.Details() {
			if d == story.Packets && slug != "first-email" {
				continue // the same few kinds over and over
			}
			for _, l := range lang.Complete() {
				for i := range s.Steps(d) {
					n := v.Now(d, i, l)
					if n.Step != i || n.Explain.Title == "" || n.ChapterTitle == "" || n.Clock == "" {
						t.Fatalf("%s, %s step %d in %s lacks something: %+v", slug, d, i, l, n)
					}
					for _, text := range []string{n.Explain.Title, n.Explain.What, n.Explain.Why, n.ChapterTitle} {
						if strings.ContainsAny(text, "{}") {
							t.Errorf("%s, %s step %d in %s: %q was not filled in", slug, d, i, l, text)
						}
					}
				}
			}
		}
	}
}

func TestBeforeTheFirstStepIsTheLessonItself(t *testing.T) {
	v, _ := viewer(lesson(t, "first-email", ""))
	n := v.Now(story.Tell, -1, lang.ES)
	if n.Step != -1 || n.Explain.Title != "El primer correo" || n.Heard != 0 || n.Clock != "09:00:00.000" || n.Date != "lunes 2 de marzo" {
		t.Errorf("got %+v", n)
	}
}

func TestStateOfEveryHostAtEveryStep(t *testing.T) {
	v, s := viewer(lesson(t, "first-email", ""))
	letters, changes := 0, 0
	for i := range s.Steps(story.Tell) {
		for _, h := range s.Trace.Header.Hosts {
			x := v.State(story.Tell, i, h.Name, lang.EN)
			if x.Sections == nil {
				t.Fatalf("step %d, %s: no list of sections, not even an empty one", i, h.Name)
			}
			for _, section := range x.Sections {
				if section.Title == "" {
					t.Errorf("step %d, %s: section %s has no title", i, h.Name, section.ID)
				}
				for _, row := range section.Rows {
					if len(row.Cells) != len(section.Columns) {
						t.Fatalf("step %d, %s, %s: %d cells in %d columns", i, h.Name, section.ID, len(row.Cells), len(section.Columns))
					}
					if row.Change != "" {
						changes++
					}
					if row.Message == 0 {
						continue
					}
					letters++
					m, ok := v.Message(row.Message, lang.EN)
					if !ok || len(m.Fields) == 0 || m.Body == "" || len(m.Hex) == 0 {
						t.Fatalf("step %d, %s: the letter of event %d cannot be opened: %+v", i, h.Name, row.Message, m)
					}
				}
			}
		}
	}
	if letters == 0 || changes == 0 {
		t.Errorf("%d letters and %d changes were seen", letters, changes)
	}
}

func TestLinesLeadToTheStepsThatTellThem(t *testing.T) {
	v, s := viewer(lesson(t, "first-email", ""))
	for _, d := range story.Details() {
		x := v.Dialogue(d, lang.EN)
		for i, line := range x.Lines {
			if line.Step < 0 || line.Step >= len(s.Steps(d)) {
				t.Fatalf("%s: line %d leads to step %d", d, i, line.Step)
			}
			if n := v.Now(d, line.Step, lang.EN); d != story.Packets && !contains(n.Current, i) {
				t.Errorf("%s: line %d leads to step %d, which tells of lines %v", d, i, line.Step, n.Current)
			}
		}
	}
}

func contains(list []int, x int) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}

// Every text of a view may be shown as it is: no control characters, and nothing
// that turns the direction of writing around.
func TestWhatOutsidersWroteIsMadeSafeToShow(t *testing.T) {
	evil := "Subject: a\u202Eb\x00c\r\n\r\nbody\x1b[31m \u2066x\r\n"
	tr := &trace.Trace{Header: trace.Header{Format: trace.Format, Version: trace.Version, Start: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC),
		Hosts: []trace.Host{{Name: "h.test", Domain: "h.test"}}}}
	tr.Events = []trace.Event{{Seq: 1, Host: "h.test", Fact: trace.MessageComposed{MessageID: "<1@h.test>", From: "a\u202E@h.test", Subject: "a\u202Eb", Data: []byte(evil)}}}
	v := view.New(telling.Of(tr))
	m, ok := v.Message(1, lang.EN)
	if !ok {
		t.Fatal("the letter cannot be opened")
	}
	for _, s := range texts(reflect.ValueOf([]any{m, v.State(story.Dialogue, 0, "h.test", lang.EN), v.Dialogue(story.Dialogue, lang.EN)})) {
		for _, r := range s {
			if r == '\u202E' || r == '\u2066' || r < ' ' && r != '\n' && r != '\t' {
				t.Errorf("%q is not fit to be shown", s)
			}
		}
	}
}

// texts finds every string in a value.
func texts(v reflect.Value) []string {
	switch v.Kind() {
	case reflect.String:
		return []string{v.String()}
	case reflect.Interface, reflect.Pointer:
		if !v.IsNil() {
			return texts(v.Elem())
		}
	case reflect.Slice:
		var list []string
		for i := range v.Len() {
			list = append(list, texts(v.Index(i))...)
		}
		return list
	case reflect.Struct:
		var list []string
		for i := range v.NumField() {
			list = append(list, texts(v.Field(i))...)
		}
		return list
	}
	return nil
}

func TestViewsAreJSON(t *testing.T) {
	v, s := viewer(lesson(t, "first-email", ""))
	last := len(s.Steps(story.Tell)) - 1
	m, _ := v.Message(0, lang.ES)
	for name, x := range map[string]any{
		"lesson": v.Lesson(lang.ES), "timeline": v.Timeline(story.Tell, lang.ES), "dialogue": v.Dialogue(story.Tell, lang.ES),
		"now": v.Now(story.Tell, last, lang.ES), "state": v.State(story.Tell, last, "mail.beta.test", lang.ES), "message": m,
		"outside": v.Now(story.Tell, last+100, lang.ES), "nobody": v.State(story.Tell, -7, "nobody", lang.ES),
	} {
		b, err := json.Marshal(x)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if name != "message" && strings.Contains(string(b), ":null") {
			t.Errorf("%s has a null where a page expects a list: %s", name, b)
		}
	}
}

func BenchmarkNow(b *testing.B) {
	t := &testing.T{}
	v, s := viewer(lesson(t, "first-email", ""))
	n := len(s.Steps(story.Dialogue))
	for i := range b.N {
		v.Now(story.Dialogue, i%n, lang.ES)
	}
}

// What the panel quotes of an exchange is the line that decided it, as the stage does,
// not the command that came before.
func TestThePanelQuotesTheLineThatDecided(t *testing.T) {
	for _, tt := range []struct{ lesson, exchange, decides string }{
		{"unknown-user", "RCPT TO:<benitoo@beta.test>", "550 5.1.1"},
		{"greylisting", "RCPT TO", "451 4.7.1"},
		{"first-email", "beta.test", "10 mail.beta.test."},
		{"first-email", "* OK [CAPABILITY", "* OK [CAPABILITY"},
		{"mailbox-full", "RCPT TO", "452 4.2.2"},
	} {
		t.Run(tt.lesson+" "+tt.decides, func(t *testing.T) {
			v, s := viewer(lesson(t, tt.lesson, ""))
			var quoted []string
			for i, st := range s.Steps(story.Tell) {
				for _, part := range s.Parts(st) {
					if part.Line != nil && strings.Contains(part.Line.Text, tt.exchange) {
						quoted = append(quoted, v.Now(story.Tell, i, lang.EN).Explain.Wire)
						break
					}
				}
			}
			for _, q := range quoted {
				if strings.Contains(q, tt.decides) {
					return
				}
			}
			t.Errorf("of the exchanges with %q it quotes %q, never %q", tt.exchange, quoted, tt.decides)
		})
	}
}

// TestWhatWasNotRecordedIsSaid: a run that records less is told as what it is: nothing is blank without a word.
func TestWhatWasNotRecordedIsSaid(t *testing.T) {
	src, err := scenarios.Read("first-email")
	if err != nil {
		t.Fatal(err)
	}
	s, _ := scenario.Parse("first-email.yaml", src)
	for _, tt := range []struct {
		record scenario.Record
		says   string
		lines  bool
	}{{scenario.RecordPackets, "", true}, {scenario.RecordDialogue, "packets", true}, {scenario.RecordDecisions, "decided", false}} {
		tr, err := sim.Run(t.Context(), s, sim.Options{Record: tt.record})
		if err != nil {
			t.Fatal(err)
		}
		v := view.New(telling.Of(tr))
		l := v.Lesson(lang.EN)
		if (tt.says == "") != (l.Unrecorded == "") || !strings.Contains(l.Unrecorded, tt.says) || l.Silent == tt.lines {
			t.Errorf("%s: %q, silent %v", tt.record, l.Unrecorded, l.Silent)
		}
		for _, d := range []story.Detail{story.Tell, story.Dialogue, story.Packets} {
			if said := v.Dialogue(d, lang.EN); len(said.Lines) > 0 != tt.lines {
				t.Errorf("%s, %s: %d lines", tt.record, d, len(said.Lines))
			}
			if n := v.Timeline(d, lang.EN).Count; n < 10 {
				t.Errorf("%s, %s: only %d steps are left", tt.record, d, n)
			}
		}
	}
}

// Five days of trying are an axis of days and nights with waits that grow, and a stretch
// that is only counted.
func TestTheTimelineAsTime(t *testing.T) {
	v, s := viewer(lesson(t, "gives-up", ""))
	for _, l := range lang.Complete() {
		tl := v.Timeline(story.Tell, l)
		r := tl.Real
		if r == nil || len(r.At) != len(s.Steps(story.Tell)) {
			t.Fatal("no axis of time")
		}
		for i := range r.At {
			if i > 0 && r.At[i] < r.At[i-1] || r.At[i] > r.Lasts {
				t.Fatalf("step %d ends at %v, the one before at %v, all at %v", i, r.At[i], r.At[max(i-1, 0)], r.Lasts)
			}
		}
		if len(r.Waits) < 25 || r.Waits[0].To-r.Waits[0].From > r.Waits[5].To-r.Waits[5].From {
			t.Errorf("%d waits, the first %v, the sixth %v: want more than 25 that grow", len(r.Waits), r.Waits[0], r.Waits[5])
		}
		if len(r.Days) != 6 || r.Days[0].Name != map[lang.Lang]string{lang.ES: "lun 2", lang.EN: "Mon 2"}[l] || len(r.Nights) < 10 {
			t.Errorf("days %v, %d nights", r.Days, len(r.Nights))
		}
		if len(tl.Folds) == 0 || !strings.Contains(tl.Folds[len(tl.Folds)-1].Text, map[lang.Lang]string{lang.ES: "intentos más", lang.EN: "more tries"}[l]) {
			t.Errorf("it folds %v", tl.Folds)
		}
		for _, f := range tl.Folds {
			if f.From >= f.To || f.To >= tl.Count || tl.Chapters[f.Chapter].Step != f.From || tl.Chapters[f.End].Step != f.To {
				t.Errorf("%+v is no stretch of steps and chapters", f)
			}
		}
	}
	v, _ = viewer(lesson(t, "first-email", ""))
	if r := v.Timeline(story.Tell, lang.EN).Real; r != nil {
		t.Error("two seconds have an axis of time")
	}
}

// A packet opens beside its octets: every field has words in both languages, and the
// octets are those of the capture.
func TestTheAnatomyOfEveryPacket(t *testing.T) {
	for _, slug := range []string{"first-email", "ports"} {
		v, s := viewer(lesson(t, slug, ""))
		opened := 0
		for i := range s.Steps(story.Packets) {
			for _, l := range lang.Complete() {
				a, ok := v.Anatomy(story.Packets, i, l)
				if !ok {
					continue
				}
				opened++
				if len(a.Layers) < 2 || a.Hex == "" {
					t.Fatalf("%s step %d: %+v", slug, i, a)
				}
				for _, layer := range a.Layers {
					if layer.Means == "" {
						t.Errorf("%s: nobody says what %s is", l, layer.Name)
					}
					for _, f := range layer.Fields {
						if f.Name == "" || f.Means == "" {
							t.Errorf("%s, %s: a field without words: %+v", slug, l, f)
						}
					}
				}
			}
		}
		if opened < 40 {
			t.Errorf("%s: %d packets open", slug, opened)
		}
	}
}
