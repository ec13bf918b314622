package pop3

import (
	"errors"
	"fmt"
	"strconv"

	"posta/sim/mail"
)

// The TRANSACTION state (RFC 1939 §5), and UPDATE behind it (§6).

// stat is the one reply whose text is for machines: count and octets, with
// messages marked as deleted in neither (RFC 1939 §5).
func (s *session) stat(Command) error {
	var messages int
	var octets int64
	for i := range s.msgs {
		m := &s.msgs[i]
		if m.deleted {
			continue
		}
		if err := s.measure(m); err != nil {
			return s.fail(err)
		}
		messages++
		octets += m.Octets
	}
	return s.ok(fmt.Sprintf("%d %d", messages, octets))
}

// list is a scan listing: of one message, or of all that are not marked (RFC
// 1939 §5).
func (s *session) list(cmd Command) error {
	return s.listing(cmd, "Scan listing follows", func(n int, m *message) (string, error) {
		err := s.measure(m)
		return fmt.Sprintf("%d %d", n, m.Octets), err
	})
}

// uidl is a unique-id listing (RFC 1939 §7).
func (s *session) uidl(cmd Command) error {
	return s.listing(cmd, "Unique-id listing follows", func(n int, m *message) (string, error) {
		return fmt.Sprintf("%d %s", n, m.UID), nil
	})
}

// listing answers LIST and UIDL: with an argument one line, without it many.
func (s *session) listing(cmd Command, title string, line func(int, *message) (string, error)) error {
	if args := cmd.Args(); len(args) == 1 {
		n, m, err := s.numbered(args[0])
		if err != nil {
			return s.fail(err)
		}
		text, err := line(n, m)
		if err != nil {
			return s.fail(err)
		}
		return s.ok(text)
	}
	reply := []byte("+OK " + title + "\r\n")
	for i := range s.msgs {
		if s.msgs[i].deleted {
			continue
		}
		text, err := line(i+1, &s.msgs[i])
		if err != nil {
			return s.fail(err) // nothing is written yet
		}
		reply = append(append(reply, text...), '\r', '\n')
	}
	return s.write(append(reply, ".\r\n"...))
}

// retr sends a message (RFC 1939 §5).
func (s *session) retr(cmd Command) error {
	_, m, err := s.numbered(cmd.Args()[0])
	if err != nil {
		return s.fail(err)
	}
	raw, err := s.drop.Retr(m.UID)
	if err != nil {
		return s.fail(err)
	}
	text := mail.Canonical(raw)
	size := int64(len(text))
	if (m.measured || m.Octets != 0) && m.Octets != size {
		// The client was told another size and may have planned on it.
		return s.fail(&Error{Code: CodeSysPerm, Text: fmt.Sprintf("The message has %d octets and was said to have %d", size, m.Octets)})
	}
	m.Octets, m.measured = size, true
	return s.send(count(len(text), "octet"), text, m, -1)
}

// top sends a message's header and some lines of its body (RFC 1939 §7). Clients
// that leave mail on the server look with it before they fetch.
func (s *session) top(cmd Command) error {
	args := cmd.Args()
	_, m, err := s.numbered(args[0])
	if err != nil {
		return s.fail(err)
	}
	lines, ok := number(args[1])
	if !ok {
		return s.reject("The number of lines is not a number")
	}
	raw, err := s.drop.Top(m.UID, lines)
	if err != nil {
		return s.fail(err)
	}
	return s.send("Top of message follows", mail.Canonical(raw), m, lines)
}

// send writes a message as a multi-line reply.
func (s *session) send(title string, canonical []byte, m *message, lines int) error {
	reply := make([]byte, 0, len(canonical)+len(canonical)/64+64)
	reply = append(reply, "+OK "+title+"\r\n"...)
	if err := s.write(appendStuffed(reply, canonical)); err != nil {
		return err
	}
	if s.srv.OnRetrieved != nil {
		s.srv.OnRetrieved(s.Session, m.Message, lines)
	}
	return nil
}

// dele marks a message: it is gone from sight and still in the maildrop (RFC 1939
// §5).
func (s *session) dele(cmd Command) error {
	n, m, err := s.numbered(cmd.Args()[0])
	if err != nil {
		return s.fail(err)
	}
	m.deleted = true
	return s.ok(fmt.Sprintf("Message %d marked as deleted", n))
}

func (s *session) noop(Command) error { return s.ok("Nothing done") }

// rset takes every mark away (RFC 1939 §5).
func (s *session) rset(Command) error {
	for i := range s.msgs {
		s.msgs[i].deleted = false
	}
	return s.ok("Maildrop has " + count(len(s.msgs), "message"))
}

// quit ends the conversation. From TRANSACTION it goes through UPDATE: marked
// messages are removed, here and nowhere else (RFC 1939 §6). From AUTHORIZATION
// there is nothing to update (§4).
func (s *session) quit(Command) error {
	if s.state == authorization {
		return s.bye(s.ok("Goodbye"))
	}
	var deleted []Message
	var uids []string
	for _, m := range s.msgs {
		if m.deleted {
			deleted = append(deleted, m.Message)
			uids = append(uids, m.UID)
		}
	}
	var err error
	if len(uids) > 0 {
		err = s.drop.Commit(uids)
		if s.srv.OnCommitted != nil {
			s.srv.OnCommitted(s.Session, deleted, err)
		}
	}
	// The lock goes whether or not that went well (RFC 1939 §6), and before the
	// reply: a client that has its answer may be back before this line ends, and
	// must not be stopped by its own lock.
	s.release()
	if err != nil {
		if e := (*Error)(nil); !errors.As(err, &e) {
			err = &Error{Code: CodeSysTemp, Text: "Some deleted messages were not removed"}
		}
		return s.bye(s.fail(err))
	}
	return s.bye(s.ok("Goodbye; " + count(len(uids), "message") + " removed"))
}

func (s *session) bye(err error) error {
	if err != nil {
		return err
	}
	return errQuit
}

// numbered finds a message by its message-number, "a decimal number" counted
// from 1. A message that is marked is as good as none (RFC 1939 §5).
func (s *session) numbered(arg string) (int, *message, error) {
	n, ok := number(arg)
	switch {
	case !ok || n < 1:
		return 0, nil, &Error{Text: "A message-number is a decimal number, from 1"}
	case n > len(s.msgs):
		return 0, nil, &Error{Text: "No such message: there are " + strconv.Itoa(len(s.msgs))}
	case s.msgs[n-1].deleted:
		return 0, nil, &Error{Text: fmt.Sprintf("Message %d is marked as deleted", n)}
	}
	return n, &s.msgs[n-1], nil
}

// measure finds out a size the store did not tell.
func (s *session) measure(m *message) error {
	if m.measured || m.Octets != 0 {
		return nil
	}
	raw, err := s.drop.Retr(m.UID)
	if err != nil {
		return err
	}
	m.Octets, m.measured = WireOctets(raw), true
	return nil
}

// maxDigits keeps every number within an int on every machine that runs this.
const maxDigits = 9

// number reads a decimal number without sign.
func number(s string) (int, bool) {
	if s == "" || len(s) > maxDigits {
		return 0, false
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}
