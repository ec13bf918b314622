// Package class puts a class (package sim/class) where browsers find it: who joins, what each may do, and the run that all of
// them follow.
//
// Everything is asked for with fetch, on the page's own port: what goes on by questions that wait (package feed), what is done
// by POST. A person is who their token says and nobody else; the teacher's is another one. It works on plain http, where
// whoever is on the network can read along: package cmd/posta says so before it begins.
package class

import (
	"archive/zip"
	"bytes"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"rsc.io/qr"

	"posta/sim/class"
	"posta/sim/lang"
	"posta/web/feed"
)

// TokenHeader is where a page says whose it is.
const TokenHeader = "Posta-Token"

// patience is how long a question waits; gather how long changes are gathered.
const (
	patience = 20 * time.Second
	gather   = 40 * time.Millisecond
)

// Site is a class as pages see it.
type Site struct {
	room   *class.Room
	folder string
	url    string // under which it is found
}

// Handler answers for a class whose files are in folder and that is found under url.
func Handler(room *class.Room, folder, url string) http.Handler {
	s := &Site{room, folder, url}
	mux := http.NewServeMux()
	mux.HandleFunc("/class/join", s.join)
	mux.Handle("GET /class/events", s.member(s.events))
	mux.Handle("GET /class/state", s.member(s.state))
	mux.Handle("GET /class/lesson.zip", s.teachers(s.lesson))
	mux.HandleFunc("GET /class/qr.png", s.code)
	mux.Handle("/class/do", s.member(s.do))
	mux.Handle("/class/lead", s.teachers(s.lead))
	return mux
}

// failed answers with why something was not done.
func failed(w http.ResponseWriter, r *http.Request, err error) {
	var refused class.Refused
	if !errors.As(err, &refused) {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	l, ok := lang.Parse(r.Header.Get("Posta-Lang"))
	if !ok {
		l = lang.EN
	}
	http.Error(w, refused.Why.In(l), http.StatusConflict)
}

type known func(w http.ResponseWriter, r *http.Request, who class.Who)

// member lets in whoever has a token.
func (s *Site) member(f known) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := r.Header.Get(TokenHeader)
		if token == "" {
			token = r.URL.Query().Get("token") // a link to a file can send nothing else
		}
		who, err := s.room.Who(token)
		if err != nil {
			http.Error(w, "join the class first", http.StatusUnauthorized)
			return
		}
		f(w, r, who)
	})
}

// teachers lets in whoever holds the class.
func (s *Site) teachers(f known) http.Handler {
	return s.member(func(w http.ResponseWriter, r *http.Request, who class.Who) {
		if !who.Teacher {
			http.Error(w, "only whoever holds the class may do this", http.StatusForbidden)
			return
		}
		f(w, r, who)
	})
}

// join gives somebody a seat.
func (s *Site) join(w http.ResponseWriter, r *http.Request) {
	var x struct{ Code, Name string }
	if !feed.Post(w, r, &x) {
		return
	}
	token, seat, err := s.room.Join(x.Code, x.Name)
	if err != nil {
		failed(w, r, err)
		return
	}
	feed.JSON(w, r, map[string]any{"token": token, "seat": seat})
}

// events is the run that everybody sees.
func (s *Site) events(w http.ResponseWriter, r *http.Request, _ class.Who) {
	w.Header().Set("Posta-Run", s.room.Run)
	feed.Run{Header: s.room.Header, Await: s.room.Await}.ServeHTTP(w, r)
}

// state answers as soon as it is other than what the page has seen.
func (s *Site) state(w http.ResponseWriter, r *http.Request, who class.Who) {
	seen := r.URL.Query().Get("seen")
	patience := time.After(patience)
	for {
		x, changed := s.room.State(who)
		if tag := strconv.Itoa(x.Version); tag != seen {
			w.Header().Set("Posta-Seen", tag)
			feed.JSON(w, r, x)
			return
		}
		select {
		case <-changed:
			select { // thirty answers at once are one change
			case <-time.After(gather):
			case <-r.Context().Done():
				return
			}
		case <-patience:
			w.WriteHeader(http.StatusNoContent)
			return
		case <-r.Context().Done():
			return
		}
	}
}

// do is what a seat does.
func (s *Site) do(w http.ResponseWriter, r *http.Request, who class.Who) {
	var x struct {
		Do            string
		To            []string
		Subject, Body string
		Seq           int
		ID, Option    int
	}
	if !feed.Post(w, r, &x) {
		return
	}
	if who.Teacher {
		http.Error(w, "the teacher has no seat", http.StatusForbidden)
		return
	}
	var err error
	switch x.Do {
	case "send":
		err = s.room.Send(who.Seat, x.To, x.Subject, x.Body)
	case "fetch":
		err = s.room.Fetch(who.Seat)
	case "at":
		s.room.At(who.Seat, x.Seq)
	case "answer":
		err = s.room.Answer(who.Seat, x.ID, x.Option)
	default:
		http.Error(w, "nobody can do "+strconv.Quote(x.Do), http.StatusBadRequest)
		return
	}
	s.done(w, r, err)
}

func (s *Site) done(w http.ResponseWriter, r *http.Request, err error) {
	if err != nil {
		failed(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// lead is what the teacher does.
func (s *Site) lead(w http.ResponseWriter, r *http.Request, _ class.Who) {
	var x struct {
		Do, Detail, Host, Fault, Text string
		Options                       []string
		Seq, Right, Seat              int
		On                            bool
	}
	if !feed.Post(w, r, &x) {
		return
	}
	var err error
	switch x.Do {
	case "step":
		s.room.Step(x.Seq, x.Detail, x.On)
	case "point":
		s.room.Point(x.Host)
	case "pause":
		s.room.Pause(x.On)
	case "fault":
		err = s.room.Throw(x.Fault)
	case "ask":
		err = s.room.Ask(x.Text, x.Options, x.Right)
	case "reveal":
		err = s.room.Reveal()
	case "hide":
		err = s.room.Hide(x.On)
	case "lock":
		err = s.room.Lock(x.On)
	case "mute":
		err = s.room.Mute(x.Seat, x.On)
	case "free":
		err = s.room.Free(x.Seat)
	default:
		http.Error(w, "nobody can do "+strconv.Quote(x.Do), http.StatusBadRequest)
		return
	}
	s.done(w, r, err)
}

// door is where somebody joins.
func (s *Site) door() string { return s.url + "?class=" + s.room.Code }

// code is the address as a picture that a phone reads. It says nothing that is not on the projector.
func (s *Site) code(w http.ResponseWriter, _ *http.Request) {
	c, err := qr.Encode(s.door(), qr.M)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	c.Scale = 8
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "no-store")
	w.Write(c.PNG())
}

const readme = `La clase entera, paso a paso / The whole class, step by step:

    posta run scenario.yaml --inputs inputs.jsonl

scenario.yaml es el mundo, inputs.jsonl lo que hizo cada uno. / scenario.yaml is the world, inputs.jsonl what everybody did.
Para quitar lo de alguien / To take somebody's out:

    posta class --forget p001@alfa.test FOLDER
`

// lesson is the lesson as a file: what replays it, and nobody's token or answer.
func (s *Site) lesson(w http.ResponseWriter, _ *http.Request, _ class.Who) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"scenario.yaml", "inputs.jsonl"} {
		data, err := os.ReadFile(filepath.Join(s.folder, name))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		f, _ := z.Create(name)
		f.Write(data)
	}
	f, _ := z.Create("README.txt")
	f.Write([]byte(readme))
	z.Close()
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", "attachment; filename=posta-class-"+strings.ToLower(s.room.Code)+".zip")
	w.Write(b.Bytes())
}
