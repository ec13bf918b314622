package scenario

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"posta/sim/form"
	"posta/sim/lang"
)

var (
	headerName = regexp.MustCompile(`^[!-9;-~]{1,76}$`)               // RFC 5322 section 2.2
	flagAtom   = regexp.MustCompile(`^[A-Za-z0-9$_.-]{1,64}$`)        // a keyword that needs no quoting (RFC 9051 section 2.3.2)
	mediaType  = regexp.MustCompile(`^[a-z]+/[A-Za-z0-9.+-]{1,127}$`) // RFC 6838 section 4.2, without parameters
)

func (r *resolver) script() {
	if r.f.Script.Given() && len(r.f.Script.Items) == 0 {
		r.Report(r.f.Script.At, form.CodeMissing, tr("el guion está vacío: no pasa nada", "the script is empty: nothing happens"), tr("por ejemplo: - send: {from: alicia, to: benito@beta.test}", "for example: - send: {from: alicia, to: benito@beta.test}"))
	}
	for i := range r.f.Script.Items {
		item := &r.f.Script.Items[i]
		if !item.OK {
			continue
		}
		st := &item.V
		a := &Action{Index: len(r.s.Script), Say: st.Say.V.Text, Fails: bool(st.Fails.V), Waits: bool(st.Waits.V), Line: item.At.Node.Line, Ask: r.questions(&st.Ask)}
		a.When = r.when(st, i == 0)
		switch {
		case st.Wait.OK:
			a.Do = r.wait(&st.Wait.V, st.Wait.At)
		case st.Campaign.OK:
			a.Do = r.campaign(&st.Campaign.V, st.Campaign.At)
		default:
			a.Do = r.act(&st.actSpecs)
		}
		switch a.Do.(type) {
		case *Wait, *Down, *Up, *Change:
			if st.Waits.Given() {
				r.Report(st.Waits.At, form.CodeConflict, tr("«%s» no espera a la corriente de ninguna máquina", "\"%s\" waits for no machine's power", a.Do.Verb()), tr("quita «waits»: es para lo que hace un dispositivo o un servidor, como send o fetch", "take \"waits\" out: it is for what a device or a host does, such as send or fetch"))
			}
		}
		if a.Do != nil {
			r.s.Script = append(r.s.Script, a)
			r.repeat(st, a)
		}
	}
}

// MaxWrong is how many wrong answers a question may have.
const MaxWrong = 5

// questions are the teacher's own.
func (r *resolver) questions(l *form.List[askSpec]) (asked []Question) {
	if !r.atMost(len(l.Items), MaxItems, l.At) {
		return nil
	}
	for i := range l.Items {
		o := &l.Items[i]
		if !o.OK || !o.V.Right.OK {
			continue
		}
		if n := len(o.V.Wrong.Items); o.V.Wrong.Given() && (n == 0 || n > MaxWrong) {
			r.Report(o.V.Wrong.At, form.CodeRange, tr("hay %d respuestas malas, y tiene que haber de 1 a %d", "there are %d wrong answers, and there have to be 1 to %d", n, MaxWrong), tr("por ejemplo: wrong: [{answer: nadie}]", "for example: wrong: [{answer: nobody}]"))
			continue
		}
		q := Question{Text: o.V.Question.V.Text, Choices: []Choice{choice(&o.V.Right.V)}}
		for j := range o.V.Wrong.Items {
			c := choice(&o.V.Wrong.Items[j].V)
			if slices.ContainsFunc(q.Choices, func(d Choice) bool { return d.Text == c.Text }) {
				r.Report(o.V.Wrong.Items[j].At, CodeDuplicate, tr("esa respuesta ya está", "that answer is there already"), tr("quítala, o cámbiala", "take it out, or change it"))
			}
			q.Choices = append(q.Choices, c)
		}
		asked = append(asked, q)
	}
	return asked
}

func choice(v *choiceSpec) Choice { return Choice{Text: v.Answer.V.Text, Why: v.Why.V.Text} }

// repeat adds the further times of a step that is done several times.
func (r *resolver) repeat(st *step, first *Action) {
	if !st.Repeat.OK || !st.Repeat.V.Times.OK {
		return
	}
	spec := &st.Repeat.V
	times := int(spec.Times.V)
	if len(r.s.Script)-1+times > MaxRepeated {
		r.Report(spec.Times.At, form.CodeTooMany, tr("con las repeticiones hay más de %d acciones", "with the repetitions there are more than %d actions", MaxRepeated), tr("repite menos veces", "repeat fewer times"))
		return
	}
	if send, ok := first.Do.(*Send); ok && send.ID != "" && times > 1 {
		r.Report(st.Send.V.ID.At, form.CodeConflict, tr("«%s» nombra una carta, y «repeat» envía %d", "\"%s\" names one letter, and \"repeat\" sends %d", form.Shown(send.ID), times), tr("quita «id» o «repeat»", "take out \"id\" or \"repeat\""))
		return
	}
	when := When{Mode: WhenQuiet, Offset: DefaultPause}
	if spec.Every.Given() {
		when = When{Mode: WhenAfter, Offset: time.Duration(spec.Every.V)}
	}
	all := form.MaxSpan // of which the product may be many times as much
	if when.Offset <= form.MaxSpan/time.Duration(times) {
		all = when.Offset * time.Duration(times-1)
	}
	r.earliest += all
	r.limit(st.Repeat.At, r.earliest)
	do := first.Do
	if c, ok := do.(*Campaign); ok {
		r.letters += len(c.List.Recipients) * (times - 1)
	}
	first.Do = numbered(do, 1)
	for n := 2; n <= times; n++ {
		r.s.Script = append(r.s.Script, &Action{Index: len(r.s.Script), When: when, Do: numbered(do, n), Fails: first.Fails, Line: first.Line})
	}
}

// ordinal stands, in what is repeated, for the number of the time.
const ordinal = "{n}"

// numbered gives what is done at one time of several.
func numbered(a Act, n int) Act {
	if c, ok := a.(*Campaign); ok {
		one := *c
		one.Name = c.Name + " " + strconv.Itoa(n)
		one.Subjects = slices.Clone(c.Subjects)
		for i := range one.Subjects {
			one.Subjects[i] = strings.ReplaceAll(one.Subjects[i], ordinal, strconv.Itoa(n))
		}
		one.Body = strings.ReplaceAll(c.Body, ordinal, strconv.Itoa(n))
		return &one
	}
	send, ok := a.(*Send)
	if !ok || !strings.Contains(send.Subject+send.Body+send.HTML, ordinal) {
		return a
	}
	one, number := *send, strconv.Itoa(n)
	one.Subject = strings.ReplaceAll(one.Subject, ordinal, number)
	one.Body = strings.ReplaceAll(one.Body, ordinal, number)
	one.HTML = strings.ReplaceAll(one.HTML, ordinal, number)
	return &one
}

// when finds an action's instant, and keeps count of the earliest it can be, so that time never runs backwards.
func (r *resolver) when(st *step, first bool) When {
	switch {
	case st.At.Given() && st.After.Given():
		r.Report(st.After.At, form.CodeConflict, tr("«at» y «after» se contradicen", "\"at\" and \"after\" contradict each other"), tr("deja solo uno", "leave only one"))
	case st.At.OK:
		offset := r.instant(&st.At)
		if offset < r.earliest {
			r.Report(st.At.At, CodeTime, tr("el tiempo iría hacia atrás: lo anterior pasa a las %s como pronto, y esto pasaría a las %s", "time would run backwards: what comes before happens at %s at the earliest, and this would at %s", r.clock(r.earliest), r.clock(offset)), r.laterHint(&st.At, "at", offset))
			return When{Mode: WhenAt, Offset: offset}
		}
		r.limit(st.At.At, offset)
		r.earliest = offset
		return When{Mode: WhenAt, Offset: offset}
	case st.After.OK:
		r.earliest += time.Duration(st.After.V)
		r.limit(st.After.At, r.earliest)
		return When{Mode: WhenAfter, Offset: time.Duration(st.After.V)}
	}
	if first {
		return When{Mode: WhenAt}
	}
	r.earliest += DefaultPause
	return When{Mode: WhenQuiet, Offset: DefaultPause}
}

// limit refuses an instant that the run can never reach.
func (r *resolver) limit(at form.Place, offset time.Duration) {
	lasts, calendar := r.s.Lasts()
	if offset > lasts && calendar {
		r.Report(at, CodeTime, tr("esto queda %s después del comienzo, cuando ya se acabó el año 9999", "this is %s after the beginning, when the year 9999 is over", form.SpanText(offset)), tr("empieza antes (start)", "begin earlier (start)"))
	} else if offset > lasts {
		r.Report(at, CodeTime, tr("esto queda %s después del comienzo, y la ejecución termina a los %s", "this is %s after the beginning, and the run ends after %s", form.SpanText(offset), form.SpanText(r.s.Limits.VirtualTime)), tr("sube el límite: limits: {time: %s}", "raise the limit: limits: {time: %s}", form.SpanText(offset+24*time.Hour)))
	}
}

// instant turns a moment into time since the start.
func (r *resolver) instant(o *form.Opt[form.Moment]) time.Duration {
	m := o.V
	start := r.s.Start
	switch {
	case m.Clock:
		t := time.Date(start.Year(), start.Month(), start.Day(), m.Local.Hour(), m.Local.Minute(), m.Local.Second(), 0, start.Location())
		return t.Sub(start)
	case m.Dated:
		l := m.Local
		d := time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), l.Second(), 0, start.Location()).Sub(start)
		return max(-form.MaxSpan, min(d, form.MaxSpan))
	}
	return m.Offset
}

// clock writes an instant as the scenario's clocks show it.
func (r *resolver) clock(offset time.Duration) string {
	t := r.s.Start.Add(offset)
	if t.YearDay() == r.s.Start.YearDay() && t.Year() == r.s.Start.Year() {
		return t.Format("15:04:05")
	}
	return t.Format("2006-01-02 15:04:05")
}

func (r *resolver) laterHint(o *form.Opt[form.Moment], key string, offset time.Duration) lang.Text {
	if o.V.Clock {
		return tr("si es del día siguiente, escribe la fecha: %s: %s", "if it is on the next day, write the date: %s: %s", key, r.s.Start.Add(offset+24*time.Hour).Format("2006-01-02 15:04"))
	}
	return tr("cuenta desde el comienzo (%s); para contar desde lo anterior usa «after»", "it counts from the beginning (%s); to count from what comes before use \"after\"", r.clock(0))
}

// act reads what somebody does; nil where it cannot be, and that has been said.
func (r *resolver) act(st *actSpecs) Act {
	switch {
	case st.Send.OK:
		return r.send(&st.Send.V, st.Send.At)
	case st.Reply.OK:
		v := &st.Reply.V
		u := r.userRef(&v.User)
		a := &Reply{ID: r.letterID(&v.ID), User: u, Device: r.deviceOf(u, &v.Device), To: r.letter(&v.To, true), All: bool(v.All.V), Subject: r.said(v.Subject.V.Phrase), Body: r.said(v.Body.V.Phrase)}
		a.Server, a.Port = r.door(u, Submission, &v.Server, &v.Port, st.Reply.At)
		return a
	case st.Fetch.OK:
		return r.fetch(&st.Fetch.V, st.Fetch.At)
	case st.Greet.OK:
		v := &st.Greet.V
		a := &Greet{From: r.endpointRef(&v.From), Hello: string(or(&v.Hello, defaultHello))}
		a.To, _ = r.hostRef(&v.To, nil)
		a.Port = r.port(a.To, SMTP, &v.Port, v.To.At)
		a.Name = string(v.Name.V)
		if !v.Name.OK && a.From.Host != nil {
			a.Name = a.From.Host.HELO
		}
		r.heloName(&v.Name)
		if a.To != nil && a.From.Host == a.To {
			r.Report(v.To.At, form.CodeConflict, tr("%s se saludaría a sí mismo", "%s would greet itself", a.To.Name), tr("pon otro en «from» o en «to»", "put another in \"from\" or \"to\""))
		}
		return a
	case st.Lookup.OK:
		v := &st.Lookup.V
		a := &Lookup{From: r.endpointRef(&v.From), Type: string(or(&v.Type, defaultRecordType))}
		a.Name = r.queryName(&v.Name)
		return a
	case st.Down.OK:
		return &Down{What: r.endpointRef(&st.Down.V.Host)}
	case st.Up.OK:
		return &Up{What: r.endpointRef(&st.Up.V.Host)}
	case st.Flag.OK:
		v := &st.Flag.V
		a := &Flag{Session: r.session(&v.sitting, &v.Offline, st.Flag.At), Match: r.letter(&v.Letter, true), Add: r.flags(&v.Add), Remove: r.flags(&v.Remove)}
		if !v.Add.Given() && !v.Remove.Given() {
			r.Report(st.Flag.At, form.CodeMissing, tr("no dice qué marca poner ni quitar", "it does not say which flag to set or clear"), tr(`por ejemplo: add: \Flagged`, `for example: add: \Flagged`))
		}
		for i := range v.Remove.Items {
			if f := canonicalFlag(string(v.Remove.Items[i].V)); slices.Contains(a.Add, f) {
				r.Report(v.Remove.Items[i].At, form.CodeConflict, tr("«%s» se pone y se quita a la vez", "\"%s\" is set and cleared at once", form.Shown(f)), tr("deja solo uno", "leave only one"))
			}
		}
		return a
	case st.Move.OK:
		v := &st.Move.V
		a := &Move{Session: r.session(&v.sitting, &v.Offline, st.Move.At), Match: r.letter(&v.Letter, true), To: r.folder(&v.Into)}
		if v.Into.OK && a.To == a.Folder {
			r.Report(v.Into.At, form.CodeConflict, tr("las cartas ya están en «%s»", "the letters are already in \"%s\"", form.Shown(a.To)), tr("pon otra carpeta", "put another folder"))
		}
		return a
	case st.Delete.OK:
		v := &st.Delete.V
		return &Delete{Session: r.session(&v.sitting, &v.Offline, st.Delete.At), Match: r.letter(&v.Letter, true)}
	case st.Search.OK:
		v := &st.Search.V
		a := &Search{Session: r.session(&v.sitting, &v.Offline, st.Search.At), Text: r.said(v.Text.V.Phrase), Match: Match{From: string(v.From.V), Subject: r.said(v.Subject.V.Phrase)}, Unseen: bool(v.Unseen.V), Flagged: bool(v.Flagged.V), Received: time.Duration(v.Since.V), Sent: time.Duration(v.Sent.V)}
		if at := cmp.Or(v.Since.At, v.Sent.At); a.Offline && (v.Since.Given() || v.Sent.Given()) {
			r.Report(at, form.CodeConflict, tr("buscar por fecha se le pide al servidor", "a search by date is asked of the server"), tr("quita «offline»", "take \"offline\" out"))
		}
		return a
	case st.Login.OK:
		v := &st.Login.V
		u := r.userRef(&v.User)
		a := &Login{User: u, Device: r.deviceOf(u, &v.Device), With: Proto(v.With.V), Name: string(v.Name.V), Password: string(v.Password.V)}
		if u != nil {
			a.Name, a.Password = string(or(&v.Name, form.Line(u.Login()))), string(or(&v.Password, form.Line(u.Password)))
		}
		if v.With.OK {
			a.Server, a.Port = r.door(u, a.With, &v.Server, &v.Port, st.Login.At)
		}
		return a
	case st.Change.OK:
		return r.change(&st.Change.V, st.Change.At)
	}
	return r.withDevice(st)
}

func (r *resolver) send(v *sendSpec, at form.Place) Act {
	u := r.userRef(&v.From)
	a := &Send{
		ID: r.letterID(&v.ID), User: u, Device: r.deviceOf(u, &v.Device), Subject: r.said(v.Subject.V.Phrase), Body: r.said(v.Body.V.Phrase), HTML: r.said(v.HTML.V.Phrase),
		Size: int64(v.Size.V), EightBit: bool(v.EightBit.V), HELO: string(v.HELO.V), Auth: bool(or(&v.Auth, true)),
	}
	r.heloName(&v.HELO)
	r.notices(v, a)
	if !v.To.Given() && !v.Cc.Given() && !v.Bcc.Given() && !v.EnvelopeTo.Given() {
		r.Report(at, form.CodeMissing, tr("la carta no tiene destinatario", "the letter has no recipient"), tr("añade, por ejemplo, to: benito@beta.test", "add, for example, to: benito@beta.test"))
	}
	if n := len(v.To.Items) + len(v.Cc.Items) + len(v.Bcc.Items) + len(v.EnvelopeTo.Items); n > MaxRecipients {
		r.Report(at, form.CodeTooMany, tr("la carta tiene %d destinatarios, y caben %d", "the letter has %d recipients, and there may be %d", n, MaxRecipients), tr("repártela en varias", "split it into several"))
		return a
	}
	if !r.atMost(len(v.Headers.Items), MaxItems, v.Headers.At) || !r.atMost(len(v.Attachments.Items), MaxItems, v.Attachments.At) {
		return a
	}
	a.To, a.Cc, a.Bcc = r.mailboxes(&v.To), r.mailboxes(&v.Cc), r.mailboxes(&v.Bcc)
	a.EnvelopeTo = r.envelopeTo(v, slices.Concat(a.To, a.Cc, a.Bcc))
	if u != nil {
		a.HeaderFrom = Named{Name: u.Name, Address: u.Address()}
		a.EnvelopeFrom = u.Address()
		a.Password = string(or(&v.Password, form.Line(u.Password)))
	}
	if n, ok := r.namedAddress(&v.HeaderFrom); ok {
		a.HeaderFrom = n
	}
	if v.EnvelopeFrom.OK {
		if text := strings.TrimSpace(string(v.EnvelopeFrom.V)); text == "" || text == "<>" {
			a.EnvelopeFrom = Address{}
		} else {
			a.EnvelopeFrom = r.plainAddress(&v.EnvelopeFrom)
		}
	}
	if v.Password.OK && v.Auth.OK && !bool(v.Auth.V) {
		r.Report(v.Password.At, form.CodeConflict, tr("con «auth: false» no se usa ninguna contraseña", "with \"auth: false\" no password is used"), tr("quita uno de los dos", "take one of the two out"))
	}
	a.Receipt = bool(v.Receipt.V)
	a.Attachments, a.Headers = r.attachments(&v.Attachments), r.letterHeaders(&v.Headers)
	total := a.Size
	for _, att := range a.Attachments {
		total += att.Size
	}
	if total > r.s.Limits.MessageSize {
		r.Report(at, form.CodeRange, tr("la carta ocuparía %d bytes, y el límite de la ejecución es %d", "the letter would have %d bytes, and the run's limit is %d", total, r.s.Limits.MessageSize), tr("hazla menor, o sube el límite: limits: {message_size: 64 MiB}", "make it smaller, or raise the limit: limits: {message_size: 64 MiB}"))
	}
	a.Offline, a.Smuggled = bool(v.Offline.V), r.smuggled(&v.Smuggles)
	a.Server, a.Port = r.door(u, Submission, &v.Server, &v.Port, at)
	return a
}

// envelopeTo are those whom the envelope is for: those it says, or all whom the letter shows and hides, each once.
func (r *resolver) envelopeTo(v *sendSpec, shown []Named) []Address {
	var out []Address
	add := func(to Address) {
		if to != (Address{}) && !slices.Contains(out, to) {
			out = append(out, to)
		}
	}
	if v.EnvelopeTo.Given() {
		for i := range v.EnvelopeTo.Items {
			add(r.plainAddress(&v.EnvelopeTo.Items[i]))
		}
	} else {
		for _, to := range shown {
			add(to.Address)
		}
	}
	return out
}

func (r *resolver) attachments(l *form.List[attachSpec]) []Attachment {
	var out []Attachment
	for i := range l.Items {
		item := &l.Items[i]
		if !item.OK || !item.V.Name.OK {
			continue
		}
		att := Attachment{Name: string(item.V.Name.V), Type: string(or(&item.V.Type, defaultMediaType)), Text: r.said(item.V.Text.V.Phrase), Size: int64(item.V.Size.V)}
		if att.Name == "" || strings.ContainsAny(att.Name, `/\"`) {
			r.Report(item.V.Name.At, CodeName, tr("«%s» no puede ser el nombre de un adjunto", "\"%s\" cannot be the name of an attachment", form.Shown(att.Name)), tr("sin barras ni comillas: foto.jpg", "without slashes or quotes: foto.jpg"))
		}
		if !mediaType.MatchString(att.Type) {
			r.Report(item.V.Type.At, form.CodeValue, tr("«%s» no es un tipo de medio", "\"%s\" is not a media type", form.Shown(att.Type)), tr("por ejemplo: image/jpeg", "for example: image/jpeg"))
		}
		if item.V.Text.OK && item.V.Size.OK {
			r.Report(item.V.Size.At, form.CodeConflict, tr("el adjunto tiene «text» y «size» a la vez", "the attachment has \"text\" and \"size\" at once"), tr("deja solo uno", "leave only one"))
		}
		if !item.V.Text.Given() && !item.V.Size.Given() {
			att.Size = DefaultAttachment
		}
		out = append(out, att)
	}
	return out
}

// letterHeaders are the header fields that a letter has of its own, each name once.
func (r *resolver) letterHeaders(l *form.Dict[form.Line]) []Header {
	var out []Header
	for i := range l.Items {
		item := &l.Items[i]
		if !headerName.MatchString(item.Name) {
			r.Report(item.Key, CodeName, tr("«%s» no puede ser el nombre de una cabecera", "\"%s\" cannot be the name of a header", form.Shown(item.Name)), tr("lleva letras sin acento, cifras y guiones: X-Prioridad", "it has letters without accents, digits and hyphens: X-Priority"))
			continue
		}
		if slices.ContainsFunc(out, func(h Header) bool { return strings.EqualFold(h.Name, item.Name) }) {
			r.Report(item.Key, CodeDuplicate, tr("la cabecera «%s» ya está", "the header \"%s\" is already there", item.Name), tr("las mayúsculas no las distinguen", "case does not tell them apart"))
			continue
		}
		if what, hint, ok := ownHeader(item.Name); !ok {
			r.Report(item.Key, form.CodeConflict, what, hint)
			continue
		}
		out = append(out, Header{item.Name, string(item.V)})
	}
	return out
}

// ownHeader tells whether a letter may have a header field from «headers»: the program
// writes some itself, and none may be there twice (RFC 5322 section 3.6, RFC 2045 section
// 3). Those that remain take the place of the program's: a Date that is forged, a
// Reply-To.
func ownHeader(name string) (what, hint lang.Text, ok bool) {
	keys := map[string]string{"subject": "subject", "to": "to", "cc": "cc", "bcc": "bcc", "from": "header_from"}
	switch n := strings.ToLower(name); {
	case keys[n] != "":
		return tr("«%s» ya escribe la cabecera «%s», que no puede ir dos veces", "\"%s\" writes the header \"%s\" already, which cannot be there twice", keys[n], name), tr("escribe %s: …", "write %s: …", keys[n]), false
	case n == "mime-version", strings.HasPrefix(n, "content-"):
		return tr("la cabecera «%s» dice cómo está hecha la carta, y la escribe el programa de correo", "the header \"%s\" says how the letter is made, and the mail program writes it", name),
			tr("sale de «body», «html» y «attachments»: el tipo de un adjunto es su «type»", "it comes from \"body\", \"html\" and \"attachments\": the type of an attachment is its \"type\""), false
	case n == "message-id":
		return tr("el Message-ID lo hace el programa de correo, uno para cada carta", "the mail program makes the Message-ID, one for each letter"), tr("para mencionarla después, dale un nombre: id: primera", "to mention it later, give it a name: id: first"), false
	}
	return lang.Text{}, lang.Text{}, true
}

func (r *resolver) mailboxes(l *form.List[form.Line]) []Named {
	var out []Named
	for i := range l.Items {
		if n, ok := r.namedAddress(&l.Items[i]); ok {
			out = append(out, n)
		}
	}
	return out
}

// heloName checks what somebody wants to call itself.
func (r *resolver) heloName(o *form.Opt[form.Line]) {
	if o.OK && (o.V == "" || strings.Contains(string(o.V), " ")) {
		r.Report(o.At, form.CodeValue, tr("un nombre para HELO no puede estar vacío ni llevar espacios", "a name for HELO cannot be empty or contain spaces"), tr("por ejemplo: mail.alfa.test", "for example: mail.alfa.test"))
	}
}

// door finds the server and port at which a user gets a service.
func (r *resolver) door(u *User, p Proto, server *form.Opt[form.Line], port *form.Opt[form.Whole], at form.Place) (*Host, uint16) {
	var h *Host
	switch {
	case server.Given():
		h, _ = r.hostRef(server, nil)
	case u == nil:
		return nil, 0
	case p == Submission:
		h = u.Domain.Submission
	default:
		h = u.Domain.Mailbox
	}
	if h == nil {
		if !server.Given() && !r.specs[u.Domain].Server.Given() && !r.specs[u.Domain].Submission.Given() && !r.specs[u.Domain].Mailbox.Given() {
			r.Report(at, CodeUnknown, tr("%s no tiene servidor", "%s has no server", u.Domain.Name), tr("dale uno: server: mail.%s", "give it one: server: mail.%s", u.Domain.Name))
		}
		return nil, 0
	}
	return h, r.port(h, p, port, at)
}

// port finds the port of a host's service. A port the file gives is taken at its word: knocking at the wrong door is a
// lesson too.
func (r *resolver) port(h *Host, p Proto, o *form.Opt[form.Whole], at form.Place) uint16 {
	if o.OK {
		return uint16(o.V)
	}
	if h == nil || o.Given() {
		return uint16(usualPort[p])
	}
	if n, ok := h.Offers(p); ok {
		return n
	}
	hint := tr("no ofrece nada", "it offers nothing")
	if offers := offered(h); offers != "" {
		hint = tr("ofrece: %s; añádelo a «services», o di el «port»", "it offers: %s; add it to \"services\", or say which \"port\"", offers)
	}
	r.Report(at, CodeUnknown, tr("%s no ofrece %s", "%s does not offer %s", h.Name, string(p)), hint)
	return uint16(usualPort[p])
}

func offered(h *Host) string {
	var offers []string
	for _, s := range h.Services {
		offers = append(offers, s.Name())
	}
	return strings.Join(offers, ", ")
}

func (r *resolver) offersHint(h *Host) lang.Text {
	if offers := offered(h); offers != "" {
		return tr("ofrece: %s", "it offers: %s", offers)
	}
	return tr("no ofrece nada", "it offers nothing")
}

func (r *resolver) fetch(v *fetchSpec, at form.Place) Act {
	u := r.userRef(&v.User)
	a := &Fetch{User: u, Device: r.deviceOf(u, &v.Device), Folder: inbox, Bodies: Bodies(v.Bodies.V), Read: bool(or(&v.Read, true)), With: IMAP}
	if v.Folder.OK {
		a.Folder = r.folder(&v.Folder)
	}
	if a.Device != nil {
		a.With, a.Keep = a.Device.With, a.Device.KeepOnServer
	}
	a.With = Proto(or(&v.With, form.Word(a.With)))
	if !v.Bodies.Given() {
		a.Bodies = BodiesAll
		if a.Device != nil && a.With == IMAP && a.Device.Keeps == KeepsHeaders {
			a.Bodies = BodiesHeaders
		}
	}
	a.Keep = bool(or(&v.Keep, form.Truth(a.Keep)))
	if u != nil {
		a.Password = string(or(&v.Password, form.Line(u.Password)))
	}
	if a.With == POP3 && v.Folder.OK && a.Folder != inbox {
		r.Report(v.Folder.At, form.CodeConflict, tr("POP3 solo conoce un buzón, sin carpetas", "POP3 knows one mailbox alone, without folders"), tr("quita «folder», o lee con imap", "take \"folder\" out, or read with imap"))
	}
	if a.With == IMAP && v.Keep.Given() {
		r.Report(v.Keep.At, form.CodeConflict, tr("por IMAP las cartas se quedan siempre en el servidor", "by IMAP letters always stay on the server"), tr("quita «keep», o lee con pop3", "take \"keep\" out, or read with pop3"))
	}
	if a.With == POP3 && a.Bodies == BodiesHeaders {
		a.Keep = true // TOP alone brings nothing home: deleting after it would lose the letter
	}
	a.Server, a.Port = r.door(u, a.With, &v.Server, &v.Port, at)
	return a
}

func (r *resolver) wait(v *waitSpec, at form.Place) Act {
	switch {
	case v.For.Given() == v.Until.Given():
		r.Report(at, form.CodeConflict, tr("hay que decir «for» o «until», uno de los dos", "say \"for\" or \"until\", one of the two"), tr("por ejemplo: wait: 30min", "for example: wait: 30min"))
	case v.For.OK:
		r.earliest += time.Duration(v.For.V)
		r.limit(v.For.At, r.earliest)
		return &Wait{For: time.Duration(v.For.V)}
	case v.Until.OK:
		offset := r.instant(&v.Until)
		if offset <= r.earliest {
			r.Report(v.Until.At, CodeTime, tr("a esa hora ya se ha pasado: son las %s como pronto", "that time has passed already: it is %s at the earliest", r.clock(r.earliest)), r.laterHint(&v.Until, "until", offset))
			return nil
		}
		r.limit(v.Until.At, offset)
		r.earliest = offset
		return &Wait{Until: offset}
	}
	return nil
}

// session reads in which mailbox somebody works; offline, if not nil, may say that there is no connection.
func (r *resolver) session(v *sitting, offline *form.Opt[form.Truth], at form.Place) Session {
	u := r.userRef(&v.User)
	s := Session{User: u, Device: r.deviceOf(u, &v.Device), Folder: inbox}
	if v.Folder.OK {
		s.Folder = r.folder(&v.Folder)
	}
	if offline != nil && bool(offline.V) {
		s.Offline = true
		for _, k := range []struct {
			given bool
			at    form.Place
		}{{v.Server.Given(), v.Server.At}, {v.Port.Given(), v.Port.At}} {
			if k.given {
				r.Report(k.at, form.CodeConflict, tr("sin conexión no se habla con ningún servidor", "without a connection no server is spoken to"), tr("quítalo, o quita «offline»", "take it out, or take \"offline\" out"))
			}
		}
		r.holds(s.Device, offline.At)
		return s
	}
	s.Server, s.Port = r.door(u, IMAP, &v.Server, &v.Port, at)
	return s
}

// holds refuses to work without a connection on what keeps nothing.
func (r *resolver) holds(dev *Device, at form.Place) {
	if dev != nil && dev.Keeps == KeepsNothing {
		r.Report(at, form.CodeConflict, tr("«%s» no guarda nada: sin conexión no tiene ninguna carta", "\"%s\" keeps nothing: without a connection it has no letter", dev.Name), tr("quita «offline», o dale «keeps: all»", "take \"offline\" out, or give it \"keeps: all\""))
	}
}

// folder checks an IMAP mailbox name; INBOX is the same in any case (RFC 9051 section 5.1).
func (r *resolver) folder(o *form.Opt[form.Line]) string {
	if !o.OK {
		return ""
	}
	name := string(o.V)
	if strings.EqualFold(name, inbox) {
		return inbox
	}
	if name == "" || len(name) > 200 || strings.ContainsAny(name, "*%") || strings.HasPrefix(name, "/") || strings.HasSuffix(name, "/") || strings.Contains(name, "//") {
		r.Report(o.At, CodeName, tr("«%s» no puede ser el nombre de una carpeta", "\"%s\" cannot be the name of a folder", form.Shown(name)), tr("sin * ni %, y con / solo entre nombres: Archivo/2026", "without * or %, and with / only between names: Archive/2026"))
	}
	return name
}

// systemFlags are spelled as RFC 9051 section 2.3.2 does; \Recent is not a client's to set.
var systemFlags = []string{`\Seen`, `\Answered`, `\Flagged`, `\Deleted`, `\Draft`}

func canonicalFlag(s string) string {
	for _, f := range systemFlags {
		if strings.EqualFold(s, f) {
			return f
		}
	}
	return s
}

func (r *resolver) flags(l *form.List[form.Line]) []string {
	var out []string
	if !r.atMost(len(l.Items), MaxItems, l.At) {
		return nil
	}
	for i := range l.Items {
		item := &l.Items[i]
		if !item.OK {
			continue
		}
		f := canonicalFlag(string(item.V))
		if !slices.Contains(systemFlags, f) && !flagAtom.MatchString(f) {
			hint := tr("las del sistema son %s; otra cualquiera es una palabra sin barra", "the system's are %s; any other is a word without backslash", strings.Join(systemFlags, " "))
			if near := form.Nearest(f, systemFlags); near != "" {
				hint = tr("¿quisiste decir «%s»?", "did you mean \"%s\"?", near)
			}
			r.Report(item.At, form.CodeValue, tr("«%s» no es una marca de IMAP", "\"%s\" is not an IMAP flag", form.Shown(f)), hint)
			continue
		}
		if !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// letterID notes the name a letter is given.
func (r *resolver) letterID(o *form.Opt[form.Line]) string {
	if !o.OK {
		return ""
	}
	id := string(o.V)
	if id == "" {
		r.Report(o.At, CodeName, tr("el «id» está vacío", "the \"id\" is empty"), tr("por ejemplo: id: primera", "for example: id: first"))
		return ""
	}
	if first, ok := r.ids[id]; ok {
		r.Report(o.At, CodeDuplicate, tr("el id «%s» ya es de la carta de la línea %d", "the id \"%s\" already belongs to the letter on line %d", form.Shown(id), first), tr("dale otro", "give it another"))
		return id
	}
	r.ids[id] = o.At.Node.Line
	return id
}

// letterRef reads the name of a letter.
func (r *resolver) letterRef(o *form.Opt[form.Line], before bool) string {
	if !o.OK {
		return ""
	}
	id := string(o.V)
	if _, ok := r.ids[id]; !ok && r.Drop() {
	} else if !ok {
		var all []string
		for i := range r.f.Script.Items {
			st := &r.f.Script.Items[i].V
			for _, known := range []string{string(st.Send.V.ID.V), string(st.Reply.V.ID.V), string(st.Draft.V.ID.V), string(st.Finish.V.ID.V)} {
				if known != "" {
					all = append(all, known)
				}
			}
		}
		hint := tr("dale nombre al enviarla: send: {id: %s, …}", "name it when it is sent: send: {id: %s, …}", form.Shown(id))
		if before && slices.Contains(all, id) {
			hint = tr("se envía más abajo; aquí solo se puede nombrar una anterior", "it is sent further down; only an earlier one can be named here")
		} else if near := form.Nearest(id, all); near != "" {
			hint = tr("¿quisiste decir «%s»?", "did you mean \"%s\"?", near)
		}
		r.Report(o.At, CodeUnknown, tr("no hay ninguna carta con el id «%s»", "there is no letter with the id \"%s\"", form.Shown(id)), hint)
	}
	return id
}

func (r *resolver) letter(o *form.Opt[letterSpec], before bool) Match {
	v := &o.V
	m := Match{ID: r.letterRef(&v.ID, before), Subject: r.said(v.Subject.V.Phrase)}
	if v.From.OK {
		m.From = r.plainAddress(&v.From).String()
	}
	return m
}

// queryName checks a name that is asked for; it need not exist.
func (r *resolver) queryName(o *form.Opt[form.Line]) string {
	if !o.OK {
		return ""
	}
	if name, ok := arpaName(string(o.V)); ok {
		return name
	}
	name, c := domainName(string(o.V), true)
	if c != nil {
		r.complain(o.At, c)
	}
	return name
}

func (r *resolver) change(v *changeSpec, at form.Place) Act {
	d := r.domainRef(&v.Domain)
	if d == nil {
		return nil
	}
	a := &Change{Domain: d}
	if !r.atMost(len(v.Add.Items), MaxItems, v.Add.At) || !r.atMost(len(v.Remove.Items), MaxItems, v.Remove.At) {
		return a
	}
	for i := range v.Add.Items {
		if rr := r.record(&v.Add.Items[i], d); rr != nil {
			a.Add = append(a.Add, rr.String())
		}
	}
	for i := range v.Remove.Items {
		if k, ok := r.recordKey(&v.Remove.Items[i], d); ok {
			a.Remove = append(a.Remove, k)
		}
	}
	if !v.Add.Given() && !v.Remove.Given() {
		r.Report(at, form.CodeMissing, tr("no dice qué registro añadir ni quitar", "it does not say which record to add or take out"), tr("por ejemplo: add: '@ MX 5 mx2'", "for example: add: '@ MX 5 mx2'"))
	}
	return a
}

// domainRef reads the name of a declared domain.
func (r *resolver) domainRef(o *form.Opt[form.Line]) *Domain {
	if !o.OK {
		return nil
	}
	name := strings.ToLower(strings.TrimSuffix(string(o.V), "."))
	if d := r.domains[name]; d != nil {
		return d
	}
	var all []string
	for _, d := range r.s.Domains {
		all = append(all, d.Name)
	}
	hint := tr("los dominios son: %s", "the domains are: %s", some(all))
	if near := form.Nearest(name, all); near != "" {
		hint = tr("¿quisiste decir «%s»?", "did you mean \"%s\"?", near)
	}
	r.Report(o.At, CodeUnknown, tr("no hay ningún dominio «%s»", "there is no domain \"%s\"", form.Shown(name)), hint)
	return nil
}

func (r *resolver) links() {
	for i := range r.f.Links.Items {
		item := &r.f.Links.Items[i]
		if !item.OK {
			continue
		}
		v := &item.V
		if v.Between.Given() && len(v.Between.Items) != 2 {
			r.Report(v.Between.At, form.CodeValue, tr("un enlace une dos extremos, y aquí hay %d", "a link joins two ends, and there are %d here", len(v.Between.Items)), tr("por ejemplo: between: [mail.alfa.test, mail.beta.test]", "for example: between: [mail.alfa.test, mail.beta.test]"))
			continue
		}
		if len(v.Between.Items) != 2 {
			continue
		}
		l := &Link{A: r.endpointRef(&v.Between.Items[0]), B: r.endpointRef(&v.Between.Items[1]), Network: r.road(&v.roadSpec, r.s.Network)}
		if l.A == (Endpoint{}) || l.B == (Endpoint{}) {
			continue
		}
		if l.A == l.B {
			r.Report(v.Between.At, form.CodeConflict, tr("el enlace va de %s a sí mismo", "the link goes from %s to itself", l.A.Name()), tr("pon otro extremo", "put another end"))
			continue
		}
		if slices.ContainsFunc(r.s.Links, func(k *Link) bool { return k.A == l.A && k.B == l.B || k.A == l.B && k.B == l.A }) {
			r.Report(v.Between.At, CodeDuplicate, tr("ya hay un enlace entre %s y %s", "there is already a link between %s and %s", l.A.Name(), l.B.Name()), tr("junta los dos", "join the two"))
			continue
		}
		r.s.Links = append(r.s.Links, l)
	}
}

// outages reads when hosts and devices are off.
func (r *resolver) outages() {
	for i := range r.f.Hosts.Items {
		item := &r.f.Hosts.Items[i]
		if h := r.hosts[strings.ToLower(strings.TrimSuffix(item.Name, "."))]; h != nil && item.V.Down.OK {
			r.outage(Endpoint{Host: h}, &item.V.Down)
		}
	}
	for i := range r.f.Devices.Items {
		item := &r.f.Devices.Items[i]
		if dev := r.devices[strings.ToLower(item.Name)]; dev != nil && item.V.Down.OK {
			r.outage(Endpoint{Device: dev}, &item.V.Down)
		}
	}
}

func (r *resolver) outage(e Endpoint, o *form.Opt[outage]) {
	if o.V.always {
		r.addDown(e, Window{0, Forever}, o.At)
	}
	if !r.atMost(len(o.V.windows), MaxItems, o.At) {
		return
	}
	for i := range o.V.windows {
		item := &o.V.windows[i]
		if !item.OK {
			continue
		}
		if w, ok := r.window(&item.V, item.At); ok {
			r.addDown(e, w, item.At)
		}
	}
}

func (r *resolver) window(v *windowSpec, at form.Place) (Window, bool) {
	w := Window{To: Forever}
	if v.From.Given() && !v.From.OK || v.To.Given() && !v.To.OK {
		return w, false
	}
	if v.From.OK {
		if w.From = r.instant(&v.From); w.From < 0 {
			r.Report(v.From.At, CodeTime, tr("esto es antes de que empiece la historia, a las %s", "this is before the story begins, at %s", r.clock(0)), tr("escribe from: 0", "write from: 0"))
			return w, false
		}
	}
	if v.To.OK {
		w.To = r.instant(&v.To)
	}
	if w.To <= w.From {
		if v.To.OK {
			at = v.To.At
		}
		r.Report(at, CodeTime, tr("termina a las %s, cuando no había empezado (%s)", "it ends at %s, before it has begun (%s)", r.clock(w.To), r.clock(w.From)), tr("«to» tiene que ser después de «from»", "\"to\" has to be after \"from\""))
		return w, false
	}
	return w, true
}

// addDown adds a window, and refuses one that overlaps another of the same list.
func (r *resolver) addDown(e Endpoint, w Window, at form.Place) {
	if e == (Endpoint{}) {
		return
	}
	for _, o := range *e.down() {
		if w.From < o.To && o.From < w.To {
			r.Report(at, CodeTime, tr("%s ya está apagado desde las %s en otra parte del archivo", "%s is already off from %s elsewhere in the file", e.Name(), r.clock(o.From)), tr("junta los dos tramos en uno", "join the two stretches into one"))
			return
		}
	}
	e.addDown(w)
}

// down is where an endpoint keeps the times at which it is off.
func (e Endpoint) down() *[]Window {
	if e.Host != nil {
		return &e.Host.Down
	}
	return &e.Device.Down
}

// addDown keeps the windows in order.
func (e Endpoint) addDown(w Window) {
	down := e.down()
	*down = append(*down, w)
	slices.SortStableFunc(*down, func(a, b Window) int { return cmp.Compare(a.From, b.From) })
}
