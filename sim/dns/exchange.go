package dns

import (
	"errors"
	"io"
	"net"
	"os"
	"time"

	mdns "github.com/miekg/dns"
)

// task is the work for one Resolve: what is being looked for (to see circles) and how many messages are left (to end).
type task struct {
	queries int
	active  map[cacheKey]bool
}

func newTask() *task { return &task{queries: MaxQueries, active: map[cacheKey]bool{}} }

// exchange asks one server: over UDP, and again over TCP if the reply was cut short (RFC 7766 section 5). A server that
// does not understand EDNS is asked without it (RFC 6891 section 6.2.2).
func (r *Resolver) exchange(t *task, server string, q Question, rd bool) (*Msg, *Error) {
	withEDNS := !r.NoEDNS
	network := "udp"
	for {
		if t.queries <= 0 {
			return nil, failure(q, ErrLimit, server, nil)
		}
		t.queries--
		reply, err := r.once(network, server, q, rd, withEDNS)
		switch {
		case err != nil:
			return nil, err
		case withEDNS && reply.IsEdns0() == nil &&
			(reply.Rcode == mdns.RcodeFormatError || reply.Rcode == mdns.RcodeNotImplemented):
			withEDNS = false
		case reply.Truncated && network == "udp":
			network = "tcp"
		case reply.Truncated:
			return nil, failure(q, ErrMalformed, server, errors.New("truncated over TCP"))
		default:
			return reply, nil
		}
	}
}

// once sends one message and waits for its reply.
func (r *Resolver) once(network, server string, q Question, rd, withEDNS bool) (*Msg, *Error) {
	ask := new(Msg)
	ask.Id = r.ID()
	ask.RecursionDesired = rd
	ask.Question = []Question{q}
	if withEDNS {
		ask.SetEdns0(r.udpSize(), false)
	}
	out, err := ask.Pack()
	if err != nil {
		return nil, failure(q, ErrBadName, server, err)
	}
	reply, ferr := r.carry(network, server, q, ask.Id, out)
	if r.Hooks.Exchanged != nil {
		r.Hooks.Exchanged(Exchange{Network: network, Server: server, Question: q, Reply: reply, Err: ferr})
	}
	return reply, ferr
}

func (r *Resolver) carry(network, server string, q Question, id uint16, out []byte) (*Msg, *Error) {
	conn, err := r.Dial(network, server)
	if err != nil {
		return nil, netFailure(q, server, err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(r.Now().Add(r.timeout())); err != nil {
		return nil, netFailure(q, server, err)
	}
	if network == "tcp" {
		err = writeFrame(conn, out)
	} else {
		_, err = conn.Write(out)
	}
	if err != nil {
		return nil, netFailure(q, server, err)
	}
	buf := make([]byte, max(MinUDPSize, int(r.udpSize())))
	for stray := 0; stray < MaxStrayReplies; stray++ {
		in, ours, err := receive(network, conn, buf)
		if err != nil {
			return nil, netFailure(q, server, err)
		}
		if !ours {
			continue
		}
		reply, ok, err := accept(in, id, q)
		if err != nil {
			return nil, failure(q, ErrMalformed, server, err)
		}
		if ok {
			return reply, nil
		}
		if network == "tcp" { // nobody else can write here, so the server itself is wrong
			return nil, failure(q, ErrMalformed, server, errors.New("a reply to something else over TCP"))
		}
	}
	return nil, failure(q, ErrMalformed, server, errors.New("too many replies to something else"))
}

// receive reads one message. Over UDP it tells whether the source is the server asked (RFC 5452 section 9.1), where the
// connection can say.
func receive(network string, conn net.Conn, buf []byte) (in []byte, ours bool, err error) {
	if network == "tcp" {
		in, err = readFrame(conn, nil)
		return in, true, err
	}
	if pc, ok := conn.(net.PacketConn); ok {
		n, from, err := pc.ReadFrom(buf)
		if err != nil {
			return nil, false, err
		}
		peer := conn.RemoteAddr()
		return buf[:n], from == nil || peer == nil || from.String() == peer.String(), nil
	}
	n, err := conn.Read(buf)
	return buf[:n], true, err
}

// accept tells whether bytes are the reply to our question: same identifier and question, QR=1 (RFC 5452 section 9.1).
// What is not may be forged and is passed over; what is but cannot be read is an error.
func accept(in []byte, id uint16, q Question) (reply *Msg, ok bool, err error) {
	if len(in) < headerSize {
		return nil, false, nil
	}
	m, bad := unpack(in)
	if m.Id != id || !m.Response || m.Opcode != mdns.OpcodeQuery {
		return nil, false, nil
	}
	// An error may come without the question (a server that could not read ours has none to repeat).
	bare := len(m.Question) == 0 && m.Rcode != mdns.RcodeSuccess && m.Rcode != mdns.RcodeNameError
	same := len(m.Question) == 1 && m.Question[0].Qtype == q.Qtype && m.Question[0].Qclass == q.Qclass &&
		Canonical(m.Question[0].Name) == Canonical(q.Name)
	switch {
	case bad != nil && (same || len(m.Question) == 0):
		return nil, false, bad
	case bad != nil || !same && !bare:
		return nil, false, nil
	}
	return m, true, nil
}

func failure(q Question, kind error, server string, err error) *Error {
	return &Error{Name: Canonical(q.Name), Type: q.Qtype, Kind: kind, RCode: NoRCode, Server: server, Err: err}
}

// netFailure tells silence from a network that says no.
func netFailure(q Question, server string, err error) *Error {
	kind := ErrNetwork
	var ne net.Error
	if errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &ne) && ne.Timeout() {
		kind = ErrTimeout
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return failure(q, kind, server, err)
}

func (r *Resolver) udpSize() uint16 {
	switch {
	case r.NoEDNS:
		return MinUDPSize
	case r.UDPSize == 0:
		return DefaultUDPSize
	}
	return max(r.UDPSize, MinUDPSize)
}

func (r *Resolver) timeout() time.Duration {
	switch {
	case r.Timeout > 0:
		return r.Timeout
	case r.recursive():
		return RecursiveTimeout
	}
	return StubTimeout
}

// askAll asks the servers in order until one gives a reply that judge takes. Servers that kept silent are asked again in
// the next round; those that answered badly are not, since they would say the same (RFC 1035 section 7.2).
func (r *Resolver) askAll(t *task, servers []string, q Question, rd bool, judge func(*Msg, string) *Error) (*Msg, string, *Error) {
	if len(servers) == 0 {
		return nil, "", failure(q, ErrNoServer, "", nil)
	}
	var attempts []*Error
	tries := r.Tries
	if tries <= 0 {
		tries = DefaultTries
	}
	for ; tries > 0 && len(servers) > 0; tries-- {
		var silent []string
		for _, server := range servers {
			reply, err := r.exchange(t, server, q, rd)
			if err == nil {
				err = judge(reply, server)
			}
			if err == nil {
				return reply, server, nil
			}
			attempts = append(attempts, err)
			if err.Kind == ErrLimit {
				return nil, server, summary(attempts)
			}
			if err.Kind == ErrTimeout {
				silent = append(silent, server)
			}
		}
		servers = silent
	}
	return nil, "", summary(attempts)
}

// summary is the last failure, holding them all.
func summary(attempts []*Error) *Error {
	last := *attempts[len(attempts)-1]
	last.Attempts = attempts
	return &last
}
