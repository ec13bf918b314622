// Package talk lets a person take part in a lesson: sit down at a client and type SMTP,
// POP3 or IMAP at a simulated server, or take a server's or a name server's place and
// write what it should say.
//
// In the e-mail's journey it is the chair that is offered to the spectator. The world is
// held (sim.Open): while the person thinks, its time stands still. What is typed becomes
// an input with an instant, a second after whatever was said last, and the world goes on
// until the other side has had its say. So a conversation does not depend on how fast
// somebody types, and its inputs (InputsFrom), run with the same lesson and seed, make the
// same trace, event for event.
//
// It promises that nothing that is typed ends a talk but what says so; what cannot be is
// refused with the words of the reader of inputs. It explains nothing itself: what was
// said is in Telling, and package turn says what could be said next and what was wrong.
package talk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"posta/sim"
	"posta/sim/dialogue"
	"posta/sim/form"
	"posta/sim/scenario"
	"posta/sim/story"
	"posta/sim/telling"
	"posta/sim/trace"
	"posta/sim/turn"
)

// How virtual time goes by between two lines.
const (
	// Pace lies between what was said last and what is typed next.
	Pace = time.Second
	// lull is how long nothing is said when somebody has had their say.
	lull = 500 * time.Millisecond
	// patience is how long a server's answer is waited for, and clientPatience how long
	// a client's next word: clients speak at once or not at all.
	patience       = time.Minute
	clientPatience = 2 * time.Second
)

// Role is whose place a person has taken.
type Role string

const (
	Client   Role = "client"   // of a conversation that the person opened
	Server   Role = "server"   // of a mail service
	Resolver Role = "resolver" // of one that answers for names
)

// Options say which place is taken.
type Options struct {
	As   string // a host or a device
	To   string // the host that is called; empty: As is a server, whose seat is taken
	Port uint16 // of To; 0: its first
	// Service is the one whose seat is taken; empty: all.
	Service string
	At      string // instant at which it is taken, as in a file of inputs; empty: at once
	By      string // who types
	Sim     sim.Options
}

// Talk is a world with a person in it. It is for one goroutine at a time.
type Talk struct {
	Scenario *scenario.Scenario
	Telling  *telling.Telling
	Role     Role
	// Host is the place that was taken, and Peer, of a client, whom it calls.
	Host, Peer string

	w      *sim.World
	reader *scenario.InputReader
	lines  []string // of the file of inputs
	by     string
	grown  []story.Growth

	read  int      // events taken in
	begun int      // the event with which the place is taken
	ports []uint16 // of the services whose seat is taken
	hands []*hand  // connections on which the person speaks, in the order in which they came
	now   *hand    // the one that is spoken on, or nil
	// asked are the DNS questions that came to the seat, by connection; answered counts
	// those that were.
	asked    []int
	answered int

	made     []Made
	mistakes map[int][]turn.Mistake // by the line's index
	warned   bool                   // of a password that others read
	first    int                    // connections that inputs have opened already
}

// hand is a connection on which the person speaks.
type hand struct {
	id    string // as inputs call it
	conn  int    // its number; 0 before it has one
	begun int    // the event of the input that opens it
	over  bool
	heard time.Duration // when the other side was heard last
}

// ErrEnded is what a talk says once its world has come to its end.
var ErrEnded = sim.ErrEnded

// ErrSilent: nobody is there to speak to.
var ErrSilent = errors.New("there is no conversation")

// Open takes a place. Problems are those of the place: a name that is unknown, a port
// that cannot be, an instant.
func Open(ctx context.Context, s *scenario.Scenario, o Options) (*Talk, form.Problems, error) {
	w, err := sim.Open(ctx, s, o.Sim)
	if err != nil {
		return nil, nil, err
	}
	t := &Talk{Scenario: s, w: w, Telling: telling.Of(w.Trace()), reader: scenario.NewInputReader(s), by: o.By, Host: o.As, Peer: o.To, first: len(o.Sim.Inputs)}
	problems, err := t.sit(ctx, o)
	if len(problems) > 0 || err != nil {
		return nil, problems, errors.Join(err, w.Close())
	}
	return t, nil, nil
}

// sit does the first input.
func (t *Talk) sit(ctx context.Context, o Options) (form.Problems, error) {
	when := o.At
	if when == "" {
		when = "0"
	}
	if o.To != "" {
		t.Role = Client
		return t.call(ctx, when, o.Port)
	}
	t.Role = Server
	seat := map[string]any{"host": o.As}
	if o.Service != "" {
		seat["service"] = o.Service
	}
	problems, err := t.feed(when, "seat", seat)
	if len(problems) > 0 || err != nil {
		return problems, err
	}
	for _, s := range t.host(o.As).Services {
		if o.Service != "" && s.Name() != o.Service {
			continue
		}
		t.ports = append(t.ports, s.Port)
		if s.Proto == scenario.DNSServer || s.Proto == scenario.Resolver {
			t.Role = Resolver
		}
	}
	return nil, t.wait(ctx)
}

func (t *Talk) host(name string) *scenario.Host {
	for _, h := range t.Scenario.Hosts {
		if h.Name == name {
			return h
		}
	}
	return nil
}

// call opens a connection.
func (t *Talk) call(ctx context.Context, when string, port uint16) (form.Problems, error) {
	tls := false
	if h := t.host(t.Peer); h != nil && len(h.Services) > 0 {
		if port == 0 {
			port = h.Services[0].Port
			if p, ok := h.Offers(scenario.SMTP); ok {
				port = p
			}
		}
		tls = slices.ContainsFunc(h.Services, func(s scenario.Service) bool { return s.Port == port && s.TLS == scenario.TLSImplicit })
	}
	h := &hand{id: fmt.Sprintf("t%d", t.first+len(t.hands)+1)}
	connect := map[string]any{"id": h.id, "from": t.Host, "to": t.Peer}
	if port != 0 {
		connect["port"] = port
	}
	if tls {
		connect["tls"] = true
	}
	t.hands, t.now = append(t.hands, h), h
	problems, err := t.feed(when, "connect", connect)
	if len(problems) > 0 || err != nil {
		t.hands, t.now = t.hands[:len(t.hands)-1], nil
		return problems, err
	}
	return nil, t.listen(ctx)
}

// next is the instant of the next input.
func (t *Talk) next() string {
	return fmt.Sprintf("%dms", (t.w.Standing().Now+Pace+time.Millisecond-1)/time.Millisecond)
}

// feed gives the world an input, and lets it act.
func (t *Talk) feed(when, verb string, value any) (form.Problems, error) {
	input := map[string]any{"at": when, verb: value}
	if t.by != "" {
		input["by"] = t.by
	}
	line, err := json.Marshal(input)
	if err != nil {
		return nil, err
	}
	in, problems := t.reader.Line("inputs", len(t.lines)+2, string(line))
	if len(problems) > 0 {
		return problems, nil
	}
	if err := t.w.Feed(in); err != nil {
		return nil, err
	}
	t.lines = append(t.lines, string(line))
	_, err = t.w.AdvanceTo(context.Background(), in.At)
	t.grow()
	return nil, err
}

// FileHead begins a file of inputs.
const FileHead = "{\"inputs\":1}\n"

// InputsFrom are the lines of the file of inputs that does again what was done, from the nth on, each
// with its end.
func (t *Talk) InputsFrom(n int) (lines []string) {
	for _, l := range t.lines[min(n, len(t.lines)):] {
		lines = append(lines, l+"\n")
	}
	return lines
}

// Now is where the world stands.
func (t *Talk) Now() time.Duration { return t.w.Standing().Now }

// Ended tells whether the world has come to its end.
func (t *Talk) Ended() bool { return t.w.Standing().Ended != "" }

// Mine tells whether a connection is one on which the person speaks.
func (t *Talk) Mine(conn int) bool {
	return conn != 0 && (slices.ContainsFunc(t.hands, func(h *hand) bool { return h.conn == conn }) || slices.Contains(t.asked, conn))
}

// Begun is the event with which the place is taken; 0 before.
func (t *Talk) Begun() int { return t.begun }

// Lines are what was said on the connection that is spoken on.
func (t *Talk) Lines() []*dialogue.Line {
	if t.now == nil || t.now.conn == 0 {
		return nil
	}
	return t.Telling.Talk.LinesOf(t.now.conn)
}

// Talks are the lines of each connection that the person has spoken on, in the order in which
// they came.
func (t *Talk) Talks() (list [][]*dialogue.Line) {
	for _, h := range t.hands {
		if h.conn != 0 {
			list = append(list, t.Telling.Talk.LinesOf(h.conn))
		}
	}
	return list
}

// Growths are how the telling has grown since the last call.
func (t *Talk) Growths() []story.Growth {
	list := t.grown
	t.grown = nil
	return list
}

// Say types a line, and waits for the answer.
func (t *Talk) Say(ctx context.Context, line string) (form.Problems, error) {
	if t.Over() {
		return nil, ErrSilent
	}
	problems, err := t.feed(t.next(), "type", map[string]any{"on": t.now.id, "line": line})
	if len(problems) > 0 || err != nil {
		return problems, err
	}
	if t.Role == Client {
		err = t.listen(ctx)
	}
	return nil, errors.Join(err, t.secure(ctx))
}

// secure begins TLS where both have just agreed on it, which no person could do by hand,
// and hears what the other side has to say.
func (t *Talk) secure(ctx context.Context) error {
	lines := t.Lines()
	if len(lines) > 0 {
		l := lines[len(lines)-1]
		if !l.Encrypted && !l.FromClient && !l.Partial && l.Class == dialogue.ClassOK && l.Question >= 0 {
			if verb := t.Telling.Talk.Lines[l.Question].Verb; verb == "STARTTLS" || verb == "STLS" {
				if _, err := t.feed(t.next(), "starttls", map[string]any{"on": t.now.id}); err != nil {
					return err
				}
				return t.pass(ctx, t.Now()+lull, func() bool { return t.now.over })
			}
		}
	}
	if t.Role == Server {
		return t.listen(ctx)
	}
	return nil
}

// HangUp closes the connection.
func (t *Talk) HangUp(ctx context.Context) error {
	if t.Over() {
		return ErrSilent
	}
	if _, err := t.feed(t.next(), "close", map[string]any{"on": t.now.id}); err != nil {
		return err
	}
	return t.listen(ctx)
}

// Over tells whether nothing can be said on the connection, or there is none.
func (t *Talk) Over() bool { return t.now == nil || t.now.over || t.now.conn == 0 }

// Question is the DNS question that waits at the seat, or nil.
func (t *Talk) Question() *dialogue.Line {
	if t.answered >= len(t.asked) {
		return nil
	}
	conn := t.asked[t.answered]
	n := 0
	for _, c := range t.asked[:t.answered] {
		if c == conn {
			n++
		}
	}
	for _, l := range t.Telling.Talk.LinesOf(conn) {
		if l.Kind == dialogue.KindQuery && l.DNS != nil {
			if n--; n < 0 {
				return l
			}
		}
	}
	return nil
}

// Answer answers the oldest question that waits. The fields are those of an input's
// answer, without its host.
func (t *Talk) Answer(ctx context.Context, fields map[string]any) (form.Problems, error) {
	if t.Question() == nil {
		return nil, ErrSilent
	}
	fields["host"] = t.Host
	problems, err := t.feed(t.next(), "answer", fields)
	if len(problems) > 0 || err != nil {
		return problems, err
	}
	t.answered++
	return nil, t.wait(ctx)
}

// Leave gives a seat back to its program.
func (t *Talk) Leave() error {
	if t.Role == Client {
		return ErrSilent
	}
	_, err := t.feed(t.next(), "leave", map[string]any{"host": t.Host})
	t.ports, t.answered = nil, len(t.asked)
	return err
}

// Pass lets time go by.
func (t *Talk) Pass(ctx context.Context, d time.Duration) error {
	return t.pass(ctx, t.Now()+d, func() bool { return false })
}

// Finish lets the world go on to its end: what becomes of everything shows.
func (t *Talk) Finish(ctx context.Context) (*trace.Trace, error) {
	tr, err := t.w.Finish(ctx)
	t.grow()
	return tr, err
}

// Close leaves the world where it is.
func (t *Talk) Close() error { return t.w.Close() }

// Call opens another connection, at another port where one is given; for a client that
// has hung up.
func (t *Talk) Call(ctx context.Context, port uint16) (form.Problems, error) {
	return t.call(ctx, t.next(), port)
}
