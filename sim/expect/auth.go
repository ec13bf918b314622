package expect

import (
	"slices"
	"strings"

	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// judged is what a server found out about one letter at its door.
type judged struct {
	seq                                    int
	host, sender, messageID                string
	spf, dkim, dmarc, arc, aligned, action string
}

// judged gathers the findings of SPF, DKIM and DMARC, letter by letter.
func (c *checker) judged() []*judged {
	var list []*judged
	now := map[int]*judged{} // by connection
	begin := func(e trace.Event) *judged {
		j := &judged{host: e.Host}
		now[e.Conn] = j
		list = append(list, j)
		return j
	}
	for _, e := range c.t.Events {
		switch f := e.Fact.(type) {
		case trace.PolicyChecked:
			j := now[e.Conn]
			switch f.Check {
			case "spf":
				j = begin(e)
				j.spf, j.sender = f.Result, argument(f.Input, "path")
			case "dkim":
				if j == nil || j.dkim != "" {
					j = begin(e)
				}
				j.dkim, j.messageID = f.Result, argument(f.Input, "message-id")
			case "dmarc":
				if j == nil || j.dmarc != "" {
					j = begin(e)
				}
				j.dmarc, j.messageID, j.aligned = f.Result, argument(f.Input, "message-id"), argument(f.Details, "aligned")
			case "arc":
				if j == nil || j.arc != "" {
					j = begin(e)
				}
				j.arc, j.messageID = f.Result, argument(f.Input, "message-id")
			default:
				continue
			}
			j.seq = e.Seq
			if f.Action != "accept" {
				j.action = f.Action
			}
		case trace.MessageAccepted:
			if j := now[e.Conn]; j != nil && e.Conn != 0 && j.messageID == "" {
				j.messageID = f.MessageID
			}
		}
	}
	return list
}

// argument is the value of an argument of a fact.
func argument(list []trace.Argument, name string) string {
	if i := slices.IndexFunc(list, func(a trace.Argument) bool { return a.Name == name }); i >= 0 {
		return list[i].Value
	}
	return ""
}

// auth counts the letters about which a server found what is said.
func (c *checker) auth(e *scenario.Auth) verdict {
	t := c.tally("cartas comprobadas", "letters checked")
	t.term(e.Host != nil, "por %s", "by %s", name(e.Host))
	t.term(e.From != scenario.Address{}, "del remitente %s", "from the sender %s", e.From)
	t.term(e.ID != "", "la que se envió con el id «%s»", "the one sent with the id “%s”", e.ID)
	said := []struct{ what, want string }{{"spf", e.SPF}, {"dkim", e.DKIM}, {"dmarc", e.DMARC}, {"arc", e.ARC}}
	for _, s := range said {
		t.term(s.want != "", "%s=%s", "%s=%s", s.what, s.want)
	}
	t.term(e.Aligned != "", "alineado: %s", "aligned: %s", e.Aligned)
	t.term(e.Action != "", "y se hace: %s", "and done is: %s", e.Action)
	for _, j := range c.judged() {
		buts := []lang.Text{
			but(e.Host != nil && j.host != name(e.Host), "lo comprueba %s", "it is checked by %s", j.host),
			but(e.From != scenario.Address{} && !strings.EqualFold(j.sender, e.From.String()), "su remitente es <%s>", "its sender is <%s>", j.sender),
			but(e.ID != "" && j.messageID != c.ids[e.ID], "no es la que se envió con ese id", "it is not the one sent with that id"),
		}
		for i, got := range []string{j.spf, j.dkim, j.dmarc, j.arc} {
			buts = append(buts, but(said[i].want != "" && got != said[i].want, "%s=%s", "%s=%s", said[i].what, orDash(got)))
		}
		aligned := map[string]string{"": "neither", "spf,dkim": "both"}[j.aligned]
		if aligned == "" {
			aligned = j.aligned
		}
		action := j.action
		if action == "" {
			action = "accept"
		}
		buts = append(buts, but(e.Aligned != "" && aligned != e.Aligned, "alineado: %s", "aligned: %s", aligned),
			but(e.Action != "" && action != e.Action, "se hace: %s", "done is: %s", action))
		t.weigh(j.seq, buts...)
	}
	return t.related().verdict(e.Count, nil)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
