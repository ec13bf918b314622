package task_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"posta/scenarios"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/task"
)

func read(t *testing.T, slug string) *task.Task {
	t.Helper()
	src, err := scenarios.ReadTask(slug)
	if err != nil {
		t.Fatal(err)
	}
	x, problems := task.Read(slug+".yaml", src)
	if x == nil {
		t.Fatal(problems.Render(lang.EN, false))
	}
	return x
}

// TestTasks: each is unsolved as it stands, and has a shortest repair that the engine finds.
func TestTasks(t *testing.T) {
	for _, slug := range scenarios.Tasks() {
		t.Run(slug, func(t *testing.T) {
			x := read(t, slug)
			list, problems, err := x.Judge(context.Background(), nil)
			if err != nil || len(problems) > 0 {
				t.Fatal(err, problems)
			}
			if list[0].Good() {
				t.Error("it is solved before anybody does anything")
			}
			repair, err := x.Shortest(context.Background())
			if err != nil || repair == nil {
				t.Fatalf("no repair is found among %d moves: %v", len(x.Moves()), err)
			}
			t.Logf("%d moves; %s", len(x.Moves()), strings.Join(repair, "; "))
			for level := 1; ; level++ {
				hint, more := x.Hint(repair, level)
				form, _ := x.FormHint(repair, level)
				if !more {
					if level != 3*len(repair)+1 {
						t.Errorf("%d hints for %d steps", level-1, len(repair))
					}
					break
				}
				if hint.ES == "" || hint.EN == "" || form.ES == "" || form.EN == "" {
					t.Errorf("hint %d has no words", level)
				}
			}
		})
	}
}

// TestTheLettersAreInBothLanguages: what is written is in the reader's language, and the goal is met by what was found for the other.
func TestTheLettersAreInBothLanguages(t *testing.T) {
	for _, slug := range scenarios.Tasks() {
		x := read(t, slug)
		repair := ways[slug].good[0]
		english := x.In(lang.EN)
		for i, w := range append([]*task.World{x.Shown}, x.Unseen...) {
			there := append([]*task.World{english.Shown}, english.Unseen...)[i]
			for n, a := range w.Scenario.Script {
				if send, ok := a.Do.(*scenario.Send); ok {
					if other := there.Scenario.Script[n].Do.(*scenario.Send); send.Subject == other.Subject {
						t.Errorf("%s: “%s” in both", slug, send.Subject)
					}
				}
			}
		}
		for _, x := range []*task.Task{x, english} {
			list, problems, err := x.Judge(context.Background(), repair)
			if err != nil || len(problems) > 0 || !task.Solved(list) {
				t.Errorf("%s, letters in %s: %s is no repair: %v %v", slug, x.Shown.Scenario.Lang, repair, err, problems)
			}
		}
	}
}

// ways are repairs of each task, at least two, and repairs that fit only what was seen or
// are not allowed.
var ways = map[string]struct{ good, bad [][]string }{
	"records-lab": {
		good: [][]string{
			{`change: {domain: alfa.test, remove: '@ TXT', add: '@ TXT "v=spf1 mx a:salida.alfa.test -all"'}`},
			{`change: {domain: alfa.test, remove: '@ TXT', add: '@ TXT "v=spf1 include:_spf.alfa.test -all"'}`, `change: {domain: alfa.test, add: '_spf TXT "v=spf1 a:salida.alfa.test -all"'}`},
			{`change: {domain: alfa.test, remove: '@ TXT', add: '@ TXT "v=spf1 a:mail.alfa.test a:salida.alfa.test -all"'}`},
		},
		bad: [][]string{
			{`change: {domain: alfa.test, remove: '@ TXT'}`},
			{`change: {domain: alfa.test, remove: '@ MX', add: '@ MX 10 salida'}`},
			{`change: {domain: alfa.test, remove: '@ TXT', add: '@ TXT "v=spf1 +all"'}`},
			{`set_host: {host: mail.beta.test, policy: []}`},
		},
	},
	"shut-door": {
		good: [][]string{{`set_device: {device: laptop-alicia, port: 587}`}, {`set_device: {device: laptop-alicia, port: 2525}`}, {`set_device: {device: laptop-alicia, port: 465}`}},
		bad:  [][]string{{`set_device: {device: laptop-alicia, port: 25}`}, {`set_device: {device: laptop-alicia, port: 578}`}, {`set_device: {device: laptop-alicia, tls: never}`}},
	},
	"astray": {
		good: [][]string{
			{`change: {domain: beta.test, remove: '@ MX', add: '@ MX 10 mail'}`},
			{`change: {domain: beta.test, add: 'correo A 198.51.100.10'}`},
			{`change: {domain: beta.test, remove: '@ MX', add: '@ A 198.51.100.10'}`},
		},
		bad: [][]string{{`change: {domain: beta.test, remove: '@ MX'}`}, {`change: {domain: beta.test, add: '@ MX 20 otro'}`}},
	},
	"takes-no-mail": {
		good: [][]string{{`change: {domain: beta.test, remove: '@ MX', add: '@ MX 0 .'}`}, {`change: {domain: beta.test, remove: '@ MX'}`}},
		bad:  [][]string{{`change: {domain: beta.test, add: '@ MX 5 mail'}`}},
	},
	"narrow-door": {
		good: [][]string{{`set_host: {host: mail.beta.test, max_message: 500 kB}`}, {`set_host: {host: mail.beta.test, max_message: 400 KiB}`}},
		bad:  [][]string{{`set_host: {host: mail.beta.test, max_message: 130 kB}`}, {`set_host: {host: mail.beta.test, max_message: 6 MB}`}, {`set_host: {host: mail.beta.test, open_relay: true}`}},
	},
	"too-many-names": {
		good: [][]string{{`set_host: {host: mail.beta.test, max_recipients: 1}`}, {`set_host: {host: mail.beta.test, max_recipients: 1, max_message: 5 MB}`}},
		bad:  [][]string{{`set_host: {host: mail.beta.test, ehlo: false}`}},
	},
	"full-box": {
		good: [][]string{{`set_user: {user: benito, quota: 1 MB}`}, {`set_user: {user: benito, quota: 100 kB}`}},
		bad:  [][]string{{`set_user: {user: benito, quota: 0}`}, {`set_user: {user: benito, quota: 10 kB}`}},
	},
	"stale-certificate": {
		good: [][]string{{`set_host: {host: mail.alfa.test, certificate: good}`}, {`set_device: {device: laptop-alicia, tls: prefer}`}},
		bad:  [][]string{{`set_device: {device: laptop-alicia, tls: never}`}, {`set_host: {host: mail.alfa.test, certificate: self-signed}`}},
	},
	"forged-boss": {
		good: [][]string{{`change: {domain: alfa.test, add: '_dmarc TXT "v=DMARC1; p=reject"'}`}, {`change: {domain: alfa.test, add: '_dmarc TXT "v=DMARC1; p=reject; aspf=s"'}`}},
		bad:  [][]string{{`change: {domain: alfa.test, add: '_dmarc TXT "v=DMARC1; p=quarantine"'}`}, {`change: {domain: alfa.test, add: '_dmarc TXT "v=DMARC1; p=none"'}`}, {`change: {domain: alfa.test, remove: '@ TXT', add: '_dmarc TXT "v=DMARC1; p=reject"'}`}},
	},
	"come-again": {
		good: [][]string{{`set_host: {host: mail.beta.test, policy: [{greylist: {delay: 5min}}]}`}, {`set_host: {host: mail.beta.test, policy: [{greylist: {delay: 8min}}, {spf: {}}]}`}},
		bad:  [][]string{{`set_host: {host: mail.beta.test, policy: [{rate_limit: {of: messages, limit: 0, per: 10min}}]}`}, {`set_host: {host: mail.beta.test, policy: [{greylist: {delay: 1min}}]}`}, {`set_host: {host: mail.beta.test, policy: [{greylist: {delay: 4min}}]}`}},
	},
	"slower": {
		good: [][]string{{`set_host: {host: mail.beta.test, policy: [{rate_limit: {of: messages, limit: 20, per: 10min}}]}`}, {`set_host: {host: mail.beta.test, policy: [{rate_limit: {of: messages, limit: 10, per: 1min}}]}`}},
		bad:  [][]string{{`set_host: {host: mail.beta.test, policy: []}`}, {`set_host: {host: mail.beta.test, policy: [{rate_limit: {of: messages, limit: 7, per: 10min}}]}`}},
	},
}

// TestAnyRepairThatWorksWillDo, in at least two different ways, and none that does not.
func TestAnyRepairThatWorksWillDo(t *testing.T) {
	for _, slug := range scenarios.Tasks() {
		w := ways[slug]
		if len(w.good) < 2 || len(w.bad) < 1 {
			t.Errorf("%s is tried in %d good ways and %d bad ones", slug, len(w.good), len(w.bad))
		}
		x := read(t, slug)
		for _, repair := range w.good {
			list, problems, err := x.Judge(context.Background(), repair)
			if err != nil || len(problems) > 0 || !task.Solved(list) {
				t.Errorf("%s: %s is no repair: %v %v", slug, repair, err, problems)
				for _, v := range list {
					for _, r := range v.Results {
						if !r.Held {
							t.Logf("  unseen %v, seed %d: %s, but %s", v.Unseen, v.Seed, r.Want.EN, r.Got.EN)
						}
					}
				}
			}
		}
		for _, repair := range w.bad {
			if list, problems, err := x.Judge(context.Background(), repair); err != nil || len(problems) == 0 && task.Solved(list) {
				t.Errorf("%s: %s passes for a repair: %v", slug, repair, err)
			}
		}
	}
}

// TestRepairsFromOutside: nonsense is refused in words.
func TestRepairsFromOutside(t *testing.T) {
	x := read(t, "records-lab")
	for _, change := range []string{"", "}", "{", "at: 5s", "change: {domain: beta.test, remove: '@ MX'}", "down: mail.beta.test", "set_host: {host: mail.alfa.test, tls: offer}", "\x00", "a: b}\n{c: d", strings.Repeat("x", 5000)} {
		if list, problems, err := x.Judge(context.Background(), []string{change}); err != nil || len(problems) == 0 || len(list) > 0 {
			t.Errorf("%q: %v %v", change, problems, err)
		} else if strings.Contains(problems.Render(lang.EN, false), "at: 0") {
			t.Errorf("%q: a line is quoted that nobody wrote: %s", change, problems.Render(lang.EN, false))
		}
	}
}

// FuzzRepair: whatever is written for a repair is judged or refused in words, in every task, and the same when it is judged again.
func FuzzRepair(f *testing.F) {
	for n, slug := range scenarios.Tasks() {
		w := ways[slug]
		for _, r := range slices.Concat(w.good, w.bad) {
			f.Add(uint8(n), strings.Join(r, "\n"))
		}
	}
	for _, odd := range []string{"", "{", "}: {", "at: 5s\nat: 6s", "set_user: {user: benito, quota: 99999999999999999999 GB}", "set_host: {host: mail.beta.test, policy: [{rate_limit: {of: messages, limit: -1, per: 0s}}]}",
		"change: {domain: beta.test, remove: '@ MX', add: '@ MX 65536 .'}", "change: {domain: beta.test, add: ['@ CNAME beta.test.', '@ CNAME @']}", "change: {domain: beta.test, add: '@ MX 10 \\000'}",
		"set_device: {device: laptop-alicia, port: 0}", "&a [*a, *a]", "change: &x {domain: beta.test, add: *x}", strings.Repeat("set_user: {user: benito, quota: 1 MB}\n", 30)} {
		f.Add(uint8(0), odd)
		f.Add(uint8(7), odd)
	}
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		slugs := scenarios.Tasks()
		x := read(t, slugs[int(which)%len(slugs)])
		changes := strings.Split(text, "\n")
		list, problems, err := x.Judge(context.Background(), changes)
		if err != nil {
			t.Fatalf("%q: %v", changes, err)
		}
		if len(problems) > 0 {
			problems.Render(lang.ES, false)
			return
		}
		if len(list) != x.Worlds() {
			t.Errorf("%q: judged in %d worlds of %d", changes, len(list), x.Worlds())
		}
		if twice, _, err := x.Judge(context.Background(), changes); err != nil || task.Solved(twice) != task.Solved(list) {
			t.Errorf("%q: solved %v, and then not: %v", changes, task.Solved(list), err)
		}
	})
}
