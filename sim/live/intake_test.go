//go:build unix

package live_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"posta/sim/live"
)

// intakeServer has this test program be a server of one kind, whose processor time another measures.
const intakeServer = "POSTA_INTAKE"

func TestMain(m *testing.M) {
	if kind := os.Getenv(intakeServer); kind != "" {
		serveIntake(kind)
		return
	}
	os.Exit(m.Run())
}

// serveIntake says where it listens, and at each line that it is told what it has used of the processor; it ends with its input.
func serveIntake(kind string) {
	addr := ""
	switch kind {
	case "posta":
		l, err := live.Start(lesson(failing{}, "first-email"), live.Options{})
		if err != nil {
			panic(err)
		}
		addr = at(failing{}, l, "mail.beta.test", "smtp")
	default:
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			panic(err)
		}
		s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return discard{}, nil }))
		s.Domain, s.MaxMessageBytes = "localhost", 25_000_000
		go s.Serve(l)
		addr = l.Addr().String()
	}
	fmt.Println(addr)
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		var u syscall.Rusage
		syscall.Getrusage(syscall.RUSAGE_SELF, &u)
		fmt.Println(u.Utime.Nano() + u.Stime.Nano())
	}
}

// failing is a test that can only fail.
type failing struct{ testing.TB }

func (failing) Helper()                   {}
func (failing) Fatal(x ...any)            { panic(fmt.Sprint(x...)) }
func (failing) Fatalf(f string, x ...any) { panic(fmt.Sprintf(f, x...)) }

// discard takes letters and keeps nothing.
type discard struct{}

func (discard) Mail(string, *smtp.MailOptions) error { return nil }
func (discard) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (discard) Reset()                               {}
func (discard) Logout() error                        { return nil }
func (discard) Data(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}

// BenchmarkIntake is what a letter of 2 KiB costs the server's processor, from ten sessions: the cast with its trace while nobody looks
// on, beside a go-smtp that throws letters away. Each is a program of its own on one processor, as posta live is.
func BenchmarkIntake(b *testing.B) {
	for _, kept := range []bool{false, true} {
		for _, kind := range []string{"posta", "discard"} {
			b.Run(kind+connections(kept), func(b *testing.B) {
				c := exec.Command(os.Args[0], "-test.run", "^$")
				c.Env = append(os.Environ(), intakeServer+"="+kind, "GOMAXPROCS=1")
				c.Stderr = os.Stderr
				in, _ := c.StdinPipe()
				out, _ := c.StdoutPipe()
				if err := c.Start(); err != nil {
					b.Fatal(err)
				}
				defer c.Wait()
				defer in.Close()
				said := bufio.NewReader(out)
				line := func() string {
					s, err := said.ReadString('\n')
					if err != nil {
						b.Fatal(err)
					}
					return strings.TrimSpace(s)
				}
				spent := func() (d time.Duration) {
					fmt.Fprintln(in)
					fmt.Sscan(line(), (*int64)(&d))
					return d
				}
				addr := line()
				source(b, addr, 200, kept) // what a program does once is not counted
				before := spent()
				b.ResetTimer()
				source(b, addr, b.N, kept)
				b.ReportMetric(float64((spent()-before).Microseconds())/float64(b.N), "cpu-us/letter")
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "letters/s")
			})
		}
	}
}
