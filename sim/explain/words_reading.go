package explain

import (
	"slices"
	"strings"
)

// command is one command of POP3 or IMAP, and what its answer means.
type command struct {
	verb   string
	es, en words // of the command; the answer's "what" stands in changed
	rfc    string
}

// commands makes the entries of a protocol's commands and of their answers.
func commands(protocol string, list []command) []entry {
	var out []entry
	for _, c := range list {
		okES, okEN := c.es.changed, c.en.changed
		c.es.changed, c.en.changed = "", ""
		out = append(out,
			entry{protocol + "." + c.verb, c.es, c.en, []string{c.rfc}},
			entry{protocol + ".reply." + c.verb,
				words{"{from} contesta a " + strings.ToUpper(c.verb) + "[[: {words}]]", okES, "", ""},
				words{"{from} answers " + strings.ToUpper(c.verb) + "[[: {words}]]", okEN, "", ""},
				[]string{c.rfc}})
		out = append(out, denials[protocol](c)...)
	}
	return out
}

// denials say what it means that a command is refused, where nothing better is
// known; and of IMAP also what a client says after a literal's "+".
var denials = map[string]func(command) []entry{
	"pop3": func(c command) []entry {
		return []entry{{"pop3.reply." + c.verb + "/err",
			words{"", "-ERR: no se hace lo que se pidió.", "", ""},
			words{"", "-ERR: what was asked is not done.", "", ""}, nil}}
	},
	"imap": func(c command) []entry {
		return []entry{
			{"imap.reply." + c.verb + "/no",
				words{"", "NO: ha entendido la orden, pero no la cumple.", "", ""},
				words{"", "NO: it has understood the command, but does not carry it out.", "", ""}, []string{"3501 7.1.2"}},
			{"imap.reply." + c.verb + "/bad",
				words{"", "BAD: no entiende la orden, o aquí no viene a cuento.", "", ""},
				words{"", "BAD: it does not understand the command, or has no use for it here.", "", ""}, []string{"3501 7.1.3"}},
			{"imap." + c.verb + "/literal",
				words{"{from} dice lo que faltaba: {text}", "Son los bytes anunciados entre llaves: así viaja un texto con acentos.", "-", ""},
				words{"{from} says what was missing: {text}", "They are the bytes announced in braces: that is how a text with accents travels.", "-", ""}, []string{"3501 4.3"}},
		}
	},
}

// refusals of the reading protocols: what a "no" means after which command.
var refusals = []entry{
	{"pop3.reply.pass/err", words{"{from} no abre el buzón[[: {words}]]", "Usuario o contraseña incorrectos, o el buzón está en uso.", "", ""}, words{"{from} does not open the mailbox[[: {words}]]", "User or password wrong, or the mailbox is in use.", "", ""}, []string{"1939 7", "3206 4"}},
	{"pop3.reply.auth/err", words{"{from} no abre el buzón[[: {words}]]", "Usuario o contraseña incorrectos.", "", ""}, words{"{from} does not open the mailbox[[: {words}]]", "User or password wrong.", "", ""}, []string{"5034 4", "3206 4"}},
	{"pop3.reply.apop/err", words{"{from} no abre el buzón[[: {words}]]", "Usuario o contraseña incorrectos, o el buzón está en uso.", "", ""}, words{"{from} does not open the mailbox[[: {words}]]", "User or password wrong, or the mailbox is in use.", "", ""}, []string{"1939 7", "3206 4"}},
	{"pop3.reply.retr/err", words{"{from} no tiene esa carta[[: {words}]]", "El número no existe, o la carta ya está marcada para borrar.", "", ""}, words{"{from} has no such letter[[: {words}]]", "The number does not exist, or the letter is already marked for deletion.", "", ""}, []string{"1939 5"}},
	{"imap.reply.login/no", words{"{from} no abre el buzón[[: {words}]]", "Usuario o contraseña incorrectos.", "", ""}, words{"{from} does not open the mailbox[[: {words}]]", "User or password wrong.", "", ""}, []string{"3501 6.2.3"}},
	{"imap.reply.authenticate/no", words{"{from} no abre el buzón[[: {words}]]", "Usuario o contraseña incorrectos.", "", ""}, words{"{from} does not open the mailbox[[: {words}]]", "User or password wrong.", "", ""}, []string{"3501 6.2.2"}},
	{"imap.reply.select/no", words{"{from} no puede abrir esa carpeta[[: {words}]]", "No existe, o no se permite.", "", ""}, words{"{from} cannot open that folder[[: {words}]]", "It does not exist, or is not allowed.", "", ""}, []string{"3501 6.3.1"}},
}

var pop3Words = slices.Concat(commands("pop3", []command{
	{"capa", words{"{from} pregunta qué sabe hacer el servidor: CAPA", "Pide la lista de capacidades.", "", "Una capacidad en cada línea; la lista termina con un punto solo."}, words{"{from} asks what the server can do: CAPA", "It asks for the list of capabilities.", "", "One capability a line; the list ends with a dot alone."}, "2449 5"},
	{"stls", words{"{from} pide pasar a TLS: STLS", "Es el STARTTLS de POP3.", "Sin él, la contraseña viaja a la vista de todos.", "Lo siguiente es el saludo cifrado."}, words{"{from} asks for TLS: STLS", "It is the STARTTLS of POP3.", "Without it the password travels in plain sight.", "Next comes the encrypted handshake."}, "2595 4"},
	{"user", words{"{from} dice su usuario[[: {user}]]", "El nombre del buzón que quiere abrir.", "", "Acepta cualquier nombre, exista o no: así no revela quién tiene buzón."}, words{"{from} says its user[[: {user}]]", "The name of the mailbox that it wants to open.", "", "It takes any name, real or not: that way it does not tell who has a mailbox."}, "1939 7"},
	{"pass", words{"{from} dice su contraseña: PASS", "[[Dice «{secret}», tal cual, {exposed}.]]", "Quien oiga una contraseña una vez puede usarla siempre.", "El buzón queda abierto, y cerrado para los demás mientras dure la visita."}, words{"{from} says its password: PASS", "[[It says “{secret}”, as it is, {exposed}.]]", "Whoever hears a password once can use it for ever.", "The mailbox is open, and locked for others while the visit lasts."}, "1939 7"},
	{"apop", words{"{from} demuestra que sabe la contraseña, sin decirla: APOP", "Envía un resumen (MD5) del saludo y la contraseña juntos.", "MD5 es viejo y débil: hoy se prefiere TLS.", "El buzón queda abierto."}, words{"{from} proves that it knows the password without saying it: APOP", "It sends a digest (MD5) of the greeting and the password together.", "MD5 is old and weak: today one prefers TLS.", "The mailbox is open."}, "1939 7"},
	{"auth", words{"{from} se identifica: AUTH[[ {arg}]]", "[[En base64 dice: usuario «{user}», contraseña «{password}».]]", "Base64 no cifra nada: hace falta TLS.", "El buzón queda abierto."}, words{"{from} says who it is: AUTH[[ {arg}]]", "[[In base64 it says: user “{user}”, password “{password}”.]]", "Base64 encrypts nothing: TLS is needed.", "The mailbox is open."}, "5034 4"},
	{"stat", words{"{from} pregunta cuánto hay: STAT", "Cuántas cartas y cuántos bytes en total.", "", "Primero el número de cartas, después los bytes."}, words{"{from} asks how much there is: STAT", "How many letters, and how many bytes in all.", "", "First the number of letters, then the bytes."}, "1939 5"},
	{"list", words{"{from} pide la lista de cartas: LIST", "Una línea por carta: número y tamaño.", "", "Los números valen solo durante esta visita."}, words{"{from} asks for the list of letters: LIST", "One line a letter: number and size.", "", "The numbers hold for this visit only."}, "1939 5"},
	{"uidl", words{"{from} pide el nombre propio de cada carta: UIDL", "A diferencia del número, ese nombre no cambia de una visita a otra.", "Así sabe cuáles ya descargó.", "Una línea por carta: su número de hoy y su nombre de siempre."}, words{"{from} asks for each letter's own name: UIDL", "Unlike the number, that name stays the same from one visit to the next.", "That is how it knows which ones it has already.", "One line a letter: today's number and its lasting name."}, "1939 7"},
	{"retr", words{"{from} pide la carta {arg}: RETR", "La quiere entera.", "", "Sigue la carta completa, hasta un punto solo."}, words{"{from} asks for letter {arg}: RETR", "It wants all of it.", "", "The whole letter follows, up to a dot alone."}, "1939 5"},
	{"top", words{"{from} pide el comienzo de la carta {arg}: TOP", "La cabecera y unas pocas líneas del texto[[ ({rest})]].", "Sirve para echar un vistazo sin descargarla toda.", "Sigue el comienzo de la carta."}, words{"{from} asks for the beginning of letter {arg}: TOP", "The header and a few lines of the text[[ ({rest})]].", "It lets one peek at a letter without downloading it all.", "The beginning of the letter follows."}, "1939 7"},
	{"dele", words{"{from} marca la carta {arg} para borrar: DELE", "Todavía no se borra: se borrará al despedirse con QUIT.", "Si la conexión se corta, nada se pierde.", "Marcada; con RSET aún se puede deshacer."}, words{"{from} marks letter {arg} for deletion: DELE", "It is not deleted yet: that happens at the goodbye, QUIT.", "If the connection breaks, nothing is lost.", "Marked; RSET can still undo it."}, "1939 5"},
	{"noop", words{"{from} dice «sigo aquí»: NOOP", "No pide nada.", "", "El servidor también sigue ahí."}, words{"{from} says “still here”: NOOP", "It asks for nothing.", "", "The server is still there too."}, "1939 5"},
	{"rset", words{"{from} se arrepiente: RSET", "Quita las marcas de borrado.", "", "Nada se borrará."}, words{"{from} changes its mind: RSET", "It takes the deletion marks off.", "", "Nothing will be deleted."}, "1939 5"},
	{"utf8", words{"{from} pide hablar UTF-8", "Para nombres y cabeceras con cualquier alfabeto.", "", "De acuerdo."}, words{"{from} asks for UTF-8", "For names and headers in any alphabet.", "", "Agreed."}, "6856 2"},
	{"quit", words{"{from} se despide: QUIT", "Si algo quedó marcado con DELE, el servidor lo borra ahora.", "", "Hecho: el buzón queda libre para otra visita."}, words{"{from} says goodbye: QUIT", "If anything was marked by DELE, the server deletes it now.", "", "Done: the mailbox is free for another visit."}, "1939 6"},
	{"unknown", words{"{from} dice algo que POP3 no conoce[[: {text}]]", "No es ninguna orden de la norma.", "", "[[{words}]]"}, words{"{from} says something that POP3 does not know[[: {text}]]", "It is no command of the standard.", "", "[[{words}]]"}, "1939 3"},
}), []entry{
	{"pop3.greeting", words{"{from} saluda[[: {text}]]", "+OK: el servidor POP3 está listo.", "POP3 es simple: descargar y, si quieres, borrar. El buzón del servidor es un lugar de paso.", ""}, words{"{from} says hello[[: {text}]]", "+OK: the POP3 server is ready.", "POP3 is simple: download and, if you like, delete. The mailbox on the server is a place to pass through.", ""}, []string{"1939 4"}},
	{"pop3.challenge", words{"{from} pide que siga: +", "Falta una parte de la identificación.", "", ""}, words{"{from} asks to go on: +", "A part of the log-in is missing.", "", ""}, []string{"5034 4"}},
	{"pop3.credentials", words{"{from} responde con sus credenciales", "[[Dice: «{secret}».]][[Dice: usuario «{user}», contraseña «{password}».]]", "Base64 no es un cifrado.", ""}, words{"{from} answers with its credentials", "[[It says: “{secret}”.]][[It says: user “{user}”, password “{password}”.]]", "Base64 is no encryption.", ""}, []string{"5034 4"}},
	{"pop3.message", words{"{from} entrega la carta a {to}: {size}", "[[Asunto: «{subject}». ]]Llega tal como estaba guardada, con todos sus matasellos (Received).", "", ""}, words{"{from} gives the letter to {to}: {size}", "[[Subject: “{subject}”. ]]It comes as it was stored, with all its postmarks (Received).", "", ""}, []string{"1939 5", "1939 3"}},
})

var imapWords = slices.Concat(commands("imap", []command{
	{"capability", words{"{from} pregunta qué sabe hacer el servidor: CAPABILITY", "Pide la lista de capacidades.", "", "Listo: ya sabe qué puede pedir."}, words{"{from} asks what the server can do: CAPABILITY", "It asks for the list of capabilities.", "", "Done: it knows what it may ask for."}, "3501 6.1.1"},
	{"id", words{"{from} dice qué programa es: ID", "Por cortesía, y para los registros.", "", "El servidor dice el suyo."}, words{"{from} says what program it is: ID", "As a courtesy, and for the logs.", "", "The server names its own."}, "2971 3.1"},
	{"noop", words{"{from} pregunta si hay novedades: NOOP", "No pide nada, pero el servidor aprovecha para contar lo nuevo.", "", "Eso es todo por ahora."}, words{"{from} asks for news: NOOP", "It asks for nothing, but the server takes the chance to tell what is new.", "", "That is all for now."}, "3501 6.1.2"},
	{"logout", words{"{from} se despide: LOGOUT", "Ya tiene lo que quería.", "", "Terminado; los dos pueden colgar."}, words{"{from} says goodbye: LOGOUT", "It has what it came for.", "", "Over; both may hang up."}, "3501 6.1.3"},
	{"starttls", words{"{from} pide pasar a TLS: STARTTLS", "De aquí en adelante, cifrado.", "Sin él, la contraseña viaja a la vista de todos.", "Lo siguiente es el saludo cifrado."}, words{"{from} asks for TLS: STARTTLS", "From here on, encrypted.", "Without it the password travels in plain sight.", "Next comes the encrypted handshake."}, "3501 6.2.1"},
	{"authenticate", words{"{from} se identifica: AUTHENTICATE[[ {arg}]]", "[[En base64 dice: usuario «{user}», contraseña «{password}».]]", "Base64 no cifra nada: hace falta TLS.", "Las puertas del buzón están abiertas."}, words{"{from} says who it is: AUTHENTICATE[[ {arg}]]", "[[In base64 it says: user “{user}”, password “{password}”.]]", "Base64 encrypts nothing: TLS is needed.", "The doors of the mailbox are open."}, "3501 6.2.2"},
	{"login", words{"{from} se identifica: LOGIN[[ {user}]]", "[[La contraseña, «{password}», va tal cual, {exposed}.]]", "Quien oiga una contraseña una vez puede usarla siempre.", "Las puertas del buzón están abiertas."}, words{"{from} logs in: LOGIN[[ {user}]]", "[[The password, “{password}”, goes as it is, {exposed}.]]", "Whoever hears a password once can use it for ever.", "The doors of the mailbox are open."}, "3501 6.2.3"},
	{"enable", words{"{from} activa extensiones: ENABLE[[ {args}]]", "Le dice al servidor qué novedades entiende.", "", "Activadas."}, words{"{from} turns extensions on: ENABLE[[ {args}]]", "It tells the server which novelties it understands.", "", "They are on."}, "5161 3.1"},
	{"namespace", words{"{from} pregunta dónde están las carpetas: NAMESPACE", "Las propias, las de otros y las compartidas.", "", "Ya lo sabe."}, words{"{from} asks where the folders are: NAMESPACE", "Its own, those of others, and shared ones.", "", "Now it knows."}, "2342 5"},
	{"select", words{"{from} abre la carpeta {args}: SELECT", "Quiere trabajar con ella: leer, marcar, borrar.", "", "La carpeta está abierta, para leer y para cambiar."}, words{"{from} opens the folder {args}: SELECT", "It wants to work in it: read, flag, delete.", "", "The folder is open, to read and to change."}, "3501 6.3.1"},
	{"examine", words{"{from} abre la carpeta {args} solo para mirar: EXAMINE", "Nada cambiará: ni siquiera la marca de leído.", "", "La carpeta está abierta, de solo lectura."}, words{"{from} opens the folder {args} just to look: EXAMINE", "Nothing will change: not even the seen flag.", "", "The folder is open, read-only."}, "3501 6.3.2"},
	{"create", words{"{from} crea la carpeta {args}: CREATE", "Vivirá en el servidor: todos los dispositivos la verán.", "", "Creada."}, words{"{from} makes the folder {args}: CREATE", "It will live on the server: every device will see it.", "", "Made."}, "3501 6.3.3"},
	{"delete", words{"{from} borra la carpeta {args}: DELETE", "Con lo que tenga dentro. INBOX no se puede borrar.", "", "Borrada."}, words{"{from} deletes the folder {args}: DELETE", "With what is in it. INBOX cannot be deleted.", "", "Deleted."}, "3501 6.3.4"},
	{"rename", words{"{from} cambia el nombre de una carpeta: RENAME[[ {args}]]", "Las cartas siguen dentro.", "", "Hecho."}, words{"{from} renames a folder: RENAME[[ {args}]]", "The letters stay in it.", "", "Done."}, "3501 6.3.5"},
	{"subscribe", words{"{from} se suscribe a {args}: SUBSCRIBE", "Pone la carpeta entre las que quiere ver.", "", "Hecho."}, words{"{from} subscribes to {args}: SUBSCRIBE", "It puts the folder among those it wants to see.", "", "Done."}, "3501 6.3.6"},
	{"unsubscribe", words{"{from} deja de seguir {args}: UNSUBSCRIBE", "La carpeta sigue existiendo.", "", "Hecho."}, words{"{from} unsubscribes from {args}: UNSUBSCRIBE", "The folder still exists.", "", "Done."}, "3501 6.3.7"},
	{"list", words{"{from} pide la lista de carpetas: LIST", "Quiere saber qué hay en el servidor.", "", "Esas son todas."}, words{"{from} asks for the list of folders: LIST", "It wants to know what there is on the server.", "", "That is all of them."}, "3501 6.3.8"},
	{"lsub", words{"{from} pide las carpetas suscritas: LSUB", "Solo las que eligió ver.", "", "Esas son todas."}, words{"{from} asks for the subscribed folders: LSUB", "Only those it chose to see.", "", "That is all of them."}, "3501 6.3.9"},
	{"status", words{"{from} pregunta cómo está {arg}: STATUS", "Sin abrirla: cuántas cartas, cuántas sin leer…", "", "Eso es lo que hay."}, words{"{from} asks how {arg} is: STATUS", "Without opening it: how many letters, how many unseen…", "", "That is how it is."}, "3501 6.3.10"},
	{"append", words{"{from} sube una carta a {arg}: APPEND", "Por ejemplo, la copia de lo enviado. El número entre llaves dice cuántos bytes vienen.", "", "Guardada."}, words{"{from} puts a letter into {arg}: APPEND", "For instance, the copy of what was sent. The number in braces says how many bytes will come.", "", "Stored."}, "3501 6.3.11"},
	{"idle", words{"{from} se queda escuchando: IDLE", "«Avísame cuando llegue algo.»", "Así el correo nuevo aparece al instante, sin preguntar una y otra vez.", "Termina la escucha."}, words{"{from} stays and listens: IDLE", "“Tell me when something comes.”", "That is how new mail shows at once, without asking all the time.", "The listening ends."}, "2177 3"},
	{"done", words{"{from} deja de escuchar: DONE", "Termina IDLE para poder pedir otra cosa.", "", "De acuerdo."}, words{"{from} stops listening: DONE", "It ends IDLE so as to ask for something else.", "", "Agreed."}, "2177 3"},
	{"check", words{"{from} pide poner en orden la carpeta: CHECK", "Que el servidor guarde bien lo pendiente.", "", "Hecho."}, words{"{from} asks to put the folder in order: CHECK", "The server is to store safely what is pending.", "", "Done."}, "3501 6.4.1"},
	{"close", words{"{from} cierra la carpeta: CLOSE", "Y de paso elimina lo marcado \\Deleted.", "", "Cerrada."}, words{"{from} closes the folder: CLOSE", "And removes what is marked \\Deleted on the way.", "", "Closed."}, "3501 6.4.2"},
	{"unselect", words{"{from} cierra la carpeta sin borrar nada: UNSELECT", "Lo marcado \\Deleted se queda.", "", "Cerrada."}, words{"{from} closes the folder and deletes nothing: UNSELECT", "What is marked \\Deleted stays.", "", "Closed."}, "3691 2"},
	{"expunge", words{"{from} vacía la papelera: EXPUNGE", "Desaparece lo marcado \\Deleted. Ahora sí, para siempre.", "", "Hecho."}, words{"{from} empties the bin: EXPUNGE", "What is marked \\Deleted goes. This time for good.", "", "Done."}, "3501 6.4.3"},
	{"search", words{"{from} pide buscar: SEARCH {args}", "Busca el servidor, que tiene todas las cartas; no hace falta descargarlas.", "", "Búsqueda terminada."}, words{"{from} asks for a search: SEARCH {args}", "The server does the searching, since it has all the letters; no need to download them.", "", "The search is over."}, "3501 6.4.4"},
	{"fetch", words{"{from} pide datos de cartas: FETCH[[ {selection}]]", "Dice cuáles y qué parte de ellas.", "Pedir solo lo que se va a mostrar ahorra tiempo y datos. Con PEEK no se marca como leída.", "Ya está todo lo que pidió."}, words{"{from} asks for data of letters: FETCH[[ {selection}]]", "It says which ones, and what part of them.", "To ask only for what will be shown saves time and data. PEEK does not mark it as read.", "That is all it asked for."}, "3501 6.4.5"},
	{"store", words{"{from} marca cartas: STORE[[ {args}]]", "\\Seen es leída, \\Flagged destacada, \\Answered contestada, \\Deleted por borrar.", "Las marcas quedan en el servidor, y las ven todos los dispositivos.", "Las marcas están puestas."}, words{"{from} flags letters: STORE[[ {args}]]", "\\Seen is read, \\Flagged starred, \\Answered answered, \\Deleted to be removed.", "The flags stay on the server, where every device sees them.", "The flags are set."}, "3501 6.4.6"},
	{"copy", words{"{from} copia cartas a otra carpeta: COPY[[ {args}]]", "La copia se hace dentro del servidor.", "", "Copiadas."}, words{"{from} copies letters to another folder: COPY[[ {args}]]", "The copy is made inside the server.", "", "Copied."}, "3501 6.4.7"},
	{"move", words{"{from} muda cartas a otra carpeta: MOVE[[ {args}]]", "Salen de una y entran en otra, de una sola vez.", "", "Mudadas."}, words{"{from} moves letters to another folder: MOVE[[ {args}]]", "They leave one and enter the other in a single go.", "", "Moved."}, "6851 3.1"},
	{"unknown", words{"{from} dice algo que IMAP no conoce[[: {text}]]", "No es ninguna orden de la norma.", "", "[[{words}]]"}, words{"{from} says something that IMAP does not know[[: {text}]]", "It is no command of the standard.", "", "[[{words}]]"}, "3501 7.1.3"},
}), []entry{
	{"imap.greeting", words{"{from} saluda[[: {text}]]", "* OK: el servidor IMAP está listo.", "Con IMAP las cartas viven en el servidor, y cada dispositivo es una ventana al mismo buzón.", ""}, words{"{from} says hello[[: {text}]]", "* OK: the IMAP server is ready.", "With IMAP the letters live on the server, and each device is a window on the same mailbox.", ""}, []string{"3501 7.1"}},
	{"imap.credentials", words{"{from} responde con sus credenciales", "[[Dice: «{secret}».]][[Dice: usuario «{user}», contraseña «{password}».]]", "Base64 no es un cifrado.", ""}, words{"{from} answers with its credentials", "[[It says: “{secret}”.]][[It says: user “{user}”, password “{password}”.]]", "Base64 is no encryption.", ""}, []string{"3501 6.2.2"}},
	{"imap.continuation", words{"{from} dice «sigue»: +", "Está esperando el resto.", "", ""}, words{"{from} says “go on”: +", "It waits for the rest.", "", ""}, []string{"3501 7.5"}},
	{"imap.literal", words{"{from} sube la carta: {size}", "Exactamente los bytes anunciados entre llaves.", "", ""}, words{"{from} brings the letter: {size}", "Exactly the bytes that were announced in braces.", "", ""}, []string{"3501 4.3"}},
	{"imap.message", words{"{from} entrega a {to} lo pedido: {size}", "[[Asunto: «{subject}». ]]La carta, o una parte, viaja como un bloque de tamaño anunciado.", "El original se queda en el servidor.", ""}, words{"{from} gives {to} what it asked for: {size}", "[[Subject: “{subject}”. ]]The letter, or a part, travels as a block of announced size.", "The original stays on the server.", ""}, []string{"3501 7.4.2", "3501 4.3"}},
	untagged("capability", "dice qué sabe hacer", "Una lista de palabras: cada una, una capacidad.", "says what it can do", "A list of words, each of them a capability.", "3501 7.2.1"),
	untagged("enabled", "confirma las extensiones activadas", "Desde ahora puede usarlas.", "confirms which extensions are on", "From now on it may use them.", "5161 3.2"),
	untagged("namespace", "dice dónde están las carpetas", "Las propias, las de otros y las compartidas.", "says where the folders are", "One's own, those of others, and shared ones.", "2342 5"),
	untagged("id", "dice qué programa es", "Por cortesía.", "says what program it is", "As a courtesy.", "2971 3.2"),
	untagged("list", "nombra una carpeta", "Con sus atributos y el signo que separa niveles.", "names a folder", "With its attributes and the sign between levels.", "3501 7.2.2"),
	untagged("lsub", "nombra una carpeta suscrita", "", "names a subscribed folder", "", "3501 7.2.3"),
	untagged("status", "dice cómo está una carpeta", "Sin abrirla.", "says how a folder is", "Without opening it.", "3501 7.2.4"),
	untagged("search", "dice qué cartas encontró", "Los números de las que cumplen; ninguno si no hay.", "says which letters it found", "The numbers of those that fit; none if there are none.", "3501 7.2.5"),
	untagged("esearch", "dice qué cartas encontró", "En forma resumida.", "says which letters it found", "In a short form.", "9051 7.3.4"),
	untagged("flags", "dice qué marcas conoce la carpeta", "Cada carta puede llevar las suyas: leída (\\Seen), contestada (\\Answered), destacada (\\Flagged), por borrar (\\Deleted), borrador (\\Draft).", "says which flags the folder knows", "Each letter may have its own: read (\\Seen), answered (\\Answered), starred (\\Flagged), to be deleted (\\Deleted), a draft (\\Draft).", "3501 7.2.6"),
	untagged("exists", "dice cuántas cartas hay", "Es el número de cartas de la carpeta; si crece, llegó correo.", "says how many letters there are", "It is the number of letters in the folder; if it grows, mail has come.", "3501 7.3.1"),
	untagged("recent", "dice cuántas cartas son nuevas", "Son las que llegaron desde que alguien abrió la carpeta por última vez.", "says how many letters are new", "They came since somebody last opened the folder.", "3501 7.3.2"),
	untagged("expunge", "avisa de que una carta ya no está", "Las siguientes bajan un número. Los UID no cambian: para eso existen.", "says that a letter is gone", "Those after it move down by one. UIDs do not change: that is what they are for.", "3501 7.4.1"),
	untagged("vanished", "avisa qué cartas ya no están", "Por sus UID.", "says which letters are gone", "By their UIDs.", "9051 7.4.1"),
	untagged("fetch", "cuenta cómo es una carta", "Sus marcas, su UID u otros datos; sin el texto.", "tells about a letter", "Its flags, its UID or other data; without the text.", "3501 7.4.2"),
	untagged("ok", "da un dato", "Lo que va entre corchetes es para el programa; el resto, para personas.", "gives a fact", "What stands in brackets is for the program; the rest, for people.", "3501 7.1"),
	untagged("no", "advierte algo", "Un aviso, no una respuesta.", "gives a warning", "A notice, not an answer.", "3501 7.1.2"),
	untagged("bad", "se queja", "No entendió algo de lo dicho.", "complains", "It did not understand something that was said.", "3501 7.1.3"),
	untagged("bye", "se despide", "Avisa de que va a colgar.", "says goodbye", "It says that it is about to hang up.", "3501 7.1.5"),
	untagged("preauth", "ya conoce al cliente", "No hace falta identificarse.", "knows the client already", "There is no need to log in.", "3501 7.1.4"),
	untagged("other", "cuenta algo más", "", "tells something else", "", "3501 7"),
	{"imap.fetch/flags",
		words{"{from} pide la lista de cartas: FETCH[[ {selection}]]", "Quiere el nombre fijo (UID) y las marcas de cada una; el texto, todavía no.", "Así sabe cuáles ya tiene y cuáles le faltan, sin descargar ninguna.", ""},
		words{"{from} asks for the list of letters: FETCH[[ {selection}]]", "It wants each one's fixed name (UID) and flags; not the text yet.", "That is how it knows which ones it has and which it lacks, without downloading any.", ""},
		[]string{"3501 6.4.5"}},
	{"imap.fetch/headers",
		words{"{from} pide las cabeceras: FETCH[[ {selection}]]", "Quién escribe, de qué y cuándo: lo que hace falta para mostrar la lista.", "El texto se pedirá solo si alguien abre la carta.", ""},
		words{"{from} asks for the headers: FETCH[[ {selection}]]", "Who writes, about what and when: what it takes to show the list.", "The text is asked for only if somebody opens the letter.", ""},
		[]string{"3501 6.4.5"}},
	{"imap.fetch/message",
		words{"{from} pide la carta: FETCH[[ {selection}]]", "{wanted}; {marking}.", "{reading}", ""},
		words{"{from} asks for the letter: FETCH[[ {selection}]]", "{wanted}; {marking}.", "{reading}", ""},
		[]string{"3501 6.4.5"}},
	{"imap.untagged.fetch/flags",
		words{"{from} dice qué marcas lleva una carta[[: {text}]]", "Sus marcas de ahora; \\Recent quiere decir que acaba de llegar.", "", ""},
		words{"{from} says which flags a letter has[[: {text}]]", "Its flags as they are now; \\Recent means that it has just come.", "", ""},
		[]string{"3501 7.4.2"}},
	{"imap.untagged.ok/unseen",
		words{"{from} dice cuál es la primera sin leer[[: {text}]]", "UNSEEN: el número de la primera carta que nadie ha leído.", "El programa puede ir derecho a ella.", ""},
		words{"{from} says which is the first unread one[[: {text}]]", "UNSEEN: the number of the first letter that nobody has read.", "The program can go straight to it.", ""},
		[]string{"3501 7.1"}},
	{"imap.untagged.ok/uidvalidity",
		words{"{from} dice de qué época son los UID[[: {text}]]", "UIDVALIDITY: mientras este número no cambie, los UID apuntados valen.", "Si la carpeta se borrara y se creara de nuevo, cambiaría, y el dispositivo tiraría su copia.", ""},
		words{"{from} says of what age the UIDs are[[: {text}]]", "UIDVALIDITY: as long as this number stays the same, UIDs noted down are good.", "Were the folder deleted and made anew, it would change, and the device would throw its copy away.", ""},
		[]string{"3501 2.3.1.1"}},
	{"imap.untagged.ok/uidnext",
		words{"{from} dice qué UID tendrá la próxima carta[[: {text}]]", "UIDNEXT: si en otra visita este número es mayor, llegó correo nuevo.", "", ""},
		words{"{from} says which UID the next letter will have[[: {text}]]", "UIDNEXT: if this number is bigger at another visit, new mail has come.", "", ""},
		[]string{"3501 2.3.1.1"}},
	{"imap.untagged.ok/permanentflags",
		words{"{from} dice qué marcas se guardan[[: {text}]]", "PERMANENTFLAGS: estas marcas se conservan de una visita a otra; \\* permite inventar otras.", "", ""},
		words{"{from} says which flags are kept[[: {text}]]", "PERMANENTFLAGS: these flags are kept from one visit to the next; \\* lets one invent others.", "", ""},
		[]string{"3501 7.1"}},
	{"imap.untagged.ok/highestmodseq",
		words{"{from} dice cuántos cambios lleva la carpeta[[: {text}]]", "Un número que crece con cada cambio.", "", ""},
		words{"{from} says how many changes the folder has seen[[: {text}]]", "A number that grows with each change.", "", ""},
		[]string{"3501 7.1"}},
})

func untagged(name, es, whatES, en, whatEN, rfc string) entry {
	return entry{"imap.untagged." + name, words{"{from} " + es + "[[: {text}]]", whatES, "", ""}, words{"{from} " + en + "[[: {text}]]", whatEN, "", ""}, []string{rfc}}
}
