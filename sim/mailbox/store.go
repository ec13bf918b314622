package mailbox

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"posta/sim/mail"
)

// Config is what a store gets from outside.
type Config struct {
	// Now is the clock: it gives internal dates and seeds UIDVALIDITY.
	Now func() time.Time
	// Observe, if set, is told everything that happens, in order. It is called with
	// the store's lock held: it takes note and returns; it must neither wait nor
	// call the store.
	Observe func(Event)
	// Born gives the account of an address that nobody has added, when somebody first asks for it;
	// false: there is none. Among a hundred thousand people most never get a letter. Nil: there
	// are only those that were added.
	Born func(address string) (AccountConfig, bool)
	// Epoch is when the store was first made: the UIDVALIDITY of the folders that added accounts are born with counts from there,
	// and is the same where a store is made anew in its place. The zero Time: it is made now.
	Epoch time.Time
	// Later does something in a while of no time, when whoever changes the store has gone on: those
	// who watch a folder are woken so, and never in a race with what woke them. Called with the
	// store's lock held; nil: at once.
	Later func(func())
}

// Store keeps the accounts of one host.
type Store struct {
	now     func() time.Time
	observe func(Event)
	born    func(address string) (AccountConfig, bool)
	epoch   time.Time
	later   func(func())

	mu          sync.Mutex
	restless    []*Folder // that have changed, and nobody who watches them has heard
	uidValidity uint32    // the last one given
	uidFrom     int64     // the second that they count from

	// doors guards what follows, and of every account what opens it and how much it may hold. Nothing is called while it is
	// held, not even the clock, so that these can be changed by somebody who holds a lock that the clock or the observer asks for.
	doors    sync.Mutex
	accounts map[string]*Account // by address, in lower case
}

// New makes an empty store. It panics without a clock, which is a mistake in the
// program, not in its input.
func New(c Config) *Store {
	if c.Now == nil {
		panic("mailbox: Config.Now is required")
	}
	return &Store{now: c.Now, observe: c.Observe, born: c.Born, epoch: c.Epoch, later: c.Later, accounts: map[string]*Account{}}
}

// AccountConfig describes a new account.
type AccountConfig struct {
	User     string // local part
	Domain   string
	Password string
	Quota    int64 // octets of all messages together; 0: no limit
	Used     int64 // so many are taken by what is there already, of which nothing more is known
}

// Account is one person's mail.
type Account struct {
	store   *Store
	user    string
	domain  string
	address string

	// Guarded by the store's doors.
	password string
	keys     []Key
	keyed    bool // the password alone does not open it
	quota    int64

	used     int64
	folders  []*Folder // INBOX first, then by name
	subs     []string  // subscribed names, in the same order
	maildrop *Maildrop // the POP3 session that has INBOX open
}

// AddAccount makes an account with INBOX and the four folders every mail program
// looks for, all subscribed.
func (s *Store) AddAccount(c AccountConfig) (*Account, error) {
	if c.User == "" || c.Domain == "" {
		return nil, fmt.Errorf("mailbox: an account needs a user and a domain, not %q and %q", c.User, c.Domain)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	since := s.epoch
	if since.IsZero() {
		since = s.now()
	}
	return s.add(c, since)
}

func (s *Store) add(c AccountConfig, since time.Time) (*Account, error) {
	a := &Account{
		store: s, user: c.User, domain: strings.ToLower(c.Domain),
		address: mail.Address{Local: c.User, Domain: strings.ToLower(c.Domain)}.String(), password: c.Password, quota: c.Quota, used: c.Used,
	}
	if !s.enrol(a) {
		return nil, fmt.Errorf("mailbox: account %s exists already", a.address)
	}
	a.addFolder("INBOX", "", since)
	for _, use := range []SpecialUse{Drafts, Junk, Sent, Trash} {
		a.addFolder(strings.TrimPrefix(string(use), `\`), use, since)
	}
	for _, f := range a.folders {
		a.subs = append(a.subs, f.name)
	}
	return a, nil
}

// find looks an address up without regard to case: a receiving site may treat its
// own local parts so, and people expect it (RFC 5321 §2.4 leaves it to the site).
func (s *Store) find(address string) (*Account, bool) {
	if a, ok := s.known(address); ok {
		return a, true
	}
	key := strings.ToLower(address)
	if s.born != nil {
		if c, ok := s.born(key); ok {
			a, err := s.add(c, s.now())
			return a, err == nil
		}
	}
	return nil, false
}

// known looks for an account that there is already.
func (s *Store) known(address string) (*Account, bool) {
	s.doors.Lock()
	defer s.doors.Unlock()
	a, ok := s.accounts[strings.ToLower(address)]
	return a, ok
}

// enrol adds an account; false: there is one of that address.
func (s *Store) enrol(a *Account) bool {
	s.doors.Lock()
	defer s.doors.Unlock()
	key := strings.ToLower(a.address)
	if s.accounts[key] != nil {
		return false
	}
	s.accounts[key] = a
	return true
}

// all gives the accounts that there are by now, in no order.
func (s *Store) all() []*Account {
	s.doors.Lock()
	defer s.doors.Unlock()
	return slices.Collect(maps.Values(s.accounts))
}

// Account finds an account by its address. For one that there is already, it waits for nothing that is done to the mail.
func (s *Store) Account(address string) (*Account, error) {
	if a, ok := s.known(address); ok {
		return a, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.find(address)
	if !ok {
		return nil, ErrNoAccount
	}
	return a, nil
}

// Accounts lists all accounts that there are by now, sorted by address.
func (s *Store) Accounts() []*Account {
	list := s.all()
	slices.SortFunc(list, func(a, b *Account) int {
		return strings.Compare(strings.ToLower(a.address), strings.ToLower(b.address))
	})
	return list
}

// Authenticate checks a password. The user name is the whole address, or the
// local part alone where only one account has it. Whether the name or the password
// was wrong stays secret: see RFC 4954 §6 for why a server does not tell. ErrNeedsKey: the
// password is right, and is not enough.
func (s *Store) Authenticate(user, password string) (*Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.named(user)
	if found == nil {
		return nil, ErrCredentials
	}
	if err := found.opens(password, false); err != nil {
		return nil, err
	}
	return found, nil
}

// named finds the account that a user's name means; nil: none, or more than one.
func (s *Store) named(user string) (found *Account) {
	if a, ok := s.find(user); ok {
		return a
	}
	if strings.Contains(user, "@") {
		return nil
	}
	for _, a := range s.all() {
		if strings.EqualFold(a.user, user) {
			if found != nil {
				return nil
			}
			found = a
		}
	}
	return found
}

// Deliver puts a message into an account's INBOX. The error is ErrNoAccount, a
// *QuotaError or ErrTooBig. The store keeps raw in its canonical form (mail.Canonical),
// so that POP3, IMAP and quotas count the same octets; the caller does not change it
// any more.
func (s *Store) Deliver(by any, address string, raw []byte) (*Message, error) {
	a, err := s.Account(address)
	if err != nil {
		return nil, err
	}
	return a.Deliver(by, "INBOX", raw)
}

// Deliver puts a message into a folder on behalf of the MTA (Junk, say), with the flags
// that its owner's filters want.
func (a *Account) Deliver(by any, folder string, raw []byte, flags ...Flag) (*Message, error) {
	s := a.store
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := a.folder(folder)
	if err != nil {
		return nil, err
	}
	raw = mail.Canonical(raw)
	if err := a.room(int64(len(raw))); err != nil {
		return nil, err
	}
	list, err := f.canonicalFlags(flags)
	if err != nil {
		return nil, err
	}
	m := f.add(raw, list, s.now())
	a.tell(Event{Kind: MessageStored, By: by, Folder: f.name, How: Delivered, Message: m})
	return m, nil
}

// Keep puts a copy of what the account's owner has sent into the folder for that (RFC 6154's
// \\Sent), read already. Without such a folder it does nothing: the letter has left all the same.
func (a *Account) Keep(by any, raw []byte) error {
	s := a.store
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(a.folders, func(f *Folder) bool { return f.use == Sent })
	if i < 0 {
		return ErrNoFolder
	}
	raw = mail.Canonical(raw)
	if err := a.room(int64(len(raw))); err != nil {
		return err
	}
	m := a.folders[i].add(raw, []Flag{Seen}, s.now())
	a.tell(Event{Kind: MessageStored, By: by, Folder: a.folders[i].name, How: Kept, Message: m})
	return nil
}

// room checks that so many octets more would fit.
func (a *Account) room(octets int64) error {
	if quota := a.limit(); octets > MaxMessageOctets || quota > 0 && octets > quota {
		return ErrTooBig // however much was thrown away first
	}
	return a.beside(octets)
}

// beside checks that so many octets more fit beside what is there.
func (a *Account) beside(octets int64) error {
	if quota := a.limit(); quota > 0 && a.used+octets > quota {
		return &QuotaError{Account: a.address, Quota: quota, Used: a.used, Octets: octets}
	}
	return nil
}

// limit is how many octets the account may hold; 0: any number.
func (a *Account) limit() int64 {
	a.store.doors.Lock()
	defer a.store.doors.Unlock()
	return a.quota
}

// Address is the account's user@domain.
func (a *Account) Address() string { return a.address }

// Quota tells how many octets the account may hold (0: any number) and how many it
// holds.
func (a *Account) Quota() (limit, used int64) {
	a.store.mu.Lock()
	defer a.store.mu.Unlock()
	return a.limit(), a.used
}

// SetPassword changes what opens the account; sessions that are open stay so.
func (a *Account) SetPassword(password string) {
	a.store.doors.Lock()
	defer a.store.doors.Unlock()
	a.password = password
}

// SetQuota changes how many octets the account may hold. Lowering it below what is
// there removes nothing.
func (a *Account) SetQuota(limit int64) {
	a.store.doors.Lock()
	defer a.store.doors.Unlock()
	a.quota = limit
}

// nextUIDValidity follows the clock, as RFC 3501 §2.3.1.1 suggests, and never
// gives a value twice; at is when the folder is made. The seconds since 1970 fit 32 bits until 2106; a store of later years
// counts from a nearer second, so that its values only grow.
func (s *Store) nextUIDValidity(at time.Time) uint32 {
	first := at
	if !s.epoch.IsZero() {
		first = s.epoch
	}
	if s.uidValidity == 0 && first.Year() > 2100 {
		s.uidFrom = first.Unix() &^ (1<<31 - 1)
	}
	v := uint32(max(at.Unix()-s.uidFrom, 1))
	s.uidValidity = max(s.uidValidity+1, v)
	return s.uidValidity
}
