package imap

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	imap2 "github.com/emersion/go-imap/v2"

	"posta/sim/imap/utf7"
	"posta/sim/mailbox"
)

// CONDSTORE and QRESYNC (RFC 7162): every change in a folder has a number, so that a
// client that remembers the last one asks for what came after it, and not for everything.
// The library knows neither. What they add to commands is read in front of it (below), what
// they add to responses is written here.

// moreCapabilities are told once a client has logged in.
const moreCapabilities = " ID CONDSTORE QRESYNC QUOTA QUOTA=RES-STORAGE"

// modSeq is a message's mod-sequence. It is positive (RFC 7162 §3.1.1); the store counts
// a folder's changes from 0.
func modSeq(m *mailbox.Message) uint64 { return m.Change + 1 }

func highestModSeq(snap mailbox.Snapshot) uint64 { return snap.Change + 1 }

// resync is what a client that selects a mailbox remembers of it (RFC 7162 §3.2.5).
type resync struct {
	uidValidity uint32
	modSeq      uint64
	known       numRanges // the UIDs it has; nil: it does not say
}

// ---- What commands say

// selectCommand is SELECT and EXAMINE, perhaps with (CONDSTORE) or (QRESYNC (...)).
func (p *commandParser) selectCommand() {
	p.sp()
	p.mailbox()
	if !p.more() {
		return
	}
	from := p.at
	p.sp()
	p.list("a list of parameters", 1, func() {
		switch p.keyword("CONDSTORE or QRESYNC") {
		case "CONDSTORE":
			p.cmd.condstore = true
		case "QRESYNC":
			p.sp()
			p.cmd.resync = p.resyncParameter()
		default:
			p.fail("unknown parameter: only CONDSTORE and QRESYNC are known")
		}
	})
	p.replace(from, "")
}

// resyncParameter is ( uidvalidity SP mod-sequence [SP known-uids] [SP seq-match-data] ).
func (p *commandParser) resyncParameter() *resync {
	r := &resync{}
	p.special('(')
	r.uidValidity = p.number("the UIDVALIDITY", true)
	p.sp()
	r.modSeq = uint64(p.number64("a mod-sequence"))
	if p.peek() == ' ' && p.at+1 < len(p.b) && p.b[p.at+1] != '(' {
		p.sp()
		ranges, _ := p.set()
		r.known = plainRanges(ranges)
	}
	if p.accept(' ') { // what the client knows of sequence numbers: this server needs none of it
		p.special('(')
		p.set()
		p.sp()
		p.set()
		p.special(')')
	}
	p.special(')')
	return r
}

// plainRanges are ranges in which "*" is the largest number there can be.
func plainRanges(list []seqRange) numRanges {
	const star = ^uint32(0)
	var out numRanges
	for _, r := range list {
		from, to := r.start, r.stop
		if from == 0 {
			from = star
		}
		if to == 0 {
			to = star
		}
		out = append(out, numRange{min(from, to), max(from, to)})
	}
	return out.joined()
}

// joined puts ranges in order and makes those that touch one.
func (r numRanges) joined() numRanges {
	slices.SortFunc(r, func(a, b numRange) int {
		switch {
		case a.from < b.from:
			return -1
		case a.from > b.from:
			return 1
		}
		return 0
	})
	out := r[:0]
	for _, x := range r {
		if k := len(out) - 1; k >= 0 && x.from <= out[k].to {
			out[k].to = max(out[k].to, x.to)
			continue
		}
		out = append(out, x)
	}
	return out
}

// changedSince is what may follow the items of FETCH: (CHANGEDSINCE n), in UID FETCH with
// VANISHED (RFC 7162 §3.1.4, §3.2.6).
func (p *commandParser) changedSince(items *fetchItems) {
	if !p.more() {
		return
	}
	from := p.at
	p.sp()
	p.list("a list of modifiers", 1, func() {
		switch p.keyword("CHANGEDSINCE or VANISHED") {
		case "CHANGEDSINCE":
			p.sp()
			items.since, items.modSeq = true, true
			items.changedSince = uint64(p.number64("a mod-sequence"))
		case "VANISHED":
			items.vanished = true
		default:
			p.fail("unknown modifier of FETCH: only CHANGEDSINCE and VANISHED are known")
		}
	})
	if items.vanished && (!items.since || !strings.HasPrefix(p.cmd.name, "UID ")) {
		p.fail("VANISHED goes with CHANGEDSINCE in UID FETCH")
	}
	p.replace(from, "")
}

// unchanged is what may stand before the flags of STORE: (UNCHANGEDSINCE n) (RFC 7162
// §3.1.3).
func (p *commandParser) unchanged() {
	if p.err != nil || p.at+1 >= len(p.b) || p.b[p.at] != ' ' || p.b[p.at+1] != '(' {
		return
	}
	from := p.at
	p.sp()
	p.special('(')
	if p.keyword("UNCHANGEDSINCE") != "UNCHANGEDSINCE" {
		p.fail("unknown modifier of STORE: only UNCHANGEDSINCE is known")
	}
	p.sp()
	since := uint64(p.number64("a mod-sequence"))
	p.special(')')
	p.cmd.unchangedSince, p.cmd.condstore = &since, true
	p.replace(from, "")
}

// searchModSeq is the search key's [entry-name SP entry-type SP] mod-sequence (RFC 7162
// §3.1.5). Here all flags of a message share one.
func (p *commandParser) searchModSeq() {
	if p.peek() == '"' {
		p.quoted()
		p.sp()
		p.oneOf("type of entry", []string{"ALL", "PRIV", "SHARED"})
		p.sp()
	}
	p.cmd.minModSeq, p.cmd.condstore = uint64(p.number64("a mod-sequence")), true
	p.cmd.minModSeq = max(p.cmd.minModSeq, 1)
}

// statusCommand is STATUS (RFC 3501 §6.3.10), perhaps with HIGHESTMODSEQ.
func (p *commandParser) statusCommand() {
	p.sp()
	p.cmd.mailboxName = p.mailbox()
	p.sp()
	var items []string
	p.list("a list of STATUS items in parentheses", 1, func() {
		items = append(items, p.oneOf("STATUS item", append([]string{"HIGHESTMODSEQ"}, statusNames...)))
	})
	if slices.Contains(items, "HIGHESTMODSEQ") {
		p.cmd.status, p.cmd.condstore = items, true
	}
}

// setQuota is read and refused: quotas are not a user's to set (RFC 9208 §4.1.3).
func (p *commandParser) setQuota() {
	p.sp()
	p.astring("a quota root")
	p.sp()
	p.list("a list of resources and limits", 0, func() {
		p.atom("a resource such as STORAGE")
		p.sp()
		p.number64("a limit")
	})
}

// ---- What the server says

// own does the commands of which the library knows nothing.
func (f *frontConn) own(cmd *command) bool {
	s := f.session
	if cmd.condstore && s.account != nil && !s.condstore {
		s.condstore = true
		if s.selected != nil && cmd.name != "SELECT" && cmd.name != "EXAMINE" {
			// Whoever begins to count in a folder is told from where (RFC 7162 section 3.1).
			f.say(fmt.Sprintf("* OK [HIGHESTMODSEQ %d] Highest", highestModSeq(s.selected.folder.Snapshot(false))))
		}
	}
	switch {
	case cmd.name == "ID":
		f.say(`* ID ("name" "Posta")`)
		f.say(cmd.tag + " OK ID completed")
	case s.account == nil:
		if strings.Contains(cmd.name, "QUOTA") || cmd.status != nil {
			f.say(cmd.tag + " BAD [CLIENTBUG] " + cmd.name + " comes after login")
			return true
		}
		return false
	case cmd.resync != nil && !s.qresync:
		f.answer(&syntaxError{cmd.tag, "QRESYNC has to be enabled first: ENABLE QRESYNC (RFC 7162)"})
	case cmd.name == "UID FETCH" && cmd.fetch.vanished && !s.qresync:
		f.answer(&syntaxError{cmd.tag, "VANISHED needs ENABLE QRESYNC first (RFC 7162)"})
	case len(cmd.enables) > 0:
		s.condstore = true
		s.qresync = s.qresync || slices.Contains(cmd.enables, "QRESYNC")
		f.say("* ENABLED " + strings.Join(cmd.enables, " "))
		if !cmd.nothingLeft {
			return false
		}
		f.say(cmd.tag + " OK ENABLE completed")
	case cmd.status != nil:
		f.status(cmd)
	case strings.Contains(cmd.name, "QUOTA"):
		f.quota(cmd)
	default:
		return false
	}
	return true
}

// sayState is what a client that selects a folder hears besides: the highest
// mod-sequence and, where it said what it remembers, what has changed since (RFC 7162
// §3.1.2.1, §3.2.5).
func (s *session) sayState(sel *selection, snap mailbox.Snapshot) {
	f := s.front
	f.before = fmt.Appendf(f.before, "* OK [HIGHESTMODSEQ %d] Highest\r\n", highestModSeq(snap))
	r := f.cmd.resync
	if r == nil || r.uidValidity != snap.UIDValidity {
		return // what it remembers is worth nothing: the client sees that by UIDVALIDITY
	}
	known := r.known
	if known == nil {
		known = numRanges{{1, ^uint32(0)}}
	}
	if set := uidSetOf(sel.vanishedSince(r.modSeq, known)); set != "" {
		f.before = fmt.Appendf(f.before, "* VANISHED (EARLIER) %s\r\n", set)
	}
	for i, m := range snap.Messages {
		if modSeq(m) > r.modSeq && known.contain(uint32(m.UID)) {
			u := update{fetch: uint32(i + 1), uid: imap2.UID(m.UID), flags: messageFlags(m.Flags, sel.view[i].recent), modSeq: modSeq(m)}
			f.before = append(f.before, "* "+u.told(true)+"\r\n"...)
		}
	}
}

// told is a FETCH response with a message's flags, and with its mod-sequence for who counts those. The library's own way makes an
// encoder of each.
func (u update) told(condstore bool) string {
	b := make([]byte, 0, 64)
	b = strconv.AppendUint(b, uint64(u.fetch), 10)
	b = append(b, " FETCH (UID "...)
	b = strconv.AppendUint(b, uint64(u.uid), 10)
	b = append(append(append(b, " FLAGS ("...), joinFlags(u.flags)...), ')')
	if condstore {
		b = append(b, " MODSEQ ("...)
		b = append(strconv.AppendUint(b, u.modSeq, 10), ')')
	}
	return string(append(b, ')'))
}

// within are the UIDs that a client means by a set.
func (sel *selection) within(set imap2.NumSet) numRanges {
	uids, ok := set.(imap2.UIDSet)
	if !ok || imap2.IsSearchRes(set) {
		return nil
	}
	var list []seqRange
	for _, r := range uids {
		list = append(list, seqRange{uint32(r.Start), uint32(r.Stop)})
	}
	return plainRanges(list)
}

// vanishedSince are the UIDs, of those given, that have left the folder since a
// mod-sequence. Where the folder does not remember that far back it is all that are not
// there, which RFC 7162 §3.2.5.2 allows: a client has to bear hearing of what it never had.
func (sel *selection) vanishedSince(since uint64, among numRanges) (gone []mailbox.UID) {
	var change uint64
	if since > 0 {
		change = since - 1
	}
	uids, all := sel.folder.Vanished(change)
	if !all {
		snap := sel.folder.Snapshot(false)
		there := snap.Messages
		for uid := mailbox.UID(1); uid < snap.UIDNext; uid++ {
			if len(there) > 0 && there[0].UID == uid {
				there = there[1:]
				continue
			}
			uids = append(uids, uid)
		}
	}
	for _, uid := range uids {
		if among.contain(uint32(uid)) {
			gone = append(gone, uid)
		}
	}
	return gone
}

// vanished says which UIDs are gone.
func (s *session) vanished(word string, uids []mailbox.UID) error {
	if len(uids) == 0 {
		return nil
	}
	return s.front.untagged(word + " " + uidSetOf(uids))
}

func vanishedOf(list []update) (uids []mailbox.UID) {
	for _, u := range list {
		if u.expunge != 0 {
			uids = append(uids, mailbox.UID(u.uid))
		}
	}
	return uids
}

func uidSetOf(uids []mailbox.UID) string {
	list := make([]uint32, len(uids))
	for i, uid := range uids {
		list[i] = uint32(uid)
	}
	return string(UIDs(list...))
}

// unchanged leaves out the messages that have changed since a mod-sequence, and says which
// they are (RFC 7162 §3.1.3).
func (s *session) unchanged(sel *selection, set imap2.NumSet, uids []mailbox.UID, since uint64) (rest []mailbox.UID) {
	var modified []uint32
	_, bySeq := set.(imap2.SeqSet)
	for _, t := range sel.targets(set) {
		m, err := sel.folder.Message(t.uid)
		switch {
		case err != nil || !slices.Contains(uids, t.uid):
		case modSeq(m) <= since:
			rest = append(rest, t.uid)
		case bySeq:
			modified = append(modified, t.seq)
		default:
			modified = append(modified, uint32(t.uid))
		}
	}
	if len(modified) > 0 {
		verdict := fmt.Sprintf("OK [MODIFIED %s] Some messages had changed, and stay as they are", UIDs(modified...))
		s.front.verdict.Store(&verdict)
	}
	return rest
}

// sayHighest puts the highest mod-sequence into the answer to EXPUNGE, so that the client
// need not hear of its own removals again (RFC 7162 §3.2.7).
func (s *session) sayHighest(sel *selection) {
	if name := s.front.cmd.name; s.qresync && (name == "EXPUNGE" || name == "UID EXPUNGE") {
		verdict := fmt.Sprintf("OK [HIGHESTMODSEQ %d] %s completed", highestModSeq(sel.folder.Snapshot(false)), name)
		s.front.verdict.Store(&verdict)
	}
}

// sayModSeq adds the highest mod-sequence of what was found, where it was looked for
// (RFC 7162 §3.1.5, §3.1.10).
func (s *session) sayModSeq(highest uint64) {
	switch {
	case s.front.cmd.minModSeq == 0 || highest == 0:
	case !s.front.cmd.extended:
		s.front.suffix = fmt.Sprintf(" (MODSEQ %d)", highest)
	default:
		s.front.suffix = fmt.Sprintf(" MODSEQ %d", highest)
	}
}

// status answers STATUS with HIGHESTMODSEQ (RFC 7162 §3.1.7).
func (f *frontConn) status(cmd *command) {
	folder, err := f.session.account.Folder(cmd.mailboxName)
	if err != nil {
		f.say(cmd.tag + " NO [NONEXISTENT] No such mailbox")
		return
	}
	data, err := f.session.Status(cmd.mailboxName, nil)
	if err != nil {
		f.say(cmd.tag + " NO [NONEXISTENT] No such mailbox")
		return
	}
	var items []string
	for _, name := range cmd.status {
		n := int64(0)
		switch name {
		case "MESSAGES":
			n = int64(*data.NumMessages)
		case "RECENT":
			n = int64(*data.NumRecent)
		case "UIDNEXT":
			n = int64(data.UIDNext)
		case "UIDVALIDITY":
			n = int64(data.UIDValidity)
		case "UNSEEN":
			n = int64(*data.NumUnseen)
		case "DELETED":
			n = int64(*data.NumDeleted)
		case "SIZE":
			n = *data.Size
		case "APPENDLIMIT":
			n = int64(*data.AppendLimit)
		case "DELETED-STORAGE":
			n = *data.DeletedStorage
		case "HIGHESTMODSEQ":
			n = int64(highestModSeq(folder.Snapshot(false)))
		}
		items = append(items, name+" "+strconv.FormatInt(n, 10))
	}
	_ = f.untagged("STATUS " + f.mailboxName(data.Mailbox) + " (" + strings.Join(items, " ") + ")")
	f.say(cmd.tag + " OK STATUS completed")
}

// mailboxName is a mailbox's name as it travels to this client.
func (f *frontConn) mailboxName(name string) string {
	if name == "INBOX" {
		return name
	}
	if !f.session.utf8() {
		name = utf7.Encode(name)
	}
	return quote(name)
}

// quotaUnit: STORAGE counts units of 1024 octets (RFC 9208 §5.1).
const quotaUnit = 1024

// quota answers GETQUOTA and GETQUOTAROOT (RFC 9208 §4.1): all of an account is one quota
// root, without a name.
func (f *frontConn) quota(cmd *command) {
	account := f.session.account
	switch cmd.name {
	case "SETQUOTA":
		f.say(cmd.tag + " NO [NOPERM] A quota is not yours to set")
		return
	case "GETQUOTA":
		if cmd.mailboxName != "" {
			f.say(cmd.tag + " NO [NONEXISTENT] No such quota root")
			return
		}
	default:
		if _, err := account.Folder(cmd.mailboxName); err != nil {
			f.say(cmd.tag + " NO [NONEXISTENT] No such mailbox")
			return
		}
		_ = f.untagged("QUOTAROOT " + f.mailboxName(cmd.mailboxName) + ` ""`)
	}
	limits := ""
	if limit, used := account.Quota(); limit > 0 {
		limits = fmt.Sprintf("STORAGE %d %d", (used+quotaUnit-1)/quotaUnit, limit/quotaUnit)
	}
	_ = f.untagged(`QUOTA "" (` + limits + ")")
	f.say(cmd.tag + " OK " + cmd.name + " completed")
}
