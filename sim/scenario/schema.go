package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"posta/sim/lang"
)

// object is a JSON object in a chosen order, so that the schema reads as the format is taught.
type object []pair

type pair struct {
	key   string
	value any
}

// MarshalJSON writes the pairs in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, p := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := json.Marshal(p.key)
		if err != nil {
			return nil, err
		}
		value, err := marshalPlain(p.value)
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

// SchemaID names the schema.
const SchemaID = "https://posta.example/schema/scenario-1.json"

// Schema gives the JSON Schema (draft 2020-12) of a scenario file, with descriptions in both languages, for editors. It is
// made from the same types that the decoder fills. It tells what the form allows; names that must exist, addresses and
// times are Parse's to judge.
func Schema() []byte {
	g := &schemaMaker{defs: map[string]bool{}}
	root := g.object(reflect.TypeFor[file]())
	o := object{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"$id", SchemaID},
		{"title", "Posta scenario 1"},
		{"description", "Un escenario de Posta: dominios, gente, y lo que pasa con su correo. / A Posta scenario: domains, people, and what happens to their mail."}}
	o = append(o, root...)
	o = append(o, pair{"$defs", g.all})
	return indented(o)
}

// InputSchemaID names the schema of inputs.
const InputSchemaID = "https://posta.example/schema/inputs-1.json"

// InputSchema gives the JSON Schema of one line of a file of inputs: its first, or any other.
func InputSchema() []byte {
	g := &schemaMaker{defs: map[string]bool{}}
	head, line := g.object(reflect.TypeFor[inputHead]()), g.object(reflect.TypeFor[inputSpec]())
	return indented(object{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"$id", InputSchemaID},
		{"title", "Posta inputs 1"},
		{"description", "Una línea de un archivo de entradas: lo que se le hace a un mundo mientras corre. / A line of a file of inputs: what is done to a world while it runs."},
		{"anyOf", []any{head, line}}, {"$defs", g.all}})
}

func indented(o object) []byte {
	raw, err := marshalPlain(o)
	if err != nil {
		panic("scenario: the schema is made of plain values: " + err.Error())
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		panic("scenario: the schema is JSON: " + err.Error())
	}
	out.WriteByte('\n')
	return out.Bytes()
}

type schemaMaker struct {
	defs map[string]bool
	all  object
}

// former is a type made of another, which says how.
type former interface{ form() (string, reflect.Type) }

func (*opt[T]) form() (string, reflect.Type)  { return "opt", reflect.TypeFor[T]() }
func (*list[T]) form() (string, reflect.Type) { return "list", reflect.TypeFor[T]() }
func (*dict[T]) form() (string, reflect.Type) { return "dict", reflect.TypeFor[T]() }
func (*people) form() (string, reflect.Type)  { return "people", reflect.TypeFor[userSpec]() }
func (*phrase) form() (string, reflect.Type)  { return "phrase", reflect.TypeFor[bilingual]() }
func (*outage) form() (string, reflect.Type)  { return "outage", reflect.TypeFor[windowSpec]() }

// typ gives the schema of a type as it stands in a field.
func (g *schemaMaker) typ(t reflect.Type, f *field) object {
	v := reflect.New(t).Interface()
	if sc, ok := v.(scalar); ok {
		return sc.schema(f)
	}
	fo, ok := v.(former)
	if !ok {
		return g.ref(t)
	}
	kind, inner := fo.form()
	switch kind {
	case "opt":
		return g.typ(inner, f)
	case "list":
		item := g.typ(inner, f)
		return object{{"anyOf", []any{object{{"type", "array"}, {"items", item}}, item}}}
	case "dict":
		return object{{"type", []string{"object", "null"}}, {"additionalProperties", g.typ(inner, f)}}
	case "people":
		names := object{{"type", []string{"string", "number", "boolean"}}}
		return object{{"anyOf", []any{
			object{{"type", "array"}, {"items", names}},
			object{{"type", []string{"object", "null"}}, {"additionalProperties", g.typ(inner, f)}},
			names,
		}}}
	case "phrase":
		return object{{"anyOf", []any{object{{"type", []string{"string", "number", "boolean"}}}, g.ref(inner)}}}
	default:
		w := g.ref(inner)
		return object{{"anyOf", []any{object{{"type", "boolean"}}, w, object{{"type", "array"}, {"items", w}}}}}
	}
}

// ref defines a struct once and refers to it.
func (g *schemaMaker) ref(t reflect.Type) object {
	name := strings.TrimSuffix(t.Name(), "Spec")
	if !g.defs[name] {
		g.defs[name] = true
		at := len(g.all)
		g.all = append(g.all, pair{name, nil})
		s := shapeOf(t)
		o := g.object(t)
		var whole any = o
		alternatives := []any{o}
		if s.short != nil {
			short := g.typ(shortType(t, s), s.short)
			alternatives = append(alternatives, short)
		}
		if s.optional() && name != "bilingual" {
			alternatives = append(alternatives, object{{"type", "null"}})
		}
		if len(alternatives) > 1 {
			whole = object{{"anyOf", alternatives}}
		}
		g.all[at].value = whole
	}
	return object{{"$ref", "#/$defs/" + name}}
}

func shortType(t reflect.Type, s *shape) reflect.Type { return t.FieldByIndex(s.short.index).Type }

// object gives the schema of a struct as a mapping.
func (g *schemaMaker) object(t reflect.Type) object {
	s := shapeOf(t)
	var properties object
	var required []string
	for _, f := range s.fields {
		p := object{{"description", f.doc.ES + " / " + f.doc.EN}}
		if !f.fallback.IsZero() {
			p[0].value = fmt.Sprintf("%s / %s (= %s)", f.doc.ES, f.doc.EN, bothWays(f.fallback))
		}
		if !f.example.IsZero() {
			examples := []any{exampleValue(f.example.ES)}
			if f.example.EN != f.example.ES {
				examples = append(examples, exampleValue(f.example.EN))
			}
			p = append(p, pair{"examples", examples})
		}
		p = append(p, pair{"x-es", f.doc.ES}, pair{"x-en", f.doc.EN})
		if !f.fallback.IsZero() {
			p = append(p, pair{"x-default", bothWays(f.fallback)})
		}
		p = append(p, g.typ(t.FieldByIndex(f.index).Type, f)...)
		properties = append(properties, pair{f.key, p})
		if f.required {
			required = append(required, f.key)
		}
	}
	o := object{{"type", "object"}, {"properties", properties}, {"additionalProperties", false}}
	if required != nil {
		o = append(o, pair{"required", required})
	}
	if s.union {
		var one []any
		for _, v := range s.verbs {
			one = append(one, object{{"required", []string{v}}})
		}
		o = append(o, pair{"oneOf", one})
	}
	if t == reflect.TypeFor[bilingual]() {
		o = append(o, pair{"minProperties", 1})
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

// walkShapes visits every struct of the format once, by the key under which it is first met.
func walkShapes(t reflect.Type, visit func(name string, s *shape)) {
	seen := map[reflect.Type]bool{}
	var walk func(name string, t reflect.Type)
	walk = func(name string, t reflect.Type) {
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		v := reflect.New(t).Interface()
		if _, ok := v.(scalar); ok {
			return
		}
		if fo, ok := v.(former); ok {
			_, inner := fo.form()
			walk(name, inner)
			return
		}
		if t.Kind() != reflect.Struct || seen[t] {
			return
		}
		seen[t] = true
		s := shapeOf(t)
		visit(name, s)
		for _, f := range s.fields {
			walk(f.key, t.FieldByIndex(f.index).Type)
		}
	}
	walk("", t)
}
