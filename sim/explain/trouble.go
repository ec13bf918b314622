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
	v.meddling(f)
	v.count("time", f.Time)
	switch f.What {
	case "":
	case "rst":
		v.say("effect", lang.Text{ES: "Contesta RST: un portazo.", EN: "It answers RST: a slammed door."})
	case "silent", "silence":
		v.say("effect", lang.Text{ES: "No contesta nada.", EN: "It does not answer at all."})
	case "slow":
		v.say("effect", lang.Text{ES: "Contesta, pero tarde.", EN: "It answers, but late."})
	case "truncated":
		v.say("effect", lang.Text{ES: "Contesta que por UDP no cabe (TC): hay que preguntar por TCP.", EN: "It answers that it does not fit into UDP (TC): one has to ask by TCP."})
	case "servfail":
		v.say("effect", lang.Text{ES: "Contesta SERVFAIL.", EN: "It answers SERVFAIL."})
	case "nxdomain":
		v.say("effect", lang.Text{ES: "Contesta NXDOMAIN, como si el nombre no existiera.", EN: "It answers NXDOMAIN, as if the name did not exist."})
	case "refused":
		v.say("effect", lang.Text{ES: "Contesta REFUSED.", EN: "It answers REFUSED."})
	default:
		if d, err := time.ParseDuration(f.What); err == nil {
			t := Duration(d)
			v.say("effect", lang.Text{ES: "Tarda " + t.ES + ".", EN: "It takes " + t.EN + "."})
			return
		}
		what := clip(f.What)
		v.say("effect", lang.Text{ES: "Contesta «" + what + "».", EN: "It answers “" + what + "”."})
	}
}

// meddling says what a fault does to the directory, and at which question.
func (v values) meddling(f trace.FaultActed) {
	switch f.What {
	case "slow":
		v.say("meddles", lang.Text{ES: "hace lento el DNS", EN: "makes the DNS slow"})
	case "truncated":
		v.say("meddles", lang.Text{ES: "hace que el DNS conteste a medias", EN: "makes the DNS answer by halves"})
	default:
		v.say("meddles", lang.Text{ES: "hace fallar el DNS", EN: "makes the DNS fail"})
	}
	if name, typ, ok := strings.Cut(f.At, " "); ok && f.Do == "dns" {
		name, typ = clip(name), clip(typ)
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
	if strings.ContainsAny(at, " .") { // a DNS question: "beta.test MX"
		return lang.Text{ES: "cuando le preguntan por " + clip(at), EN: "when asked for " + clip(at)}
	}
	return lang.Text{ES: "en " + clip(at), EN: "at " + clip(at)}
}

// distrusts say what is wrong with a certificate, or how else a TLS handshake
// fails, by the words of trace.TLSDone.
var distrusts = map[string]lang.Text{
	"expired":           {ES: "el certificado ha vencido", EN: "the certificate has expired"},
	"not-yet-valid":     {ES: "el certificado todavía no vale", EN: "the certificate is not valid yet"},
	"wrong-name":        {ES: "el certificado es de otro nombre", EN: "the certificate is for another name"},
	"self-signed":       {ES: "el certificado se lo ha firmado él mismo", EN: "the certificate is signed by nobody but itself"},
	"unknown-authority": {ES: "el certificado lo firma una autoridad desconocida", EN: "the certificate is signed by an unknown authority"},
	"bad-certificate":   {ES: "el certificado no se puede leer", EN: "the certificate cannot be read"},
	"no-tls":            {ES: "lo que llegó no era TLS", EN: "what came was no TLS"},
	"timeout":           {ES: "no hubo respuesta a tiempo", EN: "no answer came in time"},
	"lost":              {ES: "se cortó la conexión", EN: "the connection was lost"},
	"failed":            {ES: "no llegaron a un acuerdo", EN: "they came to no agreement"},
}

func distrust(word string) lang.Text {
	if t, ok := distrusts[word]; ok {
		return t
	}
	if alert, ok := strings.CutPrefix(word, "alert:"); ok {
		return lang.Text{ES: "el otro lado dice «" + clip(alert) + "»", EN: "the other side says “" + clip(alert) + "”"}
	}
	return cause(word)
}

// tls reads how a handshake ended. The client's word has the server's certificate
// in it.
func (v values) tls(x *Explainer, f trace.TLSDone, client, server string) {
	v.set("version", f.Version)
	v.set("serverName", f.ServerName)
	v.set("subject", f.Subject)
	v.set("issuer", f.Issuer)
	v.say("error", distrust(f.Error))
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
	doubt := distrust(f.Distrust)
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
