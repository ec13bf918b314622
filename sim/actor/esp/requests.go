package esp

import (
	"html"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"posta/sim/campaign"
	"posta/sim/http"
	"posta/sim/lang"
	"posta/sim/trace"
)

// pixel is the smallest picture that there is: one that nobody sees.
const pixel = "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"

// things are what letters point to, by the beginning of the path.
var things = map[string]struct {
	purpose string
	what    trace.RequestWhat
}{
	"o": {campaign.ForOpen, trace.RequestOpen}, "c": {campaign.ForClick, trace.RequestClick}, "p": {campaign.ForLanding, trace.RequestLanding},
	"v": {campaign.ForConversion, trace.RequestConversion}, "u": {campaign.ForUnsubscribe, trace.RequestUnsubscribe}, "y": {campaign.ForConfirm, trace.RequestConfirm},
}

// Serve answers a request on a connection.
func (s *Sender) Serve(conn net.Conn, r *http.Request) *http.Response {
	fact := trace.CampaignRequest{What: trace.RequestUnknown, Method: clip(r.Method), Agent: clip(r.Fields.Get("User-Agent")), Client: client(conn)}
	path, _, _ := strings.Cut(r.Target, "?")
	parts := strings.Split(strings.Trim(path, "/"), "/")
	thing, known := things[parts[0]]
	l, ok := s.letterOf(strings.TrimSuffix(parts[len(parts)-1], ".gif"), thing.purpose)
	if !known || !ok || len(parts) > 3 {
		fact.By = s.by(&fact)
		s.c.Machine.Record(conn, fact)
		return &http.Response{Status: 404, Reason: "Not Found"}
	}
	if thing.what == trace.RequestClick && len(parts) == 3 {
		fact.Link, _ = strconv.Atoi(parts[1])
	}
	fact.What, fact.Campaign, fact.Number, fact.Letter, fact.Recipient = thing.what, l.Name, l.number, l.n, l.address()
	s.mu.Lock()
	if at := l.handed[l.n-1]; at > 0 {
		fact.After = max(s.c.Machine.Now().Sub(l.began)-at, 0)
	}
	s.mu.Unlock()
	post := r.Method == "POST"
	switch {
	case r.Method != "GET" && r.Method != "HEAD" && !post:
		return &http.Response{Status: 405, Reason: "Method Not Allowed", Fields: http.Fields{{Name: "Allow", Value: "GET, HEAD, POST"}}}
	case thing.what == trace.RequestUnsubscribe && !post:
		// RFC 8058 section 3.2: a GET must not unsubscribe, for scanners of links follow every one of them.
		fact.What = trace.RequestPage
	case thing.what == trace.RequestConfirm && !post:
		fact.What = trace.RequestConfirmPage
	}
	fact.By = s.by(&fact)
	s.c.Machine.Record(conn, fact)
	return s.answer(l, &fact, r)
}

func client(conn net.Conn) string {
	if ap, err := netip.ParseAddrPort(conn.RemoteAddr().String()); err == nil {
		return ap.Addr().Unmap().String()
	}
	return ""
}

// tooSoon is before a person can have opened a letter.
const tooSoon = 2 * time.Second

// by is whom the sender takes for the one who asks: by what it calls itself, and by how soon it came. That is a guess.
func (s *Sender) by(f *trace.CampaignRequest) trace.RequestBy {
	agent := strings.ToLower(f.Agent)
	for _, word := range []string{"imageproxy", "scanner", "bot", "crawler", "preview", "prefetch"} {
		if strings.Contains(agent, word) {
			return trace.ByMachine
		}
	}
	switch {
	case f.Recipient != "" && f.After < tooSoon:
		return trace.ByMachine
	case agent == "", agent == "mozilla/5.0", agent == "posta": // those who hide their users say no more
		return trace.ByUnknown
	}
	return trace.ByHuman
}

// Pages that people see.
var (
	leavePage  = lang.Text{ES: "¿No quieres recibir más cartas de %s?", EN: "Do you want no more letters from %s?"}
	leftPage   = lang.Text{ES: "No recibirás más cartas de %s.", EN: "You will get no more letters from %s."}
	askPage    = lang.Text{ES: "¿Quieres recibir las cartas de %s?", EN: "Do you want the letters of %s?"}
	askedPage  = lang.Text{ES: "Recibirás las cartas de %s.", EN: "You will get the letters of %s."}
	shopPage   = lang.Text{ES: "La oferta de %s", EN: "The offer of %s"}
	shopButton = lang.Text{ES: "Comprar", EN: "Buy"}
	thanksPage = lang.Text{ES: "Gracias por tu compra en %s.", EN: "Thank you for buying from %s."}
)

// answer does what was asked for.
func (s *Sender) answer(l letter, f *trace.CampaignRequest, r *http.Request) *http.Response {
	page := func(words lang.Text, rest string) *http.Response {
		text := strings.Replace(words.In(l.Language), "%s", l.From.Name, 1)
		return &http.Response{Status: 200, Reason: "OK", Fields: http.Fields{{Name: "Content-Type", Value: "text/html; charset=utf-8"}},
			Body: []byte("<!doctype html><p>" + html.EscapeString(text) + "</p>" + rest + "\n")}
	}
	button := func(words lang.Text) string {
		return `<form method="post"><button>` + html.EscapeString(words.In(l.Language)) + "</button></form>"
	}
	switch f.What {
	case trace.RequestOpen:
		if f.By != trace.ByMachine {
			s.tell(l, "opened", string(f.By))
		}
		return &http.Response{Status: 200, Reason: "OK", Fields: http.Fields{{Name: "Content-Type", Value: "image/gif"}, {Name: "Cache-Control", Value: "no-store"}}, Body: []byte(pixel)}
	case trace.RequestClick:
		if f.By != trace.ByMachine {
			s.tell(l, "clicked", string(f.By))
		}
		return &http.Response{Status: 302, Reason: "Found", Fields: http.Fields{{Name: "Location", Value: s.url("/p/", l.mark().Text(s.c.Secret, campaign.ForLanding))}}}
	case trace.RequestLanding:
		to := s.url("/v/", l.mark().Text(s.c.Secret, campaign.ForConversion))
		return page(shopPage, `<p><a href="`+to+`">`+html.EscapeString(shopButton.In(l.Language))+"</a></p>")
	case trace.RequestConversion:
		s.tell(l, "converted", "")
		return page(thanksPage, "")
	case trace.RequestPage:
		return page(leavePage, button(leaveLink))
	case trace.RequestConfirmPage:
		return page(askPage, button(confirmLink))
	case trace.RequestConfirm:
		s.mu.Lock()
		if l.confirmed != nil {
			l.confirmed[l.n] = true
		}
		s.mu.Unlock()
		s.tell(l, "confirmed", "")
		return page(askedPage, "")
	}
	why := trace.SuppressedPage
	if form, err := url.ParseQuery(string(r.Body)); err == nil && form.Get("List-Unsubscribe") == "One-Click" {
		why = trace.SuppressedOneClick // RFC 8058 section 3.2
	}
	s.suppress(l, why)
	s.tell(l, "unsubscribed", string(why))
	return page(leftPage, "")
}
