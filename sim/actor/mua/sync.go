package mua

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"posta/sim/actor"
	"posta/sim/actor/cause"
	"posta/sim/imap"
	"posta/sim/trace"
)

// How a program comes back after a connection was lost.
const (
	RetryPause = 30 * time.Second
	MaxTries   = 3 // of one synchronization
	// IdleRenewal: a server may hang up on who is silent for 30 minutes, IDLE or not
	// (RFC 2177 section 3).
	IdleRenewal = 29 * time.Minute
)

// Sync brings a device and its mailbox to the same state.
type Sync struct {
	IMAP
	Folders    []string
	Submission Door // where the outbox goes
}

// SyncIMAP submits what waits in the outbox, tells the server what was done without a
// connection, and learns what is new, folder by folder. Where the connection is lost it
// begins again, and goes on from what it has by then.
func (d *Device) SyncIMAP(o Sync) error {
	if err := d.emptyOutbox(o.Submission); err != nil {
		return err
	}
	return d.acknowledge(d.again(o.Door.Host, func() error { return d.syncOnce(o) }))
}

// again tries something until it succeeds, or fails otherwise than by a connection that
// was lost.
func (d *Device) again(host string, try func() error) error {
	for n := 1; ; n++ {
		err := try()
		if err == nil || n == MaxTries || !lost(host, err) {
			return err
		}
		if err := d.m.Sleep(RetryPause); err != nil {
			return err
		}
	}
}

// lost tells whether a conversation was cut short.
func lost(host string, err error) bool {
	if errors.Is(err, actor.ErrStopped) {
		return false
	}
	code := cause.Of(host, err).Code
	return code == trace.CauseConnectionLost || code == trace.CauseReplyTimeout
}

func (d *Device) syncOnce(o Sync) error {
	s, err := d.openIMAP(o.Door, d.person.Login, o.Password)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.file(); err != nil {
		s.Logout()
		return working(o.IMAP, err)
	}
	for _, folder := range o.Folders {
		o.Folder = folder
		if err := s.syncFolder(o.IMAP); err != nil {
			s.Logout()
			return err
		}
	}
	return cause.At(o.Door.Host, s.Logout())
}

// syncFolder opens a folder and brings both sides to the same state.
func (s *session) syncFolder(o IMAP) error {
	if err := s.open(o); err != nil {
		return err
	}
	if err := s.settle(); err != nil {
		return working(o, err)
	}
	found, err := s.sync(o.HeadersOnly)
	if err != nil {
		return working(o, err)
	}
	s.synced(found)
	if o.Read && !o.HeadersOnly {
		return working(o, s.read(found.fresh))
	}
	return nil
}

func (s *session) synced(found learnt) {
	s.d.m.Record(s.conn, trace.DeviceSynced{
		User: s.d.person.Address.String(), Protocol: "imap", Folder: s.folder, How: found.how,
		New: found.new, Changed: found.changed, Gone: found.gone,
		Turns: s.wait.turns, Sent: s.wait.sent, Received: s.wait.received,
	})
}

// IdleIMAP keeps a folder open for a time, and is told what is new while it waits (RFC
// 2177). Where the connection is lost it comes back.
func (d *Device) IdleIMAP(o IMAP, how time.Duration) error {
	until := d.m.Now().Add(how)
	for {
		err := d.inFolder(o, func(s *session) error { return s.idle(o, until) })
		if err == nil || !lost(o.Door.Host, err) && cause.Of(o.Door.Host, err).Code != trace.CauseConnectTimeout {
			return err
		}
		if !d.m.Now().Add(RetryPause).Before(until) {
			return err
		}
		if err := d.m.Sleep(RetryPause); err != nil {
			return err
		}
	}
}

func (s *session) idle(o IMAP, until time.Time) error {
	for {
		if err := s.settle(); err != nil {
			return err
		}
		found, err := s.sync(o.HeadersOnly)
		if err != nil {
			return err
		}
		s.synced(found)
		if o.Read && !o.HeadersOnly {
			if err := s.read(found.fresh); err != nil {
				return err
			}
		}
		if err := s.await(until); err != nil || !s.d.m.Now().Before(until) {
			return err
		}
	}
}

// await waits in IDLE until there is news, or it is time.
func (s *session) await(until time.Time) error {
	s.wait.begin()
	s.Updates()
	for s.d.m.Now().Before(until) {
		if err := s.Idle(); err != nil {
			return err
		}
		s.wait.until = s.d.m.Now().Add(IdleRenewal)
		if until.Before(s.wait.until) {
			s.wait.until = until
		}
		_, err := s.Await()
		s.wait.until = time.Time{}
		if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			return err
		}
		if err := s.Done(); err != nil {
			return err
		}
		if err == nil {
			return nil
		}
	}
	return nil
}

// special finds the folder of a special use, and makes it if it is missing (RFC 6154).
func (s *session) special(use, name string) (string, error) {
	list, err := s.List("", "*")
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(list, func(e imap.ListEntry) bool { return e.Has(use) })
	if i >= 0 {
		return list[i].Name, nil
	}
	if slices.ContainsFunc(list, func(e imap.ListEntry) bool { return e.Name == name }) {
		return name, nil // somebody made it by hand
	}
	if s.Has("CREATE-SPECIAL-USE") {
		return name, s.CreateSpecial(name, use)
	}
	return name, s.Create(name)
}

// ArchiveIMAP moves the messages that fit into the folder that is for keeping.
func (d *Device) ArchiveIMAP(o IMAP, match Match) error {
	return d.inFolder(o, func(s *session) error {
		uids, err := s.search(match)
		if err != nil {
			return err
		}
		if len(uids) == 0 {
			return ErrNoLetter
		}
		to, err := s.special(`\Archive`, "Archive")
		if err != nil {
			return err
		}
		if _, err := s.Move(imap.UIDs(uids...), to); err != nil {
			return err
		}
		s.forget(uids)
		return nil
	})
}

// file puts copies of letters that were submitted into the folder for that, by APPEND.
func (s *session) file() error {
	if len(s.d.filing) == 0 {
		return nil
	}
	folder, err := s.special(`\Sent`, "Sent")
	if err != nil {
		return err
	}
	for len(s.d.filing) > 0 {
		raw := s.d.filing[0]
		s.d.filing = s.d.filing[1:]
		if _, err := s.keep(folder, []string{`\Seen`}, raw); err != nil {
			s.d.filing = slices.Insert(s.d.filing, 0, raw)
			return err
		}
	}
	return nil
}

// keep stores a letter in a folder at the server and, where the server says under which
// number, here too (UIDPLUS, RFC 4315 section 3).
func (s *session) keep(folder string, flags []string, raw []byte) (*letter, error) {
	_, uid, err := s.Append(folder, flags, time.Time{}, raw)
	if err != nil || uid == 0 {
		return nil, err
	}
	return s.d.store(s.conn, letter{protocol: "imap", folder: folder, uid: number(uid), whole: true, flags: flags, data: raw}), nil
}

// fileSent logs in and puts the copies where they belong.
func (d *Device) fileSent(door Door) error {
	s, err := d.openIMAP(door, d.person.Login, "")
	if err != nil {
		return err
	}
	defer s.Close()
	if err := s.file(); err != nil {
		s.Logout()
		return cause.At(door.Host, fmt.Errorf("keeping a copy of what was sent at %s: %w", door.Host, err))
	}
	return cause.At(door.Host, s.Logout())
}

// emptyOutbox submits the letters that wait; one that is not taken goes on waiting, and
// so do those behind it. It is taken out before: the program may be doing the same twice at
// once, and a letter leaves once.
func (d *Device) emptyOutbox(door Door) error {
	for len(d.outbox) > 0 {
		w := d.outbox[0]
		d.outbox = d.outbox[1:]
		w.order.Door = door
		if err := d.handIn(w); err != nil {
			d.outbox = slices.Insert(d.outbox, 0, w)
			return err
		}
	}
	return nil
}
