package explain

import (
	"strconv"
	"strings"

	"posta/sim/lang"
)

// Ref is a section of an RFC.
type Ref struct {
	RFC     int
	Section string // "4.1.1.2"; empty for the whole document
	Title   lang.Text
}

// String is the citation: "RFC 5321 §4.1.1.2".
func (r Ref) String() string {
	s := "RFC " + strconv.Itoa(r.RFC)
	if r.Section != "" {
		s += " §" + r.Section
	}
	return s
}

// URL is where the section can be read.
func (r Ref) URL() string {
	u := "https://www.rfc-editor.org/rfc/rfc" + strconv.Itoa(r.RFC)
	if r.Section != "" {
		u += "#section-" + r.Section
	}
	return u
}

func refs(list []string) []Ref {
	out := make([]Ref, 0, len(list))
	for _, s := range list {
		number, section, _ := strings.Cut(s, " ")
		n, _ := strconv.Atoi(number)
		out = append(out, Ref{RFC: n, Section: section, Title: phrase("rfc", number)})
	}
	return out
}
