package view

import (
	"encoding/hex"

	"posta/sim/lang"
	"posta/sim/pcap"
	"posta/sim/story"
	"posta/sim/trace"
)

// Anatomy is a packet opened layer by layer, beside its octets: the packet that the
// capture has, too.
type Anatomy struct {
	// Hex are its octets, two digits each; Cut says that there were more on the road.
	Hex    string  `json:"hex"`
	Cut    bool    `json:"cut,omitempty"`
	Layers []Layer `json:"layers"`
}

// Layer is what one protocol reads, at octets From to To.
type Layer struct {
	Name   string        `json:"name"`
	Means  string        `json:"means"`
	From   int           `json:"from"`
	To     int           `json:"to"`
	Fields []PacketField `json:"fields"`
}

// PacketField is a field of a header with what it is for.
type PacketField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Means string `json:"means"`
	From  int    `json:"from"`
	To    int    `json:"to"`
}

// maxOctets is how much of a packet is shown.
const maxOctets = 2048

// Anatomy opens the packet of a step; ok is false where the step is none.
func (v *Viewer) Anatomy(d story.Detail, index int, l lang.Lang) (a Anatomy, ok bool) {
	st := v.step(d, index)
	if st == nil {
		return a, false
	}
	if _, sent := st.Fact.(trace.PacketSent); !sent {
		return a, false
	}
	v.renew()
	if v.octets == nil {
		v.octets = pcap.Octets(v.trace)
	}
	var octets []byte
	for seq := st.First; seq <= st.Last && octets == nil; seq++ {
		if _, sent := v.trace.At(seq).Fact.(trace.PacketSent); sent {
			octets = v.octets[seq]
		}
	}
	if octets == nil {
		return a, false
	}
	a.Cut = len(octets) > maxOctets
	for _, x := range pcap.Dissect(octets) {
		layer := Layer{Name: x.Name, Means: layerWords[x.Name].In(l), From: x.From, To: min(x.To, maxOctets), Fields: []PacketField{}}
		if x.From >= maxOctets {
			break
		}
		if x.Name == "payload" {
			layer.Name = pick(l, "Carga", "Payload")
		}
		for _, f := range x.Fields {
			w := packetWords[f.Key]
			layer.Fields = append(layer.Fields, PacketField{Name: w.name.In(l), Value: f.Value, Means: w.means.In(l), From: f.From, To: f.To})
		}
		a.Layers = append(a.Layers, layer)
	}
	a.Hex = hex.EncodeToString(octets[:min(len(octets), maxOctets)])
	return a, true
}

var layerWords = map[string]lang.Text{
	"IPv4":    lang.Text{ES: "Lleva el paquete de una dirección a otra (RFC 791).", EN: "Takes the packet from one address to another (RFC 791)."},
	"IPv6":    lang.Text{ES: "Lleva el paquete de una dirección a otra (RFC 8200).", EN: "Takes the packet from one address to another (RFC 8200)."},
	"TCP":     lang.Text{ES: "Numera cada byte, confirma lo que llega y repite lo que se pierde (RFC 9293).", EN: "Numbers every byte, confirms what arrives and repeats what is lost (RFC 9293)."},
	"UDP":     lang.Text{ES: "Un mensaje suelto, sin confirmación: para preguntas cortas, como las del DNS (RFC 768).", EN: "A message by itself, without confirmation: for short questions, such as those of DNS (RFC 768)."},
	"ICMP":    lang.Text{ES: "Un aviso de la propia red: por aquí no se puede (RFC 792).", EN: "A notice of the network itself: no way through here (RFC 792)."},
	"payload": lang.Text{ES: "Lo que dicen los programas: es todo lo que ellos ven.", EN: "What the programs say: it is all that they see."},
}

type packetWord struct{ name, means lang.Text }

var packetWords = map[string]packetWord{
	"version":               {lang.Text{ES: "versión", EN: "version"}, lang.Text{ES: "de IP: 4 o 6", EN: "of IP: 4 or 6"}},
	"header length":         {lang.Text{ES: "longitud de la cabecera", EN: "header length"}, lang.Text{ES: "en bytes", EN: "in bytes"}},
	"total length":          {lang.Text{ES: "longitud total", EN: "total length"}, lang.Text{ES: "cabecera y carga, en bytes", EN: "header and payload, in bytes"}},
	"payload length":        {lang.Text{ES: "longitud de la carga", EN: "payload length"}, lang.Text{ES: "en bytes, sin esta cabecera", EN: "in bytes, without this header"}},
	"identification":        {lang.Text{ES: "identificación", EN: "identification"}, lang.Text{ES: "número del paquete, por si hubiera que partirlo", EN: "the packet's number, in case it had to be cut into pieces"}},
	"ip flags":              {lang.Text{ES: "señales de IP", EN: "IP flags"}, lang.Text{ES: "DF: que nadie lo parta por el camino", EN: "DF: nobody may cut it on the way"}},
	"time to live":          {lang.Text{ES: "tiempo de vida", EN: "time to live"}, lang.Text{ES: "cuántos encaminadores puede cruzar todavía", EN: "how many routers it may still cross"}},
	"hop limit":             {lang.Text{ES: "límite de saltos", EN: "hop limit"}, lang.Text{ES: "cuántos encaminadores puede cruzar todavía", EN: "how many routers it may still cross"}},
	"protocol":              {lang.Text{ES: "protocolo", EN: "protocol"}, lang.Text{ES: "quién lee la carga", EN: "who reads the payload"}},
	"next header":           {lang.Text{ES: "cabecera siguiente", EN: "next header"}, lang.Text{ES: "quién lee la carga", EN: "who reads the payload"}},
	"header checksum":       {lang.Text{ES: "suma de la cabecera", EN: "header checksum"}, lang.Text{ES: "si no cuadra, la cabecera llegó dañada", EN: "if it does not add up, the header arrived damaged"}},
	"source address":        {lang.Text{ES: "dirección de origen", EN: "source address"}, lang.Text{ES: "de quién es", EN: "who sent it"}},
	"destination address":   {lang.Text{ES: "dirección de destino", EN: "destination address"}, lang.Text{ES: "para quién es", EN: "whom it is for"}},
	"source port":           {lang.Text{ES: "puerto de origen", EN: "source port"}, lang.Text{ES: "a qué programa hay que contestar", EN: "which program to answer"}},
	"destination port":      {lang.Text{ES: "puerto de destino", EN: "destination port"}, lang.Text{ES: "a qué programa va: 25 es SMTP, 53 el DNS", EN: "which program it goes to: 25 is SMTP, 53 the DNS"}},
	"sequence number":       {lang.Text{ES: "número de secuencia", EN: "sequence number"}, lang.Text{ES: "el lugar del primer byte de la carga entre todos los que se han enviado", EN: "the place of the payload's first byte among all that were sent"}},
	"acknowledgment number": {lang.Text{ES: "número de confirmación", EN: "acknowledgment number"}, lang.Text{ES: "el byte que se espera ahora: todo lo anterior llegó", EN: "the byte that is expected now: all before it has arrived"}},
	"data offset":           {lang.Text{ES: "longitud de la cabecera", EN: "data offset"}, lang.Text{ES: "en bytes: detrás empieza la carga", EN: "in bytes: behind it the payload begins"}},
	"flags":                 {lang.Text{ES: "señales", EN: "flags"}, lang.Text{ES: "SYN abre, ACK confirma, PSH entrega ya, FIN cierra, RST corta", EN: "SYN opens, ACK confirms, PSH delivers now, FIN closes, RST breaks off"}},
	"window":                {lang.Text{ES: "ventana", EN: "window"}, lang.Text{ES: "cuánto cabe todavía en quien lo envía", EN: "how much there is still room for at the sender"}},
	"checksum":              {lang.Text{ES: "suma de control", EN: "checksum"}, lang.Text{ES: "si no cuadra, el paquete llegó dañado y se tira", EN: "if it does not add up, the packet arrived damaged and is thrown away"}},
	"options":               {lang.Text{ES: "opciones", EN: "options"}, lang.Text{ES: "MSS: el mayor trozo que admite; WS: por cuánto se multiplica la ventana, como potencia de dos", EN: "MSS: the largest piece that it takes; WS: by how much the window is multiplied, as a power of two"}},
	"length":                {lang.Text{ES: "longitud", EN: "length"}, lang.Text{ES: "cabecera y carga, en bytes", EN: "header and payload, in bytes"}},
	"type":                  {lang.Text{ES: "tipo", EN: "type"}, lang.Text{ES: "qué clase de aviso es", EN: "what sort of notice it is"}},
	"code":                  {lang.Text{ES: "código", EN: "code"}, lang.Text{ES: "y de ella, cuál", EN: "and of that, which one"}},
}
