package authres

import (
	"strings"
	"testing"
)

// TestStripAsWritten: a claim to be ours goes, however it is written (RFC 8601 sections 2.2 and 5, RFC 5322 sections 2.2.3 and
// 3.2.2); what only looks like it stays.
func TestStripAsWritten(t *testing.T) {
	const ours = "mx.dos.test"
	tests := []struct {
		name, field string
		goes        bool
	}{
		{"as we write it", "Authentication-Results: mx.dos.test; dmarc=pass", true},
		{"in capitals", "AUTHENTICATION-RESULTS: MX.Dos.TEST; dmarc=pass", true},
		{"no space after the colon", "Authentication-Results:mx.dos.test;dmarc=pass", true},
		{"a space before the colon", "Authentication-Results : mx.dos.test; dmarc=pass", true},
		{"folded before the name", "Authentication-Results:\r\n mx.dos.test; dmarc=pass", true},
		{"folded twice, by tabs", "Authentication-Results:\r\n\t\r\n\tmx.dos.test\r\n\t; dmarc=pass", true},
		{"with a version", "Authentication-Results: mx.dos.test 1; dmarc=pass", true},
		{"with a version that nobody knows", "Authentication-Results: mx.dos.test 99; dmarc=pass", true},
		{"comments all about", "Authentication-Results: (a (b \\) c) d)mx.dos.test(e)1(f);dmarc(g)=(h)pass", true},
		{"a semicolon in a comment", "Authentication-Results: (;) mx.dos.test; dmarc=pass", true},
		{"in quotes", "Authentication-Results: \"mx.dos.test\"; dmarc=pass", true},
		{"in quotes, with backslashes", "Authentication-Results: \"mx\\.dos\\.test\"; dmarc=pass", true},
		{"with the final dot of the DNS", "Authentication-Results: mx.dos.test.; dmarc=pass", true},
		{"nothing but the name", "Authentication-Results: mx.dos.test", true},
		{"no semicolon after the name", "Authentication-Results: mx.dos.test dmarc=pass", true},
		{"results that cannot be read", "Authentication-Results: mx.dos.test; ===", true},
		{"a comment that never ends", "Authentication-Results: mx.dos.test (; dmarc=pass", true},
		{"no name", "Authentication-Results: ; dmarc=pass", true},

		{"another's", "Authentication-Results: mx.tres.test; dmarc=pass", false},
		{"another's, with our name in a comment", "Authentication-Results: mx.tres.test (mx.dos.test); dmarc=pass", false},
		{"another's, with our name as a value", "Authentication-Results: mx.tres.test; iprev=pass policy.name=mx.dos.test", false},
		{"a name below ours", "Authentication-Results: a.mx.dos.test; dmarc=pass", false},
		{"a name that begins as ours", "Authentication-Results: mx.dos.test.tres.test; dmarc=pass", false},
		{"what a list sealed", "ARC-Authentication-Results: i=1; mx.dos.test; dmarc=pass", false},
		{"a field of another name", "X-Authentication-Results: mx.dos.test; dmarc=pass", false},
	}
	for _, tt := range tests {
		head, tail := "Received: from x\r\n", "From: a@uno.test\r\n\r\nText\r\n"
		kept, taken := Strip([]byte(head+tt.field+"\r\n"+tail), ours)
		want := head + tt.field + "\r\n" + tail
		if tt.goes {
			want = head + tail
		}
		if string(kept) != want || len(taken) == 1 != tt.goes {
			t.Errorf("%s: %d taken; kept\n%s", tt.name, len(taken), kept)
		}
	}
	// And wherever it stands, were it behind more fields than anybody looks at.
	many := strings.Repeat("X: y\r\n", 3000)
	if kept, taken := Strip([]byte(many+"Authentication-Results: mx.dos.test; dmarc=pass\r\n\r\n"), ours); string(kept) != many+"\r\n" || len(taken) != 1 {
		t.Errorf("behind %d fields: %d taken", 3000, len(taken))
	}
}
