package explain

import (
	"net/netip"
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
		v.say("moment", lang.Sprintf("cuando le preguntan por %s %s", "when asked for %s %s", clip(f.Name), clip(f.Type)))
	}
	v.meddling(f)
	v.count("time", f.Time)
	v.say("effect", effectOf(f))
}

func effectOf(f trace.FaultActed) lang.Text {
	switch f.What {
	case trace.EffectWait:
		t := Duration(f.Wait)
		return lang.Sprintf("Tarda %s.", "It takes %s.", t)
	case trace.EffectReply:
		said := clip(f.Reply)
		return lang.Sprintf("Contesta «%s».", "It answers “%s”.", said)
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
	case trace.EffectWrong:
		v.say("meddles", lang.Text{ES: "hace que el DNS diga otra cosa", EN: "makes the DNS say something else"})
	case trace.EffectEmpty:
		v.say("meddles", lang.Text{ES: "hace que el DNS diga que no hay nada", EN: "makes the DNS say that there is nothing"})
	case trace.EffectNXDomain:
		v.say("meddles", lang.Text{ES: "hace que el DNS diga que ese nombre no existe", EN: "makes the DNS say that there is no such name"})
	default:
		v.say("meddles", lang.Text{ES: "hace fallar el DNS", EN: "makes the DNS fail"})
	}
	if f.Name != "" {
		name, typ := clip(f.Name), clip(f.Type)
		v.say("asked", lang.Sprintf("cuando le preguntan por el %s de %s", "when asked for the %s of %s", typ, name))
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
	return lang.Sprintf("en %s", "at %s", clip(at))
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
	shows := lang.Sprintf("%s muestra un certificado a nombre de %s", "%s shows a certificate for %s", server, clip(names))
	if f.Issuer != "" {
		shows = lang.Sprintf("%s, firmado por %s", "%s, signed by %s", shows, clip(f.Issuer))
	}
	if !f.NotAfter.IsZero() {
		day := f.NotAfter.In(time.FixedZone("", x.s.Trace.Header.Zone))
		shows = lang.Sprintf("%s, válido hasta el %d %s %d", "%s, valid until %d %s %d", shows, day.Day(), lang.ShortMonth(day), day.Year())
	}
	v.say("certificate", lang.Sprintf("%s.", "%s.", shows))
	doubt := Cause(trace.Cause{Code: f.Distrust})
	switch {
	case f.Verified:
		v.say("trust", lang.Sprintf("%s lo comprueba: al otro lado está %s y no un impostor.", "%s checks it: the other end is %s, and no impostor.", client, server))
	case !f.OK:
	case f.Distrust != "":
		v.say("trust", lang.Sprintf("No está en regla (%s), pero %s sigue: es TLS oportunista, que protege de quien escucha y no de un impostor.", "It is not in order (%s), but %s goes on: this is opportunistic TLS, which protects from those who listen, not from an impostor.", doubt, client))
	default:
		v.say("trust", lang.Sprintf("%s no exige que sea bueno: es TLS oportunista, que protege de quien escucha y no de un impostor.", "%s does not insist that it is good: this is opportunistic TLS, which protects from those who listen, not from an impostor.", client))
	}
}

// records says what somebody on the road can tell of a packet that TLS hides.
func (v values) records(list []trace.TLSRecord) {
	var said []lang.Text
	for _, r := range list {
		what := lang.Both(r.Type)
		switch {
		case r.Message == "client_hello" && r.ServerName != "":
			what = lang.Sprintf("ClientHello, que nombra a %s", "ClientHello, which names %s", clip(r.ServerName))
		case r.Message == "client_hello":
			what = lang.Both("ClientHello")
		case r.Message == "server_hello":
			what = lang.Both("ServerHello")
		case r.Type == "application_data":
			what = lang.Sprintf("%d bytes cifrados", "%d encrypted bytes", r.Len)
		}
		said = append(said, what)
	}
	if len(said) > 0 {
		v.say("records", lang.Join(said, ", "))
	}
}

// flagsOf are the flags that a device keeps with its copy.
func (v values) flagsOf(flags []string) {
	if len(flags) > 0 {
		v.list("flags", flags)
	}
}
