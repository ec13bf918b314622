package explain

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"posta/sim/dialogue"
	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/story/storytest"
	"posta/sim/trace"
)

// TestEveryKindHasWords: a kind of step without words in both languages fails.
func TestEveryKindHasWords(t *testing.T) {
	for _, d := range story.Details() {
		for _, k := range story.KindsOf(d) {
			for _, l := range lang.Complete() {
				if catalogue[l][string(k)].title == "" {
					t.Errorf("%s: %s has no title in %s", d, k, l)
				}
			}
			if row := trace.RowOf(trace.Kind(k)); row == nil && len(sections[string(k)]) == 0 && k != story.Other && k != story.TellOther {
				t.Errorf("%s cites no RFC", k)
			}
		}
	}
}

// TestEveryFactHasAnExample: everything that tells facts is tried on those of package
// storytest, so a kind that is not there is tried on nothing.
func TestEveryFactHasAnExample(t *testing.T) {
	told := map[story.Kind]bool{}
	for _, tr := range []*trace.Trace{storytest.Everything(), storytest.FirstEmail(), storytest.Recursion(), storytest.Secure(), storytest.Broken()} {
		for _, st := range story.Of(tr).Steps(story.Packets) {
			told[st.Kind] = true
		}
	}
	for _, row := range trace.Rows() {
		if row.Place.Is(trace.Traffic) {
			continue // told as packets and lines
		}
		for _, k := range row.Kinds {
			if !told[story.Kind(k)] {
				t.Errorf("%s: no example in package storytest has it", k)
			}
		}
	}
}

var used = regexp.MustCompile(`\{([a-zA-Z]+)`)

// parts are what an entry says, by what it is called.
func (w words) parts() map[string]string {
	return map[string]string{"title": w.title, "what": w.what, "why": w.why, "changed": w.changed}
}

// TestLanguagesAgree: the complete languages have the same entries with the same parts,
// and all languages use the same values in them.
func TestLanguagesAgree(t *testing.T) {
	names := func(s string) string {
		var list []string
		for _, m := range used.FindAllStringSubmatch(s, -1) {
			if !slices.Contains(list, m[1]) {
				list = append(list, m[1])
			}
		}
		slices.Sort(list)
		return strings.Join(list, " ")
	}
	for l, says := range catalogue {
		for key, w := range says {
			model, ok := catalogue[lang.ES][key]
			if l == lang.ES {
				model, ok = catalogue[lang.EN][key]
			}
			if !ok {
				t.Errorf("%s: it is in %s, and a complete language lacks it", key, l)
				continue
			}
			for part, said := range w.parts() {
				like := model.parts()[part]
				if (said == "") != (like == "") && slices.Contains(lang.Complete(), l) {
					t.Errorf("%s: its %s is there in one language only", key, part)
				}
				if mine, other := names(said), names(like); said != "" && mine != other {
					t.Errorf("%s: its %s uses %q in %s and %q elsewhere", key, part, mine, l, other)
				}
				if strings.Count(said, "[[") != strings.Count(said, "]]") || strings.Count(said, "{") != strings.Count(said, "}") {
					t.Errorf("%s: brackets in %q", key, said)
				}
			}
		}
		if part := len(says) * 100 / len(catalogue[lang.ES]); part < 100 && slices.Contains(lang.Complete(), l) {
			t.Errorf("%s is to be complete, and has %d %% of the entries", l, part)
		}
		t.Logf("%s: %d of %d entries", l, len(says), len(catalogue[lang.ES]))
	}
	for l, says := range phrases {
		for key, said := range says {
			model, ok := phrases[lang.ES][key]
			if l == lang.ES {
				model, ok = phrases[lang.EN][key]
			}
			if mine, other := names(said), names(model); !ok || mine != other {
				t.Errorf("%s: it uses %q in %s and %q elsewhere (there at all: %v)", key, mine, l, other, ok)
			}
		}
		t.Logf("%s: %d of %d parts of sentences", l, len(says), len(phrases[lang.ES]))
	}
	for key, list := range sections {
		if !known(key) {
			t.Errorf("%s cites the RFCs and says nothing", key)
		}
		for _, r := range refs(list) {
			if r.Title.IsZero() {
				t.Errorf("%s cites RFC %d, which has no title", key, r.RFC)
			}
		}
	}
	for _, row := range trace.Rows() {
		for _, r := range refs(row.RFC) {
			if r.Title.IsZero() {
				t.Errorf("%s cites RFC %d, which has no title", row.Kind, r.RFC)
			}
		}
	}
	for k, v := range extensionRefs {
		if refs([]string{v})[0].Title.IsZero() || Extension(k).IsZero() {
			t.Errorf("extension %s", k)
		}
	}
}

// TestNothingIsMissing explains every step of the handmade journeys, and of random
// traces, and looks for values that were not there.
func TestNothingIsMissing(t *testing.T) {
	var stories []*story.Story
	for _, j := range []func() *trace.Trace{storytest.FirstEmail, storytest.Patience, storytest.Unknown, storytest.Broken, storytest.Recursion, storytest.Secure, storytest.Everything} {
		stories = append(stories, story.Of(j()))
	}
	for seed := range uint64(60) {
		stories = append(stories, story.Of(storytest.Random(seed, 150)))
	}
	for i, s := range stories {
		x := New(s)
		for _, d := range story.Details() {
			for j := range s.Steps(d) {
				st := s.Steps(d)[j]
				e := x.Explain(st)
				texts := append([]lang.Text{e.Title, e.What, e.Why}, e.Changed...)
				if i < 7 {
					for k, text := range texts {
						for _, l := range lang.All() {
							said := text.In(l)
							if strings.ContainsAny(said, "⟨⟩{}") || strings.Contains(said, "[[") || strings.Contains(said, "  ") || strings.Contains(said, "..") && !strings.Contains(said, "...") {
								t.Errorf("story %d, %s/%s, part %d in %s: %q", i, st.Kind, st.Variant, k, l, said)
							}
						}
					}
					if e.Title.ES == "" || e.Title.EN == "" {
						t.Errorf("%s/%s has no title", st.Kind, st.Variant)
					}
				}
			}
		}
		for j := range s.Chapters {
			c := x.Chapter(s.Chapters[j])
			if c.ES == "" || c.EN == "" || strings.ContainsAny(c.ES+c.EN, "⟨⟩{}[") {
				t.Errorf("story %d, chapter %d (%s): %q", i, j, s.Chapters[j].Kind, c)
			}
		}
	}
}

func TestContextGivesCodesTheirMeaning(t *testing.T) {
	s := story.Of(storytest.FirstEmail())
	x := New(s)
	meaning := map[story.Kind]string{}
	for i := range s.Steps(story.Dialogue) {
		st := s.Steps(story.Dialogue)[i]
		if st.Line != nil && st.Line.Code == 250 {
			meaning[st.Kind] = x.Explain(st).What.ES
		}
	}
	seen := map[string]story.Kind{}
	for k, m := range meaning {
		if m == "" || seen[m] != "" {
			t.Errorf("the 250 of %s means %q, like that of %s", k, m, seen[m])
		}
		seen[m] = k
	}
	if len(meaning) < 4 {
		t.Errorf("only %d kinds of 250", len(meaning))
	}
}

func TestEHLOIsExplainedWordByWord(t *testing.T) {
	s := story.Of(storytest.FirstEmail())
	x := New(s)
	for i := range s.Steps(story.Dialogue) {
		st := s.Steps(story.Dialogue)[i]
		if st.Kind != "smtp.reply.ehlo" {
			continue
		}
		e := x.Explain(st)
		for _, word := range Extensions(st.Line) {
			if !strings.Contains(e.What.ES, word+":") || !strings.Contains(e.What.EN, word+":") {
				t.Errorf("%s is not explained in %q", word, e.What)
			}
		}
		return
	}
	t.Fatal("no EHLO")
}

func TestAUTHPlainIsReadAloud(t *testing.T) {
	s := story.Of(storytest.FirstEmail())
	x := New(s)
	for i := range s.Steps(story.Dialogue) {
		if st := s.Steps(story.Dialogue)[i]; st.Kind == "smtp.auth" {
			if e := x.Explain(st); !strings.Contains(e.What.ES, "«secreta»") || !strings.Contains(e.What.EN, "alicia@alfa.test") {
				t.Errorf("%+v", e.What)
			}
		}
	}
}

func TestEveryReplyCodeHasAMeaning(t *testing.T) {
	for _, code := range []int{211, 214, 220, 221, 235, 250, 251, 252, 334, 354, 421, 450, 451, 452, 454, 455, 500, 501, 502, 503, 504, 530, 534, 535, 538, 550, 551, 552, 553, 554, 555, 556} {
		if r := phrase("code", itoa(code)); r.ES == "" || r.EN == "" {
			t.Errorf("%d", code)
		}
	}
	for _, c := range []string{"2.1.5", "4.2.2", "4.7.1", "5.1.1", "5.7.8", "5.7.26", "5.1.10"} {
		if s := Status(c); s.ES == "" || s.EN == "" {
			t.Errorf("%s", c)
		}
	}
	for _, c := range []string{"9.9.9", "2.0.0", "2.7.0"} {
		if s := Status(c); !s.IsZero() {
			t.Errorf("%s means %q", c, s)
		}
	}
	if now, ever := Status("4.7.1"), Status("5.7.1"); now.ES[len("El código ampliado 4.7.1"):] == ever.ES[len("El código ampliado 5.7.1"):] {
		t.Errorf("not now is said like never: %q", now)
	}
}

func TestDurationsAndSizes(t *testing.T) {
	for d, want := range map[time.Duration][2]string{
		20 * time.Millisecond: {"20 ms", "20 ms"}, 1500 * time.Millisecond: {"1,5 s", "1.5 s"}, 45 * time.Second: {"45 s", "45 s"},
		30 * time.Minute: {"30 min", "30 min"}, 2 * time.Hour: {"2 h", "2 h"}, 90 * time.Minute: {"1 h 30 min", "1 h 30 min"},
		24 * time.Hour: {"1 día", "1 day"}, 5 * 24 * time.Hour: {"5 días", "5 days"}, 0: {"0 µs", "0 µs"}, 3 * time.Second: {"3 s", "3 s"},
	} {
		if got := Duration(d); got.ES != want[0] || got.EN != want[1] {
			t.Errorf("%v: %+v", d, got)
		}
	}
	for n, want := range map[int64][2]string{1: {"1 byte", "1 byte"}, 240: {"240 bytes", "240 bytes"}, 1400: {"1,4 kB", "1.4 kB"}, 10_000_000: {"10 MB", "10 MB"}} {
		if got := Size(n); got.ES != want[0] || got.EN != want[1] {
			t.Errorf("%d: %+v", n, got)
		}
	}
}

func TestLists(t *testing.T) {
	if got := List([]string{"Ana", "Inés"}); got.ES != "Ana e Inés" || got.EN != "Ana and Inés" {
		t.Errorf("%+v", got)
	}
	if got := List([]string{"a", "b", "c"}); got.ES != "a, b y c" {
		t.Errorf("%+v", got)
	}
	if got := List(strings.Split("a b c d e f g h", " ")); got.EN != "a, b, c, d, e and 3 more" {
		t.Errorf("%+v", got)
	}
	if got := List(strings.Split("alicia@alfa.test benito@beta.test carmen@gamma.test diana@delta.test elena@alfa.test", " ")); got.ES != "alicia@alfa.test, benito@beta.test, carmen@gamma.test y 2 más" {
		t.Errorf("%+v", got)
	}
	long := strings.Repeat("a", 40)
	for n := range 12 {
		// Whoever counts the rest counts two at least: one more name is no longer than "and 1 more".
		if got := List(slices.Repeat([]string{long}, n)); strings.Contains(got.EN, " 1 more") || strings.Count(got.EN, long) < min(n, 2) {
			t.Errorf("%d: %+v", n, got)
		}
	}
}

// TestSampleLines explains a line of every protocol's every command.
func TestSampleLines(t *testing.T) {
	s := story.Of(storytest.FirstEmail())
	x := New(s)
	for _, k := range story.KindsOf(story.Dialogue) {
		protocol, rest, _ := strings.Cut(string(k), ".")
		if protocol != dialogue.SMTP && protocol != dialogue.POP3 && protocol != dialogue.IMAP {
			continue
		}
		l := &dialogue.Line{Protocol: protocol, Speaker: "a.test", Listener: "b.test", FromClient: !strings.Contains(rest, "reply") && rest != "greeting", Question: -1,
			Verb: strings.ToUpper(rest), Args: "<x@y.test> 2", Text: "text", Code: 250, Raw: []byte("text")}
		for _, code := range []int{250, 354, 451, 550} {
			l.Code = code
			e := x.Explain(&story.Step{Kind: k, Variant: itoa(code), Detail: story.Dialogue, From: "a.test", To: "b.test", Line: l})
			for _, text := range []lang.Text{e.Title, e.What, e.Why} {
				for _, lg := range lang.All() {
					said := text.In(lg)
					said = strings.NewReplacer("⟨recipient⟩", "", "⟨sender⟩", "", "⟨hello⟩", "").Replace(said) // known by the question that a lone reply lacks
					if strings.ContainsAny(said, "⟨{") {
						t.Errorf("%s in %s: %q", k, lg, said)
					}
				}
			}
		}
	}
}

func itoa(n int) string {
	return strings.TrimSpace(string(rune('0'+n/100)) + string(rune('0'+n/10%10)) + string(rune('0'+n%10)))
}

// TestNoIsNotYes: what is said of a refusal is never what is said of the same
// command's success.
func TestNoIsNotYes(t *testing.T) {
	for key := range es {
		for protocol, verdicts := range map[string][]string{"pop3": {"err"}, "imap": {"no", "bad"}} {
			if !strings.HasPrefix(key, protocol+".reply.") || strings.Contains(key, "/") {
				continue
			}
			for _, v := range verdicts {
				for _, l := range lang.Complete() {
					yes, _ := find(story.Kind(key), "ok").in(l)
					no, _ := find(story.Kind(key), v).in(l)
					if yes.what == no.what {
						t.Errorf("%s/%s is told as %q", key, v, no.what)
					}
				}
			}
		}
	}
}

// TestRefusalsTellNoSuccess: of SMTP too, what a "no" means is never what the same
// command's success means.
func TestRefusalsTellNoSuccess(t *testing.T) {
	done := map[string]string{"ehlo": "250", "helo": "250", "mail": "250", "rcpt": "250", "message": "250", "rset": "250", "noop": "250", "quit": "221", "auth": "235", "starttls": "220", "help": "214"}
	for verb, code := range done {
		kind := story.Kind("smtp.reply." + verb)
		for _, refusal := range []string{"421", "450", "451", "452", "500", "502", "503", "550", "554"} {
			for _, l := range lang.Complete() {
				yes, _ := find(kind, code).in(l)
				no, _ := find(kind, refusal).in(l)
				if yes.what != "" && no.what == yes.what || yes.why != "" && no.why == yes.why || yes.title == no.title && yes.what == "" {
					t.Errorf("%s %s is told like %s: %+v", kind, refusal, code, no)
				}
			}
		}
	}
}

// TestA530SaysWhatComesFirst: a server that wants TLS first (RFC 3207 section 4) is not told as one that wants a log-in (RFC
// 4954 section 6), at whichever command it says so.
func TestA530SaysWhatComesFirst(t *testing.T) {
	b := storytest.New(storytest.Header())
	c := b.Open("mail.alfa.test", "mail.beta.test", "smtp")
	c.S("220 hello")
	c.C("EHLO a.test")
	c.S("250-b.test", "250 STARTTLS")
	for _, command := range []string{"MAIL FROM:<a@a.test>", "AUTH PLAIN", "VRFY ana", "RCPT TO:<b@b.test>", "RSET"} {
		c.C(command)
		c.S("530 5.7.0 Must issue a STARTTLS command first")
		c.C(command)
		c.S("530 5.7.0 Authentication required")
	}
	s := story.Of(b.Trace)
	x := New(s)
	told := 0
	for _, st := range s.Steps(story.Dialogue) {
		if st.Line == nil || st.Line.Code != 530 {
			continue
		}
		told++
		e := x.Explain(st)
		said := e.Title.EN + " " + e.What.EN
		if wantsTLS := strings.Contains(st.Line.Text, "STARTTLS"); wantsTLS != strings.Contains(said, "TLS") || wantsTLS == strings.Contains(said, "log-in") {
			t.Errorf("%s (%s) is told as %q", st.Line.Text, st.Kind, said)
		}
		if es := e.Title.ES + e.What.ES; strings.Contains(es, "TLS") != strings.Contains(said, "TLS") {
			t.Errorf("and in Spanish as %q", es)
		}
	}
	if told != 10 {
		t.Errorf("only %d replies were told", told)
	}
}
