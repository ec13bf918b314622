package stage

import (
	"fmt"
	"strings"
)

// Moment names the sort of picture that the present step is: who acts where on what sort of
// map, what is open, how it ended, where the letter lies. Pictures of one sort differ in
// words alone. It is for whoever looks through all lessons (posta picture --all).
func (m Model) Moment() string {
	s := m.act.step
	if s == nil {
		return m.plan.shape()
	}
	b := newBuilder(&m)
	what, opened := b.open()
	list := []string{m.plan.shape(), fmt.Sprint(s.Kind, m.act.class, what, m.act.tube, m.act.wait > 0, m.act.torn != nil, b.inspects != nil)}
	if m.plan.Portrait || m.w > 1600 {
		// The way of speaking matters less where there is room for all, or a strip for it.
		list[1] = fmt.Sprint(m.act.class, what, m.act.wait > 0, m.act.torn != nil, b.inspects != nil)
	}
	for _, p := range []*Place{m.act.from, m.act.to, opened, m.plan.Place(m.letter.host)} {
		at := "-"
		if p != nil {
			at = fmt.Sprint(p.At)
		}
		list = append(list, at)
	}
	return strings.Join(list, " ")
}

// shape is what a map looks like but for the names on it.
func (m *Map) shape() string {
	var s strings.Builder
	for i := range m.Places {
		p := &m.Places[i]
		fmt.Fprint(&s, p.At, buildingOf(p.Host), p.Stack, ";")
	}
	return s.String()
}
