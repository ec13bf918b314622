package pop3

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"posta/sim/mail"
)

const aliceLogsIn = "USER alice\r\nPASS wonderland\r\n"

// tell serves one session to a client that has said everything in advance.
func tell(srv *Server, words string) (*script, error) {
	conn := &script{in: strings.NewReader(words)}
	return conn, srv.ServeConn(conn)
}

func TestEachReplyIsOneWrite(t *testing.T) {
	people := newTown()
	conn, err := tell(newServer(people, nil), "CAPA\r\n"+aliceLogsIn+"LIST\r\nUIDL\r\nRETR 2\r\nTOP 1 1\r\nSTAT\r\nNOPE\r\nQUIT\r\n")
	must(t, err)
	const replies = 1 + 10 // the greeting is one too
	if len(conn.writes) != replies {
		t.Errorf("%d writes for %d replies: %q", len(conn.writes), replies, conn.writes)
	}
	for _, w := range conn.writes {
		if !strings.HasSuffix(string(w), "\r\n") || (w[0] != '+' && w[0] != '-') {
			t.Errorf("a write that is not a whole reply: %q", w)
		}
	}
	if !conn.closed {
		t.Error("the connection is still open")
	}
}

func TestLongRepliesGoOutInChunks(t *testing.T) {
	people := newTown()
	raw := "Subject: long\n\n" + strings.Repeat(".dots and words\n", 20_000)
	people["bob"].letters = []letter{{"b1", raw}}
	conn, err := tell(newServer(people, nil), "USER bob\r\nPASS builder\r\nRETR 1\r\nQUIT\r\n")
	must(t, err)
	for _, w := range conn.writes {
		if len(w) > MaxWriteOctets {
			t.Errorf("a write of %d octets", len(w))
		}
	}
	if want := "\r\n.\r\n+OK Goodbye"; !strings.Contains(conn.written(), want) {
		t.Errorf("no %q", want)
	}
	c := NewClient(&script{in: strings.NewReader(conn.written()[strings.Index(conn.written(), "+OK 3"):])})
	got, err := c.Retr(1)
	must(t, err)
	if string(got) != string(mail.Canonical([]byte(raw))) {
		t.Error("the message changed on its way")
	}
}

func TestHalfAQuitIsNoQuit(t *testing.T) {
	for _, end := range []string{"", "QUI", "QUIT", "QUIT\r"} {
		t.Run(fmt.Sprintf("%q", end), func(t *testing.T) {
			people := newTown()
			_, err := tell(newServer(people, nil), aliceLogsIn+"DELE 1\r\n"+end)
			if !errors.Is(err, ErrDropped) {
				t.Errorf("ended with %v", err)
			}
			if kept := people["alice"].kept(); kept != "a1 a2 a3" {
				t.Errorf("kept %s", kept)
			}
			if people["alice"].inUse {
				t.Error("the lock was not released")
			}
		})
	}
}

func TestASessionLocksTheMaildrop(t *testing.T) {
	people := newTown()
	srv := newServer(people, nil)
	first, firstDone := serve(srv)
	c := NewClient(first)
	logIn(t, c, "alice", "wonderland")

	second, secondDone := serve(srv)
	c2 := NewClient(second)
	_, err := c2.Greeting()
	must(t, err)
	must(t, c2.User("alice"))
	if err := c2.Pass("wonderland"); !errors.Is(err, ErrInUse) {
		t.Errorf("second login: %v", err)
	}
	// Once QUIT is answered the lock is gone: the same name may come right back.
	must(t, c.Quit())
	must(t, c2.User("alice"))
	must(t, c2.Pass("wonderland"))
	must(t, c2.Quit())
	must(t, <-firstDone)
	must(t, <-secondDone)
}

func TestAutologout(t *testing.T) {
	people := newTown()
	srv := newServer(people, nil)
	// The clock stands far ahead, so no deadline passes, until it is set back to
	// where every deadline has passed.
	clock := time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC)
	reads := 0
	srv.Now = func() time.Time {
		// Greeting, USER, PASS and DELE: a read and a write for each but the first.
		if reads++; reads > 7 {
			return time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		return clock
	}
	conn, done := serve(srv)
	c := NewClient(conn)
	logIn(t, c, "alice", "wonderland")
	must(t, c.Dele(1))
	rest, err := io.ReadAll(conn)
	if len(rest) > 0 || err != nil {
		t.Errorf("autologout says nothing (RFC 1939 §3); got %q, %v", rest, err)
	}
	if err := <-done; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("ended with %v", err)
	}
	if kept := people["alice"].kept(); kept != "a1 a2 a3" || people["alice"].inUse {
		t.Errorf("kept %s, locked: %t", kept, people["alice"].inUse)
	}
}

func TestLongLines(t *testing.T) {
	line := func(octets int) string { return "NOOP" + strings.Repeat(" ", octets-6) + "\r\n" }
	login := "USER bob\r\nPASS builder\r\n"
	tests := []struct {
		name, words, want string
		ends              error
	}{
		{"as long as may be", login + line(255) + "QUIT\r\n", "+OK Nothing done\r\n+OK Goodbye", nil},
		{"one more", login + line(256) + "QUIT\r\n", "-ERR A command has at most 255 octets\r\n+OK Goodbye", nil},
		{"more than the buffer", login + line(9000) + "QUIT\r\n", "-ERR A command has at most 255 octets\r\n+OK Goodbye", nil},
		{"endless", strings.Repeat("a", 10*MaxDiscardOctets), "", ErrLineTooLong},
		{"in an exchange", "AUTH PLAIN\r\n" + strings.Repeat("a", MaxSASLOctets) + "\r\nQUIT\r\n", "-ERR The response is too long\r\n+OK Goodbye", nil},
		{"bare LF", "NOOP\nQUIT\n", "+OK Goodbye", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			conn, err := tell(newServer(newTown(), nil), test.words)
			if !errors.Is(err, test.ends) {
				t.Errorf("ended with %v, want %v", err, test.ends)
			}
			if !strings.Contains(conn.written(), test.want) {
				t.Errorf("said %q, want %q in it", conn.written(), test.want)
			}
		})
	}
}

func TestUnfitMaildropsAreRefused(t *testing.T) {
	tests := []struct {
		name    string
		letters []letter
		lies    int64
		words   string
		want    string
	}{
		{"no unique-id", []letter{{"", "x"}}, 0, "", "-ERR [SYS/PERM] "},
		{"unique-id with a space", []letter{{"a b", "x"}}, 0, "", "-ERR [SYS/PERM] "},
		{"unique-id too long", []letter{{strings.Repeat("u", 71), "x"}}, 0, "", "-ERR [SYS/PERM] "},
		{"two with one unique-id", []letter{{"u", "x"}, {"u", "y"}}, 0, "", "-ERR [SYS/PERM] "},
		{"a size that lies", []letter{{"u", "x"}}, 7, "RETR 1\r\n", "-ERR [SYS/PERM] The message has 3 octets and was said to have 10"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			people := newTown()
			people["bob"].letters, people["bob"].lies = test.letters, test.lies
			conn, err := tell(newServer(people, nil), "USER bob\r\nPASS builder\r\n"+test.words+"QUIT\r\n")
			must(t, err)
			if !strings.Contains(conn.written(), test.want) {
				t.Errorf("said %q, want %q", conn.written(), test.want)
			}
			if people["bob"].inUse || people["bob"].closed != 1 {
				t.Errorf("locked: %t, closed %d times", people["bob"].inUse, people["bob"].closed)
			}
		})
	}
}

func TestErrorsAreOneHonestLine(t *testing.T) {
	tests := []struct {
		name, want string
		err        error
	}{
		{"words with a line end", "-ERR [AUTH] no  +OK yes\r\n", &Error{Code: CodeAuth, Text: "no\r\n+OK yes"}},
		{"words like a code", "-ERR (AUTH] no\r\n", &Error{Text: "[AUTH] no"}},
		{"wrapped", "-ERR [IN-USE] Another session has this maildrop open\r\n", fmt.Errorf("opening: %w", ErrInUse)},
		{"endless words", "-ERR " + strings.Repeat("a", 505) + "\r\n", &Error{Text: strings.Repeat("a", 9999)}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			srv := &Server{Auth: func(string, string) (Maildrop, error) { return nil, test.err }}
			conn, _ := tell(srv, aliceLogsIn)
			if got := string(conn.writes[len(conn.writes)-1]); got != test.want {
				t.Errorf("said %q, want %q", got, test.want)
			}
		})
	}
}

func TestRefuseAnswersInPlaceOfTheServer(t *testing.T) {
	people := newTown()
	srv := newServer(people, nil)
	left := 1
	srv.Refuse = func(s Session, cmd Command) error {
		if cmd.Verb == "RETR" && left > 0 {
			left--
			return ErrTemporary
		}
		return nil
	}
	conn, done := serve(srv)
	c := NewClient(conn)
	logIn(t, c, "alice", "wonderland")
	if _, err := c.Retr(1); !errors.Is(err, ErrTemporary) {
		t.Errorf("first RETR: %v", err)
	}
	_, err := c.Retr(1)
	must(t, err)
	must(t, c.Quit())
	must(t, <-done)
}

// TestSTLS goes the whole way: refused in the clear, handshake, CAPA again,
// log in. Once over net.Pipe, whose writes wait for the reader, and once over a
// pipe that buffers.
func TestSTLS(t *testing.T) {
	for _, pipe := range []struct {
		name string
		make func() (net.Conn, net.Conn)
	}{{"net.Pipe", net.Pipe}, {"buffered", bufferedPipe}} {
		t.Run(pipe.name, func(t *testing.T) {
			people := newTown()
			srv := newServer(people, nil)
			srv.RequireTLS = true
			serverTLS, clientTLS := certificates(t)
			srv.TLSConfig = serverTLS
			var secured []bool
			srv.OnAuthenticated = func(s Session, _ int) { secured = append(secured, s.TLS) }

			conn, server := pipe.make()
			done := make(chan error, 1)
			go func() { done <- srv.ServeConn(server) }()
			c := NewClient(conn)
			_, err := c.Greeting()
			must(t, err)
			caps, err := c.Capa()
			must(t, err)
			if !caps.Has("STLS") || caps.Has("USER") || caps.HasMechanism("PLAIN") {
				t.Errorf("in the clear: %v", caps)
			}
			var no *Error
			if err := c.AuthPlain("", "alice", "wonderland"); !errors.As(err, &no) {
				t.Errorf("password in the clear: %v", err)
			}
			must(t, c.StartTLS(clientTLS))
			caps, err = c.Capa()
			must(t, err)
			if caps.Has("STLS") || !caps.Has("USER") || !caps.HasMechanism("plain") {
				t.Errorf("under TLS: %v", caps)
			}
			if err := c.StartTLS(clientTLS); !errors.As(err, &no) {
				t.Errorf("TLS within TLS: %v", err)
			}
			must(t, c.AuthPlain("alice", "alice", "wonderland"))
			if len(secured) != 1 || !secured[0] {
				t.Errorf("the hook was told TLS: %v", secured)
			}
			if pipe.name == "net.Pipe" {
				// Both ends would say goodbye at once, and neither listen.
				conn.Close()
				if err := <-done; !errors.Is(err, ErrDropped) {
					t.Errorf("ended with %v", err)
				}
				return
			}
			must(t, c.Quit())
			must(t, <-done)
		})
	}
}

// TestImplicitTLS: a connection that arrives under TLS, as on port 995 (RFC 8314
// §3.3), needs no STLS and is offered none.
func TestImplicitTLS(t *testing.T) {
	srv := newServer(newTown(), nil)
	srv.RequireTLS = true
	serverTLS, clientTLS := certificates(t)
	srv.TLSConfig = serverTLS
	conn, server := bufferedPipe()
	done := make(chan error, 1)
	go func() { done <- srv.ServeConn(tls.Server(server, serverTLS)) }()
	c := NewClient(tls.Client(conn, clientTLS))
	_, err := c.Greeting()
	must(t, err)
	caps, err := c.Capa()
	must(t, err)
	if caps.Has("STLS") || !caps.Has("USER") {
		t.Errorf("under TLS: %v", caps)
	}
	must(t, c.User("alice"))
	must(t, c.Pass("wonderland"))
	must(t, c.Quit())
	must(t, <-done)
}

// TestAFailedCloseIsTheServersAffair: the client's messages are gone as it
// wished, and it hears so; whoever runs the server hears the rest.
func TestAFailedCloseIsTheServersAffair(t *testing.T) {
	people := newTown()
	people["alice"].noClose = errors.New("lock file vanished")
	conn, err := tell(newServer(people, nil), aliceLogsIn+"DELE 1\r\nQUIT\r\n")
	if !errors.Is(err, people["alice"].noClose) {
		t.Errorf("ended with %v", err)
	}
	if !strings.HasSuffix(conn.written(), "+OK Goodbye; 1 message removed\r\n") {
		t.Errorf("said %q", conn.written())
	}
}

func TestSTLSWithAHandshakeOfOnesOwn(t *testing.T) {
	srv := newServer(newTown(), nil)
	srv.Handshake = func(conn net.Conn) (net.Conn, error) {
		_, err := io.WriteString(conn, "shake\n")
		return conn, err
	}
	conn, done := serve(srv)
	c := NewClient(conn)
	_, err := c.Greeting()
	must(t, err)
	must(t, c.StartTLSWith(func(conn net.Conn) (net.Conn, error) {
		word, err := bufio.NewReaderSize(conn, 16).ReadString('\n')
		if word != "shake\n" {
			t.Errorf("handshake: %q", word)
		}
		return conn, err
	}))
	must(t, c.Quit())
	must(t, <-done)

	srv.Handshake = func(net.Conn) (net.Conn, error) { return nil, errors.New("no cipher in common") }
	conn, done = serve(srv)
	c = NewClient(conn)
	_, err = c.Greeting()
	must(t, err)
	if err := c.StartTLSWith(func(net.Conn) (net.Conn, error) { return nil, errors.New("no") }); err == nil {
		t.Error("a failed handshake is a success")
	}
	if err := <-done; err == nil || !strings.Contains(err.Error(), "no cipher in common") {
		t.Errorf("ended with %v", err)
	}
}

// logIn greets and gives a name and a password.
func logIn(t testing.TB, c *Client, user, pass string) {
	t.Helper()
	_, err := c.Greeting()
	must(t, err)
	must(t, c.User(user))
	must(t, c.Pass(pass))
}
