// Package actor says what an actor of the journey stands on: the machine that
// the world gives it. The cast itself (mail client, submission server, relay,
// exchanger, mailbox store, name server, resolver) lives one package a role
// below this one.
//
// An actor is ordinary, blocking Go over net.Conn. It never knows whether its
// network is virtual or real, nor who watches: it speaks its protocol, and
// tells its machine the facts that no byte shows. It never looks at the wall
// clock, draws randomness of its own, starts a goroutine by itself or waits on
// a timer of package time; its Machine does all of that, so that a run is a
// function of scenario and seed.
package actor

import (
	"errors"
	"math/rand/v2"
	"net"
	"time"

	"posta/sim/trace"
)

// ErrStopped is returned by everything that waits once the run, or the machine's
// power, has ended. An actor that meets it returns.
var ErrStopped = errors.New("the machine was stopped")

// Machine is the computer on which an actor runs.
type Machine interface {
	// Name is the host's fully qualified name.
	Name() string

	// Now is the time on the machine's clock; virtual in a simulation.
	Now() time.Time

	// After starts a process that runs f once d has passed (at once for 0). Label
	// names it in reports about processes that panic or never end. A panic in f is
	// recorded and ends that process only. A process still to start when the
	// machine stops is dropped.
	//
	// One process per conversation is the rule: servers start one for each accepted
	// connection, relays one for each destination.
	After(d time.Duration, label string, f func())

	// Sleep returns after d, or ErrStopped.
	Sleep(d time.Duration) error

	// Dial opens a connection to an address "192.0.2.25:25" ("tcp" or "udp";
	// names are resolved by actors, not here) and waits at most timeout.
	// Time-outs are os.ErrDeadlineExceeded; refusal and no route are
	// syscall.ECONNREFUSED and syscall.EHOSTUNREACH, in a *net.OpError.
	Dial(network, address string, timeout time.Duration) (net.Conn, error)

	// Listen takes TCP connections on a port of every address of the machine.
	Listen(port uint16) (net.Listener, error)

	// ListenPacket takes UDP datagrams on a port of every address.
	ListenPacket(port uint16) (net.PacketConn, error)

	// Rand is a generator that depends only on the scenario's seed, the machine's
	// name and the label: the same label gives a new generator with the same numbers.
	Rand(label string) *rand.Rand

	// Keep gives the octets of a letter as the machine keeps them from now on, which may
	// be memory that it shares with others: neither they nor those given are to be changed
	// any more.
	Keep(letter []byte) []byte

	// Record adds a fact to the trace. Conn is the connection that it concerns
	// (as Dial or a listener gave it, or one that wraps it and has a
	// NetConn() net.Conn method), or nil.
	Record(conn net.Conn, fact trace.Fact)
}
