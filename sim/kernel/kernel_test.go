package kernel

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"posta/sim/leaktest"
)

var epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// story runs boot and gives what was said, with the reason at the end.
func story(t *testing.T, limits Limits, boot func(k *Kernel, say func(string))) []string {
	t.Helper()
	told, err := tell(context.Background(), limits, boot)
	if err != nil {
		t.Fatal(err)
	}
	return told
}

func tell(ctx context.Context, limits Limits, boot func(k *Kernel, say func(string))) (told []string, err error) {
	err = Run(ctx, epoch, limits, func(k *Kernel) {
		boot(k, func(what string) { told = append(told, fmt.Sprintf("%v %s", k.now, what)) })
	}, func(k *Kernel, reason string) {
		told = append(told, fmt.Sprintf("%v end: %s", k.now, reason))
		for _, p := range k.Processes() {
			told = append(told, "waiting: "+p)
		}
	})
	return told, err
}

func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

func TestOrderIsTimeThenKeyThenNumber(t *testing.T) {
	expect(t, story(t, Limits{}, func(k *Kernel, say func(string)) {
		post := func(at time.Duration, key int, what string) { k.Post(at, key, func() { say(what) }) }
		post(2*time.Second, 1, "late")
		post(time.Second, 3, "key 3")
		post(time.Second, 1, "key 1, first")
		post(time.Second, 1, "key 1, second")
		post(time.Second, 2, "key 2")
		post(-time.Hour, 0, "what is past happens now")
		// What is posted by a later delivery comes after what already stood there,
		// whatever its key.
		k.Post(0, 9, func() { post(time.Second, 0, "posted later") })
	}),
		"0s what is past happens now",
		"1s key 1, first", "1s key 1, second", "1s key 2", "1s key 3", "1s posted later",
		"2s late", "2s end: quiet")
}

func TestCancel(t *testing.T) {
	expect(t, story(t, Limits{}, func(k *Kernel, say func(string)) {
		never := func() { say("never") }
		early := k.Post(time.Second, 0, never)
		early.Cancel() // before it is filed
		queued := k.Post(time.Minute, 0, never)
		over := k.Post(0, 0, func() { say("once") })
		k.Post(time.Second, 0, func() {
			queued.Cancel()
			queued.Cancel()
			over.Cancel()
			(*Timer)(nil).Cancel()
		})
	}), "0s once", "1s end: quiet")
}

func TestSceneryKeepsNoRunGoing(t *testing.T) {
	expect(t, story(t, Limits{}, func(k *Kernel, say func(string)) {
		k.PostScenery(time.Second, 0, func() { say("scenery before the last act") })
		k.PostScenery(time.Hour, 0, func() { say("never") })
		k.PostScenery(time.Hour, 0, func() { say("never") }).Cancel()
		k.Post(time.Minute, 0, func() { say("act") })
	}), "1s scenery before the last act", "1m0s act", "1m0s end: quiet")
}

func TestPromotedSceneryIsWaitedFor(t *testing.T) {
	expect(t, story(t, Limits{}, func(k *Kernel, say func(string)) {
		back := k.PostScenery(time.Hour, 0, func() { say("power is back") })
		k.PostScenery(2*time.Hour, 0, func() { say("never") })
		k.OnQuiet = func() {
			if back.Promote() {
				say("quiet, but somebody waits")
			}
		}
	}), "0s quiet, but somebody waits", "1h0m0s power is back", "1h0m0s end: quiet")
}

func TestOnQuietMayGoOn(t *testing.T) {
	acts := 0
	expect(t, story(t, Limits{}, func(k *Kernel, say func(string)) {
		k.OnQuiet = func() {
			if acts++; acts <= 2 {
				k.Post(k.now+time.Second, 0, func() { say("next act") })
			}
		}
	}), "1s next act", "2s next act", "2s end: quiet")
}

func TestLimits(t *testing.T) {
	for _, tc := range []struct {
		name   string
		limits Limits
		want   []string
	}{
		{"deliveries", Limits{Deliveries: 3}, []string{"0s tick", "1s tick", "2s tick", "2s end: limit:deliveries"}},
		{"virtual time", Limits{Time: 2500 * time.Millisecond}, []string{"0s tick", "1s tick", "2s tick", "2s end: limit:virtual-time"}},
		{"whichever is first", Limits{Deliveries: 2, Time: time.Hour}, []string{"0s tick", "1s tick", "1s end: limit:deliveries"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			expect(t, story(t, tc.limits, func(k *Kernel, say func(string)) {
				var tick func()
				tick = func() { say("tick"); k.Post(k.now+time.Second, 0, tick) }
				k.Post(0, 0, tick)
			}), tc.want...)
		})
	}
}

func TestCancelledByContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	n := 0
	told, err := tell(ctx, Limits{}, func(k *Kernel, say func(string)) {
		var tick func()
		tick = func() {
			if n++; n == 10 {
				cancel()
			}
			k.Post(k.now+time.Second, 0, tick)
		}
		k.Post(0, 0, tick)
	})
	if err != nil {
		t.Fatal(err)
	}
	if n > 10+cancelEvery {
		t.Errorf("%d deliveries, %d of them after the context ended", n, n-10)
	}
	if last := told[len(told)-1]; !strings.HasSuffix(last, "end: "+Cancelled) {
		t.Errorf("ended with %q", last)
	}
}

func TestProcesses(t *testing.T) {
	expect(t, story(t, Limits{}, func(k *Kernel, say func(string)) {
		g := k.NewGate(nil)
		k.Go(0, 0, "sleeper", func() {
			if err := k.Sleep(time.Second, 0, nil); err != nil {
				t.Error(err)
			}
			k.Lock()
			defer k.Unlock()
			say("awake at " + k.start.Add(k.now).Format(time.TimeOnly))
			g.Wake()
		})
		k.Go(0, 0, "waiter", func() {
			k.Lock()
			defer k.Unlock()
			if err := g.Wait(); err != nil {
				t.Error(err)
			}
			say("woken")
		})
		k.Go(time.Minute, 0, "for ever", func() {
			k.Lock()
			defer k.Unlock()
			if err := k.NewGate(nil).Wait(); !errors.Is(err, ErrStopped) {
				t.Errorf("a process that waits when the run ends was told %v", err)
			}
		})
	}), "1s awake at 09:00:01", "1s woken", "1m0s end: quiet", "waiting: for ever")
}

func TestHoldKeepsProcessesWhereTheyAre(t *testing.T) {
	expect(t, story(t, Limits{}, func(k *Kernel, say func(string)) {
		h := k.NewHold(-1)
		g := k.NewGate(h)
		k.Go(0, 0, "sleeper", func() {
			if err := k.Sleep(time.Second, 0, h); err != nil {
				t.Error(err)
			}
			k.Lock()
			defer k.Unlock()
			say("slept")
		})
		k.Go(0, 0, "waiter", func() {
			k.Lock()
			defer k.Unlock()
			g.Wait()
			say("woken")
		})
		k.Post(500*time.Millisecond, 0, func() { h.Set(true) })
		k.Post(2*time.Second, 0, func() {
			g.Wake()
			g.Wake()
			say(fmt.Sprintf("on hold: %v, waiting: %v", h.On(), h.Waiting()))
		})
		k.Post(3*time.Second, 0, func() { say("power"); h.Set(false) })
	}), "2s on hold: true, waiting: true", "3s power", "3s slept", "3s woken", "3s end: quiet")
}

func TestPanicIsTold(t *testing.T) {
	var stack string
	expect(t, story(t, Limits{}, func(k *Kernel, say func(string)) {
		k.OnPanic = func(p Panic) {
			say(fmt.Sprintf("%s: %s", p.Process, p.Value))
			stack = p.Stack
		}
		k.Go(0, 0, "careless", func() { panic("a bug") })
		k.Go(time.Second, 0, "after it", func() { k.Lock(); defer k.Unlock(); say("life goes on") })
	}), "0s careless: a bug", "1s life goes on", "1s end: quiet")
	if !strings.Contains(stack, "TestPanicIsTold") {
		t.Errorf("the stack does not say where:\n%s", stack)
	}
}

// TestBugsOutsideProcesses: of the network, which is called by the kernel itself,
// and of whoever builds the world.
func TestBugsOutsideProcesses(t *testing.T) {
	expect(t, story(t, Limits{}, func(k *Kernel, say func(string)) {
		k.OnPanic = func(p Panic) { say(p.Value + " in " + p.Process) }
		k.Post(0, 0, func() { panic("a bug") })
		k.Post(time.Second, 0, func() { say("life goes on") })
	}), "0s a bug in the network or the script", "1s life goes on", "1s end: quiet")

	for name, boot := range map[string]func(k *Kernel, say func(string)){
		"building": func(*Kernel, func(string)) { panic("a bug") },
		"settling": func(k *Kernel, _ func(string)) {
			k.Go(0, 0, "waits", func() { k.Sleep(time.Hour, 0, nil) })
			k.OnSettle(func() bool { panic("a bug") })
		},
	} {
		if _, err := tell(context.Background(), Limits{}, boot); err == nil || !strings.Contains(err.Error(), "a bug") {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

// TestGoexit: a process may end by runtime.Goexit; the next one finds a worker.
func TestGoexit(t *testing.T) {
	expect(t, story(t, Limits{}, func(k *Kernel, say func(string)) {
		k.Go(0, 0, "leaves", runtime.Goexit)
		k.Go(time.Second, 0, "comes", func() { k.Lock(); defer k.Unlock(); say("here") })
	}), "1s here", "1s end: quiet")
}

// TestWhatWouldNotStop: bugs of processes, each told as an error or a reason, and
// none that hangs.
func TestWhatWouldNotStop(t *testing.T) {
	for _, tc := range []struct {
		name   string
		f      func(k *Kernel)
		reason string // of the run's end
		err    string
	}{
		{
			"it waits outside the kernel",
			func(*Kernel) { <-make(chan int) },
			Quiet, "blocked",
		},
		{
			"it does not listen when it is told to stop",
			func(k *Kernel) {
				for {
					k.Sleep(time.Second, 0, nil)
				}
			},
			LimitTime, "these had not ended: the culprit",
		},
		{
			"it never waits",
			func(k *Kernel) {
				for {
					k.Now()
				}
			},
			LimitCalls, "",
		},
		{
			"it asks what time it is when all is over",
			func(k *Kernel) {
				if k.Sleep(time.Hour, 0, nil) != nil {
					for {
						k.Now()
					}
				}
			},
			LimitTime, "these had not ended: the culprit",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			told, err := tell(context.Background(), Limits{Time: time.Minute}, func(k *Kernel, say func(string)) {
				k.Go(0, 0, "the culprit", func() { tc.f(k) })
			})
			if tc.err == "" && err != nil || tc.err != "" && (err == nil || !strings.Contains(err.Error(), tc.err)) {
				t.Errorf("the error is %v, want one that says %q", err, tc.err)
			}
			if !slices.ContainsFunc(told, func(s string) bool { return strings.HasSuffix(s, "end: "+tc.reason) }) {
				t.Errorf("no end by %s in %q", tc.reason, told)
			}
		})
	}
}

// TestSettlersSendBeforeTheNextDelivery: what processes wrote at an instant is
// seen to before anything else happens.
func TestSettlersSendBeforeTheNextDelivery(t *testing.T) {
	expect(t, story(t, Limits{}, func(k *Kernel, say func(string)) {
		var written []string
		k.OnSettle(func() bool {
			for _, w := range written {
				say("sent " + w)
			}
			again := len(written) > 0
			written = nil
			return again
		})
		k.Go(0, 0, "writer", func() {
			k.Lock()
			defer k.Unlock()
			written = append(written, "a", "b")
		})
		k.Post(0, 1, func() { say("next") })
	}), "0s sent a", "0s sent b", "0s next", "0s end: quiet")
}

func TestCauseTravelsWithWhatIsPosted(t *testing.T) {
	expect(t, story(t, Limits{}, func(k *Kernel, say func(string)) {
		k.SetCause(7)
		k.Post(time.Second, 0, func() { say(fmt.Sprint("cause ", k.Cause())) })
		k.SetCause(8)
		k.Go(0, 0, "p", func() {
			k.Lock()
			defer k.Unlock()
			say(fmt.Sprint("cause ", k.Cause()))
			k.SetCause(9)
		})
	}), "0s cause 8", "1s cause 7", "1s end: quiet")
}

// TestThousandRunsLeaveNothing: of a page that lives for hours.
func TestThousandRunsLeaveNothing(t *testing.T) {
	defer leaktest.Check(t)()
	for range 1000 {
		story(t, Limits{Time: time.Hour}, func(k *Kernel, say func(string)) {
			g := k.NewGate(nil)
			for i := range 5 {
				k.Go(time.Duration(i)*time.Minute, 0, "waits", func() {
					k.Lock()
					defer k.Unlock()
					for g.Wait() == nil {
					}
				})
				k.Go(time.Duration(i)*time.Minute, 0, "ends", func() { k.Sleep(time.Second, 0, nil) })
			}
		})
	}
}

// TestSynctestIsWhatWeTakeItFor pins down what the kernel relies on. If this test
// fails after a change of Go, nothing else in the project is to be trusted until
// the kernel has been looked at.
func TestSynctestIsWhatWeTakeItFor(t *testing.T) {
	fail := func(format string, args ...any) {
		t.Helper()
		t.Errorf("testing/synctest of "+runtime.Version()+" differs from that of Go 1.26, on which every run's order rests: "+format, args...)
	}
	ran := false
	synctest.Test(new(testing.T), func(*testing.T) { // with a T that no test framework knows
		ran = true
		began := time.Now()
		if want := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC); !began.Equal(want) {
			fail("a bubble begins at %v, not at %v", began, want)
		}
		time.Sleep(1000 * 24 * time.Hour)
		if d := time.Since(began); d != 1000*24*time.Hour {
			fail("a sleep of 1000 days took %v", d)
		}
		var mu sync.Mutex
		cond := sync.NewCond(&mu)
		steps, more := 0, true
		done := make(chan struct{})
		go func() {
			defer close(done)
			mu.Lock()
			defer mu.Unlock()
			for more {
				steps++
				cond.Wait()
			}
		}()
		for want := 1; want <= 3; want++ {
			synctest.Wait()
			mu.Lock()
			if steps != want {
				fail("Wait returned after %d steps of a goroutine that waits for a sync.Cond, want %d", steps, want)
			}
			cond.Broadcast()
			mu.Unlock()
		}
		if time.Since(began) != 1000*24*time.Hour {
			fail("Wait moved the clock")
		}
		synctest.Wait()
		mu.Lock()
		more = false
		cond.Broadcast()
		mu.Unlock()
		<-done
	})
	if !ran {
		fail("Test did not run its function with a zero testing.T")
	}
	func() {
		defer func() {
			if v := recover(); v == nil || !strings.Contains(fmt.Sprint(v), "blocked") {
				fail("a bubble that cannot go on panicked with %v", v)
			}
		}()
		synctest.Test(new(testing.T), func(*testing.T) { <-make(chan int) })
	}()
}
