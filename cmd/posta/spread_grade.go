//go:build !js

package main

import (
	"context"
	"iter"

	"posta/sim/homework"
)

// gradeJob is a submission and what it is of.
type gradeJob struct {
	File, Assignment string
	Source           []byte // the assignment's
	Students         []string
	Submission       *homework.Submission
}

// doGrade does a submission again.
func doGrade(ctx context.Context, j gradeJob) (*homework.Graded, error) {
	a, problems := homework.Read(j.Assignment, j.Source, curriculum)
	if len(problems) > 0 {
		return nil, problems
	}
	g := &homework.Grader{Assignment: a, Program: version(), Source: curriculum, Students: j.Students}
	return g.Grade(ctx, j.File, j.Submission)
}

// gradeOn does submissions again on a bus, where one is asked for.
func (b *busFlags) gradeOn(c console, ctx context.Context, g *homework.Grader, name string, source []byte, list []handedIn) (all iter.Seq2[int, marked], asked, ok bool) {
	a, asked := b.address(c)
	if !asked {
		return nil, false, true
	}
	var read []int // what is no submission is nobody's work
	for i, h := range list {
		if h.s != nil {
			read = append(read, i)
		}
	}
	jobs, ok := spread[gradeJob, *homework.Graded](c, ctx, a, "grade", len(read), func(i int) gradeJob {
		h := list[read[i]]
		return gradeJob{h.file, name, source, g.Students, h.s}
	})
	if !ok {
		return nil, true, false
	}
	return func(yield func(int, marked) bool) {
		next, stop := iter.Pull2(jobs)
		defer stop()
		for i, h := range list {
			m := marked{g: &homework.Graded{File: h.file, Verdict: homework.NoFile}}
			if h.s != nil {
				_, x, _ := next()
				m = marked{x.result, x.err}
				if m.err == nil {
					m.err = m.g.Elsewhere(g.Assignment)
				}
			}
			if !yield(i, m) {
				return
			}
		}
	}, true, true
}
