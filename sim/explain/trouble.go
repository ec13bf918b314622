package explain

import (
	"net/netip"
	"strconv"
	"strings"
	"time"

	"posta/sim/lang"
	"posta/sim/trace"
)

// named is the host that has an address, or the address.
func (x *Explainer) named(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	for i := range x.s.Trace.Header.Hosts {
		h := &x.s.Trace.Header.Hosts[i]
		for _, b := range h.Addrs {
			if b == a {
				return h.Name
			}
		}
	}
	return address
}

// culprit says whose fault it is: the lesson's, or that of whoever asked what would
// happen if.
func (v values) culprit(added bool) {
	if added {
		v.say("Culprit", lang.Text{ES: "El fallo añadido", EN: "The added fault"})
		v.say("culprit", lang.Text{ES: "el fallo añadido", EN: "the added fault"})
		v.say("whence", lang.Text{ES: "No es de la lección: alguien preguntó qué pasaría si…", EN: "It is not the lesson's: somebody asked what would happen if…"})
		return
	}
	v.say("Culprit", lang.Text{ES: "La lección", EN: "The lesson"})
	v.say("culprit", lang.Text{ES: "la lección", EN: "the lesson"})
	v.say("whence", lang.Text{ES: "Está en la lista de fallos de la lección, para ver cómo se defiende el correo.", EN: "It is on the lesson's list of faults, to see how mail defends itself."})
}

// fault reads what a fault of the scenario did.
func (v values) fault(f trace.FaultActed) {
	v.set("fault", f.Do)
	v.set("peer", f.Peer)
	v.say("moment", momentOf(f.At))
	if f.Name != "" {
		v.say("moment", lang.Text{ES: "cuando le preguntan por " + clip(f.Name) + " " + clip(f.Type), EN: "when asked for " + clip(f.Name) + " " + clip(f.Type)})
	}
	v.meddling(f)
	v.count("time", f.Time)
	v.say("effect", effectOf(f))
}

func effectOf(f trace.FaultActed) lang.Text {
	switch f.What {
	case trace.EffectWait:
		t := Duration(f.Wait)
		return lang.Text{ES: "Tarda " + t.ES + ".", EN: "It takes " + t.EN + "."}
	case trace.EffectReply:
		said := clip(f.Reply)
		return lang.Text{ES: "Contesta «" + said + "».", EN: "It answers “" + said + "”."}
	}
	return phrase("effect", string(f.What))
}

// meddling says what a fault does to the directory, and at which question.
func (v values) meddling(f trace.FaultActed) {
	switch f.What {
	case trace.EffectSlow:
		v.say("meddles", lang.Text{ES: "hace lento el DNS", EN: "makes the DNS slow"})
	case trace.EffectTruncated:
		v.say("meddles", lang.Text{ES: "hace que el DNS conteste a medias", EN: "makes the DNS answer by halves"})
	default:
		v.say("meddles", lang.Text{ES: "hace fallar el DNS", EN: "makes the DNS fail"})
	}
	if f.Name != "" {
		name, typ := clip(f.Name), clip(f.Type)
		v.say("asked", lang.Text{ES: "al preguntar por el " + typ + " de " + name, EN: "when asked for the " + typ + " of " + name})
	}
}

// momentOf says at which point of a conversation something happens.
func momentOf(at string) lang.Text {
	switch at {
	case "":
		return lang.Text{}
	case "CONNECT":
		return lang.Text{ES: "al abrir la conexión", EN: "as the connection opens"}
	case "DATA":
		return lang.Text{ES: "mientras viaja la carta (DATA)", EN: "while the letter travels (DATA)"}
	case "DOT":
		return lang.Text{ES: "después del punto final", EN: "after the final dot"}
	}
	return lang.Text{ES: "en " + clip(at), EN: "at " + clip(at)}
}

// bare is a cause whose host has been named already.
func bare(c trace.Cause) trace.Cause {
	c.Host = ""
	return c
}

// tls reads how a handshake ended. The client's word has the server's certificate
// in it.
func (v values) tls(x *Explainer, f trace.TLSDone, client, server string) {
	v.set("version", f.Version)
	v.set("serverName", f.ServerName)
	v.set("subject", f.Subject)
	v.set("issuer", f.Issuer)
	v.say("error", Cause(bare(f.Why)))
	if client == "" {
		client = f.ServerName
	}
	names := f.Subject
	if len(f.Names) > 0 {
		names = List(clipAll(f.Names)).ES
	}
	if names == "" {
		return
	}
	server, client = clip(server), clip(client)
	es, en := server+" muestra un certificado a nombre de "+clip(names), server+" shows a certificate for "+clip(names)
	if f.Issuer != "" {
		es, en = es+", firmado por "+clip(f.Issuer), en+", signed by "+clip(f.Issuer)
	}
	if !f.NotAfter.IsZero() {
		day := f.NotAfter.In(time.FixedZone("", x.s.Trace.Header.Zone))
		d, y := strconv.Itoa(day.Day()), strconv.Itoa(day.Year())
		es += ", válido hasta el " + d + " " + months[lang.ES][day.Month()-1] + " " + y
		en += ", valid until " + d + " " + months[lang.EN][day.Month()-1] + " " + y
	}
	v.say("certificate", lang.Text{ES: es + ".", EN: en + "."})
	doubt := Cause(trace.Cause{Code: f.Distrust})
	switch {
	case f.Verified:
		v.say("trust", lang.Text{ES: client + " lo comprueba: al otro lado está " + server + " y no un impostor.", EN: client + " checks it: the other end is " + server + ", and no impostor."})
	case !f.OK:
	case f.Distrust != "":
		v.say("trust", lang.Text{ES: "No está en regla (" + doubt.ES + "), pero " + client + " sigue: es TLS oportunista, que protege de quien escucha y no de un impostor.",
			EN: "It is not in order (" + doubt.EN + "), but " + client + " goes on: this is opportunistic TLS, which protects from those who listen, not from an impostor."})
	default:
		v.say("trust", lang.Text{ES: client + " no exige que sea bueno: es TLS oportunista, que protege de quien escucha y no de un impostor.",
			EN: client + " does not insist that it is good: this is opportunistic TLS, which protects from those who listen, not from an impostor."})
	}
}

// records says what somebody on the road can tell of a packet that TLS hides.
func (v values) records(list []trace.TLSRecord) {
	var es, en []string
	for _, r := range list {
		n := strconv.Itoa(r.Len)
		switch {
		case r.Message == "client_hello" && r.ServerName != "":
			es, en = append(es, "ClientHello, que nombra a "+clip(r.ServerName)), append(en, "ClientHello, which names "+clip(r.ServerName))
		case r.Message == "client_hello":
			es, en = append(es, "ClientHello"), append(en, "ClientHello")
		case r.Message == "server_hello":
			es, en = append(es, "ServerHello"), append(en, "ServerHello")
		case r.Type == "application_data":
			es, en = append(es, n+" bytes cifrados"), append(en, n+" encrypted bytes")
		default:
			es, en = append(es, r.Type), append(en, r.Type)
		}
	}
	if len(es) > 0 {
		v.say("records", lang.Text{ES: strings.Join(es, ", "), EN: strings.Join(en, ", ")})
	}
}

// flagsOf are the flags that a device keeps with its copy.
func (v values) flagsOf(flags []string) {
	if len(flags) > 0 {
		v.list("flags", flags)
	}
}
