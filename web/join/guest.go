package join

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"posta/sim/lang"
	"posta/sim/live"
	"posta/sim/scenario"
	"posta/web/feed"
)

// Refused is why a machine was not let in, or is not any more.
type Refused struct{ Why lang.Text }

func (e *Refused) Error() string { return e.Why.EN }

func refused(es, en string, args ...any) error { return &Refused{lang.Sprintf(es, en, args...)} }

// Joined is a machine that was let in.
type Joined struct {
	Scenario *scenario.Scenario
	Seed     uint64
	Far      *live.Far

	client *http.Client
	url    string
	token  string
	host   string
}

// Try asks to be a host of a cast whose page is at an address. From is this machine's address, where it has several; not
// valid: the one by which the other is found.
func Try(ctx context.Context, address, code, host, version string, from netip.Addr) (*Joined, error) {
	from, err := source(address, from)
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{Timeout: wait, LocalAddr: net.TCPAddrFromAddrPort(netip.AddrPortFrom(from, 0))}
	j := &Joined{client: &http.Client{Timeout: wait, Transport: &http.Transport{DialContext: dialer.DialContext}}, url: "http://" + address, host: host}
	var w welcome
	if err := j.post(ctx, "/join/begin", request{Code: code, Host: host, Version: version}, &w); err != nil {
		return nil, err
	}
	j.token = w.Token
	s, problems := scenario.Parse(w.Name, []byte(w.Source))
	if s == nil {
		return nil, problems
	}
	j.Scenario, j.Seed = scenario.In(s, w.Lang), w.Seed
	for _, u := range j.Scenario.Users {
		if password, is := w.Passwords[u.Login()]; is {
			u.Password = password
		}
	}
	j.Far = &live.Far{Host: host, At: from, Start: w.Start, Since: w.Since, Heard: time.Now(), Doors: w.Doors, Disk: w.Disk, Discreet: w.Discreet,
		Tell: func(a live.Ask) (answer live.Answer, err error) { return answer, j.again(ctx, "/join/ask", a, &answer) }}
	return j, nil
}

// source is the address from which another one is reached.
func source(address string, from netip.Addr) (netip.Addr, error) {
	if from.IsValid() {
		return from, nil
	}
	c, err := net.Dial("udp", address) // nothing is sent
	if err != nil {
		return from, err
	}
	defer c.Close()
	at, err := netip.ParseAddrPort(c.LocalAddr().String())
	return at.Addr().Unmap(), err
}

// Ready says that the host's services are there.
func (j *Joined) Ready(ctx context.Context, l *live.Live) error {
	ports := map[uint16]uint16{}
	for _, d := range l.Doors {
		if d.Host == j.host {
			ports[d.Port] = d.At.Port()
		}
	}
	return j.post(ctx, "/join/ready", ports, nil)
}

// Stay says every so often that this machine is there, and does what is done to the cast here as well; contact is told when
// the other machine is not heard, and when it is again. It ends with ctx, or when this machine is no guest any more.
func (j *Joined) Stay(ctx context.Context, l *live.Live, contact func(error)) {
	away := false
	for acts := 0; ctx.Err() == nil; {
		var lines []string
		err := j.post(ctx, "/join/here", map[string]int{"acts": acts}, &lines)
		var no *Refused
		if errors.As(err, &no) || ctx.Err() != nil {
			return
		}
		if (err != nil) != away {
			away = err != nil
			contact(err)
		}
		for _, line := range lines {
			acts++
			l.Repeat(line)
		}
		select {
		case <-ctx.Done():
		case <-time.After(beat):
		}
	}
}

// Leave says that this machine goes.
func (j *Joined) Leave() {
	ctx, stop := context.WithTimeout(context.Background(), wait)
	defer stop()
	j.post(ctx, "/join/leave", struct{}{}, nil)
}

const (
	// wait is how long an answer is waited for, pause how long until it is asked again, beat how often it is said that one is
	// there: well within live.Absent.
	wait  = 5 * time.Second
	pause = 200 * time.Millisecond
	beat  = 2 * time.Second
)

// again asks until there is an answer.
func (j *Joined) again(ctx context.Context, to string, what, into any) error {
	for {
		err := j.post(ctx, to, what, into)
		var no *Refused
		if err == nil || errors.As(err, &no) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// post asks once.
func (j *Joined) post(ctx context.Context, to string, what, into any) error {
	body, err := json.Marshal(what)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, j.url+to, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set(TokenHeader, j.token)
	r.Header.Set(feed.Own, "1")
	answer, err := j.client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	switch {
	case err != nil:
		return err
	case answer.StatusCode >= 500:
		return errors.New(answer.Status)
	case answer.StatusCode >= 300:
		return why(j.host, strings.TrimSpace(string(text)))
	case into == nil || len(text) == 0:
		return nil
	}
	return json.Unmarshal(text, into)
}

// maxAnswer is how long an answer may be: what lies on a disk is the longest.
const maxAnswer = 256 << 20

// why words what the other machine said.
func why(host, said string) error {
	switch said {
	case whyCode:
		return refused("ese código no es el de allí", "that code is not the one there")
	case whyVersion:
		return refused("allí hay otra versión de Posta: hace falta la misma en las dos máquinas", "another version of Posta is there: both machines need the same one")
	case whyTaken:
		return refused("%s ya es otra máquina", "another machine is %s already", host)
	case whyNotAway:
		return refused("%s no se ofrece allí: posta live --away dice cuáles sí", "%s is not offered there: posta live --away says which are", host)
	case whyGone:
		return refused("esta máquina ya no es %s", "this machine is %s no more", host)
	}
	return fmt.Errorf("%w", &Refused{lang.Both(said)})
}
