package stage

import "math"

// Families is how many domains have colours of their own; beyond, they come round
// again with another pattern on the roof.
const Families = 12

// Palette is a theme's colours, by what they mean.
type Palette struct {
	Paper     Colour // the ground under everything
	Furrow    Colour // fine lines on it
	Ink, Soft Colour // letters; letters that matter less
	Outline   Colour // of whatever acts
	Lands     [Families]Land
	Commons   Land // of infrastructure, which is nobody's home

	SkyTop, SkyLow    Colour
	DuskTop, DuskLow  Colour
	NightTop          Colour
	NightLow          Colour
	FarHill, NearHill Colour
	Knoll             Colour
	Fields            [2]Colour
	Sun, Moon         Colour
	Cloud             Colour

	Road, RoadEdge, RoadMiddle Colour
	Tube, TubeEdge, TubeDark   Colour
	Wall, Side, Glass, Lit     Colour // of buildings: front, the side in shadow, windows
	Sign, SignInk              Colour // boards with names
	Stone                      Colour // of the directory's roof and door
	Wood, WoodDark, WoodDeep   Colour
	Screen, Type               Colour // of devices; the lines on them
	Sheet                      Colour // of letters
	Off                        Colour // roofs without power
	Card, CardEdge             Colour // notes, and what a client says
	Question                   Colour // of a question that has been asked
	Focus                      Colour // ring around what is selected
	News                       Colour // ring around what has just changed
	Warn, Seal                 Colour // anybody can read it; only its length
	Wax                        Colour
	Leaf, LeafLight, Trunk     Colour
	Shade                      Colour // flat shadow under things
	Verdicts                   [5]Verdict
}

// Land is one domain's family of colours: its ground, the lip of it, its roofs and
// whatever is its own, and the lines on its roofs.
type Land struct{ Field, Edge, Roof, Deep Colour }

// Print is a land's colour for what is to be read on the paper of its letters: dark enough for WCAG 2.2 AA (criterion 1.4.3), since
// by lamplight roofs are bright.
func (l Land) Print() Colour {
	c := l.Roof
	for Contrast(c, Dark.Sheet) < 4.5 {
		c = c.Mix(Colour{A: 255}, 0.08)
	}
	return c
}

// Verdict is how a class looks in a balloon.
type Verdict struct {
	Fill, Edge, Ink Colour
	// Line is the class's colour for strokes and signs that lie on land or paper.
	Line Colour
}

func rgb(hex uint32) Colour { return Colour{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 255} }

func land(field, edge, roof uint32) Land {
	return Land{rgb(field), rgb(edge), rgb(roof), rgb(roof).Mix(Colour{0, 0, 0, 255}, 0.28)}
}

// Light is the theme of a sheet of paper in daylight.
var Light = Palette{
	Paper: rgb(0xF3ECDB), Furrow: rgb(0xE6DCC2), Ink: rgb(0x20242E), Soft: rgb(0x4A4D58), Outline: rgb(0x20242E),
	Lands: [Families]Land{
		land(0xDCE9CE, 0xA6C190, 0x2F6B3C), land(0xF7E5C4, 0xD8B876, 0xA8471F), land(0xD5E7F1, 0x99BED3, 0x1F5E86),
		land(0xEADFEF, 0xBFA5CB, 0x6B3F86), land(0xE9E4E0, 0xBDB5AE, 0x54485A), land(0xD9E9E6, 0x96BDB6, 0x1B6E7A),
		land(0xEFECC9, 0xC9C486, 0x66640F), land(0xE3E6D6, 0xB4BA98, 0x4F5B2A), land(0xF4E0E9, 0xD3A6BC, 0x8C2F61),
		land(0xDCE0F2, 0xA5AEDA, 0x36429A), land(0xEFE3D8, 0xCBB094, 0x74502E), land(0xDDEAE8, 0xA1BFBB, 0x2C5A5E),
	},
	Commons: Land{rgb(0xECE6D6), rgb(0xCFC8B8), rgb(0x4A5163), rgb(0x343A49)},
	SkyTop:  rgb(0xCFE4EC), SkyLow: rgb(0xF8F0DD), DuskTop: rgb(0x34467A), DuskLow: rgb(0xF2C6A0), NightTop: rgb(0x1C2748), NightLow: rgb(0x5B6A94),
	FarHill: rgb(0xD3DFC9), NearHill: rgb(0xC2D3B8), Knoll: rgb(0xD9E3CB), Fields: [2]Colour{rgb(0xE9E8CE), rgb(0xF0E4C8)},
	Sun: rgb(0xFFD978), Moon: rgb(0xFFF3C9), Cloud: rgb(0xFFFFFF),
	Road: rgb(0xFFFCF4), RoadEdge: rgb(0xC9BC9A), RoadMiddle: rgb(0xD9CDAE),
	Tube: rgb(0x7F9DB4), TubeEdge: rgb(0x24404F), TubeDark: rgb(0x557690),
	Wall: rgb(0xFFF9EC), Side: rgb(0xEFE2C8), Glass: rgb(0x51606E), Lit: rgb(0xFFD46B),
	Sign: rgb(0xFFFEFA), SignInk: rgb(0x20242E), Stone: rgb(0x4A5163),
	Wood: rgb(0xC89B66), WoodDark: rgb(0xA87B48), WoodDeep: rgb(0x7A5630),
	Screen: rgb(0xF4F8F4), Type: rgb(0x8B8F98), Sheet: rgb(0xFFFDF6), Off: rgb(0x8F8B82),
	Card: rgb(0xFFFEFA), CardEdge: rgb(0x6B6A66), Question: rgb(0x6B6A66),
	Focus: rgb(0x1F4E9E), News: rgb(0xB4480A), Warn: rgb(0xB4480A), Seal: rgb(0x35566F), Wax: rgb(0x6E2A55),
	Leaf: rgb(0x8FB58A), LeafLight: rgb(0xA9CAA2), Trunk: rgb(0x8B6B4A), Shade: rgb(0xE2D7BC),
	Verdicts: [5]Verdict{
		inNone:      {rgb(0xFFFEFA), rgb(0x4A4D58), rgb(0x20242E), rgb(0x4A4D58)},
		inOK:        {rgb(0x0E7C66), rgb(0x0A5D4D), rgb(0xFFFFFF), rgb(0x0B6B57)},
		inMore:      {rgb(0x27408F), rgb(0x1B2E69), rgb(0xFFFFFF), rgb(0x27408F)},
		inTemporary: {rgb(0xF4BE45), rgb(0x7E5200), rgb(0x33240A), rgb(0x7E5200)},
		inPermanent: {rgb(0x8B1029), rgb(0x5E0A1C), rgb(0xFFFFFF), rgb(0x9A122C)},
	},
}

// Dark is the theme of the same country by lamplight.
var Dark = Palette{
	Paper: rgb(0x151922), Furrow: rgb(0x1F2530), Ink: rgb(0xF1EEE6), Soft: rgb(0xBFBDB6), Outline: rgb(0x0C0F15),
	Lands: [Families]Land{
		land(0x25352A, 0x141D17, 0x5FA873), land(0x3B2F20, 0x201911, 0xDB8350), land(0x1F303C, 0x111B22, 0x6DB0DA),
		land(0x33283B, 0x1C1621, 0xB58AD0), land(0x2D2A30, 0x19171B, 0xB9AEC4), land(0x1C3236, 0x101C1F, 0x5BB7C4),
		land(0x34331E, 0x1D1C10, 0xC6C25B), land(0x2B3020, 0x181B12, 0xA9B27C), land(0x3A2431, 0x20141B, 0xDE8CB6),
		land(0x252A45, 0x151828, 0x98A3EE), land(0x362C22, 0x1E1813, 0xCDA27A), land(0x213335, 0x121C1D, 0x82BBBD),
	},
	Commons: Land{rgb(0x24262C), rgb(0x121419), rgb(0x8D97AE), rgb(0x667089)},
	SkyTop:  rgb(0x2B4A66), SkyLow: rgb(0x324B62), DuskTop: rgb(0x1A1F3D), DuskLow: rgb(0x5A4048), NightTop: rgb(0x070A14), NightLow: rgb(0x1A2138),
	FarHill: rgb(0x22303A), NearHill: rgb(0x1C2730), Knoll: rgb(0x1D2733), Fields: [2]Colour{rgb(0x19202A), rgb(0x1A1E28)},
	Sun: rgb(0xFFC65C), Moon: rgb(0xE9E2C8), Cloud: rgb(0x5E7488),
	Road: rgb(0x2D323D), RoadEdge: rgb(0x565C68), RoadMiddle: rgb(0x5B5F6C),
	Tube: rgb(0x4A6A82), TubeEdge: rgb(0xA9C8E0), TubeDark: rgb(0x2C4558),
	Wall: rgb(0x484C59), Side: rgb(0x3A3F4B), Glass: rgb(0x1A1E26), Lit: rgb(0xFFD46B),
	Sign: rgb(0xF6EFDF), SignInk: rgb(0x20242E), Stone: rgb(0x667089),
	Wood: rgb(0x8A6840), WoodDark: rgb(0x4A3A2A), WoodDeep: rgb(0x3A2A18),
	Screen: rgb(0x22262F), Type: rgb(0x8B8F98), Sheet: rgb(0xF6EFDF), Off: rgb(0x5B5F6C),
	Card: rgb(0x1E222B), CardEdge: rgb(0x9A9892), Question: rgb(0x9A9892),
	Focus: rgb(0x8FB4FA), News: rgb(0xFF9A57), Warn: rgb(0xFF9A57), Seal: rgb(0x9DBBD3), Wax: rgb(0xB565A0),
	Leaf: rgb(0x2E4A37), LeafLight: rgb(0x3A5C45), Trunk: rgb(0x4A3A2A), Shade: rgb(0x0E1118),
	Verdicts: [5]Verdict{
		inNone:      {rgb(0xF6EFDF), rgb(0xF6EFDF), rgb(0x20242E), rgb(0xD9D3C6)},
		inOK:        {rgb(0x0E7C66), rgb(0x3FC7A6), rgb(0xFFFFFF), rgb(0x3FC7A6)},
		inMore:      {rgb(0x27408F), rgb(0x8FB4FA), rgb(0xFFFFFF), rgb(0x8FB4FA)},
		inTemporary: {rgb(0xF4BE45), rgb(0xFFE6AA), rgb(0x2A1D05), rgb(0xF4BE45)},
		inPermanent: {rgb(0x8B1029), rgb(0xFF6B7D), rgb(0xFFFFFF), rgb(0xFF6B7D)},
	},
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

// Hours are told by the sky; the ground darkens a little with it, so little that
// everything on it can be read at any hour.
const (
	nightOnGround = 0.10
	duskOnGround  = 0.06
)

// At is the ground's colour in the light of an hour of the day, 0 to 24.
func (p *Palette) At(c Colour, hour float64) Colour {
	night, dusk := p.light(hour)
	return c.Mix(p.DuskLow, dusk*duskOnGround).Mix(p.NightTop, night*nightOnGround)
}

// sky gives its colours from top to horizon.
func (p *Palette) sky(hour float64) (top, low Colour) {
	night, dusk := p.light(hour)
	top, low = p.SkyTop.Mix(p.DuskTop, dusk), p.SkyLow.Mix(p.DuskLow, dusk)
	return top.Mix(p.NightTop, night), low.Mix(p.NightLow, night)
}

// light says how much of night and of dusk an hour has.
func (p *Palette) light(hour float64) (night, dusk float64) {
	hour = math.Mod(math.Mod(hour, 24)+24, 24)
	fromNoon := math.Abs(hour - 13) // the longest light is after noon
	night = smooth((fromNoon - 7.2) / 1.6)
	dusk = smooth(1 - math.Abs(fromNoon-7)/1.6)
	return night, dusk
}

// clear tells whether the sky of an hour is plain enough to write on.
func (p *Palette) clear(hour float64) bool {
	night, dusk := p.light(hour)
	return night <= 0.15 && dusk <= 0.3
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
