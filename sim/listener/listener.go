// Package listener is somebody who sits on the road, hears all that passes, and
// changes nothing: the café's network, the provider, whoever tapped the cable.
//
// In the clear it hears every word, passwords included. Of what TLS hides it hears
// that it is said, how long it is, and, in the client's first word, which host is
// meant (RFC 6066 section 3). It is a view, a function of the trace, and knows
// nothing that such a person could not know: never the keys, never the inside.
package listener

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"posta/sim/dialogue"
	"posta/sim/trace"
)

// Heard is one thing that passed by.
type Heard struct {
	// Seq is the event with which it left its sender, At the time of that.
	Seq int
	At  time.Duration
	// Conn is the connection's number, From and To its ends, by name; empty where an
	// address belongs to nobody.
	Conn     int
	From, To string
	// Line is what was said, where it was said in the clear.
	Line *dialogue.Line
	// Records are the outsides of what was said inside TLS.
	Records []trace.TLSRecord
}

// Listen gives all that passes on all roads, in order. D is the trace's dialogue.
func Listen(t *trace.Trace, d *dialogue.Dialogue) []Heard {
	var all []Heard
	for _, l := range d.Lines {
		if !l.Encrypted {
			all = append(all, Heard{Seq: l.First, At: t.At(l.First).At, Conn: l.Conn, From: l.Speaker, To: l.Listener, Line: l})
		}
	}
	ends := map[int][2]string{}
	for _, e := range t.Events {
		switch f := e.Fact.(type) {
		case trace.ConnOpening:
			ends[e.Conn] = [2]string{e.Host, f.Peer}
		case trace.PacketSent:
			if len(f.Records) == 0 {
				continue
			}
			h := Heard{Seq: e.Seq, At: e.At, Conn: e.Conn, From: e.Host, To: ends[e.Conn][0], Records: f.Records}
			if h.To == e.Host {
				h.To = ends[e.Conn][1]
			}
			all = append(all, h)
		}
	}
	slices.SortStableFunc(all, func(a, b Heard) int { return cmp.Compare(a.Seq, b.Seq) })
	return all
}

// Says tells whether a text can be read in what was heard, as it stands or, where
// credentials go in base64, which is no cipher, after undoing that.
func (h Heard) Says(text string) bool {
	if h.Line == nil {
		for _, r := range h.Records {
			if r.ServerName != "" && strings.Contains(r.ServerName, text) {
				return true
			}
		}
		return false
	}
	return strings.Contains(string(h.Line.Raw), text) || strings.Contains(h.Line.Text, text) || strings.Contains(h.Line.Secret, text)
}

// Carrying are the records in which a line that was said inside TLS went over the road. What was said before it may be in the
// first of them, and what was said after it in the last.
func Carrying(t *trace.Trace, l *dialogue.Line) (list []trace.TLSRecord) {
	if l.First < 1 || l.First > len(t.Events) {
		return nil
	}
	said := t.Events[l.First-1]
	hidden := 0 // octets inside the records so far
	// Where somebody in the middle passes TLS on, the server's packets are on another connection than what it says in them.
	for _, e := range t.Events[:l.First] {
		if f, ok := e.Fact.(trace.TLSPassed); ok && f.Inside == said.Conn && f.Server == said.Host {
			said.Conn = e.Conn
		}
	}
	for _, e := range t.Events[l.First:] {
		f, ok := e.Fact.(trace.PacketSent)
		if !ok || e.Host != said.Host || e.Conn != said.Conn || len(f.Records) == 0 || f.Try > 1 {
			continue
		}
		for _, r := range f.Records {
			hidden += max(r.Len-overhead, 0)
		}
		if list = append(list, f.Records...); hidden >= len(l.Raw) {
			break
		}
	}
	return list
}

// overhead is how much longer a record is than what is in it: the type's octet, and the tag of the AEAD (RFC 8446 section 5.2).
const overhead = 17

// Octets is how much was heard, which a listener always learns.
func (h Heard) Octets() int {
	if h.Line != nil {
		return len(h.Line.Raw)
	}
	n := 0
	for _, r := range h.Records {
		n += r.Len
	}
	return n
}
