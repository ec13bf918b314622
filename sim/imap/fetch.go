package imap

import (
	imap2 "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"

	"posta/sim/mailbox"
)

// Fetch is FETCH (RFC 3501 §6.4.5). Items are answered in a fixed order, sections in
// the order in which they were asked for.
func (s *session) Fetch(w *imapserver.FetchWriter, set imap2.NumSet, o *imap2.FetchOptions) error {
	if len(o.BinarySection)+len(o.BinarySectionSize) > 0 {
		return bad("BINARY is not supported")
	}
	sel := s.current()
	missing := false
	for _, t := range sel.targets(set) {
		m, err := sel.folder.Message(t.uid)
		if err != nil {
			missing = true
			continue
		}
		m, marked := s.markSeen(sel, m, o)
		flags := o.Flags || marked
		sel.mu.Lock()
		recent := false
		if entry := sel.entry(t.uid); entry != nil {
			recent = entry.recent
			if flags {
				entry.change = m.Change
			}
		}
		sel.mu.Unlock()
		if err := writeMessage(w.CreateMessage(t.seq), m, flags, recent, o); err != nil {
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
func (s *session) markSeen(sel *selection, m *mailbox.Message, o *imap2.FetchOptions) (*mailbox.Message, bool) {
	looks := false
	for _, section := range o.BodySection {
		looks = looks || !section.Peek
	}
	if !looks || sel.readOnly || m.Has(mailbox.Seen) {
		return m, false
	}
	changes, err := sel.folder.ChangeFlags(s.server.By, []mailbox.UID{m.UID}, mailbox.AddFlags, []mailbox.Flag{mailbox.Seen})
	if err != nil || len(changes) == 0 {
		return m, false
	}
	return changes[0].After, true
}

// writeMessage writes one FETCH response. It always closes the writer, which the
// library locks until then.
func writeMessage(w *imapserver.FetchResponseWriter, m *mailbox.Message, flags, recent bool, o *imap2.FetchOptions) error {
	if o.UID {
		w.WriteUID(imap2.UID(m.UID))
	}
	if flags {
		w.WriteFlags(messageFlags(m.Flags, recent))
	}
	if o.InternalDate {
		w.WriteInternalDate(m.InternalDate)
	}
	if o.RFC822Size {
		w.WriteRFC822Size(m.Octets())
	}
	var root *part
	if o.Envelope || o.BodyStructure != nil || len(o.BodySection) > 0 {
		root = parseMessage(m.Raw())
	}
	if o.Envelope {
		w.WriteEnvelope(root.envelope())
	}
	if o.BodyStructure != nil {
		w.WriteBodyStructure(root.structure())
	}
	for _, section := range o.BodySection {
		octets := root.section(section)
		wc := w.WriteBodySection(section, int64(len(octets)))
		// An error here is the connection's, and Close below meets it again.
		_, _ = wc.Write(octets)
		_ = wc.Close()
	}
	return w.Close()
}
