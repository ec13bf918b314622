package explain

import (
	"strings"
	"testing"

	"posta/sim/story"
	"posta/sim/story/storytest"
)

// TestChunksAreToldAsChunks: the 250 that takes a letter over is that of the chunk with
// LAST, even of an empty one, and no chunk ends by a dot.
func TestChunksAreToldAsChunks(t *testing.T) {
	const kept, dot = "smtp.reply.message", "un punto solo"
	for _, c := range []struct {
		name   string
		chunks []string // BDAT and, by turns, its octets
		want   string   // the kinds of the answers
	}{
		{"one", []string{"BDAT 7 LAST", "hello"}, "smtp.reply.message"},
		{"two", []string{"BDAT 7", "hello", "BDAT 4 last", "ab"}, "smtp.reply.bdat smtp.reply.message"},
		{"an empty last one", []string{"BDAT 7", "hello", "BDAT 0 LAST", ""}, "smtp.reply.bdat smtp.reply.message"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := storytest.New(storytest.Header())
			conn := b.Open("mail.alfa.test", "mail.beta.test", "smtp")
			conn.S("220 hello")
			conn.C("EHLO a.test")
			conn.S("250-b.test", "250 CHUNKING")
			for i := 0; i < len(c.chunks); i += 2 {
				if c.chunks[i+1] == "" {
					conn.C(c.chunks[i])
				} else {
					conn.C(c.chunks[i], c.chunks[i+1])
				}
				conn.S("250 2.0.0 ok")
			}
			s := story.Of(b.Trace)
			x := New(s)
			var kinds []string
			for i := range s.Steps(story.Dialogue) {
				st := s.Steps(story.Dialogue)[i]
				if st.Line == nil {
					continue
				}
				if e := x.Explain(st); st.Kind == "smtp.message" && strings.Contains(e.What.ES, dot) || st.Kind != kept && strings.Contains(e.What.ES, "la carta está guardada") {
					t.Errorf("%s is told as %q", st.Line.Text, e.What)
				}
				if st.Line.Code == 250 && st.Kind != "smtp.reply.ehlo" {
					kinds = append(kinds, string(st.Kind))
				}
			}
			if got := strings.Join(kinds, " "); got != c.want {
				t.Errorf("answered by %s instead of %s", got, c.want)
			}
		})
	}
}
