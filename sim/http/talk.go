package http

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
)

// Do asks on a connection, and says that it is the only time.
func Do(conn net.Conn, host string, r *Request, maxBody int) (*Response, error) {
	out := *r
	out.Fields = Fields{{"Host", host}}
	if r.Fields.Get("User-Agent") == "" {
		out.Fields = append(out.Fields, Field{"User-Agent", "Posta"})
	}
	out.Fields = append(out.Fields, r.Fields...)
	out.Fields = append(out.Fields, Field{"Connection", "close"})
	if _, err := conn.Write(out.Bytes()); err != nil {
		return nil, fmt.Errorf("asking %s for %s: %w", host, r.Target, err)
	}
	resp, err := ReadResponse(bufio.NewReader(conn), r.Method, maxBody)
	if err != nil {
		return nil, fmt.Errorf("reading what %s says of %s: %w", host, r.Target, err)
	}
	return resp, nil
}

// Serve answers the requests of a connection until either end has had enough.
func Serve(conn net.Conn, handle func(*Request) *Response) error {
	r := bufio.NewReader(conn)
	for n := 1; ; n++ {
		req, err := ReadRequest(r, MaxBody)
		if errors.Is(err, io.EOF) {
			return nil
		}
		var resp *Response
		last := n == maxRequests
		switch {
		case errors.Is(err, ErrTooLong):
			resp, last = &Response{Status: 413, Reason: "Content Too Large"}, true
		case errors.Is(err, ErrMalformed):
			resp, last = &Response{Status: 400, Reason: "Bad Request"}, true
		case err != nil:
			return err
		case req.Fields.Get("Host") == "":
			resp, last = &Response{Status: 400, Reason: "Bad Request"}, true // RFC 9112 section 3.2
		default:
			resp = handle(req)
			last = last || strings.EqualFold(req.Fields.Get("Connection"), "close")
		}
		if last {
			resp.Fields = append(resp.Fields, Field{"Connection", "close"})
		}
		out := resp.Bytes()
		if req != nil && req.Method == "HEAD" {
			out = out[:len(out)-len(resp.Body)]
		}
		if _, err := conn.Write(out); err != nil || last {
			return err
		}
	}
}
