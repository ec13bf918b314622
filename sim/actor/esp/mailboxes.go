package esp

import (
	"strconv"
	"strings"

	"posta/sim/actor/relay"
	"posta/sim/campaign"
	"posta/sim/mail"
	"posta/sim/trace"
)

// Behind puts the sender's program behind the mailboxes at which it is written to: it reads each letter that has been put
// there.
func (s *Sender) Behind(boxes relay.Mailboxes) relay.Mailboxes { return reading{boxes, s} }

type reading struct {
	relay.Mailboxes
	s *Sender
}

func (r reading) Deliver(d relay.Delivery) error {
	err := r.Mailboxes.Deliver(d)
	if err == nil && strings.EqualFold(d.To.Domain, r.s.c.Domain) {
		r.s.read(d)
	}
	return err
}

// read makes of a letter what it can.
func (s *Sender) read(d relay.Delivery) {
	_, mark, _ := strings.Cut(d.Original.Local, "+")
	switch strings.ToLower(d.To.Local) {
	case Bounces:
		if l, ok := s.letterOf(mark, campaign.ForBounce); ok {
			s.report(l, d.Data)
		}
	case Unsubscribe:
		if l, ok := s.letterOf(mark, campaign.ForUnsubscribe); ok {
			s.suppress(l, trace.SuppressedMailto)
			s.tell(l, "unsubscribed", "mailto")
		}
	case Feedback, Abuse:
		s.complaint(d.Data)
	}
}

// report reads a delivery status notification (RFC 3464). Which letter it is about the mark has told; what it says may be
// little. One that tells of a delay says nothing yet, and an answer of a person's program (RFC 3834) says nothing at all.
func (s *Sender) report(l letter, data []byte) {
	var status mail.Status
	said, action := "", ""
	for _, line := range mail.Lines(data) {
		name, value, ok := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch {
		case !ok:
		case strings.EqualFold(name, "Action") && action == "":
			action = strings.ToLower(value)
		case strings.EqualFold(name, "Status") && status.IsZero():
			status, _ = mail.ParseStatus(firstWord(value))
		case strings.EqualFold(name, "Diagnostic-Code") && said == "":
			_, said, _ = strings.Cut(value, ";")
			said = strings.TrimSpace(said)
		}
	}
	if action != string(mail.ActionFailed) {
		return
	}
	code, _ := strconv.Atoi(firstWord(said))
	if code < 400 || code > 599 {
		code = 0
	}
	s.bounced(l, code, status, clip(said), true)
}

// maxSaid is how much of a stranger's words is kept, in octets.
const maxSaid = 500

func clip(s string) string {
	if len(s) > maxSaid {
		s = strings.ToValidUTF8(s[:maxSaid], "")
	}
	return s
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

// written finds a letter by its Message-ID, where whoever reports has left nothing else of it.
func (s *Sender) written(id string) (letter, bool) {
	number, rest, ok := strings.Cut(strings.Trim(id, "<>"), ".")
	n, err := strconv.Atoi(number)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !ok || err != nil || n < 1 || n > len(s.runs) {
		return letter{}, false
	}
	r := s.runs[n-1]
	if r.byID == nil {
		r.byID = map[string]int{}
		for i := range r.List.Recipients {
			l := letter{r, i + 1}
			r.byID[s.messageID(l, "")] = l.n
		}
	}
	at := r.byID[number+"."+rest]
	return letter{r, at}, at > 0
}

// complaint reads a feedback report (RFC 5965): the letter that it is about comes with it, and its Message-ID or its
// List-Unsubscribe bears a mark, even where addresses have been taken out.
func (s *Sender) complaint(data []byte) {
	feedback, messageID := "", ""
	var about letter
	found := false
	for _, line := range mail.Lines(data) {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		switch strings.ToLower(name) {
		case "feedback-type":
			if feedback == "" {
				feedback = strings.ToLower(strings.TrimSpace(value))
			}
		case "message-id":
			messageID = strings.TrimSpace(value)
		case "return-path", "original-mail-from", "list-unsubscribe":
			for word := range strings.FieldsFuncSeq(value, func(r rune) bool { return strings.ContainsRune(" <>,:/?+@.", r) }) {
				for _, purpose := range []string{campaign.ForBounce, campaign.ForUnsubscribe} {
					if l, ok := s.letterOf(word, purpose); ok && !found {
						about, found = l, true
					}
				}
			}
		}
	}
	if feedback == "" {
		return // somebody has written to abuse@, in words
	}
	if !found {
		about, found = s.written(messageID)
	}
	fact := trace.ComplaintReceived{Feedback: clip(feedback)}
	if found {
		fact.Campaign, fact.Number, fact.Letter, fact.Recipient = about.Name, about.number, about.n, about.address()
	}
	s.c.Machine.Record(nil, fact)
	if found && feedback == "abuse" {
		s.suppress(about, trace.SuppressedComplaint)
		s.tell(about, "complained", "")
	}
}
