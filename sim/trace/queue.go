package trace

import "time"

// The queue: what a server has promised to pass on, and what becomes of it.
var queueFacts = []Row{
	of[QueueAdded]{
		doc:   "a delivery waits for its destination",
		rfc:   []string{"5321 4.5.4.1"},
		place: Ruled, state: Changes,
		variant: func(f QueueAdded) string { return local(f.Destination) },
	}.row(),
	of[QueueAttempt]{
		doc:   "an attempt at one host begins",
		rfc:   []string{"5321 5.1", "5321 4.5.4.1"},
		place: Ruled, state: Changes,
		variant: func(f QueueAttempt) string { return local(f.Destination) },
	}.row(),
	of[QueueAttemptFailed]{
		doc:   "an attempt at one host ended without delivering",
		rfc:   []string{"5321 4.5.4.1", "5321 5.1"},
		place: Ruled, state: Changes,
		variant: func(f QueueAttemptFailed) string { return string(refusal(!f.Permanent)) },
		class:   func(f QueueAttemptFailed) (Class, bool) { return refusal(!f.Permanent), true },
	}.row(),
	of[QueueDeferred]{
		doc:   "the delivery stays queued and is tried again later (RFC 5321 4.5.4.1)",
		rfc:   []string{"5321 4.5.4.1"},
		place: Ruled, state: Changes,
		class: func(QueueDeferred) (Class, bool) { return Temporary, true },
	}.row(),
	of[SendingPaced]{
		doc:   "a relay sends to a destination at another pace, because of what it was told",
		rfc:   []string{"5321 4.2.3", "3463 3.8"},
		place: During(), state: Decision,
		variant: func(f SendingPaced) string {
			if f.Rest > 0 {
				return "slower"
			}
			return "faster"
		},
	}.row(),
	of[QueueDone]{
		doc:   "a recipient's line in the queue has its end",
		rfc:   []string{"5321 4.5.4"},
		place: Ruled, state: Changes,
		variant: func(f QueueDone) string {
			if f.Outcome == OutcomeDelivered && f.Destination == LocalDestination {
				return "local"
			}
			return string(f.Outcome)
		},
		class: func(f QueueDone) (Class, bool) { return done(f.Outcome == OutcomeDelivered) },
	}.row(),
	of[QueueRemoved]{doc: "nothing is left to do for the message here", rfc: []string{"5321 4.5.4"}, place: Ruled, state: Changes}.row(),
	of[ReportMade]{
		doc:   "a delivery status notification was written (RFC 3464)",
		rfc:   []string{"3464 2", "5321 6.1", "3461 6"},
		place: Ruled, state: Decision,
		variant: func(f ReportMade) string { return string(f.Action) },
	}.row(),
	of[ReportWithheld]{
		doc:   "a report was due, and is not sent",
		rfc:   []string{"5321 6.1", "3461 4.1"},
		place: Ruled, state: Decision,
		variant: func(f ReportWithheld) string { return string(f.Why.Code) },
	}.row(),
}

// local is the variant of a line of the queue that stays on this host.
func local(destination string) string {
	if destination == LocalDestination {
		return "local"
	}
	return ""
}

// QueueAdded: a delivery waits for its destination: one line of the queue.
type QueueAdded struct {
	Queue       string   `json:"queue"`
	Sender      string   `json:"sender"`
	Recipients  []string `json:"recipients"`
	Destination string   `json:"destination"` // domain, or LocalDestination
	// Expires is when trying ends, since Header.Start.
	Expires time.Duration `json:"expires_ns,omitempty"`
}

// Kind is queue.added.
func (QueueAdded) Kind() Kind { return "queue.added" }

// QueueAttempt: the relay begins an attempt at one host of the destination.
type QueueAttempt struct {
	Queue       string `json:"queue"`
	Destination string `json:"destination"`
	Try         int    `json:"try"` // counts from 1
	Remote      string `json:"remote"`
	Address     string `json:"address,omitempty"` // its IP address
	// Source is which of its own addresses the relay calls from, where it has several and somebody has chosen.
	Source string `json:"source,omitempty"`
}

// Kind is queue.attempt.
func (QueueAttempt) Kind() Kind { return "queue.attempt" }

// QueueAttemptFailed: an attempt at one host ended without delivering; others
// of the same destination may follow at once.
type QueueAttemptFailed struct {
	Queue       string `json:"queue"`
	Destination string `json:"destination"`
	Try         int    `json:"try"`
	Remote      string `json:"remote"`
	Stage       Stage  `json:"stage"`
	Why         Cause  `json:"why,omitzero"`
	Permanent   bool   `json:"permanent,omitempty"` // trying again would not help
}

// Kind is queue.attempt-failed.
func (QueueAttemptFailed) Kind() Kind { return "queue.attempt-failed" }

// QueueDeferred: the recipients stay in the queue; Next is when they are tried
// again, since Header.Start.
type QueueDeferred struct {
	Queue       string        `json:"queue"`
	Destination string        `json:"destination"`
	Recipients  []string      `json:"recipients"`
	Try         int           `json:"try"`
	Next        time.Duration `json:"next_ns"` // when it is tried again
	Stage       Stage         `json:"stage"`   // at which it failed, as in QueueAttemptFailed
	Remote      string        `json:"remote,omitempty"`
	Status      string        `json:"status,omitempty"`
	Why         Cause         `json:"why,omitzero"`
}

// Kind is queue.deferred.
func (QueueDeferred) Kind() Kind { return "queue.deferred" }

// SendingPaced: a destination has said that letters come too fast, and gets them more slowly; or has taken some in a row,
// and gets them faster again.
type SendingPaced struct {
	Destination string        `json:"destination"`
	Rest        time.Duration `json:"rest_ns,omitempty"`  // nothing is sent for so long
	Pause       time.Duration `json:"pause_ns,omitempty"` // between two letters from then on
	Why         Cause         `json:"why,omitzero"`       // what it was told
}

// Kind is sending.paced.
func (SendingPaced) Kind() Kind { return "sending.paced" }

// QueueDone: a recipient's line in the queue has its end.
type QueueDone struct {
	Queue       string `json:"queue"`
	Destination string `json:"destination"`
	Recipient   string `json:"recipient"`
	// Outcome is what became of it.
	Outcome Outcome `json:"outcome"`
	Remote  string  `json:"remote,omitempty"`
	Status  string  `json:"status,omitempty"`
	// Reply is what the host said that took it, Why is why nobody did.
	Reply string `json:"reply,omitempty"`
	Why   Cause  `json:"why,omitzero"`
	// Forwarded is the name in the queue under which a mailbox sends it on.
	Forwarded string `json:"forwarded,omitempty"`
}

// Kind is queue.done.
func (QueueDone) Kind() Kind { return "queue.done" }

// QueueRemoved: nothing is left to do for the message here.
type QueueRemoved struct {
	Queue string `json:"queue"`
}

// Kind is queue.removed.
func (QueueRemoved) Kind() Kind { return "queue.removed" }

// ReportMade: the server wrote a delivery status notification (RFC 3464) and
// put it in its own queue as Report.
type ReportMade struct {
	Queue  string       `json:"queue"`
	Report string       `json:"report"` // the report's own name in the queue
	Action ReportAction `json:"action"` // what it tells of (RFC 3464 section 2.3.3)
	To     string       `json:"to"`     // the reverse-path of the message
	About  []string     `json:"about"`  // recipients
}

// Kind is report.made.
func (ReportMade) Kind() Kind { return "report.made" }

// ReportWithheld: a report was due but none is sent (no bounce of a bounce, or
// NOTIFY=NEVER).
type ReportWithheld struct {
	Queue string   `json:"queue"`
	About []string `json:"about"` // recipients
	Why   Cause    `json:"why"`
}

// Kind is report.withheld.
func (ReportWithheld) Kind() Kind { return "report.withheld" }
