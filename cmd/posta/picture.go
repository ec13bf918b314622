package main

import (
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/stage"
	"posta/sim/stage/fonts"
	"posta/sim/stage/still"
	"posta/sim/story"
	"posta/sim/telling"
)

var pictureCommand = command{
	name:  "picture",
	args:  lang.Text{ES: "LECCIÓN|ARCHIVO|-", EN: "LESSON|FILE|-"},
	short: lang.Text{ES: "dibuja un paso, o todos, para diapositivas y papel", EN: "draws a step, or all of them, for slides and paper"},
	long: lang.Text{
		ES: `Simula y dibuja el escenario en un paso, sin pantalla: como SVG o como PNG.

  -o, --output ARCHIVO.svg|.png  dónde escribir; la extensión decide
  --step N                       el paso, desde 1; 0 es antes de empezar
  --sheet                        todos los pasos en una hoja (solo PNG)
  --legend                       en lugar de una lección, qué quiere decir cada signo
  --all                          en lugar de una lección, los pasos decisivos de todas en una hoja
  --detail tell|dialogue|packets con cuánto detalle
  --size ANCHOxALTO              tamaño, 1366x768 si no se dice
  --theme light|dark             tema
  --listener                     lo que oye quien escucha en el camino
  --lang es|en                   idioma
  --seed N                       otra semilla`,
		EN: `Simulates, and draws the stage at a step, without a display: as SVG or as PNG.

  -o, --output FILE.svg|.png     where to write; the extension decides
  --step N                       the step, from 1; 0 is before the beginning
  --sheet                        all steps on one sheet (PNG only)
  --legend                       instead of a lesson, what every sign means
  --all                          instead of a lesson, the decisive steps of all of them on one sheet
  --detail tell|dialogue|packets how deep it goes
  --size WIDTHxHEIGHT            its size, 1366x768 unless told otherwise
  --theme light|dark             theme
  --listener                     what somebody on the road hears
  --lang es|en                   language
  --seed N                       another seed`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		var p picture
		flags.StringVarP(&p.output, "output", "o", "", "")
		flags.IntVar(&p.step, "step", -1, "")
		flags.BoolVar(&p.sheet, "sheet", false, "")
		flags.BoolVar(&p.legend, "legend", false, "")
		flags.BoolVar(&p.all, "all", false, "")
		flags.StringVar(&p.detail, "detail", string(story.Tell), "")
		flags.StringVar(&p.size, "size", "1366x768", "")
		flags.StringVar(&p.theme, "theme", "light", "")
		flags.BoolVar(&p.listener, "listener", false, "")
		flags.Var(&p.seed, "seed", "")
		return func(c console, args []string) int {
			if len(args) > 1 {
				c.noMore("picture", args[1:])
				return exitUsage
			}
			if (p.legend || p.all) && len(args) == 0 && p.output != "" {
				return p.draw(c, "")
			}
			if len(args) == 0 || p.output == "" {
				c.fail(lang.Sprintf("hacen falta una lección o un archivo, y dónde escribir", "a lesson or file is needed, and where to write"))
				c.hint(lang.Sprintf("Por ejemplo: posta picture unknown-user --step 13 -o rechazo.svg", "For example: posta picture unknown-user --step 13 -o refused.svg"))
				return exitUsage
			}
			return p.draw(c, args[0])
		}
	},
}

// picture is what the command's flags ask for.
type picture struct {
	output, detail, size, theme string
	step                        int
	sheet, listener, legend     bool
	all                         bool // the decisive steps of every lesson
	moves                       bool // it is filmed
	seed                        seedFlag
}

// Sides of a picture, in pixels.
const (
	leastSide = 200
	mostSide  = 7680
)

func (p *picture) draw(c console, name string) int {
	ext := strings.ToLower(filepath.Ext(p.output))
	if ext != ".svg" && ext != ".png" || (p.sheet || p.all) && ext != ".png" {
		c.fail(lang.Sprintf("%s: se dibuja en .svg o .png, y una hoja solo en .png", "%s: pictures are .svg or .png, and a sheet only .png", p.output))
		return exitUsage
	}
	detail, w, h, ok := p.looks(c, mostSide)
	switch {
	case ok && p.all && name == "":
		return p.drawAll(c, detail, w, h)
	case ok && p.legend && name == "":
		theme := stage.ThemeLight
		if p.theme == "dark" {
			theme = stage.ThemeDark
		}
		list := stage.Legend(fonts.Measure, c.lang, theme, 3, 330)
		return p.write(c, &list, ext)
	case ok:
		return p.drawAt(c, name, detail, w, h, ext)
	}
	return exitUsage
}

// looks reads the flags that say how it looks.
func (p *picture) looks(c console, most int) (detail story.Detail, w, h int, ok bool) {
	detail, ok = story.ParseDetail(p.detail)
	n, err := fmt.Sscanf(p.size, "%dx%d", &w, &h)
	switch {
	case !ok:
		c.fail(lang.Sprintf("--detail %s no existe: tell, dialogue o packets", "--detail %s does not exist: tell, dialogue or packets", p.detail))
	case n != 2 || err != nil || min(w, h) < leastSide || max(w, h) > most:
		c.fail(lang.Sprintf("--size %s no es un tamaño: ANCHOxALTO, de %d a %d píxeles", "--size %s is no size: WIDTHxHEIGHT, from %d to %d pixels", p.size, leastSide, most))
	case p.theme != "light" && p.theme != "dark":
		c.fail(lang.Sprintf("--theme %s no existe: light o dark", "--theme %s does not exist: light or dark", p.theme))
	default:
		return detail, w, h, true
	}
	return detail, w, h, false
}

func (p *picture) drawAt(c console, name string, detail story.Detail, w, h int, ext string) int {
	m, ok := p.staged(c, name, detail, float64(w), float64(h))
	if !ok {
		return exitUsage
	}
	if p.step > m.StepCount() {
		c.fail(lang.Sprintf("%s tiene %d pasos con este detalle, y no un paso %d", "%s has %d steps at this detail, and no step %d", name, m.StepCount(), p.step))
		return exitUsage
	}
	at := m.StepCount() - 1
	if p.step >= 0 {
		at = p.step - 1
	}
	if p.sheet {
		return p.save(c, func(w io.Writer) error { return png.Encode(w, sheet(m)) })
	}
	list := stage.Scene(stage.Update(m, stage.Seek{Step: at, Still: true}))
	return p.write(c, &list, ext)
}

// write writes a picture in the form that its name asks for.
func (p *picture) write(c console, list *stage.DisplayList, ext string) int {
	return p.save(c, func(w io.Writer) error {
		if ext == ".svg" {
			_, err := w.Write(still.SVG(list))
			return err
		}
		return png.Encode(w, still.Image(list, 1))
	})
}

func (p *picture) save(c console, write func(io.Writer) error) int {
	if err := writeFile(c, p.output, write); err != nil {
		c.fail(lang.Sprintf("no se puede escribir %s: ", "cannot write %s: ", p.output), readError(err))
		return exitUsage
	}
	return exitOK
}

// staged is a stage of that size with a run of the scenario on it.
func (p *picture) staged(c console, name string, detail story.Detail, w, h float64) (m stage.Model, ok bool) {
	s, ok := load(c, name)
	if !ok {
		return m, false
	}
	options := sim.Options{Seed: p.seed.chosen()}
	t, err := runAlone(context.Background(), s, options)
	if err != nil {
		c.fail(lang.Sprintf("no se puede simular %s: %v", "cannot simulate %s: %v", name, err))
		return m, false
	}
	sim.Judge(context.Background(), s, options, t)
	told := telling.Of(t)
	words := explain.New(told.Story)
	m = stage.New(fonts.Measure, func(st *story.Step, l lang.Lang) string { return words.Title(st).In(l) })
	theme := stage.ThemeLight
	if p.theme == "dark" {
		theme = stage.ThemeDark
	}
	for _, msg := range []stage.Msg{
		stage.SetTheme{Theme: theme}, stage.SetLang{Lang: c.lang}, stage.SetDetail{Detail: detail}, stage.SetListener{On: p.listener},
		stage.SetReduced{On: !p.moves}, stage.Resize{W: w, H: h, Scale: 1}, stage.Load{Telling: told},
	} {
		m = stage.Update(m, msg)
	}
	return m, true
}

// A sheet has so many pictures in a row, each so wide, and no more than so many.
const (
	sheetColumns = 4
	sheetWidth   = 480
	sheetMost    = 400
)

// decisive are the steps of a lesson that somebody who looks at all lessons wants to see:
// the first of every kind at which something fails, waits or is stored.
func decisive(m stage.Model) []int {
	const most = 4
	var list []int
	seen := map[story.Kind]bool{}
	for i, s := range m.Telling().Story.Steps(m.Detail()) {
		matters := s.Failure || s.Kind == story.QueueDeferred || s.Kind == story.MailboxStored || m.Telling().Story.Decisive(s) != nil && s.Class == story.Permanent
		if matters && !seen[s.Kind] && len(list) < most {
			seen[s.Kind] = true
			list = append(list, i)
		}
	}
	return list
}

// drawAll puts the decisive steps of every lesson on one sheet.
func (p *picture) drawAll(c console, detail story.Detail, w, h int) int {
	var scenes []image.Image
	for _, slug := range scenarios.Slugs() {
		m, ok := p.staged(c, slug, detail, float64(w), float64(h))
		if !ok {
			return exitUsage
		}
		for _, i := range decisive(m) {
			list := stage.Scene(stage.Update(m, stage.Seek{Step: i, Still: true}))
			scenes = append(scenes, still.Image(&list, sheetWidth/float64(w)))
		}
	}
	return p.save(c, func(out io.Writer) error { return png.Encode(out, tiled(scenes)) })
}

// tiled lays pictures of one size out in rows.
func tiled(scenes []image.Image) image.Image {
	if len(scenes) == 0 {
		return image.NewRGBA(image.Rect(0, 0, 1, 1))
	}
	cell := scenes[0].Bounds().Size().Add(image.Pt(8, 8))
	n := len(scenes)
	img := image.NewRGBA(image.Rect(0, 0, cell.X*min(n, sheetColumns), cell.Y*((n+sheetColumns-1)/sheetColumns)))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	for i, scene := range scenes {
		at := image.Pt(cell.X*(i%sheetColumns)+4, cell.Y*(i/sheetColumns)+4)
		draw.Draw(img, scene.Bounds().Add(at), scene, image.Point{}, draw.Src)
	}
	return img
}

// sheet draws all steps, small, from the opening on.
func sheet(m stage.Model) image.Image {
	w, _ := m.Size()
	n := min(m.StepCount()+1, sheetMost)
	scenes := make([]image.Image, n)
	for i := range n {
		list := stage.Scene(stage.Update(m, stage.Seek{Step: i - 1, Still: true}))
		scenes[i] = still.Image(&list, sheetWidth/w)
	}
	return tiled(scenes)
}
