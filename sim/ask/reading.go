package ask

import (
	"slices"
	"strings"

	"posta/sim/lang"
	"posta/sim/replay"
	"posta/sim/trace"
)

// reads tells whether a service is one by which mailboxes are read.
func reads(service string) bool {
	return slices.Contains([]string{"pop3", "pop3s", "imap", "imaps"}, service)
}

// fetches: how does a letter come from the mailbox to the screen?
func (f *finder) fetches(e trace.Event, m trace.MailboxStored) {
	if m.How != trace.ArrivalDelivered || f.enough(Fetches, "", 1) {
		return
	}
	next, ok := f.after(e.Seq, calls, func(n trace.Event) bool {
		o, opening := n.Fact.(trace.ConnOpening)
		h := f.host(n.Host)
		return opening && reads(o.Service) && o.Peer == e.Host && h != nil && strings.EqualFold(h.User, m.User)
	})
	if !ok {
		return
	}
	for _, c := range f.t.Replay.At(e.Seq).Host(e.Host).Connections {
		if reads(c.Service) {
			return // somebody is reading already, and may be told
		}
	}
	whom := f.person(m.User)
	f.add(&Question{Kind: Fetches, After: e.Seq, Reveals: next.Seq, telling: 42,
		Text: lang.Sprintf("La carta ya está en el buzón de %s, en %s. ¿Cómo llega a su pantalla?", "The letter is in the mailbox of %s, at %s. How does it get to the screen?", whom, e.Host)}, "", 1,
		Choice{Text: lang.Sprintf("su dispositivo llama a %s y la pide", "the device calls %s and asks for it", e.Host),
			Why: lang.Sprintf("Las cartas esperan en el buzón: leer es ir a buscarlas, con POP3 o IMAP.", "Letters wait in the mailbox: to read is to go and fetch them, by POP3 or IMAP.")},
		Choice{Text: lang.Sprintf("%s la envía a su dispositivo en cuanto llega", "%s sends it to the device as soon as it comes", e.Host), Idea: PushedToScreen,
			Why: lang.Sprintf("Un servidor no llama a los dispositivos: ni siquiera sabe si están encendidos.", "A server does not call devices: it does not even know whether they are on.")},
		Choice{Text: lang.Sprintf("el servidor de quien escribió sigue hasta el dispositivo", "the writer's server goes on to the device"), Idea: DeviceToDevice,
			Why: lang.Sprintf("Ese terminó con el 250 de %s.", "That one was done with the 250 of %s.", e.Host)},
		Choice{Text: lang.Sprintf("ya está en ella: buzón y pantalla son lo mismo", "it is there already: mailbox and screen are the same"), Idea: OneComputer,
			Why: lang.Sprintf("El buzón está en una máquina y la pantalla en otra.", "The mailbox is on one machine and the screen on another.")})
}

// remains: what is left on the server after somebody has read?
func (f *finder) remains(e trace.Event, o trace.ConnOpening) {
	if !reads(o.Service) || o.Peer == "" {
		return
	}
	last, user := 0, ""
	for _, last = range f.behind(e.Seq, onConn(e.Conn)) {
		if a, ok := f.t.Trace.At(last).Fact.(trace.Authenticated); ok && a.OK {
			user = a.User
		}
	}
	if user == "" || last == 0 {
		return
	}
	inbox := func(seq int) []*replay.Message {
		h := f.t.Replay.At(seq).Host(o.Peer)
		if h == nil {
			return nil
		}
		for _, m := range h.Mailboxes {
			if strings.EqualFold(m.User, user) || strings.HasPrefix(m.User, user+"@") {
				if folder := m.Folder("INBOX"); folder != nil {
					return folder.Messages
				}
			}
		}
		return nil
	}
	before, after := inbox(e.Seq), inbox(last)
	if len(before) == 0 {
		return
	}
	if came, ok := f.after(e.Seq, stored(o.Peer), func(n trace.Event) bool { return n.Fact.(trace.MailboxStored).How == trace.ArrivalDelivered }); ok && came.Seq <= last {
		return // something came meanwhile
	}
	seen := 0
	for _, m := range after {
		if m.Seen() {
			seen++
		}
	}
	gone := Choice{Text: lang.Sprintf("nada: lo que había está ahora en el dispositivo", "nothing: what was there is on the device now"), Idea: ReadingRemoves,
		Why: lang.Sprintf("Leer no quita nada por sí solo: hay que pedir que se borre, y aquí nadie lo pidió.", "Reading takes nothing away by itself: deletion has to be asked for, and here nobody asked.")}
	read := Choice{Text: lang.Sprintf("lo mismo que había, marcado como leído", "what was there, marked as read"),
		Why: lang.Sprintf("Con IMAP las marcas están en el servidor, y leer pone \\Seen.", "With IMAP the flags are on the server, and reading sets \\Seen.")}
	unread := Choice{Text: lang.Sprintf("lo mismo que había, como si nadie hubiera leído", "what was there, as if nobody had read"),
		Why: lang.Sprintf("Solo si el programa no marca nada, o si POP3 deja las cartas: POP3 no conoce marcas.", "Only if the program marks nothing, or if POP3 leaves the letters: POP3 knows no flags.")}
	part := Choice{Text: lang.Sprintf("la mitad: las cartas se reparten entre el servidor y el dispositivo", "half of it: letters are shared between server and device"), Idea: OneComputer,
		Why: lang.Sprintf("Una carta no se parte: se copia, y se borra o se deja.", "A letter is not split: it is copied, and deleted or left.")}
	right := gone
	switch {
	case len(after) == 0:
		right.Idea, right.Why = "", lang.Sprintf("El programa las descargó y pidió que se borraran, y el servidor lo hizo al despedirse (RFC 1939, 6).", "The program downloaded them and asked for their deletion, and the server did it at the goodbye (RFC 1939 section 6).")
		if !strings.HasPrefix(o.Service, "pop3") {
			return
		}
		read.Idea, unread.Idea = ReadingLeaves, ReadingLeaves
		read.Why = lang.Sprintf("Este programa pidió que se borraran.", "This program asked for their deletion.")
		unread.Why = read.Why
	case len(after) != len(before):
		return
	case seen == len(after) && slices.ContainsFunc(before, func(m *replay.Message) bool { return !m.Seen() }):
		right = read
	case seen == 0:
		right = unread
		read.Why = lang.Sprintf("Nadie puso la marca \\Seen.", "Nobody set the flag \\Seen.")
	default:
		return
	}
	who := f.owner(e.Host)
	f.add(&Question{Kind: Remains, After: e.Seq, Reveals: last, telling: 58,
		Text: lang.Sprintf("%s va a leer su correo en %s, con %s. ¿Qué queda después en la bandeja de entrada del servidor?", "%s is about to read mail on %s, by %s. What is left in the server's inbox afterwards?", who, e.Host, protocol(o.Service))},
		protocol(o.Service)+right.Text.EN, 1, right, gone, read, unread, part)
}

func protocol(service string) string { return strings.ToUpper(strings.TrimSuffix(service, "s")) }

// shows: whose name does the reader see?
func (f *finder) shows(e trace.Event, s trace.DeviceShown) {
	if s.MessageID == "" || s.From == "" {
		return
	}
	envelope := ""
	for _, at := range f.behind(0, held(s.MessageID)) {
		if m, ok := f.t.Trace.At(at).Fact.(trace.MessageAccepted); ok && at < e.Seq {
			envelope = m.Sender
		}
	}
	if envelope == "" || strings.Contains(strings.ToLower(s.From), strings.ToLower(envelope)) {
		return
	}
	user := f.person(s.User)
	f.add(&Question{Kind: Shows, After: e.Seq - 1, Reveals: e.Seq, telling: 92,
		Text: lang.Sprintf("%s abre la carta. ¿Qué remitente ve?", "%s opens the letter. Which sender is shown?", user)}, "", 1,
		Choice{Text: lang.Sprintf("el de la cabecera From: %s", "the one in the header field From: %s", s.From), Why: lang.Sprintf("Los programas muestran From, que escribe quien quiere; el sobre ya se quedó atrás (RFC 5322, 3.6.2).", "Programs show From, which anybody may write; the envelope was left behind (RFC 5322 section 3.6.2).")},
		Choice{Text: lang.Sprintf("el del sobre: %s", "the envelope's: %s", envelope), Idea: EnvelopeIsShown, Why: lang.Sprintf("El sobre era de los servidores; queda, si acaso, en Return-Path, que casi nadie mira.", "The envelope was the servers' affair; what is left of it is Return-Path, which hardly anybody looks at.")},
		Choice{Text: lang.Sprintf("los dos, para poder compararlos", "both, so that they can be compared"), Idea: EnvelopeIsShown, Why: lang.Sprintf("Ojalá: casi ningún programa lo hace.", "If only: hardly any program does.")},
		Choice{Text: lang.Sprintf("el dominio del servidor que la trajo", "the domain of the server that brought it"), Idea: PassIsHonest, Why: lang.Sprintf("Eso está en las líneas Received, que nadie ve al leer.", "That is in the Received lines, which nobody sees when reading.")})
}
