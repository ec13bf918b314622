package bus

import (
	"bytes"
	"context"
	"time"

	"github.com/nats-io/nats.go"

	"posta/sim/class"
	"posta/sim/trace"
)

// A class on real sockets records its trace: whole lines, as many in a message as there are and find room. A line that finds none in
// one message goes on in the next; where its holder was killed over that, nobody was answered for it, and it is not there.

var _ class.Recorder = (*Stream)(nil)

// Distant is Recorder's.
func (s *Stream) Distant() bool { return true }

// Record is Recorder's.
func (s *Stream) Record(lines []byte) error {
	var list []message
	most := int(s.bus.nc.MaxPayload()) - 1024 // there are headers, too
	for len(lines) > 0 {
		m := message{subject: traceSubject, data: lines}
		if len(lines) > most {
			if end := bytes.LastIndexByte(lines[:most], '\n') + 1; end > 0 {
				m.data = lines[:end]
			} else {
				m.data, m.header = lines[:most], nats.Header{headMore: {"1"}}
			}
		}
		lines = lines[len(m.data):]
		list = append(list, m)
	}
	return s.write(list)
}

// Recorded is Recorder's.
func (s *Stream) Recorded() (*trace.Trace, error) {
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.find(ctx); err != nil {
		return nil, err
	}
	lines, _, err := s.lines(ctx, s.subject(traceSubject))
	if err != nil {
		return nil, words(err)
	}
	return traceOf(wholes(lines))
}

// whole is messages that are whole lines together.
type whole struct {
	parts []int // their indices
	text  []byte
}

// wholes leaves out what was never said to its end.
func wholes(lines []line) (list []whole) {
	var open whole
	holder := ""
	for i, l := range lines {
		if by := l.header.Get(headHolder); by != holder {
			open, holder = whole{}, by
		}
		open.parts, open.text = append(open.parts, i), append(open.text, l.data...)
		if l.header.Get(headMore) == "" {
			list = append(list, open)
			open = whole{}
		}
	}
	return list
}

// traceOf reads what was recorded; nil: nothing was.
func traceOf(list []whole) (*trace.Trace, error) {
	if len(list) == 0 {
		return nil, nil
	}
	var all bytes.Buffer
	for _, w := range list {
		all.Write(w.text)
	}
	return trace.Read(&all)
}

// Revise is Recorder's. What is taken out is overwritten on the servers' disks.
func (s *Stream) Revise(change func(*trace.Trace) int) (n int, err error) {
	err = s.replace(traceSubject, func(lines []line) ([]message, error) {
		groups := wholes(lines)
		t, err := traceOf(groups)
		if t == nil || err != nil {
			return nil, err
		}
		if n = change(t); n == 0 {
			return nil, nil
		}
		var all bytes.Buffer
		if err := t.Write(&all); err != nil {
			return nil, err
		}
		// As many lines stand where as many stood.
		list := make([]message, len(lines))
		for _, w := range groups {
			var text []byte
			for range bytes.Count(w.text, []byte("\n")) {
				line, _ := all.ReadBytes('\n')
				text = append(text, line...)
			}
			if bytes.Equal(text, w.text) {
				continue
			}
			each := (len(text) + len(w.parts) - 1) / len(w.parts)
			for _, i := range w.parts {
				part := text[:min(each, len(text))]
				text = text[len(part):]
				list[i] = message{data: part}
			}
		}
		return list, nil
	})
	return n, err
}
