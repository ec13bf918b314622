package mail

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestEveryLetterIsWellFormed: whatever a person writes into it, no line is longer than a
// line may be, no field is there twice that may be there once, and it reads as it was
// meant.
func TestEveryLetterIsWellFormed(t *testing.T) {
	text := rapid.OneOf(
		rapid.StringOfN(rapid.RuneFrom([]rune("aeiou ñáé¿?=_,;:\"<>()@.\\|-日本📮")), 0, 200, -1),
		rapid.StringOfN(rapid.RuneFrom([]rune("ab")), 0, 3000, -1),
		rapid.SampledFrom([]string{"", "Hola", "=?utf-8?q?x?=", " espacios  dentro ", strings.Repeat("ñ", 300), strings.Repeat("x", 1200)}),
	)
	name := rapid.StringOfN(rapid.RuneFrom([]rune("abc ñé.\"日")), 0, 60, -1)
	rapid.Check(t, func(t *rapid.T) {
		m := Message{
			From: box(name.Draw(t, "from"), "alicia@uno.test"), Subject: text.Draw(t, "subject"), Date: noon, ID: "1@uno.test",
			Text: text.Draw(t, "text"), EightBit: rapid.Bool().Draw(t, "8bit"), Boundary: func(n int) string { return fmt.Sprintf("b%d", n) },
		}
		for i := range rapid.IntRange(0, 12).Draw(t, "recipients") {
			m.To = append(m.To, box(name.Draw(t, "to"), fmt.Sprintf("persona%d@dos.test", i)))
		}
		extras := map[string]string{"Date": "Tue, 03 Mar 2026 09:00:00 +0000", "Subject": text.Draw(t, "another subject"), "Reply-To": "Ñandú <b@dos.test>, c@dos.test", "X-Prioridad": text.Draw(t, "extra"),
			"sender": "alicia@uno.test", "X-" + strings.Repeat("y", 70): "¿sí?"}
		for _, n := range []string{"Date", "Subject", "Reply-To", "X-Prioridad", "sender", "X-" + strings.Repeat("y", 70)} {
			if rapid.Bool().Draw(t, n) {
				m.Extra = append(m.Extra, ExtraField{n, extras[n]})
			}
		}
		file := strings.Map(func(r rune) rune {
			if r == '"' || r == '\\' {
				return 'q'
			}
			return r
		}, rapid.OneOf(name, rapid.SampledFrom([]string{strings.Repeat("ñ", 300) + ".txt", strings.Repeat("z", 250)})).Draw(t, "file"))
		attached := rapid.IntRange(0, 2).Draw(t, "attached")
		for range attached {
			m.Attached = append(m.Attached, Attachment{Name: file, ContentType: rapid.SampledFrom([]string{"text/plain", "text/csv; header=present", "image/png", ""}).Draw(t, "type"), Content: []byte(text.Draw(t, "content"))})
		}
		raw, err := m.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.SplitSeq(raw, []byte("\r\n")) {
			if len(line) > MaxLine || bytes.ContainsAny(line, "\r\n") {
				t.Fatalf("a line of %d octets: %.80q", len(line), line)
			}
		}
		head, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
		for line := range bytes.SplitSeq(head, []byte("\r\n")) {
			if bytes.Contains(line, []byte("=?utf-8?q?")) && len(line) > encodedAt {
				t.Fatalf("a line with an encoded-word, and %d octets: %q", len(line), line)
			}
			if len(bytes.TrimSpace(line)) == 0 {
				t.Fatalf("a line of white space in\n%s", head)
			}
		}
		seen := map[string]bool{}
		for _, f := range ParseHeader(raw).Fields {
			n := strings.ToLower(f.Name)
			if seen[n] && (once(n) || strings.HasPrefix(n, "content-") || n == "mime-version") {
				t.Fatalf("%s is there twice:\n%s", f.Name, head)
			}
			seen[n] = true
		}
		reads(t, m, raw, file, attached)
	})
}

// reads lets another reader than ours understand a letter.
func reads(t *rapid.T, m Message, raw []byte, file string, attached int) {
	got, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%v in\n%s", err, raw)
	}
	want := m.Subject
	for _, x := range m.Extra {
		if x.Name == "Subject" {
			want = x.Value
		}
	}
	decoder := mime.WordDecoder{}
	if subject, err := decoder.DecodeHeader(got.Header.Get("Subject")); err != nil || strings.Join(strings.Fields(subject), " ") != strings.Join(strings.Fields(want), " ") {
		t.Fatalf("the subject reads %q, want %q (%v)", subject, want, err)
	}
	if from, err := got.Header.AddressList("From"); err != nil || len(from) != 1 || from[0].Address != "alicia@uno.test" {
		t.Fatalf("From reads %v (%v)", from, err)
	}
	if len(m.To) > 0 {
		if to, err := got.Header.AddressList("To"); err != nil || len(to) != len(m.To) {
			t.Fatalf("To reads %v (%v)", to, err)
		}
	}
	if value := got.Header.Get("Reply-To"); value != "" {
		if list, err := got.Header.AddressList("Reply-To"); err != nil || len(list) != 2 || list[0].Name != "Ñandú" {
			t.Fatalf("Reply-To reads %v (%v)", list, err)
		}
	}
	if attached == 0 {
		return
	}
	_, params, err := mime.ParseMediaType(got.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(got.Body, params["boundary"])
	for i := -1; ; i++ {
		p, err := parts.NextPart()
		if err == io.EOF {
			if i != attached {
				t.Fatalf("%d attachments", i)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		typ, params, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
		if err != nil || strings.HasPrefix(typ, "text/") && params["charset"] == "" {
			t.Fatalf("a part of type %q (%v)", p.Header.Get("Content-Type"), err)
		}
		if i >= 0 {
			if _, params, err := mime.ParseMediaType(p.Header.Get("Content-Disposition")); err != nil || params["filename"] != clean(file) && strings.TrimSpace(file) != "" {
				t.Fatalf("the file %q is called %q (%v): %s", file, params["filename"], err, p.Header.Get("Content-Disposition"))
			}
		}
	}
}
