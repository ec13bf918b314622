package tags

import (
	"reflect"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name, in string
		want     List // nil: refused
	}{
		{"a key", "v=DKIM1; k=rsa; p=AB CD", List{{"v", "DKIM1"}, {"k", "rsa"}, {"p", "AB CD"}}},
		{"folded, with a last semicolon", "a =\r\n\t1 ;b= 2;\r\n ", List{{"a", "1"}, {"b", "2"}}},
		{"an empty value", "p=", List{{"p", ""}}},
		{"an equals sign in a value", "p=AB==", List{{"p", "AB=="}}},
		{"names have a case", "a=1; A=2", List{{"a", "1"}, {"A", "2"}}},
		{"twice", "a=1; a=2", nil},
		{"no equals sign", "a=1; b", nil},
		{"no name", "=1", nil},
		{"a strange name", "a-b=1", nil},
		{"two semicolons", "a=1;;b=2", nil},
		{"a thousand", strings.Repeat("a=1;", 1000), nil},
	}
	for _, tt := range tests {
		got, err := Parse(tt.in)
		if (err != nil) != (tt.want == nil) || err == nil && !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %v, %v", tt.name, got, err)
		}
	}
	if got := Words("from : to:\r\n date"); !reflect.DeepEqual(got, []string{"from", "to", "date"}) {
		t.Error(got)
	}
	if Compact("A \r\n\tB") != "AB" {
		t.Error("Compact")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"v=1; a=b", ";;", "a", "a=\x00;b==;"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		list, _ := Parse(s)
		seen := map[string]bool{}
		for _, tag := range list {
			if tag.Name == "" || seen[tag.Name] || strings.Contains(tag.Value, ";") {
				t.Errorf("%q gave %q", s, list)
			}
			seen[tag.Name] = true
		}
	})
}
