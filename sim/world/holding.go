package world

import (
	"cmp"
	"slices"

	"posta/sim/trace"
)

// holding counts the octets of letters that a run has come to hold: in queues,
// mailboxes and devices, on the roads, and in the record itself. A run holds what it
// has recorded, so that nothing is ever taken off but what has left the road. It is
// counted, not measured: what ends a run must be the same everywhere. A letter that lies
// at several places is kept once, and counts where it came to be first.
type holding struct {
	letters
	limit  int64 // 0: none
	octets [len(holders)]int64
	// unclaimed are octets that a machine has kept, and that no fact is about yet, by their
	// first.
	unclaimed map[*byte]int64
}

// holder is where letters lie.
type holder int

const (
	byPrograms holder = iota // that composed them
	byRecord                 // of what was said
	byQueues
	byMailboxes
	byDevices
	byRoads
)

var holders = [...]string{byPrograms: "programs", byRecord: "record", byQueues: "queues", byMailboxes: "mailboxes", byDevices: "devices", byRoads: "roads"}

// note counts what a fact is about and what is underway, and tells whether there is
// still room. It gives the fact as it is kept.
func (h *holding) note(f trace.Fact, underway func() int64) (kept trace.Fact, ok bool) {
	switch f := f.(type) {
	case trace.DataSent:
		f.Data = h.claim(byRecord, f.Data)
		kept = f
	case trace.MessageComposed:
		f.Data = h.claim(byPrograms, f.Data)
		kept = f
	case trace.MessageAccepted:
		f.Data = h.claim(byQueues, f.Data)
		kept = f
	case trace.MailboxStored:
		f.Data = h.claim(byMailboxes, f.Data)
		kept = f
	case trace.DeviceStored:
		f.Data = h.claim(byDevices, f.Data)
		kept = f
	default:
		return f, true
	}
	return kept, h.room(underway())
}

// claim counts octets that somebody has come to hold, and gives them as they are kept.
func (h *holding) claim(by holder, data []byte) []byte {
	if len(data) == 0 {
		return data
	}
	kept, fresh := h.keep(data)
	h.octets[by] += fresh + h.unclaimed[&kept[0]]
	delete(h.unclaimed, &kept[0])
	return kept
}

// set keeps octets for a machine, before there is a fact about them.
func (h *holding) set(data []byte) []byte {
	if len(data) < sharedFrom {
		return data
	}
	kept, fresh := h.keep(data)
	if h.unclaimed == nil {
		h.unclaimed = map[*byte]int64{}
	}
	h.unclaimed[&kept[0]] += fresh
	return kept
}

// room counts what is underway, and tells whether there is still room.
func (h *holding) room(underway int64) bool {
	h.octets[byRoads] = underway
	total := int64(0)
	for _, n := range h.octets {
		total += n
	}
	return h.limit == 0 || total <= h.limit
}

// most tells who holds what, the most first.
func (h *holding) most() (list []trace.Held) {
	for i, n := range h.octets {
		if n > 0 {
			list = append(list, trace.Held{By: holders[i], Octets: n})
		}
	}
	slices.SortStableFunc(list, func(a, b trace.Held) int { return cmp.Compare(b.Octets, a.Octets) })
	return list
}
