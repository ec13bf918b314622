package homework

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"posta/sim"
	"posta/sim/ask"
	"posta/sim/form"
	"posta/sim/scenario"
	"posta/sim/task"
	"posta/sim/telling"
)

// labels are what domains are called in somebody's own world (RFC 6761 section 6.2: names
// below .test are nobody's).
var labels = []string{"norte", "sur", "este", "lago", "monte", "prado", "faro", "roble", "nube", "puerto", "valle", "rio", "bosque", "arena", "cabo", "isla",
	"duna", "cima", "costa", "pinar", "playa", "sierra", "campo", "olivo"}

// chance draws from a personal seed, the same on every machine.
type chance struct {
	seed uint64
	n    uint64
}

func (c *chance) intn(n int) int {
	c.n++
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %d", c.seed, c.n))
	return int(binary.BigEndian.Uint64(sum[:8]) % uint64(n))
}

// declared are a scenario's domains that may bear another name: a label below .test.
func declared(s *scenario.Scenario) (names []string) {
	for _, d := range s.Domains {
		if label, ok := strings.CutSuffix(d.Name, ".test"); ok && !strings.Contains(label, ".") {
			names = append(names, label)
		}
	}
	return names
}

// renaming is which domain bears which name in a personal world.
func renaming(s *scenario.Scenario, seed uint64) map[string]string {
	c := chance{seed: seed}
	pool := slices.DeleteFunc(slices.Clone(labels), func(l string) bool { return strings.Contains(string(s.Source), l+".test") })
	names := map[string]string{}
	for _, label := range declared(s) {
		if len(pool) == 0 {
			break
		}
		i := c.intn(len(pool))
		names[label] = pool[i]
		pool = slices.Delete(pool, i, i+1)
	}
	return names
}

// domain is a label below .test, with what stands before it.
var domain = regexp.MustCompile(`(^|[^A-Za-z0-9-])([a-z0-9-]+)\.test\b`)

// renamed is a text with domains renamed.
func renamed(text string, names map[string]string) string {
	return domain.ReplaceAllStringFunc(text, func(m string) string {
		part := domain.FindStringSubmatch(m)
		if name, ok := names[part[2]]; ok {
			return part[1] + name + ".test"
		}
		return m
	})
}

// expectKey begins what a scenario expects.
var expectKey = regexp.MustCompile(`(?m)^expect:`)

// withGoal is a scenario's text that expects something else.
func withGoal(src, goal string) string {
	if at := expectKey.FindStringIndex(src); at != nil {
		rest := src[at[1]:]
		end := regexp.MustCompile(`(?m)^[A-Za-z]`).FindStringIndex(rest)
		if end == nil {
			src = src[:at[0]]
		} else {
			src = src[:at[0]] + rest[end[0]:]
		}
	}
	var b strings.Builder
	b.WriteString(strings.TrimRight(src, "\n") + "\nexpect:\n")
	for line := range strings.Lines(strings.TrimRight(goal, "\n") + "\n") {
		b.WriteString("  " + line)
	}
	return b.String()
}

// World is somebody's own world for an item.
type World struct {
	Scenario *scenario.Scenario
	Seed     uint64
	// Names are the domains' labels, by those of the lesson.
	Names map[string]string
	// Fault is the one that strikes, of a world in which one does.
	Fault string
	// Task is what is to be mended, of an item that is one: its scenario is the one that is shown.
	Task *task.Task
}

// Options run it.
func (w *World) Options() sim.Options { return sim.Options{Seed: &w.Seed} }

// World builds a student's own world for an item. Src is the lesson's text. An error is
// the assignment's, or the lesson's, not the student's.
func (a *Assignment) World(i *Item, student string, src []byte) (*World, error) {
	if i.Task != "" {
		return a.workshop(i, student, src)
	}
	lesson, problems := scenario.Parse(i.Lesson()+".yaml", src)
	if lesson == nil {
		return nil, fmt.Errorf("reading %s: %w", i.Lesson(), problems)
	}
	w := &World{Seed: a.Seed(student)}
	w.Names = renaming(lesson, w.Seed)
	text := string(src)
	if i.Talk != "" {
		text = withGoal(text, i.Goal)
	}
	s, problems := scenario.Parse(i.Lesson()+".yaml", []byte(renamed(text, w.Names)))
	if s == nil {
		return nil, fmt.Errorf("reading %s with the goal of %s: %w", i.Lesson(), i.ID, problems)
	}
	w.Scenario = s
	if i.Ask != "" && i.Fault {
		return w, w.strike()
	}
	return w, nil
}

// workshop is the world of a task.
func (a *Assignment) workshop(i *Item, student string, src []byte) (*World, error) {
	t, problems := task.Read(i.Task+".yaml", src)
	if t == nil {
		return nil, fmt.Errorf("reading %s: %w", i.Task, problems)
	}
	w := &World{Seed: a.Seed(student)}
	w.Names = renaming(t.Shown.Scenario, w.Seed)
	if w.Task, problems = task.Read(i.Task+".yaml", []byte(renamed(string(src), w.Names))); w.Task == nil {
		return nil, fmt.Errorf("reading %s by other names: %w", i.Task, problems)
	}
	w.Scenario = w.Task.Shown.Scenario
	return w, nil
}

// Repaired is the hash of the world with a repair; "" where it cannot be made.
func (w *World) Repaired(ctx context.Context, changes []string) (string, form.Problems) {
	inputs, problems := w.Task.Repair(w.Task.Shown, changes)
	if len(problems) > 0 {
		return "", problems
	}
	o := w.Options()
	o.Inputs = inputs
	t, err := sim.Run(ctx, w.Scenario, o)
	if err != nil {
		return "", nil
	}
	return t.Hash(), nil
}

// strike draws a fault that a question of the world has, and lets it happen.
func (w *World) strike() error {
	t, err := sim.Run(context.Background(), w.Scenario, w.Options())
	if err != nil {
		return err
	}
	var faults []string
	for _, q := range ask.Of(telling.Of(t)) {
		for _, c := range q.Choices {
			if c.Fault != "" {
				faults = append(faults, c.Fault)
			}
		}
	}
	if len(faults) == 0 {
		return nil
	}
	c := chance{seed: w.Seed, n: 1000}
	w.Fault = faults[c.intn(len(faults))]
	s, problems := scenario.WithFault(w.Scenario, w.Fault)
	if len(problems) > 0 {
		return problems
	}
	w.Scenario = s
	return nil
}

// Questions are those that the world asks, with the hash of its trace.
func (w *World) Questions(most int) ([]*ask.Question, string, error) {
	t, err := sim.Run(context.Background(), w.Scenario, w.Options())
	if err != nil {
		return nil, "", err
	}
	list := ask.Of(telling.Of(t))
	return list[:min(most, len(list))], t.Hash(), nil
}
