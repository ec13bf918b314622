package stage_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"posta/sim/lang"
	"posta/sim/stage"
	"posta/sim/stage/internal/cast"
)

func sameShapes(a, b stage.DisplayList) bool {
	return reflect.DeepEqual(a.Ground, b.Ground) && reflect.DeepEqual(a.Life, b.Life) && a.Paper == b.Paper
}

// casts are random countries: every size from one domain and one host to twelve
// and forty, with and without pins.
func casts(t *testing.T, f func(t *testing.T, c *cast.Trace)) {
	sizes := [][2]int{{1, 1}, {1, 40}, {12, 12}, {12, 40}, {2, 5}, {3, 7}, {6, 18}}
	for _, pins := range []bool{false, true} {
		for i, size := range sizes {
			for seed := range uint64(2) {
				if seed > 0 && size[1] > 20 {
					continue // the large ones take their time
				}
				seed := seed*100 + uint64(i)
				t.Run(fmt.Sprintf("%d domains, %d hosts, pins %v, seed %d", size[0], size[1], pins, seed), func(t *testing.T) {
					f(t, cast.Random(seed, size[0], size[1], pins))
				})
			}
		}
	}
}

func TestNothingStandsOnAnything(t *testing.T) {
	casts(t, func(t *testing.T, c *cast.Trace) {
		m := staged(c, 1280, 720)
		for _, w := range windows {
			m = send(m, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets})
			plan := m.Map()
			if len(plan.Places) != len(c.Header.Hosts) {
				t.Fatalf("%s: %d of %d hosts have a place", w.name, len(plan.Places), len(c.Header.Hosts))
			}
			for i := range plan.Places {
				for j := range i {
					if plan.Places[i].Cell().Overlaps(plan.Places[j].Cell()) {
						t.Errorf("%s: %s stands on %s", w.name, plan.Places[i].Host.Name, plan.Places[j].Host.Name)
					}
				}
			}
			for i := range plan.Plots {
				for _, lot := range plan.Plots[i].Lots {
					for j := range plan.Plots {
						for _, other := range plan.Plots[j].Lots {
							if i != j && lot.Overlaps(other) {
								t.Errorf("%s: the land of %s lies over that of %s", w.name, plan.Plots[i].Domain, plan.Plots[j].Domain)
							}
						}
					}
				}
				for _, k := range plan.Plots[i].Hosts {
					if !onLand(&plan.Plots[i], plan.Places[k].At) {
						t.Errorf("%s: %s does not stand on its own land", w.name, plan.Places[k].Host.Name)
					}
				}
			}
		}
	})
}

func onLand(p *stage.Plot, at stage.Point) bool {
	for _, lot := range p.Lots {
		if lot.Contains(at) {
			return true
		}
	}
	return false
}

func TestPinnedHostsKeepTheirPlacesToEachOther(t *testing.T) {
	casts(t, func(t *testing.T, c *cast.Trace) {
		plan := staged(c, 1280, 720).Map()
		for i := range plan.Places {
			for j := range i {
				p, q := plan.Places[i].Host.Position, plan.Places[j].Host.Position
				if p == nil || q == nil {
					continue
				}
				a, b := plan.Places[i].At, plan.Places[j].At
				if p.X-q.X > 0.02 && a.X < b.X || p.Y-q.Y > 0.02 && a.Y < b.Y {
					t.Errorf("%s is pinned to %v and stands at %v; %s to %v and at %v", plan.Places[i].Host.Name, *p, a, plan.Places[j].Host.Name, *q, b)
				}
			}
		}
	})
}

func TestTextNeverOverlapsAndIsNeverSmall(t *testing.T) {
	casts(t, func(t *testing.T, c *cast.Trace) {
		r := rand.New(rand.NewPCG(1, 2))
		m := send(staged(c, 1280, 720), stage.SetLang{Lang: lang.ES})
		for _, w := range windows {
			m = send(m, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets}, stage.Seek{Step: -1})
			checkTexts(t, w.name, m)
			for range 6 {
				if n := m.StepCount(); n > 0 {
					m = send(m, stage.Seek{Step: r.IntN(n)})
				}
				if r.IntN(2) == 0 {
					m = send(m, stage.Zoom{Factor: 0.3 + 3*r.Float64(), Middle: true})
				}
				for range r.IntN(90) {
					m = stage.Update(m, stage.Tick{Seconds: 1.0 / 60})
				}
				checkTexts(t, w.name, m)
				m = send(m, stage.Follow{})
			}
		}
	})
}

func checkTexts(t *testing.T, name string, m stage.Model) {
	t.Helper()
	list := stage.Scene(m)
	texts := list.Texts()
	for i, a := range texts {
		if a.Size < stage.MinText {
			t.Errorf("%s: %q has a size of %v", name, a.String, a.Size)
		}
		for _, b := range texts[:i] {
			if a.Box.Overlaps(b.Box) {
				t.Errorf("%s, step %d: %q lies over %q (%v, %v)", name, m.StepIndex(), a.String, b.String, a.Box, b.Box)
			}
		}
	}
}

func TestSamePictureTwice(t *testing.T) {
	casts(t, func(t *testing.T, c *cast.Trace) {
		a, b := staged(c, 1280, 720), staged(c, 1280, 720)
		if n := a.StepCount(); n > 0 {
			a, b = send(a, stage.Seek{Step: n / 2}), send(b, stage.Seek{Step: n / 2})
		}
		x, y := stage.Scene(a), stage.Scene(b)
		if !sameShapes(x, y) {
			t.Error("the same cast gives two pictures")
		}
	})
}

func TestRoadsGoAroundBuildings(t *testing.T) {
	crossings, roads := 0, 0
	for seed := range uint64(12) {
		plan := staged(cast.Random(seed, 1+int(seed), 3+3*int(seed), false), 1280, 720).Map()
		for i := range plan.Roads {
			r := &plan.Roads[i]
			roads++
			for j := range plan.Places {
				p := &plan.Places[j]
				own := p.Host.Name == r.A || p.Host.Name == r.B
				for k := 1; k < len(r.Path.Points); k++ {
					if p.LabelBox().Clip(r.Path.Points[k-1], r.Path.Points[k]) || !own && p.Pavement().Clip(r.Path.Points[k-1], r.Path.Points[k]) {
						crossings++
						t.Logf("seed %d: the road from %s to %s crosses %s", seed, r.A, r.B, p.Host.Name)
						break
					}
				}
			}
		}
	}
	if crossings > 0 {
		t.Errorf("%d of %d roads cross a building or a name", crossings, roads)
	}
}

func TestCameraShowsWhoSpeaks(t *testing.T) {
	for _, w := range windows {
		m := stage.Update(staged(cast.Random(4, 12, 40, false), w.w, w.h), stage.Cover{Insets: w.insets})
		for i := 0; i < m.StepCount(); i += 9 {
			m = settle(t, send(m, stage.Seek{Step: i}))
			s := m.Step()
			for _, host := range []string{s.From, s.To} {
				p := m.Map().Place(host)
				if p == nil {
					continue
				}
				if at := m.Screen(p.At); !m.Free().Contains(at) {
					t.Errorf("%s, step %d: %s is at %v, outside of %v", w.name, i, host, at, m.Free())
				}
			}
		}
	}
}

func TestMashingKeysBreaksNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	m := staged(cast.Random(8, 6, 18, true), 900, 600)
	for range 4000 {
		at := stage.Point{X: r.Float64() * 900, Y: r.Float64() * 600}
		msgs := []stage.Msg{
			stage.Forward{}, stage.Back{}, stage.Forward{By: 50}, stage.Chapter{By: 1}, stage.Chapter{By: -1}, stage.Seek{Step: r.IntN(400) - 100},
			stage.SeekEvent{Seq: r.IntN(900) - 50}, stage.Play{On: r.IntN(2) == 0}, stage.Speed{Factor: r.Float64() * 30}, stage.Tick{Seconds: r.Float64() * 2},
			stage.Resize{W: r.Float64() * 3000, H: r.Float64() * 2000, Scale: r.Float64() * 3}, stage.Cover{Insets: stage.Insets{Left: r.Float64() * 500, Right: r.Float64() * 900, Top: r.Float64() * 300, Bottom: r.Float64() * 900}},
			stage.Pan{DX: r.NormFloat64() * 2000, DY: r.NormFloat64() * 2000}, stage.Zoom{Factor: r.Float64() * 4, At: at}, stage.Follow{}, stage.Whole{}, stage.Tap{At: at}, stage.Next{By: r.IntN(5) - 2},
			stage.Hover{At: at}, stage.Leave{}, stage.SetTheme{Theme: stage.Theme(r.IntN(2))}, stage.SetReduced{On: r.IntN(4) == 0}, stage.SetListener{On: r.IntN(2) == 0},
			stage.SetDetail{Detail: "packets"}, stage.SetDetail{Detail: "tell"}, stage.SetDetail{Detail: "dialogue"}, stage.SetLang{Lang: lang.ES}, stage.Tick{Seconds: 0.016},
		}
		m = stage.Update(m, msgs[r.IntN(len(msgs))])
		if m.StepIndex() < -1 || m.StepIndex() >= m.StepCount() {
			t.Fatalf("step %d of %d", m.StepIndex(), m.StepCount())
		}
		if c := m.Camera(); !(c.Zoom > 0) || c.At.X != c.At.X || c.At.Y != c.At.Y {
			t.Fatalf("the camera is at %+v", c)
		}
		if r.IntN(8) == 0 {
			checkTexts(t, "mashed", m)
		}
	}
}

func BenchmarkScene40Hosts(b *testing.B) {
	m := send(staged(cast.Random(3, 12, 40, false), 1280, 720), stage.Seek{Step: 60})
	m = send(m, stage.Tick{Seconds: 0.2})
	b.ReportAllocs()
	for b.Loop() {
		stage.Scene(m)
	}
}

func BenchmarkStep(b *testing.B) {
	m := staged(cast.Random(3, 12, 40, false), 1280, 720)
	i := 0
	for b.Loop() {
		i = (i*7 + 13) % m.StepCount()
		m = stage.Update(m, stage.Seek{Step: i})
	}
}

func BenchmarkTickAtRest(b *testing.B) {
	m := settle(b, send(staged(cast.Random(3, 12, 40, false), 1280, 720), stage.Seek{Step: 60}))
	b.ReportAllocs()
	for b.Loop() {
		if m.Moving() {
			b.Fatal("not at rest")
		}
	}
}

func BenchmarkLoad40Hosts(b *testing.B) {
	c := cast.Random(3, 12, 40, false)
	for b.Loop() {
		staged(c, 1280, 720)
	}
}

// A country far larger than a lesson's still loads and draws.
func TestALargeCountryIsStillDrawn(t *testing.T) {
	m := staged(cast.Random(1, 60, 250, false), 1280, 720)
	m = send(m, stage.Seek{Step: 100}, stage.Tick{Seconds: 0.1})
	checkTexts(t, "large", m)
}
