package live_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"posta/sim/live"
	"posta/sim/trace"
)

// TestAProgramOfThisMachineIsTold what happens to a campaign, under a signature that it can check with the secret that it was
// given, and is told again when it said that it could not take it.
func TestAProgramOfThisMachineIsTold(t *testing.T) {
	type call struct{ number, signature, body string }
	var calls []call
	program := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.Method != "POST" || r.URL.Path != "/sucesos" {
			t.Errorf("%s %s (%v)", r.Method, r.URL, err)
		}
		calls = append(calls, call{r.Header.Get("X-Call"), r.Header.Get("X-Signature"), string(body)})
		w.WriteHeader([]int{http.StatusServiceUnavailable, http.StatusNoContent}[len(calls)-1])
	}))
	s := parse(t, "hook.yaml", fmt.Sprintf(`
posta: 1
title: hook
domains:
  tienda.test: {users: [hola]}
  envios.test: {users: [marta]}
  beta.test: {users: [ana]}
script:
  - campaign: {name: aviso, from: hola, through: mail.envios.test, to: [ana@beta.test, nadie@beta.test], subject: Pedido, body: Hola., webhook: "%s/sucesos"}
`, program.URL))
	l, err := live.Start(s, live.Options{Play: true, Speed: 60, Skip: true})
	if err != nil {
		t.Fatal(err)
	}
	hooks := l.Hooks()
	if err := l.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	program.Close() // whoever answered has ended
	if len(hooks) != 1 || hooks[0].URL != program.URL+"/sucesos" || hooks[0].Host != "mail.envios.test" {
		t.Fatalf("it tells %+v", hooks)
	}
	if len(calls) != 2 || calls[0].number != "1" || calls[1].number != "1" || calls[0].body != calls[1].body {
		t.Fatalf("it was told %q", calls)
	}
	for _, said := range []string{`"type":"delivered","campaign":"aviso","recipient":"ana@beta.test"`, `"type":"bounced","campaign":"aviso","recipient":"nadie@beta.test","detail":"hard"`} {
		if !strings.Contains(calls[0].body, said) {
			t.Errorf("it was not told %s: %s", said, calls[0].body)
		}
	}
	for _, c := range calls {
		at, _, _ := strings.Cut(strings.TrimPrefix(c.signature, "t="), ",")
		sum := hmac.New(sha256.New, []byte(hooks[0].Secret))
		fmt.Fprintf(sum, "%s.%s.%s", at, c.number, c.body)
		if want := "t=" + at + ",v1=" + hex.EncodeToString(sum.Sum(nil)); c.signature != want {
			t.Errorf("signed %s, want %s", c.signature, want)
		}
	}
	var told []string
	for _, e := range l.Trace().Events {
		switch f := e.Fact.(type) {
		case trace.WebhookSent:
			told = append(told, fmt.Sprint(f.Try, f.Status))
		case trace.ConnOpening:
			if f.Remote.Addr().IsLoopback() && (f.Service != "http" || f.Peer != "") {
				t.Errorf("it called %+v", f)
			}
		}
	}
	if got := strings.Join(told, ", "); got != "1 503, 2 204" {
		t.Errorf("the trace tells of tries %s", got)
	}
}

// TestNobodyElseOfThisMachineIsCalled: a name that leads to this machine leads out of the cast, and nobody is called there but
// what a campaign names as its program.
func TestNobodyElseOfThisMachineIsCalled(t *testing.T) {
	s := parse(t, "record.yaml", `
posta: 1
title: record
domains:
  alfa.test: {users: [alicia]}
  envios.test: {users: [marta]}
  beta.test: {users: [benito], records: ["@ MX 10 near", "near A 127.0.0.1"]}
script:
  - send: {from: alicia, to: benito@beta.test}
  - campaign: {name: aviso, from: alicia, through: mail.envios.test, to: [alicia@alfa.test], subject: Pedido, body: Hola., webhook: "http://127.0.0.1:9/"}
`)
	tr := play(t, s, live.Options{Speed: 3600, Skip: true})
	failed := map[int]trace.FailReason{}
	for _, e := range tr.Events {
		if f, ok := e.Fact.(trace.ConnFailed); ok {
			failed[e.Conn] = f.Reason
		}
	}
	called := 0
	for _, e := range tr.Events {
		if f, ok := e.Fact.(trace.ConnOpening); ok && f.Remote == netip.MustParseAddrPort("127.0.0.1:25") {
			called++
			if failed[e.Conn] != trace.FailUnreachable {
				t.Errorf("it called port 25 of this machine, and failed with %q", failed[e.Conn])
			}
		}
	}
	if called == 0 {
		t.Error("nobody tried")
	}
}
