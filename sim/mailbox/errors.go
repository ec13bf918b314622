package mailbox

import (
	"errors"
	"fmt"
)

// What can be wrong with a request. Sessions turn these into replies.
var (
	ErrNoAccount    = errors.New("mailbox: no such account")
	ErrCredentials  = errors.New("mailbox: user name or password is wrong")
	ErrNeedsKey     = errors.New("mailbox: the password is right, but a key made for the program is needed")
	ErrNoFolder     = errors.New("mailbox: no such folder")
	ErrFolderExists = errors.New("mailbox: the folder exists already")
	ErrFolderName   = errors.New("mailbox: a folder cannot have this name")
	ErrHasChildren  = errors.New("mailbox: the folder has folders inside it")
	ErrInbox        = errors.New("mailbox: INBOX cannot be deleted")
	ErrLimit        = errors.New("mailbox: the account has reached a limit")
	ErrKeyword      = errors.New("mailbox: the folder takes no such keyword")
	ErrSpecialUse   = errors.New("mailbox: no such special use, or it is taken")
	ErrTooBig       = errors.New("mailbox: the message is too big")
	ErrInUse        = errors.New("mailbox: another session has the maildrop open")
	ErrNoMessage    = errors.New("mailbox: no such message")
	ErrClosed       = errors.New("mailbox: the maildrop was closed")
)

// QuotaError says that a message found no room.
type QuotaError struct {
	Account string // address
	Quota   int64  // octets the account may hold
	Used    int64  // octets it holds
	Octets  int64  // octets that were to be added
}

func (e *QuotaError) Error() string {
	return fmt.Sprintf("mailbox: %s is full: %d of %d octets used, no room for %d more", e.Account, e.Used, e.Quota, e.Octets)
}

// SMTP is the reply an MTA gives for it: 452 "insufficient system storage" (RFC
// 5321 §4.2.3) with the enhanced code 4.2.2 "mailbox full" (RFC 3463 §3.3). It is
// temporary, because the owner may tidy up while the sender tries again.
func (e *QuotaError) SMTP() (code int, enhanced [3]int, text string) {
	return 452, [3]int{4, 2, 2}, "Mailbox full"
}
