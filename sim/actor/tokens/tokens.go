// Package tokens is the token endpoint of a mail provider (RFC 6749 section 3.2): the page, for
// programs alone, at which one whose access token has ended gets another for its refresh token.
//
// Which tokens there are, whose they are and for how long is the provider's, that is the
// configuration's. The endpoint reads what is asked, records what became of it, and answers.
package tokens

import (
	"errors"
	"net"
	"strings"

	"posta/sim/actor"
	"posta/sim/http"
	"posta/sim/oauth"
	"posta/sim/trace"
)

// Path is where it stands at its host.
const Path = "/token"

// Client is the client_id of Posta's mail program.
const Client = "posta-mail"

// Endpoint is one provider's.
type Endpoint struct {
	Machine actor.Machine
	// Renew gives another token for a refresh token, which is used up by that; false: it does
	// not count. The fact says whose it was, where that is known, and until when the new one is good.
	Renew func(refresh string) (oauth.Grant, trace.TokenRenewed, bool)
}

// Serve answers a program.
func (e *Endpoint) Serve(conn net.Conn, r *http.Request) *http.Response {
	path, _, _ := strings.Cut(r.Target, "?")
	switch {
	case path != Path:
		return &http.Response{Status: 404, Reason: "Not Found"}
	case r.Method != "POST": // RFC 6749 section 3.2
		return &http.Response{Status: 405, Reason: "Method Not Allowed", Fields: http.Fields{{Name: "Allow", Value: "POST"}}}
	}
	grant, fact, err := e.judge(r)
	var no *oauth.Refusal
	if errors.As(err, &no) {
		fact.Error = no.Code
		e.Machine.Record(conn, fact)
		return answer(400, "Bad Request", no.Encode())
	}
	fact.OK = true
	e.Machine.Record(conn, fact)
	return answer(200, "OK", grant.Encode())
}

func (e *Endpoint) judge(r *http.Request) (oauth.Grant, trace.TokenRenewed, error) {
	asked, err := oauth.ParseRefresh(r.Fields.Get("Content-Type"), r.Body)
	switch {
	case err != nil:
		return oauth.Grant{}, trace.TokenRenewed{}, err
	case asked.Client != Client:
		return oauth.Grant{}, trace.TokenRenewed{}, oauth.ErrClient
	}
	grant, fact, ok := e.Renew(asked.Token)
	if !ok {
		return oauth.Grant{}, fact, oauth.ErrGrant
	}
	return grant, fact, nil
}

// answer keeps what it says from being kept on the way (RFC 6749 section 5.1).
func answer(status int, reason string, body []byte) *http.Response {
	return &http.Response{Status: status, Reason: reason, Body: body, Fields: http.Fields{
		{Name: "Content-Type", Value: oauth.JSONType}, {Name: "Cache-Control", Value: "no-store"}, {Name: "Pragma", Value: "no-cache"}}}
}
