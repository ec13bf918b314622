package view

import (
	"strconv"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
)

// Dialogue is all that is said in the run. Now says how much of it has been heard.
type Dialogue struct {
	Conns []Conn `json:"conns"`
	Lines []Line `json:"lines"`
	// Omitted is how many lines there was no room for.
	Omitted int `json:"omitted,omitempty"`
}

// Conn is one conversation.
type Conn struct {
	Number  int    `json:"number"`
	Client  string `json:"client"`
	Server  string `json:"server"`
	Service string `json:"service"`
	Port    int    `json:"port,omitempty"`
}

// Line is one thing that was said. The wire is never translated; Note is.
type Line struct {
	Conn     int    `json:"conn"`
	Step     int    `json:"step"`
	Clock    string `json:"clock"`
	Speaker  string `json:"speaker"`
	Listener string `json:"listener"`
	// Client: the end that opened the connection speaks.
	Client   bool           `json:"client,omitempty"`
	Protocol string         `json:"protocol"`
	Kind     dialogue.Kind  `json:"kind"`
	Class    dialogue.Class `json:"class,omitempty"`
	Text     string         `json:"text"`
	// More says how much of the line is left out here.
	More string `json:"more,omitempty"`
	// Secret is what credentials say, where base64 hides it from the eye.
	Secret string `json:"secret,omitempty"`
	// Withheld: the trace does not show it, and there are asterisks in its place.
	Withheld  bool `json:"withheld,omitempty"`
	Encrypted bool `json:"encrypted,omitempty"`
	// Sealed: it is not what was said but the outside of it, all that a listener gets.
	Sealed bool `json:"sealed,omitempty"`
	// Lost: it never came to the listener. Partial: it was cut short.
	Lost    bool `json:"lost,omitempty"`
	Partial bool `json:"partial,omitempty"`
}

// Limits of the dialogue that is handed out.
const (
	maxLines    = 20_000
	maxLineText = 2_000
)

// Dialogue gives every line of the run, with the step of a detail that shows it.
func (v *Viewer) Dialogue(d story.Detail, l lang.Lang) Dialogue {
	x := Dialogue{Conns: []Conn{}, Lines: []Line{}}
	known := map[int]bool{}
	for _, line := range v.talk.Lines {
		if len(x.Lines) == maxLines {
			x.Omitted = len(v.talk.Lines) - maxLines
			break
		}
		if !known[line.Conn] {
			known[line.Conn] = true
			x.Conns = append(x.Conns, v.conn(line))
		}
		x.Lines = append(x.Lines, v.line(line, d, l))
	}
	return x
}

func (v *Viewer) conn(line *dialogue.Line) Conn {
	c := Conn{Number: line.Conn, Client: line.Listener, Server: line.Speaker, Service: line.Service}
	if line.FromClient {
		c.Client, c.Server = line.Speaker, line.Listener
	}
	if h := v.hosts[c.Server]; h != nil {
		for _, s := range h.Services {
			if s.Name == line.Service {
				c.Port = int(s.Port)
			}
		}
	}
	return c
}

func (v *Viewer) line(line *dialogue.Line, d story.Detail, l lang.Lang) Line {
	x := Line{
		Conn: line.Conn, Clock: v.clock(v.trace.At(line.First).At), Speaker: line.Speaker, Listener: line.Listener,
		Client: line.FromClient, Protocol: line.Protocol, Kind: line.Kind, Class: line.Class,
		Text: shorten(line.Text, maxLineText), Withheld: line.Withheld, Encrypted: line.Encrypted, Lost: line.Received == 0, Partial: line.Partial,
	}
	if n := len(line.Text) + line.Cut - maxLineText; n > 0 {
		size := explain.Size(int64(n)).In(l)
		x.More = pick(l, "%s más", "%s more", size)
	}
	if line.Kind == dialogue.KindCredentials && line.Secret != "" {
		var parts []string
		for _, part := range line.SecretParts() {
			if part != "" { // nobody to act for, in SASL PLAIN (RFC 4616)
				parts = append(parts, shorten(part, maxWire))
			}
		}
		x.Secret = strings.Join(parts, " · ")
	}
	x.Step = v.stepOfLine(line, d)
	return x
}

// stepOfLine is the step of a detail that tells a line.
func (v *Viewer) stepOfLine(line *dialogue.Line, d story.Detail) int {
	st := v.story.StepOf(line)
	switch {
	case st == nil:
		return v.story.StepAt(d, line.First)
	case d == story.Dialogue:
		return st.Index
	case d == story.Tell:
		return st.Parent.Index
	}
	return v.story.StepAt(d, st.First)
}

// connName words a connection for a table: "smtp, mx.beta.test 25".
func (v *Viewer) connName(service, peer string, port uint16, l lang.Lang) string {
	if peer == "" {
		peer = pick(l, "nadie", "nobody")
	}
	return service + ", " + v.name(peer, l) + " " + strconv.Itoa(int(port))
}

// failWord says why a connection failed.
func failWord(r trace.FailReason, l lang.Lang) string {
	switch r {
	case trace.FailRefused:
		return pick(l, "rechazada", "refused")
	case trace.FailTimeout:
		return pick(l, "nadie contestó", "nobody answered")
	case trace.FailUnreachable:
		return pick(l, "no hay camino", "no road")
	case trace.FailReset:
		return pick(l, "cortada", "cut off")
	}
	return string(r)
}
