package homework

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

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
			if name := Normal(a.Student); name == "" && Normal(b.Student) == "" {
				continue // that nobody is named is no name in common
			} else if name == Normal(b.Student) {
				list = append(list, Suspicion{A: a.Student, B: b.Student, Reason: tr("dos entregas con el mismo nombre: %s y %s", "two submissions with the same name: %s and %s", a.File, b.File)})
				continue
			}
			for n := range min(len(a.Marks), len(b.Marks)) {
				ma, mb := a.Marks[n], b.Marks[n]
				switch {
				case len(ma.Said) >= alikeLines && slices.Equal(ma.Said, mb.Said):
					list = append(list, Suspicion{ma.Item, a.Student, b.Student, tr("teclearon las mismas %d líneas en el mismo orden", "they typed the same %d lines in the same order", len(ma.Said))})
				case len(ma.Wrong) >= alikeWrong && slices.Equal(ma.Wrong, mb.Wrong):
					list = append(list, Suspicion{ma.Item, a.Student, b.Student, tr("fallaron las mismas %d preguntas con las mismas respuestas", "they got the same %d questions wrong with the same answers", len(ma.Wrong))})
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

// Mark is a submission's mark, out of ten, as text: rounded to hundredths.
func (g *Graded) Mark(l lang.Lang) string {
	n := int64(0)
	if g.Of > 0 {
		n = nearest(1000*g.Points, g.Of)
	}
	point := "."
	if l == lang.ES {
		point = ","
	}
	return fmt.Sprintf("%d%s%02d", n/100, point, n%100)
}

// WriteCSV writes the marks, a line a student, in a language and as a spreadsheet opens it
// there: where the comma is the decimal one, columns are parted by semicolons, and a mark of
// the encoding comes first, without which some take it for their own old one.
func WriteCSV(w io.Writer, a *Assignment, all []*Graded, l lang.Lang) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	head, verdict, last := []string{"student", "file", "mark", "verdict", "late"}, "%s verdict", "reasons"
	score, late := "%d of %d", map[bool]string{true: "yes", false: "no"}
	if l == lang.ES {
		out.Comma = ';'
		head, verdict, last = []string{"estudiante", "archivo", "nota", "veredicto", "tarde"}, "veredicto de %s", "razones"
		score, late = "%d de %d", map[bool]string{true: "sí", false: "no"}
	}
	for _, i := range a.Items {
		head = append(head, i.ID, fmt.Sprintf(verdict, i.ID))
	}
	rows := [][]string{append(head, last)}
	for _, g := range all {
		row := []string{g.Student, g.File, g.Mark(l), g.Verdict.Word(l), late[g.Late]}
		var reasons []string
		if len(g.Marks) == 0 {
			reasons = append(reasons, g.Says().In(l))
		}
		for _, i := range a.Items {
			n := slices.IndexFunc(g.Marks, func(m *Marked) bool { return m.Item == i })
			if n < 0 {
				row = append(row, "", g.Verdict.Word(l))
				continue
			}
			m := g.Marks[n]
			// Not 3/4, which a spreadsheet takes for a day.
			done := ""
			if m.Of > 0 {
				done = fmt.Sprintf(score, m.Right, m.Of)
			}
			row = append(row, done, m.Verdict.Word(l))
			if m.Verdict == Broken || m.Verdict != Proved && len(m.Reasons) == 0 {
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

// tame keeps a spreadsheet from taking somebody's name for a formula, and from showing what cannot be seen.
func tame(cell string) string {
	cell = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return unicode.ReplacementChar
		}
		return r
	}, cell)
	if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
