package mua

import (
	"errors"
	"fmt"

	"posta/sim/actor"
	"posta/sim/actor/tokens"
	"posta/sim/http"
	"posta/sim/oauth"
	"posta/sim/oauthbearer"
)

// maxAnswer is the longest answer that is taken of a token endpoint.
const maxAnswer = 16 << 10

// bearer tells whether a secret is the access token that the device holds, which is shown by
// OAUTHBEARER and not said as a password is.
func (d *Device) bearer(secret string) bool {
	k := d.holds()
	return k.Bearer && secret == k.Secret
}

// showToken logs in with the device's access token. When the server says that it does not
// count, the program gets another, and shows that; only where there is none to be had the no
// stands, and it is the person's turn.
func (d *Device) showToken(door Door, login string, show func(*oauthbearer.Client) error) error {
	c := &oauthbearer.Client{Request: oauthbearer.Request{User: login, Host: door.Host, Port: door.Port, Token: d.holds().Secret}}
	no := show(c)
	if no == nil || c.Refused.Status != oauthbearer.InvalidToken || d.holds().Refresh == "" {
		return no
	}
	if err := d.renew(); errors.Is(err, actor.ErrStopped) {
		return err
	} else if err != nil {
		return no // as the server of the mail has said it; what the endpoint said is on its own connection
	}
	c.Token, c.Refused = d.holds().Secret, oauthbearer.Refusal{}
	return show(c)
}

// renew gets another access token for the refresh token (RFC 6749 section 6).
func (d *Device) renew() error {
	k := d.holds()
	conn, err := d.dial(k.Endpoint)
	if err != nil {
		return fmt.Errorf("asking for another access token: %w", err)
	}
	defer conn.Close()
	conn.SetDeadline(d.m.Now().Add(ReplyTimeout))
	ask := oauth.Refresh{Client: tokens.Client, Token: k.Refresh}
	r, err := http.Do(conn, k.Endpoint.Host, &http.Request{Method: "POST", Target: tokens.Path, Body: ask.Encode(),
		Fields: http.Fields{{Name: "Content-Type", Value: oauth.FormType}, {Name: "Accept", Value: oauth.JSONType}}}, maxAnswer)
	if err != nil {
		return err
	}
	grant, err := oauth.ParseAnswer(r.Status, r.Body)
	var no *oauth.Refusal
	if errors.As(err, &no) && no.Code == oauth.ErrGrant.Code {
		k.Refresh = "" // it will never count again: to show it once more is no use
		d.Hold(k)
	}
	if err != nil {
		return err
	}
	if k.Secret = grant.Access; grant.Refresh != "" {
		k.Refresh = grant.Refresh
	}
	d.Hold(k)
	return nil
}
