package live

import "time"

// Limits on what strangers can make the cast keep or wait for.
const (
	// MaxConns is how many TCP connections of strangers are open at once; who comes
	// later is sent away unheard. Servers have limits of their own, and say so.
	MaxConns = 4096
	// MaxFacts and MaxFactBytes bound the trace in memory. Past either it goes on in a file of MaxSpill bytes at most, where
	// there may be one; what finds no room is missed, and said to be.
	MaxFacts     = 1 << 20
	MaxFactBytes = 256 << 20
	MaxSpill     = 16 << 30
	// FreeOctets is how much a stranger may say before the server answers, whatever
	// the others do; beyond it all strangers share MaxHeld, and go on one after the
	// other when there is no more room.
	FreeOctets = 256 << 10
	MaxHeld    = 256 << 20
	// muchHeld is from how many octets on their memory is given back at once.
	muchHeld = 32 << 20
	// MaxTalkers is how many strangers' UDP addresses are known by number; when there
	// are more, all are forgotten.
	MaxTalkers = 4096
	// MaxMailbox is the quota of a mailbox for which the scenario names none, in
	// octets; MaxQueue is how much may wait in the queue of one host.
	MaxMailbox = 64 << 20
	MaxQueue   = 64 << 20
)

// maxSpare is how many goroutines without work are kept.
const maxSpare = 64

// Real times, whatever the clock of the scenario does.
const (
	// writeTimeout is how long a peer may refuse to read, where the server set no
	// deadline.
	writeTimeout = time.Minute
	// lingerTimeout and lingerOctets bound what is thrown away after a connection was
	// closed, so that last words arrive before a reset could overtake them.
	lingerTimeout = time.Second
	lingerOctets  = 1 << 20
	// leastDeadline is the shortest wait between two of the cast: a fast clock is no
	// reason to lose patience with a busy machine.
	leastDeadline = 2 * time.Second
	// stopTimeout is how long processes may take to end.
	stopTimeout = 5 * time.Second
	// look is how often it is asked whether all has come to rest.
	look = 2 * time.Millisecond
	// deadlineGrain is how much longer than asked for a stranger may be waited for.
	deadlineGrain = time.Second
	// heldPause is how often a stranger looks whether there is room for him.
	heldPause = 20 * time.Millisecond
	// turnSilence is how long the first of those who wait for room may say nothing, and
	// turnLength how long he may take in all, while others wait.
	turnSilence = 5 * time.Second
	turnLength  = time.Minute
	// acceptPause is how long a listener that failed is left alone.
	acceptPause = 100 * time.Millisecond
)
