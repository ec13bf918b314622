package live

import (
	"errors"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"posta/sim/mail"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// Stages are the moments of a conversation at which a stranger can be held, before the server decides: SMTP's, where DOT is the
// final dot (the letter has come, and nobody has answered for it yet), and then those of POP3 and IMAP. AUTH is any way to log
// in, in all three.
var Stages = []string{"CONNECT", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "DOT", "QUIT", "RETR", "DELE", "SELECT", "FETCH", "STORE"}

// stageOf are the commands of readers that are one stage.
var stageOf = map[string]string{
	"pop3 PASS": "AUTH", "pop3 APOP": "AUTH", "pop3 AUTH": "AUTH", "pop3 RETR": "RETR", "pop3 TOP": "RETR", "pop3 DELE": "DELE", "pop3 QUIT": "QUIT",
	"imap LOGIN": "AUTH", "imap AUTHENTICATE": "AUTH", "imap SELECT": "SELECT", "imap EXAMINE": "SELECT", "imap FETCH": "FETCH", "imap UID FETCH": "FETCH",
	"imap STORE": "STORE", "imap UID STORE": "STORE", "imap LOGOUT": "QUIT",
}

// Held is a stranger's conversation that stands still, because somebody wanted to look.
type Held struct {
	ID    int    `json:"id"`
	Host  string `json:"host"`
	Conn  int    `json:"conn"`
	Stage string `json:"stage"`
	// Protocol is "smtp", "pop3" or "imap".
	Protocol string `json:"protocol"`
	// Said is what the stranger has said; the server has not heard it yet.
	Said string `json:"said"`
}

// Release is how a held conversation goes on: as if nothing had been, or with a reply in the server's place, or not at all.
type Release struct {
	Reply smtp.Reply
	// No is a refusal's text where the protocol is not SMTP: what follows -ERR in POP3, and NO in IMAP.
	No  string
	Cut bool
}

// ErrNotHeld: nothing of that number stands still (any more).
var ErrNotHeld = errors.New("that conversation is not held")

// holds are the breakpoints of a live cast, and who stands at them.
type holds struct {
	g   *ground
	any atomic.Bool // a breakpoint is set: asked at every command

	mu      sync.Mutex
	stages  []string
	waiting map[int]*hold
	last    int
	changed chan struct{} // closed when the list changes
}

type hold struct {
	Held
	resume chan Release // holds one
}

func newHolds(g *ground) *holds {
	return &holds{g: g, waiting: map[int]*hold{}, changed: make(chan struct{})}
}

// Break sets the breakpoints: strangers stand still at these stages from now on. Who stands at one that is no more, goes on.
func (l *Live) Break(stages ...string) {
	h := l.g.holds
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stages = slices.Clone(stages)
	h.any.Store(len(stages) > 0)
	for id, w := range h.waiting {
		if !slices.Contains(stages, w.Stage) {
			h.release(id, Release{})
		}
	}
	h.tell()
}

// Holding is which breakpoints are set, who is held, in the order in which they came, and a channel that is closed when
// either changes.
func (l *Live) Holding() (stages []string, list []Held, changed <-chan struct{}) {
	h := l.g.holds
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, w := range h.waiting {
		list = append(list, w.Held)
	}
	slices.SortFunc(list, func(a, b Held) int { return a.ID - b.ID })
	return slices.Clone(h.stages), list, h.changed
}

// Release lets a conversation go on.
func (l *Live) Release(id int, r Release) error {
	h := l.g.holds
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.waiting[id] == nil {
		return ErrNotHeld
	}
	h.release(id, r)
	h.tell()
	return nil
}

// release and tell are called with the lock held.
func (h *holds) release(id int, r Release) {
	h.waiting[id].resume <- r
	delete(h.waiting, id)
}

func (h *holds) tell() {
	close(h.changed)
	h.changed = make(chan struct{})
}

// at holds a stranger's conversation, if there is a breakpoint here, until somebody lets it go. said is asked only then.
func (h *holds) at(protocol, stage string, said func() string, c *Conn, conn net.Conn) (r Release, acted bool) {
	if !h.any.Load() {
		return r, false
	}
	h.mu.Lock()
	if !slices.Contains(h.stages, stage) {
		h.mu.Unlock()
		return r, false
	}
	h.last++
	w := &hold{Held{ID: h.last, Host: c.host.name, Conn: c.id, Stage: stage, Protocol: protocol, Said: said()}, make(chan Release, 1)}
	h.waiting[w.ID] = w
	h.tell()
	h.mu.Unlock()

	since := h.g.Now()
	var released Release
	select {
	case released = <-w.resume:
	case <-h.g.quit:
		return Release{Reply: smtp.Reply{Close: true}, Cut: true}, true
	}
	fact := trace.ConversationHeld{At: stage, Wait: h.g.Now().Sub(since), What: trace.HeldOn}
	switch {
	case released.Cut:
		fact.What = trace.HeldCut
	case !released.Reply.IsZero():
		fact.What, fact.Reply = trace.HeldAnswered, released.Reply.String()
	case released.No != "":
		fact.What, fact.Reply = trace.HeldAnswered, refusals[protocol]+released.No
	}
	c.host.Record(conn, fact)
	conn.SetDeadline(time.Now().Add(resumed)) // it was not the stranger who was slow
	if released.Cut {
		c.Abort()
		released.Reply = smtp.Reply{Close: true}
	}
	return released, fact.What != trace.HeldOn
}

// refusals are how a refusal begins.
var refusals = map[string]string{"pop3": "-ERR ", "imap": "NO "}

// look is at for a reader's command.
func (h *holds) look(conn net.Conn, protocol, name, line string) (no string, refused bool) {
	c, ok := below(conn).(*Conn)
	stage := stageOf[protocol+" "+name]
	if !ok || c.peer != "" || stage == "" {
		return "", false
	}
	if stage == "AUTH" {
		line = name // and nobody's password
	}
	r, acted := h.at(protocol, stage, func() string { return line }, c, conn)
	if acted && r.Cut {
		return "Cut", true // nobody hears it
	}
	return r.No, acted
}

// resumed is how long a stranger who was held may take over the next line, at least.
const resumed = 5 * time.Minute

// watch puts the breakpoints between the protocol and a server, for a stranger's conversation.
func (h *holds) watch(conn net.Conn, behind smtp.Backend) smtp.Backend {
	c, ok := below(conn).(*Conn)
	if !ok || c.peer != "" {
		return behind
	}
	return &watched{h: h, c: c, conn: conn, behind: behind}
}

// watched is one stranger's conversation with a server.
type watched struct {
	h      *holds
	c      *Conn
	conn   net.Conn
	behind smtp.Backend
	smtp.Session
}

func (w *watched) at(stage string, said func() string) (smtp.Reply, bool) {
	r, acted := w.h.at("smtp", stage, said, w.c, w.conn)
	return r.Reply, acted
}

// Connect is the greeting.
func (w *watched) Connect(c *smtp.Conn) (smtp.Session, smtp.Reply) {
	session, reply := w.behind.Connect(c)
	w.Session = session
	if r, acted := w.at("CONNECT", silence); acted {
		reply = r
	}
	if v, ok := session.(smtp.Verifier); ok {
		return watchedVerifier{w, v}, reply
	}
	return w, reply
}

// watchedVerifier is of a server that tells which mailboxes it has.
type watchedVerifier struct {
	*watched
	smtp.Verifier
}

// Intercept is every command but MAIL and RCPT, which are waited for until they are known to make sense.
func (w *watched) Intercept(c smtp.Command) (smtp.Reply, bool) {
	if c.Verb != "MAIL" && c.Verb != "RCPT" {
		stage := c.Verb
		if stage == "HELO" {
			stage = "EHLO"
		}
		if r, acted := w.at(stage, func() string { return spoken(c) }); acted {
			return r, true
		}
	}
	if i, ok := w.Session.(smtp.Interceptor); ok {
		return i.Intercept(c)
	}
	return smtp.Reply{}, false
}

// spoken is a command without what is nobody's to see.
func spoken(c smtp.Command) string {
	if c.Secret {
		return c.Verb
	}
	return c.String()
}

func silence() string { return "" }

// Mail begins a transaction.
func (w *watched) Mail(from mail.Address, p smtp.MailParams) smtp.Reply {
	if r, acted := w.at("MAIL", func() string { return "MAIL FROM:" + from.Path() }); acted {
		return r
	}
	return w.Session.Mail(from, p)
}

// Rcpt is one recipient.
func (w *watched) Rcpt(to mail.Address, p smtp.RcptParams) smtp.Reply {
	if r, acted := w.at("RCPT", func() string { return "RCPT TO:" + to.Path() }); acted {
		return r
	}
	return w.Session.Rcpt(to, p)
}

// Data is the final dot.
func (w *watched) Data(body []byte) smtp.Reply {
	if r, acted := w.at("DOT", func() string { return "." }); acted {
		return r
	}
	return w.Session.Data(body)
}
