package reader

import (
	netmail "net/mail"
	"net/url"
	"slices"
	"strings"

	"posta/sim/html"
	"posta/sim/mail"
	"posta/sim/trace"
)

// letter is what can be done with a letter.
type letter struct {
	subject, from string   // from is the author's domain
	pictures      []string // to be asked for, in its order
	pixel         string   // the one among them that nobody is meant to see
	links         []string // to be followed, in its order, each once; but those that unsubscribe
	ways          []string // of List-Unsubscribe
	oneClick      bool
}

// read reads a letter as a mail program does that shows HTML.
func read(raw []byte) (l letter) {
	h := mail.ParseHeader(raw)
	for _, f := range h.Fields {
		switch strings.ToLower(f.Name) {
		case "subject":
			l.subject = f.Decoded
		case "from":
			if a, err := netmail.ParseAddress(f.Value); err == nil {
				l.from = domainOf(a.Address)
			}
		case "list-unsubscribe":
			l.ways = append(l.ways, brackets(f.Value)...)
		case "list-unsubscribe-post":
			// RFC 8058 section 3.1: exactly this.
			l.oneClick = strings.EqualFold(strings.ReplaceAll(f.Value, " ", ""), "List-Unsubscribe=One-Click")
		}
	}
	for _, part := range mail.Leaves(raw) {
		if part.Media != "text/html" {
			continue
		}
		page := html.Read(part.Text)
		for _, one := range page.Links {
			if isWeb(one.URL) && !slices.Contains(l.links, one.URL) && !slices.Contains(l.ways, one.URL) {
				l.links = append(l.links, one.URL)
			}
		}
		for _, one := range page.Pictures {
			if isWeb(one.URL) && !slices.Contains(l.pictures, one.URL) {
				l.pictures = append(l.pictures, one.URL)
				if one.Pixel() {
					l.pixel = one.URL
				}
			}
		}
	}
	return l
}

// brackets are the URLs of a field such as List-Unsubscribe (RFC 2369 section 2).
func brackets(value string) (list []string) {
	for {
		_, rest, ok := strings.Cut(value, "<")
		if !ok {
			return list
		}
		one, after, ok := strings.Cut(rest, ">")
		if !ok {
			return list
		}
		list = append(list, strings.Join(strings.Fields(one), ""))
		value = after
	}
}

func isWeb(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != ""
}

// way is how a letter lets one unsubscribe.
type way struct {
	how trace.ReaderHow // "": not at all
	url string
}

// leave is the way that a mail program takes: one click where the letter has it (RFC 8058 wants https), else a letter, else
// a page to be opened.
func (l letter) leave() way {
	find := func(scheme string) string {
		i := slices.IndexFunc(l.ways, func(s string) bool { return len(s) > len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) })
		if i < 0 {
			return ""
		}
		return l.ways[i]
	}
	secure := find("https:")
	switch {
	case l.oneClick && isWeb(secure):
		return way{trace.HowOneClick, secure}
	case find("mailto:") != "":
		return way{trace.HowMailto, find("mailto:")}
	case isWeb(secure):
		return way{trace.HowPage, secure}
	case isWeb(find("http:")):
		return way{trace.HowPage, find("http:")}
	}
	return way{}
}
