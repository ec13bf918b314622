// Package nameserver is the actor behind port 53: it listens for DNS queries, by
// UDP and by TCP, and answers them. Whether it is the authority of some zones or
// a resolver that asks on behalf of others is decided by the handler it is given.
//
// In the journey it is the directory: nothing is delivered before somebody asked
// here who takes a domain's mail (RFC 5321 section 5.1). It never asks anybody
// itself.
package nameserver

import (
	"fmt"

	"posta/sim/actor"
	"posta/sim/dns"
)

// Start begins to serve on a port. Where the handler waits for others when a query
// comes, as a resolver's does, waits says so, and the query has a process of its own;
// nil: it never does.
func Start(m actor.Machine, h dns.Handler, port uint16, waits func() bool) error {
	pc, err := m.ListenPacket(port)
	if err != nil {
		return fmt.Errorf("starting the name server: %w", err)
	}
	l, err := m.Listen(port)
	if err != nil {
		pc.Close()
		return fmt.Errorf("starting the name server: %w", err)
	}
	process := func(f func()) { m.After(0, "dns query", f) }
	udp := &dns.Server{Handler: h, Now: m.Now}
	if waits != nil {
		udp.Go = func(f func()) {
			if waits() {
				process(f)
			} else {
				f()
			}
		}
	}
	tcp := &dns.Server{Handler: h, Now: m.Now, Go: process}
	m.After(0, "dns over udp", func() { udp.ServePacket(pc) })
	m.After(0, "dns over tcp", func() { tcp.Serve(l) })
	return nil
}
