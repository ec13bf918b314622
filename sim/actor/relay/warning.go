package relay

import (
	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/trace"
)

// What the owner of a mailbox that is nearly full is told: nobody else will, until letters
// are refused.
var (
	sayNearly   = lang.Text{ES: "Tu buzón está al %d %%", EN: "Your mailbox is %d%% full"}
	sayMakeRoom = lang.Text{
		ES: "Soy el programa de correo de %s. Tu buzón ha llegado al %d %% de lo que puede\nocupar. Cuando esté lleno, las cartas que te envíen tendrán que esperar, y al final\nvolverán a quien las envió: borra lo que no necesites.\n",
		EN: "This is the mail program at %s. Your mailbox has come to %d%% of what it\nmay hold. Once it is full, letters to you will have to wait, and in the end go\nback to those who sent them: delete what you do not need.\n",
	}
)

// warn writes to the owner of a mailbox that is nearly full. The letter is nobody's answer
// (RFC 3834 section 5), and nobody is told what becomes of it.
func (q *Queue) warn(to mail.Address, percent int) {
	l := q.Language(to)
	id := q.NewID()
	m := mail.Message{
		From:    mail.Mailbox{Name: says(l, sayFrom), Address: mail.Address{Local: "MAILER-DAEMON", Domain: q.c.HELO}},
		To:      []mail.Mailbox{{Address: to}},
		Subject: says(l, sayNearly, percent), Date: q.m.Now(), ID: q.messageID(id),
		Extra: []mail.ExtraField{{Name: "Auto-Submitted", Value: "auto-generated"}, {Name: "Content-Language", Value: string(l)}},
		Text:  says(l, sayMakeRoom, q.c.HELO, percent),
	}
	data, err := m.Bytes()
	if err != nil {
		panic(err) // a bug, as of a report
	}
	q.m.Record(nil, trace.MessageAccepted{Queue: id, MessageID: "<" + m.ID + ">", Recipients: []string{to.String()}, Data: data})
	q.Add(id, Message{Envelope: mail.Envelope{Recipients: []mail.Recipient{{Address: to, Notify: mail.NotifyNever}}, Size: int64(len(data)), SMTPUTF8: !to.IsASCII()}, Data: data})
}
