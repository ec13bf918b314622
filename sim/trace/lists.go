package trace

import (
	"slices"
	"strings"
)

// Member is somebody on a mailing list.
type Member struct {
	Address string // as the list has it
	// Reports is how many count of the letters that came back, and Held whether nothing more is sent to them.
	Reports int
	Held    bool
	// Seq is the event that changed this last; 0: none.
	Seq int
}

// At is who is on the list once these events have happened: those who get its letters in the order in which they came, and
// those on hold where they stood.
func (l List) At(events []Event) []Member {
	var list []Member
	for _, m := range l.Members {
		list = append(list, Member{Address: m})
	}
	for i := range events {
		f, ok := events[i].Fact.(ListActed)
		if !ok || f.List != l.Address {
			continue
		}
		at := slices.IndexFunc(list, func(m Member) bool { return strings.EqualFold(m.Address, f.Address) })
		switch f.Do {
		case ListJoined:
			if at >= 0 {
				list = slices.Delete(list, at, at+1)
			}
			list = append(list, Member{Address: f.Address, Seq: events[i].Seq})
		case ListLeft:
			if at >= 0 {
				list = slices.Delete(list, at, at+1)
			}
		case ListCounted, ListHeld:
			if at >= 0 {
				list[at] = Member{Address: list[at].Address, Reports: f.Reports, Held: f.Do == ListHeld, Seq: events[i].Seq}
			}
		}
	}
	return list
}
