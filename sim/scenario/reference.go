package scenario

import (
	_ "embed"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"

	"posta/sim/lang"
)

// What a newcomer reads first: how a scenario is read, the smallest one, a whole one, and what Posta names by itself. The
// table of kinds of value stands where the marker is.
var (
	//go:embed page.es.md
	pageES string
	//go:embed page.en.md
	pageEN string
	//go:embed inputs.es.md
	inputsES string
	//go:embed inputs.en.md
	inputsEN string
)

const kindsMarker = "{{kinds}}\n"

// Reference gives the whole format as Markdown in one language: a page to begin with, and then every object and every key,
// from the same types the decoder fills.
func Reference(l lang.Lang) []byte {
	w := &referenceWriter{l: l, file: lang.Text{ES: "El archivo", EN: "The file"}}
	w.collect(reflect.TypeFor[file](), "", "")
	page := lang.Text{ES: pageES, EN: pageEN}.In(l)
	before, after, _ := strings.Cut(page, kindsMarker)
	w.WriteString(before)
	w.kinds()
	w.WriteString(after)
	for _, s := range w.sections {
		w.section(s)
		for _, g := range sharedKeys {
			if g.after == s.of {
				w.sharedSection(g)
			}
		}
	}
	return []byte(w.String())
}

// InputReference gives the format of inputs in one language: a page to begin with, and then every key that a scenario does not
// have.
func InputReference(l lang.Lang) []byte {
	w := &referenceWriter{l: l, file: lang.Text{ES: "Una línea", EN: "A line"}}
	w.collect(reflect.TypeFor[file](), "", "")
	known := len(w.sections)
	w.elsewhere = slices.Clone(w.sections)
	w.collect(reflect.TypeFor[inputSpec](), "", "")
	w.WriteString(lang.Text{ES: inputsES, EN: inputsEN}.In(l))
	for _, s := range w.sections[known:] {
		w.section(s)
	}
	return []byte(w.String())
}

// section is one kind of object, with the places where it stands.
type section struct {
	of   reflect.Type
	top  bool // a key of the file itself, or the file
	uses []use
}

// use is a key, and the object it belongs to.
type use struct{ key, owner string }

// shared are keys that many objects have: told once, and referred to.
type shared struct {
	of, after   reflect.Type // the keys, and the section they are told after
	title, said lang.Text
	short       lang.Text // to go after "and"
}

var sharedKeys = []shared{
	{reflect.TypeFor[doorSpec](), reflect.TypeFor[faultSpec](), tr("Dónde actúa un fallo", "Where a fault acts"),
		tr("Los fallos que ocurren a la puerta de un servidor llevan también estas claves.", "Faults that happen at a host's door have these keys too."), tr("dónde", "where")},
	{reflect.TypeFor[occasionSpec](), reflect.TypeFor[faultSpec](), tr("Cuándo actúa un fallo", "When a fault acts"),
		tr("Casi todos los fallos llevan también estas claves. Sin ninguna, actúan siempre.", "Nearly all faults have these keys too. Without any of them they always act."), tr("cuándo", "when")},
	{reflect.TypeFor[sitting](), reflect.TypeFor[step](), tr("En qué buzón se trabaja", "Which mailbox is worked on"),
		tr("Los pasos que trabajan en un buzón por IMAP llevan también estas claves.", "Steps that work on a mailbox by IMAP have these keys too."), tr("en qué buzón", "which mailbox")},
	{reflect.TypeFor[tally](), reflect.TypeFor[claim](), tr("Cuántas tienen que ser", "How many there must be"),
		tr("Lo que se puede contar lleva también estas claves. Sin ninguna, basta con que sea al menos una; `count: 0` dice que ninguna.", "What can be counted has these keys too. Without any of them at least one is enough; `count: 0` says that there is none."), tr("cuántas", "how many")},
	{reflect.TypeFor[roadSpec](), nil, lang.Both("`network`"), lang.Text{}, tr("cómo es ese camino", "what that road is like")},
}

type referenceWriter struct {
	strings.Builder
	l        lang.Lang
	file     lang.Text // what the object at the top is called
	sections []*section
	// elsewhere are those that another page has.
	elsewhere []*section
}

func (w *referenceWriter) words(es, en string) string { return lang.Text{ES: es, EN: en}.In(w.l) }

// collect finds every kind of object, and all the keys that hold one.
func (w *referenceWriter) collect(t reflect.Type, key, owner string) {
	v := reflect.New(t).Interface()
	if _, ok := v.(scalar); ok {
		return
	}
	if fo, ok := v.(former); ok {
		if kind, inner := fo.form(); kind != "phrase" {
			w.collect(inner, key, owner)
		}
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
	for _, f := range shapeOf(t).fields {
		w.collect(t.FieldByIndex(f.index).Type, f.key, key)
	}
}

// list joins words as a sentence does.
func (w *referenceWriter) list(all []string) string {
	if n := len(all); n > 1 {
		return strings.Join(all[:n-1], ", ") + w.words(" y ", " and ") + all[n-1]
	}
	return strings.Join(all, "")
}

// title says whose an object is: a key's name alone may stand for several.
func (w *referenceWriter) title(s *section) string {
	if s.uses[0].key == "" {
		return w.file.In(w.l)
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
			part += w.words(" en ", " in ") + w.list(owners)
		}
		parts = append(parts, part)
		i = j
	}
	return strings.Join(parts, "; ")
}

// item says what has exactly one of several keys.
func (w *referenceWriter) item(es, en string, s *section) string {
	if s.of == reflect.TypeFor[inputSpec]() {
		return w.words("Cada línea", "Each line")
	}
	return w.words(es, en)
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

func (w *referenceWriter) kinds() {
	fmt.Fprintf(w, "| %s | %s | %s |\n|---|---|---|\n", w.words("valor", "value"), w.words("cómo se escribe", "how it is written"), w.words("ejemplos", "examples"))
	for _, k := range kinds {
		var examples []string
		for _, e := range k.examples {
			examples = append(examples, "`"+e.In(w.l)+"`")
		}
		fmt.Fprintf(w, "| %s | %s | %s |\n", k.name.In(w.l), cell(k.how.In(w.l)), cell(strings.Join(examples, ", ")))
	}
}

// value says what goes after a key.
func (w *referenceWriter) value(t reflect.Type, f *field) string {
	v := reflect.New(t).Interface()
	if _, ok := v.(scalar); ok {
		if f.enum != nil && f.is == "" {
			return "`" + strings.Join(f.enum, "`, `") + "`"
		}
		text := kindOf(t, f).name.In(w.l)
		if t == reflect.TypeFor[decimal]() {
			text += w.words(", también con decimales", ", decimals too")
		}
		if f.bounded {
			text += fmt.Sprintf(w.words(", de %d a %d", ", %d to %d"), f.min, f.max)
		}
		return text
	}
	fo, ok := v.(former)
	if !ok {
		for _, s := range w.sections {
			if s.of == t {
				if slices.Contains(w.elsewhere, s) {
					return "[`" + f.key + "`](" + w.words("FORMATO.md", "FORMAT.md") + "#" + anchor(w.title(s)) + ")"
				}
				return link("`"+f.key+"`", w.title(s))
			}
		}
	}
	kind, inner := fo.form()
	switch kind {
	case "phrase":
		return kindNamed("phrase").name.In(w.l)
	case "list":
		if f.is == "party" {
			return w.words("lista de dos extremos", "list of two ends")
		}
		return w.value(inner, f) + w.words(", o lista", ", or list")
	case "dict":
		return fmt.Sprintf(w.words("mapa: nombre → %s", "mapping: name → %s"), w.value(inner, f))
	case "people":
		return fmt.Sprintf(w.words("lista de nombres, o mapa: nombre → %s", "list of names, or mapping: name → %s"), w.value(inner, f))
	case "outage":
		return fmt.Sprintf(w.words("sí o no, o %s, o lista", "yes or no, or %s, or list"), w.value(inner, f))
	}
	return w.value(inner, f)
}

func (w *referenceWriter) section(s *section) {
	shape := shapeOf(s.of)
	level := "###"
	if s.top || s.uses[0].owner == "" {
		level = "##"
	}
	fmt.Fprintf(w, "\n%s %s\n\n", level, w.title(s))
	if shape.short != nil {
		fmt.Fprintf(w, w.words("Un valor suelto en su lugar significa `%s`.\n\n", "A plain value in its place means `%s`.\n\n"), shape.short.key)
	}
	if shape.union {
		fmt.Fprintf(w, (w.item("Cada elemento de la lista", "Each item of the list", s) + w.words(" tiene exactamente una de estas claves: %s.\n\n", " has exactly one of these keys: %s.\n\n")), "`"+strings.Join(shape.verbs, "`, `")+"`")
		var more []string
		for _, f := range shape.fields {
			if !f.verb {
				more = append(more, "`"+f.key+"`")
			}
		}
		if more != nil {
			fmt.Fprintf(w, w.words("Puede llevar además %s.\n\n", "It may have %s too.\n\n"), w.list(more))
		}
	}
	own, others := ownFields(s.of)
	w.table(s.of, own)
	if len(others) > 0 {
		var parts []string
		for _, g := range others {
			var keys []string
			theirs, _ := ownFields(g.of)
			for _, f := range theirs {
				keys = append(keys, "`"+f.key+"`")
			}
			parts = append(parts, link(g.short.In(w.l), g.title.In(w.l))+" ("+strings.Join(keys, ", ")+")")
		}
		fmt.Fprintf(w, "\n%s %s.\n", w.words("Y además:", "And also:"), w.list(parts))
	}
}

func (w *referenceWriter) sharedSection(g shared) {
	fmt.Fprintf(w, "\n### %s\n\n%s\n\n", g.title.In(w.l), g.said.In(w.l))
	own, _ := ownFields(g.of)
	w.table(g.of, own)
}

// ownFields parts an object's fields into those that are told with it and the groups that are told elsewhere.
func ownFields(t reflect.Type) (own []*field, others []shared) {
	groupAt := func(index []int) *shared {
		at := t
		for _, i := range index[:len(index)-1] {
			at = at.Field(i).Type
			for n := range sharedKeys {
				if sharedKeys[n].of == at {
					return &sharedKeys[n]
				}
			}
		}
		return nil
	}
	for _, f := range shapeOf(t).fields {
		g := groupAt(f.index)
		if g == nil {
			own = append(own, f)
			continue
		}
		if !slices.ContainsFunc(others, func(o shared) bool { return o.of == g.of }) {
			others = append(others, *g)
			_, more := ownFields(g.of)
			others = append(others, more...)
		}
	}
	return own, others
}

func (w *referenceWriter) table(t reflect.Type, fields []*field) {
	fmt.Fprintf(w, "| %s | %s | %s | %s | %s |\n|---|---|---|---|---|\n", w.words("clave", "key"), w.words("valor", "value"), w.words("qué es", "what it is"), w.words("si no se dice", "when not said"), w.words("ejemplo", "example"))
	for _, f := range fields {
		fallback := keysInside(f.fallback.In(w.l))
		if fallback != "" && f.fallback.ES == f.fallback.EN {
			fallback = "`" + fallback + "`"
		}
		if f.required {
			fallback = w.words("**hace falta**", "**required**")
		}
		example := f.example.In(w.l)
		if example != "" {
			example = "`" + example + "`"
		}
		fmt.Fprintf(w, "| `%s` | %s | %s | %s | %s |\n", f.key, cell(w.value(t.FieldByIndex(f.index).Type, f)), cell(keysInside(f.doc.In(w.l))), cell(fallback), cell(example))
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
	return plainValue(n.Content[0])
}

// plainValue turns a node into what JSON holds, mappings in their order.
func plainValue(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		o := object{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			o = append(o, pair{n.Content[i].Value, plainValue(n.Content[i+1])})
		}
		return o
	case yaml.SequenceNode:
		out := []any{}
		for _, c := range n.Content {
			out = append(out, plainValue(c))
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
