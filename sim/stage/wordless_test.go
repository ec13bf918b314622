package stage_test

import (
	"slices"
	"strings"
	"testing"

	"posta/sim/stage"
	"posta/sim/story"
	"posta/sim/trace"
)

// What somebody who had read nothing found hard to see, with the words hidden.

// toldOf is a lesson told on a stage of a laptop, with the words hidden.
func toldOf(t *testing.T, slug string) stage.Model {
	t.Helper()
	return send(onStage(t, slug), stage.Resize{W: 1366, H: 768, Scale: 1}, stage.SetDetail{Detail: story.Tell}, stage.SetWordless{On: true})
}

// each goes through the steps.
func each(m stage.Model, do func(m stage.Model, s *story.Step)) {
	for i := range m.StepCount() {
		m = send(m, stage.Seek{Step: i, Still: true})
		do(m, m.Step())
	}
}

// icons are the names of the pictures that lie on the ground or above it, and texts what is written.
func icons(m stage.Model) (list []string) {
	scene := stage.Scene(m)
	for _, s := range slices.Concat(scene.Ground, scene.Life) {
		if icon, ok := s.(stage.Icon); ok {
			list = append(list, icon.Name)
		}
	}
	return list
}

func texts(m stage.Model) (list []string) {
	scene := stage.Scene(m)
	for _, t := range scene.Texts() {
		list = append(list, t.String)
	}
	return list
}

// TestAnAnswerThatNobodyHears: where a connection breaks after the final dot, the yes that was due stands on the road;
// where it breaks before, nothing was due, and no tick is seen.
func TestAnAnswerThatNobodyHears(t *testing.T) {
	var ticks []bool
	each(toldOf(t, "connection-lost"), func(m stage.Model, s *story.Step) {
		if s.Kind == story.ConnReset {
			ticks = append(ticks, slices.Contains(icons(m), "tick"))
		}
	})
	if !slices.Equal(ticks, []bool{false, true}) {
		t.Errorf("at the two breaks a tick is seen: %v", ticks)
	}
}

// TestNothingLiesThereBeforeItIsTold: a report is made while its sender still takes leave of the other server; it lies
// nowhere before the step that tells of it.
func TestNothingLiesThereBeforeItIsTold(t *testing.T) {
	told, lay := false, false
	each(toldOf(t, "unknown-user"), func(m stage.Model, s *story.Step) {
		told = told || s.Envelope != nil && s.Envelope.Report
		for _, id := range m.Lying("mail.alfa.test") {
			if !m.IsReport(id) {
				continue
			}
			lay = true
			if !told {
				t.Errorf("step %d: the report lies there already", m.StepIndex()+1)
			}
		}
	})
	if !lay {
		t.Error("no report ever lies there")
	}
}

// TestNamesStayOnTheEnvelope from the moment at which a server has taken the letter until a device brings it to its
// reader, whoever speaks meanwhile, and about what.
func TestNamesStayOnTheEnvelope(t *testing.T) {
	for _, slug := range []string{"connection-lost", "mx-preference", "greylisting", "starttls", "gives-up", "too-big"} {
		each(toldOf(t, slug), func(m stage.Model, s *story.Step) {
			host, marks := m.Letter()
			if !strings.HasPrefix(host, "m") || marks == 0 {
				return // at a device
			}
			if from, to := m.Envelope(); from != "alicia@alfa.test" || to != "benito@beta.test" {
				t.Errorf("%s, step %d: the letter at %s is from %q to %q", slug, m.StepIndex()+1, host, from, to)
			}
		})
	}
}

// TestWhoIsRefusedStaysStruck from the "no" until the post office that heard it gives up; and what the "no" answers is read whole.
func TestWhoIsRefusedStaysStruck(t *testing.T) {
	refused, gaveUp := false, false
	each(toldOf(t, "unknown-user"), func(m stage.Model, s *story.Step) {
		done, is := s.Fact.(trace.QueueDone)
		is = is && done.Outcome == trace.OutcomeFailed
		no := s.Class == story.Permanent
		refused = refused || no
		gaveUp = gaveUp || is
		if want := refused && (!gaveUp || is); m.Struck() != want {
			t.Errorf("step %d: struck is %v", m.StepIndex()+1, !want)
		}
		if no && !is && !slices.Contains(texts(send(m, stage.SetWordless{})), "RCPT TO:<benitoo@beta.test>") {
			t.Errorf("step %d: what it answers is not read", m.StepIndex()+1)
		}
	})
	if !gaveUp {
		t.Error("nobody gives up")
	}
}

// TestTheLetterIsWithWhomTheQueueSays: when a post office is done with a recipient the letter is where it was handed on to, under whatever
// name; where it gives up, it is still there.
func TestTheLetterIsWithWhomTheQueueSays(t *testing.T) {
	for _, c := range []struct{ slug, sender, delivered string }{
		{"first-email", "mail.alfa.test", "mail.beta.test"},
		{"no-mx", "mail.alfa.test", "mail.beta.test"},
		{"many-recipients", "mail.alfa.test", ""},
	} {
		seen := false
		each(toldOf(t, c.slug), func(m stage.Model, s *story.Step) {
			done, is := s.Fact.(trace.QueueDone)
			if !is || done.Remote == "" || s.From != c.sender {
				return
			}
			want := c.delivered
			switch {
			case done.Outcome == trace.OutcomeFailed:
				want = c.sender
			case want == "":
				want = done.Remote
			}
			seen = true
			if at, _ := m.Letter(); at != want {
				t.Errorf("%s, step %d (%s): the letter is at %q", c.slug, m.StepIndex()+1, done.Outcome, at)
			}
		})
		if !seen {
			t.Errorf("%s: nobody is done", c.slug)
		}
	}
}

// TestHalfAMinuteIsSeen: what is waited in vain stands beside the clock.
func TestHalfAMinuteIsSeen(t *testing.T) {
	seen := false
	each(toldOf(t, "mx-preference"), func(m stage.Model, s *story.Step) {
		if s.Kind == story.ConnTimeout || s.End > 32e9 && !seen {
			seen = seen || slices.Contains(texts(m), "+ 30 s")
		}
	})
	if !seen {
		t.Error("no clock says + 30 s")
	}
}

// TestReadingsDiffer: each letter that is read shows its number, and a second copy of one that it is one.
func TestReadingsDiffer(t *testing.T) {
	var shown []string
	each(toldOf(t, "connection-lost"), func(m stage.Model, s *story.Step) {
		if _, ok := s.Fact.(trace.DeviceShown); !ok {
			return
		}
		frame := m.Frame()
		which := ""
		scene := stage.Scene(m)
		for _, x := range scene.Texts() {
			if frame.Contains(x.Box.Centre()) && strings.Trim(x.String, "0123456789\u00d7") == "" {
				which += x.String + " "
			}
		}
		shown = append(shown, which)
	})
	if want := []string{"1 ", "2 ", "2 2\u00d7 "}; !slices.Equal(shown, want) {
		t.Errorf("the screens show %q, want %q", shown, want)
	}
}

// TestTakingIsNotKnowing: a server that will carry a letter on says yes to its recipient; whether there is such a
// mailbox says only whoever has it.
func TestTakingIsNotKnowing(t *testing.T) {
	var answers []string
	for _, slug := range []string{"unknown-user", "first-email"} {
		each(toldOf(t, slug), func(m stage.Model, s *story.Step) {
			if s.Kind != story.TellSMTPEnvelope {
				return
			}
			seen := icons(m)
			answers = append(answers, s.To+map[bool]string{true: " carries on"}[slices.Contains(seen, "arrow")]+map[bool]string{true: " knows"}[slices.Contains(seen, "pigeonhole")])
		})
	}
	want := []string{"mail.alfa.test carries on", "mail.beta.test", "mail.alfa.test carries on", "mail.beta.test knows"}
	if !slices.Equal(answers, want) {
		t.Errorf("yes means %q, want %q", answers, want)
	}
}

// TestWhoNeverCameHasAnEmptyLine on the list of visitors.
func TestWhoNeverCameHasAnEmptyLine(t *testing.T) {
	strangers := 0
	each(toldOf(t, "greylisting"), func(m stage.Model, s *story.Step) {
		if slices.Contains(icons(m), "stranger") {
			strangers++
		}
		if slices.Contains(texts(m), "0\u00d7") {
			t.Errorf("step %d counts to nought", m.StepIndex()+1)
		}
	})
	if strangers == 0 {
		t.Error("nobody is a stranger")
	}
}

// TestALetterNotYetWrittenIsNotThatOfBefore: before a receiver writes the report of the day it asks whether the address wants one. The
// letter that came last has long arrived, and is not in hand then; the report is, from the step that writes it.
func TestALetterNotYetWrittenIsNotThatOfBefore(t *testing.T) {
	asked, written := false, false
	each(toldOf(t, "dmarc-report"), func(m stage.Model, s *story.Step) {
		host, _ := m.Letter()
		from, to := m.Envelope()
		f, checked := s.Fact.(trace.PolicyChecked)
		switch {
		case s.Line != nil && strings.Contains(s.Line.Text, "_report._dmarc"):
			asked = true
			if host != "" {
				t.Errorf("step %d: the letter from %q to %q is in hand", m.StepIndex()+1, from, to)
			}
		case checked && f.Check == "dmarc-report" || written && s.Kind == story.TellDNS:
			written = true
			if host != "mail.beta.test" || !strings.Contains(to, "alicia@alfa.test") {
				t.Errorf("step %d: in hand is a letter at %q from %q to %q", m.StepIndex()+1, host, from, to)
			}
		}
	})
	if !asked || !written {
		t.Error("nobody asks, or nothing is written")
	}
}
