package fonts

import (
	"image"
	"image/draw"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"posta/sim/stage"
)

// maxGlyph bounds a picture's sides, in pixels: larger letters are not drawn.
const maxGlyph = 1024

// Glyph draws one character at a size in pixels, moved right by a part of a pixel.
// It gives the picture, and where its upper left corner lies from the pen on the
// base line; nil where there is nothing to see.
func Glyph(f stage.Font, size float64, r rune, shift float64) (*image.Alpha, image.Point) {
	file, g := tables()[f].find(r)
	if file == nil {
		file = tables()[f].files[0]
	}
	var b sfnt.Buffer
	segments, err := file.LoadGlyph(&b, g, fixed.Int26_6(size*64+0.5), nil)
	if err != nil || len(segments) == 0 {
		return nil, image.Point{}
	}
	bounds := segments.Bounds()
	bounds.Max.X += fixed.Int26_6(shift * 64)
	corner := image.Pt(bounds.Min.X.Floor(), bounds.Min.Y.Floor())
	w, h := bounds.Max.X.Ceil()-corner.X, bounds.Max.Y.Ceil()-corner.Y
	if w <= 0 || h <= 0 || w > maxGlyph || h > maxGlyph {
		return nil, image.Point{}
	}
	pen := vector.NewRasterizer(w, h)
	pen.DrawOp = draw.Src
	dx, dy := float32(shift)-float32(corner.X), -float32(corner.Y)
	at := func(p fixed.Point26_6) (x, y float32) { return float32(p.X)/64 + dx, float32(p.Y)/64 + dy }
	for _, s := range segments {
		x, y := at(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			pen.ClosePath()
			pen.MoveTo(x, y)
		case sfnt.SegmentOpLineTo:
			pen.LineTo(x, y)
		case sfnt.SegmentOpQuadTo:
			x1, y1 := at(s.Args[1])
			pen.QuadTo(x, y, x1, y1)
		case sfnt.SegmentOpCubeTo:
			x1, y1 := at(s.Args[1])
			x2, y2 := at(s.Args[2])
			pen.CubeTo(x, y, x1, y1, x2, y2)
		}
	}
	pen.ClosePath()
	mask := image.NewAlpha(image.Rect(0, 0, w, h))
	pen.Draw(mask, mask.Bounds(), image.Opaque, image.Point{})
	return mask, corner
}
