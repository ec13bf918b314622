// Command pack puts the built page into a zip, for whoever has a web host and nothing else. The same page gives the same
// bytes.
//
//	go run ./web/pack OUT.zip
package main

import (
	"archive/zip"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"posta/web"
)

func main() {
	if len(os.Args) != 2 || !web.Built() {
		fmt.Fprintln(os.Stderr, "usage: go run ./web/pack OUT.zip, after make page")
		os.Exit(2)
	}
	if err := pack(os.Args[1], os.DirFS(filepath.Join("web", "dist"))); err != nil {
		fmt.Fprintln(os.Stderr, "packing the page:", err)
		os.Exit(1)
	}
}

func pack(name string, site fs.FS) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	z := zip.NewWriter(f)
	err = fs.WalkDir(site, ".", func(path string, d fs.DirEntry, err error) error { // in the order of names
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(site, path)
		if err != nil {
			return err
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: path, Method: zip.Deflate, Modified: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err == nil {
			_, err = w.Write(b)
		}
		return err
	})
	if err == nil {
		err = z.Close()
	}
	if err2 := f.Close(); err == nil {
		err = err2
	}
	return err
}
