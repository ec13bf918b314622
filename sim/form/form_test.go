package form

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"posta/sim/lang"
)

// A form about something else than mail: a book of recipes.

type book struct {
	Title   Opt[Phrase]      `key:"title" required:"1" example:"Pan" es:"cómo se llama" en:"what it is called"`
	Recipes Dict[recipeSpec] `key:"recipes" required:"1" example:"{pan: {oven: 40min}}" es:"las recetas" en:"the recipes"`
}

type recipeSpec struct {
	Oven  Opt[Span]      `key:"oven" short:"1" default:"=oven" example:"40min" es:"cuánto está en el horno" en:"how long it bakes"`
	Serve Opt[Whole]     `key:"serve" range:"1..20" default:"=serve" es:"para cuántos" en:"for how many"`
	Note  Opt[Line]      `key:"note" es:"lo que conviene saber" en:"what is good to know"`
	Steps List[stepSpec] `key:"steps" es:"qué se hace" en:"what is done"`
}

type stepSpec struct {
	Mix  List[Line] `key:"mix" verb:"1" example:"[harina, agua]" es:"mezclar" en:"mix"`
	Wait Opt[Span]  `key:"wait" verb:"1" example:"1h" es:"esperar" en:"wait"`
}

func bookFormat() *Format {
	return &Format{
		Name:  tr("un recetario", "a book of recipes"),
		Begin: tr("un recetario empieza por «title:»", "a book of recipes begins with \"title:\""),
		Large: tr("quita recetas", "take recipes out"),
		Tops:  []reflect.Type{reflect.TypeFor[book]()},
		Meant: map[string][]string{"horno": {"oven"}},
		Prose: map[string]bool{"note": true, "title": true},
		Kinds: []Kind{
			{ID: "text", Name: tr("texto", "text"), How: tr("en una línea", "on one line")},
			{ID: "phrase", Name: tr("texto", "text"), How: tr("en dos lenguas", "in two languages")},
			{ID: "number", Name: tr("número", "number"), How: tr("entero", "whole")},
			{ID: "span", Name: tr("duración", "length of time"), How: tr("con su unidad", "with its unit")},
		},
		Defaults: map[string]any{"oven": Span(30 * time.Minute), "serve": Whole(4)},
	}
}

func readBook(text string) (*book, Problems) {
	rep := NewReporter(bookFormat(), "book.yaml")
	b := &book{}
	if root := Load(rep, []byte(text)); root != nil {
		(&Decoder{Reporter: rep}).Top(root, b)
	}
	return b, rep.Finish()
}

func TestReadingKnowsWhereEachValueStood(t *testing.T) {
	b, ps := readBook("title: {es: Pan, en: Bread}\nrecipes:\n  pan: 40min\n  sopa:\n    serve: 2\n    steps: [{mix: [agua, sal]}, {wait: 1h}]\n")
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	pan, sopa := b.Recipes.Items[0], b.Recipes.Items[1]
	if b.Title.V.Text.EN != "Bread" || pan.Name != "pan" || time.Duration(pan.V.Oven.V) != 40*time.Minute || pan.V.Serve.Given() {
		t.Errorf("%+v", b)
	}
	if len(sopa.V.Steps.Items) != 2 || sopa.V.Steps.Items[0].V.Mix.Items[1].V != "sal" || sopa.Key.Node.Line != 4 {
		t.Errorf("%+v", sopa)
	}
	if at := sopa.V.Steps.Items[1].V.Wait.At; at.Node.Column != 40 || at.Path.String() != "recipes.sopa.steps[1].wait" {
		t.Errorf("column %d of %s", at.Node.Column, at.Path)
	}
}

// TestOtherLanguages: a text may be in more languages than the two; what looks like one and stands alone is a text with a colon.
func TestOtherLanguages(t *testing.T) {
	b, ps := readBook("title: {es: Pan, en: Bread, pt: Pão, gl: Pan}\nrecipes: {}\n")
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	title := b.Title.V.Text
	if title.In("pt") != "Pão" || title.In("es") != "Pan" || title.In("fr") != "Bread" || title.Own("fr") != "" {
		t.Errorf("%+v", title)
	}
	for text, code := range map[string]Code{
		"title: {es: Pan, pt: Pão, pt: Broa}\nrecipes: {}\n": CodeDuplicateKey, "title: {es: Pan, pt: [x]}\nrecipes: {}\n": CodeType,
		"title: {es: Pan, xx: Pão}\nrecipes: {}\n": CodeUnknownKey, "title: {no: es pan}\nrecipes: {}\n": CodeUnknownKey,
	} {
		if _, ps := readBook(text); len(ps) != 1 || ps[0].Code != code {
			t.Errorf("%q: %+v", text, ps)
		}
	}
}

// TestComplaints: what is said of a mistake, and what to do about it.
func TestComplaints(t *testing.T) {
	const head = "title: Pan\nrecipes:\n"
	for _, tt := range []struct {
		name, text string
		code       Code
		es, en     string // what to do
	}{
		{"a key in another language", head + "  pan: {horno: 40min}\n", CodeUnknownKey, "¿quisiste decir «oven»?", `did you mean "oven"?`},
		{"a key misspelt", head + "  pan: {srve: 2}\n", CodeUnknownKey, "¿quisiste decir «serve»?", `did you mean "serve"?`},
		{"a key of something else", head + "  pan: {wait: 1h}\n", CodeUnknownKey, "«wait» va dentro de: steps;", `"wait" goes inside: steps;`},
		{"a key of the top", head + "  pan: {title: x}\n", CodeUnknownKey, "es una clave de primer nivel", "it is a key of the top level"},
		{"no unit", head + "  pan: {oven: 40}\n", CodeValue, "40min (minutos)", "40min (minutes)"},
		{"too many guests", head + "  pan: {serve: 21}\n", CodeRange, "un número entero de 1 a 20", "a whole number from 1 to 20"},
		{"a comma in a text", head + "  pan: {note: primero la harina, luego el agua}\n", CodeUnknownKey, `note: "primero la harina, luego el agua"`, `note: "primero la harina, luego el agua"`},
		{"two verbs", head + "  pan: {steps: [{mix: a, wait: 1h}]}\n", CodeConflict, "empieza un elemento nuevo", "begin a new item"},
		{"nothing", "", CodeEmpty, "un recetario empieza por", "a book of recipes begins with"},
		{"no title", "recipes: {}\n", CodeMissing, "por ejemplo: title: Pan", "for example: title: Pan"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, ps := readBook(tt.text)
			if len(ps) != 1 || ps[0].Code != tt.code || !strings.Contains(ps[0].Hint.ES, tt.es) || !strings.Contains(ps[0].Hint.EN, tt.en) {
				t.Errorf("%+v", ps)
			}
		})
	}
}

// TestSchemaAndGuide: what editors and people are told is what is read.
func TestSchemaAndGuide(t *testing.T) {
	f := bookFormat()
	raw := f.Schema(SchemaHead{ID: "https://posta.example/book.json", Title: "Book"}, reflect.TypeFor[book]())
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("book.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("book.json")
	if err != nil {
		t.Fatal(err)
	}
	for text, good := range map[string]bool{
		"title: Pan\nrecipes: {pan: {oven: 40min, serve: 2}}\n": true, "title: Pan\nrecipes: {pan: 40min}\n": true,
		"title: Pan\n": false, "title: Pan\nrecipes: {pan: {serve: 21}}\n": false, "title: Pan\nrecipes: {pan: {horno: 1h}}\n": false,
	} {
		root := Load(NewReporter(f, ""), []byte(text))
		b, err := json.Marshal(PlainValue(root))
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if _, ps := readBook(text); (schema.Validate(v) == nil) != good || (len(ps) == 0) != good {
			t.Errorf("%q: the schema says %v, the decoder %v", text, schema.Validate(v), ps)
		}
	}
	guide := Guide{Format: f, Top: reflect.TypeFor[book](), Name: tr("El recetario", "The book"), Page: tr("# Recetas\n\n{{kinds}}\n", "# Recipes\n\n{{kinds}}\n")}
	for l, want := range map[lang.Lang][]string{
		lang.ES: {"# Recetas\n", "| número | entero |", "## El recetario", "| `oven` | duración | cuánto está en el horno | `30min` | `40min` |", "| `serve` | número, de 1 a 20 | para cuántos | `4` |"},
		lang.EN: {"# Recipes\n", "| number | whole |", "## The book", "| `oven` | length of time | how long it bakes | `30min` | `40min` |", "| `title` | text | what it is called | **required** |"},
	} {
		got := string(guide.Markdown(l))
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: no %q in\n%s", l, w, got)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("title: Pan\nrecipes: {pan: 40min}\n")
	f.Add("title: Pan\nrecipes: {pan: {note: a, b: c, steps: [{mix: a}]}}\n")
	f.Add("title: |\nPan\n")
	f.Fuzz(func(t *testing.T, text string) {
		_, ps := readBook(text)
		for _, p := range ps {
			if p.What.ES == "" || p.What.EN == "" || p.Hint.IsZero() || p.Line < 1 || p.Column < 1 {
				t.Errorf("%+v", p)
			}
		}
		if out := ps.Render(lang.ES, false); strings.ContainsAny(out, "\x00\x1b\x07") {
			t.Errorf("%q", out)
		}
	})
}
