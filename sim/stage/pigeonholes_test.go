package stage_test

import (
	"slices"
	"strconv"
	"testing"

	"posta/scenarios"
	"posta/sim/lang"
	"posta/sim/stage"
	"posta/sim/story"
	"posta/sim/trace"
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

// folderAt is the folder that is not INBOX into which a letter goes at a step, in which it is found, or read.
func folderAt(m stage.Model) (folder string) {
	s := m.Step()
	facts := append(m.Telling().Story.Parts(s), s)
	for _, part := range facts {
		in := ""
		switch f := part.Fact.(type) {
		case trace.MailboxStored:
			in = f.Folder
		case trace.DeviceStored:
			in = f.Folder
		case trace.DeviceShown:
			in = f.Folder
		}
		if in != "INBOX" && in != "" && part.Class != story.Permanent {
			folder = in
		}
	}
	return folder
}

// TestAFolderIsSeenByName: where a letter goes into another folder than INBOX, is found there, or is read from there, the picture shows that
// folder by its name, besides what is said: in the server's house, or on the device's screen.
func TestAFolderIsSeenByName(t *testing.T) {
	looked := 0
	for _, slug := range scenarios.Slugs() {
		m := send(onStage(t, slug), stage.SetDetail{Detail: story.Tell})
		for i := range m.StepCount() {
			m = send(m, stage.Seek{Step: i, Still: true})
			folder := folderAt(m)
			if p := m.Map().Place(m.Step().From); folder == "" || p == nil {
				continue
			}
			for _, w := range screens[:2] {
				m := send(m, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets}, stage.Seek{Step: i, Still: true})
				looked++
				scene := stage.Drawn(m)
				if !slices.ContainsFunc(scene.Texts(), func(x stage.Text) bool { return x.String == folder }) {
					t.Errorf("%s, %s, step %d: it is about the folder %s, which is not seen", slug, w.name, i+1, folder)
				}
			}
		}
	}
	t.Logf("%d pictures", looked)
}

// TestWhatLiesInsideIsSeenOrCounted: what an open shelf or pigeonhole shows and what it counts is what lies there at that moment, and the
// letter of the step is among what is shown.
func TestWhatLiesInsideIsSeenOrCounted(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			m := onStage(t, slug)
			for _, d := range []story.Detail{story.Tell, story.Dialogue} {
				for _, w := range screens {
					m := send(m, stage.SetDetail{Detail: d}, stage.Resize{W: w.w, H: w.h, Scale: 1}, stage.Cover{Insets: w.insets})
					for i := range m.StepCount() {
						m = send(m, stage.Seek{Step: i, Still: true})
						if wrong, _ := stage.Within(m); wrong != "" {
							t.Errorf("%s, %s, step %d: %s", w.name, d, i+1, wrong)
						}
					}
				}
			}
		})
	}
}
