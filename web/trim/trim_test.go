package main

import (
	"bytes"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// program crashes inside a function that is called through an interface, after its stack has grown and been collected.
const program = `package main

import ("fmt"; "os"; "runtime"; "runtime/debug")

type walker interface{ walk(n int) int }
type deep struct{}

//go:noinline
func (d deep) walk(n int) int {
	var room [64]int
	if n == 0 {
		runtime.GC()
		return len(string(debug.Stack()))
	}
	room[n%64] = walker(d).walk(n-1)
	return room[n%64]
}

func main() {
	fmt.Println("deep", walker(deep{}).walk(5000) > 0)
	defer func() { fmt.Println("recovered", recover()); os.Stdout.Write(debug.Stack()) }()
	var m map[string]int
	m["x"] = 1
}
`

func build(t *testing.T) []byte {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(program), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", "out.wasm", "main.go")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GO111MODULE=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building a small module: %v\n%s", err, out)
	}
	module, err := os.ReadFile(filepath.Join(dir, "out.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	return module
}

// memory gives what the module's memory holds when it starts, and in how many pieces it was written.
func memory(t *testing.T, module []byte) (content []byte, pieces int) {
	t.Helper()
	_, err := rewriteMemory(module, func(joined []piece) error {
		for _, p := range joined {
			content = append(content, make([]byte, p.at-len(content))...)
			content = append(content, p.content...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for rest := module[len(header):]; len(rest) > 0; {
		id := rest[0]
		body, after, err := sized(rest[1:])
		if err != nil {
			t.Fatal(err)
		}
		if rest = after; id == dataSection {
			n, _ := binary.Uvarint(body)
			pieces = int(n)
		}
	}
	return content, pieces
}

// What a module's memory begins with is the same, in fewer pieces; and the names of all functions stay where the lines go.
func TestTrim(t *testing.T) {
	module := build(t)
	joined, err := rewriteMemory(module, func([]piece) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	before, many := memory(t, module)
	after, few := memory(t, joined)
	if !bytes.Equal(before, after) {
		t.Error("joining the pieces changed what the memory begins with")
	}
	if few*10 > many {
		t.Errorf("%d pieces became %d", many, few)
	}

	trimmed, err := rewriteMemory(module, dropLines)
	if err != nil {
		t.Fatal(err)
	}
	content, _ := memory(t, trimmed)
	was, is := tableOf(t, before), tableOf(t, content)
	if !bytes.Equal(was.names, is.names) || len(was.funcs) != len(is.funcs) {
		t.Error("the functions' names changed")
	}
	for i := range was.funcs {
		if !slices.Equal(others(was.funcs[i]), others(is.funcs[i])) {
			t.Fatalf("function %d lost the tables that the runtime needs", i)
		}
	}
	if bytes.Contains(content, []byte("runtime/proc.go")) {
		t.Error("names of files are left")
	}
}

func tableOf(t *testing.T, memory []byte) table {
	t.Helper()
	at := bytes.Index(memory, []byte(magic))
	if at < 0 {
		t.Fatal("no table of lines")
	}
	got, err := readTable(memory[at:])
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// A trimmed module runs: its stack grows, it collects, it recovers, and a trace says in which functions it was.
func TestATrimmedModuleRuns(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no Node here to run a module")
	}
	file := filepath.Join(t.TempDir(), "out.wasm")
	if err := os.WriteFile(file, build(t), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := trim(file); err != nil {
		t.Fatal(err)
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, "--stack-size=8192", filepath.Join(strings.TrimSpace(string(root)), "lib/wasm/wasm_exec_node.js"), file)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"deep true", "recovered assignment to entry in nil map", "main.main(", "?:0"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
}

// What is no module, or none of this Go, is refused in words and never crashes the command.
func TestOthersAreRefused(t *testing.T) {
	module := build(t)
	content, _ := memory(t, module)
	at := bytes.Index(content, []byte(magic))
	for name, spoil := range map[string]func([]byte) []byte{
		"empty":     func([]byte) []byte { return nil },
		"no module": func([]byte) []byte { return []byte("<!doctype html>") },
		"cut short": func(m []byte) []byte { return m[:len(m)/2] },
		"another version": func(m []byte) []byte {
			return bytes.Replace(m, []byte(magic), []byte("\xf2\xff\xff\xff\x00\x00\x01\x08"), 1)
		},
	} {
		if _, err := rewriteMemory(spoil(bytes.Clone(module)), dropLines); err == nil {
			t.Errorf("%s: not refused", name)
		}
	}
	for _, spoil := range []int{8, 32, 40, 48, 56, 64} {
		other := bytes.Clone(content[at:])
		binary.LittleEndian.PutUint64(other[spoil:], 1<<62)
		if _, err := readTable(other); err == nil {
			t.Errorf("a header with nonsense at %d is not refused", spoil)
		}
	}
}
