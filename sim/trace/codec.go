package trace

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"time"
	"unicode/utf8"
)

// Limits for reading a trace from outside.
const (
	// MaxLine is the longest line of a JSON Lines trace, in octets: a message of
	// the largest size that a scenario may have, escaped, fits.
	MaxLine = 64 << 20
	// MaxEvents is the largest number of events in a trace.
	MaxEvents = 5_000_000
)

// envelope is what every event's line has in common. Bytes stand as text where
// they are valid UTF-8, else as base64.
type envelope struct {
	Seq    int    `json:"seq"`
	At     int64  `json:"at_ns"`
	Host   string `json:"host,omitempty"`
	Conn   int    `json:"conn,omitempty"`
	Cause  int    `json:"cause,omitempty"`
	Kind   Kind   `json:"kind"`
	Text   string `json:"text,omitempty"`
	Base64 string `json:"base64,omitempty"`
}

// AppendEvent appends the event's line, without its newline, to buf.
func AppendEvent(buf []byte, e Event) ([]byte, error) {
	env := envelope{Seq: e.Seq, At: int64(e.At), Host: e.Host, Conn: e.Conn, Cause: e.Cause, Kind: e.Kind()}
	if data := DataOf(e.Fact); len(data) > 0 {
		if utf8.Valid(data) {
			env.Text = string(data)
		} else {
			env.Base64 = base64.StdEncoding.EncodeToString(data)
		}
	}
	head, err := plainJSON(env)
	if err != nil {
		return buf, err
	}
	fields, err := plainJSON(e.Fact)
	if err != nil {
		return buf, err
	}
	buf = append(buf, head[:len(head)-1]...)
	if len(fields) > len("{}") {
		buf = append(buf, ',')
		buf = append(buf, fields[1:]...)
	} else {
		buf = append(buf, '}')
	}
	return buf, nil
}

// plainJSON is json.Marshal without the HTML escapes: a trace is read by people.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Write writes the trace as JSON Lines: the header, then a line an event.
func (t *Trace) Write(w io.Writer) error {
	head, err := plainJSON(t.Header)
	if err != nil {
		return fmt.Errorf("writing the trace's header: %w", err)
	}
	bw := bufio.NewWriterSize(w, 64<<10)
	bw.Write(append(head, '\n'))
	var line []byte
	for _, e := range t.Events {
		if line, err = AppendEvent(line[:0], e); err != nil {
			return fmt.Errorf("writing event %d of the trace: %w", e.Seq, err)
		}
		bw.Write(append(line, '\n'))
	}
	return bw.Flush()
}

// Hash is the SHA-256 of the JSON Lines form without the scenario's name, in
// hexadecimal: two runs are the same if and only if their hashes are, whatever the
// file was called that they came from.
func (t *Trace) Hash() string {
	h := sha256.New()
	nameless := *t
	nameless.Header.Scenario = ""
	if err := nameless.Write(h); err != nil {
		// Facts hold only strings, numbers, times and addresses: nothing that
		// JSON cannot say.
		panic(err)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// ErrFormat is wrapped by every error about a trace that is not one.
var ErrFormat = errors.New("not a posta trace")

// Read reads a trace in JSON Lines form. It refuses what a run could not have
// written: gaps in Seq, time that runs backward, causes that come later.
func Read(r io.Reader) (*Trace, error) {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 64<<10), MaxLine)
	if !sc.Scan() {
		if err := sc.Err(); err != nil {
			return nil, fmt.Errorf("reading the trace's header: %w", err)
		}
		return nil, fmt.Errorf("reading the trace's header: %w: it is empty", ErrFormat)
	}
	t := new(Trace)
	if err := json.Unmarshal(sc.Bytes(), &t.Header); err != nil {
		return nil, fmt.Errorf("reading the trace's header: %w: %w", ErrFormat, err)
	}
	if t.Header.Format != Format {
		return nil, fmt.Errorf("reading the trace's header: %w: format is %q, want %q", ErrFormat, t.Header.Format, Format)
	}
	if t.Header.Version != Version {
		return nil, fmt.Errorf("reading the trace's header: %w: version %d, this program reads %d", ErrFormat, t.Header.Version, Version)
	}
	var last time.Duration
	for sc.Scan() {
		if len(t.Events) == MaxEvents {
			return nil, fmt.Errorf("reading the trace: more than %d events", MaxEvents)
		}
		e, err := DecodeEvent(sc.Bytes())
		if err != nil {
			return nil, fmt.Errorf("reading line %d of the trace: %w", len(t.Events)+2, err)
		}
		if e.Seq != len(t.Events)+1 || e.At < last || e.Cause < 0 || e.Cause >= e.Seq {
			return nil, fmt.Errorf("reading line %d of the trace: %w: seq %d, at %d ns, cause %d do not follow", len(t.Events)+2, ErrFormat, e.Seq, e.At, e.Cause)
		}
		last = e.At
		t.Events = append(t.Events, e)
	}
	switch err := sc.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return nil, fmt.Errorf("reading line %d of the trace: %w: it is longer than %d octets", len(t.Events)+2, ErrFormat, MaxLine)
	case err != nil:
		return nil, fmt.Errorf("reading line %d of the trace: %w", len(t.Events)+2, err)
	}
	return t, nil
}

// DecodeEvent reads one event's line.
func DecodeEvent(line []byte) (Event, error) {
	env, fields, ok := cutEnvelope(line)
	if !ok {
		fields = line
		if err := json.Unmarshal(line, &env); err != nil {
			return Event{}, fmt.Errorf("%w: %w", ErrFormat, err)
		}
	}
	row := rowOf[env.Kind]
	if row == nil {
		return Event{}, fmt.Errorf("%w: unknown kind %q", ErrFormat, env.Kind)
	}
	fact := reflect.New(row.typ)
	if err := json.Unmarshal(fields, fact.Interface()); err != nil {
		return Event{}, fmt.Errorf("%w: %s: %w", ErrFormat, env.Kind, err)
	}
	data := []byte(env.Text)
	if env.Base64 != "" {
		var err error
		if data, err = base64.StdEncoding.DecodeString(env.Base64); err != nil {
			return Event{}, fmt.Errorf("%w: %s: %w", ErrFormat, env.Kind, err)
		}
	}
	if row.data >= 0 && len(data) > 0 {
		fact.Elem().Field(row.data).SetBytes(data)
	}
	return Event{
		Seq: env.Seq, At: time.Duration(env.At), Host: env.Host, Conn: env.Conn, Cause: env.Cause,
		Fact: fact.Elem().Interface().(Fact),
	}, nil
}
