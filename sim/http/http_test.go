package http_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	nethttp "net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"posta/sim/http"
)

func reader(s string) *bufio.Reader {
	return bufio.NewReader(strings.NewReader(strings.ReplaceAll(s, "\n", "\r\n")))
}

func TestResponses(t *testing.T) {
	for _, tt := range []struct {
		name, in, body string
		status         int
		err            error
	}{
		{"with a length", "HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 5\n\nhello and more", "hello", 200, nil},
		{"up to the end", "HTTP/1.0 200 OK\n\nhello", "hello", 200, nil},
		{"in chunks", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3;x=y\nhel\n2\nlo\n0\nTrailer: x\n\n", "hello", 200, nil},
		{"nothing", "HTTP/1.1 204 No Content\nContent-Length: 7\n\n", "", 204, nil},
		{"told to wait first", "HTTP/1.1 100 Continue\n\nHTTP/1.1 404 Not Found\nContent-Length: 0\n\n", "", 404, nil},
		{"two lengths", "HTTP/1.1 200 OK\nContent-Length: 5\nContent-Length: 6\n\nhello", "", 0, http.ErrMalformed},
		{"a length and chunks", "HTTP/1.1 200 OK\nContent-Length: 5\nTransfer-Encoding: chunked\n\n", "", 0, http.ErrMalformed},
		{"cut short", "HTTP/1.1 200 OK\nContent-Length: 50\n\nhello", "", 0, io.ErrUnexpectedEOF},
		{"no answer", "", "", 0, io.ErrUnexpectedEOF},
		{"a mail server", "220 mail.beta.test ESMTP\n", "", 0, io.ErrUnexpectedEOF},
		{"folded", "HTTP/1.1 200 OK\nX: y\n z\n\n", "", 0, http.ErrMalformed},
		{"too long", "HTTP/1.1 200 OK\nContent-Length: 5000\n\n", "", 0, http.ErrTooLong},
		{"a header without end", "HTTP/1.1 200 OK\nX: " + strings.Repeat("y", http.MaxHead) + "\n\n", "", 0, http.ErrTooLong},
		{"chunks without end", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nfff\n" + strings.Repeat("x", 0xfff) + "\nfff\n", "", 0, http.ErrTooLong},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := http.ReadResponse(reader(tt.in), "GET", 4096)
			if !errors.Is(err, tt.err) || err == nil && (r.Status != tt.status || string(r.Body) != tt.body) {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
}

// conversation lets a client's bytes meet a server of ours.
func conversation(in string) string {
	client, server := net.Pipe()
	go func() {
		http.Serve(server, func(r *http.Request) *http.Response {
			return &http.Response{Status: 200, Reason: "OK", Body: []byte(r.Method + " " + r.Target + " " + string(r.Body))}
		})
		server.Close()
	}()
	go io.WriteString(client, strings.ReplaceAll(in, "\n", "\r\n"))
	out, _ := io.ReadAll(client)
	return string(out)
}

func TestAServerAnswersOneAfterTheOther(t *testing.T) {
	out := conversation("GET /a HTTP/1.1\nHost: x.test\n\nPOST /b HTTP/1.1\nHost: x.test\nContent-Length: 2\nConnection: close\n\nhi")
	if !strings.Contains(out, "GET /a ") || !strings.Contains(out, "POST /b hi") || strings.Count(out, "200 OK") != 2 || strings.Count(out, "Connection: close") != 1 {
		t.Error(out)
	}
	for in, want := range map[string]string{"GET / HTTP/1.1\nConnection: close\n\n": "400", "nonsense\n\n": "400", "GET / HTTP/1.1\nHost: x\nContent-Length: 99999999\n\n": "413",
		"GET / HTTP/1.1\nHost : x\n\n": "400", "HEAD /h HTTP/1.1\nHost: x\nConnection: close\n\n": "Content-Length: 8"} {
		if out := conversation(in); !strings.Contains(out, want) || strings.Contains(in, "HEAD") && !strings.HasSuffix(out, "\r\n\r\n") {
			t.Errorf("%q: %q", in, out)
		}
	}
}

// TestStrangers: the Go library's client and server understand ours.
func TestStrangers(t *testing.T) {
	s := httptest.NewServer(nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
		b, _ := io.ReadAll(r.Body)
		w.Write(bytes.Repeat(append(b, r.Host...), 1000)) // the library sends this in chunks
	}))
	defer s.Close()
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	r, err := http.Do(conn, "mta-sts.beta.test", &http.Request{Method: "POST", Target: "/x", Body: []byte("hi ")}, http.MaxBody)
	if err != nil || r.Status != 200 || len(r.Body) != 20_000 || !strings.HasPrefix(string(r.Body), "hi mta-sts.beta.test") {
		t.Errorf("%+v, %v", r, err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		if c, err := l.Accept(); err == nil {
			http.Serve(c, func(r *http.Request) *http.Response {
				return &http.Response{Status: 200, Reason: "OK", Fields: http.Fields{{Name: "Content-Type", Value: "text/plain"}}, Body: []byte(r.Target)}
			})
		}
	}()
	got, err := nethttp.Get("http://" + l.Addr().String() + "/.well-known/mta-sts.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	if b, _ := io.ReadAll(got.Body); string(b) != "/.well-known/mta-sts.txt" || got.Header.Get("Content-Type") != "text/plain" {
		t.Errorf("%q", b)
	}
}

func FuzzMessages(f *testing.F) {
	for _, s := range []string{"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", "\r\n\r\n", "HTTP/1.1 100 \r\n\r\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		const most = 512
		if r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(in)), most); err == nil {
			again, err := http.ReadRequest(bufio.NewReader(bytes.NewReader((&http.Request{Method: r.Method, Target: r.Target, Body: r.Body}).Bytes())), most)
			if len(r.Body) > most || err != nil || again.Target != r.Target || !bytes.Equal(again.Body, r.Body) {
				t.Errorf("%+v became %+v, %v", r, again, err)
			}
		}
		if r, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(in)), "GET", most); err == nil && len(r.Body) > most {
			t.Errorf("a body of %d", len(r.Body))
		}
	})
}

func TestWhereAURLIsServed(t *testing.T) {
	for text, want := range map[string]uint16{
		"http://a.test/": 80, "https://a.test/": 443, "http://a.test:8080/": 8080, "https://[::1]:8443/x": 8443, "http://a.test:/": 80, "http://a.test:99999/": 0,
	} {
		u, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := http.Port(u); got != want || (err != nil) != (want == 0) {
			t.Errorf("%s: port %d, %v; want %d", text, got, err, want)
		}
	}
}
