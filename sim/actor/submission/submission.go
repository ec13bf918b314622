// Package submission is the letter box that a person's mail program drops its
// letters into: the submission server on port 587 (RFC 6409).
//
// It is the exchanger's counter under another law. An exchanger takes letters
// from anybody, for its own people; a submission server takes letters from its
// own people, for anybody, so it has to know who they are (section 4.3), and it
// may mend what their programs forgot (section 8). From here on the letter is the
// queue's.
package submission

import (
	"bytes"
	"strings"

	"posta/sim/actor"
	"posta/sim/actor/exchanger"
	"posta/sim/mail"
	"posta/sim/oauthbearer"
	"posta/sim/smtp"
)

// Port is where mail is submitted (RFC 6409 section 3.1).
const Port = 587

// Config is the exchanger's, and the law of this one.
type Config struct {
	exchanger.Config
	// MayUse says whether a user may send in the name of an address (RFC 6409
	// section 6.1); nil: everybody may use any.
	MayUse func(user string, from mail.Address) bool
}

// Start begins to listen.
func Start(m actor.Machine, c Config) error {
	conf := c.Config
	if conf.Port == 0 {
		conf.Port = Port
	}
	if conf.Protocol.AuthMechanisms == nil {
		conf.Protocol.AuthMechanisms = []string{"PLAIN", "LOGIN"}
		if conf.Tokens {
			conf.Protocol.AuthMechanisms = append(conf.Protocol.AuthMechanisms, oauthbearer.Name)
		}
	}
	domain := conf.Protocol.Domain
	if domain == "" {
		domain = m.Name()
	}
	conf.RequireAuth = true
	conf.OpenRelay = false
	conf.Sender = func(user string, from mail.Address) smtp.Reply {
		if c.MayUse == nil || from.IsNull() || c.MayUse(user, from) {
			return smtp.Reply{}
		}
		return smtp.R(550, "5.7.1", "Not your address: "+from.String())
	}
	conf.Prepare = func(queue string, data []byte) []byte { return complete(m, domain, queue, data) }
	return exchanger.Start(m, conf)
}

// complete adds the fields that every message must have and the client's program
// left out (RFC 6409 sections 8.2 and 8.3; RFC 5322 section 3.6).
func complete(m actor.Machine, domain, queue string, data []byte) []byte {
	header := mail.ParseHeader(mail.HeaderBytes(data))
	now := m.Now()
	var added [][]byte
	if _, ok := header.Get("Date"); !ok {
		added = append(added, mail.FormatField("Date", mail.FormatDate(now)))
	}
	if _, ok := header.Get("Message-ID"); !ok {
		id := strings.Join([]string{now.UTC().Format("20060102150405"), queue, "submitted"}, ".")
		added = append(added, mail.FormatField("Message-ID", "<"+id+"@"+domain+">"))
	}
	if len(added) == 0 {
		return data
	}
	if len(header.Fields) == 0 || header.Fields[0].Name == "" {
		// No header at all: what came is the body, and a blank line must say so.
		if !bytes.HasPrefix(data, []byte("\r\n")) {
			added = append(added, []byte("\r\n"))
		}
	}
	return mail.Prepend(data, added...)
}
