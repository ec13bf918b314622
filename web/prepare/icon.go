package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"golang.org/x/image/vector"
)

// The icon: a letter on the blue of the old post coaches, with its seal. The same
// on a sheet of 64 by 64, as SVG and as pixels.
const iconSVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<rect width="64" height="64" rx="14" fill="#1F4E9E"/>
<path d="M12 20h40v27H12z" fill="#FFFCF4"/>
<path d="M12 20l20 16 20-16" fill="none" stroke="#1F4E9E" stroke-width="3.5" stroke-linejoin="round"/>
<circle cx="32" cy="35" r="6.5" fill="#8E2F3C"/>
</svg>
`

// iconPNG is the same icon for those who do not take SVG. It fills its square, as
// systems that cut icons to their own shape want it.
func iconPNG(size int) ([]byte, error) {
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.RGBA{0x1F, 0x4E, 0x9E, 255}), image.Point{}, draw.Src)
	k := float32(size) / 64
	fill := func(c color.Color, path ...[2]float32) {
		r := vector.NewRasterizer(size, size)
		for i, p := range path {
			if i == 0 {
				r.MoveTo(p[0]*k, p[1]*k)
			} else {
				r.LineTo(p[0]*k, p[1]*k)
			}
		}
		r.ClosePath()
		r.Draw(img, img.Bounds(), image.NewUniform(c), image.Point{})
	}
	blue, paper, seal := color.RGBA{0x1F, 0x4E, 0x9E, 255}, color.RGBA{0xFF, 0xFC, 0xF4, 255}, color.RGBA{0x8E, 0x2F, 0x3C, 255}
	fill(paper, [2]float32{12, 20}, [2]float32{52, 20}, [2]float32{52, 47}, [2]float32{12, 47})
	fill(blue, [2]float32{12, 18.5}, [2]float32{32, 34.2}, [2]float32{52, 18.5}, [2]float32{52, 22.5}, [2]float32{32, 38}, [2]float32{12, 22.5})
	circle(img, seal, 32*k, 35*k, 6.5*k)
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("drawing the icon: %w", err)
	}
	return b.Bytes(), nil
}

func circle(img draw.Image, c color.Color, x, y, radius float32) {
	const quarter = 0.5523 // of the control points of a cubic that is nearly a circle
	r := vector.NewRasterizer(img.Bounds().Dx(), img.Bounds().Dy())
	q := radius * quarter
	r.MoveTo(x+radius, y)
	r.CubeTo(x+radius, y+q, x+q, y+radius, x, y+radius)
	r.CubeTo(x-q, y+radius, x-radius, y+q, x-radius, y)
	r.CubeTo(x-radius, y-q, x-q, y-radius, x, y-radius)
	r.CubeTo(x+q, y-radius, x+radius, y-q, x+radius, y)
	r.ClosePath()
	r.Draw(img, img.Bounds(), image.NewUniform(c), image.Point{})
}
