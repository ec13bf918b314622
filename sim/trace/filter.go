package trace

// What people let their server do with mail as it comes (RFC 5228).
var filterFacts = []Row{
	of[FilterActed]{
		doc:   "a person's script has decided about a letter",
		rfc:   []string{"5228 2.10"},
		place: Ruled, state: Decision,
		variant: func(f FilterActed) string { return string(f.Do) },
	}.row(),
	of[FilterWithheld]{
		doc:   "an automatic answer was due and is not given",
		rfc:   []string{"5230 4.6", "3834 2"},
		place: Ruled, state: Decision,
		variant: func(f FilterWithheld) string { return string(f.Why) },
	}.row(),
	of[ListActed]{
		doc:   "the program behind a mailing list's address for requests, or for reports, has read a letter",
		rfc:   []string{"2142 6", "2369 3", "3464 2.3"},
		place: Ruled, state: Decision,
		variant: func(f ListActed) string { return string(f.Do) },
	}.row(),
}

// FilterActed: a person's script has decided that this is to be done with a letter.
type FilterActed struct {
	User      string `json:"user"`
	Queue     string `json:"queue"`
	MessageID string `json:"message_id,omitempty"`
	// Do is what is done. To is the folder, the address, or the reason.
	Do    FilterDo `json:"do"`
	To    string   `json:"to,omitempty"`
	Flags []string `json:"flags,omitempty"`
	Line  int      `json:"line,omitempty"` // of the script, from 1
}

// Kind is filter.acted.
func (FilterActed) Kind() Kind { return "filter.acted" }

// FilterWithheld: a script wants the sender to be answered, and there is a reason not to.
type FilterWithheld struct {
	User   string   `json:"user"`
	Queue  string   `json:"queue"`
	Sender string   `json:"sender"`
	Why    Withheld `json:"why"` // the reason
}

// Kind is filter.withheld.
func (FilterWithheld) Kind() Kind { return "filter.withheld" }

// FilterDo is what a script has done with a letter.
type FilterDo string

// What it may have done.
const (
	FilterKeep     FilterDo = "keep"
	FilterFileInto FilterDo = "fileinto"
	FilterDiscard  FilterDo = "discard"
	FilterRedirect FilterDo = "redirect"
	FilterReject   FilterDo = "reject"
	FilterVacation FilterDo = "vacation"
)

// Withheld is why an automatic answer is not given.
type Withheld string

// The reasons (RFC 5230 section 4.6, RFC 3834 section 2).
const (
	WithheldNobody     Withheld = "nobody"     // the reverse-path is null
	WithheldSelf       Withheld = "self"       // one would answer oneself
	WithheldProgram    Withheld = "program"    // a program wrote it: Auto-Submitted
	WithheldList       Withheld = "list"       // it comes from a list, or from many to many
	WithheldImpersonal Withheld = "impersonal" // the header does not name the person
	WithheldAnswered   Withheld = "answered"   // this sender has been answered lately
)

// ListActed: a letter has come to a mailing list's address for requests, or for reports, and the program there has decided.
type ListActed struct {
	List      string `json:"list"` // its address
	Queue     string `json:"queue"`
	MessageID string `json:"message_id,omitempty"`
	// Address is who it is about: who joins, or leaves, or has asked, or could not be reached.
	Address string   `json:"address,omitempty"`
	Do      ListDo   `json:"do"`            // what it does
	Why     Withheld `json:"why,omitempty"` // it does nothing
	Members int      `json:"members"`       // how many there are now, those on hold not counted
	// Status is the report's (RFC 3463), and Reports how many of the member count, of the Hold that put them on hold.
	Status  string `json:"status,omitempty"`
	Reports int    `json:"reports,omitempty"`
	Hold    int    `json:"hold,omitempty"`
}

// Kind is list.acted.
func (ListActed) Kind() Kind { return "list.acted" }

// ListDo is what a list's program makes of a letter.
type ListDo string

// What it may make of it.
const (
	ListAsked       ListDo = "asked"        // somebody is to be on the list: they are asked to confirm it
	ListLeaving     ListDo = "leaving"      // or off it
	ListJoined      ListDo = "joined"       // it was confirmed
	ListLeft        ListDo = "left"         // likewise
	ListAlready     ListDo = "already"      // they are on it
	ListNoMember    ListDo = "no-member"    // they are not
	ListUnknownWord ListDo = "unknown-word" // nothing waits to be confirmed by that word, or no longer
	ListHelped      ListDo = "helped"       // it does not understand, and says what it understands
	ListIgnored     ListDo = "ignored"      // no person has written it
	ListCounted     ListDo = "counted"      // a member's address does not exist: the report counts
	ListHeld        ListDo = "held"         // that many have come: nothing more is sent to the member
	ListSpared      ListDo = "spared"       // a member could not be reached, for a reason that may pass
	ListSameDay     ListDo = "same-day"     // a report of the member was counted within a day
	ListOnHold      ListDo = "on-hold"      // the member is on hold already
	ListStranger    ListDo = "stranger"     // it is no report about anybody whom the list sends to
)
