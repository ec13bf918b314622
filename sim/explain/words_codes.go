package explain

import (
	"strconv"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/lang"
	"posta/sim/story"
)

// replyCodes say what a reply code means wherever it stands; the catalogue says
// what it means where it stands now.
var replyCodes = map[int]lang.Text{
	211: {ES: "Estado del sistema.", EN: "System status."},
	214: {ES: "Un mensaje de ayuda, para personas.", EN: "A help message, for people."},
	220: {ES: "El servicio está listo.", EN: "The service is ready."},
	221: {ES: "El servidor cierra la conexión.", EN: "The server closes the connection."},
	235: {ES: "La identificación es correcta.", EN: "The log-in succeeded."},
	250: {ES: "Hecho: lo que se pidió está bien.", EN: "Done: what was asked is fine."},
	251: {ES: "El usuario no está aquí; se reenviará.", EN: "The user is not here; it will be forwarded."},
	252: {ES: "No puedo comprobar el usuario, pero aceptaré la carta e intentaré entregarla.", EN: "I cannot verify the user, but will take the message and try to deliver it."},
	334: {ES: "Sigue: falta una parte de la identificación.", EN: "Go on: a part of the log-in is missing."},
	354: {ES: "Adelante con la carta; termina con un punto solo.", EN: "Go ahead with the letter; end with a dot alone."},
	421: {ES: "El servicio no está disponible y el servidor cuelga.", EN: "The service is not available, and the server hangs up."},
	432: {ES: "Hace falta cambiar la contraseña.", EN: "A password change is needed."},
	450: {ES: "El buzón no está disponible ahora (por ejemplo, ocupado).", EN: "The mailbox is not available now (for instance, busy)."},
	451: {ES: "Se interrumpió por un problema del servidor, o pide esperar.", EN: "It was interrupted by a problem of the server, or it asks to wait."},
	452: {ES: "No hay espacio suficiente ahora.", EN: "There is not enough storage now."},
	454: {ES: "No puede por ahora (TLS o identificación).", EN: "It cannot for the moment (TLS or log-in)."},
	455: {ES: "No puede con esos parámetros ahora.", EN: "It cannot handle those parameters now."},
	500: {ES: "No entiende la orden: error de sintaxis.", EN: "It does not understand the command: a syntax error."},
	501: {ES: "La orden existe, pero lo que la acompaña está mal escrito.", EN: "The command exists, but its arguments are malformed."},
	502: {ES: "Conoce la orden, pero no la ofrece.", EN: "It knows the command, but does not offer it."},
	503: {ES: "Órdenes fuera de orden: falta algo antes.", EN: "Commands out of order: something has to come first."},
	504: {ES: "Ese parámetro de la orden no está disponible.", EN: "That parameter of the command is not available."},
	521: {ES: "Esta máquina no recibe correo, nunca.", EN: "This machine takes no mail, ever."},
	530: {ES: "Primero hay que identificarse, o pasar a TLS.", EN: "A log-in, or TLS, has to come first."},
	534: {ES: "Ese modo de identificarse es demasiado débil.", EN: "That way of logging in is too weak."},
	535: {ES: "Usuario o contraseña incorrectos.", EN: "User or password wrong."},
	538: {ES: "Ese modo de identificarse exige un canal cifrado.", EN: "That way of logging in needs an encrypted channel."},
	550: {ES: "No: el buzón no existe o no se permite.", EN: "No: the mailbox does not exist, or it is not allowed."},
	551: {ES: "El usuario no está aquí, y no se reenvía.", EN: "The user is not here, and it is not forwarded."},
	552: {ES: "Pasa del espacio permitido.", EN: "It exceeds the space allowed."},
	553: {ES: "Ese nombre de buzón no se admite.", EN: "That mailbox name is not allowed."},
	554: {ES: "La transacción fracasó.", EN: "The transaction failed."},
	555: {ES: "No reconoce los parámetros de MAIL o RCPT.", EN: "It does not recognize the parameters of MAIL or RCPT."},
	556: {ES: "El dominio no recibe correo.", EN: "The domain takes no mail."},
}

// classes say what the first digit alone tells.
var classes = map[story.Class]lang.Text{
	story.OK:        {ES: "2xx: hecho.", EN: "2xx: done."},
	story.More:      {ES: "3xx: bien hasta aquí; sigue.", EN: "3xx: fine so far; go on."},
	story.Temporary: {ES: "4xx: ahora no; se puede intentar más tarde.", EN: "4xx: not now; one may try later."},
	story.Permanent: {ES: "5xx: no; repetir lo mismo dará lo mismo.", EN: "5xx: no; to repeat it will give the same."},
}

// statuses say what the last two numbers of an enhanced status code mean (RFC
// 3463 section 3 and the registry that follows it).
var statuses = map[string]lang.Text{
	"1.1":  {ES: "ese buzón no existe", EN: "there is no such mailbox"},
	"1.2":  {ES: "el dominio del destinatario no sirve", EN: "the recipient's domain is no good"},
	"1.3":  {ES: "la escritura de la dirección del destinatario", EN: "the syntax of the recipient's address"},
	"1.5":  {ES: "la dirección del destinatario es válida", EN: "the recipient's address is valid"},
	"1.6":  {ES: "el buzón se mudó, sin dejar dirección", EN: "the mailbox has moved and left no address"},
	"1.7":  {ES: "la escritura de la dirección del remitente", EN: "the syntax of the sender's address"},
	"1.8":  {ES: "el dominio del remitente", EN: "the sender's domain"},
	"1.10": {ES: "el dominio del destinatario tiene un MX nulo", EN: "the recipient's domain has a null MX"},
	"2.1":  {ES: "el buzón está desactivado", EN: "the mailbox is disabled"},
	"2.2":  {ES: "el buzón está lleno", EN: "the mailbox is full"},
	"2.3":  {ES: "la carta es más grande de lo que admite el buzón", EN: "the message is longer than the mailbox allows"},
	"2.4":  {ES: "la lista de correo no se pudo expandir", EN: "the mailing list could not be expanded"},
	"3.1":  {ES: "el sistema de correo está lleno", EN: "the mail system is full"},
	"3.2":  {ES: "el sistema no acepta correo de la red", EN: "the system is not accepting network messages"},
	"3.4":  {ES: "la carta es demasiado grande para el sistema", EN: "the message is too big for the system"},
	"4.1":  {ES: "la otra máquina no contesta", EN: "the other host does not answer"},
	"4.2":  {ES: "la conexión se cortó", EN: "the connection was lost"},
	"4.3":  {ES: "el directorio de nombres falló", EN: "the directory server failed"},
	"4.4":  {ES: "no hay camino", EN: "there is no route"},
	"4.5":  {ES: "hay demasiado tráfico", EN: "there is too much traffic"},
	"4.6":  {ES: "la carta da vueltas en círculo", EN: "the message goes round in a loop"},
	"4.7":  {ES: "se acabó el plazo de entrega", EN: "the delivery time has expired"},
	"5.1":  {ES: "la orden no es válida", EN: "the command is not valid"},
	"5.2":  {ES: "la escritura de la orden", EN: "the syntax of the command"},
	"5.3":  {ES: "demasiados destinatarios", EN: "too many recipients"},
	"5.4":  {ES: "los argumentos de la orden", EN: "the arguments of the command"},
	"5.6":  {ES: "la línea de identificación es demasiado larga", EN: "the authentication line is too long"},
	"6.3":  {ES: "haría falta convertir el contenido", EN: "the content would need conversion"},
	"6.7":  {ES: "la dirección no es ASCII y aquí no se admite", EN: "the address is not ASCII, which is not allowed here"},
	"7.1":  {ES: "no está permitido entregar aquí", EN: "delivery here is not authorized"},
	"7.8":  {ES: "las credenciales no son válidas", EN: "the credentials are not valid"},
	"7.9":  {ES: "ese modo de identificarse es demasiado débil", EN: "that authentication mechanism is too weak"},
	"7.11": {ES: "hace falta un canal cifrado", EN: "encryption is required"},
	"7.23": {ES: "SPF no aprueba a este servidor", EN: "SPF does not approve of this server"},
	"7.25": {ES: "la dirección del cliente no tiene nombre en el DNS", EN: "the client's address has no name in the DNS"},
}

// passing say what a code of class 4 means where "not now" asks for other words.
var passing = map[string]lang.Text{
	"2.1": {ES: "el buzón no admite cartas por ahora", EN: "the mailbox takes no messages for now"},
	"3.2": {ES: "por ahora el sistema no acepta correo de la red", EN: "for now the system is not accepting network messages"},
	"7.1": {ES: "por norma del servidor, ahora no", EN: "by the server's own rules, not now"},
}

// extensions say what each word of an EHLO reply offers.
var extensions = map[string]lang.Text{
	"SIZE":                {ES: "SIZE: dice el tamaño máximo que acepta; el cliente puede anunciar el tamaño y no viajar en vano.", EN: "SIZE: says the greatest size it takes; the client may announce a size and not travel in vain."},
	"PIPELINING":          {ES: "PIPELINING: deja enviar varias órdenes seguidas sin esperar cada respuesta: menos idas y vueltas.", EN: "PIPELINING: lets several commands go out without waiting for each reply: fewer round trips."},
	"8BITMIME":            {ES: "8BITMIME: acepta textos con eñes y acentos sin disfrazarlos de ASCII.", EN: "8BITMIME: takes texts with accents without disguising them as ASCII."},
	"SMTPUTF8":            {ES: "SMTPUTF8: acepta direcciones con letras de cualquier alfabeto, como «ñandú@…».", EN: "SMTPUTF8: takes addresses with letters of any alphabet, such as “ñandú@…”."},
	"STARTTLS":            {ES: "STARTTLS: puede pasar a hablar cifrado en esta misma conexión.", EN: "STARTTLS: it can go over to encrypted speech on this same connection."},
	"AUTH":                {ES: "AUTH: el cliente puede identificarse; sigue la lista de modos (PLAIN, LOGIN…).", EN: "AUTH: the client may say who it is; the list of ways follows (PLAIN, LOGIN…)."},
	"DSN":                 {ES: "DSN: se puede pedir que avisen de la entrega, o que no avisen.", EN: "DSN: one may ask to be told of the delivery, or not to be told."},
	"ENHANCEDSTATUSCODES": {ES: "ENHANCEDSTATUSCODES: sus respuestas llevan un código más preciso, como 5.1.1.", EN: "ENHANCEDSTATUSCODES: its replies carry a more precise code, such as 5.1.1."},
	"CHUNKING":            {ES: "CHUNKING: acepta la carta por trozos contados (BDAT), sin punto final.", EN: "CHUNKING: takes the letter in counted pieces (BDAT), with no final dot."},
	"BINARYMIME":          {ES: "BINARYMIME: acepta cartas con bytes de cualquier valor.", EN: "BINARYMIME: takes letters with bytes of any value."},
	"VRFY":                {ES: "VRFY: se le puede preguntar si existe un buzón.", EN: "VRFY: it may be asked whether a mailbox exists."},
	"HELP":                {ES: "HELP: explica sus órdenes a quien las escribe a mano.", EN: "HELP: explains its commands to whoever types them by hand."},
}

// extensionRefs are where the extensions are defined.
var extensionRefs = map[string]string{
	"SIZE": "1870 4", "PIPELINING": "2920 3", "8BITMIME": "6152 2", "SMTPUTF8": "6531 3", "STARTTLS": "3207 4", "AUTH": "4954 3",
	"DSN": "3461 4", "ENHANCEDSTATUSCODES": "2034 3", "CHUNKING": "3030 2", "BINARYMIME": "3030 3",
}

// addCodes adds what a reply's codes and words say to what its place says.
func (x *Explainer) addCodes(e *Explanation, st *story.Step) {
	l := st.Line
	if st.Detail != story.Dialogue || l == nil || l.Protocol != dialogue.SMTP || l.FromClient || l.Code == 0 {
		return
	}
	if t, ok := replyCodes[l.Code]; ok && e.What.IsZero() {
		e.What = t
	}
	if st.Kind == "smtp.reply.ehlo" && l.Code == 250 {
		for _, word := range Extensions(l) {
			if t, ok := extensions[word]; ok {
				e.What = join(e.What, t)
				if ref := extensionRefs[word]; ref != "" {
					e.RFC = append(e.RFC, refs([]string{ref})...)
				}
			}
		}
	}
	if e.Why.IsZero() {
		e.Why = classes[st.Class]
	}
	if t := Status(l.Enhanced); !t.IsZero() {
		e.Why = join(e.Why, t)
		e.RFC = append(e.RFC, refs([]string{"3463 3"})...)
	}
}

// Extension says what a keyword of an EHLO reply offers, or nothing for one that
// is not in the catalogue.
func Extension(word string) lang.Text { return extensions[strings.ToUpper(word)] }

// Extensions are the keywords that an EHLO reply offers, in its order (RFC 5321
// section 4.1.1.1).
func Extensions(l *dialogue.Line) []string {
	lines := strings.Split(l.Text, "\n")
	var words []string
	for _, line := range lines[1:] {
		if len(line) < 5 {
			continue
		}
		word, _, _ := strings.Cut(strings.TrimSpace(line[4:]), " ")
		if word != "" && len(words) < maxExtensions {
			words = append(words, strings.ToUpper(word))
		}
	}
	return words
}

// maxExtensions bounds how many words of an EHLO reply are explained.
const maxExtensions = 30

// Status says what an enhanced status code means, or nothing for "", for codes that
// are not in the standard, and for those that end in 0: they name a subject and
// nothing about it (RFC 3463 section 3), so they are no more precise.
func Status(code string) lang.Text {
	class, detail, found := strings.Cut(code, ".")
	t, known := statuses[detail]
	if !found || !known {
		return lang.Text{}
	}
	if p, ok := passing[detail]; ok && class == "4" {
		t = p
	}
	if class != "2" && class != "4" && class != "5" {
		return lang.Text{}
	}
	subject, _, _ := strings.Cut(detail, ".")
	if _, err := strconv.Atoi(subject); err != nil {
		return lang.Text{}
	}
	return lang.Text{
		ES: "El código ampliado " + code + " lo precisa: " + t.ES + ".",
		EN: "The enhanced code " + code + " is more precise: " + t.EN + ".",
	}
}

// join puts one sentence behind another, in each language.
func join(a, b lang.Text) lang.Text {
	if a.IsZero() {
		return b
	}
	return lang.Text{ES: a.ES + " " + b.ES, EN: a.EN + " " + b.EN}
}

// Sign is the shape of a class, for those who do not see its colour.
func Sign(c story.Class) string {
	switch c {
	case story.OK:
		return "✓"
	case story.More:
		return "→"
	case story.Temporary:
		return "⧗"
	case story.Permanent:
		return "✗"
	}
	return "·"
}

// Word is the word of a class.
func Word(c story.Class) lang.Text {
	switch c {
	case story.OK:
		return lang.Text{ES: "bien", EN: "fine"}
	case story.More:
		return lang.Text{ES: "sigue", EN: "go on"}
	case story.Temporary:
		return lang.Text{ES: "ahora no", EN: "not now"}
	case story.Permanent:
		return lang.Text{ES: "no", EN: "no"}
	}
	return lang.Text{}
}
