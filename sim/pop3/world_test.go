package pop3

import (
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// letter is a stored message.
type letter struct{ uid, raw string }

// box is one person's maildrop in the tests' little town.
type box struct {
	secret  string
	letters []letter
	inUse   bool
	ill     error // opening it fails
	noDele  error // committing fails
	noClose error // closing fails
	lies    int64 // added to every size; zero: sizes are not told
	opened  int
	closed  int
}

type town map[string]*box

func newTown() town {
	return town{
		"alice": {secret: "wonderland", letters: []letter{
			{"a1", "From: bob@example.test\nSubject: Tea\n\nFour o'clock?\n"},
			{"a2", "Subject: Dots\r\n\r\n.\r\n..two\r\n. three\r\nplain\r\n"},
			{"a3", "Subject: Short\r\n\r\nline 1\r\nline 2\r\nline 3."},
		}},
		"bob":   {secret: "builder"},
		"carol": {secret: "xmas", inUse: true},
		"dave":  {secret: "disk", ill: errors.New("the disk at /var/secret is on fire")},
		"erin":  {secret: "tins pace", letters: []letter{{"e1", "Subject: x\n\n"}}, noDele: errors.New("read-only")},
		"mrose": {secret: "tanstaaf", letters: []letter{{"m1", "Subject: x\n\n"}}},
	}
}

func (t town) auth(user, pass string) (Maildrop, error) {
	return t.open(user, func(secret string) bool { return secret == pass })
}

func (t town) open(user string, proves func(secret string) bool) (Maildrop, error) {
	b := t[user]
	switch {
	case b == nil || !proves(b.secret):
		return nil, ErrAuth
	case b.ill != nil:
		return nil, b.ill
	case b.inUse:
		return nil, ErrInUse
	}
	b.inUse = true
	b.opened++
	return b, nil
}

func (b *box) List() ([]Message, error) {
	var list []Message
	for _, l := range b.letters {
		m := Message{UID: l.uid}
		if b.lies != 0 {
			m.Octets = WireOctets([]byte(l.raw)) + b.lies
		}
		list = append(list, m)
	}
	return list, nil
}

func (b *box) Retr(uid string) ([]byte, error) {
	for _, l := range b.letters {
		if l.uid == uid {
			return []byte(l.raw), nil
		}
	}
	return nil, fmt.Errorf("no message %q", uid)
}

func (b *box) Top(uid string, lines int) ([]byte, error) {
	raw, err := b.Retr(uid)
	return Top(raw, lines), err
}

func (b *box) Commit(deleted []string) error {
	if b.noDele != nil {
		return b.noDele
	}
	b.letters = slices.DeleteFunc(b.letters, func(l letter) bool { return slices.Contains(deleted, l.uid) })
	return nil
}

func (b *box) Close() error {
	b.inUse = false
	b.closed++
	return b.noClose
}

func (b *box) kept() string {
	var uids []string
	for _, l := range b.letters {
		uids = append(uids, l.uid)
	}
	return strings.Join(uids, " ")
}

// newServer serves a town and writes down what its hooks report.
func newServer(t town, facts *[]string) *Server {
	note := func(format string, args ...any) {
		if facts != nil {
			*facts = append(*facts, fmt.Sprintf(format, args...))
		}
	}
	return &Server{
		Hostname:       "pop.example.test",
		Implementation: "Posta",
		Auth:           t.auth,
		OnAuthenticated: func(s Session, messages int) {
			note("authenticated %s %s %d", s.User, s.Mechanism, messages)
		},
		OnFailed: func(s Session, reason error) {
			note("failed %s %s %v", s.User, s.Mechanism, reason)
		},
		OnRetrieved: func(s Session, m Message, lines int) {
			note("retrieved %s %s %d %d", s.User, m.UID, m.Octets, lines)
		},
		OnCommitted: func(s Session, deleted []Message, err error) {
			var uids []string
			for _, m := range deleted {
				uids = append(uids, m.UID)
			}
			what := fmt.Sprintf("committed %s %s", s.User, strings.Join(uids, " "))
			if err != nil {
				what += " but " + err.Error()
			}
			note("%s", what)
		},
	}
}

// serve runs one session on a net.Pipe and hands back the client's end and the
// session's result.
func serve(srv *Server) (net.Conn, <-chan error) {
	client, server := net.Pipe()
	done := make(chan error, 1)
	go func() { done <- srv.ServeConn(server) }()
	return client, done
}

// bufferedPipe is two ends whose writes never wait, as a network's do not.
func bufferedPipe() (net.Conn, net.Conn) {
	a, b := newBuffer(), newBuffer()
	return &bufferedConn{in: a, out: b}, &bufferedConn{in: b, out: a}
}

type buffer struct {
	mu     sync.Mutex
	wake   *sync.Cond
	data   []byte
	closed bool
}

func newBuffer() *buffer {
	b := &buffer{}
	b.wake = sync.NewCond(&b.mu)
	return b
}

func (b *buffer) close() {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	b.wake.Broadcast()
}

type bufferedConn struct {
	net.Conn // nil: deadlines and addresses are not used here
	in, out  *buffer
}

func (c *bufferedConn) Read(p []byte) (int, error) {
	c.in.mu.Lock()
	defer c.in.mu.Unlock()
	for len(c.in.data) == 0 {
		if c.in.closed {
			return 0, io.EOF
		}
		c.in.wake.Wait()
	}
	n := copy(p, c.in.data)
	c.in.data = c.in.data[n:]
	return n, nil
}

func (c *bufferedConn) Write(p []byte) (int, error) {
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
	if c.out.closed {
		return 0, io.ErrClosedPipe
	}
	c.out.data = append(c.out.data, p...)
	c.out.wake.Broadcast()
	return len(p), nil
}

func (c *bufferedConn) Close() error {
	c.in.close()
	c.out.close()
	return nil
}

func (c *bufferedConn) SetDeadline(time.Time) error      { return nil }
func (c *bufferedConn) SetWriteDeadline(time.Time) error { return nil }

// script is a connection whose other end has said all it will ever say; it
// keeps each Write apart.
type script struct {
	in     io.Reader
	writes [][]byte
	closed bool
}

func (s *script) Read(p []byte) (int, error) { return s.in.Read(p) }
func (s *script) Write(p []byte) (int, error) {
	if s.closed {
		return 0, net.ErrClosed
	}
	s.writes = append(s.writes, slices.Clone(p))
	return len(p), nil
}
func (s *script) Close() error                     { s.closed = true; return nil }
func (s *script) LocalAddr() net.Addr              { return nil }
func (s *script) RemoteAddr() net.Addr             { return nil }
func (s *script) SetDeadline(time.Time) error      { return nil }
func (s *script) SetReadDeadline(time.Time) error  { return nil }
func (s *script) SetWriteDeadline(time.Time) error { return nil }

func (s *script) written() string { return string(slices.Concat(s.writes...)) }

// certificates makes a server's and a client's TLS configuration that fit.
func certificates(t testing.TB) (server, client *tls.Config) {
	t.Helper()
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "pop.example.test"},
		DNSNames:              []string{"pop.example.test"},
		NotBefore:             time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:              time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
		IsCA:                  true,
		BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(cert)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}},
		&tls.Config{RootCAs: roots, ServerName: "pop.example.test"}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
