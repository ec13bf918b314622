package class

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"posta/sim/scenario"
)

// ErrNobody: nothing in the folder is of that person's.
var ErrNobody = errors.New("nothing in this class is of that person's")

// taken is what stands in the place of what was taken out.
const taken = "—"

// Forget takes a person's data out of a class that is over: their name, and what they wrote. That they did something, and
// when, stays, for what others did may have come of it; the letters are other letters then, and the run another run. How many
// inputs were changed is given.
func Forget(folder, user string) (changed int, err error) {
	changed, err = rewrite(filepath.Join(folder, inputsFile), func(line map[string]any) bool {
		mine := false
		for verb, what := range line {
			fields, ok := what.(map[string]any)
			if !ok || !strings.EqualFold(fmt.Sprint(fields["from"]), user) && !strings.EqualFold(fmt.Sprint(fields["user"]), user) {
				continue
			}
			mine = true
			if verb == "send" {
				fields["subject"], fields["body"] = taken, taken
			}
		}
		if mine {
			line["by"] = taken
		}
		return mine
	})
	if err != nil {
		return 0, err
	}
	names, err := seatNames(folder, user)
	if err != nil {
		return changed, err
	}
	n, err := rewrite(filepath.Join(folder, classFile), func(line map[string]any) bool {
		seat, _ := line["seat"].(float64) // 0 is left out
		if line["do"] != "sit" || !names[int(seat)] {
			return false
		}
		line["name"], line["token"] = taken, ""
		return true
	})
	switch {
	case err != nil:
		return changed, err
	case changed+n == 0:
		return 0, ErrNobody
	}
	return changed, nil
}

// seatNames is which seat a person of the scenario's has.
func seatNames(folder, user string) (map[int]bool, error) {
	src, err := os.ReadFile(filepath.Join(folder, scenarioFile))
	if err != nil {
		return nil, err
	}
	r := &Room{}
	if r.Scenario, _ = scenario.Parse(scenarioFile, src); r.Scenario == nil {
		return nil, fmt.Errorf("%s is no scenario", scenarioFile)
	}
	if err := r.seat(); err != nil {
		return nil, err
	}
	list := map[int]bool{}
	for i, s := range r.seats {
		list[i] = strings.EqualFold(s.User, user)
	}
	return list, nil
}

// rewrite changes lines of a file, all or none of it.
func rewrite(name string, change func(line map[string]any) bool) (changed int, err error) {
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	var out bytes.Buffer
	for _, text := range bytes.SplitAfter(b, []byte("\n")) {
		var line map[string]any
		if json.Unmarshal(text, &line) != nil || !change(line) {
			out.Write(text)
			continue
		}
		changed++
		again, err := json.Marshal(line)
		if err != nil {
			return 0, err
		}
		out.Write(append(again, '\n'))
	}
	if changed == 0 {
		return 0, nil
	}
	if err := os.WriteFile(name+".new", out.Bytes(), 0o600); err != nil {
		return 0, err
	}
	return changed, os.Rename(name+".new", name)
}
