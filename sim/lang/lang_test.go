package lang

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for in, want := range map[string]Lang{
		"es": ES, "ES": ES, "es-AR": ES, "es_ES.UTF-8": ES, "es@euro": ES, " en ": EN, "en_GB": EN,
		"": "", "C": "", "POSIX": "", "C.UTF-8": "", "fr": "", "est": "", "english": "",
	} {
		got, ok := Parse(in)
		if got != want || ok != (want != "") {
			t.Errorf("Parse(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
}

func TestFromEnvFollowsPOSIX(t *testing.T) {
	tests := []struct {
		name string
		env  map[string]string
		want Lang
	}{
		{"nothing set", nil, EN},
		{"LANG alone", map[string]string{"LANG": "es_ES.UTF-8"}, ES},
		{"LC_ALL wins", map[string]string{"LC_ALL": "en_US.UTF-8", "LANG": "es_ES.UTF-8"}, EN},
		{"LC_MESSAGES before LANG", map[string]string{"LC_MESSAGES": "es", "LANG": "en"}, ES},
		{"LC_ALL=C means English, whatever LANG says", map[string]string{"LC_ALL": "C", "LANG": "es"}, EN},
		{"a language Posta does not speak", map[string]string{"LANG": "de_DE"}, EN},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := FromEnv(func(k string) string { return tt.env[k] }); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestTextNeverFallsSilent(t *testing.T) {
	both := Text{ES: "carta", EN: "letter"}
	if both.In(ES) != "carta" || both.In(EN) != "letter" {
		t.Errorf("wrong language: %+v", both)
	}
	if (Text{ES: "solo"}).In(EN) != "solo" || (Text{EN: "only"}).In(ES) != "only" {
		t.Error("a missing language should fall back on the other")
	}
	if !(Text{}).IsZero() || both.IsZero() {
		t.Error("IsZero is wrong")
	}
}

func TestTextJSON(t *testing.T) {
	for in, want := range map[string]Text{
		`{"es":"hola","en":"hello"}`: {ES: "hola", EN: "hello"},
		` "posta"`:                   {ES: "posta", EN: "posta"},
		`{"es":"solo"}`:              {ES: "solo"},
	} {
		var got Text
		if err := json.Unmarshal([]byte(in), &got); err != nil || got != want {
			t.Errorf("%s: got %+v, %v", in, got, err)
		}
		out, err := json.Marshal(got)
		var again Text
		if err != nil || json.Unmarshal(out, &again) != nil || again != got {
			t.Errorf("%s does not survive a round trip: %s", in, out)
		}
	}
	var bad Text
	if json.Unmarshal([]byte(`7`), &bad) == nil {
		t.Error("a number is not a text")
	}
}

func TestOtherLanguages(t *testing.T) {
	both := Text{ES: "carta", EN: "letter"}
	three := both.With("pt", "mensagem").With("gl", "carta").With("fr", "lettre")
	if three != both.With("fr", "lettre").With("gl", "carta").With("pt", "mensagem") {
		t.Error("the order in which words were added shows")
	}
	for l, want := range map[Lang]string{"pt": "mensagem", "gl": "carta", "fr": "lettre", ES: "carta", EN: "letter", "de": "letter"} {
		if got := three.In(l); got != want {
			t.Errorf("in %s: %q, want %q", l, got, want)
		}
	}
	if three.With("pt", "").With("gl", "").With("fr", "") != both {
		t.Error("taken away, they are still there")
	}
	if got := (Text{}).With("pt", "só").In(EN); got != "só" || (Text{}).With("pt", "só").IsZero() {
		t.Errorf("words in another language are better than none, not %q", got)
	}
	if out, err := json.Marshal(three); err != nil || string(out) != `{"es":"carta","en":"letter","fr":"lettre","gl":"carta","pt":"mensagem"}` {
		t.Errorf("%s, %v", out, err)
	}
}

func TestLanguagesFallBack(t *testing.T) {
	defer Add(Language{Code: "pt", Falls: []Lang{ES}})()
	if got := (Text{ES: "carta", EN: "letter"}).In("pt"); got != "carta" {
		t.Errorf("Portuguese without words is read in Spanish, not as %q", got)
	}
	if l, ok := Parse("pt_BR.UTF-8"); l != "pt" || !ok {
		t.Errorf("%q, %v", l, ok)
	}
	var got Text
	if err := json.Unmarshal([]byte(`{"es":"carta","gl":"carta nova","pt":"mensagem","xx":"?"}`), &got); err != nil || got != (Text{ES: "carta"}).With("pt", "mensagem").With("gl", "carta nova") {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestHalfFinishedLanguage: a language is files to add. What it has words for is said in it, by the English words or the English
// format; what it has none for falls back, sentence by sentence.
func TestHalfFinishedLanguage(t *testing.T) {
	const gl Lang = "gl"
	remove := Add(Language{Code: gl, Falls: []Lang{ES}, Words: map[string]string{"letter": "misiva", "%s sends %d letters to %s": "A %[3]s chéganlle %[2]d cartas de %[1]s", "morning": "mañá"}})
	Add(Language{Code: gl, Words: map[string]string{"evening": "serán"}}) // of another file
	beta := Text{ES: "el servidor", EN: "the server"}
	for want, got := range map[string]Text{
		"misiva": {ES: "carta", EN: "letter"}, "serán": {ES: "tarde", EN: "evening"}, "noche": {ES: "noche", EN: "night"},
		"A el servidor chéganlle 3 cartas de Alicia": Sprintf("%s envía %d cartas a %s", "%s sends %d letters to %s", "Alicia", 3, beta),
		"el servidor calla":                          Sprintf("%s calla", "%s is silent", beta),
		"misiva, mañá":                               Join([]Text{{ES: "carta", EN: "letter"}, {ES: "mañana", EN: "morning"}}, ", "),
		"carta, noche":                               Join([]Text{{ES: "carta", EN: "letter"}, {ES: "noche", EN: "night"}}, ", "),
		"MISIVA":                                     Text{ES: "carta", EN: "letter"}.Map(strings.ToUpper),
	} {
		if got.In(gl) != want {
			t.Errorf("%q, want %q", got.In(gl), want)
		}
		if strings.Contains(got.In(ES), "misiva") || got.In(EN) == got.In(gl) {
			t.Errorf("%+v: others are not to hear of it", got)
		}
	}
	remove()
	if got := (Text{ES: "carta", EN: "letter"}).In(gl); got != "letter" || len(All()) != 2 {
		t.Errorf("taken back, it says %q", got)
	}
}
