package readers

import (
	"strings"
	"time"
)

// Fate is what an address of a population is.
type Fate int

// The fates.
const (
	Person Fate = iota
	Idle        // a person who never acts
	Dead        // nobody, any more
	Full        // a mailbox without room, which nobody empties
	Trap        // nobody, ever
)

// Roll is a number below Whole that depends on its arguments alone, as if it had been drawn.
func Roll(seed uint64, words ...string) Share {
	return Share(hash(seed, words...) % uint64(Whole))
}

// hash is FNV-1a over the words, and then the finalizer of SplitMix64: neighbours ("lector1", "lector2")
// are to have nothing to do with each other.
func hash(seed uint64, words ...string) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset) ^ seed*0x9e3779b97f4a7c15
	for _, w := range words {
		for i := range len(w) {
			h = (h ^ uint64(w[i])) * prime
		}
		h = (h ^ 0xff) * prime // "ab", "c" is not "a", "bc"
	}
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// Fate says what an address of the segment is.
func (s *Segment) Fate(seed uint64, address string) Fate {
	r := Roll(seed, address, "fate")
	for _, one := range [...]struct {
		share Share
		fate  Fate
	}{{s.Dead, Dead}, {s.Full, Full}, {s.Traps, Trap}, {s.Idle, Idle}} {
		if r < one.share {
			return one.fate
		}
		r -= one.share
	}
	return Person
}

// Letter is what a decision about a letter depends on, beside where it lies.
type Letter struct {
	ID      string // its Message-ID
	Subject string
	// Left tells that the person has asked its sender before to get no more.
	Left bool
	// Way tells that the letter says how to ask for that.
	Way bool
}

// Plan is what a person does with a letter. Whoever complains does nothing else; whoever deletes it
// has not opened it.
type Plan struct {
	Rescue, Open, Click, Buy, Delete, Complain, Unsubscribe bool
	// Stuck: the complaint is for want of a way to unsubscribe; Again: for having been written to
	// all the same.
	Stuck, Again bool
}

// Nothing tells that the letter is left as it is.
func (p Plan) Nothing() bool { return p == Plan{} }

// Decide says what a person does with a letter in INBOX, or in the folder of junk.
func (h *Habits) Decide(seed uint64, person string, l Letter, junk bool) Plan {
	roll := func(what string, share Share) bool { return Roll(seed, person, l.ID, what) < share }
	opens, complains := h.taste(l.Subject)
	if junk {
		if !roll("looks", h.Looks) || !roll("rescues", h.Rescues) {
			return Plan{}
		}
		clicks := roll("clicks", h.Clicks)
		return Plan{Rescue: true, Open: true, Click: clicks, Buy: clicks && roll("buys", h.Buys)}
	}
	again := l.Left && roll("again", h.Again)
	if again || roll("complains", complains) {
		return Plan{Complain: true, Again: again}
	}
	if roll("unsubscribes", h.Unsubscribes) {
		if l.Way {
			return Plan{Open: true, Unsubscribe: true}
		}
		if roll("stuck", h.Stuck) {
			return Plan{Open: true, Complain: true, Stuck: true}
		}
	}
	if roll("opens", opens) {
		clicks := roll("clicks", h.Clicks)
		return Plan{Open: true, Click: clicks, Buy: clicks && roll("buys", h.Buys)}
	}
	return Plan{Delete: roll("deletes", h.Deletes)}
}

func (h *Habits) taste(subject string) (opens, complains Share) {
	opens, complains = h.Opens, h.Complains
	for _, t := range h.Tastes {
		if strings.Contains(strings.ToLower(subject), strings.ToLower(t.Subject)) {
			if t.Opens >= 0 {
				opens = t.Opens
			}
			if t.Complains >= 0 {
				complains = t.Complains
			}
			break
		}
	}
	return opens, complains
}

// Ways says by which machines a person's mail goes: whether their program loads pictures, and
// whether their provider does, or follows links, before them. It is so of all their letters.
func (h *Habits) Ways(seed uint64, person string) (pictures, proxied, scanned bool) {
	return Roll(seed, person, "pictures") < h.Pictures, Roll(seed, person, "proxied") < h.Proxied, Roll(seed, person, "scanned") < h.Scanned
}

// late is by how much of the median, in per cent, a look comes after the arrival: the quantiles of a
// long tail. Half of the looks come within the median, and one in sixteen takes more than eight times as long.
var late = [...]int64{1, 8, 16, 25, 35, 46, 60, 78, 100, 130, 170, 220, 290, 400, 560, 850, 1600}

// Look is when a person looks at a letter that arrives now, by the clock of where they live.
func (h *Habits) Look(seed uint64, person, id string, now time.Time) time.Duration {
	const fine = 1024
	r := int64(hash(seed, person, id, "look") % ((uint64(len(late)) - 1) * fine))
	at, rest := r/fine, r%fine
	percent1024 := late[at]*fine + (late[at+1]-late[at])*rest
	after := h.After / 100 / fine * time.Duration(percent1024)
	if h.Wakes == h.Sleeps {
		return after
	}
	then := now.Add(after)
	wake := time.Date(then.Year(), then.Month(), then.Day(), h.Wakes, 0, 0, 0, then.Location())
	sleep := time.Date(then.Year(), then.Month(), then.Day(), h.Sleeps, 0, 0, 0, then.Location())
	if h.Wakes < h.Sleeps && !then.Before(wake) && then.Before(sleep) || h.Wakes > h.Sleeps && (then.Before(sleep) || !then.Before(wake)) {
		return after
	}
	if !then.Before(wake) {
		wake = wake.AddDate(0, 0, 1)
	}
	// Not all at the stroke of the hour.
	return wake.Sub(now) + time.Duration(hash(seed, person, id, "wake")%5400)*time.Second
}

// Soon is when a program does what it does of itself: within the first minute.
func Soon(seed uint64, person, id, program string) time.Duration {
	return time.Second + time.Duration(hash(seed, person, id, program)%59_000)*time.Millisecond
}

// Choose picks one of n things for a person and a letter.
func Choose(seed uint64, person, id, what string, n int) int {
	return int(hash(seed, person, id, what) % uint64(n))
}
