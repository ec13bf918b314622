//go:build js && wasm

package main

import (
	"sync"
	"time"

	"posta/sim/stage"
	"posta/sim/stage/still"
)

// drawn plays the stage where nothing can be painted: without WebGL 2. Each picture
// that differs from the one before is drawn as SVG. Nothing glides: every step is
// shown as it stands at its end.
type drawn struct {
	changed func(stage.Model)
	show    func(svg string)
	wake    chan struct{} // holds one

	mu    sync.Mutex // guards model and inbox
	model stage.Model
	inbox []stage.Msg
}

// beat is how often a stage that moves, because it plays, looks how far it has come.
const beat = 50 * time.Millisecond

func newDrawn(m stage.Model, changed func(stage.Model), show func(svg string)) *drawn {
	return &drawn{model: stage.Update(m, stage.SetReduced{On: true}), changed: changed, show: show, wake: make(chan struct{}, 1)}
}

// Send has the model updated with messages.
func (d *drawn) Send(msgs ...stage.Msg) {
	d.mu.Lock()
	for _, m := range msgs {
		if _, ok := m.(stage.SetReduced); !ok {
			d.inbox = append(d.inbox, m)
		}
	}
	d.mu.Unlock()
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// Model is the present model.
func (d *drawn) Model() stage.Model {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.model
}

// Run plays until the tab is closed.
func (d *drawn) Run() error {
	for {
		before := d.Model()
		d.mu.Lock()
		m, inbox := d.model, d.inbox
		d.inbox = nil
		d.mu.Unlock()
		for _, msg := range inbox {
			m = stage.Update(m, msg)
		}
		if m.Moving() {
			m = stage.Update(m, stage.Tick{Seconds: beat.Seconds()})
		}
		d.mu.Lock()
		d.model = m
		d.mu.Unlock()
		if !m.Same(before) {
			d.changed(m)
			list := stage.Scene(m)
			d.show(string(still.SVG(&list)))
		}
		if m.Moving() {
			time.Sleep(beat)
		} else {
			<-d.wake
		}
	}
}
