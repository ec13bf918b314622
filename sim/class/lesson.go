package class

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"posta/sim/lang"
	"posta/sim/live"
)

// State is what a page shows of the class beside its stage.
type State struct {
	Version int    `json:"version"`
	Teacher bool   `json:"teacher"`
	Seat    int    `json:"seat"` // one's own; -1: the teacher's
	User    string `json:"user"`
	Device  string `json:"device"`
	Name    string `json:"name"`
	Muted   bool   `json:"muted"`
	Host    string `json:"host,omitempty"` // the server that one looks after
	// Seats are everybody's; names are "" where they are hidden, and where a seat is free.
	Seats []Place `json:"seats"`
	// Seating is other when Seats are, for all but the teacher: who has seen that one need not be told them again.
	Seating int `json:"seating"`
	// Follow: everybody sees the step of the event Seq, at the detail; Pointed is the host that the teacher points at.
	Follow  bool   `json:"follow"`
	Seq     int    `json:"seq"`
	Detail  string `json:"detail"`
	Pointed string `json:"pointed"`
	Paused  bool   `json:"paused"`
	Hidden  bool   `json:"hidden"`
	Locked  bool   `json:"locked"`
	Inputs  int    `json:"inputs"`
	// Failed says why nothing is taken: any more, or for now.
	Failed lang.Text `json:"-"`
	Asked  *Asked    `json:"asked"`
	// Real: letters travel over real sockets. Account is then how one's own mail program finds one's mailbox, and Machines are
	// servers that are other machines.
	Real     bool            `json:"real"`
	Account  *Account        `json:"account,omitempty"`
	Machines []live.AwayHost `json:"machines,omitempty"`
}

// Place is a seat as others see it.
type Place struct {
	User string `json:"user"`
	Name string `json:"name"`
	// Taken: somebody sits there. Away: they were not heard of for a while. At is the event that they look at; Answered
	// says that they have answered the question. Only the teacher is told of the last three.
	Taken    bool `json:"taken"`
	Away     bool `json:"away"`
	At       int  `json:"at"`
	Answered bool `json:"answered"`
	Muted    bool `json:"muted"`
	// Host is the server that it looks after.
	Host string `json:"host,omitempty"`
}

// Asked is a question as one person sees it: nobody sees others' answers, nor which is right, before it is revealed.
type Asked struct {
	Question
	// Mine is one's own answer; -1: none yet.
	Mine     int `json:"mine"`
	Answered int `json:"answered"`
	// Counts are how many chose each option, once it is revealed.
	Counts []int `json:"counts"`
}

// away is how long somebody may be silent before they count as away: pages ask every 20 seconds at least.
const away = 45 * time.Second

// State is what who may see, and a channel that is closed when it changes. The seats, which are most of it, are left out for who has
// seen that Seating already (-1: none); the teacher, who is told more of them, always gets them.
func (r *Room) State(who Who, seating int) (State, <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	x := State{
		Version: r.version, Seating: r.seating, Teacher: who.Teacher, Seat: who.Seat, Follow: r.follow, Seq: r.seq, Detail: r.detail, Pointed: r.pointed,
		Paused: r.paused, Hidden: r.hidden, Locked: r.locked, Inputs: r.count,
	}
	if err := cmp.Or(r.failed, r.stuck); err != nil {
		x.Failed = told(err)
	}
	if !who.Teacher {
		s := r.seats[who.Seat]
		x.User, x.Device, x.Name, x.Muted, x.Host = s.User, s.Device, s.Name, s.muted, s.host
	}
	if r.cast != nil {
		x.Real, x.Machines = true, r.cast.Guests()
		if !who.Teacher {
			x.Account = r.account(r.seats[who.Seat].User)
		}
	}
	if who.Teacher || seating != r.seating {
		x.Seats = make([]Place, 0, len(r.seats))
		r.places(who, &x)
	}
	if q := r.asked; q != nil {
		a := &Asked{Question: *q, Mine: -1, Answered: len(r.answers)}
		if mine, ok := r.answers[who.Seat]; ok {
			a.Mine = mine
		}
		if q.Revealed {
			a.Counts = make([]int, len(q.Options))
			for _, n := range r.answers {
				a.Counts[n]++
			}
		} else if !who.Teacher {
			a.Right = -1
		}
		x.Asked = a
	}
	return x, r.changed
}

// places are the seats as somebody sees them. Called with the lock held.
func (r *Room) places(who Who, x *State) {
	for i, s := range r.seats {
		p := Place{User: s.User, Taken: s.token != "", Muted: s.muted, Host: s.host}
		if !r.hidden || who.Teacher || i == who.Seat {
			p.Name = s.Name
		}
		if who.Teacher {
			_, p.Answered = r.answers[i]
			p.At, p.Away = s.at, p.Taken && r.now().Sub(s.seen) > away
		}
		x.Seats = append(x.Seats, p)
	}
}

// Restless tells whether changes come one upon the other, so that whoever tells of them waits a moment for the next.
func (r *Room) Restless() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.restless
}

// At notes where somebody looks. It is for the teacher to see, and is not kept.
func (r *Room) At(seat, seq int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seats[seat].at = seq
}

// Step is the teacher's: whoever follows goes there.
func (r *Room) Step(seq int, detail string, follow bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seq == seq && r.detail == detail && r.follow == follow {
		return
	}
	r.seq, r.detail, r.follow = seq, detail, follow
	r.tell()
}

// Point points at a host; "" at nothing.
func (r *Room) Point(host string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pointed = host
	r.tell()
}

// Pause stops the world's clock, or lets it go on.
func (r *Room) Pause(on bool) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cast != nil && on {
		return refuse("con servidores de verdad el tiempo es el de todos: no se puede parar", "with real servers the time is everybody's: it cannot be stopped")
	}
	if on == r.paused {
		return nil
	}
	r.base = r.time()
	r.since, r.paused = r.now(), on
	r.tell()
	return nil
}

// Hide takes names away from the others' eyes; Lock lets nobody new in; Mute keeps a seat from writing; Free gives a seat
// back: whoever sat there needs the code again.
func (r *Room) Hide(on bool) error {
	return r.set(entry{Do: "hide", On: on}, func() { r.hidden = on })
}

// Lock is described at Hide.
func (r *Room) Lock(on bool) error {
	return r.set(entry{Do: "lock", On: on}, func() { r.locked = on })
}

// Mute is described at Hide.
func (r *Room) Mute(seat int, on bool) error {
	if seat < 0 || seat >= len(r.seats) {
		return refuse("ese sitio no existe", "there is no such seat")
	}
	return r.set(entry{Do: "mute", Seat: seat, On: on}, func() { r.seats[seat].muted = on })
}

// Give gives a seat a server to look after (Tend); "" takes it away. Two seats may look after one.
func (r *Room) Give(seat int, host string) error {
	if seat < 0 || seat >= len(r.seats) {
		return refuse("ese sitio no existe", "there is no such seat")
	}
	if host != "" && r.Header.FindHost(host) == nil {
		return refuse("no hay ningún servidor %s", "there is no server %s", host)
	}
	return r.set(entry{Do: "give", Seat: seat, Host: host}, func() { r.seats[seat].host = host })
}

// Free is described at Hide.
func (r *Room) Free(seat int) error {
	if seat < 0 || seat >= len(r.seats) {
		return refuse("ese sitio no existe", "there is no such seat")
	}
	return r.set(entry{Do: "free", Seat: seat}, func() { r.seats[seat].Name, r.seats[seat].token, r.seats[seat].host = "", "", "" })
}

func (r *Room) set(e entry, do func()) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.note(e); err != nil {
		return err
	}
	do()
	switch e.Do {
	case "hide", "mute", "free", "give":
		r.seating++
	}
	r.tell()
	return nil
}

// Ask asks the class; right -1: no answer is right.
func (r *Room) Ask(text string, options []string, right int) error {
	options = slices.DeleteFunc(slices.Clone(options), func(o string) bool { return strings.TrimSpace(o) == "" })
	switch {
	case strings.TrimSpace(text) == "" || len(options) < 2 || len(options) > MaxOptions:
		return refuse("una pregunta tiene un texto y de 2 a %d respuestas", "a question has a text and 2 to %d answers", MaxOptions)
	case right < -1 || right >= len(options):
		return refuse("la respuesta correcta no es ninguna de ellas", "the right answer is none of them")
	case len(text)+len(strings.Join(options, "")) > 4000 || !utf8.ValidString(text):
		return refuse("la pregunta es demasiado larga", "the question is too long")
	}
	id := 1
	r.mu.Lock()
	if r.asked != nil {
		id = r.asked.ID + 1
	}
	r.mu.Unlock()
	q := &Question{ID: id, Text: text, Options: options, Right: right}
	return r.set(entry{Do: "ask", Ask: q}, func() { r.asked, r.answers = q, map[int]int{} })
}

// Answer answers the question for a seat; it can be changed until it is revealed.
func (r *Room) Answer(seat, id, option int) error {
	r.mu.Lock()
	q := r.asked
	ok := q != nil && q.ID == id && !q.Revealed && option >= 0 && option < len(q.Options)
	r.mu.Unlock()
	if !ok {
		return refuse("esa pregunta ya no se contesta", "that question is not being asked any more")
	}
	return r.set(entry{Do: "answer", Seat: seat, Answer: option}, func() {
		if r.asked == q {
			r.answers[seat] = option
		}
	})
}

// Reveal shows everybody's answers, and which was right.
func (r *Room) Reveal() error {
	return r.set(entry{Do: "reveal"}, func() {
		if r.asked != nil {
			revealed := *r.asked
			revealed.Revealed = true
			r.asked = &revealed
		}
	})
}
