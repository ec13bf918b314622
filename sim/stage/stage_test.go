package stage_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"posta/scenarios"
	"posta/sim/glossary"
	"posta/sim/lang"
	"posta/sim/stage"
	"posta/sim/stage/fonts"
	"posta/sim/stage/internal/cast"
	"posta/sim/story"
	"posta/sim/telling"
)

// caption stands for package explain, at its most talkative and in its longer
// language.
func caption(s *story.Step, l lang.Lang) string {
	if l == lang.ES {
		return "el servidor de correo del departamento de matemáticas comprueba que el destinatario existe y responde afirmativamente"
	}
	return "the server checks that the recipient exists"
}

func staged(t *cast.Trace, w, h float64) stage.Model {
	m := stage.New(fonts.Measure, caption)
	m = stage.Update(m, stage.Resize{W: w, H: h, Scale: 1})
	return stage.Update(m, stage.Load{Telling: telling.Of(t.Trace)})
}

func send(m stage.Model, msgs ...stage.Msg) stage.Model {
	for _, msg := range msgs {
		m = stage.Update(m, msg)
	}
	return m
}

// settle lets time pass until nothing moves any more.
func settle(t testing.TB, m stage.Model) stage.Model {
	t.Helper()
	for range 60 * 30 {
		if !m.Moving() {
			return m
		}
		m = stage.Update(m, stage.Tick{Seconds: 1.0 / 60})
	}
	t.Fatal("still moving after half a minute")
	return m
}

// windows are a school's projector, a laptop with panels, a phone, a ribbon.
var windows = []struct {
	name   string
	w, h   float64
	insets stage.Insets
}{
	{"projector", 1920, 1080, stage.Insets{}},
	{"laptop with panels", 1280, 720, stage.Insets{Top: 56, Right: 380, Bottom: 76}},
	{"phone", 360, 640, stage.Insets{Top: 48, Bottom: 180}},
	{"ribbon", 1200, 300, stage.Insets{}},
}

func TestSteppingForwardAndBackShowsTheSamePicture(t *testing.T) {
	m := staged(cast.Secure(), 1000, 600)
	if m.StepIndex() != -1 || m.Position() != 0 {
		t.Fatalf("a story begins before its first step, not at %d", m.StepIndex())
	}
	var seen []stage.DisplayList
	for range m.StepCount() {
		m = settle(t, stage.Update(m, stage.Forward{}))
		seen = append(seen, stage.Scene(m))
	}
	for i := m.StepCount() - 2; i >= 0; i-- {
		m = settle(t, stage.Update(m, stage.Back{}))
		if m.StepIndex() != i {
			t.Fatalf("one back from %d is %d", i+1, m.StepIndex())
		}
		list := stage.Scene(m)
		if !sameShapes(list, seen[i]) {
			t.Errorf("step %d looks otherwise when one comes back to it", i)
		}
	}
	if m = stage.Update(m, stage.Back{By: 5}); m.StepIndex() != -1 {
		t.Errorf("back past the beginning is %d", m.StepIndex())
	}
}

func TestPlayingEndsAtTheEnd(t *testing.T) {
	m := send(staged(cast.Secure(), 1000, 600), stage.Speed{Factor: 20}, stage.Play{On: true})
	m = settle(t, m)
	if m.Playing() || m.StepIndex() != m.StepCount()-1 {
		t.Errorf("playing stopped at step %d of %d, playing: %v", m.StepIndex(), m.StepCount(), m.Playing())
	}
	if m = stage.Update(m, stage.Play{On: true}); m.StepIndex() != -1 {
		t.Errorf("play at the end starts again from step %d", m.StepIndex())
	}
}

func TestChaptersGoForwardAndBack(t *testing.T) {
	m := staged(cast.Patience(), 1000, 600)
	m = send(m, stage.Chapter{By: 1})
	if m.StepIndex() != 0 {
		t.Fatalf("the first chapter begins at step %d", m.StepIndex())
	}
	m = send(m, stage.Chapter{By: 1}, stage.Chapter{By: 1})
	second := m.Step().Chapter()
	begin := m.StepIndex()
	m = send(m, stage.Forward{})
	if m.Step().Chapter() == second {
		if m = send(m, stage.Chapter{By: -1}); m.StepIndex() != begin {
			t.Errorf("a chapter back from within is step %d, want its beginning %d", m.StepIndex(), begin)
		}
	}
	for range len(m.Telling().Story.Chapters) + 3 {
		m = send(m, stage.Chapter{By: 1})
	}
	if m.StepIndex() != m.StepCount()-1 {
		t.Errorf("past the last chapter is step %d of %d", m.StepIndex(), m.StepCount())
	}
	for range len(m.Telling().Story.Chapters) + 3 {
		m = send(m, stage.Chapter{By: -1})
	}
	if m.StepIndex() != -1 {
		t.Errorf("before the first chapter is step %d", m.StepIndex())
	}
}

func TestDetailKeepsThePlace(t *testing.T) {
	m := send(staged(cast.Secure(), 1000, 600), stage.Seek{Step: 12, Still: true})
	at := m.Position()
	deeper := send(m, stage.SetDetail{Detail: story.Packets})
	if s := deeper.Step(); s == nil || s.First > at || s.Last < at {
		t.Errorf("position %d became step %+v", at, s)
	}
	if again := send(deeper, stage.SetDetail{Detail: "no such detail"}); again.Detail() != story.Packets {
		t.Error("an unknown detail should change nothing")
	}
}

func TestLetterGathersPostmarks(t *testing.T) {
	m := send(staged(cast.Patience(), 1000, 600), stage.Seek{Step: 1000, Still: true})
	host, marks := m.Letter()
	if host != "mail.alfa.test" || marks != 1 {
		t.Errorf("the letter is at %q with %d postmarks", host, marks)
	}
	list := stage.Scene(m)
	found := false
	for _, h := range list.Hits {
		found = found || h.Target.Kind == stage.TargetLetter && h.Target.Message == "<1@alfa.test>"
	}
	if !found {
		t.Error("the letter cannot be pointed at")
	}
}

func TestReducedMotionOnlyFades(t *testing.T) {
	m := send(staged(cast.Secure(), 1000, 600), stage.SetReduced{On: true}, stage.Seek{Step: 12})
	last := stage.Scene(settle(t, m))
	if m.Progress() < 1 {
		t.Error("under reduced motion a step is shown as it ends")
	}
	fading := false
	for m.Moving() {
		m = stage.Update(m, stage.Tick{Seconds: 1.0 / 60})
		list := stage.Scene(m)
		fading = fading || list.Crossfade < 1
		if !sameShapes(list, last) {
			t.Fatal("something moves")
		}
	}
	if !fading {
		t.Error("the pictures should fade into each other")
	}
}

func TestNothingMovesAtRest(t *testing.T) {
	m := settle(t, send(staged(cast.Secure(), 1000, 600), stage.Seek{Step: 12}))
	if !m.Same(stage.Update(m, stage.Tick{Seconds: 1})) {
		t.Error("a tick at rest changes the picture")
	}
}

func TestHoursPassVisibly(t *testing.T) {
	m := staged(cast.Patience(), 1000, 600)
	for i := range m.StepCount() {
		m = stage.Update(m, stage.Seek{Step: i})
		before := m.Time()
		if s := m.Step(); s.End-before < 3e12 { // most of an hour
			continue
		}
		half := stage.Update(stage.Update(stage.Update(stage.Update(m, stage.Tick{Seconds: 0.25}), stage.Tick{Seconds: 0.25}), stage.Tick{Seconds: 0.25}), stage.Tick{Seconds: 0.25})
		if half.Time() <= before || half.Time() >= m.Step().End {
			t.Errorf("half-way the clock shows %v, between %v and %v", half.Time(), before, m.Step().End)
		}
		texts := ""
		list := stage.Scene(half)
		for _, x := range list.Texts() {
			texts += x.String + "|"
		}
		if !strings.Contains(texts, "|+ ") && !strings.HasPrefix(texts, "+ ") {
			t.Errorf("nobody says how long it takes: %s", texts)
		}
		return
	}
	t.Fatal("no hours pass in this story")
}

func TestTappingSelects(t *testing.T) {
	m := settle(t, staged(cast.Secure(), 1000, 600))
	p := m.Map().Place("mail.beta.test")
	m = send(m, stage.Tap{At: m.Screen(p.At)})
	if m.Selected() != (stage.Target{Kind: stage.TargetHost, A: "mail.beta.test"}) {
		t.Errorf("selected %+v", m.Selected())
	}
	road := m.Map().Road("mail.beta.test", "mail.alfa.test")
	middle, _ := road.Path.At(0.5)
	m = send(m, stage.Tap{At: m.Screen(middle)})
	if m.Selected() != (stage.Target{Kind: stage.TargetRoad, A: "mail.alfa.test", B: "mail.beta.test"}) {
		t.Errorf("selected %+v", m.Selected())
	}
	if m = send(m, stage.Tap{At: stage.Point{X: 2, Y: 2}}); m.Selected() != (stage.Target{}) {
		t.Errorf("a tap on the paper selects %+v", m.Selected())
	}
	if m = send(m, stage.Next{By: -1}); m.Selected().Kind != stage.TargetHost {
		t.Errorf("the keyboard selects %+v", m.Selected())
	}
}

func TestAreasAreLargeEnoughForAFinger(t *testing.T) {
	m := staged(cast.Random(3, 12, 40, false), 360, 640)
	list := stage.Scene(m)
	for _, h := range list.Hits {
		if h.Points == nil && (h.Rect.W < stage.MinReach || h.Rect.H < stage.MinReach) || h.Points != nil && 2*h.Reach < stage.MinReach {
			t.Errorf("%+v: %v", h.Target, h.Rect)
		}
		if h.Label == "" {
			t.Errorf("%+v has no name", h.Target)
		}
	}
}

func TestRoadsOnlyWhereHostsTalk(t *testing.T) {
	m := staged(cast.Secure(), 1000, 600)
	if m.Map().Road("laptop-alicia", "dns.test") != nil {
		t.Error("a road between hosts that never talk")
	}
	if n := len(m.Map().Roads); n != 4 {
		t.Errorf("%d roads, want 4", n)
	}
}

func TestListenerHearsOnlyWhatIsPlain(t *testing.T) {
	m := send(staged(cast.Secure(), 1000, 600), stage.SetListener{On: true})
	plain, unreadable := 0, 0
	for i := range m.StepCount() {
		m = send(m, stage.Seek{Step: i, Still: true})
		s := m.Step()
		if s.Line == nil {
			continue
		}
		list := stage.Scene(m)
		said := false
		for _, x := range list.Texts() {
			// What went before TLS may stand in the notebook for good.
			said = said || strings.Contains(x.String, s.Line.Text[:min(len(s.Line.Text), 8)])
		}
		switch {
		case s.Line.Encrypted && said:
			t.Errorf("a listener reads %q inside TLS", s.Line.Text)
		case s.Line.Encrypted:
			unreadable++
		case said:
			plain++
		}
	}
	if unreadable == 0 || plain == 0 {
		t.Errorf("%d lines unreadable, %d plain: the story should have both", unreadable, plain)
	}
}

func TestEveryWordCanBeWritten(t *testing.T) {
	for _, w := range stage.Words() {
		if w == "" {
			t.Error("a word is missing in a language")
		}
		for _, r := range w {
			if !fonts.Has(stage.Sans, r) {
				t.Errorf("%q: Inter has no %q", w, r)
			}
		}
	}
	for _, f := range []stage.Font{stage.Sans, stage.Bold, stage.Mono} {
		for _, r := range "áéíóúüñÁÉÍÓÚÜÑ¿¡«»…·–\u00a0\u2022" {
			if !fonts.Has(f, r) {
				t.Errorf("font %d has no %q", f, r)
			}
		}
	}
}

func TestHostileTextDoesNoHarm(t *testing.T) {
	c := cast.Secure()
	a, b := "mail.alfa.test", "mail.beta.test"
	n := c.Connect(a, b, "smtp")
	c.Say(n, b, a, "220 "+strings.Repeat("W", 5000)+"\x00\x1b[31m\u202e\xff\xfe")
	c.Say(n, a, b, "")
	m := staged(c, 300, 200)
	for i := range m.StepCount() {
		m = send(m, stage.Seek{Step: i}, stage.Tick{Seconds: 0.1})
		list := stage.Scene(m)
		for _, x := range list.Texts() {
			for _, r := range x.String {
				if r < ' ' || r == '\u202e' {
					t.Fatalf("%q reached the stage", x.String)
				}
			}
		}
	}
}

// TestOtherScripts: what the stage says that it can write, its fonts have; the rest is a
// wavy line, and no row of empty boxes.
func TestOtherScripts(t *testing.T) {
	for r := rune(0xA0); r < 0x2300; r++ {
		for _, f := range []stage.Font{stage.Sans, stage.Bold, stage.Mono} {
			if r >= 0x180 && stage.CanWrite(r) && !fonts.Has(f, r) {
				t.Errorf("font %d has no %q (%U)", f, r, r)
			}
		}
	}
	for _, x := range []struct{ in, want string }{
		{"¡Feliz año, Žofie!", "¡Feliz año, Žofie!"},
		{"\u05e9\u05dc\u05d5\u05dd Ana", "~~~~ Ana"},
		{"Fiesta \U0001F389", "Fiesta ~"},
		{"\u65e5\u672c\u8a9e\u306e\u4ef6\u540d\u3067\u3059", "~~~~~"},
	} {
		if got := stage.Scrawl(x.in); got != x.want {
			t.Errorf("%q is written %q, want %q", x.in, got, x.want)
		}
	}
}

// TestThreeHundredLetters lie in one mailbox and are counted; a frame with them is drawn like
// any other.
func TestThreeHundredLetters(t *testing.T) {
	var script strings.Builder
	for i := range 300 {
		fmt.Fprintf(&script, "  - send: {from: alicia, to: benito@beta.test, subject: \"%d \U0001F389 \u05e9\u05dc\u05d5\u05dd\", body: hola}\n", i)
	}
	long := strings.Repeat("n", 63)
	m := wordless(t, "posta: 1\ntitle: {es: Muchas, en: Many}\ndomains:\n  alfa.test: {users: [alicia]}\n  beta.test: {users: [benito]}\n  "+long+".test: {users: [ene]}\nscript:\n"+script.String())
	for _, w := range screens {
		m := send(m, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets}, stage.Seek{Step: m.StepCount() - 1, Still: true})
		list := stage.Scene(m)
		if w.w > 1000 && !slices.ContainsFunc(list.Texts(), func(x stage.Text) bool { return x.String == "299" }) {
			t.Errorf("%s: nothing says that there are 299 letters beside the one in front", w.name)
		}
		for _, f := range faults(m) {
			t.Errorf("%s: %s", w.name, f)
		}
	}
}

// TestSignsSayWhatTheyMean: whatever sign is pointed at or pressed says what it means, in the
// language of the moment, until the pointer leaves or the story goes on.
func TestSignsSayWhatTheyMean(t *testing.T) {
	m := send(onStage(t, "unknown-user"), stage.SetDetail{Detail: story.Tell}, stage.Resize{W: 1366, H: 768, Scale: 1}, stage.Seek{Step: 12, Still: true})
	met := map[string]bool{}
	for _, l := range lang.All() {
		m := send(m, stage.SetLang{Lang: l})
		for x := 0.0; x < 1366; x += 20 {
			for y := 0.0; y < 768; y += 20 {
				m = send(m, stage.Hover{At: stage.Point{X: x, Y: y}})
				if word := m.Sign(); word != "" {
					met[word] = true
				}
			}
		}
	}
	for _, want := range []string{"2xx: yes", "5xx: no", "2xx: sí", "this recipient", "ese destinatario"} {
		if !slices.ContainsFunc(slices.Sorted(maps.Keys(met)), func(s string) bool { return strings.Contains(s, want) }) {
			t.Errorf("no sign says %q: %q", want, slices.Sorted(maps.Keys(met)))
		}
	}
	for x := 0.0; x < 1366 && m.Sign() == ""; x += 5 {
		for y := 0.0; y < 768 && m.Sign() == ""; y += 5 {
			m = send(m, stage.Tap{At: stage.Point{X: x, Y: y}})
		}
	}
	list := stage.Scene(m)
	if !slices.ContainsFunc(list.Texts(), func(x stage.Text) bool { return strings.HasPrefix(m.Sign(), x.String) }) {
		t.Errorf("%q was pressed, and is not written", m.Sign())
	}
	if m = send(m, stage.Forward{}); m.Sign() != "" {
		t.Errorf("the story went on, and %q still stands there", m.Sign())
	}
}

// TestSignsByKeys: whoever has no pointer goes from sign to sign, around and back; each is marked, says what it means,
// and what it says lies on the stage.
func TestSignsByKeys(t *testing.T) {
	at := send(onStage(t, "unknown-user"), stage.SetDetail{Detail: story.Tell}, stage.Seek{Step: 12, Still: true})
	for _, w := range screens {
		m := send(at, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets}, stage.NextSign{By: 1})
		first, met := m, map[string]bool{}
		for range 80 {
			met[m.Sign()] = true
			list := stage.Scene(m)
			i := slices.IndexFunc(list.Texts(), func(x stage.Text) bool { return x.String != "" && strings.HasPrefix(m.Sign(), x.String) })
			if i < 0 {
				t.Fatalf("%s: %q is come to, and is not written", w.name, m.Sign())
			}
			if box := list.Texts()[i].Box; box.X < m.Free().X || box.Right() > m.Free().Right() || box.Y < m.Free().Y || box.Bottom() > m.Free().Bottom() {
				t.Errorf("%s: %q leaves the stage", w.name, m.Sign())
			}
			if back := send(m, stage.NextSign{By: 1}, stage.NextSign{By: -1}); !back.Same(m) {
				t.Fatalf("%s: from %q forth and back is %q", w.name, m.Sign(), back.Sign())
			}
			if m = send(m, stage.NextSign{By: 1}); m.Same(first) {
				break
			}
		}
		if !m.Same(first) {
			t.Errorf("%s: one never comes around", w.name)
		}
		for _, want := range []string{"5xx: no", "this recipient"} {
			if !slices.ContainsFunc(slices.Sorted(maps.Keys(met)), func(s string) bool { return strings.Contains(s, want) }) {
				t.Errorf("%s: no key leads to %q: %q", w.name, want, slices.Sorted(maps.Keys(met)))
			}
		}
		if m = send(m, stage.Select{}); m.Sign() != "" {
			t.Errorf("%s: %q does not go away", w.name, m.Sign())
		}
	}
}

// TestWordsInBalloonsExplainThemselves: a word of the protocol that is said can be pointed at, and come to by key; what
// it means is written out whole on the stage, in the language of the moment.
func TestWordsInBalloonsExplainThemselves(t *testing.T) {
	at := send(onStage(t, "unknown-user"), stage.SetDetail{Detail: story.Tell}, stage.Seek{Step: 12, Still: true})
	for _, w := range screens {
		for _, l := range lang.All() {
			m := send(at, stage.SetLang{Lang: l}, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets})
			for _, word := range []string{"550", "5.1.1"} {
				term := glossary.Of(word, l)
				scene := stage.Scene(m)
				said := ""
				for _, x := range scene.Texts() {
					if i := strings.Index(x.String, word); i >= 0 && x.Font == stage.Mono && said != term.Text().In(l) {
						left := fonts.Measure(x.Font, x.Size, x.String[:i])
						over := send(m, stage.Hover{At: stage.Point{X: x.Box.X + left + 4, Y: x.Box.Centre().Y}})
						said = over.Sign()
						written := ""
						shown := stage.Scene(over)
						for _, x := range shown.Texts() {
							written += x.String + " "
						}
						if got := strings.ReplaceAll(written, "\u00a0", " "); !strings.Contains(got, said) {
							t.Errorf("%s, %s: %q is not written whole", w.name, l, said)
						}
					}
				}
				if said != term.Text().In(l) {
					t.Errorf("%s, %s: %s means %q", w.name, l, word, said)
				}
			}
			met := map[string]bool{}
			for range 80 {
				m = send(m, stage.NextSign{By: 1})
				met[m.Sign()] = true
			}
			if want := glossary.Of("5.1.1", l).Text().In(l); !met[want] {
				t.Errorf("%s, %s: no key leads to 5.1.1", w.name, l)
			}
		}
	}
}

// TestATubeStandsUntilItIsTold: within a chapter no tube goes or comes at a step that tells of others, if the one before did so, too.
func TestATubeStandsUntilItIsTold(t *testing.T) {
	stood := 0
	for _, slug := range scenarios.Slugs() {
		m := send(onStage(t, slug), stage.SetDetail{Detail: story.Tell})
		var last [][2]string
		chapter := -1
		for i := range m.StepCount() {
			m = send(m, stage.Seek{Step: i, Still: true})
			s, now := m.Step(), stage.TubesAt(m)
			of := func(s *story.Step, ends [2]string) bool {
				return slices.Contains(ends[:], s.From) && (s.To == "" || slices.Contains(ends[:], s.To))
			}
			for _, ends := range last {
				stood++
				prev := m.Telling().Story.Steps(story.Tell)[i-1]
				before := of(prev, ends) && prev.Kind != story.TellSMTPSecure
				if s.Chapter() == chapter && !before && !of(s, ends) && !slices.Contains(now, ends) {
					t.Errorf("%s, step %d, %s of %s: the tube between %s and %s is gone", slug, i+1, s.Kind, s.From, ends[0], ends[1])
				}
			}
			for _, ends := range now {
				if s.Chapter() == chapter && !slices.Contains(last, ends) && !of(s, ends) && !of(m.Telling().Story.Steps(story.Tell)[i-1], ends) {
					t.Errorf("%s, step %d, %s of %s: a tube stands between %s and %s before it is told", slug, i+1, s.Kind, s.From, ends[0], ends[1])
				}
			}
			last, chapter = now, s.Chapter()
		}
	}
	t.Logf("%d tubes", stood)
}
