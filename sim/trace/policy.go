package trace

// Policy: the checks that a server makes before it says yes.
var policyFacts = []Row{
	of[PolicyChecked]{
		doc:   "a server made one of its checks, and acts on it",
		rfc:   unwritten,
		place: Ruled, state: Changes,
		variant: func(f PolicyChecked) string { return f.Check + "-" + f.Result },
		class: func(f PolicyChecked) (Class, bool) {
			switch {
			case f.Action == "defer" || f.Action == "refuse":
				return refusal(f.Action == "defer"), true
			case unproved[f.Result]:
				return NoClass, false
			}
			return OK, false
		},
	}.row(),
}

// unproved are the results that prove nothing (RFC 8601 section 2.7). A letter that goes on all the same is no good news of them.
var unproved = map[string]bool{"fail": true, "softfail": true, "neutral": true, "none": true, "temperror": true, "permerror": true, "failed": true, "unusable": true}

// Argument is a named value. A duration stands as "5m0s", an instant as RFC 3339
// has it, a number in decimal; everything else as it stands on the wire.
type Argument struct {
	Name  string `json:"name"`  // in the vocabulary of whoever records it
	Value string `json:"value"` // in the form that is said above
}

// PolicyChecked: a server made one of its checks (package policy), and says what it
// looked at, how it went about it, what came out and what it does for that reason.
type PolicyChecked struct {
	// Check is the check's name: "greylist", "rate-limit", ...
	Check string `json:"check"`
	// Phase is when: "connect", "helo", "mail", "rcpt", "data" (after the final dot)
	// or "delivery" (into a mailbox).
	Phase string `json:"phase"`
	// Input is what the check looked at.
	Input []Argument `json:"input,omitempty"`
	// Steps are how it went about it.
	Steps []PolicyStep `json:"steps,omitempty"`
	// Result is what came out, in the check's own vocabulary: "new", "over", "pass".
	Result string `json:"result"`
	// Why is the reason for Result, and Details its arguments, where the result alone
	// does not say it.
	Why     string     `json:"why,omitempty"`
	Details []Argument `json:"details,omitempty"`
	// Action is what the server does for that reason: "accept" (it goes on), "defer"
	// (4yz), "refuse" (5yz) or "file" (into another folder than INBOX).
	Action string `json:"action"`
	// Reply is what it says to the client, of "defer" and "refuse".
	Reply string `json:"reply,omitempty"`
	// Folder is where it files the message, of "file".
	Folder string `json:"folder,omitempty"`
	// Headers are the fields that it adds to the message, each on one line.
	Headers []string `json:"headers,omitempty"`
	// Fault is 1 + the check's index in Header.Faults where the scenario has it there,
	// with what goes wrong; 0: it is the server's own policy.
	Fault int `json:"fault,omitempty"`
}

// Kind is policy.checked.
func (PolicyChecked) Kind() Kind { return "policy.checked" }

// PolicyStep is one thing that a check did. Steps nest: an SPF record that another
// one includes is a step of the include.
type PolicyStep struct {
	// Code is what it did, in the check's own vocabulary.
	Code string `json:"code"`
	// Args are what it did it with.
	Args []Argument `json:"args,omitempty"`
	// Questions are what it asked the DNS for that.
	Questions []PolicyQuestion `json:"questions,omitempty"`
	// Result is what came of it.
	Result string `json:"result,omitempty"`
	// Steps are those that it is made of.
	Steps []PolicyStep `json:"steps,omitempty"`
}

// PolicyQuestion is a question that a check had for the DNS, and its answer.
type PolicyQuestion struct {
	Name    string   `json:"name"`              // asked about
	Type    string   `json:"type"`              // of record: A, TXT, ...
	RCode   string   `json:"rcode,omitempty"`   // NOERROR, NXDOMAIN, ...
	Records []string `json:"records,omitempty"` // presentation format (RFC 1035 section 5)
	// Error is the reason where no answer came: "timeout", "lame", ...
	Error string `json:"error,omitempty"`
}
