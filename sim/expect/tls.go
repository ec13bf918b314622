package expect

import (
	"posta/sim/lang"
	"posta/sim/listener"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// tls counts handshakes as the client saw them.
func (c *checker) tls(e *scenario.TLS) verdict {
	opened := map[int]trace.Event{}
	var seqs []int
	for _, ev := range c.t.Events {
		switch f := ev.Fact.(type) {
		case trace.ConnOpening:
			opened[ev.Conn] = ev
		case trace.TLSDone:
			first := opened[ev.Conn]
			opening, ok := first.Fact.(trace.ConnOpening)
			if ok && ev.Host == first.Host && f.OK == e.OK && between(e.From, e.To, first.Host, opening.Peer) &&
				(e.Verified == nil || *e.Verified == f.Verified) && (e.Distrust == "" || e.Distrust == f.Distrust) {
				seqs = append(seqs, ev.Seq)
			}
		}
	}
	what := lang.Sprintf("conversaciones protegidas con TLS", "conversations protected by TLS")
	if !e.OK {
		what = lang.Sprintf("conversaciones que TLS no dejó empezar", "conversations that TLS did not let begin")
	}
	return counted(what, e.Count, seqs, 0)
}

// overheard counts what a listener on the road could read.
func (c *checker) overheard(e *scenario.Overheard) verdict {
	var seqs []int
	for _, h := range listener.Listen(c.t, c.d) {
		if between(e.From, e.To, h.From, h.To) && h.Says(e.Text) {
			seqs = append(seqs, h.Seq)
		}
	}
	return counted(lang.Sprintf("veces que quien escucha lee «%s»", "times that a listener reads \"%s\"", e.Text), e.Count, seqs, 0)
}

// between tells whether two hosts are the ends that an expectation names.
func between(from, to scenario.Endpoint, a, b string) bool {
	return (from.Name() == "" || from.Name() == a) && (to.Name() == "" || to.Name() == b)
}
