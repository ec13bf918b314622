package main

import (
	"fmt"
	"strings"

	"posta/sim/auth/arc"
	"posta/sim/explain"
	"posta/sim/lang"
)

// arcMistakes say in Spanish what a chain of seals fails by; %s is the flaw's value. In English the flaw says it itself.
var arcMistakes = map[arc.Mistake]string{
	arc.BadTags:     "no se lee como una lista de etiquetas (RFC 6376, 3.2)",
	arc.NoInstance:  "no empieza por i= y un punto y coma (RFC 8617, 4.1.1)",
	arc.BadInstance: "i=%s no es el número de un sello (RFC 8617, 4.2.1)",
	arc.Twice:       "está dos veces (RFC 8617, 5.2)",
	arc.Gap:         "hay un sello %s, y faltan otros antes",
	arc.Incomplete:  "falta una de sus tres cabeceras (RFC 8617, 5.2)",
	arc.SealsItself: "h= nombra ARC-Seal, y no puede (RFC 8617, 4.1.2)",
	arc.TagMissing:  "falta la etiqueta %s=, o está vacía (RFC 8617, 4.1.3)",
	arc.TagTooMany:  "la etiqueta %s= no puede estar ahí (RFC 8617, 4.1.3)",
	arc.BadTime:     "t=%s no es un instante",
	arc.BadState:    "cv=%s no es none, pass ni fail",
	arc.WrongState:  "cv=%s no puede estar ahí (RFC 8617, 5.2)",
	arc.NoBase64:    "%s= no es base64",
	arc.TooLong:     "son más de %s",
	arc.SaidBroken:  "dice que la cadena ya estaba rota",
}

// arcFlaw says what a chain fails by, and where.
func arcFlaw(f *arc.Flaw) lang.Text {
	var parts []string
	if f.Set > 0 {
		parts = append(parts, fmt.Sprintf("sello %d", f.Set))
	}
	if f.Field != "" {
		parts = append(parts, f.Field)
	}
	if f.DKIM != "" {
		parts = append(parts, explain.Reason("dkim", string(f.DKIM)).In(lang.ES))
	} else {
		parts = append(parts, strings.Replace(arcMistakes[f.Mistake], "%s", f.Value, 1))
	}
	es, en := strings.Join(parts, ": "), f.Error()
	return lang.Text{ES: es, EN: en}
}
