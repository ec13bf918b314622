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
	"strconv"
	"strings"
	"sync"
	"time"
)

// Handler serves the page at the root.
func Handler() http.Handler { return handler(site) }

func handler(site fs.FS) http.Handler {
	return &server{site: site, etags: map[string]string{}, plain: map[string]func() ([]byte, error){}}
}

// Timeouts of Server: a client that is slow or silent holds nothing for ever. The
// module takes a minute over the slowest lines that people still have.
const (
	headerTimeout = 10 * time.Second
	readTimeout   = 30 * time.Second
	writeTimeout  = 10 * time.Minute
	idleTimeout   = 2 * time.Minute
)

// Server is what hands the page out over HTTP.
func Server() *http.Server {
	return &http.Server{Handler: Handler(), ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout}
}

type server struct {
	site fs.FS

	mu    sync.Mutex // guards what follows
	etags map[string]string
	plain map[string]func() ([]byte, error)
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
	f, ok := s.find(name, strings.Join(r.Header.Values("Accept-Encoding"), ","))
	if !ok {
		s.missing(w, r, name)
		return
	}
	h.Set("Content-Type", kind)
	h.Set("Vary", "Accept-Encoding")
	if f.encoding != "" {
		h.Set("Content-Encoding", f.encoding)
	}
	if named.MatchString(name) {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	h.Set("Etag", f.tag)
	http.ServeContent(w, r, "", time.Time{}, f)
}

// file is one form of a file of the page, ready to be sent.
type file struct {
	io.ReadSeeker
	encoding string
	tag      string
}

// find gives a file in the best form that is accepted.
func (s *server) find(name, accept string) (f file, ok bool) {
	for _, form := range []struct{ encoding, suffix string }{{"br", ".br"}, {"gzip", ".gz"}, {"", ""}} {
		if form.encoding != "" && !accepts(accept, form.encoding) {
			continue
		}
		if r, err := s.open(name + form.suffix); err == nil {
			tag, err := s.etag(name+form.suffix, r)
			return file{r, form.encoding, tag}, err == nil
		}
	}
	// The module is kept only in compressed form: unpack it for those who take no other.
	data, err := s.unpacked(name)
	if err != nil {
		return file{}, false
	}
	r := bytes.NewReader(data)
	tag, err := s.etag(name, r)
	return file{r, "", tag}, err == nil
}

// open gives a file of the site, which is read where it lies.
func (s *server) open(name string) (io.ReadSeeker, error) {
	f, err := s.site.Open(name)
	if err != nil {
		return nil, err
	}
	if r, ok := f.(io.ReadSeeker); ok {
		return r, nil
	}
	return nil, fs.ErrInvalid // neither a binary's own files nor a test's: both can be sought
}

// unpacked gives a file that is kept only in compressed form. It is unpacked once,
// however many ask at once: the module is large.
func (s *server) unpacked(name string) ([]byte, error) {
	s.mu.Lock()
	once, ok := s.plain[name]
	if !ok {
		once = sync.OnceValues(func() ([]byte, error) {
			packed, err := s.site.Open(name + ".gz")
			if err != nil {
				return nil, err
			}
			defer packed.Close()
			z, err := gzip.NewReader(packed)
			if err != nil {
				return nil, err
			}
			return io.ReadAll(z)
		})
		if _, err := fs.Stat(s.site, name+".gz"); err == nil {
			s.plain[name] = once // what is not there is not remembered: anybody can ask for any name
		}
	}
	s.mu.Unlock()
	return once()
}

// accepts reads an Accept-Encoding field (RFC 9110 section 12.5.3) as far as it
// matters here: the coding is named, or any is, and not with weight zero.
func accepts(field, coding string) bool {
	any := false
	for part := range strings.SplitSeq(field, ",") {
		name, parameter, _ := strings.Cut(part, ";")
		wanted := true
		if key, value, ok := strings.Cut(parameter, "="); ok && strings.EqualFold(strings.TrimSpace(key), "q") {
			weight, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			wanted = err == nil && weight > 0
		}
		switch name = strings.TrimSpace(name); {
		case strings.EqualFold(name, coding):
			return wanted
		case name == "*":
			any = wanted
		}
	}
	return any
}

// etag names what a form of a file says; it is read for that once.
func (s *server) etag(key string, r io.ReadSeeker) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if tag, ok := s.etags[key]; ok {
		return tag, nil
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return "", err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	tag := `"` + hex.EncodeToString(sum.Sum(nil)[:12]) + `"`
	s.etags[key] = tag
	return tag, nil
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
