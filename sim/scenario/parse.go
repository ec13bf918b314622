package scenario

import (
	"bytes"

	"posta/sim/form"
	"posta/sim/lang"
)

// What a scenario may hold at most. The figures are far above what a lesson needs, and low enough that a hostile file is refused
// in a moment and in little memory.
const (
	MaxDomains     = 100
	MaxHosts       = 200
	MaxDevices     = 200
	MaxUsers       = 5_000
	MaxLinks       = 1_000
	MaxActions     = 5_000   // written
	MaxRepeated    = 100_000 // with all their repetitions
	MaxExpects     = 1_000
	MaxRecipients  = 1_000 // of one letter
	MaxZoneRecords = 1_000 // of one zone
	MaxItems       = 100   // in any other list
)

// Parse reads a scenario and gives it complete: defaults filled in, names resolved. name is the file's name, for messages
// and for the slug. If there are errors the scenario is nil; all that can be found at once are returned together, in the
// order of the file, with the warnings. Of a scenario that can be run the warnings are its own. Parse never panics, whatever the bytes are.
func Parse(name string, src []byte) (*Scenario, form.Problems) {
	return parse(name, src, DefaultLang)
}

// In gives the scenario as it is written in a language: the letters that it has in both,
// what it expects of them, and the reports of servers. One that says its own language is
// always in that. Another language is another run, and its trace's header says which.
func In(s *Scenario, l lang.Lang) *Scenario {
	if s.LangFixed || s.Lang == l {
		return s
	}
	out, _ := parse(s.Name+".yaml", s.Source, l)
	if out == nil {
		return s
	}
	for i, f := range out.Faults {
		f.Added = s.Faults[i].Added
	}
	return out
}

func parse(name string, src []byte, l lang.Lang) (*Scenario, form.Problems) {
	rep := form.NewReporter(scenarioFormat, name)
	root := form.Load(rep, src)
	if root == nil {
		return nil, rep.Finish()
	}
	expandRanges(rep, root)
	expandProfiles(root)
	var f file
	d := &form.Decoder{Reporter: rep}
	if !d.Top(root, &f) {
		return nil, rep.Finish()
	}
	s := resolve(rep, name, &f, l)
	ps := rep.Finish()
	if len(ps.Errors()) > 0 {
		return nil, ps
	}
	s.Warnings = ps
	s.Source = bytes.Clone(src)
	return s, nil
}
