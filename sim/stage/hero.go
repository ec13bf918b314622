package stage

import (
	"slices"

	"posta/sim/story"
	"posta/sim/trace"
)

// The letter is the hero: of all that are somewhere, one is what a step is about, and is drawn large where it is.

// letterNow is where the letter of the moment lies.
type letterNow struct {
	envelope  *story.Envelope
	host      string
	postmarks int
	copy      *lying // that one which is meant; nil where it lies no more
	gone      bool   // it has been thrown away there
}

// maxBack is how many steps the stage looks back for the letter of the moment.
const maxBack = 2000

// looking is what is known while the letter of the moment is looked for.
type looking struct {
	*tale
	step   *story.Step
	detail story.Detail
	index  int
	lie    map[string][]*lying
	named  bool           // the step is about a letter itself
	reads  *story.Chapter // in which a person reads their mail, where the step is about no letter
}

// letter finds the letter that a step is about, or that the last steps were about, and where it is.
func (t *tale) letter(s *story.Step, d story.Detail, i int, lie map[string][]*lying) letterNow {
	if s == nil {
		return letterNow{}
	}
	env := t.about(s)
	l := looking{tale: t, step: s, detail: d, index: i, lie: lie, named: env != nil, reads: t.reading(s, env)}
	if !l.named {
		env = t.sought(s, lie)
	}
	if env == nil && (t.begins(s) || t.nobodys(s)) {
		return letterNow{} // it is not written yet, or nobody knows which it is, or there is none; and the one before is none of its business
	}
	env, seen := l.before(env)
	if env == nil {
		return letterNow{}
	}
	gone := t.thrownAway(s, env.MessageID, lie)
	at, ok := l.where(env, seen, gone)
	if !ok {
		return letterNow{}
	}
	now := letterNow{envelope: env, host: at.host, postmarks: at.postmarks, copy: copyAt(lie[at.host], env), gone: gone != ""}
	if now.copy != nil {
		now.postmarks = t.marksOf(now.copy)
	}
	return now
}

// before is the letter that a step is about, or else the last one that the steps before it were about and that still matters; and
// where it has been seen. Nil where there is none.
func (l *looking) before(env *story.Envelope) (*story.Envelope, []sighting) {
	seen, reader := l.seenAt(env, l.detail, l.index), l.reads
	another := l.another(l.step)
	matters := func() bool {
		return env != nil && !(another && !underway(l.lie, env.MessageID)) && concerns(reader, l.reads == nil, env.MessageID, l.lie)
	}
	about := l.tellsOf
	if l.reads != nil {
		about = l.about // what they have named by its number is theirs
	}
	for back := l.index; back >= 0 && l.index-back < maxBack; back-- {
		// A letter that is being said is nowhere yet.
		if matters() && (l.detail != story.Packets || len(seen) > 0) {
			break
		}
		before := l.tale.step(l.detail, back)
		if env = about(before); reader == nil {
			reader = l.reading(before, env)
		}
		seen = l.seenAt(env, l.detail, l.index)
	}
	if len(seen) == 0 || !matters() {
		return nil, nil
	}
	return env, seen
}

// where is the place at which a letter is shown, of those where it has been seen: where it is thrown away, if it is.
func (l *looking) where(env *story.Envelope, seen []sighting, gone string) (at sighting, ok bool) {
	at = lastOf(seen, seen[len(seen)-1], func(s sighting) bool { return s.host == gone })
	if at.host == gone {
		return at, true
	}
	concerned := l.concerned(env, seen)
	if !concerned(at) {
		// A letter to many may lie in many places: the one that matters is here, or they look for it there.
		visit := l.reading(l.step, nil)
		at = lastOf(seen, at, concerned, func(s sighting) bool {
			return visit != nil && slices.Contains(visit.To, s.host) && theirs(visit, s.host, env.MessageID, l.lie)
		})
	}
	still := func(s sighting) bool { return copyAt(l.lie[s.host], env) != nil }
	if still(at) {
		return at, true
	}
	// It has gone from there: it is where there still is one, with whom the step is about if it can be.
	at = lastOf(seen, at, func(s sighting) bool { return still(s) && concerned(s) }, still)
	return at, still(at) || l.named && l.goes(l.step, at.host, env.MessageID) // or it is this step that takes the last one away
}

// concerned tells of whom a step is about. Who has handed a letter on has it no more: it is where it went, whatever name that was
// called by (a domain without MX is its own).
func (l *looking) concerned(env *story.Envelope, seen []sighting) func(sighting) bool {
	done, handed := l.step.Fact.(trace.QueueDone)
	handed = handed && done.Outcome == trace.OutcomeDelivered && done.Remote != ""
	known := slices.ContainsFunc(seen, func(s sighting) bool { return s.host == done.Remote })
	said := l.telling.Story.Decisive(l.step)
	talks := func(host string) bool { return said != nil && (host == said.Speaker || host == said.Listener) }
	return func(s sighting) bool {
		if s.host != l.step.From && s.host != l.step.To && !talks(s.host) && !(handed && (s.host == done.Remote || !known)) {
			return false
		}
		// Of a step about something else, it lies where it lies.
		return l.named || copyAt(l.lie[s.host], env) != nil
	}
}

// lastOf is the last of a list of which the first of some things is so that is so of any; else another.
func lastOf(list []sighting, other sighting, are ...func(sighting) bool) sighting {
	for _, is := range are {
		for _, s := range slices.Backward(list) {
			if is(s) {
				return s
			}
		}
	}
	return other
}

// reading is the chapter in which a person reads their mail, at a step of it that is about no letter; else nil.
func (t *tale) reading(s *story.Step, about *story.Envelope) *story.Chapter {
	if s == nil || about != nil {
		return nil
	}
	c := t.telling.Story.Chapters[s.Chapter()]
	if c.Kind != story.ChapterPOP3 && c.Kind != story.ChapterIMAP || c.User == "" {
		return nil
	}
	return c
}

// theirs tells whether a letter lies at a host for the person who reads in a chapter.
func theirs(c *story.Chapter, host, id string, lie map[string][]*lying) bool {
	reader := localPart(c.User)
	return slices.ContainsFunc(lie[host], func(c *lying) bool {
		owner := localPart(c.user())
		return c.id == id && (c.where == inOutbox || c.where != inQueue && owner == reader)
	})
}

// concerns tells whether a letter may be the one that matters while a person reads their mail, and nothing is said of a letter: one
// that is theirs where they look. When that is over it is still one of theirs, or one that is on its way.
func concerns(c *story.Chapter, over bool, id string, lie map[string][]*lying) bool {
	if c == nil || over && underway(lie, id) {
		return true
	}
	for host := range lie {
		if (over || host == c.From || slices.Contains(c.To, host)) && theirs(c, host, id, lie) {
			return true
		}
	}
	return false
}

// sought is the letter for which a server looks for the way, at a look-up of its own: one that waits for
// the domain that is asked for.
func (t *tale) sought(s *story.Step, lie map[string][]*lying) *story.Envelope {
	c := t.telling.Story.Chapters[s.Chapter()]
	domain := ""
	if f, ok := s.Fact.(trace.MailRouted); ok {
		domain = f.Domain
	} else if c.Kind == story.ChapterDNS && c.From == s.From && len(c.Names) > 0 {
		domain = c.Names[0]
	}
	h := t.replay.At(s.First).Host(s.From)
	if h == nil || domain == "" {
		return nil
	}
	for _, q := range h.Queue {
		env := &story.Envelope{MessageID: q.MessageID, Queue: q.Queue, Sender: q.Sender}
		if q.Destination == domain && q.Next <= s.Start && copyAt(lie[s.From], env) != nil {
			return env
		}
	}
	return nil
}

// seenAt is where a letter has been seen when a step has been told.
func (t *tale) seenAt(env *story.Envelope, d story.Detail, step int) (list []sighting) {
	if env == nil {
		return nil
	}
	for _, l := range t.letters[env.MessageID] {
		if t.told(d, step, l.seq) {
			list = append(list, l)
		}
	}
	return list
}

// begins tells whether somebody begins to do something with one letter at a step: to write it, or what is to be seen only later.
func (t *tale) begins(s *story.Step) bool {
	f, ok := s.Fact.(trace.ActionStarted)
	return ok && (t.does(f.Index, "send", "reply", "draft") || t.does(f.Index, handled...))
}

// handled are the actions that deal with one letter that is there already.
var handled = []string{"open", "delete", "flag", "move", "save"}

// does tells whether an action of the script is one of these.
func (t *tale) does(action int, kinds ...string) bool {
	return action >= 0 && action < len(t.header.Script) && slices.Contains(kinds, t.header.Script[action].Kind)
}

// handle notes with which letter a device's action deals: the first that is named while it goes on.
func (t *tale) handle(device, id string) {
	if action, ok := t.acting[device]; ok && id != "" && t.does(action, handled...) && t.handles[action] == "" {
		t.handles[action] = id
	}
}

// another tells whether a step that names no letter tells of a look-up of its own, or of a report of the day being written: what is
// about another letter than the one told of before, once that has arrived.
func (t *tale) another(s *story.Step) bool {
	kind := t.telling.Story.Chapters[s.Chapter()].Kind
	return t.about(s) == nil && (kind == story.ChapterDNS || kind == story.ChapterReport)
}

// underway tells whether anybody has a letter that is still to be handed on.
func underway(lie map[string][]*lying, id string) bool {
	for _, list := range lie {
		if slices.ContainsFunc(list, func(c *lying) bool { return c.id == id && (c.where == inQueue || c.where == inOutbox) }) {
			return true
		}
	}
	return false
}

// about is the envelope that a step is about: one that is named in it by its number, or else one that it tells of.
func (t *tale) about(s *story.Step) *story.Envelope {
	env := t.tellsOf(s)
	if s != nil {
		env = t.byNumber(s, env)
	}
	return env
}

// tellsOf is the envelope that a step tells of, or one of its parts: a letter that is written in the middle of something else.
func (t *tale) tellsOf(s *story.Step) *story.Envelope {
	env := about(s)
	if env == nil && s != nil {
		env = t.dealtWith(s)
	}
	if env == nil && s != nil && s.Detail == story.Tell {
		for _, part := range t.telling.Story.Parts(s) {
			if env = about(part); env != nil {
				break
			}
		}
	}
	return env
}

// dealtWith is the letter with which somebody deals who has it, or begins to deal, or of which a request bears the token.
func (t *tale) dealtWith(s *story.Step) *story.Envelope {
	id := ""
	switch f := s.Fact.(type) {
	case trace.ActionStarted:
		id = t.handles[f.Index]
	case trace.ReaderActed:
		id = f.MessageID
	case trace.CampaignRequest:
		id = t.mailed[mailing{f.Campaign, f.Number, f.Letter}]
	case trace.ComplaintReceived:
		id = t.mailed[mailing{f.Campaign, f.Number, f.Letter}]
	}
	if id == "" {
		return nil
	}
	return &story.Envelope{MessageID: id}
}

// about is the envelope that a step is about itself; a packet is about what the line is about that it is part of, and so is a
// line that brings a piece of a letter by which nobody could know it.
func about(s *story.Step) *story.Envelope {
	for ; s != nil; s = s.Parent {
		env := s.Envelope
		if env != nil && env.MessageID != "" {
			return env
		}
		if env == nil && s.Detail != story.Packets {
			return nil
		}
	}
	return nil
}
