package spf

import (
	"net/netip"
	"time"

	"posta/sim/auth"
)

// Result is what a check says (RFC 7208 section 2.6).
type Result string

// The seven results.
const (
	None      Result = "none"      // no record: nothing can be said
	Neutral   Result = "neutral"   // the owner says nothing about this address
	Pass      Result = "pass"      // the owner lets this address send
	Fail      Result = "fail"      // the owner does not
	SoftFail  Result = "softfail"  // the owner thinks it does not
	TempError Result = "temperror" // could not find out now
	PermError Result = "permerror" // what is published cannot be understood
)

// Limits.
const (
	MaxLookups = 10 // terms that ask the DNS (RFC 7208 section 4.6.4)
	MaxVoid    = 2  // questions of theirs that find nothing (the same)
	MaxMX      = 10 // exchangers of one mx (the same)
	MaxPTR     = 10 // names of one ptr (the same)
)

// Input is what the receiver knows.
type Input struct {
	IP       netip.Addr
	Helo     string
	MailFrom string    // the envelope's reverse-path without brackets; "" for <>
	Receiver string    // who checks, for %{r}; "" is "unknown"
	Time     time.Time // for %{t}
}

// Reason says why a record or a check came to its result, as a word that tellers have sentences for.
type Reason string

// Why a record or a check ends.
const (
	Matched     Reason = "matched"      // a mechanism matched
	NoMatch     Reason = "no-match"     // none did, and there is no redirect (section 4.7)
	Redirected  Reason = "redirected"   // none did; the record named by redirect= decides
	NotAName    Reason = "not-a-name"   // the domain cannot be asked for (section 4.3)
	NoRecord    Reason = "no-record"    // no v=spf1 among the TXT records (section 4.5)
	ManyRecords Reason = "many-records" // more than one (section 4.5)
	DNSError    Reason = auth.DNSError  // no answer (section 4.4)
	DNSLoop     Reason = auth.DNSLoop   // aliases that lead in a circle: an error of the look-up, too (section 4.4)
	Syntax      Reason = "syntax"       // the record is malformed (section 4.6)
	TooMany     Reason = "too-many-lookups"
	TooManyVoid Reason = "too-many-void-lookups"
	TooManyMX   Reason = "too-many-mx"
	IncludeNone Reason = "include-without-record" // the record of include or redirect is not there (sections 5.2 and 6.1)
	Nested      Reason = "nested-error"           // the record inside ended in an error
)

// Report is one check, whole.
type Report struct {
	Identity string     `json:"identity"` // "mailfrom" or "helo" (section 2.3 and 2.4)
	IP       netip.Addr `json:"ip"`
	Sender   string     `json:"sender"` // as used: postmaster@ where there was no local part (section 4.3)
	Domain   string     `json:"domain"`
	Result   Result     `json:"result"`
	Record   *Record    `json:"record"`
	Lookups  int        `json:"lookups"` // terms that asked, of MaxLookups
	Void     int        `json:"void"`    // questions that found nothing, of MaxVoid
	// Explanation is the domain owner's text for a fail (section 6.2), and how it was fetched; "" if there is none.
	Explanation string        `json:"explanation,omitempty"`
	Asked       []auth.Answer `json:"explanation_asked,omitempty"`
}

// Record is one run of check_host() (section 4): of the domain itself, of an include or of a redirect.
type Record struct {
	Domain string      `json:"domain"`
	Answer auth.Answer `json:"answer"` // of the question for TXT
	Text   string      `json:"text,omitempty"`
	Terms  []*Term     `json:"terms,omitempty"`
	Result Result      `json:"result"`
	Reason Reason      `json:"reason"`
	Detail string      `json:"detail,omitempty"` // of Syntax: what is wrong with the last of Terms
	// Mistake is Detail as data, for whoever tells it in another language.
	Mistake *SyntaxError `json:"mistake,omitempty"`
}

// Cause is the record in which an evaluation came to its result: of an error inside an include or a redirect, the innermost one.
func (r *Record) Cause() *Record {
	if r.Result != PermError && r.Result != TempError {
		return r
	}
	for _, t := range r.Terms {
		if t.Inner != nil && (t.Reason == Nested || t.State == Used && t.Inner.Result == r.Result) {
			return t.Inner.Cause()
		}
	}
	return r
}

// State is what became of a term.
type State string

// The states of a term.
const (
	Unread  State = "not-reached" // something before it decided
	Match   State = "match"
	Missed  State = "no-match"
	Broken  State = "error"
	Used    State = "used"    // a redirect or exp that was followed
	Ignored State = "ignored" // a modifier without effect
)

// Term is one term of a record with all that was done for it.
type Term struct {
	Text      string  `json:"text"`
	Name      string  `json:"name"`
	Modifier  bool    `json:"modifier,omitempty"`
	Qualifier string  `json:"qualifier,omitempty"`
	State     State   `json:"state"`
	Reason    Reason  `json:"reason,omitempty"` // of Broken
	Target    string  `json:"target,omitempty"` // the domain after macros
	Macros    []Macro `json:"macros,omitempty"`
	Steps     []Step  `json:"steps,omitempty"`
	Inner     *Record `json:"inner,omitempty"` // of include and redirect
	Lookups   int     `json:"lookups"`         // the count once this term was done
	Void      int     `json:"void"`
	directive *Directive
}

// Step is one question or one comparison.
type Step struct {
	Answer  *auth.Answer `json:"answer,omitempty"` // a question and what came
	Network netip.Prefix `json:"network,omitzero"` // the address was compared with this
	Name    string       `json:"name,omitempty"`   // or: this name was compared with the target (ptr)
	Host    string       `json:"host,omitempty"`   // whose address the network is
	Equal   bool         `json:"equal,omitempty"`  // and it was so
}
