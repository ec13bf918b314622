package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"text/template"
)

// spellOut gives a file of Go that makes shaders' sources with a template back as one that has them in a table.
//
// The file has one template, `var tmpl`, whose data are the constants Filter… and Address… and which of them are asked for;
// `func ShaderSource` executes it and remembers what came.
func spellOut(source []byte) ([]byte, error) {
	files := token.NewFileSet()
	f, err := parser.ParseFile(files, "shader.go", source, 0)
	if err != nil {
		return nil, err
	}
	text, names, err := readShaders(f)
	if err != nil {
		return nil, err
	}
	table, err := shaderTable(text, names)
	if err != nil {
		return nil, err
	}
	var kept []ast.Decl
	for _, d := range f.Decls {
		if !isTemplate(d) && !isImport(d) && !isFunc(d, "ShaderSource") {
			kept = append(kept, d)
		}
	}
	f.Decls = kept
	f.Comments, f.Imports = nil, nil
	var b bytes.Buffer
	if err := format.Node(&b, files, f); err != nil {
		return nil, err
	}
	out := strings.Replace(b.String(), "package "+f.Name.Name, "package "+f.Name.Name+"\n\nimport \"sync\"", 1)
	return format.Source([]byte(out + table))
}

// readShaders finds the template and the constants, in their order.
func readShaders(f *ast.File) (text string, names map[string][]string, err error) {
	names = map[string][]string{}
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		if isTemplate(g) {
			ast.Inspect(g, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && strings.HasPrefix(lit.Value, "`") {
					text, err = strconv.Unquote(lit.Value)
				}
				return true
			})
		}
		if g.Tok != token.CONST || !g.Lparen.IsValid() {
			continue
		}
		for _, s := range g.Specs {
			for _, name := range s.(*ast.ValueSpec).Names {
				for _, kind := range []string{"Filter", "Address"} {
					if strings.HasPrefix(name.Name, kind) {
						names[kind] = append(names[kind], name.Name)
					}
				}
			}
		}
	}
	if err != nil {
		return "", nil, err
	}
	if text == "" || len(names["Filter"]) == 0 || len(names["Address"]) == 0 {
		return "", nil, errors.New("no `var tmpl` with constants Filter… and Address… in it")
	}
	return text, names, nil
}

// shaderTable executes the template for each filter and address, and writes the table and the function that looks things up.
func shaderTable(text string, names map[string][]string) (string, error) {
	t, err := template.New("tmpl").Option("missingkey=error").Parse(text)
	if err != nil {
		return "", err
	}
	data := map[string]int{}
	for _, of := range names {
		for i, name := range of {
			data[name] = i
		}
	}
	var b strings.Builder
	b.WriteString("\n\nvar sources = [FilterCount][AddressCount]string{\n")
	for filter := range names["Filter"] {
		b.WriteString("{\n")
		for address := range names["Address"] {
			data["Filter"], data["Address"] = filter, address
			var shader strings.Builder
			if err := t.Execute(&shader, data); err != nil {
				return "", err
			}
			fmt.Fprintf(&b, "%q,\n", shader.String())
		}
		b.WriteString("},\n")
	}
	b.WriteString(`}

func ShaderSource(filter Filter, address Address) []byte {
	shadersM.Lock()
	defer shadersM.Unlock()
	if shaders[filter][address] == nil {
		shaders[filter][address] = []byte(sources[filter][address])
	}
	return shaders[filter][address]
}
`)
	return b.String(), nil
}

func isTemplate(d ast.Decl) bool {
	g, ok := d.(*ast.GenDecl)
	if !ok || g.Tok != token.VAR || len(g.Specs) != 1 {
		return false
	}
	names := g.Specs[0].(*ast.ValueSpec).Names
	return len(names) == 1 && names[0].Name == "tmpl"
}

func isImport(d ast.Decl) bool {
	g, ok := d.(*ast.GenDecl)
	return ok && g.Tok == token.IMPORT
}

func isFunc(d ast.Decl, name string) bool {
	f, ok := d.(*ast.FuncDecl)
	return ok && f.Name.Name == name
}
