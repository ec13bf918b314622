package figures

import (
	"testing"
	"time"

	"posta/sim/trace"
)

func event(at time.Duration, host string, f trace.Fact) trace.Event {
	return trace.Event{At: at, Host: host, Fact: f}
}

// TestALetterCountsOnce: opened five times it is one that was opened, and what is about another host's campaign is not its.
func TestALetterCountsOnce(t *testing.T) {
	f := New()
	const esp = "mail.envios.test"
	for i, to := range []string{"ana@grande.test", "benito@grande.test", "carla@otro.test"} {
		f.See(event(time.Duration(i), esp, trace.CampaignSent{Campaign: "boletin", Number: 1, Letter: i + 1, Queue: string(rune('A' + i)), MessageID: string(rune('a' + i)), Recipient: to, Subject: i%2 + 1}))
	}
	f.See(event(10, esp, trace.QueueDone{Queue: "A", Outcome: trace.OutcomeDelivered}))
	f.See(event(10, "mail.grande.test", trace.QueueDone{Queue: "B", Outcome: trace.OutcomeDelivered})) // another host's B
	f.See(event(11, "mail.grande.test", trace.MailboxStored{User: "ana@grande.test", Folder: "Junk", MessageID: "a", How: trace.ArrivalDelivered}))
	f.See(event(12, esp, trace.BounceClassified{Number: 1, Letter: 2, Class: trace.BounceHard, Status: "5.1.1"}))
	for range 5 {
		f.See(event(25*time.Hour, esp, trace.CampaignRequest{Number: 1, Letter: 1, What: trace.RequestOpen, By: trace.ByHuman}))
	}
	f.See(event(26*time.Hour, "mail.other.test", trace.CampaignRequest{Number: 1, Letter: 1, What: trace.RequestClick, By: trace.ByHuman}))
	total := f.Table(ByNothing)[0]
	for figure, want := range map[Figure]int{Sent: 3, Delivered: 1, Junk: 1, Inbox: 0, Hard: 1, OpenHuman: 1, ClickHuman: 0} {
		if got := total.Of(figure); got != want {
			t.Errorf("%s is %d, and should be %d", figure, got, want)
		}
	}
	if rows := f.Table(ByProvider); len(rows) != 2 || rows[0].Key != "grande.test" || rows[0].Of(Sent) != 2 {
		t.Errorf("by provider: %+v", rows)
	}
	if rows := f.Table(ByDay); len(rows) != 2 || rows[1].Key != "002" || rows[1].Of(OpenHuman) != 1 || rows[1].Of(Sent) != 0 {
		t.Errorf("by day: %+v", rows)
	}
	if list := f.Behind(Hard, ByProvider, "grande.test"); len(list) != 1 || list[0].Recipient != "benito@grande.test" || list[0].Status != "5.1.1" {
		t.Errorf("behind the hard bounces: %+v", list)
	}
	for _, x := range All {
		if m := Meanings[x]; m.Name.IsZero() || m.Tells.IsZero() || m.Hides.IsZero() {
			t.Errorf("%s has no words", x)
		}
	}
	if len(All) != figureCount || PerMyriad(1, 3) != 3333 || PerMyriad(5, 0) != 0 {
		t.Error("the arithmetic is off")
	}
}
