package paint

import (
	"context"
	"flag"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"posta/sim/telling"
	"runtime"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/stage"
	"posta/sim/stage/fonts"
	"posta/sim/story"
)

var pictures = flag.String("pictures", "", "folder to write the tests' pictures to")

// display tells whether pixels can be read. Drawing into images works without a
// display, reading them back does not.
func display() bool {
	return runtime.GOOS == "windows" || runtime.GOOS == "darwin" || os.Getenv("DISPLAY") != ""
}

// TestMain runs the tests inside a running game where there is a display, since
// only there pixels can be read.
func TestMain(m *testing.M) {
	flag.Parse()
	if !display() {
		fmt.Println("no display: tests that look at pixels are skipped (xvfb-run gives one)")
		os.Exit(m.Run())
	}
	g := &testGame{m: m}
	Prepare()
	ebiten.SetWindowSize(320, 200)
	if err := ebiten.RunGame(g); err != nil {
		fmt.Fprintln(os.Stderr, "running the tests' window:", err)
		os.Exit(1)
	}
	os.Exit(g.code)
}

type testGame struct {
	m    *testing.M
	code int
}

func (g *testGame) Update() error {
	g.code = g.m.Run()
	return ebiten.Termination
}
func (g *testGame) Draw(*ebiten.Image)         {}
func (g *testGame) Layout(w, h int) (int, int) { return w, h }

func needDisplay(t *testing.T) {
	t.Helper()
	if !display() {
		t.Skip("no display: pixels cannot be read; run under xvfb-run")
	}
}

func lesson(t testing.TB, slug string) *telling.Telling {
	t.Helper()
	src, err := scenarios.Read(slug)
	if err != nil {
		t.Fatal(err)
	}
	s, problems := scenario.Parse(slug, src)
	if s == nil {
		t.Fatal(problems)
	}
	tr, err := sim.Run(context.Background(), s, sim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return telling.Of(tr)
}

func staged(told *telling.Telling, w, h float64) stage.Model {
	x := explain.New(told.Story)
	m := stage.New(fonts.Measure, func(st *story.Step, l lang.Lang) string { return x.Title(st).In(l) })
	m = stage.Update(m, stage.Resize{W: w, H: h, Scale: 1})
	return stage.Update(m, stage.Load{Telling: told})
}

// settle lets the animation go on for so many seconds.
func settle(m stage.Model, seconds float64) stage.Model {
	for i := 0.0; i < seconds; i += 1.0 / 60 {
		m = stage.Update(m, stage.Tick{Seconds: 1.0 / 60})
	}
	return m
}

func save(t *testing.T, name string, picture image.Image) {
	t.Helper()
	if *pictures == "" {
		return
	}
	f, err := os.Create(filepath.Join(*pictures, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, picture); err != nil {
		t.Fatal(err)
	}
}
