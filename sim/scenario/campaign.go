package scenario

import (
	"errors"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"posta/sim/campaign"
	"posta/sim/form"
	"posta/sim/mail"
)

// Campaign is one letter to very many, by whoever sends for others.
type Campaign struct {
	Name     string
	From     Named
	Through  *Host   // the sender of many: its relay, its web server
	Domain   *Domain // of the reverse-paths: one whose mailboxes are at Through
	List     *campaign.List
	Subjects []string
	Body     string
	Links    []string

	Every   time.Duration // between two letters
	WarmUp  campaign.WarmUp
	Sources []netip.Addr // addresses of Through; none: its first

	Sign        bool // with the keys of From's domain
	Track       bool
	Unsubscribe string // "", "mailto" or "one_click"
	Careless    bool   // those too who have unsubscribed
	Confirm     time.Duration
	Webhook     string // URL
	Hook        *Host  // who answers there; nil: nobody of this scenario
}

// Verb is campaign.
func (*Campaign) Verb() string { return "campaign" }

// Actor is who sends.
func (a *Campaign) Actor() Endpoint { return Endpoint{Host: a.Through} }

// Campaigns are those that go through a host.
func (s *Scenario) Campaigns(h *Host) (list []*Campaign) {
	for _, a := range s.Script {
		if c, ok := a.Do.(*Campaign); ok && (h == nil || c.Through == h) {
			list = append(list, c)
		}
	}
	return list
}

// Defaults of a campaign that says nothing else.
const (
	defaultPerHour     = 3600
	defaultUnsubscribe = "one_click"
	eventsPerLetter    = 100      // what a campaign's letter leaves behind at the level of decisions, with all checks, twice
	octetsPerLetter    = 24 << 10 // and what it takes up in a queue and a mailbox
)

type campaignSpec struct {
	Name        form.Opt[form.Caption]   `key:"name" required:"1" example_es:"boletín" example_en:"newsletter" es:"cómo se llama" en:"what it is called"`
	From        form.Opt[form.Line]      `key:"from" is:"user" required:"1" example_es:"Tienda <hola@tienda.test>" example_en:"Shop <hello@shop.test>" es:"en nombre de quién" en:"in whose name"`
	Through     form.Opt[form.Line]      `key:"through" is:"host" default_es:"el servidor donde entrega quien la envía" default_en:"the server where its author submits" example:"mail.envios.test" es:"quién la envía: un servidor que guarda los buzones de un dominio, al que vuelven los rebotes y que sirve los enlaces" en:"who sends it: a host that has the mailboxes of a domain, to which bounces come back, and which serves the links"`
	To          form.List[recipientSpec] `key:"to" example:"['cliente1..5000@grande.test', '*@otro.test']" es:"la lista: direcciones, rangos, o *@dominio por toda la gente de un dominio" en:"the list: addresses, ranges, or *@domain for all the people of a domain"`
	CSV         form.Opt[form.Str]       `key:"csv" example:"\"email,name,segment\\nana@alfa.test,Ana,socios\\n\"" es:"o como archivo CSV: una dirección por línea, y quizá un nombre y un segmento" en:"or as a CSV file: an address a line, and perhaps a name and a segment"`
	Subject     form.List[form.Caption]  `key:"subject" required:"1" example_es:"[Novedades de marzo, '¿Has visto esto?']" example_en:"[News of March, 'Have you seen this?']" es:"el asunto; si son varios, la lista se reparte entre ellos" en:"the subject; where there are several, the list is divided among them"`
	Body        form.Opt[form.Words]     `key:"body" example_es:"Hola, {name}:" example_en:"Hello, {name}," es:"el texto; «{name}», «{email}» y «{segment}» son los de cada cual" en:"the text; \"{name}\", \"{email}\" and \"{segment}\" are each one's own"`
	Links       form.List[form.Phrase]   `key:"links" example_es:"[Ver la oferta]" example_en:"[See the offer]" es:"las palabras de sus enlaces" en:"the words of its links"`
	PerHour     form.Opt[form.Whole]     `key:"per_hour" range:"1..10000000" default:"=per-hour" example:"2000" es:"cuántas cartas salen por hora, como mucho" en:"how many letters leave in an hour, at most"`
	WarmUp      form.List[form.Whole]    `key:"warm_up" example:"[50, 200, 1000]" es:"plan de calentamiento: cuántas cartas puede enviar cada dirección IP su primer día, el segundo…; después, las que haya" en:"a plan for warming up: how many letters each IP address may send on its first day, its second…; after that, as many as there are"`
	Sources     form.List[form.Line]     `key:"sources" is:"ip" default_es:"la primera del servidor" default_en:"the host's first" example:"[192.0.2.25, 192.0.2.26]" es:"desde cuáles de las direcciones IP del servidor sale, por turno: propias si nadie más las usa, compartidas si otra campaña también" en:"from which of the host's IP addresses it leaves, in turn: dedicated where nobody else uses them, shared where another campaign does too"`
	Sign        form.Opt[form.Truth]     `key:"sign" default:"=yes" es:"false: sin firmar, aunque el dominio de «from» tenga «dkim»" en:"false: unsigned, although the domain of \"from\" has \"dkim\""`
	Track       form.Opt[form.Truth]     `key:"track" default:"=yes" es:"false: sin píxel, y con los enlaces tal cual" en:"false: without a pixel, and with the links as they are"`
	Unsubscribe form.Opt[form.Word]      `key:"unsubscribe" enum:"none|mailto|one_click" default:"=unsubscribe" es:"cómo darse de baja: de ningún modo; por carta y por la página del enlace (RFC 2369); o además con un clic (RFC 8058)" en:"how to unsubscribe: in no way; by a letter and by the page behind the link (RFC 2369); or by one click besides (RFC 8058)"`
	Careless    form.Opt[form.Truth]     `key:"careless" default:"=no" es:"true: escribe también a quien se dio de baja, se quejó o no existe" en:"true: it writes also to those who have unsubscribed, complained or are not there"`
	Confirm     form.Opt[form.Span]      `key:"confirm" example:"2d" es:"antes pregunta a todos si la quieren, y espera este tiempo; solo escribe a quien dijo que sí (doble confirmación)" en:"it first asks everybody whether they want it, and waits so long; it writes only to those who said yes (double opt-in)"`
	Webhook     form.Opt[form.Line]      `key:"webhook" example:"https://app.tienda.test/sucesos" es:"a qué programa del cliente cuenta lo que pasa, firmado, y por orden: uno de un servidor del escenario, o, en vivo, uno de esta máquina, como http://127.0.0.1:8080/. Una llamada a la que nadie contesta 2xx se repite durante un día con el mismo X-Call, así que puede llegar dos veces; X-Signature es t=segundos,v1=HMAC-SHA256 del texto «segundos.llamada.cuerpo»" en:"which program of the customer's it tells what happens, signed and in order: one of a host of the scenario, or, live, one of this machine, as http://127.0.0.1:8080/. A call that nobody answers with 2xx is repeated for a day under the same X-Call, so it may come twice; X-Signature is t=seconds,v1=HMAC-SHA256 of the text \"seconds.call.body\""`
}

// recipientSpec is a part of a list.
type recipientSpec struct {
	Who     form.Opt[form.Line] `key:"who" short:"1" required:"1" example:"cliente1..5000@grande.test" es:"una dirección, un rango de ellas, o *@dominio" en:"an address, a range of them, or *@domain"`
	Segment form.Opt[form.Line] `key:"segment" example_es:"socios" example_en:"members" default_es:"el de la gente del dominio, si lo tiene" default_en:"that of the domain's people, where it has one" es:"a qué parte de la lista pertenecen" en:"to which part of the list they belong"`
}

func (r *resolver) campaign(v *campaignSpec, at form.Place) Act {
	a := &Campaign{
		Name: r.said(v.Name.V.Phrase), Body: r.said(v.Body.V.Phrase), Sign: bool(or(&v.Sign, true)), Track: bool(or(&v.Track, true)),
		Careless: bool(v.Careless.V), Confirm: time.Duration(v.Confirm.V), Unsubscribe: string(or(&v.Unsubscribe, defaultUnsubscribe)),
		Every: time.Hour / time.Duration(or(&v.PerHour, defaultPerHour)),
	}
	if a.Unsubscribe == "none" {
		a.Unsubscribe = ""
	}
	a.From, _ = r.namedAddress(&v.From)
	u := r.users[strings.ToLower(a.From.Address.String())]
	if v.From.OK && u == nil && a.From.Address != (Address{}) {
		r.Report(v.From.At, CodeUnknown, tr("«%s» no es un buzón de este escenario, y a él se contestará", "\"%s\" is no mailbox of this scenario, and it is what people will answer to", form.Shown(a.From.Address.String())), tr("ponlo entre los «users» de su dominio", "put it among the \"users\" of its domain"))
	}
	if u != nil && a.From.Name == "" {
		a.From.Name = u.Name
	}
	for i := range v.Subject.Items {
		a.Subjects = append(a.Subjects, r.said(v.Subject.Items[i].V.Phrase))
	}
	for i := range v.Links.Items {
		a.Links = append(a.Links, r.said(v.Links.Items[i].V))
	}
	if !r.atMost(len(a.Subjects)+len(a.Links)+len(v.WarmUp.Items)+len(v.Sources.Items), MaxItems, at) {
		return a
	}
	for i := range v.WarmUp.Items {
		n := int(v.WarmUp.Items[i].V)
		if v.WarmUp.Items[i].OK && n < 1 {
			r.Report(v.WarmUp.Items[i].At, form.CodeRange, tr("un día en que no sale ninguna carta no calienta nada", "a day on which no letter leaves warms nothing up"), tr("por ejemplo: [50, 200, 1000]", "for example: [50, 200, 1000]"))
			continue
		}
		a.WarmUp = append(a.WarmUp, n)
	}
	a.List = r.recipients(v, at)
	r.letters += len(a.List.Recipients)
	r.campaignHost(a, u, v, at)
	r.webhook(a, &v.Webhook)
	return a
}

// campaignHost finds who sends, and from where.
func (r *resolver) campaignHost(a *Campaign, u *User, v *campaignSpec, at form.Place) {
	switch {
	case v.Through.Given():
		a.Through, _ = r.hostRef(&v.Through, nil)
	case u != nil:
		a.Through = u.Domain.Submission
	}
	h := a.Through
	if h == nil {
		return
	}
	for _, d := range r.s.Domains {
		if d.Mailbox == h && (a.Domain == nil || d == h.Domain) {
			a.Domain = d
		}
	}
	if a.Domain == nil {
		r.Report(or2(v.Through.Given(), v.Through.At, at), form.CodeConflict, tr("%s no guarda los buzones de ningún dominio, y los rebotes tienen que volver a alguno", "%s has no domain's mailboxes, and bounces have to come back to some", h.Name), tr("declara su dominio, con algún usuario: domains: {envios.test: {users: [postmaster]}}", "declare its domain, with some user: domains: {sender.test: {users: [postmaster]}}"))
	}
	for i := range v.Sources.Items {
		item := &v.Sources.Items[i]
		ip, err := netip.ParseAddr(string(item.V))
		if item.OK && (err != nil || !slices.Contains(h.Addrs, ip)) {
			r.Report(item.At, CodeUnknown, tr("%s no tiene la dirección %s", "%s has no address %s", h.Name, form.Shown(string(item.V))), tr("dale las que usa: hosts: {%s: {address: [192.0.2.25, 192.0.2.26]}}", "give it those that it uses: hosts: {%s: {address: [192.0.2.25, 192.0.2.26]}}", h.Name))
			continue
		}
		a.Sources = append(a.Sources, ip)
	}
	serveHTTPS(h)
}

func or2[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

func serveHTTPS(h *Host) {
	if !slices.ContainsFunc(h.Services, func(s Service) bool { return s.Proto == HTTPS }) {
		h.Services = append(h.Services, Service{Proto: HTTPS, Port: uint16(usualPort[HTTPS]), TLS: TLSImplicit})
	}
}

// webhook reads which program is told.
func (r *resolver) webhook(a *Campaign, o *form.Opt[form.Line]) {
	if !o.OK {
		return
	}
	text := string(o.V)
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" {
		r.Report(o.At, form.CodeValue, tr("«%s» no es una dirección web", "\"%s\" is no web address", form.Shown(text)), tr("por ejemplo: https://app.tienda.test/sucesos", "for example: https://app.shop.test/events"))
		return
	}
	a.Webhook = text
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil {
		if !ip.IsLoopback() {
			r.Report(o.At, CodeReserved, tr("fuera del escenario solo se avisa a programas de esta máquina", "outside the scenario only programs of this machine are told"), tr("por ejemplo: http://127.0.0.1:8080/", "for example: http://127.0.0.1:8080/"))
		}
		return
	}
	if a.Hook = r.hosts[strings.ToLower(u.Hostname())]; a.Hook == nil {
		r.Report(o.At, CodeUnknown, tr("no hay ningún servidor %s", "there is no host %s", form.Shown(u.Hostname())), tr("decláralo: hosts: {%s: {services: [https]}}", "declare it: hosts: {%s: {services: [https]}}", form.Shown(u.Hostname())))
		return
	}
	serveHTTPS(a.Hook)
}

// recipients reads the list.
func (r *resolver) recipients(v *campaignSpec, at form.Place) *campaign.List {
	l := &campaign.List{}
	if !v.To.Given() && !v.CSV.Given() {
		r.Report(at, form.CodeMissing, tr("no dice a quién", "it does not say to whom"), tr("por ejemplo: to: ['cliente1..500@beta.test']", "for example: to: ['customer1..500@beta.test']"))
		return l
	}
	if !r.atMost(len(v.To.Items), MaxRecipients, v.To.At) {
		return l
	}
	for i := range v.To.Items {
		item := &v.To.Items[i]
		if item.OK && item.V.Who.OK && !r.listed(l, &item.V) {
			return l
		}
	}
	if v.CSV.OK {
		err := l.ReadCSV(strings.NewReader(string(v.CSV.V)), reserved)
		if err != nil {
			r.tooLong(v.CSV.At)
		}
	}
	if len(l.Recipients) == 0 && !r.Failed() {
		r.Report(at, form.CodeMissing, tr("en la lista no queda nadie", "nobody is left on the list"), tr("tiene que haber al menos una dirección", "there has to be at least one address"))
	}
	for _, d := range l.Dropped {
		if d.Why != campaign.Twice {
			r.Warn(or2(v.CSV.Given(), v.CSV.At, at), CodeAddress, tr("línea %d de la lista: «%s» no es una dirección a la que se pueda escribir aquí; se deja fuera", "line %d of the list: \"%s\" is no address that can be written to here; it is left out", d.Line, form.Shown(d.Text)), tr("como nombre@dominio.test", "such as name@domain.test"))
			break // how many there are, the campaign's beginning says
		}
	}
	return l
}

func (r *resolver) tooLong(at form.Place) {
	r.Report(at, form.CodeTooMany, tr("la lista pasa de %d direcciones", "the list has more than %d addresses", campaign.MaxRecipients), tr("repártela en varias campañas", "divide it among several campaigns"))
}

// listed puts a part on the list; false: it is full.
func (r *resolver) listed(l *campaign.List, v *recipientSpec) bool {
	text, segment := strings.TrimSpace(string(v.Who.V)), string(v.Segment.V)
	var full error
	add := func(local, domain, name, part string) {
		if err := l.Add(0, campaign.Recipient{Address: mail.Address{Local: local, Domain: domain}, Name: name, Segment: part}); err != nil {
			full = err
		}
	}
	if domain, ok := strings.CutPrefix(text, "*@"); ok {
		d := r.domains[dnsName(domain)]
		if d == nil {
			r.Report(v.Who.At, CodeUnknown, tr("no hay ningún dominio «%s»", "there is no domain \"%s\"", form.Shown(domain)), tr("los dominios son: %s", "the domains are: %s", r.domainNames()))
			return true
		}
		for _, u := range d.Users {
			add(u.Local, d.Mail(), u.Name, segment)
		}
		for _, p := range d.People {
			part := segment
			if part == "" {
				part = p.Name
			}
			for n := 1; n <= p.Count && full == nil; n++ {
				add(p.Name+strconv.Itoa(n), d.Mail(), "", part)
			}
		}
	} else if m := nameRange.FindStringSubmatch(text); m != nil && m[4] != "" {
		first, _ := strconv.Atoi(m[2])
		last, _ := strconv.Atoi(m[3])
		domain, c := domainName(m[4][1:], false)
		switch {
		case c != nil:
			r.complain(v.Who.At, c)
			return true
		case last < first || last-first >= campaign.MaxRecipients:
			r.Report(v.Who.At, form.CodeRange, tr("el rango «%s» no es de una a %d direcciones", "the range \"%s\" is not of one to %d addresses", form.Shown(text), campaign.MaxRecipients), tr("por ejemplo: cliente1..500@beta.test", "for example: customer1..500@beta.test"))
			return true
		}
		for n := first; n <= last && full == nil; n++ {
			number := strconv.Itoa(n)
			for len(number) < len(m[2]) {
				number = "0" + number
			}
			add(m[1]+number, domain, "", segment)
		}
	} else if n, ok := r.namedAddress(&v.Who); ok {
		add(n.Local, n.Domain, n.Name, segment)
	}
	if errors.Is(full, campaign.ErrTooMany) {
		r.tooLong(v.Who.At)
		return false
	}
	return true
}
