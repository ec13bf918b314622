package sim_test

import (
	"go/ast"
	"slices"
	"testing"
)

// What a scenario may say is data, in package scenario, which runs nothing. Each layer that does something about it has one switch that
// says who does it: a method of the data itself would have to know that layer, and an interface for each layer would be the same list
// twice. What a switch forgets fails here by its name.
var dispatch = []struct {
	method string // whose receivers in package scenario are of this sort
	what   string
	by     []string // the packages in which something must be done about each
	but    []string
}{
	{method: "Verb", what: "action or input", by: []string{"posta/sim/world"}},
	{method: "Noun", what: "expectation", by: []string{"posta/sim/expect"}},
	// A Road is a part of faults, and an Outage is made into the actions down and up where it is read.
	{method: "Edge", what: "fault", by: []string{"posta/sim/fault", "posta/sim/world"}, but: []string{"Road", "Outage"}},
}

func TestWhatAScenarioSaysIsDone(t *testing.T) {
	files := sources(t)
	for _, d := range dispatch {
		done := map[string]bool{}
		for _, s := range files {
			if slices.Contains(d.by, s.pkg) {
				mentioned(s.file, done)
			}
		}
		found := 0
		for _, s := range files {
			if s.pkg != "posta/sim/scenario" {
				continue
			}
			for _, decl := range s.file.Decls {
				fn, ok := decl.(*ast.FuncDecl)
				if !ok || fn.Recv == nil || fn.Name.Name != d.method {
					continue
				}
				name := receiver(fn)
				found++
				if !done[name] && !slices.Contains(d.but, name) {
					t.Errorf("nothing in %v does anything about the %s *scenario.%s", d.by, d.what, name)
				}
			}
		}
		if found < 5 {
			t.Errorf("only %d of the sort %q were found: the test looks in the wrong place", found, d.what)
		}
	}
}

func receiver(fn *ast.FuncDecl) string {
	t := fn.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if id, ok := t.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

// mentioned adds the types of package scenario that a file's switches and assertions ask for.
func mentioned(file *ast.File, done map[string]bool) {
	note := func(e ast.Expr) {
		if star, ok := e.(*ast.StarExpr); ok {
			e = star.X
		}
		if s, ok := e.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == "scenario" {
				done[s.Sel.Name] = true
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypeSwitchStmt:
			for _, c := range n.Body.List {
				for _, e := range c.(*ast.CaseClause).List {
					note(e)
				}
			}
		case *ast.TypeAssertExpr:
			if n.Type != nil {
				note(n.Type)
			}
		}
		return true
	})
}
