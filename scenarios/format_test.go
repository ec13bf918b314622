package scenarios

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"posta/sim/expect"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/trace"
)

var formats = map[lang.Lang]string{lang.ES: "FORMATO.md", lang.EN: "FORMAT.md"}

// format gives the document of the format in a language.
func format(t *testing.T, l lang.Lang) string {
	t.Helper()
	text, err := os.ReadFile(formats[l])
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var fenced = regexp.MustCompile("(?s)```yaml\n(.*?)```")

// TestTheFormatsExamplesComeTrue: what the documents show as whole scenarios is taken without a complaint, runs, and does
// what it says.
func TestTheFormatsExamplesComeTrue(t *testing.T) {
	for _, l := range lang.Complete() {
		examples := fenced.FindAllStringSubmatch(format(t, l), -1)
		if len(examples) != 2 {
			t.Fatalf("%s has %d examples, and should have the smallest and a whole one", formats[l], len(examples))
		}
		for i, e := range examples {
			t.Run(fmt.Sprintf("%s-%d", l, i+1), func(t *testing.T) {
				s, problems := scenario.Parse("example.yaml", []byte(e[1]))
				if len(problems) > 0 {
					t.Fatal(problems.Render(l, false))
				}
				tr := run(t, s)
				for _, r := range expect.Failed(expect.Check(s, tr)) {
					t.Errorf("line %d: %s: want %s, got %s", r.Line, r.Noun, r.Want.EN, r.Got.EN)
				}
				for _, ev := range tr.Events {
					if f, ok := ev.Fact.(trace.ActionEnded); ok && f.OK == s.Script[f.Index].Fails {
						t.Errorf("action %d (%s) did not end as the example says: %s", f.Index+1, s.Script[f.Index].Do.Verb(), explain.Cause(f.Why).In(l))
					}
				}
			})
		}
	}
}

// TestTheFormatsHeadings: each says whose it is, no two are the same, and every link leads to one.
func TestTheFormatsHeadings(t *testing.T) {
	for _, l := range lang.Complete() {
		seen := map[string]bool{}
		var links []string
		for line := range strings.SplitSeq(fenced.ReplaceAllString(format(t, l), ""), "\n") {
			if strings.HasPrefix(line, "#") {
				heading := strings.TrimLeft(line, "# ")
				name := strings.Map(func(r rune) rune {
					switch {
					case r == ' ':
						return '-'
					case r == '-', r == '_', unicode.IsLetter(r), unicode.IsNumber(r):
						return unicode.ToLower(r)
					}
					return -1
				}, heading)
				if seen[name] {
					t.Errorf("%s: two headings %q", formats[l], heading)
				}
				seen[name] = true
			}
			for _, m := range regexp.MustCompile(`\]\(#([^)]*)\)`).FindAllStringSubmatch(line, -1) {
				links = append(links, m[1])
			}
		}
		if len(links) < 50 {
			t.Errorf("%s has only %d links", formats[l], len(links))
		}
		for _, to := range links {
			if !seen[to] {
				t.Errorf("%s: a link leads to #%s, and no heading is called so", formats[l], to)
			}
		}
	}
}

// TestTheFormatsSpeakOneLanguage: words that belong to the other language stand in neither. Keys and what stands in a
// scenario are the same in both; what is between backquotes is only looked at for letters that English lacks.
func TestTheFormatsSpeakOneLanguage(t *testing.T) {
	if i := strings.IndexFunc(format(t, lang.EN), func(r rune) bool { return strings.ContainsRune("áéíóúüñÁÉÍÓÚÑ¿¡«»", r) }); i >= 0 {
		text := format(t, lang.EN)
		t.Errorf("FORMAT.md is not English: …%s…", text[max(0, i-40):min(len(text), i+40)])
	}
	foreign := map[lang.Lang][]string{
		lang.ES: {"the", "of", "and", "with", "which", "when", "otherwise", "its", "for", "or", "is", "are", "at", "by", "what", "this"},
		lang.EN: {"el", "la", "los", "las", "de", "que", "con", "para", "si", "un", "una", "es", "cuando", "del", "su", "por", "hola", "foto"},
	}
	code := regexp.MustCompile("`[^`]*`")
	for _, l := range lang.Complete() {
		for n, line := range strings.Split(code.ReplaceAllString(fenced.ReplaceAllString(format(t, l), ""), ""), "\n") {
			for _, w := range strings.FieldsFunc(line, func(r rune) bool { return !unicode.IsLetter(r) }) {
				if slices.Contains(foreign[l], strings.ToLower(w)) {
					t.Errorf("%s:%d: %q is of the other language: %s", formats[l], n+1, w, line)
				}
			}
		}
	}
}
