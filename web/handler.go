package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
	"sync"
	"time"
)

// Handler serves the page at the root.
func Handler() http.Handler { return handler(site) }

func handler(site fs.FS) http.Handler {
	return &server{site: site, etags: map[string]string{}}
}

type server struct {
	site fs.FS

	mu    sync.Mutex // guards etags
	etags map[string]string
}

// types are the media types by extension: the system's table may lack some, and a
// browser refuses to compile a module that comes under another name.
var types = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".wasm": "application/wasm", ".svg": "image/svg+xml", ".png": "image/png", ".woff": "font/woff", ".json": "application/json",
	".jsonl": "application/x-ndjson", ".webmanifest": "application/manifest+json", ".txt": "text/plain; charset=utf-8",
}

// named are files whose names hold a hash of what they say: they never change.
var named = regexp.MustCompile(`[.-][0-9A-Za-z]{8,}\.(js|css|wasm|woff|jsonl)$`)

// contentSecurityPolicy says the same as the page's own meta element, which static
// hosts rely on, and what an element may not say: anybody may show the page in a
// frame (?embed=1).
const contentSecurityPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; " +
	"font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", contentSecurityPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if name == "" {
		name = "index.html"
	}
	kind, ok := types[path.Ext(name)]
	if !ok { // a folder, a compressed copy under its own name, or nothing of ours
		s.missing(w, r, name)
		return
	}
	data, encoding, ok := s.read(name, r.Header.Get("Accept-Encoding"))
	if !ok {
		s.missing(w, r, name)
		return
	}
	h.Set("Content-Type", kind)
	h.Set("Vary", "Accept-Encoding")
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	if named.MatchString(name) {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	h.Set("Etag", s.etag(name+" "+encoding, data))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}

// read gives a file in the best form that is accepted.
func (s *server) read(name, accept string) (data []byte, encoding string, ok bool) {
	for _, form := range []struct{ encoding, suffix string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if accepts(accept, form.encoding) {
			if data, err := fs.ReadFile(s.site, name+form.suffix); err == nil {
				return data, form.encoding, true
			}
		}
	}
	if data, err := fs.ReadFile(s.site, name); err == nil {
		return data, "", true
	}
	// The module is kept only in compressed form: unpack it for those who take no other.
	packed, err := fs.ReadFile(s.site, name+".gz")
	if err != nil {
		return nil, "", false
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, "", false
	}
	if data, err = io.ReadAll(z); err != nil {
		return nil, "", false
	}
	return data, "", true
}

// accepts reads an Accept-Encoding field (RFC 9110 section 12.5.3) as far as it
// matters here: the coding is named, and not with weight zero.
func accepts(field, coding string) bool {
	for part := range strings.SplitSeq(field, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), coding) {
			q := strings.ReplaceAll(weight, " ", "")
			return strings.Trim(q, "q=0.") != "" || q == "" || strings.HasPrefix(q, "q=1")
		}
	}
	return false
}

func (s *server) etag(key string, data []byte) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if tag, ok := s.etags[key]; ok {
		return tag
	}
	sum := sha256.Sum256(data)
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	s.etags[key] = tag
	return tag
}

// missing answers for what is not there; without a page, it says how to make one.
func (s *server) missing(w http.ResponseWriter, r *http.Request, name string) {
	w.Header().Set("Cache-Control", "no-store")
	if _, err := fs.Stat(s.site, "index.html"); err != nil && name == "index.html" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		io.WriteString(w, "This posta was built without its page. \"make build\" builds it with one.\n"+
			"Este posta se construyó sin su página. «make build» lo construye con ella.\n")
		return
	}
	http.NotFound(w, r)
}
