package smtp

import (
	"errors"
	"fmt"

	"posta/sim/mail"
)

// Stage is the step of a delivery that failed. It decides what may be tried next: another exchanger before the letter has
// begun, never again once the final dot was answered with yes, and with doubt when it was not answered at all.
type Stage string

// The stages, in order.
const (
	StageConnect  Stage = "connect"
	StageGreeting Stage = "greeting"
	StageEHLO     Stage = "ehlo"
	StageSTARTTLS Stage = "starttls"
	StageAUTH     Stage = "auth"
	StageMAIL     Stage = "mail"
	StageRCPT     Stage = "rcpt"
	StageDATA     Stage = "data" // DATA itself, and the letter up to its final dot
	StageDot      Stage = "dot"  // after the final dot: the server may have the letter
	StageRSET     Stage = "rset"
	StageQUIT     Stage = "quit"
)

// Error is a step that failed: by a reply (Code is set), or by the network or the client's own judgement (Err is set).
type Error struct {
	Stage    Stage
	Code     int
	Enhanced mail.Status
	Text     string
	Err      error
}

func (e *Error) Error() string {
	if e.Code != 0 {
		return fmt.Sprintf("smtp %s: %s", e.Stage, e.Reply())
	}
	return fmt.Sprintf("smtp %s: %v", e.Stage, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// Reply is the reply that was the failure; zero when there was none.
func (e *Error) Reply() Reply { return Reply{Code: e.Code, Enhanced: e.Enhanced, Text: e.Text} }

// Temporary says whether trying later may help: 4xx (RFC 5321 section 4.2.1), and every failure of the network. Where the
// client itself saw that it cannot be, Enhanced is 5.x.x and it is not.
func (e *Error) Temporary() bool {
	if e.Code != 0 && !errors.Is(e.Err, ErrUnexpectedReply) {
		return e.Code/100 == 4
	}
	return e.Enhanced.Class != 5
}

// ErrUnexpectedReply is a reply of a class that makes no sense where it came, such as 2xx to DATA.
var ErrUnexpectedReply = errors.New("a reply that makes no sense here (RFC 5321 section 4.3.2)")

// ErrNotOffered is an extension that is needed and that the server does not offer.
var ErrNotOffered = errors.New("the server does not offer it")

// MissingError names the extension; errors.Is finds ErrNotOffered in it.
type MissingError struct{ Extension string }

func (e *MissingError) Error() string { return e.Extension + ": " + ErrNotOffered.Error() }
func (e *MissingError) Unwrap() error { return ErrNotOffered }
