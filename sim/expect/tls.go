package expect

import (
	"cmp"

	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/listener"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// tls counts handshakes as the client saw them.
func (c *checker) tls(e *scenario.TLS) verdict {
	t := c.tally("conversaciones protegidas con TLS", "conversations protected by TLS")
	if !e.OK {
		t = c.tally("conversaciones que TLS no dejó empezar", "conversations that TLS did not let begin")
	}
	t.ends(e.From, e.To)
	t.term(e.Verified != nil && *e.Verified, "con el certificado comprobado", "with the certificate checked")
	t.term(e.Verified != nil && !*e.Verified, "sin comprobar el certificado", "without checking the certificate")
	t.term(e.Distrust != "", "con el certificado %s", "with the certificate %s", e.Distrust)
	opened, far := map[int]trace.Event{}, map[int]string{}
	for _, ev := range c.t.Events {
		switch f := ev.Fact.(type) {
		case trace.ConnOpening:
			opened[ev.Conn] = ev
		case trace.TLSPassed:
			far[f.Inside] = f.Server // with whom it is, whoever passes it on
		case trace.TLSDone:
			first := opened[ev.Conn]
			opening, ok := first.Fact.(trace.ConnOpening)
			if !ok || ev.Host != first.Host || !between(e.From, e.To, first.Host, cmp.Or(far[ev.Conn], opening.Peer)) {
				continue
			}
			t.weigh(ev.Seq,
				but(e.OK && !f.OK, "no se pudo", "it could not be"),
				but(!e.OK && f.OK, "se pudo", "it could be"),
				but(e.Verified != nil && *e.Verified && !f.Verified, "sin comprobar el certificado", "without checking the certificate"),
				but(e.Verified != nil && !*e.Verified && f.Verified, "con el certificado comprobado", "with the certificate checked"),
				distrusted(trace.Code(e.Distrust), f.Distrust))
		}
	}
	return t.verdict(e.Count, nil)
}

func distrusted(want, got trace.Code) lang.Text {
	switch {
	case want == "" || want == got:
		return lang.Text{}
	case got == "":
		return lang.Text{ES: "el certificado no tiene nada de malo", EN: "nothing is wrong with the certificate"}
	}
	return explain.Cause(trace.Cause{Code: got})
}

// overheard counts what a listener on the road could read.
func (c *checker) overheard(e *scenario.Overheard) verdict {
	t := c.tally("veces que quien escucha lee «%s»", "times that a listener reads “%s”", e.Text)
	t.ends(e.From, e.To)
	for _, h := range listener.Listen(c.t, c.d) {
		if h.Says(e.Text) {
			t.weigh(h.Seq, but(!between(e.From, e.To, h.From, h.To), "lo dice %s a %s", "it is said by %s to %s", h.From, h.To))
		}
	}
	return t.verdict(e.Count, nil)
}

// ends are the conditions on who speaks with whom.
func (t *tally) ends(from, to scenario.Endpoint) {
	t.term(from.Name() != "", "de %s", "from %s", from.Name())
	t.term(to.Name() != "", "a %s", "to %s", to.Name())
}

// between tells whether two hosts are the ends that an expectation names.
func between(from, to scenario.Endpoint, a, b string) bool {
	return (from.Name() == "" || from.Name() == a) && (to.Name() == "" || to.Name() == b)
}
