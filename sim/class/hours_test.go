package class_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"posta/sim/class"
)

// heap is what is in use once what is not has been given back.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestHoursOfClass: 200 write and read for a tenth of an hour, or for POSTA_HOURS (3: a whole class, at its limit of things done), with
// a minute in which 20 letters a second are written. Memory grows by what was written, and by nothing else.
func TestHoursOfClass(t *testing.T) {
	hours := 0.1
	if s := os.Getenv("POSTA_HOURS"); s != "" {
		var err error
		if hours, err = strconv.ParseFloat(s, 64); err != nil {
			t.Fatal(err)
		}
	}
	folder, c := t.TempDir(), &clock{at: time.Unix(1_700_000_000, 0)}
	r, _ := open(t, folder, class.MaxSeats, c)
	defer r.Close()
	var users []string
	for i := range class.MaxSeats {
		if _, _, err := r.Join(r.Code, fmt.Sprint("Student ", i)); err != nil {
			t.Fatal(err)
		}
	}
	all, _ := r.State(class.Who{Teacher: true, Seat: -1}, -1)
	for _, s := range all.Seats {
		users = append(users, s.User)
	}
	begun := heap()
	done, refused, n := 0, 0, 0
	act := func() {
		var err error
		if n%5 == 4 {
			err = r.Fetch(n * 7 % len(users))
		} else {
			err = r.Send(n%len(users), []string{users[(n*7+1)%len(users)]}, "Hola", "¿Qué tal? Nos vemos mañana a las diez en la puerta.")
		}
		n++
		switch {
		case err == nil:
			done++
		case errors.As(err, new(class.Refused)):
			refused++
		default:
			t.Fatal(err)
		}
	}
	report := func(at time.Duration) (perThing float64) {
		now := heap()
		events := 0
		for ctx, stop := context.WithCancel(context.Background()); ; {
			stop()
			more := r.Await(ctx, events)
			if events += len(more); len(more) == 0 {
				break
			}
		}
		info, _ := os.Stat(filepath.Join(folder, "inputs.jsonl"))
		perThing = float64(int64(now)-int64(begun)) / 1024 / float64(max(done, 1))
		t.Logf("%6v: %5d things done, %3d refused, %7d events, heap %5.1f MB (%.1f KiB a thing), inputs %4d KiB", at, done, refused, events, float64(now)/1e6, perThing, info.Size()>>10)
		return perThing
	}
	report(0)
	end := time.Duration(hours * float64(time.Hour))
	each := 3 * time.Hour / 8800 // of a whole class's things, without the peak
	peak := end / 3
	next := time.Duration(0)
	first := 0.0
	for at, half := time.Duration(0), end/6; at < end; {
		for ; next <= at; next += each {
			act()
		}
		if at >= peak && at < peak+min(time.Minute, end/6) {
			for range 4 { // 20 a second
				act()
			}
		}
		c.pass(200 * time.Millisecond)
		if at += 200 * time.Millisecond; at >= half {
			settleClass(t, r)
			per := report(half.Round(time.Second))
			if first == 0 {
				first = per
			} else if per > 1.5*first {
				t.Errorf("a thing that is done costs %.1f KiB, and in the beginning %.1f", per, first)
			}
			half += end / 6
		}
	}
	if refused > 0 && hours < 1 {
		t.Errorf("%d were refused", refused)
	}
}

// settleClass waits until the world has come to the clock: whoever does something is the one who lets it go on.
func settleClass(t *testing.T, r *class.Room) {
	t.Helper()
	if err := r.Fetch(0); err != nil && !errors.As(err, new(class.Refused)) {
		t.Fatal(err)
	}
}
