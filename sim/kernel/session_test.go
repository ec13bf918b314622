package kernel

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"posta/sim/leaktest"
)

// clockwork is a run in which something happens by itself, something waits for quiet,
// and a process answers what comes from outside.
type clockwork struct {
	k    *Kernel
	told []string
	bell *Gate
	rung int
	next int
}

func (c *clockwork) say(format string, args ...any) {
	c.told = append(c.told, fmt.Sprintf("%v ", c.k.now)+fmt.Sprintf(format, args...))
}

func (c *clockwork) boot(k *Kernel) {
	c.k = k
	c.bell = k.NewGate(nil)
	k.Go(0, 1, "porter", func() {
		k.Lock()
		defer k.Unlock()
		for {
			for c.rung == 0 {
				if c.bell.Wait() != nil {
					return
				}
			}
			c.rung--
			c.say("the porter comes")
			k.Post(k.now, 1, func() { c.say("and goes") })
			k.Post(k.now+5*time.Second, 1, func() { c.say("and is back") })
		}
	})
	k.Go(0, 2, "walker", func() {
		for i := range 3 {
			if k.Sleep(10*time.Second, 2, nil) != nil {
				return
			}
			k.Lock()
			c.say("step %d", i+1)
			k.Unlock()
		}
	})
	k.PostScenery(100*time.Second, 0, func() { c.say("the sun sets") })
	k.OnQuiet = func() {
		if c.next++; c.next <= 2 {
			at := c.next
			k.Post(k.now+time.Second, 0, func() { c.say("scene %d", at) })
		}
	}
}

func (c *clockwork) ring(at time.Duration, who string) {
	c.k.PostInput(at, func() {
		c.say("%s rings", who)
		c.rung++
		c.bell.Wake()
	})
}

func (c *clockwork) end(_ *Kernel, reason string) { c.say("end: %s", reason) }

// visits are when somebody rings.
var visits = []struct {
	at  time.Duration
	who string
}{{0, "Ana"}, {10 * time.Second, "Bea"}, {10 * time.Second, "Ciro"}, {12 * time.Second, "Dora"}, {90 * time.Second, "Eva"}, {200 * time.Second, "Fidel"}}

func TestAHeldRunIsTheSameRun(t *testing.T) {
	defer leaktest.Check(t)()
	whole := &clockwork{}
	err := Run(context.Background(), epoch, Limits{}, func(k *Kernel) {
		whole.boot(k)
		for _, v := range visits {
			whole.ring(v.at, v.who)
		}
	}, whole.end)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Join(whole.told, "\n")
	for _, line := range []string{"10s step 1\n10s Bea rings\n10s the porter comes\n10s and goes\n10s Ciro rings", "200s Fidel", "1m40s the sun sets", "end: quiet"} {
		if line = strings.ReplaceAll(line, "200s", "3m20s"); !strings.Contains(want, line) {
			t.Errorf("the whole run lacks %q:\n%s", line, want)
		}
	}

	ctx := context.Background()
	until := func(at time.Duration) func(now, next time.Duration) bool {
		return func(_, next time.Duration) bool { return next > at }
	}
	for _, how := range []struct {
		name  string
		reach func(s *Session, at time.Duration) error
	}{
		{"before it begins", func(*Session, time.Duration) error { return nil }},
		{"at the instant", func(s *Session, at time.Duration) error {
			_, err := s.Advance(ctx, until(at))
			return err
		}},
		{"second by second", func(s *Session, at time.Duration) error {
			for t := time.Duration(0); t <= at; t += time.Second {
				if _, err := s.Advance(ctx, until(t)); err != nil {
					return err
				}
			}
			return nil
		}},
		{"twice in the instant", func(s *Session, at time.Duration) error {
			if _, err := s.Advance(ctx, until(at)); err != nil {
				return err
			}
			_, err := s.Advance(ctx, until(at))
			return err
		}},
	} {
		c := &clockwork{}
		s := Open(ctx, epoch, Limits{}, c.boot, c.end)
		for _, v := range visits {
			if err := how.reach(s, v.at); err != nil {
				t.Fatal(err)
			}
			if err := s.Do(func(*Kernel) { c.ring(v.at, v.who) }); err != nil {
				t.Fatal(err)
			}
		}
		at, err := s.Advance(ctx, nil)
		if err != nil || !at.Quiet || at.Ended != "" {
			t.Fatalf("held %s: it stands at %+v, %v", how.name, at, err)
		}
		if err := s.End(Quiet); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(c.told, "\n"); got != want {
			t.Errorf("held %s, it went\n%s\nwant\n%s", how.name, got, want)
		}
	}
}

func TestASessionMayBeLeftAtAnyMoment(t *testing.T) {
	defer leaktest.Check(t)()
	ctx := context.Background()
	for seconds := range 110 {
		c := &clockwork{}
		s := Open(ctx, epoch, Limits{}, c.boot, c.end)
		until := time.Duration(seconds-1) * time.Second // the first is left before it began
		if seconds > 0 {
			if _, err := s.Advance(ctx, func(_, next time.Duration) bool { return next > until }); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.End("left"); err != nil {
			t.Fatalf("left at %v: %v", until, err)
		}
		if last := c.told[len(c.told)-1]; !strings.HasSuffix(last, "end: left") {
			t.Errorf("left at %v, it ends with %q", until, last)
		}
		if err := s.Do(func(*Kernel) { t.Error("it goes on after its end") }); !errors.Is(err, ErrEnded) {
			t.Errorf("asked after its end, it says %v", err)
		}
		if err := s.End("again"); err != nil {
			t.Error(err)
		}
	}
}

func TestASessionEndsWithItsContext(t *testing.T) {
	defer leaktest.Check(t)()
	ctx, cancel := context.WithCancel(context.Background())
	c := &clockwork{}
	s := Open(ctx, epoch, Limits{}, c.boot, c.end)
	cancel()
	<-s.done
	if last := c.told[len(c.told)-1]; last != "0s end: cancelled" {
		t.Errorf("it ends with %q", last)
	}
}

func TestAnAdvanceIsHeldByItsContext(t *testing.T) {
	defer leaktest.Check(t)()
	c := &clockwork{}
	s := Open(context.Background(), epoch, Limits{}, c.boot, c.end)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Advance(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("it says %v", err)
	}
	at, err := s.Advance(context.Background(), nil)
	if err != nil || !at.Quiet {
		t.Errorf("then it stands at %+v, %v", at, err)
	}
	if err := s.End(Quiet); err != nil {
		t.Error(err)
	}
}

func TestASessionMeetsItsLimits(t *testing.T) {
	defer leaktest.Check(t)()
	c := &clockwork{}
	s := Open(context.Background(), epoch, Limits{Time: 15 * time.Second}, c.boot, c.end)
	at, err := s.Advance(context.Background(), nil)
	if err != nil || at.Ended != LimitTime || at.Now != 10*time.Second {
		t.Errorf("it stands at %+v, %v", at, err)
	}
	if err := s.End(Quiet); err != nil {
		t.Error(err)
	}
	if last := c.told[len(c.told)-1]; last != "10s end: "+LimitTime {
		t.Errorf("it ends with %q", last)
	}
}

// TestASessionIsHeldBeforeItsLimit: where nothing more happens before the limit, somebody may still do something.
func TestASessionIsHeldBeforeItsLimit(t *testing.T) {
	defer leaktest.Check(t)()
	c := &clockwork{}
	s := Open(context.Background(), epoch, Limits{Time: 15 * time.Second}, c.boot, c.end)
	at, err := s.Advance(context.Background(), func(_, next time.Duration) bool { return next > 12*time.Second })
	if err != nil || at.Ended != "" || at.Now != 10*time.Second {
		t.Errorf("it stands at %+v, %v", at, err)
	}
	acted := false
	if err := s.Do(func(k *Kernel) { k.PostInput(12*time.Second, func() { acted = true }) }); err != nil {
		t.Fatal(err)
	}
	if at, err := s.Advance(context.Background(), nil); err != nil || at.Ended != LimitTime || at.Now != 12*time.Second || !acted {
		t.Errorf("it stands at %+v, %v; acted: %v", at, err, acted)
	}
	if err := s.End(Quiet); err != nil {
		t.Error(err)
	}
}

func TestABugInTheWorldEndsASession(t *testing.T) {
	defer leaktest.Check(t)()
	c := &clockwork{}
	s := Open(context.Background(), epoch, Limits{}, c.boot, c.end)
	if err := s.Do(func(*Kernel) { panic("a bug") }); err == nil || !strings.Contains(err.Error(), "a bug") {
		t.Errorf("it says %v", err)
	}
	if err := s.End(Quiet); err == nil || !strings.Contains(err.Error(), "a bug") {
		t.Errorf("at its end it says %v", err)
	}
}
