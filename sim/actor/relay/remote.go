package relay

import (
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"slices"
	"time"

	"posta/sim/actor"
	"posta/sim/actor/cause"
	"posta/sim/actor/secure"
	"posta/sim/actor/transport"
	"posta/sim/mail"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// worker is one delivery at work on one destination.
type worker struct {
	q       *Queue
	d       *destination
	counted bool  // among d.active
	stopped bool  // the machine has
	peer    *peer // the open connection, if there is one
}

// peer is a host that has been greeted.
type peer struct {
	client *smtp.Client
	host   string
	addr   netip.AddrPort
	sent   int  // transactions
	hidden bool // TLS stands
	parked int  // how often it has waited for another letter
}

// attempt tries to deliver a line. It says false when the machine stopped.
func (w *worker) attempt(l *line) (o outcome, ok bool) {
	if w.d.name == trace.LocalDestination {
		return w.q.deliver(l), true
	}
	o.results = all(l.rcpts, result{})
	if w.peer == nil {
		w.peer = w.q.unpark(w.d)
	}
	if w.peer != nil {
		w.begin(l, w.peer.host, w.peer.addr)
		w.carry(l, &o)
	}
	if len(o.open()) > 0 && !w.stopped {
		w.tryHosts(l, &o)
	}
	if w.peer != nil && w.peer.sent >= MaxReuse {
		w.quit()
	}
	return o, !w.stopped
}

// open lists the recipients whose fate is still to be decided.
func (o *outcome) open() []int {
	var list []int
	for i := range o.results {
		if r := &o.results[i]; !r.done && r.stage == "" {
			list = append(list, i)
		}
	}
	return list
}

// tryHosts goes from host to host until every recipient has an answer that
// another host could not change (RFC 5321 section 5.1).
func (w *worker) tryHosts(l *line, o *outcome) {
	way, no := w.q.route(w.d.name)
	if no != nil {
		w.failed(l, *no)
		o.close(*no)
		o.unreachable = !no.permanent
		return
	}
	last := result{permanent: !way.unsure}
	if way.unsure {
		last = *notNow(about(trace.CauseExchangerUnknown, w.d.name), mail.Status{Class: 4, Subject: 4, Detail: 3})
		last.stage = trace.StageDNS
	}
	var demands *transport.Way
	if way.found {
		demands = w.q.c.Guard.To(w.d.name, way.secure).Quietly(l.Quiet)
	}
	tried, spoken := 0, false
	for _, h := range way.hosts {
		wish := secure.Wish{Policy: w.q.c.TLS}
		if w.q.c.Trust != nil {
			wish.Config = w.q.c.Trust(h.Name)
		}
		demand := demands.Host(h, wish)
		if !demand.No.IsZero() {
			// RFC 8461 section 5, RFC 7672 section 2.2: another host may do better, and later this
			// one.
			no := *notNow(demand.No, mail.Status{Class: 4, Subject: 7, Detail: 5})
			no.stage, no.remote = trace.StageSTARTTLS, h.Name
			w.failed(l, no)
			if last.permanent {
				last = no
			}
			continue
		}
		for _, a := range h.Addrs {
			if tried++; tried > MaxHosts {
				break
			}
			addr := netip.AddrPortFrom(a, w.q.c.Port)
			w.begin(l, h.Name, addr)
			lost := w.connect(h.Name, addr, demand)
			if lost == nil {
				spoken = true
				lost = w.carry(l, o)
			} else if !w.stopped {
				w.failed(l, *lost)
			}
			if w.stopped || len(o.open()) == 0 {
				return
			}
			// One host's "later" outweighs another's "never": later it may be the one to
			// answer.
			if lost != nil && (!lost.permanent || last.permanent) {
				last = *lost
			}
		}
	}
	o.close(last)
	o.unreachable = !spoken && !last.permanent
}

// close gives every recipient that is still open the same result.
func (o *outcome) close(why result) {
	for _, i := range o.open() {
		why.rcpt = o.results[i].rcpt
		o.results[i] = why
	}
}

// connect opens a connection, sees to TLS, and exchanges greetings.
func (w *worker) connect(host string, addr netip.AddrPort, demand *transport.Host) *result {
	wish := demand.Wish
	r, broken := w.open(host, addr, wish)
	if !w.stopped && wish.Wanted() && (r == nil || r.why.Code != "") {
		demand.Came(w.hidden(r))
	}
	if broken && wish.Policy == secure.Opportunistic && !w.stopped {
		// Better in the clear than not at all, says RFC 7435 section 3: and that is why
		// an attacker breaks handshakes.
		r, _ = w.open(host, addr, secure.Wish{})
	}
	return r
}

// hidden says what kept a conversation from being hidden; zero: it is.
func (w *worker) hidden(lost *result) trace.Cause {
	if lost != nil {
		return lost.why
	}
	if !w.peer.hidden {
		return trace.Cause{Code: trace.CauseTLSNotOffered, Host: w.peer.host}
	}
	return trace.Cause{}
}

// open opens a connection. It says broken when it was lost on the way to TLS: by a
// handshake, or by a server that hung up, or fell silent, on STARTTLS.
func (w *worker) open(host string, addr netip.AddrPort, wish secure.Wish) (lost *result, broken bool) {
	conn, err := w.dial(addr)
	if err != nil {
		w.stopped = errors.Is(err, actor.ErrStopped)
		return &result{failure: failure{stage: trace.StageConnect, remote: host, why: cause.Dialling(host, addr.Addr().String(), 0, err),
			status: mail.Status{Class: 4, Subject: 4, Detail: 1}}}, false // RFC 3463 section 3.5: no answer from host
	}
	client := smtp.NewClient(conn, w.q.c.HELO)
	client.Now, client.Verbatim = w.q.m.Now, w.q.c.Verbatim
	if _, err = client.Greeting(); err == nil {
		_, err = client.Hello()
	}
	w.peer = &peer{client: client, host: host, addr: addr}
	if err == nil && wish.Wanted() {
		err = w.secure(client, wish, conn)
		var e *smtp.Error
		broken = errors.As(err, &e) && e.Lost()
	}
	if err != nil {
		r := w.judge(err)
		w.leave(err)
		if broken && wish.Policy == secure.Opportunistic && !w.stopped {
			w.q.m.Record(conn, trace.TLSForgone{Remote: host, Why: r.cause(), Anew: true})
		}
		return &r, broken
	}
	return nil, false
}

// dialer is a machine that has several addresses, and can say from which it calls.
type dialer interface {
	DialAs(source netip.Addr, address string, timeout time.Duration) (net.Conn, error)
}

// dial calls from the address that the destination's letters leave from.
func (w *worker) dial(to netip.AddrPort) (net.Conn, error) {
	if m, ok := w.q.m.(dialer); ok && w.d.source.IsValid() && w.d.source.Is4() == to.Addr().Is4() {
		return m.DialAs(w.d.source, to.String(), ConnectTimeout)
	}
	return w.q.m.Dial("tcp", to.String(), ConnectTimeout)
}

// secure goes over to TLS (RFC 3207), and says hello again inside.
func (w *worker) secure(client *smtp.Client, wish secure.Wish, under net.Conn) error {
	client.Upgrade = func(conn net.Conn, _ *tls.Config) (net.Conn, error) { return wish.Client(w.q.m, conn) }
	err := client.StartTLS(wish.Config)
	if err == nil {
		w.peer.hidden = true
		_, err = client.Hello()
		return err
	}
	var no *smtp.Error
	if errors.As(err, &no) && !no.Lost() && wish.Policy == secure.Opportunistic {
		if no.Code != 0 {
			w.q.m.Record(under, trace.TLSForgone{Remote: w.peer.host, Why: trace.Said(clip(no.Reply().String()))})
		}
		return nil // not offered, or not now: in the clear, then
	}
	return err
}

// leave ends a conversation that went wrong: with QUIT where there is still
// somebody to say it to.
func (w *worker) leave(err error) {
	var e *smtp.Error
	if errors.As(err, &e) && !e.Lost() {
		w.quit()
		return
	}
	w.peer.client.Close()
	w.peer = nil
}

// quit says goodbye. What is answered changes nothing (RFC 5321 section 4.1.1.10).
func (w *worker) quit() {
	if w.peer == nil {
		return
	}
	_, err := w.peer.client.Quit()
	w.peer = nil
	w.stopped = w.stopped || errors.Is(err, actor.ErrStopped)
}

// carry does transactions over the open connection until every recipient has an
// answer or the connection is lost; then it says how.
func (w *worker) carry(l *line, o *outcome) *result {
	delivered := false
	for {
		open := o.open()
		if len(open) == 0 {
			break
		}
		open = open[:min(len(open), MaxTransaction)]
		env := l.Envelope
		env.Recipients = make([]mail.Recipient, len(open))
		for k, i := range open {
			env.Recipients[k] = o.results[i].rcpt
		}
		t := w.peer.client.Send(&env, l.Data)
		w.peer.sent++
		if t.Err != nil && errors.Is(t.Err, actor.ErrStopped) {
			w.stopped = true
			w.leave(t.Err)
			return nil
		}
		for k, i := range open {
			w.note(&o.results[i], &t, k)
		}
		delivered = delivered || t.Sent()
		if t.Err != nil && t.Err.Lost() {
			lost := w.judge(t.Err)
			w.leave(t.Err)
			if !delivered {
				w.failed(l, lost)
			}
			return &lost
		}
	}
	if !delivered {
		w.failed(l, o.results[0])
	}
	return nil
}

// note writes down what a transaction came to for recipient k of it. It leaves
// the result open where another host, or another transaction, may do better.
func (w *worker) note(r *result, t *smtp.Transaction, k int) {
	e := t.Failure(k)
	if e == nil {
		r.done = true
		r.failure = failure{remote: w.peer.host, reply: t.Reply}
		if _, dsn := w.peer.client.Extension("DSN"); !dsn {
			r.action = mail.ActionRelayed // the duty to report a success ends here (RFC 3461 section 5.2.2)
		}
		return
	}
	unanswered := e.Stage == smtp.StageDot && (e.Code == 0 || errors.Is(e.Err, smtp.ErrUnexpectedReply))
	if e.Lost() && !unanswered {
		return
	}
	if t.Sent() && tooMany(e) {
		return // RFC 5321 section 4.5.3.1.10: the rest goes into the next transaction
	}
	rcpt := r.rcpt
	*r = w.judge(e)
	r.rcpt = rcpt
	if tooMany(e) {
		r.permanent = false // RFC 5321 section 4.5.3.1.10: even where it was said with 552
	}
}

// tooMany tells the reply that is about the number of recipients.
func tooMany(e *smtp.Error) bool {
	return e.Stage == smtp.StageRCPT && (e.Code == 452 || e.Code == 552) && e.Enhanced.Subject == 5 && e.Enhanced.Detail == 3
}

// judge makes a result of an error of the conversation.
func (w *worker) judge(err error) result {
	var e *smtp.Error
	if !errors.As(err, &e) {
		e = &smtp.Error{Stage: smtp.StageEHLO, Err: err}
	}
	w.stopped = w.stopped || errors.Is(err, actor.ErrStopped)
	r := result{permanent: !e.Temporary()}
	r.stage, r.remote, r.status = trace.Stage(e.Stage), w.peer.host, e.Enhanced
	if e.Code != 0 {
		r.reply = e.Reply()
		return r
	}
	r.why = cause.Of(w.peer.host, err)
	var handshake *secure.Error
	switch {
	case errors.As(err, &handshake):
		r.status = mail.Status{Class: 4, Subject: 7, Detail: 5} // RFC 3463 section 3.8: cryptographic failure
	case r.why.Code == trace.CauseTLSNotOffered:
		r.status = mail.Status{Class: 4, Subject: 7, Detail: 4} // RFC 3463 section 3.8: security features not supported
	}
	if r.status.IsZero() {
		r.status = mail.Status{Class: 4, Subject: 4, Detail: 2} // RFC 3463 section 3.5: bad connection
	}
	return r
}

// begin and failed tell of an attempt at one host.
func (w *worker) begin(l *line, host string, addr netip.AddrPort) {
	w.q.m.Record(nil, trace.QueueAttempt{Queue: l.id, Destination: w.d.name, Try: l.try, Remote: host, Address: addr.Addr().String(),
		Source: source(w.d.source)})
}

// source is an address as facts hold it; "" for the host's usual one.
func source(a netip.Addr) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}

func (w *worker) failed(l *line, r result) {
	w.q.m.Record(nil, trace.QueueAttemptFailed{Queue: l.id, Destination: w.d.name, Try: l.try, Remote: r.remote, Stage: r.stage,
		Why: r.cause(), Permanent: r.permanent})
}

// end is where every delivery leaves, in order or by a panic.
func (w *worker) end() {
	if w.counted {
		q := w.q
		q.mu.Lock()
		w.d.active = max(w.d.active-1, 0)
		q.mu.Unlock()
		if !w.stopped {
			q.schedule(w.d, 0) // a panic: the other lines go on without this one
		}
	}
	if w.peer == nil {
		return
	}
	if w.stopped || w.counted {
		w.peer.client.Close()
		return
	}
	if w.q.c.Linger > 0 {
		w.q.park(w.d, w.peer)
		return
	}
	w.quit()
}

// park keeps a connection open for the next letter, and says goodbye if none comes.
func (q *Queue) park(d *destination, p *peer) {
	q.mu.Lock()
	d.parked = append(d.parked, p)
	p.parked++
	times := p.parked
	q.mu.Unlock()
	q.m.After(q.c.Linger, "goodbye to "+d.name, func() {
		q.mu.Lock()
		i := slices.Index(d.parked, p)
		if i < 0 || p.parked != times { // it is at work, or has been
			q.mu.Unlock()
			return
		}
		d.parked = slices.Delete(d.parked, i, i+1)
		if d.lines.len() == 0 && d.active == 0 && d.pause == 0 && len(d.parked) == 0 {
			q.forget(d)
		}
		q.mu.Unlock()
		w := &worker{q: q, d: d, peer: p}
		w.quit()
	})
}

// unpark gives an open connection to a delivery; nil: there is none.
func (q *Queue) unpark(d *destination) *peer {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(d.parked) == 0 {
		return nil
	}
	p := d.parked[0]
	d.parked = slices.Delete(d.parked, 0, 1)
	return p
}
