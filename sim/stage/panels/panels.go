package panels

import (
	"strings"
	"sync"
	"time"

	"posta/sim/glossary"
	"posta/sim/lang"
	"posta/sim/stage"
	"posta/sim/stage/shown"
	"posta/sim/story"
	"posta/sim/trace"
	"posta/sim/view"
)

// Lesson is one that can be chosen.
type Lesson struct {
	Slug           string
	Chapter, Title lang.Text
}

// Asks are what panels ask of the program around them. None of it is waited for; a nil one is not offered.
type Asks struct {
	// Open opens a lesson.
	Open func(slug string)
	// WhatIf runs what would have happened with a fault; what comes of it is put in with Do and Part.
	WhatIf func(fault, title string)
	// Break has a fault act from now on, where what happens is real and cannot happen in two ways: in the place of WhatIf.
	Break func(fault, title string)
	// Imagine has all that happened so far happen again in a simulation, to be shown with Imagined; at is the place that is looked at.
	Imagine func(at time.Duration)
	// Return goes back from there to what is real.
	Return func()
	// FullScreen fills the screen, or stops to.
	FullScreen func()
	// Release lets go what is held, with an answer in the place of what was coming; "" lets it go on.
	Release func(id int, answer string)
}

// Panels are the panels of one window. All but Do are called by the goroutine that shows the window.
type Panels struct {
	Runs shown.Runs

	asks    Asks
	lessons []Lesson

	mu    sync.Mutex
	inbox []func(*Panels)

	m       stage.Model
	lang    lang.Lang
	tab     tab
	folded  bool
	overlay overlay
	host    string // whose state is shown; "": whoever acts
	scroll  map[tab]float64
	auto    bool // the dialogue follows what is said
	note    []lang.Text
	busy    lang.Text
	would   string // what would have happened, as it was asked
	// imagined is what is said of a run that repeats what is real; empty: none is shown.
	imagined []lang.Text
	held     *Held
	chase    bool // what comes is gone to, until somebody does something: who is held is looked at
	chosen   int  // of what a list offers, by key
	hover    stage.Point
	meant    *glossary.Term   // a word that was pressed or come to by key, and says what it means
	toMeant  bool             // what is read rolls to where it stands
	glossed  []*glossary.Term // that explain themselves in what is read, in its order

	version int
	made    key
	shapes  []stage.Shape
	areas   []area
	cards   []stage.Rect
	extent  map[tab][2]float64 // of what there is to scroll: its height, and that of its window
	views   views
}

// Held is a conversation that stands still because somebody wanted to look.
type Held struct {
	ID          int
	Where, Said string
	// Answers are what may be said in the place of what was coming.
	Answers []string
}

type tab uint8

const (
	tabExplain tab = iota
	tabDialogue
	tabState
	tabLesson
	tabWhatIf
	tabs
)

// overlay is a list that lies over everything.
type overlay uint8

const (
	overlayNone overlay = iota
	overlayLessons
	overlayKeys
)

// area answers to a pointer.
type area struct {
	stage.Rect
	do    func()
	drag  func(stage.Point)
	label string
	term  *glossary.Term // a word that explains itself
}

// key is all that the panels' picture depends on.
type key struct {
	version, events, step, count int
	run                          *trace.Trace
	detail                       story.Detail
	lang                         lang.Lang
	theme                        stage.Theme
	w, h, scale, speed           float64
	playing, listener, follow    bool
	growing                      bool
	selected                     stage.Target
}

// New makes panels for runs that are shown by the player of those.
func New(asks Asks) *Panels {
	return &Panels{asks: asks, scroll: map[tab]float64{}, extent: map[tab][2]float64{}, auto: true}
}

// Do has something done by the goroutine that shows the window. It may be called from any.
func (p *Panels) Do(f func(*Panels)) {
	p.mu.Lock()
	p.inbox = append(p.inbox, f)
	p.mu.Unlock()
}

// Open shows a run; of one that is growing more may come.
func (p *Panels) Open(t shown.Run, growing bool) {
	p.Runs.Open(t, growing)
	p.busy, p.note, p.would, p.host, p.overlay, p.imagined = lang.Text{}, nil, "", "", overlayNone, nil
	p.scroll = map[tab]float64{}
	p.version++
}

// Imagined shows a simulation in which what happened for real happens again, at the place that was looked at. What is real and what is
// not is said as long as it is shown.
func (p *Panels) Imagined(t shown.Run, at time.Duration, about ...lang.Text) {
	p.Open(t, false)
	p.imagined, p.tab, p.folded = about, tabWhatIf, false
	seq := 0
	for _, e := range t.Trace.Events {
		if e.At > at {
			break
		}
		seq = e.Seq
	}
	p.send(stage.SeekEvent{Seq: seq, Still: true})
}

// Asks changes what panels can ask for.
func (p *Panels) Asks(asks Asks) {
	p.asks = asks
	p.version++
}

// Choose says which lessons there are to choose from.
func (p *Panels) Choose(list []Lesson) {
	p.lessons = list
	p.version++
}

// Part shows what would have happened.
func (p *Panels) Part(t shown.Run, title string) {
	p.busy = lang.Text{}
	if p.Runs.Part(t) == 0 {
		p.Say(wordNoFork)
		return
	}
	p.would, p.tab = title, tabExplain
	p.version++
}

// Say shows a short word until something else is done: its parts one after the other.
func (p *Panels) Say(parts ...lang.Text) {
	p.note, p.busy = parts, lang.Text{}
	p.version++
}

// Hold shows that a conversation stands still; nil: that none does any more.
func (p *Panels) Hold(h *Held) {
	if h != nil && (p.held == nil || p.held.ID != h.ID) {
		p.folded, p.chase = false, true
	}
	p.held = h
	p.version++
}

// Look takes in the stage's model, and gives the messages that the panels have for the stage. It tells whether the panels
// look otherwise than before.
func (p *Panels) Look(m stage.Model) (msgs []stage.Msg, changed bool) {
	p.mu.Lock()
	inbox := p.inbox
	p.inbox = nil
	p.mu.Unlock()
	for _, f := range inbox {
		f(p)
	}
	selected := p.m.Selected()
	p.m = m
	if s := m.Selected(); s != selected && s.Kind == stage.TargetHost {
		p.host, p.tab, p.folded = s.A, tabState, false
		p.version++
	}
	if p.Runs.Current.Telling == nil || m.Telling() != p.Runs.Current.Telling {
		return nil, false // what was opened is still on its way to the stage
	}
	k := p.key()
	if p.chase && p.held != nil && k.step < k.count-1 {
		p.toEnd()
	}
	if k == p.made {
		return nil, false
	}
	p.lang = m.Lang()
	msgs = []stage.Msg{stage.Cover{Insets: p.insets()}}
	if k.step != p.made.step || k.run != p.made.run || k.detail != p.made.detail {
		p.scroll[tabExplain] = 0
		p.auto, p.meant = true, nil
	}
	if p.tab == tabExplain && !p.folded && k.playing && (k.step != p.made.step || !p.made.playing) {
		msgs = append(msgs, stage.Reading{Seconds: p.reading()})
	}
	p.build()
	p.made = k
	return msgs, true
}

// reading is how long one reads what is said of a step, in seconds, without haste.
func (p *Panels) reading() float64 {
	e := p.now().Explain
	return 1.5 + float64(len(strings.Fields(strings.Join([]string{e.Title, e.Say, e.What, e.Why}, " "))))/4
}

func (p *Panels) key() key {
	w, h := p.m.Size()
	return key{
		version: p.version, events: len(p.m.Telling().Trace.Events), step: p.m.StepIndex(), count: p.m.StepCount(), run: p.m.Telling().Trace,
		detail: p.m.Detail(), lang: p.m.Lang(), theme: p.m.Theme(), w: w, h: h, scale: p.m.Scale(), speed: p.m.Speed(), playing: p.m.Playing(),
		listener: p.m.Listener(), follow: p.m.Following(), growing: p.m.Growing(), selected: p.m.Selected(),
	}
}

// Shapes are what is painted over the stage.
func (p *Panels) Shapes() []stage.Shape { return p.shapes }

// Over tells whether a place is the panels'.
func (p *Panels) Over(at stage.Point) bool {
	if p.overlay != overlayNone {
		return true
	}
	for _, c := range p.cards {
		if c.Contains(at) {
			return true
		}
	}
	return false
}

// at is the uppermost area at a place.
func (p *Panels) at(at stage.Point) *area {
	for i := len(p.areas) - 1; i >= 0; i-- {
		if p.areas[i].Contains(at) {
			return &p.areas[i]
		}
	}
	return nil
}

// Tap presses what is at a place.
func (p *Panels) Tap(at stage.Point) {
	p.chase = false
	if p.meant != nil {
		p.meant = nil
		p.version++
	}
	a := p.at(at)
	switch {
	case a == nil && p.overlay != overlayNone && !p.inCards(at):
		p.overlay = overlayNone
	case a == nil:
		return
	case a.drag != nil:
		a.drag(at)
	case a.do != nil:
		a.do()
	}
	p.version++
}

func (p *Panels) inCards(at stage.Point) bool {
	return len(p.cards) > 0 && p.cards[len(p.cards)-1].Contains(at)
}

// Drag moves what was pressed at from.
func (p *Panels) Drag(from, last, to stage.Point) {
	if a := p.at(from); a != nil && a.drag != nil {
		a.drag(to)
		return
	}
	p.roll(from, last.Y-to.Y)
}

// Wheel scrolls what is at a place, in notches.
func (p *Panels) Wheel(at stage.Point, notches float64) { p.roll(at, -notches*48*p.unit()) }

func (p *Panels) roll(_ stage.Point, by float64) {
	t := p.scrolled()
	e := p.extent[t]
	to := min(max(p.scroll[t]+by, 0), max(e[0]-e[1], 0))
	if to != p.scroll[t] {
		p.scroll[t], p.auto = to, false
		p.version++
	}
}

// scrolled is what the wheel moves: the list that lies over everything, or the open tab.
func (p *Panels) scrolled() tab {
	if p.overlay != overlayNone {
		return tabs + tab(p.overlay)
	}
	return p.tab
}

// Label is the name of what is at a place, "" for nothing.
func (p *Panels) Label(at stage.Point) string {
	if a := p.at(at); a != nil {
		return a.label
	}
	return ""
}

// Hover is where the pointer is: what it is over is named.
func (p *Panels) Hover(at stage.Point) {
	if was, is := p.at(p.hover), p.at(at); was != is {
		p.version++
	}
	p.hover = at
}

// send gives the stage a message.
func (p *Panels) send(msgs ...stage.Msg) { p.Runs.Player.Send(msgs...) }

// views are values that are long in the making, kept while they stay the same.
type views struct {
	of       key
	dialogue *view.Dialogue
}

// said is the dialogue.
func (p *Panels) said() *view.Dialogue {
	k := key{events: len(p.m.Telling().Trace.Events), run: p.m.Telling().Trace, detail: p.m.Detail(), lang: p.lang, listener: p.m.Listener()}
	if p.views.dialogue == nil || p.views.of != k {
		d := p.viewer().Dialogue(k.detail, k.lang)
		if k.listener {
			d = p.viewer().Overheard(k.detail, k.lang)
		}
		p.views = views{k, &d}
	}
	return p.views.dialogue
}

func (p *Panels) viewer() *view.Viewer { return p.Runs.Current.Viewer }

func (p *Panels) now() view.Now {
	if p.m.Listener() {
		return p.viewer().NowOverheard(p.m.Detail(), p.m.StepIndex(), p.lang)
	}
	return p.viewer().Now(p.m.Detail(), p.m.StepIndex(), p.lang)
}
