package esp

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"posta/sim/actor"
	"posta/sim/actor/cause"
	"posta/sim/actor/secure"
	"posta/sim/http"
	"posta/sim/trace"
)

// How a customer's program is told.
const (
	// HookDelay is how long events are gathered for one call, and HookEvents how many it tells of.
	HookDelay  = 5 * time.Second
	HookEvents = 100
	// A call that fails is made again, later each time, until HookLifetime is over; then its events are lost to the customer,
	// and the fact says so.
	hookFirst    = time.Minute
	hookMax      = time.Hour
	HookLifetime = 24 * time.Hour
	// HookTimeout is how long the program may take to answer.
	HookTimeout = 30 * time.Second
	// HookFresh is how old a signature may be: a call that somebody has recorded is worth nothing later.
	HookFresh = 5 * time.Minute
)

// Fields of a call.
const (
	signatureField = "X-Signature"
	callField      = "X-Call"
)

// event is one thing that is told.
type event struct {
	Type      string `json:"type"` // delivered, bounced, opened, clicked, converted, unsubscribed, complained, confirmed
	Campaign  string `json:"campaign"`
	Recipient string `json:"recipient"`
	Detail    string `json:"detail,omitempty"`
	At        string `json:"at"` // RFC 3339
}

// hook is one customer's program.
type hook struct {
	url     string
	waiting []event
	calling bool
	calls   int
}

// tell has an event told to the campaign's customer, if they want to know.
func (s *Sender) tell(l letter, what, detail string) {
	if l.Webhook == "" {
		return
	}
	s.mu.Lock()
	h := s.hooks[l.Webhook]
	if h == nil {
		h = &hook{url: l.Webhook}
		s.hooks[l.Webhook] = h
	}
	h.waiting = append(h.waiting, event{what, l.Name, l.address(), detail, s.c.Machine.Now().UTC().Format(time.RFC3339)})
	begin := !h.calling
	h.calling = true
	s.mu.Unlock()
	if begin {
		s.c.Machine.After(HookDelay, "webhook "+h.url, func() { s.call(h) })
	}
}

// call tells what waits, call by call, in its order.
func (s *Sender) call(h *hook) {
	for {
		s.mu.Lock()
		events := h.waiting[:min(len(h.waiting), HookEvents)]
		h.waiting = h.waiting[len(events):]
		if len(events) == 0 {
			h.calling = false
			s.mu.Unlock()
			return
		}
		h.calls++
		number := h.calls
		s.mu.Unlock()
		body, err := json.Marshal(events)
		if err != nil {
			panic(err) // texts alone
		}
		if !s.deliver(h, number, len(events), body) {
			return // the machine stopped
		}
	}
}

// deliver makes one call until it is answered with 2xx, or for too long. It says false when the machine stopped.
func (s *Sender) deliver(h *hook, number, events int, body []byte) bool {
	m := s.c.Machine
	until, wait := m.Now().Add(HookLifetime), hookFirst
	for try := 1; ; try++ {
		fact := trace.WebhookSent{To: h.url, Number: number, Events: events, Try: try}
		var err error
		fact.Status, fact.Why, err = s.post(h.url, number, body)
		if err == actor.ErrStopped {
			return false
		}
		fact.OK = fact.Status/100 == 2
		m.Record(nil, fact)
		if fact.OK || !m.Now().Add(wait).Before(until) {
			return true
		}
		if m.Sleep(wait) != nil {
			return false
		}
		wait = min(2*wait, hookMax)
	}
}

// post makes the call.
func (s *Sender) post(to string, number int, body []byte) (status int, why trace.Cause, err error) {
	u, err := url.Parse(to)
	if err != nil {
		return 0, trace.Cause{Code: trace.CauseBadName, Name: to}, err
	}
	host := u.Hostname()
	port, err := http.Port(u)
	if err != nil {
		return 0, trace.Cause{Code: trace.CauseBadName, Name: to}, err
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		addrs, err := s.c.Resolver.LookupAddrs(host)
		if err != nil {
			return 0, cause.Lookup(host, err), err
		}
		addr = addrs[0]
	}
	m := s.c.Machine
	conn, err := m.Dial("tcp", netip.AddrPortFrom(addr, port).String(), HookTimeout)
	if err != nil {
		return 0, cause.Dialling(host, addr.String(), port, err), err
	}
	defer conn.Close()
	conn.SetDeadline(m.Now().Add(HookTimeout))
	if u.Scheme == "https" {
		if s.c.Trust == nil {
			return 0, trace.Cause{Code: trace.CauseTLSFailed, Host: host}, nil
		}
		above, err := secure.Client(m, conn, s.c.Trust(host), true)
		if err != nil {
			return 0, cause.Of(host, err), err
		}
		defer above.Close()
		conn = above
	}
	req := &http.Request{Method: "POST", Target: u.RequestURI(), Body: body, Fields: http.Fields{{Name: "Content-Type", Value: "application/json"},
		{Name: callField, Value: strconv.Itoa(number)}, {Name: signatureField, Value: sign(s.c.Secret, m.Now(), number, body)}}}
	r, err := http.Do(conn, host, req, http.MaxBody)
	if err != nil {
		return 0, cause.Of(host, err), err
	}
	return r.Status, trace.Cause{}, nil
}

// sign is the signature under a call (RFC 2104): of when it is made, which one it is, and what it says, so that nobody can
// repeat it later or as another.
func sign(secret []byte, now time.Time, number int, body []byte) string {
	at := strconv.FormatInt(now.Unix(), 10)
	sum := hmac.New(sha256.New, secret)
	sum.Write([]byte(at + "." + strconv.Itoa(number) + "."))
	sum.Write(body)
	return "t=" + at + ",v1=" + hex.EncodeToString(sum.Sum(nil))
}

// Customer is a customer's own program, which is told.
type Customer struct {
	Machine actor.Machine
	Secret  []byte

	mu   sync.Mutex // never held while anybody waits
	seen map[int]bool
}

// Serve takes a call. One whose signature is wrong is refused; one that it has had already is taken and counted once, for
// whoever calls cannot know that the answer was lost.
func (c *Customer) Serve(conn net.Conn, r *http.Request) *http.Response {
	if r.Method != "POST" {
		return &http.Response{Status: 405, Reason: "Method Not Allowed", Fields: http.Fields{{Name: "Allow", Value: "POST"}}}
	}
	number, _ := strconv.Atoi(r.Fields.Get(callField))
	fact := trace.WebhookTaken{Number: number, What: c.judge(r, number)}
	var events []event
	if fact.What == trace.WebhookGood || fact.What == trace.WebhookAgain {
		if json.Unmarshal(r.Body, &events) != nil {
			fact.What = trace.WebhookForged
		}
	}
	fact.Events = len(events)
	c.Machine.Record(conn, fact)
	if fact.What == trace.WebhookForged || fact.What == trace.WebhookStale {
		return &http.Response{Status: 401, Reason: "Unauthorized"}
	}
	return &http.Response{Status: 204, Reason: "No Content"}
}

func (c *Customer) judge(r *http.Request, number int) trace.WebhookVerdict {
	got := r.Fields.Get(signatureField)
	at, _, _ := strings.Cut(strings.TrimPrefix(got, "t="), ",")
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil || !hmac.Equal([]byte(got), []byte(sign(c.Secret, time.Unix(seconds, 0), number, r.Body))) {
		return trace.WebhookForged
	}
	if age := c.Machine.Now().Sub(time.Unix(seconds, 0)); age > HookFresh || age < -HookFresh {
		return trace.WebhookStale
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen = map[int]bool{}
	}
	if c.seen[number] {
		return trace.WebhookAgain
	}
	c.seen[number] = true
	return trace.WebhookGood
}
