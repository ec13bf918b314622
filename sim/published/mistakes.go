package published

import (
	"strings"

	"posta/sim/auth/spf"
	"posta/sim/lang"
)

// mistakes say in Spanish what is wrong with the writing of an SPF record; %s is what it is about. In English the error
// says it itself.
var mistakes = map[spf.Mistake]string{
	spf.NoVersion:      "un registro SPF empieza por v=spf1 y un espacio",
	spf.Twice:          "%s= está más de una vez (RFC 7208, 6)",
	spf.BadCharacter:   "un carácter que no puede ir en un registro (RFC 7208, 7.1)",
	spf.ModifierStart:  "el nombre de un modificador empieza por una letra",
	spf.ModifierName:   "el nombre de un modificador se hace con letras, cifras, guiones, guiones bajos y puntos",
	spf.AfterAll:       "«all» no lleva nada detrás (RFC 7208, 5.1)",
	spf.NoDomain:       "a «%s» le hace falta un dominio tras dos puntos",
	spf.NoMechanism:    "ningún mecanismo se llama así (RFC 7208, 5)",
	spf.NoColon:        "un dominio va tras dos puntos",
	spf.PrefixLength:   "la longitud de un prefijo es un número de 0 a %s, sin ceros delante",
	spf.NoAddress:      "a «%s» le hace falta una dirección tras dos puntos (RFC 7208, 5.6)",
	spf.NotAnAddress:   "no es una dirección %s entera (RFC 7208, 5.6)",
	spf.NoNumber:       "tras la barra va un número",
	spf.EmptyDomain:    "el dominio está vacío",
	spf.DomainEnd:      "un dominio acaba en una etiqueta o en una macro",
	spf.OneLabel:       "un dominio lleva un punto antes de su última etiqueta (RFC 7208, 7.1)",
	spf.LastLabel:      "la última etiqueta de un dominio se hace con letras, cifras y guiones, y no es un número (RFC 7208, 7.1)",
	spf.PercentEnd:     "un signo de tanto por ciento al final (RFC 7208, 7.1)",
	spf.PercentAlone:   "tras un signo de tanto por ciento va «{», «%%», «_» o «-» (RFC 7208, 7.1)",
	spf.NoMacro:        "no hay ninguna macro %%{%s} (RFC 7208, 7.2)",
	spf.OnlyExplaining: "%%{%s} solo se admite en explicaciones (RFC 7208, 7.2)",
	spf.NoParts:        "el número de partes de una macro no es cero (RFC 7208, 7.1)",
	spf.MacroRest:      "«%s» dentro de una macro (RFC 7208, 7.1)",
}

// Mistake says what is wrong with the writing of an SPF record.
func Mistake(e *spf.SyntaxError) lang.Text {
	said := strings.NewReplacer("%%", "%", "%s", e.Value).Replace(mistakes[e.Mistake])
	return lang.Sprintf("«%[1]s»: %[2]s", "%[3]s", e.Term, said, e.Error())
}
