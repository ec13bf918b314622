package smtp

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"posta/sim/mail"
)

// The dialogues in testdata read as a session does:
//
//	% auth insecure     settings of the server (see the switch in serverFor)
//	c -> EHLO x         the client says a line
//	c => "a\nb"         the client says these bytes, as a Go string
//	c <- 250 2.0.0 Ok   the server says exactly this line
//	c <~ 250            the server says a line that begins so (a regular expression)
//	c end               the server has closed
//	# ...               why
type step struct {
	op, text string
	line     int
}

func readDialogue(t testing.TB, name string) (settings []string, steps []step) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(string(text), "\n") {
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '%':
			settings = append(settings, strings.Fields(line[1:])...)
		case line == "c end":
			steps = append(steps, step{"end", "", i + 1})
		case len(line) > 4 && line[:2] == "c ":
			op, rest, _ := strings.Cut(line[2:], " ")
			steps = append(steps, step{op, rest, i + 1})
		case line == "c ->":
			steps = append(steps, step{"->", "", i + 1})
		default:
			t.Fatalf("%s:%d: what is %q?", name, i+1, line)
		}
	}
	return settings, steps
}

// post is the backend of the dialogues: Benito has a mailbox at dos.test, Blanca's is full, everyone else is unknown.
type post struct {
	greeting Reply
	got      []letter
}

type letter struct {
	from mail.Address
	mp   MailParams
	to   []mail.Address
	rp   []RcptParams
	body string
	with string
}

func (p *post) Connect(c *Conn) (Session, Reply) { return &postSession{post: p, conn: c}, p.greeting }

type postSession struct {
	BaseSession
	post *post
	conn *Conn
	letter
}

func (s *postSession) Auth(_, user, password string) Reply {
	if user == "alicia@uno.test" && password == "secreto" {
		return Reply{}
	}
	return s.BaseSession.Auth("", user, password)
}

func (s *postSession) Mail(from mail.Address, p MailParams) Reply {
	s.letter = letter{from: from, mp: p, with: s.conn.With()}
	if from.Domain == "spam.test" {
		return R(550, "5.7.1", "Not from there")
	}
	return Reply{}
}

func (s *postSession) Rcpt(to mail.Address, p RcptParams) Reply {
	switch to.Fold().Local {
	case "benito", "postmaster", "josé", "a b":
		s.to, s.rp = append(s.to, to), append(s.rp, p)
		return Reply{}
	case "blanca":
		return R(452, "4.2.2", "Mailbox full")
	case "ocupada":
		return R(421, "4.3.2", "Shutting down")
	case "panico":
		panic("a bug in the actor")
	}
	return R(550, "5.1.1", to.Path()+" User unknown")
}

func (s *postSession) Data(body []byte) Reply {
	s.body = string(body)
	s.post.got = append(s.post.got, s.letter)
	return R(250, "2.0.0", fmt.Sprintf("Ok: queued as 4ZX%d", len(s.post.got)))
}

func (s *postSession) Intercept(c Command) (Reply, bool) {
	if c.Verb == "NOOP" && c.Args == "drop" {
		return Reply{Close: true}, true
	}
	return Reply{}, false
}

func serverFor(t testing.TB, settings []string) (*Server, *post) {
	p := &post{}
	s := &Server{Domain: "mx.dos.test", Backend: p}
	for _, word := range settings {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "auth":
			s.AuthMechanisms = []string{"PLAIN", "LOGIN"}
		case "insecure":
			s.AllowInsecureAuth = true
		case "require":
			s.RequireAuth = true
		case "size":
			s.MaxMessageBytes, _ = strconv.ParseInt(value, 10, 64)
		case "recipients":
			s.MaxRecipients, _ = strconv.Atoi(value)
		case "noesmtp":
			s.NoESMTP = true
		case "normalize":
			s.LineEndings = NormalizeBare
		case "lax":
			s.LineEndings = LaxBare
		case "greet":
			code, _ := strconv.Atoi(value)
			p.greeting = R(code, "", "not today")
		case "tls-only":
			s.RequireTLS = true
		case "tls":
			s.TLSConfig, _ = testTLS(t)
		default:
			t.Fatalf("unknown setting %q", word)
		}
	}
	return s, p
}

// play runs a dialogue and gives back all that the server said.
func play(t testing.TB, name string) (said []byte, p *post) {
	settings, steps := readDialogue(t, name)
	server, p := serverFor(t, settings)
	client, far := pipe()
	done := make(chan error, 1)
	go func() { done <- server.ServeConn(far) }()
	in := bufio.NewReader(client)
	for _, s := range steps {
		where := fmt.Sprintf("%s:%d", name, s.line)
		switch s.op {
		case "->":
			fmt.Fprintf(client, "%s\r\n", s.text)
		case "=>":
			raw, err := strconv.Unquote(s.text)
			if err != nil {
				t.Fatalf("%s: %v", where, err)
			}
			client.Write([]byte(raw))
		case "end":
			if rest, err := in.ReadString('\n'); err == nil {
				t.Fatalf("%s: the server should have closed, and said %q", where, rest)
			}
		default:
			line, err := in.ReadString('\n')
			said = append(said, line...)
			line = strings.TrimSuffix(line, "\r\n")
			ok := s.op == "<-" && line == s.text || s.op == "<~" && regexp.MustCompile("^(?:"+s.text+")").MatchString(line)
			if err != nil || !ok {
				t.Fatalf("%s: got %q (%v), want %s %s", where, line, err, s.op, s.text)
			}
		}
	}
	client.Close()
	if err := <-done; err != nil && !strings.Contains(name, "panic") {
		t.Errorf("%s: ServeConn: %v", name, err)
	}
	return said, p
}

func TestDialogues(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.smtp")
	if len(files) < 10 {
		t.Fatalf("only %d dialogues", len(files))
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) { play(t, name) })
	}
}

// The same dialogue gives the same bytes, whatever the scheduler does.
func TestDialoguesAreDeterministic(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.smtp")
	for _, name := range files {
		first, _ := play(t, name)
		for range 200 {
			if again, _ := play(t, name); !bytes.Equal(first, again) {
				t.Fatalf("%s: the server said\n%s\nand then\n%s", name, first, again)
			}
		}
	}
}
