package live_test

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"posta/sim/leaktest"
	"posta/sim/live"
	"posta/sim/trace"
)

// entrance is a way to TLS: at once (RFC 8314), or after a few words in the clear.
type entrance struct {
	name, host, service string
	greeting            string      // the first word, in the clear or inside TLS
	words               [][2]string // what leads to TLS, and the answers
	noop, ok            string
	patience            time.Duration // that the server has with who is to begin TLS
}

var entrances = []entrance{
	{"port 465", "mail.alfa.test", "submissions", "220", nil, "NOOP\r\n", "250", time.Minute},
	{"port 993", "mail.beta.test", "imaps", "* OK", nil, "n NOOP\r\n", "n OK", time.Minute},
	{"port 995", "mail.beta.test", "pop3s", "+OK", nil, "CAPA\r\n", "+OK", time.Minute},
	{"STARTTLS on port 25", "mail.beta.test", "smtp", "220", [][2]string{{"EHLO x\r\n", "250"}, {"STARTTLS\r\n", "220"}}, "NOOP\r\n", "250", 5 * time.Minute},
	{"STARTTLS on port 587", "mail.alfa.test", "submission", "220", [][2]string{{"EHLO x\r\n", "250"}, {"STARTTLS\r\n", "220"}}, "NOOP\r\n", "250", 5 * time.Minute},
	{"STARTTLS on port 143", "mail.beta.test", "imap", "* OK", [][2]string{{"s STARTTLS\r\n", "s OK"}}, "n NOOP\r\n", "n OK", 30 * time.Second},
	{"STLS on port 110", "mail.beta.test", "pop3", "+OK", [][2]string{{"STLS\r\n", "+OK"}}, "CAPA\r\n", "+OK", 10 * time.Minute},
}

func entranceOf(tb testing.TB, name string) entrance {
	tb.Helper()
	for _, e := range entrances {
		if e.name == name {
			return e
		}
	}
	tb.Fatalf("there is no %s", name)
	return entrance{}
}

// enter goes as far as to where TLS begins.
func (e entrance) enter(tb testing.TB, l *live.Live) *rude {
	tb.Helper()
	r := call(tb, at(tb, l, e.host, e.service))
	if len(e.words) > 0 {
		r.wants(e.greeting)
	}
	for _, step := range e.words {
		r.say(step[0])
		r.wants(step[1])
	}
	return r
}

// believing is the configuration of a client that believes the authority of the cast.
func (e entrance) believing(l *live.Live) *tls.Config {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(l.Authority().PEM())
	return &tls.Config{RootCAs: roots, ServerName: e.host}
}

// inside goes on above TLS.
func (e entrance) inside(tb testing.TB, l *live.Live) *rude {
	tb.Helper()
	return e.enter(tb, l).secured(e.believing(l), e.greeting, e.words == nil)
}

// secured is somebody who has begun TLS, and been greeted if that comes only now.
func (r *rude) secured(config *tls.Config, greeting string, greeted bool) *rude {
	r.Helper()
	c := tls.Client(r.Conn, config)
	if err := c.Handshake(); err != nil {
		r.Fatalf("a decent handshake fails: %v", err)
	}
	s := &rude{r.TB, c, bufio.NewReader(c)}
	if greeted {
		s.wants(greeting)
	}
	return s
}

// number is that of somebody's connection, once it is taken.
func (r *rude) number(l *live.Live) int {
	r.Helper()
	addr := func(a net.Addr) netip.AddrPort {
		ap := a.(*net.TCPAddr).AddrPort()
		return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
	}
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); <-tick.C {
		if id := l.Number(addr(r.LocalAddr()), addr(r.RemoteAddr())); id > 0 {
			return id
		}
	}
	r.Fatal("nobody takes the connection")
	return 0
}

// reset breaks off without a word.
func reset(c net.Conn) {
	c.(*net.TCPConn).SetLinger(0)
	c.Close()
}

// shy breaks off when it should say something for the second time.
type shy struct {
	net.Conn
	said bool
}

func (s *shy) Write(b []byte) (int, error) {
	if s.said {
		reset(s.Conn)
		return 0, net.ErrClosed
	}
	s.said = true
	return s.Conn.Write(b)
}

// hello is a ClientHello as it leaves a client.
func hello(tb testing.TB, config *tls.Config) []byte {
	tb.Helper()
	here, there := net.Pipe()
	go func() {
		tls.Client(here, config).Handshake() // nobody answers
		here.Close()
	}()
	there.SetDeadline(time.Now().Add(patience))
	b := make([]byte, 16<<10)
	n, err := there.Read(b)
	if err != nil {
		tb.Fatal(err)
	}
	there.Close()
	return b[:n]
}

// record is a TLS record (RFC 8446 section 5.1).
func record(kind byte, content string) string {
	return string([]byte{kind, 3, 1, byte(len(content) >> 8), byte(len(content))}) + content
}

const (
	alertRecord     = 21
	handshakeRecord = 22
)

// TestNoHandshake: whoever is to begin TLS and does something else is sent away, on the
// ports where TLS comes first and after STARTTLS or STLS alike. The trace says what was
// wrong, others are served meanwhile, and nothing is left of it all.
func TestNoHandshake(t *testing.T) {
	defer leaktest.Check(t)()
	open := files()
	t.Run("strangers", func(t *testing.T) {
		noise := make([]byte, 100_000)
		for i, r := 0, rand.New(rand.NewPCG(1, 2)); i < len(noise); i++ {
			noise[i] = byte(r.Uint32())
		}
		noise[0] = 0xff // no kind of record
		stories := []struct {
			name string
			// do does it; whoever stays to hear the end returns true.
			do   func(r *rude, e entrance, l *live.Live) (stays bool)
			want string // of trace.TLSDone.Error
		}{
			{"words in the clear", func(r *rude, _ entrance, _ *live.Live) bool {
				r.say("EHLO you.example.test\r\nMAIL FROM:<you@example.test>\r\n")
				return true
			}, "no-tls"},
			{"noise", func(r *rude, _ entrance, _ *live.Live) bool {
				r.Write(noise)
				return true
			}, "no-tls"},
			{"noise that looks like a handshake", func(r *rude, _ entrance, _ *live.Live) bool {
				r.say(record(handshakeRecord, string(noise[:10_000])))
				return true
			}, "tls-failed"},
			{"noise that looks like a ClientHello", func(r *rude, _ entrance, _ *live.Live) bool {
				r.say(record(handshakeRecord, "\x01\x00\x03\xe8"+string(noise[:1000])))
				return true
			}, "tls-failed"},
			{"a ClientHello of 16 MB", func(r *rude, _ entrance, _ *live.Live) bool {
				r.say(record(handshakeRecord, "\x01\xff\xff\xff"+string(noise[:16<<10-4])))
				for range 1 << 10 {
					if _, err := io.WriteString(r, record(handshakeRecord, string(noise[:16<<10]))); err != nil {
						break
					}
				}
				return true
			}, "tls-failed"},
			{"warnings without end", func(r *rude, _ entrance, _ *live.Live) bool {
				r.say(strings.Repeat(record(alertRecord, "\x01\x5a"), 1000)) // user_canceled
				return true
			}, "tls-failed"},
			{"records with nothing inside", func(r *rude, _ entrance, _ *live.Live) bool {
				r.say(strings.Repeat(record(handshakeRecord, ""), 1000))
				return true
			}, "tls-failed"},
			{"nothing, and a close", func(r *rude, _ entrance, _ *live.Live) bool {
				r.Close()
				return false
			}, "tls-lost"},
			{"half a ClientHello, and a close", func(r *rude, e entrance, l *live.Live) bool {
				b := hello(r, e.believing(l))
				r.Write(b[:len(b)/2])
				r.Conn.(*net.TCPConn).CloseWrite()
				return true
			}, "tls-lost"},
			{"half a ClientHello, and a reset", func(r *rude, e entrance, l *live.Live) bool {
				b := hello(r, e.believing(l))
				r.Write(b[:len(b)/2])
				reset(r.Conn)
				return false
			}, "tls-lost"},
			{"half a handshake, and a reset", func(r *rude, e entrance, l *live.Live) bool {
				if err := tls.Client(&shy{Conn: r.Conn}, e.believing(l)).Handshake(); err == nil {
					r.Error("a client that says half of it has a handshake")
				}
				return false
			}, "tls-lost"},
			{"TLS 1.0 at most", func(r *rude, e entrance, l *live.Live) bool {
				c := e.believing(l)
				c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS10
				if err := tls.Client(r.Conn, c).Handshake(); err == nil || !strings.Contains(err.Error(), "protocol version") {
					r.Errorf("the handshake fails with %v", err)
				}
				return false
			}, "tls-failed"},
			{"TLS 1.1 at most", func(r *rude, e entrance, l *live.Live) bool {
				c := e.believing(l)
				c.MinVersion, c.MaxVersion = tls.VersionTLS11, tls.VersionTLS11
				if err := tls.Client(r.Conn, c).Handshake(); err == nil || !strings.Contains(err.Error(), "protocol version") {
					r.Errorf("the handshake fails with %v", err)
				}
				return false
			}, "tls-failed"},
			{"an authority that the client does not know", func(r *rude, e entrance, _ *live.Live) bool {
				if err := tls.Client(r.Conn, &tls.Config{RootCAs: x509.NewCertPool(), ServerName: e.host}).Handshake(); err == nil {
					r.Error("it was believed")
				}
				return false
			}, "alert"},
			{"a name that is not the server's", func(r *rude, e entrance, l *live.Live) bool {
				c := e.believing(l)
				c.ServerName = "mail.gamma.test"
				if err := tls.Client(r.Conn, c).Handshake(); err == nil {
					r.Error("it was believed")
				}
				return false
			}, "alert"},
		}
		l := newWorld(t).Live
		smtp := at(t, l, "mail.beta.test", "smtp")
		for _, e := range entrances {
			t.Run(e.name, func(t *testing.T) {
				for _, s := range stories {
					t.Run(s.name, func(t *testing.T) {
						r := e.enter(t, l)
						id := r.number(l)
						stays := s.do(r, e, l)
						done := await(t, l, "failed handshake", func(e trace.Event) bool {
							_, ok := e.Fact.(trace.TLSDone)
							return e.Conn == id && ok
						})
						if f := done.Fact.(trace.TLSDone); f.OK || string(f.Why.Code) != s.want {
							t.Errorf("the trace says %+v, want the error %q", f, s.want)
						}
						if stays {
							// Not more than an alert (RFC 8446 section 6), and nothing in the clear.
							if b, err := io.ReadAll(r.r); errors.Is(err, os.ErrDeadlineExceeded) || len(b) > 7 || len(b) > 0 && b[0] != alertRecord {
								t.Errorf("the server says %q, %v", b, err)
							}
						}
						r.Close()
						in := e.inside(t, l)
						in.say(e.noop)
						in.wants(e.ok)
						in.Close()
					})
				}
				politely(t, smtp, benito)
			})
		}
		noPanic(t, l)
	})
	if !leaktest.Settles(files, open) {
		t.Errorf("%d files are open, there were %d", files(), open)
	}
}

// ended waits until the server has done with a connection.
func ended(tb testing.TB, l *live.Live, id int) {
	tb.Helper()
	await(tb, l, "end", func(e trace.Event) bool {
		switch e.Fact.(type) {
		case trace.ConnClosed, trace.ConnFailed:
			return e.Conn == id && e.Host != ""
		}
		return false
	})
}

// TestTLSBreaks: what goes wrong inside TLS ends one conversation, and no half letter is
// taken for a whole one.
func TestTLSBreaks(t *testing.T) {
	defer leaktest.Check(t)()
	open := files()
	t.Run("strangers", func(t *testing.T) {
		l := newWorld(t).Live
		for _, e := range entrances {
			for _, s := range []struct {
				name string
				do   func(tcp *net.TCPConn)
			}{
				{"noise", func(tcp *net.TCPConn) { io.WriteString(tcp, strings.Repeat("noise", 1000)) }},
				{"a record that nobody sealed", func(tcp *net.TCPConn) { io.WriteString(tcp, record(23, strings.Repeat("x", 100))) }},
				{"an alert in the clear", func(tcp *net.TCPConn) { io.WriteString(tcp, record(alertRecord, "\x01\x00")) }},
				{"a close without close_notify", func(tcp *net.TCPConn) { tcp.CloseWrite() }},
				{"a reset", func(tcp *net.TCPConn) { reset(tcp) }},
			} {
				t.Run(e.name+"/"+s.name, func(t *testing.T) {
					r := e.inside(t, l)
					id := r.number(l)
					if e.service == "smtp" {
						for _, step := range [][2]string{
							{"EHLO x\r\n", "250"}, {"MAIL FROM:<you@example.test>\r\n", "250"}, {"RCPT TO:<benito@beta.test>\r\n", "250"}, {"DATA\r\n", "354"},
						} {
							r.say(step[0])
							r.wants(step[1])
						}
						r.say("Subject: half\r\n\r\nThe other half\r\n")
					}
					s.do(r.Conn.(*tls.Conn).NetConn().(*net.TCPConn))
					ended(t, l, id)
					if b, err := io.ReadAll(r.r); errors.Is(err, os.ErrDeadlineExceeded) {
						t.Errorf("the server says %q, and does not hang up", b)
					}
					r.Close()
					in := e.inside(t, l)
					in.say(e.noop)
					in.wants(e.ok)
					in.Close()
				})
			}
		}
		if n := stored(l.Trace()); n > 0 {
			t.Errorf("%d letters were taken", n)
		}
		noPanic(t, l)
	})
	if !leaktest.Settles(files, open) {
		t.Errorf("%d files are open, there were %d", files(), open)
	}
}

// TestWordsAheadOfTLS: what somebody on the road slips in behind STARTTLS, in the same
// breath, must not be taken for the client's word inside TLS (RFC 3207 section 4.2, RFC
// 3501 section 6.2.1, RFC 2595 section 4).
func TestWordsAheadOfTLS(t *testing.T) {
	l := newWorld(t).Live
	for _, tt := range []struct {
		entrance string
		said     string
		answer   string
		goesOn   bool // with TLS
	}{
		{"STARTTLS on port 25", "STARTTLS\r\nMAIL FROM:<slipped@example.test>\r\n", "503", false},
		{"STARTTLS on port 587", "STARTTLS\r\nMAIL FROM:<slipped@example.test>\r\n", "503", false},
		{"STARTTLS on port 143", "s STARTTLS\r\nx LOGIN benito@beta.test tren\r\n", "s OK", true},
		{"STLS on port 110", "STLS\r\nUSER benito@beta.test\r\nPASS tren\r\n", "-ERR", false},
	} {
		t.Run(tt.entrance, func(t *testing.T) {
			e := entranceOf(t, tt.entrance)
			r := call(t, at(t, l, e.host, e.service))
			id := r.number(l)
			r.wants(e.greeting)
			r.steps(e.words[:len(e.words)-1]...)
			r.say(tt.said)
			r.wants(tt.answer)
			if tt.goesOn {
				r = r.secured(e.believing(l), "", false)
				r.say(e.noop)
				r.wants(e.ok)
			}
			r.Close()
			ended(t, l, id)
			for _, e := range l.Trace().Events {
				switch f := e.Fact.(type) {
				case trace.Authenticated:
					t.Errorf("somebody logged in: %+v", f)
				case trace.TLSDone:
					if e.Conn == id && f.OK != tt.goesOn {
						t.Errorf("a handshake came about: %v", f.OK)
					}
				}
			}
		})
	}
	noPanic(t, l)
}

// TestNoPasswordInTheClear: where TLS is required a password is not even looked at
// without it.
func TestNoPasswordInTheClear(t *testing.T) {
	w := newWorldOf(t, strings.ReplaceAll(withTLS, "tls: offer", "tls: required"))
	for _, tt := range []struct{ host, service, greeting, before, said, answer string }{
		{"mail.alfa.test", "submission", "220", "EHLO x\r\n", "AUTH PLAIN AGFsaWNpYUBhbGZhLnRlc3QAbHVuYQ==\r\n", "538 5.7.11"},
		{"mail.alfa.test", "submission", "220", "EHLO x\r\n", "MAIL FROM:<alicia@alfa.test>\r\n", "530 5.7.0"},
		{"mail.beta.test", "imap", "* OK", "", "a LOGIN benito@beta.test tren\r\n", "a NO [PRIVACYREQUIRED]"},
		{"mail.beta.test", "imap", "* OK", "", "a AUTHENTICATE PLAIN AGJlbml0b0BiZXRhLnRlc3QAdHJlbg==\r\n", "a NO [PRIVACYREQUIRED]"},
		{"mail.beta.test", "pop3", "+OK", "", "USER benito@beta.test\r\n", "-ERR"},
		{"mail.beta.test", "pop3", "+OK", "", "PASS tren\r\n", "-ERR"},
		{"mail.beta.test", "pop3", "+OK", "", "AUTH PLAIN AGJlbml0b0BiZXRhLnRlc3QAdHJlbg==\r\n", "-ERR"},
	} {
		r := call(t, at(t, w.Live, tt.host, tt.service))
		r.wants(tt.greeting)
		if tt.before != "" {
			r.say(tt.before)
			r.wants("250")
		}
		r.say(tt.said)
		r.wants(tt.answer)
	}
	for _, protocol := range []string{"smtp", "imap", "pop3"} {
		if hidden, open := w.passwords(protocol); hidden+open > 0 {
			t.Errorf("%s: a password was looked at", protocol)
		}
	}
	// Exchangers take letters from the whole world, with or without (RFC 3207 section 4).
	politely(t, w.beta("smtp"), benito)
	w.noPanic()
}
