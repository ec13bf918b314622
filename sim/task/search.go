package task

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"posta/sim/dns"
	"posta/sim/lang"
	"posta/sim/scenario"
)

// maxTries bounds a search: how many worlds are run for it.
const maxTries = 4000

// Shortest finds the shortest repair by trying all small changes, alone, by twos and by
// threes; nil where there is none among them. What reaches the goal in the world that is
// shown is tried in all.
func (t *Task) Shortest(ctx context.Context) ([]string, error) {
	moves := t.Moves()
	tries := 0
	var found []string
	var err error
	var extend func(chosen []string, from, left int) bool
	extend = func(chosen []string, from, left int) bool {
		if left == 0 {
			if tries++; tries > maxTries || ctx.Err() != nil {
				return true
			}
			v, problems, failed := t.try(ctx, t.Shown, chosen, nil)
			if failed != nil {
				err = failed
				return true
			}
			if len(problems) > 0 || !v.Good() {
				return false
			}
			list, _, failed := t.Judge(ctx, chosen)
			if failed != nil {
				err = failed
				return true
			}
			if Solved(list) {
				found = slices.Clone(chosen)
				return true
			}
			return false
		}
		for i := from; i < len(moves); i++ {
			if extend(append(chosen, moves[i]), i+1, left-1) {
				return true
			}
		}
		return false
	}
	for n := 1; n <= 3 && found == nil && err == nil && tries <= maxTries; n++ {
		extend(nil, 0, n)
	}
	return found, err
}

// Moves are the small changes that may be made.
func (t *Task) Moves() (list []string) {
	for _, m := range t.May {
		switch {
		case m.Records != "":
			list = append(list, t.recordMoves(m.Records)...)
		case m.Host != "":
			list = append(list, settings("set_host", "host", m.Host, m.Settings, []setting{
				{"tls", []string{"offer", "required", "none"}}, {"certificate", []string{"good", "expired"}}, {"max_message", []string{"500 kB", "25 MB", "100 kB"}},
				{"max_recipients", []string{"100", "1"}}, {"policy", []string{"[]", "[{spf: {fail: reject}}]", "[{spf: {}}, {dkim: {}}, {dmarc: {}}]", "[{greylist: {delay: 5min}}]", "[{rate_limit: {of: messages, limit: 20, per: 10min}}]"}},
				{"ehlo", []string{"true", "false"}}, {"open_relay", []string{"true", "false"}},
			})...)
		case m.Device != "":
			passwords := []string{"nueva-clave"}
			for _, d := range t.Shown.Scenario.Devices {
				if d.Name == m.Device {
					passwords = append([]string{d.User.Password}, passwords...)
				}
			}
			list = append(list, settings("set_device", "device", m.Device, m.Settings, []setting{{"port", []string{"587", "465", "25"}}, {"tls", []string{"require", "prefer", "never"}}, {"password", passwords}})...)
		default:
			list = append(list, settings("set_user", "user", m.User, m.Settings, []setting{{"quota", []string{"0", "1 MB", "10 kB"}}, {"password", []string{"nueva-clave"}}})...)
		}
	}
	return list
}

type setting struct {
	key    string
	values []string
}

func settings(verb, whose, name string, only []string, all []setting) (list []string) {
	for _, s := range all {
		if len(only) > 0 && !slices.Contains(only, s.key) {
			continue
		}
		for _, v := range s.values {
			list = append(list, fmt.Sprintf("%s: {%s: %s, %s: %s}", verb, whose, name, s.key, v))
		}
	}
	return list
}

// recordMoves are changes of a domain's records: each taken out, and what commonly stands
// in a zone put in, in the place of what is there of the same name and type.
func (t *Task) recordMoves(name string) (list []string) {
	s := t.Shown.Scenario
	origin := name + "."
	have := map[string]bool{} // "@ MX"
	for _, z := range s.Zones() {
		if z.Origin != origin {
			continue
		}
		zone, err := dns.ParseZone(z.Origin, z.Text)
		if err != nil {
			return nil
		}
		for _, rr := range zone.Records() {
			key := relative(rr.Header().Name, origin) + " " + dns.TypeName(rr.Header().Rrtype)
			if !have[key] && !strings.HasSuffix(key, " SOA") && !strings.HasSuffix(key, " NS") {
				have[key] = true
				list = append(list, fmt.Sprintf("change: {domain: %s, remove: '%s'}", name, key))
			}
		}
	}
	put := func(owner, rtype, data string) {
		remove := ""
		if have[owner+" "+rtype] {
			remove = fmt.Sprintf("remove: '%s %s', ", owner, rtype)
		}
		list = append(list, fmt.Sprintf("change: {domain: %s, %sadd: '%s %s %s'}", name, remove, owner, rtype, data))
	}
	put("@", "TXT", `"v=spf1 mx -all"`)
	for _, h := range s.Hosts {
		if h.Domain == nil || h.Domain.Name != name {
			continue
		}
		put("@", "MX", "10 "+h.Name+".")
		put("@", "TXT", fmt.Sprintf(`"v=spf1 mx a:%s -all"`, h.Name))
		put(relative(h.Name+".", origin), "A", h.Addrs[0].String())
		for _, target := range mxTargets(s, origin) {
			if !have[target+" A"] {
				put(target, "A", h.Addrs[0].String())
			}
		}
	}
	put("@", "MX", "0 .")
	for _, p := range []string{"reject", "quarantine", "none"} {
		put("_dmarc", "TXT", `"v=DMARC1; p=`+p+`"`)
	}
	return list
}

// mxTargets are the names within a zone that its MX records lead to.
func mxTargets(s *scenario.Scenario, origin string) (names []string) {
	for _, z := range s.Zones() {
		if z.Origin != origin {
			continue
		}
		zone, err := dns.ParseZone(z.Origin, z.Text)
		if err != nil {
			return nil
		}
		for _, rr := range zone.Records() {
			if f := strings.Fields(rr.String()); dns.TypeName(rr.Header().Rrtype) == "MX" && strings.HasSuffix(f[len(f)-1], "."+origin) {
				names = append(names, relative(f[len(f)-1], origin))
			}
		}
	}
	return names
}

// relative is a name as it stands in its zone.
func relative(name, origin string) string {
	if name == origin {
		return "@"
	}
	return strings.TrimSuffix(name, "."+origin)
}

// Hint says a little of a repair: how much, from 1. Above the last there is nothing more.
func (t *Task) Hint(repair []string, level int) (lang.Text, bool) {
	step, part := (level-1)/3, (level-1)%3
	if level < 1 || step >= len(repair) {
		return lang.Text{}, false
	}
	change := repair[step]
	verb, rest, _ := strings.Cut(change, ":")
	whose := strings.Trim(strings.SplitN(strings.SplitN(rest, ":", 2)[1], ",", 2)[0], " {}")
	switch part {
	case 0:
		return tr("paso %d de %d: lo que hay que cambiar es de %s", "step %d of %d: what has to be changed belongs to %s", step+1, len(repair), whose), true
	case 1:
		return tr("paso %d de %d: se hace con «%s», y toca %s", "step %d of %d: it is done by \"%s\", and is about %s", step+1, len(repair), verb, about(change)), true
	}
	return tr("paso %d de %d: %s", "step %d of %d: %s", step+1, len(repair), change), true
}

// about is what a change touches: a record's name and type, or a setting.
func about(change string) string {
	_, rest, _ := strings.Cut(change, ", ")
	if _, record, ok := strings.Cut(rest, "'"); ok {
		f := strings.Fields(record)
		if len(f) > 1 {
			return f[0] + " " + strings.TrimRight(f[1], "',}")
		}
	}
	key, _, _ := strings.Cut(rest, ":")
	return key
}
