//go:build !js && nowindow

package main

import (
	"github.com/spf13/pflag"

	"posta/sim/lang"
)

// windowCommand says that there is none: with the tag nowindow the command needs no library of the system, and runs in a
// container that has nothing else.
var windowCommand = command{
	name:  "window",
	args:  lang.Text{ES: "[LECCIÓN|ARCHIVO|-]", EN: "[LESSON|FILE|-]"},
	short: lang.Text{ES: "el simulador en una ventana propia (no está en este programa)", EN: "the simulator in a window of its own (not in this program)"},
	long: lang.Text{
		ES: "Este programa se construyó sin ventana (-tags nowindow), para servidores y contenedores.\nposta serve lo muestra en un navegador.",
		EN: "This program was built without a window (-tags nowindow), for servers and containers.\nposta serve shows it in a browser.",
	},
	setup: func(*pflag.FlagSet) func(console, []string) int {
		return func(c console, _ []string) int {
			c.fail(lang.Sprintf("este programa se construyó sin ventana", "this program was built without a window"))
			c.hint(lang.Sprintf("posta serve lo muestra en un navegador.", "posta serve shows it in a browser."))
			return exitUsage
		}
	},
}

// newLiveWindow says that there is none.
func newLiveWindow(c console) (liveWindow, bool) {
	c.fail(lang.Sprintf("este programa se construyó sin ventana", "this program was built without a window"))
	c.hint(lang.Sprintf("posta live --web lo muestra en un navegador.", "posta live --web shows it in a browser."))
	return nil, false
}
