package esp

import (
	"bytes"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"posta/sim/actor/actortest"
	"posta/sim/http"
	"posta/sim/trace"
)

const toldOf = `[{"type":"delivered","campaign":"aviso","recipient":"ana@beta.test","at":"2026-03-02T09:00:00Z"}]`

// TestASignatureIsWhatOthersMake: this is what OpenSSL says, so that whoever writes a receiver in another language gets the same:
//
//	printf '%s' '1772442000.7.BODY' | openssl dgst -sha256 -hmac secret
func TestASignatureIsWhatOthersMake(t *testing.T) {
	const want = "t=1772442000,v1=f1ae4d561a1596e90db93fad5348d23f8e3f03bea805b3f6c7e565c95e8ae252"
	if got := sign([]byte("secret"), time.Unix(1772442000, 0), 7, []byte(toldOf)); got != want {
		t.Errorf("signed %s, want %s", got, want)
	}
}

// TestWhatAReceiverBelieves: only a call that somebody with the secret has just made, and each once.
func TestWhatAReceiverBelieves(t *testing.T) {
	secret := []byte("secret")
	type call struct {
		what   string
		method string
		number int
		body   string
		signed string
		want   trace.WebhookVerdict
		status int
	}
	var calls []call
	l := actortest.Run(t, 1, func(l *actortest.Lab) {
		m := l.Host("app.tienda.test", "192.0.2.80")
		c := &Customer{Machine: m, Secret: secret}
		m.Begin(0, func() {
			now := m.Now()
			by := func(secret string, at time.Time, number int, body string) string {
				return sign([]byte(secret), at, number, []byte(body))
			}
			right := by("secret", now, 1, toldOf)
			calls = []call{
				{"a good one", "POST", 1, toldOf, right, trace.WebhookGood, 204},
				{"the same again, since the answer may have been lost", "POST", 1, toldOf, right, trace.WebhookAgain, 204},
				{"the same signed anew, as a sender repeats it", "POST", 1, toldOf, by("secret", now.Add(time.Minute), 1, toldOf), trace.WebhookAgain, 204},
				{"another body", "POST", 2, strings.Replace(toldOf, "ana", "eva", 1), by("secret", now, 2, toldOf), trace.WebhookForged, 401},
				{"under another number, to be taken twice", "POST", 2, toldOf, right, trace.WebhookForged, 401},
				{"another secret", "POST", 2, toldOf, by("sacred", now, 2, toldOf), trace.WebhookForged, 401},
				{"no signature", "POST", 2, toldOf, "", trace.WebhookForged, 401},
				{"a signature that says nothing of the time", "POST", 2, toldOf, "v1=" + strings.Split(right, "v1=")[1], trace.WebhookForged, 401},
				{"another time under the same signature", "POST", 1, toldOf, "t=" + strconv.FormatInt(now.Unix()+1, 10) + right[strings.Index(right, ","):], trace.WebhookForged, 401},
				{"recorded, and played later", "POST", 3, toldOf, by("secret", now.Add(-HookFresh-time.Second), 3, toldOf), trace.WebhookStale, 401},
				{"from a clock that is wrong by much", "POST", 3, toldOf, by("secret", now.Add(HookFresh+time.Second), 3, toldOf), trace.WebhookStale, 401},
				{"from a clock that is wrong by little", "POST", 3, toldOf, by("secret", now.Add(-HookFresh), 3, toldOf), trace.WebhookGood, 204},
				{"signed, and no list of events", "POST", 4, `{"type":`, by("secret", now, 4, `{"type":`), trace.WebhookForged, 401},
				{"a browser that looks", "GET", 5, "", "", "", 405},
			}
			for _, x := range calls {
				r := c.Serve(nil, &http.Request{Method: x.method, Target: "/", Body: []byte(x.body), Fields: http.Fields{{Name: callField, Value: strconv.Itoa(x.number)}, {Name: signatureField, Value: x.signed}}})
				if r.Status != x.status {
					t.Errorf("%s: answered %d, want %d", x.what, r.Status, x.status)
				}
			}
		})
	})
	facts := actortest.Of[trace.WebhookTaken](l, "app.tienda.test")
	for i, f := range facts {
		if f.What != calls[i].want {
			t.Errorf("%s: taken for %q, want %q", calls[i].what, f.What, calls[i].want)
		}
	}
	if len(facts) != len(calls)-1 {
		t.Errorf("%d calls were judged, want %d", len(facts), len(calls)-1)
	}
}

// TestACallIsMadeAgain, later each time, as the same call: the same number and the same words, under a signature of its own time.
// What happens meanwhile waits, and comes after it.
func TestACallIsMadeAgain(t *testing.T) {
	type heard struct {
		number, signed, body string
		at                   time.Duration
	}
	var got []heard
	l := actortest.Run(t, 1, func(l *actortest.Lab) {
		app, m := l.Host("app.tienda.test", "192.0.2.80"), l.Host("mail.envios.test", "192.0.2.25")
		begun := m.Now()
		door, err := app.Listen(80)
		if err != nil {
			t.Fatal(err)
		}
		app.Begin(0, func() {
			defer door.Close()
			for _, status := range []int{503, 0, 500, 204, 200} {
				conn, err := door.Accept()
				if err != nil {
					return
				}
				serveOnce(app, conn, status, func(r *http.Request) {
					got = append(got, heard{r.Fields.Get(callField), r.Fields.Get(signatureField), string(r.Body), app.Now().Sub(begun)})
				})
			}
		})
		s := New(Config{Machine: m, Web: "mail.envios.test", Domain: "envios.test", Secret: []byte("secret")})
		m.Begin(0, func() {
			h := &hook{url: "http://192.0.2.80/sucesos", calling: true, waiting: []event{{Type: "delivered", Campaign: "aviso", Recipient: "ana@beta.test"}}}
			m.After(time.Second, "another event", func() {
				s.mu.Lock()
				h.waiting = append(h.waiting, event{Type: "opened", Campaign: "aviso", Recipient: "ana@beta.test"})
				s.mu.Unlock()
			})
			s.call(h)
		})
	})
	sent := actortest.Of[trace.WebhookSent](l, "mail.envios.test")
	if len(got) != 5 || len(sent) != 5 {
		t.Fatalf("%d calls came, %d were made: %+v", len(got), len(sent), sent)
	}
	for i, want := range []struct {
		number, status, try int
		ok                  bool
	}{{1, 503, 1, false}, {1, 0, 2, false}, {1, 500, 3, false}, {1, 204, 4, true}, {2, 200, 1, true}} {
		if f := sent[i]; f.Number != want.number || f.Status != want.status || f.Try != want.try || f.OK != want.ok || got[i].number != strconv.Itoa(want.number) {
			t.Errorf("call %d: %+v under the number %s, want %+v", i+1, f, got[i].number, want)
		}
	}
	for i := 1; i < 4; i++ {
		if got[i].body != got[0].body || got[i].signed == got[i-1].signed {
			t.Errorf("attempt %d says %s, signed %s", i+1, got[i].body, got[i].signed)
		}
	}
	if !strings.Contains(got[4].body, "opened") || strings.Contains(got[4].body, "delivered") {
		t.Errorf("what happened meanwhile is told as %s", got[4].body)
	}
	waits := []time.Duration{hookFirst, HookTimeout + 2*hookFirst, 4 * hookFirst}
	for i, want := range waits {
		if gap := got[i+1].at - got[i].at; gap < want || gap > want+time.Second {
			t.Errorf("after attempt %d it waited %v, want %v", i+1, gap, want)
		}
	}
}

// serveOnce takes one call and answers it; 0: it is never answered.
func serveOnce(m *actortest.Machine, conn net.Conn, status int, look func(*http.Request)) {
	m.After(0, "answering", func() {
		defer conn.Close()
		_ = http.Serve(conn, func(r *http.Request) *http.Response {
			look(&http.Request{Fields: r.Fields, Body: bytes.Clone(r.Body)})
			if status == 0 {
				_ = m.Sleep(2 * HookTimeout)
			}
			return &http.Response{Status: max(status, 200), Reason: "So"}
		})
	})
}
