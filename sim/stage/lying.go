package stage

import (
	"cmp"
	"slices"
	"strings"

	"posta/sim/replay"
	"posta/sim/story"
	"posta/sim/trace"
)

// Where letters lie follows from the trace. What happens at once in several places is told one
// after the other, so that a state of the whole world would show what nobody has told yet, and
// miss what is told to be still there: a copy is on the stage from the step that tells how it came to be
// to the one that tells how it went.

// storage is where at a host a copy lies.
type storage int

const (
	inQueue storage = iota
	inMailbox
	inOutbox
	onDevice
)

// shelved is how a copy is found again: where, in whose folder, and what it is called there.
type shelved struct {
	host      string
	where     storage
	box, name string
}

// lying is a copy of a letter.
type lying struct {
	shelved
	id          string // its Message-ID
	from, until int    // the events by which it came and went; until is 0 while it lies there
	queued      []int  // those by which it was put on the shelf, one for each way that it goes; they may be told first
	kept        []kept // how much of it was kept, and when
}

// shelves knows all copies that there have ever been.
type shelves struct {
	copies []*lying
	now    map[shelved]*lying
}

func folderOf(user, folder string) string { return user + "\x00" + folder }

// user is in whose folder it lies.
func (s shelved) user() string {
	user, _, _ := strings.Cut(s.box, "\x00")
	return user
}

// shelve notes which copies an event makes, and which it takes away.
func (s *shelves) shelve(e trace.Event) {
	at := func(where storage, box, name string) shelved { return shelved{e.Host, where, box, name} }
	switch f := e.Fact.(type) {
	case trace.MessageComposed:
		s.lay(at(inOutbox, "", f.MessageID), f.MessageID, e.Seq)
	case trace.MessageSubmitted:
		if f.OK {
			s.lift(at(inOutbox, "", f.MessageID), e.Seq)
		}
	case trace.MessageAccepted:
		s.lay(at(inQueue, "", f.Queue), f.MessageID, e.Seq)
	case trace.QueueAdded:
		if c := s.now[at(inQueue, "", f.Queue)]; c != nil {
			c.queued = append(c.queued, e.Seq)
		}
	case trace.QueueRemoved:
		s.lift(at(inQueue, "", f.Queue), e.Seq)
	case trace.MailboxStored:
		s.lay(at(inMailbox, folderOf(f.User, f.Folder), itoa(int(f.UID))), f.MessageID, e.Seq)
	case trace.MailboxRemoved:
		s.lift(at(inMailbox, folderOf(f.User, f.Folder), itoa(int(f.UID))), e.Seq)
	case trace.FolderChanged:
		s.refile(e, f)
	case trace.DeviceStored:
		c := s.lay(at(onDevice, folderOf(f.User, f.Folder), f.UID), f.MessageID, e.Seq)
		c.kept = append(c.kept, kept{e.Seq, extentOf(f.Part)})
	case trace.DeviceRemoved:
		s.lift(at(onDevice, folderOf(f.User, f.Folder), f.UID), e.Seq)
	case trace.DeviceChanged:
		if f.Do != trace.DoSend && f.Do != trace.DoFlag {
			s.lift(at(onDevice, folderOf(f.User, f.Folder), f.UID), e.Seq)
		}
	}
}

// lay puts a copy somewhere; one that is there already, such as a header that becomes whole, stays.
func (s *shelves) lay(at shelved, id string, seq int) *lying {
	if c := s.now[at]; c != nil && c.id == id {
		return c
	}
	s.lift(at, seq)
	c := &lying{shelved: at, id: id, from: seq}
	s.copies, s.now[at] = append(s.copies, c), c
	return c
}

func (s *shelves) lift(at shelved, seq int) {
	if c := s.now[at]; c != nil {
		c.until = seq
		delete(s.now, at)
	}
}

// refile does to the copies of a folder what is done to it.
func (s *shelves) refile(e trace.Event, f trace.FolderChanged) {
	if f.Op == trace.FolderCreated {
		return
	}
	old, renamed := folderOf(f.User, f.Folder), folderOf(f.User, f.To)
	var moved []*lying
	for at, c := range s.now {
		if at.host != e.Host || at.where != inMailbox || at.box != old && !(f.Op == trace.FolderRenamed && at.box == renamed) {
			continue
		}
		if at.box == old && f.Op == trace.FolderRenamed {
			delete(s.now, at)
			moved = append(moved, c)
			continue
		}
		s.lift(at, e.Seq)
	}
	for _, c := range moved {
		c.box = renamed
		s.now[c.shelved] = c
	}
}

// told tells whether a step, or one before it, tells of an event.
func (t *tale) told(d story.Detail, step, seq int) bool {
	if s := t.step(d, step); d == story.Packets {
		return s != nil && seq <= s.At
	}
	return t.telling.Story.StepAt(d, seq) <= step
}

// lying are the copies that lie somewhere when a step has been told, by host: what the servers answer for
// first, then what lies in mailboxes, and what devices have. Not to be changed: what lay there when a step began is what did when the
// one before it had been told.
func (t *tale) lying(d story.Detail, step int) map[string][]*lying {
	key := toldAt{d, step, t.taken}
	for _, l := range t.lain {
		if l.toldAt == key && l.lie != nil {
			return l.lie
		}
	}
	t.lain[0], t.lain[1] = t.lain[1], lieThen{key, t.lie(d, step)}
	return t.lain[1].lie
}

// toldAt is a moment of a tale of which so many events are known, and lieThen what lies where then.
type toldAt struct {
	detail story.Detail
	step   int
	events int
}

type lieThen struct {
	toldAt
	lie map[string][]*lying
}

func (t *tale) lie(d story.Detail, step int) map[string][]*lying {
	list := map[string][]*lying{}
	for _, c := range t.shelves.copies {
		told := func(seq int) bool { return seq > 0 && t.told(d, step, seq) }
		if (told(c.from) || slices.ContainsFunc(c.queued, told)) && !told(c.until) {
			list[c.host] = append(list[c.host], c)
		}
	}
	for _, l := range list {
		slices.SortStableFunc(l, func(a, b *lying) int {
			return cmp.Or(cmp.Compare(a.where, b.where), strings.Compare(a.box, b.box))
		})
	}
	return list
}

// counted are the letters among copies, in their order, and how many there are of each.
func counted(list []*lying) (ids []string, count map[string]int) {
	count = map[string]int{}
	for _, c := range list {
		if count[c.id] == 0 {
			ids = append(ids, c.id)
		}
		count[c.id]++
	}
	return ids, count
}

// copyAt is which of the copies of a letter at a host is meant: the one that a step names, or the one
// that came last.
func copyAt(list []*lying, env *story.Envelope) *lying {
	var last *lying
	for _, c := range list {
		if c.id != env.MessageID {
			continue
		}
		if c.where == inQueue && c.name == env.Queue {
			return c
		}
		if last == nil || c.from > last.from {
			last = c
		}
	}
	return last
}

// waitingAt are the lines of a host's queue that have been told.
func (m *Model) waitingAt(h *replay.Host) []*replay.QueueLine {
	return slices.DeleteFunc(slices.Clone(h.Queue), func(q *replay.QueueLine) bool { return !m.told(q.AddedSeq) })
}

// goes tells whether a step, or what it is a part of, tells how a letter went from a host.
func (t *tale) goes(s *story.Step, host, id string) bool {
	told := t.telling.Story
	for s.Parent != nil {
		s = s.Parent
	}
	return slices.ContainsFunc(t.shelves.copies, func(c *lying) bool {
		return c.host == host && c.id == id && c.until > 0 && told.StepAt(story.Tell, c.until) == s.Index
	})
}

// marksOf is how many postmarks a copy bears.
func (t *tale) marksOf(c *lying) int {
	list := t.letters[c.id]
	if k := slices.IndexFunc(list, func(l sighting) bool { return l.seq == c.from }); k >= 0 {
		return list[k].postmarks
	}
	return 0
}
