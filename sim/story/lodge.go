package story

import "posta/sim/dialogue"

// While a story grows, some of its steps have not found their place: a line that is
// on its way, a call that nobody has answered. They are lodged for the time being:
// a Dialogue step with what its conversation is at, or in a Tell step of its own,
// and an address pair on which nothing has been said in a Dialogue step of its own.
// Lodging decides nothing: it is undone before the next event is read, so that what
// is told does not depend on when somebody looked.

// unlodge undoes all lodging.
func (b *builder) unlodge() {
	for _, inn := range b.inns {
		inn.guests = inn.guests[:0]
		b.shelves[tell].mend(inn)
	}
	b.inns = b.inns[:0]
	for _, p := range b.loose {
		if p.lodging != nil {
			p.Parent, p.lodging.parts = nil, p.lodging.parts[:0]
		}
	}
}

// lodge gives every step that is part of nothing yet a place to be told at.
func (b *builder) lodge() {
	b.readPartial()
	loose := b.loose[:0]
	for _, p := range b.loose {
		if p.Parent == nil {
			loose = append(loose, p)
			b.lodgePacket(p)
		}
	}
	b.loose = loose
	unplaced := b.unplaced[:0]
	for _, st := range b.unplaced {
		if st.of == nil {
			unplaced = append(unplaced, st)
			b.lodgeStep(st)
		}
	}
	b.unplaced = unplaced
}

// afterAll is added to the number of a Tell step that only lodges something: what has
// found its place goes before it.
const afterAll = 1 << 30

func (b *builder) lodgePacket(p *Step) {
	e := b.t.At(p.First)
	if p.lodging == nil {
		p.lodging = b.newStep(lines, Step{Kind: Other, From: e.Host, Conn: e.Conn, Fact: e.Fact, FactSeq: e.Seq, settled: e.Seq, key: e.Seq})
		b.shelves[lines].put(p.lodging)
	}
	n := p.lodging
	p.Parent, n.parts = n, append(n.parts, p)
	n.First, n.Last = p.First, p.Last
	b.shelves[lines].mend(n)
	b.lodgeStep(n)
}

func (b *builder) lodgeStep(st *Step) {
	inn := b.innFor(st)
	switch {
	case inn != nil && st.lodging != nil:
		b.shelves[tell].drop(st.lodging)
		st.lodging = nil
	case inn == nil:
		if st.lodging == nil {
			st.lodging = b.newStep(tell, Step{})
			st.lodging.born = afterAll + st.born
		}
		inn = st.lodging
		g := &exchange{step: inn, kind: aloneKind(st), conn: st.Conn, host: st.From, key: st.key, settled: st.settled, main: st}
		g.last, g.worst, g.failed = tally(st, None, None, false)
		if st.Conn != 0 {
			g.chapter = chapterOfConn(st.Conn)
		}
		inn.of, inn.First, inn.Last = g, st.First, st.Last
		b.change(g)
	}
	st.Parent = inn
	inn.guests = append(inn.guests, st)
	b.inns = append(b.inns, inn)
	b.shelves[tell].mend(inn)
}

// innFor is the Tell step with which a step lodges, nil where it is alone.
func (b *builder) innFor(st *Step) *Step {
	if of := b.lost[st]; of != nil {
		return of.Parent // what was lost is told with what was being said
	}
	if t := b.talks[st.Conn]; st.Conn != 0 && t != nil && t.current != nil {
		return t.current.step
	}
	return nil
}

// aloneKind is the kind of the Tell step of a step that lodges alone.
func aloneKind(st *Step) Kind {
	l := st.Line
	switch {
	case l == nil:
		return st.Kind
	case l.Kind == dialogue.KindQuery:
		return TellDNS
	case l.Kind == dialogue.KindAnswer:
		return TellDNSReply
	}
	stage := "other"
	if l.Kind == dialogue.KindCommand {
		stage, _ = stageOf(st.Kind)
	}
	return stageKind(l, stage)
}

// forget takes a Dialogue step back that only lodged a packet.
func (b *builder) forget(n *Step) {
	b.shelves[lines].drop(n)
	if n.lodging != nil {
		b.shelves[tell].drop(n.lodging)
	}
}
