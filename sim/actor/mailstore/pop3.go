package mailstore

import (
	"errors"
	"fmt"
	"net"
	"strings"

	"posta/sim/actor"
	"posta/sim/actor/secure"
	"posta/sim/mailbox"
	"posta/sim/pop3"
	"posta/sim/trace"
)

// Look sees each command of a reader before the server carries it out, as somebody who looks on would: what it is called, and
// how it came. It may have a refusal answered in the server's place.
type Look func(conn net.Conn, protocol, name, line string) (refusal string, refused bool)

// StartPOP3 lets the owners of the store's mailboxes in on a port.
func StartPOP3(m actor.Machine, store *mailbox.Store, port uint16, offer secure.Offer, scope string, look Look) error {
	err := accept(m, port, "pop3", func(c net.Conn) {
		above, err := offer.Begin(m, c)
		if err != nil {
			c.Close()
			return
		}
		srv := &pop3.Server{
			Hostname:    m.Name(),
			Now:         m.Now,
			IdleTimeout: IdleTimeout,
			Auth: func(user, pass string) (pop3.Maildrop, error) {
				return openMaildrop(c, func() (*mailbox.Account, error) { return store.Authenticate(user, pass) })
			},
			OnAuthenticated: func(s pop3.Session, _ int) {
				m.Record(c, trace.Authenticated{Protocol: "pop3", Mechanism: s.Mechanism, User: s.User, OK: true})
			},
			OnFailed: func(s pop3.Session, err error) {
				m.Record(c, trace.Authenticated{Protocol: "pop3", Mechanism: s.Mechanism, User: s.User, Weak: err == errNeedsKey})
			},
		}
		if scope != "" {
			srv.Bearer, srv.Scope = func(user, token string) (pop3.Maildrop, error) {
				return openMaildrop(c, func() (*mailbox.Account, error) { return store.AuthenticateBearer(user, token) })
			}, scope
		}
		if offer.Config != nil {
			srv.RequireTLS = offer.Required
			srv.Handshake = func(conn net.Conn) (net.Conn, error) { return secure.Server(m, conn, offer.Config) }
		}
		if look != nil {
			srv.Refuse = func(s pop3.Session, cmd pop3.Command) error {
				if no, refused := look(s.Conn, "pop3", cmd.Verb, strings.TrimSpace(cmd.Verb+" "+cmd.Rest)); refused {
					return &pop3.Error{Text: no}
				}
				return nil
			}
		}
		srv.ServeConn(above)
	})
	if err != nil {
		return fmt.Errorf("starting the POP3 server: %w", err)
	}
	return nil
}

// drop is one POP3 session's view of an INBOX.
type drop struct {
	d    *mailbox.Maildrop
	conn net.Conn
}

// errNeedsKey: AUTH, for the credentials are the problem (RFC 3206 section 5).
var errNeedsKey = &pop3.Error{Code: pop3.CodeAuth, Text: "An app password or OAUTHBEARER is required for this account"}

func openMaildrop(conn net.Conn, open func() (*mailbox.Account, error)) (pop3.Maildrop, error) {
	account, err := open()
	if errors.Is(err, mailbox.ErrNeedsKey) {
		return nil, errNeedsKey
	}
	if err != nil {
		return nil, pop3.ErrAuth
	}
	d, err := account.OpenMaildrop()
	if errors.Is(err, mailbox.ErrInUse) {
		return nil, pop3.ErrInUse
	}
	if err != nil {
		return nil, err
	}
	return drop{d, conn}, nil
}

func (d drop) List() ([]pop3.Message, error) {
	list := d.d.List()
	out := make([]pop3.Message, len(list))
	for i, m := range list {
		out[i] = pop3.Message{UID: m.UniqueID, Octets: m.Octets}
	}
	return out, nil
}

func (d drop) Retr(uid string) ([]byte, error) {
	m, err := d.d.Retr(uid)
	if err != nil {
		return nil, err
	}
	return m.Raw(), nil
}

func (d drop) Top(uid string, lines int) ([]byte, error) {
	raw, err := d.Retr(uid)
	if err != nil {
		return nil, err
	}
	return pop3.Top(raw, lines), nil
}

func (d drop) Commit(deleted []string) error { return d.d.Delete(d.conn, deleted) }

func (d drop) Close() error {
	d.d.Close()
	return nil
}
