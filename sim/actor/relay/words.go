package relay

import (
	"fmt"
	"strings"

	"posta/sim/lang"
	"posta/sim/mail"
)

// The words of a report: for the sender, who need not know what SMTP is, in the
// sender's own language. The replies in them stay as they were said.
var (
	sayFrom = lang.Text{ES: "Sistema de entrega de correo", EN: "Mail Delivery System"}

	subjects = map[mail.Action]lang.Text{
		mail.ActionFailed:    {ES: "No se pudo entregar tu mensaje", EN: "Your message could not be delivered"},
		mail.ActionDelayed:   {ES: "Tu mensaje se retrasa (se sigue intentando)", EN: "Your message is delayed (still trying)"},
		mail.ActionDelivered: {ES: "Tu mensaje fue entregado", EN: "Your message was delivered"},
		mail.ActionRelayed:   {ES: "Tu mensaje siguió su camino", EN: "Your message was passed on"},
		mail.ActionExpanded:  {ES: "Tu mensaje fue entregado a una lista", EN: "Your message was delivered to a list"},
	}

	openings = map[mail.Action]lang.Text{
		mail.ActionFailed: {
			ES: "Soy el programa de correo de %s. Lo siento: no he podido entregar tu mensaje\na los destinatarios que siguen, y no lo volveré a intentar.",
			EN: "This is the mail program at %s. I am sorry: I could not deliver your\nmessage to the recipients below, and I will not try again.",
		},
		mail.ActionDelayed: {
			ES: "Soy el programa de correo de %s. Todavía no he podido entregar tu mensaje\na los destinatarios que siguen. No hace falta que lo envíes otra vez: sigo intentándolo.",
			EN: "This is the mail program at %s. I could not deliver your message to\nthe recipients below yet. You need not send it again: I keep trying.",
		},
		mail.ActionDelivered: {
			ES: "Soy el programa de correo de %s. Tu mensaje está en el buzón\nde los destinatarios que siguen.",
			EN: "This is the mail program at %s. Your message is in the mailboxes\nof the recipients below.",
		},
		mail.ActionRelayed: {
			ES: "Soy el programa de correo de %s. Pasé tu mensaje a un servidor\nque no sabe avisar de la entrega; no habrá más avisos de éxito.",
			EN: "This is the mail program at %s. I passed your message on to a server\nthat cannot confirm delivery; you will not hear of its success.",
		},
		mail.ActionExpanded: {
			ES: "Soy el programa de correo de %s. La dirección que sigue es una lista,\ny tu mensaje va camino de sus miembros.",
			EN: "This is the mail program at %s. The address below is a list, and your\nmessage is on its way to its members.",
		},
	}

	saySubject = lang.Text{ES: "Asunto: %s", EN: "Subject: %s"}
	sayHost    = lang.Text{ES: "El servidor %s dijo: %s", EN: "The server %s said: %s"}
	sayWhy     = lang.Text{ES: "Motivo: %s", EN: "Reason: %s"}
	sayExpired = lang.Text{ES: "Lo intenté durante %s. Lo último que supe:", EN: "I tried for %s. The last I learnt:"}
	sayUntil   = lang.Text{ES: "Lo intentaré hasta el %s.", EN: "I will try until %s."}
)

func says(l lang.Lang, t lang.Text, args ...any) string {
	s := t.In(l)
	if len(args) == 0 {
		return s
	}
	return fmt.Sprintf(s, args...)
}

// words is the readable part of a report.
func (q *Queue) words(l lang.Lang, m *message, action mail.Action, about []result) string {
	var b strings.Builder
	b.WriteString(says(l, openings[action], q.c.HELO) + "\n\n")
	header := mail.ParseHeader(mail.HeaderBytes(m.Data))
	if subject, ok := header.Get("Subject"); ok {
		b.WriteString("    " + says(l, saySubject, oneLine(mail.DecodeText(subject))) + "\n\n")
	}
	for _, r := range about {
		b.WriteString("<" + oneLine(r.rcpt.Address.String()) + ">\n")
		if original := r.rcpt.ORCPT; !original.IsZero() && original.Address != r.rcpt.Address.String() {
			b.WriteString("    (" + oneLine(original.Address) + ")\n")
		}
		if r.expired {
			b.WriteString("    " + says(l, sayExpired, span(l, q.m.Now().Sub(m.arrived))) + "\n")
		}
		switch said := r.spoken(l); {
		case said == "": // of a mailbox of this host that has it, the opening says all there is to say
		case r.why.IsZero() && r.remote != "":
			b.WriteString("    " + said + "\n")
		default:
			b.WriteString("    " + says(l, sayWhy, said) + "\n")
		}
		b.WriteString("\n")
	}
	if action == mail.ActionDelayed {
		b.WriteString(says(l, sayUntil, date(l, m.expires)) + "\n")
	}
	return b.String()
}
