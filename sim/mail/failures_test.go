package mail

import (
	"os"
	"testing"
)

// TestFailures: whom a report says that a letter did not reach, and what is no report.
func TestFailures(t *testing.T) {
	bounce, err := os.ReadFile("testdata/bounce.eml")
	if err != nil {
		t.Fatal(err)
	}
	got := Failures(bounce)
	if len(got) == 0 || got[0].Recipient == "" || got[0].Status == "" {
		t.Errorf("%+v", got)
	}
	for _, none := range []string{"", "Subject: Undelivered\r\n\r\nNobody there.\r\n", "Content-Type: multipart/report; report-type=delivery-status\r\n\r\n",
		"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822;a@b.test\r\nAction: delayed\r\n\r\n--x--\r\n"} {
		if f := Failures([]byte(none)); f != nil {
			t.Errorf("%q: %+v", none, f)
		}
	}
}

func FuzzFailures(f *testing.F) {
	bounce, err := os.ReadFile("testdata/bounce.eml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(bounce)
	f.Fuzz(func(t *testing.T, b []byte) {
		if list := Failures(b); len(list) > len(b) {
			t.Errorf("%d failures in %d octets", len(list), len(b))
		}
	})
}
