package scenario

import (
	"cmp"
	"net/netip"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"posta/sim/form"
	"posta/sim/idna"
	"posta/sim/lang"
)

// Names of the hosts that answer for names.
const (
	DirectoryHost = "dns.test"
	ResolverHost  = "resolver.test"
	RootHost      = "root.test"
)

// resolver turns what the file says into the scenario it means. It goes on after a problem wherever what follows can still
// be judged, so that one check shows all there is to mend.
type resolver struct {
	*form.Reporter
	f *file
	s *Scenario
	// lang is the language that the letters are to be in, unless the file says its own.
	lang lang.Lang

	domains    map[string]*Domain
	specs      map[*Domain]*domainSpec
	places     map[*Domain]form.Place
	hosts      map[string]*Host
	declared   map[string]*form.Entry[hostSpec]
	users      map[string]*User // by address in lower case
	locals     map[string][]*User
	devices    map[string]*Device
	missing    map[string]bool       // full names of hosts that are to be declared, and it has been said
	taken      map[netip.Addr]string // by whom
	aliases    map[string]*Alias     // by address in lower case
	crowded    bool                  // too many devices, and said so
	ids        map[string]int        // line that gave a letter its name
	rsaKeys    int                   // so many are taken
	population int                   // so many people without a name
	earliest   time.Duration         // the present action begins no earlier
	letters    int                   // of campaigns, in all
}

func resolve(rep *form.Reporter, name string, f *file, l lang.Lang) *Scenario {
	r, ok := resolveAll(rep, name, f, l)
	if !ok {
		return nil
	}
	return r.s
}

// resolveAll resolves a whole file, and gives the resolver that knows all its names.
func resolveAll(rep *form.Reporter, name string, f *file, l lang.Lang) (*resolver, bool) {
	r := &resolver{
		Reporter: rep, f: f, lang: l, s: &Scenario{Name: slug(name), Version: 1},
		domains: map[string]*Domain{}, specs: map[*Domain]*domainSpec{}, places: map[*Domain]form.Place{},
		hosts: map[string]*Host{}, declared: map[string]*form.Entry[hostSpec]{},
		users: map[string]*User{}, locals: map[string][]*User{}, devices: map[string]*Device{},
		missing: map[string]bool{}, taken: map[netip.Addr]string{}, aliases: map[string]*Alias{}, ids: map[string]int{},
	}
	if !r.sizes() {
		return r, false
	}
	r.header()
	r.otherHomes()
	r.readDomains()
	r.calendar()
	r.readHosts()
	r.readMX()
	r.readAccepts()
	r.roads()
	r.readAliases()
	r.readDevices()
	r.script()
	r.decide()
	if !f.Limits.V.Events.Given() {
		r.s.Limits.Events = max(DefaultEvents, eventsPerAction*len(r.s.Script), eventsPerLetter*r.letters)
	}
	if !f.Limits.V.Memory.Given() {
		r.s.Limits.Memory = max(DefaultMemory, octetsPerLetter*int64(r.letters))
	}
	r.number()
	r.reverseZones()
	r.links()
	r.outages()
	r.policies()
	r.faults()
	r.expect()
	r.checkZones()
	r.warnZones()
	r.warnDelegations()
	return r, true
}

// calendar refuses a beginning that comes too late.
func (r *resolver) calendar() {
	if lasts, calendar := r.s.Lasts(); calendar && lasts <= 1 {
		r.Report(r.f.Start.At, form.CodeRange, tr("ahí ya se acabó el año 9999 donde vive alguien de este mundo", "by then the year 9999 is over where somebody of this world lives"), tr("empieza antes", "begin earlier"))
	}
}

// said is a text of a letter, in the language that its letters are in.
func (r *resolver) said(p form.Phrase) string { return p.Text.In(r.s.Lang) }

// slug is the file's name without folder and extension.
func slug(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".yaml"), ".yml")
	if name == "" || name == "." || name == "-" || name == "/" {
		return "scenario"
	}
	return name
}

// sizes refuses what is too much before anything is built from it.
func (r *resolver) sizes() bool {
	users := 0
	for _, d := range r.f.Domains.Items {
		users += len(d.V.Users.Items) + len(d.V.Aliases.Items) + 3*len(d.V.Lists.Items)
	}
	ok := true
	for _, c := range []struct {
		n, most int
		at      form.Place
		what    lang.Text
	}{
		{len(r.f.Domains.Items), MaxDomains, r.f.Domains.At, tr("dominios", "domains")},
		{len(r.f.Hosts.Items), MaxHosts, r.f.Hosts.At, tr("servidores", "hosts")},
		{len(r.f.Devices.Items), MaxDevices, r.f.Devices.At, tr("dispositivos", "devices")},
		{users, MaxUsers, r.f.Domains.At, tr("usuarios y alias", "users and aliases")},
		{len(r.f.Links.Items), MaxLinks, r.f.Links.At, tr("enlaces", "links")},
		{len(r.f.Faults.Items), MaxLinks, r.f.Faults.At, tr("fallos", "faults")},
		{len(r.f.Script.Items), MaxActions, r.f.Script.At, tr("acciones", "actions")},
		{len(r.f.Expect.Items), MaxExpects, r.f.Expect.At, tr("expectativas", "expectations")},
	} {
		if c.n > c.most {
			ok = false
			r.Report(c.at, form.CodeTooMany, tr("hay %d %s, y caben %d", "there are %d %s, and there may be %d", c.n, c.what, c.most), tr("quita algunos", "take some out"))
		}
	}
	return ok
}

func (r *resolver) complain(at form.Place, c *form.Complaint) {
	if c != followsFromOthers {
		r.Report(at, c.Code, c.What, c.Hint)
	}
}

// followsFromOthers is a complaint that would only repeat one made already.
var followsFromOthers = &form.Complaint{}

// atMost refuses a list that is longer than any story needs, before anything is done that takes longer than it is long.
func (r *resolver) atMost(n, most int, at form.Place) bool {
	if n > most {
		r.Report(at, form.CodeTooMany, tr("esta lista tiene %d elementos, y caben %d", "this list has %d items, and there may be %d", n, most), tr("quita algunos", "take some out"))
	}
	return n <= most
}

func (r *resolver) header() {
	f, s := r.f, r.s
	s.Title, s.Summary, s.Chapter = f.Title.V.Text, f.Summary.V.Text, string(f.Chapter.V)
	for _, g := range f.Goals.Items {
		s.Goals = append(s.Goals, g.V.Text)
	}
	for _, e := range f.Ends.Items {
		s.Ends = append(s.Ends, e.V.Text)
	}
	if s.Lang = r.lang; f.Lang.OK {
		s.Lang, s.LangFixed = lang.Lang(f.Lang.V), true
	}
	s.Seed = DefaultSeed
	if f.Seed.OK {
		s.Seed = uint64(f.Seed.V)
	}
	s.UTCOffset = time.Duration(f.UTCOffset.V)
	s.Start = DefaultStart
	if f.Start.OK {
		s.Start = f.Start.V.T
	}
	if f.Start.OK && f.Start.V.Zoned {
		_, seconds := s.Start.Zone()
		offset := time.Duration(seconds) * time.Second
		if f.UTCOffset.OK && offset != s.UTCOffset && offset != 0 {
			r.Report(f.UTCOffset.At, form.CodeConflict, tr("«start» dice un desfase horario y «utc_offset» otro", "\"start\" gives one offset from UTC and \"utc_offset\" another"), tr("deja solo uno", "leave only one"))
		}
		if !f.UTCOffset.OK {
			s.UTCOffset = offset
		}
		s.Start = s.Start.In(fixedZone(s.UTCOffset))
	} else {
		// A time without a zone is local: the same figures on the clock, in the scenario's zone.
		t := s.Start
		s.Start = time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, fixedZone(s.UTCOffset))
	}

	s.Network = r.road(&f.Network.V, Network{Latency: DefaultLatency, Bandwidth: DefaultBandwidth, MSS: DefaultMSS})
	d := &f.DNS.V
	s.DNS = DNS{Style: DNSStyle(or(&d.Style, form.Word(DNSDirectory))), TTL: time.Duration(or(&d.TTL, form.Span(DefaultTTL))), Negative: time.Duration(or(&d.Negative, form.Span(DefaultNegativeTTL)))}
	r.ttl(&d.TTL)
	r.ttl(&d.Negative)
	l := &f.Limits.V
	s.Record = Record(or(&f.Record, form.Word(DefaultRecord)))
	s.Limits = Limits{
		Events: int(or(&l.Events, DefaultEvents)), Memory: int64(or(&l.Memory, DefaultMemory)), VirtualTime: time.Duration(or(&l.Time, form.Span(DefaultVirtualTime))),
		MessageSize: int64(or(&l.MessageSize, DefaultMaxMessage)), Hops: int(or(&l.Hops, DefaultHops)),
		Retries: int(or(&l.Retries, DefaultRetries)), Connections: int(or(&l.Connections, DefaultConnections)),
	}
	if !f.Domains.Given() || len(f.Domains.Items) > 0 || r.Failed() {
		return
	}
	r.Report(f.Domains.At, form.CodeMissing, tr("no hay ningún dominio", "there is no domain"), tr("por ejemplo: domains: {alfa.test: {users: [alicia]}}", "for example: domains: {alfa.test: {users: [alicia]}}"))
}

func fixedZone(offset time.Duration) *time.Location {
	if offset == 0 {
		return time.UTC
	}
	return time.FixedZone("", int(offset/time.Second))
}

// or gives what the file says, or the default.
func or[T any](o *form.Opt[T], fallback T) T {
	if o.OK {
		return o.V
	}
	return fallback
}

// ttl checks that a TTL is whole seconds (RFC 1035 section 3.2.1).
func (r *resolver) ttl(o *form.Opt[form.Span]) {
	if o.OK && time.Duration(o.V)%time.Second != 0 {
		r.Report(o.At, form.CodeRange, tr("el DNS cuenta en segundos enteros", "the DNS counts in whole seconds"), tr("por ejemplo: 300s", "for example: 300s"))
	}
}

func (r *resolver) road(spec *roadSpec, base Network) Network {
	return Network{
		Latency: time.Duration(or(&spec.Latency, form.Span(base.Latency))), Jitter: time.Duration(or(&spec.Jitter, form.Span(base.Jitter))),
		Bandwidth: int64(or(&spec.Bandwidth, form.Rate(base.Bandwidth))), Loss: float64(or(&spec.Loss, form.Chance(base.Loss))), MSS: int(or(&spec.MSS, form.Whole(base.MSS))),
	}
}

// readDomains reads domains and their users.
func (r *resolver) readDomains() {
	for i := range r.f.Domains.Items {
		item := &r.f.Domains.Items[i]
		name, c := domainName(item.Name, false)
		if c != nil {
			r.complain(item.Key, c)
			continue
		}
		if first := r.domains[name]; first != nil {
			r.Report(item.Key, CodeDuplicate, tr("el dominio «%s» ya está en la línea %d", "the domain \"%s\" is already on line %d", name, first.Line), tr("junta los dos", "join the two"))
			continue
		}
		spec := &item.V
		d := &Domain{Name: name, NoMX: bool(spec.NoMX.V), NullMX: bool(spec.NullMX.V), TTL: time.Duration(or(&spec.TTL, form.Span(r.s.DNS.TTL))), Line: item.Key.Node.Line}
		r.ttl(&spec.TTL)
		if !idna.IsASCII(item.Name) {
			d.Unicode = strings.ToLower(strings.TrimSuffix(item.Name, "."))
		}
		r.domains[name], r.specs[d], r.places[d] = d, spec, item.Key
		r.s.Domains = append(r.s.Domains, d)
		for j := range spec.Users.Items {
			r.readUser(d, &spec.Users.Items[j])
		}
		r.people(d, spec)
	}
}

func (r *resolver) readUser(d *Domain, item *form.Entry[userSpec]) {
	local := item.Name
	if i := strings.LastIndexByte(local, '@'); i > 0 && dnsName(local[i+1:]) == d.Name {
		local = local[:i]
	}
	if c := checkLocal(local); c != nil {
		r.complain(item.Key, c)
		return
	}
	local = unquoted(local)
	item.Name = local
	u := &User{Local: local, Domain: d}
	key := addressKey(local, d.Name)
	if r.users[key] != nil {
		r.Report(item.Key, CodeDuplicate, tr("«%s» ya está entre los usuarios de %s", "\"%s\" is already among the users of %s", local, d.Name), tr("mayúsculas y minúsculas no distinguen buzones aquí", "upper and lower case do not tell mailboxes apart here"))
		return
	}
	spec := &item.V
	u.Name = string(or(&spec.Name, form.Line(personName(local))))
	u.Password = string(or(&spec.Password, form.Line(usualPassword+local)))
	u.Quota = int64(spec.Quota.V)
	u.Lang = lang.Lang(or(&spec.Lang, form.Word(r.s.Lang)))
	u.Keep, u.Keyed = bool(spec.Keep.V), bool(spec.Keyed.V)
	u.Zone = r.personZone(&spec.Zone)
	if spec.Warn.OK {
		if u.Warn = int(spec.Warn.V); u.Quota == 0 {
			r.Report(spec.Warn.At, form.CodeConflict, tr("«quota_warning» solo tiene sentido con «quota»", "\"quota_warning\" only makes sense with \"quota\""), tr("añade, por ejemplo, quota: 1 MB", "add, for example, quota: 1 MB"))
		}
	}
	if spec.Password.OK && u.Password == "" {
		r.Report(spec.Password.At, form.CodeValue, tr("la contraseña está vacía", "the password is empty"), tr("escribe una, o quita la clave", "write one, or take the key out"))
	}
	if u.Keep && !spec.Forward.Given() {
		r.Report(spec.Keep.At, form.CodeConflict, tr("«keep» solo tiene sentido con «forward»", "\"keep\" only makes sense with \"forward\""), tr("añade «forward», o quita «keep»", "add \"forward\", or take \"keep\" out"))
	}
	r.users[key] = u
	lower := strings.ToLower(local)
	r.locals[lower] = append(r.locals[lower], u)
	d.Users = append(d.Users, u)
	r.s.Users = append(r.s.Users, u)
}

// personName makes "Ana Ruiz" of "ana.ruiz".
func personName(local string) string {
	words := strings.FieldsFunc(local, func(c rune) bool { return c == '.' || c == '_' || c == '-' || c == '+' })
	for i, w := range words {
		first, size := utf8.DecodeRuneInString(w)
		words[i] = string(unicode.ToUpper(first)) + w[size:]
	}
	if len(words) == 0 {
		return local
	}
	return strings.Join(words, " ")
}

// readHosts makes the servers: those of each domain, those the file declares, and those that answer for names.
func (r *resolver) readHosts() {
	for i := range r.f.Hosts.Items {
		item := &r.f.Hosts.Items[i]
		text := item.Name
		if !strings.Contains(text, ".") && len(r.s.Domains) > 0 {
			r.Report(item.Key, CodeName, tr("el servidor «%s» va con su nombre entero", "the host \"%s\" goes by its full name", form.Shown(text)),
				tr("por ejemplo: %s.%s", "for example: %s.%s", form.Shown(text), r.s.Domains[0].Name))
			continue
		}
		name, c := domainName(text, false)
		if c != nil {
			r.complain(item.Key, c)
			continue
		}
		if first := r.declared[name]; first != nil {
			r.Report(item.Key, CodeDuplicate, tr("el servidor «%s» ya está en la línea %d", "the host \"%s\" is already on line %d", name, first.Key.Node.Line), tr("junta los dos", "join the two"))
			continue
		}
		r.declared[name] = item
	}
	for _, d := range r.s.Domains {
		r.domainHosts(d)
	}
	for i := range r.f.Hosts.Items {
		if item := &r.f.Hosts.Items[i]; r.declared[strings.ToLower(strings.TrimSuffix(item.Name, "."))] == item {
			r.host(item.Name) // those outside every domain
		}
	}
	r.nameServers()
	r.middle()
	// Now that every host exists, order them: the file's domains with all their hosts, then the others.
	rank := func(h *Host) int {
		if h.Domain == nil {
			return len(r.s.Domains)
		}
		return slices.Index(r.s.Domains, h.Domain)
	}
	slices.SortStableFunc(r.s.Hosts, func(a, b *Host) int { return cmp.Compare(rank(a), rank(b)) })
	if len(r.s.Hosts) > MaxHosts {
		r.Report(r.f.Domains.At, form.CodeTooMany, tr("hay %d servidores, y caben %d", "there are %d hosts, and there may be %d", len(r.s.Hosts), MaxHosts), tr("haz que varios dominios compartan servidor, con «server»", "let several domains share a host, with \"server\""))
	}
}

// host gives the host of that name, making it on first use.
func (r *resolver) host(name string) *Host {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if h := r.hosts[name]; h != nil {
		return h
	}
	h := &Host{
		Name: name, Domain: r.enclosing(name), HELO: name, PTR: name, Extensions: true, LineEndings: LineEndingsReject,
		TLS:        DefaultHostTLS,
		MaxMessage: DefaultMaxMessage, MaxRecipients: DefaultMaxRecipients, Retry: DefaultRetry,
	}
	r.hosts[name] = h
	r.s.Hosts = append(r.s.Hosts, h)
	if item := r.declared[name]; item != nil {
		h.Line = item.Key.Node.Line
		r.dress(h, &item.V)
	}
	return h
}

// enclosing finds the declared domain a name stands in: the longest that fits.
func (r *resolver) enclosing(name string) *Domain {
	for {
		if d := r.domains[name]; d != nil {
			return d
		}
		i := strings.IndexByte(name, '.')
		if i < 0 {
			return nil
		}
		name = name[i+1:]
	}
}

// dress gives a host what the file says of it; its role comes later.
func (r *resolver) dress(h *Host, spec *hostSpec) {
	h.Label = spec.Label.V.Text
	h.HELO = string(or(&spec.HELO, form.Line(h.HELO)))
	if spec.HELO.OK && (h.HELO == "" || strings.Contains(h.HELO, " ")) {
		r.Report(spec.HELO.At, form.CodeValue, tr("un nombre para HELO no puede estar vacío ni llevar espacios", "a name for HELO cannot be empty or contain spaces"), tr("por ejemplo: %s", "for example: %s", h.Name))
	}
	r.pointer(h, &spec.PTR)
	h.Extensions = bool(or(&spec.EHLO, true))
	for _, item := range spec.Without.Items {
		if item.OK && !slices.Contains(h.Without, string(item.V)) {
			h.Without = append(h.Without, string(item.V))
		}
	}
	if spec.Without.Given() && !h.Extensions {
		r.Report(spec.Without.At, form.CodeConflict, tr("con «ehlo: false» no se ofrece ninguna extensión", "with \"ehlo: false\" no extension is offered"), tr("quita uno de los dos", "take one of the two out"))
	}
	h.OpenRelay, h.Reports = bool(spec.OpenRelay.V), bool(spec.Reports.V)
	h.LineEndings = LineEndings(or(&spec.LineEndings, form.Word(h.LineEndings)))
	h.MaxMessage = int64(or(&spec.MaxMessage, form.Size(h.MaxMessage)))
	h.MaxRecipients = int(or(&spec.MaxRecipients, form.Whole(h.MaxRecipients)))
	h.Addrs = r.addresses(h.Name, &spec.Address)
	if spec.Position.OK {
		h.Position = &Point{X: float64(spec.Position.V.X.V), Y: float64(spec.Position.V.Y.V)}
	}
	if spec.Retry.OK {
		h.Retry = r.retry(&spec.Retry.V)
	}
	if t := &spec.TLS.V; spec.TLS.OK {
		h.TLS.Policy = TLSPolicy(or(&t.Policy, form.Word(h.TLS.Policy)))
		h.TLS.Certificate = string(or(&t.Certificate, form.Word(h.TLS.Certificate)))
		h.TLS.Relay = TLSWish(or(&t.Relay, form.Word(h.TLS.Relay)))
		for i := range t.Asks.Items {
			h.TLS.STS = h.TLS.STS || t.Asks.Items[i].V == "mta_sts"
			h.TLS.DANE = h.TLS.DANE || t.Asks.Items[i].V == "dane"
		}
	}
	if !r.atMost(len(spec.Services.Items), MaxItems, spec.Services.At) {
		return
	}
	for i := range spec.Services.Items {
		item := &spec.Services.Items[i]
		if !item.OK || !item.V.Proto.OK {
			continue
		}
		name := string(item.V.Proto.V)
		svc := Service{Proto: Proto(name), TLS: TLSPolicy(or(&item.V.TLS, form.Word(h.TLS.At(Proto(name)))))}
		if svc.Proto == SMTP && svc.TLS == TLSRequired {
			r.Warn(item.V.TLS.At, form.CodeConflict, tr("un servidor al que llevan registros MX no debe exigir TLS (RFC 3207, 4)", "a server to which MX records lead must not require TLS (RFC 3207, 4)"),
				tr("contestará 530 5.7.0 a quien no lo use, y su correo rebotará; lo habitual es tls: offer", "it will answer 530 5.7.0 to whoever does not use it, and their mail will bounce; usual is tls: offer"))
		}
		if port, ok := securePort[name]; ok {
			svc = Service{Proto: Proto(strings.TrimSuffix(name, "s")), Port: uint16(port), TLS: TLSImplicit}
			if item.V.TLS.OK {
				r.Report(item.V.TLS.At, form.CodeConflict, tr("en «%s» TLS empieza con el primer byte: no hay nada que ofrecer", "in \"%s\" TLS begins with the first byte: there is nothing to offer", name), tr("quita «tls»", "take \"tls\" out"))
			}
		} else {
			svc.Port = uint16(usualPort[svc.Proto])
		}
		if svc.Proto == DNSServer || svc.Proto == Resolver {
			svc.TLS = TLSNone
		}
		svc.Port = uint16(or(&item.V.Port, form.Whole(svc.Port)))
		if slices.ContainsFunc(h.Services, func(s Service) bool { return s.Port == svc.Port }) {
			r.Report(item.At, CodeDuplicate, tr("el puerto %d ya tiene un servicio en %s", "port %d already has a service on %s", svc.Port, h.Name), tr("dale otro: {proto: %s, port: 2525}", "give it another: {proto: %s, port: 2525}", string(svc.Proto)))
			continue
		}
		h.Services = append(h.Services, svc)
	}
}

// securePort is the port of each service that begins with TLS (RFC 8314 section 7).
var securePort = map[string]int{"submissions": 465, "pop3s": 995, "imaps": 993, "https": 443}

// usualPort is each service's well-known port.
var usualPort = map[Proto]int{SMTP: 25, Submission: 587, POP3: 110, IMAP: 143, DNSServer: 53, Resolver: 53, HTTPS: 443}

// usualPorts lists them all, in the order in which the services are told.
func usualPorts() string {
	var list []string
	for _, name := range []string{"smtp", "submission", "submissions", "pop3", "pop3s", "imap", "imaps", "dns", "https"} {
		port, secure := securePort[name]
		if !secure {
			port = usualPort[Proto(name)]
		}
		list = append(list, strconv.Itoa(port))
	}
	return strings.Join(list, ", ")
}

func (r *resolver) retry(spec *retrySpec) Retry {
	d := DefaultRetry
	out := Retry{
		First: time.Duration(or(&spec.First, form.Span(d.First))), Factor: float64(or(&spec.Factor, form.Decimal(d.Factor))), Max: time.Duration(or(&spec.Max, form.Span(d.Max))),
		Lifetime: time.Duration(or(&spec.Lifetime, form.Span(d.Lifetime))), ReportAfter: time.Duration(or(&spec.ReportAfter, form.Span(d.ReportAfter))), Jitter: float64(or(&spec.Jitter, form.Chance(d.Jitter))),
	}
	if !spec.Max.OK && out.Max < out.First {
		out.Max = out.First
	}
	if out.First < time.Second && spec.First.OK {
		r.Report(spec.First.At, form.CodeRange, tr("la primera espera es de 1s como poco", "the first wait is at least 1s"), tr("por ejemplo: 15min", "for example: 15min"))
	}
	if spec.Max.OK && out.Max < out.First {
		r.Report(spec.Max.At, CodeTime, tr("la espera más larga es menor que la primera", "the longest wait is shorter than the first"), tr("cambia «max» o «first»", "change \"max\" or \"first\""))
	}
	return out
}

// addresses reads IP addresses and claims them.
func (r *resolver) addresses(owner string, l *form.List[form.Line]) []netip.Addr {
	var four, six []netip.Addr
	for i := range l.Items {
		item := &l.Items[i]
		if !item.OK {
			continue
		}
		a, c := ipAddress(string(item.V))
		if c != nil {
			r.complain(item.At, c)
			continue
		}
		if by, ok := r.taken[a]; ok {
			r.Report(item.At, CodeDuplicate, tr("%s ya es la dirección de %s", "%s is already the address of %s", a.String(), by), tr("dale otra, o quita «address» y se le asignará una libre", "give it another, or take \"address\" out and a free one will be assigned"))
			continue
		}
		r.taken[a] = owner
		if a.Is4() {
			four = append(four, a)
		} else {
			six = append(six, a)
		}
	}
	return append(four, six...)
}

// domainHosts makes a domain's servers.
func (r *resolver) domainHosts(d *Domain) {
	spec := r.specs[d]
	idle := len(spec.Users.Items) == 0 && len(spec.People.Items) == 0 && len(spec.Aliases.Items) == 0 && len(spec.Lists.Items) == 0 && !spec.CatchAll.Given() && !spec.MX.Given()
	var server *Host
	switch {
	case spec.Server.OK:
		server = r.serverOf(d, &spec.Server)
	case spec.Server.Given(), idle && d.NullMX:
		// A domain that takes no mail and has no users needs no server.
	case !spec.Submission.Given() || !spec.Mailbox.Given():
		server = r.host(usualHost + d.Name)
	}
	d.Submission, d.Mailbox = server, server
	if spec.Submission.OK {
		d.Submission = r.serverOf(d, &spec.Submission)
	}
	if spec.Mailbox.OK {
		d.Mailbox = r.serverOf(d, &spec.Mailbox)
	}
	for i := range r.f.Hosts.Items {
		item := &r.f.Hosts.Items[i]
		name := strings.ToLower(strings.TrimSuffix(item.Name, "."))
		if r.declared[name] == item && r.enclosing(name) == d {
			r.host(name)
		}
	}
	r.peopleHost(d)
	if d.Submission != nil {
		d.Submission.Submits = append(d.Submission.Submits, d)
	}
	if d.KeepsSent = bool(spec.KeepsSent.V); d.KeepsSent && d.Submission != d.Mailbox {
		r.Report(spec.KeepsSent.At, form.CodeConflict, tr("el servidor donde se entrega guarda la copia en un buzón suyo, y aquí los buzones están en otro", "the server where letters are handed in keeps the copy in a mailbox of its own, and here the mailboxes are on another"), tr("quita «keeps_sent», o pon lo mismo en «submission» y en «mailbox»", "take \"keeps_sent\" out, or give \"submission\" and \"mailbox\" the same host"))
	}
	if d.Mailbox != nil {
		d.Mailbox.Stores = append(d.Mailbox.Stores, d)
	}
}

// serverOf reads the name of a domain's server, which may be one that comes into being by being named here: a domain's own.
func (r *resolver) serverOf(d *Domain, o *form.Opt[form.Line]) *Host {
	text := strings.ToLower(strings.TrimSuffix(string(o.V), "."))
	if !strings.Contains(text, ".") {
		text += "." + d.Name
	}
	name, c := domainName(text, false)
	if c != nil {
		r.complain(o.At, c)
		return nil
	}
	if r.declared[name] == nil && r.hosts[name] == nil && r.enclosing(name) != d && !r.isUsual(name) {
		if r.missing[name] {
			return nil
		}
		r.Report(o.At, CodeUnknown, tr("no hay ningún servidor «%s»", "there is no host \"%s\"", name), r.hostHint(text, name))
		return nil
	}
	return r.host(name)
}

// isUsual says whether a name is that of a domain's default server.
func (r *resolver) isUsual(name string) bool {
	rest, ok := strings.CutPrefix(name, usualHost)
	if !ok {
		return false
	}
	d := r.domains[rest]
	return d != nil && !r.specs[d].Server.Given()
}

// hostHint helps whoever named a host that is not there.
func (r *resolver) hostHint(given, full string) lang.Text {
	var names []string
	if r.Full() {
		return lang.Text{}
	}
	for _, h := range r.s.Hosts {
		names = append(names, h.Name)
	}
	for i := range r.f.Hosts.Items {
		names = append(names, r.f.Hosts.Items[i].Name)
	}
	if near := form.NearestName(given, names); near != "" {
		return tr("¿quisiste decir «%s»?", "did you mean \"%s\"?", near)
	}
	if !strings.Contains(full, ".") {
		return tr("los servidores son: %s", "the hosts are: %s", some(names))
	}
	r.missing[full] = true
	return tr("decláralo en «hosts»: hosts: {%s: {}}", "declare it under \"hosts\": hosts: {%s: {}}", full)
}

// undeclared says whether a name is that of a host whose absence has been reported with the advice to declare it: once that is
// done, it will be there wherever it is named.
func (r *resolver) undeclared(text string) bool {
	name := strings.ToLower(strings.TrimSuffix(text, "."))
	if r.missing[name] {
		return true
	}
	if strings.Contains(name, ".") {
		return false
	}
	for full := range r.missing {
		if strings.HasPrefix(full, name+".") {
			return true
		}
	}
	return false
}

// serversHint helps whoever named a domain where one of its servers was due.
func (r *resolver) serversHint(d *Domain) lang.Text {
	var own []string
	add := func(h *Host) {
		if h != nil && !slices.Contains(own, h.Name) {
			own = append(own, h.Name)
		}
	}
	for _, m := range d.MX {
		add(m.Host)
	}
	add(d.Mailbox)
	add(d.Submission)
	switch len(own) {
	case 0:
		return tr("este dominio no tiene servidor; decláralo en «hosts»: hosts: {mail.%s: {}}", "this domain has no host; declare one under \"hosts\": hosts: {mail.%s: {}}", d.Name)
	case 1:
		return tr("¿quisiste decir «%s»?", "did you mean \"%s\"?", own[0])
	}
	return tr("sus servidores son: %s", "its hosts are: %s", some(own))
}

// nameServers makes the hosts that answer for names.
func (r *resolver) nameServers() {
	s := r.s
	if s.DNS.Style == DNSDirectory {
		h := r.infra(DirectoryHost, DNSServer)
		s.DNS.Resolver, s.DNS.Root = h, h
		for _, d := range s.Domains {
			d.NameServer = h
		}
	} else {
		for _, d := range s.Domains {
			d.NameServer = r.infra("ns."+d.Name, DNSServer)
		}
		s.DNS.Resolver = r.infra(ResolverHost, Resolver)
		s.DNS.Root = r.infra(RootHost, DNSServer)
		for _, tld := range r.tlds() {
			r.infra(tldHost(tld), DNSServer)
		}
	}
	for _, z := range r.origins() {
		h := r.authority(z)
		h.Zones = append(h.Zones, z)
	}
	for _, h := range s.Hosts {
		if h.Zones == nil && h != s.DNS.Resolver {
			h.Resolver = s.DNS.Resolver
		}
	}
}

func (r *resolver) infra(name string, p Proto) *Host {
	h := r.host(name)
	if _, ok := h.Offers(p); !ok {
		if h.Services != nil {
			item := r.declared[name]
			r.Report(item.V.Services.At, form.CodeConflict, tr("%s responde por los nombres y tiene que ofrecer «%s»", "%s answers for names and has to offer \"%s\"", name, string(p)), tr("añade %s a «services», o quita «services»", "add %s to \"services\", or take \"services\" out", string(p)))
			return h
		}
		h.Services = append(h.Services, Service{Proto: p, Port: 53, TLS: TLSNone})
	}
	return h
}

// tlds lists the top-level domains in use, .test first and the others in the file's order.
func (r *resolver) tlds() []string {
	tlds := []string{"test"}
	add := func(name string) {
		if tld := name[strings.LastIndexByte(name, '.')+1:]; !slices.Contains(tlds, tld) {
			tlds = append(tlds, tld)
		}
	}
	for _, d := range r.s.Domains {
		add(d.Name)
	}
	for _, h := range r.s.Hosts {
		add(h.Name)
	}
	return tlds
}

// tldHost names the server of a top-level domain. Those of .com and the like stand under .test, for nothing but
// example.com may be named there.
func tldHost(tld string) string {
	if slices.Contains(reservedTLDs, tld) {
		return "ns." + tld
	}
	return "ns-" + tld + ".test"
}

// origins lists the zones: the root, the top-level domains, the file's domains. A domain that is itself a top-level one,
// such as "test", takes the latter's place.
func (r *resolver) origins() []string {
	zones := []string{"."}
	for _, tld := range r.tlds() {
		if r.domains[tld] == nil {
			zones = append(zones, tld+".")
		}
	}
	for _, d := range r.s.Domains {
		zones = append(zones, d.Name+".")
	}
	return zones
}

// authority is the host that answers for a zone.
func (r *resolver) authority(origin string) *Host {
	name := strings.TrimSuffix(origin, ".")
	switch d := r.domains[name]; {
	case d != nil:
		return d.NameServer
	case r.s.DNS.Style == DNSDirectory || name == "":
		return r.s.DNS.Root
	default:
		return r.host(tldHost(name))
	}
}

// readMX finds each domain's exchangers, and with them completes the hosts' roles.
func (r *resolver) readMX() {
	for _, d := range r.s.Domains {
		r.domainMX(d)
	}
	r.changedMX()
	for _, h := range r.s.Hosts {
		mail := len(h.Submits)+len(h.Accepts)+len(h.Stores) > 0 || h.OpenRelay
		if h.Services == nil && mail {
			h.Services = usualServices(h)
		}
		has := func(p Proto) bool { _, ok := h.Offers(p); return ok }
		switch {
		case mail || has(SMTP) || has(Submission) || has(POP3) || has(IMAP):
			h.Kind = KindMail
		case has(Resolver):
			h.Kind = KindResolver
		case has(DNSServer):
			h.Kind = KindDNS
		default:
			h.Kind = KindHost
		}
	}
}

// usualServices are those that a mail host's role asks for, and with TLS its secure doors after them.
func usualServices(h *Host) (list []Service) {
	add := func(p Proto, port uint16, when bool) {
		if when {
			list = append(list, Service{p, port, h.TLS.At(p)})
		}
	}
	add(Submission, 587, len(h.Submits) > 0)
	add(SMTP, 25, true)
	add(POP3, 110, len(h.Stores) > 0)
	add(IMAP, 143, len(h.Stores) > 0)
	if h.TLS.Policy == TLSNone {
		return list
	}
	for _, s := range slices.Clone(list) {
		if port, ok := securePort[string(s.Proto)+"s"]; ok {
			list = append(list, Service{s.Proto, uint16(port), TLSImplicit})
		}
	}
	return list
}

func (r *resolver) domainMX(d *Domain) {
	spec := r.specs[d]
	conflict := func(at form.Place, a, b string) {
		r.Report(at, form.CodeConflict, tr("«%s» y «%s» se contradicen", "\"%s\" and \"%s\" contradict each other", a, b), tr("deja solo uno", "leave only one"))
	}
	switch {
	case d.NoMX && d.NullMX:
		conflict(spec.NullMX.At, "no_mx", "null_mx")
	case d.NoMX && spec.MX.Given():
		conflict(spec.MX.At, "no_mx", "mx")
	case d.NullMX && spec.MX.Given():
		conflict(spec.MX.At, "null_mx", "mx")
	}
	if spec.Zone.OK {
		for _, k := range []struct {
			key   string
			given bool
			at    form.Place
		}{{"mx", spec.MX.Given(), spec.MX.At}, {"no_mx", spec.NoMX.Given(), spec.NoMX.At}, {"null_mx", spec.NullMX.Given(), spec.NullMX.At}, {"records", spec.Records.Given(), spec.Records.At},
			{"spf", spec.SPF.Given(), spec.SPF.At}, {"dkim", spec.DKIM.Given(), spec.DKIM.At}, {"dmarc", spec.DMARC.Given(), spec.DMARC.At}} {
			if k.given {
				r.Report(k.at, form.CodeConflict, tr("con «zone» la zona entera está ahí, y «%s» no se usa", "with \"zone\" the whole zone is there, and \"%s\" is not used", k.key), tr("escríbelo dentro de «zone»", "write it inside \"zone\""))
			}
		}
		d.ZoneText = string(spec.Zone.V)
	}
	backups := 0
	if !r.atMost(len(spec.MX.Items), MaxItems, spec.MX.At) {
		return
	}
	for i := range spec.MX.Items {
		item := &spec.MX.Items[i]
		if !item.OK || !item.V.Host.OK {
			continue
		}
		h, ok := r.hostRef(&item.V.Host, d)
		if !ok {
			continue
		}
		if slices.ContainsFunc(d.MX, func(m MX) bool { return m.Host == h }) {
			r.Report(item.At, CodeDuplicate, tr("%s ya está entre los MX de %s", "%s is already among the MX of %s", h.Name, d.Name), tr("deja solo uno", "leave only one"))
			continue
		}
		m := MX{Host: h, Pref: uint16(or(&item.V.Pref, usualPref(i))), Backup: bool(item.V.Backup.V), TTL: time.Duration(or(&item.V.TTL, form.Span(d.TTL)))}
		r.ttl(&item.V.TTL)
		if m.Backup {
			backups++
		}
		d.MX = append(d.MX, m)
	}
	if spec.MX.Given() && len(spec.MX.Items) == 0 {
		r.Report(spec.MX.At, form.CodeMissing, tr("la lista de MX está vacía", "the list of MX is empty"), tr("para un dominio sin MX escribe «no_mx: true»; para uno que no recibe correo, «null_mx: true»", "for a domain without MX write \"no_mx: true\"; for one that takes no mail, \"null_mx: true\""))
	}
	if backups > 0 && backups == len(d.MX) {
		r.Report(spec.MX.At, form.CodeConflict, tr("todos los MX de %s son de reserva, y ninguno pone el correo en los buzones", "all MX of %s are backups, and none puts mail into the mailboxes", d.Name), tr("añade el principal, sin «backup»", "add the main one, without \"backup\""))
	}
	slices.SortStableFunc(d.MX, func(a, b MX) int { return cmp.Compare(a.Pref, b.Pref) })
	r.zoneMX(d, spec)
	r.published(d, spec)
	r.delegation(d, spec)
	if !spec.MX.Given() && d.MX == nil && !d.NoMX && !d.NullMX && d.Mailbox != nil {
		d.MX = []MX{{Host: d.Mailbox, Pref: uint16(usualPref(0)), TTL: d.TTL}}
	}
	for _, m := range d.MX {
		if !slices.Contains(m.Host.Accepts, d) {
			m.Host.Accepts = append(m.Host.Accepts, d)
		}
		if m.Backup {
			m.Host.Backup = append(m.Host.Backup, d)
		}
	}
	// Without MX the domain's own address takes the mail; and the host with the mailboxes must take what exchangers pass on.
	if d.Mailbox != nil && !d.NullMX && !slices.Contains(d.Mailbox.Accepts, d) {
		d.Mailbox.Accepts = append(d.Mailbox.Accepts, d)
	}
}

// readAccepts reads for which domains hosts take mail, where the file says so.
func (r *resolver) readAccepts() {
	for _, h := range r.s.Hosts {
		item := r.declared[h.Name]
		if item == nil || !item.V.Accepts.Given() {
			continue
		}
		h.Only = true
		var only []*Domain
		for i := range item.V.Accepts.Items {
			if d := r.domainRef(&item.V.Accepts.Items[i]); d != nil && !slices.Contains(only, d) {
				only = append(only, d)
			}
		}
		h.Accepts = only
		h.Backup = slices.DeleteFunc(h.Backup, func(d *Domain) bool { return !slices.Contains(only, d) })
	}
}

// findHost looks a host up by full name, by short name in a domain, or by a short name that only one has.
func (r *resolver) findHost(text string, d *Domain) (found *Host, several []string) {
	name := strings.ToLower(strings.TrimSuffix(text, "."))
	if h := r.hosts[name]; h != nil {
		return h, nil
	}
	if d != nil {
		if h := r.hosts[name+"."+d.Name]; h != nil {
			return h, nil
		}
	}
	for _, h := range r.s.Hosts {
		if strings.HasPrefix(h.Name, name+".") && !strings.Contains(name, ".") {
			found, several = h, append(several, h.Name)
		}
	}
	if len(several) > 1 {
		return nil, several
	}
	return found, nil
}

// hostRef reads the name of a host that must exist.
func (r *resolver) hostRef(o *form.Opt[form.Line], d *Domain) (*Host, bool) {
	if !o.OK {
		return nil, false
	}
	h, several := r.findHost(string(o.V), d)
	if h != nil {
		return h, true
	}
	text := strings.ToLower(string(o.V))
	full := strings.TrimSuffix(text, ".")
	if d != nil && !strings.Contains(text, ".") {
		full += "." + d.Name
	}
	switch {
	case several != nil:
		r.Report(o.At, CodeAmbiguous, tr("«%s» puede ser %s", "\"%s\" may be %s", form.Shown(text), strings.Join(several, ", ")), tr("escribe el nombre entero", "write the full name"))
	case text == "." || text == "":
		r.Report(o.At, CodeUnknown, tr("aquí va el nombre de un servidor", "the name of a host goes here"), tr("para un dominio que no recibe correo escribe «null_mx: true»", "for a domain that takes no mail write \"null_mx: true\""))
	case r.domains[full] != nil:
		r.Report(o.At, CodeUnknown, tr("«%s» es un dominio, y aquí va un servidor", "\"%s\" is a domain, and a host goes here", full), r.serversHint(r.domains[full]))
	case r.undeclared(full):
	default:
		r.Report(o.At, CodeUnknown, tr("no hay ningún servidor «%s»", "there is no host \"%s\"", form.Shown(full)), r.hostHint(text, form.Shown(full)))
	}
	return nil, false
}
