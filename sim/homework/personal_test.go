package homework

import (
	"context"
	"slices"
	"testing"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/expect"
	"posta/sim/scenario"
)

// TestNamesGoThereAndBack: whoever is called otherwise is so wherever the text speaks of them.
func TestNamesGoThereAndBack(t *testing.T) {
	n := naming{domains: map[string]string{"alfa": "norte"}, people: map[string]string{"alicia": "carmen"}, addresses: map[string]string{"192.0.2.25": "192.0.2.131"}}
	for text, want := range map[string]string{
		"Alicia's laptop-alicia, alicia@alfa.test, mail.alfa.test":                      "Carmen's laptop-carmen, carmen@norte.test, mail.norte.test",
		"Aliciante, AliciA, alfalfa.test":                                               "Aliciante, AliciA, alfalfa.test",
		`"\nalicia@alfa.test,Alicia\nALICIA@alfa.test"`:                                 `"\ncarmen@norte.test,Carmen\nCARMEN@norte.test"`,
		"ip4:192.0.2.25, 192.0.2.25/32, 25.2.0.192.lista.test, 192.0.2.2, 192.0.2.0/24": "ip4:192.0.2.131, 192.0.2.131/32, 131.2.0.192.lista.test, 192.0.2.2, 192.0.2.0/24",
		"": "",
	} {
		if got := n.in(text); got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
		if got := n.back().in(want); got != text {
			t.Errorf("%q goes back to %q, not %q", want, got, text)
		}
	}
}

// TestALessonIsAsGoodByAnotherName: in every lesson, whatever its domains are called,
// what it expects comes true.
func TestALessonIsAsGoodByAnotherName(t *testing.T) {
	a := &Assignment{Name: "x", Key: "k"}
	for n, slug := range scenarios.Slugs() {
		src, err := scenarios.Read(slug)
		if err != nil {
			t.Fatal(err)
		}
		lesson, _ := scenario.Parse(slug+".yaml", src)
		seed := a.Seed(string(rune('a' + n)))
		names := renaming(lesson, seed)
		s, problems := scenario.Parse(slug+".yaml", []byte(names.in(string(src))))
		if s == nil {
			t.Errorf("%s as %v: %v", slug, names, problems)
			continue
		}
		tr, err := sim.Run(context.Background(), s, sim.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if failed := expect.Failed(expect.Check(s, tr)); len(failed) > 0 && !lucky(t, lesson) {
			t.Errorf("%s as %v: %s, but %s", slug, names, failed[0].Want.EN, failed[0].Got.EN)
		}
		if len(names.domains) == 0 || len(names.people) == 0 && slices.ContainsFunc(lesson.Users, func(u *scenario.User) bool {
			return slices.Contains(lessonWomen, u.Local) || slices.Contains(lessonMen, u.Local)
		}) {
			t.Errorf("%s bears the same names for everybody", slug)
		}
	}
}

// lucky tells whether what a lesson expects is a matter of luck: with another seed it may not come true, and other names are
// other luck.
func lucky(t *testing.T, s *scenario.Scenario) bool {
	t.Helper()
	for seed := range uint64(8) {
		tr, err := sim.Run(context.Background(), s, sim.Options{Seed: &seed})
		if err != nil {
			t.Fatal(err)
		}
		if len(expect.Failed(expect.Check(s, tr))) > 0 {
			return true
		}
	}
	return false
}

// TestWhatIsToBeDoneIsToldInItsWorldsNames, as in the world itself, of lessons and tasks.
func TestWhatIsToBeDoneIsToldInItsWorldsNames(t *testing.T) {
	a, problems := Read("x.yaml", []byte("assignment: 1\ntitle: x\nkey: k\nitems:\n  - {id: a, ask: first-email, do: Write to benito@beta.test}\n"+
		"  - {id: b, task: astray, do: {es: Arregla beta.test, en: Mend beta.test}}\n  - {id: c, ask: newsletter}\n"), source)
	if a == nil {
		t.Fatal(problems)
	}
	for _, i := range a.Items[:2] {
		src, err := source.Text(i)
		if err != nil {
			t.Fatal(err)
		}
		w, err := a.World(i, "Ana", src, "")
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Told(i, "Ana", src); got != w.Named(i.Do) || got == i.Do {
			t.Errorf("%s: %s, and in its world %s", i.ID, got.EN, w.Named(i.Do).EN)
		}
	}
	if got := a.Told(a.Items[2], "Ana", nil); !got.IsZero() {
		t.Errorf("of nothing, %q is told", got.EN)
	}
}
