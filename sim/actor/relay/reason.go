package relay

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strings"
	"syscall"

	"posta/sim/actor/secure"
	"posta/sim/dns"
	"posta/sim/lang"
)

// reason is why something ended where no server has said so. A reply is quoted as
// it was said; this is the host's own knowledge, and is worded twice.
type reason struct {
	// log is for programs and for whoever runs the host, in English: facts and a
	// report's Diagnostic-Code.
	log string
	// said is for the sender.
	said lang.Text
}

// because words a reason for the sender with the same values in both languages.
func because(log, es, en string, args ...any) reason {
	return reason{log: log, said: lang.Sprintf(es, en, args...)}
}

// notReached is a connection that could not be made, the same on every platform.
func notReached(host string, addr netip.Addr, err error) reason {
	log, es, en := "failed", "no se pudo conectar con %s (%s)", "no connection could be made with %s (%s)"
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		log, es, en = "timed out", "%s (%s) no contestó a tiempo", "%s (%s) did not answer in time"
	case errors.Is(err, syscall.ECONNREFUSED):
		log, es, en = "connection refused", "%s (%s) rechazó la conexión", "%s (%s) refused the connection"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		log, es, en = "no route to host", "no hay camino hasta %s (%s)", "there is no road to %s (%s)"
	}
	return because(fmt.Sprintf("connecting to %s (%s): %s", host, addr, log), es, en, host, addr)
}

// lookUps say what a look-up came to, of the name in %s.
var lookUps = map[error]lang.Text{
	dns.ErrNXDomain:  {ES: "el dominio %s no existe", EN: "the domain %s does not exist"},
	dns.ErrNoData:    {ES: "el DNS no tiene la dirección de %s", EN: "the DNS has no address of %s"},
	dns.ErrBadName:   {ES: "«%s» no puede ser el nombre de un dominio", EN: "“%s” cannot be the name of a domain"},
	dns.ErrTimeout:   {ES: "el DNS no contestó a tiempo sobre %s", EN: "the DNS did not answer about %s in time"},
	dns.ErrNetwork:   {ES: "no se pudo llegar al servidor de nombres de %s", EN: "the name server of %s could not be reached"},
	dns.ErrServFail:  {ES: "el servidor de nombres falló al buscar %s", EN: "the name server failed to look %s up"},
	dns.ErrRefused:   {ES: "el servidor de nombres se negó a buscar %s", EN: "the name server refused to look %s up"},
	dns.ErrRCode:     {ES: "el servidor de nombres contestó un error sobre %s", EN: "the name server answered an error about %s"},
	dns.ErrMalformed: {ES: "no se entiende lo que contestó el DNS sobre %s", EN: "what the DNS answered about %s cannot be understood"},
	dns.ErrLame:      {ES: "el servidor de nombres de %s no sabe nada de su zona", EN: "the name server of %s knows nothing of its zone"},
	dns.ErrLoop:      {ES: "en el DNS, los nombres de %s dan vueltas en círculo", EN: "in the DNS, the names of %s lead in a circle"},
	dns.ErrLimit:     {ES: "buscar %s en el DNS daba demasiado trabajo", EN: "looking %s up in the DNS was too much work"},
	dns.ErrNoServer:  {ES: "no hay a quién preguntar por %s en el DNS", EN: "there is nobody to ask for %s in the DNS"},
}

// notFound is a look-up that failed; kind is nil where nobody knows how.
func notFound(name string, kind error) reason {
	log := "look-up failed"
	words, ok := lookUps[kind]
	if !ok {
		words = lang.Text{ES: "no se pudo buscar %s en el DNS", EN: "%s could not be looked up in the DNS"}
	}
	if kind != nil {
		log = kind.Error()
	}
	return because("looking up "+name+": "+log, words.ES, words.EN, name)
}

// handshakes say why one failed, by the words of trace.TLSDone; %s is the server.
var handshakes = map[string]lang.Text{
	"expired":           {ES: "el certificado de %s ha vencido", EN: "the certificate of %s has expired"},
	"not-yet-valid":     {ES: "el certificado de %s todavía no vale", EN: "the certificate of %s is not valid yet"},
	"wrong-name":        {ES: "el certificado que muestra %s es de otro nombre", EN: "the certificate that %s shows is for another name"},
	"self-signed":       {ES: "el certificado de %s se lo ha firmado él mismo", EN: "the certificate of %s is signed by nobody but itself"},
	"unknown-authority": {ES: "el certificado de %s lo firma una autoridad desconocida", EN: "the certificate of %s is signed by an unknown authority"},
	"bad-certificate":   {ES: "el certificado de %s no se puede leer", EN: "the certificate of %s cannot be read"},
	"no-tls":            {ES: "lo que contestó %s no era TLS", EN: "what %s answered was no TLS"},
	"timeout":           {ES: "%s no contestó a tiempo al acordar el cifrado", EN: "%s did not answer in time as encryption was agreed upon"},
	"lost":              {ES: "se cortó la conexión con %s al acordar el cifrado", EN: "the connection with %s was lost as encryption was agreed upon"},
}

func noHandshake(host string, e *secure.Error) reason {
	words, ok := handshakes[e.Why]
	if !ok {
		words = lang.Text{ES: "no hubo acuerdo con %s sobre el cifrado", EN: "there was no agreement with %s on encryption"}
	}
	return because(e.Error(), words.ES, words.EN, host)
}

var noSuchMailbox = because("no such mailbox", "aquí no existe ese buzón", "there is no such mailbox here")

// suspendedFor is the reason of an attempt that was not made: that of one which was.
func suspendedFor(f failure) reason {
	return reason{
		log:  "delivery suspended: " + f.text(),
		said: lang.Text{ES: "no se intenta por ahora: " + f.spoken(lang.ES), EN: "it is not tried for now: " + f.spoken(lang.EN)},
	}
}

// spoken is why something ended, as the sender reads it: what a server said is
// quoted with its name.
func (f failure) spoken(l lang.Lang) string {
	switch {
	case f.why.log != "":
		return oneLine(f.why.said.In(l))
	case f.reply.Code == 0:
		return ""
	case f.remote != "":
		return says(l, sayHost, f.remote, oneLine(f.text()))
	}
	return oneLine(f.text())
}

// oneLine keeps a stranger's words from looking like ours.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
