package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

func packed(t *testing.T, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.Bytes()
}

func page(t *testing.T) fstest.MapFS {
	file := func(b []byte) *fstest.MapFile { return &fstest.MapFile{Data: b} }
	return fstest.MapFS{
		"index.html":                    file([]byte("<!doctype html>the page")),
		"app.ABCDEFGH.js":               file([]byte("plain")),
		"app.ABCDEFGH.js.br":            file([]byte("brotli")),
		"app.ABCDEFGH.js.gz":            file(packed(t, "plain")),
		"posta.0123456789ab.wasm.br":    file([]byte("brotli module")),
		"posta.0123456789ab.wasm.gz":    file(packed(t, "module")),
		"sw.js":                         file([]byte("worker")),
		"inter-latin-400.A1B2C3D4.woff": file([]byte("letters")),
	}
}

func TestHandler(t *testing.T) {
	h := handler(page(t))
	tests := []struct {
		name, method, path, accept string
		code                       int
		kind, encoding, cache      string
		body                       string
	}{
		{"the page at the root, always asked for anew", "GET", "/", "", 200, "text/html; charset=utf-8", "", "no-cache", "<!doctype html>the page"},
		{"a script as a browser at home takes it", "GET", "/app.ABCDEFGH.js", "gzip, deflate, br, zstd", 200, "text/javascript; charset=utf-8", "br", "public, max-age=31536000, immutable", "brotli"},
		{"over plain HTTP browsers take only gzip", "GET", "/app.ABCDEFGH.js", "gzip, deflate", 200, "text/javascript; charset=utf-8", "gzip", "public, max-age=31536000, immutable", ""},
		{"brotli refused by its weight", "GET", "/app.ABCDEFGH.js", "br;q=0, identity", 200, "text/javascript; charset=utf-8", "", "public, max-age=31536000, immutable", "plain"},
		{"refused in another spelling", "GET", "/app.ABCDEFGH.js", "BR ; Q=0.000 , gzip;q=0", 200, "text/javascript; charset=utf-8", "", "public, max-age=31536000, immutable", "plain"},
		{"anything but brotli", "GET", "/app.ABCDEFGH.js", "br;q=0, *", 200, "text/javascript; charset=utf-8", "gzip", "public, max-age=31536000, immutable", ""},
		{"half a wish for brotli is one", "GET", "/app.ABCDEFGH.js", "br;q=0.5", 200, "text/javascript; charset=utf-8", "br", "public, max-age=31536000, immutable", "brotli"},
		{"the module comes as what a browser will compile", "GET", "/posta.0123456789ab.wasm", "br", 200, "application/wasm", "br", "public, max-age=31536000, immutable", "brotli module"},
		{"the module, unpacked for who takes no compression", "GET", "/posta.0123456789ab.wasm", "", 200, "application/wasm", "", "public, max-age=31536000, immutable", "module"},
		{"the service worker may change", "GET", "/sw.js", "", 200, "text/javascript; charset=utf-8", "", "no-cache", "worker"},
		{"letters", "GET", "/inter-latin-400.A1B2C3D4.woff", "", 200, "font/woff", "", "public, max-age=31536000, immutable", "letters"},
		{"compressed copies have no name of their own", "GET", "/app.ABCDEFGH.js.br", "br", 404, "text/plain; charset=utf-8", "", "no-store", ""},
		{"nothing there", "GET", "/nothing.js", "", 404, "text/plain; charset=utf-8", "", "no-store", ""},
		{"no way out of the folder", "GET", "/../../handler.go", "", 404, "text/plain; charset=utf-8", "", "no-store", ""},
		{"nothing to write", "POST", "/", "", 405, "text/plain; charset=utf-8", "", "", ""},
		{"head", "HEAD", "/", "", 200, "text/html; charset=utf-8", "", "no-cache", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(tt.method, tt.path, nil)
			if tt.accept != "" {
				r.Header.Set("Accept-Encoding", tt.accept)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			got := w.Result()
			for what, pair := range map[string][2]string{
				"type": {got.Header.Get("Content-Type"), tt.kind}, "encoding": {got.Header.Get("Content-Encoding"), tt.encoding},
				"cache": {got.Header.Get("Cache-Control"), tt.cache}, "nosniff": {got.Header.Get("X-Content-Type-Options"), "nosniff"},
				"policy": {got.Header.Get("Content-Security-Policy"), contentSecurityPolicy},
			} {
				if pair[0] != pair[1] {
					t.Errorf("%s: got %q, want %q", what, pair[0], pair[1])
				}
			}
			if got.StatusCode != tt.code {
				t.Errorf("status %d, want %d", got.StatusCode, tt.code)
			}
			if body, _ := io.ReadAll(got.Body); tt.body != "" && string(body) != tt.body {
				t.Errorf("body %q, want %q", body, tt.body)
			}
		})
	}
}

// TestUnpackedOnce: however many take no compression, and whether they want the body
// or not, the module is unpacked once.
func TestUnpackedOnce(t *testing.T) {
	site := &counting{FS: page(t), opened: map[string]int{}}
	h := handler(site)
	var all sync.WaitGroup
	for i := range 40 {
		method := []string{"GET", "HEAD"}[i%2]
		all.Go(func() {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(method, "/posta.0123456789ab.wasm", nil))
			if got := w.Header().Get("Content-Length"); w.Code != 200 || got != "6" {
				t.Errorf("%s: %d, %s octets", method, w.Code, got)
			}
		})
	}
	all.Wait()
	if n := site.opened["posta.0123456789ab.wasm.gz"]; n != 1 {
		t.Errorf("unpacked %d times", n)
	}
}

// counting counts how often a file is opened.
type counting struct {
	fs.FS
	mu     sync.Mutex
	opened map[string]int
}

func (c *counting) Open(name string) (fs.File, error) {
	c.mu.Lock()
	c.opened[name]++
	c.mu.Unlock()
	return c.FS.Open(name)
}

func (c *counting) Stat(name string) (fs.FileInfo, error) { return fs.Stat(c.FS, name) }

func TestUnchangedFilesAreNotSentAgain(t *testing.T) {
	h := handler(page(t))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("If-None-Match", w.Header().Get("Etag"))
	again := httptest.NewRecorder()
	h.ServeHTTP(again, r)
	if again.Code != http.StatusNotModified {
		t.Errorf("status %d, want 304", again.Code)
	}
}

func TestWithoutAPageItSaysWhatToDo(t *testing.T) {
	w := httptest.NewRecorder()
	handler(fstest.MapFS{}).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "make build") {
		t.Errorf("got %d %q", w.Code, w.Body.String())
	}
}

// The page's own element and the header must say the same, or a static host would
// serve another page than this one.
func TestPolicyIsTheBuildsOwn(t *testing.T) {
	build, err := os.ReadFile("build.mjs")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split(contentSecurityPolicy, "; ") {
		if !strings.HasPrefix(part, "frame-ancestors") && !strings.Contains(string(build), `"`+part+`"`) {
			t.Errorf("web/build.mjs does not say %q", part)
		}
	}
}
