package world

import (
	"fmt"
	"strings"

	mdns "github.com/miekg/dns"

	"posta/sim/actor"
	"posta/sim/actor/mua"
	"posta/sim/mail"
	"posta/sim/scenario"
)

// deed is what an action does: in a process of its host, or at once with the
// ground's lock held; neither where time is all it needs.
type deed struct {
	host    string
	process func() error
	instant func() error
}

// deed finds what an action does. It is the one place that knows them all: actions are data, and run nothing themselves
// (sim/dispatch_test.go).
func (w *world) deed(a scenario.Act) deed {
	host, _ := who(a)
	d := deed{host: host}
	m := w.hosts[host]
	device := w.devices[host]
	switch a := a.(type) {
	case *scenario.Send:
		d.process = func() error { return device.Send(w.forged(m, a.User, w.order(a)), w.named(a.ID)) }
	case *scenario.Reply:
		d.process = func() error {
			o, err := device.Reply(w.headerFits(a.To), a.All, a.Subject, a.Body)
			if err != nil {
				return err
			}
			o.ReversePath = address(a.User.Address())
			for _, r := range o.Message.Recipients() {
				o.Recipients = append(o.Recipients, r.Address)
			}
			port, auth := w.handsIn(a.Device, a.Server, a.Port, a.Port != smtpPort)
			o.Door, o.Auth = w.door(a.Device, a.Server, port), auth
			o.Mailbox = w.mailboxDoor(a.Device)
			return device.Send(w.forged(m, a.User, o), w.named(a.ID))
		}
	case *scenario.Fetch:
		d.process = func() error {
			if a.With == scenario.POP3 {
				return device.FetchPOP3(mua.POP3{
					Door: w.door(a.Device, a.Server, a.Port), Password: w.saved(a.Device, a.Password), Keep: a.Keep,
					HeadersOnly: a.Bodies == scenario.BodiesHeaders, Read: a.Read,
				})
			}
			return device.FetchIMAP(mua.IMAP{
				Door: w.door(a.Device, a.Server, a.Port), Password: w.saved(a.Device, a.Password), Folder: a.Folder,
				HeadersOnly: a.Bodies == scenario.BodiesHeaders, Read: a.Read,
			})
		}
	case *scenario.Flag:
		if a.Offline {
			d.process = func() error { return device.Flag(a.Folder, w.match(a.Match), a.Add, a.Remove) }
			break
		}
		d.process = func() error { return device.FlagIMAP(w.inFolder(a.Session), w.match(a.Match), a.Add, a.Remove) }
	case *scenario.Move:
		if a.Offline {
			d.process = func() error { return device.Move(a.Folder, w.match(a.Match), a.To) }
			break
		}
		d.process = func() error { return device.MoveIMAP(w.inFolder(a.Session), w.match(a.Match), a.To) }
	case *scenario.Delete:
		if a.Offline {
			d.process = func() error { return device.Delete(a.Folder, w.match(a.Match)) }
			break
		}
		d.process = func() error { return device.DeleteIMAP(w.inFolder(a.Session), w.match(a.Match)) }
	case *scenario.Search:
		if a.Offline {
			d.process = func() error { return device.Search(a.Folder, w.match(a.Match), a.Text, a.Unseen, a.Flagged) }
			break
		}
		d.process = func() error {
			var keys []string
			if a.Unseen {
				keys = append(keys, "UNSEEN")
			}
			if a.Flagged {
				keys = append(keys, "FLAGGED")
			}
			match := w.match(a.Match)
			match.Received, match.Sent = a.Received, a.Sent
			return device.SearchIMAP(w.inFolder(a.Session), match, a.Text, keys...)
		}
	case *scenario.Login:
		d.process = func() error {
			at, password := w.door(a.Device, a.Server, a.Port), w.saved(a.Device, a.Password)
			switch a.With {
			case scenario.POP3:
				return device.LoginPOP3(at, a.Name, password)
			case scenario.IMAP:
				return device.LoginIMAP(at, a.Name, password)
			}
			return device.Login(at, a.Name, password)
		}
	case *scenario.Greet:
		d.process = func() error { return mua.Greet(m, w.door(nil, a.To, a.Port), a.Name, a.Hello == "EHLO") }
	case *scenario.Lookup:
		d.process = func() error { return w.lookup(m, a) }
	case *scenario.Campaign:
		d.process = func() error { return w.senders[host].Run(w.campaign(a)) }
	case *scenario.Down:
		d.instant = func() error { w.power(host, false); return nil }
	case *scenario.Up:
		d.instant = func() error { w.power(host, true); return nil }
	case *scenario.Change:
		d.instant = func() error { return w.change(a) }
	default:
		w.reading(&d, device, a)
	}
	return d
}

// smtpPort takes mail for its own domains and asks nobody who they are.
const smtpPort = 25

// door is a service as a device uses it; without a device, in the clear.
func (w *world) door(d *scenario.Device, h *scenario.Host, port uint16) mua.Door {
	at := mua.Door{Host: h.Name, Addr: h.Addrs[0], Port: port}
	if d != nil {
		at.TLS = w.wish(d, h, port)
	}
	return at
}

func (w *world) inFolder(s scenario.Session) mua.IMAP {
	return mua.IMAP{Door: w.door(s.Device, s.Server, s.Port), Folder: s.Folder}
}

// forged is a letter with the name in From that its writer puts there.
func (w *world) forged(m Host, user *scenario.User, o mua.Order) mua.Order {
	if user == nil {
		return o
	}
	if as, ok := w.faults.Host(m).Author(user); ok {
		o.Message.From = mailbox1(as)
	}
	return o
}

// order is the letter that the scenario asks for.
func (w *world) order(a *scenario.Send) mua.Order {
	m := mail.Message{
		From: mailbox1(a.HeaderFrom), To: mailboxes(a.To), Cc: mailboxes(a.Cc), Bcc: mailboxes(a.Bcc),
		Subject: a.Subject, Text: a.Body, HTML: a.HTML, EightBit: a.EightBit,
	}
	for _, h := range a.Headers {
		m.Extra = append(m.Extra, mail.ExtraField{Name: h.Name, Value: h.Value})
	}
	if a.Receipt {
		m.Extra = append(m.Extra, mail.ExtraField{Name: "Disposition-Notification-To", Value: mailbox1(a.HeaderFrom).String()})
	}
	for _, at := range a.Attachments {
		content := []byte(at.Text)
		if at.Size > 0 {
			content = make([]byte, at.Size)
			rng := w.rand("attachment " + at.Name)
			text := strings.HasPrefix(strings.ToLower(at.Type), "text/")
			for i := range content {
				content[i] = byte(rng.Uint32())
				switch {
				case !text:
				case i%64 == 62 && i+1 < len(content):
					content[i] = '\r' // a text's lines end by CRLF, inside base64 as well (RFC 2045 section 6.8)
				case i%64 == 63:
					content[i] = '\n'
				default:
					content[i] = 'a' + content[i]%26 // what is said to be text is: ASCII (RFC 2046 section 4.1.2)
				}
			}
		}
		m.Attached = append(m.Attached, mail.Attachment{Name: at.Name, ContentType: at.Type, Content: content})
	}
	port, auth := w.handsIn(a.Device, a.Server, a.Port, a.Auth)
	return mua.Order{
		Message: m, Size: a.Size, ReversePath: address(a.EnvelopeFrom), Recipients: addresses(a.EnvelopeTo),
		Door: w.door(a.Device, a.Server, port), HELO: a.HELO, Auth: auth, Notify: a.Notify, RET: a.RET, ENVID: a.ENVID, ORCPT: a.ORCPT, Password: w.saved(a.Device, a.Password),
		Offline: a.Offline, Mailbox: w.mailboxDoor(a.Device), Smuggled: smuggled(a.Smuggled),
	}
}

// smuggled is a letter that is hidden in another; nil: none is.
func smuggled(l *scenario.Smuggled) *mua.Smuggled {
	if l == nil {
		return nil
	}
	to := address(l.To)
	return &mua.Smuggled{To: to, Message: mail.Message{From: mailbox1(l.From), To: []mail.Mailbox{{Address: to}}, Subject: l.Subject, Text: l.Body}}
}

func mailbox1(n scenario.Named) mail.Mailbox {
	return mail.Mailbox{Name: n.Name, Address: address(n.Address)}
}

func mailboxes(list []scenario.Named) []mail.Mailbox {
	var out []mail.Mailbox
	for _, n := range list {
		out = append(out, mailbox1(n))
	}
	return out
}

// named remembers the Message-ID of a letter that the script has a name for.
func (w *world) named(id string) func(messageID string) {
	return func(messageID string) {
		if id != "" {
			w.g.Lock()
			defer w.g.Unlock()
			w.letters[id] = messageID
		}
	}
}

// letter is the Message-ID of a letter that has been named.
func (w *world) letter(id string) string {
	w.g.Lock()
	defer w.g.Unlock()
	return w.letters[id]
}

func (w *world) match(m scenario.Match) mua.Match {
	out := mua.Match{From: m.From, Subject: m.Subject}
	if m.ID != "" {
		out.MessageID = w.letter(m.ID)
	}
	return out
}

// headerFits tells whether a letter on a device is one that the script means.
func (w *world) headerFits(m scenario.Match) func(mail.Header) bool {
	has := func(h mail.Header, field, text string) bool {
		value, _ := h.Get(field)
		return strings.Contains(strings.ToLower(mail.DecodeText(value)), strings.ToLower(text))
	}
	return func(h mail.Header) bool {
		return has(h, "From", m.From) && has(h, "Subject", m.Subject) && (m.ID == "" || has(h, "Message-ID", w.letter(m.ID)))
	}
}

// lookup asks the DNS as a program on the machine would.
func (w *world) lookup(m actor.Machine, a *scenario.Lookup) error {
	t, ok := mdns.StringToType[a.Type]
	if !ok {
		return fmt.Errorf("looking up %s: %q is no record type", a.Name, a.Type)
	}
	answer, err := w.stubs[m.Name()].Resolve(a.Name, t)
	if err != nil {
		return err
	}
	return answer.Err()
}
