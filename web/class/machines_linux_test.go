package class_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"posta/sim/class"
	"posta/sim/trace"
	webclass "posta/web/class"
	"posta/web/machinetest"
)

// Between the teacher's machine and the students' is a cable that loses packets, and that can be pulled out.
const (
	teachers = "10.98.0.1"
	students = "10.98.0.2"
	pages    = 6
	loss     = 0.15
)

func TestMain(m *testing.M) { machinetest.Main(m, onTheOtherSide) }

// TestAClassOverABadNetwork: of a hundred packets fifteen are lost, and for a while the cable is out. Everybody joins, every
// letter arrives once, and all see the teacher's step in the end.
func TestAClassOverABadNetwork(t *testing.T) {
	if machinetest.Apart(t) {
		overABadNetwork(t)
	}
}

func overABadNetwork(t *testing.T) {
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	other := machinetest.Start(t)
	for _, args := range []string{"link add va type veth peer name left", "link add right type veth peer name vb netns " + other.Network(), "link set left up", "link set right up"} {
		must(machinetest.IP(args))
	}
	must(machinetest.Plug("va", teachers))
	must(sums("va"))
	cable, err := connect("left", "right", loss)
	must(err)

	s := begin(t, pages)
	l, err := net.Listen("tcp", teachers+":0")
	must(err)
	server := &http.Server{Handler: webclass.Handler(s.room, "http://"+l.Addr().String()+"/")}
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	fmt.Fprintln(other.Orders, l.Addr(), s.room.Code)
	teacher := class.Who{Teacher: true, Seat: -1}
	until := func(what string, is func(class.State) bool) {
		t.Helper()
		for begun := time.Now(); time.Since(begun) < 2*time.Minute; {
			x, changed := s.room.State(teacher, -1)
			if is(x) {
				return
			}
			select {
			case <-changed:
			case <-time.After(time.Second / 4):
			}
		}
		x, _ := s.room.State(teacher, -1)
		t.Fatalf("it never came to this: %s: %+v", what, x)
	}
	until("all have joined and written", func(x class.State) bool { return x.Inputs == pages })
	cable.out.Store(true)
	s.room.Step(3, "tell", true)
	time.AfterFunc(3*time.Second, func() { cable.out.Store(false) })
	fmt.Fprintln(other.Orders, "step 3")
	for range pages {
		line, err := other.Said.ReadString('\n')
		if err != nil || strings.TrimSpace(line) != "there" {
			t.Fatalf("a page does not see the teacher's step: %q, %v", line, err)
		}
	}
	if x, _ := s.room.State(teacher, -1); x.Inputs != pages {
		t.Errorf("%d letters were written, and %d taken", pages, x.Inputs)
	}
	if cable.lost.Load() == 0 {
		t.Error("the cable has lost nothing")
	}
	t.Logf("%d packets, of which %d were lost", cable.all.Load(), cable.lost.Load())
	must(other.End())
}

// onTheOtherSide is the students' machine, until its input ends.
func onTheOtherSide() error {
	in := bufio.NewReader(os.Stdin)
	line, err := in.ReadString('\n')
	if err != nil {
		return err
	}
	address, code, _ := strings.Cut(strings.TrimSpace(line), " ")
	if err := errors.Join(machinetest.IP("link set lo up"), machinetest.Plug("vb", students), sums("vb")); err != nil {
		return err
	}
	var all sync.WaitGroup
	failed := make(chan error, pages)
	for i := range pages {
		all.Go(func() { failed <- follows("http://"+address, code, i) })
	}
	all.Wait()
	close(failed)
	for err := range failed {
		if err != nil {
			return err
		}
	}
	_, err = in.ReadString(0)
	if err == io.EOF {
		err = nil
	}
	return err
}

// follows is a page: it joins, writes to the next, and asks again and again until it sees the teacher's step and the letter that
// was written to it.
func follows(url, code string, i int) error {
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{}}
	ask := func(method, path, token string, body any) (http.Header, []byte) {
		for {
			text, _ := json.Marshal(body)
			r, _ := http.NewRequest(method, url+path, bytes.NewReader(text))
			r.Header.Set("Posta-Page", "1")
			r.Header.Set(webclass.TokenHeader, token)
			answer, err := client.Do(r)
			if err == nil {
				data, err := io.ReadAll(answer.Body)
				answer.Body.Close()
				if err == nil && answer.StatusCode < 300 {
					return answer.Header, data
				}
			}
			time.Sleep(time.Second / 4)
		}
	}
	_, b := ask("POST", "/class/join", "", map[string]string{"code": code, "name": fmt.Sprint("Student ", i)})
	var me struct {
		Token string
		Seat  int
	}
	if err := json.Unmarshal(b, &me); err != nil {
		return err
	}
	_, b = ask("GET", "/class/state?seen=", me.Token, nil)
	var x class.State
	if err := json.Unmarshal(b, &x); err != nil {
		return err
	}
	to := x.Seats[(me.Seat+1)%len(x.Seats)].User
	ask("POST", "/class/do", me.Token, map[string]any{"do": "send", "to": []string{to}, "subject": "x", "body": "x"})
	for seen := ""; x.Seq != 3; {
		h, b := ask("GET", "/class/state?seen="+seen, me.Token, nil)
		if len(b) > 0 {
			seen = h.Get("Posta-Seen")
			if err := json.Unmarshal(b, &x); err != nil {
				return err
			}
		}
	}
	var last trace.Event
	for next := "0"; ; {
		h, b := ask("GET", "/class/events?after="+next, me.Token, nil)
		if next == "0" {
			_, b, _ = bytes.Cut(b, []byte("\n")) // the header
		}
		events, err := trace.ReadAfter(bytes.NewReader(b), last)
		if err != nil {
			return err
		}
		for _, e := range events {
			if f, is := e.Fact.(trace.MailboxStored); is && f.User == x.User {
				fmt.Println("there")
				return nil
			}
			last = e
		}
		next = h.Get("Posta-Next")
	}
}

// sums has a card reckon its checksums before it sends: there is no hardware that would, and what takes packets apart needs them.
func sums(card string) error {
	s, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(s)
	const siocEthtool, setTxSums = 0x8946, 0x17
	value := struct{ cmd, data uint32 }{cmd: setTxSums}
	var request struct {
		name [16]byte
		data unsafe.Pointer
		_    [16]byte
	}
	copy(request.name[:], card)
	request.data = unsafe.Pointer(&value)
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(s), siocEthtool, uintptr(unsafe.Pointer(&request))); errno != 0 {
		return fmt.Errorf("checksums of %s: %w", card, errno)
	}
	return nil
}

// cable is what lies between two cards: it hands packets on, and loses some.
type cable struct {
	out       atomic.Bool // nothing passes
	all, lost atomic.Int64
}

// connect lays it. Which packets are lost is the same in each run.
func connect(a, b string, loss float64) (*cable, error) {
	const everything = 0x0003 // ETH_P_ALL
	c := &cable{}
	var ends [2]int
	var cards [2]int
	for i, name := range []string{a, b} {
		card, err := net.InterfaceByName(name)
		if err != nil {
			return nil, err
		}
		cards[i] = card.Index
		if ends[i], err = syscall.Socket(syscall.AF_PACKET, syscall.SOCK_RAW, int(uint16(everything<<8))); err != nil {
			return nil, err
		}
		if err := syscall.Bind(ends[i], &syscall.SockaddrLinklayer{Protocol: everything << 8, Ifindex: card.Index}); err != nil {
			return nil, err
		}
	}
	for i := range ends {
		luck := rand.New(rand.NewPCG(1, uint64(i)))
		go func() {
			packet := make([]byte, 1<<16)
			for {
				n, from, err := syscall.Recvfrom(ends[i], packet, 0)
				if err == syscall.EINTR {
					continue
				}
				if err != nil {
					return
				}
				if link, is := from.(*syscall.SockaddrLinklayer); !is || link.Pkttype == syscall.PACKET_OUTGOING {
					continue // what this end has put there itself
				}
				c.all.Add(1)
				if c.out.Load() || luck.Float64() < loss {
					c.lost.Add(1)
					continue
				}
				syscall.Sendto(ends[1-i], packet[:n], 0, &syscall.SockaddrLinklayer{Protocol: everything << 8, Ifindex: cards[1-i]})
			}
		}()
	}
	return c, nil
}
