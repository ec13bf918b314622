package figures

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"posta/sim/lang"
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

// TestChance: how often parts that do not differ come so far apart, as Fisher's exact test has it (worked out by hand).
func TestChance(t *testing.T) {
	for _, c := range []struct{ a, n, b, m, want int }{
		{3, 4, 1, 4, 485_714}, // 34 of 70
		{4, 4, 0, 4, 28_571},  // 2 of 70
		{1, 4, 3, 4, 485_714}, // the other way round
		{2, 4, 2, 4, 1_000_000},
		{0, 4, 0, 4, 1_000_000},
		{3, 3, 0, 7, 8_333}, // 1 of 120
		{5, 0, 1, 4, 1_000_000},
		{9_000, 50_000, 10_000, 50_000, 0}, // not even once in a million
	} {
		if got := Chance(c.a, c.n, c.b, c.m); max(got-c.want, c.want-got) > 1 {
			t.Errorf("%d of %d against %d of %d comes by chance %d times in a million, and should %d times", c.a, c.n, c.b, c.m, got, c.want)
		}
	}
}

// TestWhichSubject: three letters of four against one of four is no proof, and none at all is no race.
func TestWhichSubject(t *testing.T) {
	f := New()
	const esp = "mail.envios.test"
	f.See(event(0, esp, trace.CampaignStarted{Campaign: "marzo", Number: 1, Subjects: []string{"Uno", "Dos"}}))
	for i := range 8 {
		id := string(rune('a' + i))
		f.See(event(time.Duration(i), esp, trace.CampaignSent{Campaign: "marzo", Number: 1, Letter: i + 1, MessageID: id, Recipient: id + "@grande.test", Subject: i%2 + 1}))
	}
	for _, letter := range []int{1, 2, 4, 6} {
		f.See(event(time.Hour, esp, trace.CampaignRequest{Number: 1, Letter: letter, What: trace.RequestOpen, By: trace.ByHuman}))
	}
	splits := f.Splits()
	if len(splits) != 1 {
		t.Fatalf("%d campaigns with several subjects", len(splits))
	}
	told := splits[0].Told()
	if len(told) != 1 {
		t.Fatalf("told %d times: nobody has clicked", len(told))
	}
	want := lang.Text{
		ES: "«marzo», aperturas (parece una persona): 3 de 4 con «Dos», 1 de 4 con «Uno». Puede ser azar: si el asunto diera igual, y se repartiera la lista otra vez, saldría una diferencia así, o mayor, 49 veces de cada 100.",
		EN: "\"marzo\", opens (looks like a person): 3 of 4 with \"Dos\", 1 of 4 with \"Uno\". That may be chance: if the subject did not matter, and the list were divided again, there would be a difference like this, or a larger one, 49 times in 100.",
	}
	if told[0] != want {
		t.Errorf("%+v\nshould be: %+v", told[0], want)
	}
}

// TestWhyTwoRunsDiffer: the second letter is laid into Junk where a complaint came before it, and into the inbox where it came later.
func TestWhyTwoRunsDiffer(t *testing.T) {
	const esp, mx = "mail.envios.test", "mail.grande.test"
	checked := func(id, points, complaints, action string) trace.PolicyChecked {
		return trace.PolicyChecked{Check: "reputation", Phase: "data", Action: action, Input: []trace.Argument{{Name: "message-id", Value: id}},
			Details: []trace.Argument{{Name: "who", Value: "192.0.2.1"}, {Name: "points", Value: points}, {Name: "junk-at", Value: "-20"}},
			Steps: []trace.PolicyStep{{Code: "identity", Result: "address", Args: []trace.Argument{{Name: "name", Value: "192.0.2.1"}},
				Steps: []trace.PolicyStep{{Code: "line", Result: "complaints", Args: []trace.Argument{{Name: "points", Value: complaints}}}}}}}
	}
	run := func(complaint time.Duration, second string) *Figures {
		f := New()
		events := []trace.Event{
			event(0, esp, trace.CampaignSent{Campaign: "marzo", Number: 1, Letter: 1, MessageID: "a", Recipient: "ana@grande.test"}),
			event(0, esp, trace.CampaignSent{Campaign: "marzo", Number: 1, Letter: 2, MessageID: "b", Recipient: "benito@grande.test"}),
			event(time.Second, mx, checked("a", "0", "0", "accept")),
			event(time.Second, mx, trace.MailboxStored{User: "ana@grande.test", Folder: "INBOX", MessageID: "a", How: trace.ArrivalDelivered}),
		}
		points, action := "0", "accept"
		if second == "Junk" {
			points, action = "-20", "file"
		}
		events = append(events, event(time.Minute, mx, checked("b", points, points, action)),
			event(time.Minute, mx, trace.MailboxStored{User: "benito@grande.test", Folder: second, MessageID: "b", How: trace.ArrivalDelivered}),
			event(complaint, "people.grande.test", trace.ReaderActed{User: "ana@grande.test", MessageID: "a", Did: trace.ReaderMarked, By: trace.ByPerson}))
		slices.SortStableFunc(events, func(a, b trace.Event) int { return cmp.Compare(a.At, b.At) })
		for _, e := range events {
			f.See(e)
		}
		return f
	}
	head := &trace.Header{Start: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	told := why([2]*Figures{run(30*time.Second, "Junk"), run(2*time.Minute, "INBOX")}, [2]*trace.Header{head, head})
	if len(told) != 1 {
		t.Fatalf("told %d times", len(told))
	}
	want := lang.Text{
		ES: "«marzo», en mail.grande.test: a Junk en A y a la bandeja en B, 1 carta. De la primera, la suma de lo que se recuerda de 192.0.2.1 es -20 en A y 0 en B; desde -20 va a Junk. Lo que cambia: las quejas (-20 en A, 0 en B). En A, ana@grande.test marca una carta como no deseada (el 2 mar a las 09:00:30), y faltan por llegar allí: 1 carta de la campaña; en B lo hace cuando ya han llegado todas (el 2 mar a las 09:02:00).",
		EN: "\"marzo\", at mail.grande.test: into Junk in A and into the inbox in B, 1 letter. Of the first, the sum of what is remembered of 192.0.2.1 is -20 in A and 0 in B; from -20 on it goes into Junk. What differs: the complaints (-20 in A, 0 in B). In A ana@grande.test calls a letter spam (09:00:30 on 2 Mar), with 1 letter of the campaign still to come there; in B, only when all have come (09:02:00 on 2 Mar).",
	}
	if told[0] != want {
		t.Errorf("%+v\nshould be: %+v", told[0], want)
	}
	same := run(30*time.Second, "Junk")
	if told := why([2]*Figures{same, run(30*time.Second, "Junk")}, [2]*trace.Header{head, head}); len(told) != 0 {
		t.Errorf("runs that do not differ: %v", told)
	}
}
