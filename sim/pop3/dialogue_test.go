package pop3

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDialogues plays the conversations in testdata/dialogues; see the README
// there.
func TestDialogues(t *testing.T) {
	files, err := filepath.Glob("testdata/dialogues/*.txt")
	must(t, err)
	if len(files) == 0 {
		t.Fatal("no dialogues")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			must(t, err)
			play(t, strings.Split(strings.TrimSuffix(string(text), "\n"), "\n"))
		})
	}
}

func play(t *testing.T, lines []string) {
	people := newTown()
	var facts, wantFacts []string
	srv := newServer(people, &facts)
	for _, line := range lines {
		if options, ok := strings.CutPrefix(line, "server: "); ok {
			for _, option := range strings.Fields(options) {
				configure(t, srv, people, option)
			}
		}
	}

	conn, done := serve(srv)
	defer conn.Close()
	r := bufio.NewReader(conn)
	var batch string
	flush := func() {
		if batch != "" {
			if _, err := io.WriteString(conn, batch); err != nil {
				t.Fatalf("sending %q: %v", batch, err)
			}
			batch = ""
		}
	}
	var after []string
	for i, line := range lines {
		key, value, _ := strings.Cut(line, ": ")
		if key == line {
			key, _ = strings.CutSuffix(line, ":")
		}
		switch {
		case strings.HasPrefix(line, "#"), key == "server":
		case line == "c: (drop)":
			flush()
			conn.Close()
		case key == "c":
			batch += value + "\r\n"
		case line == "s: (closed)":
			flush()
			if got, err := r.ReadString('\n'); err != io.EOF {
				t.Fatalf("line %d: the connection should be closed; got %q, %v", i+1, got, err)
			}
		case key == "s":
			flush()
			got, err := r.ReadString('\n')
			if err != nil || got != value+"\r\n" {
				t.Fatalf("line %d:\nwant %q\ngot  %q, %v", i+1, value+"\r\n", got, err)
			}
		case key == "fact":
			wantFacts = append(wantFacts, value)
		case key == "kept", key == "ends":
			after = append(after, line)
		default:
			t.Fatalf("line %d: what is %q?", i+1, line)
		}
	}
	conn.Close()
	ended := <-done

	if got, want := strings.Join(facts, "\n"), strings.Join(wantFacts, "\n"); got != want {
		t.Errorf("facts:\n%s\nwant:\n%s", got, want)
	}
	for _, line := range after {
		key, value, _ := strings.Cut(line, ": ")
		if key == "ends" {
			if (value == "well") != (ended == nil) || ended != nil && !strings.Contains(ended.Error(), value) {
				t.Errorf("%s; the session ended with: %v", line, ended)
			}
			continue
		}
		who, want, _ := strings.Cut(value, " ")
		if got := people[who].kept(); got != want {
			t.Errorf("%s keeps %q, want %q", who, got, want)
		}
	}
	for who, b := range people {
		if b.opened != b.closed {
			t.Errorf("%s: opened %d times, closed %d times", who, b.opened, b.closed)
		}
	}
}

func configure(t *testing.T, srv *Server, people town, option string) {
	switch option {
	case "tls":
		srv.TLSConfig, _ = certificates(t)
	case "require-tls":
		srv.RequireTLS = true
	case "short-temper":
		srv.MaxBadCommands = 3
	case "apop":
		srv.Timestamp = func() string { return "<1896.697170952@dbc.mtview.ca.us>" }
		srv.APOP = func(user, timestamp, digest string) (Maildrop, error) {
			return people.open(user, func(secret string) bool { return APOPDigest(timestamp, secret) == digest })
		}
	default:
		t.Fatalf("no server option %q", option)
	}
}
