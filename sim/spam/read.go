package spam

import (
	netmail "net/mail"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"posta/sim/html"
	"posta/sim/mail"
)

// Letter is a letter as a filter sees it.
type Letter struct {
	header  mail.Header
	parts   []mail.Part
	subject string
	texts   []text
	pages   []*html.Page
}

// text is one form of what the letter says.
type text struct {
	where string
	said  string
	fold  folded
}

// Read takes a letter apart.
func Read(msg []byte) *Letter {
	l := &Letter{header: mail.ParseHeader(msg), parts: mail.Leaves(msg)}
	for _, f := range l.header.Fields {
		if strings.EqualFold(f.Name, "Subject") {
			l.subject = f.Decoded
			break
		}
	}
	l.texts = append(l.texts, text{"Subject", l.subject, fold(l.subject)})
	for _, p := range l.parts {
		switch p.Media {
		case "text/plain":
			l.texts = append(l.texts, text{p.Media, string(p.Text), fold(string(p.Text))})
		case "text/html":
			page := html.Read(p.Text)
			l.pages = append(l.pages, page)
			l.texts = append(l.texts, text{p.Media, page.Text, fold(page.Text)})
		}
	}
	return l
}

// Score looks for everything that the filter knows, in the order of its rules. Now is for dates that are odd.
func (f *Filter) Score(l *Letter, now time.Time) (hits []Hit) {
	for _, r := range f.words {
		said := false // in the text, whose forms say the same
		for _, t := range l.texts {
			subject := t.where == "Subject"
			if said && !subject {
				continue
			}
			if i := t.fold.find(r.Phrase); i >= 0 {
				h := Hit{Rule: r.Name, Points: r.Points, Where: t.where, Language: r.Language}
				if subject {
					h.Points += r.Points / 2
				}
				h.Saw, h.Offset = t.fold.source(t.said, i, len(r.Phrase))
				hits = append(hits, h)
				said = said || !subject
			}
		}
	}
	sign := func(name, where string, offset int, saw string) {
		if p := f.points[name]; p != 0 {
			hits = append(hits, Hit{Rule: name, Points: p, Where: where, Offset: offset, Saw: clip(saw)})
		}
	}
	l.shouting(sign)
	l.links(sign)
	l.makeUp(sign)
	l.fields(now, sign)
	return hits
}

type sign func(name, where string, offset int, saw string)

// maxSaw is how much is kept of what was seen, in octets.
const maxSaw = 200

func clip(s string) string {
	if len(s) <= maxSaw {
		return s
	}
	return strings.ToValidUTF8(s[:maxSaw], "") + "…"
}

// shouting is capitals and exclamation marks.
func (l *Letter) shouting(sign sign) {
	if upper, letters := capitals(l.subject); letters >= 8 && upper*10 >= letters*7 {
		sign(ShoutingSubject, "Subject", 0, l.subject)
	}
	if n := strings.Count(l.subject, "!"); n >= 2 {
		sign(Exclamations, "Subject", strings.IndexByte(l.subject, '!'), l.subject)
	}
	for _, t := range l.texts[1:] {
		if upper, letters := capitals(t.said); letters >= 60 && upper*10 >= letters*5 {
			sign(ShoutingText, t.where, 0, firstLine(t.said))
			break
		}
	}
}

func capitals(s string) (upper, letters int) {
	for _, c := range s {
		if unicode.IsLetter(c) {
			letters++
			if unicode.IsUpper(c) {
				upper++
			}
		}
	}
	return upper, letters
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}

// links looks where they lead.
func (l *Letter) links(sign sign) {
	mismatch, address := false, false
	for _, page := range l.pages {
		for _, link := range page.Links {
			u, err := url.Parse(link.URL)
			if err != nil || u.Hostname() == "" {
				continue
			}
			host := strings.ToLower(u.Hostname())
			if shown := hostShown(link.Text); shown != "" && !mismatch && !related(shown, host) {
				mismatch = true
				sign(LinkMismatch, "text/html", link.Offset, shown+" → "+host)
			}
			if _, err := netip.ParseAddr(host); err == nil && !address {
				address = true
				sign(LinkAddress, "text/html", link.Offset, link.URL)
			}
		}
	}
}

// hostShown is the host that a link's text names, if it looks like an address.
func hostShown(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s, " \n@") {
		return ""
	}
	if !strings.Contains(s, "://") {
		s = "http://" + s
	}
	u, err := url.Parse(s)
	if err != nil {
		return ""
	}
	host := strings.ToLower(u.Hostname())
	i := strings.LastIndexByte(host, '.')
	if i <= 0 || len(host)-i < 3 || !mail.ValidDomain(host) || strings.Trim(host[i+1:], "abcdefghijklmnopqrstuvwxyz") != "" {
		return "" // "v2.0" is no host
	}
	return host
}

// related tells whether two hosts are of one owner, as far as a filter guesses: they share the last two labels.
func related(a, b string) bool { return owner(a) == owner(b) }

func owner(host string) string {
	labels := strings.Split(host, ".")
	return strings.Join(labels[max(0, len(labels)-2):], ".")
}

// makeUp looks at the parts.
func (l *Letter) makeUp(sign sign) {
	var plain, rich, words int
	for _, t := range l.texts[1:] {
		switch t.where {
		case "text/plain":
			plain++
		case "text/html":
			rich++
		}
		words = max(words, len(strings.Fields(t.fold.text)))
	}
	pictures := 0
	for _, page := range l.pages {
		for _, p := range page.Pictures {
			if !p.Pixel() {
				pictures++
			}
		}
	}
	for _, p := range l.parts {
		if strings.HasPrefix(p.Media, "image/") {
			pictures++
		}
	}
	const few = 12 // words beside a picture
	switch {
	case pictures > 0 && words < few:
		sign(PictureOnly, "", -1, "")
	case words == 0:
		sign(NoText, "", -1, "")
	}
	if rich > 0 && plain == 0 {
		sign(NoPlainText, "text/html", -1, "")
	}
	for _, p := range l.parts {
		if name := fileName(p.Header); slices.Contains(dangerous, strings.ToLower(path.Ext(name))) {
			sign(Executable, p.Media, p.Offset, name)
			break
		}
	}
}

// dangerous are the endings of files that do something when they are opened.
var dangerous = []string{".exe", ".scr", ".js", ".vbs", ".bat", ".cmd", ".com", ".pif", ".jar", ".lnk", ".hta", ".ps1", ".msi"}

func fileName(h mail.Header) string {
	for _, field := range []string{"Content-Disposition", "Content-Type"} {
		v, _ := h.Get(field)
		for _, key := range []string{"filename=", "name="} {
			if _, rest, ok := strings.Cut(v, key); ok {
				name, _, _ := strings.Cut(strings.TrimLeft(rest, `"`), `"`)
				name, _, _ = strings.Cut(name, ";")
				return mail.DecodeText(strings.TrimSpace(name))
			}
		}
	}
	return ""
}

// How far a date may be off: clocks go wrong, queues wait for days.
const (
	tooNew = 24 * time.Hour
	tooOld = 10 * 24 * time.Hour
)

// fields looks at the header.
func (l *Letter) fields(now time.Time, sign sign) {
	date, ok := l.header.Get("Date")
	if t, err := netmail.ParseDate(date); !ok || date == "" {
		sign(NoDate, "", -1, "")
	} else if err != nil || t.After(now.Add(tooNew)) || t.Before(now.Add(-tooOld)) {
		sign(OddDate, "Date", 0, date)
	}
	if id, _ := l.header.Get("Message-ID"); id == "" {
		sign(NoMessageID, "", -1, "")
	}
	if l.subject == "" {
		sign(NoSubject, "", -1, "")
	}
	from, _ := l.header.Get("From")
	if from == "" {
		sign(NoFrom, "", -1, "")
	} else if a, err := netmail.ParseAddress(from); err == nil && strings.Contains(a.Name, "@") {
		if _, domain, _ := strings.Cut(a.Name, "@"); !strings.EqualFold(strings.TrimRight(domain, " >"), a.Address[strings.LastIndexByte(a.Address, '@')+1:]) {
			sign(NameIsAddress, "From", 0, from)
		}
	}
	_, list := l.header.Get("List-Id")
	precedence, _ := l.header.Get("Precedence")
	if _, out := l.header.Get("List-Unsubscribe"); !out && (list || strings.EqualFold(precedence, "bulk")) {
		sign(NoWayOut, "", -1, "")
	}
}

// Sum adds up.
func Sum(hits []Hit) (sum Points) {
	for _, h := range hits {
		sum += h.Points
	}
	return sum
}
