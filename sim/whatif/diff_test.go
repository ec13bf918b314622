package whatif_test

import (
	"bytes"
	"slices"
	"testing"

	"posta/sim/story/storytest"
	"posta/sim/trace"
	"posta/sim/whatif"
)

// TestDiffReadIsDiff: read event by event or held whole, two traces part at the same place.
func TestDiffReadIsDiff(t *testing.T) {
	whole := storytest.Everything()
	cut := &trace.Trace{Header: whole.Header, Events: slices.Clone(whole.Events[:len(whole.Events)-3])}
	other := &trace.Trace{Header: whole.Header, Events: slices.Clone(whole.Events)}
	other.Events[7].Host = "elsewhere.test"
	for _, tt := range []struct {
		name string
		a, b *trace.Trace
		same int
	}{{"the same", whole, whole, len(whole.Events)}, {"a shorter one", whole, cut, len(cut.Events)}, {"a longer one", cut, whole, len(cut.Events)}, {"another event", whole, other, 7}} {
		got, n, err := whatif.DiffRead(reader(t, tt.a), reader(t, tt.b))
		want := whatif.Diff(tt.a, tt.b)
		if err != nil || got.Seq != want.Seq || got.Same() != (tt.a == tt.b) || n != tt.same || (got.A.Fact == nil) != (want.A.Fact == nil) {
			t.Errorf("%s: %d after %d events, %v; held whole %d", tt.name, got.Seq, n, err, want.Seq)
		}
	}
	var b bytes.Buffer
	if err := whole.Write(&b); err != nil {
		t.Fatal(err)
	}
	broken := append(bytes.Clone(b.Bytes()[:b.Len()-1]), "x\n"...)
	r, err := trace.NewReader(bytes.NewReader(broken))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := whatif.DiffRead(reader(t, whole), r); err == nil {
		t.Error("a broken line is taken for an event")
	}
}

func reader(t *testing.T, tr *trace.Trace) *trace.Reader {
	t.Helper()
	var b bytes.Buffer
	if err := tr.Write(&b); err != nil {
		t.Fatal(err)
	}
	r, err := trace.NewReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
