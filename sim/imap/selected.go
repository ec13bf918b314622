package imap

import (
	"slices"
	"strings"
	"sync"

	imap2 "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"

	"posta/sim/mailbox"
)

// recentFlag marks messages that this session is the first to hear of. It lives in
// the session, not in the message (RFC 3501 §2.3.2).
const recentFlag imap2.Flag = `\Recent`

// selection is a selected folder as its client knows it: sequence number n is
// view[n-1], whatever has happened in the folder since (RFC 3501 §7.4.1 forbids
// renumbering behind the client's back).
type selection struct {
	folder   *mailbox.Folder
	readOnly bool // EXAMINE

	mu     sync.Mutex     // held for computing only
	view   []knownMessage // ascending by UID
	known  int            // keywords the client was told of
	change uint64         // the folder's change counter when the client was last told
	behind bool           // something is still to be told
	saved  []mailbox.UID
}

// knownMessage is what a client knows of one message.
type knownMessage struct {
	uid    mailbox.UID
	change uint64 // the message's Change when its flags were last told
	recent bool
	asked  bool // its flags are to be told even if they did not change
}

// update is one untagged response to come.
type update struct {
	keywords []imap2.Flag // FLAGS
	expunge  uint32       // EXPUNGE
	exists   uint32       // EXISTS, with RECENT
	recent   uint32
	fetch    uint32    // FETCH
	uid      imap2.UID // of FETCH and EXPUNGE
	flags    []imap2.Flag
	modSeq   uint64
}

// Select is SELECT and EXAMINE (RFC 3501 §6.3.1, §6.3.2).
func (s *session) Select(name string, o *imap2.SelectOptions) (*imap2.SelectData, error) {
	s.setSelected(nil)
	folder, err := s.account.Folder(name)
	if err != nil {
		return nil, reply(err)
	}
	sel := &selection{folder: folder, readOnly: o.ReadOnly}
	snap := folder.Snapshot(!o.ReadOnly)
	sel.change, sel.known = snap.Change, len(snap.Keywords)
	data := &imap2.SelectData{
		Flags: folderFlags(snap.Keywords), NumMessages: uint32(len(snap.Messages)),
		UIDNext: imap2.UID(snap.UIDNext), UIDValidity: snap.UIDValidity,
	}
	if !o.ReadOnly {
		data.PermanentFlags = append(folderFlags(snap.Keywords), imap2.FlagWildcard)
	}
	for i, m := range snap.Messages {
		entry := knownMessage{uid: m.UID, change: m.Change, recent: m.UID >= snap.FirstRecent}
		if entry.recent {
			data.NumRecent++
		}
		if data.FirstUnseenSeqNum == 0 && !m.Has(mailbox.Seen) {
			data.FirstUnseenSeqNum = uint32(i + 1)
		}
		sel.view = append(sel.view, entry)
	}
	s.setSelected(sel)
	s.sayState(sel, snap)
	return data, nil
}

// Unselect is CLOSE and UNSELECT.
func (s *session) Unselect() error {
	s.setSelected(nil)
	return nil
}

// folderFlags: the system flags and the folder's keywords.
func folderFlags(keywords []mailbox.Flag) []imap2.Flag {
	var out []imap2.Flag
	for _, f := range mailbox.SystemFlags() {
		out = append(out, imap2.Flag(f))
	}
	for _, f := range keywords {
		out = append(out, imap2.Flag(f))
	}
	return out
}

// messageFlags: a message's flags, \Recent in its place among the system flags.
func messageFlags(flags []mailbox.Flag, recent bool) []imap2.Flag {
	out := []imap2.Flag{}
	for _, f := range flags {
		if recent && (!strings.HasPrefix(string(f), `\`) || string(f) > string(recentFlag)) {
			out = append(out, recentFlag)
			recent = false
		}
		out = append(out, imap2.Flag(f))
	}
	if recent {
		out = append(out, recentFlag)
	}
	return out
}

// newKeywords gives the folder's flags if there are keywords that the client has not
// been told of.
func (sel *selection) newKeywords() []imap2.Flag {
	sel.mu.Lock()
	defer sel.mu.Unlock()
	keywords := sel.folder.Keywords()
	if len(keywords) <= sel.known {
		return nil
	}
	sel.known = len(keywords)
	return folderFlags(keywords)
}

// updates compares what the client knows with what is, and gives the difference in
// the order in which it is told: new keywords, vanished messages, new messages,
// changed flags.
func (sel *selection) updates(allowExpunge bool) []update {
	sel.mu.Lock()
	defer sel.mu.Unlock()
	if !sel.behind && sel.folder.Change() == sel.change {
		return nil
	}
	snap := sel.folder.Snapshot(!sel.readOnly)
	sel.change, sel.behind = snap.Change, false

	var list []update
	if len(snap.Keywords) > sel.known {
		sel.known = len(snap.Keywords)
		list = append(list, update{keywords: folderFlags(snap.Keywords)})
	}

	messages := snap.Messages
	current := make([]*mailbox.Message, 0, len(messages)) // beside view; nil: gone, not told
	view := sel.view[:0]
	for _, entry := range sel.view {
		switch {
		case len(messages) > 0 && messages[0].UID == entry.uid:
			view = append(view, entry)
			current = append(current, messages[0])
			messages = messages[1:]
		case allowExpunge:
			list = append(list, update{expunge: uint32(len(view) + 1), uid: imap2.UID(entry.uid)})
		default:
			view = append(view, entry)
			current = append(current, nil)
			sel.behind = true
		}
	}
	if len(messages) > 0 {
		for _, m := range messages {
			view = append(view, knownMessage{uid: m.UID, change: m.Change, recent: m.UID >= snap.FirstRecent})
			current = append(current, m)
		}
		var recent uint32
		for _, entry := range view {
			if entry.recent {
				recent++
			}
		}
		list = append(list, update{exists: uint32(len(view)), recent: recent})
	}
	sel.view = view
	for i := range view {
		entry, m := &view[i], current[i]
		if m != nil && (entry.asked || m.Change > entry.change) {
			entry.change, entry.asked = m.Change, false
			list = append(list, update{fetch: uint32(i + 1), uid: imap2.UID(m.UID), flags: messageFlags(m.Flags, entry.recent), modSeq: modSeq(m)})
		}
	}
	return list
}

// Poll tells the client what is new. The library asks for it before each tagged OK.
func (s *session) Poll(w *imapserver.UpdateWriter, allowExpunge bool) error {
	sel := s.current()
	if sel == nil {
		return nil
	}
	return s.front.atOnce(func() error { return s.news(sel, w, allowExpunge) })
}

func (s *session) news(sel *selection, w *imapserver.UpdateWriter, allowExpunge bool) error {
	list := sel.updates(allowExpunge)
	if s.qresync {
		if err := s.vanished("VANISHED", vanishedOf(list)); err != nil {
			return err
		}
	}
	for _, u := range list {
		var err error
		switch {
		case u.expunge != 0 && s.qresync: // told by UID
		case u.fetch != 0:
			err = s.front.untagged(u.told(s.condstore))
		case u.keywords != nil:
			err = w.WriteMailboxFlags(u.keywords)
		case u.expunge != 0:
			err = w.WriteExpunge(u.expunge)
		default:
			if err = w.WriteNumMessages(u.exists); err == nil {
				err = w.WriteNumRecent(u.recent)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Idle tells the client what is new, when it is new, until it says DONE (RFC 2177).
func (s *session) Idle(w *imapserver.UpdateWriter, stop <-chan struct{}) error {
	sel := s.current()
	if sel == nil {
		<-stop // allowed, and of no use, when no folder is selected
		return nil
	}
	news, end := sel.folder.Watch()
	defer end()
	for {
		if err := s.news(sel, w, true); err != nil { // not together: another goroutine waits for DONE, and may have to say something
			return err
		}
		select {
		case <-news:
		case <-stop:
			return nil
		}
	}
}

// target is a message a command is about.
type target struct {
	seq uint32
	uid mailbox.UID
}

// targets resolves a set of sequence numbers or UIDs against what the client knows.
// Numbers that are nobody's are passed over, as RFC 3501 §6.4.8 wants it for UIDs.
func (sel *selection) targets(set imap2.NumSet) []target {
	sel.mu.Lock()
	defer sel.mu.Unlock()
	ranges := sel.ranges(set)
	_, bySeq := set.(imap2.SeqSet)
	var list []target
	for i, entry := range sel.view {
		num := uint32(entry.uid)
		if bySeq {
			num = uint32(i + 1)
		}
		if ranges.contain(num) {
			list = append(list, target{uint32(i + 1), entry.uid})
		}
	}
	return list
}

// numRanges are sorted and apart.
type numRanges []numRange

type numRange struct{ from, to uint32 }

func (r numRanges) contain(n uint32) bool {
	i, found := slices.BinarySearchFunc(r, n, func(x numRange, n uint32) int {
		switch {
		case x.to < n:
			return -1
		case x.from > n:
			return 1
		}
		return 0
	})
	return found && i < len(r)
}

// ranges makes "*" a number, the largest in use (RFC 3501 §9, seq-range: "*:3" is
// "3:*", and both hold the last message even if it is below 3), and "$" what the last
// SEARCH saved (RFC 5182).
func (sel *selection) ranges(set imap2.NumSet) numRanges {
	var list numRanges
	add := func(from, to, last uint32) {
		if from == 0 {
			from = last
		}
		if to == 0 {
			to = last
		}
		if from != 0 && to != 0 {
			list = append(list, numRange{min(from, to), max(from, to)})
		}
	}
	n := len(sel.view)
	switch set := set.(type) {
	case imap2.SeqSet:
		for _, r := range set {
			add(r.Start, r.Stop, uint32(n))
		}
	case imap2.UIDSet:
		if imap2.IsSearchRes(set) {
			for _, uid := range sel.saved {
				add(uint32(uid), uint32(uid), 0)
			}
			break
		}
		var last uint32
		if n > 0 {
			last = uint32(sel.view[n-1].uid)
		}
		for _, r := range set {
			add(uint32(r.Start), uint32(r.Stop), last)
		}
	}
	return list.joined()
}

// entry finds what the client knows of a message; the lock is held.
func (sel *selection) entry(uid mailbox.UID) *knownMessage {
	i, ok := slices.BinarySearchFunc(sel.view, uid, func(t knownMessage, want mailbox.UID) int {
		switch {
		case t.uid < want:
			return -1
		case t.uid > want:
			return 1
		}
		return 0
	})
	if !ok {
		return nil
	}
	return &sel.view[i]
}

func uidsOf(targets []target) []mailbox.UID {
	var list []mailbox.UID
	for _, t := range targets {
		list = append(list, t.uid)
	}
	return list
}

var errReadOnly = no("READ-ONLY", "Mailbox was opened with EXAMINE")

// Store changes flags (RFC 3501 §6.4.6). It writes nothing: what the client is to
// hear, Poll tells, so that a new keyword is announced before it is used.
func (s *session) Store(_ *imapserver.FetchWriter, set imap2.NumSet, flags *imap2.StoreFlags, _ *imap2.StoreOptions) error {
	sel := s.current()
	if sel.readOnly {
		return errReadOnly
	}
	var op mailbox.FlagOp
	switch flags.Op {
	case imap2.StoreFlagsSet:
		op = mailbox.SetFlags
	case imap2.StoreFlagsAdd:
		op = mailbox.AddFlags
	case imap2.StoreFlagsDel:
		op = mailbox.RemoveFlags
	}
	uids := uidsOf(sel.targets(set))
	if since := s.front.cmd.unchangedSince; since != nil {
		uids = s.unchanged(sel, set, uids, *since)
	}
	changes, err := sel.folder.ChangeFlags(s.server.By, uids, op, storeFlags(flags.Flags))
	if err != nil {
		s.front.verdict.Store(nil)
		return reply(err)
	}
	sel.mu.Lock()
	defer sel.mu.Unlock()
	for _, c := range changes {
		entry := sel.entry(c.After.UID)
		switch {
		case entry == nil:
		case !flags.Silent || s.condstore: // who counts mod-sequences is told the new one (RFC 7162 §3.1.3)
			entry.asked = true
			sel.behind = true
		case entry.change >= c.Before.Change:
			entry.change = c.After.Change // the client can work out the result itself
		}
	}
	return nil
}

// Expunge is EXPUNGE, UID EXPUNGE and half of CLOSE. Poll tells what went.
func (s *session) Expunge(w *imapserver.ExpungeWriter, uids *imap2.UIDSet) error {
	sel := s.current()
	if sel.readOnly {
		if *w == (imapserver.ExpungeWriter{}) {
			return nil // CLOSE, which removes nothing here (RFC 3501 §6.4.2)
		}
		return errReadOnly
	}
	defer s.sayHighest(sel)
	if uids == nil {
		sel.folder.Expunge(s.server.By, nil)
		return nil
	}
	chosen := make(map[mailbox.UID]bool)
	for _, t := range sel.targets(*uids) {
		chosen[t.uid] = true
	}
	sel.folder.Expunge(s.server.By, func(uid mailbox.UID) bool { return chosen[uid] })
	return nil
}

// Copy is COPY (RFC 3501 §6.4.7) with COPYUID (RFC 4315 §3).
func (s *session) Copy(set imap2.NumSet, name string) (*imap2.CopyData, error) {
	return s.transfer(set, name, (*mailbox.Folder).Copy)
}

// Move is MOVE (RFC 6851). Poll tells what left this folder.
func (s *session) Move(w *imapserver.MoveWriter, set imap2.NumSet, name string) error {
	if s.current().readOnly {
		return errReadOnly
	}
	data, err := s.transfer(set, name, (*mailbox.Folder).Move)
	if err != nil || data == nil {
		return err
	}
	return w.WriteCopyData(data)
}

type transferFunc func(f *mailbox.Folder, by any, uids []mailbox.UID, dest *mailbox.Folder) ([]mailbox.Transfer, error)

func (s *session) transfer(set imap2.NumSet, name string, do transferFunc) (*imap2.CopyData, error) {
	sel := s.current()
	dest, err := s.account.Folder(name)
	if err != nil {
		return nil, replyTo(err)
	}
	done, err := do(sel.folder, s.server.By, uidsOf(sel.targets(set)), dest)
	if err != nil {
		return nil, replyTo(err)
	}
	if len(done) == 0 {
		return nil, nil // an empty set cannot be written: OK and no COPYUID
	}
	data := &imap2.CopyData{UIDValidity: dest.Snapshot(false).UIDValidity}
	for _, t := range done {
		data.SourceUIDs.AddNum(imap2.UID(t.From))
		data.DestUIDs.AddNum(imap2.UID(t.To.UID))
	}
	return data, nil
}
