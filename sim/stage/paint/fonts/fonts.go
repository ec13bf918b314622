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
	"bytes"
	_ "embed"
	"fmt"
	"sync"

	"github.com/go-text/typesetting/font"

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

// table is what measuring needs of a font: advances in ems.
type table struct {
	latin [0x180]float32 // Basic Latin to Latin Extended-A, where nearly all text lies
	faces []*font.Face
	blank float32 // of a character that no file has
}

var tables = sync.OnceValue(func() [stage.Fonts]*table {
	var all [stage.Fonts]*table
	for f := range stage.Fonts {
		t := new(table)
		for _, file := range Files(f) {
			face, err := font.ParseTTF(bytes.NewReader(file))
			if err != nil {
				// The files are part of the program.
				panic(fmt.Errorf("reading the stage's font %d: %w", f, err))
			}
			t.faces = append(t.faces, face)
		}
		t.blank = t.faces[0].HorizontalAdvance(0) / float32(t.faces[0].Upem())
		for r := range t.latin {
			t.latin[r] = t.advance(rune(r))
		}
		all[f] = t
	}
	return all
})

func (t *table) advance(r rune) float32 {
	for _, face := range t.faces {
		if g, ok := face.NominalGlyph(r); ok {
			return face.HorizontalAdvance(g) / float32(face.Upem())
		}
	}
	return t.blank
}

// Measure gives the width of a line of text at a size, both in the same unit. It
// leaves kerning out, which narrows far more often than it widens.
func Measure(f stage.Font, size float64, s string) float64 {
	t := tables()[f]
	var ems float32
	for _, r := range s {
		if int(r) < len(t.latin) {
			ems += t.latin[r]
		} else {
			ems += t.advance(r)
		}
	}
	return float64(ems) * size
}

// Has tells whether a font can write a character.
func Has(f stage.Font, r rune) bool {
	for _, face := range tables()[f].faces {
		if _, ok := face.NominalGlyph(r); ok {
			return true
		}
	}
	return false
}
