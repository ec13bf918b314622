package explain

import (
	"encoding/json"
	"slices"
	"testing"

	"posta/sim/lang"
	"posta/sim/scenario"
)

// TestFaultsAndActionsHaveWords: whatever a scenario may say has words of its own. A
// fault that is a server's check is told by the check's words.
func TestFaultsAndActionsHaveWords(t *testing.T) {
	var schema struct {
		Defs map[string]struct {
			Properties map[string]json.RawMessage `json:"properties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(scenario.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	checks := []string{"greylist", "rate_limit"}
	about := []string{"at", "after", "quiet", "say", "fails", "waits", "repeat", "ask"} // of a line of the script, not what is done
	faults, actions := 0, 0
	for key := range schema.Defs["fault"].Properties {
		if slices.Contains(checks, key) {
			continue
		}
		faults++
		for _, l := range lang.Complete() {
			if catalogue[l]["fault.acted/"+key].title == "" {
				t.Errorf("the fault %s has no words in %s: fault.acted/%s", key, l, key)
			}
		}
	}
	for key := range schema.Defs["step"].Properties {
		if slices.Contains(about, key) {
			continue
		}
		actions++
		for _, l := range lang.Complete() {
			for _, part := range []string{"does", "done", "failed"} {
				if phrases[l]["deed/"+key+"/"+part] == "" {
					t.Errorf("the action %s has no words in %s: deed/%s/%s", key, l, key, part)
				}
			}
		}
	}
	if faults < 10 || actions < 10 {
		t.Errorf("the schema knows %d faults and %d actions", faults, actions)
	}
}
