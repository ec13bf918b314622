package bus

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nuid"

	"posta/sim/class"
)

// The headers of a class's lines.
const (
	// headHolder is who wrote a line: each command that opens the class is another holder.
	headHolder = "Posta-Holder"
	// headName is the name of the scenario's file.
	headName = "Posta-Name"
	// headPlace says that a line stands in the place of another, by its number in the stream.
	headPlace = "Posta-Place"
	// headMore says that what was recorded goes on in the next message in the midst of a line.
	headMore = "Posta-More"
)

// The subjects of a class beside its books.
const (
	scenarioSubject = "scenario"
	holderSubject   = "holder"
	traceSubject    = "trace" // what a class on real sockets recorded
)

// books are the subjects of all that is no recording.
func (s *Stream) books() []string {
	return []string{s.subject(scenarioSubject), s.subject(holderSubject), s.subject(string(class.Inputs)), s.subject(string(class.Notes)), s.subject(string(class.Reached))}
}

// pause is how long a bus that did not answer is left alone.
const pause = 2 * time.Second

// copies are how many servers of a cluster keep a class, where there are so many.
const copies = 3

// Stream is a class that the bus keeps: package sim/class's Store.
type Stream struct {
	bus    *Bus
	name   string // as subjects have it
	holder string

	mu     sync.Mutex // guards what follows
	stream jetstream.Stream
	last   uint64    // of the stream's lines that this holder knows
	unsure bool      // a line may stand behind it that was said not to be kept
	rest   time.Time // until then the bus is left alone
	lost   error     // why this holder writes no more
}

// Stream is the class of a name, which has not been opened yet.
func (b *Bus) Stream(name string) *Stream {
	return &Stream{bus: b, name: named(name), holder: nuid.Next()}
}

func (s *Stream) subject(what string) string { return "posta.class." + s.name + "." + what }

// line is a line of the stream in its place.
type line struct {
	place, seq uint64
	subject    string
	header     nats.Header
	data       []byte
}

// Open is Store's. Whoever had the class before writes no more of it.
func (s *Stream) Open(name string, scenario []byte) (past class.Past, err error) {
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	if err := s.make(ctx); err != nil {
		return past, words(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	info, err := s.stream.Info(ctx)
	if err != nil {
		return past, words(err)
	}
	// First whoever had it is kept from writing; then what there is is all there will be.
	s.last = info.State.LastSeq
	for err = s.send(ctx, holderSubject, []byte(s.holder), nil, true); isBehind(err); err = s.send(ctx, holderSubject, []byte(s.holder), nil, true) {
		if info, err = s.stream.Info(ctx); err != nil {
			return past, words(err)
		}
		s.last = info.State.LastSeq
	}
	if err != nil {
		return past, words(err)
	}
	lines, _, err := s.lines(ctx, s.books()...)
	if err != nil {
		return past, words(err)
	}
	past = s.past(lines)
	if past.Scenario != nil {
		return past, nil
	}
	if most := s.bus.nc.MaxPayload(); int64(len(scenario)) > most-1024 {
		return past, fmt.Errorf("the scenario has %d octets, and a message of the bus %d at most", len(scenario), most)
	}
	past.Name, past.Scenario = name, scenario
	return past, words(s.send(ctx, scenarioSubject, scenario, nats.Header{headName: {name}}, false))
}

// make finds the stream, or makes it: on as many servers of a cluster as keep it well, or on one.
func (s *Stream) make(ctx context.Context) (err error) {
	c := jetstream.StreamConfig{
		Name: "POSTA_CLASS_" + s.name, Description: "a class of Posta", Subjects: []string{s.subject(">")}, Storage: jetstream.FileStorage,
		Retention: jetstream.LimitsPolicy, Discard: jetstream.DiscardNew, AllowRollup: true, Replicas: copies,
	}
	if s.stream, err = s.bus.js.Stream(ctx, c.Name); !errors.Is(err, jetstream.ErrStreamNotFound) {
		return err
	}
	if s.stream, err = s.bus.js.CreateStream(ctx, c); err != nil {
		c.Replicas = 1
		s.stream, err = s.bus.js.CreateStream(ctx, c)
	}
	return err
}

// isBehind tells that somebody else has written meanwhile.
func isBehind(err error) bool {
	var api *jetstream.APIError
	return errors.As(err, &api) && api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence
}

// send writes a message, if nobody else has written since. Alone: it is the only one of its subject. Called with the lock held.
func (s *Stream) send(ctx context.Context, what string, data []byte, h nats.Header, alone bool) error {
	m := &nats.Msg{Subject: s.subject(what), Data: data, Header: nats.Header{headHolder: {s.holder}}}
	for k, v := range h {
		m.Header[k] = v
	}
	if alone {
		m.Header.Set("Nats-Rollup", "sub")
	}
	ack, err := s.bus.js.PublishMsg(ctx, m, jetstream.WithExpectLastSequence(s.last), jetstream.WithRetryAttempts(0))
	if err == nil {
		s.last = ack.Sequence
	}
	return err
}

// lines reads what the stream has of some subjects, in the lines' places; behind are those in whose place another stands.
func (s *Stream) lines(ctx context.Context, subjects ...string) (lines []line, behind []uint64, err error) {
	info, err := s.stream.Info(ctx, jetstream.WithSubjectFilter(s.subject(">")))
	if err != nil {
		return nil, nil, err
	}
	if !slices.ContainsFunc(subjects, func(x string) bool { return info.State.Subjects[x] > 0 }) {
		return nil, nil, nil
	}
	reader, err := s.stream.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverAllPolicy, FilterSubjects: subjects})
	if err != nil {
		return nil, nil, err
	}
	messages, err := reader.Messages()
	if err != nil {
		return nil, nil, err
	}
	defer messages.Stop()
	at := map[uint64]int{}
	for pending := uint64(1); pending > 0; {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return nil, nil, err
		}
		meta, err := m.Metadata()
		if err != nil {
			return nil, nil, err
		}
		pending = meta.NumPending
		l := line{place: meta.Sequence.Stream, seq: meta.Sequence.Stream, subject: m.Subject(), header: m.Headers(), data: m.Data()}
		if p, err := strconv.ParseUint(l.header.Get(headPlace), 10, 64); err == nil {
			l.place = p
		}
		if i, known := at[l.place]; known {
			behind = append(behind, lines[i].seq)
			lines[i] = l
			continue
		}
		at[l.place] = len(lines)
		lines = append(lines, l)
	}
	slices.SortStableFunc(lines, func(a, b line) int {
		if a.place < b.place {
			return -1
		}
		return 1
	})
	return lines, behind, nil
}

// past sorts the lines into books.
func (s *Stream) past(lines []line) (p class.Past) {
	for _, l := range lines {
		switch l.subject {
		case s.subject(scenarioSubject):
			p.Name, p.Scenario = l.header.Get(headName), l.data
		case s.subject(string(class.Inputs)):
			p.Inputs = append(p.Inputs, l.data)
		case s.subject(string(class.Notes)):
			p.Notes = append(p.Notes, l.data)
		case s.subject(string(class.Reached)):
			p.Reached = l.data
		}
	}
	return p
}

// Write is Store's.
func (s *Stream) Write(b class.Book, text []byte) error {
	return s.write([]message{{subject: string(b), data: text, alone: b == class.Reached}})
}

// message is one that is written.
type message struct {
	subject string
	data    []byte
	header  nats.Header
	alone   bool // it is the only one of its subject
}

// write writes messages one after the other: all of them, or none.
func (s *Stream) write(list []message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lost != nil {
		return s.lost
	}
	if err := s.bus.here(); err != nil {
		return err
	}
	if time.Now().Before(s.rest) {
		return ErrAway
	}
	err := s.within(s.settle)
	before := s.last
	for _, m := range list {
		if err != nil {
			break
		}
		err = s.within(func(ctx context.Context) error { return s.send(ctx, m.subject, m.data, m.header, m.alone) })
	}
	switch {
	case err == nil:
		return nil
	case isBehind(err):
		// Nobody but another holder writes behind what this one knows: settle has seen to its own.
		s.lost = class.ErrHeld
		return s.lost
	case errors.Is(err, class.ErrHeld):
		return err
	}
	s.last, s.unsure = before, true
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, nats.ErrTimeout) {
		s.rest, err = time.Now().Add(pause), ErrAway
	}
	return words(err)
}

// within gives the bus its time for an answer.
func (s *Stream) within(ask func(context.Context) error) error {
	ctx, stop := context.WithTimeout(context.Background(), answerWithin)
	defer stop()
	return ask(ctx)
}

// settle finds out what became of a line whose answer was never heard. It was said not to be kept, so it must not be. Called
// with the lock held.
func (s *Stream) settle(ctx context.Context) error {
	if !s.unsure {
		return nil
	}
	info, err := s.stream.Info(ctx)
	if err != nil {
		return err
	}
	for seq := s.last + 1; seq <= info.State.LastSeq; seq++ {
		m, err := s.stream.GetMsg(ctx, seq)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			continue // it was taken away before
		}
		if err != nil {
			return err
		}
		if m.Header.Get(headHolder) != s.holder {
			s.lost = class.ErrHeld
			return s.lost
		}
		if m.Subject == s.subject(string(class.Reached)) {
			continue // that the world came there is true all the same
		}
		if err := s.stream.DeleteMsg(ctx, seq); err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) {
			return err
		}
	}
	s.last, s.unsure = info.State.LastSeq, false
	return nil
}

// Lesson is Store's.
func (s *Stream) Lesson() (scenario, inputs []byte, err error) {
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.find(ctx); err != nil {
		return nil, nil, err
	}
	if err := s.settle(ctx); err != nil {
		return nil, nil, words(err)
	}
	lines, _, err := s.lines(ctx, s.books()...)
	if err != nil {
		return nil, nil, words(err)
	}
	p := s.past(lines)
	return p.Scenario, class.InputsFile(p.Inputs), nil
}

// ErrNoClass: the bus keeps no class of that name.
var ErrNoClass = why("no guarda ninguna clase de ese nombre", "it keeps no class of that name")

// find finds the stream of a class that there is. Called with the lock held.
func (s *Stream) find(ctx context.Context) (err error) {
	if s.stream != nil {
		return nil
	}
	s.stream, err = s.bus.js.Stream(ctx, "POSTA_CLASS_"+s.name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return ErrNoClass
	}
	return words(err)
}

// Rewrite is Store's. What is taken out is overwritten on the servers' disks.
func (s *Stream) Rewrite(b class.Book, change func(text []byte) (other []byte, changed bool)) (changed int, err error) {
	err = s.replace(string(b), func(lines []line) ([]message, error) {
		list := make([]message, len(lines))
		for i, l := range lines {
			if other, is := change(l.data); is {
				list[i] = message{data: other}
				changed++
			}
		}
		return list, nil
	})
	return changed, err
}

// replace puts messages in the place of a subject's lines, as other gives them: each in that of the line with its index; without data,
// the line stays. What is taken out is overwritten on the servers' disks.
func (s *Stream) replace(subject string, other func([]line) ([]message, error)) error {
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.find(ctx); err != nil {
		return err
	}
	lines, behind, err := s.lines(ctx, s.subject(subject))
	if err != nil {
		return words(err)
	}
	info, err := s.stream.Info(ctx)
	if err != nil {
		return words(err)
	}
	s.last = info.State.LastSeq
	list, err := other(lines)
	if err != nil {
		return err
	}
	for i, m := range list {
		if m.data == nil {
			continue
		}
		l := lines[i]
		h := nats.Header{headPlace: {strconv.FormatUint(l.place, 10)}, headHolder: {l.header.Get(headHolder)}}
		if more := l.header.Get(headMore); more != "" {
			h.Set(headMore, more)
		}
		if err := s.send(ctx, subject, m.data, h, false); err != nil {
			return words(err)
		}
		behind = append(behind, l.seq)
	}
	for _, seq := range behind { // also those of a rewriting that was broken off
		if err := s.stream.SecureDeleteMsg(ctx, seq); err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) {
			return words(err)
		}
	}
	return nil
}

// Close is Store's. The class stays on the bus.
func (s *Stream) Close() error { return nil }
