package live_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"posta/sim/live"
	"posta/sim/trace"
)

// talk has a stranger say so many things to a server.
func talk(t *testing.T, l *live.Live, times int) {
	t.Helper()
	r := call(t, at(t, l, "mail.beta.test", "smtp"))
	r.wants("220")
	for range times {
		r.say("NOOP\r\n")
		r.wants("250")
	}
}

// TestSpilled: a trace that memory has no room for goes on in a file, and is told from there, in order and without gaps.
func TestSpilled(t *testing.T) {
	folder := t.TempDir()
	l, err := live.Start(lesson(t, "first-email"), live.Options{Spill: func() (*os.File, error) { return os.Create(filepath.Join(folder, "spill")) }})
	if err != nil {
		t.Fatal(err)
	}
	l.Crowd(100)
	talk(t, l, 1500)
	outgrown, spilled := l.Outgrown()
	<-outgrown
	if !spilled() || l.Missed() != 0 {
		t.Errorf("spilled %v, missed %d", spilled(), l.Missed())
	}
	stop(t, l)
	n := 0
	var last trace.Event
	for {
		events := l.Await(context.Background(), n)
		if len(events) == 0 {
			break
		}
		for _, e := range events {
			if e.Seq != n+1 || e.At < last.At {
				t.Fatalf("event %d at %v comes after %d at %v", e.Seq, e.At, n, last.At)
			}
			n, last = e.Seq, e
		}
	}
	if _, ended := last.Fact.(trace.RunEnded); !ended || n < 3*live.Sheet {
		t.Errorf("%d events, the last is %v", n, last)
	}
	if got := len(l.Trace().Events); got != 100 {
		t.Errorf("%d are in memory", got)
	}
}

// TestTheDiskIsFull: what was told stays so, the rest is missed and counted, and the end is told.
func TestTheDiskIsFull(t *testing.T) {
	name := filepath.Join(t.TempDir(), "spill")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := live.Start(lesson(t, "first-email"), live.Options{Spill: func() (*os.File, error) { return os.Open(name) }}) // for reading alone
	if err != nil {
		t.Fatal(err)
	}
	l.Crowd(50)
	talk(t, l, 1500)
	stop(t, l)
	if l.Missed() == 0 {
		t.Error("nothing was missed")
	}
	for n := 0; ; {
		events := l.Next(n)
		if len(events) == 0 {
			t.Fatal("the end is not told")
		}
		n += len(events)
		if _, ended := events[len(events)-1].Fact.(trace.RunEnded); ended {
			return
		}
	}
}

// TestNoRoom: where there is no file, what finds no room is missed and counted, and service goes on.
func TestNoRoom(t *testing.T) {
	for _, spill := range []func() (*os.File, error){nil, func() (*os.File, error) { return nil, fmt.Errorf("the disk is full") }} {
		l, err := live.Start(lesson(t, "first-email"), live.Options{Spill: spill})
		if err != nil {
			t.Fatal(err)
		}
		l.Crowd(50)
		talk(t, l, 200)
		outgrown, spilled := l.Outgrown()
		<-outgrown
		if spilled() || l.Missed() == 0 {
			t.Errorf("spilled %v, missed %d", spilled(), l.Missed())
		}
		stop(t, l)
		events := l.Trace().Events
		if f, ok := events[len(events)-1].Fact.(trace.RunEnded); !ok || f.Reason != trace.EndEvents {
			t.Errorf("it ended: %v", events[len(events)-1])
		}
	}
}
