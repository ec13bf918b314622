//go:build js && wasm

package main

import (
	"bytes"
	"context"
	"strconv"
	"syscall/js"
	"time"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/expect"
	"posta/sim/form"
	"posta/sim/lang"
	"posta/sim/odds"
	"posta/sim/pcap"
	"posta/sim/published"
	"posta/sim/scenario"
	"posta/sim/trace"
	"posta/sim/transcript"
	"posta/wasm/api"
)

// engineAPI is what the Worker offers: api.Engine. Lists cross as JSON, and what holds
// bytes as an object.
func engineAPI() js.Value {
	return js.ValueOf(map[string]any{
		"source": function(func(args []js.Value) any {
			src, err := scenarios.Read(text(args, 0))
			if err != nil {
				return ""
			}
			return string(src)
		}),
		"schema": function(func(_ []js.Value) any { return string(scenario.Schema()) }),
		"validate": function(func(args []js.Value) any {
			s, problems := scenario.Parse(text(args, 0), []byte(text(args, 1)))
			if s != nil {
				problems = published.Warnings(text(args, 0), s)
			}
			return asJSON(nonNil(problems))
		}),
		"fault": function(func(args []js.Value) any {
			_, problems := parse(text(args, 0), text(args, 1), text(args, 2), lang.ES)
			return asJSON(nonNil(problems))
		}),
		"run":        function(run),
		"pcap":       function(capture),
		"transcript": function(tell),
		"tasks":      function(tasks),
		"mend":       function(mend),
		"hint":       function(hint),
		"seats":      function(seats),
		"seat":       function(seat),
		"chance":     function(chance),
		"assignment": function(assignment),
		"own":        function(own),
		"done":       function(prove),
		"mark":       function(mark),
		"decisions":  function(decisions),
		"figures":    function(figuresOf),
		"alone":      function(alone),
	})
}

func nonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// parse reads a scenario with its letters in a language, and adds what a person wants to
// go wrong.
func parse(name, src, fault string, letters lang.Lang) (*scenario.Scenario, form.Problems) {
	s, problems := scenario.Parse(name, []byte(src))
	if len(problems) > 0 {
		return s, problems
	}
	if s = scenario.In(s, letters); fault == "" {
		return s, nil
	}
	return scenario.WithFault(s, fault)
}

// parseInputs reads what is done to the world while it runs; "" for nothing.
func parseInputs(s *scenario.Scenario, src string) ([]*scenario.Input, form.Problems) {
	if src == "" {
		return nil, nil
	}
	return scenario.ReadInputs(s, "inputs.jsonl", []byte(src))
}

// simulate runs a scenario from its first to its last event, and again where the trace
// leaves open which fault is to blame.
func simulate(s *scenario.Scenario, seed string, inputs []*scenario.Input, progress js.Value) (*trace.Trace, error) {
	o := options(seed)
	o.Inputs = inputs
	ctx := watch(progress)
	t, err := sim.Run(ctx, s, o)
	if err == nil {
		sim.Judge(ctx, s, o, t)
	}
	return t, err
}

// mostTold is of how many letters of campaigns the page is told how each was carried. Of more it is told what became of them: a page
// holds and lists what it is given, and whoever wants to see how one was carried follows it alone.
const mostTold = 1000

// isMany tells whether a scenario, whatever is asked to go wrong in it, has more.
func isMany(name, src string) bool {
	s, _ := scenario.Parse(name, []byte(src))
	if s == nil {
		return false
	}
	n := 0
	for _, c := range s.Campaigns(nil) {
		n += len(c.List.Recipients)
	}
	return n > mostTold
}

// judgeable is the level at which a run of very many letters can be judged, as far as that many can be held: what became of them, or
// else what was decided.
func judgeable(s *scenario.Scenario) scenario.Record {
	for _, e := range s.Expect {
		if !scenario.RecordLetters.Holds(scenario.Needs(e.What)) {
			return scenario.RecordDecisions
		}
	}
	return scenario.RecordLetters
}

// options are those of a seed; "" for the scenario's own.
func options(seed string) (o sim.Options) {
	if n, err := strconv.ParseUint(seed, 10, 64); err == nil {
		o.Seed = &n
	}
	return o
}

// chance is how good the letters' chance was, seen from an instant.
func chance(args []js.Value) any {
	s, problems := parse(text(args, 0), text(args, 1), text(args, 3), language(args, 5))
	if len(problems) > 0 {
		return -1
	}
	o := options(text(args, 2))
	if o.Inputs, problems = parseInputs(s, text(args, 4)); len(problems) > 0 {
		return -1
	}
	arrived, err := odds.Chance(context.Background(), s, o, time.Duration(number(args, 6))*time.Millisecond, number(args, 7), number(args, 8))
	if err != nil {
		return -1
	}
	return arrived
}

func argument(args []js.Value, i int) js.Value {
	if i >= len(args) {
		return js.Undefined()
	}
	return args[i]
}

func object() js.Value { return js.Global().Get("Object").New() }

func run(args []js.Value) any {
	result := object()
	s, problems := parse(text(args, 0), text(args, 1), text(args, 3), language(args, 5))
	result.Set("problems", asJSON(nonNil(problems)))
	if len(problems) > 0 {
		return result
	}
	inputs, problems := parseInputs(s, text(args, 4))
	result.Set("inputs", asJSON(nonNil(problems)))
	if len(problems) > 0 {
		return result
	}
	o := options(text(args, 2))
	o.Inputs = inputs
	ctx := watch(argument(args, 6))
	many := isMany(text(args, 0), text(args, 1))
	if many {
		o.Record = judgeable(s)
	}
	t, err := sim.Run(ctx, s, o)
	if err != nil {
		result.Set("error", err.Error())
		return result
	}
	results := expect.Check(s, t)
	if many && o.Record != scenario.RecordLetters {
		t, o.Record = trace.Thin(t, trace.RecordLetters), scenario.RecordLetters
	}
	sim.Judge(ctx, s, o, t)
	var b bytes.Buffer
	if err := t.Write(&b); err != nil {
		result.Set("error", err.Error())
		return result
	}
	failed := []api.Failed{}
	for _, r := range expect.Failed(results) {
		failed = append(failed, api.Failed{Line: r.Line, Noun: r.Noun, Want: r.Want, Got: r.Got, Near: r.Near, Closest: r.Closest})
	}
	result.Set("failed", asJSON(failed))
	result.Set("source", string(s.Source))
	result.Set("trace", bytesToJS(b.Bytes()))
	result.Set("rulings", asJSON(nonNil(t.Rulings)))
	return result
}

// capture writes the packets. It runs the scenario again, because what crossed the
// roads under TLS, and the keys to it, are no part of a trace that was handed over.
func capture(args []js.Value) any {
	return file(func(b *bytes.Buffer) error {
		s, problems := parse(text(args, 0), text(args, 1), text(args, 3), language(args, 5))
		if len(problems) > 0 {
			return problems
		}
		inputs, problems := parseInputs(s, text(args, 4))
		if len(problems) > 0 {
			return problems
		}
		t, err := simulate(s, text(args, 2), inputs, argument(args, 7))
		if err != nil {
			return err
		}
		l := language(args, 6)
		return pcap.Write(b, t, pcap.Options{Lang: l, Comment: pcap.Comments(t, l)})
	})
}

// tell writes the transcript of a trace.
func tell(args []js.Value) any {
	return file(func(b *bytes.Buffer) error {
		t, err := recall(bytesFromJS(argument(args, 0)), text(args, 1))
		if err != nil {
			return err
		}
		return transcript.Write(b, t, transcript.Options{Lang: language(args, 3), Detail: detail(args, 2)})
	})
}

// file is what write writes, or why it could not.
func file(write func(*bytes.Buffer) error) js.Value {
	result := object()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		result.Set("error", err.Error())
	} else {
		result.Set("bytes", bytesToJS(b.Bytes()))
	}
	return result
}

// watch is a context of a run whose progress the page may want to hear of.
func watch(progress js.Value) context.Context {
	if progress.Type() != js.TypeFunction {
		return context.Background()
	}
	return &watched{Context: context.Background(), progress: progress}
}

// watched is a context that never ends by itself (the page ends a run by ending
// the Worker) but tells the page each time it is asked that the run goes on: the
// engine asks every so many events, and has no other reason to look outside.
type watched struct {
	context.Context
	progress js.Value
	asked    int
}

func (w *watched) Err() error {
	w.asked++
	w.progress.Invoke(w.asked)
	return nil
}
