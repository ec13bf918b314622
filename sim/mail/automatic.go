package mail

import "strings"

// Automatic tells whether a program wrote the letter: Auto-Submitted says anything but "no" (RFC 3834 section 5). Such a
// letter is not answered by a program, or two of them would answer each other for ever (section 2).
func (h *Header) Automatic() bool {
	for i := range h.Fields {
		if strings.EqualFold(h.Fields[i].Name, "Auto-Submitted") {
			word, _, _ := strings.Cut(withoutComments(h.Fields[i].Value), ";")
			if word = strings.TrimSpace(word); word != "" && !strings.EqualFold(word, "no") {
				return true
			}
		}
	}
	return false
}

// Bulk tells whether the letter comes from a list, or goes to many, and is not answered for that (RFC 3834 section 2, RFC
// 5230 section 4.6): it has a field of RFC 2369 or 2919, or the older Precedence.
func (h *Header) Bulk() bool {
	for i := range h.Fields {
		switch name := strings.ToLower(h.Fields[i].Name); {
		case strings.HasPrefix(name, "list-"):
			return true
		case name == "precedence":
			switch strings.ToLower(strings.TrimSpace(withoutComments(h.Fields[i].Value))) {
			case "bulk", "list", "junk":
				return true
			}
		}
	}
	return false
}

// withoutComments is a structured value with its comments taken out (RFC 5322 section 3.2.2); it has no quotes.
func withoutComments(s string) string {
	if !strings.Contains(s, "(") {
		return s
	}
	var b strings.Builder
	depth := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && depth > 0:
			i++
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth == 0:
			b.WriteByte(c)
		}
	}
	return b.String()
}
