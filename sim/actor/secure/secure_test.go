package secure_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"posta/sim/actor/actortest"
	"posta/sim/actor/secure"
	"posta/sim/tlsca"
	"posta/sim/trace"
)

const (
	clientName = "laptop"
	serverName = "mail.alfa.test"
)

// meet lets a client and a server meet under TLS, with a certificate of a kind,
// and gives what they recorded: "host: fact".
func meet(t *testing.T, kind tlsca.Kind, verify bool, talk func(client net.Conn)) []string {
	t.Helper()
	lab := actortest.Run(t, 1, func(l *actortest.Lab) {
		a, err := tlsca.New(1, actortest.Start)
		if err != nil {
			t.Fatal(err)
		}
		cert, err := a.Issue(kind, serverName)
		if err != nil {
			t.Fatal(err)
		}
		server, client := l.Host(serverName, "192.0.2.10"), l.Host(clientName, "192.0.2.20")
		server.After(0, "server", func() {
			listener, err := server.Listen(465)
			if err != nil {
				t.Error(err)
				return
			}
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
			above, err := secure.Server(server, conn, a.ServerConfig(cert, server.Now, nil))
			if err != nil {
				return
			}
			defer above.Close()
			fmt.Fprint(above, "220 ready\r\n")
			io.Copy(io.Discard, above)
		})
		client.After(time.Millisecond, "client", func() {
			conn, err := client.Dial("tcp", "192.0.2.10:465", time.Minute)
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			if talk != nil {
				talk(conn)
				return
			}
			above, err := secure.Client(client, conn, a.ClientConfig(serverName, client.Now), verify)
			if err != nil {
				var failed *secure.Error
				if !errors.As(err, &failed) || failed.Why.Host != serverName {
					t.Errorf("the handshake fails with %#v", err)
				}
				return
			}
			line, err := bufio.NewReader(above).ReadString('\n')
			if line != "220 ready\r\n" {
				t.Errorf("the server says %q, %v", line, err)
			}
			fmt.Fprint(above, "QUIT\r\n")
			above.Close()
		})
	})
	var told []string
	for _, e := range lab.Events {
		switch f := e.Fact.(type) {
		case trace.TLSDone:
			told = append(told, fmt.Sprintf("%s: TLS ok=%v verified=%v distrust=%q error=%q", e.Host, f.OK, f.Verified, f.Distrust, f.Why.Code))
		case trace.DataSent:
			told = append(told, fmt.Sprintf("%s: says [%d] %q", e.Host, f.Offset, f.Data))
		case trace.DataReceived:
			told = append(told, fmt.Sprintf("%s: hears [%d] %d octets", e.Host, f.Offset, f.Len))
		}
	}
	return told
}

func TestHandshakes(t *testing.T) {
	refused := func(why string) string {
		return `laptop: TLS ok=false verified=false distrust="` + why + `" error="` + why + `"
mail.alfa.test: TLS ok=false verified=false distrust="" error="alert"`
	}
	spoken := func(first string) string {
		return first + `
mail.alfa.test: TLS ok=true verified=false distrust="" error=""
mail.alfa.test: says [0] "220 ready\r\n"
laptop: hears [0] 11 octets
laptop: says [0] "QUIT\r\n"
mail.alfa.test: hears [0] 6 octets`
	}
	for _, tc := range []struct {
		name   string
		kind   tlsca.Kind
		verify bool
		want   string
	}{
		{"a good certificate", tlsca.Good, true, spoken(`laptop: TLS ok=true verified=true distrust="" error=""`)},
		{"nobody asks", tlsca.Good, false, spoken(`laptop: TLS ok=true verified=false distrust="" error=""`)},
		{"it has expired", tlsca.Expired, true, refused("expired")},
		{"it has expired, and nobody minds", tlsca.Expired, false, spoken(`laptop: TLS ok=true verified=false distrust="expired" error=""`)},
		{"another name", tlsca.WrongName, true, refused("wrong-name")},
		{"signed by itself", tlsca.SelfSigned, true, refused("self-signed")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := strings.Join(meet(t, tc.kind, tc.verify, nil), "\n"); got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

// What comes where a handshake was due, and what the server makes of it.
func TestNoHandshake(t *testing.T) {
	for _, tc := range []struct {
		name string
		talk func(net.Conn)
		want string
	}{
		{"another protocol", func(c net.Conn) { io.WriteString(c, "EHLO laptop\r\n"); io.Copy(io.Discard, c) }, "no-tls"},
		{"nothing at all", func(net.Conn) {}, "tls-lost"},
		{"a record with nothing inside", func(c net.Conn) { c.Write([]byte{22, 3, 1, 0, 0}); io.Copy(io.Discard, c) }, "tls-failed"},
		{"half a record", func(c net.Conn) { c.Write([]byte{22, 3, 1, 0, 200, 1}) }, "tls-lost"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := meet(t, tlsca.Good, true, tc.talk)
			if want := `mail.alfa.test: TLS ok=false verified=false distrust="" error="` + tc.want + `"`; len(got) != 1 || got[0] != want {
				t.Errorf("got %q, want %s", got, want)
			}
		})
	}
}
