// Package html reads as much of HTML as is needed to know what a letter shows, where it leads, and whom it tells that it
// was opened: its text, its links with the words that people click on, and its pictures.
//
// It builds no tree and corrects nothing: letters are written for programs that forgive everything, and whoever wants to
// deceive writes what the standard forbids. It reads any bytes in one pass, in time and memory proportional to them.
package html

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxThings is how many links, and how many pictures, of a page are kept.
const MaxThings = 1000

// Link is something to click on.
type Link struct {
	URL    string
	Text   string // what is to be read there, spaces joined
	Offset int    // where the tag begins, in octets
}

// Picture is an image that has to be asked for, or comes with the letter.
type Picture struct {
	URL           string
	Alt           string
	Width, Height int // in pixels; -1: it does not say
	Offset        int
}

// Pixel tells whether it is one that nobody is meant to see.
func (p Picture) Pixel() bool { return p.Width >= 0 && p.Width <= 1 && p.Height >= 0 && p.Height <= 1 }

// Page is what a text in HTML comes to.
type Page struct {
	Text     string // what is to be read, spaces joined, a line for each block
	Links    []Link
	Pictures []Picture
	Forms    []Form
}

// Form is something to fill in and send, or only a button to press.
type Form struct {
	Action string // where it goes; "": to where the page is
	Method string // "post", or else "get"
	Offset int
}

// Read reads a page.
func Read(src []byte) *Page {
	r := reader{src: string(src), open: -1}
	r.read()
	if r.open >= 0 {
		r.close()
	}
	r.page.Text = strings.TrimSpace(r.text.String())
	return &r.page
}

type reader struct {
	src  string
	at   int
	page Page
	text strings.Builder
	gap  byte // what is due before the next word: nothing, a space, a line
	open int  // the link within which we are; -1: none
	from int  // and where its text begins
}

func (r *reader) read() {
	for r.at < len(r.src) {
		if r.src[r.at] == '<' && r.tag() {
			continue
		}
		end := strings.IndexByte(r.src[r.at+1:], '<')
		if end < 0 {
			end = len(r.src) - r.at - 1
		}
		r.words(r.src[r.at : r.at+1+end])
		r.at += 1 + end
	}
}

// words adds text.
func (r *reader) words(s string) {
	s = Unescape(s)
	for len(s) > 0 {
		c, size := utf8.DecodeRuneInString(s)
		switch c {
		case ' ', '\t', '\r', '\n', '\f', 0xa0:
			r.gap = max(r.gap, ' ')
		case 0x200b, 0xfeff: // invisible
		default:
			if r.gap != 0 && r.text.Len() > 0 {
				r.text.WriteByte(map[byte]byte{' ': ' ', '~': '\n'}[r.gap])
			}
			r.gap = 0
			r.text.WriteString(s[:size])
		}
		s = s[size:]
	}
}

// tag reads what begins with "<", and says false where that is text.
func (r *reader) tag() bool {
	rest := r.src[r.at:]
	switch {
	case strings.HasPrefix(rest, "<!--"):
		r.skip(rest, "-->")
		return true
	case strings.HasPrefix(rest, "<!"), strings.HasPrefix(rest, "<?"):
		r.skip(rest, ">")
		return true
	}
	at, closing := 1, false
	if strings.HasPrefix(rest, "</") {
		at, closing = 2, true
	}
	end := at
	for end < len(rest) && isNameByte(rest[end]) {
		end++
	}
	if end == at || rest[at] >= '0' && rest[at] <= '9' {
		return false
	}
	name := strings.ToLower(rest[at:end])
	start := r.at
	attributes, length := readAttributes(rest[end:])
	r.at += end + length
	if closing {
		r.ends(name)
	} else {
		r.begins(name, attributes, start)
	}
	return true
}

func (r *reader) skip(rest, to string) {
	if i := strings.Index(rest, to); i >= 0 {
		r.at += i + len(to)
	} else {
		r.at = len(r.src)
	}
}

// blocks are the elements that begin a line of their own.
var blocks = map[string]bool{"p": true, "div": true, "br": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "li": true, "ul": true,
	"ol": true, "tr": true, "td": true, "th": true, "table": true, "blockquote": true, "hr": true, "pre": true, "body": true, "section": true, "article": true, "header": true, "footer": true}

func (r *reader) begins(name string, a attributes, start int) {
	if blocks[name] {
		r.gap = '~'
	}
	switch name {
	case "a", "area":
		if r.open >= 0 {
			r.close()
		}
		if url := strings.TrimSpace(a.get("href")); url != "" && len(r.page.Links) < MaxThings {
			r.open, r.from = len(r.page.Links), r.text.Len()
			r.page.Links = append(r.page.Links, Link{URL: url, Offset: start})
		}
	case "img":
		if url := strings.TrimSpace(a.get("src")); url != "" && len(r.page.Pictures) < MaxThings {
			r.page.Pictures = append(r.page.Pictures, Picture{URL: url, Alt: a.get("alt"), Width: pixels(a.get("width")), Height: pixels(a.get("height")), Offset: start})
		}
	case "form":
		if len(r.page.Forms) < MaxThings {
			f := Form{Action: strings.TrimSpace(a.get("action")), Method: strings.ToLower(strings.TrimSpace(a.get("method"))), Offset: start}
			if f.Method != "post" {
				f.Method = "get"
			}
			r.page.Forms = append(r.page.Forms, f)
		}
	case "script", "style", "title", "textarea", "noscript": // none of it is to be read
		for r.at < len(r.src) && !hasPrefixFold(r.src[r.at:], "</"+name) {
			if i := strings.Index(r.src[r.at+1:], "</"); i >= 0 {
				r.at += 1 + i
			} else {
				r.at = len(r.src)
			}
		}
	}
}

func (r *reader) ends(name string) {
	if blocks[name] {
		r.gap = '~'
	}
	if name == "a" && r.open >= 0 {
		r.close()
	}
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// close ends a link.
func (r *reader) close() {
	r.page.Links[r.open].Text = strings.TrimSpace(r.text.String()[r.from:])
	r.open = -1
}

func pixels(s string) int {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(s), "px"))
	if err != nil || n < 0 {
		return -1
	}
	return n
}

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == ':' || c == '_'
}

type attribute struct{ name, value string }
type attributes []attribute

func (a attributes) get(name string) string {
	for _, one := range a {
		if one.name == name {
			return one.value
		}
	}
	return ""
}

// maxAttributes bounds those of one tag.
const maxAttributes = 50

// readAttributes reads up to the tag's end, and gives how long that is.
func readAttributes(s string) (list attributes, length int) {
	at := 0
	for at < len(s) {
		switch c := s[at]; {
		case c == '>':
			return list, at + 1
		case c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '/':
			at++
			continue
		}
		from := at
		for at < len(s) && !strings.ContainsRune(" \t\r\n\f/>=", rune(s[at])) {
			at++
		}
		one := attribute{name: strings.ToLower(s[from:at])}
		for at < len(s) && strings.IndexByte(" \t\r\n\f", s[at]) >= 0 {
			at++
		}
		if at < len(s) && s[at] == '=' {
			at++
			for at < len(s) && strings.IndexByte(" \t\r\n\f", s[at]) >= 0 {
				at++
			}
			var n int
			one.value, n = readValue(s[at:])
			at += n
		}
		if len(list) < maxAttributes && one.name != "" {
			list = append(list, one)
		}
	}
	return list, at
}

func readValue(s string) (value string, length int) {
	if s == "" {
		return "", 0
	}
	if q := s[0]; q == '"' || q == '\'' {
		end := strings.IndexByte(s[1:], q)
		if end < 0 {
			return Unescape(s[1:]), len(s)
		}
		return Unescape(s[1 : 1+end]), end + 2
	}
	end := strings.IndexAny(s, " \t\r\n\f>")
	if end < 0 {
		end = len(s)
	}
	return Unescape(s[:end]), end
}

// entities are the character references that letters use most; others stay as they are.
var entities = map[string]string{"amp": "&", "lt": "<", "gt": ">", "quot": `"`, "apos": "'", "nbsp": "\u00a0", "euro": "€", "iexcl": "¡", "iquest": "¿", "ntilde": "ñ",
	"Ntilde": "Ñ", "aacute": "á", "eacute": "é", "iacute": "í", "oacute": "ó", "uacute": "ú", "uuml": "ü", "copy": "©", "hellip": "…", "mdash": "—", "ndash": "–", "middot": "·", "zwnj": "", "shy": ""}

// Unescape reads character references.
func Unescape(s string) string {
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '&')
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		s = s[i:]
		end := strings.IndexByte(s[:min(len(s), 12)], ';')
		if end < 0 {
			b.WriteByte('&')
			s = s[1:]
			continue
		}
		if text, ok := reference(s[1:end]); ok {
			b.WriteString(text)
		} else {
			b.WriteString(s[:end+1])
		}
		s = s[end+1:]
	}
}

func reference(name string) (string, bool) {
	digits, ok := strings.CutPrefix(name, "#")
	if !ok {
		text, ok := entities[name]
		return text, ok
	}
	base := 10
	if rest, hex := strings.CutPrefix(strings.ToLower(digits), "x"); hex {
		digits, base = rest, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n == 0 || !utf8.ValidRune(rune(n)) {
		return "", false
	}
	return string(rune(n)), true
}
