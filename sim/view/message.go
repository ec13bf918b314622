package view

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/mail"
)

// Message is a letter opened on the table: its header with a word on every field,
// its body, its source and its bytes.
type Message struct {
	Seq    int     `json:"seq"`
	Title  string  `json:"title"`
	Where  string  `json:"where"`
	Size   string  `json:"size"`
	Fields []Field `json:"fields"`
	Body   string  `json:"body"`
	Source string  `json:"source"`
	// Hex are lines of sixteen bytes: offset, bytes, characters.
	Hex []string `json:"hex"`
	// Cut: source and hex show only the beginning.
	Cut bool `json:"cut,omitempty"`
}

// Field is a header field and what it is for.
type Field struct {
	Name    string `json:"name"`
	Value   string `json:"value"`
	Explain string `json:"explain"`
}

// Limits of an opened letter.
const (
	maxSource = 64 << 10
	maxHex    = 4 << 10
	maxFields = 200
)

// Message opens the letter of an event; false if the event holds none.
func (v *Viewer) Message(seq int, l lang.Lang) (Message, bool) {
	e := v.trace.At(seq)
	data := messageOf(e.Fact)
	if data == nil {
		return Message{}, false
	}
	_, subject := headline(data)
	m := Message{
		Seq: seq, Title: shorten(subject, maxCell), Where: v.name(e.Host, l) + ", " + v.clock(e.At), Size: explain.Size(int64(len(data))).In(l),
		Fields: []Field{}, Hex: []string{}, Cut: len(data) > maxSource,
	}
	h := mail.ParseHeader(data)
	for i, f := range h.Fields {
		if i == maxFields {
			break
		}
		m.Fields = append(m.Fields, Field{Name: shorten(f.Name, maxCell), Value: shorten(f.Decoded, maxLineText), Explain: fieldWord(f.Name, l)})
	}
	// The body as a mail program shows it; how it travels is the source's to tell.
	lines := mail.Lines(data)
	if i := slices.Index(lines, ""); i >= 0 {
		m.Body = shorten(strings.Join(lines[i+1:], "\n"), maxSource)
	}
	m.Source = shorten(string(data), maxSource)
	for at := 0; at < len(data) && at < maxHex; at += 16 {
		m.Hex = append(m.Hex, hexLine(at, data[at:min(at+16, len(data))]))
	}
	return m, true
}

// headline reads the two fields by which people know a letter.
func headline(data []byte) (from, subject string) {
	h := mail.ParseHeader(data)
	for _, f := range h.Fields {
		switch {
		case from == "" && strings.EqualFold(f.Name, "From"):
			from = f.Decoded
		case subject == "" && strings.EqualFold(f.Name, "Subject"):
			subject = f.Decoded
		}
	}
	return from, subject
}

func hexLine(at int, b []byte) string {
	var s strings.Builder
	fmt.Fprintf(&s, "%04x  ", at)
	for i := range 16 {
		if i == 8 {
			s.WriteByte(' ')
		}
		if i < len(b) {
			s.WriteString(hex.EncodeToString(b[i:i+1]) + " ")
		} else {
			s.WriteString("   ")
		}
	}
	s.WriteByte(' ')
	for _, c := range b {
		if c < ' ' || c > '~' {
			c = '.'
		}
		s.WriteByte(c)
	}
	return s.String()
}

// fieldWord says what a header field is for.
func fieldWord(name string, l lang.Lang) string {
	if t, ok := fieldWords[strings.ToLower(name)]; ok {
		return t.In(l)
	}
	if strings.HasPrefix(strings.ToLower(name), "x-") {
		return pick(l, "Un campo propio de algún programa; los demás lo dejan pasar.", "Some program's own field; others let it pass.")
	}
	return pick(l, "Un campo que los servidores llevan sin leerlo.", "A field that servers carry without reading it.")
}

var fieldWords = map[string]lang.Text{
	"received": {ES: "El matasellos de un servidor: quién la trajo, quién la tomó, cuándo. El más nuevo va arriba (RFC 5321 §4.4).",
		EN: "A server's postmark: who brought it, who took it, when. The newest is on top (RFC 5321 §4.4)."},
	"return-path": {ES: "El remitente del sobre, escrito al llegar al buzón: adonde van los avisos de fallo (RFC 5321 §4.4).",
		EN: "The envelope's sender, written on arrival in the mailbox: where failure reports go (RFC 5321 §4.4)."},
	"delivered-to":              {ES: "El buzón al que llegó; sirve para descubrir bucles.", EN: "The mailbox that it came to; it serves to find loops."},
	"from":                      {ES: "Quién dice haberla escrito: el membrete, no el sobre (RFC 5322 §3.6.2). SMTP no lo comprueba; DMARC sí, donde se usa.", EN: "Who claims to have written it: the letterhead, not the envelope (RFC 5322 §3.6.2). SMTP does not check it; DMARC does, where it is used."},
	"sender":                    {ES: "Quién la envió de verdad, cuando no es el autor (RFC 5322 §3.6.2).", EN: "Who really sent it, where that is not the author (RFC 5322 §3.6.2)."},
	"reply-to":                  {ES: "Adónde pide que se conteste (RFC 5322 §3.6.2).", EN: "Where answers are asked to go (RFC 5322 §3.6.2)."},
	"to":                        {ES: "Para quién dice ser. A quién se entrega lo decide el sobre (RFC 5322 §3.6.3).", EN: "Whom it says it is for. The envelope decides who gets it (RFC 5322 §3.6.3)."},
	"cc":                        {ES: "Quién más recibe una copia a la vista de todos (RFC 5322 §3.6.3).", EN: "Who else gets a copy, for all to see (RFC 5322 §3.6.3)."},
	"bcc":                       {ES: "Copias ocultas. Casi siempre se quita antes de enviar; donde se queda, va vacío, o solo en la carta de quienes nombra (RFC 5322 §3.6.3).", EN: "Blind copies. It is nearly always taken out before sending; where it stays it is empty, or only in the letter of those whom it names (RFC 5322 §3.6.3)."},
	"subject":                   {ES: "El asunto (RFC 5322 §3.6.5). Las letras con acento viajan codificadas (RFC 2047).", EN: "The subject (RFC 5322 §3.6.5). Accented letters travel encoded (RFC 2047)."},
	"date":                      {ES: "Cuándo se escribió, según el reloj de quien la escribió (RFC 5322 §3.6.1).", EN: "When it was written, by the writer's clock (RFC 5322 §3.6.1)."},
	"message-id":                {ES: "El nombre único de la carta en todo su viaje (RFC 5322 §3.6.4).", EN: "The letter's one name on its whole journey (RFC 5322 §3.6.4)."},
	"in-reply-to":               {ES: "A qué carta contesta (RFC 5322 §3.6.4).", EN: "Which letter it answers (RFC 5322 §3.6.4)."},
	"references":                {ES: "Las cartas anteriores de la conversación (RFC 5322 §3.6.4).", EN: "The earlier letters of the thread (RFC 5322 §3.6.4)."},
	"mime-version":              {ES: "Avisa de que el cuerpo sigue las reglas MIME (RFC 2045 §4).", EN: "Says that the body follows the MIME rules (RFC 2045 §4)."},
	"content-type":              {ES: "Qué clase de cuerpo es y con qué letras está escrito (RFC 2045 §5).", EN: "What sort of body it is, and in what characters (RFC 2045 §5)."},
	"content-transfer-encoding": {ES: "Cómo se escribió el cuerpo para el viaje: tal cual, o en ASCII con quoted-printable o base64 (RFC 2045 §6).", EN: "How the body was written for the journey: as it is, or in ASCII by quoted-printable or base64 (RFC 2045 §6)."},
	"content-disposition":       {ES: "Si se muestra o se adjunta (RFC 2183).", EN: "Whether it is shown or attached (RFC 2183)."},
	"auto-submitted":            {ES: "La escribió un programa: no hay que contestarle de forma automática (RFC 3834).", EN: "A program wrote it: do not answer it automatically (RFC 3834)."},
	"user-agent":                {ES: "El programa con que se escribió.", EN: "The program that it was written with."},
	"dkim-signature":            {ES: "El sello de lacre del dominio: una firma de la carta (RFC 6376).", EN: "The domain's wax seal: a signature over the letter (RFC 6376)."},
	"authentication-results":    {ES: "Lo que el servidor que la recibió pudo comprobar (RFC 8601).", EN: "What the receiving server could check (RFC 8601)."},
	"x-failed-recipients":       {ES: "A quién no se le pudo entregar.", EN: "Who could not be reached."},
}
