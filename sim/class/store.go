package class

import (
	"encoding/json"
	"errors"
	"fmt"
	"syscall"
	"time"

	"posta/sim/lang"
	"posta/sim/trace"
)

// Store is where a class is written down: a folder's files (Folder), or whatever else keeps lines in their order.
//
// A class has one store and writes through it what happens, one line after the other, before it happens. What a call of Write
// returned nil for is there after the program has been killed; what it returned an error for is not, and never will be: the
// class then tells whoever wanted it that it was not done, and goes on when the store does.
type Store interface {
	// Open gives what the store knows of the class; where it knows nothing, it begins one with this scenario.
	Open(name string, scenario []byte) (Past, error)
	// Write keeps a line, without its end, in one of the books.
	Write(b Book, line []byte) error
	// Lesson is the scenario and the book of inputs, as the files that replay.
	Lesson() (scenario, inputs []byte, err error)
	// Rewrite puts other lines in the place of a book's, all or none of them, and counts them. It is for a class that is over.
	Rewrite(b Book, change func(line []byte) (other []byte, changed bool)) (int, error)
	Close() error
}

// Recorder is a Store that keeps the trace of a class on real sockets too, whose inputs alone do not replay it.
type Recorder interface {
	Store
	// Recorded gives what was recorded, once the store is open; nil: nothing was.
	Recorded() (*trace.Trace, error)
	// Record goes on with whole lines: the header's, then the events'. Like Write it keeps all of them or none.
	Record(lines []byte) error
	// Revise puts another trace of as many events in the place of the one that was recorded, as change makes it, which counts what is
	// other; where nothing was recorded, change is not called. It is for a class that is over.
	Revise(change func(*trace.Trace) int) (int, error)
	// Distant: the store is on another machine, and Record takes as long as a network does. Many lines are then recorded at a
	// time, and what was not is not answered for.
	Distant() bool
}

// Book is a kind of lines.
type Book string

// The books of a class.
const (
	Inputs  Book = "inputs"  // what everybody did in the world: scenario.Input, one a line, without the head
	Notes   Book = "class"   // seats, questions and answers
	Reached Book = "reached" // how far the world came: of these lines only the last counts
)

// InputsHead is the first line of a file of inputs.
const InputsHead = "{\"inputs\": 1}\n"

// Past is what a store knows of a class.
type Past struct {
	Name     string // the scenario's file
	Scenario []byte
	Inputs   [][]byte
	Notes    [][]byte
	Reached  []byte // the last such line; nil: none
}

// Why is a reason that whoever asked is told in their language: a store's errors are such where it knows the reason.
type Why struct{ Told lang.Text }

func (w *Why) Error() string { return w.Told.EN }

// told words why a store keeps nothing.
func told(err error) lang.Text {
	var why *Why
	switch {
	case errors.As(err, &why):
		return why.Told
	case errors.Is(err, syscall.ENOSPC):
		return lang.Text{ES: "no queda sitio en el disco", EN: "there is no room left on the disk"}
	}
	return lang.Both(err.Error())
}

func notKept(err error) error {
	return refuse("no se pudo guardar: %s", "it could not be kept: %s", told(err))
}

// entry is one thing that happened to the class and not to its world.
type entry struct {
	Do      string    `json:"do"`
	Code    string    `json:"code,omitempty"`
	Run     string    `json:"run,omitempty"`
	Secret  string    `json:"salt,omitempty"` // from which the class's passwords follow
	Real    bool      `json:"real,omitempty"` // it is on real sockets
	Seat    int       `json:"seat,omitempty"`
	Name    string    `json:"name,omitempty"`
	Token   string    `json:"token,omitempty"` // its hash
	Host    string    `json:"host,omitempty"`
	On      bool      `json:"on,omitempty"`
	Ask     *Question `json:"ask,omitempty"`
	Answer  int       `json:"answer,omitempty"`
	Reached int64     `json:"reached_ms,omitempty"`
}

// entries reads the notes, and how far the world came.
func (p Past) entries() ([]entry, error) {
	lines := p.Notes
	if p.Reached != nil {
		lines = append(lines[:len(lines):len(lines)], p.Reached)
	}
	var list []entry
	for i, line := range lines {
		var e entry
		if err := json.Unmarshal(line, &e); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", Notes, i+1, err)
		}
		list = append(list, e)
	}
	return list, nil
}

// InputsFile is the book of inputs as the file that replays.
func InputsFile(lines [][]byte) []byte {
	file := []byte(InputsHead)
	for _, line := range lines {
		file = append(append(file, line...), '\n')
	}
	return file
}

// note writes an entry down. Called with the lock held.
func (r *Room) note(e entry) error {
	line, err := json.Marshal(e)
	if err == nil {
		err = r.log.Write(Notes, line)
	}
	if err != nil {
		return notKept(err)
	}
	return nil
}

// reach notes how far the world came.
func (r *Room) reach(at time.Duration) error {
	line, _ := json.Marshal(entry{Do: "reached", Reached: at.Milliseconds()})
	return r.log.Write(Reached, line)
}

// recall brings the class to where it was.
func (r *Room) recall(p Past) error {
	list, err := p.entries()
	if err != nil {
		return err
	}
	for _, e := range list {
		var s *Seat
		if e.Seat >= 0 && e.Seat < len(r.seats) {
			s = r.seats[e.Seat]
		}
		switch e.Do {
		case "begin":
			r.Code, r.Run, r.secret = e.Code, e.Run, e.Secret
			r.begun, r.wasReal = true, e.Real
		case "reached":
			r.reached = max(r.reached, time.Duration(e.Reached)*time.Millisecond)
		case "sit":
			r.sit(e.Seat, e.Name, e.Token)
		case "free":
			s.Name, s.token, s.host = "", "", ""
		case "give":
			s.host = e.Host
		case "mute":
			s.muted = e.On
		case "ask":
			r.asked, r.answers = e.Ask, map[int]int{}
		case "answer":
			r.answers[e.Seat] = e.Answer
		case "reveal":
			if r.asked != nil {
				r.asked.Revealed = true
			}
		case "hide":
			r.hidden = e.On
		case "lock":
			r.locked = e.On
		}
	}
	return nil
}
