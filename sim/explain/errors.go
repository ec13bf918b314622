package explain

import (
	"regexp"
	"strings"

	"posta/sim/lang"
)

// phrase is a cause as the programs write it to their logs, in English, and as one
// says it.
type phrase struct {
	log *regexp.Regexp
	es  string
	en  string
}

// nothingToAnswer is a reply to a letter that the device does not have.
var nothingToAnswer = regexp.MustCompile(`^answering a letter: this device keeps none that fits`)

// phrases are the causes that programs of this world name. The first that fits is
// said; $1 and $2 are what its brackets hold.
var phrases = []phrase{
	{regexp.MustCompile(`connecting to (\S+) \((\S+)\): timed out$`), "$1 ($2) no contestó a tiempo", "$1 ($2) did not answer in time"},
	{regexp.MustCompile(`connecting to (\S+) \((\S+)\): connection refused$`), "$1 ($2) rechazó la conexión", "$1 ($2) refused the connection"},
	{regexp.MustCompile(`connecting to (\S+) \((\S+)\): no route to host$`), "no hay camino hasta $1 ($2)", "there is no road to $1 ($2)"},
	{regexp.MustCompile(`connecting to (\S+) port (\d+): .*(?:timeout|timed out)$`), "$1 no contestó en el puerto $2", "$1 did not answer at port $2"},
	{regexp.MustCompile(`connecting to (\S+) port (\d+): .*refused$`), "$1 rechazó la conexión al puerto $2", "$1 refused the connection to port $2"},
	{regexp.MustCompile(`(\S+): its certificate has expired`), "el certificado de $1 ha vencido", "the certificate of $1 has expired"},
	{regexp.MustCompile(`(\S+): its certificate is not valid yet`), "el certificado de $1 todavía no vale", "the certificate of $1 is not valid yet"},
	{regexp.MustCompile(`(\S+): its certificate is for another name`), "el certificado que muestra $1 es de otro nombre", "the certificate that $1 shows is for another name"},
	{regexp.MustCompile(`(\S+): its certificate is signed by nobody but itself`), "el certificado de $1 se lo ha firmado él mismo", "the certificate of $1 is signed by nobody but itself"},
	{regexp.MustCompile(`(\S+): its certificate is signed by an unknown authority`), "el certificado de $1 lo firma una autoridad desconocida", "the certificate of $1 is signed by an unknown authority"},
	{regexp.MustCompile(`lost the connection with (\S+)$`), "se cortó la conexión con $1", "the connection with $1 was lost"},
	{regexp.MustCompile(`^(\S+) did not answer in time$`), "$1 no contestó a tiempo", "$1 did not answer in time"},
	{regexp.MustCompile(`^(\S+) offers no TLS, and nothing is sent without it$`), "$1 no ofrece TLS, y sin TLS no se envía nada", "$1 offers no TLS, and nothing is sent without it"},
	{regexp.MustCompile(`the server offers no TLS, and nothing is said without it`), "el servidor no ofrece TLS, y sin TLS no se dice nada", "the server offers no TLS, and nothing is said without it"},
	{regexp.MustCompile(`^(\S+) does not speak SMTP as it should$`), "$1 no habla SMTP como es debido", "$1 does not speak SMTP as it should"},
	{regexp.MustCompile(`^(\S+) lacks an extension that the message needs`), "a $1 le falta una extensión que la carta necesita", "$1 lacks an extension that the letter needs"},
	{regexp.MustCompile(`^mail forwarding loop for (\S+)$`), "la carta ya había pasado por $1 y ha vuelto: da vueltas", "the letter had been at $1 before and came back: it goes in circles"},
	{regexp.MustCompile(`^(\S+) takes no mail \(null MX\)$`), "$1 ha publicado que no recibe correo (MX nulo)", "$1 has published that it takes no mail (null MX)"},
	{regexp.MustCompile(`looking up (\S+): no such domain$`), "el dominio $1 no existe", "the domain $1 does not exist"},
	{regexp.MustCompile(`looking up (\S+): no reply in time$`), "el DNS no contestó a tiempo sobre $1", "the DNS did not answer about $1 in time"},
	{regexp.MustCompile(`looking up (\S+): the server failed$`), "el servidor de nombres no pudo averiguar $1 (SERVFAIL)", "the name server could not find out about $1 (SERVFAIL)"},
	{regexp.MustCompile(`looking up (\S+): the server refused$`), "el servidor de nombres se negó a buscar $1 (REFUSED)", "the name server refused to look $1 up (REFUSED)"},
	{regexp.MustCompile(`looking up (\S+): no mail exchanger or address$`), "$1 no tiene servidor de correo ni dirección", "$1 has no mail exchanger and no address"},
	{regexp.MustCompile(`an exchanger of (\S+) could not be looked up$`), "no se pudo averiguar la dirección de un servidor de $1", "the address of a server of $1 could not be found out"},
	{regexp.MustCompile(`^delivery suspended: (.+)$`), "no se intenta por ahora: $1", "it is not tried for now: $1"},
	{nothingToAnswer, "en ese dispositivo no está la carta que quiere contestar; antes tiene que traerla («fetch»)", "the letter to be answered is not on that device; it has to be fetched first (“fetch”)"},
	{regexp.MustCompile(`^no such mailbox$`), "aquí no existe ese buzón", "there is no such mailbox here"},
	{regexp.MustCompile(`^the alias leads nowhere$`), "el alias no lleva a ninguna parte", "the alias leads nowhere"},
	{regexp.MustCompile(`^the message is too big for the mailbox$`), "la carta no cabe en el buzón", "the letter is too big for the mailbox"},
	{regexp.MustCompile(`^the mailbox store failed$`), "el almacén de buzones falló", "the mailbox store failed"},
}

// spoken are the words that stand before what a server said, in an error of a
// mail program.
var spoken = regexp.MustCompile(`(?:^|: )(\d\d\d[ -].*|NO .*|BAD .*|-ERR.*)$`)

// Cause says why something failed, as a trace has it: the Error of trace.ActionEnded
// and its like.
func Cause(log string) lang.Text { return cause(log) }

// cause says why something failed: in words where the cause is known, quoted
// where a server said it, or as it is.
func cause(log string) lang.Text {
	if log == "" {
		return lang.Text{}
	}
	if t, ok := reasons[log]; ok {
		return t
	}
	for _, p := range phrases {
		if m := p.log.FindStringSubmatchIndex(log); m != nil {
			fill := func(s string) string { return clip(string(p.log.ExpandString(nil, s, log, m))) }
			return lang.Text{ES: fill(p.es), EN: fill(p.en)}
		}
	}
	if m := spoken.FindStringSubmatch(log); m != nil {
		log = m[1]
	}
	log = clip(strings.TrimSpace(log))
	return lang.Text{ES: "«" + log + "»", EN: "“" + log + "”"}
}
