package imap

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"posta/sim/mailbox"
)

// countedWrites counts what goes out, and in how many pieces.
type countedWrites struct {
	net.Conn
	writes, octets int
}

func (c *countedWrites) Write(b []byte) (int, error) {
	c.writes++
	c.octets += len(b)
	return c.Conn.Write(b)
}

// TestLargeFolder: what is said of a hundred thousand letters is whole, and goes out in few
// pieces: a piece for each letter is what makes a server slow.
func TestLargeFolder(t *testing.T) {
	const letters = 100_000
	w := newWorld(t)
	account, err := w.store.AddAccount(mailbox.AccountConfig{User: "clara", Domain: "south.example", Password: "wonder"})
	must(t, err)
	for i := range letters {
		must(t, second(account.Deliver(nil, "INBOX", fmt.Appendf(nil, "From: a@north.example\r\nSubject: letter %d\r\n\r\n%d\r\n", i, i))))
	}
	client, server := newPipe()
	counted := &countedWrites{Conn: server}
	done := make(chan error, 1)
	go func() { done <- w.server.ServeConn(counted) }()
	c := NewClient(client)
	must(t, second(c.Greet()))
	must(t, c.Login("clara", "wonder"))
	box, err := c.Select("INBOX")
	must(t, err)
	if box.Exists != letters {
		t.Fatalf("INBOX has %d letters", box.Exists)
	}
	for _, tt := range []struct {
		name string
		item FetchItem
	}{{"flags", ItemFlags}, {"headers", BodyPeek("HEADER")}} {
		t.Run(tt.name, func(t *testing.T) {
			before := *counted
			got, err := c.Fetch(UIDsFrom(1), tt.item)
			must(t, err)
			for i, f := range got {
				if f.UID != uint32(i+1) {
					t.Fatalf("the answer at place %d is of UID %d", i, f.UID)
				}
			}
			if len(got) != letters {
				t.Errorf("%d letters answered", len(got))
			}
			pieces, octets := counted.writes-before.writes, counted.octets-before.octets
			if most := octets/flushAt + 3; pieces > most {
				t.Errorf("%d octets went out in %d pieces, at most %d were due", octets, pieces, most)
			}
		})
	}
	t.Run("search", func(t *testing.T) {
		uids, err := c.Search(KeyText("SUBJECT", "letter 9999"))
		must(t, err)
		if len(uids) != 11 { // 9999 and 99990 to 99999
			t.Errorf("found %v", uids)
		}
	})
	t.Run("a flag for all", func(t *testing.T) {
		before := *counted
		must(t, c.Store(UIDsFrom(1), Add, false, `\Seen`))
		if told := len(c.Updates()); told != letters {
			t.Errorf("%d letters were told of", told)
		}
		if pieces, octets := counted.writes-before.writes, counted.octets-before.octets; pieces > octets/flushAt+3 {
			t.Errorf("%d octets went out in %d pieces", octets, pieces)
		}
	})
	must(t, c.Logout())
	must(t, <-done)
}

// TestGoneMeanwhileByNumber: what another session has removed, and this one has not been told of, cannot be had by its number, and the
// server says so (RFC 2180 §4.1.2, RFC 5530 §3).
func TestGoneMeanwhileByNumber(t *testing.T) {
	w := newWorld(t)
	w.deliver(t, "Hola", "How are you?")
	a, conn := w.dial(t), w.connect(t)
	must(t, second(a.Select("INBOX")))
	in := bufio.NewReader(conn)
	ask := func(command string) (last string) {
		if command != "" {
			_, err := io.WriteString(conn, command+"\r\n")
			must(t, err)
		}
		tag, _, _ := strings.Cut(command, " ")
		for {
			line, err := in.ReadString('\n')
			must(t, err)
			if command == "" || strings.HasPrefix(line, tag+" ") {
				return line
			}
		}
	}
	ask("")
	ask("a LOGIN " + benito + " wonder")
	ask("b SELECT INBOX")
	must(t, a.Store(UIDs(1), Add, true, `\Deleted`))
	must(t, a.Expunge())
	if said := ask("c FETCH 1 RFC822.SIZE"); !strings.HasPrefix(said, "c NO [EXPUNGEISSUED]") {
		t.Errorf("FETCH of a number that is gone: %q", said)
	}
	if said := ask("d UID FETCH 1 RFC822.SIZE"); !strings.HasPrefix(said, "d OK") {
		t.Errorf("UID FETCH of a number that is gone: %q", said)
	}
}
