package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"posta/sim"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/odds"
	"posta/sim/scenario"
	"posta/sim/story"
	"posta/sim/telling"
	"posta/sim/transcript"
)

var oddsCommand = command{
	name:  "odds",
	args:  lang.Text{ES: "LECCIÓN|ARCHIVO|-", EN: "LESSON|FILE|-"},
	short: lang.Text{ES: "¿cuándo se perdió? la suerte de la carta, vista desde cada paso", EN: "when was it lost? the letter's chance, seen from each step"},
	long: lang.Text{
		ES: `Simula otra vez desde cada paso, con otra suerte de ahí en adelante, y dice en cuántas de las
simulaciones llegan todas las cartas. Donde la parte que llega cae, algo quedó decidido.

  --runs N           simulaciones desde cada paso (20)
  --seed N           otra semilla
  --fault 'FALLO'    con un fallo más
  --lang es|en       idioma`,
		EN: `Simulates anew from each step, with other luck from there on, and tells in how many of the runs
every letter arrives. Where the share that arrives falls, something was decided.

  --runs N           runs from each step (20)
  --seed N           another seed
  --fault 'FAULT'    with one fault more
  --lang es|en       language`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		var seed seedFlag
		runs := flags.Int("runs", 20, "")
		faults := flags.StringArray("fault", nil, "")
		flags.Var(&seed, "seed", "")
		return func(c console, args []string) int {
			name, ok := c.journeyArg("odds", args)
			if !ok {
				return exitUsage
			}
			if *runs < 1 || *runs > odds.MaxRuns {
				c.fail(lang.Sprintf("--runs %d: las simulaciones desde cada paso son de 1 a %d", "--runs %d: the runs from each step are 1 to %d", *runs, odds.MaxRuns))
				return exitUsage
			}
			s, ok := load(c, name)
			if !ok {
				return exitUsage
			}
			if s, ok = withFaults(c, s, *faults); !ok {
				return exitUsage
			}
			return tellOdds(c, s, sim.Options{Seed: seed.chosen()}, *runs)
		}
	},
}

// mostSteps is how many moments are asked about.
const mostSteps = 30

func tellOdds(c console, s *scenario.Scenario, o sim.Options, runs int) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	t, err := sim.Run(ctx, s, o)
	if err != nil {
		c.fail(lang.Sprintf("no se puede simular %s: %v", "cannot simulate %s: %v", s.Name, err))
		return exitUsage
	}
	x := telling.Of(t)
	words := explain.New(x.Story)
	steps := odds.Moments(x.Story.Steps(story.Tell), mostSteps)
	at := make([]time.Duration, len(steps))
	for i, st := range steps {
		at[i] = st.End
	}
	points, err := odds.Curve(ctx, s, o, at, runs)
	if err != nil {
		c.fail(lang.Sprintf("no se puede simular %s: %v", "cannot simulate %s: %v", s.Name, err))
		return exitUsage
	}
	fell := odds.Fell(points)
	const width = 20
	for i, p := range points {
		bar := strings.Repeat("█", p.Arrived*width/p.Runs) + strings.Repeat("·", width-p.Arrived*width/p.Runs)
		mark := " "
		if i == fell {
			mark = "▼"
		}
		fmt.Fprintf(c.out, "  %s %3d %% %s %s  %s\n", bar, p.Arrived*100/p.Runs, mark, words.Clock(p.At, p.At).In(c.lang), transcript.Visible(words.Title(steps[i]).In(c.lang)))
	}
	switch {
	case len(points) == 0:
		c.say(lang.Sprintf("En este recorrido no pasa nada.", "Nothing happens in this run."))
	case fell >= 0:
		c.say(lang.Sprintf("\nDonde más cayó: %s.", "\nWhere it fell most: %s.", words.Title(steps[fell])))
	case points[0].Arrived == 0:
		c.say(lang.Sprintf("\nEstaba perdida desde el principio: ninguna suerte la habría salvado.", "\nIt was lost from the beginning: no luck would have saved it."))
	default:
		c.say(lang.Sprintf("\nNo cayó en ningún momento.", "\nIt fell at no moment."))
	}
	return exitOK
}
