package scenarios

import (
	"regexp"
	"strings"
	"testing"

	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
)

// term is a word of the trade, the lesson that explains it, and the words in which it
// does: nobody who goes through the lessons in their order meets it before.
type term struct {
	name   string
	used   lang.Text // a pattern that finds it, by language
	lesson string
	said   lang.Text // the words that explain it, in what that lesson says or tells
}

var terms = []term{
	{"DNS", lang.Both(`\bDNS\b`), "first-email",
		lang.Text{ES: "al DNS, la guía de nombres de Internet", EN: "the DNS, the Internet's directory of names"}},
	{"port", lang.Text{ES: `\bpuertos?\b`, EN: `\bports?\b`}, "first-email",
		lang.Text{ES: "cada servicio de una máquina atiende en una puerta con número", EN: "each service of a machine has a numbered door of its own"}},
	{"IP address", lang.Both(`\bIP(v4)?\b`), "first-email",
		lang.Text{ES: "qué dirección IP tiene, que es el número por el que se la llama", EN: "what that machine's IP address is, the number by which it is called"}},
	{"queue", lang.Text{ES: `\bcola\b`, EN: `\bqueue\b`}, "first-email",
		lang.Text{ES: "en su cola (queue)", EN: "puts the letter into its queue"}},
	{"INBOX", lang.Both(`\bINBOX\b`), "first-email",
		lang.Text{ES: "INBOX, la bandeja de entrada", EN: "INBOX, where new mail comes in"}},
	{"MX", lang.Both(`\bMX\b`), "first-email",
		lang.Text{ES: "quién recibe el correo de beta.test (MX)", EN: "who takes mail for beta.test (MX)"}},
	{"Received", lang.Both(`\bReceived\b`), "same-domain",
		lang.Text{ES: "le pone un matasellos, la cabecera Received", EN: "puts a postmark on it, the Received header"}},
	{"SIZE", lang.Both(`\bSIZE\b`), "helo-ehlo",
		lang.Text{ES: "SIZE dice cuánto puede pesar una carta", EN: "SIZE tells how big a letter may be"}},
	{"8BITMIME", lang.Both(`\b8BITMIME\b`), "helo-ehlo",
		lang.Text{ES: "8BITMIME, que el texto puede llevar eñes", EN: "8BITMIME, that its text may have accented letters"}},
	{"SMTPUTF8", lang.Both(`\bSMTPUTF8\b`), "helo-ehlo",
		lang.Text{ES: "SMTPUTF8, que también las direcciones", EN: "SMTPUTF8, that addresses may have them too"}},
	{"PIPELINING", lang.Both(`\bPIPELINING\b`), "helo-ehlo",
		lang.Text{ES: "PIPELINING, que se le pueden dar varias órdenes seguidas", EN: "PIPELINING, that several commands may be given in a row"}},
	{"ENHANCEDSTATUSCODES", lang.Both(`\bENHANCEDSTATUSCODES\b`), "helo-ehlo",
		lang.Text{ES: "ENHANCEDSTATUSCODES, que sus respuestas traen un segundo código", EN: "ENHANCEDSTATUSCODES, that its replies bring a second, more precise code"}},
	{"DSN", lang.Both(`\bDSN\b`), "helo-ehlo",
		lang.Text{ES: "DSN, que se le puede decir cuándo se quiere un aviso", EN: "DSN, that it may be told when a report of what became of the letter is wanted"}},
	{"the first digit", lang.Text{ES: `\b(un|el|otro) [45]\b|empieza por [45]|[45]xx`, EN: `\b([Aa]|[Tt]he|other) [45]\b|begins with [45]|[45]xx`}, "helo-ehlo",
		lang.Text{ES: "El primer dígito de una respuesta dice cómo ha ido", EN: "The first digit of a reply says how it went"}},
	{"cache", lang.Text{ES: `\bcach[eé]\b`, EN: `\bcache\b`}, "envelope-and-letter",
		lang.Text{ES: "en su memoria (caché)", EN: "in its memory (the cache)"}},
	{"Bcc", lang.Both(`\bBcc\b`), "envelope-and-letter",
		lang.Text{ES: "con copia oculta a Berta (Bcc)", EN: "a blind copy to Berta (Bcc)"}},
	{"RST", lang.Both(`\bRST\b`), "ports",
		lang.Text{ES: "un RST (reset), un portazo", EN: "an RST (reset), a slammed door"}},
	{"TLS", lang.Both(`\bTLS\b`), "ports",
		lang.Text{ES: "los dos acuerdan unas claves y levantan un túnel", EN: "the two agree on keys and put up a tunnel"}},
	{"certificate", lang.Text{ES: `\bcertificados?\b`, EN: `\bcertificates?\b`}, "ports",
		lang.Text{ES: "El servidor prueba quién es con un certificado", EN: "The server proves who it is with a certificate"}},
	{"key", lang.Text{ES: `\bclaves?\b`, EN: `\bkeys?\b`}, "ports",
		lang.Text{ES: "acuerdan unas claves y levantan un túnel, y lo que va por dentro no se entiende desde fuera", EN: "agree on keys and put up a tunnel, and what goes through it cannot be understood from outside"}},
	{"CA", lang.Text{ES: `\bCA\b|autoridad`, EN: `\bCA\b|certificate authority|an authority`}, "ports",
		lang.Text{ES: "que firma una autoridad (CA) en la que el programa confía", EN: "signed by an authority (CA) that the program trusts"}},
	{"enhanced code", lang.Both(`\b[245]\.\d+\.\d+\b`), "many-recipients",
		lang.Text{ES: "el segundo código, con puntos, es el ampliado", EN: "the second code, the one with dots, is the enhanced one"}},
	{"5.1.1", lang.Both(`\b5\.1\.1\b`), "many-recipients",
		lang.Text{ES: "precisa que ese buzón no existe", EN: "says more precisely that there is no such mailbox"}},
	{"bounce", lang.Text{ES: `\brebotes?\b`, EN: `\bbounces?\b`}, "many-recipients",
		lang.Text{ES: "le escribe un aviso (un rebote, dicen muchos; la norma lo llama DSN)", EN: "it writes her a report (many call it a bounce; the standard, a DSN)"}},
	{"NOERROR", lang.Both(`\bNOERROR\b`), "no-mx",
		lang.Text{ES: "NOERROR («sin error»)", EN: `NOERROR ("no error")`}},
	{"5.1.10", lang.Both(`\b5\.1\.10\b`), "null-mx",
		lang.Text{ES: "5.1.10, que quiere decir justo eso: el dominio tiene un MX nulo", EN: "5.1.10, which means just that: the domain has a null MX"}},
	{"NXDOMAIN", lang.Both(`\bNXDOMAIN\b`), "nxdomain",
		lang.Text{ES: "NXDOMAIN: no existe ese nombre", EN: "NXDOMAIN: there is no such name"}},
	{"5.1.2", lang.Both(`\b5\.1\.2\b`), "nxdomain",
		lang.Text{ES: "5.1.2, el dominio del destinatario no sirve", EN: "5.1.2, the recipient's domain is no good"}},
	{"SOA", lang.Both(`\bSOA\b`), "nxdomain",
		lang.Text{ES: "el registro SOA, la ficha de la zona test", EN: "the SOA record, the index card of the zone test"}},
	{"SERVFAIL", lang.Both(`\bSERVFAIL\b`), "dns-timeout",
		lang.Text{ES: "es SERVFAIL: el servidor de nombres quiso responder y no pudo", EN: "it is SERVFAIL: the name server wanted to answer and could not"}},
	{"TTL", lang.Both(`\bTTL\b`), "dns-cache",
		lang.Text{ES: "su TTL (time to live, tiempo de vida)", EN: "its TTL (time to live)"}},
	{"opportunistic TLS", lang.Text{ES: `oportunista`, EN: `opportunistic`}, "starttls",
		lang.Text{ES: "más vale un túnel hasta no se sabe bien quién que ir a la vista de todos. Es TLS oportunista", EN: "better a tunnel to nobody knows quite whom than to go in full view of everybody. It is opportunistic TLS"}},
	{"454", lang.Both(`\b454\b`), "wrong-password",
		lang.Text{ES: "Si lo que fallara fuera el propio servidor, diría «454 4.7.0», un 4", EN: `If it were the server itself that failed, it would say "454 4.7.0", a 4`}},
	{"SPF", lang.Both(`\bSPF\b`), "spf-pass",
		lang.Text{ES: "El dominio alfa.test publica en el DNS qué servidores envían su correo", EN: "The domain alfa.test publishes in the DNS which servers send its mail"}},
	{"DKIM", lang.Both(`\bDKIM\b`), "dkim-pass",
		lang.Text{ES: "firma la carta con la clave privada de su dominio", EN: "signs the letter with its domain's private key"}},
	{"private and public key", lang.Text{ES: `\bclaves? (privada|pública)s?\b`, EN: `\b(private|public) keys?\b`}, "dkim-pass",
		lang.Text{ES: "busca la pública en el DNS", EN: "looks the public one up in the DNS"}},
	{"DMARC", lang.Both(`\bDMARC\b`), "dmarc-none",
		lang.Text{ES: "Pregunta por el dominio del From, el que se lee", EN: "It asks about the domain in From, the one that people read"}},
}

// passage is a piece of what a lesson says, in the order in which it is read.
type passage struct {
	text     lang.Text
	announce bool // it says what the lesson will show
}

// passages are all that a learner reads who follows a lesson in its story.
func passages(t *testing.T, slug string) []passage {
	t.Helper()
	s := parse(t, slug)
	list := []passage{{s.Title, true}, {s.Summary, true}}
	for _, g := range s.Goals {
		list = append(list, passage{g, true})
	}
	tr := run(t, s)
	st := story.Of(tr)
	x := explain.New(st)
	for _, step := range st.Steps(story.Tell) {
		if f, ok := step.Fact.(trace.ActionStarted); ok && f.Index >= 0 && f.Index < len(tr.Header.Script) {
			list = append(list, passage{tr.Header.Script[f.Index].Say, false})
		}
		e := x.Explain(step)
		list = append(list, passage{e.Title, false}, passage{e.What, false}, passage{e.Why, false})
	}
	for _, e := range s.Ends {
		list = append(list, passage{e, false})
	}
	return list
}

// TestTermsAreExplainedBeforeTheyAreUsed reads the lessons in their order. The title,
// the summary and the goals of the lesson that explains a term may announce it.
func TestTermsAreExplainedBeforeTheyAreUsed(t *testing.T) {
	type state struct {
		used *regexp.Regexp
		told bool // some lesson has explained it
		lost bool // it was used too early, which is said once
	}
	known := map[lang.Lang][]state{}
	for _, l := range lang.All() {
		for _, m := range terms {
			known[l] = append(known[l], state{used: regexp.MustCompile(m.used.In(l))})
		}
	}
	for _, slug := range Slugs() {
		for _, p := range passages(t, slug) {
			for _, l := range lang.All() {
				text := p.text.In(l)
				for i, m := range terms {
					k := &known[l][i]
					if strings.Contains(text, m.said.In(l)) && slug == m.lesson {
						k.told = true
					}
					if k.told || k.lost || p.announce && slug == m.lesson || !k.used.MatchString(text) {
						continue
					}
					k.lost = true
					t.Errorf("%s, %s: %s is used before %s explains it: %q", slug, l, m.name, m.lesson, text)
				}
			}
		}
		for i, m := range terms {
			if slug != m.lesson {
				continue
			}
			for _, l := range lang.All() {
				if !known[l][i].told {
					t.Errorf("%s does not explain %s in %s: %q is nowhere in it", slug, m.name, l, m.said.In(l))
				}
			}
		}
	}
}

// TestOneWordForAReport: what comes back of a letter is a report in every lesson, an
// aviso in Spanish; the other names that people give it are said once, where it is
// explained. An informe is what the owner of a domain asked for (DMARC, TLS). Who sends to many counts failures,
// whether they come as a report or as an answer: in that chapter those are called bounces, which newsletter explains, and nothing else is.
func TestOneWordForAReport(t *testing.T) {
	other := map[lang.Lang]*regexp.Regexp{
		lang.ES: regexp.MustCompile(`(?i)\b(rebotes?|rebota\w*|notificaci(ón|ones)|informes?)\b`),
		lang.EN: regexp.MustCompile(`(?i)\b(bounc(e|es|ed|ing)|notices?|notifications?)\b`),
	}
	counted := regexp.MustCompile(`(?i)\b(rebotes?|bounces?)\b`)
	asked := regexp.MustCompile(`(?i)\b(DMARC|TLS|rua|ruf)\b`)
	// What is written on the wire is a name, and so is a subject.
	quoted := regexp.MustCompile(`\S+@\S+|Disposition-Notification-To|«[^»]*»|“[^”]*”|\S*informes\.test`)
	for _, slug := range Slugs() {
		s := parse(t, slug)
		for _, p := range passages(t, slug) {
			for _, l := range lang.All() {
				text := quoted.ReplaceAllString(p.text.In(l), "")
				if s.Chapter == "scale" {
					text = counted.ReplaceAllString(text, "")
				}
				word := other[l].FindString(text)
				switch {
				case word == "", strings.Contains(text, "DSN"):
				case strings.HasPrefix(strings.ToLower(word), "informe") && (slug == "dmarc-report" || asked.MatchString(text)):
				default:
					t.Errorf("%s, %s: another word for a report in %q", slug, l, p.text.In(l))
				}
			}
		}
	}
}

// TestOneWordForAKey: a cryptographic key is a clave in Spanish. A llave opens doors: that of the letter about the flowerpot, and
// the picture for a program's own password.
func TestOneWordForAKey(t *testing.T) {
	letters := regexp.MustCompile(`(La|la) llave está debajo[^.]*\.|«La llave»|las llaves por correo`)
	other := regexp.MustCompile(`(?i)\bllaves?\b`)
	for _, slug := range Slugs() {
		if slug == "app-passwords" {
			continue
		}
		for _, p := range passages(t, slug) {
			if text := letters.ReplaceAllString(p.text.ES, ""); other.MatchString(text) {
				t.Errorf("%s: another word for a key in %q", slug, text)
			}
		}
	}
}

// TestWireIsExplainedWhereItIsShown: what a letter looks like on the wire is explained
// with the first line that shows it.
func TestWireIsExplainedWhereItIsShown(t *testing.T) {
	for shown, said := range map[string]string{"=?utf-8?": "RFC 2047", "quoted-printable": "RFC 2045", " NOERROR": "NOERROR", " SOA ": "SOA"} {
		found := false
		for _, slug := range Slugs() {
			if found {
				break
			}
			s := story.Of(run(t, parse(t, slug)))
			x := explain.New(s)
			for _, st := range s.Steps(story.Dialogue) {
				if st.Line == nil || !strings.Contains(" "+st.Line.Text, shown) {
					continue
				}
				found = true
				e := x.Explain(st)
				for _, l := range lang.All() {
					if all := e.Title.In(l) + e.What.In(l) + e.Why.In(l); !strings.Contains(all, said) {
						t.Errorf("%s shows %q and does not explain it in %s: %q", slug, shown, l, all)
					}
				}
				break
			}
		}
		if !found {
			t.Errorf("no lesson shows %q: this test looks for it in vain", shown)
		}
	}
}
