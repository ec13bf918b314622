package scenario

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"posta/sim/form"
	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/sieve"
)

// Scenario is a whole little world and what happens in it, with every default filled in and every name resolved to the
// thing it names. It holds ordered slices and no maps, so that whoever walks it walks it in the same order every time. It
// is not to be changed once Parse has returned it; several runs may share one.
type Scenario struct {
	Name    string      // slug: the file's name without its folder and extension
	Version int         // of the format; 1
	Title   lang.Text   // one line
	Summary lang.Text   // what one will see
	Chapter string      // slug of the curriculum's chapter, or ""
	Goals   []lang.Text // what the lesson shows
	Ends    []lang.Text // what one can now say

	Lang      lang.Lang // of letters that are written in several, and of reports: see In
	LangFixed bool      // the file says it

	Start time.Time // the virtual clock's first instant, in the scenario's own zone (UTCOffset)
	Seed  uint64    // of everything random

	UTCOffset time.Duration // east of UTC; dates in messages carry it

	Network Network   // what a road is like when no link says otherwise
	DNS     DNS       // how names are answered
	Domains []*Domain // in the file's order
	Hosts   []*Host   // servers: domain by domain in the file's order, then the shared name servers
	Users   []*User   // domain by domain
	Devices []*Device // what people hold in their hands; each is on the network too
	Links   []*Link   // only the roads that differ from Network
	Faults  []*Fault  // what goes wrong, in the file's order

	Script []*Action
	Expect []*Expectation
	Record Record // how much of the run is recorded
	Limits Limits

	Source   []byte        // the YAML as it was read
	Warnings form.Problems // what it says that breaks in the real world
}

// Network says what the road between any two hosts is like.
type Network struct {
	Latency   time.Duration // one way
	Jitter    time.Duration // at most this much is added to Latency, by the seed
	Bandwidth int64         // bits per second; 0 is not allowed
	Loss      float64       // probability that a packet is lost, 0 to 1
	MSS       int           // octets of payload in a TCP segment at most
}

// Link is a road that differs from the others, the same in both directions.
type Link struct {
	A, B Endpoint
	Network
}

// Endpoint is either end of a road: a server or a device, never both.
type Endpoint struct {
	Host   *Host
	Device *Device
}

// Name gives the endpoint's name on the network, unique in the scenario; "" for the zero Endpoint.
func (e Endpoint) Name() string {
	switch {
	case e.Host != nil:
		return e.Host.Name
	case e.Device != nil:
		return e.Device.Name
	}
	return ""
}

// Addrs gives the endpoint's addresses.
func (e Endpoint) Addrs() []netip.Addr {
	switch {
	case e.Host != nil:
		return e.Host.Addrs
	case e.Device != nil:
		return e.Device.Addrs
	}
	return nil
}

// DNSStyle says how much of the tree of names is on the stage.
type DNSStyle string

const (
	DNSDirectory DNSStyle = "directory" // one server answers for every zone
	DNSFull      DNSStyle = "full"      // a resolver walks from the root to the domain's own server
)

// DNS says how names are answered.
type DNS struct {
	Style    DNSStyle
	TTL      time.Duration // of records that do not give one
	Negative time.Duration // how long a "no such name" may be kept: the SOA's MINIMUM (RFC 2308 section 4)
	Resolver *Host         // whom stub resolvers ask: the directory itself, or the recursive resolver of the full style
	Root     *Host         // the root server; the directory itself in the directory style
}

// Domain is what stands right of the @.
type Domain struct {
	Name       string    // as the DNS has it: lower case, no final dot, A-labels (RFC 5890)
	Unicode    string    // as addresses write it, where that is beyond ASCII (RFC 6531); else ""
	Users      []*User   // in the file's order
	People     []*People // the many without a name, by segment
	PeopleAt   *Host     // from where those act; nil without any
	Aliases    []*Alias  // in the file's order
	Subaddress bool      // benito+anything is benito's (RFC 5233)
	CatchAll   *Address  // where mail to unknown local parts goes; nil: it is refused

	Submission *Host // where its users hand in their mail
	Mailbox    *Host // where its mailboxes are kept and read
	NameServer *Host // who answers for its zone

	MX     []MX // by preference, then in the file's order; empty with NoMX and NullMX
	NoMX   bool // the zone has no MX record: the address record is used (RFC 5321 section 5.1)
	NullMX bool // "MX 0 .": the domain takes no mail (RFC 7505)

	TTL       time.Duration // of the zone's records that give none
	ZoneText  string        // the zone as the file gave it, "" when it is generated
	Records   []string      // further records in zone-file form, relative to the domain; those of spf, dkim and dmarc among them
	Delegates []string      // the servers that the parent zone names, where the file says so
	Unglued   bool          // and has no addresses of
	Signing   []*Sign       // how its server signs what its users send
	STS       *STS          // its MTA-STS policy
	DNSSEC    bool          // its zone is signed
	DANE      bool          // it publishes its MX hosts' keys
	KeepsSent bool          // its submission server keeps a copy of what its users send
	SRS, ARC  bool          // whether its server rewrites the envelope of what it forwards, and seals it

	Line int // where the file declares it, from 1
}

// MX is one mail exchanger of a domain.
type MX struct {
	Host   *Host
	Pref   uint16        // smaller is tried first (RFC 5321 section 5.1)
	Backup bool          // keeps mail for the better ones and passes it on, instead of putting it into mailboxes
	TTL    time.Duration // of this record
}

// Address is local part and domain. The zero Address is the null reverse-path <> (RFC 5321 section 4.5.5).
type Address struct {
	Local  string
	Domain string // lower case
}

// String gives local@domain, or "" for the null reverse-path.
func (a Address) String() string {
	if a == (Address{}) {
		return ""
	}
	return mail.Address{Local: a.Local, Domain: a.Domain}.String()
}

// Named is an address with the name that goes before it in a header; Name may be empty.
type Named struct {
	Name string
	Address
}

// Alias passes mail for one local part on to others.
type Alias struct {
	Local  string
	Domain *Domain
	To     []Address // in the file's order, no duplicates
	List   *List     // of a mailing list: what it makes of a letter; nil: an alias like any
	Reads  bool      // a list's program reads what comes there
}

// STS is a domain's MTA-STS policy (RFC 8461).
type STS struct {
	Host *Host  // that serves it
	Text string // as it is served
}

// List is what a mailing list makes of a letter.
type List struct {
	Owner       Address
	Title       string
	Tag, Footer string
	Rewrite     bool // it puts itself into From
	Requests    bool // people join and leave it by mail
	Hold        int  // after how many reports a member is put on hold; 0: never
}

// ListBounces, ListOwner and ListRequest end the local parts to which reports about a list's letters go, letters to its keeper, and
// those to its program (RFC 2142 section 6).
const (
	ListRequest = "-request"
	ListBounces = "-bounces"
	ListOwner   = "-owner"
)

// User is a person with a mailbox.
type User struct {
	Local    string
	Domain   *Domain
	Name     string // as it stands before the address in From
	Password string
	Quota    int64          // octets; 0: no limit
	Keyed    bool           // the password alone opens nothing to a mail program
	Warn     int            // percent of Quota at which the owner is warned; 0: never
	Zone     *time.Location // by which the person's letters are dated; nil: the scenario's
	Lang     lang.Lang      // of reports sent to this person
	Forward  []Address      // mail goes there
	Keep     bool           // with Forward: a copy stays here too
	Filter   *sieve.Script  // what becomes of mail that comes to the mailbox; nil: it goes into INBOX
	Devices  []*Device      // in the file's order; the first one is used when an action names none
}

// Mail is the domain as it stands in its people's addresses.
func (d *Domain) Mail() string { return cmp.Or(d.Unicode, d.Name) }

// Address gives the user's own address.
func (u *User) Address() Address { return Address{Local: u.Local, Domain: u.Domain.Mail()} }

// Login is what the user gives to servers as user name: the whole address.
func (u *User) Login() string { return u.Address().String() }

// Proto is a service a host offers.
type Proto string

const (
	SMTP       Proto = "smtp"       // mail exchange, 25
	Submission Proto = "submission" // message submission (RFC 6409), 587
	POP3       Proto = "pop3"       // 110
	IMAP       Proto = "imap"       // 143
	DNSServer  Proto = "dns"        // authoritative name server, 53
	Resolver   Proto = "resolver"   // recursive resolver, 53
	HTTPS      Proto = "http"       // web pages about mail, 443; always with TLS, so that its name is https
)

// Service is one open door of a host.
type Service struct {
	Proto Proto
	Port  uint16
	TLS   TLSPolicy
}

// Name is the service's word in the file: submissions for submission with implicit TLS.
func (s Service) Name() string {
	if s.TLS == TLSImplicit {
		return string(s.Proto) + "s"
	}
	return string(s.Proto)
}

// TLSPolicy is what a service makes of TLS.
type TLSPolicy string

const (
	TLSNone     TLSPolicy = "none"     // it knows none
	TLSOffer    TLSPolicy = "offer"    // STARTTLS or STLS, for whoever asks
	TLSRequired TLSPolicy = "required" // and without it nothing that matters
	TLSImplicit TLSPolicy = "implicit" // from the first octet on (RFC 8314 section 3)
)

// TLSWish is what a client wants of TLS.
type TLSWish string

const (
	TLSAsServed      TLSWish = ""              // as one sets up a mail program: require where the server has it, else never
	TLSRequire       TLSWish = "require"       // with a good certificate, or not at all
	TLSOpportunistic TLSWish = "opportunistic" // if it is offered, whatever the certificate (RFC 7435)
	TLSNever         TLSWish = "never"
)

// HostTLS is how a host holds it with TLS.
type HostTLS struct {
	Policy      TLSPolicy // of its services that do not say otherwise
	Certificate string    // good, expired, wrong-name or self-signed
	Relay       TLSWish   // when it passes mail on
	STS, DANE   bool      // then it asks what the domain demands (RFC 8461, RFC 7672)
}

// At is what a service makes of TLS that does not say otherwise. A server to which MX records lead must not require it
// (RFC 3207 section 4).
func (t HostTLS) At(p Proto) TLSPolicy {
	if p == SMTP && t.Policy == TLSRequired {
		return TLSOffer
	}
	return t.Policy
}

// Loop is a sender that is registered for a host's feedback loop (RFC 6449).
type Loop struct {
	Domain string // whose letters
	To     Address
}

// HostKind says what a host mainly is, for the eye.
type HostKind string

const (
	KindMail     HostKind = "mail"
	KindDNS      HostKind = "dns"
	KindResolver HostKind = "resolver"
	KindHost     HostKind = "host" // anything else
)

// Host is a server on the network.
type Host struct {
	Name     string  // fully qualified, lower case, no final dot
	Domain   *Domain // the declared domain it stands in, or nil
	Kind     HostKind
	Label    lang.Text    // what the stage may call it; empty: its name
	Addrs    []netip.Addr // IPv4 first; at least one
	Services []Service    // in the file's order, or the default's
	HELO     string       // what it calls itself in HELO and EHLO
	PTR      string       // what its addresses are called in the reverse DNS; "": nothing
	Resolver *Host        // whom its stub resolver asks

	Submits []*Domain // whose users hand in mail here
	Accepts []*Domain // whose mail it takes as exchanger
	Only    bool      // the file says so, and at port 25 it takes that of no other
	Backup  []*Domain // of those, the ones it only keeps for a better exchanger
	Stores  []*Domain // whose mailboxes it keeps
	Zones   []string  // origins it is authoritative for, with the final dot

	Policy  []*Check // what its SMTP servers check, in this order
	Sending []*Check // what it does to letters that it sends on, in this order
	Signing []*Check // and after that, for their own people: the signatures they put on

	Feedback      []Loop // who hears of complaints about what they sent
	Reports       bool   // sends the reports that domains ask for
	OpenRelay     bool   // passes on mail from anyone to anyone
	LineEndings   LineEndings
	MaxMessage    int64    // octets, as EHLO's SIZE says (RFC 1870)
	MaxRecipients int      // per transaction (RFC 5321 section 4.5.3.1.8)
	Extensions    bool     // knows EHLO; false: an old server that only knows HELO
	Without       []string // the extensions that it does not offer
	TLS           HostTLS
	Retry         Retry

	Down     []Window // when it is off, by their beginning; those of faults may overlap
	Position *Point   // pinned place on the stage, or nil

	Line int // where the file declares it; 0: a default
}

// Offers gives the port of a service, or false.
func (h *Host) Offers(p Proto) (uint16, bool) {
	for _, s := range h.Services {
		if s.Proto == p {
			return s.Port, true
		}
	}
	return 0, false
}

// Retry says how a queue waits (RFC 5321 section 4.5.4.1).
type Retry struct {
	First       time.Duration // after the first failure
	Factor      float64       // each wait is this many times the one before; at least 1
	Max         time.Duration // no wait is longer
	Lifetime    time.Duration // then the message is given up
	ReportAfter time.Duration // then the sender is told of the delay; 0: never
	Jitter      float64       // each wait varies by this fraction either way, by the seed; 0 to 1
}

// Window is a stretch of virtual time, counted from the scenario's start. To is exclusive; Forever when it never ends.
type Window struct{ From, To time.Duration }

// Forever is later than any scenario lasts.
const Forever = time.Duration(1<<63 - 1)

// Point is a place on the stage, in its own units.
type Point struct{ X, Y float64 }

// DeviceKind is what a person reads mail on.
type DeviceKind string

const (
	Laptop  DeviceKind = "laptop"
	Phone   DeviceKind = "phone"
	Desktop DeviceKind = "desktop"
	Tablet  DeviceKind = "tablet"
	Webmail DeviceKind = "webmail"
)

// deviceKinds are all of them.
var deviceKinds = []DeviceKind{Laptop, Phone, Desktop, Tablet, Webmail}

// Keeps is what a device keeps of letters that nobody has opened on it.
type Keeps string

// What it may keep.
const (
	KeepsAll     Keeps = "all"
	KeepsHeaders Keeps = "headers"
	KeepsNothing Keeps = "nothing"
)

// Device is a mail program on the network, held by one user.
type Device struct {
	Name         string // unique among hosts and devices, e.g. laptop-alicia
	User         *User
	Kind         DeviceKind
	With         Proto         // POP3 or IMAP: how it reads when an action does not say
	KeepOnServer bool          // by POP3: leave what was downloaded
	Leave        time.Duration // for how long; 0: for ever
	Keeps        Keeps
	Resync       string        // condstore or qresync; "": by the flags of all letters
	Clock        time.Duration // by how much its clock is ahead of the right time
	Plain        bool          // of the forms of a letter's text it shows the plain one
	OnDemand     bool          // what is attached stays at the server until somebody asks for it
	Sent         bool          // the program keeps a copy of what it sends at the server
	Receipts     bool          // it sends those that letters ask for
	Auth         AuthWay
	TokenFor     time.Duration // how long its access tokens count
	TLS          TLSWish
	Addrs        []netip.Addr
	Resolver     *Host
	Down         []Window
	Position     *Point
	Line         int // where the file declares it; 0: a default
}

// AuthWay is how a device says who its user is.
type AuthWay string

// The ways.
const (
	AuthPassword    AuthWay = ""             // the person's own
	AuthAppPassword AuthWay = "app_password" // one that was made for this device
	AuthOAuth       AuthWay = "oauth"        // an access token that was made for this device (RFC 7628)
)

// Renews tells whether the device gets its access tokens at a host's token endpoint: at the one
// that keeps its owner's mailbox.
func (d *Device) Renews(at *Host) bool {
	return d.Auth == AuthOAuth && at != nil && d.User.Domain.Mailbox == at
}

// Record is how much of a run is recorded; the run is the same. They stand in the order of how much they leave out.
type Record string

// The levels.
const (
	RecordPackets   Record = "packets"   // everything
	RecordDialogue  Record = "dialogue"  // no packets
	RecordDecisions Record = "decisions" // nor connections, and what is said on them
	RecordLetters   Record = "letters"   // nor how letters were carried: what became of them
)

// Records are the levels, the fullest first.
var Records = []Record{RecordPackets, RecordDialogue, RecordDecisions, RecordLetters}

// Holds says whether all that another level records is recorded at this one.
func (r Record) Holds(other Record) bool {
	return slices.Index(Records, r) <= slices.Index(Records, other)
}

// Lasts is how long a run of the scenario may last, and whether it is the calendar that says so: letters may write a year in
// five digits (RFC 5322 section 3.3), mailboxes (RFC 9051 section 9, date-year) and certificates (RFC 5280 section 4.1.2.5)
// cannot. The year 9999 ends first for whoever lives farthest to the east.
func (s *Scenario) Lasts() (time.Duration, bool) {
	ends := time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	east := max(0, s.UTCOffset)
	for _, u := range s.Users {
		if u.Zone != nil {
			_, offset := ends.Add(-time.Second).In(u.Zone).Zone()
			east = max(east, time.Duration(offset)*time.Second)
		}
	}
	if left := ends.Add(-east).Sub(s.Start) - 1; left < s.Limits.VirtualTime {
		return max(left, 1), true
	}
	return s.Limits.VirtualTime, false
}

// Limits end a run that grows too big, with the trace so far and a clear reason.
type Limits struct {
	Events      int           // recorded
	Memory      int64         // octets that letters hold at a time
	VirtualTime time.Duration // from Start
	MessageSize int64         // octets of one message
	Hops        int           // Received lines before a message is taken to loop (RFC 5321 section 6.3)
	Retries     int           // attempts for one message and destination
	Connections int           // open at once
}
