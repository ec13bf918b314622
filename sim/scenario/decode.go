package scenario

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"posta/sim/lang"
)

// The file's form is written down once, as the Go types of surface.go with their tags: what a key is called, what it means
// in both languages, what it may hold. This decoder, the JSON Schema (schema.go) and the reference (reference.go) all read
// those types, so that they cannot disagree.

// field is one key of an object.
type field struct {
	key      string
	doc      lang.Text
	fallback lang.Text // the default, as a person would write it
	example  lang.Text
	is       string // what a plain text names: a key of kinds
	required bool
	verb     bool // exactly one of the verbs of a union is given
	short    bool // a scalar in the object's place means this field
	enum     []string
	min, max int64 // bounds of integers, when bounded
	bounded  bool
	index    []int
}

// shape is an object's list of keys.
type shape struct {
	of     reflect.Type
	fields []*field
	short  *field
	union  bool
	verbs  []string
}

func (s *shape) field(key string) *field {
	for _, f := range s.fields {
		if f.key == key {
			return f
		}
	}
	return nil
}

func (s *shape) keys() []string {
	var keys []string
	for _, f := range s.fields {
		keys = append(keys, f.key)
	}
	return keys
}

// optional says whether {} is a complete value.
func (s *shape) optional() bool {
	if s.union {
		return false
	}
	for _, f := range s.fields {
		if f.required {
			return false
		}
	}
	return true
}

// shapeOf reads a struct type's tags. A mistake in them is a mistake in this package, and any test finds it.
func shapeOf(t reflect.Type) *shape {
	s := &shape{of: t}
	var walk func(t reflect.Type, index []int)
	walk = func(t reflect.Type, index []int) {
		for i := range t.NumField() {
			sf := t.Field(i)
			at := append(append([]int{}, index...), i)
			if sf.Anonymous {
				walk(sf.Type, at)
				continue
			}
			tag := sf.Tag
			both := func(key string) lang.Text {
				if text := tag.Get(key); text != "" {
					if name, ok := strings.CutPrefix(text, "="); ok {
						text = defaultText(name)
					}
					return lang.Both(text)
				}
				return lang.Text{ES: tag.Get(key + "_es"), EN: tag.Get(key + "_en")}
			}
			f := &field{
				key: tag.Get("key"), doc: lang.Text{ES: tag.Get("es"), EN: tag.Get("en")},
				fallback: both("default"), example: both("example"), is: tag.Get("is"),
				required: tag.Get("required") != "", verb: tag.Get("verb") != "", short: tag.Get("short") != "",
				index: at,
			}
			if f.key == "" {
				panic("scenario: field without key: " + t.Name() + "." + sf.Name)
			}
			if e := tag.Get("enum"); e != "" {
				f.enum = strings.Split(e, "|")
			}
			if r := tag.Get("range"); r != "" {
				low, high, _ := strings.Cut(r, "..")
				f.min, _ = strconv.ParseInt(low, 10, 64)
				f.max, _ = strconv.ParseInt(high, 10, 64)
				f.bounded = true
			}
			s.fields = append(s.fields, f)
			if f.short {
				s.short = f
			}
			if f.verb {
				s.union = true
				s.verbs = append(s.verbs, f.key)
			}
		}
	}
	walk(t, nil)
	return s
}

// decoder fills the surface types from YAML nodes.
type decoder struct {
	*reporter
	shapes map[any]*shape // by reflect.Type
	owners map[string][]string
}

func (d *decoder) shape(t reflect.Type) *shape {
	s := d.shapes[t]
	if s == nil {
		s = shapeOf(t)
		d.shapes[t] = s
	}
	return s
}

// reader is a type that reads itself from a node. It says false, having reported why, when nothing could be read.
type reader interface {
	read(d *decoder, at place, f *field) bool
}

// value decodes into an addressable value.
func (d *decoder) value(v reflect.Value, at place, f *field) bool {
	if r, ok := v.Addr().Interface().(reader); ok {
		return r.read(d, at, f)
	}
	if sc, ok := v.Addr().Interface().(scalar); ok {
		return d.scalar(sc, at, f)
	}
	return d.object(v, at)
}

// top decodes the whole file.
func (d *decoder) top(root *yaml.Node, f *file) bool {
	if root.Kind != yaml.MappingNode {
		d.report(place{node: root}, CodeType,
			tr("un escenario es un mapa de claves y valores, y este archivo es %s", "a scenario is a mapping of keys to values, and this file is %s", kindName(root)),
			tr("empieza por «posta: 1», «title:», «domains:» y «script:»", "begin with \"posta: 1\", \"title:\", \"domains:\" and \"script:\""))
		return false
	}
	return d.object(reflect.ValueOf(f).Elem(), place{node: root})
}

// object decodes a mapping, or with a short field a scalar, into a struct.
func (d *decoder) object(v reflect.Value, at place) bool {
	s := d.shape(v.Type())
	n := at.node
	switch {
	case n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" && s.optional():
		return true
	case n.Kind == yaml.ScalarNode && n.ShortTag() != "!!null" && s.short != nil:
		return d.value(v.FieldByIndex(s.short.index), at, s.short)
	case n.Kind != yaml.MappingNode:
		hint := tr("las claves posibles son: %s", "the possible keys are: %s", strings.Join(s.keys(), ", "))
		if s.union {
			hint = tr("escribe una de estas: %s", "write one of these: %s", strings.Join(s.verbs, ", "))
		}
		if f, value := gluedKey(n.Value, s); f != nil && value != "" {
			hint = gluedHint(f, value)
			if n.Kind == yaml.ScalarNode && n.Style == 0 && !s.union {
				d.report(at, CodeType, tr("a la clave «%s» le falta «: »", "the key \"%s\" lacks its \": \"", f.key), hint)
				return false
			}
		}
		d.wrongKind(at, tr("un mapa de claves y valores", "a mapping of keys to values"), hint)
		return false
	}
	seen := map[string]*yaml.Node{}
	var verbs []*yaml.Node
	cutLine, cutEnd := 0, 0 // where a text ends that commas have cut into keys
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], n.Content[i+1]
		if key.Line == cutLine && key.Column <= cutEnd {
			continue
		}
		if cutEnd = d.cutText(at, i, s); cutEnd > 0 {
			cutLine = key.Line
			continue
		}
		if !d.key(at, key, seen) {
			continue
		}
		f := s.field(key.Value)
		if f == nil {
			d.unknownKey(at, key, s)
			// A key without its colon is there all the same, if badly written.
			glued, value := gluedKey(key.Value, s)
			if glued == nil || value == "" || seen[glued.key] != nil {
				continue
			}
			seen[glued.key] = key
			f, val = glued, &yaml.Node{Kind: yaml.ScalarNode, Value: value, Line: key.Line, Column: key.Column}
		}
		if f.verb {
			verbs = append(verbs, key)
		}
		d.value(v.FieldByIndex(f.index), place{node: val, path: at.path.then(f.key)}, f)
	}
	if s.union && len(verbs) != 1 {
		d.verbs(at, s, verbs, len(n.Content) == 0)
	}
	for _, f := range s.fields {
		if f.required && seen[f.key] == nil {
			what := tr("falta «%s»", "\"%s\" is missing", f.key)
			hint := lang.Text{ES: f.doc.ES, EN: f.doc.EN}
			if !f.example.IsZero() {
				hint = tr("por ejemplo: %s: %s", "for example: %s: %s", f.key, f.example)
			}
			d.report(place{node: d.anchorOf(n), path: at.path}, CodeMissing, what, hint)
		}
	}
	return true
}

// anchorOf gives the best place to say that something is missing in a mapping: its first key.
func (d *decoder) anchorOf(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.MappingNode && len(n.Content) > 0 && n.Style&yaml.FlowStyle == 0 {
		return n.Content[0]
	}
	return n
}

// verbs complains about a union with no verb or with several.
func (d *decoder) verbs(at place, s *shape, given []*yaml.Node, empty bool) {
	all := strings.Join(s.verbs, ", ")
	if len(given) > 1 {
		d.report(place{node: given[1], path: at.path}, CodeConflict,
			tr("«%s» y «%s» no caben en el mismo elemento de la lista", "\"%s\" and \"%s\" do not fit in one item of the list", given[0].Value, given[1].Value),
			tr("empieza un elemento nuevo con «-» para «%s»", "begin a new item with \"-\" for \"%s\"", given[1].Value))
		return
	}
	// An unknown key has been reported already, and is most probably the verb, misspelt.
	for _, p := range d.problems {
		if p.Code == CodeUnknownKey && len(at.node.Content) > 0 && p.Line == at.node.Content[0].Line {
			return
		}
	}
	what := tr("este elemento no dice qué", "this item does not say what")
	if empty {
		what = tr("este elemento está vacío", "this item is empty")
	}
	d.report(place{node: d.anchorOf(at.node), path: at.path}, CodeMissing, what,
		tr("pon una de estas claves: %s", "put one of these keys: %s", all))
}

// key checks one key of a mapping.
func (d *decoder) key(at place, key *yaml.Node, seen map[string]*yaml.Node) bool {
	if key.Kind != yaml.ScalarNode {
		d.report(place{node: key, path: at.path}, CodeType,
			tr("una clave es una palabra, no %s", "a key is a word, not %s", kindName(key)),
			tr("si era un texto con «{» o «[», ponlo entre comillas", "if it was a text with \"{\" or \"[\", put it in quotes"))
		return false
	}
	if first := seen[key.Value]; first != nil {
		d.report(place{node: key, path: at.path.then(key.Value)}, CodeDuplicateKey,
			tr("«%s» ya está en la línea %d", "\"%s\" is already on line %d", shown(key.Value), first.Line),
			tr("deja solo una de las dos, o júntalas", "leave only one of the two, or join them"))
		return false
	}
	seen[key.Value] = key
	return true
}

func (d *decoder) unknownKey(at place, key *yaml.Node, s *shape) {
	name := key.Value
	if d.full() {
		d.dropped++
		return
	}
	if d.colonText(at, key, s) || at.node.Style&yaml.FlowStyle == 0 && d.unindented(key.Line) {
		return
	}
	what := tr("aquí no se conoce la clave «%s»", "the key \"%s\" is not known here", shown(name))
	hint := tr("las claves posibles son: %s", "the possible keys are: %s", strings.Join(s.keys(), ", "))
	if f, value := gluedKey(name, s); f != nil && value != "" {
		what, hint = tr("a la clave «%s» le falta «: »", "the key \"%s\" lacks its \": \"", f.key), gluedHint(f, value)
	} else if bare, ok := strings.CutPrefix(name, "-"); ok && key.Style == 0 && bare != "" {
		what = tr("al guion de «%s» le falta un espacio detrás", "the hyphen of \"%s\" lacks a space after it", shown(name))
		hint = tr("un elemento de una lista empieza por un guion y un espacio: - %s: …", "an item of a list begins with a hyphen and a space: - %s: …", shown(bare))
	} else if near := suggestKey(name, s.keys()); near != "" {
		hint = tr("¿quisiste decir «%s»?", "did you mean \"%s\"?", near)
	} else if owners := d.ownersOf(name); len(owners) > 0 {
		hint = tr("«%s» va dentro de: %s; aquí caben: %s", "\"%s\" goes inside: %s; what fits here: %s", name, strings.Join(owners, ", "), strings.Join(s.keys(), ", "))
	} else if name == "<<" {
		hint = tr("un escenario no usa la fusión de mapas de YAML: repite las claves", "a scenario does not use YAML's merging of mappings: repeat the keys")
	}
	d.report(place{node: key, path: at.path.then(name)}, CodeUnknownKey, what, hint)
}

// ownersOf tells in which objects a key is known, for one that stands in the wrong place.
func (d *decoder) ownersOf(key string) []string {
	if d.owners == nil {
		d.owners = map[string][]string{}
		walkShapes(reflect.TypeFor[file](), func(name string, s *shape) {
			for _, f := range s.fields {
				if len(d.owners[f.key]) < 6 {
					d.owners[f.key] = append(d.owners[f.key], name)
				}
			}
		})
	}
	return d.owners[key]
}

// scalar decodes one plain value.
func (d *decoder) scalar(sc scalar, at place, f *field) bool {
	n := at.node
	nature := sc.nature(f)
	if n.Kind != yaml.ScalarNode {
		d.wrongKind(at, nature, lang.Text{})
		return false
	}
	if n.ShortTag() == "!!null" {
		d.noValue(at, tr("escribe %s", "write %s", nature), lang.Text{})
		return false
	}
	if c := sc.parse(n, f); c != nil {
		if fixed, ok := decimalPoint(n.Value); ok && sc.parse(&yaml.Node{Kind: yaml.ScalarNode, Value: fixed}, f) == nil {
			c.hint = tr("los decimales van con punto: %s", "decimals take a point: %s", shown(fixed))
		}
		if c.hint.IsZero() {
			c.hint = tr("escribe %s", "write %s", nature)
		}
		d.report(at, c.code, c.what, c.hint)
		return false
	}
	return true
}

// noValue says that nothing stands where something was due.
func (d *decoder) noValue(at place, wanted, hint lang.Text) {
	what := tr("falta el valor", "the value is missing")
	if at.path != nil && at.path.key != "" {
		what = tr("«%s» no tiene valor", "\"%s\" has no value", shown(at.path.key))
	}
	if !hint.IsZero() {
		wanted = tr("%s; %s", "%s; %s", wanted, hint)
	}
	d.report(at, CodeType, what, wanted)
}

// wrongKind says that a list, mapping or scalar stands where another was due.
func (d *decoder) wrongKind(at place, wanted, hint lang.Text) {
	n := at.node
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		d.noValue(at, tr("aquí va %s", "%s goes here", wanted), hint)
		return
	}
	what := lang.Text{
		ES: fmt.Sprintf("aquí va %s, y hay %s", wanted.ES, kindName(n).ES),
		EN: fmt.Sprintf("%s goes here, and there is %s", wanted.EN, kindName(n).EN),
	}
	if hint.IsZero() {
		hint = tr("escribe %s", "write %s", wanted)
	}
	d.report(place{node: n, path: at.path}, CodeType, what, hint)
}

// kindName says what a node is.
func kindName(n *yaml.Node) lang.Text {
	switch {
	case n.Kind == yaml.MappingNode:
		return tr("un mapa de claves y valores", "a mapping of keys to values")
	case n.Kind == yaml.SequenceNode:
		return tr("una lista", "a list")
	}
	return tr("un valor suelto", "a plain value")
}

// opt is a value that may be absent, with the place it was read from.
type opt[T any] struct {
	v  T
	at place
	ok bool // it was given, and read without a problem of its own
}

// given says whether the file has it at all, well written or not.
func (o *opt[T]) given() bool { return o.at.node != nil }

func (o *opt[T]) read(d *decoder, at place, f *field) bool {
	o.at = at
	o.ok = d.value(reflect.ValueOf(&o.v).Elem(), at, f)
	return o.ok
}

// list is a YAML list; a value alone stands for a list of one.
type list[T any] struct {
	items []opt[T]
	at    place
}

func (l *list[T]) given() bool { return l.at.node != nil }

func (l *list[T]) read(d *decoder, at place, f *field) bool {
	l.at = at
	n := at.node
	if n.Kind != yaml.SequenceNode {
		var one opt[T]
		if one.read(d, at, f) {
			l.items = append(l.items, one)
		}
		return one.ok
	}
	l.items = make([]opt[T], len(n.Content))
	for i, c := range n.Content {
		l.items[i].read(d, place{node: c, path: at.path.item(i)}, f)
	}
	return true
}

// named is one entry of a dict.
type named[T any] struct {
	name string
	key  place
	opt[T]
}

// dict is a mapping whose keys are names the author chooses, in the file's order.
type dict[T any] struct {
	items []named[T]
	at    place
}

func (m *dict[T]) given() bool { return m.at.node != nil }

func (m *dict[T]) read(d *decoder, at place, f *field) bool {
	m.at = at
	n := at.node
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		return true
	}
	if n.Kind != yaml.MappingNode {
		hint := lang.Text{}
		if f != nil && !f.example.IsZero() {
			hint = tr("por ejemplo: %s: %s", "for example: %s: %s", f.key, f.example)
		}
		d.wrongKind(at, tr("un mapa de nombres a lo que nombran", "a mapping of names to what they name"), hint)
		return false
	}
	seen := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], n.Content[i+1]
		if !d.key(at, key, seen) {
			continue
		}
		path := at.path.then(key.Value)
		m.items = append(m.items, named[T]{name: key.Value, key: place{node: key, path: path}})
		m.items[len(m.items)-1].read(d, place{node: val, path: path}, f)
	}
	return true
}

// people is a dict of users that may also be written as a list of bare names.
type people struct{ dict[userSpec] }

func (p *people) read(d *decoder, at place, f *field) bool {
	n := at.node
	if n.Kind == yaml.MappingNode || n.ShortTag() == "!!null" {
		return p.dict.read(d, at, f)
	}
	p.at = at
	seen := map[string]*yaml.Node{}
	nodes := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		nodes = n.Content
	}
	for i, c := range nodes {
		here := place{node: c, path: at.path}
		if n.Kind == yaml.SequenceNode {
			here.path = at.path.item(i)
		}
		if c.Kind != yaml.ScalarNode || c.ShortTag() == "!!null" {
			d.wrongKind(here, tr("el nombre de un buzón, como alicia", "a mailbox name, such as alicia"),
				tr("para dar detalles escribe un mapa: users: {alicia: {quota: 1 MB}}", "to give details write a mapping: users: {alicia: {quota: 1 MB}}"))
			continue
		}
		if d.key(at, c, seen) {
			p.items = append(p.items, named[userSpec]{name: c.Value, key: here, opt: opt[userSpec]{at: here, ok: true}})
		}
	}
	return true
}

// phrase is a text in two languages, or one for both.
type phrase struct{ text lang.Text }

type bilingual struct {
	ES opt[str] `key:"es" es:"en español" en:"in Spanish"`
	EN opt[str] `key:"en" es:"en inglés" en:"in English"`
}

func (p *phrase) read(d *decoder, at place, f *field) bool {
	n := at.node
	if n.Kind == yaml.ScalarNode && n.ShortTag() != "!!null" {
		if len(n.Value) > maxText {
			d.report(at, CodeRange, tr("este texto pasa de %d octetos", "this text is longer than %d octets", maxText), tr("acórtalo", "shorten it"))
			return false
		}
		p.text = lang.Both(n.Value)
		return true
	}
	if n.Kind != yaml.MappingNode {
		d.wrongKind(at, tr("un texto", "a text"), tr("escribe {es: …, en: …}, o un solo texto para ambos", "write {es: …, en: …}, or one text for both"))
		return false
	}
	var b bilingual
	if !d.object(reflect.ValueOf(&b).Elem(), at) {
		return false
	}
	p.text = lang.Text{ES: string(b.ES.v), EN: string(b.EN.v)}
	if len(n.Content) == 0 {
		d.report(at, CodeMissing, tr("falta el texto", "the text is missing"), tr("escribe {es: …, en: …}, o un solo texto para ambos", "write {es: …, en: …}, or one text for both"))
		return false
	}
	// A text in one language alone serves for both, as a plain one does.
	if p.text.ES == "" {
		p.text.ES = p.text.EN
	}
	if p.text.EN == "" {
		p.text.EN = p.text.ES
	}
	return true
}
