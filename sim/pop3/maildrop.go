package pop3

import "fmt"

// Message is one message of a maildrop, as the store describes it.
type Message struct {
	// UID is the unique-id: 1 to 70 printable octets, no space, different from
	// every other in the maildrop and never used again (RFC 1939 §7, UIDL).
	UID string
	// Octets is the size in canonical form, see [WireOctets]. Zero: the server
	// reads the message and measures it when somebody asks. A size that turns out
	// wrong makes RETR fail, for a size that lies is worse than none.
	Octets int64
}

// Maildrop is a mailbox that one session holds alone, from a login until Close.
// Whoever opens it takes the exclusive lock, or returns [ErrInUse] (RFC 1939 §4);
// nothing may appear, vanish or change in it while the lock is held.
//
// An error that is an [*Error] goes to the client; any other is answered with
// [ErrTemporary].
type Maildrop interface {
	// List is asked once, at login. Its order is the order of message-numbers.
	List() ([]Message, error)
	// Retr returns a whole message. Line ends may be LF or CRLF.
	Retr(uid string) ([]byte, error)
	// Top returns the header, the empty line and so many lines of the body. The
	// function [Top] does it for a store that has nothing better.
	Top(uid string, lines int) ([]byte, error)
	// Commit removes messages. It is called at most once, in the UPDATE state,
	// which only QUIT reaches, and not at all when nothing is marked. After an
	// error some may be gone and some not, but no others (RFC 1939 §6).
	Commit(deleted []string) error
	// Close releases the lock. It is called exactly once.
	Close() error
}

// checkList holds a store to what UIDL and LIST promise the client.
func checkList(list []Message) error {
	seen := make(map[string]bool, len(list))
	for i, m := range list {
		if !validUniqueID(m.UID) {
			return fmt.Errorf("message %d: unique-id %q is not 1 to %d printable octets", i+1, m.UID, MaxUniqueIDOctets)
		}
		if seen[m.UID] {
			return fmt.Errorf("message %d: unique-id %q is taken by another", i+1, m.UID)
		}
		if m.Octets < 0 {
			return fmt.Errorf("message %d: size %d", i+1, m.Octets)
		}
		seen[m.UID] = true
	}
	return nil
}

// validUniqueID: "one to 70 characters in the range 0x21 to 0x7E" (RFC 1939 §7).
func validUniqueID(uid string) bool {
	if uid == "" || len(uid) > MaxUniqueIDOctets {
		return false
	}
	for i := range len(uid) {
		if uid[i] < 0x21 || uid[i] > 0x7e {
			return false
		}
	}
	return true
}
