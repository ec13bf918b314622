package scenario

import (
	"fmt"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v4"

	"posta/sim/lang"
)

// Reference gives the whole format as Markdown in one language: every object, every key, from the same types the decoder
// fills.
func Reference(l lang.Lang) []byte {
	var b strings.Builder
	words := func(es, en string) string { return lang.Text{ES: es, EN: en}.In(l) }
	fmt.Fprintf(&b, "# %s\n", words("El formato de los escenarios, versión 1", "The scenario format, version 1"))
	shapes := map[string]*shape{}
	walkShapes(reflect.TypeFor[file](), func(name string, s *shape) {
		title := "`" + name + "`"
		if name == "" {
			title = words("El archivo", "The file")
		}
		if shapes[name] != nil {
			title += " " + words("(otro uso)", "(another use)")
		}
		shapes[name] = s
		fmt.Fprintf(&b, "\n## %s\n\n", title)
		if s.short != nil {
			fmt.Fprintf(&b, "%s\n\n", fmt.Sprintf(words("Un valor suelto en su lugar significa `%s`.", "A plain value in its place means `%s`."), s.short.key))
		}
		if s.union {
			fmt.Fprintf(&b, "%s\n\n", words("Cada elemento tiene exactamente una de: ", "Each item has exactly one of: ")+"`"+strings.Join(s.verbs, "`, `")+"`.")
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n|---|---|---|---|\n", words("clave", "key"), words("qué es", "what it is"), words("si no se dice", "when not said"), words("ejemplo", "example"))
		for _, f := range s.fields {
			doc := f.doc.In(l)
			if f.enum != nil {
				doc += ": `" + strings.Join(f.enum, "`, `") + "`"
			}
			if f.bounded {
				doc += fmt.Sprintf(" (%d–%d)", f.min, f.max)
			}
			fallback := f.fallback
			if f.required {
				fallback = words("**hace falta**", "**required**")
			}
			example := ""
			if f.example != "" {
				example = "`" + f.example + "`"
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", f.key, cell(doc), cell(fallback), cell(example))
		}
	})
	return []byte(b.String())
}

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
