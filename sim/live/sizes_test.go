package live_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"posta/sim/replay"
	"posta/sim/trace"
)

// TestOneSize: by whatever door a letter came, and in whatever form, all who tell its size tell the same: IMAP's RFC822.SIZE, what
// IMAP sends, LARGER, POP3's LIST and STAT and what RETR brings, the trace, and what the mailbox is said to hold.
func TestOneSize(t *testing.T) {
	l := newWorld(t).Live
	imap, pop3, smtp := at(t, l, "mail.beta.test", "imap"), at(t, l, "mail.beta.test", "pop3"), at(t, l, "mail.beta.test", "smtp")
	login := [][2]string{{"", "* OK"}, {"a LOGIN benito@beta.test tren\r\n", "a OK"}}

	// In: by APPEND, whose octets are whatever the client says, and by SMTP.
	in := call(t, imap)
	in.steps(login...)
	for i, form := range []string{
		"Subject: a\r\n\r\nx\r\n", "Subject: b\n\nx\ny\n", "Subject: c\r\n\r\nno end", "Subject: d\r\n\r\nx\ry\r\n", "Subject: e\r\n\r\n.\r\n..x\r\n", "\r\nbody", "Subject: f\r\n\r\n\n\n\r",
	} {
		in.steps([2]string{fmt.Sprintf("p%d APPEND INBOX {%d}\r\n", i, len(form)), "+ "}, [2]string{form + "\r\n", fmt.Sprintf("p%d OK", i)})
	}
	r := call(t, smtp)
	r.steps([][2]string{{"", "220"}, {"EHLO x\r\n", "250"}, {"MAIL FROM:<you@example.test>\r\n", "250"}, {"RCPT TO:<benito@beta.test>\r\n", "250"}, {"DATA\r\n", "354"}, {"Subject: g\r\n\r\n..\r\n...x\r\n.\r\n", "250"}}...)
	await(t, l, "letter", func(e trace.Event) bool {
		f, ok := e.Fact.(trace.MailboxStored)
		return ok && f.How == "delivered"
	})

	// Out.
	var kept []int
	for _, e := range l.Trace().Events {
		if f, ok := e.Fact.(trace.MailboxStored); ok && f.User == benito {
			kept = append(kept, len(f.Data))
		}
	}
	c := call(t, pop3)
	c.steps([][2]string{{"", "+OK"}, {"USER benito@beta.test\r\n", "+OK"}, {"PASS tren\r\n", "+OK"}}...)
	sum := 0
	for _, n := range kept {
		sum += n
	}
	c.say("STAT\r\n")
	c.wants(fmt.Sprintf("+OK %d %d", len(kept), sum))
	d := call(t, imap)
	d.steps(append(login, [2]string{"s SELECT INBOX\r\n", "*"})...)
	for !strings.HasPrefix(d.hear(), "s OK") {
	}
	for i, n := range kept {
		c.say(fmt.Sprintf("LIST %d\r\n", i+1))
		c.wants(fmt.Sprintf("+OK %d %d", i+1, n))
		c.say(fmt.Sprintf("RETR %d\r\n", i+1))
		c.wants("+OK")
		got := 0
		for {
			line, err := c.r.ReadString('\n')
			if err != nil || line == ".\r\n" {
				break
			}
			got += len(strings.TrimPrefix(line, ".")) // the dot that is not the letter's
		}
		if got != n {
			t.Errorf("letter %d: RETR brings %d octets, and it is said to have %d", i+1, got, n)
		}
		d.say(fmt.Sprintf("f FETCH %d (RFC822.SIZE BODY.PEEK[])\r\n", i+1))
		d.wants(fmt.Sprintf("* %d FETCH (RFC822.SIZE %d BODY[] {%[2]d}", i+1, n))
		if _, err := io.CopyN(io.Discard, d.r, int64(n)); err != nil {
			t.Fatal(err)
		}
		d.wants(")")
		d.wants("f OK")
		for size, found := range map[int]string{n - 1: fmt.Sprint("* SEARCH ", i+1), n: "* SEARCH"} {
			d.say(fmt.Sprintf("g SEARCH %d LARGER %d\r\n", i+1, size))
			if got := d.hear(); got != found {
				t.Errorf("letter %d LARGER %d: %q", i+1, size, got)
			}
			d.wants("g OK")
		}
	}
	told := replay.New(l.Trace())
	for _, box := range told.At(told.Len()).Host("mail.beta.test").Mailboxes {
		if box.User == benito && box.Used != int64(sum) {
			t.Errorf("the mailbox is said to hold %d octets, want %d", box.Used, sum)
		}
	}
}
