package join_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"posta/scenarios"
	"posta/sim/live"
	"posta/sim/scenario"
	"posta/sim/trace"
	"posta/web/feed"
	"posta/web/join"
)

// class is a live cast one of whose hosts is another machine's.
type class struct {
	*testing.T
	l     *live.Live
	desk  *join.Desk
	at    string
	deaf  atomic.Bool // the network between the two is lost
	ended chan error
	end   context.CancelFunc
}

// here and there are the two machines' addresses.
var (
	here  = netip.AddrFrom4([4]byte{127, 26, byte(os.Getpid() >> 8), byte(os.Getpid()%250 + 1)})
	there = netip.AddrFrom4([4]byte{127, 27, byte(os.Getpid() >> 8), byte(os.Getpid()%250 + 1)})
)

func begin(t *testing.T, slug string, o live.Options) *class {
	t.Helper()
	src, err := scenarios.Read(slug)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := scenario.Parse(slug+".yaml", src)
	o.Away = []string{"mail.beta.test"}
	if !o.Bind.IsValid() {
		o.Bind = here
	}
	c := &class{T: t, ended: make(chan error, 1)}
	if c.l, err = live.Start(s, o); err != nil {
		t.Fatal(err)
	}
	c.desk = join.NewDesk(c.l, "test")
	behind := c.desk.Handler()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c.deaf.Load() {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		behind.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	c.at = strings.TrimPrefix(server.URL, "http://")
	ctx, end := context.WithCancel(context.Background())
	c.end = end
	go func() { c.ended <- c.l.Run(ctx) }()
	t.Cleanup(func() {
		end()
		if err := <-c.ended; err != nil {
			t.Error(err)
		}
	})
	return c
}

// guest is the other machine.
func (c *class) guest() (l *live.Live, leave func() error) {
	c.Helper()
	ctx, stop := context.WithCancel(context.Background())
	j, err := join.Try(ctx, c.at, strings.ToLower(c.desk.Code), "mail.beta.test", "test", there)
	if err != nil {
		c.Fatal(err)
	}
	l, err = live.Start(j.Scenario, live.Options{Seed: &j.Seed, Far: j.Far})
	if err != nil {
		c.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	if err := j.Ready(ctx, l); err != nil {
		c.Fatal(err)
	}
	go j.Stay(ctx, l, func(error) {})
	left := false
	leave = func() error {
		if left {
			return nil
		}
		left = true
		stop()
		err := <-ended
		j.Leave()
		return err
	}
	c.Cleanup(func() {
		if err := leave(); err != nil {
			c.Error(err)
		}
	})
	return l, leave
}

// await waits for an event.
func (c *class) await(what string, will func(trace.Event) bool) trace.Event {
	c.Helper()
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	for n := 0; ; {
		events := c.l.Await(ctx, n)
		if len(events) == 0 {
			c.Fatalf("there was no %s", what)
		}
		n += len(events)
		for _, e := range events {
			if will(e) {
				return e
			}
		}
	}
}

func (c *class) act(line string) {
	c.Helper()
	if p := c.l.Act("Ana", line); len(p) > 0 {
		c.Fatal(p)
	}
}

// TestALetterToAnotherMachine: alicia's server is here, benito's on another machine. The letter goes over real sockets, benito
// reads it, and the one trace tells all of it in an order of causes.
func TestALetterToAnotherMachine(t *testing.T) {
	c := begin(t, "first-email", live.Options{})
	c.guest()
	c.act("send: {from: alicia, to: benito@beta.test, subject: Hola, body: Hola}")
	c.await("letter in the mailbox", func(e trace.Event) bool {
		_, is := e.Fact.(trace.MailboxStored)
		return is && e.Host == "mail.beta.test"
	})
	c.act("fetch: {user: benito, with: imap}")
	c.await("letter on the device", func(e trace.Event) bool {
		_, is := e.Fact.(trace.DeviceStored)
		return is && e.Host == "phone-benito"
	})
	c.await("end of the reading", func(e trace.Event) bool {
		f, is := e.Fact.(trace.InputEnded)
		return is && f.OK && f.Input == 1
	})
	tr := c.l.Trace()
	if err := inOrder(tr.Events); err != nil {
		t.Error(err)
	}
	var met bool
	for _, e := range tr.Events {
		f, is := e.Fact.(trace.ConnAccepted)
		if is && e.Host == "mail.beta.test" && f.Peer == "mail.alfa.test" && f.Service == "smtp" {
			met = true
			if opening, is := tr.Events[e.Cause-1].Fact.(trace.ConnOpening); !is || tr.Events[e.Cause-1].Conn != e.Conn {
				t.Errorf("event %d was caused by %+v", e.Seq, opening)
			}
		}
	}
	if !met {
		t.Error("the other machine did not know who called")
	}
}

// inOrder looks whether everything that was heard had been said.
func inOrder(events []trace.Event) error {
	type way struct {
		conn int
		from string
	}
	said, heard := map[way]int{}, map[way]int{}
	hosts := map[int][]string{}
	for i, e := range events {
		if e.Seq != i+1 || e.Cause > i || i > 0 && e.At < events[i-1].At {
			return fmt.Errorf("event %d of number %d has cause %d", i+1, e.Seq, e.Cause)
		}
		switch f := e.Fact.(type) {
		case trace.ConnOpening:
			hosts[e.Conn] = []string{e.Host, f.Peer}
		case trace.DataSent:
			said[way{e.Conn, e.Host}] += len(f.Data)
		case trace.DataReceived:
			from := hosts[e.Conn][0]
			if from == e.Host {
				from = hosts[e.Conn][1]
			}
			if heard[way{e.Conn, from}] += f.Len; heard[way{e.Conn, from}] > said[way{e.Conn, from}] {
				return fmt.Errorf("event %d: %s has heard what %s has not said", e.Seq, e.Host, from)
			}
		}
	}
	return nil
}

// TestTheOtherMachineGoes: while nobody is the host it is switched off, letters for it wait, and who comes next gets them.
func TestTheOtherMachineGoes(t *testing.T) {
	c := begin(t, "first-email", live.Options{Play: true, Speed: 50}) // the queue's waits are long
	_, leave := c.guest()
	c.await("guest", func(e trace.Event) bool { _, is := e.Fact.(trace.HostUp); return is })
	if err := leave(); err != nil {
		t.Fatal(err)
	}
	if g := c.l.Guests(); g[0].Here {
		t.Errorf("it has left, and is there: %+v", g)
	}
	c.guest()
	c.await("letter in the mailbox", func(e trace.Event) bool {
		_, is := e.Fact.(trace.MailboxStored)
		return is && e.Host == "mail.beta.test"
	})
}

// TestAnotherProcessIsTheHost: who is the host next has its disk: what lay in its mailboxes, and what waited in its queue.
func TestAnotherProcessIsTheHost(t *testing.T) {
	c := begin(t, "first-email", live.Options{})
	_, leave := c.guest()
	stored := func(e trace.Event) bool {
		_, is := e.Fact.(trace.MailboxStored)
		return is && e.Host == "mail.beta.test"
	}
	c.act("send: {from: alicia, to: benito@beta.test, subject: Hola, body: Hola}")
	c.await("end of the delivery", func(e trace.Event) bool {
		_, is := e.Fact.(trace.QueueRemoved)
		return is && e.Host == "mail.beta.test"
	})
	if err := leave(); err != nil {
		t.Fatal(err)
	}
	c.guest()
	c.act("fetch: {user: benito, with: imap}")
	c.await("letter on the device", func(e trace.Event) bool {
		f, is := e.Fact.(trace.DeviceStored)
		return is && f.UID == "1" && strings.Contains(string(f.Data), "Hola")
	})
	from := len(c.l.Trace().Events)
	c.act("send: {from: alicia, to: benito@beta.test, subject: Otra, body: Otra}")
	second := c.await("second letter", func(e trace.Event) bool { return e.Seq > from && stored(e) }).Fact.(trace.MailboxStored)
	if second.UID != 2 {
		t.Errorf("the second letter's UID is %d", second.UID)
	}
}

// TestTheNetworkIsLostForAWhile: what was not answered is asked again, and kept once.
func TestTheNetworkIsLostForAWhile(t *testing.T) {
	c := begin(t, "first-email", live.Options{})
	c.guest()
	c.deaf.Store(true)
	c.act("send: {from: alicia, to: benito@beta.test, subject: Hola, body: Hola}")
	c.await("call", func(e trace.Event) bool {
		f, is := e.Fact.(trace.ConnOpening)
		return is && f.Peer == "mail.beta.test" && f.Network == "tcp"
	})
	c.deaf.Store(false)
	c.await("letter in the mailbox", func(e trace.Event) bool {
		_, is := e.Fact.(trace.MailboxStored)
		return is && e.Host == "mail.beta.test"
	})
	if err := inOrder(c.l.Trace().Events); err != nil {
		t.Error(err)
	}
}

// TestAFaultIsThrownAtTheOtherMachine: what is done to the cast is done there too.
func TestAFaultIsThrownAtTheOtherMachine(t *testing.T) {
	c := begin(t, "first-email", live.Options{})
	g, _ := c.guest()
	c.act("break: {answer: {host: mail.beta.test, command: RCPT, code: 550}}")
	for len(g.Acted(0)) == 0 { // until it has heard of it
		time.Sleep(10 * time.Millisecond)
	}
	c.act("send: {from: alicia, to: benito@beta.test, subject: Hola, body: Hola}")
	c.await("refusal", func(e trace.Event) bool {
		f, is := e.Fact.(trace.DataSent)
		return is && e.Host == "mail.beta.test" && strings.HasPrefix(string(f.Data), "550")
	})
}

// TestStrangersAreNotLetIn: without the code, as a host that is not offered, as one that somebody is, with another version.
func TestStrangersAreNotLetIn(t *testing.T) {
	c := begin(t, "first-email", live.Options{})
	c.guest()
	for _, tt := range []struct{ name, code, host, version, want string }{
		{"no code", "", "mail.beta.test", "test", "code"},
		{"another host", c.desk.Code, "mail.alfa.test", "test", "not offered"},
		{"taken", c.desk.Code, "mail.beta.test", "test", "already"},
		{"version", c.desk.Code, "mail.beta.test", "old", "version"},
	} {
		_, err := join.Try(context.Background(), c.at, tt.code, tt.host, tt.version, there)
		var no *join.Refused
		if !errors.As(err, &no) || !strings.Contains(no.Why.EN, tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	r, _ := http.NewRequest("POST", "http://"+c.at+"/join/ask", strings.NewReader("{}"))
	r.Header.Set(feed.Own, "1")
	r.Header.Set(join.TokenHeader, "guess")
	answer, err := http.DefaultClient.Do(r)
	if err != nil || answer.StatusCode != http.StatusUnauthorized {
		t.Error(answer, err)
	}
}

// TestAGuestSpeaksForItself alone: not for another host, not on others' conversations, and not about what others decide.
func TestAGuestSpeaksForItself(t *testing.T) {
	c := begin(t, "first-email", live.Options{})
	x, err := c.l.Invite("mail.beta.test", there)
	if err != nil {
		t.Fatal(err)
	}
	line := func(e trace.Event) string {
		b, err := trace.AppendEvent(nil, e)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for _, e := range []trace.Event{
		{Host: "mail.alfa.test", Fact: trace.DataSent{Data: []byte("forged")}},
		{Host: "mail.beta.test", Conn: 1, Fact: trace.DataSent{Data: []byte("forged")}},
		{Host: "", Fact: trace.RunEnded{Reason: "quiet"}},
		{Host: "mail.beta.test", Fact: trace.HostUp{}},
		{Host: "mail.beta.test", Cause: 1 << 20, Fact: trace.MailboxStored{}},
	} {
		if _, err := x.Answer(live.Ask{N: 1, What: "fact", Event: line(e)}); !errors.Is(err, live.ErrForged) {
			t.Errorf("%s: %v", line(e), err)
		}
	}
	if _, err := x.Answer(live.Ask{N: 5, What: "number"}); !errors.Is(err, live.ErrForged) {
		t.Errorf("a question that skips others: %v", err)
	}
	if err := x.Ready(map[uint16]uint16{25: 2525}); !errors.Is(err, live.ErrForged) {
		t.Errorf("ready without all services: %v", err)
	}
}
