package replay

import (
	"slices"

	"posta/sim/trace"
)

// messageAccepted: the server answers for a message from now on.
func (f *fold) messageAccepted(h *Host, fact trace.MessageAccepted) {
	l := &Letter{
		Queue: fact.Queue, MessageID: fact.MessageID, Sender: fact.Sender, Recipients: fact.Recipients,
		Message: f.e.Seq, Size: len(fact.Data), Since: f.e.At,
	}
	own(f, &h.Held, &h.sliceGen[genHeld])
	if i := h.held(fact.Queue); i >= 0 {
		h.Held[i] = l
	} else {
		h.Held = append(h.Held, l)
	}
	f.change(h.Name, PartHeld, Added, l.Key)
}

// held is the place of a letter, or -1. The latest ones are asked for most.
func (h *Host) held(queue string) int {
	for i := len(h.Held) - 1; i >= 0; i-- {
		if h.Held[i].Queue == queue {
			return i
		}
	}
	return -1
}

// queueAdded: a delivery waits.
func (f *fold) queueAdded(h *Host, fact trace.QueueAdded) {
	l := &QueueLine{
		Queue: fact.Queue, Destination: fact.Destination, Sender: fact.Sender, Expires: fact.Expires,
		Added: f.e.At, AddedSeq: f.e.Seq,
	}
	for _, r := range fact.Recipients {
		l.Recipients = append(l.Recipients, QueueRecipient{Address: r})
	}
	if i := h.held(fact.Queue); i >= 0 {
		letter := *h.Held[i]
		l.MessageID, l.Message, letter.Queued = letter.MessageID, letter.Message, true
		own(f, &h.Held, &h.sliceGen[genHeld])
		h.Held[i] = &letter
	}
	own(f, &h.Queue, &h.sliceGen[genQueue])
	if i := h.line(fact.Queue, fact.Destination); i >= 0 {
		h.Queue[i] = l
	} else {
		h.Queue = append(h.Queue, l)
	}
	f.change(h.Name, PartQueue, Added, l.Key)
}

// line is the place of a delivery, or -1.
func (h *Host) line(queue, destination string) int {
	return slices.IndexFunc(h.Queue, func(l *QueueLine) bool { return l.Queue == queue && l.Destination == destination })
}

// alterLine changes a delivery, if there is one; true from do removes it.
func (f *fold) alterLine(h *Host, queue, destination string, do func(*QueueLine) (gone bool)) {
	i := h.line(queue, destination)
	if i < 0 {
		return
	}
	l := *h.Queue[i]
	own(f, &h.Queue, &h.sliceGen[genQueue])
	if do(&l) {
		h.Queue = slices.Delete(h.Queue, i, i+1)
		f.change(h.Name, PartQueue, Removed, l.Key)
		return
	}
	h.Queue[i] = &l
	f.change(h.Name, PartQueue, Altered, l.Key)
}

func (f *fold) queueAttempt(h *Host, fact trace.QueueAttempt) {
	f.alterLine(h, fact.Queue, fact.Destination, func(l *QueueLine) bool {
		l.Try, l.Attempting, l.Remote, l.Address, l.Next = fact.Try, true, fact.Remote, fact.Address, 0
		return false
	})
}

func (f *fold) queueAttemptFailed(h *Host, fact trace.QueueAttemptFailed) {
	f.alterLine(h, fact.Queue, fact.Destination, func(l *QueueLine) bool {
		l.Attempting, l.Try, l.Remote, l.Stage, l.Why = false, fact.Try, fact.Remote, fact.Stage, fact.Why
		return false
	})
}

// queueDeferred: these recipients wait. The others of the line may have outcomes
// or reasons of their own.
func (f *fold) queueDeferred(h *Host, fact trace.QueueDeferred) {
	f.alterLine(h, fact.Queue, fact.Destination, func(l *QueueLine) bool {
		l.Attempting, l.Try, l.Remote, l.Next = false, fact.Try, fact.Remote, fact.Next
		l.Stage, l.Why, l.Status = fact.Stage, fact.Why, fact.Status
		l.Deferred++
		l.Recipients = slices.Clone(l.Recipients)
		for _, address := range fact.Recipients {
			r := QueueRecipient{Address: address, Status: fact.Status, Why: fact.Why}
			if i := recipient(l, address); i >= 0 {
				l.Recipients[i] = r
			} else {
				l.Recipients = append(l.Recipients, r)
			}
		}
		return false
	})
}

// recipient is the place of an address in a line, or -1.
func recipient(l *QueueLine, address string) int {
	return slices.IndexFunc(l.Recipients, func(r QueueRecipient) bool { return r.Address == address })
}

// queueDone: a recipient has its outcome; with the last one the line goes.
func (f *fold) queueDone(h *Host, fact trace.QueueDone) {
	f.alterLine(h, fact.Queue, fact.Destination, func(l *QueueLine) bool {
		l.Attempting = false
		if i := recipient(l, fact.Recipient); i >= 0 {
			l.Recipients = slices.Delete(slices.Clone(l.Recipients), i, i+1)
		}
		return len(l.Recipients) == 0
	})
}

// queueRemoved: the message has left the queue.
func (f *fold) queueRemoved(h *Host, fact trace.QueueRemoved) {
	if i := h.held(fact.Queue); i >= 0 {
		own(f, &h.Held, &h.sliceGen[genHeld])
		l := h.Held[i]
		h.Held = slices.Delete(h.Held, i, i+1)
		f.change(h.Name, PartHeld, Removed, l.Key)
	}
	for i := len(h.Queue) - 1; i >= 0; i-- {
		if l := h.Queue[i]; l.Queue == fact.Queue {
			own(f, &h.Queue, &h.sliceGen[genQueue])
			h.Queue = slices.Delete(h.Queue, i, i+1)
			f.change(h.Name, PartQueue, Removed, l.Key)
		}
	}
}
