package form

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"

	"posta/sim/lang"
)

const kindsMarker = "{{kinds}}\n"

// section is one kind of object, with the places where it stands.
type section struct {
	of   reflect.Type
	top  bool // a key of the file itself, or the file
	uses []use
}

// use is a key, and the object it belongs to.
type use struct{ key, owner string }

// Shared are keys that many objects have: told once, and referred to.
type Shared struct {
	Of, After   reflect.Type // the keys, and the section they are told after
	Title, Said lang.Text
	Short       lang.Text // to go after "and"
}

// Guide is a form told to people: a page to begin with, and then every object and every key.
type Guide struct {
	Format *Format
	Top    reflect.Type
	Name   lang.Text // what the object at the top is called
	Item   lang.Text // what has exactly one of several keys; zero: an item of the list
	Page   lang.Text // what comes first; the table of kinds of value stands in the place of a line {{kinds}}
	Shared []Shared
	// Other is the top of what another page tells already, and its otherPage the link to that page.
	Other     reflect.Type
	OtherPage lang.Text
}

// Markdown writes the guide in one language.
func (g Guide) Markdown(l lang.Lang) []byte {
	w := &Writer{Guide: g, l: l}
	if g.Other != nil {
		w.collect(g.Other, "", "")
		w.elsewhere = slices.Clone(w.sections)
	}
	w.collect(g.Top, "", "")
	before, after, kinds := strings.Cut(g.Page.In(l), kindsMarker)
	w.WriteString(before)
	if kinds {
		w.kinds()
	}
	w.WriteString(after)
	for _, s := range w.sections[len(w.elsewhere):] {
		w.section(s)
		for _, g := range w.Shared {
			if g.After == s.of {
				w.sharedSection(g)
			}
		}
	}
	return []byte(w.String())
}

type Writer struct {
	Guide
	strings.Builder
	l        lang.Lang
	sections []*section
	// elsewhere are those that another page has.
	elsewhere []*section
}

// Words are one sentence in the language that is written.
func (w *Writer) Words(es, en string, args ...any) string { return tr(es, en, args...).In(w.l) }

// collect finds every kind of object, and all the keys that hold one.
func (w *Writer) collect(t reflect.Type, key, owner string) {
	switch v := reflect.New(t).Interface().(type) {
	case Scalar, *Phrase:
		return
	case Compound:
		w.collect(v.Inner(), key, owner)
		return
	}
	for _, s := range w.sections {
		if s.of == t {
			if u := (use{key, owner}); !slices.Contains(s.uses, u) && !slices.Contains(w.elsewhere, s) {
				s.uses = append(s.uses, u)
			}
			return
		}
	}
	w.sections = append(w.sections, &section{of: t, top: owner == "", uses: []use{{key, owner}}})
	for _, f := range w.Format.Shape(t).Fields {
		w.collect(t.FieldByIndex(f.Index).Type, f.Key, key)
	}
}

// list joins words as a sentence does.
func (w *Writer) list(all []string) string {
	if n := len(all); n > 1 {
		return strings.Join(all[:n-1], ", ") + w.Words(" y ", " and ") + all[n-1]
	}
	return strings.Join(all, "")
}

// title says whose an object is: a key's name alone may stand for several.
func (w *Writer) title(s *section) string {
	if s.uses[0].key == "" {
		return w.Name.In(w.l)
	}
	var parts []string
	for i := 0; i < len(s.uses); {
		// The same key of several objects, or several keys of the same object, go together.
		keys, owners := []string{"`" + s.uses[i].key + "`"}, []string{}
		if s.uses[i].owner != "" {
			owners = append(owners, "`"+s.uses[i].owner+"`")
		}
		j := i + 1
		for ; j < len(s.uses); j++ {
			switch u := s.uses[j]; {
			case u.key == s.uses[i].key && u.owner != "" && len(keys) == 1:
				owners = append(owners, "`"+u.owner+"`")
				continue
			case u.owner == s.uses[i].owner && len(owners) <= 1:
				keys = append(keys, "`"+u.key+"`")
				continue
			}
			break
		}
		part := w.list(keys)
		if len(owners) > 0 {
			part += w.Words(" en ", " in ") + w.list(owners)
		}
		parts = append(parts, part)
		i = j
	}
	return strings.Join(parts, "; ")
}

// anchor is the name that a heading goes by in links, as the places that show Markdown make it.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-', r == '_', unicode.IsLetter(r), unicode.IsNumber(r):
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}

func link(text, heading string) string { return "[" + text + "](#" + anchor(heading) + ")" }

func (w *Writer) kinds() {
	fmt.Fprintf(w, "| %s | %s | %s |\n|---|---|---|\n", w.Words("valor", "value"), w.Words("cómo se escribe", "how it is written"), w.Words("ejemplos", "examples"))
	for _, k := range w.Format.Kinds {
		var examples []string
		for _, e := range k.Examples {
			examples = append(examples, "`"+e.In(w.l)+"`")
		}
		fmt.Fprintf(w, "| %s | %s | %s |\n", k.Name.In(w.l), cell(k.How.In(w.l)), cell(strings.Join(examples, ", ")))
	}
}

// Value says what goes after a key.
func (w *Writer) Value(t reflect.Type, f *Field) string {
	switch v := reflect.New(t).Interface().(type) {
	case Scalar:
		if f.Enum != nil && f.Is == "" {
			return "`" + strings.Join(f.Enum, "`, `") + "`"
		}
		text := w.Format.KindOf(v, f).Name.In(w.l)
		if t == reflect.TypeFor[Decimal]() {
			text += w.Words(", también con decimales", ", decimals too")
		}
		if f.Bounded {
			text += fmt.Sprintf(w.Words(", de %d a %d", ", %d to %d"), f.Min, f.Max)
		}
		return text
	case Compound:
		return v.Told(w, f)
	}
	for _, s := range w.sections {
		if s.of != t {
			continue
		}
		if slices.Contains(w.elsewhere, s) {
			return "[`" + f.Key + "`](" + w.OtherPage.In(w.l) + "#" + anchor(w.title(s)) + ")"
		}
		return link("`"+f.Key+"`", w.title(s))
	}
	panic("form: " + t.Name() + " was not collected")
}

func (w *Writer) section(s *section) {
	shape := w.Format.Shape(s.of)
	level := "###"
	if s.top || s.uses[0].owner == "" {
		level = "##"
	}
	fmt.Fprintf(w, "\n%s %s\n\n", level, w.title(s))
	if shape.short != nil {
		fmt.Fprintf(w, w.Words("Un valor suelto en su lugar significa `%s`.\n\n", "A plain value in its place means `%s`.\n\n"), shape.short.Key)
	}
	if shape.union {
		item := w.Item.In(w.l)
		if item == "" || s.of != w.Top {
			item = w.Words("Cada elemento de la lista", "Each item of the list")
		}
		fmt.Fprintf(w, (item + w.Words(" tiene exactamente una de estas claves: %s.\n\n", " has exactly one of these keys: %s.\n\n")), "`"+strings.Join(shape.verbs, "`, `")+"`")
		var more []string
		for _, f := range shape.Fields {
			if !f.Verb {
				more = append(more, "`"+f.Key+"`")
			}
		}
		if more != nil {
			fmt.Fprintf(w, w.Words("Puede llevar además %s.\n\n", "It may have %s too.\n\n"), w.list(more))
		}
	}
	own, others := w.ownFields(s.of)
	w.table(s.of, own)
	if len(others) > 0 {
		var parts []string
		for _, g := range others {
			var keys []string
			theirs, _ := w.ownFields(g.Of)
			for _, f := range theirs {
				keys = append(keys, "`"+f.Key+"`")
			}
			parts = append(parts, link(g.Short.In(w.l), g.Title.In(w.l))+" ("+strings.Join(keys, ", ")+")")
		}
		fmt.Fprintf(w, "\n%s %s.\n", w.Words("Y además:", "And also:"), w.list(parts))
	}
}

func (w *Writer) sharedSection(g Shared) {
	fmt.Fprintf(w, "\n### %s\n\n%s\n\n", g.Title.In(w.l), g.Said.In(w.l))
	own, _ := w.ownFields(g.Of)
	w.table(g.Of, own)
}

// ownFields parts an object's fields into those that are told with it and the groups that are told elsewhere.
func (g *Guide) ownFields(t reflect.Type) (own []*Field, others []Shared) {
	groupAt := func(index []int) *Shared {
		at := t
		for _, i := range index[:len(index)-1] {
			at = at.Field(i).Type
			for n := range g.Shared {
				if g.Shared[n].Of == at {
					return &g.Shared[n]
				}
			}
		}
		return nil
	}
	for _, f := range g.Format.Shape(t).Fields {
		s := groupAt(f.Index)
		if s == nil {
			own = append(own, f)
			continue
		}
		if !slices.ContainsFunc(others, func(o Shared) bool { return o.Of == s.Of }) {
			others = append(others, *s)
			_, more := g.ownFields(s.Of)
			others = append(others, more...)
		}
	}
	return own, others
}

func (w *Writer) table(t reflect.Type, fields []*Field) {
	fmt.Fprintf(w, "| %s | %s | %s | %s | %s |\n|---|---|---|---|---|\n", w.Words("clave", "key"), w.Words("valor", "value"), w.Words("qué es", "what it is"), w.Words("si no se dice", "when not said"), w.Words("ejemplo", "example"))
	for _, f := range fields {
		fallback := keysInside(f.Fallback.In(w.l))
		if fallback != "" && f.Fallback.ES == f.Fallback.EN {
			fallback = "`" + fallback + "`"
		}
		if f.Required {
			fallback = w.Words("**hace falta**", "**required**")
		}
		example := f.Example.In(w.l)
		if example != "" {
			example = "`" + example + "`"
		}
		fmt.Fprintf(w, "| `%s` | %s | %s | %s | %s |\n", f.Key, cell(w.Value(t.FieldByIndex(f.Index).Type, f)), cell(keysInside(f.Doc.In(w.l))), cell(fallback), cell(example))
	}
}

var keyInside = regexp.MustCompile(`[«"]([a-z_]+)[»"]`)

// keysInside writes the keys and words that a text names as Markdown does.
func keysInside(s string) string { return keyInside.ReplaceAllString(s, "`$1`") }

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// exampleValue turns an example from YAML into what JSON holds.
func exampleValue(text string) any {
	var n yaml.Node
	if err := yaml.Load([]byte(text), &n); err != nil || len(n.Content) == 0 {
		return text
	}
	return PlainValue(n.Content[0])
}

// PlainValue turns a node into what JSON holds, mappings in their order.
func PlainValue(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		o := Object{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			o = append(o, Pair{n.Content[i].Value, PlainValue(n.Content[i+1])})
		}
		return o
	case yaml.SequenceNode:
		out := []any{}
		for _, c := range n.Content {
			out = append(out, PlainValue(c))
		}
		return out
	}
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!int", "!!float", "!!bool":
		var v any
		if err := n.Decode(&v); err == nil {
			return v
		}
	}
	return n.Value
}
