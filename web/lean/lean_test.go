package main

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The shaders of the Ebitengine that this repository uses come out whole, and nothing in their files needs a template any more.
func TestTheShadersAreSpelledOut(t *testing.T) {
	from, _, err := modules()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range spelledOut {
		source, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		out, err := spellOut(source)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, out, parser.ImportsOnly)
		if err != nil {
			t.Fatalf("%s is no Go: %v", name, err)
		}
		if len(f.Imports) != 1 || f.Imports[0].Path.Value != `"sync"` {
			t.Errorf("%s imports %v, want sync alone", name, f.Imports)
		}
		text := string(out)
		if n := strings.Count(text, "func Fragment(dstPos vec4"); n != 9 {
			t.Errorf("%s has %d shaders, want 9", name, n)
		}
		// Each of the nine is another one: three filters, three ways to look past the edge.
		lines := map[string]bool{}
		for line := range strings.Lines(text) {
			if strings.Contains(line, "func Fragment(dstPos vec4") {
				lines[line] = true
			}
		}
		if len(lines) != 9 {
			t.Errorf("%s: only %d of the shaders differ", name, len(lines))
		}
		if strings.Contains(text, "{{") {
			t.Errorf("%s has a piece of template left", name)
		}
	}
}

// A file that is built otherwise is refused in words.
func TestAnotherEbitengineIsRefused(t *testing.T) {
	for _, source := range []string{"package x", "package x\nvar tmpl = `a`", "no Go"} {
		if out, err := spellOut([]byte(source)); err == nil {
			t.Errorf("%q became %q", source, out)
		}
	}
}

// What is left out stands in the Ebitengine that this repository uses, where it is looked for; only the log is a file of ours.
func TestWhatIsLeftOutIsThere(t *testing.T) {
	from, _, err := modules()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range spared {
		path := filepath.Join(from, filepath.FromSlash(c.file))
		source, err := os.ReadFile(path)
		if (err != nil) != (c.file == "internal/slog/slog.go") {
			t.Errorf("%s: %v", c.file, err)
		}
		for _, old := range c.old {
			if n := strings.Count(string(source), old); n != 1 {
				t.Errorf("%s has %q %d times, want once", c.file, old, n)
			}
		}
		if c.with != "" {
			if _, err := parser.ParseFile(token.NewFileSet(), c.file, c.with, parser.AllErrors); err != nil {
				t.Errorf("what takes the place of %s is no Go: %v", c.file, err)
			}
		}
	}
}

// A text that is not where it was is said, and nothing is written.
func TestAChangeThatDoesNotFitIsRefused(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.go")
	if err := os.WriteFile(path, []byte("package a\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []change{{file: "a.go", old: []string{"log/slog"}, new: []string{"x"}}, {file: "b.go", old: []string{"a"}, new: []string{"x"}}} {
		if err := c.apply(dir); err == nil || !strings.Contains(err.Error(), c.file) {
			t.Errorf("%s: %v, want a refusal that names it", c.file, err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "package a\n" {
		t.Errorf("the file became %q, %v", got, err)
	}
}
