package bus_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"posta/sim"
	"posta/sim/class"
	"posta/sim/scenario"
	"posta/sim/trace"
	"posta/web/bus"
)

var keys = bus.Keys{Holder: "holders-are-let-in", Worker: "workers-are-let-in"}

// house is a bus over loopback that can be switched off and on again.
type house struct {
	*testing.T
	folder string
	port   int
	server *bus.Server
}

func serve(t *testing.T) *house {
	h := &house{T: t, folder: t.TempDir()}
	h.begin()
	t.Cleanup(func() { h.server.Close() })
	return h
}

func (h *house) begin() {
	h.Helper()
	s, err := bus.Serve("127.0.0.1", h.port, h.folder, keys)
	if err != nil {
		h.Fatal(err)
	}
	h.server = s
	_, port, _ := strings.Cut(strings.TrimPrefix(s.Holder(), "nats://"+keys.Holder+"@"), ":")
	if h.port, err = net.LookupPort("tcp", port); err != nil {
		h.Fatal(err)
	}
}

func (h *house) dial() *bus.Bus {
	h.Helper()
	b, err := bus.Dial(bus.Address{URL: h.server.Holder()}, "test")
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(b.Close)
	return b
}

func open(t *testing.T, store class.Store) *class.Room {
	t.Helper()
	src, err := class.Grow(4)
	if err != nil {
		t.Fatal(err)
	}
	r, problems, err := class.Open(class.Options{Store: store, Teacher: "the-teacher", Name: "class.yaml", Source: src})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// until asks again until it is so.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	for tick := time.NewTicker(20 * time.Millisecond); !is(); {
		select {
		case <-ctx.Done():
			t.Fatal("it never came to this: ", what)
		case <-tick.C:
		}
	}
}

func stored(r *class.Room, user string) func() bool {
	return func() bool {
		ctx, stop := context.WithCancel(context.Background())
		stop() // what there is, and no waiting
		for n := 0; ; {
			events := r.Await(ctx, n)
			n += len(events)
			for _, e := range events {
				if f, ok := e.Fact.(trace.MailboxStored); ok && f.User == user {
					return true
				}
			}
			if len(events) == 0 {
				return false
			}
		}
	}
}

var teacher = class.Who{Teacher: true, Seat: -1}

// TestAClassOutlivesItsMachine: another machine opens what the bus keeps and has all of it; the first, which was only asleep,
// writes no more. What there is replays.
func TestAClassOutlivesItsMachine(t *testing.T) {
	h := serve(t)
	r := open(t, h.dial().Stream("4.º B, lunes"))
	ana, seat, err := r.Join(r.Code, "Ana")
	if err != nil {
		t.Fatal(err)
	}
	_, ben, _ := r.Join(r.Code, "Ben")
	all, _ := r.State(teacher, -1)
	to := all.Seats[ben].User
	if err := r.Send(seat, []string{to}, "Uno", "uno"); err != nil {
		t.Fatal(err)
	}
	r.Ask("¿Quién pregunta al DNS?", []string{"el portátil", "el servidor"}, 1)
	r.Answer(ben, 1, 1)
	until(t, "the letter arrives", stored(r, to))

	again := open(t, h.dial().Stream("4.º B, lunes"))
	if again.Code != r.Code || again.Run != r.Run {
		t.Error("it is another class")
	}
	if who, err := again.Who(ana); err != nil || who.Seat != seat {
		t.Errorf("Ana's token opens %v, %v", who, err)
	}
	if x, _ := again.State(teacher, -1); x.Inputs != 1 || x.Asked == nil || x.Asked.Answered != 1 || !x.Failed.IsZero() {
		t.Errorf("it remembers %+v", x)
	}
	if !stored(again, to)() {
		t.Error("the letter is not there")
	}
	if err := r.Send(seat, []string{to}, "Dos", "of two holders, one writes"); err == nil {
		t.Error("the first holder writes on")
	}
	if x, _ := r.State(teacher, -1); !strings.Contains(x.Failed.ES, "otra orden") {
		t.Errorf("the first holder is told %q", x.Failed)
	}
	if err := again.Send(seat, []string{to}, "Tres", "tres"); err != nil {
		t.Error(err)
	}

	src, inputs, err := again.Lesson()
	if err != nil {
		t.Fatal(err)
	}
	s, problems := scenario.Parse("scenario.yaml", src)
	if s == nil {
		t.Fatal(problems)
	}
	list, problems := scenario.ReadInputs(s, "inputs.jsonl", inputs)
	if len(problems) > 0 || len(list) != 2 {
		t.Fatal(problems, len(list))
	}
	ran, err := sim.Run(context.Background(), s, sim.Options{Inputs: list})
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range again.Await(context.Background(), 0) {
		a, _ := trace.AppendEvent(nil, e)
		b, _ := trace.AppendEvent(nil, ran.Events[i])
		if !bytes.Equal(a, b) {
			t.Fatalf("event %d: the class saw %s, and it replays as %s", i+1, a, b)
		}
	}
	if other := open(t, h.dial().Stream("4.º A")); other.Run == again.Run {
		t.Error("two classes on one bus are one")
	}
}

// TestTheBusIsRestarted: meanwhile nothing is taken, and whoever writes is told; then the class goes on by itself.
func TestTheBusIsRestarted(t *testing.T) {
	h := serve(t)
	r := open(t, h.dial().Stream("class"))
	_, ana, _ := r.Join(r.Code, "Ana")
	_, ben, _ := r.Join(r.Code, "Ben")
	all, _ := r.State(teacher, -1)
	to := all.Seats[ben].User
	h.server.Close()
	until(t, "the class notices", func() bool {
		err := r.Send(ana, []string{to}, "Lost", "said not to be kept")
		x, _ := r.State(teacher, -1)
		return err != nil && !x.Failed.IsZero()
	})
	h.begin()
	until(t, "the class goes on", func() bool { return r.Mute(ben, false) == nil })
	_, inputs, err := r.Lesson()
	if err != nil {
		t.Fatal(err)
	}
	before := bytes.Count(inputs, []byte("\n"))
	until(t, "a letter is taken", func() bool { return r.Send(ana, []string{to}, "Kept", "kept") == nil })
	until(t, "the letter arrives", stored(r, to))
	if x, _ := r.State(teacher, -1); !x.Failed.IsZero() || x.Inputs != before {
		t.Errorf("the teacher sees %q, and %d inputs of %d", x.Failed, x.Inputs, before)
	}
	r.Close()
	again := open(t, h.dial().Stream("class"))
	if x, _ := again.State(teacher, -1); x.Inputs != before {
		t.Errorf("%d inputs were kept, of %d", x.Inputs, before)
	}
}

// TestForgottenOnTheBus: what somebody wrote is not there any more, in the order that there was.
func TestForgottenOnTheBus(t *testing.T) {
	h := serve(t)
	r := open(t, h.dial().Stream("class"))
	_, ana, _ := r.Join(r.Code, "Ana Secreta")
	_, ben, _ := r.Join(r.Code, "Ben")
	all, _ := r.State(teacher, -1)
	r.Send(ana, []string{all.Seats[ben].User}, "Mi secreto", "muy secreto")
	r.Send(ben, []string{all.Seats[ana].User}, "Hola", "de Ben")
	r.Close()
	if n, err := class.Forget(h.dial().Stream("class"), all.Seats[ana].User); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	again := open(t, h.dial().Stream("class"))
	_, inputs, err := again.Lesson()
	if err != nil || bytes.Contains(inputs, []byte("secreto")) || !bytes.Contains(inputs, []byte("de Ben")) {
		t.Errorf("%v: %s", err, inputs)
	}
	if x, _ := again.State(teacher, -1); x.Seats[ana].Name == "Ana Secreta" || x.Seats[ben].Name != "Ben" || x.Inputs != 2 {
		t.Errorf("it remembers %+v", x)
	}
	if _, err := class.Forget(h.dial().Stream("no such class"), "x"); !errors.Is(err, bus.ErrNoClass) {
		t.Error(err)
	}
}

// TestWhoMayWhat: nobody comes in without a token, and a worker's reads no class and gives out no work.
func TestWhoMayWhat(t *testing.T) {
	h := serve(t)
	r := open(t, h.dial().Stream("class"))
	if _, _, err := r.Join(r.Code, "Ana"); err != nil {
		t.Fatal(err)
	}
	at := strings.TrimPrefix(h.server.Holder(), "nats://"+keys.Holder+"@")
	for _, url := range []string{"nats://" + at, "nats://guessed@" + at, "nats://holder:" + keys.Holder + "@" + at} {
		if _, err := bus.Dial(bus.Address{URL: url}, "guest"); !errors.Is(err, bus.ErrDenied) {
			t.Errorf("%s: %v", url, err)
		}
	}
	if _, err := bus.Dial(bus.Address{URL: "nats://127.0.0.1:1"}, "nowhere"); !errors.Is(err, bus.ErrAway) {
		t.Error("nobody is there: ", err)
	}
	denied := make(chan string, 16)
	nc, err := nats.Connect(h.server.Worker(), nats.CustomInboxPrefix("_WORK"), nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { denied <- err.Error() }))
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	for _, do := range []func() error{
		func() error { return nc.Publish("posta.class.class.inputs", []byte("forged")) },
		func() error { return nc.Publish("$JS.API.STREAM.MSG.GET.POSTA_CLASS_class", []byte(`{"seq":1}`)) },
		func() error { return nc.Publish("$JS.API.DIRECT.GET.POSTA_CLASS_class", []byte(`{"seq":1}`)) },
		func() error { return nc.Publish("$JS.API.STREAM.DELETE.POSTA_CLASS_class", nil) },
		func() error { return nc.Publish("$JS.API.CONSUMER.CREATE.POSTA_CLASS_class.x", []byte("{}")) },
		func() error { return nc.Publish("posta.work.1.x", []byte("job")) },
		func() error { _, err := nc.SubscribeSync("posta.class.>"); return err },
		func() error { _, err := nc.SubscribeSync("_INBOX.>"); return err },
		func() error { _, err := nc.SubscribeSync("posta.asked.>"); return err },
		func() error { _, err := nc.SubscribeSync(">"); return err },
	} {
		if err := do(); err != nil {
			t.Fatal(err)
		}
		nc.Flush()
		if why := <-denied; !strings.Contains(strings.ToLower(why), "permissions violation") {
			t.Error(why)
		}
	}
	if x, _ := r.State(teacher, -1); !x.Failed.IsZero() || x.Inputs != 0 {
		t.Errorf("the class saw something of it: %+v", x)
	}
}

// crew are workers that square numbers.
func square(_ context.Context, data []byte) ([]byte, error) {
	var n int
	switch err := json.Unmarshal(data, &n); {
	case err != nil:
		return nil, err
	case n == 13:
		return nil, errors.New("thirteen")
	case n == 66:
		panic("sixty-six")
	}
	return json.Marshal(n * n)
}

func job(i int) (bus.Job, error) {
	data, err := json.Marshal(i)
	return bus.Job{Kind: "square", Data: data}, err
}

func quiet(error) {}

// TestALostWorkersJobIsTakenUp by another, and what comes is what one machine alone would have had.
func TestALostWorkersJobIsTakenUp(t *testing.T) {
	h := serve(t)
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	defer all.Wait()
	defer stop()
	worker := func(do bus.Do, done func(string, time.Duration, error)) *bus.Bus {
		b, err := bus.DialWorker(bus.Address{URL: h.server.Worker()}, "worker")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(b.Close)
		all.Go(func() { b.Queue("1.0").Work(ctx, 1, map[string]bus.Do{"square": do}, done, quiet) })
		return b
	}
	// One takes a job and is never heard of again.
	lost := make(chan *bus.Bus, 1)
	var switchOff sync.Once
	var dies *bus.Bus
	dies = worker(func(ctx context.Context, data []byte) ([]byte, error) {
		switchOff.Do(func() { lost <- dies })
		<-ctx.Done()
		return nil, ctx.Err()
	}, func(string, time.Duration, error) { t.Error("the lost worker is done") })
	// One has another version, and takes none of these.
	b, err := bus.DialWorker(bus.Address{URL: h.server.Worker()}, "old")
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	all.Go(func() {
		b.Queue("0.9").Work(ctx, 1, map[string]bus.Do{"square": square}, func(string, time.Duration, error) { t.Error("an old version works on new jobs") }, quiet)
	})
	go func() {
		(<-lost).Close()
		worker(square, func(string, time.Duration, error) {})
		worker(square, func(string, time.Duration, error) {})
	}()
	next := 0
	for i, x := range h.dial().Queue("1.0").InOrder(ctx, 500, job) {
		switch {
		case i != next:
			t.Fatalf("%d comes after %d", i, next-1)
		case i == 13 || i == 66:
			if x.Err == nil {
				t.Errorf("%d: no error", i)
			}
		case x.Err != nil:
			t.Fatalf("%d: %v", i, x.Err)
		default:
			var n int
			if json.Unmarshal(x.Data, &n); n != i*i {
				t.Errorf("%d squared is %s", i, x.Data)
			}
		}
		next++
	}
	if next != 500 {
		t.Errorf("%d of 500 came", next)
	}
}

// TestTheBusIsRestartedUnderWork: jobs and results are not lost.
func TestTheBusIsRestartedUnderWork(t *testing.T) {
	h := serve(t)
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	defer all.Wait()
	defer stop()
	q := h.dial().Queue("1.0")
	var done atomic.Int32
	all.Go(func() {
		q.Work(ctx, 2, map[string]bus.Do{"square": square}, func(string, time.Duration, error) { done.Add(1) }, quiet)
	})
	next := 0
	for i, x := range q.InOrder(ctx, 300, job) {
		if i == 100 {
			h.server.Close()
			h.begin()
		}
		if i != next || x.Err != nil && i != 13 && i != 66 {
			t.Fatalf("%d, after %d: %v", i, next-1, x.Err)
		}
		next++
	}
	if next != 300 {
		t.Errorf("%d of 300 came", next)
	}
	// Who has seen enough takes the rest back.
	for range q.InOrder(ctx, 300, job) {
		break
	}
}
