package mailbox

import (
	"crypto/subtle"
	"slices"
	"time"
)

// Key opens an account to one program alone, beside its owner's password: it can be taken back
// without touching what the others use.
type Key struct {
	Secret string
	// Bearer: an access token, which is shown by OAUTHBEARER (RFC 7628) and not said in a
	// password's place; otherwise an app password, for programs that know nothing else.
	Bearer bool
	// Until is when it ends by itself; the zero time: never.
	Until time.Time
}

// AddKey makes a key count from now on. Those that have ended by then are forgotten.
func (a *Account) AddKey(k Key, now time.Time) {
	a.store.doors.Lock()
	defer a.store.doors.Unlock()
	a.keys = append(slices.DeleteFunc(a.keys, func(k Key) bool { return k.ended(now) }), k)
}

func (k Key) ended(now time.Time) bool { return !k.Until.IsZero() && !now.Before(k.Until) }

// RevokeKey takes a key back; sessions that are open stay so.
func (a *Account) RevokeKey(secret string) {
	a.store.doors.Lock()
	defer a.store.doors.Unlock()
	a.keys = slices.DeleteFunc(a.keys, func(k Key) bool { return k.Secret == secret })
}

// RequireKey makes the owner's password count no more by itself, as where a second factor is
// asked for, which no mail protocol has a question for.
func (a *Account) RequireKey(required bool) {
	a.store.doors.Lock()
	defer a.store.doors.Unlock()
	a.keyed = required
}

// opens tells whether a secret opens the account: said as a password, or shown as a token.
func (a *Account) opens(secret string, bearer bool) error {
	now := a.store.now()
	a.store.doors.Lock()
	defer a.store.doors.Unlock()
	for _, k := range a.keys {
		if k.Bearer == bearer && same(k.Secret, secret) && !k.ended(now) {
			return nil
		}
	}
	switch {
	case bearer || !same(a.password, secret):
		return ErrCredentials
	case a.keyed:
		return ErrNeedsKey
	}
	return nil
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// AuthenticateBearer is [Store.Authenticate] for an access token. Without a user's name the
// token itself says whose it is (RFC 7628 section 3.1).
func (s *Store) AuthenticateBearer(user, token string) (*Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.all() {
		if user != "" && a != s.named(user) {
			continue
		}
		if a.opens(token, true) == nil {
			return a, nil
		}
	}
	return nil, ErrCredentials
}
