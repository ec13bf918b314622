package mail

import "testing"

func TestAutomatic(t *testing.T) {
	tests := []struct {
		name, header    string
		automatic, bulk bool
	}{
		{"a person wrote it", "From: ana@uno.test\r\n", false, false},
		{"a person says so", "Auto-Submitted: no\r\n", false, false},
		{"in capitals, with a comment", "AUTO-SUBMITTED: (really \\) \\( not) NO (a person)\r\n", false, false},
		{"no, with a parameter", "Auto-Submitted: no; x=y\r\n", false, false},
		{"an empty field says nothing", "Auto-Submitted:\r\n", false, false},
		{"a report", "Auto-Submitted: auto-generated\r\n", true, false},
		{"an answer", "Auto-Submitted: auto-replied (vacation)\r\n", true, false},
		{"a comment that says no", "Auto-Submitted: (no) auto-replied\r\n", true, false},
		{"folded", "Auto-Submitted:\r\n\tauto-notified; owner=x\r\n", true, false},
		{"a word nobody knows", "Auto-Submitted: non\r\n", true, false},
		{"twice", "Auto-Submitted: no\r\nAuto-Submitted: auto-replied\r\n", true, false},
		{"a list", "List-Id: <uno.test>\r\n", false, true},
		{"as one wrote before lists had fields", "Precedence: Bulk (many)\r\n", false, true},
		{"first class", "Precedence: first-class\r\n", false, false},
		{"in the body it is text", "\r\nAuto-Submitted: auto-replied\r\nList-Id: x\r\n", false, false},
	}
	for _, tt := range tests {
		h := ParseHeader([]byte(tt.header))
		if h.Automatic() != tt.automatic || h.Bulk() != tt.bulk {
			t.Errorf("%s: automatic %v, bulk %v", tt.name, h.Automatic(), h.Bulk())
		}
	}
}
