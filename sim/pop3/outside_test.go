package pop3

import (
	"encoding/pem"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// TestPythonPoplib lets a client that we did not write judge the server, STLS
// and APOP included, on a loopback socket.
func TestPythonPoplib(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 on this machine: poplib cannot be asked")
	}
	if out, err := exec.Command(python, "-c", "import poplib, ssl; poplib.POP3.stls").CombinedOutput(); err != nil {
		t.Skipf("this python3 has no poplib with TLS: %v: %s", err, out)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Skipf("no loopback socket to be had: %v", err)
	}
	defer listener.Close()

	people := newTown()
	srv := newServer(people, nil)
	configure(t, srv, people, "apop")
	srv.RequireTLS = true
	srv.Now = time.Now
	srv.TLSConfig, _ = certificates(t)
	certificate := filepath.Join(t.TempDir(), "certificate.pem")
	block := &pem.Block{Type: "CERTIFICATE", Bytes: srv.TLSConfig.Certificates[0].Certificate[0]}
	must(t, os.WriteFile(certificate, pem.EncodeToMemory(block), 0o600))

	ends := make(chan error, 2)
	go func() {
		for range cap(ends) {
			conn, err := listener.Accept()
			if err != nil {
				ends <- err
				continue
			}
			ends <- srv.ServeConn(conn)
		}
	}()
	port := listener.Addr().(*net.TCPAddr).Port
	out, err := exec.Command(python, "testdata/outside.py", strconv.Itoa(port), certificate).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := <-ends; err != nil {
		t.Errorf("first session: %v", err)
	}
	if err := <-ends; !errors.Is(err, ErrDropped) {
		t.Errorf("second session: %v", err)
	}
	if kept := people["alice"].kept(); kept != "a1 a3" {
		t.Errorf("kept %s", kept)
	}
}
