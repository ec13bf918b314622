package campaign

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// Mark says which letter of which campaign something is about. It travels in the reverse-path (VERP: variable envelope
// return path), in links and in the Message-ID, and comes back in bounces, requests and complaints. Whoever makes one up
// does not have the secret.
type Mark struct {
	Campaign int // counts the sender's campaigns from 1
	Letter   int // counts the campaign's recipients from 1
}

// markOctets is how much of the code of authentication a mark has: guessing one takes 2^39 tries on average.
const markOctets = 5

// Text writes a mark for a purpose: one that stands in a link to a picture is worth nothing as a way to unsubscribe others.
func (m Mark) Text(secret []byte, purpose string) string {
	head := strconv.FormatInt(int64(m.Campaign), 36) + "-" + strconv.FormatInt(int64(m.Letter), 36)
	return head + "-" + Code(secret, purpose, head)
}

// Code is the code of authentication of a text, for a purpose.
func Code(secret []byte, purpose, head string) string {
	sum := hmac.New(sha256.New, secret)
	sum.Write([]byte(purpose + " " + head))
	return hex.EncodeToString(sum.Sum(nil)[:markOctets])
}

// ReadMark reads a mark; false: it is none, or not one of ours. Case does not count: local parts come back in any.
func ReadMark(text string, secret []byte, purpose string) (Mark, bool) {
	text = strings.ToLower(text)
	i := strings.LastIndexByte(text, '-')
	if i < 0 || len(text) > maxMark || !hmac.Equal([]byte(text[i+1:]), []byte(Code(secret, purpose, text[:i]))) {
		return Mark{}, false
	}
	c, l, ok := strings.Cut(text[:i], "-")
	campaign, err := strconv.ParseInt(c, 36, 32)
	letter, err2 := strconv.ParseInt(l, 36, 32)
	if !ok || err != nil || err2 != nil || campaign < 1 || letter < 1 {
		return Mark{}, false
	}
	return Mark{Campaign: int(campaign), Letter: int(letter)}, true
}

// maxMark is the longest mark, in octets.
const maxMark = 2*7 + 2 + 2*markOctets

// Purposes of marks.
const (
	ForBounce      = "bounce"
	ForOpen        = "open"
	ForClick       = "click"
	ForUnsubscribe = "unsubscribe"
	ForConfirm     = "confirm"
	ForLanding     = "landing"
	ForConversion  = "conversion"
	ForMessageID   = "message-id"
)
