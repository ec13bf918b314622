package join_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"posta/sim/live"
	"posta/sim/trace"
	"posta/web/join"
	"posta/web/machinetest"
)

// Between the machine with the trace and the other one is a cable that can be pulled out.
const (
	mine   = "10.99.0.1"
	theirs = "10.99.0.2"
)

func TestMain(m *testing.M) { machinetest.Main(m, otherMachine) }

// TestTwoMachines joins two machines over a network that is lost, for a moment and for longer.
func TestTwoMachines(t *testing.T) {
	if machinetest.Apart(t) {
		teacher(t)
	}
}

// teacher is the machine with the trace.
func teacher(t *testing.T) {
	cable := func(args string) {
		t.Helper()
		if err := machinetest.IP(args); err != nil {
			t.Fatal(err)
		}
	}
	guest := machinetest.Start(t)
	cable("link add va type veth peer name vb netns " + guest.Network())
	if err := machinetest.Plug("va", mine); err != nil {
		t.Fatal(err)
	}

	l, err := net.Listen("tcp", mine+":0")
	if err != nil {
		t.Fatal(err)
	}
	c := begin(t, "first-email", live.Options{Bind: netip.MustParseAddr(mine)})
	server := &http.Server{Handler: c.desk.Handler()}
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	fmt.Fprintln(guest.Orders, l.Addr(), c.desk.Code)
	is := func(host string, kind trace.Kind) func(e trace.Event) bool {
		from := len(c.l.Trace().Events)
		return func(e trace.Event) bool { return e.Seq > from && e.Host == host && e.Fact.Kind() == kind }
	}
	const beta = "mail.beta.test"
	c.await("guest", func(e trace.Event) bool { _, is := e.Fact.(trace.HostUp); return is })

	// The cable is out for a moment, while the letter is on its way.
	called, stored := is(beta, "conn.accepted"), is(beta, "mailbox.stored")
	c.act("send: {from: alicia, to: benito@beta.test, subject: One, body: One}")
	c.await("call", called)
	cable("link set va down")
	back := make(chan error, 1)
	time.AfterFunc(time.Second, func() { back <- machinetest.IP("link set va up") })
	c.await("letter after the cable was out", stored)
	if err := <-back; err != nil {
		t.Fatal(err)
	}

	// It is out for long: the machine counts as off, and is back by itself.
	down := is(beta, "host.down")
	cable("link set va down")
	c.await("absence", down)
	up := is(beta, "host.up")
	cable("link set va up")
	c.await("return", up)
	stored = is(beta, "mailbox.stored")
	c.act("send: {from: alicia, to: benito@beta.test, subject: Two, body: Two}")
	c.await("second letter", stored)
	if err := inOrder(c.l.Trace().Events); err != nil {
		t.Error(err)
	}
	if err := guest.End(); err != nil {
		t.Error(err)
	}
}

// otherMachine is the guest, until its input ends.
func otherMachine() error {
	in := bufio.NewReader(os.Stdin)
	line, err := in.ReadString('\n')
	if err != nil {
		return err
	}
	address, code, _ := strings.Cut(strings.TrimSpace(line), " ")
	if err := errors.Join(machinetest.IP("link set lo up"), machinetest.Plug("vb", theirs)); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	j, err := join.Try(ctx, address, code, "mail.beta.test", "test", netip.MustParseAddr(theirs))
	if err != nil {
		return err
	}
	l, err := live.Start(j.Scenario, live.Options{Seed: &j.Seed, Far: j.Far})
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	if err := j.Ready(ctx, l); err != nil {
		return err
	}
	go j.Stay(ctx, l, func(error) {})
	in.ReadString('\n') // until it ends
	stop()
	err = <-ended
	j.Leave()
	return err
}
