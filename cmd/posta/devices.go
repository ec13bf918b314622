package main

import (
	"context"

	"github.com/spf13/pflag"

	"posta/sim"
	"posta/sim/devices"
	"posta/sim/expect"
	"posta/sim/lang"
)

var devicesCommand = command{
	name:  "devices",
	args:  lang.Text{ES: "LECCIÓN|ARCHIVO|-", EN: "LESSON|FILE|-"},
	short: lang.Text{ES: "dice qué dispositivo supo qué, y cuándo", EN: "tells which device knew what, and when"},
	long: lang.Text{
		ES: `Simula y pone en una sola línea de tiempo el buzón de cada persona y sus dispositivos: cuándo
llegó cada carta, cuándo se leyó, se movió o se borró, y cuánto tardó cada dispositivo en
saberlo. Después, qué guarda cada uno, qué no sabe, y qué se perdería con él.

  --until N       hasta el suceso N de la traza; si no, hasta el final
  --lang es|en    idioma
  --seed N        otra semilla`,
		EN: `Simulates, and puts each person's mailbox and devices on one timeline: when each letter came,
when it was read, moved or deleted, and how long each device took to learn of it. Then what
each of them holds, what it does not know, and what would be lost with it.

  --until N       up to event N of the trace; otherwise to the end
  --lang es|en    language
  --seed N        another seed`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		until := flags.Uint32("until", 0, "")
		var seed seedFlag
		flags.Var(&seed, "seed", "")
		return func(c console, args []string) int {
			if len(args) > 1 {
				c.noMore("devices", args[1:])
				return exitUsage
			}
			if len(args) == 0 {
				c.fail(lang.Sprintf("hace falta una lección o un archivo", "a lesson or file is needed"))
				c.hint(lang.Sprintf("Por ejemplo: posta devices imap-many-devices", "For example: posta devices imap-many-devices"))
				return exitUsage
			}
			s, ok := load(c, args[0])
			if !ok {
				return exitUsage
			}
			t, err := sim.Run(context.Background(), s, sim.Options{Seed: seed.chosen()})
			if err != nil {
				c.fail(lang.Sprintf("no se puede simular %s: %v", "cannot simulate %s: %v", args[0], err))
				return exitUsage
			}
			if err := devices.Write(c.out, t, devices.Of(t, int(*until)), c.lang); err != nil {
				c.fail(lang.Sprintf("no se puede escribir: ", "cannot write: "), readError(err))
				return exitUsage
			}
			return judge(c, t, expect.Check(s, t))
		}
	},
}
