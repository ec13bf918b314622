package class_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"posta/sim/class"
	"posta/sim/live"
	"posta/sim/trace"
)

// really opens a class of two on real sockets.
func really(t *testing.T, folder, teacher string) *class.Room {
	t.Helper()
	src, err := class.Grow(2)
	if err != nil {
		t.Fatal(err)
	}
	o := &live.Options{Bind: netip.AddrFrom4([4]byte{127, 28, byte(os.Getpid() >> 8), byte(os.Getpid()%250 + 1)})}
	r, problems, err := class.Open(class.Options{Store: &class.Folder{Path: folder}, Teacher: teacher, Name: "class.yaml", Source: src, Real: o})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	return r
}

// program is a mail program of a student's own, of which a test says every line.
type program struct {
	*testing.T
	c net.Conn
	r *bufio.Reader
}

func call(t *testing.T, a *class.Account, service string) *program {
	t.Helper()
	for _, d := range a.Doors {
		if d.Service == service {
			c, err := net.Dial("tcp", d.At)
			if err != nil {
				t.Fatal(err)
			}
			c.SetDeadline(time.Now().Add(time.Minute))
			t.Cleanup(func() { c.Close() })
			p := &program{t, c, bufio.NewReader(c)}
			p.line()
			return p
		}
	}
	t.Fatalf("there is no %s among %v", service, a.Doors)
	return nil
}

func (p *program) line() string {
	p.Helper()
	s, err := p.r.ReadString('\n')
	if err != nil {
		p.Fatal(err)
	}
	return s
}

// say says a line, and gives the answer's last one: the one that begins with the tag, or is no continued reply.
func (p *program) say(tag, s string) (last, all string) {
	p.Helper()
	fmt.Fprintf(p.c, "%s\r\n", s)
	for {
		last = p.line()
		all += last
		if tag != "" && strings.HasPrefix(last, tag) || tag == "" && len(last) > 3 && last[3] == ' ' {
			return last, all
		}
	}
}

func accountOf(t *testing.T, r *class.Room, token string) (*class.Account, string) {
	t.Helper()
	who, err := r.Who(token)
	if err != nil {
		t.Fatal(err)
	}
	x, _ := r.State(who, -1)
	if !x.Real || x.Account == nil {
		t.Fatalf("a real class, and no account: %+v", x)
	}
	return x.Account, x.User
}

// TestAClassOnRealSockets: Ana writes with a mail program of her own, Ben from the page; what either gets is told to all. The
// program that holds the class is killed, and what comes after has the mailboxes, the passwords and the whole story.
func TestAClassOnRealSockets(t *testing.T) {
	folder := t.TempDir()
	teacher, err := class.Key(folder)
	if err != nil {
		t.Fatal(err)
	}
	r := really(t, folder, teacher)
	ana, _, err := r.Join(r.Code, "Ana")
	if err != nil {
		t.Fatal(err)
	}
	ben, seat, _ := r.Join(r.Code, "Ben")
	a, _ := accountOf(t, r, ana)
	b, benito := accountOf(t, r, ben)

	p := call(t, a, "submission")
	p.say("", "EHLO laptop")
	wrong := base64.StdEncoding.EncodeToString([]byte("\x00" + a.Login + "\x00secreta-p001"))
	if last, _ := p.say("", "AUTH PLAIN "+wrong); !strings.HasPrefix(last, "535") {
		t.Errorf("a lesson's password opens an account of a class: %s", last)
	}
	right := base64.StdEncoding.EncodeToString([]byte("\x00" + a.Login + "\x00" + a.Password))
	for _, x := range []struct{ line, want string }{
		{"AUTH PLAIN " + right, "235"}, {"MAIL FROM:<" + a.Login + ">", "250"}, {"RCPT TO:<" + benito + ">", "250"}, {"DATA", "354"},
		{"From: <" + a.Login + ">\r\nSubject: From my own program\r\n\r\nHello.\r\n.", "250"}, {"QUIT", "221"},
	} {
		if last, _ := p.say("", x.line); !strings.HasPrefix(last, x.want) {
			t.Fatalf("%q: %s", x.line, last)
		}
	}
	until(t, r, "Ana's letter", stored(benito))
	if err := r.Send(seat, []string{a.Login}, "From the page", "Hola"); err != nil {
		t.Fatal(err)
	}
	until(t, r, "Ben's letter", stored(a.Login))
	removed := 0
	until(t, r, "the end of both, at both servers", func(e trace.Event) bool { // what was not seen to end is done again after a crash
		if _, is := e.Fact.(trace.QueueRemoved); is {
			removed++
		}
		return removed == 4
	})
	if err := r.Pause(true); !errors.As(err, new(class.Refused)) {
		t.Errorf("the time of real servers is stopped: %v", err)
	}

	// What a kill -9 leaves is what the folder has at this moment.
	dead := t.TempDir()
	for _, name := range []string{"scenario.yaml", "inputs.jsonl", "class.jsonl", "trace.jsonl"} {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if name == "inputs.jsonl" {
			text = append(text, `{"at":"600000ms","by":"Ben","send":{"from":"`+benito+`","to":["`+a.Login+`"],"subject":"Kept, and not done","body":"x"}}`+"\n"...)
		}
		os.WriteFile(filepath.Join(dead, name), text, 0o600)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	again := really(t, dead, teacher)
	defer again.Close()
	after, _ := accountOf(t, again, ana)
	if after.Password != a.Password || after.Login != a.Login {
		t.Errorf("the account is another: %+v", after)
	}
	until(t, again, "what was kept and not done", func(e trace.Event) bool {
		f, is := e.Fact.(trace.MailboxStored)
		return is && strings.Contains(string(f.Data), "Kept, and not done")
	})
	p = call(t, after, "imap")
	p.say("1 ", "1 LOGIN "+after.Login+" "+after.Password)
	if _, all := p.say("2 ", "2 SELECT INBOX"); !strings.Contains(all, "* 2 EXISTS") || !strings.Contains(all, "UIDNEXT 3") {
		t.Errorf("the mailbox after the crash: %s", all)
	}
	if _, all := p.say("3 ", "3 FETCH 1 BODY[HEADER.FIELDS (SUBJECT)]"); !strings.Contains(all, "From the page") {
		t.Errorf("the first letter after the crash: %s", all)
	}
	whole, err := again.Recorded()
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := whole.Write(&file); err != nil {
		t.Error(err)
	}
	if back, err := trace.Read(&file); err != nil || back.Hash() != whole.Hash() {
		t.Errorf("the trace cannot be read again: %v", err)
	}
	for _, e := range whole.Events {
		if f, is := e.Fact.(trace.MailboxStored); is && strings.Contains(string(f.Data), "From my own program") {
			return
		}
	}
	t.Error("what was before the crash is not in the trace")
	if b.Password == a.Password {
		t.Error("two have one password")
	}
}

// TestAPersonIsTakenOutOfARecording: nothing of what they wrote, and nothing of what their program said of them, is found there;
// the others' letters are as they were, and the trace is one.
func TestAPersonIsTakenOutOfARecording(t *testing.T) {
	folder := t.TempDir()
	teacher, _ := class.Key(folder)
	r := really(t, folder, teacher)
	ana, seat, _ := r.Join(r.Code, "Ana Ruiz")
	_, other, _ := r.Join(r.Code, "Ben")
	a, user := accountOf(t, r, ana)
	all, _ := r.State(class.Who{Teacher: true}, -1)
	p := call(t, a, "submission")
	p.say("", "EHLO anas-own-laptop")
	p.say("", "AUTH PLAIN "+base64.StdEncoding.EncodeToString([]byte("\x00"+a.Login+"\x00"+a.Password)))
	p.say("", "MAIL FROM:<"+a.Login+">")
	p.say("", "RCPT TO:<"+all.Seats[other].User+">")
	p.say("", "DATA")
	p.say("", "From: Ana Maria Ruiz <"+a.Login+">\r\nUser-Agent: Anas program\r\nSubject: Uno\r\n\r\nMy secret is this one.\r\n..dots and all\r\n.")
	until(t, r, "Ana's letter", stored(all.Seats[other].User))
	if err := r.Send(seat, []string{all.Seats[other].User}, "Another", "A secret from the page"); err != nil {
		t.Fatal(err)
	}
	if err := r.Send(other, []string{user}, "Bens own", "This stays as it is"); err != nil {
		t.Fatal(err)
	}
	until(t, r, "Ben's letter", stored(user))
	until(t, r, "the second of Ana's", func(e trace.Event) bool {
		f, is := e.Fact.(trace.MailboxStored)
		return is && strings.Contains(string(f.Data), "secret from the page")
	})
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := class.Forget(&class.Folder{Path: folder}, user); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(folder, "trace.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{"secret", "Ana Maria", "Ana Ruiz", "Anas program", "anas-own-laptop", "dots and all", "Another", ": Uno"} {
		if bytes.Contains(text, []byte(gone)) {
			t.Errorf("%q is still there", gone)
		}
	}
	for _, there := range []string{"This stays as it is", "Bens own"} {
		if !bytes.Contains(text, []byte(there)) {
			t.Errorf("%q is not there any more", there)
		}
	}
	if _, err := trace.Read(bytes.NewReader(text)); err != nil {
		t.Error(err)
	}
}

// TestARealClassStaysOne: a folder goes on as it began.
func TestARealClassStaysOne(t *testing.T) {
	folder := t.TempDir()
	teacher, _ := class.Key(folder)
	if err := really(t, folder, teacher).Close(); err != nil {
		t.Fatal(err)
	}
	src, _ := class.Grow(2)
	_, _, err := class.Open(class.Options{Store: &class.Folder{Path: folder}, Teacher: teacher, Name: "class.yaml", Source: src})
	if !errors.As(err, new(class.Refused)) {
		t.Errorf("it goes on in a simulation: %v", err)
	}
}
