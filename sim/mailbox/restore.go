package mailbox

import (
	"slices"
	"time"
)

// Stored is a message that lay in a folder before the store was made anew.
type Stored struct {
	UID   UID
	Date  time.Time
	Flags []Flag
	Raw   []byte // in its canonical form
}

// Restore puts back what lay in a folder when the store's machine was lost: its messages, ascending by UID, under the UIDs that
// they had; next is the UID that comes next. A folder that the account was not born with is made. It is no news to anybody, and
// nothing is told: to whoever reads the folder it was always there. Quotas do not matter: it had found room.
func (a *Account) Restore(folder string, list []Stored, next UID) error {
	s := a.store
	s.mu.Lock()
	defer s.mu.Unlock()
	name, err := NormalName(folder)
	if err != nil {
		return err
	}
	f, err := a.folder(name)
	if err != nil {
		for _, missing := range append(a.missing(name), name) {
			f = a.addFolder(missing, "", s.now())
		}
	}
	for _, m := range list {
		flags, err := f.canonicalFlags(m.Flags)
		if err != nil {
			return err
		}
		f.uidNext = max(f.uidNext, m.UID)
		f.add(m.Raw, flags, m.Date)
	}
	f.uidNext = max(f.uidNext, next)
	f.firstRecent = f.uidNext
	return nil
}

// Drop takes away a folder that the account was born with, and that its owner had deleted before the store was made anew.
func (a *Account) Drop(folder string) {
	a.store.mu.Lock()
	defer a.store.mu.Unlock()
	if i, is := a.findFolder(folder); is {
		a.folders[i].deleted = true
		a.folders = slices.Delete(a.folders, i, i+1)
	}
}
