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
	of[DeviceStored]{
		doc:   "the device keeps a copy of a message or of its headers",
		rfc:   []string{"1939 5", "3501 6.4.5"},
		place: Ruled, state: Changes,
		variant: func(f DeviceStored) string { return string(f.Part) },
	}.row(),
	of[DeviceRemoved]{doc: "the device dropped its copy", rfc: []string{"3501 7.4.1"}, place: During(), state: Changes}.row(),
	of[DeviceShown]{doc: "the message is before the person's eyes", rfc: []string{"5598 2.1"}, place: Ruled, state: Changes}.row(),
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
}

// Kind is device.shown.
func (DeviceShown) Kind() Kind { return "device.shown" }
