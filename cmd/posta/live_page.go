//go:build !js

package main

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"posta/sim/lang"
	"posta/sim/live"
	"posta/sim/scenario"
	"posta/sim/smtp"
	"posta/web"
	"posta/web/feed"
	"posta/web/join"
)

// livePage serves the page, attached to what happens on real sockets.
type livePage struct {
	l     *live.Live
	ready ready
	play  bool
}

// liveState is what the page shows beside the stage.
type liveState struct {
	// Stages are where conversations can be held; Set where they are.
	Stages []string    `json:"stages"`
	Set    []string    `json:"set"`
	Held   []live.Held `json:"held"`
	// Missed is how many facts found no room any more.
	Missed int `json:"missed"`
	// Guests are the hosts that are other machines'.
	Guests []live.AwayHost `json:"guests"`
	// Play: the lesson's own people act too.
	Play bool `json:"play"`
	// Recorded: it is over, and nothing can be done.
	Recorded bool `json:"recorded,omitempty"`
	// Doors are where programs find the services.
	Doors []readyService `json:"doors"`
	// Accounts are whom they may be.
	Accounts []readyAccount `json:"accounts"`
}

// serveLive serves the page until ctx ends. It complains itself.
func serveLive(c console, ctx context.Context, l *live.Live, o liveOptions) bool {
	if o.web && !web.Built() {
		c.fail(lang.Sprintf("este programa se construyó sin la página", "this program was built without the page"))
		c.hint(lang.Sprintf("make build la construye; posta live sin --web cuenta lo que pasa aquí mismo.", "make build builds it; posta live without --web tells what happens right here."))
		return false
	}
	listener, ok := c.listen(o.addr, "posta live --web --addr 127.0.0.1:8081")
	if !ok {
		return false
	}
	mux := http.NewServeMux()
	if o.web {
		mux.Handle("/", web.Handler())
		(&livePage{l: l, ready: readyLine(l, ""), play: o.Play}).serve(mux)
	}
	if len(o.Away) > 0 {
		desk := join.NewDesk(l, version())
		mux.Handle("/join/", desk.Handler())
		c.inviteAll(listener.Addr(), desk.Code, o.Away)
	}
	server := web.Server()
	server.Handler = onlyHere(listener.Addr(), mux)
	go server.Serve(listener)
	context.AfterFunc(ctx, func() {
		ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
		defer cancel()
		server.Shutdown(ctx)
		server.Close()
	})
	if !o.web {
		return true
	}
	url := "http://" + listener.Addr().String() + "/?live=1"
	c.say(lang.Sprintf("El escenario está en %s", "The stage is at %s", url))
	if o.open {
		openBrowser(c, url)
	}
	return true
}

// serve answers the page.
func (p *livePage) serve(mux *http.ServeMux) {
	mux.Handle("GET /live/events", &feed.Run{Header: p.l.Header, Await: p.l.Await})
	mux.HandleFunc("GET /live/state", p.state)
	mux.HandleFunc("/live/break", p.setBreaks)
	mux.HandleFunc("/live/release", p.release)
	mux.HandleFunc("/live/act", p.act)
	mux.HandleFunc("GET /live/again", p.again)
}

// onlyHere refuses names that are none of this machine's: another site's name that suddenly means this machine would else
// let that site's page in. Names are further ones that are.
func onlyHere(at net.Addr, behind http.Handler, names ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		if net.ParseIP(strings.Trim(host, "[]")) == nil && host != "localhost" && !strings.HasSuffix(host, ".localhost") && !slices.Contains(names, host) {
			http.Error(w, "this is "+at.String()+", and not "+host, http.StatusMisdirectedRequest)
			return
		}
		behind.ServeHTTP(w, r)
	})
}

// state answers as soon as it is other than what the page has seen.
func (p *livePage) state(w http.ResponseWriter, r *http.Request) {
	seen := r.URL.Query().Get("seen")
	patience := time.After(20 * time.Second)
	for {
		set, held, changed := p.l.Holding()
		s := liveState{
			Stages: live.Stages, Set: append([]string{}, set...), Held: append([]live.Held{}, held...),
			Missed: p.l.Missed(), Play: p.play, Guests: p.l.Guests(), Doors: p.ready.Services, Accounts: p.ready.Accounts,
		}
		tag := strings.Join(set, ",") + ";" + strconv.Itoa(len(held))
		for _, h := range held {
			tag += "," + strconv.Itoa(h.ID)
		}
		tag += ";" + strconv.FormatBool(s.Missed > 0)
		for _, x := range s.Guests {
			tag += "," + strconv.FormatBool(x.Here)
		}
		if tag != seen {
			w.Header().Set("Posta-Seen", tag)
			feed.JSON(w, r, s)
			return
		}
		select {
		case <-changed:
		case <-patience:
			w.WriteHeader(http.StatusNoContent)
			return
		case <-r.Context().Done():
			return
		}
	}
}

// setBreaks says where conversations are to be held.
func (p *livePage) setBreaks(w http.ResponseWriter, r *http.Request) {
	var x struct {
		Stages []string `json:"stages"`
	}
	if !feed.Post(w, r, &x) {
		return
	}
	x.Stages = slices.DeleteFunc(x.Stages, func(s string) bool { return !slices.Contains(live.Stages, s) })
	p.l.Break(x.Stages...)
	w.WriteHeader(http.StatusNoContent)
}

// release lets a conversation go on.
func (p *livePage) release(w http.ResponseWriter, r *http.Request) {
	var x struct {
		ID    int    `json:"id"`
		Reply string `json:"reply"`
		Cut   bool   `json:"cut"`
	}
	if !feed.Post(w, r, &x) {
		return
	}
	how, err := releaseWith(protocolOf(p.l, x.ID), x.Reply)
	if err == nil {
		how.Cut = x.Cut
		err = p.l.Release(x.ID, how)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// protocolOf is the one of a conversation that is held.
func protocolOf(l *live.Live, id int) string {
	_, held, _ := l.Holding()
	for _, h := range held {
		if h.ID == id {
			return h.Protocol
		}
	}
	return ""
}

// act does something to the cast, in the language of inputs.
func (p *livePage) act(w http.ResponseWriter, r *http.Request) {
	var x struct{ By, What string }
	if !feed.Post(w, r, &x) {
		return
	}
	l, ok := lang.Parse(r.Header.Get("Posta-Lang"))
	if !ok {
		l = lang.EN
	}
	by := cmp.Or(x.By, lang.Sprintf("quien mira", "whoever looks on").In(l))
	if problems := p.l.Act(by, x.What); len(problems) > 0 {
		http.Error(w, problems[0].What.In(l), http.StatusConflict)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// again is what happened, for a simulation to do it again. Where the lesson's own people did not act of themselves, they do
// not there either.
func (p *livePage) again(w http.ResponseWriter, r *http.Request) {
	inputs, left := p.l.Again()
	source := p.l.Scenario.Source
	if !p.play {
		source = scenario.Still(p.l.Scenario)
	}
	feed.JSON(w, r, map[string]any{"yaml": string(source), "inputs": string(inputs), "left": left, "seed": strconv.FormatUint(p.l.Header.Seed, 10)})
}

// releaseWith reads what is to be said in the server's place: "451 4.7.1 Later" in SMTP, in POP3 and IMAP what follows -ERR or
// NO; "" for nothing.
func releaseWith(protocol, reply string) (live.Release, error) {
	if reply = strings.TrimSpace(reply); reply == "" {
		return live.Release{}, nil
	}
	if protocol != "smtp" {
		if len(reply) > 200 || strings.ContainsFunc(reply, func(c rune) bool { return c < ' ' || c > '~' }) {
			return live.Release{}, smtp.ErrMalformedReply
		}
		return live.Release{No: reply}, nil
	}
	r, n, err := smtp.ParseReply([]byte(reply + "\r\n"))
	if err == nil && n != len(reply)+2 {
		err = smtp.ErrMalformedReply // one line, whole
	}
	return live.Release{Reply: r}, err
}
