package dkim_test

import (
	"context"
	"testing"
	"time"

	"posta/sim/auth"
	"posta/sim/auth/authtest"
	"posta/sim/auth/dkim"
)

// interop is what dkimpy, OpenDKIM and Mail::DKIM agree on.
type interop struct {
	Zone  authtest.Zone
	Cases []struct {
		ID, Want      string
		MessageBase64 []byte `json:"message_base64"`
	}
}

func TestInterop(t *testing.T) {
	var set interop
	authtest.Vectors(t, "dkim_interop.json", &set)
	passed := 0
	for _, c := range set.Cases {
		got := dkim.Verify(context.Background(), set.Zone, c.MessageBase64, time.Unix(1795750000, 0))
		if (got.Result() == dkim.Pass) != (c.Want == "pass") {
			v := got.Signatures[0]
			t.Errorf("%s: %s, %s %s; want %s", c.ID, got.Result(), v.Reason, v.Detail, c.Want)
			continue
		}
		passed++
	}
	t.Logf("%d of %d", passed, len(set.Cases))
	if len(set.Cases) != 320 {
		t.Errorf("%d cases; there were 320", len(set.Cases))
	}
}

func question(name string) auth.Question { return auth.Question{Name: name, Type: auth.TXT} }
