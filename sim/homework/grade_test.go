package homework

import (
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/ask"
	"posta/sim/expect"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/talk"
	"posta/sim/task"
	"posta/sim/trace"
)

const week = `assignment: 1
title: {es: Semana 3, en: Week 3}
key: 4B-2026
deadline: '2026-12-01 23:59'
late: 50
items:
  - {id: a, ask: first-email, questions: 6, weight: 2}
  - {id: b, ask: unknown-user, fault: false}
  - id: c
    talk: first-email
    weight: 3
    goal: |
      - delivered: {to: benito@beta.test, count: 2}
      - delivered: {to: benito@beta.test, from: ana@beta.test, count: 1}
`

// source is the curriculum.
var source = Source{Lessons: scenarios.Slugs(), Tasks: scenarios.Tasks(), Lesson: scenarios.Read, Task: scenarios.ReadTask}

func assignment(t *testing.T) *Assignment {
	t.Helper()
	a, problems := Read("week.yaml", []byte(week), source)
	if a == nil {
		t.Fatal(problems)
	}
	return a
}

// does makes what a student hands in: answers chosen by choose, and a talk of these lines.
func does(t *testing.T, a *Assignment, name string, choose func(q *ask.Question) int, lines ...string) *Submission {
	t.Helper()
	return doesIn(t, a, name, "", choose, lines...)
}

// doesIn is the same where the letters are in a language.
func doesIn(t *testing.T, a *Assignment, name string, letters lang.Lang, choose func(q *ask.Question) int, lines ...string) *Submission {
	t.Helper()
	ctx := context.Background()
	s := NewSubmission(a, name, "1.2.3", time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC))
	for _, i := range a.Items {
		src, err := scenarios.Read(i.Lesson())
		if err != nil {
			t.Fatal(err)
		}
		w, err := a.World(i, name, src, letters)
		if err != nil {
			t.Fatal(err)
		}
		if i.Ask != "" {
			questions, hash, err := w.Questions(i.Questions)
			if err != nil {
				t.Fatal(err)
			}
			d := &Done{Answers: map[string]string{}, Letters: letters, Hash: hash}
			for _, q := range questions {
				d.Answers[q.ID] = q.Choices[choose(q)].Text.EN
			}
			s.Done[i.ID] = d
			continue
		}
		server := w.names.in("mail.beta.test")
		x, problems, err := talk.Open(ctx, w.Scenario, talk.Options{As: w.names.in("laptop-benito"), To: server, At: "1min", Sim: w.Options()})
		if err != nil || len(problems) > 0 {
			t.Fatal(err, problems)
		}
		for _, line := range lines {
			if problems, err := x.Say(ctx, w.names.in(line)); err != nil || len(problems) > 0 {
				t.Fatal(err, problems)
			}
		}
		inputs := []byte(talk.FileHead + strings.Join(x.InputsFrom(0), ""))
		tr, err := x.Finish(ctx)
		if err != nil {
			t.Fatal(err)
		}
		s.Done[i.ID] = &Done{Inputs: string(inputs), Letters: letters, Hash: tr.Hash()}
	}
	return s
}

func right(q *ask.Question) int { return q.Right() }

// wrong is the first choice that is not right.
func wrong(q *ask.Question) int {
	if q.Right() == 0 {
		return 1
	}
	return 0
}

var letter = []string{"EHLO laptop", "MAIL FROM:<ana@beta.test>", "RCPT TO:<benito@beta.test>", "DATA", "From: ana@beta.test", "Date: Mon, 02 Mar 2026 09:00:00 +0000", "", "Hi.", ".", "QUIT"}

// pupilNames are thirty.
func pupilNames() (names []string) {
	for n := range 30 {
		names = append(names, fmt.Sprintf("Pupil %c%d", 'A'+n%26, n))
	}
	return names
}

// TestAClassOfThirty: honest, wrong, copied, forged and foreign: every verdict is right.
func TestAClassOfThirty(t *testing.T) {
	a := assignment(t)
	g := &Grader{Assignment: a, Program: "1.2.3", Source: source, Students: pupilNames()}
	type want struct {
		verdict Verdict
		mark    string
	}
	var submissions []*Submission
	var wants []want
	hand := func(s *Submission, verdict Verdict, mark string) {
		submissions, wants = append(submissions, s), append(wants, want{verdict: verdict, mark: mark})
	}
	names := pupilNames()
	again := func(s *Submission) *Submission {
		src, err := s.Write()
		if err != nil {
			t.Fatal(err)
		}
		if len(src) > 8<<10 {
			t.Errorf("a submission has %d octets", len(src))
		}
		copied, err := ReadSubmission(src)
		if err != nil {
			t.Fatal(err)
		}
		return copied
	}
	for n, name := range names {
		switch {
		case n < 9: // honest, each in their own words
			words := slices.Clone(letter)
			words[7] = "Hi, it is " + name
			hand(does(t, a, name, right, words...), Proved, "10.00")
		case n == 9: // late
			s := does(t, a, name, right, letter...)
			s.At = a.Deadline.Add(time.Hour)
			hand(s, Proved, "5.00")
		case n < 14: // all wrong, and nothing brought about
			hand(does(t, a, name, wrong, "EHLO laptop", "QUIT"), Proved, "0.00")
		case n == 14: // half: the talk alone
			hand(does(t, a, name, wrong, letter...), Proved, "5.00")
		case n < 20: // somebody else's file under one's own name
			s := again(submissions[n-15])
			s.Student = name
			hand(s, Copied, "0.00")
		case n < 22: // edited hashes
			s := does(t, a, name, right, letter...)
			for _, d := range s.Done {
				d.Hash = strings.Repeat("0", 64)
			}
			hand(s, Forged, "0.00")
		case n == 22: // one more line, slipped in
			s := does(t, a, name, right, letter...)
			s.Done["c"].Inputs += `{"at":"2min","down":"dns.test"}` + "\n"
			hand(s, Forged, "5.00")
		case n == 23: // the answers of a world without work: a neighbour's inputs
			s := does(t, a, name, right, letter...)
			s.Done["c"] = again(submissions[0]).Done["c"]
			hand(s, Copied, "5.00")
		case n == 24:
			s := does(t, a, name, right, letter...)
			s.Done["c"].Inputs = "nonsense \x00"
			hand(s, Broken, "5.00")
		case n == 25: // another version, and the same all the same
			s := does(t, a, name, right, letter...)
			s.Program = "0.9.9"
			hand(s, Proved, "10.00")
		case n == 26: // another version, and it differs
			s := does(t, a, name, right, letter...)
			s.Program = "0.9.9"
			s.Done["a"].Hash = strings.Repeat("1", 64)
			hand(s, Versioned, "6.67")
		case n == 27:
			s := does(t, a, name, right, letter...)
			s.Edition = "another"
			hand(s, Foreign, "0.00")
		case n == 28: // a part is missing
			s := does(t, a, name, right, letter...)
			delete(s.Done, "c")
			hand(s, Incomplete, "5.00")
		case n == 29: // answers that were never on offer
			s := does(t, a, name, right, letter...)
			for id := range s.Done["a"].Answers {
				s.Done["a"].Answers[id] = "=HYPERLINK(…)"
			}
			hand(s, Proved, "6.67")
		}
	}
	var all []*Graded
	for n, s := range submissions {
		r, err := g.Grade(context.Background(), fmt.Sprint(n), again(s))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
		if r.Verdict != wants[n].verdict || r.Mark(lang.EN) != wants[n].mark || r.Late != (n == 9) {
			var why []string
			for _, m := range r.Marks {
				why = append(why, fmt.Sprintf("%s %s %d/%d %v", m.Item.ID, m.Verdict, m.Right, m.Of, m.Reasons))
			}
			t.Errorf("%s: %s %s, want %s %s\n%s", s.Student, r.Verdict, r.Mark(lang.EN), wants[n].verdict, wants[n].mark, strings.Join(why, "\n"))
		}
		if n == 26 && !strings.Contains(r.Marks[0].Reasons[0].ES, "Posta 0.9.9") {
			t.Errorf("which version made it is told: %s", r.Marks[0].Reasons[0].ES)
		}
		if r.Verdict == Copied && n < 20 {
			if reason := r.Marks[0].Reasons[0].EN; !strings.HasSuffix(reason, names[n-15]) {
				t.Errorf("%s copied from %s, and it is told: %s", s.Student, names[n-15], reason)
			}
		}
	}
	// Those who typed the very same letter are listed; those who put their own name in are not.
	alike := 0
	for _, x := range Suspicions(all) {
		if x.Item != nil && x.Item.ID == "c" {
			alike++
		}
		if slices.Contains(names[:9], x.A) && x.Item != nil && x.Item.ID == "c" {
			t.Errorf("%s and %s are suspected: %s", x.A, x.B, x.Reason.EN)
		}
	}
	if alike == 0 {
		t.Error("nobody is suspected of having typed the same")
	}
	if beliefs := Beliefs(all); len(beliefs) < 3 || beliefs[0].Students < 2 {
		t.Errorf("the class believes %v", beliefs)
	}
	var b strings.Builder
	if err := WriteCSV(&b, a, all, lang.ES); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(b.String(), "\n"); lines != 31 || strings.Contains(b.String(), ";=") || !strings.Contains(b.String(), ";28;5,00;incompleto;no;") ||
		!strings.Contains(b.String(), ";0 de 2;sin hacer;") || !strings.HasPrefix(b.String(), "\ufeffestudiante;archivo;nota;veredicto;tarde;a;veredicto de a;") {
		t.Errorf("%d lines:\n%s", lines, b.String())
	}
}

// TestMendingAsHomework: whoever mends their own world gets the mark, whoever opens the
// door to everybody a part of it, and a neighbour's repair fits nobody else.
func TestMendingAsHomework(t *testing.T) {
	a, problems := Read("lab.yaml", []byte("assignment: 1\ntitle: Lab\nkey: k\nitems: [{id: m, task: records-lab}]\n"), source)
	if a == nil {
		t.Fatal(problems)
	}
	ctx := context.Background()
	src, err := scenarios.ReadTask("records-lab")
	if err != nil {
		t.Fatal(err)
	}
	hand := func(name, change string) *Submission {
		w, err := a.World(a.Items[0], name, src, "")
		if err != nil {
			t.Fatal(err)
		}
		repair := []string{w.names.in(change)}
		hash, problems := w.Repaired(ctx, repair)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		s := NewSubmission(a, name, "1", time.Unix(0, 0))
		s.Done["m"] = &Done{Repair: repair, Hash: hash}
		return s
	}
	mended := `change: {domain: alfa.test, remove: '@ TXT', add: '@ TXT "v=spf1 mx a:salida.alfa.test -all"'}`
	ana, luis := hand("Ana", mended), hand("Luis", `change: {domain: alfa.test, remove: '@ TXT', add: '@ TXT "v=spf1 +all"'}`)
	eva := hand("Ana", mended)
	eva.Student = "Eva"
	forged := hand("Iker", mended)
	forged.Done["m"].Hash = strings.Repeat("0", 64)
	other := hand("Sara", mended)
	other.Done["m"].Repair = []string{"set_host: {host: mail.beta.test, policy: []}"}
	g := &Grader{Assignment: a, Program: "1", Source: source, Students: []string{"Ana", "Luis", "Eva", "Iker", "Sara"}}
	for _, c := range []struct {
		s       *Submission
		verdict Verdict
		mark    string
	}{{ana, Proved, "10.00"}, {luis, Proved, "6.67"}, {eva, Copied, "0.00"}, {forged, Forged, "0.00"}, {other, Broken, "0.00"}} {
		r, err := g.Grade(ctx, "x", c.s)
		if err != nil {
			t.Fatal(err)
		}
		if r.Verdict != c.verdict || r.Mark(lang.EN) != c.mark {
			t.Errorf("%s: %s %s, want %s %s: %v", c.s.Student, r.Verdict, r.Mark(lang.EN), c.verdict, c.mark, r.Marks[0].Reasons)
		}
	}
}

// TestNeighboursHaveDifferentWorlds: names, hashes, and, of a lesson in which something
// strikes, mostly the fault.
func TestNeighboursHaveDifferentWorlds(t *testing.T) {
	a := assignment(t)
	src, _ := scenarios.Read("first-email")
	hashes, faults, names := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, name := range pupilNames()[:12] {
		w, err := a.World(a.Items[0], name, src, "")
		if err != nil {
			t.Fatal(err)
		}
		_, hash, err := w.Questions(6)
		if err != nil {
			t.Fatal(err)
		}
		hashes[hash], faults[lessonNames(w.Fault, w)], names[w.names.domains["beta"]+w.names.people["benito"]] = true, true, true
	}
	if len(hashes) != 12 || len(faults) < 4 || len(names) < 6 {
		t.Errorf("%d worlds, %d faults, %d names", len(hashes), len(faults), len(names))
	}
	if a.Seed("Ana  Ruiz") != a.Seed(" ana ruiz ") {
		t.Error("spaces make another person")
	}
}

// TestAnAssignmentThatCannotBe is complained about in words, with its place.
func TestAnAssignmentThatCannotBe(t *testing.T) {
	for src, want := range map[string]string{
		"":                                  "empty",
		"assignment: 1\ntitle: x\nkey: k\n": "items",
		"assignment: 2\ntitle: x\nkey: k\nitems: [{id: a, ask: first-email}]\n":                            "1",
		"assignment: 1\ntitle: x\nkey: k\nitems: [{id: a, ask: frist-email}]\n":                            "first-email",
		"assignment: 1\ntitle: x\nkey: k\nitems: [{id: a}]\n":                                              "one of the three",
		"assignment: 1\ntitle: x\nkey: k\nitems: [{id: a, talk: first-email}]\n":                           "goal",
		"assignment: 1\ntitle: x\nkey: k\nitems: [{id: a, ask: first-email}, {id: a, ask: first-email}]\n": "already",
		"assignment: 1\ntitle: x\nkey: k\ndeadline: soon\nitems: [{id: a, ask: first-email}]\n":            "deadline",
		"assignment: 1\ntitle: x\nkey: k\nlate: 200\nitems: [{id: a, ask: first-email}]\n":                 "100",
	} {
		a, problems := Read("x.yaml", []byte(src), source)
		if a != nil || !strings.Contains(problems.Render(lang.EN, false), want) {
			t.Errorf("%q: %v", src, problems)
		}
	}
}

// FuzzReadSubmission: whatever is handed in is read or refused, and grading it ends.
func FuzzReadSubmission(f *testing.F) {
	all := week + "  - {id: d, task: records-lab}\n"
	f.Add([]byte(`{"posta":"submission","version":1,"done":{"a":null}}`))
	f.Add([]byte(`{"posta":"submission","version":1,"assignment":"week","done":{"c":{"inputs":"{\"inputs\":1}\n"}}}`))
	f.Add([]byte(`{"posta":"submission","version":1,"assignment":"week","student":"=1+1","done":{"c":{"inputs":"{\"inputs\":1}\n{\"at\":\"1min\",\"send\":{}}\n"},"z":{}}}`))
	f.Add([]byte(`{"posta":"submission","version":1,"assignment":"week","done":{"a":{"answers":{"":"","submits@1":"\u0000"},"hash":"00"},"d":{"repair":["change: {domain: alfa.test, remove: '@ TXT'}","","{"],"hash":""}}}`))
	f.Add([]byte(`{"posta":"submission","version":1,"assignment":"week","at":"9999-12-31T23:59:59Z","done":{"d":{"repair":null}}}`))
	f.Fuzz(func(t *testing.T, src []byte) {
		s, err := ReadSubmission(src)
		if err != nil {
			return
		}
		a, _ := Read("week.yaml", []byte(all), source)
		s.Edition = a.Digest
		g := &Grader{Assignment: a, Program: "1", Source: source, Students: []string{"Ana"}}
		r, err := g.Grade(context.Background(), "x", s)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := WriteCSV(&b, a, []*Graded{r}, lang.ES); err != nil {
			t.Fatal(err)
		}
		rows := csv.NewReader(strings.NewReader(b.String()))
		rows.Comma = ';'
		if all, err := rows.ReadAll(); err != nil || len(all) != 2 {
			t.Errorf("%d rows: %v", len(all), err)
		}
		Suspicions([]*Graded{r, r})
		Beliefs([]*Graded{r})
	})
}

// FuzzReadAssignment: whatever file, or link, says that it is an assignment is read or refused in words, and each world of one that
// was read can be built, or is told why not.
func FuzzReadAssignment(f *testing.F) {
	f.Add([]byte(week), "Ana Ruiz")
	f.Add([]byte("assignment: 1\ntitle: x\nkey: ''\nitems: [{id: a, task: records-lab, weight: 0}]\n"), "")
	f.Add([]byte("assignment: 1\ntitle: x\nkey: k\nitems: [{id: a, talk: first-email, goal: '}'}]\n"), "\x00")
	f.Add([]byte("assignment: 1\ntitle: x\nkey: k\nitems: [{id: a, talk: first-email, goal: \"- delivered: {to: x}\\nscript: []\\nposta: 1\"}]\n"), "x")
	f.Add([]byte("assignment: 1\ntitle: x\nkey: k\nitems: [{id: a, talk: newsletter, goal: '- elapsed: {max: 1s}', do: alfa.test Alicia}]\n"), strings.Repeat("ñ", 3000))
	f.Add([]byte("assignment: 1\ntitle: &a x\nkey: k\nitems: &b [{id: a, ask: first-email}, *b]\n"), "x")
	f.Fuzz(func(t *testing.T, src []byte, student string) {
		a, problems := Read("x.yaml", src, source)
		if a == nil {
			if len(problems) == 0 {
				t.Error("refused without a word")
			}
			problems.Render(lang.ES, false)
			return
		}
		for n, i := range a.Items {
			text, err := source.Text(i)
			if err != nil {
				t.Fatal(err)
			}
			if n < 2 {
				a.World(i, student, text, "")
			}
		}
	})
}

// TestAnothersWorkSolvesNothing: whoever takes over what a neighbour did, and does it anew so that the hash is their own, has
// solved their own world in one case of many; and taken over as it is, it is a copy in every case.
func TestAnothersWorkSolvesNothing(t *testing.T) {
	ctx := context.Background()
	names := pupilNames()
	for _, slug := range scenarios.Tasks() {
		a, problems := Read("lab.yaml", []byte("assignment: 1\ntitle: Lab\nkey: k\nitems: [{id: m, task: "+slug+"}]\n"), source)
		if a == nil {
			t.Fatal(problems)
		}
		src, err := scenarios.ReadTask(slug)
		if err != nil {
			t.Fatal(err)
		}
		plain, problems := task.Read(slug+".yaml", src)
		if plain == nil {
			t.Fatal(problems)
		}
		shortest, err := plain.Shortest(ctx)
		if err != nil || shortest == nil {
			t.Fatal(slug, err)
		}
		worlds, repairs, hashes := make([]*World, len(names)), make([][]string, len(names)), map[string]bool{}
		for n, name := range names {
			w, err := a.World(a.Items[0], name, src, "")
			if err != nil {
				t.Fatal(err)
			}
			for _, change := range shortest {
				repairs[n] = append(repairs[n], w.names.in(change))
			}
			hash, problems := w.Repaired(ctx, repairs[n])
			if len(problems) > 0 {
				t.Fatal(slug, problems)
			}
			if n < 3 {
				if list, problems, err := w.Task.Judge(ctx, repairs[n]); err != nil || len(problems) > 0 || !task.Solved(list) {
					t.Errorf("%s: %s does not mend the world of %s: %v %v", slug, repairs[n], name, problems, err)
				}
			}
			worlds[n], hashes[hash] = w, true
		}
		if len(hashes) != len(names) {
			t.Errorf("%s: %d mended worlds are %d different ones", slug, len(names), len(hashes))
		}
		pairs, solved := 0, 0
		for n := range names {
			for other := range names {
				if n == other {
					continue
				}
				pairs++
				if slices.Equal(repairs[n], repairs[other]) { // it solves both
					solved++
					continue
				}
				if list, problems, err := worlds[n].Task.Judge(ctx, repairs[other]); err != nil || len(problems) == 0 && task.Solved(list) {
					t.Errorf("%s: %s solves the world of %s, whose repair is %s: %v", slug, repairs[other], names[n], repairs[n], err)
				}
			}
		}
		t.Logf("%s: %d of %d", slug, solved, pairs)
		if solved*20 > pairs {
			t.Errorf("%s: in %d cases of %d a neighbour's repair does", slug, solved, pairs)
		}
	}
}

// TestANeighboursLetterAndAnswers: what one typed is refused in the world of another, and the answers of one are the right ones of
// another no oftener than by knowing them.
func TestANeighboursLetterAndAnswers(t *testing.T) {
	a := assignment(t)
	names := pupilNames()[:8]
	src, err := scenarios.Read("first-email")
	if err != nil {
		t.Fatal(err)
	}
	var all []*Submission
	var worlds []*World
	for _, name := range names {
		all = append(all, does(t, a, name, right, letter...))
		w, err := a.World(a.Items[2], name, src, "")
		if err != nil {
			t.Fatal(err)
		}
		worlds = append(worlds, w)
	}
	hit, of := 0, 0
	for n := range names {
		own, err := a.World(a.Items[0], names[n], src, "")
		if err != nil {
			t.Fatal(err)
		}
		questions, _, err := own.Questions(6)
		if err != nil {
			t.Fatal(err)
		}
		for other := range names {
			if n == other {
				continue
			}
			for _, q := range questions {
				of++
				if all[other].Done["a"].Answers[q.ID] == q.Choices[q.Right()].Text.EN {
					hit++
				}
			}
			inputs, problems := scenario.ReadInputs(worlds[n].Scenario, "inputs", []byte(all[other].Done["c"].Inputs))
			if len(problems) > 0 {
				continue // a host that is not there
			}
			o := worlds[n].Options()
			o.Inputs = inputs
			tr, err := sim.Run(context.Background(), worlds[n].Scenario, o)
			if err != nil {
				t.Fatal(err)
			}
			if results := expect.Check(worlds[n].Scenario, tr); len(expect.Failed(results)) == 0 {
				t.Errorf("what %s typed does in the world of %s", names[other], names[n])
			}
		}
	}
	t.Logf("%d of %d answers", hit, of)
	if hit*2 > of {
		t.Errorf("%d of %d of a neighbour's answers are right", hit, of)
	}
}

// TestLettersAreInTheStudentsLanguage: whoever reads English does the homework in a world whose letters are English. It is replayed in
// that one, whoever grades; the world's text says its language, so that it comes out the same elsewhere; and nobody can say another.
func TestLettersAreInTheStudentsLanguage(t *testing.T) {
	a := assignment(t)
	grade := func(s *Submission) *Graded {
		g, err := (&Grader{Assignment: a, Program: "1.2.3", Source: source}).Grade(context.Background(), "x.json", s)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	hashes := map[string]bool{}
	for _, letters := range []lang.Lang{"", lang.ES, lang.EN} {
		for _, i := range a.Items {
			src, err := scenarios.Read(i.Lesson())
			if err != nil {
				t.Fatal(err)
			}
			w, err := a.World(i, "Ana Ruiz", src, letters)
			if err != nil {
				t.Fatal(err)
			}
			own, problems := scenario.Parse("own.yaml", []byte(w.YAML()))
			if own == nil {
				t.Fatal(problems)
			}
			if !strings.Contains(w.Scenario.Name, "first-email") || i.Fault {
				continue
			}
			var list []string
			for _, s := range []*scenario.Scenario{w.Scenario, scenario.In(own, lang.ES), scenario.In(own, lang.EN)} {
				tr, err := sim.Run(context.Background(), s, w.Options())
				if err != nil {
					t.Fatal(err)
				}
				list = append(list, tr.Hash())
				if f := composed(tr); strings.Contains(f, "Hello") != (letters == lang.EN) {
					t.Errorf("letters in %q: %q", letters, f)
				}
			}
			if list[0] != list[1] || list[0] != list[2] {
				t.Errorf("%s in %q: its text makes %v", i.ID, letters, list)
			}
		}
		s := doesIn(t, a, "Ana Ruiz", letters, right, letter...)
		if g := grade(s); g.Verdict != Proved || g.Points != g.Of {
			t.Errorf("letters in %q: %s, %d of %d", letters, g.Verdict, g.Points, g.Of)
		}
		hashes[s.Done["a"].Hash] = true
		if letters == lang.EN {
			s.Done["a"].Letters = lang.ES
			if g := grade(s); g.Verdict != Forged {
				t.Errorf("another language is said: %s", g.Verdict)
			}
		}
	}
	if len(hashes) != 2 {
		t.Errorf("%d runs of two languages", len(hashes))
	}
}

// composed is the first letter that somebody wrote.
func composed(t *trace.Trace) string {
	for _, e := range t.Events {
		if f, ok := e.Fact.(trace.MessageComposed); ok {
			return string(f.Data)
		}
	}
	return ""
}

// TestMarksAreCells: whatever somebody calls themselves is one cell of one line, is no formula, and hides nothing; that two say no
// name is not that they have it in common.
func TestMarksAreCells(t *testing.T) {
	a := &Assignment{}
	var all []*Graded
	for _, name := range []string{"=1+1", "\u202eanA\x00\r\n", "José Íñigo", "", ""} {
		all = append(all, &Graded{Student: name, File: "x", Verdict: Missing})
	}
	var b strings.Builder
	if err := WriteCSV(&b, a, all, lang.EN); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffstudent,file,mark,verdict,late,reasons\n'=1+1,x,0.00,not done,no,not done\n\ufffdanA\ufffd\ufffd\ufffd,x,0.00,not done,no,not done\nJosé Íñigo,x,0.00,not done,no,not done\n" +
		strings.Repeat(",x,0.00,not done,no,not done\n", 2)
	if b.String() != want {
		t.Errorf("%q, not %q", b.String(), want)
	}
	if list := Suspicions(all); len(list) > 0 {
		t.Errorf("%v", list)
	}
}
