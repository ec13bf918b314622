// Package spam reads a letter as a content filter does: rule by rule, each of which says what it saw, where, in which
// language, and how many points that is worth; and it guesses by what people have marked (Bayes).
//
// In an email's journey this is the reader before the reader. It judges nobody: it adds up, and whoever asked it compares the
// sum with a threshold of their own. No rule is proof of anything. "Gratis" stands in honest letters too, which is why no
// single word is worth as much as the usual threshold, and why what is proved about the sender (package auth) weighs more.
//
// Rules are data (Rules): words in Spanish and English, and signs in the letter's make-up. Points are tenths, and all is
// counted in integers, so that a letter has the same score on every machine. It knows no network and no mailbox.
package spam

// Points are tenths of a point.
type Points int

// Usual thresholds, those of the filter that most others learned from.
const (
	DefaultJunk Points = 50
)

// Hit is a rule that fits a letter.
type Hit struct {
	Rule   string
	Points Points
	// Where is a header field's name, or the kind of part: "Subject", "text/plain", "text/html"; "": the letter.
	Where string
	// Offset is where in that (in octets of what is read there, its encoding taken off); -1: nowhere in particular.
	Offset int
	// Language is that of the words: "es", "en", or "".
	Language string
	Saw      string // what it saw, as it stands there
}

// Rule is something to look for.
type Rule struct {
	Name     string
	Points   Points
	Language string // of Phrase
	Phrase   string // words, in lower case and without accents; "": a sign that only the program knows
}
