package live

import (
	"bufio"
	"fmt"
	"io"
	"os"

	"posta/sim/trace"
)

// spill is the part of a trace that memory has no room for: sheets in a file, as lines, each found again by where it begins.
// Its methods are called with the ground's lock held, but for read.
type spill struct {
	f     *os.File
	begin []int64 // where the sheets begin; the last is where the next one will
	tail  []trace.Event
	line  []byte
}

// put adds an event. After an error nothing more is kept.
func (s *spill) put(e trace.Event) error {
	s.tail = append(s.tail, e)
	if len(s.tail) < sheet {
		return nil
	}
	at := s.begin[len(s.begin)-1]
	w := bufio.NewWriterSize(io.NewOffsetWriter(s.f, at), 64<<10)
	for _, e := range s.tail {
		line, err := trace.AppendEvent(s.line[:0], e)
		if err != nil {
			return err
		}
		s.line = append(line, '\n')
		w.Write(s.line)
		at += int64(len(s.line))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if at > MaxSpill {
		return fmt.Errorf("the file has %d bytes, and may have no more", at)
	}
	s.begin = append(s.begin, at)
	s.tail = make([]trace.Event, 0, sheet)
	return nil
}

// since is the events after the first n of those that were spilled, as far as their sheet goes; where they have to be read
// from the file, read does so, without the lock.
func (s *spill) since(n int) (events []trace.Event, read func() ([]trace.Event, error)) {
	k := n / sheet
	if written := len(s.begin) - 1; k >= written {
		return s.tail[n-written*sheet : len(s.tail) : len(s.tail)], nil
	}
	from, to := s.begin[k], s.begin[k+1]
	return nil, func() ([]trace.Event, error) {
		lines := bufio.NewScanner(io.NewSectionReader(s.f, from, to-from))
		lines.Buffer(nil, trace.MaxLine)
		var list []trace.Event
		for lines.Scan() {
			e, err := trace.DecodeEvent(lines.Bytes())
			if err != nil {
				return nil, err
			}
			list = append(list, e)
		}
		if lines.Err() != nil || len(list) != sheet {
			return nil, fmt.Errorf("reading what was spilled: %d facts of %d: %w", len(list), sheet, lines.Err())
		}
		return list[n%sheet:], nil
	}
}
