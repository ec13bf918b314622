// Package scenarios is the curriculum: one YAML file a lesson, in the order in
// which a class would take them. Each lesson says in `expect` what must come
// true when it runs, so the curriculum is a test suite as well.
package scenarios

import (
	"embed"
	"fmt"

	"posta/sim/lang"
)

//go:embed *.yaml
var files embed.FS

// Chapter is a group of lessons.
type Chapter struct {
	Slug    string
	Title   lang.Text
	Lessons []string // slugs
}

// Curriculum is every chapter with its lessons, in order.
var Curriculum = []Chapter{
	{"journey", lang.Text{ES: "El viaje", EN: "The journey"}, []string{
		"first-email", "same-domain", "helo-ehlo", "envelope-and-letter", "ports", "many-recipients",
	}},
	{"dns", lang.Text{ES: "Encontrar el camino (DNS)", EN: "Finding the way (DNS)"}, []string{
		"mx-preference", "no-mx", "null-mx", "nxdomain", "dns-timeout", "dns-cache", "backup-mx",
	}},
	{"failures", lang.Text{ES: "Cuando algo falla", EN: "When it goes wrong"}, []string{
		"unknown-user", "mailbox-full", "too-big", "server-down", "gives-up", "every-stage", "greylisting", "rate-limit", "connection-lost",
		"mail-loop", "bounce-of-a-bounce",
	}},
	{"tls", lang.Text{ES: "Seguro por el camino (TLS)", EN: "Safe on the way (TLS)"}, []string{
		"eavesdropper", "starttls", "implicit-tls", "stripped-starttls", "bad-certificate", "wrong-password", "mta-sts", "dane",
	}},
	{"authentication", lang.Text{ES: "Quién lo dice (autenticación)", EN: "Who says so (authentication)"}, []string{
		"spf-pass", "spf-fail", "spf-too-many", "dkim-pass", "dkim-broken", "dmarc-none", "dmarc-quarantine", "dmarc-reject", "aligned-or-not",
		"spoofed-boss", "forwarding", "dkim-replay", "mailing-list", "dmarc-report",
	}},
	{"spam", lang.Text{ES: "Correo basura y reputación", EN: "Spam and reputation"}, []string{
		"blocked", "trigger-words", "reputation", "bulk-rules", "open-relay", "backscatter", "smuggling",
	}},
	{"reading", lang.Text{ES: "Leer el correo", EN: "Reading mail"}, []string{
		"pop3-download-and-delete", "pop3-leave-on-server", "imap-headers-first", "attachments", "imap-folders", "imap-many-devices", "imap-idle", "imap-drop", "wrong-clock",
		"imap-resync", "pop3-or-imap", "offline-outbox", "filters", "auto-reply", "mailing-list-members", "list-by-mail", "list-loop", "who-keeps-sent", "quota-warning", "app-passwords", "receipts",
	}},
	{"scale", lang.Text{ES: "A gran escala", EN: "At scale"}, []string{
		"newsletter", "list-hygiene", "unsubscribe", "tracking", "warm-up", "webhooks", "segments",
	}},
}

// Slugs lists every lesson, in order.
func Slugs() []string {
	var list []string
	for _, c := range Curriculum {
		list = append(list, c.Lessons...)
	}
	return list
}

// Read gives a lesson's YAML.
func Read(slug string) ([]byte, error) {
	src, err := files.ReadFile(slug + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("reading lesson %q: there is none of that name", slug)
	}
	return src, nil
}
