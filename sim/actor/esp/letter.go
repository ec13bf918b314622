package esp

import (
	"fmt"
	"html"
	"strings"

	"posta/sim/campaign"
	"posta/sim/lang"
	"posta/sim/mail"
)

// The words that a sender adds to its customers' letters.
var (
	leaveWords   = lang.Text{ES: "Para dejar de recibir estas cartas: ", EN: "To stop getting these letters: "}
	leaveLink    = lang.Text{ES: "Darme de baja", EN: "Unsubscribe"}
	confirmTitle = lang.Text{ES: "Confirma tu suscripción", EN: "Please confirm your subscription"}
	confirmWords = lang.Text{ES: "Alguien ha pedido recibir en esta dirección las cartas de %s. Si has sido tú, confírmalo aquí. Si no, no hagas nada: no recibirás ninguna.", EN: "Somebody has asked for the letters of %s to be sent to this address. If it was you, confirm it here. If not, do nothing: you will get none."}
	confirmLink  = lang.Text{ES: "Confirmar", EN: "Confirm"}
)

// variant is which of the subjects a letter has, from 0: neighbours on the list get different ones, so that both halves
// have the same share of every part of it that stands together.
func (l letter) variant() int { return (l.n - 1) % len(l.Subjects) }

// url is an address of the sender's web server.
func (s *Sender) url(path, mark string) string { return "https://" + s.c.Web + path + mark }

// letter writes the letter of a campaign.
func (s *Sender) letter(l letter, _ string) mail.Message {
	m := mail.Message{Subject: l.fill(l.Subjects[l.variant()])}
	b := body{}
	for p := range strings.SplitSeq(strings.TrimSpace(l.fill(l.Text)), "\n\n") {
		b.paragraph(p)
	}
	for i, words := range l.Links {
		to := s.url("/p/", l.mark().Text(s.c.Secret, campaign.ForLanding))
		if l.Tracks {
			to = s.url(fmt.Sprintf("/c/%d/", i+1), l.mark().Text(s.c.Secret, campaign.ForClick))
		}
		b.link(l.fill(words), to)
	}
	if l.Unsubscribe != NoWay {
		s.leave(l, &m, &b)
	}
	if l.Tracks {
		b.html.WriteString(`<img src="` + s.url("/o/", l.mark().Text(s.c.Secret, campaign.ForOpen)) + `.gif" width="1" height="1" alt="">` + "\n")
	}
	m.Extra = append(m.Extra, mail.ExtraField{Name: "List-Id", Value: "<" + listID(l.Name) + "." + s.c.Domain + ">"}) // RFC 2919
	m.Text, m.HTML = b.text.String(), b.page()
	return m
}

// leave says how to get no more: in the header for programs (RFC 2369 section 3.2, RFC 8058 section 3.1), and in the text for
// people.
func (s *Sender) leave(l letter, m *mail.Message, b *body) {
	mark := l.mark().Text(s.c.Secret, campaign.ForUnsubscribe)
	to := s.url("/u/", mark)
	ways := "<mailto:" + Unsubscribe + "+" + mark + "@" + s.c.Domain + "?subject=unsubscribe>"
	if l.Unsubscribe == OneClick {
		ways += ", <" + to + ">"
		m.Extra = append(m.Extra, mail.ExtraField{Name: "List-Unsubscribe-Post", Value: "List-Unsubscribe=One-Click"})
	}
	m.Extra = append(m.Extra, mail.ExtraField{Name: "List-Unsubscribe", Value: ways})
	b.text.WriteString(leaveWords.In(l.Language) + to + "\n")
	b.html.WriteString(`<p><small><a href="` + to + `">` + html.EscapeString(leaveLink.In(l.Language)) + "</a></small></p>\n")
}

// request writes the letter that asks whether somebody wants the others.
func (s *Sender) request(l letter, _ string) mail.Message {
	b := body{}
	b.paragraph(fmt.Sprintf(confirmWords.In(l.Language), l.From.Name))
	b.link(confirmLink.In(l.Language), s.url("/y/", l.mark().Text(s.c.Secret, campaign.ForConfirm)))
	return mail.Message{ID: "y", Subject: confirmTitle.In(l.Language), Text: b.text.String(), HTML: b.page()}
}

// fill puts the recipient into a text.
func (l letter) fill(text string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	r := l.recipient()
	name := r.Name
	if name == "" {
		name = r.Address.Local
	}
	return strings.NewReplacer("{name}", name, "{email}", l.address(), "{segment}", r.Segment).Replace(text)
}

// listID is a campaign's name as a label.
func listID(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, strings.ToLower(name))
}

// body is a letter's text, in both of its forms.
type body struct{ text, html strings.Builder }

func (b *body) paragraph(p string) {
	b.text.WriteString(p + "\n\n")
	b.html.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(p), "\n", "<br>\n") + "</p>\n")
}

func (b *body) link(words, to string) {
	b.text.WriteString(words + ": " + to + "\n\n")
	b.html.WriteString(`<p><a href="` + to + `">` + html.EscapeString(words) + "</a></p>\n")
}

func (b *body) page() string {
	return "<!doctype html>\n<html><body>\n" + b.html.String() + "</body></html>\n"
}
