// Command prepare makes what the page shows before the module has arrived: the
// curriculum, the recorded run of the opening lesson, a picture of its stage in
// every theme and language, and the icons. Web/build.mjs calls it.
//
//	go run ./web/prepare FOLDER
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"posta/sim/telling"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/stage"
	"posta/sim/stage/fonts"
	"posta/sim/stage/still"
	"posta/sim/trace"
	"posta/wasm/api"
)

// first is the lesson that opens the page.
const first = "first-email"

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: prepare FOLDER")
		os.Exit(2)
	}
	if err := prepare(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "prepare:", err)
		os.Exit(1)
	}
}

func prepare(dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("making the folder: %w", err)
	}
	files := map[string][]byte{"icon.svg": []byte(iconSVG)}
	var err error
	if files["curriculum.json"], err = curriculum(); err != nil {
		return err
	}
	if files["search.json"], err = search(); err != nil {
		return err
	}
	t, err := run(first)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.Write(&b); err != nil {
		return err
	}
	files["first.jsonl"] = b.Bytes()
	posters(files, t)
	for _, l := range lang.All() {
		for name, theme := range map[string]stage.Theme{"light": stage.ThemeLight, "dark": stage.ThemeDark} {
			list := stage.Legend(fonts.Measure, l, theme, 1, 420)
			files[fmt.Sprintf("legend-%s-%s.svg", name, l)] = still.SVG(&list)
		}
	}
	for _, size := range []int{192, 512} {
		if files[fmt.Sprintf("icon-%d.png", size)], err = iconPNG(size); err != nil {
			return err
		}
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
			return fmt.Errorf("writing what the page begins with: %w", err)
		}
	}
	return nil
}

// curriculum lists the lessons that are there, by chapter.
func curriculum() ([]byte, error) {
	list := []api.Chapter{}
	for _, c := range scenarios.Curriculum {
		x := api.Chapter{Slug: c.Slug, Title: c.Title, Lessons: []api.Lesson{}}
		for _, slug := range c.Lessons {
			src, err := scenarios.Read(slug)
			if err != nil {
				continue // a lesson that is planned and not yet written
			}
			s, problems := scenario.Parse(slug+".yaml", src)
			if len(problems) > 0 {
				return nil, problems
			}
			x.Lessons = append(x.Lessons, api.Lesson{Slug: slug, Title: s.Title, Summary: s.Summary})
		}
		if len(x.Lessons) > 0 {
			list = append(list, x)
		}
	}
	return json.Marshal(list)
}

func run(slug string) (*trace.Trace, error) {
	src, err := scenarios.Read(slug)
	if err != nil {
		return nil, err
	}
	s, problems := scenario.Parse(slug+".yaml", src)
	if len(problems) > 0 {
		return nil, problems
	}
	return sim.Run(context.Background(), s, sim.Options{})
}

// posters draws the stage before its first step, in the two shapes of windows.
func posters(files map[string][]byte, t *trace.Trace) {
	shapes := map[string]struct {
		w, h   float64
		insets stage.Insets
	}{
		"wide": {1280, 720, stage.Insets{Top: 68, Right: 370, Bottom: 126}},
		"tall": {390, 844, stage.Insets{Top: 60, Bottom: 470}},
	}
	told := telling.Of(t)
	for shape, size := range shapes {
		for name, theme := range map[string]stage.Theme{"light": stage.ThemeLight, "dark": stage.ThemeDark} {
			for _, l := range lang.All() {
				m := stage.New(fonts.Measure, nil)
				for _, msg := range []stage.Msg{
					stage.SetTheme{Theme: theme}, stage.SetLang{Lang: l}, stage.Resize{W: size.w, H: size.h, Scale: 1},
					stage.Cover{Insets: size.insets}, stage.Load{Telling: told},
				} {
					m = stage.Update(m, msg)
				}
				list := stage.Scene(m)
				files[fmt.Sprintf("poster-%s-%s-%s.svg", shape, name, l)] = still.SVG(&list)
			}
		}
	}
}
