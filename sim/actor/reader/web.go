package reader

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"net/url"
	"time"

	"posta/sim/actor/mua"
	"posta/sim/actor/secure"
	"posta/sim/html"
	"posta/sim/http"
	"posta/sim/mail"
	"posta/sim/trace"
)

// What programs call themselves. Real ones like to look like people.
const (
	agentPerson  = "Mozilla/5.0 (Posta mail program)"
	agentProxy   = "Posta-ImageProxy/1.0"
	agentScanner = "Posta-LinkScanner/1.0"
)

// Limits of one request.
const (
	patience     = 30 * time.Second
	maxRedirects = 5
	maxPage      = 1 << 20
)

// get asks for a page or a picture, and follows where it leads: it gives what is there, and where that is. Who gets no answer shrugs.
func (r *Readers) get(at Site, target, agent string) (page []byte, where string) {
	for range maxRedirects {
		resp, err := r.ask(at, target, &http.Request{Method: "GET", Fields: http.Fields{{Name: "User-Agent", Value: agent}}})
		if err != nil {
			return nil, target
		}
		if resp.Status < 300 || resp.Status > 399 {
			return resp.Body, target
		}
		next, ok := against(target, resp.Fields.Get("Location"))
		if !ok || next == target {
			return nil, target
		}
		target = next
	}
	return nil, target
}

// against is an address as a page says it.
func against(page, said string) (string, bool) {
	base, err := url.Parse(page)
	if err != nil {
		return "", false
	}
	u, err := base.Parse(said)
	if err != nil || !isWeb(u.String()) {
		return "", false
	}
	return u.String(), true
}

// browse is a person at a page: a button that is there to be pressed is pressed, for that is what they came for.
func (r *Readers) browse(target string) (page *html.Page, where string) {
	body, where := r.get(r.c.People, target, agentPerson)
	page = html.Read(body)
	for _, f := range page.Forms {
		if to, ok := against(where, f.Action); ok && f.Method == "post" {
			r.ask(r.c.People, to, &http.Request{Method: "POST", Fields: http.Fields{{Name: "User-Agent", Value: agentPerson}, {Name: "Content-Type", Value: formType}}})
			break
		}
	}
	return page, where
}

// formType is what a form is sent as.
const formType = "application/x-www-form-urlencoded"

// buy follows the first link of the page to which a letter has led.
func (v visit) buy(page *html.Page, where string) {
	for _, one := range page.Links {
		if to, ok := against(where, one.URL); ok {
			v.did(v.r.c.People, trace.ReaderActed{Did: trace.ReaderBought, By: trace.ByPerson, What: to})
			v.r.get(v.r.c.People, to, agentPerson)
			return
		}
	}
}

var errNoTLS = errors.New("there is nobody to believe about certificates")

// ask makes one request.
func (r *Readers) ask(at Site, target string, req *http.Request) (*http.Response, error) {
	u, err := url.Parse(target)
	if err != nil {
		return nil, fmt.Errorf("reading the address %q: %w", target, err)
	}
	host := u.Hostname()
	addrs, err := at.Resolver.LookupAddrs(host)
	if err != nil {
		return nil, err
	}
	port, err := http.Port(u)
	if err != nil {
		return nil, err
	}
	conn, err := at.Dial("tcp", netip.AddrPortFrom(addrs[0], port).String(), patience)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	conn.SetDeadline(at.Now().Add(patience))
	above := net.Conn(conn)
	if u.Scheme == "https" {
		if r.c.Trust == nil {
			return nil, errNoTLS
		}
		if above, err = secure.Client(at, conn, r.c.Trust(host), true); err != nil {
			return nil, err
		}
		defer above.Close()
	}
	req.Target = u.RequestURI()
	return http.Do(above, u.Host, req, maxPage)
}

// unsubscribe asks to get no more, in the way that the letter says.
func (r *Readers) unsubscribe(v visit) {
	w := v.letter.leave()
	v.did(r.c.People, trace.ReaderActed{Did: trace.ReaderUnsubscribed, By: trace.ByPerson, How: w.how, What: w.url})
	r.leaves(v.user, v.letter.from)
	switch w.how {
	case trace.HowOneClick:
		// RFC 8058 section 3.2: the mailbox provider asks, without cookies, and looks at nothing that comes back.
		r.ask(r.c.Provider, w.url, &http.Request{Method: "POST", Body: []byte("List-Unsubscribe=One-Click"),
			Fields: http.Fields{{Name: "Content-Type", Value: formType}}})
	case trace.HowMailto:
		r.write(v, w.url)
	case trace.HowPage:
		r.browse(w.url)
	}
}

// moment is a machine with the lots of one occasion: whoever writes twice writes two letters.
type moment struct {
	Site
	label string
}

// Rand depends on the occasion too.
func (m moment) Rand(label string) *rand.Rand { return m.Site.Rand(label + " " + m.label) }

// write sends the letter that a mailto asks for (RFC 6068).
func (r *Readers) write(v visit, target string) {
	u, err := url.Parse(target)
	if err != nil {
		return
	}
	opaque, err := url.PathUnescape(u.Opaque)
	if err != nil {
		return
	}
	to, err := mail.ParseAddress(opaque)
	from, err2 := mail.ParseAddress(v.user)
	if err != nil || err2 != nil {
		return
	}
	q := u.Query()
	o := mua.Order{Message: mail.Message{To: []mail.Mailbox{{Address: to}}, Subject: q.Get("subject"), Text: q.Get("body")},
		ReversePath: from, Recipients: []mail.Address{to}, Door: r.c.Submit, Auth: true}
	program := mua.New(moment{r.c.People, v.user + " " + v.id}, mua.Person{Address: from, Login: v.user, Password: r.c.Password(v.user), Zone: r.c.Zone}, mua.Habits{})
	program.Send(o, func(string) {}) // who cannot send it has tried
}
