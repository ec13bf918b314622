package expect

import (
	"strings"
	"time"

	"posta/sim/dialogue"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/trace"
)

func (c *checker) refused(e *scenario.Refused) verdict {
	var seqs []int
	for _, l := range c.d.Lines {
		if l.Protocol != dialogue.SMTP || l.Class != dialogue.ClassTemporary && l.Class != dialogue.ClassPermanent {
			continue
		}
		var asked dialogue.Line
		if l.Question >= 0 {
			asked = *c.d.Lines[l.Question]
		}
		switch {
		case e.Host != nil && l.Speaker != e.Host.Name,
			e.Code != 0 && l.Code != e.Code,
			e.Enhanced != "" && l.Enhanced != e.Enhanced,
			e.Command != "" && !answers(l, asked, e.Command),
			e.To != (scenario.Address{}) && !contains(asked.Args, "<"+e.To.String()+">"):
		default:
			seqs = append(seqs, l.First)
		}
	}
	return counted(lang.Sprintf("órdenes SMTP rechazadas", "SMTP commands refused"), e.Count, seqs, 0)
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
	what := lang.Sprintf("intercambios %s", "%s exchanges", e.Proto)
	if e.Proto == "tcp" || e.Proto != "dns" && e.Command == "" {
		return counted(what, e.Count, c.conversations(e), 0)
	}
	var seqs []int
	for _, l := range c.d.Lines {
		fits := l.Protocol == e.Proto && l.FromClient && ends(e, l.Speaker, l.Listener)
		if e.Proto == "dns" {
			fits = fits && l.Kind == dialogue.KindQuery && l.DNS != nil &&
				(e.Name == "" || strings.EqualFold(strings.TrimSuffix(l.DNS.Name, "."), e.Name)) &&
				(e.Type == "" || strings.EqualFold(l.DNS.Type, e.Type))
		} else {
			fits = fits && strings.HasPrefix(l.Verb, strings.ToUpper(e.Command))
		}
		if fits {
			seqs = append(seqs, l.First)
		}
	}
	return counted(what, e.Count, seqs, 0)
}

// conversations are the TCP connections between the ends, of the protocol.
func (c *checker) conversations(e *scenario.Exchanges) []int {
	var seqs []int
	for _, ev := range c.t.Events {
		f, ok := ev.Fact.(trace.ConnOpening)
		if ok && f.Network == "tcp" && ends(e, ev.Host, f.Peer) && (e.Proto == "tcp" || protocolOf(f.Service) == e.Proto) {
			seqs = append(seqs, ev.Seq)
		}
	}
	return seqs
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

func ends(e *scenario.Exchanges, from, to string) bool {
	return (e.From.Name() == "" || from == e.From.Name()) && (e.To.Name() == "" || to == e.To.Name())
}

func (c *checker) cache(e *scenario.Cache) verdict {
	var hits, misses []int
	for _, ev := range c.t.Events {
		f, ok := ev.Fact.(trace.DNSCache)
		if !ok || e.Host.Name() != "" && ev.Host != e.Host.Name() ||
			e.Name != "" && !strings.EqualFold(strings.TrimSuffix(f.Name, "."), e.Name) ||
			e.Type != "" && f.Type != e.Type {
			continue
		}
		switch f.Op {
		case trace.CacheHit:
			hits = append(hits, ev.Seq)
		case trace.CacheMiss:
			misses = append(misses, ev.Seq)
		}
	}
	v := verdict{held: true}
	for _, one := range []struct {
		es, en string
		want   *scenario.Count
		seqs   []int
	}{{"aciertos de la caché", "cache hits", e.Hits, hits}, {"fallos de la caché", "cache misses", e.Misses, misses}} {
		if one.want == nil || !v.held {
			continue
		}
		v = counted(lang.Sprintf("%s", "%s", one.es), *one.want, one.seqs, 0)
		v.want.EN = bounds(lang.Sprintf("%s", "%s", one.en), *one.want).EN
	}
	return v
}

func (c *checker) chose(e *scenario.Chose) verdict {
	var seqs []int
	for _, ev := range c.t.Events {
		f, ok := ev.Fact.(trace.QueueDone)
		if ok && f.Outcome == "delivered" && strings.EqualFold(f.Remote, e.MX.Name) &&
			(e.From == nil || ev.Host == e.From.Name) && (e.Domain == nil || f.Destination == e.Domain.Name) {
			seqs = append(seqs, ev.Seq)
		}
	}
	return counted(lang.Sprintf("cartas entregadas a %s", "letters handed to %s", e.MX.Name), e.Count, seqs, c.setback())
}

func (c *checker) elapsed(e *scenario.Elapsed) verdict {
	var took time.Duration
	if n := len(c.t.Events); n > 0 {
		took = c.t.Events[n-1].At
	}
	return verdict{
		held: took >= e.Min && (e.Max == 0 || took <= e.Max),
		want: lang.Sprintf("duración entre %v y %v", "a duration between %v and %v", e.Min, e.Max),
		got:  lang.Sprintf("%v", "%v", took),
		near: len(c.t.Events),
	}
}
