package trace

import (
	"strings"
	"time"
)

// The run: what the script and those outside do, what goes wrong, and the end.
var runFacts = []Row{
	of[ActionStarted]{doc: "a line of the script begins", rfc: unwritten, place: Alone(Leading), state: Changes}.row(),
	of[ActionEnded]{
		doc:   "what the action set out to do has ended",
		rfc:   unwritten,
		place: Ruled, state: Changes,
		variant: func(f ActionEnded) string { return outcomeWith(f.OK, f.Nothing) },
		class:   func(f ActionEnded) (Class, bool) { return done(f.OK) },
	}.row(),
	of[InputActed]{
		doc:   "something that is done to the world from outside acts",
		rfc:   unwritten,
		place: Ruled, state: Decision,
		variant: func(f InputActed) string { return f.Do },
	}.row(),
	of[InputEnded]{
		doc:   "what an input set out to do has ended",
		rfc:   unwritten,
		place: Ruled, state: Decision,
		variant: func(f InputEnded) string { return outcomeWith(f.OK, f.Nothing) },
		class:   func(f InputEnded) (Class, bool) { return done(f.OK) },
	}.row(),
	of[HostDown]{
		doc:   "the host loses its power",
		rfc:   []string{"5321 4.5.4.1"},
		place: Ruled, state: Changes,
		class: func(HostDown) (Class, bool) { return NoClass, true },
	}.row(),
	of[HostUp]{doc: "the host has its power back", rfc: unwritten, place: Ruled, state: Changes}.row(),
	of[FaultActed]{
		doc:   "a fault of the scenario acts",
		rfc:   unwritten,
		place: Ruled, state: Decision,
		variant: func(f FaultActed) string { return f.Do },
		class: func(f FaultActed) (Class, bool) {
			// A fault that says no is the failure itself; of the others only what follows can
			// tell whether anything failed: a lost packet is sent again.
			switch f.Do {
			case "answer", "disk_full", "mailbox_full":
				return NoClass, true
			case "dns":
				return NoClass, f.What != EffectSlow && f.What != EffectTruncated
			}
			return NoClass, false
		},
	}.row(),
	of[ConversationHeld]{
		doc:   "somebody who looked on let a conversation stand still, on real sockets, and then go on",
		rfc:   unwritten,
		place: During(), state: Decision,
		variant: func(f ConversationHeld) string { return string(f.What) },
		class:   func(f ConversationHeld) (Class, bool) { return NoClass, f.What == HeldCut },
	}.row(),
	of[ActorPanicked]{
		doc:   "a bug in an actor, caught",
		rfc:   unwritten,
		place: Alone(Following), state: Changes,
		class: func(ActorPanicked) (Class, bool) { return NoClass, true },
	}.row(),
	of[RunEnded]{
		doc:   "the last event, and why",
		rfc:   unwritten,
		place: Alone(Ending), state: Changes,
		variant: func(f RunEnded) string {
			word, _, _ := strings.Cut(string(f.Reason), ":")
			return word
		},
		class: func(f RunEnded) (Class, bool) { return NoClass, f.Reason != EndQuiet },
	}.row(),
}

// ActionStarted: line Index (from 0) of the scenario's script begins.
type ActionStarted struct {
	Index int `json:"index"` // in Header.Script
}

// Kind is action.started.
func (ActionStarted) Kind() Kind { return "action.started" }

// ActionEnded: what the action set out to do on its own host has ended.
type ActionEnded struct {
	Index int   `json:"index"`        // in Header.Script
	OK    bool  `json:"ok"`           // it came to its end
	Why   Cause `json:"why,omitzero"` // it did not
	// Nothing: it came to its end, and there was no letter to do it with.
	Nothing bool `json:"nothing,omitzero"`
}

// Kind is action.ended.
func (ActionEnded) Kind() Kind { return "action.ended" }

// InputActed: something that is done to the world from outside acts, after all else
// of its instant. Nothing in the run led to it.
type InputActed struct {
	// Input counts the run's inputs from 0.
	Input int `json:"input"`
	// Do is its key in the file of inputs: an action of a script (send, fetch, change,
	// down, ...), or connect, type, starttls, close, seat, leave, answer, break, mend,
	// set_user, set_device, set_host, seed.
	Do string `json:"do"`
	// By is who did it, as the input says.
	By string `json:"by,omitempty"`
	// User is the person in the scenario who acts.
	User string `json:"user,omitempty"`
	// Text is the input as its file has it, on one line of YAML; a long one is cut.
	Text string `json:"text"`
}

// Kind is input.acted.
func (InputActed) Kind() Kind { return "input.acted" }

// InputEnded: what an input set out to do has ended: an action of a script, or
// whatever could not be done.
type InputEnded struct {
	Input int   `json:"input"`        // as InputActed has it
	OK    bool  `json:"ok"`           // it came to its end
	Why   Cause `json:"why,omitzero"` // it did not
	// Nothing is as in ActionEnded.
	Nothing bool `json:"nothing,omitzero"`
}

// Kind is input.ended.
func (InputEnded) Kind() Kind { return "input.ended" }

// ConversationHeld: somebody who looked on let a stranger's conversation stand still, on real sockets, and decided how it went on.
type ConversationHeld struct {
	// At is the command at which it stood: "RCPT", "CONNECT", "DOT".
	At string `json:"at"`
	// Wait is how long.
	Wait time.Duration `json:"wait_ns"`
	// What became of it.
	What HeldEnd `json:"what"`
	// Reply is what was said in the server's place.
	Reply string `json:"reply,omitempty"`
}

// HeldEnd is how a conversation that was held went on.
type HeldEnd string

// The ends: as if nothing had been; with a reply in the server's place; not at all.
const (
	HeldOn       HeldEnd = "on"
	HeldAnswered HeldEnd = "answered"
	HeldCut      HeldEnd = "cut"
)

// Kind is conversation.held.
func (ConversationHeld) Kind() Kind { return "conversation.held" }

// HostDown: the host loses its power.
type HostDown struct{}

// Kind is host.down.
func (HostDown) Kind() Kind { return "host.down" }

// HostUp: the host has its power back.
type HostUp struct{}

// Kind is host.up.
func (HostUp) Kind() Kind { return "host.up" }

// FaultActed: a fault of the scenario acts here. What it does shows in the bytes
// and connections that follow; that it was a fault shows nowhere else. A host
// that loses its power by a fault is HostDown alone.
type FaultActed struct {
	// Fault is its index (from 0) in Header.Faults.
	Fault int `json:"fault"`
	// Do is the fault's key in the scenario: answer, cut, delay, dns, disk_full, intercept,
	// loss, mailbox_full, refuse, silence, slow.
	Do string `json:"do"`
	// At is the command that it acts on: "RCPT", "CONNECT", "DOT"; empty for a
	// question and for what happens on the road.
	At string `json:"at,omitempty"`
	// Name and Type are the DNS question that it acts on.
	Name string `json:"name,omitempty"`
	Type string `json:"type,omitempty"`
	// Peer is the other host, where one is concerned.
	Peer string `json:"peer,omitempty"`
	// What is what is done, where the fault's key does not say it.
	What FaultEffect `json:"what,omitempty"`
	// Reply is the reply that is said, and Wait the time that it takes.
	Reply string        `json:"reply,omitempty"`
	Wait  time.Duration `json:"wait_ns,omitempty"`
	// Time counts how often the fault has acted, this one included.
	Time int `json:"time"`
}

// Kind is fault.acted.
func (FaultActed) Kind() Kind { return "fault.acted" }

// ActorPanicked: a bug in an actor, caught and kept.
type ActorPanicked struct {
	Process string `json:"process"` // what it was doing
	Value   string `json:"value"`   // that it panicked with
}

// Kind is actor.panicked.
func (ActorPanicked) Kind() Kind { return "actor.panicked" }

// RunEnded is the last event.
type RunEnded struct {
	Reason EndReason `json:"reason"` // why it is
	// Waiting are the script's actions that did not end, in its order.
	Waiting []Unfinished `json:"waiting,omitempty"`
	// Held says, of "limit:memory", where the letters lie that took it up, the most first.
	Held []Held `json:"held,omitempty"`
}

// Held is what one kind of place holds of letters.
type Held struct {
	By     string `json:"by"`     // programs, record, queues, mailboxes, devices or roads
	Octets int64  `json:"octets"` // that letters take up there
}

// Unfinished is an action that had not ended when the run did.
type Unfinished struct {
	Index int    `json:"index"`           // into the header's script, from 0
	Verb  string `json:"verb"`            // what it is, as the file calls it
	Host  string `json:"host,omitempty"`  // on which machine
	Began bool   `json:"began,omitempty"` // it was begun
	Off   bool   `json:"off,omitempty"`   // the machine has no power
}

// Kind is run.ended.
func (RunEnded) Kind() Kind { return "run.ended" }
