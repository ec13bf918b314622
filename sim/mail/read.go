package mail

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/quotedprintable"
	"strings"
	"unicode/utf8"
)

// maxNesting is how deep parts may lie in parts and letters in letters; what is deeper is shown as it stands.
const maxNesting = 8

// Lines are the lines of a message as its reader sees them in a mail program that shows the header too: a field is one line,
// unfolded, its encoded-words read (RFC 2047); text is without its transfer encoding (RFC 2045 section 6), in UTF-8. Parts
// follow each other with their own fields before them, and a letter or a report inside the message is read likewise. What is
// no text (an attachment) and what cannot be read stays as it was sent.
func Lines(msg []byte) []string {
	var r reading
	r.entity(msg, 0)
	return r.lines
}

// Text are the lines of what a mail program shows when a message is opened: its first part that is plain text, or its first text
// where none is plain, read as Lines reads them; nil where it has none.
func Text(msg []byte) []string {
	if part, ok := firstText(msg, 0, true); ok {
		return part
	}
	part, _ := firstText(msg, 0, false)
	return part
}

func firstText(b []byte, depth int, plain bool) (lines []string, ok bool) {
	h := ParseHeader(b)
	media, params := h.media()
	encoding, _ := h.Get("Content-Transfer-Encoding")
	switch {
	case depth == maxNesting:
	case strings.HasPrefix(media, "multipart/") && validBoundary(params["boundary"]):
		for _, part := range parts(h.Body, params["boundary"]) {
			if lines, ok = firstText(part, depth+1, plain); ok {
				return lines, true
			}
		}
	case media == "text/plain", !plain && strings.HasPrefix(media, "text/") && media != "text/rfc822-headers":
		var r reading
		r.plain(decodeBody(h.Body, encoding, params["charset"]))
		return r.lines, true
	}
	return nil, false
}

// media is what a message or part says that it is; text, where it does not say (RFC 2045 section 5.2).
func (h *Header) media() (kind string, params map[string]string) {
	if v, ok := h.Get("Content-Type"); ok {
		if t, p, err := mime.ParseMediaType(v); err == nil {
			return t, p
		}
	}
	return "text/plain", nil
}

type reading struct{ lines []string }

func (r *reading) plain(text []byte) {
	for line := range bytes.Lines(text) {
		r.lines = append(r.lines, string(trimEOL(line)))
	}
}

func (r *reading) header(h *Header) {
	for _, f := range h.Fields {
		if f.Name == "" {
			r.lines = append(r.lines, f.Decoded)
			continue
		}
		r.lines = append(r.lines, f.Name+": "+f.Decoded)
	}
}

// entity is a message, or a part of one (RFC 2046).
func (r *reading) entity(b []byte, depth int) {
	h := ParseHeader(b)
	r.header(&h)
	if len(h.Body) == 0 {
		return
	}
	r.lines = append(r.lines, "")
	media, params := h.media()
	encoding, _ := h.Get("Content-Transfer-Encoding")
	switch {
	case depth == maxNesting:
		r.plain(h.Body)
	case strings.HasPrefix(media, "multipart/") && validBoundary(params["boundary"]):
		for _, part := range parts(h.Body, params["boundary"]) {
			r.entity(part, depth+1)
		}
	case media == "message/rfc822":
		r.entity(h.Body, depth+1)
	case media == "message/delivery-status", media == "text/rfc822-headers":
		for rest := h.Body; len(rest) > 0; { // RFC 3464 section 2.1: groups of fields, blank lines between
			group := ParseHeader(rest)
			r.header(&group)
			r.lines = append(r.lines, "")
			rest = group.Body
		}
	case strings.HasPrefix(media, "text/"):
		r.plain(decodeBody(h.Body, encoding, params["charset"]))
	default:
		r.plain(h.Body)
	}
}

// parts cuts a multipart body at its boundary (RFC 2046 section 5.1.1); what stands before the first and after the last is
// for programs without MIME.
func parts(body []byte, boundary string) [][]byte {
	var list [][]byte
	from, at := -1, 0
	take := func() {
		if from >= 0 {
			part := body[from:at]
			list = append(list, trimEOL(part)) // the line end before a boundary belongs to the boundary
		}
	}
	for at < len(body) {
		n := lineLength(body[at:])
		line := bytes.TrimRight(body[at:at+n], " \t\r\n")
		if rest, ok := bytes.CutPrefix(line, []byte("--"+boundary)); ok && (len(rest) == 0 || string(rest) == "--") {
			take()
			if from = at + n; len(rest) > 0 {
				return list
			}
		}
		at += n
	}
	take()
	return list
}

// decodeBody takes a transfer encoding off, as far as it can be read, and gives UTF-8.
func decodeBody(body []byte, encoding, charset string) []byte {
	var r io.Reader
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, bytes.NewReader(body))
	case "quoted-printable":
		r = quotedprintable.NewReader(bytes.NewReader(body))
	}
	if r != nil {
		decoded, err := io.ReadAll(r)
		if err != nil && len(decoded) == 0 {
			return body
		}
		body = decoded
	}
	if !strings.EqualFold(charset, "iso-8859-1") && utf8.Valid(body) {
		return body
	}
	// Latin-1 is the one other charset that is read, as in DecodeText.
	runes := make([]rune, len(body))
	for i, c := range body {
		runes[i] = rune(c)
	}
	return []byte(string(runes))
}
