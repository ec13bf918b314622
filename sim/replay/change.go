package replay

import "strconv"

// Part is the part of a host's state that a change is in.
type Part string

// The parts.
const (
	PartPower       Part = "power"
	PartConnections Part = "connections"
	PartRoad        Part = "road" // packets in flight; Host is the sender
	PartQueue       Part = "queue"
	PartHeld        Part = "held"
	PartCache       Part = "cache"
	PartRoutes      Part = "routes"
	PartChecks      Part = "checks"
	PartMailboxes   Part = "mailboxes"
	PartOutbox      Part = "outbox"
	PartCopies      Part = "copies"
	PartPending     Part = "pending"
	PartScreen      Part = "screen"
	PartActions     Part = "actions" // of the run; Host may be empty
	PartRun         Part = "run"
)

// Op is what became of an item.
type Op string

// The operations.
const (
	Added   Op = "added"
	Altered Op = "altered"
	Removed Op = "removed"
	// Consulted: looked at and not altered (a cache's hit or miss).
	Consulted Op = "consulted"
)

// Change says that an item of a host's state changed. Key names it within the
// part: a connection's or packet's number, "queue destination", "name type",
// "user folder uid"; parts of a key that hold spaces are quoted.
type Change struct {
	Host string
	Part Part
	Key  string
	Op   Op
}

// tally sums changes up, each item once, in the order in which they were first met.
type tally struct {
	place   map[item]int
	courses []course
}

// item is what a Change is about.
type item struct {
	host string
	part Part
	key  string
}

// course is what became of an item, consultations left out.
type course struct {
	item
	first, last Op
}

func (t *tally) add(changes []Change) {
	if t.place == nil {
		t.place = map[item]int{}
	}
	for _, c := range changes {
		it := item{c.Host, c.Part, c.Key}
		i, ok := t.place[it]
		if !ok {
			i = len(t.courses)
			t.place[it] = i
			t.courses = append(t.courses, course{item: it})
		}
		if c.Op == Consulted {
			continue
		}
		if t.courses[i].first == "" {
			t.courses[i].first = c.Op
		}
		t.courses[i].last = c.Op
	}
}

func (t *tally) list() []Change {
	var list []Change
	for _, c := range t.courses {
		before, after := c.first != Added, c.last != Removed
		op := Altered
		switch {
		case c.first == "":
			op = Consulted
		case !before && !after:
			continue
		case !before:
			op = Added
		case !after:
			op = Removed
		}
		list = append(list, Change{c.host, c.part, c.key, op})
	}
	return list
}

// key joins what names an item.
func key(parts ...string) string {
	var b []byte
	for i, p := range parts {
		if i > 0 {
			b = append(b, ' ')
		}
		if needsQuotes(p) {
			b = strconv.AppendQuote(b, p)
		} else {
			b = append(b, p...)
		}
	}
	return string(b)
}

func needsQuotes(s string) bool {
	if s == "" {
		return true
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] == '"' || s[i] == 0x7f {
			return true
		}
	}
	return false
}

// The keys under which changes name items, so that a view can ask for its own.

// Key names the connection among its host's.
func (c *Connection) Key() string { return strconv.Itoa(c.Number) }

// Key names the packet.
func (p *Packet) Key() string { return strconv.Itoa(p.Event) }

// Key names the line among its host's.
func (l *QueueLine) Key() string { return key(l.Queue, l.Destination) }

// Key names the letter among its host's.
func (l *Letter) Key() string { return key(l.Queue) }

// Key names the entry in its cache.
func (e *CacheEntry) Key() string { return key(e.Name, e.Type) }

// Key names the route among its host's.
func (r *Route) Key() string { return key(r.Domain) }

// Key names the check among its host's.
func (c *Checked) Key() string { return strconv.Itoa(c.Seq) }

// Key names the message in its host's mailboxes, together with the mailbox's user
// and the folder's name.
func (m *Message) Key(user, folder string) string {
	return key(user, folder, strconv.FormatUint(uint64(m.UID), 10))
}

// Key names the message among those written on its device.
func (c *Composed) Key() string { return key(c.MessageID) }

// Key names the copy among its device's.
func (c *Copy) Key() string { return key(c.User, c.Protocol, c.Folder, c.UID) }

// Key names what was done among all that its device has still to tell.
func (p *Pending) Key() string { return strconv.Itoa(p.Seq) }

// Key names the action.
func (a *Action) Key() string { return strconv.Itoa(a.Index) }

// HasChanged tells whether anything in a part of a host's state changed; an empty
// part stands for all of them.
func (s *State) HasChanged(host string, part Part) bool {
	for _, c := range s.Changed {
		if c.Host == host && (part == "" || c.Part == part) {
			return true
		}
	}
	return false
}
