// Package reader is the many people behind the mailboxes of a provider: what each of them does with what really lies in their
// mailbox, once they look.
//
// In an email's journey it is the end that senders of thousands hope for and are judged by. It acts by real protocols: a
// picture or a link is asked for by HTTP, a wish to get no more goes out as the letter's own List-Unsubscribe says (RFC 2369, RFC
// 8058), and a letter that is marked as junk is moved to Junk, which is how its provider hears of it. What is done is decided by
// package readers; what can be done is decided by the letter: without a pixel nobody hears of an opening, without a way to
// unsubscribe there is none, and what lies in Junk is hardly ever seen.
//
// Beside people there are programs: a provider may load all pictures when a letter arrives, and follow all links. They look like
// people to whoever counts requests, which is why what counts requests misleads.
package reader

import (
	"cmp"
	"crypto/tls"
	"net/netip"
	"strings"
	"sync"
	"time"

	"posta/sim/actor"
	"posta/sim/actor/mua"
	"posta/sim/mail"
	"posta/sim/mailbox"
	"posta/sim/readers"
	"posta/sim/trace"
)

// The folders between which letters go.
const (
	inbox = "INBOX"
	junk  = "Junk"
)

// MaxLeft is how many senders a provider's people are remembered to have asked to stop.
const MaxLeft = 1_000_000

// Site is a machine from which requests go out, and whom it asks for names.
type Site struct {
	actor.Machine
	Resolver Resolver
}

// Resolver finds the addresses of hosts.
type Resolver interface {
	LookupAddrs(host string) ([]netip.Addr, error)
}

// Config is where a domain's people are.
type Config struct {
	// People is where they sit, and Provider where their mailboxes lie and its programs run.
	People, Provider Site
	Store            *mailbox.Store
	Seed             uint64
	Zone             *time.Location
	// Segment is that of an address; nil: nobody's.
	Segment func(address string) *readers.Segment
	// Trust gives the configuration to speak TLS with a host; nil: nobody does.
	Trust func(host string) *tls.Config
	// Submit is where they hand in letters, and Password what opens it to somebody.
	Submit   mua.Door
	Password func(user string) string
}

// Readers are a domain's people.
type Readers struct {
	c Config

	mu   sync.Mutex // never held while anybody waits
	left map[string]bool
}

// New makes them; nobody has a letter yet.
func New(c Config) *Readers { return &Readers{c: c, left: map[string]bool{}} }

// By is who asks the mailbox store.
type By struct{}

// Arrived tells that a letter has been put into somebody's mailbox.
func (r *Readers) Arrived(user, folder string, m *mailbox.Message) {
	segment := r.c.Segment(user)
	if segment == nil {
		return
	}
	switch segment.Fate(r.c.Seed, user) {
	case readers.Dead, readers.Full, readers.Trap:
		return
	case readers.Idle:
		r.programs(segment, user, folder, m) // what programs do, they do for everybody
		return
	}
	r.programs(segment, user, folder, m)
	id, _ := mail.FindField(m.Raw(), "Message-ID")
	wait := segment.Habits.Look(r.c.Seed, user, id, r.c.People.Now().In(r.c.Zone))
	uid := m.UID
	r.c.People.After(wait, "reader", func() { r.look(visit{r: r, segment: segment, user: user, id: id}, uid, folder) })
}

// programs is what the provider does when a letter arrives.
func (r *Readers) programs(segment *readers.Segment, user, folder string, m *mailbox.Message) {
	_, proxied, scanned := segment.Habits.Ways(r.c.Seed, user)
	if !proxied && !scanned || folder == junk && !scanned {
		return
	}
	id, _ := mail.FindField(m.Raw(), "Message-ID")
	v := visit{r: r, segment: segment, user: user, id: id, folder: folder, uid: uint32(m.UID), letter: read(m.Raw())}
	if proxied && folder != junk && len(v.letter.pictures) > 0 {
		r.c.Provider.After(readers.Soon(r.c.Seed, user, id, "proxy"), "picture proxy", func() {
			v.shown(r.c.Provider, trace.ByProxy, agentProxy, func() {})
		})
	}
	if scanned && len(v.letter.links) > 0 {
		r.c.Provider.After(readers.Soon(r.c.Seed, user, id, "scanner"), "link scanner", func() {
			for _, url := range v.letter.links {
				v.did(r.c.Provider, trace.ReaderActed{Did: trace.ReaderClicked, By: trace.ByScanner, What: url})
				r.get(r.c.Provider, url, agentScanner)
			}
		})
	}
}

// visit is somebody with a letter before them.
type visit struct {
	r       *Readers
	segment *readers.Segment
	user    string
	id      string // the letter's Message-ID
	folder  string
	uid     uint32
	letter  letter
}

// did tells the trace.
func (v visit) did(at Site, f trace.ReaderActed) {
	f.User, f.Segment, f.MessageID, f.Folder, f.UID = v.user, v.segment.Name, v.id, v.folder, v.uid
	at.Record(nil, f)
}

// shown notes that a letter is opened, and asks for its pictures.
func (v visit) shown(at Site, by trace.ReaderIs, agent string, note func()) {
	f := trace.ReaderActed{Did: trace.ReaderOpened, By: by}
	pictures, proxied, _ := v.segment.Habits.Ways(v.r.c.Seed, v.user)
	loads := by == trace.ByProxy || pictures && !proxied // the proxy has them already
	if loads && len(v.letter.pictures) > 0 {
		f.What = cmp.Or(v.letter.pixel, v.letter.pictures[0])
	}
	v.did(at, f)
	note()
	if loads {
		for _, url := range v.letter.pictures {
			v.r.get(at, url, agent)
		}
	}
}

// look is the moment at which a person sees that there is a letter, wherever it lies by then.
func (r *Readers) look(v visit, uid mailbox.UID, folder string) {
	account, err := r.c.Store.Account(v.user)
	if err != nil {
		return
	}
	f, err := account.Folder(folder)
	if err != nil {
		return
	}
	m, err := f.Message(uid)
	if err != nil {
		return // it is gone
	}
	v.folder, v.uid, v.letter = folder, uint32(uid), read(m.Raw())
	plan := v.segment.Habits.Decide(r.c.Seed, v.user, readers.Letter{
		ID: v.id, Subject: v.letter.subject, Left: r.hasLeft(v.user, v.letter.from), Way: v.letter.leave().how != "",
	}, folder == junk)
	r.act(v, plan, account, f, uid)
}

// act does what was decided.
func (r *Readers) act(v visit, plan readers.Plan, account *mailbox.Account, f *mailbox.Folder, uid mailbox.UID) {
	at := r.c.People
	person := func(did trace.ReaderDid, how trace.ReaderHow) {
		v.did(at, trace.ReaderActed{Did: did, By: trace.ByPerson, How: how})
	}
	move := func(to string) {
		dest, err := account.Folder(to)
		if err != nil {
			return
		}
		if done, err := f.Move(By{}, []mailbox.UID{uid}, dest); err == nil && len(done) > 0 {
			f, uid = dest, done[0].To.UID
			v.folder, v.uid = to, uint32(uid)
		}
	}
	if plan.Nothing() {
		person(trace.ReaderIgnored, "")
		return
	}
	if plan.Rescue {
		person(trace.ReaderRescued, "")
		move(inbox)
	}
	if plan.Open {
		v.shown(at, trace.ByPerson, agentPerson, func() {
			f.ChangeFlags(By{}, []mailbox.UID{uid}, mailbox.AddFlags, []mailbox.Flag{mailbox.Seen})
		})
	}
	if plan.Click && len(v.letter.links) > 0 {
		url := v.letter.links[readers.Choose(r.c.Seed, v.user, v.id, "link", len(v.letter.links))]
		v.did(at, trace.ReaderActed{Did: trace.ReaderClicked, By: trace.ByPerson, What: url})
		if page, where := r.browse(url); plan.Buy {
			v.buy(page, where)
		}
	}
	switch {
	case plan.Unsubscribe:
		r.unsubscribe(v)
	case plan.Complain:
		how := trace.ReaderHow("")
		if plan.Again {
			how = trace.HowAgain
		} else if plan.Stuck {
			how = trace.HowStuck
		}
		person(trace.ReaderMarked, how)
		move(junk)
	case plan.Delete:
		person(trace.ReaderDeleted, "")
		f.ChangeFlags(By{}, []mailbox.UID{uid}, mailbox.AddFlags, []mailbox.Flag{mailbox.Deleted})
		f.Expunge(By{}, func(one mailbox.UID) bool { return one == uid })
	}
}

// hasLeft tells whether somebody has asked a sender to get no more.
func (r *Readers) hasLeft(user, from string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.left[user+" "+from]
}

func (r *Readers) leaves(user, from string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.left) < MaxLeft {
		r.left[user+" "+from] = true
	}
}

// domainOf is the domain of an address.
func domainOf(address string) string {
	return strings.ToLower(address[strings.LastIndexByte(address, '@')+1:])
}
