package explain

import (
	"posta/sim/explain/causes"
	"posta/sim/lang"
	"posta/sim/trace"
)

// Cause says why something failed, was refused or was not done: a clause.
func Cause(c trace.Cause) lang.Text { return causes.Say(c) }

// End says why a run is over: a clause.
func End(r trace.EndReason) lang.Text {
	if t, ok := ends[r]; ok {
		return t
	}
	return lang.Both(lang.Clip(string(r)))
}

var ends = map[trace.EndReason]lang.Text{
	trace.EndQuiet:       {ES: "ya no queda nada por suceder", EN: "nothing is left to happen"},
	trace.EndStuck:       {ES: "alguien espera algo que nunca llegará", EN: "somebody waits for what will never come"},
	trace.EndCancelled:   {ES: "se detuvo a mano", EN: "it was stopped by hand"},
	trace.EndEvents:      {ES: "se llenó el registro de hechos (limits.events)", EN: "the record of facts is full (limits.events)"},
	trace.EndDeliveries:  {ES: "han pasado demasiadas cosas (limits.events)", EN: "too much has happened (limits.events)"},
	trace.EndVirtualTime: {ES: "se acabó el tiempo del mundo (limits.virtual_time)", EN: "the world's time is over (limits.virtual_time)"},
	trace.EndCalls:       {ES: "los programas no dejan de dar vueltas sin esperar a nadie", EN: "the programs go round and round and wait for nobody"},
}

// losses say what became of a packet that did not arrive.
var losses = map[trace.LossReason]lang.Text{
	trace.LostRoad:    {ES: "se perdió en el camino", EN: "it was lost on the road"},
	trace.LostSilence: {ES: "alguien lo tiró en el camino", EN: "somebody on the road dropped it"},
	trace.LostDown:    {ES: "el destino estaba apagado", EN: "its destination was switched off"},
}

// failures say why a connection was not opened, or was lost.
var failures = map[trace.FailReason]lang.Text{
	trace.FailRefused:     {ES: "nadie escucha en ese puerto", EN: "nobody listens on that port"},
	trace.FailTimeout:     {ES: "no hubo respuesta a tiempo", EN: "no answer came in time"},
	trace.FailUnreachable: {ES: "no hay camino hasta esa dirección", EN: "there is no road to that address"},
	trace.FailReset:       {ES: "la conexión se rompió a la mitad", EN: "the connection broke in the middle"},
}
