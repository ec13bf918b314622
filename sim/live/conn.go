package live

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"posta/sim/trace"
	"posta/sim/vnet"
)

// Conn is one end of a TCP connection. It is a net.Conn whose addresses are the
// scenario's, a stranger's own one apart.
type Conn struct {
	g             *ground
	host          *host
	tcp           *net.TCPConn
	id            int
	local, remote netip.AddrPort
	peer          string // the other host; empty: a stranger
	ours          bool   // this end opened it
	pair          *pair  // nil with a stranger
	key           [2]netip.AddrPort
	door          vnet.Door
	opened        int // the event of its opening, at the end that opened it

	// One reads and one writes at a time, so that facts are in the order of octets.
	reading, writing sync.Mutex

	// The rest is guarded by the ground's lock.
	sent, got int
	covered   bool
	mute      bool // a fault swallows what it says
	closed    bool // by its program
	ended     bool // by the other end
	lost      bool
	gone      bool
	timed     bool      // writing has a deadline
	due       time.Time // when reading ends in vain, on the real clock
	asked     time.Time // the deadline that was asked for, of both directions, where they have one a little later
	held      int       // octets of a stranger that were read and not yet answered
}

// pair is what both ends of a conversation of the cast share.
type pair struct {
	ends int    // still open
	said [2]int // the last words of either, by side
	// flying is the ciphertext of either on its way.
	flying [2][]flight
}

// flight is a packet's event, and where in the stream it ends.
type flight struct{ seq, end int }

func (c *Conn) side(client bool) int {
	if client {
		return 0
	}
	return 1
}

// ID is the connection's number, the same at both ends.
func (c *Conn) ID() int { return c.id }

// LocalAddr is this end's address.
func (c *Conn) LocalAddr() net.Addr { return addrOf("tcp", c.local) }

// RemoteAddr is the other end's address.
func (c *Conn) RemoteAddr() net.Addr { return addrOf("tcp", c.remote) }

// Read reads what has come.
func (c *Conn) Read(b []byte) (int, error) {
	c.reading.Lock()
	defer c.reading.Unlock()
	if err := c.patience(); err != nil {
		return 0, err
	}
	n, err := c.tcp.Read(b)
	c.g.mu.Lock()
	defer c.g.mu.Unlock()
	if c.closed {
		c.over(err)
		return 0, opError("read", "tcp", c.remote, net.ErrClosed)
	}
	c.heard(b[:n])
	return n, c.over(err)
}

// patience waits for power, and lets a stranger who says much at a time wait until there
// is room for it or it is his turn: a server keeps what it has heard until it can answer.
// Of one who will say no more the rest is taken at once, or it would not be known that he
// has gone.
func (c *Conn) patience() error {
	g := c.g
	for {
		g.mu.Lock()
		down := c.host.down
		if !down && c.held <= FreeOctets {
			g.mu.Unlock()
			return nil
		}
		wait, up := g.room.waits(c, time.Now())
		if up != nil {
			up.hurry()
		}
		wait = wait && !c.closed && !saidAll(c.tcp)
		due := c.due
		g.mu.Unlock()
		switch {
		case down:
			if err := c.host.awaitPower(); err != nil {
				return opError("read", "tcp", c.remote, net.ErrClosed)
			}
			continue
		case !wait:
			return nil
		case !due.IsZero() && time.Now().After(due):
			return opError("read", "tcp", c.remote, os.ErrDeadlineExceeded)
		}
		select {
		case <-g.quit:
			return opError("read", "tcp", c.remote, net.ErrClosed)
		case <-time.After(heldPause):
		}
	}
}

// tidy gives memory back to the system that strangers had filled: the runtime would keep
// it for minutes. Called with the lock held.
func (g *ground) tidy(much bool) {
	if much && !g.stopped {
		g.begin(debug.FreeOSMemory)
	}
}

// hurry lets the time be up until which a stranger's next words are waited for. Called
// with the lock held.
func (c *Conn) hurry() {
	if c.gone || c.closed {
		return
	}
	c.due, c.asked = time.Now(), time.Time{}
	c.tcp.SetReadDeadline(c.due)
}

// heard records what was read. Called with the lock held.
func (c *Conn) heard(b []byte) {
	if len(b) == 0 || c.gone {
		return
	}
	if c.peer == "" {
		c.g.room.hears(c, len(b))
	}
	if c.covered {
		c.arrived(b)
	} else {
		if c.peer == "" {
			c.g.add("", c.id, trace.DataSent{Offset: c.got, Data: c.g.rec.said(b)})
		}
		cause := 0
		if c.pair != nil {
			cause = c.pair.said[c.side(!c.ours)]
		}
		c.g.because(cause, c.host.name, c.id, trace.DataReceived{Offset: c.got, Len: len(b)})
	}
	c.got += len(b)
}

// left records ciphertext that leaves: of TCP's packets, which are the kernel's own
// affair, a trace of real sockets has those that a listener on the road would look at.
// Called with the lock held.
func (c *Conn) left(host string, offset int, b []byte) int {
	return c.g.add(host, c.id, trace.PacketSent{Flags: "PSH,ACK", Seq: uint32(1 + offset), Len: len(b), Records: c.g.road.Records(host, c.id, b)})
}

// arrived records ciphertext that comes. Called with the lock held.
func (c *Conn) arrived(b []byte) {
	if c.pair == nil {
		seq := c.left("", c.got, b)
		c.g.because(seq, c.host.name, c.id, trace.PacketReceived{Sent: seq})
		return
	}
	way := &c.pair.flying[c.side(!c.ours)]
	for len(*way) > 0 && (*way)[0].end <= c.got+len(b) {
		seq := (*way)[0].seq
		*way = (*way)[1:]
		c.g.because(seq, c.host.name, c.id, trace.PacketReceived{Sent: seq})
	}
}

// Overheard is told what a stranger said inside TLS, before it is recorded as
// received.
func (c *Conn) Overheard(offset int, b []byte) {
	if c.peer != "" {
		return
	}
	c.g.mu.Lock()
	defer c.g.mu.Unlock()
	c.g.add("", c.id, trace.DataSent{Offset: offset, Data: c.g.rec.said(b)})
}

// over records how a connection ended, if it did. Called with the lock held.
func (c *Conn) over(err error) error {
	switch {
	case err == nil:
	case err == io.EOF:
		if !c.ended && !c.lost {
			c.ended = true
			c.g.add(c.host.name, c.id, trace.ConnEnded{})
		}
	case errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE):
		c.fail()
		return opError("read", "tcp", c.remote, errReset)
	}
	return err
}

// fail records that the connection was lost. Called with the lock held.
func (c *Conn) fail() {
	if !c.lost && !c.closed && !c.ended {
		c.lost = true
		c.g.add(c.host.name, c.id, trace.ConnFailed{Reason: trace.FailReset})
	}
}

// Write says something.
func (c *Conn) Write(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	g := c.g
	g.mu.Lock()
	if c.host.down {
		g.mu.Unlock()
		if err := c.host.awaitPower(); err != nil {
			return 0, opError("write", "tcp", c.remote, net.ErrClosed)
		}
		g.mu.Lock()
	}
	if c.closed || c.lost {
		err := net.ErrClosed
		if c.lost {
			err = errReset
		}
		g.mu.Unlock()
		return 0, opError("write", "tcp", c.remote, err)
	}
	seq := 0
	if !c.covered {
		seq = g.add(c.host.name, c.id, trace.DataSent{Offset: c.sent, Data: g.rec.said(b)})
		if c.pair != nil {
			c.pair.said[c.side(c.ours)] = seq
		}
	} else if seq = c.left(c.host.name, c.sent, b); c.pair != nil {
		way := &c.pair.flying[c.side(c.ours)]
		*way = append(*way, flight{seq, c.sent + len(b)})
	}
	c.sent += len(b)
	g.tidy(g.room.answers(c))
	timed := c.timed
	wait := c.road(len(b))
	mute := c.mute
	waits := g.rec.later && (c.pair == nil || g.hosts[c.peer].away)
	g.mu.Unlock()
	if waits && !g.kept(seq) {
		return 0, opError("write", "tcp", c.remote, net.ErrClosed)
	}
	if wait > 0 {
		if err := c.host.Sleep(wait); err != nil {
			return 0, opError("write", "tcp", c.remote, net.ErrClosed)
		}
	}
	if mute {
		return len(b), nil
	}
	if !timed {
		c.tcp.SetWriteDeadline(time.Now().Add(writeTimeout))
	}
	n, err := c.tcp.Write(b)
	if err != nil {
		g.mu.Lock()
		err = c.over(err)
		g.mu.Unlock()
	}
	return n, err
}

// retransmission is what a lost packet costs (RFC 6298 section 2.1).
const retransmission = time.Second

// road is how long what is said takes on a road that faults have changed. Called with
// the lock held.
func (c *Conn) road(octets int) time.Duration {
	g := c.g
	if g.weather == nil || c.peer == "" {
		return 0
	}
	p := vnet.Passing{Packet: vnet.Packet{Flags: "PSH,ACK", Len: octets}, From: c.host.name, To: c.peer, Conn: c.id, Door: c.door}
	for wait := time.Duration(0); ; p.Try++ {
		road, lost := g.weather.Pass(p, vnet.Road{})
		switch {
		case lost == vnet.LostRoad && p.Try < vnet.MaxTries:
			wait += retransmission << p.Try
		case lost != "":
			c.mute = true
			return wait
		default:
			wait += road.Latency
			if road.Bandwidth > 0 {
				wait += time.Duration(int64(octets) * 8 * int64(time.Second) / road.Bandwidth)
			}
			return wait
		}
	}
}

// Close ends both directions. Last words arrive: what the other end is still saying
// is read and thrown away for a while, lest a reset overtake them.
func (c *Conn) Close() error {
	g := c.g
	g.mu.Lock()
	defer g.mu.Unlock()
	if c.closed {
		return nil
	}
	c.closed = true
	switch {
	case c.lost || g.stopped:
		c.release()
		return nil
	case !c.mute:
		g.add(c.host.name, c.id, trace.ConnClosed{})
		if c.ended {
			c.release()
			return nil
		}
		c.tcp.CloseWrite()
	}
	g.begin(c.linger)
	return nil
}

// Drain is Close.
func (c *Conn) Drain() error { return c.Close() }

// linger waits for the other end to have no more to say.
func (c *Conn) linger() {
	deadline := lingerTimeout
	if c.pair != nil {
		deadline = stopTimeout // it is one of ours, and will close
	}
	if !c.reading.TryLock() {
		c.tcp.SetReadDeadline(time.Unix(1, 0)) // whoever still reads is to leave first
		c.reading.Lock()
	}
	defer c.reading.Unlock()
	c.tcp.SetReadDeadline(time.Now().Add(deadline))
	var buf [512]byte // on a stack that need not grow for it
	total := 0
	for {
		n, err := c.tcp.Read(buf[:])
		total += n
		if err == nil && total < lingerOctets {
			continue
		}
		c.g.mu.Lock()
		if err == io.EOF {
			c.over(err)
		}
		c.release()
		c.g.mu.Unlock()
		return
	}
}

// Abort throws the connection away with a RST.
func (c *Conn) Abort() {
	c.g.mu.Lock()
	defer c.g.mu.Unlock()
	if !c.closed && !c.lost {
		c.closed = true
		c.g.add(c.host.name, c.id, trace.ConnClosed{Reset: true})
		c.tcp.SetLinger(0)
	}
	c.release()
}

// vanish is what a power failure does. Called with the lock held.
func (c *Conn) vanish() {
	if !c.lost && !c.closed {
		c.lost = true
		c.g.add(c.host.name, c.id, trace.ConnFailed{Reason: trace.FailReset})
	}
	c.tcp.SetLinger(0)
	c.release()
}

// shut is for the end of everything.
func (c *Conn) shut() { c.tcp.Close() }

// release gives back what the connection holds. Called with the lock held.
func (c *Conn) release() {
	if c.gone {
		return
	}
	c.gone = true
	c.g.tidy(c.g.room.answers(c))
	c.tcp.Close()
	delete(c.g.open, c)
	c.g.forget(c.id, c.host.name)
	c.g.road.Forget(c.host.name, c.id)
	if c.pair == nil {
		c.g.forgetHere(c.id, "")
		c.g.road.Forget("", c.id)
		if c.ours {
			c.g.own--
		} else {
			c.g.strangers--
		}
		return
	}
	if c.ours && c.g.dials[c.key] == c {
		delete(c.g.dials, c.key) // nobody accepted it
		c.pair.ends--
	}
	if c.pair.ends--; c.pair.ends == 0 {
		c.g.own--
	}
}

// Cover says that what comes is the outside of TLS: whoever is above tells of what is
// inside.
func (c *Conn) Cover() (sent, received int) {
	c.g.mu.Lock()
	defer c.g.mu.Unlock()
	c.covered = true
	return c.sent, c.got
}

// SetDeadline sets both deadlines. A stranger's may be a little later than asked for, so
// that not every line of a conversation moves a timer.
func (c *Conn) SetDeadline(t time.Time) error {
	g := c.g
	g.mu.Lock()
	if later := t.Sub(c.asked); !c.asked.IsZero() && later >= 0 && later <= deadlineGrain {
		g.mu.Unlock()
		return nil // what there is is as good
	}
	asked := t
	c.asked = time.Time{}
	t = g.instant(t, c.peer == "")
	if c.peer == "" && time.Until(t) > deadlineGrain {
		t = t.Add(deadlineGrain)
		c.asked = asked
	}
	c.timed, c.due = !t.IsZero(), t
	g.mu.Unlock()
	return c.tcp.SetDeadline(t)
}

// SetReadDeadline makes Read fail from t on.
func (c *Conn) SetReadDeadline(t time.Time) error {
	c.g.mu.Lock()
	t = c.g.instant(t, c.peer == "")
	c.asked, c.due = time.Time{}, t
	c.g.mu.Unlock()
	return c.tcp.SetReadDeadline(t)
}

// SetWriteDeadline makes Write fail from t on.
func (c *Conn) SetWriteDeadline(t time.Time) error {
	c.g.mu.Lock()
	t = c.g.instant(t, c.peer == "")
	c.asked, c.timed = time.Time{}, !t.IsZero()
	c.g.mu.Unlock()
	return c.tcp.SetWriteDeadline(t)
}

// instant turns an instant on the cast's clock into one on the system's. Some library
// reckons by the system's own clock instead; which one is meant is told by which is
// nearer, for nobody waits for months. Strangers live by the real clock: for them an
// hour is an hour. Called with the lock held.
func (g *ground) instant(t time.Time, stranger bool) time.Time {
	if t.IsZero() {
		return t
	}
	now := time.Now()
	theirs, ours := t.Sub(now), t.Sub(g.now())
	if theirs.Abs() < ours.Abs() {
		return t
	}
	if !stranger && ours > 0 {
		ours = g.patience(ours)
	}
	return now.Add(ours)
}
