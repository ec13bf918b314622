package mail

import (
	"strings"
)

// Part is a part of a message that has no parts: what a reader, or a program that looks for spam, has before it.
type Part struct {
	Media string // text/plain, where it does not say
	// Text is what it says, its transfer encoding taken off, in UTF-8; nil of what is no text.
	Text []byte
	// Octets is how long it is as it was sent, and Offset where it begins in the message.
	Octets, Offset int
	Header         Header // its own; the message's, of a message that has no parts
}

// Leaves are the parts of a message that have no parts, in its order. A letter inside the message is one of them, and is not
// looked into.
func Leaves(msg []byte) []Part { return leaves(nil, msg, msg, 0) }

func leaves(list []Part, whole, b []byte, depth int) []Part {
	h := ParseHeader(b)
	media, params := h.media()
	if depth < maxNesting && strings.HasPrefix(media, "multipart/") && validBoundary(params["boundary"]) {
		for _, part := range parts(h.Body, params["boundary"]) {
			list = leaves(list, whole, part, depth+1)
		}
		return list
	}
	p := Part{Media: media, Octets: len(h.Body), Header: h}
	if h.Body != nil {
		p.Offset = cap(whole) - cap(h.Body) // a slice of it
	}
	if strings.HasPrefix(media, "text/") {
		encoding, _ := h.Get("Content-Transfer-Encoding")
		p.Text = decodeBody(h.Body, encoding, params["charset"])
	}
	return append(list, p)
}
