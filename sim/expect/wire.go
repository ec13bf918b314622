package expect

import (
	"slices"
	"strings"
	"time"

	"posta/sim/dialogue"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/trace"
)

func (c *checker) refused(e *scenario.Refused) verdict {
	t := c.tally("órdenes SMTP rechazadas", "SMTP commands refused")
	t.term(e.Host != nil, "por %s", "by %s", name(e.Host))
	t.term(e.Command != "", "la orden %s", "the command %s", e.Command)
	t.term(e.To != scenario.Address{}, "para %s", "for %s", e.To)
	t.term(e.Code != 0, "con el código %d", "with the code %d", e.Code)
	t.term(e.Enhanced != "", "con el código ampliado %s", "with the enhanced code %s", e.Enhanced)
	for _, l := range c.d.Lines {
		if l.Protocol != dialogue.SMTP || l.Class != dialogue.ClassTemporary && l.Class != dialogue.ClassPermanent {
			continue
		}
		var asked dialogue.Line
		if l.Question >= 0 {
			asked = *c.d.Lines[l.Question]
		}
		enhanced := l.Enhanced
		if enhanced == "" {
			enhanced = "-"
		}
		t.weigh(l.First,
			but(e.Host != nil && l.Speaker != name(e.Host), "lo dice %s", "it is said by %s", l.Speaker),
			but(e.Command != "" && !answers(l, asked, e.Command), "no contesta a %s", "it does not answer %s", e.Command),
			but(e.To != scenario.Address{} && !contains(asked.Args, "<"+e.To.String()+">"), "no es por %s", "it is not about %s", e.To),
			but(e.Code != 0 && l.Code != e.Code, "el código es %d", "the code is %d", l.Code),
			but(e.Enhanced != "" && l.Enhanced != e.Enhanced, "el código ampliado es %s", "the enhanced code is %s", enhanced))
	}
	return t.related().verdict(e.Count, nil)
}

// answers tells whether a reply is to a command, as scenarios name it: CONNECT is
// the greeting, BODY the letter.
func answers(reply *dialogue.Line, asked dialogue.Line, command string) bool {
	switch command {
	case "CONNECT":
		return reply.Kind == dialogue.KindGreeting
	case "BODY":
		return asked.Kind == dialogue.KindData
	}
	return asked.Kind != dialogue.KindData && strings.HasPrefix(asked.Verb, strings.ToUpper(command))
}

func (c *checker) exchanges(e *scenario.Exchanges) verdict {
	proto := strings.ToUpper(e.Proto)
	if e.Proto == "tcp" || e.Proto != "dns" && e.Command == "" {
		t := c.tally("conversaciones %s", "%s conversations", proto)
		if e.Proto == "tcp" {
			t = c.tally("conexiones TCP", "TCP connections")
		}
		t.ends(e.From, e.To)
		for _, ev := range c.t.Events {
			f, ok := ev.Fact.(trace.ConnOpening)
			if ok && f.Network == "tcp" && (e.Proto == "tcp" || protocolOf(f.Service) == e.Proto) {
				t.weigh(ev.Seq, t.others(e, ev.Host, f.Peer)...)
			}
		}
		return t.related().verdict(e.Count, nil)
	}
	t := c.tally("órdenes %s", "%s commands", proto)
	if e.Proto == "dns" {
		t = c.tally("preguntas al DNS", "DNS questions")
	}
	t.ends(e.From, e.To)
	t.term(e.Command != "", "%s", "%s", strings.ToUpper(e.Command))
	t.term(e.Name != "", "por %s", "for %s", e.Name)
	t.term(e.Type != "", "de tipo %s", "of type %s", e.Type)
	for _, l := range c.d.Lines {
		if l.Protocol != e.Proto || !l.FromClient {
			continue
		}
		buts := t.others(e, l.Speaker, l.Listener)
		if e.Proto == "dns" {
			if l.Kind != dialogue.KindQuery || l.DNS == nil {
				continue
			}
			asked := strings.TrimSuffix(l.DNS.Name, ".")
			buts = append(buts, but(e.Name != "" && !strings.EqualFold(asked, e.Name), "es por %s", "it is for %s", asked),
				but(e.Type != "" && !strings.EqualFold(l.DNS.Type, e.Type), "es de tipo %s", "it is of type %s", l.DNS.Type))
		} else {
			buts = append(buts, but(!strings.HasPrefix(l.Verb, strings.ToUpper(e.Command)), "es %s", "it is %s", l.Verb))
		}
		t.weigh(l.First, buts...)
	}
	return t.related().verdict(e.Count, nil)
}

// others are what is wrong with the ends of a conversation.
func (t *tally) others(e *scenario.Exchanges, from, to string) []lang.Text {
	return []lang.Text{
		but(e.From.Name() != "" && from != e.From.Name(), "empieza %s", "%s begins it", from),
		but(e.To.Name() != "" && to != e.To.Name(), "es con %s", "it is with %s", to),
	}
}

// protocolOf is what is spoken behind a service of IANA's registry.
func protocolOf(service string) string {
	switch service {
	case "submission", "submissions":
		return dialogue.SMTP
	case "domain":
		return dialogue.DNS
	}
	return strings.TrimSuffix(service, "s") // imaps, pop3s
}

func (c *checker) cache(e *scenario.Cache) verdict {
	v := verdict{held: true}
	for _, one := range []struct {
		what lang.Text
		want *scenario.Count
		op   trace.CacheOp
	}{{lang.Text{ES: "veces que la caché lo sabía", EN: "times that the cache knew"}, e.Hits, trace.CacheHit},
		{lang.Text{ES: "veces que la caché no lo sabía", EN: "times that the cache did not know"}, e.Misses, trace.CacheMiss}} {
		if one.want == nil || !v.held {
			continue
		}
		t := &tally{c: c, what: one.what}
		t.term(e.Host.Name() != "", "la de %s", "that of %s", e.Host.Name())
		t.term(e.Name != "", "por %s", "for %s", e.Name)
		t.term(e.Type != "", "de tipo %s", "of type %s", e.Type)
		for _, ev := range c.t.Events {
			f, ok := ev.Fact.(trace.DNSCache)
			if !ok || f.Op != one.op {
				continue
			}
			asked := strings.TrimSuffix(f.Name, ".")
			t.weigh(ev.Seq,
				but(e.Host.Name() != "" && ev.Host != e.Host.Name(), "es la de %s", "it is that of %s", ev.Host),
				but(e.Name != "" && !strings.EqualFold(asked, e.Name), "es por %s", "it is for %s", asked),
				but(e.Type != "" && f.Type != e.Type, "es de tipo %s", "it is of type %s", f.Type))
		}
		v = t.related().verdict(*one.want, nil)
	}
	return v
}

// chose counts the letters that were handed to an exchanger: it is where they went
// that shows the choice, for what was tried in vain was not the last word.
func (c *checker) chose(e *scenario.Chose) verdict {
	t := c.tally("cartas entregadas al servidor %s", "letters handed to the host %s", e.MX.Name)
	t.term(e.From != nil, "por %s", "by %s", name(e.From))
	domain := ""
	if e.Domain != nil {
		domain = e.Domain.Name
	}
	t.term(domain != "", "para %s", "for %s", domain)
	for _, ev := range c.t.Events {
		destination, remote, failed := "", "", false
		switch f := ev.Fact.(type) {
		case trace.QueueDone:
			if f.Outcome != "delivered" || f.Remote == "" {
				continue
			}
			if !strings.EqualFold(f.Remote, e.MX.Name) && !takes(e.MX, f.Destination) {
				continue // it has nothing to do with this exchanger
			}
			destination, remote = f.Destination, f.Remote
		case trace.QueueAttemptFailed:
			if !strings.EqualFold(f.Remote, e.MX.Name) {
				continue
			}
			destination, remote, failed = f.Destination, f.Remote, true
		default:
			continue
		}
		t.weigh(ev.Seq,
			but(failed, "allí no se pudo entregar", "there it could not be handed over"),
			but(!failed && !strings.EqualFold(remote, e.MX.Name), "se entregó a %s", "it was handed to %s", remote),
			but(e.From != nil && ev.Host != name(e.From), "es de %s", "it is from %s", ev.Host),
			but(domain != "" && destination != domain, "es para %s", "it is for %s", destination))
	}
	return t.verdict(e.Count, nil)
}

// takes tells whether a host is among the exchangers of a domain.
func takes(h *scenario.Host, domain string) bool {
	return slices.ContainsFunc(h.Accepts, func(d *scenario.Domain) bool { return d.Name == domain })
}

func (c *checker) elapsed(e *scenario.Elapsed) verdict {
	var took time.Duration
	if n := len(c.t.Events); n > 0 {
		took = c.t.Events[n-1].At
	}
	least, most, all := explain.Duration(e.Min), explain.Duration(e.Max), explain.Duration(took)
	bounded := e.Max > 0 && e.Max < scenario.Forever
	v := verdict{held: took >= e.Min && (e.Max == 0 || took <= e.Max), near: len(c.t.Events)}
	switch {
	case bounded && e.Min > 0:
		v.want = lang.Sprintf("que dure entre %s y %s", "that it takes between %s and %s", least, most)
	case bounded:
		v.want = lang.Sprintf("que dure %s como mucho", "that it takes %s at most", most)
	default:
		v.want = lang.Sprintf("que dure %s como poco", "that it takes %s at least", least)
	}
	v.got = lang.Sprintf("duró %s", "it took %s", all)
	if all.ES == least.ES || all.ES == most.ES { // rounded, they look the same
		v.got = lang.Sprintf("duró %v", "it took %v", took)
	}
	return v
}
