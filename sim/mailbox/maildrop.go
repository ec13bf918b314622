package mailbox

import (
	"fmt"
	"slices"
)

// Maildrop is an INBOX as POP3 sees it: a list of messages that one session holds
// alone, from login to the end (RFC 1939 §4, §8). It knows no flags and no folders.
// IMAP sessions and deliveries go on meanwhile; the list stays what it was when the
// session began.
type Maildrop struct {
	inbox    *Folder
	messages []*Message
	ids      []string
	index    map[string]int // unique-id to place in the list
	closed   bool
}

// MaildropMessage is one line of the list.
type MaildropMessage struct {
	// UniqueID is for UIDL: the folder's UIDVALIDITY and the message's UID, which
	// together are never given again (RFC 1939 §7).
	UniqueID string
	Octets   int64
}

// OpenMaildrop locks the account's maildrop for one session, or returns ErrInUse.
func (a *Account) OpenMaildrop() (*Maildrop, error) {
	s := a.store
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.maildrop != nil {
		return nil, ErrInUse
	}
	inbox, err := a.folder("INBOX")
	if err != nil {
		return nil, err
	}
	d := &Maildrop{inbox: inbox, messages: slices.Clone(inbox.messages), index: make(map[string]int)}
	for i, m := range d.messages {
		id := fmt.Sprintf("%d.%d", inbox.uidValidity, m.UID)
		d.ids = append(d.ids, id)
		d.index[id] = i
	}
	a.maildrop = d
	return d, nil
}

// List gives all messages; their order is that of POP3's message numbers.
func (d *Maildrop) List() []MaildropMessage {
	list := make([]MaildropMessage, len(d.messages))
	for i, m := range d.messages {
		list[i] = MaildropMessage{UniqueID: d.ids[i], Octets: m.Octets()}
	}
	return list
}

// Retr gives a whole message. Even one that an IMAP session removed meanwhile: to
// this session it is still there.
func (d *Maildrop) Retr(uniqueID string) (*Message, error) {
	i, ok := d.index[uniqueID]
	if !ok {
		return nil, ErrNoMessage
	}
	return d.messages[i], nil
}

// Delete removes messages for good: the UPDATE state of RFC 1939 §6, which only
// QUIT reaches.
func (d *Maildrop) Delete(by any, uniqueIDs []string) error {
	gone := make(map[UID]bool)
	for _, id := range uniqueIDs {
		m, err := d.Retr(id)
		if err != nil {
			return err
		}
		gone[m.UID] = true
	}
	s := d.inbox.account.store
	s.mu.Lock()
	defer s.mu.Unlock()
	if d.closed {
		return ErrClosed
	}
	d.inbox.expunge(by, Downloaded, func(m *Message) bool { return gone[m.UID] })
	return nil
}

// Close gives the lock back. Closing twice does no harm.
func (d *Maildrop) Close() {
	s := d.inbox.account.store
	s.mu.Lock()
	defer s.mu.Unlock()
	d.closed = true
	if a := d.inbox.account; a.maildrop == d {
		a.maildrop = nil
	}
}
