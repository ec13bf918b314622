package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/lang"
	"posta/sim/replay"
	"posta/sim/story"
	"posta/wasm/api"
)

const head = `// Written by "go run ./web/types" from package wasm/api: do not edit.
`

// typescript writes everything down. Root is the module's folder: the values of named strings, and the names of
// parameters, stand only in the sources.
func typescript(root string) (string, error) {
	w := &writer{root: root, done: map[reflect.Type]bool{}, names: map[string]reflect.Type{}, parsed: map[string][]*ast.File{}}
	var b strings.Builder
	b.WriteString(head)
	for _, t := range []reflect.Type{reflect.TypeFor[api.Page](), reflect.TypeFor[api.Engine]()} {
		b.WriteString(w.functions(t))
	}
	b.WriteString("\nexport type StageMessage =\n")
	api.Words(func(do string, fields reflect.Type) {
		fmt.Fprintf(&b, "  | { do: %q%s }\n", do, w.inline(fields))
	})
	w.name(reflect.TypeFor[api.Status]())
	w.name(reflect.TypeFor[api.Chapter]())
	w.name(reflect.TypeFor[api.Index]())
	for len(w.queue) > 0 {
		t := w.queue[0]
		w.queue = w.queue[1:]
		b.WriteString(w.declare(t))
	}
	return b.String(), w.err
}

type writer struct {
	root   string
	queue  []reflect.Type // to be declared
	done   map[reflect.Type]bool
	names  map[string]reflect.Type
	parsed map[string][]*ast.File // by package path
	err    error
}

var text = reflect.TypeFor[lang.Text]()

// renamed are Go names that mean something else in a browser, or twice.
var renamed = map[string]string{"view.Lesson": "LessonView", "view.Chapter": "ChapterView", "api.File": "Written"}

// spelled are the named strings whose values the script knows one by one; of the others it only shows them.
var spelled = []reflect.Type{
	reflect.TypeFor[lang.Lang](), reflect.TypeFor[story.Detail](), reflect.TypeFor[story.Class](), reflect.TypeFor[replay.Op](), reflect.TypeFor[api.TargetKind](),
}

// same are types with the same values as another.
var same = map[reflect.Type]reflect.Type{reflect.TypeFor[dialogue.Class](): reflect.TypeFor[story.Class]()}

// name gives the TypeScript name of a named type, and sees to it that it is declared.
func (w *writer) name(t reflect.Type) string {
	name := t.Name()
	if other, ok := renamed[t.String()]; ok {
		name = other
	}
	if before, ok := w.names[name]; ok && before != t && w.err == nil {
		w.err = fmt.Errorf("%v and %v would both be called %s", before, t, name)
	}
	w.names[name] = t
	if !w.done[t] {
		w.done[t] = true
		w.queue = append(w.queue, t)
	}
	return name
}

// of is a type where it is used.
func (w *writer) of(t reflect.Type) string {
	switch {
	case t == text:
		return w.name(t)
	case t == reflect.TypeFor[[]byte]():
		return "Uint8Array<ArrayBuffer>"
	}
	switch t.Kind() {
	case reflect.String:
		if other, ok := same[t]; ok {
			t = other
		}
		if slices.Contains(spelled, t) {
			return w.name(t)
		}
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Uint8, reflect.Float64:
		return "number"
	case reflect.Map:
		return fmt.Sprintf("Record<%s, %s>", w.of(t.Key()), w.of(t.Elem()))
	case reflect.Slice:
		return w.of(t.Elem()) + "[]"
	case reflect.Pointer:
		return w.of(t.Elem()) + " | null"
	case reflect.Func:
		return "(n: number) => void"
	case reflect.Struct:
		if t.Name() == "" {
			return "{" + strings.TrimPrefix(w.inline(t), ";") + " }"
		}
		return w.name(t)
	}
	if w.err == nil {
		w.err = fmt.Errorf("no TypeScript for %v", t)
	}
	return "unknown"
}

// field is one of a struct's, as JSON has it.
type field struct {
	name     string
	optional bool
	of       reflect.Type
}

func fields(t reflect.Type) []field {
	var list []field
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() {
			continue
		}
		if name == "" { // the stage's messages have no tags: JSON in Go takes any case
			name = strings.ToLower(f.Name)
		}
		list = append(list, field{name, strings.Contains(options, "omitempty"), f.Type})
	}
	return list
}

func (w *writer) member(f field) string {
	mark, kind := "", w.of(f.of)
	if f.optional {
		mark, kind = "?", strings.TrimSuffix(kind, " | null")
	}
	return fmt.Sprintf("%s%s: %s", f.name, mark, kind)
}

// inline is a message's fields. Go reads what is missing as zero: a switch that is off, and a place that does not matter, may
// be left out.
func (w *writer) inline(t reflect.Type) string {
	var b strings.Builder
	for _, f := range fields(t) {
		f.optional = f.optional || f.of.Kind() == reflect.Bool && t.NumField() > 1 || f.name == "at" && t.NumField() > 1
		b.WriteString("; " + w.member(f))
	}
	return b.String()
}

func (w *writer) declare(t reflect.Type) string {
	name := w.name(t)
	switch {
	case t == text:
		return fmt.Sprintf("\nexport type %s = Record<%s, string>;\n", name, w.name(reflect.TypeFor[lang.Lang]()))
	case t.Kind() == reflect.String:
		values := w.values(t)
		return fmt.Sprintf("\nexport const all%s = [%s] as const;\nexport type %s = (typeof all%s)[number];\n", name, strings.Join(values, ", "), name, name)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\nexport interface %s {\n", name)
	for _, f := range fields(t) {
		fmt.Fprintf(&b, "  %s;\n", w.member(f))
	}
	b.WriteString("}\n")
	return b.String()
}

// functions is an interface's methods, by the names that the module gives them.
func (w *writer) functions(t reflect.Type) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nexport interface %s {\n", t.Name()+"API")
	for i := range t.NumMethod() {
		m := t.Method(i)
		named := w.parameters(t, m.Name)
		var list []string
		for j := range m.Type.NumIn() {
			list = append(list, named[j]+": "+w.of(m.Type.In(j)))
		}
		result := "void"
		if m.Type.NumOut() > 0 {
			result = w.of(m.Type.Out(0))
		}
		fmt.Fprintf(&b, "  %s(%s): %s;\n", strings.ToLower(m.Name), strings.Join(list, ", "), result)
	}
	b.WriteString("}\n")
	return b.String()
}

// files are a package's sources.
func (w *writer) files(pkg string) []*ast.File {
	if files, ok := w.parsed[pkg]; ok {
		return files
	}
	var files []*ast.File
	paths, _ := filepath.Glob(filepath.Join(w.root, filepath.FromSlash(strings.TrimPrefix(pkg, "posta/")), "*.go"))
	for _, path := range paths {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil && w.err == nil {
			w.err = err
		}
		if f != nil {
			files = append(files, f)
		}
	}
	w.parsed[pkg] = files
	return files
}

// values are the constants of a named string, quoted, in the order of the source; the empty one is left out.
func (w *writer) values(t reflect.Type) []string {
	var list []string
	for _, f := range w.files(t.PkgPath()) {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, s := range g.Specs {
				v := s.(*ast.ValueSpec)
				if kind, ok := v.Type.(*ast.Ident); !ok || kind.Name != t.Name() {
					continue
				}
				for _, e := range v.Values {
					lit, ok := e.(*ast.BasicLit)
					if !ok {
						continue
					}
					if s, err := strconv.Unquote(lit.Value); err == nil && s != "" && !slices.Contains(list, strconv.Quote(s)) {
						list = append(list, strconv.Quote(s))
					}
				}
			}
		}
	}
	return list
}

// parameters are the names of a method's parameters.
func (w *writer) parameters(t reflect.Type, method string) []string {
	var list []string
	for _, f := range w.files(t.PkgPath()) {
		ast.Inspect(f, func(n ast.Node) bool {
			s, ok := n.(*ast.TypeSpec)
			if !ok || s.Name.Name != t.Name() {
				return true
			}
			for _, m := range s.Type.(*ast.InterfaceType).Methods.List {
				if m.Names[0].Name != method {
					continue
				}
				for _, p := range m.Type.(*ast.FuncType).Params.List {
					for _, name := range p.Names {
						list = append(list, name.Name)
					}
				}
			}
			return false
		})
	}
	return list
}
