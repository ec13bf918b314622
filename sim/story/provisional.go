package story

import "posta/sim/dialogue"

// While a story grows, some of its steps have not found their place: a line that is
// on its way, a call that nobody has answered. They are placed provisionally:
// a Dialogue step with what its conversation is at, or in a Tell step of its own,
// and an address pair on which nothing has been said in a Dialogue step of its own.
// Such a place decides nothing: it is undone before the next event is read, so that what
// is told does not depend on when somebody looked.

// undoProvisional takes every provisional place back.
func (b *builder) undoProvisional() {
	for _, holder := range b.holders {
		holder.held = holder.held[:0]
		b.shelves[tell].mend(holder)
	}
	b.holders = b.holders[:0]
	for _, p := range b.loose {
		if p.provisional != nil {
			p.Parent, p.provisional.parts = nil, p.provisional.parts[:0]
		}
	}
}

// placeProvisionally gives every step that is part of nothing yet a place to be told at.
func (b *builder) placeProvisionally() {
	b.readPartial()
	loose := b.loose[:0]
	for _, p := range b.loose {
		if p.Parent == nil {
			loose = append(loose, p)
			b.holdPacket(p)
		}
	}
	b.loose = loose
	unplaced := b.unplaced[:0]
	for _, st := range b.unplaced {
		if st.of == nil {
			unplaced = append(unplaced, st)
			b.holdStep(st)
		}
	}
	b.unplaced = unplaced
}

// afterAll is added to the number of a Tell step that is only provisional: what has
// found its place goes before it.
const afterAll = 1 << 30

func (b *builder) holdPacket(p *Step) {
	e := b.t.At(p.First)
	if p.provisional == nil {
		p.provisional = b.newStep(lines, Step{Kind: Other, From: e.Host, Conn: e.Conn, Fact: e.Fact, FactSeq: e.Seq, settled: e.Seq, key: e.Seq})
		b.shelves[lines].put(p.provisional)
	}
	n := p.provisional
	p.Parent, n.parts = n, append(n.parts, p)
	n.First, n.Last = p.First, p.Last
	b.shelves[lines].mend(n)
	b.holdStep(n)
}

func (b *builder) holdStep(st *Step) {
	holder := b.holderFor(st)
	switch {
	case holder != nil && st.provisional != nil:
		b.shelves[tell].drop(st.provisional)
		st.provisional = nil
	case holder == nil:
		if st.provisional == nil {
			st.provisional = b.newStep(tell, Step{})
			st.provisional.born = afterAll + st.born
		}
		holder = st.provisional
		g := &exchange{step: holder, kind: aloneKind(st), conn: st.Conn, host: st.From, key: st.key, settled: st.settled, main: st}
		g.last, g.worst, g.failed = tally(st, None, None, false)
		if st.Conn != 0 {
			g.chapter = chapterOfConn(st.Conn)
			if t := b.talks[st.Conn]; t != nil {
				g.chapter = t.chapter
			}
		}
		holder.of, holder.First, holder.Last = g, st.First, st.Last
		b.change(g)
	}
	st.Parent = holder
	holder.held = append(holder.held, st)
	b.holders = append(b.holders, holder)
	b.shelves[tell].mend(holder)
}

// holderFor is the Tell step that holds a step provisionally, nil where it is alone.
func (b *builder) holderFor(st *Step) *Step {
	if of := b.lost[st]; of != nil {
		return of.Parent // what was lost is told with what was being said
	}
	if t := b.talks[st.Conn]; st.Conn != 0 && t != nil && t.current != nil {
		return t.current.step
	}
	return nil
}

// aloneKind is the kind of the Tell step of a step that is told alone.
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

// forget takes a Dialogue step back that only held a packet.
func (b *builder) forget(n *Step) {
	b.shelves[lines].drop(n)
	if n.provisional != nil {
		b.shelves[tell].drop(n.provisional)
	}
}
