package transcript

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/story/storytest"
	"posta/sim/trace"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// journeys made by hand. What a page looks like at every detail is kept of the first; of the others, their shortest: a
// word that changes is a line or two to read, and TestPages looks at all of them.
var journeys = []struct {
	name string
	tell func() *trace.Trace
}{
	{"first-email", storytest.FirstEmail}, {"patience", storytest.Patience}, {"unknown", storytest.Unknown},
	{"broken", storytest.Broken}, {"recursion", storytest.Recursion}, {"secure", storytest.Secure},
}

func text(t *testing.T, tr *trace.Trace, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, tr, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGoldenTranscripts(t *testing.T) {
	for _, j := range journeys {
		for _, l := range lang.Complete() {
			for i, d := range story.Details() {
				if i > 0 && j.name != "first-email" {
					continue
				}
				name := j.name + "." + string(d) + "." + string(l) + ".txt"
				t.Run(name, func(t *testing.T) {
					got := text(t, j.tell(), Options{Lang: l, Detail: d})
					file := filepath.Join("testdata", name)
					if *update {
						if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
							t.Fatal(err)
						}
					}
					want, err := os.ReadFile(file)
					if err != nil {
						t.Fatal(err)
					}
					if diff := cmp.Diff(string(want), got); diff != "" {
						t.Errorf("(-want +got; -update rewrites)\n%s", diff)
					}
				})
			}
		}
	}
}

// TestPages checks the page itself: width, line ends, and that nothing on it
// commands a terminal, whatever the trace says.
func TestPages(t *testing.T) {
	var traces []*trace.Trace
	for _, j := range journeys {
		traces = append(traces, j.tell())
	}
	for seed := range uint64(40) {
		traces = append(traces, storytest.Random(seed, 150))
	}
	for i, tr := range traces {
		for _, d := range story.Details() {
			for _, width := range []int{0, 40, 60, 132} {
				page := text(t, tr, Options{Lang: lang.ES, Detail: d, Width: width})
				limit := width
				if limit == 0 {
					limit = DefaultWidth
				}
				for _, line := range strings.Split(page, "\n") {
					if strings.TrimRight(line, " \t") != line {
						t.Errorf("trace %d: trailing space in %q", i, line)
					}
					if utf8.RuneCountInString(line) > limit {
						t.Errorf("trace %d, %s, width %d: %d characters: %q", i, d, limit, utf8.RuneCountInString(line), line)
					}
					if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f }) {
						t.Errorf("trace %d: control character in %q", i, line)
					}
				}
				if t.Failed() {
					return
				}
			}
		}
	}
}

// TestColourOnlyRepeats: without its colours, a coloured page is the plain one.
func TestColourOnlyRepeats(t *testing.T) {
	plain := text(t, storytest.Patience(), Options{Lang: lang.EN})
	painted := text(t, storytest.Patience(), Options{Lang: lang.EN, Color: true})
	for _, style := range []string{bold, dim, red, green, yellow, cyan, "0"} {
		painted = strings.ReplaceAll(painted, "\x1b["+style+"m", "")
	}
	if diff := cmp.Diff(plain, painted); diff != "" {
		t.Error(diff)
	}
}

// TestTheWireIsShownWhole: at dialogue, every line that was said is on the page.
func TestTheWireIsShownWhole(t *testing.T) {
	page := text(t, storytest.FirstEmail(), Options{Lang: lang.EN, Detail: story.Dialogue})
	for _, line := range []string{"EHLO laptop-alicia", "250-ENHANCEDSTATUSCODES", "RCPT TO:<benito@beta.test>", "RETR 1", "* 1 EXISTS", "beta.test. MX?", "Subject: Hola"} {
		if !strings.Contains(page, line) {
			t.Errorf("%q is not told", line)
		}
	}
}

func TestHostileBytesStayWords(t *testing.T) {
	for in, want := range map[string]string{
		"\x1b[2J": `\x1b[2J`, "a\tb": "a    b", "\xff": `\xff`, "ñandú": "ñandú", "\u202eabc": `\u202eabc`,
		"a\u200bb\ufeff": `a\u200bb\ufeff`, "a\u2028b\u2029": `a\u2028b\u2029`, "\u200e\u2067\u061c": `\u200e\u2067\u061c`, "\u0085": `\u0085`,
		"\ufffd": "\ufffd", "می\u200cروم": "می\u200cروم", "a\u00a0b": "a\u00a0b",
	} {
		if got := Visible(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
