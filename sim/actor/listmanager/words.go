package listmanager

import (
	"slices"
	"strings"

	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/trace"
)

// letters are what the program writes, by what it has decided: the subject, and the text.
var letters = map[trace.ListDo]struct{ subject, text lang.Text }{
	trace.ListAsked: {lang.Both("confirm {word}"), lang.Text{
		ES: "Alguien, quizá tú, ha pedido que {who} reciba la lista «{title}».\n\nSi has sido tú, contesta a esta carta sin tocar el asunto. Si no, no hagas nada: nadie quedará apuntado.\n",
		EN: "Somebody, perhaps you, has asked that {who} get the list \"{title}\".\n\nIf it was you, answer this letter and leave its subject as it is. If not, do nothing: nobody will be on the list.\n"}},
	trace.ListLeaving: {lang.Both("confirm {word}"), lang.Text{
		ES: "Alguien, quizá tú, ha pedido que {who} deje la lista «{title}».\n\nSi has sido tú, contesta a esta carta sin tocar el asunto. Si no, no hagas nada y todo seguirá igual.\n",
		EN: "Somebody, perhaps you, has asked that {who} leave the list \"{title}\".\n\nIf it was you, answer this letter and leave its subject as it is. If not, do nothing, and all stays as it was.\n"}},
	trace.ListJoined: {lang.Text{ES: "Ya estás en la lista {title}", EN: "You are on the list {title}"}, lang.Text{
		ES: "Desde ahora te llega lo que se escriba a {list}.\n\nPara dejarla, escribe «unsubscribe» a {request}.\n",
		EN: "From now on you get what is written to {list}.\n\nTo leave it, write \"unsubscribe\" to {request}.\n"}},
	trace.ListLeft: {lang.Text{ES: "Ya no estás en la lista {title}", EN: "You have left the list {title}"}, lang.Text{
		ES: "Lo que se escriba a {list} ya no te llega.\n", EN: "What is written to {list} comes to you no more.\n"}},
	trace.ListAlready: {lang.Text{ES: "Ya estabas en la lista {title}", EN: "You were on the list {title} already"}, lang.Text{
		ES: "A {who} ya le llega lo que se escribe a {list}. No ha cambiado nada.\n", EN: "{who} gets what is written to {list} already. Nothing has changed.\n"}},
	trace.ListNoMember: {lang.Text{ES: "No estabas en la lista {title}", EN: "You were not on the list {title}"}, lang.Text{
		ES: "{who} no está entre los miembros de {list}. Si te llega por otra dirección, escribe desde ella.\n",
		EN: "{who} is not among the members of {list}. If it comes to you by another address, write from that one.\n"}},
	trace.ListUnknownWord: {lang.Text{ES: "Esa palabra no confirma nada", EN: "That word confirms nothing"}, lang.Text{
		ES: "La palabra no es de ninguna petición, o es de hace más de tres días, o ya se usó. Escribe «subscribe» o «unsubscribe» a {request} y llegará otra.\n",
		EN: "The word is of no request, or of one more than three days old, or it was used already. Write \"subscribe\" or \"unsubscribe\" to {request}, and another one will come.\n"}},
	trace.ListHeld: {lang.Text{ES: "Lista {title}: {word}, en pausa", EN: "List {title}: {word} is on hold"}, lang.Text{
		ES: "Han vuelto cartas de {list} porque la dirección {word} no existe. Desde ahora no se le envía nada más. Si existe y fue un error, que vuelva a apuntarse.\n",
		EN: "Letters of {list} have come back because the address {word} does not exist. From now on nothing more is sent to it. If it exists, and it was a mistake, let them join again.\n"}},
	trace.ListHelped: {lang.Text{ES: "Cómo se usa la lista «{title}»", EN: "How to use the list \"{title}\""}, lang.Text{
		ES: "A esta dirección la lee un programa. En el asunto, o en la primera línea, entiende:\n\n  subscribe     para recibir lo que se escriba a {list}\n  unsubscribe   para dejar de recibirlo\n  help          para leer esto\n",
		EN: "A program reads what comes to this address. In the subject, or in the first line, it understands:\n\n  subscribe     to get what is written to {list}\n  unsubscribe   to get it no more\n  help          to read this\n"}},
}

// write is the program's answer (RFC 3834 section 3). It is from the address for requests, so that an answer to it comes to the
// program; where there is none, from that for reports.
func (m *Manager) write(l *list, do trace.ListDo, to mail.Address, word string, h *mail.Header, id string) ([]byte, error) {
	tongue := m.c.Language(to)
	values := strings.NewReplacer("{title}", l.title(), "{list}", l.Address.String(), "{request}", l.Request.String(), "{who}", to.String(), "{word}", word)
	say := func(t lang.Text) string { return values.Replace(t.In(tongue)) }
	was, _ := h.Get("Message-ID")
	from := l.Request
	if from.IsNull() {
		from = l.Bounces
	}
	msg := mail.Message{
		From: mail.Mailbox{Name: l.title(), Address: from}, To: []mail.Mailbox{{Address: to}},
		Subject: say(letters[do].subject), Date: m.c.Machine.Now().In(m.c.Zone), ID: id,
		InReply: strings.Trim(was, "<> "), Extra: []mail.ExtraField{{Name: "Auto-Submitted", Value: "auto-replied"}},
		Text: say(letters[do].text),
	}
	refs, _ := h.Get("References")
	for _, ref := range append(strings.Fields(refs), was) {
		if ref = strings.Trim(ref, "<> "); ref != "" && !slices.Contains(msg.Refs, ref) {
			msg.Refs = append(msg.Refs, ref)
		}
	}
	return msg.Bytes()
}

func (l *list) title() string {
	if l.Title != "" {
		return l.Title
	}
	return l.Address.Local
}
