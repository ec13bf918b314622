package shown_test

import (
	"slices"
	"testing"

	"posta/sim/lang"
	"posta/sim/stage"
	"posta/sim/stage/internal/cast"
	"posta/sim/stage/shown"
	"posta/sim/trace"
	"posta/sim/view"
)

// player is a stage that nobody looks at.
type player struct{ m stage.Model }

func (p *player) Model() stage.Model { return p.m }
func (p *player) Send(msgs ...stage.Msg) {
	for _, msg := range msgs {
		p.m = stage.Update(p.m, msg)
	}
}

// TestWhatIfWhileItGoesOn: what would have happened is looked at while what happens goes on.
func TestWhatIfWhileItGoesOn(t *testing.T) {
	full := cast.Secure().Trace
	n, half := len(full.Events), len(full.Events)/2
	p := &player{}
	r := shown.Runs{Player: p}
	p.m = stage.New(nil, r.Caption)
	r.Open(shown.Tell(&trace.Trace{Header: full.Header, Events: slices.Clone(full.Events[:half])}), true)
	r.Grow(full.Events[half : half+10])
	p.Send(stage.Seek{Step: p.m.StepCount() - 1, Still: true})
	if got := len(r.Current.Trace.Events); got != half+10 || !p.m.Growing() {
		t.Fatalf("%d events, growing %v: want %d and that more may come", got, p.m.Growing(), half+10)
	}

	other := &trace.Trace{Header: full.Header, Events: slices.Clone(full.Events)}
	from := half - 5
	other.Events[from-1].Fact = trace.HostDown{}
	seq := r.Part(shown.Tell(other))
	if seq != from || r.Side != view.Would || p.m.Growing() {
		t.Fatalf("they part at %d, side %v, growing %v: want %d, what would have happened, and that it is whole", seq, r.Side, p.m.Growing(), from)
	}
	r.Grow(full.Events[half+10 : n-1])
	r.Go(view.Happened)
	if got := len(p.m.Telling().Trace.Events); got != n-1 || !p.m.Growing() {
		t.Errorf("back on the side of what happened there are %d events, growing %v: want %d", got, p.m.Growing(), n-1)
	}
	r.Close()
	if r.Fork != nil || r.Split(p.m.Detail()) != nil {
		t.Error("the fork is still there")
	}
	if same := r.Part(shown.Tell(&trace.Trace{Header: full.Header, Events: r.Current.Trace.Events})); same != 0 {
		t.Errorf("a run parts from itself at %d", same)
	}
}

// TestBothRunsSideBySide: the other run stands at the same moment, on the same map, and the hosts that are not the same
// in both are named.
func TestBothRunsSideBySide(t *testing.T) {
	full := cast.Secure().Trace
	from := len(full.Events) / 2
	other := &trace.Trace{Header: full.Header, Events: slices.Clone(full.Events)}
	other.Events[from-1].Fact = trace.HostDown{}
	dark := other.Events[from-1].Host
	p := &player{}
	r := shown.Runs{Player: p}
	p.m = stage.New(nil, r.Caption)
	r.Open(shown.Tell(full), false)
	if x, _ := r.Beside(nil, lang.EN, true); x != nil {
		t.Error("there is another run without a fork")
	}
	r.Part(shown.Tell(other))
	p.Send(stage.Resize{W: 1200, H: 600, Scale: 1}, stage.Cover{Insets: stage.Insets{Left: 600}}, stage.Forward{})
	x, m := r.Beside(nil, lang.EN, true)
	if x == nil || x.Would || x.Title == "" || !slices.Equal(x.Differs, []string{dark}) {
		t.Fatalf("beside what would have happened stands %+v; want what happened, and that %s differs", x, dark)
	}
	for i, plot := range p.m.Map().Plots {
		if got := m.Map().Plots[i].Land; got != plot.Land {
			t.Errorf("%s stands at %v on one and at %v on the other", plot.Domain, plot.Land, got)
		}
	}
	marked := stage.Scene(p.m)
	if x, _ := r.Beside(nil, lang.EN, false); x != nil {
		t.Error("it is still there")
	}
	if plain := stage.Scene(p.m); len(plain.Ground) >= len(marked.Ground) {
		t.Error("nothing was marked, or the mark stays")
	}
}
