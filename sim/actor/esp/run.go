package esp

import (
	"fmt"
	"net/netip"
	"time"

	"posta/sim/actor/relay"
	"posta/sim/campaign"
	"posta/sim/mail"
	"posta/sim/trace"
)

// Run sends a campaign: it returns when the last letter is in the queue.
func (s *Sender) Run(c Campaign) error {
	r := &run{Campaign: c, began: s.c.Machine.Now(), handed: make([]time.Duration, len(c.List.Recipients))}
	s.mu.Lock()
	s.runs = append(s.runs, r)
	r.number = len(s.runs)
	off := 0
	if len(s.off) > 0 && !c.Careless {
		for i := range c.List.Recipients {
			if s.off[key(c.List.Recipients[i].Address)] != "" {
				off++
			}
		}
	}
	s.mu.Unlock()
	s.c.Machine.Record(nil, trace.CampaignStarted{Campaign: c.Name, Number: r.number, Author: c.From.Address.String(), Subjects: c.Subjects,
		Listed: len(c.List.Recipients), Unusable: c.List.Unusable, Duplicate: c.List.Duplicate, Suppressed: off})
	if c.Confirm > 0 {
		r.confirmed = map[int]bool{}
		if _, err := s.all(r, s.request); err != nil {
			return err
		}
		if err := s.c.Machine.Sleep(c.Confirm); err != nil {
			return err
		}
		s.unasked(r)
	}
	began := s.c.Machine.Now()
	sent, err := s.all(r, s.letter)
	if err != nil {
		return err
	}
	s.c.Machine.Record(nil, trace.CampaignEnded{Campaign: c.Name, Number: r.number, Sent: sent, Took: s.c.Machine.Now().Sub(began)})
	return nil
}

// unasked takes off those who were asked whether they want the letters, and did not say so.
func (s *Sender) unasked(r *run) {
	for i := range r.List.Recipients {
		s.mu.Lock()
		yes := r.confirmed[i+1]
		s.mu.Unlock()
		if !yes {
			s.suppress(letter{r, i + 1}, trace.SuppressedUnasked)
		}
	}
}

// all sends everybody a letter of a sort, at the campaign's pace.
func (s *Sender) all(r *run, write func(letter, string) mail.Message) (sent int, err error) {
	for i := range r.List.Recipients {
		l := letter{r, i + 1}
		if !s.wanted(l) {
			continue
		}
		if sent > 0 {
			if err := s.c.Machine.Sleep(r.Every); err != nil {
				return sent, err
			}
		}
		source, err := s.await(r, sent)
		if err != nil {
			return sent, err
		}
		if !s.wanted(l) { // they have unsubscribed while the plan had it wait
			continue
		}
		if err := s.send(l, source, write); err != nil {
			return sent, err
		}
		sent++
	}
	return sent, nil
}

// wanted tells whether a recipient is to get the letter.
func (s *Sender) wanted(l letter) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return l.Careless || len(s.off) == 0 || s.off[key(l.recipient().Address)] == ""
}

// await chooses the address that the next letter leaves from, and waits until its plan allows one more.
func (s *Sender) await(r *run, n int) (netip.Addr, error) {
	var source netip.Addr
	if len(r.Sources) > 0 {
		source = r.Sources[n%len(r.Sources)]
	}
	for {
		s.mu.Lock()
		now := s.c.Machine.Now()
		u := s.addresses[source]
		if u == nil {
			u = &usage{began: now}
			s.addresses[source] = u
		}
		since := now.Sub(u.began)
		if day := int(since / campaign.Day); day != u.day {
			u.day, u.sent = day, 0
		}
		allowed := r.WarmUp.Allowed(since)
		if allowed < 0 || u.sent < allowed {
			u.sent++
			s.mu.Unlock()
			return source, nil
		}
		s.mu.Unlock()
		if err := s.c.Machine.Sleep(campaign.NextDay(since)); err != nil {
			return source, err
		}
	}
}

// messageID is a letter's, by the campaign and whom it is for: where somebody stands on the list changes nothing in it, so that
// two runs whose lists differ can be compared person by person. sort tells a recipient's several letters apart.
func (s *Sender) messageID(l letter, sort string) string {
	return fmt.Sprintf("%d%s.%s@%s", l.number, sort, campaign.Code(s.c.Secret, campaign.ForMessageID, key(l.recipient().Address)), s.c.Domain)
}

// send writes one letter and puts it into the queue.
func (s *Sender) send(l letter, source netip.Addr, write func(letter, string) mail.Message) error {
	now := s.c.Machine.Now()
	id := s.queue.NewID()
	mark := l.mark()
	m := write(l, id)
	m.From, m.Date = l.From, now
	m.To = []mail.Mailbox{{Name: l.recipient().Name, Address: l.recipient().Address}}
	m.ID = s.messageID(l, m.ID)
	m.Boundary = func(n int) string { return fmt.Sprintf("b%d.%s", n, id) }
	data, err := m.Bytes()
	if err != nil {
		return fmt.Errorf("writing letter %d of campaign %s: %w", l.n, l.Name, err)
	}
	for _, key := range l.Sign {
		signed, err := key.Sign(data, now)
		if err != nil {
			return fmt.Errorf("signing letter %d of campaign %s: %w", l.n, l.Name, err)
		}
		data = mail.Prepend(data, signed.Field)
	}
	data = s.c.Machine.Keep(data)
	env := mail.Envelope{
		ReversePath: mail.Address{Local: Bounces + "+" + mark.Text(s.c.Secret, campaign.ForBounce), Domain: s.c.Domain},
		Recipients:  []mail.Recipient{{Address: l.recipient().Address}},
		Size:        int64(len(data)),
		SMTPUTF8:    m.NeedsSMTPUTF8(),
	}
	to := l.address()
	s.c.Machine.Record(nil, trace.MessageAccepted{Queue: id, MessageID: "<" + m.ID + ">", Sender: env.ReversePath.String(), Recipients: []string{to}, Data: data})
	fact := trace.CampaignSent{Campaign: l.Name, Number: l.number, Letter: l.n, Queue: id, MessageID: "<" + m.ID + ">", Recipient: to, Segment: l.recipient().Segment}
	if len(l.Subjects) > 1 {
		fact.Subject = l.variant() + 1
	}
	if source.IsValid() {
		fact.Source = source.String()
	}
	s.c.Machine.Record(nil, fact)
	s.queue.Add(id, relay.Message{Envelope: env, Data: data, Source: source, Ended: func(e relay.Ended) { s.ended(l, e) }})
	return nil
}
