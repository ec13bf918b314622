package api

import (
	"encoding/json"
	"fmt"
	"reflect"

	"posta/sim/stage"
)

// A word is one message of the stage's as the page writes it: JSON whose "do" is the word, and whose other fields are
// those of a Go type.
type word struct {
	do     string
	fields reflect.Type
	read   func(src []byte) (stage.Msg, error)
}

// is a word whose fields are the stage's own.
func is[M stage.Msg](do string) word { return as(do, func(m M) stage.Msg { return m }) }

// as is a word whose fields are better written in another way.
func as[W any](do string, msg func(W) stage.Msg) word {
	return word{do: do, fields: reflect.TypeFor[W](), read: func(src []byte) (stage.Msg, error) {
		var w W
		if err := json.Unmarshal(src, &w); err != nil {
			return nil, err
		}
		return msg(w), nil
	}}
}

// vocabulary is all that the page may say to the stage: one row a message.
var vocabulary = []word{
	is[stage.Forward]("forward"),
	is[stage.Back]("back"),
	is[stage.Seek]("seek"),
	is[stage.SeekEvent]("event"),
	is[stage.Chapter]("chapter"),
	is[stage.Play]("play"),
	is[stage.Reading]("reading"),
	is[stage.Speed]("speed"),
	is[stage.Resize]("resize"),
	is[stage.Cover]("cover"),
	is[stage.Pan]("pan"),
	is[stage.Zoom]("zoom"),
	is[stage.Follow]("follow"),
	is[stage.Whole]("whole"),
	as("select", func(s Selection) stage.Msg { return stage.Select{Target: s.target()} }),
	is[stage.Tap]("tap"),
	is[stage.Next]("next"),
	is[stage.NextSign]("sign"),
	is[stage.Hover]("hover"),
	is[stage.Leave]("leave"),
	is[stage.SetDetail]("detail"),
	is[stage.SetLang]("lang"),
	as("theme", func(w struct{ Dark bool }) stage.Msg {
		if w.Dark {
			return stage.SetTheme{Theme: stage.ThemeDark}
		}
		return stage.SetTheme{Theme: stage.ThemeLight}
	}),
	is[stage.SetReduced]("reduced"),
	is[stage.SetListener]("listener"),
	is[stage.SetAfar]("afar"),
}

// Message reads what the page says to the stage.
func Message(src []byte) (stage.Msg, error) {
	var m struct{ Do string }
	if err := json.Unmarshal(src, &m); err != nil {
		return nil, fmt.Errorf("reading a message to the stage: %w", err)
	}
	for _, w := range vocabulary {
		if w.do == m.Do {
			return w.read(src)
		}
	}
	return nil, fmt.Errorf("the stage knows no message %q", m.Do)
}

// Words gives the vocabulary, for those who write it down: each message with the type of its fields.
func Words(each func(do string, fields reflect.Type)) {
	for _, w := range vocabulary {
		each(w.do, w.fields)
	}
}

// TargetKind is what sort of thing is selected on the stage.
type TargetKind string

// The kinds.
const (
	Host   TargetKind = "host"
	Road   TargetKind = "road"
	Letter TargetKind = "letter"
)

var kinds = map[stage.TargetKind]TargetKind{stage.TargetHost: Host, stage.TargetRoad: Road, stage.TargetLetter: Letter}

// Selection is something on the stage that is, or is to be, selected.
type Selection struct {
	Kind    TargetKind `json:"kind,omitempty"` // "" for nothing
	A       string     `json:"a,omitempty"`    // the host; for a road, one end
	B       string     `json:"b,omitempty"`    // and the other, in alphabetical order
	Message string     `json:"message,omitempty"`
}

// Selected puts a target into the page's words; nil for none.
func Selected(t stage.Target) *Selection {
	kind, ok := kinds[t.Kind]
	if !ok {
		return nil
	}
	return &Selection{Kind: kind, A: t.A, B: t.B, Message: t.Message}
}

func (s Selection) target() stage.Target {
	for kind, name := range kinds {
		if name == s.Kind {
			return stage.Target{Kind: kind, A: s.A, B: s.B, Message: s.Message}
		}
	}
	return stage.Target{}
}
