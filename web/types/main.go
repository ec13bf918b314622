// Command types writes the script's side of package api: what crosses between the module and the page, as TypeScript.
//
//	go run ./web/types > web/src/api.ts
package main

import (
	"fmt"
	"os"
)

func main() {
	src, err := typescript(".")
	if err != nil {
		fmt.Fprintln(os.Stderr, "types:", err)
		os.Exit(1)
	}
	os.Stdout.WriteString(src)
}
