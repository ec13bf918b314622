// Command posta shows how an email travels: it runs a scenario through real
// protocol implementations in virtual time and tells, step by step, what
// happened and why.
//
// This command is thin: it reads its arguments, calls the packages under sim,
// and prints. It speaks Spanish and English.
package main

import (
	"io"
	"os"

	"posta/sim/lang"
)

// Exit codes.
const (
	exitOK     = 0 // it ran, and what was expected came true
	exitFailed = 1 // it ran, and something expected did not come true
	exitUsage  = 2 // the scenario or the call is wrong
)

// console is where a command reads from and writes to.
type console struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
	// terminal and errTerminal: out and err are terminals.
	terminal, errTerminal bool
	lang                  lang.Lang
	langGiven             bool // by --lang, and not by the environment
}

func main() {
	os.Exit(run(os.Args[1:], console{
		in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv,
		terminal: isTerminal(os.Stdout), errTerminal: isTerminal(os.Stderr),
	}))
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull) // a device of characters too
	return err != nil || !os.SameFile(info, null)
}
