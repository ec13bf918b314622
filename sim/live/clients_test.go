package live_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"posta/sim/live"
	"posta/sim/trace"
)

// The programs that people really use, against the cast. They come from Debian
// packages that .ci/setup installs.

// tool finds a program; where it is missing, the test is skipped and says so, except in
// CI, where nothing is skipped.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is not installed", name)
	}
	t.Skipf("%s is not installed", name)
	return ""
}

// run runs a program to its end and gives all that it printed.
func run(t *testing.T, dir, input, name string, args ...string) (output string, ok bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, tool(t, name), args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "HOME="+dir, "LANG=C.UTF-8", "no_proxy=*")
	cmd.Stdin = strings.NewReader(input)
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		t.Fatalf("%s does not end:\n%s", name, out)
	}
	return string(out), err == nil
}

func mustRun(t *testing.T, dir, input, name string, args ...string) string {
	t.Helper()
	out, ok := run(t, dir, input, name, args...)
	if !ok {
		t.Fatalf("%s %s fails:\n%s", name, strings.Join(args, " "), out)
	}
	return out
}

func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%q is not in:\n%s", p, text)
		}
	}
}

// withTLS is a scenario in which every service offers TLS.
const withTLS = `
posta: 1
title: {es: Con TLS, en: With TLS}
domains:
  alfa.test: {users: {alicia: {password: luna}}}
  beta.test: {users: {benito: {password: tren}}}
hosts:
  mail.alfa.test: {tls: offer}
  mail.beta.test: {tls: offer}
script:
  - send: {from: alicia, to: benito@beta.test}
`

// world is a scenario on sockets, as a client finds it.
type world struct {
	*testing.T
	*live.Live
	dir string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return newWorldOf(t, withTLS)
}

func newWorldOf(t *testing.T, src string) *world {
	t.Helper()
	l, err := live.Start(parse(t, "tls.yaml", src), live.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	w := &world{t, l, t.TempDir()}
	w.file("ca.pem", string(l.Authority().PEM()))
	return w
}

func (w *world) file(name, text string) string {
	w.Helper()
	path := filepath.Join(w.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.Fatal(err)
	}
	return path
}

func (w *world) at(host, service string) (addr, port string) {
	w.Helper()
	addr, port, err := net.SplitHostPort(at(w, w.Live, host, service))
	if err != nil {
		w.Fatal(err)
	}
	return addr, port
}

// alfa and beta are sockets of the two servers.
func (w *world) alfa(service string) string { return at(w, w.Live, "mail.alfa.test", service) }
func (w *world) beta(service string) string { return at(w, w.Live, "mail.beta.test", service) }

// letters waits until the mailboxes hold so many.
func (w *world) letters(n int) {
	w.Helper()
	seen := 0
	await(w, w.Live, fmt.Sprintf("letter number %d", n), func(e trace.Event) bool {
		if f, ok := e.Fact.(trace.MailboxStored); ok && f.How == "delivered" {
			seen++
		}
		return seen == n
	})
	if got := stored(w.Trace()); got != n {
		w.Fatalf("benito has %d letters, want %d", got, n)
	}
}

const letter = "From: alicia@alfa.test\r\nTo: benito@beta.test\r\nSubject: Hola\r\n\r\nHola.\r\n..\r\nAdios.\r\n"

// deliver puts a letter into benito's mailbox.
func (w *world) deliver() {
	w.Helper()
	mustRun(w.T, w.dir, letter, "curl", "-sS", "smtp://"+w.beta("smtp"), "--mail-from", "alicia@alfa.test", "--mail-rcpt", "benito@beta.test", "-T", "-")
	w.letters(1)
}

func TestCurl(t *testing.T) {
	w := newWorld(t)
	ca := filepath.Join(w.dir, "ca.pem")
	send := func(url string, more ...string) {
		t.Helper()
		args := append([]string{"-sS", url, "-u", "alicia@alfa.test:luna", "--mail-from", "alicia@alfa.test", "--mail-rcpt", "benito@beta.test", "-T", "-"}, more...)
		mustRun(t, w.dir, letter, "curl", args...)
	}
	send("smtp://" + w.alfa("submission"))
	send("smtp://"+w.alfa("submission"), "--ssl-reqd", "--cacert", ca)
	send("smtps://"+w.alfa("submissions"), "--cacert", ca)
	w.letters(3)
	for _, read := range [][]string{
		{"imap://" + w.beta("imap") + "/INBOX;UID=1"},
		{"imap://" + w.beta("imap") + "/INBOX;UID=2", "--ssl-reqd", "--cacert", ca},
		{"imaps://" + w.beta("imaps") + "/INBOX;UID=3", "--cacert", ca},
		{"pop3://" + w.beta("pop3") + "/1"},
		{"pop3://" + w.beta("pop3") + "/2", "--ssl-reqd", "--cacert", ca},
		{"pop3s://" + w.beta("pop3s") + "/3", "--cacert", ca},
	} {
		out := mustRun(t, w.dir, "", "curl", append([]string{"-sS", "-u", "benito@beta.test:tren"}, read...)...)
		contains(t, out, "Subject: Hola\r\n", "\r\nHola.\r\n..\r\nAdios.\r\n", "by mail.beta.test (Posta) with ESMTP", "by mail.alfa.test (Posta) with ESMTP")
	}
	if out, ok := run(t, w.dir, "", "curl", "-sS", "-u", "benito@beta.test:tren", "imaps://"+w.beta("imaps")+"/INBOX;UID=3"); ok {
		t.Errorf("a certificate that nobody has vouched for was believed:\n%s", out)
	}
}

// swaks sends benito a letter of alicia's, as the options have it.
func (w *world) swaks(service string, options ...string) (out string, ok bool) {
	w.Helper()
	addr, port := w.at("mail.alfa.test", service)
	return run(w.T, w.dir, "", "swaks", append([]string{"--server", addr, "--port", port, "--to", "benito@beta.test", "--from", "alicia@alfa.test",
		"--auth-user", "alicia@alfa.test"}, options...)...)
}

func TestSwaks(t *testing.T) {
	w := newWorld(t)
	addr, port := w.at("mail.beta.test", "smtp")
	out := mustRun(t, w.dir, "", "swaks", "--server", addr, "--port", port, "--to", "benito@beta.test", "--from", "x@example.test", "--tls")
	contains(t, out, "=== TLS started", "250 2.0.0 Ok: queued as")
	// It looks at a certificate's signature and dates, and at no name.
	believe := []string{"--tls-verify", "--tls-ca-path", filepath.Join(w.dir, "ca.pem")}
	for _, tt := range []struct {
		name, service string
		options       []string
	}{
		{"in the clear", "submission", nil},
		{"STARTTLS", "submission", append(believe, "--tls")},
		{"TLS at once", "submissions", append(believe, "--tls-on-connect")},
	} {
		for _, mechanism := range []string{"PLAIN", "LOGIN"} {
			out, ok := w.swaks(tt.service, append(tt.options, "--auth", mechanism, "--auth-password", "luna")...)
			if !ok {
				t.Errorf("%s, %s: swaks fails", tt.name, mechanism)
			}
			contains(t, out, "235 2.7.0", "250 2.0.0 Ok: queued as")
			if secure := strings.Contains(out, "=== TLS started with cipher TLSv1.3"); secure != (tt.options != nil) {
				t.Errorf("%s: there was TLS: %v", tt.name, secure)
			}
			out, ok = w.swaks(tt.service, append(tt.options, "--auth", mechanism, "--auth-password", "sol")...)
			if ok {
				t.Errorf("%s, %s: a wrong password was taken", tt.name, mechanism)
			}
			contains(t, out, "535 5.7.8")
		}
	}
	w.letters(7)
}

func TestNoOpenRelay(t *testing.T) {
	w := newWorld(t)
	for _, host := range []string{"mail.alfa.test", "mail.beta.test"} {
		addr, port := w.at(host, "smtp")
		for _, to := range []string{"somebody@example.com", "somebody%example.com@elsewhere.example", "@beta.test:somebody@example.com"} {
			out, ok := run(t, w.dir, "", "swaks", "--server", addr, "--port", port, "--to", to, "--from", "x@example.test")
			if ok {
				t.Errorf("%s took mail for %s:\n%s", host, to, out)
			}
		}
	}
}

func TestDig(t *testing.T) {
	w := newWorld(t)
	addr, port := w.at("dns.test", "domain")
	for _, way := range []string{"+notcp", "+tcp"} {
		out := mustRun(t, w.dir, "", "dig", "@"+addr, "-p", port, way, "beta.test", "MX")
		contains(t, out, "status: NOERROR", "10 mail.beta.test.", "flags: qr aa")
		out = mustRun(t, w.dir, "", "dig", "@"+addr, "-p", port, way, "nowhere.test", "A")
		contains(t, out, "status: NXDOMAIN", "SOA")
	}
	if out := mustRun(t, w.dir, "", "dig", "@"+addr, "-p", port, "example.com", "A"); strings.Contains(out, "status: NOERROR") {
		t.Errorf("it answered for a name that is not of the scenario:\n%s", out)
	}
}

func TestPythonLibraries(t *testing.T) {
	w := newWorld(t)
	script := w.file("clients.py", `
import imaplib, poplib, smtplib, ssl, sys, time
from email.message import EmailMessage
submission, submissions, imap, imaps, pop3, pop3s, ca = sys.argv[1:]
def at(a): host, port = a.rsplit(":", 1); return host, int(port)
tls = ssl.create_default_context(cafile=ca)
def letter(subject):
    m = EmailMessage()
    m["From"], m["To"], m["Subject"] = "alicia@alfa.test", "benito@beta.test", subject
    m.set_content("Hola.\n.\n..\nñandú\n")
    return m
s = smtplib.SMTP(*at(submission)); s.login("alicia@alfa.test", "luna"); assert s.send_message(letter("uno")) == {}; s.quit()
s = smtplib.SMTP(*at(submission)); s.starttls(context=tls); s.login("alicia@alfa.test", "luna"); s.send_message(letter("dos")); s.quit()
s = smtplib.SMTP_SSL(*at(submissions), context=tls); s.login("alicia@alfa.test", "luna"); s.send_message(letter("tres")); s.quit()
def read(i):
    i.login("benito@beta.test", "tren")
    for _ in range(100):
        ok, (n,) = i.select()
        if n == b"3": break
        time.sleep(.05)
    assert n == b"3", n
    ok, data = i.search(None, "SUBJECT", "dos"); assert data == [b"2"] or len(data[0].split()) == 1, data
    ok, data = i.fetch("1", "(FLAGS BODY.PEEK[])"); assert "\r\n.\r\n..\r\n" in data[0][1].decode("utf-8") , data
    ok, data = i.append("INBOX", r"\Draft", None, b"Subject: d\r\n\r\nd\r\n"); assert ok == "OK"
    i.store("4", "+FLAGS", r"\Deleted"); i.expunge()
    i.logout()
read(imaplib.IMAP4(*at(imap)))
i = imaplib.IMAP4(*at(imap)); i.starttls(tls); read(i)
read(imaplib.IMAP4_SSL(*at(imaps), ssl_context=tls))
def take(p):
    p.user("benito@beta.test"); p.pass_("tren")
    assert p.stat()[0] == 3, p.stat()
    assert b"." in p.retr(1)[1] and b".." in p.retr(1)[1], p.retr(1)
    assert len(p.uidl()[1]) == 3
    p.top(1, 0); p.quit()
take(poplib.POP3(*at(pop3)))
p = poplib.POP3(*at(pop3)); p.stls(tls); take(p)
take(poplib.POP3_SSL(*at(pop3s), context=tls))
print("all well")
`)
	out := mustRun(t, w.dir, "", "python3", script, w.alfa("submission"), w.alfa("submissions"), w.beta("imap"), w.beta("imaps"),
		w.beta("pop3"), w.beta("pop3s"), filepath.Join(w.dir, "ca.pem"))
	contains(t, out, "all well")
}

func TestOpenSSL(t *testing.T) {
	w := newWorld(t)
	for _, tt := range []struct{ proto, addr, bye string }{
		{"smtp", w.beta("smtp"), "QUIT\n"},
		{"smtp", w.alfa("submission"), "QUIT\n"},
		{"imap", w.beta("imap"), "a LOGOUT\n"},
		{"pop3", w.beta("pop3"), "QUIT\n"},
		{"", w.alfa("submissions"), "QUIT\n"},
		{"", w.beta("imaps"), "a LOGOUT\n"},
		{"", w.beta("pop3s"), "QUIT\n"},
	} {
		args := []string{"s_client", "-connect", tt.addr, "-CAfile", filepath.Join(w.dir, "ca.pem"), "-verify_return_error", "-crlf", "-ign_eof"}
		if tt.proto != "" {
			args = append(args, "-starttls", tt.proto)
		}
		out := mustRun(t, w.dir, tt.bye, "openssl", args...)
		contains(t, out, "Verify return code: 0 (ok)", "TLSv1.3")
	}
}
