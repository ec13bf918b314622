package paint

import (
	"posta/sim/telling"
	"testing"

	"posta/sim/lang"
	"posta/sim/stage"
	"posta/sim/stage/internal/cast"
	"posta/sim/story"
)

// find goes to the n-th step (from 0) of which ok is true.
func find(m stage.Model, n int, ok func(*story.Step) bool) stage.Model {
	steps := m.Telling().Story.Steps(m.Detail())
	for i := range steps {
		if ok(steps[i]) {
			if n == 0 {
				return stage.Update(m, stage.Seek{Step: i})
			}
			n--
		}
	}
	return m
}

func kind(k story.Kind) func(*story.Step) bool {
	return func(s *story.Step) bool { return s.Kind == k }
}

// TestPictures paints what a stranger would be shown, and checks that there is
// something to see.
func TestPictures(t *testing.T) {
	needDisplay(t)
	first := lesson(t, "first-email")
	p := NewPainter()
	for _, c := range []struct {
		name  string
		model func() stage.Model
		scale float64
	}{
		{"opening", func() stage.Model { return staged(first, 1280, 720) }, 1},
		{"dialogue", func() stage.Model {
			m := stage.Update(staged(first, 1280, 720), stage.Cover{Insets: stage.Insets{Right: 380, Top: 56, Bottom: 72}})
			return settle(find(m, 0, kind("smtp.mail")), 3)
		}, 1},
		{"letter", func() stage.Model {
			m := stage.Update(staged(first, 1280, 720), stage.SetLang{Lang: lang.ES})
			return settle(find(m, 1, kind("smtp.message")), 0.8)
		}, 1},
		{"dark", func() stage.Model {
			m := stage.Update(staged(first, 1280, 720), stage.SetTheme{Theme: stage.ThemeDark})
			return settle(find(m, 1, kind("smtp.reply.rcpt")), 3)
		}, 1},
		{"tell", func() stage.Model {
			m := stage.Update(staged(first, 1280, 720), stage.SetDetail{Detail: story.Tell})
			return settle(find(m, 1, kind(story.TellSMTPLetter)), 3)
		}, 1},
		{"dns", func() stage.Model {
			return settle(find(staged(first, 1280, 720), 0, kind("dns.answer")), 3)
		}, 1},
		{"stored", func() stage.Model {
			m := stage.Update(staged(first, 1280, 720), stage.SetLang{Lang: lang.ES})
			return settle(find(m, 0, kind(story.MailboxStored)), 3)
		}, 1},
		{"phone", func() stage.Model {
			m := stage.Update(staged(first, 360, 640), stage.Cover{Insets: stage.Insets{Bottom: 200, Top: 48}})
			return settle(find(m, 1, kind("smtp.rcpt")), 3)
		}, 1},
		{"phone-opening", func() stage.Model { return staged(first, 360, 640) }, 1},
		{"scale2", func() stage.Model { return settle(find(staged(first, 900, 600), 1, kind("smtp.message")), 1) }, 2},
		{"crowd", func() stage.Model { return staged(telling.Of(cast.Random(3, 12, 40, false).Trace), 1280, 720) }, 1},
		{"crowd-es", func() stage.Model {
			m := stage.Update(staged(telling.Of(cast.Random(3, 12, 40, false).Trace), 1280, 720), stage.SetLang{Lang: lang.ES})
			return settle(find(m, 20, kind("smtp.reply.mail")), 4)
		}, 1},
		{"five", func() stage.Model {
			return staged(telling.Of(cast.Random(11, 5, 14, false).Trace), 1280, 720)
		}, 1},
		{"tube", func() stage.Model {
			return settle(find(staged(telling.Of(cast.Secure().Trace), 1100, 620), 0, kind("smtp.rcpt")), 3)
		}, 1},
		{"listener", func() stage.Model {
			m := stage.Update(staged(telling.Of(cast.Secure().Trace), 1100, 620), stage.SetListener{On: true})
			return settle(find(m, 0, kind("smtp.rcpt")), 3)
		}, 1},
		{"hours", func() stage.Model {
			m := stage.Update(staged(telling.Of(cast.Patience().Trace), 1100, 620), stage.SetLang{Lang: lang.ES})
			return settle(find(m, 2, kind(story.QueueDeferred)), 3)
		}, 1},
		{"hours-dark", func() stage.Model {
			m := stage.Update(staged(telling.Of(cast.Patience().Trace), 1100, 620), stage.SetTheme{Theme: stage.ThemeDark})
			return settle(find(m, 2, kind(story.QueueAttempt)), 0.9)
		}, 1},
		{"night", func() stage.Model {
			return settle(find(staged(telling.Of(cast.Patience().Trace), 1100, 620), 5, kind(story.QueueAttempt)), 3)
		}, 1},
		{"down", func() stage.Model {
			return settle(find(staged(telling.Of(cast.Patience().Trace), 1100, 620), 0, kind(story.ConnTimeout)), 3)
		}, 1},
		{"packets", func() stage.Model {
			m := stage.Update(staged(first, 1280, 720), stage.SetDetail{Detail: story.Packets})
			m = stage.Update(m, stage.Select{Target: stage.Target{Kind: stage.TargetHost, A: "mail.beta.test"}})
			return settle(find(m, 40, kind(story.PacketData)), 2)
		}, 1},
		{"refused", func() stage.Model {
			m := staged(telling.Of(cast.Random(5, 3, 7, false).Trace), 1100, 680)
			return settle(find(m, 0, func(s *story.Step) bool { return s.Class == story.Permanent && s.Line != nil }), 3)
		}, 1},
		{"temporary", func() stage.Model {
			m := staged(telling.Of(cast.Random(5, 3, 7, false).Trace), 1100, 680)
			return settle(find(m, 0, func(s *story.Step) bool { return s.Class == story.Temporary && s.Line != nil }), 3)
		}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := stage.Scene(c.model())
			picture := p.Snapshot(&list, c.scale)
			save(t, c.name, picture)
			colours := map[[3]uint8]bool{}
			for i := 0; i < len(picture.Pix); i += 4 * 37 {
				colours[[3]uint8{picture.Pix[i], picture.Pix[i+1], picture.Pix[i+2]}] = true
			}
			if len(colours) < 20 {
				t.Errorf("only %d colours: is anything there?", len(colours))
			}
		})
	}
}
