package trace

import "time"

// Campaigns: one letter to very many, and what comes back.
var campaignFacts = []Row{
	of[CampaignStarted]{doc: "a sender of many begins to send a letter to a list", rfc: unwritten, place: Ruled, state: Decision}.row(),
	of[CampaignSent]{
		doc:   "a campaign's letter to one recipient is in the sender's queue",
		rfc:   []string{"5321 3.3"},
		place: Ruled, state: Decision,
	}.row(),
	of[CampaignEnded]{doc: "the last of a campaign's letters is in the queue", rfc: unwritten, place: Ruled, state: Decision}.row(),
	of[BounceClassified]{
		doc:   "a sender of many decides what a failure means for its list",
		rfc:   []string{"3463 2", "3464 2.3"},
		place: Ruled, state: Decision,
		variant: func(f BounceClassified) string { return string(f.Class) },
		class: func(f BounceClassified) (Class, bool) {
			if f.Class == BounceSoft {
				return Temporary, true // the address may be good, for another letter
			}
			return Permanent, true
		},
	}.row(),
	of[AddressSuppressed]{
		doc:   "a sender of many takes an address off its lists, for good",
		rfc:   []string{"8058 3.2", "2369 3.2"},
		place: Ruled, state: Decision,
		variant: func(f AddressSuppressed) string { return string(f.Why) },
	}.row(),
	of[CampaignRequest]{
		doc:   "a web server of the sender's is asked for something that a letter points to",
		rfc:   []string{"9110 9.3"},
		place: During(), state: Decision,
		variant: func(f CampaignRequest) string { return string(f.What) },
	}.row(),
	of[ComplaintReceived]{
		doc:   "a sender of many learns that somebody has called its letter spam",
		rfc:   []string{"5965 2", "6650 3"},
		place: Ruled, state: Decision,
	}.row(),
	of[WebhookSent]{
		doc:   "a sender of many tells its customer's program what has happened",
		rfc:   []string{"9110 9.3.3"},
		place: Ruled, state: Decision,
		variant: func(f WebhookSent) string { return outcome(f.OK) },
		class:   func(f WebhookSent) (Class, bool) { return done(f.OK) },
	}.row(),
	of[WebhookTaken]{
		doc:   "a customer's program takes what it is told, or finds that it is not from whom it says",
		rfc:   []string{"2104 2"},
		place: During(), state: Decision,
		variant: func(f WebhookTaken) string { return string(f.What) },
	}.row(),
}

// CampaignStarted: a sender of many begins with a list.
type CampaignStarted struct {
	Campaign string `json:"campaign"` // its name
	Number   int    `json:"number"`   // counts the sender's campaigns from 1
	Author   string `json:"author"`   // in From
	// Subjects are those that the list is divided among.
	Subjects []string `json:"subjects"`
	// Listed is how many addresses the list has; Unusable and Duplicate, how many lines named nobody, or somebody again;
	// Suppressed, how many of those listed are not written to any more.
	Listed     int `json:"listed"`
	Unusable   int `json:"unusable,omitempty"`
	Duplicate  int `json:"duplicate,omitempty"`
	Suppressed int `json:"suppressed,omitempty"`
}

// Kind is campaign.started.
func (CampaignStarted) Kind() Kind { return "campaign.started" }

// CampaignSent: the letter for one recipient is in the queue.
type CampaignSent struct {
	Campaign  string `json:"campaign"` // its name
	Number    int    `json:"number"`   // of the campaign
	Letter    int    `json:"letter"`   // counts the campaign's recipients from 1
	Queue     string `json:"queue"`
	MessageID string `json:"message_id"`
	Recipient string `json:"recipient"`
	Segment   string `json:"segment,omitempty"` // part of the list
	// Subject counts the campaign's subjects from 1, where it has several.
	Subject int `json:"subject,omitempty"`
	// Source is the address that it leaves from, where the campaign says so.
	Source string `json:"source,omitempty"`
}

// Kind is campaign.sent.
func (CampaignSent) Kind() Kind { return "campaign.sent" }

// CampaignEnded: every letter is in the queue; what becomes of them is still to come.
type CampaignEnded struct {
	Campaign string        `json:"campaign"` // its name
	Number   int           `json:"number"`   // of the campaign, from 1
	Sent     int           `json:"sent"`     // letters
	Took     time.Duration `json:"took_ns"`  // from the first to the last
}

// Kind is campaign.ended.
func (CampaignEnded) Kind() Kind { return "campaign.ended" }

// BounceClass is what a failure means for a list.
type BounceClass string

// The classes.
const (
	BounceHard  BounceClass = "hard"  // nobody is there
	BounceSoft  BounceClass = "soft"  // not now, or not this letter
	BounceBlock BounceClass = "block" // not from this sender
)

// BounceClassified: a letter of a campaign will not arrive, and the sender decides why that is.
type BounceClassified struct {
	Campaign  string      `json:"campaign"` // its name
	Number    int         `json:"number"`   // of the campaign, from 1
	Letter    int         `json:"letter"`   // of the campaign, from 1
	Recipient string      `json:"recipient"`
	Class     BounceClass `json:"class"`            // what it means for the list
	Code      int         `json:"code,omitempty"`   // of the reply
	Status    string      `json:"status,omitempty"` // enhanced status code
	Said      string      `json:"said,omitempty"`   // by whoever refused it
	// Report: it did not learn it when it handed the letter over, but from a report that came later.
	Report bool `json:"report,omitempty"`
}

// Kind is bounce.classified.
func (BounceClassified) Kind() Kind { return "bounce.classified" }

// SuppressedWhy is why an address is written to no more.
type SuppressedWhy string

// The reasons.
const (
	SuppressedHard      SuppressedWhy = "hard"      // nobody is there
	SuppressedSoft      SuppressedWhy = "soft"      // it has failed for too many campaigns in a row
	SuppressedComplaint SuppressedWhy = "complaint" // it has called a letter spam
	SuppressedOneClick  SuppressedWhy = "one-click" // it has unsubscribed by RFC 8058
	SuppressedMailto    SuppressedWhy = "mailto"    // by a letter (RFC 2369)
	SuppressedPage      SuppressedWhy = "page"      // on the page behind the link
	SuppressedUnasked   SuppressedWhy = "unasked"   // it was asked to confirm, and did not
)

// AddressSuppressed: an address is written to no more, whatever lists it stands on.
type AddressSuppressed struct {
	Recipient string        `json:"recipient"`
	Why       SuppressedWhy `json:"why"`
	Campaign  string        `json:"campaign,omitempty"` // whose letter led to it
	Number    int           `json:"number,omitempty"`   // of the campaign, from 1
	Letter    int           `json:"letter,omitempty"`   // of the campaign, from 1
}

// Kind is address.suppressed.
func (AddressSuppressed) Kind() Kind { return "address.suppressed" }

// RequestWhat is what a letter of a campaign points to.
type RequestWhat string

// The things.
const (
	RequestOpen        RequestWhat = "open"             // the picture of one pixel
	RequestClick       RequestWhat = "click"            // a link, which leads on
	RequestLanding     RequestWhat = "landing"          // the page that it leads to
	RequestConversion  RequestWhat = "conversion"       // what the sender wanted them to do there
	RequestUnsubscribe RequestWhat = "unsubscribe"      // POST by RFC 8058, or by the page's button
	RequestPage        RequestWhat = "unsubscribe-page" // GET of the same: it unsubscribes nobody
	RequestConfirm     RequestWhat = "confirm"          // the button of double opt-in
	RequestConfirmPage RequestWhat = "confirm-page"
	RequestUnknown     RequestWhat = "unknown" // nothing that a letter of theirs points to
)

// RequestBy is whom a sender takes for the one who asked.
type RequestBy string

// Whom it may be.
const (
	ByHuman   RequestBy = "human"
	ByMachine RequestBy = "machine" // it says so, or nobody is so fast
	ByUnknown RequestBy = "unknown" // it hides who asked, and when
)

// CampaignRequest: somebody asks the sender's web server for something that a letter points to. That is all that it learns:
// who sat before the screen, it guesses.
type CampaignRequest struct {
	Campaign  string        `json:"campaign,omitempty"` // its name
	Number    int           `json:"number,omitempty"`   // of the campaign, from 1
	Letter    int           `json:"letter,omitempty"`   // of the campaign, from 1
	Recipient string        `json:"recipient,omitempty"`
	What      RequestWhat   `json:"what"`               // one of the things below
	Method    string        `json:"method"`             // of HTTP
	Link      int           `json:"link,omitempty"`     // counts the letter's links from 1
	Client    string        `json:"client,omitempty"`   // IP address
	Agent     string        `json:"agent,omitempty"`    // what it calls itself
	By        RequestBy     `json:"by"`                 // whom the sender takes it for
	After     time.Duration `json:"after_ns,omitempty"` // since the letter was handed over
}

// Kind is campaign.request.
func (CampaignRequest) Kind() Kind { return "campaign.request" }

// ComplaintReceived: a provider reports that somebody has marked a letter as spam.
type ComplaintReceived struct {
	Campaign  string `json:"campaign,omitempty"` // its name
	Number    int    `json:"number,omitempty"`   // of the campaign, from 1
	Letter    int    `json:"letter,omitempty"`   // of the campaign, from 1
	Recipient string `json:"recipient,omitempty"`
	Feedback  string `json:"feedback"` // Feedback-Type
}

// Kind is complaint.received.
func (ComplaintReceived) Kind() Kind { return "complaint.received" }

// WebhookSent: events are told to the customer's program, or cannot be.
type WebhookSent struct {
	To     string `json:"to"`     // URL
	Number int    `json:"number"` // of the call, from 1
	Events int    `json:"events"` // how many it tells of
	Try    int    `json:"try"`
	OK     bool   `json:"ok"`               // it answered 2xx
	Status int    `json:"answer,omitempty"` // of the answer
	Why    Cause  `json:"why,omitzero"`     // there was none
}

// Kind is webhook.sent.
func (WebhookSent) Kind() Kind { return "webhook.sent" }

// WebhookVerdict is what a customer's program makes of a call.
type WebhookVerdict string

// The verdicts.
const (
	WebhookGood   WebhookVerdict = "good"
	WebhookAgain  WebhookVerdict = "again"  // it had come before: the answer was lost
	WebhookForged WebhookVerdict = "forged" // the signature is not the sender's
	WebhookStale  WebhookVerdict = "stale"  // it was signed too long ago: somebody repeats it
)

// WebhookTaken: a customer's program was called.
type WebhookTaken struct {
	Number int            `json:"number"` // of the call
	Events int            `json:"events"` // how many it tells of
	What   WebhookVerdict `json:"what"`   // what it makes of it
}

// Kind is webhook.taken.
func (WebhookTaken) Kind() Kind { return "webhook.taken" }
