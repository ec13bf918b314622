package scenario

import "go.yaml.in/yaml/v4"

// outage is when something is off: true for always, one window, or a list of windows.
type outage struct {
	always  bool
	windows []opt[windowSpec]
}

func (o *outage) read(d *decoder, at place, f *field) bool {
	n := at.node
	switch {
	case n.Kind == yaml.ScalarNode:
		var t truth
		if !d.scalar(&t, at, f) {
			return false
		}
		o.always = bool(t)
		return true
	case n.Kind == yaml.SequenceNode:
		o.windows = make([]opt[windowSpec], len(n.Content))
		for i, c := range n.Content {
			o.windows[i].read(d, place{node: c, path: at.path.item(i)}, f)
		}
		return true
	}
	o.windows = make([]opt[windowSpec], 1)
	return o.windows[0].read(d, at, f)
}
