package scenario

import "posta/sim/lang"

// Problem is one thing wrong with a scenario: where it stands, what is wrong with it and what to do next.
type Problem struct {
	File   string    `json:"file"`
	Line   int       `json:"line"`   // from 1
	Column int       `json:"column"` // from 1, in characters
	Width  int       `json:"width"`  // characters to underline; at least 1
	Path   string    `json:"path"`   // such as script[2].fetch.user; "" for the whole file
	Text   string    `json:"text"`   // the line itself, tabs as spaces; long ones are cut
	Caret  int       `json:"caret"`  // where in Text the underlining begins, from 0, in characters
	What   lang.Text `json:"what"`   // what is wrong
	Hint   lang.Text `json:"hint"`   // what to do, or what was perhaps meant; may be empty
	Code   Code      `json:"code"`
}

// Code names a kind of problem, for tests and for tools; it is never translated.
type Code string

// Problems are all the things wrong with one scenario, in the order of the file. None means it can be run.
type Problems []Problem
