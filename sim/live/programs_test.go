package live_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"posta/sim/devices"
	"posta/sim/trace"
)

// flags are those of benito's first letter, as a program that is nobody's says them.
func (w *world) flags() string {
	w.Helper()
	return mustRun(w.T, w.dir, "", "curl", "-sS", "-u", "benito@beta.test:tren", "imap://"+w.beta("imap")+"/INBOX", "-X", "FETCH 1 FLAGS")
}

// maildir are the files of a Maildir.
func (w *world) maildir(name string) (found []string) {
	for _, sub := range []string{"new", "cur"} {
		list, _ := filepath.Glob(filepath.Join(w.dir, name, sub, "*"))
		found = append(found, list...)
	}
	return found
}

// TestOfflineIMAP: what is read in the Maildir is read at the server, and the other way round.
func TestOfflineIMAP(t *testing.T) {
	tool(t, "offlineimap")
	for _, tt := range []struct{ name, service, settings string }{
		{"in the clear", "imap", "ssl = no\nstarttls = no"},
		{"STARTTLS", "imap", "ssl = no\nstarttls = yes"},
		{"TLS at once", "imaps", "ssl = yes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.deliver()
			addr, port := w.at("mail.beta.test", tt.service)
			if tt.name != "in the clear" {
				tt.settings += "\nsslcacertfile = " + filepath.Join(w.dir, "ca.pem")
			}
			// It knows no addresses in certificates, but a file of its owner's may tell Python what a name means.
			w.file("names.py", fmt.Sprintf(`
import socket
ask = socket.getaddrinfo
socket.getaddrinfo = lambda host, *a, **k: ask(%q if host == "mail.beta.test" else host, *a, **k)
`, addr))
			rc := w.file("offlineimaprc", fmt.Sprintf(`
[general]
accounts = beta
metadata = %[1]s/offlineimap
pythonfile = %[1]s/names.py
[Account beta]
localrepository = near
remoterepository = far
[Repository near]
type = Maildir
localfolders = %[1]s/Mail
[Repository far]
type = IMAP
remotehost = mail.beta.test
remoteport = %[2]s
remoteuser = benito@beta.test
remotepass = tren
%[3]s
`, w.dir, port, tt.settings))
			sync := func() {
				t.Helper()
				mustRun(t, w.dir, "", "offlineimap", "-c", rc, "-o", "-u", "quiet")
			}
			sync()
			found := w.maildir("Mail/INBOX")
			if len(found) != 1 {
				t.Fatalf("it brought %v", found)
			}
			text, _ := os.ReadFile(found[0])
			contains(t, string(text), "Subject: Hola")
			read := filepath.Join(w.dir, "Mail/INBOX/cur", strings.TrimSuffix(filepath.Base(found[0]), ":2,")+":2,S")
			if err := os.Rename(found[0], read); err != nil {
				t.Fatal(err)
			}
			sync()
			contains(t, w.flags(), `\Seen`)
			mustRun(t, w.dir, "", "curl", "-sS", "-u", "benito@beta.test:tren", "imap://"+w.beta("imap")+"/INBOX", "-X", `STORE 1 +FLAGS (\Flagged)`)
			sync()
			if found := w.maildir("Mail/INBOX"); len(found) != 1 || !strings.HasSuffix(found[0], ":2,FS") {
				t.Errorf("flagged elsewhere, and here %v", found)
			}
			w.noPanic()
		})
	}
}

// TestGetmail: it takes letters home by either protocol, and leaves them or does not, as it is told.
func TestGetmail(t *testing.T) {
	tool(t, "getmail")
	for _, tt := range []struct{ name, service, kind string }{
		{"POP3", "pop3", "SimplePOP3Retriever"},
		{"POP3S", "pop3s", "SimplePOP3SSLRetriever"},
		{"IMAP", "imap", "SimpleIMAPRetriever"},
		{"IMAPS", "imaps", "SimpleIMAPSSLRetriever"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.deliver()
			addr, port := w.at("mail.beta.test", tt.service)
			ca := ""
			if strings.HasSuffix(tt.service, "s") {
				ca = "ca_certs = " + filepath.Join(w.dir, "ca.pem")
			}
			fetch := func(deletes bool) string {
				t.Helper()
				rc := w.file("getmailrc", fmt.Sprintf(`
[retriever]
type = %s
server = %s
port = %s
username = benito@beta.test
password = tren
%s
[destination]
type = MDA_external
path = /bin/sh
arguments = ("-c", "cat >> %s/got")
allow_root_commands = true
[options]
delete = %v
read_all = false
`, tt.kind, addr, port, ca, w.dir, deletes))
				return mustRun(t, w.dir, "", "getmail", "--getmaildir", w.dir, "--rcfile", rc)
			}
			fetch(false)
			fetch(false) // it remembers which it has
			text, _ := os.ReadFile(filepath.Join(w.dir, "got"))
			if strings.Count(string(text), "Subject: Hola") != 1 {
				t.Fatalf("it brought %q", text)
			}
			fetch(true)
			if out, _ := run(t, w.dir, "", "curl", "-sS", "-u", "benito@beta.test:tren", "pop3://"+w.beta("pop3")+"/"); strings.TrimSpace(out) != "" {
				t.Errorf("it was to delete, and left %q", out)
			}
			w.noPanic()
		})
	}
}

// TestMuttFlags: what a person does to a letter in mutt is at the server when they leave it.
func TestMuttFlags(t *testing.T) {
	tool(t, "mutt")
	w := newWorld(t)
	w.deliver()
	t.Setenv("TERM", "vt100")
	rc := w.file("muttrc", `
set folder="`+w.dir+`" imap_user="benito@beta.test" imap_pass="tren" ssl_starttls=no ssl_force_tls=no quit=yes sleep_time=0 spoolfile="" record="" wait_key=no
push "<flag-message><sync-mailbox><exit>"
`)
	mustRun(t, w.dir, "", "script", "-qec", fmt.Sprintf("mutt -n -F %s -f imap://%s/INBOX", rc, w.beta("imap")), "/dev/null")
	contains(t, w.flags(), `\Flagged`)
	w.noPanic()
}

// TestPhoneAndProgram: a simulated phone and a real program on one account see each other. What the program flags the phone knows when
// it has asked, and what the phone reads the program has.
func TestPhoneAndProgram(t *testing.T) {
	tool(t, "mbsync")
	w := newWorldOf(t, strings.Replace(withTLS, "benito: {password: tren}", "benito: {password: tren, devices: [phone]}", 1))
	w.deliver()
	act := func(what string, done func(trace.Event) bool) {
		t.Helper()
		if p := w.Act("Ana", what); len(p) > 0 {
			t.Fatal(p)
		}
		await(t, w.Live, what, done)
	}
	knows := func(want string) {
		t.Helper()
		said := ""
		for _, a := range devices.Of(w.Trace(), 0) {
			for _, m := range a.Moments {
				if m.Host == "phone-benito" {
					said = strings.Join(m.Flags, " ")
				}
			}
			for _, b := range a.Blind {
				t.Errorf("%s %s", b.Host, b.Say().EN)
			}
		}
		if said != want {
			t.Errorf("the phone knows the letter with %q, want %q", said, want)
		}
	}
	mustRun(t, w.dir, "", "curl", "-sS", "-u", "benito@beta.test:tren", "imap://"+w.beta("imap")+"/INBOX", "-X", `STORE 1 +FLAGS (\Flagged)`)
	act("sync: {user: benito, device: phone-benito}", func(e trace.Event) bool { _, ok := e.Fact.(trace.DeviceSynced); return ok })
	knows(`\Flagged`)
	act(`flag: {user: benito, device: phone-benito, letter: {subject: Hola}, add: '\Seen'}`, func(e trace.Event) bool {
		f, ok := e.Fact.(trace.MailboxFlagged)
		return ok && slices.Contains(f.Flags, `\Seen`)
	})
	if out, ok := w.mbsync("None", filepath.Join(w.dir, "ca.pem")); !ok {
		t.Fatalf("mbsync fails:\n%s", out)
	}
	if found := w.maildir("Mail/INBOX"); len(found) != 1 || !strings.HasSuffix(found[0], ":2,FS") {
		t.Errorf("mbsync brought %v", found)
	}
	w.noPanic()
}
