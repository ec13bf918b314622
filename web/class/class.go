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
	"compress/gzip"
	"errors"
	"net/http"
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
	room *class.Room
	run  *feed.Run
	url  string // under which it is found
}

// Handler answers for a class that is found under url.
func Handler(room *class.Room, url string) http.Handler {
	s := &Site{room, &feed.Run{Header: room.Header, Await: room.Await}, url}
	mux := http.NewServeMux()
	mux.HandleFunc("/class/join", s.join)
	mux.Handle("GET /class/events", s.member(s.events))
	mux.Handle("GET /class/state", s.member(s.state))
	mux.Handle("GET /class/lesson.zip", s.teachers(s.lesson))
	mux.Handle("GET /class/again", s.teachers(s.again))
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
	http.Error(w, refused.Why.In(langOf(r)), http.StatusConflict)
}

// langOf is the language of whoever asks.
func langOf(r *http.Request) lang.Lang {
	if l, ok := lang.Parse(r.Header.Get("Posta-Lang")); ok {
		return l
	}
	return lang.EN
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
	s.run.ServeHTTP(w, r)
}

// state answers as soon as it is other than what the page has seen: without the seats, which are most of it, where those are
// the same.
func (s *Site) state(w http.ResponseWriter, r *http.Request, who class.Who) {
	seen := r.URL.Query().Get("seen")
	_, seats, _ := strings.Cut(seen, ".")
	known, err := strconv.Atoi(seats)
	if err != nil {
		known = -1
	}
	patience := time.After(patience)
	for {
		x, changed := s.room.State(who, known)
		if tag := strconv.Itoa(x.Version) + "." + strconv.Itoa(x.Seating); tag != seen {
			w.Header().Set("Posta-Seen", tag)
			feed.JSON(w, r, struct {
				class.State
				Failed string `json:"failed"`
			}{x, x.Failed.In(langOf(r))})
			return
		}
		select {
		case <-changed:
			if !s.room.Restless() {
				break // the teacher's step is there at once
			}
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
		What          string
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
	case "tend":
		err = s.room.Tend(who.Seat, x.What)
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
		err = s.room.Pause(x.On)
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
	case "give":
		err = s.room.Give(x.Seat, x.Host)
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

// again is the lesson so far, for the teacher's page to do it again apart.
func (s *Site) again(w http.ResponseWriter, r *http.Request, _ class.Who) {
	scenario, inputs, left, err := s.room.Again()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	feed.JSON(w, r, map[string]any{"yaml": string(scenario), "inputs": string(inputs), "left": left, "seed": strconv.FormatUint(s.room.Header.Seed, 10)})
}

const readme = `La clase entera, paso a paso / The whole class, step by step:

    posta run scenario.yaml --inputs inputs.jsonl

scenario.yaml es el mundo, inputs.jsonl lo que hizo cada uno. / scenario.yaml is the world, inputs.jsonl what everybody did.
Para quitar lo de alguien / To take somebody's out:

    posta class --forget p001@alfa.test FOLDER
`

const readmeReal = `La clase entera, paso a paso / The whole class, step by step:

    posta serve --recorded trace.jsonl.gz --open
    posta run trace.jsonl.gz

Es una grabación de servidores de verdad: su huella solo prueba que está entera. / It is a recording of real servers: its hash
proves only that it is whole.
Para quitar lo de alguien / To take somebody's out:

    posta class --forget p001@alfa.test FOLDER
`

// recorded is a trace in a file.
func (s *Site) recorded() ([]byte, error) {
	t, err := s.room.Recorded()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	small := gzip.NewWriter(&b)
	if err := t.Write(small); err != nil {
		return nil, err
	}
	err = small.Close()
	return b.Bytes(), err
}

// lesson is the lesson as a file: what replays it, and nobody's token or answer.
func (s *Site) lesson(w http.ResponseWriter, _ *http.Request, _ class.Who) {
	scenario, inputs, err := s.room.Lesson()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	f, _ := z.Create("scenario.yaml")
	f.Write(scenario)
	f, _ = z.Create("inputs.jsonl")
	f.Write(inputs)
	text := readme
	if s.room.Live() != nil {
		text = readmeReal
		small, err := s.recorded()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		f, _ = z.Create("trace.jsonl.gz")
		f.Write(small)
	}
	f, _ = z.Create("README.txt")
	f.Write([]byte(text))
	z.Close()
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", "attachment; filename=posta-class-"+strings.ToLower(s.room.Code)+".zip")
	w.Write(b.Bytes())
}
