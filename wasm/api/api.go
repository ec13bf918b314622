// Package api is what the page's script and the module say to each other: the functions that each side of the module
// offers, the values that they give, and the messages that the stage takes.
//
// It is the page's half of the journey put into types, in one place: the module implements Page and Engine, and the
// script's own types (web/src/api.ts) are written from them by web/types. A test fails when the two drift apart.
//
// It runs nothing and draws nothing. Whatever has parts crosses as JSON; bytes cross as bytes.
package api

import (
	"posta/sim/form"
	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/view"
)

// Page is what the module offers in the page: the stage, and the words around it. The views are null before anything is
// open. A listener is somebody on the road, who gets less.
type Page interface {
	// Open shows a run, given as the bytes of its JSON Lines and what stands beside them (Run.Rulings; "" for nothing). It
	// says what is wrong with them, if anything is.
	Open(trace []byte, rulings string) string
	// Follow shows a run that goes on, as far as it has come; Grow goes on with it: lines of events that follow.
	Follow(trace []byte) string
	Grow(events []byte) string
	// Fork puts what would have happened beside it, and goes to where they part.
	Fork(trace []byte, rulings string) Parted
	// Side goes over to a side of the fork, to the same place.
	Side(would bool)
	// Close forgets what would have happened.
	Close()
	// Send gives the stage a message. It says what is wrong with it, if anything is.
	Send(message string) string
	Lesson(lang lang.Lang) *view.Lesson
	Timeline(detail story.Detail, lang lang.Lang) *view.Timeline
	Dialogue(detail story.Detail, lang lang.Lang, listener bool) *view.Dialogue
	Now(detail story.Detail, step int, lang lang.Lang, listener bool) *view.Now
	State(detail story.Detail, step int, host string, lang lang.Lang) *view.State
	// Devices tells who has learnt what up to a step, of the accounts that a host has a part in.
	Devices(detail story.Detail, step int, host string, lang lang.Lang) []view.Account
	Message(seq int, lang lang.Lang) *view.Message
	Anatomy(detail story.Detail, step int, lang lang.Lang) *view.Anatomy
	WhatIf(detail story.Detail, step int, lang lang.Lang) *view.WhatIf
	Split(detail story.Detail) *view.Split
	// Beside is the other run of a fork at the place that is shown, drawn in the same window; while it is on, what differs is
	// marked on the stage, too. Null where there is no fork.
	Beside(lang lang.Lang, on bool) *view.Beside
	// Questions are what can be asked about the run before it is told, at a detail.
	Questions(detail story.Detail) []view.Asked
	// Picture draws a step as it stands at its end, as SVG, for paper; "" before anything is open.
	Picture(detail story.Detail, step int, lang lang.Lang, w, h int) string
}

// Engine is what the module offers in the Worker. Progress is called now and then while a run goes on.
type Engine interface {
	// Source is a lesson's YAML, "" for none.
	Source(slug string) string
	// Schema is the JSON Schema of scenarios.
	Schema() string
	// Validate gives a scenario's problems; it can be run if they are warnings alone.
	Validate(name, yaml string) []form.Problem
	// Fault gives the same of a fault that would be added.
	Fault(name, yaml, fault string) []form.Problem
	// Run runs a scenario; fault "" and inputs "", what is done to the world while it runs, for none.
	Run(name, yaml, seed, fault, inputs string, progress Progress) Run
	// Pcap is a run as pcapng, for Wireshark.
	Pcap(name, yaml, seed, fault, inputs string, lang lang.Lang, progress Progress) File
	// Tasks are the worlds that can be mended, or broken.
	Tasks() []Task
	// Mend runs a task's world with changes, each an input's line, and judges them.
	Mend(slug string, changes []string) Mended
	// Hint is a little of the shortest repair: how much, from 1. There are no more where it is empty.
	Hint(slug string, level int) lang.Text
	// Transcript is a trace told as text.
	Transcript(trace []byte, rulings string, detail story.Detail, lang lang.Lang) File
}

// Progress is told how often the engine was seen to be at work.
type Progress func(stretches int)

// Status is what the panels follow.
type Status struct {
	// Open: what is on the stage is what was opened last.
	Open     bool         `json:"open"`
	Detail   story.Detail `json:"detail"`
	Step     int          `json:"step"` // -1 before the first
	Count    int          `json:"count"`
	Seq      int          `json:"seq"`
	Playing  bool         `json:"playing"`
	Speed    float64      `json:"speed"`
	Follow   bool         `json:"follow"`
	Listener bool         `json:"listener"`
	Selected *Selection   `json:"selected"`
	Hover    *Selection   `json:"hover"`
	Lang     lang.Lang    `json:"lang"`
	// Would: it is what would have happened.
	Would bool `json:"would"`
	// Growing: it goes on, and more may come.
	Growing bool `json:"growing"`
}

// Parted is where a fork begins; Seq 0 says that the two never part.
type Parted struct {
	Seq   int    `json:"seq"`
	Error string `json:"error,omitempty"`
}

// Run is what came of a scenario: problems, or a trace, or an error.
type Run struct {
	Problems []form.Problem `json:"problems"`
	// Inputs are the problems of what is done to the world.
	Inputs []form.Problem `json:"inputs"`
	Trace  []byte         `json:"trace,omitempty"`
	// Rulings are what running it again without some of its faults has shown, as JSON (trace.Ruling).
	Rulings string   `json:"rulings"`
	Failed  []Failed `json:"failed"`
	// Source is the scenario that ran, with the fault where there is one.
	Source string `json:"source"`
	Error  string `json:"error,omitempty"`
}

// Task is a world to be mended, or to be broken.
type Task struct {
	Slug   string      `json:"slug"`
	Title  lang.Text   `json:"title"`
	Do     lang.Text   `json:"do"`
	World  string      `json:"world"` // its scenario
	Fields []TaskField `json:"fields"`
}

// TaskField is something that may be changed in it.
type TaskField struct {
	Verb     string        `json:"verb"` // the input's key
	Key      string        `json:"key"`  // the one that names whose it is
	Whose    string        `json:"whose"`
	Records  []string      `json:"records"`
	Settings []TaskSetting `json:"settings"`
}

// TaskSetting is a value that may be set.
type TaskSetting struct {
	Key     string   `json:"key"`
	Choices []string `json:"choices"`
	Example string   `json:"example"`
}

// Mended is what came of changes.
type Mended struct {
	Problems []form.Problem `json:"problems"`
	Goal     []Failed       `json:"goal"`    // all that must come true, in the world that is shown
	Held     []bool         `json:"held"`    // whether it did
	Solved   bool           `json:"solved"`  // there, and everywhere else
	Others   []lang.Text    `json:"others"`  // what the unseen worlds are for in which it did not
	Tried    int            `json:"tried"`   // worlds
	Rulings  string         `json:"rulings"` // as a run has them
	Trace    []byte         `json:"trace,omitempty"`
	Error    string         `json:"error,omitempty"`
}

// Failed is a promise of the scenario's that did not come true.
type Failed struct {
	Line int       `json:"line"`
	Noun string    `json:"noun"`
	Want lang.Text `json:"want"`
	Got  lang.Text `json:"got"`
	// Near is the event nearest to the matter, 0 for none; Closest tells of it.
	Near    int       `json:"near"`
	Closest lang.Text `json:"closest"`
}

// File is something to be saved, or why there is none.
type File struct {
	Bytes []byte `json:"bytes,omitempty"`
	Error string `json:"error,omitempty"`
}

// Chapter is a part of the curriculum, as the page's build puts it into the script.
type Chapter struct {
	Slug    string    `json:"slug"`
	Title   lang.Text `json:"title"`
	Lessons []Lesson  `json:"lessons"`
}

// Lesson is one of the curriculum's.
type Lesson struct {
	Slug    string    `json:"slug"`
	Title   lang.Text `json:"title"`
	Summary lang.Text `json:"summary"`
}

// Index is what lessons and words can be found by. Everything in it is in lower case and without accents, as
// web/src/search.ts makes of what is asked.
type Index struct {
	Lessons map[string]string `json:"lessons"` // by slug: the words by which each is told apart from the others
	Terms   []Term            `json:"terms"`
}

// Term is a word of the subject: what it is called, what it means, and which lessons are about it.
type Term struct {
	Name  lang.Text `json:"name"`
	Means lang.Text `json:"means"`
	Words string    `json:"words"`
	// Forms are the words that stand for it in a text, with "|" between them.
	Forms   lang.Text `json:"forms"`
	Lessons []string  `json:"lessons"`
}
