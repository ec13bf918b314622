package expect

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"posta/sim/dialogue"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// letter is one that lies in a folder, or lay there last.
type letter struct {
	seq  int
	at   time.Duration // when it came into the mailbox, in whatever folder it is now
	fact trace.MailboxStored
	head mail.Header
	// gone: its owner has deleted it. What POP3 took away has come to its owner, and is not
	// gone.
	gone bool
}

func (l *letter) field(name string) string {
	v, _ := l.head.Get(name)
	return mail.DecodeText(v)
}

// letters are those that are in the users' mailboxes at the end, where they are then, and
// those that were and are gone; where these are not the address's own mailbox but those
// that an alias, a catch-all or a forwarding leads to, only the letters that were sent to
// the address.
func (c *checker) letters(to scenario.Address, users []*scenario.User) (list []letter) {
	sent := c.sentTo(to)
	for _, l := range c.mailboxes() {
		owner := slices.ContainsFunc(users, func(u *scenario.User) bool { return u.Login() == l.fact.User })
		if owner && (own(to, users) || sent[l.fact.MessageID]) {
			one := *l
			one.head = mail.ParseHeader(l.fact.Data)
			list = append(list, one)
		}
	}
	return list
}

// mailboxes are all letters that came into one, as they are at the end, in the order in
// which they came to where they are.
func (c *checker) mailboxes() []*letter {
	if c.stored != nil {
		return c.stored
	}
	c.stored = []*letter{}
	type place struct {
		user, folder string
		uid          uint32
	}
	at := map[place]*letter{}
	for _, e := range c.t.Events {
		switch f := e.Fact.(type) {
		case trace.MailboxStored:
			if f.How == trace.ArrivalRebuilt {
				// The folder is numbered anew: it is a letter that was here.
				for _, o := range c.stored {
					if was := (place{o.fact.User, o.fact.Folder, o.fact.UID}); at[was] == o && was.user == f.User && was.folder == f.Folder && o.fact.MessageID == f.MessageID && o.fact.UID != f.UID {
						delete(at, was)
						o.fact.UID = f.UID
						at[place{f.User, f.Folder, f.UID}] = o
						break
					}
				}
				continue
			}
			l := &letter{seq: e.Seq, at: e.At, fact: f}
			if f.How == trace.ArrivalMoved || f.How == trace.ArrivalCopied {
				// It came when the first of its copies did.
				for _, o := range c.stored {
					if o.fact.User == f.User && o.fact.MessageID == f.MessageID {
						l.at = min(l.at, o.at)
					}
				}
			}
			at[place{f.User, f.Folder, f.UID}] = l
			c.stored = append(c.stored, l)
		case trace.MailboxRemoved:
			here := place{f.User, f.Folder, f.UID}
			l := at[here]
			if l == nil || f.How == trace.DepartureDownloaded {
				continue
			}
			delete(at, here)
			if l.gone = true; f.How == trace.DepartureMoved {
				c.stored = slices.DeleteFunc(c.stored, func(o *letter) bool { return o == l })
			}
		case trace.FolderChanged:
			for _, l := range c.stored {
				here := place{l.fact.User, l.fact.Folder, l.fact.UID}
				if at[here] != l || here.user != f.User || here.folder != f.Folder {
					continue
				}
				delete(at, here)
				if f.Op == trace.FolderDeleted {
					l.gone = true
				} else if f.Op == trace.FolderRenamed {
					l.fact.Folder, here.folder = f.To, f.To
					at[here] = l
				}
			}
		}
	}
	return c.stored
}

// own tells whether an address leads to one mailbox, its own.
func own(to scenario.Address, users []*scenario.User) bool {
	return len(users) == 1 && strings.EqualFold(users[0].Login(), to.String())
}

// sentTo gives the Message-IDs of the letters that had this address in an envelope
// which a server took: RCPT TO, and then the letter (RFC 5321 section 3.3).
func (c *checker) sentTo(to scenario.Address) map[string]bool {
	if c.sent == nil {
		c.sent = map[string]map[string]bool{}
		envelopes := map[int][]string{} // the recipients so far, by connection
		for _, l := range c.d.Lines {
			if l.Protocol != dialogue.SMTP || l.Question < 0 || l.Class != dialogue.ClassOK {
				continue
			}
			switch asked := c.d.Lines[l.Question]; {
			case asked.Kind == dialogue.KindData:
				id, _ := mail.FindField(asked.Body, "Message-ID")
				c.note(id, envelopes[l.Conn]...)
				delete(envelopes, l.Conn)
			case strings.HasPrefix(asked.Verb, "MAIL"), asked.Verb == "RSET":
				delete(envelopes, l.Conn)
			case strings.HasPrefix(asked.Verb, "RCPT"):
				if path, _, ok := strings.Cut(strings.TrimPrefix(asked.Args, "<"), ">"); ok {
					envelopes[l.Conn] = append(envelopes[l.Conn], path)
				}
			}
		}
		ids := map[string]string{} // by host and queue
		for _, e := range c.t.Events {
			switch f := e.Fact.(type) {
			case trace.MessageAccepted:
				ids[e.Host+" "+f.Queue] = f.MessageID
				if e.Conn == 0 { // what a server wrote itself, or sent on
					c.note(f.MessageID, f.Recipients...)
				}
			case trace.QueueAdded: // where an alias or a catch-all led
				c.note(ids[e.Host+" "+f.Queue], f.Recipients...)
			}
		}
	}
	return c.sent[strings.ToLower(to.String())]
}

func (c *checker) note(id string, recipients ...string) {
	for _, r := range recipients {
		r = strings.ToLower(r)
		if c.sent[r] == nil {
			c.sent[r] = map[string]bool{}
		}
		c.sent[r][id] = true
	}
}

// picks are the conditions by which an expectation picks letters; an empty one fits
// all.
type picks struct {
	from        scenario.Address // reverse-path
	subject, id string
}

func (p picks) terms(t *tally) {
	t.term(p.from != scenario.Address{}, "del remitente %s", "from the sender %s", p.from)
	t.term(p.subject != "", "con «%s» en el asunto", "with “%s” in the subject", p.subject)
	t.term(p.id != "", "la que se envió con el id «%s»", "the one sent with the id “%s”", p.id)
}

func (p picks) buts(c *checker, l *letter) []lang.Text {
	path := strings.Trim(l.field("Return-Path"), "<> ")
	subject := l.field("Subject")
	return []lang.Text{
		but(p.from != scenario.Address{} && !strings.EqualFold(path, p.from.String()), "su remitente es <%s>", "its sender is <%s>", path),
		but(!contains(subject, p.subject), "su asunto es «%s»", "its subject is “%s”", subject),
		but(p.id != "" && l.field("Message-ID") != c.ids[p.id], "no es la que se envió con ese id", "it is not the one sent with that id"),
	}
}

func (c *checker) delivered(e *scenario.Delivered) verdict {
	p := picks{from: e.From, subject: e.Subject, id: e.ID}
	t := c.tally("cartas entregadas a %s", "letters delivered to %s", e.To)
	p.terms(t)
	const inbox = "INBOX"
	t.term(e.Folder != inbox && e.Folder != "", "en la carpeta %s", "in the folder %s", e.Folder)
	if most := explain.Duration(e.Within); e.Within > 0 {
		t.terms = append(t.terms, lang.Sprintf("en %s como mucho", "within %s", most))
	}
	composed := map[string]time.Duration{}
	for _, ev := range c.t.Events {
		if f, ok := ev.Fact.(trace.MessageComposed); ok {
			composed[f.MessageID] = ev.At
		}
	}
	copies := newCopies(e.Users)
	letters := c.letters(e.To, e.Users)
	for i := range letters {
		l := &letters[i]
		buts := p.buts(c, l)
		buts = append(buts, but(e.Folder != "" && l.fact.Folder != e.Folder, "está en la carpeta %s", "it is in the folder %s", l.fact.Folder))
		buts = append(buts, but(l.gone, "después se borró", "it was deleted afterwards"))
		if e.Within > 0 {
			began, ok := composed[l.fact.MessageID]
			took := explain.Duration(l.at - began)
			switch {
			case !ok:
				buts = append(buts, lang.Text{ES: "no la escribió ninguna persona", EN: "no person wrote it"})
			case l.at-began > e.Within:
				buts = append(buts, lang.Sprintf("tardó %s", "it took %s", took))
			}
		}
		if copies.add(l, buts) {
			t.weigh(l.seq, buts...)
		}
	}
	copies.rest(t)
	return t.verdict(e.Count, c.fate(append([]string{e.To.String()}, logins(e.Users)...)...))
}

// copies tell when a letter that goes to several mailboxes is in all of them: then
// it counts once.
type copies struct {
	users []*scenario.User
	in    map[string]map[string][]int // the events by letter and mailbox
	order []string
	whole map[string]int // how often the letter has counted
}

func newCopies(users []*scenario.User) *copies {
	return &copies{users: users, in: map[string]map[string][]int{}, whole: map[string]int{}}
}

// add notes a copy, and tells whether to weigh it now: one against which something
// speaks, or the one with which the letter is everywhere.
func (k *copies) add(l *letter, buts []lang.Text) bool {
	if spoken(buts) {
		return true
	}
	id := l.fact.MessageID
	if k.in[id] == nil {
		k.in[id] = map[string][]int{}
		k.order = append(k.order, id)
	}
	k.in[id][l.fact.User] = append(k.in[id][l.fact.User], l.seq)
	for _, u := range k.users {
		if len(k.in[id][u.Login()]) <= k.whole[id] {
			return false
		}
	}
	k.whole[id]++
	return true
}

// spoken tells whether anything speaks against a letter.
func spoken(buts []lang.Text) bool {
	return slices.ContainsFunc(buts, func(b lang.Text) bool { return !b.IsZero() })
}

// rest weighs the letters that are in some of the mailboxes only.
func (k *copies) rest(t *tally) {
	for _, id := range k.order {
		if k.whole[id] > 0 {
			continue
		}
		last := 0
		var without []string
		for _, u := range k.users {
			if seqs := k.in[id][u.Login()]; len(seqs) > 0 {
				last = max(last, seqs[len(seqs)-1])
			} else {
				without = append(without, u.Login())
			}
		}
		names := explain.List(without)
		t.weigh(last, lang.Sprintf("falta en el buzón de %s", "it is missing in the mailbox of %s", names))
	}
}

func logins(users []*scenario.User) (list []string) {
	for _, u := range users {
		list = append(list, u.Login())
	}
	return list
}

func (c *checker) notDelivered(e *scenario.NotDelivered) verdict {
	p := picks{from: e.From, subject: e.Subject, id: e.ID}
	t := c.tally("cartas entregadas a %s", "letters delivered to %s", e.To)
	p.terms(t)
	letters := c.letters(e.To, e.Users)
	for i := range letters {
		if !letters[i].gone {
			t.weigh(letters[i].seq, p.buts(c, &letters[i])...)
		}
	}
	return t.verdict(scenario.Count{}, nil)
}

func (c *checker) bounced(e *scenario.Bounced) verdict {
	t := c.tally("informes de que no se entregó a %s", "reports that it was not delivered to %s", e.To)
	t.term(e.From != nil, "en el buzón de %s", "in the mailbox of %s", login(e.From))
	t.term(e.Status != "", "con el estado %s", "with the status %s", e.Status)
	t.term(e.Code != 0, "que citan una respuesta %d", "that quote a %d reply", e.Code)
	for _, ev := range c.t.Events {
		f, ok := ev.Fact.(trace.MailboxStored)
		if !ok || f.How != "delivered" {
			continue
		}
		for _, r := range mail.Failures(f.Data) {
			if e.To != (scenario.Address{}) && !strings.EqualFold(r.Recipient, e.To.String()) {
				continue
			}
			quoted := but(e.Code != 0 && r.Code != e.Code, "cita una respuesta %d", "it quotes a %d reply", r.Code)
			if e.Code != 0 && r.Code == 0 {
				quoted = lang.Text{ES: "no cita ninguna respuesta de SMTP", EN: "it quotes no SMTP reply"}
			}
			t.weigh(ev.Seq,
				but(e.From != nil && f.User != login(e.From), "le llegó a %s", "it came to %s", f.User),
				but(e.Status != "" && r.Status != e.Status, "su estado es %s", "its status is %s", r.Status), quoted)
		}
	}
	return t.verdict(e.Count, c.fate(e.To.String()))
}

func login(u *scenario.User) string {
	if u == nil {
		return ""
	}
	return u.Login()
}

func (c *checker) queued(e *scenario.Queued) verdict {
	type line struct{ host, queue, recipient string }
	waiting := map[line]int{}
	for _, ev := range c.t.Events {
		switch f := ev.Fact.(type) {
		case trace.QueueAdded:
			for _, r := range f.Recipients {
				waiting[line{ev.Host, f.Queue, r}] = ev.Seq
			}
		case trace.QueueDone:
			delete(waiting, line{ev.Host, f.Queue, f.Recipient})
		}
	}
	lines := make([]line, 0, len(waiting))
	for l := range waiting {
		lines = append(lines, l)
	}
	slices.SortFunc(lines, func(a, b line) int {
		if waiting[a] != waiting[b] {
			return waiting[a] - waiting[b]
		}
		return strings.Compare(a.recipient, b.recipient)
	})
	t := c.tally("cartas que siguen en cola al final", "letters still queued at the end")
	t.term(e.Host != nil, "en %s", "at %s", name(e.Host))
	t.term(e.To != scenario.Address{}, "para %s", "for %s", e.To)
	for _, l := range lines {
		t.weigh(waiting[l],
			but(e.Host != nil && l.host != name(e.Host), "espera en %s", "it waits at %s", l.host),
			but(e.To != scenario.Address{} && !strings.EqualFold(l.recipient, e.To.String()), "es para %s", "it is for %s", l.recipient))
	}
	return t.related().verdict(e.Count, func() (int, lang.Text) {
		for i := len(c.t.Events) - 1; i >= 0; i-- {
			if f, ok := c.t.Events[i].Fact.(trace.QueueDone); ok && strings.EqualFold(f.Recipient, e.To.String()) {
				return i + 1, c.tell(lang.Text{ES: "Ya no espera", EN: "It waits no more"}, i+1)
			}
		}
		return 0, lang.Text{}
	})
}

func name(h *scenario.Host) string {
	if h == nil {
		return ""
	}
	return h.Name
}

func (c *checker) seen(e *scenario.Seen) verdict {
	type key struct{ host, folder, uid string }
	how := map[key]string{}
	t := c.tally("cartas que %s ve en pantalla", "letters that %s sees on screen", e.User.Login())
	device := ""
	if e.Device != nil {
		device = e.Device.Name
	}
	t.term(device != "", "en %s", "on %s", device)
	t.term(e.With != "", "por %s", "by %s", strings.ToUpper(string(e.With)))
	t.term(e.From != scenario.Address{}, "de %s", "from %s", e.From)
	t.term(e.Subject != "", "con «%s» en el asunto", "with “%s” in the subject", e.Subject)
	t.term(e.ID != "", "la que se envió con el id «%s»", "the one sent with the id “%s”", e.ID)
	t.term(e.As == "html", "mostrada en HTML", "shown in HTML")
	t.term(e.As == "plain", "mostrada como texto sin formato", "shown as plain text")
	for _, ev := range c.t.Events {
		switch f := ev.Fact.(type) {
		case trace.DeviceStored:
			how[key{ev.Host, f.Folder, f.UID}] = f.Protocol
		case trace.DeviceShown:
			if f.User != e.User.Login() {
				continue
			}
			with := cmp.Or(f.Protocol, how[key{ev.Host, f.Folder, f.UID}])
			t.weigh(ev.Seq,
				but(device != "" && ev.Host != device, "es en %s", "it is on %s", ev.Host),
				but(e.With != "" && with != string(e.With), "vino por %s", "it came by %s", strings.ToUpper(with)),
				but(e.From != scenario.Address{} && !contains(f.From, e.From.String()), "es de %s", "it is from %s", f.From),
				but(!contains(f.Subject, e.Subject), "su asunto es «%s»", "its subject is “%s”", f.Subject),
				but(e.ID != "" && f.MessageID != c.ids[e.ID], "no es la que se envió con ese id", "it is not the one sent with that id"),
				but(e.As == "html" && f.As != mail.MediaHTML, "se mostró sin formato", "it was shown plain"),
				but(e.As == "plain" && f.As == mail.MediaHTML, "se mostró en HTML", "it was shown in HTML"))
		}
	}
	return t.verdict(e.Count, func() (int, lang.Text) {
		last := 0
		for _, ev := range c.t.Events {
			if f, ok := ev.Fact.(trace.MailboxStored); ok && f.User == e.User.Login() {
				last = ev.Seq
			}
		}
		if last > 0 {
			return last, c.tell(lang.Text{ES: "Lo último que le llegó", EN: "The last that came"}, last,
				lang.Text{ES: "en ningún dispositivo se ha abierto", EN: "on no device was it opened"})
		}
		return c.fate(e.User.Login())()
	})
}

func (c *checker) message(e *scenario.Message) verdict {
	p := picks{subject: e.Subject, id: e.ID}
	t := c.tally("veces que la carta para %s lleva «%s»", "times that the letter to %s has “%s”", e.To, e.Contains)
	switch {
	case e.Header != "" && e.Contains == "":
		t = c.tally("cabeceras %s en la carta para %s", "%s header fields in the letter to %s", e.Header, e.To)
	case e.Header != "":
		t.term(true, "en la cabecera %s", "in the header field %s", e.Header)
	}
	p.terms(t)
	var here []letter
	near := 0
	letters := c.letters(e.To, e.Users)
	for i := range letters {
		if l := &letters[i]; !l.gone && !spoken(p.buts(c, l)) {
			here = append(here, *l)
			near = l.seq
			for range occurrences(l, e.Header, e.Contains) {
				t.weigh(l.seq)
			}
		}
	}
	want := e.Count
	if e.Absent {
		want = scenario.Count{}
	}
	if len(here) == 0 {
		v := t.verdict(want, c.fate(append([]string{e.To.String()}, logins(e.Users)...)...))
		if v.held { // nothing to find it in is not the same as its absence
			v.near, v.closest = c.fate(append([]string{e.To.String()}, logins(e.Users)...)...)()
		}
		v.held = false
		v.got = lang.Sprintf("ninguna carta así llegó a %s", "no such letter came to %s", e.To)
		return v
	}
	return t.verdict(want, func() (int, lang.Text) {
		return near, c.tell(lang.Text{ES: "Se buscó en la carta", EN: "It was looked for in the letter"}, near, found(&here[len(here)-1], e.Header))
	})
}

// found says what a letter has in a field that was searched in vain.
func found(l *letter, field string) lang.Text {
	if field == "" {
		return lang.Text{}
	}
	for _, f := range l.head.Fields {
		if strings.EqualFold(f.Name, field) {
			return lang.Sprintf("su cabecera dice «%s: %s»", "its header says “%s: %s”", f.Name, f.Decoded)
		}
	}
	return lang.Sprintf("no lleva cabecera %s", "it has no header field %s", field)
}

// occurrences counts the header fields of a name, or the letter's lines, that
// contain a text: as one reads them, or, where that gives none, as they were sent.
func occurrences(l *letter, field, part string) int {
	read, sent := 0, 0
	if field != "" {
		for _, f := range l.head.Fields {
			if strings.EqualFold(f.Name, field) {
				if contains(f.Decoded, part) {
					read++
				}
				if contains(f.Value, part) {
					sent++
				}
			}
		}
	} else {
		for _, line := range mail.Lines(l.fact.Data) {
			if contains(line, part) {
				read++
			}
		}
		for line := range strings.Lines(string(l.fact.Data)) {
			if contains(line, part) {
				sent++
			}
		}
	}
	if read > 0 {
		return read
	}
	return sent
}
