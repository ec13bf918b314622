package world

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"posta/sim/scenario"
	"posta/sim/trace"
)

// iana are the service names of RFC 6335's registry, by the port that the world
// listens on.
var iana = map[uint16]string{
	25: "smtp", 26: "smtp", 2525: "smtp", 53: "domain", 110: "pop3", 143: "imap",
	465: "submissions", 587: "submission", 993: "imaps", 995: "pop3s", 443: "https",
}

func wellKnown(port uint16) string { return iana[port] }

// serviceName is the IANA name of what the scenario calls by another.
func serviceName(s scenario.Service) string {
	switch s.Proto {
	case scenario.DNSServer, scenario.Resolver:
		return "domain"
	}
	return s.Name()
}

// tlsWord is how the trace says what a service makes of TLS.
var tlsWord = map[scenario.TLSPolicy]string{
	scenario.TLSOffer: "offered", scenario.TLSRequired: "required", scenario.TLSImplicit: "implicit",
}

// HeaderOf says everything that is known before the first event.
func HeaderOf(s *scenario.Scenario, seed uint64, level scenario.Record) trace.Header {
	h := trace.Header{
		Format: trace.Format, Version: trace.Version, Scenario: s.Name, Seed: seed,
		Start: s.Start.UTC(), Zone: int(s.UTCOffset / time.Second), Lang: s.Lang,
		Title: s.Title, Summary: s.Summary, Goals: s.Goals, Ends: s.Ends,
	}
	if level != scenario.RecordPackets {
		h.Record = trace.RecordLevel(level)
	}
	for _, d := range s.Domains {
		h.Domains = append(h.Domains, trace.Domain{Name: d.Name, Mail: len(d.Users) > 0 || len(d.MX) > 0, People: population(d)})
	}
	for _, host := range s.Hosts {
		h.Hosts = append(h.Hosts, trace.Host{
			Name: host.Name, Domain: domainName(host.Domain), Addrs: host.Addrs, Roles: roles(host),
			Services: services(host), Position: position(host.Position),
		})
	}
	for _, d := range s.Devices {
		h.Hosts = append(h.Hosts, trace.Host{
			Name: d.Name, Domain: d.User.Domain.Name, Addrs: d.Addrs, Roles: []trace.Role{trace.RoleMUA},
			User: d.User.Address().String(), Device: string(d.Kind), Position: position(d.Position),
		})
	}
	for _, u := range s.Users {
		h.Users = append(h.Users, trace.User{
			Address: u.Address().String(), Name: u.Name, Domain: u.Domain.Name, Lang: u.Lang, Quota: u.Quota,
		})
	}
	for _, d := range s.Domains {
		for _, a := range d.Aliases {
			if a.List == nil || d.Mailbox == nil {
				continue
			}
			l := trace.List{Address: scenario.Address{Local: a.Local, Domain: d.Name}.String(), Host: d.Mailbox.Name, Hold: a.List.Hold}
			for _, to := range a.To {
				l.Members = append(l.Members, to.String())
			}
			h.Lists = append(h.Lists, l)
		}
	}
	for _, l := range s.Links {
		h.Links = append(h.Links, trace.Link{
			A: l.A.Name(), B: l.B.Name(), Latency: l.Latency, Bandwidth: l.Bandwidth, Loss: l.Loss,
		})
	}
	for _, a := range s.Script {
		host, user := who(a.Do)
		removes, adds := changed(a.Do)
		h.Script = append(h.Script, trace.Action{Kind: a.Do.Verb(), Host: host, User: user, Removes: removes, Adds: adds, Say: a.Say, Ask: questions(a.Ask)})
	}
	for _, f := range s.Faults {
		out := trace.Fault{Do: f.Do.Key(), Host: f.Do.Where(), From: f.When.From, Text: f.Text, Added: f.Added}
		if f.When.To != scenario.Forever {
			out.To = f.When.To
		}
		h.Faults = append(h.Faults, out)
	}
	return h
}

func domainName(d *scenario.Domain) string {
	if d == nil {
		return ""
	}
	return d.Name
}

func position(p *scenario.Point) *trace.Position {
	if p == nil {
		return nil
	}
	return &trace.Position{X: p.X, Y: p.Y}
}

func services(h *scenario.Host) []trace.Service {
	var list []trace.Service
	for _, s := range h.Services {
		one := trace.Service{Name: serviceName(s), Port: s.Port, TLS: tlsWord[s.TLS]}
		if h.LineEndings == scenario.LineEndingsLax && (s.Proto == scenario.SMTP || s.Proto == scenario.Submission) {
			one.LineEndings = trace.LineEndingsLax
		}
		list = append(list, one)
	}
	return list
}

// roles tells what a host does, in the order in which a letter meets them.
func roles(h *scenario.Host) []trace.Role {
	var list []trace.Role
	add := func(r trace.Role, when bool) {
		if when && !slices.Contains(list, r) {
			list = append(list, r)
		}
	}
	offers := func(p scenario.Proto) bool { _, ok := h.Offers(p); return ok }
	add(trace.RoleMSA, offers(scenario.Submission))
	add(trace.RoleMTA, offers(scenario.SMTP) || offers(scenario.Submission))
	add(trace.RoleMDA, len(h.Stores) > 0)
	add(trace.RolePOP3, offers(scenario.POP3))
	add(trace.RoleIMAP, offers(scenario.IMAP))
	add(trace.RoleNameServer, offers(scenario.DNSServer))
	add(trace.RoleResolver, offers(scenario.Resolver))
	return list
}

// listeners notes which service is behind each address.
func (w *world) listeners(h *scenario.Host) {
	for _, s := range h.Services {
		for _, a := range h.Addrs {
			w.services[netip.AddrPortFrom(a, s.Port)] = serviceName(s)
		}
	}
}

// who acts: a host, or a device and whoever holds it.
func who(a scenario.Act) (host, user string) {
	e := a.Actor()
	if e.Device != nil {
		user = e.Device.User.Address().String()
	}
	return e.Name(), user
}

// changed are the records that an action takes out of a zone and those that it puts in, by name and type.
func changed(a scenario.Act) (removes, adds []string) {
	c, ok := a.(*scenario.Change)
	if !ok {
		return nil, nil
	}
	for _, key := range c.Remove {
		removes = append(removes, strings.TrimSpace(strings.TrimSuffix(key.Name, ".")+" "+key.Type))
	}
	for _, record := range c.Add {
		if f := strings.Fields(record); len(f) > 3 { // name, TTL, class and type
			adds = append(adds, strings.TrimSuffix(f[0], ".")+" "+f[3])
		}
	}
	return removes, adds
}

// questions are those of the teacher's own.
func questions(asked []scenario.Question) (list []trace.Question) {
	for _, q := range asked {
		t := trace.Question{Text: q.Text}
		for _, c := range q.Choices {
			t.Choices = append(t.Choices, trace.Choice{Text: c.Text, Why: c.Why})
		}
		list = append(list, t)
	}
	return list
}
