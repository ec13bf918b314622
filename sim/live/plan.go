package live

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"

	"posta/sim/scenario"
)

// Ports, by one plain rule: 25 becomes 2525; any other port below 1024 becomes itself
// plus Raised; one from 1024 on stays. Where two services would have the same port of
// one address, the later one moves up by Shifted, as often as it takes.
const (
	Raised  = 2000
	Shifted = 1000
)

// RealPort is the rule.
func RealPort(port uint16) uint16 {
	switch {
	case port == 25:
		return 2525
	case port < 1024:
		return port + Raised
	}
	return port
}

// Door is one service of one host on the real network.
type Door struct {
	Host string
	// Service is the IANA name of what listens there: smtp, domain, ...
	Service string
	// Port and Addrs are the scenario's.
	Port  uint16
	Addrs []netip.Addr
	// At is the socket.
	At netip.AddrPort
	// UDP says that it takes datagrams too.
	UDP bool
	// TLS is as in trace.Service.
	TLS string
}

// plan says where everybody stands.
type plan struct {
	doors []Door
	addrs map[string]netip.Addr // real, by host or device
	order []string              // hosts and devices
	one   bool                  // all have the same address
	away  map[string]bool       // hosts that are other machines: nothing is opened here
}

// block is the second octet of hosts' addresses.
var block byte = 25

// hostAddr is the address of the n-th host: 127.25.(n/250).(n%250+1).
func hostAddr(n int) netip.Addr {
	return netip.AddrFrom4([4]byte{127, block, byte(n / 250), byte(n%250 + 1)})
}

// Loopback tells whether only this machine can reach an address.
func Loopback(a netip.Addr) bool { return a.Unmap().IsLoopback() }

// ownLoopbacks tells whether the system has more of loopback than 127.0.0.1.
func ownLoopbacks() bool {
	l, err := net.Listen("tcp", net.JoinHostPort(hostAddr(0).String(), "0"))
	if err != nil {
		return false
	}
	l.Close()
	return true
}

func makePlan(s *scenario.Scenario, o Options, services func(*scenario.Host) []Door) (*plan, error) {
	if o.Far != nil {
		return o.Far.plan(s, o, services)
	}
	p := &plan{addrs: map[string]netip.Addr{}, one: o.Bind.IsValid() || !ownLoopbacks(), away: map[string]bool{}}
	for _, name := range o.Away {
		p.away[name] = true
	}
	shared := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	if o.Bind.IsValid() {
		shared = o.Bind
	}
	n := 0
	place := func(name string) netip.Addr {
		a := shared
		if !p.one {
			a = hostAddr(n)
			n++
		}
		p.addrs[name] = a
		p.order = append(p.order, name)
		return a
	}
	for _, h := range s.Hosts {
		if err := p.stand(h.Name, place(h.Name), services(h), o); err != nil {
			return nil, err
		}
	}
	for _, d := range s.Devices {
		place(d.Name)
	}
	return p, nil
}

// stand gives a host's services sockets of an address.
func (p *plan) stand(name string, a netip.Addr, doors []Door, o Options) error {
	for _, d := range doors {
		port := int(d.Port)
		if !o.Privileged {
			port = int(RealPort(d.Port))
		}
		for p.taken(netip.AddrPortFrom(a, uint16(port))) {
			if port += Shifted; port > 65535 {
				return fmt.Errorf("no port is left on %s for %s of %s", a, d.Service, name)
			}
		}
		d.At = netip.AddrPortFrom(a, uint16(port))
		p.doors = append(p.doors, d)
	}
	return nil
}

// taken tells whether an address has been given to a service already.
func (p *plan) taken(at netip.AddrPort) bool {
	return slices.ContainsFunc(p.doors, func(d Door) bool { return d.At == at })
}

// PortError is a socket that could not be had.
type PortError struct {
	Door Door
	Err  error
}

func (e *PortError) Error() string {
	return fmt.Sprintf("listening on %s for %s of %s: %v", e.Door.At, e.Door.Service, e.Door.Host, e.Err)
}

func (e *PortError) Unwrap() error { return e.Err }

// socket is a door that is open.
type socket struct {
	Door
	tcp *net.TCPListener
	udp *net.UDPConn
}

// open opens all doors, or none.
func (p *plan) open() (list []*socket, err error) {
	// Whoever is silent for too long is sent away by his server; probing him for being
	// alive as well costs four system calls a connection.
	config := net.ListenConfig{KeepAlive: -1}
	for _, d := range p.doors {
		s := &socket{Door: d}
		list = append(list, s)
		if p.away[d.Host] {
			continue
		}
		var l net.Listener
		if l, err = config.Listen(context.Background(), "tcp", d.At.String()); err == nil {
			s.tcp = l.(*net.TCPListener)
			if d.UDP {
				s.udp, err = net.ListenUDP("udp", net.UDPAddrFromAddrPort(d.At))
			}
		}
		if err != nil {
			shut(list)
			var op *net.OpError
			if errors.As(err, &op) {
				err = op.Err
			}
			return nil, &PortError{d, err}
		}
	}
	return list, nil
}

func shut(list []*socket) {
	for _, s := range list {
		if s.tcp != nil {
			s.tcp.Close()
		}
		if s.udp != nil {
			s.udp.Close()
		}
	}
}
