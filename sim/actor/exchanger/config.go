package exchanger

import (
	"net"
	"net/netip"
	"time"

	"posta/sim/actor/directory"
	"posta/sim/actor/relay"
	"posta/sim/actor/secure"
	"posta/sim/mail"
	"posta/sim/policy"
	"posta/sim/smtp"
)

// Limits that hold where Config names no others.
const (
	// MaxHops is how many postmarks a message may carry (RFC 5321 section 6.3: at
	// least 100).
	MaxHops = 100
	// MaxConnections is how many clients are served at once.
	MaxConnections = 1000
	// AcceptPause is how long a listener that failed is left alone.
	AcceptPause = time.Second
)

// Config is what one SMTP server of a host does.
type Config struct {
	// Port that it listens on; 0: 25.
	Port uint16
	// Protocol is how it speaks; Domain (empty: the machine's name), Backend, Now
	// and RequireAuth are filled in.
	Protocol smtp.Server

	Directory *directory.Directory
	Queue     *relay.Queue
	// Takes says for which domains it takes mail from strangers; nil: for all that the
	// directory knows.
	Takes func(domain string) bool
	// Room says whether a mailbox has room for so many octets; nil: always. Only
	// mailboxes that lie on this host are asked about.
	Room func(to mail.Address, octets int64) bool
	// Limit is the largest letter that a mailbox could ever hold, empty as it may be; 0,
	// or no Limit: any.
	Limit func(to mail.Address) int64
	// Users checks passwords and, where bearer says so, access tokens: nil for yes,
	// [mailbox.ErrCredentials], or [mailbox.ErrNeedsKey]. A nil Users: nobody can authenticate.
	Users func(user, secret string, bearer bool) error
	// Tokens: OAUTHBEARER is offered.
	Tokens bool
	// Reverse is the name that an address resolves to, for postmarks; nil: unknown.
	Reverse func(netip.Addr) string

	// TLS is how the port holds it with TLS; the zero value: none.
	TLS secure.Offer

	// OpenRelay takes anything from anybody to anybody.
	OpenRelay bool
	// RequireAuth takes nothing from those who have not said who they are.
	RequireAuth bool
	// Sender may refuse a reverse-path to a user ("" for strangers); nil: never.
	Sender func(user string, from mail.Address) smtp.Reply
	// Policy is what the server checks before it says yes; nil: nothing.
	Policy *policy.Policy
	// Sent is given what a user has handed in and the server has taken, before it goes on its way; nil: nobody is.
	Sent func(user, queue string, data []byte)
	// Prepare may mend a message before its postmark is put on; nil: it stays.
	Prepare func(queue string, data []byte) []byte

	MaxHops        int   // postmarks; 0: MaxHops
	MaxConnections int   // 0: MaxConnections
	MaxQueue       int64 // octets that may lie in the queue; 0: no limit

	// Wrap puts something between the protocol and this server for one connection:
	// a scenario's faults; nil: nothing. A Session of its own that is an
	// smtp.Interceptor asks the one behind it for what it does not take itself.
	Wrap func(net.Conn, smtp.Backend) smtp.Backend
}
