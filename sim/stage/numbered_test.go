package stage_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"posta/scenarios"
	"posta/sim/dialogue"
	"posta/sim/replay"
	"posta/sim/stage"
	"posta/sim/story"
	"posta/sim/trace"
)

// TestTheLetterIsTheOneThatIsNamed: where what is quoted names letters by their numbers, the letter of the moment is one of them; and
// where none of them exists, none is shown.
func TestTheLetterIsTheOneThatIsNamed(t *testing.T) {
	count := map[string]int{}
	for _, slug := range scenarios.Slugs() {
		m := onStage(t, slug)
		for _, d := range []story.Detail{story.Tell, story.Dialogue} {
			m := send(m, stage.SetDetail{Detail: d})
			for i := range m.StepCount() {
				ids, verb := namedAt(m, m.Telling().Story.Steps(d)[i])
				if verb == "" {
					continue
				}
				m = send(m, stage.Seek{Step: i, Still: true})
				count[verb]++
				if id := m.LetterID(); !slices.Contains(ids, id) && !(id == "" && len(ids) == 0) {
					t.Errorf("%s, %s, step %d, %s: %q is shown, and named are %q", slug, d, i+1, m.Step().Kind, id, ids)
				}
			}
		}
	}
	for _, verb := range []string{"FETCH", "STORE", "SEARCH", "MOVE", "EXPUNGE", "RETR", "DELE"} {
		if count[verb] == 0 {
			t.Errorf("no lesson names a letter with %s", verb)
		}
	}
}

var (
	byIMAP   = regexp.MustCompile(`^\S+ (UID )?(FETCH|STORE|COPY|MOVE|SEARCH|EXPUNGE)(?: ([0-9,:*]+)(?: |$))?`)
	byPOP3   = regexp.MustCompile(`^(RETR|TOP|DELE|UIDL|LIST) (\d+)`)
	opens    = regexp.MustCompile(`^\S+ (?:SELECT|EXAMINE) "?([^" ]+)`)
	oneOf    = regexp.MustCompile(`^\* (\d+) FETCH`)
	foundBy  = regexp.MustCompile(`^\* SEARCH((?: \d+)+)`)
	expunged = regexp.MustCompile(`^\* (\d+) EXPUNGE`)
)

// namedAt are the letters that what is quoted at a step names, and by which command; the command is empty where it names none.
func namedAt(m stage.Model, s *story.Step) (ids []string, verb string) {
	told := m.Telling().Story
	l := told.Decisive(s)
	q := told.Asked(l)
	if q == nil {
		q = l
	}
	if q == nil || !q.FromClient {
		return nil, ""
	}
	if q.Protocol == dialogue.POP3 {
		if cmd := byPOP3.FindStringSubmatch(q.Text); cmd != nil {
			return lettersIn(cmd[2], false, opened(m, q)), cmd[1]
		}
		return nil, ""
	}
	cmd := byIMAP.FindStringSubmatch(q.Text)
	if q.Protocol != dialogue.IMAP || cmd == nil {
		return nil, ""
	}
	uids, verb, set := cmd[1] != "", cmd[2], cmd[3]
	for _, answer := range told.Talk.LinesOf(q.Conn) {
		if answer.Question != q.Index || answer.First > l.First {
			continue
		}
		if x := foundBy.FindStringSubmatch(answer.Text); x != nil && verb == "SEARCH" {
			set = strings.ReplaceAll(strings.TrimSpace(x[1]), " ", ",")
		}
		if x := expunged.FindStringSubmatch(answer.Text); x != nil && verb == "EXPUNGE" && set == "" {
			set, uids = x[1], false // the first that went: those before it are where they were
		}
	}
	if x := oneOf.FindStringSubmatch(l.Text); x != nil && verb == "FETCH" {
		set, uids = x[1], false
	}
	if ids = lettersIn(set, uids, opened(m, q)); set == "" || len(ids) == 0 && strings.ContainsAny(set, ":*") {
		return nil, ""
	}
	return ids, verb
}

// opened is what was in the folder that was open when somebody spoke, as the world's state has it.
func opened(m stage.Model, q *dialogue.Line) []*replay.Message {
	told, user, name := m.Telling().Story, "", "INBOX"
	for _, l := range told.Talk.LinesOf(q.Conn) {
		if x := opens.FindStringSubmatch(l.Text); x != nil && l.First < q.First {
			name = x[1]
		}
	}
	for _, e := range m.Telling().Trace.Events[:q.First] {
		if f, ok := e.Fact.(trace.Authenticated); ok && e.Conn == q.Conn {
			user = f.User
		}
	}
	for _, box := range m.Telling().Replay.At(q.First - 1).Host(q.Listener).Mailboxes {
		for _, f := range box.Folders {
			if box.User == user && f.Name == name {
				return f.Messages
			}
		}
	}
	return nil
}

// lettersIn are the letters of a folder that a set names.
func lettersIn(set string, uids bool, folder []*replay.Message) (ids []string) {
	for _, part := range strings.Split(set, ",") {
		from, to, isRange := strings.Cut(part, ":")
		if !isRange {
			to = from
		}
		for i, msg := range folder {
			n, last := i+1, len(folder)
			if uids {
				n, last = int(msg.UID), int(folder[len(folder)-1].UID)
			}
			end := func(s string) int {
				if v, err := strconv.Atoi(s); err == nil {
					return v
				}
				return last
			}
			if low, high := end(from), end(to); n >= min(low, high) && n <= max(low, high) {
				ids = append(ids, msg.MessageID)
			}
		}
	}
	return ids
}

// TestWhatIsThrownAwayIsSeenToGo: at a step that tells how letters were removed from a mailbox for good, or how a filter threw one away,
// one of them lies there, struck; and nowhere else is one struck.
func TestWhatIsThrownAwayIsSeenToGo(t *testing.T) {
	seen := map[trace.Kind]int{}
	for _, slug := range scenarios.Slugs() {
		m := send(onStage(t, slug), stage.SetDetail{Detail: story.Tell})
		for i := range m.StepCount() {
			m = send(m, stage.Seek{Step: i, Still: true})
			host := ""
			for _, part := range m.Telling().Story.Parts(m.Step()) {
				switch f := part.Fact.(type) {
				case trace.MailboxRemoved:
					if f.How != trace.DepartureExpunged || m.Step().Kind != story.TellIMAPExpunge {
						continue
					}
				case trace.FilterActed:
					if f.Do != trace.FilterDiscard {
						continue
					}
				default:
					continue
				}
				seen[part.Fact.Kind()]++
				host = part.From
			}
			if at, _ := m.Letter(); (host != "") != m.ThrownAway() || host != "" && at != host {
				t.Errorf("%s, step %d, %s: thrown away at %q; the letter of the moment lies at %q, struck: %v", slug, i+1, m.Step().Kind, host, at, m.ThrownAway())
			}
		}
	}
	for _, kind := range []trace.Kind{trace.MailboxRemoved{}.Kind(), trace.FilterActed{}.Kind()} {
		if seen[kind] == 0 {
			t.Errorf("no lesson tells of %s", kind)
		}
	}
}

// TestASubjectIsThatOfTheCopy: what stands over a letter that lies on a device is what its copy there says, whatever its sender wrote.
func TestASubjectIsThatOfTheCopy(t *testing.T) {
	changed := 0
	for _, slug := range scenarios.Slugs() {
		m := send(onStage(t, slug), stage.SetDetail{Detail: story.Tell})
		kept, wrote := map[[2]string]string{}, map[string]string{}
		last := 0
		for i := range m.StepCount() {
			m = send(m, stage.Seek{Step: i, Still: true})
			for ; last < m.Step().At; last++ {
				e := m.Telling().Trace.Events[last]
				switch f := e.Fact.(type) {
				case trace.MessageComposed:
					wrote[f.MessageID] = f.Subject
				case trace.DeviceStored:
					if f.Subject != "" {
						kept[[2]string{e.Host, f.MessageID}] = f.Subject
					}
				}
			}
			host, _ := m.Letter()
			id := m.LetterID()
			want, shown := kept[[2]string{host, id}], m.Subject()
			if want != "" && shown != "" && shown != want {
				t.Errorf("%s, step %d: over the letter at %s stands %q, and in it %q", slug, i+1, host, shown, want)
			}
			if want != "" && shown != "" && wrote[id] != want {
				changed++
			}
		}
	}
	if changed == 0 {
		t.Error("no letter comes to a device with another subject than its sender wrote")
	}
}

// TestALetterStaysWhileOthersAreTalkedOf: from one step of a talk to the next, if that is about no letter, the letter of the moment stays
// with whom it was if they still have it and talk on.
func TestALetterStaysWhileOthersAreTalkedOf(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		m := send(onStage(t, slug), stage.SetDetail{Detail: story.Tell})
		id, host, talked := "", "", false
		for i := range m.StepCount() {
			m = send(m, stage.Seek{Step: i, Still: true})
			at, _ := m.Letter()
			l := m.Telling().Story.Decisive(m.Step())
			if talked && m.LetterID() == id && at != host && m.Step().Envelope == nil && l != nil && (l.Speaker == host || l.Listener == host) && m.Lies(host)[id] > 0 {
				t.Errorf("%s, step %d, %s: the letter was at %s, and is now at %s", slug, i+1, m.Step().Kind, host, at)
			}
			id, host, talked = m.LetterID(), at, m.Step().Conn != 0
		}
	}
}
