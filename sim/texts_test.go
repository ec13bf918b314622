package sim_test

import (
	"go/ast"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// byHand are the texts that are put together differently in each language, and why.
var byHand = map[string]string{
	"posta/sim/lang":    "the languages themselves",
	"posta/sim/form":    "what a form's tags and files say in each language",
	"posta/sim/explain": "dates in figures, and decimal commas",
	"posta/sim/stage":   "its helper for short words",
	"posta/web/prepare": "its helper for the words of the search",
}

// TestEveryTextCanBeTranslated: another language is files of words by the English ones (lang.Add), so that what is said is said in
// whole sentences: words as they stand, or a format and values (lang.Sprintf). A sentence glued from pieces could be said in the two
// languages alone.
func TestEveryTextCanBeTranslated(t *testing.T) {
	texts := 0
	for _, s := range sources(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			c, ok := n.(*ast.CompositeLit)
			if !ok || !isText(c) {
				return true
			}
			texts++
			for _, e := range c.Elts {
				kv, ok := e.(*ast.KeyValueExpr)
				if ok && !isWords(kv.Value) && byHand[s.pkg] == "" {
					at := s.fset.Position(c.Pos())
					t.Errorf("%s:%d glues a sentence\n\twhy not: %s", filepath.ToSlash(at.Filename), at.Line, whyWhole)
					return false
				}
			}
			return true
		})
	}
	if texts < 200 {
		t.Errorf("only %d texts were seen: the test looks in the wrong place", texts)
	}
}

const whyWhole = "in another language it would be another sentence; give lang.Sprintf a format and values"

func isText(c *ast.CompositeLit) bool {
	s, ok := c.Type.(*ast.SelectorExpr)
	if !ok || s.Sel.Name != "Text" {
		return false
	}
	x, ok := s.X.(*ast.Ident)
	return ok && x.Name == "lang"
}

// isWords tells a literal, in one piece or several.
func isWords(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return e.Kind == token.STRING
	case *ast.BinaryExpr:
		return isWords(e.X) && isWords(e.Y)
	case *ast.Ident: // a file that was embedded, or what a short helper is given
		return strings.HasSuffix(e.Name, "ES") || strings.HasSuffix(e.Name, "EN") || e.Name == "es" || e.Name == "en"
	}
	return false
}
