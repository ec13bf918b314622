// Command lean copies Ebitengine into a folder with the sources of its built-in shaders spelled out and without what no page
// uses (spare.go), and writes a go.mod beside it that builds the page with that copy. Web/build.mjs calls it.
//
//	go run ./web/lean FOLDER
//	GOOS=js GOARCH=wasm go build -modfile=FOLDER/go.mod ./wasm
//
// Why: two of Ebitengine's packages put those sources together with text/template, as the program runs. Text/template calls
// methods by names that it finds at run time, so in a program that has it the linker keeps every exported method of every type
// (https://github.com/golang/go/issues/62024): measured on the page, 5.2 MB of 36, and 0.55 MB of 5.2 after brotli. There are
// nine sources in each package. They are made here, by the template that stands in the module, so nothing of Ebitengine is
// repeated in this repository, and a version that is built otherwise is said in words instead of being built wrongly.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const ebitengine = "github.com/hajimehoshi/ebiten/v2"

// spelledOut are the files that make shaders by a template.
var spelledOut = []string{"internal/builtinshader/shader.go", "internal/colormshader/shader.go"}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: lean FOLDER")
		os.Exit(2)
	}
	if err := lean(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "lean:", err)
		os.Exit(1)
	}
}

func lean(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	from, top, err := modules()
	if err != nil {
		return err
	}
	to := filepath.Join(dir, "ebitengine")
	if err := copyModule(from, to); err != nil {
		return fmt.Errorf("copying Ebitengine from %s: %w", from, err)
	}
	for _, name := range spelledOut {
		file := filepath.Join(to, filepath.FromSlash(name))
		source, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("this version of Ebitengine has no %s (is its shaders' text/template gone? then this command can go too): %w", name, err)
		}
		if source, err = spellOut(source); err != nil {
			return fmt.Errorf("%s of Ebitengine is not built as it was when this command was written: %w", name, err)
		}
		if err := os.WriteFile(file, source, 0o666); err != nil {
			return err
		}
	}
	for _, c := range spared {
		if err := c.apply(to); err != nil {
			return err
		}
	}
	mod, err := os.ReadFile(filepath.Join(top, "go.mod"))
	if err != nil {
		return err
	}
	sum, err := os.ReadFile(filepath.Join(top, "go.sum"))
	if err != nil {
		return err
	}
	mod = append(bytes.TrimRight(mod, "\n"), fmt.Sprintf("\n\nreplace %s => %s\n", ebitengine, filepath.ToSlash(to))...)
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), mod, 0o666); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "go.sum"), sum, 0o666)
}

// modules tells where Ebitengine's sources are, and this repository's go.mod. Nothing that was built before this needs
// Ebitengine, so that on a fresh machine its sources are yet to be downloaded.
func modules() (ebiten, top string, err error) {
	download := exec.Command("go", "mod", "download", ebitengine)
	download.Stderr = os.Stderr
	if err := download.Run(); err != nil {
		return "", "", fmt.Errorf("downloading %s: %w", ebitengine, err)
	}
	out, err := exec.Command("go", "list", "-m", "-json", ebitengine, "posta").Output()
	if err != nil {
		return "", "", fmt.Errorf("asking Go where %s is: %w", ebitengine, err)
	}
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var m struct{ Path, Dir string }
		if err := d.Decode(&m); err != nil {
			return "", "", err
		}
		if m.Path == ebitengine {
			ebiten = m.Dir
		} else {
			top = m.Dir
		}
	}
	if ebiten == "" || top == "" {
		return "", "", fmt.Errorf("go list does not say where %s is: run go mod verify", ebitengine)
	}
	return ebiten, top, nil
}

// copyModule copies what building needs: all but the examples, which are half of it.
func copyModule(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		switch {
		case d.IsDir() && rel == "examples":
			return fs.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, rel), 0o777)
		case strings.HasSuffix(rel, "_test.go"):
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), data, 0o666)
	})
}
