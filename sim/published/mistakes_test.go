package published

import (
	"errors"
	"testing"

	"posta/sim/auth/spf"
)

// Each way to write an SPF record wrongly is told in Spanish, naming the term and what it is about, and never in English.
func TestEveryMistakeInAnSPFRecordIsToldInSpanish(t *testing.T) {
	left := map[spf.Mistake]bool{}
	for m := range mistakes {
		left[m] = true
	}
	for record, want := range map[string]string{
		"v=spf":                                  "«v=spf»: un registro SPF empieza por v=spf1 y un espacio",
		"v=spf1 redirect=a.test redirect=b.test": "«redirect=b.test»: redirect= está más de una vez (RFC 7208, 6)",
		"v=spf1 a:ñ.test":                        "«a:ñ.test»: un carácter que no puede ir en un registro (RFC 7208, 7.1)",
		"v=spf1 1x=y":                            "«1x=y»: el nombre de un modificador empieza por una letra",
		"v=spf1 x!=y":                            "«x!=y»: el nombre de un modificador se hace con letras, cifras, guiones, guiones bajos y puntos",
		"v=spf1 -all:x":                          "«-all:x»: «all» no lleva nada detrás (RFC 7208, 5.1)",
		"v=spf1 include":                         "«include»: a «include» le hace falta un dominio tras dos puntos",
		"v=spf1 ipv4:192.0.2.1":                  "«ipv4:192.0.2.1»: ningún mecanismo se llama así (RFC 7208, 5)",
		"v=spf1 include/x":                       "«include/x»: un dominio va tras dos puntos",
		"v=spf1 ip4:192.0.2.0/40":                "«ip4:192.0.2.0/40»: la longitud de un prefijo es un número de 0 a 32, sin ceros delante",
		"v=spf1 ip4":                             "«ip4»: a «ip4» le hace falta una dirección tras dos puntos (RFC 7208, 5.6)",
		"v=spf1 ip4:192.0.2":                     "«ip4:192.0.2»: no es una dirección IPv4 entera (RFC 7208, 5.6)",
		"v=spf1 ip4:192.0.2.0/":                  "«ip4:192.0.2.0/»: tras la barra va un número",
		"v=spf1 a:":                              "«a:»: el dominio está vacío",
		"v=spf1 a:%%":                            "«a:%%»: un dominio acaba en una etiqueta o en una macro",
		"v=spf1 a:alfa":                          "«a:alfa»: un dominio lleva un punto antes de su última etiqueta (RFC 7208, 7.1)",
		"v=spf1 a:192.0.2.1":                     "«a:192.0.2.1»: la última etiqueta de un dominio se hace con letras, cifras y guiones, y no es un número (RFC 7208, 7.1)",
		"v=spf1 a:a.%":                           "«a:a.%»: un signo de tanto por ciento al final (RFC 7208, 7.1)",
		"v=spf1 a:%a.test":                       "«a:%a.test»: tras un signo de tanto por ciento va «{», «%», «_» o «-» (RFC 7208, 7.1)",
		"v=spf1 a:%{x}.test":                     "«a:%{x}.test»: no hay ninguna macro %{x} (RFC 7208, 7.2)",
		"v=spf1 a:%{r}.test":                     "«a:%{r}.test»: %{r} solo se admite en explicaciones (RFC 7208, 7.2)",
		"v=spf1 a:%{d0}.test":                    "«a:%{d0}.test»: el número de partes de una macro no es cero (RFC 7208, 7.1)",
		"v=spf1 a:%{d!}.test":                    "«a:%{d!}.test»: «!» dentro de una macro (RFC 7208, 7.1)",
	} {
		_, err := spf.Parse(record)
		e, ok := errors.AsType[*spf.SyntaxError](err)
		if !ok {
			t.Errorf("%q is no mistake", record)
			continue
		}
		delete(left, e.Mistake)
		if got := Mistake(e); got.ES != want || got.EN != err.Error() {
			t.Errorf("%q:\n%s\n%s\nwant %s", record, got.ES, got.EN, want)
		}
	}
	for m := range left {
		t.Errorf("no record here has the mistake %s", m)
	}
}
