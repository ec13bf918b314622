package trace

// Mailboxes, and the devices that keep copies of what lies in them.
var mailboxFacts = []Row{
	of[MailboxStored]{
		doc:   "a message lies in a folder",
		rfc:   []string{"5598 4.3.3", "3501 2.3.1.1"},
		place: Ruled, state: Changes,
		variant: func(f MailboxStored) string { return string(f.How) },
		class:   func(MailboxStored) (Class, bool) { return OK, false },
	}.row(),
	of[MailboxRefused]{
		doc:   "a mailbox could not take a message",
		rfc:   []string{"3463 3.3"},
		place: Ruled, state: Changes,
		variant: func(f MailboxRefused) string { return string(f.Why.Code) },
		class:   func(MailboxRefused) (Class, bool) { return Temporary, true },
	}.row(),
	of[MailboxFlagged]{doc: "a message's flags are now these", rfc: []string{"3501 2.3.2"}, place: During(), state: Changes}.row(),
	of[MailboxRemoved]{
		doc:   "a message left a folder",
		rfc:   []string{"3501 6.4.3"},
		place: During(), state: Changes,
		variant: func(f MailboxRemoved) string { return string(f.How) },
	}.row(),
	of[FolderChanged]{
		doc:   "a folder was created, deleted or renamed",
		rfc:   []string{"3501 6.3.3"},
		place: During(), state: Changes,
		variant: func(f FolderChanged) string { return string(f.Op) },
	}.row(),
	of[ReaderActed]{
		doc:   "one of the many without a name did something with a letter, or a program did for them",
		rfc:   unwritten,
		place: Ruled, state: Decision,
		variant: func(f ReaderActed) string {
			if f.By != ByPerson {
				return string(f.Did) + "-" + string(f.By)
			}
			if f.How != "" {
				return string(f.Did) + "-" + string(f.How)
			}
			return string(f.Did)
		},
	}.row(),
	of[DeviceStored]{
		doc:   "the device keeps a copy of a message or of its headers",
		rfc:   []string{"1939 5", "3501 6.4.5"},
		place: Ruled, state: Changes,
		variant: func(f DeviceStored) string { return string(f.Part) },
	}.row(),
	of[DeviceRemoved]{
		doc:   "the device dropped its copy",
		rfc:   []string{"3501 7.4.1"},
		place: During(), state: Changes,
		variant: func(f DeviceRemoved) string {
			if f.Reset {
				return "reset"
			}
			return ""
		},
	}.row(),
	of[DeviceShown]{doc: "the message is before the person's eyes", rfc: []string{"5598 2.1"}, place: Ruled, state: Changes}.row(),
	of[DeviceSaved]{
		doc:   "what is attached to a message is on the device",
		rfc:   []string{"2183 2.2", "3501 6.4.5"},
		place: Ruled, state: Changes,
		variant: func(f DeviceSaved) string {
			if f.Brought {
				return "brought"
			}
			return ""
		},
	}.row(),
	of[DeviceChanged]{
		doc:   "something was done on the device alone; its server is to hear of it later",
		rfc:   []string{"4549 2"},
		place: Alone(Following), state: Changes,
		variant: func(f DeviceChanged) string { return string(f.Do) },
	}.row(),
	of[DeviceSettled]{
		doc:   "the server has heard of what was done on the device",
		rfc:   []string{"4549 4.2"},
		place: During(), state: Changes,
		variant: func(f DeviceSettled) string {
			if !f.OK {
				return "moot"
			}
			return ""
		},
	}.row(),
	of[DeviceSynced]{
		doc:   "the device has brought its copy of a folder up to date",
		rfc:   []string{"4549 4.3", "7162 3.2.5"},
		place: During(), state: Decision,
		variant: func(f DeviceSynced) string { return string(f.How) },
	}.row(),
	of[DeviceReset]{
		doc:   "the folder is not the one that the device knew: UIDVALIDITY is another, and its copies are worth nothing",
		rfc:   []string{"3501 2.3.1.1", "4549 4.1"},
		place: During(), state: Decision,
	}.row(),
	of[ReceiptDecided]{
		doc:   "a letter that was shown asks for a receipt, and the program has decided whether to send one",
		rfc:   []string{"8098 2.1", "3503 3.1"},
		place: Alone(Following), state: Decision,
		variant: func(f ReceiptDecided) string {
			if f.Sent {
				return "sent"
			}
			return string(f.Why)
		},
	}.row(),
	of[DeviceFound]{
		doc:   "a search has come to its end",
		rfc:   []string{"3501 6.4.4"},
		place: Ruled, state: Decision,
		variant: func(f DeviceFound) string { return string(f.Where) },
	}.row(),
}

// MailboxStored: a message lies in a folder.
type MailboxStored struct {
	User      string   `json:"user"`
	Folder    string   `json:"folder"`
	UID       uint32   `json:"uid"`
	MessageID string   `json:"message_id,omitempty"`
	Queue     string   `json:"queue,omitempty"`
	Flags     []string `json:"flags,omitempty"`
	// How it came there.
	How  Arrival `json:"how"`
	Data []byte  `json:"-"`
}

// Kind is mailbox.stored.
func (MailboxStored) Kind() Kind { return "mailbox.stored" }

// MailboxRefused: a mailbox could not take a message.
type MailboxRefused struct {
	User   string `json:"user"`
	Folder string `json:"folder"`
	Why    Cause  `json:"why"`
}

// Kind is mailbox.refused.
func (MailboxRefused) Kind() Kind { return "mailbox.refused" }

// MailboxFlagged: a message's flags are now these.
type MailboxFlagged struct {
	User   string   `json:"user"`
	Folder string   `json:"folder"`
	UID    uint32   `json:"uid"`
	Flags  []string `json:"flags"`
}

// Kind is mailbox.flagged.
func (MailboxFlagged) Kind() Kind { return "mailbox.flagged" }

// MailboxRemoved: a message left a folder.
type MailboxRemoved struct {
	User   string `json:"user"`
	Folder string `json:"folder"`
	UID    uint32 `json:"uid"`
	// How it left.
	How Departure `json:"how"`
}

// Kind is mailbox.removed.
func (MailboxRemoved) Kind() Kind { return "mailbox.removed" }

// FolderChanged: a folder was created, deleted or renamed.
type FolderChanged struct {
	User   string   `json:"user"`
	Folder string   `json:"folder"`
	Op     FolderOp `json:"op"`           // what was done
	To     string   `json:"to,omitempty"` // the new name
}

// Kind is mailbox.folder.
func (FolderChanged) Kind() Kind { return "mailbox.folder" }

// DeviceStored: the device keeps a copy of a message (or of its headers).
type DeviceStored struct {
	User      string   `json:"user"`
	Protocol  string   `json:"protocol"` // by which it came: pop3, imap
	Folder    string   `json:"folder"`
	UID       string   `json:"uid"` // POP3 unique-id, or IMAP UID in decimal
	MessageID string   `json:"message_id,omitempty"`
	Subject   string   `json:"subject,omitempty"`
	From      string   `json:"from,omitempty"`
	Flags     []string `json:"flags,omitempty"`
	// Part is what it keeps.
	Part Part   `json:"part"`
	Data []byte `json:"-"`
}

// Kind is device.stored.
func (DeviceStored) Kind() Kind { return "device.stored" }

// DeviceRemoved: the device dropped its copy, because the server no longer has it.
type DeviceRemoved struct {
	User   string `json:"user"`
	Folder string `json:"folder"`
	UID    string `json:"uid"`
	// Reset: or because its UID means nothing any more (DeviceReset).
	Reset bool `json:"reset,omitempty"`
}

// Kind is device.removed.
func (DeviceRemoved) Kind() Kind { return "device.removed" }

// DeviceShown: the message is on the screen, before the person's eyes.
type DeviceShown struct {
	User      string `json:"user"`
	Folder    string `json:"folder"`
	UID       string `json:"uid"`
	MessageID string `json:"message_id,omitempty"`
	Subject   string `json:"subject,omitempty"`
	From      string `json:"from,omitempty"`
	// Protocol is by which it came, where the device keeps no copy that tells it.
	Protocol string `json:"protocol,omitempty"`
	// As is the form in which it is read, a media type, where that is not the plain text that it
	// has alone; Forms are those that the letter has to choose from, where it has several.
	As    string   `json:"as,omitempty"`
	Forms []string `json:"forms,omitempty"`
	// Files are attached to it.
	Files []File `json:"files,omitempty"`
}

// File is what is attached to a letter.
type File struct {
	Name   string `json:"name,omitempty"` // what it wants to be called
	Type   string `json:"type"`           // its media type
	Octets int64  `json:"octets"`         // as it travels
	Here   bool   `json:"here,omitempty"` // it is on the device
}

// Kind is device.shown.
func (DeviceShown) Kind() Kind { return "device.shown" }

// DeviceSaved: what is attached to a message is on the device, to be used: it came with the message, or was brought now.
type DeviceSaved struct {
	User      string `json:"user"`
	Folder    string `json:"folder"`
	UID       string `json:"uid"`
	MessageID string `json:"message_id,omitempty"`
	Subject   string `json:"subject,omitempty"`
	File      File   `json:"file"` // which one
	// Brought: it was asked of the server for this.
	Brought bool `json:"brought,omitempty"`
}

// Kind is device.saved.
func (DeviceSaved) Kind() Kind { return "device.saved" }

// DeviceChanged: something was done with the device's copy while it had no connection. The server does not know of it;
// the device tells it at the next synchronization.
type DeviceChanged struct {
	User      string `json:"user"`
	Folder    string `json:"folder,omitempty"` // empty, like the UID, of what waits in the outbox
	UID       string `json:"uid,omitempty"`
	MessageID string `json:"message_id,omitempty"`
	Subject   string `json:"subject,omitempty"`
	// Do is what was done: the flags are now Flags, or it is in the folder To.
	Do    DeviceDo `json:"do"`
	Flags []string `json:"flags,omitempty"`
	To    string   `json:"to,omitempty"`
}

// Kind is device.changed.
func (DeviceChanged) Kind() Kind { return "device.changed" }

// DeviceSettled: the server has heard of a DeviceChanged. Not OK: it came too late, because the server no longer has the
// letter there.
type DeviceSettled struct {
	User   string   `json:"user"`
	Folder string   `json:"folder"`
	UID    string   `json:"uid"`
	Do     DeviceDo `json:"do"` // what had been done
	OK     bool     `json:"ok"` // it is done at the server too
}

// Kind is device.settled.
func (DeviceSettled) Kind() Kind { return "device.settled" }

// DeviceSynced: the device's copy of a folder is what the server has, as of now.
type DeviceSynced struct {
	User     string `json:"user"`
	Protocol string `json:"protocol"` // imap, pop3
	Folder   string `json:"folder"`
	// How it found out what is new.
	How     SyncHow `json:"how"`
	New     int     `json:"new"`     // letters that it had not known
	Changed int     `json:"changed"` // those of which the flags were news
	Gone    int     `json:"gone"`    // those that were no longer there; by POP3, those that it deleted there
	// Turns counts how often the device spoke and then waited for the answer, from opening the folder to here.
	Turns    int `json:"turns"`
	Sent     int `json:"sent"`     // octets that the device said
	Received int `json:"received"` // octets that it heard
}

// Kind is device.synced.
func (DeviceSynced) Kind() Kind { return "device.synced" }

// DeviceReset: a folder's UIDVALIDITY is not what it was, and all that the device kept of it is thrown away.
type DeviceReset struct {
	User   string `json:"user"`
	Folder string `json:"folder"`
	Was    uint32 `json:"was"` // the UIDVALIDITY that the device remembered
	Now    uint32 `json:"now"` // and the one that the folder has
}

// Kind is device.reset.
func (DeviceReset) Kind() Kind { return "device.reset" }

// DeviceFound: a search has found these letters.
type DeviceFound struct {
	User   string `json:"user"`
	Folder string `json:"folder"`
	// Where was searched: at the server, or among the device's own copies.
	Where SearchWhere `json:"where"`
	// Query is what was looked for, in SEARCH's own words.
	Query      string   `json:"query"`
	UIDs       []string `json:"uids,omitempty"`        // of the letters found
	MessageIDs []string `json:"message_ids,omitempty"` // of those among them that the device keeps something of
}

// Kind is device.found.
func (DeviceFound) Kind() Kind { return "device.found" }

// ReaderActed: somebody of a population did something with a letter that lies in a mailbox. What follows from it on the
// network, and in the mailbox, are events of their own.
type ReaderActed struct {
	User      string    `json:"user"`
	Segment   string    `json:"segment"` // of the population
	MessageID string    `json:"message_id,omitempty"`
	Folder    string    `json:"folder"` // where it lay
	UID       uint32    `json:"uid"`
	Did       ReaderDid `json:"did"`           // what was done
	By        ReaderIs  `json:"by"`            // a person, or which program
	How       ReaderHow `json:"how,omitempty"` // the way, or the reason
	// What is the address that was asked for, or written to.
	What string `json:"what,omitempty"`
}

// Kind is reader.acted.
func (ReaderActed) Kind() Kind { return "reader.acted" }

// ReceiptDecided: a letter that was shown asks for a receipt (RFC 8098).
type ReceiptDecided struct {
	User      string `json:"user"`
	MessageID string `json:"message_id,omitempty"`
	Asker     string `json:"asker"`          // who asks
	Sent      bool   `json:"sent,omitempty"` // one is sent
	// Why there is none.
	Why NoReceipt `json:"why,omitempty"`
}

// Kind is receipt.decided.
func (ReceiptDecided) Kind() Kind { return "receipt.decided" }

// NoReceipt is why a receipt is not sent.
type NoReceipt string

// The reasons.
const (
	ReceiptHabit      NoReceipt = "habit"       // the program is set not to, and says nothing
	ReceiptSentBefore NoReceipt = "sent-before" // another device has sent it
	ReceiptAddress    NoReceipt = "address"     // it would go to somebody else than the letter came from: a person would have to say yes
)
