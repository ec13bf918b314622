package scenario

import (
	"posta/sim/lang"

	"posta/sim/form"
)

// kinds are all the sorts of value there are. A scalar type has one of its own (kindOf); a plain text is one of those that
// name something, by the tag "is".
var kinds = []form.Kind{
	{
		ID: "text", Name: tr("texto", "text"),
		How:      tr("en una línea; entre comillas si lleva dos puntos y un espacio, si empieza por un signo, o si entre llaves lleva una coma", "on one line; in quotes if it has a colon and a space, if it begins with a sign, or if within braces it has a comma"),
		Examples: []lang.Text{tr("Hola", "Hello"), tr(`"Hola, Benito: ¿vienes?"`, `"Hello, Benito: are you coming?"`)},
	},
	{
		ID: "block", Name: tr("texto largo", "long text"),
		How:      tr("como el anterior; o de varias líneas, tras un `|` y debajo, con más sangría", "the same; or of several lines, after a `|` and below it, indented further"),
		Examples: both("|"),
	},
	{
		ID: "phrase", Name: tr("frase", "phrase"),
		How:      tr("un texto para los dos idiomas, o uno en cada uno; junto a ellos puede ir en otros, por su código de dos letras (ISO 639-1). El de una carta, un filtro o un pie, también de varias líneas, tras un `|`", "a text for both languages, or one in each; beside them it may be in others, by their codes of two letters (ISO 639-1). That of a letter, a filter or a footer may have several lines, after a `|`"),
		Examples: []lang.Text{tr("El primer correo", "The first email"), lang.Both("{es: …, en: …}"), lang.Both("{es: …, en: …, pt: …}")},
	},
	{
		ID: "word", Name: tr("palabra", "word"),
		How:      tr("una de las que se enumeran, tal cual", "one of those listed, as it stands"),
		Examples: both("imap"),
	},
	{
		ID: "command", Name: tr("orden", "command"),
		How:      tr("de SMTP, con dos momentos que no lo son, la conexión y el punto final: `CONNECT`, `EHLO`, `HELO`, `STARTTLS`, `AUTH`, `MAIL`, `RCPT`, `DATA`, `DOT`, `RSET`, `NOOP`, `QUIT`; de POP3: `CONNECT`, `LOGIN` (entrar, con las órdenes que sea), `STAT`, `UIDL`, `LIST`, `RETR`, `TOP`, `DELE`, `RSET`, `NOOP`, `QUIT`; de IMAP: `CONNECT`, `STARTTLS`, `LOGIN`, `LIST`, `SELECT`, `SEARCH`, `FETCH`, `STORE`, `MOVE`, `EXPUNGE`, `APPEND`, `NOOP`, `LOGOUT`", "of SMTP, with two moments that are none, the connection and the final dot: `CONNECT`, `EHLO`, `HELO`, `STARTTLS`, `AUTH`, `MAIL`, `RCPT`, `DATA`, `DOT`, `RSET`, `NOOP`, `QUIT`; of POP3: `CONNECT`, `LOGIN` (logging in, by whatever commands), `STAT`, `UIDL`, `LIST`, `RETR`, `TOP`, `DELE`, `RSET`, `NOOP`, `QUIT`; of IMAP: `CONNECT`, `STARTTLS`, `LOGIN`, `LIST`, `SELECT`, `SEARCH`, `FETCH`, `STORE`, `MOVE`, `EXPUNGE`, `APPEND`, `NOOP`, `LOGOUT`"),
		Examples: both("RCPT"),
	},
	{
		ID: "truth", Name: tr("sí o no", "yes or no"),
		How:      tr("`true` o `false`", "`true` or `false`"),
		Examples: both("true", "false"),
	},
	{
		ID: "number", Name: tr("número", "number"),
		How:      tr("entero; donde se dice, con decimales tras un punto", "whole; where it is said, with decimals after a point"),
		Examples: both("7"),
	},
	{
		ID: "span", Name: tr("duración", "duration"),
		How:      tr("un número y su unidad, `us`, `ms`, `s`, `min`, `h` o `d`; o varios seguidos; `0` va sin unidad; hasta `1000d`", "a number and its unit, `us`, `ms`, `s`, `min`, `h` or `d`; or several in a row; `0` has no unit; up to `1000d`"),
		Examples: both("500ms", "90s", "5min", "1.5h", "1h 30min", "5d"),
	},
	{
		ID: "moment", Name: tr("instante", "instant"),
		How:      tr("una duración desde el comienzo, una hora del primer día, o fecha y hora", "a duration since the beginning, a time of the first day, or date and time"),
		Examples: both("0", "90s", "09:30", "2026-03-03 09:30"),
	},
	{
		ID: "date", Name: tr("fecha", "date"),
		How:      tr("un día, a las 9:00; o fecha y hora. De 2001 a 9999: los buzones y los certificados escriben el año con cuatro cifras, y lo que llega hasta ahí termina ahí", "a day, at 9:00; or date and time. From 2001 to 9999: mailboxes and certificates write the year in four digits, and what goes on until there ends there"),
		Examples: both("2026-03-02", "2026-03-02 09:00", "2026-03-02T09:00:00Z"),
	},
	{
		ID: "offset", Name: tr("desfase", "offset"),
		How:      tr("horas y minutos respecto de UTC, entre comillas", "hours and minutes against UTC, in quotes"),
		Examples: both(`"+01:00"`, `"-03:00"`, "Z"),
	},
	{
		ID: "size", Name: tr("tamaño", "size"),
		How:      tr("bytes, o un número y su unidad, `B`, `kB`, `KiB`, `MB`, `MiB`, `GB` o `GiB`; hasta `64 MiB`, y en `limits.memory` hasta `64 GiB`", "bytes, or a number and its unit, `B`, `kB`, `KiB`, `MB`, `MiB`, `GB` or `GiB`; up to `64 MiB`, and in `limits.memory` up to `64 GiB`"),
		Examples: both("512", "25 KiB", "10.5 MB"),
	},
	{
		ID: "rate", Name: tr("velocidad", "speed"),
		How:      tr("bits por segundo, en `bit/s`, `kbit/s`, `Mbit/s` o `Gbit/s`", "bits a second, in `bit/s`, `kbit/s`, `Mbit/s` or `Gbit/s`"),
		Examples: both("9.6 kbit/s", "10 Mbit/s"),
	},
	{
		ID: "chance", Name: tr("probabilidad", "probability"),
		How:      tr("un porcentaje, o una fracción de 1", "a percentage, or a fraction of 1"),
		Examples: both("5%", "0.05"),
	},
	{
		ID: "code", Name: tr("código ampliado", "enhanced code"),
		How:      tr("clase, tema y detalle (RFC 3463)", "class, subject and detail (RFC 3463)"),
		Examples: both("5.1.1", "4.2.2"),
	},
	{
		ID: "demand", Name: tr("consecuencia", "consequence"),
		How:      tr("`accept`, solo se anota; `junk`, a Junk; o un código ampliado: si empieza por 4 se aplaza (421), si por 5 se rechaza (550)", "`accept`, it is only noted; `junk`, into Junk; or an enhanced code: where it begins with 4 it is deferred (421), with 5 refused (550)"),
		Examples: both("accept", "junk", "5.7.26"),
	},
	{
		ID: "user", Name: tr("usuario", "user"),
		How:      tr("el nombre de su buzón; con su dominio, si en otro hay uno igual", "the name of the mailbox; with its domain, if another has the same"),
		Examples: both("benito", "benito@beta.test"),
	},
	{
		ID: "address", Name: tr("dirección", "address"),
		How:      tr("un usuario, o una dirección entera, exista o no; en una carta también con nombre delante. En `aliases`, `forward` y `catch_all`, lo que no lleva @ es del mismo dominio", "a user, or a full address, whether it exists or not; in a letter also with a name before it. In `aliases`, `forward` and `catch_all`, what has no @ is of the same domain"),
		Examples: both("benito", "benito@beta.test", "Benito <benito@beta.test>"),
	},
	{
		ID: "domain", Name: tr("dominio", "domain"),
		How:      tr("uno de los de `domains`", "one of those in `domains`"),
		Examples: both("beta.test"),
	},
	{
		ID: "host", Name: tr("servidor", "host"),
		How:      tr("su nombre entero; o solo el principio, si no hay otro que empiece así", "its full name; or its beginning alone, if no other begins so"),
		Examples: both("mail.beta.test", "mx2"),
	},
	{
		ID: "device", Name: tr("dispositivo", "device"),
		How:      tr("su nombre", "its name"),
		Examples: both("laptop-benito", "phone-benito"),
	},
	{
		ID: "party", Name: tr("extremo", "end"),
		How:      tr("un servidor, un dispositivo, o un usuario, que vale por el primero de sus dispositivos", "a host, a device, or a user, who stands for the first of their devices"),
		Examples: both("mail.beta.test", "laptop-benito", "benito"),
		List:     tr("lista de dos extremos", "list of two ends"),
	},
	{
		ID: "name", Name: tr("nombre DNS", "DNS name"),
		How:      tr("un nombre por el que se pregunta, exista o no", "a name that is asked for, whether it exists or not"),
		Examples: both("beta.test", "_dmarc.beta.test"),
	},
	{
		ID: "record", Name: tr("registro DNS", "DNS record"),
		How:      tr("como en un archivo de zona y entre comillas; `@` es el dominio, y un nombre sin punto final está dentro de él", "as in a zone file and in quotes; `@` is the domain, and a name without a final dot is within it"),
		Examples: both("'@ MX 10 mail'", "'www A 192.0.2.80'"),
	},
	{
		ID: "zone", Name: tr("archivo de zona", "zone file"),
		How:      tr("un texto largo con un registro en cada línea (RFC 1035)", "a long text with a record on each line (RFC 1035)"),
		Examples: both("|"),
	},
	{
		ID: "ip", Name: lang.Both("IP"),
		How:      tr("una dirección IP de las reservadas para documentación", "an IP address of those set aside for documentation"),
		Examples: both("192.0.2.25", "2001:db8::25"),
	},
	{
		ID: "id", Name: lang.Both("id"),
		How:      tr("el nombre que se le da a una carta al enviarla", "the name that a letter is given when it is sent"),
		Examples: []lang.Text{tr("primera", "first")},
	},
}

func both(examples ...string) []lang.Text {
	var out []lang.Text
	for _, e := range examples {
		out = append(out, lang.Both(e))
	}
	return out
}
