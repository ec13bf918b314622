// Package film makes a moving picture of a journey: what the stage shows while it
// plays, as a GIF, which every slide takes, or as an APNG, which is smaller.
//
// It is the camera that the photographer (package still) lends to whoever wants more
// than one picture: it lets a model play, photographs it at a steady pace and keeps of
// each photograph what has changed since the one before. It decides nothing about the
// picture and looks at no clock: two films of the same model have the same bytes.
package film

import (
	"errors"
	"image"
	"time"

	"posta/sim/stage"
	"posta/sim/stage/still"
)

// Options say what is filmed and how. The zero value films all steps.
type Options struct {
	// From and To are the first and last step that are filmed, from 0 on; To 0 is the last.
	From, To int
	// PerSecond is how many photographs are taken in a second that moves; 0 is 8.
	PerSecond int
	// Most is how many photographs it may have; 0 is MaxFrames.
	Most int
	// Reading gives how many seconds there are to read about a step; nil: the time that
	// the stage itself takes.
	Reading func(m stage.Model) float64
}

// Bounds of a film.
const (
	MaxPerSecond = 30
	MaxFrames    = 4000
	lastStays    = 2500 * time.Millisecond
	firstStays   = 900 * time.Millisecond
)

// ErrTooLong says that a film would have more photographs than it may.
var ErrTooLong = errors.New("more photographs than a film may have")

// Frame is what a photograph changes, and for how long it is shown.
type Frame struct {
	// Image is the part of the picture that has changed; in it, index 0 is transparent:
	// what was there stays.
	Image *image.Paletted
	Lasts time.Duration
}

// Film is a moving picture. The first frame is whole.
type Film struct {
	W, H   int
	Frames []Frame
}

// Shoot films a model that has a telling on it.
func Shoot(m stage.Model, o Options) (*Film, error) {
	if o.PerSecond <= 0 || o.PerSecond > MaxPerSecond {
		o.PerSecond = 8
	}
	last := m.StepCount() - 1
	if o.To > 0 && o.To < last {
		last = o.To
	}
	if o.Most <= 0 || o.Most > MaxFrames {
		o.Most = MaxFrames
	}
	colours := coloursOf(m, o.From, last)
	m = stage.Update(m, stage.Seek{Step: max(o.From, 0) - 1, Still: true})
	c := &camera{colours: colours, most: o.Most}
	if err := c.take(m, firstStays); err != nil {
		return nil, err
	}
	tick := time.Second / time.Duration(o.PerSecond)
	m = stage.Update(m, stage.Play{On: true})
	for step := m.StepIndex(); m.Playing() && m.StepIndex() <= last; {
		if o.Reading != nil && m.StepIndex() != step {
			step = m.StepIndex()
			m = stage.Update(m, stage.Reading{Seconds: o.Reading(m)})
		}
		next := stage.Update(m, stage.Tick{Seconds: tick.Seconds()})
		if next.StepIndex() > last {
			break
		}
		m = next
		if err := c.take(m, tick); err != nil {
			return nil, err
		}
	}
	if err := c.take(stage.Update(m, stage.Seek{Step: last, Still: true}), lastStays); err != nil {
		return nil, err
	}
	w, h := m.Size()
	return &Film{W: int(w + 0.5), H: int(h + 0.5), Frames: c.frames}, nil
}

// camera keeps what has changed from one photograph to the next.
type camera struct {
	colours *colours
	most    int
	shown   stage.Model
	whole   *image.Paletted
	frames  []Frame
}

// take photographs the model, or lets the last photograph stand longer where it shows
// the same.
func (c *camera) take(m stage.Model, lasts time.Duration) error {
	n := len(c.frames)
	if n > 0 && m.Same(c.shown) {
		c.frames[n-1].Lasts += lasts
		return nil
	}
	c.shown = m
	list := stage.Scene(m)
	now := c.colours.paint(still.Image(&list, 1))
	if n == 0 {
		c.whole = now
		c.frames = append(c.frames, Frame{now, lasts})
		return nil
	}
	r := changed(c.whole, now)
	if r.Empty() {
		c.frames[n-1].Lasts += lasts
		return nil
	}
	if n == c.most {
		return ErrTooLong
	}
	part := image.NewPaletted(r, now.Palette)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		was, is, out := c.whole.Pix[c.whole.PixOffset(r.Min.X, y):], now.Pix[now.PixOffset(r.Min.X, y):], part.Pix[part.PixOffset(r.Min.X, y):]
		for x := range r.Dx() {
			if was[x] != is[x] {
				out[x] = is[x]
			}
		}
	}
	c.whole = now
	c.frames = append(c.frames, Frame{part, lasts})
	return nil
}

// changed is the smallest rectangle in which two pictures differ.
func changed(a, b *image.Paletted) image.Rectangle {
	var r image.Rectangle
	w := a.Rect.Dx()
	for y := range a.Rect.Dy() {
		was, is := a.Pix[y*a.Stride:y*a.Stride+w], b.Pix[y*b.Stride:y*b.Stride+w]
		from, to := 0, w
		for from < w && was[from] == is[from] {
			from++
		}
		if from == w {
			continue
		}
		for was[to-1] == is[to-1] {
			to--
		}
		r = r.Union(image.Rect(from, y, to, y+1))
	}
	return r
}
