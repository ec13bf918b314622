package sim_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadmeNamesWhatIsThere: a newcomer who follows README.md finds every file that it names.
func TestReadmeNamesWhatIsThere(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`([a-z0-9/._]+(?:/|\\.go))`|\\]\\(([^)#:]+)\\)").FindAllStringSubmatch(string(text), -1)
	if len(named) < 20 {
		t.Fatalf("only %d files are named", len(named))
	}
	for _, m := range named {
		name := m[1] + m[2]
		if !strings.Contains(name, "/") && strings.HasSuffix(name, ".go") { // within the room that the line is about
			found, err := filepath.Glob("*/" + name)
			if err != nil {
				t.Fatal(err)
			}
			if here, _ := filepath.Glob(name); len(found)+len(here) == 0 {
				if command, _ := filepath.Glob("../cmd/posta/" + name); len(command) == 0 {
					t.Errorf("README.md names %s, and there is none", name)
				}
			}
			continue
		}
		if _, err := os.Stat(name); err != nil {
			t.Errorf("README.md names %s: %v", name, err)
		}
	}
}
