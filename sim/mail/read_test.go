package mail

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestLinesAsTheReaderSeesThem(t *testing.T) {
	date := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	from := Mailbox{Address: MustParseAddress("alicia@alfa.test")}
	letter := func(m Message) string {
		m.From, m.Date, m.ID = from, date, "1@alfa.test"
		m.Boundary = func(n int) string { return "b" + string(rune('0'+n)) }
		b, err := m.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	report := Report{
		ReportingMTA: "mail.alfa.test", From: from, To: from.Address, Subject: "No llegó", Text: "Motivo: el dominio no existe, mañana lo miro.",
		Date: date, ID: "2@alfa.test", Boundary: "x", Original: []byte("Subject: =?utf-8?q?D=C3=ADa?=\r\n\r\nHola.\r\n"),
		Recipients: []RecipientReport{{Recipient: Recipient{Address: MustParseAddress("nadie@beta.test")}, Action: ActionFailed, Code: 550,
			Diagnostic: "5.1.1 There is nobody of this name here, and this reply is long enough to be folded in the report"}},
	}
	bounce, err := report.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, msg string
		want, not []string
	}{
		{name: "a subject and a text with accents", msg: letter(Message{Subject: "Día", Text: "Hasta mañana.\nAdiós."}),
			want: []string{"Subject: Día", "Hasta mañana.", "Adiós."}},
		{name: "a line that was too long for one", msg: letter(Message{Subject: "s", Text: "ñ" + strings.Repeat("palabra ", 30) + "fin"}),
			want: []string{"ñ" + strings.Repeat("palabra ", 30) + "fin"}},
		{name: "HTML beside text, and a file", msg: letter(Message{Subject: "s", Text: "¿Sí?", HTML: "<p>¡Sí!</p>", Attached: []Attachment{{Name: "a.txt", ContentType: "text/plain", Content: []byte("café")}}}),
			want: []string{"¿Sí?", "<p>¡Sí!</p>", "café", "Content-Type: text/html; charset=utf-8"}, not: []string{"--b0", "--b1--"}},
		{name: "a file that is no text stays as it is", msg: letter(Message{Subject: "s", Attached: []Attachment{{Name: "a", Content: []byte("mañana")}}}),
			want: []string{"bWHDsWFuYQ=="}, not: []string{"mañana"}},
		{name: "a report and what it is about", msg: string(bounce),
			want: []string{"Motivo: el dominio no existe, mañana lo miro.", "Action: failed", "Subject: Día",
				"Diagnostic-Code: smtp; 550 5.1.1 There is nobody of this name here, and this reply is long enough to be folded in the report"}},
		{name: "Latin-1", msg: "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nma=F1ana\r\n", want: []string{"mañana"}},
		{name: "no MIME at all", msg: "Subject: s\r\n\r\nuno=\r\ndos\r\n", want: []string{"Subject: s", "uno=", "dos"}},
		{name: "an encoding that is broken", msg: "Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n", want: []string{"!!!"}},
		{name: "a multipart without a boundary", msg: "Content-Type: multipart/mixed\r\n\r\n--\r\nhola\r\n", want: []string{"hola"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lines := Lines([]byte(tt.msg))
			for _, w := range tt.want {
				if !slices.Contains(lines, w) {
					t.Errorf("no line reads %q in\n%s", w, strings.Join(lines, "\n"))
				}
			}
			for _, n := range tt.not {
				if slices.Contains(lines, n) {
					t.Errorf("a line reads %q", n)
				}
			}
		})
	}
}

func FuzzLines(f *testing.F) {
	f.Add([]byte("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n--a--\r\n"))
	f.Add([]byte("Content-Transfer-Encoding: quoted-printable\r\n\r\n=\r\n=C3"))
	f.Fuzz(func(t *testing.T, b []byte) {
		size := 0
		for _, l := range Lines(b) {
			size += len(l)
		}
		if size > 4*len(b)+64 {
			t.Errorf("%d octets came of %d", size, len(b))
		}
	})
}
