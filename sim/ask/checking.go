package ask

import (
	"slices"
	"strings"

	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/trace"
)

// checks: what does a server's check find?
func (f *finder) checks(e trace.Event, p trace.PolicyChecked) {
	list, ok := results[p.Check]
	if !ok || e.Seq < 2 || p.Check == "dmarc" && f.speaks(e, p) {
		return
	}
	var right Choice
	var wrong []Choice
	for _, r := range list {
		c := Choice{Text: r.text, Why: r.why}
		if r.result == p.Result {
			right = c
			continue
		}
		if r.result == "fail" && p.Check == "dmarc" && p.Result == "pass" {
			c.Idea, c.Why = BothMustPass, lang.Sprintf("Basta con uno de los dos, SPF o DKIM, si habla por el dominio del From (RFC 9989).", "One of the two is enough, SPF or DKIM, if it speaks for the domain in From (RFC 9989).")
		}
		wrong = append(wrong, c)
	}
	if right.Text.IsZero() || f.enough(Checks, p.Check+p.Result, 1) {
		return
	}
	if said := f.sentences(f.stepAt(e.Seq)); !said.IsZero() {
		right.Why = said
	}
	telling := 55
	if p.Result != "pass" {
		telling = 88
	}
	name := strings.ToUpper(p.Check)
	f.add(&Question{Kind: Checks, After: e.Seq - 1, Reveals: e.Seq, telling: telling,
		Text: lang.Sprintf("%s comprueba %s. ¿Qué encuentra?", "%s checks %s. What does it find?", e.Host, name)}, p.Check+p.Result, 1, right, wrong...)
}

// speaks: SPF or DKIM passed. What is that worth to the domain that one reads? It is the question that people get wrong most: a
// "pass" always speaks for some domain, and nobody has said yet that it is the one in From. False where nothing passed, or
// what passed is for that very domain.
func (f *finder) speaks(e trace.Event, p trace.PolicyChecked) bool {
	found := identifiersOf(p.Steps)
	author, ok := found.author()
	if !ok || p.Result != "pass" && p.Result != "fail" {
		return false
	}
	passed := slices.DeleteFunc(slices.Clone(found), func(i identifier) bool { return i.said != "pass" })
	of := func(worth string) identifiers {
		return slices.DeleteFunc(slices.Clone(passed), func(i identifier) bool { return i.worth != worth })
	}
	other, aligned := of("other"), of("aligned")
	var right Choice
	var wrong []Choice
	switch {
	case p.Result == "fail" && len(other) > 0 && len(other) == len(passed):
		right.Text = lang.Sprintf("fail: lo que pasa habla por %s, y no por %s", "fail: what passes speaks for %s, and not for %s", other.domains(), author)
		wrong = other.taken(author)
	case p.Result == "pass" && len(aligned) > 0 && len(aligned) == len(passed):
		right.Text = lang.Sprintf("pass: %s es de la misma organización que %s", "pass: %s is of the same organization as %s", aligned.domains(), author)
		wrong = []Choice{{Text: lang.Sprintf("fail: %s no es %s", "fail: %s is not %s", aligned.domains(), author), Idea: AlignedIsSame,
			Why: lang.Sprintf("En modo relajado no hace falta que los nombres sean iguales, sino que sean de la misma organización (RFC 9989, 4.4).", "In relaxed mode the names need not be the same, only of the same organization (RFC 9989 section 4.4).")}}
	default:
		return false
	}
	if len(passed.methods()) == 1 {
		c := Choice{Text: lang.Sprintf("fail: tendrían que pasar los dos, SPF y DKIM", "fail: both would have to pass, SPF and DKIM"), Idea: BothMustPass,
			Why: lang.Sprintf("Basta con uno de los dos, si habla por el dominio del From (RFC 9989, 4.4).", "One of the two is enough, if it speaks for the domain in From (RFC 9989 section 4.4).")}
		wrong = append(wrong, c)
	}
	for _, r := range results["dmarc"] {
		if r.result == "none" {
			wrong = append(wrong, Choice{Text: r.text, Why: r.why})
		}
	}
	if right.Why = f.sentences(f.stepAt(e.Seq)); right.Why.IsZero() {
		return false
	}
	if f.enough(Speaks, p.Result, 2) {
		return true
	}
	f.add(&Question{Kind: Speaks, After: e.Seq - 1, Reveals: e.Seq, telling: 96,
		Text: lang.Sprintf("%s ya sabe esto: %s. En el From se lee %s. ¿Qué dirá DMARC?", "%s knows this already: %s. In From one reads %s. What will DMARC say?", e.Host, passed.said(), author)},
		p.Result, 2, right, wrong...)
	return true
}

// identifier is one that DMARC compared with the domain in From: what said it, for which domain, and what it was worth.
type identifier struct{ method, domain, said, author, worth string }

type identifiers []identifier

// identifiersOf reads them off the steps of the check.
func identifiersOf(steps []trace.PolicyStep) identifiers {
	var list identifiers
	for _, s := range steps {
		if s.Code != "identifier" {
			continue
		}
		i := identifier{worth: s.Result}
		for _, a := range s.Args {
			switch a.Name {
			case "method":
				i.method = a.Value
			case "domain":
				i.domain = a.Value
			case "said":
				i.said = a.Value
			case "author-domain":
				i.author = a.Value
			}
		}
		list = append(list, i)
	}
	return list
}

// author is the domain in From; false where nothing was compared, or From shows several.
func (list identifiers) author() (string, bool) {
	for _, i := range list {
		if i.author != list[0].author {
			return "", false
		}
	}
	return append(list, identifier{})[0].author, len(list) > 0
}

// taken are the wrong ideas of somebody who takes what passed for a word about the domain in From.
func (list identifiers) taken(author string) []Choice {
	var wrong []Choice
	for _, method := range list.methods() {
		i := list[slices.IndexFunc(list, func(i identifier) bool { return i.method == method })]
		switch method {
		case "SPF":
			wrong = append(wrong, Choice{Text: lang.Sprintf("pass: SPF deja enviar a ese servidor, y eso basta", "pass: SPF lets that server send, and that is enough"), Idea: SPFSeesFrom,
				Why: lang.Sprintf("SPF ha mirado el dominio del sobre, %s. El From no lo ha visto (RFC 7208, 2.4).", "SPF looked at the domain of the envelope, %s, and never at From (RFC 7208 section 2.4).", i.domain)})
		case "DKIM":
			wrong = append(wrong, Choice{Text: lang.Sprintf("pass: la firma es buena, así que la carta es de %s", "pass: the signature is good, so the letter is from %s", author), Idea: PassIsHonest,
				Why: lang.Sprintf("La firma prueba que firmó %s. Con su propio dominio, cada uno firma lo que quiere (RFC 6376, 1.2).", "The signature proves that %s signed. With a domain of one's own one may sign anything (RFC 6376 section 1.2).", i.domain)})
		}
	}
	return wrong
}

// methods are those that said something, each once.
func (list identifiers) methods() []string {
	return list.each(func(i identifier) string { return i.method })
}

// domains are those that they speak for.
func (list identifiers) domains() lang.Text {
	return explain.List(list.each(func(i identifier) string { return i.domain }))
}

// said is who passed for whom.
func (list identifiers) said() lang.Text {
	var all []lang.Text
	for _, i := range list {
		one := lang.Sprintf("%s, pass para %s", "%s, pass for %s", i.method, i.domain)
		if !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	return lang.Join(all, "; ")
}

func (list identifiers) each(what func(identifier) string) []string {
	var all []string
	for _, i := range list {
		if s := what(i); !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// result is one that a check may have.
type result struct {
	result    string
	text, why lang.Text
}

var results = map[string][]result{
	"spf": {
		{"pass", lang.Text{ES: "pass: quien llama está en la lista del dominio", EN: "pass: the caller is on the domain's list"}, lang.Text{ES: "Su dirección tendría que estar en el registro SPF del remitente del sobre.", EN: "Its address would have to be in the SPF record of the envelope's sender."}},
		{"fail", lang.Text{ES: "fail: no está, y el dominio dice que no vale nadie más", EN: "fail: it is not, and the domain says that nobody else will do"}, lang.Text{ES: "Sería con un «-all» al final de la lista, y quien llama fuera de ella.", EN: "That would be with a \"-all\" at the end of the list, and the caller not on it."}},
		{"softfail", lang.Text{ES: "softfail: no está, pero el dominio no se atreve a decir que no", EN: "softfail: it is not, but the domain does not dare to say no"}, lang.Text{ES: "Sería con un «~all» al final de la lista.", EN: "That would be with a \"~all\" at the end of the list."}},
		{"none", lang.Text{ES: "none: ese dominio no publica ninguna lista", EN: "none: that domain publishes no list"}, lang.Text{ES: "Sería sin ningún registro SPF.", EN: "That would be without any SPF record."}},
		{"permerror", lang.Text{ES: "permerror: lo que publica el dominio no se puede evaluar", EN: "permerror: what the domain publishes cannot be evaluated"}, lang.Text{ES: "Sería con un registro que no se puede leer, o que exige demasiadas preguntas.", EN: "That would be with a record that cannot be read, or that takes too many questions."}},
	},
	"dkim": {
		{"pass", lang.Text{ES: "pass: la firma es buena y nadie ha tocado lo firmado", EN: "pass: the signature is good and nobody has touched what it signs"}, lang.Text{ES: "Haría falta una firma que se verifique con la clave que publica el dominio.", EN: "It would take a signature that verifies with the key that the domain publishes."}},
		{"fail", lang.Text{ES: "fail: hay firma, y no cuadra con la carta o con la clave", EN: "fail: there is a signature, and it does not fit the letter or the key"}, lang.Text{ES: "Sería con una firma rota.", EN: "That would be with a broken signature."}},
		{"none", lang.Text{ES: "none: la carta no lleva firma", EN: "none: the letter bears no signature"}, lang.Text{ES: "Sería sin ninguna cabecera DKIM-Signature.", EN: "That would be without any DKIM-Signature field."}},
	},
	"dmarc": {
		{"pass", lang.Text{ES: "pass: SPF o DKIM pasan, y hablan por el dominio del From", EN: "pass: SPF or DKIM passes, and speaks for the domain in From"}, lang.Text{ES: "Haría falta que uno de los dos pase para el dominio del From, o para otro de su organización.", EN: "One of the two would have to pass for the domain in From, or for another of its organization."}},
		{"fail", lang.Text{ES: "fail: nada de lo que pasa habla por el dominio del From", EN: "fail: nothing that passes speaks for the domain in From"}, lang.Text{ES: "Sería sin SPF ni DKIM que hablen por ese dominio.", EN: "That would be without an SPF or a DKIM that speaks for that domain."}},
		{"none", lang.Text{ES: "none: ese dominio no publica ninguna política", EN: "none: that domain publishes no policy"}, lang.Text{ES: "Sería sin ningún registro DMARC.", EN: "That would be without any DMARC record."}},
	},
}
