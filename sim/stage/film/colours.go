package film

import (
	"cmp"
	"image"
	"image/color"
	"slices"

	"posta/sim/stage"
	"posta/sim/stage/still"
)

// The stage is painted in few colours, and in what lies between two of them at an edge.
// Its palette begins with the most frequent one of the whole film and goes on with
// whichever would be missed most: seen often, and far from all that are there. Every
// other one becomes the nearest of them. There is no dithering: it would make flat land
// restless, and the file large.

// depth is how many bits of each channel tell two colours apart.
const depth = 6

// colours is a film's palette. Entry 0 is transparent.
type colours struct {
	palette color.Palette
	rgb     [256][3]int
	nearest [1 << (3 * depth)]uint8 // by code; 0: not looked for yet
}

func code(r, g, b uint8) int {
	const cut = 8 - depth
	return int(r>>cut)<<(2*depth) | int(g>>cut)<<depth | int(b>>cut)
}

// sampled is of how many steps the colours are counted.
const sampled = 24

// coloursOf counts the colours of steps spread over a film.
func coloursOf(m stage.Model, from, to int) *colours {
	type count struct {
		n   int
		sum [3]int
	}
	counts := map[int]*count{}
	m = stage.Update(m, stage.SetReduced{On: true}) // the camera is at once where it will be
	for i := range sampled {
		at := from - 1 + (to-from+1)*i/(sampled-1)
		list := stage.Scene(stage.Update(m, stage.Seek{Step: at, Still: true}))
		img := still.Image(&list, 1)
		for p := 0; p < len(img.Pix); p += 4 {
			k := code(img.Pix[p], img.Pix[p+1], img.Pix[p+2])
			c := counts[k]
			if c == nil {
				c = &count{}
				counts[k] = c
			}
			c.n++
			for j := range 3 {
				c.sum[j] += int(img.Pix[p+j])
			}
		}
	}
	codes := make([]int, 0, len(counts))
	for k := range counts {
		codes = append(codes, k)
	}
	slices.SortFunc(codes, func(a, b int) int { return cmp.Or(cmp.Compare(counts[b].n, counts[a].n), cmp.Compare(a, b)) })
	c := &colours{palette: color.Palette{color.NRGBA{}}}
	means := make([][3]int, len(codes))
	missed := make([]int, len(codes)) // how far the nearest entry is
	for i, k := range codes {
		for j := range 3 {
			means[i][j] = counts[k].sum[j] / counts[k].n
		}
		missed[i] = 1 << 20
	}
	for range min(len(codes), 255) {
		worst, most := 0, -1
		for i, k := range codes {
			if cost := missed[i] * counts[k].n; cost > most {
				worst, most = i, cost
			}
		}
		v := means[worst]
		c.rgb[len(c.palette)] = v
		c.palette = append(c.palette, color.NRGBA{uint8(v[0]), uint8(v[1]), uint8(v[2]), 255})
		for i := range codes {
			missed[i] = min(missed[i], apart(means[i], v))
		}
	}
	return c
}

// paint gives every pixel its nearest colour.
func (c *colours) paint(img *image.RGBA) *image.Paletted {
	out := image.NewPaletted(img.Rect, c.palette)
	for i := range out.Pix {
		p := img.Pix[4*i : 4*i+3 : 4*i+3]
		k := code(p[0], p[1], p[2])
		if c.nearest[k] == 0 {
			c.nearest[k] = c.find(int(p[0]), int(p[1]), int(p[2]))
		}
		out.Pix[i] = c.nearest[k]
	}
	return out
}

func (c *colours) find(r, g, b int) uint8 {
	best, least := 1, 1<<30
	for i := 1; i < len(c.palette); i++ {
		if d := apart([3]int{r, g, b}, c.rgb[i]); d < least {
			best, least = i, d
		}
	}
	return uint8(best)
}

// apart is how different two colours look: the eye sees green best, and red better
// than blue.
func apart(a, b [3]int) int {
	r, g, u := a[0]-b[0], a[1]-b[1], a[2]-b[2]
	return 3*r*r + 6*g*g + u*u
}
