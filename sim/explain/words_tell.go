package explain

import (
	"strings"

	"posta/sim/lang"
	"posta/sim/story"
)

// tellWords: whole exchanges, in a sentence or two.
var tellWords = []entry{
	{"tell.smtp.greet", words{"{from} llama a {to}[[, puerto {port}]], y se saludan", "[[Es el intento {try}. ]]El servidor dice su nombre (220), el cliente el suyo[[ ({verb} {hello})]], y quedan de acuerdo en lo que saben hacer.", "[[El puerto {port} es la puerta de {serviceName}.]]", ""}, words{"{from} calls {to}[[, port {port}]], and they greet each other", "[[It is try {try}. ]]The server says its name (220), the client its own[[ ({verb} {hello})]], and they agree on what they can do.", "[[Port {port} is the door of {serviceName}.]]", ""}, []string{"5321 3.1", "5321 3.2"}},
	{"tell.smtp.secure", words{"{from} y {to} pasan a hablar cifrado", "STARTTLS levanta un túnel alrededor del camino: desde aquí nadie puede leer lo que dicen. Después se saludan otra vez.", "Lo que venga (contraseña, sobre y carta) irá a salvo de curiosos.", ""}, words{"{from} and {to} go over to encrypted speech", "STARTTLS puts up a tube around the road: from here on nobody can read what they say. Then they greet each other again.", "What follows (password, envelope and letter) is safe from prying eyes.", ""}, []string{"3207 4"}},
	{"tell.smtp.login", words{"{from} se identifica ante {to}[[ como {user}]]", "[[La contraseña, «{password}», va en base64, que no es un cifrado. ]][[El servidor contesta: «{refusal}».]]", "Un servidor solo acepta cartas para el mundo entero de quien conoce.", ""}, words{"{from} logs in at {to}[[ as {user}]]", "[[The password, “{password}”, goes as base64, which is no encryption. ]][[The server answers: “{refusal}”.]]", "A server takes letters for the whole world only from those it knows.", ""}, []string{"4954 4", "6409 4.3"}},
	{"tell.smtp.envelope", words{"{from} escribe el sobre: de {sender}[[ a {taken}]]", "El sobre (envelope) se dicta con MAIL FROM y RCPT TO.[[ {to} acepta a {taken}.]][[ No acepta a {refused}: «{refusal}».]]", "El sobre guía el viaje; lo que dice la carta por dentro no importa al cartero.", ""}, words{"{from} writes the envelope: from {sender}[[ to {taken}]]", "The envelope is dictated with MAIL FROM and RCPT TO.[[ {to} accepts {taken}.]][[ It does not accept {refused}: “{refusal}”.]]", "The envelope guides the journey; what the letter says inside is nothing to the postman.", ""}, []string{"5321 3.3", "5321 2.3.1"}},
	{"tell.smtp.envelope/failed", words{"{to} no acepta el sobre[[ para {refused}]]", "", "Si dijo 4xx, se puede volver a intentar; si dijo 5xx, no, y el remitente debe saberlo.", ""}, words{"{to} does not accept the envelope[[ for {refused}]]", "", "If it said 4xx, one may try again; if it said 5xx, one may not, and the sender has to be told.", ""}, nil},
	{"tell.smtp.login/failed", words{"{to} no deja entrar a {from}[[ como {user}]]", "", "", ""}, words{"{to} does not let {from} in[[ as {user}]]", "", "", ""}, nil},
	{"tell.smtp.letter/failed", words{"{to} no se queda con la carta de {from}", "[[Respuesta: «{refusal}».]]", "La carta sigue siendo de quien la trajo.", ""}, words{"{to} does not take the letter from {from}", "[[The answer: “{refusal}”.]]", "The letter still belongs to whoever brought it.", ""}, nil},
	{"tell.smtp.greet/failed", words{"{to} no quiere hablar con {from}", "[[Respuesta: «{refusal}».]]", "-", ""}, words{"{to} will not talk to {from}", "[[The answer: “{refusal}”.]]", "-", ""}, nil},
	{"tell.pop3.login/failed", words{"{to} no abre el buzón a {from}[[ como {user}]]", "", "", ""}, words{"{to} does not open the mailbox to {from}[[ as {user}]]", "", "", ""}, nil},
	{"tell.imap.login/failed", words{"{to} no deja entrar a {from}[[ como {user}]]", "", "", ""}, words{"{to} does not let {from} in[[ as {user}]]", "", "", ""}, nil},
	{"tell.smtp.letter", words{"{from} entrega la carta a {to}", "DATA, la carta, un punto final[[, y {to} se hace cargo: la llama {queue}]].[[ Respuesta: «{refusal}».]]", "Con el 250 de después del punto, la responsabilidad cambia de manos.", ""}, words{"{from} hands the letter to {to}", "DATA, the letter, a final dot[[, and {to} takes charge: it calls it {queue}]].[[ The answer: “{refusal}”.]]", "With the 250 after the dot, responsibility changes hands.", ""}, []string{"5321 3.3", "5321 4.2.5"}},
	{"tell.smtp.bye", words{"{from} y {to} se despiden", "QUIT, 221, y cierran la conexión.", "", ""}, words{"{from} and {to} say goodbye", "QUIT, 221, and they close the connection.", "", ""}, []string{"5321 3.8"}},
	{"tell.smtp.other", words{"{from} dice a {to}: {text}", "[[{to} contesta: «{refusal}».]]", "", ""}, words{"{from} says to {to}: {text}", "[[{to} answers: “{refusal}”.]]", "", ""}, []string{"5321 4.1.1"}},
	{"tell.pop3.greet", words{"{from} llama a {to} para ver el correo por POP3", "Se saludan[[ en el puerto {port}]].", "POP3 descarga las cartas al dispositivo; el servidor es un lugar de paso.", ""}, words{"{from} calls {to} to see the mail, by POP3", "They greet each other[[ at port {port}]].", "POP3 downloads the letters to the device; the server is a place to pass through.", ""}, []string{"1939 3"}},
	{"tell.pop3.secure", words{"{from} y {to} pasan a hablar cifrado", "STLS levanta un túnel: la contraseña ya no irá a la vista.", "", ""}, words{"{from} and {to} go over to encrypted speech", "STLS puts up a tube: the password will not travel in plain sight.", "", ""}, []string{"2595 4"}},
	{"tell.pop3.login", words{"{from} abre el buzón[[ de {user}]]", "USER y PASS: usuario y contraseña.[[ El servidor contesta: «{refusal}».]]", "", ""}, words{"{from} opens the mailbox[[ of {user}]]", "USER and PASS: user and password.[[ The server answers: “{refusal}”.]]", "", ""}, []string{"1939 7"}},
	{"tell.pop3.look", words{"{from} mira qué hay[[: {messages} {messages|carta|cartas}]]", "El servidor da números, tamaños y nombres únicos (UIDL).", "Con UIDL el programa sabe cuáles ya tiene.", ""}, words{"{from} looks at what there is[[: {messages} {messages|letter|letters}]]", "The server gives numbers, sizes and unique names (UIDL).", "With UIDL the program knows which ones it has already.", ""}, []string{"1939 5"}},
	{"tell.pop3.fetch", words{"{from} descarga la carta[[ «{subject}»]]", "RETR trae el mensaje entero al dispositivo.", "", ""}, words{"{from} downloads the letter[[ “{subject}”]]", "RETR brings the whole message to the device.", "", ""}, []string{"1939 5"}},
	{"tell.pop3.delete", words{"{from} marca lo descargado para borrar", "DELE solo marca: se borrará al despedirse.", "", ""}, words{"{from} marks what it downloaded for deletion", "DELE only marks: the deletion comes with the goodbye.", "", ""}, []string{"1939 5"}},
	{"tell.pop3.bye", words{"{from} se despide de {to}", "Con QUIT se borra lo marcado y se cierra el buzón.", "", ""}, words{"{from} says goodbye to {to}", "With QUIT what was marked is deleted, and the mailbox is closed.", "", ""}, []string{"1939 6"}},
	{"tell.pop3.other", words{"{from} dice a {to}: {text}", "[[{to} contesta: «{refusal}».]]", "", ""}, words{"{from} says to {to}: {text}", "[[{to} answers: “{refusal}”.]]", "", ""}, []string{"1939 3"}},
	{"tell.imap.greet", words{"{from} llama a {to} para ver el correo por IMAP", "Se saludan[[ en el puerto {port}]].", "Con IMAP las cartas se quedan en el servidor, y todos los dispositivos ven lo mismo.", ""}, words{"{from} calls {to} to see the mail, by IMAP", "They greet each other[[ at port {port}]].", "With IMAP the letters stay on the server, and every device sees the same.", ""}, []string{"3501 2.2"}},
	{"tell.imap.secure", words{"{from} y {to} pasan a hablar cifrado", "STARTTLS levanta un túnel: la contraseña ya no irá a la vista.", "", ""}, words{"{from} and {to} go over to encrypted speech", "STARTTLS puts up a tube: the password will not travel in plain sight.", "", ""}, []string{"3501 6.2.1"}},
	{"tell.imap.login", words{"{from} se identifica[[ como {user}]]", "[[El servidor contesta: «{refusal}».]]", "", ""}, words{"{from} logs in[[ as {user}]]", "[[The server answers: “{refusal}”.]]", "", ""}, []string{"3501 6.2"}},
	{"tell.imap.folders", words{"{from} mira o arregla sus carpetas en {to}", "Las carpetas viven en el servidor.", "", ""}, words{"{from} looks at its folders on {to}, or arranges them", "Folders live on the server.", "", ""}, []string{"3501 6.3"}},
	{"tell.imap.select", words{"{from} abre la carpeta {folder}[[: {messages} {messages|carta|cartas}]]", "El servidor cuenta cuántas hay y qué marcas conoce.[[ Contesta: «{refusal}».]]", "", ""}, words{"{from} opens the folder {folder}[[: {messages} {messages|letter|letters}]]", "The server tells how many there are and which flags it knows.[[ It answers: “{refusal}”.]]", "", ""}, []string{"3501 6.3.1"}},
	{"tell.imap.search", words{"{from} busca en el servidor[[: {args}]]", "[[Encuentra {foundCount} {foundCount|carta|cartas}.]]", "Busca el servidor: no hace falta bajar todo el buzón.", ""}, words{"{from} searches on the server[[: {args}]]", "[[It finds {foundCount} {foundCount|letter|letters}.]]", "The server does the searching: no need to download the mailbox.", ""}, []string{"3501 6.4.4"}},
	{"tell.imap.fetch", words{"{from} pide cartas a {to}[[: «{subject}»]]", "FETCH trae lo que se pide: marcas, cabeceras o la carta entera. El original se queda en el servidor.", "", ""}, words{"{from} asks {to} for letters[[: “{subject}”]]", "FETCH brings what is asked for: flags, headers, or the whole letter. The original stays on the server.", "", ""}, []string{"3501 6.4.5"}},
	{"tell.imap.flag", words{"{from} marca cartas en el servidor[[: {flags}]]", "Las marcas (flags) quedan allí, a la vista de todos los dispositivos.", "", ""}, words{"{from} flags letters on the server[[: {flags}]]", "The flags stay there, where every device sees them.", "", ""}, []string{"3501 6.4.6"}},
	{"tell.imap.move", words{"{from} mueve o guarda cartas en otra carpeta", "[[{verb} {args}]]", "", ""}, words{"{from} moves or keeps letters in another folder", "[[{verb} {args}]]", "", ""}, []string{"6851 3.1", "3501 6.3.11"}},
	{"tell.imap.expunge", words{"{from} elimina lo marcado para borrar", "EXPUNGE lo borra de verdad[[: {removedCount} {removedCount|carta|cartas}]].", "", ""}, words{"{from} removes what was marked for deletion", "EXPUNGE really deletes it[[: {removedCount} {removedCount|letter|letters}]].", "", ""}, []string{"3501 6.4.3"}},
	{"tell.imap.idle", words{"{from} se queda escuchando a {to}", "IDLE: el servidor avisará en cuanto llegue algo.", "", ""}, words{"{from} stays listening to {to}", "IDLE: the server will tell as soon as something comes.", "", ""}, []string{"2177 3"}},
	{"tell.imap.bye", words{"{from} se despide de {to}", "LOGOUT, BYE, y cierran la conexión.", "", ""}, words{"{from} says goodbye to {to}", "LOGOUT, BYE, and they close the connection.", "", ""}, []string{"3501 6.1.3"}},
	{"tell.imap.other", words{"{from} dice a {to}: {text}", "[[{to} contesta: «{refusal}».]]", "", ""}, words{"{from} says to {to}: {text}", "[[{to} answers: “{refusal}”.]]", "", ""}, []string{"3501 6"}},
	{"tell.dns", words{"{from} pregunta a {to}: {question}", "[[Respuesta: {records}.]][[Le indica a quién preguntar: {referral}.]][[ Código: {no}.]]", "", ""}, words{"{from} asks {to}: {question}", "[[Answer: {records}.]][[It says whom to ask: {referral}.]][[ Code: {no}.]]", "", ""}, []string{"1034 3.7", "5321 5.1"}},
	{"tell.dns.asking", words{"{from} pregunta a {to}: {question}", "{to} no lo sabe, y va a preguntar por él.", "El que pregunta por otros se llama resolver: baja por el árbol de nombres desde la raíz.", ""}, words{"{from} asks {to}: {question}", "{to} does not know, and goes to ask on its behalf.", "One that asks for others is called a resolver: it climbs down the tree of names from the root.", ""}, []string{"1034 4.3.1", "1034 5.3.3"}},
	{"tell.dns.answered", words{"{to} vuelve con la respuesta para {from}[[: {records}]]", "[[Código: {no}.]]", "", ""}, words{"{to} comes back with the answer for {from}[[: {records}]]", "[[Code: {no}.]]", "", ""}, []string{"1034 3.7"}},
	{"tell.dns.cached", words{"{from} lo recuerda: {question}", "[[{records}. ]]No pregunta a nadie[[: la respuesta vale todavía {ttl}]].", "", ""}, words{"{from} remembers: {question}", "[[{records}. ]]It asks nobody[[: the answer is good for another {ttl}]].", "", ""}, []string{"1034 3.6"}},
	{"tell.delivery", words{"{from} deja la carta en el buzón[[ de {person}]]", "[[Queda en {folder}, ]]a la espera de que alguien la lea.", "El transporte termina aquí: SMTP trae la carta, POP3 o IMAP la mostrarán.", ""}, words{"{from} puts the letter into the mailbox[[ of {person}]]", "[[It lies in {folder}, ]]waiting for somebody to read it.", "The transport ends here: SMTP brings the letter, POP3 or IMAP will show it.", ""}, []string{"5598 4.3.3"}},
	{"tell.other", words{"{from} y {to} conversan en un protocolo desconocido", "Solo se ven los bytes.", "", ""}, words{"{from} and {to} talk in an unknown protocol", "Only the bytes are seen.", "", ""}, nil},
}

// chapterTitles are the hops' headings.
var chapterTitles = map[story.ChapterKind]lang.Text{
	story.ChapterOpening:    {ES: "En {from}", EN: "At {from}"},
	story.ChapterSubmission: {ES: "{from} entrega la carta a su servidor, {to}", EN: "{from} hands the letter to its own server, {to}"},
	story.ChapterDNS:        {ES: "{from} consulta la guía (DNS)[[: {names}]]", EN: "{from} consults the directory (DNS)[[: {names}]]"},
	story.ChapterRelay:      {ES: "{from} lleva la carta a {to}", EN: "{from} carries the letter to {to}"},
	story.ChapterBounce:     {ES: "El aviso vuelve al remitente: {from}[[ → {to}]]", EN: "The report goes back to the sender: {from}[[ → {to}]]"},
	story.ChapterDelivery:   {ES: "{from} deja la carta en el buzón[[ de {user}]]", EN: "{from} puts the letter into the mailbox[[ of {user}]]"},
	story.ChapterWaiting:    {ES: "La carta espera en {from}[[: {wait}]]", EN: "The letter waits at {from}[[: {wait}]]"},
	story.ChapterRefused:    {ES: "{to} no abre la puerta a {from}", EN: "{to} does not open the door to {from}"},
	story.ChapterGreeting:   {ES: "{from} y {to} conversan", EN: "{from} and {to} talk"},
	story.ChapterPOP3:       {ES: "{from} descarga el correo de {to} (POP3)", EN: "{from} downloads its mail from {to} (POP3)"},
	story.ChapterIMAP:       {ES: "{from} mira el buzón en {to} (IMAP)", EN: "{from} looks into the mailbox on {to} (IMAP)"},
	story.ChapterPower:      {ES: "Encendidos y apagones", EN: "Power goes and comes"},
	story.ChapterEnding:     {ES: "Fin", EN: "The end"},
}

// Chapter is a chapter's title.
func (x *Explainer) Chapter(c *story.Chapter) lang.Text {
	v := values{}
	if c.From == "" {
		if c.Kind == story.ChapterOpening {
			v.say("from", lang.Text{ES: "el escenario", EN: "the scene"})
		} else {
			v.say("from", nobody)
		}
	}
	v.set("from", c.From)
	v.list("to", c.To)
	if len(c.To) == 0 && c.Kind != story.ChapterBounce {
		v.say("to", nobody)
	}
	v.list("names", c.Names)
	v.set("user", x.person(c.User))
	if c.Wait > 0 {
		v.say("wait", Duration(c.Wait))
	}
	t := chapterTitles[c.Kind]
	return lang.Text{ES: strings.TrimSpace(expand(t.ES, lang.ES, v)), EN: strings.TrimSpace(expand(t.EN, lang.EN, v))}
}
