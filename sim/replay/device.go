package replay

import (
	"slices"

	"posta/sim/trace"
)

// composed: a person wrote a message.
func (f *fold) composed(h *Host, fact trace.MessageComposed) {
	c := &Composed{
		MessageID: fact.MessageID, From: fact.From, To: fact.To, Subject: fact.Subject,
		Message: f.e.Seq, At: f.e.At, Status: "written",
	}
	own(f, &h.Outbox, &h.sliceGen[genOutbox])
	h.Outbox = append(h.Outbox, c)
	f.change(h.Name, PartOutbox, Added, c.Key)
}

// submitted: the message was taken by a server, or refused.
func (f *fold) submitted(h *Host, fact trace.MessageSubmitted) {
	for i := len(h.Outbox) - 1; i >= 0; i-- {
		if h.Outbox[i].MessageID != fact.MessageID {
			continue
		}
		c := *h.Outbox[i]
		c.Status, c.Stage, c.Why = "refused", fact.Stage, fact.Why
		if fact.OK {
			c.Status = "submitted"
		}
		own(f, &h.Outbox, &h.sliceGen[genOutbox])
		h.Outbox[i] = &c
		f.change(h.Name, PartOutbox, Altered, c.Key)
		return
	}
}

// deviceStored: the device keeps a message, or its header; a header may become whole.
func (f *fold) deviceStored(h *Host, fact trace.DeviceStored) {
	c := &Copy{
		User: fact.User, Protocol: fact.Protocol, Folder: fact.Folder, UID: fact.UID,
		MessageID: fact.MessageID, Subject: fact.Subject, From: fact.From, Flags: fact.Flags,
		Whole: fact.Part == trace.PartMessage, Text: fact.Part == trace.PartText, Beginning: fact.Part == trace.PartBeginning, Size: len(fact.Data), Stored: f.e.Seq, Since: f.e.At,
	}
	at := slices.IndexFunc(h.Copies, func(o *Copy) bool {
		return o.UID == c.UID && o.Folder == c.Folder && o.Protocol == c.Protocol && o.User == c.User
	})
	own(f, &h.Copies, &h.sliceGen[genCopies])
	if at >= 0 {
		c.Shown, c.Saved = h.Copies[at].Shown, h.Copies[at].Saved
		h.Copies[at] = c
		f.change(h.Name, PartCopies, Altered, c.Key)
		return
	}
	h.Copies = append(h.Copies, c)
	f.change(h.Name, PartCopies, Added, c.Key)
}

// copyOf is the place of a copy whose protocol is not told, or -1.
func (h *Host) copyOf(user, folder, uid string) int {
	return slices.IndexFunc(h.Copies, func(c *Copy) bool { return c.UID == uid && c.Folder == folder && c.User == user })
}

// deviceRemoved: the device dropped its copy.
func (f *fold) deviceRemoved(h *Host, fact trace.DeviceRemoved) {
	at := h.copyOf(fact.User, fact.Folder, fact.UID)
	if at < 0 {
		return
	}
	own(f, &h.Copies, &h.sliceGen[genCopies])
	c := h.Copies[at]
	h.Copies = slices.Delete(h.Copies, at, at+1)
	f.change(h.Name, PartCopies, Removed, c.Key)
}

// deviceShown: a message is before the person's eyes.
func (f *fold) deviceShown(h *Host, fact trace.DeviceShown) {
	h.Shown = &Shown{DeviceShown: fact, Seq: f.e.Seq, At: f.e.At}
	f.change(h.Name, PartScreen, Altered, whole)
	if at := h.copyOf(fact.User, fact.Folder, fact.UID); at >= 0 {
		own(f, &h.Copies, &h.sliceGen[genCopies])
		c := *h.Copies[at]
		c.Shown = f.e.Seq
		h.Copies[at] = &c
		f.change(h.Name, PartCopies, Altered, c.Key)
	}
}

// deviceSaved: an attached file was taken out of its letter.
func (f *fold) deviceSaved(h *Host, fact trace.DeviceSaved) {
	at := h.copyOf(fact.User, fact.Folder, fact.UID)
	if at < 0 {
		return
	}
	own(f, &h.Copies, &h.sliceGen[genCopies])
	c := *h.Copies[at]
	c.Saved = append(slices.Clone(c.Saved), fact.File.Name)
	if fact.Brought {
		c.Size += int(fact.File.Octets)
	}
	h.Copies[at] = &c
	f.change(h.Name, PartCopies, Altered, c.Key)
}

// deviceChanged: something was done with a copy, and the server does not know of it.
func (f *fold) deviceChanged(h *Host, fact trace.DeviceChanged) {
	if fact.Do == trace.DoSend {
		return // it is in the outbox
	}
	own(f, &h.Pending, &h.sliceGen[genPending])
	p := &Pending{DeviceChanged: fact, Seq: f.e.Seq, At: f.e.At}
	at := h.copyOf(fact.User, fact.Folder, fact.UID)
	if at < 0 || h.Copies[at].Protocol != "pop3" { // else the server is never told
		h.Pending = append(h.Pending, p)
		f.change(h.Name, PartPending, Added, p.Key)
	}
	if at < 0 {
		return
	}
	own(f, &h.Copies, &h.sliceGen[genCopies])
	c := *h.Copies[at]
	if fact.Do == trace.DoFlag {
		c.Flags = fact.Flags
		h.Copies[at] = &c
		f.change(h.Name, PartCopies, Altered, c.Key)
		return
	}
	h.Copies = slices.Delete(h.Copies, at, at+1)
	f.change(h.Name, PartCopies, Removed, c.Key)
}

// deviceSettled: the server knows it now.
func (f *fold) deviceSettled(h *Host, fact trace.DeviceSettled) {
	at := slices.IndexFunc(h.Pending, func(p *Pending) bool {
		return p.Do == fact.Do && p.UID == fact.UID && p.Folder == fact.Folder && p.User == fact.User
	})
	if at < 0 {
		return
	}
	own(f, &h.Pending, &h.sliceGen[genPending])
	p := h.Pending[at]
	h.Pending = slices.Delete(h.Pending, at, at+1)
	f.change(h.Name, PartPending, Removed, p.Key)
}
