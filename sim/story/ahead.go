package story

import "posta/sim/trace"

// transaction is one of a conversation's (RFC 5321 section 3.3).
type transaction struct {
	envelope, letter *exchange
	said             bool // the letter, to its final dot
	over             bool // the server has answered for it
	early            bool // it was begun between those two of the one before it
}

// transact notes what begins or goes on, and gives the transaction if it was said early.
func (t *talk) transact(stage string, g *exchange) (early *transaction) {
	switch n := len(t.transactions); {
	case stage == "envelope":
		if n > 0 && t.transactions[n-1].letter == nil {
			t.transactions = t.transactions[:n-1] // it was given up
		}
		one := &transaction{envelope: g}
		if n = len(t.transactions); n > 0 {
			before := t.transactions[n-1]
			one.early = before.said && !before.over
		}
		if !one.early {
			t.transactions = t.transactions[:0]
		}
		t.transactions = append(t.transactions, one)
	case stage == "letter" && n > 0:
		t.transactions[n-1].letter = g
	}
	if n := len(t.transactions); n > 0 && t.transactions[n-1].early {
		return t.transactions[n-1]
	}
	return nil
}

// said and over note that a letter has been said to its end, and that the server has answered for it.
func (t *talk) said(letter *exchange) { t.note(letter, func(one *transaction) { one.said = true }) }
func (t *talk) over(letter *exchange) { t.note(letter, func(one *transaction) { one.over = true }) }

func (t *talk) note(letter *exchange, what func(*transaction)) {
	for _, one := range t.transactions {
		if one.letter == letter && letter != nil {
			what(one)
		}
	}
}

// ahead is the exchange that a server's decision belongs to where the client has said more than one transaction ahead (RFC 2920): the
// server goes through them one by one. Nil: there is only one that it can be about.
func (t *talk) ahead(f trace.Fact) *exchange {
	for len(t.transactions) > 1 && t.transactions[0].over {
		t.transactions = t.transactions[1:]
	}
	if len(t.transactions) == 0 || t.transactions[0].letter == nil || len(t.transactions) == 1 && !t.transactions[0].early {
		return nil // the usual case: one after the other
	}
	first := t.transactions[0]
	switch f := f.(type) {
	case trace.MessageAccepted:
		return first.letter
	case trace.RecipientDecided:
		return first.envelope
	case trace.PolicyChecked:
		if f.Phase == "data" {
			return first.letter
		}
		return first.envelope
	}
	return nil
}
