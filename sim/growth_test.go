package sim_test

import (
	"strings"
	"testing"

	"posta/sim"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/story"
)

// TestAFileGrowsOnTheWay: a file of 20 MB is 27.4 MB as base64 with its line ends, so a server that takes 25 MB refuses it: that is
// said where the letter is made and where the limit bites. A file that fits is no such news at any server.
func TestAFileGrowsOnTheWay(t *testing.T) {
	for size, refused := range map[string]bool{"20 MB": true, "18 MB": false} {
		tr := run(t, parse(t, "growth.yaml", `
posta: 1
title: A large file
domains: {alfa.test: {users: [alicia]}, beta.test: {users: [benito]}}
script:
  - send: {from: alicia, to: benito@beta.test, attachments: [{name: film.mp4, type: video/mp4, size: `+size+`}]}
    fails: `+map[bool]string{true: "true", false: "false"}[refused]+`
`), sim.Options{})
		told := story.Of(tr)
		x := explain.New(told)
		for _, l := range lang.Complete() {
			made, bites := 0, 0
			for _, st := range told.Steps(story.Dialogue) {
				e := x.Explain(st)
				said := e.What.In(l) + " " + e.Why.In(l)
				if !strings.Contains(said, "base64") || !strings.Contains(said, map[lang.Lang]string{lang.ES: "cada tres bytes", lang.EN: "every three bytes"}[l]) {
					continue
				}
				if refused && !strings.Contains(said, map[lang.Lang]string{lang.ES: "27,4 MB", lang.EN: "27.4 MB"}[l]) {
					t.Errorf("%s: what it becomes: %s", l, said)
				}
				if strings.Contains(string(st.Kind), "mail.composed") {
					made++
				} else {
					bites++
				}
			}
			if made != 1 && refused || (bites > 0) != refused {
				t.Errorf("%s, %s: said %d times where it is made, %d where it is too much", size, l, made, bites)
			}
		}
	}
}
