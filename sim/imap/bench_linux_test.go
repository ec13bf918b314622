package imap

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"posta/sim/mailbox"
)

// BenchmarkLargeFolder puts the same letters into a folder of this server and of Dovecot, where that is installed (Debian's
// dovecot-imapd), gives both the same commands over a pair of Unix sockets, and says how long each takes for a letter, and how often
// Dovecot's time ours is. Two sizes show that both grow with the folder, and not with its square. The first time a command is said
// is counted apart: Dovecot remembers then what it has read from its files. It need not wait for the disk, as ours has none.
func BenchmarkLargeFolder(b *testing.B) {
	for _, letters := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(letters), func(b *testing.B) {
			ours := newCaller(b, servesOurs(b), letters)
			var theirs *caller
			if conn := servesDovecot(b); conn != nil {
				theirs = newCaller(b, conn, letters)
			}
			for _, commands := range [][]string{
				{"FETCH 1:* FLAGS"},
				{"FETCH 1:* (UID RFC822.SIZE ENVELOPE)"},
				{"FETCH 1:* BODY.PEEK[HEADER.FIELDS (From Subject)]"},
				{"FETCH 1:* BODY.PEEK[]"},
				{"SEARCH UNSEEN"},
				{`SEARCH SUBJECT "letter 9999"`},
				{`SEARCH BODY "number 9999."`},
				{`STORE 1:* +FLAGS (\Flagged)`, `STORE 1:* -FLAGS (\Flagged)`}, // so that each time there is something to change
			} {
				b.Run(commands[0], func(b *testing.B) {
					// The quickest time says what the work costs where others work on the same machine.
					perLetter := func(d time.Duration) float64 {
						return float64(d.Nanoseconds()) / float64(letters) / float64(len(commands))
					}
					took := ours.ask(b, commands...)
					b.ReportMetric(perLetter(took), "first-ns/letter")
					var dovecot time.Duration
					if theirs != nil {
						dovecot = theirs.ask(b, commands...)
						b.ReportMetric(perLetter(dovecot), "dovecot-first-ns/letter")
					}
					for b.Loop() {
						took = min(took, ours.ask(b, commands...))
						if theirs != nil {
							dovecot = min(dovecot, theirs.ask(b, commands...))
						}
					}
					b.ReportMetric(perLetter(took), "ns/letter")
					if theirs != nil {
						b.ReportMetric(perLetter(dovecot), "dovecot-ns/letter")
						b.ReportMetric(float64(took)/float64(dovecot), "ratio")
					}
				})
			}
		})
	}
}

// servesOurs is a connection to this package's server, logged in.
func servesOurs(b *testing.B) net.Conn {
	store := mailbox.New(mailbox.Config{Now: time.Now})
	if _, err := store.AddAccount(mailbox.AccountConfig{User: "benito", Domain: "south.example", Password: "wonder"}); err != nil {
		b.Fatal(err)
	}
	client, server := socketPair(b)
	s := &Server{Authenticate: store.Authenticate}
	ended := make(chan error, 1)
	go func() { ended <- s.ServeConn(server) }()
	b.Cleanup(func() { client.Close(); <-ended })
	if _, err := io.WriteString(client, "in LOGIN benito wonder\r\n"); err != nil {
		b.Fatal(err)
	}
	return client
}

// servesDovecot is a connection to Dovecot's IMAP server alone, as its log-in process would hand it over; nil: it is not there.
func servesDovecot(b *testing.B) net.Conn {
	const program = "/usr/lib/dovecot/imap"
	if _, err := os.Stat(program); err != nil {
		b.Log("Dovecot is not installed; there is nothing to compare with")
		return nil
	}
	dir, err := os.MkdirTemp("", "dovecot")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	client, server := socketPair(b)
	end, err := server.(*net.UnixConn).File()
	if err != nil {
		b.Fatal(err)
	}
	server.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, program, "-c", "/dev/null", "-o", "ssl=no", "-o", "mail_fsync=never", "-o", "mail_location=sdbox:"+dir+"/mail")
	cmd.Stdin, cmd.Stdout, cmd.Dir = end, end, dir
	cmd.Env = []string{"HOME=" + dir, "USER=nobody"}
	if os.Getuid() == 0 { // it serves nobody as root
		const nobody = 65534
		if err := os.Chown(dir, nobody, nobody); err != nil {
			b.Fatal(err)
		}
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	end.Close()
	b.Cleanup(func() { client.Close(); cancel(); _ = cmd.Wait() })
	return client
}

// socketPair is what a server on the same machine is reached by.
func socketPair(b *testing.B) (x, y net.Conn) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		b.Fatal(err)
	}
	var ends [2]net.Conn
	for i, fd := range fds {
		f := os.NewFile(uintptr(fd), "socket")
		if ends[i], err = net.FileConn(f); err != nil {
			b.Fatal(err)
		}
		f.Close()
	}
	return ends[0], ends[1]
}

// caller says commands, and reads on until they are answered.
type caller struct {
	net.Conn
	in *bufio.Reader
	n  int
}

// newCaller fills a folder, and opens it.
func newCaller(b *testing.B, conn net.Conn, letters int) *caller {
	c := &caller{Conn: conn, in: bufio.NewReaderSize(conn, 1<<20)}
	text := func(i int) string {
		return fmt.Sprintf("From: Alicia <alicia@north.example>\r\nTo: Benito <benito@south.example>\r\nSubject: letter %d\r\n"+
			"Date: Mon, 2 Mar 2026 08:59:00 +0000\r\nMessage-ID: <%d@north.example>\r\n\r\nThis is number %d.\r\n%s",
			i, i, i, strings.Repeat("A line of the text.\r\n", 20))
	}
	c.ask(b, "CREATE Large")
	for i := range letters {
		t := text(i)
		c.ask(b, fmt.Sprintf("APPEND Large {%d+}\r\n%s", len(t), t))
	}
	c.ask(b, "SELECT Large")
	return c
}

// ask says how long it took until the last of some commands was answered.
func (c *caller) ask(b *testing.B, commands ...string) time.Duration {
	began := time.Now()
	for _, command := range commands {
		c.n++
		tag := fmt.Appendf(nil, "t%d ", c.n)
		if _, err := fmt.Fprintf(c, "%s%s\r\n", tag, command); err != nil {
			b.Fatal(err)
		}
		for {
			line, err := c.in.ReadSlice('\n')
			if err != nil {
				b.Fatal(err)
			}
			if rest, last := bytes.CutPrefix(line, tag); last {
				if !bytes.HasPrefix(rest, []byte("OK")) {
					b.Fatalf("%.60s: %s", command, line)
				}
				break
			}
		}
	}
	return time.Since(began)
}
