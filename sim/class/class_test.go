package class_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"posta/sim"
	"posta/sim/class"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// clock is one that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.at }
func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func open(t *testing.T, folder string, seats int, c *clock) (*class.Room, string) {
	t.Helper()
	src, err := class.Grow(seats)
	if err != nil {
		t.Fatal(err)
	}
	teacher, err := class.Key(folder)
	if err != nil {
		t.Fatal(err)
	}
	return openAt(t, &class.Folder{Path: folder}, src, teacher, c), teacher
}

func openAt(t *testing.T, store class.Store, src, teacher string, c *clock) *class.Room {
	t.Helper()
	r, problems, err := class.Open(class.Options{Store: store, Teacher: teacher, Name: "class.yaml", Source: src, Now: c.Now})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	return r
}

// until waits for an event.
func until(t *testing.T, r *class.Room, what string, is func(trace.Event) bool) {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	for n := 0; ; {
		events := r.Await(ctx, n)
		if len(events) == 0 {
			t.Fatalf("it never came to this: %s", what)
		}
		n += len(events)
		for _, e := range events {
			if is(e) {
				return
			}
		}
	}
}

func stored(user string) func(trace.Event) bool {
	return func(e trace.Event) bool { f, ok := e.Fact.(trace.MailboxStored); return ok && f.User == user }
}

// TestAClassOfThirty: everybody sits down and writes to the next, and the letters arrive; the folder replays it all.
func TestAClassOfThirty(t *testing.T) {
	folder, c := t.TempDir(), &clock{at: time.Unix(1_700_000_000, 0)}
	r, teacher := open(t, folder, 30, c)
	if who, err := r.Who(teacher); err != nil || !who.Teacher {
		t.Fatal(who, err)
	}
	type student struct {
		seat int
		user string
	}
	var all []student
	for i := range 30 {
		mine, seat, err := r.Join(strings.ToLower(r.Code), fmt.Sprintf("<b>Ana</b> %d 🐢", i))
		if err != nil {
			t.Fatal(err)
		}
		who, err := r.Who(mine)
		if err != nil || who.Teacher || who.Seat != seat {
			t.Fatal(who, err)
		}
		state, _ := r.State(who, -1)
		if state.Name != fmt.Sprintf("<b>Ana</b> %d 🐢", i) {
			t.Errorf("the name is %q", state.Name)
		}
		all = append(all, student{seat, state.User})
	}
	if _, _, err := r.Join(r.Code, "Late"); !errors.As(err, new(class.Refused)) {
		t.Errorf("a seat too many: %v", err)
	}
	var group sync.WaitGroup
	for i, s := range all {
		group.Go(func() {
			if err := r.Send(s.seat, []string{all[(i+1)%30].user}, "Hola «"+s.user+"»", "¿Qué tal?\n.\nAdiós"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	c.pass(10 * time.Second)
	for _, s := range all {
		until(t, r, "a letter for "+s.user, stored(s.user))
	}
	if err := r.Fetch(3); err != nil {
		t.Fatal(err)
	}
	c.pass(5 * time.Second)
	until(t, r, "that it is read", func(e trace.Event) bool { f, ok := e.Fact.(trace.DeviceStored); return ok && f.User == all[3].user })
	seen := r.Await(context.Background(), 0)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	replays(t, folder, seen)
}

// replays runs a folder's files again, and compares.
func replays(t *testing.T, folder string, seen []trace.Event) {
	t.Helper()
	src, _ := os.ReadFile(filepath.Join(folder, "scenario.yaml"))
	inputs, _ := os.ReadFile(filepath.Join(folder, "inputs.jsonl"))
	s, problems := scenario.Parse("scenario.yaml", src)
	if s == nil {
		t.Fatal(problems)
	}
	list, problems := scenario.ReadInputs(s, "inputs.jsonl", inputs)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	again, err := sim.Run(context.Background(), s, sim.Options{Inputs: list})
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range seen {
		a, _ := trace.AppendEvent(nil, e)
		b, _ := trace.AppendEvent(nil, again.Events[i])
		if !bytes.Equal(a, b) {
			t.Fatalf("event %d: the class saw %s, and it replays as %s", i+1, a, b)
		}
	}
}

// TestTheMachineDies: what was taken is there when the folder is opened again, and what was seen stays true.
func TestTheMachineDies(t *testing.T) {
	folder, c := t.TempDir(), &clock{at: time.Unix(1_700_000_000, 0)}
	r, _ := open(t, folder, 4, c)
	ana, seat, _ := r.Join(r.Code, "Ana")
	ben, other, _ := r.Join(r.Code, "Ben")
	who, _ := r.Who(ben)
	state, _ := r.State(who, -1)
	to := state.User
	if err := r.Send(seat, []string{to}, "Uno", "uno"); err != nil {
		t.Fatal(err)
	}
	if err := r.Ask("¿Quién pregunta al DNS?", []string{"el portátil", "el servidor"}, 1); err != nil {
		t.Fatal(err)
	}
	if err := r.Answer(other, 1, 1); err != nil {
		t.Fatal(err)
	}
	c.pass(time.Minute)
	until(t, r, "the letter", stored(to))
	seen := r.Await(context.Background(), 0)
	code, run := r.Code, r.Run

	// It dies in the middle of a line; the folder is all that is left.
	dead := t.TempDir()
	for _, name := range []string{"scenario.yaml", "inputs.jsonl", "class.jsonl"} {
		b, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if name != "scenario.yaml" {
			b = append(b, []byte(`{"at": "99`)...)
		}
		os.WriteFile(filepath.Join(dead, name), b, 0o600)
	}
	r.Close()
	r, _ = open(t, dead, 4, c)
	defer r.Close()
	if r.Code != code || r.Run != run {
		t.Error("it has another code")
	}
	if who, err := r.Who(ana); err != nil || who.Seat != seat {
		t.Errorf("Ana's token opens %v, %v", who, err)
	}
	who, _ = r.Who(ben)
	state, _ = r.State(who, -1)
	if state.Asked == nil || state.Asked.Mine != 1 || state.Asked.Right != -1 || state.Inputs != 1 {
		t.Errorf("it remembers %+v", state.Asked)
	}
	again := r.Await(context.Background(), 0)
	if len(again) < len(seen) {
		t.Fatalf("%d events were seen, and %d are there", len(seen), len(again))
	}
	for i, e := range seen {
		a, _ := trace.AppendEvent(nil, e)
		b, _ := trace.AppendEvent(nil, again[i])
		if !bytes.Equal(a, b) {
			t.Fatalf("event %d was %s and is %s", i+1, a, b)
		}
	}
	if err := r.Send(seat, []string{to}, "Dos", "dos"); err != nil {
		t.Error(err)
	}
}

// TestRefused: what is not allowed is said, and changes nothing for the others.
func TestRefused(t *testing.T) {
	c := &clock{at: time.Unix(1_700_000_000, 0)}
	r, _ := open(t, t.TempDir(), 3, c)
	defer r.Close()
	mine, seat, _ := r.Join(r.Code, "Ana")
	teacher := class.Who{Teacher: true, Seat: -1}
	all, _ := r.State(teacher, -1)
	to := []string{all.Seats[1].User}
	for what, do := range map[string]func() error{
		"a guest without the code":   func() error { _, _, err := r.Join("WRONG", "Guest"); return err },
		"nobody's name":              func() error { _, _, err := r.Join(r.Code, " \x00\u202e "); return err },
		"nobody to write to":         func() error { return r.Send(seat, nil, "x", "x") },
		"an address that is none":    func() error { return r.Send(seat, []string{"nobody at all"}, "x", "x") },
		"a letter that is too long":  func() error { return r.Send(seat, to, "x", strings.Repeat("x", class.MaxLetter+1)) },
		"a fault that is none":       func() error { return r.Throw("explode: everything") },
		"a question without answers": func() error { return r.Ask("x", []string{"y"}, 0) },
		"an answer to no question":   func() error { return r.Answer(seat, 1, 0) },
		"a seat that is not there":   func() error { return r.Mute(99, true) },
		"one at a time, not 30 at once": func() (err error) {
			for range 30 {
				if err = r.Send(seat, to, "x", "x"); err != nil {
					return err
				}
			}
			return nil
		},
	} {
		err := do()
		var refused class.Refused
		if !errors.As(err, &refused) || refused.Why.In(lang.ES) == "" {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := r.Who("replayed"); !errors.Is(err, class.ErrToken) {
		t.Errorf("a token that is none: %v", err)
	}
	c.pass(time.Minute)
	r.Mute(seat, true)
	if err := r.Send(seat, to, "x", "x"); err == nil {
		t.Error("muted, and writes")
	}
	r.Lock(true)
	if _, _, err := r.Join(r.Code, "Ben"); err == nil {
		t.Error("locked, and lets somebody in")
	}
	r.Free(seat)
	if _, err := r.Who(mine); err == nil {
		t.Error("the token of a seat that was freed still opens it")
	}
}

// TestNobodySeesAnswers before they are revealed, nor the teacher's key.
func TestNobodySeesAnswers(t *testing.T) {
	c := &clock{at: time.Unix(1_700_000_000, 0)}
	r, _ := open(t, t.TempDir(), 3, c)
	defer r.Close()
	_, ana, _ := r.Join(r.Code, "Ana")
	_, ben, _ := r.Join(r.Code, "Ben")
	r.Ask("?", []string{"a", "b", " "}, 0)
	r.Answer(ana, 1, 0)
	r.Answer(ana, 1, 1)
	x, _ := r.State(class.Who{Seat: ben}, -1)
	if x.Asked.Right != -1 || x.Asked.Counts != nil || x.Asked.Mine != -1 || x.Seats[ana].Answered || len(x.Asked.Options) != 2 {
		t.Errorf("Ben sees %+v %+v", x.Asked, x.Seats)
	}
	r.Hide(true)
	r.Reveal()
	x, _ = r.State(class.Who{Seat: ben}, -1)
	if x.Asked.Right != 0 || x.Asked.Counts[1] != 1 || x.Seats[ana].Name != "" || x.Seats[ben].Name != "Ben" {
		t.Errorf("then Ben sees %+v %+v", x.Asked, x.Seats)
	}
	if err := r.Answer(ben, 1, 0); err == nil {
		t.Error("answered after it was revealed")
	}
}

// TestPaused: the world stands while the clock does, and what is done then is done at that instant.
func TestPaused(t *testing.T) {
	folder, c := t.TempDir(), &clock{at: time.Unix(1_700_000_000, 0)}
	r, _ := open(t, folder, 2, c)
	_, seat, _ := r.Join(r.Code, "Ana")
	all, _ := r.State(class.Who{Teacher: true, Seat: -1}, -1)
	r.Pause(true)
	c.pass(time.Hour)
	if err := r.Send(seat, []string{all.Seats[1].User}, "x", "x"); err != nil {
		t.Fatal(err)
	}
	events := r.Await(context.Background(), 0)
	if last := events[len(events)-1].At; last > time.Second {
		t.Errorf("an hour passed for the world: %v", last)
	}
	if err := r.Throw("answer: {host: " + r.Header.Hosts[0].Name + ", command: RCPT, code: 451}"); err != nil {
		t.Error(err)
	}
	r.Pause(false)
	c.pass(time.Minute)
	until(t, r, "the fault", func(e trace.Event) bool { _, ok := e.Fact.(trace.FaultActed); return ok })
	seen := r.Await(context.Background(), 0)
	r.Close()
	replays(t, folder, seen)
}

// TestGrow: a class of any size is a scenario, with a seat for everybody.
func TestGrow(t *testing.T) {
	for n := class.MinSeats; n <= class.MaxSeats; n++ {
		src, err := class.Grow(n)
		if err != nil {
			t.Fatal(err)
		}
		s, problems := scenario.Parse("class.yaml", []byte(src))
		if s == nil || len(s.Users) != n {
			t.Fatalf("%d seats: %v\n%s", n, problems, src)
		}
	}
	for _, n := range []int{-1, 0, 1, 201} {
		if _, err := class.Grow(n); err == nil {
			t.Errorf("%d seats are given", n)
		}
	}
}

// TestForget: what somebody wrote, and their name, are gone; what the others did replays.
func TestForget(t *testing.T) {
	folder, c := t.TempDir(), &clock{at: time.Unix(1_700_000_000, 0)}
	r, _ := open(t, folder, 3, c)
	_, ana, _ := r.Join(r.Code, "Ana Secreta")
	_, ben, _ := r.Join(r.Code, "Ben")
	all, _ := r.State(class.Who{Teacher: true, Seat: -1}, -1)
	r.Send(ana, []string{all.Seats[ben].User}, "Mi secreto", "muy secreto")
	r.Send(ben, []string{all.Seats[ana].User}, "Hola", "de Ben")
	r.Close()
	n, err := class.Forget(&class.Folder{Path: folder}, all.Seats[ana].User)
	if err != nil || n != 1 {
		t.Fatal(n, err)
	}
	for _, name := range []string{"inputs.jsonl", "class.jsonl"} {
		b, _ := os.ReadFile(filepath.Join(folder, name))
		if bytes.Contains(bytes.ToLower(b), []byte("secret")) {
			t.Errorf("%s still has it: %s", name, b)
		}
		if name == "inputs.jsonl" && !bytes.Contains(b, []byte("de Ben")) {
			t.Errorf("Ben's letter is gone: %s", b)
		}
	}
	replays(t, folder, nil)
	if _, err := class.Forget(&class.Folder{Path: folder}, "nobody@alfa.test"); !errors.Is(err, class.ErrNobody) {
		t.Errorf("nobody's: %v", err)
	}
}

// TestATokenOpensOneSeatOfOneClass: a token that is said again opens nothing once the person was taken out, nor in another class,
// not its teacher's either.
func TestATokenOpensOneSeatOfOneClass(t *testing.T) {
	folder, c := t.TempDir(), &clock{at: time.Unix(1_700_000_000, 0)}
	r, _ := open(t, folder, 3, c)
	ana, seat, _ := r.Join(r.Code, "Ana")
	ben, _, _ := r.Join(r.Code, "Ben")
	all, _ := r.State(class.Who{Teacher: true, Seat: -1}, -1)
	r.Send(seat, []string{all.Seats[seat].User}, "x", "x")
	r.Close()
	teacher, err := class.Key(folder)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := class.Forget(&class.Folder{Path: folder}, all.Seats[seat].User); err != nil {
		t.Fatal(err)
	}
	r, _ = open(t, folder, 3, c)
	defer r.Close()
	other, _ := open(t, t.TempDir(), 3, c)
	defer other.Close()
	other.Join(other.Code, "Ana")
	for _, token := range []string{ana, ""} {
		if who, err := r.Who(token); !errors.Is(err, class.ErrToken) {
			t.Errorf("%q opens seat %d of one who was taken out", token, who.Seat)
		}
	}
	if _, err := r.Who(ben); err != nil {
		t.Errorf("Ben has no seat any more: %v", err)
	}
	for _, token := range []string{ana, ben, teacher, ""} {
		if who, err := other.Who(token); !errors.Is(err, class.ErrToken) {
			t.Errorf("%q opens another class: %+v", token, who)
		}
	}
}

// TestAServerToLookAfter: who was given a server breaks and mends it, and nobody else's; after a crash it is still theirs.
func TestAServerToLookAfter(t *testing.T) {
	folder, c := t.TempDir(), &clock{at: time.Unix(1_700_000_000, 0)}
	r, teacher := open(t, folder, 4, c)
	mine, ana, _ := r.Join(r.Code, "Ana")
	refused := func(what string) {
		t.Helper()
		if err := r.Tend(ana, what); !errors.As(err, new(class.Refused)) {
			t.Errorf("%s: %v", what, err)
		}
	}
	fault := func(host string) string { return "break: {answer: {host: " + host + ", command: RCPT, code: 451}}" }
	refused(fault("mail.alfa.test"))
	if err := r.Give(ana, "nowhere.test"); !errors.As(err, new(class.Refused)) {
		t.Errorf("a server that is not there: %v", err)
	}
	if err := r.Give(ana, "mail.alfa.test"); err != nil {
		t.Fatal(err)
	}
	refused(fault("mail.beta.test"))
	refused("send: {from: p003@beta.test, to: p001@alfa.test, subject: x, body: x}")
	refused("down: mail.beta.test")
	refused("nonsense")
	for _, what := range []string{"break: {id: mine, answer: {host: mail.alfa.test, command: RCPT, code: 451}}", "mend: mine", "down: mail.alfa.test", "up: mail.alfa.test"} {
		if err := r.Tend(ana, what); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	r.Close()
	again := openAt(t, &class.Folder{Path: folder}, "", teacher, c)
	defer again.Close()
	who, err := again.Who(mine)
	if err != nil {
		t.Fatal(err)
	}
	if x, _ := again.State(who, -1); x.Host != "mail.alfa.test" {
		t.Errorf("after a crash it is %q", x.Host)
	}
	if err := again.Tend(ana, fault("mail.alfa.test")); err != nil {
		t.Error(err)
	}
}
