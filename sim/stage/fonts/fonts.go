// Package fonts holds the letters that the stage is written with, and measures
// them.
//
// The stage decides where every word stands before anything is drawn, so it must
// know how wide a word is without a window: Measure adds up the advances in the
// font files themselves, the ones that paint draws with. It never imports
// graphics.
//
// Inter (Rasmus Andersson and others) and JetBrains Mono (JetBrains) are under
// the SIL Open Font License; its text lies beside the files. The latin subset
// serves Spanish and English, latin-ext the names of most other Europeans. There
// are no arrows, ticks or box drawing in them: the stage draws those as shapes.
package fonts

import (
	_ "embed"
	"fmt"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"posta/sim/stage"
)

//go:embed inter-latin-400-normal.woff
var interRegular []byte

//go:embed inter-latin-600-normal.woff
var interBold []byte

//go:embed inter-latin-ext-400-normal.woff
var interExt []byte

//go:embed jetbrains-mono-latin-500-normal.woff
var mono []byte

//go:embed jetbrains-mono-latin-ext-500-normal.woff
var monoExt []byte

// Files gives a font's files in the order in which a character is looked for:
// WOFF, each under 150 kB.
func Files(f stage.Font) [][]byte {
	switch f {
	case stage.Bold:
		return [][]byte{interBold, interExt}
	case stage.Mono:
		return [][]byte{mono, monoExt}
	}
	return [][]byte{interRegular, interExt}
}

// table is one of the stage's fonts, ready for use.
type table struct {
	latin [0x180]float32 // advances in ems, Basic Latin to Latin Extended-A, where nearly all text lies
	signs [0x40]float32  // and of General Punctuation, for dots and dashes
	files []*sfnt.Font
	blank float32 // of a character that no file has
}

var tables = sync.OnceValue(func() [stage.Fonts]*table {
	var all [stage.Fonts]*table
	for f := range stage.Fonts {
		t := new(table)
		for _, file := range Files(f) {
			data, err := unpack(file)
			if err == nil {
				var parsed *sfnt.Font
				if parsed, err = sfnt.Parse(data); err == nil {
					t.files = append(t.files, parsed)
				}
			}
			if err != nil {
				// The files are part of the program.
				panic(fmt.Errorf("reading the stage's font %d: %w", f, err))
			}
		}
		t.blank = advance(t.files[0], 0)
		for r := range t.latin {
			t.latin[r] = t.advance(rune(r))
		}
		for r := range t.signs {
			t.signs[r] = t.advance(firstSign + rune(r))
		}
		all[f] = t
	}
	return all
})

// find looks a character up in one file after the other.
func (t *table) find(r rune) (*sfnt.Font, sfnt.GlyphIndex) {
	var b sfnt.Buffer
	for _, f := range t.files {
		if g, err := f.GlyphIndex(&b, r); err == nil && g != 0 {
			return f, g
		}
	}
	return nil, 0
}

// advance is a glyph's width in ems.
func advance(f *sfnt.Font, g sfnt.GlyphIndex) float32 {
	var b sfnt.Buffer
	units := f.UnitsPerEm()
	a, err := f.GlyphAdvance(&b, g, fixed.I(int(units)), font.HintingNone)
	if err != nil {
		return 0
	}
	return float32(a) / 64 / float32(units)
}

func (t *table) advance(r rune) float32 {
	if f, g := t.find(r); f != nil {
		return advance(f, g)
	}
	return t.blank
}

// firstSign is where General Punctuation begins.
const firstSign = 0x2000

// Advance is the width of one character in ems.
func Advance(f stage.Font, r rune) float64 { return tables()[f].ems(r) }

func (t *table) ems(r rune) float64 {
	switch {
	case r >= 0 && int(r) < len(t.latin):
		return float64(t.latin[r])
	case r >= firstSign && int(r-firstSign) < len(t.signs):
		return float64(t.signs[r-firstSign])
	}
	return float64(t.advance(r))
}

// Measure gives the width of a line of text at a size, both in the same unit. It
// leaves kerning out, as painting does.
func Measure(f stage.Font, size float64, s string) float64 {
	var ems float64
	t := tables()[f]
	for _, r := range s {
		ems += t.ems(r)
	}
	return ems * size
}

// Has tells whether a font can write a character.
func Has(f stage.Font, r rune) bool {
	file, _ := tables()[f].find(r)
	return file != nil
}
