package exchanger

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync/atomic"

	"posta/sim/actor"
	"posta/sim/actor/secure"
	"posta/sim/smtp"
)

// server is one SMTP server on one port of a machine.
type server struct {
	m    actor.Machine
	c    Config
	open atomic.Int64 // connections being served
}

// Start begins to listen. What goes wrong later concerns one connection only.
func Start(m actor.Machine, c Config) error {
	if c.Port == 0 {
		c.Port = 25
	}
	if c.MaxHops == 0 {
		c.MaxHops = MaxHops
	}
	if c.MaxConnections == 0 {
		c.MaxConnections = MaxConnections
	}
	if c.Protocol.Domain == "" {
		c.Protocol.Domain = m.Name()
	}
	c.Protocol.Now = m.Now
	c.Protocol.RequireAuth = c.RequireAuth
	if c.TLS.Config != nil {
		c.Protocol.TLSConfig = c.TLS.Config
		c.Protocol.RequireTLS = c.TLS.Required
		c.Protocol.AllowInsecureAuth = !c.TLS.Required
		c.Protocol.Upgrade = func(conn net.Conn, config *tls.Config) (net.Conn, error) {
			return secure.Server(m, conn, config)
		}
	}
	if c.Users == nil {
		c.Protocol.AuthMechanisms = nil
	}
	l, err := m.Listen(c.Port)
	if err != nil {
		return fmt.Errorf("starting SMTP on port %d: %w", c.Port, err)
	}
	s := &server{m: m, c: c}
	m.After(0, fmt.Sprintf("smtp listener %d", c.Port), func() { s.accept(l) })
	return nil
}

// accept starts a process for every client.
func (s *server) accept(l net.Listener) {
	defer l.Close()
	for {
		conn, err := l.Accept()
		switch {
		case err == nil:
			s.m.After(0, "smtp from "+conn.RemoteAddr().String(), func() { s.serve(conn) })
		case errors.Is(err, actor.ErrStopped) || errors.Is(err, net.ErrClosed) || s.m.Sleep(AcceptPause) != nil:
			return
		}
	}
}

func (s *server) serve(conn net.Conn) {
	defer s.open.Add(-1)
	busy := s.open.Add(1) > int64(s.c.MaxConnections)
	protocol := s.c.Protocol // one for each connection: its Backend knows which one it is
	var backend smtp.Backend = &session{server: s, conn: conn, busy: busy, checks: s.c.Policy.Converse(conn, s.c.Protocol.Domain, s.c.Port)}
	if s.c.Wrap != nil {
		backend = s.c.Wrap(conn, backend)
	}
	protocol.Backend = backend
	var bug *smtp.PanicError
	above, err := s.c.TLS.Begin(s.m, conn)
	if err != nil {
		conn.Close()
		return
	}
	if err := protocol.ServeConn(above); errors.As(err, &bug) {
		panic(bug.Value) // the machine records it
	}
}
