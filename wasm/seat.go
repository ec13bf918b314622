//go:build js && wasm

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall/js"
	"time"

	"posta/sim/form"
	"posta/sim/scenario"
	"posta/sim/talk"
	"posta/sim/trace"
	"posta/sim/turn"
	"posta/wasm/api"
)

// held is the world in which somebody sits. It is a cache: from the question alone it can be built again, and so a Worker that was
// ended loses nothing.
var held struct {
	*talk.Talk
	of      string // everything about it but the moves
	earlier string // the file of inputs that was there before
	names   turn.Names
	failed  form.Problems
}

// mostLines is how much of the conversations is told.
const mostLines = 200

// seat takes a place, or goes on at it: what was done there is given each time.
func seat(args []js.Value) any {
	result := object()
	var q api.SeatAt
	var moves []talk.Move
	if json.Unmarshal([]byte(text(args, 4)), &q) != nil || json.Unmarshal([]byte(text(args, 5)), &moves) != nil {
		result.Set("error", "no such place")
		return result
	}
	of := strings.Join([]string{text(args, 0), text(args, 1), text(args, 2), text(args, 3), text(args, 4), string(language(args, 6))}, "\x00")
	fresh := !goesOn(of, moves)
	problems, err := form.Problems(nil), error(nil)
	if fresh {
		problems, err = sitDown(args, q, of, moves)
	} else {
		for _, m := range moves[len(held.Moves()):] {
			if problems, err = held.Make(context.Background(), m); len(problems) > 0 || err != nil {
				break
			}
		}
	}
	result.Set("problems", asJSON(nonNil(problems)))
	if held.Talk == nil {
		if err != nil {
			result.Set("error", err.Error())
		}
		return result
	}
	known := number(args, 7)
	if fresh {
		known = 0
	}
	t := held.Telling.Trace
	var b bytes.Buffer
	if err := (&trace.Trace{Header: t.Header, Events: t.Events[min(known, len(t.Events)):]}).Write(&b); err != nil {
		result.Set("error", err.Error())
		return result
	}
	lines := b.Bytes()
	if known > 0 { // the header is there
		_, lines, _ = bytes.Cut(lines, []byte("\n"))
	}
	result.Set("seat", asJSON(seated(errors.Is(err, talk.ErrSilent))))
	result.Set("events", len(t.Events))
	result.Set("fresh", fresh)
	result.Set("trace", bytesToJS(lines))
	if err != nil && !errors.Is(err, talk.ErrSilent) && !errors.Is(err, talk.ErrEnded) {
		result.Set("error", err.Error())
	}
	return result
}

// goesOn tells whether moves go on from where the held world stands.
func goesOn(of string, moves []talk.Move) bool {
	if held.Talk == nil || held.of != of {
		return false
	}
	made := held.Moves()
	return len(made) <= len(moves) && slices.EqualFunc(made, moves[:len(made)], func(a talk.Made, b talk.Move) bool { return a.Move == b })
}

// sitDown builds the world anew.
func sitDown(args []js.Value, q api.SeatAt, of string, moves []talk.Move) (form.Problems, error) {
	if held.Talk != nil {
		held.Close()
	}
	held.Talk, held.of = nil, of
	s, problems := parse(text(args, 0), text(args, 1), "", language(args, 6))
	if len(problems) > 0 {
		return problems, nil
	}
	o := talk.Options{As: q.As, To: q.To, Port: uint16(q.Port), Service: q.Service, At: fmt.Sprintf("%dms", q.Ms), Sim: options(text(args, 2))}
	held.earlier = talk.FileHead
	if src := text(args, 3); src != "" {
		inputs, problems := scenario.ReadInputs(s, "inputs.jsonl", []byte(src))
		if len(problems) > 0 {
			return problems, nil
		}
		held.earlier, o.Sim.Inputs = talk.Earlier(src, inputs, time.Duration(q.Ms)*time.Millisecond)
	}
	var err error
	held.Talk, problems, err = talk.Again(context.Background(), s, o, moves)
	if held.Talk != nil {
		held.names = talk.NamesFor(s, held.Host, held.Peer)
	}
	return problems, err
}

// seated is how it looks from the place.
func seated(silent bool) api.Seat {
	t := held.Talk
	x := api.Seat{Role: string(t.Role), Host: t.Host, Peer: t.Peer, Over: t.Over(), Ended: t.Ended(), Silent: silent, Lines: []api.SeatLine{}, Crib: []api.SeatSays{}, Moves: []api.SeatMove{}}
	for _, l := range t.Said(mostLines) {
		y := api.SeatLine{Conn: l.Conn, Seq: l.Received, Mine: l.Mine, Text: l.Text, Class: l.Class, Mistakes: []api.SeatMistake{}}
		if y.Seq == 0 || l.Mine {
			y.Seq = l.Last
		}
		for _, m := range l.Mistakes {
			z := api.SeatMistake{Code: m.Code, Text: m.Text}
			if m.RFC.RFC != 0 {
				z.RFC, z.URL = m.RFC.String(), m.RFC.URL()
			}
			y.Mistakes = append(y.Mistakes, z)
		}
		x.Lines = append(x.Lines, y)
	}
	if q := t.Question(); q != nil {
		x.Question = q.DNS.Name + " " + q.DNS.Type
	}
	if !t.Ended() {
		for _, c := range t.Crib(held.names) {
			x.Crib = append(x.Crib, api.SeatSays{Line: c.Line, For: c.For})
		}
	}
	for _, m := range t.Moves() {
		x.Moves = append(x.Moves, api.SeatMove{Do: m.Do, Text: m.Text, Seq: m.Seq})
	}
	x.Inputs = held.earlier + strings.Join(t.InputsFrom(0), "")
	return x
}

// seats are the places that may be taken in a scenario.
func seats(args []js.Value) any {
	list := []api.SeatPlace{}
	s, problems := parse(text(args, 0), text(args, 1), "", language(args, 2))
	if len(problems) > 0 {
		return asJSON(list)
	}
	for _, d := range s.Devices {
		list = append(list, api.SeatPlace{Name: d.Name, Services: []api.SeatService{}})
	}
	for _, h := range s.Hosts {
		p := api.SeatPlace{Name: h.Name, Services: []api.SeatService{}}
		for _, v := range h.Services {
			p.Services = append(p.Services, api.SeatService{Name: v.Name(), Port: int(v.Port), Names: v.Proto == scenario.DNSServer || v.Proto == scenario.Resolver})
		}
		list = append(list, p)
	}
	return asJSON(list)
}
