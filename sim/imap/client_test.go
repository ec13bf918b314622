package imap

import (
	"bufio"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"posta/sim/mailbox"
)

// recorder keeps what a client writes.
type recorder struct {
	net.Conn
	said *strings.Builder
}

func (r recorder) Write(b []byte) (int, error) {
	r.said.Write(b)
	return r.Conn.Write(b)
}

// TestMailProgram is a day in the life of Benito's mail program, against our server.
func TestMailProgram(t *testing.T) {
	w := newWorld(t)
	w.deliver(t, "Hola", "How are you?")
	w.deliver(t, "=?utf-8?q?Ma=C3=B1ana?=", "Shall we meet?")

	c := NewClient(w.connect(t))
	must(t, second(c.Greet()))
	if !c.Has("IMAP4rev1") || c.Has("MOVE") {
		t.Errorf("capabilities before the login: %v", c.caps)
	}
	var refused *StatusError
	if err := c.Login(benito, "sesame"); !errors.As(err, &refused) || refused.Code.Name != "AUTHENTICATIONFAILED" {
		t.Errorf("wrong password: %v", err)
	}
	must(t, c.AuthenticatePlain("", benito, "wonder"))
	if !c.Has("MOVE") {
		t.Errorf("capabilities after the login: %v", c.caps)
	}

	folders, err := c.List("", "*")
	must(t, err)
	var names []string
	for _, f := range folders {
		names = append(names, f.Name)
	}
	if want := []string{"INBOX", "Drafts", "Junk", "Sent", "Trash"}; !slices.Equal(names, want) {
		t.Errorf("folders %v, want %v", names, want)
	}
	if !folders[3].Has(`\sent`) {
		t.Errorf("Sent is not \\Sent: %v", folders[3])
	}

	box, err := c.Select("inbox")
	must(t, err)
	if box.Exists != 2 || box.Recent != 2 || box.UIDNext != 3 || box.Unseen != 1 || box.UIDValidity == 0 || box.ReadOnly {
		t.Errorf("selected %+v", box)
	}

	headers, err := c.Fetch(UIDsFrom(1), ItemFlags, ItemSize, ItemInternalDate, ItemEnvelope, ItemBodyStructure)
	must(t, err)
	if len(headers) != 2 {
		t.Fatalf("%d messages", len(headers))
	}
	m := headers[1]
	if m.Envelope.Subject != "Mañana" || m.Envelope.From[0].String() != "alicia@north.example" || m.Envelope.From[0].Name != "Alicia" {
		t.Errorf("envelope %+v", m.Envelope)
	}
	if m.Structure.Type != "text/plain" || m.Structure.Number != "1" || !m.InternalDate.Equal(w.now) || m.Octets == 0 {
		t.Errorf("message %+v, structure %+v", m, m.Structure)
	}

	body, err := c.Fetch(UIDs(2), BodyPeek(""))
	must(t, err)
	if text, _ := body[0].Section(""); !strings.HasSuffix(string(text), "\r\n\r\nShall we meet?\r\n") {
		t.Errorf("body %q", text)
	}
	must(t, c.Store(UIDs(2), Add, false, `\Seen`, "Friends"))
	want := []Update{{Kind: UpdateFlags, Num: 2, UID: 2, Flags: []string{`\Recent`, `\Seen`, "Friends"}}}
	if diff := cmp.Diff(want, c.Updates()); diff != "" {
		t.Error(diff)
	}
	if !slices.Contains(c.Selected().Flags, "Friends") {
		t.Errorf("flags %v", c.Selected().Flags)
	}

	found, err := c.Search(KeyText("SUBJECT", "mañana"), Not(Key("UNSEEN")))
	must(t, err)
	if !slices.Equal(found, []uint32{2}) {
		t.Errorf("found %v", found)
	}

	must(t, c.Create("Añejo & Co"))
	moved, err := c.Move(UIDs(1), "Añejo & Co")
	must(t, err)
	if moved.From != "1" || moved.To != "1" || box.Exists != 1 {
		t.Errorf("moved %+v, %d left", moved, box.Exists)
	}
	_, uid, err := c.Append("Sent", []string{`\Seen`}, w.now, []byte("Subject: Re: Hola\r\n\r\nFine.\r\n"))
	must(t, err)
	if uid != 1 {
		t.Errorf("appended as %d", uid)
	}
	status, err := c.Status("Sent", "MESSAGES", "UNSEEN")
	must(t, err)
	if diff := cmp.Diff([]StatusItem{{"MESSAGES", 1}, {"UNSEEN", 0}}, status); diff != "" {
		t.Error(diff)
	}
	if _, err := c.Select("Nowhere"); err == nil || c.Selected() != nil {
		t.Errorf("selected a folder that is not there: %v", err)
	}
	must(t, c.Logout())
	if err := c.Noop(); err == nil {
		t.Error("a command after LOGOUT")
	}
}

// TestMoveWithout: a server that has neither MOVE nor UIDPLUS.
func TestMoveWithout(t *testing.T) {
	client, server := newPipe()
	var said strings.Builder
	c := NewClient(recorder{client, &said})
	io.WriteString(server, "* OK ready\r\n* 1 EXISTS\r\na001 OK [READ-WRITE] there\r\n"+
		"a002 OK copied\r\na003 OK stored\r\n* 1 EXPUNGE\r\na004 OK gone\r\n")
	must(t, second(c.Greet()))
	must(t, second(c.Select("INBOX")))
	must(t, second(c.Move(UIDs(7), "Trash")))
	want := "a001 SELECT INBOX\r\na002 UID COPY 7 \"Trash\"\r\na003 UID STORE 7 +FLAGS.SILENT (\\Deleted)\r\na004 EXPUNGE\r\n"
	if said.String() != want {
		t.Errorf("said %q\nwant %q", said.String(), want)
	}
	if diff := cmp.Diff([]Update{{Kind: UpdateExpunge, Num: 1}}, c.Updates()); diff != "" {
		t.Error(diff)
	}
}

// TestNewsMeanwhile: what is told unasked is kept, whatever command is going on.
func TestNewsMeanwhile(t *testing.T) {
	client, server := newPipe()
	c := NewClient(client)
	news := "* 2 FETCH (FLAGS (\\Seen) UID 8)\r\n* 3 EXISTS\r\n* OK [ALERT] Going down at noon\r\n"
	want := []Update{{Kind: UpdateFlags, Num: 2, UID: 8, Flags: []string{`\Seen`}}, {Kind: UpdateExists, Num: 3},
		{Kind: UpdateAlert, Text: "Going down at noon"}}
	io.WriteString(server, "* OK ready\r\n* 2 EXISTS\r\na001 OK there\r\n"+
		news+"* 1 FETCH (UID 7 RFC822.SIZE 12)\r\na002 OK fetched\r\n"+
		news+"* SEARCH\r\na003 OK found\r\n"+news+"a004 NO such luck\r\n")
	must(t, second(c.Greet()))
	must(t, second(c.Select("INBOX")))
	got, err := c.Fetch(UIDs(7), ItemSize)
	must(t, err)
	if len(got) != 1 || got[0].Octets != 12 {
		t.Errorf("fetched %+v", got)
	}
	if diff := cmp.Diff(want, c.Updates()); diff != "" {
		t.Error("during FETCH", diff)
	}
	must(t, second(c.Search(Key("ALL"))))
	if diff := cmp.Diff(want, c.Updates()); diff != "" {
		t.Error("during SEARCH", diff)
	}
	if _, err := c.Copy(UIDs(7), "Trash"); err == nil {
		t.Error("NO taken for OK")
	}
	if diff := cmp.Diff(want, c.Updates()); diff != "" {
		t.Error("during COPY", diff)
	}
}

// TestPhoneAndLaptop: the phone reads a message, and the laptop, waiting, sees it.
func TestPhoneAndLaptop(t *testing.T) {
	w := newWorld(t)
	w.deliver(t, "Hola", "How are you?")
	laptop, phone := w.dial(t), w.dial(t)
	must(t, second(laptop.Select("INBOX")))
	must(t, laptop.Idle())
	must(t, second(phone.Select("INBOX")))
	must(t, second(phone.Fetch(UIDs(1), Body("TEXT"))))
	u, err := laptop.Await()
	must(t, err)
	if diff := cmp.Diff(Update{Kind: UpdateFlags, Num: 1, UID: 1, Flags: []string{`\Recent`, `\Seen`}}, u); diff != "" {
		t.Error(diff)
	}
	// Nothing more comes; a deadline that has passed ends the waiting, not IDLE.
	must(t, laptop.conn.SetReadDeadline(time.Unix(1, 0)))
	if _, err := laptop.Await(); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("deadline: %v", err)
	}
	must(t, laptop.conn.SetReadDeadline(time.Time{}))
	w.deliver(t, "Again", "Are you there?")
	if u, err := laptop.Await(); err != nil || u.Kind != UpdateExists || u.Num != 2 {
		t.Errorf("new mail: %+v, %v", u, err)
	}
	must(t, laptop.Done())
	must(t, laptop.Logout())
	must(t, phone.Logout())

	// And all of it was told to whoever watches the store.
	var kinds []mailbox.EventKind
	for _, e := range w.events {
		kinds = append(kinds, e.Kind)
	}
	if want := []mailbox.EventKind{mailbox.MessageStored, mailbox.MessageFlagged, mailbox.MessageStored}; !slices.Equal(kinds, want) {
		t.Errorf("events %v, want %v", kinds, want)
	}
}

// TestGoneMeanwhile: one session asks for a message that another has removed.
func TestGoneMeanwhile(t *testing.T) {
	w := newWorld(t)
	w.deliver(t, "Hola", "How are you?")
	w.deliver(t, "Again", "Are you there?")
	a, b := w.dial(t), w.dial(t)
	must(t, second(a.Select("INBOX")))
	must(t, second(b.Select("INBOX")))
	must(t, a.Store(UIDs(1), Add, true, `\Deleted`))
	must(t, a.Expunge())
	// By UID it is passed over without a word (RFC 3501 §6.4.8); by number it is there still, as
	// far as the client has been told, and cannot be had (RFC 5530 §3).
	got, err := b.Fetch(UIDs(1, 2), ItemSize)
	if err != nil || len(got) != 1 || got[0].UID != 2 {
		t.Errorf("fetched %+v, %v", got, err)
	}
	must(t, b.Noop())
	if diff := cmp.Diff([]Update{{Kind: UpdateExpunge, Num: 1}}, b.Updates()); diff != "" {
		t.Error(diff)
	}
	// A folder deleted under a session is empty to it.
	must(t, a.Create("Short"))
	must(t, second(a.Append("Short", nil, time.Time{}, []byte("Subject: x\r\n\r\nx\r\n"))))
	must(t, second(b.Select("Short")))
	must(t, a.Delete("Short"))
	must(t, b.Noop())
	if b.Selected().Exists != 0 {
		t.Error("the folder is not empty")
	}
}

// TestBadServers: whatever a server says, the client returns, and says why.
func TestBadServers(t *testing.T) {
	deep := strings.Repeat("(", 200)
	for name, test := range map[string]struct {
		says string
		want error
	}{
		"closes at once":         {"", io.ErrUnexpectedEOF},
		"not IMAP":               {"220 mail.example ESMTP\r\n", ErrProtocol},
		"another tag":            {"* OK hi\r\na999 OK done\r\n", ErrProtocol},
		"unfinished list":        {"* OK hi\r\n* FLAGS (a\r\n", ErrProtocol},
		"stray parenthesis":      {"* OK hi\r\n* FLAGS a)\r\n", ErrProtocol},
		"literal too big":        {"* OK hi\r\n* 1 FETCH (BODY[] {99999999999}\r\n", ErrTooMuch},
		"literal never comes":    {"* OK hi\r\n* 1 FETCH (BODY[] {50000000}\r\nabc", io.ErrUnexpectedEOF},
		"too deep":               {"* OK hi\r\n* X " + deep + "\r\n", ErrTooMuch},
		"endless line":           {"* OK hi\r\n* X " + strings.Repeat("x", MaxLineOctets) + "\r\n", ErrTooMuch},
		"continuation unasked":   {"* OK hi\r\n+ go on\r\n", ErrProtocol},
		"tagged PREAUTH":         {"* OK hi\r\na001 PREAUTH x\r\n", ErrProtocol},
		"expunge of nobody":      {"* OK hi\r\na001 OK done\r\n* 1 EXISTS\r\n* 2 EXPUNGE\r\n", ErrProtocol},
		"says good-bye and goes": {"* OK hi\r\n* BYE tired\r\n", &StatusError{Type: "BYE", Text: "tired"}},
	} {
		t.Run(name, func(t *testing.T) {
			client, server := newPipe()
			io.WriteString(server, test.says)
			server.Close()
			c := NewClient(lenient{client})
			_, err := c.Greet()
			if err == nil {
				_, err = c.Select("INBOX")
			}
			if err == nil {
				err = c.Noop()
			}
			var status *StatusError
			if errors.As(test.want, &status) {
				if !errors.As(err, &status) || status.Error() != test.want.Error() {
					t.Errorf("got %v, want %v", err, test.want)
				}
			} else if !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
			if again := c.Noop(); again == nil {
				t.Error("the client goes on with a broken connection")
			}
		})
	}
}

// lenient writes into the void when the other side is gone, so that only reading tells.
type lenient struct{ *pipeEnd }

func (lenient) Write(b []byte) (int, error) { return len(b), nil }

// TestArguments: nothing a caller says can become a command of its own.
func TestArguments(t *testing.T) {
	client, server := newPipe()
	c := NewClient(client)
	io.WriteString(server, "* OK hi\r\n")
	must(t, second(c.Greet()))
	for name, err := range map[string]error{
		"line in a flag": c.Store("1", Add, true, "x\r\na2 DELETE INBOX"),
		"line in a set":  c.Store("1\r\n", Add, true, "x"),
		"empty set":      second(c.Fetch("", ItemFlags)),
		"no items":       second(c.Fetch("1")),
		"no keys":        second(c.Search()),
		"empty word":     second(c.Search(Key(""))),
		"NUL":            c.AuthenticatePlain("", "a\x00b", "c"),
		"no IDLE":        c.Done(),
	} {
		if !errors.Is(err, ErrArgument) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A line end in a name is encoded; text that fits no quoted string goes as a literal,
	// after an invitation.
	io.WriteString(server, "a001 OK gone\r\n+ go on\r\n* SEARCH 3 1\r\na002 OK found\r\n+ go on\r\na003 NO\r\n")
	var said strings.Builder
	c.conn = recorder{client, &said}
	must(t, c.Delete("a\r\nb"))
	if found, err := c.Search(KeyText("SUBJECT", "ñ\r\n")); err != nil || !slices.Equal(found, []uint32{1, 3}) {
		t.Errorf("found %v, %v", found, err)
	}
	if err := c.Login("benito", "wönder"); err == nil {
		t.Error("NO taken for OK")
	}
	want := "a001 DELETE \"a&AA0ACg-b\"\r\na002 UID SEARCH CHARSET UTF-8 SUBJECT {4}\r\nñ\r\n\r\n" +
		"a003 LOGIN \"benito\" {7}\r\nwönder\r\n"
	if said.String() != want {
		t.Errorf("said %q\nwant %q", said.String(), want)
	}
}

func TestMatchList(t *testing.T) {
	for _, test := range []struct {
		name, pattern string
		want          bool
	}{
		{"INBOX", "*", true}, {"INBOX", "%", true}, {"INBOX", "inbox", true}, {"INBOX", "In%", true},
		{"a/b", "%", false}, {"a/b", "*", true}, {"a/b", "a/%", true}, {"a/b", "%/%", true}, {"a/b", "a%b", false},
		{"a/b", "a*b", true}, {"a/b", "*%*%*%*%*%*%*%*%*%*%*%*%*", true}, {"abc", "a*%*%*%*%*%*%*%*%*%*%*%*%d", false},
		{"abc", "", false}, {"abc", "ABC", false}, {"abc", strings.Repeat("%a", 4000), false},
	} {
		if got := matchList(test.name, test.pattern); got != test.want {
			t.Errorf("%q and %.40q: %v", test.name, test.pattern, got)
		}
	}
}

func TestUIDs(t *testing.T) {
	for want, uids := range map[UIDSet][]uint32{
		"1": {1}, "1:3": {3, 1, 2, 2}, "1,3:4,9": {9, 4, 3, 1}, "": nil,
	} {
		if got := UIDs(uids...); got != want {
			t.Errorf("%v: %q, want %q", uids, got, want)
		}
	}
}

// FuzzClient: a server may say anything.
func FuzzClient(f *testing.F) {
	f.Add([]byte("* OK hi\r\n* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\na001 OK [READ-WRITE] y\r\n" +
		"* 1 FETCH (UID 1 FLAGS (\\Seen) BODY[HEADER] {3}\r\nabc ENVELOPE (\"d\" \"s\" ((NIL NIL \"a\" \"b\")) NIL NIL NIL NIL NIL NIL \"<i>\"))\r\na002 OK z\r\n* SEARCH 1 2\r\na003 OK\r\n"))
	f.Add([]byte("* OK hi\r\na001 OK x\r\n* 1 FETCH (BODYSTRUCTURE ((\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1)(\"message\" \"rfc822\" NIL NIL NIL NIL 1 NIL (\"a\" \"b\") 1) \"mixed\"))\r\na002 OK\r\n* LIST () \"/\" \"&AOk-\"\r\na003 OK\r\n+ idling\r\n* 9 EXISTS\r\n"))
	f.Fuzz(func(t *testing.T, says []byte) {
		client, server := newPipe()
		server.Write(says)
		server.Close()
		c := NewClient(lenient{client})
		steps := []func() error{
			func() error { return second(c.Greet()) },
			func() error { return second(c.Select("INBOX")) },
			func() error { return second(c.Fetch("1:*", ItemFlags, ItemEnvelope)) },
			func() error { return second(c.Search(Key("ALL"))) },
			func() error { return second(c.List("", "*")) },
			c.Idle,
			func() error { return second(c.Await()) },
			c.Done,
			func() error { return second(c.Append("INBOX", nil, time.Time{}, []byte("x"))) },
			c.Logout,
		}
		for _, step := range steps {
			_ = step()
		}
		if len(says) > 0 {
			var n int64
			_, _ = readResponse(bufio.NewReader(strings.NewReader(string(says))), &n)
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// second drops what came with an error.
func second(results ...any) error {
	err, _ := results[len(results)-1].(error)
	return err
}
