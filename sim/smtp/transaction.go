package smtp

import (
	"errors"

	"posta/sim/mail"
)

// Outcome is what a server said about one recipient.
type Outcome struct {
	Recipient mail.Recipient
	Reply     Reply
	Err       *Error // nil: accepted for now; the final dot decides
	Asked     bool   // false: the transaction failed before its turn came
}

// Transaction is how one transaction went (RFC 5321 section 3.3).
type Transaction struct {
	Rcpts []Outcome
	Reply Reply  // to the final dot; zero when it was not reached
	Err   *Error // what failed the whole transaction; nil when the letter was accepted, or when every recipient was refused
}

// Sent says whether the server took the letter for at least one recipient.
func (t *Transaction) Sent() bool { return t.Err == nil && t.Reply.OK() }

// Failure is the error that counts for recipient i: its own, or the transaction's. nil: the server has taken the letter for it.
func (t *Transaction) Failure(i int) *Error {
	if t.Rcpts[i].Err != nil {
		return t.Rcpts[i].Err
	}
	return t.Err
}

// Send does one transaction: MAIL, each RCPT with its own outcome, and DATA if there is a recipient left. Afterwards the
// connection is ready for the next, by RSET where the transaction did not end by itself, unless Err says that it is lost
// (see Lost).
func (c *Client) Send(e *mail.Envelope, msg []byte) Transaction {
	t := Transaction{Rcpts: make([]Outcome, len(e.Recipients))}
	for i := range e.Recipients {
		t.Rcpts[i].Recipient = e.Recipients[i]
	}
	if _, err := c.Mail(e); err != nil {
		t.fail(err)
		return t
	}
	accepted := 0
	for i := range t.Rcpts {
		o := &t.Rcpts[i]
		var err error
		o.Asked = true
		if o.Reply, err = c.Rcpt(&o.Recipient); err == nil {
			accepted++
			continue
		}
		errors.As(err, &o.Err)
		if o.Err.Lost() {
			t.Err = o.Err
			return t
		}
	}
	if accepted == 0 {
		c.giveUp(&t)
		return t
	}
	var err error
	if t.Reply, err = c.Data(msg); err != nil {
		t.fail(err)
		if t.Err.Stage == StageDATA && !t.Err.Lost() {
			c.giveUp(&t)
		}
	}
	return t
}

// giveUp ends a transaction that will have no letter (RFC 5321 section 4.1.1.5).
func (c *Client) giveUp(t *Transaction) {
	if _, err := c.Reset(); err != nil && t.Err == nil {
		t.fail(err)
	}
}

func (t *Transaction) fail(err error) { errors.As(err, &t.Err) }

// Lost says whether the connection can carry no further transaction: the network failed, or the server said 421 (RFC 5321
// section 3.8).
func (e *Error) Lost() bool {
	return e.Code == 421 || e.Code == 0 && !errors.Is(e.Err, ErrNotOffered) || errors.Is(e.Err, ErrUnexpectedReply)
}
