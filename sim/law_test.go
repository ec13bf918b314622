package sim_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The law of imports keeps the one idea of the project true: a run leaves a
// trace, and everything else is a function of it. Each ban says why, because the
// day it is in somebody's way is the day they need to know.

// ban forbids packages to some of the others.
type ban struct {
	// who is banned: packages at or below one of these paths; except those in but.
	who, but []string
	// what they may not import: packages at or below one of these.
	what []string
	// deep: not by way of another package of the module either.
	deep bool
	why  string
}

const module = "posta"

func packages(below string, names ...string) []string {
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = path.Join(module, below, n)
	}
	return list
}

var bans = []ban{
	{
		who: packages("sim", "replay", "dialogue", "story", "blame", "telling", "explain", "transcript", "view", "stage", "pcap", "listener", "quiz",
			"expect", "invariant", "diff", "turn", "ask"),
		what: packages("sim", "world", "actor", "vnet", "kernel", "live"),
		deep: true,
		why:  "what is shown, judged or exported is a function of the trace: a view that could reach the engine would show what no trace holds, and stepping back would need an undo",
	},
	{
		who:  []string{module},
		but:  packages("sim", "stage/paint"),
		what: []string{"github.com/hajimehoshi/ebiten"},
		why:  "only stage/paint draws: the stage is a list that is tested without a window, and importing Ebitengine panics under Node",
	},
	{
		who:  packages("", "sim"),
		but:  packages("sim", "stage/paint"),
		what: packages("sim", "stage/paint"),
		deep: true,
		why:  "whatever imports paint imports Ebitengine; only the programs that have a window do",
	},
	{
		who:  []string{module},
		but:  packages("sim", "kernel"),
		what: []string{"testing/synctest"},
		why:  "virtual time has one keeper: a bubble inside a bubble is an error, and a Go that changes synctest is met in one place",
	},
	{
		who:  []string{module},
		but:  packages("sim", "kernel"),
		what: []string{"testing"},
		why:  "a program that imports testing has its flags; only the kernel needs a *testing.T, for its bubble",
	},
	{
		who:  []string{module},
		but:  packages("sim", "scenario", "form"),
		what: []string{"go.yaml.in", "gopkg.in/yaml.v2", "gopkg.in/yaml.v3", "github.com/santhosh-tekuri/jsonschema"},
		why:  "what a scenario's text means is decided in one place, with limits on what it may cost",
	},
	{
		who: packages("sim", "form"),
		what: packages("sim", "scenario", "trace", "mail", "mailbox", "smtp", "dns", "pop3", "imap", "auth", "policy", "fault", "actor", "world", "vnet",
			"kernel", "live", "replay", "dialogue", "story", "explain"),
		deep: true,
		why:  "how a form is read, told and complained of has nothing to do with mail: what a scenario may say stands in package scenario alone",
	},
	{
		who:  packages("sim", "mail", "mailbox", "smtp", "dns", "pop3", "imap", "auth", "oauthbearer", "oauth"),
		what: packages("sim", "trace", "world", "actor", "vnet", "kernel", "live", "scenario"),
		deep: true,
		why:  "protocol parts speak over net.Conn and know no simulation, so that they are the same on real sockets; actors translate their hooks into facts",
	},
	{
		who:  packages("sim", "vnet", "kernel"),
		what: packages("sim", "trace", "mail", "smtp", "dns", "pop3", "imap", "actor", "scenario"),
		deep: true,
		why:  "the network knows no mail: what crosses it is bytes",
	},
	{
		who:  packages("sim", "actor"),
		what: packages("sim", "vnet", "kernel", "world", "scenario"),
		deep: true,
		why:  "an actor knows its machine only: it never learns whether its network is virtual or real, nor what the lesson wants",
	},
	{
		who:  packages("sim", "policy"),
		what: packages("sim", "actor", "scenario", "world", "vnet", "kernel", "live"),
		deep: true,
		why:  "a check sees what a server sees and no more: whoever asks it hands that over, and the scenario's rules are made into checks by package scenario",
	},
	{
		who:  packages("sim", "trace"),
		what: packages("sim", "replay", "dialogue", "story", "explain", "scenario", "mail", "actor", "vnet", "kernel", "world"),
		deep: true,
		why:  "the trace is what all others share; it holds facts and depends on nobody",
	},
	{
		who:  []string{module},
		but:  packages("web", "bus"),
		what: []string{"github.com/nats-io"},
		why:  "a bus joins machines, and the command is all that has several: who sends what there, and what it may, is decided in one place",
	},
	{
		who:  packages("", "wasm"),
		what: packages("sim", "live", "class"),
		deep: true,
		why:  "a page has no sockets: on js, net.Listen is a silent fake",
	},
	{
		who:  packages("", "sim", "scenarios"),
		what: packages("", "cmd", "web", "wasm"),
		deep: true,
		why:  "the engine does not know who started it",
	},
}

// under tells whether a package is one of roots or below it. Major versions of
// a module ("/v2") are below it.
func under(pkg string, roots []string) bool {
	return slices.ContainsFunc(roots, func(root string) bool {
		return pkg == root || strings.HasPrefix(pkg, root+"/")
	})
}

// source is one Go file that is not a test.
type source struct {
	pkg, name string
	file      *ast.File
	fset      *token.FileSet
}

// sources reads the module's own files, for every system.
func sources(t *testing.T) []source {
	t.Helper()
	var list []source
	fset := token.NewFileSet()
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		if d.IsDir() {
			if name != ".." && (strings.HasPrefix(base, ".") || base == "node_modules" || base == "testdata" || base == "dist") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(base, ".go") || strings.HasSuffix(base, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel("..", filepath.Dir(name))
		if err != nil {
			return err
		}
		list = append(list, source{path.Join(module, filepath.ToSlash(rel)), filepath.ToSlash(name), file, fset})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func importsOf(s source) []string {
	var list []string
	for _, spec := range s.file.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			panic(err) // it was parsed
		}
		list = append(list, p)
	}
	return list
}

func TestImportLaw(t *testing.T) {
	direct := map[string][]string{}
	for _, s := range sources(t) {
		for _, p := range importsOf(s) {
			if !slices.Contains(direct[s.pkg], p) {
				direct[s.pkg] = append(direct[s.pkg], p)
			}
		}
	}
	var names []string
	for p := range direct {
		names = append(names, p)
		slices.Sort(direct[p])
	}
	slices.Sort(names)
	if len(names) < 20 {
		t.Fatalf("found only %d packages: the test looks in the wrong place", len(names))
	}
	for _, p := range names {
		for _, b := range bans {
			if !under(p, b.who) || under(p, b.but) || isTestHelp(p) {
				continue
			}
			if way := forbidden(p, b, direct, map[string]bool{}); way != nil {
				t.Errorf("%s\n\twhy not: %s", strings.Join(way, "\n\timports "), b.why)
			}
		}
	}
}

// isTestHelp tells the packages that only tests import: by their names, as in the
// standard library (httptest, iotest).
func isTestHelp(pkg string) bool { return strings.HasSuffix(path.Base(pkg), "test") }

// forbidden gives the way from a package to one that is banned for it, or nil.
func forbidden(p string, b ban, direct map[string][]string, seen map[string]bool) []string {
	seen[p] = true
	for _, q := range direct[p] {
		if under(q, b.what) && !under(p, b.what) {
			return []string{p, q}
		}
		if b.deep && !seen[q] && under(q, []string{module}) {
			if rest := forbidden(q, b, direct, seen); rest != nil {
				return append([]string{p}, rest...)
			}
		}
	}
	return nil
}

// outside is what a run may not take from the machine it runs on.
var outside = []struct {
	pkg   string
	names []string // all of the package's functions when empty
	why   string
}{
	{"time", []string{"Now", "Since", "Until"}, "the clock is injected: a wall-clock reading in a trace is a run that no one can repeat"},
	{"time", []string{"Sleep", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick"}, "who waits, waits through its machine: timers of one instant fire in random order"},
	{"math/rand", nil, "randomness comes from the scenario's seed"},
	{"math/rand/v2", []string{"Int", "IntN", "Int32", "Int32N", "Int64", "Int64N", "Uint32", "Uint32N", "Uint64", "Uint64N", "Uint", "UintN",
		"N", "Float32", "Float64", "ExpFloat64", "NormFloat64", "Perm", "Shuffle"}, "randomness comes from the scenario's seed"},
	{"crypto/rand", nil, "randomness comes from the scenario's seed"},
	{"net", []string{"Dial", "DialTimeout", "Listen", "ListenPacket", "ListenTCP", "ListenUDP", "DialTCP", "DialUDP", "LookupHost", "LookupIP", "LookupMX", "LookupTXT", "LookupAddr"},
		"the network is injected: on js, net.Dial is a fake that does not fail loudly"},
}

// allowed are the exceptions, each with its reason.
var allowed = []struct{ pkg, what, why string }{
	{"posta/sim/kernel", "time.Sleep", "the kernel's own, inside its bubble: this is what moves the virtual clock"},
	{"posta/sim/kernel", "time.Until", "the bubble's clock stands at 2000-01-01 before it is set"},
	{"posta/sim/live", "", "live mode is the real clock and the real network"},
	{"posta/sim/class", "", "a class goes by the teacher's clock, and who opens a seat is secret; what happens in its world comes from the seed and the inputs"},
	{"posta/sim/tls", "crypto/rand", "certificates and handshakes need entropy; the trace holds only what does not depend on it"},
	{"posta/sim/stage/paint", "time.Now", "an animation's frames follow the eye's clock, not the scenario's"},
}

func TestNothingComesFromOutside(t *testing.T) {
	used := map[string]bool{}
	for _, s := range sources(t) {
		if !under(s.pkg, packages("", "sim")) || isTestHelp(s.pkg) {
			continue
		}
		for _, found := range takes(s) {
			i := slices.IndexFunc(allowed, func(a struct{ pkg, what, why string }) bool {
				return under(s.pkg, []string{a.pkg}) && (a.what == "" || strings.HasPrefix(found.what, a.what))
			})
			if i < 0 {
				t.Errorf("%s uses %s\n\twhy not: %s", found.where, found.what, found.why)
			} else {
				used[allowed[i].pkg+allowed[i].what] = true
			}
		}
	}
	if !used["posta/sim/kerneltime.Sleep"] {
		t.Error("the kernel's time.Sleep was not seen: the test looks in the wrong place")
	}
}

type taken struct{ where, what, why string }

// takes finds the uses of what is outside, and the goroutines that are started
// past the kernel.
func takes(s source) []taken {
	names := map[string]string{} // of the file's imports
	for _, spec := range s.file.Imports {
		p, _ := strconv.Unquote(spec.Path.Value)
		name := path.Base(p)
		if name == "v2" {
			name = path.Base(path.Dir(p))
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = p
	}
	var list []taken
	add := func(n ast.Node, what, why string) {
		at := s.fset.Position(n.Pos())
		list = append(list, taken{fmt.Sprintf("%s:%d", filepath.ToSlash(at.Filename), at.Line), what, why})
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		id, ok := sel.X.(*ast.Ident)
		if !ok {
			return true
		}
		for _, o := range outside {
			if names[id.Name] != o.pkg || o.names != nil && !slices.Contains(o.names, sel.Sel.Name) {
				continue
			}
			add(sel, o.pkg+"."+sel.Sel.Name, o.why)
		}
		return true
	})
	return list
}

// TestNobodyStartsGoroutines: whoever runs, runs as a process of the kernel. The
// libraries' own goroutines wait on virtual connections only.
func TestNobodyStartsGoroutines(t *testing.T) {
	may := map[string]string{
		"posta/sim/kernel": "the kernel's workers are what processes run on",
		"posta/sim/many":   "worlds beside each other are each in a bubble of their own, and are taken in order",
		"posta/sim/class":  "a class is held on real sockets, and its worlds are each in a bubble of their own",
		"posta/sim/live":   "on real sockets the Go scheduler is the kernel",
		"posta/sim/dns":    "its server takes the kernel's way (Server.Go); only without one, on real sockets, it starts its own",
	}
	for _, s := range sources(t) {
		if !under(s.pkg, packages("", "sim")) || isTestHelp(s.pkg) || may[s.pkg] != "" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if g, ok := n.(*ast.GoStmt); ok {
				at := s.fset.Position(g.Pos())
				t.Errorf("%s:%d starts a goroutine\n\twhy not: goroutines that nobody counts run in an order that nobody can repeat; use Machine.After",
					filepath.ToSlash(at.Filename), at.Line)
			}
			return true
		})
	}
}

// TestNoWaitingAcrossBubbles: a channel or a condition made at package level is
// outside every bubble; a select on it stops virtual time for ever.
func TestNoWaitingAcrossBubbles(t *testing.T) {
	for _, s := range sources(t) {
		if !under(s.pkg, packages("", "sim")) {
			continue
		}
		for _, d := range s.file.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.VAR {
				continue
			}
			ast.Inspect(g, func(n ast.Node) bool {
				what := ""
				switch n := n.(type) {
				case *ast.FuncLit:
					return false
				case *ast.ChanType:
					what = "a channel"
				case *ast.SelectorExpr:
					if id, ok := n.X.(*ast.Ident); ok && id.Name == "sync" && slices.Contains([]string{"Cond", "NewCond", "WaitGroup"}, n.Sel.Name) {
						what = "a sync." + n.Sel.Name
					}
				}
				if what != "" {
					at := s.fset.Position(n.Pos())
					t.Errorf("%s:%d makes %s at package level\n\twhy not: it is outside every bubble, and waiting on it stops virtual time for ever",
						filepath.ToSlash(at.Filename), at.Line, what)
				}
				return true
			})
		}
	}
}
