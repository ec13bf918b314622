package spf

import (
	"fmt"
	"strings"
)

// Mistake names what is wrong with the writing of a record.
type Mistake string

// The mistakes.
const (
	NoVersion      Mistake = "no-version"
	Twice          Mistake = "twice"
	BadCharacter   Mistake = "character"
	ModifierStart  Mistake = "modifier-start"
	ModifierName   Mistake = "modifier-name"
	AfterAll       Mistake = "after-all"
	NoDomain       Mistake = "no-domain"
	NoMechanism    Mistake = "no-mechanism"
	NoColon        Mistake = "no-colon"
	PrefixLength   Mistake = "prefix-length"
	NoAddress      Mistake = "no-address"
	NotAnAddress   Mistake = "not-an-address"
	NoNumber       Mistake = "no-number"
	EmptyDomain    Mistake = "empty-domain"
	DomainEnd      Mistake = "domain-end"
	OneLabel       Mistake = "one-label"
	LastLabel      Mistake = "last-label"
	PercentEnd     Mistake = "percent-end"
	PercentAlone   Mistake = "percent-alone"
	NoMacro        Mistake = "no-macro"
	OnlyExplaining Mistake = "only-explaining"
	NoParts        Mistake = "no-parts"
	MacroRest      Mistake = "macro-rest"
)

var mistakes = map[Mistake]string{
	NoVersion:      "an SPF record begins with v=spf1 and a space",
	Twice:          "%s= stands more than once (RFC 7208 section 6)",
	BadCharacter:   "a character that a record may not hold (RFC 7208 section 7.1)",
	ModifierStart:  "a modifier's name begins with a letter",
	ModifierName:   "a modifier's name is made of letters, digits, hyphens, underscores and dots",
	AfterAll:       `"all" takes nothing after it (RFC 7208 section 5.1)`,
	NoDomain:       `"%s" needs a domain after a colon`,
	NoMechanism:    "no mechanism has that name (RFC 7208 section 5)",
	NoColon:        "a domain stands after a colon",
	PrefixLength:   "a prefix length is a number from 0 to %s without zeros before it",
	NoAddress:      `"%s" needs an address after a colon (RFC 7208 section 5.6)`,
	NotAnAddress:   "not an address of %s in full (RFC 7208 section 5.6)",
	NoNumber:       "a number stands after the slash",
	EmptyDomain:    "the domain is empty",
	DomainEnd:      "a domain ends in a label or a macro",
	OneLabel:       "a domain has a dot before its last label (RFC 7208 section 7.1)",
	LastLabel:      "the last label of a domain is made of letters, digits and hyphens, and is no number (RFC 7208 section 7.1)",
	PercentEnd:     "a percent sign at the end (RFC 7208 section 7.1)",
	PercentAlone:   `a percent sign is followed by "{", "%%", "_" or "-" (RFC 7208 section 7.1)`,
	NoMacro:        "there is no macro %%{%s} (RFC 7208 section 7.2)",
	OnlyExplaining: "%%{%s} is allowed in explanations only (RFC 7208 section 7.2)",
	NoParts:        "the number of parts in a macro is not zero (RFC 7208 section 7.1)",
	MacroRest:      `"%s" in a macro (RFC 7208 section 7.1)`,
}

// SyntaxError is what is wrong with a record. Any makes the whole record a permerror (RFC 7208 section 4.6).
type SyntaxError struct {
	Term    string  `json:"term"` // as written
	Mistake Mistake `json:"mistake"`
	Value   string  `json:"value,omitempty"` // what the mistake is about, where it is about something
}

func (e *SyntaxError) Error() string {
	said := strings.NewReplacer("%%", "%", "%s", e.Value).Replace(mistakes[e.Mistake])
	if e.Term == "" {
		return said
	}
	return fmt.Sprintf("%q: %s", e.Term, said)
}

// mistake is one whose term is not said yet.
func mistake(m Mistake, value string) error { return &SyntaxError{Mistake: m, Value: value} }

// inTerm says the term of a mistake.
func inTerm(term string, err error) error {
	e := *err.(*SyntaxError)
	e.Term = clip(term)
	return &e
}
