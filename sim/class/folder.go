package class

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"

	"posta/sim/lang"
	"posta/sim/trace"
)

// The files of a class's folder. The first two are the whole lesson.
const (
	scenarioFile = "scenario.yaml"
	inputsFile   = "inputs.jsonl"
	classFile    = "class.jsonl"
	traceFile    = "trace.jsonl"
	teacherFile  = "teacher.txt"
	lockFile     = "lock"
)

// patience is how long another command is waited for that has the folder: one that is ending.
const patience = time.Second

// ErrHeld: another command holds the class.
var ErrHeld error = &Why{lang.Text{ES: "esta clase la da ahora otra orden", EN: "another command holds this class now"}}

// Folder is a class in a folder's files: text that anybody can read, and that the engine replays.
type Folder struct {
	Path string

	unlock        func()
	inputs, notes *book
	recorded      *book // nil: nothing is
}

// Open is Store's.
func (f *Folder) Open(name string, scenario []byte) (p Past, err error) {
	if err := os.MkdirAll(f.Path, 0o700); err != nil {
		return p, err
	}
	if err := f.lock(); err != nil {
		return p, err
	}
	defer func() {
		if err != nil {
			f.Close()
		}
	}()
	p.Name, p.Scenario = name, scenario
	at := filepath.Join(f.Path, scenarioFile)
	src, err := os.ReadFile(at)
	switch {
	case err == nil:
		p.Name, p.Scenario = scenarioFile, src
	case !errors.Is(err, fs.ErrNotExist):
		return p, err
	default:
		if err := os.WriteFile(at, scenario, 0o600); err != nil {
			return p, err
		}
	}
	if f.inputs, p.Inputs, err = openBook(filepath.Join(f.Path, inputsFile)); err != nil {
		return p, err
	}
	if f.notes, p.Notes, err = openBook(filepath.Join(f.Path, classFile)); err != nil {
		return p, err
	}
	if len(p.Inputs) == 0 {
		err = f.inputs.put([]byte(InputsHead), true)
	} else if head := append(p.Inputs[0], '\n'); string(head) != InputsHead {
		err = fmt.Errorf("%s does not begin with %s", inputsFile, bytes.TrimSpace([]byte(InputsHead)))
	} else {
		p.Inputs = p.Inputs[1:]
	}
	return p, err
}

// lock keeps others out of the folder, as long as the program lives: the system gives the lock back when it is killed.
func (f *Folder) lock() error {
	type got struct {
		unlock func()
		err    error
	}
	c := make(chan got, 1)
	go func() {
		unlock, err := lockedfile.MutexAt(filepath.Join(f.Path, lockFile)).Lock()
		c <- got{unlock, err}
	}()
	select {
	case g := <-c:
		f.unlock = g.unlock
		return g.err
	case <-time.After(patience):
		go func() { // it is not wanted any more
			if g := <-c; g.err == nil {
				g.unlock()
			}
		}()
		return ErrHeld
	}
}

// Write is Store's. How far the world came need not survive the loss of power, only of the program.
func (f *Folder) Write(b Book, line []byte) error {
	line = append(line[:len(line):len(line)], '\n')
	if b == Inputs {
		return f.inputs.put(line, true)
	}
	return f.notes.put(line, b == Notes)
}

// Lesson is Store's.
func (f *Folder) Lesson() (scenario, inputs []byte, err error) {
	if scenario, err = os.ReadFile(filepath.Join(f.Path, scenarioFile)); err == nil {
		inputs, err = os.ReadFile(filepath.Join(f.Path, inputsFile))
	}
	return scenario, inputs, err
}

// Recorded is Recorder's.
func (f *Folder) Recorded() (*trace.Trace, error) {
	var lines [][]byte
	var err error
	if f.recorded, lines, err = openBook(filepath.Join(f.Path, traceFile)); err != nil || len(lines) == 0 {
		return nil, err
	}
	return trace.Read(bytes.NewReader(append(bytes.Join(lines, []byte("\n")), '\n')))
}

// Record is Recorder's. It is there after the program was killed; a loss of power may take the last moments.
func (f *Folder) Record(lines []byte) error { return f.recorded.put(lines, false) }

// Distant is Recorder's.
func (f *Folder) Distant() bool { return false }

// Close is Store's.
func (f *Folder) Close() error {
	err := errors.Join(f.inputs.close(), f.notes.close(), f.recorded.close())
	if f.unlock != nil {
		f.unlock()
		f.unlock = nil
	}
	return err
}

// Rewrite is Store's. It takes a folder that is not open: what a zip of the lesson was unpacked into, too.
func (f *Folder) Rewrite(b Book, change func(line []byte) ([]byte, bool)) (changed int, err error) {
	name := filepath.Join(f.Path, inputsFile)
	if b == Notes {
		name = filepath.Join(f.Path, classFile)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return 0, err
	}
	var out bytes.Buffer
	for line := range bytes.Lines(text) {
		other, is := change(bytes.TrimSuffix(line, []byte("\n")))
		if !is {
			out.Write(line)
			continue
		}
		changed++
		out.Write(append(other, '\n'))
	}
	if changed == 0 {
		return 0, nil
	}
	return changed, replace(name, out.Bytes())
}

// replace puts a file in the place of another, whole or not at all.
func replace(name string, text []byte) error {
	if err := os.WriteFile(name+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}

// Revise is Recorder's. It takes a folder that is not open: what a zip of the lesson was unpacked into, too.
func (f *Folder) Revise(change func(*trace.Trace) int) (int, error) {
	for _, name := range []string{traceFile, traceFile + ".gz"} {
		text, err := os.ReadFile(filepath.Join(f.Path, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		small := strings.HasSuffix(name, ".gz")
		var from io.Reader = bytes.NewReader(text)
		if err == nil && small {
			from, err = gzip.NewReader(from)
		}
		var t *trace.Trace
		if err == nil {
			t, err = trace.Read(from)
		}
		if err != nil {
			return 0, err
		}
		n := change(t)
		if n == 0 {
			return 0, nil
		}
		var b bytes.Buffer
		var to io.WriteCloser = unzipped{&b}
		if small {
			to = gzip.NewWriter(&b)
		}
		if err := errors.Join(t.Write(to), to.Close()); err != nil {
			return 0, err
		}
		return n, replace(filepath.Join(f.Path, name), b.Bytes())
	}
	return 0, nil
}

// unzipped is a writer that needs no closing.
type unzipped struct{ io.Writer }

func (unzipped) Close() error { return nil }

// Key is the teacher's token, which a folder keeps for its owner's eyes alone: after a crash it is still good.
func Key(folder string) (string, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	name := filepath.Join(folder, teacherFile)
	if b, err := os.ReadFile(name); err == nil && len(bytes.TrimSpace(b)) > 0 {
		return string(bytes.TrimSpace(b)), nil
	}
	key := token()
	return key, os.WriteFile(name, []byte(key+"\n"), 0o600)
}

// book is a file that lines are written to the end of.
type book struct {
	f     *os.File
	size  int64 // of what was written whole
	dirty bool  // something stands behind that
}

// openBook opens a file, and gives its lines. A last line that was not written whole, because the machine died over it, was
// never acted on: it is taken away.
func openBook(name string) (*book, [][]byte, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, nil, err
	}
	text, err := os.ReadFile(name)
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	text = text[:bytes.LastIndexByte(text, '\n')+1]
	b := &book{f: f, size: int64(len(text)), dirty: true}
	var lines [][]byte
	for line := range bytes.Lines(text) {
		if line = bytes.TrimSuffix(line, []byte("\n")); len(line) > 0 {
			lines = append(lines, line)
		}
	}
	return b, lines, b.clean()
}

// clean takes away what was not written whole.
func (b *book) clean() error {
	if !b.dirty {
		return nil
	}
	err := b.f.Truncate(b.size)
	b.dirty = err != nil
	return err
}

// put writes a line whole, or not at all: a disk that is full today may have room tomorrow.
func (b *book) put(line []byte, sync bool) error {
	if err := b.clean(); err != nil {
		return err
	}
	_, err := b.f.WriteAt(line, b.size)
	if err == nil && sync {
		err = b.f.Sync()
	}
	if err != nil {
		b.dirty = true
		b.clean() // else before the next one
		return err
	}
	b.size += int64(len(line))
	return nil
}

func (b *book) close() error {
	if b == nil {
		return nil
	}
	return b.f.Close()
}
