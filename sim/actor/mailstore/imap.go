package mailstore

import (
	"errors"
	"fmt"
	"net"

	"posta/sim/actor"
	"posta/sim/actor/secure"
	"posta/sim/imap"
	"posta/sim/mailbox"
	"posta/sim/trace"
)

// StartIMAP lets the owners of the store's mailboxes in on a port; with a scope, by access
// tokens too.
func StartIMAP(m actor.Machine, store *mailbox.Store, port uint16, offer secure.Offer, scope string, look Look) error {
	err := accept(m, port, "imap", func(c net.Conn) {
		above, err := offer.Begin(m, c)
		if err != nil {
			c.Close()
			return
		}
		srv := &imap.Server{
			Authenticate: store.Authenticate,
			By:           c,
			Authenticated: func(a *mailbox.Account, mechanism string) {
				m.Record(c, trace.Authenticated{Protocol: "imap", Mechanism: mechanism, User: a.Address(), OK: true})
			},
			AuthFailed: func(user, mechanism string, err error) {
				m.Record(c, trace.Authenticated{Protocol: "imap", Mechanism: mechanism, User: user, Weak: errors.Is(err, mailbox.ErrNeedsKey)})
			},
		}
		if scope != "" {
			srv.Bearer, srv.Scope = store.AuthenticateBearer, scope
		}
		if offer.Config != nil {
			srv.ImplicitTLS, srv.RequireTLS = offer.Implicit, offer.Required
			srv.StartTLS = func(conn net.Conn) (net.Conn, error) { return secure.Server(m, conn, offer.Config) }
		}
		if look != nil {
			srv.Refuse = func(name, line string) (string, bool) { return look(above, "imap", name, line) }
		}
		srv.ServeConn(above)
	})
	if err != nil {
		return fmt.Errorf("starting the IMAP server: %w", err)
	}
	return nil
}
