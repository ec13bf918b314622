package mailbox

import "time"

// EventKind says what happened.
type EventKind int

// Kinds of events.
const (
	MessageStored  EventKind = iota + 1 // a message lies in a folder: see How
	MessageFlagged                      // a message's flags are now these
	MessageRemoved                      // a message left a folder: see How
	FolderCreated                       // by a session; not the folders an account is born with
	FolderDeleted
	FolderRenamed // from Folder to NewName
	FolderRebuilt // its UIDs count anew; what it holds is told after it, message by message
)

// How a message came into a folder, or left it.
type How string

// Ways in: Delivered to Moved, and Rebuilt. Ways out: Moved to Downloaded.
const (
	Delivered  How = "delivered"  // by the MTA
	Appended   How = "appended"   // by a mail program: IMAP APPEND
	Kept       How = "kept"       // by the submission server: a copy of what its owner sent
	Copied     How = "copied"     // from another folder
	Moved      How = "moved"      // from, or to, another folder
	Expunged   How = "expunged"   // deleted for good
	Downloaded How = "downloaded" // deleted by a POP3 session, at QUIT
	Rebuilt    How = "rebuilt"    // it was there before the folder was made anew
)

// Event is one thing that happened to one message or one folder.
type Event struct {
	Kind EventKind
	Time time.Time
	// By is what the caller gave as its own name: a connection, a queue id,
	// anything that helps an observer to tell why. The store never looks at it.
	By      any
	Account string // address
	Folder  string
	NewName string // FolderRenamed
	How     How    // MessageStored, MessageRemoved
	// Message is the message as it is now; as it was, for MessageRemoved. Nil for events
	// about folders.
	Message *Message
	// Was are its flags before, of MessageFlagged.
	Was []Flag
	// From and FromUID tell where a copied or moved message was.
	From    string
	FromUID UID
}

// tell reports an event. The store's lock is held, so that events come in the
// order in which things happened.
func (a *Account) tell(e Event) {
	s := a.store
	if s.observe != nil {
		e.Time = s.now()
		e.Account = a.address
		s.observe(e)
	}
	s.wake()
}
