package view

import (
	"fmt"
	"sort"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/listener"
	"posta/sim/story"
	"posta/sim/trace"
)

// heard is all that passed on the roads.
func (v *Viewer) heard() []listener.Heard {
	if v.renew(); v.overheard == nil {
		v.overheard = listener.Listen(v.trace, v.talk)
	}
	return v.overheard
}

// heardUntil is how much of it had passed at a position.
func (v *Viewer) heardUntil(seq int) int {
	all := v.heard()
	return sort.Search(len(all), func(i int) bool { return all[i].Seq > seq })
}

// Overheard is the dialogue as somebody on the road gets it: the lines in the
// clear, and of what is inside TLS only the outside of each record.
func (v *Viewer) Overheard(d story.Detail, l lang.Lang) Dialogue {
	x := Dialogue{Conns: []Conn{}, Lines: []Line{}}
	known := map[int]bool{}
	for i, h := range v.heard() {
		if len(x.Lines) == maxLines {
			x.Omitted = len(v.heard()) - i
			break
		}
		if !known[h.Conn] {
			known[h.Conn] = true
			x.Conns = append(x.Conns, v.connHeard(h))
		}
		if h.Line != nil {
			x.Lines = append(x.Lines, v.line(h.Line, d, l))
			continue
		}
		x.Lines = append(x.Lines, Line{
			Conn: h.Conn, Step: v.story.StepAt(d, h.Seq), Clock: v.clock(h.At), Speaker: h.From, Listener: h.To, Client: v.opener(h.Conn) == h.From,
			Protocol: "tls", Kind: KindSealed, Text: records(h.Records, l), Encrypted: true, Sealed: true,
		})
	}
	return x
}

// KindSealed is the kind of a Line that is the outside of TLS records: no kind of
// the dialogue's, because nobody on the road knows what is said.
const KindSealed dialogue.Kind = "sealed"

// opener is the host that opened a connection.
func (v *Viewer) opener(conn int) string {
	lines := v.talk.LinesOf(conn)
	switch {
	case len(lines) > 0 && lines[0].FromClient:
		return lines[0].Speaker
	case len(lines) > 0:
		return lines[0].Listener
	}
	for _, h := range v.heard() {
		if h.Conn == conn {
			return h.From // of a handshake that came to nothing, the client's is the first word (RFC 8446 section 4.1.2)
		}
	}
	return ""
}

func (v *Viewer) connHeard(h listener.Heard) Conn {
	if lines := v.talk.LinesOf(h.Conn); len(lines) > 0 {
		return v.conn(lines[0])
	}
	return Conn{Number: h.Conn, Client: h.From, Server: h.To, Service: "tls"}
}

// records says what is written on the outside of TLS records.
func records(list []trace.TLSRecord, l lang.Lang) string {
	var parts []string
	for _, r := range list {
		text := recordType(r, l) + ", " + lang.Octets(r.Len).In(l)
		if r.ServerName != "" {
			text += pick(l, ", para ", ", for ") + r.ServerName
		}
		parts = append(parts, text)
	}
	return shorten(strings.Join(parts, "\n"), maxLineText)
}

// recordType is the type as RFC 8446 section 5.1 calls it, and what it is.
func recordType(r trace.TLSRecord, l lang.Lang) string {
	if r.Message != "" {
		return r.Type + " " + r.Message
	}
	switch r.Type {
	case "application_data":
		return r.Type + pick(l, " (cifrado)", " (sealed)")
	case "alert":
		return r.Type + pick(l, " (aviso)", " (notice)")
	}
	return r.Type
}

// NowOverheard tells of a step as Now does, but with what somebody on the road
// learns from it in the place of the explanation.
func (v *Viewer) NowOverheard(d story.Detail, index int, l lang.Lang) Now {
	n := v.Now(d, index, l)
	n.Heard, n.Current = v.heardUntil(n.Seq), []int{}
	st := v.step(d, index)
	if st == nil {
		n.Explain.What = pick(l, "Alguien escucha en el camino, y no cambia nada. Da un paso y verás qué le llega.",
			"Somebody listens on the road, and changes nothing. Take a step and see what reaches them.")
		return n
	}
	// What passes at the same time in other conversations is told in its own step.
	var passed []listener.Heard
	for i := v.heardUntil(st.First - 1); i < v.heardUntil(st.Last); i++ {
		h := v.heard()[i]
		if v.stepHeard(h, d) != index {
			continue
		}
		if passed = append(passed, h); len(n.Current) < maxCurrent {
			n.Current = append(n.Current, i)
		}
	}
	n.Explain = v.learns(st, passed, l)
	return n
}

// stepHeard is the step that tells of what was heard.
func (v *Viewer) stepHeard(h listener.Heard, d story.Detail) int {
	if h.Line != nil && d != story.Packets {
		return v.stepOfLine(h.Line, d)
	}
	return v.story.StepAt(d, h.Seq)
}

// learns says what a listener makes of what passes during a step.
func (v *Viewer) learns(st *story.Step, passed []listener.Heard, l lang.Lang) Explain {
	var clear, sealed []listener.Heard
	for _, h := range passed {
		if h.Line != nil {
			clear = append(clear, h)
		} else {
			sealed = append(sealed, h)
		}
	}
	if len(passed) == 0 && st.Line != nil && st.Line.Encrypted {
		// It went in the records of a line that was said at the same time.
		if records := listener.Carrying(v.trace, st.Line); records != nil {
			sealed = []listener.Heard{{Conn: st.Conn, From: st.From, To: st.To, Records: records}}
		}
	}
	switch {
	case len(clear) > 0:
		return v.readsPlain(clear, len(sealed) > 0, l)
	case len(sealed) > 0:
		return v.readsSealed(sealed, l)
	}
	return Explain{
		Title: pick(l, "Por el camino no pasa nada", "Nothing passes on the road"),
		What: pick(l, "Lo que un equipo hace por dentro no lo oye nadie de fuera: ni sus colas, ni sus buzones, ni lo que decide.",
			"What a host does inside, nobody outside hears: not its queues, not its mailboxes, not what it decides."),
		From: st.From, To: st.To,
	}
}

func (v *Viewer) readsPlain(passed []listener.Heard, more bool, l lang.Lang) Explain {
	first := passed[0]
	e := Explain{
		Title: pick(l, "Se lee todo", "All of it can be read"),
		What: pick(l, "Va en claro: quien escucha en este camino lo lee letra por letra, y ninguno de los dos extremos lo nota.",
			"It goes in the clear: whoever listens on this road reads it letter by letter, and neither end notices."),
		From: first.From, To: first.To,
	}
	var lines, secrets []string
	letter, withheld := false, false
	for _, h := range passed {
		withheld = withheld || h.Line.Withheld
		if h.From == first.From && h.Line.Text != "" {
			lines = append(lines, h.Line.Text)
		}
		if h.Line.Secret != "" {
			for _, part := range h.Line.SecretParts() {
				if part != "" {
					secrets = append(secrets, shorten(part, maxWire))
				}
			}
		}
		letter = letter || h.Line.Kind == dialogue.KindData
	}
	e.Wire = shorten(strings.Join(lines, "\n"), maxWire)
	switch {
	case len(secrets) > 0 && strings.Contains(e.Wire, secrets[len(secrets)-1]):
		e.Title = pick(l, "Se oye la contraseña", "The password is overheard")
		e.Failure, e.RFC = true, refs(l, refObsolete)
	case len(secrets) > 0:
		e.Title = pick(l, "Se oye la contraseña", "The password is overheard")
		e.Why = pick(l, "base64 no es un cifrado, solo otra manera de escribir. Deshecho, dice: ", "Base64 is no cipher, only another way of writing. Undone, it says: ") + strings.Join(secrets, " · ")
		e.Failure, e.RFC = true, refs(l, refAuth, refBase64, refObsolete)
	case withheld:
		e.Title = pick(l, "Se oye la contraseña", "The password is overheard")
		e.Why = pick(l, "Una clase no muestra secretos: aquí hay asteriscos en su lugar. En el camino no los hay.", "A class shows no secrets: here asterisks stand in their place. On the road there are none.")
		e.Failure, e.RFC = true, refs(l, refAuth, refObsolete)
	case letter:
		e.Title = pick(l, "Se lee la carta entera", "The whole letter is read")
		e.Why = pick(l, "Una carta sin TLS viaja como una postal.", "A letter without TLS travels like a postcard.")
	case first.Line.Protocol == dialogue.DNS:
		e.Why = pick(l, "Las preguntas al directorio van en claro: se sabe a quién se va a escribir antes de que salga la carta.",
			"Questions to the directory go in the clear: it is known who will be written to before the letter leaves.")
	}
	if more {
		e.What += " " + pick(l, "Lo que sigue ya va cifrado.", "What follows is sealed already.")
	}
	return e
}

func (v *Viewer) readsSealed(passed []listener.Heard, l lang.Lang) Explain {
	first := passed[0]
	count, total := 0, 0
	for _, h := range passed {
		count, total = count+len(h.Records), total+h.Octets()
	}
	title := pick(l, "Pasa algo cifrado: ", "Something sealed passes: ") + lang.Octets(total).In(l)
	if count > 1 {
		title += pick(l, fmt.Sprintf(" en %d registros", count), fmt.Sprintf(" in %d records", count))
	}
	e := Explain{
		Title: title,
		What: pick(l, "No se puede leer. Quien escucha solo sabe quién habla con quién, cuándo, y lo largo que es.",
			"It cannot be read. Whoever listens only knows who speaks to whom, when, and how long it is."),
		From: first.From, To: first.To,
		RFC: refs(l, refRecord),
	}
	var lines []string
	name := ""
	hello := false
	for _, h := range passed {
		way := "→ "
		if h.From != first.From {
			way = "← "
		}
		for line := range strings.SplitSeq(records(h.Records, l), "\n") {
			lines = append(lines, way+line)
		}
		for _, r := range h.Records {
			if r.ServerName != "" {
				name = r.ServerName
			}
			hello = hello || r.Message != ""
		}
	}
	e.Wire = shorten(strings.Join(lines, "\n"), maxWire)
	if hello {
		e.Title = pick(l, "Se oye cómo acuerdan un cifrado", "They are heard agreeing on a cipher")
		e.What = pick(l, "El saludo de TLS va en claro, pero de lo que acuerdan salen claves que quien escucha no puede calcular. Desde aquí solo oirá longitudes.",
			"TLS's greeting goes in the clear, but out of it come keys that a listener cannot work out. From here on only lengths are heard.")
	}
	if name != "" {
		e.Why = pick(l, "El cliente dice en claro a qué servidor llama: %s (SNI).", "The client says in the clear which server it calls: %s (SNI).", name)
		e.RFC = append(e.RFC, refs(l, refName)...)
	}
	return e
}

// Sections that a listener's teacher points at.
var (
	refAuth     = explain.Ref{RFC: 4954, Section: "4", Title: lang.Text{ES: "SMTP: autenticación (AUTH)", EN: "SMTP Service Extension for Authentication"}}
	refBase64   = explain.Ref{RFC: 4648, Section: "4", Title: lang.Text{ES: "Base64, otra manera de escribir", EN: "The Base16, Base32, and Base64 Data Encodings"}}
	refObsolete = explain.Ref{RFC: 8314, Section: "3", Title: lang.Text{ES: "Correo sin texto a la vista: TLS", EN: "Cleartext Considered Obsolete: Use of TLS for Email"}}
	refRecord   = explain.Ref{RFC: 8446, Section: "5.1", Title: lang.Text{ES: "TLS 1.3: los registros", EN: "TLS 1.3: Record Layer"}}
	refName     = explain.Ref{RFC: 6066, Section: "3", Title: lang.Text{ES: "TLS: a qué servidor se llama (SNI)", EN: "TLS: Server Name Indication"}}
)

func refs(l lang.Lang, list ...explain.Ref) []RFC {
	var out []RFC
	for _, r := range list {
		out = append(out, RFC{Label: r.String(), Title: r.Title.In(l), URL: r.URL()})
	}
	return out
}
