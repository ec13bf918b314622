package figures

import (
	"bytes"
	"slices"
	"strings"

	"posta/sim/lang"
	"posta/sim/trace"
)

// Alone gathers of a run what is about one letter, as a trace of its own: who sent it, the conversation in which it was handed
// over, where it was laid, what its recipient did, and what came back. Of 100,000 letters, each can be followed so; what was
// not recorded of a run, running it again brings.
type Alone struct {
	l      *Letter
	events []trace.Event
	conns  map[int]*talk
}

// talk is a connection that is open, and not yet known to be about the letter.
type talk struct {
	opening []trace.Event // up to the first letter that is handed over on it
	present []trace.Event // since a letter's MAIL FROM
	letters bool
	mine    bool
	over    bool // what is said now is about another letter
}

// NewAlone has seen nothing yet of a letter.
func NewAlone(l *Letter) *Alone { return &Alone{l: l, conns: map[int]*talk{}} }

// See takes in an event of the same run.
func (a *Alone) See(e trace.Event) {
	if _, packet := e.Fact.(trace.PacketSent); packet || strings.HasPrefix(string(e.Kind()), "packet.") {
		return
	}
	if e.Conn == 0 {
		if a.about(e) {
			a.events = append(a.events, e)
		}
		return
	}
	t := a.conns[e.Conn]
	if t == nil {
		t = &talk{}
		a.conns[e.Conn] = t
	}
	switch f := e.Fact.(type) {
	case trace.ConnEnded:
		if t.mine {
			a.events = append(a.events, e)
		}
		delete(a.conns, e.Conn)
		return
	case trace.ConnClosed:
		if t.mine {
			a.events = append(a.events, e)
		}
		return
	case trace.DataSent:
		if begins(f.Data) {
			t.letters, t.over, t.present = true, t.mine, nil
		}
	}
	switch {
	case t.over:
		return
	case t.mine:
		a.events = append(a.events, e)
		return
	case t.letters:
		t.present = append(t.present, e)
	default:
		t.opening = append(t.opening, e)
	}
	if a.about(e) {
		a.events = append(append(a.events, t.opening...), t.present...)
		t.opening, t.present, t.mine = nil, nil, true
	}
}

// begins tells whether a line begins to hand a letter over (RFC 5321 section 4.1.1.2).
func begins(data []byte) bool {
	const verb = "MAIL FROM:"
	return len(data) >= len(verb) && bytes.EqualFold(data[:len(verb)], []byte(verb))
}

// about tells whether a fact is the letter's.
func (a *Alone) about(e trace.Event) bool {
	l := a.l
	queue := func(name string) bool { return name == l.Queue && e.Host == l.Host }
	mark := func(number, letter int) bool { return number == l.Number && letter == l.Letter && e.Host == l.Host }
	switch f := e.Fact.(type) {
	case trace.CampaignStarted:
		return f.Number == l.Number && e.Host == l.Host
	case trace.RunEnded:
		return true
	case trace.CampaignSent:
		return mark(f.Number, f.Letter)
	case trace.MessageAccepted:
		return f.MessageID == l.MessageID
	case trace.MailboxStored:
		return f.MessageID == l.MessageID
	case trace.ReaderActed:
		return f.MessageID == l.MessageID
	case trace.QueueAdded:
		return queue(f.Queue)
	case trace.QueueAttempt:
		return queue(f.Queue)
	case trace.QueueAttemptFailed:
		return queue(f.Queue)
	case trace.QueueDeferred:
		return queue(f.Queue)
	case trace.QueueDone:
		return queue(f.Queue)
	case trace.QueueRemoved:
		return queue(f.Queue)
	case trace.MailRouted:
		return e.Host == l.Host && strings.EqualFold(f.Domain, l.Provider)
	case trace.RecipientDecided:
		return strings.EqualFold(f.Recipient, l.Recipient) && f.Verdict == trace.VerdictRefused
	case trace.BounceClassified:
		return mark(f.Number, f.Letter)
	case trace.CampaignRequest:
		return mark(f.Number, f.Letter)
	case trace.ComplaintReceived:
		return mark(f.Number, f.Letter)
	case trace.AddressSuppressed:
		return mark(f.Number, f.Letter)
	}
	return false
}

// Events are what has been gathered, in the order of the run, as a trace of their own: counted from 1, and with causes among
// themselves.
func (a *Alone) Events() []trace.Event {
	list := slices.Clone(a.events)
	slices.SortStableFunc(list, func(x, y trace.Event) int { return x.Seq - y.Seq })
	seq := map[int]int{}
	said := map[end][]stretch{}
	out := list[:0]
	for _, e := range list {
		at := end{e.Conn, e.Host}
		switch f := e.Fact.(type) {
		case trace.DataSent:
			// What others' letters were said with is not there: the octets close up.
			s := stretch{from: f.Offset, len: len(f.Data)}
			if n := len(said[at]); n > 0 {
				s.to = said[at][n-1].to + said[at][n-1].len
			}
			said[at] = append(said[at], s)
			f.Offset = s.to
			e.Fact = f
		case trace.DataReceived:
			i, from := -1, []stretch(nil)
			for other, list := range said {
				if other.conn == e.Conn && other.host != e.Host {
					from = list
					i = slices.IndexFunc(list, func(s stretch) bool { return f.Offset >= s.from && f.Offset < s.from+s.len })
				}
			}
			if i < 0 {
				continue
			}
			f.Offset += from[i].to - from[i].from
			e.Fact = f
		}
		old := e.Seq
		e.Seq, e.Cause = len(out)+1, seq[e.Cause]
		seq[old] = e.Seq
		out = append(out, e)
	}
	return out
}

// end is one end of a connection, and stretch some of what it said: where it stood, and where it stands now.
type end struct {
	conn int
	host string
}

type stretch struct{ from, to, len int }

// Trace is what has been gathered, with those alone who take part in it.
func (a *Alone) Trace(h trace.Header) *trace.Trace {
	t := &trace.Trace{Header: h, Events: a.Events()}
	parts := map[string]bool{}
	for _, e := range t.Events {
		parts[e.Host] = true
		switch f := e.Fact.(type) {
		case trace.ConnOpening:
			parts[f.Peer] = true
		case trace.CampaignStarted:
			_, domain, _ := strings.Cut(f.Author, "@")
			for i := range h.Hosts {
				if strings.EqualFold(h.Hosts[i].Domain, domain) {
					parts[h.Hosts[i].Name] = true
				}
			}
		}
	}
	head := &t.Header
	head.Record = trace.RecordDialogue
	head.Title = lang.Sprintf("La carta de «%s» para %s", "The letter of \"%s\" for %s", a.l.Campaign, a.l.Recipient)
	head.Summary, head.Goals, head.Ends, head.Faults, head.Hosts = lang.Text{}, nil, nil, nil, nil
	domains := map[string]bool{}
	for _, x := range h.Hosts {
		if parts[x.Name] {
			head.Hosts = append(head.Hosts, x)
			domains[x.Domain] = true
		}
	}
	head.Domains = slices.DeleteFunc(slices.Clone(h.Domains), func(d trace.Domain) bool { return !domains[d.Name] })
	head.Users = slices.DeleteFunc(slices.Clone(h.Users), func(u trace.User) bool { return !domains[u.Address[strings.LastIndexByte(u.Address, '@')+1:]] })
	head.Links = slices.DeleteFunc(slices.Clone(h.Links), func(l trace.Link) bool { return !parts[l.A] || !parts[l.B] })
	return t
}
