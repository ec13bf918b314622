package scenario

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/miekg/dns"
	"github.com/santhosh-tekuri/jsonschema/v6"

	simdns "posta/sim/dns"
	"posta/sim/form"
	"posta/sim/lang"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares with a file, or with -update writes it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v; run go test -update", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func files(t *testing.T, pattern string) []string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no files %s: %v", pattern, err)
	}
	return names
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func mustParse(t *testing.T, src string) *Scenario {
	t.Helper()
	s, ps := Parse("test.yaml", []byte(src))
	if len(ps) > 0 {
		t.Fatalf("%s", ps.Render(lang.EN, false))
	}
	return s
}

// TestBad: every bad file's complaints, in both languages, as a person reads them.
func TestBad(t *testing.T) {
	for _, name := range files(t, "testdata/bad/*.yaml") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			s, ps := Parse(filepath.Base(name), read(t, name))
			if s != nil || len(ps) == 0 {
				t.Fatal("a bad scenario was taken for good")
			}
			for _, p := range ps {
				if p.What.ES == "" || p.What.EN == "" || p.Line < 1 || p.Column < 1 || p.Width < 1 || p.Code == "" {
					t.Errorf("incomplete problem: %+v", p)
				}
				if p.Hint.ES == "" || p.Hint.EN == "" {
					t.Errorf("a problem that does not say what to do: %s", p.What.EN)
				}
			}
			for _, l := range lang.Complete() {
				golden(t, strings.TrimSuffix(name, ".yaml")+"."+string(l)+".txt", []byte(ps.Render(l, false)))
			}
		})
	}
}

// TestWarned: what can be run and breaks in the real world is taken, and warned of in both languages.
func TestWarned(t *testing.T) {
	for _, name := range files(t, "testdata/warned/*.yaml") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			s, ps := Parse(filepath.Base(name), read(t, name))
			if s == nil || len(ps) > 0 || len(s.Warnings) == 0 {
				t.Fatalf("not taken with warnings alone:\n%s", ps.Render(lang.EN, false))
			}
			for _, p := range s.Warnings {
				if !p.Warning || p.What.ES == "" || p.What.EN == "" || p.Hint.ES == "" || p.Hint.EN == "" {
					t.Errorf("incomplete warning: %+v", p)
				}
			}
			for _, l := range lang.Complete() {
				golden(t, strings.TrimSuffix(name, ".yaml")+"."+string(l)+".txt", []byte(s.Warnings.Render(l, false)))
			}
		})
	}
}

// TestGood: every good file is taken, its zones can be served, and its resolved form holds together.
func TestGood(t *testing.T) {
	for _, name := range files(t, "testdata/good/*.yaml") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			s := mustParse(t, string(read(t, name)))
			again := mustParse(t, string(read(t, name)))
			if !reflect.DeepEqual(s, again) {
				t.Error("the same file gave two different scenarios")
			}
			resolvedWhole(t, s)
			seen := map[string]bool{}
			for _, h := range s.Hosts {
				if len(h.Addrs) == 0 || h.Kind == "" || seen[h.Name] {
					t.Errorf("host %s is incomplete or double: %+v", h.Name, h)
				}
				seen[h.Name] = true
				for _, a := range h.Addrs {
					if seen[a.String()] || !offLimits(a).IsZero() {
						t.Errorf("%s has a bad or double address %s", h.Name, a)
					}
					seen[a.String()] = true
				}
			}
			for _, d := range s.Devices {
				if len(d.Addrs) == 0 || seen[d.Name] || seen[d.Addrs[0].String()] || d.Resolver == nil {
					t.Errorf("device %s is incomplete or double", d.Name)
				}
				seen[d.Name], seen[d.Addrs[0].String()] = true, true
			}
			for _, z := range s.Zones() {
				zp := dns.NewZoneParser(strings.NewReader(z.Text), z.Origin, "")
				soa, ns := 0, 0
				for rr, ok := zp.Next(); ok; rr, ok = zp.Next() {
					switch rr.Header().Rrtype {
					case dns.TypeSOA:
						soa++
					case dns.TypeNS:
						if rr.Header().Name == z.Origin {
							ns++
						}
					}
				}
				if zp.Err() != nil || soa != 1 || ns < 1 || z.Server == nil {
					t.Errorf("zone %s: %v, %d SOA, %d NS\n%s", z.Origin, zp.Err(), soa, ns, z.Text)
				}
			}
			var zones bytes.Buffer
			for _, z := range s.Zones() {
				zones.WriteString("; " + z.Server.Name + " " + z.Server.Addrs[0].String() + "\n" + z.Text + "\n")
			}
			golden(t, strings.TrimSuffix(name, ".yaml")+".zones.txt", zones.Bytes())
		})
	}
}

func TestMinimalFileGetsItsWholeWorld(t *testing.T) {
	src := read(t, "testdata/good/minimal.yaml")
	if n := bytes.Count(src, []byte("\n")); n > 15 {
		t.Errorf("the least a teacher writes is %d lines, and may be 15", n)
	}
	s := mustParse(t, string(src))
	if !s.Start.Equal(DefaultStart) || s.Seed != 1 || s.Network.MSS != 1460 {
		t.Errorf("defaults: %v %v %v", s.Start, s.Seed, s.Network)
	}
	var names []string
	for _, h := range s.Hosts {
		names = append(names, h.Name)
	}
	for _, d := range s.Devices {
		names = append(names, d.Name)
	}
	want := []string{"mail.alfa.test", "mail.beta.test", "dns.test", "laptop-alicia", "laptop-benito"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	send := s.Script[0].Do.(*Send)
	if send.Server.Name != "mail.alfa.test" || send.Port != 587 || send.EnvelopeFrom.String() != "alicia@alfa.test" || !send.Auth {
		t.Errorf("send: %+v", send)
	}
	pop, imap := s.Script[1].Do.(*Fetch), s.Script[2].Do.(*Fetch)
	if pop.With != POP3 || pop.Port != 110 || imap.With != IMAP || imap.Port != 143 || pop.Device != imap.Device || pop.Server != s.Domains[1].Mailbox {
		t.Errorf("fetch: %+v %+v", pop, imap)
	}
	if s.Script[0].When != (When{Mode: WhenAt}) || s.Script[1].When != (When{Mode: WhenQuiet, Offset: time.Second}) {
		t.Errorf("when: %+v %+v", s.Script[0].When, s.Script[1].When)
	}
	if e := s.Expect[0].What.(*Delivered); len(e.Users) != 1 || e.Users[0].Local != "benito" || e.Count != (Count{1, Unbounded}) || e.Folder != "INBOX" {
		t.Errorf("expect: %+v", e)
	}
}

func TestAddingADomainMovesNobody(t *testing.T) {
	one := mustParse(t, "posta: 1\ntitle: x\ndomains: {alfa.test: {users: a}}\nscript: [{wait: 1s}]\n")
	two := mustParse(t, "posta: 1\ntitle: x\ndomains: {alfa.test: {users: a}, beta.test: {}, gamma.test: {}, delta.test: {}}\nscript: [{wait: 1s}]\n")
	for _, h := range one.Hosts {
		for _, k := range two.Hosts {
			if h.Name == k.Name && h.Addrs[0] != k.Addrs[0] {
				t.Errorf("%s moved from %s to %s", h.Name, h.Addrs[0], k.Addrs[0])
			}
		}
	}
}

func TestHostsTakeTheirAddressFromZoneText(t *testing.T) {
	s := mustParse(t, "posta: 1\ntitle: x\ndomains:\n  alfa.test:\n    zone: |\n      @ MX 10 mail\n      mail A 192.0.2.77\nscript: [{wait: 1s}]\n")
	if a := s.Domains[0].Mailbox.Addrs[0].String(); a != "192.0.2.77" {
		t.Errorf("mail.alfa.test is at %s, and its zone says 192.0.2.77", a)
	}
	if len(s.Domains[0].MX) != 1 || s.Domains[0].MX[0].Host != s.Domains[0].Mailbox {
		t.Errorf("the zone's MX was not understood: %+v", s.Domains[0].MX)
	}
}

// TestDevicesMayAmend: what "devices" says of a device that somebody has already changes that one, and a name that Posta
// itself would give says whose it is.
func TestDevicesMayAmend(t *testing.T) {
	s := mustParse(t, string(read(t, "testdata/good/devices.yaml")))
	var got []string
	for _, d := range s.Devices {
		got = append(got, d.Name+": "+string(d.Kind)+" of "+d.User.Address().String()+" by "+string(d.With))
	}
	want := []string{
		"tablet-alicia: tablet of alicia@alfa.test by imap",
		"desktop-alicia: desktop of alicia@alfa.test by imap",
		"laptop-ana-ruiz: laptop of ana.ruiz@alfa.test by pop3",
		"phone-carla: phone of carla@alfa.test by imap",
		"phone-benito: phone of benito@beta.test by imap",
		"laptop-benito: laptop of benito@beta.test by pop3",
		"laptop-carla.beta.test: laptop of carla@beta.test by pop3",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, d := range s.Devices {
		if d.Name == "laptop-benito" && (!d.KeepOnServer || d.Addrs[0].String() != "192.0.2.77" || len(d.Down) != 1) {
			t.Errorf("%+v", d)
		}
	}
	if f := s.Script[1].Do.(*Fetch); f.With != POP3 || !f.Keep {
		t.Errorf("what a device was told to do, reading with it does: %+v", f)
	}
}

func TestLocalTimes(t *testing.T) {
	for in, want := range map[string]string{
		"start: 2026-03-02":                                    "2026-03-02T09:00:00Z",
		"start: 2026-03-02 10:30":                              "2026-03-02T10:30:00Z",
		"start: 2026-03-02T10:30:00Z":                          "2026-03-02T10:30:00Z",
		"start: 2026-03-02 10:30\nutc_offset: \"+01:00\"":      "2026-03-02T10:30:00+01:00",
		"start: 2026-03-02T10:30:00Z\nutc_offset: \"-03:00\"":  "2026-03-02T07:30:00-03:00",
		"start: 2026-03-02T10:30:00-05:00":                     "2026-03-02T10:30:00-05:00",
		"start: \"2026-03-02 10:30:15\"\nutc_offset: \"Z\"":    "2026-03-02T10:30:15Z",
		"utc_offset: \"+05:30\"":                               "2026-03-02T09:00:00+05:30",
		"start: 2026-12-31T23:59:59Z\nutc_offset: \"+01:00\"":  "2027-01-01T00:59:59+01:00",
		"start: 2026-03-02T10:30:00+00:00\nutc_offset: +00:00": "2026-03-02T10:30:00Z",
	} {
		s := mustParse(t, "posta: 1\ntitle: x\ndomains: {alfa.test: {}}\nscript: [{wait: 1s}]\n"+in+"\n")
		if got := s.Start.Format(time.RFC3339); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

// compiled is the schema as outside software reads it.
func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(SchemaID, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(SchemaID)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asJSON turns YAML into what a schema judges.
func asJSON(t *testing.T, src []byte) (any, bool) {
	t.Helper()
	root := form.Load(form.NewReporter(scenarioFormat, ""), src)
	if root == nil {
		return nil, false
	}
	b, err := json.Marshal(form.PlainValue(root))
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return v, true
}

// schemaSees are the problems that are matters of form.
var schemaSees = map[form.Code]bool{form.CodeUnknownKey: true, form.CodeMissing: true, form.CodeType: true, form.CodeValue: true, form.CodeVersion: true}

func TestSchemaAgreesWithParse(t *testing.T) {
	schema := compiled(t)
	for _, name := range files(t, "testdata/good/*.yaml") {
		if v, ok := asJSON(t, read(t, name)); !ok || schema.Validate(v) != nil {
			t.Errorf("%s is good, and the schema refuses it: %v", name, schema.Validate(v))
		}
	}
	checked := 0
	for _, name := range files(t, "testdata/bad/form-*.yaml") {
		src := read(t, name)
		_, ps := Parse(name, src)
		sees := false
		for _, p := range ps {
			sees = sees || schemaSees[p.Code]
		}
		if !sees {
			t.Errorf("%s is named as a mistake of form, and has none", name)
		}
		if v, ok := asJSON(t, src); ok && schema.Validate(v) == nil {
			t.Errorf("%s has a mistake of form, and the schema takes it", name)
		}
		checked++
	}
	if checked < 5 {
		t.Errorf("only %d mistakes of form were tried", checked)
	}
}

// TestEveryExampleIsGood: what the schema and the reference show as examples is what they describe.
func TestEveryExampleIsGood(t *testing.T) {
	schema := compiled(t)
	scenarioFormat.Walk(reflect.TypeFor[file](), func(name string, s *form.Shape) {
		for _, f := range s.Fields {
			if f.Doc.ES == "" || f.Doc.EN == "" {
				t.Errorf("%s.%s is not described in both languages", name, f.Key)
			}
			if f.Verb && f.Example.IsZero() {
				t.Errorf("%s has no example", f.Key)
			}
			if f.Verb && f.Key != "down" {
				item := "- " + f.Key + ": " + f.Example.ES + "\n"
				lists := map[string]string{"script": "[{wait: 1s}]", "expect": "[]", "faults": "[]"}
				lists[name] = "\n" + item
				v, ok := asJSON(t, []byte("posta: 1\ntitle: x\ndomains: {alfa.test: {}}\nscript: "+lists["script"]+"\nexpect: "+lists["expect"]+"\nfaults: "+lists["faults"]+"\n"))
				if !ok || schema.Validate(v) != nil {
					t.Errorf("the example of %s is refused: %v", f.Key, schema.Validate(v))
				}
			}
		}
	})
}

// TestNothingIsAcceptedAndForgotten: an action or a fault that the form knows is read, or complained of; a key without a case in
// script.go or faults.go would be taken without a word, and do nothing.
func TestNothingIsAcceptedAndForgotten(t *testing.T) {
	const world = "posta: 1\ntitle: x\ndomains: {alfa.test: {users: [alicia]}, beta.test: {users: {benito: {devices: [laptop, phone]}}}}\n"
	read := map[string]int{}
	scenarioFormat.Walk(reflect.TypeFor[file](), func(name string, s *form.Shape) {
		for _, f := range s.Fields {
			if !f.Verb || name != "script" && name != "faults" {
				continue
			}
			text := world + name + ":\n- " + f.Key + ": " + f.Example.ES + "\n"
			if name == "faults" {
				text += "script: [{wait: 1s}]\n"
			}
			s, problems := Parse("x.yaml", []byte(text))
			switch {
			case len(problems) > 0:
			case name == "script" && len(s.Script) == 0, name == "faults" && len(s.Faults) == 0:
				t.Errorf("%s: %s is accepted and forgotten", name, f.Key)
			default:
				read[name]++
			}
		}
	})
	if read["script"] < 10 || read["faults"] < 10 {
		t.Errorf("only so many examples were read: %v", read)
	}
}

// TestKindsAreWhatTheyAreSaidToBe: each example of a kind of value is one, and no kind is there for nothing.
func TestKindsAreWhatTheyAreSaidToBe(t *testing.T) {
	used := map[string]bool{"word": true} // its examples are those of each field
	scenarioFormat.Walk(reflect.TypeFor[file](), func(name string, s *form.Shape) {
		for _, f := range s.Fields {
			of, _ := form.ValueType(s.Of.FieldByIndex(f.Index).Type)
			if c, ok := reflect.New(of).Interface().(form.Compound); ok && of != reflect.TypeFor[form.Phrase]() {
				of = c.Inner() // of a dict
			}
			of, _ = form.ValueType(of)
			if sc, ok := reflect.New(of).Interface().(form.Scalar); ok {
				used[scenarioFormat.KindOf(sc, f).ID] = true
			} else if of == reflect.TypeFor[form.Phrase]() {
				used["phrase"] = true
			}
		}
	})
	const people = "posta: 1\ntitle: x\ndomains: {alfa.test: {users: [alicia]}, beta.test: {users: {benito: {devices: [laptop, phone]}}}}\n"
	good := "script: [{wait: 1s}]\n"
	forms := map[string]string{
		"text": "script: [{send: {from: alicia, to: benito, subject: %s}}]\n", "block": "script: [{send: {from: alicia, to: benito, body: %s}}]\n",
		"phrase": good + "summary: %s\n", "word": "script: [{fetch: {user: benito, with: %s}}]\n", "command": good + "faults: [{silence: {host: mail.beta.test, command: %s}}]\n",
		"truth": good + "loops: %s\n", "number": good + "seed: %s\n", "span": "script: [{wait: %s}]\n", "moment": "script: [{at: %s, fetch: benito}]\n",
		"date": good + "start: %s\n", "offset": good + "utc_offset: %s\n", "size": "script: [{send: {from: alicia, to: benito, size: %s}}]\n",
		"rate": good + "network: {bandwidth: %s}\n", "chance": good + "network: {loss: %s}\n", "code": good + "expect: [{bounced: {to: x@beta.test, status: %s}}]\n",
		"user": "script: [{fetch: %s}]\n", "address": "script: [{send: {from: alicia, to: %s}}]\n", "domain": "script: [{change: {domain: %s, remove: '@ MX'}}]\n",
		"host": "script: [{greet: {from: alicia, to: %s}}]\n", "device": "script: [{fetch: {user: benito, device: %s}}]\n", "party": "script: [{down: %s}]\n",
		"name": "script: [{lookup: {from: alicia, name: %s}}]\n", "record": "script: [{change: {domain: beta.test, add: %s}}]\n",
		"ip": good + "devices: {reloj: {user: alicia, address: %s}}\n", "demand": "hosts: {mail.beta.test: {policy: [{sender_rules: {everybody: {tls: %s}}}]}}\n" + good,
		"id": "script: [{send: {from: alicia, to: benito, id: %s}}]\n",
	}
	world := func(form string) string {
		if strings.HasPrefix(form, "hosts:") {
			return people
		}
		return people + "hosts: {mx2.beta.test: {services: smtp}}\n"
	}
	for _, k := range kinds {
		if !used[k.ID] {
			t.Errorf("no key has a value of the kind %q", k.ID)
		}
		for _, e := range k.Examples {
			for _, l := range lang.Complete() {
				example := strings.ReplaceAll(e.In(l), "…", "x")
				if example == "|" {
					continue // a block begins, and is shown in the whole example
				}
				form, ok := forms[k.ID]
				if !ok {
					t.Errorf("the examples of the kind %q are not tried", k.ID)
					break
				}
				if _, ps := Parse("x.yaml", []byte(world(form)+strings.ReplaceAll(form, "%s", example))); len(ps) > 0 {
					t.Errorf("%s is not %s:\n%s", example, k.Name.EN, ps.Render(lang.EN, false))
				}
			}
		}
	}
	// All the commands there are, and no others, are told of.
	told := map[string]bool{}
	for _, m := range regexp.MustCompile("`([A-Z]+)`").FindAllStringSubmatch(scenarioFormat.KindNamed("command").How.EN, -1) {
		told[m[1]] = true
	}
	for command := range understands {
		if !told[command] {
			t.Errorf("the reference does not tell of the command %s", command)
		}
	}
	if len(told) != len(understands) {
		t.Errorf("the reference tells of %d commands, and there are %d", len(told), len(understands))
	}
}

func TestSchemaAndReferenceGoldens(t *testing.T) {
	golden(t, "testdata/schema.json", Schema())
	golden(t, "testdata/reference.es.md", Reference(lang.ES))
	golden(t, "testdata/reference.en.md", Reference(lang.EN))
}

// TestHostileBytes: what no editor would save.
func TestHostileBytes(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'z'; c++ {
		p := string(c - 1)
		bomb += string(c) + ": &" + string(c) + " [*" + p + ",*" + p + ",*" + p + ",*" + p + ",*" + p + "]\n"
	}
	many := strings.Repeat("?", 300)
	tests := []struct {
		name, src string
		want      form.Code
	}{
		{"nothing", "", form.CodeEmpty},
		{"only a comment", "# posta\n", form.CodeEmpty},
		{"only a byte-order mark", "\ufeff", form.CodeEmpty},
		{"ten megabytes", strings.Repeat("a: b\n", 2<<20), form.CodeTooBig},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00", form.CodeBinary},
		{"UTF-16", "\xff\xfep\x00o\x00", form.CodeEncoding},
		{"UTF-32", "\xff\xfe\x00\x00p\x00\x00\x00", form.CodeEncoding},
		{"UTF-32, big end first", "\x00\x00\xfe\xff\x00\x00\x00p", form.CodeEncoding},
		{"UTF-16 without a mark", "p\x00o\x00s\x00", form.CodeEncoding},
		{"UTF-16 without a mark, big end first", "\x00p\x00o\x00s", form.CodeEncoding},
		{"UTF-32 without a mark", "p\x00\x00\x00o\x00\x00\x00", form.CodeEncoding},
		{"UTF-32 without a mark, big end first", "\x00\x00\x00p\x00\x00\x00o", form.CodeEncoding},
		{"Latin-1", "posta: 1\ntitle: El se\xf1or\n", form.CodeEncoding},
		{"a terminal escape", "title: \x1b[31mred\n", form.CodeBinary},
		{"a bomb of aliases", bomb, form.CodeAnchor},
		{"an alias of itself", "a: &a [*a]\n", form.CodeAnchor},
		{"deep brackets", strings.Repeat("[", 500_000), form.CodeTooDeep},
		{"deep braces, closed", strings.Repeat("{a: ", 100) + strings.Repeat("}", 100), form.CodeTooDeep},
		{"deep indentation", deep(100), form.CodeTooDeep},
		{"a million values", "a: [" + strings.Repeat("1,", 200_000) + "1]", form.CodeTooBig},
		{"two documents", "posta: 1\n---\nposta: 1\n", form.CodeSeveral},
		{"a program's type", "posta: !!python/object:os.system x\n", form.CodeTag},
		{"a list", "- a\n- b\n", form.CodeType},
		{"plain text", "Querida Alicia", form.CodeType},
		{"question marks", many, form.CodeType},
		{"thousands of problems", "posta: 1\ntitle: x\ndomains: {alfa.test: {}}\nscript: [{wait: 1s}]\nexpect:\n" + strings.Repeat("- {foo: 1}\n", 1000), form.CodeTooMany},
		{"endless generated records", "posta: 1\ntitle: x\ndomains:\n  alfa.test:\n    zone: |\n      $GENERATE 0-65535 h$ A 192.0.2.1\nscript: [{wait: 1s}]\n", CodeZone},
		{"a file from the disk", "posta: 1\ntitle: x\ndomains:\n  alfa.test:\n    zone: |\n      $INCLUDE /etc/passwd\nscript: [{wait: 1s}]\n", CodeZone},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, ps := Parse("x.yaml", []byte(tt.src))
			if s != nil || len(ps) == 0 {
				t.Fatal("taken for good")
			}
			found := false
			for _, p := range ps {
				found = found || p.Code == tt.want
			}
			if !found || len(ps) > form.MaxProblems+1 {
				t.Errorf("%d problems, none of them %s:\n%.2000s", len(ps), tt.want, ps.Render(lang.EN, false))
			}
			for _, l := range lang.Complete() {
				if out := ps.Render(l, false); strings.ContainsAny(out, "\x00\x1b\x07") {
					t.Errorf("the file's control characters reach the terminal: %q", out)
				}
			}
		})
	}
}

func deep(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func TestWindowsFilesAndByteOrderMarks(t *testing.T) {
	src := "\ufeff" + strings.ReplaceAll(string(read(t, "testdata/good/minimal.yaml")), "\n", "\r\n")
	mustParse(t, src)
	_, ps := Parse("x.yaml", []byte(strings.Replace(src, "benito@beta.test}", "benitp@beta.test}", 2)))
	if len(ps) != 1 || strings.Contains(ps[0].Text, "\r") || ps[0].Line != 11 {
		t.Errorf("%+v", ps)
	}
}

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{"first-email": "first-email", "a/b/first-email.yaml": "first-email", `c:\x\dns-cache.yml`: "dns-cache", "-": "scenario", "": "scenario", "/": "scenario"} {
		if got := slug(in); got != want {
			t.Errorf("slug(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestColorIsOnlyPaint(t *testing.T) {
	_, ps := Parse("x.yaml", []byte("posta: 2\n"))
	plain, painted := ps.Render(lang.EN, false), ps.Render(lang.EN, true)
	if strings.Contains(plain, "\x1b") || !strings.Contains(painted, "\x1b[1;31m") {
		t.Error("color is wrong")
	}
}

// resolvedWhole checks that nothing in a scenario was left unresolved.
func resolvedWhole(t *testing.T, s *Scenario) {
	t.Helper()
	for _, a := range s.Script {
		ok := a.Do != nil
		switch do := a.Do.(type) {
		case *Send:
			ok = do.User != nil && do.Device != nil && do.Server != nil && do.Port != 0 && len(do.EnvelopeTo) > 0
		case *Reply:
			ok = do.User != nil && do.Device != nil && do.Server != nil && do.Port != 0
		case *Fetch:
			ok = do.User != nil && do.Device != nil && do.Server != nil && do.Port != 0 && (do.With == POP3 || do.With == IMAP)
		case *Greet:
			ok = do.From.Name() != "" && do.To != nil && do.Port != 0 && (do.Name != "" || do.From.Device != nil)
		case *Lookup:
			ok = do.From.Name() != "" && do.Name != ""
		case *Down:
			ok = do.What.Name() != ""
		case *Up:
			ok = do.What.Name() != ""
		case *Login:
			ok = do.User != nil && do.Device != nil && do.Server != nil && do.Port != 0
		case *Change:
			ok = do.Domain != nil
		}
		if !ok {
			t.Errorf("line %d: unresolved %s: %+v", a.Line, a.Do.Verb(), a.Do)
		}
	}
	for _, h := range s.Hosts {
		if len(h.Addrs) == 0 || h.Resolver == nil && len(h.Zones) == 0 && h != s.DNS.Resolver {
			t.Errorf("host %s is incomplete", h.Name)
		}
	}
	for _, d := range s.Devices {
		if len(d.Addrs) == 0 || d.User == nil || d.Resolver == nil {
			t.Errorf("device %s is incomplete", d.Name)
		}
	}
	for _, d := range s.Domains {
		if d.NameServer == nil || len(d.Users) > 0 && (d.Mailbox == nil || d.Submission == nil) {
			t.Errorf("domain %s is incomplete", d.Name)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"testdata/good/*.yaml", "testdata/bad/*.yaml"} {
		names, _ := filepath.Glob(pattern)
		for _, name := range names {
			if src, err := os.ReadFile(name); err == nil {
				f.Add(src)
			}
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		s, ps := Parse("fuzz.yaml", src)
		if (s == nil) == (len(ps) == 0) {
			t.Fatalf("a scenario or problems, one of the two: %v, %v", s, ps)
		}
		for _, l := range lang.Complete() {
			if out := ps.Render(l, true); len(ps) > 0 && out == "" {
				t.Fatal("problems without words")
			}
		}
		if s != nil {
			resolvedWhole(t, s)
			for _, z := range s.Zones() {
				if _, err := simdns.ReadZoneText(z.Origin, z.Text, 1, MaxZoneRecords); err != nil {
					t.Fatalf("zone %s cannot be read back: %+v\n%s", z.Origin, err, z.Text)
				}
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	src, err := os.ReadFile("testdata/good/minimal.yaml")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, ps := Parse("minimal.yaml", src); ps != nil {
			b.Fatal(ps)
		}
	}
}

// TestAHiddenCharacterIsWrittenSo: what the hint says to write between double quotes is that very character to YAML.
func TestAHiddenCharacterIsWrittenSo(t *testing.T) {
	for char, want := range map[string]string{"\x07": `"\x07"`, "\u0090": `"\x90"`, "\ufeff": `"\uFEFF"`} {
		_, problems := Parse("x.yaml", []byte("posta: 1\ntitle: a"+char+"b\n"))
		if len(problems) != 1 || !strings.Contains(problems[0].Hint.EN, want) {
			t.Fatalf("%q: %v, want a hint with %s", char, problems, want)
		}
		s, problems := Parse("x.yaml", []byte("posta: 1\ntitle: "+want+"\ndomains: {alfa.test: {users: [a]}}\nscript: [{wait: 1s}]\n"))
		if s == nil || s.Title.EN != char {
			t.Errorf("%s is read as %q (%v), want %q", want, s.Title.EN, problems, char)
		}
	}
}
