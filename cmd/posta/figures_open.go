package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"posta/sim"
	"posta/sim/explain"
	"posta/sim/figures"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/story"
	"posta/sim/trace"
)

// openLetter simulates again, and keeps of one letter what was not recorded.
func (o *figuresOptions) openLetter(ctx context.Context, c console, s *scenario.Scenario) int {
	f := figures.New()
	if _, err := c.simulate(ctx, s, sim.Options{Seed: o.seed, Record: scenario.RecordDecisions}, func(e trace.Event) bool { f.See(e); return false }); err != nil {
		c.fail(lang.Sprintf("no se puede simular %s: %v", "cannot simulate %s: %v", s.Name, err))
		return exitUsage
	}
	i := slices.IndexFunc(f.Letters, func(l *figures.Letter) bool {
		return (strings.EqualFold(l.Recipient, o.open) || l.MessageID == o.open || strconv.Itoa(l.Letter) == o.open) && (o.campaign == "" || l.Campaign == o.campaign)
	})
	if i < 0 {
		c.fail(lang.Sprintf("ninguna campaña ha enviado una carta a %s", "no campaign has sent a letter to %s", o.open))
		c.hint(lang.Sprintf("posta figures %s --letters sent las muestra todas", "posta figures %s --letters sent lists them all", s.Name))
		return exitUsage
	}
	alone := figures.NewAlone(f.Letters[i])
	if _, err := c.simulate(ctx, s, sim.Options{Seed: o.seed, Record: scenario.RecordDialogue}, func(e trace.Event) bool { alone.See(e); return false }); err != nil {
		c.fail(lang.Sprintf("no se puede simular %s: %v", "cannot simulate %s: %v", s.Name, err))
		return exitUsage
	}
	t := alone.Trace(sim.Header(s, sim.Options{Seed: o.seed}))
	if o.format == "jsonl" {
		if err := t.Write(c.out); err != nil {
			c.fail(lang.Sprintf("no se puede escribir: %v", "cannot write: %v", err))
			return exitUsage
		}
		return exitOK
	}
	tellAlone(c, t)
	return exitOK
}

// policyGoesOn is the action of a check that keeps no letter from the inbox.
const policyGoesOn = "accept"

// maxLines is how many lines of a letter's octets on the road are shown before they are cut: they come again below.
const maxLines = 12

// tellAlone tells of a letter what was decided, what was said as it was handed over, and its bytes.
func tellAlone(c console, all *trace.Trace) {
	t := &trace.Trace{Header: all.Header}
	t.Header.Record = trace.RecordDecisions
	said := map[int][]trace.Event{}
	var wire []trace.Event
	var data []byte
	for _, e := range all.Events {
		switch f := e.Fact.(type) {
		case trace.DataSent:
			said[e.Conn] = append(said[e.Conn], e)
		case trace.MessageAccepted:
			if data = f.Data; e.Conn != 0 {
				wire = said[e.Conn]
			}
		case trace.MailboxStored:
			if len(f.Data) > 0 {
				data = f.Data
			}
		case trace.RecipientDecided:
			wire = said[e.Conn]
			continue
		case trace.PolicyChecked:
			if f.Action == policyGoesOn {
				continue
			}
		}
		switch e.Fact.(type) {
		case trace.CampaignSent, trace.MessageAccepted, trace.MailboxStored, trace.ReaderActed, trace.QueueAttempt, trace.QueueDeferred, trace.QueueDone,
			trace.BounceClassified, trace.CampaignRequest, trace.ComplaintReceived, trace.AddressSuppressed, trace.PolicyChecked:
			e.Seq, e.Cause, e.Conn = len(t.Events)+1, 0, 0
			t.Events = append(t.Events, e)
		}
	}
	tale := story.Of(t)
	words := explain.New(tale)
	for _, st := range tale.Steps(story.Dialogue) {
		fmt.Fprintf(c.out, "%s  %s\n", pad(words.Clock(st.Start, 0).In(c.lang), 24), words.Title(st).In(c.lang))
		if _, checked := st.Fact.(trace.PolicyChecked); checked {
			x := words.Explain(st)
			fmt.Fprintf(c.out, "%26s%s\n", "", x.What.In(c.lang))
			for _, s := range x.Steps {
				fmt.Fprintf(c.out, "%*s%s\n", 28+2*s.Depth, "", s.Text.In(c.lang))
			}
		}
	}
	if len(wire) > 0 {
		fmt.Fprintf(c.out, "\n%s\n", lang.Text{ES: "La conversación", EN: "The conversation"}.In(c.lang))
		for _, e := range wire {
			lines := strings.Split(strings.TrimRight(string(e.Fact.(trace.DataSent).Data), "\r\n"), "\r\n")
			for n, line := range lines {
				if n == maxLines {
					fmt.Fprintf(c.out, "  %s: …\n", e.Host)
					break
				}
				fmt.Fprintf(c.out, "  %s: %s\n", e.Host, line)
			}
		}
	}
	if len(data) > 0 {
		fmt.Fprintf(c.out, "\n%s\n%s", lang.Sprintf("La carta (%d bytes)", "The letter (%d bytes)", len(data)).In(c.lang), strings.ReplaceAll(string(data), "\r\n", "\n"))
	}
}
