package homework

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"posta/sim/ask"
	"posta/sim/lang"
)

// Suspicion is something that two submissions have in common. It is for the teacher to
// look at, and no verdict: people also think alike.
type Suspicion struct {
	Item   *Item
	A, B   string // students
	Reason lang.Text
}

// How much two must have in common before anybody is told.
const (
	alikeLines = 8 // typed
	alikeWrong = 3 // wrong answers
)

// Suspicions compares all with all.
func Suspicions(all []*Graded) (list []Suspicion) {
	for x, a := range all {
		for _, b := range all[x+1:] {
			if Normal(a.Student) == Normal(b.Student) {
				list = append(list, Suspicion{A: a.Student, B: b.Student, Reason: tr("dos entregas con el mismo nombre: %s y %s", "two submissions of the same name: %s and %s", a.File, b.File)})
				continue
			}
			for n := range min(len(a.Marks), len(b.Marks)) {
				ma, mb := a.Marks[n], b.Marks[n]
				switch {
				case len(ma.said) >= alikeLines && slices.Equal(ma.said, mb.said):
					list = append(list, Suspicion{ma.Item, a.Student, b.Student, tr("teclearon las mismas %d líneas en el mismo orden", "they typed the same %d lines in the same order", len(ma.said))})
				case len(ma.wrong) >= alikeWrong && slices.Equal(ma.wrong, mb.wrong):
					list = append(list, Suspicion{ma.Item, a.Student, b.Student, tr("fallaron las mismas %d preguntas con las mismas respuestas", "they got the same %d questions wrong by the same answers", len(ma.wrong))})
				}
			}
		}
	}
	return list
}

// Belief is a misconception, and how many of a class have it.
type Belief struct {
	Idea     ask.Idea
	Students int
}

// Beliefs are what a class believes that is not so, the commonest first.
func Beliefs(all []*Graded) (list []Belief) {
	count := map[ask.Idea]int{}
	for _, g := range all {
		has := map[ask.Idea]bool{}
		for _, m := range g.Marks {
			for _, i := range m.Ideas {
				if !has[i] {
					has[i] = true
					count[i]++
				}
			}
		}
	}
	for i, n := range count {
		list = append(list, Belief{i, n})
	}
	slices.SortFunc(list, func(a, b Belief) int {
		return cmp.Or(cmp.Compare(b.Students, a.Students), cmp.Compare(a.Idea, b.Idea))
	})
	return list
}

// Mark is a submission's mark, out of ten, as text: in hundredths, cut and not rounded up.
func (g *Graded) Mark() string {
	if g.Of == 0 {
		return "0.00"
	}
	n := 1000 * g.Points / g.Of
	return fmt.Sprintf("%d.%02d", n/100, n%100)
}

// WriteCSV writes the marks, a line a student.
func WriteCSV(w io.Writer, a *Assignment, all []*Graded, l lang.Lang) error {
	out := csv.NewWriter(w)
	head := []string{"student", "file", "mark", "verdict", "late"}
	for _, i := range a.Items {
		head = append(head, i.ID, i.ID+" verdict")
	}
	rows := [][]string{append(head, "reasons")}
	for _, g := range all {
		row := []string{g.Student, g.File, g.Mark(), string(g.Verdict), fmt.Sprint(g.Late)}
		var reasons []string
		for _, i := range a.Items {
			n := slices.IndexFunc(g.Marks, func(m *Marked) bool { return m.Item == i })
			if n < 0 {
				row = append(row, "", string(g.Verdict))
				continue
			}
			m := g.Marks[n]
			row = append(row, fmt.Sprintf("%d/%d", m.Right, m.Of), string(m.Verdict))
			if m.Verdict != Proved {
				reasons = append(reasons, i.ID+": "+m.Verdict.Words().In(l))
			}
			for _, r := range m.Reasons {
				reasons = append(reasons, i.ID+": "+r.In(l))
			}
		}
		rows = append(rows, append(row, strings.Join(reasons, " | ")))
	}
	for _, row := range rows {
		for n, cell := range row {
			row[n] = tame(cell)
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// tame keeps a spreadsheet from taking somebody's name for a formula.
func tame(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
