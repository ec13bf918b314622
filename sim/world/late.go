package world

import (
	"io"
	"net"

	"posta/sim/actor/mailstore"
	"posta/sim/actor/relay"
	"posta/sim/dns"
	"posta/sim/mail"
	"posta/sim/mailbox"
	"posta/sim/smtp"
)

// Where inputs may switch faults on, a host's faults are asked for anew each time that
// one could act. Elsewhere once is enough.

// lateSMTP is what stands between the protocol and the server on a port.
func (w *world) lateSMTP(m Host, port uint16) func(net.Conn, smtp.Backend) smtp.Backend {
	if w.outside == nil {
		faults := w.faults.Host(m).SMTP(port)
		switch {
		case w.o.SMTP == nil:
			return faults
		case faults == nil:
			return w.o.SMTP
		}
		return func(conn net.Conn, behind smtp.Backend) smtp.Backend { return w.o.SMTP(conn, faults(conn, behind)) }
	}
	return func(conn net.Conn, behind smtp.Backend) smtp.Backend {
		if wrap := w.faults.Host(m).SMTP(port); wrap != nil {
			behind = wrap(conn, behind)
		}
		if w.o.SMTP != nil {
			behind = w.o.SMTP(conn, behind)
		}
		return behind
	}
}

// lateDNS is what stands before a name server's handler.
func (w *world) lateDNS(m Host, behind dns.Handler, recursive bool) dns.Handler {
	if w.outside == nil {
		return w.faults.Host(m).DNS(behind, recursive)
	}
	return dns.HandlerFunc(func(r *dns.Request) *dns.Msg { return w.faults.Host(m).DNS(behind, recursive).ServeDNS(r) })
}

// lateRoom is how a counter asks whether a mailbox has room.
func (w *world) lateRoom(m Host, behind func(mail.Address, int64) bool) func(mail.Address, int64) bool {
	if w.outside == nil {
		return w.faults.Host(m).Room(behind)
	}
	return func(to mail.Address, octets int64) bool { return w.faults.Host(m).Room(behind)(to, octets) }
}

// lateMailboxes is what a queue delivers into.
func (w *world) lateMailboxes(m Host, store *mailbox.Store, first checks) relay.Mailboxes {
	all := shelves{w, m, store, first}
	if w.outside == nil {
		return all.now()
	}
	return all
}

type shelves struct {
	w     *world
	m     Host
	store *mailbox.Store
	first checks // before anybody changes them
}

// now is the mailboxes with the faults and checks that there are now.
func (s shelves) now() relay.Mailboxes {
	checks := s.w.lateChecks(s.m.Name(), s.first)
	return s.w.faults.Host(s.m).Mailboxes(mailstore.Deliveries{Machine: s.m, Store: s.store, Policy: checks.forAll(), Arrived: s.w.arrived(s.m.Name())})
}

// lateChecks are a host's checks: those that it began with, or what they were changed
// to.
func (w *world) lateChecks(host string, first checks) checks {
	if w.outside == nil {
		return first
	}
	w.g.Lock()
	defer w.g.Unlock()
	if changed, ok := w.outside.checks[host]; ok {
		return changed
	}
	return first
}

// Deliver puts a message into a mailbox.
func (s shelves) Deliver(d relay.Delivery) error {
	return s.now().Deliver(d)
}

// lateConn puts a port's faults on a connection that has come.
func (w *world) lateConn(m Host, port uint16, conn net.Conn) (net.Conn, error) {
	return w.faults.Host(m).Listener(port, &only{conn: conn}).Accept()
}

// only is a listener to which one client comes.
type only struct {
	net.Listener
	conn net.Conn
}

func (o *only) Accept() (net.Conn, error) {
	if o.conn == nil {
		return nil, io.EOF
	}
	conn := o.conn
	o.conn = nil
	return conn, nil
}
