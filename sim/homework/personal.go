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
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/task"
	"posta/sim/telling"
)

// labels are what domains are called in somebody's own world (RFC 6761 section 6.2: names
// below .test are nobody's): so many that hardly two of a class have the same.
var labels = strings.Fields("norte sur este oeste lago monte prado faro roble nube puerto valle rio bosque arena cabo isla duna cima costa pinar " +
	"playa sierra campo olivo acebo aldea alga almez arce arroyo bahia barca boya brezo brisa cala canal cardo cedro charca " +
	"ciervo cobre coral cueva delta encina enebro erizo espino estero fresno fuente garza granja halcon haya helecho hiedra " +
	"hinojo huerta jara junco laguna laurel lince loma malva marea mirlo mirto molino musgo nevero nogal noria nutria olmo " +
	"orilla palmar parra pino pozo ribera risco sauce selva senda tejo tilo torre trigo trucha vado vega viento zarza zorro")

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

// women and men are what people are called in somebody's own world: texts speak of them as
// she and he.
var (
	women = strings.Fields("carmen elena julia laura marta nuria sofia teresa olga rosa adela aitana amaya amelia celia elisa emma ester irene irma " +
		"isabel lidia lorena lucia luisa manuela martina mireia monica natalia noelia paula raquel rebeca sandra silvia sonia " +
		"susana tania yaiza yolanda zaida")
	men = strings.Fields("andres bruno david hugo ivan mario oscar pablo ramon victor adrian alvaro arturo carlos cesar daniel diego emilio " +
		"esteban felipe fermin gabriel gonzalo jaime javier jorge julian leandro lorenzo lucas manuel martin mateo miguel nicolas " +
		"pedro rafael raul roberto rodrigo ruben samuel sergio tomas vicente xavier")
	// lessonWomen and lessonMen are those of the lessons who may bear another name.
	lessonWomen = []string{"alicia", "ana", "berta", "bruna", "carla", "diana", "gema", "ines"}
	lessonMen   = []string{"benito"}
)

// naming is what things are called in somebody's own world, by what they are called in the
// lesson's.
type naming struct {
	domains   map[string]string // labels
	people    map[string]string // local parts, which are their names
	addresses map[string]string // IP addresses that the text gives to somebody
}

func newNaming() naming {
	return naming{domains: map[string]string{}, people: map[string]string{}, addresses: map[string]string{}}
}

// renaming draws the names of a personal world.
func renaming(s *scenario.Scenario, seed uint64) naming {
	c := chance{seed: seed}
	n := newNaming()
	src := string(s.Source)
	words := word.FindAllString(strings.ToLower(src), -1) // what a lesson speaks of, or searches for, is no domain's name
	pool := slices.DeleteFunc(slices.Clone(labels), func(l string) bool { return slices.Contains(words, l) })
	draw := func(pool *[]string) string {
		i := c.intn(len(*pool))
		name := (*pool)[i]
		*pool = slices.Delete(*pool, i, i+1)
		return name
	}
	for _, label := range declared(s) {
		if len(pool) > 0 {
			n.domains[label] = draw(&pool)
		}
	}
	unused := func(list []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(name string) bool { return strings.Contains(strings.ToLower(src), name) })
	}
	she, he := unused(women), unused(men)
	for _, u := range s.Users {
		name := u.Local
		switch {
		case n.people[name] != "": // somebody of that name at another domain
		case slices.Contains(lessonWomen, name) && len(she) > 0:
			n.people[name] = draw(&she)
		case slices.Contains(lessonMen, name) && len(he) > 0:
			n.people[name] = draw(&he)
		}
	}
	n.readdress(src, c)
	return n
}

// readdress draws other addresses in the same networks, but in one of which the text speaks by parts (192.0.2.64/26).
func (n naming) readdress(src string, c chance) {
	used, parted := map[string]bool{}, map[string]bool{}
	all := address.FindAllStringSubmatch(src, -1)
	for _, m := range all {
		used[m[1]+"."+m[2]] = true
		parted[m[1]] = parted[m[1]] || m[3] != "" && m[3] != "/24" && m[3] != "/32"
	}
	for _, m := range all {
		from := m[1] + "." + m[2]
		for tries := 0; !parted[m[1]] && m[3] != "/24" && n.addresses[from] == "" && tries < 1000; tries++ {
			if to := fmt.Sprintf("%s.%d", m[1], 100+c.intn(150)); !used[to] {
				used[to], n.addresses[from] = true, to
			}
		}
	}
}

// addressed is a text with other addresses, forwards and as they are asked for backwards (25.2.0.192.list.test).
func (n naming) addressed(text string) string {
	text = address.ReplaceAllStringFunc(text, func(m string) string {
		part := address.FindStringSubmatch(m)
		if to, ok := n.addresses[part[1]+"."+part[2]]; ok && part[3] != "/24" {
			return to + part[3]
		}
		return m
	})
	return backwards.ReplaceAllStringFunc(text, func(m string) string {
		if to, ok := n.addresses[reversed(m)]; ok {
			return reversed(to)
		}
		return m
	})
}

func reversed(address string) string {
	part := strings.Split(address, ".")
	slices.Reverse(part)
	return strings.Join(part, ".")
}

// address is one of those for documentation (RFC 5737), with the length of a prefix where one is given; backwards is one as it is asked for.
var (
	address   = regexp.MustCompile(`\b(192\.0\.2|198\.51\.100|203\.0\.113)\.(\d{1,3})\b(/\d+)?`)
	backwards = regexp.MustCompile(`\b\d{1,3}\.(2\.0\.192|100\.51\.198|113\.0\.203)\b`)
)

// domain is a label below .test, with what stands before it; word a run of letters, which does not begin within what a text in
// quotes escapes: "\nana@beta.test".
var (
	domain = regexp.MustCompile(`(^|[^A-Za-z0-9-])([a-z0-9-]+)\.test\b`)
	word   = regexp.MustCompile(`\\[nrt]|\pL+`)
)

// in is a text with everything called by its other name.
func (n naming) in(text string) string {
	text = domain.ReplaceAllStringFunc(text, func(m string) string {
		part := domain.FindStringSubmatch(m)
		if name, ok := n.domains[part[2]]; ok {
			return part[1] + name + ".test"
		}
		return m
	})
	return word.ReplaceAllStringFunc(n.addressed(text), func(w string) string {
		if name, ok := n.people[w]; ok {
			return name
		}
		name, ok := n.people[strings.ToLower(w)]
		switch {
		case ok && w == capital(strings.ToLower(w)):
			return capital(name)
		case ok && w == strings.ToUpper(w):
			return strings.ToUpper(name)
		}
		return w
	})
}

// back is the naming that undoes it.
func (n naming) back() naming {
	b := newNaming()
	for from, to := range n.domains {
		b.domains[to] = from
	}
	for from, to := range n.people {
		b.people[to] = from
	}
	for from, to := range n.addresses {
		b.addresses[to] = from
	}
	return b
}

// capital is a name as texts have it.
func capital(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

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
	names    naming
	// Fault is the one that strikes, of a world in which one does.
	Fault string
	// Task is what is to be mended, of an item that is one: its scenario is the one that is shown.
	// TaskText is its text, in the world's own names.
	Task     *task.Task
	TaskText []byte
}

// seedKey is a scenario's own seed.
var seedKey = regexp.MustCompile(`(?m)^seed:.*\n`)

// YAML is the world's scenario with its seed and its language: run by itself, whoever runs it, it makes the world's trace.
func (w *World) YAML() string {
	text := strings.TrimRight(seedKey.ReplaceAllString(string(w.Scenario.Source), ""), "\n")
	if !w.Scenario.LangFixed {
		text += fmt.Sprintf("\nlang: %s", w.Scenario.Lang)
	}
	return fmt.Sprintf("%s\nseed: %d\n", text, w.Seed)
}

// Named is a text about the lesson in the world's own names.
func (w *World) Named(t lang.Text) lang.Text { return w.names.text(t) }

func (n naming) text(t lang.Text) lang.Text {
	return t.With(lang.ES, n.in(t.ES)).With(lang.EN, n.in(t.EN))
}

// Told is what is to be done of an item, in the names of a student's own world, which is not built for it: a list of fifty things to do
// is told at once, however long their lessons take.
func (a *Assignment) Told(i *Item, student string, src []byte) lang.Text {
	if i.Do.IsZero() || student == "" {
		return i.Do
	}
	var lesson *scenario.Scenario
	if i.Task == "" {
		lesson, _ = scenario.Parse(i.Lesson()+".yaml", src)
	} else if t, _ := task.Read(i.Task+".yaml", src); t != nil {
		lesson = t.Shown.Scenario
	}
	if lesson == nil {
		return i.Do
	}
	return renaming(lesson, a.Seed(student)).text(i.Do)
}

// Options run it.
func (w *World) Options() sim.Options { return sim.Options{Seed: &w.Seed} }

// World builds a student's own world for an item, its letters in a language: another language is another run. Src is the lesson's
// text. An error is the assignment's, or the lesson's, not the student's.
func (a *Assignment) World(i *Item, student string, src []byte, letters lang.Lang) (*World, error) {
	if !slices.Contains(lang.Complete(), letters) {
		letters = scenario.DefaultLang
	}
	if i.Task != "" {
		return a.workshop(i, student, src, letters)
	}
	lesson, problems := scenario.Parse(i.Lesson()+".yaml", src)
	if lesson == nil {
		return nil, fmt.Errorf("reading %s: %w", i.Lesson(), problems)
	}
	w := &World{Seed: a.Seed(student)}
	w.names = renaming(lesson, w.Seed)
	text := string(src)
	if i.Talk != "" {
		text = withGoal(text, i.Goal)
	}
	s, problems := scenario.Parse(i.Lesson()+".yaml", []byte(w.names.in(text)))
	if s == nil {
		return nil, fmt.Errorf("reading %s with the goal of %s: %w", i.Lesson(), i.ID, problems)
	}
	w.Scenario = scenario.In(s, letters)
	if i.Ask != "" && i.Fault {
		return w, w.strike()
	}
	return w, nil
}

// workshop is the world of a task.
func (a *Assignment) workshop(i *Item, student string, src []byte, letters lang.Lang) (*World, error) {
	t, problems := task.Read(i.Task+".yaml", src)
	if t == nil {
		return nil, fmt.Errorf("reading %s: %w", i.Task, problems)
	}
	w := &World{Seed: a.Seed(student)}
	w.names = renaming(t.Shown.Scenario, w.Seed)
	w.TaskText = []byte(w.names.in(string(src)))
	if w.Task, problems = task.Read(i.Task+".yaml", w.TaskText); w.Task == nil {
		return nil, fmt.Errorf("reading %s by other names: %w", i.Task, problems)
	}
	w.Task = w.Task.In(letters)
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
