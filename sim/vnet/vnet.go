// Package vnet is a network in virtual time: hosts with addresses, roads between
// them with latency, bandwidth and loss, TCP-like connections and UDP, as
// net.Conn, net.Listener and net.PacketConn. A letter's every byte crosses it.
//
// Connections behave as RFC 9293's do where a program or a student could tell:
// a three-way handshake, segments of at most an MSS, retransmission with
// doubling waits (RFC 6298), refusal by RST, half-close by FIN, silence from a
// host that is down. Congestion control and pure acknowledgements in
// mid-stream are left out: the network itself knows what was lost.
//
// Writes never block and are sent when every process waits, so that what a
// program says at one instant leaves as one segment (or several, past the MSS).
// It knows no mail, no names and no wall clock; a Tap is told of all that
// happens at a host's boundary.
package vnet

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"syscall"
	"time"

	"posta/sim/kernel"
)

// Sizes and times of the virtual network.
const (
	// DefaultMSS is Ethernet's 1500 octets less IPv4's and TCP's headers.
	DefaultMSS = 1460
	// headerOctets is what IP and TCP or UDP add to a payload on the road.
	headerOctets = 40
	// InitialRTO is the first wait for an acknowledgement (RFC 6298 section 2.1).
	InitialRTO = time.Second
	// MaxTries is how often a segment is sent before the connection is given up.
	MaxTries = 7
	// MaxDatagram is the largest UDP payload over IPv4.
	MaxDatagram = 65507
	// MaxUnsent bounds what a program may write to a connection at one instant, in
	// octets.
	MaxUnsent = 128 << 20
	// firstPort begins the dynamic range (RFC 6335 section 6).
	firstPort, lastPort = 49152, 65535
)

// Road is what lies between two hosts, in each direction.
type Road struct {
	Latency   time.Duration // one way
	Jitter    time.Duration // at most this much is added to Latency
	Bandwidth int64         // bit/s; 0 is without limit
	Loss      float64       // probability that a packet is lost, 0 to 1
	MSS       int           // octets; 0 is DefaultMSS
}

// Packet is what a Tap is told of one.
type Packet struct {
	Flags    string // "SYN", "SYN,ACK", "ACK", "PSH,ACK", "FIN,ACK", "RST", "UDP"
	Seq, Ack uint32 // relative to the initial sequence numbers
	Len      int    // octets of payload
	Try      int    // 0, then 1 for the first retransmission
	Covered  []byte // the payload, where the sender covered it (see Conn.Cover)
}

// Tap is told, with the kernel's lock held, what happens at a host's boundary.
// PacketSent returns a mark by which the same packet's arrival or loss is told.
type Tap interface {
	Opening(host string, conn int, network string, local, remote netip.AddrPort, peer string)
	Accepted(host string, conn int, network string, local, remote netip.AddrPort, peer string)
	Established(host string, conn int)
	Failed(host string, conn int, err error)
	Closed(host string, conn int, reset bool)
	Ended(host string, conn int)
	DataSent(host string, conn, offset int, data []byte)
	DataReceived(host string, conn, offset, n int)
	// Passed: a host begins to pass on what is covered, from the connection Inside, which the client
	// opened, to the server on Conn (see Conn.PassOn).
	Passed(host string, conn, inside int, client, server string)
	PacketSent(host string, conn int, p Packet) int
	PacketReceived(host string, conn, mark int)
	PacketLost(host string, conn, mark int, why string)
}

// Why a packet was lost.
const (
	LostRoad    = "loss"
	LostDown    = "down"
	LostSilence = "silence" // a Weather swallows it
)

// Passing is one packet about to leave a host, as a Weather sees it.
type Passing struct {
	Packet
	From, To string // hosts
	Conn     int
	Door     Door
}

// Door is the port that a conversation was begun with, and the host that has it.
type Door struct {
	Network string // "tcp" or "udp"
	Server  string
	Port    uint16
}

// Weather is what a scenario makes of roads and doors besides what they are: the
// network asks it about every packet and every newcomer, with the kernel's lock
// held. Whatever it draws lots with is its own, so that what it leaves alone goes
// on as if it were not there.
type Weather interface {
	// Pass gives the road as it is for this packet, and why it is lost, or "".
	Pass(p Passing, road Road) (Road, string)
	// Refuses tells whether a door is shut to a client: RST, or "port unreachable".
	Refuses(d Door, client string, conn int) bool
}

// Diverter is a Weather in which somebody on a road takes calls that are meant for others.
type Diverter interface {
	// Divert names the host to which a client's call of a door comes instead; "": to the one
	// that is meant.
	Divert(d Door, client string) string
}

// Network is all hosts and roads of one run.
type Network struct {
	k      *kernel.Kernel
	tap    Tap
	rand   func(label string) *rand.Rand
	road   Road
	hosts  map[netip.Addr]*Host
	byName map[string]*Host
	roads  map[[2]*Host]*way
	conns  int
	open   int
	max    int
	dirty  []flusher
	spare  []flusher
	// underway counts the octets that programs wrote to connections and others have not
	// yet read.
	underway int64

	weather Weather
}

// flusher is a connection end or a UDP socket with something to send.
type flusher interface {
	order() int
	flush()
}

// way is one direction of a road.
type way struct {
	Road
	free time.Duration // when the last packet has left
	rng  *rand.Rand
}

// New makes a network without hosts. Rand gives a generator that depends only on
// the run's seed and the label; road is what lies between hosts unless Connect
// says otherwise; maxConns limits the connections that are open at once (0: no
// limit). Called while the kernel boots, inside the bubble.
func New(k *kernel.Kernel, tap Tap, rand func(label string) *rand.Rand, road Road, maxConns int) *Network {
	n := &Network{
		k: k, tap: tap, rand: rand, road: road, max: maxConns,
		hosts: map[netip.Addr]*Host{}, byName: map[string]*Host{}, roads: map[[2]*Host]*way{},
	}
	k.OnSettle(n.flush)
	return n
}

// SetWeather lets w change roads and doors. Called while the kernel boots.
func (n *Network) SetWeather(w Weather) { n.weather = w }

// Underway is how many octets have been written to connections and not yet read.
// Called with the lock held.
func (n *Network) Underway() int64 { return n.underway }

func (n *Network) refuses(d Door, client *Host, conn int) bool {
	return n.weather != nil && n.weather.Refuses(d, client.name, conn)
}

// flush sends what processes wrote since the last delivery, in the order of the
// connections' numbers.
func (n *Network) flush() bool {
	if len(n.dirty) == 0 {
		return false
	}
	work := n.dirty
	n.dirty = n.spare[:0]
	if len(work) > 1 {
		slices.SortStableFunc(work, func(a, b flusher) int { return a.order() - b.order() })
	}
	for i, f := range work {
		f.flush()
		work[i] = nil
	}
	n.spare = work[:0]
	return true
}

// Host is a machine on the network.
type Host struct {
	n         *Network
	name      string
	num       int
	addrs     []netip.Addr
	hold      *kernel.Hold // on while the host is off
	nextPort  uint16
	listeners map[uint16]*Listener
	sockets   map[uint16]*PacketConn
	ends      map[int]*Conn
	dgrams    map[[2]netip.AddrPort]int // numbers of UDP "connections" that it opened
	// deferred are processes that were to start while the host was down.
	deferred []func()
}

// AddHost adds a machine. Called while the kernel boots.
func (n *Network) AddHost(name string, addrs ...netip.Addr) (*Host, error) {
	if n.byName[name] != nil {
		return nil, fmt.Errorf("adding host %s to the network: there is one of that name", name)
	}
	for _, a := range addrs {
		if other := n.hosts[a]; other != nil {
			return nil, fmt.Errorf("adding host %s to the network: %s has the address %s", name, other.name, a)
		}
	}
	h := &Host{
		n: n, name: name, num: len(n.byName) + 1, addrs: addrs, nextPort: firstPort,
		listeners: map[uint16]*Listener{}, sockets: map[uint16]*PacketConn{}, ends: map[int]*Conn{},
		dgrams: map[[2]netip.AddrPort]int{},
	}
	h.hold = n.k.NewHold(-h.num)
	n.byName[name] = h
	for _, a := range addrs {
		n.hosts[a] = h
	}
	return h, nil
}

// Connect sets what lies between two hosts, both ways.
func (n *Network) Connect(a, b *Host, road Road) {
	n.way(a, b).Road = road
	n.way(b, a).Road = road
}

func (n *Network) way(from, to *Host) *way {
	key := [2]*Host{from, to}
	w := n.roads[key]
	if w == nil {
		w = &way{Road: n.road}
		n.roads[key] = w
	}
	return w
}

func (n *Network) mss(from, to *Host) int {
	if m := n.way(from, to).MSS; m > 0 {
		return m
	}
	return DefaultMSS
}

// flight is a packet on its way, with the timer of its arrival.
type flight struct {
	kernel.Timer
	n     *Network
	to    *Host
	conn  int
	mark  int
	drop  string // why it will be lost, if it will
	cargo cargo
}

// cargo is what a flight is about. One of its methods is called, with the lock held.
type cargo interface {
	arrive() // it comes to a host that is up
	lost()   // it does not
}

// transmit sends a packet: f is its cargo's own.
func (n *Network) transmit(f *flight, c cargo, from, to *Host, conn int, door Door, p Packet) {
	f.n, f.to, f.conn, f.cargo = n, to, conn, c
	f.mark = n.tap.PacketSent(from.name, conn, p)
	if from.hold.On() {
		n.tap.PacketLost(from.name, conn, f.mark, LostDown)
		c.lost()
		return
	}
	w := n.way(from, to)
	road := w.Road
	if n.weather != nil {
		road, f.drop = n.weather.Pass(Passing{Packet: p, From: from.name, To: to.name, Conn: conn, Door: door}, road)
	}
	at := max(n.k.Elapsed(), w.free)
	if road.Bandwidth > 0 {
		at += time.Duration(int64(p.Len+headerOctets) * 8 * int64(time.Second) / road.Bandwidth)
	}
	w.free = at
	at += road.Latency
	if w.Loss > 0 || w.Jitter > 0 {
		if w.rng == nil {
			w.rng = n.rand("road " + from.name + " " + to.name)
		}
		if w.rng.Float64() < w.Loss && f.drop == "" {
			f.drop = LostRoad
		}
		if w.Jitter > 0 {
			at += time.Duration(w.rng.Int64N(int64(w.Jitter) + 1))
		}
	}
	n.k.PostEvent(&f.Timer, at, conn, f)
}

// Happen is the end of the packet's way.
func (f *flight) Happen() {
	tap, to := f.n.tap, f.to.name
	switch {
	case f.drop != "":
		tap.PacketLost(to, f.conn, f.mark, f.drop)
		f.cargo.lost()
	case f.to.hold.On():
		tap.PacketLost(to, f.conn, f.mark, LostDown)
		f.cargo.lost()
	default:
		tap.PacketReceived(to, f.conn, f.mark)
		f.cargo.arrive()
	}
}

// Name is the host's name.
func (h *Host) Name() string { return h.name }

// Go starts a process on the host after d; one that comes due while the host is
// down starts when it is up again. Called with the lock held.
func (h *Host) Go(d time.Duration, label string, f func()) {
	k := h.n.k
	at := k.Elapsed() + max(d, 0)
	k.Post(at, -h.num, func() { h.start(label, f) })
}

func (h *Host) start(label string, f func()) {
	if h.hold.On() {
		h.deferred = append(h.deferred, func() { h.start(label, f) })
		return
	}
	k := h.n.k
	k.Post(k.Elapsed(), -h.num, func() {
		if h.hold.On() { // at this very instant
			h.start(label, f)
			return
		}
		k.Begin(h.name+": "+label, f)
	})
}

// Sleep blocks the calling process of this host until d has passed and the host
// is on.
func (h *Host) Sleep(d time.Duration) error { return h.n.k.Sleep(d, -h.num, h.hold) }

// Down tells whether the host is off. Called with the lock held.
func (h *Host) Down() bool { return h.hold.On() }

// Waiting tells whether the host is off and something on it would go on if it
// were not. Called with the lock held.
func (h *Host) Waiting() bool { return h.hold.On() && (len(h.deferred) > 0 || h.hold.Waiting()) }

// SetDown turns the host off or on. Its connections are lost without a word, as
// when the power fails, and its processes stand still: what is on its disks is
// there when the power is back, and they go on from where they were, to find
// their connections lost and their waits over. What listens on it listens again.
// Called with the lock held.
func (h *Host) SetDown(down bool) {
	if h.hold.On() == down {
		return
	}
	h.hold.Set(down)
	if down {
		ids := make([]int, 0, len(h.ends))
		for id := range h.ends {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		for _, id := range ids {
			h.ends[id].vanish()
		}
		return
	}
	work := h.deferred
	h.deferred = nil
	for _, f := range work {
		f()
	}
}

// port gives the next free port of the dynamic range.
func (h *Host) port() uint16 {
	for {
		p := h.nextPort
		if h.nextPort == lastPort {
			h.nextPort = firstPort
		} else {
			h.nextPort++
		}
		if h.listeners[p] == nil && h.sockets[p] == nil {
			return p
		}
	}
}

// source picks the host's own address of the same family as the remote one.
func (h *Host) source(remote netip.Addr) (netip.Addr, bool) {
	for _, a := range h.addrs {
		if a.Is4() == remote.Is4() {
			return a, true
		}
	}
	return netip.Addr{}, false
}

func opError(op, network string, local, remote netip.AddrPort, err error) error {
	e := &net.OpError{Op: op, Net: network, Err: err}
	if local.IsValid() {
		e.Source = addrOf(network, local)
	}
	if remote.IsValid() {
		e.Addr = addrOf(network, remote)
	}
	return e
}

func addrOf(network string, a netip.AddrPort) net.Addr {
	if network == "udp" {
		return net.UDPAddrFromAddrPort(a)
	}
	return net.TCPAddrFromAddrPort(a)
}

// Errors that programs meet: errors.Is finds a real network's in them.
var (
	errRefused     error = &netError{syscall.ECONNREFUSED, "connection refused"}
	errUnreachable error = &netError{syscall.EHOSTUNREACH, "no route to host"}
	errReset       error = &netError{syscall.ECONNRESET, "connection reset by peer"}
	errTimeout     error = &netError{syscall.ETIMEDOUT, "connection timed out"}
	errTooLong     error = &netError{syscall.EMSGSIZE, "message too long"}
	errNoBuffers   error = &netError{syscall.ENOBUFS, "no buffer space available"}
	errTooMany           = errors.New("too many open connections in the scenario")
)

// netError is a system's error in the same words on every system: what a program says
// of it may end up in the trace.
type netError struct {
	errno syscall.Errno
	text  string
}

func (e *netError) Error() string { return e.text }

// Unwrap is the system's own.
func (e *netError) Unwrap() error   { return e.errno }
func (e *netError) Timeout() bool   { return e.errno.Timeout() }
func (e *netError) Temporary() bool { return e.errno.Temporary() }
