package view_test

import (
	"slices"
	"strings"
	"testing"

	"posta/sim/lang"
	"posta/sim/replay"
	"posta/sim/story"
)

// TestWhoIsOnAList: the server's state has the members of its lists. Who joins is on it from that step on, marked there alone, and until
// they leave.
func TestWhoIsOnAList(t *testing.T) {
	v, s := viewer(lesson(t, "list-by-mail", ""))
	var told []string
	for i := range s.Steps(story.Tell) {
		for _, section := range v.State(story.Tell, i, "mail.beta.test", lang.EN).Sections {
			if !strings.HasPrefix(section.ID, "list ") {
				continue
			}
			on := section.Title + ":"
			for _, r := range section.Rows {
				if on += " " + r.Cells[0]; r.Change == replay.Added {
					on += " (new)"
				}
			}
			told = append(told, on)
		}
	}
	if n := len(s.Steps(story.Tell)); len(told) != n {
		t.Fatalf("at %d of %d steps it has a list", len(told), n)
	}
	const list = "List club@beta.test: benito@beta.test"
	want := []string{list, list + " alicia@alfa.test (new)", list + " alicia@alfa.test", list}
	if got := slices.Compact(told); !slices.Equal(got, want) {
		t.Errorf("one after the other it has\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
