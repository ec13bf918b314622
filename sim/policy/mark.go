package policy

// Says is what the owner of a mailbox says of a letter, by what is done with it.
type Says string

// What is said.
const (
	MarkedJunk Says = "junk"    // moved to the folder of junk
	MarkedGood Says = "good"    // moved out of it
	WasOpened  Says = "opened"  // for the first time
	WasDropped Says = "dropped" // deleted unread
)

// Mark is one such word.
type Mark struct {
	User    string
	Message []byte // as it lies in the mailbox: with the fields that the server wrote
	Says    Says
}

// Learner is a check that goes by what readers say.
type Learner interface {
	// Learn takes a word down. What follows from it is recorded by the machine.
	Learn(m Machine, k Mark)
}
