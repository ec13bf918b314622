package mailbox

import (
	"slices"
	"time"

	"posta/sim/mail"
)

// UID is a message's unique identifier within its folder (RFC 3501 §2.3.1.1).
type UID uint32

// Message is one message of a folder. It never changes: a change of flags makes a
// new value with the same UID, so whoever holds one may read it without a lock.
type Message struct {
	UID          UID
	InternalDate time.Time // when it came into the store (RFC 3501 §2.3.3)
	Flags        []Flag    // canonical, sorted; read only
	// Change is the folder's change counter when this value was made: a session
	// that remembers it knows whether the flags changed since.
	Change uint64

	raw []byte
}

// Raw is the message in its canonical form (mail.Canonical). It must not be changed.
func (m *Message) Raw() []byte { return m.raw }

// Octets is the message's size.
func (m *Message) Octets() int64 { return int64(len(m.raw)) }

// Has tells whether the message bears a flag.
func (m *Message) Has(f Flag) bool { return slices.Contains(m.Flags, f) }

// Folder is an ordered pile of messages.
type Folder struct {
	account *Account

	// All below is guarded by the store's lock.
	name        string
	use         SpecialUse
	uidValidity uint32
	uidNext     UID
	firstRecent UID        // messages from this UID on are news to everybody
	messages    []*Message // ascending by UID
	keywords    []Flag     // in the order in which they were first used
	change      uint64     // counts every change a session may have to tell
	deleted     bool
	watchers    []chan struct{}
	gone        []removal // ascending by change
	forgotten   uint64    // removals up to this change are remembered no more
}

// removal remembers that a message left, for clients that ask what went while they were
// away (RFC 7162 §3.2).
type removal struct {
	uid    UID
	change uint64
}

// Snapshot is a folder at one instant.
type Snapshot struct {
	Name        string
	UIDValidity uint32
	UIDNext     UID
	FirstRecent UID        // messages from this UID on had been told to nobody
	Keywords    []Flag     // read only
	Messages    []*Message // ascending by UID
	Change      uint64     // grows whenever anything here changes
	Deleted     bool       // the folder is no longer part of its account
}

// Snapshot reads the folder. With claim, the caller takes the recent messages for
// its own: nobody after it will find them recent (RFC 3501 §2.3.2).
func (f *Folder) Snapshot(claim bool) Snapshot {
	s := f.account.store
	s.mu.Lock()
	defer s.mu.Unlock()
	snap := Snapshot{
		Name: f.name, UIDValidity: f.uidValidity, UIDNext: f.uidNext, FirstRecent: f.firstRecent,
		Keywords: f.keywords, Messages: slices.Clone(f.messages), Change: f.change, Deleted: f.deleted,
	}
	if claim {
		f.firstRecent = f.uidNext
	}
	return snap
}

// Change tells the change counter alone, which is cheap.
func (f *Folder) Change() uint64 {
	s := f.account.store
	s.mu.Lock()
	defer s.mu.Unlock()
	return f.change
}

// Keywords are the keywords that were ever used in the folder, in that order; read only.
func (f *Folder) Keywords() []Flag {
	s := f.account.store
	s.mu.Lock()
	defer s.mu.Unlock()
	return f.keywords
}

// Name is the folder's present name.
func (f *Folder) Name() string {
	s := f.account.store
	s.mu.Lock()
	defer s.mu.Unlock()
	return f.name
}

// Watch gives a channel that gets a value after changes (several may share one),
// and a function that ends it. The channel is made here, so that it belongs to
// whoever waits on it.
func (f *Folder) Watch() (<-chan struct{}, func()) {
	s := f.account.store
	ch := make(chan struct{}, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	f.watchers = append(f.watchers, ch)
	return ch, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		f.watchers = slices.DeleteFunc(f.watchers, func(w chan struct{}) bool { return w == ch })
	}
}

// changed counts a change; who watches hears of it once it has been told.
func (f *Folder) changed() uint64 {
	f.change++
	if s := f.account.store; len(f.watchers) > 0 && !slices.Contains(s.restless, f) {
		s.restless = append(s.restless, f)
	}
	return f.change
}

// wake lets those know who watch folders that have changed.
func (s *Store) wake() {
	if len(s.restless) == 0 {
		return
	}
	list := s.restless
	s.restless = nil
	ring := func() {
		for _, f := range list {
			f.wake()
		}
	}
	if s.later == nil {
		ring()
		return
	}
	s.later(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		ring()
	})
}

// wake lets those know who watch the folder, in the order in which they began to.
func (f *Folder) wake() {
	for _, w := range f.watchers {
		select {
		case w <- struct{}{}:
		default: // it has not yet looked after the last change
		}
	}
}

func (f *Folder) find(uid UID) (int, bool) {
	return slices.BinarySearchFunc(f.messages, uid, func(m *Message, want UID) int {
		switch {
		case m.UID < want:
			return -1
		case m.UID > want:
			return 1
		}
		return 0
	})
}

func (f *Folder) uids() []UID {
	var list []UID
	for _, m := range f.messages {
		list = append(list, m.UID)
	}
	return list
}

// add puts a message at the end. Flags are canonical; there is room.
func (f *Folder) add(raw []byte, flags []Flag, date time.Time) *Message {
	m := &Message{UID: f.uidNext, InternalDate: date, Flags: flags, raw: raw, Change: f.changed()}
	f.uidNext++
	f.messages = append(f.messages, m)
	f.account.used += m.Octets()
	return m
}

// takeOut takes messages, ascending by UID, off the list.
func (f *Folder) takeOut(list []*Message) {
	f.messages = slices.DeleteFunc(f.messages, func(m *Message) bool {
		if len(list) == 0 || m != list[0] {
			return false
		}
		list = list[1:]
		return true
	})
}

// Append stores a message for a mail program (RFC 3501 §6.3.11). A zero date means
// now. The store keeps raw in its canonical form, as Deliver does.
func (f *Folder) Append(by any, raw []byte, flags []Flag, date time.Time) (*Message, error) {
	s := f.account.store
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.deleted {
		return nil, ErrNoFolder
	}
	raw = mail.Canonical(raw)
	if err := f.account.room(int64(len(raw))); err != nil {
		return nil, err
	}
	list, err := f.canonicalFlags(flags)
	if err != nil {
		return nil, err
	}
	if date.IsZero() {
		date = s.now()
	}
	m := f.add(raw, list, date)
	f.account.tell(Event{Kind: MessageStored, By: by, Folder: f.name, How: Appended, Message: m})
	return m, nil
}

// FlagChange is one message before and after a change of flags.
type FlagChange struct{ Before, After *Message }

// ChangeFlags changes the flags of messages; those that are gone are passed over.
// It returns every message it found, changed or not.
func (f *Folder) ChangeFlags(by any, uids []UID, op FlagOp, flags []Flag) ([]FlagChange, error) {
	s := f.account.store
	s.mu.Lock()
	defer s.mu.Unlock()
	if op == RemoveFlags {
		// A keyword nobody ever set need not become known by taking it away.
		var known []Flag
		for _, flag := range flags {
			if c, ok := canonical(flag, f.keywords); ok {
				known = append(known, c)
			}
		}
		flags = known
	}
	list, err := f.canonicalFlags(flags)
	if err != nil {
		return nil, err
	}
	var changes []FlagChange
	for _, uid := range uids {
		i, ok := f.find(uid)
		if !ok {
			continue
		}
		before := f.messages[i]
		after := before
		if now := applyFlags(before.Flags, op, list); !slices.Equal(now, before.Flags) {
			m := *before
			m.Flags = now
			m.Change = f.changed()
			after = &m
			f.messages[i] = after
			f.account.tell(Event{Kind: MessageFlagged, By: by, Folder: f.name, Message: after, Was: before.Flags})
		}
		changes = append(changes, FlagChange{before, after})
	}
	return changes, nil
}

// Transfer is one message that was copied or moved.
type Transfer struct {
	From UID
	To   *Message
}

// Copy puts copies of messages, with their flags and dates, at the end of a folder
// of the same account, in order of their UIDs: all of them or none (RFC 3501 §6.4.7).
// Messages that are gone are passed over.
func (f *Folder) Copy(by any, uids []UID, dest *Folder) ([]Transfer, error) {
	s := f.account.store
	s.mu.Lock()
	defer s.mu.Unlock()
	return f.transfer(by, uids, dest, Copied)
}

// Move does the same and takes the messages out of this folder (RFC 6851). No quota
// stands in the way, since the account holds as much as before.
func (f *Folder) Move(by any, uids []UID, dest *Folder) ([]Transfer, error) {
	s := f.account.store
	s.mu.Lock()
	defer s.mu.Unlock()
	return f.move(by, uids, dest)
}

func (f *Folder) move(by any, uids []UID, dest *Folder) ([]Transfer, error) {
	return f.transfer(by, uids, dest, Moved)
}

func (f *Folder) transfer(by any, uids []UID, dest *Folder, how How) ([]Transfer, error) {
	if dest.deleted {
		return nil, ErrNoFolder
	}
	var chosen []*Message
	var octets int64
	for _, uid := range slices.Compact(slices.Sorted(slices.Values(uids))) {
		if i, ok := f.find(uid); ok {
			chosen = append(chosen, f.messages[i])
			octets += f.messages[i].Octets()
		}
	}
	a := f.account
	if how == Copied {
		if err := a.beside(octets); err != nil {
			return nil, err
		}
	}
	known := dest.keywords
	flags := make([][]Flag, len(chosen))
	for i, m := range chosen {
		list, err := dest.canonicalFlags(m.Flags)
		if err != nil {
			dest.keywords = known
			return nil, err
		}
		flags[i] = list
	}
	var done []Transfer
	if how == Moved {
		f.takeOut(chosen)
	}
	for i, m := range chosen {
		if how == Moved {
			f.left(m)
			a.tell(Event{Kind: MessageRemoved, By: by, Folder: f.name, How: Moved, Message: m})
		}
		n := dest.add(m.raw, flags[i], m.InternalDate)
		a.tell(Event{Kind: MessageStored, By: by, Folder: dest.name, How: how, Message: n, From: f.name, FromUID: m.UID})
		done = append(done, Transfer{m.UID, n})
	}
	return done, nil
}

// Expunge removes for good the messages that bear \Deleted (RFC 3501 §6.4.3) and,
// if only is not nil, that it accepts as well (RFC 4315 §2.1).
func (f *Folder) Expunge(by any, only func(UID) bool) []UID {
	s := f.account.store
	s.mu.Lock()
	defer s.mu.Unlock()
	return f.expunge(by, Expunged, func(m *Message) bool {
		return m.Has(Deleted) && (only == nil || only(m.UID))
	})
}

func (f *Folder) expunge(by any, how How, gone func(*Message) bool) []UID {
	var list []UID
	kept := f.messages[:0]
	for _, m := range f.messages {
		if !gone(m) {
			kept = append(kept, m)
			continue
		}
		f.left(m)
		f.account.tell(Event{Kind: MessageRemoved, By: by, Folder: f.name, How: how, Message: m})
		list = append(list, m.UID)
	}
	clear(f.messages[len(kept):])
	f.messages = kept
	return list
}

// left counts that a message is gone, and remembers when.
func (f *Folder) left(m *Message) {
	f.account.used -= m.Octets()
	if len(f.gone) == MaxRemembered {
		f.forgotten = f.gone[len(f.gone)/2].change
		f.gone = slices.Clone(f.gone[len(f.gone)/2+1:])
	}
	f.gone = append(f.gone, removal{m.UID, f.changed()})
}

// Vanished gives the UIDs of messages that left the folder after its change counter
// stood at since, in ascending order. All is false where that is longer ago than the
// folder remembers: then what is not there now may have left at any time.
func (f *Folder) Vanished(since uint64) (uids []UID, all bool) {
	s := f.account.store
	s.mu.Lock()
	defer s.mu.Unlock()
	if since < f.forgotten {
		return nil, false
	}
	for _, r := range slices.Backward(f.gone) {
		if r.change <= since {
			break
		}
		uids = append(uids, r.uid)
	}
	slices.Sort(uids)
	return uids, true
}

// Message finds a message by its UID.
func (f *Folder) Message(uid UID) (*Message, error) {
	s := f.account.store
	s.mu.Lock()
	defer s.mu.Unlock()
	i, ok := f.find(uid)
	if !ok {
		return nil, ErrNoMessage
	}
	return f.messages[i], nil
}

// Search gives the messages for which match is true, in order. It works on a
// snapshot, so match may take its time; protocols bring their own criteria.
func (f *Folder) Search(match func(*Message) bool) []*Message {
	var found []*Message
	for _, m := range f.Snapshot(false).Messages {
		if match(m) {
			found = append(found, m)
		}
	}
	return found
}
