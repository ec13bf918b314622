package scenario

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v4"

	"posta/sim/form"
	"posta/sim/lang"
)

// FaultFile is what problems of a fault that was added call its text.
const FaultFile = "fault"

// WithFault gives the scenario with one fault more, the last of its list: what would have happened if. The text is the fault
// as it would stand in the file, on one line: answer: {host: mail.beta.test, command: RCPT, code: 451}, with or without braces
// around it. The new scenario's Source has it too, and the rest of the file as it was.
//
// Because faults leave no trace before they act, both scenarios run alike, event for event, up to the first time that the new
// one does.
func WithFault(s *Scenario, text string) (*Scenario, form.Problems) {
	text = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), "- "))
	rep := form.NewReporter(scenarioFormat, FaultFile)
	rep.Show(text)
	refuse := func(code form.Code, what, hint lang.Text) (*Scenario, form.Problems) {
		rep.ReportAt(1, 1, 1, "", code, what, hint)
		return nil, rep.Finish()
	}
	example := tr("por ejemplo: answer: {host: mail.beta.test, command: RCPT, code: 451}", "for example: answer: {host: mail.beta.test, command: RCPT, code: 451}")
	switch {
	case text == "":
		return refuse(form.CodeEmpty, tr("aquí va un fallo, y no hay nada", "a fault goes here, and there is nothing"), example)
	case strings.ContainsAny(text, "\r\n"):
		return refuse(form.CodeSyntax, tr("el fallo va en una sola línea", "the fault goes on one line"), example)
	}
	node := form.Load(rep, []byte(text))
	switch {
	case node == nil:
		return nil, rep.Finish()
	case node.Kind != yaml.MappingNode:
		return refuse(form.CodeType, tr("un fallo es una clave y lo que le sigue, y esto es %s", "a fault is a key and what follows it, and this is %s", form.KindName(node)), example)
	}
	source, line, column := []byte(nil), 0, 0
	if len(node.Content) == 2 && node.Content[0].Value == DecideKey {
		source, line, column = insert(s.Source, DecideKey, node.Content[1].Value)
	} else {
		source, line, column = insert(s.Source, "faults", text)
	}
	out, problems := parse(s.Name+".yaml", source, s.Lang)
	problems = problems.Errors()
	if out != nil {
		for i, f := range out.Faults {
			f.Added = i >= len(s.Faults) || s.Faults[i].Added
		}
	}
	for i := range problems {
		p := &problems[i]
		if p.File = FaultFile; p.Line == line {
			p.Line, p.Column = 1, max(1, p.Column-column)
			p.Excerpt(text)
		}
	}
	return out, problems
}

// insert puts a line into the list of a key, and says which line it is and how many columns stand before the text.
func insert(source []byte, name, text string) (out []byte, line, column int) {
	root := form.Load(form.NewReporter(scenarioFormat, ""), source)
	lines := strings.SplitAfter(string(source), "\n")
	if last := len(lines) - 1; lines[last] == "" {
		lines = lines[:last]
	} else {
		lines[last] += "\n"
	}
	if root.Style&yaml.FlowStyle != 0 {
		// The whole file in braces: write it as lines, each key on its own.
		lines = nil
		for i := 0; i+1 < len(root.Content); i += 2 {
			lines = append(lines, form.FlowAll(root.Content[i])+": "+form.FlowAll(root.Content[i+1])+"\n")
		}
		return insert([]byte(strings.Join(lines, "")), name, text)
	}
	margin := strings.Repeat(" ", root.Column-1)
	var key, list, next *yaml.Node
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == name {
			key, list = root.Content[i], root.Content[i+1]
			if i+2 < len(root.Content) {
				next = root.Content[i+2]
			}
		}
	}
	end := len(lines) // the new line comes after so many
	if next != nil {
		end = next.Line - 1
	}
	for end > 0 {
		t := strings.TrimSpace(lines[end-1])
		if t != "" && t[0] != '#' && t != "..." {
			break
		}
		end--
	}
	var added []string
	switch {
	case key == nil:
		added = []string{margin + name + ":\n"}
		margin += "  "
	case list.Kind == yaml.SequenceNode && list.Style&yaml.FlowStyle == 0 && len(list.Content) > 0:
		margin = strings.Repeat(" ", list.Column-1)
	default:
		// In brackets, a single fault, or nothing: a list of lines takes its place.
		added = []string{margin + name + ":\n"}
		margin += "  "
		items := []*yaml.Node{list}
		if list.Kind != yaml.MappingNode {
			items = list.Content
		}
		for _, n := range items {
			added = append(added, margin+"- "+form.FlowAll(n)+"\n")
		}
		lines = append(lines[:key.Line-1:key.Line-1], lines[end:]...)
		end = key.Line - 1
	}
	added = append(added, margin+"- "+text+"\n")
	var b bytes.Buffer
	for i, l := range lines {
		if i == end {
			b.WriteString(strings.Join(added, ""))
		}
		b.WriteString(l)
	}
	if end == len(lines) {
		b.WriteString(strings.Join(added, ""))
	}
	return b.Bytes(), end + len(added), len(margin) + 2
}
