package sim_test

import (
	"slices"
	"strings"
	"testing"

	"posta/sim"
	"posta/sim/stage"
	"posta/sim/story"
	"posta/sim/telling"
	"posta/sim/trace"
)

// TestStreams: where very many letters go out, the stage shows streams. Each provider's account adds up to what it was sent, what
// waits is told at the sender, a provider that lets nobody in has boards across its door, and who points at a stream points
// at a letter.
func TestStreams(t *testing.T) {
	tr := run(t, parse(t, "streams.yaml", `posta: 1
title: Streams
domains:
  tienda.test: {users: [hola]}
  envios.test: {users: [marta]}
  beta.test: {people: {name: lector, count: 30}}
  gamma.test: {people: {name: otra, count: 30, dead: 20%}}
record: decisions
faults:
  - answer: {host: mail.beta.test, service: smtp, command: MAIL, code: 421, enhanced: 4.7.28, text: Unusual rate, close: true, to: 30min}
script:
  - campaign: {name: boletin, from: hola, through: mail.envios.test, to: ['*@beta.test', '*@gamma.test'], subject: Hola, body: Hola}
`), sim.Options{})
	told := telling.New(tr.Header)
	told.Add(tr.Events...)
	m := stage.Update(stage.Update(stage.New(nil, nil), stage.Load{Telling: told}), stage.SetDetail{Detail: story.Tell})
	at := func(seq int) stage.DisplayList {
		m = stage.Update(m, stage.SeekEvent{Seq: seq, Still: true})
		return stage.Scene(m)
	}
	signs := func(host string) (list []string) { // what is meant by what stands at a house
		l := stage.Scene(m)
		i := slices.IndexFunc(l.Hits, func(h stage.Hit) bool { return h.Target == stage.Target{Kind: stage.TargetHost, A: host} })
		r := l.Hits[i].Rect
		for y := r.Y; y < r.Bottom()+60; y += 8 {
			for x := r.X - 60; x < r.Right()+60; x += 8 {
				m = stage.Update(m, stage.Hover{At: stage.Point{X: x, Y: y}})
				if s := m.Sign(); s != "" && !slices.Contains(list, s) {
					list = append(list, s)
				}
			}
		}
		return list
	}
	has := func(list []string, part string) bool {
		return slices.ContainsFunc(list, func(s string) bool { return strings.Contains(s, part) })
	}
	letters := func(l stage.DisplayList) (list []stage.Hit) {
		for _, h := range l.Hits {
			if h.Target.Kind == stage.TargetLetter && h.Points != nil {
				list = append(list, h)
			}
		}
		return list
	}
	ended := 0
	for _, e := range tr.Events {
		if _, ok := e.Fact.(trace.CampaignEnded); ok {
			ended = e.Seq
		}
	}
	while := at(ended)
	if got := letters(while); len(got) != 1 || !strings.HasSuffix(got[0].Label, "gamma.test") || got[0].Target.Message == "" {
		t.Errorf("streams that letters have passed in: %+v", got)
	}
	if beta := signs("mail.beta.test"); !has(beta, "does not let the sender in") || !has(beta, "what became of the campaign's letters") {
		t.Errorf("at beta.test: %q", beta)
	}
	if gamma := signs("mail.gamma.test"); has(gamma, "does not let the sender in") || !has(gamma, "what became of the campaign's letters") {
		t.Errorf("at gamma.test: %q", gamma)
	}
	if sender := signs("mail.envios.test"); !has(sender, "what waits in the sender's queue") {
		t.Errorf("at the sender: %q", sender)
	}
	texts := func(l stage.DisplayList) (list []string) {
		for _, x := range l.Texts() {
			list = append(list, x.String)
		}
		return list
	}
	if !slices.Contains(texts(while), "30") {
		t.Errorf("the thirty that wait are not told: %q", texts(while))
	}
	last := at(len(tr.Events))
	if got := letters(last); len(got) != 2 {
		t.Errorf("at the end letters have passed in %d streams", len(got))
	}
	if beta := signs("mail.beta.test"); has(beta, "does not let the sender in") {
		t.Error("the door is open again")
	}
	if sender := signs("mail.envios.test"); has(sender, "what waits in the sender's queue") {
		t.Error("nothing waits any more")
	}
}
