// Command trim rewrites the module that Go's linker made, in place, so that it weighs less on its way to a browser. Web/build.mjs calls it.
//
//	go run ./web/trim posta.wasm
//
// What a program does stays the same; two things go that cost a reader of the page 0.48 of 5.17 MB after brotli:
//
//   - The linker cuts the memory's first content into a hundred thousand pieces, to leave out zeros. Each piece carries its
//     address, which compresses badly, and zeros compress to nothing: the pieces are joined again.
//   - For each instruction of the program stands which line of which file it came from, for the stack trace of a crash. A trace
//     still names every function and how far into it the program was, with "?:0" in the place of the line.
//
// The tables are those of Go's runtime ([runtime/symtab.go], [internal/abi/symtab.go]); a module whose tables look otherwise is
// refused in words and stays as it was, instead of being written wrongly.
//
// [runtime/symtab.go]: https://go.dev/src/runtime/symtab.go
// [internal/abi/symtab.go]: https://go.dev/src/internal/abi/symtab.go
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: trim MODULE.wasm")
		os.Exit(2)
	}
	if err := trim(os.Args[1]); err != nil {
		fmt.Fprintf(os.Stderr, "trim: %s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
}

func trim(file string) error {
	module, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	out, err := rewriteMemory(module, dropLines)
	if err != nil {
		return err
	}
	return os.WriteFile(file, out, 0o666)
}
