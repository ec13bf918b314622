package stage

import (
	"slices"
	"time"

	"posta/sim/dialogue"
	"posta/sim/lang"
	"posta/sim/replay"
	"posta/sim/story"
	"posta/sim/telling"
	"posta/sim/trace"
)

// Measure gives the width of a line of text, in the unit of its size.
type Measure func(f Font, size float64, s string) float64

// Caption words a step in a few words for the stage, where no line of the wire
// says it; empty where it has nothing to say.
type Caption func(s *story.Step, l lang.Lang) string

// Insets is how much of the window panels cover, from each side: the camera frames
// what happens within the rest.
type Insets struct{ Left, Top, Right, Bottom float64 }

// Camera looks at a place of the map, which it shows in the middle of the free
// area, at a zoom: pixels of scale 1 for a pixel of the map.
type Camera struct {
	At   Point
	Zoom float64
}

// Model is all that the stage knows: a value. Update makes the next one, Scene
// draws it. What its pointers lead to changes only when what is told grows: Grow.
type Model struct {
	tale *tale
	plan *Map
	view
	// before is what was true when the step began, now what is true at its end.
	before  *replay.State
	now     *replay.State
	ahead   []pair       // whose protected conversation has been told farther than to the present moment
	yet     map[int]bool // connections of which it has not been told that TLS protects them
	changes []replay.Change
	act     act
	letter  letterNow
	// lay and lie are the letters that lay somewhere when it began, and that do at its end.
	lay, lie map[string][]*lying
	// stood is how long the act has been over while playing, reading how long what is
	// said about it takes to be read, in seconds at speed 1.
	stood, reading float64
}

// view is what can change without a new trace. It can be compared: two models
// with equal views of one tale draw the same.
type view struct {
	detail   story.Detail
	step     int                 // index into Steps(detail), -1 before the first
	way      [depths]*story.Step // how one came here through the details: what to go back to
	passed   int                 // steps that playing has just passed over, and in them
	rounds   int                 // rounds alike
	clock    float64
	playing  bool
	speed    float64
	lang     lang.Lang
	theme    Theme
	reduced  bool
	listener bool
	wordless bool    // the words are hidden
	afar     bool    // it is looked at from the last row
	sign     signHit // that is pointed at
	w, h     float64
	scale    float64
	insets   Insets
	selected Target
	hovered  Target
	camera   Camera
	follow   bool
	fade     float64 // of a cross-fade; 1 when there is none
	fadeID   int
	// differing are the hosts that are marked, with spaces between them.
	differing string
	grown     int // how often what is told has grown
}

// New is a stage without a story, in a window of a size. Both functions may be
// nil: then text is measured roughly, and nothing but the wire and the stage's own
// few words is said.
func New(measure Measure, caption Caption) Model {
	if measure == nil {
		measure = func(_ Font, size float64, s string) float64 { return size * 0.6 * float64(len([]rune(s))) }
	}
	m := Model{tale: newTale(telling.New(trace.Header{}), measure, caption)}
	m.view = view{
		detail: story.Dialogue, step: -1, speed: 1, lang: lang.EN, w: 1280, h: 720, scale: 1,
		follow: true, fade: 1, camera: Camera{Zoom: 1},
	}
	m.replan()
	m.arrive()
	m.camera = m.framing()
	return m
}

// Same tells whether two models draw the same picture.
func (m Model) Same(n Model) bool { return m.tale == n.tale && m.view == n.view }

// Telling is what is being told, before the first Load a run without events.
func (m Model) Telling() *telling.Telling { return m.tale.telling }

// State is that of the position that is shown.
func (m Model) State() *replay.State { return m.now }

// Detail is how deep the telling goes.
func (m Model) Detail() story.Detail { return m.detail }

// StepIndex is the present step's index among those of the detail, -1 before the
// first; StepCount is their number.
func (m Model) StepIndex() int { return m.step }

// StepCount is the number of steps of the present detail.
func (m Model) StepCount() int { return len(m.tale.steps(m.detail)) }

// Step is the present step, nil before the first.
func (m Model) Step() *story.Step { return m.tale.step(m.detail, m.step) }

// Position is the event that the present step shows, 0 before the first.
func (m Model) Position() int {
	if s := m.Step(); s != nil {
		return s.At
	}
	return 0
}

// Time is the virtual time that the clock shows: while hours pass, one between the
// former step's and this one's.
func (m Model) Time() time.Duration {
	s := m.Step()
	if s == nil {
		return 0
	}
	if m.act.wait == 0 {
		return s.End
	}
	return s.End - time.Duration(float64(m.act.wait)*(1-smooth(m.clock/m.act.lasts)))
}

// Local is Time as people in the scenario read it from the wall.
func (m Model) Local() time.Time { return m.tale.local(m.Time()) }

// The rest are what they are called.
func (m Model) Playing() bool        { return m.playing }
func (m Model) Speed() float64       { return m.speed }
func (m Model) Lang() lang.Lang      { return m.lang }
func (m Model) Theme() Theme         { return m.theme }
func (m Model) Reduced() bool        { return m.reduced }
func (m Model) Listener() bool       { return m.listener }
func (m Model) Afar() bool           { return m.afar }
func (m Model) Selected() Target     { return m.selected }
func (m Model) Hovered() Target      { return m.hovered }
func (m Model) Following() bool      { return m.follow }
func (m Model) Scale() float64       { return m.scale }
func (m Model) Camera() Camera       { return m.camera }
func (m Model) Insets() Insets       { return m.insets }
func (m Model) Size() (w, h float64) { return m.w, m.h }
func (m Model) Map() *Map            { return m.plan }

// Moving tells whether the picture will change by itself.
func (m Model) Moving() bool {
	return m.playing && !m.waiting() || m.clock < m.act.lasts || m.fade < 1 || m.follow && m.camera != m.framing()
}

// Growing tells whether more may come of what is told.
func (m Model) Growing() bool { return m.tale.growing && !m.tale.telling.Ended() }

// waiting: all that has come has been played, and more may come.
func (m *Model) waiting() bool {
	return m.tale.growing && m.step == m.StepCount()-1 && m.clock >= m.act.lasts
}

// free is the part of the window that no panel covers; panels that leave next to
// nothing are taken to be folded.
func (m *Model) free() Rect {
	r := Rect{m.insets.Left, m.insets.Top, m.w - m.insets.Left - m.insets.Right, m.h - m.insets.Top - m.insets.Bottom}
	if r.W < 120 {
		r.X, r.W = 0, m.w
	}
	if r.H < 120 {
		r.Y, r.H = 0, m.h
	}
	return r
}

// toScreen and toMap go between the map and the window.
func (m *Model) toScreen(p Point) Point {
	return p.Sub(m.camera.At).Times(m.camera.Zoom).Add(m.viewport().Centre())
}

func (m *Model) toMap(p Point) Point {
	return p.Sub(m.viewport().Centre()).Times(1 / m.camera.Zoom).Add(m.camera.At)
}

// upright tells whether the window is a phone's, or stands on its end: plots lie above
// each other in it.
func (m *Model) upright() bool { return m.w < 620 || m.h > m.w*1.1 }

// replan takes the map that suits the window, whole.
func (m *Model) replan() { m.plan = m.mapFolded(0) }

// mapFolded is the map that suits the window, with some plots folded away.
func (m *Model) mapFolded(away plots) *Map {
	free := m.viewport()
	return m.tale.plan(free.W, free.H, m.upright(), away)
}

// act is what happens on the stage during a step.
type act struct {
	step *story.Step
	// lasts is how long it takes, in seconds at speed 1; hold is how long it then
	// stands still while playing.
	lasts, hold float64
	// wait is the virtual time that passes visibly.
	wait time.Duration
	// from and to are the places of those who talk, nil where it is one host's own
	// affair; path is the way.
	from, to *Place
	path     Path
	// said is the line that rests on the stage, asked the one that it answers; nil
	// where nothing was said, or nothing asked.
	said, asked *dialogue.Line
	// class is how it is to be taken.
	class story.Class
	// carries is the line by which a letter travels, nil if none does; carriers its way.
	carries  *dialogue.Line
	carriers Path
	receiver *Place
	// torn is the line by which a letter was on its way when the connection broke: it never
	// arrived whole, and is nobody's.
	torn    *dialogue.Line
	unheard bool // what was said never came to its listener
	tube    bool
}

// Durations in seconds at speed 1.
const (
	talkLasts   = 1.15
	carryLasts  = 1.7
	packetLasts = 0.75
	aloneLasts  = 0.7
	sweepLasts  = 1.9
	passedLasts = 3.4
	againLasts  = 0.55 // a part of it: what has been seen is played faster
	holdAlone   = 0.9
	holdTalk    = 0.75
	holdALetter = 0.014 // more for every character that is to be read
	// tellFrom is the wait from which the clock says how long it was, sweepFrom that from which its
	// hands are seen to move.
	tellFrom  = 10 * time.Second
	sweepFrom = 45 * time.Second
)

// arrive works out what follows from the position.
func (m *Model) arrive() {
	m.before, m.now, m.changes = m.tale.state(m.detail, m.step)
	m.act = m.perform()
	m.ahead, m.yet = m.tale.ahead(m.detail, m.step)
	m.lay, m.lie = m.tale.lying(m.detail, m.step-1), m.tale.lying(m.detail, m.step)
	m.letter = m.tale.letter(m.Step(), m.detail, m.step, m.lie)
	m.fold()
	m.clock, m.stood, m.reading = 0, 0, 0
	m.sign = signHit{}
}

// roadTo is the road from one host to another: by the house of whoever passes on what they say
// inside TLS, where somebody does.
func (m *Model) roadTo(conn int, from, to string) (Path, bool) {
	if middle := m.tale.middles[conn]; middle != "" && from != middle && to != middle {
		first, second := m.plan.Road(from, middle), m.plan.Road(middle, to)
		if first != nil && second != nil {
			return newPath(slices.Concat(first.From(from).Points, second.From(middle).Points[1:])), true
		}
	}
	if road := m.plan.Road(from, to); road != nil {
		return road.From(from), true
	}
	return Path{}, false
}

func (m *Model) perform() act {
	s := m.Step()
	a := act{step: s}
	if s == nil {
		return a
	}
	a.lasts, a.hold = aloneLasts, holdAlone
	a.class = s.Class
	if s.Failure && a.class == story.None {
		a.class = story.Permanent // nobody said no; it failed all the same
	}
	speaker, listener := s.From, s.To
	if a.said = m.tale.telling.Story.Decisive(s); a.said != nil {
		a.asked = m.tale.telling.Story.Asked(a.said)
		speaker, listener = a.said.Speaker, a.said.Listener
		if a.asked != nil && a.asked.Speaker == speaker {
			a.asked = nil // what goes on with one's own words answers nobody
		}
		if a.said.Kind == dialogue.KindData && a.said.FromClient {
			a.class, a.asked = story.None, nil // a letter, which nobody has answered yet
		} else if s.Detail == story.Tell {
			if c := m.tale.classOf(a.said); c != story.None && !(s.Failure && c == story.OK) {
				a.class = c
			}
		}
	} else if l := m.tale.unbelieved(s); l != nil {
		a.asked = m.tale.telling.Story.Asked(l)
		speaker, listener = l.Speaker, l.Listener
	}
	if a.said != nil && a.class == story.OK && m.tale.classOf(a.said) == story.None && !a.said.Answers() {
		a.class = story.None // it was said when the rest had been settled
	}
	if a.unheard = m.tale.unheard(a.said); a.unheard && a.class != story.Permanent {
		a.class = story.Temporary
		if q := m.tale.telling.Story.Asked(a.said); q != nil && leaves(q.Verb) && !s.Failure {
			a.class = story.None // that nobody hears a goodbye back fails nothing
		}
	}
	if m.nextWay(s) != "" || a.class == story.OK && neitherYesNorNo(s, a.said) {
		a.class = story.None // it goes on at once, another way, or with somebody else
	}
	if way, ok := m.roadTo(s.Conn, speaker, listener); ok && speaker != listener {
		a.from, a.to, a.path = m.plan.Place(speaker), m.plan.Place(listener), way
		a.lasts, a.hold = talkLasts, holdTalk
	}
	if a.from == nil {
		a.from = m.plan.Place(s.From)
	}
	if s.Detail == story.Packets && a.to != nil {
		a.lasts, a.hold = packetLasts, 0.25
	}
	a.torn = m.tale.torn(s)
	if l := m.tale.carried(s); l != nil && l == a.torn {
		a.lasts = carryLasts
	} else if l != nil {
		if way, ok := m.roadTo(l.Conn, l.Speaker, l.Listener); ok {
			a.carries, a.lasts = l, carryLasts
			a.carriers, a.receiver = way, m.plan.Place(l.Listener)
		}
	}
	if a.said != nil {
		a.hold += holdALetter * float64(min(len(a.said.Text), 60))
	}
	if h := m.now.Host(s.From); h != nil && s.Conn != 0 {
		if c := h.Connection(s.Conn); c != nil {
			a.tube = c.TLS != "" && !m.tale.parted(s.Conn, s.First) // what comes after the goodbye is not of TLS
		}
	}
	if a.said != nil && a.said.Encrypted {
		a.tube = true
	}
	if m.tale.again(s) {
		a.lasts, a.hold = a.lasts*againLasts, a.hold*againLasts
	}
	since := s.End
	if before := m.tale.step(m.detail, m.step-1-m.passed); before != nil {
		since -= before.End
	}
	if since >= tellFrom {
		a.wait = since
	}
	if since >= sweepFrom {
		a.lasts = max(a.lasts, sweepLasts)
		if m.passed > 0 {
			a.lasts = max(a.lasts, passedLasts)
		}
	}
	return a
}

// progress is how far the act has come, from 0 to 1.
func (m *Model) progress() float64 {
	if m.act.lasts == 0 {
		return 1
	}
	return clamp01(m.clock / m.act.lasts)
}
