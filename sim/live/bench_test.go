package live_test

import (
	"bufio"
	"bytes"
	"context"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"posta/sim/live"
)

// serving puts the opening lesson's servers on sockets and gives the address of the
// second domain's exchanger.
func serving(tb testing.TB, o live.Options) (l *live.Live, smtp string) {
	tb.Helper()
	l, err := live.Start(lesson(tb, "first-email"), o)
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	tb.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			tb.Error(err)
		}
	})
	return l, at(tb, l, "mail.beta.test", "smtp")
}

func at(tb testing.TB, l *live.Live, host, service string) string {
	tb.Helper()
	for _, d := range l.Doors {
		if d.Host == host && d.Service == service {
			return d.At.String()
		}
	}
	tb.Fatalf("%s of %s is not there", service, host)
	return ""
}

// BenchmarkAccept is what smtp-source does: letters of 2 KiB in ten sessions, each in
// a connection of its own or all over one a session. The figures hold both ends.
func BenchmarkAccept(b *testing.B) {
	for _, kept := range []bool{false, true} {
		b.Run(connections(kept), func(b *testing.B) {
			_, addr := serving(b, live.Options{})
			b.ResetTimer()
			source(b, addr, b.N, kept)
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "letters/s")
		})
	}
}

func connections(kept bool) string {
	if kept {
		return "KeptConnections"
	}
	return "NewConnections"
}

// source hands in letters of 2 KiB in ten sessions.
func source(b *testing.B, addr string, letters int, kept bool) {
	letter := "Subject: test\r\n\r\n" + strings.Repeat(strings.Repeat("x", 70)+"\r\n", 28) + ".\r\n"
	var left atomic.Int64
	left.Store(int64(letters))
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			var c net.Conn
			var r *bufio.Reader
			say := func(line string) {
				c.Write([]byte(line))
				for {
					line, err := r.ReadSlice('\n')
					if err != nil {
						b.Error(err)
						return
					}
					if len(line) > 3 && line[3] == ' ' {
						if !bytes.ContainsAny(line[:1], "23") {
							b.Errorf("%s", line)
						}
						return
					}
				}
			}
			quit := func() {
				say("QUIT\r\n")
				c.Close()
				c = nil
			}
			for left.Add(-1) >= 0 {
				if c == nil {
					var err error
					if c, err = net.Dial("tcp", addr); err != nil {
						b.Error(err)
						return
					}
					r = bufio.NewReader(c)
					say("")
					say("HELO source.example.test\r\n")
				}
				say("MAIL FROM:<you@example.test>\r\n")
				say("RCPT TO:<benito@beta.test>\r\n")
				say("DATA\r\n")
				say(letter)
				if !kept {
					quit()
				}
			}
			if c != nil {
				quit()
			}
		})
	}
	all.Wait()
}
