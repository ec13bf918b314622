package relay

import (
	"posta/sim/actor/directory"
	"posta/sim/mail"
	"posta/sim/trace"
)

// sorted is an envelope's recipients by where they go, in the order of the
// envelope.
type sorted struct {
	groups   []group
	expanded []result // recipients whose alias has several addresses, and whose sender asked to hear of it
}

type group struct {
	destination string
	rcpts       []mail.Recipient
}

// sort follows aliases and groups the outcome. Nobody gets a second copy in one
// destination.
func (q *Queue) sort(env *mail.Envelope) sorted {
	var s sorted
	var seen map[mail.Address]bool // nil: there is one recipient, as there mostly is
	for _, r := range env.Recipients {
		entries, ok := q.c.Directory.Expand(r.Address)
		if !ok {
			// Nobody is behind it. It stands in the queue as it came, for the delivery to
			// fail: what was taken is never dropped in silence.
			entries = []directory.Entry{q.c.Directory.Find(r.Address)}
		}
		if len(entries) > 1 && !env.IsReport() && r.Notify.Wants(mail.ActionExpanded) {
			s.expanded = append(s.expanded, result{rcpt: r, done: true, action: mail.ActionExpanded, failure: failure{status: mail.Status{Class: 2, Subject: 1, Detail: 5}}})
		}
		if seen == nil && len(env.Recipients)+len(entries) > 2 {
			seen = map[mail.Address]bool{}
		}
		for _, e := range entries {
			to := r
			to.Address = e.Address
			if !e.Address.Equal(r.Address) && to.ORCPT.IsZero() {
				to.ORCPT = mail.OriginalRecipientOf(r.Address)
			}
			if len(entries) > 1 {
				// One success is not the success of all of them: the expansion was told
				// instead (RFC 3461 section 5.2.7.3).
				if to.Notify &^= mail.NotifySuccess; to.Notify == 0 && r.Notify != 0 {
					to.Notify = mail.NotifyNever
				}
			}
			key := to.Address
			key.Domain = domainOf(key)
			if seen[key] {
				continue
			}
			if seen != nil {
				seen[key] = true
			}
			s.add(destinationOf(e), to)
		}
	}
	return s
}

func (s *sorted) add(destination string, r mail.Recipient) {
	for i := range s.groups {
		if s.groups[i].destination == destination {
			s.groups[i].rcpts = append(s.groups[i].rcpts, r)
			return
		}
	}
	s.groups = append(s.groups, group{destination: destination, rcpts: []mail.Recipient{r}})
}

func destinationOf(e directory.Entry) string {
	if e.Domain != nil && e.Domain.Keeping == directory.Stored {
		return trace.LocalDestination
	}
	return domainOf(e.Address)
}
