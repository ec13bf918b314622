package arc

import (
	"errors"
	"fmt"
	"strings"

	"posta/sim/auth/dkim"
)

// Mistake says what a chain fails by, as a word that tellers have sentences for.
type Mistake string

// The mistakes in the writing of a chain.
const (
	BadTags     Mistake = "tags"         // no list of tags (RFC 6376 section 3.2)
	NoInstance  Mistake = "no-instance"  // ARC-Authentication-Results does not begin with i= (RFC 8617 section 4.1.1)
	BadInstance Mistake = "instance"     // of the value (section 4.2.1)
	Twice       Mistake = "twice"        // a field of one instance (section 5.2)
	Gap         Mistake = "gap"          // instances are missing
	Incomplete  Mistake = "incomplete"   // a set without one of its three fields (section 5.2)
	SealsItself Mistake = "seals-itself" // h= of ARC-Message-Signature names ARC-Seal (section 4.1.2)
	TagMissing  Mistake = "tag-missing"  // the tag of the value (section 4.1.3)
	TagTooMany  Mistake = "tag-too-many" // the tag of the value (section 4.1.3)
	BadTime     Mistake = "time"         // t= is the value
	BadState    Mistake = "state"        // cv= is the value
	WrongState  Mistake = "wrong-state"  // cv= is the value, and what it is cannot stand there (section 5.2)
	NoBase64    Mistake = "base64"       // of the tag of the value
	TooLong     Mistake = "too-long"     // more sets (section 4.2.1) or fields than the value
	SaidBroken  Mistake = "said-broken"  // the set says that it found the chain broken
)

// Flaw is what a chain fails by, and where. With BadSignature it is DKIM's word.
type Flaw struct {
	Set     int         `json:"set,omitempty"`   // 0: of none
	Field   string      `json:"field,omitempty"` // whose; "": the set's
	Mistake Mistake     `json:"mistake,omitempty"`
	Value   string      `json:"value,omitempty"`
	DKIM    dkim.Reason `json:"dkim,omitempty"` // why a signature does not fit or cannot be read; Mistake is "" then
	said    string
}

// Error says it in English.
func (f *Flaw) Error() string {
	var b strings.Builder
	if f.Set > 0 {
		fmt.Fprintf(&b, "set %d: ", f.Set)
	}
	if f.Field != "" {
		b.WriteString(f.Field + ": ")
	}
	return b.String() + f.said
}

func flaw(m Mistake, value, format string, args ...any) *Flaw {
	return &Flaw{Mistake: m, Value: value, said: fmt.Sprintf(format, args...)}
}

// in says whose flaw it is.
func (f *Flaw) in(set int, field string) *Flaw {
	f.Set, f.Field = set, field
	return f
}

// flawOf is an error of DKIM's as a flaw.
func flawOf(err error) *Flaw {
	var p *dkim.Problem
	if !errors.As(err, &p) {
		return flaw(BadTags, "", "%v", err)
	}
	return &Flaw{DKIM: p.Reason, said: p.Detail}
}
