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

func tr(es, en string) lang.Text { return lang.Text{ES: es, EN: en} }

var layerWords = map[string]lang.Text{
	"IPv4":    tr("Lleva el paquete de una dirección a otra (RFC 791).", "Takes the packet from one address to another (RFC 791)."),
	"IPv6":    tr("Lleva el paquete de una dirección a otra (RFC 8200).", "Takes the packet from one address to another (RFC 8200)."),
	"TCP":     tr("Numera cada octeto, confirma lo que llega y repite lo que se pierde (RFC 9293).", "Numbers every octet, confirms what arrives and repeats what is lost (RFC 9293)."),
	"UDP":     tr("Un mensaje suelto, sin confirmación: para preguntas cortas, como las del DNS (RFC 768).", "A message by itself, without confirmation: for short questions, such as those of DNS (RFC 768)."),
	"ICMP":    tr("Un aviso de la propia red: por aquí no se puede (RFC 792).", "A notice of the network itself: no way through here (RFC 792)."),
	"payload": tr("Lo que dicen los programas: es todo lo que ellos ven.", "What the programs say: it is all that they see."),
}

type packetWord struct{ name, means lang.Text }

var packetWords = map[string]packetWord{
	"version":               {tr("versión", "version"), tr("de IP: 4 o 6", "of IP: 4 or 6")},
	"header length":         {tr("longitud de la cabecera", "header length"), tr("en octetos", "in octets")},
	"total length":          {tr("longitud total", "total length"), tr("cabecera y carga, en octetos", "header and payload, in octets")},
	"payload length":        {tr("longitud de la carga", "payload length"), tr("en octetos, sin esta cabecera", "in octets, without this header")},
	"identification":        {tr("identificación", "identification"), tr("número del paquete, por si hubiera que partirlo", "the packet's number, in case it had to be cut into pieces")},
	"ip flags":              {tr("señales de IP", "IP flags"), tr("DF: que nadie lo parta por el camino", "DF: nobody may cut it on the way")},
	"time to live":          {tr("tiempo de vida", "time to live"), tr("cuántos encaminadores puede cruzar todavía", "how many routers it may still cross")},
	"hop limit":             {tr("límite de saltos", "hop limit"), tr("cuántos encaminadores puede cruzar todavía", "how many routers it may still cross")},
	"protocol":              {tr("protocolo", "protocol"), tr("quién lee la carga", "who reads the payload")},
	"next header":           {tr("cabecera siguiente", "next header"), tr("quién lee la carga", "who reads the payload")},
	"header checksum":       {tr("suma de la cabecera", "header checksum"), tr("si no cuadra, la cabecera llegó dañada", "if it does not add up, the header arrived damaged")},
	"source address":        {tr("dirección de origen", "source address"), tr("de quién es", "who sent it")},
	"destination address":   {tr("dirección de destino", "destination address"), tr("para quién es", "whom it is for")},
	"source port":           {tr("puerto de origen", "source port"), tr("a qué programa hay que contestar", "which program to answer")},
	"destination port":      {tr("puerto de destino", "destination port"), tr("a qué programa va: 25 es SMTP, 53 el DNS", "which program it goes to: 25 is SMTP, 53 the DNS")},
	"sequence number":       {tr("número de secuencia", "sequence number"), tr("el lugar del primer octeto de la carga entre todos los que se han enviado", "the place of the payload's first octet among all that were sent")},
	"acknowledgment number": {tr("número de confirmación", "acknowledgment number"), tr("el octeto que se espera ahora: todo lo anterior llegó", "the octet that is expected now: all before it has arrived")},
	"data offset":           {tr("longitud de la cabecera", "data offset"), tr("en octetos: detrás empieza la carga", "in octets: behind it the payload begins")},
	"flags":                 {tr("señales", "flags"), tr("SYN abre, ACK confirma, PSH entrega ya, FIN cierra, RST corta", "SYN opens, ACK confirms, PSH delivers now, FIN closes, RST breaks off")},
	"window":                {tr("ventana", "window"), tr("cuánto cabe todavía en quien lo envía", "how much there is still room for at the sender")},
	"checksum":              {tr("suma de control", "checksum"), tr("si no cuadra, el paquete llegó dañado y se tira", "if it does not add up, the packet arrived damaged and is thrown away")},
	"options":               {tr("opciones", "options"), tr("MSS: el mayor trozo que admite; WS: por cuánto se multiplica la ventana, como potencia de dos", "MSS: the largest piece that it takes; WS: by how much the window is multiplied, as a power of two")},
	"length":                {tr("longitud", "length"), tr("cabecera y carga, en octetos", "header and payload, in octets")},
	"type":                  {tr("tipo", "type"), tr("qué clase de aviso es", "what sort of notice it is")},
	"code":                  {tr("código", "code"), tr("y de ella, cuál", "and of that, which one")},
}
