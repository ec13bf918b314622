package mailstore

import (
	"errors"
	"fmt"
	"net"

	"posta/sim/actor"
	"posta/sim/actor/secure"
	"posta/sim/mailbox"
	"posta/sim/pop3"
	"posta/sim/trace"
)

// StartPOP3 lets the owners of the store's mailboxes in on a port.
func StartPOP3(m actor.Machine, store *mailbox.Store, port uint16, offer secure.Offer) error {
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
				return openMaildrop(store, c, user, pass)
			},
			OnAuthenticated: func(s pop3.Session, _ int) {
				m.Record(c, trace.Authenticated{Protocol: "pop3", Mechanism: s.Mechanism, User: s.User, OK: true})
			},
			OnFailed: func(s pop3.Session, _ error) {
				m.Record(c, trace.Authenticated{Protocol: "pop3", Mechanism: s.Mechanism, User: s.User})
			},
		}
		if offer.Config != nil {
			srv.RequireTLS = offer.Required
			srv.Handshake = func(conn net.Conn) (net.Conn, error) { return secure.Server(m, conn, offer.Config) }
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

func openMaildrop(store *mailbox.Store, conn net.Conn, user, pass string) (pop3.Maildrop, error) {
	account, err := store.Authenticate(user, pass)
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
