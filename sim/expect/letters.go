package expect

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// letterTest picks letters; empty fields fit everything.
type letterTest struct {
	from    scenario.Address
	subject string
	id      string
	c       *checker
}

func (l letterTest) fits(data []byte) bool {
	h := mail.ParseHeader(data)
	field := func(name string) string {
		v, _ := h.Get(name)
		return mail.DecodeText(v)
	}
	if l.from != (scenario.Address{}) && !strings.EqualFold(strings.Trim(field("Return-Path"), "<> "), l.from.String()) {
		return false
	}
	if l.id != "" && field("Message-ID") != l.c.ids[l.id] {
		return false
	}
	return contains(field("Subject"), l.subject)
}

// stored gives the events by which letters that fit came into the users'
// folders ("": any folder), and the letters.
func (c *checker) stored(users []*scenario.User, test letterTest, folder string, within time.Duration) (seqs []int, letters [][]byte) {
	composed := map[string]time.Duration{}
	for _, e := range c.t.Events {
		switch f := e.Fact.(type) {
		case trace.MessageComposed:
			composed[f.MessageID] = e.At
		case trace.MailboxStored:
			owner := slices.ContainsFunc(users, func(u *scenario.User) bool { return u.Login() == f.User })
			if !owner || folder != "" && f.Folder != folder || !test.fits(f.Data) {
				continue
			}
			if began, ok := composed[f.MessageID]; within > 0 && (!ok || e.At-began > within) {
				continue
			}
			seqs, letters = append(seqs, e.Seq), append(letters, f.Data)
		}
	}
	return seqs, letters
}

func (c *checker) delivered(e *scenario.Delivered) verdict {
	seqs, _ := c.stored(e.Users, letterTest{from: e.From, subject: e.Subject, id: e.ID, c: c}, e.Folder, e.Within)
	return counted(lang.Sprintf("cartas entregadas a %s", "letters delivered to %s", e.To), e.Count, seqs, c.setback())
}

// setback is the last event that could have kept a letter from its goal.
func (c *checker) setback() int {
	near := 0
	for _, e := range c.t.Events {
		switch f := e.Fact.(type) {
		case trace.QueueDeferred, trace.QueueAttemptFailed, trace.MailboxRefused, trace.ActorPanicked, trace.RunEnded:
			if _, ended := f.(trace.RunEnded); !ended || near == 0 {
				near = e.Seq
			}
		case trace.QueueDone:
			if f.Outcome != "delivered" {
				near = e.Seq
			}
		case trace.RecipientDecided:
			if f.Verdict == "refused" {
				near = e.Seq
			}
		case trace.ActionEnded:
			if !f.OK {
				near = e.Seq
			}
		}
	}
	return near
}

func (c *checker) bounced(e *scenario.Bounced) verdict {
	var seqs []int
	for _, ev := range c.t.Events {
		f, ok := ev.Fact.(trace.MailboxStored)
		if !ok || f.How != "delivered" || e.From != nil && f.User != e.From.Login() {
			continue
		}
		for _, r := range failures(f.Data) {
			if e.To != (scenario.Address{}) && !strings.EqualFold(r.recipient, e.To.String()) ||
				e.Status != "" && r.status != e.Status || e.Code != 0 && r.code != e.Code {
				continue
			}
			seqs = append(seqs, ev.Seq)
		}
	}
	return counted(lang.Sprintf("informes de devolución para %s", "bounces about %s", e.To), e.Count, seqs, c.setback())
}

func (c *checker) queued(e *scenario.Queued) verdict {
	type line struct{ host, queue, recipient string }
	waiting := map[line]int{}
	for _, ev := range c.t.Events {
		switch f := ev.Fact.(type) {
		case trace.QueueAdded:
			for _, r := range f.Recipients {
				if (e.Host == nil || ev.Host == e.Host.Name) && (e.To == (scenario.Address{}) || strings.EqualFold(r, e.To.String())) {
					waiting[line{ev.Host, f.Queue, r}] = ev.Seq
				}
			}
		case trace.QueueDone:
			delete(waiting, line{ev.Host, f.Queue, f.Recipient})
		}
	}
	var seqs []int
	for _, seq := range waiting {
		seqs = append(seqs, seq)
	}
	slices.Sort(seqs)
	return counted(lang.Sprintf("cartas que siguen en cola", "letters still queued"), e.Count, seqs, c.setback())
}

func (c *checker) seen(e *scenario.Seen) verdict {
	type key struct{ host, folder, uid string }
	how := map[key]string{}
	var seqs []int
	for _, ev := range c.t.Events {
		switch f := ev.Fact.(type) {
		case trace.DeviceStored:
			how[key{ev.Host, f.Folder, f.UID}] = f.Protocol
		case trace.DeviceShown:
			switch {
			case f.User != e.User.Login(),
				e.Device != nil && ev.Host != e.Device.Name,
				e.With != "" && how[key{ev.Host, f.Folder, f.UID}] != string(e.With),
				e.From != (scenario.Address{}) && !contains(f.From, e.From.String()),
				!contains(f.Subject, e.Subject),
				e.ID != "" && f.MessageID != c.ids[e.ID]:
			default:
				seqs = append(seqs, ev.Seq)
			}
		}
	}
	return counted(lang.Sprintf("cartas que %s ve en pantalla", "letters that %s sees on screen", e.User.Login()), e.Count, seqs, c.setback())
}

func (c *checker) message(e *scenario.Message) verdict {
	seqs, letters := c.stored(e.Users, letterTest{subject: e.Subject, id: e.ID, c: c}, "", 0)
	what := lang.Sprintf("la carta para %s con %q en %s", "the letter to %s with %q in %s", e.To, e.Contains, e.Header)
	if e.Header == "" {
		what = lang.Sprintf("la carta para %s con %q", "the letter to %s with %q", e.To, e.Contains)
	}
	var found []int
	for i, data := range letters {
		for range occurrences(data, e.Header, e.Contains) {
			found = append(found, seqs[i])
		}
	}
	want := e.Count
	if e.Absent {
		want = scenario.Count{}
	}
	near := c.setback()
	if len(seqs) > 0 {
		near = seqs[len(seqs)-1]
	}
	v := counted(what, want, found, near)
	if len(letters) == 0 {
		v.held = false
		v.got = lang.Sprintf("ninguna carta así llegó a %s", "no such letter came to %s", e.To)
	}
	return v
}

// occurrences counts the header fields of a name, or the source's lines, that
// contain a text.
func occurrences(data []byte, field, part string) int {
	n := 0
	if field == "" {
		for line := range bytes.Lines(data) {
			if contains(string(line), part) {
				n++
			}
		}
		return n
	}
	for _, f := range mail.ParseHeader(data).Fields {
		if strings.EqualFold(f.Name, field) && contains(mail.DecodeText(f.Value), part) {
			n++
		}
	}
	return n
}
