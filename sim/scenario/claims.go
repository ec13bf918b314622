package scenario

import (
	"slices"
	"strings"
	"time"

	"posta/sim/form"
)

func (r *resolver) expect() {
	for i := range r.f.Expect.Items {
		item := &r.f.Expect.Items[i]
		if !item.OK {
			continue
		}
		if what := r.claim(&item.V); what != nil {
			r.s.Expect = append(r.s.Expect, &Expectation{Index: i, What: what, Line: item.At.Node.Line})
			r.recorded(item.At, what)
		}
	}
	// Expectations may bring a default device into being; it needs its address and its place too.
	r.number()
}

// recorded complains of an expectation that what is recorded cannot decide.
func (r *resolver) recorded(at form.Place, what Expect) {
	if needs := Needs(what); !r.s.Record.Holds(needs) {
		r.Report(at, form.CodeConflict, tr("«%s» se decide con lo que «record: %s» no apunta", "\"%s\" is decided by what \"record: %s\" does not record", what.Noun(), r.s.Record),
			tr("escribe record: %s, o quita lo esperado", "write record: %s, or take the expectation out", needs))
	}
}

// claim reads one expectation; nil where it cannot be, and that has been said.
func (r *resolver) claim(c *claim) Expect {
	switch {
	case c.Delivered.OK:
		return r.deliveredClaim(&c.Delivered.V)
	case c.NotDelivered.OK:
		return r.notDeliveredClaim(&c.NotDelivered.V)
	case c.Bounced.OK:
		return r.bouncedClaim(&c.Bounced.V)
	case c.Queued.OK:
		return r.queuedClaim(&c.Queued.V)
	case c.Refused.OK:
		return r.refusedClaim(&c.Refused.V)
	case c.Seen.OK:
		return r.seenClaim(&c.Seen.V)
	case c.Exchanges.OK:
		return r.exchanges(&c.Exchanges.V)
	case c.Cache.OK:
		return r.cacheClaim(&c.Cache.V, c.Cache.At)
	case c.Chose.OK:
		return r.choseClaim(&c.Chose.V)
	case c.TLS.OK:
		return r.tlsClaim(&c.TLS.V)
	case c.Overheard.OK:
		return r.overheardClaim(&c.Overheard.V)
	case c.Auth.OK:
		return r.authClaim(&c.Auth.V)
	case c.Holds.OK:
		v := &c.Holds.V
		return &Holds{Device: r.claimedDevice(&v.Device), Folder: r.folder(&v.Folder), ID: r.letterRef(&v.ID, false), Subject: r.said(v.Subject.V.Phrase), Part: string(v.Part.V),
			Flags: r.flags(&v.Flags), Without: r.flags(&v.Without), Count: r.count(&v.tally)}
	case c.Saved.OK:
		v := &c.Saved.V
		return &Saved{Device: r.claimedDevice(&v.Device), ID: r.letterRef(&v.ID, false), File: string(v.File.V), From: string(v.From.V), Count: r.count(&v.tally)}
	case c.Kept.OK:
		v := &c.Kept.V
		e := &Kept{User: r.userRef(&v.User), Folder: inbox, ID: r.letterRef(&v.ID, false), Subject: r.said(v.Subject.V.Phrase),
			Flags: r.flags(&v.Flags), Without: r.flags(&v.Without), Count: r.count(&v.tally)}
		if v.Folder.OK {
			e.Folder = r.folder(&v.Folder)
		}
		return e
	case c.Member.OK:
		return r.memberClaim(&c.Member.V)
	case c.Found.OK:
		return &Found{Device: r.claimedDevice(&c.Found.V.Device), Where: string(c.Found.V.Where.V), Count: r.count(&c.Found.V.tally)}
	case c.Learnt.OK:
		v := &c.Learnt.V
		return &Learnt{Device: r.claimedDevice(&v.Device), ID: r.letterRef(&v.ID, false), What: string(v.What.V), Within: time.Duration(v.Within.V), Count: r.count(&v.tally)}
	case c.Synced.OK:
		v := &c.Synced.V
		e := &Synced{Device: r.claimedDevice(&v.Device), Folder: r.folder(&v.Folder), How: string(v.How.V), Octets: int64(v.Octets.V), Count: r.count(&v.tally)}
		if v.Turns.OK {
			most := int(v.Turns.V)
			e.Turns = &most
		}
		return e
	case c.Figures.OK:
		return r.figuresClaim(&c.Figures.V, c.Figures.At)
	case c.Elapsed.OK:
		return r.elapsedClaim(&c.Elapsed.V, c.Elapsed.At)
	case c.Message.OK:
		return r.messageClaim(&c.Message.V, c.Message.At)
	}
	return nil
}

// memberClaim is about a list that the scenario has.
func (r *resolver) memberClaim(v *memberSpec) Expect {
	e := &Member{List: r.plainAddress(&v.Of), Who: r.plainAddress(&v.Who), Is: Membership(or(&v.Is, form.Word(MemberOn)))}
	if a := r.aliases[strings.ToLower(e.List.String())]; e.List != (Address{}) && (a == nil || a.List == nil) {
		r.Report(v.Of.At, form.CodeConflict, tr("%s no es una lista de correo", "%s is no mailing list", e.List.String()), tr("las listas están en «lists», en su dominio", "lists are in \"lists\", in their domain"))
	}
	return e
}

// claimedDevice is the device that an expectation is about.
func (r *resolver) claimedDevice(o *form.Opt[form.Line]) *Device {
	e := r.endpointRef(o)
	if e.Host != nil {
		r.Report(o.At, form.CodeConflict, tr("%s es un servidor, y aquí va un dispositivo", "%s is a host, and a device goes here", e.Host.Name), tr("por ejemplo: phone-benito", "for example: phone-benito"))
	}
	return e.Device
}

func (r *resolver) deliveredClaim(v *deliveredSpec) Expect {
	e := &Delivered{To: r.plainAddress(&v.To), From: r.plainAddress(&v.From), Subject: r.said(v.Subject.V.Phrase), ID: r.letterRef(&v.ID, false), Folder: inbox, Within: time.Duration(v.Within.V), Count: r.count(&v.tally)}
	if v.Folder.OK {
		e.Folder = r.folder(&v.Folder)
	}
	if e.To == (Address{}) {
		return nil
	}
	e.Users = r.mailboxesAt(&v.To, e.To)
	return e
}

// boxes are the mailboxes in which letters to an address are looked for: its own, where it
// has one that keeps any, else those that it leads to.
func (r *resolver) boxes(to Address) []*User {
	if u := r.users[strings.ToLower(to.String())]; u != nil && (len(u.Forward) == 0 || u.Keep) {
		return []*User{u}
	}
	return r.lead(to)
}

func (r *resolver) notDeliveredClaim(v *missingSpec) Expect {
	e := &NotDelivered{To: r.plainAddress(&v.To), From: r.plainAddress(&v.From), Subject: r.said(v.Subject.V.Phrase), ID: r.letterRef(&v.ID, false)}
	e.Users = r.boxes(e.To)
	return e
}

func (r *resolver) bouncedClaim(v *bouncedSpec) Expect {
	e := &Bounced{From: r.userRef(&v.From), To: r.plainAddress(&v.To), Status: string(v.Status.V), Code: int(v.Code.V), Count: r.count(&v.tally)}
	if strings.HasPrefix(e.Status, "2") {
		r.Report(v.Status.At, form.CodeValue, tr("un rebote no lleva un código de éxito (2.y.z)", "a bounce has no code of success (2.y.z)"), tr("por ejemplo: 5.1.1", "for example: 5.1.1"))
	}
	return e
}

func (r *resolver) queuedClaim(v *queuedSpec) Expect {
	e := &Queued{To: r.plainAddress(&v.To), Count: r.count(&v.tally)}
	e.Host, _ = r.hostRef(&v.Host, nil)
	return e
}

func (r *resolver) refusedClaim(v *refusedSpec) Expect {
	e := &Refused{To: r.plainAddress(&v.To), Code: int(v.Code.V), Enhanced: string(v.Enhanced.V), Command: string(v.Command.V), Count: r.count(&v.tally)}
	e.Host, _ = r.hostRef(&v.Host, nil)
	// RFC 3463 section 3.1: the class of the enhanced code is that of the reply code.
	if e.Code != 0 && e.Enhanced != "" && e.Enhanced[0] != byte('0'+e.Code/100) {
		r.Report(v.Enhanced.At, form.CodeConflict, tr("%s y %d no son de la misma clase", "%s and %d are not of the same class", e.Enhanced, e.Code), tr("4yz va con 4.y.z y 5yz con 5.y.z (RFC 3463)", "4yz goes with 4.y.z and 5yz with 5.y.z (RFC 3463)"))
	}
	return e
}

func (r *resolver) seenClaim(v *seenSpec) Expect {
	e := &Seen{User: r.userRef(&v.User), With: Proto(v.With.V), From: r.plainAddress(&v.From), Subject: r.said(v.Subject.V.Phrase), ID: r.letterRef(&v.ID, false), Count: r.count(&v.tally)}
	if v.Device.Given() {
		e.Device = r.deviceOf(e.User, &v.Device)
	}
	return e
}

func (r *resolver) cacheClaim(v *cacheSpec, at form.Place) Expect {
	e := &Cache{Host: r.endpointRef(&v.Host), Name: r.queryName(&v.Name), Type: string(v.Type.V)}
	if v.Hits.OK {
		e.Hits = &Count{int(v.Hits.V), int(v.Hits.V)}
	}
	if v.Misses.OK {
		e.Misses = &Count{int(v.Misses.V), int(v.Misses.V)}
	}
	if !v.Hits.Given() && !v.Misses.Given() {
		r.Report(at, form.CodeMissing, tr("no dice cuántos aciertos ni cuántos fallos", "it says neither how many hits nor how many misses"), tr("por ejemplo: hits: 1", "for example: hits: 1"))
	}
	return e
}

func (r *resolver) choseClaim(v *choseSpec) Expect {
	e := &Chose{Domain: r.domainRef(&v.Domain), Count: r.count(&v.tally)}
	e.From, _ = r.hostRef(&v.From, nil)
	mx, ok := r.hostRef(&v.MX, e.Domain)
	e.MX = mx
	if ok && len(mx.Accepts) == 0 {
		r.Report(v.MX.At, form.CodeConflict, tr("%s no recibe correo de ningún dominio", "%s takes mail for no domain", mx.Name), tr("pon uno que esté en el «mx» de un dominio", "put one that is in a domain's \"mx\""))
	} else if ok && e.Domain != nil && !slices.Contains(mx.Accepts, e.Domain) {
		r.Report(v.MX.At, form.CodeConflict, tr("%s no recibe correo de %s", "%s takes no mail for %s", mx.Name, e.Domain.Name), tr("pon uno de su «mx»", "put one of its \"mx\""))
	}
	return e
}

func (r *resolver) tlsClaim(v *tlsClaim) Expect {
	e := &TLS{From: r.endpointRef(&v.From), To: r.endpointRef(&v.To), OK: bool(or(&v.OK, true)), Distrust: string(v.Distrust.V), Count: r.count(&v.tally)}
	if v.Verified.OK {
		checked := bool(v.Verified.V)
		e.Verified = &checked
	}
	return e
}

func (r *resolver) overheardClaim(v *overheardSpec) Expect {
	e := &Overheard{Text: r.said(v.Text.V.Phrase), From: r.endpointRef(&v.From), To: r.endpointRef(&v.To), Count: r.count(&v.tally)}
	if v.Text.OK && e.Text == "" {
		r.Report(v.Text.At, form.CodeValue, tr("el texto está vacío", "the text is empty"), tr("por ejemplo: overheard: secreta-alicia", "for example: overheard: secreta-alicia"))
	}
	return e
}

func (r *resolver) authClaim(v *authSpec) Expect {
	e := &Auth{From: r.plainAddress(&v.From), ID: r.letterRef(&v.ID, false), SPF: string(v.SPF.V), DKIM: string(v.DKIM.V), DMARC: string(v.DMARC.V), ARC: string(v.ARC.V),
		Aligned: string(v.Aligned.V), Action: string(v.Action.V), Count: r.count(&v.tally)}
	e.Host, _ = r.hostRef(&v.Host, nil)
	return e
}

func (r *resolver) elapsedClaim(v *elapsedSpec, at form.Place) Expect {
	e := &Elapsed{Min: time.Duration(v.Min.V), Max: time.Duration(or(&v.Max, form.Span(Forever)))}
	switch {
	case !v.Min.Given() && !v.Max.Given():
		r.Report(at, form.CodeMissing, tr("no dice cuánto, ni «min» ni «max»", "it does not say how long, neither \"min\" nor \"max\""), tr("por ejemplo: max: 5s", "for example: max: 5s"))
	case e.Min > e.Max:
		r.Report(v.Max.At, CodeTime, tr("«max» es menor que «min»", "\"max\" is less than \"min\""), tr("cambia uno de los dos", "change one of the two"))
	}
	return e
}

func (r *resolver) messageClaim(v *messageSpec, at form.Place) Expect {
	e := &Message{To: r.plainAddress(&v.To), Subject: r.said(v.Subject.V.Phrase), ID: r.letterRef(&v.ID, false), Header: string(v.Header.V), Contains: r.said(v.Contains.V.Phrase), Absent: bool(v.Absent.V), Count: r.count(&v.tally)}
	if v.Header.OK && !headerName.MatchString(e.Header) {
		r.Report(v.Header.At, CodeName, tr("«%s» no puede ser el nombre de una cabecera", "\"%s\" cannot be the name of a header", form.Shown(e.Header)), tr("sin dos puntos ni espacios: Received", "without colon or spaces: Received"))
	}
	if !v.Header.Given() && !v.Contains.Given() {
		r.Report(at, form.CodeMissing, tr("no dice qué buscar, ni «header» ni «contains»", "it does not say what to look for, neither \"header\" nor \"contains\""), tr("por ejemplo: contains: Hola", "for example: contains: Hola"))
	}
	if e.Absent && (v.Count.Given() || v.Min.Given() || v.Max.Given()) {
		r.Report(v.Absent.At, form.CodeConflict, tr("«absent» ya dice cuántas: ninguna", "\"absent\" already says how many: none"), tr("quita «absent» o el número", "take \"absent\" or the number out"))
	}
	if e.To == (Address{}) {
		return nil
	}
	e.Users = r.mailboxesAt(&v.To, e.To)
	return e
}

// mailboxesAt finds those that an address leads to: there must be one.
func (r *resolver) mailboxesAt(at *form.Opt[form.Line], to Address) []*User {
	users := r.boxes(to)
	d := r.domains[to.Domain]
	switch leads := tr("«%s» no lleva a ningún buzón de este escenario", "\"%s\" leads to no mailbox of this scenario", form.Shown(to.String())); {
	case len(users) > 0:
	case d == nil:
		r.Report(at.At, CodeUnknown, leads, tr("los dominios son: %s", "the domains are: %s", r.domainNames()))
	case r.exists(to), d.CatchAll != nil:
		r.Report(at.At, CodeUnknown, leads, tr("su correo se reenvía a direcciones que nadie tiene aquí; lo que se puede esperar es «bounced» o «not_delivered»", "its mail is passed on to addresses that nobody here has; what can be expected is \"bounced\" or \"not_delivered\""))
	case !r.specs[d].CatchAll.Given(): // else its catch-all is wrong, and that is said
		r.nobody(at.At, to)
	}
	return users
}

func (r *resolver) exchanges(v *exchangesSpec) Expect {
	e := &Exchanges{Proto: string(v.Proto.V), From: r.endpointRef(&v.From), To: r.endpointRef(&v.To), Type: string(v.Type.V), Command: strings.ToUpper(string(v.Command.V)), Count: r.count(&v.tally)}
	e.Name = r.queryName(&v.Name)
	if e.Proto != "dns" {
		for _, k := range []struct {
			key   string
			given bool
			at    form.Place
		}{{"name", v.Name.Given(), v.Name.At}, {"type", v.Type.Given(), v.Type.At}} {
			if k.given {
				r.Report(k.at, form.CodeConflict, tr("«%s» es cosa del DNS, y esto es %s", "\"%s\" is a matter of DNS, and this is %s", k.key, e.Proto), tr("quítalo, o escribe proto: dns", "take it out, or write proto: dns"))
			}
		}
	}
	if v.Command.Given() && (e.Proto == "dns" || e.Proto == "tcp") {
		r.Report(v.Command.At, form.CodeConflict, tr("en %s no hay órdenes", "there are no commands in %s", e.Proto), tr("quítalo, o pon proto: smtp, pop3 o imap", "take it out, or put proto: smtp, pop3 or imap"))
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
	c := Count{Min: leastSaid, Max: Unbounded}
	if t.Count.Given() && (t.Min.Given() || t.Max.Given()) {
		r.Report(t.Count.At, form.CodeConflict, tr("«count» dice el número exacto, y «min» y «max» sus límites", "\"count\" gives the exact number, and \"min\" and \"max\" its bounds"), tr("deja «count», o «min» y «max»", "leave \"count\", or \"min\" and \"max\""))
		return c
	}
	if t.Count.OK {
		return Count{int(t.Count.V), int(t.Count.V)}
	}
	if t.Max.OK {
		c = Count{Min: leastCapped, Max: int(t.Max.V)}
	}
	if t.Min.OK {
		c.Min = int(t.Min.V)
	}
	if c.Min > c.Max {
		r.Report(t.Max.At, form.CodeConflict, tr("«max» es menor que «min»", "\"max\" is less than \"min\""), tr("cambia uno de los dos", "change one of the two"))
	}
	return c
}
