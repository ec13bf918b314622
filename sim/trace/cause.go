package trace

import "fmt"

// Code says why something failed, was refused or was not done, in one word that
// programs compare. The words for people are made from it, in their language.
type Code string

// The codes. What each of them tells besides is in the table below.
const (
	// The other side said so.
	CauseReply Code = "reply" // what it said is the whole reason

	// The connection.
	CauseConnectRefused     Code = "connect-refused"     // nothing listens there
	CauseConnectTimeout     Code = "connect-timeout"     // no answer in time
	CauseConnectUnreachable Code = "connect-unreachable" // no such address, or no road to it
	CauseConnectFailed      Code = "connect-failed"      // in some other way
	CauseReplyTimeout       Code = "reply-timeout"       // it did not answer in time
	CauseConnectionLost     Code = "connection-lost"     // in the middle of the conversation
	CauseNotSpoken          Code = "not-spoken"          // it does not speak the protocol as it should
	CauseNotOffered         Code = "not-offered"         // it lacks an extension that the message needs
	CauseAuthNotOffered     Code = "auth-not-offered"    // it offers no way to log in
	CauseTLSNotOffered      Code = "tls-not-offered"     // and nothing is said without it

	// The TLS handshake (RFC 8446), and the other side's certificate (RFC 5280, RFC 9525).
	CauseExpired          Code = "expired"
	CauseNotYetValid      Code = "not-yet-valid"
	CauseWrongName        Code = "wrong-name"
	CauseSelfSigned       Code = "self-signed"
	CauseUnknownAuthority Code = "unknown-authority"
	CauseBadCertificate   Code = "bad-certificate" // it cannot be read
	CauseAlert            Code = "alert"           // the other side gives up, and says why
	CauseNoTLS            Code = "no-tls"          // what came was no TLS
	CauseTLSTimeout       Code = "tls-timeout"
	CauseTLSLost          Code = "tls-lost"
	CauseTLSFailed        Code = "tls-failed"    // no agreement
	CauseDANE             Code = "dane-mismatch" // not the certificate that the domain's TLSA records name (RFC 7672)
	CauseSTSHost          Code = "mta-sts-host"  // a host that the domain's MTA-STS policy does not name (RFC 8461)

	// A look-up in the DNS (RFC 1034, RFC 1035, RFC 2308).
	CauseNoSuchDomain   Code = "no-such-domain" // NXDOMAIN
	CauseNoRecord       Code = "no-record"      // the name exists, with no record of that type
	CauseBadName        Code = "bad-name"       // this cannot be a domain's name
	CauseDNSTimeout     Code = "dns-timeout"
	CauseDNSNetwork     Code = "dns-network" // the server could not be reached
	CauseServFail       Code = "servfail"
	CauseDNSRefused     Code = "dns-refused"
	CauseRCode          Code = "rcode"     // another error of the server's
	CauseMalformed      Code = "malformed" // what came is no DNS message
	CauseLame           Code = "lame"      // the server does not know the zone that was given to it
	CauseNameLoop       Code = "name-loop"
	CauseDelegationLoop Code = "delegation-loop" // name servers whose addresses only they themselves could tell (RFC 9471 section 2.3)
	CauseLookupLimit    Code = "lookup-limit"
	CauseNoServer       Code = "no-server" // there is nobody to ask
	CauseBogus          Code = "bogus"     // the zone is signed, and the answer is not (RFC 4035)
	CauseLookup         Code = "lookup-failed"

	// Where a domain's mail goes (RFC 5321 section 5.1).
	CauseNullMX           Code = "null-mx"           // it takes no mail (RFC 7505)
	CauseNoRoute          Code = "no-route"          // it has no exchanger and no address
	CauseLeadsBack        Code = "leads-back"        // to this very host
	CauseNoAddress        Code = "no-address"        // its exchangers have none
	CauseNoAddressYet     Code = "no-address-yet"    // that of its exchangers is not known yet
	CauseExchangerUnknown Code = "exchanger-unknown" // the address of one of them could not be found out

	// The mailbox.
	CauseNoSuchUser Code = "no-such-user"
	CauseAliasLoop  Code = "alias-loop"        // it leads nowhere
	CauseForwarding Code = "forwarding-loop"   // the letter had been here before
	CauseTooBig     Code = "too-big"           // for the whole mailbox
	CauseOverQuota  Code = "over-quota"        // no room is left in it
	CauseDiskFull   Code = "disk-full"         // no room is left on the host
	CausePolicy     Code = "policy"            // one of the server's checks, which tells why itself
	CauseStore      Code = "store-failed"      // the mailbox store
	CauseNoFolder   Code = "no-such-folder"    // in the mailbox
	CauseRelay      Code = "relay-denied"      // another domain's, for a stranger
	CauseGreylisted Code = "greylisted"        // come again later (RFC 6647)
	CauseRateLimit  Code = "rate-limit"        // too many at a time
	CauseNothing    Code = "nothing-to-answer" // the device keeps no letter that fits
	CauseNotHere    Code = "not-on-device"     // nor does it keep one that fits what somebody wants to do
	CauseNoFile     Code = "no-such-file"      // nothing of that name is attached to the letter
	CauseStopped    Code = "stopped"           // the machine lost its power

	// Why an input could not be done.
	CauseNoConnection Code = "no-connection" // nobody has opened it, or it is nobody's to speak on
	CauseOpening      Code = "opening"       // it does not stand yet
	CauseClosed       Code = "closed"        // already
	CauseHandshake    Code = "handshake"     // TLS is being agreed upon on it
	CauseSecure       Code = "secure"        // TLS is there already
	CauseHostOff      Code = "host-off"
	CauseNoSeat       Code = "no-seat" // nobody has taken it
	CauseSeatTaken    Code = "seat-taken"
	CauseNoQuestion   Code = "no-question" // none that fits waits for an answer
	CauseNoAccount    Code = "no-account"  // nobody keeps it

	// Why a report is withheld.
	CauseNullSender Code = "null-sender" // the letter is itself a report (RFC 5321 section 6.1)
	CauseNotify     Code = "notify"      // the sender wanted none (RFC 3461 section 4.1)
	CauseTold       Code = "told"        // the sender is a program of the same host, and knows

	// What no code is for: the program's own words, in English.
	CauseOther Code = "other"
)

// Cause is why something failed, was refused or was not done, as data: one of the
// codes, and what it is about. The zero Cause says nothing.
type Cause struct {
	Code Code `json:"code"` // one of the codes below
	// Host is the other side.
	Host string `json:"host,omitempty"`
	// Address is the other side's IP address, and Port the door that was tried.
	Address string `json:"address,omitempty"`
	Port    uint16 `json:"port,omitempty"`
	// Name is the domain, mailbox, folder, protocol or extension in question.
	Name string `json:"name,omitempty"`
	// Said is what the other side said, as it said it.
	Said string `json:"said,omitempty"`
	// Suspended: nothing was tried, because something else had just failed so.
	Suspended bool `json:"suspended,omitempty"`
}

// arguments are what a cause may hold besides its code.
type arguments uint8

const (
	argHost arguments = 1 << iota
	argAddress
	argPort
	argName
	argSaid
)

// codes say which arguments each code has, and which of them it may lack.
var codes = []struct {
	code       Code
	has, lacks arguments
}{
	{CauseReply, argSaid | argHost, argHost},

	{CauseConnectRefused, argHost | argAddress | argPort, argAddress | argPort},
	{CauseConnectTimeout, argHost | argAddress | argPort, argAddress | argPort},
	{CauseConnectUnreachable, argHost | argAddress | argPort, argAddress | argPort},
	{CauseConnectFailed, argHost | argAddress | argPort, argAddress | argPort},
	{CauseReplyTimeout, argHost, 0},
	{CauseConnectionLost, argHost, 0},
	{CauseNotSpoken, argHost | argName, 0},
	{CauseNotOffered, argHost | argName, 0},
	{CauseAuthNotOffered, argHost, 0},
	{CauseTLSNotOffered, argHost, 0},

	{CauseExpired, argHost, argHost},
	{CauseNotYetValid, argHost, argHost},
	{CauseWrongName, argHost, argHost},
	{CauseSelfSigned, argHost, argHost},
	{CauseUnknownAuthority, argHost, argHost},
	{CauseBadCertificate, argHost, argHost},
	{CauseAlert, argHost | argSaid, argHost},
	{CauseNoTLS, argHost, argHost},
	{CauseTLSTimeout, argHost, argHost},
	{CauseTLSLost, argHost, argHost},
	{CauseTLSFailed, argHost, argHost},
	{CauseDANE, argHost, argHost},
	{CauseSTSHost, argHost, 0},

	{CauseNoSuchDomain, argName, 0},
	{CauseNoRecord, argName, 0},
	{CauseBadName, argName, 0},
	{CauseDNSTimeout, argName, 0},
	{CauseDNSNetwork, argName, 0},
	{CauseServFail, argName, 0},
	{CauseDNSRefused, argName, 0},
	{CauseRCode, argName, 0},
	{CauseMalformed, argName, 0},
	{CauseLame, argName, 0},
	{CauseNameLoop, argName, 0},
	{CauseDelegationLoop, argName, 0},
	{CauseLookupLimit, argName, 0},
	{CauseNoServer, argName, 0},
	{CauseBogus, argName, 0},
	{CauseLookup, argName, 0},

	{CauseNullMX, argName, 0},
	{CauseNoRoute, argName, 0},
	{CauseLeadsBack, argName, 0},
	{CauseNoAddress, argName, 0},
	{CauseNoAddressYet, argName, 0},
	{CauseExchangerUnknown, argName, 0},

	{CauseNoSuchUser, argName, 0},
	{CauseAliasLoop, argName, 0},
	{CauseForwarding, argName, 0},
	{CauseTooBig, argName, 0},
	{CauseOverQuota, argName, 0},
	{CauseDiskFull, 0, 0},
	{CausePolicy, 0, 0},
	{CauseStore, 0, 0},
	{CauseNoFolder, argName, 0},
	{CauseRelay, argName, 0},
	{CauseGreylisted, 0, 0},
	{CauseRateLimit, 0, 0},
	{CauseNothing, 0, 0},
	{CauseNotHere, 0, 0},
	{CauseNoFile, argName, 0},
	{CauseStopped, 0, 0},

	{CauseNoConnection, 0, 0},
	{CauseOpening, 0, 0},
	{CauseClosed, 0, 0},
	{CauseHandshake, 0, 0},
	{CauseSecure, 0, 0},
	{CauseHostOff, argHost, 0},
	{CauseNoSeat, argHost, 0},
	{CauseSeatTaken, argHost, 0},
	{CauseNoQuestion, argHost, 0},
	{CauseNoAccount, argName, 0},

	{CauseNullSender, 0, 0},
	{CauseNotify, 0, 0},
	{CauseTold, 0, 0},

	{CauseOther, argSaid, 0},
}

var argumentsOf = func() map[Code][2]arguments {
	m := map[Code][2]arguments{}
	for _, c := range codes {
		m[c.code] = [2]arguments{c.has, c.lacks}
	}
	return m
}()

// Codes lists every code, in the order in which they are documented.
func Codes() []Code {
	list := make([]Code, len(codes))
	for i, c := range codes {
		list[i] = c.code
	}
	return list
}

// IsZero says that there is no cause.
func (c Cause) IsZero() bool { return c == Cause{} }

// Said is what the other side said, as a cause: nothing where it said nothing.
func Said(reply string) Cause {
	if reply == "" {
		return Cause{}
	}
	return Cause{Code: CauseReply, Said: reply}
}

// Answered says whether the cause is what the other side said, not its silence.
func (c Cause) Answered() bool { return c.Code == CauseReply }

// Unanswered says whether a question to the DNS got no answer that is good for anything.
func (c Cause) Unanswered() bool {
	switch c.Code {
	case CauseDNSTimeout, CauseDNSNetwork, CauseServFail, CauseDNSRefused, CauseRCode, CauseMalformed, CauseLame, CauseNameLoop,
		CauseDelegationLoop, CauseLookupLimit, CauseNoServer, CauseBogus, CauseLookup:
		return true
	}
	return false
}

func (c Cause) arguments() arguments {
	var a arguments
	for _, x := range []struct {
		arg arguments
		set bool
	}{{argHost, c.Host != ""}, {argAddress, c.Address != ""}, {argPort, c.Port != 0}, {argName, c.Name != ""}, {argSaid, c.Said != ""}} {
		if x.set {
			a |= x.arg
		}
	}
	return a
}

// Check says what is wrong with a cause: a code that nobody knows, an argument that
// its code lacks or has none of.
func (c Cause) Check() error {
	if c.IsZero() {
		return nil
	}
	args, ok := argumentsOf[c.Code]
	switch is := c.arguments(); {
	case !ok:
		return fmt.Errorf("%w: there is no cause %q", ErrFormat, c.Code)
	case is&^args[0] != 0:
		return fmt.Errorf("%w: a cause %s has more than it tells: %+v", ErrFormat, c.Code, c)
	case args[0]&^args[1]&^is != 0:
		return fmt.Errorf("%w: a cause %s lacks what it is about: %+v", ErrFormat, c.Code, c)
	}
	return nil
}

// Example is a cause with everything that its code may have, for whoever makes words
// of causes to try them on.
func Example(code Code) Cause {
	c := Cause{Code: code}
	has := argumentsOf[code][0]
	if has&argHost != 0 {
		c.Host = "mail.beta.test"
	}
	if has&argAddress != 0 {
		c.Address = "198.51.100.25"
	}
	if has&argPort != 0 {
		c.Port = 25
	}
	if has&argName != 0 {
		c.Name = "beta.test"
	}
	if has&argSaid != 0 {
		c.Said = "550 5.1.1 No such user here"
	}
	return c
}
