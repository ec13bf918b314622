package replay

import (
	"slices"

	"posta/sim/trace"
)

// maxStrangers bounds the hosts that a trace may name without having them in its
// header; facts about more of them are not taken in.
const maxStrangers = 64

// fold adds events to a state. What the state shares with others, which have been
// handed out or kept, it copies before the first change, and once only: a slice or
// value whose generation is the fold's own is in no other state.
type fold struct {
	r       *Replay
	s       *State
	gen     generation
	e       trace.Event
	index   map[string]int // Hosts by name, once a look-up made it
	mark    bool           // changes are wanted
	changed []Change
}

// fold goes on from a state, which stays as it is.
func (r *Replay) fold(from *State) *fold {
	r.gen++
	s := *from
	s.Hosts = slices.Clone(s.Hosts)
	s.Changed = nil
	index := make(map[string]int, len(s.Hosts))
	for i, h := range s.Hosts {
		index[h.Name] = i
	}
	return &fold{r: r, s: &s, gen: r.gen, index: index}
}

// freeze ends the fold: its state changes no more.
func (f *fold) freeze() *State {
	s := f.s
	var t tally
	t.add(f.changed)
	s.Changed = t.list()
	f.s = nil
	return s
}

// own makes a slice the fold's, so that it may be changed.
func own[T any](f *fold, s *[]T, gen *generation) {
	if *gen != f.gen {
		// A little room, since most changes are additions.
		*s = append(make([]T, 0, len(*s)+4), *s...)
		*gen = f.gen
	}
}

// next adds the event that follows; with mark it notes what that changes.
func (f *fold) next(mark bool) {
	f.e = f.r.t.Events[f.s.Seq]
	f.s.Seq++
	f.e.Seq = f.s.Seq
	f.s.At = f.e.At
	f.mark, f.changed = mark, nil
	f.apply()
}

// change notes a change. Keys are made only when somebody wants them.
func (f *fold) change(host string, part Part, op Op, key func() string) {
	if f.mark {
		f.changed = append(f.changed, Change{host, part, key(), op})
	}
}

// whole is the key of a part that has one item.
func whole() string { return "" }

// host is the host of that name, ready to be changed; nil for one stranger too many.
func (f *fold) host(name string) *Host {
	i, ok := f.index[name]
	if !ok {
		if name == "" || len(f.s.Hosts) >= len(f.r.t.Header.Hosts)+maxStrangers {
			return nil
		}
		i = len(f.s.Hosts)
		f.index[name] = i
		f.s.Hosts = append(f.s.Hosts, &Host{Name: name, Up: true, gen: f.gen})
	}
	h := f.s.Hosts[i]
	if h.gen != f.gen {
		c := *h
		c.gen = f.gen
		h = &c
		f.s.Hosts[i] = h
	}
	return h
}

// apply takes the event in; false where nothing here knows its kind, as of a mere
// decision.
func (f *fold) apply() bool {
	return f.ofRun() || f.ofHost()
}

// ofRun takes in what concerns the roads, or the run as a whole.
func (f *fold) ofRun() bool {
	switch fact := f.e.Fact.(type) {
	case trace.PacketSent:
		f.packetSent(fact)
	case trace.PacketReceived:
		f.packetGone(fact.Sent)
	case trace.PacketLost:
		f.packetGone(fact.Sent)
	case trace.ActionStarted:
		f.actionStarted(fact)
	case trace.ActionEnded:
		f.actionEnded(fact)
	case trace.ActorPanicked:
		f.s.Panics = append(slices.Clone(f.s.Panics), fact)
		f.change(f.e.Host, PartRun, Added, whole)
	case trace.RunEnded:
		f.s.Ended, f.s.Waiting = fact.Reason, fact.Waiting
		f.change("", PartRun, Altered, whole)
	default:
		return false
	}
	return true
}

// ofHost takes in what concerns one host; a stranger too many is left out.
func (f *fold) ofHost() bool {
	h := f.host(f.e.Host)
	if h == nil {
		return false
	}
	switch f.e.Fact.(type) {
	case trace.HostDown:
		f.power(h, false)
	case trace.HostUp:
		f.power(h, true)
	default:
		return f.ofConnection(h) || f.ofDecision(h) || f.ofQueue(h) || f.ofMailbox(h) || f.ofDevice(h)
	}
	return true
}

// ofConnection takes in what happens to a connection, and what crosses it.
func (f *fold) ofConnection(h *Host) bool {
	switch fact := f.e.Fact.(type) {
	case trace.ConnOpening:
		f.opening(h, fact)
	case trace.ConnAccepted:
		f.accepted(h, fact)
	case trace.ConnEstablished:
		f.alter(h, func(c *Connection) { f.enter(c, Established) })
	case trace.ConnFailed:
		f.alter(h, func(c *Connection) {
			c.Reason = fact.Reason
			f.enter(c, Failed)
		})
	case trace.ConnClosed:
		f.closed(h, fact)
	case trace.ConnEnded:
		f.ended(h)
	case trace.DataSent:
		f.dataSent(h, fact)
	case trace.DataReceived:
		f.dataReceived(h, fact)
	case trace.TLSDone:
		f.alter(h, func(c *Connection) {
			if fact.OK {
				c.TLS, c.TLSError = fact.Version, trace.Cause{}
			} else {
				c.TLSError = fact.Why
			}
		})
	case trace.TLSPassed:
		f.passed(h, fact)
	case trace.Authenticated:
		f.authenticated(h, fact)
	default:
		return false
	}
	return true
}

// ofDecision takes in what a host knows or has decided: names, routes, checks.
func (f *fold) ofDecision(h *Host) bool {
	switch fact := f.e.Fact.(type) {
	case trace.DNSCache:
		f.cache(h, fact)
	case trace.MailRouted:
		f.routed(h, fact)
	case trace.PolicyChecked:
		f.checked(h, fact)
	default:
		return false
	}
	return true
}

// ofQueue takes in what waits, and what becomes of it.
func (f *fold) ofQueue(h *Host) bool {
	switch fact := f.e.Fact.(type) {
	case trace.MessageAccepted:
		f.messageAccepted(h, fact)
	case trace.QueueAdded:
		f.queueAdded(h, fact)
	case trace.QueueAttempt:
		f.queueAttempt(h, fact)
	case trace.QueueAttemptFailed:
		f.queueAttemptFailed(h, fact)
	case trace.QueueDeferred:
		f.queueDeferred(h, fact)
	case trace.QueueDone:
		f.queueDone(h, fact)
	case trace.QueueRemoved:
		f.queueRemoved(h, fact)
	default:
		return false
	}
	return true
}

// ofMailbox takes in what lies in mailboxes.
func (f *fold) ofMailbox(h *Host) bool {
	switch fact := f.e.Fact.(type) {
	case trace.MailboxStored:
		f.mailboxStored(h, fact)
	case trace.MailboxRefused:
		f.mailboxRefused(h, fact)
	case trace.MailboxFlagged:
		f.mailboxFlagged(h, fact)
	case trace.MailboxRemoved:
		f.mailboxRemoved(h, fact)
	case trace.FolderChanged:
		f.folderChanged(h, fact)
	default:
		return false
	}
	return true
}

// ofDevice takes in what a person has in their hands.
func (f *fold) ofDevice(h *Host) bool {
	switch fact := f.e.Fact.(type) {
	case trace.MessageComposed:
		f.composed(h, fact)
	case trace.MessageSubmitted:
		f.submitted(h, fact)
	case trace.DeviceStored:
		f.deviceStored(h, fact)
	case trace.DeviceRemoved:
		f.deviceRemoved(h, fact)
	case trace.DeviceShown:
		f.deviceShown(h, fact)
	case trace.DeviceSaved:
		f.deviceSaved(h, fact)
	case trace.DeviceChanged:
		f.deviceChanged(h, fact)
	case trace.DeviceSettled:
		f.deviceSettled(h, fact)
	default:
		return false
	}
	return true
}

// power: the host loses it, or has it back.
func (f *fold) power(h *Host, up bool) {
	h.Up = up
	f.change(h.Name, PartPower, Altered, whole)
}

// actionStarted: a line of the script begins.
func (f *fold) actionStarted(fact trace.ActionStarted) {
	own(f, &f.s.Actions, &f.s.actionsGen)
	a := &Action{Index: fact.Index, Started: f.e.Seq}
	f.s.Actions = append(f.s.Actions, a)
	f.change(f.e.Host, PartActions, Added, a.Key)
}

// actionEnded: what it set out to do is done, or cannot be.
func (f *fold) actionEnded(fact trace.ActionEnded) {
	for i := len(f.s.Actions) - 1; i >= 0; i-- {
		if old := f.s.Actions[i]; old.Index == fact.Index && old.Running() {
			own(f, &f.s.Actions, &f.s.actionsGen)
			a := *old
			a.Ended, a.OK, a.Why = f.e.Seq, fact.OK, fact.Why
			f.s.Actions[i] = &a
			f.change(f.e.Host, PartActions, Altered, a.Key)
			return
		}
	}
}
