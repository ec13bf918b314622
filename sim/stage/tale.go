package stage

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"posta/sim/dialogue"
	"posta/sim/replay"
	"posta/sim/story"
	"posta/sim/telling"
	"posta/sim/trace"
)

// tale is a telling with all that the stage works out of it once.
type tale struct {
	measure Measure
	caption Caption
	telling *telling.Telling
	growing bool // more may come
	plots   int  // lands on the map
	replay  *replay.Replay
	header  *trace.Header
	taken   int // events that talks and letters know
	talked  map[pair]bool
	talks   []pair
	middles map[int]string // who passes on the TLS of a connection, by its number
	letters map[string][]sighting
	shelves shelves
	order   map[string]int           // letters by Message-ID, in the order in which they were first seen, from 1
	authors map[string]string        // who wrote each of them, by the name that stands in it
	reports map[string]bool          // letters that are reports of non-delivery, by Message-ID
	failed  map[string]string        // whom a report says could not be reached, the first of them
	queued  map[holding]string       // letters by what post offices call them
	settled map[holding][]settlement // with whom post offices are done, by Message-ID
	mailed  map[mailing]string       // letters of campaigns, by Message-ID
	// examined are the checks of who says so that servers made.
	examined []examined
	plans    map[planned]*Map // by size, made when first asked for
	// folds are the stretches that playing only counts, found out of so many events.
	folds  []story.Fold
	folded int
	// first are the steps that did something first, looked how far that is known.
	first  map[doing]int
	looked map[story.Detail]int
	// reads are the copies of each letter that each device has shown, by what they are called there.
	reads map[reading][]string
	days  map[daysIn]float64 // how broad the longest of them is
	streamed
}

// reading is a letter on a device.
type reading struct{ host, id string }

// holding is a letter that a post office has, by its name there or its Message-ID.
type holding struct{ host, name string }

// mailing is a letter of a campaign, by its number in it.
type mailing struct {
	campaign       string
	number, letter int
}

// settlement says that a post office is done with somebody: it has handed the letter on, or has given up.
type settlement struct {
	seq       int
	recipient string
	gaveUp    bool
}

// settles notes with whom a post office is done.
func (t *tale) settles(e trace.Event, f trace.QueueDone) {
	if id := t.queued[holding{e.Host, f.Queue}]; id != "" {
		key := holding{e.Host, id}
		t.settled[key] = append(t.settled[key], settlement{e.Seq, f.Recipient, f.Outcome != trace.OutcomeDelivered})
	}
}

// read notes which copy of a letter somebody reads.
func (t *tale) read(e trace.Event, f trace.DeviceShown) {
	key := reading{e.Host, f.MessageID}
	if f.MessageID != "" && !slices.Contains(t.reads[key], f.UID) {
		t.reads[key] = append(t.reads[key], f.UID)
	}
}

// copyRead is which copy of a letter it is that a device shows, in the order in which they were read: 1, 2...
func (t *tale) copyRead(host string, f trace.DeviceShown) int {
	return slices.Index(t.reads[reading{host, f.MessageID}], f.UID) + 1
}

// doing is what a step tells, whatever it is about.
type doing struct {
	detail   story.Detail
	kind     story.Kind
	from, to string
	class    story.Class
}

// again tells whether a step does what an earlier one did: between the same hosts, with
// the same end. Such a one is played faster, for it has been seen.
func (t *tale) again(s *story.Step) bool {
	steps := t.steps(s.Detail)
	for i := t.looked[s.Detail]; i <= s.Index && i < len(steps); i++ {
		key := doing{s.Detail, steps[i].Kind, steps[i].From, steps[i].To, steps[i].Class}
		if _, known := t.first[key]; !known {
			t.first[key] = i
		}
		t.looked[s.Detail] = i + 1
	}
	first, known := t.first[doing{s.Detail, s.Kind, s.From, s.To, s.Class}]
	return known && first < s.Index
}

// foldAt is the stretch that begins with a step: where it ends, and how many rounds it
// is; 0 where none begins.
func (t *tale) foldAt(d story.Detail, step int) (end, rounds int) {
	if n := len(t.telling.Trace.Events); t.folded != n {
		t.folded, t.folds = n, t.telling.Story.Folds()
	}
	for _, f := range t.folds {
		begin, _ := t.telling.Story.Chapters[f.Begin].Range(d)
		if begin == step && f.End < len(t.telling.Story.Chapters) {
			end, _ := t.telling.Story.Chapters[f.End].Range(d)
			return end, len(f.Waits)
		}
	}
	return 0, 0
}

// sighting says that a letter was seen at a host.
type sighting struct {
	seq       int
	host      string
	postmarks int
}

// letterNow is where the letter of the moment lies.
type letterNow struct {
	envelope  *story.Envelope
	host      string
	postmarks int
	copy      *lying // that one which is meant; nil where it lies no more
}

func newTale(tl *telling.Telling, measure Measure, caption Caption) *tale {
	t := &tale{measure: measure, caption: caption, telling: tl, replay: tl.Replay, header: &tl.Trace.Header,
		talked: map[pair]bool{}, middles: map[int]string{}, letters: map[string][]sighting{}, reports: map[string]bool{}, failed: map[string]string{}, queued: map[holding]string{}, settled: map[holding][]settlement{}, mailed: map[mailing]string{}, order: map[string]int{}, authors: map[string]string{}, shelves: shelves{now: map[shelved]*lying{}}, plans: map[planned]*Map{},
		reads: map[reading][]string{}, days: map[daysIn]float64{}, first: map[doing]int{}, looked: map[story.Detail]int{}}
	country := Map{byName: map[string]int{}}
	country.settle(t.header)
	t.plots = len(country.Plots)
	t.grow()
	return t
}

// grow takes in the events that have come; it tells whether anybody talks with
// somebody new.
func (t *tale) grow() bool {
	roads := len(t.talks)
	for ; t.taken < len(t.telling.Trace.Events); t.taken++ {
		t.take(t.telling.Trace.Events[t.taken])
	}
	return len(t.talks) > roads
}

// take notes who talks with whom, and where letters are seen.
func (t *tale) take(e trace.Event) {
	t.examine(e)
	t.stream(e)
	t.shelves.shelve(e)
	switch f := e.Fact.(type) {
	case trace.ConnOpening:
		t.talk(e.Host, f.Peer)
	case trace.ConnAccepted:
		t.talk(e.Host, f.Peer)
	case trace.TLSPassed:
		t.middles[f.Inside] = e.Host
	case trace.MessageComposed:
		t.see(e, f.MessageID, f.Data)
	case trace.MessageAccepted:
		t.see(e, f.MessageID, f.Data)
		t.queued[holding{e.Host, f.Queue}] = f.MessageID
	case trace.QueueDone:
		t.settles(e, f)
	case trace.CampaignSent:
		t.mailed[mailing{f.Campaign, f.Number, f.Letter}] = f.MessageID
	case trace.MailboxStored:
		t.see(e, f.MessageID, f.Data)
	case trace.DeviceStored:
		t.see(e, f.MessageID, f.Data)
	case trace.DeviceShown:
		t.see(e, f.MessageID, nil)
		t.read(e, f)
	}
}

func (t *tale) talk(a, b string) {
	if p := pairOf(a, b); a != "" && b != "" && a != b && !t.talked[p] {
		t.talked[p] = true
		t.talks = append(t.talks, p)
	}
}

func (t *tale) see(e trace.Event, id string, data []byte) {
	if id == "" || e.Host == "" {
		return
	}
	list := t.letters[id]
	if t.order[id] == 0 {
		t.order[id] = len(t.order) + 1
	}
	if t.authors[id] == "" {
		t.authors[id] = author(e, data)
	}
	marks := 0
	if n := len(list); n > 0 {
		marks = list[n-1].postmarks
	}
	if data != nil {
		marks = postmarks(data)
		if header, _, _ := bytes.Cut(data, []byte("\r\n\r\n")); bytes.Contains(header, []byte("report-type=delivery-status")) { // RFC 3464 section 2
			t.reports[id] = true
			if t.failed[id] == "" {
				t.failed[id] = finalRecipient(data)
			}
		}
	}
	t.letters[id] = append(list, sighting{e.Seq, e.Host, marks})
}

// author is who wrote a letter: what is said in it, or where its name was given.
func author(e trace.Event, data []byte) string {
	if f, ok := e.Fact.(trace.MessageComposed); ok && f.From != "" {
		return f.From
	}
	from, _ := field(data, "From")
	return address(from)
}

// finalRecipient is the first recipient that a report speaks of (RFC 3464 section 2.3.2).
func finalRecipient(message []byte) string {
	for line := range bytes.Lines(message) {
		name, value, _ := bytes.Cut(line, []byte(":"))
		if _, address, ok := bytes.Cut(value, []byte(";")); ok && bytes.EqualFold(name, []byte("Final-Recipient")) {
			return string(bytes.TrimSpace(address))
		}
	}
	return ""
}

// nth is which letter of the tale it is.
func (t *tale) nth(id string) int { return t.order[id] }

// postmarks counts the Received fields of a message (RFC 5321 section 4.4).
func postmarks(message []byte) int {
	n := 0
	for len(message) > 0 {
		line, rest, _ := bytes.Cut(message, []byte("\n"))
		if len(bytes.TrimSpace(line)) == 0 {
			break // the header ends
		}
		const name = "received:"
		if len(line) >= len(name) && bytes.EqualFold(line[:len(name)], []byte(name)) {
			n++
		}
		message = rest
	}
	return n
}

func (t *tale) steps(d story.Detail) []*story.Step { return t.telling.Story.Steps(d) }

func (t *tale) step(d story.Detail, i int) *story.Step {
	if steps := t.steps(d); i >= 0 && i < len(steps) {
		return steps[i]
	}
	return nil
}

// depths is how many details there are, and depth how deep one lies.
const depths = 3

func depth(d story.Detail) int { return slices.Index(story.Details(), d) }

// across is the step of another detail that tells the same: the one that it is part of,
// or the last of its parts.
func (t *tale) across(s *story.Step, to story.Detail) int {
	for depth(s.Detail) > depth(to) {
		s = s.Parent
	}
	for depth(s.Detail) < depth(to) {
		parts := t.telling.Story.Parts(s)
		if len(parts) == 0 { // it is told with the packets of another, such as a line that shared one
			return t.telling.Story.StepAt(to, s.At)
		}
		next := parts[len(parts)-1]
		if l := t.telling.Story.Decisive(s); s.Detail == story.Tell && l != nil {
			// What decided is what one was looking at.
			for _, part := range parts {
				if part.Line == l {
					next = part
				}
			}
		}
		s = next
	}
	return s.Index
}

// state is what was true before a step, what it shows, and what it changed.
func (t *tale) state(d story.Detail, i int) (before, now *replay.State, changes []replay.Change) {
	s := t.step(d, i)
	if s == nil {
		now = t.replay.At(0)
		return now, now, nil
	}
	from := 0
	if p := t.step(d, i-1); p != nil {
		from = p.At
	}
	changes = t.replay.Between(max(0, min(from, s.First-1)), s.At)
	at := t.hostsOf(s)
	changes = slices.DeleteFunc(changes, func(c replay.Change) bool { return !at[c.Host] })
	return t.replay.At(from), t.replay.At(s.At), changes
}

// hostsOf are the hosts of whose events a step tells: what others tell may lie among them.
func (t *tale) hostsOf(s *story.Step) map[string]bool {
	at := map[string]bool{}
	for seq := s.First; seq <= s.Last; seq++ {
		if t.telling.Story.StepAt(s.Detail, seq) == s.Index {
			at[t.telling.Trace.At(seq).Host] = true
		}
	}
	return at
}

// planned is what a map was composed for.
type planned struct {
	w, h    int
	upright bool
	folded  plots
}

// maxPlans is how many maps are kept while a window is being resized, and folded one way and another.
const maxPlans = 24

func (t *tale) plan(w, h float64, upright bool, folded plots) *Map {
	key := planned{int(w + 0.5), int(h + 0.5), upright, folded}
	if t.plans[key] == nil {
		if len(t.plans) >= maxPlans {
			clear(t.plans)
		}
		t.plans[key] = layOut(t.header, t.talks, float64(key.w), float64(key.h), upright, folded)
	}
	return t.plans[key]
}

// roads lays the roads of everybody who talks on the maps that there are. Nobody
// moves: who watches knows where everybody lives.
func (t *tale) roads() {
	for size, plan := range t.plans {
		t.plans[size] = plan.withRoads(t.talks)
	}
}

// local is a virtual time on the scenario's wall clocks.
func (t *tale) local(at time.Duration) time.Time {
	return t.header.Start.Add(at).In(time.FixedZone("", t.header.Zone))
}

// maxBack is how many steps the stage looks back for the letter of the moment.
const maxBack = 2000

// letter finds the letter that a step is about, or that the last steps were about,
// and where it is.
func (t *tale) letter(s *story.Step, d story.Detail, i int, lie map[string][]*lying) letterNow {
	if s == nil {
		return letterNow{}
	}
	env := t.about(s)
	named, own := env != nil, t.reading(s, env)
	if !named {
		env = t.sought(s, lie)
	}
	if env == nil && t.begins(s) {
		return letterNow{} // it is not written yet, and the one before is none of its business
	}
	list := t.lain(env, d, i)
	another := t.another(s)
	reader := own
	arrived := func() bool { return another && !underway(lie, env.MessageID) }
	// A letter that is being said is nowhere yet.
	nowhere := func() bool {
		return env == nil || d == story.Packets && len(list) == 0 || arrived() || !concerns(reader, own == nil, env.MessageID, lie)
	}
	for back := i; nowhere() && back >= 0 && i-back < maxBack; back-- {
		before := t.step(d, back)
		if env = t.about(before); reader == nil {
			reader = t.reading(before, env)
		}
		list = t.lain(env, d, i)
	}
	if len(list) == 0 || arrived() || !concerns(reader, own == nil, env.MessageID, lie) {
		return letterNow{}
	}
	best := list[len(list)-1]
	// Who has handed a letter on has it no more: it is where it went, whatever name that was called by (a domain without MX is its own).
	done, handed := s.Fact.(trace.QueueDone)
	handed = handed && done.Outcome == trace.OutcomeDelivered && done.Remote != ""
	known := slices.ContainsFunc(list, func(l sighting) bool { return l.host == done.Remote })
	concerned := func(host string) bool {
		if host != s.From && host != s.To && !(handed && (host == done.Remote || !known)) {
			return false
		}
		// Of a step about something else, it lies where it lies.
		return named || copyAt(lie[host], env) != nil
	}
	if !concerned(best.host) {
		// A letter to many may lie in many places: the one that matters is here.
		if k := lastIndex(list, func(l sighting) bool { return concerned(l.host) }); k >= 0 {
			best = list[k]
		} else if k := lastIndex(list, func(l sighting) bool {
			return own != nil && slices.Contains(own.To, l.host) && theirs(own, l.host, env.MessageID, lie)
		}); k >= 0 {
			best = list[k] // they look for it there
		}
	}
	if copyAt(lie[best.host], env) == nil {
		// It has gone from there: it is where there still is one, with whom the step is about if it can be.
		still := func(l sighting) bool { return copyAt(lie[l.host], env) != nil }
		k := lastIndex(list, func(l sighting) bool { return still(l) && concerned(l.host) })
		if k < 0 {
			k = lastIndex(list, still)
		}
		switch {
		case k >= 0:
			best = list[k]
		case !named || !t.goes(s, best.host, env.MessageID):
			return letterNow{} // nor is it this step that takes the last one away
		}
	}
	now := letterNow{envelope: env, host: best.host, postmarks: best.postmarks, copy: copyAt(lie[best.host], env)}
	if now.copy != nil {
		now.postmarks = t.marksOf(now.copy)
	}
	return now
}

// lastIndex is the place of the last of a list of which something is so, or -1.
func lastIndex(list []sighting, is func(sighting) bool) int {
	for k := len(list) - 1; k >= 0; k-- {
		if is(list[k]) {
			return k
		}
	}
	return -1
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
	reader, _, _ := strings.Cut(c.User, "@")
	return slices.ContainsFunc(lie[host], func(c *lying) bool {
		owner, _, _ := strings.Cut(c.user(), "@")
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

// lain is where a letter has been seen when a step has been told.
func (t *tale) lain(env *story.Envelope, d story.Detail, step int) (list []sighting) {
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

// begins tells whether somebody sits down to write a letter at a step.
func (t *tale) begins(s *story.Step) bool {
	f, ok := s.Fact.(trace.ActionStarted)
	if !ok || f.Index < 0 || f.Index >= len(t.header.Script) {
		return false
	}
	kind := t.header.Script[f.Index].Kind
	return kind == "send" || kind == "reply" || kind == "draft"
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

// about is the envelope that a step is about, or one of its parts: a letter that is written in the middle of something else.
func (t *tale) about(s *story.Step) *story.Envelope {
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

// dealtWith is the letter with which somebody deals who has it, or of which a request bears the token.
func (t *tale) dealtWith(s *story.Step) *story.Envelope {
	id := ""
	switch f := s.Fact.(type) {
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

// torn is the letter that was on its way in a step's conversation and never arrived whole:
// at the step that sends it, and at the one at which the connection breaks.
func (t *tale) torn(s *story.Step) *dialogue.Line {
	lost := func(l *dialogue.Line) bool {
		return l != nil && l.Kind == dialogue.KindData && l.Received == 0 && !t.growing
	}
	if l := t.carried(s); lost(l) {
		return l
	}
	if s.Kind != story.ConnReset || s.Detail == story.Packets {
		return nil
	}
	lines := t.conversation(s.Conn, s.At, 8)
	for i := len(lines) - 1; i >= 0; i-- {
		if lost(lines[i]) {
			return lines[i]
		}
	}
	return nil
}

// unanswered is who owed the other an answer when a step's connection broke: a question or a
// letter had come whole. Empty where nothing was due.
func (t *tale) unanswered(s *story.Step) string {
	lines := t.conversation(s.Conn, s.At, 60)
	if len(lines) == 0 {
		return ""
	}
	l := lines[len(lines)-1]
	if !l.FromClient || l.Received == 0 || l.Received > s.At {
		return ""
	}
	return l.Listener
}

// agreed tells whether who owed an answer when a step's connection broke had already taken the
// letter that came over it: the answer would have been yes.
func (t *tale) agreed(s *story.Step, host string) bool {
	lines := t.conversation(s.Conn, s.At, 60)
	if len(lines) == 0 {
		return false
	}
	events := t.telling.Trace.Events
	for i := min(s.At, len(events)) - 1; i >= 0 && events[i].Seq > lines[len(lines)-1].First; i-- {
		if _, ok := events[i].Fact.(trace.MessageAccepted); ok && events[i].Host == host && events[i].Conn == s.Conn {
			return true
		}
	}
	return false
}

// carried is the line of a step by which a letter travels.
func (t *tale) carried(s *story.Step) *dialogue.Line {
	if s.Detail == story.Packets {
		return nil
	}
	if s.Line != nil && s.Line.Kind == dialogue.KindData {
		return s.Line
	}
	if s.Detail != story.Tell {
		return nil
	}
	for _, part := range t.telling.Story.Parts(s) {
		if l := part.Line; l != nil && l.Kind == dialogue.KindData {
			return l
		}
	}
	return nil
}
