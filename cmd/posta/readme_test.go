package main

import (
	"os"
	"strings"
	"testing"
)

// TestReadmeQuotesWhatIsSaid: the README shows a piece of a transcript.
func TestReadmeQuotesWhatIsSaid(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	told, err := os.ReadFile("../../scenarios/testdata/first-email.en.txt")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "From `./bin/posta run first-email --lang en`:\n\n```\n")
	quoted, _, ok := strings.Cut(rest, "...\n```")
	if !ok || quoted == "" {
		t.Fatal("the README quotes no transcript")
	}
	if !strings.Contains(string(told), quoted) {
		t.Errorf("first-email is not told like this any more:\n%s", quoted)
	}
}
