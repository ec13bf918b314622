package explain

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
)

// value is what a {name} stands for; n chooses between the forms of a plural.
type value struct {
	text lang.Text
	n    int
}

// values are the facts of one step, by the names that the catalogue uses.
type values map[string]value

func (v values) set(name, s string) {
	if s != "" {
		v[name] = value{text: lang.Both(clip(s))}
	}
}

func (v values) say(name string, t lang.Text) {
	if !t.IsZero() {
		v[name] = value{text: t}
	}
}

// sentence says a text, with values in it.
func (v values) sentence(name, es, en string, args ...any) {
	v.say(name, lang.Sentence(es, en, args...))
}

func (v values) count(name string, n int) {
	v[name] = value{text: lang.Both(strconv.Itoa(n)), n: n}
}

func (v values) list(name string, items []string) {
	v[name+"Count"] = value{text: lang.Both(strconv.Itoa(len(items))), n: len(items)}
	if len(items) > 0 {
		v[name] = value{text: List(clipAll(items)), n: len(items)}
	}
}

// clip shortens what a sentence quotes, and keeps it on one line.
func clip(s string) string { return lang.Clip(s) }

func clipAll(items []string) []string {
	out := make([]string, len(items))
	for i, s := range items {
		out[i] = clip(s)
	}
	return out
}

// values gathers what the words for a step may need.
func (x *Explainer) values(st *story.Step) values {
	v := values{}
	v.host("from", st.From)
	v.host("to", st.To)
	if st.Conn != 0 {
		v.count("conn", st.Conn)
	}
	v.say("letter", letterWord(st.Envelope))
	if e := st.Envelope; e != nil {
		v.set("id", e.MessageID)
		v.set("queue", e.Queue)
		v.set("before", e.Before)
		v.path("sender", e.Sender)
	}
	if st.Fact != nil {
		x.factValues(v, st)
	}
	if st.Line != nil {
		x.lineValues(v, st.Line)
	}
	x.openingValues(v, st)
	if _, ok := st.Fact.(trace.Authenticated); ok {
		v.say("checks", whyChecked(v["service"].text.EN))
	}
	if st.Detail == story.Tell {
		x.tellValues(v, st)
	}
	return v
}

// letterWord calls a letter what it is; a report is one too, and so is a receipt.
func letterWord(e *story.Envelope) lang.Text {
	switch {
	case e != nil && e.Report:
		return phrase("letter", "report")
	case e != nil && e.Receipt:
		return phrase("letter", "receipt")
	}
	return phrase("letter", "letter")
}

func (v values) host(name, host string) {
	if host == "" {
		v.say(name, phrase("nobody"))
		return
	}
	v.set(name, host)
}

// path is a reverse-path: <> has a name of its own.
func (v values) path(name, path string) {
	if path == "" {
		v[name] = value{text: lang.Both("<>")}
		return
	}
	v.set(name, path)
}

// person is a user's name, or the address where no name is known.
func (x *Explainer) person(address string) string {
	if name := x.users[strings.ToLower(address)]; name != "" {
		return name
	}
	return address
}

// openingValues adds what is known of how the step's connection began.
func (x *Explainer) openingValues(v values, st *story.Step) {
	if st.Conn == 0 {
		return
	}
	for _, f := range []trace.Fact{st.Fact, x.s.Opened(st.Conn)} {
		switch f := f.(type) {
		case trace.ConnOpening:
			v.opening(f.Network, f.Service, f.Local, f.Remote)
			return
		case trace.ConnAccepted:
			v.opening(f.Network, f.Service, f.Remote, f.Local)
			return
		}
	}
}

func (v values) opening(network, service string, client, server netip.AddrPort) {
	v.set("network", strings.ToUpper(network))
	v.set("service", service)
	v.say("serviceName", phrase("service", service))
	if server.IsValid() {
		v.set("port", strconv.Itoa(int(server.Port())))
		v.set("address", server.Addr().String())
	}
	if client.IsValid() {
		v.set("clientPort", strconv.Itoa(int(client.Port())))
		v.set("clientAddress", client.Addr().String())
	}
}

// whyChecked says what a password is good for at a door: to have letters carried, or
// to open one's own mailbox.
func whyChecked(service string) lang.Text {
	if strings.HasPrefix(service, "pop3") || strings.HasPrefix(service, "imap") {
		return lang.Text{
			ES: "Un buzón se abre solo a quien demuestra ser su dueño.",
			EN: "A mailbox is opened only to whoever proves to be its owner.",
		}
	}
	return lang.Text{
		ES: "Solo a quien conoce le lleva cartas para el mundo entero. Si lo hiciera con cualquiera, sería un open relay, y los estafadores lo encontrarían en horas.",
		EN: "Only for those it knows does it carry letters to the whole world. If it did so for anybody, it would be an open relay, and swindlers would find it within hours.",
	}
}

// queues tells whether a host carries mail, and so has letters that wait.
func (x *Explainer) queues(name string) bool {
	h := x.s.Trace.Header.FindHost(name)
	return h != nil && (h.Has(trace.RoleMSA) || h.Has(trace.RoleMTA) || h.Has(trace.RoleMDA))
}

// isDevice tells whether a host is what a person reads mail on.
func (x *Explainer) isDevice(name string) bool {
	return slices.ContainsFunc(x.s.Trace.Header.Hosts, func(h trace.Host) bool { return h.Name == name && h.Device != "" })
}
