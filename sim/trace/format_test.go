package trace

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write FORMAT.md anew")

// TestFormatDocument keeps FORMAT.md in step with the types: it is made of their
// comments.
func TestFormatDocument(t *testing.T) {
	d := readDocs(t)
	want := d.document()
	if *update {
		if err := os.WriteFile("FORMAT.md", want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("FORMAT.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("FORMAT.md is not what the types say; if they are right, write it anew: go test ./sim/trace -run FormatDocument -update")
	}
}

// vocabulary is what fields mean whose name says the same everywhere.
var vocabulary = []struct{ field, meaning string }{
	{"queue", "name of the message in this host's queue; unique on the host"},
	{"destination", "where a line of the queue goes: a domain, or `local` for this host's own mailboxes"},
	{"recipient", "address of one recipient of the envelope"},
	{"recipients", "addresses of recipients of the envelope"},
	{"sender", "reverse-path of the envelope; empty for `<>`"},
	{"try", "number of the attempt, from 1"},
	{"remote", "name of the host that was tried"},
	{"status", "enhanced status code (RFC 3463)"},
	{"reply", "what the other side answered"},
	{"why", "the cause, as data; for people it is worded in their language"},
	{"stage", "where an attempt to hand a letter over ended"},
	{"message_id", "the letter's Message-ID, with its angle brackets (RFC 5322 section 3.6.4)"},
	{"subject", "the letter's Subject, decoded"},
	{"from", "the letter's From, decoded"},
	{"user", "address of the mailbox's owner"},
	{"folder", "name of the folder; `INBOX` is where letters arrive"},
	{"uid", "unique number of the letter in its folder (RFC 9051 section 2.3.1.1)"},
	{"flags", `flags of the letter, such as \Seen (RFC 9051 section 2.3.2)`},
}

// docs are the comments of the package's source.
type docs struct {
	t       *testing.T
	types   map[string]*ast.TypeSpec
	comment map[string]string // of types
	consts  map[string][][2]string
}

// sources are the package's files, without its tests.
func sources(t *testing.T) []string {
	list, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(list, func(name string) bool { return strings.HasSuffix(name, "_test.go") })
}

func readDocs(t *testing.T) *docs {
	d := &docs{t: t, types: map[string]*ast.TypeSpec{}, comment: map[string]string{}, consts: map[string][][2]string{}}
	fset := token.NewFileSet()
	for _, name := range sources(t) {
		if name == "row.go" || name == "stream.go" {
			continue // what programs know of a kind, and how they read and write, is not written
		}
		file, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			g, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range g.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					d.types[spec.Name.Name] = spec
					d.comment[spec.Name.Name] = text(spec.Doc, g.Doc)
				case *ast.ValueSpec:
					if id, ok := spec.Type.(*ast.Ident); ok && ast.IsExported(id.Name) && len(spec.Values) == 1 {
						value := strings.Trim(spec.Values[0].(*ast.BasicLit).Value, `"`)
						d.consts[id.Name] = append(d.consts[id.Name], [2]string{value, text(spec.Comment)})
					}
				}
			}
		}
	}
	return d
}

// text is the first comment that there is, on one line.
func text(groups ...*ast.CommentGroup) string {
	for _, g := range groups {
		if g != nil {
			return strings.Join(strings.Fields(g.Text()), " ")
		}
	}
	return ""
}

type field struct{ name, kind, meaning string }

// fields describes a struct's fields as JSON has them.
func (d *docs) fields(name string) []field {
	st, ok := d.types[name].Type.(*ast.StructType)
	if !ok {
		return nil
	}
	var list []field
	previous := ""
	for _, f := range st.Fields.List {
		own := text(f.Doc, f.Comment)
		for _, id := range f.Names {
			tag := ""
			if f.Tag != nil {
				tag = reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("json")
			}
			jsonName, option, _ := strings.Cut(tag, ",")
			meaning := own
			switch {
			case meaning != "":
				previous = meaning
			case word(previous, id.Name):
				meaning = previous
			default:
				for _, v := range vocabulary {
					if v.field == jsonName {
						meaning = v.meaning
					}
				}
				if meaning == "" && word(d.comment[name], id.Name) {
					meaning = "see above"
				}
			}
			kind := "bytes"
			if jsonName != "-" {
				kind = d.kind(f.Type)
			}
			if jsonName == "-" {
				jsonName, option = "`text` or `base64`", "omitempty"
				if meaning == "" {
					meaning = "the letter, or the part of it that is here"
				}
			} else {
				jsonName = "`" + jsonName + "`"
			}
			if meaning == "" {
				d.t.Errorf("%s.%s has no comment, and its name is not in the vocabulary", name, id.Name)
			}
			if option != "" {
				jsonName += " ?"
			}
			list = append(list, field{jsonName, kind, meaning})
		}
	}
	return list
}

func word(text, w string) bool {
	return regexp.MustCompile(`\b` + regexp.QuoteMeta(w) + `\b`).MatchString(text)
}

// kind is a Go type in the words of JSON.
func (d *docs) kind(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.ArrayType:
		return "list of " + d.kind(e.Elt)
	case *ast.SelectorExpr:
		switch e.X.(*ast.Ident).Name + "." + e.Sel.Name {
		case "time.Duration":
			return "nanoseconds"
		case "time.Time":
			return "instant (RFC 3339)"
		case "netip.Addr":
			return "IP address"
		case "netip.AddrPort":
			return "IP address and port"
		case "lang.Text":
			return "object of texts `es`, `en`"
		case "lang.Lang":
			return "`es` or `en`"
		}
	case *ast.StarExpr:
		return d.kind(e.X)
	case *ast.Ident:
		switch e.Name {
		case "string":
			return "text"
		case "bool":
			return "true or false"
		case "int", "int64", "uint16", "uint32", "uint64", "float64":
			return "number"
		case "Kind":
			return "text"
		}
		if values := d.consts[e.Name]; len(values) > 9 {
			return "one of [" + e.Name + "](#values)"
		} else if values != nil {
			var words []string
			for _, v := range values {
				words = append(words, "`"+v[0]+"`")
			}
			return strings.Join(words, ", ")
		}
		if d.types[e.Name] != nil {
			return fmt.Sprintf("[%s](#%s)", e.Name, strings.ToLower(e.Name))
		}
	}
	d.t.Errorf("no words for the type %s", fmt.Sprint(e))
	return "?"
}

func (d *docs) table(b *bytes.Buffer, name string) {
	list := d.fields(name)
	if len(list) == 0 {
		b.WriteString("It has no fields of its own.\n\n")
		return
	}
	b.WriteString("| field | is | meaning |\n|---|---|---|\n")
	for _, f := range list {
		fmt.Fprintf(b, "| %s | %s | %s |\n", f.name, f.kind, strings.ReplaceAll(f.meaning, "|", `\|`))
	}
	b.WriteString("\n")
}

const intro = `# The trace format: ` + Format + ` %d

A trace is all that a run leaves behind: UTF-8 text in JSON Lines. The first line
is the [header](#header); every further line is one event, in the order in which
they came true. The same scenario and seed give the same bytes on every machine;
the trace's hash is the SHA-256 of them with an empty text for the header's
scenario, so that it does not depend on what that one's file is called.

A reader takes kinds and fields that it does not know for news of a later version
and the number above for what it can rely on: it grows when a reader of the old
form would misread the new one. This program refuses what no run writes: numbers
with gaps, time that runs backward, causes that come later, unknown kinds, lines
longer than %d octets, more than %d events.

Durations and instants count nanoseconds of virtual time since the header's
` + "`start`" + `. A field marked ? is left out where it is empty, zero or false.
This page is made of the comments in the source, by a test that keeps it in step.

## Every event

| field | is | meaning |
|---|---|---|
| ` + "`seq`" + ` | number | counts from 1, without gaps |
| ` + "`at_ns`" + ` | nanoseconds | when; never less than in the line before |
| ` + "`host`" + ` ? | text | the host at whose boundary, or inside which, it came true; none for facts of the run itself |
| ` + "`conn`" + ` ? | number | the connection, counted from 1 over the whole run, the same at both of its ends |
| ` + "`cause`" + ` ? | number | the ` + "`seq`" + ` of the event that led to this one, always smaller; none at the roots |
| ` + "`kind`" + ` | text | what happened: one of the kinds below, which say what further fields there are |
| ` + "`text`" + ` ? | text | the event's bytes, where they are valid UTF-8 |
| ` + "`base64`" + ` ? | text | the event's bytes, where they are not |

`

// document is FORMAT.md.
func (d *docs) document() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, intro, Version, MaxLine, MaxEvents)
	b.WriteString("## Words that mean the same everywhere\n\n| field | meaning |\n|---|---|\n")
	for _, v := range vocabulary {
		fmt.Fprintf(&b, "| `%s` | %s |\n", v.field, v.meaning)
	}
	b.WriteString("\n## Kinds\n\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "- [`%s`](#%s): %s\n", r.Kind, anchor(r.Kind), r.Doc)
	}
	b.WriteString("\n")
	for _, r := range rows {
		name := r.typ.Name()
		fmt.Fprintf(&b, "### `%s`\n\n%s\n\n", r.Kind, sentence(strings.TrimPrefix(d.comment[name], name+": ")))
		d.table(&b, name)
	}
	b.WriteString("## Header\n\n" + d.comment["Header"] + "\n\n")
	d.table(&b, "Header")
	var objects []string
	for name, spec := range d.types {
		_, isStruct := spec.Type.(*ast.StructType)
		isFact := slices.ContainsFunc(rows, func(r Row) bool { return r.typ.Name() == name })
		if isStruct && !isFact && ast.IsExported(name) && !slices.Contains([]string{"Header", "Trace", "Event", "Wire", "Ruling", "envelope"}, name) {
			objects = append(objects, name)
		}
	}
	slices.Sort(objects)
	b.WriteString("## Objects\n\n")
	for _, name := range objects {
		fmt.Fprintf(&b, "### %s\n\n%s\n\n", name, sentence(strings.TrimPrefix(d.comment[name], name+": ")))
		d.table(&b, name)
	}
	b.WriteString("## Values\n\n")
	var sets []string
	for name := range d.consts {
		sets = append(sets, name)
	}
	slices.Sort(sets)
	for _, name := range sets {
		fmt.Fprintf(&b, "### %s\n\n%s\n\n", name, d.comment[name])
		for _, v := range d.consts[name] {
			fmt.Fprintf(&b, "- `%s`", v[0])
			if v[1] != "" {
				b.WriteString(": " + v[1])
			}
			b.WriteString("\n")
		}
		b.WriteString("\n")
	}
	return append(bytes.TrimRight(b.Bytes(), "\n"), '\n')
}

func anchor(k Kind) string { return strings.ReplaceAll(string(k), ".", "") }

// sentence begins with a capital letter.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
