// Package oauth is how a mail program gets another access token when its own has ended: it
// shows its refresh token at the token endpoint of its owner's provider, and is given a fresh
// one, without anybody's being asked (RFC 6749 section 6).
//
// In a letter's journey this is beside the road: it goes over HTTPS, and only then the program
// can log in again (package oauthbearer) to fetch or to submit. The package knows the form that
// is sent and the JSON that comes back. It judges no token, and the rest of OAuth, such as how
// a person lets a program in for the first time, is in a browser and not here.
package oauth

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// The media types of what is sent and of what is answered (RFC 6749 sections 5.1 and 6).
const (
	FormType = "application/x-www-form-urlencoded"
	JSONType = "application/json"
)

// grantType is what a refresh asks by (RFC 6749 section 6).
const grantType = "refresh_token"

// Refresh is what a program sends. Mail programs are public clients: whatever secret they came
// with would be everybody's, so they only say which program they are (RFC 8252 section 8.5).
type Refresh struct {
	Client string // the program's client_id
	Token  string // its refresh token
}

// Encode writes the body of the request.
func (r Refresh) Encode() []byte {
	return []byte("grant_type=" + grantType + "&refresh_token=" + url.QueryEscape(r.Token) + "&client_id=" + url.QueryEscape(r.Client))
}

// Refusal is the endpoint's no (RFC 6749 section 5.2).
type Refusal struct {
	Code string `json:"error"`
}

func (r *Refusal) Error() string { return "the token endpoint says " + r.Code }

// Encode writes the body of a no.
func (r *Refusal) Encode() []byte { return encode(r) }

// The endpoint's reasons (RFC 6749 section 5.2).
var (
	// ErrRequest: it is no request for a token.
	ErrRequest = &Refusal{"invalid_request"}
	// ErrClient: the program is none that is known.
	ErrClient = &Refusal{"invalid_client"}
	// ErrGrant: the refresh token has been used, has been taken back, or never was one.
	ErrGrant = &Refusal{"invalid_grant"}
	// ErrGrantType: something else is asked for than is given here.
	ErrGrantType = &Refusal{"unsupported_grant_type"}
)

// ParseRefresh reads a request's body.
func ParseRefresh(contentType string, body []byte) (r Refresh, err error) {
	media, _, _ := strings.Cut(contentType, ";")
	form, err := url.ParseQuery(string(body))
	if err != nil || !strings.EqualFold(strings.TrimSpace(media), FormType) {
		return r, ErrRequest
	}
	for _, values := range form {
		if len(values) > 1 { // RFC 6749 section 3.2: none comes twice
			return r, ErrRequest
		}
	}
	r = Refresh{Client: form.Get("client_id"), Token: form.Get("refresh_token")}
	switch {
	case form.Get("grant_type") == "":
		return r, ErrRequest
	case form.Get("grant_type") != grantType:
		return r, ErrGrantType
	case r.Token == "":
		return r, ErrRequest
	}
	return r, nil
}

// Grant is the endpoint's yes (RFC 6749 section 5.1).
type Grant struct {
	Access  string
	Lasts   time.Duration // how long it counts; 0: the endpoint does not say
	Refresh string        // takes the place of the one that was shown; "": that one goes on
	Scope   string
}

// body is a grant as it is written.
type body struct {
	Access  string `json:"access_token"`
	Type    string `json:"token_type"`
	Seconds int64  `json:"expires_in,omitempty"`
	Refresh string `json:"refresh_token,omitempty"`
	Scope   string `json:"scope,omitempty"`
}

// tokenType is how the token is shown afterwards (RFC 6750).
const tokenType = "Bearer"

// Encode writes the body of a yes.
func (g Grant) Encode() []byte {
	return encode(body{g.Access, tokenType, int64(g.Lasts / time.Second), g.Refresh, g.Scope})
}

// ErrAnswer is an answer that is neither yes nor no.
var ErrAnswer = errors.New("oauth: not an answer of a token endpoint (RFC 6749 section 5)")

// ParseAnswer reads an answer by its HTTP status: a no is a [*Refusal].
func ParseAnswer(status int, text []byte) (Grant, error) {
	if status != 200 {
		no := new(Refusal)
		if err := json.Unmarshal(text, no); err != nil || no.Code == "" {
			return Grant{}, fmt.Errorf("%w: status %d", ErrAnswer, status)
		}
		return Grant{}, no
	}
	var b body
	switch err := json.Unmarshal(text, &b); {
	case err != nil || b.Access == "" || b.Seconds < 0 || b.Seconds > maxSeconds:
		return Grant{}, ErrAnswer
	case !strings.EqualFold(b.Type, tokenType): // section 7.1: of a type that it does not know, a client uses none
		return Grant{}, fmt.Errorf("%w: a token of the type %.20q", ErrAnswer, b.Type)
	}
	return Grant{b.Access, time.Duration(b.Seconds) * time.Second, b.Refresh, b.Scope}, nil
}

// maxSeconds keeps a duration from running over.
const maxSeconds = 100 * 365 * 24 * 3600

func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings and numbers alone
	}
	return b
}
