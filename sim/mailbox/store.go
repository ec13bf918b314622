package mailbox

import (
	"crypto/subtle"
	"fmt"
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
}

// Store keeps the accounts of one host.
type Store struct {
	now     func() time.Time
	observe func(Event)

	mu          sync.Mutex
	accounts    []*Account // by address
	uidValidity uint32     // the last one given
}

// New makes an empty store. It panics without a clock, which is a mistake in the
// program, not in its input.
func New(c Config) *Store {
	if c.Now == nil {
		panic("mailbox: Config.Now is required")
	}
	return &Store{now: c.Now, observe: c.Observe}
}

// AccountConfig describes a new account.
type AccountConfig struct {
	User     string // local part
	Domain   string
	Password string
	Quota    int64 // octets of all messages together; 0: no limit
}

// Account is one person's mail.
type Account struct {
	store    *Store
	user     string
	domain   string
	address  string
	password string

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
	a := &Account{
		store: s, user: c.User, domain: strings.ToLower(c.Domain),
		address: mail.Address{Local: c.User, Domain: strings.ToLower(c.Domain)}.String(), password: c.Password, quota: c.Quota,
	}
	i, taken := s.find(a.address)
	if taken {
		return nil, fmt.Errorf("mailbox: account %s exists already", a.address)
	}
	s.accounts = slices.Insert(s.accounts, i, a)
	a.addFolder("INBOX", "")
	for _, use := range []SpecialUse{Drafts, Junk, Sent, Trash} {
		a.addFolder(strings.TrimPrefix(string(use), `\`), use)
	}
	for _, f := range a.folders {
		a.subs = append(a.subs, f.name)
	}
	return a, nil
}

// find looks an address up without regard to case: a receiving site may treat its
// own local parts so, and people expect it (RFC 5321 §2.4 leaves it to the site).
func (s *Store) find(address string) (int, bool) {
	return slices.BinarySearchFunc(s.accounts, strings.ToLower(address), func(a *Account, want string) int {
		return strings.Compare(strings.ToLower(a.address), want)
	})
}

// Account finds an account by its address.
func (s *Store) Account(address string) (*Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, ok := s.find(address)
	if !ok {
		return nil, ErrNoAccount
	}
	return s.accounts[i], nil
}

// Accounts lists all accounts, sorted by address.
func (s *Store) Accounts() []*Account {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.accounts)
}

// Authenticate checks a password. The user name is the whole address, or the
// local part alone where only one account has it. Whether the name or the password
// was wrong stays secret: see RFC 4954 §6 for why a server does not tell.
func (s *Store) Authenticate(user, password string) (*Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found *Account
	if i, ok := s.find(user); ok {
		found = s.accounts[i]
	} else if !strings.Contains(user, "@") {
		for _, a := range s.accounts {
			if strings.EqualFold(a.user, user) {
				if found != nil {
					return nil, ErrCredentials
				}
				found = a
			}
		}
	}
	if found == nil || subtle.ConstantTimeCompare([]byte(found.password), []byte(password)) != 1 {
		return nil, ErrCredentials
	}
	return found, nil
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

// room checks that so many octets more would fit.
func (a *Account) room(octets int64) error {
	if octets > MaxMessageOctets || a.quota > 0 && octets > a.quota {
		return ErrTooBig // however much was thrown away first
	}
	if a.quota > 0 && a.used+octets > a.quota {
		return &QuotaError{Account: a.address, Quota: a.quota, Used: a.used, Octets: octets}
	}
	return nil
}

// Address is the account's user@domain.
func (a *Account) Address() string { return a.address }

// Quota tells how many octets the account may hold (0: any number) and how many it
// holds.
func (a *Account) Quota() (limit, used int64) {
	a.store.mu.Lock()
	defer a.store.mu.Unlock()
	return a.quota, a.used
}

// SetPassword changes what opens the account; sessions that are open stay so.
func (a *Account) SetPassword(password string) {
	a.store.mu.Lock()
	defer a.store.mu.Unlock()
	a.password = password
}

// SetQuota changes how many octets the account may hold. Lowering it below what is
// there removes nothing.
func (a *Account) SetQuota(limit int64) {
	a.store.mu.Lock()
	defer a.store.mu.Unlock()
	a.quota = limit
}

// nextUIDValidity follows the clock, as RFC 3501 §2.3.1.1 suggests, and never
// gives a value twice.
func (s *Store) nextUIDValidity() uint32 {
	v := uint32(max(s.now().Unix(), 1))
	s.uidValidity = max(s.uidValidity+1, v)
	return s.uidValidity
}
