package transcript

import (
	"fmt"
	"strconv"
	"time"

	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
)

// A queue that tries for days does the same over and over. Of so many rounds alike
// in a row, the story tells the first two and the last, and counts those between.
const (
	foldFrom  = 5
	foldAfter = 2
)

// round is one attempt of a queue, as chapters: the look-ups, the call, the wait.
type round struct {
	begin, end int // chapters
	key        string
	wait       time.Duration
}

// fold is a stretch of rounds that is only counted.
type fold struct {
	begin, end int // chapters
	waits      []time.Duration
}

// folds finds what the story only counts, in order.
func (p *printer) folds() []fold {
	var out []fold
	var alike []round
	settle := func() {
		if len(alike) >= foldFrom {
			middle := alike[foldAfter : len(alike)-1]
			f := fold{begin: middle[0].begin, end: middle[len(middle)-1].end}
			for _, r := range middle {
				f.waits = append(f.waits, r.wait)
			}
			out = append(out, f)
		}
		alike = nil
	}
	for i := 0; i < len(p.s.Chapters); {
		r, ok := p.roundAt(i)
		if !ok {
			settle()
			i++
			continue
		}
		if len(alike) > 0 && alike[0].key != r.key {
			settle()
		}
		alike = append(alike, r)
		i = r.end
	}
	settle()
	return out
}

// roundAt is the round that begins with a chapter, if one does.
func (p *printer) roundAt(i int) (round, bool) {
	r := round{begin: i}
	list := p.s.Chapters
	from := list[i].From
	next := func(kinds ...story.ChapterKind) *story.Chapter {
		if i >= len(list) || list[i].From != from || p.acted(list[i]) {
			return nil
		}
		for _, k := range kinds {
			if list[i].Kind == k {
				i++
				return list[i-1]
			}
		}
		return nil
	}
	for next(story.ChapterDNS) != nil {
	}
	if call := next(story.ChapterRefused, story.ChapterGreeting, story.ChapterRelay, story.ChapterBounce); call != nil {
		if !call.Failure {
			return r, false
		}
		r.key = p.say(p.x.Chapter(call))
	}
	c := next(story.ChapterWaiting)
	if c == nil || i-r.begin < 2 {
		return r, false
	}
	begin, end := c.Range(story.Tell)
	for j := begin; j < end; j++ {
		f, ok := p.s.Steps(story.Tell)[j].Fact.(trace.QueueDeferred)
		if !ok {
			return r, false // more than a wait
		}
		r.key += "\n" + f.Queue + " " + f.Destination + " " + string(f.Stage) + " " + explain.Cause(f.Why).EN
	}
	r.end, r.wait = i, c.Wait
	return r, true
}

// acted tells whether something in the chapter was done by hand, and is news.
func (p *printer) acted(c *story.Chapter) bool {
	begin, end := c.Range(story.Tell)
	for j := begin; j < end; j++ {
		switch p.s.Steps(story.Tell)[j].Kind {
		case story.ActionStarted, story.ActionEnded, story.InputActed, story.InputEnded, story.HostDown, story.HostUp:
			return true
		}
	}
	return false
}

// folded says how often the same happened, and how long the waits were.
func (p *printer) folded(f fold) {
	n := strconv.Itoa(len(f.waits))
	var waits lang.Text
	if len(f.waits) <= 4 {
		var spans []lang.Text
		for _, w := range f.waits {
			spans = append(spans, explain.Duration(w))
		}
		waits = lang.Sprintf("de %s", "of %s", explain.Listed(spans))
	} else {
		least, most := f.waits[0], f.waits[0]
		for _, w := range f.waits {
			least, most = min(least, w), max(most, w)
		}
		a, b := explain.Duration(least), explain.Duration(most)
		waits = lang.Sprintf("de entre %s y %s", "between %s and %s", a, b)
	}
	p.line("")
	head := fmt.Sprintf("%d–%d. ", f.begin+1, f.end)
	width := len([]rune(head))
	p.para(p.paint(bold, head), width, width, bold, p.pick("… y así %s veces más, con esperas %s", "… and so on %s times more, with waits %s", n, waits))
}
