package main

import (
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the script's types")

// The script is compiled against the types that it has: if Go says something else by now, it would be wrong silently.
func TestTheScriptsTypesAreThoseOfGo(t *testing.T) {
	const path = "../src/api.ts"
	want, err := typescript("../..")
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("web/src/api.ts is not what Go says any more: make golden, or go run ./web/types > web/src/api.ts")
	}
}
