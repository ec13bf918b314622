package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"posta/scenarios"
	"posta/sim/lang"
	"posta/sim/scenario"
)

// load finds and reads a scenario: "-" is the standard input, a lesson's slug is
// that lesson, everything else a file. It complains itself; ok is false then.
func load(c console, name string) (s *scenario.Scenario, ok bool) {
	label, src, err := read(c, name)
	if err != nil {
		c.fail(lang.Sprintf("no se puede leer %s: %s", "cannot read %s: %s", name, readError(err).In(c.lang)))
		if errors.Is(err, fs.ErrNotExist) {
			if guess := scenario.Nearest(name, scenarios.Slugs()); guess != "" {
				c.hint(lang.Sprintf("¿Querías decir la lección %q?", "Did you mean the lesson %q?", guess))
			}
			c.hint(lang.Sprintf("posta list muestra las lecciones.", "posta list shows the lessons."))
		}
		return nil, false
	}
	s, problems := scenario.Parse(label, src)
	if len(problems) > 0 {
		fmt.Fprint(c.err, problems.Render(c.lang, c.colorErr()))
		return nil, false
	}
	return s, true
}

// read gives a scenario's source and what to call it in complaints.
func read(c console, name string) (label string, src []byte, err error) {
	if name == "-" {
		src, err = readLimited(c.in)
		return "stdin", src, err
	}
	if slices.Contains(scenarios.Slugs(), name) {
		src, err = scenarios.Read(name)
		return name + ".yaml", src, err
	}
	f, err := os.Open(name)
	if err != nil {
		return name, nil, err
	}
	defer f.Close()
	src, err = readLimited(f)
	return name, src, err
}

// readLimited reads one octet more than a scenario may have, and no further: the
// validator then says that it is too long.
func readLimited(r io.Reader) ([]byte, error) {
	return io.ReadAll(io.LimitReader(r, scenario.MaxFileSize+1))
}

// readError is the reason alone, without the path that is named already.
func readError(err error) lang.Text {
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return lang.Sprintf("no existe", "it does not exist")
	case errors.Is(err, fs.ErrPermission):
		return lang.Sprintf("no hay permiso", "there is no permission")
	case errors.As(err, &path) && path.Op == "read":
		return lang.Sprintf("no es un archivo que se pueda leer", "it is not a file that can be read")
	}
	return lang.Both(err.Error())
}
