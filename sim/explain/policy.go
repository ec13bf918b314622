package explain

import (
	"strconv"
	"strings"
	"time"

	"posta/sim/lang"
	"posta/sim/trace"
)

// policyReason is the key of the words that say, within an exchange, why a server did
// what it did: the reason that a check gave it.
const policyReason = "policy.reason"

// Reasoning is one thing that a server did to make a check, told.
type Reasoning struct {
	// Depth is how many steps it is within.
	Depth int
	Text  lang.Text
}

// policyValues are what the words for a check may need: every argument by its name.
func (x *Explainer) policyValues(v values, f trace.PolicyChecked) {
	v.set("check", f.Check)
	v.set("result", f.Result)
	v.set("reply", f.Reply)
	v.set("folder", f.Folder)
	v.say("phase", phrase("phase", f.Phase))
	v.say("reason", Reason(f.Check, f.Why))
	x.arguments(v, f.Input)
	x.arguments(v, f.Details)
	v.say("whose", phrase("identity", v["identity"].text.EN))
	v.say("speaks", phrase("aligned", v["aligned"].text.EN))
	v.say("covered", phrase("covered", f.Why))
	v.say("asks", phrase("disposition", v["disposition"].text.EN))
	v.say("counted", template(phrase("counted", v["of"].text.EN), v))
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
		case a.Name == "address" && strings.Contains(a.Value, ", "):
			v.list(a.Name, strings.Split(a.Value, ", "))
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
	if _, err := strconv.ParseFloat(a.Value, 64); err == nil && strings.Count(a.Value, ".") == 1 && strings.Trim(a.Value, "+-.0123456789") == "" {
		v.say(a.Name, lang.Text{ES: strings.Replace(a.Value, ".", ",", 1), EN: a.Value})
		return
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
			delete(v, "reason")
			v.say("reason", Reason(f.Check, s.Result))
			v.say("error", failure(f.Check, v))
			v.say("warning", Warning(s.Result))
			v.say("nearness", phrase("mode", v["mode"].text.EN))
			v.say("problem", Reason("dkim", v["problem"].text.EN))
			v.say("place", phrase("place", v["where"].text.EN))
			v.say("tongue", phrase("tongue", v["language"].text.EN))
			said := phrase("step", "")
			for _, key := range []string{s.Code, f.Check + "/" + s.Code, f.Check + "/" + s.Code + "-" + s.Result} {
				if t := phrase("step", key); !t.IsZero() {
					said = t
				}
			}
			list = append(list, Reasoning{depth, template(said, v)})
			for _, q := range s.Questions {
				list = append(list, Reasoning{depth + 1, asked(q)})
			}
			tell(s.Steps, depth+1)
		}
	}
	tell(f.Steps, 0)
	return list
}

// failure says what kept a step from being done: a reason of the check's own, or a cause.
func failure(check string, v values) lang.Text {
	code := v["error"].text.EN
	if t := Reason(check, code); !t.IsZero() {
		return template(t, v)
	}
	host := v["host"].text.EN
	return Cause(trace.Cause{Code: trace.Code(code), Host: host, Name: host})
}

// asked tells a question for the DNS with its answer.
func asked(q trace.PolicyQuestion) lang.Text {
	question := strings.TrimSuffix(q.Name, ".") + " " + q.Type
	switch {
	case len(q.Records) > 0:
		answer := List(clipAll(q.Records))
		return lang.Sprintf("Pregunta al DNS %s: %s", "It asks the DNS %s: %s", question, answer)
	case q.Error != "":
		why := phrase("unanswered", q.Error)
		if why.IsZero() {
			why = phrase("unanswered", "")
		}
		v := values{}
		v.set("said", q.RCode)
		return lang.Sprintf("Pregunta al DNS %s: %s.", "It asks the DNS %s: %s.", question, template(why, v))
	case q.RCode == "NXDOMAIN":
		return lang.Sprintf("Pregunta al DNS %s: ese nombre no existe.", "It asks the DNS %s: there is no such name.", question)
	}
	return lang.Sprintf("Pregunta al DNS %s: no hay ningún registro así.", "It asks the DNS %s: there is no such record.", question)
}

// Reason says why a check came to its result: a clause, without its full stop; zero
// where the result says it all.
func Reason(check, code string) lang.Text { return phrase("reason", check, code) }

// Warning says what a reader should know of a signature although it changes no result.
func Warning(code string) lang.Text { return phrase("warning", code) }
