package form

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"posta/sim/lang"
)

// Object is a JSON object in a chosen order, so that the schema reads as the format is taught.
type Object []Pair

type Pair struct {
	Key   string
	Value any
}

// MarshalJSON writes the pairs in their order.
func (o Object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, p := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := json.Marshal(p.Key)
		if err != nil {
			return nil, err
		}
		value, err := marshalPlain(p.Value)
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// marshalPlain is json.Marshal without the escaping for HTML, which would make descriptions unreadable.
func marshalPlain(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// SchemaHead is what a schema says of itself.
type SchemaHead struct {
	ID, Title   string
	Description lang.Text
}

// Schema gives the JSON Schema (draft 2020-12) of what is one of the given structs, with descriptions in both languages, for
// editors. It is made from the same types that the decoder fills, and tells what the form allows; what it means is for others
// to judge.
func (form *Format) Schema(head SchemaHead, tops ...reflect.Type) []byte {
	g := &SchemaMaker{format: form, defs: map[string]bool{}}
	o := Object{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"$id", head.ID},
		{"title", head.Title}, {"description", bothWays(head.Description)}}
	var alternatives []any
	for _, t := range tops {
		alternatives = append(alternatives, g.object(t))
	}
	if len(alternatives) == 1 {
		o = append(o, alternatives[0].(Object)...)
	} else {
		o = append(o, Pair{"anyOf", alternatives})
	}
	return indented(append(o, Pair{"$defs", g.all}))
}

func indented(o Object) []byte {
	raw, err := marshalPlain(o)
	if err != nil {
		panic("form: the schema is made of plain values: " + err.Error())
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		panic("form: the schema is JSON: " + err.Error())
	}
	out.WriteByte('\n')
	return out.Bytes()
}

// SchemaMaker makes the JSON Schema of a form from the types that the decoder fills.
type SchemaMaker struct {
	format *Format
	defs   map[string]bool
	all    Object
}

// Compound is a type that is made of others. It tells of itself, in the schema and in the reference.
type Compound interface {
	Reader
	// Inner is the type that it is made of.
	Inner() reflect.Type
	// Schema tells it as it stands in a field.
	Schema(g *SchemaMaker, f *Field) Object
	// Told says what goes after the key.
	Told(w *Writer, f *Field) string
}

func (*Opt[T]) Inner() reflect.Type                    { return reflect.TypeFor[T]() }
func (*Opt[T]) Schema(g *SchemaMaker, f *Field) Object { return g.Type(reflect.TypeFor[T](), f) }
func (*Opt[T]) Told(w *Writer, f *Field) string        { return w.Value(reflect.TypeFor[T](), f) }

func (*List[T]) Inner() reflect.Type { return reflect.TypeFor[T]() }
func (*List[T]) Schema(g *SchemaMaker, f *Field) Object {
	item := g.Type(reflect.TypeFor[T](), f)
	return Object{{"anyOf", []any{Object{{"type", "array"}, {"items", item}}, item}}}
}
func (*List[T]) Told(w *Writer, f *Field) string {
	if f.Is != "" {
		if k := w.Format.KindNamed(f.Is); !k.List.IsZero() {
			return k.List.In(w.l)
		}
	}
	return w.Value(reflect.TypeFor[T](), f) + w.Words(", o lista", ", or list")
}

func (*Dict[T]) Inner() reflect.Type { return reflect.TypeFor[T]() }
func (*Dict[T]) Schema(g *SchemaMaker, f *Field) Object {
	return Object{{"type", []string{"object", "null"}}, {"additionalProperties", g.Type(reflect.TypeFor[T](), f)}}
}
func (*Dict[T]) Told(w *Writer, f *Field) string {
	return fmt.Sprintf(w.Words("mapa: nombre → %s", "mapping: name → %s"), w.Value(reflect.TypeFor[T](), f))
}

func (*Phrase) Inner() reflect.Type { return reflect.TypeFor[bilingual]() }
func (*Phrase) Schema(g *SchemaMaker, _ *Field) Object {
	return Object{{"anyOf", []any{Object{{"type", []string{"string", "number", "boolean"}}}, g.Ref(reflect.TypeFor[bilingual]())}}}
}
func (*Phrase) Told(w *Writer, _ *Field) string {
	return w.Format.KindNamed("phrase").Name.In(w.l)
}

// Type gives the schema of a type as it stands in a field.
func (g *SchemaMaker) Type(t reflect.Type, f *Field) Object {
	switch v := reflect.New(t).Interface().(type) {
	case Scalar:
		return v.Schema(f)
	case Compound:
		return v.Schema(g, f)
	}
	return g.Ref(t)
}

// Ref defines a struct once and refers to it.
func (g *SchemaMaker) Ref(t reflect.Type) Object {
	name := strings.TrimSuffix(t.Name(), "Spec")
	if !g.defs[name] {
		g.defs[name] = true
		at := len(g.all)
		g.all = append(g.all, Pair{name, nil})
		s := g.format.Shape(t)
		o := g.object(t)
		var whole any = o
		alternatives := []any{o}
		if s.short != nil {
			short := g.Type(shortType(t, s), s.short)
			alternatives = append(alternatives, short)
		}
		if s.optional() && name != "bilingual" {
			alternatives = append(alternatives, Object{{"type", "null"}})
		}
		if len(alternatives) > 1 {
			whole = Object{{"anyOf", alternatives}}
		}
		g.all[at].Value = whole
	}
	return Object{{"$ref", "#/$defs/" + name}}
}

func shortType(t reflect.Type, s *Shape) reflect.Type { return t.FieldByIndex(s.short.Index).Type }

// object gives the schema of a struct as a mapping.
func (g *SchemaMaker) object(t reflect.Type) Object {
	s := g.format.Shape(t)
	var properties Object
	var required []string
	for _, f := range s.Fields {
		p := Object{{"description", f.Doc.ES + " / " + f.Doc.EN}}
		if !f.Fallback.IsZero() {
			p[0].Value = fmt.Sprintf("%s / %s (= %s)", f.Doc.ES, f.Doc.EN, bothWays(f.Fallback))
		}
		if !f.Example.IsZero() {
			examples := []any{exampleValue(f.Example.ES)}
			if f.Example.EN != f.Example.ES {
				examples = append(examples, exampleValue(f.Example.EN))
			}
			p = append(p, Pair{"examples", examples})
		}
		p = append(p, Pair{"x-es", f.Doc.ES}, Pair{"x-en", f.Doc.EN})
		if !f.Fallback.IsZero() {
			p = append(p, Pair{"x-default", bothWays(f.Fallback)})
		}
		p = append(p, g.Type(t.FieldByIndex(f.Index).Type, f)...)
		properties = append(properties, Pair{f.Key, p})
		if f.Required {
			required = append(required, f.Key)
		}
	}
	o := Object{{"type", "object"}, {"properties", properties}, {"additionalProperties", false}}
	if required != nil {
		o = append(o, Pair{"required", required})
	}
	if s.union {
		var one []any
		for _, v := range s.verbs {
			one = append(one, Object{{"required", []string{v}}})
		}
		o = append(o, Pair{"oneOf", one})
	}
	if t == reflect.TypeFor[bilingual]() {
		words := g.Type(reflect.TypeFor[Str](), nil)
		o = append(o, Pair{"patternProperties", Object{{"^[a-z]{2}$", words}}},
			Pair{"anyOf", []any{Object{{"required", []string{"es"}}}, Object{{"required", []string{"en"}}}}})
	}
	return o
}

// bothWays writes a text in both languages, once where they say the same.
func bothWays(t lang.Text) string {
	if t.ES == t.EN {
		return t.ES
	}
	return t.ES + " / " + t.EN
}
