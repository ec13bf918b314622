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
	"posta/sim/live"
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
	// restless is within what time another change is one of many.
	restless = 100 * time.Millisecond
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
	host   string // the server that it looks after; "": none
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

	cast   *live.Live // what carries letters, on real sockets; nil: the world does
	over   chan error // how it ended
	keeper *keeper    // writes down what happens there
	secret string     // from which the class's passwords follow
	// begun: the store knew the class; wasReal: and that it is on real sockets.
	begun, wasReal bool

	teacher string // the hash of the teacher's token
	now     func() time.Time
	stop    context.CancelFunc
	done    chan struct{}

	mu      sync.Mutex // guards what follows
	world   *sim.World
	reader  *scenario.InputReader
	log     Store
	count   int // inputs
	size    int // and their octets
	last    time.Duration
	reached time.Duration // how far the world has come
	base    time.Duration // the world's time when the clock was last set
	since   time.Time     // and the real one
	paused  bool
	events  []trace.Event
	grown   chan struct{}
	ended   bool
	failed  error // why nothing is taken any more
	stuck   error // why nothing is for now: what is written down is not kept

	seats   []*Seat
	broken  map[int]string // which host a fault is of, by its number
	whose   map[string]int // by the hash of a token; of a seat that was given back, an old one may be there
	follow  bool           // everybody sees the teacher's step
	seq     int            // which is this
	detail  string
	pointed string
	hidden  bool // names are not shown
	locked  bool // nobody new is let in
	asked   *Question
	answers map[int]int // by seat
	version int         // of all that a State tells
	toldAt  time.Time   // when it last changed
	// restless: and that it had changed only just before.
	restless bool
	seating  int // of its seats
	changed  chan struct{}
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
	// Store keeps it. One that has a class goes on with it.
	Store Store
	// Teacher is the teacher's token (Key).
	Teacher string
	// Source is the scenario's text, Name its file; not looked at where the store has one.
	Name, Source string
	// Real puts the class on real sockets, as these options say; nil: letters travel in a simulated world. The store is a
	// Recorder then.
	Real *live.Options
	// Now is the real clock; nil: the system's.
	Now func() time.Time
}

// Open opens a class. Problems are the scenario's own, or its inputs'.
func Open(o Options) (*Room, form.Problems, error) {
	r := &Room{now: o.Now, log: o.Store, teacher: hash(o.Teacher), grown: make(chan struct{}), changed: make(chan struct{}), follow: true, answers: map[int]int{}, whose: map[string]int{}, broken: map[int]string{}, done: make(chan struct{})}
	if r.now == nil {
		r.now = time.Now
	}
	past, err := r.log.Open(o.Name, []byte(o.Source))
	if err != nil {
		return nil, nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	r.stop = stop
	problems, err := r.resume(ctx, past, o.Real)
	if err != nil || len(problems) > 0 {
		stop()
		r.end()
		return nil, problems, err
	}
	if r.cast != nil {
		go r.look(ctx)
	} else {
		go r.run(ctx)
	}
	return r, nil, nil
}

// end ends what carries letters, and closes the store.
func (r *Room) end() error {
	var err error
	switch {
	case r.cast != nil:
		err = errors.Join(<-r.over, r.keeper.end())
	case r.world != nil:
		err = r.world.Close()
	}
	return errors.Join(err, r.log.Close())
}

// resume brings the class to where the store knows it.
func (r *Room) resume(ctx context.Context, past Past, real *live.Options) (problems form.Problems, err error) {
	if r.Scenario, problems = scenario.Parse(past.Name, past.Scenario); r.Scenario == nil {
		return problems, nil
	}
	if err := r.seat(); err != nil {
		return nil, err
	}
	if err := r.recall(past); err != nil {
		return nil, err
	}
	switch {
	case !r.begun:
		r.Code, r.Run, r.secret = code(), token(), token()
		if err := r.note(entry{Do: "begin", Code: r.Code, Run: r.Run, Secret: r.secret, Real: real != nil}); err != nil {
			return nil, err
		}
	case r.wasReal && real == nil:
		return nil, refuse("esta clase empezó con servidores de verdad, y solo puede seguir así", "this class began with real servers, and can only go on so")
	case !r.wasReal && real != nil:
		return nil, refuse("esta clase empezó en un mundo simulado, y solo puede seguir ahí", "this class began in a simulated world, and can only go on there")
	}
	if real != nil {
		r.givePasswords()
	}
	file := InputsFile(past.Inputs)
	inputs, problems := r.read(file)
	if len(problems) > 0 {
		return problems, nil
	}
	r.count, r.size = len(inputs), len(file)
	for i, f := range r.Scenario.Faults {
		r.broken[i] = f.Do.Where()
	}
	for _, in := range inputs {
		r.last = in.At
		r.breaks(in)
	}
	if real != nil {
		return r.goLive(ctx, past, *real)
	}
	r.Header = sim.Header(r.Scenario, sim.Options{})
	if r.world, err = sim.Open(ctx, r.Scenario, sim.Options{Inputs: inputs}); err != nil {
		return nil, err
	}
	r.base, r.since = max(r.last, r.reached), r.now()
	return nil, r.advance(r.base)
}

// read reads the inputs anew: which line comes next depends on those before.
func (r *Room) read(file []byte) ([]*scenario.Input, form.Problems) {
	reader := scenario.NewInputReader(r.Scenario)
	inputs, problems := reader.File(inputsFile, file)
	if len(problems) == 0 {
		r.reader = reader
	}
	return inputs, problems
}

// code is short enough to be read aloud, and has no characters that are taken for others.
func code() string {
	b := make([]byte, 6)
	rand.Read(b)
	return readable(b)
}

// readable writes octets with characters that nobody takes for others.
func readable(b []byte) string {
	const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	for i := range b {
		b[i] = letters[int(b[i])%len(letters)]
	}
	return string(b)
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
	if r.cast != nil {
		return r.cast.Elapsed()
	}
	if r.paused {
		return r.base
	}
	return r.base + r.now().Sub(r.since).Truncate(time.Millisecond)
}

// advance lets the world go on to an instant, and notes how far it came before anybody sees it. Called with the lock held.
func (r *Room) advance(to time.Duration) error {
	to = max(to, r.reached, r.last)
	at, err := r.world.AdvanceTo(context.Background(), to)
	if err != nil {
		r.failed = err
		r.tell()
		return err
	}
	events := r.world.Trace().Events
	if len(events) > len(r.events) {
		if err := r.reach(to); err != nil {
			r.stick(err) // it is seen when it can be kept
			return err
		}
		r.stick(nil)
		r.events = events
		close(r.grown)
		r.grown = make(chan struct{})
	}
	r.reached = to
	r.ended = r.ended || at.Ended != ""
	return nil
}

// stick lets everybody know that the store keeps nothing for now, or that it does again. Called with the lock held.
func (r *Room) stick(err error) {
	was := r.stuck
	if r.stuck = err; (was == nil) != (err == nil) {
		r.tell()
	}
}

// Await gives the events after the first n as soon as there are some; none when ctx ends, or when there will be no more.
func (r *Room) Await(ctx context.Context, n int) []trace.Event {
	if r.cast != nil {
		return r.cast.Await(ctx, n)
	}
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
	return r.end()
}

// tell lets everybody know that something has changed. Called with the lock held.
func (r *Room) tell() {
	now := r.now()
	r.restless, r.toldAt = now.Sub(r.toldAt) < restless, now
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
		r.sit(i, name, hash(t))
		s.seen = r.now()
		r.seating++
		r.tell()
		return t, i, nil
	}
	return "", 0, refuse("todos los sitios están ocupados (%d)", "all seats are taken (%d)", len(r.seats))
}

// sit gives a seat to whoever has a token. Called with the lock held.
func (r *Room) sit(seat int, name, hash string) {
	r.seats[seat].Name, r.seats[seat].token = name, hash
	r.whose[hash] = seat
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
	i, is := r.whose[h] // of what is looked up, only the hash could leak by the time that it takes
	if !is || r.seats[i].token != h {
		return Who{}, ErrToken
	}
	r.seats[i].seen = r.now()
	return Who{Seat: i}, nil
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
	return r.input(fmt.Sprintf("{at: %s, by: %q, break: %s}", r.instant(), "teacher", braced(fault)), nil)
}

// Tend does something to the server that a seat looks after, in the language of inputs: {break: {...}}, {mend: ID}, {down: HOST}, {up:
// HOST}, {set_host: {...}}. To any other it does nothing.
func (r *Room) Tend(seat int, what string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.seats[seat]
	switch {
	case s.host == "":
		return refuse("no cuidas de ningún servidor", "you look after no server")
	case s.muted:
		return refuse("quien da la clase te ha pedido silencio: por ahora no puedes hacer nada", "whoever holds the class has asked you to be quiet: you can do nothing for now")
	case len(what) > MaxLetter:
		return refuse("es demasiado largo", "it is too long")
	}
	if err := r.spend(s); err != nil {
		return err
	}
	name, _ := json.Marshal(s.Name)
	line := fmt.Sprintf("{at: %s, by: %s, %s}", r.instant(), name, strings.ReplaceAll(strings.TrimSpace(what), "\n", " "))
	return r.input(line, func(in *scenario.Input) error {
		if r.tended(in) != s.host {
			return refuse("eso no es cosa de %s, que es lo que cuidas", "that is not %s's, which is what you look after", s.host)
		}
		return nil
	})
}

// tended is the host that an input does something to; "" where it does anything else. Called with the lock held.
func (r *Room) tended(in *scenario.Input) string {
	switch do := in.Do.(type) {
	case *scenario.Break:
		return do.Fault.Do.Where()
	case *scenario.Mend:
		return r.broken[do.Fault]
	case *scenario.Down:
		return do.What.Name()
	case *scenario.Up:
		return do.What.Name()
	case *scenario.SetHost:
		return do.Host.Name
	}
	return ""
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
	if err := r.spend(s); err != nil {
		return err
	}
	line, err := json.Marshal(map[string]any{"at": r.instant(), "by": s.Name, verb: what})
	if err != nil {
		return err
	}
	return r.input(string(line), nil)
}

// spend lets a seat do one thing, or says that it does too many. Called with the lock held.
func (r *Room) spend(s *Seat) error {
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
	return nil
}

// instant is now, as an input says it: never before what has happened.
func (r *Room) instant() string {
	at := max(r.time(), r.reached, r.last).Truncate(time.Millisecond) + time.Millisecond
	return fmt.Sprintf("%dms", at.Milliseconds())
}

// input takes a line: reads it, has it kept, and lets it act, unless may says that whoever wrote it may not. Called with the lock held.
func (r *Room) input(line string, may func(*scenario.Input) error) error {
	switch {
	case r.failed != nil:
		return refuse("la clase no puede seguir: %s", "the class cannot go on: %s", told(r.failed))
	case r.ended:
		return refuse("el mundo de esta clase ha llegado a su fin", "this class's world has come to its end")
	case r.count >= scenario.MaxInputs:
		return refuse("en esta clase ya se han hecho %d cosas, y más no caben en su archivo", "%d things have been done in this class, and its file holds no more", r.count)
	case r.size+len(line) >= scenario.MaxInputsSize:
		return refuse("lo que se ha escrito en esta clase llena su archivo (%d bytes)", "what was written in this class fills its file (%d bytes)", r.size)
	}
	if err := r.reread(); err != nil {
		return notKept(err)
	}
	in, problems := r.reader.Line(inputsFile, r.count+2, line)
	if len(problems) > 0 {
		if may != nil {
			r.reader = nil // it may have taken down an id that is not there
		}
		return Refused{problems[0].What}
	}
	if may != nil {
		if err := may(in); err != nil {
			r.reader = nil
			return err
		}
	}
	if err := r.log.Write(Inputs, []byte(line)); err != nil {
		r.reader = nil // it has read a line that is not there
		r.stick(err)
		return notKept(err)
	}
	r.stick(nil)
	r.count++
	r.size += len(line) + 1
	r.last = in.At
	r.breaks(in)
	if r.cast != nil {
		r.cast.Repeat(line)
		return nil
	}
	if err := r.world.Feed(in); err != nil {
		r.failed = err
		r.tell()
		return err
	}
	r.advance(max(r.time(), in.At)) // what was taken is taken, though nobody may see it yet
	return nil
}

// breaks notes whose a fault is. Called with the lock held.
func (r *Room) breaks(in *scenario.Input) {
	if b, is := in.Do.(*scenario.Break); is {
		r.broken[b.Fault.Index] = b.Fault.Do.Where()
	}
}

// reread reads what was kept anew, where something was read that was not. Called with the lock held.
func (r *Room) reread() error {
	if r.reader != nil {
		return nil
	}
	_, file, err := r.log.Lesson()
	if err != nil {
		return err
	}
	if _, problems := r.read(file); len(problems) > 0 {
		return problems
	}
	return nil
}

// Lesson is the scenario and what was done so far, as the files that replay.
func (r *Room) Lesson() (scenario, inputs []byte, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.log.Lesson()
}
