// Package causes says why something failed, was refused or was not done, in the
// languages that Posta speaks: the words of trace.Cause.
//
// It stands apart from package explain, which it is a part of, because a server that
// writes a report to a person says it too, and knows no story. What the other side
// said is quoted and never translated.
package causes

import (
	"strconv"
	"strings"

	"posta/sim/lang"
	"posta/sim/trace"
)

// catalogue holds every language's words: a clause that stands by itself or after a
// colon. {host}, {address}, {port}, {name} and {said} are what the cause is about. A
// code with "/port" has words for a known port, one with "/bare" for an unknown host.
var catalogue = map[lang.Lang]map[string]string{lang.ES: es, lang.EN: en}

// suspended is what is said of a try that was not made, before its cause.
const suspended = "suspended"

// Say says a cause; nothing of the zero Cause.
func Say(c trace.Cause) lang.Text {
	if c.IsZero() {
		return lang.Text{}
	}
	var t lang.Text
	for _, l := range lang.All() {
		t = t.With(l, in(l, c))
	}
	return t
}

func in(l lang.Lang, c trace.Cause) string {
	words := catalogue[l][key(c)]
	if words == "" {
		return ""
	}
	said := strings.NewReplacer(
		"{host}", lang.Clip(c.Host), "{address}", lang.Clip(c.Address), "{port}", strconv.Itoa(int(c.Port)),
		"{name}", lang.Clip(c.Name), "{said}", lang.Clip(c.Said),
	).Replace(words)
	if c.Suspended {
		if catalogue[l][suspended] == "" {
			return ""
		}
		return catalogue[l][suspended] + said
	}
	return said
}

// key names the words that fit best; a code that is not known is said like any other
// thing that a program says of itself. It is the same in every language, so that one
// that lacks words has none, rather than those of something else.
func key(c trace.Cause) string {
	code := string(c.Code)
	for _, k := range []struct {
		fits bool
		key  string
	}{{c.Port != 0, code + "/port"}, {c.Address != "", code + "/address"}, {c.Host == "", code + "/bare"}, {true, code}} {
		if k.fits && es[k.key] != "" {
			return k.key
		}
	}
	return string(trace.CauseOther)
}
