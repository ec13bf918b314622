package world

import (
	"cmp"
	"slices"

	"posta/sim/trace"
)

// holding counts the octets of letters that a run has come to hold: in queues,
// mailboxes and devices, on the roads, and in the record itself. A run holds what it
// has recorded, so that nothing is ever taken off but what has left the road. It is
// counted, not measured: what ends a run must be the same everywhere.
type holding struct {
	limit  int64 // 0: none
	octets [len(holders)]int64
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
// still room.
func (h *holding) note(f trace.Fact, underway func() int64) bool {
	switch f := f.(type) {
	case trace.DataSent:
		h.octets[byRecord] += int64(len(f.Data))
	case trace.MessageComposed:
		h.octets[byPrograms] += int64(len(f.Data))
	case trace.MessageAccepted:
		h.octets[byQueues] += int64(len(f.Data))
	case trace.MailboxStored:
		h.octets[byMailboxes] += int64(len(f.Data))
	case trace.DeviceStored:
		h.octets[byDevices] += int64(len(f.Data))
	default:
		return true
	}
	return h.room(underway())
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
