package bus_test

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"posta/sim/class"
	"posta/sim/live"
	"posta/sim/trace"
)

// really opens a class on real sockets; which says on which of this test's addresses.
func really(t *testing.T, store class.Store, which byte) *class.Room {
	t.Helper()
	src, err := class.Grow(3)
	if err != nil {
		t.Fatal(err)
	}
	o := &live.Options{Bind: netip.AddrFrom4([4]byte{127, 29 + which, byte(os.Getpid() >> 8), byte(os.Getpid()%250 + 1)})}
	r, problems, err := class.Open(class.Options{Store: store, Teacher: "the-teacher", Name: "class.yaml", Source: src, Real: o})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// program is a student's own, which hands letters in.
type program struct {
	net.Conn
	r *bufio.Reader
}

func (p program) says(line string) (string, error) {
	if _, err := fmt.Fprintf(p, "%s\r\n", line); err != nil {
		return "", err
	}
	return p.hears()
}

func (p program) hears() (string, error) {
	for {
		s, err := p.r.ReadString('\n')
		if err != nil || len(s) > 3 && s[3] == ' ' {
			return s, err
		}
	}
}

// logsIn comes to where somebody's program has handed in an envelope, and is about to say the letter.
func logsIn(t *testing.T, r *class.Room, token, to string) program {
	t.Helper()
	who, err := r.Who(token)
	if err != nil {
		t.Fatal(err)
	}
	x, _ := r.State(who, -1)
	for _, d := range x.Account.Doors {
		if d.Service != "submission" {
			continue
		}
		c, err := net.Dial("tcp", d.At)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		c.SetDeadline(time.Now().Add(time.Minute))
		p := program{c, bufio.NewReader(c)}
		p.hears()
		secret := base64.StdEncoding.EncodeToString([]byte("\x00" + x.Account.Login + "\x00" + x.Account.Password))
		for _, line := range []string{"EHLO laptop", "AUTH PLAIN " + secret, "MAIL FROM:<" + x.User + ">", "RCPT TO:<" + to + ">", "DATA"} {
			if s, err := p.says(line); err != nil || s[0] != '2' && s[0] != '3' {
				t.Fatalf("%s: %q, %v", line, s, err)
			}
		}
		return p
	}
	t.Fatalf("nowhere to hand letters in: %+v", x.Account)
	return program{}
}

// TestARealClassOutlivesItsMachine: Ana's own program hands a letter in while the bus is away. She is not answered, nor is anybody
// shown anything, before it is kept. Then another machine has the class, with the letter in its mailbox, and the first serves nobody.
func TestARealClassOutlivesItsMachine(t *testing.T) {
	h := serve(t)
	r := really(t, h.dial().Stream("real"), 0)
	ana, _, err := r.Join(r.Code, "Ana")
	if err != nil {
		t.Fatal(err)
	}
	_, ben, _ := r.Join(r.Code, "Ben")
	all, _ := r.State(teacher, -1)
	to := all.Seats[ben].User
	p := logsIn(t, r, ana, to)
	h.server.Close()
	answered := make(chan string, 1)
	go func() {
		s, err := p.says("Subject: While the bus is away\r\n\r\n" + strings.Repeat("Long. ", 100) + "\r\n.")
		answered <- fmt.Sprint(s, err)
	}()
	until(t, "everybody is told that nothing is kept", func() bool {
		x, _ := r.State(teacher, -1)
		return !x.Failed.IsZero()
	})
	select {
	case s := <-answered:
		t.Errorf("a letter that is kept nowhere is answered for: %s", s)
	default:
	}
	if stored(r, to)() {
		t.Error("what is kept nowhere is shown")
	}
	h.begin()
	if s := <-answered; !strings.HasPrefix(s, "250") {
		t.Fatalf("the bus is back, and Ana hears %q", s)
	}
	until(t, "Ben has the letter", stored(r, to))
	until(t, "nobody is worried any more", func() bool { x, _ := r.State(teacher, -1); return x.Failed.IsZero() })
	late := logsIn(t, r, ana, to)

	again := really(t, h.dial().Stream("real"), 1)
	if !stored(again, to)() {
		t.Error("the letter that was answered for is not on the other machine")
	}
	if a, b := account(t, r, ana), account(t, again, ana); a.Login != b.Login || a.Password != b.Password {
		t.Errorf("the account is another: %v, %v", a, b)
	}
	if s, err := late.says("Subject: To the machine before\r\n\r\nx\r\n."); err == nil {
		t.Errorf("of two holders the first still takes letters: %q", s)
	}
	until(t, "the first holder is told", func() bool {
		x, _ := r.State(teacher, -1)
		return strings.Contains(x.Failed.ES, "otra orden")
	})
	if s, err := logsIn(t, again, ana, to).says("Subject: To the other machine\r\n\r\nx\r\n."); err != nil || s[0] != '2' {
		t.Errorf("%q, %v", s, err)
	}
	if err := r.Close(); !errors.Is(err, class.ErrHeld) {
		t.Errorf("what the first could not keep is not said: %v", err)
	}
}

func account(t *testing.T, r *class.Room, token string) *class.Account {
	t.Helper()
	who, err := r.Who(token)
	if err != nil {
		t.Fatal(err)
	}
	x, _ := r.State(who, -1)
	return x.Account
}

// TestALongLineOfARecording takes more than one message, and one that was not written to its end is not there.
func TestALongLineOfARecording(t *testing.T) {
	h := serve(t)
	r := really(t, h.dial().Stream("long"), 0)
	ana, _, _ := r.Join(r.Code, "Ana")
	_, ben, _ := r.Join(r.Code, "Ben")
	all, _ := r.State(teacher, -1)
	to := all.Seats[ben].User
	const secret = "SecretThatIsLong "
	if s, err := logsIn(t, r, ana, to).says("Subject: Long\r\n\r\n" + strings.Repeat(strings.Repeat(secret, 50)+"\r\n", 6000) + "."); err != nil || s[0] != '2' {
		t.Fatalf("%q, %v", s, err)
	}
	until(t, "Ben has the letter", stored(r, to))
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	user := all.Seats[0].User
	if n, err := class.Forget(h.dial().Stream("long"), user); err != nil || n == 0 {
		t.Fatal(n, err)
	}
	again := really(t, h.dial().Stream("long"), 1)
	if !stored(again, to)() {
		t.Error("the letter is gone")
	}
	whole, err := again.Recorded()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range whole.Events {
		if line, _ := trace.AppendEvent(nil, e); strings.Contains(string(line), base64.StdEncoding.EncodeToString([]byte(secret))[:12]) || strings.Contains(string(line), secret) {
			t.Fatalf("%q is still there, in event %d", secret, e.Seq)
		}
	}
}
