package expect

import (
	"slices"
	"strconv"
	"strings"

	"posta/sim/devices"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// lies is a letter in a folder, at a server or on a device.
type lies struct {
	seq         int // the event that put it there, or changed it last
	owner       string
	folder, uid string
	id, subject string
	part        trace.Part
	flags       []string
}

// wanted are the conditions on one.
type wanted struct {
	folder, id, subject string
	flags, without      []string
}

func (w wanted) terms(t *tally) {
	t.term(w.folder != "", "en la carpeta %s", "in the folder %s", w.folder)
	t.term(w.subject != "", "con «%s» en el asunto", "with “%s” in the subject", w.subject)
	t.term(w.id != "", "la que se envió con el id «%s»", "the one sent with the id “%s”", w.id)
	t.term(len(w.flags) > 0, "con %s", "with %s", strings.Join(w.flags, " "))
	t.term(len(w.without) > 0, "sin %s", "without %s", strings.Join(w.without, " "))
}

func (w wanted) buts(c *checker, l *lies) []lang.Text {
	has := "-"
	if len(l.flags) > 0 {
		has = strings.Join(l.flags, " ")
	}
	lacks := slices.ContainsFunc(w.flags, func(f string) bool { return !slices.Contains(l.flags, f) })
	bears := slices.ContainsFunc(w.without, func(f string) bool { return slices.Contains(l.flags, f) })
	return []lang.Text{
		but(w.folder != "" && l.folder != w.folder, "está en la carpeta %s", "it is in the folder %s", l.folder),
		but(!contains(l.subject, w.subject), "su asunto es «%s»", "its subject is “%s”", l.subject),
		but(w.id != "" && l.id != c.ids[w.id], "no es la que se envió con ese id", "it is not the one sent with that id"),
		but(lacks || bears, "sus marcas son: %s", "its flags are: %s", has),
	}
}

// put keeps what lies somewhere, in the order in which it came.
func put(list []*lies, l lies) []*lies {
	if i := at(list, l.owner, l.folder, l.uid); i >= 0 {
		*list[i] = l
		return list
	}
	return append(list, &l)
}

func at(list []*lies, owner, folder, uid string) int {
	return slices.IndexFunc(list, func(l *lies) bool { return l.owner == owner && l.folder == folder && l.uid == uid })
}

func take(list []*lies, owner, folder, uid string) []*lies {
	if i := at(list, owner, folder, uid); i >= 0 {
		return slices.Delete(list, i, i+1)
	}
	return list
}

// holds judges what a device keeps at the end.
func (c *checker) holds(e *scenario.Holds) verdict {
	host := scenario.Endpoint{Device: e.Device}.Name()
	w := wanted{e.Folder, e.ID, e.Subject, e.Flags, e.Without}
	t := c.tally("cartas que guarda %s", "letters that %s keeps", host)
	w.terms(t)
	t.term(e.Part != "", "de las que tiene: %s", "of which it has: %s", e.Part)
	var list []*lies
	last := 0
	for _, ev := range c.t.Events {
		if ev.Host != host {
			continue
		}
		switch f := ev.Fact.(type) {
		case trace.DeviceStored:
			list = put(list, lies{seq: ev.Seq, folder: f.Folder, uid: f.UID, id: f.MessageID, subject: f.Subject, part: f.Part, flags: f.Flags})
			last = ev.Seq
		case trace.DeviceChanged:
			i := at(list, "", f.Folder, f.UID)
			switch {
			case i < 0:
			case f.Do == trace.DoFlag:
				list[i].seq, list[i].flags = ev.Seq, f.Flags
			default:
				list = take(list, "", f.Folder, f.UID)
			}
			last = ev.Seq
		case trace.DeviceRemoved:
			list = take(list, "", f.Folder, f.UID)
			last = ev.Seq
		}
	}
	for _, l := range list {
		buts := append(w.buts(c, l), but(e.Part != "" && string(l.part) != e.Part, "de ella tiene: %s", "of it, it has: %s", l.part))
		t.weigh(l.seq, buts...)
	}
	return t.verdict(e.Count, c.lastOf(last, lang.Text{ES: "Lo último que hizo el dispositivo con sus copias", EN: "The last that the device did with its copies"}))
}

// saved judges which attached files were taken out of their letters.
func (c *checker) saved(e *scenario.Saved) verdict {
	host := scenario.Endpoint{Device: e.Device}.Name()
	t := c.tally("archivos guardados en %s", "files saved on %s", host)
	t.term(e.File != "", "con el nombre «%s»", "called “%s”", e.File)
	t.term(e.ID != "", "de la que se envió con el id «%s»", "of the one sent with the id “%s”", e.ID)
	t.term(e.From == "device", "que ya estaban allí", "that were there already")
	t.term(e.From == "server", "que hubo que pedir al servidor", "that had to be asked of the server")
	for _, ev := range c.t.Events {
		f, ok := ev.Fact.(trace.DeviceSaved)
		if !ok || ev.Host != host {
			continue
		}
		t.weigh(ev.Seq,
			but(e.File != "" && f.File.Name != e.File, "se llama «%s»", "it is called “%s”", f.File.Name),
			but(e.ID != "" && f.MessageID != c.ids[e.ID], "no es de la que se envió con ese id", "it is not of the one sent with that id"),
			but(e.From == "device" && f.Brought, "se le pidió al servidor", "it was asked of the server"),
			but(e.From == "server" && !f.Brought, "ya estaba en el dispositivo", "it was on the device already"))
	}
	return t.verdict(e.Count, func() (int, lang.Text) { return 0, lang.Text{} })
}

// lastOf tells of an event where nothing came near.
func (c *checker) lastOf(seq int, what lang.Text) func() (int, lang.Text) {
	return func() (int, lang.Text) {
		if seq == 0 {
			return 0, lang.Text{}
		}
		return seq, c.tell(what, seq)
	}
}

// kept judges what is in a folder at the end.
func (c *checker) kept(e *scenario.Kept) verdict {
	owner := login(e.User)
	w := wanted{e.Folder, e.ID, e.Subject, e.Flags, e.Without}
	t := c.tally("cartas que quedan en el buzón de %s", "letters that remain in the mailbox of %s", owner)
	w.terms(t)
	var list []*lies
	for _, ev := range c.t.Events {
		switch f := ev.Fact.(type) {
		case trace.MailboxStored:
			subject, _ := mail.FindField(f.Data, "Subject")
			list = put(list, lies{seq: ev.Seq, owner: f.User, folder: f.Folder, uid: strconv.FormatUint(uint64(f.UID), 10), id: f.MessageID, subject: mail.DecodeText(subject), flags: f.Flags})
		case trace.MailboxFlagged:
			if i := at(list, f.User, f.Folder, strconv.FormatUint(uint64(f.UID), 10)); i >= 0 {
				list[i].seq, list[i].flags = ev.Seq, f.Flags
			}
		case trace.MailboxRemoved:
			list = take(list, f.User, f.Folder, strconv.FormatUint(uint64(f.UID), 10))
		case trace.FolderChanged:
			list = slices.DeleteFunc(list, func(l *lies) bool {
				return l.owner == f.User && l.folder == f.Folder && (f.Op == trace.FolderDeleted || f.Op == trace.FolderRebuilt)
			})
			for _, l := range list {
				if l.owner == f.User && l.folder == f.Folder && f.Op == trace.FolderRenamed {
					l.folder = f.To
				}
			}
		}
	}
	for _, l := range list {
		if l.owner == owner {
			t.weigh(l.seq, w.buts(c, l)...)
		}
	}
	return t.verdict(e.Count, c.fate(owner))
}

// found counts what searches found.
func (c *checker) found(e *scenario.Found) verdict {
	host := scenario.Endpoint{Device: e.Device}.Name()
	t := c.tally("cartas halladas al buscar desde %s", "letters found by searches from %s", host)
	t.term(e.Where == "server", "en el servidor", "at the server")
	t.term(e.Where == "device", "entre sus copias", "among its copies")
	last := 0
	for _, ev := range c.t.Events {
		f, ok := ev.Fact.(trace.DeviceFound)
		if !ok || ev.Host != host {
			continue
		}
		last = ev.Seq
		for range f.UIDs {
			t.weigh(ev.Seq, but(e.Where == "server" && f.Where != trace.SearchServer, "se buscó entre las copias", "the search was among the copies"),
				but(e.Where == "device" && f.Where != trace.SearchDevice, "se buscó en el servidor", "the search was at the server"))
		}
	}
	return t.verdict(e.Count, c.lastOf(last, lang.Text{ES: "La última búsqueda", EN: "The last search"}))
}

// member judges who is on a mailing list at the end.
func (c *checker) member(e *scenario.Member) verdict {
	words := map[scenario.Membership]lang.Text{
		scenario.MemberOn:   {ES: "que a %s le llegue lo que se envía a %s", EN: "%s to get what is sent to %s"},
		scenario.MemberHeld: {ES: "que %s esté en pausa en %s", EN: "%s to be on hold on %s"},
		scenario.MemberOff:  {ES: "que %s no esté en %s", EN: "%s not to be on %s"},
	}
	is := scenario.MemberOff
	v := verdict{got: lang.Text{ES: "no está en la lista", EN: "they are not on the list"}}
	for _, l := range c.t.Header.Lists {
		if !strings.EqualFold(l.Address, e.List.String()) {
			continue
		}
		for _, m := range l.At(c.t.Events) {
			if !strings.EqualFold(m.Address, e.Who.String()) {
				continue
			}
			is, v.near, v.got = scenario.MemberOn, m.Seq, lang.Text{ES: "le llega", EN: "they get it"}
			if m.Held {
				is, v.got = scenario.MemberHeld, lang.Text{ES: "está en pausa", EN: "they are on hold"}
			}
		}
	}
	v.held, v.want = is == e.Is, lang.Sprintf(words[e.Is].ES, words[e.Is].EN, e.Who.String(), e.List.String())
	return v
}

// learnt judges when a device learnt of what became of a letter.
func (c *checker) learnt(e *scenario.Learnt) verdict {
	host := scenario.Endpoint{Device: e.Device}.Name()
	t := c.tally("cosas que supo %s y no había hecho él", "things that %s learnt of and had not done itself", host)
	words := map[string]lang.Text{
		"arrived": {ES: "que llegó una carta", EN: "that a letter came"}, "flags": {ES: "que sus marcas eran otras", EN: "that its flags were others"},
		"filed": {ES: "que estaba en otra carpeta", EN: "that it was in another folder"}, "gone": {ES: "que ya no estaba", EN: "that it was gone"},
	}
	if e.What != "" {
		t.terms = append(t.terms, words[e.What])
	}
	t.term(e.ID != "", "de la que se envió con el id «%s»", "of the one sent with the id “%s”", e.ID)
	most := explain.Duration(e.Within)
	if e.Within > 0 {
		t.term(true, "en %s como mucho", "within %s", most)
	}
	for _, a := range devices.Of(c.t, 0) {
		for _, m := range a.Moments {
			if m.Host != host || m.Of == 0 {
				continue
			}
			what := string(m.What)
			switch m.What {
			case devices.Headers, devices.Beginning, devices.Text, devices.Whole:
				what = "arrived"
			}
			lag := explain.Duration(m.Lag)
			buts := []lang.Text{
				but(e.What != "" && what != e.What, "lo que supo fue otra cosa", "what it learnt was something else"),
				but(e.ID != "" && m.Letter.MessageID != c.ids[e.ID], "no es la que se envió con ese id", "it is not the one sent with that id"),
			}
			if e.Within > 0 && m.Lag > e.Within {
				buts = append(buts, lang.Sprintf("tardó %s", "it took %s", lag))
			}
			t.weigh(m.Seq, buts...)
		}
	}
	return t.verdict(e.Count, func() (int, lang.Text) { return 0, lang.Text{} })
}

// synced judges how a device came up to date.
func (c *checker) synced(e *scenario.Synced) verdict {
	host := scenario.Endpoint{Device: e.Device}.Name()
	t := c.tally("veces que %s se puso al día", "times that %s came up to date", host)
	t.term(e.Folder != "", "con la carpeta %s", "with the folder %s", e.Folder)
	t.term(e.How != "", "por «%s»", "by “%s”", e.How)
	if e.Turns != nil {
		t.term(true, "esperando %d respuestas como mucho", "waiting for %d answers at most", *e.Turns)
	}
	t.term(e.Octets > 0, "oyendo %d bytes como mucho", "hearing %d octets at most", e.Octets)
	for _, ev := range c.t.Events {
		f, ok := ev.Fact.(trace.DeviceSynced)
		if !ok || ev.Host != host {
			continue
		}
		t.weigh(ev.Seq,
			but(e.Folder != "" && f.Folder != e.Folder, "fue con la carpeta %s", "it was with the folder %s", f.Folder),
			but(e.How != "" && string(f.How) != e.How, "fue por «%s»", "it was by “%s”", f.How),
			but(e.Turns != nil && f.Turns > deref(e.Turns), "esperó %d respuestas", "it waited for %d answers", f.Turns),
			but(e.Octets > 0 && int64(f.Received) > e.Octets, "oyó %d bytes", "it heard %d octets", f.Received))
	}
	return t.verdict(e.Count, func() (int, lang.Text) { return 0, lang.Text{} })
}

func deref(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}
