package relay

import (
	"posta/sim/mail"
	"posta/sim/trace"
)

// Originate puts a message into the queue that the host writes itself and that is not a
// report, such as an automatic answer. It goes out under the null reverse-path: were it to fail,
// nobody is to be told, and nothing may answer it (RFC 3834 section 3.3). Write is given its
// Message-ID, without angle brackets.
func (q *Queue) Originate(to mail.Address, write func(messageID string) ([]byte, error)) {
	id := q.NewID()
	data, err := write(q.messageID(id))
	if err != nil {
		// Every field comes from parsers that have checked it; this is a bug, and
		// panicking makes it a fact of the trace instead of an answer that is missing.
		panic(err)
	}
	data = q.m.Keep(data)
	q.m.Record(nil, trace.MessageAccepted{Queue: id, MessageID: "<" + q.messageID(id) + ">", Recipients: []string{to.String()}, Data: data})
	q.Add(id, Message{
		Envelope: mail.Envelope{Recipients: []mail.Recipient{{Address: to, Notify: mail.NotifyNever}}, Size: int64(len(data)), SMTPUTF8: !to.IsASCII()},
		Data:     data,
	})
}

// Redirect sends a message on that was about to lie in a mailbox, under the reverse-path
// that it came with (RFC 5228 section 4.2). Where it has been stands in it, so that it is known
// if it comes back.
func (q *Queue) Redirect(d Delivery, to mail.Address) {
	id := q.NewID()
	mark := mail.Received{HELO: q.c.HELO, By: q.c.HELO, ID: id, Date: q.m.Now()}
	data := q.m.Keep(mail.Prepend(d.Data, mark.Field()))
	env := mail.Envelope{ReversePath: d.Sender, Recipients: []mail.Recipient{{Address: to}}, Size: int64(len(data))}
	messageID, _ := mail.FindField(data, "Message-ID")
	q.m.Record(nil, trace.MessageAccepted{Queue: id, MessageID: messageID, Sender: d.Sender.String(), Recipients: []string{to.String()}, Data: data})
	q.Add(id, Message{Envelope: env, Data: data})
}
