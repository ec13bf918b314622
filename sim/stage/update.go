package stage

import (
	"math"
	"strings"

	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/telling"
	"posta/sim/trace"
)

// Msg is something that happened to the stage: one of the types below.
type Msg interface{ msg() }

// The messages.
type (
	// Load begins to tell another run, before its first step; nil empties the stage.
	// The rest of the view stays. Of one that is Growing more may come: playing waits
	// for it at the end, until the run itself is over.
	Load struct {
		Telling *telling.Telling
		Growing bool
	}
	// Grow goes on with the events that follow, and with those that somebody else has
	// added to the telling. What is on the stage stays: the step, how far its act has
	// come, the country, in which new roads may be laid.
	Grow struct{ Events []trace.Event }

	// Forward and Back go by so many steps; 0 is 1.
	Forward struct{ By int }
	Back    struct{ By int }
	// Seek goes to a step of the present detail, from -1 on; what lies outside means
	// the nearest. Still leaves out its movement (while a slider is dragged).
	Seek struct {
		Step  int
		Still bool
	}
	// SeekEvent goes to the step that an event belongs to.
	SeekEvent struct {
		Seq   int
		Still bool
	}
	// Chapter goes to the first step of the next chapter (+1), or of this one, or of
	// the one before where it stands there already (-1).
	Chapter struct{ By int }
	// Play starts and stops; from the end, it starts again from the beginning.
	Play struct{ On bool }
	// Reading says that what there is to read about the present step takes so long: while
	// playing, the stage waits for it.
	Reading struct{ Seconds float64 }
	// Speed is how fast playing goes; 1 is for reading along.
	Speed struct{ Factor float64 }
	// Tick says that so many seconds have passed.
	Tick struct{ Seconds float64 }

	// Resize gives the window's size in pixels at scale 1, and the device's scale.
	Resize struct{ W, H, Scale float64 }
	// Cover says how much of the window panels cover.
	Cover struct{ Insets Insets }

	// Pan moves the picture by pixels at scale 1; the camera stops following.
	Pan struct{ DX, DY float64 }
	// Zoom scales about a place in the window, which stays where it is. About the
	// middle of the free area where Middle.
	Zoom struct {
		Factor float64
		At     Point
		Middle bool
	}
	// Follow lets the camera follow the conversation again.
	Follow struct{}
	// Whole shows the whole country, and leaves the camera there.
	Whole struct{}

	// Select marks a target, Tap whatever is at a place in the window (nothing, where
	// nothing is), Next the next host (+1) or the one before (-1) for the keyboard.
	Select struct{ Target Target }
	Tap    struct{ At Point }
	Next   struct{ By int }
	// NextSign goes to the next sign that explains itself (+1) or to the one before (-1), for the keyboard: it says what it means.
	NextSign struct{ By int }
	// Hover is the pointer's place; Leave says that it is gone.
	Hover struct{ At Point }
	Leave struct{}

	// The rest set what they are called.
	SetDetail   struct{ Detail story.Detail }
	SetLang     struct{ Lang lang.Lang }
	SetTheme    struct{ Theme Theme }
	SetReduced  struct{ On bool }
	SetListener struct{ On bool }
	// SetAfar says that the picture is looked at from the last row of a room: nothing is written smaller than can be read there.
	SetAfar struct{ On bool }
	// SetDiffering marks hosts, for two runs that are shown side by side: those that are
	// not the same in both.
	SetDiffering struct{ Hosts []string }
)

func (Load) msg()         {}
func (Grow) msg()         {}
func (Forward) msg()      {}
func (Back) msg()         {}
func (Seek) msg()         {}
func (SeekEvent) msg()    {}
func (Chapter) msg()      {}
func (Play) msg()         {}
func (Reading) msg()      {}
func (Speed) msg()        {}
func (Tick) msg()         {}
func (Resize) msg()       {}
func (Cover) msg()        {}
func (Pan) msg()          {}
func (Zoom) msg()         {}
func (Follow) msg()       {}
func (Whole) msg()        {}
func (Select) msg()       {}
func (Tap) msg()          {}
func (Next) msg()         {}
func (NextSign) msg()     {}
func (Hover) msg()        {}
func (Leave) msg()        {}
func (SetDetail) msg()    {}
func (SetLang) msg()      {}
func (SetTheme) msg()     {}
func (SetReduced) msg()   {}
func (SetListener) msg()  {}
func (SetAfar) msg()      {}
func (SetDiffering) msg() {}

// Limits of speed and of a single tick: a page that slept for an hour goes on
// where it was.
const (
	minSpeed = 0.1
	maxSpeed = 20.0
	maxTick  = 0.25
	// maxReading bounds how long playing waits for a reader.
	maxReading = 15.0
	againReads = 0.3
	fadeTime   = 0.3
)

// Update gives the model after a message.
func Update(m Model, msg Msg) Model {
	switch x := msg.(type) {
	case Load:
		m.load(x)
	case Grow:
		m.grow(x.Events)
	case Forward:
		m.seek(m.step+max(x.By, 1), false)
	case Back:
		m.seek(m.step-max(x.By, 1), true)
	case Seek:
		m.seek(x.Step, x.Still)
	case SeekEvent:
		m.seekEvent(x.Seq, x.Still)
	case Chapter:
		m.chapter(x.By)
	case Play:
		m.playing = x.On && (m.StepCount() > 0 || m.tale.growing)
		if m.playing && m.step == m.StepCount()-1 && !m.tale.growing {
			m.seek(-1, true)
		}
	case Reading:
		m.reading = min(max(x.Seconds, 0), maxReading)
		if s := m.act.step; s != nil && m.tale.again(s) {
			m.reading *= againReads // the like of it has been read
		}
	case Speed:
		m.speed = min(max(x.Factor, minSpeed), maxSpeed)
	case Tick:
		m.tick(min(max(x.Seconds, 0), maxTick))
	case Resize:
		m.resize(x)
	case Cover:
		if m.insets != x.Insets {
			m.insets = x.Insets
			m.reshape()
		}
	case SetDetail:
		m.setDetail(x.Detail)
	case SetLang:
		m.lang = x.Lang
	case SetTheme:
		m.theme = x.Theme
	case SetReduced:
		m.reduced = x.On
		if x.On {
			m.clock, m.fade = m.act.lasts, 1
		}
	case SetListener:
		m.listener = x.On
	case SetAfar:
		m.afar = x.On
	case SetWordless:
		m.wordless = x.On
	case SetDiffering:
		m.differing = strings.Join(x.Hosts, " ")
	default:
		m.point(msg)
	}
	return m
}

// point handles what a pointer does.
func (m *Model) point(msg Msg) {
	switch x := msg.(type) {
	case Pan:
		m.unfold()
		m.follow = false
		m.camera.At = m.camera.At.Sub(Point{x.DX, x.DY}.Times(1 / m.camera.Zoom))
		m.restrain()
	case Zoom:
		m.zoom(x)
	case Follow:
		m.follow = true
		m.fold()
	case Whole:
		m.unfold()
		m.follow = false
		m.camera = m.raise(m.fit(m.plan.Bounds, nearZoom))
	case Select:
		m.selected, m.sign = x.Target, signHit{}
	case Tap:
		m.selected, m.sign = m.target(x.At), m.signAt(x.At)
	case Next:
		m.next(x.By)
	case NextSign:
		m.nextSign(x.By)
	case Hover:
		m.hovered, m.sign = m.target(x.At), m.signAt(x.At)
	case Leave:
		m.hovered, m.sign = Target{}, signHit{}
	}
}

// target is what can be pointed at in a place, without drawing the rest.
func (m *Model) target(at Point) Target {
	b := newBuilder(m)
	b.hits()
	t, _ := b.list.TargetAt(at)
	return t
}

func (m *Model) load(x Load) {
	if x.Telling == nil {
		x.Telling = telling.New(trace.Header{})
	}
	m.tale = newTale(x.Telling, m.tale.measure, m.tale.caption)
	m.tale.growing = x.Growing
	m.step, m.playing, m.selected, m.hovered, m.follow, m.fade = -1, false, Target{}, Target{}, true, 1
	m.replan()
	m.arrive()
	m.camera = m.framing()
}

// grow takes in what has come, and stays where it is.
func (m *Model) grow(events []trace.Event) {
	t := m.tale
	t.telling.Add(events...)
	m.view.grown++
	if t.grow() {
		t.roads()
	}
	if s := m.act.step; s != nil {
		if !t.telling.Story.Has(s) { // it was there only for the time being
			s = t.steps(m.detail)[t.telling.Story.StepAt(m.detail, max(m.now.Seq, 1))]
		}
		if s.Index != m.step {
			m.step, m.passed, m.rounds = s.Index, 0, 0
		}
	}
	m.plan = m.mapFolded(m.plan.folded)
	clock, stood, reading, over := m.clock, m.stood, m.reading, m.clock >= m.act.lasts
	m.arrive()
	m.clock, m.stood, m.reading = min(clock, m.act.lasts), stood, reading
	if over {
		m.clock = m.act.lasts
	}
}

// atEnd: there is no step after this one.
func (m *Model) atEnd() {
	if !m.tale.growing || m.tale.telling.Ended() {
		m.playing = false
	}
}

// seek goes to a step; still says that it is shown as it stands at its end.
func (m *Model) seek(step int, still bool) {
	step = min(max(step, -1), m.StepCount()-1)
	if step == m.step {
		if step == m.StepCount()-1 {
			m.atEnd()
		}
		return
	}
	m.step, m.passed, m.rounds = step, 0, 0
	m.arrive()
	if still || m.reduced {
		m.clock = m.act.lasts
	}
	if m.reduced {
		m.fade, m.fadeID = 0, m.fadeID+1
	}
	if !m.follow && !m.sees() {
		m.follow = true
		m.fold()
	}
	if m.reduced {
		m.snap()
	}
}

func (m *Model) seekEvent(seq int, still bool) {
	m.seek(m.tale.telling.Story.StepAt(m.detail, seq), still)
}

func (m *Model) chapter(by int) {
	s := m.tale.telling.Story
	if len(s.Chapters) == 0 || by == 0 {
		return
	}
	here := -1
	if step := m.Step(); step != nil {
		here = step.Chapter()
	}
	if by > 0 {
		if here+by >= len(s.Chapters) {
			m.seek(m.StepCount()-1, true)
			return
		}
		begin, _ := s.Chapters[here+by].Range(m.detail)
		m.seek(begin, false)
		return
	}
	if here < 0 {
		return
	}
	begin, _ := s.Chapters[here].Range(m.detail)
	if begin >= m.step {
		by--
	}
	if here+by+1 < 0 {
		m.seek(-1, true)
		return
	}
	begin, _ = s.Chapters[here+by+1].Range(m.detail)
	m.seek(begin, true)
}

// setDetail goes deeper or less deep, and keeps the place.
func (m *Model) setDetail(d story.Detail) {
	if _, ok := story.ParseDetail(string(d)); !ok || d == m.detail {
		return
	}
	s := m.Step()
	m.detail = d
	if s == nil {
		m.step = -1
	} else {
		m.step = m.acrossFrom(s, d)
	}
	m.arrive()
	m.clock = m.act.lasts
}

// acrossFrom is the step of another detail that tells the same. Who goes back up from where they came down stands where they stood: a
// packet may carry lines of two steps, and is one's own only by the way one came.
func (m *Model) acrossFrom(s *story.Step, d story.Detail) int {
	if m.way[depth(s.Detail)] != s {
		m.way = [depths]*story.Step{}
		m.way[depth(s.Detail)] = s
	}
	if p := m.way[depth(d)]; p != nil {
		return p.Index
	}
	i := m.tale.across(s, d)
	m.way[depth(d)] = m.tale.step(d, i)
	return i
}

func (m *Model) tick(seconds float64) {
	if m.fade < 1 {
		m.fade = math.Min(1, m.fade+seconds/fadeTime)
	}
	m.clock += seconds * m.speed
	if over := m.clock - m.act.lasts; over >= 0 {
		m.clock = m.act.lasts
		if m.playing {
			m.stood += over
		}
	}
	if m.playing && m.clock == m.act.lasts && m.stood >= max(m.act.hold, m.reading-m.act.lasts) {
		if m.step < m.StepCount()-1 {
			m.playOn()
		} else {
			m.atEnd()
		}
	}
	m.glide(seconds)
}

// playOn goes to the next step; what is the same over and over (story.Fold) passes in
// one sweep of the clock.
func (m *Model) playOn() {
	next := m.step + 1
	end, rounds := m.tale.foldAt(m.detail, next)
	if rounds == 0 {
		m.seek(next, false)
		return
	}
	m.seek(end, m.reduced)
	m.passed, m.rounds = end-next, rounds
	m.act = m.perform()
	if m.reduced {
		m.clock = m.act.lasts
	}
}

func (m *Model) resize(x Resize) {
	if !(x.W >= 1) || !(x.H >= 1) || math.IsInf(x.W, 0) || math.IsInf(x.H, 0) {
		return // a window that is folded away
	}
	if !(x.Scale > 0) || math.IsInf(x.Scale, 0) {
		x.Scale = 1
	}
	if m.w == x.W && m.h == x.H && m.scale == x.Scale {
		return
	}
	m.w, m.h, m.scale = x.W, x.H, x.Scale
	m.reshape()
	m.snap()
}

// reshape takes the map that suits the window now; the step goes on.
func (m *Model) reshape() {
	old, clock := m.plan, m.clock
	m.replan()
	if m.plan != old {
		m.arrive()
		m.clock = clock
		m.follow = true
		m.snap()
	}
}

// next selects the next host in the order of the header.
func (m *Model) next(by int) {
	n := len(m.plan.Places)
	if n == 0 {
		return
	}
	m.unfold()
	i, ok := m.plan.byName[m.selected.A]
	if !ok || m.selected.Kind != TargetHost {
		i = -1
		if by < 0 {
			i = 0
		}
	}
	i = ((i+by)%n + n) % n
	m.selected = Target{Kind: TargetHost, A: m.plan.Places[i].Host.Name}
	if !m.free().Contains(m.toScreen(m.plan.Places[i].At)) {
		m.follow = false
		m.camera.At = m.plan.Places[i].At
	}
}
