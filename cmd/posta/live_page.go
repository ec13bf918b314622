//go:build !js

package main

import (
	"context"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"posta/sim/lang"
	"posta/sim/live"
	"posta/sim/smtp"
	"posta/web"
	"posta/web/feed"
)

// livePage serves the page, attached to what happens on real sockets.
type livePage struct {
	l     *live.Live
	ready ready
}

// liveState is what the page shows beside the stage.
type liveState struct {
	// Stages are where conversations can be held; Set where they are.
	Stages []string    `json:"stages"`
	Set    []string    `json:"set"`
	Held   []live.Held `json:"held"`
	// Missed is how many facts found no room any more.
	Missed int `json:"missed"`
	// Play: the lesson's own people act too.
	Play bool `json:"play"`
	// Doors are where programs find the services.
	Doors []readyService `json:"doors"`
	// Accounts are whom they may be.
	Accounts []readyAccount `json:"accounts"`
}

// serveLive serves the page until ctx ends. It complains itself.
func serveLive(c console, ctx context.Context, l *live.Live, addr string, play, open bool) bool {
	if !web.Built() {
		c.fail(lang.Sprintf("este programa se construyó sin la página", "this program was built without the page"))
		c.hint(lang.Sprintf("make build la construye; posta live sin --web cuenta lo que pasa aquí mismo.", "make build builds it; posta live without --web tells what happens right here."))
		return false
	}
	listener, ok := c.listen(addr, "posta live --web --addr 127.0.0.1:8081")
	if !ok {
		return false
	}
	p := &livePage{l: l, ready: readyLine(l, "")}
	mux := http.NewServeMux()
	mux.Handle("/", web.Handler())
	mux.Handle("GET /live/events", feed.Run{Header: l.Header, Await: l.Await})
	mux.HandleFunc("GET /live/state", func(w http.ResponseWriter, r *http.Request) { p.state(w, r, play) })
	mux.HandleFunc("/live/break", p.setBreaks)
	mux.HandleFunc("/live/release", p.release)
	server := web.Server()
	server.Handler = onlyHere(listener.Addr(), mux)
	go server.Serve(listener)
	context.AfterFunc(ctx, func() {
		ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
		defer cancel()
		server.Shutdown(ctx)
		server.Close()
	})
	url := "http://" + listener.Addr().String() + "/?live=1"
	c.say(lang.Sprintf("El escenario está en %s", "The stage is at %s", url))
	if open {
		openBrowser(c, url)
	}
	return true
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
func (p *livePage) state(w http.ResponseWriter, r *http.Request, play bool) {
	seen := r.URL.Query().Get("seen")
	patience := time.After(20 * time.Second)
	for {
		set, held, changed := p.l.Holding()
		s := liveState{
			Stages: live.Stages, Set: append([]string{}, set...), Held: append([]live.Held{}, held...),
			Missed: p.l.Missed(), Play: play, Doors: p.ready.Services, Accounts: p.ready.Accounts,
		}
		tag := strings.Join(set, ",") + ";" + strconv.Itoa(len(held))
		for _, h := range held {
			tag += "," + strconv.Itoa(h.ID)
		}
		tag += ";" + strconv.FormatBool(s.Missed > 0)
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
	how, err := releaseWith(x.Reply)
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

// releaseWith reads what is to be said in the server's place: "451 4.7.1 Later"; "" for nothing.
func releaseWith(reply string) (live.Release, error) {
	if reply = strings.TrimSpace(reply); reply == "" {
		return live.Release{}, nil
	}
	r, n, err := smtp.ParseReply([]byte(reply + "\r\n"))
	if err == nil && n != len(reply)+2 {
		err = smtp.ErrMalformedReply // one line, whole
	}
	return live.Release{Reply: r}, err
}
