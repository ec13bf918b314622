package join

import (
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"posta/sim/lang"
	"posta/sim/live"
	"posta/sim/scenario"
	"posta/sim/world"
	"posta/web/feed"
)

// Desk lets machines in.
type Desk struct {
	l       *live.Live
	version string
	// Code is what lets them.
	Code string

	mu     sync.Mutex // guards what follows
	guests map[string]*live.Guest
}

// NewDesk begins to; version is the program's: another one's worlds might be others.
func NewDesk(l *live.Live, version string) *Desk {
	return &Desk{l: l, version: version, Code: rand.Text()[:8], guests: map[string]*live.Guest{}}
}

// request is how somebody begins.
type request struct{ Code, Host, Version string }

// welcome is what they are told.
type welcome struct {
	Token, Name, Source string
	Lang                lang.Lang
	Seed                uint64
	Start               time.Time
	Since               time.Duration
	Doors               []live.Door
	Disk                world.Disk
	Discreet            bool
	// Passwords are those of the accounts that the host opens, by login name.
	Passwords map[string]string
}

// whys are what a page's text has no room for: codes that the other side words.
const (
	whyCode    = "code"
	whyVersion = "version"
	whyTaken   = "taken"
	whyNotAway = "not-away"
	whyGone    = "gone"
)

// Handler answers machines.
func (d *Desk) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/join/begin", d.begin)
	mux.HandleFunc("/join/ready", d.member(func(x *live.Guest, w http.ResponseWriter, r *http.Request) {
		var ports map[uint16]uint16
		if feed.Post(w, r, &ports) {
			refuse(w, x.Ready(ports))
		}
	}))
	mux.HandleFunc("/join/ask", d.member(func(x *live.Guest, w http.ResponseWriter, r *http.Request) {
		var a live.Ask
		if !feed.Post(w, r, &a) {
			return
		}
		answer, err := x.Answer(a)
		if err != nil {
			refuse(w, err)
			return
		}
		feed.JSON(w, r, answer)
	}))
	mux.HandleFunc("/join/here", d.member(func(x *live.Guest, w http.ResponseWriter, r *http.Request) {
		var known struct{ Acts int }
		if !feed.Post(w, r, &known) {
			return
		}
		if err := x.Heard(); err != nil {
			refuse(w, err)
			return
		}
		feed.JSON(w, r, d.l.Acted(max(known.Acts, 0)))
	}))
	mux.HandleFunc("/join/leave", d.member(func(x *live.Guest, w http.ResponseWriter, r *http.Request) {
		x.Leave()
		w.WriteHeader(http.StatusNoContent)
	}))
	return mux
}

// refuse says why something is not done; nil: it was.
func refuse(w http.ResponseWriter, err error) {
	switch {
	case err == nil:
		w.WriteHeader(http.StatusNoContent)
	case errors.Is(err, live.ErrReplaced):
		http.Error(w, whyGone, http.StatusConflict)
	case errors.Is(err, live.ErrOver):
		http.Error(w, err.Error(), http.StatusServiceUnavailable) // whoever goes on with it may answer
	case errors.Is(err, live.ErrTaken):
		http.Error(w, whyTaken, http.StatusConflict)
	case errors.Is(err, live.ErrNotAway):
		http.Error(w, whyNotAway, http.StatusConflict)
	default:
		http.Error(w, err.Error(), http.StatusConflict)
	}
}

// begin lets a machine be a host.
func (d *Desk) begin(w http.ResponseWriter, r *http.Request) {
	var x request
	if !feed.Post(w, r, &x) {
		return
	}
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	switch {
	case err != nil:
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	case subtle.ConstantTimeCompare([]byte(strings.ToUpper(strings.TrimSpace(x.Code))), []byte(d.Code)) != 1:
		http.Error(w, whyCode, http.StatusForbidden)
		return
	case x.Version != d.version:
		http.Error(w, whyVersion, http.StatusConflict)
		return
	}
	guest, err := d.l.Invite(x.Host, from.Addr())
	if err != nil {
		refuse(w, err)
		return
	}
	disk, err := guest.Disk()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	token := rand.Text()
	d.mu.Lock()
	for old, g := range d.guests {
		if g.Heard() != nil { // another machine is that host now
			delete(d.guests, old)
		}
	}
	d.guests[token] = guest
	d.mu.Unlock()
	s := d.l.Scenario
	feed.JSON(w, r, welcome{
		Token: token, Name: s.Name + ".yaml", Source: string(s.Source), Lang: s.Lang, Seed: d.l.Header.Seed, Start: s.Start,
		Since: guest.Elapsed(), Doors: doorsFor(d.l.Doors, r), Disk: disk, Discreet: d.l.Discreet(), Passwords: passwords(s, x.Host),
	})
}

// passwords are those that a host has to know.
func passwords(s *scenario.Scenario, host string) map[string]string {
	all := map[string]string{}
	for _, u := range s.Users {
		for _, h := range []*scenario.Host{u.Domain.Mailbox, u.Domain.Submission} {
			if h != nil && h.Name == host {
				all[u.Login()] = u.Password
			}
		}
	}
	return all
}

// doorsFor are the doors as somebody finds them who has come by a request: where all addresses are listened at, that is the one
// by which they came.
func doorsFor(doors []live.Door, r *http.Request) (list []live.Door) {
	local, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	for _, d := range doors {
		if d.At.Addr().IsUnspecified() && local != nil {
			if here, err := netip.ParseAddrPort(local.String()); err == nil {
				d.At = netip.AddrPortFrom(here.Addr().Unmap(), d.At.Port())
			}
		}
		list = append(list, d)
	}
	return list
}

// TokenHeader is where a machine says whose it is.
const TokenHeader = "Posta-Token"

// member lets in whoever was let in.
func (d *Desk) member(f func(x *live.Guest, w http.ResponseWriter, r *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		d.mu.Lock()
		x := d.guests[r.Header.Get(TokenHeader)]
		d.mu.Unlock()
		if x == nil {
			http.Error(w, whyGone, http.StatusUnauthorized)
			return
		}
		f(x, w, r)
	}
}
