package mailbox

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// SpecialUse tells what a folder is for (RFC 6154 §2).
type SpecialUse string

// The special uses the store knows.
const (
	Archive SpecialUse = `\Archive`
	Drafts  SpecialUse = `\Drafts`
	Junk    SpecialUse = `\Junk`
	Sent    SpecialUse = `\Sent`
	Trash   SpecialUse = `\Trash`
)

// FolderInfo describes a folder in a list.
type FolderInfo struct {
	Name        string
	Use         SpecialUse // empty: none
	Subscribed  bool
	HasChildren bool
	// NonExistent: only the subscription is left; subscriptions outlive their
	// folders (RFC 3501 §6.3.6).
	NonExistent bool
}

// NormalName checks a folder's name and gives its one spelling: INBOX in capitals
// whatever the case (RFC 3501 §5.1), no delimiter at the end (§6.3.3).
func NormalName(name string) (string, error) {
	name = strings.TrimSuffix(name, Delimiter)
	if name == "" || len(name) > MaxFolderNameOctets || !utf8.ValidString(name) {
		return "", ErrFolderName
	}
	for _, r := range name {
		// The wildcards of LIST and control characters make names that no client can
		// handle (RFC 3501 §5.1).
		if r < ' ' || r == 0x7f || r == '*' || r == '%' {
			return "", ErrFolderName
		}
	}
	parts := strings.Split(name, Delimiter)
	if len(parts) > MaxFolderDepth || slices.Contains(parts, "") {
		return "", ErrFolderName
	}
	if strings.EqualFold(parts[0], "INBOX") {
		parts[0] = "INBOX"
	}
	return strings.Join(parts, Delimiter), nil
}

// compareNames puts INBOX first and its children next, and the others in order of
// their octets: the same list in every run.
func compareNames(a, b string) int {
	ai, bi := a == "INBOX" || strings.HasPrefix(a, "INBOX/"), b == "INBOX" || strings.HasPrefix(b, "INBOX/")
	if ai != bi {
		if ai {
			return -1
		}
		return 1
	}
	return strings.Compare(a, b)
}

func (a *Account) findFolder(name string) (int, bool) {
	return slices.BinarySearchFunc(a.folders, name, func(f *Folder, want string) int { return compareNames(f.name, want) })
}

// folder finds a folder; the lock is held.
func (a *Account) folder(name string) (*Folder, error) {
	name, err := NormalName(name)
	if err != nil {
		return nil, ErrNoFolder
	}
	i, ok := a.findFolder(name)
	if !ok {
		return nil, ErrNoFolder
	}
	return a.folders[i], nil
}

// Folder finds a folder by its name.
func (a *Account) Folder(name string) (*Folder, error) {
	a.store.mu.Lock()
	defer a.store.mu.Unlock()
	return a.folder(name)
}

// Folders lists the account's folders, and subscriptions whose folder is gone:
// INBOX first, then by name.
func (a *Account) Folders() []FolderInfo {
	a.store.mu.Lock()
	defer a.store.mu.Unlock()
	var list []FolderInfo
	for _, f := range a.folders {
		_, subscribed := a.findSub(f.name)
		list = append(list, FolderInfo{Name: f.name, Use: f.use, Subscribed: subscribed, HasChildren: a.hasChildren(f.name)})
	}
	for _, name := range a.subs {
		if _, ok := a.findFolder(name); !ok {
			list = append(list, FolderInfo{Name: name, Subscribed: true, NonExistent: true, HasChildren: a.hasChildren(name)})
		}
	}
	slices.SortFunc(list, func(x, y FolderInfo) int { return compareNames(x.Name, y.Name) })
	return list
}

func (a *Account) hasChildren(name string) bool {
	return slices.ContainsFunc(a.folders, func(f *Folder) bool { return strings.HasPrefix(f.name, name+Delimiter) })
}

// addFolder makes a folder that is there since an instant; the name is normal and free.
func (a *Account) addFolder(name string, use SpecialUse, since time.Time) *Folder {
	f := &Folder{account: a, name: name, use: use, uidValidity: a.store.nextUIDValidity(since), uidNext: 1, firstRecent: 1}
	i, _ := a.findFolder(name)
	a.folders = slices.Insert(a.folders, i, f)
	return f
}

// Create makes a folder, and those above it that are missing (RFC 3501 §6.3.3).
// At most one folder has a given special use.
func (a *Account) Create(by any, name string, use SpecialUse) (*Folder, error) {
	a.store.mu.Lock()
	defer a.store.mu.Unlock()
	return a.create(by, name, use)
}

func (a *Account) create(by any, name string, use SpecialUse) (*Folder, error) {
	name, err := NormalName(name)
	if err != nil {
		return nil, err
	}
	if _, ok := a.findFolder(name); ok {
		return nil, ErrFolderExists
	}
	if use != "" && (!slices.Contains([]SpecialUse{Archive, Drafts, Junk, Sent, Trash}, use) ||
		slices.ContainsFunc(a.folders, func(f *Folder) bool { return f.use == use })) {
		return nil, ErrSpecialUse
	}
	missing := a.missing(name)
	if len(a.folders)+len(missing) > MaxFolders {
		return nil, ErrLimit
	}
	var f *Folder
	for _, n := range missing {
		f = a.addFolder(n, "", a.store.now())
		a.tell(Event{Kind: FolderCreated, By: by, Folder: n})
	}
	f.use = use
	return f, nil
}

// missing gives the name and the names above it that have no folder, top first.
func (a *Account) missing(name string) []string {
	var list []string
	for i := 0; i <= len(name); i++ {
		if i == len(name) || name[i:i+1] == Delimiter {
			if _, ok := a.findFolder(name[:i]); !ok {
				list = append(list, name[:i])
			}
		}
	}
	return list
}

// Delete removes a folder with all that is in it. Sessions that have it open find
// it empty. INBOX stays (RFC 3501 §6.3.4), and so does a folder with folders inside.
func (a *Account) Delete(by any, name string) error {
	a.store.mu.Lock()
	defer a.store.mu.Unlock()
	f, err := a.folder(name)
	if err != nil {
		return err
	}
	if f.name == "INBOX" {
		return ErrInbox
	}
	if a.hasChildren(f.name) {
		return ErrHasChildren
	}
	i, _ := a.findFolder(f.name)
	a.folders = slices.Delete(a.folders, i, i+1)
	for _, m := range f.messages {
		a.used -= m.Octets()
	}
	f.messages = nil
	f.deleted = true
	f.changed()
	a.tell(Event{Kind: FolderDeleted, By: by, Folder: f.name})
	return nil
}

// Rename gives a folder, and all below it, another name. Renaming INBOX moves its
// messages to a new folder and leaves INBOX empty (RFC 3501 §6.3.5).
func (a *Account) Rename(by any, oldName, newName string) error {
	a.store.mu.Lock()
	defer a.store.mu.Unlock()
	f, err := a.folder(oldName)
	if err != nil {
		return err
	}
	newName, err = NormalName(newName)
	if err != nil {
		return err
	}
	if _, ok := a.findFolder(newName); ok {
		return ErrFolderExists
	}
	if f.name == "INBOX" {
		dest, err := a.create(by, newName, "")
		if err != nil {
			return err
		}
		_, err = f.move(by, f.uids(), dest)
		return err
	}
	return a.rename(by, f, newName)
}

func (a *Account) rename(by any, f *Folder, newName string) error {
	oldName := f.name
	if strings.HasPrefix(newName, oldName+Delimiter) {
		return ErrFolderName // a folder cannot be put into itself
	}
	var family []*Folder
	for _, g := range a.folders {
		if g == f || strings.HasPrefix(g.name, oldName+Delimiter) {
			to := newName + strings.TrimPrefix(g.name, oldName)
			if _, err := NormalName(to); err != nil {
				return err
			}
			if _, taken := a.findFolder(to); taken {
				return ErrFolderExists
			}
			family = append(family, g)
		}
	}
	missing := a.missing(newName)
	missing = missing[:len(missing)-1] // all but newName itself
	if len(a.folders)+len(missing) > MaxFolders {
		return ErrLimit
	}
	for _, n := range missing {
		a.addFolder(n, "", a.store.now())
		a.tell(Event{Kind: FolderCreated, By: by, Folder: n})
	}
	for _, g := range family {
		was := g.name
		g.name = newName + strings.TrimPrefix(was, oldName)
		a.tell(Event{Kind: FolderRenamed, By: by, Folder: was, NewName: g.name})
	}
	slices.SortFunc(a.folders, func(x, y *Folder) int { return compareNames(x.name, y.name) })
	return nil
}

// Rebuild makes a folder anew with the messages that are in it, as when a backup is
// restored: UIDs begin at 1 again, under another UIDVALIDITY (RFC 3501 §2.3.1.1). Sessions
// that have it open find it empty.
func (a *Account) Rebuild(by any, name string) error {
	a.store.mu.Lock()
	defer a.store.mu.Unlock()
	old, err := a.folder(name)
	if err != nil {
		return err
	}
	i, _ := a.findFolder(old.name)
	f := &Folder{account: a, name: old.name, use: old.use, keywords: old.keywords, uidValidity: a.store.nextUIDValidity(a.store.now()), uidNext: 1}
	a.folders[i] = f
	a.tell(Event{Kind: FolderRebuilt, By: by, Folder: f.name})
	for _, m := range old.messages {
		a.used -= m.Octets()
		n := f.add(m.raw, m.Flags, m.InternalDate)
		a.tell(Event{Kind: MessageStored, By: by, Folder: f.name, How: Rebuilt, Message: n})
	}
	f.firstRecent = f.uidNext
	old.messages, old.deleted = nil, true
	old.changed()
	a.store.wake()
	return nil
}

func (a *Account) findSub(name string) (int, bool) {
	return slices.BinarySearchFunc(a.subs, name, compareNames)
}

// Subscribe adds a name to those the user wants to see. The folder need not exist
// (RFC 3501 §6.3.6 leaves the check to the server).
func (a *Account) Subscribe(name string) error {
	name, err := NormalName(name)
	if err != nil {
		return err
	}
	a.store.mu.Lock()
	defer a.store.mu.Unlock()
	i, ok := a.findSub(name)
	if ok {
		return nil
	}
	if len(a.subs) >= MaxSubscriptions {
		return ErrLimit
	}
	a.subs = slices.Insert(a.subs, i, name)
	return nil
}

// Unsubscribe takes a name off the list; one that is not there is no error.
func (a *Account) Unsubscribe(name string) error {
	name, err := NormalName(name)
	if err != nil {
		return err
	}
	a.store.mu.Lock()
	defer a.store.mu.Unlock()
	if i, ok := a.findSub(name); ok {
		a.subs = slices.Delete(a.subs, i, i+1)
	}
	return nil
}
