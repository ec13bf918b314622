package stage

import (
	"maps"
	"math"
	"slices"
)

// The pictures. Each is drawn on a sheet of 64 by 64 and fitted to its frame.
var icons = map[string]func(*sheet){
	"post-office": postOffice, "directory": directory, "resolver": signpost,
	"laptop": laptop, "desktop": desktop, "phone": phone, "tablet": tablet, "webmail": webmail, "server": server,
	"envelope": envelope, "report": report, "postmark": postmark,
	"tick": tick, "arrow": arrow, "hourglass": hourglass, "cross": cross, "speech": speech, "question": question,
	"lock": lock, "shelf": shelf, "clock": clock, "pigeonhole": pigeonhole, "book": book, "plug": plug, "ear": ear,
	"tree": tree, "bush": bush, "person": person, "sender": sender, "recipient": recipient, "hello": hello, "opened": openedLetter, "ways": waysSign, "writing": writing, "packet": packet, "key": key, "flag": flag, "talk": talk, "eye": eye, "stranger": stranger, "known": known, "seal": seal, "letter": letter,
}

// IconShapes draws an icon with the other shapes. An unknown name gives nothing.
func IconShapes(i Icon) []Shape {
	draw := icons[i.Name]
	if draw == nil || i.Rect.Empty() {
		return nil
	}
	s := &sheet{Icon: i, k: math.Min(i.Rect.W, i.Rect.H) / 64}
	s.origin = i.Rect.Centre().Sub(Point{32 * s.k, 32 * s.k})
	draw(s)
	return s.shapes
}

// sheet is what a picture is drawn on.
type sheet struct {
	Icon
	k      float64
	origin Point
	shapes []Shape
}

// pen is the width of an outline: fine, and never thinner than a hair.
func (s *sheet) pen(w float64) float64 { return math.Max(w*s.k, 0.9) }

func (s *sheet) at(x, y float64) Point { return s.origin.Add(Point{x * s.k, y * s.k}) }

func (s *sheet) points(xy ...float64) []Point {
	list := make([]Point, 0, len(xy)/2)
	for i := 0; i+1 < len(xy); i += 2 {
		list = append(list, s.at(xy[i], xy[i+1]))
	}
	return list
}

func (s *sheet) box(x, y, w, h, r float64, fill Colour, stroke Colour) {
	p := s.at(x, y)
	s.shapes = append(s.shapes, Box{Rect: Rect{p.X, p.Y, w * s.k, h * s.k}, Radius: r * s.k, Fill: fill, Stroke: stroke, Width: s.pen(1.7)})
}

func (s *sheet) area(fill, stroke Colour, xy ...float64) {
	s.shapes = append(s.shapes, Area{Points: s.points(xy...), Fill: fill, Stroke: stroke, Width: s.pen(1.7)})
}

func (s *sheet) line(c Colour, w float64, xy ...float64) {
	s.shapes = append(s.shapes, Line{Points: s.points(xy...), Width: s.pen(w), Colour: c})
}

func (s *sheet) disc(x, y, r float64, fill, stroke Colour) {
	s.shapes = append(s.shapes, Disc{Centre: s.at(x, y), R: r * s.k, Fill: fill, Stroke: stroke, Width: s.pen(1.7)})
}

var none Colour

// shine is a colour on its way to white, for windows and light sides.
func (c Colour) shine(t float64) Colour { return c.Mix(Colour{255, 255, 255, 255}, t) }

func postOffice(s *sheet) {
	// Two wings and a middle house with a gable, a clock in it, and a horn-coloured door.
	s.box(5, 33, 54, 24, 1.5, s.Fill, s.Ink)
	s.area(s.Accent, s.Ink, 2.5, 34, 7, 26, 57, 26, 61.5, 34)
	s.area(s.Fill, s.Ink, 19, 57, 19, 25, 32, 13.5, 45, 25, 45, 57)
	s.area(s.Accent, s.Ink, 15, 28, 32, 12.5, 49, 28, 49, 23.2, 32, 8, 15, 23.2)
	s.box(26, 42, 12, 15, 1, s.Accent, s.Ink)
	s.line(s.Fill, 1.6, 32, 43, 32, 56)
	// The sign over the door is a letter.
	s.box(25.5, 28.5, 13, 8.6, 1, s.Accent.shine(0.82), s.Ink)
	s.line(s.Ink, 1.4, 26, 29.4, 32, 33.6, 38, 29.4)
	for _, x := range []float64{8.5, 48.5} {
		s.box(x, 39.5, 7, 9, 0.8, s.Accent.shine(0.68), s.Ink)
		s.line(s.Ink, 1.2, x+3.5, 39.5, x+3.5, 48.5)
	}
	// The flag.
	s.line(s.Ink, 1.7, 32, 9, 32, 1.5)
	s.area(s.Accent, s.Ink, 32, 1.5, 42, 3.6, 32, 6.6)
	s.line(s.Ink, 2, 2, 57.2, 62, 57.2)
}

func directory(s *sheet) {
	// A hall with columns, and the open book in its gable.
	s.box(9, 27, 46, 26, 0.5, s.Fill, s.Ink)
	for _, x := range []float64{12.5, 23.3, 35.7, 46.5} {
		s.box(x, 28, 5, 24, 0.8, s.Accent.shine(0.72), s.Ink)
	}
	s.box(28.7, 36, 6.6, 17, 0.5, s.Accent, s.Ink)
	s.area(s.Accent, s.Ink, 4, 27.5, 32, 7, 60, 27.5)
	s.area(s.Fill, s.Ink, 32, 19, 25.5, 17, 23, 18, 23, 24.4, 26, 23.6, 32, 25.4, 38, 23.6, 41, 24.4, 41, 18, 38.5, 17)
	s.line(s.Ink, 1.4, 32, 19, 32, 25)
	s.box(5.5, 52.5, 53, 4.7, 0.8, s.Fill, s.Ink)
	s.line(s.Ink, 2, 2, 57.2, 62, 57.2)
}

func signpost(s *sheet) {
	// The kiosk that knows whom to ask: a counter under an awning, and a lens.
	s.box(11, 27, 42, 30, 1.5, s.Fill, s.Ink)
	s.box(16, 34, 32, 12, 1, s.Accent.shine(0.76), s.Ink)
	s.box(8.5, 45, 47, 4.6, 1, s.Accent, s.Ink)
	for i := range 6 {
		x := 8 + float64(i)*8
		c := s.Fill
		if i%2 == 0 {
			c = s.Accent
		}
		s.area(c, s.Ink, x+1.2, 16, x+8.8, 16, x+8, 27, x+6, 30, x+2, 30, x, 27)
	}
	s.disc(30.5, 38.5, 5.4, s.Fill, s.Ink)
	s.line(s.Ink, 2.6, 34.4, 42.3, 38.5, 46)
	s.line(s.Ink, 2, 6, 57.2, 58, 57.2)
}

func server(s *sheet) {
	s.box(14, 14, 36, 43, 3, s.Fill, s.Ink)
	for i := range 3 {
		y := 19 + float64(i)*12
		s.box(18, y, 28, 8, 1.5, s.Accent.shine(0.7), s.Ink)
		s.disc(41.5, y+4, 1.6, s.Accent, none)
	}
	s.line(s.Ink, 2, 8, 57.2, 56, 57.2)
}

// screen is the glass of a device with a small letter on it.
func (s *sheet) screen(x, y, w, h float64) {
	s.box(x, y, w, h, 1.2, s.Accent.shine(0.78), s.Ink)
	cx, cy := x+w/2, y+h/2
	e := math.Min(w*0.56, 17) / 2
	s.box(cx-e, cy-e*0.68, 2*e, e*1.36, 0.9, s.Fill, s.Ink)
	s.line(s.Ink, 1.4, cx-e+0.6, cy-e*0.55, cx, cy+e*0.16, cx+e-0.6, cy-e*0.55)
}

func laptop(s *sheet) {
	s.box(11, 15, 42, 31, 3, s.Accent, s.Ink)
	s.screen(14.5, 18.5, 35, 24)
	s.area(s.Fill, s.Ink, 9, 46, 55, 46, 60.5, 53.5, 59, 55.5, 5, 55.5, 3.5, 53.5)
	s.line(s.Ink, 1.3, 25, 52.2, 39, 52.2)
}

func desktop(s *sheet) {
	s.box(7, 10, 50, 35, 3, s.Accent, s.Ink)
	s.screen(10.5, 13.5, 43, 26)
	s.area(s.Fill, s.Ink, 27, 45, 37, 45, 39, 53, 25, 53)
	s.box(19, 52.5, 26, 4, 1.8, s.Fill, s.Ink)
}

func phone(s *sheet) {
	s.box(19, 6, 26, 51, 5, s.Accent, s.Ink)
	s.screen(22, 12, 20, 37)
	s.line(s.Fill, 1.8, 29, 9.2, 35, 9.2)
	s.disc(32, 53, 1.7, s.Fill, none)
}

func tablet(s *sheet) {
	s.box(12, 8, 40, 49, 4.5, s.Accent, s.Ink)
	s.screen(15.5, 12, 33, 38)
	s.disc(32, 53.4, 1.6, s.Fill, none)
}

func webmail(s *sheet) {
	s.box(6, 11, 52, 44, 3, s.Fill, s.Ink)
	s.box(6, 11, 52, 10, 3, s.Accent, s.Ink)
	for i := range 3 {
		s.disc(11.5+float64(i)*5, 16, 1.5, s.Fill, none)
	}
	s.box(26, 14, 27, 4.2, 2, s.Fill, none)
	s.screen(13, 26, 38, 24)
}

func envelope(s *sheet) {
	s.box(3, 13, 58, 39, 3, s.Fill, s.Ink)
	s.line(s.Ink, 2, 4.5, 50, 25, 31.5)
	s.line(s.Ink, 2, 59.5, 50, 39, 31.5)
	s.area(s.Accent.shine(0.84), s.Ink, 4.2, 14.6, 5.6, 13.3, 58.4, 13.3, 59.8, 14.6, 34.2, 36, 32, 36.8, 29.8, 36)
}

// report is a letter with a bent arrow on it: return to sender.
func report(s *sheet) {
	s.box(3, 13, 58, 39, 3, s.Fill, s.Ink)
	s.line(s.Ink, 2, 4.5, 15, 32, 33, 59.5, 15)
	s.line(s.Accent, 4, 46, 45.5, 46, 38, 24, 38)
	s.line(s.Accent, 4, 30, 32.6, 23.4, 38, 30, 43.4)
}

func letter(s *sheet) {
	s.box(14, 6, 36, 50, 2, s.Fill, s.Ink)
	for i := range 5 {
		s.line(s.Ink, 2, 20, 16+float64(i)*8, 44-float64(i%2)*6, 16+float64(i)*8)
	}
}

func postmark(s *sheet) {
	s.disc(25, 32, 19, none, s.Accent)
	s.disc(25, 32, 12.5, none, s.Accent)
	for i := range 3 {
		y := 23 + float64(i)*9
		s.line(s.Accent, 2.6, 44, y, 49, y-2.6, 54, y, 59, y-2.6, 63, y)
	}
}

func tick(s *sheet)  { s.line(s.Ink, 8.5, 13, 34, 26, 47, 51, 18) }
func cross(s *sheet) { s.line(s.Ink, 8.5, 16, 16, 48, 48); s.line(s.Ink, 8.5, 48, 16, 16, 48) }
func arrow(s *sheet) {
	s.line(s.Ink, 8.5, 10, 32, 50, 32)
	s.line(s.Ink, 8.5, 35, 15, 53, 32, 35, 49)
}

func hourglass(s *sheet) {
	s.line(s.Ink, 6.5, 14, 8, 50, 8)
	s.line(s.Ink, 6.5, 14, 56, 50, 56)
	s.line(s.Ink, 5, 18, 10, 18, 18, 29, 32, 18, 46, 18, 54)
	s.line(s.Ink, 5, 46, 10, 46, 18, 35, 32, 46, 46, 46, 54)
	s.area(s.Ink, none, 24, 52, 32, 43, 40, 52)
	s.area(s.Ink, none, 25, 20, 39, 20, 32, 29)
}

func speech(s *sheet) {
	s.line(s.Ink, 7, 14, 20, 50, 20)
	s.line(s.Ink, 7, 14, 32, 50, 32)
	s.line(s.Ink, 7, 14, 44, 36, 44)
}

func question(s *sheet) {
	c := append(curve(6, 19, 22, 20, 9, 32, 9), curve(6, 32, 9, 46, 10, 45, 22)...)
	c = append(c, curve(6, 45, 22, 44, 29, 36, 33)...)
	c = append(c, 32, 37, 32, 43)
	s.line(s.Ink, 7.5, c...)
	s.disc(32, 55, 4.6, s.Ink, none)
}

func lock(s *sheet) {
	arc := []float64{20, 32}
	for i := range 9 {
		a := math.Pi * (1 - float64(i)/8)
		arc = append(arc, 32+12*math.Cos(a), 21-12*math.Sin(a))
	}
	arc = append(arc, 44, 32)
	s.line(s.Ink, 6, arc...)
	s.box(12, 29, 40, 28, 4, s.Accent, s.Ink)
	s.disc(32, 41, 3.6, s.Ink, none)
	s.line(s.Ink, 4, 32, 42, 32, 49)
}

func key(s *sheet) {
	s.disc(18, 32, 10, none, s.Ink)
	s.line(s.Ink, 6, 28, 32, 56, 32, 56, 42)
	s.line(s.Ink, 6, 46, 32, 46, 40)
}

func talk(s *sheet) {
	s.area(s.Fill, s.Ink, 6, 10, 40, 10, 40, 34, 22, 34, 14, 43, 14, 34, 6, 34)
	s.area(s.Fill, s.Ink, 26, 26, 58, 26, 58, 48, 51, 48, 51, 57, 42, 48, 26, 48)
	for _, x := range []float64{34, 42, 50} {
		s.disc(x, 37, 2.4, s.Ink, none)
	}
}

func eye(s *sheet) {
	lids := append(curve(10, 6, 32, 32, 4, 58, 32), curve(10, 58, 32, 32, 60, 6, 32)...)
	s.area(s.Fill, s.Ink, lids[:len(lids)-2]...)
	s.disc(32, 32, 10, s.Accent, s.Ink)
	s.disc(32, 32, 4, s.Ink, none)
}

func flag(s *sheet) {
	s.area(s.Accent, s.Ink, 22, 12, 52, 21, 22, 31)
	s.line(s.Ink, 4, 22, 9, 22, 57)
	s.line(s.Ink, 4, 12, 57, 34, 57)
}

func shelf(s *sheet) {
	s.line(s.Ink, 5.5, 3, 54, 61, 54)
	s.box(9, 14, 46, 34, 3, s.Accent.shine(0.7), s.Ink)
	s.line(s.Ink, 4, 10, 17, 32, 34, 54, 17)
}

func clock(s *sheet) {
	s.disc(32, 32, 25, s.Fill, s.Ink)
	s.line(s.Ink, 5, 32, 16, 32, 32, 44, 39)
}

func pigeonhole(s *sheet) {
	s.box(6, 8, 52, 48, 3, s.Fill, s.Ink)
	s.line(s.Ink, 3.6, 32, 8, 32, 56)
	s.line(s.Ink, 3.6, 6, 32, 58, 32)
	s.box(37, 39, 16, 12, 1, s.Accent, s.Ink)
	s.box(11, 15, 16, 12, 1, s.Accent, s.Ink)
}

func book(s *sheet) {
	s.area(s.Fill, s.Ink, 32, 18, 20, 11, 6, 13, 6, 50, 20, 48, 32, 54)
	s.area(s.Fill, s.Ink, 32, 18, 44, 11, 58, 13, 58, 50, 44, 48, 32, 54)
	for i := range 2 {
		y := 24 + float64(i)*11
		s.line(s.Ink, 3, 12, y, 25, y+2)
		s.line(s.Ink, 3, 52, y, 39, y+2)
	}
}

func plug(s *sheet) {
	s.line(s.Ink, 6, 24, 8, 24, 22)
	s.line(s.Ink, 6, 40, 8, 40, 22)
	s.area(s.Ink, none, 15, 22, 49, 22, 49, 32, 42, 42, 22, 42, 15, 32)
	s.line(s.Ink, 6, 32, 42, 32, 58)
	s.line(s.Accent, 7, 10, 54, 54, 10)
}

func ear(s *sheet) {
	c := append([]float64{20, 30}, curve(6, 20, 24, 21, 9, 34, 9)...)
	c = append(c, curve(6, 34, 9, 47, 11, 46, 25)...)
	c = append(c, curve(6, 46, 32, 36, 38, 35, 46)...)
	c = append(c, curve(5, 34, 54, 26, 58, 21, 51)...)
	s.line(s.Ink, 5, c...)
	s.line(s.Ink, 4.4, curve(6, 28, 30, 28, 18, 34, 18)...)
	s.line(s.Ink, 4.4, curve(6, 34, 18, 42, 21, 32, 33)...)
}

func packet(s *sheet) {
	s.box(10, 12, 44, 40, 4, s.Accent, none)
	s.line(s.Ink, 5, 10, 14, 54, 14, 54, 50, 10, 50, 10, 14)
	s.line(s.Ink, 4, 32, 14, 32, 50)
	s.line(s.Ink, 4, 10, 28, 54, 28)
}

func seal(s *sheet) {
	s.disc(32, 32, 20, s.Accent, s.Ink)
	s.disc(32, 32, 12, none, s.Fill)
}

func person(s *sheet) {
	s.disc(32, 20, 11, s.Fill, s.Ink)
	shoulders := append([]float64{10, 58}, curve(6, 12, 36, 32, 36, 32, 36)...)
	s.area(s.Accent, s.Ink, append(shoulders, append(curve(6, 32, 36, 52, 36, 54, 58), 10, 58)...)...)
}

// figure is somebody, smaller, at the left or right.
func (s *sheet) figure(x float64) {
	s.disc(x, 21, 9, s.Fill, s.Ink)
	shoulders := append([]float64{x - 16, 56}, curve(6, x-14, 34, x, 34, x, 34)...)
	s.area(s.Accent, s.Ink, append(shoulders, append(curve(6, x, 34, x+14, 34, x+16, 56), x-16, 56)...)...)
}

// sender is somebody from whom it goes, recipient somebody to whom.
func sender(s *sheet) {
	s.figure(19)
	s.line(s.Ink, 5.5, 38, 30, 58, 30)
	s.line(s.Ink, 5.5, 50, 21, 59, 30, 50, 39)
}

func recipient(s *sheet) {
	s.figure(45)
	s.line(s.Ink, 5.5, 4, 30, 25, 30)
	s.line(s.Ink, 5.5, 17, 21, 26, 30, 17, 39)
}

// stranger is somebody who is not known, known somebody who has been here.
func stranger(s *sheet) {
	s.figure(20)
	mark := append(curve(6, 40, 20, 40, 8, 50, 8), curve(6, 50, 8, 60, 8, 60, 19)...)
	s.line(s.Ink, 5.5, append(mark, append(curve(6, 60, 26, 50, 28, 50, 33), 50, 38)...)...)
	s.disc(50, 48, 3.6, s.Ink, none)
}

func known(s *sheet) {
	s.figure(20)
	s.line(s.Ink, 5.5, 38, 26, 46, 35, 60, 14)
}

// hello is a hand that greets.
func hello(s *sheet) {
	palm := append([]float64{20, 34}, curve(6, 20, 52, 24, 60, 35, 60)...)
	palm = append(palm, curve(6, 35, 60, 46, 60, 48, 44)...)
	for _, f := range [][]float64{{24, 36, 20, 17}, {31, 32, 30, 9}, {38, 32, 40, 10}, {44, 36, 49, 17}} {
		s.line(s.Ink, 8.6, f...)
		s.line(s.Fill, 5, f...)
	}
	s.line(s.Ink, 8.6, 22, 46, 11, 35)
	s.line(s.Fill, 5, 22, 46, 11, 35)
	s.area(s.Fill, s.Ink, append(palm, 48, 34)...)
	s.area(s.Fill, none, 21.5, 33, 46.5, 33, 46.5, 44, 22.5, 48)
	for i, x := range []float64{4, 60} {
		d := float64(1 - 2*i)
		s.line(s.Ink, 3.4, x+d*3, 24, x-d*1, 17)
	}
}

// openedLetter is one that is read, writing one that is written.
func openedLetter(s *sheet) {
	s.area(s.Fill, s.Ink, 4, 28, 32, 8, 60, 28, 60, 58, 4, 58)
	s.box(12, 8, 40, 38, 1.5, s.Fill, s.Ink)
	for i := range 3 {
		s.line(s.Ink, 2.6, 18, 17+float64(i)*8, 46-float64(i%2)*8, 17+float64(i)*8)
	}
	s.area(s.Accent.shine(0.7), s.Ink, 4, 28, 32, 46, 60, 28, 60, 58, 4, 58)
}

func writing(s *sheet) {
	s.box(8, 6, 36, 52, 2, s.Fill, s.Ink)
	for i := range 4 {
		s.line(s.Ink, 2.8, 14, 17+float64(i)*9, 38-float64(i%2)*6-float64(i/3)*10, 17+float64(i)*9)
	}
	s.area(s.Accent, s.Ink, 52, 14, 61, 20, 40, 50, 31, 44)
	s.area(s.Fill, s.Ink, 31, 44, 40, 50, 28, 56)
	s.area(s.Ink, none, 30, 51, 33, 53, 28, 56)
}

// waysSign is a signpost with two arms.
func waysSign(s *sheet) {
	s.box(28, 6, 7, 54, 1.5, s.Fill, s.Ink)
	s.area(s.Accent, s.Ink, 8, 12, 48, 12, 58, 20, 48, 28, 8, 28)
	s.area(s.Fill, s.Ink, 56, 33, 18, 33, 8, 40.5, 18, 48, 56, 48)
}

func tree(s *sheet) {
	s.line(s.Ink, 5, 32, 62, 32, 40)
	s.disc(32, 27, 19, s.Fill, none)
	s.disc(25, 21, 9, s.Fill.shine(0.16), none)
}

func bush(s *sheet) {
	s.disc(20, 50, 12, s.Fill, none)
	s.disc(43, 51, 11, s.Fill, none)
	s.disc(32, 43, 14, s.Fill, none)
	s.disc(28, 39, 6, s.Fill.shine(0.16), none)
}

// Icons lists the names of all pictures, in order.
func Icons() []string { return slices.Sorted(maps.Keys(icons)) }
