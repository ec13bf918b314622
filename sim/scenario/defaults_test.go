package scenario

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"posta/sim/form"
	"posta/sim/lang"
)

// TestDefaultsAreThoseThatAct: writing down every default that the form tells of changes nothing.
func TestDefaultsAreThoseThatAct(t *testing.T) {
	const head = "posta: 1\ntitle: x\ndomains: {alfa.test: {users: [alicia]}, beta.test: {users: [benito]}}\n"
	// Keys whose default depends on where they stand, or that exclude each other, and are told in words.
	flow := func(of reflect.Type, more string, but ...string) string {
		var keys []string
		if more != "" {
			keys = append(keys, more)
		}
		for _, f := range scenarioFormat.Shape(of).Fields {
			text := f.Fallback.ES
			if text == "" || text != f.Fallback.EN || strings.Contains(text, ", ") || strings.Contains(" "+strings.Join(but, " ")+" ", " "+f.Key+" ") {
				continue
			}
			keys = append(keys, fmt.Sprintf("%s: %q", f.Key, text))
			if f.Key != "from" && strings.Trim(text, "0123456789") == "" || text == "true" || text == "false" {
				keys[len(keys)-1] = f.Key + ": " + text
			}
		}
		return "{" + strings.Join(keys, ", ") + "}"
	}
	tests := []struct{ name, without, with string }{
		{"the file", "", strings.Trim(strings.ReplaceAll(flow(reflect.TypeFor[file](), ""), ", ", "\n"), "{}") + "\n"},
		{"dns", "", "dns: " + flow(reflect.TypeFor[dnsSpec](), "") + "\n"},
		{"network", "", "network: " + flow(reflect.TypeFor[roadSpec](), "") + "\n"},
		{"limits", "", "limits: " + flow(reflect.TypeFor[limitsSpec](), "") + "\n"},
		{"a host", "", "hosts: {mail.beta.test: " + flow(reflect.TypeFor[hostSpec](), "tls: "+flow(reflect.TypeFor[tlsSpec](), "")+", retry: "+flow(reflect.TypeFor[retrySpec](), "")) + "}\n"},
		{"a device", "", "devices: {laptop-benito: " + flow(reflect.TypeFor[deviceSpec](), "") + "}\n"},
		{"a greylist", "hosts: {mail.beta.test: {policy: [greylist: {}]}}\n", "hosts: {mail.beta.test: {policy: [greylist: " + flow(reflect.TypeFor[policyGreylist](), "") + "]}}\n"},
		{"a rate limit", "hosts: {mail.beta.test: {policy: [rate_limit: {limit: 3}]}}\n", "hosts: {mail.beta.test: {policy: [rate_limit: " + flow(reflect.TypeFor[policyRateLimit](), "limit: 3") + "]}}\n"},
		{"an answer", "faults: [answer: {host: mail.beta.test}]\n", "faults: [answer: " + flow(reflect.TypeFor[faultAnswer](), "host: mail.beta.test") + "]\n"},
		{"a delay", "faults: [delay: {host: mail.beta.test, by: 1s}]\n", "faults: [delay: " + flow(reflect.TypeFor[faultDelay](), "host: mail.beta.test, by: 1s") + "]\n"},
		{"a cut", "faults: [cut: {host: mail.beta.test}]\n", "faults: [cut: " + flow(reflect.TypeFor[faultCut](), "host: mail.beta.test") + "]\n"},
		{"a letter", "script: [send: {from: alicia, to: benito, attachments: [{name: a}]}]\n",
			"script: [send: " + flow(reflect.TypeFor[sendSpec](), "from: alicia, to: benito, attachments: ["+flow(reflect.TypeFor[attachSpec](), "name: a")+"]") + "]\n"},
		{"reading", "script: [fetch: {user: benito}]\n", "script: [fetch: " + flow(reflect.TypeFor[fetchSpec](), "user: benito", "keep") + "]\n"},
		{"a greeting", "script: [greet: {from: alicia, to: mail.beta.test}]\n", "script: [greet: " + flow(reflect.TypeFor[greetSpec](), "from: alicia, to: mail.beta.test") + "]\n"},
		{"a question", "script: [lookup: {from: alicia, name: beta.test}]\n", "script: [lookup: " + flow(reflect.TypeFor[lookupSpec](), "from: alicia, name: beta.test") + "]\n"},
		{"a claim", "expect: [delivered: {to: benito}]\n", "expect: [delivered: " + flow(reflect.TypeFor[deliveredSpec](), "to: benito") + "]\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			read := func(text string) string {
				if !strings.Contains(text, "script:") {
					text += "script: [{send: {from: alicia, to: benito}}, {fetch: benito}]\n"
				}
				s, problems := Parse("x.yaml", []byte(head+text))
				if s == nil {
					t.Fatalf("%s\n%s", text, problems.Render(lang.EN, false))
				}
				return dumpPlain(s)
			}
			if without, with := read(tt.without), read(tt.with); without != with {
				t.Errorf("%sis not what is there without it:\n%s", tt.with, firstDifference(without, with))
			}
		})
	}
}

// TestEveryDefaultIsOneThatActs: a default is told from the value that acts, or in words that have no value in them.
func TestEveryDefaultIsOneThatActs(t *testing.T) {
	figure := regexp.MustCompile(`[0-9]`)
	see := func(name string, s *form.Shape) {
		for _, f := range s.Fields {
			tag := s.Of.FieldByIndex(f.Index).Tag
			if text := tag.Get("default"); text != "" && !strings.HasPrefix(text, "=") {
				t.Errorf("%s: the default %q is written by hand", name, text)
			}
			if text := tag.Get("default_en"); figure.MatchString(strings.ReplaceAll(text, "RFC 6376 5.4.1", "")) {
				t.Errorf("%s: the default %q has a figure that is written by hand", name, text)
			}
		}
	}
	scenarioFormat.Walk(reflect.TypeFor[file](), see)
	scenarioFormat.Walk(reflect.TypeFor[inputSpec](), see)
}

// dumpPlain writes a scenario down without the lines and texts of its source.
func dumpPlain(s *Scenario) string {
	var b strings.Builder
	seen := map[uintptr]bool{}
	var walk func(v reflect.Value, path string)
	walk = func(v reflect.Value, path string) {
		switch v.Kind() {
		case reflect.Pointer, reflect.Interface:
			if v.IsNil() {
				return
			}
			if v.Kind() == reflect.Pointer {
				if seen[v.Pointer()] {
					return
				}
				seen[v.Pointer()] = true
			}
			walk(v.Elem(), path)
		case reflect.Struct:
			if _, ok := v.Interface().(fmt.Stringer); ok {
				fmt.Fprintf(&b, "%s = %v\n", path, v.Interface())
				return
			}
			for i := range v.NumField() {
				switch f := v.Type().Field(i); f.Name {
				case "Line", "Text", "Source":
				default:
					if f.IsExported() {
						walk(v.Field(i), path+"."+f.Name)
					}
				}
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i), fmt.Sprintf("%s[%d]", path, i))
			}
		default:
			fmt.Fprintf(&b, "%s = %v\n", path, v.Interface())
		}
	}
	walk(reflect.ValueOf(s), "")
	return b.String()
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return x[i] + "\nagainst\n" + y[i]
		}
	}
	return "one is longer"
}
