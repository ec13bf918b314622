//go:build js && wasm

package main

import (
	"bytes"
	"context"
	"strconv"
	"syscall/js"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/expect"
	"posta/sim/lang"
	"posta/sim/scenario"
)

// engineAPI is what the Worker offers:
//
//	lessons()                                  the curriculum, JSON
//	source(slug)                               a lesson's YAML, "" for none
//	schema()                                   the JSON Schema of scenarios
//	validate(name, yaml)                       problems, JSON, [] if it can be run
//	run(name, yaml, seed, progress)            {problems, trace, failed, error}
func engineAPI() js.Value {
	return js.ValueOf(map[string]any{
		"lessons": function(func(_ []js.Value) any { return asJSON(curriculum()) }),
		"source": function(func(args []js.Value) any {
			src, err := scenarios.Read(text(args, 0))
			if err != nil {
				return ""
			}
			return string(src)
		}),
		"schema": function(func(_ []js.Value) any { return string(scenario.Schema()) }),
		"validate": function(func(args []js.Value) any {
			_, problems := scenario.Parse(text(args, 0), []byte(text(args, 1)))
			return asJSON(nonNil(problems))
		}),
		"run": function(run),
	})
}

func nonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

type chapter struct {
	Slug    string    `json:"slug"`
	Title   lang.Text `json:"title"`
	Lessons []lesson  `json:"lessons"`
}

type lesson struct {
	Slug    string    `json:"slug"`
	Title   lang.Text `json:"title"`
	Summary lang.Text `json:"summary"`
}

// curriculum lists the lessons that are there.
func curriculum() []chapter {
	var list []chapter
	for _, c := range scenarios.Curriculum {
		x := chapter{Slug: c.Slug, Title: c.Title, Lessons: []lesson{}}
		for _, slug := range c.Lessons {
			src, err := scenarios.Read(slug)
			if err != nil {
				continue
			}
			if s, problems := scenario.Parse(slug+".yaml", src); len(problems) == 0 {
				x.Lessons = append(x.Lessons, lesson{Slug: slug, Title: s.Title, Summary: s.Summary})
			}
		}
		if len(x.Lessons) > 0 {
			list = append(list, x)
		}
	}
	return list
}

// failedExpectation is a promise of the scenario's that did not come true.
type failedExpectation struct {
	Line int       `json:"line"`
	Noun string    `json:"noun"`
	Want lang.Text `json:"want"`
	Got  lang.Text `json:"got"`
	Near int       `json:"near"`
}

// run simulates a scenario from its first to its last event.
func run(args []js.Value) any {
	name, src, seed := text(args, 0), text(args, 1), text(args, 2)
	result := js.Global().Get("Object").New()
	s, problems := scenario.Parse(name, []byte(src))
	result.Set("problems", asJSON(nonNil(problems)))
	if len(problems) > 0 {
		return result
	}
	var o sim.Options
	if n, err := strconv.ParseUint(seed, 10, 64); err == nil {
		o.Seed = &n
	}
	ctx := context.Context(context.Background())
	if len(args) > 3 && args[3].Type() == js.TypeFunction {
		ctx = &watched{Context: ctx, progress: args[3]}
	}
	t, err := sim.Run(ctx, s, o)
	if err != nil {
		result.Set("error", err.Error())
		return result
	}
	var b bytes.Buffer
	if err := t.Write(&b); err != nil {
		result.Set("error", err.Error())
		return result
	}
	failed := []failedExpectation{}
	for _, r := range expect.Failed(expect.Check(s, t)) {
		failed = append(failed, failedExpectation{Line: r.Line, Noun: r.Noun, Want: r.Want, Got: r.Got, Near: r.Near})
	}
	result.Set("failed", asJSON(failed))
	result.Set("trace", bytesToJS(b.Bytes()))
	return result
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
