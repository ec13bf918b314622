package world

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"time"

	"posta/sim/actor/cause"
	"posta/sim/actor/mua"
	"posta/sim/actor/secure"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// hand is one end of a connection on which a person speaks: one that was opened by
// hand, or one that came to a taken seat. A process of its own hears what the other
// end says (the trace has it, and nobody else wants it), does the handshakes, and
// closes when the other end does, as the programs do with which one types by hand.
type hand struct {
	host Host
	// begin is how this end begins TLS.
	begin func(conn net.Conn, verify bool) (net.Conn, error)

	// What follows is guarded by the ground's lock.

	conn    net.Conn // what is spoken on; nil until the connection stands
	over    bool
	secure  bool
	upgrade *upgrade // a handshake that is to be done, or is being done
}

// upgrade is a wish to begin TLS.
type upgrade struct {
	verify bool
	done   func(error)
}

// handTimeout is how long a person's program waits for a handshake.
const handTimeout = mua.ReplyTimeout

// hand finds the end that an input speaks of.
func (w *world) hand(on string) *hand {
	if h := w.outside.hands[on]; h != nil {
		return h
	}
	return w.outside.byConn[on]
}

// connect opens a connection by hand.
func (w *world) connect(in *scenario.Input, c *scenario.Connect) response {
	host := w.hosts[c.From.Name()]
	user := ""
	if c.From.Device != nil {
		user = c.From.Device.User.Address().String()
	}
	if host.Down() {
		r := cannot(host.Name(), trace.Cause{Code: trace.CauseHostOff, Host: host.Name()})
		r.user = user
		return r
	}
	h := &hand{host: host, begin: w.asClient(host, c.To.Name())}
	w.outside.hands[c.ID] = h
	return response{host: host.Name(), user: user, process: func() error {
		conn, err := host.Dial("tcp", netip.AddrPortFrom(c.To.Addrs()[0], c.Port).String(), mua.ConnectTimeout)
		if err != nil {
			w.locked(func() { h.over = true })
			return cause.With(cause.Dialling(c.To.Name(), c.To.Addrs()[0].String(), c.Port, err), fmt.Errorf("connecting to %s port %d: %w", c.To.Name(), c.Port, err))
		}
		w.locked(func() {
			h.conn = conn
			w.outside.byConn[strconv.Itoa(connID(conn))] = h
		})
		if c.TLS {
			if err := w.handshake(h, c.Verify); err != nil {
				return err
			}
		}
		host.After(0, "hand", func() { w.hear(h) })
		return nil
	}}
}

func (w *world) locked(f func()) {
	w.g.Lock()
	defer w.g.Unlock()
	f()
}

// asClient is how the one who called begins TLS.
func (w *world) asClient(host Host, server string) func(net.Conn, bool) (net.Conn, error) {
	return func(conn net.Conn, verify bool) (net.Conn, error) {
		authority, err := w.authority()
		if err != nil {
			return nil, err
		}
		return secure.Client(host, conn, authority.ClientConfig(server, w.g.Now), verify)
	}
}

// asServer is how the one who was called begins TLS: with the host's certificate.
func (w *world) asServer(host Host) func(net.Conn, bool) (net.Conn, error) {
	return func(conn net.Conn, _ bool) (net.Conn, error) {
		config, err := w.certified(w.settings(host.Name()))
		if err != nil {
			return nil, err
		}
		return secure.Server(host, conn, config)
	}
}

// handshake begins TLS on an end; called by its process.
func (w *world) handshake(h *hand, verify bool) error {
	h.conn.SetDeadline(h.host.Now().Add(handTimeout))
	above, err := h.begin(h.conn, verify)
	if err != nil {
		h.conn.Close()
		w.locked(func() { h.over = true })
		return fmt.Errorf("securing the connection: %w", err)
	}
	above.SetDeadline(time.Time{})
	w.locked(func() { h.conn, h.secure = above, true })
	return nil
}

// hear takes what the other end says, and closes when it has no more to say.
func (w *world) hear(h *hand) {
	var buf [4096]byte
	for {
		_, err := h.conn.Read(buf[:])
		if err == nil {
			continue
		}
		var up *upgrade
		w.locked(func() { up = h.upgrade })
		if up != nil && errors.Is(err, os.ErrDeadlineExceeded) {
			err = w.handshake(h, up.verify)
			w.locked(func() { h.upgrade = nil })
			if up.done(err); err == nil {
				continue
			}
		}
		w.locked(func() { h.over = true })
		h.conn.Close()
		return
	}
}

// mute says why nothing can be said on an end now, if so. Called with the ground's lock
// held.
func (h *hand) mute() (none trace.Cause) {
	switch {
	case h == nil:
		return trace.Cause{Code: trace.CauseNoConnection}
	case h.over:
		return trace.Cause{Code: trace.CauseClosed}
	case h.host.Down():
		return trace.Cause{Code: trace.CauseHostOff, Host: h.host.Name()}
	case h.conn == nil:
		return trace.Cause{Code: trace.CauseOpening}
	case h.upgrade != nil:
		return trace.Cause{Code: trace.CauseHandshake}
	}
	return none
}

// cannot is a response to what cannot be done on an end.
func (h *hand) cannot(why trace.Cause) response {
	if h == nil {
		return cannot("", why)
	}
	r := cannot(h.host.Name(), why)
	r.conn = connID(h.conn)
	return r
}

// typed says something on a connection.
func (w *world) typed(t *scenario.Type) response {
	h := w.hand(t.On)
	if why := h.mute(); !why.IsZero() {
		return h.cannot(why)
	}
	conn := h.conn
	return response{host: h.host.Name(), conn: connID(conn), silent: true, process: func() error {
		_, err := conn.Write(t.Data)
		return err
	}}
}

// hangUp closes a connection.
func (w *world) hangUp(c *scenario.HangUp) response {
	h := w.hand(c.On)
	if why := h.mute(); !why.IsZero() && why.Code != trace.CauseHandshake {
		return h.cannot(why)
	}
	conn := h.conn
	return response{host: h.host.Name(), conn: connID(conn), silent: true, process: func() error {
		if c.Reset {
			abort(conn)
			return nil
		}
		// The other end's last words are let in, as its program would.
		if d, ok := conn.(interface{ Drain() error }); ok {
			return d.Drain()
		}
		return conn.Close()
	}}
}

// abort throws a connection away, below whatever wraps it.
func abort(conn net.Conn) {
	for conn != nil {
		switch c := conn.(type) {
		case interface{ Abort() }:
			c.Abort()
			return
		case interface{ NetConn() net.Conn }:
			conn = c.NetConn()
		default:
			c.Close()
			return
		}
	}
}

// startTLS begins TLS on a connection. The process that hears does it: it is in the
// middle of hearing, and stops for it.
func (w *world) startTLS(in *scenario.Input, s *scenario.StartTLS) response {
	h := w.hand(s.On)
	why := h.mute()
	if why.IsZero() && h.secure {
		why.Code = trace.CauseSecure
	}
	if !why.IsZero() {
		return h.cannot(why)
	}
	conn, num := h.conn, connID(h.conn)
	h.upgrade = &upgrade{verify: s.Verify, done: func(err error) { w.ended(in, h.host.Name(), num, err) }}
	return response{host: h.host.Name(), conn: num, silent: true, process: func() error {
		return conn.SetReadDeadline(h.host.Now())
	}}
}
