package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"posta/sim/form"
	"posta/sim/lang"
	"posta/sim/scenario"
)

// TestTooLong: how long a file is, as far as that is known.
func TestTooLong(t *testing.T) {
	big := filepath.Join(t.TempDir(), "big.yaml")
	if err := os.WriteFile(big, make([]byte, 3*form.MaxFileSize), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		big: "it has 3.1 MB, and a scenario may have 1 MiB at most",
		"-": "it has more than 1 MiB, and a scenario may not",
	} {
		var complaint bytes.Buffer
		c := console{in: strings.NewReader(strings.Repeat("#", 2*form.MaxFileSize)), err: &complaint, lang: lang.EN}
		if _, ok := load(c, name); ok || !strings.Contains(complaint.String(), want) {
			t.Errorf("%s: %q, want %q", name, complaint.String(), want)
		}
	}
}

// TestTheNullDeviceIsNoTerminal, though it is a device of characters as one is.
func TestTheNullDeviceIsNoTerminal(t *testing.T) {
	f, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if isTerminal(f) {
		t.Error("it is taken for one")
	}
}

// TestTheLargestSeed is the scenario format's too.
func TestTheLargestSeed(t *testing.T) {
	const story = "posta: 1\ntitle: x\ndomains: {alfa.test: {users: [alicia]}}\nscript: [{wait: 1s}]\nseed: "
	for seed, ok := range map[string]bool{"999999999999999": true, "1000000000000000": false} {
		var flag seedFlag
		if err := flag.Set(seed); (err == nil) != ok {
			t.Errorf("--seed %s: %v", seed, err)
		}
		if _, problems := scenario.Parse("x.yaml", []byte(story+seed+"\n")); (len(problems) == 0) != ok {
			t.Errorf("seed: %s: %v", seed, problems)
		}
	}
}
