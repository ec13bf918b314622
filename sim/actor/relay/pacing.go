package relay

import (
	"time"

	"posta/sim/mail"
	"posta/sim/trace"
)

// Pacing is how a relay gives way to a destination that says that it comes too fast: it lets it rest, goes on with a pause
// between letters that doubles each time it is told again, and halves that as letters are taken. Whoever only retries what
// was put off, and sends the rest as fast as before, is put off again, and longer.
type Pacing struct {
	Rest    time.Duration // nothing is sent for so long after it was said
	Pause   time.Duration // the first pause between two letters
	Most    time.Duration // no pause is longer
	Recover int           // so many letters taken in a row halve it
}

// DefaultPacing is how relays that send for many give way.
var DefaultPacing = Pacing{Rest: 5 * time.Minute, Pause: time.Second, Most: time.Minute, Recover: 20}

// DefaultLinger is how long they keep connections open.
const DefaultLinger = 30 * time.Second

// ManyConnections is how many connections to one destination they have at once.
const ManyConnections = 2

// greylisted is what a server says to everybody whom it does not know yet (RFC 6647 section 5): that is about one sender and
// one recipient, and not about how fast they come.
var greylisted = mail.Status{Class: 4, Subject: 7, Detail: 1}

// tooFast tells the answers that mean "not so fast": 421 (RFC 5321 section 4.2.3), by which large providers defer whole
// connections, and temporary refusals for reasons of policy (RFC 3463 section 3.8: X.7.z).
func tooFast(r *result) bool {
	if r.done || r.permanent || r.reply.Code == 0 {
		return false
	}
	e := r.enhanced()
	return r.reply.Code == 421 || e.Class == 4 && e.Subject == 7 && (r.reply.Code != 451 || e != greylisted)
}

// pace takes in what a destination made of an attempt, and tells where the pace changes.
func (q *Queue) pace(d *destination, o *outcome) {
	p := q.c.Pacing
	if p == nil || d.name == trace.LocalDestination {
		return
	}
	var told *result
	taken := 0
	for i := range o.results {
		if r := &o.results[i]; tooFast(r) {
			told = r
		} else if r.done {
			taken++
		}
	}
	q.mu.Lock()
	was, now := d.pause, q.m.Now()
	fact := trace.SendingPaced{Destination: d.name}
	switch {
	case told != nil && now.Before(d.notBefore) && d.resting:
		// Another connection was told before: this is the same "no".
	case told != nil:
		d.pause, d.taken, d.resting = min(max(2*d.pause, p.Pause), p.Most), 0, true
		d.notBefore = now.Add(p.Rest)
		fact.Rest, fact.Why = p.Rest, told.cause()
	case taken > 0 && d.pause > 0:
		d.resting = false
		if d.taken += taken; d.taken >= p.Recover {
			if d.pause, d.taken = d.pause/2, 0; d.pause < p.Pause {
				d.pause = 0
			}
		}
	}
	changed := d.pause != was || fact.Rest > 0
	fact.Pause = d.pause
	q.mu.Unlock()
	if changed {
		q.m.Record(nil, fact)
	}
}

// pauseOf is the least time between two transactions with a destination. Called with the lock held.
func (q *Queue) pauseOf(d *destination) time.Duration {
	if d.name == trace.LocalDestination {
		return 0
	}
	return max(q.c.Pause, d.pause)
}
