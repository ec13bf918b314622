package live_test

import (
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"

	"posta/sim/live"
	"posta/sim/trace"
)

// TestActedWhileAllGoesOn: people write, read and call while somebody at the stage throws faults, mends them, and changes
// what servers and programs have been told. The race detector looks on.
func TestActedWhileAllGoesOn(t *testing.T) {
	l := start(t, live.Options{})
	smtp, pop := at(t, l, "mail.beta.test", "smtp"), at(t, l, "mail.beta.test", "pop3")
	says := func(addr, text string) {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			return // the servers were being started anew
		}
		defer conn.Close()
		io.WriteString(conn, text)
		io.Copy(io.Discard, conn) // they hang up after QUIT
	}
	var strangers sync.WaitGroup
	for range 3 {
		strangers.Go(func() {
			for range 8 {
				says(smtp, "EHLO x\r\nMAIL FROM:<you@example.test>\r\nRCPT TO:<benito@beta.test>\r\nDATA\r\nSubject: x\r\n\r\nx\r\n.\r\nQUIT\r\n")
				says(pop, "USER benito@beta.test\r\nPASS secreta-benito\r\nSTAT\r\nQUIT\r\n")
			}
		})
	}
	for i := range 4 {
		for _, what := range []string{
			"send: {from: alicia, to: benito@beta.test, subject: x, body: x}",
			"break: {id: a%d, answer: {host: mail.beta.test, command: RCPT, code: 451}}",
			"fetch: {user: benito, with: imap}",
			"break: {id: b%d, greylist: mail.beta.test}",
			"break: {id: c%d, forge: {user: alicia, as: 'Bruna <bruna@beta.test>'}}",
			"send: {from: alicia, to: benito@beta.test, subject: y, body: y}",
			"break: {id: d%d, slow: {between: [mail.alfa.test, mail.beta.test], latency: 2ms}}",
			"break: {id: e%d, dns: {name: beta.test, type: MX, does: servfail}}",
			"set_host: {host: mail.beta.test, max_message: 100 KB, policy: [{greylist: {delay: 1s}}]}",
			"mend: a%d", "mend: e%d",
			"set_user: {user: benito, password: otra}",
			"set_device: {device: laptop-benito, password: otra}",
			"fetch: {user: benito, with: pop3}",
			"break: {id: g%d, mailbox_full: {user: benito}}",
			"mend: b%d", "mend: c%d", "mend: d%d", "mend: g%d",
			"change: {domain: beta.test, add: ['x%d TXT v']}",
			"set_host: {host: mail.beta.test, open_relay: true, tls: none}",
			"set_user: {user: benito, quota: 1 MB}",
			"down: mail.alfa.test",
			"send: {from: alicia, to: benito@beta.test, subject: z, body: z}",
			"up: mail.alfa.test",
			"set_user: {user: benito, password: secreta-benito}",
			"set_device: {device: laptop-benito, password: secreta-benito}",
		} {
			what = strings.ReplaceAll(what, "%d", strconv.Itoa(i))
			if p := l.Act("Ana", what); len(p) > 0 {
				t.Fatal(what, p)
			}
		}
	}
	strangers.Wait()
	for _, e := range l.Trace().Events {
		if f, ok := e.Fact.(trace.ActorPanicked); ok {
			t.Error(f.Process, f.Value)
		}
	}
}

// TestKeysGivenAndTakenMeanwhile: devices are authorized and lose their keys while others log in with theirs.
func TestKeysGivenAndTakenMeanwhile(t *testing.T) {
	l, err := live.Start(lesson(t, "app-passwords"), live.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, l) })
	for range 8 {
		for _, what := range []string{
			"authorize: {user: benito, device: phone-benito}",
			"sync: {user: benito, device: phone-benito}",
			"sync: {user: benito, device: desktop-benito}",
			"revoke: {user: benito, device: phone-benito}",
			"sync: {user: benito, device: laptop-benito}",
		} {
			if p := l.Act("Ana", what); len(p) > 0 {
				t.Fatal(what, p)
			}
		}
	}
}
