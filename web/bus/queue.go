package bus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nuid"
)

// workStream keeps jobs until they are done.
const workStream = "POSTA_WORK"

// inbox is where a worker hears answers: not where holders hear theirs.
const inbox = "_WORK"

// The headers of a job.
const (
	headAsked = "Posta-Asked" // the subject of whoever asked
	headIndex = "Posta-Index"
	headKind  = "Posta-Kind"
)

const (
	// beat is how often a worker says that it is at a job; whoever is not heard of for takenBack has lost it.
	beat      = 2 * time.Second
	takenBack = 7 * time.Second
	// forgotten is how long a job is kept that nobody wants any more.
	forgotten = time.Hour
	// waiting are how many jobs of one who asks are on the bus at once.
	waiting = 256
	// later is when a job is tried again whose asker does not answer.
	later = 3 * time.Second
)

// Job is what a worker does.
type Job struct {
	Kind string
	Data []byte
}

// Worked is what came of a job, or why nothing did.
type Worked struct {
	Data []byte
	Err  error
}

// Do does a job of a kind.
type Do func(ctx context.Context, data []byte) ([]byte, error)

// Queue is the work of one version of the program: another one's worlds might be others.
type Queue struct {
	bus     *Bus
	version string // as subjects have it
}

// Queue is the work of a version.
func (b *Bus) Queue(version string) *Queue { return &Queue{b, named(version)} }

// DialWorker joins a bus to work there.
func DialWorker(a Address, name string) (*Bus, error) {
	return dial(a, name, nats.CustomInboxPrefix(inbox))
}

// consumer finds the version's jobs; make: it makes what they are kept in.
func (q *Queue) consumer(ctx context.Context, make bool) (jetstream.Consumer, error) {
	name := "workers-" + q.version
	if !make {
		return q.bus.js.Consumer(ctx, workStream, name)
	}
	stream, err := q.bus.js.Stream(ctx, workStream)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		stream, err = q.bus.js.CreateStream(ctx, jetstream.StreamConfig{
			Name: workStream, Description: "work of Posta", Subjects: []string{"posta.work.>"}, Retention: jetstream.WorkQueuePolicy, MaxAge: forgotten,
		})
	}
	if err != nil {
		return nil, err
	}
	return stream.CreateOrUpdateConsumer(ctx, jetstream.ConsumerConfig{
		Durable: name, AckPolicy: jetstream.AckExplicitPolicy, AckWait: takenBack, MaxDeliver: -1, MaxAckPending: 10_000,
		FilterSubject: "posta.work." + q.version + ".>",
	})
}

// Work does jobs until ctx ends, so many at a time. Done is told of each, and waits tells why it cannot for a while; both may
// be called from several goroutines.
func (q *Queue) Work(ctx context.Context, beside int, kinds map[string]Do, done func(kind string, took time.Duration, err error), waits func(error)) {
	var all sync.WaitGroup
	for range beside {
		all.Go(func() {
			for ctx.Err() == nil {
				if err := q.work(ctx, kinds, done); err != nil && ctx.Err() == nil {
					waits(err)
					select {
					case <-ctx.Done():
					case <-time.After(time.Second):
					}
				}
			}
		})
	}
	all.Wait()
}

// work takes a job, if there is one for a while, and does it.
func (q *Queue) work(ctx context.Context, kinds map[string]Do, done func(string, time.Duration, error)) error {
	if err := q.bus.here(); err != nil {
		return err
	}
	asking, stop := context.WithTimeout(ctx, answerWithin)
	defer stop()
	jobs, err := q.consumer(asking, false)
	if errors.Is(err, jetstream.ErrConsumerNotFound) || errors.Is(err, jetstream.ErrStreamNotFound) {
		return ErrNoWork
	}
	if err != nil {
		return words(err)
	}
	fetching, enough := context.WithTimeout(ctx, answerWithin)
	defer enough()
	got, err := jobs.Fetch(1, jetstream.FetchContext(fetching))
	if err != nil {
		return words(err)
	}
	for m := range got.Messages() {
		q.do(ctx, m, kinds, done)
	}
	return nil
}

// ErrNoWork: nobody has asked for anything yet.
var ErrNoWork = why("todavía nadie ha pedido nada a esta versión", "nobody has asked this version for any work yet")

// do does a job that was taken.
func (q *Queue) do(ctx context.Context, m jetstream.Msg, kinds map[string]Do, done func(string, time.Duration, error)) {
	asked := m.Headers().Get(headAsked)
	if wanted, err := q.answer(ctx, asked, m, nil); err != nil {
		m.NakWithDelay(later) // whoever asked may be back by then
		return
	} else if !wanted {
		m.Ack()
		return
	}
	begun := time.Now()
	working, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		for {
			select {
			case <-working.Done():
				return
			case <-time.After(beat):
				m.InProgress()
			}
		}
	}()
	kind := m.Headers().Get(headKind)
	data, err := attempt(working, kinds[kind], m.Data())
	if ctx.Err() != nil {
		m.Nak() // somebody else's, at once
		return
	}
	x := &Worked{data, err}
	if _, err := q.answer(ctx, asked, m, x); err != nil {
		m.NakWithDelay(later)
		return
	}
	m.Ack()
	done(kind, time.Since(begun), x.Err)
}

// attempt does a job; one that breaks the program does not take it down.
func attempt(ctx context.Context, do Do, data []byte) (out []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("it panicked: %v", p)
		}
	}()
	if do == nil {
		return nil, errors.New("this worker does no such work")
	}
	return do(ctx, data)
}

// report is what whoever asked is told.
type report struct {
	Done bool   `json:"done"`
	Err  string `json:"err,omitempty"`
	Data []byte `json:"data,omitempty"`
}

// answer asks whether a job is still wanted, or hands over what came of it.
func (q *Queue) answer(ctx context.Context, asked string, job jetstream.Msg, x *Worked) (wanted bool, err error) {
	r := report{Done: x != nil}
	if x != nil {
		r.Data = x.Data
		if x.Err != nil {
			r.Err = x.Err.Error()
		}
	}
	body, err := json.Marshal(r)
	if err != nil {
		return false, err
	}
	ctx, stop := context.WithTimeout(ctx, answerWithin)
	defer stop()
	m := &nats.Msg{Subject: asked, Data: body, Header: nats.Header{headIndex: {job.Headers().Get(headIndex)}}}
	said, err := q.bus.nc.RequestMsgWithContext(ctx, m)
	return err == nil && string(said.Data) == "wanted", err
}

// InOrder gives out job(0), job(1) ... job(n-1), and gives what came of them in their order. Whoever calls it works too, in
// another call of Work; else it waits until somebody does.
func (q *Queue) InOrder(ctx context.Context, n int, job func(i int) (Job, error)) iter.Seq2[int, Worked] {
	return func(yield func(int, Worked) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		a := &asker{queue: q, id: nuid.Next(), all: map[int]Worked{}, came: make(chan struct{}, 1)}
		if err := a.begin(ctx); err != nil {
			yield(0, Worked{Err: words(err)})
			return
		}
		defer a.end()
		given := 0
		for i := range n {
			for ; given < min(n, i+waiting); given++ {
				if err := a.give(ctx, given, job); err != nil {
					yield(given, Worked{Err: words(err)})
					return
				}
			}
			x, ok := a.take(ctx, i)
			if !ok {
				x.Err = ctx.Err()
			}
			if !yield(i, x) || !ok {
				return
			}
		}
	}
}

// asker is one that has given out work.
type asker struct {
	queue *Queue
	id    string
	sub   *nats.Subscription

	mu   sync.Mutex // guards what follows
	next int        // whose result is taken next
	all  map[int]Worked
	came chan struct{}
}

func (a *asker) begin(ctx context.Context) error {
	making, stop := context.WithTimeout(ctx, 5*answerWithin)
	defer stop()
	if _, err := a.queue.consumer(making, true); err != nil {
		return err
	}
	var err error
	a.sub, err = a.queue.bus.nc.Subscribe("posta.asked."+a.id, a.hear)
	return err
}

func (a *asker) subject() string { return "posta.work." + a.queue.version + "." + a.id }

// end takes back what nobody wants any more.
func (a *asker) end() {
	a.sub.Unsubscribe()
	ctx, stop := context.WithTimeout(context.Background(), answerWithin)
	defer stop()
	if stream, err := a.queue.bus.js.Stream(ctx, workStream); err == nil {
		stream.Purge(ctx, jetstream.WithPurgeSubject(a.subject())) // else it is forgotten in an hour
	}
}

// give puts a job on the bus. One that is away for a moment is waited for.
func (a *asker) give(ctx context.Context, i int, job func(i int) (Job, error)) error {
	j, err := job(i)
	if err != nil {
		return err
	}
	m := &nats.Msg{Subject: a.subject(), Data: j.Data, Header: nats.Header{
		headKind: {j.Kind}, headIndex: {strconv.Itoa(i)}, headAsked: {"posta.asked." + a.id},
		"Nats-Msg-Id": {a.id + "." + strconv.Itoa(i)}, // given twice, it is one
	}}
	for tries := 0; ; tries++ {
		if _, err = a.queue.bus.js.PublishMsg(ctx, m); err == nil || tries == 10 || errors.Is(err, nats.ErrMaxPayload) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

// hear answers a worker.
func (a *asker) hear(m *nats.Msg) {
	i, err := strconv.Atoi(m.Header.Get(headIndex))
	var r report
	if err != nil || json.Unmarshal(m.Data, &r) != nil {
		return
	}
	a.mu.Lock()
	_, known := a.all[i]
	wanted := !known && i >= a.next
	if r.Done && wanted {
		x := Worked{Data: r.Data}
		if r.Err != "" {
			x.Err = errors.New(r.Err)
		}
		a.all[i] = x
		select {
		case a.came <- struct{}{}:
		default:
		}
	}
	a.mu.Unlock()
	if wanted {
		m.Respond([]byte("wanted"))
	} else {
		m.Respond([]byte("known"))
	}
}

// take waits for a result.
func (a *asker) take(ctx context.Context, i int) (Worked, bool) {
	for {
		a.mu.Lock()
		x, ok := a.all[i]
		if ok {
			delete(a.all, i)
			a.next = i + 1
		}
		a.mu.Unlock()
		if ok {
			return x, true
		}
		select {
		case <-a.came:
		case <-ctx.Done():
			return Worked{}, false
		}
	}
}
