package scenario

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"posta/sim/form"
)

// Still is the scenario's text with nothing in its script, and nothing expected: a world in which only what somebody does
// happens. A script has at least one step, and people have the devices that it uses: so there are steps that change nothing, by
// which what is on is switched on.
func Still(s *Scenario) []byte {
	root := form.Load(form.NewReporter(scenarioFormat, ""), s.Source)
	var steps []string
	for _, d := range s.Devices {
		steps = append(steps, "{up: "+d.Name+"}")
	}
	if len(steps) == 0 {
		steps = []string{"{up: " + s.Hosts[0].Name + "}"}
	}
	script := "script: [" + strings.Join(steps, ", ") + "]\n"
	var b strings.Builder
	lines := strings.SplitAfter(string(s.Source), "\n")
	if root.Style&yaml.FlowStyle != 0 {
		for i := 0; i+1 < len(root.Content); i += 2 {
			if !played(root.Content[i].Value) {
				b.WriteString(form.FlowAll(root.Content[i]) + ": " + form.FlowAll(root.Content[i+1]) + "\n")
			}
		}
	} else {
		margin := strings.Repeat(" ", root.Column-1)
		at := 0 // of the lines, what stands before the first key too
		for i := 0; i+1 < len(root.Content); i += 2 {
			end := len(lines)
			if i+2 < len(root.Content) {
				end = root.Content[i+2].Line - 1
			}
			if !played(root.Content[i].Value) {
				b.WriteString(strings.Join(lines[at:end], ""))
			}
			at = end
		}
		if !strings.HasSuffix(b.String(), "\n") {
			b.WriteString("\n")
		}
		return []byte(b.String() + margin + script)
	}
	return []byte(b.String() + script)
}

// played are the keys of what happens by itself, and of what is said of it.
func played(key string) bool { return key == "script" || key == "expect" || key == "ask" }
