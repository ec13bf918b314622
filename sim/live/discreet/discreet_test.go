package discreet_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"posta/sim/live/discreet"
)

// script is what is said: by the client, with secrets between \x01 and \x02, or, behind "S:", by the server.
type script []string

func b64(s string) string { return "\x01" + base64.StdEncoding.EncodeToString([]byte(s)) + "\x02" }

// plain is what a script's line says, and bare the same with its secrets covered.
func plain(s string) string { return strings.NewReplacer("\x01", "", "\x02", "").Replace(s) }

func bare(s string) string {
	var b strings.Builder
	secret := false
	for i := range len(s) {
		switch x := s[i]; {
		case x == 1 || x == 2:
			secret = x == 1
		case secret:
			b.WriteByte(discreet.Cover)
		default:
			b.WriteByte(x)
		}
	}
	return b.String()
}

// secrets are what must be nowhere.
func secrets(s string) (list []string) {
	for _, part := range strings.Split(s, "\x01")[1:] {
		secret, _, _ := strings.Cut(part, "\x02")
		if len(secret) > 4 {
			list = append(list, secret)
		}
	}
	return list
}

const password = "tren nocturno 77"

// The ways to log in, each with what its server says as far as the client waits for it.
var ways = map[string][]script{
	"smtp": {
		{"AUTH PLAIN " + b64("\x00ana@alfa.test\x00"+password) + "\r\n", "S:235 ok\r\n"},
		{"auth plain\r\n", "S:334 \r\n", b64("\x00ana\x00"+password) + "\r\n", "S:535 no\r\n"},
		{"AUTH LOGIN\r\n", "S:334 VXNlcm5hbWU6\r\n", b64("ana") + "\r\n", "S:334 UGFzc3dvcmQ6\r\n", b64(password) + "\r\n", "S:235-well\r\n235 ok\r\n"},
		{"AUTH LOGIN " + b64("ana") + "\r\n", "S:334 UGFzc3dvcmQ6\r\n", b64(password) + "\r\n", "S:235 ok\r\n"},
		{"AUTH CRAM-MD5\r\n", "S:334 PDE4OTYuNjk3QHg+\r\n", b64("ana b913a602c7eda7a495b4e6e7334d3890") + "\r\n", "S:235 ok\r\n"},
		{"AUTH OAUTHBEARER " + b64("n,a=ana,token-of-hers") + "\r\n", "S:334 eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=\r\n", "\x01AQ==\x02\r\n", "S:535 no\r\n"},
		{"AUTH SCRAM-SHA-256 " + b64("n,,n=ana,r=abc") + "\r\n", "S:334 cj1hYmM=\r\n", b64("c=biws,p="+password) + "\r\n", "S:334 dj0=\r\n", "\r\n", "S:235 ok\r\n"},
		{"AUTH LOGIN\r\n", "S:334 VXNlcm5hbWU6\r\n", "*\r\n", "S:501 cancelled\r\n"},
	},
	"pop3": {
		{"USER ana\r\n", "S:+OK\r\n", "PASS \x01" + password + "\x02\r\n", "S:+OK open\r\n"},
		{"USER ana\r\n", "S:-ERR who?\r\n", "pass \x01secret\x02\r\n", "S:-ERR no\r\n"},
		{"APOP ana \x01c4c9334bac560ecc979e58001b3e22fb\x02\r\n", "S:+OK\r\n"},
		{"AUTH PLAIN\r\n", "S:+ \r\n", b64("\x00ana\x00"+password) + "\r\n", "S:+OK\r\n"},
		{"AUTH PLAIN " + b64("\x00ana\x00"+password) + "\r\n", "S:-ERR [AUTH] no\r\n"},
		{"AUTH LOGIN\r\n", "S:+ VXNlcm5hbWU6\r\n", b64("ana") + "\r\n", "S:+ UGFzc3dvcmQ6\r\n", b64(password) + "\r\n", "S:+OK\r\n"},
		{"AUTH\r\n", "S:+OK\r\nPLAIN\r\n.\r\n"},
	},
	"imap": {
		{"a1 LOGIN ana@alfa.test \x01secret\x02\r\n", "S:a1 OK in\r\n"},
		{"a1 login ana \x01\"tren \\\" nocturno\"\x02\r\n", "S:a1 NO out\r\n"},
		{"a1 LOGIN \"ana \\\" maria\" \x01\"x y\"\x02\r\n", "S:a1 OK\r\n"},
		{"a1 LOGIN {3}\r\n", "S:+ go\r\n", "ana {8}\r\n", "S:+ go\r\n", "\x01tr\r\nnoct\x02\r\n", "S:a1 OK\r\n"},
		{"a1 LOGIN {3+}\r\nana {8+}\r\n\x01tren{99}\x02\r\n", "S:a1 OK\r\n"},
		{"a1 AUTHENTICATE PLAIN\r\n", "S:+ \r\n", b64("\x00ana\x00"+password) + "\r\n", "S:a1 OK\r\n"},
		{"a1 AUTHENTICATE PLAIN " + b64("\x00ana\x00"+password) + "\r\n", "S:a1 NO\r\n"},
		{"a1 AUTHENTICATE OAUTHBEARER " + b64("n,a=ana,token") + "\r\n", "S:+ eyJzdGF0dXMiOiJ9\r\n", "\x01AQ==\x02\r\n", "S:a1 NO\r\n"},
		{"a1 AUTHENTICATE LOGIN\r\n", "S:+ VXNlcm5hbWU6\r\n", b64("ana") + "\r\n", "S:+ UGFzc3dvcmQ6\r\n", b64(password) + "\r\n", "S:a1 OK\r\n"},
		{"a1 AUTHENTICATE PLAIN\r\n", "S:+ \r\n", "*\r\n", "S:a1 BAD\r\n"},
	},
}

// refused are log-ins that end before the client has said all: where one that pastes goes on.
var refused = map[string][]script{
	"smtp": {
		{"AUTH PLAIN\r\n", "S:538 first TLS\r\n"},
		{"AUTH LOGIN\r\n", "S:502 not here\r\n", b64("ana-maria") + "\r\n", "S:500 what?\r\n", b64(password) + "\r\n", "S:500 what?\r\n"}, // by one who pastes
	},
	"pop3": {
		{"AUTH PLAIN\r\n", "S:-ERR [SYS/PERM] first TLS\r\n"},
		{"AUTH PLAIN\r\n", "S:-ERR what?\r\n", b64("\x00ana\x00"+password) + "\r\n", "S:-ERR what?\r\n"},
	},
	"imap": {
		{"a1 LOGIN ana {8}\r\n", "S:a1 NO [PRIVACYREQUIRED] first TLS\r\n"},
		{"a1 LOGIN ana {8}\r\n", "S:a1 NO [PRIVACYREQUIRED] first TLS\r\n", "\x01password\x02\r\n", "S:password BAD what?\r\n"},
		{"a1 AUTHENTICATE PLAIN\r\n", "S:a1 NO first TLS\r\n"},
	},
}

// astray are log-ins that no server understands, and whoever tried them has said their password.
var astray = map[string][]script{
	"smtp": {
		{"PASS \x01" + password + "\x02\r\n", "S:500 what?\r\n"}, // at the wrong door
	},
	"pop3": {
		{"LOGIN ana \x01secret\x02\r\n", "S:-ERR what?\r\n"},
	},
	"imap": {
		{"LOGIN ana \x01secret\x02\r\n", "S:LOGIN BAD what?\r\n"}, // by one who forgot the tag
		{"PASS \x01secret\x02\r\n", "S:PASS BAD what?\r\n"},
		{"AUTHENTICATE PLAIN " + b64("\x00ana\x00"+password) + "\r\n", "S:AUTHENTICATE BAD what?\r\n"},
	},
}

// strange is no command of any protocol. Directly after a log-in that was refused it would be hidden.
var strange = map[string][]script{"smtp": {{"nonsense *** here\r\n", "S:500 what?\r\n"}}, "pop3": {{"XX yy\r\n", "S:-ERR what?\r\n"}}, "imap": {{"xx\r\n", "S:xx BAD what?\r\n"}}}

// What else is said, which nobody is to change.
var others = map[string][]script{
	"smtp": {
		{"EHLO laptop\r\n", "S:250-mail.alfa.test\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE\r\n"},
		{"MAIL FROM:<ana@alfa.test>\r\nRCPT TO:<ben@alfa.test>\r\nDATA\r\n", "S:250 ok\r\n250 ok\r\n354 go\r\n",
			"Subject: x\r\n\r\nAUTH LOGIN\r\nAUTH PLAIN c2VjcmV0\r\n.. and PASS it on\r\nPASS on\r\na LOGIN b c\r\n.\r\n", "S:250 ok\r\n"},
		{"MAIL FROM:<>\r\nDATA\r\n", "S:250 ok\r\n503 nobody\r\n"},
		{"DATA\r\n", "S:354 go\r\n", ".\r\n", "S:550 no\r\n"},
		{"RSET\r\nNOOP\r\n", "S:250 ok\r\n250 ok\r\n"},
	},
	"pop3": {
		{"CAPA\r\n", "S:+OK\r\nSASL PLAIN\r\n.\r\n"},
		{"RETR 1\r\n", "S:+OK\r\nSubject: x\r\n\r\n+ this is text\r\n-ERR and this\r\n.\r\n"},
		{"STAT\r\nUIDL\r\n", "S:+OK 1 2\r\n+OK\r\n1 abc\r\n.\r\n"},
	},
	"imap": {
		{"b1 SELECT INBOX\r\n", "S:* 3 EXISTS\r\nb1 OK\r\n"},
		{"b1 FETCH 1 BODY[]\r\n", "S:* 1 FETCH (BODY[] {28}\r\n+ go on\r\nb1 OK no\r\nb9 OK no\r\n)\r\nb1 OK\r\n"},
		{"b1 APPEND INBOX (\\Seen) {41}\r\n", "S:+ go\r\n", "Subject: x\r\n\r\na1 LOGIN ana open-sesame\r\n\r\n", "S:b1 OK\r\n"},
		{"b1 APPEND INBOX {41+}\r\nSubject: x\r\n\r\na1 LOGIN ana open-sesame\r\n\r\n", "S:b1 OK\r\n"},
		{"b1 APPEND INBOX {41}\r\n", "S:b1 NO too much\r\n"},
		{"b1 IDLE\r\n", "S:+ idling\r\n", "DONE\r\n", "S:b1 OK\r\n"},
		{"b1 SEARCH SUBJECT {5}\r\n", "S:+ go\r\n", "LOGIN FROM {3}\r\n", "S:+ go\r\n", "ana\r\n", "S:* SEARCH 1\r\nb1 OK\r\n"},
	},
}

var hellos = map[string]string{"smtp": "220 mail.alfa.test\r\n", "pop3": "+OK <1896.697@x>\r\n", "imap": "* OK ready\r\n"}

// conversation is any one, in its order.
func conversation(t *rapid.T, protocol string, among ...map[string][]script) (list script) {
	list = append(list, "S:"+hellos[protocol])
	for i := range rapid.IntRange(1, 8).Draw(t, "parts") {
		of := rapid.SampledFrom(among).Draw(t, "sort")
		for _, line := range rapid.SampledFrom(of[protocol]).Draw(t, "part") {
			list = append(list, strings.NewReplacer("a1 ", fmt.Sprintf("a%d ", i), "b1 ", fmt.Sprintf("b%d ", i)).Replace(line))
		}
	}
	return list
}

// pieces says a text in any pieces.
func pieces(t *rapid.T, text string, say func([]byte)) {
	for len(text) > 0 {
		n := rapid.IntRange(1, len(text)).Draw(t, "octets")
		if rapid.IntRange(0, 3).Draw(t, "how") == 0 {
			n = 1
		}
		say([]byte(text[:n]))
		text = text[n:]
	}
}

// TestWhoWaitsIsHidden: of conversations of clients that wait for their server, in any pieces, each secret is covered, and no
// other octet is another.
func TestWhoWaitsIsHidden(t *testing.T) {
	for protocol := range ways {
		t.Run(protocol, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				talk(t, protocol, conversation(t, protocol, ways, astray, strange, others), pieces)
			})
		})
	}
}

// TestWhoIsRefusedIsHidden: so it is where a log-in ends early, if lines come whole, as programs send them.
func TestWhoIsRefusedIsHidden(t *testing.T) {
	for protocol := range ways {
		t.Run(protocol, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				talk(t, protocol, conversation(t, protocol, ways, refused, others), func(_ *rapid.T, text string, say func([]byte)) {
					for line := range strings.Lines(text) {
						say([]byte(line))
					}
				})
			})
		})
	}
}

func talk(t *rapid.T, protocol string, list script, pieces func(*rapid.T, string, func([]byte))) {
	c := discreet.Of(protocol)
	var want, got strings.Builder
	for _, line := range list {
		if answer, server := strings.CutPrefix(line, "S:"); server {
			pieces(t, answer, func(b []byte) {
				if out, hidden := c.Server(b); !bytes.Equal(out, b) || hidden != nil {
					t.Fatalf("the server's %q is %q", b, out)
				}
			})
			continue
		}
		want.WriteString(bare(line))
		pieces(t, plain(line), func(b []byte) {
			before := bytes.Clone(b)
			out, hidden := c.Client(b)
			if !bytes.Equal(b, before) {
				t.Fatalf("what was said has become %q", b)
			}
			for _, h := range hidden { // nothing else is another, and all of that is covered
				for i := range h.Len {
					before[h.Offset+i] = discreet.Cover
				}
			}
			if !bytes.Equal(out, before) {
				t.Fatalf("%q is %q, hidden %v", b, out, hidden)
			}
			got.Write(out)
		})
	}
	if got.String() != want.String() {
		t.Fatalf("%q\nis shown as\n%q, not\n%q", list, got.String(), want.String())
	}
}

// TestWhoDoesNotWaitIsHidden: nor is a secret shown of clients that do not wait for their server, however late it answers.
func TestWhoDoesNotWaitIsHidden(t *testing.T) {
	for protocol := range ways {
		t.Run(protocol, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				c := discreet.Of(protocol)
				var said, answers string
				var hidden []string
				may := []int{0} // how much of the answers may have come, by how much was said
				for _, line := range conversation(t, protocol, ways, others) {
					if answer, server := strings.CutPrefix(line, "S:"); server {
						answers += answer
						may[len(may)-1] = len(answers)
						continue
					}
					said += plain(line)
					for len(may) <= len(said) {
						may = append(may, len(answers))
					}
					hidden = append(hidden, secrets(line)...)
				}
				var got strings.Builder
				answered := 0
				pieces(t, said, func(b []byte) {
					out, _ := c.Client(b)
					got.Write(out)
					n := rapid.IntRange(answered, max(answered, may[got.Len()])).Draw(t, "answered")
					c.Server([]byte(answers[answered:n]))
					answered = n
				})
				for _, s := range hidden {
					if strings.Contains(got.String(), s) {
						t.Fatalf("%q: %q is shown: %q", said, s, got.String())
					}
				}
			})
		})
	}
}

// TestTLSBeginsAnew: what was said before does not count inside.
func TestTLSBeginsAnew(t *testing.T) {
	c := discreet.Of("submission")
	c.Server([]byte("220 x\r\n"))
	c.Client([]byte("AUTH LOGIN\r\n"))
	c.Secure()
	if out, hidden := c.Client([]byte("EHLO laptop\r\n")); hidden != nil {
		t.Errorf("%q", out)
	}
}

// TestTokensAreHidden: what is said to a token endpoint is, and nothing else of the web.
func TestTokensAreHidden(t *testing.T) {
	for target, want := range map[string]bool{"/token": true, "/token?x": true, "/u/abc": false} {
		c := discreet.Of("https")
		ask := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", target)
		out, hidden := c.Client([]byte(ask))
		if (hidden != nil) != want || want && !strings.HasSuffix(string(out), "\r\n\r\n*****") {
			t.Errorf("%s: %q", target, out)
		}
		out, hidden = c.Server([]byte("HTTP/1.1 200 OK\r\n\r\n{}"))
		if (hidden != nil) != want || want && !strings.HasSuffix(string(out), "\r\n\r\n**") {
			t.Errorf("%s: %q", target, out)
		}
	}
	if discreet.Of("domain") != nil {
		t.Error("nobody logs in at the DNS")
	}
}

// FuzzSecret: whatever is said, in whatever pieces, has the same length, and what is not hidden is as it was; whatever came before,
// who begins anew in TLS is read anew.
func FuzzSecret(f *testing.F) {
	f.Add(0, []byte("AUTH PLAIN\r\nAHgAeQ==\r\nDATA\r\n.\r\n"), []byte("220 x\r\n334 \r\n235 ok\r\n354 x\r\n"), byte(7))
	f.Add(1, []byte("USER x\r\nPASS y\r\nAUTH PLAIN\r\n*\r\n"), []byte("+OK\r\n+OK\r\n-ERR\r\n+ \r\n"), byte(1))
	f.Add(2, []byte("a LOGIN {1}\r\nx {2+}\r\nyy\r\nb APPEND c {3}\r\nabc\r\n"), []byte("* OK {3}\r\nabc\r\n+ x\r\na OK\r\n+ \r\n"), byte(3))
	f.Fuzz(func(t *testing.T, which int, client, server []byte, step byte) {
		names := []string{"smtp", "pop3", "imap", "https"}
		c := discreet.Of(names[uint(which)%4])
		n := int(step)%19 + 1
		for len(client)+len(server) > 0 {
			for side, say := range []*[]byte{&server, &client} {
				b := (*say)[:min(n, len(*say))]
				*say = (*say)[len(b):]
				hide := c.Server
				if side == 1 {
					hide = c.Client
				}
				out, hidden := hide(b)
				want := bytes.Clone(b)
				for _, h := range hidden {
					for i := range h.Len {
						want[h.Offset+i] = discreet.Cover
					}
				}
				if !bytes.Equal(out, want) {
					t.Fatalf("%q is %q, hidden %v", b, out, hidden)
				}
			}
		}
		c.Secure()
		line := map[string]string{"smtp": "AUTH PLAIN open-sesame\r\n", "pop3": "PASS open-sesame\r\n", "imap": "a LOGIN x open-sesame\r\n"}[names[uint(which)%4]]
		if out, _ := c.Client([]byte(line)); strings.Contains(string(out), "sesame") {
			t.Errorf("%q", out)
		}
	})
}
