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
