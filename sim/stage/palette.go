package stage

import "math"

// Palette is a theme's colours, by what they mean.
type Palette struct {
	Paper     Colour // under everything
	Ink, Soft Colour // letters and outlines; letters that matter less
	Lands     [6]Land
	Commons   Land   // of infrastructure, which is nobody's home
	Pad       Colour // the pavement in front of a building
	PadEdge   Colour
	Road      Colour
	RoadEdge  Colour
	RoadIdle  Colour // the edge of a road on which nobody speaks now
	Tube      Colour
	TubeEdge  Colour
	Wall      Colour // of buildings, and of letters
	Off       Colour // of buildings without power
	Card      Colour // of notes, badges and what a client says
	CardEdge  Colour
	Focus     Colour // ring around what is selected
	News      Colour // ring around what has just changed
	Seal      Colour // postmarks
	Leaf      Colour
	Trunk     Colour
	Shade     Colour // soft shadow under things
	Verdicts  [5]Verdict
	Dusk      Colour // what morning and evening lend to land and paper
	Night     Colour
	NightMost float64 // how much of it, at midnight
	DuskMost  float64
}

// Land is one domain's ground.
type Land struct{ Field, Edge, Roof Colour }

// Verdict is how a class looks in a capsule.
type Verdict struct {
	Fill, Edge, Ink Colour
	// Line is the class's colour for strokes and signs that lie on land or paper.
	Line Colour
}

func rgb(hex uint32) Colour { return Colour{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 255} }

// Light is the theme of a sheet of paper in daylight.
var Light = Palette{
	Paper: rgb(0xF7F3E9), Ink: rgb(0x2B2A33), Soft: rgb(0x55525F),
	Lands: [6]Land{
		{rgb(0xE4ECD5), rgb(0xB9C8A0), rgb(0x4F7A4A)}, // meadow
		{rgb(0xF3E5C8), rgb(0xD8C190), rgb(0xB4572F)}, // sand
		{rgb(0xDBE8EE), rgb(0xA9C3D0), rgb(0x2F6487)}, // lake
		{rgb(0xF2DFD7), rgb(0xD9B5A6), rgb(0x9A3E4B)}, // rose
		{rgb(0xE7E0EF), rgb(0xC0B2D3), rgb(0x665099)}, // heather
		{rgb(0xDDEBE4), rgb(0xA6C9B9), rgb(0x2B7370)}, // sea
	},
	Commons: Land{rgb(0xECE8DF), rgb(0xCFC8B8), rgb(0x5D6470)},
	Pad:     rgb(0xFBF9F3), PadEdge: rgb(0xC9C1B0),
	Road: rgb(0xFFFDF8), RoadEdge: rgb(0x6F6656), RoadIdle: rgb(0xB3A994),
	Tube: rgb(0xA9BCC8), TubeEdge: rgb(0x4A6070),
	Wall: rgb(0xFFFCF4), Off: rgb(0xC9C6C0),
	Card: rgb(0xFFFEFA), CardEdge: rgb(0x6E6757),
	Focus: rgb(0x1F4E9E), News: rgb(0xB45309), Seal: rgb(0x8E2F3C),
	Leaf: rgb(0x9DB88A), Trunk: rgb(0x8B7355), Shade: Colour{60, 48, 20, 28},
	Verdicts: [5]Verdict{
		inNone:      {rgb(0xFFFEFA), rgb(0x4A4753), rgb(0x2B2A33), rgb(0x4A4753)},
		inOK:        {rgb(0x0E7C66), rgb(0x0A5D4D), rgb(0xFFFFFF), rgb(0x0B6B58)},
		inMore:      {rgb(0x27408F), rgb(0x1B2E69), rgb(0xFFFFFF), rgb(0x27408F)},
		inTemporary: {rgb(0xF6C453), rgb(0x7A5200), rgb(0x33240A), rgb(0x7A5200)},
		inPermanent: {rgb(0x85102A), rgb(0x5E0A1C), rgb(0xFFFFFF), rgb(0x8E1730)},
	},
	Dusk: rgb(0xEBB287), DuskMost: 0.16, Night: rgb(0x8E9CC4), NightMost: 0.34,
}

// Dark is the theme of the same country by lamplight.
var Dark = Palette{
	Paper: rgb(0x15181F), Ink: rgb(0xF1ECE0), Soft: rgb(0xB9B5AC),
	Lands: [6]Land{
		{rgb(0x232C25), rgb(0x3F5040), rgb(0x8DBB82)},
		{rgb(0x302A1F), rgb(0x5B4E36), rgb(0xE0935F)},
		{rgb(0x1F2B34), rgb(0x3A5263), rgb(0x7FB4DA)},
		{rgb(0x33262A), rgb(0x5E444A), rgb(0xE08E97)},
		{rgb(0x2B2736), rgb(0x504768), rgb(0xB3A0E3)},
		{rgb(0x1E2D2D), rgb(0x3A5654), rgb(0x72C3B8)},
	},
	Commons: Land{rgb(0x24262C), rgb(0x454953), rgb(0xA9B1BF)},
	Pad:     rgb(0x3A3F4B), PadEdge: rgb(0x626876),
	Road: rgb(0x4A4E59), RoadEdge: rgb(0x98A0B0), RoadIdle: rgb(0x5A5F6C),
	Tube: rgb(0x47606F), TubeEdge: rgb(0x9FBACA),
	Wall: rgb(0xF3EDDF), Off: rgb(0x5B5D63),
	Card: rgb(0x272A32), CardEdge: rgb(0x8B8F9A),
	Focus: rgb(0x8FB8FF), News: rgb(0xF5A94A), Seal: rgb(0x8E2F3C),
	Leaf: rgb(0x3F5A41), Trunk: rgb(0x6B5A45), Shade: Colour{0, 0, 0, 90},
	Verdicts: [5]Verdict{
		inNone:      {rgb(0xF3EDDF), rgb(0xF3EDDF), rgb(0x23222A), rgb(0xD9D3C6)},
		inOK:        {rgb(0x2FB594), rgb(0x9FE8D3), rgb(0x06231C), rgb(0x54CFB0)},
		inMore:      {rgb(0x3B5BC4), rgb(0xA9BDFA), rgb(0xFFFFFF), rgb(0x9DB4FF)},
		inTemporary: {rgb(0xF6C453), rgb(0xFFE6AA), rgb(0x2A1D05), rgb(0xF6C453)},
		inPermanent: {rgb(0xA81F36), rgb(0xFFB3BC), rgb(0xFFFFFF), rgb(0xFF9AA6)},
	},
	Dusk: rgb(0x5A3A2C), DuskMost: 0.14, Night: rgb(0x05070C), NightMost: 0.35,
}

// Theme is light or dark.
type Theme uint8

// The themes.
const (
	ThemeLight Theme = iota
	ThemeDark
)

func (t Theme) palette() *Palette {
	if t == ThemeDark {
		return &Dark
	}
	return &Light
}

// under gives the colours of paper and land in the light of an hour of the day,
// 0 to 24. Letters and signs stay as they are: only what they lie on changes,
// and so little that they can be read at any hour.
func (p *Palette) under(hour float64) (paper Colour, lands [6]Land, commons Land) {
	night, dusk := p.light(hour)
	lit := func(c Colour) Colour { return c.Mix(p.Dusk, dusk*p.DuskMost).Mix(p.Night, night*p.NightMost) }
	of := func(l Land) Land { return Land{lit(l.Field), lit(l.Edge), l.Roof} }
	for i, l := range p.Lands {
		lands[i] = of(l)
	}
	return lit(p.Paper), lands, of(p.Commons)
}

// light says how much of night and of dusk an hour has.
func (p *Palette) light(hour float64) (night, dusk float64) {
	hour = math.Mod(math.Mod(hour, 24)+24, 24)
	fromNoon := math.Abs(hour - 13) // the longest light is after noon
	night = smooth((fromNoon - 6.5) / 2.5)
	dusk = smooth(1 - math.Abs(fromNoon-6.5)/2)
	return night, dusk
}

func smooth(t float64) float64 {
	t = clamp01(t)
	return t * t * (3 - 2*t)
}

// Luminance is the relative luminance of WCAG 2.2.
func (c Colour) Luminance() float64 {
	lin := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(c.R) + 0.7152*lin(c.G) + 0.0722*lin(c.B)
}

// Contrast is the contrast ratio of WCAG 2.2, from 1 to 21.
func Contrast(a, b Colour) float64 {
	x, y := a.Luminance(), b.Luminance()
	if x < y {
		x, y = y, x
	}
	return (x + 0.05) / (y + 0.05)
}
