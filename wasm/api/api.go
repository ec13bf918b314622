// Package api is what the page's script and the module say to each other: the functions that each side of the module
// offers, the values that they give, and the messages that the stage takes.
//
// It is the page's half of the journey put into types, in one place: the module implements Page and Engine, and the
// script's own types (web/src/api.ts) are written from them by web/types. A test fails when the two drift apart.
//
// It runs nothing and draws nothing. Whatever has parts crosses as JSON; bytes cross as bytes.
package api

import (
	"posta/sim/dialogue"
	"posta/sim/figures"
	"posta/sim/form"
	"posta/sim/homework"
	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/talk"
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
	// Entitle gives the words that a fault was offered in, of what happened; empty where it was not.
	Entitle(fault string) *lang.Text
	Split(detail story.Detail) *view.Split
	// Beside is the other run of a fork at the place that is shown, drawn in the same window; while it is on, what differs is
	// marked on the stage, too. Null where there is no fork.
	Beside(lang lang.Lang, on bool) *view.Beside
	// Questions are what can be asked about the run before it is told, at a detail.
	Questions(detail story.Detail) []view.Asked
	// Moments are the steps, at a detail, from which it can be asked how good the letters' chance was; none where all arrived.
	Moments(detail story.Detail) []Instant
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
	// Run runs a scenario; fault "" and inputs "", what is done to the world while it runs, for none. Letters is the language
	// of those that are written in several.
	Run(name, yaml, seed, fault, inputs string, letters lang.Lang, progress Progress) Run
	// Pcap is a run as pcapng, for Wireshark, with comments in a language.
	Pcap(name, yaml, seed, fault, inputs string, letters, lang lang.Lang, progress Progress) File
	// Tasks are the worlds that can be mended, or broken.
	Tasks() []Task
	// Mend runs a task's world with changes, each an input's line, and judges them; its letters are in a language. Own is the text of a task that is no
	// built-in one; "" for one that is.
	Mend(slug, own string, changes []string, letters lang.Lang) Mended
	// Hint is a little of the shortest repair: how much, from 1. There are no more where it is empty.
	Hint(slug, own string, level int) lang.Text
	// Seats are the places that may be taken in a scenario.
	Seats(name, yaml string, letters lang.Lang) []SeatPlace
	// Seat takes a place in a run with inputs, and makes moves from it. Known is how many of its events the page has, of the
	// same place and moves but the last.
	Seat(name, yaml, seed, inputs string, at SeatAt, moves []talk.Move, letters lang.Lang, known int) Seated
	// Chance is in how many of n runs every letter arrives, if everything random falls anew after some milliseconds of a
	// run: those after the first few. -1 where it cannot be told.
	Chance(name, yaml, seed, fault, inputs string, letters lang.Lang, ms, first, n int) int
	// Assignment reads one, in the names of a student's own worlds; "" for nobody's.
	Assignment(name, yaml, student string) Assignment
	// Own is a student's own world for a part of an assignment.
	Own(name, yaml, id, student string, letters lang.Lang) Own
	// Done is what was done of a part, with its proof; Mark is what a submission, as JSON, is worth.
	Done(name, yaml, id, student, done string) Proof
	Mark(name, yaml, submission string) Marked
	// Decisions are what could have been decided otherwise, each as Run takes it in the place of a fault.
	Decisions(name, yaml string, letters, lang lang.Lang) []Decision
	// Figures counts what became of a campaign's letters; with a decision (or another fault), beside the same with that. Progress
	// is told how many have been sent.
	Figures(name, yaml, seed, inputs, decision string, letters lang.Lang, of Counting, progress Progress) Counted
	// Alone is the trace of one letter of them, by its Message-ID, in the run with the decision, if there is one.
	Alone(name, yaml, seed, inputs, decision string, letters lang.Lang, letter string, progress Progress) File
	// Transcript is a trace told as text.
	Transcript(trace []byte, rulings string, detail story.Detail, lang lang.Lang) File
}

// Progress is told how often the engine was seen to be at work.
type Progress func(stretches int)

// Status is what the panels follow.
type Status struct {
	// Open: what is on the stage is what was opened last.
	Open bool `json:"open"`
	// Ms is its instant: everything up to there happens by that millisecond of the run.
	Ms       int          `json:"ms"`
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
	Sign     string       `json:"sign"` // what the sign means that is pointed at
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

// Instant is when a step has ended, in milliseconds of the run.
type Instant struct {
	Step int `json:"step"`
	Ms   int `json:"ms"`
}

// SeatPlace is a host or a device; Services are those of a host, in whose place one may sit, and at which one may call.
type SeatPlace struct {
	Name     string        `json:"name"`
	Services []SeatService `json:"services"`
}

// SeatService is one service. Names: it answers for names.
type SeatService struct {
	Name  string `json:"name"`
	Port  int    `json:"port"`
	Names bool   `json:"names"`
}

// SeatAt is which place is taken, and when: As calls To, or, where To is empty, sits in the place of its own service ("" for all).
type SeatAt struct {
	As      string `json:"as"`
	To      string `json:"to"`
	Port    int    `json:"port"`
	Service string `json:"service"`
	Ms      int    `json:"ms"`
}

// Seated is what came of taking a place and of the moves there.
type Seated struct {
	// Problems are those of the place, or of the last move: it was not made.
	Problems []form.Problem `json:"problems"`
	Seat     *Seat          `json:"seat"`
	// Events is how many there are; Trace has those that the page did not know, or, if Fresh, the whole trace.
	Events int    `json:"events"`
	Fresh  bool   `json:"fresh"`
	Trace  []byte `json:"trace,omitempty"`
	Error  string `json:"error,omitempty"`
}

// Seat is how it looks from a place.
type Seat struct {
	Role string `json:"role"` // client, server or resolver
	Host string `json:"host"`
	Peer string `json:"peer"`
	// Lines are the last of what was said; Question is the DNS question that waits.
	Lines    []SeatLine `json:"lines"`
	Question string     `json:"question"`
	Crib     []SeatSays `json:"crib"`
	Moves    []SeatMove `json:"moves"`
	// Over: nothing can be said on the connection, or nobody is there. Ended: the run has. Silent: the last move found nobody.
	Over   bool `json:"over"`
	Ended  bool `json:"ended"`
	Silent bool `json:"silent"`
	// Inputs is the file of inputs that does everything again.
	Inputs string `json:"inputs"`
}

// SeatLine is a line that was said.
type SeatLine struct {
	Conn     int            `json:"conn"`
	Seq      int            `json:"seq"` // the event with which it was said, or, of others, heard
	Mine     bool           `json:"mine"`
	Text     string         `json:"text"`
	Class    dialogue.Class `json:"class,omitempty"`
	Mistakes []SeatMistake  `json:"mistakes"`
}

// SeatMistake is a rule that a line broke.
type SeatMistake struct {
	Code string    `json:"code"`
	Text lang.Text `json:"text"`
	RFC  string    `json:"rfc,omitempty"`
	URL  string    `json:"url,omitempty"`
}

// SeatSays is a line that could be said, and what for.
type SeatSays struct {
	Line string    `json:"line"`
	For  lang.Text `json:"for"`
}

// SeatMove is a move that was made; Seq is the event with which it acted, 0 for none.
type SeatMove struct {
	Do   talk.Deed `json:"do"`
	Text string    `json:"text,omitempty"`
	Seq  int       `json:"seq"`
}

// Assignment is what a class is asked to do.
type Assignment struct {
	Problems []form.Problem   `json:"problems"`
	Name     string           `json:"name"`
	Edition  string           `json:"edition"`
	Program  string           `json:"program"` // that reads it
	Title    lang.Text        `json:"title"`
	Deadline string           `json:"deadline"` // RFC 3339, "" for none
	Late     int              `json:"late"`     // per cent
	Parts    []AssignmentPart `json:"parts"`
}

// AssignmentPart is one thing to do: questions about a lesson (ask), something to bring about by hand (talk), or a task.
type AssignmentPart struct {
	ID     string    `json:"id"`
	Kind   string    `json:"kind"`
	Lesson string    `json:"lesson"` // its slug, or the task's
	Title  lang.Text `json:"title"`
	Do     lang.Text `json:"do"`
	Weight int       `json:"weight"`
}

// Own is a student's own world for a part.
type Own struct {
	YAML      string        `json:"yaml"`
	Hash      string        `json:"hash"` // of its run, of a part with questions
	Questions []OwnQuestion `json:"questions"`
	Task      *Task         `json:"task"`
	Trace     []byte        `json:"trace,omitempty"`
	Error     string        `json:"error,omitempty"`
}

// OwnQuestion is asked without its answer. After is the event up to which the run may have been seen.
type OwnQuestion struct {
	ID      string      `json:"id"`
	After   int         `json:"after"`
	Text    lang.Text   `json:"text"`
	Choices []lang.Text `json:"choices"`
}

// Proof is what was done of a part, as it is handed in; null where it cannot be done again.
type Proof struct {
	Problems []form.Problem `json:"problems"`
	Done     *homework.Done `json:"done"`
	Error    string         `json:"error,omitempty"`
}

// Marked is what a submission is worth: Points of Of, in millionths of a weight.
type Marked struct {
	Points  int          `json:"points"`
	Of      int          `json:"of"`
	Late    bool         `json:"late"`
	Verdict lang.Text    `json:"verdict"`
	Parts   []MarkedPart `json:"parts"`
	Error   string       `json:"error,omitempty"`
}

// MarkedPart is what a part is worth, and why.
type MarkedPart struct {
	ID      string      `json:"id"`
	Proved  bool        `json:"proved"`
	Verdict lang.Text   `json:"verdict"`
	Right   int         `json:"right"`
	Of      int         `json:"of"`
	Reasons []lang.Text `json:"reasons"`
}

// Task is a world to be mended, or to be broken.
type Task struct {
	Own    string      `json:"own"` // its text, of one that is no built-in one
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
	Label   lang.Text `json:"label"` // what it is called in the form
	Key     string    `json:"key"`
	Choices []string  `json:"choices"`
	Example string    `json:"example"`
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

// Counting is what is asked of a campaign's figures: by what letters are told apart, and which letters are to be listed.
type Counting struct {
	By    figures.Dimension `json:"by"`
	Lang  lang.Lang         `json:"lang"`
	Dark  bool              `json:"dark"`
	Width int               `json:"width"` // of the plot, in pixels
	// Figure is the one whose letters are listed, "" for none: those of a run (0 or 1), of a part ("" for all), and of a slice of
	// the plot's time, -1 for all.
	Figure figures.Figure `json:"figure"`
	Run    int            `json:"run"`
	Key    string         `json:"key"`
	Slice  int            `json:"slice"`
}

// Counted is what became of a campaign's letters.
type Counted struct {
	Problems  []form.Problem `json:"problems"`
	Decisions []Decision     `json:"decisions"` // that could have been others
	Figures   []FigureWord   `json:"figures"`
	Rows      []CountedRow   `json:"rows"`
	Plot      string         `json:"plot"` // SVG
	// Notes say which subject did better, and why the runs differ, as far as they show it.
	Notes   []string        `json:"notes"`
	Letters []CountedLetter `json:"letters"`
	Count   int             `json:"count"` // of all the letters behind the figure, listed or not
	Error   string          `json:"error,omitempty"`
}

// Decision is something that could have been decided otherwise, asked as a question.
type Decision struct {
	Fault string `json:"fault"`
	What  string `json:"what"`
}

// FigureWord is a figure, what it tells and what it cannot.
type FigureWord struct {
	Name   string `json:"name"`
	Word   string `json:"word"`
	Tells  string `json:"tells"`
	Hides  string `json:"hides"`
	Unseen bool   `json:"unseen"`
}

// CountedRow is a part's figures, in the order of Figures, of each run.
type CountedRow struct {
	Key    string  `json:"key"`
	Counts [][]int `json:"counts"`
}

// CountedLetter is a letter behind a figure.
type CountedLetter struct {
	ID        string `json:"id"` // its Message-ID
	Campaign  string `json:"campaign"`
	Recipient string `json:"recipient"`
	Segment   string `json:"segment"`
	At        string `json:"at"`
	Said      string `json:"said"`
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
