package class

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode"

	"posta/sim"
	"posta/sim/form"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// Limits on what a class may do. Whoever meets one is told; nobody else notices.
const (
	// MaxName is how long a name may be, in characters.
	MaxName = 40
	// MaxLetter is how long a letter may be, in octets.
	MaxLetter = 16 << 10
	// A seat may do so many things at once, and one more each so often.
	burst = 20
	each  = 3 * time.Second
	// MaxOptions is how many answers a question offers.
	MaxOptions = 8
	// beat is how often the world goes on.
	beat = 50 * time.Millisecond
)

// Refused is why something is not done, in the words of whoever asked.
type Refused struct{ Why lang.Text }

func (e Refused) Error() string { return e.Why.EN }

func refuse(es, en string, args ...any) error { return Refused{lang.Sprintf(es, en, args...)} }

// ErrToken: nobody has that token (any more).
var ErrToken = errors.New("no such token")

// Seat is a place in the class.
type Seat struct {
	// User is the person in the world, Device what they write and read with.
	User   string `json:"user"`
	Device string `json:"device"`
	// Name is what whoever sits there is called; "" while it is free.
	Name string `json:"name"`

	token  string // its hash; "" while it is free
	muted  bool
	at     int       // the event that is looked at
	seen   time.Time // when it was last heard of
	tokens float64   // of the bucket that keeps it from doing too much
	filled time.Time
}

// Question is what the class is asked.
type Question struct {
	ID      int      `json:"id"`
	Text    string   `json:"text"`
	Options []string `json:"options"`
	// Right is the index of the right one; -1: there is none.
	Right    int  `json:"right"`
	Revealed bool `json:"revealed"`
}

// Room is a class that goes on. Its methods may be called from any goroutine.
type Room struct {
	Header   trace.Header
	Scenario *scenario.Scenario
	// Code lets people in. Run names this class's run, also after a crash.
	Code, Run string

	teacher string // the hash of the teacher's token
	now     func() time.Time
	stop    context.CancelFunc
	done    chan struct{}

	mu      sync.Mutex // guards what follows
	world   *sim.World
	reader  *scenario.InputReader
	log     *journal
	count   int // inputs
	last    time.Duration
	reached time.Duration // how far the world has come
	base    time.Duration // the world's time when the clock was last set
	since   time.Time     // and the real one
	paused  bool
	events  []trace.Event
	grown   chan struct{}
	ended   bool
	failed  error // why nothing is taken any more

	seats   []*Seat
	follow  bool // everybody sees the teacher's step
	seq     int  // which is this
	detail  string
	pointed string
	hidden  bool // names are not shown
	locked  bool // nobody new is let in
	asked   *Question
	answers map[int]int // by seat
	version int
	changed chan struct{}
}

// hash is how tokens are kept: whoever reads the folder does not have them.
func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// token is one that nobody guesses.
func token() string { return rand.Text() }

// Options say how a class is held.
type Options struct {
	// Folder keeps it. One that has a class goes on with it.
	Folder string
	// Source is the scenario's text, Name its file; not looked at where the folder has one.
	Name, Source string
	// Now is the real clock; nil: the system's.
	Now func() time.Time
}

// Open opens a class, and gives the teacher's token. Problems are the scenario's own.
func Open(o Options) (r *Room, teacher string, problems form.Problems, err error) {
	r = &Room{now: o.Now, grown: make(chan struct{}), changed: make(chan struct{}), follow: true, answers: map[int]int{}, done: make(chan struct{})}
	if r.now == nil {
		r.now = time.Now
	}
	log, past, err := openJournal(o.Folder, o.Name, o.Source)
	if err != nil {
		return nil, "", nil, err
	}
	r.log = log
	s, problems := scenario.Parse(past.name, []byte(past.source))
	if s == nil {
		log.close()
		return nil, "", problems, nil
	}
	r.Scenario = s
	if err := r.seat(); err != nil {
		log.close()
		return nil, "", nil, err
	}
	r.reader = scenario.NewInputReader(s)
	inputs, problems := r.reader.File(inputsFile, []byte(past.inputs))
	if len(problems) > 0 {
		log.close()
		return nil, "", problems, nil
	}
	ctx, stop := context.WithCancel(context.Background())
	r.stop = stop
	r.Header = sim.Header(s, sim.Options{})
	if r.world, err = sim.Open(ctx, s, sim.Options{Inputs: inputs}); err != nil {
		stop()
		log.close()
		return nil, "", nil, err
	}
	r.count = len(inputs)
	if n := len(inputs); n > 0 {
		r.last = inputs[n-1].At
	}
	if teacher, err = keyOf(o.Folder); err != nil {
		stop()
		r.world.Close()
		log.close()
		return nil, "", nil, err
	}
	r.recall(past)
	r.teacher = hash(teacher)
	r.base, r.since = max(r.last, r.reached), r.now()
	if r.Code == "" {
		r.Code, r.Run = code(), token()
		err = r.note(entry{Do: "begin", Code: r.Code, Run: r.Run})
	}
	if err == nil {
		err = r.advance(r.base)
	}
	if err != nil {
		stop()
		r.world.Close()
		log.close()
		return nil, "", nil, err
	}
	go r.run(ctx)
	return r, teacher, nil, nil
}

// code is short enough to be read aloud, and has no characters that are taken for others.
func code() string {
	const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	var b [6]byte
	rand.Read(b[:])
	for i := range b {
		b[i] = letters[int(b[i])%len(letters)]
	}
	return string(b[:])
}

// seat finds the people that the scenario has: whoever has a device.
func (r *Room) seat() error {
	for _, d := range r.Scenario.Devices {
		address := d.User.Address().String()
		known := false
		for _, s := range r.seats {
			known = known || s.User == address
		}
		if !known {
			r.seats = append(r.seats, &Seat{User: address, Device: d.Name})
		}
	}
	if len(r.seats) < MinSeats {
		return refuse("en esta lección solo hay %d persona con dispositivo, y una clase tiene al menos %d", "in this lesson there is only %d person with a device, and a class has at least %d", len(r.seats), MinSeats)
	}
	return nil
}

// run lets the world go on.
func (r *Room) run(ctx context.Context) {
	defer close(r.done)
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			r.mu.Lock()
			if !r.paused && r.failed == nil && !r.ended {
				r.advance(r.time())
			}
			r.mu.Unlock()
		}
	}
}

// time is the class's. Called with the lock held.
func (r *Room) time() time.Duration {
	if r.paused {
		return r.base
	}
	return r.base + r.now().Sub(r.since).Truncate(time.Millisecond)
}

// advance lets the world go on to an instant, and notes how far it came before anybody sees it. Called with the lock held.
func (r *Room) advance(to time.Duration) error {
	to = max(to, r.reached)
	at, err := r.world.AdvanceTo(context.Background(), to)
	if err != nil {
		r.failed = err
		return err
	}
	events := r.world.Trace().Events
	if len(events) > len(r.events) {
		if err := r.log.reach(to); err != nil {
			r.failed = err
			r.tell()
			return err
		}
		r.events = events
		close(r.grown)
		r.grown = make(chan struct{})
	}
	r.reached = to
	r.ended = r.ended || at.Ended != ""
	return nil
}

// Await gives the events after the first n as soon as there are some; none when ctx ends, or when there will be no more.
func (r *Room) Await(ctx context.Context, n int) []trace.Event {
	for {
		r.mu.Lock()
		events, grown, ended := r.events, r.grown, r.ended
		r.mu.Unlock()
		if n < len(events) {
			return events[n:]
		}
		if ended {
			return nil
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return nil
		}
	}
}

// Close ends the class. What was done stays in its folder, and it can be opened again.
func (r *Room) Close() error {
	r.stop()
	<-r.done
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = errors.New("the class is over")
	return errors.Join(r.world.Close(), r.log.close())
}

// tell lets everybody know that something has changed. Called with the lock held.
func (r *Room) tell() {
	r.version++
	close(r.changed)
	r.changed = make(chan struct{})
}

// Join gives whoever has the code a free seat, and its token.
func (r *Room) Join(code, name string) (mine string, seat int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if subtle.ConstantTimeCompare([]byte(strings.ToUpper(strings.TrimSpace(code))), []byte(r.Code)) != 1 {
		return "", 0, refuse("ese código no es el de esta clase", "that code is not this class's")
	}
	if r.locked {
		return "", 0, refuse("la clase está cerrada: pide a quien la da que la abra", "the class is locked: ask whoever holds it to open it")
	}
	if name = clean(name); name == "" {
		return "", 0, refuse("hace falta un nombre", "a name is needed")
	}
	for i, s := range r.seats {
		if s.token != "" {
			continue
		}
		t := token()
		if err := r.note(entry{Do: "sit", Seat: i, Name: name, Token: hash(t)}); err != nil {
			return "", 0, err
		}
		s.Name, s.token, s.seen = name, hash(t), r.now()
		r.tell()
		return t, i, nil
	}
	return "", 0, refuse("todos los sitios están ocupados (%d)", "all seats are taken (%d)", len(r.seats))
}

// clean makes a name fit to be shown: without what cannot be seen, and not too long. What is markup elsewhere is text here.
func clean(name string) string {
	name = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(name, ""), func(c rune) bool { return unicode.IsSpace(c) || !unicode.IsGraphic(c) }), " ")
	if runes := []rune(name); len(runes) > MaxName {
		name = string(runes[:MaxName])
	}
	return name
}

// Who is a token's owner: a seat, or the teacher.
type Who struct {
	Teacher bool
	Seat    int
}

// Who finds whose a token is.
func (r *Room) Who(token string) (Who, error) {
	h := hash(token)
	r.mu.Lock()
	defer r.mu.Unlock()
	if subtle.ConstantTimeCompare([]byte(h), []byte(r.teacher)) == 1 {
		return Who{Teacher: true, Seat: -1}, nil
	}
	for i, s := range r.seats {
		if s.token != "" && subtle.ConstantTimeCompare([]byte(h), []byte(s.token)) == 1 {
			s.seen = r.now()
			return Who{Seat: i}, nil
		}
	}
	return Who{}, ErrToken
}

// Send writes a letter from a seat.
func (r *Room) Send(seat int, to []string, subject, body string) error {
	if len(subject)+len(body) > MaxLetter {
		return refuse("la carta es demasiado larga: caben %d bytes", "the letter is too long: there is room for %d bytes", MaxLetter)
	}
	if len(to) == 0 || len(to) > 20 {
		return refuse("¿a quién? De una a veinte direcciones", "to whom? One to twenty addresses")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.seats[seat]
	if s.muted {
		return refuse("quien da la clase te ha pedido silencio: por ahora no puedes escribir", "whoever holds the class has asked you to be quiet: you cannot write for now")
	}
	return r.act(s, "send", map[string]any{"from": s.User, "to": to, "subject": subject, "body": body})
}

// Fetch reads a seat's mailbox.
func (r *Room) Fetch(seat int) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.seats[seat]
	return r.act(s, "fetch", map[string]any{"user": s.User, "with": "imap"})
}

// Throw switches a fault on, as the scenario's language has it; Mend off, by its number among all faults from 1.
func (r *Room) Throw(fault string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.input(fmt.Sprintf("{at: %s, by: %q, break: %s}", r.instant(), "teacher", braced(fault)))
}

// braced is a fault in braces, as a line of inputs wants it.
func braced(fault string) string {
	if fault = strings.TrimSpace(fault); !strings.HasPrefix(fault, "{") {
		fault = "{" + fault + "}"
	}
	return strings.ReplaceAll(fault, "\n", " ")
}

// act is an input of a seat's. Called with the lock held.
func (r *Room) act(s *Seat, verb string, what any) error {
	now := r.now()
	s.tokens = min(burst, s.tokens+float64(now.Sub(s.filled))/float64(each))
	if s.filled.IsZero() {
		s.tokens = burst
	}
	s.filled = now
	if s.tokens < 1 {
		return refuse("demasiado deprisa: espera unos segundos", "too fast: wait a few seconds")
	}
	s.tokens--
	line, err := json.Marshal(map[string]any{"at": r.instant(), "by": s.Name, verb: what})
	if err != nil {
		return err
	}
	return r.input(string(line))
}

// instant is now, as an input says it: never before what has happened.
func (r *Room) instant() string {
	at := max(r.time(), r.reached, r.last).Truncate(time.Millisecond) + time.Millisecond
	return fmt.Sprintf("%dms", at.Milliseconds())
}

// input takes a line: reads it, has it on the disk, and lets it act. Called with the lock held.
func (r *Room) input(line string) error {
	switch {
	case r.failed != nil:
		return refuse("la clase no puede seguir: %v", "the class cannot go on: %v", r.failed)
	case r.ended:
		return refuse("el mundo de esta clase ha llegado a su fin", "this class's world has come to its end")
	case r.count >= scenario.MaxInputs:
		return refuse("en esta clase ya se han hecho %d cosas, y más no caben en su archivo", "%d things have been done in this class, and its file holds no more", r.count)
	}
	in, problems := r.reader.Line(inputsFile, r.count+2, line)
	if len(problems) > 0 {
		return Refused{problems[0].What}
	}
	if err := r.log.input(line); err != nil {
		r.failed = err
		r.tell()
		return refuse("no se pudo guardar: %v", "it could not be kept: %v", err)
	}
	r.count++
	r.last = in.At
	if err := r.world.Feed(in); err != nil {
		r.failed = err
		return err
	}
	return r.advance(max(r.time(), in.At))
}
