package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/talk"
	"posta/sim/transcript"
)

// way is what somebody did at a place, from its beginning. Who steps back and does another
// thing has two.
type way struct {
	moves []talk.Move
	lines []string // of a file of inputs that does the same again
}

// sit begins to tell a talk, from where it stands: what was said is known.
func (x *talker) sit(t *talk.Talk) {
	x.t, x.judged, x.left, x.warned, x.hinted = t, map[int]bool{}, map[int]bool{}, false, ""
	x.f = transcript.FollowTelling(x.console.out, t.Telling, transcript.Options{Lang: x.lang, Color: x.color(), Width: x.width()})
}

// note takes down the way that is gone now, as far as it has come.
func (x *talker) note() {
	var moves []talk.Move
	for _, m := range x.t.Moves() {
		moves = append(moves, m.Move)
	}
	x.ways[x.way] = way{moves: moves, lines: x.t.InputsFrom(0)}
}

// begin goes a way again, up to its end, without telling it.
func (x *talker) begin(ctx context.Context, moves []talk.Move) error {
	t, problems, err := talk.Again(ctx, x.t.Scenario, x.o, moves)
	if err != nil && !errors.Is(err, talk.ErrEnded) {
		return err
	}
	if t == nil {
		return problems
	}
	if err := x.t.Close(); err != nil {
		return err
	}
	x.sit(t)
	out := x.console.out
	x.console.out = io.Discard // what was said is known
	for _, g := range t.Growths() {
		if err := x.f.Grown(g, func(*story.Step) bool { return false }); err != nil {
			return err
		}
	}
	x.judge()
	x.console.out = out
	if err := x.rewrite(); err != nil {
		return err
	}
	if said := t.Said(1); len(said) > 0 {
		x.say(lang.Sprintf("  Lo último que se dijo: %s", "  What was said last: %s", transcript.Visible(said[0].Text[strings.LastIndex(said[0].Text, "\n")+1:])))
	}
	return nil
}

// rewrite has the file hold the way that is gone now.
func (x *talker) rewrite() error {
	if x.saved == nil {
		return nil
	}
	if err := x.saved.Truncate(0); err != nil {
		return err
	}
	if _, err := x.saved.Seek(0, io.SeekStart); err != nil {
		return err
	}
	x.kept = 0
	if _, err := x.saved.WriteString(talk.FileHead); err != nil {
		return err
	}
	return x.keep()
}

// back steps back before the last things that were done. What was done is kept: it is a
// way of its own.
func (x *talker) back(ctx context.Context, words []string) error {
	n := 1
	if len(words) > 0 {
		n, _ = strconv.Atoi(words[0])
	}
	done := len(x.t.Moves())
	if n < 1 || n > done {
		x.say(lang.Sprintf("! :back lleva cuántas cosas deshacer, de 1 a %d", "! :back takes how many things to step back over, 1 to %d", done))
		return nil
	}
	x.note()
	from, moves := x.way, x.ways[x.way].moves
	x.ways, x.way = append(x.ways, way{}), len(x.ways)
	x.say(lang.Sprintf("Vuelves a antes de «%s». Lo que hiciste se conserva: es el camino %d, y estás en el %d.", "You are back before \"%s\". What you did is kept: it is way %d, and you are on way %d.", wordsOf(moves[done-n]), from+1, x.way+1))
	return x.begin(ctx, slices.Clone(moves[:done-n]))
}

// over goes over to another way.
func (x *talker) over(ctx context.Context, words []string) error {
	n, _ := strconv.Atoi(strings.Join(words, ""))
	if n < 1 || n > len(x.ways) {
		x.say(lang.Sprintf("! :way lleva el número de un camino, de 1 a %d; :ways los muestra", "! :way takes a way's number, 1 to %d; :ways shows them", len(x.ways)))
		return nil
	}
	x.note()
	x.way = n - 1
	x.say(lang.Sprintf("Estás en el camino %d.", "You are on way %d.", n))
	return x.begin(ctx, x.ways[x.way].moves)
}

// listWays shows the ways that were gone.
func (x *talker) listWays() {
	x.note()
	for i, w := range x.ways {
		mark := " "
		if i == x.way {
			mark = ">"
		}
		var said []string
		for _, m := range w.moves {
			said = append(said, wordsOf(m))
		}
		fmt.Fprintf(x.console.out, "%s %d: %s\n", mark, i+1, strings.Join(said, " | "))
	}
}

// wordsOf is a move as a person made it.
func wordsOf(m talk.Move) string {
	switch m.Do {
	case talk.Says, talk.Answers:
		return transcript.Visible(m.Text)
	}
	return strings.TrimSpace(":" + string(m.Do) + " " + m.Text)
}

// keepWays saves the other ways beside the one that is saved: FILE, FILE.2 and so on.
func (x *talker) keepWays() error {
	if x.saved == nil || len(x.ways) == 1 {
		return nil
	}
	ext := filepath.Ext(x.save)
	for i, w := range x.ways {
		if i == x.way || len(w.lines) == 0 {
			continue
		}
		name := fmt.Sprintf("%s.%d%s", strings.TrimSuffix(x.save, ext), i+1, ext)
		if err := os.WriteFile(name, []byte(talk.FileHead+strings.Join(w.lines, "")), 0o644); err != nil {
			return err
		}
		x.say(lang.Sprintf("El camino %d está en %s.", "Way %d is in %s.", i+1, name))
	}
	return nil
}
