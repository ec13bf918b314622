package pop3

import (
	"bytes"

	"posta/sim/mail"
)

// WireOctets is the size POP3 announces for a message: the octets of its
// canonical form, before byte-stuffing (RFC 1939 §11).
func WireOctets(raw []byte) int64 { return int64(len(mail.Canonical(raw))) }

// Top is what TOP shows of a message: the header, the empty line behind it, and
// so many lines of the body (RFC 1939 §7).
func Top(raw []byte, lines int) []byte {
	out := mail.Canonical(raw)
	rest, inBody := out, false
	for len(rest) > 0 && (!inBody || lines > 0) {
		line, after := cutLine(rest)
		if inBody {
			lines--
		} else if len(line) == 1 { // the CR of an empty line
			inBody = true
		}
		rest = after
	}
	return out[:len(out)-len(rest)]
}

// appendStuffed adds canonical text, with a dot before each line that begins
// with one (RFC 1939 §3), and the dot that ends a multi-line reply.
func appendStuffed(dst, canonical []byte) []byte {
	for len(canonical) > 0 {
		if canonical[0] == '.' {
			dst = append(dst, '.')
		}
		line, rest := cutLine(canonical)
		dst = append(append(dst, line...), '\n')
		canonical = rest
	}
	return append(dst, ".\r\n"...)
}

// cutLine takes one line off, without its LF.
func cutLine(b []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(b, []byte("\n"))
	return line, rest
}
