package sim_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"posta/sim"
	"posta/sim/expect"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// TestLevelsAreTheSameRun: what is recorded of a run changes nothing in it. A lower
// level is the fuller one with facts left out, and decides alike what it may decide.
func TestLevelsAreTheSameRun(t *testing.T) {
	for _, slug := range someSlugs() {
		t.Run(slug, func(t *testing.T) {
			s := lesson(t, slug)
			whole := run(t, s, sim.Options{})
			for _, level := range scenario.Records[1:] {
				less := run(t, s, sim.Options{Record: level})
				at := 0
				for _, e := range less.Events {
					kind := string(e.Kind())
					if strings.HasPrefix(kind, "packet.") || level != scenario.RecordDialogue && (strings.HasPrefix(kind, "data.") || strings.HasPrefix(kind, "conn.")) {
						t.Fatalf("%s: event %d is %s", level, e.Seq, kind)
					}
					for at < len(whole.Events) && !sameButForNumbers(whole.Events[at], e) {
						at++
					}
					if at == len(whole.Events) {
						t.Fatalf("%s: event %d (%s on %s at %v) is none of the whole run's, in its order", level, e.Seq, kind, e.Host, e.At)
					}
					at++
				}
				results, want := expect.Check(s, less), expect.Check(s, whole)
				for i, e := range s.Expect {
					if level.Holds(scenario.Needs(e.What)) && results[i].Held != want[i].Held {
						t.Errorf("%s: %s (line %d) is judged otherwise", level, e.What.Noun(), e.Line)
					}
				}
			}
		})
	}
}

// TestThinIsTheLevel: what is left of the decisions is what the level records by itself, byte for byte.
func TestThinIsTheLevel(t *testing.T) {
	for _, slug := range []string{"newsletter", "warm-up", "first-email", "gives-up"} {
		s := lesson(t, slug)
		want := run(t, s, sim.Options{Record: scenario.RecordLetters})
		if got := trace.Thin(run(t, s, sim.Options{Record: scenario.RecordDecisions}), trace.RecordLetters); got.Hash() != want.Hash() {
			t.Errorf("%s: another trace, of %d events and not %d", slug, len(got.Events), len(want.Events))
		}
	}
}

// sameButForNumbers: numbers of events, and so of causes, are another where less is
// recorded.
func sameButForNumbers(a, b trace.Event) bool {
	return a.At == b.At && a.Host == b.Host && a.Conn == b.Conn && reflect.DeepEqual(a.Fact, b.Fact)
}

// TestStreamed: given away event by event, a trace is the one that would have been
// kept.
func TestStreamed(t *testing.T) {
	s := lesson(t, "first-email")
	whole := run(t, s, sim.Options{})
	var written, want bytes.Buffer
	w, h := trace.NewWriter(&written, sim.Header(s, sim.Options{})), trace.NewHasher(sim.Header(s, sim.Options{}))
	rest, err := sim.Run(context.Background(), s, sim.Options{Each: func(e trace.Event) { w.Event(e); h.Event(e) }})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := whole.Write(&want); err != nil {
		t.Fatal(err)
	}
	if len(rest.Events) > 0 {
		t.Errorf("%d events were kept", len(rest.Events))
	}
	if !bytes.Equal(written.Bytes(), want.Bytes()) || h.Sum() != whole.Hash() {
		t.Error("what was streamed is not what was kept")
	}
	r, err := trace.NewReader(&written)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range whole.Events {
		if e, err := r.Next(); err != nil || !reflect.DeepEqual(e, want) {
			t.Fatalf("read event by event, %d is %+v (%v), want %+v", want.Seq, e, err, want)
		}
	}
	if _, err := r.Next(); err != io.EOF {
		t.Errorf("after the last event comes %v", err)
	}
}

// bulk is so many letters, one a second, from one server to another.
func bulk(tb testing.TB, letters int, more string) *scenario.Scenario {
	tb.Helper()
	return parse(tb, "bulk.yaml", fmt.Sprintf(`posta: 1
title: Bulk
domains: {alfa.test: {users: [alicia]}, beta.test: {users: [benito]}}
script:
  - send: {from: alicia, to: benito@beta.test, subject: "Letter {n}", body: "Letter {n}."}
    repeat: {times: %d, every: 1s}
%s`, letters, more))
}

func TestRepeated(t *testing.T) {
	tr := run(t, bulk(t, 50, "record: decisions\n"), sim.Options{})
	stored := 0
	for _, e := range tr.Events {
		if f, ok := e.Fact.(trace.MailboxStored); ok {
			stored++
			if want := fmt.Sprintf("Subject: Letter %d\r\n", stored); !strings.Contains(string(f.Data), want) {
				t.Errorf("letter %d does not say %q", stored, want)
			}
		}
	}
	if stored != 50 {
		t.Errorf("%d letters were stored", stored)
	}
}

// TestMemoryEnds: letters that take up more than they may end the run in words that say
// where they lie, at every level.
func TestMemoryEnds(t *testing.T) {
	const twenty = `posta: 1
title: Twenty large ones
domains: {alfa.test: {users: [alicia]}, beta.test: {users: [benito]}}
limits: {memory: 16 MiB}
script:
  - send: {from: alicia, to: benito@beta.test, size: 2 MB}
    repeat: {times: 20, every: 0}
`
	s := parse(t, "twenty.yaml", twenty)
	for _, level := range scenario.Records {
		tr := run(t, s, sim.Options{Record: level})
		ended, ok := tr.Events[len(tr.Events)-1].Fact.(trace.RunEnded)
		if !ok || ended.Reason != trace.EndMemory || len(ended.Held) == 0 {
			t.Errorf("%s: the run ended with %+v", level, ended)
		}
		held := int64(0)
		for _, h := range ended.Held {
			held += h.Octets
		}
		if held < 16<<20 || held > 24<<20 {
			t.Errorf("%s: it ended at %d octets: %+v", level, held, ended.Held)
		}
		if again := run(t, s, sim.Options{Record: level}); again.Hash() != tr.Hash() {
			t.Errorf("%s: it ends elsewhere the second time", level)
		}
	}
}

// BenchmarkBulk is what a letter costs, by how much is recorded and how many there are:
// it is to be the same for the hundred-thousandth as for the first.
func BenchmarkBulk(b *testing.B) {
	for _, level := range scenario.Records {
		for _, letters := range []int{1_000, 10_000} {
			b.Run(fmt.Sprintf("%s/%d", level, letters), func(b *testing.B) {
				s := bulk(b, letters, "limits: {events: 100000000, memory: 64 GiB}\n")
				b.ReportAllocs()
				events := 0
				for b.Loop() {
					events = len(run(b, s, sim.Options{Record: level}).Events)
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*letters), "µs/letter")
				b.ReportMetric(float64(events)/float64(letters), "events/letter")
			})
		}
	}
}
