package live_test

import (
	"context"
	"testing"

	"posta/sim"
	"posta/sim/live"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// TestAgain: what a program from outside did on real sockets is done again in a simulation, and there it can be asked what
// would have happened if.
func TestAgain(t *testing.T) {
	l := start(t, live.Options{})
	r := call(t, at(t, l, "mail.beta.test", "smtp"))
	r.wants("220")
	for _, line := range []string{"EHLO x", "MAIL FROM:<you@example.test>", "RCPT TO:<benito@beta.test>"} {
		r.say(line + "\r\n")
		r.wants("250")
	}
	r.say("DATA\r\n")
	r.wants("354")
	r.say("Subject: \xff\r\n\r\nx\r\n.\r\n")
	r.wants("250")
	r.say("QUIT\r\n")
	r.wants("221")
	if p := l.Act("Ana", "lookup: {from: mail.alfa.test, name: beta.test, type: MX}"); len(p) > 0 {
		t.Fatal(p)
	}
	await(t, l, "that it was closed", func(e trace.Event) bool { _, is := e.Fact.(trace.ConnClosed); return is && e.Host == "mail.beta.test" })
	text, left := l.Again()
	still := parse(t, "again.yaml", string(scenario.Still(l.Scenario)))
	inputs, problems := scenario.ReadInputs(still, "inputs.jsonl", text)
	if len(problems) > 0 || left > 0 {
		t.Fatalf("%v\n%s", problems, text)
	}
	run := func(s *scenario.Scenario) *trace.Trace {
		tr, err := sim.Run(context.Background(), s, sim.Options{Inputs: inputs})
		if err != nil {
			t.Fatal(err)
		}
		return tr
	}
	if n := stored(run(still)); n != 1 {
		t.Errorf("%d letters came again, want one:\n%s", n, text)
	}
	broken, p := scenario.WithFault(still, "answer: {host: mail.beta.test, command: RCPT, code: 550}")
	if len(p) > 0 {
		t.Fatal(p)
	}
	if n := stored(run(broken)); n != 0 {
		t.Errorf("%d letters came although the server refused them", n)
	}
}
