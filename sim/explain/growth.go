package explain

import (
	"bytes"
	"strings"

	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/trace"
)

// carried counts what a letter carries as base64: the octets that were meant, and those
// that it takes them to travel (RFC 2045 section 6.8).
func carried(message []byte) (meant, travel int64) {
	h := mail.ParseHeader(message)
	encoding, _ := h.Get("Content-Transfer-Encoding")
	if strings.EqualFold(strings.TrimSpace(encoding), "base64") {
		letters := len(h.Body) - bytes.Count(h.Body, []byte("\r\n"))*2
		padding := bytes.Count(h.Body[max(0, len(h.Body)-8):], []byte("="))
		return int64(letters/4*3 - padding), int64(len(h.Body))
	}
	typ, _ := h.Get("Content-Type")
	kind, rest, _ := strings.Cut(typ, "boundary=")
	if !strings.HasPrefix(strings.ToLower(strings.TrimSpace(kind)), "multipart/") || rest == "" {
		return 0, 0
	}
	boundary, _, _ := strings.Cut(strings.Trim(rest, `"`), `"`)
	boundary, _, _ = strings.Cut(boundary, ";")
	for i, part := range bytes.SplitN(h.Body, []byte("--"+boundary), mail.MaxHeaderFields) {
		if i == 0 || bytes.HasPrefix(part, []byte("--")) {
			continue
		}
		n, m := carried(bytes.TrimPrefix(part, []byte("\r\n")))
		meant, travel = meant+n, travel+m
	}
	return meant, travel
}

// growth says what base64 makes of a letter's files; nothing of a letter without any.
func growth(message []byte) lang.Text {
	meant, travel := carried(message)
	if meant == 0 {
		return lang.Text{}
	}
	files, becomes, whole := Size(meant), Size(travel), Size(int64(len(message)))
	return lang.Sprintf("Lo adjunto (%s) viaja en base64, que escribe cada tres bytes con cuatro caracteres: son %s, y la carta entera pesa %s.",
		"What is attached (%s) travels as base64, which writes every three bytes as four characters: that makes %s, and the whole letter weighs %s.", files, becomes, whole)
}

// maxStamps is how much servers add to a letter on its way, at most.
const maxStamps = 8 << 10

// weighed finds the letter that has come to a size: the one that was written with it, or
// with a little less.
func (x *Explainer) weighed(size int64) []byte {
	var best []byte
	for _, e := range x.s.Trace.Events {
		if f, ok := e.Fact.(trace.MessageComposed); ok && int64(len(f.Data)) <= size && size-int64(len(f.Data)) < maxStamps && len(f.Data) > len(best) {
			best = f.Data
		}
	}
	return best
}
