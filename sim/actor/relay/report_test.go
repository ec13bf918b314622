package relay_test

import (
	"encoding/json"
	"io"
	"mime/quotedprintable"
	"os/exec"
	"strings"
	"testing"
	"time"

	"posta/sim/actor/actortest"
	"posta/sim/actor/relay"
	"posta/sim/dns"
	"posta/sim/mail"
)

// reader is how a stranger's program reads a report: Python's own e-mail package.
const reader = `
import sys, json, email, email.policy
m = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
parts = list(m.iter_parts())
print(json.dumps({
    "type": m.get_content_type(), "report-type": m.get_param("report-type"), "defects": [str(d) for d in m.defects],
    "from": m["From"], "to": m["To"], "subject": m["Subject"], "auto": m["Auto-Submitted"],
    "parts": [p.get_content_type() for p in parts],
    "text": parts[0].get_content(),
    "blocks": [dict(b.items()) for b in parts[1].get_payload()],
    "original": parts[2].get_payload()[0].as_string() if parts[2].get_content_type() == "message/rfc822" else parts[2].get_payload(),
}))
`

type readReport struct {
	Type       string              `json:"type"`
	ReportType string              `json:"report-type"`
	Defects    []string            `json:"defects"`
	From       string              `json:"from"`
	To         string              `json:"to"`
	Subject    string              `json:"subject"`
	Auto       string              `json:"auto"`
	Parts      []string            `json:"parts"`
	Text       string              `json:"text"`
	Blocks     []map[string]string `json:"blocks"`
	Original   string              `json:"original"`
}

func read(t *testing.T, report string) readReport {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed: its e-mail package reads the reports in this test")
	}
	cmd := exec.Command(python, "-c", reader)
	cmd.Stdin = strings.NewReader(report)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("python3 cannot read the report: %v\n%s", err, report)
	}
	var r readReport
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// bounce gives the report that alicia gets about two recipients that fail.
func bounce(t *testing.T, ret mail.Ret) string {
	var boxes *boxes
	actortest.Run(t, 1, func(l *actortest.Lab) {
		b := newBench(l)
		b.open()
		boxes = b.boxes
		b.remote("mx.dos.test", "192.0.2.2", func(c actortest.Call) string {
			if c.Verb() == "RCPT" {
				return "550 5.1.1 No such user here\n550 5.1.1 Ask the postmaster"
			}
			return ""
		})
		b.sendWith(0, "alicia@uno.test", func(e *mail.Envelope) {
			e.RET, e.ENVID = ret, "QQ314159"
			e.Recipients[1].ORCPT = mail.OriginalRecipient{Type: "rfc822", Address: "lista@uno.test"}
		}, "nadie@dos.test", "nunca@dos.test")
	})
	if in := boxes.in["alicia@uno.test"]; len(in) == 1 {
		return in[0]
	}
	t.Fatal("alicia has no report")
	return ""
}

func TestAReportAsAStrangerReadsIt(t *testing.T) {
	r := read(t, bounce(t, mail.RetFull))
	if r.Type != "multipart/report" || r.ReportType != "delivery-status" || len(r.Defects) > 0 {
		t.Errorf("it is %s of %s, with defects %v", r.Type, r.ReportType, r.Defects)
	}
	if got := strings.Join(r.Parts, " "); got != "text/plain message/delivery-status message/rfc822" {
		t.Errorf("its parts are %s", got)
	}
	if r.From != "Sistema de entrega de correo <MAILER-DAEMON@mail.uno.test>" || r.To != "alicia@uno.test" || r.Auto != "auto-replied" ||
		r.Subject != "No se pudo entregar tu mensaje" {
		t.Errorf("from %q to %q, %q, %q", r.From, r.To, r.Subject, r.Auto)
	}
	for _, words := range []string{"Soy el programa de correo de mail.uno.test", "Asunto: Señales", "<nadie@dos.test>", "(lista@uno.test)",
		"El servidor mx.dos.test dijo: 550 5.1.1 No such user here Ask the postmaster"} {
		if !strings.Contains(r.Text, words) {
			t.Errorf("a person does not read %q in\n%s", words, r.Text)
		}
	}
	wants := []map[string]string{{
		"Original-Envelope-Id": "QQ314159", "Reporting-MTA": "dns; mail.uno.test", "Received-From-MTA": "dns; laptop-alicia",
		"Arrival-Date": "Mon, 02 Mar 2026 09:00:00 +0100",
	}, {
		"Final-Recipient": "rfc822;nadie@dos.test", "Action": "failed", "Status": "5.1.1", "Remote-MTA": "dns; mx.dos.test",
		"Diagnostic-Code": "smtp; 550 5.1.1 No such user here Ask the postmaster",
	}, {
		"Original-Recipient": "rfc822;lista@uno.test", "Final-Recipient": "rfc822;nunca@dos.test", "Action": "failed",
	}}
	if len(r.Blocks) != len(wants) {
		t.Fatalf("%d blocks, want %d: %v", len(r.Blocks), len(wants), r.Blocks)
	}
	for i, block := range wants {
		for name, value := range block {
			if r.Blocks[i][name] != value {
				t.Errorf("block %d: %s is %q, want %q", i, name, r.Blocks[i][name], value)
			}
		}
	}
	if !strings.Contains(r.Original, "Hola.") {
		t.Errorf("the letter did not come back: %q", r.Original)
	}
}

func TestHeadersOnly(t *testing.T) {
	r := read(t, bounce(t, mail.RetHeaders))
	if r.Parts[2] != "text/rfc822-headers" || strings.Contains(r.Original, "Hola.") || !strings.Contains(r.Original, "Message-ID: <carta@uno.test>") {
		t.Errorf("came back as %s: %q", r.Parts[2], r.Original)
	}
}

// readable gives a report's first part as a mail program shows it.
func readable(t *testing.T, report string) string {
	t.Helper()
	parts := strings.Split(report, "\r\n\r\n")
	for i := range parts {
		if strings.Contains(parts[i], "Content-Description: Notification") {
			text, _, _ := strings.Cut(strings.Join(parts[i+1:], "\r\n\r\n"), "\r\n--")
			if !strings.Contains(parts[i], "quoted-printable") {
				return text
			}
			decoded, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(text)))
			if err != nil {
				t.Fatal(err)
			}
			return string(decoded)
		}
	}
	t.Fatalf("there is no part to be read in\n%s", report)
	return ""
}

// TestAReportSpeaksTheSendersLanguage: to people in theirs, to programs as the log
// has it.
func TestAReportSpeaksTheSendersLanguage(t *testing.T) {
	tests := []struct {
		name, to string
		prepare  func(*bench)
		lifetime time.Duration // 0: the bench's
		es, en   string
		programs string
	}{
		{name: "a domain that does not exist", to: "benito@dso.test", es: "Motivo: el dominio dso.test no existe", en: "Reason: the domain dso.test does not exist",
			prepare: func(b *bench) { b.names.Errors["dso.test"] = dns.ErrNXDomain }, programs: "dso.test: no such domain"},
		{name: "a domain without mail", to: "benito@nada.test", es: "Motivo: nada.test ha publicado que no recibe correo (MX nulo)",
			en:      "Reason: nada.test has published that it takes no mail (null MX)",
			prepare: func(b *bench) { b.names.Errors["nada.test"] = dns.ErrNullMX }, programs: "nada.test: takes no mail (null MX)"},
		{name: "nobody there", to: "benito@dos.test", lifetime: time.Minute, es: "Motivo: no hay camino hasta mx.dos.test (192.0.2.2)",
			en: "Reason: there is no road to mx.dos.test (192.0.2.2)", programs: "mx.dos.test (192.0.2.2): no route to host"},
		{name: "no such mailbox here", to: "nadie@uno.test", es: "Motivo: aquí no existe ese buzón", en: "Reason: there is no such mailbox here", programs: "nadie@uno.test: no such mailbox"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var boxes *boxes
			actortest.Run(t, 1, func(l *actortest.Lab) {
				b := newBench(l)
				if test.prepare != nil {
					test.prepare(b)
				}
				if test.lifetime > 0 {
					b.conf.Retry = relay.Retry{First: test.lifetime, Factor: 1, Max: test.lifetime, Lifetime: test.lifetime}
				}
				b.open()
				boxes = b.boxes
				b.send(0, "alicia@uno.test", test.to)
				b.send(0, "clara@uno.test", test.to)
			})
			for who, want := range map[string]string{"alicia@uno.test": test.es, "clara@uno.test": test.en} {
				in := boxes.in[who]
				if len(in) != 1 {
					t.Fatalf("%s has %d reports", who, len(in))
				}
				if text := readable(t, in[0]); !strings.Contains(text, want+"\r\n") {
					t.Errorf("%s does not read %q in\n%s", who, want, text)
				}
				if unfolded := strings.ReplaceAll(in[0], "\r\n ", " "); !strings.Contains(unfolded, "Diagnostic-Code: x-posta; "+test.programs+"\r\n") {
					t.Errorf("a program that reads for %s does not find %q in\n%s", who, test.programs, in[0])
				}
			}
		})
	}
}
