package stage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"posta/sim/lang"
	"posta/sim/stage"
	"posta/sim/stage/fonts"
	"posta/sim/stage/internal/cast"
	"posta/sim/story"
	"posta/sim/telling"
)

// sizes are the windows of the page: a low school laptop and a usual one, both with
// their panel, one at 200 % zoom, a projector, the largest, and a phone.
var sizes = []struct {
	name   string
	w, h   float64
	insets stage.Insets
}{
	{"1280x600", 1280, 600, stage.Insets{Top: 66, Right: 368, Bottom: 118}},
	{"1366x768", 1366, 768, stage.Insets{Top: 66, Right: 392, Bottom: 118}},
	{"1366x768 at 200 %", 683, 384, stage.Insets{Top: 48, Bottom: 168}},
	{"1920x1080", 1920, 1080, stage.Insets{Top: 66, Bottom: 126}},
	{"3840x2160", 3840, 2160, stage.Insets{Top: 66, Bottom: 126}},
	{"390x844", 390, 844, stage.Insets{Top: 60, Bottom: 294}},
}

// TestGeneratedCasts composes casts of 2 to 30 domains, every fourth with names as long as
// there may be, in windows of all sizes: no building, land or word lies over another,
// no word is smaller than it may be, and no house stands outside the map.
func TestGeneratedCasts(t *testing.T) {
	covered, faulty, said := map[string]int{}, map[string]int{}, map[string]int{}
	for n := 2; n <= 30; n++ {
		c, kind := cast.Random(uint64(n), n, 2*n+2, false), "random"
		if n%4 == 0 {
			c, kind = cast.Long(n), "long"
		}
		m := send(staged(c, 1280, 720), stage.SetLang{Lang: lang.All()[n%2]}, stage.SetReduced{On: true}, stage.SetDetail{Detail: story.Tell})
		for _, w := range sizes {
			name := fmt.Sprintf("%d domains, %s, %s", n, kind, w.name)
			m = send(m, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets})
			standApart(t, name, m)
			steps := m.StepCount()
			for _, i := range []int{-1, 0, steps / 3, steps / 2, steps - 1} {
				m = send(m, stage.Seek{Step: i, Still: true})
				checkTexts(t, name, m)
				if len(faults(m)) > 0 {
					faulty[w.name]++
				}
				said[w.name]++
				if m.Covers() {
					covered[w.name]++
				}
			}
		}
	}
	for _, w := range sizes {
		t.Logf("%s: in %d of %d a word is covered or cut", w.name, faulty[w.name], said[w.name])
		if w.w >= 1366 && faulty[w.name]*20 > said[w.name] {
			t.Errorf("%s: words are covered or cut in %d of %d pictures", w.name, faulty[w.name], said[w.name])
		}
		t.Logf("%s: %d of %d found no place of their own for what is said", w.name, covered[w.name], said[w.name])
		part := 20
		if w.h-w.insets.Top-w.insets.Bottom < 200 {
			part = 5 // there is hardly more room than for who acts
		}
		if covered[w.name]*part > said[w.name] {
			t.Errorf("%s: what is said covers something in %d of %d pictures", w.name, covered[w.name], said[w.name])
		}
	}
}

// standApart: nobody stands on anybody, and all within the map.
func standApart(t *testing.T, name string, m stage.Model) {
	t.Helper()
	plan := m.Map()
	for i := range plan.Places {
		p := &plan.Places[i]
		if p.Stack == 0 {
			continue
		}
		for j := range i {
			if q := &plan.Places[j]; q.Stack > 0 && p.Box.Grow(-0.5).Overlaps(q.Box) {
				t.Errorf("%s: %s stands on %s", name, p.Host.Name, q.Host.Name)
			}
		}
	}
	for i := range plan.Plots {
		for j := range i {
			if plan.Plots[i].Land.Overlaps(plan.Plots[j].Land) {
				t.Errorf("%s: the land of %s lies over that of %s", name, plan.Plots[i].Domain, plan.Plots[j].Domain)
			}
		}
		if l := plan.Plots[i].Land; !l.Empty() && (l.X < 0 || l.Right() > plan.W+0.5 || l.Y < 0 || l.Bottom() > plan.H+0.5) {
			t.Errorf("%s: the land of %s, %v, leaves the map", name, plan.Plots[i].Domain, l)
		}
	}
}

// named is a caption full of names, as long as they are.
func named(s *story.Step, l lang.Lang) string {
	if s.To == "" {
		return ""
	}
	return lang.Sprintf("%s busca: ¿existe _dmarc.%s?", "%s resolves: does _dmarc.%s exist?", s.From, s.To).In(l)
}

// known is how much is seen of the word that is cut between two texts, at best; as much as anybody wants where it is seen whole.
func known(words []string, before, after string) (most int, of string) {
	for _, w := range words {
		w = strings.Trim(w, ",;:.")
		head, tail := len(w), 0
		for ; !strings.HasSuffix(before, w[:head]); head-- {
		}
		if head == len(w) && w != "" {
			return 99, w
		}
		for n := 1; n <= len(w)-head; n++ {
			if strings.HasPrefix(after, w[len(w)-n:]) {
				tail = n
			}
		}
		if head+tail > most {
			most, of = head+tail, w
		}
	}
	return most, of
}

// TestLongNamesAreRead: with 20 to 30 domains and names as long as there may be, what is said is read: a name is broken after its dots
// rather than cut, of what is cut enough is left to know it by, and what decided stands whole.
func TestLongNamesAreRead(t *testing.T) {
	const least = 12
	pictures, short := 0, 0
	look := func(name string, m stage.Model) {
		shown := stage.Drawn(m)
		decided, all := m.Saying()
		if len(all) == 0 || m.Inspects() {
			return
		}
		pictures++
		if len(shown.Said) == 0 {
			t.Errorf("%s: nothing is said of %q", name, all)
		}
		whole, joined := decided == "", ""
		for _, x := range shown.Said {
			whole = whole || x.String == decided
			joined += strings.ReplaceAll(x.String, " ", "")
		}
		for i := strings.Index(joined, "\u2026"); i >= 0; {
			if n, w := known(all, joined[:i], joined[i+len("\u2026"):]); n < least {
				short++
				t.Errorf("%s: only %d characters are left of %q: %q", name, n, w, joined)
			}
			next := strings.Index(joined[i+1:], "\u2026")
			if next < 0 {
				break
			}
			i += 1 + next
		}
		if !whole {
			t.Errorf("%s: %q does not stand whole", name, decided)
		}
	}
	told := func(m stage.Model, name string, every int) {
		for _, l := range lang.Complete() {
			for _, w := range sizes {
				for _, d := range []story.Detail{story.Tell, story.Dialogue} {
					m := send(m, stage.SetReduced{On: true}, stage.SetLang{Lang: l}, stage.SetDetail{Detail: d}, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets})
					for i := 0; i < m.StepCount(); i += every {
						look(fmt.Sprintf("%s, %s, %s, %s, step %d", name, l, w.name, d, i+1), send(m, stage.Seek{Step: i, Still: true}))
					}
				}
			}
		}
	}
	for n := 20; n <= 30; n += 2 {
		for kind, c := range map[string]*cast.Trace{"random": cast.Random(uint64(n), n, 2*n+2, false), "long": cast.Long(n)} {
			m := stage.Update(stage.New(fonts.Measure, named), stage.Load{Telling: telling.Of(c.Trace)})
			told(m, fmt.Sprintf("%d domains, %s", n, kind), 7)
		}
	}
	t.Logf("%d pictures, %d words too short", pictures, short)
}

// TestNamesOfLands: however long a land's name is and however little of the land is seen, its board bears it, within the stage and, on a
// phone, beside the road.
func TestNamesOfLands(t *testing.T) {
	for n := 2; n <= 24; n += 2 {
		m := send(staged(cast.Long(n), 1280, 720), stage.SetReduced{On: true})
		for _, w := range sizes {
			m = send(m, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets})
			for _, i := range []int{0, m.StepCount() / 2, m.StepCount() - 1} {
				m = send(m, stage.Seek{Step: i, Still: true})
				shown, free := stage.Drawn(m), m.Free()
				texts := shown.Texts()
				for _, board := range shown.Boards {
					if board.X < free.X || board.Right() > free.Right() {
						t.Errorf("%d domains, %s, step %d: a board at %v leaves the stage", n, w.name, i+1, board)
					}
					if !shown.Captioned && board.Y > free.Y && board.Bottom() < free.Bottom() && !slices.ContainsFunc(texts, func(x stage.Text) bool { return board.Contains(x.Box.Centre()) }) {
						t.Errorf("%d domains, %s, step %d: nothing stands on the board at %v", n, w.name, i+1, board)
					}
					if plan := m.Map(); plan.Portrait && board.X < m.Screen(stage.Point{X: plan.Trunk}).X {
						t.Errorf("%d domains, %s, step %d: a board at %v lies over the road", n, w.name, i+1, board)
					}
				}
			}
		}
	}
}
