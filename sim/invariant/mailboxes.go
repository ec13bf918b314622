package invariant

import (
	"strings"

	"posta/sim/trace"
)

// mailboxes: a folder holds what was put into it and not taken out, under
// numbers that only grow (RFC 9051 section 2.3.1.1).
type mailboxes struct {
	*checker
	folders map[folderKey]*folder
}

type folderKey struct{ host, user, folder string }

type folder struct {
	last uint32
	held map[uint32]bool
}

func newMailboxes(c *checker) *mailboxes {
	return &mailboxes{c, map[folderKey]*folder{}}
}

func keyOf(e trace.Event, user, name string) folderKey {
	if strings.EqualFold(name, "INBOX") {
		name = "INBOX" // RFC 9051 section 5.1
	}
	return folderKey{e.Host, strings.ToLower(user), name}
}

func (m *mailboxes) folder(k folderKey) *folder {
	f := m.folders[k]
	if f == nil {
		f = &folder{held: map[uint32]bool{}}
		m.folders[k] = f
	}
	return f
}

func (m *mailboxes) see(e trace.Event) {
	const rule = "folders hold what was put into them"
	switch f := e.Fact.(type) {
	case trace.MailboxStored:
		b := m.folder(keyOf(e, f.User, f.Folder))
		if f.UID <= b.last {
			m.fail("UIDs only grow", "%s of %s gives %d after %d", f.Folder, f.User, f.UID, b.last)
		}
		b.last = f.UID
		b.held[f.UID] = true
	case trace.MailboxFlagged:
		if !m.folder(keyOf(e, f.User, f.Folder)).held[f.UID] {
			m.fail(rule, "flags for %d in %s of %s, which is not there", f.UID, f.Folder, f.User)
		}
	case trace.MailboxRemoved:
		b := m.folder(keyOf(e, f.User, f.Folder))
		if !b.held[f.UID] {
			m.fail(rule, "%d leaves %s of %s, but is not there", f.UID, f.Folder, f.User)
		}
		delete(b.held, f.UID)
	case trace.FolderChanged:
		m.change(e, f)
	}
}

// change follows folders that come, go and get other names, with all below them.
func (m *mailboxes) change(e trace.Event, f trace.FolderChanged) {
	k := keyOf(e, f.User, f.Folder)
	switch f.Op {
	case "deleted", "rebuilt":
		delete(m.folders, k)
	case "renamed":
		to := keyOf(e, f.User, f.To)
		moved := map[folderKey]*folder{}
		for old, b := range m.folders {
			if old.host != k.host || old.user != k.user {
				continue
			}
			if old.folder == k.folder {
				moved[to] = b
				delete(m.folders, old)
			} else if rest, below := strings.CutPrefix(old.folder, k.folder+"/"); below && k.folder != "INBOX" {
				moved[folderKey{k.host, k.user, to.folder + "/" + rest}] = b
				delete(m.folders, old)
			}
		}
		for name, b := range moved {
			m.folders[name] = b
		}
	}
}

func (m *mailboxes) end() {}
