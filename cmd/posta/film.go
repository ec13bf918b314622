package main

import (
	"errors"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"posta/sim/lang"
	"posta/sim/stage"
	"posta/sim/stage/film"
	"posta/sim/story"
)

var filmCommand = command{
	name:  "film",
	args:  lang.Text{ES: "LECCIÓN|ARCHIVO|-", EN: "LESSON|FILE|-"},
	short: lang.Text{ES: "filma el viaje, para diapositivas: GIF o APNG", EN: "films the journey, for slides: GIF or APNG"},
	long: lang.Text{
		ES: `Simula el escenario y lo filma sin pantalla: como GIF animado, que cabe en
cualquier diapositiva, o como PNG animado (APNG), que pesa menos.

  -o, --output ARCHIVO.gif|.png  dónde escribir; la extensión decide
  --from N, --to N               el primer paso y el último, desde 1; todos si no se dice
  --fps N                        fotos por segundo mientras algo se mueve, de 1 a 30; 8 si no se dice
  --detail tell|dialogue|packets con cuánto detalle
  --size ANCHOxALTO              tamaño, 960x540 si no se dice
  --theme light|dark             tema
  --no-words                     sin palabras: ¿qué ha pasado?
  --listener                     lo que oye quien escucha en el camino
  --lang es|en                   idioma
  --seed N                       otra semilla`,
		EN: `Simulates the scenario and films it without a display: as an animated GIF, which any
slide takes, or as an animated PNG (APNG), which is smaller.

  -o, --output FILE.gif|.png     where to write; the extension decides
  --from N, --to N               the first step and the last, from 1; all of them unless told otherwise
  --fps N                        photographs a second while something moves, 1 to 30; 8 unless told otherwise
  --detail tell|dialogue|packets how deep it goes
  --size WIDTHxHEIGHT            its size, 960x540 unless told otherwise
  --theme light|dark             theme
  --no-words                     without words: what has happened?
  --listener                     what somebody on the road hears
  --lang es|en                   language
  --seed N                       another seed`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		f := filming{picture: picture{moves: true}}
		flags.StringVarP(&f.output, "output", "o", "", "")
		flags.IntVar(&f.from, "from", 1, "")
		flags.IntVar(&f.to, "to", 0, "")
		flags.IntVar(&f.perSecond, "fps", 8, "")
		flags.StringVar(&f.detail, "detail", string(story.Tell), "")
		flags.StringVar(&f.size, "size", "960x540", "")
		flags.StringVar(&f.theme, "theme", "light", "")
		flags.BoolVar(&f.wordless, "no-words", false, "")
		flags.BoolVar(&f.listener, "listener", false, "")
		flags.Var(&f.seed, "seed", "")
		return func(c console, args []string) int {
			if len(args) > 1 {
				c.noMore("film", args[1:])
				return exitUsage
			}
			if len(args) == 0 || f.output == "" {
				c.fail(lang.Sprintf("hacen falta una lección o un archivo, y dónde escribir", "a lesson or file is needed, and where to write"))
				c.hint(lang.Sprintf("Por ejemplo: posta film unknown-user --from 9 --to 16 -o rechazo.gif", "For example: posta film unknown-user --from 9 --to 16 -o refused.gif"))
				return exitUsage
			}
			return f.shoot(c, args[0])
		}
	},
}

// filming is what the command's flags ask for.
type filming struct {
	picture
	from, to, perSecond int
}

// mostFilmed is the largest side of a film, in pixels: a larger one fits no slide.
const mostFilmed = 1920

func (f *filming) shoot(c console, name string) int {
	ext := strings.ToLower(filepath.Ext(f.output))
	if ext != ".gif" && ext != ".png" && ext != ".apng" {
		c.fail(lang.Sprintf("%s: se filma en .gif o en .png (animado)", "%s: films are .gif, or .png (animated)", f.output))
		return exitUsage
	}
	if f.perSecond < 1 || f.perSecond > film.MaxPerSecond {
		c.fail(lang.Sprintf("--fps %d: de 1 a %d fotos por segundo", "--fps %d: from 1 to %d photographs a second", f.perSecond, film.MaxPerSecond))
		return exitUsage
	}
	detail, w, h, ok := f.looks(c, mostFilmed)
	if !ok {
		return exitUsage
	}
	m, ok := f.staged(c, name, detail, float64(w), float64(h))
	if !ok {
		return exitUsage
	}
	if f.to == 0 {
		f.to = m.StepCount()
	}
	if f.from < 1 || f.to < f.from || f.to > m.StepCount() {
		c.fail(lang.Sprintf("%s tiene %d pasos con este detalle: no se puede filmar del %d al %d", "%s has %d steps at this detail: they cannot be filmed from %d to %d", name, m.StepCount(), f.from, f.to))
		return exitUsage
	}
	moving, err := film.Shoot(m, film.Options{From: f.from - 1, To: f.to - 1, PerSecond: f.perSecond, Reading: reading})
	if errors.Is(err, film.ErrTooLong) {
		c.fail(lang.Sprintf("del paso %d al %d son más de %d fotos", "steps %d to %d are more than %d photographs", f.from, f.to, film.MaxFrames))
		c.hint(lang.Sprintf("Elige menos pasos con --from y --to, o menos fotos con --fps.", "Choose fewer steps with --from and --to, or fewer photographs with --fps."))
		return exitUsage
	}
	if err == nil && ext == ".gif" {
		err = writeFile(c, f.output, moving.GIF)
	} else if err == nil {
		err = writeFile(c, f.output, moving.APNG)
	}
	if err != nil {
		c.fail(lang.Sprintf("no se puede escribir %s: ", "cannot write %s: ", f.output), readError(err))
		return exitUsage
	}
	return exitOK
}

// reading is how long a viewer needs for what is said about a step, in seconds: the
// words of a balloon are few, and are read while the picture is taken in.
func reading(m stage.Model) float64 {
	return 1.1 + 0.045*float64(m.Words())
}
