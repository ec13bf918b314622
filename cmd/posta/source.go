package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"posta/scenarios"
	"posta/sim/explain"
	"posta/sim/form"
	"posta/sim/lang"
	"posta/sim/scenario"
)

// load finds and reads a scenario: "-" is the standard input, a lesson's slug is
// that lesson, everything else a file. Its letters are in the language in which it is
// told. It complains itself; ok is false then.
func load(c console, name string) (s *scenario.Scenario, ok bool) {
	src, err := read(c, name)
	if err != nil {
		c.fail(lang.Sprintf("no se puede leer %s: ", "cannot read %s: ", label(name)), readError(err))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			c.missing(name)
		case errors.Is(err, syscall.EISDIR):
			if files, _ := filepath.Glob(filepath.Join(name, "*.yaml")); len(files) > 0 {
				c.hint(lang.Sprintf("Dentro está, por ejemplo, %s.", "In it there is, for example, %s.", files[0]))
			}
		}
		return nil, false
	}
	s, problems := scenario.Parse(fileName(name), src)
	if len(problems) > 0 {
		fmt.Fprint(c.err, problems.Render(c.lang, c.colorErr()))
		return nil, false
	}
	return scenario.In(s, c.lang), true
}

// fileName is what a scenario's file is called where its problems are told.
func fileName(name string) string {
	if isLesson(name) {
		return label(name) + ".yaml"
	}
	return label(name)
}

// readInputs reads what is to be done to a world; a name of "" is nothing. It complains
// itself; ok is false then.
func readInputs(c console, s *scenario.Scenario, name string) (list []*scenario.Input, ok bool) {
	if name == "" {
		return nil, true
	}
	src, err := readFile(name, inputsLimit)
	if err != nil {
		c.fail(lang.Sprintf("no se pueden leer las entradas de %s: ", "cannot read the inputs in %s: ", name), readError(err))
		return nil, false
	}
	list, problems := scenario.ReadInputs(s, name, src)
	if len(problems) > 0 {
		fmt.Fprint(c.err, problems.Render(c.lang, c.colorErr()))
		return nil, false
	}
	return list, true
}

// missing says what may have been meant by a name that is no lesson's and no file's.
func (c console) missing(name string) {
	base := filepath.Base(name)
	if base == name && filepath.Ext(name) == "" {
		if guess := form.Nearest(name, scenarios.Slugs()); guess != "" {
			c.hint(lang.Sprintf("¿Querías decir la lección %q?", "Did you mean the lesson %q?", guess))
		}
		c.hint(lang.Sprintf("posta list muestra las lecciones.", "posta list shows the lessons."))
		return
	}
	// It is meant to be a file: of the lessons, only one of that very name.
	if slug := strings.TrimSuffix(base, filepath.Ext(base)); isLesson(slug) {
		c.hint(lang.Sprintf("¿Querías decir la lección %q?", "Did you mean the lesson %q?", slug))
	}
	entries, err := os.ReadDir(filepath.Dir(name))
	if err != nil {
		c.hint(lang.Sprintf("La carpeta %s tampoco existe.", "Nor is there a folder %s.", filepath.Dir(name)))
		return
	}
	var files []string
	for _, e := range entries {
		files = append(files, e.Name())
	}
	if guess := form.Nearest(base, files); guess != "" {
		c.hint(lang.Sprintf("¿Querías decir %s?", "Did you mean %s?", filepath.Join(filepath.Dir(name), guess)))
	}
}

func isLesson(name string) bool { return slices.Contains(scenarios.Slugs(), name) }

// label is what complaints and reports call a source.
func label(name string) string {
	if name == "-" {
		return "stdin"
	}
	return name
}

// read gives a scenario's source.
func read(c console, name string) ([]byte, error) {
	switch {
	case name == "-":
		return readLimited(c.in, 0, scenarioLimit)
	case isLesson(name):
		return scenarios.Read(name)
	}
	return readFile(name, scenarioLimit)
}

// limit is how many octets a kind of file may have.
type limit struct {
	octets int64
	what   lang.Text
}

var (
	scenarioLimit = limit{form.MaxFileSize, lang.Text{ES: "un escenario", EN: "a scenario"}}
	inputsLimit   = limit{scenario.MaxInputsSize, lang.Text{ES: "un archivo de entradas", EN: "a file of inputs"}}
)

// readFile reads a file of no more than it may have.
func readFile(name string, most limit) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	size := int64(0)
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		size = info.Size()
	}
	return readLimited(f, size, most)
}

// tooLong is a source that is longer than it may be.
type tooLong struct {
	size int64 // 0: nobody knows how long
	most limit
}

func (e tooLong) Error() string { return "too long" }

// readLimited reads no further than one octet more than there may be.
func readLimited(r io.Reader, size int64, most limit) ([]byte, error) {
	if size > most.octets {
		return nil, tooLong{size, most}
	}
	src, err := io.ReadAll(io.LimitReader(r, most.octets+1))
	if err == nil && int64(len(src)) > most.octets {
		err = tooLong{most: most}
	}
	return src, err
}

// readError is the reason alone, without the path that is named already.
func readError(err error) lang.Text {
	var path *fs.PathError
	var long tooLong
	switch {
	case errors.As(err, &long) && long.size > 0:
		size := explain.Size(long.size)
		return lang.Sprintf("ocupa %s, y %s no puede pasar de %d MiB", "it has %s, and %s may have %d MiB at most", size, long.most.what, long.most.octets>>20)
	case errors.As(err, &long):
		return lang.Sprintf("ocupa más de %d MiB, y %s no puede", "it has more than %d MiB, and %s may not", long.most.octets>>20, long.most.what)
	case errors.Is(err, fs.ErrNotExist):
		return lang.Sprintf("no existe", "it does not exist")
	case errors.Is(err, fs.ErrPermission):
		return lang.Sprintf("no hay permiso", "there is no permission")
	case errors.Is(err, syscall.EISDIR):
		return lang.Sprintf("es una carpeta, no un archivo", "it is a folder, not a file")
	case errors.As(err, &path) && path.Op == "read":
		return lang.Sprintf("no es un archivo que se pueda leer", "it is not a file that can be read")
	case errors.As(err, &path):
		return lang.Sprintf("con ese nombre no se puede abrir ningún archivo", "no file can be opened by that name")
	}
	return lang.Both(err.Error())
}
