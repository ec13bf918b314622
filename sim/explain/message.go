package explain

import (
	"mime"
	"strings"
)

// decoded reads the encoded words of a header field (RFC 2047); what cannot be
// read stays as it is.
func decoded(s string) string {
	if out, err := new(mime.WordDecoder).DecodeHeader(s); err == nil {
		return out
	}
	return s
}

// header reads the fields that a person looks at first.
func header(message []byte) map[string]string {
	out := map[string]string{}
	rest := string(message[:min(len(message), 64<<10)])
	for rest != "" {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		line = strings.TrimSuffix(line, "\r")
		if line == "" {
			break
		}
		name, val, found := strings.Cut(line, ":")
		name = strings.ToLower(name)
		if found && out[name] == "" {
			out[name] = strings.TrimSpace(val)
		}
	}
	return out
}

// fields names those fields of a new letter's header that a person fills in.
func (v values) fields(message []byte) {
	there := header(message)
	var names []string
	for _, name := range []string{"From", "To", "Cc", "Subject", "Date"} {
		if there[strings.ToLower(name)] != "" {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		names = []string{"From", "Date"} // the least that there is (RFC 5322 section 3.6)
	}
	v.set("fields", strings.Join(names, ", "))
}
