package imap

import (
	"io"
	"net"
	"os"
	"sync"
	"testing"
	"time"

	"posta/sim/mailbox"
)

// pipeEnd is one end of a connection whose writes never wait, like the virtual
// network's.
type pipeEnd struct {
	in, out *stream
}

type stream struct {
	mu       sync.Mutex
	cond     sync.Cond
	buf      []byte
	closed   bool
	expired  bool
	deadline *time.Timer
}

func newPipe() (a, b *pipeEnd) {
	x, y := new(stream), new(stream)
	x.cond.L, y.cond.L = &x.mu, &y.mu
	return &pipeEnd{x, y}, &pipeEnd{y, x}
}

func (p *pipeEnd) Read(b []byte) (int, error) {
	s := p.in
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.expired:
			return 0, os.ErrDeadlineExceeded
		case len(s.buf) > 0:
			n := copy(b, s.buf)
			s.buf = s.buf[n:]
			return n, nil
		case s.closed:
			return 0, io.EOF
		}
		s.cond.Wait()
	}
}

func (p *pipeEnd) Write(b []byte) (int, error) {
	s := p.out
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return 0, net.ErrClosed
	}
	s.buf = append(s.buf, b...)
	s.cond.Broadcast()
	return len(b), nil
}

func (p *pipeEnd) Close() error {
	for _, s := range []*stream{p.in, p.out} {
		s.mu.Lock()
		s.closed = true
		s.cond.Broadcast()
		s.mu.Unlock()
	}
	return nil
}

func (p *pipeEnd) SetReadDeadline(t time.Time) error {
	s := p.in
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.deadline != nil {
		s.deadline.Stop()
		s.deadline = nil
	}
	s.expired = !t.IsZero() && !t.After(time.Now())
	if s.expired {
		s.cond.Broadcast()
	} else if !t.IsZero() {
		s.deadline = time.AfterFunc(time.Until(t), func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.expired = true
			s.cond.Broadcast()
		})
	}
	return nil
}

func (p *pipeEnd) SetDeadline(t time.Time) error    { return p.SetReadDeadline(t) }
func (p *pipeEnd) SetWriteDeadline(time.Time) error { return nil }
func (p *pipeEnd) LocalAddr() net.Addr              { return pipeAddr{} }
func (p *pipeEnd) RemoteAddr() net.Addr             { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }

// world is a store with Benito's account and a server before it.
type world struct {
	store  *mailbox.Store
	benito *mailbox.Account
	server Server
	events []mailbox.Event
	now    time.Time
	ends   []func()
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	w.store = mailbox.New(mailbox.Config{
		Now:     func() time.Time { return w.now },
		Observe: func(e mailbox.Event) { w.events = append(w.events, e) },
	})
	var err error
	w.benito, err = w.store.AddAccount(mailbox.AccountConfig{User: "benito", Domain: "south.example", Password: "wonder", Quota: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	w.server = Server{Authenticate: w.store.Authenticate, Trouble: func(string) {}}
	t.Cleanup(w.close)
	return w
}

const benito = "benito@south.example"

// deliver puts a message from Alicia into Benito's INBOX.
func (w *world) deliver(t testing.TB, subject, body string) {
	t.Helper()
	raw := "From: Alicia <alicia@north.example>\r\nTo: Benito <benito@south.example>\r\nSubject: " + subject +
		"\r\nDate: Mon, 2 Mar 2026 08:59:00 +0000\r\nMessage-ID: <" + subject + "@north.example>\r\n\r\n" + body + "\r\n"
	if _, err := w.store.Deliver("queue", benito, []byte(raw)); err != nil {
		t.Fatal(err)
	}
}

// connect starts a session and gives the client's end of it.
func (w *world) connect(t testing.TB) net.Conn {
	t.Helper()
	client, server := newPipe()
	done := make(chan error, 1)
	s := w.server
	go func() { done <- s.ServeConn(server) }()
	w.ends = append(w.ends, func() {
		client.Close()
		<-done
	})
	return client
}

// close ends all sessions and waits until their servers have.
func (w *world) close() {
	for _, end := range w.ends {
		end()
	}
	w.ends = nil
}

// dial makes a client that has been greeted and logged in.
func (w *world) dial(t testing.TB) *Client {
	t.Helper()
	c := NewClient(w.connect(t))
	if _, err := c.Greet(); err != nil {
		t.Fatal(err)
	}
	if err := c.Login(benito, "wonder"); err != nil {
		t.Fatal(err)
	}
	return c
}
