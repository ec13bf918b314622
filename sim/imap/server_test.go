package imap

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"os/exec"
	"strings"
	"testing"
	"time"

	imap2 "github.com/emersion/go-imap/v2"

	"posta/sim/leaktest"
	"posta/sim/mail"
	"posta/sim/mailbox"
)

// TestHooks: whoever runs the server learns who came in, and who did not.
func TestHooks(t *testing.T) {
	w := newWorld(t)
	var heard []string
	w.server.By = "conn 7"
	w.server.Authenticated = func(a *mailbox.Account, mechanism string) { heard = append(heard, "in "+a.Address()+" "+mechanism) }
	w.server.AuthFailed = func(user, mechanism string, _ error) { heard = append(heard, "out "+user+" "+mechanism) }
	client, server := newPipe()
	done := make(chan error, 1)
	go func() { done <- w.server.ServeConn(server) }()
	c := NewClient(client)
	must(t, second(c.Greet()))
	_ = c.Login("benito", "sesame")
	must(t, c.AuthenticatePlain("benito", "benito", "wonder"))
	must(t, second(c.Append("Sent", nil, time.Time{}, []byte("Subject: x\r\n\r\nx\r\n"))))
	must(t, c.Logout())
	if err := <-done; err != nil {
		t.Errorf("after LOGOUT: %v", err)
	}
	if got, want := strings.Join(heard, "; "), "out benito LOGIN; in benito@south.example PLAIN"; got != want {
		t.Errorf("heard %q, want %q", got, want)
	}
	if e := w.events[0]; e.By != "conn 7" || e.How != mailbox.Appended || e.Folder != "Sent" {
		t.Errorf("event %+v", e)
	}
}

// TestEnds: however a connection ends, ServeConn returns and no goroutine stays.
func TestEnds(t *testing.T) {
	defer leaktest.Check(t)()
	for name, test := range map[string]struct {
		says string
		want error
	}{
		"nothing said":        {"", ErrDropped},
		"after login":         {"a LOGIN benito wonder\r\n", ErrDropped},
		"in the middle":       {"a LOGIN benito wonder\r\nb SEL", ErrDropped},
		"in IDLE":             {"a LOGIN benito wonder\r\nb SELECT INBOX\r\nc IDLE\r\n", ErrDropped},
		"in IDLE, no folder":  {"a LOGIN benito wonder\r\nc IDLE\r\n", ErrDropped},
		"in a literal":        {"a LOGIN benito wonder\r\nb APPEND INBOX {100+}\r\nSubject", ErrDropped},
		"in AUTHENTICATE":     {"a AUTHENTICATE PLAIN\r\n", ErrDropped},
		"LOGOUT":              {"a LOGOUT\r\n", nil},
		"not IMAP":            {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", ErrDropped},
		"guessing, all ahead": {strings.Repeat("a LOGIN benito x\r\n", 100), errHungUp},
	} {
		w := newWorld(t)
		client, server := newPipe()
		done := make(chan error, 1)
		go func() { done <- w.server.ServeConn(server) }()
		io.WriteString(client, test.says)
		client.out.finish()
		err := <-done
		switch {
		case errors.Is(test.want, errHungUp) && err != nil && strings.Contains(err.Error(), "Too many failed logins"):
		case !errors.Is(err, test.want):
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
		if _, used := w.benito.Quota(); used != 0 {
			t.Errorf("%s: half a message was stored", name)
		}
		client.Close()
	}
}

var errHungUp = errors.New("hung up")

// finish ends a stream after what is in it.
func (s *stream) finish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.cond.Broadcast()
}

// testTLS gives both sides of a handshake.
func testTLS(t *testing.T) (server, client func(net.Conn) (net.Conn, error)) {
	t.Helper()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize))
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"imap.south.example"},
		NotBefore: time.Unix(0, 0), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)}
	der, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	must(t, err)
	cert, err := x509.ParseCertificate(der)
	must(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(cert)
	server = func(c net.Conn) (net.Conn, error) {
		tc := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}})
		return tc, tc.Handshake()
	}
	client = func(c net.Conn) (net.Conn, error) {
		tc := tls.Client(c, &tls.Config{RootCAs: roots, ServerName: "imap.south.example"})
		return tc, tc.Handshake()
	}
	return server, client
}

// TestStartTLS: no password in the clear where that is forbidden; the same dialogue
// goes on above TLS, with no second greeting.
func TestStartTLS(t *testing.T) {
	w := newWorld(t)
	serverTLS, clientTLS := testTLS(t)
	w.server.StartTLS, w.server.RequireTLS = serverTLS, true
	c := NewClient(w.connect(t))
	must(t, second(c.Greet()))
	if !c.Has("STARTTLS") || !c.Has("LOGINDISABLED") {
		t.Errorf("before: %v", c.caps)
	}
	var refused *StatusError
	if err := c.Login(benito, "wonder"); !errors.As(err, &refused) || refused.Code.Name != "PRIVACYREQUIRED" {
		t.Errorf("password in the clear: %v", err)
	}
	must(t, c.StartTLS(clientTLS))
	caps, err := c.Capability()
	must(t, err)
	if c.Has("STARTTLS") || !c.Has("AUTH=PLAIN") {
		t.Errorf("after: %v", caps)
	}
	must(t, c.Login(benito, "wonder"))
	must(t, c.Logout())
}

// TestStartTLSInjection: words in the clear behind STARTTLS are not taken for
// protected ones, on either side (CVE-2011-0411).
func TestStartTLSInjection(t *testing.T) {
	w := newWorld(t)
	serverTLS, clientTLS := testTLS(t)
	w.server.StartTLS = serverTLS
	conn := w.connect(t)
	io.WriteString(conn, "a001 STARTTLS\r\na002 LOGIN benito wonder\r\n")
	br := bufio.NewReader(conn)
	for range 2 {
		if line, err := br.ReadString('\n'); err != nil || strings.Contains(line, "a002") {
			t.Fatal(line, err)
		}
	}
	secure, err := clientTLS(bufferedConn{conn, br})
	must(t, err)
	io.WriteString(secure, "a003 NOOP\r\n")
	if line, err := bufio.NewReader(secure).ReadString('\n'); err != nil || line != "a003 OK NOOP completed\r\n" {
		t.Errorf("above TLS: %q, %v", line, err)
	}

	client, server := newPipe()
	io.WriteString(server, "* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\na001 OK begin\r\n* OK [CAPABILITY IMAP4rev1 AUTH=EVIL] hi\r\n")
	c := NewClient(client)
	must(t, second(c.Greet()))
	if err := c.StartTLS(clientTLS); !errors.Is(err, ErrEarlyTLS) {
		t.Errorf("the client: %v", err)
	}
}

type bufferedConn struct {
	net.Conn
	br *bufio.Reader
}

func (b bufferedConn) Read(p []byte) (int, error) { return b.br.Read(p) }

// TestAutologout: the server does not leave without a word.
func TestAutologout(t *testing.T) {
	w := newWorld(t)
	client, server := newPipe()
	done := make(chan error, 1)
	go func() { done <- w.server.ServeConn(impatient{server}) }()
	got, _ := io.ReadAll(client)
	if !strings.HasSuffix(string(got), "* BYE Autologout; idle for too long\r\n") {
		t.Errorf("the server said %q", got)
	}
	if err := <-done; err == nil || !strings.Contains(err.Error(), "Autologout") {
		t.Errorf("ServeConn: %v", err)
	}
}

// impatient lets every deadline pass at once.
type impatient struct{ *pipeEnd }

func (i impatient) SetReadDeadline(time.Time) error {
	return i.pipeEnd.SetReadDeadline(time.Unix(1, 0))
}

// TestSections: what cannot be parsed is still given back octet for octet.
func TestSections(t *testing.T) {
	messages := []string{
		"", "\r\n", "x", "x\r\n\r\ny", "no header\nat all", ": odd\r\n\r\n", " leading\r\nA: b\r\n\r\nc",
		"Content-Type: multipart/mixed\r\n\r\nno boundary", "Content-Type: multipart/mixed; boundary=a\r\n\r\nno part",
		"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n--a\r\n--a--\r\n",
		"Content-Type: ???\r\n\r\nx", "Content-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\nbody",
		strings.Repeat("Content-Type: message/rfc822\r\n\r\n", 500),
		nested(100), "Content-Type: multipart/mixed; boundary=a\r\n\r\n" + strings.Repeat("--a\r\n\r\nx\r\n", 5000),
		"A: \xff\xfe\r\nDate: never\r\nFrom: @@@\r\n\r\n\x00\xff",
	}
	for _, raw := range messages {
		checkMessage(t, []byte(raw))
	}
}

// nested is a multipart in a multipart, and so on.
func nested(depth int) string {
	if depth == 0 {
		return "\r\nx"
	}
	return fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n%s\r\n--b%d--\r\n", depth, depth, nested(depth-1), depth)
}

func checkMessage(t *testing.T, raw []byte) {
	t.Helper()
	p := parseMessage(raw)
	whole := p.section(&imap2.FetchItemBodySection{})
	header := p.section(&imap2.FetchItemBodySection{Specifier: imap2.PartSpecifierHeader})
	text := p.section(&imap2.FetchItemBodySection{Specifier: imap2.PartSpecifierText})
	if !bytes.Equal(whole, raw) || string(header)+string(text) != string(raw) {
		t.Errorf("%.60q: BODY[] %.60q, header %.60q, text %.60q", raw, whole, header, text)
	}
	r := &responder{front: &frontConn{Conn: nowhere{}}}
	r.envelope(p).structure(p, true)
	p.textContains("x", true)
	for _, path := range [][]int{{1}, {2}, {1, 1}, {1, 1, 1}, {0}, {-1}, {1 << 31}} {
		for _, s := range []imap2.PartSpecifier{"", "HEADER", "TEXT", "MIME"} {
			p.section(&imap2.FetchItemBodySection{Part: path, Specifier: s, Partial: &imap2.SectionPartial{Offset: 1 << 62, Size: 1 << 62}})
			p.section(&imap2.FetchItemBodySection{Part: path, Specifier: s, HeaderFieldsNot: []string{"X"}, Partial: &imap2.SectionPartial{Offset: 1, Size: 1<<63 - 1}})
		}
	}
}

// nowhere is a connection that swallows everything.
type nowhere struct{ net.Conn }

func (nowhere) Write(b []byte) (int, error) { return len(b), nil }

// FuzzMessage: anybody may send any message.
func FuzzMessage(f *testing.F) {
	f.Add([]byte("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: message/rfc822\r\n\r\nA: b\r\n\r\nc\r\n--a--\r\n"))
	f.Add([]byte("From: a@b.example\r\nSubject: =?utf-8?q?x?=\r\nContent-Type: text/plain; charset*=utf-8''x\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		checkMessage(t, raw)
		w := newWorld(t)
		w.benito.SetQuota(0)
		if _, err := w.store.Deliver(nil, benito, raw); err != nil {
			t.Skip()
		}
		c := w.dial(t)
		must(t, second(c.Select("INBOX")))
		got, err := c.Fetch(UIDs(1), ItemFlags, ItemSize, ItemEnvelope, ItemBodyStructure, Body(""))
		must(t, err)
		if len(got) != 1 {
			t.Fatalf("%d messages", len(got))
		}
		if whole, _ := got[0].Section(""); !bytes.Equal(whole, mail.Canonical(raw)) {
			t.Errorf("fetched %q", whole)
		}
		w.close()
	})
}

// FuzzServer: a client may say anything. The server ends when the client does, nothing
// panics, it never calls a client's mistake its own, and the account still works.
func FuzzServer(f *testing.F) {
	f.Add([]byte("a LOGIN benito wonder\r\nb SELECT INBOX\r\nc FETCH 1:* (FLAGS BODY[1.2.HEADER.FIELDS (A B)]<1.2>)\r\nd STORE 1 +FLAGS (x)\r\ne EXPUNGE\r\n"))
	f.Add([]byte("a LOGIN benito wonder\r\nb SELECT INBOX\r\nc SEARCH OR NOT SEEN (UID 1:* BODY x) RETURN\r\nd UID MOVE * Trash\r\ne IDLE\r\nDONE\r\nf LIST \"\" (a% *b) RETURN (STATUS (MESSAGES))\r\n"))
	f.Add([]byte("a AUTHENTICATE PLAIN\r\nAGJlbml0bwB3b25kZXI=\r\nb APPEND INBOX (\\Seen) {3+}\r\nabc\r\nc RENAME INBOX x/y\r\nd DELETE x\r\ne STATUS x/y (MESSAGES)\r\n"))
	f.Add([]byte("a LOGIN benito wonder\r\nb ENABLE CONDSTORE QRESYNC\r\nc SELECT INBOX (QRESYNC (67890007 2 1:3,7 (1,3 1,3)))\r\n" +
		"d UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1 VANISHED)\r\ne STORE 1 (UNCHANGEDSINCE 12) +FLAGS.SILENT (\\Seen)\r\n" +
		"f SEARCH MODSEQ \"/flags/\\\\draft\" all 620\r\n"))
	f.Add([]byte("a LOGIN benito wonder\r\nb SELECT INBOX (CONDSTORE)\r\nc UID SEARCH RETURN (MIN MAX COUNT SAVE) MODSEQ 1 UID $\r\nd STATUS INBOX (HIGHESTMODSEQ)\r\n" +
		"e GETQUOTAROOT INBOX\r\nf ID (\"name\" NIL)\r\ng NAMESPACE\r\nh UID EXPUNGE 1:*\r\ni UNSELECT\r\n"))
	f.Fuzz(func(t *testing.T, says []byte) {
		w := newWorld(t)
		w.server.Trouble = func(text string) {
			if strings.Contains(text, "panic") {
				t.Error(text)
			}
		}
		w.deliver(t, "Hola", "How are you?")
		client, server := newPipe()
		client.Write(says)
		client.out.finish()
		_ = w.server.ServeConn(server)
		said, _ := io.ReadAll(client)
		if bytes.Contains(said, []byte("SERVERBUG")) {
			t.Errorf("the server calls it its own fault: %q", said)
		}
		c := w.dial(t)
		must(t, second(c.Select("INBOX")))
		must(t, second(c.Fetch("1:*", ItemFlags, ItemEnvelope)))
		w.close()
	})
}

// TestPythonClient lets Python's imaplib read, over loopback.
func TestPythonClient(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed: imaplib was not asked for its opinion")
	}
	w := newWorld(t)
	w.deliver(t, "Hola", "How are you?")
	w.deliver(t, "Again", "Are you there?")
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	done := make(chan error, 1)
	go func() {
		conn, err := ln.Accept()
		if err == nil {
			err = w.server.ServeConn(conn)
		}
		done <- err
	}()
	cmd := exec.Command(python, "testdata/imaplib_session.py", fmt.Sprint(ln.Addr().(*net.TCPAddr).Port))
	out, err := cmd.CombinedOutput()
	ln.Close()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}
