package world

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	mdns "github.com/miekg/dns"

	"posta/sim/actor"
	"posta/sim/actor/directory"
	"posta/sim/actor/exchanger"
	"posta/sim/actor/mailstore"
	"posta/sim/actor/mua"
	"posta/sim/actor/nameserver"
	"posta/sim/actor/relay"
	"posta/sim/actor/resolver"
	"posta/sim/actor/submission"
	"posta/sim/dns"
	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/mailbox"
	"posta/sim/readers"
	"posta/sim/scenario"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// build puts the cast on the network, before anything runs; what has to listen
// or speak does so in a process of its own, at time 0.
func (w *world) build() error {
	for _, h := range w.s.Hosts {
		if err := w.addHost(h.Name, h.Addrs, w.s.Outages(h.Name, h.Down)); err != nil {
			return err
		}
		w.listeners(h)
	}
	for _, d := range w.s.Devices {
		if err := w.addHost(d.Name, d.Addrs, w.s.Outages(d.Name, d.Down)); err != nil {
			return err
		}
	}
	for _, l := range w.s.Links {
		w.g.Connect(l.A.Name(), l.B.Name(), l.Network)
	}
	w.addrTypes = addrTypes(w.s)
	if err := w.buildTrust(); err != nil {
		return err
	}
	if err := w.buildZones(); err != nil {
		return err
	}
	for _, h := range w.s.Hosts {
		w.buildHost(h)
	}
	for _, d := range w.s.Domains {
		w.buildReaders(d)
	}
	for _, d := range w.s.Devices {
		m := w.hosts[d.Name]
		w.devices[d.Name] = mua.New(m, mua.Person{
			Name: d.User.Name, Address: address(d.User.Address()), Login: d.User.Login(), Password: d.User.Password,
			Zone: cmp.Or(d.User.Zone, w.s.Start.Location()), Language: d.User.Lang,
		}, mua.Habits{Keeps: mua.Keeps(d.Keeps), Leave: d.Leave, Sent: d.Sent, Receipts: d.Receipts, Resync: trace.SyncHow(d.Resync), Clock: d.Clock, HTML: !d.Plain, OnDemand: d.OnDemand})
		if h := d.User.Domain.Submission; h != nil {
			if port, ok := h.Offers(scenario.Submission); ok {
				w.devices[d.Name].Outbox = func() mua.Door { return w.door(d, h, port) }
			}
		}
		w.stubs[d.Name] = w.stub(m, d.Resolver)
	}
	w.firstKeys()
	return nil
}

// addrTypes are the address records that programs ask for: AAAA too only where
// somebody has an IPv6 address, or every look-up would tell of two.
func addrTypes(s *scenario.Scenario) []uint16 {
	types := []uint16{mdns.TypeA}
	for _, h := range s.Hosts {
		if slices.ContainsFunc(h.Addrs, netip.Addr.Is6) {
			return append(types, mdns.TypeAAAA)
		}
	}
	return types
}

// addHost puts a machine on the network, with the times at which it is off.
func (w *world) addHost(name string, addrs []netip.Addr, down []scenario.Window) error {
	h, err := w.g.AddHost(name, addrs)
	if err != nil {
		return err
	}
	w.hosts[name] = afflicted{h, w}
	for _, window := range down {
		w.g.PostScenery(window.From, func() { w.power(name, false) })
		if window.To != scenario.Forever {
			w.returns = append(w.returns, powerReturn{h, w.g.PostScenery(window.To, func() {
				// A fault may keep it off for longer. This instant is waited for all the same:
				// nobody knows what will go wrong before it does.
				if !off(down, window.To) {
					w.power(name, true)
				}
			})})
		}
	}
	return nil
}

// off tells whether one of the windows is open at an instant.
func off(down []scenario.Window, at time.Duration) bool {
	return slices.ContainsFunc(down, func(w scenario.Window) bool { return w.From <= at && at < w.To })
}

// powerReturn is when the power of a host comes back.
type powerReturn struct {
	host  Host
	await func() bool
}

// awaitPower makes the run wait for the hosts on which something stands still.
// Called with the ground's lock held.
func (w *world) awaitPower() (waiting bool) {
	var last Host // its returns stand together, soonest first
	for _, r := range w.returns {
		if r.host != last && r.host.Waiting() && r.await() {
			last, waiting = r.host, true
		}
	}
	return waiting
}

// power turns a host off or on. Called with the ground's lock held.
func (w *world) power(name string, on bool) {
	h := w.hosts[name]
	if h.Down() != on {
		return // it is so already
	}
	if on {
		w.g.Record(name, trace.HostUp{})
	} else {
		w.g.Record(name, trace.HostDown{})
	}
	h.SetDown(!on)
}

// stub gives a machine its way of asking for names; it asks nobody yet.
func (w *world) stub(m actor.Machine, server *scenario.Host) *dns.Resolver {
	r := resolver.Stub(m)
	if server != nil {
		r.Servers = []string{server.Addrs[0].String()}
	}
	r.AddrTypes, r.Signed = w.addrTypes, w.signed()
	return r
}

// buildHost starts the services of a host.
func (w *world) buildHost(h *scenario.Host) {
	m := w.hosts[h.Name]
	w.stubs[h.Name] = w.stub(m, h.Resolver)
	var start []func() error
	for _, s := range h.Services {
		switch s.Proto {
		case scenario.DNSServer:
			start = append(start, func() error {
				return nameserver.Start(m, w.answerer(m, s, w.lateDNS(m, w.zones[h.Name], false)), s.Port, w.waits(m, s))
			})
		case scenario.Resolver:
			root := dns.RootHint{Name: w.s.DNS.Root.Name, Addrs: w.s.DNS.Root.Addrs}
			r := resolver.Recursive(m, []dns.RootHint{root})
			r.AddrTypes, r.Signed = w.addrTypes, w.signed()
			w.stubs[h.Name] = r
			start = append(start, func() error {
				return nameserver.Start(m, w.answerer(m, s, w.lateDNS(m, r, true)), s.Port, func() bool { return true })
			})
		}
	}
	start = append(start, w.mailServices(h, m)...)
	if f := w.startMiddle(h, m); f != nil {
		start = append(start, f)
	}
	m.Begin("start", func() {
		for _, f := range start {
			if err := f(); err != nil {
				// The scenario's validation forbids two services on one port.
				panic(fmt.Errorf("starting %s: %w", h.Name, err))
			}
		}
	})
}

// mailServices builds the mail side of a host: its store, its queue and its
// servers.
func (w *world) mailServices(h *scenario.Host, m Host) (start []func() error) {
	book := w.directory(h)
	checks := w.checks(h, m)
	store := mailstore.New(m, mailstore.Config{Born: w.born(h), Epoch: w.s.Start, Noted: w.noted(h, m, checks)})
	for _, d := range h.Stores {
		for _, u := range d.Users {
			account, err := store.AddAccount(mailbox.AccountConfig{User: u.Local, Domain: d.Mail(), Password: u.Password, Quota: cmp.Or(u.Quota, w.o.Mailbox)})
			if err != nil {
				panic(fmt.Errorf("opening the mailbox of %s: %w", u.Login(), err))
			}
			account.RequireKey(u.Keyed)
		}
	}
	for _, domain := range caretakers(h) {
		// Without a password: nobody reads it but the host's own administrator.
		if _, err := store.AddAccount(mailbox.AccountConfig{User: directory.Postmaster, Domain: domain, Quota: w.o.Mailbox}); err != nil {
			panic(fmt.Errorf("opening the mailbox of the postmaster of %s: %w", domain, err))
		}
	}
	w.stores[h.Name] = store
	lists := w.listManager(h, m, store)
	sender, programs := w.sender(h, m)
	if sender != nil {
		programBoxes(store, programs)
	}
	c := relay.Config{
		HELO: h.HELO, Names: []string{h.Name}, Addrs: h.Addrs, Directory: book,
		Mailboxes: w.lateMailboxes(m, store, checks), Resolver: w.stubs[h.Name], Epoch: w.s.Start,
		Retry: relay.Retry{
			First: h.Retry.First, Factor: h.Retry.Factor, Max: h.Retry.Max, Lifetime: h.Retry.Lifetime,
			ReportAfter: h.Retry.ReportAfter, Jitter: h.Retry.Jitter, MaxTries: w.s.Limits.Retries,
		},
		Elsewhere: elsewhere(w.faults.Host(m).Elsewhere, lists), Pass: w.sending(h, m), Language: w.language, TLS: tlsPolicy(h.TLS.Relay), Nearly: w.nearly(store),
		Verbatim: h.LineEndings == scenario.LineEndingsPass,
	}
	w.manySender(h, &c)
	if w.trust.authority != nil {
		c.Trust, c.Guard = w.confide, w.guard(h, m)
	}
	filters := w.filters(h, m, c.Mailboxes)
	if filters != nil {
		c.Mailboxes = filters
	}
	if sender != nil {
		c.Mailboxes = sender.Behind(c.Mailboxes)
	}
	if lists != nil {
		c.Mailboxes = lists.Behind(c.Mailboxes)
	}
	queue := relay.New(m, c)
	w.queues[h.Name] = queue
	if lists != nil {
		lists.Use(queue)
	}
	if sender != nil {
		sender.Use(queue)
	}
	if h.Reports || len(h.Feedback) > 0 {
		w.reporters[h.Name] = w.reporter(h, m, queue, c.Guard)
		if h.Reports {
			checks.note(w.reporters[h.Name])
		}
	}
	if filters != nil {
		filters.Use(queue)
	}
	for _, s := range h.Services {
		begin := func(h *scenario.Host, s scenario.Service) error {
			switch s.Proto {
			case scenario.HTTPS:
				return w.startHTTPS(h, s, m)
			case scenario.POP3, scenario.IMAP:
				offer, err := w.offer(h, s)
				if err != nil {
					return err
				}
				if s.Proto == scenario.POP3 {
					return mailstore.StartPOP3(m, store, s.Port, offer, w.scope(), w.o.Look)
				}
				return mailstore.StartIMAP(m, store, s.Port, offer, w.scope(), w.o.Look)
			}
			return w.startSMTP(h, s, m, book, store, queue, w.lateChecks(h.Name, checks))
		}
		if names(s) {
			continue
		}
		start = append(start, func() error { return begin(h, s) })
		if w.outside != nil {
			w.servers[h.Name] = append(w.servers[h.Name], server{s.Port, begin})
		}
	}
	return start
}

// answerer is what answers at a name server's port.
func (w *world) answerer(m Host, s scenario.Service, program dns.Handler) dns.Handler {
	if w.outside == nil {
		return program
	}
	return w.seated(m, s.Port, program)
}

// waits tells whether questions at a name server's port wait for somebody, so that each
// needs a process of its own; nil: never.
func (w *world) waits(m Host, s scenario.Service) func() bool {
	if w.outside == nil {
		return nil
	}
	return func() bool { return w.seatTaken(m, s.Port) }
}

// lineEndings are the words of the file for what servers make of a CR or LF alone.
var lineEndings = map[scenario.LineEndings]smtp.LineEndings{
	scenario.LineEndingsReject: smtp.RejectBare, scenario.LineEndingsNormalize: smtp.NormalizeBare, scenario.LineEndingsPass: smtp.PassBare, scenario.LineEndingsLax: smtp.LaxBare,
}

// startSMTP opens one of a host's two counters: for everybody's letters to its
// own people, or for its own people's letters to everybody.
func (w *world) startSMTP(h *scenario.Host, s scenario.Service, m Host, book *directory.Directory, store *mailbox.Store, queue *relay.Queue, checks checks) error {
	offer, err := w.offer(h, s)
	if err != nil {
		return err
	}
	c := exchanger.Config{
		Port: s.Port, TLS: offer, Wrap: w.lateSMTP(m, s.Port),
		Protocol: smtp.Server{
			Domain: h.Name, NoESMTP: !h.Extensions, Extensions: extensions(h), MaxMessageBytes: h.MaxMessage, MaxRecipients: h.MaxRecipients,
			AllowInsecureAuth: true, // unless TLS is required
			LineEndings:       lineEndings[h.LineEndings],
		},
		Policy: checks.at(s.Port), Directory: book, Queue: queue, OpenRelay: h.OpenRelay, MaxHops: w.s.Limits.Hops, MaxQueue: w.o.Queue, Reverse: w.reverse,
		Room: w.lateRoom(m, func(to mail.Address, octets int64) bool {
			a, err := store.Account(to.String())
			if err != nil {
				return true // it is not the store's affair
			}
			limit, used := a.Quota()
			return limit == 0 || used+octets <= limit
		}),
		Limit: func(to mail.Address) int64 {
			a, err := store.Account(to.String())
			if err != nil {
				return 0
			}
			limit, _ := a.Quota()
			return limit
		},
	}
	if s.Proto == scenario.SMTP {
		if h.Only {
			c.Takes = func(domain string) bool {
				return slices.ContainsFunc(h.Accepts, func(d *scenario.Domain) bool { return strings.EqualFold(d.Name, domain) })
			}
		}
		return exchanger.Start(m, c)
	}
	if slices.ContainsFunc(h.Submits, func(d *scenario.Domain) bool { return d.KeepsSent }) {
		c.Sent = func(user, queue string, data []byte) {
			if u := owner(h, user); u != nil && u.Domain.KeepsSent {
				mailstore.Keep(w.stores[u.Domain.Mailbox.Name], u.Login(), queue, data)
			}
		}
	}
	c.Tokens, c.Protocol.Scope = w.tokens(), w.scope()
	c.Users = func(user, secret string, bearer bool) error {
		u := owner(h, user)
		if u == nil {
			if !bearer && w.isPerson(h, user, secret) {
				return nil
			}
			return mailbox.ErrCredentials
		}
		return w.admit(u, secret, bearer)
	}
	return submission.Start(m, submission.Config{Config: c})
}

// nearly says when the owner of a mailbox is to be told that it is nearly full; nil where
// nobody is.
func (w *world) nearly(store *mailbox.Store) func(to mail.Address, octets int64) int {
	if !slices.ContainsFunc(w.s.Users, func(u *scenario.User) bool { return u.Warn > 0 }) {
		return nil
	}
	return func(to mail.Address, octets int64) int {
		i := slices.IndexFunc(w.s.Users, func(u *scenario.User) bool { return strings.EqualFold(u.Login(), to.String()) })
		a, err := store.Account(to.String())
		if i < 0 || err != nil {
			return 0
		}
		limit, used := a.Quota()
		from := int64(w.s.Users[i].Warn) * limit
		if limit == 0 || from == 0 || used*100 < from || (used-octets)*100 >= from {
			return 0
		}
		return int(used * 100 / limit)
	}
}

// extensions are what a host's SMTP servers offer; nil: all that they can.
func extensions(h *scenario.Host) []string {
	if len(h.Without) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(smtp.DefaultExtensions), func(e string) bool { return slices.Contains(h.Without, e) })
}

// reverse is the name that an address's PTR record gives, if that name has the address too: what a server puts into its
// postmark of whoever called (RFC 5321 section 4.4, RFC 8601 section 2.7.3: "iprev").
func (w *world) reverse(a netip.Addr) string {
	for _, h := range w.s.Hosts {
		if slices.Contains(h.Addrs, a) {
			for _, named := range w.s.Hosts {
				if named.Name == h.PTR && slices.Contains(named.Addrs, a) {
					return named.Name
				}
			}
			return ""
		}
	}
	return ""
}

// directory is what a host knows of who lives where.
func (w *world) directory(h *scenario.Host) *directory.Directory {
	var domains []directory.Domain
	seen := map[*scenario.Domain]bool{}
	add := func(list []*scenario.Domain, keeping func(*scenario.Domain) directory.Keeping) {
		for _, d := range list {
			if !seen[d] {
				seen[d] = true
				domains = append(domains, w.directoryDomain(d, keeping(d)))
			}
		}
	}
	add(h.Stores, func(*scenario.Domain) directory.Keeping { return directory.Stored })
	add(h.Backup, func(*scenario.Domain) directory.Keeping { return directory.Backup })
	add(h.Accepts, func(*scenario.Domain) directory.Keeping { return directory.Passed })
	if len(domains) == 0 {
		// A host without a domain has a postmaster all the same.
		domains = []directory.Domain{{Name: h.Name, Users: []directory.User{{Local: directory.Postmaster}}}}
	}
	addrs := h.Addrs
	if w.o.Also != nil {
		addrs = slices.Concat(addrs, w.o.Also(h.Name)) // by which real programs know it
	}
	return directory.New(directory.Site{Host: h.Name, Addrs: addrs, Domains: domains})
}

// caretakers are the mailboxes that a host keeps for a postmaster where the scenario has nobody who could be it (RFC 5321
// section 4.5.1).
func caretakers(h *scenario.Host) (domains []string) {
	for _, d := range h.Stores {
		if len(d.Users) == 0 {
			domains = append(domains, d.Mail())
		}
	}
	if len(h.Stores)+len(h.Backup)+len(h.Accepts) == 0 {
		domains = append(domains, h.Name)
	}
	return domains
}

func (w *world) directoryDomain(d *scenario.Domain, keeping directory.Keeping) directory.Domain {
	out := directory.Domain{Name: d.Mail(), Keeping: keeping, Subaddress: d.Subaddress}
	if keeping == directory.Passed && d.Mailbox != nil {
		out.Next = d.Mailbox.Name
	}
	for _, u := range d.Users {
		out.Users = append(out.Users, directory.User{Local: u.Local, Forward: addresses(u.Forward), Keep: u.Keep})
	}
	for _, a := range d.Aliases {
		if a.Reads {
			out.Users = append(out.Users, directory.User{Local: a.Local, Forward: addresses(a.To), Keep: true})
			continue
		}
		if a.List != nil { // a mailbox in which nothing stays
			out.Users = append(out.Users, directory.User{Local: a.Local, Forward: addresses(a.To)})
			continue
		}
		out.Aliases = append(out.Aliases, directory.Alias{Local: a.Local, To: addresses(a.To)})
	}
	if pack := d.Rewriter(); pack != nil {
		out.Unpack = func(a mail.Address) (mail.Address, bool) {
			original, err := pack.Reverse(a, w.g.Now())
			return original, err == nil
		}
	}
	if len(d.People) > 0 {
		out.Has = func(local string) bool {
			_, fate := w.person(d, local)
			return fate != readers.Dead
		}
	}
	if len(d.Users) == 0 {
		out.Users = []directory.User{{Local: directory.Postmaster}}
	}
	w.programUsers(d, &out)
	if d.CatchAll != nil {
		out.CatchAll = address(*d.CatchAll)
	}
	return out
}

// language is that of the person behind an address, else English. Behind a list's address
// for reports is who keeps it, and behind a packed one (SRS) who is packed inside.
func (w *world) language(a mail.Address) lang.Lang {
	for _, u := range w.s.Users {
		if u.Login() == a.Fold().String() {
			return u.Lang
		}
	}
	for _, d := range w.s.Domains {
		if !strings.EqualFold(d.Name, a.Domain) {
			continue
		}
		for _, l := range d.Aliases {
			if l.List != nil && strings.EqualFold(a.Local, l.Local+scenario.ListBounces) && address(l.List.Owner) != a {
				return w.language(address(l.List.Owner))
			}
		}
		if pack := d.Rewriter(); pack != nil {
			if original, err := pack.Reverse(a, w.g.Now()); err == nil && !strings.EqualFold(original.Domain, a.Domain) {
				return w.language(original)
			}
		}
	}
	return lang.EN
}

func address(a scenario.Address) mail.Address {
	return mail.Address{Local: a.Local, Domain: a.Domain}
}

func addresses(list []scenario.Address) []mail.Address {
	var out []mail.Address
	for _, a := range list {
		out = append(out, address(a))
	}
	return out
}
