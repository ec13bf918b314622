package main

import (
	"fmt"
	"strconv"

	"posta/sim/lang"
)

// journeyArg takes the lesson or file of a command that is about one.
func (c console) journeyArg(cmd string, args []string) (string, bool) {
	return c.oneArg(cmd, args, lang.Sprintf("hace falta una lección o un archivo", "one lesson or file is needed"), lang.Sprintf("posta %s first-email", "posta %s first-email", cmd))
}

// oneArg takes what a command is about; needed says what it is, and example is a call.
func (c console) oneArg(cmd string, args []string, needed, example lang.Text) (string, bool) {
	switch len(args) {
	case 0:
		c.fail(needed)
		c.hint(lang.Sprintf("Por ejemplo: %s", "For example: %s", example))
		return "", false
	case 1:
		return args[0], true
	}
	return "", c.noMore(cmd, args[1:])
}

// noMore complains of what a call has too much; false if there is anything.
func (c console) noMore(cmd string, args []string) bool {
	if len(args) == 0 {
		return true
	}
	c.fail(lang.Sprintf("sobra %q", "%q is too much", args[0]))
	c.hint(lang.Sprintf("posta help %s explica la orden.", "posta help %s explains the command.", cmd))
	return false
}

// maxSeed is the largest seed, as in a scenario: more digits than a browser's
// numbers hold would be another seed there.
const maxSeed = 999_999_999_999_999

// seedFlag is the value of --seed.
type seedFlag struct {
	given bool
	seed  uint64
}

func (f *seedFlag) String() string { return strconv.FormatUint(f.seed, 10) }
func (f *seedFlag) Type() string   { return "uint64" }

func (f *seedFlag) Set(s string) error {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || n > maxSeed {
		return badSeed{}
	}
	f.given, f.seed = true, n
	return nil
}

// chosen is the seed, or nil for the scenario's own.
func (f *seedFlag) chosen() *uint64 {
	if !f.given {
		return nil
	}
	return &f.seed
}

// badSeed is a seed that cannot be.
type badSeed struct{}

func (badSeed) Error() string {
	return fmt.Sprintf("a seed is a whole number from 0 to %d", uint64(maxSeed))
}
