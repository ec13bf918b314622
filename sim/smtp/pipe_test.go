package smtp

import (
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// pipe is a pair of connections with room between them, as the virtual network's are: Write never blocks.
func pipe() (client, server *end) {
	a, b := newHalf(), newHalf()
	return &end{in: a, out: b, name: "192.0.2.10:49152"}, &end{in: b, out: a, name: "198.51.100.25:25"}
}

type half struct {
	mu       sync.Mutex
	cond     *sync.Cond
	data     []byte
	closed   bool
	deadline bool // reached
}

func newHalf() *half {
	h := &half{}
	h.cond = sync.NewCond(&h.mu)
	return h
}

type end struct {
	in, out *half
	name    string
	writes  int
	until   []time.Time // the deadlines that were set
}

func (e *end) Read(p []byte) (int, error) {
	e.in.mu.Lock()
	defer e.in.mu.Unlock()
	for len(e.in.data) == 0 {
		if e.in.deadline {
			e.in.deadline = false
			return 0, os.ErrDeadlineExceeded
		}
		if e.in.closed {
			return 0, io.EOF
		}
		e.in.cond.Wait()
	}
	n := copy(p, e.in.data)
	e.in.data = e.in.data[n:]
	return n, nil
}

func (e *end) Write(p []byte) (int, error) {
	e.out.mu.Lock()
	defer e.out.mu.Unlock()
	if e.out.closed {
		return 0, io.ErrClosedPipe
	}
	e.writes++
	e.out.data = append(e.out.data, p...)
	e.out.cond.Broadcast()
	return len(p), nil
}

// expire is the deadline passing, by nobody's clock.
func (e *end) expire() {
	e.in.mu.Lock()
	e.in.deadline = true
	e.in.cond.Broadcast()
	e.in.mu.Unlock()
}

func (e *end) Close() error {
	for _, h := range []*half{e.in, e.out} {
		h.mu.Lock()
		h.closed = true
		h.cond.Broadcast()
		h.mu.Unlock()
	}
	return nil
}

// closeWrite is a FIN: the other end reads what is there, then EOF.
func (e *end) closeWrite() {
	e.out.mu.Lock()
	e.out.closed = true
	e.out.cond.Broadcast()
	e.out.mu.Unlock()
}

type addr string

func (a addr) Network() string { return "tcp" }
func (a addr) String() string  { return string(a) }

func (e *end) LocalAddr() net.Addr              { return addr(e.name) }
func (e *end) RemoteAddr() net.Addr             { return addr(e.name) }
func (e *end) SetDeadline(t time.Time) error    { e.until = append(e.until, t); return nil }
func (e *end) SetReadDeadline(time.Time) error  { return nil }
func (e *end) SetWriteDeadline(time.Time) error { return nil }
