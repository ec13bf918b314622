// Package mailbox is where an e-mail's journey ends: the message store of the
// receiving side, the MDA's side of the house (RFC 5598 §4.3.3). SMTP hands a
// message in here, and from then on it lies in a folder of somebody's account
// until its owner, by POP3 or IMAP, reads, files or removes it.
//
// A [Store] has accounts, an [Account] has folders and a quota, and a [Folder]
// has messages in the order in which they came. The store speaks no protocol. It
// keeps what the protocols promise their clients:
//
//   - a UID is given once, in ascending order, and never again within the
//     folder's UIDVALIDITY; a UIDVALIDITY is never given twice (RFC 3501 §2.3.1.1);
//   - a message's octets never change; only its flags do (RFC 3501 §2.3.2);
//   - \Recent belongs to the first session that learns of a message;
//   - a maildrop is open for one POP3 session at a time (RFC 1939 §4), and what
//     that session sees does not move under its feet;
//   - INBOX always exists (RFC 3501 §5.1).
//
// Whatever happens is told, one [Event] at a time and in the order in which it
// happened, to one observer. Everything is kept and answered in a fixed order, so
// a run repeats byte for byte: no clock but [Config.Now], no randomness, no map
// whose order could show.
//
// What it never does: decide which address belongs to which account (aliases and
// forwarding come before it), change a message, or speak to a network.
//
// Any number of sessions may use a store at once. One mutex guards all of it; it
// is held for computing only, never while anybody waits.
package mailbox

// Limits. An outsider with a password can make a store grow no further.
const (
	MaxFolders          = 1000     // folders of one account
	MaxFolderNameOctets = 255      // a folder's whole name, as UTF-8
	MaxFolderDepth      = 16       // levels of hierarchy in a name
	MaxSubscriptions    = 2000     // names an account may subscribe to
	MaxKeywords         = 64       // different keywords in one folder
	MaxKeywordOctets    = 64       // one keyword
	MaxRemembered       = 100_000  // messages that left one folder
	MaxMessageOctets    = 50 << 20 // one message
)

// Delimiter separates the levels of a folder's name.
const Delimiter = "/"
