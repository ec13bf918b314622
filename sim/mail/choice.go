package mail

import (
	"bytes"
	"mime"
	"strconv"
	"strings"
)

// Entity is a message, or a part of one, with its parts (RFC 2045 section 2.4): what a mail program knows of a letter before
// it shows anything of it. One that has the letter makes it by Entities; one that has not may ask its server for it (RFC 3501's
// BODYSTRUCTURE).
type Entity struct {
	Number   string // by which IMAP asks for it (RFC 3501 section 6.4.5); empty for a multipart at the top
	Media    string // in small letters
	Filename string
	Octets   int64 // as it was sent
	Parts    []*Entity

	header Header
}

// Entities takes a message apart. A letter inside it is one part, and is not looked into.
func Entities(msg []byte) *Entity { return entities(msg, "", 0) }

func entities(b []byte, number string, depth int) *Entity {
	h := ParseHeader(b)
	media, params := h.media()
	e := &Entity{Number: number, Media: media, Octets: int64(len(h.Body)), Filename: h.filename(params), header: h}
	if depth < maxNesting && strings.HasPrefix(media, "multipart/") && validBoundary(params["boundary"]) {
		for i, part := range parts(h.Body, params["boundary"]) {
			child := strconv.Itoa(i + 1)
			if number != "" {
				child = number + "." + child
			}
			e.Parts = append(e.Parts, entities(part, child, depth+1))
		}
		return e
	}
	if number == "" {
		e.Number = "1"
	}
	return e
}

// filename is what a part wants to be called: the disposition's word, or else the older name parameter (RFC 2183 section 2.3).
func (h *Header) filename(params map[string]string) string {
	name := params["name"]
	if v, ok := h.Get("Content-Disposition"); ok {
		if _, p, err := mime.ParseMediaType(v); err == nil && p["filename"] != "" {
			name = p["filename"]
		}
	}
	return DecodeText(name)
}

// Text is what it says, its transfer encoding taken off, in UTF-8. Only of what Entities made is it known.
func (e *Entity) Text() []byte {
	encoding, _ := e.header.Get("Content-Transfer-Encoding")
	_, params := e.header.media()
	return decodeBody(e.header.Body, encoding, params["charset"])
}

// Choice is what a mail program makes of a letter: the text that it shows, and what it offers beside it.
type Choice struct {
	// Text is shown; nil: nothing in the letter is a text.
	Text *Entity
	// Forms are the kinds of text that were there to choose from; one, where there was no choice.
	Forms []string
	// Files are attached.
	Files []*Entity
}

// HTML and plain text, as they are called in a letter.
const (
	MediaHTML  = "text/html"
	MediaPlain = "text/plain"
)

// Choose picks what is shown. Of forms of the same (multipart/alternative) it is the last that the program can show, since they
// stand in order of growing likeness to what was meant (RFC 2046 section 5.1.4); one that shows no HTML takes the plain text,
// and HTML where there is nothing else.
func (e *Entity) Choose(html bool) Choice {
	var c Choice
	c.look(e, html)
	return c
}

func (c *Choice) look(e *Entity, html bool) {
	switch {
	case e.Media == "multipart/alternative" && c.Text == nil:
		var best Choice
		var forms []string
		for _, part := range e.Parts {
			var one Choice
			one.look(part, html)
			if one.Text == nil {
				continue
			}
			forms = append(forms, one.Forms...)
			if best.Text == nil || html || one.Text.Media == MediaPlain {
				best = one
			}
		}
		c.Text, c.Forms = best.Text, forms
		c.Files = append(c.Files, best.Files...)
	case e.Media == "multipart/related": // its first part, and what that needs (RFC 2387)
		if len(e.Parts) > 0 {
			c.look(e.Parts[0], html)
		}
	case e.Media == "multipart/report": // what it says to people; the rest is for programs (RFC 6522)
		if len(e.Parts) > 0 {
			c.look(e.Parts[0], html)
		}
	case len(e.Parts) > 0:
		for _, part := range e.Parts {
			c.look(part, html)
		}
	case c.Text == nil && e.Filename == "" && (e.Media == MediaPlain || e.Media == MediaHTML):
		c.Text, c.Forms = e, []string{e.Media}
	case e.Number != "":
		c.Files = append(c.Files, e)
	}
}

// Alone is a letter as a program has it that brought one of its parts and nothing else: the header of the letter, with that
// part's own fields in place of those that told of all parts.
func Alone(header, mime, body []byte) []byte {
	h := ParseHeader(header)
	var out bytes.Buffer
	for _, f := range h.Fields {
		if !strings.HasPrefix(strings.ToLower(f.Name), "content-") {
			out.Write(f.Raw)
		}
	}
	part := ParseHeader(mime)
	for _, f := range part.Fields {
		if strings.HasPrefix(strings.ToLower(f.Name), "content-") {
			out.Write(f.Raw)
		}
	}
	out.WriteString("\r\n")
	out.Write(body)
	return out.Bytes()
}
