package story_test

import (
	"testing"

	"posta/sim"
	"posta/sim/mail"
	"posta/sim/simtest"
	"posta/sim/story"
	"posta/sim/trace"
)

// TestEachAnswerIsAboutItsOwnLetter: where a letter holds another one that the server reads as a second transaction, both are
// said before the first answer comes; each of the six answers and each acceptance is told of its own letter.
func TestEachAnswerIsAboutItsOwnLetter(t *testing.T) {
	tr := simtest.Run(t, simtest.Lesson(t, "smuggling"), sim.Options{})
	subjects := map[string]string{} // by Message-ID
	for i := range tr.Events {
		if f, ok := tr.Events[i].Fact.(trace.MessageAccepted); ok {
			h := mail.ParseHeader(f.Data)
			subjects[f.MessageID], _ = h.Get("Subject")
		}
	}
	s := story.Of(tr)
	var got [][2]string
	for _, st := range s.Steps(story.Dialogue) {
		if l := st.Line; l != nil && st.Envelope != nil && l.Listener == "mail.alfa.test" && l.Speaker == "mail.beta.test" && l.Protocol == "smtp" {
			got = append(got, [2]string{string(st.Kind), subjects[st.Envelope.MessageID]})
		}
	}
	want := [][2]string{
		{"smtp.reply.mail", "Una receta"}, {"smtp.reply.rcpt", "Una receta"}, {"smtp.go-ahead", "Una receta"}, {"smtp.reply.message", "Una receta"},
		{"smtp.reply.mail", "Pago urgente"}, {"smtp.reply.rcpt", "Pago urgente"}, {"smtp.go-ahead", "Pago urgente"},
		{"smtp.reply.message", "Pago urgente"},
	}
	if len(got) != len(want) {
		t.Fatalf("told %q", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("answer %d is told as %q, want %q", i+1, got[i], want[i])
		}
	}
	for _, st := range s.Steps(story.Tell) {
		if f, ok := st.Fact.(trace.MessageAccepted); ok && st.Envelope.MessageID != f.MessageID {
			t.Errorf("Tell step %d accepts %s and is about %s", st.Index+1, f.MessageID, st.Envelope.MessageID)
		}
	}
}
