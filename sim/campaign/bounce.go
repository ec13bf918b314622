package campaign

import (
	"strings"

	"posta/sim/mail"
)

// Class is what a failure means for whoever keeps the list.
type Class string

// The classes.
const (
	// Hard: nobody is there, and nobody will be. Writing again is what senders are judged by.
	Hard Class = "hard"
	// Soft: not now, or not this letter: the mailbox is full, the server is away, the letter is too big.
	Soft Class = "soft"
	// Block: the server will not have this sender's letters; the address may be as good as any.
	Block Class = "block"
)

// Classify says what a final failure means, by the enhanced status code (RFC 3463), else by the reply code, and where both
// say little, by the words: providers that give one code to everything say in words what they mean. A code of 0 is the
// relay's own knowledge (no such domain, nobody answered).
func Classify(code int, status mail.Status, said string) Class {
	switch {
	case status.Subject == 7: // section 3.8: security or policy
		return Block
	case status.Subject == 1 && status.Class == 5: // section 3.2: addressing
		switch status.Detail {
		case 7, 8: // the sender's address is at fault, not the recipient's
			return Block
		}
		if blames(said) {
			return Block
		}
		return Hard
	case status.Subject == 2 && status.Class == 5 && status.Detail == 1: // section 3.3: mailbox disabled
		return Hard
	case status.Class == 5 && status.Subject == 4 && (status.Detail == 4 || status.Detail == 6) && code == 0:
		return Hard // nobody takes mail for the domain
	case status.Class == 5 && status.Subject == 0, status.IsZero() && code/100 == 5:
		switch {
		case blames(said), code == 554 && !absent(said):
			return Block
		case absent(said), code == 550, code == 553:
			return Hard
		}
	case status.IsZero() && code == 421 && blames(said):
		return Block
	}
	return Soft
}

// blames finds words by which providers say that it is about the sender.
func blames(said string) bool { return has(said, blaming) }

// absent finds words by which servers say that nobody is there.
func absent(said string) bool { return has(said, absence) }

func has(said string, words []string) bool {
	said = strings.ToLower(said)
	for _, w := range words {
		if strings.Contains(said, w) {
			return true
		}
	}
	return false
}

var (
	blaming = []string{"spam", "block", "blacklist", "reputation", "policy", "unsolicited", "listed", "rate limit", "too many"}
	absence = []string{"unknown user", "user unknown", "no such user", "does not exist", "no mailbox", "not found", "invalid recipient", "disabled", "no longer"}
)
