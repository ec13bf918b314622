package stage_test

import (
	"bytes"
	"maps"
	"testing"

	"posta/scenarios"
	"posta/sim/dialogue"
	"posta/sim/stage"
	"posta/sim/story"
	"posta/sim/trace"
)

// TestNoMoreThanCameIsDrawn: at every step of every lesson a device is drawn to have of each letter what it has told that it keeps; and
// what travels to it, and lies with it when it has come, is as much of a letter as it then says.
func TestNoMoreThanCameIsDrawn(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			for _, d := range []story.Detail{story.Tell, story.Dialogue} {
				m := send(onStage(t, slug), stage.SetDetail{Detail: d})
				keeps := keptBySteps(m)
				for i := range m.StepCount() {
					m = send(m, stage.Seek{Step: i, Still: true})
					for host, says := range keeps {
						if drawn := m.Kept(host); !maps.Equal(drawn, says(i)) {
							t.Fatalf("%s, step %d: %s keeps %v, and is drawn with %v", d, i+1, host, says(i), drawn)
						}
					}
					l, brings := m.Carries()
					if l == nil || l.FromClient || l.Protocol == dialogue.SMTP {
						continue
					}
					came := cameBy(m, l)
					if came == "" {
						continue
					}
					if brings != came {
						t.Errorf("%s, step %d: %q travels as %s, and is kept as %s", d, i+1, l.Args, brings, came)
					}
					if host, _ := m.Letter(); host == l.Listener && d == story.Dialogue && m.LetterPart() != came {
						t.Errorf("%s, step %d: %s lies at %s as %s, and came as %s", d, i+1, m.LetterID(), host, m.LetterPart(), came)
					}
				}
			}
		})
	}
}

// keptBySteps are, for every device, the parts of letters that it has told by a step that it keeps.
func keptBySteps(m stage.Model) map[string]func(step int) map[string]trace.Part {
	type change struct {
		step      int
		key, part string
	}
	changes := map[string][]change{}
	for _, e := range m.Telling().Trace.Events {
		step := m.Telling().Story.StepAt(m.Detail(), e.Seq)
		put := func(user, folder, uid string, part trace.Part) {
			changes[e.Host] = append(changes[e.Host], change{step, user + "\x00" + folder + " " + uid, string(part)})
		}
		switch f := e.Fact.(type) {
		case trace.DeviceStored:
			put(f.User, f.Folder, f.UID, f.Part)
		case trace.DeviceRemoved:
			put(f.User, f.Folder, f.UID, "")
		case trace.DeviceChanged:
			if f.Do != trace.DoSend && f.Do != trace.DoFlag {
				put(f.User, f.Folder, f.UID, "")
			}
		}
	}
	by := map[string]func(int) map[string]trace.Part{}
	for host, list := range changes {
		by[host] = func(step int) map[string]trace.Part {
			now := map[string]trace.Part{}
			for _, c := range list {
				switch {
				case c.step > step:
				case c.part == "":
					delete(now, c.key)
				default:
					now[c.key] = trace.Part(c.part)
				}
			}
			return now
		}
	}
	return by
}

// cameBy is what a device keeps of what a line has brought, as it says before it says anything to the server; of what it does not keep,
// what the line calls it. Empty where neither tells.
func cameBy(m stage.Model, l *dialogue.Line) trace.Part {
	for _, e := range m.Telling().Trace.Events[l.Last:] {
		if e.Conn != l.Conn || e.Host != l.Listener {
			continue
		}
		if f, ok := e.Fact.(trace.DeviceStored); ok {
			return f.Part
		}
		if _, ok := e.Fact.(trace.DataSent); ok {
			break
		}
	}
	switch {
	case bytes.Contains(l.Raw, []byte(" BODY[] {")):
		return trace.PartMessage
	case bytes.Contains(l.Raw, []byte(" BODY[HEADER] {")) && bytes.Count(l.Raw, []byte(" BODY[")) == 1:
		return trace.PartHeaders
	}
	return ""
}

// TestALooseSheetIsNoAirLetter: only what is whole has the edge of an envelope.
func TestALooseSheetIsNoAirLetter(t *testing.T) {
	for _, p := range []trace.Part{trace.PartMessage, trace.PartHeaders, trace.PartBeginning, trace.PartText} {
		if n := stage.Striped(onStage(t, "first-email"), p); (n > 0) != (p == trace.PartMessage) {
			t.Errorf("%s: %d stripes", p, n)
		}
	}
}
