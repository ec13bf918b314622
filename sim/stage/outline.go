package stage

import "math"

// Whoever paints a list with polygons finds here what round shapes and dashes come
// to, so that the page, the window and the picture on paper agree.

// BoxOutline is the polygon around a box, fine enough for a scale: device pixels
// for a pixel of the list.
func BoxOutline(s Box, scale float64) []Point {
	r := math.Min(s.Radius, math.Min(s.W, s.H)/2)
	if r <= 0.05 {
		return []Point{{s.X, s.Y}, {s.Right(), s.Y}, {s.Right(), s.Bottom()}, {s.X, s.Bottom()}}
	}
	n := 1
	if !s.Cut {
		n = max(2, int(segments(r*scale)/4))
	}
	list := make([]Point, 0, 4*(n+1))
	for corner, c := range [4]Point{{s.Right() - r, s.Y + r}, {s.Right() - r, s.Bottom() - r}, {s.X + r, s.Bottom() - r}, {s.X + r, s.Y + r}} {
		for i := range n + 1 {
			a := math.Pi / 2 * (float64(corner) - 1 + float64(i)/float64(n))
			list = append(list, c.Add(Point{r * math.Cos(a), r * math.Sin(a)}))
		}
	}
	return list
}

// DiscOutline is the polygon around a disc.
func DiscOutline(s Disc, scale float64) []Point {
	flat := s.Flat
	if flat == 0 {
		flat = 1
	}
	n := int(segments(s.R * scale))
	outline := make([]Point, n)
	for i := range n {
		a := 2 * math.Pi * float64(i) / float64(n)
		outline[i] = s.Centre.Add(Point{s.R * math.Cos(a), s.R * flat * math.Sin(a)})
	}
	return outline
}

// segments is how many sides a circle of a radius in device pixels needs to look
// round: it strays from the true one by less than a fifth of a pixel.
func segments(r float64) float64 {
	if r < 1 {
		return 8
	}
	return math.Max(12, math.Min(160, math.Ceil(math.Pi/math.Acos(1-0.2/r))))
}

// Segments is how many sides a circle of that radius in device pixels has.
func Segments(r float64) int { return int(segments(r)) }

// Dashes are the pieces of a line that are seen: every other length, moved along
// by shift.
func Dashes(points []Point, dash, shift float64) [][]Point {
	if dash <= 0 || len(points) < 2 {
		return [][]Point{points}
	}
	on, left := true, dash-math.Mod(math.Mod(shift, 2*dash)+2*dash, 2*dash)
	if left <= 0 {
		on, left = false, left+dash
	}
	var pieces [][]Point
	var piece []Point
	for i := 1; i < len(points); i++ {
		from, to := points[i-1], points[i]
		length, done := from.To(to), 0.0
		if on && len(piece) == 0 {
			piece = append(piece, from)
		}
		for length-done > left {
			done += left
			q := from.Lerp(to, done/length)
			if on {
				pieces, piece = append(pieces, append(piece, q)), nil
			} else {
				piece = []Point{q}
			}
			on, left = !on, dash
		}
		left -= length - done
		if on {
			piece = append(piece, to)
		}
	}
	if on && len(piece) > 1 {
		pieces = append(pieces, piece)
	}
	return pieces
}

// Around is the rectangle around points.
func Around(points []Point) Rect { return boundsOf(points) }
