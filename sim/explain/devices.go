package explain

import (
	"strings"

	"posta/sim/lang"
	"posta/sim/trace"
)

// synced says what a device learnt of a folder, how, and what that cost.
func (v values) synced(f trace.DeviceSynced) {
	var es, en []string
	add := func(n int, one, many, oneEN, manyEN string) {
		if n > 0 {
			t := counted(n, one, many, oneEN, manyEN)
			es, en = append(es, t.ES), append(en, t.EN)
		}
	}
	add(f.New, "carta nueva", "cartas nuevas", "new letter", "new letters")
	add(f.Changed, "con otras marcas", "con otras marcas", "with other flags", "with other flags")
	if f.How == trace.SyncUIDL {
		add(f.Gone, "borrada del servidor", "borradas del servidor", "deleted at the server", "deleted at the server")
	} else {
		add(f.Gone, "que ya no está", "que ya no están", "that is gone", "that are gone")
	}
	news := lang.Text{ES: "nada nuevo", EN: "nothing new"}
	if len(es) > 0 {
		news = lang.Text{ES: strings.Join(es, ", "), EN: strings.Join(en, ", ")}
	}
	v.say("news", news)
	v.say("method", phrase("sync", string(f.How)))
	v.say("waits", counted(f.Turns, "respuesta", "respuestas", "answer", "answers"))
	v.say("up", Size(int64(f.Sent)))
	v.say("down", Size(int64(f.Received)))
}

// counted says how many there are of something.
func counted(n int, one, many, oneEN, manyEN string) lang.Text {
	return Counted(n, lang.Text{ES: one, EN: oneEN}, lang.Text{ES: many, EN: manyEN})
}
