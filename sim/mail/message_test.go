package mail

import (
	"bytes"
	"flag"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := "testdata/" + name
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (-update writes it anew); got\n%s", file, got)
	}
	if i := bytes.IndexByte(bytes.ReplaceAll(got, []byte("\r\n"), nil), '\n'); i >= 0 || bytes.Contains(bytes.ReplaceAll(got, []byte("\r\n"), nil), []byte("\r")) {
		t.Errorf("%s: a bare CR or LF", file)
	}
	for line := range bytes.SplitSeq(got, []byte("\r\n")) {
		if len(line) > foldAt {
			t.Errorf("%s: a line of %d octets: %s", file, len(line), line)
		}
	}
}

func box(name, address string) Mailbox { return Mailbox{name, MustParseAddress(address)} }

func greeting() Message {
	return Message{
		From: box("Alicia Núñez", "alicia@uno.test"), To: []Mailbox{box("Benito", "benito@dos.test")},
		Bcc:     []Mailbox{box("", "secreta@tres.test"), box("", "benito@dos.test")},
		Subject: "¿Qué tal? Una invitación para celebrar el cumpleaños de la señora Ibáñez el próximo sábado",
		Date:    noon, ID: "1.4zx@uno.test",
		Text:     "Querido Benito:\n\n¿Vienes el sábado? Habrá piñata.\n\nUn abrazo,\nAlicia\n",
		Boundary: func(n int) string { return fmt.Sprintf("posta-%d-4zx", n) },
	}
}

func bytesOf(t *testing.T, m interface{ Bytes() ([]byte, error) }) []byte {
	t.Helper()
	b, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestMessages(t *testing.T) {
	plain := greeting()
	golden(t, "plain.eml", bytesOf(t, &plain))

	rich := greeting()
	rich.HTML = "<p>¿Vienes el <b>sábado</b>?</p>"
	rich.Attached = []Attachment{{Name: "invitación.png", ContentType: "image/png", Content: bytes.Repeat([]byte{0, 1, 254}, 50)}, {Name: "nota.bin"}}
	golden(t, "rich.eml", bytesOf(t, &rich))

	answer := plain.Reply()
	answer.From, answer.Date, answer.ID, answer.Text, answer.Flowed = box("", "benito@dos.test"), noon.Add(time.Hour), "2.abc@dos.test", "Of course! \nSee you.", true
	golden(t, "reply.eml", bytesOf(t, &answer))

	blind := greeting()
	blind.To, blind.Text = nil, "hi"
	if b := bytesOf(t, &blind); !bytes.Contains(b, []byte("\r\nTo: undisclosed-recipients:;\r\n")) || bytes.Contains(b, []byte("tres.test")) {
		t.Errorf("a blind copy shows:\n%s", b)
	}
	if r := plain.Recipients(); len(r) != 2 || r[1].Address.String() != "secreta@tres.test" {
		t.Errorf("envelope %v", r)
	}
}

func TestHowTextIsEncoded(t *testing.T) {
	tests := []struct {
		name, text string
		eight      bool
		want       string
	}{
		{"ASCII", "hi", false, "us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\nhi\r\n"},
		{"a dot alone is the wire's affair", ".\n", false, "7bit\r\n\r\n.\r\n"},
		{"Spanish", "señal", false, "utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nse=C3=B1al\r\n"},
		{"Spanish by 8BITMIME", "señal\n", true, "utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nseñal\r\n"},
		{"bare CR and LF", "a\rb\nc\r\n", false, "7bit\r\n\r\na\r\nb\r\nc\r\n"},
		{"a line too long", strings.Repeat("x", 1000), false, "quoted-printable\r\n\r\nxxx"},
		{"nothing", "", false, "7bit\r\n\r\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := greeting()
			m.Text, m.EightBit = tt.text, tt.eight
			if b := bytesOf(t, &m); !bytes.Contains(b, []byte(tt.want)) {
				t.Errorf("got\n%s", b)
			}
		})
	}
}

func TestNothingEscapesItsField(t *testing.T) {
	m := greeting()
	m.Subject = "x\r\nBcc: todos@uno.test\r\n\r\nfin"
	m.From.Name = "x\r\nX-Evil: 1"
	h := ParseHeader(bytesOf(t, &m))
	if h.Count("Bcc") != 0 || h.Count("X-Evil") != 0 {
		t.Errorf("%+v", h.Fields)
	}
	m.Extra = []ExtraField{{Name: "X: y\r\nBcc", Value: "z"}}
	if _, err := m.Bytes(); err == nil {
		t.Error("a field name with a line end was taken")
	}
	m.Extra, m.HTML, m.Boundary = nil, "x", func(int) string { return "no good\r\n" }
	if _, err := m.Bytes(); err == nil {
		t.Error("a boundary with a line end was taken")
	}
}

func TestParseHeader(t *testing.T) {
	msg := "Received: a\r\n\tb\r\nsubject : =?utf-8?q?=C2=A1Hola!?= =?UTF-8?B?w7E=?=\r\nnot a field\r\nX:\n\r\nbody\r\n: more"
	h := ParseHeader([]byte(msg))
	want := []Field{
		{Name: "Received", Raw: []byte("Received: a\r\n\tb\r\n"), Value: "a\tb", Decoded: "a\tb"},
		{Name: "subject", Value: "=?utf-8?q?=C2=A1Hola!?= =?UTF-8?B?w7E=?=", Decoded: "¡Hola!ñ"},
		{Name: "", Value: "not a field", Decoded: "not a field"},
		{Name: "X"},
	}
	if len(h.Fields) != len(want) || string(h.Body) != "body\r\n: more" {
		t.Fatalf("%+v", h)
	}
	for i, f := range h.Fields {
		if w := want[i]; f.Name != w.Name || f.Value != w.Value || f.Decoded != w.Decoded || w.Raw != nil && !bytes.Equal(f.Raw, w.Raw) {
			t.Errorf("field %d: %+v, want %+v", i, f, w)
		}
	}
	if string(HeaderBytes([]byte(msg)))+string(h.Body) != msg {
		t.Error("HeaderBytes and Body are not the whole")
	}
}

func TestPostmarks(t *testing.T) {
	r := Received{
		HELO: "portatil.uno.test", RDNS: "", IP: netip.MustParseAddr("192.0.2.10"), By: "mail.uno.test",
		With: WithProtocol(true, true, true, false), ID: "4ZX1", For: MustParseAddress("benito@dos.test"), Date: noon,
	}
	want := "Received: from portatil.uno.test (unknown [192.0.2.10])\r\n\tby mail.uno.test (Posta) with ESMTPSA id 4ZX1\r\n" +
		"\tfor <benito@dos.test>; Sun, 22 Nov 2026 12:00:00 +0000\r\n"
	if got := string(r.Field()); got != want {
		t.Errorf("got\n%s", got)
	}
	r.HELO, r.For = "x) by evil.test;\r\nX-Evil: (", Address{}
	if got := string(r.Field()); strings.Count(got, "\r\n") != 2 || strings.Contains(got, "evil.test;") {
		t.Errorf("a HELO name broke out:\n%s", got)
	}

	msg := Prepend([]byte("Return-Path: <old@uno.test>\r\nSubject: x\r\n\r\nReceived: not this\r\n"), r.Field(), r.Field())
	if n := CountReceived(msg); n != 2 {
		t.Errorf("%d postmarks", n)
	}
	kept := FinalDelivery(nil, msg, Address{}, MustParseAddress("benito@dos.test"))
	if !bytes.HasPrefix(kept, []byte("Return-Path: <>\r\nDelivered-To: benito@dos.test\r\nReceived: ")) || bytes.Contains(kept, []byte("old@")) {
		t.Errorf("kept\n%s", kept)
	}
	if got := DeliveredTo(kept); len(got) != 1 || got[0] != "benito@dos.test" {
		t.Errorf("Delivered-To %q", got)
	}
}

func TestWithProtocol(t *testing.T) {
	for want, on := range map[string][4]bool{
		"SMTP": {}, "ESMTP": {true}, "ESMTPA": {true, false, true}, "ESMTPS": {true, true}, "ESMTPSA": {true, true, true}, "UTF8SMTPS": {true, true, false, true},
	} {
		if got := WithProtocol(on[0], on[1], on[2], on[3]); got != want {
			t.Errorf("%v: %s", on, got)
		}
	}
}

func bounce() *Report {
	original := greeting()
	text, _ := original.Bytes()
	return &Report{
		ReportingMTA: "mail.uno.test", ReceivedFrom: "portatil.uno.test", ArrivalDate: noon,
		From: box("Mail Delivery System", "MAILER-DAEMON@mail.uno.test"), To: MustParseAddress("alicia@uno.test"),
		Subject: "Devolución: no se pudo entregar", Text: "Su mensaje no llegó a nadie@dos.test.\n", Language: "es",
		Date: noon.Add(time.Minute), ID: "3.def@mail.uno.test", Boundary: "posta-0-def", ENVID: "QQ314159", Original: text,
		Recipients: []RecipientReport{
			{
				Recipient: Recipient{Address: MustParseAddress("nadie@dos.test"), ORCPT: OriginalRecipient{"rfc822", "nobody@dos.test"}},
				Action:    ActionFailed, Status: Status{5, 1, 1}, RemoteMTA: "mx.dos.test", Code: 550,
				Diagnostic: "5.1.1 <nadie@dos.test> User unknown;\nand this is a long story that needs to be folded", LastAttempt: noon,
			},
			{
				Recipient: Recipient{Address: Address{Local: "josé", Domain: "dos.test"}},
				Action:    ActionDelayed, Status: Status{4, 4, 1}, Diagnostic: "connection refused", WillRetryUntil: noon.AddDate(0, 0, 5),
			},
		},
	}
}

func TestReport(t *testing.T) {
	r := bounce()
	golden(t, "bounce.eml", bytesOf(t, r))
	r.RET = RetFull
	golden(t, "bounce-full.eml", bytesOf(t, r))
	r.To = Address{}
	if _, err := r.Bytes(); err == nil {
		t.Error("a bounce of a bounce")
	}
}

const pythonReads = `
import sys, email, email.policy
m = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
assert not m.defects, m.defects
assert m.get_content_type() == "multipart/report" and m.get_param("report-type") == "delivery-status"
assert m["Subject"] == "Devolución: no se pudo entregar", m["Subject"]
human, machine, returned = m.iter_parts()
assert human.get_content() == "Su mensaje no llegó a nadie@dos.test.\n"
assert machine.get_content_type() == "message/delivery-status"
about, first, second = machine.get_payload()
assert about["Reporting-MTA"] == "dns; mail.uno.test" and about["Original-Envelope-Id"] == "QQ314159"
assert about["Arrival-Date"].startswith("Sun, 22 Nov 2026 12:00:00")
assert first["Final-Recipient"] == "rfc822;nadie@dos.test" and first["Original-Recipient"] == "rfc822;nobody@dos.test"
assert first["Action"] == "failed" and first["Status"] == "5.1.1" and first["Remote-MTA"] == "dns; mx.dos.test"
assert first["Diagnostic-Code"].startswith("smtp; 550 5.1.1 <nadie@dos.test> User unknown; and this is"), first["Diagnostic-Code"]
assert second["Action"] == "delayed" and second["Status"] == "4.4.1" and second["Will-Retry-Until"].startswith("Fri, 27 Nov 2026")
assert second["Final-Recipient"] == "utf-8;jos\\x{E9}@dos.test", second["Final-Recipient"]
if returned.get_content_type() == "message/rfc822":
    original = returned.get_payload(0)
    assert "piñata" in original.get_content()
else:
    assert returned.get_content_type() == "text/rfc822-headers"
    original = email.message_from_string(returned.get_content(), policy=email.policy.default)
assert original["From"].addresses[0].display_name == "Alicia Núñez" and original["Bcc"] is None
`

func TestPythonReadsReports(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 here")
	}
	for _, name := range []string{"bounce.eml", "bounce-full.eml"} {
		f, err := os.Open("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		cmd := exec.Command(python, "-c", pythonReads)
		cmd.Stdin = f
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

func TestTheSameValuesGiveTheSameBytes(t *testing.T) {
	m := greeting()
	m.HTML = "x"
	first, firstReport := bytesOf(t, &m), bytesOf(t, bounce())
	for range 200 {
		if !bytes.Equal(first, bytesOf(t, &m)) || !bytes.Equal(firstReport, bytesOf(t, bounce())) {
			t.Fatal("they differ")
		}
	}
}

func FuzzParseHeader(f *testing.F) {
	f.Add([]byte("A: b\r\n c\r\n\r\nbody"))
	f.Add([]byte("Return-Path: <x>\nReceived: =?utf-8?q?=?=\n\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		h := ParseHeader(b)
		var back []byte
		for _, field := range h.Fields {
			back = append(back, field.Raw...)
		}
		if !h.Truncated && !bytes.Equal(HeaderBytes(b)[:len(back)], back) {
			t.Fatal("bytes lost")
		}
		if !h.Truncated && CountReceived(b) != h.Count("Received") {
			t.Fatalf("%d postmarks or %d", CountReceived(b), h.Count("Received"))
		}
		kept := FinalDelivery(nil, b, Address{}, Address{})
		if after := ParseHeader(kept); !after.Truncated && after.Count("Return-Path") != 1 {
			t.Fatalf("%d Return-Path in %q", after.Count("Return-Path"), kept)
		}
	})
}

func TestANameIsQuotedOnlyWhereItMustBe(t *testing.T) {
	tests := []struct{ name, want string }{
		{"", "ana@uno.test"},
		{"Ana", "Ana <ana@uno.test>"},
		{"Ana Ruiz", "Ana Ruiz <ana@uno.test>"},
		{"Ana R. Ruiz", `"Ana R. Ruiz" <ana@uno.test>`},
		{"Ruiz, Ana", `"Ruiz, Ana" <ana@uno.test>`},
		{`Ana "la" Ruiz`, `"Ana \"la\" Ruiz" <ana@uno.test>`},
		{" Ana", `" Ana" <ana@uno.test>`},
		{"jefa@dos.test", `"jefa@dos.test" <ana@uno.test>`},
		{"=?utf-8?q?=C3=B1?=", `"=?utf-8?q?=C3=B1?=" <ana@uno.test>`},
		{"Íñigo", "=?utf-8?q?=C3=8D=C3=B1igo?= <ana@uno.test>"},
	}
	for _, tt := range tests {
		if got := box(tt.name, "ana@uno.test").String(); got != tt.want {
			t.Errorf("%q is written %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestFindFieldIsGet(t *testing.T) {
	for name, msg := range map[string]string{
		"usual":             "From: a@alfa.test\r\nMessage-ID: <1@alfa.test>\r\n\r\nMessage-ID: <body>\r\n",
		"folded":            "Subject: one\r\n two\r\nmessage-id:\r\n\t<1@alfa.test>  \r\n\r\n",
		"in the body only":  "From: a@alfa.test\r\n\r\nMessage-ID: <body>\r\n",
		"a longer name":     "Message-ID-Of-Old: <2>\r\nMessage-ID : <1@alfa.test>\r\n\r\n",
		"no header":         "\r\nMessage-ID: <1>\r\n",
		"inside of a fold":  "X: y\r\n Message-ID: <1>\r\n\r\n",
		"nothing":           "",
		"name and no colon": "Message-ID\r\n\r\n",
		"no blank line":     "Message-ID: <1@alfa.test>",
		"too many fields":   strings.Repeat("X: y\r\n", MaxHeaderFields) + "Message-ID: <late>\r\n\r\n",
	} {
		h := ParseHeader([]byte(msg))
		want, wantOK := h.Get("Message-ID")
		if got, ok := FindField([]byte(msg), "Message-ID"); got != want || ok != wantOK {
			t.Errorf("%s: found %q, %v; Get says %q, %v", name, got, ok, want, wantOK)
		}
	}
}

// TestNoLineIsTooLong: whatever a letter is made of, no line of it is longer than RFC 5322 section 2.1.1 allows, and what was
// written can be read.
func TestNoLineIsTooLong(t *testing.T) {
	long := strings.Repeat("abcdefghij", 300)
	for name, word := range map[string]string{"one word": long, "beyond ASCII": strings.Repeat("ñ", 2000), "just too long": strings.Repeat("x", 950), "words": strings.Repeat("word ", 500)} {
		m := Message{
			From: Mailbox{Name: word, Address: MustParseAddress("a@uno.test")}, To: []Mailbox{{Address: MustParseAddress("b@dos.test")}},
			Subject: word, Text: word, HTML: word, Extra: []ExtraField{{"X-Long", word}}, ID: "1@uno.test", Date: time.Unix(0, 0).UTC(),
			Boundary: func(n int) string { return "b" }, Attached: []Attachment{{Name: "x.txt", Content: []byte(word)}},
		}
		raw, err := m.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(string(raw), "\r\n") {
			if len(line) > MaxLine {
				t.Errorf("%s: a line of %d octets: %.40q", name, len(line), line)
			}
		}
		header := ParseHeader(HeaderBytes(raw))
		subject, _ := header.Get("Subject")
		if got := DecodeText(subject); strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(word), " ") {
			t.Errorf("%s: the subject reads %.60q", name, got)
		}
	}
}

// TestFinalDeliveryAbove: what a mailbox keeps shares the octets of the letter below where there is room above it, and is the
// same where there is none.
func TestFinalDeliveryAbove(t *testing.T) {
	from, to := MustParseAddress("alicia@uno.test"), MustParseAddress("benito@dos.test")
	for _, body := range []string{"Subject: hi\r\n\r\nhi\r\n", "Return-Path: <old@uno.test>\r\n\r\nhi\r\n"} {
		mark := []byte("Received: by dos.test\r\n")
		want := string(FinalDelivery(nil, Prepend([]byte(body), mark), from, to))
		for _, free := range []int{0, 10, len(want), 200} {
			above, msg := PrependBelow(free, []byte(body), mark)
			before := string(msg)
			kept := FinalDelivery(above, msg, from, to)
			if string(kept) != want || string(msg) != before {
				t.Errorf("with %d octets above: %q, and the letter is %q", free, kept, msg)
			}
			shared := &kept[len(kept)-1] == &msg[len(msg)-1]
			if fits := free >= len(want)-len(before) && body[0] == 'S'; shared != fits {
				t.Errorf("with %d octets above: shared is %v", free, shared)
			}
		}
	}
}
