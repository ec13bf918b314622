package live

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"posta/sim/scenario"
	"posta/sim/trace"
)

// Again is what happened so far as a file of inputs, with which a simulation of the same scenario does it again: what was done
// from the stage, and every word that programs from outside said, typed by hand in their place. From there it can be asked what
// would have happened if. The servers decide anew; the strangers' words stay, for nobody can say what else they would have said.
// Left are conversations that are not in it, because they are more than a file of inputs holds.
func (l *Live) Again() (inputs []byte, left int) {
	l.g.Lock()
	lines := slices.Clone(l.acts.lines)
	l.g.Unlock()
	return again(l.Scenario, l.Trace().Events, lines)
}

// pace is how long a line that was typed is given to be answered, on a road as slow as a lesson's: what a program waited for on
// real sockets it need not wait for when it is typed.
const pace = 500 * time.Millisecond

// maxTyped is how much one line types.
const maxTyped = 32 << 10

// redo is what is done again at an instant.
type redo struct {
	at   time.Duration
	line map[string]any
	text string // of what was done from the stage: a line already
}

// stranger is a conversation that is typed again.
type stranger struct {
	list   []redo
	at     time.Duration // of the last
	octets int
	tls    bool
	over   bool
	logins logins
}

func again(s *scenario.Scenario, events []trace.Event, acts []string) (inputs []byte, left int) {
	all := map[int]*stranger{}
	var order []int
	checked := map[int][]trace.Authenticated{}
	for _, e := range events {
		if f, is := e.Fact.(trace.Authenticated); is {
			checked[e.Conn] = append(checked[e.Conn], f)
		}
	}
	for _, e := range events {
		if f, is := e.Fact.(trace.ConnAccepted); is && f.Peer == "" && f.Network == "tcp" {
			if x := begun(s, e, f); x != nil {
				x.logins = logins{users: s.Users, checked: checked[e.Conn]}
				all[e.Conn] = x
				order = append(order, e.Conn)
			}
			continue
		}
		if x := all[e.Conn]; x != nil && e.Conn != 0 {
			x.tell(e)
		}
	}
	list := make([]redo, 0, len(acts))
	for _, text := range acts {
		list = append(list, redo{at: instantOf(text), text: text})
	}
	octets := 0
	for _, id := range order {
		x := all[id]
		if len(list)+len(x.list) > scenario.MaxInputs-1 || octets+x.octets > scenario.MaxInputsSize/2 {
			left++
			continue
		}
		octets += x.octets
		list = append(list, x.list...)
	}
	slices.SortStableFunc(list, func(a, b redo) int { return cmp.Compare(a.at, b.at) })
	var b strings.Builder
	b.WriteString("{\"inputs\": 1}\n")
	for _, r := range list {
		if r.text == "" {
			r.line["at"] = fmt.Sprintf("%dms", r.at.Milliseconds())
			text, _ := json.Marshal(r.line)
			r.text = string(text)
		}
		b.WriteString(r.text + "\n")
	}
	return []byte(b.String()), left
}

// instantOf is when a line acts that Act, or a class, has written.
func instantOf(line string) (at time.Duration) {
	var ms int64
	if _, err := fmt.Sscanf(line, "{at: %dms", &ms); err != nil {
		fmt.Sscanf(line, `{"at":"%dms`, &ms)
	}
	return time.Duration(ms) * time.Millisecond
}

// begun is a stranger's conversation that begins; nil: nobody in the scenario could type it. A letter from outside comes from
// another machine than the one that it calls, and no matter which: what it says is the same.
func begun(s *scenario.Scenario, e trace.Event, f trace.ConnAccepted) *stranger {
	var from string
	for _, d := range s.Devices {
		from = cmp.Or(from, d.Name)
	}
	for _, h := range s.Hosts {
		if h.Name != e.Host {
			from = cmp.Or(from, h.Name)
		}
	}
	if from == "" {
		return nil
	}
	x := &stranger{at: e.At - pace}
	connect := map[string]any{"id": named(e.Conn), "from": from, "to": e.Host, "port": f.Local.Port()}
	for _, h := range s.Hosts {
		for _, service := range h.Services {
			if h.Name == e.Host && service.Port == f.Local.Port() && service.TLS == scenario.TLSImplicit {
				connect["tls"], x.tls = true, true
			}
		}
	}
	x.add(e.At, map[string]any{"by": f.Remote.String(), "connect": connect})
	return x
}

func named(conn int) string { return fmt.Sprintf("c%d", conn) }

func (x *stranger) add(at time.Duration, line map[string]any) {
	x.at = max(at, x.at+pace)
	x.list = append(x.list, redo{at: x.at, line: line})
}

// tell goes on with what happened.
func (x *stranger) tell(e trace.Event) {
	switch f := e.Fact.(type) {
	case trace.DataSent:
		if e.Host == "" && !x.over {
			if data := x.logins.fill(f); len(data) > 0 {
				x.types(e, data)
			}
		}
	case trace.TLSDone:
		if e.Host != "" && f.OK && !x.tls {
			x.tls = true
			x.add(e.At, map[string]any{"starttls": map[string]any{"on": named(e.Conn)}})
		}
	case trace.ConnEnded, trace.ConnFailed:
		if e.Host != "" && !x.over {
			x.over = true
			_, lost := f.(trace.ConnFailed)
			x.add(e.At, map[string]any{"close": map[string]any{"on": named(e.Conn), "reset": lost}})
		}
	case trace.ConnClosed:
		x.over = x.over || e.Host != "" // the server hung up first
	}
}

// types types what a stranger said, in as many lines as it takes.
func (x *stranger) types(e trace.Event, data []byte) {
	x.octets += len(data)*4/3 + 100
	for part := range slices.Chunk(data, maxTyped) {
		what := map[string]any{"on": named(e.Conn)}
		if utf8.Valid(part) && !strings.ContainsRune(string(part), 0) {
			what["text"] = string(part)
		} else {
			what["base64"] = base64.StdEncoding.EncodeToString(part)
		}
		x.add(e.At, map[string]any{"type": what})
	}
}
