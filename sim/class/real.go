package class

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"posta/sim/form"
	"posta/sim/live"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// Account is how a mail program of one's own finds one's mailbox.
type Account struct {
	Login    string     `json:"login"`
	Password string     `json:"password"`
	Doors    []RealDoor `json:"doors"`
}

// RealDoor is a service on a real socket.
type RealDoor struct {
	Service string `json:"service"` // smtp, imap, ...
	At      string `json:"at"`
	TLS     string `json:"tls,omitempty"`
}

// passwordLen is how many of 32 letters a password has: more than anybody guesses while a class lasts.
const passwordLen = 10

// givePasswords gives everybody the password that they have in this class, and in no other: a lesson's own are for all to read.
func (r *Room) givePasswords() {
	for _, u := range r.Scenario.Users {
		mac := hmac.New(sha256.New, []byte(r.secret))
		mac.Write([]byte(u.Login()))
		u.Password = strings.ToLower(readable(mac.Sum(nil)[:passwordLen]))
	}
}

// account is that of a person. Called with the lock held.
func (r *Room) account(user string) *Account {
	i := slices.IndexFunc(r.Scenario.Users, func(u *scenario.User) bool { return u.Address().String() == user })
	if i < 0 || r.Scenario.Users[i].Keyed {
		return nil
	}
	u := r.Scenario.Users[i]
	a := &Account{Login: u.Login(), Password: u.Password}
	add := func(h *scenario.Host, services ...string) {
		for _, d := range r.cast.Places() {
			if h != nil && d.Host == h.Name && slices.Contains(services, d.Service) {
				a.Doors = append(a.Doors, RealDoor{d.Service, d.At.String(), d.TLS})
			}
		}
	}
	add(u.Domain.Mailbox, "imap", "imaps", "pop3", "pop3s")
	add(u.Domain.Submission, "submission", "submissions")
	return a
}

// Live is what carries letters, on real sockets; nil: a simulated world does.
func (r *Room) Live() *live.Live { return r.cast }

// ErrNoRecord: the store cannot keep what real sockets bring.
var ErrNoRecord = errors.New("what happens on real sockets is kept in a folder only")

// goLive puts the class on real sockets, where it goes on with what was recorded.
func (r *Room) goLive(ctx context.Context, past Past, o live.Options) (form.Problems, error) {
	store, is := r.log.(Recorder)
	if !is {
		return nil, ErrNoRecord
	}
	before, err := store.Recorded()
	if err != nil {
		return nil, err
	}
	acts := make([]string, len(past.Inputs))
	for i, line := range past.Inputs {
		acts[i] = string(line)
	}
	k := newKeeper(store)
	r.keeper = k
	acted := 0
	if before != nil {
		for _, e := range before.Events {
			if _, is := e.Fact.(trace.InputActed); is {
				acted++
			}
		}
		o.Past = &live.Past{Trace: before, Acts: acts[:min(acted, len(acts))]}
	}
	o.Keep, o.Later = k.keep, k.later
	o.Discreet = true // the trace is for all
	if r.cast, err = live.Start(r.Scenario, o); err != nil {
		r.cast = nil
		return nil, err
	}
	r.Scenario, r.Header, r.over = r.cast.Scenario, r.cast.Header, make(chan error, 1)
	go func() {
		r.over <- r.cast.Run(ctx)
		close(r.over)
	}()
	if err := k.begin(ctx, r.cast, before == nil); err != nil {
		return nil, err
	}
	// What was kept, and had not yet been done when the program ended, is done now.
	for _, line := range acts[min(acted, len(acts)):] {
		r.cast.Repeat(line)
	}
	return nil, nil
}

// look lets everybody know when a machine comes or goes, or when nothing can be kept.
func (r *Room) look(ctx context.Context) {
	defer close(r.done)
	ticker := time.NewTicker(time.Second / 2)
	defer ticker.Stop()
	var seen []live.AwayHost
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		now, err := r.cast.Guests(), r.keeper.again()
		r.mu.Lock()
		if errors.Is(err, ErrHeld) && r.failed == nil {
			r.failed = err
			r.tell()
			r.stop() // what was taken from now on would be nowhere
		}
		r.stick(err)
		if !reflect.DeepEqual(now, seen) {
			seen = now
			r.tell()
		}
		r.mu.Unlock()
	}
}

// Recorded is the trace of a class on real sockets until now, ended: nobody can make it again, and so it is kept itself.
func (r *Room) Recorded() (*trace.Trace, error) {
	t, err := r.cast.Whole()
	if err != nil {
		return nil, err
	}
	if n := len(t.Events); n == 0 || t.Events[n-1].Fact.Kind() != (trace.RunEnded{}).Kind() {
		t.Events = append(t.Events, trace.Event{Seq: n + 1, At: r.cast.Elapsed(), Fact: trace.RunEnded{Reason: live.Cancelled}})
	}
	return t, nil
}

// Again is the lesson so far, for a simulation to do it again: of a class on real sockets what everybody's own programs said, too,
// typed in their place, with stand-ins for their passwords. Left are conversations that find no room.
func (r *Room) Again() (source, inputs []byte, left int, err error) {
	if r.cast == nil {
		source, inputs, err = r.Lesson()
		return source, inputs, 0, err
	}
	inputs, left = r.cast.Again()
	strangers, known := map[int]bool{}, map[string]bool{}
	for _, e := range r.cast.Trace().Events {
		switch f := e.Fact.(type) {
		case trace.ConnAccepted:
			strangers[e.Conn] = f.Peer == ""
		case trace.Authenticated:
			known[f.User] = known[f.User] || strangers[e.Conn]
		}
	}
	var b bytes.Buffer
	b.WriteString(InputsHead)
	for _, u := range r.Scenario.Users {
		if known[u.Login()] || known[u.Local] {
			password := live.StandIn(u.Password)
			fmt.Fprintf(&b, "{at: 0ms, set_user: {user: %q, password: %q}}\n", u.Address(), password)
			for _, d := range u.Devices {
				fmt.Fprintf(&b, "{at: 0ms, set_device: {device: %q, password: %q}}\n", d.Name, password)
			}
		}
	}
	b.Write(bytes.TrimPrefix(inputs, []byte(InputsHead)))
	return scenario.Still(r.Scenario), b.Bytes(), left, nil
}
