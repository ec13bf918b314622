package live

import (
	"slices"

	"posta/sim/mailbox"
	"posta/sim/replay"
	"posta/sim/trace"
	"posta/sim/world"

	"posta/sim/actor/mua"
	"posta/sim/actor/relay"
)

// disks are what lay on the disks of machines that were lost, as the trace tells it.
type disks struct {
	t     *trace.Trace
	state *replay.State
}

func disksOf(t *trace.Trace) *disks {
	return &disks{t: t, state: replay.New(t).At(len(t.Events))}
}

// of is one host's.
func (x *disks) of(host string) (d world.Disk) {
	h := x.state.Host(host)
	if h == nil {
		return d
	}
	next, gone, numbers := x.scan(host)
	d.Numbers = numbers
	for _, m := range h.Mailboxes {
		b := world.DiskBox{User: m.User, Gone: gone[m.User]}
		for _, f := range m.Folders {
			k := world.DiskFolder{Name: f.Name, Next: mailbox.UID(next[folderOf{m.User, f.Name}] + 1)}
			for _, l := range f.Messages {
				stored, is := x.fact(l.Stored).(trace.MailboxStored)
				if !is {
					continue
				}
				s := mailbox.Stored{UID: mailbox.UID(l.UID), Date: x.t.Header.Start.Add(l.Since), Raw: stored.Data}
				for _, flag := range l.Flags {
					s.Flags = append(s.Flags, mailbox.Flag(flag))
				}
				k.Messages = append(k.Messages, s)
			}
			b.Folders = append(b.Folders, k)
		}
		d.Boxes = append(d.Boxes, b)
	}
	for _, l := range h.Queue {
		if accepted, is := x.fact(l.Message).(trace.MessageAccepted); is {
			k := world.DiskLetter{Queue: l.Queue, Sender: l.Sender, Destination: l.Destination, Data: accepted.Data, Try: l.Try, Added: l.Added, Next: l.Next, Expires: l.Expires}
			for _, r := range l.Recipients {
				k.Recipients = append(k.Recipients, r.Address)
			}
			d.Waiting = append(d.Waiting, k)
		}
	}
	for _, l := range h.Held {
		if accepted, is := x.fact(l.Message).(trace.MessageAccepted); is && !l.Queued {
			d.Waiting = append(d.Waiting, world.DiskLetter{Queue: l.Queue, Sender: l.Sender, Recipients: l.Recipients, Data: accepted.Data, New: true})
		}
	}
	for _, c := range h.Copies {
		if stored, is := x.fact(c.Stored).(trace.DeviceStored); is && (c.Whole || !c.Text && !c.Beginning) {
			d.Copies = append(d.Copies, mua.Kept{Protocol: c.Protocol, Folder: c.Folder, UID: c.UID, Whole: c.Whole, Shown: c.Shown > 0, Flags: c.Flags, Data: stored.Data})
		}
	}
	return d
}

func (x *disks) fact(seq int) trace.Fact { return x.t.At(seq).Fact }

type folderOf struct{ user, name string }

// scan finds what no state tells: the last UID of each folder, which folders are gone, and how far ids were counted.
func (x *disks) scan(host string) (last map[folderOf]uint32, gone map[string][]string, numbers map[string]int) {
	last, gone, numbers = map[folderOf]uint32{}, map[string][]string{}, map[string]int{}
	there := func(user, name string) {
		gone[user] = slices.DeleteFunc(gone[user], func(n string) bool { return n == name })
	}
	for _, e := range x.t.Events {
		if e.Host != host {
			continue
		}
		switch f := e.Fact.(type) {
		case trace.MailboxStored:
			k := folderOf{f.User, f.Folder}
			last[k] = max(last[k], f.UID)
		case trace.FolderChanged:
			was, is := folderOf{f.User, f.Folder}, folderOf{f.User, f.To}
			switch f.Op {
			case trace.FolderCreated:
				there(f.User, f.Folder)
			case trace.FolderRebuilt:
				delete(last, was)
			case trace.FolderDeleted, trace.FolderRenamed:
				if f.Op == trace.FolderRenamed {
					last[is] = last[was]
					there(f.User, f.To)
				}
				if f.Folder != inbox {
					delete(last, was)
					gone[f.User] = append(gone[f.User], f.Folder)
				}
			}
		case trace.MessageAccepted:
			if prefix, n, ok := relay.Number(f.Queue); ok {
				numbers[prefix] = max(numbers[prefix], n)
			}
		}
	}
	return last, gone, numbers
}

const inbox = "INBOX"
