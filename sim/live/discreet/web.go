package discreet

import (
	"bytes"

	"posta/sim/actor/tokens"
)

// web is how far one side of a conversation in HTTP has come. What is asked of a token endpoint, and what it gives, are tokens
// (RFC 6749 section 6): bodies are secrets there. A connection serves one request.
type web struct {
	first []byte // its first line
	whole bool   // that has ended
	line  int    // octets of the line that is being said
	body  bool
}

// maxTarget is how much of a first line is kept.
const maxTarget = 64

// take takes an octet, and tells whether it is one of the body.
func (w *web) take(x byte) bool {
	switch {
	case w.body:
		return true
	case x == '\n':
		w.body = w.whole && w.line == 0
		w.whole, w.line = true, 0
	case x != '\r':
		w.line++
		if !w.whole && len(w.first) < maxTarget {
			w.first = append(w.first, x)
		}
	}
	return false
}

// forTokens tells whether a request goes to a token endpoint.
func (w *web) forTokens() bool {
	words := bytes.Fields(w.first)
	if len(words) < 2 {
		return false
	}
	path, _, _ := bytes.Cut(words[1], []byte("?"))
	return string(path) == tokens.Path
}
