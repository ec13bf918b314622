// Package web is the web server beside a mail host: it serves over HTTPS the few pages by
// which a domain's owner says something about its mail, such as the MTA-STS policy (RFC 8461
// section 3.3), and what letters to many point to. Which page stands under which name is the
// configuration's, and what a program answers is the program's; it knows nothing of what they
// say.
package web

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"posta/sim/actor"
	"posta/sim/actor/secure"
	"posta/sim/http"
)

// Port is where HTTPS is served (RFC 9110 section 4.2.2).
const Port = 443

// Patience is how long a client may take for all that it has to say.
const Patience = time.Minute

// Pages are what is served, by "host/path".
type Pages map[string]string

// Handler answers a request that came on a connection.
type Handler func(conn net.Conn, r *http.Request) *http.Response

// Start begins to listen.
func Start(m actor.Machine, port uint16, offer secure.Offer, handle Handler) error {
	l, err := m.Listen(port)
	if err != nil {
		return fmt.Errorf("starting HTTPS on port %d: %w", port, err)
	}
	m.After(0, fmt.Sprintf("https listener %d", port), func() {
		defer l.Close()
		for {
			conn, err := l.Accept()
			switch {
			case err == nil:
				m.After(0, "https from "+conn.RemoteAddr().String(), func() { serve(m, conn, offer, handle) })
			case errors.Is(err, actor.ErrStopped) || errors.Is(err, net.ErrClosed) || m.Sleep(time.Second) != nil:
				return
			}
		}
	})
	return nil
}

func serve(m actor.Machine, conn net.Conn, offer secure.Offer, handle Handler) {
	defer conn.Close()
	above, err := offer.Begin(m, conn)
	if err != nil {
		return
	}
	defer above.Close()
	above.SetDeadline(m.Now().Add(Patience))
	http.Serve(above, func(r *http.Request) *http.Response { return handle(above, r) })
}

// Serve answers with a page.
func (p Pages) Serve(_ net.Conn, r *http.Request) *http.Response {
	host, _, _ := strings.Cut(strings.ToLower(r.Fields.Get("Host")), ":")
	path, _, _ := strings.Cut(r.Target, "?")
	page, ok := p[host+path]
	switch {
	case r.Method != "GET" && r.Method != "HEAD":
		return &http.Response{Status: 405, Reason: "Method Not Allowed", Fields: http.Fields{{Name: "Allow", Value: "GET, HEAD"}}}
	case !ok:
		return &http.Response{Status: 404, Reason: "Not Found"}
	}
	return &http.Response{Status: 200, Reason: "OK", Fields: http.Fields{{Name: "Content-Type", Value: "text/plain"}}, Body: []byte(page)}
}
