package imap

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
)

// TestTypos: somebody types IMAP by hand. Whatever it is, the server says at once what
// is wrong with it, under the command's tag where there is one, and goes on listening
// (RFC 3501 §7.1.3, §3.4).
func TestTypos(t *testing.T) {
	const bad = " BAD [CLIENTBUG] Syntax error: "
	tests := []struct{ typed, answer string }{
		{"", "*" + bad + "an empty line"},
		{"a", "a" + bad + "expected a space and a command"},
		{"a  NOOP", "a" + bad + "one space parts"},
		{" NOOP", "*" + bad + "expected a tag"},
		{"(", "*" + bad + "expected a tag"},
		{"+ NOOP", "*" + bad + "expected a tag"},
		{"a1 UID", "a1" + bad + "expected a space"},
		{"a1 UID NOOP", "a1" + bad + "UID comes before"},
		{"a1 HELP", "a1" + bad + "unknown command"},
		{"a1 NOOP now", "a1" + bad + "expected the end of the command"},
		{`a1 SELECT "abc`, "a1" + bad + "a quoted string is not closed"},
		{`a1 SELECT`, "a1" + bad + "expected a space"},
		{`a1 SELECT INBOX (SOON)`, "a1" + bad + "unknown parameter"},
		{`a1 LOGIN "unclosed`, "a1" + bad + "a quoted string is not closed"},
		{`a1 LOGIN "a\b" c`, "a1" + bad + "inside quotation marks"},
		{"a1 FETCH 0 FLAGS", "a1" + bad + `expected a number from 1 on, or *, not "0 FLAGS"`},
		{"a1 FETCH 1,,2 FLAGS", "a1" + bad + "expected a number from 1 on"},
		{"a1 FETCH 1: FLAGS", "a1" + bad + "expected a number from 1 on"},
		{"a1 FETCH 4294967296 FLAGS", "a1" + bad + "expected a number from 1 on"},
		{"a1 FETCH 1", "a1" + bad + "expected a space"},
		{"a1 FETCH 1 ()", "a1" + bad + "a list of FETCH items may not be empty"},
		{"a1 FETCH 1 (FLAGS", "a1" + bad},
		{"a1 FETCH 1 (ALL)", "a1" + bad + "ALL stands alone"},
		{"a1 FETCH 1 BODY[", "a1" + bad},
		{"a1 FETCH 1 BODY[0]", "a1" + bad},
		{"a1 FETCH 1 BODY[MIME]", "a1" + bad},
		{"a1 FETCH 1 BODY[1.]", "a1" + bad},
		{"a1 FETCH 1 BODY[]<0.0>", "a1" + bad},
		{"a1 FETCH 1 BODY[HEADER.FIELDS]", "a1" + bad},
		{"a1 FETCH 1 BINARY[1]", "a1" + bad + "BINARY is not offered"},
		{"a1 STORE 1 FLAG \\Seen", "a1" + bad + "expected FLAGS"},
		{"a1 STORE 1 +FLAGS \\", "a1" + bad + "expected a flag"},
		{"a1 STORE 1 +FLAGS (\\Seen", "a1" + bad},
		{"a1 SEARCH unread", "a1" + bad + `expected a search key such as UNSEEN or FROM, not "unread"`},
		{"a1 SEARCH UNRECENT", "a1" + bad + "expected a search key"},
		{"a1 SEARCH", "a1" + bad},
		{"a1 SEARCH SINCE 2026-01-01", "a1" + bad + "expected a date such as 2-Mar-2026"},
		{"a1 SEARCH ON 31-Feb-2026", "a1" + bad + "expected a date"},
		{"a1 SEARCH SUBJECT hello world", "a1" + bad + `expected a search key such as UNSEEN or FROM, not "world"`},
		{"a1 SEARCH LARGER big", "a1" + bad + "expected a number of octets"},
		{"a1 SEARCH NOT", "a1" + bad},
		{"a1 SEARCH (SEEN", "a1" + bad},
		{"a1 SEARCH RETURN (NONE) ALL", "a1" + bad + "expected a RETURN option"},
		{"a1 SEARCH CHARSET KOI8-R ALL", "a1 NO [BADCHARSET (US-ASCII UTF-8)]"},
		{"a1 SEARCH " + strings.Repeat("NOT ", 200) + "ALL", "a1 NO [LIMIT]"},
		{"a1 STATUS INBOX MESSAGES", "a1" + bad},
		{"a1 STATUS INBOX ()", "a1" + bad},
		{"a1 STATUS INBOX (MAILS)", "a1" + bad + "expected a STATUS item"},
		{`a1 CREATE "a&b"`, "a1 NO [CANNOT]"},
		{`a1 SELECT &AGE-x&`, "a1 NO [CANNOT]"},
		{`a1 CREATE x (USE \Archive)`, "a1" + bad},
		{`a1 LIST "" "a&b"`, "a1 OK"},
		{`a1 LIST "" x RETURN (ALL)`, "a1" + bad},
		{`a1 LIST (RECURSIVEMATCH) "" *`, "a1" + bad + "RECURSIVEMATCH needs SUBSCRIBED"},
		{`a1 LIST INBOX`, "a1" + bad},
		{`a1 APPEND INBOX "bad date" {4+}` + "\r\nabcd", "a1" + bad + "expected a time"},
		{`a1 APPEND INBOX`, "a1" + bad},
		{`a1 APPEND INBOX hello`, "a1" + bad + "expected a message as a literal"},
		{"a1 APPEND INBOX {4+}\r\nabcdefg", "a1" + bad + "expected the end of the command after the message"},
		{"a1 APPEND INBOX {4+}\r\nabcd {4+}\r\nabcd", "a1" + bad + "expected the end"},
		{"a1 APPEND INBOX {4+\r\nabcd", "a1" + bad}, // and "abcd" is a command of its own
		{"a1 APPEND INBOX {3+}\r\na\x00b", "a1 BAD [CLIENTBUG]"},
		{"a1 SELECT {5+}\r\nINBOX)", "a1" + bad + "expected the end"},
		{"a1 SELECT {x}", "a1" + bad + "expected a number of octets"},
		{"a1 SELECT {99999999999999999999}", "a1" + bad},
		{"a1 SELECT {5000}", "a1 NO [TOOBIG]"},
		{"a1 LOGIN a b", "a1 BAD [CLIENTBUG]"},
		{"a1 AUTHENTICATE PLAIN !!!", "a1" + bad + "expected an initial response in base64"},
		{"a1 ENABLE", "a1" + bad},
		{"a1 ID", "a1" + bad},
		{`a1 ID ("name")`, "a1" + bad},
		{"a1 NO\x00OP", "a1" + bad},
		{"a1 NOOP\rX", "a1" + bad},
		{"a1 " + strings.Repeat("x", 60<<10), "a1" + bad + "a command has at most"},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%.40q", test.typed), func(t *testing.T) {
			w := newWorld(t)
			w.deliver(t, "Hola", "How are you?")
			conn := w.connect(t)
			hang := time.AfterFunc(20*time.Second, func() { conn.Close() })
			defer hang.Stop()
			br := bufio.NewReader(conn)
			fmt.Fprintf(conn, "l LOGIN benito wonder\r\ns SELECT INBOX\r\n")
			for line := ""; !strings.HasPrefix(line, "s OK"); {
				var err error
				if line, err = br.ReadString('\n'); err != nil {
					t.Fatal(err)
				}
			}
			fmt.Fprintf(conn, "%s\r\nz9 NOOP\r\n", test.typed)
			line, err := br.ReadString('\n')
			if err != nil || !strings.HasPrefix(line, test.answer) {
				t.Errorf("the server says %q, %v\nwant %q", line, err, test.answer)
			}
			for !strings.HasPrefix(line, "z9 ") {
				if line, err = br.ReadString('\n'); err != nil {
					t.Fatalf("then it is gone: %q, %v", line, err)
				}
			}
			if line != "z9 OK NOOP completed\r\n" {
				t.Errorf("then it says %q", line)
			}
			if _, used := w.benito.Quota(); used != 175 {
				t.Errorf("something was stored: %d octets", used)
			}
		})
	}
}

// TestBeforeLogin: there too a wrong word is answered, and only many in a row end the
// conversation, with a word.
func TestBeforeLogin(t *testing.T) {
	w := newWorld(t)
	conn := w.connect(t)
	br := bufio.NewReader(conn)
	say := func(line string) string {
		t.Helper()
		io.WriteString(conn, line+"\r\n")
		answer, err := br.ReadString('\n')
		if err != nil {
			t.Fatalf("after %q: %q, %v", line, answer, err)
		}
		return answer
	}
	br.ReadString('\n')
	for _, typed := range []string{"hello", "a HELP", "a SELECT INBOX", "a APPEND INBOX {4000000}", ""} {
		if got := say(typed); !strings.Contains(got, " BAD ") {
			t.Errorf("%q: %q", typed, got)
		}
	}
	if got := say("a NOOP"); got != "a OK NOOP completed\r\n" {
		t.Error(got)
	}
	for range MaxWrongCommands {
		say("what?")
	}
	if got, err := br.ReadString('\n'); !strings.HasPrefix(got, "* BYE Too many") {
		t.Errorf("after %d: %q, %v", MaxWrongCommands, got, err)
	}
}

// TestSASLTypos: what is no base64, and what is no user and password, is BAD.
func TestSASLTypos(t *testing.T) {
	for _, typed := range []string{"!", "=", "YQ==", "", strings.Repeat("A", 5000), strings.Repeat("A", 60<<10)} {
		w := newWorld(t)
		conn := w.connect(t)
		br := bufio.NewReader(conn)
		br.ReadString('\n')
		io.WriteString(conn, "a AUTHENTICATE PLAIN\r\n")
		br.ReadString('\n')
		io.WriteString(conn, typed+"\r\nb NOOP\r\n")
		if got, err := br.ReadString('\n'); !strings.HasPrefix(got, "a BAD [CLIENTBUG]") {
			t.Errorf("%.20q: %q, %v", typed, got, err)
		}
		if got, err := br.ReadString('\n'); got != "b OK NOOP completed\r\n" {
			t.Errorf("%.20q: then %q, %v", typed, got, err)
		}
		w.close()
	}
}
