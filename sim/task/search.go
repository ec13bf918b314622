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

// Hint says a little of a repair: how much, from 1. Above the last there is nothing more. It speaks of the lines that somebody writes;
// FormHint says the same to whoever has the form before them.
func (t *Task) Hint(repair []string, level int) (lang.Text, bool) {
	return hint(repair, level, func(change string) lang.Text {
		verb, _, _ := strings.Cut(change, ":")
		return tr("se hace con «%s», y toca %s", "it is done by \"%s\", and is about %s", verb, about(change))
	}, lang.Both)
}

// FormHint is a hint in the words of the form: what its fields are called, and what is written there.
func (t *Task) FormHint(repair []string, level int) (lang.Text, bool) {
	return hint(repair, level, t.where, t.write)
}

func hint(repair []string, level int, where, write func(change string) lang.Text) (lang.Text, bool) {
	step, part := (level-1)/3, (level-1)%3
	if level < 1 || step >= len(repair) {
		return lang.Text{}, false
	}
	change := repair[step]
	said := tr("lo que hay que cambiar es de %s", "what has to be changed belongs to %s", owner(change))
	switch part {
	case 1:
		said = where(change)
	case 2:
		said = write(change)
	}
	return lang.Sprintf("paso %d de %d: %s", "step %d of %d: %s", step+1, len(repair), said), true
}

// owner is whose it is that a change touches.
func owner(change string) string {
	_, rest, _ := strings.Cut(change, ": {")
	_, rest, _ = strings.Cut(rest, ": ")
	whose, _, _ := strings.Cut(rest, ",")
	return whose
}

// where names the field of the form that a change is written in, and of a zone what is amiss there.
func (t *Task) where(change string) lang.Text {
	remove, add, zone := recordsOf(change)
	whose, what := owner(change), about(change)
	switch {
	case !zone:
		return tr("es «%s»", "it is \"%s\"", t.setting(whose, what).Of(whose))
	case remove == "":
		return tr("en los registros de %[2]s falta «%[1]s»", "the records of %[2]s lack \"%[1]s\"", what, whose)
	case add == "":
		return tr("en los registros de %[2]s sobra «%[1]s»", "the records of %[2]s should not have \"%[1]s\"", what, whose)
	}
	return tr("en los registros de %[2]s, «%[1]s» no dice lo que hace falta", "in the records of %[2]s, \"%[1]s\" does not say what is needed", what, whose)
}

// write says what is written into a field, or chosen there.
func (t *Task) write(change string) lang.Text {
	remove, add, zone := recordsOf(change)
	whose, what := owner(change), about(change)
	if zone {
		switch {
		case remove == "":
			return tr("añade a los registros de %s esta línea: %s", "add this line to the records of %s: %s", whose, add)
		case add == "":
			return tr("borra de los registros de %s las líneas que empiezan por «%s»", "delete the lines that begin with \"%[2]s\" from the records of %[1]s", whose, remove)
		}
		return tr("en los registros de %s, en lugar de lo que empieza por «%s», escribe: %s", "in the records of %s, in the place of what begins with \"%s\", write: %s", whose, remove, add)
	}
	_, value, _ := strings.Cut(change, ", "+what+": ")
	value = strings.TrimSuffix(value, "}")
	s := t.setting(whose, what)
	if len(s.Choices) > 0 {
		return tr("en «%s» elige «%s»", "in \"%s\" choose \"%s\"", s.Of(whose), value)
	}
	return tr("en «%s» escribe: %s", "in \"%s\" write: %s", s.Of(whose), value)
}

// setting is the one of that key that somebody's field has.
func (t *Task) setting(whose, key string) Setting {
	for _, f := range t.Fields() {
		for _, s := range f.Settings {
			if f.Whose == whose && s.Key == key {
				return s
			}
		}
	}
	return Setting{Key: key, Name: lang.Both(key)}
}

// recordsOf are the records that a change of a zone takes out, and puts in.
func recordsOf(change string) (remove, add string, zone bool) {
	if !strings.HasPrefix(change, "change: ") {
		return "", "", false
	}
	of := func(key string) string {
		_, rest, _ := strings.Cut(change, ", "+key+": '")
		record, _, _ := strings.Cut(rest, "'")
		return record
	}
	return of("remove"), of("add"), true
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
