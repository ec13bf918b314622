package explain

import (
	"cmp"
	"strconv"
	"strings"

	"posta/sim/dialogue"
	"posta/sim/lang"
	"posta/sim/oauthbearer"
	"posta/sim/story"
)

// firstLine is the beginning of what was said, for quoting.
func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// lineValues reads a line of dialogue.
func (x *Explainer) lineValues(v values, l *dialogue.Line) {
	v.set("text", firstLine(l.Text))
	v.set("verb", l.Verb)
	v.set("args", l.Args)
	v.set("tag", l.Tag)
	if l.Code != 0 {
		v.count("code", l.Code)
	}
	v.set("enhanced", l.Enhanced)
	v.host("client", l.Speaker)
	v.host("server", l.Listener)
	if !l.FromClient {
		v.host("client", l.Listener)
		v.host("server", l.Speaker)
	}
	switch l.Protocol {
	case dialogue.SMTP:
		x.smtpValues(v, l)
	case dialogue.POP3, dialogue.IMAP:
		x.readingValues(v, l)
	case dialogue.DNS:
		v.question(l.Args, l.Verb)
		if m := l.DNS; m != nil {
			v.question(m.Name, m.Type)
			if l.Kind != dialogue.KindQuery {
				v.answer(m)
			}
		}
	}
	v.say("size", Size(int64(len(l.Raw))))
	if l.Kind == dialogue.KindData {
		v.say("size", Size(int64(len(l.Body))))
		head := header(l.Body)
		v.set("subject", decoded(head["subject"]))
		v.set("author", decoded(head["from"]))
		v.about(l, head)
		v.count("received", strings.Count(strings.ToLower(string(l.Body[:min(len(l.Body), 64<<10)])), "\nreceived:")+boolInt(strings.HasPrefix(strings.ToLower(string(l.Body[:min(len(l.Body), 9)])), "received:")))
	}
	if l.Partial {
		v.say("partial", lang.Text{ES: "La frase quedó cortada", EN: "The sentence was cut off"})
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// path is the address between angle brackets.
func path(args string) (string, bool) {
	i := strings.IndexByte(args, '<')
	if i < 0 {
		return "", false
	}
	j := strings.IndexByte(args[i:], '>')
	if j < 0 {
		return "", false
	}
	return args[i+1 : i+j], true
}

// smtpValues reads what SMTP commands carry.
func (x *Explainer) smtpValues(v values, l *dialogue.Line) {
	about := l
	if q := x.asked(l); q != nil {
		about = q
	}
	switch about.Verb {
	case "MAIL FROM":
		if p, ok := path(about.Args); ok {
			v.path("sender", p)
			v.returning(p)
		}
	case "RCPT TO":
		if p, ok := path(about.Args); ok {
			v.set("recipient", p)
			local, domain, _ := strings.Cut(p, "@")
			v.set("local", local)
			v.set("domain", domain)
		}
	case "EHLO", "HELO":
		v.set("hello", about.Args)
		v.say("named", named(about.Args, v["from"].text.ES))
	}
	if l == about && !l.FromClient {
		v.say("named", named(cmp.Or(greeter(l.Text), v["from"].text.ES), v["from"].text.ES))
	}
	switch {
	case l == about && l.Verb == "MAIL FROM":
		v.declared(l.Args)
	case l.Code == 552 && about.Verb == "MAIL FROM":
		v.say("growth", growth(x.weighed(declaredSize(about.Args))))
	case l.Code == 552 && about.Kind == dialogue.KindData:
		v.say("growth", growth(x.weighed(int64(len(about.Body)))))
	case l.Code == 554 && about.Verb == "DATA" && l.Enhanced == "5.5.1": // the other reason that a 554 may have here (RFC 5321 section 3.3)
		v.say("unaddressed", lang.Text{ES: "Sin un remitente y al menos un destinatario aceptado no hay sobre, y sin sobre no hay carta.", EN: "Without a sender and at least one accepted recipient there is no envelope, and without an envelope no letter."})
	}
	if l.Verb == "AUTH" {
		word, _, _ := strings.Cut(l.Args, " ")
		v.set("mechanism", strings.ToUpper(word))
	}
	v.credentials(l)
	v.say("exposed", exposed(l.Encrypted))
	if l.Verb == "" && !l.FromClient || l.Code != 0 {
		v.set("words", firstLine(strings.ReplaceAll(l.Args, "\n", " · ")))
	}
}

// named says what a greeting of from gives: its name, another, or an address literal (RFC 5321 section
// 4.1.3).
func named(hello, from string) lang.Text {
	if strings.HasPrefix(hello, "[") {
		return lang.Text{ES: "su dirección IP, a falta de un nombre,", EN: "its IP address, for want of a name,"}
	}
	if !strings.EqualFold(hello, from) {
		return lang.Sprintf("que se llama %s", "that its name is %s", clip(hello))
	}
	return lang.Text{ES: "su nombre", EN: "its name"}
}

// returning says what a reverse-path is for: failures are reported there, and where it
// is null, nowhere (RFC 5321 sections 4.5.5 and 6.1).
func (v values) returning(path string) {
	if path == "" {
		v.say("returning", lang.Text{ES: "aquí en blanco (<>), como hace un programa que avisa o contesta solo, y si falla no se avisará a nadie", EN: "here a blank one (<>), as a program does that reports or answers by itself, and should it fail nobody will be told"})
		v.say("nullPath", lang.Text{ES: "Aquí el remitente es <>, el de los avisos y las respuestas automáticas: si falla, no se avisará a nadie.", EN: "Here the sender is <>, that of reports and automatic answers: should it fail, nobody will be told."})
		return
	}
	v.say("returning", lang.Text{ES: "a esa dirección se avisará si algo sale mal", EN: "that is where a failure will be reported"})
}

// declared is the size that MAIL FROM announces (RFC 1870 section 5).
func (v values) declared(args string) {
	if size := declaredSize(args); size > 0 {
		v.say("declared", Size(size))
	}
}

// declaredSize is that size in octets; 0 where none is announced.
func declaredSize(args string) int64 {
	_, params, _ := strings.Cut(args, ">")
	for _, p := range strings.Fields(params) {
		if n, ok := strings.CutPrefix(strings.ToUpper(p), "SIZE="); ok {
			if size, err := strconv.ParseInt(n, 10, 64); err == nil {
				return size
			}
		}
	}
	return 0
}

// asked is the line that a reply answers, or nil.
func (x *Explainer) asked(l *dialogue.Line) *dialogue.Line {
	i := x.s.StepOfLine(l.Question)
	if i < 0 {
		return nil
	}
	return x.s.Steps(story.Dialogue)[i].Line
}

// credentials says what a secret really contains, unless the trace does not show it.
func (v values) credentials(l *dialogue.Line) {
	if l.Withheld {
		v.withheld(l)
		return
	}
	if l.Secret == "" {
		if arg, _, _ := strings.Cut(strings.TrimSpace(l.Args), " "); arg != "" && l.Verb != "" {
			v.set("mechanism", strings.ToUpper(arg)) // alone: the rest comes when it is asked for
		}
		return
	}
	if r, err := oauthbearer.ParseRefusal([]byte(l.Secret)); err == nil {
		v.set("refused", r.Status)
		return
	}
	if r, err := oauthbearer.Parse([]byte(l.Secret)); err == nil {
		v.set("user", r.User)
		v.set("token", r.Token)
		return
	}
	parts := l.SecretParts()
	switch len(parts) {
	case 3:
		v.set("user", parts[1])
		v.set("password", parts[2])
	case 2:
		v.set("user", parts[0])
		v.set("password", parts[1])
	default:
		v.set("secret", l.Secret)
	}
}

// withheld says that something is not shown, and who could have heard it all the same.
func (v values) withheld(l *dialogue.Line) {
	v.sentence("withheld", "Aquello con lo que se identifica va %s. Una clase no muestra secretos: en su lugar hay asteriscos, uno por octeto.",
		"What it logs in with goes %s. A class shows no secrets: asterisks stand in their place, one for each octet.", exposed(l.Encrypted))
	word, _, _ := strings.Cut(strings.TrimSpace(l.Args), " ")
	switch l.Verb {
	case "AUTH", "AUTHENTICATE":
		v.set("mechanism", strings.ToUpper(word))
	case "LOGIN", "APOP":
		if !strings.HasPrefix(word, "{") {
			v.set("user", strings.Trim(word, `"`))
		}
	}
}
