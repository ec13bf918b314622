package mua

import (
	netmail "net/mail"

	"posta/sim/mail"
)

// mailboxes reads an address field; what cannot be read is left out.
func mailboxes(h mail.Header, field string) []mail.Mailbox {
	value, _ := h.Get(field)
	list, err := netmail.ParseAddressList(value)
	if err != nil {
		return nil
	}
	var boxes []mail.Mailbox
	for _, a := range list {
		if address, err := mail.ParseAddress(a.Address); err == nil {
			boxes = append(boxes, mail.Mailbox{Name: a.Name, Address: address})
		}
	}
	return boxes
}

func firstMailbox(h mail.Header, field string) mail.Mailbox {
	if list := mailboxes(h, field); len(list) > 0 {
		return list[0]
	}
	return mail.Mailbox{}
}
