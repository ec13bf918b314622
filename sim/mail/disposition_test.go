package mail

import (
	"strings"
	"testing"
	"time"
)

func TestDisposition(t *testing.T) {
	d := Disposition{
		From: Mailbox{Name: "Benito", Address: MustParseAddress("benito@beta.test")}, To: MustParseAddress("alicia@alfa.test"),
		Subject: "MDN: Hola", Text: "Shown.\n", Date: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), ID: "r1@beta.test", Boundary: "=_x", UA: "laptop-benito",
		Original: []byte("From: alicia@alfa.test\r\nMessage-ID: <m1@alfa.test>\r\n\r\nSecret.\r\n"),
	}
	raw, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	got := string(raw)
	for _, want := range []string{
		"In-Reply-To: <m1@alfa.test>", "Auto-Submitted: auto-replied", "report-type=disposition-notification",
		"Content-Type: message/disposition-notification", "Final-Recipient: rfc822;benito@beta.test", "Original-Message-ID: <m1@alfa.test>",
		"Disposition: automatic-action/MDN-sent-automatically; displayed", "Content-Type: text/rfc822-headers",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("it lacks %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "Secret.") || strings.Count(got, "--=_x") != 4 {
		t.Errorf("it has the letter's text, or not three parts:\n%s", got)
	}
	d.To = Address{}
	if _, err := d.Bytes(); err == nil {
		t.Error("a receipt to nobody")
	}
}

// FuzzDisposition: a receipt is asked for by whatever letter somebody has sent. It has the header of a receipt and no field more, and
// it can be read.
func FuzzDisposition(f *testing.F) {
	f.Add("MDN: Hola", []byte("From: alicia@alfa.test\r\nMessage-ID: <m1@alfa.test>\r\n\r\nSecret.\r\n"))
	f.Add("a\r\nBcc: b@beta.test", []byte("Message-ID: <a@b>\r\n <c@d>\r\nX: --=_x\r\n\r\n--=_x--\r\n"))
	f.Fuzz(func(t *testing.T, subject string, original []byte) {
		d := Disposition{
			From: Mailbox{Name: subject, Address: MustParseAddress("benito@beta.test")}, To: MustParseAddress("alicia@alfa.test"),
			Subject: subject, Text: subject, Date: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), ID: "r1@beta.test", Boundary: "=_x", UA: "laptop-benito",
			Original: original,
		}
		raw, err := d.Bytes()
		if err != nil {
			return
		}
		h := ParseHeader(raw)
		for _, field := range h.Fields {
			switch strings.ToLower(field.Name) {
			case "from", "to", "subject", "date", "message-id", "in-reply-to", "references", "auto-submitted", "mime-version", "content-type":
			default:
				t.Errorf("it has a field %q:\n%q", field.Name, raw)
			}
		}
		if to, _ := h.Get("To"); to != "alicia@alfa.test" {
			t.Errorf("it is to %q:\n%q", to, raw)
		}
	})
}
