package mua

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"posta/sim/actor"
	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/trace"
)

// Receipts (RFC 8098) are asked for by a field of the header, and sent where the reader's
// program does so. Most are set not to, and then who asked hears nothing: neither that the
// letter was read, nor that it was not.

// mdnSent marks, for all devices, a letter that had its receipt (RFC 3503).
const mdnSent = "$MDNSent"

// displayed is all that a receipt can say to a person.
var displayed = lang.Text{
	ES: "La carta «%s» se mostró en pantalla. Eso no prueba que alguien la leyera.",
	EN: "The message \"%s\" was displayed. It is no proof that it was read.",
}

// wanted is what a letter asks for: the addresses of Disposition-Notification-To.
func (l *letter) wanted() []mail.Mailbox {
	return mailboxes(mail.ParseHeader(l.data), "Disposition-Notification-To")
}

// receipt decides, as a letter is shown, whether a receipt is to be sent; the flags are those
// that the letter gets besides \Seen.
func (d *Device) receipt(l *letter) (flags []string) {
	asked := l.wanted()
	if len(asked) == 0 || slices.Contains(l.flags, `\Seen`) {
		return nil // it was shown before
	}
	fact := trace.ReceiptDecided{User: d.person.Address.String(), MessageID: l.field("Message-ID"), Asker: asked[0].Address.String()}
	path, there := mail.FindField(l.data, "Return-Path")
	switch {
	case !d.habits.Receipts:
		fact.Why = trace.ReceiptHabit
	case slices.Contains(l.flags, mdnSent):
		fact.Why = trace.ReceiptSentBefore
	case len(asked) > 1, !there, !strings.EqualFold(strings.Trim(path, "<> "), asked[0].Address.String()):
		// Then a person has to say yes, for anybody can name anybody there, and where no Return-Path says whence it came (RFC 8098 section
		// 2.1).
		fact.Why = trace.ReceiptAddress
	default:
		fact.Sent = true
		d.receipts = append(d.receipts, l)
		flags = []string{mdnSent}
	}
	d.m.Record(nil, fact)
	return flags
}

// acknowledge sends the receipts that are due. Where that fails they are due at the next
// occasion; what was done before has not failed for that.
func (d *Device) acknowledge(err error) error {
	if err != nil || d.Outbox == nil {
		return err
	}
	for len(d.receipts) > 0 {
		l := d.receipts[0]
		d.receipts = d.receipts[1:]
		if err := d.sendReceipt(l); err != nil {
			if errors.Is(err, actor.ErrStopped) {
				return err
			}
			d.receipts = slices.Insert(d.receipts, 0, l)
			return nil
		}
	}
	return nil
}

func (d *Device) sendReceipt(l *letter) error {
	to := l.wanted()[0].Address
	n := mail.Disposition{
		From: mail.Mailbox{Name: d.person.Name, Address: d.person.Address}, To: to, Subject: "MDN: " + l.field("Subject"), Date: d.date(),
		Text:     fmt.Sprintf(displayed.In(d.person.Language), l.field("Subject")) + "\n",
		ID:       d.token(12) + "@" + d.domain(),
		Boundary: "=_" + d.token(16), UA: d.m.Name(), Original: l.data,
	}
	raw, err := n.Bytes()
	if err != nil {
		return err
	}
	raw = d.m.Keep(raw)
	d.m.Record(nil, trace.MessageComposed{
		MessageID: "<" + n.ID + ">", From: n.From.Address.String(), To: []string{to.String()}, Subject: n.Subject, Data: raw,
	})
	e := mail.Envelope{Recipients: []mail.Recipient{{Address: to}}, Size: int64(len(raw))} // from <>: it is never answered (RFC 8098 section 3)
	return d.handIn(waiting{order: Order{Door: d.Outbox(), Auth: true}, id: n.ID, raw: raw, envelope: &e, unkept: true})
}
