package scenarios

import (
	"embed"
	"fmt"
	"strings"
)

// Tasks are worlds to be mended, or to be broken: see package task.
//
//go:embed tasks/*.yaml
var tasks embed.FS

// Tasks lists every task by its slug, in the order of their names.
func Tasks() []string {
	entries, _ := tasks.ReadDir("tasks") // it is in the binary
	list := make([]string, len(entries))
	for i, e := range entries {
		list[i] = strings.TrimSuffix(e.Name(), ".yaml")
	}
	return list
}

// ReadTask gives a task's YAML.
func ReadTask(slug string) ([]byte, error) {
	src, err := tasks.ReadFile("tasks/" + slug + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("reading task %q: there is none of that name", slug)
	}
	return src, nil
}
