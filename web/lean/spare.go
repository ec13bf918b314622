package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A change is one thing that Ebitengine has and a page never uses, taken out of the copy.
type change struct {
	// file is the one to change, in Ebitengine's folder.
	file string
	// with is the whole file that takes its place; where it is empty, each old text, found once, gives way to the new one.
	with     string
	old, new []string
}

// spared are the changes. What is put in says what it leaves out; whatever else is asked of it, the compiler names.
var spared = []change{
	// Who called, for a debugging message: the folder of Ebitengine's sources is looked for with go/build.
	{file: "internal/debug/caller.go", with: `package debug

type CallerType int

const (
	CallerTypeNone CallerType = iota
	CallerTypeRegular
	CallerTypeInternal
)

// FirstCaller knows nobody: a page has no folder of sources to compare with.
func FirstCaller() (file string, line int, callerType CallerType) { return "", 0, CallerTypeNone }
`},
	// Shaders in units of texels, which are parsed, rewritten and printed again with go/printer. Ours and the built-in ones are in pixels.
	{file: "internal/legacyshader/convert.go", with: `package legacyshader

import "errors"

func convertToPixels([]byte) ([]byte, error) {
	return nil, errors.New("legacyshader: this copy of Ebitengine has shaders in pixels only")
}
`},
	// An Ebitengine inside another one, spoken to with encoding/gob: never in a browser.
	{file: "internal/vmguest/vmguest.go", with: `package vmguest

func MarkGuest(bool) {}

func IsGuest() bool { return false }
`},
	// Dumps of pictures as a file to download, with archive/zip: for Ebitengine's own tests.
	{file: "internal/graphicscommand/image_js.go", with: `package graphicscommand

import (
	"errors"
	"image"

	"github.com/hajimehoshi/ebiten/v2/internal/graphicsdriver"
)

var errNoDump = errors.New("graphicscommand: this copy of Ebitengine dumps no images")

func (i *Image) Dump(graphicsdriver.Graphics, string, bool, image.Rectangle) (string, error) { return "", errNoDump }

func DumpImages([]*Image, graphicsdriver.Graphics, string) (string, error) { return "", errNoDump }
`},
	// Structured logs of what should not happen: said plainly.
	{file: "internal/slog/slog.go", with: `// Package slog says with println what log/slog would.
package slog

import "context"

type Level int

const LevelDebug Level = -4

type Logger struct{}

func Default() Logger { return Logger{} }

func (Logger) Enabled(context.Context, Level) bool { return false }

func Debug(string, ...any) {}

func Error(msg string, _ ...any) { println(msg) }
`},
	{file: "internal/thread/thread.go", old: []string{`"log/slog"`}, new: []string{`"` + ebitengine + `/internal/slog"`}},
	{file: "internal/atlas/gpuresources.go", old: []string{`"log/slog"`}, new: []string{`"` + ebitengine + `/internal/slog"`}},
}

// apply changes the copy of Ebitengine in a folder.
func (c change) apply(dir string) error {
	path := filepath.Join(dir, filepath.FromSlash(c.file))
	if c.with != "" {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		return os.WriteFile(path, []byte(c.with), 0o666)
	}
	source, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("this version of Ebitengine has no %s, which is changed: %w", c.file, err)
	}
	text := string(source)
	for i, old := range c.old {
		if n := strings.Count(text, old); n != 1 {
			return fmt.Errorf("%s of Ebitengine is not as it was when this command was written: %q stands there %d times, not once", c.file, old, n)
		}
		text = strings.Replace(text, old, c.new[i], 1)
	}
	return os.WriteFile(path, []byte(text), 0o666)
}
