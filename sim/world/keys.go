package world

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"posta/sim/actor/mua"
	"posta/sim/actor/secure"
	"posta/sim/actor/tokens"
	"posta/sim/mailbox"
	"posta/sim/oauth"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// Keys open an account to one device alone. They are made and taken back by its owner on the
// provider's web pages, which is no mail and is not seen; what the servers make of them is. So is
// how a device renews an access token by itself, at the token endpoint of the host that keeps the
// mailboxes.

// tokenScope is what an access token is for (RFC 6749 section 3.3).
const tokenScope = "mail"

// appAlphabet and the groups of four are those that people know.
const (
	appAlphabet   = "abcdefghijklmnopqrstuvwxyz"
	tokenAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
)

// tokens tells whether anybody's device shows access tokens: then servers offer OAUTHBEARER.
func (w *world) tokens() bool {
	return slices.ContainsFunc(w.s.Devices, func(d *scenario.Device) bool { return d.Auth == scenario.AuthOAuth })
}

// scope is what the servers' error challenges name; "": they offer no OAUTHBEARER.
func (w *world) scope() string {
	if w.tokens() {
		return tokenScope
	}
	return ""
}

// Key is what a device was given to open its owner's account with.
type Key struct {
	Device, Login, Secret string
	Bearer                bool // by OAUTHBEARER
}

// Keys gives each device's own, in the scenario's order. Called with the ground's lock held, or
// before anything runs.
func (x *World) Keys() (list []Key) {
	for _, d := range x.w.s.Devices {
		if k, ok := x.w.keys[d.Name]; ok {
			list = append(list, Key{Device: d.Name, Login: d.User.Login(), Secret: k.Secret, Bearer: k.Bearer})
		}
	}
	return list
}

// newKey makes a key for a device. Called with the ground's lock held, or before anything runs.
func (w *world) newKey(d *scenario.Device, now time.Duration) mailbox.Key {
	w.made[d.Name]++
	rng := w.dice.rand(fmt.Sprintf("key %d of %s", w.made[d.Name], d.Name))
	var b strings.Builder
	if d.Auth == scenario.AuthOAuth {
		writeToken(&b, rng)
		return mailbox.Key{Secret: b.String(), Bearer: true, Until: w.s.Start.Add(now + d.TokenFor)}
	}
	for i := range 16 {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(appAlphabet[rng.IntN(len(appAlphabet))])
	}
	return mailbox.Key{Secret: b.String()}
}

func writeToken(b *strings.Builder, rng *rand.Rand) {
	for range 32 {
		b.WriteByte(tokenAlphabet[rng.IntN(len(tokenAlphabet))])
	}
}

// newRefresh makes the refresh token that goes with a device's newest access token. The one
// before counts no more: whoever has stolen it, or uses it twice, finds it used (RFC 9700
// section 4.14.2).
func (w *world) newRefresh(d *scenario.Device) string {
	var b strings.Builder
	writeToken(&b, w.dice.rand(fmt.Sprintf("refresh token %d of %s", w.made[d.Name], d.Name)))
	w.refresh[d.Name] = b.String()
	return b.String()
}

// endpoint is where a host gives out access tokens; nil: it gives none.
func (w *world) endpoint(h *scenario.Host, m Host) *tokens.Endpoint {
	if !slices.ContainsFunc(w.s.Devices, func(d *scenario.Device) bool { return d.Renews(h) }) {
		return nil
	}
	return &tokens.Endpoint{Machine: m, Renew: func(refresh string) (oauth.Grant, trace.TokenRenewed, bool) {
		w.g.Lock()
		defer w.g.Unlock()
		return w.renew(h, refresh)
	}}
}

// renew gives another access token for a device's refresh token. Called with the ground's lock
// held.
func (w *world) renew(h *scenario.Host, refresh string) (oauth.Grant, trace.TokenRenewed, bool) {
	for _, d := range w.s.Devices {
		known := w.refresh[d.Name]
		if !d.Renews(h) || known == "" || subtle.ConstantTimeCompare([]byte(known), []byte(refresh)) != 1 {
			continue
		}
		account, err := w.stores[h.Name].Account(d.User.Login())
		if err != nil {
			break
		}
		now := w.g.Elapsed()
		k := w.newKey(d, now)
		account.AddKey(k, w.s.Start.Add(now))
		w.keys[d.Name] = k
		return oauth.Grant{Access: k.Secret, Lasts: d.TokenFor, Refresh: w.newRefresh(d), Scope: tokenScope},
			trace.TokenRenewed{User: d.User.Login(), Device: d.Name, Until: now + d.TokenFor}, true
	}
	return oauth.Grant{}, trace.TokenRenewed{}, false
}

// firstKeys gives the devices theirs before the story begins.
func (w *world) firstKeys() {
	for _, d := range w.s.Devices {
		if d.Auth == scenario.AuthPassword || d.User.Domain.Mailbox == nil {
			continue
		}
		account, err := w.stores[d.User.Domain.Mailbox.Name].Account(d.User.Login())
		if err != nil {
			panic(fmt.Errorf("giving %s its key: %w", d.Name, err)) // the account was made a moment ago
		}
		w.entrust(d, account, w.newKey(d, 0), 0)
	}
}

// entrust gives a device a key that its account takes.
func (w *world) entrust(d *scenario.Device, account *mailbox.Account, k mailbox.Key, now time.Duration) {
	account.AddKey(k, w.s.Start.Add(now))
	w.keys[d.Name] = k
	held := mua.Key{Secret: k.Secret, Bearer: k.Bearer}
	if host := d.User.Domain.Mailbox; d.Renews(host) {
		port, _ := host.Offers(scenario.HTTPS)
		held.Refresh = w.newRefresh(d)
		held.Endpoint = mua.Door{Host: host.Name, Addr: host.Addrs[0], Port: port,
			TLS: secure.Wish{Policy: secure.Require, Implicit: true, Config: w.confide(host.Name)}} // RFC 6749 section 3.2
	}
	w.devices[d.Name].Hold(held)
}

var errNoAccount = errors.New("the device's owner has no account there")

// authorize gives a device a fresh key. What it had before counts as long as it would have.
func (w *world) authorize(a *scenario.Authorize) error {
	return w.withKey(a.User, a.Device, func(account *mailbox.Account) trace.KeyChanged {
		now := w.g.Elapsed()
		k := w.newKey(a.Device, now)
		w.entrust(a.Device, account, k, now)
		fact := trace.KeyChanged{}
		if k.Bearer {
			fact.Until = now + a.Device.TokenFor
		}
		return fact
	})
}

// revoke takes a device's key back.
func (w *world) revoke(a *scenario.Revoke) error {
	return w.withKey(a.User, a.Device, func(account *mailbox.Account) trace.KeyChanged {
		account.RevokeKey(w.keys[a.Device.Name].Secret)
		delete(w.refresh, a.Device.Name) // RFC 7009 section 2.1: what comes of the same grant goes with it
		return trace.KeyChanged{Revoked: true}
	})
}

// withKey does something with an account's keys, and records it. Called with the ground's lock
// held.
func (w *world) withKey(u *scenario.User, d *scenario.Device, do func(*mailbox.Account) trace.KeyChanged) error {
	host := u.Domain.Mailbox
	if host == nil {
		return errNoAccount
	}
	account, err := w.stores[host.Name].Account(u.Login())
	if err != nil {
		return err
	}
	fact := do(account)
	fact.User, fact.Device, fact.Key = u.Login(), d.Name, trace.KeyAppPassword
	if d.Auth == scenario.AuthOAuth {
		fact.Key = trace.KeyToken
	}
	w.g.Record(host.Name, fact)
	return nil
}

// admit tells whether a secret opens a person's account: those who submit letters are asked for
// the same as those who read them.
func (w *world) admit(u *scenario.User, secret string, bearer bool) error {
	if u.Domain.Mailbox != nil && (bearer || u.Keyed || w.hasKeys(u)) {
		store := w.stores[u.Domain.Mailbox.Name]
		var err error
		if bearer {
			_, err = store.AuthenticateBearer(u.Login(), secret)
		} else {
			_, err = store.Authenticate(u.Login(), secret)
		}
		return err
	}
	if bearer || !w.accepts(u, secret) {
		return mailbox.ErrCredentials
	}
	return nil
}

func (w *world) hasKeys(u *scenario.User) bool {
	return slices.ContainsFunc(u.Devices, func(d *scenario.Device) bool { return d.Auth != scenario.AuthPassword })
}
