//go:build !js && !nowindow

package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/netip"
	"net/smtp"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"posta/scenarios"
	"posta/sim/lang"
	"posta/sim/live"
	"posta/sim/scenario"
	"posta/sim/stage"
	"posta/sim/stage/fonts"
	"posta/sim/story"
	"posta/sim/trace"
	"posta/sim/view"
)

// pane is a window that nobody sees: all of one but what paints.
type pane struct {
	*testing.T
	w     *window
	m     stage.Model
	inbox []stage.Msg
}

func (p *pane) Model() stage.Model     { return p.m }
func (p *pane) Send(msgs ...stage.Msg) { p.inbox = append(p.inbox, msgs...) }

func newPane(t *testing.T, l lang.Lang) *pane {
	c := console{out: io.Discard, err: io.Discard, getenv: os.Getenv, lang: l}
	p := &pane{T: t, w: newWindow(c, windowOptions{theme: "light", depth: story.Dialogue})}
	p.w.Runs.Player = p
	p.m = stage.New(fonts.Measure, p.w.Runs.Caption)
	for _, msg := range []stage.Msg{stage.Resize{W: 1280, H: 720, Scale: 1}, stage.SetReduced{On: true}, stage.SetLang{Lang: l}, stage.SetDetail{Detail: story.Dialogue}} {
		p.m = stage.Update(p.m, msg)
	}
	return p
}

// frames lets the window do what it does between two pictures, until it is so.
func (p *pane) frames(what string, is func() bool) {
	p.Helper()
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	for tick := time.NewTicker(5 * time.Millisecond); ; {
		inbox := p.inbox
		p.inbox = nil
		for _, msg := range inbox {
			p.m = stage.Update(p.m, msg)
		}
		msgs, _ := p.w.Look(p.m)
		for _, msg := range msgs {
			p.m = stage.Update(p.m, msg)
		}
		if len(p.inbox) == 0 && is() {
			return
		}
		select {
		case <-ctx.Done():
			p.Fatalf("it never came to this: %s\n%s", what, p.texts())
		case <-tick.C:
		}
	}
}

// texts is all that the panels say.
func (p *pane) texts() string {
	var b strings.Builder
	for _, s := range p.w.Shapes() {
		if x, ok := s.(stage.Text); ok {
			b.WriteString(x.String + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func (p *pane) says(want string) func() bool {
	return func() bool { return strings.Contains(p.texts(), want) }
}

func (p *pane) press(keys ...string) {
	p.Helper()
	for _, k := range keys {
		if !p.w.Key(k) {
			p.Errorf("the key %q does nothing", k)
		}
		p.frames("the window rests", func() bool { return true })
	}
}

// tap presses where it says so.
func (p *pane) tap(says string) {
	p.Helper()
	for _, s := range p.w.Shapes() {
		if x, ok := s.(stage.Text); ok && x.String == says {
			p.w.Tap(stage.Point{X: x.Box.X + x.Box.W/2, Y: x.Box.Y + x.Box.H/2})
			return
		}
	}
	p.Fatalf("nothing says %q:\n%s", says, p.texts())
}

func storedIn(t *trace.Trace, subject string) (n int) {
	for _, e := range t.Events {
		if f, is := e.Fact.(trace.MailboxStored); is && bytes.Contains(f.Data, []byte(subject)) {
			n++
		}
	}
	return n
}

// TestWhatIfInALiveWindow: a letter came from a program outside. What would have happened if? It is asked of a simulation in which
// the program says the same, and the window says what is real there and what is not. Behind it goes on what is real.
func TestWhatIfInALiveWindow(t *testing.T) {
	src, err := scenarios.Read("first-email")
	if err != nil {
		t.Fatal(err)
	}
	s, _ := scenario.Parse("first-email.yaml", src)
	at := netip.AddrFrom4([4]byte{127, 30, byte(os.Getpid() >> 8), byte(os.Getpid()%250 + 1)})
	l, err := live.Start(s, live.Options{Bind: at})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	t.Cleanup(func() { stop(); <-ended })
	door := ""
	for _, d := range l.Doors {
		if d.Host == "mail.beta.test" && d.Service == "smtp" {
			door = d.At.String()
		}
	}
	send := func(subject string) {
		t.Helper()
		if err := smtp.SendMail(door, nil, "you@example.test", []string{"benito@beta.test"}, []byte("Subject: "+subject+"\r\n\r\nx\r\n")); err != nil {
			t.Fatal(err)
		}
	}
	p := newPane(t, lang.EN)
	p.w.watch(l, false)
	known := 0
	catch := func(subject string) {
		t.Helper()
		p.frames(subject+" has come", func() bool {
			soon, enough := context.WithTimeout(ctx, 50*time.Millisecond)
			events := l.Await(soon, known)
			enough()
			known += len(events)
			p.w.more(events)
			return storedIn(p.w.live.real.Trace, subject) > 0
		})
	}
	send("From outside")
	catch("From outside")
	p.press("end", "f")
	p.frames("it says what is real", p.says("This happens for real"))
	p.tap("What if…? In a simulation")
	p.frames("it says what is imagined", p.says("Imagined: this is a simulation"))
	if is := p.w.Runs.Current; is.Trace == p.w.live.real.Trace || storedIn(is.Trace, "From outside") != 1 {
		t.Errorf("the letter is %d times in the simulation", storedIn(is.Trace, "From outside"))
	}
	if p.m.Growing() {
		t.Error("the simulation grows")
	}
	send("While it is imagined")
	catch("While it is imagined")
	if storedIn(p.w.Runs.Current.Trace, "While it is imagined") != 0 {
		t.Error("what happens is in what is imagined")
	}
	p.w.whatIf("mailbox_full: benito", "What if Benito's mailbox were full?")
	p.frames("it parts", func() bool { return p.w.Runs.Side == view.Would })
	if n := storedIn(p.w.Runs.Current.Trace, "From outside"); n != 0 {
		t.Errorf("into a full mailbox came %d letters", n)
	}
	if !p.says("Imagined: this is a simulation")() {
		t.Errorf("of a what-if in it nothing says that it is imagined:\n%s", p.texts())
	}
	p.press("c")
	p.tap("Back to what happens for real")
	p.frames("it goes on", func() bool { return p.m.Growing() })
	if is := p.w.Runs.Current.Trace; is != p.w.live.real.Trace || storedIn(is, "While it is imagined") != 1 {
		t.Error("what happened meanwhile is not there")
	}
	if strings.Contains(p.texts(), "Imagined") {
		t.Errorf("what is real is called imagined:\n%s", p.texts())
	}
	p.press("f")
	p.frames("it can be asked again", p.says("In a simulation"))
	p.w.Drop(fstest.MapFS{"mine.yaml": {Data: src}})
	p.frames("a dropped file is for another window", p.says("posta window opens mine.yaml"))
}

// TestFilesAreDropped on the window: a lesson is run, what is none is told with its line, a trace is shown and cannot go on otherwise.
func TestFilesAreDropped(t *testing.T) {
	p := newPane(t, lang.ES)
	src, err := scenarios.Read("mailbox-full")
	if err != nil {
		t.Fatal(err)
	}
	p.w.Drop(fstest.MapFS{"mine.yaml": {Data: src}})
	p.frames("the lesson is shown", func() bool {
		return p.w.Runs.Current.Telling != nil && p.w.Runs.Current.Trace.Header.Scenario == "mine"
	})
	t1 := p.w.Runs.Current.Trace
	p.press("f")
	if strings.Contains(p.texts(), "Esto está grabado") {
		t.Error("a lesson that was dropped cannot be asked")
	}
	p.w.Drop(fstest.MapFS{"bad.yaml": {Data: bytes.Replace(src, []byte("users:"), []byte("userz:"), 1)}})
	p.frames("what is wrong is told", p.says("bad.yaml, línea"))
	if p.w.Runs.Current.Trace != t1 {
		t.Error("a file that is no lesson took the place of one")
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := t1.Write(z); err != nil {
		t.Fatal(err)
	}
	z.Close()
	p.w.Drop(fstest.MapFS{"trace.jsonl.gz": {Data: b.Bytes()}})
	p.frames("the trace is shown", func() bool { return p.w.Runs.Current.Trace != t1 })
	if p.w.Runs.Current.Trace.Hash() != t1.Hash() {
		t.Error("the trace is another")
	}
	p.press("f")
	p.frames("a recording goes no other way", p.says("Esto está grabado"))
	p.press("enter")
	p.w.Drop(fstest.MapFS{"trace.jsonl": {Data: []byte("{}\n")}})
	p.frames("what is no trace is told", p.says("trace.jsonl no es una traza"))
	p.w.Drop(fstest.MapFS{})
	p.w.Drop(fstest.MapFS{"next.yaml": {Data: src}})
	p.frames("a lesson can be asked again", func() bool { return !p.says("Esto está grabado")() && p.says("¿Y si…?")() })
}
