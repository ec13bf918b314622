package relay

import (
	"fmt"
	"time"

	"posta/sim/mail"
	"posta/sim/trace"
)

// schedule lets a delivery look at a destination once d has passed. It may find
// nothing to do: whoever comes first takes the work.
func (q *Queue) schedule(d *destination, wait time.Duration) {
	q.m.After(max(wait, 0), "delivery to "+d.name, func() { q.work(d) })
}

// work is one delivery: a process that takes lines of its destination until none
// is due, over one connection for as long as that lasts.
func (q *Queue) work(d *destination) {
	w := &worker{q: q, d: d}
	defer w.end()
	for {
		l := q.take(w)
		if l == nil {
			return
		}
		outcome, ok := w.attempt(l)
		if !ok {
			return // the machine stopped
		}
		q.settle(l, outcome)
	}
}

// take gives the worker the first line that is due, or lets it end: then nil.
func (q *Queue) take(w *worker) *line {
	q.mu.Lock()
	now := q.m.Now()
	d := w.d
	if !w.counted {
		if d.active >= q.c.Concurrency {
			q.mu.Unlock()
			return nil
		}
		d.active++
		w.counted = true
	}
	due := d.lines.first(now) != nil
	if due && !now.Before(d.notBefore) {
		l := d.lines.take(now)
		l.try++
		if pause := q.pauseOf(d); pause > 0 {
			d.notBefore = now.Add(pause)
		}
		q.mu.Unlock()
		return l
	}
	w.counted = false
	d.active--
	wait := d.notBefore.Sub(now)
	if d.lines.len() == 0 && d.active == 0 && wait <= 0 && d.pause == 0 && len(d.parked) == 0 && w.peer == nil {
		q.forget(d)
	}
	// One look at the end of the pause is enough, however many have come meanwhile.
	again := due && (!d.wake.After(now) || d.wake.After(now.Add(wait)))
	if again {
		d.wake = now.Add(wait)
	}
	q.mu.Unlock()
	if again {
		q.schedule(d, wait)
	}
	return nil
}

// settle writes down what an attempt came to, tells the sender where that is
// due, and puts off what is left.
func (q *Queue) settle(l *line, o outcome) {
	now := q.m.Now()
	expired := !now.Before(l.expires) || q.c.Retry.MaxTries > 0 && l.try >= q.c.Retry.MaxTries
	var failed, passed, waiting []result
	q.pace(l.dest, &o)
	for _, r := range o.results {
		switch {
		case r.done:
			q.done(l, r, trace.OutcomeDelivered)
			passed = append(passed, r)
		case r.permanent:
			r.action = mail.ActionFailed
			q.done(l, r, trace.OutcomeFailed)
			failed = append(failed, r)
		case expired:
			r.action, r.expired = mail.ActionFailed, true
			q.done(l, r, trace.OutcomeExpired)
			failed = append(failed, r)
		default:
			waiting = append(waiting, r)
		}
	}
	var others []*line
	if len(waiting) > 0 {
		q.deferLine(l, waiting)
		if o.unreachable {
			others = q.takeDue(l.dest)
		}
	}
	q.report(l.message, failed)
	q.report(l.message, passed)
	if len(waiting) == 0 {
		q.remove(l)
	} else if after := q.c.Retry.ReportAfter; after > 0 && !l.reported && now.Sub(l.arrived) >= after {
		l.reported = true
		for i := range waiting {
			waiting[i].action = mail.ActionDelayed
		}
		q.report(l.message, waiting)
	}
	for _, other := range others {
		q.settle(other, suspended(other, o))
	}
}

// done records that a recipient's line has its end.
func (q *Queue) done(l *line, r result, outcome trace.Outcome) {
	fact := trace.QueueDone{Queue: l.id, Destination: l.dest.name, Recipient: r.rcpt.Address.String(), Outcome: outcome,
		Remote: r.remote, Status: r.finally().String(), Forwarded: r.forwarded}
	if r.done {
		fact.Reply = r.said()
	} else {
		fact.Why = r.cause()
	}
	q.m.Record(nil, fact)
	if l.Ended != nil {
		said := r.said()
		if !r.done {
			said = r.diagnostic()
		}
		l.Ended(Ended{Recipient: r.rcpt, Outcome: outcome, Remote: r.remote, Code: r.reply.Code, Status: r.enhanced(), Said: said})
	}
}

// deferLine puts the recipients off, and the line with them.
func (q *Queue) deferLine(l *line, waiting []result) {
	now := q.m.Now()
	next := now.Add(q.wait(l))
	if next.After(l.expires) {
		next = l.expires // one last time, before it is given up
	}
	q.mu.Lock()
	l.rcpts = l.rcpts[:0:0]
	for _, r := range waiting {
		l.rcpts = append(l.rcpts, r.rcpt)
	}
	l.next = next
	l.dest.lines.add(l, now)
	q.mu.Unlock()
	for len(waiting) > 0 {
		first := waiting[0]
		var same []string
		var others []result
		for _, r := range waiting {
			if r.stage == first.stage && r.remote == first.remote && r.cause() == first.cause() {
				same = append(same, r.rcpt.Address.String())
			} else {
				others = append(others, r)
			}
		}
		q.m.Record(nil, trace.QueueDeferred{Queue: l.id, Destination: l.dest.name, Recipients: same, Try: l.try,
			Next: next.Sub(q.c.Epoch), Stage: first.stage, Remote: first.remote, Status: first.enhanced().String(), Why: first.cause()})
		waiting = others
	}
	q.schedule(l.dest, next.Sub(now))
}

// wait is how long a line waits after its failed attempt number l.try: the first
// wait, grown by the factor each time, and moved by chance, so that messages that
// failed together do not all come back together.
func (q *Queue) wait(l *line) time.Duration {
	r := q.c.Retry
	d := r.Max
	// Every product is rounded by itself, so that no processor takes two steps as one
	// and all come to the same instant.
	grown := float64(r.First)
	for i := 1; i < l.try && grown < float64(r.Max); i++ {
		grown = float64(grown * r.Factor)
	}
	if grown < float64(r.Max) {
		d = time.Duration(grown)
	}
	if r.Jitter > 0 {
		u := q.m.Rand(fmt.Sprintf("wait %s %s %d", l.id, l.dest.name, l.try)).Float64()
		d = time.Duration(float64(float64(d) * (1 + float64(r.Jitter*(float64(2*u)-1)))))
	}
	return max(d.Round(time.Second), time.Second)
}

// takeDue takes the other lines of a destination that are due: its hosts were
// just found to be out of reach, and need not be asked once for every message.
func (q *Queue) takeDue(d *destination) []*line {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.m.Now()
	var due []*line
	for l := d.lines.take(now); l != nil; l = d.lines.take(now) {
		l.try++
		due = append(due, l)
	}
	return due
}

// suspended is the outcome of an attempt that was not made.
func suspended(l *line, o outcome) outcome {
	why := o.results[0]
	for _, r := range o.results {
		if !r.done && !r.permanent {
			why = r
			break
		}
	}
	s := outcome{}
	for _, rcpt := range l.rcpts {
		r := why
		r.rcpt = rcpt
		r.why = why.cause()
		r.why.Suspended = true
		s.results = append(s.results, r)
	}
	return s
}

// remove takes a line out of the queue, and with the last one its message.
func (q *Queue) remove(l *line) {
	q.mu.Lock()
	l.dest.lines.drop(l)
	l.lines--
	last := l.lines == 0
	if last {
		delete(q.messages, l.id)
		q.octets -= int64(len(l.Data))
	}
	q.mu.Unlock()
	if last {
		q.m.Record(nil, trace.QueueRemoved{Queue: l.id})
	}
}
