package relay

import (
	"crypto/tls"
	"net/netip"
	"time"

	"posta/sim/actor/directory"
	"posta/sim/actor/secure"
	"posta/sim/actor/transport"
	"posta/sim/dns"
	"posta/sim/lang"
	"posta/sim/mail"
)

// Limits of one attempt and one queue.
const (
	// MaxHosts is how many addresses one attempt tries at most; RFC 5321 section
	// 5.1 asks for at least two.
	MaxHosts = 20
	// MaxTransaction is how many recipients go into one transaction: what every
	// server must take (RFC 5321 section 4.5.3.1.8).
	MaxTransaction = 100
	// MaxReuse is how many messages one connection carries.
	MaxReuse = 100
	// ConnectTimeout is how long a connection may take to open. RFC 5321 names no
	// figure; this is Postfix's.
	ConnectTimeout = 30 * time.Second
	// MaxReplyText is how much of a stranger's reply is kept for facts and reports,
	// in octets.
	MaxReplyText = 1000
)

// Retry says how lines wait (RFC 5321 section 4.5.4.1).
type Retry struct {
	First       time.Duration // after the first failure
	Factor      float64       // each wait is this many times the one before
	Max         time.Duration // no wait is longer
	Lifetime    time.Duration // then a message is given up
	ReportAfter time.Duration // then its sender is told of the delay; 0: never
	Jitter      float64       // each wait varies by this fraction either way
	MaxTries    int           // attempts at one line; 0: as many as the lifetime allows
}

// Config is a queue's configuration.
type Config struct {
	// HELO is what the host calls itself; empty: its name.
	HELO string
	// Names and Addrs are what the host may be called in MX records: its own entry
	// there ends the list (RFC 5321 section 5.1).
	Names []string
	Addrs []netip.Addr

	Directory *directory.Directory
	Mailboxes Mailboxes
	Resolver  Resolver

	// Elsewhere gives where the mail of a mailbox goes now, instead of where its directory
	// entry says; nil, and an empty list: it is as the entry says.
	Elsewhere func(mailbox mail.Address) []mail.Address

	// Pass gives a letter that is sent on, to its owner's other address or to a list's
	// members, the reverse-path and the form in which it leaves; nil: it goes as it came.
	Pass func(Passage) (mail.Address, []byte)

	// Epoch is the instant from which facts count (the trace's Header.Start).
	Epoch time.Time
	Retry Retry
	// Concurrency is how many deliveries to one destination run at once; 0: one.
	Concurrency int
	// Pause is the least time between the beginnings of two transactions with one
	// destination; 0: none.
	Pause time.Duration
	// Pacing is how it gives way to destinations that say that it comes too fast; nil: what is put off waits, and the rest
	// goes on as before.
	Pacing *Pacing
	// Verbatim sends letters with their CR and LF as they came.
	Verbatim bool
	// Linger is how long a connection stays open for the next letter (RFC 5321 section 4.5.3.2 lets the server wait for five
	// minutes); 0: there is none, and it says QUIT.
	Linger time.Duration
	// Port of other exchangers; 0: 25.
	Port uint16
	// TLS is what the relay makes of it with other exchangers, and Trust gives the
	// configuration to speak with one of them; nil: it speaks in the clear.
	TLS   secure.Policy
	Trust func(host string) *tls.Config
	// Guard finds out what the way to a domain demands; nil: nothing is asked.
	Guard *transport.Guard
	// Language of the person behind an address, for reports; nil: English.
	Language func(mail.Address) lang.Lang
	// Nearly says how full a mailbox has become, in percent, where its owner is to be told
	// because so many octets have been put there; 0, or no Nearly: nobody is told.
	Nearly func(to mail.Address, octets int64) int
}

// Mailboxes is the store that local recipients' mail goes into.
type Mailboxes interface {
	// Deliver puts a message into a mailbox. An error with a method SMTP() (code int,
	// enhanced [3]int, text string) speaks for itself; one that is mailbox.ErrNoAccount
	// or mailbox.ErrTooBig is final; any other is temporary.
	Deliver(d Delivery) error
}

// Passage is a letter that is sent on.
type Passage struct {
	Queue  string         // its name here from now on
	Sender mail.Address   // reverse-path, as it came
	At     mail.Address   // whose mail it was: a mailbox's, or a list's
	To     []mail.Address // to whom it is sent on
	Data   []byte
}

// Delivery is a message on the doorstep of one mailbox.
type Delivery struct {
	Queue  string       // the message's name here
	Sender mail.Address // reverse-path
	To     mail.Address // the mailbox
	Folder string       // where the server's checks want it filed; "": INBOX
	Create bool         // and make the folder if it is missing
	Flags  []string     // that the message is to bear there
	// Original is the recipient as it stood on the envelope, which may have a detail
	// that the mailbox's address lacks (RFC 5233).
	Original mail.Address
	Data     []byte
}

// Resolver finds where mail goes; *dns.Resolver is one. Errors are *dns.Error.
type Resolver interface {
	// LookupMail finds the exchangers of a domain, best first.
	LookupMail(domain string) (dns.Route, error)
	// LookupAddrs finds the addresses of a host.
	LookupAddrs(host string) ([]netip.Addr, error)
}
