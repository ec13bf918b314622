package paint

import (
	"math"
	"posta/sim/telling"
	"testing"

	"posta/sim/stage"
	"posta/sim/stage/fonts"
	"posta/sim/stage/internal/cast"
)

// area is what a mesh covers: its triangles, weighed by their opacity.
func area(m *mesh) float64 {
	sum := 0.0
	for i := 0; i+2 < len(m.indices); i += 3 {
		a, b, c := m.vertices[m.indices[i]], m.vertices[m.indices[i+1]], m.vertices[m.indices[i+2]]
		size := math.Abs(float64(b.DstX-a.DstX)*float64(c.DstY-a.DstY)-float64(b.DstY-a.DstY)*float64(c.DstX-a.DstX)) / 2
		sum += size * float64(a.ColorA+b.ColorA+c.ColorA) / 3
	}
	return sum
}

func TestMeshCoversWhatItShould(t *testing.T) {
	black := stage.Colour{A: 255}
	l := []stage.Point{{X: 0, Y: 0}, {X: 20, Y: 0}, {X: 20, Y: 20}, {X: 40, Y: 20}, {X: 40, Y: 40}, {X: 0, Y: 40}}
	back := []stage.Point{{X: 0, Y: 40}, {X: 40, Y: 40}, {X: 40, Y: 20}, {X: 20, Y: 20}, {X: 20, Y: 0}, {X: 0, Y: 0}}
	for _, c := range []struct {
		name  string
		shape stage.Shape
		want  float64
	}{
		{"a disc", stage.Disc{Centre: stage.Point{X: 50, Y: 50}, R: 30, Fill: black}, math.Pi * 900},
		{"a flat disc", stage.Disc{Centre: stage.Point{X: 50, Y: 50}, R: 30, Flat: 0.5, Fill: black}, math.Pi * 450},
		{"a ring", stage.Disc{Centre: stage.Point{X: 50, Y: 50}, R: 30, Stroke: black, Width: 4}, 2 * math.Pi * 30 * 4},
		{"a box", stage.Box{Rect: stage.Rect{X: 3, Y: 4, W: 60, H: 40}, Fill: black}, 2400},
		{"a round box", stage.Box{Rect: stage.Rect{X: 3, Y: 4, W: 60, H: 40}, Radius: 10, Fill: black}, 2400 - 400 + math.Pi*100},
		{"a box with cut corners", stage.Box{Rect: stage.Rect{X: 3, Y: 4, W: 60, H: 40}, Radius: 10, Cut: true, Fill: black}, 2400 - 200},
		{"an angle, turning right", stage.Area{Points: l, Fill: black}, 1200},
		{"an angle, turning left", stage.Area{Points: back, Fill: black}, 1200},
		{"a line", stage.Line{Points: []stage.Point{{X: 0, Y: 0}, {X: 100, Y: 0}}, Width: 6, Colour: black}, 600 + math.Pi*9},
		{"a hair", stage.Line{Points: []stage.Point{{X: 0, Y: 0}, {X: 100, Y: 0}}, Width: 0.5, Colour: black}, 50},
		{"dashes", stage.Line{Points: []stage.Point{{X: 0, Y: 0}, {X: 50, Y: 0}, {X: 50, Y: 50}}, Width: 4, Dash: 10, Colour: black}, 200},
	} {
		for _, scale := range []float64{1, 2, 3} {
			m := mesh{scale: scale}
			m.shape(c.shape)
			want := c.want * scale * scale
			if got := area(&m); math.Abs(got-want) > 0.03*want+3*scale {
				t.Errorf("%s at scale %v covers %.1f, want %.1f", c.name, scale, got, want)
			}
		}
	}
}

func TestNothingToDrawIsNoHarm(t *testing.T) {
	black := stage.Colour{A: 255}
	same := []stage.Point{{X: 5, Y: 5}, {X: 5, Y: 5}, {X: 5, Y: 5}}
	m := mesh{scale: 1}
	for _, s := range []stage.Shape{
		stage.Area{Points: same, Fill: black, Stroke: black, Width: 1}, stage.Area{Fill: black}, stage.Line{Points: same, Width: 3, Colour: black},
		stage.Line{Points: same, Width: 3, Colour: black, Dash: 4}, stage.Line{Width: 3, Colour: black}, stage.Box{}, stage.Disc{Fill: black},
		stage.Icon{Name: "no such picture", Rect: stage.Rect{W: 10, H: 10}}, stage.Icon{Name: "tick"},
		stage.Area{Points: []stage.Point{{X: 0, Y: 0}, {X: 10, Y: 10}, {X: 10, Y: 0}, {X: 0, Y: 10}}, Fill: black},
	} {
		m.shape(s)
	}
	checkMesh(t, &m)
}

func checkMesh(t *testing.T, m *mesh) {
	t.Helper()
	for _, v := range m.vertices {
		for _, f := range []float32{v.DstX, v.DstY, v.ColorA} {
			if f != f || math.IsInf(float64(f), 0) {
				t.Fatalf("a vertex at %v, %v", v.DstX, v.DstY)
			}
		}
	}
	for _, i := range m.indices {
		if int(i) >= len(m.vertices) {
			t.Fatal("a triangle without a corner")
		}
	}
	if len(m.indices)%3 != 0 {
		t.Fatal("a triangle with too few corners")
	}
}

func TestEveryPictureHasAShape(t *testing.T) {
	ink := stage.Colour{A: 255}
	for _, name := range stage.Icons() {
		m := mesh{scale: 2}
		m.shape(stage.Icon{Name: name, Rect: stage.Rect{X: 10, Y: 10, W: 64, H: 64}, Ink: ink, Fill: ink, Accent: ink})
		checkMesh(t, &m)
		if area(&m) < 100 {
			t.Errorf("%s is empty", name)
		}
		for _, v := range m.vertices {
			if v.DstX < 10 || v.DstX > 160 || v.DstY < 10 || v.DstY > 160 {
				t.Errorf("%s leaves its frame at %v, %v", name, v.DstX, v.DstY)
				break
			}
		}
	}
}

func TestPinchKeepsWhatLiesUnderTheFingers(t *testing.T) {
	m := stage.New(fonts.Measure, nil)
	m = stage.Update(m, stage.Load{Telling: telling.Of(cast.Secure().Trace)})
	a, b := &drag{}, &drag{}
	a.press(stage.Point{X: 400, Y: 300}, nil)
	b.press(stage.Point{X: 600, Y: 300}, nil)
	zoom := m.Camera().Zoom
	pinch(a, b, stage.Point{X: 350, Y: 320}, stage.Point{X: 650, Y: 320}, func(msg stage.Msg) { m = stage.Update(m, msg) })
	if got := m.Camera().Zoom / zoom; math.Abs(got-1.5) > 1e-6 {
		t.Errorf("fingers half as far apart again zoom by %v", got)
	}
	if m.Following() {
		t.Error("the camera should stay where the fingers put it")
	}
}

func TestATapIsNoDrag(t *testing.T) {
	var d drag
	d.press(stage.Point{X: 10, Y: 10}, nil)
	if _, ok := d.move(stage.Point{X: 12, Y: 13}); ok || d.moved {
		t.Error("a shaking finger drags")
	}
	if way, ok := d.move(stage.Point{X: 30, Y: 10}); !ok || way != (stage.Point{X: 20, Y: 0}) {
		t.Errorf("a drag of 20 is %v, %v", way, ok)
	}
}

func BenchmarkMesh40Hosts(b *testing.B) {
	m := stage.New(fonts.Measure, nil)
	m = stage.Update(m, stage.Load{Telling: telling.Of(cast.Random(3, 12, 40, false).Trace)})
	list := stage.Scene(m)
	mesh := mesh{scale: 2}
	for b.Loop() {
		mesh.reset()
		for _, layer := range [][]stage.Shape{list.Ground, list.Life} {
			for _, s := range layer {
				mesh.shape(s)
			}
		}
	}
	b.ReportMetric(float64(len(mesh.vertices)), "vertices")
}
