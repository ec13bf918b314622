package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"posta/sim/mail"
	"posta/sim/smtp"
	"posta/sim/spam"
	"posta/sim/trace"
)

// Content adds up what speaks for a letter's being junk (package spam): its words and its make-up, what its readers have marked
// before, and what the checks before this one found. It is made after the final dot, once for all recipients. Whoever has
// logged in is not looked at.
type Content struct {
	rules ContentRules

	filter *spam.Filter
	mu     sync.Mutex // guards learnt
	learnt *spam.Bayes
}

// ContentRules are what a content check goes by.
type ContentRules struct {
	// Junk is the sum from which a letter is filed as junk, and Reject that from which it is refused; 0: never.
	Junk, Reject spam.Points
	// Points are other points for rules and evidence, by name, and Words more rules.
	Points map[string]spam.Points
	Words  []spam.Rule
	// Bayes has the filter learn from what readers mark.
	Bayes bool
	// Known are letters that it has learnt from before the beginning.
	Known []KnownLetter
}

// KnownLetter is one that somebody has judged.
type KnownLetter struct {
	Text string
	Junk bool
}

// NewContent is a check that has seen no letter but those that are known.
func NewContent(rules ContentRules) *Content {
	c := &Content{rules: rules, filter: spam.New(rules.Points, rules.Words), learnt: spam.NewBayes()}
	for _, k := range rules.Known {
		c.learnt.Learn(spam.Read([]byte("Subject: "+strings.ReplaceAll(k.Text, "\n", " ")+"\r\n\r\n"+k.Text+"\r\n")), k.Junk)
	}
	return c
}

// Name is "content".
func (*Content) Name() string { return "content" }

// Phases: the message is needed.
func (*Content) Phases() []Phase { return []Phase{AtData} }

// Evidence is what counts that other checks found: their name and result, and the points.
type Evidence struct {
	Check, Result string
	Points        spam.Points
}

// EvidenceRules are the usual ones; their names are the check's and the result's with a hyphen between them.
var EvidenceRules = []Evidence{
	{"spf", "fail", 20}, {"spf", "softfail", 8}, {"dkim", "fail", 5}, {"dmarc", "fail", 20}, {"dmarc", "pass", -5},
	{"helo", "malformed", 10}, {"helo", "own", 20}, {"helo", "unresolved", 5},
	{"reverse-dns", "permerror", 15}, {"reverse-dns", "fail", 10}, {"blocklist", "listed", 30}, {"allowlist", "listed", -20},
}

// Name is how its points are named.
func (e Evidence) Name() string { return e.Check + "-" + e.Result }

// Examine adds up.
func (c *Content) Examine(t *Transaction) Finding {
	if t.User != "" {
		return Finding{}
	}
	l := spam.Read(t.Message)
	hits := c.filter.Score(l, t.Now)
	f := Finding{}
	f.Message, f.Steps = withoutScores(t.Message)
	for _, h := range hits {
		f.Steps = append(f.Steps, hitStep(h))
	}
	sum := spam.Sum(hits)
	names := make([]string, 0, len(hits))
	for _, h := range hits {
		if !slices.Contains(names, h.Rule) {
			names = append(names, h.Rule)
		}
	}
	for _, e := range EvidenceRules {
		points, changed := c.rules.Points[e.Name()]
		if !changed {
			points = e.Points
		}
		if found, ok := t.Found(e.Check); ok && found.Result == e.Result && points != 0 {
			f.Steps = append(f.Steps, step("evidence", e.Name(), Arg("points", tenths(points))))
			sum += points
			names = append(names, e.Name())
		}
	}
	if name, points, s, ok := c.guess(l); ok {
		f.Steps = append(f.Steps, s)
		if points != 0 {
			sum += points
			names = append(names, name)
		}
	}
	f.Steps = append(f.Steps, step("sum", "", Arg("score", tenths(sum)), Arg("required", tenths(c.rules.Junk))))
	f.Details = given([]trace.Argument{Arg("score", tenths(sum)), Arg("required", tenths(c.rules.Junk)), Arg("tests", strings.Join(names, ", "))})
	f.Input = messageInput(t)
	junk := sum >= c.rules.Junk
	switch {
	case c.rules.Reject != 0 && sum >= c.rules.Reject:
		f.Result = "refused"
		f.Reply = smtp.R(550, "5.7.1", fmt.Sprintf("This looks like spam to us: %s points, and %s are too many", tenths(sum), tenths(c.rules.Reject)))
		return f
	case junk:
		f.Result, f.Folder = "junk", JunkFolder
	default:
		f.Result = "clean"
	}
	f.Fields = scoreFields(junk, sum, c.rules.Junk, names)
	return f
}

func hitStep(h spam.Hit) trace.PolicyStep {
	s := step("sign", h.Rule, Arg("points", tenths(h.Points)), Arg("where", h.Where), Arg("saw", h.Saw))
	if h.Language != "" {
		s = step("word", h.Rule, Arg("points", tenths(h.Points)), Arg("where", h.Where), Arg("language", h.Language), Arg("saw", h.Saw))
	}
	if h.Offset >= 0 {
		s.Args = append(s.Args, Count("offset", h.Offset))
	}
	return s
}

// The probabilities, in per cent, from which the guess by words counts.
const (
	surelyJunk = 95
	surelyGood = 5
)

// guess is what the words say by what was learnt.
func (c *Content) guess(l *spam.Letter) (name string, points spam.Points, s trace.PolicyStep, ok bool) {
	if !c.rules.Bayes {
		return "", 0, s, false
	}
	c.mu.Lock()
	g, ok := c.learnt.Guess(l)
	junk, good := c.learnt.Known()
	c.mu.Unlock()
	if !ok {
		return "", 0, step("bayes", "too-little", Count("junk", junk), Count("good", good), Count("needed", spam.MinLearnt)), true
	}
	result := "unsure"
	switch {
	case g.Percent >= surelyJunk:
		result, name = "junk", spam.BayesJunk
	case g.Percent <= surelyGood:
		result, name = "good", spam.BayesGood
	}
	points = c.filter.Points(name)
	s = step("bayes", result, Count("percent", g.Percent), Arg("points", tenths(points)), Count("junk", junk), Count("good", good))
	for _, t := range g.Tokens {
		s.Steps = append(s.Steps, step("token", "", Arg("word", t.Word), Count("in-junk", t.Junk), Count("in-good", t.Good), Count("junk", junk), Count("good", good)))
	}
	return name, points, s, true
}

// scoreFields are written on top, in the form that filters write and programs know: X-Spam-Status is no standard.
func scoreFields(junk bool, sum, required spam.Points, names []string) [][]byte {
	yes := "No"
	var out [][]byte
	if junk {
		yes = "Yes"
		out = append(out, mail.FormatField("X-Spam-Flag", "YES"))
	}
	tests := "none"
	if len(names) > 0 {
		tests = strings.Join(names, ",")
	}
	return append(out, mail.FormatField("X-Spam-Status", fmt.Sprintf("%s, score=%s required=%s tests=%s", yes, tenths(sum), tenths(required), tests)))
}

// withoutScores takes out what somebody else has written into the fields that only the reader's own server may write: programs and
// rules of the reader go by them. Nil: there was nothing.
func withoutScores(message []byte) (kept []byte, steps []trace.PolicyStep) {
	kept, forged := mail.WithoutFields(message, func(f mail.Field) bool {
		return len(f.Name) > len(scorePrefix) && strings.EqualFold(f.Name[:len(scorePrefix)], scorePrefix)
	})
	if forged == nil {
		return nil, nil
	}
	for _, f := range forged {
		steps = append(steps, step("forged", "removed", Arg("field", f.Name), Arg("value", f.Value)))
	}
	return kept, steps
}

// scorePrefix begins the names of a filter's fields.
const scorePrefix = "X-Spam-"

// tenths is a number of points as people write it.
func tenths(p spam.Points) string {
	sign := ""
	if p < 0 {
		sign, p = "-", -p
	}
	return sign + strconv.Itoa(int(p/10)) + "." + strconv.Itoa(int(p%10))
}

// Learn takes what a reader says of a letter.
func (c *Content) Learn(m Machine, k Mark) {
	if !c.rules.Bayes || k.Says != MarkedJunk && k.Says != MarkedGood {
		return
	}
	l := spam.Read(k.Message)
	c.mu.Lock()
	c.learnt.Learn(l, k.Says == MarkedJunk)
	junk, good := c.learnt.Known()
	c.mu.Unlock()
	id, _ := mail.FindField(k.Message, "Message-ID")
	Record(m, c.Name(), AtMark, Finding{
		Input: given([]trace.Argument{Arg("user", k.User), Arg("message-id", id)}), Result: "learnt", Why: string(k.Says),
		Details: []trace.Argument{Count("junk", junk), Count("good", good)},
	})
}
