// Package authres is how a receiver writes into a letter what it found, for whoever reads it next: the field
// Authentication-Results (RFC 8601), and the older Received-SPF (RFC 7208 section 9.1).
//
// The field is only as good as who wrote it. Anybody can put "dmarc=pass" into a letter before it comes to our door. So a
// receiver takes those away that claim to be its own (RFC 8601 section 5), and a reader believes only what stands under the
// name of its own server. Strip does the former, Trusted the latter.
//
// Parse reads any bytes without panic, and gives an error for what is no such field.
package authres

import (
	"bytes"
	"fmt"
	"strings"

	"posta/sim/mail"
)

// FieldName is the field's.
const FieldName = "Authentication-Results"

// Property is one ptype.property=value: what a result is about.
type Property struct {
	Type  string `json:"type"` // "smtp", "header", "body", "policy", "arc"
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Result is one method's.
type Result struct {
	Method     string     `json:"method"`
	Value      string     `json:"value"`
	Reason     string     `json:"reason,omitempty"`
	Comment    string     `json:"comment,omitempty"` // in parentheses after the value
	Properties []Property `json:"properties,omitempty"`
}

// Field is the whole field.
type Field struct {
	Server  string   `json:"server"` // the authserv-id: who says so
	Results []Result `json:"results"`
}

// Value writes the field's value: one result a semicolon; "none" where nothing was checked.
func (f Field) Value() string {
	var b strings.Builder
	b.WriteString(value(f.Server))
	if len(f.Results) == 0 {
		b.WriteString("; none")
	}
	for _, r := range f.Results {
		b.WriteString("; " + r.Method + "=" + r.Value)
		if r.Comment != "" {
			b.WriteString(" (" + strings.NewReplacer("(", "", ")", "", `\`, "").Replace(r.Comment) + ")")
		}
		if r.Reason != "" {
			b.WriteString(" reason=" + quote(r.Reason))
		}
		for _, p := range r.Properties {
			b.WriteString(" " + p.Type + "." + p.Name + "=" + value(p.Value))
		}
	}
	return b.String()
}

// Bytes is the field with its line ends, each result on a line of its own, as servers write it.
func (f Field) Bytes() []byte {
	var b bytes.Buffer
	for i, part := range splitOutside(f.Value()) {
		if i == 0 {
			b.WriteString(FieldName + ": " + clean(part))
			continue
		}
		b.WriteString(";\r\n")
		b.Write(indent(clean(strings.TrimSpace(part))))
	}
	b.WriteString("\r\n")
	return b.Bytes()
}

// indent begins a line with a tab, and folds it where it is long.
func indent(part string) []byte {
	field := mail.FormatField("X", part) // folds at white space
	field = bytes.TrimSuffix(bytes.TrimPrefix(field, []byte("X: ")), []byte("\r\n"))
	return append([]byte("\t"), bytes.ReplaceAll(field, []byte("\r\n "), []byte("\r\n\t "))...)
}

func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}

// value writes a token, or an address, as it is, and all else in quotes (RFC 8601 section 2.2).
func value(s string) string {
	for i := range len(s) {
		c := s[i]
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`()<>,;:\"/[]?=`, c) >= 0 {
			return quote(s)
		}
	}
	if s == "" {
		return `""`
	}
	return s
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(clean(s)) + `"`
}

// maxResults is how many results of one field are read.
const maxResults = 100

// Parse reads a field's value.
func Parse(text string) (Field, error) {
	var f Field
	parts := splitOutside(text)
	head := fields(parts[0])
	if len(head) == 0 || len(head) > 2 {
		return f, fmt.Errorf("reading %s: it begins with the name of who says so (RFC 8601 section 2.2)", FieldName)
	}
	if len(head) == 2 && head[1].text != "1" {
		return f, fmt.Errorf("reading %s: version %q is not known", FieldName, head[1].text)
	}
	f.Server = head[0].text
	for _, part := range parts[1:] {
		words := fields(part)
		if len(words) == 0 {
			continue
		}
		if len(words) == 1 && strings.EqualFold(words[0].text, "none") && !words[0].quoted {
			continue
		}
		if len(f.Results) == maxResults {
			return f, fmt.Errorf("reading %s: more than %d results", FieldName, maxResults)
		}
		r, err := result(words)
		if err != nil {
			return f, fmt.Errorf("reading %s: %w", FieldName, err)
		}
		r.Comment = comment(part)
		f.Results = append(f.Results, r)
	}
	return f, nil
}

func result(words []word) (Result, error) {
	var r Result
	method, value, ok := pair(words[0])
	if !ok {
		return r, fmt.Errorf("%q is no method=result", words[0].text)
	}
	method, _, _ = strings.Cut(method, "/")
	r.Method, r.Value = strings.ToLower(strings.TrimSpace(method)), strings.ToLower(value)
	if !keyword(r.Method) || !keyword(r.Value) {
		return r, fmt.Errorf("%q is no method=result", words[0].text)
	}
	for _, w := range words[1:] {
		name, value, ok := pair(w)
		if !ok {
			return r, fmt.Errorf("%q is no property", w.text)
		}
		kind, property, dotted := strings.Cut(name, ".")
		switch {
		case strings.EqualFold(name, "reason"):
			r.Reason = value
		case dotted:
			if !keyword(strings.ToLower(kind)) || !keyword(strings.ToLower(property)) {
				return r, fmt.Errorf("%q is no property", w.text)
			}
			r.Properties = append(r.Properties, Property{strings.ToLower(kind), strings.ToLower(property), value})
		default:
			return r, fmt.Errorf("%q is no property", w.text)
		}
	}
	return r, nil
}

// keyword is the Keyword of RFC 8601 section 2.2, with the dot that some results have.
func keyword(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.') {
			return false
		}
	}
	return s != ""
}

// word is one word of a part, quotes and comments taken off; eq is where its first equals sign outside quotes stands, or -1.
type word struct {
	text   string
	eq     int
	quoted bool
}

func pair(w word) (name, value string, ok bool) {
	if w.eq <= 0 {
		return "", "", false
	}
	return w.text[:w.eq], w.text[w.eq+1:], true
}

// scan calls f for each byte of a text with what it is: in a comment, in quotes (quotation marks and backslashes not given), or
// plain.
func scan(s string, f func(c byte, at int, quoted, comment bool)) {
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		escaped := false
		if c == '\\' && (quoted || depth > 0) && i+1 < len(s) {
			i++
			c, escaped = s[i], true
		}
		switch {
		case escaped:
		case quoted && c == '"':
			quoted = false
			continue
		case !quoted && depth == 0 && c == '"':
			quoted = true
			f('"', i, true, false) // so that an empty string is a word
			continue
		case !quoted && c == '(':
			depth++
			if depth == 1 {
				f(' ', i, false, false)
				continue
			}
		case !quoted && c == ')' && depth > 0:
			depth--
			if depth == 0 {
				continue
			}
		}
		if quoted && c == '"' {
			c = '\'' // a quotation mark inside quotes must not look like the one that opens them
		}
		f(c, i, quoted, depth > 0)
	}
}

// splitOutside cuts at semicolons that stand neither in quotes nor in comments.
func splitOutside(s string) []string {
	var parts []string
	from := 0
	scan(s, func(c byte, at int, quoted, comment bool) {
		if c == ';' && !quoted && !comment {
			parts = append(parts, s[from:at])
			from = at + 1
		}
	})
	return append(parts, s[from:])
}

// fields are the words of a part; white space around an equals sign belongs to it.
func fields(s string) []word {
	var list []word
	var b []byte
	eq, open, anyQuote := -1, false, false
	end := func() {
		if open {
			list = append(list, word{string(b), eq, anyQuote})
		}
		b, eq, open, anyQuote = nil, -1, false, false
	}
	pendingSpace := false
	scan(s, func(c byte, _ int, quoted, comment bool) {
		if comment {
			return
		}
		if !quoted && (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
			pendingSpace = true
			return
		}
		if pendingSpace && c != '=' && !(len(b) > 0 && eq == len(b)-1 && !anyQuote) {
			end()
		}
		pendingSpace = false
		open = true
		switch {
		case quoted && c == '"':
			anyQuote = true
		case c == '=' && !quoted && eq < 0:
			eq = len(b)
			b = append(b, c)
		default:
			b = append(b, c)
		}
	})
	end()
	return list
}

// comment is the first comment of a part.
func comment(s string) string {
	var b []byte
	scan(s, func(c byte, _ int, _, comment bool) {
		if comment {
			b = append(b, c)
		}
	})
	return string(b)
}

// Strip takes away the fields that claim to come from a server, or that cannot be read at all, and gives them back (RFC 8601
// section 5). Received-SPF claims no name that could be compared; those above the first Received field would look like ours,
// and go too.
func Strip(msg []byte, server string) (kept []byte, taken []mail.Field) {
	above := true
	return mail.WithoutFields(msg, func(f mail.Field) bool {
		switch {
		case strings.EqualFold(f.Name, "Received"):
			above = false
		case strings.EqualFold(f.Name, FieldName):
			parsed, err := Parse(f.Value)
			return err != nil && parsed.Server == "" || strings.EqualFold(strings.TrimSuffix(parsed.Server, "."), server)
		case strings.EqualFold(f.Name, ReceivedSPFName):
			return above
		}
		return false
	})
}

// Trusted are the fields a reader may believe: those under the name of its own server.
func Trusted(h *mail.Header, server string) []Field {
	var list []Field
	for _, f := range h.Fields {
		if !strings.EqualFold(f.Name, FieldName) {
			continue
		}
		if parsed, err := Parse(f.Value); err == nil && strings.EqualFold(parsed.Server, server) {
			list = append(list, parsed)
		}
	}
	return list
}
