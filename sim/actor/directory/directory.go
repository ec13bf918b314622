// Package directory is the address book of a mail host: which domains are its
// own, who has a mailbox there, and what an alias stands for.
//
// An exchanger looks here before it answers RCPT TO; the queue looks here to
// learn where a recipient's copy goes next. It is the "local name" knowledge of
// RFC 5321 sections 3.4 and 3.9, which no protocol carries: every host has only
// its own, and trusts the network for everybody else.
//
// It promises one answer for one address, whoever asks, with targets in the
// order of the configuration. It never asks the network, and never holds a
// message.
package directory

import (
	"net/netip"
	"strings"

	"posta/sim/idna"
	"posta/sim/mail"
)

// MaxExpansion is how many addresses one recipient may stand for in the end, and
// MaxNesting how deep aliases of aliases go. Beyond them an alias is cut short:
// RFC 5321 section 3.9 warns of lists that contain themselves.
const (
	MaxExpansion = 1000
	MaxNesting   = 10
)

// Keeping is what a host does for a domain of its own.
type Keeping int

// The ways.
const (
	// Stored: the mailboxes lie here.
	Stored Keeping = iota
	// Passed: recipients are known here, but the mailboxes lie on Domain.Next.
	Passed
	// Backup: mail is kept for the better exchangers of the domain, whoever it is
	// for (RFC 5321 section 5.1).
	Backup
)

// Domain is a domain that the host takes mail for.
type Domain struct {
	Name    string
	Keeping Keeping
	Next    string // with Passed: the host that has the mailboxes
	Users   []User
	Aliases []Alias
	// Has tells of local parts, in lower case, that are users too, and too many to be listed; nil: of none.
	Has func(local string) bool
	// CatchAll is where mail for unknown local parts goes; the zero Address: it is
	// refused.
	CatchAll mail.Address
	// Subaddress: user+detail is user's (RFC 5233).
	Subaddress bool
	// Unpack reads an address that this host has made to get reports back (SRS), and gives
	// where they belong; nil: it makes none.
	Unpack func(mail.Address) (mail.Address, bool)
}

// User is a mailbox.
type User struct {
	Local string
	// Forward is where the user's mail goes on to, and Keep whether a copy stays.
	Forward []mail.Address
	Keep    bool
}

// Alias is a local part that stands for others (RFC 5321 section 3.9.1).
type Alias struct {
	Local string
	To    []mail.Address
}

// Kind is what an address is to this host.
type Kind int

// The kinds.
const (
	Foreign Kind = iota // of somebody else's domain
	Mailbox             // a user of a domain of ours
	Group               // an alias, or anybody in a domain with a catch-all
	Unknown             // nobody, in a domain of ours
	Held                // of a domain that we are only the backup for
)

// Standing is why an address of a Group stands for others.
type Standing int

// The reasons.
const (
	ByAlias      Standing = iota // somebody wrote it down
	ByCatchAll                   // nobody has it, and the domain takes all
	AsPostmaster                 // everybody has one (RFC 5321 section 4.5.1)
	ByUnpacking                  // this host made it, and knows where it leads back to (SRS)
)

// Entry is what the directory knows about one address.
type Entry struct {
	Kind    Kind
	Stands  Standing     // of a Group
	Address mail.Address // with its domain, and in lower case where the domain is ours
	Domain  *Domain      // nil for Foreign
	User    *User        // of a Mailbox
	Targets []mail.Address
	// Detail is what stood behind the user's name, of a Mailbox (RFC 5233).
	Detail string
}

// Directory is one host's address book. It does not change, so everybody may use
// it at once.
type Directory struct {
	host    string          // what the host calls itself
	own     map[string]bool // its address literals
	first   string          // the domain that completes <Postmaster>
	domains map[string]*domain
}

// Postmaster is the one local part that every server knows (RFC 5321 section 4.5.1).
const Postmaster = "postmaster"

type domain struct {
	Domain
	users   map[string]*User
	aliases map[string]*Alias
}

// Site is a host, and what it takes mail for.
type Site struct {
	Host    string // its name
	Addrs   []netip.Addr
	Domains []Domain
}

// New builds a directory. Domains, users and aliases are compared without case:
// RFC 5321 section 2.4 leaves the local part's case to the host that owns it.
func New(site Site) *Directory {
	d := &Directory{host: strings.ToLower(site.Host), own: map[string]bool{}, domains: map[string]*domain{}}
	for _, addr := range site.Addrs {
		d.own[mail.Literal(addr)] = true
	}
	domains := site.Domains
	for _, conf := range domains {
		one := &domain{Domain: conf, users: map[string]*User{}, aliases: map[string]*Alias{}}
		for i := range one.Users {
			one.users[strings.ToLower(one.Users[i].Local)] = &one.Users[i]
		}
		for i := range one.Aliases {
			one.aliases[strings.ToLower(one.Aliases[i].Local)] = &one.Aliases[i]
		}
		d.domains[key(conf.Name)] = one
	}
	for _, conf := range domains {
		if d.first == "" || d.domains[d.first].Keeping == Backup && conf.Keeping != Backup {
			d.first = key(conf.Name)
		}
	}
	return d
}

// key is what tells domains apart: whoever writes one with A-labels means the same (RFC 5890).
func key(domain string) string {
	if ascii, ok := idna.ToASCII(domain); ok {
		return ascii
	}
	return strings.ToLower(domain)
}

// domainOf is the domain that an address stands in, as the host sees it: none is its
// first domain (RFC 5321 section 4.1.1.3), and so is its own address literal (section
// 4.1.3). Of its own name it is the postmaster only.
func (d *Directory) domainOf(a mail.Address) string {
	name := key(a.Domain)
	literal, ok := mail.LiteralAddr(a.Domain)
	switch {
	case name == "", ok && d.own[mail.Literal(literal)],
		name == d.host && d.domains[name] == nil && strings.EqualFold(a.Local, Postmaster):
		return d.first
	}
	return name
}

// Find looks an address up.
func (d *Directory) Find(a mail.Address) Entry {
	name := d.domainOf(a)
	dom, ok := d.domains[name]
	if !ok {
		return Entry{Kind: Foreign, Address: a}
	}
	if !strings.EqualFold(a.Domain, dom.Name) {
		a.Domain = dom.Name
	}
	e := Entry{Address: a.Fold(), Domain: &dom.Domain}
	if dom.Keeping == Backup {
		e.Kind, e.Address = Held, a
		return e
	}
	local := e.Address.Local
	if u, ok := dom.users[local]; ok {
		e.Kind, e.User = Mailbox, u
	} else if dom.Has != nil && dom.Has(local) {
		e.Kind, e.User = Mailbox, &User{Local: local}
	} else if alias, ok := dom.aliases[local]; ok {
		e.Kind, e.Targets = Group, alias.To
	} else if u := dom.withDetail(local); u != nil {
		_, e.Detail, _ = strings.Cut(a.Local, "+")
		e.Kind, e.User, e.Address.Local = Mailbox, u, strings.ToLower(u.Local)
	} else if original, ok := dom.unpack(a); ok {
		e.Kind, e.Address, e.Targets, e.Stands = Group, a, []mail.Address{original}, ByUnpacking
	} else if !dom.CatchAll.IsNull() && !dom.CatchAll.Fold().Equal(e.Address) {
		e.Kind, e.Targets, e.Stands = Group, []mail.Address{dom.CatchAll}, ByCatchAll
	} else if local == Postmaster && len(dom.Users) > 0 {
		// Nobody is it by name: the first of its people, who would have to be it.
		e.Kind, e.Targets, e.Stands = Group, []mail.Address{{Local: dom.Users[0].Local, Domain: dom.Name}}, AsPostmaster
	} else {
		e.Kind = Unknown
	}
	return e
}

// withDetail finds the user of an address with a detail, benito+lists for benito (RFC
// 5233 section 1), where the domain has such addresses.
func (d *domain) withDetail(local string) *User {
	user, _, ok := strings.Cut(local, "+")
	if !ok || !d.Subaddress {
		return nil
	}
	return d.users[user]
}

func (d *domain) unpack(a mail.Address) (mail.Address, bool) {
	if d.Unpack == nil || d.Keeping != Stored {
		return mail.Address{}, false
	}
	return d.Unpack(a)
}

// Domain gives what the host does for a domain; nil: nothing.
func (d *Directory) Domain(name string) *Domain {
	if dom, ok := d.domains[key(name)]; ok {
		return &dom.Domain
	}
	return nil
}

// Expand follows aliases until only mailboxes, strangers and addresses that
// nobody has are left, each once. It says false where that cannot be done: the
// alias stands for nobody but itself, or for more than MaxExpansion.
func (d *Directory) Expand(a mail.Address) (entries []Entry, ok bool) {
	if e := d.Find(a); !e.opens() {
		return []Entry{e}, true
	}
	x := expansion{d: d, seen: map[mail.Address]bool{}}
	x.follow(a, 0)
	return x.out, !x.cut && len(x.out) > 0
}

type expansion struct {
	d    *Directory
	seen map[mail.Address]bool
	out  []Entry
	cut  bool
}

func (x *expansion) follow(a mail.Address, depth int) {
	e := x.d.Find(a)
	key := mail.Address{Local: e.Address.Local, Domain: strings.ToLower(e.Address.Domain)}
	if x.seen[key] {
		return
	}
	x.seen[key] = true
	if len(x.out) == MaxExpansion || e.opens() && depth == MaxNesting {
		x.cut = true
		return
	}
	if !e.opens() {
		x.out = append(x.out, e)
		return
	}
	for _, to := range e.Targets {
		x.follow(to, depth+1)
	}
}

// opens tells whether an alias is followed here. A domain whose mailboxes lie elsewhere is
// expanded there: two hosts that both do it would write to everybody twice.
func (e *Entry) opens() bool { return e.Kind == Group && e.Domain.Keeping == Stored }
