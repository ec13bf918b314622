package world

import "bytes"

// letters keeps big letters once for all who hold them. A letter that travels is nearly
// the same at every place: each server writes a line on top and changes nothing below,
// and what is said on the road is the letter with a dot after it. So it lies in memory
// with room around it, and each of its forms is a part of that.
//
// What is kept is never changed: only room that nobody holds is written to.
type letters struct {
	sheets []*sheet
	known  map[*byte]*sheet // by the first octet of each form
}

// sheet is the memory of one letter.
type sheet struct {
	buf      []byte
	low, end int // the longest form so far
	tail     int // octets that follow end
}

const (
	// sharedFrom is the size from which sharing is worth a look.
	sharedFrom = 64 << 10
	// above and below are the room for what is written on top of a letter on its way,
	// and for what is said after it.
	above, below = 8 << 10, 64
	// signature is how much of a letter's end it is recognised by, before all is compared.
	signature = 32
)

// keep gives the octets in the memory in which they are kept, and how many had not been
// kept before.
func (l *letters) keep(data []byte) (kept []byte, fresh int64) {
	if len(data) < sharedFrom {
		return data, int64(len(data))
	}
	if l.holds(data) {
		return data, 0
	}
	for i := len(l.sheets) - 1; i >= 0; i-- {
		if kept, fresh, ok := l.sheets[i].take(data); ok {
			l.known[&kept[0]] = l.sheets[i]
			return kept, fresh
		}
	}
	s := &sheet{buf: make([]byte, above+len(data)+below), low: above, end: above + len(data)}
	copy(s.buf[above:], data)
	if said := bytes.TrimSuffix(data, []byte("\r\n.\r\n")); len(said) < len(data) {
		s.end, s.tail = above+len(said)+len("\r\n"), len(".\r\n")
	}
	if l.known == nil {
		l.known = map[*byte]*sheet{}
	}
	kept = s.buf[above : above+len(data) : above+len(data)]
	l.sheets, l.known[&kept[0]] = append(l.sheets, s), s
	return kept, int64(len(data))
}

// holds tells whether the octets are a form that lies in a sheet.
func (l *letters) holds(data []byte) bool {
	s := l.known[&data[0]]
	return s != nil && len(data) <= len(s.buf)
}

// take gives a form of the sheet's letter, if the octets are one, or can become one.
func (s *sheet) take(data []byte) (kept []byte, fresh int64, ok bool) {
	mark := s.buf[s.end-signature : s.end]
	near := max(0, len(data)-below-signature)
	at := bytes.LastIndex(data[near:], mark)
	if at < 0 {
		return nil, 0, false
	}
	form, tail := data[:near+at+signature], data[near+at+signature:]
	if seen := s.buf[s.end : s.end+min(s.tail, len(tail))]; !bytes.HasPrefix(tail, seen) {
		return nil, 0, false
	}
	more := len(form) - (s.end - s.low)
	if more > s.low || !bytes.Equal(form[max(0, more):], s.buf[max(s.low, s.end-len(form)):s.end]) {
		return nil, 0, false
	}
	if more > 0 {
		copy(s.buf[s.low-more:], form[:more])
		s.low -= more
		fresh += int64(more)
	}
	if more := len(tail) - s.tail; more > 0 {
		copy(s.buf[s.end+s.tail:], tail[s.tail:])
		s.tail = len(tail)
		fresh += int64(more)
	}
	to := s.end + len(tail)
	return s.buf[s.end-len(form) : to : to], fresh, true
}
