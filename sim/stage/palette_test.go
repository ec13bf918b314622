package stage_test

import (
	"fmt"
	"math"
	"testing"

	"posta/sim/stage"
)

var themes = map[string]*stage.Palette{"light": &stage.Light, "dark": &stage.Dark}

// TestContrast holds every pair of colours of which one is read on the other to
// WCAG 2.2 AA: 4.5 to 1 for text (criterion 1.4.3), 3 to 1 for what must be seen to
// understand (1.4.11), at every hour of the day.
func TestContrast(t *testing.T) {
	const text, graphics = 4.5, 3.0
	for name, p := range themes {
		check := func(what string, ink, on stage.Colour, least float64) {
			t.Helper()
			if c := stage.Contrast(ink, on); c < least {
				t.Errorf("%s: %s: %.2f to 1, wanted %.1f (%v on %v)", name, what, c, least, ink, on)
			}
		}
		for hour := 0.0; hour < 24; hour += 0.5 {
			// Where the sky is not plain, or dark in the light theme, the clock has a card.
			if high, low, clear := p.Sky(hour); clear {
				for _, sky := range []stage.Colour{high, low, p.At(p.FarHill, hour), p.At(p.NearHill, hour)} {
					check(fmt.Sprintf("the date in the sky at %v h", hour), p.Soft, sky, text)
				}
			}
			grounds := []stage.Colour{p.At(p.Paper, hour), p.At(p.Knoll, hour)}
			for _, l := range p.Lands {
				grounds = append(grounds, p.At(l.Field, hour))
				beam := p.At(l.Field, hour).Mix(l.Roof, stage.Beamed)
				check(fmt.Sprintf("a device's second line in its screen's beam at %v h", hour), p.Soft, beam, text)
			}
			for i, g := range grounds {
				at := fmt.Sprintf("ground %d at %v h", i, hour)
				check("names on "+at, p.Ink, g, text)
				check("second lines on "+at, p.Soft, g, text)
				check("selection on "+at, p.Focus, g, graphics)
				check("news on "+at, p.News, g, graphics)
				check("tube on "+at, p.TubeEdge, g, graphics)
				for k, v := range p.Verdicts {
					check(fmt.Sprintf("direction %d on %s", k, at), v.Line, g, graphics)
					// A balloon stands out by its fill or by its edge.
					if c := math.Max(stage.Contrast(v.Fill, g), stage.Contrast(v.Edge, g)); c < graphics {
						t.Errorf("%s: balloon %d on %s: %.2f to 1", name, k, at, c)
					}
				}
			}
		}
		check("badge", p.Ink, p.Card, text)
		check("what was not reached in a list", stage.Light.CardEdge, stage.Light.Sheet, text)
		check("the hour on a gable", p.SignInk, p.Sign, text)
		check("clock card", p.Soft, p.Card, text)
		for k, v := range p.Verdicts {
			check(fmt.Sprintf("what card %d says", k), v.Ink, v.Fill, text)
			check(fmt.Sprintf("direction %d on the road", k), v.Line, p.At(p.Road, 3), graphics)
		}
		check("ink of a letter", stage.Light.Ink, p.Sheet, text)
		check("second ink of a letter", stage.Light.Soft, p.Sheet, text)
		check("what a listener can read", stage.Light.Warn, stage.Light.Sheet, text)
		check("how long the sealed is", stage.Light.Seal, stage.Light.Sheet, text)
		check("names on boards", p.SignInk, p.Sign, text)
		for i, l := range p.Lands {
			check(fmt.Sprintf("number on stamp %d", i), l.Print(), p.Sheet, text)
			check(fmt.Sprintf("number on stamp %d in a screen", i), l.Print(), stage.Light.Sheet, text)
			check(fmt.Sprintf("roof %d on its land", i), l.Roof, p.At(l.Field, 3), graphics)
			if name == "light" {
				check(fmt.Sprintf("board %d", i), stage.Colour{R: 255, G: 255, B: 255, A: 255}, l.Roof, text)
			}
		}
	}
}

// TestDayIsNoNight: the sky tells them apart, in the dark theme too, and dusk from both.
func TestDayIsNoNight(t *testing.T) {
	for name, p := range themes {
		high, low, _ := p.Sky(13)
		duskHigh, duskLow, _ := p.Sky(20)
		darkHigh, darkLow, _ := p.Sky(1)
		for _, pair := range [][2]stage.Colour{{high, darkHigh}, {low, darkLow}} {
			if c := stage.Contrast(pair[0], pair[1]); c < 1.5 {
				t.Errorf("%s: the skies of day and night have a contrast of %.2f", name, c)
			}
		}
		if stage.Contrast(duskHigh, high) < 1.2 || stage.Contrast(duskLow, darkLow) < 1.2 {
			t.Errorf("%s: dusk is like day or like night", name)
		}
	}
}

// Colour vision deficiency at full strength, as matrices on linear RGB (Machado,
// Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color
// Vision Deficiency", 2009).
var deficiencies = map[string][9]float64{
	"normal":       {1, 0, 0, 0, 1, 0, 0, 0, 1},
	"protanopia":   {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
	"deuteranopia": {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
	"tritanopia":   {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900},
}

// TestClassesCanBeToldApart by everybody, by their colours alone: shape and word
// come on top.
func TestClassesCanBeToldApart(t *testing.T) {
	// A just noticeable difference is about 0.02 in OKLab.
	const least = 0.10
	classes := []string{"command", "2xx", "3xx", "4xx", "5xx"}
	for theme, p := range themes {
		for name, m := range deficiencies {
			for i := range p.Verdicts {
				for j := range i {
					a, b := seen(p.Verdicts[i].Fill, m), seen(p.Verdicts[j].Fill, m)
					d := math.Sqrt((a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]) + (a[2]-b[2])*(a[2]-b[2]))
					if d < least {
						t.Errorf("%s, %s: %s and %s are %.3f apart", theme, name, classes[i], classes[j], d)
					}
				}
			}
		}
	}
}

// seen is a colour in OKLab, as somebody with a deficiency sees it.
func seen(c stage.Colour, m [9]float64) [3]float64 {
	lin := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	r, g, b := lin(c.R), lin(c.G), lin(c.B)
	in := func(v float64) float64 { return math.Max(0, math.Min(1, v)) }
	r, g, b = in(m[0]*r+m[1]*g+m[2]*b), in(m[3]*r+m[4]*g+m[5]*b), in(m[6]*r+m[7]*g+m[8]*b)
	l, n, s := math.Cbrt(0.4122214708*r+0.5363325363*g+0.0514459929*b), math.Cbrt(0.2119034982*r+0.6806995451*g+0.1073969566*b), math.Cbrt(0.0883024619*r+0.2817188376*g+0.6299787005*b)
	return [3]float64{0.2104542553*l + 0.7936177850*n - 0.0040720468*s, 1.9779984951*l - 2.4285922050*n + 0.4505937099*s, 0.0259040371*l + 0.7827717662*n - 0.8086757660*s}
}
