package scenario

import (
	"cmp"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"time"

	"posta/sim/dns"
	"posta/sim/form"
	"posta/sim/lang"
	"posta/sim/sieve"
)

// readAliases reads what leads from one address to others: aliases, forwarding and catch-alls; then looks for circles.
func (r *resolver) readAliases() {
	for _, d := range r.s.Domains {
		spec := r.specs[d]
		for i := range spec.Aliases.Items {
			item := &spec.Aliases.Items[i]
			if c := checkLocal(item.Name); c != nil {
				r.complain(item.Key, c)
				continue
			}
			item.Name = unquoted(item.Name)
			if r.users[addressKey(item.Name, d.Name)] != nil {
				r.Report(item.Key, CodeDuplicate, tr("«%s» ya es un buzón de %s", "\"%s\" is already a mailbox of %s", item.Name, d.Name), tr("para que su correo siga a otra parte usa «forward» en el usuario", "to pass its mail on use \"forward\" at the user"))
				continue
			}
			if r.alias(d, item.Name) != nil {
				r.Report(item.Key, CodeDuplicate, tr("el alias «%s» ya está en %s", "the alias \"%s\" is already in %s", item.Name, d.Name), tr("junta los dos", "join the two"))
				continue
			}
			a := &Alias{Local: item.Name, Domain: d}
			r.aliases[addressKey(item.Name, d.Name)] = a
			d.Aliases = append(d.Aliases, a)
		}
		r.listNames(d, spec)
	}
	// Targets may be aliases declared further down, so they are read once all the names are known.
	for _, d := range r.s.Domains {
		spec := r.specs[d]
		for i := range spec.Aliases.Items {
			item := &spec.Aliases.Items[i]
			a := r.alias(d, item.Name)
			if a == nil || a.To != nil {
				continue
			}
			if item.OK && len(item.V.Items) == 0 {
				r.Report(item.Key, form.CodeMissing, tr("el alias «%s» no lleva a ninguna parte", "the alias \"%s\" leads nowhere", item.Name), tr("escribe a quién: %s: [benito]", "write to whom: %s: [benito]", item.Name))
			}
			a.To = r.targets(&item.V, d)
		}
		d.Subaddress = bool(spec.Subaddress.V)
		r.listMembers(d, spec)
		r.catchAll(d, &spec.CatchAll)
		for i := range spec.Users.Items {
			item := &spec.Users.Items[i]
			u := r.users[addressKey(item.Name, d.Name)]
			if u != nil && u.Forward == nil {
				u.Forward = r.targets(&item.V.Forward, d)
			}
			if u != nil {
				u.Filter = r.filter(&item.V)
			}
		}
	}
	r.circles()
}

// filter reads a person's Sieve script.
func (r *resolver) filter(spec *userSpec) *sieve.Script {
	if !spec.Filter.OK {
		return nil
	}
	if len(spec.Forward.Items) > 0 && !bool(spec.Keep.V) {
		r.Report(spec.Filter.At, form.CodeConflict, tr("con «forward» y sin «keep» nada llega al buzón, y sus filtros no ven nada", "with \"forward\" and without \"keep\" nothing comes to the mailbox, and its filters see nothing"), tr("añade keep: true, o usa redirect en el filtro", "add keep: true, or use redirect in the filter"))
	}
	script, err := sieve.Compile(r.said(spec.Filter.V.Phrase))
	for _, l := range lang.Complete() { // nor may it fail only for whoever reads the other
		if err == nil {
			_, err = sieve.Compile(spec.Filter.V.Text.In(l))
		}
	}
	var wrong *sieve.Error
	if errors.As(err, &wrong) {
		r.Report(spec.Filter.At, form.CodeValue, lang.Sprintf("línea %d del filtro: %s", "line %d of the filter: %s", wrong.Line, wrong.What),
			tr("el lenguaje es Sieve (RFC 5228); por ejemplo: if header :contains \"Subject\" \"hola\" { keep; }", "the language is Sieve (RFC 5228); for example: if header :contains \"Subject\" \"hello\" { keep; }"))
	}
	return script
}

// detailed is the user of an address with a detail, benito+lists for benito, where the domain has such addresses.
func (r *resolver) detailed(a Address) *User {
	d := r.domains[a.Domain]
	local, _, ok := strings.Cut(a.Local, "+")
	if d == nil || !ok || !d.Subaddress {
		return nil
	}
	return r.users[strings.ToLower(local)+"@"+a.Domain]
}

// catchAll reads who gets what nobody else does. Somebody must have that address: a catch-all that leads to a name nobody has
// leads to itself.
func (r *resolver) catchAll(d *Domain, o *form.Opt[form.Line]) {
	to, ok := r.target(o, d)
	switch {
	case !ok:
	case to.Domain == d.Name && !r.exists(to):
		r.nobody(o.At, to)
	default:
		d.CatchAll = &to
	}
}

func (r *resolver) alias(d *Domain, local string) *Alias {
	return r.aliases[addressKey(local, d.Name)]
}

func (r *resolver) targets(l *form.List[form.Line], d *Domain) []Address {
	var out []Address
	if !r.atMost(len(l.Items), MaxRecipients, l.At) {
		return nil
	}
	for i := range l.Items {
		if to, ok := r.target(&l.Items[i], d); ok && !slices.Contains(out, to) {
			out = append(out, to)
		}
	}
	return out
}

// target reads an address that mail is passed on to.
func (r *resolver) target(o *form.Opt[form.Line], d *Domain) (Address, bool) {
	if !o.OK {
		return Address{}, false
	}
	text := string(o.V)
	if !strings.Contains(text, "@") {
		text += "@" + d.Mail()
	}
	a, c := splitAddress(text)
	if c != nil {
		r.complain(o.At, c)
		return a, false
	}
	r.stale(o.At, a)
	return a, true
}

// stale warns of an address of a declared domain that nobody has. Mail that is passed on to somebody who has left is the
// commonest of real bounces, and may be the lesson.
func (r *resolver) stale(at form.Place, a Address) {
	d := r.domains[dnsName(a.Domain)]
	if d == nil || r.exists(a) || d.CatchAll != nil || r.specs[d].CatchAll.Given() || r.Full() {
		return
	}
	hint := tr("si es lo que quieres mostrar, déjalo así: se simula como en la realidad; si no, %s", "if that is what you want to show, leave it: it is simulated as it happens; if not, %s", r.whoIsIn(a))
	r.Warn(at, CodeUnknown, tr("nadie tiene la dirección «%s»: lo que se le reenvíe rebotará (5.1.1)", "nobody has the address \"%s\": what is passed on to it will bounce (5.1.1)", form.Shown(a.String())), hint)
}

// exists says whether an address of a declared domain is a mailbox's or an alias.
func (r *resolver) exists(a Address) bool {
	d := r.domains[dnsName(a.Domain)]
	_, person := d.Person(a.Local)
	return person || r.users[addressKey(a.Local, a.Domain)] != nil || r.alias(d, a.Local) != nil
}

// nobody reports an address of a declared domain that does not exist.
func (r *resolver) nobody(at form.Place, a Address) {
	if r.Drop() {
		return
	}
	if d := r.domains[dnsName(a.Domain)]; len(d.Users)+len(d.Aliases) == 0 && r.Failed() {
		return // its users are missing because something above is wrong
	}
	r.Report(at, CodeUnknown, tr("nadie tiene la dirección «%s»", "nobody has the address \"%s\"", form.Shown(a.String())), r.whoIsIn(a))
}

// whoIsIn says whom an address that nobody has may have meant.
func (r *resolver) whoIsIn(a Address) lang.Text {
	d := r.domains[dnsName(a.Domain)]
	var all []string
	for _, u := range d.Users {
		all = append(all, u.Local)
	}
	for _, al := range d.Aliases {
		all = append(all, al.Local)
	}
	hint := tr("en %s no hay ningún buzón", "there is no mailbox in %s", d.Name)
	if near := form.Nearest(a.Local, all); near != "" {
		hint = tr("¿quisiste decir «%s@%s»?", "did you mean \"%s@%s\"?", near, d.Name)
	} else if len(all) > 0 {
		hint = tr("en %s están: %s", "in %s there are: %s", d.Name, some(all))
	}
	return hint
}

// some lists names, but not hundreds.
func some(names []string) string {
	if len(names) > 12 {
		return strings.Join(names[:12], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

// next tells where mail to an address goes on to; final says whether some of it stays in the address's own mailbox.
func (r *resolver) next(a Address) (to []Address, user *User, final bool) {
	d := r.domains[dnsName(a.Domain)]
	if d == nil {
		return nil, nil, false
	}
	if u := r.users[addressKey(a.Local, a.Domain)]; u != nil {
		return u.Forward, u, len(u.Forward) == 0 || u.Keep
	}
	if al := r.alias(d, a.Local); al != nil {
		return al.To, nil, false
	}
	if u := r.detailed(a); u != nil {
		return u.Forward, u, len(u.Forward) == 0 || u.Keep
	}
	if _, ok := d.Person(a.Local); ok {
		return nil, &User{Local: strings.ToLower(a.Local), Domain: d}, true
	}
	if d.CatchAll != nil {
		return []Address{*d.CatchAll}, nil, false
	}
	return nil, nil, false
}

// lead follows an address to the mailboxes its mail ends in, in order and without duplicates.
func (r *resolver) lead(a Address) []*User {
	var users []*User
	seen := map[Address]bool{}
	todo := []Address{a}
	for len(todo) > 0 {
		a := todo[0]
		todo = todo[1:]
		a.Local = strings.ToLower(a.Local)
		if seen[a] {
			continue
		}
		seen[a] = true
		to, u, final := r.next(a)
		if u != nil && final && !slices.Contains(users, u) {
			users = append(users, u)
		}
		todo = append(todo, to...)
	}
	return users
}

// circles looks for addresses whose mail comes back to them. Within one server that can never end. Between servers it is
// what the lesson on mail loops is about, and needs to be asked for.
func (r *resolver) circles() {
	const (
		fresh = iota
		open
		done
	)
	state := map[Address]int{}
	var stack []Address
	lower := func(a Address) Address { a.Local = strings.ToLower(a.Local); return a }
	var visit func(a Address)
	visit = func(a Address) {
		state[a] = open
		stack = append(stack, a)
		to, _, _ := r.next(a)
		for _, b := range to {
			switch b = lower(b); state[b] {
			case fresh:
				visit(b)
			case open:
				r.circle(append(slices.Clone(stack[slices.Index(stack, b):]), b))
			}
		}
		stack = stack[:len(stack)-1]
		state[a] = done
	}
	for _, d := range r.s.Domains {
		for _, al := range d.Aliases {
			if a := lower(Address{al.Local, d.Name}); state[a] == fresh {
				visit(a)
			}
		}
		for _, u := range d.Users {
			if a := lower(u.Address()); state[a] == fresh {
				visit(a)
			}
		}
		if d.CatchAll != nil && state[lower(*d.CatchAll)] == fresh {
			visit(lower(*d.CatchAll))
		}
	}
}

func (r *resolver) circle(way []Address) {
	var hosts []*Host
	var names []string
	for _, a := range way {
		if d := r.domains[dnsName(a.Domain)]; d != nil && !slices.Contains(hosts, d.Mailbox) {
			hosts = append(hosts, d.Mailbox)
		}
		names = append(names, a.String())
	}
	if len(hosts) > 1 && bool(r.f.Loops.V) {
		return
	}
	hint := tr("rompe el círculo en uno de ellos", "break the circle at one of them")
	if len(hosts) > 1 {
		hint = tr("rompe el círculo; o si la lección trata justo de eso, escribe «loops: true» arriba del todo", "break the circle; or if the lesson is about just that, write \"loops: true\" at the top level")
	}
	if len(names) > 8 {
		names = append(append(names[:4:4], "…"), names[len(names)-3:]...)
	}
	r.Report(r.placeOf(way[0]), CodeCycle, tr("el correo da vueltas en círculo: %s", "mail runs in a circle: %s", strings.Join(names, " → ")), hint)
}

// placeOf finds where an alias or a user is declared.
func (r *resolver) placeOf(a Address) form.Place {
	d := r.domains[dnsName(a.Domain)]
	spec := r.specs[d]
	for i := range spec.Aliases.Items {
		if strings.EqualFold(spec.Aliases.Items[i].Name, a.Local) {
			return spec.Aliases.Items[i].Key
		}
	}
	for i := range spec.Lists.Items {
		if strings.EqualFold(spec.Lists.Items[i].Name, a.Local) {
			return spec.Lists.Items[i].Key
		}
	}
	for i := range spec.Users.Items {
		if strings.EqualFold(spec.Users.Items[i].Name, a.Local) {
			return spec.Users.Items[i].Key
		}
	}
	return r.places[d]
}

// userRef reads a user's name: the local part where only one has it, or the whole address.
func (r *resolver) userRef(o *form.Opt[form.Line]) *User {
	if !o.OK {
		return nil
	}
	u, c := r.findUser(string(o.V))
	if c != nil {
		r.complain(o.At, c)
	}
	return u
}

func (r *resolver) findUser(text string) (*User, *form.Complaint) {
	name := strings.ToLower(text)
	if strings.Contains(name, "@") {
		i := strings.LastIndexByte(name, '@')
		if u := r.users[addressKey(unquoted(name[:i]), name[i+1:])]; u != nil {
			return u, nil
		}
	} else {
		switch same := r.locals[name]; len(same) {
		case 0:
		case 1:
			return same[0], nil
		default:
			var all []string
			for _, u := range same {
				all = append(all, u.Address().String())
			}
			return nil, form.Bad(CodeAmbiguous, tr("hay más de un usuario «%s»", "there is more than one user \"%s\"", form.Shown(text)), tr("escribe su dirección: %s", "write the address: %s", some(all)))
		}
	}
	if r.Drop() {
		return nil, followsFromOthers
	}
	if len(r.s.Users) == 0 && r.Failed() {
		// The users are missing because something above is wrong; saying so of each of them helps nobody.
		return nil, followsFromOthers
	}
	var all []string
	for _, u := range r.s.Users {
		if strings.Contains(name, "@") {
			all = append(all, u.Address().String())
		} else {
			all = append(all, u.Local)
		}
	}
	if open := form.Curly(text); open != "" {
		inside := strings.TrimFunc(text, func(r rune) bool { return strings.ContainsRune(open, r) })
		return nil, form.Bad(CodeUnknown, tr("%s no son comillas para YAML: serían parte del nombre", "%s are no quotes to YAML: they would be a part of the name", open), tr("escribe %s, sin comillas o entre comillas rectas", "write %s, without quotes or in straight ones", form.Shown(inside)))
	}
	hint := tr("añádelo a los «users» de un dominio", "add it to the \"users\" of a domain")
	if near := form.Nearest(text, all); near != "" {
		hint = tr("¿quisiste decir «%s»?", "did you mean \"%s\"?", near)
	} else if len(all) > 0 {
		hint = tr("los usuarios son: %s", "the users are: %s", some(all))
	}
	return nil, form.Bad(CodeUnknown, tr("no hay ningún usuario «%s»", "there is no user \"%s\"", form.Shown(text)), hint)
}

// readDevices reads the devices the file declares, and those in the users' own lists; a default one comes into being when its
// user first acts. What "devices" says of one that a user's list names amends it, as "hosts" amends a domain's own server.
func (r *resolver) readDevices() {
	listed, fromLists := r.listedDevices()
	owners := map[string][]*User{}
	if len(r.f.Devices.Items) > 0 {
		for _, u := range r.s.Users {
			for _, k := range deviceKinds {
				name := r.deviceName(string(k), u)
				owners[name] = append(owners[name], u)
			}
		}
	}
	amended, lines := map[string]*form.Entry[deviceSpec]{}, map[string]int{}
	for i := range r.f.Devices.Items {
		item := &r.f.Devices.Items[i]
		name := strings.ToLower(item.Name)
		if first := lines[name]; first > 0 {
			r.Report(item.Key, CodeDuplicate, tr("el dispositivo «%s» ya está en la línea %d", "the device \"%s\" is already on line %d", name, first), tr("junta los dos", "join the two"))
			continue
		}
		lines[name] = item.Key.Node.Line
		if fromLists[name] {
			amended[name] = item
			continue
		}
		u, kind := r.deviceOwner(item, owners[name])
		dev := r.addDevice(item.Key, item.Name, u)
		if dev == nil {
			continue
		}
		dev.Line = item.Key.Node.Line
		dev.Kind = DeviceKind(or(&item.V.Kind, form.Word(kind)))
		dev.Keeps = dev.Kind.keeps()
		r.dressDevice(dev, &item.V)
	}
	for _, l := range listed {
		dev := r.addDevice(l.kind.At, r.deviceName(string(l.kind.V), l.user), l.user)
		if dev == nil {
			continue
		}
		dev.Kind, dev.Line = DeviceKind(l.kind.V), l.kind.At.Node.Line
		dev.Keeps = dev.Kind.keeps()
		if item := amended[dev.Name]; item != nil {
			dev.Line = item.Key.Node.Line
			r.amendDevice(dev, &item.V)
		}
	}
}

// listedDevice is one of a user's own list.
type listedDevice struct {
	user *User
	kind *form.Opt[form.Word]
}

// listedDevices gives what the users' own lists name, and all those names.
func (r *resolver) listedDevices() (list []listedDevice, names map[string]bool) {
	names = map[string]bool{}
	for _, d := range r.s.Domains {
		users := r.specs[d].Users.Items
		for i := range users {
			u := r.users[addressKey(users[i].Name, d.Name)]
			for j := range users[i].V.Devices.Items {
				if kind := &users[i].V.Devices.Items[j]; kind.OK && u != nil {
					list = append(list, listedDevice{u, kind})
					names[r.deviceName(string(kind.V), u)] = true
				}
			}
		}
	}
	return list, names
}

// deviceOwner tells whose a declared device is, and of what kind where it does not say. A name that Posta itself would give,
// such as phone-benito, tells whose it is, and one that begins with a kind tells that; owners are the users whose device would
// have the name.
func (r *resolver) deviceOwner(item *form.Entry[deviceSpec], owners []*User) (*User, DeviceKind) {
	kind, _, _ := strings.Cut(strings.ToLower(item.Name), "-")
	if !slices.Contains(deviceKinds, DeviceKind(kind)) {
		kind = string(Laptop)
	}
	if item.V.User.Given() {
		return r.userRef(&item.V.User), DeviceKind(kind)
	}
	if len(owners) == 1 {
		return owners[0], DeviceKind(kind)
	}
	// With no users at all something above is wrong, and that has been said.
	if item.OK && !r.Full() && (len(r.s.Users) > 0 || !r.Failed()) {
		r.Report(item.Key, form.CodeMissing, tr("falta «%s»", "\"%s\" is missing", "user"), r.ownerHint(item.Name, kind))
	}
	return nil, Laptop
}

// ownerHint helps whoever did not say whose a device is: a name that begins with a kind was perhaps meant to tell.
func (r *resolver) ownerHint(name, kind string) lang.Text {
	const most = 500 // users: among thousands no name is near in any sense
	if strings.HasPrefix(strings.ToLower(name), kind+"-") && len(r.s.Users) <= most {
		var all []string
		for _, u := range r.s.Users {
			all = append(all, r.deviceName(kind, u))
		}
		if near := form.NearestName(name, all); near != "" {
			return tr("¿quisiste decir «%s»?", "did you mean \"%s\"?", near)
		}
	}
	if len(r.s.Users) == 0 {
		return tr("añade usuarios a un dominio: users: [benito]", "add users to a domain: users: [benito]")
	}
	return tr("di de quién es: %s: {user: %s}", "say whose it is: %s: {user: %s}", form.Shown(name), r.s.Users[0].Local)
}

// dressDevice gives a device what the file says of it.
func (r *resolver) dressDevice(dev *Device, spec *deviceSpec) {
	dev.With = Proto(or(&spec.With, form.Word(IMAP)))
	dev.KeepOnServer, dev.Leave, dev.Sent = bool(spec.Keep.V), time.Duration(spec.Leave.V), bool(spec.Sent.V)
	if spec.Keeps.OK {
		dev.Keeps = Keeps(spec.Keeps.V)
	}
	if dev.Resync = string(spec.Resync.V); dev.Resync == "flags" {
		dev.Resync = ""
	}
	if dev.Auth = AuthWay(spec.Auth.V); dev.Auth == authPassword {
		dev.Auth = AuthPassword
	}
	dev.Receipts = spec.Receipts.OK && spec.Receipts.V != receiptsNever
	dev.TokenFor = time.Duration(or(&spec.TokenFor, form.Span(DefaultTokenFor)))
	dev.Plain, dev.OnDemand = spec.Shows.OK && spec.Shows.V != showsHTML, spec.Attached.OK && spec.Attached.V != withLetter
	dev.Clock = time.Duration(spec.Ahead.V) - time.Duration(spec.Behind.V)
	if spec.Ahead.V > 0 && spec.Behind.V > 0 {
		r.Report(spec.Behind.At, form.CodeConflict, tr("un reloj no puede adelantar y atrasar a la vez", "a clock cannot be fast and slow at once"), tr("deja uno de los dos", "leave one of the two"))
	}
	if h := dev.User.Domain.Mailbox; dev.Renews(h) {
		serveHTTPS(h) // its token endpoint
	}
	r.habits(dev, spec)
	if dev.TLS = TLSWish(spec.TLS.V); dev.TLS == "prefer" {
		dev.TLS = TLSOpportunistic
	}
	dev.Addrs = r.addresses(dev.Name, &spec.Address)
	if spec.Position.OK {
		dev.Position = &Point{X: float64(spec.Position.V.X.V), Y: float64(spec.Position.V.Y.V)}
	}
}

// keeps is what a device of the kind keeps that does not say: webmail is a window on the server, and nothing else.
func (k DeviceKind) keeps() Keeps {
	if k == Webmail {
		return KeepsNothing
	}
	return KeepsAll
}

// habits refuses settings that the device's protocol does not know.
func (r *resolver) habits(dev *Device, spec *deviceSpec) {
	switch {
	case spec.Leave.Given() && !dev.KeepOnServer:
		r.Report(spec.Leave.At, form.CodeConflict, tr("«leave» dice cuánto se queda en el servidor lo descargado, y sin «keep» no se queda", "\"leave\" says how long what was downloaded stays on the server, and without \"keep\" it does not stay"), tr("añade keep: true", "add keep: true"))
	case spec.Leave.OK && spec.Leave.V <= 0:
		r.Report(spec.Leave.At, form.CodeRange, tr("«leave» tiene que ser más que nada", "\"leave\" has to be more than nothing"), tr("por ejemplo: leave: 14d; para borrar al momento, quita «keep»", "for example: leave: 14d; to delete at once, take \"keep\" out"))
	}
	if spec.TokenFor.OK && (dev.Auth != AuthOAuth && dev.TokenFor != DefaultTokenFor || dev.TokenFor <= 0) {
		r.Report(spec.TokenFor.At, form.CodeConflict, tr("«token_for» dice cuánto vale un permiso, y hace falta «auth: oauth» y algún tiempo", "\"token_for\" says for how long a permission counts, and takes \"auth: oauth\" and some time"), tr("por ejemplo: {auth: oauth, token_for: 10min}", "for example: {auth: oauth, token_for: 10min}"))
	}
	if dev.With == POP3 && spec.Keeps.Given() {
		r.Report(spec.Keeps.At, form.CodeConflict, tr("por POP3 las cartas se descargan siempre enteras", "by POP3 letters are always downloaded whole"), tr("quita «keeps», o lee con imap", "take \"keeps\" out, or read with imap"))
	}
	if spec.Resync.Given() && (dev.With == POP3 || dev.Keeps == KeepsNothing) {
		r.Report(spec.Resync.At, form.CodeConflict, tr("«resync» compara con lo que el dispositivo guarda por IMAP, y «%s» no guarda nada así", "\"resync\" compares with what the device keeps by IMAP, and \"%s\" keeps nothing of the kind", dev.Name), tr("quita «resync»", "take \"resync\" out"))
	}
	switch {
	case dev.OnDemand && dev.With == POP3:
		r.Report(spec.Attached.At, form.CodeConflict, tr("por POP3 las cartas se descargan siempre enteras, con lo que lleven", "by POP3 letters are always downloaded whole, with all that is attached"), tr("quita «attachments», o lee con imap", "take \"attachments\" out, or read with imap"))
	case dev.OnDemand && dev.Keeps == KeepsAll:
		r.Report(spec.Attached.At, form.CodeConflict, tr("«%s» guarda las cartas enteras, con lo que lleven", "\"%s\" keeps whole letters, with all that is attached", dev.Name), tr("añade keeps: headers, o quita «attachments»", "add keeps: headers, or take \"attachments\" out"))
	}
	if dev.With == POP3 && bool(spec.Sent.V) {
		r.Report(spec.Sent.At, form.CodeConflict, tr("por POP3 no se puede dejar nada en el servidor: no hay carpetas ni APPEND", "by POP3 nothing can be put on the server: there are no folders and no APPEND"), tr("quita «sent», o lee con imap", "take \"sent\" out, or read with imap"))
	}
}

// amendDevice does so for one that a user's list has named already, with its owner and its kind.
func (r *resolver) amendDevice(dev *Device, spec *deviceSpec) {
	if u := r.userRef(&spec.User); u != nil && u != dev.User {
		r.Report(spec.User.At, form.CodeConflict, tr("«%s» es de %s: está entre sus «devices»", "\"%s\" belongs to %s: it is among that user's \"devices\"", dev.Name, dev.User.Address().String()), tr("quita «user», o dale otro nombre al dispositivo", "take \"user\" out, or give the device another name"))
	}
	if spec.Kind.OK && DeviceKind(spec.Kind.V) != dev.Kind {
		r.Report(spec.Kind.At, form.CodeConflict, tr("«%s» es «%s»: así está entre los «devices» de %s", "\"%s\" is a \"%s\": so it stands among the \"devices\" of %s", dev.Name, string(dev.Kind), dev.User.Local), tr("quita «kind», o cambia la lista de %s", "take \"kind\" out, or change the list of %s", dev.User.Local))
	}
	r.dressDevice(dev, spec)
}

// deviceName names a device by its kind and user, shortly where that is clear.
func (r *resolver) deviceName(kind string, u *User) string {
	local := strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			return c
		}
		return '-'
	}, strings.ToLower(u.Local))
	local = strings.Trim(local, "-")
	if local == "" {
		local = "x"
	}
	name := kind + "-" + local
	if len(name) > 63 {
		name = strings.Trim(name[:63], "-")
	}
	if len(r.locals[strings.ToLower(u.Local)]) > 1 {
		name += "." + u.Domain.Name
	}
	return name
}

func (r *resolver) addDevice(at form.Place, name string, u *User) *Device {
	name = strings.ToLower(name)
	for part := range strings.SplitSeq(name, ".") {
		if !label.MatchString(part) {
			r.Report(at, CodeName, tr("«%s» no puede ser el nombre de un dispositivo", "\"%s\" cannot be the name of a device", form.Shown(name)), tr("lleva letras sin acento, cifras y guiones: movil-benito", "it has letters without accents, digits and hyphens: phone-benito"))
			return nil
		}
	}
	if r.devices[name] != nil {
		r.Report(at, CodeDuplicate, tr("ya hay un dispositivo «%s»", "there is already a device \"%s\"", name), tr("deja solo uno, o declara el otro en «devices» con otro nombre", "leave only one, or declare the other under \"devices\" by another name"))
		return nil
	}
	if r.hosts[name] != nil {
		r.Report(at, CodeDuplicate, tr("«%s» ya es un servidor", "\"%s\" is already a host", name), tr("dale otro nombre", "give it another name"))
		return nil
	}
	if len(r.s.Devices) >= MaxDevices {
		if !r.crowded {
			r.Report(at, form.CodeTooMany, tr("hay más de %d dispositivos", "there are more than %d devices", MaxDevices), tr("que actúe menos gente, o quita dispositivos", "let fewer people act, or take devices out"))
		}
		r.crowded = true
		return nil
	}
	if u == nil {
		return nil
	}
	dev := &Device{Name: name, User: u, Kind: Laptop, With: IMAP, Keeps: KeepsAll, TokenFor: DefaultTokenFor, Resolver: r.s.DNS.Resolver}
	r.devices[name] = dev
	u.Devices = append(u.Devices, dev)
	r.s.Devices = append(r.s.Devices, dev)
	return dev
}

// deviceOf gives the device a user acts on: the one named, or the first, or a laptop that comes into being now.
func (r *resolver) deviceOf(u *User, o *form.Opt[form.Line]) *Device {
	if o != nil && o.Given() {
		if !o.OK || u == nil {
			return nil
		}
		dev := r.findDevice(string(o.V))
		var own []string
		for _, d := range u.Devices {
			own = append(own, d.Name)
		}
		switch {
		case dev == nil:
			hint := tr("decláralo en «devices»: devices: {%s: {user: %s}}", "declare it under \"devices\": devices: {%s: {user: %s}}", form.Shown(string(o.V)), u.Local)
			if near := form.Nearest(string(o.V), own); near != "" {
				hint = tr("¿quisiste decir «%s»?", "did you mean \"%s\"?", near)
			}
			r.Report(o.At, CodeUnknown, tr("no hay ningún dispositivo «%s»", "there is no device \"%s\"", form.Shown(string(o.V))), hint)
		case dev.User != u:
			r.Report(o.At, form.CodeConflict, tr("«%s» es de %s, no de %s", "\"%s\" belongs to %s, not to %s", dev.Name, dev.User.Address().String(), u.Address().String()), tr("los suyos son: %s", "these are the user's own: %s", some(own)))
			return nil
		}
		return dev
	}
	if u == nil {
		return nil
	}
	if len(u.Devices) == 0 {
		return r.laptop(u)
	}
	return u.Devices[0]
}

// laptop makes a user's default device.
func (r *resolver) laptop(u *User) *Device {
	at := r.placeOf(Address{Local: strings.ToLower(u.Local), Domain: u.Domain.Name})
	return r.addDevice(at, r.deviceName(string(Laptop), u), u)
}

// findDevice finds a device by name, default ones that nobody has used yet included.
func (r *resolver) findDevice(name string) *Device {
	name = strings.ToLower(name)
	if dev := r.devices[name]; dev != nil {
		return dev
	}
	if strings.HasPrefix(name, string(Laptop)+"-") && !r.Full() {
		for _, u := range r.s.Users {
			if len(u.Devices) == 0 && r.deviceName(string(Laptop), u) == name {
				return r.laptop(u)
			}
		}
	}
	return nil
}

// endpointRef reads a name that may be a host's, a device's or a user's.
func (r *resolver) endpointRef(o *form.Opt[form.Line]) Endpoint {
	if !o.OK {
		return Endpoint{}
	}
	text := string(o.V)
	if dev := r.findDevice(text); dev != nil {
		return Endpoint{Device: dev}
	}
	h, several := r.findHost(text, nil)
	if h != nil {
		return Endpoint{Host: h}
	}
	if several == nil {
		if u, _ := r.findUser(text); u != nil {
			return Endpoint{Device: r.deviceOf(u, nil)}
		}
	}
	if several != nil {
		r.Report(o.At, CodeAmbiguous, tr("«%s» puede ser %s", "\"%s\" may be %s", form.Shown(text), strings.Join(several, ", ")), tr("escribe el nombre entero", "write the full name"))
		return Endpoint{}
	}
	if r.Drop() {
		return Endpoint{}
	}
	if r.undeclared(text) {
		return Endpoint{}
	}
	if d := r.domains[strings.ToLower(strings.TrimSuffix(text, "."))]; d != nil {
		r.Report(o.At, CodeUnknown, tr("«%s» es un dominio, y aquí va un servidor, un dispositivo o un usuario", "\"%s\" is a domain, and a host, a device or a user goes here", d.Name), r.serversHint(d))
		return Endpoint{}
	}
	var all []string
	for _, h := range r.s.Hosts {
		all = append(all, h.Name)
	}
	for _, d := range r.s.Devices {
		all = append(all, d.Name)
	}
	for _, u := range r.s.Users {
		all = append(all, u.Local)
	}
	hosts, devices := len(r.s.Hosts), len(r.s.Devices)
	hint := tr("servidores: %s", "hosts: %s", some(all[:hosts]))
	if devices > 0 {
		hint = tr("%s; dispositivos: %s", "%s; devices: %s", hint, some(all[hosts:hosts+devices]))
	}
	if len(r.s.Users) > 0 {
		hint = tr("%s; usuarios: %s", "%s; users: %s", hint, some(all[hosts+devices:]))
	}
	if near := form.NearestName(text, all); near != "" {
		hint = tr("¿quisiste decir «%s»?", "did you mean \"%s\"?", near)
	}
	r.Report(o.At, CodeUnknown, tr("no hay ningún servidor, dispositivo ni usuario «%s»", "there is no host, device or user \"%s\"", form.Shown(text)), hint)
	return Endpoint{}
}

// namedAddress reads "Name <address>", an address, or a user's name alone.
func (r *resolver) namedAddress(o *form.Opt[form.Line]) (Named, bool) {
	if !o.OK {
		return Named{}, false
	}
	text := strings.TrimSpace(string(o.V))
	name := ""
	if before, rest, ok := strings.Cut(text, "<"); ok {
		inner, after, closed := strings.Cut(rest, ">")
		if !closed || strings.TrimSpace(after) != "" {
			r.Report(o.At, CodeAddress, tr("«%s» no se cierra con «>»", "\"%s\" does not close with \">\"", form.Shown(text)), tr("por ejemplo: Benito <benito@beta.test>", "for example: Benito <benito@beta.test>"))
			return Named{}, false
		}
		name, text = strings.Trim(strings.TrimSpace(before), `"`), strings.TrimSpace(inner)
	}
	if !strings.Contains(text, "@") {
		u, c := r.findUser(text)
		if c != nil {
			if strings.Contains(text, ",") && c != followsFromOthers {
				c.Hint = tr("si son varios, escríbelos como lista: [uno, otro]", "if these are several, write them as a list: [one, other]")
			}
			r.complain(o.At, c)
			return Named{}, false
		}
		return Named{Name: name, Address: u.Address()}, true
	}
	a, c := splitAddress(text)
	if c != nil {
		r.complain(o.At, c)
		return Named{}, false
	}
	return Named{Name: name, Address: a}, true
}

// plainAddress reads an address, or a user's name alone.
func (r *resolver) plainAddress(o *form.Opt[form.Line]) Address {
	n, _ := r.namedAddress(o)
	return n.Address
}

// number gives an address to every host and device that has none. A domain has its own stretch of one of the
// documentation networks, and adding a domain to a file leaves the others' addresses as they were.
func (r *resolver) number() {
	const perDomain, first, devices = 20, 10, 10
	r.orderDevices()
	r.zoneAddresses()
	start := func(d *Domain, offset int) (network, host int) {
		i := slices.Index(r.s.Domains, d)
		return i % 3, first + perDomain*(i/3%12) + offset
	}
	for _, h := range r.s.Hosts {
		if len(h.Addrs) > 0 {
			continue
		}
		network, host := 2, 240 // shared hosts at the end of the last network
		if h.Domain != nil {
			network, host = start(h.Domain, 0)
		}
		if h.Kind == KindDNS && h.Domain == nil || h.Name == ResolverHost {
			network, host = 2, 53
		}
		h.Addrs = r.free(h.Name, network, host)
	}
	for _, dev := range r.s.Devices {
		if len(dev.Addrs) == 0 {
			network, host := start(dev.User.Domain, devices)
			dev.Addrs = r.free(dev.Name, network, host)
		}
	}
}

// zoneAddresses gives hosts the addresses that their domain's zone text says they have. One that belongs to another host
// is left alone: a zone that says wrong things is a lesson too.
func (r *resolver) zoneAddresses() {
	for _, d := range r.s.Domains {
		if d.ZoneText == "" {
			continue
		}
		rrs, _ := dns.ReadZoneText(d.Name+".", d.ZoneText, seconds(d.TTL), MaxZoneRecords)
		owners := map[*Host][]netip.Addr{}
		for _, rr := range rrs {
			h := r.hosts[strings.ToLower(strings.TrimSuffix(rr.Header().Name, "."))]
			if h == nil || len(h.Addrs) > 0 {
				continue
			}
			if a, ok := dns.AddrOf(rr.RR); ok && r.taken[a] == "" && offLimits(a).IsZero() {
				r.taken[a] = h.Name
				owners[h] = append(owners[h], a)
			}
		}
		for _, h := range r.s.Hosts {
			if addrs := owners[h]; addrs != nil {
				slices.SortStableFunc(addrs, func(a, b netip.Addr) int { return cmp.Compare(a.BitLen(), b.BitLen()) })
				h.Addrs = addrs
			}
		}
	}
}

// orderDevices lists devices user by user, as users stand in the file.
func (r *resolver) orderDevices() {
	r.s.Devices = r.s.Devices[:0]
	for _, u := range r.s.Users {
		r.s.Devices = append(r.s.Devices, u.Devices...)
	}
}

// free takes the next free IPv4 address, first in the wanted network from the wanted place on, then anywhere.
func (r *resolver) free(owner string, network, host int) []netip.Addr {
	for n := range 3 {
		base := documentation[(network+n)%3].Addr().As4()
		for i := range 254 {
			base[3] = byte(1 + (host-1+i)%254)
			a := netip.AddrFrom4(base)
			if r.taken[a] == "" {
				r.taken[a] = owner
				return []netip.Addr{a}
			}
		}
	}
	r.Report(r.f.Domains.At, form.CodeTooMany, tr("no quedan direcciones IP de documentación para %s", "no documentation IP addresses are left for %s", owner), lang.Text{})
	return nil
}
