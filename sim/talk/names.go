package talk

import (
	"slices"
	"strings"

	"posta/sim/dns"
	"posta/sim/scenario"
	"posta/sim/turn"
)

// NamesFor finds the names that fill a crib for whoever calls peer from host, or sits at
// host: those of the lesson's own people.
func NamesFor(s *scenario.Scenario, host, peer string) turn.Names {
	n := turn.Names{Client: host, Server: peer, Sender: "you@example.test"}
	if peer == "" {
		n.Server = host
	}
	me := owner(s, host)
	if me == nil { // a server calls for its own people
		for _, u := range s.Users {
			if d := u.Domain; d.Submission != nil && d.Submission.Name == host || d.Mailbox != nil && d.Mailbox.Name == host {
				me = u
				break
			}
		}
	}
	if me != nil {
		n.Sender, n.User, n.Password = me.Address().String(), me.Login(), me.Password
	}
	best := 0
	for _, u := range s.Users {
		here := slices.ContainsFunc(s.Hosts, func(h *scenario.Host) bool { return h.Name == n.Server && slices.Contains(h.Accepts, u.Domain) })
		fits := 1 // anybody rather than nobody; then somebody else; best somebody of that server
		if u != me {
			fits++
		}
		if here {
			fits += 2
		}
		if fits > best {
			best, n.Recipient = fits, u.Address().String()
		}
		if n.User == "" && here {
			n.User, n.Password = u.Login(), u.Password
		}
	}
	return n
}

// owner is the person who holds a device.
func owner(s *scenario.Scenario, device string) *scenario.User {
	for _, d := range s.Devices {
		if d.Name == device {
			return d.User
		}
	}
	return nil
}

// Records are those that the scenario's zones hold of a name and type, as a zone file has
// them.
func Records(s *scenario.Scenario, name, rtype string) (records []string) {
	for _, z := range s.Zones() {
		zone, err := dns.ParseZone(z.Origin, z.Text)
		if err != nil {
			continue
		}
		for _, rr := range zone.Records() {
			if h := rr.Header(); strings.EqualFold(h.Name, name) && dns.TypeName(h.Rrtype) == rtype {
				records = append(records, strings.Join(strings.Fields(rr.String()), " "))
			}
		}
	}
	return records
}
