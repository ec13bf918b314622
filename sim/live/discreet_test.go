package live_test

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"posta/sim/live"
	"posta/sim/trace"
)

// TestADiscreetCastShowsNoSecret: nobody finds in the trace by what the lesson's own people log in, inside TLS neither, nor tokens,
// nor what they are given for; and everything comes true all the same.
func TestADiscreetCastShowsNoSecret(t *testing.T) {
	for _, slug := range []string{"implicit-tls", "wrong-password", "app-passwords", "pop3-or-imap"} {
		t.Run(slug, func(t *testing.T) {
			s := lesson(t, slug)
			secrets := []string{"auth=Bearer", "refresh_token=", "access_token"}
			for _, u := range s.Users {
				secrets = append(secrets, u.Password)
			}
			hidden := 0
			for _, e := range play(t, s, live.Options{Skip: true, Speed: 20, Discreet: true}).Events {
				f, is := e.Fact.(trace.DataSent)
				if !is {
					continue
				}
				hidden += len(f.Hidden)
				for _, secret := range secrets {
					for before := range 3 {
						coded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", before) + secret))
						if coded = coded[(before*8+5)/6 : (before+len(secret))*8/6]; bytes.Contains(f.Data, []byte(secret)) || len(secret) > 5 && bytes.Contains(f.Data, []byte(coded)) {
							t.Errorf("%s says %q: %q", e.Host, secret, f.Data)
						}
					}
				}
			}
			if hidden == 0 {
				t.Error("nothing was hidden")
			}
		})
	}
}
