package api

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"strings"
	"testing"

	"posta/sim/stage"
)

func TestMessagesAreTheStagesOwn(t *testing.T) {
	tests := []struct {
		json string
		want stage.Msg
	}{
		{`{"do":"forward","by":2}`, stage.Forward{By: 2}},
		{`{"do":"seek","step":-1,"still":true}`, stage.Seek{Step: -1, Still: true}},
		{`{"do":"event","seq":7}`, stage.SeekEvent{Seq: 7}},
		{`{"do":"cover","insets":{"left":1,"top":2,"right":3,"bottom":4}}`, stage.Cover{Insets: stage.Insets{Left: 1, Top: 2, Right: 3, Bottom: 4}}},
		{`{"do":"zoom","factor":1.25,"middle":true}`, stage.Zoom{Factor: 1.25, Middle: true}},
		{`{"do":"theme","dark":true}`, stage.SetTheme{Theme: stage.ThemeDark}},
		{`{"do":"select","kind":"host","a":"mail.alfa.test"}`, stage.Select{Target: stage.Target{Kind: stage.TargetHost, A: "mail.alfa.test"}}},
		{`{"do":"select"}`, stage.Select{}},
	}
	for _, tt := range tests {
		got, err := Message([]byte(tt.json))
		if err != nil || got != tt.want {
			t.Errorf("%s is %#v, %v; want %#v", tt.json, got, err, tt.want)
		}
	}
	for _, bad := range []string{``, `{}`, `{"do":"dance"}`, `{"do":"forward","by":"two"}`} {
		if got, err := Message([]byte(bad)); err == nil {
			t.Errorf("%q is taken as %#v", bad, got)
		}
	}
}

// The module's two lists of functions are in files that only a browser's build compiles: they are read instead.
func TestTheModuleOffersWhatTheInterfacesSay(t *testing.T) {
	for file, offered := range map[string]reflect.Type{"page.go": reflect.TypeFor[Page](), "engine.go": reflect.TypeFor[Engine]()} {
		src, err := os.ReadFile("../" + file)
		if err != nil {
			t.Fatal(err)
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, src, 0)
		if err != nil {
			t.Fatal(err)
		}
		names := map[string]bool{}
		ast.Inspect(f, func(n ast.Node) bool {
			if pair, ok := n.(*ast.KeyValueExpr); ok {
				if key, ok := pair.Key.(*ast.BasicLit); ok && key.Kind == token.STRING {
					names[strings.Trim(key.Value, `"`)] = true
				}
			}
			return true
		})
		for i := range offered.NumMethod() {
			name := strings.ToLower(offered.Method(i).Name)
			if !names[name] {
				t.Errorf("wasm/%s does not offer %q", file, name)
			}
			delete(names, name)
		}
		for name := range names {
			t.Errorf("wasm/%s offers %q, which package api does not know", file, name)
		}
	}
}
