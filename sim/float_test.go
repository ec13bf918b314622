package sim_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A float that reaches a trace must be the same on every processor. IEEE 754 sees to
// that for each single operation, but Go's compiler may fuse a product with the sum
// that it goes into (arm64, s390x, GOAMD64=v3), and then rounds once instead of
// twice: "An explicit floating-point type conversion rounds to the precision of the
// target type, preventing fusion" (Go specification, Floating-point operators). What
// a float too large for an integer is converted to, and the last digit of most of
// package math, are a processor's own too.

// exactMath are the functions of package math whose result IEEE 754 fixes to the last
// bit, or which are no arithmetic.
var exactMath = []string{"Floor", "Ceil", "Trunc", "Round", "RoundToEven", "Abs", "Min", "Max", "Sqrt", "IsNaN", "IsInf", "NaN", "Inf", "Signbit", "Copysign", "FMA",
	"Float64bits", "Float64frombits", "Float32bits", "Float32frombits"}

// floatsAllowed are the exceptions, each with its reason.
var floatsAllowed = []struct{ function, what, why string }{
	{"posta/sim/actor/relay.(*Queue).wait", "an integer made of", "what is converted is no more than the longest wait"},
	{"posta/sim/scenario.myriad", "an integer made of", "a probability is no more than 1"},
	{"posta/sim/scenario.share", "an integer made of", "a probability is no more than 1"},
	{"posta/sim/scenario.tenths", "an integer made of", "the form takes no more than a thousand points"},
}

func TestFloatsAreTheSameEverywhere(t *testing.T) {
	list := typedPackages(t, "posta/sim/world")
	used := make([]bool, len(floatsAllowed))
	for _, p := range list {
		for _, f := range floatsIn(p) {
			i := slices.IndexFunc(floatsAllowed, func(a struct{ function, what, why string }) bool {
				return a.function == f.function && strings.HasPrefix(f.what, a.what)
			})
			if i >= 0 {
				used[i] = true
				continue
			}
			t.Errorf("%s: %s: %s\n\twhy not: %s", f.where, f.function, f.what, f.why)
		}
	}
	for i, a := range floatsAllowed {
		if !used[i] {
			t.Errorf("nothing needs the exception for %s any more (%s)", a.function, a.what)
		}
	}
}

// TestFloatLawSees: the law's own eyes, on what it is to find and what it is to leave
// alone.
func TestFloatLawSees(t *testing.T) {
	const src = `package p
import "math"
import "math/rand/v2"
type ratio float64
func fused(a, b, c float64) float64 { return a*b + c }
func across(a, b, c float64) float64 { p := a * b; return p + c }
func assigned(a, b float64) float64 { a *= b; return a }
func named(a, b ratio) ratio { return a * b }
func rounded(a, b, c float64) float64 { return float64(a*b) + c }
func roundedNamed(a, b ratio) ratio { return ratio((a * b)) }
func constant() float64 { return 2 * 3.5 }
func integers(a, b, c int64) int64 { return a*b + c }
func divided(a, b, c float64) float64 { return a/b + c }
func logarithm(a float64) float64 { return math.Log(a) }
func exact(a float64) float64 { return math.Floor(a) }
func toInteger(a float64) int64 { return int64(a) }
func normal(r *rand.Rand) float64 { return r.NormFloat64() }
func complexes(a, b complex128) complex128 { return a * b }
`
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, imports := listed(t, fset, "math", "math/rand/v2")
	p := typed{fset: fset, files: []*ast.File{file}, info: &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}}
	if p.pkg, err = (&types.Config{Importer: imports}).Check("p", fset, p.files, p.info); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range floatsIn(p) {
		got = append(got, f.function)
	}
	want := []string{"p.fused", "p.across", "p.assigned", "p.named", "p.logarithm", "p.toInteger", "p.normal", "p.complexes"}
	if !slices.Equal(got, want) {
		t.Errorf("found %v\nwant  %v", got, want)
	}
}

// typed is a package of ours with its types.
type typed struct {
	pkg   *types.Package
	fset  *token.FileSet
	files []*ast.File
	info  *types.Info
}

// built is a package as the go command lists it.
type built struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
}

// listed gives the packages that roots are made of, and what imports them.
func listed(t *testing.T, fset *token.FileSet, roots ...string) (list []built, imports types.Importer) {
	t.Helper()
	var errOut bytes.Buffer
	cmd := exec.Command("go", append([]string{"list", "-export", "-deps", "-json=ImportPath,Dir,GoFiles,Export"}, roots...)...)
	cmd.Stderr = &errOut
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd, err, errOut.String())
	}
	exports := map[string]string{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var b built
		if err := d.Decode(&b); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		exports[b.ImportPath] = b.Export
		list = append(list, b)
	}
	return list, importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
}

// typedPackages reads those of the module's packages that a root is made of.
func typedPackages(t *testing.T, root string) (list []typed) {
	t.Helper()
	fset := token.NewFileSet()
	ours, imports := listed(t, fset, root)
	ours = slices.DeleteFunc(ours, func(b built) bool { return !under(b.ImportPath, []string{module}) })
	if len(ours) < 20 {
		t.Fatalf("found only %d packages: the test looks in the wrong place", len(ours))
	}
	for _, l := range ours {
		var err error
		p := typed{fset: fset, info: &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}}
		for _, name := range l.GoFiles {
			file, err := parser.ParseFile(fset, filepath.Join(l.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			p.files = append(p.files, file)
		}
		if p.pkg, err = (&types.Config{Importer: imports}).Check(l.ImportPath, fset, p.files, p.info); err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}

// floatUse is a place where a float may depend on the processor.
type floatUse struct{ where, function, what, why string }

const (
	whyFused   = "a product may be fused with the sum that it goes into, across statements too; write float64(a*b), or count in integers"
	whyInexact = "its last digit is the processor's or the library's own; count in integers"
	whyInteger = "what a float becomes that is too large, or is no number, is the processor's own; count in integers, or say in floatsAllowed what bounds it"
)

func floatsIn(p typed) (list []floatUse) {
	for _, file := range p.files {
		for _, decl := range file.Decls {
			function := p.pkg.Path()
			if f, ok := decl.(*ast.FuncDecl); ok {
				function += "." + functionName(f)
			}
			rounded := map[ast.Expr]bool{} // stands in a conversion
			ast.Inspect(decl, func(n ast.Node) bool {
				found := func(what, why string) {
					at := p.fset.Position(n.Pos())
					list = append(list, floatUse{fmt.Sprintf("%s:%d", filepath.Base(at.Filename), at.Line), function, what, why})
				}
				switch n := n.(type) {
				case *ast.CallExpr:
					if len(n.Args) == 1 && p.info.Types[n.Fun].IsType() {
						switch to := p.info.TypeOf(n.Fun); {
						case isFloat(to):
							rounded[ast.Unparen(n.Args[0])] = true
						case isInteger(to) && isFloat(p.info.TypeOf(n.Args[0])) && p.info.Types[n].Value == nil:
							found("an integer made of a float", whyInteger)
						}
					}
				case *ast.SelectorExpr:
					f, ok := p.info.Uses[n.Sel].(*types.Func)
					switch {
					case !ok || f.Pkg() == nil:
					case f.Pkg().Path() == "math" && !slices.Contains(exactMath, f.Name()),
						f.Pkg().Path() == "math/cmplx",
						f.Pkg().Path() == "math/rand/v2" && (f.Name() == "NormFloat64" || f.Name() == "ExpFloat64"):
						found(f.Pkg().Path()+"."+f.Name(), whyInexact)
					}
				case *ast.BinaryExpr:
					if n.Op == token.MUL && isFloat(p.info.TypeOf(n)) && p.info.Types[n].Value == nil && !rounded[n] {
						found("a product that is not rounded", whyFused)
					}
				case *ast.AssignStmt:
					if n.Tok == token.MUL_ASSIGN && isFloat(p.info.TypeOf(n.Lhs[0])) {
						found("a product that is not rounded", whyFused)
					}
				}
				return true
			})
		}
	}
	return list
}

func functionName(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	return "(" + types.ExprString(f.Recv.List[0].Type) + ")." + f.Name.Name
}

func isFloat(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsFloat|types.IsComplex) != 0
}

func isInteger(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}
