package scenario

import (
	"cmp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"posta/sim/form"
	"posta/sim/lang"
)

// CodeRemark is that of what is said of a domain by whoever judges what it publishes.
const CodeRemark form.Code = "remark"

// Remark is what is said of a domain by whoever judges what it publishes, and where the file may say that.
type Remark struct {
	Domain int // of Scenario.Domains
	// Key is the domain's key that may have published it, and Item what is in the one of its values that did; "": any.
	Key, Item string
	// Record is what is in the record, where the file gives it as such or in zone text.
	Record string
	What   lang.Text
	Hint   lang.Text // what to do about it
}

// Remarked are a scenario's warnings with remarks, in the order of the file.
func (s *Scenario) Remarked(file string, remarks []Remark) form.Problems {
	rep := form.NewReporter(scenarioFormat, file)
	domains := find(form.Load(rep, s.Source), "domains")
	for _, r := range remarks {
		if domains == nil || 2*r.Domain+1 >= len(domains.Content) {
			continue // of a domain that the file does not have
		}
		name, entry := domains.Content[2*r.Domain], domains.Content[2*r.Domain+1]
		at := form.Place{Node: name, Path: (*form.Trail)(nil).Then("domains").Then(name.Value)}
		if zone := find(entry, "zone"); zone != nil && r.Record != "" {
			r.warnZone(rep, form.Place{Node: zone, Path: at.Path.Then("zone")})
			continue
		}
		rep.Warn(r.place(at, entry), CodeRemark, r.What, r.Hint)
	}
	all := append(slices.Clone(s.Warnings), rep.Finish()...)
	slices.SortStableFunc(all, func(a, b form.Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return all
}

// warnZone warns at the first line of zone text that has the record in it.
func (r *Remark) warnZone(rep *form.Reporter, at form.Place) {
	for i, text := range strings.Split(at.Node.Value, "\n") {
		if contains(text, r.Record) {
			line, column, width, path := rep.PositionIn(at, i+1, 0, "")
			rep.WarnAt(line, column, width, path, CodeRemark, r.What, r.Hint)
			return
		}
	}
	rep.Warn(at, CodeRemark, r.What, r.Hint)
}

// place is where a domain's entry says it: under the key, in a record, or else at its name.
func (r *Remark) place(name form.Place, entry *yaml.Node) form.Place {
	is := func(n *yaml.Node) bool {
		return r.Item == "" || anywhere(n, func(text string) bool { return text == r.Item })
	}
	if at, ok := item(entry, r.Key, name.Path, is); ok {
		return at
	}
	has := func(n *yaml.Node) bool { return r.Record != "" && contains(n.Value, r.Record) }
	if at, ok := item(entry, "records", name.Path, has); ok {
		return at
	}
	return name
}

// item is the first of a key's values, of which there may be one, that is meant.
func item(entry *yaml.Node, key string, path *form.Trail, meant func(*yaml.Node) bool) (form.Place, bool) {
	value := find(entry, key)
	if value == nil {
		return form.Place{}, false
	}
	path = path.Then(key)
	if value.Kind != yaml.SequenceNode {
		return form.Place{Node: value, Path: path}, meant(value)
	}
	for i, n := range value.Content {
		if meant(n) {
			return form.Place{Node: n, Path: path.Item(i)}, true
		}
	}
	return form.Place{}, false
}

// anywhere tells whether a text that is meant is in a value, or in what it is made of.
func anywhere(n *yaml.Node, meant func(string) bool) bool {
	if n.Kind == yaml.ScalarNode {
		return meant(n.Value)
	}
	return slices.ContainsFunc(n.Content, func(n *yaml.Node) bool { return anywhere(n, meant) })
}

func contains(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}
