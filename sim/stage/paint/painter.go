package paint

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"math"
	"sync"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/text/v2"

	"posta/sim/stage"
	"posta/sim/stage/paint/fonts"
)

// Painter puts display lists on images. It keeps what is dear to make: the fonts,
// and the ground while it stays the same.
type Painter struct {
	mesh   mesh
	source *ebiten.Image // white

	ground    *ebiten.Image
	groundKey any // what lies in ground, nil if nothing does
	lastKey   any // what was painted last, in ground or not

	old   *ebiten.Image // the picture that a cross-fade comes from
	oldID int
	last  stage.DisplayList
}

// faces are read once: they take a few milliseconds.
var sources = sync.OnceValue(func() [stage.Fonts][]*text.GoTextFaceSource {
	var all [stage.Fonts][]*text.GoTextFaceSource
	for f := range stage.Fonts {
		for _, file := range fonts.Files(f) {
			s, err := text.NewGoTextFaceSource(bytes.NewReader(file))
			if err != nil {
				panic(fmt.Errorf("reading the stage's font %d: %w", f, err)) // the files are part of the program
			}
			all[f] = append(all[f], s)
		}
	}
	return all
})

// NewPainter makes one. It may be made before there is a window.
func NewPainter() *Painter {
	p := &Painter{source: ebiten.NewImage(3, 3)}
	p.source.Fill(color.White)
	return p
}

// Paint draws the list over the whole of dst at a scale: device pixels for a pixel
// of the list.
func (p *Painter) Paint(dst *ebiten.Image, list *stage.DisplayList, scale float64) {
	p.crossfade(dst, list, scale)
	p.paintGround(dst, list, scale)
	p.shapes(dst, list.Life, scale)
	if list.Crossfade < 1 && p.old != nil {
		o := &ebiten.DrawImageOptions{}
		o.ColorScale.ScaleAlpha(float32(1 - list.Crossfade))
		dst.DrawImage(p.old, o)
	}
	p.last = *list
}

// crossfade keeps the former picture when a cross-fade begins, and lets it go when
// it has ended.
func (p *Painter) crossfade(dst *ebiten.Image, list *stage.DisplayList, scale float64) {
	if list.Crossfade >= 1 {
		if p.old != nil {
			p.old.Deallocate()
			p.old = nil
		}
		p.oldID = list.FadeID
		return
	}
	if list.FadeID == p.oldID || p.last.W == 0 {
		return
	}
	p.oldID = list.FadeID
	p.old = sized(p.old, dst.Bounds())
	p.old.Fill(rgba(p.last.Paper))
	p.shapes(p.old, p.last.Ground, scale)
	p.shapes(p.old, p.last.Life, scale)
}

// paintGround keeps the ground in an image once it has stayed the same for two
// pictures: while the camera moves, an image of it would be work for nothing.
func (p *Painter) paintGround(dst *ebiten.Image, list *stage.DisplayList, scale float64) {
	key := struct {
		list  any
		scale float64
		size  image.Rectangle
	}{list.GroundKey, scale, dst.Bounds()}
	target := dst
	switch key {
	case p.groundKey:
		dst.DrawImage(p.ground, &ebiten.DrawImageOptions{Blend: ebiten.BlendCopy})
		return
	case p.lastKey:
		p.ground = sized(p.ground, dst.Bounds())
		p.groundKey = key
		target = p.ground
	}
	p.lastKey = key
	target.Fill(rgba(list.Paper))
	p.shapes(target, list.Ground, scale)
	if target != dst {
		dst.DrawImage(p.ground, &ebiten.DrawImageOptions{Blend: ebiten.BlendCopy})
	}
}

// sized is an image of a size: the one there is, if it fits.
func sized(i *ebiten.Image, r image.Rectangle) *ebiten.Image {
	if i != nil {
		if i.Bounds().Size() == r.Size() {
			return i
		}
		i.Deallocate()
	}
	return ebiten.NewImage(r.Dx(), r.Dy())
}

func rgba(c stage.Colour) color.Color { return color.NRGBA{c.R, c.G, c.B, c.A} }

func (p *Painter) shapes(dst *ebiten.Image, list []stage.Shape, scale float64) {
	p.mesh.scale = scale
	for _, s := range list {
		t, ok := s.(stage.Text)
		if !ok {
			p.mesh.shape(s)
			continue
		}
		p.flush(dst)
		p.text(dst, t, scale)
	}
	p.flush(dst)
}

func (p *Painter) flush(dst *ebiten.Image) {
	if len(p.mesh.indices) > 0 {
		dst.DrawTriangles32(p.mesh.vertices, p.mesh.indices, p.source, nil)
	}
	p.mesh.reset()
}

func (p *Painter) text(dst *ebiten.Image, t stage.Text, scale float64) {
	if t.Colour.A == 0 || t.String == "" {
		return
	}
	face, first := face(t.Font, t.Size*scale)
	o := &text.DrawOptions{}
	// Letters stand on a whole pixel, and begin where they begin.
	o.GeoM.Translate(t.Box.X*scale, math.Round(t.Baseline()*scale-first.Metrics().HAscent))
	o.ColorScale.ScaleWithColor(rgba(t.Colour))
	text.Draw(dst, t.String, face, o)
}

// face is a font at a size in device pixels, with latin-ext behind latin.
func face(f stage.Font, size float64) (text.Face, *text.GoTextFace) {
	list := sources()[f]
	faces := make([]text.Face, len(list))
	for i, s := range list {
		g := &text.GoTextFace{Source: s, Size: size}
		if f == stage.Mono {
			// The wire is shown as it is: no ligature makes one sign of two.
			g.SetFeature(text.MustParseTag("calt"), 0)
			g.SetFeature(text.MustParseTag("liga"), 0)
		}
		faces[i] = g
	}
	first := faces[0].(*text.GoTextFace)
	multi, err := text.NewMultiFace(faces...)
	if err != nil {
		return first, first
	}
	return multi, first
}

// Snapshot paints a list by itself and gives the picture. It needs a running game:
// pixels can only be read between two frames.
func (p *Painter) Snapshot(list *stage.DisplayList, scale float64) *image.RGBA {
	r := image.Rect(0, 0, int(math.Floor(list.W*scale)), int(math.Floor(list.H*scale)))
	dst := ebiten.NewImage(r.Dx(), r.Dy())
	defer dst.Deallocate()
	dst.Fill(rgba(list.Paper))
	p.shapes(dst, list.Ground, scale)
	p.shapes(dst, list.Life, scale)
	picture := image.NewRGBA(r)
	dst.ReadPixels(picture.Pix)
	return picture
}
