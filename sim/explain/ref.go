package explain

import (
	"strconv"
	"strings"

	"posta/sim/lang"
)

// Ref is a section of an RFC.
type Ref struct {
	RFC     int
	Section string // "4.1.1.2"; empty for the whole document
	Title   lang.Text
}

// String is the citation: "RFC 5321 §4.1.1.2".
func (r Ref) String() string {
	s := "RFC " + strconv.Itoa(r.RFC)
	if r.Section != "" {
		s += " §" + r.Section
	}
	return s
}

func refs(list []string) []Ref {
	out := make([]Ref, 0, len(list))
	for _, s := range list {
		number, section, _ := strings.Cut(s, " ")
		n, _ := strconv.Atoi(number)
		out = append(out, Ref{RFC: n, Section: section, Title: rfcTitles[n]})
	}
	return out
}

// rfcTitles are the documents' names: in English their own, in Spanish what they
// are about.
var rfcTitles = map[int]lang.Text{
	768:  {ES: "UDP: datagramas", EN: "User Datagram Protocol"},
	1034: {ES: "Nombres de dominio: conceptos", EN: "Domain Names: Concepts and Facilities"},
	1035: {ES: "Nombres de dominio: implementación", EN: "Domain Names: Implementation and Specification"},
	1870: {ES: "SMTP: declarar el tamaño (SIZE)", EN: "SMTP Service Extension for Message Size Declaration"},
	1939: {ES: "POP3: el protocolo de la oficina de correos", EN: "Post Office Protocol - Version 3"},
	2033: {ES: "LMTP: entrega local", EN: "Local Mail Transfer Protocol"},
	2034: {ES: "SMTP: códigos ampliados en las respuestas", EN: "SMTP Service Extension for Returning Enhanced Error Codes"},
	2177: {ES: "IMAP: esperar novedades (IDLE)", EN: "IMAP4 IDLE command"},
	2181: {ES: "Aclaraciones al DNS", EN: "Clarifications to the DNS Specification"},
	2308: {ES: "DNS: recordar también los «no»", EN: "Negative Caching of DNS Queries"},
	2342: {ES: "IMAP: espacios de nombres", EN: "IMAP4 Namespace"},
	2449: {ES: "POP3: mecanismo de extensiones (CAPA)", EN: "POP3 Extension Mechanism"},
	2595: {ES: "TLS con IMAP, POP3 y ACAP", EN: "Using TLS with IMAP, POP3 and ACAP"},
	2920: {ES: "SMTP: varias órdenes a la vez (PIPELINING)", EN: "SMTP Service Extension for Command Pipelining"},
	2971: {ES: "IMAP: presentarse (ID)", EN: "IMAP4 ID extension"},
	3030: {ES: "SMTP: mensajes por trozos (CHUNKING)", EN: "SMTP Service Extensions for Transmission of Large and Binary MIME Messages"},
	3207: {ES: "SMTP sobre TLS (STARTTLS)", EN: "SMTP Service Extension for Secure SMTP over TLS"},
	3206: {ES: "POP3: códigos de error SYS y AUTH", EN: "The SYS and AUTH POP Response Codes"},
	3461: {ES: "SMTP: pedir avisos de entrega (DSN)", EN: "SMTP Service Extension for Delivery Status Notifications"},
	3463: {ES: "Códigos de estado ampliados", EN: "Enhanced Mail System Status Codes"},
	3464: {ES: "Formato de los avisos de entrega", EN: "An Extensible Message Format for Delivery Status Notifications"},
	3501: {ES: "IMAP4rev1", EN: "Internet Message Access Protocol - Version 4rev1"},
	3691: {ES: "IMAP: UNSELECT", EN: "IMAP UNSELECT command"},
	4315: {ES: "IMAP: UIDPLUS", EN: "IMAP - UIDPLUS extension"},
	4616: {ES: "SASL: el mecanismo PLAIN", EN: "The PLAIN SASL Mechanism"},
	4954: {ES: "SMTP: autenticación (AUTH)", EN: "SMTP Service Extension for Authentication"},
	5034: {ES: "POP3: autenticación SASL", EN: "POP3 SASL Authentication Mechanism"},
	5161: {ES: "IMAP: ENABLE", EN: "The IMAP ENABLE Extension"},
	5321: {ES: "SMTP: el transporte del correo", EN: "Simple Mail Transfer Protocol"},
	5322: {ES: "El formato de los mensajes", EN: "Internet Message Format"},
	5598: {ES: "La arquitectura del correo", EN: "Internet Mail Architecture"},
	6152: {ES: "SMTP: texto de 8 bits (8BITMIME)", EN: "SMTP Service Extension for 8-bit MIME Transport"},
	6298: {ES: "Cuándo retransmite TCP", EN: "Computing TCP's Retransmission Timer"},
	6409: {ES: "La entrega al servidor propio (submission)", EN: "Message Submission for Mail"},
	6531: {ES: "SMTP: direcciones con acentos (SMTPUTF8)", EN: "SMTP Extension for Internationalized Email"},
	6647: {ES: "Listas grises (greylisting)", EN: "Email Greylisting: An Applicability Statement for SMTP"},
	6851: {ES: "IMAP: MOVE", EN: "IMAP - MOVE Extension"},
	6856: {ES: "POP3 con UTF-8", EN: "POP3 Support for UTF-8"},
	7504: {ES: "SMTP: los códigos 521 y 556", EN: "SMTP 521 and 556 Reply Codes"},
	7505: {ES: "El MX nulo: «aquí no se recibe correo»", EN: "A \"Null MX\" No Service Resource Record"},
	8314: {ES: "Correo sin texto a la vista: TLS", EN: "Cleartext Considered Obsolete: Use of TLS for Email"},
	8446: {ES: "TLS 1.3", EN: "The Transport Layer Security Protocol Version 1.3"},
	8499: {ES: "Vocabulario del DNS", EN: "DNS Terminology"},
	9051: {ES: "IMAP4rev2", EN: "Internet Message Access Protocol - Version 4rev2"},
	9293: {ES: "TCP: conexiones fiables", EN: "Transmission Control Protocol"},
}
