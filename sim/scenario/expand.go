package scenario

import (
	"fmt"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v4"

	"posta/sim/form"
)

// MaxRange is how many names one range may stand for.
const MaxRange = 1_000

// A range of names, pupil1..50 or pupil01..50, stands for pupil1, pupil2 and so on. Two dots next to each other are in no
// local part (RFC 5321 section 4.1.2, Dot-string), so it cannot be meant otherwise. In an address it goes before the @.
var nameRange = regexp.MustCompile(`^([^@."<>\s]*?)([0-9]{1,9})\.\.([0-9]{1,9})(@.*)?$`)

// expandRanges puts names in the places of ranges, where a file lists people: the users of a domain and the recipients of
// a letter. What comes after reads the file as if each name had been written.
func expandRanges(rep *form.Reporter, root *yaml.Node) {
	for _, domain := range values(find(root, "domains")) {
		users := find(domain, "users")
		if users != nil && users.Kind == yaml.ScalarNode {
			expandScalar(rep, users)
		}
		expandItems(rep, users)
		expandKeys(rep, users)
	}
	script := find(root, "script")
	if script == nil || script.Kind != yaml.SequenceNode {
		return
	}
	for _, step := range script.Content {
		send := find(step, "send")
		for _, key := range []string{"to", "cc", "bcc", "envelope_to"} {
			if list := find(send, key); list != nil && list.Kind == yaml.ScalarNode {
				expandScalar(rep, list)
			} else {
				expandItems(rep, list)
			}
		}
	}
}

// find gives a mapping's value, or nil.
func find(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

func values(n *yaml.Node) (list []*yaml.Node) {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 1; i < len(n.Content); i += 2 {
		list = append(list, n.Content[i])
	}
	return list
}

// expandScalar makes a list of a range that stands alone.
func expandScalar(rep *form.Reporter, n *yaml.Node) {
	if names := namesOf(rep, n); len(names) > 0 {
		*n = yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Line: n.Line, Column: n.Column, Content: names}
	}
}

func expandItems(rep *form.Reporter, n *yaml.Node) {
	if n == nil || n.Kind != yaml.SequenceNode {
		return
	}
	var items []*yaml.Node
	for _, item := range n.Content {
		if names := namesOf(rep, item); len(names) > 0 {
			items = append(items, names...)
		} else {
			items = append(items, item)
		}
	}
	n.Content = items
}

// expandKeys gives each name of a range the details that stand after it.
func expandKeys(rep *form.Reporter, n *yaml.Node) {
	if n == nil || n.Kind != yaml.MappingNode {
		return
	}
	var pairs []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		names := namesOf(rep, key)
		if len(names) == 0 {
			names = []*yaml.Node{key}
		}
		for _, name := range names {
			pairs = append(pairs, name, value)
		}
	}
	n.Content = pairs
}

// namesOf gives the names that a range stands for, each at the range's place; none if it is no range.
func namesOf(rep *form.Reporter, n *yaml.Node) (names []*yaml.Node) {
	if n.Kind != yaml.ScalarNode {
		return nil
	}
	m := nameRange.FindStringSubmatch(n.Value)
	if m == nil {
		return nil
	}
	first, _ := strconv.Atoi(m[2])
	last, _ := strconv.Atoi(m[3])
	if last < first || last-first >= MaxRange {
		what, hint := tr("el rango «%s» va hacia atrás", "the range \"%s\" goes backwards", form.Shown(n.Value)), tr("escribe antes el número menor", "write the smaller number first")
		if last >= first {
			what, hint = tr("el rango «%s» son %d nombres, y caben %d", "the range \"%s\" is %d names, and there may be %d", form.Shown(n.Value), last-first+1, MaxRange), tr("pártelo en varios", "write it as several")
		}
		rep.Report(form.Place{Node: n}, form.CodeRange, what, hint)
		last = first // the rest is read as if it named one
	}
	for i := first; i <= last; i++ {
		name := *n
		name.Value = fmt.Sprintf("%s%0*d%s", m[1], len(m[2]), i, m[4])
		names = append(names, &name)
	}
	return names
}
