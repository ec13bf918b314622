package scenarios

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/pcap"
	"posta/sim/scenario"
	"posta/sim/story"
	"posta/sim/trace"
	"posta/sim/transcript"
	"posta/sim/whatif"
)

// machine are marks of words that nobody would say: a value that was missing, a
// gap where one should be, or a sentence of the log in another language.
var machine = regexp.MustCompile(`[⟨⟩{}]|\[\[|\]\]|  |\.\.[^.]| [.,;:]|\(\)|«»|“”|: \.|[a-z)]\.[A-ZÁÉÍÓÚ]`)

// TestTellingsAreWords reads what every lesson says of its every step, in both
// languages.
func TestTellingsAreWords(t *testing.T) {
	every(t, func(t *testing.T, slug string) {
		checkTelling(t, run(t, parse(t, slug)))
	})
}

// TestWhatIfsAreToldInWords does the same where things go wrong, one at a time.
func TestWhatIfsAreToldInWords(t *testing.T) {
	for _, slug := range []string{"first-email"} {
		t.Run(slug, func(t *testing.T) {
			s := parse(t, slug)
			before := run(t, s)
			guide := whatif.NewGuide(before, nil)
			seen := map[lang.Text]bool{}
			for _, e := range before.Events {
				for _, offer := range guide.Suggest(e.Seq) {
					if seen[offer.Title] {
						continue
					}
					seen[offer.Title] = true
					changed, problems := scenario.WithFault(s, offer.Fault)
					if changed == nil {
						t.Fatalf("%s: %v", offer.Fault, problems)
					}
					t.Run(offer.Title.EN, func(t *testing.T) { checkTelling(t, run(t, changed)) })
				}
			}
		})
	}
}

// checkTelling reads what is said of a run, chapter by chapter and step by step.
func checkTelling(t *testing.T, tr *trace.Trace) {
	t.Helper()
	s := story.Of(tr)
	x := explain.New(s)
	for i := range s.Chapters {
		checkWords(t, "chapter "+string(s.Chapters[i].Kind), x.Chapter(s.Chapters[i]), true)
	}
	for _, d := range []story.Detail{story.Tell, story.Dialogue} {
		for i := range s.Steps(d) {
			st := s.Steps(d)[i]
			e := x.Explain(st)
			what := string(d) + " " + string(st.Kind) + "/" + st.Variant
			checkWords(t, what, e.Title, st.Line == nil || st.Line.Protocol == "smtp")
			checkWords(t, what, e.What, true)
			checkWords(t, what, e.Why, true)
			for _, l := range lang.Complete() {
				if n := len([]rune(e.Title.In(l))); n == 0 || n > 240 {
					t.Errorf("%s: the title has %d characters: %q", what, n, e.Title.In(l))
				}
			}
			if st.Line != nil && e.What.IsZero() && d == story.Dialogue {
				t.Errorf("%s: nothing is said of %q", what, st.Line.Text)
			}
		}
	}
}

func checkWords(t *testing.T, what string, text lang.Text, strict bool) {
	t.Helper()
	for _, l := range lang.Complete() {
		words := text.In(l)
		// What was said on the wire is quoted as it was said.
		words = regexp.MustCompile(`«[^»]+»|“[^”]+”`).ReplaceAllString(words, "…")
		if strict && machine.MatchString(words+" ") {
			t.Errorf("%s, in %s: %q", what, l, words)
		}
	}
	if (text.ES == "") != (text.EN == "") {
		t.Errorf("%s: one language has nothing to say: %+v", what, text)
	}
}

// TestTimeRunsForwardInAConversation: in a chapter about conversations, what is told later of one of them ended later.
// What a server asks for a check is another conversation, told
// just before the words of the client that it was asked for, and within their time; and what
// it does with a letter that it has taken is told behind the letter, whose 250 may still travel.
func TestTimeRunsForwardInAConversation(t *testing.T) {
	every(t, func(t *testing.T, slug string) {
		s := story.Of(run(t, parse(t, slug)))
		for i := range s.Chapters {
			c := s.Chapters[i]
			if !slices.Contains([]story.ChapterKind{story.ChapterSubmission, story.ChapterRelay, story.ChapterIMAP, story.ChapterPOP3, story.ChapterGreeting}, c.Kind) {
				continue // no conversation, or lines that nobody says to anybody
			}
			begin, end := c.Range(story.Tell)
			steps := s.Steps(story.Tell)[begin:end]
			pairs := talkers(steps)
			if len(pairs) < 2 {
				timeRunsForward(t, s, i+1, steps)
				continue
			}
			// Of those who talk at the same time only each conversation has an order.
			for pair := range pairs {
				timeRunsForward(t, s, i+1, slices.DeleteFunc(slices.Clone(steps), func(st *story.Step) bool { return talker(st) != pair }))
			}
		}
	})
}

// timeRunsForward reads the steps of one conversation, or of those that come one after the other.
func timeRunsForward(t *testing.T, s *story.Story, chapter int, steps []*story.Step) {
	t.Helper()
	begun := func(st *story.Step) time.Duration {
		switch st.Kind {
		case story.ConnRefused, story.ConnTimeout, story.ConnUnreachable, story.TLSDone, story.TLSFailed:
			return st.End
		}
		return st.Start
	}
	var last, asked, taken time.Duration
	var questions []*story.Step
	together := 0 // the event that brought what was said last
	for _, st := range steps {
		if strings.HasPrefix(string(st.Kind), "tell.dns") {
			if st.Start < asked {
				t.Errorf("chapter %d: the question at %v is told after %v", chapter, st.Start, asked)
			}
			asked, questions = st.Start, append(questions, st)
			continue
		}
		for _, q := range questions {
			if q.Start < st.Start || q.End > st.End {
				t.Errorf("chapter %d: what is asked from %v to %v is told before %s, from %v to %v", chapter, q.Start, q.End, st.Kind, st.Start, st.End)
			}
		}
		questions = nil
		if st.Kind == story.TellDelivery {
			if st.Start < taken {
				t.Errorf("chapter %d: the delivery at %v is told after the letter that was taken at %v", chapter, st.Start, taken)
			}
			continue
		}
		for _, st := range s.Parts(st) {
			if st.Kind == story.PacketLost || strings.HasPrefix(string(st.Kind), "fault.") {
				continue // the road's own time
			}
			if said := st.Line; said != nil && said.FromClient && said.First == together {
				continue // said ahead, with what it is told after (RFC 2920)
			} else if said != nil && said.FromClient {
				together = said.Last
			}
			if st.Kind == story.MailAccepted {
				taken = st.Start
			}
			if at := begun(st); at < last {
				t.Errorf("chapter %d: %s at %v is told after %v", chapter, st.Kind, at, last)
			} else {
				last = at
			}
		}
	}
}

// TestSearchWithAccents: the text that a client sends behind its command, as a
// literal, is part of the same search, and told in its place.
func TestSearchWithAccents(t *testing.T) {
	src := `posta: 1
title: Search
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: {benito: {devices: [phone]}}}
script:
  - send: {from: alicia, to: benito, subject: Día, body: "Mañana voy.\n"}
  - search: {user: benito, text: Mañana}
`
	s, problems := scenario.Parse("search.yaml", []byte(src))
	if s == nil {
		t.Fatal(problems)
	}
	tr := run(t, s)
	checkTelling(t, tr)
	var b strings.Builder
	for _, d := range []story.Detail{story.Tell, story.Dialogue} {
		if err := transcript.Write(&b, tr, transcript.Options{Lang: lang.ES, Detail: d}); err != nil {
			t.Fatal(err)
		}
	}
	said, at := b.String(), 0
	for _, want := range []string{
		"busca en el servidor: CHARSET UTF-8 TEXT \"Mañana\".", "Encuentra 1 carta.", "se despide de mail.beta.test",
		"C: a003 UID SEARCH CHARSET UTF-8 TEXT {7}", "C: Mañana", "S: * SEARCH 1", "a004 LOGOUT",
	} {
		i := strings.Index(said[at:], want)
		if i < 0 {
			t.Fatalf("after %q nothing says %q:\n%s", said[max(0, at-100):at], want, said)
		}
		at += i
	}
	if strings.Contains(said, "Encuentra 0") {
		t.Errorf("one search is told as two:\n%s", said)
	}
}

// TestPacketsAreThoseOfTheCapture: at the deepest detail one finds each packet that
// Wireshark shows of the same run, and no number that a packet does not carry.
func TestPacketsAreThoseOfTheCapture(t *testing.T) {
	shown := regexp.MustCompile(`(?m)^  \S+  (?:  |! )(\S+) +(?:seq (\d+) +)?(?:ack (\d+) +)?len (\d+) +(\S+) → (\S+)`)
	every(t, func(t *testing.T, slug string) {
		tr := run(t, parse(t, slug))
		var b strings.Builder
		if err := transcript.Write(&b, tr, transcript.Options{Lang: lang.EN, Detail: story.Packets, Width: 200}); err != nil {
			t.Fatal(err)
		}
		count := map[string]int{}
		for _, m := range shown.FindAllStringSubmatch(b.String(), -1) {
			count[strings.Join(m[1:], " ")]++
			if has := strings.Contains(m[1], "ACK"); has != (m[3] != "") {
				t.Errorf("%q", m[0])
			}
		}
		for _, p := range pcap.Packets(tr) {
			seq, ack := "", ""
			if p.Flags != "UDP" && p.Flags != "ICMP" {
				seq = strconv.Itoa(int(p.Seq))
			}
			if p.Acks {
				ack = strconv.Itoa(int(p.Ack))
			}
			line := strings.Join([]string{p.Flags, seq, ack, strconv.Itoa(p.Len), p.From, p.To}, " ")
			if count[line]--; count[line] < 0 {
				t.Errorf("the capture shows %q at %v, and the transcript does not, or less often", line, p.At)
			}
		}
	})
}

// TestNoChapterIsLost: the story has a heading for each chapter, or a line that says
// how many it leaves out; and of attempts that are all alike it leaves many out.
func TestNoChapterIsLost(t *testing.T) {
	heading := regexp.MustCompile(`(?m)^(\d+)(?:–(\d+))?\. `)
	every(t, func(t *testing.T, slug string) {
		tr := run(t, parse(t, slug))
		var b strings.Builder
		if err := transcript.Write(&b, tr, transcript.Options{Lang: lang.EN, Detail: story.Tell}); err != nil {
			t.Fatal(err)
		}
		next, headings := 1, 0
		for _, m := range heading.FindAllStringSubmatch(b.String(), -1) {
			headings++
			first, _ := strconv.Atoi(m[1])
			if first != next {
				t.Fatalf("chapter %d comes where %d should", first, next)
			}
			if next = first + 1; m[2] != "" {
				last, _ := strconv.Atoi(m[2])
				next = last + 1
			}
		}
		if want := len(story.Of(tr).Chapters); next != want+1 {
			t.Errorf("%d chapters of %d", next-1, want)
		}
		if slug == "gives-up" && headings > 50 {
			t.Errorf("%d headings for five days of the same", headings)
		}
	})
}

// talkers are the pairs that talk in these steps; questions to the DNS apart.
func talkers(steps []*story.Step) map[[2]string]bool {
	pairs := map[[2]string]bool{}
	for _, st := range steps {
		if pair := talker(st); pair != ([2]string{}) {
			pairs[pair] = true
		}
	}
	return pairs
}

// talker is the pair that talks in a step; none in a question to the DNS, and where nobody says anything to anybody.
func talker(st *story.Step) [2]string {
	if st.Conn == 0 || st.From == "" || st.To == "" || strings.HasPrefix(string(st.Kind), "tell.dns") {
		return [2]string{}
	}
	return [2]string{min(st.From, st.To), max(st.From, st.To)}
}

// TestACircleOfAliasesIsCalledOne: what cannot be found out is told by its reason. A CNAME that leads back is an error of the look-up
// (RFC 1034 section 3.6.2), and for SPF one that may pass (RFC 7208 section 4.4).
func TestACircleOfAliasesIsCalledOne(t *testing.T) {
	s, problems := scenario.Parse("circle.yaml", []byte(`posta: 1
title: Circle
domains:
  alfa.test:
    users: [alicia]
    spf: include:spf.alfa.test -all
    records: [spf CNAME spf2, spf2 CNAME spf, _dmarc CNAME _dmarc]
  beta.test: {users: [benito]}
hosts:
  mail.beta.test: {policy: [spf: {}, dkim: {}, dmarc: {}]}
script:
  - send: {from: alicia, to: benito@beta.test, subject: Hi, body: Hi.}
expect:
  - delivered: {to: benito@beta.test}
`))
	if s == nil {
		t.Fatal(problems)
	}
	told := story.Of(run(t, s))
	x := explain.New(told)
	results := map[string]string{}
	for _, st := range told.Steps(story.Dialogue) {
		f, ok := st.Fact.(trace.PolicyChecked)
		if !ok || f.Check != "spf" && f.Check != "dmarc" {
			continue
		}
		results[f.Check] = f.Result
		words := x.Explain(st)
		for l, circle := range map[lang.Lang]string{lang.ES: "dan vueltas en círculo", lang.EN: "lead in a circle"} {
			all := words.What.In(l) + words.Why.In(l)
			for _, r := range words.Steps {
				all += "\n" + r.Text.In(l)
			}
			if strings.Count(all, circle) < 2 {
				t.Errorf("%s: not both the check and its question say %q: %s", f.Check, circle, all)
			}
		}
	}
	if results["spf"] != "temperror" || results["dmarc"] != "temperror" {
		t.Errorf("%v", results)
	}
}
