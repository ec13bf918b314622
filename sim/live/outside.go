package live

import (
	"net"
	"net/netip"
	"net/url"
	"time"

	"posta/sim/actor"
	"posta/sim/http"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// Hook is a program of this machine, outside the cast, that a sender of many tells what happens.
type Hook struct {
	URL    string `json:"url"`
	Host   string `json:"host"`   // who tells
	Secret string `json:"secret"` // under which calls are signed
}

// Hooks are those that the scenario's campaigns name, in its order, each once.
func (l *Live) Hooks() (list []Hook) {
	seen := map[string]bool{}
	for _, c := range l.Scenario.Campaigns(nil) {
		if _, service := outside(c.Webhook); service != "" && !seen[c.Webhook] {
			seen[c.Webhook] = true
			list = append(list, Hook{c.Webhook, c.Through.Name, string(l.w.HookSecret(c.Through))})
		}
	}
	return list
}

// outside is where a program is that a URL names by a loopback address, and by which service it is called; "": it is of the cast.
func outside(hook string) (at netip.AddrPort, service string) {
	u, err := url.Parse(hook)
	if err != nil {
		return netip.AddrPort{}, ""
	}
	addr, err := netip.ParseAddr(u.Hostname())
	if err != nil || !addr.IsLoopback() {
		return netip.AddrPort{}, ""
	}
	port, err := http.Port(u)
	if err != nil {
		return netip.AddrPort{}, ""
	}
	return netip.AddrPortFrom(addr, port), u.Scheme
}

// outsiders are the places outside the cast that it calls, and no others, with their services: a scenario's campaigns say which.
func outsiders(s *scenario.Scenario) map[netip.AddrPort]string {
	list := map[netip.AddrPort]string{}
	for _, c := range s.Campaigns(nil) {
		if at, service := outside(c.Webhook); service != "" {
			list[at] = service
		}
	}
	return list
}

// callOutside opens a connection to a program of this machine that is not of the cast: a stranger who is called, instead of
// calling. Called with the lock held.
func (c *Conn) callOutside(timeout time.Duration) (net.Conn, error) {
	g := c.g
	g.own++ // the clock is not set forward while somebody is awaited whom it does not rule
	g.mu.Unlock()
	conn, err := net.DialTimeout("tcp", c.remote.String(), timeout)
	g.mu.Lock()
	switch {
	case g.stopped && err == nil:
		conn.Close()
		fallthrough
	case g.stopped:
		g.own--
		return nil, actor.ErrStopped
	case err != nil:
		g.own--
		return nil, c.unopened(trace.FailRefused, errRefused)
	}
	c.tcp, c.pair = conn.(*net.TCPConn), nil
	c.local = netip.AddrPortFrom(c.local.Addr(), realAddr(c.tcp.LocalAddr()).Port())
	g.open[c] = struct{}{}
	c.open()
	g.add(c.host.name, c.id, trace.ConnEstablished{})
	return c, nil
}
