package stage_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/dialogue"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/simtest"
	"posta/sim/stage"
	"posta/sim/stage/fonts"
	"posta/sim/story"
	"posta/sim/telling"
	"posta/sim/trace"
)

// screens are a school laptop with its panel, a projector, and a phone.
var screens = []screen{
	{"1366x768", 1366, 768, stage.Insets{Top: 66, Right: 392, Bottom: 118}},
	{"1920x1080", 1920, 1080, stage.Insets{Top: 66, Bottom: 126}},
	{"390x844", 390, 844, stage.Insets{Top: 60, Bottom: 294}},
}

type screen struct {
	name   string
	w, h   float64
	insets stage.Insets
}

// TestTheInspectionRoom opens for every lesson that asks who says so, at every size: what is
// written in it can be read, lies within it and covers nothing; and what it shows is
// what the check found.
func TestTheInspectionRoom(t *testing.T) {
	shown := map[string]bool{}
	for _, slug := range []string{"spf-pass", "spf-too-many", "dkim-pass", "dkim-broken", "dmarc-quarantine", "dmarc-reject", "aligned-or-not", "forwarding"} {
		m := onStage(t, slug)
		rooms := 0
		for _, l := range lang.All() {
			for _, w := range append(slices.Clone(screens), screen{"390x844 with a question", 390, 844, stage.Insets{Top: 60, Bottom: 568}}) {
				for _, d := range []story.Detail{story.Tell, story.Dialogue} {
					m := send(m, stage.SetLang{Lang: l}, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets}, stage.SetDetail{Detail: d})
					for i := range m.StepCount() {
						m = send(m, stage.Seek{Step: i, Still: true})
						if !m.Inspects() {
							continue
						}
						rooms++
						checkTexts(t, slug+", "+w.name, m)
						list := stage.Scene(m)
						if term := m.Decided(); w.name != "390x844 with a question" && !slices.ContainsFunc(list.Texts(), func(x stage.Text) bool {
							return strings.HasPrefix(strings.TrimSpace(x.String), term[:min(len(term), 6)])
						}) {
							t.Errorf("%s, %s, step %d: %q decided, and is not shown", slug, w.name, i, term)
						}
						for _, text := range list.Texts() {
							shown[text.String] = true
							if b, free := text.Box, m.Free(); b.X < free.X || b.Right() > free.Right() || b.Y < free.Y || b.Bottom() > free.Bottom() {
								t.Errorf("%s, %s, step %d: %q, %v, leaves the stage", slug, w.name, i, text.String, b)
							}
						}
					}
				}
			}
		}
		if rooms == 0 {
			t.Errorf("%s opens no room", slug)
		}
	}
	for _, want := range []string{"mx \u203a 192.0.2.10", "permerror", "DMARC: fail", "DMARC: pass", "From: alfa.test", "p=reject", "sin sello", "otra organización", "550 5.7.26"} {
		if !shown[want] {
			t.Errorf("no room shows %q", want)
		}
	}
}

// TestTheInspectionRoomSaysNoMoreThanIsKnown: a list or a key that nobody answered for is not one that is not there.
func TestTheInspectionRoomSaysNoMoreThanIsKnown(t *testing.T) {
	const src = `
posta: 1
title: {es: x, en: x}
domains:
  alfa.test: {users: [alicia], spf: mx -all, dkim: s1}
  beta.test: {users: [benito]}
hosts:
  mail.beta.test: {policy: [spf: {}, dkim: {}]}
faults:
  - dns: %s
script:
  - send: {from: alicia, to: benito@beta.test, subject: x, body: x}
`
	const key = "name: s1._domainkey.alfa.test, type: TXT, "
	for _, tt := range []struct{ fault, shows, never string }{
		{"{name: alfa.test, type: TXT, does: servfail}", "Couriers of alfa.test", "alfa.test publishes no list"},
		{"{name: alfa.test, type: TXT, does: empty}", "alfa.test publishes no list", "Couriers of alfa.test"},
		{`{name: alfa.test, type: TXT, does: wrong, records: ['alfa.test. TXT "v=spf1 nonsense"']}`, "the list cannot be read", "alfa.test publishes no list"},
		{"{" + key + "does: servfail}", "the DNS does not answer", "no key"},
		{"{" + key + "does: empty}", "no key", "public key"},
		{"{" + key + `does: wrong, records: ['s1._domainkey.alfa.test. TXT "v=DKIM1; p="']}`, "revoked key", "no key"},
		{"{" + key + `does: wrong, records: ['s1._domainkey.alfa.test. TXT "v=DKIM1; p=?"']}`, "unreadable key", "no key"},
	} {
		shown := map[string]bool{}
		m := send(wordless(t, fmt.Sprintf(src, tt.fault)), stage.SetLang{Lang: lang.EN}, stage.Resize{W: 1366, H: 768, Scale: 1}, stage.Cover{Insets: screens[0].insets})
		for i := range m.StepCount() {
			if m = send(m, stage.Seek{Step: i, Still: true}); m.Inspects() {
				scene := stage.Scene(m)
				for _, text := range scene.Texts() {
					shown[text.String] = true
				}
			}
		}
		if !shown[tt.shows] || shown[tt.never] {
			t.Errorf("%s: %q is shown: %v; %q: %v", tt.fault, tt.shows, shown[tt.shows], tt.never, shown[tt.never])
		}
	}
}

func onStage(t testing.TB, slug string) stage.Model {
	t.Helper()
	return onStageOf(t, simtest.Lesson(t, slug))
}

// onStageOf is a stage with the run of a scenario.
func onStageOf(t testing.TB, s *scenario.Scenario) stage.Model {
	t.Helper()
	told := telling.Of(simtest.Run(t, s, sim.Options{}))
	words := explain.New(told.Story)
	m := stage.New(fonts.Measure, func(st *story.Step, l lang.Lang) string { return words.Title(st).In(l) })
	return send(m, stage.SetReduced{On: true}, stage.Load{Telling: told})
}

// wordless is a stage whose steps have no titles, with the run of a scenario.
func wordless(t testing.TB, src string) stage.Model {
	t.Helper()
	told := telling.Of(simtest.Run(t, simtest.Scenario(t, src), sim.Options{}))
	return send(stage.New(fonts.Measure, nil), stage.SetReduced{On: true}, stage.SetDetail{Detail: story.Tell}, stage.Load{Telling: told})
}

// TestEveryStepOfEveryLesson draws every step of every lesson, told and line by line, on every screen and in both languages,
// each picture once, and asks everything of it that can be measured; and goes deeper and back from every step. Unless
// POSTA_PICTURES=all, as make prove says, it takes a sample of them.
func TestEveryStepOfEveryLesson(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			m := onStage(t, slug)
			for n, w := range screens {
				on := send(m, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets})
				lookAtAll(t, w.name+", told", send(on, stage.SetDetail{Detail: story.Tell}), some(n, 3), measured)
				lookAtAll(t, w.name+", line by line", send(on, stage.SetDetail{Detail: story.Dialogue}), some(n, 12), nil)
				dark := send(on, stage.SetDetail{Detail: story.Tell}, stage.SetLang{Lang: lang.ES}, stage.SetTheme{Theme: stage.ThemeDark})
				some(n, 3)(dark.StepCount(), func(i int) {
					dark = send(dark, stage.Seek{Step: i, Still: true})
					for _, f := range measured(stage.Drawn(dark), dark) {
						t.Errorf("%s, dark, step %d: %s", w.name, i+1, f)
					}
				})
			}
			afar := send(m, stage.SetAfar{On: true}, stage.Resize{W: 1920, H: 1080, Scale: 1}, stage.Cover{Insets: stage.Insets{Bottom: 123}}, stage.SetDetail{Detail: story.Tell})
			lookAtAll(t, "the teacher's view, told", afar, some(1, 6), legible)
			lookAtAll(t, "the teacher's view, line by line", send(afar, stage.SetDetail{Detail: story.Dialogue}), some(2, 24), legible)
			keepsItsPlace(t, send(m, stage.SetDetail{Detail: story.Tell}), some(0, 3))
			for _, d := range []story.Detail{story.Tell, story.Dialogue} {
				staysItself(t, send(m, stage.SetDetail{Detail: d}))
			}
		})
	}
}

// some goes through the steps: all of them, or of a sample every so manieth, others on each screen.
func some(screen, every int) func(steps int, look func(i int)) {
	first := screen * every / len(screens)
	if os.Getenv("POSTA_PICTURES") == "all" {
		first, every = 0, 1
	}
	return func(steps int, look func(i int)) {
		for i := first; i < steps; i += every {
			look(i)
		}
	}
}

// measured: no word lies over another, is half covered, leaves the stage or is too small, and no arrow's head is hidden; and there is
// always a clock. What travels and what is said about it are of one class.
func measured(scene stage.Picture, m stage.Model) []string {
	list := slices.Concat(faultsOf(scene, m.Free()), timeless(scene), dayless(scene, m), misplacedReplies(scene, m))
	for _, host := range scene.Undrawn {
		list = append(list, host+" is not drawn")
	}
	for _, host := range scene.Alike {
		list = append(list, host+" bears the name of another device of its land")
	}
	if scene.Astray {
		list = append(list, "the letter points past who holds it")
	}
	if scene.Mute {
		list = append(list, "an inspection says nothing in words")
	}
	if scene.Unmarked != "" {
		list = append(list, fmt.Sprintf("%q is cut, and does not say so", scene.Unmarked))
	}
	if scene.Eclipsed != "" {
		list = append(list, "the sun hides behind "+scene.Eclipsed)
	}
	for _, host := range scene.Overgrown {
		list = append(list, "the name of "+host+" stands on a tree")
	}
	if scene.Unled != "" {
		list = append(list, "it cannot be told whose the large screen is: "+scene.Unled)
	}
	if scene.Mistaken != "" {
		list = append(list, "the letter's tail names "+scene.Mistaken+", and another holds it")
	}
	if most := 25.0; scene.Tunnelled > most { // it crosses one, or begins where one ends
		list = append(list, fmt.Sprintf("what is said without a tube runs inside one, for %v", scene.Tunnelled))
	}
	for _, what := range scene.Unlisted {
		list = append(list, fmt.Sprintf("%q is not in the legend", what))
	}
	if scene.Mixed {
		list = append(list, "what travels has not the colour of what is said about it")
	}
	for _, x := range scene.Said {
		if before, after, cut := strings.Cut(x.String, "\u2026"); cut && x.Font == stage.Mono && (after != "" || strings.TrimSpace(before) == "") {
			list = append(list, fmt.Sprintf("of what is said %q is left", x.String)) // the wire's words keep their beginning, whole
		}
	}
	return list
}

// misplacedReplies: replies that are shown stand under words that say whose they are, nearer to them than to anybody else, clear of the
// letter, and not in one line with the word that somebody else has no power.
func misplacedReplies(scene stage.Picture, m stage.Model) (list []string) {
	row := scene.Replies
	if row.Empty() {
		return nil
	}
	whose := ""
	for i := range m.Map().Places {
		p := &m.Map().Places[i]
		if foot := m.Screen(p.At); foot == scene.Replied {
			whose = p.Host.Name
		} else if p.Stack > 0 && foot.To(row.Centre()) <= scene.Replied.To(row.Centre()) {
			list = append(list, fmt.Sprintf("the replies at %v are nearer to %s than to their server", row, p.Host.Name))
		}
	}
	heading := map[lang.Lang]string{lang.ES: whose + " ha contestado", lang.EN: whose + " has answered"}[m.Lang()]
	if !slices.ContainsFunc(scene.Texts(), func(x stage.Text) bool { return x.String == heading && row.Overlaps(x.Box) }) {
		list = append(list, fmt.Sprintf("over the replies at %v stands no %q", row, heading))
	}
	for _, x := range scene.Texts() {
		if wide := (stage.Rect{X: row.X - x.Size, Y: row.Y, W: row.W + 2*x.Size, H: row.H}); (x.String == "sin corriente" || x.String == "no power") && wide.Overlaps(x.Box) {
			list = append(list, fmt.Sprintf("%q is read on in the replies of %s", x.String, whose))
		}
	}
	if scene.Letter.Overlaps(row) {
		list = append(list, fmt.Sprintf("the replies at %v are under the letter at %v", row, scene.Letter))
	}
	return list
}

// legible: besides, no letter is too small for the last row of a room.
func legible(scene stage.Picture, m stage.Model) []string {
	list := measured(scene, m)
	_, h := m.Size()
	for _, x := range scene.Texts() {
		if x.Size < h/45 {
			list = append(list, fmt.Sprintf("%q has a size of %v", x.String, x.Size))
		}
	}
	return list
}

// lookAtAll draws steps in both languages: what is said has a place of its own in the picture, nothing of it is wrong by what
// is asked besides, the clock keeps its place, and what it shows by signs and by numbers is the same in both, however long the words beside them are.
func lookAtAll(t *testing.T, name string, m stage.Model, some func(int, func(int)), besides func(stage.Picture, stage.Model) []string) {
	in := map[lang.Lang]stage.Model{}
	for _, l := range lang.Complete() {
		in[l] = send(m, stage.SetLang{Lang: l})
	}
	captioned, dial := 0, stage.Rect{}
	some(m.StepCount(), func(i int) {
		drawn := map[lang.Lang]stage.Picture{}
		for _, l := range lang.Complete() {
			m := send(in[l], stage.Seek{Step: i, Still: true})
			in[l], drawn[l] = m, stage.Drawn(m)
			if drawn[l].Captioned {
				if captioned++; captioned == 1 {
					t.Errorf("%s, %s, step %d of %d: what is said covers something", name, l, i+1, m.StepCount())
				}
			}
			if at := drawn[l].Told; drawn[l].Moved {
			} else if dial.Empty() {
				dial = at
			} else if (at.X != dial.X || at.Y != dial.Y) && !m.Map().Portrait {
				t.Errorf("%s, %s, step %d: the clock hangs at %v, and before at %v", name, l, i+1, at, dial)
			}
			if besides != nil {
				for _, f := range besides(drawn[l], m) {
					t.Errorf("%s, %s, step %d: %s", name, l, i+1, f)
				}
			}
		}
		for what, of := range map[string]func(stage.Picture) []string{"signs": shown, "numbers": numbers} {
			if es, en := of(drawn[lang.ES]), of(drawn[lang.EN]); !slices.Equal(es, en) {
				t.Errorf("%s, step %d: %s only in Spanish %q, only in English %q", name, i+1, what, less(es, en), less(en, es))
			}
		}
	})
	if captioned > 1 {
		t.Errorf("%s: in %d pictures what is said covers something", name, captioned)
	}
}

// keepsItsPlace goes deeper and back: one line down one looks at the line that decided, with its colour; and whoever comes
// back up stands where they stood.
func keepsItsPlace(t *testing.T, m stage.Model, some func(int, func(int))) {
	told := m.Telling().Story
	some(m.StepCount(), func(i int) {
		m = send(m, stage.Seek{Step: i, Still: true})
		decided := told.Decisive(m.Step())
		down := send(m, stage.SetDetail{Detail: story.Dialogue})
		if decided != nil && down.Step().Line != decided {
			t.Fatalf("step %d was decided by %q, and one level down stands %q", i+1, decided.Text, down.Step().Kind)
		}
		if up := send(down, stage.SetDetail{Detail: story.Tell}); up.StepIndex() != i {
			t.Fatalf("from step %d down and up again one comes to step %d", i+1, up.StepIndex()+1)
		}
		deep := send(down, stage.SetDetail{Detail: story.Packets})
		if up := send(deep, stage.SetDetail{Detail: story.Tell}); up.StepIndex() != i {
			t.Fatalf("from step %d to its packets and up again one comes to step %d", i+1, up.StepIndex()+1)
		}
		// The letter is there at every depth, unless by then it has gone from everywhere: packets are told as they come.
		before, _ := m.Letter()
		if after, _ := deep.Letter(); before != "" && after == "" && deep.Somewhere(m.LetterID()) {
			t.Fatalf("step %d: the letter at %s is gone among the packets", i+1, before)
		}
	})
}

// staysItself goes through a lesson: a letter keeps its colours, whom a server has refused or given up stays struck on it wherever it lies,
// and a letter that is refused as a whole is with who sent it.
func staysItself(t *testing.T, m stage.Model) {
	type lot struct{ id, holder, to string }
	struck, colours := map[lot]int{}, map[string]stage.Land{}
	for i := range m.StepCount() {
		m = send(m, stage.Seek{Step: i, Still: true})
		told := stage.ToldAt(m)
		if told.ID == "" {
			continue
		}
		if before, known := colours[told.ID]; known && before != told.Colours {
			t.Errorf("%v, step %d: the letter %s has other colours than before", m.Detail(), i+1, told.ID)
		}
		colours[told.ID] = told.Colours
		for _, r := range told.To {
			if key := (lot{told.ID, told.Holder, r}); told.Struck {
				struck[key] = i + 1
			} else if struck[key] > 0 {
				t.Errorf("%v, step %d: the letter %s at %s is for %s, who was struck at step %d", m.Detail(), i+1, told.ID, told.Holder, r, struck[key])
			}
		}
		for _, f := range wrongly(m, told) {
			t.Errorf("%v, step %d: %s", m.Detail(), i+1, f)
		}
		story := m.Telling().Story
		no := story.Decisive(m.Step())
		if asked := story.Asked(no); asked != nil && asked.Kind == dialogue.KindData && asked.FromClient && no.Code >= 400 && told.Holder != asked.Speaker {
			t.Errorf("%v, step %d: the letter lies at %s, who refused it", m.Detail(), i+1, told.Holder)
		}
	}
}

// wrongly: of several recipients the one that stands first on the envelope is one whom the words name, if they name any; who takes a letter
// has been told for whom, and knows no more; and on whom it gives up is not the only one as long as it waits for somebody else.
func wrongly(m stage.Model, told stage.Told) (list []string) {
	named := func(a string) bool { return strings.Contains(told.Words, a) }
	if !named(told.To[0]) && slices.ContainsFunc(told.To, named) {
		list = append(list, fmt.Sprintf("%q, and first on the envelope stands %s", told.Words, told.To[0]))
	}
	s := m.Step()
	switch f := s.Fact.(type) {
	case trace.MessageAccepted:
		if f.MessageID == told.ID && s.From == told.Holder && len(less(f.Recipients, told.To)) > 0 {
			list = append(list, fmt.Sprintf("it was taken for %q, and the envelope says %q", f.Recipients, told.To))
		}
	case trace.QueueDone:
		waiting := 0
		for _, q := range m.Telling().Replay.At(s.At).Host(s.From).Queue {
			if q.Queue == f.Queue {
				waiting += len(q.Recipients)
			}
		}
		if f.Outcome == trace.OutcomeFailed && told.Holder == s.From && told.Others != waiting {
			list = append(list, fmt.Sprintf("it waits for %d others, and the envelope says %d", waiting, told.Others))
		}
	}
	return list
}

// TestAStampBearsItsNumber: on a letter of any size stands its number where it can be read, or it bears no stamp.
func TestAStampBearsItsNumber(t *testing.T) {
	for wide := 30.0; wide < 250; wide++ {
		for _, n := range []int{1, 14, 112} {
			stamp, on := stage.Stamped(fonts.Measure, wide, n, stage.MinText)
			if len(on) == 0 && (wide >= 30 && n < 100 || wide >= 44) {
				t.Errorf("a letter of width %v does not show its number, %d", wide, n)
			}
			for _, x := range on {
				if x.Size < stage.MinText || x.Box.X < stamp.X+1 || x.Box.Right() > stamp.Right()-1 {
					t.Errorf("on a letter of width %v the number %d is %v high, at %v on a stamp at %v", wide, n, x.Size, x.Box, stamp)
				}
			}
		}
	}
}

// TestEightDomains measures a journey between two domains of eight, where streets lead through the yards in which answers lie.
func TestEightDomains(t *testing.T) {
	m := wordless(t, `posta: 1
title: {es: Ocho, en: Eight}
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: [benito]}
  gamma.test: {users: [carla]}
  delta.test: {users: [dora]}
  universidad-de-epsilon.example: {users: [eva]}
  zeta.test: {users: [zoe]}
  eta.test: {users: [ana]}
  theta.test: {users: [teo]}
script:
  - send: {from: alicia, to: [benito@beta.test, eva@universidad-de-epsilon.example, nadie@theta.test], subject: Hola, body: hola}
`)
	for _, w := range screens {
		m := send(m, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets})
		for i := range m.StepCount() {
			m = send(m, stage.Seek{Step: i, Still: true})
			for _, f := range faults(m) {
				t.Errorf("%s, step %d: %s", w.name, i+1, f)
			}
		}
	}
}
