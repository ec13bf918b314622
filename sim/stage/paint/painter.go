package paint

import (
	"image"
	"image/color"
	"math"

	"github.com/hajimehoshi/ebiten/v2"

	"posta/sim/stage"
)

// Painter puts display lists on images. It keeps what is dear to make: the fonts,
// and the ground while it stays the same.
type Painter struct {
	mesh    mesh
	letters letters
	source  *ebiten.Image // white

	ground    *ebiten.Image
	groundKey any // what lies in ground, nil if nothing does
	lastKey   any // what was painted last, in ground or not

	old   *ebiten.Image // the picture that a cross-fade comes from
	oldID int
	last  stage.DisplayList
}

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
		p.letters.write(dst, t, scale)
	}
	p.flush(dst)
}

func (p *Painter) flush(dst *ebiten.Image) {
	if len(p.mesh.indices) > 0 {
		dst.DrawTriangles32(p.mesh.vertices, p.mesh.indices, p.source, nil)
	}
	p.mesh.reset()
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
