package form

import (
	"maps"
	"reflect"
	"slices"
	"sync"

	"posta/sim/lang"
)

// Format is a form that files have: Go types whose tags say what may stand in one, and what else helps people who write such files.
type Format struct {
	Name  lang.Text      // what a file is, to go in a sentence: "a recipe"
	Begin lang.Text      // what one begins with, as a hint
	Large lang.Text      // what to do about one that is too big, as a hint
	Tops  []reflect.Type // the objects that a file is, structs
	// Meant are words that authors may well try first, with the keys that they may have meant, by suggestKey's spelling.
	Meant map[string][]string
	// Prose are the keys after which people write prose.
	Prose map[string]bool
	// Defaults are the values that act where nothing is said, by the names that tags call them (default:"=name"): each of the type
	// of its key, or a lang.Text that says it with the value in it.
	Defaults map[string]any
	// Kinds are all the sorts of value there are, in the order in which they are taught.
	Kinds []Kind

	shapes sync.Map // *shape by reflect.Type
	once   sync.Once
	owners map[string][]string // by keys
	sorted []string
}

// keys are the keys that some object of the form has, each with the objects that it stands in, six at most; "" is the top.
func (form *Format) keys() map[string][]string {
	form.once.Do(func() {
		form.owners = map[string][]string{}
		for _, t := range form.Tops {
			form.Walk(t, func(name string, s *Shape) {
				for _, f := range s.Fields {
					if len(form.owners[f.Key]) < 6 {
						form.owners[f.Key] = append(form.owners[f.Key], name)
					}
				}
			})
		}
		form.sorted = slices.Sorted(maps.Keys(form.owners))
	})
	return form.owners
}

// allKeys are those keys, in order.
func (form *Format) allKeys() []string {
	form.keys()
	return form.sorted
}

// Walk visits every struct of the format once, by the key under which it is first met.
func (form *Format) Walk(t reflect.Type, visit func(name string, s *Shape)) {
	seen := map[reflect.Type]bool{}
	var walk func(name string, t reflect.Type)
	walk = func(name string, t reflect.Type) {
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		switch v := reflect.New(t).Interface().(type) {
		case Scalar:
			return
		case Compound:
			walk(name, v.Inner())
			return
		}
		if t.Kind() != reflect.Struct || seen[t] {
			return
		}
		seen[t] = true
		s := form.Shape(t)
		visit(name, s)
		for _, f := range s.Fields {
			walk(f.Key, t.FieldByIndex(f.Index).Type)
		}
	}
	walk("", t)
}
