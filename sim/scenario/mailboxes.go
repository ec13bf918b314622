package scenario

import (
	"fmt"
	"reflect"

	"go.yaml.in/yaml/v4"

	"posta/sim/form"
)

// people is a dict of users that may also be written as a list of bare names.
type people struct{ form.Dict[userSpec] }

func (p *people) Read(d *form.Decoder, at form.Place, f *form.Field) bool {
	n := at.Node
	if n.Kind == yaml.MappingNode || n.ShortTag() == "!!null" {
		return p.Dict.Read(d, at, f)
	}
	p.At = at
	seen := map[string]*yaml.Node{}
	nodes := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		nodes = n.Content
	}
	for i, c := range nodes {
		here := form.Place{Node: c, Path: at.Path}
		if n.Kind == yaml.SequenceNode {
			here.Path = at.Path.Item(i)
		}
		if c.Kind != yaml.ScalarNode || c.ShortTag() == "!!null" {
			d.WrongKind(here, tr("el nombre de un buzón, como alicia", "a mailbox name, such as alicia"),
				tr("para dar detalles escribe un mapa: users: {alicia: {quota: 1 MB}}", "to give details write a mapping: users: {alicia: {quota: 1 MB}}"))
			continue
		}
		if d.KeyOf(at, c, seen) {
			p.Items = append(p.Items, form.Entry[userSpec]{Name: c.Value, Key: here, Opt: form.Opt[userSpec]{At: here, OK: true}})
		}
	}
	return true
}

func (*people) Inner() reflect.Type { return reflect.TypeFor[userSpec]() }
func (*people) Schema(g *form.SchemaMaker, f *form.Field) form.Object {
	names := form.Object{{Key: "type", Value: []string{"string", "number", "boolean"}}}
	return form.Object{{Key: "anyOf", Value: []any{
		form.Object{{Key: "type", Value: "array"}, {Key: "items", Value: names}},
		form.Object{{Key: "type", Value: []string{"object", "null"}}, {Key: "additionalProperties", Value: g.Type(reflect.TypeFor[userSpec](), f)}},
		names,
	}}}
}
func (*people) Told(w *form.Writer, f *form.Field) string {
	return fmt.Sprintf(w.Words("lista de nombres, o mapa: nombre → %s", "list of names, or mapping: name → %s"), w.Value(reflect.TypeFor[userSpec](), f))
}
