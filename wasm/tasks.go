//go:build js && wasm

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"syscall/js"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/lang"
	"posta/sim/task"
	"posta/wasm/api"
)

// readTask is a built-in task, or one with a text of its own.
func readTask(slug, own string) *task.Task {
	src := []byte(own)
	if own == "" {
		var err error
		if src, err = scenarios.ReadTask(slug); err != nil {
			return nil
		}
	}
	t, _ := task.Read(slug+".yaml", src)
	return t
}

// tasks lists them all.
func tasks(_ []js.Value) any {
	list := []api.Task{}
	for _, slug := range scenarios.Tasks() {
		if t := readTask(slug, ""); t != nil {
			list = append(list, taskOf(t))
		}
	}
	return asJSON(list)
}

// taskOf is a task as the page has it.
func taskOf(t *task.Task) api.Task {
	x := api.Task{Slug: t.Name, Title: t.Title, Do: t.Do, World: string(t.Shown.Scenario.Source)}
	for _, f := range t.Fields() {
		y := api.TaskField{Verb: f.Verb, Key: f.Key, Whose: f.Whose, Records: nonNil(f.Records), Settings: []api.TaskSetting{}}
		for _, s := range f.Settings {
			y.Settings = append(y.Settings, api.TaskSetting{Key: s.Key, Label: s.Of(f.Whose), Choices: nonNil(s.Choices), Example: s.Example})
		}
		x.Fields = append(x.Fields, y)
	}
	return x
}

// mend judges changes, and gives the run of the world that is shown, with its letters in a language.
func mend(args []js.Value) any {
	result := object()
	m := api.Mended{Problems: nil, Goal: []api.Failed{}, Held: []bool{}, Others: []lang.Text{}}
	var changes []string
	t := readTask(text(args, 0), text(args, 1))
	if err := json.Unmarshal([]byte(text(args, 2)), &changes); err != nil || t == nil {
		result.Set("error", "no such task")
		return result
	}
	t = t.In(lang.Lang(text(args, 3)))
	list, problems, err := t.Judge(context.Background(), changes)
	result.Set("problems", asJSON(nonNil(problems)))
	if len(problems) > 0 || err != nil {
		if err != nil {
			result.Set("error", err.Error())
		}
		return result
	}
	told := map[lang.Text]bool{}
	for i, v := range list {
		if i == 0 {
			for _, r := range v.Results {
				m.Goal = append(m.Goal, api.Failed{Line: r.Line, Noun: r.Noun, Want: r.Want, Got: r.Got, Near: r.Near, Closest: r.Closest})
				m.Held = append(m.Held, r.Held)
			}
		} else if !v.Good() && !told[v.World.Why] {
			told[v.World.Why] = true
			m.Others = append(m.Others, v.World.Why)
		}
	}
	inputs, _ := t.Repair(t.Shown, changes)
	run, err := sim.Run(context.Background(), t.Shown.Scenario, sim.Options{Inputs: inputs})
	var b bytes.Buffer
	if err == nil {
		err = run.Write(&b)
	}
	if err != nil {
		result.Set("error", err.Error())
		return result
	}
	result.Set("goal", asJSON(m.Goal))
	result.Set("held", asJSON(m.Held))
	result.Set("others", asJSON(m.Others))
	result.Set("solved", task.Solved(list))
	result.Set("tried", len(list))
	result.Set("trace", bytesToJS(b.Bytes()))
	result.Set("rulings", asJSON(nonNil(run.Rulings)))
	return result
}

// hint gives a little of the shortest repair.
func hint(args []js.Value) any {
	t := readTask(text(args, 0), text(args, 1))
	if t == nil {
		return asJSON(lang.Text{})
	}
	repair, err := t.Shortest(context.Background())
	if err != nil {
		return asJSON(lang.Text{})
	}
	h, _ := t.FormHint(repair, number(args, 2))
	return asJSON(h)
}
