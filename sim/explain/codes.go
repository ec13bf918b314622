package explain

import (
	"strconv"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/lang"
	"posta/sim/story"
)

// extensionRefs are where the extensions are defined.
var extensionRefs = map[string]string{
	"SIZE": "1870 4", "PIPELINING": "2920 3", "8BITMIME": "6152 2", "SMTPUTF8": "6531 3", "STARTTLS": "3207 4", "AUTH": "4954 3",
	"DSN": "3461 4", "ENHANCEDSTATUSCODES": "2034 3", "CHUNKING": "3030 2", "BINARYMIME": "3030 3",
}

// addCodes adds what a reply's codes and words say to what its place says.
func (x *Explainer) addCodes(e *Explanation, st *story.Step) {
	l := st.Line
	if st.Detail != story.Dialogue || l == nil || l.Protocol != dialogue.SMTP || l.FromClient || l.Code == 0 {
		return
	}
	if e.What.IsZero() {
		e.What = phrase("code", strconv.Itoa(l.Code))
	}
	if st.Kind == "smtp.reply.ehlo" && l.Code == 250 {
		for _, word := range Extensions(l) {
			if t := Extension(word); !t.IsZero() {
				e.What = join(e.What, t)
				if ref := extensionRefs[word]; ref != "" {
					e.RFC = append(e.RFC, refs([]string{ref})...)
				}
			}
		}
	}
	if e.Why.IsZero() {
		// Some refusals are of the moment: the same command is right once something else
		// was said (RFC 5321 section 4.2.1, RFC 4954 section 6).
		if e.Why = phrase("class", string(st.Class), strconv.Itoa(l.Code)); e.Why.IsZero() {
			e.Why = phrase("class", string(st.Class))
		}
	}
	if t := Status(l.Enhanced); !t.IsZero() {
		e.Why = join(e.Why, t)
		e.RFC = append(e.RFC, refs([]string{"3463 3"})...)
	}
}

// Extension says what a keyword of an EHLO reply offers, or nothing for one that
// is not in the catalogue.
func Extension(word string) lang.Text { return phrase("extension", strings.ToUpper(word)) }

// Extensions are the keywords that an EHLO reply offers, in its order (RFC 5321
// section 4.1.1.1).
func Extensions(l *dialogue.Line) []string {
	lines := strings.Split(l.Text, "\n")
	var words []string
	for _, line := range lines[1:] {
		if len(line) < 5 {
			continue
		}
		word, _, _ := strings.Cut(strings.TrimSpace(line[4:]), " ")
		if word != "" && len(words) < maxExtensions {
			words = append(words, strings.ToUpper(word))
		}
	}
	return words
}

// maxExtensions bounds how many words of an EHLO reply are explained.
const maxExtensions = 30

// Status says what an enhanced status code means, or nothing for "", for codes that
// are not in the standard, and for those that end in 0: they name a subject and
// nothing about it (RFC 3463 section 3), so they are no more precise.
func Status(code string) lang.Text {
	class, detail, found := strings.Cut(code, ".")
	t := phrase("status", detail)
	if !found || t.IsZero() {
		return lang.Text{}
	}
	if p := phrase("passing", detail); !p.IsZero() && class == "4" {
		t = p
	}
	if class != "2" && class != "4" && class != "5" {
		return lang.Text{}
	}
	subject, _, _ := strings.Cut(detail, ".")
	if _, err := strconv.Atoi(subject); err != nil {
		return lang.Text{}
	}
	return lang.Sprintf("El código ampliado %s lo precisa: %s.", "The enhanced code %s is more precise: %s.", code, t)
}

// join puts one sentence behind another, in each language.
func join(a, b lang.Text) lang.Text {
	if a.IsZero() {
		return b
	}
	if b.IsZero() {
		return a
	}
	var t lang.Text
	for _, l := range lang.All() {
		if one, two := a.Own(l), b.Own(l); one != "" && two != "" {
			t = t.With(l, one+" "+two)
		}
	}
	return t
}

// Sign is the shape of a class, for those who do not see its colour.
func Sign(c story.Class) string {
	switch c {
	case story.OK:
		return "✓"
	case story.More:
		return "→"
	case story.Temporary:
		return "⧗"
	case story.Permanent:
		return "✗"
	}
	return "·"
}

// Word is the word of a class.
func Word(c story.Class) lang.Text {
	switch c {
	case story.OK:
		return lang.Text{ES: "bien", EN: "fine"}
	case story.More:
		return lang.Text{ES: "sigue", EN: "go on"}
	case story.Temporary:
		return lang.Text{ES: "ahora no", EN: "not now"}
	case story.Permanent:
		return lang.Text{ES: "no", EN: "no"}
	}
	return lang.Text{}
}
