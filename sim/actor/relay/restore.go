package relay

import (
	"strconv"
	"time"

	"posta/sim/mail"
)

// Waiting is a line that lay in a host's queue when the host was lost.
type Waiting struct {
	ID          string
	Message     Message
	Destination string
	Recipients  []mail.Recipient
	Try         int       // attempts begun
	Next        time.Time // not before this
	Arrived     time.Time
	Expires     time.Time
}

// Restore puts back what lay in the queue of a host that is begun anew, and goes on trying. It was told when it came, and is not
// told again. Last are the counts that ids have reached, by what those ids begin with: none is given twice.
func (q *Queue) Restore(list []Waiting, last map[string]int) {
	q.mu.Lock()
	q.lastID = max(q.lastID, last[q.prefix])
	now := q.m.Now()
	var to []*destination
	for _, x := range list {
		m := q.messages[x.ID]
		if m == nil {
			m = &message{Message: x.Message, id: x.ID, arrived: x.Arrived, expires: x.Expires}
			q.messages[x.ID] = m
			q.octets += int64(len(m.Data))
		}
		m.lines++
		q.arrivals++
		l := &line{message: m, dest: q.destination(q.towards(m, x.Destination)), rcpts: x.Recipients, try: x.Try, next: x.Next, arrival: q.arrivals}
		l.dest.lines.add(l, now)
		to = append(to, l.dest)
	}
	q.mu.Unlock()
	for i, d := range to {
		q.schedule(d, max(list[i].Next.Sub(now), 0))
	}
}

// Number takes an id of a queue's apart: what all ids of that queue begin with, and its count.
func Number(id string) (prefix string, n int, ok bool) {
	if len(id) <= prefixLen {
		return "", 0, false
	}
	count, err := strconv.ParseUint(id[prefixLen:], 16, 32)
	return id[:prefixLen], int(count), err == nil
}

// prefixLen is how much of an id is the queue's own.
const prefixLen = 3
