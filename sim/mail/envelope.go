package mail

import (
	"fmt"
	"strings"
)

// Ret is what the sender wants back in a failure report (RFC 3461 section 4.3).
type Ret string

// The two values of RET; empty when the sender did not say.
const (
	RetFull    Ret = "FULL"
	RetHeaders Ret = "HDRS"
)

// Notify is when the sender wants to hear of one recipient (RFC 3461 section 4.1). Zero: the sender did not say.
type Notify uint8

// The values of NOTIFY. NEVER stands alone.
const (
	NotifyNever Notify = 1 << iota
	NotifySuccess
	NotifyFailure
	NotifyDelay
)

var notifyNames = []struct {
	bit  Notify
	name string
}{{NotifyNever, "NEVER"}, {NotifySuccess, "SUCCESS"}, {NotifyFailure, "FAILURE"}, {NotifyDelay, "DELAY"}}

// ParseNotify reads the value of NOTIFY=.
func ParseNotify(s string) (Notify, error) {
	var n Notify
words:
	for word := range strings.SplitSeq(s, ",") {
		for _, known := range notifyNames {
			if strings.EqualFold(word, known.name) && n&known.bit == 0 {
				n |= known.bit
				continue words
			}
		}
		return 0, fmt.Errorf("NOTIFY=%s: NEVER, or each of SUCCESS, FAILURE, DELAY at most once (RFC 3461 section 4.1)", s)
	}
	if n&NotifyNever != 0 && n != NotifyNever {
		return 0, fmt.Errorf("NOTIFY=%s: NEVER stands alone (RFC 3461 section 4.1)", s)
	}
	return n, nil
}

func (n Notify) String() string {
	var words []string
	for _, known := range notifyNames {
		if n&known.bit != 0 {
			words = append(words, known.name)
		}
	}
	return strings.Join(words, ",")
}

// Wants says whether a report of this action is to be sent for a recipient with this NOTIFY. When the sender did not say,
// failures and delays are told and successes are not (RFC 3461 section 4.1).
func (n Notify) Wants(action Action) bool {
	if n == 0 {
		return action == ActionFailed || action == ActionDelayed
	}
	switch action {
	case ActionFailed:
		return n&NotifyFailure != 0
	case ActionDelayed:
		return n&NotifyDelay != 0
	default:
		return n&NotifySuccess != 0
	}
}

// OriginalRecipient is ORCPT (RFC 3461 section 4.2): the recipient as the sender first named it, kept across aliases. Address is
// decoded (xtext taken off).
type OriginalRecipient struct {
	Type    string // "rfc822", or "utf-8" of RFC 6533
	Address string
}

// OriginalRecipientOf is an address as the recipient that was named first: before an alias was followed, for a report to name the
// address that its reader knows.
func OriginalRecipientOf(a Address) OriginalRecipient {
	typ := "rfc822"
	if !a.IsASCII() {
		typ = "utf-8" // RFC 6533 section 3
	}
	return OriginalRecipient{Type: typ, Address: a.String()}
}

// IsZero says whether none was given.
func (o OriginalRecipient) IsZero() bool { return o == OriginalRecipient{} }

// String is "rfc822;alicia@uno.test", as reports write it (RFC 3464 section 2.3.1).
func (o OriginalRecipient) String() string {
	if o.IsZero() {
		return ""
	}
	return o.Type + ";" + o.Address
}

// ParseORCPT reads the value of ORCPT=.
func ParseORCPT(s string) (OriginalRecipient, error) {
	typ, addr, ok := strings.Cut(s, ";")
	bad := func(why string) (OriginalRecipient, error) {
		return OriginalRecipient{}, fmt.Errorf("ORCPT=%s: %s (RFC 3461 section 4.2)", s, why)
	}
	if !ok || typ == "" || addr == "" {
		return bad("it reads type;address")
	}
	switch strings.ToLower(typ) {
	case "rfc822":
		plain, ok := DecodeXtext(addr)
		if !ok || !isPrintable(plain) || !isASCII(plain) {
			return bad("the address is not xtext")
		}
		return OriginalRecipient{Type: "rfc822", Address: plain}, nil
	case "utf-8":
		plain, ok := decodeUnitext(addr)
		if !ok || !isPrintable(plain) {
			return bad("the address is not utf-8-addr-xtext")
		}
		return OriginalRecipient{Type: "utf-8", Address: plain}, nil
	}
	return bad("the address type is neither rfc822 nor utf-8")
}

// Recipient is one forward-path with what the sender asked about it.
type Recipient struct {
	Address Address
	Notify  Notify
	ORCPT   OriginalRecipient
}

// The values of BODY= (RFC 6152).
const (
	Body7Bit     = "7BIT"
	Body8BitMIME = "8BITMIME"
)

// Envelope is what servers act on: RFC 5321 section 2.3.1, with the parameters of RFC 1870, 3461, 6152 and 6531.
type Envelope struct {
	ReversePath Address
	Recipients  []Recipient
	RET         Ret
	ENVID       string // decoded
	Size        int64  // octets as declared or counted; 0: unknown
	Body        string // Body7Bit, Body8BitMIME or ""
	SMTPUTF8    bool
}

// IsReport says whether this envelope must never cause a report: its reverse-path is null (RFC 5321 section 4.5.5).
func (e *Envelope) IsReport() bool { return e.ReversePath.IsNull() }

// Wants says whether a report of this action about recipient i is to be sent at all.
func (e *Envelope) Wants(i int, action Action) bool {
	return !e.IsReport() && e.Recipients[i].Notify.Wants(action)
}

// Clone copies the envelope so that changing one leaves the other.
func (e *Envelope) Clone() Envelope {
	c := *e
	c.Recipients = append([]Recipient(nil), e.Recipients...)
	return c
}
