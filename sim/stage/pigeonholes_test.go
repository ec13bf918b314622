package stage_test

import (
	"strconv"
	"testing"

	"posta/sim/lang"
	"posta/sim/stage"
	"posta/sim/story"
)

// TestEveryMailboxIsSeenOrCounted: where a letter goes into several mailboxes, those of which there is no room to show are counted.
func TestEveryMailboxIsSeenOrCounted(t *testing.T) {
	for _, tt := range []struct {
		slug  string
		step  int
		names []string
	}{
		{"pop3-or-imap", 17, []string{"ana", "bruno"}},
		{"envelope-and-letter", 17, []string{"benito", "bruna", "berta"}},
		{"reputation", 21, []string{"lector1", "lector2", "lector3", "lector4", "lector5", "lector6", "lector7", "lector8", "lector9", "lector10", "lector11", "lector12"}},
	} {
		m := send(onStage(t, tt.slug), stage.SetDetail{Detail: story.Tell})
		for _, w := range append(phones, screens[1]) {
			for _, l := range lang.Complete() {
				m := send(m, stage.SetLang{Lang: l}, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets}, stage.Seek{Step: tt.step - 1, Still: true})
				written := map[string]bool{}
				scene := stage.Scene(m)
				for _, text := range scene.Texts() {
					written[text.String] = true
				}
				seen := 0
				for _, name := range tt.names {
					if written[name] {
						seen++
					}
				}
				if left := len(tt.names) - seen; seen > 0 && left > 0 && !written["+"+strconv.Itoa(left)] {
					t.Errorf("%s, %s, %s: of %d mailboxes %d are seen, and the others not counted", tt.slug, w.name, l, len(tt.names), seen)
				}
			}
		}
	}
}
