//go:build !js

package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"testing"

	"posta/scenarios"
	"posta/sim/live"
	"posta/sim/scenario"
	"posta/web/feed"
)

// TestLivePage: what the page asks of real servers is done, or refused in its language; and what happened can be had to be done
// again.
func TestLivePage(t *testing.T) {
	src, err := scenarios.Read("first-email")
	if err != nil {
		t.Fatal(err)
	}
	s, _ := scenario.Parse("first-email.yaml", src)
	l, err := live.Start(s, live.Options{Bind: netip.AddrFrom4([4]byte{127, 28, byte(os.Getpid() >> 8), byte(os.Getpid()%250 + 1)})})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, stop := context.WithCancel(context.Background())
		stop()
		l.Run(ctx)
	})
	mux := http.NewServeMux()
	(&livePage{l: l, ready: readyLine(l, "")}).serve(mux)
	ask := func(method, path, body string) (int, string) {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Header.Set(feed.Own, "1")
		r.Header.Set("Posta-Lang", "es")
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	for _, tt := range []struct {
		what, says string
		code       int
	}{
		{"send: {from: alicia, to: benito@beta.test, subject: Hola, body: Hola}", "", 204},
		{"break: {answer: {host: mail.beta.test, command: RCPT, code: 451}}", "", 204},
		{"break: {answer: {host: nowhere.test, command: RCPT, code: 451}}", "nowhere.test", 409},
		{"seat: mail.beta.test", "simulación", 409},
	} {
		body, _ := json.Marshal(map[string]string{"what": tt.what})
		if code, said := ask("POST", "/live/act", string(body)); code != tt.code || !strings.Contains(said, tt.says) {
			t.Errorf("%s: %d %s", tt.what, code, said)
		}
	}
	code, said := ask("GET", "/live/again", "")
	var x struct{ YAML, Inputs, Seed string }
	if err := json.Unmarshal([]byte(said), &x); code != 200 || err != nil {
		t.Fatal(code, said, err)
	}
	still, problems := scenario.Parse("again.yaml", []byte(x.YAML))
	if still == nil {
		t.Fatal(problems)
	}
	if list, problems := scenario.ReadInputs(still, "inputs.jsonl", []byte(x.Inputs)); len(list) != 2 || len(problems) > 0 {
		t.Errorf("%v\n%s", problems, x.Inputs)
	}
}

// TestReleaseWith: what is said in a server's place is a reply of its protocol, and one line.
func TestReleaseWith(t *testing.T) {
	for _, tt := range []struct {
		protocol, said, reply, no string
		ok                        bool
	}{
		{"smtp", "", "", "", true},
		{"smtp", "451 4.7.1 Later", "451", "", true},
		{"smtp", "Later", "", "", false},
		{"pop3", "Not today", "", "Not today", true},
		{"imap", " Not today ", "", "Not today", true},
		{"imap", "two\r\nlines", "", "", false},
		{"pop3", strings.Repeat("x", 201), "", "", false},
	} {
		how, err := releaseWith(tt.protocol, tt.said)
		if (err == nil) != tt.ok || err == nil && (how.No != tt.no || !strings.HasPrefix(how.Reply.String(), tt.reply)) {
			t.Errorf("%s %q: %+v %v", tt.protocol, tt.said, how, err)
		}
	}
}
