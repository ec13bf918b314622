package imap

import (
	"slices"

	imap2 "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"

	"posta/sim/mailbox"
)

// Fetch is FETCH (RFC 3501 §6.4.5). Items are answered in a fixed order, sections in
// the order in which they were asked for. The responses are written here (response
// writer in respond.go) and not by the library, whose ENVELOPE is not the header's own
// words: it rewrites dates and subjects, and has no place for a route.
func (s *session) Fetch(_ *imapserver.FetchWriter, set imap2.NumSet, _ *imap2.FetchOptions) error {
	return s.front.atOnce(func() error { return s.fetch(set) })
}

func (s *session) fetch(set imap2.NumSet) error {
	sel, items := s.current(), s.front.cmd.fetch
	looks := slices.ContainsFunc(items.sections, func(section fetchSection) bool { return !section.Peek })
	missing := false
	_, bySeq := set.(imap2.SeqSet)
	targets := sel.targets(set)
	if items.vanished {
		if err := s.vanished("VANISHED (EARLIER)", sel.vanishedSince(items.changedSince, sel.within(set))); err != nil {
			return err
		}
	}
	for _, t := range targets {
		m, err := sel.folder.Message(t.uid)
		if err != nil {
			missing = bySeq // a UID that is nobody's is passed over without a word (RFC 3501 §6.4.8)
			continue
		}
		if items.since && modSeq(m) <= items.changedSince {
			continue
		}
		marked := false
		if looks {
			m, marked = s.markSeen(sel, m)
		}
		flags := items.flags || marked
		if flags {
			// A keyword is announced before it is used (RFC 3501 §7.2.6).
			if keywords := sel.newKeywords(); keywords != nil {
				if err := s.front.untagged("FLAGS (" + joinFlags(keywords) + ")"); err != nil {
					return err
				}
			}
		}
		if err := s.writeMessage(t.seq, m, items, flags, sel.toldFlags(t.uid, m, flags)); err != nil {
			return err
		}
	}
	if missing {
		// Removed by another session and not yet announced here, where announcing is
		// forbidden: RFC 2180 §4.1.2, RFC 5530 §3.
		return no("EXPUNGEISSUED", "Some messages were removed meanwhile")
	}
	return nil
}

// markSeen: looking at a body, unless with PEEK, means it was read (RFC 3501 §6.4.5).
func (s *session) markSeen(sel *selection, m *mailbox.Message) (*mailbox.Message, bool) {
	if sel.readOnly || m.Has(mailbox.Seen) {
		return m, false
	}
	changes, err := sel.folder.ChangeFlags(s.server.By, []mailbox.UID{m.UID}, mailbox.AddFlags, []mailbox.Flag{mailbox.Seen})
	if err != nil || len(changes) == 0 {
		return m, false
	}
	return changes[0].After, true
}

// toldFlags notes that the client is about to hear a message's flags, and says whether
// \Recent is among them.
func (sel *selection) toldFlags(uid mailbox.UID, m *mailbox.Message, flags bool) (recent bool) {
	sel.mu.Lock()
	defer sel.mu.Unlock()
	entry := sel.entry(uid)
	if entry == nil {
		return false
	}
	if flags {
		entry.change = m.Change
	}
	return entry.recent
}

// writeMessage writes one FETCH response.
func (s *session) writeMessage(seq uint32, m *mailbox.Message, items *fetchItems, flags, recent bool) error {
	r := s.front.fetchResponse(seq)
	if items.uid {
		r.item("UID").number(int64(m.UID))
	}
	if flags {
		r.item("FLAGS").raw("(" + joinFlags(messageFlags(m.Flags, recent)) + ")")
	}
	if items.modSeq || flags && s.condstore {
		r.item("MODSEQ").raw("(").number(int64(modSeq(m))).raw(")")
	}
	if items.internalDate {
		r.item("INTERNALDATE").str(m.InternalDate.Format(dateTimeLayout))
	}
	if items.size {
		r.item("RFC822.SIZE").number(m.Octets())
	}
	var root *part
	switch {
	case items.envelope, items.body, items.bodyStructure, slices.ContainsFunc(items.sections, func(s fetchSection) bool { return len(s.Part) > 0 }):
		root = parseMessage(m.Raw())
	case len(items.sections) > 0:
		root = divided(m.Raw())
	}
	if items.envelope {
		r.item("ENVELOPE").envelope(root)
	}
	if items.body {
		r.item("BODY").structure(root, false)
	}
	if items.bodyStructure {
		r.item("BODYSTRUCTURE").structure(root, true)
	}
	for i := range items.sections {
		section := &items.sections[i]
		r.item(section.label()).literal(root.section(&section.FetchItemBodySection))
	}
	return r.end()
}
