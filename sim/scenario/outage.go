package scenario

import (
	"fmt"
	"reflect"

	"go.yaml.in/yaml/v4"

	"posta/sim/form"
)

// outage is when something is off: true for always, one window, or a list of windows.
type outage struct {
	always  bool
	windows []form.Opt[windowSpec]
}

func (o *outage) Read(d *form.Decoder, at form.Place, f *form.Field) bool {
	n := at.Node
	switch {
	case n.Kind == yaml.ScalarNode:
		var t form.Truth
		if !d.Scalar(&t, at, f) {
			return false
		}
		o.always = bool(t)
		return true
	case n.Kind == yaml.SequenceNode:
		o.windows = make([]form.Opt[windowSpec], len(n.Content))
		for i, c := range n.Content {
			o.windows[i].Read(d, form.Place{Node: c, Path: at.Path.Item(i)}, f)
		}
		return true
	}
	o.windows = make([]form.Opt[windowSpec], 1)
	return o.windows[0].Read(d, at, f)
}

func (*outage) Inner() reflect.Type { return reflect.TypeFor[windowSpec]() }
func (*outage) Schema(g *form.SchemaMaker, _ *form.Field) form.Object {
	w := g.Ref(reflect.TypeFor[windowSpec]())
	return form.Object{{Key: "anyOf", Value: []any{form.Object{{Key: "type", Value: "boolean"}}, w, form.Object{{Key: "type", Value: "array"}, {Key: "items", Value: w}}}}}
}
func (*outage) Told(w *form.Writer, f *form.Field) string {
	return fmt.Sprintf(w.Words("sí o no, o %s, o lista", "yes or no, or %s, or list"), w.Value(reflect.TypeFor[windowSpec](), f))
}
