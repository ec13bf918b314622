package scenario_test

import (
	"testing"

	"posta/scenarios"
	"posta/sim/scenario"
)

// TestStill: of every lesson there is a world in which nothing happens by itself.
func TestStill(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		src, err := scenarios.Read(slug)
		if err != nil {
			t.Fatal(err)
		}
		s, _ := scenario.Parse(slug+".yaml", src)
		still, problems := scenario.Parse(slug+".yaml", scenario.Still(s))
		if still == nil || len(problems.Errors()) > 0 {
			t.Errorf("%s: %v\n%s", slug, problems, scenario.Still(s))
			continue
		}
		if len(still.Users) != len(s.Users) || len(still.Hosts) != len(s.Hosts) || len(still.Devices) != len(s.Devices) {
			t.Errorf("%s is another world: %d users of %d, %d devices of %d", slug, len(still.Users), len(s.Users), len(still.Devices), len(s.Devices))
		}
	}
	for _, src := range []string{
		"{posta: 1, title: {es: A, en: A}, domains: {alfa.test: {users: [alicia]}, beta.test: {users: [benito]}}, script: [{lookup: {from: mail.alfa.test, name: beta.test, type: MX}}]}",
		"  posta: 1\n  title: {es: A, en: A}\n  script:\n    - lookup: {from: mail.alfa.test, name: beta.test, type: MX}\n  domains: {alfa.test: {users: [alicia]}, beta.test: {users: [benito]}}",
	} {
		s, problems := scenario.Parse("x.yaml", []byte(src))
		if s == nil {
			t.Fatal(problems)
		}
		if still, problems := scenario.Parse("x.yaml", scenario.Still(s)); still == nil {
			t.Errorf("%v\n%s", problems, scenario.Still(s))
		}
	}
}
