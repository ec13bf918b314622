package story

import (
	"slices"
	"strings"

	"posta/sim/trace"
)

// assemble puts the nodes of each level in order and ties the levels together.
func (b *builder) assemble() *Story {
	s := &Story{Trace: b.t}
	groups := make([]node, len(b.groups))
	for i := range b.groups {
		groups[i] = b.groupNode(&b.groups[i])
	}
	for i := range b.lines {
		b.lines[i].up = b.groupOf[i]
	}
	all := [levels][]node{groups, b.lines, b.packets}
	var place [levels][]int32 // index in the story, by node
	for level, nodes := range all {
		s.steps[level], place[level] = order(b.t, nodes, level == tell)
	}
	for level := range all {
		details := Details()
		for i, n := range all[level] {
			st := &s.steps[level][place[level][i]]
			st.Detail, st.Parent = details[level], -1
			if level != tell && n.up >= 0 {
				st.Parent = int(place[level-1][n.up])
			}
		}
	}
	s.ofLine = place[lines][:len(b.d.Lines)]
	s.claim(b, place)
	s.adopt()
	for level := range all {
		s.findCauses(b, level)
	}
	s.findChapters(b, place[tell])
	return s
}

// order sorts the nodes into steps, and says where each of them went. At never
// falls from one step to the next: what is told later is seen later. Nodes of the
// same key go by their first event, or stay in the order they are in.
func order(t *trace.Trace, nodes []node, inOrder bool) ([]Step, []int32) {
	by := make([]int32, len(nodes))
	for i := range by {
		by[i] = int32(i)
	}
	slices.SortStableFunc(by, func(x, y int32) int {
		a, c := &nodes[x], &nodes[y]
		if a.key != c.key || inOrder {
			return a.key - c.key
		}
		return a.First - c.First
	})
	steps, place := make([]Step, len(nodes)), make([]int32, len(nodes))
	shown := 0
	for i, x := range by {
		place[x] = int32(i)
		st := &steps[i]
		*st = nodes[x].Step
		shown = max(shown, st.At)
		st.Index, st.At, st.Cause = i, shown, -1
		st.Start = t.At(st.First).At
		st.End = max(t.At(nodes[x].Step.At).At, st.Start)
	}
	return steps, place
}

// groupNode makes the Tell step of a group.
func (b *builder) groupNode(g *group) node {
	n := node{key: g.key, up: -1, Step: Step{Kind: g.kind, Conn: g.conn, At: g.at}}
	main := g.main
	if main < 0 {
		main = g.members[0]
	}
	m := &b.lines[main]
	n.Variant, n.Line, n.Fact, n.FactSeq = m.Variant, m.Line, m.Fact, m.FactSeq
	n.From, n.To = m.From, m.To
	if c := b.conn(g.conn); g.conn != 0 && n.Line != nil {
		n.From, n.To = c.hosts[client], c.hosts[server]
	}
	if n.Kind != m.Kind {
		n.Variant = ""
	}
	n.Envelope = g.letter
	if n.Envelope == nil {
		n.Envelope = m.Envelope
	}
	var last Class
	for _, i := range g.members {
		l := &b.lines[i]
		if n.First == 0 || l.First < n.First {
			n.First = l.First
		}
		n.Last = max(n.Last, l.Last)
		if n.Envelope != nil && l.Envelope == nil && l.Line != nil && (g.stage == "envelope" || g.stage == "letter") {
			l.Envelope = n.Envelope
		}
		if l.Kind == PacketLost {
			continue // the road's trouble, not the conversation's
		}
		if l.Line == nil && l.Failure {
			n.Failure = true
		}
		if l.Class == None || l.trailing {
			continue
		}
		last = l.Class
		if l.Class != More && l.Class.worse(n.Class) {
			n.Class = l.Class
		}
	}
	switch {
	case n.Class == None:
		n.Class = last
	case g.stage == "greet" || g.kind == TellDNS || g.kind == TellDNSReply || g.kind == TellDNSAsking:
		// The way in, or the answer, may take two tries: the last word counts.
		n.Class = last
	}
	if n.Kind == TellDNS || n.Kind == TellDNSReply {
		n.Failure = false
	}
	n.Failure = n.Failure || n.Class == Temporary || n.Class == Permanent
	if n.Failure && strings.HasPrefix(string(n.Kind), "tell.") {
		n.Variant = "failed"
	}
	return n
}

// claim fills the owners.
func (s *Story) claim(b *builder, place [levels][]int32) {
	for level := range s.owner {
		s.owner[level] = make([]int32, len(b.t.Events)+1)
		s.owner[level][0] = -1
	}
	for seq := 1; seq <= len(b.t.Events); seq++ {
		at := place[packets][b.owner[seq]]
		for level := packets; level >= tell; level-- {
			s.owner[level][seq] = at
			if level > tell {
				at = int32(s.steps[level][at].Parent)
			}
		}
	}
}

// adopt lists the children of the steps.
func (s *Story) adopt() {
	for level := tell; level < packets; level++ {
		first := make([]int32, len(s.steps[level])+1)
		for i := range s.steps[level+1] {
			first[s.steps[level+1][i].Parent+1]++
		}
		for i := 1; i < len(first); i++ {
			first[i] += first[i-1]
		}
		kids, next := make([]int32, len(s.steps[level+1])), slices.Clone(first)
		for i := range s.steps[level+1] {
			p := s.steps[level+1][i].Parent
			kids[next[p]] = int32(i)
			next[p]++
		}
		s.children[level], s.kids[level] = first, kids
	}
}

// maxClimb bounds the look back for a cause that lies outside of the step.
const maxClimb = 64

// findCauses ties each step to the one that led to it.
func (s *Story) findCauses(b *builder, level int) {
	for i := range s.steps[level] {
		st := &s.steps[level][i]
		seq := st.First
		if level == lines && st.Line != nil {
			if q := b.question(st.Line); q != nil && st.Line.Kind != "data" {
				// A reply is the answer to its command, whatever woke the program.
				seq = 0
				if o := s.StepOfLine(q.Index); o >= 0 && o < i {
					st.Cause = o
				}
			} else {
				seq = st.Line.First
			}
		} else if level == lines && st.FactSeq != 0 && st.Kind != ConnOpen && st.Kind != ConnClose {
			seq = st.FactSeq
		}
		for range maxClimb {
			if seq = s.Trace.At(seq).Cause; seq <= 0 {
				break
			}
			if o := int(s.owner[level][seq]); o < i {
				st.Cause = o
				break
			}
		}
	}
}
