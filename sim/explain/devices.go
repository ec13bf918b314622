package explain

import (
	netmail "net/mail"
	"strings"
	"time"

	"posta/sim/lang"
	"posta/sim/mail"
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

// presented says in which form a letter's text is shown, and what comes with it.
func (v values) presented(f trace.DeviceShown) {
	html := f.As == "text/html"
	switch {
	case html && len(f.Forms) > 1:
		v.say("form", lang.Text{ES: "Trae el mismo texto en varias formas (multipart/alternative), y este programa muestra la última que sabe mostrar: el HTML.",
			EN: "It has the same text in several forms (multipart/alternative), and this program shows the last that it can show: the HTML."})
	case len(f.Forms) > 1:
		v.say("form", lang.Text{ES: "Trae el mismo texto en varias formas (multipart/alternative), y este programa muestra la que no tiene formato: ni letras de colores, ni imágenes, ni enlaces que digan una cosa y lleven a otra.",
			EN: "It has the same text in several forms (multipart/alternative), and this program shows the plain one: no colours, no pictures, no links that say one thing and lead to another."})
	case html:
		v.say("form", lang.Text{ES: "Su texto viene solo en HTML.", EN: "Its text comes in HTML alone."})
	}
	if len(f.Files) == 0 {
		return
	}
	var list []lang.Text
	here := 0
	for i, file := range f.Files {
		if file.Here {
			here++
		}
		if i == maxFiles {
			list = append(list, counted(len(f.Files)-i, "más", "más", "more", "more"))
			break
		}
		name := lang.Both(clip(file.Name))
		if file.Name == "" {
			name = lang.Sprintf("algo sin nombre (%s)", "something without a name (%s)", clip(file.Type))
		}
		list = append(list, lang.Sprintf("%s, %s", "%s, %s", name, Size(file.Octets)))
	}
	t := list[0]
	for _, one := range list[1:] {
		t = lang.Sprintf("%s; %s", "%s; %s", t, one)
	}
	switch here {
	case len(f.Files):
		v.say("files", lang.Sprintf("Adjunto, y también en el dispositivo: %s.", "Attached, and on the device as well: %s.", t))
	default:
		v.say("files", lang.Sprintf("Adjunto, pero todavía en el servidor: %s.", "Attached, but still at the server: %s.", t))
	}
}

// maxFiles is how many files a sentence names.
const maxFiles = 4

// clockValue says so where the clock by which a letter is dated is not right.
func (x *Explainer) clockValue(v values, data []byte, at time.Duration) {
	field, _ := mail.FindField(data, "Date")
	date, err := netmail.ParseDate(field)
	if err != nil {
		return
	}
	switch off := date.Sub(x.s.Trace.Header.Start.Add(at)); {
	case off > wrongClock:
		v.say("clock", lang.Sprintf("El reloj de este dispositivo va adelantado: %s. La cabecera Date lo repite, y nadie la corrige por el camino.",
			"The clock of this device is fast, by %s. The header field Date repeats it, and nobody corrects that on the way.", Duration(off.Round(time.Minute))))
	case off < -wrongClock:
		v.say("clock", lang.Sprintf("El reloj de este dispositivo va atrasado: %s. La cabecera Date lo repite, y nadie la corrige por el camino.",
			"The clock of this device is slow, by %s. The header field Date repeats it, and nobody corrects that on the way.", Duration((-off).Round(time.Minute))))
	}
}

// wrongClock is by how much a clock may be out before it is worth a word.
const wrongClock = time.Minute
