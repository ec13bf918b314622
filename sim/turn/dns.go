package turn

import (
	"net/netip"
	"slices"
	"strings"

	"posta/sim/dialogue"
)

// AnswerMistakes says what is wrong with an answer to a DNS question.
func AnswerMistakes(question, answer *dialogue.Line) []Mistake {
	if question.DNS == nil || answer.DNS == nil {
		return nil
	}
	m := judge{l: answer}
	q, a := question.DNS, answer.DNS
	owned, typed, alias := false, false, false
	for _, record := range a.Answer {
		f := strings.Fields(record)
		if len(f) < 5 {
			continue
		}
		owner, kind, data := f[0], f[3], f[4:]
		owned = owned || strings.EqualFold(owner, q.Name)
		typed = typed || kind == q.Type
		alias = alias || kind == "CNAME"
		if kind == "MX" && len(data) == 2 {
			if _, err := netip.ParseAddr(strings.TrimSuffix(data[1], ".")); err == nil {
				m.add("mx-address", 5321, "5.1", "un MX lleva el nombre de un servidor, no una dirección IP: la dirección se pregunta después, con otra pregunta", "an MX holds the name of a server, not an IP address: the address is asked for afterwards, by another question")
			}
		}
	}
	switch {
	case a.RCode == "NXDOMAIN" && len(a.Answer) > 0 && !alias:
		m.add("nxdomain-answer", 2308, "2.1", "«no existe ese nombre» y registros a la vez se contradicen", "\"there is no such name\" and records contradict each other")
	case len(a.Answer) > 0 && !owned:
		m.add("other-name", 1034, "4.3.2", "se preguntó por %s, y ninguno de esos registros lleva ese nombre: quien pregunta no los tendrá en cuenta", "the question was for %s, and none of these records bears that name: the one who asks will not heed them", q.Name)
	case len(a.Answer) > 0 && !typed && !alias:
		m.add("other-type", 1034, "4.3.2", "se preguntó por el registro %s, y ese no está: es como contestar que no hay ninguno", "the question was for the record %s, and that is not there: it is like answering that there is none", q.Type)
	}
	return m.found
}

// types are those that a question may be for, as a person writes them.
var types = []string{"A", "AAAA", "MX", "TXT", "NS", "SOA", "CNAME", "PTR", "TLSA"}

// Answer reads what a person answers to a DNS question: the word of an RCODE, or records,
// parted by semicolons, which may leave out the name that was asked for. The fields are
// those of an input's answer.
func Answer(question *dialogue.Line, text string) map[string]any {
	text = strings.TrimSpace(text)
	switch word := strings.ToLower(text); word {
	case "nxdomain", "servfail", "refused", "formerr", "notimp", "noerror":
		return map[string]any{"code": word}
	case "silent":
		return map[string]any{"silent": true}
	}
	var records []string
	for record := range strings.SplitSeq(text, ";") {
		record = strings.TrimSpace(record)
		first, _, _ := strings.Cut(record, " ")
		if slices.Contains(types, strings.ToUpper(first)) && question.DNS != nil {
			record = question.DNS.Name + " " + record
		}
		if record != "" {
			records = append(records, record)
		}
	}
	return map[string]any{"records": records}
}

// Answers says what could be answered to a question; records are those that its zone
// holds.
func Answers(question *dialogue.Line, records []string) []Suggestion {
	var list []Suggestion
	if len(records) > 0 {
		list = append(list, say(strings.Join(records, "; "), "lo que dice la zona", "what the zone says"))
	} else {
		list = append(list, say("noerror", "ese nombre no tiene ninguno de ese tipo", "that name has none of that type"))
	}
	return append(list,
		say("nxdomain", "ese nombre no existe", "there is no such name"),
		say("servfail", "ahora no puedo decirlo: que lo intente más tarde", "I cannot tell now: let it try later"),
		say("silent", "no contestar nada", "answer nothing"))
}
