package scenario

import (
	"slices"
	"strings"
	"time"
)

func (r *resolver) expect() {
	for i := range r.f.Expect.items {
		item := &r.f.Expect.items[i]
		if !item.ok {
			continue
		}
		if what := r.claim(&item.v); what != nil {
			r.s.Expect = append(r.s.Expect, &Expectation{Index: i, What: what, Line: item.at.node.Line})
			r.recorded(item.at, what)
		}
	}
	// Expectations may bring a default device into being; it needs its address and its place too.
	r.number()
}

// recorded complains of an expectation that what is recorded cannot decide.
func (r *resolver) recorded(at place, what Expect) {
	if needs := Needs(what); !r.s.Record.Holds(needs) {
		r.report(at, CodeConflict, tr("«%s» se decide con lo que «record: %s» no apunta", "\"%s\" is decided by what \"record: %s\" does not record", what.Noun(), r.s.Record),
			tr("escribe record: %s, o quita lo esperado", "write record: %s, or take the expectation out", needs))
	}
}

// claim reads one expectation; nil where it cannot be, and that has been said.
func (r *resolver) claim(c *claim) Expect {
	switch {
	case c.Delivered.ok:
		return r.deliveredClaim(&c.Delivered.v)
	case c.NotDelivered.ok:
		return r.notDeliveredClaim(&c.NotDelivered.v)
	case c.Bounced.ok:
		return r.bouncedClaim(&c.Bounced.v)
	case c.Queued.ok:
		return r.queuedClaim(&c.Queued.v)
	case c.Refused.ok:
		return r.refusedClaim(&c.Refused.v)
	case c.Seen.ok:
		return r.seenClaim(&c.Seen.v)
	case c.Exchanges.ok:
		return r.exchanges(&c.Exchanges.v)
	case c.Cache.ok:
		return r.cacheClaim(&c.Cache.v, c.Cache.at)
	case c.Chose.ok:
		return r.choseClaim(&c.Chose.v)
	case c.TLS.ok:
		return r.tlsClaim(&c.TLS.v)
	case c.Overheard.ok:
		return r.overheardClaim(&c.Overheard.v)
	case c.Auth.ok:
		return r.authClaim(&c.Auth.v)
	case c.Holds.ok:
		v := &c.Holds.v
		return &Holds{Device: r.claimedDevice(&v.Device), Folder: r.folder(&v.Folder), ID: r.letterRef(&v.ID, false), Subject: string(v.Subject.v), Part: string(v.Part.v),
			Flags: r.flags(&v.Flags), Without: r.flags(&v.Without), Count: r.count(&v.tally)}
	case c.Kept.ok:
		v := &c.Kept.v
		e := &Kept{User: r.userRef(&v.User), Folder: inbox, ID: r.letterRef(&v.ID, false), Subject: string(v.Subject.v),
			Flags: r.flags(&v.Flags), Without: r.flags(&v.Without), Count: r.count(&v.tally)}
		if v.Folder.ok {
			e.Folder = r.folder(&v.Folder)
		}
		return e
	case c.Found.ok:
		return &Found{Device: r.claimedDevice(&c.Found.v.Device), Where: string(c.Found.v.Where.v), Count: r.count(&c.Found.v.tally)}
	case c.Learnt.ok:
		v := &c.Learnt.v
		return &Learnt{Device: r.claimedDevice(&v.Device), ID: r.letterRef(&v.ID, false), What: string(v.What.v), Within: time.Duration(v.Within.v), Count: r.count(&v.tally)}
	case c.Synced.ok:
		v := &c.Synced.v
		e := &Synced{Device: r.claimedDevice(&v.Device), Folder: r.folder(&v.Folder), How: string(v.How.v), Octets: int64(v.Octets.v), Count: r.count(&v.tally)}
		if v.Turns.ok {
			most := int(v.Turns.v)
			e.Turns = &most
		}
		return e
	case c.Elapsed.ok:
		return r.elapsedClaim(&c.Elapsed.v, c.Elapsed.at)
	case c.Message.ok:
		return r.messageClaim(&c.Message.v, c.Message.at)
	}
	return nil
}

// claimedDevice is the device that an expectation is about.
func (r *resolver) claimedDevice(o *opt[line]) *Device {
	e := r.endpointRef(o)
	if e.Host != nil {
		r.report(o.at, CodeConflict, tr("%s es un servidor, y aquí va un dispositivo", "%s is a host, and a device goes here", e.Host.Name), tr("por ejemplo: phone-benito", "for example: phone-benito"))
	}
	return e.Device
}

func (r *resolver) deliveredClaim(v *deliveredSpec) Expect {
	e := &Delivered{To: r.plainAddress(&v.To), From: r.plainAddress(&v.From), Subject: string(v.Subject.v), ID: r.letterRef(&v.ID, false), Folder: inbox, Within: time.Duration(v.Within.v), Count: r.count(&v.tally)}
	if v.Folder.ok {
		e.Folder = r.folder(&v.Folder)
	}
	if e.To == (Address{}) {
		return nil
	}
	e.Users = r.mailboxesAt(&v.To, e.To)
	return e
}

func (r *resolver) notDeliveredClaim(v *missingSpec) Expect {
	e := &NotDelivered{To: r.plainAddress(&v.To), From: r.plainAddress(&v.From), Subject: string(v.Subject.v), ID: r.letterRef(&v.ID, false)}
	e.Users = r.lead(e.To)
	return e
}

func (r *resolver) bouncedClaim(v *bouncedSpec) Expect {
	e := &Bounced{From: r.userRef(&v.From), To: r.plainAddress(&v.To), Status: string(v.Status.v), Code: int(v.Code.v), Count: r.count(&v.tally)}
	if strings.HasPrefix(e.Status, "2") {
		r.report(v.Status.at, CodeValue, tr("un rebote no lleva un código de éxito (2.y.z)", "a bounce has no code of success (2.y.z)"), tr("por ejemplo: 5.1.1", "for example: 5.1.1"))
	}
	return e
}

func (r *resolver) queuedClaim(v *queuedSpec) Expect {
	e := &Queued{To: r.plainAddress(&v.To), Count: r.count(&v.tally)}
	e.Host, _ = r.hostRef(&v.Host, nil)
	return e
}

func (r *resolver) refusedClaim(v *refusedSpec) Expect {
	e := &Refused{To: r.plainAddress(&v.To), Code: int(v.Code.v), Enhanced: string(v.Enhanced.v), Command: string(v.Command.v), Count: r.count(&v.tally)}
	e.Host, _ = r.hostRef(&v.Host, nil)
	// RFC 3463 section 3.1: the class of the enhanced code is that of the reply code.
	if e.Code != 0 && e.Enhanced != "" && e.Enhanced[0] != byte('0'+e.Code/100) {
		r.report(v.Enhanced.at, CodeConflict, tr("%s y %d no son de la misma clase", "%s and %d are not of the same class", e.Enhanced, e.Code), tr("4yz va con 4.y.z y 5yz con 5.y.z (RFC 3463)", "4yz goes with 4.y.z and 5yz with 5.y.z (RFC 3463)"))
	}
	return e
}

func (r *resolver) seenClaim(v *seenSpec) Expect {
	e := &Seen{User: r.userRef(&v.User), With: Proto(v.With.v), From: r.plainAddress(&v.From), Subject: string(v.Subject.v), ID: r.letterRef(&v.ID, false), Count: r.count(&v.tally)}
	if v.Device.given() {
		e.Device = r.deviceOf(e.User, &v.Device)
	}
	return e
}

func (r *resolver) cacheClaim(v *cacheSpec, at place) Expect {
	e := &Cache{Host: r.endpointRef(&v.Host), Name: r.queryName(&v.Name), Type: string(v.Type.v)}
	if v.Hits.ok {
		e.Hits = &Count{int(v.Hits.v), int(v.Hits.v)}
	}
	if v.Misses.ok {
		e.Misses = &Count{int(v.Misses.v), int(v.Misses.v)}
	}
	if !v.Hits.given() && !v.Misses.given() {
		r.report(at, CodeMissing, tr("no dice cuántos aciertos ni cuántos fallos", "it says neither how many hits nor how many misses"), tr("por ejemplo: hits: 1", "for example: hits: 1"))
	}
	return e
}

func (r *resolver) choseClaim(v *choseSpec) Expect {
	e := &Chose{Domain: r.domainRef(&v.Domain), Count: r.count(&v.tally)}
	e.From, _ = r.hostRef(&v.From, nil)
	mx, ok := r.hostRef(&v.MX, e.Domain)
	e.MX = mx
	if ok && len(mx.Accepts) == 0 {
		r.report(v.MX.at, CodeConflict, tr("%s no recibe correo de ningún dominio", "%s takes mail for no domain", mx.Name), tr("pon uno que esté en el «mx» de un dominio", "put one that is in a domain's \"mx\""))
	} else if ok && e.Domain != nil && !slices.Contains(mx.Accepts, e.Domain) {
		r.report(v.MX.at, CodeConflict, tr("%s no recibe correo de %s", "%s takes no mail for %s", mx.Name, e.Domain.Name), tr("pon uno de su «mx»", "put one of its \"mx\""))
	}
	return e
}

func (r *resolver) tlsClaim(v *tlsClaim) Expect {
	e := &TLS{From: r.endpointRef(&v.From), To: r.endpointRef(&v.To), OK: bool(or(&v.OK, true)), Distrust: string(v.Distrust.v), Count: r.count(&v.tally)}
	if v.Verified.ok {
		checked := bool(v.Verified.v)
		e.Verified = &checked
	}
	return e
}

func (r *resolver) overheardClaim(v *overheardSpec) Expect {
	e := &Overheard{Text: string(v.Text.v), From: r.endpointRef(&v.From), To: r.endpointRef(&v.To), Count: r.count(&v.tally)}
	if v.Text.ok && e.Text == "" {
		r.report(v.Text.at, CodeValue, tr("el texto está vacío", "the text is empty"), tr("por ejemplo: overheard: secreta-alicia", "for example: overheard: secreta-alicia"))
	}
	return e
}

func (r *resolver) authClaim(v *authSpec) Expect {
	e := &Auth{From: r.plainAddress(&v.From), ID: r.letterRef(&v.ID, false), SPF: string(v.SPF.v), DKIM: string(v.DKIM.v), DMARC: string(v.DMARC.v),
		Aligned: string(v.Aligned.v), Action: string(v.Action.v), Count: r.count(&v.tally)}
	e.Host, _ = r.hostRef(&v.Host, nil)
	return e
}

func (r *resolver) elapsedClaim(v *elapsedSpec, at place) Expect {
	e := &Elapsed{Min: time.Duration(v.Min.v), Max: time.Duration(or(&v.Max, span(Forever)))}
	switch {
	case !v.Min.given() && !v.Max.given():
		r.report(at, CodeMissing, tr("no dice cuánto, ni «min» ni «max»", "it does not say how long, neither \"min\" nor \"max\""), tr("por ejemplo: max: 5s", "for example: max: 5s"))
	case e.Min > e.Max:
		r.report(v.Max.at, CodeTime, tr("«max» es menor que «min»", "\"max\" is less than \"min\""), tr("cambia uno de los dos", "change one of the two"))
	}
	return e
}

func (r *resolver) messageClaim(v *messageSpec, at place) Expect {
	e := &Message{To: r.plainAddress(&v.To), Subject: string(v.Subject.v), ID: r.letterRef(&v.ID, false), Header: string(v.Header.v), Contains: string(v.Contains.v), Absent: bool(v.Absent.v), Count: r.count(&v.tally)}
	if v.Header.ok && !headerName.MatchString(e.Header) {
		r.report(v.Header.at, CodeName, tr("«%s» no puede ser el nombre de una cabecera", "\"%s\" cannot be the name of a header", shown(e.Header)), tr("sin dos puntos ni espacios: Received", "without colon or spaces: Received"))
	}
	if !v.Header.given() && !v.Contains.given() {
		r.report(at, CodeMissing, tr("no dice qué buscar, ni «header» ni «contains»", "it does not say what to look for, neither \"header\" nor \"contains\""), tr("por ejemplo: contains: Hola", "for example: contains: Hola"))
	}
	if e.Absent && (v.Count.given() || v.Min.given() || v.Max.given()) {
		r.report(v.Absent.at, CodeConflict, tr("«absent» ya dice cuántas: ninguna", "\"absent\" already says how many: none"), tr("quita «absent» o el número", "take \"absent\" or the number out"))
	}
	if e.To == (Address{}) {
		return nil
	}
	e.Users = r.mailboxesAt(&v.To, e.To)
	return e
}

// mailboxesAt finds those that an address leads to: there must be one.
func (r *resolver) mailboxesAt(at *opt[line], to Address) []*User {
	users := r.lead(to)
	d := r.domains[to.Domain]
	switch leads := tr("«%s» no lleva a ningún buzón de este escenario", "\"%s\" leads to no mailbox of this scenario", shown(to.String())); {
	case len(users) > 0:
	case d == nil:
		r.report(at.at, CodeUnknown, leads, tr("los dominios son: %s", "the domains are: %s", r.domainNames()))
	case r.exists(to), d.CatchAll != nil:
		r.report(at.at, CodeUnknown, leads, tr("su correo se reenvía a direcciones que nadie tiene aquí; lo que se puede esperar es «bounced» o «not_delivered»", "its mail is passed on to addresses that nobody here has; what can be expected is \"bounced\" or \"not_delivered\""))
	case !r.specs[d].CatchAll.given(): // else its catch-all is wrong, and that is said
		r.nobody(at.at, to)
	}
	return users
}

func (r *resolver) exchanges(v *exchangesSpec) Expect {
	e := &Exchanges{Proto: string(v.Proto.v), From: r.endpointRef(&v.From), To: r.endpointRef(&v.To), Type: string(v.Type.v), Command: strings.ToUpper(string(v.Command.v)), Count: r.count(&v.tally)}
	e.Name = r.queryName(&v.Name)
	if e.Proto != "dns" {
		for _, k := range []struct {
			key   string
			given bool
			at    place
		}{{"name", v.Name.given(), v.Name.at}, {"type", v.Type.given(), v.Type.at}} {
			if k.given {
				r.report(k.at, CodeConflict, tr("«%s» es cosa del DNS, y esto es %s", "\"%s\" is a matter of DNS, and this is %s", k.key, e.Proto), tr("quítalo, o escribe proto: dns", "take it out, or write proto: dns"))
			}
		}
	}
	if v.Command.given() && (e.Proto == "dns" || e.Proto == "tcp") {
		r.report(v.Command.at, CodeConflict, tr("en %s no hay órdenes", "there are no commands in %s", e.Proto), tr("quítalo, o pon proto: smtp, pop3 o imap", "take it out, or put proto: smtp, pop3 or imap"))
	}
	return e
}

func (r *resolver) domainNames() string {
	var all []string
	for _, d := range r.s.Domains {
		all = append(all, d.Name)
	}
	return some(all)
}

// count reads how many: at least one, when nothing is said.
func (r *resolver) count(t *tally) Count {
	c := Count{Min: 1, Max: Unbounded}
	if t.Count.given() && (t.Min.given() || t.Max.given()) {
		r.report(t.Count.at, CodeConflict, tr("«count» dice el número exacto, y «min» y «max» sus límites", "\"count\" gives the exact number, and \"min\" and \"max\" its bounds"), tr("deja «count», o «min» y «max»", "leave \"count\", or \"min\" and \"max\""))
		return c
	}
	if t.Count.ok {
		return Count{int(t.Count.v), int(t.Count.v)}
	}
	if t.Max.ok {
		c = Count{Min: 0, Max: int(t.Max.v)}
	}
	if t.Min.ok {
		c.Min = int(t.Min.v)
	}
	if c.Min > c.Max {
		r.report(t.Max.at, CodeConflict, tr("«max» es menor que «min»", "\"max\" is less than \"min\""), tr("cambia uno de los dos", "change one of the two"))
	}
	return c
}
