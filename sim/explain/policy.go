package explain

import (
	"strconv"
	"strings"
	"time"

	"posta/sim/lang"
	"posta/sim/trace"
)

// Reasoning is one thing that a server did to make a check, told.
type Reasoning struct {
	// Depth is how many steps it is within.
	Depth int
	Text  lang.Text
}

// phaseWords say when a check is made.
var phaseWords = map[string]lang.Text{
	"connect":  {ES: "cuando llama un cliente", EN: "when a client calls"},
	"helo":     {ES: "tras el saludo (HELO o EHLO)", EN: "after the greeting (HELO or EHLO)"},
	"mail":     {ES: "en MAIL FROM", EN: "at MAIL FROM"},
	"rcpt":     {ES: "en cada RCPT TO", EN: "at each RCPT TO"},
	"data":     {ES: "tras el punto final", EN: "after the final dot"},
	"delivery": {ES: "antes de poner un mensaje en su buzón", EN: "before it puts a message into its mailbox"},
}

// countedWords are what a rate limit counts.
var countedWords = map[string]struct{ es, en [2]string }{
	"connections": {[2]string{"conexión", "conexiones"}, [2]string{"connection", "connections"}},
	"messages":    {[2]string{"carta", "cartas"}, [2]string{"letter", "letters"}},
	"recipients":  {[2]string{"destinatario", "destinatarios"}, [2]string{"recipient", "recipients"}},
}

// policyValues are what the words for a check may need: every argument by its name.
func (x *Explainer) policyValues(v values, f trace.PolicyChecked) {
	v.set("check", f.Check)
	v.set("result", f.Result)
	v.set("reply", f.Reply)
	v.set("folder", f.Folder)
	v.say("phase", phaseWords[f.Phase])
	x.arguments(v, f.Input)
	x.arguments(v, f.Details)
	if counted, ok := countedWords[v["of"].text.EN]; ok {
		n := v["count"].n
		form := 1
		if n == 1 {
			form = 0
		}
		v.say("counted", lang.Text{ES: strconv.Itoa(n) + " " + counted.es[form], EN: strconv.Itoa(n) + " " + counted.en[form]})
	}
}

// arguments gives each value the form in which people say it.
func (x *Explainer) arguments(v values, list []trace.Argument) {
	for _, a := range list {
		switch {
		case a.Name == "from" || a.Name == "to": // the hosts of the step
		case a.Name == "client":
			v.set(a.Name, x.named(a.Value))
		case a.Name == "sender":
			v.path(a.Name, a.Value)
		default:
			x.argument(v, a)
		}
	}
}

func (x *Explainer) argument(v values, a trace.Argument) {
	if n, err := strconv.Atoi(a.Value); err == nil {
		v.count(a.Name, n)
		return
	}
	if at, err := time.Parse(time.RFC3339, a.Value); err == nil {
		local := at.In(time.FixedZone("", x.s.Trace.Header.Zone))
		v.say(a.Name, lang.Text{ES: local.Format("02-01-2006, 15:04:05"), EN: local.Format("2006-01-02, 15:04:05")})
		return
	}
	if strings.HasSuffix(a.Value, "s") {
		if d, err := time.ParseDuration(a.Value); err == nil {
			v.say(a.Name, Duration(d))
			return
		}
	}
	v.set(a.Name, a.Value)
}

// reasoning tells the steps of a check, each with the questions that it asked.
func (x *Explainer) reasoning(f trace.PolicyChecked) []Reasoning {
	var list []Reasoning
	var tell func(steps []trace.PolicyStep, depth int)
	tell = func(steps []trace.PolicyStep, depth int) {
		for _, s := range steps {
			v := values{}
			x.policyValues(v, f)
			x.arguments(v, s.Args)
			delete(v, "result")
			v.set("code", s.Code)
			v.set("result", s.Result)
			said := stepWords[""]
			for _, key := range []string{s.Code, f.Check + "/" + s.Code, f.Check + "/" + s.Code + "-" + s.Result} {
				if w, ok := stepWords[key]; ok {
					said = w
				}
			}
			list = append(list, Reasoning{depth, lang.Text{ES: expand(said.es, lang.ES, v), EN: expand(said.en, lang.EN, v)}})
			for _, q := range s.Questions {
				list = append(list, Reasoning{depth + 1, asked(q)})
			}
			tell(s.Steps, depth+1)
		}
	}
	tell(f.Steps, 0)
	return list
}

// asked tells a question for the DNS with its answer.
func asked(q trace.PolicyQuestion) lang.Text {
	question := strings.TrimSuffix(q.Name, ".") + " " + q.Type
	switch {
	case len(q.Records) > 0:
		answer := List(clipAll(q.Records))
		return lang.Text{ES: "Pregunta al DNS " + question + ": " + answer.ES, EN: "It asks the DNS " + question + ": " + answer.EN}
	case q.Error != "":
		return lang.Text{ES: "Pregunta al DNS " + question + ", y no hay respuesta (" + q.Error + ").", EN: "It asks the DNS " + question + ", and there is no answer (" + q.Error + ")."}
	case q.RCode == "NXDOMAIN":
		return lang.Text{ES: "Pregunta al DNS " + question + ": ese nombre no existe.", EN: "It asks the DNS " + question + ": there is no such name."}
	}
	return lang.Text{ES: "Pregunta al DNS " + question + ": no hay ningún registro así.", EN: "It asks the DNS " + question + ": there is no such record."}
}
