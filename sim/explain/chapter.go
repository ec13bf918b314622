package explain

import (
	"slices"
	"strings"

	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
)

// Chapter is a chapter's title.
func (x *Explainer) Chapter(c *story.Chapter) lang.Text {
	v := values{}
	if c.From == "" {
		if c.Kind == story.ChapterOpening {
			v.say("from", lang.Text{ES: "el escenario", EN: "the scene"})
		} else {
			v.say("from", phrase("nobody"))
		}
	}
	v.set("from", c.From)
	to, middle := x.beyond(c.To)
	v.list("to", to)
	if len(c.To) == 0 {
		v.say("to", phrase("nobody"))
	}
	if x.inTheMiddle(c.From) {
		v.say("from", template(phrase("chapter", "middle"), v.with("host", c.From)))
	}
	if middle != "" {
		v.say("to", template(phrase("chapter", "by way of"), v.with("host", middle)))
	}
	if len(to) == 1 && x.inTheMiddle(to[0]) {
		v.say("to", template(phrase("chapter", "middle"), v.with("host", to[0])))
	}
	v.list("names", c.Names)
	v.set("user", x.person(c.User))
	if c.Wait > 0 {
		v.say("wait", Duration(c.Wait))
	}
	begin, end := c.Range(story.Tell)
	steps := x.s.Steps(story.Tell)[begin:end]
	if c.Kind == story.ChapterDelivery {
		for i := range steps {
			if steps[i].Kind == story.TellDelivery {
				return x.Title(steps[i])
			}
		}
	}
	if conversations[c.Kind] && x.byHand(steps) {
		return template(phrase("chapter", "by hand"), v)
	}
	t := phrase("chapter", string(c.Kind), x.chapterVariant(v, c, steps))
	if t.IsZero() {
		t = phrase("chapter", string(c.Kind))
	}
	if middle != "" {
		t = lang.Text{ES: aside(t.ES), EN: aside(t.EN)}
	}
	return template(t, v)
}

// aside closes with a comma what is put in after {to}, where the sentence goes on.
func aside(t string) string {
	before, after, found := strings.Cut(t, "{to} ")
	if !found || strings.HasPrefix(after, "(") {
		return t
	}
	return before + "{to}, " + after
}

// inTheMiddle tells whether a host is somebody who stands on a road, and no server of anybody's.
func (x *Explainer) inTheMiddle(host string) bool {
	header := &x.s.Trace.Header
	h := header.FindHost(host)
	return h != nil && len(h.Roles) == 0 && h.User == "" && slices.ContainsFunc(header.Faults, func(f trace.Fault) bool { return f.Do == "intercept" })
}

// beyond gives those whom a chapter's host means to reach, and who stands in the middle of the way to them.
func (x *Explainer) beyond(hosts []string) (to []string, middle string) {
	if len(hosts) < 2 {
		return hosts, ""
	}
	for _, h := range hosts {
		if x.inTheMiddle(h) {
			middle = h
		} else {
			to = append(to, h)
		}
	}
	return to, middle
}

// conversations are the kinds of chapters in which two programs talk, or a person does
// in the place of one.
var conversations = map[story.ChapterKind]bool{
	story.ChapterSubmission: true, story.ChapterRelay: true, story.ChapterBounce: true, story.ChapterGreeting: true,
	story.ChapterPOP3: true, story.ChapterIMAP: true,
}

// byHand tells whether a person opened a conversation of these steps, or typed in it.
func (x *Explainer) byHand(steps []*story.Step) bool {
	return slices.ContainsFunc(steps, func(st *story.Step) bool {
		if st.Conn == 0 {
			return false
		}
		f, ok := st.Fact.(trace.InputActed)
		if !ok {
			f, ok = x.s.Trace.At(x.s.Trace.At(st.First).Cause).Fact.(trace.InputActed)
		}
		return ok && (f.Do == "connect" || f.Do == "type")
	})
}

// deedOf is the one thing of the script that a chapter's steps are about, "" where
// there are several or none.
func (x *Explainer) deedOf(steps []*story.Step) string {
	kind := ""
	for i := range steps {
		k := ""
		switch f := steps[i].Fact.(type) {
		case trace.ActionStarted:
			if f.Index >= 0 && f.Index < len(x.s.Trace.Header.Script) {
				k = x.s.Trace.Header.Script[f.Index].Kind
			}
		case trace.InputActed:
			k = f.Do
		}
		if k == "" {
			continue
		}
		if kind != "" && kind != k {
			return ""
		}
		kind = k
	}
	return kind
}

// chapterVariant finds what became of a chapter.
func (x *Explainer) chapterVariant(v values, c *story.Chapter, steps []*story.Step) string {
	has := func(good bool, kinds ...story.Kind) bool {
		return slices.ContainsFunc(steps, func(st *story.Step) bool {
			return slices.Contains(kinds, st.Kind) && (!good || !st.Failure && st.Class != story.More)
		})
	}
	failed := func(bad bool) string {
		if bad {
			return "failed"
		}
		return ""
	}
	switch c.Kind {
	case story.ChapterSubmission:
		direct, failed := "", "failed"
		if slices.ContainsFunc(steps, func(st *story.Step) bool { return st.Conn != 0 && x.service(st.Conn) == "smtp" }) {
			direct, failed = "stranger", "refused" // not at the door of one's own server, which is for submission (RFC 6409)
		}
		switch {
		case has(true, story.TellSMTPLetter):
			return direct
		case !has(false, story.MailComposed) && has(true, story.TellSMTPLogin):
			return "login"
		case !has(false, story.MailComposed) && !has(false, story.TellSMTPEnvelope):
			return "no login"
		}
		return failed
	case story.ChapterRelay:
		return failed(!has(true, story.TellSMTPLetter))
	case story.ChapterGreeting:
		return failed(c.Failure)
	case story.ChapterPOP3:
		return failed(c.Failure && !has(true, story.TellPOP3Login))
	case story.ChapterIMAP:
		switch {
		case c.Failure && !has(false, story.TellIMAPGreet, story.TellIMAPSecure, story.TellIMAPLogin) && has(false, story.TellIMAPIdle):
			return "lost" // it was in already, and listened
		case c.Failure && !has(true, story.TellIMAPLogin):
			return "failed"
		case has(true, story.TellIMAPMove) && !has(false, story.TellIMAPFetch, story.TellIMAPSelect, story.TellIMAPSearch):
			return "append" // what needs no open folder
		}
		return x.deedOf(steps)
	case story.ChapterDNS:
		if has(false, story.TellDNSCached) && !has(false, story.TellDNS, story.TellDNSAsking, story.TellDNSReply) {
			return "cached"
		}
	case story.ChapterRefused:
		if has(false, story.ConnTimeout) && !has(false, story.ConnRefused, story.ConnUnreachable) {
			return "silent"
		}
	case story.ChapterPower:
		switch down, up := has(false, story.HostDown), has(false, story.HostUp); {
		case down && !up:
			return "down"
		case up && !down:
			return "up"
		}
	case story.ChapterBounce:
		if len(c.To) > 0 {
			return failed(!has(true, story.TellSMTPLetter))
		}
		withheld := false
		for i := range steps {
			switch f := steps[i].Fact.(type) {
			case trace.ReportMade:
				v.path("user", x.person(f.To))
				return "made"
			case trace.ReportWithheld:
				withheld = true
			}
		}
		if withheld {
			return "withheld"
		}
		v.say("to", phrase("nobody"))
	}
	return ""
}
