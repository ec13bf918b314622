package relay_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"posta/sim/actor/actortest"
	"posta/sim/actor/relay"
	"posta/sim/dns"
	"posta/sim/trace"
)

// moods are what a host may do to a command, most often nothing.
var moods = []string{"", "", "", "", "", "", "421 4.3.2 closing", "450 4.2.0 not now", "451 later", "452 4.5.3 too many", "550 5.1.1 no", "554 no",
	actortest.Cut, actortest.Hang, actortest.TakeAndCut, "354 what", "250 what"}

// TestNothingIsLost: whatever other hosts do, each recipient of each message that
// was added ends once, delivered, failed or expired, and the queue ends empty.
// What is delivered once here was taken at least once there, and twice only
// after a final dot that nobody answered.
func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.Uint64().Draw(rt, "seed")
		concurrency := rapid.IntRange(1, 3).Draw(rt, "concurrency")
		tempers := rapid.SliceOfN(rapid.IntRange(0, len(moods)-1), 1, 60).Draw(rt, "moods")
		letters := rapid.SliceOfN(rapid.SampledFrom([]string{"benito@dos.test", "nadie@tres.test", "clara@uno.test", "todos@uno.test",
			"diego@uno.test", "eva@uno.test", "x@nada.test", "x@lejos.test", "noria@uno.test"}), 1, 12).Draw(rt, "recipients")
		sender := rapid.SampledFrom([]string{"", "alicia@uno.test", "gina@tres.test"}).Draw(rt, "sender")

		run := func() (*actortest.Lab, *relay.Queue, []*actortest.Remote) {
			var queue *relay.Queue
			var remotes []*actortest.Remote
			l := actortest.Run(t, seed, func(l *actortest.Lab) {
				b := newBench(l)
				b.conf.Concurrency = concurrency
				b.conf.Retry = relay.Retry{First: time.Minute, Factor: 2, Max: time.Hour, Lifetime: 8 * time.Hour, ReportAfter: time.Hour, Jitter: 0.3}
				b.names.Errors["lejos.test"] = dns.ErrServFail
				b.open()
				queue = b.queue
				n := 0
				for i, host := range []string{"mx.dos.test", "mx1.tres.test", "mx2.tres.test"} {
					addr := []string{"192.0.2.2", "192.0.2.31", "192.0.2.32"}[i]
					remotes = append(remotes, b.remote(host, addr, func(c actortest.Call) string {
						n++
						mood := moods[tempers[n%len(tempers)]]
						if mood == actortest.TakeAndCut && c.Command != "." {
							return ""
						}
						return mood
					}))
				}
				for i := range letters {
					b.send(time.Duration(i)*time.Second, sender, letters[i:min(i+3, len(letters))]...)
				}
			})
			return l, queue, remotes
		}
		l, queue, remotes := run()
		if list := queue.List(); len(list) > 0 {
			rt.Errorf("still queued, with nothing left to happen: %+v", list)
		}
		check(rt, l, remotes)
		if again, _, _ := run(); !reflect.DeepEqual(l.Events, again.Events) {
			rt.Error("the same seed gave another story")
		}
	})
}

// check stands outside the queue: it reads only what was recorded, and what other
// hosts have.
func check(t *rapid.T, l *actortest.Lab, remotes []*actortest.Remote) {
	type key struct{ queue, destination, rcpt string }
	owed := map[key]bool{}
	sent := map[string]int{}
	unanswered := 0
	for _, e := range l.Events {
		switch f := e.Fact.(type) {
		case trace.QueueAdded:
			for _, r := range f.Recipients {
				owed[key{f.Queue, f.Destination, r}] = true
			}
		case trace.QueueDeferred:
			for _, r := range f.Recipients {
				if !owed[key{f.Queue, f.Destination, r}] {
					t.Errorf("%s waits for %s, but is not owed to it", f.Queue, r)
				}
			}
			if f.Stage == "dot" {
				unanswered++
			}
		case trace.QueueAttemptFailed:
			if f.Stage == "dot" {
				unanswered++
			}
		case trace.QueueDone:
			k := key{f.Queue, f.Destination, f.Recipient}
			if !owed[k] {
				t.Errorf("%s for %s ended twice, or never began", f.Queue, f.Recipient)
			}
			delete(owed, k)
			if f.Outcome == "delivered" && f.Destination != trace.LocalDestination {
				sent[f.Recipient]++
			}
		case trace.QueueRemoved:
			for k := range owed {
				if k.queue == f.Queue {
					t.Errorf("%s was removed, but %s is still owed it", f.Queue, k.rcpt)
				}
			}
		}
	}
	for k := range owed {
		t.Errorf("%s for %s never ended", k.queue, k.rcpt)
	}
	took := map[string]int{}
	for _, r := range remotes {
		for _, letter := range r.Took {
			for _, to := range letter.To {
				took[to]++
			}
		}
	}
	for to, n := range sent {
		if took[to] < n || took[to] > n && unanswered == 0 {
			t.Errorf("%s: delivered %d times, arrived %d times, %d dots were left unanswered", to, n, took[to], unanswered)
		}
	}
}

func BenchmarkThousandMessagesFiftyDomainsHalfDown(b *testing.B) {
	for b.Loop() {
		actortest.Run(b, 1, func(l *actortest.Lab) {
			bench := newBench(l)
			bench.conf.Retry = relay.Retry{First: 5 * time.Minute, Factor: 2, Max: 4 * time.Hour, Lifetime: 120 * time.Hour}
			bench.open()
			for i := range 50 {
				domain, addr := fmt.Sprintf("d%d.test", i), fmt.Sprintf("198.51.100.%d", i+1)
				bench.names.Routes[domain] = actortest.Via(actortest.MX(10, "mx."+domain, addr))
				if i%2 == 0 {
					bench.remote("mx."+domain, addr, nil)
				} else {
					bench.Host("mx."+domain, addr)
				}
			}
			for i := range 1000 {
				bench.send(time.Duration(i)*time.Millisecond, "alicia@uno.test", fmt.Sprintf("u@d%d.test", i%50))
			}
		})
	}
}
