package mailbox

import (
	"slices"
	"strings"
)

// Flag is a mark on a message: one of the five system flags, or a keyword of the
// user's own (RFC 3501 §2.3.2). Flags are compared without regard to case but
// always shown in one spelling, since real clients compare the letters.
type Flag string

// The system flags, in the spelling of RFC 3501 §2.3.2.
const (
	Answered Flag = `\Answered`
	Deleted  Flag = `\Deleted`
	Draft    Flag = `\Draft`
	Flagged  Flag = `\Flagged`
	Seen     Flag = `\Seen`
)

// SystemFlags in the order in which they are always shown.
func SystemFlags() []Flag { return []Flag{Answered, Deleted, Draft, Flagged, Seen} }

// knownKeywords have a spelling of their own in IANA's registry of IMAP keywords.
var knownKeywords = []Flag{"$Forwarded", "$Important", "$Junk", "$MDNSent", "$NotJunk", "$Phishing"}

// FlagOp says what to do with the given flags.
type FlagOp int

// Ways to change flags.
const (
	SetFlags FlagOp = iota
	AddFlags
	RemoveFlags
)

// validKeyword: an atom, which is what the wire can carry (RFC 3501 §9,
// flag-keyword).
func validKeyword(f Flag) bool {
	if f == "" || len(f) > MaxKeywordOctets {
		return false
	}
	for i := range len(f) {
		if c := f[i]; c <= ' ' || c >= 0x7f || strings.IndexByte(`(){%*"\]`, c) >= 0 {
			return false
		}
	}
	return true
}

// canonical gives a flag's one spelling: RFC's or IANA's, or else the one that
// the folder met first. The second result tells whether it is known there.
func canonical(f Flag, keywords []Flag) (Flag, bool) {
	for _, list := range [][]Flag{SystemFlags(), keywords} {
		for _, k := range list {
			if strings.EqualFold(string(k), string(f)) {
				return k, true
			}
		}
	}
	for _, k := range knownKeywords {
		if strings.EqualFold(string(k), string(f)) {
			return k, false
		}
	}
	return f, false
}

// canonicalFlags sorts and cleans a list of flags, and adds new keywords to those
// of the folder. \Recent and unknown system flags are refused: the first is the
// server's alone (RFC 3501 §2.3.2), the others nobody has defined.
func (f *Folder) canonicalFlags(flags []Flag) ([]Flag, error) {
	keywords := f.keywords
	var out []Flag
	for _, flag := range flags {
		c, known := canonical(flag, keywords)
		if !known {
			if !validKeyword(c) {
				return nil, ErrKeyword
			}
			if len(keywords) >= MaxKeywords {
				return nil, ErrLimit
			}
			keywords = append(slices.Clip(keywords), c)
		}
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	f.keywords = keywords
	sortFlags(out)
	return out, nil
}

// sortFlags puts system flags first, then keywords, each in alphabetical order.
func sortFlags(flags []Flag) {
	slices.SortFunc(flags, func(a, b Flag) int {
		as, bs := strings.HasPrefix(string(a), `\`), strings.HasPrefix(string(b), `\`)
		if as != bs {
			if as {
				return -1
			}
			return 1
		}
		return strings.Compare(string(a), string(b))
	})
}

// applyFlags computes a message's flags after a change. All lists are canonical.
func applyFlags(old []Flag, op FlagOp, change []Flag) []Flag {
	var out []Flag
	switch op {
	case SetFlags:
		return change
	case AddFlags:
		out = slices.Clone(old)
		for _, f := range change {
			if !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
		sortFlags(out)
	case RemoveFlags:
		for _, f := range old {
			if !slices.Contains(change, f) {
				out = append(out, f)
			}
		}
	}
	return out
}
