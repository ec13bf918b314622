package class

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"posta/sim/scenario"
	"posta/sim/trace"
)

// ErrNobody: nothing in the class is of that person's.
var ErrNobody = errors.New("nothing in this class is of that person's")

// taken is what stands in the place of what was taken out.
const taken = "—"

// Forget takes a person's data out of a class that is over: their name, and what they wrote. That they did something, and
// when, stays, for what others did may have come of it; the letters are other letters then, and the run another run. How many
// inputs were changed is given.
func Forget(store Store, user string) (changed int, err error) {
	source, _, err := store.Lesson()
	if err != nil {
		return 0, err
	}
	changed, err = rewrite(store, Inputs, func(line map[string]any) bool {
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
	seat, err := seatOf(source, user)
	if err != nil {
		return changed, err
	}
	n, err := rewrite(store, Notes, func(line map[string]any) bool {
		at, _ := line["seat"].(float64) // 0 is left out
		if line["do"] != "sit" || int(at) != seat || line["name"] == taken {
			return false
		}
		line["name"], line["token"] = taken, ""
		return true
	})
	switch {
	case errors.Is(err, fs.ErrNotExist): // a zip of the lesson has no names
	case err != nil:
		return changed, err
	}
	recorded := 0
	if f, is := store.(Recorder); is {
		if recorded, err = f.Revise(func(t *trace.Trace) int { return erase(t, user) }); err != nil {
			return changed, err
		}
	}
	if changed+n+recorded == 0 {
		return 0, ErrNobody
	}
	return max(changed, recorded), nil
}

// seatOf is which seat a person of the scenario's has; -1: none.
func seatOf(source []byte, user string) (int, error) {
	r := &Room{}
	if r.Scenario, _ = scenario.Parse(scenarioFile, source); r.Scenario == nil {
		return -1, fmt.Errorf("%s is no scenario", scenarioFile)
	}
	if err := r.seat(); err != nil {
		return -1, err
	}
	for i, s := range r.seats {
		if strings.EqualFold(s.User, user) {
			return i, nil
		}
	}
	return -1, nil
}

// rewrite changes lines of a book that are objects.
func rewrite(store Store, b Book, change func(line map[string]any) bool) (int, error) {
	return store.Rewrite(b, func(text []byte) ([]byte, bool) {
		var line map[string]any
		if json.Unmarshal(text, &line) != nil || !change(line) {
			return nil, false
		}
		other, err := json.Marshal(line)
		return other, err == nil
	})
}
