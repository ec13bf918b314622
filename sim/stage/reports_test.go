package stage_test

import "testing"

// TestAReportBearsWhatItSays: only a report of a failure comes back as such; one that says "not yet" does not.
func TestAReportBearsWhatItSays(t *testing.T) {
	for _, tt := range []struct {
		lesson  string
		returns []bool // of its reports, in their order
	}{
		{"unknown-user", []bool{true}},
		{"server-down", []bool{false}},
		{"gives-up", []bool{false, true}},
	} {
		m, n := onStage(t, tt.lesson), 0
		for _, id := range m.Letters() {
			if !m.IsReport(id) {
				continue
			}
			if n >= len(tt.returns) || m.Returns(id) != tt.returns[n] {
				t.Errorf("%s: report %d comes back: %v", tt.lesson, n+1, m.Returns(id))
			}
			n++
		}
		if n != len(tt.returns) {
			t.Errorf("%s: %d reports", tt.lesson, n)
		}
	}
}
