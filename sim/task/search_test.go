package task

import "testing"

// TestAHintNamesARecord and nothing of the quotes and commas around it.
func TestAHintNamesARecord(t *testing.T) {
	for change, want := range map[string]string{
		`change: {domain: beta.test, remove: '@ MX', add: '@ MX 10 mail.beta.test.'}`: "@ MX",
		`change: {domain: beta.test, remove: '@ MX'}`:                                 "@ MX",
		`change: {domain: beta.test, add: 'mail A 192.0.2.1'}`:                        "mail A",
		`set_host: {host: mail.beta.test, tls: offer}`:                                "tls",
	} {
		if got := about(change); got != want {
			t.Errorf("%s: %q, want %q", change, got, want)
		}
	}
}
