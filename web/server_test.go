package web

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// oneRoad is a listener at the end of one connection.
type oneRoad struct {
	conns chan net.Conn
	shut  chan struct{}
}

func (l *oneRoad) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.shut:
		return nil, net.ErrClosed
	}
}
func (l *oneRoad) Close() error   { close(l.shut); return nil }
func (l *oneRoad) Addr() net.Addr { return &net.UnixAddr{Name: "road", Net: "unix"} }

// TestNobodyHoldsAConnectionForEver: whoever is silent, dawdles, hears nothing of what he asked for or asks for nothing
// more is hung up on, each after the time that is his; the clock is one that nobody waits for.
func TestNobodyHoldsAConnectionForEver(t *testing.T) {
	const ask = "GET /large.txt HTTP/1.1\r\nHost: posta\r\n\r\n"
	for _, tc := range []struct {
		name string
		do   func(c net.Conn) // what is done until the server has hung up
		want time.Duration
	}{
		{"says nothing", func(c net.Conn) { io.Copy(io.Discard, c) }, headerTimeout},
		{"a letter a second, and no end of the request's head", func(c net.Conn) {
			for _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: posta\r\nX: "); err == nil; _, err = io.WriteString(c, "x") {
				time.Sleep(time.Second)
			}
		}, headerTimeout},
		{"promises a body, and sends it by the letter", func(c net.Conn) {
			go io.Copy(io.Discard, c)
			for _, err := io.WriteString(c, "POST / HTTP/1.1\r\nHost: posta\r\nContent-Length: 100000\r\n\r\n"); err == nil; _, err = io.WriteString(c, "x") {
				time.Sleep(time.Second)
			}
		}, readTimeout},
		{"asks, and does not listen", func(c net.Conn) {
			io.WriteString(c, ask)
			one := make([]byte, 1)
			for _, err := c.Read(one); err == nil; _, err = c.Read(one) {
				time.Sleep(time.Minute)
			}
		}, writeTimeout},
		{"asks, listens, and asks no more", func(c net.Conn) {
			io.WriteString(c, ask)
			io.Copy(io.Discard, c)
		}, idleTimeout},
		{"asks in time, again and again, and then no more", func(c net.Conn) {
			r := bufio.NewReader(c)
			for range 3 {
				time.Sleep(headerTimeout - time.Second)
				io.WriteString(c, ask)
				answer, err := http.ReadResponse(r, nil)
				if err != nil {
					t.Errorf("he is answered: %v", err)
					return
				}
				io.Copy(io.Discard, answer.Body)
			}
			io.Copy(io.Discard, r)
		}, 3*(headerTimeout-time.Second) + idleTimeout},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := Server()
				server.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					io.Copy(io.Discard, r.Body)
					io.WriteString(w, strings.Repeat("x", 1<<16))
				})
				l := &oneRoad{conns: make(chan net.Conn, 1), shut: make(chan struct{})}
				go server.Serve(l)
				near, far := net.Pipe()
				l.conns <- far
				began := time.Now()
				tc.do(near)
				// Who writes or reads once a while hears of the end as late as that.
				if took := time.Since(began); took < tc.want || took > tc.want+time.Minute {
					t.Errorf("hung up on after %v, want %v", took, tc.want)
				}
				near.Close()
				server.Close()
				synctest.Wait()
			})
		})
	}
}
