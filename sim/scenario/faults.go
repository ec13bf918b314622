package scenario

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// understands tells which services know a command of the format.
var understands = map[string][]Proto{
	"CONNECT": {SMTP, Submission, POP3, IMAP}, "EHLO": {SMTP, Submission}, "HELO": {SMTP, Submission}, "STARTTLS": {SMTP, Submission, IMAP},
	"AUTH": {Submission, SMTP}, "MAIL": {SMTP, Submission}, "RCPT": {SMTP, Submission}, "DATA": {SMTP, Submission}, "DOT": {SMTP, Submission},
	"RSET": {SMTP, Submission, POP3}, "NOOP": {SMTP, Submission, POP3, IMAP}, "QUIT": {SMTP, Submission, POP3},
	"LOGIN": {POP3, IMAP}, "STAT": {POP3}, "UIDL": {POP3}, "LIST": {POP3, IMAP}, "RETR": {POP3}, "TOP": {POP3}, "DELE": {POP3},
	"SELECT": {IMAP}, "SEARCH": {IMAP}, "FETCH": {IMAP}, "STORE": {IMAP}, "MOVE": {IMAP}, "EXPUNGE": {IMAP}, "APPEND": {IMAP}, "LOGOUT": {IMAP},
}

// replyTexts are RFC 5321 section 4.2.3's words for codes that come without any.
var replyTexts = map[int]string{
	421: "Service not available, closing transmission channel", 450: "Requested mail action not taken: mailbox unavailable",
	451: "Requested action aborted: local error in processing", 452: "Requested action not taken: insufficient system storage",
	454: "Temporary authentication failure", 455: "Server unable to accommodate parameters",
	500: "Syntax error, command unrecognized", 501: "Syntax error in parameters or arguments", 502: "Command not implemented", 503: "Bad sequence of commands",
	530: "Authentication required", 535: "Authentication credentials invalid", 550: "Requested action not taken: mailbox unavailable",
	551: "User not local", 552: "Requested mail action aborted: exceeded storage allocation",
	553: "Requested action not taken: mailbox name not allowed", 554: "Transaction failed", 555: "MAIL FROM/RCPT TO parameters not recognized or not implemented",
}

// usualStatus is the enhanced status code (RFC 3463) that servers give with a code where the file gives none.
func usualStatus(code int, command string) string {
	recipient := command == "RCPT"
	switch {
	case code == 421:
		return "4.3.2"
	case code == 450 && recipient:
		return "4.2.1"
	case code == 450, code == 451:
		return "4.3.0"
	case code == 452:
		return "4.3.1"
	case code == 454:
		return "4.7.0"
	case code == 530:
		return "5.7.0"
	case code == 535:
		return "5.7.8"
	case code == 550 && recipient:
		return "5.1.1"
	case code == 552 && recipient:
		return "5.2.2"
	case code == 552:
		return "5.3.4"
	case code == 553:
		return "5.1.3"
	case code == 550, code == 554:
		return "5.7.1"
	case code >= 500 && code < 506:
		return "5.5.1"
	}
	return ""
}

// faults reads what the list of faults says.
func (r *resolver) faults() {
	for i := range r.f.Faults.items {
		item := &r.f.Faults.items[i]
		if !item.ok {
			continue
		}
		f := &Fault{Index: len(r.s.Faults), Line: item.at.node.Line, Text: flow(item.at.node)}
		if f.Do = r.trouble(&item.v, f); f.Do != nil {
			r.s.Faults = append(r.s.Faults, f)
		}
	}
}

// trouble reads one fault; nil where it cannot be, and that has been said.
func (r *resolver) trouble(v *faultSpec, f *Fault) Trouble {
	switch {
	case v.Down.ok:
		return r.outageFault(&v.Down, f)
	case v.Refuse.ok:
		v, at := &v.Refuse.v, v.Refuse.at
		if d, ok := r.faultDoor(&v.Host, &v.doorSpec, "", nil, at, f); ok {
			return &Refuse{Door: d}
		}
	case v.Silence.ok:
		v, at := &v.Silence.v, v.Silence.at
		if d, ok := r.faultDoor(&v.Host, &v.doorSpec, string(v.Command.v), nil, at, f); ok {
			return &Silence{Door: d, Command: string(v.Command.v)}
		}
	case v.Cut.ok:
		return r.cut(&v.Cut, f)
	case v.Delay.ok:
		v, at := &v.Delay.v, v.Delay.at
		command := string(or(&v.Command, defaultCommand))
		if d, ok := r.faultDoor(&v.Host, &v.doorSpec, command, nil, at, f); ok {
			return &Delay{Door: d, Command: command, By: time.Duration(v.By.v), Recipient: r.faultRecipient(&v.Recipient, command)}
		}
	case v.Answer.ok:
		return r.answer(&v.Answer, f)
	case v.Loss.ok:
		if road, ok := r.faultRoad(&v.Loss.v.roadOf, v.Loss.at, f); ok {
			return &Loss{Road: road}
		}
	case v.Slow.ok:
		return r.slow(&v.Slow, f)
	case v.Intercept.ok:
		return r.intercept(&v.Intercept, f)
	case v.DiskFull.ok:
		v, at := &v.DiskFull.v, v.DiskFull.at
		if d, ok := r.faultDoor(&v.Host, &v.doorSpec, "MAIL", []Proto{SMTP, Submission}, at, f); ok {
			return &DiskFull{Door: d}
		}
	case v.MailboxFull.ok:
		v := &v.MailboxFull.v
		u := r.userRef(&v.User)
		if r.occasions(&v.occasionSpec, &f.When) && u != nil {
			return &MailboxFull{User: u}
		}
	case v.Greylist.ok:
		v, at := &v.Greylist.v, v.Greylist.at
		if d, ok := r.faultDoor(&v.Host, &v.doorSpec, "RCPT", []Proto{SMTP}, at, f); ok {
			return &Check{Door: d, Rule: v.rule()}
		}
	case v.RateLimit.ok:
		v, at := &v.RateLimit.v, v.RateLimit.at
		if d, ok := r.faultDoor(&v.Host, &v.doorSpec, "MAIL", []Proto{SMTP}, at, f); ok {
			return &Check{Door: d, Rule: v.rule(r.reporter)}
		}
	case v.DNS.ok:
		return r.names(&v.DNS, f)
	}
	return nil
}

// outageFault adds a window to those in which a host is off; they may overlap: off twice is off.
func (r *resolver) outageFault(o *opt[faultDown], f *Fault) Trouble {
	w, ok := r.window(&o.v.windowSpec, o.at)
	e := r.endpointRef(&o.v.Host)
	if !ok || e == (Endpoint{}) {
		return nil
	}
	f.When = Occasions{Window: w, Chance: 1}
	e.addDown(w)
	return &Outage{What: e}
}

// occasions reads when a fault acts.
func (r *resolver) occasions(v *occasionSpec, o *Occasions) bool {
	at := v.From.at
	if at.node == nil {
		at = v.To.at
	}
	w, ok := r.window(&v.windowSpec, at)
	*o = Occasions{Window: w, Skip: int(v.Skip.v), Times: int(v.Times.v), Chance: float64(or(&v.Chance, 1))}
	if v.Chance.ok && v.Chance.v == 0 {
		r.report(v.Chance.at, CodeRange, tr("con probabilidad 0 este fallo no actúa nunca", "with probability 0 this fault never acts"), tr("pon más, o quita el fallo", "put more, or take the fault out"))
	}
	return ok
}

// faultDoor reads where a client comes in. Without a service the door is at those that know the command, or at preferred,
// or at all that the host has.
func (r *resolver) faultDoor(host *opt[line], v *doorSpec, command string, preferred []Proto, at place, f *Fault) (Door, bool) {
	h, ok := r.hostRef(host, nil)
	if !r.occasions(&v.occasionSpec, &f.When) || !ok {
		return Door{}, false
	}
	d := Door{Host: h}
	if v.Client.given() {
		if d.Client = r.endpointRef(&v.Client); d.Client == (Endpoint{}) {
			return d, false
		}
	}
	knows := understands[command]
	if preferred != nil {
		knows = preferred
	}
	if v.Service.given() {
		if !v.Service.ok {
			return d, false
		}
		name := string(v.Service.v)
		for _, s := range h.Services {
			if s.Name() == name || string(s.Proto) == name {
				d.Services = append(d.Services, s)
			}
		}
		switch {
		case len(d.Services) == 0:
			r.report(v.Service.at, CodeUnknown, tr("%s no ofrece %s", "%s does not offer %s", h.Name, name), r.offersHint(h))
			return d, false
		case command != "" && !slices.Contains(understands[command], d.Services[0].Proto):
			r.report(v.Service.at, CodeConflict, tr("«%s» no es una orden de %s", "\"%s\" is no command of %s", command, name), tr("cambia «command» o «service»", "change \"command\" or \"service\""))
			return d, false
		}
		return d, true
	}
	for _, s := range h.Services {
		if command == "" && preferred == nil || slices.Contains(knows, s.Proto) {
			d.Services = append(d.Services, s)
		}
	}
	// A command of several protocols is meant for letters on their way, where the host takes any.
	if mail := slices.DeleteFunc(slices.Clone(d.Services), func(s Service) bool { return s.Proto != SMTP && s.Proto != Submission }); command != "" && len(mail) > 0 {
		d.Services = mail
	}
	if len(d.Services) == 0 {
		what := tr("%s no tiene ningún servicio donde esto pueda pasar", "%s has no service where this could happen", h.Name)
		r.report(place{node: host.at.node, path: at.path}, CodeUnknown, what, r.offersHint(h))
		return d, false
	}
	return d, true
}

// faultRecipient reads for whom alone a fault is.
func (r *resolver) faultRecipient(o *opt[line], command string) Address {
	if !o.given() {
		return Address{}
	}
	if command != "RCPT" {
		r.report(o.at, CodeConflict, tr("«recipient» solo tiene sentido con «command: RCPT»", "\"recipient\" only makes sense with \"command: RCPT\""), tr("escribe command: RCPT, o quita «recipient»", "write command: RCPT, or take \"recipient\" out"))
		return Address{}
	}
	return r.plainAddress(o)
}

func (r *resolver) cut(o *opt[faultCut], f *Fault) Trouble {
	v := &o.v
	c := &Cut{Command: string(v.Command.v), After: int64(v.After.v), Recipient: r.faultRecipient(&v.Recipient, string(v.Command.v))}
	if !v.After.ok && c.Command == "" {
		c.Command = defaultCommand
	}
	if v.After.ok && (c.Command == "DOT" || c.Command == "CONNECT") {
		r.report(v.After.at, CodeConflict, tr("tras «%s» el cliente espera, y no hay octetos que contar", "after \"%s\" the client waits, and there are no octets to count", c.Command), tr("quita «after», o cuenta desde otra orden, como DATA", "take \"after\" out, or count from another command, such as DATA"))
		return nil
	}
	if v.After.ok && c.After == 0 {
		r.report(v.After.at, CodeRange, tr("al menos un octeto", "at least one octet"), tr("por ejemplo: after: 500", "for example: after: 500"))
		return nil
	}
	if v.After.ok && v.Recipient.given() {
		r.report(v.After.at, CodeConflict, tr("«after» y «recipient» no van juntos", "\"after\" and \"recipient\" do not go together"), tr("deja solo uno", "leave only one"))
		return nil
	}
	var ok bool
	if c.Door, ok = r.faultDoor(&v.Host, &v.doorSpec, c.Command, nil, o.at, f); !ok {
		return nil
	}
	return c
}

func (r *resolver) answer(o *opt[faultAnswer], f *Fault) Trouble {
	v := &o.v
	command := string(or(&v.Command, defaultAnswerAt))
	a := &Answer{Command: command, Text: string(v.Text.v), Close: bool(v.Close.v), Recipient: r.faultRecipient(&v.Recipient, command)}
	var ok bool
	if a.Door, ok = r.faultDoor(&v.Host, &v.doorSpec, command, nil, o.at, f); !ok {
		return nil
	}
	if v.Sender.ok {
		if !slices.Contains([]string{"MAIL", "RCPT", "DATA", "DOT"}, command) {
			r.report(v.Sender.at, CodeConflict, tr("«sender» solo tiene sentido con MAIL, RCPT, DATA y DOT", "\"sender\" only makes sense with MAIL, RCPT, DATA and DOT"), tr("cambia «command», o quita «sender»", "change \"command\", or take \"sender\" out"))
			return nil
		}
		sender := Address{}
		if v.Sender.v != "<>" {
			sender = r.plainAddress(&v.Sender)
		}
		a.Sender = &sender
	}
	if !slices.ContainsFunc(a.Services, func(s Service) bool { return s.Proto == SMTP || s.Proto == Submission }) {
		for _, k := range []struct {
			key   string
			given bool
			at    place
		}{{"code", v.Code.given(), v.Code.at}, {"enhanced", v.Enhanced.given(), v.Enhanced.at}} {
			if k.given {
				r.report(k.at, CodeConflict, tr("«%s» es cosa de SMTP, y esto es %s", "\"%s\" belongs to SMTP, and this is %s", k.key, string(a.Services[0].Proto)), tr("quítalo: POP3 contesta -ERR e IMAP contesta NO", "take it out: POP3 answers -ERR and IMAP answers NO"))
				return nil
			}
		}
		return a
	}
	a.Code, a.Enhanced = int(or(&v.Code, DefaultFaultCode)), string(v.Enhanced.v)
	if v.Enhanced.ok && a.Enhanced[0] != byte('0'+a.Code/100) {
		r.report(v.Enhanced.at, CodeConflict, tr("%s y %d no son de la misma clase (RFC 3463, 2)", "%s and %d are not of the same class (RFC 3463, 2)", a.Enhanced, a.Code), tr("haz que empiecen por la misma cifra", "let them begin with the same digit"))
	}
	if !v.Enhanced.given() {
		a.Enhanced = usualStatus(a.Code, command)
	}
	if a.Text == "" {
		if a.Text = replyTexts[a.Code]; a.Text == "" {
			a.Text = replyTexts[a.Code/100*100+50]
		}
	}
	return a
}

// faultRoad reads which road a fault is on.
func (r *resolver) faultRoad(v *roadOf, at place, f *Fault) (Road, bool) {
	ok := r.occasions(&v.occasionSpec, &f.When)
	example := tr("por ejemplo: between: [mail.alfa.test, mail.beta.test]", "for example: between: [mail.alfa.test, mail.beta.test]")
	switch {
	case v.Between.given() && v.Host.given():
		r.report(v.Host.at, CodeConflict, tr("«%s» y «%s» se contradicen", "\"%s\" and \"%s\" contradict each other", "between", "host"), tr("deja solo uno", "leave only one"))
	case v.Host.given():
		e := r.endpointRef(&v.Host)
		return Road{A: e}, ok && e != (Endpoint{})
	case !v.Between.given():
		r.report(place{node: at.node, path: at.path}, CodeMissing, tr("falta decir en qué camino", "which road is not said"), example)
	case len(v.Between.items) != 2:
		r.report(v.Between.at, CodeValue, tr("un camino une dos extremos, y aquí hay %d", "a road joins two ends, and there are %d here", len(v.Between.items)), example)
	default:
		a, b := r.endpointRef(&v.Between.items[0]), r.endpointRef(&v.Between.items[1])
		if a != (Endpoint{}) && a == b {
			r.report(v.Between.at, CodeConflict, tr("el camino va de %s a sí mismo", "the road goes from %s to itself", a.Name()), tr("pon otro extremo", "put another end"))
			return Road{}, false
		}
		return Road{A: a, B: b}, ok && a != (Endpoint{}) && b != (Endpoint{})
	}
	return Road{}, false
}

func (r *resolver) slow(o *opt[faultSlow], f *Fault) Trouble {
	v := &o.v
	if !v.Latency.given() && !v.Jitter.given() && !v.Bandwidth.given() {
		r.report(place{node: o.at.node, path: o.at.path}, CodeMissing, tr("falta decir cómo de lento", "how slow is not said"), tr("por ejemplo: latency: 2s, o bandwidth: 9.6 kbit/s", "for example: latency: 2s, or bandwidth: 9.6 kbit/s"))
		return nil
	}
	road, ok := r.faultRoad(&v.roadOf, o.at, f)
	if !ok {
		return nil
	}
	return &Slow{Road: road, Latency: time.Duration(v.Latency.v), Jitter: time.Duration(v.Jitter.v), Bandwidth: int64(v.Bandwidth.v)}
}

func (r *resolver) names(o *opt[faultDNS], f *Fault) Trouble {
	v := &o.v
	n := &Names{Does: string(v.Does.v), Type: string(v.Type.v), By: time.Duration(v.By.v)}
	ok := r.occasions(&v.occasionSpec, &f.When)
	if v.Name.given() {
		n.Name = r.queryName(&v.Name)
		ok = ok && n.Name != ""
	}
	if v.Client.given() {
		n.Client = r.endpointRef(&v.Client)
		ok = ok && n.Client != (Endpoint{})
	}
	switch {
	case v.Host.given():
		h, found := r.hostRef(&v.Host, nil)
		if !found {
			return nil
		}
		_, answers := h.Offers(DNSServer)
		_, resolves := h.Offers(Resolver)
		if !answers && !resolves {
			r.report(v.Host.at, CodeUnknown, tr("%s no responde por nombres", "%s does not answer for names", h.Name), tr("los que responden: %s", "those that do: %s", strings.Join(r.nameServerNames(), ", ")))
			return nil
		}
		n.Servers = []*Host{h}
	case n.Name != "":
		if d := r.enclosing(n.Name); d != nil && d.NameServer != nil {
			n.Servers = []*Host{d.NameServer}
		} else {
			n.Servers = []*Host{r.s.DNS.Root}
		}
	default:
		n.Servers = []*Host{r.s.DNS.Resolver}
	}
	switch {
	case n.Does == "slow" && n.By == 0:
		r.report(place{node: o.at.node, path: o.at.path}, CodeMissing, tr("falta «%s»", "\"%s\" is missing", "by"), tr("por ejemplo: by: 3s", "for example: by: 3s"))
		return nil
	case n.Does != "slow" && v.By.given():
		r.report(v.By.at, CodeConflict, tr("«%s» solo tiene sentido con «does: %s»", "\"%s\" only makes sense with \"does: %s\"", "by", "slow"), tr("quítalo", "take it out"))
	case n.Does != "wrong" && v.Records.given():
		r.report(v.Records.at, CodeConflict, tr("«%s» solo tiene sentido con «does: %s»", "\"%s\" only makes sense with \"does: %s\"", "records", "wrong"), tr("quítalo", "take it out"))
	case n.Does == "wrong":
		ok = r.wrongRecords(v, n, o.at) && ok
	}
	if !ok {
		return nil
	}
	return n
}

// wrongRecords reads what a name server that lies says.
func (r *resolver) wrongRecords(v *faultDNS, n *Names, at place) bool {
	d := r.enclosing(n.Name)
	if d == nil {
		r.report(place{node: at.node, path: at.path}, CodeMissing, tr("con «wrong» hay que decir por qué dominio", "with \"wrong\" it must be said for which domain"), tr("los dominios son: %s", "the domains are: %s", r.domainNames()))
		return false
	}
	if !v.Records.given() || len(v.Records.items) == 0 {
		r.report(place{node: at.node, path: at.path}, CodeMissing, tr("falta «%s»", "\"%s\" is missing", "records"), tr("por ejemplo: records: ['@ MX 10 mail']", "for example: records: ['@ MX 10 mail']"))
		return false
	}
	if !r.atMost(len(v.Records.items), MaxItems, v.Records.at) {
		return false
	}
	for i := range v.Records.items {
		rr := r.record(&v.Records.items[i], d)
		if rr == nil {
			return false
		}
		n.Records = append(n.Records, rr.String())
	}
	return true
}

func (r *resolver) nameServerNames() []string {
	var list []string
	for _, h := range r.s.Hosts {
		_, answers := h.Offers(DNSServer)
		_, resolves := h.Offers(Resolver)
		if answers || resolves {
			list = append(list, h.Name)
		}
	}
	return list
}

// bare is a scalar that needs no quotes in a flow mapping.
var bare = regexp.MustCompile(`^[A-Za-z0-9._@/+%-]([A-Za-z0-9 ._@/+%:-]*[A-Za-z0-9._@/+%-])?$`)

// maxFlow is how long a fault's text may grow, in octets; what is longer is for reading the file.
const maxFlow = 500

// flow writes a fault on one line, as a person would.
func flow(n *yaml.Node) string { return writeFlow(n, true, maxFlow) }

// flowAll writes any value on one line, whole.
func flowAll(n *yaml.Node) string { return writeFlow(n, false, 2*MaxFileSize) }

func writeFlow(n *yaml.Node, open bool, most int) string {
	var b strings.Builder
	var write func(n *yaml.Node, top bool)
	write = func(n *yaml.Node, top bool) {
		if b.Len() > most {
			return
		}
		switch n.Kind {
		case yaml.MappingNode:
			if !top {
				b.WriteByte('{')
			}
			for i := 0; i+1 < len(n.Content); i += 2 {
				if i > 0 {
					b.WriteString(", ")
				}
				write(n.Content[i], false)
				b.WriteString(": ")
				write(n.Content[i+1], false)
			}
			if !top {
				b.WriteByte('}')
			}
		case yaml.SequenceNode:
			b.WriteByte('[')
			for i, c := range n.Content {
				if i > 0 {
					b.WriteString(", ")
				}
				write(c, false)
			}
			b.WriteByte(']')
		default:
			quoted := n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
			if n.ShortTag() == "!!null" {
				b.WriteString("null")
			} else if !quoted && bare.MatchString(n.Value) && !strings.Contains(n.Value, ": ") {
				b.WriteString(n.Value)
			} else {
				b.WriteString(strconv.Quote(n.Value))
			}
		}
	}
	write(n, open)
	return b.String()
}
