package trace

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"
)

// Writer writes a trace as JSON Lines while it is being made.
type Writer struct {
	w    *bufio.Writer
	line []byte
	err  error
}

// NewWriter writes the header.
func NewWriter(w io.Writer, h Header) *Writer { return newWriter(bufio.NewWriterSize(w, 64<<10), h) }

func newWriter(w *bufio.Writer, h Header) *Writer {
	tw := &Writer{w: w}
	p := jsonWriters.Get().(*jsonWriter)
	defer jsonWriters.Put(p)
	head, err := p.json(h)
	if err != nil {
		tw.err = fmt.Errorf("writing the trace's header: %w", err)
		return tw
	}
	_, tw.err = tw.w.Write(append(head, '\n'))
	return tw
}

// Event writes one event. After an error, which Flush returns, nothing is written.
func (w *Writer) Event(e Event) {
	if w.err != nil {
		return
	}
	if w.line, w.err = AppendEvent(w.line[:0], e); w.err != nil {
		w.err = fmt.Errorf("writing event %d of the trace: %w", e.Seq, w.err)
		return
	}
	w.line = append(w.line, '\n')
	_, w.err = w.w.Write(w.line)
}

// Flush writes what is left, and gives the first error there was.
func (w *Writer) Flush() error {
	if err := w.w.Flush(); w.err == nil {
		w.err = err
	}
	return w.err
}

// Write writes the trace as JSON Lines: the header, then a line an event.
func (t *Trace) Write(w io.Writer) error {
	tw := NewWriter(w, t.Header)
	for _, e := range t.Events {
		tw.Event(e)
	}
	return tw.Flush()
}

// Hasher finds the hash of a trace while it is being made.
type Hasher struct {
	h hash.Hash
	w *Writer
}

// NewHasher begins with the header.
func NewHasher(h Header) *Hasher {
	sum := sha256.New()
	h.Scenario = ""
	return &Hasher{sum, newWriter(bufio.NewWriter(sum), h)} // a sum needs no large pieces
}

// Event takes the next event.
func (h *Hasher) Event(e Event) { h.w.Event(e) }

// Sum is the hash of all that was taken, in hexadecimal.
func (h *Hasher) Sum() string {
	if err := h.w.Flush(); err != nil {
		// Facts hold only strings, numbers, times and addresses: nothing that
		// JSON cannot say.
		panic(err)
	}
	return hex.EncodeToString(h.h.Sum(nil))
}

// Hash is the SHA-256 of the JSON Lines form without the scenario's name, in
// hexadecimal: two runs are the same if and only if their hashes are, whatever the
// file was called that they came from.
func (t *Trace) Hash() string {
	h := NewHasher(t.Header)
	for _, e := range t.Events {
		h.Event(e)
	}
	return h.Sum()
}

// Reader goes through a trace in JSON Lines form, one event after the other: of one that
// is larger than the memory no more than a line is held.
type Reader struct {
	// Header is what the trace begins with.
	Header Header
	sc     *bufio.Scanner
	read   int
	last   time.Duration
}

func newReader(r io.Reader) *Reader {
	tr := &Reader{sc: bufio.NewScanner(r)}
	tr.sc.Buffer(make([]byte, 0, 64<<10), MaxLine)
	return tr
}

// NewReader reads the header.
func NewReader(r io.Reader) (*Reader, error) {
	tr := newReader(r)
	if !tr.sc.Scan() {
		if err := tr.sc.Err(); err != nil {
			return nil, fmt.Errorf("reading the trace's header: %w", err)
		}
		return nil, fmt.Errorf("reading the trace's header: %w: it is empty", ErrFormat)
	}
	if err := json.Unmarshal(tr.sc.Bytes(), &tr.Header); err != nil {
		return nil, fmt.Errorf("reading the trace's header: %w: %w", ErrFormat, err)
	}
	if tr.Header.Format != Format {
		return nil, fmt.Errorf("reading the trace's header: %w: format is %q, want %q", ErrFormat, tr.Header.Format, Format)
	}
	if tr.Header.Version != Version {
		return nil, fmt.Errorf("reading the trace's header: %w: version %d, this program reads %d", ErrFormat, tr.Header.Version, Version)
	}
	return tr, nil
}

// Next reads the next event; after the last it returns io.EOF. It refuses what a run
// could not have written: gaps in Seq, time that runs backward, causes that come later.
func (r *Reader) Next() (Event, error) {
	line := r.read + 2 // the header is the first, and people count from 1
	if !r.sc.Scan() {
		switch err := r.sc.Err(); {
		case errors.Is(err, bufio.ErrTooLong):
			return Event{}, fmt.Errorf("reading line %d of the trace: %w: it is longer than %d octets", line, ErrFormat, MaxLine)
		case err != nil:
			return Event{}, fmt.Errorf("reading line %d of the trace: %w", line, err)
		}
		return Event{}, io.EOF
	}
	e, err := DecodeEvent(r.sc.Bytes())
	if err != nil {
		return Event{}, fmt.Errorf("reading line %d of the trace: %w", line, err)
	}
	if e.Seq != r.read+1 || e.At < r.last || e.Cause < 0 || e.Cause >= e.Seq {
		return Event{}, fmt.Errorf("reading line %d of the trace: %w: seq %d, at %d ns, cause %d do not follow", line, ErrFormat, e.Seq, e.At, e.Cause)
	}
	r.read++
	r.last = e.At
	return e, nil
}

// Read reads a whole trace in JSON Lines form.
func Read(r io.Reader) (*Trace, error) {
	tr, err := NewReader(r)
	if err != nil {
		return nil, err
	}
	t := &Trace{Header: tr.Header}
	t.Events, err = tr.rest()
	if err != nil {
		return nil, err
	}
	return t, nil
}

// ReadAfter reads the lines of the events that follow one, of a trace that grows; the zero Event is before the first.
func ReadAfter(r io.Reader, last Event) ([]Event, error) {
	tr := newReader(r)
	tr.read, tr.last = last.Seq, last.At
	return tr.rest()
}

func (r *Reader) rest() ([]Event, error) {
	var list []Event
	for {
		e, err := r.Next()
		switch {
		case err == io.EOF:
			return list, nil
		case err != nil:
			return nil, err
		case e.Seq > MaxEvents:
			return nil, fmt.Errorf("reading the trace: more than %d events", MaxEvents)
		}
		list = append(list, e)
	}
}
