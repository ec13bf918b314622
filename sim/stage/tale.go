package stage

import (
	"bytes"
	"slices"
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
	lain    [2]lieThen               // what lies where at the moments that were asked for last
	order   map[string]int           // letters by Message-ID, in the order in which they were first seen, from 1
	authors map[string]string        // who wrote those of which that was asked, by the name that stands in it
	reports map[string]story.Class   // letters that are delivery status notifications, by Message-ID: what has become of the letter
	failed  map[string]string        // whom a report says could not be reached, the first of them
	queued  map[holding]string       // letters by what post offices call them
	settled map[holding][]settlement // with whom post offices are done, by Message-ID
	mailed  map[mailing]string       // letters of campaigns, by Message-ID
	acting  map[string]int           // the action of the script that each device is at
	handles map[int]string           // the letter with which each action deals that deals with one
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

func newTale(tl *telling.Telling, measure Measure, caption Caption) *tale {
	t := &tale{measure: measure, caption: caption, telling: tl, replay: tl.Replay, header: &tl.Trace.Header,
		talked: map[pair]bool{}, middles: map[int]string{}, letters: map[string][]sighting{}, reports: map[string]story.Class{}, failed: map[string]string{}, queued: map[holding]string{}, settled: map[holding][]settlement{}, mailed: map[mailing]string{}, acting: map[string]int{}, handles: map[int]string{}, order: map[string]int{}, authors: map[string]string{}, shelves: shelves{now: map[shelved]*lying{}}, plans: map[planned]*Map{},
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
		t.handle(e.Host, f.MessageID)
	case trace.DeviceChanged:
		t.handle(e.Host, f.MessageID)
	case trace.DeviceSaved:
		t.handle(e.Host, f.MessageID)
	case trace.ActionStarted:
		t.acting[e.Host] = f.Index
	case trace.ActionEnded:
		delete(t.acting, e.Host)
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
	marks := 0
	if n := len(list); n > 0 {
		marks = list[n-1].postmarks
	}
	if data != nil {
		marks = postmarks(data)
		if header, _, _ := bytes.Cut(data, []byte("\r\n\r\n")); bytes.Contains(header, []byte("report-type=delivery-status")) { // RFC 3464 section 2
			t.reports[id] = reported(data)
			if t.failed[id] == "" {
				t.failed[id] = finalRecipient(data)
			}
		}
	}
	t.letters[id] = append(list, sighting{e.Seq, e.Host, marks})
}

// author is who wrote a letter, by what is said in it, or where its name was given.
func (t *tale) author(id string) string {
	for _, seen := range t.letters[id] {
		if t.authors[id] != "" {
			break
		}
		t.authors[id] = author(t.telling.Trace.At(seen.seq).Fact)
	}
	return t.authors[id]
}

func author(f trace.Fact) string {
	if composed, ok := f.(trace.MessageComposed); ok && composed.From != "" {
		return composed.From
	}
	from, _ := field(trace.DataOf(f), "From")
	return address(from)
}

// reported is the worst of what a report says has become of a letter (RFC 3464 section 2.3.3).
func reported(message []byte) story.Class {
	worst := story.OK
	for line := range bytes.Lines(message) {
		name, value, _ := bytes.Cut(line, []byte(":"))
		if !bytes.EqualFold(name, []byte("Action")) {
			continue
		}
		switch action := string(bytes.ToLower(bytes.TrimSpace(value))); {
		case action == "failed":
			return story.Permanent
		case action == "delayed":
			worst = story.Temporary
		}
	}
	return worst
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
