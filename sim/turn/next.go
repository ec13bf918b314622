package turn

import (
	"encoding/base64"
	"fmt"
	"slices"

	"posta/sim/dialogue"
	"posta/sim/lang"
)

// Names are those that fill a crib.
type Names struct {
	Client, Server    string // the two hosts
	Sender, Recipient string // addresses of a letter
	User, Password    string // of a mailbox, or of who hands in a letter
}

// Suggestion is a line that could be said now.
type Suggestion struct {
	Line string
	For  lang.Text // a clause
}

func say(line, es, en string) Suggestion {
	return Suggestion{Line: line, For: lang.Sprintf(es, en)}
}

// Next says what the client could say now, the usual thing first; nothing while it has to
// listen.
func (s *State) Next(n Names) []Suggestion {
	if !s.Greeted || len(s.Waiting) > 0 && !s.Data {
		return nil
	}
	switch s.Protocol {
	case dialogue.SMTP:
		return s.nextSMTP(n)
	case dialogue.POP3:
		return s.nextPOP3(n)
	case dialogue.IMAP:
		return s.nextIMAP(n)
	}
	return nil
}

func (s *State) nextSMTP(n Names) []Suggestion {
	quit := say("QUIT", "despedirse", "take leave")
	tls := say("STARTTLS", "pasar a TLS: desde ahí nadie lee en el camino", "go over to TLS: from there on nobody reads on the road")
	switch {
	case s.Over:
		return nil
	case s.Secret:
		return []Suggestion{say(plain(n), "usuario y contraseña en base64, que no es cifrado", "user and password in base64, which is no encryption")}
	case s.Data:
		return []Suggestion{
			say("From: <"+n.Sender+">", "las cabeceras: lo que verá quien lea", "the header: what the reader will see"),
			say("Subject: …", "otra cabecera; una línea vacía las separa del texto", "another field; an empty line parts them from the text"),
			say(".", "un punto solo en su línea: fin de la carta", "a dot alone on its line: end of the letter"),
		}
	case !s.Introduced:
		return []Suggestion{say("EHLO "+n.Client, "decir quién llama, y preguntar qué sabe hacer el otro", "say who calls, and ask what the other can do"), quit}
	case !s.Secure && slices.Contains(s.Offers, "STARTTLS"):
		return []Suggestion{tls, mail(n), quit}
	case n.User != "" && !s.LoggedIn && slices.Contains(s.Offers, "AUTH"):
		return []Suggestion{say("AUTH PLAIN "+plain(n), "identificarse; el base64 lo lee cualquiera", "log in; anybody can read base64"), quit}
	case !s.Sender:
		return []Suggestion{mail(n), quit}
	case s.Recipients == 0:
		return []Suggestion{rcpt(n), say("RSET", "tirar el sobre y empezar otro", "throw the envelope away and begin another")}
	}
	return []Suggestion{say("DATA", "dictar la carta", "dictate the letter"), rcpt(n)}
}

func mail(n Names) Suggestion {
	return say("MAIL FROM:<"+n.Sender+">", "empezar un sobre con su remitente", "begin an envelope with its sender")
}

func rcpt(n Names) Suggestion {
	return say("RCPT TO:<"+n.Recipient+">", "escribir un destinatario en el sobre", "write a recipient on the envelope")
}

// plain is what AUTH PLAIN says (RFC 4616 section 2).
func plain(n Names) string {
	return base64.StdEncoding.EncodeToString([]byte("\x00" + n.User + "\x00" + n.Password))
}

func (s *State) nextPOP3(n Names) []Suggestion {
	quit := say("QUIT", "despedirse: solo ahora se borra lo marcado", "take leave: only now is deleted what was marked")
	switch {
	case s.Over:
		return nil
	case s.Secret:
		return []Suggestion{say(plain(n), "usuario y contraseña en base64", "user and password in base64")}
	case s.LoggedIn:
		return []Suggestion{
			say("LIST", "qué cartas hay, y cuánto ocupan", "what letters there are, and how large"),
			say("RETR 1", "traer la primera", "fetch the first"),
			say("DELE 1", "marcarla para borrar", "mark it for deletion"),
			quit,
		}
	case s.User != "":
		return []Suggestion{say("PASS "+n.Password, "la contraseña, tal cual", "the password, as it is")}
	}
	return []Suggestion{say("USER "+n.User, "de quién es el buzón", "whose mailbox it is"), say("CAPA", "qué sabe hacer el servidor", "what the server can do")}
}

func (s *State) nextIMAP(n Names) []Suggestion {
	tag := "a" // a word that no command has borne yet is up to the reader
	out := say(tag+"9 LOGOUT", "despedirse", "take leave")
	switch {
	case s.Over:
		return nil
	case s.Secret:
		return []Suggestion{say(plain(n), "usuario y contraseña en base64", "user and password in base64")}
	case s.Idle:
		return []Suggestion{say("DONE", "dejar de esperar", "stop waiting")}
	case !s.LoggedIn:
		return []Suggestion{say(fmt.Sprintf("%s1 LOGIN %s %s", tag, n.User, n.Password), "identificarse; cada orden empieza por una etiqueta, la que quieras", "log in; each command begins with a tag, any that you like"), out}
	case s.Folder == "":
		return []Suggestion{say(tag+"2 SELECT INBOX", "abrir la bandeja de entrada", "open the inbox"), say(tag+`3 LIST "" "*"`, "ver qué carpetas hay", "see what folders there are"), out}
	}
	return []Suggestion{
		say(tag+"4 FETCH 1 (FLAGS ENVELOPE)", "de la primera carta, las marcas y el sobre", "of the first letter, the flags and the envelope"),
		say(tag+"5 FETCH 1 BODY[]", "la primera carta entera", "the first letter whole"),
		say(tag+"6 SEARCH UNSEEN", "cuáles están sin leer", "which are unread"),
		out,
	}
}

// Reply says what the server could say now, the usual thing first; nothing while it has
// to listen.
func (s *State) Reply(n Names) []Suggestion {
	if s.Greeted && len(s.Waiting) == 0 {
		return nil
	}
	var q *dialogue.Line
	if len(s.Waiting) > 0 {
		q = s.Waiting[0]
	}
	switch s.Protocol {
	case dialogue.SMTP, "":
		return replySMTP(q, n)
	case dialogue.POP3:
		return replyPOP3(q)
	case dialogue.IMAP:
		return replyIMAP(q)
	}
	return nil
}

func replySMTP(q *dialogue.Line, n Names) []Suggestion {
	if q == nil {
		return []Suggestion{
			say("220 "+n.Server+" ESMTP", "saludar: el servidor habla primero", "greet: the server speaks first"),
			say("554 "+n.Server+" No SMTP service here", "no atender a nadie", "serve nobody"),
		}
	}
	if q.Kind == dialogue.KindData {
		return []Suggestion{
			say("250 2.0.0 Ok: queued", "quedarse con la carta: desde aquí respondes por ella", "take the letter: from here on you answer for it"),
			say("452 4.3.1 Insufficient system storage", "ahora no: volverá a intentarlo", "not now: it will try again"),
			say("554 5.6.0 Message refused", "no, para siempre", "no, for good"),
		}
	}
	no := say("502 5.5.1 Command not implemented", "eso no lo sé hacer", "that I cannot do")
	switch q.Verb {
	case "EHLO":
		return []Suggestion{say("250 "+n.Server, "bienvenida, sin ninguna extensión", "welcome, without any extension"), no}
	case "HELO":
		return []Suggestion{say("250 "+n.Server, "bienvenida", "welcome"), no}
	case "MAIL FROM":
		return []Suggestion{say("250 2.1.0 Ok", "apuntar el remitente", "note the sender"), say("451 4.7.1 Come again later", "ahora no", "not now"), say("550 5.7.1 Refused", "de ese, nada", "nothing from that one")}
	case "RCPT TO":
		return []Suggestion{
			say("250 2.1.5 Ok", "aquí vive", "that one lives here"),
			say("550 5.1.1 No such user here", "aquí no vive nadie así: rebotará", "nobody of that name: it will bounce"),
			say("450 4.2.0 Mailbox busy", "ahora no: volverá a intentarlo", "not now: it will try again"),
		}
	case "DATA":
		return []Suggestion{say("354 End data with <CR><LF>.<CR><LF>", "adelante con la carta", "go on with the letter"), say("554 5.5.1 No valid recipients", "no hay nada que dictar", "there is nothing to dictate")}
	case "STARTTLS":
		return []Suggestion{say("220 2.0.0 Ready to start TLS", "sí, y empieza TLS", "yes, and TLS begins"), say("454 4.7.0 TLS not available", "ahora no", "not now")}
	case "AUTH":
		return []Suggestion{say("235 2.7.0 Authentication succeeded", "es quien dice", "it is who it says"), say("535 5.7.8 Authentication credentials invalid", "contraseña mala", "bad password")}
	case "QUIT":
		return []Suggestion{say("221 2.0.0 Bye", "despedirse; luego :close", "take leave; then :close")}
	case "NOOP", "RSET":
		return []Suggestion{say("250 2.0.0 Ok", "hecho", "done")}
	}
	return []Suggestion{no, say("500 5.5.2 Command unrecognized", "no lo entiendo", "I do not understand")}
}

func replyPOP3(q *dialogue.Line) []Suggestion {
	if q == nil {
		return []Suggestion{say("+OK POP3 ready", "saludar: el servidor habla primero", "greet: the server speaks first")}
	}
	no := say("-ERR no", "no", "no")
	switch q.Verb {
	case "STAT":
		return []Suggestion{say("+OK 0 0", "no hay cartas", "there are no letters"), no}
	case "LIST", "UIDL", "CAPA":
		if q.Args == "" {
			return []Suggestion{say("+OK", "una lista: un renglón cada cosa, y al final un punto solo", "a list: a line each, and a dot alone at the end"), no}
		}
	}
	return []Suggestion{say("+OK", "hecho", "done"), no}
}

func replyIMAP(q *dialogue.Line) []Suggestion {
	if q == nil {
		return []Suggestion{say("* OK IMAP4rev1 ready", "saludar: el servidor habla primero", "greet: the server speaks first")}
	}
	return []Suggestion{
		say(q.Tag+" OK "+q.Verb+" completed", "hecho, con la etiqueta de la orden", "done, with the command's tag"),
		say(q.Tag+" NO "+q.Verb+" failed", "no pudo ser", "it could not be done"),
		say(q.Tag+" BAD what?", "no lo entiendo", "I do not understand"),
	}
}
