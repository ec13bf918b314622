package sim_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"posta/sim"
	"posta/sim/leaktest"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// drawInputs makes up what is done to a world: any kind of input, often what makes
// sense and often what does not. What its reader refuses is left out.
func drawInputs(t *rapid.T, s *scenario.Scenario) []*scenario.Input {
	x := scenario.NewInputReader(s)
	var list []*scenario.Input
	at := time.Duration(0)
	pick := func(what string, from ...string) string { return rapid.SampledFrom(from).Draw(t, what) }
	var hosts, ends, users []string
	for _, h := range s.Hosts {
		hosts = append(hosts, h.Name)
	}
	for _, d := range s.Devices {
		ends = append(ends, d.Name)
	}
	for _, u := range s.Users {
		users = append(users, u.Address().String())
	}
	ends = append(ends, hosts...)
	conns := []string{"1", "3", "4", "6"}
	faults := 0
	for i := range rapid.IntRange(1, 25).Draw(t, "inputs") {
		at += time.Duration(rapid.SampledFrom([]int{0, 0, 1, 30, 1000, 5000, 60_000}).Draw(t, "after")) * time.Millisecond
		on := pick("on", conns...)
		host := pick("host", hosts...)
		var do string
		switch rapid.IntRange(0, 16).Draw(t, "kind") {
		case 0, 1:
			id := fmt.Sprintf("c%d", i)
			do = fmt.Sprintf("connect: {id: %s, from: %s, to: %s, port: %s, tls: %s}", id, pick("from", ends...), pick("to", ends...), pick("port", "25", "587", "143", "110", "53", "993"), pick("tls", "false", "false", "true"))
			conns = append(conns, id)
		case 2, 3, 4:
			do = fmt.Sprintf("type: {on: %s, line: %q}", on, pick("line", "EHLO x", "MAIL FROM:<a@b.test>", "RCPT TO:<"+pick("to", users...)+">", "DATA", ".", "STARTTLS", "QUIT", "220 hola", "250 ok", "354 go", "a LOGIN x y", "USER x", "ñandú \x01", ""))
		case 5:
			do = fmt.Sprintf("starttls: %s", on)
		case 6:
			do = fmt.Sprintf("close: {on: %s, reset: %s}", on, pick("reset", "true", "false"))
		case 7:
			do = "seat: " + host
		case 8:
			do = "leave: " + host
		case 9:
			do = fmt.Sprintf("answer: {host: %s, code: %s}", host, pick("code", "noerror", "nxdomain", "servfail"))
		case 10:
			faults++
			do = fmt.Sprintf("break: {id: f%d, %s}", faults, pick("fault",
				"answer: {host: "+host+", command: RCPT, code: 451, times: 2}", "cut: {host: "+host+", command: DOT}", "refuse: {host: "+host+"}",
				"loss: {host: "+host+", chance: 30%}", "dns: {does: servfail, times: 2}", "mailbox_full: {user: "+pick("full", users...)+", times: 1}", "delay: {host: "+host+", command: MAIL, by: 7s}", "slow: {host: "+host+", latency: 1s, jitter: 1s}"))
		case 11:
			do = fmt.Sprintf("mend: %s", pick("mend", "f1", "1"))
		case 12:
			do = pick("power", "down: ", "up: ") + host
		case 13:
			do = fmt.Sprintf("seed: %d", rapid.IntRange(0, 9).Draw(t, "seed"))
		case 14:
			do = fmt.Sprintf("set_host: {host: %s, %s}", host, pick("setting", "open_relay: true", "max_message: 500", "ehlo: false", "tls: offer", "tls: none", "certificate: expired"))
		case 15:
			do = fmt.Sprintf("set_user: {user: %s, password: otra}", pick("user", users...))
		case 16:
			do = pick("act", "send: {from: "+pick("from user", users...)+", to: "+pick("to user", users...)+"}", "fetch: {user: "+pick("reader", users...)+"}", "lookup: {from: "+host+", name: nada.test}")
		}
		if in, problems := x.Line("inputs", i+1, fmt.Sprintf("{at: %dms, by: azar, %s}", at/time.Millisecond, do)); len(problems) == 0 {
			list = append(list, in)
		} else if strings.Contains(problems.Error(), "syntax") {
			t.Fatalf("the test draws what is no input: %v", problems)
		}
	}
	return list
}

// held runs a scenario step by step: each input is fed when the world has come near it.
func held(t failer, s *scenario.Scenario, o sim.Options, choose *rand.Rand) *trace.Trace {
	ctx := context.Background()
	inputs := o.Inputs
	o.Inputs = nil
	w, err := sim.Open(ctx, s, o)
	if err != nil {
		t.Fatal(err)
	}
	grown := 0
	look := func() {
		for _, e := range w.Trace().Events[grown:] {
			if grown++; e.Seq != grown {
				t.Fatalf("event %d stands where %d should", e.Seq, grown)
			}
		}
	}
	for _, in := range inputs {
		// However far it is let go before, as long as it is not too far, nothing changes.
		for range choose.IntN(3) {
			until := time.Duration(0)
			if in.At > 0 {
				until = time.Duration(choose.Int64N(int64(in.At) + 1))
			}
			if _, err := w.AdvanceTo(ctx, until); err != nil {
				t.Fatal(err)
			}
			look()
		}
		if choose.IntN(2) == 0 {
			if _, err := w.AdvanceTo(ctx, in.At); err != nil {
				t.Fatal(err)
			}
			look()
		}
		if err := w.Feed(in); errors.Is(err, sim.ErrEnded) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	tr, err := w.Finish(ctx)
	if err != nil {
		t.Fatal(err)
	}
	look()
	return tr
}

// failer is a test, or a draw of rapid's.
type failer interface {
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// TestHeldAndFedIsRunWithTheSameInputs: a world that is held and fed step by step makes
// the trace that it makes when all is known from the start.
func TestHeldAndFedIsRunWithTheSameInputs(t *testing.T) {
	defer leaktest.Check(t)()
	rapid.Check(t, func(t *rapid.T) {
		s, problems := scenario.Parse("random.yaml", []byte(drawScenario(t)))
		if s == nil {
			t.Skip(problems.Error())
		}
		o := sim.Options{Inputs: drawInputs(t, s)}
		whole := run(t, s, o)
		for _, e := range whole.Events {
			if f, ok := e.Fact.(trace.ActorPanicked); ok {
				t.Errorf("%s panicked: %s", f.Process, f.Value)
			}
		}
		pieces := held(t, s, o, rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "steps"), 0)))
		if whole.Hash() != pieces.Hash() {
			t.Errorf("differs when it is held:\n%s", difference(whole, pieces))
		}
	})
}

// TestALessonHeldIsTheLesson: without inputs a held world is the run of the lesson.
func TestALessonHeldIsTheLesson(t *testing.T) {
	defer leaktest.Check(t)()
	for _, slug := range someSlugs() {
		s := lesson(t, slug)
		whole, pieces := run(t, s, sim.Options{}), held(t, s, sim.Options{}, nil)
		if whole.Hash() != pieces.Hash() {
			t.Errorf("%s differs when it is held:\n%s", slug, difference(whole, pieces))
		}
	}
}

// TestAWorldMayBeLeftAtAnyMoment leaks nothing.
func TestAWorldMayBeLeftAtAnyMoment(t *testing.T) {
	defer leaktest.Check(t)()
	s := lesson(t, "first-email")
	inputs, problems := scenario.ReadInputs(s, "in", []byte(`{"inputs": 1}
{at: 10ms, seat: dns.test}
{at: 20ms, seat: {host: mail.beta.test, service: smtp}}
{at: 1s, connect: {id: c1, from: laptop-alicia, to: mail.beta.test}}
{at: 2s, connect: {id: c2, from: laptop-alicia, to: mail.alfa.test, port: 587}}
{at: 3s, type: {on: c2, line: EHLO x}}`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for at := time.Duration(-1); at < 4*time.Second; at += 173 * time.Millisecond {
		w, err := sim.Open(context.Background(), s, sim.Options{Inputs: inputs})
		if err != nil {
			t.Fatal(err)
		}
		if at >= 0 {
			if _, err := w.AdvanceTo(context.Background(), at); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatalf("left at %v: %v", at, err)
		}
		if err := w.Feed(inputs[len(inputs)-1]); err == nil {
			t.Error("a world that was left takes inputs")
		}
	}
}
