// Package web is the page in the browser, and the server that hands it out.
//
// It is the theatre's front door: the page itself is made by web/build.mjs from
// TypeScript, styles and the wasm module, and lands in web/dist, one static folder
// that any host can serve. This package carries that folder inside the binary.
//
// A binary that was built before the page was made has no page: Built says so, and
// Handler then answers with what to do. It never sends anything but the files of
// that folder, and listens nowhere by itself.
package web

import (
	"embed"
	"io/fs"
)

// The page, where it has been made. The pattern takes in every folder whose name
// begins with dist, one of which is always there, since a pattern that matches
// nothing would be an error. Names that end in "m" are left out: that is the module
// as it is, seven times the size of its compressed copies beside it.
//
//go:embed dist*/*[^m]
var files embed.FS

// site is the page's files.
var site = func() fs.FS {
	sub, err := fs.Sub(files, "dist")
	if err != nil {
		panic(err) // "dist" is a valid path
	}
	return sub
}()

// Built tells whether the page is inside this binary.
func Built() bool {
	_, err := fs.Stat(site, "index.html")
	return err == nil
}
