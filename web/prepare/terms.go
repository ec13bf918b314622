package main

import "posta/sim/lang"

// term is a word of the subject that people look for: also are the other names that they give it, in either language, and
// marks the words (or lessons) by which one knows a lesson that is about it.
type term struct {
	name, means lang.Text
	also, marks string
}

func both(es, en string) lang.Text { return lang.Text{ES: es, EN: en} }

// terms are written without accents where they are only searched: also and marks.
var terms = []term{
	{both("Rebote", "Bounce"), both("El aviso que vuelve al remitente cuando una carta no se pudo entregar (DSN, RFC 3464).", "The report that goes back to the sender when a letter could not be delivered (DSN, RFC 3464)."),
		"dsn ndr mailer-daemon devuelto devuelta devolucion returned undelivered undeliverable aviso notice report rebotado bounced", "bounce-of-a-bounce unknown-user gives-up nxdomain null-mx too-big mailbox-full mail-loop"},
	{both("Rechazo", "Rejection"), both("Un servidor dice que no: con un código 5xx para siempre, con un 4xx por ahora (RFC 5321, sección 4.2.1).", "A server says no: with a 5xx code for good, with a 4xx one for now (RFC 5321 section 4.2.1)."),
		"reject rejected refuse refused denied rechazado rechazada rechazar 5xx 550 error", "unknown-user too-big mailbox-full null-mx rate-limit greylisting wrong-password"},
	{both("Spam", "Spam"), both("Correo que nadie pidió, enviado a muchos. Los servidores se defienden con listas, demoras, límites y comprobaciones del remitente.", "Mail that nobody asked for, sent to many. Servers defend themselves with lists, delays, limits and checks of the sender."),
		"correo basura no deseado junk ham filtro filter lista negra blocklist", "spam greylisting rate-limit blocklist junk"},
	{both("SPF", "SPF"), both("Un registro TXT en el que un dominio dice desde qué direcciones sale su correo (RFC 7208).", "A TXT record in which a domain says from which addresses its mail comes (RFC 7208)."),
		"sender policy framework suplantacion spoofing falsificar forged autenticacion", "spf"},
	{both("DKIM", "DKIM"), both("Una firma en la cabecera: el dominio que firma responde de la carta, y se nota si cambió en el camino (RFC 6376).", "A signature in the header: the domain that signs answers for the letter, and it shows if it was changed on the way (RFC 6376)."),
		"firma signature signed sello seal suplantacion spoofing", "dkim"},
	{both("DMARC", "DMARC"), both("Lo que el dominio del From pide que se haga cuando ni SPF ni DKIM lo confirman.", "What the From domain asks to be done when neither SPF nor DKIM confirms it."),
		"alineacion alignment quarantine cuarentena suplantacion spoofing phishing", "dmarc"},
	{both("SMTP", "SMTP"), both("El protocolo con el que una carta pasa de un servidor al siguiente (RFC 5321).", "The protocol by which a letter goes from one server to the next (RFC 5321)."),
		"simple mail transfer protocol mail rcpt data mta enviar send", "smtp helo-ehlo"},
	{both("IMAP", "IMAP"), both("El protocolo con el que se lee el correo que se queda en el servidor (RFC 9051).", "The protocol for reading mail that stays on the server (RFC 9051)."),
		"bandeja inbox carpeta folder leer read fetch mailbox", "imap every-stage implicit-tls"},
	{both("POP3", "POP3"), both("El protocolo con el que un programa se lleva el correo del buzón (RFC 1939).", "The protocol by which a program takes the mail away from the mailbox (RFC 1939)."),
		"pop post office protocol descargar download leer read", "pop3 pop every-stage"},
	{both("DNS", "DNS"), both("El directorio de los nombres: de un dominio a los servidores que reciben su correo, y de ellos a sus direcciones.", "The directory of names: from a domain to the servers that take its mail, and from those to their addresses."),
		"domain name system directorio directory dominio domain resolver registro record", "dns dns-cache dns-timeout nxdomain no-mx null-mx mx-preference"},
	{both("MX", "MX"), both("El registro del DNS que dice qué servidor recibe el correo de un dominio (RFC 5321, sección 5).", "The DNS record that says which server takes a domain's mail (RFC 5321 section 5)."),
		"mail exchanger preferencia preference servidor de respaldo backup", "mx no-mx null-mx mx-preference backup-mx"},
	{both("NXDOMAIN", "NXDOMAIN"), both("La respuesta del DNS cuando un nombre no existe (RFC 2308).", "The DNS answer when a name does not exist (RFC 2308)."),
		"dominio inexistente unknown domain typo mal escrito", "nxdomain"},
	{both("TTL y caché", "TTL and cache"), both("Cuánto tiempo puede guardarse una respuesta del DNS antes de preguntar otra vez.", "How long a DNS answer may be kept before it is asked for again."),
		"cache memoria time to live guardar", "dns-cache"},
	{both("Cola", "Queue"), both("Donde un servidor guarda lo que ha aceptado y todavía no ha podido entregar.", "Where a server keeps what it has accepted and could not deliver yet."),
		"reintento reintentar retry try again espera wait delayed retraso diferido deferred 4xx", "server-down gives-up greylisting mailbox-full connection-lost dns-timeout"},
	{both("Lista gris", "Greylisting"), both("Un servidor dice «ahora no» a quien no conoce, y lo acepta si vuelve a intentarlo (RFC 6647).", "A server says “not now” to whom it does not know, and accepts if they try again (RFC 6647)."),
		"grey gray list 450 451 spam", "greylisting"},
	{both("TLS", "TLS"), both("Cifra una conexión: por el camino solo se ven tamaños y horas (RFC 8446).", "Encrypts a connection: on the road only sizes and times are seen (RFC 8446)."),
		"ssl cifrado cifrar encryption encrypted https candado lock seguro secure", "tls starttls implicit-tls bad-certificate eavesdropper"},
	{both("STARTTLS", "STARTTLS"), both("La orden con la que una conexión que empezó en claro pasa a ir cifrada (RFC 3207).", "The command by which a connection that began in clear goes on encrypted (RFC 3207)."),
		"tls ssl cifrado encryption oportunista opportunistic", "starttls"},
	{both("Certificado", "Certificate"), both("Con él demuestra un servidor que es quien dice ser.", "With it a server proves that it is who it says it is."),
		"certificate authority ca autoridad caducado expired self-signed autofirmado x509", "bad-certificate"},
	{both("Contraseña", "Password"), both("Con ella demuestra una persona al servidor quién es, con AUTH en SMTP y al entrar en IMAP o POP3.", "With it a person proves to the server who they are, with AUTH in SMTP and on logging in to IMAP or POP3."),
		"auth login clave usuario user sasl entrar autenticacion authentication 535", "wrong-password eavesdropper"},
	{both("Espía en el camino", "Listener on the road"), both("Quien está entre dos máquinas lee todo lo que no va cifrado.", "Whoever is between two machines reads all that is not encrypted."),
		"eavesdropper sniffer wireshark interceptar intercept wifi privacidad privacy", "eavesdropper starttls"},
	{both("Puerto", "Port"), both("El número que dice con qué programa de una máquina se quiere hablar: 25 entre servidores, 587 y 465 para enviar, 993 y 143 para IMAP.", "The number that says to which program of a machine one wants to speak: 25 between servers, 587 and 465 to submit, 993 and 143 for IMAP."),
		"port 25 465 587 143 993 110 995 firewall cortafuegos", "ports implicit-tls"},
	{both("Sobre", "Envelope"), both("MAIL FROM y RCPT TO: de quién viene y a quién se entrega, diga lo que diga la cabecera.", "MAIL FROM and RCPT TO: whom it is from and whom it is delivered to, whatever the header says."),
		"envelope return-path remitente sender destinatario recipient from to bcc cco copia oculta", "envelope-and-letter many-recipients"},
	{both("Cabecera", "Header"), both("Los campos al principio de una carta: From, To, Subject, Date, y un Received por cada servidor que la aceptó.", "The fields at the beginning of a letter: From, To, Subject, Date, and a Received for each server that accepted it."),
		"header received subject asunto date message-id matasellos postmark", "envelope-and-letter same-domain mail-loop"},
	{both("Cuota", "Quota"), both("Cuánto cabe en un buzón.", "How much a mailbox holds."),
		"quota buzon lleno mailbox full espacio space 452 552", "mailbox-full"},
	{both("Adjunto grande", "Large attachment"), both("Una carta más grande que el límite de un servidor se rechaza con 552; SIZE lo dice antes de enviarla (RFC 1870).", "A letter larger than a server's limit is refused with 552; SIZE says so before it is sent (RFC 1870)."),
		"attachment adjunto archivo file size tamano limite limit grande big", "too-big"},
	{both("Bucle", "Loop"), both("Una carta que vuelve una y otra vez al mismo sitio; los Received la delatan.", "A letter that comes back to the same place again and again; its Received fields give it away."),
		"loop forward reenvio redirigir hops saltos", "mail-loop"},
	{both("Límite de envíos", "Rate limit"), both("Cuántas cartas acepta un servidor de alguien en un tiempo dado.", "How many letters a server accepts from somebody in a given time."),
		"throttle too many demasiados limite spam 421 450 452", "rate-limit"},
	{both("Servidor caído", "Server that is down"), both("La carta espera en la cola del que envía, que lo intenta de nuevo durante días.", "The letter waits in the sender's queue, which tries again for days."),
		"offline outage unreachable apagado no responde timeout down", "server-down dns-timeout connection-lost backup-mx"},
}
