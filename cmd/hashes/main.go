// Hashes prints the hash of what each lesson comes to, and each scenario in a file that is named: what is to be the same on every
// platform. It is the engine and nothing else, so that it is soon built for another platform, and soon run in its emulator.
package main

import (
	"context"
	"fmt"
	"os"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/scenario"
)

func main() {
	for _, slug := range scenarios.Slugs() {
		src, err := scenarios.Read(slug)
		say(slug, slug+".yaml", src, err)
	}
	for _, file := range os.Args[1:] {
		src, err := os.ReadFile(file)
		say(file, file, src, err)
	}
}

// say prints a scenario's name and its hash.
func say(name, file string, src []byte, err error) {
	if err == nil {
		var hash string
		if hash, err = hashOf(file, src); err == nil {
			fmt.Println(name, hash)
			return
		}
	}
	fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
	os.Exit(1)
}

func hashOf(file string, src []byte) (string, error) {
	s, problems := scenario.Parse(file, src)
	if s == nil {
		return "", problems
	}
	t, err := sim.Run(context.Background(), s, sim.Options{})
	if err != nil {
		return "", err
	}
	return t.Hash(), nil
}
