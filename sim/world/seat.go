package world

import (
	"net"
	"slices"
	"strconv"
	"strings"

	mdns "github.com/miekg/dns"

	"posta/sim/dns"
	"posta/sim/kernel"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// seatPlace is a service's port on a host.
type seatPlace struct {
	host string
	port uint16
}

// seat is a service in whose place a person is.
type seat struct {
	service scenario.Service
	// questions wait for an answer, oldest first.
	questions []*question
}

// names tells whether the service answers for names, question by question.
func names(s scenario.Service) bool {
	return s.Proto == scenario.DNSServer || s.Proto == scenario.Resolver
}

// takeSeat puts a person in the place of services.
func (w *world) takeSeat(t *scenario.TakeSeat) (why trace.Cause) {
	for _, s := range t.Services {
		place := seatPlace{t.Host.Name, s.Port}
		if w.outside.seats[place] != nil {
			why = trace.Cause{Code: trace.CauseSeatTaken, Host: t.Host.Name}
			continue
		}
		w.outside.seats[place] = &seat{service: s}
	}
	return why
}

// leaveSeat gives services back to their programs. What waits is answered by them;
// connections that a person has begun to speak on stay with the person.
func (w *world) leaveSeat(l *scenario.LeaveSeat) (why trace.Cause) {
	why = trace.Cause{Code: trace.CauseNoSeat, Host: l.Host.Name}
	for _, s := range l.Services {
		place := seatPlace{l.Host.Name, s.Port}
		left := w.outside.seats[place]
		if left == nil {
			continue
		}
		why = trace.Cause{}
		delete(w.outside.seats, place)
		for _, q := range left.questions {
			q.decided = true
			w.g.Post(w.g.Elapsed(), q.gate.Wake) // one after the other
		}
	}
	return why
}

// door is a listener at which a seat may be taken, and a fault switched on.
type door struct {
	net.Listener
	w    *world
	host Host
	port uint16
}

// Accept gives the program behind the door the clients that no person serves.
func (d *door) Accept() (net.Conn, error) {
	for {
		conn, err := d.Listener.Accept()
		switch {
		case err != nil:
			return nil, err
		case !d.w.sit(d, conn):
			return d.w.lateConn(d.host, d.port, conn)
		}
	}
}

// sit takes a connection for the person at a seat, if there is one.
func (w *world) sit(d *door, conn net.Conn) bool {
	h := &hand{host: d.host, conn: conn, begin: w.asServer(d.host)}
	var taken *seat
	w.locked(func() {
		if taken = w.outside.seats[seatPlace{d.host.Name(), d.port}]; taken != nil && !names(taken.service) {
			w.outside.byConn[strconv.Itoa(connID(conn))] = h
		}
	})
	if taken == nil || names(taken.service) {
		return false
	}
	d.host.After(0, "hand", func() {
		if taken.service.TLS == scenario.TLSImplicit && w.handshake(h, false) != nil {
			return // the handshake itself is told
		}
		w.hear(h)
	})
	return true
}

// question waits for a person's answer.
type question struct {
	*dns.Request
	gate    *kernel.Gate
	decided bool
	answer  *dns.Msg // nil: none
	silent  bool
}

// seated puts a person's seat before a name server's handler.
func (w *world) seated(host Host, port uint16, behind dns.Handler) dns.Handler {
	return dns.HandlerFunc(func(r *dns.Request) *dns.Msg {
		if q := w.ask(host, port, r); q != nil && (q.answer != nil || q.silent) {
			return q.answer
		}
		return behind.ServeDNS(r)
	})
}

// seatTaken tells whether a person is in the place of a service.
func (w *world) seatTaken(host Host, port uint16) (taken bool) {
	w.locked(func() { taken = w.outside.seats[seatPlace{host.Name(), port}] != nil })
	return taken
}

// ask waits for a person's answer to a question; nil where nobody is there, or will
// be.
func (w *world) ask(host Host, port uint16, r *dns.Request) *question {
	w.g.Lock()
	defer w.g.Unlock()
	s := w.outside.seats[seatPlace{host.Name(), port}]
	if s == nil {
		return nil
	}
	q := &question{Request: r, gate: w.v.k.NewGate(nil)}
	defer q.gate.Close()
	s.questions = append(s.questions, q)
	for !q.decided {
		if q.gate.Wait() != nil {
			q.silent = true // the run is over
			return q
		}
	}
	return q
}

// rcodes are the words for RCODEs (RFC 1035 section 4.1.1).
var rcodes = map[string]int{
	"noerror": mdns.RcodeSuccess, "formerr": mdns.RcodeFormatError, "servfail": mdns.RcodeServerFailure,
	"nxdomain": mdns.RcodeNameError, "notimp": mdns.RcodeNotImplemented, "refused": mdns.RcodeRefused,
}

// answer gives a person's answer to the oldest question that fits.
func (w *world) answer(a *scenario.NameAnswer) (why trace.Cause) {
	why = trace.Cause{Code: trace.CauseNoSeat, Host: a.Host.Name}
	for _, service := range w.settings(a.Host.Name).Services {
		s := w.outside.seats[seatPlace{a.Host.Name, service.Port}]
		if s == nil || !names(service) {
			continue
		}
		why.Code = trace.CauseNoQuestion
		i := slices.IndexFunc(s.questions, func(q *question) bool { return meant(a, q.Question()) })
		if i < 0 {
			continue
		}
		q := s.questions[i]
		s.questions = slices.Delete(s.questions, i, i+1)
		q.decided, q.silent, q.answer = true, a.Silent, reply(a, q, service)
		q.gate.Wake()
		return trace.Cause{}
	}
	return why
}

// meant tells whether an answer is to a question.
func meant(a *scenario.NameAnswer, q dns.Question) bool {
	return (a.Name == "" || strings.EqualFold(dns.Canonical(a.Name), dns.Canonical(q.Name))) && (a.Type == "" || a.Type == dns.TypeName(q.Qtype))
}

// reply is what goes back to the one who asked.
func reply(a *scenario.NameAnswer, q *question, s scenario.Service) *dns.Msg {
	if a.Silent {
		return nil
	}
	m := q.Reply(rcodes[a.Code])
	m.Authoritative, m.RecursionAvailable = a.Authoritative, s.Proto == scenario.Resolver
	m.Answer, m.Ns, m.Extra = records(a.Answer), records(a.Authority), records(a.Additional)
	return m
}

func records(texts []string) []dns.RR {
	var list []dns.RR
	for _, text := range texts {
		if rr, err := mdns.NewRR(text); err == nil && rr != nil { // the reader has read them
			list = append(list, rr)
		}
	}
	return list
}
