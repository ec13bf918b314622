package smtp

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const smtplib = `
import smtplib, ssl, sys
host, port, ca = sys.argv[1], int(sys.argv[2]), sys.argv[3]
s = smtplib.SMTP(host, port, local_hostname="portatil.uno.test")
assert s.ehlo()[0] == 250
s.starttls(context=ssl.create_default_context(cafile=ca))
try:
    s.login("alicia@uno.test", "no")
    raise SystemExit("a wrong password was taken")
except smtplib.SMTPAuthenticationError as e:
    assert e.smtp_code == 535, e
s.login("alicia@uno.test", "secreto")
refused = s.sendmail("alicia@uno.test", ["benito@dos.test", "nadie@dos.test"], "Subject: x\r\n\r\n.dot\r\n", rcpt_options=["NOTIFY=NEVER"])
assert list(refused) == ["nadie@dos.test"] and refused["nadie@dos.test"][0] == 550, refused
assert s.verify("benito@dos.test")[0] == 252
assert s.docmd("HOLA")[0] == 500
assert s.quit()[0] == 221
`

// Python's own client, over real sockets.
func TestPythonSmtplib(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 here")
	}
	server, p := serverFor(t, []string{"auth", "tls"})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	done := make(chan error, 1)
	go func() {
		conn, err := listener.Accept()
		if err == nil {
			err = server.ServeConn(conn)
		}
		done <- err
	}()
	dir := t.TempDir()
	ca := filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(ca, testCertPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	script := strings.Replace(smtplib, "s = smtplib", "import socket\nsmtplib.SMTP._get_socket = lambda self, h, p, t: socket.create_connection((\"127.0.0.1\", port))\ns = smtplib", 1)
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	// The name is the certificate's; the connection goes to loopback.
	out, err := exec.Command(python, "-c", script, "mx.dos.test", port, ca).CombinedOutput()
	if err != nil {
		listener.Close()
		t.Fatalf("%v\n%s", err, out)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	if len(p.got) != 1 || p.got[0].body != "Subject: x\r\n\r\n.dot\r\n" || p.got[0].with != "ESMTPSA" {
		t.Errorf("%+v", p.got)
	}
}
