package imap

import (
	"bufio"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var rewrite = flag.Bool("update", false, "write what the server says into testdata/dialogues")

// TestDialogues plays the conversations in testdata/dialogues. Their lines are
//
//	# words for the reader
//	c: what the client says          c.phone: the same in a second session, "phone"
//	s: what the server must answer   s.phone: likewise
//	do: deliver SUBJECT | BODY       the MTA delivers a message to Benito
//	do: quota N
//
// A session begins when it is first named; its greeting is the first "s:" line.
func TestDialogues(t *testing.T) {
	files, err := filepath.Glob("testdata/dialogues/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no dialogues", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			script, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimRight(string(script), "\n"), "\n")
			got := strings.Join(play(t, lines, *rewrite), "\n") + "\n"
			if *rewrite {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if got != string(script) {
				t.Errorf("the server says otherwise:\n%s", firstDifference(string(script), got))
			}
		})
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("line %d\nwant %s\ngot  %s", i+1, w[i], g[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(g), len(w))
}

// newCommand is how commands begin in the scripts, unlike the lines of a literal.
var newCommand = regexp.MustCompile(`^c[.a-z]*: ([a-z]\d |(?i:DONE))`)

// player is one session of a dialogue.
type player struct {
	conn net.Conn
	br   *bufio.Reader
	tag  string
}

func (p *player) line(t *testing.T) string {
	s, err := p.br.ReadString('\n')
	if err != nil {
		return "(" + err.Error() + ")"
	}
	return strings.TrimSuffix(strings.TrimSuffix(s, "\n"), "\r")
}

// play returns the dialogue as it really went. With free, the number of lines that
// answer a command is the server's affair; without, it is the script's, so that a line
// too few or too many shows where it happens.
func play(t *testing.T, script []string, free bool) []string {
	w := newWorld(t)
	defer w.close()
	sessions := make(map[string]*player)
	session := func(name string) *player {
		p := sessions[name]
		if p == nil {
			conn := w.connect(t)
			// A server that says nothing must not hold the tests up for ever.
			hang := time.AfterFunc(20*time.Second, func() { conn.Close() })
			w.ends = append(w.ends, func() { hang.Stop() })
			p = &player{conn: conn, br: bufio.NewReader(conn)}
			sessions[name] = p
		}
		return p
	}
	var out []string
	answering := "" // with free: the session whose answer was read already
	for i, line := range script {
		kind, rest, _ := strings.Cut(line, ":")
		who, name, _ := strings.Cut(kind, ".")
		rest = strings.TrimPrefix(rest, " ")
		switch who {
		case "do":
			out = append(out, line)
			answering = ""
			what, args, _ := strings.Cut(rest, " ")
			switch what {
			case "deliver":
				subject, body, _ := strings.Cut(args, " | ")
				w.now = w.now.Add(time.Minute)
				w.deliver(t, subject, body)
			case "quota":
				var n int64
				if _, err := fmt.Sscan(args, &n); err != nil {
					t.Fatal(err)
				}
				w.benito.SetQuota(n)
			default:
				t.Fatalf("line %d: %s", i+1, line)
			}
		case "c":
			p := session(name)
			out = append(out, line)
			fmt.Fprintf(p.conn, "%s\r\n", rest)
			if p.tag == "" {
				p.tag, _, _ = strings.Cut(rest, " ")
			}
			answering = ""
			more := i+1 < len(script) && strings.HasPrefix(script[i+1], kind+":") && !newCommand.MatchString(script[i+1])
			if free && !more {
				answering = kind
				for {
					s := p.line(t)
					out = append(out, strings.TrimSpace("s"+strings.TrimPrefix(kind, "c")+": "+s))
					if strings.HasPrefix(s, p.tag+" ") {
						p.tag = ""
						break
					}
					if strings.HasPrefix(s, "+") && strings.HasPrefix(rest, p.tag+" ") || strings.HasPrefix(s, "(") {
						break
					}
				}
			}
		case "s":
			if answering == "c"+strings.TrimPrefix(kind, "s") {
				continue // written above
			}
			out = append(out, strings.TrimSpace(kind+": "+session(name).line(t)))
		default:
			if line != "" && !strings.HasPrefix(line, "#") {
				t.Fatalf("line %d: %q", i+1, line)
			}
			out = append(out, line)
			if !free {
				continue
			}
			answering = ""
		}
	}
	return out
}

// TestSameBytes plays every dialogue again and again: all that a run says must be the
// same in each.
func TestSameBytes(t *testing.T) {
	times := 200
	if testing.Short() {
		times = 20
	}
	files, _ := filepath.Glob("testdata/dialogues/*.txt")
	for _, file := range files {
		script, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimRight(string(script), "\n"), "\n")
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			for range times {
				if got := strings.Join(play(t, lines, false), "\n") + "\n"; got != string(script) {
					t.Fatal(firstDifference(string(script), got))
				}
			}
		})
	}
}
