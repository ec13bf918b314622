package main

import (
	_ "embed"
	"fmt"
	"regexp"
	"runtime"

	"github.com/spf13/pflag"

	"posta/sim"
	"posta/sim/lang"
	"posta/sim/trace"
)

// changelog is where a version is made: the topmost one is what this program is.
//
//go:embed CHANGELOG.md
var changelog string

// versionHeading is a version's place in the changelog: "## 0.2.0 (not yet released)".
var versionHeading = regexp.MustCompile(`(?m)^## (\d+\.\d+\.\d+)\b`)

// version is the topmost of the changelog, and the commit where Go knows it.
func version() string {
	return sim.Program(versionHeading.FindStringSubmatch(changelog)[1])
}

var versionCommand = command{
	name:  "version",
	short: lang.Text{ES: "dice qué versión es", EN: "tells which version this is"},
	long: lang.Text{
		ES: "Dice la versión de posta, del formato de las trazas y de Go.",
		EN: "Tells the version of posta, of the trace format and of Go.",
	},
	setup: func(*pflag.FlagSet) func(console, []string) int {
		return func(c console, args []string) int {
			if !c.noMore("version", args) {
				return exitUsage
			}
			fmt.Fprintf(c.out, "posta %s, %s %d, %s %s/%s\n", version(), trace.Format, trace.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return exitOK
		}
	},
}

// color and colorErr tell whether what is told, and complaints, may be coloured.
func (c console) color() bool    { return c.terminal && c.getenv("NO_COLOR") == "" }
func (c console) colorErr() bool { return c.errTerminal && c.getenv("NO_COLOR") == "" }
