package view

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/trace"
)

// Lesson is what stays the same for the whole run.
type Lesson struct {
	Scenario string   `json:"scenario"`
	Seed     string   `json:"seed"` // in decimal; JSON numbers lose the last digits
	Title    string   `json:"title"`
	Summary  string   `json:"summary"`
	Goals    []string `json:"goals"`
	Ends     []string `json:"ends"`
	Hosts    []Host   `json:"hosts"`
	Events   int      `json:"events"`
	Lasts    string   `json:"lasts"`
	// Ended says how the run ended, Limit whether a limit cut it short.
	Ended string `json:"ended"`
	Limit bool   `json:"limit,omitempty"`
	// Campaign: letters to very many are sent in it, whose figures can be asked for.
	Campaign bool `json:"campaign,omitempty"`
	// Unrecorded says what of the run was not recorded, where something was not; Silent, that this is what was said in it.
	Unrecorded string `json:"unrecorded,omitempty"`
	Silent     bool   `json:"silent,omitempty"`
}

// Host is an entry of the cast.
type Host struct {
	Name   string `json:"name"`
	Domain string `json:"domain"`
	// What says in words what it is: "Benito's phone", "mail server".
	What     string   `json:"what"`
	Addrs    []string `json:"addrs"`
	Services []string `json:"services"`
	// User is the owner's address when it is a device.
	User string `json:"user,omitempty"`
}

// Lesson gives what there is to know before the first step.
func (v *Viewer) Lesson(l lang.Lang) Lesson {
	h := &v.trace.Header
	x := Lesson{
		Scenario: h.Scenario, Seed: strconv.FormatUint(h.Seed, 10), Title: h.Title.In(l), Summary: h.Summary.In(l),
		Goals: texts(h.Goals, l), Ends: texts(h.Ends, l), Hosts: []Host{}, Events: len(v.trace.Events),
	}
	if v.astrayFrom() > 0 {
		x.Ends = []string{}
	}
	if n := len(v.trace.Events); n > 0 {
		last := v.trace.Events[n-1]
		x.Lasts = explain.Duration(last.At).In(l)
		if f, ok := last.Fact.(trace.RunEnded); ok {
			x.Ended, x.Limit = ended(f, l), f.Reason.Limit()
		}
	}
	x.Unrecorded, x.Silent = explain.Unrecorded(h.Record).In(l), h.Record == trace.RecordDecisions || h.Record == trace.RecordLetters
	x.Campaign = slices.ContainsFunc(h.Script, func(a trace.Action) bool { return a.Kind == "campaign" })
	for i := range h.Hosts {
		x.Hosts = append(x.Hosts, v.host(&h.Hosts[i], l))
	}
	return x
}

func ended(f trace.RunEnded, l lang.Lang) string {
	said := []rune(explain.End(f.Reason).In(l))
	said[0] = unicode.ToUpper(said[0])
	return string(said) + "."
}

func (v *Viewer) host(h *trace.Host, l lang.Lang) Host {
	x := Host{Name: h.Name, Domain: h.Domain, What: v.whatIs(h, l), Addrs: []string{}, Services: []string{}, User: h.User}
	for _, a := range h.Addrs {
		x.Addrs = append(x.Addrs, a.String())
	}
	for _, s := range h.Services {
		x.Services = append(x.Services, s.Name+" "+strconv.Itoa(int(s.Port)))
	}
	return x
}

// whatIs says what a host is to people.
func (v *Viewer) whatIs(h *trace.Host, l lang.Lang) string {
	if h.User != "" || h.Device != "" {
		who := v.person(h.User)
		switch h.Device {
		case "phone":
			return pick(l, "teléfono de %s", "%s's phone", who)
		case "tablet":
			return pick(l, "tableta de %s", "%s's tablet", who)
		case "desktop":
			return pick(l, "ordenador de %s", "%s's computer", who)
		case "webmail":
			return pick(l, "correo web de %s", "%s's webmail", who)
		}
		return pick(l, "portátil de %s", "%s's laptop", who)
	}
	var parts []string
	add := func(es, en string, roles ...trace.Role) {
		for _, r := range roles {
			if h.Has(r) {
				parts = append(parts, pick(l, es, en))
				return
			}
		}
	}
	add("servidor de correo", "mail server", trace.RoleMTA, trace.RoleMSA, trace.RoleMDA, trace.RolePOP3, trace.RoleIMAP)
	add("servidor de nombres", "name server", trace.RoleNameServer)
	add("resuelve nombres", "resolver", trace.RoleResolver)
	if len(parts) == 0 {
		return pick(l, "servidor", "server")
	}
	return strings.Join(parts, ", ")
}

// person is a user's name, or what stands before the @.
func (v *Viewer) person(address string) string {
	for i := range v.trace.Header.Users {
		if u := &v.trace.Header.Users[i]; strings.EqualFold(u.Address, address) && u.Name != "" {
			return u.Name
		}
	}
	local, _, _ := strings.Cut(address, "@")
	return local
}

// Chapter is a stretch of the slider.
type Chapter struct {
	Title   string `json:"title"`
	Kind    string `json:"kind"`
	Step    int    `json:"step"`
	Clock   string `json:"clock"`
	Failure bool   `json:"failure,omitempty"`
}

// name is how a host is called in a title: a device by its owner, a server by its name.
func (v *Viewer) name(host string, l lang.Lang) string {
	if h := v.hosts[host]; h != nil && (h.User != "" || h.Device != "") {
		return v.whatIs(h, l)
	}
	return host
}
