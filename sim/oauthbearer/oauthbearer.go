// Package oauthbearer is how a mail program logs in with a key that was made for it alone: the
// SASL mechanism OAUTHBEARER (RFC 7628). In place of a password it says an access token (RFC
// 6750), which its owner's provider gave out for this program, which ends by itself, and which
// can be taken back without touching any other.
//
// It is the same in IMAP, POP3 and SMTP: one message from the client, and then a yes; or a
// challenge that says in JSON what is wrong, a dummy response, and a no. The package knows the
// two messages and that order. It never judges a token.
//
// go-sasl has a server for it too, which is not used here: an empty response to its challenge
// makes it panic, its JSON has a member of a draft ("schemes") and cannot name where to get
// another token, and names with a comma or an equals sign stay escaped (RFC 5801 section 4).
package oauthbearer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Name is the mechanism's.
const Name = "OAUTHBEARER"

// kvsep parts the key/value pairs (RFC 7628 section 3.1).
const kvsep = "\x01"

// Dummy is what the client says to an error challenge (RFC 7628 section 3.2.3).
var Dummy = []byte(kvsep)

// MaxTokenOctets is the longest token that is said or read: with the rest, and in base64, it
// fits a line of any of the protocols.
const MaxTokenOctets = 2048

// Request is what the client says.
type Request struct {
	User  string // the authzid: whom it acts for; "" where the token itself says it
	Host  string // whom it believes to speak to; "" where it does not say
	Port  uint16
	Token string
}

// Errors of a request.
var (
	// ErrSyntax: it is no request of this mechanism.
	ErrSyntax = errors.New("oauthbearer: not a client response (RFC 7628 section 3.1)")
	// ErrBinding: the client asks for channel binding, which the mechanism has not.
	ErrBinding = errors.New("oauthbearer: channel binding is not offered (RFC 7628 section 3.1)")
)

var escaper = strings.NewReplacer("=", "=3D", ",", "=2C") // saslname (RFC 5801 section 4)

// Encode writes the client's message.
func (r Request) Encode() []byte {
	var b bytes.Buffer
	b.WriteString("n,")
	if r.User != "" {
		b.WriteString("a=" + escaper.Replace(r.User))
	}
	b.WriteString("," + kvsep)
	if r.Host != "" {
		b.WriteString("host=" + r.Host + kvsep)
	}
	if r.Port != 0 {
		b.WriteString("port=" + strconv.Itoa(int(r.Port)) + kvsep)
	}
	b.WriteString("auth=Bearer " + r.Token + kvsep + kvsep)
	return b.Bytes()
}

// Parse reads the client's message: a GS2 header, then key/value pairs, each with its end, and
// one more end (RFC 7628 section 3.1).
func Parse(message []byte) (Request, error) {
	var r Request
	header, rest, ok := strings.Cut(string(message), kvsep)
	flag, name, hasName := strings.Cut(header, ",")
	switch {
	case !ok || !hasName:
		return r, fmt.Errorf("%w: it has no GS2 header", ErrSyntax)
	case flag != "n" && (flag == "y" || strings.HasPrefix(flag, "p=")):
		return r, ErrBinding
	case flag != "n":
		return r, fmt.Errorf("%w: the GS2 header begins with n", ErrSyntax)
	}
	name, ended := strings.CutSuffix(name, ",")
	if !ended {
		return r, fmt.Errorf("%w: the GS2 header ends with a comma", ErrSyntax)
	}
	if name != "" {
		coded, ok := strings.CutPrefix(name, "a=")
		if r.User, ok = unescape(coded, ok); !ok {
			return r, fmt.Errorf("%w: the name to act for is no saslname", ErrSyntax)
		}
	}
	pairs, ok := strings.CutSuffix(rest, kvsep)
	if !ok {
		return r, fmt.Errorf("%w: its end is missing", ErrSyntax)
	}
	for pair := range strings.SplitAfterSeq(pairs, kvsep) {
		if pair == "" {
			continue
		}
		if err := r.pair(pair); err != nil {
			return r, err
		}
	}
	if r.Token == "" {
		return r, fmt.Errorf("%w: it has no token", ErrSyntax)
	}
	return r, nil
}

// pair reads one key with its value. Of unknown keys nothing is taken (RFC 7628 section 3.1).
func (r *Request) pair(pair string) error {
	text, ended := strings.CutSuffix(pair, kvsep)
	key, value, ok := strings.Cut(text, "=")
	if !ended || !ok || key == "" || strings.ContainsFunc(key, func(c rune) bool { return (c|0x20) < 'a' || (c|0x20) > 'z' }) {
		return fmt.Errorf("%w: a key, = and a value are expected", ErrSyntax)
	}
	switch key {
	case "host":
		r.Host = value
	case "port":
		n, err := strconv.ParseUint(value, 10, 16)
		if err != nil {
			return fmt.Errorf("%w: the port is no number", ErrSyntax)
		}
		r.Port = uint16(n)
	case "auth":
		scheme, token, ok := strings.Cut(value, " ")
		if !ok || !strings.EqualFold(scheme, "Bearer") || !isToken(token) || r.Token != "" {
			return fmt.Errorf("%w: auth is not one Bearer token", ErrSyntax)
		}
		r.Token = token
	}
	return nil
}

// isToken: b64token (RFC 6750 section 2.1).
func isToken(s string) bool {
	s = strings.TrimRight(s, "=")
	return s != "" && len(s) <= MaxTokenOctets && !strings.ContainsFunc(s, func(c rune) bool {
		return (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && !strings.ContainsRune("-._~+/", c)
	})
}

// unescape undoes =2C and =3D, which are all that may be escaped.
func unescape(s string, ok bool) (string, bool) {
	var b strings.Builder
	ok = ok && s != "" && !strings.ContainsAny(s, ",\x00")
	for ok && s != "" {
		before, after, found := strings.Cut(s, "=")
		if b.WriteString(before); !found {
			break
		}
		switch {
		case strings.HasPrefix(after, "2C"):
			b.WriteByte(',')
		case strings.HasPrefix(after, "3D"):
			b.WriteByte('=')
		default:
			return "", false
		}
		s = after[2:]
	}
	return b.String(), ok
}

// Refusal is the error challenge (RFC 7628 section 3.2.2).
type Refusal struct {
	// Status is invalid_token for one that has ended, was taken back or never was one, or
	// invalid_request (RFC 6750 section 3.1).
	Status string `json:"status"`
	Scope  string `json:"scope,omitempty"`
	// Configuration is where the client learns how to get another token.
	Configuration string `json:"openid-configuration,omitempty"`
}

// Statuses.
const (
	InvalidToken   = "invalid_token"
	InvalidRequest = "invalid_request"
)

// Encode writes the challenge.
func (r Refusal) Encode() []byte {
	b, err := json.Marshal(r)
	if err != nil {
		panic(err) // strings alone
	}
	return b
}

// ParseRefusal reads a challenge.
func ParseRefusal(challenge []byte) (Refusal, error) {
	var r Refusal
	if err := json.Unmarshal(challenge, &r); err != nil || r.Status == "" {
		return Refusal{}, fmt.Errorf("%w: an error challenge is JSON with a status", ErrSyntax)
	}
	return r, nil
}

// Server is the server's side of one exchange, a sasl.Server.
type Server struct {
	// Check judges a token: nil for yes, or the no that is said after the challenge.
	Check func(Request) error
	// Malformed is the no for what is no request.
	Malformed error
	// Scope and Configuration go into the challenge.
	Scope, Configuration string

	no    error
	ended bool
}

// Next takes a message of the client's. A no comes only after the client has answered the
// challenge that explains it: whatever it answers, the exchange has failed (section 3.2.3).
func (s *Server) Next(response []byte) (challenge []byte, done bool, err error) {
	switch {
	case s.no != nil:
		s.ended = true
		return nil, true, s.no
	case s.ended:
		return nil, true, ErrSyntax
	case response == nil:
		return nil, false, nil // the client begins
	}
	refusal := Refusal{Status: InvalidToken, Scope: s.Scope, Configuration: s.Configuration}
	request, err := Parse(response)
	if err != nil {
		refusal.Status = InvalidRequest
		s.no = s.Malformed
		return refusal.Encode(), false, nil
	}
	if s.no = s.Check(request); s.no != nil {
		return refusal.Encode(), false, nil
	}
	s.ended = true
	return nil, true, nil
}
