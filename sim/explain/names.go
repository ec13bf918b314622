package explain

import (
	"net/netip"
	"slices"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/dns/owner"
	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
)

func (v values) question(name, typ string) {
	name = strings.TrimSuffix(name, ".")
	if name == "" {
		name = "."
	}
	v.set("name", name)
	v.set("type", typ)
	q := phrase("question", strings.ToUpper(typ))
	if q.IsZero() {
		q = phrase("question", "")
	}
	if addr := pointed(name); addr != "" && strings.EqualFold(typ, "PTR") {
		name = addr
	}
	v.say("question", template(q, v.with("n", name)))
}

// pointed is the address whose name is asked for under a name (RFC 1035 section 3.5, RFC 3596 section 2.5); "" for any other.
func pointed(name string) string {
	labels := strings.Split(strings.ToLower(name), ".")
	slices.Reverse(labels)
	var text string
	switch {
	case len(labels) == 6 && labels[0] == "arpa" && labels[1] == "in-addr":
		text = strings.Join(labels[2:], ".")
	case len(labels) == 34 && labels[0] == "arpa" && labels[1] == "ip6":
		for i, nibble := range labels[2:] {
			if text += nibble; i%4 == 3 && i < 31 {
				text += ":"
			}
		}
	}
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return ""
	}
	return addr.String()
}

// rdata are the records' last part, what one wants to know: "10 mx.beta.test".
func rdata(records []string) []string {
	out := make([]string, 0, len(records))
	for _, r := range records {
		fields := strings.Fields(r)
		// owner, TTL, class and type stand before it (RFC 1035 section 5.1); in a
		// record from elsewhere they may be missing.
		for i := 1; i < len(fields)-1; i++ {
			if fields[i] == "IN" {
				fields = fields[i+2:]
				break
			}
		}
		said := strings.Join(fields, " ")
		if n := len(fields); n == 0 || fields[n-1] != "." { // the root, as the null MX has it (RFC 7505)
			said = strings.TrimSuffix(said, ".")
		}
		out = append(out, said)
	}
	return out
}

// data lists what records say. One that ends in a dot stands in quotes, or it would
// look like the end of the sentence.
func (v values) data(name string, records []string) {
	said := rdata(records)
	v.list(name, said)
	if !slices.ContainsFunc(said, endsInDot) {
		return
	}
	var quoted []lang.Text
	for _, s := range clipAll(said) {
		if endsInDot(s) {
			quoted = append(quoted, lang.Sprintf("«%s»", "“%s”", s))
			continue
		}
		quoted = append(quoted, lang.Both(s))
	}
	v[name] = value{text: Listed(quoted), n: len(said)}
}

func endsInDot(s string) bool { return strings.HasSuffix(s, ".") }

// answer reads a DNS message: records, a "no", or a referral to somebody who
// knows (RFC 1034 section 4.3.1).
func (v values) answer(m *dialogue.DNSMessage) {
	v.set("rcode", m.RCode)
	delete(v, "referral")
	delete(v, "no")
	if m.RCode != "NOERROR" {
		v.set("no", m.RCode)
	}
	delete(v, "aside")
	delete(v, "means")
	switch {
	case owner.Listed(m.Name):
		v.say("aside", lang.Text{ES: "Un nombre así, con una dirección escrita al revés, pregunta a una lista por ella (RFC 5782): no está.", EN: "A name like this, with an address turned round, asks a list about it (RFC 5782): it is not there."})
	case m.Type == "MX" || m.Type == "A" || m.Type == "AAAA":
		v.say("means", lang.Text{ES: "Es un «no» con autoridad. Si es el dominio del destinatario, el correo no tiene adónde ir; si es uno de sus servidores, se prueba con el siguiente.", EN: "It is a “no” with authority. If it is the recipient's domain, mail has nowhere to go; if it is one of its servers, the next one is tried."})
	default:
		v.say("aside", lang.Text{ES: "Ahí no hay nada publicado, y quien preguntaba sigue sin ello.", EN: "Nothing is published there, and whoever asked goes on without it."})
	}
	delete(v, "noerror")
	delete(v, "soa")
	if m.RCode == "NOERROR" {
		v.say("noerror", lang.Text{ES: "NOERROR dice que no hubo ningún error.", EN: "NOERROR says that there was no error."})
	}
	if len(m.Answer) > 0 {
		v.data("records", m.Answer)
		return
	}
	if slices.ContainsFunc(m.Authority, func(r string) bool { return slices.Contains(strings.Fields(r), "SOA") }) {
		// RFC 2308 section 5
		v.say("soa", lang.Text{ES: "Con ella viene el SOA, la ficha de la zona, que dice cuánto se puede recordar este «no».", EN: "With it comes the SOA, the index card of the zone, which says for how long this “no” may be remembered."})
	}
	if m.RCode != "NOERROR" {
		v.negative(m.Name, m.Type, m.RCode, m.Answer)
		return
	}
	// A referral names servers and no SOA; "there is nothing of that type" may name
	// the SOA (RFC 2308 section 2.2).
	var servers []string
	for _, r := range m.Authority {
		if fields := strings.Fields(r); slices.Contains(fields, "SOA") {
			servers = nil
			break
		} else if slices.Contains(fields, "NS") {
			servers = append(servers, r)
		}
	}
	if !m.AA && len(servers) > 0 {
		v.data("referral", servers)
		return
	}
	v.negative(m.Name, m.Type, m.RCode, m.Answer)
}

// missing says what a resolver's memory lacks. What an answer brought along may be
// the very thing; it is no answer, though, and not kept as one (RFC 2181 section 5.4.1).
func (x *Explainer) missing(v values, st *story.Step, f trace.DNSCache) {
	v.say("missing", lang.Sprintf("En su memoria (caché) no hay nada sobre %s (%s): tiene que preguntar.", "Its memory (the cache) has nothing about %s (%s): it has to ask.", v["name"].text, clip(f.Type)))
	if st.Detail != story.Dialogue {
		return
	}
	steps := x.s.Steps(story.Dialogue)
	for i := st.Index - 1; i >= max(0, st.Index-maxLookBack); i-- {
		l := steps[i].Line
		if l == nil || l.DNS == nil || l.Listener != st.From {
			continue
		}
		for _, r := range l.DNS.Additional {
			fields := strings.Fields(r)
			if len(fields) > 3 && strings.EqualFold(strings.TrimSuffix(fields[0], "."), strings.TrimSuffix(f.Name, ".")) && slices.Contains(fields[2:4], f.Type) {
				v.say("missing", lang.Text{
					ES: "Vino de paso con otra respuesta, pero lo que no se ha preguntado no se da por sabido: tiene que preguntar.",
					EN: "It came along with another answer, but what was not asked for does not count as known: it has to ask.",
				})
				v.set("brought", r)
				return
			}
		}
	}
}

// maxLookBack bounds the search for what an earlier answer brought along, in steps.
const maxLookBack = 20

// negative says what it means that there is no record: a clause that stands by
// itself, and behind "notes down that".
func (v values) negative(name, typ, rcode string, records []string) {
	delete(v, "nothing")
	if name = clip(strings.TrimSuffix(name, ".")); name == "" {
		name = "."
	}
	typ = clip(typ)
	switch {
	case len(records) > 0:
	case rcode == "NXDOMAIN":
		v.say("nothing", lang.Sprintf("%s no existe (NXDOMAIN)", "%s does not exist (NXDOMAIN)", name))
	case rcode == "SERVFAIL":
		v.say("nothing", lang.Sprintf("sobre %s no se pudo averiguar nada (SERVFAIL)", "nothing could be found out about %s (SERVFAIL)", name))
	case rcode == "REFUSED":
		v.say("nothing", lang.Sprintf("sobre %s hay una negativa a contestar (REFUSED)", "an answer about %s is refused (REFUSED)", name))
	case rcode != "" && rcode != "NOERROR":
		v.say("nothing", lang.Both(clip(rcode)))
	case typ == "MX":
		v.say("nothing", lang.Sprintf("%s existe, pero no tiene MX (NODATA)", "%s exists, but has no MX (NODATA)", name))
	default:
		v.say("nothing", lang.Sprintf("%s existe, pero no tiene registros %s (NODATA)", "%s exists, but has no %s records (NODATA)", name, typ))
	}
}
