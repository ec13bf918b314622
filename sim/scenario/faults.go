package scenario

import (
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"posta/sim/form"
	"posta/sim/smtp"
)

// understands tells which services know a command of the format.
var understands = map[string][]Proto{
	"CONNECT": {SMTP, Submission, POP3, IMAP}, "EHLO": {SMTP, Submission}, "HELO": {SMTP, Submission}, "STARTTLS": {SMTP, Submission, IMAP},
	"AUTH": {Submission, SMTP}, "MAIL": {SMTP, Submission}, "RCPT": {SMTP, Submission}, "DATA": {SMTP, Submission}, "DOT": {SMTP, Submission},
	"RSET": {SMTP, Submission, POP3}, "NOOP": {SMTP, Submission, POP3, IMAP}, "QUIT": {SMTP, Submission, POP3},
	"LOGIN": {POP3, IMAP}, "STAT": {POP3}, "UIDL": {POP3}, "LIST": {POP3, IMAP}, "RETR": {POP3}, "TOP": {POP3}, "DELE": {POP3},
	"SELECT": {IMAP}, "SEARCH": {IMAP}, "FETCH": {IMAP}, "STORE": {IMAP}, "MOVE": {IMAP}, "EXPUNGE": {IMAP}, "APPEND": {IMAP}, "LOGOUT": {IMAP},
}

// faults reads what the list of faults says.
func (r *resolver) faults() {
	for i := range r.f.Faults.Items {
		item := &r.f.Faults.Items[i]
		if !item.OK {
			continue
		}
		f := &Fault{Index: len(r.s.Faults), Line: item.At.Node.Line, Text: flow(item.At.Node)}
		if f.Do = r.trouble(&item.V, f); f.Do != nil {
			r.s.Faults = append(r.s.Faults, f)
		}
	}
}

// trouble reads one fault; nil where it cannot be, and that has been said.
func (r *resolver) trouble(v *faultSpec, f *Fault) Trouble {
	switch {
	case v.Down.OK:
		return r.outageFault(&v.Down, f)
	case v.Refuse.OK:
		v, at := &v.Refuse.V, v.Refuse.At
		if d, ok := r.faultDoor(&v.Host, &v.doorSpec, "", nil, at, f); ok {
			return &Refuse{Door: d}
		}
	case v.Silence.OK:
		v, at := &v.Silence.V, v.Silence.At
		if d, ok := r.faultDoor(&v.Host, &v.doorSpec, string(v.Command.V), nil, at, f); ok {
			return &Silence{Door: d, Command: string(v.Command.V)}
		}
	case v.Cut.OK:
		return r.cut(&v.Cut, f)
	case v.Delay.OK:
		v, at := &v.Delay.V, v.Delay.At
		command := string(or(&v.Command, defaultCommand))
		if d, ok := r.faultDoor(&v.Host, &v.doorSpec, command, nil, at, f); ok {
			return &Delay{Door: d, Command: command, By: time.Duration(v.By.V), Recipient: r.faultRecipient(&v.Recipient, command)}
		}
	case v.Answer.OK:
		return r.answer(&v.Answer, f)
	case v.Loss.OK:
		if road, ok := r.faultRoad(&v.Loss.V.roadOf, v.Loss.At, f); ok {
			return &Loss{Road: road}
		}
	case v.Slow.OK:
		return r.slow(&v.Slow, f)
	case v.Intercept.OK:
		return r.intercept(&v.Intercept, f)
	case v.DiskFull.OK:
		v, at := &v.DiskFull.V, v.DiskFull.At
		if d, ok := r.faultDoor(&v.Host, &v.doorSpec, "MAIL", []Proto{SMTP, Submission}, at, f); ok {
			return &DiskFull{Door: d}
		}
	case v.MailboxFull.OK:
		v := &v.MailboxFull.V
		u := r.userRef(&v.User)
		if r.occasions(&v.occasionSpec, &f.When) && u != nil {
			return &MailboxFull{User: u}
		}
	case v.Forge.OK:
		v := &v.Forge.V
		u := r.userRef(&v.User)
		as, named := r.namedAddress(&v.As)
		if r.occasions(&v.occasionSpec, &f.When) && u != nil && named {
			return &Forge{User: u, As: as}
		}
	case v.Forward.OK:
		return r.forward(&v.Forward.V, f)
	case v.Greylist.OK:
		v, at := &v.Greylist.V, v.Greylist.At
		if d, ok := r.faultDoor(&v.Host, &v.doorSpec, "RCPT", []Proto{SMTP}, at, f); ok {
			return &Check{Door: d, Rule: v.rule()}
		}
	case v.RateLimit.OK:
		v, at := &v.RateLimit.V, v.RateLimit.At
		if d, ok := r.faultDoor(&v.Host, &v.doorSpec, "MAIL", []Proto{SMTP}, at, f); ok {
			return &Check{Door: d, Rule: v.rule(r.Reporter)}
		}
	case v.DNS.OK:
		return r.names(&v.DNS, f)
	}
	return nil
}

// forward reads that somebody's mail is sent on.
func (r *resolver) forward(v *faultForward, f *Fault) Trouble {
	u := r.userRef(&v.User)
	to, known := r.namedAddress(&v.Mail)
	if !r.occasions(&v.occasionSpec, &f.When) || u == nil || !known {
		return nil
	}
	if to.Address == u.Address() {
		r.Report(v.Mail.At, form.CodeConflict, tr("%s reenviaría su correo a sí mismo", "%s would forward the mail to the same mailbox", u.Login()), tr("por ejemplo: mail: benito-casa@otra.test", "for example: mail: benito-casa@otra.test"))
		return nil
	}
	return &Forward{User: u, Mail: to.Address}
}

// otherHomes adds the domains that mail is forwarded to and that the file does not have, each with that one mailbox, and the checks
// of the server that forwards: what a letter is worth after it was sent on can be seen there.
func (r *resolver) otherHomes() {
	for i := range r.f.Faults.Items {
		v := &r.f.Faults.Items[i].V.Forward
		if !v.OK || !v.V.Mail.OK {
			continue
		}
		to, c := splitAddress(strings.TrimSpace(string(v.V.Mail.V)))
		if c != nil {
			continue
		}
		known := func(e form.Entry[domainSpec]) bool { return dnsName(e.Name) == dnsName(to.Domain) }
		if slices.ContainsFunc(r.f.Domains.Items, known) {
			continue
		}
		at := v.V.Mail.At
		mailbox := form.Entry[userSpec]{Name: to.Local, Key: at, Opt: form.Opt[userSpec]{At: at, OK: true}}
		home := form.Entry[domainSpec]{Name: to.Domain, Key: at, Opt: form.Opt[domainSpec]{At: at, OK: true}}
		home.V.Users.Items = []form.Entry[userSpec]{mailbox}
		r.f.Domains.Items = append(r.f.Domains.Items, home)
		if policy := r.checksOf(string(v.V.User.V)); len(policy.Items) > 0 {
			host := form.Entry[hostSpec]{Name: usualHost + to.Domain, Key: at, Opt: form.Opt[hostSpec]{At: at, OK: true}}
			host.V.Policy = policy
			r.f.Hosts.Items = append(r.f.Hosts.Items, host)
		}
	}
}

// checksOf are the checks that stand in the file for the server that takes a user's mail: the one with the mailboxes, or the first
// of the domain that has some.
func (r *resolver) checksOf(user string) form.List[policySpec] {
	domain := user[strings.LastIndexByte(user, '@')+1:]
	for i := range r.f.Domains.Items {
		d := &r.f.Domains.Items[i]
		if !strings.Contains(user, "@") && slices.ContainsFunc(d.V.Users.Items, func(u form.Entry[userSpec]) bool { return strings.EqualFold(u.Name, user) }) {
			domain = d.Name
		}
	}
	for i := range r.f.Hosts.Items {
		h := &r.f.Hosts.Items[i]
		if name := dnsName(h.Name); strings.HasSuffix(name, "."+dnsName(domain)) && len(h.V.Policy.Items) > 0 {
			return h.V.Policy
		}
	}
	return form.List[policySpec]{}
}

// outageFault adds a window to those in which a host is off; they may overlap: off twice is off.
func (r *resolver) outageFault(o *form.Opt[faultDown], f *Fault) Trouble {
	w, ok := r.window(&o.V.windowSpec, o.At)
	e := r.endpointRef(&o.V.Host)
	if !ok || e == (Endpoint{}) {
		return nil
	}
	f.When = Occasions{Window: w, Chance: 1}
	e.addDown(w)
	return &Outage{What: e}
}

// occasions reads when a fault acts.
func (r *resolver) occasions(v *occasionSpec, o *Occasions) bool {
	at := v.From.At
	if at.Node == nil {
		at = v.To.At
	}
	w, ok := r.window(&v.windowSpec, at)
	*o = Occasions{Window: w, Skip: int(v.Skip.V), Times: int(v.Times.V), Chance: float64(or(&v.Chance, 1))}
	if v.Chance.OK && v.Chance.V == 0 {
		r.Report(v.Chance.At, form.CodeRange, tr("con probabilidad 0 este fallo no actúa nunca", "with probability 0 this fault never acts"), tr("pon más, o quita el fallo", "put more, or take the fault out"))
	}
	return ok
}

// faultDoor reads where a client comes in. Without a service the door is at those that know the command, or at preferred,
// or at all that the host has.
func (r *resolver) faultDoor(host *form.Opt[form.Line], v *doorSpec, command string, preferred []Proto, at form.Place, f *Fault) (Door, bool) {
	h, ok := r.hostRef(host, nil)
	if !r.occasions(&v.occasionSpec, &f.When) || !ok {
		return Door{}, false
	}
	d := Door{Host: h}
	if v.Client.Given() {
		if d.Client = r.endpointRef(&v.Client); d.Client == (Endpoint{}) {
			return d, false
		}
	}
	knows := understands[command]
	if preferred != nil {
		knows = preferred
	}
	if v.Service.Given() {
		if !v.Service.OK {
			return d, false
		}
		name := string(v.Service.V)
		for _, s := range h.Services {
			if s.Name() == name || string(s.Proto) == name {
				d.Services = append(d.Services, s)
			}
		}
		switch {
		case len(d.Services) == 0:
			r.Report(v.Service.At, CodeUnknown, tr("%s no ofrece %s", "%s does not offer %s", h.Name, name), r.offersHint(h))
			return d, false
		case command != "" && !slices.Contains(understands[command], d.Services[0].Proto):
			r.Report(v.Service.At, form.CodeConflict, tr("«%s» no es una orden de %s", "\"%s\" is no command of %s", command, name), tr("cambia «command» o «service»", "change \"command\" or \"service\""))
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
		r.Report(form.Place{Node: host.At.Node, Path: at.Path}, CodeUnknown, what, r.offersHint(h))
		return d, false
	}
	return d, true
}

// faultRecipient reads for whom alone a fault is.
func (r *resolver) faultRecipient(o *form.Opt[form.Line], command string) Address {
	if !o.Given() {
		return Address{}
	}
	if command != "RCPT" {
		r.Report(o.At, form.CodeConflict, tr("«recipient» solo tiene sentido con «command: RCPT»", "\"recipient\" only makes sense with \"command: RCPT\""), tr("escribe command: RCPT, o quita «recipient»", "write command: RCPT, or take \"recipient\" out"))
		return Address{}
	}
	return r.plainAddress(o)
}

func (r *resolver) cut(o *form.Opt[faultCut], f *Fault) Trouble {
	v := &o.V
	c := &Cut{Command: string(v.Command.V), After: int64(v.After.V), Recipient: r.faultRecipient(&v.Recipient, string(v.Command.V))}
	if !v.After.OK && c.Command == "" {
		c.Command = defaultCommand
	}
	if v.After.OK && (c.Command == "DOT" || c.Command == "CONNECT") {
		r.Report(v.After.At, form.CodeConflict, tr("tras «%s» el cliente espera, y no hay bytes que contar", "after \"%s\" the client waits, and there are no bytes to count", c.Command), tr("quita «after», o cuenta desde otra orden, como DATA", "take \"after\" out, or count from another command, such as DATA"))
		return nil
	}
	if v.After.OK && c.After == 0 {
		r.Report(v.After.At, form.CodeRange, tr("al menos un byte", "at least one byte"), tr("por ejemplo: after: 500", "for example: after: 500"))
		return nil
	}
	if v.After.OK && v.Recipient.Given() {
		r.Report(v.After.At, form.CodeConflict, tr("«after» y «recipient» no van juntos", "\"after\" and \"recipient\" do not go together"), tr("deja solo uno", "leave only one"))
		return nil
	}
	var ok bool
	if c.Door, ok = r.faultDoor(&v.Host, &v.doorSpec, c.Command, nil, o.At, f); !ok {
		return nil
	}
	return c
}

func (r *resolver) answer(o *form.Opt[faultAnswer], f *Fault) Trouble {
	v := &o.V
	command := string(or(&v.Command, defaultAnswerAt))
	a := &Answer{Command: command, Text: string(v.Text.V), Close: bool(v.Close.V), Recipient: r.faultRecipient(&v.Recipient, command)}
	var ok bool
	if a.Door, ok = r.faultDoor(&v.Host, &v.doorSpec, command, nil, o.At, f); !ok {
		return nil
	}
	if v.Sender.OK {
		if !slices.Contains([]string{"MAIL", "RCPT", "DATA", "DOT"}, command) {
			r.Report(v.Sender.At, form.CodeConflict, tr("«sender» solo tiene sentido con MAIL, RCPT, DATA y DOT", "\"sender\" only makes sense with MAIL, RCPT, DATA and DOT"), tr("cambia «command», o quita «sender»", "change \"command\", or take \"sender\" out"))
			return nil
		}
		sender := Address{}
		if v.Sender.V != "<>" {
			sender = r.plainAddress(&v.Sender)
		}
		a.Sender = &sender
	}
	if !slices.ContainsFunc(a.Services, func(s Service) bool { return s.Proto == SMTP || s.Proto == Submission }) {
		for _, k := range []struct {
			key   string
			given bool
			at    form.Place
		}{{"code", v.Code.Given(), v.Code.At}, {"enhanced", v.Enhanced.Given(), v.Enhanced.At}} {
			if k.given {
				r.Report(k.at, form.CodeConflict, tr("«%s» es cosa de SMTP, y esto es %s", "\"%s\" belongs to SMTP, and this is %s", k.key, string(a.Services[0].Proto)), tr("quítalo: POP3 contesta -ERR e IMAP contesta NO", "take it out: POP3 answers -ERR and IMAP answers NO"))
				return nil
			}
		}
		return a
	}
	a.Code, a.Enhanced = int(or(&v.Code, DefaultFaultCode)), string(v.Enhanced.V)
	if v.Enhanced.OK && a.Enhanced[0] != byte('0'+a.Code/100) {
		r.Report(v.Enhanced.At, form.CodeConflict, tr("%s y %d no son de la misma clase (RFC 3463, 2)", "%s and %d are not of the same class (RFC 3463, 2)", a.Enhanced, a.Code), tr("haz que empiecen por la misma cifra", "let them begin with the same digit"))
	}
	usual := smtp.Usual(command, a.Code)
	if !v.Enhanced.Given() && a.Text == "" {
		a.Enhanced = usual.Enhanced.String()
	}
	if a.Text == "" {
		a.Text = usual.Text
		if v.Code.OK && !smtp.Meant(command, a.Code) {
			r.Warn(v.Code.At, form.CodeConflict, tr("%d no dice nada concreto como respuesta a %s (RFC 5321, 4.3.2)", "%d says nothing in particular in answer to %s (RFC 5321, 4.3.2)", a.Code, command),
				tr("se contestará «%s»; di tú qué significa, con «text»", "the answer will be \"%s\"; say what it means yourself, with \"text\"", usual.String()))
		}
	}
	return a
}

// faultRoad reads which road a fault is on.
func (r *resolver) faultRoad(v *roadOf, at form.Place, f *Fault) (Road, bool) {
	ok := r.occasions(&v.occasionSpec, &f.When)
	example := tr("por ejemplo: between: [mail.alfa.test, mail.beta.test]", "for example: between: [mail.alfa.test, mail.beta.test]")
	switch {
	case v.Between.Given() && v.Host.Given():
		r.Report(v.Host.At, form.CodeConflict, tr("«%s» y «%s» se contradicen", "\"%s\" and \"%s\" contradict each other", "between", "host"), tr("deja solo uno", "leave only one"))
	case v.Host.Given():
		e := r.endpointRef(&v.Host)
		return Road{A: e}, ok && e != (Endpoint{})
	case !v.Between.Given():
		r.Report(form.Place{Node: at.Node, Path: at.Path}, form.CodeMissing, tr("falta decir en qué camino", "which road is not said"), example)
	case len(v.Between.Items) != 2:
		r.Report(v.Between.At, form.CodeValue, tr("un camino une dos extremos, y aquí hay %d", "a road joins two ends, and there are %d here", len(v.Between.Items)), example)
	default:
		a, b := r.endpointRef(&v.Between.Items[0]), r.endpointRef(&v.Between.Items[1])
		if a != (Endpoint{}) && a == b {
			r.Report(v.Between.At, form.CodeConflict, tr("el camino va de %s a sí mismo", "the road goes from %s to itself", a.Name()), tr("pon otro extremo", "put another end"))
			return Road{}, false
		}
		return Road{A: a, B: b}, ok && a != (Endpoint{}) && b != (Endpoint{})
	}
	return Road{}, false
}

func (r *resolver) slow(o *form.Opt[faultSlow], f *Fault) Trouble {
	v := &o.V
	if !v.Latency.Given() && !v.Jitter.Given() && !v.Bandwidth.Given() {
		r.Report(form.Place{Node: o.At.Node, Path: o.At.Path}, form.CodeMissing, tr("falta decir cómo de lento", "how slow is not said"), tr("por ejemplo: latency: 2s, o bandwidth: 9.6 kbit/s", "for example: latency: 2s, or bandwidth: 9.6 kbit/s"))
		return nil
	}
	road, ok := r.faultRoad(&v.roadOf, o.At, f)
	if !ok {
		return nil
	}
	return &Slow{Road: road, Latency: time.Duration(v.Latency.V), Jitter: time.Duration(v.Jitter.V), Bandwidth: int64(v.Bandwidth.V)}
}

func (r *resolver) names(o *form.Opt[faultDNS], f *Fault) Trouble {
	v := &o.V
	n := &Names{Does: string(v.Does.V), Type: string(v.Type.V), By: time.Duration(v.By.V)}
	ok := r.occasions(&v.occasionSpec, &f.When)
	if v.Name.Given() {
		n.Name = r.queryName(&v.Name)
		ok = ok && n.Name != ""
	}
	n.Alone = v.Below.Given() && !bool(v.Below.V)
	if n.Alone && !v.Name.Given() {
		r.Report(v.Below.At, form.CodeConflict, tr("«%s» solo tiene sentido con «%s»", "\"%s\" only makes sense with \"%s\"", "below", "name"), tr("quítalo", "take it out"))
	}
	if v.Client.Given() {
		n.Client = r.endpointRef(&v.Client)
		ok = ok && n.Client != (Endpoint{})
	}
	switch {
	case v.Host.Given():
		h, found := r.hostRef(&v.Host, nil)
		if !found {
			return nil
		}
		_, answers := h.Offers(DNSServer)
		_, resolves := h.Offers(Resolver)
		if !answers && !resolves {
			r.Report(v.Host.At, CodeUnknown, tr("%s no responde por nombres", "%s does not answer for names", h.Name), tr("los que responden: %s", "those that do: %s", strings.Join(r.nameServerNames(), ", ")))
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
		r.Report(form.Place{Node: o.At.Node, Path: o.At.Path}, form.CodeMissing, tr("falta «%s»", "\"%s\" is missing", "by"), tr("por ejemplo: by: 3s", "for example: by: 3s"))
		return nil
	case n.Does != "slow" && v.By.Given():
		r.Report(v.By.At, form.CodeConflict, tr("«%s» solo tiene sentido con «does: %s»", "\"%s\" only makes sense with \"does: %s\"", "by", "slow"), tr("quítalo", "take it out"))
	case n.Does != "wrong" && v.Records.Given():
		r.Report(v.Records.At, form.CodeConflict, tr("«%s» solo tiene sentido con «does: %s»", "\"%s\" only makes sense with \"does: %s\"", "records", "wrong"), tr("quítalo", "take it out"))
	case n.Does == "wrong":
		ok = r.wrongRecords(v, n, o.At) && ok
	}
	if !ok {
		return nil
	}
	return n
}

// wrongRecords reads what a name server that lies says.
func (r *resolver) wrongRecords(v *faultDNS, n *Names, at form.Place) bool {
	d := r.enclosing(n.Name)
	if d == nil {
		r.Report(form.Place{Node: at.Node, Path: at.Path}, form.CodeMissing, tr("con «wrong» hay que decir por qué dominio", "with \"wrong\" it must be said for which domain"), tr("los dominios son: %s", "the domains are: %s", r.domainNames()))
		return false
	}
	if !v.Records.Given() || len(v.Records.Items) == 0 {
		r.Report(form.Place{Node: at.Node, Path: at.Path}, form.CodeMissing, tr("falta «%s»", "\"%s\" is missing", "records"), tr("por ejemplo: records: ['@ MX 10 mail']", "for example: records: ['@ MX 10 mail']"))
		return false
	}
	if !r.atMost(len(v.Records.Items), MaxItems, v.Records.At) {
		return false
	}
	for i := range v.Records.Items {
		rr := r.record(&v.Records.Items[i], d)
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

// maxFlow is how long a fault's text may grow, in octets; what is longer is for reading the file.
const maxFlow = 500

// flow writes a fault on one line, as a person would.
func flow(n *yaml.Node) string { return form.WriteFlow(n, true, maxFlow) }
