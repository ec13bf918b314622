package replay

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"posta/sim/trace"
)

// dump is everything that a state says, for comparing.
func dump(t testing.TB, s *State) string {
	t.Helper()
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// after gives the state behind the nth event that fits.
func after(t *testing.T, r *Replay, n int, fits func(trace.Event) bool) *State {
	t.Helper()
	for _, e := range r.t.Events {
		if fits(e) {
			if n--; n == 0 {
				return r.At(e.Seq)
			}
		}
	}
	t.Fatal("no such event")
	return nil
}

func is[F trace.Fact](e trace.Event) bool {
	_, ok := e.Fact.(F)
	return ok
}

func TestOneLetterAllTheWay(t *testing.T) {
	r := New(long(1))

	s := r.At(0)
	if len(s.Hosts) != 5 || !s.Host(alfa).Up || s.Host(beta).Mailbox("benito@beta.test").Quota != 1000 {
		t.Fatalf("the beginning is\n%s", dump(t, s))
	}

	s = after(t, r, 1, is[trace.ConnOpening])
	if c := s.Host(laptop).Connection(1); c.State != Opening || c.Peer != alfa || !c.Opener || c.Service != "submission" {
		t.Errorf("the laptop's connection is %+v", c)
	}
	if !s.HasChanged(laptop, PartConnections) || s.HasChanged(alfa, "") {
		t.Errorf("opening changed %v", s.Changed)
	}

	s = after(t, r, 1, is[trace.PacketSent])
	if f := s.FlightOf(1); len(f) != 1 || f[0].From != laptop || f[0].To != alfa || f[0].Sent.Flags != "SYN" {
		t.Errorf("on the road: %+v", f)
	}
	if fate, ok := r.Fate(s.Flight[0].Event); !ok || fate.Seq != s.Seq+1 {
		t.Errorf("the SYN ends with event %d, %v", fate.Seq, ok)
	}
	if s = r.At(s.Seq + 1); len(s.Flight) != 0 {
		t.Errorf("the SYN arrived, and flies on: %+v", s.Flight)
	}

	s = after(t, r, 1, is[trace.Authenticated])
	if l := s.Host(alfa).Sessions(); len(l) != 1 || l[0].User != "alicia@alfa.test" || l[0].Mechanism != "PLAIN" {
		t.Errorf("logged in: %+v", l)
	}

	s = after(t, r, 1, is[trace.QueueAdded])
	q := s.Host(alfa).Queue
	if len(q) != 1 || q[0].Queue != "A1" || q[0].MessageID != "<1@alfa.test>" || q[0].Expires != time.Hour || q[0].Recipients[0].Address != "benito@beta.test" {
		t.Errorf("the queue: %+v", q)
	}
	if !strings.HasPrefix(string(r.t.At(q[0].Message).Fact.(trace.MessageAccepted).Data), "Subject: letter 1") {
		t.Error("the queue's line does not lead to the message")
	}

	s = after(t, r, 1, is[trace.ActionEnded])
	if len(s.Running()) != 0 || len(s.Actions) != 1 || !s.Actions[0].OK {
		t.Errorf("actions: %+v", s.Actions)
	}
	if c := s.Host(laptop).Connection(1); c.State != Closed || len(s.Host(laptop).Connections) != 0 {
		t.Errorf("the closed connection: %+v", c)
	}
	if o := s.Host(laptop).Outbox; len(o) != 1 || o[0].Status != "submitted" {
		t.Errorf("the outbox: %+v", o)
	}

	s = after(t, r, 1, is[trace.MailRouted])
	e := s.Host(alfa).Cache[0]
	if e.Name != "beta.test." || e.Remaining(s.At) != 60*time.Second-time.Millisecond {
		t.Errorf("the cache: %+v, %v left", e, e.Remaining(s.At))
	}
	if e.Remaining(s.At+time.Hour) != 0 {
		t.Error("a record outlives its TTL")
	}
	if c := s.Host(names).Connection(2); c == nil || c.Opener || c.Peer != alfa || c.State != Closed || c.Sent != 20 || c.Received != 13 {
		t.Errorf("the name server's end of the question: %+v", c)
	}

	s = after(t, r, 1, is[trace.QueueDeferred])
	l := s.Host(alfa).Queue[0]
	if l.Try != 1 || l.Attempting || l.Why.Said != "451 later" || l.Next <= s.At || l.Recipients[0].Why.Said != "451 later" {
		t.Errorf("put off: %+v", l)
	}

	s = after(t, r, 1, is[trace.MailboxStored])
	if n := len(s.Host(alfa).Queue); n != 0 {
		t.Errorf("%d lines in a queue that is done", n)
	}
	m := s.Host(beta).Mailbox("benito@beta.test")
	if f := m.Folder("INBOX"); len(f.Messages) != 1 || f.Messages[0].Queue != "B1" || m.Used != int64(f.Messages[0].Size) || m.Used == 0 {
		t.Errorf("the mailbox: %+v", m)
	}

	s = r.At(r.Len())
	if s.Ended != "quiet" || len(s.Waiting) != 1 {
		t.Errorf("the run ended %q", s.Ended)
	}
	m = s.Host(beta).Mailbox("benito@beta.test")
	if m.Used != 0 || len(m.Folder("INBOX").Messages) != 0 {
		t.Errorf("downloaded, and still there: %+v", m)
	}
	p := s.Host(phone)
	if len(p.Copies) != 1 || !p.Copies[0].Whole || p.Copies[0].Shown == 0 || p.Shown.Subject != "letter" {
		t.Errorf("the phone: %s", dump(t, s))
	}
	if c := s.Host(beta).Connection(5); c.AuthFailures != 1 || c.User != "benito@beta.test" {
		t.Errorf("the session at beta: %+v", c)
	}
}

// What At says depends on the prefix alone, whatever was asked before, and no
// state changes once it was handed out.
func TestSeekingInAnyOrder(t *testing.T) {
	tr := long(500)
	fresh := make([]string, len(tr.Events)+1)
	f := New(tr).fold(New(tr).kept[0])
	states := make([]*State, len(fresh))
	r := New(tr)
	// Kept states are 128 events apart: this trace has several of them.
	for i := range fresh {
		if i > 0 {
			f.next(true)
		}
		// A fold that goes on shares nothing that it changes with what it froze.
		s := f.freeze()
		fresh[i] = dump(t, s)
		f = f.r.fold(s)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for _, i := range rng.Perm(len(fresh)) {
		states[i] = r.At(i)
		if got := dump(t, states[i]); got != fresh[i] {
			t.Fatalf("At(%d) is\n%s\nwant\n%s", i, got, fresh[i])
		}
	}
	for i, s := range states {
		if dump(t, s) != fresh[i] {
			t.Fatalf("the state at %d changed after it was handed out", i)
		}
	}
}

// The same with so many events that kept states had to be thinned out.
func TestSeekingInALongTrace(t *testing.T) {
	tr := long(checkpointEvery*maxCheckpoints + 1000)
	r := New(tr)
	if n := len(r.kept); n > maxCheckpoints {
		t.Fatalf("%d states are kept, want at most %d", n, maxCheckpoints)
	}
	for i, s := range r.kept {
		if s.Seq != i*r.every {
			t.Fatalf("kept state %d is at %d, want %d", i, s.Seq, i*r.every)
		}
	}
	f := r.fold(r.kept[0])
	for f.s.Seq < r.Len() {
		f.next(f.s.Seq%3000 == 2999)
		if f.s.Seq%3000 == 0 {
			s := f.freeze()
			if got, want := dump(t, r.At(s.Seq)), dump(t, s); got != want {
				t.Fatalf("At(%d) differs from folding from the start", s.Seq)
			}
			f = r.fold(s)
		}
	}
}

// In live mode the trace grows while it is watched.
func TestAGrowingTrace(t *testing.T) {
	whole := long(1200)
	grown := &trace.Trace{Header: whole.Header}
	r := New(grown)
	all := New(whole)
	for _, e := range whole.Events {
		grown.Events = append(grown.Events, e)
		if e.Seq%97 == 0 || e.Seq == len(whole.Events) {
			if got, want := dump(t, r.At(e.Seq)), dump(t, all.At(e.Seq)); got != want {
				t.Fatalf("At(%d) of the growing trace differs", e.Seq)
			}
		}
	}
	if fate, ok := r.Fate(4); !ok || fate.Seq != 5 {
		t.Errorf("the first SYN ends with event %d, %v; want 5", fate.Seq, ok)
	}
}

func TestPositionsAndTimes(t *testing.T) {
	r := New(long(1))
	if r.SeqAt(0) != 0 || r.SeqAt(time.Millisecond) != 1 || r.SeqAt(2500*time.Microsecond) != 2 || r.SeqAt(time.Hour) != r.Len() {
		t.Error("SeqAt misses")
	}
	if r.TimeOf(0) != 0 || r.TimeOf(2) != 2*time.Millisecond || r.TimeOf(1<<30) != r.TimeOf(r.Len()) || r.TimeOf(-1) != 0 {
		t.Error("TimeOf misses")
	}
	if r.At(-5).Seq != 0 || r.At(1<<30).Seq != r.Len() {
		t.Error("positions outside are not taken for the nearest")
	}
}

func TestWhatAStepChanged(t *testing.T) {
	r := New(long(1))
	var added int
	for _, e := range r.t.Events {
		if is[trace.QueueAdded](e) {
			added = e.Seq
			break
		}
	}
	got := r.Between(added-1, added)
	want := []Change{{alfa, PartHeld, "A1", Altered}, {alfa, PartQueue, "A1 beta.test", Added}}
	for _, c := range want {
		found := false
		for _, g := range got {
			found = found || g == c
		}
		if !found && c.Part == PartQueue {
			t.Errorf("adding to the queue changed %v, want %v", got, c)
		}
	}
	// Over the whole run the queues and the road end as they began.
	for _, c := range r.Between(0, r.Len()) {
		if c.Part == PartQueue || c.Part == PartRoad {
			t.Errorf("the whole run changed %v", c)
		}
		if c.Part == PartCache && c.Op != Added {
			t.Errorf("the cache's line was %s", c.Op)
		}
	}
	if len(r.Between(10, 5)) != 0 {
		t.Error("between a position and an earlier one nothing changes")
	}
}

func TestFoldersAreMadeRenamedAndDropped(t *testing.T) {
	j := newJourney()
	user := "benito@beta.test"
	store := func(folder string, uid uint32, n int) {
		j.fact(beta, 0, trace.MailboxStored{User: user, Folder: folder, UID: uid, How: "appended", Data: make([]byte, n)})
	}
	j.fact(beta, 0, trace.FolderChanged{User: user, Folder: "Work", Op: "created"})
	store("Work", 1, 10)
	store("INBOX", 4, 5)
	store("INBOX", 2, 3)
	j.fact(beta, 0, trace.FolderChanged{User: user, Folder: "INBOX", Op: "renamed", To: "Old"})
	j.fact(beta, 0, trace.FolderChanged{User: user, Folder: "Work", Op: "deleted"})
	j.fact(beta, 0, trace.MailboxRefused{User: user, Folder: "INBOX", Why: trace.Cause{Code: "over-quota", Name: "benito@beta.test"}})
	r := New(&j.t)
	m := r.At(4).Host(beta).Mailbox(user)
	if m.Used != 18 || m.Folders[0].Name != "INBOX" || m.Folders[0].Messages[0].UID != 2 {
		t.Errorf("the mailbox: %+v", m)
	}
	m = r.At(r.Len()).Host(beta).Mailbox(user)
	if m.Used != 8 || len(m.Folders) != 2 || len(m.Folder("INBOX").Messages) != 0 || len(m.Folder("Old").Messages) != 2 || m.Refused != 1 {
		t.Errorf("in the end: %+v", m)
	}
}

func TestAConnectionWithOneself(t *testing.T) {
	j := newJourney()
	c := j.open("tcp", "smtp", alfa, alfa, 25)
	j.fact(alfa, c, trace.DataSent{Offset: 0, Data: []byte("220 hello\r\n")})
	j.fact(alfa, c, trace.DataReceived{Offset: 0, Len: 11})
	j.close(c, alfa, alfa)
	r := New(&j.t)
	if n := len(r.At(10).Host(alfa).Connections); n != 2 {
		t.Errorf("%d ends, want 2", n)
	}
	s := r.At(r.Len())
	if len(s.Host(alfa).Connections) != 0 || len(s.Host(alfa).Closed) != 2 {
		t.Errorf("in the end\n%s", dump(t, s))
	}
}

func TestPowerAndResets(t *testing.T) {
	j := newJourney()
	c := j.open("tcp", "smtp", alfa, beta, 25)
	j.fact(beta, 0, trace.HostDown{})
	j.fact(beta, c, trace.ConnFailed{Reason: trace.FailReset})
	j.fact(alfa, c, trace.ConnClosed{Reset: true})
	lost := j.fact(alfa, c, trace.PacketSent{Flags: "RST"})
	j.fact(beta, c, trace.PacketLost{Sent: lost, Why: "down"})
	j.fact(beta, 0, trace.HostUp{})
	r := New(&j.t)
	s := r.At(r.Len() - 1)
	if s.Host(beta).Up || s.Host(beta).Connection(c).State != Failed || s.Host(alfa).Connection(c).State != Closed || len(s.Flight) != 0 {
		t.Errorf("without power\n%s", dump(t, s))
	}
	if s = r.At(r.Len()); !s.Host(beta).Up || s.Changed[0].Part != PartPower {
		t.Errorf("with power again %v", s.Changed)
	}
}

// FuzzReplay replays facts in any order, at any host, on any connection: three
// octets choose one of them.
func FuzzReplay(f *testing.F) {
	j := newJourney()
	j.letter(1)
	j.letter(2)
	pool := j.t.Events
	f.Add([]byte{0, 0, 0, 5, 0, 0, 9, 1, 1, 20, 2, 1})
	straight := make([]byte, 0, 3*160)
	for i := range 160 {
		straight = append(straight, byte(i), 0, 0)
	}
	f.Add(straight)
	f.Fuzz(func(t *testing.T, data []byte) {
		tr := &trace.Trace{Header: j.t.Header}
		for ; len(data) >= 3 && len(tr.Events) < 400; data = data[3:] {
			e := pool[int(data[0])%len(pool)]
			if data[1] != 0 {
				e.Host = pool[int(data[1])%len(pool)].Host
			}
			if data[2] != 0 {
				e.Conn = int(data[2] % 8)
			}
			e.Seq, e.Cause = len(tr.Events)+1, 0
			tr.Events = append(tr.Events, e)
		}
		r := New(tr)
		for i := 0; i < len(tr.Events); i += 7 {
			r.At(i)
		}
		end := dump(t, r.At(r.Len()))
		fold := r.fold(r.kept[0])
		for fold.s.Seq < r.Len() {
			fold.next(fold.s.Seq == r.Len()-1)
		}
		if dump(t, fold.freeze()) != end {
			t.Fatal("the end depends on what was asked before")
		}
		r.Between(0, r.Len())
	})
}

// storm replays the trace, and then its events shuffled, halved and with other
// hosts and connections: facts that contradict each other.
func storm(t testing.TB, tr *trace.Trace, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 7))
	for range 3 {
		r := New(tr)
		at := make([]string, 0, 16)
		var order []int
		for range 8 {
			order = append(order, rng.IntN(len(tr.Events)+1))
		}
		for _, i := range order {
			at = append(at, dump(t, r.At(i)))
		}
		g := New(tr)
		for i := len(order) - 1; i >= 0; i-- {
			if dump(t, g.At(order[i])) != at[i] {
				t.Fatalf("At(%d) depends on what was asked before", order[i])
			}
		}
		r.Between(order[0], order[1])
		other := &trace.Trace{Header: tr.Header}
		for _, i := range rng.Perm(len(tr.Events)) {
			e := tr.Events[i]
			if rng.IntN(4) == 0 {
				continue
			}
			k := rng.IntN(len(tr.Events))
			if rng.IntN(3) == 0 {
				e.Host = tr.Events[k].Host
			}
			if rng.IntN(3) == 0 {
				e.Conn = tr.Events[k].Conn
			}
			e.Seq = len(other.Events) + 1
			e.Cause = 0
			other.Events = append(other.Events, e)
		}
		if tr = other; len(tr.Events) == 0 {
			return
		}
	}
}

func TestContradictions(t *testing.T) {
	tr := long(400)
	for seed := range uint64(10) {
		storm(t, tr, seed)
	}
}

func TestManyStrangers(t *testing.T) {
	j := newJourney()
	for i := range 200 {
		j.fact(strings.Repeat("x", i+1)+".test", i, trace.DataSent{Data: []byte("x")})
	}
	if n := len(New(&j.t).At(200).Hosts); n != 5+maxStrangers {
		t.Errorf("%d hosts", n)
	}
}

func BenchmarkNew10k(b *testing.B) {
	tr := long(10_000)
	for b.Loop() {
		New(tr)
	}
}

func BenchmarkSeek10k(b *testing.B) {
	r := New(long(10_000))
	rng := rand.New(rand.NewPCG(1, 2))
	for b.Loop() {
		r.At(rng.IntN(r.Len() + 1))
	}
}

func BenchmarkSeek1M(b *testing.B) {
	r := New(long(1_000_000))
	rng := rand.New(rand.NewPCG(1, 2))
	for b.Loop() {
		r.At(rng.IntN(r.Len() + 1))
	}
}

// TestEveryKindIsTakenUp by what keeps the state, or says that it changes nothing.
func TestEveryKindIsTakenUp(t *testing.T) {
	for _, row := range trace.Rows() {
		tr := &trace.Trace{Events: []trace.Event{{Seq: 1, Host: "mail.beta.test", Conn: 1, Fact: row.Zero()}}}
		f := New(&trace.Trace{}).fold(new(State))
		f.r.t = tr
		f.e = tr.Events[0]
		switch taken := f.apply(); {
		case taken && row.State == trace.Decision:
			t.Errorf("%s: its row says that it changes no state, and package replay takes it up", row.Kind)
		case !taken && row.State == trace.Changes:
			t.Errorf("%s: its row says that it changes a host's state, and package replay does not take it up", row.Kind)
		}
	}
}
