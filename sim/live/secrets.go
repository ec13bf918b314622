package live

import (
	"slices"

	"posta/sim/live/discreet"
	"posta/sim/trace"
)

// secrets are the conversations in which somebody may log in, by their numbers, in a cast that does not show how. Its methods are
// called with the ground's lock held.
type secrets map[int]*guarded

// guarded is one of them.
type guarded struct {
	*discreet.Conversation
	client, server string
	said           [2]int // octets of either
}

// byClient tells whether it is the client that says something; of a host that talks to itself the offset tells, or else that
// servers speak first.
func (c *guarded) byClient(host string, f trace.DataSent) bool {
	if c.client != c.server {
		return host == c.client
	}
	return f.Offset == c.said[0] && f.Offset != c.said[1]
}

func (c *guarded) hide(host string, f trace.DataSent) trace.DataSent {
	known, side, say := f.Hidden, 1, c.Server
	if c.byClient(host, f) {
		side, say = 0, c.Client
	}
	c.said[side] = f.Offset + len(f.Data)
	f.Data, f.Hidden = say(f.Data)
	if known != nil { // another machine of the cast has hidden it already
		f.Hidden = known
	}
	return f
}

// hide takes what opens a mailbox out of a fact.
func (s *secrets) hide(host string, conn int, fact trace.Fact) trace.Fact {
	if s == nil || conn == 0 {
		return fact
	}
	switch f := fact.(type) {
	case trace.ConnOpening:
		s.begin(f.Network, f.Service, conn, host, f.Peer)
	case trace.ConnAccepted:
		if f.Peer == "" { // else it has begun
			s.begin(f.Network, f.Service, conn, "", host)
		}
	case trace.TLSDone:
		if c := (*s)[conn]; c != nil && f.OK && (host == c.client || c.client == "") {
			c.Secure()
		}
	case trace.DataSent:
		if c := (*s)[conn]; c != nil {
			return c.hide(host, f)
		}
	}
	return fact
}

func (s *secrets) begin(network, service string, conn int, client, server string) {
	if c := discreet.Of(service); c != nil && network == "tcp" {
		if *s == nil {
			*s = secrets{}
		}
		(*s)[conn] = &guarded{Conversation: c, client: client, server: server}
	}
}

// forget drops a conversation of which an end is no more: what the server still says to a client that is gone is no secret.
func (s *secrets) forget(conn int, hosts ...string) {
	if s == nil {
		return
	}
	if c := (*s)[conn]; c != nil && slices.Contains(hosts, c.client) {
		delete(*s, conn)
	}
}
