package published

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"posta/sim/auth/advice"
	"posta/sim/scenario"
)

// Every finding has its words, in both languages.
func TestEveryFindingHasWords(t *testing.T) {
	src, err := os.ReadFile("../auth/advice/advice.go")
	if err != nil {
		t.Fatal(err)
	}
	codes := regexp.MustCompile(`Code = "([a-z0-9-]+)"`).FindAllStringSubmatch(string(src), -1)
	if len(codes) < 30 {
		t.Fatalf("only %d codes were found", len(codes))
	}
	for _, c := range codes {
		if text := texts[advice.Code(c[1])]; text.ES == "" || text.EN == "" {
			t.Errorf("no words for %s", c[1])
		}
		if remedy := Remedy(advice.Finding{Code: advice.Code(c[1])}); (remedy.ES == "") != (remedy.EN == "") {
			t.Errorf("what to do about %s is said in one language", c[1])
		}
	}
}

// What public checkers warn of is said of a scenario's domains, each where the file says it; and the scenario can be run.
func TestWhatADomainPublishesIsWarnedOfAtItsPlace(t *testing.T) {
	const asks = "a:1.uno.test a:2.uno.test a:3.uno.test a:4.uno.test a:5.uno.test a:6.uno.test a:7.uno.test a:8.uno.test a:9.uno.test a:10.uno.test a:11.uno.test -all"
	const hosts = `'1 A 192.0.2.1', '2 A 192.0.2.1', '3 A 192.0.2.1', '4 A 192.0.2.1', '5 A 192.0.2.1', '6 A 192.0.2.1', '7 A 192.0.2.1', '8 A 192.0.2.1', '9 A 192.0.2.1', '10 A 192.0.2.1', '11 A 192.0.2.1'`
	for name, tt := range map[string]struct {
		domain string
		want   []string
	}{
		"nothing published":             {"{users: [ana]}", nil},
		"all as it should be":           {"{users: [ana], spf: mx -all, dkim: {selector: s1}, dmarc: 'p=reject; rua=mailto:ana@uno.test'}", nil},
		"two SPF records":               {"{users: [ana], spf: [mx -all, 'a -all']}", []string{"4 domains[\"uno.test\"].spf[0] uno.test: there is more than one SPF record"}},
		"anybody":                       {"{users: [ana], spf: mx +all}", []string{"4 domains[\"uno.test\"].spf uno.test: +all lets any machine in the world send"}},
		"eleven questions":              {"\n    spf: " + asks + "\n    records: [" + hosts + "]\n    users: [ana]", []string{"5 domains[\"uno.test\"].spf uno.test: more than ten terms of the SPF record ask the DNS"}},
		"malformed":                     {"{users: [ana], spf: 'ipv4:192.0.2.1 -all'}", []string{"4 domains[\"uno.test\"].spf uno.test: the SPF record is malformed: \"ipv4:192.0.2.1\""}},
		"the second key is short":       {"\n    users: [ana]\n    dkim:\n      - {selector: s10}\n      - {selector: s1, key: rsa-1024}", []string{"8 domains[\"uno.test\"].dkim[1] uno.test: the key at s1._domainkey.uno.test has 1024 bits"}},
		"only watching, and blind":      {"\n    users: [ana]\n    spf: mx -all\n    dmarc: p=none", []string{"7 domains[\"uno.test\"].dmarc uno.test: p=none only watches", "7 domains[\"uno.test\"].dmarc uno.test: without rua="}},
		"nothing that could be aligned": {"{users: [ana], dmarc: 'p=reject; rua=mailto:ana@uno.test'}", []string{"4 domains[\"uno.test\"].dmarc uno.test: the policy is strict, but neither SPF nor DKIM can pass"}},
		"below one that only watches":   {"{users: [ana], dmarc: p=none}\n  sub.uno.test: {users: [eva], spf: mx -all}", []string{"4 domains[\"uno.test\"].dmarc uno.test: p=none", "4 domains[\"uno.test\"].dmarc uno.test: without rua="}},
		"as records":                    {"\n    users: [ana]\n    records:\n      - 'www A 192.0.2.1'\n      - '@ TXT \"v=spf1 +all\"'", []string{"8 domains[\"uno.test\"].records[1] uno.test: +all"}},
		"as zone text":                  {"\n    users: [ana]\n    zone: |\n      @ MX 10 mail\n      mail A 192.0.2.25\n      @ TXT \"v=spf1 +all\"", []string{"9 domains[\"uno.test\"].zone uno.test: +all"}},
		"a record that would command a terminal": {"{users: [ana], records: ['_dmarc TXT \"v=DMARC1; p=none; rua=mailto:ana@uno.test; x=\\027[2J\"', '@ TXT \"v=spf1 \\027 -all\"']}",
			[]string{"4 domains[\"uno.test\"].records[0] uno.test: p=none", `4 domains["uno.test"].records[1] uno.test: the SPF record is malformed: "\x1b"`}},
	} {
		t.Run(name, func(t *testing.T) {
			src := "posta: 1\ntitle: Uno\ndomains:\n  uno.test: " + tt.domain + "\n  dos.test: {users: [benito]}\nscript:\n  - send: {from: ana, to: benito}\n"
			s, problems := scenario.Parse("uno.yaml", []byte(src))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			var got []string
			for _, p := range Warnings("uno.yaml", s) {
				if !p.Warning || p.File != "uno.yaml" {
					t.Errorf("%+v is no warning about the file", p)
				}
				if p.Hint.EN == "" {
					t.Errorf("%s: and what is to be done?", p.What.EN)
				}
				got = append(got, fmt.Sprintf("%d %s %s", p.Line, p.Path, p.What.EN))
			}
			if len(got) != len(tt.want) {
				t.Fatalf("%q; want %q", got, tt.want)
			}
			for i := range got {
				if !strings.HasPrefix(got[i], tt.want[i]) {
					t.Errorf("%s; want %s", got[i], tt.want[i])
				}
			}
		})
	}
}
