package panels_test

import (
	"context"
	"flag"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/glossary"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/stage"
	"posta/sim/stage/fonts"
	"posta/sim/stage/panels"
	"posta/sim/stage/shown"
	"posta/sim/stage/still"
	"posta/sim/story"
	"posta/sim/trace"
)

var pictures = flag.String("pictures", "", "folder to write the tests' pictures to")

// window is one that nobody sees: it does what paint.Game does.
type window struct {
	t     *testing.T
	m     stage.Model
	inbox []stage.Msg
	p     *panels.Panels
	src   *scenario.Scenario
	asked []string
}

func (w *window) Model() stage.Model     { return w.m }
func (w *window) Send(msgs ...stage.Msg) { w.inbox = append(w.inbox, msgs...) }
func (w *window) tell(msgs ...stage.Msg) { w.Send(msgs...); w.settle() }
func (w *window) press(keys ...string) {
	w.t.Helper()
	for _, k := range keys {
		if !w.p.Key(k) {
			w.t.Errorf("the key %q does nothing", k)
		}
		w.settle()
	}
}

func (w *window) settle() {
	for range 4 {
		inbox := w.inbox
		w.inbox = nil
		for _, msg := range inbox {
			w.m = stage.Update(w.m, msg)
		}
		msgs, _ := w.p.Look(w.m)
		for _, msg := range msgs {
			w.m = stage.Update(w.m, msg)
		}
	}
}

func parse(t *testing.T, slug string) *scenario.Scenario {
	t.Helper()
	src, err := scenarios.Read(slug)
	if err != nil {
		t.Fatal(err)
	}
	s, problems := scenario.Parse(slug+".yaml", src)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return s
}

func run(t *testing.T, s *scenario.Scenario) *trace.Trace {
	t.Helper()
	tr, err := sim.Run(context.Background(), s, sim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func open(t *testing.T, slug string, wide, high float64) *window {
	w := &window{t: t, src: parse(t, slug)}
	asks := panels.Asks{
		Open: func(slug string) { w.asked = append(w.asked, "open "+slug) },
		WhatIf: func(fault, title string) {
			w.asked = append(w.asked, "what if "+fault)
			s, problems := scenario.WithFault(w.src, fault)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			would := shown.Tell(run(t, s))
			w.p.Do(func(p *panels.Panels) { p.Part(would, title) })
		},
		FullScreen: func() { w.asked = append(w.asked, "full screen") },
		Release:    func(id int, answer string) { w.asked = append(w.asked, fmt.Sprintf("release %d %s", id, answer)) },
	}
	w.p = panels.New(asks)
	w.p.Choose([]panels.Lesson{{Slug: "first-email", Title: lang.Both("One")}, {Slug: "gives-up", Title: lang.Both("Two")}})
	w.p.Runs.Player = w
	w.m = stage.New(fonts.Measure, w.p.Runs.Caption)
	w.m = stage.Update(w.m, stage.Resize{W: wide, H: high, Scale: 1})
	w.m = stage.Update(w.m, stage.SetReduced{On: true})
	w.p.Open(shown.Tell(run(t, w.src)), false)
	w.settle()
	return w
}

// texts is all that the panels say.
func (w *window) texts() string {
	var b strings.Builder
	for _, s := range w.p.Shapes() {
		if x, ok := s.(stage.Text); ok {
			b.WriteString(x.String + "\n")
		}
	}
	return b.String()
}

func (w *window) says(want string) {
	w.t.Helper()
	if got := strings.Join(strings.Fields(w.texts()), " "); !strings.Contains(got, want) {
		w.t.Errorf("nothing says %q:\n%s", want, w.texts())
	}
}

func (w *window) save(name string) {
	w.t.Helper()
	if *pictures == "" {
		return
	}
	list := stage.Scene(w.m)
	list.Life = append(list.Life, w.p.Shapes()...)
	f, err := os.Create(filepath.Join(*pictures, name+".png"))
	if err != nil {
		w.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, still.Image(&list, 1)); err != nil {
		w.t.Fatal(err)
	}
}

// TestALesson goes through a lesson by its keys.
func TestALesson(t *testing.T) {
	w := open(t, "unknown-user", 1366, 768)
	w.says(w.src.Title.EN)
	w.says("before the first step")
	w.press("2", "right", "right", "right")
	if got := w.m.StepIndex(); got != 2 {
		t.Errorf("three steps lead to step %d", got)
	}
	w.press("end", "shift+left")
	w.save("explain-en")
	w.press("l")
	if w.m.Lang() != lang.ES {
		t.Error("no Spanish")
	}
	w.says("Explicación")
	w.press("d", "tab")
	w.save("dialogue-dark-es")
	w.says("Diálogo")
	w.press("d", "tab", "n", "n")
	w.save("state-es")
	w.press("tab")
	w.save("lesson-es")
	w.says("Qué vas a aprender")
	w.press("f")
	w.save("whatif-es")
	w.press("?")
	w.save("keys-es")
	w.press("escape", "b")
	w.save("lessons-es")
	w.press("down", "enter", "f11")
	if got := strings.Join(w.asked, ", "); got != "open first-email, full screen" && got != "open gives-up, full screen" {
		t.Errorf("it asked for %q", got)
	}
}

// TestBreak: where what happens is real, something is broken, and there are no two runs.
func TestBreak(t *testing.T) {
	w := open(t, "first-email", 1200, 800)
	w.p.Asks(panels.Asks{Break: func(fault, title string) { w.asked = append(w.asked, "break "+fault) }})
	w.press("end", "f", "enter") // nothing is left to break
	if len(w.asked) != 0 {
		t.Errorf("asked: %v", w.asked)
	}
	w.press("home", "right", "f", "enter")
	w.says("broken now in these servers")
	if len(w.asked) != 1 || !strings.HasPrefix(w.asked[0], "break ") {
		t.Errorf("asked: %v", w.asked)
	}
}

// TestWhatIf asks what could have gone wrong, goes over and back, and forgets it.
func TestWhatIf(t *testing.T) {
	w := open(t, "first-email", 1366, 768)
	w.press("1", "right", "right", "f", "enter", "right", "right", "right", "right")
	if len(w.asked) != 1 || w.p.Runs.Fork == nil {
		t.Fatalf("asked %q", w.asked)
	}
	w.says("What would have happened")
	w.save("would-en")
	w.press("v")
	if w.p.Runs.Side != 0 {
		t.Error("V does not go over")
	}
	w.press("v", "c")
	if w.p.Runs.Fork != nil || strings.Contains(w.texts(), "What would have happened") {
		t.Error("it was not forgotten")
	}
}

// TestPicture is README's.
func TestPicture(t *testing.T) {
	w := open(t, "first-email", 1280, 720)
	w.press("1", "right", "right", "f", "enter", "right", "right", "right", "right")
	w.says("What if")
	w.save("window")
}

// TestWholeLines: at any size and in both languages every line stands whole within the window, and none over another.
func TestWholeLines(t *testing.T) {
	for _, size := range [][2]float64{{1280, 720}, {1366, 768}, {3840, 2160}, {700, 900}, {390, 844}} {
		w := open(t, "first-email", size[0], size[1])
		for _, l := range lang.All() {
			w.tell(stage.SetLang{Lang: l}, stage.SetDetail{Detail: story.Dialogue}, stage.Seek{Step: 30, Still: true})
			for range 5 {
				w.press("tab", "down", "down")
				w.whole()
			}
			w.press("?")
			w.whole()
			w.press("escape")
		}
	}
	w := open(t, "first-email", 390, 844)
	w.tell(stage.Seek{Step: 30, Still: true})
	w.save("narrow-en")
	w = open(t, "first-email", 1920, 1080)
	w.tell(stage.Seek{Step: 30, Still: true})
	w.save("large-en")
}

func (w *window) whole() {
	w.t.Helper()
	wide, high := w.m.Size()
	last := 0
	shapes := w.p.Shapes()
	for n, s := range shapes { // what lies over everything begins after the veil
		if b, ok := s.(stage.Box); ok && b.W == wide && b.H == high {
			last = n
		}
	}
	var texts []stage.Text
	for _, s := range shapes[last:] {
		if x, ok := s.(stage.Text); ok && x.String != "" {
			texts = append(texts, x)
		}
	}
	for n, a := range texts {
		if a.Box.X < 0 || a.Box.Y < 0 || a.Box.Right() > wide || a.Box.Bottom() > high {
			w.t.Errorf("%gx%g: %q stands at %v", wide, high, a.String, a.Box)
		}
		for _, b := range texts[:n] {
			if a.Box.Grow(-1.5).Overlaps(b.Box.Grow(-1.5)) {
				w.t.Errorf("%gx%g: %q stands over %q", wide, high, a.String, b.String)
			}
		}
	}
}

// TestPressed: whatever can be pressed does something, and nothing breaks.
func TestPressed(t *testing.T) {
	w := open(t, "mailbox-full", 1280, 720)
	w.tell(stage.SetDetail{Detail: story.Dialogue}, stage.Seek{Step: 40, Still: true})
	for y := 5.0; y < 720; y += 17 {
		for x := 5.0; x < 1280; x += 23 {
			at := stage.Point{X: x, Y: y}
			w.p.Hover(at)
			if w.p.Over(at) {
				w.p.Tap(at)
				w.p.Wheel(at, -1)
				w.p.Drag(at, at, stage.Point{X: x, Y: y - 30})
			}
			w.settle()
		}
	}
}

// TestHeld: what stands still is told, and let go with an answer.
func TestHeld(t *testing.T) {
	w := open(t, "first-email", 1366, 768)
	w.p.Do(func(p *panels.Panels) {
		p.Hold(&panels.Held{ID: 7, Where: "mail.beta.test", Said: "RCPT TO:<benito@beta.test>", Answers: []string{"451 4.7.1 Later"}})
	})
	w.settle()
	w.says("Held: mail.beta.test")
	w.says("451 4.7.1 Later")
	w.save("held-en")
	w.press("enter")
	if len(w.asked) != 1 || w.asked[0] != "release 7 " {
		t.Errorf("asked %q", w.asked)
	}
}

// TestWordsExplainThemselves: a word of the subject in a card is pointed at, and says what it means until the pointer
// leaves; pressed, until something else is; and its line is not gone to.
func TestWordsExplainThemselves(t *testing.T) {
	w := open(t, "first-email", 1366, 768)
	w.tell(stage.SetLang{Lang: lang.EN}, stage.SetDetail{Detail: story.Dialogue})
	for range 6 {
		w.press("right")
	}
	w.press("tab") // the dialogue
	term := glossary.Of("EHLO", lang.EN)
	at := stage.Point{}
	for _, s := range w.p.Shapes() {
		if x, ok := s.(stage.Text); ok && strings.HasPrefix(x.String, "EHLO ") {
			at = stage.Point{X: x.Box.X + 5, Y: x.Box.Centre().Y}
		}
	}
	shows := func() bool { return strings.Contains(strings.Join(strings.Fields(w.texts()), " "), term.Means.EN) }
	step := w.m.StepIndex()
	for _, do := range []struct {
		what string
		do   func()
		want bool
	}{
		{"pointed at", func() { w.p.Hover(at) }, true},
		{"left", func() { w.p.Hover(stage.Point{}) }, false},
		{"pressed", func() { w.p.Tap(at) }, true},
		{"pressed elsewhere", func() { w.p.Tap(stage.Point{X: 3, Y: 400}) }, false},
	} {
		do.do()
		w.settle()
		if shows() != do.want {
			t.Errorf("%s: it explains itself: %v", do.what, !do.want)
		}
	}
	if w.m.StepIndex() != step {
		t.Error("who asked for a word was taken to another step")
	}
}

// TestWordsByKeys: whoever has no pointer goes from word to word of what is read, around and back; what is out of sight rolls into it,
// each is marked and says within the window what it means, and escape has it say no more.
func TestWordsByKeys(t *testing.T) {
	for _, size := range [][2]float64{{1366, 768}, {1000, 420}, {390, 844}} {
		w := open(t, "first-email", size[0], size[1])
		for _, l := range lang.All() {
			for _, tab := range []string{"", "tab"} { // what is explained, and what is said
				w.tell(stage.SetLang{Lang: l}, stage.SetDetail{Detail: story.Dialogue}, stage.Seek{Step: 12, Still: true})
				if tab != "" {
					w.press(tab)
				}
				var order []string
				for len(order) < 60 {
					w.press("w")
					said := w.meaning()
					if said == "" {
						t.Fatalf("%v, %s %s: after %q no word says what it means", size, l, tab, order)
					}
					if len(order) > 0 && said == order[0] {
						break
					}
					order = append(order, said)
				}
				if len(order) < 2 || len(order) == 60 {
					t.Errorf("%v, %s %s: keys lead through %q", size, l, tab, order)
				}
				w.press("q")
				if got := w.meaning(); got != order[len(order)-1] {
					t.Errorf("%v, %s: back from %q is %q", size, l, order[0], got)
				}
				w.press("escape")
				if got := w.meaning(); got != "" {
					t.Errorf("%v, %s: escape leaves %q", size, l, got)
				}
			}
			w.press("shift+tab")
		}
	}
}

// meaning is what the word that is marked is said to mean: what is written after the mark.
func (w *window) meaning() string {
	shapes, at := w.p.Shapes(), -1
	for n, s := range shapes {
		if b, ok := s.(stage.Box); ok && b.Fill.A == 0 && b.Width > 1.5 && b.Stroke.A > 0 {
			at = n
		}
	}
	if at < 0 {
		return ""
	}
	var said []string
	for _, s := range shapes[at:] {
		if x, ok := s.(stage.Text); ok {
			if wide, high := w.m.Size(); x.Box.X < 0 || x.Box.Y < 0 || x.Box.Right() > wide || x.Box.Bottom() > high {
				w.t.Errorf("%gx%g: %q stands at %v", wide, high, x.String, x.Box)
			}
			said = append(said, x.String)
		}
	}
	return strings.Join(said, " ")
}
