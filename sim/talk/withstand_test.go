package talk_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"posta/sim"
	"posta/sim/scenario"
	"posta/sim/talk"
)

// places are one of each role.
var places = []talk.Options{
	{As: "laptop-benito", To: "mail.beta.test", At: "1min"},
	{As: "laptop-benito", To: "mail.beta.test", Port: 110, At: "1min"},
	{As: "laptop-benito", To: "mail.beta.test", Port: 143, At: "1min"},
	{As: "mail.beta.test", Service: "smtp"},
	{As: "mail.beta.test", Service: "imap"},
	{As: "dns.test"},
}

// FuzzNonsense: whatever is typed, at whatever place, the talk goes on or says why not;
// stepping back does the rest again to the letter; and the inputs replay to its trace.
func FuzzNonsense(f *testing.F) {
	for place, said := range []string{"EHLO x\nMAIL FROM:<a@b>\n.\n", "USER x\nPASS \x00\n", "a LOGIN x {3}\nabc\n", "220 x\n999999 \n-\n", "* OK\n+\n", "MX 10 .\nnxdomain\n;;;\n"} {
		f.Add(uint8(place), said)
	}
	f.Fuzz(func(t *testing.T, place uint8, said string) {
		ctx := context.Background()
		s := lesson(t, "first-email")
		o := places[int(place)%len(places)]
		x, problems, err := talk.Open(ctx, s, o)
		if err != nil || len(problems) > 0 {
			t.Fatal(err, problems)
		}
		defer x.Close()
		do := talk.Says
		if x.Role == talk.Resolver {
			do = talk.Answers
		}
		for i, line := range strings.Split(said, "\n") {
			m := talk.Move{Do: do, Text: line}
			switch {
			case i > 40:
				continue
			case strings.HasPrefix(line, ":"):
				m = talk.Move{Do: []talk.Deed{talk.HangsUp, talk.Calls, talk.Leaves, talk.Waits}[len(line)%4], Text: strings.TrimPrefix(line, ":")}
			}
			if _, err := x.Make(ctx, m); err != nil && !errors.Is(err, talk.ErrSilent) && !errors.Is(err, talk.ErrEnded) {
				t.Fatalf("%q: %v", line, err)
			}
			x.Said(50)
			x.Crib(talk.NamesFor(s, x.Host, x.Peer))
		}
		var moves []talk.Move
		for _, m := range x.Moves() {
			moves = append(moves, m.Move)
		}
		again, problems, err := talk.Again(ctx, s, o, moves)
		if again == nil || len(problems) > 0 || err != nil && !errors.Is(err, talk.ErrEnded) {
			t.Fatal(err, problems)
		}
		defer again.Close()
		if a, b := strings.Join(x.InputsFrom(0), ""), strings.Join(again.InputsFrom(0), ""); a != b {
			t.Fatalf("the same moves are\n%s, and then\n%s", a, b)
		}
		whole, err := x.Finish(ctx)
		if err != nil && !errors.Is(err, talk.ErrEnded) {
			t.Fatal(err)
		}
		if whole == nil {
			whole = x.Telling.Trace
		}
		inputs, problems := scenario.ReadInputs(s, "inputs", []byte(talk.FileHead+strings.Join(x.InputsFrom(0), "")))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		replayed, err := sim.Run(ctx, s, sim.Options{Inputs: inputs})
		if err != nil {
			t.Fatal(err)
		}
		if replayed.Hash() != whole.Hash() {
			t.Fatal("what was typed does not replay to what happened")
		}
	})
}

// TestTenThousandInputs: sense and nonsense drawn at random are typed, hung up, waited out and called anew; they are told, and
// replay to the same trace.
func TestTenThousandInputs(t *testing.T) {
	if testing.Short() {
		t.Skip("ten thousand lines take a while")
	}
	ctx := context.Background()
	s := lesson(t, "first-email")
	x, problems, err := talk.Open(ctx, s, places[0])
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	defer x.Close()
	lines := []string{"EHLO x", "HELO y", "MAIL FROM:<a@b.test>", "RCPT TO:<benito@beta.test>", "RCPT TO:<nobody@beta.test>", "RCPT TO:<x@elsewhere.test>",
		"DATA", "Subject: x", "", ".", "..", "NOOP", "RSET", "VRFY benito", "AUTH PLAIN AGEAYg==", "ñandú \x00\x1b[2J", "MAIL FROM: <", strings.Repeat("x", 1200), "HELP"}
	draw := rand.New(rand.NewPCG(1, 2))
	const most = 9_900 // the limit on inputs has room for the calls
	for i := 0; i < most && !x.Ended(); i++ {
		m := talk.Move{Do: talk.Says, Text: lines[draw.IntN(len(lines))]}
		switch n := draw.IntN(200); {
		case x.Over():
			m = talk.Move{Do: talk.Calls}
		case n == 0:
			m = talk.Move{Do: talk.HangsUp}
		case n == 1:
			m = talk.Move{Do: talk.Waits}
		}
		if problems, err := x.Make(ctx, m); err != nil && !errors.Is(err, talk.ErrSilent) && !errors.Is(err, talk.ErrEnded) {
			t.Fatal(i, m, problems, err)
		}
	}
	if said := x.Said(200); len(said) != 200 {
		t.Errorf("%d lines are told", len(said))
	}
	if n := len(x.Moves()); n < 5_000 {
		t.Errorf("only %d lines could be typed", n)
	}
	whole, err := x.Finish(ctx)
	if err != nil && !errors.Is(err, talk.ErrEnded) {
		t.Fatal(err)
	}
	if whole == nil {
		whole = x.Telling.Trace
	}
	inputs, problems := scenario.ReadInputs(s, "inputs", []byte(talk.FileHead+strings.Join(x.InputsFrom(0), "")))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	replayed, err := sim.Run(ctx, s, sim.Options{Inputs: inputs})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d inputs, %d events", len(inputs), len(replayed.Events))
	if replayed.Hash() != whole.Hash() {
		t.Error("what was typed does not replay to what happened")
	}
}

// nonsense is what somebody types who does not know, or does not care: runs of keys, commands that are nearly right, and such as
// are right in another protocol.
func nonsense(draw *rand.Rand) string {
	words := []string{"EHLO", "MAIL FROM:", "RCPT TO:<benito@beta.test>", "DATA", ".", "USER benito", "PASS secreta-benito", "RETR 1", "DELE 1", "a LOGIN benito@beta.test secreta-benito",
		"b SELECT INBOX", "c FETCH 1:* (FLAGS BODY[])", "STARTTLS", "{5}", "{99999999999}", "250", "250-", "354 ", "550 5.1.1 no", "220 x", "* OK", "+", "MX 10 mail.beta.test.",
		"A 192.0.2.9", "nxdomain", "servfail", "AUTH PLAIN", "=", "BDAT 7 LAST", "<", ">", "\"", "\\", "\x00", "\x1b[2J", "ñandú", "\u202e", "😀", "\r", "IDLE", "DONE", "QUIT"}
	var b strings.Builder
	for range draw.IntN(5) {
		switch draw.IntN(4) {
		case 0:
			for range draw.IntN(30) {
				b.WriteRune(rune(draw.IntN(0x250)))
			}
		case 1:
			b.WriteString(strings.Repeat(string(rune('!'+draw.IntN(90))), draw.IntN(1500)))
		default:
			b.WriteString(words[draw.IntN(len(words))])
		}
		b.WriteByte(' ')
	}
	return strings.TrimSuffix(b.String(), " ")
}

// TestAnHourOfNonsense: whatever is typed at whatever place for an hour, a line a second, it is taken or refused in words, told with
// its crib, and replays to the same trace.
func TestAnHourOfNonsense(t *testing.T) {
	if testing.Short() {
		t.Skip("an hour is thousands of lines")
	}
	ctx := context.Background()
	s := lesson(t, "first-email")
	for n, place := range places {
		t.Run(place.As+" "+place.Service+" "+strconv.Itoa(int(place.Port)), func(t *testing.T) {
			t.Parallel()
			x, problems, err := talk.Open(ctx, s, place)
			if err != nil || len(problems) > 0 {
				t.Fatal(err, problems)
			}
			defer x.Close()
			do := talk.Says
			if x.Role == talk.Resolver {
				do = talk.Answers
			}
			draw := rand.New(rand.NewPCG(3, uint64(n)))
			names := talk.NamesFor(s, x.Host, x.Peer)
			clock := func() time.Duration { return time.Duration(x.Telling.Trace.Events[len(x.Telling.Trace.Events)-1].At) }
			begun := clock()
			typed := 0
			for ; typed < int(time.Hour/talk.Pace) && !x.Ended(); typed++ {
				m := talk.Move{Do: do, Text: nonsense(draw)}
				switch k := draw.IntN(40); {
				case x.Role == talk.Client && x.Over():
					m = talk.Move{Do: talk.Calls, Text: []string{"", "25", "110", "143", "587", "99999", "x"}[draw.IntN(7)]}
				case k == 0:
					m = talk.Move{Do: talk.HangsUp}
				case k == 1 || x.Role != talk.Client && k < 12: // nobody calls a server's seat all the time
					m = talk.Move{Do: talk.Waits, Text: []string{"5s", "1min", "-1s", "x", ""}[draw.IntN(5)]}
				}
				if _, err := x.Make(ctx, m); err != nil && !errors.Is(err, talk.ErrSilent) && !errors.Is(err, talk.ErrEnded) {
					t.Fatal(typed, m, err)
				}
				if typed%50 == 0 {
					x.Said(200)
					x.Crib(names)
				}
			}
			t.Logf("%d moves in %v, %d were made", typed, clock()-begun, len(x.Moves()))
			if x.Role == talk.Client && clock()-begun < 50*time.Minute { // some of it was refused, and took no time
				t.Error("it was no hour")
			}
			whole, err := x.Finish(ctx)
			if err != nil && !errors.Is(err, talk.ErrEnded) {
				t.Fatal(err)
			}
			if whole == nil {
				whole = x.Telling.Trace
			}
			if got := again(t, s, []byte(talk.FileHead+strings.Join(x.InputsFrom(0), ""))); got != whole.Hash() {
				t.Error("what was typed does not replay to what happened")
			}
		})
	}
}
