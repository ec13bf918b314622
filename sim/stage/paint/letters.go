package paint

import (
	"image"
	"math"

	"github.com/hajimehoshi/ebiten/v2"

	"posta/sim/stage"
	"posta/sim/stage/fonts"
)

// letters keeps pictures of letters, so that each is drawn once at a size.
type letters struct {
	drawn map[letterKey]*letter
}

// letterKey names a picture. Size counts eighths of a pixel and shift quarters:
// finer steps nobody sees.
type letterKey struct {
	font  stage.Font
	r     rune
	size  int
	shift int
}

type letter struct {
	picture *ebiten.Image // nil for a blank
	corner  image.Point
}

// maxLetters is how many pictures are kept. A camera that zooms asks for new sizes
// all the time: past that, all are dropped, and those in use drawn again.
const maxLetters = 6000

// write puts a line of text on an image.
func (l *letters) write(dst *ebiten.Image, t stage.Text, scale float64) {
	if t.Colour.A == 0 || t.String == "" {
		return
	}
	size := t.Size * scale
	x, y := t.Box.X*scale, math.Round(t.Baseline()*scale) // letters stand on a whole pixel
	o := &ebiten.DrawImageOptions{}
	o.ColorScale.ScaleWithColor(rgba(t.Colour))
	for _, r := range t.String {
		whole, part := math.Modf(x)
		shift := int(part * 4)
		if g := l.letter(letterKey{t.Font, r, int(size*8 + 0.5), shift}); g.picture != nil {
			o.GeoM.Reset()
			o.GeoM.Translate(whole+float64(g.corner.X), y+float64(g.corner.Y))
			dst.DrawImage(g.picture, o)
		}
		x += fonts.Advance(t.Font, r) * size
	}
}

func (l *letters) letter(k letterKey) *letter {
	if g, ok := l.drawn[k]; ok {
		return g
	}
	if len(l.drawn) >= maxLetters {
		for _, g := range l.drawn {
			if g.picture != nil {
				g.picture.Deallocate()
			}
		}
		l.drawn = nil
	}
	if l.drawn == nil {
		l.drawn = make(map[letterKey]*letter, 256)
	}
	g := &letter{}
	l.drawn[k] = g
	mask, corner := fonts.Glyph(k.font, float64(k.size)/8, k.r, float64(k.shift)/4)
	if mask == nil {
		return g
	}
	// White, as transparent as the mask: the colour is the drawing's.
	pixels := make([]byte, 4*len(mask.Pix))
	for i, a := range mask.Pix {
		pixels[4*i], pixels[4*i+1], pixels[4*i+2], pixels[4*i+3] = a, a, a, a
	}
	g.picture, g.corner = ebiten.NewImage(mask.Rect.Dx(), mask.Rect.Dy()), corner
	g.picture.WritePixels(pixels)
	return g
}
