//go:build js && wasm

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"syscall/js"
	"time"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/form"
	"posta/sim/homework"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/wasm/api"
)

// version is that of the program; the page's build puts it in.
var version = "0"

// curriculum is where assignments take their lessons and tasks from.
var curriculum = homework.Source{Lessons: scenarios.Slugs(), Tasks: scenarios.Tasks(), Lesson: scenarios.Read, Task: scenarios.ReadTask}

// assignment reads one.
func assignment(args []js.Value) any {
	a, problems := homework.Read(text(args, 0), []byte(text(args, 1)), curriculum)
	x := api.Assignment{Problems: nonNil(problems), Program: sim.Program(version), Parts: []api.AssignmentPart{}}
	if a == nil {
		return asJSON(x)
	}
	x.Name, x.Edition, x.Title, x.Late = a.Name, a.Digest, a.Title, int(a.Late)
	if !a.Deadline.IsZero() {
		x.Deadline = a.Deadline.Format(time.RFC3339)
	}
	for _, i := range a.Items {
		src, _ := curriculum.Text(i)
		p := api.AssignmentPart{ID: i.ID, Kind: "ask", Lesson: i.Lesson(), Do: a.Told(i, text(args, 2), src), Weight: int(i.Weight), Title: lang.Both(i.Lesson())}
		switch {
		case i.Talk != "":
			p.Kind = "talk"
		case i.Task != "":
			p.Kind = "task"
			if t := readTask(i.Task, ""); t != nil {
				p.Title = t.Title
			}
		}
		x.Parts = append(x.Parts, p)
	}
	return asJSON(x)
}

// ownWorld is a student's own world for a part, its letters in a language.
func ownWorld(args []js.Value, letters lang.Lang) (*homework.Item, *homework.World, error) {
	a, problems := homework.Read(text(args, 0), []byte(text(args, 1)), curriculum)
	if a == nil {
		return nil, nil, problems
	}
	return worldOf(a, text(args, 2), text(args, 3), letters)
}

func worldOf(a *homework.Assignment, id, student string, letters lang.Lang) (*homework.Item, *homework.World, error) {
	for _, i := range a.Items {
		if i.ID != id {
			continue
		}
		src, err := curriculum.Text(i)
		if err != nil {
			return nil, nil, err
		}
		w, err := a.World(i, student, src, letters)
		return i, w, err
	}
	return nil, nil, nil
}

// own gives a student's own world.
func own(args []js.Value) any {
	result := object()
	i, w, err := ownWorld(args, lang.Lang(text(args, 4)))
	if err == nil && w != nil {
		err = giveOwn(result, i, w)
	}
	if err != nil || w == nil {
		why := "no such part"
		if err != nil {
			why = err.Error()
		}
		result.Set("error", why)
	}
	return result
}

func giveOwn(result js.Value, i *homework.Item, w *homework.World) error {
	result.Set("yaml", w.YAML())
	switch {
	case i.Task != "":
		t := taskOf(w.Task)
		t.Own = string(w.TaskText)
		result.Set("task", asJSON(t))
	case i.Ask != "":
		t, err := sim.Run(context.Background(), w.Scenario, w.Options())
		if err != nil {
			return err
		}
		questions, hash, err := w.Questions(i.Questions)
		if err != nil {
			return err
		}
		list := []api.OwnQuestion{}
		for _, q := range questions {
			x := api.OwnQuestion{ID: q.ID, After: q.After, Text: q.Text}
			for _, c := range q.Choices {
				x.Choices = append(x.Choices, c.Text)
			}
			list = append(list, x)
		}
		var b bytes.Buffer
		if err := t.Write(&b); err != nil {
			return err
		}
		result.Set("hash", hash)
		result.Set("questions", asJSON(list))
		result.Set("trace", bytesToJS(b.Bytes()))
	}
	return nil
}

// prove does what was done of a part again, for its hash.
func prove(args []js.Value) any {
	x := api.Proof{Problems: form.Problems{}}
	var d homework.Done
	var i *homework.Item
	var w *homework.World
	err := json.Unmarshal([]byte(text(args, 4)), &d)
	if err == nil {
		i, w, err = ownWorld(args, d.Letters)
	}
	switch {
	case err != nil || w == nil:
		x.Error = "no such part"
	case i.Task != "":
		hash, problems := w.Repaired(context.Background(), d.Repair)
		x.Problems = nonNil(problems)
		if hash != "" {
			d.Hash = hash
			x.Done = &d
		}
	case i.Talk != "":
		inputs, problems := scenario.ReadInputs(w.Scenario, "inputs.jsonl", []byte(d.Inputs))
		x.Problems = nonNil(problems)
		if len(problems) > 0 {
			break
		}
		o := w.Options()
		o.Inputs = inputs
		t, err := sim.Run(context.Background(), w.Scenario, o)
		if err != nil {
			x.Error = err.Error()
			break
		}
		d.Hash = t.Hash()
		x.Done = &d
	}
	return asJSON(x)
}

// mark says what a submission is worth.
func mark(args []js.Value) any {
	x := api.Marked{Parts: []api.MarkedPart{}}
	a, problems := homework.Read(text(args, 0), []byte(text(args, 1)), curriculum)
	s, err := homework.ReadSubmission([]byte(text(args, 2)))
	if a == nil {
		err = problems
	}
	var g *homework.Graded
	if err == nil {
		g, err = (&homework.Grader{Assignment: a, Program: sim.Program(version), Source: curriculum}).Grade(context.Background(), "", s)
	}
	if err != nil {
		x.Error = err.Error()
		return asJSON(x)
	}
	x.Points, x.Of, x.Late, x.Verdict = int(g.Points), int(g.Of), g.Late, g.Says()
	for _, m := range g.Marks {
		x.Parts = append(x.Parts, api.MarkedPart{ID: m.Item.ID, Proved: m.Verdict == homework.Proved, Verdict: m.Verdict.Words(), Right: m.Right, Of: m.Of, Reasons: nonNil(m.Reasons)})
	}
	return asJSON(x)
}
