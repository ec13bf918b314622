package main

import (
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"io"
	"path/filepath"
	"strconv"
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
  --steps 4,9,12-15              solo esos en la hoja, y los numera
  --columns N                    cuántos en una fila, 4 si no se dice
  --no-words                     sin palabras: ¿qué ha pasado?
  --large                        para verlo desde la última fila: ninguna letra más pequeña que 1/45 de la altura
  --legend                       en lugar de una lección, qué quiere decir cada signo
  --all                          en lugar de una lección, cada clase de dibujo que hay en todas, en
                                 varias hojas: x-1.png, x-2.png...
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
  --steps 4,9,12-15              only those on the sheet, numbered
  --columns N                    so many in a row, 4 unless told otherwise
  --no-words                     without words: what has happened?
  --large                        to be seen from the last row: no letter smaller than 1/45 of the height
  --legend                       instead of a lesson, what every sign means
  --all                          instead of a lesson, every sort of picture that there is in all of
                                 them, on several sheets: x-1.png, x-2.png...
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
		flags.StringVar(&p.steps, "steps", "", "")
		flags.IntVar(&p.columns, "columns", sheetColumns, "")
		flags.BoolVar(&p.wordless, "no-words", false, "")
		flags.BoolVar(&p.large, "large", false, "")
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
	all                         bool // every sort of picture of all lessons
	steps                       string
	columns                     int  // of a sheet
	wordless                    bool // the words are hidden
	large                       bool // it is seen from the last row
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
		return p.saveSheet(c, name, m)
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
		stage.SetTheme{Theme: theme}, stage.SetLang{Lang: c.lang}, stage.SetDetail{Detail: detail}, stage.SetListener{On: p.listener}, stage.SetWordless{On: p.wordless}, stage.SetAfar{On: p.large},
		stage.SetReduced{On: !p.moves}, stage.Resize{W: w, H: h, Scale: 1}, stage.Load{Telling: told},
	} {
		m = stage.Update(m, msg)
	}
	return m, true
}

// A sheet is so wide, has so many pictures in a row unless told otherwise, and no more of
// them than so many.
const (
	sheetWide    = 1920
	sheetColumns = 4
	mostColumns  = 12
	sheetMost    = 400
	pageMost     = 24 // of the sheets of all lessons
)

// drawAll puts every sort of picture that the lessons have onto sheets, once: what differs
// from it in words alone is left out. Whoever changed the stage looks through these.
func (p *picture) drawAll(c console, detail story.Detail, w, h int) int {
	var scenes []image.Image
	seen := map[string]bool{}
	pages := 0
	flush := func() int {
		if len(scenes) == 0 {
			return exitOK
		}
		pages++
		page := *p
		ext := filepath.Ext(p.output)
		page.output = strings.TrimSuffix(p.output, ext) + "-" + strconv.Itoa(pages) + ext
		sheet := tiled(scenes, p.columns)
		scenes = nil
		return page.save(c, func(out io.Writer) error { return png.Encode(out, sheet) })
	}
	for _, slug := range scenarios.Slugs() {
		m, ok := p.staged(c, slug, detail, float64(w), float64(h))
		if !ok {
			return exitUsage
		}
		for i := range m.StepCount() {
			m = stage.Update(m, stage.Seek{Step: i, Still: true})
			if sort := m.Moment(); seen[sort] {
				continue
			} else {
				seen[sort] = true
			}
			list := stage.Scene(m)
			caption(&list, slug+" "+strconv.Itoa(i+1))
			scenes = append(scenes, still.Image(&list, float64(sheetWide/p.columns)/float64(w)))
			if len(scenes) == pageMost {
				if code := flush(); code != exitOK {
					return code
				}
			}
		}
	}
	return flush()
}

// saveSheet draws the steps that were asked for, or all of them from the opening on.
func (p *picture) saveSheet(c console, name string, m stage.Model) int {
	if p.columns < 1 || p.columns > mostColumns {
		c.fail(lang.Sprintf("--columns %d: de 1 a %d", "--columns %d: from 1 to %d", p.columns, mostColumns))
		return exitUsage
	}
	steps, bad := stepList(p.steps, m.StepCount())
	if bad != "" {
		c.fail(lang.Sprintf("--steps %s: %s tiene los pasos 0 a %d con este detalle", "--steps %s: %s has the steps 0 to %d at this detail", bad, name, m.StepCount()))
		return exitUsage
	}
	w, _ := m.Size()
	scenes := make([]image.Image, len(steps))
	for i, step := range steps {
		list := stage.Scene(stage.Update(m, stage.Seek{Step: step - 1, Still: true}))
		if p.steps != "" {
			caption(&list, strconv.Itoa(step))
		}
		scenes[i] = still.Image(&list, float64(sheetWide/p.columns)/w)
	}
	return p.save(c, func(w io.Writer) error { return png.Encode(w, tiled(scenes, p.columns)) })
}

// stepList reads "4,9,12-15": steps from 0, the opening, to the last. An empty text is all
// of them. What is no such list comes back as bad.
func stepList(text string, last int) (steps []int, bad string) {
	if text == "" {
		text = "0-" + strconv.Itoa(min(last, sheetMost-1))
	}
	for part := range strings.SplitSeq(text, ",") {
		from, to, many := strings.Cut(strings.TrimSpace(part), "-")
		a, err := strconv.Atoi(from)
		b := a
		if many && err == nil {
			b, err = strconv.Atoi(to)
		}
		if err != nil || a < 0 || b < a || b > last || len(steps)+b-a >= sheetMost {
			return nil, part
		}
		for i := a; i <= b; i++ {
			steps = append(steps, i)
		}
	}
	return steps, ""
}

// caption writes what a picture is into its corner.
func caption(list *stage.DisplayList, text string) {
	size := list.W / 28
	w := fonts.Measure(stage.Bold, size, text)
	box := stage.Rect{X: 8, Y: 8, W: w + size, H: size * 1.4}
	list.Life = append(list.Life,
		stage.Box{Rect: box, Radius: size * 0.3, Fill: stage.Light.Ink},
		stage.Text{Box: stage.Rect{X: box.X + size/2, Y: box.Y + size*0.07, W: w, H: size * 1.25}, Font: stage.Bold, Size: size, Colour: stage.Light.Card, String: text})
}

// tiled lays pictures of one size out in rows.
func tiled(scenes []image.Image, columns int) image.Image {
	if len(scenes) == 0 {
		return image.NewRGBA(image.Rect(0, 0, 1, 1))
	}
	cell := scenes[0].Bounds().Size().Add(image.Pt(8, 8))
	n := len(scenes)
	img := image.NewRGBA(image.Rect(0, 0, cell.X*min(n, columns), cell.Y*((n+columns-1)/columns)))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	for i, scene := range scenes {
		at := image.Pt(cell.X*(i%columns)+4, cell.Y*(i/columns)+4)
		draw.Draw(img, scene.Bounds().Add(at), scene, image.Point{}, draw.Src)
	}
	return img
}
