package talk_test

import (
	"context"
	"strings"
	"testing"

	"posta/sim/explain"
	"posta/sim/leaktest"
	"posta/sim/story"
	"posta/sim/talk"
)

// TestWhatIsSaidOfAConversationIsTrue: a conversation by hand, and what is told of its
// lines, in both languages; what begins with "!" is told nowhere.
func TestWhatIsSaidOfAConversationIsTrue(t *testing.T) {
	defer leaktest.Check(t)()
	for _, c := range []struct {
		name, to string
		port     uint16
		lines    string // parted by |
		es, en   []string
	}{
		{name: "chunks that were not offered", lines: "EHLO a.test|BDAT 10|NOOP hola",
			es: []string{"!la carta está guardada", "!pasa la carta a"}, en: []string{"!This is the 250 that counts", "!passes the letter to"}},
		{name: "log in first", to: "mail.alfa.test", port: 587, lines: "EHLO a.test|MAIL FROM:<alicia@alfa.test>",
			es: []string{"la misma orden puede valer", "!repetir lo mismo"}, en: []string{"the same command may be right", "!to repeat it"}},
		{name: "out of its place", lines: "EHLO a.test|RCPT TO:<benito@beta.test>",
			es: []string{"la misma orden puede valer", "!repetir lo mismo"}, en: []string{"the same command may be right", "!to repeat it"}},
		{name: "one envelope in another", lines: "EHLO a.test|MAIL FROM:<a@alfa.test>|MAIL FROM:<b@alfa.test>",
			es: []string{"o ya está hecho", "!repetir lo mismo"}, en: []string{"or is done already", "!to repeat it"}},
		{name: "log-in left off", to: "mail.alfa.test", port: 587, lines: "EHLO a.test|AUTH LOGIN|*",
			es: []string{"dice: «Username:»", "Un asterisco solo la anula", "anula la identificación: 501", "!lo que la acompaña está mal escrito", "!responde en base64"},
			en: []string{"says: “Username:”", "An asterisk alone cancels it", "cancels the log-in: 501", "!its arguments are malformed", "!answers in base64"}},
		{name: "nobody calls", lines: "EHLO",
			es: []string{"le sigue el nombre de quien llama", "!HELO, el saludo de antes"}, en: []string{"followed by the caller's name", "!HELO, the hello of old"}},
		{name: "a command of 1982", lines: "EHLO a.test|SEND FROM:<a@alfa.test>",
			es: []string{"Fue una orden de SMTP", "!Conoce la orden", "!No es ninguna orden"}, en: []string{"It was a command of SMTP", "!It knows the command", "!It is no command"}},
		{name: "left off at POP3", port: 110, lines: "AUTH PLAIN|*",
			es: []string{"deja la identificación: *", "nadie se ha identificado", "!Usuario o contraseña incorrectos"}, en: []string{"leaves off logging in: *", "nobody has logged in", "!User or password wrong"}},
		{name: "left off at IMAP", port: 143, lines: "a AUTHENTICATE PLAIN|*",
			es: []string{"deja la identificación: *", "!responde con sus credenciales"}, en: []string{"leaves off logging in: *", "!answers with its credentials"}},
		{name: "the flags of one letter", port: 143, lines: "a LOGIN benito@beta.test secreta-benito|b SELECT INBOX|c FETCH 1 FLAGS",
			es: []string{"Quiere las marcas.", "!la lista de cartas", "!Sin PEEK"}, en: []string{"It wants the flags.", "!the list of letters", "!Without PEEK"}},
		{name: "flags and a field", port: 143, lines: "a LOGIN benito@beta.test secreta-benito|b SELECT INBOX|c FETCH 1 (FLAGS BODY[HEADER.FIELDS (SUBJECT)])",
			es: []string{"Quiere las marcas y la cabecera SUBJECT. Sin PEEK", "!Quién escribe, de qué"}, en: []string{"It wants the flags and the field SUBJECT. Without PEEK", "!Who writes, about what"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx := context.Background()
			o := talk.Options{As: "laptop-benito", To: c.to, Port: c.port, At: "300ms"}
			if o.To == "" {
				o.To = "mail.beta.test"
			}
			x, problems, err := talk.Open(ctx, lesson(t, "first-email"), o)
			if err != nil || len(problems) > 0 {
				t.Fatal(err, problems)
			}
			defer x.Close()
			for line := range strings.SplitSeq(c.lines, "|") {
				if _, err := x.Say(ctx, line); err != nil {
					t.Fatal(line, err)
				}
			}
			conn := x.Lines()[0].Conn
			if _, err := x.Finish(ctx); err != nil {
				t.Fatal(err)
			}
			s := story.Of(x.Telling.Trace)
			teller := explain.New(s)
			var es, en strings.Builder
			for i := range s.Steps(story.Dialogue) {
				st := s.Steps(story.Dialogue)[i]
				if st.Line == nil || st.Conn != conn {
					continue
				}
				e := teller.Explain(st)
				es.WriteString(e.Title.ES + "\n  " + e.What.ES + "\n  " + e.Why.ES + "\n")
				en.WriteString(e.Title.EN + "\n  " + e.What.EN + "\n  " + e.Why.EN + "\n")
			}
			said(t, es.String(), c.es)
			said(t, en.String(), c.en)
		})
	}
}

func said(t *testing.T, told string, want []string) {
	t.Helper()
	for _, w := range want {
		if never, ok := strings.CutPrefix(w, "!"); ok {
			if strings.Contains(told, never) {
				t.Errorf("%q is told in\n%s", never, told)
			}
		} else if !strings.Contains(told, w) {
			t.Errorf("%q is not told in\n%s", w, told)
		}
	}
}
