package mailbox_test

import (
	"testing"
	"time"

	"posta/sim/mailbox"
)

// TestDoorsWaitForNothing: what opens an account and how much it may hold are changed while something is being done to its mail,
// as by somebody at the stage of a live cast while its reader logs in.
func TestDoorsWaitForNothing(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	change := func() {} // before the account is there
	s := mailbox.New(mailbox.Config{Now: func() time.Time { change(); return now }, Observe: func(mailbox.Event) { change() }})
	a, err := s.AddAccount(mailbox.AccountConfig{User: "benito", Domain: "beta.test", Password: "una"})
	if err != nil {
		t.Fatal(err)
	}
	change = func() {
		found, err := s.Account("benito@beta.test")
		if err != nil || found != a {
			t.Fatal(found, err)
		}
		a.SetPassword("otra")
		a.SetQuota(1 << 20)
		a.RequireKey(false)
		a.AddKey(mailbox.Key{Secret: "k"}, now)
		a.RevokeKey("k")
	}
	if _, err := s.Deliver(nil, "benito@beta.test", []byte("Subject: x\r\n\r\nx\r\n")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Authenticate("benito@beta.test", "otra"); err != nil {
		t.Fatal(err)
	}
	if limit, _ := a.Quota(); limit != 1<<20 {
		t.Errorf("it may hold %d octets", limit)
	}
}
