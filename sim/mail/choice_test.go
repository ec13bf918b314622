package mail

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestOfSeveralFormsAProgramShowsOne: the last that it can show (RFC 2046 section 5.1.4); and what is attached is offered, not shown.
func TestOfSeveralFormsAProgramShowsOne(t *testing.T) {
	letter := func(m Message) string {
		m.From, m.Date, m.ID = Mailbox{Address: MustParseAddress("alicia@alfa.test")}, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), "1@alfa.test"
		m.Boundary = func(n int) string { return "b" + string(rune('0'+n)) }
		b, err := m.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	photo := Attachment{Name: "niño.jpg", ContentType: "image/jpeg", Content: []byte{0xff, 0xd8, 0}}
	for _, c := range []struct {
		name, msg   string
		html, plain string // the media type, the number and the text of what is shown
		forms       string
		files       string // number and name
	}{
		{"plain text alone", letter(Message{Text: "Hola"}), "text/plain 1 Hola", "text/plain 1 Hola", "text/plain", ""},
		{"HTML alone", "Content-Type: text/html\r\n\r\n<p>Hola</p>\r\n", "text/html 1 <p>Hola</p>", "text/html 1 <p>Hola</p>", "text/html", ""},
		{"both", letter(Message{Text: "Hola", HTML: "<p>¡Hola!</p>"}), "text/html 2 <p>¡Hola!</p>", "text/plain 1 Hola", "text/plain text/html", ""},
		{"both, in an order that nobody should use", "Content-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\nContent-Type: text/html\r\n\r\n<p>x\r\n--a\r\n\r\nx\r\n--a--\r\n",
			"text/plain 2 x", "text/plain 2 x", "text/html text/plain", ""},
		{"both, and a photograph", letter(Message{Text: "Hola", HTML: "<p>¡Hola!</p>", Attached: []Attachment{photo}}),
			"text/html 1.2 <p>¡Hola!</p>", "text/plain 1.1 Hola", "text/plain text/html", "2 niño.jpg"},
		{"a text that is attached is no text to be read", letter(Message{Text: "Hola", Attached: []Attachment{{Name: "a.txt", ContentType: "text/plain", Content: []byte("x")}}}),
			"text/plain 1 Hola", "text/plain 1 Hola", "text/plain", "2 a.txt"},
		{"nothing but a photograph", "Content-Type: image/jpeg; name=x.jpg\r\n\r\nff\r\n", "", "", "", "1 x.jpg"},
		{"a page with its pictures", "Content-Type: multipart/related; boundary=a\r\n\r\n--a\r\nContent-Type: text/html\r\n\r\n<img src=cid:1>\r\n--a\r\nContent-Type: image/png\r\nContent-ID: <1>\r\n\r\nff\r\n--a--\r\n",
			"text/html 1 <img src=cid:1>", "text/html 1 <img src=cid:1>", "text/html", ""},
		{"a report", "Content-Type: multipart/report; boundary=a\r\n\r\n--a\r\n\r\nNo llegó\r\n--a\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n--a--\r\n",
			"text/plain 1 No llegó", "text/plain 1 No llegó", "text/plain", ""},
		{"a letter inside", "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nMira\r\n--a\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\ny\r\n--a--\r\n",
			"text/plain 1 Mira", "text/plain 1 Mira", "text/plain", "2 "},
	} {
		t.Run(c.name, func(t *testing.T) {
			for html, want := range map[bool]string{true: c.html, false: c.plain} {
				choice := Entities([]byte(c.msg)).Choose(html)
				got := ""
				if e := choice.Text; e != nil {
					got = e.Media + " " + e.Number + " " + strings.TrimSpace(string(e.Text()))
				}
				if got != want {
					t.Errorf("HTML %v: %q is shown, want %q", html, got, want)
				}
				if forms := strings.Join(choice.Forms, " "); forms != c.forms {
					t.Errorf("the forms are %q, want %q", forms, c.forms)
				}
				var files []string
				for _, f := range choice.Files {
					files = append(files, f.Number+" "+f.Filename)
				}
				if got := strings.Join(files, ", "); got != c.files {
					t.Errorf("attached is %q, want %q", got, c.files)
				}
			}
		})
	}
}

// TestAPartAlone reads as a letter that had nothing else.
func TestAPartAlone(t *testing.T) {
	header := "From: Alicia <alicia@alfa.test>\r\nSubject: Las fotos\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n"
	mime := "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
	one := Alone([]byte(header), []byte(mime), []byte("ma=C3=B1ana\r\n"))
	if text := Text(one); !slices.Equal(text, []string{"mañana"}) {
		t.Errorf("the text is %q", text)
	}
	if subject, _ := FindField(one, "Subject"); subject != "Las fotos" {
		t.Errorf("the subject is %q", subject)
	}
	if h := ParseHeader(one); h.Count("Content-Type") != 1 {
		t.Errorf("it has %d fields Content-Type", h.Count("Content-Type"))
	}
}

// FuzzEntities: whatever comes, each part has a number of its own, and no text is longer than what it came from allows.
func FuzzEntities(f *testing.F) {
	f.Add([]byte("Content-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\nContent-Type: text/html\r\n\r\n<p>\r\n--a\r\n\r\nx\r\n--a--\r\n"))
	f.Add([]byte("Content-Type: multipart/related; boundary=a\r\n\r\n--a--"))
	f.Fuzz(func(t *testing.T, b []byte) {
		seen := map[string]bool{}
		var walk func(e *Entity)
		walk = func(e *Entity) {
			if seen[e.Number] {
				t.Errorf("two parts are called %q", e.Number)
			}
			seen[e.Number] = true
			for _, p := range e.Parts {
				walk(p)
			}
		}
		e := Entities(b)
		walk(e)
		for _, html := range []bool{true, false} {
			c := e.Choose(html)
			if c.Text != nil && len(c.Text.Text()) > 4*len(b)+64 {
				t.Errorf("%d octets came of %d", len(c.Text.Text()), len(b))
			}
		}
	})
}
