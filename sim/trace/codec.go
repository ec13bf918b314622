package trace

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"sync"
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
	p := jsonWriters.Get().(*jsonWriter)
	defer jsonWriters.Put(p)
	head, err := p.json(env)
	if err != nil {
		return buf, err
	}
	buf = append(buf, head[:len(head)-1]...)
	fields, err := p.json(e.Fact)
	if err != nil {
		return buf, err
	}
	if len(fields) > len("{}") {
		buf = append(buf, ',')
		buf = append(buf, fields[1:]...)
	} else {
		buf = append(buf, '}')
	}
	return buf, nil
}

// A jsonWriter writes JSON without the HTML escapes: a trace is read by people. Its encoder and what it writes into serve event after
// event.
type jsonWriter struct {
	buf bytes.Buffer
	enc *json.Encoder
}

var jsonWriters = sync.Pool{New: func() any {
	p := &jsonWriter{}
	p.enc = json.NewEncoder(&p.buf)
	p.enc.SetEscapeHTML(false)
	return p
}}

// json gives what stands until the next call.
func (p *jsonWriter) json(v any) ([]byte, error) {
	p.buf.Reset()
	if err := p.enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(p.buf.Bytes(), []byte("\n")), nil
}

// ErrFormat is wrapped by every error about a trace that is not one.
var ErrFormat = errors.New("not a posta trace")

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
