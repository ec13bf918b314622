package form

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"posta/sim/lang"
)

// A form is written down once, as Go types with their tags: what a key is called, what it means in both languages, what it may
// hold. This decoder, the JSON Schema (schema.go) and the reference (reference.go) all read those types, so that they cannot
// disagree.

// Field is one key of an object.
type Field struct {
	Key      string
	Doc      lang.Text
	Fallback lang.Text // the default, as a person would write it
	Example  lang.Text
	Is       string // what a plain text names: a key of kinds
	Required bool
	Verb     bool // exactly one of the verbs of a union is given
	Short    bool // a scalar in the object's place means this field
	Enum     []string
	Min, Max int64 // bounds of integers, when bounded
	Bounded  bool
	Index    []int
}

// Shape is an object's list of keys.
type Shape struct {
	Of     reflect.Type
	Fields []*Field
	short  *Field
	union  bool
	verbs  []string
}

func (s *Shape) field(key string) *Field {
	for _, f := range s.Fields {
		if f.Key == key {
			return f
		}
	}
	return nil
}

func (s *Shape) keys() []string {
	var keys []string
	for _, f := range s.Fields {
		keys = append(keys, f.Key)
	}
	return keys
}

// optional says whether {} is a complete value.
func (s *Shape) optional() bool {
	if s.union {
		return false
	}
	for _, f := range s.Fields {
		if f.Required {
			return false
		}
	}
	return true
}

// shapeOf reads a struct type's tags. A mistake in them is a mistake in this package, and any test finds it.
func (form *Format) Shape(t reflect.Type) *Shape {
	if s, ok := form.shapes.Load(t); ok {
		return s.(*Shape)
	}
	s := &Shape{Of: t}
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
						return form.defaultText(name)
					}
					return lang.Both(text)
				}
				return lang.Text{ES: tag.Get(key + "_es"), EN: tag.Get(key + "_en")}
			}
			f := &Field{
				Key: tag.Get("key"), Doc: lang.Text{ES: tag.Get("es"), EN: tag.Get("en")},
				Fallback: both("default"), Example: both("example"), Is: tag.Get("is"),
				Required: tag.Get("required") != "", Verb: tag.Get("verb") != "", Short: tag.Get("short") != "",
				Index: at,
			}
			if f.Key == "" {
				panic("form: field without key: " + t.Name() + "." + sf.Name)
			}
			if e := tag.Get("enum"); e != "" {
				f.Enum = strings.Split(e, "|")
			}
			if r := tag.Get("range"); r != "" {
				low, high, _ := strings.Cut(r, "..")
				f.Min, _ = strconv.ParseInt(low, 10, 64)
				f.Max, _ = strconv.ParseInt(high, 10, 64)
				f.Bounded = true
			}
			s.Fields = append(s.Fields, f)
			if f.Short {
				s.short = f
			}
			if f.Verb {
				s.union = true
				s.verbs = append(s.verbs, f.Key)
			}
		}
	}
	walk(t, nil)
	form.shapes.Store(t, s)
	return s
}

// Decoder fills those types from YAML nodes.
type Decoder struct {
	*Reporter
}

// Reader is a type that reads itself from a node. It says false, having reported why, when nothing could be read.
type Reader interface {
	Read(d *Decoder, at Place, f *Field) bool
}

// Value decodes into an addressable value.
func (d *Decoder) Value(v reflect.Value, at Place, f *Field) bool {
	if r, ok := v.Addr().Interface().(Reader); ok {
		return r.Read(d, at, f)
	}
	if sc, ok := v.Addr().Interface().(Scalar); ok {
		return d.Scalar(sc, at, f)
	}
	return d.Object(v, at)
}

// Top decodes the whole file into a struct, which it is given a pointer to.
func (d *Decoder) Top(root *yaml.Node, into any) bool {
	if root.Kind != yaml.MappingNode {
		d.Report(Place{Node: root}, CodeType,
			tr("%s es un mapa de claves y valores, y este archivo es %s", "%s is a mapping of keys to values, and this file is %s", d.Format.Name, KindName(root)),
			d.Format.Begin)
		return false
	}
	return d.Fill(root, into)
}

// Fill decodes a mapping into a struct, which it is given a pointer to.
func (d *Decoder) Fill(root *yaml.Node, into any) bool {
	return d.Object(reflect.ValueOf(into).Elem(), Place{Node: root})
}

// Object decodes a mapping, or with a short field a scalar, into a struct.
func (d *Decoder) Object(v reflect.Value, at Place) bool {
	s := d.Format.Shape(v.Type())
	n := at.Node
	switch {
	case n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" && s.optional():
		return true
	case n.Kind == yaml.ScalarNode && n.ShortTag() != "!!null" && s.short != nil:
		return d.Value(v.FieldByIndex(s.short.Index), at, s.short)
	case n.Kind != yaml.MappingNode:
		hint := tr("las claves posibles son: %s", "the possible keys are: %s", strings.Join(s.keys(), ", "))
		if s.union {
			hint = tr("escribe una de estas: %s", "write one of these: %s", strings.Join(s.verbs, ", "))
		}
		if f, value := gluedKey(n.Value, s); f != nil && value != "" {
			hint = gluedHint(f, value)
			if n.Kind == yaml.ScalarNode && n.Style == 0 && !s.union {
				d.Report(at, CodeType, tr("a la clave «%s» le falta «: »", "the key \"%s\" lacks its \": \"", f.Key), hint)
				return false
			}
		}
		d.WrongKind(at, tr("un mapa de claves y valores", "a mapping of keys to values"), hint)
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
		if !d.KeyOf(at, key, seen) {
			continue
		}
		f := s.field(key.Value)
		if f == nil {
			d.unknownKey(at, key, s)
			// A key without its colon is there all the same, if badly written.
			glued, value := gluedKey(key.Value, s)
			if glued == nil || value == "" || seen[glued.Key] != nil {
				continue
			}
			seen[glued.Key] = key
			f, val = glued, &yaml.Node{Kind: yaml.ScalarNode, Value: value, Line: key.Line, Column: key.Column}
		}
		if f.Verb {
			verbs = append(verbs, key)
		}
		d.Value(v.FieldByIndex(f.Index), Place{Node: val, Path: at.Path.Then(f.Key)}, f)
	}
	if s.union && len(verbs) != 1 {
		d.verbs(at, s, verbs, len(n.Content) == 0)
	}
	for _, f := range s.Fields {
		if f.Required && seen[f.Key] == nil {
			what := tr("falta «%s»", "\"%s\" is missing", f.Key)
			hint := lang.Sprintf("%s", "%s", f.Doc)
			if !f.Example.IsZero() {
				hint = tr("por ejemplo: %s: %s", "for example: %s: %s", f.Key, f.Example)
			}
			d.Report(Place{Node: d.anchorOf(n), Path: at.Path}, CodeMissing, what, hint)
		}
	}
	return true
}

// anchorOf gives the best place to say that something is missing in a mapping: its first key.
func (d *Decoder) anchorOf(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.MappingNode && len(n.Content) > 0 && n.Style&yaml.FlowStyle == 0 {
		return n.Content[0]
	}
	return n
}

// verbs complains about a union with no verb or with several.
func (d *Decoder) verbs(at Place, s *Shape, given []*yaml.Node, empty bool) {
	all := strings.Join(s.verbs, ", ")
	if len(given) > 1 {
		d.Report(Place{Node: given[1], Path: at.Path}, CodeConflict,
			tr("«%s» y «%s» no caben en el mismo elemento de la lista", "\"%s\" and \"%s\" do not fit in one item of the list", given[0].Value, given[1].Value),
			tr("empieza un elemento nuevo con «-» para «%s»", "begin a new item with \"-\" for \"%s\"", given[1].Value))
		return
	}
	// An unknown key has been reported already, and is most probably the verb, misspelt.
	for _, p := range d.problems {
		if p.Code == CodeUnknownKey && len(at.Node.Content) > 0 && p.Line == at.Node.Content[0].Line {
			return
		}
	}
	what := tr("este elemento no dice qué", "this item does not say what")
	if empty {
		what = tr("este elemento está vacío", "this item is empty")
	}
	d.Report(Place{Node: d.anchorOf(at.Node), Path: at.Path}, CodeMissing, what,
		tr("pon una de estas claves: %s", "put one of these keys: %s", all))
}

// key checks one key of a mapping.
func (d *Decoder) KeyOf(at Place, key *yaml.Node, seen map[string]*yaml.Node) bool {
	if key.Kind != yaml.ScalarNode {
		d.Report(Place{Node: key, Path: at.Path}, CodeType,
			tr("una clave es una palabra, no %s", "a key is a word, not %s", KindName(key)),
			tr("si era un texto con «{» o «[», ponlo entre comillas", "if it was a text with \"{\" or \"[\", put it in quotes"))
		return false
	}
	if first := seen[key.Value]; first != nil {
		d.Report(Place{Node: key, Path: at.Path.Then(key.Value)}, CodeDuplicateKey,
			tr("«%s» ya está en la línea %d", "\"%s\" is already on line %d", Shown(key.Value), first.Line),
			tr("deja solo una de las dos, o júntalas", "leave only one of the two, or join them"))
		return false
	}
	seen[key.Value] = key
	return true
}

func (d *Decoder) unknownKey(at Place, key *yaml.Node, s *Shape) {
	name := key.Value
	if d.Full() {
		d.dropped++
		return
	}
	if d.colonText(at, key, s) || at.Node.Style&yaml.FlowStyle == 0 && d.unindented(key.Line) {
		return
	}
	what := tr("aquí no se conoce la clave «%s»", "the key \"%s\" is not known here", Shown(name))
	hint := tr("las claves posibles son: %s", "the possible keys are: %s", strings.Join(s.keys(), ", "))
	if f, value := gluedKey(name, s); f != nil && value != "" {
		what, hint = tr("a la clave «%s» le falta «: »", "the key \"%s\" lacks its \": \"", f.Key), gluedHint(f, value)
	} else if bare, ok := strings.CutPrefix(name, "-"); ok && key.Style == 0 && bare != "" {
		what = tr("al guion de «%s» le falta un espacio detrás", "the hyphen of \"%s\" lacks a space after it", Shown(name))
		hint = tr("un elemento de una lista empieza por un guion y un espacio: - %s: …", "an item of a list begins with a hyphen and a space: - %s: …", Shown(bare))
	} else if near := d.Format.suggestKey(name, s.keys()); near != "" {
		hint = tr("¿quisiste decir «%s»?", "did you mean \"%s\"?", near)
	} else if owners := d.Format.keys()[name]; slices.Contains(owners, "") {
		hint = tr("«%s» no va dentro de nada: es una clave de primer nivel; aquí caben: %s", "\"%s\" goes inside nothing: it is a key of the top level; what fits here: %s", name, strings.Join(s.keys(), ", "))
	} else if len(owners) > 0 {
		hint = tr("«%s» va dentro de: %s; aquí caben: %s", "\"%s\" goes inside: %s; what fits here: %s", name, strings.Join(owners, ", "), strings.Join(s.keys(), ", "))
	} else if name == "<<" {
		hint = tr("aquí no se usa la fusión de mapas de YAML: repite las claves", "YAML's merging of mappings is not used here: repeat the keys")
	}
	d.Report(Place{Node: key, Path: at.Path.Then(name)}, CodeUnknownKey, what, hint)
}

// Scalar decodes one plain value.
func (d *Decoder) Scalar(sc Scalar, at Place, f *Field) bool {
	n := at.Node
	nature := sc.Nature(f)
	if n.Kind != yaml.ScalarNode {
		d.WrongKind(at, nature, lang.Text{})
		return false
	}
	if n.ShortTag() == "!!null" {
		d.noValue(at, tr("escribe %s", "write %s", nature), lang.Text{})
		return false
	}
	if c := sc.Parse(n, f); c != nil {
		if fixed, ok := decimalPoint(n.Value); ok && sc.Parse(&yaml.Node{Kind: yaml.ScalarNode, Value: fixed}, f) == nil {
			c.Hint = tr("los decimales van con punto: %s", "decimals take a point: %s", Shown(fixed))
		}
		if c.Hint.IsZero() {
			c.Hint = tr("escribe %s", "write %s", nature)
		}
		d.Report(at, c.Code, c.What, c.Hint)
		return false
	}
	return true
}

// noValue says that nothing stands where something was due.
func (d *Decoder) noValue(at Place, wanted, hint lang.Text) {
	what := tr("falta el valor", "the value is missing")
	if at.Path != nil && at.Path.key != "" {
		what = tr("«%s» no tiene valor", "\"%s\" has no value", Shown(at.Path.key))
	}
	if !hint.IsZero() {
		wanted = tr("%s; %s", "%s; %s", wanted, hint)
	}
	d.Report(at, CodeType, what, wanted)
}

// WrongKind says that a list, mapping or scalar stands where another was due.
func (d *Decoder) WrongKind(at Place, wanted, hint lang.Text) {
	n := at.Node
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		d.noValue(at, tr("aquí va %s", "%s goes here", wanted), hint)
		return
	}
	what := tr("aquí va %s, y hay %s", "%s goes here, and there is %s", wanted, KindName(n))
	if hint.IsZero() {
		hint = tr("escribe %s", "write %s", wanted)
	}
	d.Report(Place{Node: n, Path: at.Path}, CodeType, what, hint)
}

// KindName says what a node is.
func KindName(n *yaml.Node) lang.Text {
	switch {
	case n.Kind == yaml.MappingNode:
		return tr("un mapa de claves y valores", "a mapping of keys to values")
	case n.Kind == yaml.SequenceNode:
		return tr("una lista", "a list")
	}
	return tr("un valor suelto", "a plain value")
}

// Opt is a value that may be absent, with the place it was read from.
type Opt[T any] struct {
	V  T
	At Place
	OK bool // it was given, and read without a problem of its own
}

// Given says whether the file has it at all, well written or not.
func (o *Opt[T]) Given() bool { return o.At.Node != nil }

func (o *Opt[T]) Read(d *Decoder, at Place, f *Field) bool {
	o.At = at
	o.OK = d.Value(reflect.ValueOf(&o.V).Elem(), at, f)
	return o.OK
}

// List is a YAML list; a value alone stands for a list of one.
type List[T any] struct {
	Items []Opt[T]
	At    Place
}

func (l *List[T]) Given() bool { return l.At.Node != nil }

func (l *List[T]) Read(d *Decoder, at Place, f *Field) bool {
	l.At = at
	n := at.Node
	if n.Kind != yaml.SequenceNode {
		var one Opt[T]
		if one.Read(d, at, f) {
			l.Items = append(l.Items, one)
		}
		return one.OK
	}
	l.Items = make([]Opt[T], len(n.Content))
	for i, c := range n.Content {
		l.Items[i].Read(d, Place{Node: c, Path: at.Path.Item(i)}, f)
	}
	return true
}

// named is one entry of a dict.
type Entry[T any] struct {
	Name string
	Key  Place
	Opt[T]
}

// Dict is a mapping whose keys are names the author chooses, in the file's order.
type Dict[T any] struct {
	Items []Entry[T]
	At    Place
}

func (m *Dict[T]) Given() bool { return m.At.Node != nil }

func (m *Dict[T]) Read(d *Decoder, at Place, f *Field) bool {
	m.At = at
	n := at.Node
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		return true
	}
	if n.Kind != yaml.MappingNode {
		hint := lang.Text{}
		if f != nil && !f.Example.IsZero() {
			hint = tr("por ejemplo: %s: %s", "for example: %s: %s", f.Key, f.Example)
		}
		d.WrongKind(at, tr("un mapa de nombres a lo que nombran", "a mapping of names to what they name"), hint)
		return false
	}
	seen := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], n.Content[i+1]
		if !d.KeyOf(at, key, seen) {
			continue
		}
		path := at.Path.Then(key.Value)
		m.Items = append(m.Items, Entry[T]{Name: key.Value, Key: Place{Node: key, Path: path}})
		m.Items[len(m.Items)-1].Read(d, Place{Node: val, Path: path}, f)
	}
	return true
}

// Phrase is a text in two languages, or one for both; and perhaps in more.
type Phrase struct{ Text lang.Text }

type bilingual struct {
	ES Opt[Str] `key:"es" es:"en español" en:"in Spanish"`
	EN Opt[Str] `key:"en" es:"en inglés" en:"in English"`
}

// Words are such a text of any length, of one line or of several: the body of a letter.
type Words struct{ Phrase }

// Caption is such a text on one line: the subject of a letter.
type Caption struct{ Phrase }

func (p *Phrase) Read(d *Decoder, at Place, f *Field) bool {
	return p.read(d, at, f, func(text string) *Complaint {
		if len(text) > maxText {
			return Bad(CodeRange, tr("este texto pasa de %d bytes", "this text is longer than %d bytes", maxText), tr("acórtalo", "shorten it"))
		}
		return nil
	})
}

func (p *Words) Read(d *Decoder, at Place, f *Field) bool {
	return p.read(d, at, f, func(string) *Complaint { return nil })
}

func (p *Caption) Read(d *Decoder, at Place, f *Field) bool {
	return p.read(d, at, f, func(text string) *Complaint {
		return new(Line).Parse(&yaml.Node{Kind: yaml.ScalarNode, Value: text}, f)
	})
}

func (p *Phrase) read(d *Decoder, at Place, f *Field, check func(text string) *Complaint) bool {
	n := at.Node
	if n.Kind == yaml.ScalarNode && n.ShortTag() != "!!null" {
		if c := check(n.Value); c != nil {
			d.Report(at, c.Code, c.What, c.Hint)
			return false
		}
		p.Text = lang.Both(n.Value)
		return true
	}
	if n.Kind != yaml.MappingNode {
		d.WrongKind(at, tr("un texto", "a text"), tr("escribe {es: …, en: …}, o un solo texto para ambos", "write {es: …, en: …}, or one text for both"))
		return false
	}
	var b bilingual
	two, others := withoutOthers(n)
	if !d.Object(reflect.ValueOf(&b).Elem(), Place{Node: two, Path: at.Path}) {
		return false
	}
	for _, one := range []*Opt[Str]{&b.ES, &b.EN} {
		if c := check(string(one.V)); c != nil {
			d.Report(one.At, c.Code, c.What, c.Hint)
			return false
		}
	}
	p.Text = lang.Text{ES: string(b.ES.V), EN: string(b.EN.V)}
	if len(two.Content) == 0 {
		d.Report(at, CodeMissing, tr("falta el texto", "the text is missing"), tr("escribe {es: …, en: …}, o un solo texto para ambos", "write {es: …, en: …}, or one text for both"))
		return false
	}
	// A text in one language alone serves for both, as a plain one does.
	if p.Text.ES == "" {
		p.Text.ES = p.Text.EN
	}
	if p.Text.EN == "" {
		p.Text.EN = p.Text.ES
	}
	ok := true
	seen := map[string]*yaml.Node{}
	for i := 0; i+1 < len(others); i += 2 {
		var words Str
		path := at.Path.Then(others[i].Value)
		if !d.KeyOf(at, others[i], seen) {
			ok = false
		} else if !d.Scalar(&words, Place{Node: others[i+1], Path: path}, f) {
			ok = false
		} else if c := check(string(words)); c != nil {
			d.Report(Place{Node: others[i+1], Path: path}, c.Code, c.What, c.Hint)
			ok = false
		} else {
			p.Text = p.Text.With(lang.Lang(others[i].Value), string(words))
		}
	}
	return ok
}

// withoutOthers parts a text's languages into the two that every text has and the others. Where neither of the two is there, all
// stay together: what looks like a language is more probably the first word of a text with a colon.
func withoutOthers(n *yaml.Node) (two *yaml.Node, others []*yaml.Node) {
	rest := *n
	rest.Content = nil
	given := false
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		complete := slices.Contains(lang.Complete(), lang.Lang(key.Value))
		if key.Kind == yaml.ScalarNode && !complete && lang.Named(key.Value) {
			others = append(others, key, n.Content[i+1])
			continue
		}
		rest.Content = append(rest.Content, key, n.Content[i+1])
		given = given || complete
	}
	if !given {
		return n, nil
	}
	return &rest, others
}
