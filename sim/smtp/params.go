package smtp

import (
	"fmt"
	"strconv"
	"strings"

	"posta/sim/mail"
)

// MailParams are the parameters of MAIL, decoded.
type MailParams struct {
	Size     int64    // RFC 1870; 0: not said
	Body     string   // RFC 6152: mail.Body7Bit, mail.Body8BitMIME or ""
	SMTPUTF8 bool     // RFC 6531
	RET      mail.Ret // RFC 3461 section 4.3
	ENVID    string   // RFC 3461 section 4.4
	Auth     string   // RFC 4954 section 5: the mailbox that submitted it first, or "<>"; "" when not said
}

// RcptParams are the parameters of RCPT, decoded (RFC 3461 sections 4.1 and 4.2).
type RcptParams struct {
	Notify mail.Notify
	ORCPT  mail.OriginalRecipient
}

// param is one KEY[=value] of RFC 5321 section 4.1.2. They are kept in a list, not in a map: of several bad ones the
// first is the one told.
type param struct{ key, value string }

var errSyntaxParam = R(501, "5.5.4", "Syntax error in parameters")

func splitParams(s string) ([]param, Reply) {
	var list []param
	for _, word := range strings.Fields(s) {
		key, value, _ := strings.Cut(word, "=")
		p := param{key: upperASCII(key), value: value}
		if !isKeyword(key) || !isParamValue(word, key, value) {
			return nil, errSyntaxParam
		}
		for _, have := range list {
			if have.key == p.key { // RFC 1870 section 3 and its kin: at most once each
				return nil, R(501, "5.5.4", "Parameter "+p.key+" given twice")
			}
		}
		list = append(list, p)
	}
	return list, Reply{}
}

// isKeyword is esmtp-keyword of RFC 5321 section 4.1.2.
func isKeyword(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' && i > 0) {
			return false
		}
	}
	return s != ""
}

// isParamValue is esmtp-value: no "=", no control character, and not empty once there is an "=".
func isParamValue(word, key, value string) bool {
	if len(word) == len(key) {
		return true
	}
	for i := range len(value) {
		if value[i] <= ' ' || value[i] == '=' || value[i] == 0x7f {
			return false
		}
	}
	return value != ""
}

// parseMail reads what follows MAIL.
func parseMail(args string, offers func(string) bool) (mail.Address, MailParams, Reply) {
	var p MailParams
	fail := func(r Reply) (mail.Address, MailParams, Reply) { return mail.Address{}, MailParams{}, r }
	path, ok := cutFold(args, "FROM:")
	if !ok {
		return fail(R(501, "5.5.4", "Syntax: MAIL FROM:<address>"))
	}
	from, rest, err := mail.ParseReversePath(strings.TrimLeft(path, " "))
	if err != nil {
		return fail(R(501, "5.1.7", "Bad sender address syntax")) // RFC 3463 section 3.2
	}
	params, bad := splitParams(rest)
	if !bad.IsZero() {
		return fail(bad)
	}
	for _, one := range params {
		if bad := p.set(one, offers); !bad.IsZero() {
			return fail(bad)
		}
	}
	if !from.IsASCII() && !p.SMTPUTF8 {
		return fail(errNeedsUTF8)
	}
	return from, p, Reply{}
}

// errNeedsUTF8: RFC 6531 section 3.5.
var errNeedsUTF8 = R(553, "5.6.7", "Address beyond ASCII needs SMTPUTF8")

// set judges one parameter. One whose extension was not offered is as unknown as any other: 555 (RFC 5321 section 4.1.1.11).
func (p *MailParams) set(one param, offers func(string) bool) Reply {
	unknown := R(555, "5.5.4", "MAIL parameter "+one.key+" not recognized or not implemented")
	known := map[string]string{"SIZE": "SIZE", "BODY": "8BITMIME", "SMTPUTF8": "SMTPUTF8", "RET": "DSN", "ENVID": "DSN", "AUTH": "AUTH"}
	if extension, ok := known[one.key]; !ok || !offers(extension) {
		return unknown
	}
	bad := R(501, "5.5.4", "Bad value of parameter "+one.key)
	switch one.key {
	case "SIZE":
		n, err := strconv.ParseUint(one.value, 10, 63)
		if err != nil || len(one.value) > 20 { // RFC 1870 section 3: up to 20 digits
			return bad
		}
		p.Size = int64(n)
	case "BODY":
		p.Body = upperASCII(one.value)
		if p.Body != mail.Body7Bit && p.Body != mail.Body8BitMIME {
			return bad
		}
	case "SMTPUTF8":
		p.SMTPUTF8 = true
		if one.value != "" {
			return bad
		}
	case "RET":
		p.RET = mail.Ret(upperASCII(one.value))
		if p.RET != mail.RetFull && p.RET != mail.RetHeaders {
			return bad
		}
	case "ENVID":
		id, ok := mail.DecodeXtext(one.value)
		if !ok || id == "" || len(one.value) > maxENVID || !isPrintableASCII(id) {
			return bad
		}
		p.ENVID = id
	case "AUTH":
		who, ok := mail.DecodeXtext(one.value)
		if !ok || who == "" || !isPrintableASCII(who) {
			return bad
		}
		p.Auth = who
	}
	return Reply{}
}

const (
	maxENVID = 100 // RFC 3461 section 4.4
	maxORCPT = 500 // RFC 3461 section 4.2
)

// parseRcpt reads what follows RCPT.
func parseRcpt(args string, utf8 bool, offers func(string) bool) (mail.Address, RcptParams, Reply) {
	var p RcptParams
	fail := func(r Reply) (mail.Address, RcptParams, Reply) { return mail.Address{}, RcptParams{}, r }
	path, ok := cutFold(args, "TO:")
	if !ok {
		return fail(R(501, "5.5.4", "Syntax: RCPT TO:<address>"))
	}
	to, rest, err := mail.ParseForwardPath(strings.TrimLeft(path, " "))
	if err != nil {
		return fail(R(501, "5.1.3", "Bad recipient address syntax")) // RFC 3463 section 3.2
	}
	params, bad := splitParams(rest)
	if !bad.IsZero() {
		return fail(bad)
	}
	for _, one := range params {
		switch {
		case one.key == "NOTIFY" && offers("DSN"):
			p.Notify, err = mail.ParseNotify(one.value)
		case one.key == "ORCPT" && offers("DSN"):
			p.ORCPT, err = mail.ParseORCPT(one.value)
			if len(one.value) > maxORCPT {
				err = fmt.Errorf("ORCPT is longer than %d octets", maxORCPT)
			}
		default:
			return fail(R(555, "5.5.4", "RCPT parameter "+one.key+" not recognized or not implemented"))
		}
		if err != nil {
			return fail(R(501, "5.5.4", "Bad value of parameter "+one.key))
		}
	}
	if !to.IsASCII() && !utf8 {
		return fail(errNeedsUTF8)
	}
	return to, p, Reply{}
}

func cutFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return "", false
	}
	return s[len(prefix):], true
}

func isPrintableASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
