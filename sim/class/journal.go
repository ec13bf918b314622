package class

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// The files of a class's folder.
const (
	scenarioFile = "scenario.yaml"
	inputsFile   = "inputs.jsonl"
	classFile    = "class.jsonl" // seats, questions, answers, how far the world came
	teacherFile  = "teacher.txt"
	inputsHead   = "{\"inputs\": 1}\n"
)

// entry is one thing that happened to the class and not to its world.
type entry struct {
	Do      string    `json:"do"`
	Code    string    `json:"code,omitempty"`
	Run     string    `json:"run,omitempty"`
	Seat    int       `json:"seat,omitempty"`
	Name    string    `json:"name,omitempty"`
	Token   string    `json:"token,omitempty"` // its hash
	On      bool      `json:"on,omitempty"`
	Ask     *Question `json:"ask,omitempty"`
	Answer  int       `json:"answer,omitempty"`
	Reached int64     `json:"reached_ms,omitempty"`
}

// journal writes a class down as it goes on.
type journal struct {
	inputs, class *os.File
}

// past is what a folder knows of its class.
type past struct {
	name, source, inputs string
	entries              []entry
}

// openJournal opens a folder, or makes it.
func openJournal(folder, name, source string) (*journal, past, error) {
	var p past
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, p, err
	}
	at := filepath.Join(folder, scenarioFile)
	src, err := os.ReadFile(at)
	switch {
	case err == nil:
		name, source = scenarioFile, string(src)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, p, err
	default:
		if err := os.WriteFile(at, []byte(source), 0o600); err != nil {
			return nil, p, err
		}
	}
	p.name, p.source = name, source
	j := &journal{}
	var class []byte
	var inputs []byte
	if j.inputs, inputs, err = appendTo(filepath.Join(folder, inputsFile)); err == nil {
		j.class, class, err = appendTo(filepath.Join(folder, classFile))
	}
	if err == nil && len(inputs) == 0 {
		inputs = []byte(inputsHead)
		_, err = j.inputs.Write(inputs)
	}
	if err != nil {
		j.close()
		return nil, p, err
	}
	p.inputs = string(inputs)
	for i, line := range bytes.Split(class, []byte("\n")) {
		if len(line) == 0 {
			continue
		}
		var e entry
		if err := json.Unmarshal(line, &e); err != nil {
			j.close()
			return nil, p, fmt.Errorf("%s, line %d: %w", classFile, i+1, err)
		}
		p.entries = append(p.entries, e)
	}
	return j, p, nil
}

// keyOf is the teacher's token, which the folder keeps for its owner's eyes alone: after a crash it is still good.
func keyOf(folder string) (string, error) {
	name := filepath.Join(folder, teacherFile)
	if b, err := os.ReadFile(name); err == nil && len(bytes.TrimSpace(b)) > 0 {
		return string(bytes.TrimSpace(b)), nil
	}
	key := token()
	return key, os.WriteFile(name, []byte(key+"\n"), 0o600)
}

// appendTo opens a file to write at its end, and gives what is in it. A last line that was not written whole, because
// the machine died over it, was never acted on: it is taken away.
func appendTo(name string) (*os.File, []byte, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, nil, err
	}
	b, err := os.ReadFile(name)
	if err == nil {
		b = b[:bytes.LastIndexByte(b, '\n')+1]
		if err = f.Truncate(int64(len(b))); err == nil {
			_, err = f.Seek(int64(len(b)), 0)
		}
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, b, nil
}

// input has a line on the disk before it returns.
func (j *journal) input(line string) error { return put(j.inputs, []byte(line+"\n")) }

// reach notes how far the world came. It need not survive the loss of power, only of the program.
func (j *journal) reach(at time.Duration) error {
	line, _ := json.Marshal(entry{Do: "reached", Reached: at.Milliseconds()})
	_, err := j.class.Write(append(line, '\n'))
	return err
}

// put writes a line whole, or not at all.
func put(f *os.File, line []byte) error {
	at, err := f.Seek(0, 1)
	if err == nil {
		_, err = f.Write(line)
	}
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		f.Truncate(at)
		f.Seek(at, 0)
	}
	return err
}

func (j *journal) close() error {
	var errs []error
	for _, f := range []*os.File{j.inputs, j.class} {
		if f != nil {
			errs = append(errs, f.Close())
		}
	}
	return errors.Join(errs...)
}

// note writes an entry down. Called with the lock held.
func (r *Room) note(e entry) error {
	line, err := json.Marshal(e)
	if err == nil {
		err = put(r.log.class, append(line, '\n'))
	}
	if err != nil {
		return refuse("no se pudo guardar: %v", "it could not be kept: %v", err)
	}
	return nil
}

// recall brings the class to where it was.
func (r *Room) recall(p past) {
	for _, e := range p.entries {
		var s *Seat
		if e.Seat >= 0 && e.Seat < len(r.seats) {
			s = r.seats[e.Seat]
		}
		switch e.Do {
		case "begin":
			r.Code, r.Run = e.Code, e.Run
		case "reached":
			r.reached = max(r.reached, time.Duration(e.Reached)*time.Millisecond)
		case "sit":
			s.Name, s.token = e.Name, e.Token
		case "free":
			s.Name, s.token = "", ""
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
}
