package class_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"posta/sim"
	"posta/sim/class"
	"posta/sim/scenario"
	"posta/sim/trace"
	webclass "posta/web/class"
)

// school is a class over loopback.
type school struct {
	*testing.T
	url     string
	room    *class.Room
	teacher string
}

func begin(t *testing.T, seats int) *school {
	t.Helper()
	src, err := class.Grow(seats)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	teacher, err := class.Key(folder)
	if err != nil {
		t.Fatal(err)
	}
	room, problems, err := class.Open(class.Options{Store: &class.Folder{Path: folder}, Teacher: teacher, Name: "class.yaml", Source: src})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	server := httptest.NewServer(webclass.Handler(room, "http://192.0.2.1:8080/"))
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		room.Close()
	})
	return &school{t, server.URL, room, teacher}
}

// ask asks for something with a token, and gives the answer's status, header and body.
func (s *school) ask(method, path, token string, body any) (int, http.Header, []byte) {
	s.Helper()
	var b []byte
	if body != nil {
		b, _ = json.Marshal(body)
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	r, _ := http.NewRequestWithContext(ctx, method, s.url+path, bytes.NewReader(b))
	r.Header.Set("Posta-Page", "1")
	r.Header.Set("Posta-Lang", "es")
	if token != "" {
		r.Header.Set(webclass.TokenHeader, token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.Error(err)
		return 0, http.Header{}, nil
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		s.Error(err)
	}
	return answer.StatusCode, answer.Header, data
}

func (s *school) join(name string) (token string) {
	s.Helper()
	status, _, b := s.ask("POST", "/class/join", "", map[string]string{"code": s.room.Code, "name": name})
	var x struct{ Token string }
	if json.Unmarshal(b, &x); status != 200 || x.Token == "" {
		s.Errorf("%s cannot join: %d %s", name, status, b)
	}
	return x.Token
}

func (s *school) state(token string) (x class.State) {
	s.Helper()
	status, _, b := s.ask("GET", "/class/state?seen=", token, nil)
	if err := json.Unmarshal(b, &x); status != 200 || err != nil {
		s.Errorf("state: %d %s", status, b)
	}
	return x
}

// follow asks for the run until something has come true, as a page does.
func (s *school) follow(token string, is func(trace.Event) bool) {
	s.Helper()
	var last trace.Event
	next := "0"
	for until := time.Now().Add(time.Minute); time.Now().Before(until); {
		_, h, b := s.ask("GET", "/class/events?after="+next, token, nil)
		if next == "0" {
			_, b, _ = bytes.Cut(b, []byte("\n"))
		}
		events, err := trace.ReadAfter(bytes.NewReader(b), last)
		if err != nil {
			s.Error(err)
			return
		}
		if n := len(events); n > 0 {
			last = events[n-1]
		}
		if slices.ContainsFunc(events, is) {
			return
		}
		next = h.Get("Posta-Next")
	}
	s.Error("it never came")
}

// TestTheClassMoves: the teacher's machine is on another network, and the class is begun again at its address there. Whoever sat
// sits, the run is the same and goes on, and the address that is told is the new one.
func TestTheClassMoves(t *testing.T) {
	src, err := class.Grow(2)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	teacher, err := class.Key(folder)
	if err != nil {
		t.Fatal(err)
	}
	stands := func(at string) (*school, func()) {
		room, problems, err := class.Open(class.Options{Store: &class.Folder{Path: folder}, Teacher: teacher, Name: "class.yaml", Source: src})
		if err != nil || len(problems) > 0 {
			t.Fatal(err, problems)
		}
		l, err := net.Listen("tcp", at+":0")
		if err != nil {
			t.Fatal(err)
		}
		url := "http://" + l.Addr().String()
		server := &http.Server{Handler: webclass.Handler(room, url+"/")}
		go server.Serve(l)
		return &school{t, url, room, teacher}, func() {
			server.Close()
			room.Close()
		}
	}
	stored := func(subject string) func(trace.Event) bool {
		return func(e trace.Event) bool {
			f, is := e.Fact.(trace.MailboxStored)
			return is && bytes.Contains(f.Data, []byte(subject))
		}
	}
	s, leave := stands("127.0.0.2")
	ana, ben := s.join("Ana"), s.join("Ben")
	to := s.state(ben).User
	if status, _, b := s.ask("POST", "/class/do", ana, map[string]any{"do": "send", "to": []string{to}, "subject": "Before", "body": "x"}); status != 204 {
		t.Fatalf("%d %s", status, b)
	}
	s.follow(ben, stored("Before"))
	run := s.room.Run
	leave()

	s, leave = stands("127.0.0.3")
	defer leave()
	if x := s.state(ana); x.Name != "Ana" || s.room.Run != run {
		t.Errorf("Ana's seat is %+v", x)
	}
	if !s.state(teacher).Teacher {
		t.Error("the teacher's token is good no more")
	}
	if status, _, b := s.ask("POST", "/class/do", ana, map[string]any{"do": "send", "to": []string{to}, "subject": "After", "body": "x"}); status != 204 {
		t.Errorf("%d %s", status, b)
	}
	both := 0
	s.follow(ben, func(e trace.Event) bool {
		if stored("Before")(e) || stored("After")(e) {
			both++
		}
		return both == 2
	})
}

// TestThirtyWriteToEachOther: thirty clients join at once, write to each other and see each letter arrive, and the teacher's
// step reaches everyone.
func TestThirtyWriteToEachOther(t *testing.T) {
	s := begin(t, 30)
	tokens := make([]string, 30)
	users := make([]string, 30)
	var group sync.WaitGroup
	for i := range tokens {
		group.Go(func() {
			tokens[i] = s.join(fmt.Sprintf("<i>Niño</i> %d", i))
			users[i] = s.state(tokens[i]).User
		})
	}
	group.Wait()
	if slices.Sort(slices.Clone(users)); len(slices.Compact(slices.Sorted(slices.Values(users)))) != 30 {
		t.Fatalf("two have one seat: %v", users)
	}
	for i, token := range tokens {
		to := users[(i+1)%30]
		group.Go(func() {
			if status, _, b := s.ask("POST", "/class/do", token, map[string]any{"do": "send", "to": []string{to}, "subject": "Hola", "body": "x"}); status != 204 {
				t.Errorf("%d: %d %s", i, status, b)
			}
		})
		group.Go(func() {
			s.follow(token, func(e trace.Event) bool { f, ok := e.Fact.(trace.MailboxStored); return ok && f.User == to })
		})
	}
	group.Wait()
	if status, _, b := s.ask("POST", "/class/lead", s.teacher, map[string]any{"do": "step", "seq": 7, "detail": "tell", "on": true}); status != 204 {
		t.Fatalf("%d %s", status, b)
	}
	for _, token := range tokens {
		if x := s.state(token); x.Seq != 7 || x.Detail != "tell" || !x.Follow || x.Teacher {
			t.Errorf("somebody sees %+v", x)
		}
	}
	status, _, b := s.ask("GET", "/class/lesson.zip", s.teacher, nil)
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if status != 200 || err != nil || len(z.File) != 3 {
		t.Fatalf("the lesson: %d, %v", status, err)
	}
	if bytes.Contains(b, []byte(tokens[0])) {
		t.Error("a token is in the lesson's file")
	}
}

// TestNobodyElse: who has no token, another's place or a student's token gets nowhere that is not theirs.
func TestNobodyElse(t *testing.T) {
	s := begin(t, 3)
	ana := s.join("Ana")
	for _, c := range []struct {
		method, path, token string
		body                any
		want                int
	}{
		{"GET", "/class/events?after=0", "", nil, 401},
		{"GET", "/class/state", "made-up", nil, 401},
		{"POST", "/class/do", "", map[string]any{"do": "fetch"}, 401},
		{"POST", "/class/lead", ana, map[string]any{"do": "step", "seq": 3}, 403}, // the teacher's clock, forged
		{"POST", "/class/lead", ana, map[string]any{"do": "reveal"}, 403},
		{"GET", "/class/lesson.zip", ana, nil, 403},
		{"POST", "/class/do", s.teacher, map[string]any{"do": "send"}, 403},
		{"POST", "/class/do", ana, map[string]any{"do": "fly"}, 400},
		{"POST", "/class/lead", s.teacher, map[string]any{"do": "fly"}, 400},
		{"GET", "/class/do", ana, nil, 405},
		{"POST", "/class/join", "", map[string]any{"code": "NOPE", "name": "x"}, 409},
		{"POST", "/class/do", ana, map[string]any{"do": "send", "to": []string{}, "subject": "x"}, 409},
		{"POST", "/class/do", ana, map[string]any{"do": "answer", "id": 1, "option": 0}, 409},
	} {
		status, _, b := s.ask(c.method, c.path, c.token, c.body)
		if status != c.want {
			t.Errorf("%s %s %v: %d %s, want %d", c.method, c.path, c.body, status, b, c.want)
		}
		if status == 409 && (strings.Contains(string(b), "that") || strings.Contains(string(b), "whom")) {
			t.Errorf("it is not told in Spanish: %s", b)
		}
	}
}

// TestSeatsAreSaidOnce: a page that has them is told of a step alone; of a seat that changed, of all.
func TestSeatsAreSaidOnce(t *testing.T) {
	s := begin(t, 4)
	ana := s.join("Ana")
	_, h, b := s.ask("GET", "/class/state?seen=", ana, nil)
	var x class.State
	if err := json.Unmarshal(b, &x); err != nil || len(x.Seats) != 4 {
		t.Fatalf("%v, %d seats", err, len(x.Seats))
	}
	tag := h.Get("Posta-Seen")
	for _, c := range []struct {
		lead  map[string]any
		seats int
	}{{map[string]any{"do": "step", "seq": 3, "on": true}, 0}, {map[string]any{"do": "hide", "on": true}, 4}, {map[string]any{"do": "mute", "seat": 1, "on": true}, 4}} {
		s.ask("POST", "/class/lead", s.teacher, c.lead)
		status, h, b := s.ask("GET", "/class/state?seen="+tag, ana, nil)
		var x class.State
		if err := json.Unmarshal(b, &x); status != 200 || err != nil || len(x.Seats) != c.seats {
			t.Errorf("after %v: %d, %v, %d seats", c.lead, status, err, len(x.Seats))
		}
		tag = h.Get("Posta-Seen")
	}
}

// TestWhatIfOfAClass: the lesson so far is given to the teacher alone, to be done again apart, and there it comes to the same.
func TestWhatIfOfAClass(t *testing.T) {
	s := begin(t, 3)
	ana, ben := s.join("Ana"), s.join("Ben")
	if status, _, _ := s.ask("GET", "/class/again", ben, nil); status != 403 {
		t.Errorf("a student is given all that everybody wrote: %d", status)
	}
	to := s.state(ben).User
	if status, _, b := s.ask("POST", "/class/do", ana, map[string]any{"do": "send", "to": []string{to}, "subject": "Hola", "body": "x"}); status != 204 {
		t.Fatalf("%d %s", status, b)
	}
	s.follow(ana, func(e trace.Event) bool { f, ok := e.Fact.(trace.MailboxStored); return ok && f.User == to })
	status, _, b := s.ask("GET", "/class/again", s.teacher, nil)
	var x struct {
		YAML, Inputs, Seed string
		Left               int
	}
	if err := json.Unmarshal(b, &x); status != 200 || err != nil || x.Left != 0 || x.Seed != fmt.Sprint(s.room.Header.Seed) {
		t.Fatalf("%d %v %s", status, err, b)
	}
	world, problems := scenario.Parse("again.yaml", []byte(x.YAML))
	if world == nil {
		t.Fatal(problems)
	}
	inputs, problems := scenario.NewInputReader(world).File("inputs.jsonl", []byte(x.Inputs))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	again, err := sim.Run(context.Background(), world, sim.Options{Inputs: inputs})
	if err != nil {
		t.Fatal(err)
	}
	now := s.room.Await(context.Background(), 0)
	for i, e := range now {
		if fmt.Sprintf("%+v", again.Events[i]) != fmt.Sprintf("%+v", e) {
			t.Fatalf("event %d is %+v there, and %+v here", i+1, again.Events[i], e)
		}
	}
}

// TestTheTeacher does everything that a teacher may.
func TestTheTeacher(t *testing.T) {
	s := begin(t, 4)
	ana, ben := s.join("Ana"), s.join("Ben")
	lead := func(want int, body map[string]any) {
		t.Helper()
		if status, _, b := s.ask("POST", "/class/lead", s.teacher, body); status != want {
			t.Errorf("%v: %d %s", body, status, b)
		}
	}
	lead(204, map[string]any{"do": "ask", "text": "?", "options": []string{"a", "b"}, "right": 1})
	s.ask("POST", "/class/do", ana, map[string]any{"do": "answer", "id": 1, "option": 1})
	if x := s.state(ben); x.Asked == nil || x.Asked.Right != -1 || x.Asked.Counts != nil {
		t.Errorf("Ben sees %+v", x.Asked)
	}
	lead(204, map[string]any{"do": "reveal"})
	if x := s.state(ben); x.Asked.Right != 1 || x.Asked.Counts[1] != 1 {
		t.Errorf("then he sees %+v", x.Asked)
	}
	lead(204, map[string]any{"do": "pause", "on": true})
	lead(204, map[string]any{"do": "point", "host": "mail.alfa.test"})
	lead(204, map[string]any{"do": "hide", "on": true})
	lead(204, map[string]any{"do": "lock", "on": true})
	lead(204, map[string]any{"do": "mute", "seat": 0, "on": true})
	lead(204, map[string]any{"do": "fault", "fault": "answer: {host: mail.alfa.test, command: RCPT, code: 451}"})
	lead(409, map[string]any{"do": "fault", "fault": "nonsense"})
	x := s.state(ben)
	if !x.Paused || x.Pointed != "mail.alfa.test" || !x.Locked || x.Seats[0].Name != "" || !x.Seats[0].Muted {
		t.Errorf("Ben sees %+v", x)
	}
	lead(204, map[string]any{"do": "free", "seat": 0})
	if status, _, _ := s.ask("GET", "/class/state", ana, nil); status != 401 {
		t.Errorf("Ana's seat was freed, and her token still opens it: %d", status)
	}
	if status, h, b := s.ask("GET", "/class/qr.png", "", nil); status != 200 || h.Get("Content-Type") != "image/png" || len(b) < 100 {
		t.Errorf("the QR code: %d", status)
	}
}
