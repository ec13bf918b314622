package policy

import (
	"strings"
	"testing"
	"time"
)

// TestScoresOfOthersAreTakenOut: a letter that says of itself that it is no spam is believed by nobody.
func TestScoresOfOthersAreTakenOut(t *testing.T) {
	const letter = "X-Spam-Status: No, score=-9.0\r\nFrom: a@esp.test\r\nX-SPAM-FLAG: NO\r\n\tat all\r\nX-Spamless: yes\r\nSubject: Hola\r\n\r\nX-Spam-Status: No\r\n"
	c := NewContent(ContentRules{Junk: 50})
	f := c.Examine(&Transaction{Now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), Message: []byte(letter)})
	if got, want := string(f.Message), "From: a@esp.test\r\nX-Spamless: yes\r\nSubject: Hola\r\n\r\nX-Spam-Status: No\r\n"; got != want {
		t.Errorf("it is %q, want %q", got, want)
	}
	if len(f.Steps) < 2 || f.Steps[0].Code != "forged" || f.Steps[1].Code != "forged" || len(f.Fields) == 0 || !strings.HasPrefix(string(f.Fields[len(f.Fields)-1]), "X-Spam-Status: ") {
		t.Errorf("its steps are %v, and its fields %q", f.Steps, f.Fields)
	}
	if f := c.Examine(&Transaction{Message: []byte("From: a@esp.test\r\nSubject: Hola\r\n\r\nHola\r\n")}); f.Message != nil {
		t.Errorf("a letter without them is changed: %q", f.Message)
	}
}
