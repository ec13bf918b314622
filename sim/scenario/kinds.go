package scenario

import (
	"reflect"

	"posta/sim/lang"
)

// kind is a sort of value, as the reference tells of it.
type kind struct {
	id   string
	name lang.Text
	how  lang.Text // how it is written
	// examples as they stand in a file; the same for both languages where ES and EN are
	examples []lang.Text
}

func both(examples ...string) []lang.Text {
	var out []lang.Text
	for _, e := range examples {
		out = append(out, lang.Both(e))
	}
	return out
}

// kinds are all the sorts of value there are. A scalar type has one of its own (kindOf); a plain text is one of those that
// name something, by the tag "is".
var kinds = []kind{
	{"text", tr("texto", "text"), tr("en una línea; entre comillas si lleva dos puntos y un espacio, si empieza por un signo, o si entre llaves lleva una coma", "on one line; in quotes if it has a colon and a space, if it begins with a sign, or if within braces it has a comma"),
		[]lang.Text{tr("Hola", "Hello"), tr(`"Hola, Benito: ¿vienes?"`, `"Hello, Benito: are you coming?"`)}},
	{"block", tr("texto largo", "long text"), tr("como el anterior; o de varias líneas, tras un `|` y debajo, con más sangría", "the same; or of several lines, after a `|` and below it, indented further"), both("|")},
	{"phrase", tr("frase", "phrase"), tr("un texto para los dos idiomas, o uno en cada uno", "a text for both languages, or one in each"), []lang.Text{tr("El primer correo", "The first email"), lang.Both("{es: …, en: …}")}},
	{"word", tr("palabra", "word"), tr("una de las que se enumeran, tal cual", "one of those listed, as it stands"), both("imap")},
	{"command", tr("orden", "command"), tr("de SMTP, con dos momentos que no lo son, la conexión y el punto final: `CONNECT`, `EHLO`, `HELO`, `STARTTLS`, `AUTH`, `MAIL`, `RCPT`, `DATA`, `DOT`, `RSET`, `NOOP`, `QUIT`; de POP3: `CONNECT`, `LOGIN` (entrar, con las órdenes que sea), `STAT`, `UIDL`, `LIST`, `RETR`, `TOP`, `DELE`, `RSET`, `NOOP`, `QUIT`; de IMAP: `CONNECT`, `STARTTLS`, `LOGIN`, `LIST`, `SELECT`, `SEARCH`, `FETCH`, `STORE`, `MOVE`, `EXPUNGE`, `APPEND`, `NOOP`, `LOGOUT`",
		"of SMTP, with two moments that are none, the connection and the final dot: `CONNECT`, `EHLO`, `HELO`, `STARTTLS`, `AUTH`, `MAIL`, `RCPT`, `DATA`, `DOT`, `RSET`, `NOOP`, `QUIT`; of POP3: `CONNECT`, `LOGIN` (logging in, by whatever commands), `STAT`, `UIDL`, `LIST`, `RETR`, `TOP`, `DELE`, `RSET`, `NOOP`, `QUIT`; of IMAP: `CONNECT`, `STARTTLS`, `LOGIN`, `LIST`, `SELECT`, `SEARCH`, `FETCH`, `STORE`, `MOVE`, `EXPUNGE`, `APPEND`, `NOOP`, `LOGOUT`"), both("RCPT")},
	{"truth", tr("sí o no", "yes or no"), tr("`true` o `false`", "`true` or `false`"), both("true", "false")},
	{"number", tr("número", "number"), tr("entero; donde se dice, con decimales tras un punto", "whole; where it is said, with decimals after a point"), both("7")},
	{"span", tr("duración", "duration"), tr("un número y su unidad, `us`, `ms`, `s`, `min`, `h` o `d`; o varios seguidos; `0` va sin unidad; hasta `1000d`", "a number and its unit, `us`, `ms`, `s`, `min`, `h` or `d`; or several in a row; `0` has no unit; up to `1000d`"),
		both("500ms", "90s", "5min", "1.5h", "1h 30min", "5d")},
	{"moment", tr("instante", "instant"), tr("una duración desde el comienzo, una hora del primer día, o fecha y hora", "a duration since the beginning, a time of the first day, or date and time"), both("0", "90s", "09:30", "2026-03-03 09:30")},
	{"date", tr("fecha", "date"), tr("un día, a las 9:00; o fecha y hora", "a day, at 9:00; or date and time"), both("2026-03-02", "2026-03-02 09:00", "2026-03-02T09:00:00Z")},
	{"offset", tr("desfase", "offset"), tr("horas y minutos respecto de UTC, entre comillas", "hours and minutes against UTC, in quotes"), both(`"+01:00"`, `"-03:00"`, "Z")},
	{"size", tr("tamaño", "size"), tr("octetos, o un número y su unidad, `B`, `kB`, `KiB`, `MB`, `MiB`, `GB` o `GiB`; hasta `64 MiB`, y en `limits.memory` hasta `64 GiB`", "octets, or a number and its unit, `B`, `kB`, `KiB`, `MB`, `MiB`, `GB` or `GiB`; up to `64 MiB`, and in `limits.memory` up to `64 GiB`"), both("512", "25 KiB", "10.5 MB")},
	{"rate", tr("velocidad", "speed"), tr("bits por segundo, en `bit/s`, `kbit/s`, `Mbit/s` o `Gbit/s`", "bits a second, in `bit/s`, `kbit/s`, `Mbit/s` or `Gbit/s`"), both("9.6 kbit/s", "10 Mbit/s")},
	{"chance", tr("probabilidad", "probability"), tr("un porcentaje, o una fracción de 1", "a percentage, or a fraction of 1"), both("5%", "0.05")},
	{"code", tr("código ampliado", "enhanced code"), tr("clase, tema y detalle (RFC 3463)", "class, subject and detail (RFC 3463)"), both("5.1.1", "4.2.2")},
	{"user", tr("usuario", "user"), tr("el nombre de su buzón; con su dominio, si en otro hay uno igual", "the name of the mailbox; with its domain, if another has the same"), both("benito", "benito@beta.test")},
	{"address", tr("dirección", "address"), tr("un usuario, o una dirección entera, exista o no; en una carta también con nombre delante. En `aliases`, `forward` y `catch_all`, lo que no lleva @ es del mismo dominio", "a user, or a full address, whether it exists or not; in a letter also with a name before it. In `aliases`, `forward` and `catch_all`, what has no @ is of the same domain"),
		both("benito", "benito@beta.test", "Benito <benito@beta.test>")},
	{"domain", tr("dominio", "domain"), tr("uno de los de `domains`", "one of those in `domains`"), both("beta.test")},
	{"host", tr("servidor", "host"), tr("su nombre entero; o solo el principio, si no hay otro que empiece así", "its full name; or its beginning alone, if no other begins so"), both("mail.beta.test", "mx2")},
	{"device", tr("dispositivo", "device"), tr("su nombre", "its name"), both("laptop-benito", "phone-benito")},
	{"party", tr("extremo", "end"), tr("un servidor, un dispositivo, o un usuario, que vale por el primero de sus dispositivos", "a host, a device, or a user, who stands for the first of their devices"), both("mail.beta.test", "laptop-benito", "benito")},
	{"name", tr("nombre DNS", "DNS name"), tr("un nombre por el que se pregunta, exista o no", "a name that is asked for, whether it exists or not"), both("beta.test", "_dmarc.beta.test")},
	{"record", tr("registro DNS", "DNS record"), tr("como en un archivo de zona y entre comillas; `@` es el dominio, y un nombre sin punto final está dentro de él", "as in a zone file and in quotes; `@` is the domain, and a name without a final dot is within it"), both("'@ MX 10 mail'", "'www A 192.0.2.80'")},
	{"zone", tr("archivo de zona", "zone file"), tr("un texto largo con un registro en cada línea (RFC 1035)", "a long text with a record on each line (RFC 1035)"), both("|")},
	{"ip", lang.Both("IP"), tr("una dirección IP de las reservadas para documentación", "an IP address of those set aside for documentation"), both("192.0.2.25", "2001:db8::25")},
	{"id", lang.Both("id"), tr("el nombre que se le da a una carta al enviarla", "the name that a letter is given when it is sent"), []lang.Text{tr("primera", "first")}},
}

// kindNamed finds a kind by its id; a wrong one is a mistake in this package, and any test finds it.
func kindNamed(id string) kind {
	for _, k := range kinds {
		if k.id == id {
			return k
		}
	}
	panic("scenario: no kind of value is called " + id)
}

// kindOf tells the kind of value that a scalar's type holds.
func kindOf(t reflect.Type, f *field) kind {
	if f != nil && f.is != "" {
		return kindNamed(f.is)
	}
	switch t {
	case reflect.TypeFor[str]():
		return kindNamed("block")
	case reflect.TypeFor[line]():
		return kindNamed("text")
	case reflect.TypeFor[phrase]():
		return kindNamed("phrase")
	case reflect.TypeFor[whole](), reflect.TypeFor[decimal](), reflect.TypeFor[version]():
		return kindNamed("number")
	case reflect.TypeFor[zone]():
		return kindNamed("offset")
	}
	return kindNamed(t.Name())
}
