package talk_test

import (
	"context"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/leaktest"
	"posta/sim/scenario"
	"posta/sim/talk"
	"posta/sim/turn"
)

func lesson(t interface{ Fatal(...any) }, slug string) *scenario.Scenario {
	src, err := scenarios.Read(slug)
	if err != nil {
		t.Fatal(err)
	}
	s, problems := scenario.Parse(slug+".yaml", src)
	if s == nil {
		t.Fatal(problems)
	}
	return s
}

// again runs a lesson with the inputs of a talk.
func again(t interface{ Fatal(...any) }, s *scenario.Scenario, inputs []byte) string {
	list, problems := scenario.ReadInputs(s, "inputs", inputs)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	tr, err := sim.Run(context.Background(), s, sim.Options{Inputs: list})
	if err != nil {
		t.Fatal(err)
	}
	return tr.Hash()
}

// TestWhateverIsTypedIsSaidAgain: nonsense and sense, in any seat of any lesson, with time
// let go by and calls hung up: it ends, loses nothing, and its inputs make the same trace.
func TestWhateverIsTypedIsSaidAgain(t *testing.T) {
	defer leaktest.Check(t)()
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		s := lesson(t, rapid.SampledFrom([]string{"first-email", "starttls", "implicit-tls", "unknown-user", "greylisting", "dns-timeout"}).Draw(t, "lesson"))
		var ends []string
		for _, d := range s.Devices {
			ends = append(ends, d.Name)
		}
		var hosts []string
		for _, h := range s.Hosts {
			hosts = append(hosts, h.Name)
		}
		o := talk.Options{As: rapid.SampledFrom(append(ends, hosts...)).Draw(t, "as"), At: rapid.SampledFrom([]string{"", "200ms", "1min"}).Draw(t, "at")}
		if rapid.Bool().Draw(t, "client") || len(hosts) == 0 {
			o.To = rapid.SampledFrom(hosts).Draw(t, "to")
			o.Port = rapid.SampledFrom([]uint16{0, 25, 587, 465, 110, 143, 993, 53, 7}).Draw(t, "port")
		}
		x, problems, err := talk.Open(ctx, s, o)
		if len(problems) > 0 {
			t.Skip(problems.Error())
		}
		if err != nil {
			t.Fatal(err)
		}
		names := talk.NamesFor(s, x.Host, x.Peer)
		for range rapid.IntRange(0, 25).Draw(t, "lines") {
			state := turn.Read(x.Lines())
			list := append(state.Next(names), state.Reply(names)...)
			line := rapid.SampledFrom([]string{"NOOP", "QUIT", "DATA", ".", "STARTTLS", "a1 NOOP", "250 ok", "250-more", "354 go", "ñandú \x00\x1b[2J", "", strings.Repeat("x", 5000)}).Draw(t, "line")
			if len(list) > 0 && rapid.IntRange(0, 3).Draw(t, "sense") > 0 {
				line = list[0].Line
			}
			switch rapid.IntRange(0, 12).Draw(t, "do") {
			case 0:
				err = x.HangUp(ctx)
			case 1:
				err = x.Pass(ctx, 90e9)
			case 2:
				if x.Role == talk.Client && x.Over() {
					_, err = x.Call(ctx, 0)
				}
			case 3:
				err = x.Leave()
			default:
				if q := x.Question(); q != nil {
					_, err = x.Answer(ctx, turn.Answer(q, rapid.SampledFrom([]string{"nxdomain", "servfail", "silent", "noerror", "A 192.0.2.9", "MX 10 mail.beta.test.", "x y z"}).Draw(t, "answer")))
				} else {
					_, err = x.Say(ctx, line)
				}
			}
			lines := x.Lines()
			for i := range lines {
				turn.Mistakes(lines, i)
			}
			turn.Unfinished(lines)
			if err == talk.ErrEnded {
				break
			}
			if err != nil && err != talk.ErrSilent {
				t.Fatal(err)
			}
		}
		inputs := []byte(talk.FileHead + strings.Join(x.InputsFrom(0), ""))
		tr, err := x.Finish(ctx)
		if err != nil && err != talk.ErrEnded {
			t.Fatal(err)
		}
		if tr == nil {
			tr = x.Telling.Trace
		}
		if got := again(t, s, inputs); got != tr.Hash() {
			t.Errorf("another trace with\n%s", inputs)
		}
	})
}

// TestARefusedPlace is said in words.
func TestARefusedPlace(t *testing.T) {
	defer leaktest.Check(t)()
	for _, o := range []talk.Options{
		{As: "nobody", To: "mail.beta.test"}, {As: "laptop-alicia", To: "nowhere.test"}, {As: "laptop-alicia"},
		{As: "mail.beta.test", Service: "gopher"}, {As: "laptop-alicia", To: "mail.beta.test", At: "yesterday"},
	} {
		x, problems, err := talk.Open(context.Background(), lesson(t, "first-email"), o)
		if x != nil || err != nil || len(problems) == 0 {
			t.Errorf("%+v: %v, %v", o, problems, err)
		}
	}
}
