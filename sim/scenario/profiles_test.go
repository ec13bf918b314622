package scenario

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"posta/sim/lang"
)

// TestProfiles: what the form lists are the files, each with its date and its sources, and each a list of checks that is read.
func TestProfiles(t *testing.T) {
	f, _ := reflect.TypeFor[profileSpec]().FieldByName("Name")
	list, err := profiles.ReadDir("profiles")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range list {
		name := strings.TrimSuffix(e.Name(), ".yaml")
		names = append(names, name)
		text, _ := profiles.ReadFile("profiles/" + e.Name())
		if !strings.Contains(string(text), "https://") || !strings.Contains(string(text), "since: ") {
			t.Errorf("%s does not say since when, or where it can be read", e.Name())
		}
		s, problems := Parse("x.yaml", []byte("posta: 1\ntitle: x\ndomains: {alfa.test: {users: [ana]}}\nhosts:\n  mail.alfa.test: {profile: {name: "+name+", bulk: 7}, policy: {greylist: {}}}\nscript: [{wait: 1s}]\n"))
		if s == nil {
			t.Fatal(problems.Render(lang.EN, false))
		}
		last := s.Hosts[slices.IndexFunc(s.Hosts, func(h *Host) bool { return h.Name == "mail.alfa.test" })].Policy
		asks := 0
		for _, c := range last {
			if rules, ok := c.Rule.(*SenderRules); ok && rules.Bulk == 7 && rules.By != "" && rules.Since != "" {
				asks++
			}
		}
		if _, ok := last[len(last)-2].Rule.(*Greylist); !ok || asks != 1 {
			t.Errorf("%s: %d checks that ask something of senders, and before the last comes %T", name, asks, last[len(last)-2].Rule)
		}
	}
	if enum := f.Tag.Get("enum"); enum != strings.Join(names, "|") {
		t.Errorf("the form knows %s, and there are %v", enum, names)
	}
}

// TestNoProfile: what cannot be one is said where it stands, and ends nothing.
func TestNoProfile(t *testing.T) {
	for _, one := range []string{"gmail", "../profiles", "{}", "{bulk: 3}", "[gmail-2024]", "{name: {}}", "{name: gmail-2024, bulk: no}", "{name: gmail-2024, bulk: {a: b}}"} {
		if s, problems := Parse("x.yaml", []byte("posta: 1\ntitle: x\ndomains: {alfa.test: {users: [ana]}}\nhosts:\n  mail.alfa.test: {profile: "+one+"}\nscript: [{wait: 1s}]\n")); s != nil || len(problems) == 0 {
			t.Errorf("%s is read", one)
		}
	}
}
