package actortest

import (
	"bufio"
	"path"
	"strings"
	"testing"
	"time"
)

// replyTimeout is how long a Client waits for a reply, in virtual time.
const replyTimeout = 30 * time.Minute

// Client speaks a dialogue with the server at address, line by line:
//
//	c: a line that the client sends
//	s: a pattern (as of path.Match, but * matches anything) of the next line that the server says
//	s! the server says nothing more and closes
//
// It is called in a process of the machine, and reports the first line that
// does not fit.
func Client(t testing.TB, m *Machine, address, dialogue string) {
	conn, err := m.Dial("tcp", address, time.Minute)
	if err != nil {
		t.Errorf("dialling %s: %v", address, err)
		return
	}
	defer conn.Close()
	conn.SetDeadline(m.Now().Add(replyTimeout))
	in := bufio.NewReader(conn)
	for i, line := range strings.Split(dialogue, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		kind, text := line[:min(2, len(line))], strings.TrimPrefix(line[min(2, len(line)):], " ")
		switch kind {
		case "c:":
			if _, err := conn.Write([]byte(text + "\r\n")); err != nil {
				t.Errorf("line %d: saying %q: %v", i, text, err)
				return
			}
		case "s:", "s!":
			got, err := in.ReadString('\n')
			got = strings.TrimRight(got, "\r\n")
			if kind == "s!" {
				if err == nil {
					t.Errorf("line %d: the server says %q, want it to close", i, got)
				}
				return
			}
			if err != nil {
				t.Errorf("line %d: want %q: %v", i, text, err)
				return
			}
			if !matches(text, got) {
				t.Errorf("line %d: the server says\n\t%s\nwant\n\t%s", i, got, text)
				return
			}
		default:
			t.Errorf("line %d of the dialogue begins with neither c: nor s: nor s!: %q", i, line)
			return
		}
	}
}

func matches(pattern, s string) bool {
	// path.Match's * stops at a slash, and its brackets are classes.
	hide := strings.NewReplacer("/", "\x00", "[", "\x01", "]", "\x02")
	ok, err := path.Match(hide.Replace(pattern), hide.Replace(s))
	return err == nil && ok
}
