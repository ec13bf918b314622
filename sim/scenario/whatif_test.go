package scenario

import (
	"reflect"
	"strings"
	"testing"

	"posta/sim/lang"
)

const twoDomains = `posta: 1
title: x
domains: {alfa.test: {users: [alicia]}, beta.test: {users: [benito]}}
script: [{wait: 1s}]
`

func TestWithFault(t *testing.T) {
	const fault = "answer: {host: mail.beta.test, command: RCPT, code: 451}"
	tests := []struct{ name, src, want string }{
		{"no faults yet", twoDomains, twoDomains + "faults:\n  - " + fault + "\n"},
		{"no newline at the end", strings.TrimSuffix(twoDomains, "\n"), twoDomains + "faults:\n  - " + fault + "\n"},
		{"a list", twoDomains + "faults:\n- down: mail.alfa.test\n\n# what should be\nexpect: []\n",
			twoDomains + "faults:\n- down: mail.alfa.test\n- " + fault + "\n\n# what should be\nexpect: []\n"},
		{"a list further in, at the end", twoDomains + "faults:\n    - down:\n        host: mail.alfa.test\n",
			twoDomains + "faults:\n    - down:\n        host: mail.alfa.test\n    - " + fault + "\n"},
		{"a list in brackets", "faults: [{down: mail.alfa.test},\n   {refuse: {host: mail.beta.test}}]\n" + twoDomains,
			"faults:\n  - {down: mail.alfa.test}\n  - {refuse: {host: mail.beta.test}}\n  - " + fault + "\n" + twoDomains},
		{"one alone", "faults:\n  down: mail.alfa.test\n" + twoDomains, "faults:\n  - {down: mail.alfa.test}\n  - " + fault + "\n" + twoDomains},
		{"nothing in it", twoDomains + "faults: []\n", twoDomains + "faults:\n  - " + fault + "\n"},
		{"the whole file in braces", "{posta: 1, title: 'a: b', domains: {alfa.test: {users: [alicia]}, beta.test: {}},\n script: [{wait: 1s}]}",
			"posta: 1\ntitle: \"a: b\"\ndomains: {alfa.test: {users: [alicia]}, beta.test: {}}\nscript: [{wait: 1s}]\nfaults:\n  - " + fault + "\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := mustParse(t, tt.src)
			after, ps := WithFault(before, "- "+fault+" ")
			if len(ps) > 0 {
				t.Fatal(ps.Render(lang.EN, false))
			}
			if string(after.Source) != tt.want {
				t.Errorf("the new source is\n%s\nwant\n%s", after.Source, tt.want)
			}
			last := after.Faults[len(after.Faults)-1]
			twice, _ := WithFault(after, "down: mail.beta.test")
			for i, f := range twice.Faults {
				if f.Added != (i >= len(before.Faults)) {
					t.Errorf("fault %d: added is %v", i, f.Added)
				}
			}
			if len(after.Faults) != len(before.Faults)+1 || last.Text != fault || last.Do.(*Answer).Code != 451 {
				t.Errorf("faults %+v", after.Faults)
			}
			if again, _ := WithFault(before, "{"+fault+"}"); again == nil || !reflect.DeepEqual(again.Faults, after.Faults) {
				t.Error("in braces it is another fault")
			}
		})
	}
}

func TestWithFaultComplainsOfTheFaultAlone(t *testing.T) {
	s := mustParse(t, twoDomains)
	for text, want := range map[string]string{
		"":                                    "fault:1:1: error: a fault goes here",
		"\n":                                  "fault:1:1: error: a fault goes here",
		"mal":                                 "fault:1:1: error: a fault is a key",
		"cut: mail.beta.test\ndown: x":        "fault:1:1: error: the fault goes on one line",
		"answer: {host: mail.betta.test}":     "fault:1:16: error: there is no host \"mail.betta.test\"",
		"answr: {host: mail.beta.test}":       "fault:1:1: error: the key \"answr\" is not known here",
		"answer: {host: mail.beta.test":       "fault:1:9: error: this mapping opens",
		"{answer: {host: mail.beta.test}}, x": "fault:1:",
	} {
		out, ps := WithFault(s, text)
		if out != nil || len(ps) == 0 || !strings.HasPrefix(ps.Render(lang.EN, false), want) {
			t.Errorf("%q: %v\n%s\nwant %s", text, out, ps.Render(lang.EN, false), want)
		}
	}
}

func FuzzWithFault(f *testing.F) {
	for _, text := range []string{"down: mail.beta.test", "{dns: {does: silent}}", "loss: {host: alicia, chance: 5%}", "a: [", "- - x", "...", "# x", "answer: &a {host: *a}"} {
		f.Add(text, twoDomains)
		f.Add(text, twoDomains+"faults: [{down: mail.alfa.test}]\n")
	}
	f.Fuzz(func(t *testing.T, text, src string) {
		s, _ := Parse("x.yaml", []byte(src))
		if s == nil {
			return
		}
		out, ps := WithFault(s, text)
		if (out == nil) == (len(ps) == 0) {
			t.Fatal("a scenario or problems, one of the two")
		}
		if out != nil && len(out.Faults) != len(s.Faults)+1 {
			t.Fatalf("%d faults became %d:\n%s", len(s.Faults), len(out.Faults), out.Source)
		}
	})
}
