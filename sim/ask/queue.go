package ask

import (
	"cmp"

	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/trace"
)

// outcome: what becomes of a letter after an attempt that failed?
func (f *finder) outcome(e trace.Event, a trace.QueueAttemptFailed) {
	f.failed[[3]string{e.Host, a.Queue, a.Destination}] = e
	next, ok := f.after(e.Seq, inQueue(e.Host, a.Queue), func(n trace.Event) bool {
		switch q := n.Fact.(type) {
		case trace.QueueAttempt:
			return q.Destination == a.Destination
		case trace.QueueDeferred:
			return q.Destination == a.Destination
		case trace.QueueDone:
			return q.Destination == a.Destination
		}
		return false
	})
	if !ok {
		return
	}
	waits := Choice{Text: lang.Sprintf("la guarda en su cola y vuelve a intentarlo más tarde", "it keeps it in its queue and tries again later"), Why: lang.Sprintf("Fue un no de los que pasan: se espera y se vuelve (RFC 5321, 4.5.4.1).", "It was a no of the passing kind: one waits and comes back (RFC 5321 section 4.5.4.1).")}
	other := Choice{Text: lang.Sprintf("llama enseguida a otro servidor del mismo dominio", "it calls another server of the same domain at once"), Why: lang.Sprintf("El dominio tiene otro servidor de correo, y a ese todavía no lo había llamado (RFC 5321, 5.1).", "The domain has another mail server, which it had not called yet (RFC 5321 section 5.1).")}
	gives := Choice{Text: lang.Sprintf("deja de intentarlo y avisa a quien la envió", "it stops trying and tells the sender"), Why: lang.Sprintf("Fue un no definitivo: repetirlo daría lo mismo, y quien la envió tiene que saberlo (RFC 5321, 6.1).", "It was a no for good: to repeat it would give the same, and the sender has to know (RFC 5321 section 6.1).")}
	lost := Choice{Text: lang.Sprintf("la tira, y nadie se entera", "it throws it away, and nobody hears of it"), Idea: SilentLoss, Why: lang.Sprintf("Dijo 250 y responde por ella: o la entrega o avisa.", "It said 250 and answers for it: it delivers it or reports.")}
	pulls := Choice{Text: lang.Sprintf("espera a que %s la llame", "it waits until %s calls it", cmp.Or(a.Remote, a.Destination)), Idea: ReceiverPulls, Why: lang.Sprintf("Quien tiene la carta es quien llama; el otro ni sabe que existe.", "Whoever has the letter is the one who calls; the other does not even know of it.")}
	right := waits
	switch q := next.Fact.(type) {
	case trace.QueueAttempt:
		if q.Try != a.Try {
			return
		}
		right = other
	case trace.QueueDone:
		if q.Outcome == trace.OutcomeDelivered {
			return
		}
		report, made := f.after(next.Seq, inQueue(e.Host, a.Queue), isReport)
		if _, sent := report.Fact.(trace.ReportMade); !made || !sent {
			return
		}
		right = gives
		waits.Idea, waits.Why = PermanentRetries, lang.Sprintf("Un 5xx es «no, y no insistas»: repetirlo daría lo mismo.", "A 5xx is \"no, and do not try again\": repeating it would give the same.")
		if q.Outcome == trace.OutcomeExpired || !a.Permanent {
			waits.Idea, waits.Why = "", lang.Sprintf("Ya lo ha intentado todo el tiempo que podía.", "It has tried for as long as it may.")
			right.Why = lang.Sprintf("Se acabó el tiempo, y quien la envió tiene que saberlo (RFC 5321, 4.5.4.1 y 6.1).", "The time is over, and the sender has to know (RFC 5321 sections 4.5.4.1 and 6.1).")
		}
		other.Why = lang.Sprintf("A los otros, si los hay, no tendría sentido: este contestó en nombre del dominio.", "To call the others, if there are any, would make no sense: this one answered for the domain.")
	}
	if right.Text == waits.Text {
		gives.Idea, gives.Why = TemporaryIsFinal, lang.Sprintf("Un fallo pasajero no es definitivo: mientras quede tiempo, se vuelve a intentar.", "A passing failure is not final: as long as there is time, it is tried again.")
		other.Why = lang.Sprintf("No queda ningún otro por llamar.", "There is no other one left to call.")
	}
	if right.Text == other.Text {
		waits.Why = lang.Sprintf("Todavía no: antes prueba con los demás servidores del dominio.", "Not yet: first it tries the domain's other servers.")
		gives.Idea, gives.Why = TemporaryIsFinal, lang.Sprintf("Todavía queda a quién llamar.", "There is still somebody to call.")
	}
	why := explain.Cause(a.Why)
	text := lang.Sprintf("%s no ha podido entregar la carta a %s: %s. ¿Qué hace con ella?", "%s could not hand the letter to %s: %s. What does it do with it?", e.Host, a.Remote, why)
	if a.Remote == "" { // it knows nobody to hand it to
		text = lang.Sprintf("%s no ha podido entregar la carta: %s. ¿Qué hace con ella?", "%s could not hand on the letter: %s. What does it do with it?", e.Host, why)
	}
	f.add(&Question{Kind: Outcome, After: e.Seq, Reveals: next.Seq, telling: 75, Text: text},
		right.Text.EN, 1, right, waits, gives, pulls, lost, other)
}

// isReport tells whether somebody has been told of a letter's end, or is not told.
func isReport(e trace.Event) bool {
	switch e.Fact.(type) {
	case trace.ReportMade, trace.ReportWithheld:
		return true
	}
	return false
}

// retries: who begins the next attempt?
func (f *finder) retries(e trace.Event, q trace.QueueDeferred) {
	if f.enough(Retries, "", 1) {
		return
	}
	next, ok := f.after(e.Seq, inQueue(e.Host, q.Queue), func(n trace.Event) bool {
		a, attempt := n.Fact.(trace.QueueAttempt)
		return attempt && a.Destination == q.Destination
	})
	if !ok || next.At < q.Next {
		return
	}
	remote := q.Remote
	if remote == "" {
		remote = q.Destination
	}
	wait := explain.Duration(q.Next - e.At)
	f.add(&Question{Kind: Retries, After: e.Seq, Reveals: next.Seq, telling: 60,
		Text: lang.Sprintf("La carta espera en la cola de %s. ¿Quién empieza el próximo intento?", "The letter waits in the queue of %s. Who begins the next attempt?", e.Host)}, "", 1,
		Choice{Text: lang.Sprintf("%s, cuando pase el tiempo que se ha dado", "%s, when the time that it gave itself is over", e.Host),
			Why: lang.Sprintf("Apunta cuándo volver, dentro de %s, y llama él (RFC 5321, 4.5.4.1).", "It notes when to come back, in %s, and calls itself (RFC 5321 section 4.5.4.1).", wait)},
		Choice{Text: lang.Sprintf("%s, en cuanto pueda recibirla", "%s, as soon as it can take it", remote), Idea: ReceiverPulls,
			Why: lang.Sprintf("Ese no guarda memoria de haber dicho que ahora no, o ni siquiera contestó: la carta la tiene el otro.", "That one keeps no list of those to whom it said not now, or did not even answer: the other has the letter.")},
		Choice{Text: lang.Sprintf("quien la escribió, que tiene que volver a pulsar «Enviar»", "the writer, who has to press Send again"), Idea: SenderAgain,
			Why: lang.Sprintf("No: el servidor se comprometió con su 250, y no necesita a nadie.", "No: the server gave its word with its 250, and needs nobody.")},
		Choice{Text: lang.Sprintf("el DNS, que avisa cuando el camino está libre", "the DNS, which tells when the road is free"), Idea: DNSCarries,
			Why: lang.Sprintf("El DNS no avisa a nadie: contesta cuando le preguntan.", "The DNS tells nobody anything: it answers when asked.")})
}

// waits: when is the next attempt, after one that was not the first?
func (f *finder) waits(e trace.Event, q trace.QueueDeferred) {
	key := [3]string{e.Host, q.Queue, q.Destination}
	failed, before := f.failed[key], f.waited[key]
	f.waited[key] = e
	last, is := before.Fact.(trace.QueueDeferred)
	if !is || failed.Seq <= before.Seq {
		return
	}
	now, then := q.Next-e.At, last.Next-before.At
	wait, earlier := explain.Duration(now), explain.Duration(then)
	longer := Choice{Text: lang.Sprintf("dentro de %s: más que la vez anterior", "in %s: longer than the last time", wait),
		Why: lang.Sprintf("La vez anterior esperó %s. Quien lleva más tiempo sin contestar suele tardar más en volver, y llamar sin parar lo cargaría (RFC 5321, 4.5.4.1).", "The last time it waited %s. Who has not answered for longer mostly takes longer to come back, and to call all the time would be a burden (RFC 5321 section 4.5.4.1).", earlier)}
	same := Choice{Text: lang.Sprintf("dentro de %s, como la vez anterior", "in %s, as the last time", earlier), Why: lang.Sprintf("Aquí las esperas crecen: %s.", "Here the waits grow: %s.", wait)}
	right := longer
	switch {
	case now*10 > then*11:
	case now*11 >= then*10:
		right = Choice{Text: same.Text, Why: lang.Sprintf("Sus esperas ya no crecen.", "Its waits do not grow any more.")}
		same, longer = Choice{}, Choice{Text: lang.Sprintf("dentro de %s: más que la vez anterior", "in %s: longer than the last time", explain.Duration(2*then)), Why: lang.Sprintf("Crecen hasta un tope, y aquí ya no.", "They grow up to a limit, and here no longer.")}
	default:
		return
	}
	f.add(&Question{Kind: Waits, After: failed.Seq, Reveals: e.Seq, telling: 58,
		Text: lang.Sprintf("El intento número %d tampoco sale bien. ¿Cuándo es el próximo?", "Attempt number %d does not succeed either. When is the next?", q.Try)}, "", 1,
		right, same, longer,
		Choice{Text: lang.Sprintf("enseguida, y así hasta que lo consiga", "at once, and so on until it succeeds"), Why: lang.Sprintf("Lo que falló hace un instante seguirá fallando: se espera.", "What failed a moment ago will still fail: one waits.")},
		Choice{Text: lang.Sprintf("nunca: dos fallos son un no", "never: two failures are a no"), Idea: TemporaryIsFinal, Why: lang.Sprintf("Un fallo pasajero no es un no, por muchas veces que pase: se insiste mientras quede tiempo.", "A passing failure is no refusal, however often it happens: one insists as long as there is time.")},
		Choice{Text: lang.Sprintf("cuando %s avise de que ya puede", "when %s says that it can", cmp.Or(q.Remote, q.Destination)), Idea: ReceiverPulls, Why: lang.Sprintf("Nadie avisa: quien tiene la carta es quien llama.", "Nobody says so: whoever has the letter is the one who calls.")})
}

// tells: who tells the sender that a letter did not arrive?
func (f *finder) tells(e trace.Event, q trace.QueueDone) {
	if q.Outcome == trace.OutcomeDelivered {
		return
	}
	next, ok := f.after(e.Seq, inQueue(e.Host, q.Queue), isReport)
	if !ok {
		return
	}
	made, sent := next.Fact.(trace.ReportMade)
	if !sent {
		f.silence(e, next)
		return
	}
	who := f.person(made.To)
	refuser := Choice{}
	if q.Remote != "" && q.Remote != e.Host {
		refuser = Choice{Text: lang.Sprintf("%s, que es quien no la quiso", "%s, which did not want it", q.Remote), Idea: RefuserReports,
			Why: lang.Sprintf("Ese dijo lo suyo en la conversación, y ahí acabó su parte: nunca tuvo la carta.", "That one had its say in the conversation, and there its part ended: it never had the letter.")}
	}
	f.add(&Question{Kind: Told, After: e.Seq, Reveals: next.Seq, telling: 85,
		Text: lang.Sprintf("La carta no se va a poder entregar. ¿Quién se lo cuenta a %s?", "The letter cannot be delivered. Who tells %s?", who)}, "", 1,
		Choice{Text: lang.Sprintf("%s, que tenía la carta, con un aviso por correo", "%s, which had the letter, by a report in the mail", e.Host),
			Why: lang.Sprintf("Respondía por ella desde su 250, así que es quien da explicaciones (RFC 5321, 6.1; RFC 3464).", "It answered for it since its 250, so it is the one to explain (RFC 5321 section 6.1; RFC 3464).")},
		refuser,
		Choice{Text: lang.Sprintf("nadie: la carta se pierde y ya está", "nobody: the letter is lost, and that is that"), Idea: SilentLoss,
			Why: lang.Sprintf("Quien acepta una carta no la pierde en silencio: la entrega, o avisa al remitente del sobre, si lo hay.", "Whoever accepts a letter does not lose it in silence: it delivers it, or tells the sender on the envelope, if there is one.")},
		Choice{Text: lang.Sprintf("%s, a quien se avisa de que no le llegó", "%s, who is told that it did not arrive", f.person(q.Recipient)), Idea: RecipientTold,
			Why: lang.Sprintf("El aviso va a la dirección del remitente que lleva el sobre; el destinatario no se entera.", "The report goes to the sender's address on the envelope; the recipient hears nothing.")})
}

// silence: a report that was due and is not sent.
func (f *finder) silence(e, next trace.Event) {
	w := next.Fact.(trace.ReportWithheld)
	why := explain.Cause(w.Why)
	f.add(&Question{Kind: Told, After: e.Seq, Reveals: next.Seq, telling: 95,
		Text: lang.Sprintf("Tampoco esta se puede entregar. ¿A quién se avisa?", "This one cannot be delivered either. Who is told?")}, "nobody", 1,
		Choice{Text: lang.Sprintf("a nadie", "nobody"), Why: lang.Sprintf("Así lo pide la norma: %s (RFC 5321, 6.1).", "So the standard has it: %s (RFC 5321 section 6.1).", why)},
		Choice{Text: lang.Sprintf("a quien figura en From", "whoever stands in From"), Idea: EnvelopeIsShown, Why: lang.Sprintf("Los avisos van al remitente del sobre, no al de la carta; y este no quiere, o no tiene.", "Reports go to the envelope's sender, not to the letter's; and this one wants none, or there is none.")},
		Choice{Text: lang.Sprintf("al destinatario", "the recipient"), Idea: RecipientTold, Why: lang.Sprintf("A quien no se pudo llegar, tampoco se le puede avisar.", "Whoever could not be reached cannot be told either.")},
		Choice{Text: lang.Sprintf("al servidor que dijo que no", "the server that said no"), Idea: RefuserReports, Why: lang.Sprintf("Ese ya lo sabe: fue quien lo dijo.", "It knows already: it said so.")})
}
